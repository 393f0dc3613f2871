"""Another system puts questions to patients: by links to their own phone, which it never sees. It learns no more than
its scope says, floods nobody, and says yes for nobody."""

import json
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.core.cache import cache
from django.test import Client

from answering import choose, say_yes
from asked import TERMS, ask_of, made
from builders import a_clinic, a_guardian, a_member, a_patient, a_use, an_original, an_other_person, nose
from calling import System, a_system, a_token
from kindao import clock
from kindao.engine.vocabulary import Destination
from kindao.web.api import actions as tokens
from kindao.web.api.models import Token
from kindao.web.api.scopes import Scope
from kindao.web.asking import jobs, putting, vouching
from kindao.web.asking.models import Question, Warned
from kindao.web.audit.models import AuditEvent
from kindao.web.cases import actions as cases
from kindao.web.cases import contacts
from kindao.web.cases.models import Appearance, Patient
from kindao.web.clinics.models import Membership, Role
from kindao.web.clinics.working import membership_of
from kindao.web.consent.models import Consent, Evidence, Notice
from kindao.web.door import by_systems, links
from kindao.web.door.links import Made
from kindao.web.door.models import Link, Message, Purpose
from kindao.web.review.models import Use
from visitors import a_reached_patient, came_in, said

pytestmark = pytest.mark.django_db
ADVERT = {name: getattr(TERMS, name) for name in ("content", "method", "form", "frequency", "how_to_refuse")}


@pytest.fixture
def by() -> Membership:
    cache.clear()
    return a_member(Role.DOCTOR, a_clinic(two_person=True))


@pytest.fixture
def system(by: Membership) -> System:
    made = a_system(by.clinic)
    made.client.defaults["REMOTE_ADDR"] = "203.0.113.9"  # a server of the hospital's; patients answer from elsewhere
    return made


def body(**more: Any) -> dict[str, Any]:
    usual = {
        "destinations": ["facebook"],
        "identifiability": "indirect",
        "ends": (clock.today() + timedelta(days=200)).isoformat(),
        "remuneration": "waived",
        "advert": ADVERT,
        "blocks_checked": True,
    }
    return usual | more


def a_use_of(by: Membership, patient: Patient | None = None, more: bytes = b"") -> Use:
    """more: so that it is another picture."""
    original = an_original(by, patient or a_reached_patient(by), nose() + more)
    return a_use(by, original, caption="Mũi sau ba tháng.")


def put(system: System, use: Use, **more: Any) -> dict[str, Any]:
    answer = system("POST", f"/uses/{use.pk}/questions", body(**more))
    assert answer.status_code == 201, answer.content.decode()
    told: dict[str, Any] = answer.json()
    made(Question.objects.get(pk=told["id"]))
    return told


def sent_link(message: Message) -> Made:
    """As the patient has it in their hand."""
    token = said(message).split("/p/")[1].split("/")[0]
    return Made(message.link, token)


def test_a_question_is_put_sent_and_answered_on_their_own_phone(by: Membership, system: System) -> None:
    use = a_use_of(by)
    told = put(system, use, payment="")
    assert told["state"] == "waiting" and not told["ready"] and [one["reader"] for one in told["asks"]] == ["self"]
    read = system("GET", f"/questions/{told['id']}").json()
    assert read["ready"] and read["copy_made"] and read["asks"][0]["pending"] == ["facebook"]
    where = f"/asks/{told['asks'][0]['id']}"
    answer = system("POST", f"{where}/send")
    assert answer.status_code == 201 and set(answer.json()) == {"until", "channel"}
    mine = sent_link(Message.objects.get(code=None))
    assert mine.token not in answer.content.decode(), "the link stands in the message alone"
    there = system("GET", where).json()
    assert there["link_until"] == answer.json()["until"] and there["message"] == "waiting" and there["answers"] == []
    assert say_yes(came_in(mine), mine).status_code == 302
    there = system("GET", where).json()
    assert there["answers"] == [{"destination": "facebook", "state": "given"}] and there["pending"] == []
    (row,) = system("GET", f"/questions?use={use.pk}").json()["items"]
    assert row["id"] == told["id"] and "asks" not in row
    assert system("GET", f"/questions?patient={uuid4()}").json()["items"] == []
    assert Question.objects.get().asked_by == Token.objects.get().user, "in the system's own name"
    assert {"ask.put", "door.link-made", "door.link-sent"} <= set(AuditEvent.objects.values_list("verb", flat=True))


