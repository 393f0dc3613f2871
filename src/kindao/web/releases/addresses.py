"""Addresses as people write them down."""

import unicodedata
from urllib.parse import urlsplit

from kindao.engine.errors import BadInput

UNSEEN = ("Cc", "Cf", "Cs")  # Unicode's control, format, surrogates


def site_of(address: str) -> str:
    """The site that an address leads to, which is one by http and https, with `www.` and without: host, port, path."""
    parts = urlsplit(address)
    port = "" if parts.port in (None, 80, 443) else f":{parts.port}"
    return f"{host_of(address)}{port}{parts.path.rstrip('/')}"


def host_of(address: str) -> str:
    """The host of an address, with `www.` and without."""
    return (urlsplit(address).hostname or "").removeprefix("www.")


def as_typed(address: str) -> str:
    """An address as somebody wrote it down: of the web, or words for a place such as a screen or a journal.

    Signs that nobody sees are left out: some turn the letters of a page around. Raises BadInput for one of the web that
    can't be opened, or that holds a password."""
    told = "".join(one for one in address if one.isspace() or unicodedata.category(one) not in UNSEEN).strip()
    if "://" not in told:
        return " ".join(told.split())
    try:
        said = urlsplit(told)
        sound = said.scheme in ("http", "https") and bool(said.hostname) and said.port != 0
    except ValueError:
        sound = False
    if not sound or said.username or said.password or any(one.isspace() for one in told):
        raise BadInput("this address can't be opened", hint="Copy it from the browser, without a password in it")
    return told
