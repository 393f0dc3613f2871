"""What somebody answered is theirs to read for as long as they have a page; what is asked again on other terms is asked
anew; who is spoken for has no page of their own; what is signed says what was said at the choice."""

import json
from datetime import timedelta
from typing import Any

import pytest
from django.core.cache import cache

from answering import choose, say_yes
from asked import a_question, ask_of, terms
from builders import a_guardian, a_member, a_use, an_original
from kindao import clock
from kindao.engine.errors import BadInput
from kindao.engine.policy.consent import Remuneration
from kindao.engine.policy.people import Capacity
from kindao.engine.vocabulary import Destination
from kindao.web.asking import back, putting, record
from kindao.web.asking.models import Question
from kindao.web.asking.resting import rests_until
from kindao.web.asking.signing import typed
from kindao.web.asking.words import Back
from kindao.web.cases.models import Patient
from kindao.web.clinics.models import Membership
from kindao.web.consent.models import State
from kindao.web.door import access
from kindao.web.door.models import Link
from kindao.web.releases import accounts
from kindao.web.rights import copying
from visitors import a_link, a_reached_patient, came_in

pytestmark = pytest.mark.django_db
FACEBOOK, WEBSITE = Destination.FACEBOOK, Destination.WEBSITE


@pytest.fixture
def by() -> Membership:
    cache.clear()
    return a_member()


# ---- receipts


def test_a_receipt_outlives_the_link_that_asked(by: Membership, monkeypatch: pytest.MonkeyPatch) -> None:
    question = a_question(by)
    ask = ask_of(question)
    link = putting.make_link(by, ask)
    say_yes(came_in(link), link)
    then = clock.now() + timedelta(days=16)
    monkeypatch.setattr(clock, "now", lambda: then)
    own = a_link(by, ask.person)
    page, start = came_in(own), f"/p/{own.token}/own/"
    address = f"{start}receipts/{ask.pk}/"
    assert f'href="{address}"' in page.get(start).content.decode()
    read = page.get(address).content.decode()
    assert "Phòng khám xin gì" in read
    assert page.get(f"{address}receipt.pdf").content.startswith(b"%PDF-")
    assert json.loads(page.get(f"{address}receipt.json").content)["@type"] == "dpv:ConsentReceipt"
    stranger = a_link(by, a_reached_patient(by))
    theirs = came_in(stranger)
    for rest in ("", "receipt.pdf", "receipt.json"):
        answer = theirs.get(f"/p/{stranger.token}/own/receipts/{ask.pk}/{rest}")
        assert answer.status_code == 404, rest
    assert isinstance(ask.person, Patient)
    told: Any = copying.parcel(ask.person).told
    ((heading, said), *_more) = told["consents"][0]["read"]["statement"]
    assert heading == "Phòng khám xin gì" and said and told["consents"][0]["read"]["caption"] == question.caption


# ---- asked again


@pytest.mark.parametrize(
    "changed",
    [
        {"discount": True},
        {"remuneration": Remuneration.PAID, "payment": "5000000"},
        {"procedure_at": clock.now() + timedelta(hours=3)},
        {"which": "Tạp chí Da liễu"},
        {"blocks_checked": False},
    ],
)
def test_other_terms_are_another_question_and_end_the_first(by: Membership, changed: dict[str, Any]) -> None:
    first = a_question(by)
    link = putting.make_link(by, ask_of(first))
    again = putting.put(by, first.use, terms(**changed))
    first.refresh_from_db()
    assert again.pk != first.pk and first.ended_at is not None
    assert bool(access.found(link.token)) is ("procedure_at" in changed), "near an operation it leads to the new one"
    for name, value in changed.items():
        assert getattr(again, name) == value
    assert bool(rests_until(first.use.patient_id)) is ("procedure_at" in changed)
    assert putting.put(by, first.use, terms(**changed)).pk == again.pk, "the same form twice"


