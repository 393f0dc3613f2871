"""What an answer needs, what it makes, what can't be had by asking: through the pages, without engine or browser."""

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.core.cache import cache
from django.db import DatabaseError, connection, transaction

from answering import choose, say_yes, signed
from asked import a_question, ask_of, terms
from builders import a_guardian, a_member, a_patient, a_use, an_original, signed_in
from kindao import clock
from kindao.engine.errors import BadInput
from kindao.engine.policy.consent import VIETNAM, DataType, Duress, GiverRole, Relation, Remuneration, load_consent
from kindao.engine.policy.decide import flaws
from kindao.engine.policy.pack import load_pack
from kindao.engine.policy.people import Capacity
from kindao.engine.vocabulary import Destination, Outcome, Purpose
from kindao.web.asking import answering, givers, jobs, putting, record
from kindao.web.asking.models import Answer, Ask, Question, Step
from kindao.web.audit.models import AuditEvent
from kindao.web.cases import actions as cases
from kindao.web.cases.models import Appearance, OtherPerson
from kindao.web.clinics.models import Clinic, Membership, Role
from kindao.web.consent import actions as consents
from kindao.web.consent.models import Consent, ConsentEvent, Evidence, Scope, State, Who
from kindao.web.door import links
from kindao.web.door.access import Visitor
from kindao.web.door.models import Link
from kindao.web.door.models import Purpose as LinkPurpose
from kindao.web.review import actions as review
from kindao.web.review.models import Use, UseState
from visitors import a_reached_patient, came_in

pytestmark = pytest.mark.django_db
DEEP = ("[" * 100_000, "[" * 50_000 + "]" * 50_000, '{"a":' * 20_000)
GUARDIAN_PHONE = "0900 000 222"


@pytest.fixture(autouse=True)
def nobody_tried_before() -> None:
    cache.clear()


def sound(consent: Consent) -> list[str]:
    """What the law finds wrong with it as a patient's: rules by id."""
    return [one.rule for one in flaws(load_consent(consent.record), load_pack("vn", on=clock.today()))]


def a_child(by: Membership, years: int, **fields: Any) -> tuple[Any, Any]:
    today = clock.today()
    child = a_reached_patient(by, birth_date=date(today.year - years, 1, 1), **fields)
    return child, a_guardian(by, child, phone=GUARDIAN_PHONE)


# ---- no, not now


def test_a_no_is_done_at_once_and_nothing_goes_out() -> None:
    by = a_member()
    question = a_question(by)
    made = putting.make_link(by, ask_of(question))
    phone = came_in(made)
    answer = choose(phone, made, facebook="refused")
    assert answer.headers["Location"] == f"/p/{made.token}/ask/done/"
    page = phone.get(f"/p/{made.token}/ask/done/").content.decode()
    assert "không được phép đăng bản này" in page and "receipt.pdf" not in page
    consent = Consent.objects.get()
    assert consent.scopes.get().state == State.REFUSED
    assert not consent.evidence.filter(kind=Evidence.Kind.SIGNATURE).exists()
    assert not Consent.objects.counting().exists()
    assert phone.get(f"/p/{made.token}/ask/receipt.json").status_code == 404
    assert phone.get(f"/p/{made.token}/ask/receipt.pdf").status_code == 200


def test_not_now_is_recorded_and_may_become_a_yes() -> None:
    by = a_member()
    question = a_question(by)
    made = putting.make_link(by, ask_of(question))
    phone = came_in(made)
    choose(phone, made, facebook="deferred")
    assert Scope.objects.get().state == State.DEFERRED
    assert "Để sau" in phone.get(f"/p/{made.token}/ask/done/").content.decode()
    assert say_yes(phone, made).status_code == 302
    assert [one.scopes.get().state for one in Consent.objects.order_by("entered_at")] == ["deferred", "given"]
    assert len(phone.get(f"/p/{made.token}/ask/receipt/").content.decode().split("<article")) == 3