def test_nothing_of_the_patient_but_ids_is_told(by: Membership, system: System) -> None:
    patient = a_reached_patient(by, email="thu@example.com", address="12 Đường Thử")
    told = put(system, a_use_of(by, patient))
    system("POST", f"/asks/{told['asks'][0]['id']}/send")
    for path in (f"/questions/{told['id']}", "/questions", f"/asks/{told['asks'][0]['id']}"):
        text = system("GET", path).content.decode()
        for secret in (patient.name, patient.phone, patient.phone[-3:] + '"', patient.email, patient.address, "/p/"):
            assert secret not in text, (path, secret)


def test_who_may_ask_learns_no_answer(by: Membership) -> None:
    """asks:write alone: neither the question again, nor giving it up, nor a link tells what was said."""
    full, asks = a_system(by.clinic), a_system(by.clinic, Scope.ASKS_WRITE)
    use = a_use_of(by)
    told = put(full, use)
    pk = told["asks"][0]["id"]
    asks("POST", f"/asks/{pk}/send")
    mine = sent_link(Message.objects.get(code=None))
    choose(came_in(mine), mine, facebook="refused")
    assert Consent.objects.exists()
    again = asks("POST", f"/uses/{use.pk}/questions", body())
    told_all = again.content + asks("POST", f"/asks/{pk}/send").content
    gone = asks("POST", f"/questions/{told['id']}/give-up")
    assert gone.status_code == 204 and not gone.content
    assert b"refused" not in told_all.replace(b'"refused": null', b"") and b"pending" not in told_all
    assert asks("GET", f"/questions/{told['id']}").status_code == asks("GET", f"/asks/{pk}").status_code == 403


def test_sent_twice_it_is_one_question_and_one_message(by: Membership, system: System) -> None:
    use = a_use_of(by)
    first, second = (system("POST", f"/uses/{use.pk}/questions", body(), Idempotency_Key="q") for _ in range(2))
    assert first.json()["id"] == second.json()["id"] and Question.objects.count() == 1
    same = system("POST", f"/uses/{use.pk}/questions", body())
    assert same.json()["id"] == first.json()["id"], "the question that is open is the one that is there"
    made(Question.objects.get())
    where = f"/asks/{ask_of(Question.objects.get()).pk}/send"
    one, two = (system("POST", where, Idempotency_Key="s") for _ in range(2))
    assert one.status_code == two.status_code == 201 and one.json() == two.json()
    assert Message.objects.filter(code=None).count() == 1


def test_it_is_given_up_and_links_end(by: Membership, system: System) -> None:
    told = put(system, a_use_of(by))
    system("POST", f"/asks/{told['asks'][0]['id']}/send")
    for _ in range(2):
        assert system("POST", f"/questions/{told['id']}/give-up").status_code == 204
    assert not Link.objects.standing().exists()
    read = system("GET", f"/questions/{told['id']}").json()
    assert read["ended_at"] and not read["ready"] and read["asks"][0]["link_until"] is None
    late = system("POST", f"/asks/{told['asks'][0]['id']}/send")
    assert late.status_code == 422 and late.json()["code"] == "bad-input"


@pytest.mark.parametrize(
    "wrong",
    [
        {"destinations": []},
        {"destinations": ["zalo"]},  # the use's own is missing
        {"destinations": ["nowhere"]},
        {"identifiability": "none"},
        {"ends": "2001-01-01"},
        {"ends": "soon"},
        {"remuneration": ""},
        {"remuneration": "paid"},  # and not what
        {"advert": None},
        {"advert": {"content": "x"}},
        {"blocks_checked": False},
        {"procedure_at": "2027-01-01T00:00:00"},  # of no zone
        {"speaks": "x"},
        {"given": True},
    ],
)
def test_what_is_wrong_is_told_and_asks_nobody(by: Membership, system: System, wrong: dict[str, Any]) -> None:
    answer = system("POST", f"/uses/{a_use_of(by).pk}/questions", body(**wrong))
    assert answer.status_code == 422 and answer.headers["Content-Type"] == "application/problem+json"
    assert not Question.objects.exists()


