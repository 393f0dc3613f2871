"""Whoever is told something by the worker may drip: it is not listened to for ever."""

import socket
import ssl
import subprocess
import threading
from collections.abc import Callable, Iterator
from contextlib import closing, suppress
from pathlib import Path
from time import monotonic
from typing import Any

import pytest
from django.core.mail import EmailMessage
from django_tasks_db.models import DBTaskResult

from builders import a_member, a_patient
from desk import a_clinic
from kindao.engine.errors import Failed
from kindao.web import audit, calls, mailing
from kindao.web.api import hooks
from kindao.web.api.models import Delivery, Event
from kindao.web.audit import checkpoints, stamping
from kindao.web.audit.models import TimeStamp
from kindao.web.clinics.models import Role
from kindao.web.door import links, sending
from kindao.web.review import jobs
from kindao.web.review.models import Work
from visitors import a_link

LIMIT = 1.0  # seconds, in these tests
EVERY = 0.2  # seconds between two bytes: no single wait is long
HTTP = [b"", b"HTTP/1.1 200 OK\r\nX-A: "]
SMTP = [b"", b"220 here\r\n250-and "]
Drips = Callable[[bytes], int]


@pytest.fixture
def drips() -> Iterator[Drips]:
    """Says what it is told to, then a byte every 0.2 s for ever, at the port that is answered."""
    over, threads = threading.Event(), []
    servers: list[socket.socket] = []

    def talk(server: socket.socket, begins: bytes) -> None:
        while not over.is_set():
            with suppress(OSError):
                connection, _ = server.accept()
                with connection:
                    connection.sendall(begins)
                    while not over.wait(EVERY):
                        connection.sendall(b"x")

    def opened(begins: bytes) -> int:
        server = socket.create_server(("127.0.0.1", 0))
        servers.append(server)
        threads.append(threading.Thread(target=talk, args=(server, begins), daemon=True))
        threads[-1].start()
        return int(server.getsockname()[1])

    yield opened
    over.set()
    for server, thread in zip(servers, threads, strict=True):
        server.shutdown(socket.SHUT_RDWR)
        thread.join(5)
        server.close()