def test_each_place_is_a_choice_of_its_own_and_nothing_is_ticked_before() -> None:
    by = a_member()
    question = a_question(by, None, Destination.FACEBOOK, Destination.TIKTOK, Destination.JOURNAL)
    made = putting.make_link(by, ask_of(question))
    phone = came_in(made)
    page = phone.get(f"/p/{made.token}/ask/").content.decode()
    assert page.count('value="given"') == page.count('value="refused"') == page.count('value="deferred"') == 3
    assert "checked" not in page
    assert "Chỉ gỡ được bằng tay" in page and "Đã in thì không bao giờ lấy lại được" in page
    assert choose(phone, made, facebook="given", tiktok="refused").status_code == 422  # the journal has no answer
    choose(phone, made, facebook="given", tiktok="refused", journal="deferred")
    phone.post(f"/p/{made.token}/ask/questions/", {"where": "there", "who": "true"})
    assert signed(phone, made).status_code == 302
    states = dict(Scope.objects.values_list("destinations__0", "state"))
    assert states == {"facebook": "given", "tiktok": "refused", "journal": "deferred"}


# ---- a yes needs all of it


def test_a_yes_is_sound_under_the_law_and_proven() -> None:
    by = a_member()
    question = a_question(by)
    made = putting.make_link(by, ask_of(question))
    phone = came_in(made)
    assert say_yes(phone, made).status_code == 302
    consent = Consent.objects.get()
    assert sound(consent) == []
    told = load_consent(consent.record)
    assert told.scopes[0].previewed and told.scopes[0].ticked == {Destination.FACEBOOK}
    assert told.scopes[0].starts and told.scopes[0].starts > clock.today()
    assert told.text.digest == ask_of(question).digests["vi"] and consent.notice is not None
    kinds = {one.kind: one for one in consent.evidence.all()}
    assert kinds[Evidence.Kind.CODE].facts["code"] == str(made.link.visits.get().code_id)
    assert kinds[Evidence.Kind.SIGNATURE].file is not None
    assert told.evidence.startswith("sha256:")
    events = list(ConsentEvent.objects.values_list("what", "who"))
    assert events == [("requested", Who.STAFF), ("given", Who.PATIENT)]
    assert "Kiểm Thử" not in repr(list(AuditEvent.objects.values_list("facts", flat=True)))


def test_there_is_no_yes_without_questions_or_signature() -> None:
    by = a_member()
    made = putting.make_link(by, ask_of(a_question(by)))
    phone = came_in(made)
    start = f"/p/{made.token}/ask/"
    assert phone.get(f"{start}sign/").headers["Location"] == start
    choose(phone, made, facebook="given")
    assert phone.get(f"{start}sign/").headers["Location"] == f"{start}questions/"
    assert signed(phone, made).headers["Location"] == f"{start}questions/"
    assert phone.post(f"{start}questions/", {"where": "there"}).status_code == 422
    assert phone.post(f"{start}questions/", {"where": "record", "who": "doctor"}).status_code == 422
    phone.post(f"{start}questions/", {"where": "there", "who": "true"})
    for name in ("", "Ai Khác"):
        assert signed(phone, made, name).status_code == 422
    dot = {"strokes": "[[[10,10,0],[11,10,5]]]"}
    assert "nhỏ quá" in signed(phone, made, "", **dot).content.decode()
    for garbage in ("[", "[[1]]", '[[[1,2,"x"]]]', "{}", "[[[1,2,3,4]]]", "[[[-1,2,3]]]", *DEEP):
        assert signed(phone, made, "", strokes=garbage).status_code == 422
    assert not Consent.objects.exists()


def test_an_action_that_skips_the_pages_is_refused_too() -> None:
    by = a_member()
    ask = ask_of(a_question(by))
    made = putting.make_link(by, ask)
    came_in(made)
    visitor = Visitor(made.link, made.link.visits.get())
    how = answering.Circumstances("vi", "phone", by_staff=False, same_network=False)
    with pytest.raises(BadInput, match="two questions"):
        answering.answer(ask, visitor, {Destination.FACEBOOK: State.GIVEN}, how)
    with pytest.raises(BadInput, match="answered already"):
        answering.answer(ask, visitor, {Destination.TIKTOK: State.REFUSED}, how)  # was never asked
    with pytest.raises(BadInput, match="answered already"):
        answering.answer(ask, visitor, {Destination.FACEBOOK: State.WITHDRAWN}, how)


