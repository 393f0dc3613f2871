"""Of what the patient has refused nobody else in the picture is asked, and whoever asks reads why."""

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from answering import choose, signed
from asked import a_question, terms
from builders import a_consent, a_member, a_patient, a_use, an_original, an_other_person, nose, signed_in
from kindao.engine.errors import BadInput
from kindao.engine.vocabulary import Destination
from kindao.web import audit
from kindao.web.asking import putting, words
from kindao.web.asking.models import Ask, Question
from kindao.web.audit.models import AuditEvent
from kindao.web.cases import actions as cases
from kindao.web.clinics.models import Membership
from kindao.web.consent import actions as consents
from kindao.web.consent.models import Consent, Evidence, Scope, Who
from kindao.web.door.links import Made
from kindao.web.review import elsewhere
from visitors import a_reached_patient, came_in

pytestmark = pytest.mark.django_db
PLACES = (Destination.FACEBOOK, Destination.TIKTOK)


@pytest.fixture
def by() -> Membership:
    cache.clear()
    return a_member()


def asked(by: Membership) -> tuple[Question, Ask, Ask]:
    """The patient, and a nurse who is in it as well."""
    nurse = an_other_person(by)
    cases.change_other_person(by, nurse, phone="0900 000 444")
    use = a_use(by, an_original(by, a_reached_patient(by)), caption="Mũi.")
    question = a_question(by, use, *PLACES, others=[nurse])
    return question, question.asks.get(other=None), question.asks.get(other=nurse)


def answers(by: Membership, ask: Ask, **said: str) -> tuple[Client, Made]:
    link = putting.make_link(by, ask)
    phone, start = came_in(link), f"/p/{link.token}/ask/"
    phone.get(start)
    choose(phone, link, **said)
    if "given" in said.values():
        phone.post(f"{start}questions/", {"where": "there", "who": "true"})
        assert signed(phone, link, ask.person.name).status_code == 302
    return phone, link


def test_the_other_is_asked_about_what_the_patient_agreed_to(by: Membership) -> None:
    question, first, nurse = asked(by)
    answers(by, first, facebook="given", tiktok="refused")
    assert nurse.asked() == [Destination.FACEBOOK]
    desk = signed_in(by.user).get(reverse("asking:question", args=[question.pk])).content.decode()
    assert "người bệnh đã nói không ở đó" in desk
    link = putting.make_link(by, nurse)
    phone = came_in(link)
    page = phone.get(f"/p/{link.token}/ask/").content.decode()
    assert "choice-facebook" in page and "choice-tiktok" not in page
    assert choose(phone, link, facebook="refused").status_code == 302
    assert "choice-" not in phone.get(f"/p/{link.token}/ask/", follow=True).content.decode(), "all is answered"
    with pytest.raises(BadInput, match="patient has said no"):
        putting.make_link(by, nurse)


def test_whoever_asks_reads_that_there_is_nothing_to_ask(by: Membership) -> None:
    _, first, nurse = asked(by)
    answers(by, first, facebook="refused", tiktok="refused")
    with pytest.raises(BadInput, match="patient has said no"):
        putting.make_link(by, nurse)


def test_from_an_older_window_a_no_of_theirs_is_kept_all_the_same(by: Membership) -> None:
    _, first, nurse = asked(by)
    answers(by, first, facebook="given", tiktok="given")
    link = putting.make_link(by, nurse)
    phone = came_in(link)
    phone.get(f"/p/{link.token}/ask/")
    tiktok = next(one for one in Scope.objects.filter(consent__patient=first.patient) if "tiktok" in one.destinations)
    consents.withdraw_place(tiktok, "tiktok", who=Who.PATIENT)
    assert choose(phone, link, facebook="refused", tiktok="refused").status_code == 302
    assert Scope.objects.filter(consent__other=nurse.other, state="refused").count() == 2


def test_a_no_of_another_record_is_called_what_it_is(by: Membership) -> None:
    consent = a_consent(by, first := a_patient(by, name="Người Ở Hồ Sơ Kia"))
    an_original(by, first, nose())
    use = a_use(by, an_original(by, a_reached_patient(by), nose()), caption="Mũi.")
    consents.withdraw(consent, who=Who.PATIENT)
    with pytest.raises(BadInput, match="in another record as well") as told:
        putting.put(by, use, terms())
    assert told.value.vi == elsewhere.NO.vi and str(first.name) not in f"{told.value} {told.value.vi}"
    assert not Question.objects.exists() and Consent.objects.count() == 1


def test_the_other_reads_of_no_place_that_they_are_not_asked_about(by: Membership) -> None:
    nurse = an_other_person(by)
    cases.change_other_person(by, nurse, phone="0900 000 444")
    use = a_use(by, an_original(by, a_reached_patient(by)), caption="Mũi.")
    question = a_question(by, use, Destination.FACEBOOK, Destination.WEBSITE, others=[nurse])
    first, theirs = question.asks.get(other=None), question.asks.get(other=nurse)
    answers(by, first, facebook="given", website="refused")
    link = putting.make_link(by, theirs)
    phone = came_in(link)
    page = phone.get(f"/p/{link.token}/ask/").content.decode()
    assert "Facebook" in page and "rang web của phòng khám" not in page
    theirs.refresh_from_db()
    assert theirs.notice_vi and theirs.digests["vi"] == words.digest(theirs.statement["vi"])
    before = theirs.statement
    putting.make_link(by, theirs)
    theirs.refresh_from_db()
    assert theirs.statement == before, "what was read stays as it was"