def test_another_place_leaves_the_first_question(by: Membership) -> None:
    use = a_use(by, an_original(by, a_reached_patient(by)), destination=WEBSITE)
    first = a_question(by, use, WEBSITE)
    link = putting.make_link(by, ask_of(first))
    assert choose(came_in(link), link, website="refused").status_code == 302
    putting.put(by, use, terms(WEBSITE, FACEBOOK))
    first.refresh_from_db()
    assert first.ended_at is None, "it is answered: there is nothing to end"


def test_a_name_is_of_one_place(by: Membership) -> None:
    use = a_use(by, an_original(by, a_reached_patient(by)), destination=Destination.JOURNAL)
    places = (Destination.JOURNAL, Destination.LIVESTREAM)
    with pytest.raises(BadInput, match="which of these places"):
        putting.put(by, use, terms(*places, which="Tạp chí Da liễu"))
    assert not Question.objects.exists()
    one = putting.put(by, use, terms(Destination.JOURNAL, FACEBOOK, which="Tạp chí Da liễu"))
    named = [who.name for who in record.recipients(one, one.places) if "Tạp chí Da liễu" in who.name]
    assert len(named) == 1


# ---- whose page it is


@pytest.mark.parametrize(
    "fields",
    [
        {"birth_date": clock.today() - timedelta(days=4 * 365)},
        {"birth_date": None},
        {"capacity": Capacity.NONE},
    ],
)
def test_who_is_spoken_for_has_no_page_of_their_own(by: Membership, fields: dict[str, Any]) -> None:
    patient = a_reached_patient(by)
    before = a_link(by, patient)
    assert access.found(before.token) is not None
    Patient.objects.filter(pk=patient.pk).update(**fields)
    patient.refresh_from_db()
    assert access.found(before.token) is None
    with pytest.raises(BadInput):
        a_link(by, patient)
    if fields.get("birth_date"):
        mother = a_guardian(by, patient, phone="0900 000 222")
        assert access.found(a_link(by, patient, guardianship=mother).token) is not None
    assert Link.objects.filter(guardianship=None).count() == 1


def test_a_child_of_seven_has_one(by: Membership) -> None:
    child = a_reached_patient(by, birth_date=clock.today() - timedelta(days=7 * 366))
    assert access.found(a_link(by, child).token) is not None


# ---- what is signed


def test_the_rights_say_what_the_choice_says(by: Membership) -> None:
    accounts.open_account(by, "manual", FACEBOOK, title="Tay", deleter=by.user)
    ask = ask_of(a_question(by))
    (rights,) = [said for heading, said in ask.statement["vi"] if heading == "Quyền của bạn"]
    assert "Trang Facebook của phòng khám: một người của phòng khám phải tự tay gỡ." in rights


@pytest.mark.parametrize("place", [FACEBOOK, Destination.INSTAGRAM, Destination.YOUTUBE, Destination.ZALO, WEBSITE])
def test_an_account_by_hand_is_never_said_to_delete_by_itself(by: Membership, place: Destination) -> None:
    accounts.open_account(by, "manual", place, title="Tay", deleter=by.user)
    assert back.of(by.clinic, place).kind is Back.BY_HAND


def test_what_the_clinic_noted_in_brackets_is_nobodys_name() -> None:
    for written in ("Lưu Thị Thử", "luu thi thu", "Lưu Thị Thử (hư cấu)"):
        assert typed(written, "Lưu Thị Thử (hư cấu)").kind == "typed"
    for written in ("(hư cấu)", "Lưu Thị (Thử)", "()"):
        with pytest.raises(BadInput):
            typed(written, "Lưu Thị Thử (hư cấu)")
    assert typed("(Thử)", "(Thử)").kind == "typed"


def test_states_are_those_that_were_answered(by: Membership) -> None:
    """A no keeps its receipt as well."""
    ask = ask_of(a_question(by))
    link = putting.make_link(by, ask)
    choose(came_in(link), link, facebook="refused")
    own = a_link(by, ask.person)
    page = came_in(own)
    assert page.get(f"/p/{own.token}/own/receipts/{ask.pk}/").status_code == 200
    assert page.get(f"/p/{own.token}/own/receipts/{ask.pk}/receipt.json").status_code == 404
    assert {one.state for one in ask.scopes().values()} == {State.REFUSED}
