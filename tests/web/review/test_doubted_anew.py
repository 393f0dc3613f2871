"""A doubt that comes after an officer's yes is a new doubt."""

import pytest
from django.core.cache import cache

from answering import say_yes
from asked import a_question, ask_of
from builders import a_member, a_patient, last_of, signed_in
from kindao import clock
from kindao.web.asking import putting
from kindao.web.clinics.models import Membership, Role
from kindao.web.review import actions, standing
from kindao.web.review.models import Check, Confirmation, Use, UseState, Work
from permits import a_lawful_use
from visitors import a_reached_patient, came_in

pytestmark = pytest.mark.django_db


def said_yes(officer: Membership, use: Use) -> None:
    """An officer looked, and the gate made the same copy again."""
    actions.confirm(officer, use, last_of(use), reason="Đã hỏi lại người bệnh.")
    Check.objects.filter(use=use).update(state=Work.State.DONE, lease=None, leased_until=None)
    Use.objects.filter(pk=use.pk).update(state=UseState.PERMITTED)
    use.refresh_from_db()


def test_who_doubts_after_a_yes_is_heard() -> None:
    by = a_member()
    officer = a_member(Role.OFFICER, by.clinic)
    use = a_lawful_use(by, a_patient(by))
    actions.send_to_officer(by, use)
    use.refresh_from_db()
    first = use.doubted_at
    actions.send_to_officer(officer, use)
    use.refresh_from_db()
    assert (use.state, use.doubted_at, use.doubted_by) == (UseState.NEEDS_EYES, first, by.user), "a second tap"
    said_yes(officer, use)
    assert standing.copy_of(use) is not None and not Use.objects.held_by_a_person(use.original)
    page = signed_in(by.user)
    assert "send-to-officer" in page.get(f"/uses/{use.pk}/").content.decode()
    page.post(f"/uses/{use.pk}/send-to-officer/")
    use.refresh_from_db()
    assert use.state == UseState.NEEDS_EYES and standing.copy_of(use) is None
    assert Use.objects.held_by_a_person(use.original) and not Confirmation.objects.standing().exists()
    assert not standing.judged(last_of(use), use).permits
    said_yes(officer, use)
    assert standing.copy_of(use) is not None


def test_pressure_on_a_later_yes_is_a_new_doubt() -> None:
    cache.clear()
    by = a_member()
    officer = a_member(Role.OFFICER, by.clinic)
    patient = a_reached_patient(by)
    use = a_lawful_use(by, patient, caption="Mũi sau ba tháng.")
    actions.send_to_officer(by, use)
    use.refresh_from_db()
    said_yes(officer, use)
    question = a_question(by, use, discount=True)
    link = putting.make_link(by, ask_of(question))
    before = clock.now()
    say_yes(came_in(link), link)
    use.refresh_from_db()
    assert use.doubted_at is not None and use.doubted_at > before
    assert not Confirmation.objects.standing().exists() and Use.objects.held_by_a_person(use.original)
