"""E-mail by SMTP, whose every round has an end as other calls have (`calls`): in seconds and in bytes."""

import smtplib
import socket
import ssl
from collections.abc import Sequence
from functools import cached_property
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage
from django.core.mail.backends import smtp

from kindao.web import calls

TOTAL = 30.0  # seconds for all that is sent in one go
HEARD_AT_MOST = 2**20  # bytes that a server says on one connection


class _Line(socket.socket):
    heard = 0

    def recv_into(self, *told: Any) -> int:
        self.settimeout(calls.left(settings.EMAIL_TIMEOUT))
        self.heard += (count := super().recv_into(*told))
        return _counted(count, self.heard)

    def sendall(self, *told: Any) -> None:
        self.settimeout(calls.left(settings.EMAIL_TIMEOUT))
        super().sendall(*told)


class _Sealed(ssl.SSLSocket):
    heard = 0

    def recv_into(self, *told: Any) -> int:
        self.settimeout(calls.left(settings.EMAIL_TIMEOUT))
        self.heard += (count := super().recv_into(*told))
        return _counted(count, self.heard)

    def send(self, *told: Any) -> int:
        self.settimeout(calls.left(settings.EMAIL_TIMEOUT))
        return super().send(*told)


def _counted(count: int, heard: int) -> int:
    if heard > HEARD_AT_MOST:
        raise OSError("longer than anything that is asked for")
    return count


class _Plain(smtplib.SMTP):
    def _get_socket(self, host: str, port: int, timeout: float) -> socket.socket:
        made = socket.create_connection((host, port), calls.left(timeout))
        line = _Line(made.family, made.type, made.proto, made.detach())
        line.settimeout(calls.left(timeout))  # for a handshake
        return line


class _Secure(smtplib.SMTP_SSL, _Plain):
    pass


class Backend(smtp.EmailBackend):
    @property
    def connection_class(self) -> type[smtplib.SMTP]:
        return _Secure if self.use_ssl else _Plain

    @cached_property
    def ssl_context(self) -> ssl.SSLContext:
        context = ssl.create_default_context()
        context.sslsocket_class = _Sealed
        return context

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        with calls.within(TOTAL):
            return super().send_messages(email_messages) or 0
