"""A platform that speaks HTTP, on this machine's loopback."""

import json
import threading
from abc import abstractmethod
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

from platforms.registry import How, Platform, When

EVERYTHING = tuple((when, how) for when in When for how in How if (when, how) != (When.AFTER, How.BUSY))
"""A platform that did what was asked and says that it was too busy to is not played."""


@dataclass(frozen=True, slots=True)
class Request:
    """One message. path: without its query; target: with it, as it was sent."""

    method: str
    path: str
    query: dict[str, str]
    headers: dict[str, str]
    body: bytes
    target: str

    @property
    def told(self) -> dict[str, Any]:
        """Its object, or its form; empty where it has neither."""
        if self.headers.get("content-type", "").startswith("application/x-www-form-urlencoded"):
            return {name: values[0] for name, values in parse_qs(self.body.decode()).items()}
        try:
            said = json.loads(self.body)
        except ValueError:
            return {}
        return said if isinstance(said, dict) else {}


@dataclass(frozen=True, slots=True)
class Reply:
    status: int = 200
    body: bytes = b""
    kind: str = "application/json"
    headers: dict[str, str] = field(default_factory=dict)


def said(told: object, status: int = 200) -> Reply:
    return Reply(status, json.dumps(told).encode())


INSTEAD = {
    How.BREAKS: Reply(500, b"Internal Server Error", "text/plain"),
    How.CLOSED: Reply(503, b"<html>maintenance</html>", "text/html", {"Retry-After": "120"}),
    How.BUSY: Reply(429, b"", "text/plain"),
    How.PAGE: Reply(200, b"<!doctype html><title>Sign in to the network</title>", "text/html"),
    How.GARBAGE: Reply(200, b'{"data": {"tok', "application/json"),
}


class HttpPlatform(Platform):
    """address: where it is."""

    hows = EVERYTHING

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self.lock = threading.RLock()  # what it knows is read and changed by one message at a time

        class Handler(_Handler):
            platform = self

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self.address = f"http://127.0.0.1:{self._server.server_port}"
        self._thread = threading.Thread(target=lambda: self._server.serve_forever(0.02), daemon=True)
        self._thread.start()

    @abstractmethod
    def answered(self, request: Request) -> Reply | None:
        """None: the connection is closed, and nothing said."""

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    platform: HttpPlatform

    def _answer(self) -> None:
        platform = self.platform
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        where = urlsplit(self.path)
        request = Request(
            self.command,
            where.path,
            {name: values[0] for name, values in parse_qs(where.query).items()},
            {name.lower(): value for name, value in self.headers.items()},
            body,
            self.path,
        )
        with platform.lock:
            platform.steps += 1
            platform.heard += f"{self.requestline}\n{self.headers}\n".encode() + body
            before, after = platform.due(When.BEFORE), platform.due(When.AFTER)
            reply = platform.answered(request) if before is None else Reply()
        how = before or after
        if how is How.CLOSES or reply is None:
            self.close_connection = True
            return
        reply = INSTEAD.get(how, reply) if how else reply
        head = f"HTTP/1.1 {reply.status} X\r\nContent-Type: {reply.kind}\r\nContent-Length: {len(reply.body) + 1}\r\n"
        if how is not How.CUT:
            head = head.replace(str(len(reply.body) + 1), str(len(reply.body)))
        else:
            self.close_connection = True
        head += "".join(f"{name}: {value}\r\n" for name, value in reply.headers.items())
        body = b"" if self.command == "HEAD" else reply.body
        self.wfile.write(head.encode() + b"\r\n" + body)  # at once: two writes would wait for each other

    do_GET = do_HEAD = do_POST = do_PUT = do_DELETE = do_PATCH = _answer  # noqa: N815 - as its base calls them

    def log_message(self, *_: object) -> None: ...
