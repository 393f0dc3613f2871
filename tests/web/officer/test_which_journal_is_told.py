"""The officer reads for which journal a yes was said, and that of this one nobody was asked."""

import pytest
from django.core.cache import cache

from answering import choose, signed
from asked import a_question, ask_of
from builders import a_member, a_use, an_original, signed_in
from kindao import clock
from kindao.engine.vocabulary import Destination, Purpose
from kindao.web.asking import putting, record
from kindao.web.clinics.models import Role
from kindao.web.officer import waiting
from kindao.web.review import actions
from kindao.web.review.models import Use, UseState
from permits import permit
from visitors import a_reached_patient, came_in

pytestmark = pytest.mark.django_db
NAME = "Tạp chí Y học Thử"


def test_the_officer_reads_which_one_was_agreed_to() -> None:
    cache.clear()
    by = a_member()
    officer = a_member(Role.OFFICER, by.clinic)
    told = {"purpose": Purpose.JOURNAL, "destination": Destination.JOURNAL, "body_area": "", "caption": "Sau."}
    original = an_original(by, a_reached_patient(by))
    use, other = (a_use(by, original, **told) for _ in range(2))
    link = putting.make_link(by, ask_of(a_question(by, use, Destination.JOURNAL, which=NAME)))
    phone = came_in(link)
    choose(phone, link, journal="given")
    phone.post(f"/p/{link.token}/ask/questions/", {"where": "there", "who": "true"})
    assert signed(phone, link).status_code == 302
    permit(other, record.first_day(clock.now()))
    Use.objects.filter(pk=other.pk).update(state=UseState.NEEDS_EYES)
    other.refresh_from_db()
    assert [words for words, _ in waiting.told([other])[0].why] == [waiting.WHICH]
    desk = signed_in(officer.user)
    page = desk.get(f"/officer/queue/{other.pk}/").content.decode()
    assert NAME in page and waiting.WHICH.vi in page and waiting.DOUBTED.vi not in page
    assert waiting.WHICH.vi in desk.get("/officer/queue/").content.decode()
    actions.doubt(other, by=by.user)
    other.refresh_from_db()
    assert [words for words, _ in waiting.told([other])[0].why] == [waiting.WHICH, waiting.DOUBTED]
    permit(use, record.first_day(clock.now()))
    assert [words for words, _ in waiting.told([Use.objects.get(pk=use.pk)])[0].why] == [waiting.DOUBTED]
