"""An officer answers for one copy, asked for one thing, of one picture: for nothing else."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from builders import (
    a_consent,
    a_member,
    a_patient,
    a_record,
    a_use,
    an_original,
    group,
    inspected,
    last_of,
    nose,
    signed_in,
    worked,
)
from kindao import clock
from kindao.engine.errors import BadInput
from kindao.engine.policy.consent import Duress
from kindao.engine.vocabulary import Destination, Purpose
from kindao.web.cases import actions as cases
from kindao.web.cases.models import Appearance
from kindao.web.clinics.models import Membership, Role
from kindao.web.consent import actions as consents
from kindao.web.consent.models import Who
from kindao.web.review import actions
from kindao.web.review.models import Confirmation, Decision, Use, UseState

pytestmark = pytest.mark.django_db


def _confirmed() -> tuple[Membership, Membership, Use]:
    """(who asked, the officer, a use that stands on that officer's word)."""
    by = a_member()
    officer = a_member(Role.OFFICER, by.clinic)
    use = worked(a_use(by, an_original(by), body_area="", purpose=Purpose.TEACHING, destination=Destination.LECTURE))
    actions.confirm(officer, use, last_of(use), reason="Đã xem, không nhận ra ai.")
    assert worked(use).state == UseState.PERMITTED
    return by, officer, use


@pytest.mark.parametrize(
    "other",
    [
        {"caption": "Chị T.T, 38 tuổi, ở ngõ 5"},
        {"purpose": Purpose.ADVERTISING.value},
        {"destination": Destination.FACEBOOK.value},
        {"handed_to": ["agency"]},
    ],
    ids=lambda fields: next(iter(fields)),
)
def test_a_yes_to_one_question_is_none_to_another(other: dict[str, Any]) -> None:
    by, officer, use = _confirmed()
    actions.change(by, use, **other)
    assert worked(use).state != UseState.PERMITTED
    if use.state == UseState.NEEDS_EYES:  # and to be had anew
        actions.confirm(officer, use, last_of(use), reason="Đã xem lại.")
        assert worked(use).state == UseState.PERMITTED


def test_a_yes_stands_where_nothing_is_asked_differently() -> None:
    by, _, use = _confirmed()
    actions.change(by, use, caption=use.caption, purpose=use.purpose)
    assert worked(use).state == UseState.PERMITTED


def test_an_officer_answers_for_what_stood_on_the_page() -> None:
    by = a_member()
    officer = a_member(Role.OFFICER, by.clinic)
    use = worked(a_use(by, an_original(by), body_area="", purpose=Purpose.TEACHING, destination=Destination.LECTURE))
    seen = last_of(use)
    actions.change(by, use, caption="Hoa Lê, mũi mới sau ba tháng")
    assert worked(use).state == UseState.NEEDS_EYES and last_of(use).copy == seen.copy
    page = signed_in(officer.user)
    for end in ("confirm", "refuse"):
        late = page.post(f"/officer/queue/{use.pk}/{end}/", {"answered": seen.number, "reason": "Đã xem."})
        assert late.status_code == 422 and "mở lại trang" in late.content.decode()
        odd = page.post(f"/officer/queue/{use.pk}/{end}/", {"answered": "99", "reason": "Đã xem."})
        assert odd.status_code == 422
    assert not Confirmation.objects.exists() and worked(use).state == UseState.NEEDS_EYES


def test_nobody_answers_for_somebody_whom_nobody_has_named() -> None:
    by = a_member()
    officer = a_member(Role.OFFICER, by.clinic)
    original = an_original(by, data=group())
    inspected(original)
    assert original.appearances.filter(role=Appearance.As.UNKNOWN).exists()
    use = worked(a_use(by, original, body_area="", purpose=Purpose.TEACHING, destination=Destination.LECTURE))
    assert use.state == UseState.NEEDS_EYES and last_of(use).copy
    with pytest.raises(BadInput, match="nobody has said who"):
        actions.confirm(officer, use, last_of(use), reason="Đã xem.")


def test_a_yes_is_about_who_was_known_to_be_in_it() -> None:
    """Another birth date, and it is a child: nobody has answered for that."""
    by, officer, use = _confirmed()
    year = clock.today().year
    cases.change_patient(by, use.patient, birth_date=date(year - 9, 1, 1))
    assert worked(use).state != UseState.PERMITTED
    cases.change_patient(by, use.patient, phone="0900 000 008")  # says nothing of who they are
    assert worked(use).state != UseState.PERMITTED
    actions.confirm(officer, use, last_of(use), reason="Cháu không ai nhận ra được.")
    assert worked(use).state == UseState.PERMITTED
    cases.change_patient(by, use.patient, phone="0900 000 009")
    assert worked(use).state == UseState.PERMITTED, "a number changes nothing of the picture"


def test_a_yes_is_about_the_consents_that_were_there() -> None:
    """A consent that came later, for a lower price, is nobody's whom the officer answered for."""
    by, officer, use = _confirmed()
    (scope,) = a_record().scopes
    places = frozenset({Destination.LECTURE, Destination.JOURNAL})
    both = replace(scope, purpose=Purpose.TEACHING, destinations=places)
    given = a_consent(by, use.patient, a_record(scopes=(both,), duress=frozenset({Duress.DISCOUNT})))
    assert worked(use).state == UseState.NEEDS_EYES and last_of(use).basis == Decision.Basis.LAW
    actions.confirm(officer, use, last_of(use), reason="Đã hỏi: không vì giảm giá.")
    assert worked(use).state == UseState.PERMITTED
    a_consent(by, use.patient)  # to another purpose
    consents.withdraw_place(given.scopes.get(), "journal", who=Who.PATIENT)  # of another place: no matter of this one
    assert worked(use).state == UseState.PERMITTED


def test_a_doubt_holds_the_picture_under_whomever_it_is_filed() -> None:
    """The same bytes again, in the record of somebody who did agree."""
    by = a_member()
    officer = a_member(Role.OFFICER, by.clinic)
    patient, agreed = a_patient(by), a_patient(by)
    for one in (patient, agreed):
        a_consent(by, one)
    use = worked(a_use(by, an_original(by, patient)))
    actions.send_to_officer(by, use)
    use.refresh_from_db()
    actions.refuse(officer, use, last_of(use), reason="Người này không phải bệnh nhân.")
    again = worked(a_use(by, an_original(by, agreed, nose())))
    assert again.state == UseState.NEEDS_EYES
    actions.confirm(officer, again, last_of(again), reason="Đã hỏi lại: đúng là người này.")
    assert worked(again).state == UseState.PERMITTED