def test_two_windows_keep_one_answer() -> None:
    by = a_member()
    question = a_question(by, None, Destination.FACEBOOK, Destination.TIKTOK)
    made = putting.make_link(by, ask_of(question))
    one = came_in(made)
    start = f"/p/{made.token}/ask/"
    choose(one, made, facebook="given", tiktok="refused")
    first = str(Step.objects.filter(what=Step.What.CHOSE).latest("pk").pk)
    choose(one, made, facebook="given", tiktok="given")  # the other window
    one.post(f"{start}questions/", {"where": "there", "who": "true"})
    page = one.post(f"{start}sign/", {"typed": "Lưu Thị Kiểm Thử", "chose": first})
    assert page.status_code == 422 and "cửa sổ khác" in page.content.decode()
    assert signed(one, made).status_code == 302
    assert signed(one, made).headers["Location"] == f"{start}done/"  # sent twice
    assert choose(one, made, facebook="refused", tiktok="refused").headers["Location"] == f"{start}done/"
    assert Answer.objects.count() == 2, "the no of the first window was kept at once"


# ---- who is asked


@pytest.mark.parametrize("years", [7, 11, 15])
def test_a_child_and_the_guardian_answer_apart(years: int) -> None:
    by = a_member()
    child, mother = a_child(by, years)
    question = a_question(by, patient=child)
    own, hers = ask_of(question, guardianship=None), ask_of(question, guardianship=mother)
    childs, mothers = putting.make_link(by, own), putting.make_link(by, hers)
    phone = came_in(childs)
    page = phone.get(f"/p/{childs.token}/ask/").content.decode()
    assert "Không ai giận em" in page and "Nghị định" not in page
    assert say_yes(phone, childs).status_code == 302
    assert Ask.objects.get(pk=hers.pk).pending()
    assert say_yes(came_in(mothers), mothers, "Mẹ Kiểm Thử").status_code == 302
    by_role = {one.giver: one for one in Consent.objects.all()}
    assert set(by_role) == {GiverRole.SELF, GiverRole.GUARDIAN}
    assert all(sound(one) == [] for one in by_role.values())
    assert by_role[GiverRole.GUARDIAN].guardianship == mother
    who = set(ConsentEvent.objects.filter(what="given").values_list("consent__giver", "who"))
    assert who == {("self", Who.PATIENT), ("guardian", Who.REPRESENTATIVE)}
    assert Evidence.objects.filter(kind=Evidence.Kind.SIGNATURE).count() == 2


def test_under_seven_the_guardian_alone_and_from_sixteen_both_in_grown_up_words() -> None:
    by = a_member()
    small, mother = a_child(by, 5)
    assert [one.reader for one in givers.of(small)] == ["guardian"] and givers.of(small)[0].guardianship == mother
    grown, _ = a_child(by, 16)
    assert [one.reader for one in givers.of(grown)] == ["self", "guardian"]


def test_who_may_not_be_asked() -> None:
    by = a_member()
    with pytest.raises(BadInput, match="birth date"):
        givers.of(a_reached_patient(by, birth_date=None))
    with pytest.raises(BadInput, match="can't decide just now"):
        givers.of(a_reached_patient(by, capacity=Capacity.UNABLE_NOW))
    child = a_reached_patient(by, birth_date=clock.today() - timedelta(days=3000))
    with pytest.raises(BadInput, match="with a proof"):
        givers.of(child)
    a_guardian(by, child, name="Cha", relation=Relation.FATHER, conflict=True)
    a_guardian(by, child, name="Chú", relation=Relation.SPOUSE)
    with pytest.raises(BadInput, match="with a proof"):
        givers.of(child)


def test_of_the_dead_the_kin_is_asked() -> None:
    by = a_member()
    patient = a_reached_patient(by)
    widower = a_guardian(
        by, patient, name="Chồng Kiểm Thử", relation=Relation.SPOUSE, proof="giấy kết hôn", phone=GUARDIAN_PHONE
    )
    original = an_original(by, patient)
    cases.change_patient(by, patient, alive=False)
    question = a_question(by, a_use(by, original))
    made = putting.make_link(by, ask_of(question))
    assert made.link.guardianship == widower
    phone = came_in(made)
    assert "người thân đã mất" in phone.get(f"/p/{made.token}/ask/").content.decode()
    assert say_yes(phone, made, "Chồng Kiểm Thử").status_code == 302
    assert Consent.objects.get().giver == GiverRole.KIN


