"""A picture that was filed under the wrong patient, who was asked about it: they see no more of it, and whom it shows
does not read what was written of the other."""

import pytest

from asked import a_question, ask_of
from builders import a_member, a_patient
from kindao.web.asking import putting
from kindao.web.cases.refiling import refile
from kindao.web.clinics.models import Role
from kindao.web.review.models import Use, UseState
from kindao.web.rights import own
from visitors import came_in

pytestmark = pytest.mark.django_db


def test_the_link_of_the_wrong_patient_shows_nothing_any_more() -> None:
    officer = a_member(Role.OFFICER)
    question = a_question(officer)
    ask, use = ask_of(question), question.use
    made = putting.make_link(officer, ask)
    phone, right = came_in(made), a_patient(officer)
    address = f"/p/{made.token}/ask/copy/"
    assert phone.get(address).status_code == 200
    Use.objects.filter(pk=use.pk).update(state=UseState.LAPSED)
    assert phone.get(address).status_code == 404
    assert "/ask/copy/" not in phone.get(f"/p/{made.token}/ask/").content.decode()
    refile(officer, use.original, use.patient, right, reason="Ảnh chụp nhầm hồ sơ")
    question.refresh_from_db()
    assert question.ended_at
    assert phone.get(address).status_code == 404
    assert use.caption not in phone.get(f"/p/{made.token}/ask/", follow=True).content.decode()
    (shown,) = own.uses(right, every=True)
    assert shown.theirs and use.caption and shown.caption == "", "written of the other patient"
