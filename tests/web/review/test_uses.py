"""From a picture to an answer: the article's own story, in rows."""

import json
from datetime import date
from hashlib import sha256
from typing import Any

import pytest
from django.db import DatabaseError, transaction
from django_tasks_db.models import DBTaskResult

from builders import (
    a_clinic,
    a_consent,
    a_member,
    a_patient,
    a_use,
    an_original,
    examples,
    group,
    inspected,
    last_of,
    signed_in,
    worked,
)
from kindao import clock
from kindao.engine import gate
from kindao.engine.errors import BadInput
from kindao.engine.policy.facts import Status
from kindao.engine.report import Report
from kindao.engine.report import SafeCopy as Copy
from kindao.engine.vocabulary import Destination, Identifiability, Level, Outcome, Purpose
from kindao.web.audit.append_only import OnlyAdded
from kindao.web.cases import actions as cases
from kindao.web.cases.models import Appearance, Original
from kindao.web.clinics.models import Membership, Role
from kindao.web.consent import actions as consents
from kindao.web.consent.models import Who
from kindao.web.review import actions, jobs, leases, running
from kindao.web.review.models import Check, Confirmation, Decision, Inspection, Use, UseState, Work
from kindao.web.vault import store

pytestmark = pytest.mark.django_db


def test_an_inspection_keeps_kinds_and_places() -> None:
    original = an_original()
    inspection = inspected(original)
    assert inspection.state == Work.State.DONE and inspection.width > 0
    assert "face" in {one["is"] for one in inspection.findings}
    assert original.appearances.count() == 1  # the patient: nobody else is there


def test_whoever_else_is_seen_is_unknown_until_somebody_says_who() -> None:
    by = a_member()
    original = an_original(by, data=group())
    inspected(original)
    unknown = original.appearances.filter(role=Appearance.As.UNKNOWN)
    assert unknown.count() >= 2
    assert not unknown.filter(confirmed_by__isnull=False).exists()


def test_no_consent_no_advert_and_the_way_to_yes() -> None:
    by = a_member()
    use = worked(a_use(by, an_original(by)))
    decision = use.decisions.get()
    assert use.state in (UseState.REFUSED, UseState.NEEDS_EYES)
    told = json.loads(decision.decision)
    assert told["path"] and any(step["step"] == "ask-consent" for way in told["ways"] for step in way)


def test_a_consent_to_the_covered_copy_permits_that_copy() -> None:
    by = a_member()
    patient = a_patient(by)
    a_consent(by, patient)
    use = worked(a_use(by, an_original(by, patient)))
    decision = use.decisions.get()
    assert use.state == UseState.PERMITTED, decision.decision
    assert decision.copy is not None
    data = store.read(decision.copy.file)
    assert decision.copy.digest == decision.copy.file.digest and data[:3] == b"\xff\xd8\xff"
    assert decision.copy.file.key == patient.key


def test_a_decision_is_recomputed_byte_for_byte() -> None:
    by = a_member()
    patient = a_patient(by)
    a_consent(by, patient)
    for use in (worked(a_use(by, an_original(by, patient))), worked(a_use(by, an_original(by), body_area=""))):
        decision = use.decisions.get()
        assert actions.recomputed(Decision.objects.get(pk=decision.pk)) == decision.decision


def test_nothing_that_was_decided_is_edited() -> None:
    by = a_member()
    use = worked(a_use(by, an_original(by)))
    with pytest.raises(DatabaseError), transaction.atomic():
        Decision.objects.filter(use=use).update(outcome="permit")


def test_no_name_stands_in_what_is_kept_of_a_decision() -> None:
    by = a_member()
    patient = a_patient(by, name="Lưu Thị Kiểm Thử", phone="0912345678")
    use = worked(a_use(by, an_original(by, patient), caption="Chị Lưu Thị Kiểm Thử, gọi 0912345678"))
    decision = use.decisions.get()
    whole = decision.facts + decision.decision + json.dumps(decision.report, ensure_ascii=False)
    assert "Kiểm Thử" not in whole and "0912345678" not in whole
    assert any("span" in one and one.get("about") == str(patient.pk) for one in decision.report["findings"])


