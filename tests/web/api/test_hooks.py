"""Other systems are told: signed, with ids alone, until they have taken it, and never in a private network unasked."""

import hmac
import http.server
import json
import socket
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.db.models.signals import post_save

from builders import a_consent, a_member, a_patient, a_use, an_original, worked
from desk import signed_in
from kindao import clock
from kindao.engine.errors import BadInput
from kindao.web.api import hooks, reaching, sending
from kindao.web.api.models import Delivery, Endpoint, Event
from kindao.web.audit.models import AuditEvent
from kindao.web.clinics.models import Membership, Role
from kindao.web.consent import actions as consents
from kindao.web.consent.models import Who
from kindao.web.review import jobs, leases
from kindao.web.review.models import Decision, Work

pytestmark = pytest.mark.django_db


@dataclass
class Receiver:
    """A server of this machine that keeps what it is told."""

    address: str = ""
    status: int = 204
    heard: list[tuple[dict[str, str], bytes]] = field(default_factory=list)


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    kept = Receiver()

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            kept.heard.append((dict(self.headers), body))
            self.send_response(kept.status)
            if kept.status == 302:
                self.send_header("Location", "/elsewhere")
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_: object) -> None:
            pass

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    kept.address = f"http://127.0.0.1:{server.server_port}/hook"
    yield kept
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture
def admin(settings: Any) -> Membership:
    settings.WEBHOOKS_PRIVATE = True
    return a_member(Role.ADMIN)


def worked_off() -> None:
    for delivery in Delivery.objects.filter(state=Work.State.WAITING):
        jobs.work("delivery", delivery.pk)


def opened(admin: Membership, receiver: Receiver, *events: Event) -> tuple[Endpoint, bytes]:
    endpoint, secret = hooks.open_endpoint(admin, address=receiver.address, events=events or tuple(Event))
    return endpoint, secret.encode()


def test_a_change_of_a_consent_is_told_signed_and_with_ids_alone(admin: Membership, receiver: Receiver) -> None:
    _, secret = opened(admin, receiver)
    by = a_member(Role.DOCTOR, admin.clinic)
    patient = a_patient(by)
    consent = a_consent(by, patient)
    Delivery.objects.all().delete()
    consents.withdraw(consent, who=Who.STAFF, by=by.user)
    worked_off()
    ((headers, body),) = receiver.heard
    told = json.loads(body)
    assert told.keys() == {"id", "event", "at", "clinic", "consent"}
    assert told["event"] == headers["Kindao-Event"] == "consent.changed" and told["consent"] == str(consent.pk)
    assert patient.name.encode() not in body and patient.record_number.encode() not in body
    stamp, signature = (part.partition("=")[2] for part in headers["Kindao-Signature"].split(","))
    assert hmac.new(secret, f"{stamp}.".encode() + body, "sha256").hexdigest() == signature
    assert abs(int(stamp) - clock.now().timestamp()) < sending.FRESH_FOR
    assert hmac.new(secret, f"{int(stamp) + 1}.".encode() + body, "sha256").hexdigest() != signature
    delivery = Delivery.objects.get()
    assert delivery.state == Work.State.DONE and delivery.status == 204 and str(delivery.pk) == told["id"]


def test_a_decision_is_told_with_its_use(admin: Membership, receiver: Receiver) -> None:
    opened(admin, receiver, Event.DECIDED)
    by = a_member(Role.DOCTOR, admin.clinic)
    use = worked(a_use(by, an_original(by)))
    worked_off()
    told = json.loads(receiver.heard[0][1])
    assert told["decision"] == str(use.decisions.get().pk) and told["use"] == str(use.pk)


def test_only_what_was_wanted_and_only_of_this_clinic_is_told(admin: Membership, receiver: Receiver) -> None:
    opened(admin, receiver, Event.DECIDED)
    opened(a_member(Role.ADMIN), receiver)
    by = a_member(Role.DOCTOR, admin.clinic)
    a_consent(by, a_patient(by))
    assert not Delivery.objects.exists()


