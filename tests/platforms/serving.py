"""A platform that is played on loopback: real HTTP, one thread a connection, faults on order."""

from __future__ import annotations

import json
import re
import socket
import struct
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from email.message import Message
from email.parser import BytesParser
from email.policy import HTTP
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit


@dataclass(frozen=True, slots=True)
class Asked:
    """One request. told: parameters of address and body; files: parts with bytes; body: as it came."""

    method: str
    path: str
    told: dict[str, str]
    files: dict[str, bytes]
    body: bytes
    headers: Message


@dataclass(frozen=True, slots=True)
class Answer:
    """body: text, bytes, or something that becomes JSON."""

    status: int
    body: Any = ""
    headers: Mapping[str, str] = field(default_factory=dict)


class Lost(Exception):
    """The connection ends without an answer, after whatever was done."""


@dataclass(slots=True)
class Fault:
    """What happens instead, or after. answer: None ends the connection; done: whether the platform did it first."""

    method: str
    path: str  # a pattern
    answer: Answer | None = None
    done: bool = False
    times: int = 1
    when: Callable[[Asked], bool] = lambda asked: True

    def hits(self, asked: Asked) -> bool:
        mine = self.times > 0 and self.method == asked.method and re.fullmatch(self.path, asked.path) is not None
        return mine and self.when(asked)


class Platform:
    """State and rules of one platform: `answer` is all that it does. Faults are used up in their order."""

    address = ""

    def __init__(self) -> None:
        self.lock = threading.RLock()
        self.begin()

    def begin(self) -> None:
        """As it is on the first day; where it is served stays."""
        self.asked: list[Asked] = []
        self.faults: list[Fault] = []

    def answer(self, asked: Asked) -> Answer:
        raise NotImplementedError

    def goes_wrong(self, method: str, path: str, answer: Answer | None = None, **how: Any) -> None:
        self.faults.append(Fault(method, path, answer, **how))

    def calls(self, method: str, path: str) -> list[Asked]:
        return [one for one in self.asked if one.method == method and re.fullmatch(path, one.path)]

    def handled(self, asked: Asked) -> Answer:
        with self.lock:
            self.asked.append(asked)
            for fault in self.faults:
                if fault.hits(asked):
                    fault.times -= 1
                    if fault.done:
                        self.answer(asked)
                    if fault.answer is None:
                        raise Lost
                    return fault.answer
            return self.answer(asked)


@contextmanager
def served(platform: Platform) -> Iterator[str]:
    """Its address, as long as the block lasts."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def log_message(self, *_: object) -> None: ...

        def handle_any(self) -> None:
            try:
                answer = platform.handled(_read(self))
            except Lost:
                self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
                self.close_connection = True
                self.connection.close()
                return
            body = answer.body
            if not isinstance(body, bytes):
                body = (body if isinstance(body, str) else json.dumps(body)).encode()
            kind = "application/json" if isinstance(answer.body, dict | list) else "text/html"
            self.send_response(answer.status)
            for name, value in {"Content-Type": kind, "Content-Length": str(len(body)), **answer.headers}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body)
            self.close_connection |= answer.headers.get("Connection") == "close"

        do_GET = do_POST = do_PUT = do_DELETE = handle_any  # noqa: N815 - names of the standard library

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    platform.address = f"http://127.0.0.1:{server.server_port}"
    try:
        yield platform.address
    finally:
        server.shutdown()
        server.server_close()


def _read(handler: BaseHTTPRequestHandler) -> Asked:
    address = urlsplit(handler.path)
    told = {name: values[-1] for name, values in parse_qs(address.query, keep_blank_values=True).items()}
    body = handler.rfile.read(int(handler.headers.get("Content-Length") or 0))
    kind = handler.headers.get("Content-Type", "")
    files: dict[str, bytes] = {}
    if kind.startswith("application/x-www-form-urlencoded"):
        told |= {name: values[-1] for name, values in parse_qs(body.decode(), keep_blank_values=True).items()}
    elif kind.startswith("multipart/form-data"):
        whole = BytesParser(policy=HTTP).parsebytes(f"Content-Type: {kind}\r\n\r\n".encode() + body)
        for part in whole.iter_parts():
            name, data = str(part.get_param("name", header="content-disposition")), part.get_payload(decode=True)
            assert isinstance(data, bytes)
            if part.get_filename() is not None:
                files[name] = data
            else:
                told[name] = data.decode()
    return Asked(handler.command, address.path, told, files, body, handler.headers)