def test_another_clinics_questions_and_people_are_not_there(by: Membership, system: System) -> None:
    told = put(system, a_use_of(by))
    other = a_member()
    theirs = a_system(other.clinic)
    for method, path, sent in (
        ("GET", f"/questions/{told['id']}", None),
        ("GET", f"/asks/{told['asks'][0]['id']}", None),
        ("POST", f"/questions/{told['id']}/give-up", None),
        ("POST", f"/asks/{told['asks'][0]['id']}/send", None),
        ("POST", f"/uses/{told['use']}/questions", body()),
    ):
        assert theirs(method, path, sent).status_code == 404, path
    assert theirs("GET", "/questions").json()["items"] == []
    mine = a_use_of(other, a_reached_patient(other))
    stranger = a_guardian(by, a_patient(by, birth_date=clock.today() - timedelta(days=4000)))
    assert theirs("POST", f"/uses/{mine.pk}/questions", body(speaks=str(stranger.pk))).status_code == 404
    nurse = an_other_person(other)
    assert theirs("POST", f"/uses/{mine.pk}/questions", body(others=[str(nurse.pk)])).status_code == 404, "not in it"
    assert Question.objects.count() == 1


def test_others_in_the_picture_and_who_speaks_are_asked_as_well(by: Membership, system: System) -> None:
    child = a_patient(by, birth_date=clock.today() - timedelta(days=9 * 366), phone="0900 000 789")
    mother = a_guardian(by, child, phone="0900 000 123")
    use, nurse = a_use_of(by, child), an_other_person(by)
    shown = Appearance.objects.create(
        original=use.original, role="staff", other=nurse, confirmed_by=by.user, confirmed_at=clock.now()
    )
    told = put(system, use, speaks=str(mother.pk), others=[str(nurse.pk)])
    asks = {one["reader"]: one for one in told["asks"]}
    assert set(asks) == {"child", "guardian", "other"} and asks["guardian"]["guardianship"] == str(mother.pk)
    assert asks["other"]["other"] == str(nurse.pk) == str(shown.other_id)
    read = {one["reader"]: one for one in system("GET", f"/questions/{told['id']}").json()["asks"]}
    assert read["other"]["after_the_patient"] and not read["other"]["reachable"]
    early = system("POST", f"/asks/{asks['other']['id']}/send")
    assert early.status_code == 422 and "patient answers first" in early.json()["detail"]


def test_around_an_operation_no_link_is_sent(by: Membership, system: System) -> None:
    at = clock.now() + timedelta(hours=3)
    told = put(system, a_use_of(by), procedure_at=at.isoformat())
    answer = system("POST", f"/asks/{told['asks'][0]['id']}/send")
    assert answer.status_code == 422 and not Message.objects.exists()
    assert system("GET", f"/questions/{told['id']}").json()["rests_until"] is not None


# What a stolen token can't do.


def test_a_number_that_a_system_wrote_down_gets_no_link_of_a_system(by: Membership, system: System) -> None:
    """Whoever has a token for patients and one for asking could write down a number of their own."""
    use = a_use_of(by)
    patient = use.patient
    told = put(system, use)
    where = f"/asks/{told['asks'][0]['id']}/send"
    tag = system("GET", f"/patients/{patient.pk}").headers["ETag"]
    changed = system("PATCH", f"/patients/{patient.pk}", {"phone": "0999 999 777"}, If_Match=tag)
    assert changed.status_code == 200
    for one in (system, a_system(by.clinic, Scope.ASKS_WRITE)):
        answer = one("POST", where)
        assert answer.status_code == 422 and "stands by" in answer.json()["detail"], "of whichever system"
    assert not Message.objects.exists() and not Link.objects.exists(), "nothing was sent, and no link made"
    cases.vouch(a_member(Role.DOCTOR, by.clinic), Patient.objects.get(pk=patient.pk))
    assert system("POST", where).status_code == 201


def test_so_of_a_patient_whom_a_system_added(by: Membership, system: System) -> None:
    """Text messages to numbers all over the world, in the clinic's name and at its cost."""
    added = system(
        "POST",
        "/patients",
        {"record_number": "BA-9", "name": "Ai Đó", "birth_date": "1990-01-01", "phone": "0999 999 777"},
    ).json()
    use = a_use_of(by, Patient.objects.get(pk=added["id"]))
    told = put(system, use)
    answer = system("POST", f"/asks/{told['asks'][0]['id']}/send")
    assert answer.status_code == 422 and not Message.objects.exists()
    vietnamese = System(system.secret, "vi")("POST", f"/asks/{told['asks'][0]['id']}/send").json()["detail"]
    assert "xác nhận" in vietnamese