def test_a_withdrawal_takes_the_permit_back_in_its_own_transaction() -> None:
    by = a_member()
    patient = a_patient(by)
    consent = a_consent(by, patient)
    use = worked(a_use(by, an_original(by, patient)))
    assert use.state == UseState.PERMITTED
    consents.withdraw(consent, who=Who.PATIENT)
    use.refresh_from_db()
    assert use.state == UseState.INSPECTING
    assert worked(use).state == UseState.REFUSED
    assert use.decisions.count() == 2


def test_a_withdrawal_that_is_rolled_back_takes_nothing_back() -> None:
    by = a_member()
    patient = a_patient(by)
    consent = a_consent(by, patient)
    use = worked(a_use(by, an_original(by, patient)))

    class Cut(Exception):
        pass

    with pytest.raises(Cut), transaction.atomic():
        consents.withdraw(consent, who=Who.PATIENT)
        raise Cut
    use.refresh_from_db()
    assert use.state == UseState.PERMITTED


def test_a_fact_that_changed_is_asked_about_again() -> None:
    by = a_member()
    patient = a_patient(by)
    a_consent(by, patient)
    use = worked(a_use(by, an_original(by, patient)))
    cases.change_patient(by, patient, statuses=[Status.HIV])
    use.refresh_from_db()
    assert use.state == UseState.INSPECTING
    assert worked(use).state != UseState.PERMITTED


def test_another_patients_consent_changes_nothing_here() -> None:
    by = a_member()
    use = worked(a_use(by, an_original(by)))
    before = use.state
    a_consent(by, a_patient(by))
    use.refresh_from_db()
    assert use.state == before


def test_an_answer_to_what_has_changed_meanwhile_does_not_count(monkeypatch: pytest.MonkeyPatch) -> None:
    """The consent is withdrawn while the gate is at work: what it found is dropped, and it is asked anew."""
    by = a_member()
    patient = a_patient(by)
    consent = a_consent(by, patient)
    use = a_use(by, an_original(by, patient))
    check = gate.check

    def withdrawn_meanwhile(*args, **options):  # type: ignore[no-untyped-def]
        report = check(*args, **options)
        consents.withdraw(consent, who=Who.PATIENT)
        return report

    monkeypatch.setattr(gate, "check", withdrawn_meanwhile)
    first = Check.objects.get(use=use)
    from kindao.web.review import jobs

    jobs.work("check", first.pk)
    use.refresh_from_db()
    assert use.state == UseState.INSPECTING and not use.decisions.exists()
    monkeypatch.undo()
    assert worked(use).state == UseState.REFUSED


def test_a_caption_that_changed_is_asked_about_again() -> None:
    by = a_member()
    patient = a_patient(by)
    a_consent(by, patient)
    use = worked(a_use(by, an_original(by, patient)))
    actions.change(by, use, caption="Bệnh nhân Lưu Thị Kiểm Thử sau ba tháng")
    assert worked(use).state != UseState.PERMITTED


def test_a_use_that_is_over_stays_over() -> None:
    by = a_member()
    patient = a_patient(by)
    consent = a_consent(by, patient)
    use = worked(a_use(by, an_original(by, patient)))
    actions.lapse(by, use)
    consents.withdraw(consent, who=Who.PATIENT)
    use.refresh_from_db()
    assert use.state == UseState.LAPSED
    with pytest.raises(BadInput, match="this is over"):
        actions.change(by, use, caption="x")


def _held() -> tuple[Use, Decision]:
    """A use that waits for the officer, with a copy: covered, and nobody agreed."""
    by = a_member()
    use = worked(a_use(by, an_original(by), body_area="", purpose=Purpose.TEACHING, destination=Destination.LECTURE))
    assert use.state == UseState.NEEDS_EYES, use.decisions.get().decision
    return use, use.decisions.get()


