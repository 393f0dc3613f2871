"""One POST to an address that an administrator typed: over HTTPS, to a public host, never followed elsewhere.

The name is looked up once, every address it has is judged, and the connection goes to the one that was judged: a name
that answers differently the second time changes nothing. KINDAO_WEBHOOKS=private lets private addresses and plain HTTP
in, for a receiver in the clinic's own network."""

from collections.abc import Mapping
from ipaddress import IPv4Address, IPv6Address
from urllib.parse import SplitResult, urlsplit

from django.conf import settings

from kindao.engine.errors import BadInput
from kindao.web import calls
from kindao.web.networks import in_figures, is_anybodys, is_public, places


def allowed(address: str) -> SplitResult:
    """Raises BadInput for what is no address, is not encrypted, or is private by its numbers. A name is looked up when
    something is sent."""
    try:
        said = urlsplit(address)
        port, host = said.port, said.hostname or ""
    except ValueError:
        raise _unknown() from None
    if not address.isascii() or not address.isprintable() or " " in address:
        raise _unknown()
    if said.username or said.password:
        raise BadInput(
            "the address of a webhook holds a user name or a password",
            hint="Leave them out: what is sent is signed",
        )
    if said.scheme != "https" and not (said.scheme == "http" and settings.WEBHOOKS_PRIVATE):
        raise BadInput(
            "the address of a webhook must begin with https://", hint="Name one that others can't read along"
        )
    if not host or port == 0:
        raise _unknown()
    if numbers := in_figures(host):
        _judged(numbers)
    return said


def _nobodys() -> BadInput:
    return BadInput("no receiver of webhooks is at such an address", hint="Name that of a machine which takes them")


def _unknown() -> BadInput:
    return BadInput("the address of a webhook can't be found", hint="Check how it is written")


def _judged(address: IPv4Address | IPv6Address) -> None:
    if not is_anybodys(address):
        raise _nobodys()
    if not settings.WEBHOOKS_PRIVATE and not is_public(address):
        raise BadInput(
            "the address of a webhook lies in a private network",
            hint="Name a public one, or allow private ones: KINDAO_WEBHOOKS=private",
        )


def resolved(host: str, port: int) -> list[str]:
    """Each address of a name, in figures. Raises BadInput where there is none, or one of them is private."""
    try:
        found = places(host, port)
    except (OSError, UnicodeError):
        raise _unknown() from None
    for *_, address in found:
        _judged(address)
    return [str(where[0]) for _, where, _ in found]


def post(address: str, body: bytes, headers: Mapping[str, str]) -> int:
    """The status of the answer; a redirect is an answer like any other. Raises BadInput as `allowed` and `resolved`,
    OSError where nobody answers in time."""
    allowed(address)
    return calls.post(address, body, headers, reached=resolved)[0]