def test_of_a_place_that_the_patient_takes_back_later_it_is_said_that_it_is_asked_no_more(by: Membership) -> None:
    _, first, nurse = asked(by)
    answers(by, first, facebook="given", tiktok="given")
    link = putting.make_link(by, nurse)
    phone = came_in(link)
    start = f"/p/{link.token}/ask/"
    gone = "Kênh TikTok của phòng khám: bạn không còn được hỏi về nơi này nữa."
    assert gone not in phone.get(start).content.decode()
    tiktok = next(one for one in Scope.objects.filter(consent__patient=first.patient) if "tiktok" in one.destinations)
    consents.withdraw_place(tiktok, "tiktok", who=Who.PATIENT)
    assert gone in phone.get(start).content.decode()


def test_where_their_words_cannot_be_put_together_a_no_is_kept_and_no_yes(
    by: Membership, monkeypatch: pytest.MonkeyPatch
) -> None:
    _, first, nurse = asked(by)
    answers(by, first, facebook="given", tiktok="given")
    link = putting.make_link(by, nurse)
    phone = came_in(link)

    def broken(*_: object) -> None:
        raise RuntimeError

    monkeypatch.setattr("kindao.web.asking.record.told", broken)
    choose(phone, link, facebook="given", tiktok="refused")
    phone.post(f"/p/{link.token}/ask/questions/", {"where": "there", "who": "true"})
    signed(phone, link, nurse.person.name)
    said = Scope.objects.filter(consent__other=nurse.other)
    assert {scope.state for scope in said} == {"refused"}, "nothing was there to be read before a yes"
    assert choose(phone, link, facebook="refused").status_code == 302
    assert said.filter(state="refused").count() == 2


def notice_in(ask: Ask) -> object:
    """Which version was read, by what proves the last answer."""
    proofs = Evidence.objects.filter(consent__answer__ask=ask, kind=Evidence.Kind.ANSWERS)
    return proofs.latest("at").facts["notice"]


def test_the_notice_is_of_the_version_that_was_read(by: Membership, monkeypatch: pytest.MonkeyPatch) -> None:
    _, first, nurse = asked(by)
    monkeypatch.setattr(words, "VERSION", "kindao-patient-next")  # an update, before anybody has answered
    answers(by, first, facebook="given", tiktok="given")
    first.refresh_from_db()
    assert first.notice_vi is not None and first.notice_vi.version != "kindao-patient-next"
    assert notice_in(first) == first.notice_vi.version
    answers(by, nurse, facebook="given", tiktok="given")
    nurse.refresh_from_db()
    assert nurse.notice_vi is not None and nurse.notice_vi.version == notice_in(nurse) == "kindao-patient-next"


def test_words_of_another_version_never_stand_under_an_older_notice(
    by: Membership, monkeypatch: pytest.MonkeyPatch
) -> None:
    _, first, nurse = asked(by)
    answers(by, first, facebook="given", tiktok="given")
    link = putting.make_link(by, nurse)
    phone = came_in(link)
    monkeypatch.setattr(words, "VERSION", "kindao-patient-next")
    monkeypatch.setattr(putting, "membership_of", lambda *_: None)  # whoever asked has left
    assert "chưa soạn được" in phone.get(f"/p/{link.token}/ask/").content.decode()
    nurse.refresh_from_db()
    assert nurse.notice_vi is None and not nurse.digests
    assert choose(phone, link, facebook="refused", tiktok="refused").status_code == 302
    assert {one.state for one in nurse.scopes().values()} == {"refused"}


def test_what_the_other_reads_is_in_the_audit_before_they_answer(by: Membership) -> None:
    _, first, nurse = asked(by)
    answers(by, first, facebook="given", tiktok="refused")
    link = putting.make_link(by, nurse)
    phone = came_in(link)
    for _ in range(2):
        phone.get(f"/p/{link.token}/ask/")
    nurse.refresh_from_db()
    event = AuditEvent.objects.get(verb="ask.worded")
    assert event.target == str(nurse.pk) and event.facts == nurse.digests and set(nurse.digests) == {"vi", "en"}


def test_words_of_which_the_audit_could_not_tell_stand_before_nobody(
    by: Membership, monkeypatch: pytest.MonkeyPatch
) -> None:
    _, first, nurse = asked(by)
    answers(by, first, facebook="given", tiktok="refused")

    def full(*_: object, **__: object) -> None:
        raise OSError

    nurse = Ask.objects.get(pk=nurse.pk)
    with monkeypatch.context() as patched, pytest.raises(OSError):
        patched.setattr(audit, "record", full)
        putting.write_statement_of_other(nurse)
    assert not nurse.statement and nurse.notice_vi_id is None, "of what is shown"
    assert putting.write_statement_of_other(Ask.objects.get(pk=nurse.pk)).statement