def test_the_officer_answers_for_the_very_copy() -> None:
    use, decision = _held()
    assert decision.copy is not None
    officer = a_member(Role.OFFICER, use.clinic)
    with pytest.raises(BadInput, match="reason is missing"):
        actions.confirm(officer, use, decision, reason=" ")
    with pytest.raises(BadInput, match="only the privacy officer"):
        actions.confirm(a_member(Role.DOCTOR, use.clinic), use, decision, reason="xem kỹ")
    actions.confirm(officer, use, decision, reason="Đã xem, không nhận ra ai.")
    assert worked(use).state == UseState.PERMITTED
    last = use.decisions.last()
    assert last is not None and last.copy == decision.copy
    assert json.loads(last.facts)["copy"]["confirmed_by"] == f"user:{officer.user.pk}"
    with pytest.raises(OnlyAdded):
        Confirmation.objects.filter(use=use).update(reason="khác")


def test_the_officer_says_no() -> None:
    use, _ = _held()
    actions.refuse(a_member(Role.OFFICER, use.clinic), use, last_of(use), reason="Còn nhận ra được.")
    use.refresh_from_db()
    assert use.state == UseState.REFUSED


def test_where_two_must_look_whoever_asked_is_not_the_second() -> None:
    officer = a_member(Role.OFFICER)
    officer.clinic.two_person = True
    officer.clinic.save()
    use = worked(
        a_use(officer, an_original(officer), body_area="", purpose=Purpose.TEACHING, destination=Destination.LECTURE)
    )
    copy = use.decisions.get().copy
    assert copy is not None
    with pytest.raises(BadInput, match="whoever asked"):
        actions.confirm(officer, use, last_of(use), reason="Tự xem.")


@pytest.mark.parametrize("two_person", [True, False])
def test_where_two_must_look_whoever_changed_it_is_not_the_second_either(two_person: bool) -> None:
    officer = a_member(Role.OFFICER, a_clinic(two_person=two_person))
    doctor, colleague = a_member(Role.DOCTOR, officer.clinic), a_member(Role.OFFICER, officer.clinic)
    use = worked(
        a_use(doctor, an_original(doctor), body_area="", purpose=Purpose.TEACHING, destination=Destination.LECTURE)
    )
    actions.change(officer, use, caption="Một buổi khám.")
    actions.change(doctor, worked(use), caption="Một buổi khám da.")
    decision = last_of(worked(use))
    if two_person:
        with pytest.raises(BadInput, match="whoever changed"):
            actions.confirm(officer, use, decision, reason="Tự xem.")
    actions.confirm(colleague if two_person else officer, use, decision, reason="Đã xem.")
    assert worked(use).state == UseState.PERMITTED


def test_what_cannot_be_opened_is_refused_where_it_comes_in() -> None:
    import io

    from builders import a_session
    from kindao.engine.errors import Unreadable
    from kindao.web.cases.models import Original

    by = a_member()
    session = a_session(by)
    for content in (b"MZ\x90\0\3 a program", b"PK\3\4 an archive", b"\xff\xd8\xff\xe0 cut short", b""):
        with pytest.raises(Unreadable):
            cases.take_in(by, session, io.BytesIO(content), received=Original.Received.UPLOAD)
    assert not Original.objects.exists()


def test_a_law_that_changed_is_asked_again(monkeypatch: pytest.MonkeyPatch) -> None:
    from dataclasses import replace

    from kindao.engine.policy.pack import load_pack

    by = a_member()
    patient = a_patient(by)
    a_consent(by, patient)
    use = worked(a_use(by, an_original(by, patient)))
    assert actions.new_law() == 0
    other = replace(load_pack("vn"), digest="sha256:another")
    monkeypatch.setattr(actions, "load_pack", lambda *_, **__: other)
    assert actions.new_law() == 1
    use.refresh_from_db()
    assert use.state == UseState.INSPECTING


def test_what_is_another_clinics_is_not_there() -> None:
    by, stranger = a_member(), a_member(Role.OFFICER)
    use = worked(a_use(by, an_original(by)))
    for rows in (Use, Inspection, Check, Decision):
        assert rows.objects.of(by).exists() and not rows.objects.of(stranger).exists()
    with pytest.raises(ValueError, match="another clinic's"):
        a_use(stranger, use.original)
    with pytest.raises(Use.DoesNotExist):
        actions.change(stranger, use, caption="x")


def test_the_day_is_today_in_vietnam() -> None:
    by = a_member()
    assert (
        actions.draft(by, an_original(by), purpose=Purpose.RECORD, destination=Destination.INTERNAL).on == clock.today()
    )


