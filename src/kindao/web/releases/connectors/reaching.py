"""One way out to the web for connectors and looks from outside: patience, whose network it is, and what went wrong in
the five words of `base`."""

import ssl
import zlib
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import timedelta
from math import inf
from time import monotonic
from typing import Any, NoReturn

import httpcore
import httpx
from django.conf import settings

from kindao.web.networks import is_public, places
from kindao.web.releases.connectors.base import Later, NoRight, Refused, Unsure

AGENT = "Kindao/1 (takedown and release checks)"
PATIENCE = httpx.Timeout(20.0, connect=10.0, read=60.0)
TOTAL = 180.0  # seconds for all that one call of a connector asks for: a site that drips holds up the one worker
SLOWEST = 50_000  # bytes a second that leave at least, of a file
ANSWER_AT_MOST = 32 * 2**20  # bytes, unpacked
BROWSER = {
    "User-Agent": "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:145.0) Gecko/20100101 Firefox/145.0",
    "Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,*/*;q=0.8",
    "Accept-Language": "vi-VN,vi;q=0.9,en;q=0.8",
}
"""What a common browser says of itself: a site may show robots nothing, and people all."""
OF_THE_WAY = frozenset({"content-encoding", "content-length", "transfer-encoding"})
"""Headers that say how a body was sent, not what it is."""
_until: ContextVar[float] = ContextVar("until", default=inf)  # of `monotonic`: `within`


class TooMuch(httpx.DecodingError):
    """The answer has no end, or is packed in a way that can't be unpacked within limits."""


AT_ONCE = httpx.Limits(max_connections=32, max_keepalive_connections=16)


class _Timed(httpcore.NetworkStream):
    """A connection whose time is up at a moment, however it drips until then. until: of `monotonic`."""

    def __init__(self, stream: httpcore.NetworkStream, until: float) -> None:
        self._stream, self._until = stream, until

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self._stream.read(max_bytes, _within(self._until, timeout, httpcore.ReadTimeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._stream.write(buffer, _within(self._until, timeout, httpcore.WriteTimeout))

    def close(self) -> None:
        self._stream.close()

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.NetworkStream:
        left = _within(self._until, timeout, httpcore.ConnectTimeout)
        return _Timed(self._stream.start_tls(ssl_context, server_hostname, left), self._until)

    def get_extra_info(self, info: str) -> Any:
        return self._stream.get_extra_info(info)


def _within(until: float, timeout: float | None, late: type[httpcore.TimeoutException]) -> float:
    left = min(until, _until.get()) - monotonic()
    if left <= 0:
        raise late("its time is up")
    return left if timeout is None else min(timeout, left)


class _Judged(httpcore.SyncBackend):
    """Connects to an address that was judged, whatever the name says by now; until: as long as there is time."""

    def __init__(self, until: float) -> None:
        super().__init__()
        self._until = until

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.NetworkStream:
        try:
            found = places(host, port)
        except (OSError, UnicodeError) as error:
            raise httpcore.ConnectError("no such host") from error
        if not settings.SITES_PRIVATE and not all(is_public(address) for *_, address in found):
            raise Refused(
                "the address lies in a private network",
                hint="Name a public one, or allow private ones: KINDAO_SITES=private",
            )
        left = _within(self._until, timeout, httpcore.ConnectTimeout)
        stream = super().connect_tcp(str(found[0][1][0]), port, left, local_address, socket_options)
        return _Timed(stream, self._until)


def client(*, total: float = TOTAL, **options: Any) -> httpx.Client:
    """For one call of a connector, or one round of looks. Redirects are followed by whoever asks for it.

    total: seconds from now on, after which nothing is waited for any more."""
    headers = {"User-Agent": AGENT, "Accept-Encoding": "gzip", **options.pop("headers", {})}
    transport = httpx.HTTPTransport(limits=AT_ONCE)
    transport._pool._network_backend = _Judged(monotonic() + total)  # httpx offers no other way in
    patience = options.pop("timeout", PATIENCE)
    return httpx.Client(
        timeout=patience, headers=headers, follow_redirects=False, trust_env=False, transport=transport, **options
    )


@contextmanager
def within(seconds: float) -> Iterator[None]:
    """All that this thread asks for in the block has its end then, whatever the server does."""
    token = _until.set(min(_until.get(), monotonic() + seconds))
    try:
        yield
    finally:
        _until.reset(token)


def body(answer: httpx.Response, at_most: int = ANSWER_AT_MOST, *, whole: bool = True) -> bytes:
    """What an answer holds, unpacked. Raises TooMuch for more bytes than that, unless less than the whole will do."""
    packed = answer.headers.get("content-encoding", "identity").lower()
    if packed not in ("identity", "gzip", "x-gzip"):
        raise TooMuch("packed in a way that was not asked for")
    unpacking = zlib.decompressobj(wbits=31) if packed != "identity" else None
    out = bytearray()
    for piece in answer.iter_raw():
        try:
            out += unpacking.decompress(piece, at_most + 1 - len(out)) if unpacking else piece
        except zlib.error:
            raise TooMuch("not packed as it says") from None
        if len(out) > at_most:
            if whole:
                raise TooMuch("longer than anything that is asked for")
            return bytes(out[:at_most])
    if unpacking and (not unpacking.eof or unpacking.unused_data) and out:
        raise TooMuch("cut off, or in several parts")
    return bytes(out)


def time_for(sent: int) -> float:
    """Seconds for a call that sends a file of so many bytes."""
    return TOTAL + sent / SLOWEST


def asked(client: httpx.Client, method: str, address: str, *, changes: bool = False, **told: Any) -> httpx.Response:
    """The platform's answer, whatever its status. changes: something may have happened though no answer came.

    Raises Later where surely nothing happened, Unsure where it may have."""
    try:
        with client.stream(method, address, **told) as answer:
            return httpx.Response(
                answer.status_code,
                headers=[(name, value) for name, value in answer.headers.multi_items() if name not in OF_THE_WAY],
                content=body(answer),
                request=answer.request,
            )
    except (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout, httpx.UnsupportedProtocol, httpx.InvalidURL):
        raise Later("the platform does not answer", hint="It is tried again by itself") from None
    except httpx.HTTPError:
        if not changes:
            raise Later("the platform does not answer", hint="It is tried again by itself") from None
        raise Unsure(
            "the answer of the platform was lost", hint="Kindao looks there before it sends anything again"
        ) from None


def refused(answer: httpx.Response, said: str = "", *, changes: bool = False) -> NoReturn:
    """Turns a status that is no success into one of the errors. changes: as in `asked`; a server that broke over it may
    have done it before.

    said: the platform's own code, for whoever opens the account; never its whole text."""
    status = answer.status_code
    code = f" ({status}{' ' + said if said else ''})"
    if status in (401, 403):
        raise NoRight(f"the platform does not let this account do it{code}", hint="Renew its access on its page")
    if changes and status in (408, 500, 502, 503, 504):
        raise Unsure(f"the platform broke over it{code}", hint="Kindao looks there before it sends anything again")
    if status in (408, 425, 429, 500, 502, 503, 504):
        raise Later(
            f"the platform has no time just now{code}", hint="It is tried again by itself", after=_after(answer.headers)
        )
    raise Refused(f"the platform refuses it{code}", hint="Look at what it asks for, then release it anew")


def _after(headers: Mapping[str, str]) -> timedelta | None:
    told = headers.get("retry-after", "")
    return timedelta(seconds=min(int(told), 86_400)) if told.isdigit() else None