def test_others_in_the_picture_answer_for_themselves() -> None:
    by = a_member()
    patient = a_reached_patient(by)
    original = an_original(by, patient)
    nurse = cases.add_other_person(by, kind=OtherPerson.Kind.STAFF, name="Điều dưỡng Kiểm Thử", phone=GUARDIAN_PHONE)
    cases.place(by, original, Appearance.As.STAFF, other=nurse)
    question = a_question(by, a_use(by, original), others=[nurse])
    with pytest.raises(BadInput, match="the patient answers first"):
        putting.make_link(by, ask_of(question, other=nurse))
    first = putting.make_link(by, ask_of(question, patient=patient))
    assert say_yes(came_in(first), first, patient.name).status_code == 302
    made = putting.make_link(by, ask_of(question, other=nurse))
    phone = came_in(made)
    page = phone.get(f"/p/{made.token}/ask/").content.decode()
    assert "nhạy cảm" not in page
    assert say_yes(phone, made, "Điều dưỡng Kiểm Thử").status_code == 302
    consent = Consent.objects.get(other=nurse)
    assert not load_consent(consent.record).of_a_patient
    consents.withdraw(Consent.objects.get(patient=patient), who=Who.PATIENT)
    assert phone.get(f"/p/{made.token}/ask/copy/").status_code == 404, "the patient took it back: nobody else looks"


def test_nobody_whose_age_is_not_known_signs_alone() -> None:
    by = a_member()
    original = an_original(by, a_reached_patient(by))
    child = cases.add_other_person(by, kind=OtherPerson.Kind.BYSTANDER, name="Cháu Kiểm Thử", phone=GUARDIAN_PHONE)
    cases.place(by, original, Appearance.As.BYSTANDER, other=child)
    with pytest.raises(BadInput, match="how old this person is"):
        a_question(by, a_use(by, original), others=[child])


def test_somebody_elses_link_answers_nothing_of_mine() -> None:
    by = a_member()
    mine, theirs = ask_of(a_question(by)), ask_of(a_question(by))
    made = putting.make_link(by, mine)
    phone = came_in(made)
    other = putting.make_link(by, theirs)
    assert phone.get(f"/p/{other.token}/ask/").status_code == 302  # to the place for a code
    assert phone.get(f"/p/{other.token}/ask/copy/").status_code == 302
    assert choose(phone, other, facebook="refused").status_code == 302
    assert not Answer.objects.exists()
    a_child_, mother = a_child(by, 11)
    question = a_question(by, patient=a_child_)
    crossed = links.make(
        by, a_child_, purpose=LinkPurpose.ASK, target=ask_of(question, guardianship=None).pk, guardianship=mother
    )
    assert came_in(crossed).get(f"/p/{crossed.token}/ask/").status_code == 404  # the mother can't be the child


# ---- pressure


def test_nobody_is_asked_a_third_time_after_two_refusals() -> None:
    by = a_member()
    patient = a_reached_patient(by)
    for data in range(2):
        use = a_use(by, an_original(by, patient), caption=f"{data}")
        question = a_question(by, use)
        made = putting.make_link(by, ask_of(question))
        choose(came_in(made), made, facebook="refused")
    with pytest.raises(BadInput, match="said no 2 times within 90 days"):
        putting.put(by, a_use(by, an_original(by, patient), caption="3"), terms())
    other = a_use(by, an_original(by, patient), purpose=Purpose.TEACHING, destination=Destination.LECTURE)
    assert putting.put(by, other, terms(Destination.LECTURE))


def test_around_an_operation_the_page_rests(monkeypatch: pytest.MonkeyPatch) -> None:
    by = a_member()
    question = a_question(by)
    made = putting.make_link(by, ask_of(question))
    Question.objects.filter(pk=question.pk).update(procedure_at=clock.now() + timedelta(hours=3))
    phone = came_in(made)
    assert "Hãy nghỉ ngơi trước" in phone.get(f"/p/{made.token}/ask/").content.decode()
    assert "Hãy nghỉ ngơi trước" in choose(phone, made, facebook="given").content.decode()
    assert not Step.objects.exists()
    then = clock.now() + timedelta(hours=28)
    monkeypatch.setattr(clock, "now", lambda: then)
    assert choose(phone, made, facebook="refused").status_code == 302