def test_who_doubts_a_permit_has_the_officer_look_first() -> None:
    by = a_member()
    officer = a_member(Role.OFFICER, by.clinic)
    patient = a_patient(by)
    consent = a_consent(by, patient)
    use = worked(a_use(by, an_original(by, patient)))
    actions.send_to_officer(by, use)
    actions.send_to_officer(by, use)
    use.refresh_from_db()
    assert use.state == UseState.NEEDS_EYES and use in Use.objects.of(officer).queue()
    assert signed_in(by.user).get(f"/uses/{use.pk}/safe-copy/").status_code == 404
    page = signed_in(by.user).get(f"/uses/{use.pk}/", headers={"Accept-Language": "en"}).text
    assert "<title>The officer has to look · Kindao</title>" in page and "<h1>The officer has to look</h1>" in page
    cases.change_patient(by, patient, phone="0900 000 009")  # asked again, the doubt stands
    assert worked(use).state == UseState.NEEDS_EYES
    decision = use.decisions.order_by("-number").first()
    assert decision is not None and decision.outcome == "permit" and decision.copy is not None
    actions.confirm(officer, use, decision, reason="looked at it")
    assert worked(use).state == UseState.PERMITTED
    consents.withdraw(consent, who=Who.PATIENT)  # and an officer's yes outlives no withdrawal
    assert worked(use).state == UseState.REFUSED
    with pytest.raises(BadInput):
        actions.send_to_officer(by, worked(a_use(by, an_original(by))))


def _permitted_twice(by: Membership) -> tuple[Use, Use]:
    """Two uses of one picture that the law permits: rows alone, no engine runs."""
    original = an_original(by)
    uses = [a_use(by, original), a_use(by, original, caption="Mũi sau 3 tháng")]
    for use in uses:
        _decided(use)
    return uses[0], uses[1]


def _decided(use: Use, content: bytes = b"a copy") -> Use:
    """The gate permits it by law: what `running` does with such an answer."""
    (check,) = use.checks.filter(state=Work.State.WAITING, stale=False)
    lease = leases.take(Check, check.pk)
    assert lease is not None
    digest = f"sha256:{sha256(content).hexdigest()}"
    copy = Copy(content, Identifiability.NONE, digest, Level.ALL_HIDDEN)
    report = Report(use.original.digest, Outcome.PERMIT, (), None, copy=copy)
    file = store.put(content, key=use.patient.key, clinic=use.clinic, media_type="image/jpeg")
    confirmed = use.confirmations.standing().order_by("-at").first()
    with transaction.atomic():
        running._decided(lease, check, report, confirmed, file)
    use.refresh_from_db()
    return use


def test_a_doubt_is_about_the_picture_whatever_is_asked_of_it_next() -> None:
    by = a_member()
    officer = a_member(Role.OFFICER, by.clinic)
    use, beside = _permitted_twice(by)
    assert use.state == UseState.PERMITTED == beside.state
    actions.send_to_officer(by, use)
    for one in (use, beside):
        one.refresh_from_db()
        assert one.state == UseState.NEEDS_EYES
        assert signed_in(by.user).get(f"/uses/{one.pk}/safe-copy/").status_code == 404
    anew = _decided(a_use(a_member(Role.MARKETER, by.clinic), use.original))
    assert anew.state == UseState.NEEDS_EYES, "asked again, by somebody else"
    other = _decided(a_use(by, an_original(by, use.patient, group())))
    assert other.state == UseState.PERMITTED, "of another picture nobody doubts"
    copy = use.decisions.get().copy
    assert copy is not None
    actions.confirm(officer, use, last_of(use), reason="Đã xem.")
    for one in (use, beside, anew):
        assert _decided(one).state == UseState.PERMITTED, "the doubt is answered"


