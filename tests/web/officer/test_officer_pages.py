"""The officer's pages: queue, review without a script, overview, audit; who may open them, and how much they ask."""

import json
import re
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from django.template.loader import render_to_string
from django.test import Client

from builders import (
    a_consent,
    a_member,
    a_patient,
    a_record,
    a_use,
    an_original,
    group,
    inspected,
    signed_in,
    worked,
)
from kindao import clock
from kindao.engine.vocabulary import Destination, Identifiability, Purpose
from kindao.web.audit.models import AuditEvent
from kindao.web.cases.models import Appearance, OtherPerson
from kindao.web.clinics.models import Membership, Role
from kindao.web.consent import actions as consents
from kindao.web.consent.models import Scope, Who
from kindao.web.officer import clocks, figures
from kindao.web.officer.models import Done, Mark, Strip
from kindao.web.officer.plots import Bar, Bars, Line
from kindao.web.review.models import Check, SafeCopy, Use, UseState, Work
from short_films import DOCTOR, PATIENT, Moving, a_film

pytestmark = pytest.mark.django_db


def english(by: Membership) -> Client:
    client = signed_in(by.user)
    client.cookies["django_language"] = "en"
    return client


def a_waiting_use(by: Membership) -> Use:
    return worked(a_use(by, an_original(by), body_area="", purpose=Purpose.TEACHING, destination=Destination.LECTURE))


def test_the_queue_tells_why_each_waits_and_asks_few_questions(django_assert_max_num_queries: object) -> None:
    by = a_member()
    first, second = a_waiting_use(by), a_waiting_use(by)
    Use.objects.filter(pk=second.pk).update(asked_at=clock.now() - timedelta(days=3))
    client = english(a_member(Role.OFFICER, by.clinic))
    with django_assert_max_num_queries(9):  # type: ignore[operator]
        page = client.get("/officer/queue/").content.decode()
    assert page.index(str(second.pk)) < page.index(str(first.pk))
    assert "waits 3 days" in page and 'class="cite"' in page and by.user.name in page
    for _ in range(6):
        first.pk = None
        first._state.adding = True
        first.save()
    with django_assert_max_num_queries(9):  # type: ignore[operator]
        client.get("/officer/queue/")


def test_of_a_copy_in_which_somebody_agreed_to_be_recognised_nobody_says_that_it_is_de_identified() -> None:
    by = a_member()
    use = a_waiting_use(by)
    client, address = english(a_member(Role.OFFICER, by.clinic)), f"/officer/queue/{use.pk}/"
    assert "De-identified: I answer" in client.get(address).text
    SafeCopy.objects.filter(use=use).update(identifiability=Identifiability.DIRECT)
    page = client.get(address).text
    assert "De-identified" not in page and "I answer for this copy" in page and "The copy that waits" in page


def test_people_are_named_and_the_answer_is_given_without_a_script() -> None:
    by = a_member()
    use = a_waiting_use(by)
    officer = a_member(Role.OFFICER, by.clinic)
    client = english(officer)
    address = f"/officer/queue/{use.pk}/"
    page = client.get(address).content.decode()
    (field,) = re.findall(r'<select id="(who-[^"]+)"', page)
    assert "Why it waits" in page and "De-identified: I answer for this copy" in page
    # somebody else's face: another patient, by the record number
    other = a_patient(by, name="Người Bệnh Khác")
    key = field.removeprefix("who-")
    wrong = client.post(f"{address}say/", {field: "by-number", f"number-{key}": "none", "answered": "1"})
    assert wrong.status_code == 422 and "no patient has this record number" in wrong.content.decode()
    number = other.record_number
    client.post(f"{address}say/", {field: "by-number", f"number-{key}": number, "answered": "1"})
    assert Appearance.objects.filter(original=use.original, patient=other).exists()
    worked(use)
    Use.objects.filter(pk=use.pk).update(state=UseState.NEEDS_EYES)
    page = client.get(address).content.decode()
    assert f'value="patient:{other.pk}" selected' in page
    client.post(f"{address}say/", {"other-name": "Điều dưỡng Kiểm Thử", "other-kind": "staff"})
    assert OtherPerson.objects.get().clinic == by.clinic
    late = client.post(f"{address}say/", {field: "nobody", "answered": "1"})
    assert late.status_code == 422 and "Open the page again" in late.content.decode()