@pytest.fixture(autouse=True)
def ends(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Each of these tests has to be over soon after the limit."""
    monkeypatch.setattr(calls, "TOTAL", LIMIT)
    monkeypatch.setattr(mailing, "TOTAL", LIMIT)
    begun = monotonic()
    yield
    assert monotonic() - begun < LIMIT + 4


@pytest.mark.django_db
@pytest.mark.parametrize("begins", HTTP)
def test_a_webhook_that_drips_is_not_listened_to_for_ever(drips: Drips, begins: bytes, settings: Any) -> None:
    settings.WEBHOOKS_PRIVATE = True
    admin = a_member(Role.ADMIN)
    hooks.open_endpoint(admin, address=f"http://127.0.0.1:{drips(begins)}/", events=[Event.CONSENT])
    hooks.tell(admin.clinic, Event.CONSENT, a_patient(a_member(Role.DOCTOR, admin.clinic)).pk)
    delivery = Delivery.objects.get()
    waits = DBTaskResult.objects.filter(args_kwargs__args=["delivery", str(delivery.pk)])
    assert {one.queue_name for one in waits} == {"webhooks"}, "no takedown waits behind it"
    jobs.work("delivery", delivery.pk)
    delivery.refresh_from_db()
    assert delivery.state == Work.State.WAITING and delivery.failure == "Failed"


def test_a_webhook_that_has_said_that_it_took_it_need_not_say_more(drips: Drips) -> None:
    port = drips(b"HTTP/1.1 200 OK\r\n\r\n")
    assert calls.post(f"http://127.0.0.1:{port}/", b"{}", {}) == (200, b"")


@pytest.mark.django_db
@pytest.mark.parametrize("begins", HTTP)
def test_a_gateway_that_drips_is_not_listened_to_for_ever(drips: Drips, begins: bytes, settings: Any) -> None:
    settings.CODES, settings.SMS_SECRET = ("sms",), "shared"
    settings.SMS = f"http://127.0.0.1:{drips(begins)}/send"
    made = a_link()
    links.send(made, by=None)
    message = made.link.messages.get()
    sending.send.func(str(message.pk))
    message.refresh_from_db()
    assert (message.state, message.attempts, message.failure) == ("waiting", 1, "OSError")


@pytest.mark.django_db
@pytest.mark.parametrize("begins", [*HTTP, b"HTTP/1.1 200 OK\r\n\r\n"])
def test_an_authority_that_drips_is_not_listened_to_for_ever(drips: Drips, begins: bytes, settings: Any) -> None:
    settings.TSA = f"http://127.0.0.1:{drips(begins)}/"
    clinic = a_clinic()
    checkpoint = checkpoints.make(audit.record("test.done", clinic, by=None, clinic=clinic).log)
    with pytest.raises(Failed, match="does not answer"):
        stamping.stamp(checkpoint)
    assert not TimeStamp.objects.exists()


def mail(port: int, **how: Any) -> int:
    letter = EmailMessage("Tên", "chữ", "from@clinic.example", ["to@post.example"])
    return mailing.Backend(host="127.0.0.1", port=port, **how).send_messages([letter])


@pytest.mark.parametrize("begins", SMTP)
def test_a_mail_server_that_drips_is_not_listened_to_for_ever(drips: Drips, begins: bytes) -> None:
    with pytest.raises(OSError):
        mail(drips(begins))


@pytest.mark.parametrize("seals", [False, True])
def test_a_mail_server_that_has_no_time_for_a_handshake_is_not_waited_for(drips: Drips, seals: bool) -> None:
    begins = b"" if seals else b"220 here\r\n250 STARTTLS\r\n220 go on\r\n"
    with pytest.raises(OSError):
        mail(drips(begins), use_ssl=seals, use_tls=not seals)


@pytest.fixture(scope="module")
def sealed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A file of a key and its certificate, for this machine."""
    folder = tmp_path_factory.mktemp("mail")
    made = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", "key", "-out", "pem", "-days", "2"]
    named = ["-subj", "/CN=mail", "-addext", "subjectAltName=IP:127.0.0.1"]
    subprocess.run([*made, *named], cwd=folder, check=True, capture_output=True)
    (folder / "both").write_text((folder / "key").read_text() + (folder / "pem").read_text())
    return folder / "both"


@pytest.mark.parametrize(("seals", "begins_plain"), [(False, True), (True, True), (True, False)])
def test_a_letter_is_handed_over_plain_and_sealed(
    seals: bool, begins_plain: bool, sealed: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(sealed))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(sealed)
    heard: list[bytes] = []

    def serve(server: socket.socket) -> None:
        line, _ = server.accept()
        line = line if begins_plain else context.wrap_socket(line, server_side=True)
        line.sendall(b"220 here\r\n")
        with closing(line):
            while said := line.recv(2**16):
                heard.append(said)
                word = said[:4].upper()
                if word == b"DATA":
                    line.sendall(b"354 go on\r\n")
                elif word == b"STAR":
                    line.sendall(b"220 go on\r\n")
                    line = context.wrap_socket(line, server_side=True)
                elif word == b"EHLO":
                    line.sendall(b"250-here\r\n250 STARTTLS\r\n")
                elif word in (b"MAIL", b"RCPT", b"QUIT") or said.endswith(b"\r\n.\r\n"):
                    line.sendall(b"250 ok\r\n")

    with socket.create_server(("127.0.0.1", 0)) as server:
        thread = threading.Thread(target=serve, args=(server,), daemon=True)
        thread.start()
        assert mail(server.getsockname()[1], use_tls=seals and begins_plain, use_ssl=not begins_plain) == 1
        thread.join(5)
    assert b"to@post.example" in b"".join(heard) and (b"STARTTLS\r\n" in heard) == (seals and begins_plain)


def test_a_mail_server_that_says_too_much_is_not_listened_to(monkeypatch: pytest.MonkeyPatch, drips: Drips) -> None:
    monkeypatch.setattr(mailing, "HEARD_AT_MOST", 1000)
    begun = monotonic()
    with pytest.raises(OSError):
        mail(drips(b"220-much\r\n" * 1000))
    assert monotonic() - begun < LIMIT
