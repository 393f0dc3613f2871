"""A use that is over says so, why and since when: it offers to ask anew and nothing else, and what was answered stands
as what it was."""

from dataclasses import replace

import pytest

from builders import a_consent, a_member, a_patient, a_record, an_original, group, signed_in
from kindao.engine.vocabulary import Destination, Purpose, Words
from kindao.web import audit
from kindao.web.cases.refiling import refile
from kindao.web.clinics.models import Membership, Role
from kindao.web.review import actions, over, showing
from kindao.web.review.models import Use, UseState
from kindao.web.review.views import _to_compare
from permits import a_lawful_use

pytestmark = pytest.mark.django_db
WHY = "Ảnh chụp nhầm hồ sơ"


@pytest.fixture
def doctor() -> Membership:
    return a_member()


@pytest.fixture
def officer(doctor: Membership) -> Membership:
    return a_member(Role.OFFICER, doctor.clinic)


def page_of(by: Membership, use: Use) -> str:
    client = signed_in(by.user)
    client.cookies["django_language"] = "en"
    return client.get(f"/uses/{use.pk}/").content.decode()


def says_that_it_is_over(page: str, use: Use, why: str, by: Membership) -> None:
    assert "<h1>Over</h1>" in page and why in page and f"Ended by {by.user.name}" in page
    assert "nothing may go out on it" in page
    assert 'class="answer permit"' not in page and "The way to yes" not in page and "Only the safe copy" not in page
    assert "answers for it" not in page, "an officer's yes of then"
    then = page.index("<details", page.index("What was answered then") - 60)
    assert "There is a valid consent" not in page[:then]
    for offered in ("/change/", "/ask-patient/", "/lapse/", "/consents/", "/capture/", "#people"):
        assert f'{offered}"' not in page.partition("<main")[2], offered
    assert page.count(f'href="/originals/{use.original_id}/"') == 1


def test_one_whose_picture_is_another_patients(doctor: Membership, officer: Membership) -> None:
    use, right = a_lawful_use(doctor, a_patient(doctor)), a_patient(doctor)
    refile(officer, use.original, use.patient, right, reason=WHY)
    use = Use.objects.get(pk=use.pk)
    page = page_of(doctor, use)
    says_that_it_is_over(page, use, "The picture was filed under the right patient", officer)
    assert "somebody nobody has named" not in page and "the patient under whom it was filed then" in page
    assert WHY not in page


def test_one_that_nobody_wants_any_more(doctor: Membership) -> None:
    use = a_lawful_use(doctor, a_patient(doctor))
    actions.lapse(doctor, use)
    says_that_it_is_over(page_of(doctor, use), use, "The clinic no longer wants it.", doctor)


@pytest.mark.parametrize("facts", [{}, {"why": "of-a-later-version"}])
def test_one_whose_end_is_told_without_a_reason_names_none(doctor: Membership, facts: dict[str, str]) -> None:
    use = a_lawful_use(doctor, a_patient(doctor))
    actions.lapse(doctor, use)
    audit.record(over.LAPSED, use, by=doctor.user, clinic=doctor.clinic, facts=facts)
    page = page_of(doctor, use)
    assert f"Ended by {doctor.user.name}" in page and "no longer wants it" not in page


def test_one_that_was_refused_and_ended_asks_nobody(doctor: Membership) -> None:
    use = a_lawful_use(doctor, a_patient(doctor))
    Use.objects.filter(pk=use.pk).update(state=UseState.REFUSED)
    actions.lapse(doctor, use)
    answer = signed_in(doctor.user).get(f"/uses/{use.pk}/ask-patient/", follow=True)
    assert answer.redirect_chain == [(f"/uses/{use.pk}/", 302)]
    assert "Việc này đã kết thúc" in answer.content.decode()


def test_one_whose_day_is_long_past(doctor: Membership) -> None:
    use = a_lawful_use(doctor, a_patient(doctor))
    actions.lapse(None, use, over.Because.PAST)
    told = over.over(use)
    assert told and told.by is None and told.because is over.Because.PAST
    assert "long past" in page_of(doctor, use)


def test_one_that_is_not_over_is_not_said_to_be(doctor: Membership) -> None:
    assert over.over(a_lawful_use(doctor, a_patient(doctor))) is None


def test_only_a_consent_that_can_help_is_to_be_compared(doctor: Membership) -> None:
    patient = a_patient(doctor)
    use = a_lawful_use(doctor, patient, destination=Destination.WEBSITE)
    (scope,) = a_record().scopes
    here, there = frozenset({Destination.WEBSITE}), frozenset({Destination.FACEBOOK})
    this, another = frozenset({use.original.digest}), frozenset({f"sha256:{'0' * 64}"})
    waiting = {
        told: a_consent(
            doctor, patient, a_record(scopes=(replace(scope, destinations=places, assets=assets),)), given=False
        )
        for told, places, assets in (
            ("of this picture here", here, this),
            ("elsewhere", there, this),
            ("of another", here, another),
        )
    }
    assert _to_compare(use) == [waiting["of this picture here"]]
    waiting["of this picture here"].scopes.update(purpose=Purpose.TEACHING)
    assert _to_compare(use) == []


def test_people_are_named_in_the_order_of_their_numbers() -> None:
    called: dict[str, str | Words] = {"c": "person 1", "a": "person 2", "b": "person 3", "x": "Nguyễn Thị Lan"}
    assert showing._all_called(["a", "x", "", "c", "b"], called) == (
        "person 1",
        "person 2",
        "person 3",
        "Nguyễn Thị Lan",
    )


def test_names_stand_in_the_order_of_the_numbers(doctor: Membership) -> None:
    original = an_original(doctor, a_patient(doctor), group())
    called = showing.names(original, {"second": (2,), "first": (1,), "third": (3,)})
    assert list(called)[:3] == ["first", "second", "third"]