def test_the_copy_is_confirmed_or_refused_with_a_reason() -> None:
    by = a_member()
    use, other = a_waiting_use(by), a_waiting_use(by)
    client = english(a_member(Role.OFFICER, by.clinic))
    copy = use.decisions.get().copy
    assert copy is not None
    without = client.post(f"/officer/queue/{use.pk}/confirm/", {"answered": 1, "reason": " "})
    assert without.status_code == 422 and "reason is missing" in without.content.decode()
    done = client.post(f"/officer/queue/{use.pk}/confirm/", {"answered": 1, "reason": "Đã xem kỹ."})
    assert done.status_code == 302 and worked(use).state == UseState.PERMITTED
    no = {"answered": 1, "reason": "Còn nhận ra."}
    assert client.post(f"/officer/queue/{other.pk}/refuse/", no).status_code == 302
    other.refresh_from_db()
    assert other.state == UseState.REFUSED
    assert "Còn nhận ra." in client.get(f"/uses/{other.pk}/").content.decode()


def test_where_two_must_look_the_one_who_asked_sees_no_button() -> None:
    officer = a_member(Role.OFFICER)
    officer.clinic.two_person = True
    officer.clinic.save()
    use = a_waiting_use(officer)
    client = english(officer)
    page = client.get(f"/officer/queue/{use.pk}/").content.decode()
    assert "another officer must confirm" in page and "I answer for this copy" not in page
    copy = use.decisions.get().copy
    assert copy is not None
    answer = client.post(f"/officer/queue/{use.pk}/confirm/", {"answered": 1, "reason": "x"})
    assert answer.status_code == 422 and "whoever asked" in answer.content.decode()
    for path in ("/officer/queue/", f"/uses/{use.pk}/"):
        assert "another officer must confirm it" in client.get(path).content.decode(), path
        assert "another officer must confirm it" not in english(a_member(Role.OFFICER, officer.clinic)).get(path).text
    officer.clinic.two_person = False
    officer.clinic.save()
    for path in ("/officer/queue/", f"/uses/{use.pk}/"):
        assert "another officer must confirm it" not in client.get(path).content.decode(), path


def test_where_two_must_look_the_one_who_changed_it_sees_no_button() -> None:
    by = a_member()
    by.clinic.two_person = True
    by.clinic.save()
    use, officer = a_waiting_use(by), a_member(Role.OFFICER, by.clinic)
    client, colleague = english(officer), english(a_member(Role.OFFICER, by.clinic))
    assert "I answer for this copy" in client.get(f"/officer/queue/{use.pk}/").text
    assert client.post(f"/uses/{use.pk}/change/", {"caption": "Một buổi khám."}).status_code == 302
    worked(use)
    assert "I answer for this copy" not in client.get(f"/officer/queue/{use.pk}/").text
    assert "I answer for this copy" in colleague.get(f"/officer/queue/{use.pk}/").text
    for path in ("/officer/queue/", f"/uses/{use.pk}/", f"/officer/queue/{use.pk}/"):
        assert "another officer must confirm it" in client.get(path).text, path
        assert "another officer must confirm it" not in colleague.get(path).text, path


def test_a_label_of_a_chart_is_shown_whole() -> None:
    label = "Luật 91/2025/QH15, Điều 10; NĐ 356/2025/NĐ-CP, khoản 2 Điều 5 · VN-DP-10"
    plot = Bars("because", "x", "", [Bar("Đà Nẵng", 2), Bar(label, 1), Bar("", 1)])
    first, second, third = plot.rows
    assert " ".join(line for line, _ in second.lines) == label and len(second.lines) > 1
    assert first.bar_y < second.lines[0][1] < second.lines[-1][1] < second.bar_y < third.text_y < plot.height


def test_a_single_day_is_a_number_and_no_line() -> None:
    def shown(*values: float | None) -> str:
        points = [(f"{n}/11", value) for n, value in enumerate(values, 1)]
        return render_to_string("officer/line.html", {"plot": Line("waited", "Waited", "", points)})

    for values in ((None, None, 40.0), (40.0, None, 20.0)):
        assert "<svg" not in shown(*values) and "<details open>" in shown(*values) and "40 s" in shown(*values)
    assert "<svg" in shown(None, 40.0, 20.0) and "<details>" in shown(None, 40.0, 20.0)
    assert shown(None, None).strip() == ""


