"""What becomes known after an answer: an operation around which it was said, a court that lets another speak; and whose
voice is used, which is theirs alone who speak."""

from datetime import timedelta

import pytest
from django.core.cache import cache

from answering import choose, say_yes
from asked import a_question, ask_of, made, terms
from builders import a_member, a_use, an_original, an_other_person
from kindao import clock
from kindao.engine.policy.consent import DataType
from kindao.web.asking import flags, putting, record
from kindao.web.asking.flags import FLAGS, Flag
from kindao.web.asking.models import Question
from kindao.web.cases import actions as cases
from kindao.web.cases.models import Appearance
from kindao.web.clinics.models import Membership
from kindao.web.review.models import Use, UseState
from visitors import a_reached_patient, came_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def by() -> Membership:
    cache.clear()
    return a_member()


@pytest.mark.parametrize("hours, near", [(3, True), (-20, True), (30, False)])
def test_an_hour_that_is_named_after_the_yes_sends_it_to_the_officer(by: Membership, hours: int, near: bool) -> None:
    patient = a_reached_patient(by)
    first = a_question(by, a_use(by, an_original(by, patient)))
    link = putting.make_link(by, ask_of(first))
    assert say_yes(came_in(link), link).status_code == 302
    Use.objects.filter(pk=first.use_id).update(state=UseState.PERMITTED)
    another = a_use(by, an_original(by, patient), caption="Ảnh khác.")
    hour = clock.now() + timedelta(hours=hours)
    made(putting.put(by, another, terms(procedure_at=hour)))
    use = Use.objects.get(pk=first.use_id)
    assert (use.doubted_by == by.user) is near
    assert (FLAGS[Flag.OPERATION] in flags.of_use(use)) is near
    if not near:
        flags.correct_hour(by, patient, hour, clock.now() + timedelta(hours=2), why="Gõ nhầm ngày.")
        assert Use.objects.get(pk=first.use_id).doubted_by == by.user


def test_who_may_not_answer_any_more_is_offered_no_page(by: Membership) -> None:
    question = a_question(by)
    link = putting.make_link(by, ask_of(question))
    phone = came_in(link)
    choose(phone, link, facebook="refused")
    start = f"/p/{link.token}/ask/"
    assert "Mở trang riêng" in phone.get(f"{start}done/").content.decode()
    cases.change_patient(by, question.use.patient, capacity="none")
    assert "Mở trang riêng" not in phone.get(f"{start}done/").content.decode()
    assert phone.post(f"{start}own/").headers["Location"] == f"{start}done/"


def test_only_who_is_heard_in_a_film_is_asked_for_their_voice(by: Membership) -> None:
    patient = a_reached_patient(by)
    nurse = an_other_person(by)
    original = an_original(by, patient)
    type(original).objects.filter(pk=original.pk).update(kind="film")
    Appearance.objects.create(
        original=original, role="staff", other=nurse, everyone=False, confirmed_by=by.user, confirmed_at=clock.now()
    )
    Appearance.objects.create(
        original=original, role="patient", patient=patient, heard=[["0", "7/2"]], confirmed_by=by.user,
        confirmed_at=clock.now(),
    )  # fmt: skip
    question = Question(use=a_use(by, original), level="as-it-is", caption="")
    question.use.original.refresh_from_db()
    assert DataType.VOICE in record.data_types(question, patient)
    assert record.data_types(question, nurse) == {DataType.VIDEO}