def test_what_was_rolled_back_is_not_told(admin: Membership, receiver: Receiver) -> None:
    from django.db import transaction

    opened(admin, receiver)
    by = a_member(Role.DOCTOR, admin.clinic)
    consent = a_consent(by, a_patient(by))
    before = Delivery.objects.count()
    with pytest.raises(RuntimeError), transaction.atomic():
        consents.withdraw(consent, who=Who.STAFF, by=by.user)
        raise RuntimeError
    assert Delivery.objects.count() == before


def a_delivery(admin: Membership, receiver: Receiver) -> Delivery:
    opened(admin, receiver, Event.CONSENT)
    by = a_member(Role.DOCTOR, admin.clinic)
    a_consent(by, a_patient(by), given=False)
    hooks.tell(admin.clinic, Event.CONSENT, a_patient(by).pk)
    Delivery.objects.exclude(pk=Delivery.objects.latest("created_at").pk).delete()
    return Delivery.objects.get()


@pytest.mark.parametrize("status", [500, 404, 302])
def test_what_is_not_taken_waits_longer_each_time_then_for_a_person(
    admin: Membership, receiver: Receiver, status: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    delivery, now = a_delivery(admin, receiver), clock.now()
    receiver.status = status
    waits = []
    client = signed_in(admin.user)
    client.cookies["django_language"] = "en"
    for _ in range(leases.ATTEMPTS):
        monkeypatch.setattr(clock, "now", lambda now=now: now)
        jobs.work("delivery", delivery.pk)
        delivery.refresh_from_db()
        if delivery.not_before and delivery.state == Work.State.WAITING:
            waits.append((delivery.not_before - now).total_seconds())
            now = delivery.not_before
            page = client.get("/clinic/systems/webhooks/").text
            told = f"{receiver.address} · {status} · tried {delivery.attempts} time"
            assert "Not taken yet" in page and told in page and " · again at " in page and "Not delivered" not in page
    assert waits == sorted(waits) and len(set(waits)) == len(waits) == leases.ATTEMPTS - 1
    assert delivery.state == Work.State.DEAD and delivery.status == status
    assert len(receiver.heard) == leases.ATTEMPTS  # a redirect is not followed
    page = client.get("/clinic/systems/webhooks/").text
    assert "Not delivered" in page and "Not taken yet" not in page
    assert "<b>1</b> thing that another system was not told" in client.get("/").text
    receiver.status = 200
    client.post(f"/clinic/systems/webhooks/deliveries/{delivery.pk}/again/")
    worked_off()
    delivery.refresh_from_db()
    assert delivery.state == Work.State.DONE and "not told" not in client.get("/").text
    assert json.loads(receiver.heard[-1][1])["id"] == json.loads(receiver.heard[0][1])["id"]


def test_nobody_who_listens_is_waited_for(admin: Membership, receiver: Receiver) -> None:
    delivery = a_delivery(admin, receiver)
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        Endpoint.objects.update(address=f"http://127.0.0.1:{closed.getsockname()[1]}/")
        jobs.work("delivery", delivery.pk)
    delivery.refresh_from_db()
    assert delivery.state == Work.State.WAITING and delivery.failure == "Failed"


def test_a_closed_endpoint_is_told_nothing_more(admin: Membership, receiver: Receiver) -> None:
    delivery = a_delivery(admin, receiver)
    hooks.close_endpoint(admin, delivery.endpoint)
    worked_off()
    assert receiver.heard == [] and Delivery.objects.get().state == Work.State.DONE


PRIVATE = [
    "https://127.0.0.1/",
    "https://127.8.9.1/",
    "https://0.0.0.0/",
    "https://10.0.0.8/",
    "https://172.16.0.1/",
    "https://192.168.1.1/",
    "https://169.254.169.254/latest/meta-data/",
    "https://100.64.0.1/",
    "https://224.0.0.1/",
    "https://[::1]/",
    "https://[::]/",
    "https://[fe80::1]/",
    "https://[fc00::1]/",
    "https://[::ffff:127.0.0.1]/",
    "https://[64:ff9b::7f00:1]/",
    "https://[2002:7f00:1::]/",
]
NONE = ["", "x", "https://", "https://a b/", "https://u:p@example.org/", "https://example.org:0/", "https://e\n.org/"]
OPEN = ["http://example.org/", "ftp://example.org/", "file:///etc/passwd", "gopher://example.org/"]


@pytest.mark.parametrize("address", PRIVATE + NONE + OPEN)
def test_no_private_or_open_address_is_taken(address: str) -> None:
    by = a_member(Role.ADMIN)
    with pytest.raises(BadInput):
        hooks.open_endpoint(by, address=address, events=[Event.DECIDED])
    assert not Endpoint.objects.exists()


@pytest.mark.parametrize("number", ["127.0.0.1", "10.1.1.1", "::1", "::ffff:192.168.0.1", "fe80::1%eth0"])
def test_a_name_that_leads_into_a_private_network_is_not_asked(
    number: str, receiver: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also one that has a public address beside it."""
    family = socket.AF_INET6 if ":" in number else socket.AF_INET
    found = [
        (socket.AF_INET, socket.SOCK_STREAM, 6, "", ("93.184.216.34", 443)),
        (family, socket.SOCK_STREAM, 6, "", (number, 443)),
    ]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: found)
    with pytest.raises(BadInput, match=r"private|no receiver"):
        reaching.post("https://hooks.example.org/", b"{}", {})


def test_the_connection_goes_where_was_judged_whatever_the_name_says_then(
    receiver: Receiver, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.WEBHOOKS_PRIVATE = True
    port, asked = int(receiver.address.split(":")[2].split("/")[0]), []

    def once(host: str, *_: object, **__: object) -> list[Any]:
        asked.append(host)
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("127.0.0.1", port))]

    monkeypatch.setattr(socket, "getaddrinfo", once)
    assert reaching.post(f"http://hooks.example.org:{port}/hook", b"{}", {}) == 204
    assert asked.count("hooks.example.org") == 1 and receiver.heard[0][0]["Host"] == f"hooks.example.org:{port}"


def test_the_secret_is_shown_once_and_lies_encrypted(admin: Membership, receiver: Receiver) -> None:
    client = signed_in(admin.user)
    form = {"address": receiver.address, "events": ["decision.made"], "nonce": uuid4()}
    page = client.post("/clinic/systems/webhooks/open/", form)
    secret = page.content.decode().split('class="secret">')[1].split("<")[0]
    endpoint = Endpoint.objects.get()
    assert hooks.secret_of(endpoint) == secret.encode() and secret.encode() not in bytes(endpoint.secret)
    assert secret not in client.get("/clinic/systems/webhooks/").content.decode()
    other = a_member(Role.ADMIN)
    assert signed_in(other.user).post(f"/clinic/systems/webhooks/{endpoint.pk}/close/").status_code == 404
    client.post(f"/clinic/systems/webhooks/{endpoint.pk}/close/")
    assert {"webhook.opened", "webhook.closed"} <= set(AuditEvent.objects.values_list("verb", flat=True))


def test_the_check_that_the_documentation_shows_tells_genuine_from_forged() -> None:
    text = (Path(__file__).parents[3] / "docs" / "api.md").read_text()
    shown: dict[str, Any] = {}
    exec(text.split("```python\n")[1].split("```")[0], shown)
    at, body = int(time.time()), b'{"id": "1"}'
    header = f"t={at},v1={sending.signature(b'secret', at, body)}"
    old = f"t={at - 301},v1={sending.signature(b'secret', at - 301, body)}"
    assert shown["is_genuine"]("secret", header, body)
    assert not shown["is_genuine"]("secret", header, body + b" ") and not shown["is_genuine"]("other", header, body)
    assert not shown["is_genuine"]("secret", header.replace(str(at), str(at + 1)), body)
    assert not shown["is_genuine"]("secret", old, body)


def test_what_comes_back_from_a_backup_is_told_to_nobody() -> None:
    """Its rows come in any order: what a decision is about may not be there yet."""
    post_save.send(Decision, instance=Decision(use_id=uuid4()), created=True, raw=True)
    assert not Delivery.objects.exists()
