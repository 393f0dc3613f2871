"""Which engine looked: a later one looks again."""

from importlib.metadata import PackageNotFoundError, version


def _installed() -> str:
    try:
        return version("kindao")
    except PackageNotFoundError:  # run from its folder
        return "source"


VERSION = _installed()