def test_a_discount_goes_to_the_officer() -> None:
    by = a_member()
    question = a_question(by, discount=True)
    made = putting.make_link(by, ask_of(question))
    say_yes(came_in(made), made)
    consent = Consent.objects.get()
    assert load_consent(consent.record).duress == {Duress.DISCOUNT}
    assert sound(consent) == ["VN-DP-9-2-DISCOUNT"]  # review: the officer must look
    assert Use.objects.get().doubted_by == by.user


def test_who_says_that_a_gift_was_promised_is_heard() -> None:
    by = a_member()
    made = putting.make_link(by, ask_of(a_question(by)))
    say_yes(came_in(made), made, promised="1")
    assert load_consent(Consent.objects.get().record).duress == {Duress.DISCOUNT}
    assert Use.objects.get().doubted_by == by.user


@pytest.mark.parametrize("where", ["browser", "network"])
def test_the_clinics_own_device_or_network_is_warned_of_and_flagged(where: str) -> None:
    by = a_member()
    Clinic.objects.update(own_device=True)
    by.clinic.refresh_from_db()
    question = a_question(by, address="127.0.0.1" if where == "network" else "192.0.2.9")
    made = putting.make_link(by, ask_of(question))
    phone = came_in(made, signed_in(by.user) if where == "browser" else None)
    assert "máy hoặc mạng của phòng khám" in phone.get(f"/p/{made.token}/ask/").content.decode()
    say_yes(phone, made)
    answered = AuditEvent.objects.get(verb="ask.answered")
    assert answered.facts["by_staff"] is (where == "browser")
    assert answered.facts["same_network"] is (where == "network")
    assert Use.objects.get().doubted_by == by.user


def test_on_their_own_phone_nobody_is_warned() -> None:
    by = a_member()
    made = putting.make_link(by, ask_of(a_question(by, address="192.0.2.9")))
    phone = came_in(made)
    assert "mạng của phòng khám" not in phone.get(f"/p/{made.token}/ask/").content.decode()
    say_yes(phone, made)
    assert Use.objects.get().doubted_by is None


# ---- what changes meanwhile


def test_other_words_than_those_asked_about_end_the_question() -> None:
    by = a_member()
    question = a_question(by)
    made = putting.make_link(by, ask_of(question))
    phone = came_in(made)
    review.change(by, question.use, caption="Lời khác hẳn.")
    assert "không còn hỏi việc này" in phone.get(f"/p/{made.token}/ask/").content.decode()
    assert choose(phone, made, facebook="given").status_code == 200
    assert not Step.objects.filter(what=Step.What.CHOSE).exists()
    with pytest.raises(BadInput, match="has changed"):
        putting.make_link(by, ask_of(question))


def test_given_up_links_lead_nowhere_and_answers_stay() -> None:
    by = a_member()
    question = a_question(by)
    made = putting.make_link(by, ask_of(question))
    phone = came_in(made)
    say_yes(phone, made)
    putting.give_up(by, question)
    assert phone.get(f"/p/{made.token}/ask/done/").status_code == 404
    assert Scope.objects.get().state == State.GIVEN


def test_what_was_withdrawn_is_not_given_again_by_the_same_link() -> None:
    by = a_member()
    made = putting.make_link(by, ask_of(a_question(by)))
    phone = came_in(made)
    say_yes(phone, made)
    consents.withdraw(Consent.objects.get(), who=Who.PATIENT)
    assert choose(phone, made, facebook="given").headers["Location"] == f"/p/{made.token}/ask/done/"
    assert Scope.objects.get().state == State.WITHDRAWN
    assert phone.get(f"/p/{made.token}/ask/receipt.json").status_code == 200  # that it was, and ended


