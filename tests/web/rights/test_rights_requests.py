"""What may happen to a request: asked, acknowledged at once, carried out, extended once, refused with an article. And
what it does elsewhere in the same transaction."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from smtplib import SMTPNotSupportedError
from uuid import uuid4

import pytest
from django.core import mail
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.db.models import ProtectedError
from django_tasks_db.models import DBTaskResult
from pytest_django import Settings

from asked import terms
from builders import a_consent, a_guardian, a_member, a_patient, a_record, a_use, an_original, worked
from desk import signed_in
from kindao import clock
from kindao.engine.errors import BadInput, Erased
from kindao.engine.policy.consent import VIETNAM
from kindao.engine.vocabulary import Destination
from kindao.web.asking import putting
from kindao.web.audit.models import AuditEvent
from kindao.web.cases.models import Appearance, Patient
from kindao.web.clinics.models import Membership, Role
from kindao.web.consent.models import Consent, Scope, State, Who
from kindao.web.consent.record import to_engine
from kindao.web.officer import clocks as desk_clocks
from kindao.web.review.jobs import TOLD_AFTER
from kindao.web.review.models import Broken, Check, SafeCopy, UseState
from kindao.web.rights import actions, holding, reminding
from kindao.web.rights.keeping import KEPT
from kindao.web.rights.models import Kind, Reminder, RightsEvent, RightsRequest, Step
from kindao.web.rights.running import terms_of, told, when
from kindao.web.vault import store
from permits import a_permitted_use
from visitors import a_reached_patient

pytestmark = pytest.mark.django_db


@pytest.fixture
def doctor() -> Membership:
    return a_member()


@pytest.fixture
def officer(doctor: Membership) -> Membership:
    return a_member(Role.OFFICER, doctor.clinic)


@pytest.fixture
def patient(doctor: Membership) -> Patient:
    return a_patient(doctor)


def later(monkeypatch: pytest.MonkeyPatch, **by: float) -> datetime:
    moment = clock.now() + timedelta(**by)
    monkeypatch.setattr(clock, "now", lambda: moment)
    monkeypatch.setattr(clock, "today", moment.date)
    return moment


@pytest.mark.parametrize("kind", [kind for kind in Kind if kind != Kind.WITHDRAW])
def test_what_a_patient_asks_is_acknowledged_at_once_with_deadline_and_article(patient: Patient, kind: Kind) -> None:
    request = actions.ask(patient, kind, who=Who.PATIENT, words="Ảnh này không phải của tôi.")
    assert request.state == Step.ACKNOWLEDGED and request.acknowledged_at is not None
    one = told([request])[0]
    assert one.ends is not None and "Điều 4 Luật 91/2025/QH15" in one.article.vi
    assert [event.what for event in request.events.all()][:2] == ["received", "acknowledged"]
    assert AuditEvent.objects.filter(target=request.pk, verb="rights.received").exists()


def test_the_same_form_twice_is_one_request(patient: Patient) -> None:
    nonce = uuid4()
    first = actions.ask(patient, Kind.COMPLAIN, who=Who.PATIENT, words="Tôi thấy ảnh của mình.", nonce=nonce)
    again = actions.ask(patient, Kind.COMPLAIN, who=Who.PATIENT, words="Tôi thấy ảnh của mình.", nonce=nonce)
    other_tab = actions.ask(patient, Kind.COMPLAIN, who=Who.PATIENT, words="Tôi thấy ảnh của mình.")
    new = actions.ask(patient, Kind.COMPLAIN, who=Who.PATIENT, words="Một chuyện khác.")
    assert first == again == other_tab != new
    copies = {actions.ask(patient, Kind.COPY, who=Who.PATIENT) for _ in range(3)}
    assert len(copies) == 1


def test_a_request_without_words_where_they_are_needed_and_one_too_many(patient: Patient) -> None:
    for kind in (Kind.CORRECT, Kind.COMPLAIN):
        with pytest.raises(BadInput, match="says nothing"):
            actions.ask(patient, kind, who=Who.PATIENT, words="  \n")
    with pytest.raises(BadInput, match="longer"):
        actions.ask(patient, Kind.COMPLAIN, who=Who.PATIENT, words="x" * 4001)
    for n in range(actions.MOST_OPEN):
        actions.ask(patient, Kind.COMPLAIN, who=Who.PATIENT, words=f"Chuyện thứ {n}")
    with pytest.raises(BadInput, match="very many"):
        actions.ask(patient, Kind.COMPLAIN, who=Who.PATIENT, words="Chuyện nữa")


def test_staff_writes_down_what_came_on_paper_and_the_clock_runs_from_that_day(
    doctor: Membership, officer: Membership, patient: Patient
) -> None:
    came = clock.now() - timedelta(days=30)
    request = actions.enter(doctor, patient, Kind.SEE, received_at=came)
    assert request.state == Step.RECEIVED and told([request])[0].late
    actions.acknowledge(officer, request)
    actions.acknowledge(officer, request)
    request.refresh_from_db()
    assert request.state == Step.ACKNOWLEDGED
    assert [event.what for event in request.events.all()] == ["received", "acknowledged"]
    for moment in (clock.now() + timedelta(minutes=1), clock.now() - timedelta(days=400)):
        with pytest.raises(BadInput, match="later than now"):
            actions.enter(doctor, patient, Kind.COPY, received_at=moment)


def test_a_deletion_asked_for_on_paper_takes_all_consent_back_too(doctor: Membership, patient: Patient) -> None:
    consent = a_consent(doctor, patient)
    actions.enter(doctor, patient, Kind.DELETE, received_at=clock.now())
    assert consent.scopes.get().state == State.WITHDRAWN
    assert consent.events.get(what="withdrawn").by == doctor.user


def test_only_the_officer_answers_and_only_of_their_own_clinic(doctor: Membership, patient: Patient) -> None:
    request = actions.ask(patient, Kind.SEE, who=Who.PATIENT)
    with pytest.raises(BadInput, match="only the privacy officer"):
        actions.done(doctor, request, answer="Xong")
    with pytest.raises(RightsRequest.DoesNotExist):
        actions.done(a_member(Role.OFFICER), request, answer="Xong")


def test_it_goes_forward_and_never_back(officer: Membership, patient: Patient) -> None:
    request = actions.ask(patient, Kind.CORRECT, who=Who.PATIENT, words="Sai ngày sinh.")
    actions.begin(officer, request)
    request.refresh_from_db()
    assert (request.state, request.third_party) == (Step.ACTING, False)
    with pytest.raises(BadInput, match="answer to the patient"):
        actions.done(officer, request, answer=" ")
    actions.done(officer, request, answer="Đã sửa ngày sinh.")
    request.refresh_from_db()
    assert request.state == Step.DONE and request.closed_at and request.answer == "Đã sửa ngày sinh."
    with pytest.raises(BadInput, match="closed"):
        actions.done(officer, request, answer="Lại")
    with pytest.raises(BadInput, match="closed"):
        actions.extend(officer, request, why="Bận", told="page")
    with pytest.raises(BadInput, match="closed"):
        actions.refuse(officer, request, article="Điều 1", answer="Không")
    with pytest.raises(IntegrityError), transaction.atomic():
        RightsRequest.objects.filter(pk=request.pk).update(state=Step.ACTING, closed_at=None)


def test_a_refusal_names_its_article(officer: Membership, patient: Patient) -> None:
    request = actions.ask(patient, Kind.COPY, who=Who.PATIENT)
    for article in ("", "vì chúng tôi không muốn"):
        with pytest.raises(BadInput, match="names the article"):
            actions.refuse(officer, request, article=article, answer="Không được.")
    with pytest.raises(BadInput, match="answer to the patient"):
        actions.refuse(officer, request, article="Điều 69 Luật 15/2023/QH15", answer="")
    request.refresh_from_db()
    assert request.state == Step.ACKNOWLEDGED, "what was refused its way changed nothing"
    with pytest.raises(IntegrityError), transaction.atomic():
        RightsRequest.objects.filter(pk=request.pk).update(state=Step.REFUSED, closed_at=clock.now(), answer="Không")
    actions.refuse(officer, request, article="khoản 4 Điều 69 Luật 15/2023/QH15", answer="Chỉ được bản tóm tắt.")
    request.refresh_from_db()
    assert request.state == Step.REFUSED and "Điều 69" in request.refused_article


def test_a_withdrawal_is_never_refused(officer: Membership, doctor: Membership, patient: Patient) -> None:
    actions.withdraw(a_consent(doctor, patient), who=Who.PATIENT)
    with pytest.raises(BadInput, match="can't be refused"):
        actions.refuse(officer, patient.rights_requests.get(), article="Điều 1", answer="Không")


TODAY = datetime(2026, 11, 27, 10, 23, tzinfo=VIETNAM)  # a Friday: the 15th day is a Saturday
FIRST = {  # decree 356/2025, article 5: 10, 15, 20 days; no day off makes it later
    Kind.SEE: ("07/12/2026", "12/12/2026"),
    Kind.COPY: ("07/12/2026", "12/12/2026"),
    Kind.CORRECT: ("07/12/2026", "12/12/2026"),
    Kind.RESTRICT: ("12/12/2026", "17/12/2026"),
    Kind.OBJECT: ("12/12/2026", "17/12/2026"),
    Kind.WITHDRAW_HELP: ("12/12/2026", "17/12/2026"),
    Kind.DELETE: ("17/12/2026", "27/12/2026"),
}


@pytest.mark.parametrize("kind", FIRST)
def test_the_shorter_term_counts_until_the_officer_says_who_else_must_act(
    officer: Membership, patient: Patient, monkeypatch: pytest.MonkeyPatch, kind: Kind
) -> None:
    monkeypatch.setattr(clock, "now", lambda: TODAY)
    monkeypatch.setattr(clock, "today", TODAY.date)
    request = actions.ask(patient, kind, who=Who.PATIENT, words="Sai tên.")
    one = told([request])[0]
    alone, with_others = FIRST[kind]
    assert one.ends and one.ends.vi == f"hết ngày {alone}"
    assert one.main_with_others and when(one.main_with_others).vi == f"hết ngày {with_others}"
    actions.begin(officer, request, third_party="Facebook phải gỡ bài.")
    request.refresh_from_db()
    one = told([request])[0]
    assert one.ends and one.ends.vi == f"hết ngày {with_others}"
    assert request.third_party and request.third_party_why == "Facebook phải gỡ bài."
    with pytest.raises(IntegrityError), transaction.atomic():
        RightsRequest.objects.filter(pk=request.pk).update(third_party_why="")


def test_a_term_that_has_ended_is_not_made_longer_by_others(
    officer: Membership, patient: Patient, monkeypatch: pytest.MonkeyPatch
) -> None:
    request = actions.ask(patient, Kind.SEE, who=Who.PATIENT)
    complaint = actions.ask(patient, Kind.COMPLAIN, who=Who.PATIENT, words="Ảnh của tôi ở trên mạng.")
    with pytest.raises(BadInput, match="the same whoever"):
        actions.begin(officer, complaint, third_party="Facebook")
    later(monkeypatch, days=12)
    with pytest.raises(BadInput, match="not made longer"):
        actions.begin(officer, request, third_party="Facebook")
    request.refresh_from_db()
    assert request.state == Step.ACKNOWLEDGED and told([request])[0].late


UNREFUSED = (Kind.RESTRICT, Kind.OBJECT, Kind.WITHDRAW_HELP)


@pytest.mark.parametrize("kind", UNREFUSED)
def test_a_pause_and_help_to_withdraw_are_never_refused(officer: Membership, patient: Patient, kind: Kind) -> None:
    request = actions.ask(patient, kind, who=Who.PATIENT)
    with pytest.raises(BadInput, match="can't be refused"):
        actions.refuse(officer, request, article="Điều 10 Luật 91/2025/QH15", answer="Không")
    with pytest.raises(IntegrityError), transaction.atomic():
        RightsRequest.objects.filter(pk=request.pk).update(
            state=Step.REFUSED, closed_at=clock.now(), answer="Không", refused_article="Điều 10 Luật 91/2025/QH15"
        )
    if kind != Kind.WITHDRAW_HELP:
        actions.done(officer, request, answer="Đã dừng.")
        assert RightsRequest.objects.holding().filter(pk=request.pk).exists(), "answered, it holds all the same"


@pytest.mark.parametrize("article", ["Điều 1", "Luật 91/2025/QH15", "Article 5", "khoản 3 Điều 14"])
def test_an_article_without_its_law_is_none(officer: Membership, patient: Patient, article: str) -> None:
    request = actions.ask(patient, Kind.COPY, who=Who.PATIENT)
    with pytest.raises(BadInput, match="names the article"):
        actions.refuse(officer, request, article=article, answer="Không")


@pytest.mark.parametrize("article", ["khoản 3 Điều 14 Luật 91/2025/QH15", "45 CFR 164.524", "GDPR, Article 17(2)"])
def test_an_article_with_its_law_is_enough(officer: Membership, patient: Patient, article: str) -> None:
    request = actions.ask(patient, Kind.COPY, who=Who.PATIENT)
    actions.refuse(officer, request, article=article, answer="Không")
    request.refresh_from_db()
    assert request.state == Step.REFUSED


def test_one_extension_at_most_and_before_the_term_ends(
    officer: Membership, patient: Patient, monkeypatch: pytest.MonkeyPatch
) -> None:
    request = actions.ask(patient, Kind.SEE, who=Who.PATIENT)
    before = told([request])[0].main
    for why, how in (("", "page"), ("Bận", "")):
        with pytest.raises(BadInput, match="how the patient was told"):
            actions.extend(officer, request, why=why, told=how)
    actions.extend(officer, request, why="Phải hỏi thêm khoa ngoại.", told="phone")
    request.refresh_from_db()
    after = told([request])[0].main
    assert before and after and before.due and after.due and after.due > before.due
    assert request.events.get(what="extended").facts == {"told": "phone"}
    with pytest.raises(BadInput, match="allows it once"):
        actions.extend(officer, request, why="Lại bận", told="page")
    with pytest.raises(IntegrityError), transaction.atomic():
        RightsEvent.objects.create(request=request, what="extended", who=Who.STAFF, by=officer.user, at=clock.now())
    with pytest.raises(IntegrityError), transaction.atomic():
        RightsRequest.objects.filter(pk=request.pk).update(extended_at=clock.now() + timedelta(days=1))
    late = actions.ask(a_patient(a_member(clinic=officer.clinic)), Kind.SEE, who=Who.PATIENT)
    later(monkeypatch, days=40)
    with pytest.raises(BadInput, match="can't be extended"):
        actions.extend(officer, late, why="Quên", told="page")


def test_a_complaint_is_not_extended(officer: Membership, patient: Patient) -> None:
    request = actions.ask(patient, Kind.COMPLAIN, who=Who.PATIENT, words="Ảnh của tôi ở trên mạng.")
    with pytest.raises(BadInput, match="can't be extended"):
        actions.extend(officer, request, why="Bận", told="page")


@pytest.mark.parametrize("kind", [Kind.RESTRICT, Kind.OBJECT])
def test_a_pause_holds_in_its_own_transaction_until_the_patient_ends_it(
    doctor: Membership, officer: Membership, patient: Patient, kind: Kind
) -> None:
    original = an_original(doctor, patient)
    use = a_permitted_use(doctor, patient, original)
    request = actions.ask(patient, kind, who=Who.PATIENT)
    use.refresh_from_db()
    assert use.state == UseState.INSPECTING, "the permit is gone with the request"
    use = worked(use)
    assert use.state == UseState.REFUSED
    decision = use.decisions.order_by("-number").first()
    assert decision and "tạm dừng" in decision.refused_vi and decision.copy is None
    actions.done(officer, request, answer="Đã gỡ mọi bài đăng.")
    assert worked(a_use(doctor, original)).state == UseState.REFUSED, "done is not lifted"
    with pytest.raises(BadInput, match="whoever asked"):  # a guardian ends no pause of the child's
        actions.lift(request, guardianship=a_guardian(doctor, patient))
    assert actions.lift(request) and not actions.lift(request)
    use.refresh_from_db()
    assert use.state == UseState.INSPECTING and holding.held(use) is None, "asked again, and the law alone answers"


def test_a_withdrawal_kills_permits_and_starts_one_clock(doctor: Membership, patient: Patient) -> None:
    consent = a_consent(doctor, patient)
    use = a_permitted_use(doctor, patient)
    running = a_use(doctor, an_original(doctor, patient))
    check = Check.objects.get(use=running, stale=False)
    assert use.state == UseState.PERMITTED
    assert actions.withdraw(consent, who=Who.PATIENT) == 1
    use.refresh_from_db()
    check.refresh_from_db()
    assert use.state == UseState.INSPECTING and check.stale
    assert [to_engine(one).withdrawn for one in patient.consents.all()] == [True]  # type: ignore[union-attr]
    request = patient.rights_requests.get()
    assert (request.kind, request.state, request.consent) == (Kind.WITHDRAW, Step.ACKNOWLEDGED, consent)
    assert actions.withdraw(consent, who=Who.PATIENT) == 0, "a second tap ends nothing"
    assert patient.rights_requests.count() == 1
    open_clocks = desk_clocks.running(a_member(Role.OFFICER, doctor.clinic)).open
    assert sorted(one.id for one in open_clocks) == ["DL-WITHDRAW"], (
        "each once; what had to stop was stopped, and nothing is out"
    )
    assert all(one.request == request for one in open_clocks)


def test_one_place_is_taken_back_alone(doctor: Membership, patient: Patient) -> None:
    record = a_record()
    both = frozenset({Destination.FACEBOOK, Destination.WEBSITE})
    consent = a_consent(doctor, patient, replace(record, scopes=(replace(record.scopes[0], destinations=both),)))
    scope = consent.scopes.get()
    use = a_permitted_use(doctor, patient)
    assert actions.withdraw(consent, scope=scope, place="facebook", who=Who.PATIENT) == 1
    use.refresh_from_db()
    assert use.state == UseState.INSPECTING
    scope.refresh_from_db()
    consent.refresh_from_db()
    assert (scope.state, scope.destinations) == (State.GIVEN, ["website"])
    told_to_law = to_engine(consent)
    assert told_to_law is not None
    assert {(tuple(one.destinations), one.withdrawn_at is None) for one in told_to_law.scopes} == {
        ((Destination.WEBSITE,), True),
        ((Destination.FACEBOOK,), False),
    }
    assert actions.withdraw(consent, scope=scope, place="facebook", who=Who.PATIENT) == 0
    assert actions.withdraw(consent, scope=scope, place="tiktok", who=Who.PATIENT) == 0
    assert actions.withdraw(consent, scope=scope, place="website", who=Who.PATIENT) == 1
    scope.refresh_from_db()
    assert scope.state == State.WITHDRAWN, "with its last place the scope ends"


def test_a_place_that_was_not_ticked_is_not_agreed_to_when_the_ticked_one_is_taken_back(
    doctor: Membership, patient: Patient
) -> None:
    """Without ticks on record all destinations count as agreed: taking back the one tick must not open the other."""
    record = a_record()
    both = frozenset({Destination.FACEBOOK, Destination.WEBSITE})
    scope = replace(record.scopes[0], destinations=both, ticked=frozenset({Destination.FACEBOOK}))
    consent = a_consent(doctor, patient, replace(record, scopes=(scope,)))
    actions.withdraw(consent, scope=consent.scopes.get(), place="facebook", who=Who.PATIENT)
    told_to_law = to_engine(Consent.objects.get(pk=consent.pk))
    assert told_to_law is not None and all(one.withdrawn_at for one in told_to_law.scopes)


def test_a_deletion_takes_all_consent_back_and_erasing_keeps_the_proof(
    doctor: Membership, officer: Membership, patient: Patient
) -> None:
    consent = a_consent(doctor, patient)
    original = an_original(doctor, patient)
    use = a_permitted_use(doctor, patient, original)
    request = actions.ask(patient, Kind.DELETE, who=Who.PATIENT)
    assert set(Scope.objects.filter(consent=consent).values_list("state", flat=True)) == {State.WITHDRAWN}
    assert set(patient.rights_requests.values_list("kind", flat=True)) == {Kind.DELETE, Kind.WITHDRAW}
    with pytest.raises(BadInput, match="erasing"):
        actions.done(officer, request, answer="Xong")
    actions.erase(officer, request, answer="Đã xóa mọi ảnh.")
    request.refresh_from_db()
    original.file.refresh_from_db()
    use.refresh_from_db()
    assert request.state == Step.DONE and original.file.erased_at and use.state == UseState.LAPSED
    with pytest.raises(Erased):
        store.read(original.file)
    assert not SafeCopy.objects.filter(use=use).kept().exists()
    proof = consent.evidence.get()
    assert proof.digest.startswith("sha256:") and Consent.objects.get(pk=consent.pk).record == consent.record


def test_a_record_that_must_be_kept_is_refused_with_article_and_years_and_loses_its_copies(
    doctor: Membership, officer: Membership, patient: Patient
) -> None:
    a_consent(doctor, patient)
    original = an_original(doctor, patient)
    use = a_permitted_use(doctor, patient, original)
    request = actions.ask(patient, Kind.DELETE, who=Who.PATIENT)
    kept, today = KEPT["cosmetic"], clock.today()
    for day in (None, today + timedelta(days=1), date(today.year - 21, 1, 1)):
        with pytest.raises(BadInput):
            actions.refuse(officer, request, article="", answer="Không", keeping=kept, treated_until=day)
    actions.refuse(officer, request, article="", answer="Hồ sơ phải lưu theo luật.", keeping=kept, treated_until=today)
    request.refresh_from_db()
    use.refresh_from_db()
    assert request.state == Step.REFUSED and request.kept_until == date(today.year + 20, 12, 31)
    assert "Điều 69" in request.refused_article and "33/2025/TT-BYT" in request.refused_article
    assert store.read(original.file), "the record stays, for care"
    assert use.state == UseState.LAPSED and not SafeCopy.objects.filter(use=use).kept().exists()


def test_reminders_come_once_each_and_go_out_without_a_name(
    officer: Membership,
    patient: Patient,
    monkeypatch: pytest.MonkeyPatch,
    settings: Settings,
) -> None:
    settings.SENDS_MAIL, settings.EMAIL_BACKEND = True, "django.core.mail.backends.locmem.EmailBackend"
    request = actions.ask(patient, Kind.DELETE, who=Who.PATIENT)
    assert reminding.remind() == 0
    later(monkeypatch, days=60)
    assert reminding.remind() == 3
    assert reminding.remind() == 0
    (job,) = DBTaskResult.objects.filter(task_path=reminding.mail.module_path)
    reminding.mail.call(*job.args_kwargs["args"])
    assert list(Reminder.objects.filter(request=request).values_list("share", flat=True)) == [50, 80, 95]
    assert reminding.latest(officer) == 95
    (letter,) = mail.outbox
    assert letter.to == [officer.user.email] and patient.name not in letter.body and "/rights/requests/" in letter.body


def test_a_reminder_whose_e_mail_fails_is_told_of_as_mail_and_sent_again(
    officer: Membership, patient: Patient, monkeypatch: pytest.MonkeyPatch, settings: Settings
) -> None:
    """The mail server refused: nothing was ever sent again, and `Given up` told of an AttributeError."""

    def fails(*_: object, **__: object) -> None:
        raise SMTPNotSupportedError

    settings.SENDS_MAIL, settings.EMAIL_BACKEND = True, "django.core.mail.backends.locmem.EmailBackend"
    request = actions.ask(patient, Kind.SEE, who=Who.PATIENT)
    later(monkeypatch, days=60)
    reminding.remind()
    with monkeypatch.context() as broken:
        broken.setattr(reminding, "send_mail", fails)
        for tried in range(TOLD_AFTER):
            (job,) = DBTaskResult.objects.filter(task_path=reminding.mail.module_path)
            assert job.args_kwargs["args"] == [str(officer.pk), 1, tried][: 3 if tried else 2]
            assert not tried or job.run_after > clock.now()
            DBTaskResult.objects.all().delete()
            reminding.mail.call(str(officer.pk), 1, tried)
    assert Broken.objects.get().name == "rights.reminding.mail"
    assert Broken.objects.get().failure == "SMTPNotSupportedError" and not mail.outbox
    page = signed_in(officer.user).get("/given-up/").content.decode()
    assert "Không gửi được thư điện tử nhắc hạn" in page and "KINDAO_MAIL" in page
    reminding.mail.call(str(officer.pk), 1, TOLD_AFTER)
    assert len(mail.outbox) == 1 and not Broken.objects.exists()
    settings.SENDS_MAIL = False
    reminding.mail.call(str(officer.pk), 1, 1)
    settings.SENDS_MAIL = True
    actions.acknowledge(officer, request)
    actions.done(officer, request, answer="Đã xóa.")
    reminding.mail.call(str(officer.pk), 1, 1)
    assert len(mail.outbox) == 1, "nobody is told of what is answered"


def test_a_reminder_and_an_event_are_only_ever_added(patient: Patient) -> None:
    request = actions.ask(patient, Kind.SEE, who=Who.PATIENT)
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("DELETE FROM rights_rightsevent")
    with pytest.raises(ProtectedError):
        request.delete()
    assert RightsRequest.objects.filter(pk=request.pk).exists()


def test_what_was_asked_is_never_edited(patient: Patient) -> None:
    request = actions.ask(patient, Kind.COMPLAIN, who=Who.PATIENT, words="Điều tôi đã viết.")
    for change in ({"words": "Khác"}, {"received_at": clock.now() + timedelta(days=9)}, {"kind": Kind.SEE}):
        with pytest.raises(IntegrityError), transaction.atomic():
            RightsRequest.objects.filter(pk=request.pk).update(**change)


def test_a_law_pack_that_ran_out_stops_no_request(patient: Patient, monkeypatch: pytest.MonkeyPatch) -> None:
    def over(*_: object, **__: object) -> object:
        raise BadInput("the pack has run out", hint="Update Kindao")

    monkeypatch.setattr("kindao.web.rights.running.load_pack", over)
    request = actions.ask(patient, Kind.SEE, who=Who.PATIENT)
    one = told([request])[0]
    assert terms_of(request) == () and one.ends is None and not one.late and one.reminded == 0


def test_an_original_taken_for_somebody_paused_is_held_in_a_picture_of_another(
    doctor: Membership, patient: Patient
) -> None:
    """Who is in the picture counts, not only whose session it was."""
    original = an_original(doctor)
    use = a_use(doctor, original)
    assert holding.held(use) is None
    Appearance.objects.create(
        original=original, role="patient", patient=patient, confirmed_by=doctor.user, confirmed_at=clock.now()
    )
    actions.ask(patient, Kind.OBJECT, who=Who.PATIENT)
    assert holding.held(use) is not None


def test_whoever_paused_is_not_asked_anything_new(doctor: Membership) -> None:
    patient = a_reached_patient(doctor)
    use = a_use(doctor, an_original(doctor, patient))
    request = actions.ask(patient, Kind.RESTRICT, who=Who.PATIENT)
    with pytest.raises(BadInput, match="asked to pause"):
        putting.put(doctor, use, terms())
    actions.lift(request)
    assert putting.put(doctor, use, terms())
