"""The door: links, codes, visits. Who has no link, or another's, learns nothing."""

import json
import logging
import re
import time
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread
from typing import Any, ClassVar

import pytest
from django.conf import settings
from django.core import mail
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django_tasks_db.models import DBTaskResult

from builders import a_guardian, a_member, a_patient, an_other_person, signed_in
from kindao import clock
from kindao.engine.errors import BadInput
from kindao.web.api.sending import signature
from kindao.web.audit.models import AuditEvent
from kindao.web.cases import actions as cases
from kindao.web.cases.models import OtherPerson
from kindao.web.door import access, codes, links, reaching, sending
from kindao.web.door.models import ATTEMPTS, Code, Count, Link, Message, Purpose, Speaks, Visit
from kindao.web.logs import WithoutTokens
from visitors import PHONE, a_link, a_reached_patient, came_in, code_of, said

pytestmark = pytest.mark.django_db


def later(monkeypatch: pytest.MonkeyPatch, **passed: float) -> None:
    then = clock.now() + timedelta(**passed)
    monkeypatch.setattr(clock, "now", lambda: then)


def test_a_code_lets_in_once_and_for_this_link_alone() -> None:
    made = a_link()
    client = came_in(made)
    inside = client.get(f"/p/{made.token}/in/")
    assert inside.status_code == 200
    visitor = inside.wsgi_request.visitor  # type: ignore[attr-defined]
    assert (visitor.person, visitor.who, visitor.guardianship) == (made.link.patient, Speaks.PATIENT, None)
    cookie = client.cookies[access.COOKIE]
    assert cookie["path"] == f"/p/{made.token}/" and cookie["httponly"] and cookie["samesite"] == "Lax"
    other = a_link()
    assert client.get(f"/p/{other.token}/in/").headers["Location"].startswith(f"/p/{other.token}/?next=")
    stolen = Client()
    stolen.cookies[access.COOKIE] = cookie.value  # sent along with another link
    assert stolen.get(f"/p/{other.token}/in/").status_code == 302


def test_the_same_code_again_lets_nobody_in() -> None:
    made, client = a_link(), Client()
    client.post(f"/p/{made.token}/code/")
    code = code_of(made.link)
    assert client.post(f"/p/{made.token}/", {"code": f" {code[:3]} {code[3:]} "}).status_code == 302
    assert Client().post(f"/p/{made.token}/", {"code": code}).status_code == 422
    assert Visit.objects.filter(link=made.link).count() == 1


def test_a_newer_code_ends_the_older_one(monkeypatch: pytest.MonkeyPatch) -> None:
    made, client = a_link(), Client()
    client.post(f"/p/{made.token}/code/")
    first = code_of(made.link)
    Count.objects.all().delete()
    later(monkeypatch, seconds=1)
    client.post(f"/p/{made.token}/code/")
    if code_of(made.link) != first:
        assert client.post(f"/p/{made.token}/", {"code": first}).status_code == 422
    assert client.post(f"/p/{made.token}/", {"code": code_of(made.link)}).status_code == 302


def test_after_five_wrong_codes_the_right_one_is_refused_too() -> None:
    made, client = a_link(), Client()
    client.post(f"/p/{made.token}/code/")
    right = code_of(made.link)
    wrong = f"{(int(right) + 1) % 10**6:06}"
    for why in (*["Mã này không đúng"] * (ATTEMPTS - 1), "mã cuối không dùng được nữa"):
        page = client.post(f"/p/{made.token}/", {"code": wrong})
        assert page.status_code == 422 and why in page.content.decode()
    assert client.post(f"/p/{made.token}/", {"code": right}).status_code == 422
    refused = AuditEvent.objects.filter(verb="door.code-refused")
    assert [one.facts["attempt"] for one in refused.order_by("seq")] == [1, 2, 3, 4, 5]