def test_what_was_read_and_done_stays_as_it_was() -> None:
    by = a_member()
    question = a_question(by)
    made = putting.make_link(by, ask_of(question))
    say_yes(came_in(made), made)
    for change in (
        lambda: Ask.objects.update(statement={"vi": []}),
        lambda: connection.cursor().execute("DELETE FROM asking_step"),
        lambda: connection.cursor().execute("UPDATE asking_answer SET at = at"),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()


# ---- staff's side


def test_only_the_desk_asks_and_only_in_its_own_clinic() -> None:
    by = a_member()
    question = a_question(by)
    ask = ask_of(question)
    desk = signed_in(by.user)
    assert desk.post(f"/asks/{ask.pk}/link/").status_code == 200
    shown = desk.post(f"/asks/{ask.pk}/link/").content.decode()
    assert "<svg" in shown and "/p/" in shown
    assert Link.objects.filter(target=ask.pk).standing().count() == 1  # a newer link ends the older
    desk.post(f"/asks/{ask.pk}/send/")
    assert Link.objects.filter(target=ask.pk).standing().get().messages.exists()
    stranger = signed_in(a_member().user)
    for path in (f"/asks/{ask.pk}/link/", f"/asks/{ask.pk}/send/", f"/questions/{question.pk}/give-up/"):
        assert stranger.post(path).status_code == 404
    assert signed_in(a_member(Role.AUDITOR, by.clinic).user).get(f"/questions/{question.pk}/").status_code == 404


def test_a_doctor_puts_the_question_by_the_form() -> None:
    by = a_member()
    use = a_use(by, an_original(by, a_reached_patient(by)), caption="Mũi sau ba tháng.")
    desk = signed_in(by.user)
    path = f"/uses/{use.pk}/ask-patient/"
    assert desk.post(path, {"destinations": ["facebook"]}).status_code == 422
    told = {
        "destinations": ["facebook", "tiktok"],
        "identifiability": "indirect",
        "ends": (clock.today() + timedelta(days=90)).isoformat(),
        "remuneration": "waived",
        "blocks_checked": "on",
        **dict.fromkeys(("content", "method", "form", "frequency", "how_to_refuse"), "…"),
    }
    answer = desk.post(path, told)
    question = Question.objects.get()
    assert answer.headers["Location"] == f"/questions/{question.pk}/"
    assert desk.post(path, told).headers["Location"] == f"/questions/{question.pk}/"  # sent twice
    assert Question.objects.count() == 1 and question.places == (Destination.FACEBOOK, Destination.TIKTOK)
    assert desk.get(f"/questions/{question.pk}/").status_code == 200
    with pytest.raises(BadInput, match="no copy to show"):
        putting.make_link(by, ask_of(question))


def test_a_question_that_no_yes_could_help_asks_nobody() -> None:
    by = a_member()
    question = a_question(by)
    Question.objects.filter(pk=question.pk).update(
        copy=None, outcome=Outcome.DENY, refused_vi="Luật cấm.", refused_en="The law forbids it."
    )
    assert "Luật cấm." in signed_in(by.user).get(f"/questions/{question.pk}/").content.decode()
    with pytest.raises(BadInput):
        putting.make_link(by, ask_of(question))


@pytest.mark.parametrize(
    ("told", "match"),
    [
        ({"ends": date(2020, 1, 1)}, "the last day"),
        ({"ends": date(2090, 1, 1)}, "the last day"),
        ({"ad_terms": putting.NO_TERMS}, "five terms"),
        ({"destinations": [Destination.TIKTOK]}, "place of the use"),
        ({"remuneration": Remuneration.PAID}, "what is paid"),
    ],
)
def test_what_cannot_be_asked(told: dict[str, Any], match: str) -> None:
    by = a_member()
    use = a_use(by, an_original(by, a_reached_patient(by)))
    with pytest.raises(BadInput, match=match):
        putting.put(by, use, terms(**told))
    assert not Question.objects.exists()


def test_data_types_follow_medium_and_caption() -> None:
    by = a_member()
    patient = a_patient(by, phone="0900 000 789")
    question = a_question(by, a_use(by, an_original(by, patient), caption="Chị Lưu Thị Kiểm Thử, viêm xoang."))
    types = record.data_types(question, patient)
    assert {DataType.PHOTO, DataType.NAME} <= types


def test_the_time_to_think_again_is_whole() -> None:
    assert record.first_day(datetime(2026, 11, 26, 10, 0, tzinfo=VIETNAM)) == date(2026, 11, 28)
    assert record.first_day(datetime(2026, 11, 26, 0, 0, tzinfo=VIETNAM)) == date(2026, 11, 27)


def test_a_use_of_which_nobody_was_asked_stays_as_it_is() -> None:
    by = a_member()
    question = a_question(by)
    jobs.begin.func(str(question.pk))
    assert question.use.decisions.count() == 0
    question.use.refresh_from_db()
    assert question.use.state == UseState.INSPECTING
