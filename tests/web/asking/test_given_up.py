"""Where the copy of a question can't be made its page says so, and how to go on; where its words can't the reader's."""

from typing import Any

import pytest
from django.core.cache import cache

from answering import choose
from asked import a_question, ask_of, terms
from builders import a_member, a_use, an_original, signed_in
from kindao import clock
from kindao.engine.errors import BadInput
from kindao.web.asking import putting
from kindao.web.asking.models import Ask, Question
from kindao.web.asking.readers import Reader
from kindao.web.audit.models import AuditEvent
from kindao.web.clinics.models import Membership, Role
from kindao.web.consent.models import State, Who
from kindao.web.officer import figures
from kindao.web.review import actions as review
from kindao.web.review import jobs, leases
from kindao.web.review.models import Work
from kindao.web.rights import actions as rights
from kindao.web.rights.models import Kind
from kindao.web.ui import starting
from visitors import a_reached_patient, came_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def by() -> Membership:
    cache.clear()
    return a_member()


def asked(by: Membership) -> Question:
    return putting.put(by, a_use(by, an_original(by, a_reached_patient(by)), caption="Mũi."), terms())


def given_up(question: Question, monkeypatch: pytest.MonkeyPatch) -> None:
    """By a bug, at every attempt."""

    def broken(*_: object) -> None:
        raise RuntimeError

    with monkeypatch.context() as patched:
        patched.setitem(jobs.KINDS, "question", (Question, broken))
        for _ in range(leases.ATTEMPTS):
            Question.objects.update(not_before=None)
            jobs.work("question", question.pk)
    question.refresh_from_db()
    assert question.state == Work.State.DEAD


def test_what_a_bug_keeps_from_being_made_is_said_and_tried_again(
    by: Membership, monkeypatch: pytest.MonkeyPatch
) -> None:
    question, desk = asked(by), signed_in(by.user)
    page = f"/questions/{question.pk}/"

    def broken(*_: object) -> None:
        raise RuntimeError

    with monkeypatch.context() as patched:
        patched.setitem(jobs.KINDS, "question", (Question, broken))
        jobs.work("question", question.pk)
    assert "Vừa rồi chưa làm được" in desk.get(f"{page}progress/").content.decode(), "between two tries"
    given_up(question, monkeypatch)
    over = desk.get(f"{page}progress/")
    assert over.headers["X-Over"] == "1" and "Trang của câu hỏi" in over.content.decode()
    read = desk.get(page).content.decode()
    assert "Không mất gì, và chưa hỏi ai" in read and "bug:RuntimeError" in read and f"{page}try-again/" in read
    assert "data-poll" not in read, "it waits for nothing"
    made: list[Any] = []
    monkeypatch.setitem(jobs.KINDS, "question", (Question, lambda lease, work: made.append(lease.done())))
    for _ in range(2):
        assert desk.post(f"{page}try-again/").status_code == 302
    assert AuditEvent.objects.filter(verb="work.tried-again").count() == 1
    jobs.work("question", question.pk)
    question.refresh_from_db()
    assert made and question.state == Work.State.DONE and not question.failure


def test_one_that_was_asked_anew_meanwhile_is_not_tried_again(by: Membership, monkeypatch: pytest.MonkeyPatch) -> None:
    question = asked(by)
    given_up(question, monkeypatch)
    anew = putting.put(by, question.use, terms())
    assert anew != question
    putting.try_again(by, question)
    question.refresh_from_db()
    assert question.state == Work.State.DEAD and question.ended_at is not None


@pytest.mark.parametrize("over", ["lapsed", "objected"])
def test_what_may_not_be_asked_any_more_is_not_tried_again(
    by: Membership, monkeypatch: pytest.MonkeyPatch, over: str
) -> None:
    question, desk = asked(by), signed_in(by.user)
    given_up(question, monkeypatch)
    if over == "lapsed":
        review.lapse(by, question.use)
    else:
        rights.ask(question.use.patient, Kind.OBJECT, who=Who.PATIENT)
    with pytest.raises(BadInput):
        putting.try_again(by, question)
    page = desk.post(f"/questions/{question.pk}/try-again/", follow=True).content.decode()
    question.refresh_from_db()
    assert question.state == Work.State.DEAD and not AuditEvent.objects.filter(verb="work.tried-again").exists()
    assert ('class="wrong' in page or "message" in page) and (over == "objected") == ("try-again/" in page)


def test_a_question_that_is_too_late_or_no_longer_theirs_is_not_tried_again(
    by: Membership, monkeypatch: pytest.MonkeyPatch
) -> None:
    question = asked(by)
    given_up(question, monkeypatch)
    ends = question.ends
    Question.objects.update(ends=clock.today())
    with pytest.raises(BadInput, match="too near"):
        putting.try_again(by, question)
    Question.objects.update(ends=ends)
    Ask.objects.update(reader=Reader.GUARDIAN.value)
    with pytest.raises(BadInput, match="has changed"):
        putting.try_again(by, question)


def test_another_clinic_tries_nothing_again(by: Membership, monkeypatch: pytest.MonkeyPatch) -> None:
    question = asked(by)
    given_up(question, monkeypatch)
    assert signed_in(a_member().user).post(f"/questions/{question.pk}/try-again/").status_code == 404
    putting.try_again(a_member(), question)
    question.refresh_from_db()
    assert question.state == Work.State.DEAD


def test_who_finds_no_words_reads_why_and_may_say_no(by: Membership) -> None:
    question = a_question(by)
    ask = ask_of(question)
    link = putting.make_link(by, ask)
    Ask.objects.filter(pk=ask.pk).update(notice_vi=None, notice_en=None)
    Ask.objects.filter(pk=ask.pk).update(statement={}, digests={})
    phone = came_in(link)
    read = phone.get(f"/p/{link.token}/ask/").content.decode()
    assert "chưa soạn được" in read
    choose(phone, link, facebook="refused")
    assert {one.state for one in ask.scopes().values()} == {State.REFUSED}


def test_the_page_of_what_was_given_up_lists_a_question_and_tries_it_again(
    by: Membership, monkeypatch: pytest.MonkeyPatch
) -> None:
    question, officer = asked(by), a_member(Role.OFFICER, by.clinic)
    given_up(question, monkeypatch)
    desk, again = signed_in(officer.user), f"/given-up/question/{question.pk}/"
    read = desk.get("/given-up/").content.decode()
    assert again in read and f"/questions/{question.pk}/" in read and "bug:RuntimeError" in read
    assert figures.given_up(officer) == 1
    assert [one.address for one in starting.waiting(officer) if one.address == "/given-up/"], "and the first page"
    auditor = signed_in(a_member(Role.AUDITOR, by.clinic).user).get("/given-up/").content.decode()
    assert "bug:RuntimeError" in auditor and again not in auditor
    assert signed_in(a_member(Role.OFFICER).user).post(again).status_code == 404, "another clinic's"
    ends = question.ends
    Question.objects.update(ends=clock.today())
    assert "Hãy hỏi lại, với ngày cuối muộn hơn" in desk.post(again, follow=True).content.decode()
    question.refresh_from_db()
    assert question.state == Work.State.DEAD
    Question.objects.update(ends=ends)
    assert desk.post(again).status_code == 302
    question.refresh_from_db()
    assert question.state == Work.State.WAITING
    given_up(question, monkeypatch)
    putting.give_up(by, question)
    assert again not in desk.get("/given-up/").content.decode() and figures.given_up(officer) == 0
