"""Where the pages of each purpose begin: apps above say so. The name of an address that takes the token alone."""

from kindao.web.door.models import Purpose

BEGINS: dict[Purpose, str] = {}