def test_an_officers_no_holds_for_whatever_is_asked_of_the_picture_next() -> None:
    by = a_member()
    officer = a_member(Role.OFFICER, by.clinic)
    use, beside = _permitted_twice(by)
    actions.send_to_officer(by, use)
    use.refresh_from_db()
    actions.refuse(officer, use, last_of(use), reason="Còn nhận ra được.")
    use.refresh_from_db()
    assert use.state == UseState.REFUSED
    actions.lapse(by, use)  # and is not forgotten with it
    anew = _decided(a_use(by, use.original))
    beside.refresh_from_db()
    assert anew.state == UseState.NEEDS_EYES == beside.state
    copy = anew.decisions.get().copy
    assert copy is not None
    actions.confirm(officer, anew, last_of(anew), reason="Bản này đã che.")
    assert _decided(anew).state == UseState.PERMITTED, "an officer said yes to this very copy"
    actions.change(by, anew, caption="Lời khác")
    assert _decided(anew, b"another copy").state == UseState.NEEDS_EYES
    beside.refresh_from_db()
    assert beside.state != UseState.PERMITTED


def test_what_stays_in_the_record_is_nothing_to_publish_and_no_copy_of_it_is_handed_out() -> None:
    by = a_member()
    use = a_use(by, an_original(by), purpose=Purpose.RECORD, destination=Destination.INTERNAL, body_area="")
    assert _decided(use).state == UseState.PERMITTED
    client = signed_in(by.user)
    page = client.get(f"/uses/{use.pk}/").content.decode()
    assert "không có gì để đăng" in page and "Được đăng" not in page and "safe-copy" not in page
    assert 'class="state permitted">Lưu trong hồ sơ<' in client.get("/uses/").content.decode()
    copy = use.decisions.get().copy
    assert copy is not None and f"/copies/{copy.pk}/" not in page
    for path in (f"/uses/{use.pk}/safe-copy/", f"/copies/{copy.pk}/"):
        assert client.get(path).status_code == 404


def test_an_illustration_waits_for_the_officer_whoever_s_session_it_came_in_by() -> None:
    by = a_member()
    drawn = (examples() / "illustration.png").read_bytes()
    use = a_use(by, an_original(by, data=drawn), body_area="", illustration=True)
    inspected(use.original)
    assert worked(use).state == UseState.NEEDS_EYES


@pytest.mark.parametrize("day", [date(1800, 1, 1), date(9999, 12, 31)])
def test_a_day_that_nobody_means_is_refused_in_words(day: date) -> None:
    by = a_member()
    original = an_original(by)
    told = {"purpose": "advertising", "destination": "facebook", "on": day.isoformat()}
    answer = signed_in(by.user).post(f"/originals/{original.pk}/", told)
    assert answer.status_code == 422 and not Use.objects.exists()
    with pytest.raises(BadInput, match="more than a year ago"):
        actions.change(by, a_use(by, original), on=day)


def test_an_answer_that_cannot_be_read_breaks_no_list() -> None:
    by = a_member()
    use, _ = _permitted_twice(by)
    report = use.decisions.get().report
    told: dict[str, Any] = {"outcome": "deny", "on": date(1800, 1, 1), "report": report, "at": clock.now()}
    Decision.objects.create(use=use, number=2, decision='{"reasons": 1}', **told)
    Use.objects.filter(pk=use.pk).update(state=UseState.NEEDS_EYES)
    client = signed_in(a_member(Role.OFFICER, by.clinic).user)
    for path in ("/officer/queue/", "/officer/uses/"):
        page = client.get(path)
        assert page.status_code == 200 and "Không đọc được câu trả lời" in page.content.decode(), path


def test_a_picture_waits_behind_no_film_and_a_question_goes_before_what_is_asked_again() -> None:
    by = a_member()
    use = a_use(by, an_original(by))

    def urgency() -> tuple[str, int]:
        job = DBTaskResult.objects.order_by("-enqueued_at")[0]
        return job.queue_name, int(job.priority)

    (check,) = use.checks.all()
    jobs.start(check)
    asked = urgency()
    Original.objects.filter(pk=use.original_id).update(kind=Original.Kind.FILM)
    jobs.start(check)
    film = urgency()
    Original.objects.filter(pk=use.original_id).update(kind=Original.Kind.PICTURE)
    _decided(use)
    cases.change_patient(by, use.patient, name="Tên Đã Sửa")
    again = urgency()
    assert (asked, film) == (("default", 0), ("films", 0))
    assert again < asked