def test_a_yes_to_what_a_system_asked_waits_for_the_officer_until_a_colleague_stands_by_the_number(
    by: Membership, system: System
) -> None:
    """Whoever wrote the number down at the desk may be the one who had the system ask."""
    use = a_use_of(by)
    patient = use.patient
    told = put(system, use)
    question = Question.objects.get()
    assert vouching.unvouched(patient, question.asked_by)
    system("POST", f"/asks/{told['asks'][0]['id']}/send")
    mine = sent_link(Message.objects.get(code=None))
    assert say_yes(came_in(mine), mine).status_code == 302
    assert Evidence.objects.get(kind=Evidence.Kind.ANSWERS).facts["flags"] == ["contact-unvouched"]
    use.refresh_from_db()
    assert use.doubted_by == question.asked_by
    cases.vouch(a_member(Role.DOCTOR, by.clinic), patient)
    assert not vouching.unvouched(patient, question.asked_by)


def test_who_came_in_by_a_systems_link_is_not_known_by_it(by: Membership) -> None:
    one, two = a_token(by.clinic)[0], a_token(by.clinic)[0]
    patient = a_reached_patient(by)
    came_in(links.make(one.membership, patient, purpose=Purpose.OWN))
    assert vouching.unvouched(patient, two.user) and vouching.unvouched(patient, by.user)
    came_in(links.make(a_member(Role.DOCTOR, by.clinic), patient, purpose=Purpose.OWN))
    assert not vouching.unvouched(patient, two.user)


def test_no_number_gets_more_than_three_links_a_day_of_a_system(by: Membership, system: System) -> None:
    """Whatever they are about: one question after the other is as many messages."""
    patient = a_reached_patient(by)
    sent = []
    for _ in range(2):
        told = put(system, a_use_of(by, patient))
        Use.objects.update(purpose="teaching")  # each purpose has its own count of questions
        Question.objects.update(purpose="teaching")
        sent += [system("POST", f"/asks/{told['asks'][0]['id']}/send").status_code for _ in range(2)]
    assert sent == [201, 201, 201, 422] and Message.objects.filter(code=None).count() == 3
    assert Link.objects.standing().count() == 2, "where no more is sent, the link that they have goes on"


def test_who_was_asked_three_times_in_a_week_is_left_alone(
    by: Membership, system: System, monkeypatch: pytest.MonkeyPatch
) -> None:
    patient, now = a_reached_patient(by), clock.now()
    for day in range(3):
        monkeypatch.setattr(clock, "now", lambda day=day: now + timedelta(days=day))
        told = put(system, a_use_of(by, patient, bytes([day])))
        assert system("POST", f"/asks/{told['asks'][0]['id']}/send").status_code == 201
    answer = system("POST", f"/uses/{a_use_of(by, patient, b'again').pk}/questions", body())
    assert answer.status_code == 422 and "3 times within 7 days" in answer.json()["detail"]


