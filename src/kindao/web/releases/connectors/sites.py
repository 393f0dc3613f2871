"""What a site's folder has to do with its address, whichever way files get into it: what is put there is seen by
strangers, what a site makes of a file keeps its random name, and its pages name it."""

import secrets
from datetime import timedelta

import httpx

from kindao import clock
from kindao.web import calls
from kindao.web.releases.connectors import reaching
from kindao.web.releases.connectors.base import Access, Later, NoRight, Refused, StillThere

MARKER = "kindao.txt"
MARKED = "marked"  # in an account's `told`: which folder has the marker
MARKS = (
    b"Kindao looks here whether this site answers. Please leave this file where it is.\n"
    + "Kindao xem ở đây trang có trả lời không. Xin để nguyên tệp này.\n".encode()
)
"""What lies in the folder as long as it is the one that was tried: a disk that is away leaves another, empty one in its
place, where nothing is found to delete and everything answers 404."""
TRIED = "kindao-tried-"
TRIAL = 20.0  # seconds
OLD = timedelta(days=1)  # from which on a trial's file was left by a worker that died
HOPS = 5
BUSY = (503, 408, 425, 429, 500, 502, 504)  # answers of a site that has no time just now
PAGES = (
    *(".html", ".htm", ".xhtml", ".shtml", ".php", ".asp", ".aspx", ".cshtml", ".jsp", ".cgi", ".md", ".txt"),
    *(".xml", ".rss", ".atom", ".json", ".js", ".css", ".svg", ".csv"),
)
"""Endings of files that may show a picture by its name."""
PAGE_AT_MOST = 8 * 2**20  # bytes of one that is read


def trial() -> tuple[str, bytes]:
    """(name, content) of a file that nobody has seen before."""
    return f"{TRIED}{secrets.token_hex(8)}.txt", secrets.token_hex(16).encode()


def is_left(name: str, changed: float) -> bool:
    """Whether a trial that died left it. changed: seconds since 1970."""
    return name.startswith(TRIED) and changed < (clock.now() - OLD).timestamp()


def seen_outside(access: Access, name: str, content: bytes) -> None:
    """That a stranger gets at the account's address what lies in its folder. Raises NoRight, Later."""
    address = f"{access.address.rstrip('/')}/{name}"
    if not address.startswith(("https://", "http://")):
        raise NoRight("the address of the site is missing", hint="Write it into this account, as a browser shows it")
    try:
        status, came = _fetched(address)
    except Refused:
        raise NoRight(
            "the address lies in a private network",
            hint="Name a public one, or allow private ones: KINDAO_SITES=private",
        ) from None
    except (httpx.HTTPError, httpx.InvalidURL, ValueError):
        status, came = BUSY[0], b""
    if status in BUSY:
        raise Later("the site does not answer", hint="It is tried again by itself")
    if status != 200 or came != content:
        raise NoRight(
            "what Kindao puts into the folder of the site is not seen at its address",
            hint="Correct the folder, or the address that leads to it",
        )


def gone_outside(access: Access, name: str, content: bytes) -> None:
    """That a stranger gets there no more what was deleted; asked as no cache was asked before. Raises NoRight,
    Later."""
    try:
        status, came = _fetched(f"{access.address.rstrip('/')}/{name}?{secrets.token_hex(4)}")
    except (Refused, httpx.HTTPError, httpx.InvalidURL, ValueError):
        status, came = BUSY[0], b""
    if status in BUSY:
        raise Later("the site does not answer", hint="It is tried again by itself")
    if came == content:
        raise NoRight(
            "what Kindao deletes from the folder of the site is still seen at its address",
            hint="See what copies the folder there, and let it delete as well",
        )


def is_marked(access: Access) -> bool:
    """Whether the marker was put into this very folder: then it has to be there."""
    return access.told.get(MARKED) == _which(access)


def marked(access: Access) -> None:
    access.keep({MARKED: _which(access)})


def _which(access: Access) -> str:
    return " ".join(access.told.get(one, "") for one in ("host", "port", "folder")).strip()


def is_another() -> NoRight:
    return NoRight(
        f"the folder of the site is not the one that was tried: {MARKER} is not in it",
        hint="See that its disk is there; if somebody deleted that file, renew the access of this account",
    )


def is_kept() -> StillThere:
    return StillThere("Kindao may not write into the folder of the site", hint="Give it the right to, then try again")


def stands(address: str) -> bool:
    """Whether a stranger gets the marker at that address. Raises Refused, httpx.HTTPError."""
    return _fetched(f"{address.rstrip('/')}/{MARKER}") == (200, MARKS)


def _fetched(address: str) -> tuple[int, bytes]:
    """(status, body); (0, nothing) for what leads nowhere or is much more than was put there."""
    with reaching.client(total=TRIAL) as client:
        for _ in range(HOPS):
            with client.stream("GET", address) as answer:
                if answer.next_request is not None:
                    address = str(answer.next_request.url)
                    continue
                try:
                    return answer.status_code, calls.body(answer, 2**16)
                except calls.TooMuch:
                    break
    return 0, b""