def test_what_somebody_withdrew_is_told_large_and_no_officer_goes_beyond_it() -> None:
    by = a_member()
    use = a_waiting_use(by)
    record = a_record()
    record = replace(record, scopes=tuple(replace(one, purpose=Purpose(use.purpose)) for one in record.scopes))
    consent = a_consent(by, use.patient, record)
    Use.objects.filter(pk=use.pk).update(state=UseState.NEEDS_EYES)
    officer = a_member(Role.OFFICER, by.clinic)
    client = english(officer)
    path, copy = f"/officer/queue/{use.pk}/", use.decisions.get().copy
    assert copy is not None and "Consent was withdrawn" not in client.get(path).content.decode()
    consents.withdraw(consent, who=Who.PATIENT)
    Use.objects.filter(pk=use.pk).update(state=UseState.NEEDS_EYES)
    page = client.get(path).content.decode()
    assert "Consent was withdrawn" in page and "I answer for this copy" not in page
    refused = client.post(f"{path}confirm/", {"answered": 1, "reason": "x"})
    assert refused.status_code == 422 and "has withdrawn consent" in refused.content.decode()
    a_consent(by, use.patient, record)
    Use.objects.filter(pk=use.pk).update(state=UseState.NEEDS_EYES)
    assert "Consent was withdrawn" not in client.get(path).content.decode(), "given anew"


@pytest.mark.parametrize(
    "boxes",
    [
        "{", "[]", '{"drawn": [1]}', '{"drawn": [{"kind": "person", "box": [1, 2, 3]}]}',
        '{"drawn": [{"kind": "cat", "box": [1, 2, 3, 4]}]}', '{"moved": {"x": [9, 9, 1, 1]}}', '{"gone": ["x"]}',
        '{"moved": []}', '{"drawn": [{"kind": "person", "box": [true, 2, 3, 4]}]}', "x" * 200_000,
    ],
)  # fmt: skip
def test_boxes_that_no_page_of_ours_sends_change_nothing(boxes: str) -> None:
    by = a_member()
    original = an_original(by)
    use = a_use(by, original)
    Use.objects.filter(pk=use.pk).update(state=UseState.NEEDS_EYES)
    client = english(a_member(Role.OFFICER, by.clinic))
    answer = client.post(f"/officer/queue/{use.pk}/say/", {"boxes": boxes, "answered": "0"})
    assert answer.status_code == 422 and not Mark.objects.exists()


@pytest.mark.slow
def test_a_films_figures_are_bars_that_can_be_switched_off(tmp_path: Path) -> None:
    by = a_member()
    a_film(tmp_path / "two.mp4", [Moving(PATIENT, 80, 90, 0, 20), Moving(DOCTOR, 240, 230, 0, 12)], frames=20)
    original = an_original(by, data=(tmp_path / "two.mp4").read_bytes())
    inspected(original)
    use = a_use(by, original)
    Use.objects.filter(pk=use.pk).update(state=UseState.NEEDS_EYES)
    officer = a_member(Role.OFFICER, by.clinic)
    client = english(officer)
    page = client.get(f"/officer/queue/{use.pk}/").content.decode()
    keys = re.findall(r'name="had-([^"]+)"', page)
    assert keys and page.count('class="bar"') == 2 * len(keys) and Strip.objects.get().cell > 1
    strip = client.get(f"/officer/films/{original.pk}/strip/")
    assert b"".join(strip).startswith(b"\xff\xd8")
    off = {f"had-{key}": "on" for key in keys} | {f"who-{key}": "unknown" for key in keys}
    client.post(f"/officer/queue/{use.pk}/say/", off | {"answered": "0"})
    assert original.appearances.filter(role="nobody", confirmed_by=officer.user).count() == len(keys)
    Use.objects.filter(pk=use.pk).update(state=UseState.NEEDS_EYES)
    on = {f"had-{key}": "off" for key in keys} | {f"on-{key}": "on" for key in keys}
    said = on | {f"who-{key}": "nobody" for key in keys}
    client.post(f"/officer/queue/{use.pk}/say/", said | {"answered": "0"})
    assert original.appearances.filter(role="unknown").count() == len(keys)
    drawn = json.dumps({"drawn": [{"key": "new-1", "kind": "text", "box": [1, 1, 9, 9]}]})
    Use.objects.filter(pk=use.pk).update(state=UseState.NEEDS_EYES)
    refused = client.post(f"/officer/queue/{use.pk}/say/", {"boxes": drawn, "answered": "0"})
    assert refused.status_code == 422 and "boxes are drawn on pictures" in refused.content.decode()


def a_busy_clinic() -> Membership:
    by = a_member()
    patient = a_patient(by)
    consent = a_consent(by, patient)
    Scope.objects.filter(consent=consent).update(ends=clock.today() + timedelta(days=20))
    worked(a_use(by, an_original(by)))
    a_waiting_use(by)
    consents.withdraw(a_consent(by, a_patient(by)), who=Who.PATIENT)
    check = Check.objects.first()
    assert check is not None
    Check.objects.filter(pk=check.pk).update(state=Work.State.DEAD, failure="Failed")
    return by


