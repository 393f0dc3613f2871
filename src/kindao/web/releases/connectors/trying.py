"""Whether a folder is what the public sees at an address: a file with a random name is put there, and fetched as
anybody would. Nothing else tells: an address that is one letter off answers 404 to every look, as what is gone does."""

import secrets
from time import sleep
from urllib.parse import quote

import httpx

from kindao.web.releases.connectors import reaching
from kindao.web.releases.connectors.base import Later, NoRight, Refused

LOOKS, BETWEEN = 3, 1.0  # a server may need a moment; seconds
HOPS = 5


def a_name() -> str:
    return f"kindao-tried-{secrets.token_hex(8)}.txt"


def is_seen(address: str, name: str, words: bytes) -> None:
    """address: of the account; words: what the file of that name holds.

    Raises NoRight where something else is there, or nothing; Later where nobody answers."""
    with reaching.client() as client:
        for look in range(LOOKS):
            if look:
                sleep(BETWEEN)
            if _shown(client, f"{address.rstrip('/')}/{quote(name)}") == words:
                return
    raise NoRight(
        "what Kindao writes into this folder is not seen at the address of this account",
        hint="Correct the address or the folder: the one has to lead to the other",
    )


def _shown(client: httpx.Client, address: str) -> bytes:
    """What a stranger gets there, "" where that is no file."""
    try:
        for _ in range(HOPS):
            answer = reaching.asked(client, "GET", address)
            if answer.next_request is None:
                return answer.content.strip() if answer.status_code == 200 else b""
            address = str(answer.next_request.url)
    except Refused as private:
        raise NoRight(str(private), vi=private.vi) from None
    except Later:
        raise Later(
            "the site does not answer at the address of this account", hint="Correct it, or wait until the site is back"
        ) from None
    return b""