def test_no_system_makes_the_clinic_send_warnings(
    by: Membership, system: System, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever was reached before is told of each change: a number that goes to and fro would be told all day."""

    def change(patient: Patient, phone: str) -> int:
        tag = system("GET", f"/patients/{patient.pk}").headers["ETag"]
        return int(system("PATCH", f"/patients/{patient.pk}", {"phone": phone}, If_Match=tag).status_code)

    one, other = a_reached_patient(by), a_reached_patient(by, phone="")
    assert [change(one, f"0900 000 00{n}") for n in "1234"] == [200, 200, 200, 422]
    assert Warned.objects.count() == 3 and Patient.objects.get(pk=one.pk).phone.endswith("3")
    assert change(other, "0900 000 555") == 200, "where nobody was reached nobody is told"
    monkeypatch.setattr(contacts, "ALL_A_DAY", 4)
    assert [change(other, f"0900 000 66{n}") for n in "12"] == [200, 422]
    cases.change_patient(by, one, phone="0900 000 777")
    then = clock.now() + timedelta(hours=25)
    monkeypatch.setattr(clock, "now", lambda: then)
    assert change(one, "0900 000 888") == 200


def test_a_system_sends_so_many_links_a_day(by: Membership, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(by_systems, "ALL_A_DAY", 2)
    system, other = a_system(by.clinic), a_system(by.clinic)
    asks = [put(system, a_use_of(by, a_reached_patient(by, phone=f"0900 000 78{n}")))["asks"][0]["id"] for n in "123"]
    assert [system("POST", f"/asks/{one}/send").status_code for one in asks] == [201, 201, 422]
    assert other("POST", f"/asks/{asks[2]}/send").status_code == 201, "each its own"
    then = clock.now() + timedelta(hours=25)
    monkeypatch.setattr(clock, "now", lambda: then)
    assert system("POST", f"/asks/{asks[2]}/send").status_code == 201


def test_no_scope_opens_the_patients_own_pages(by: Membership, system: System) -> None:
    """Nor does the link without the code that goes to their phone."""
    told = put(system, a_use_of(by))
    system("POST", f"/asks/{told['asks'][0]['id']}/send")
    mine = sent_link(Message.objects.get(code=None))
    for path in (f"/p/{mine.token}/ask/", f"/p/{mine.token}/ask/sign/"):
        headers = {"Authorization": f"Bearer {system.secret}"}
        assert system.client.post(path, {"choice-facebook": "given", "typed": "x"}, headers=headers).status_code == 302
    assert not Consent.objects.exists()


def test_a_yes_from_the_systems_own_network_is_none(by: Membership, system: System) -> None:
    """As one from the network where a colleague asked: somebody may stand beside them, or be them."""
    told = put(system, a_use_of(by))
    system("POST", f"/asks/{told['asks'][0]['id']}/send")
    mine = sent_link(Message.objects.get(code=None))
    there = Client(REMOTE_ADDR="203.0.113.9")
    choose(came_in(mine, there), mine, facebook="given")
    assert not Consent.objects.exists()


# What a system asked is carried on as what a colleague asked.


def test_the_words_are_written_in_a_systems_name(by: Membership) -> None:
    """The very first question of a clinic may be a system's."""
    assert not Notice.objects.exists()
    put(a_system(by.clinic), a_use_of(by))
    assert {one.made_by for one in Notice.objects.all()} == {Token.objects.get().user}


def test_a_corrected_record_puts_it_anew_while_the_system_is_let_in(by: Membership, system: System) -> None:
    use = a_use_of(by)
    put(system, use)
    child = clock.today() - timedelta(days=9 * 366)
    a_guardian(by, use.patient, phone="0900 000 123")
    cases.change_patient(by, use.patient, birth_date=child)
    old, new = Question.objects.order_by("created_at")
    assert old.ended_at and not new.ended_at and putting.fits(new) and new.asked_by == old.asked_by
    token = Token.objects.get()
    assert membership_of(token.user, by.clinic) is not None
    assert membership_of(token.user, a_clinic("Khác")) is None
    tokens.revoke(a_member(Role.ADMIN, by.clinic), token)
    assert membership_of(token.user, by.clinic) is None


def test_a_yes_begins_on_its_day(by: Membership, system: System, monkeypatch: pytest.MonkeyPatch) -> None:
    told = put(system, a_use_of(by))
    system("POST", f"/asks/{told['asks'][0]['id']}/send")
    mine = sent_link(Message.objects.get(code=None))
    say_yes(came_in(mine), mine)
    then = clock.now() + timedelta(days=3)
    monkeypatch.setattr(clock, "now", lambda: then)
    jobs.begin.func(told["id"])
    assert Use.objects.get().on == clock.today()


def test_a_question_tells_the_same_whoever_put_it(by: Membership, system: System) -> None:
    """What the page sends and what a system sends is one question: the same action, the same terms."""
    use = a_use_of(by)
    told = put(system, use)
    from asked import terms

    assert str(putting.put(by, use, terms(Destination.FACEBOOK)).pk) == told["id"]
    assert json.dumps(told).count('"id"') >= 2


def test_a_number_that_a_system_wrote_down_is_unconfirmed_whoever_asks(by: Membership) -> None:
    """Who asks at the desk may hold the system's token."""
    system = a_token(by.clinic)[0]
    patient = a_reached_patient(system.membership)
    other = a_member(Role.DOCTOR, by.clinic)
    assert vouching.unvouched(patient, other.user)
    cases.vouch(by, patient)
    assert not vouching.unvouched(patient, other.user)