def test_every_number_of_the_overview_leads_to_its_rows(django_assert_max_num_queries: object) -> None:
    by = a_busy_clinic()
    for role in (Role.OFFICER, Role.AUDITOR):
        client = english(a_member(role, by.clinic))
        with django_assert_max_num_queries(30):  # type: ignore[operator]
            page = client.get("/officer/").content.decode()
        links = {link.replace("&amp;", "&") for link in re.findall(r'href="(/[^"]+)"', page)}
        ours = [link for link in links if "?" in link or link.startswith("/officer/")]
        assert any("state=refused" in link for link in ours) and any("rule=" in link for link in ours)
        for link in ours:
            assert client.get(link).status_code == 200, link
        assert "days left" in page or "day left" in page or "at once" in page
        assert page.count("<svg") >= 3 and "<title id=" in page and "<desc id=" in page and "<table>" in page
    assert sum(figures.by_state(by).values()) == Use.objects.count()
    for one in figures.because(by):
        assert figures.refused_for(by, one.rule).count() == one.uses
    assert [scope.consent.clinic for scope in figures.ending(by)] == [by.clinic] * figures.ending(by).count()


def test_the_auditor_reads_no_names_of_patients_and_changes_nothing() -> None:
    by = a_busy_clinic()
    auditor = a_member(Role.AUDITOR, by.clinic)
    client = english(auditor)
    for address in ("/officer/", "/officer/uses/", "/officer/ending/", "/officer/clocks/", "/officer/audit/"):
        page = client.get(address)
        assert page.status_code == 200 and "Lưu Thị Kiểm Thử" not in page.content.decode(), address
    assert 'action="/officer/clocks/done/"' not in client.get("/officer/clocks/").content.decode()
    assert client.post("/officer/clocks/done/").status_code == 404
    assert client.get("/officer/queue/").status_code == 404


def test_a_clock_is_done_once_the_officer_says_so() -> None:
    by = a_member()
    consent = a_consent(by, a_patient(by))
    consents.withdraw(consent, who=Who.PATIENT)
    officer = a_member(Role.OFFICER, by.clinic)
    before = clocks.running(officer).open
    assert before and {one.consent for one in before} == {consent.pk} and not any(one.late for one in before)
    client = english(officer)
    form = {"clock": before[0].id, "event": before[0].event}
    assert client.post("/officer/clocks/done/", form).status_code == 422
    assert client.post("/officer/clocks/done/", form | {"reason": "Đã trả lời người bệnh."}).status_code == 302
    assert len(clocks.running(officer).open) == len(before) - 1
    client.post("/officer/clocks/done/", form | {"reason": "again"})
    client.post("/officer/clocks/done/", {"clock": "x", "event": "y", "reason": "z"})
    assert Done.objects.count() == 1 and Done.objects.get().by == officer.user
    stranger = a_member(Role.OFFICER)
    assert clocks.running(stranger).open == []


def test_a_clock_that_ran_out_is_late(monkeypatch: pytest.MonkeyPatch) -> None:
    by = a_member(Role.OFFICER)
    consents.withdraw(a_consent(by, a_patient(by)), who=Who.PATIENT)
    later = clock.now() + timedelta(days=90)
    monkeypatch.setattr(clock, "now", lambda: later)
    assert clocks.running(by).late > 0


def test_the_audit_is_filtered_verified_and_taken_along() -> None:
    by = a_member()
    a_consent(by, a_patient(by))
    client = english(a_member(Role.AUDITOR, by.clinic))
    page = client.get("/officer/audit/").content.decode()
    assert "The chain holds." in page
    only = client.get("/officer/audit/?verb=patient.added").content.decode()
    assert "<b>Added a patient</b>" in only and "<b>Entered a consent</b>" not in only
    actor = f"clinics.user:{by.user.pk}"
    assert "<b>Compared a consent with the paper</b>" not in client.get(f"/officer/audit/?by={actor}").content.decode()
    today = clock.today().isoformat()
    assert "<b>Added a patient</b>" in client.get(f"/officer/audit/?from={today}&to={today}").content.decode()
    assert "No such events" in client.get("/officer/audit/?to=2001-01-01").content.decode()
    assert client.get("/officer/audit/?from=yesterday&to=2026-13-45").status_code == 200
    event = AuditEvent.objects.get(verb="patient.added")
    receipt = client.post(f"/officer/audit/{event.pk}/receipt/")
    assert receipt.json()["event"]["verb"] == "patient.added"
    assert receipt.headers["Content-Disposition"].startswith("attachment")
    table = b"".join(client.post("/officer/audit/export/", {"verb": "patient.added"})).decode("utf-8-sig")
    assert [line.split(",")[4] for line in table.splitlines()] == ["verb", "patient.added"]
    assert [line.rpartition(",")[2] for line in table.splitlines()] == ["id", str(event.pk)]  # for kindao audit receipt
    assert f"<code>{event.pk}</code>" in only
    assert AuditEvent.objects.get(verb="audit.exported").facts == {"by_verb": True}