def test_a_code_holds_for_ten_minutes_from_when_it_is_sent(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is tried again for some minutes may take five; later none is sent that its own words make false."""
    late, client = a_link(), Client()
    client.post(f"/p/{late.token}/code/")
    code = code_of(late.link)
    later(monkeypatch, minutes=14, seconds=59)
    assert client.post(f"/p/{late.token}/", {"code": code}).status_code == 302
    made, client = a_link(), Client()
    client.post(f"/p/{made.token}/code/")
    code = code_of(made.link)
    later(monkeypatch, minutes=5, seconds=1)
    message = made.link.messages.get()
    sending.send.func(str(message.pk))
    message.refresh_from_db()
    assert (message.state, message.failure) == ("failed", "_Late")
    later(monkeypatch, minutes=10)
    assert client.post(f"/p/{made.token}/", {"code": code}).status_code == 422


def test_unknown_over_revoked_and_moved_links_say_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    by = a_member()
    revoked, moved, dead, old = (a_link(by) for _ in range(4))
    links.revoke(revoked.link, by=by)
    assert moved.link.patient and dead.link.patient
    cases.change_patient(by, moved.link.patient, phone="0900 000 111")
    cases.change_patient(by, dead.link.patient, alive=False)
    later(monkeypatch, days=366)
    now = a_link(by)
    pages = set()
    for made in (revoked, moved, dead, old):
        for send in (Client().get, Client().post):
            answer = send(f"/p/{made.token}/")
            assert answer.status_code == 404
            pages.add(plain(answer.content.decode()))
    pages.add(plain(Client().get("/p/nobody-ever-made-this-one/").content.decode()))
    assert len(pages) == 1
    assert Client().get(f"/p/{now.token}/").status_code == 200


def plain(page: str) -> str:
    """Without what differs by each form's token and address."""
    return re.sub(r'value="[^"]*"', "", page)


def test_a_number_is_shown_by_its_end_alone() -> None:
    made = a_link()
    page = Client().get(f"/p/{made.token}/").content.decode()
    assert "••• 789" in page and "0900" not in page and PHONE not in page
    assert made.link.patient is not None and made.link.patient.name not in page
    assert reaching.masked("mai.tran@post.example") == "m•••@p•••"
    assert reaching.masked("789") == "•••"


def test_a_guardian_comes_in_until_they_no_longer_speak_for_the_patient() -> None:
    by = a_member()
    child = a_patient(by, birth_date=clock.today() - timedelta(days=3000))
    mother = a_guardian(by, child, phone="0900 000 222")
    made = links.make(by, child, purpose=Purpose.OWN, guardianship=mother)
    client = came_in(made)
    page = client.get(f"/p/{made.token}/in/")
    assert page.wsgi_request.visitor.who == Speaks.REPRESENTATIVE  # type: ignore[attr-defined]
    cases.end_guardianship(by, mother)
    assert client.get(f"/p/{made.token}/in/").status_code == 404
    with pytest.raises(BadInput, match="may not speak"):
        mother.refresh_from_db()
        links.make(by, child, purpose=Purpose.OWN, guardianship=mother)


def test_who_cannot_be_reached_gets_no_link() -> None:
    by = a_member()
    with pytest.raises(BadInput, match="can't send them a code"):
        links.make(by, a_patient(by), purpose=Purpose.OWN)
    nurse = cases.add_other_person(by, kind=OtherPerson.Kind.STAFF, name="Điều dưỡng", phone="0900 000 333")
    assert links.make(by, nurse, purpose=Purpose.OWN).link.person == nurse
    with pytest.raises(BadInput):
        links.make(by, an_other_person(by), purpose=Purpose.OWN)
    with pytest.raises(ValueError, match="another clinic's"):
        links.make(a_member(), nurse, purpose=Purpose.OWN)


def test_a_visit_lasts_an_hour(monkeypatch: pytest.MonkeyPatch) -> None:
    made = a_link()
    client = came_in(made)
    hour_on = time.time() + access.LASTS + 1
    monkeypatch.setattr(time, "time", lambda: hour_on)
    there = f"/p/{made.token}/in/"
    assert client.get(there).headers["Location"] == f"/p/{made.token}/?next={there.replace('/', '%2F')}"


def test_back_leads_to_pages_of_this_link_alone() -> None:
    made = a_link()
    elsewhere = ("//elsewhere.example/", "https://elsewhere.example/", "/officer/", f"/p/{made.token}/../../officer//")
    for wrong in elsewhere:
        Count.objects.all().delete()
        client = Client()
        client.post(f"/p/{made.token}/code/", {"next": wrong})
        answer = client.post(f"/p/{made.token}/", {"code": code_of(made.link), "next": wrong})
        assert answer.headers["Location"] == f"/p/{made.token}/own/"


def test_leaving_is_leaving() -> None:
    made = a_link()
    client = came_in(made)
    client.post(f"/p/{made.token}/leave/")
    assert client.get(f"/p/{made.token}/in/").status_code == 302


def test_codes_are_not_sent_again_and_again() -> None:
    made, client = a_link(), Client()
    assert client.post(f"/p/{made.token}/code/").status_code == 302
    answer = client.post(f"/p/{made.token}/code/")
    assert answer.status_code == 429 and Code.objects.count() == 1
    assert codes.wait_to_send(made.link, "192.0.2.1") > 0


def test_neither_tokens_nor_codes_nor_numbers_are_kept_in_the_open() -> None:
    made = a_link()
    links.send(made, by=None)
    came_in(made)
    with connection.cursor() as cursor:
        for model in (Link, Code, Visit, Message, AuditEvent, DBTaskResult):
            table = model._meta.db_table
            cursor.execute(f"SELECT * FROM {table}")
            rows = repr(cursor.fetchall())
            assert made.token not in rows and code_of(made.link) not in rows and "789" not in rows.split("'"), table
            assert "Kiểm Thử" not in rows


def test_what_is_settled_stays_settled() -> None:
    made, other = a_link(), a_link()
    client = came_in(made)
    assert client
    links.revoke(other.link, by=None)
    for change in (
        lambda: Link.objects.filter(pk=made.link.pk).update(patient=other.link.patient),
        lambda: Link.objects.filter(pk=made.link.pk).update(ends_at=clock.now() + timedelta(days=9999)),
        lambda: Link.objects.filter(pk=other.link.pk).update(revoked_at=None),
        lambda: Code.objects.filter(link=made.link).update(used_at=None),
        lambda: connection.cursor().execute("DELETE FROM door_visit"),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()


def test_staff_in_the_same_browser_is_noted() -> None:
    by = a_member()
    made = a_link(by)
    came_in(made, signed_in(by.user))
    assert Visit.objects.get(link=made.link).by_staff


def test_a_message_is_printed_where_the_server_runs(capsys: pytest.CaptureFixture[str]) -> None:
    made = a_link()
    links.send(made, by=None)
    message = made.link.messages.get()
    text = said(message)
    assert made.address in text
    sending.send.func(str(message.pk))
    assert capsys.readouterr().err == f"[kindao] ••• 789: {text}\n"
    message.refresh_from_db()
    assert message.state == Message.State.SENT and message.sealed is None
    sending.send.func(str(message.pk))  # the job again
    assert capsys.readouterr().err == ""


def test_a_code_by_e_mail(settings: Any) -> None:
    settings.CODES, settings.SENDS_MAIL = ("email",), True
    by = a_member()
    made = a_link(by, a_patient(by, email="patient@post.example"))
    codes.send(made.link)
    code = code_of(made.link)
    sending.send.func(str(made.link.messages.get().pk))
    (sent,) = mail.outbox
    assert sent.to == ["patient@post.example"] and code in sent.body and code not in sent.subject


class Gateway(BaseHTTPRequestHandler):
    heard: ClassVar[list[tuple[str, bytes]]] = []
    says = 200

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        Gateway.heard.append((self.headers["Kindao-Signature"], body))
        self.send_response(Gateway.says)
        self.end_headers()

    def log_message(self, *_: object) -> None:
        pass


def test_a_code_by_text_message_is_signed_and_tried_again(settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    server = HTTPServer(("127.0.0.1", 0), Gateway)
    thread = Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    settings.CODES, settings.SMS_SECRET = ("sms",), "shared"
    settings.SMS = f"http://127.0.0.1:{server.server_port}/send"
    try:
        made = a_link()
        codes.send(made.link)
        message, code = made.link.messages.get(), code_of(made.link)
        Gateway.says = 500
        sending.send.func(str(message.pk))
        message.refresh_from_db()
        assert (message.state, message.attempts, message.failure) == ("waiting", 1, "Failed")
        Gateway.says = 202
        sending.send.func(str(message.pk))
        message.refresh_from_db()
        assert message.state == "sent"
        signed, body = Gateway.heard[-1]
        at = int(re.match(r"t=(\d+),", signed)[1])  # type: ignore[index]
        assert signed == f"t={at},v1={signature(b'shared', at, body)}"
        told = json.loads(body)
        assert told["to"] == PHONE and code in told["text"]
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def test_what_cannot_be_sent_is_told(settings: Any) -> None:
    settings.CODES, settings.SMS = ("sms",), "http://gateway.example/send"  # others could read along
    settings.SMS_SECRET = "shared"
    made = a_link()
    links.send(made, by=None)
    message = made.link.messages.get()
    for _ in range(sending.ATTEMPTS):
        sending.send.func(str(message.pk))
    message.refresh_from_db()
    assert (message.state, message.failure, message.sealed) == ("failed", "Missing", None)
    assert AuditEvent.objects.filter(verb="door.message-failed", target=str(message.pk)).exists()


def test_a_code_goes_to_the_number_as_it_stands_now() -> None:
    by = a_member()
    patient = a_reached_patient(by)
    made = a_link(by, patient)
    codes.send(made.link)
    cases.change_patient(by, patient, phone="0900 000 444")
    message = made.link.messages.get()
    sending.send.func(str(message.pk))
    message.refresh_from_db()
    assert message.state == "failed" and message.failure == "_Late"


def test_the_door_speaks_vietnamese_until_told_otherwise() -> None:
    made = a_link()
    english = Client(HTTP_ACCEPT_LANGUAGE="en-US")
    page = english.get(f"/p/{made.token}/")
    assert page.headers["Content-Language"] == "vi" and 'lang="vi"' in page.content.decode()
    english.post("/i18n/setlang/", {"language": "en", "next": f"/p/{made.token}/"})
    assert "Is it you?" in english.get(f"/p/{made.token}/").content.decode()


def test_a_token_is_not_logged(caplog: pytest.LogCaptureFixture) -> None:
    made = a_link()
    Client().post(f"/p/{made.token}/", {"code": "000000"})
    assert made.token not in caplog.text
    record = logging.makeLogRecord({"msg": "Not Found: %s", "args": (f"/p/{made.token}/own/",)})
    handlers: Any = settings.LOGGING["handlers"]
    (handler,) = handlers.values()
    assert "without_tokens" in handler["filters"] and WithoutTokens().filter(record)
    assert record.getMessage() == "Not Found: /p/…/own/"


@pytest.mark.parametrize(("language", "said"), [("vi", "vẫn rút lại được"), ("en", "you can take it back")])
def test_a_dead_link_tells_nobody_that_they_agreed_to_nothing(language: str, said: str) -> None:
    """Whoever opens it may have a yes that stands."""
    client = Client()
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = language
    page = client.get("/p/nothing/").content.decode()
    assert said in page and "chưa đồng ý" not in page and "nothing was agreed to" not in page


@pytest.mark.parametrize("out", ["../../accounts/login/", "..%2f..%2faccounts/", "./own/", "own//", "own/\\evil"])
def test_no_way_back_leads_out_of_the_links_own_pages(out: str) -> None:
    made = a_link()
    client, begins = came_in(made), f"/p/{made.token}/"
    answer = client.get(begins, {"next": f"{begins}{out}"})
    assert answer.headers["Location"] == f"{begins}own/"


def test_a_page_that_they_open_themselves_ends_the_one_before_it() -> None:
    by = a_member()
    patient = a_reached_patient(by)
    staffs = links.make(by, patient, purpose=Purpose.OWN)
    first, second = (links.make(by.clinic, patient, purpose=Purpose.OWN) for _ in range(2))
    standing = set(Link.objects.standing().values_list("pk", flat=True))
    assert standing == {staffs.link.pk, second.link.pk} and first.link.pk not in standing
