"""Calls to other machines, each with an end: in seconds, however its answer drips, and in bytes. One worker makes them
all, and a takedown waits behind them.

A name is looked up once, and the connection goes to an address that was judged: a name that answers differently the
second time changes nothing."""

import ssl
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from math import inf
from time import monotonic
from typing import Any

import httpcore
import httpx

from kindao.web.networks import places

STEP = 10.0  # seconds for each step of a call
TOTAL = 20.0  # seconds for a whole one
ANSWER_AT_MOST = 32 * 2**20  # bytes, unpacked
AT_ONCE = httpx.Limits(max_connections=32, max_keepalive_connections=16)
TRIED = 4  # addresses of one name
WRITTEN = 2**16  # bytes that are written between two looks at the clock
_until: ContextVar[float] = ContextVar("until", default=inf)  # of `monotonic`: `within`
Reached = Callable[[str, int], Sequence[str]]
"""The addresses of a host, in figures. Raises OSError or UnicodeError where it has none, and what it likes where it
must not be asked."""


class TooMuch(httpx.DecodingError):
    """The answer has no end, or is packed in a way that can't be unpacked within limits."""


@contextmanager
def within(seconds: float) -> Iterator[None]:
    """All that this thread asks for in the block has its end then, whatever the server does."""
    token = _until.set(min(_until.get(), monotonic() + seconds))
    try:
        yield
    finally:
        _until.reset(token)


def left(step: float | None = None, *, until: float = inf, late: type[Exception] = TimeoutError) -> float:
    """Seconds that a step may take. until: of `monotonic`. Raises late where the time is up."""
    seconds = min(until, _until.get()) - monotonic()
    if seconds <= 0:
        raise late("its time is up")
    return seconds if step is None else min(step, seconds)


class _Timed(httpcore.NetworkStream):
    """A connection whose time is up at a moment, however it drips until then. until: of `monotonic`."""

    def __init__(self, stream: httpcore.NetworkStream, until: float) -> None:
        self._stream, self._until = stream, until

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self._stream.read(max_bytes, left(timeout, until=self._until, late=httpcore.ReadTimeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        for start in range(0, len(buffer), WRITTEN):
            seconds = left(timeout, until=self._until, late=httpcore.WriteTimeout)
            self._stream.write(buffer[start : start + WRITTEN], seconds)

    def close(self) -> None:
        self._stream.close()

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.NetworkStream:
        seconds = left(timeout, until=self._until, late=httpcore.ConnectTimeout)
        return _Timed(self._stream.start_tls(ssl_context, server_hostname, seconds), self._until)

    def get_extra_info(self, info: str) -> Any:
        return self._stream.get_extra_info(info)


class _Judged(httpcore.SyncBackend):
    """Connects to one of the addresses that it is told; until: as long as there is time."""

    def __init__(self, reached: Reached, until: float) -> None:
        super().__init__()
        self._reached, self._until = reached, until

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.NetworkStream:
        try:
            found = self._reached(host, port)
        except (OSError, UnicodeError) as error:
            raise httpcore.ConnectError("no such host") from error
        last: Exception = httpcore.ConnectError("no address")
        for address in found[:TRIED]:
            seconds = left(timeout, until=self._until, late=httpcore.ConnectTimeout)
            try:
                stream = super().connect_tcp(address, port, seconds, local_address, socket_options)
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
                last = error
                continue
            return _Timed(stream, self._until)
        raise last


def anywhere(host: str, port: int) -> list[str]:
    """For what whoever runs this machine named."""
    return [str(where[0]) for _, where, _ in places(host, port)]


def client(*, total: float, reached: Reached, verify: ssl.SSLContext | bool = True, **options: Any) -> httpx.Client:
    """Redirects are followed by whoever asks for it, no proxy is asked.

    total: seconds from now on, after which nothing is waited for any more."""
    headers = {"Accept-Encoding": "gzip", **options.pop("headers", {})}
    transport = httpx.HTTPTransport(verify=verify, limits=AT_ONCE)
    transport._pool._network_backend = _Judged(reached, monotonic() + total)  # httpx offers no other way in
    return httpx.Client(headers=headers, follow_redirects=False, trust_env=False, transport=transport, **options)


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


def post(
    address: str, said: bytes, headers: Mapping[str, str], *, reached: Reached = anywhere, at_most: int = 0
) -> tuple[int, bytes]:
    """The status of the answer, and up to so many bytes of it; a redirect is an answer like any other. Certificates
    are judged as this machine judges them.

    Raises OSError where nobody answers, or too late or too much; what `reached` raises."""
    context = ssl.create_default_context()
    try:
        with (
            client(total=TOTAL, reached=reached, verify=context, timeout=STEP) as way,
            way.stream("POST", address, content=said, headers=dict(headers)) as answer,
        ):
            return answer.status_code, body(answer, at_most) if at_most else b""
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        raise OSError("nobody answers") from error