def test_a_cell_that_a_spreadsheet_would_run_is_text() -> None:
    by = a_member()
    by.user.name = "=HYPERLINK(1)"
    by.user.save()
    a_patient(by)
    client = english(a_member(Role.AUDITOR, by.clinic))
    table = b"".join(client.post("/officer/audit/export/")).decode()
    assert "'=HYPERLINK(1)" in table and ",=HYPERLINK" not in table


def test_an_altered_event_is_told_on_the_page(monkeypatch: pytest.MonkeyPatch) -> None:
    from django.db import connection

    from kindao.web.audit.append_only import guard, unguard

    by = a_member()
    a_patient(by)
    unguard(connection, "audit_auditevent")
    with connection.cursor() as cursor:
        cursor.execute("UPDATE audit_auditevent SET verb = 'patient.gone' WHERE verb = 'patient.added'")
    guard(connection, "audit_auditevent")
    page = english(a_member(Role.AUDITOR, by.clinic)).get("/officer/audit/").content.decode()
    assert "was altered" in page and "The chain holds." not in page


def test_a_page_with_many_people_asks_no_more_than_one_with_few(django_assert_max_num_queries: object) -> None:
    by = a_member()
    original = an_original(by, data=group())
    inspected(original)
    use = a_use(by, original)
    Use.objects.filter(pk=use.pk).update(state=UseState.NEEDS_EYES)
    client = english(a_member(Role.OFFICER, by.clinic))
    for _ in range(2):
        with django_assert_max_num_queries(24):  # type: ignore[operator]
            assert client.get(f"/officer/queue/{use.pk}/").status_code == 200
        for row in original.appearances.exclude(at=[]):
            row.pk, row.at = None, [[1, 1, 9, 9]]
            row._state.adding = True
            row.save()


def test_nothing_of_another_clinic_is_there() -> None:
    by = a_busy_clinic()
    use = Use.objects.queue().get()
    film = use.original
    stranger = english(a_member(Role.OFFICER))
    event = AuditEvent.objects.of(by).first()
    assert event is not None
    copy = use.decisions.get().copy
    assert copy is not None
    assert stranger.get(f"/officer/queue/{use.pk}/").status_code == 404
    assert stranger.get(f"/officer/films/{film.pk}/strip/").status_code == 404
    for end in ("say", "confirm", "refuse"):
        sent = {"reason": "x", "answered": "1"}
        assert stranger.post(f"/officer/queue/{use.pk}/{end}/", sent).status_code == 404
    assert stranger.post(f"/officer/audit/{event.pk}/receipt/").status_code == 404
    for address in ("/officer/", "/officer/queue/", "/officer/uses/", "/officer/ending/", "/officer/audit/"):
        page = stranger.get(address).content.decode()
        assert str(use.pk) not in page and "BA-" not in page and str(by.user.pk) not in page, address
    # a person, patient or colleague of another clinic can't be chosen either
    mine = a_waiting_use(a_member(Role.DOCTOR, Use.objects.get(pk=use.pk).clinic))
    own = english(a_member(Role.OFFICER, by.clinic))
    (field,) = re.findall(r'<select id="(who-[^"]+)"', own.get(f"/officer/queue/{mine.pk}/").content.decode())
    foreign = a_patient(a_member())
    answer = own.post(f"/officer/queue/{mine.pk}/say/", {field: f"patient:{foreign.pk}", "answered": "1"})
    assert answer.status_code == 422 and not Appearance.objects.filter(patient=foreign).exists()


def test_a_patients_page_tells_who_speaks_for_them_and_what_was_agreed() -> None:
    from kindao.engine.policy.consent import Relation
    from kindao.web.cases import actions as cases

    by = a_member()
    patient = a_patient(by)
    guardianship = cases.add_guardian(by, patient, name="Lưu Văn Giám Hộ", relation=Relation.PARENT, phone="0900")
    cases.end_guardianship(by, guardianship)
    a_consent(by, patient, a_record())
    page = english(a_member(Role.OFFICER, by.clinic)).get(f"/patients/{patient.pk}/").content.decode()
    assert "Lưu Văn Giám Hộ" in page and " to " in page and "advertising: " in page
    assert f"/officer/audit/?target={patient.pk}" in page
