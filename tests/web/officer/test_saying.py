"""What an officer says is kept, asked about again, and stays on record."""

import json

import numpy as np
import pytest
from django.db import DatabaseError, IntegrityError, transaction

from builders import a_member, a_patient, a_use, an_original, an_other_person, group, inspected, nose, worked
from kindao import clock
from kindao.engine.errors import BadInput
from kindao.engine.geometry import Box
from kindao.engine.media.opening import open_picture
from kindao.engine.vocabulary import Destination, Purpose
from kindao.web.audit.models import AuditEvent
from kindao.web.cases.models import Appearance, Original
from kindao.web.clinics.models import Membership, Role
from kindao.web.officer import actions, seeing
from kindao.web.officer.actions import Drawn, Said, Who
from kindao.web.officer.models import Mark
from kindao.web.review import actions as review
from kindao.web.review.models import Check, Confirmation, Use, UseState, Work
from kindao.web.vault import store

pytestmark = pytest.mark.django_db
CORNER = Box(5, 5, 60, 70)


def waiting(by: Membership, original: Original | None = None, **fields: object) -> Use:
    """A use that waits for an officer."""
    usual = {"body_area": "", "purpose": Purpose.TEACHING, "destination": Destination.LECTURE}
    use = worked(a_use(by, original or an_original(by), **(usual | fields)))
    assert use.state == UseState.NEEDS_EYES
    return use


def number(use: Use) -> int:
    last = use.decisions.last()
    return last.number if last else 0


def seen(use: Use) -> list[seeing.Seen]:
    return seeing.everybody(use.original, seeing.sighting(use.original, use.decisions.last()))


def test_a_box_that_was_drawn_is_covered_in_the_next_copy() -> None:
    by = a_member()
    use = waiting(by)
    officer = a_member(Role.OFFICER, by.clinic)
    drawn = Said(drawn=[Drawn(Mark.Kind.SKIN_MARK, CORNER)])
    assert actions.say(officer, use, drawn, answered=number(use))
    use.refresh_from_db()
    assert use.state == UseState.INSPECTING
    assert worked(use).state == UseState.NEEDS_EYES
    last = use.decisions.last()
    assert last is not None and last.copy is not None
    pixels = open_picture(store.read(last.copy.file)).frames[0].pixels[CORNER.slices]
    assert pixels.std(axis=(0, 1)).max() < 3, "one colour, but for the encoder"
    before = open_picture(nose()).frames[0].pixels[CORNER.slices]
    assert np.abs(before.astype(int) - pixels).mean() > 5
    assert {"skin-mark"} <= {one["is"] for one in last.report["findings"] if one["by"] == "officer"}
    event = AuditEvent.objects.get(verb="mark.drawn")
    assert event.facts == {"kind": "skin-mark"} and str(officer.user.pk) in event.actor


def test_somebody_whom_no_machine_saw_is_named_and_asked_about() -> None:
    by = a_member()
    use = waiting(by)
    officer = a_member(Role.OFFICER, by.clinic)
    drawn = Said(drawn=[Drawn(Mark.Kind.PERSON, CORNER, Who(Appearance.As.BYSTANDER))])
    actions.say(officer, use, drawn, answered=number(use))
    row = Appearance.objects.get(original=use.original, role="bystander")
    assert row.boxes == (CORNER,) and row.confirmed_by == officer.user
    worked(use)
    told = json.loads(use.decisions.last().facts)  # type: ignore[union-attr]
    assert {person["id"] for person in told["people"]} == {str(use.patient_id), str(row.pk)}
    assert [one.row.role for one in seen(use) if one.row] == ["patient", "bystander"], "what was drawn comes last"


def test_a_box_taken_back_stays_on_record_with_who_did() -> None:
    by = a_member()
    use = waiting(by)
    officer, other = a_member(Role.OFFICER, by.clinic), a_member(Role.OFFICER, by.clinic)
    drawn = Said(drawn=[Drawn(Mark.Kind.TEXT, CORNER), Drawn(Mark.Kind.PERSON, Box(80, 5, 120, 60))])
    actions.say(officer, use, drawn, answered=number(use))
    worked(use)
    person = next(one for one in seen(use) if one.by_officer)
    text = Mark.objects.get(kind="text")
    actions.say(other, use, Said(gone=frozenset({person.key, f"mark:{text.pk}"})), answered=number(use))
    assert not Mark.objects.filter(original=use.original).standing().exists()
    assert {mark.ended_by for mark in Mark.objects.all()} == {other.user}
    assert not any(one.by_officer for one in seen(worked(use)))
    with pytest.raises(DatabaseError), transaction.atomic():
        Mark.objects.filter(pk=text.pk).update(at=[0, 0, 1, 1])
    with pytest.raises(DatabaseError), transaction.atomic():
        Mark.objects.filter(pk=text.pk).update(ended_at=clock.now())


def test_what_the_machine_took_for_a_face_is_said_to_be_none_by_name() -> None:
    by = a_member()
    use = waiting(by)
    officer = a_member(Role.OFFICER, by.clinic)
    (one,) = seen(use)
    assert one.guessed and one.box is not None
    actions.say(officer, use, Said(gone=frozenset({one.key})), answered=number(use))
    row = Appearance.objects.get(original=use.original, role="nobody")
    assert row.confirmed_by == officer.user and row.at


def test_a_box_of_the_machine_that_is_widened_stays_covered_where_it_was() -> None:
    by = a_member()
    original = an_original(by, data=group())
    inspected(original)
    for row in original.appearances.filter(role="unknown"):
        row.role, row.confirmed_by, row.confirmed_at = "bystander", by.user, clock.now()
        row.save()
    use = waiting(by, original)
    officer = a_member(Role.OFFICER, by.clinic)
    one = next(each for each in seen(use) if each.row and each.box)
    assert one.box is not None and one.row is not None
    wider = Box(max(0, one.box.x0 - 20), max(0, one.box.y0 - 20), one.box.x1 + 20, one.box.y1 + 20)
    actions.say(officer, use, Said(moved={one.key: wider}), answered=number(use))
    mark = Mark.objects.get()
    assert mark.box == wider and mark.appearance == one.row
    worked(use)
    again = next(each for each in seen(use) if each.row == one.row)
    assert again.by_officer
    Use.objects.filter(pk=use.pk).update(state=UseState.NEEDS_EYES)
    actions.say(officer, use, Said(gone=frozenset({again.key})), answered=number(use))
    one.row.refresh_from_db()
    assert one.row.role == "bystander" and not Mark.objects.filter(original=original).standing().exists()


def test_a_box_moved_to_another_face_leaves_nobody_behind() -> None:
    by = a_member()
    use = waiting(by)
    officer = a_member(Role.OFFICER, by.clinic)
    (one,) = seen(use)
    actions.say(officer, use, Said(moved={one.key: CORNER}), answered=number(use))
    assert Appearance.objects.filter(original=use.original, role="nobody").exists()
    new = Appearance.objects.get(marks__isnull=False)
    assert new.patient == use.patient and new.boxes == (CORNER,)


def test_everybody_is_named_at_once_and_the_gate_runs_once() -> None:
    by = a_member()
    original = an_original(by, data=group())
    inspected(original)
    use = worked(a_use(by, original, body_area=""))
    Use.objects.filter(pk=use.pk).update(state=UseState.NEEDS_EYES)
    officer = a_member(Role.OFFICER, by.clinic)
    nurse, patient = an_other_person(by), a_patient(by)
    people = [one for one in seen(use) if one.box]
    assert len(people) >= 3
    choices = [
        Who(Appearance.As.PATIENT, patient=use.patient),
        Who(Appearance.As.STAFF, other=nurse),
        Who(Appearance.As.PATIENT, patient=patient),
    ]
    named = {one.key: choices[n] if n < 3 else Who(Appearance.As.BYSTANDER) for n, one in enumerate(people)}
    assert actions.say(officer, use, Said(named), answered=number(use))
    assert Check.objects.filter(use=use, stale=False, state=Work.State.WAITING).count() == 1
    roles = set(original.appearances.exclude(at=[]).values_list("role", flat=True))
    assert roles == {"patient", "staff"} | ({"bystander"} if len(people) > 3 else set())
    worked(use)
    told = json.loads(use.decisions.last().facts)  # type: ignore[union-attr]
    assert {str(nurse.pk), str(patient.pk), str(use.patient_id)} <= {person["id"] for person in told["people"]}


def test_nothing_different_asks_nothing() -> None:
    by = a_member()
    use = waiting(by)
    (one,) = seen(use)
    same = Said({one.key: Who(Appearance.As.PATIENT, patient=use.patient)})
    assert not actions.say(a_member(Role.OFFICER, by.clinic), use, same, answered=number(use))
    use.refresh_from_db()
    assert use.state == UseState.NEEDS_EYES


def test_a_page_that_is_too_old_changes_nothing() -> None:
    by = a_member()
    use = waiting(by)
    officer = a_member(Role.OFFICER, by.clinic)
    drawn = Said(drawn=[Drawn(Mark.Kind.TEXT, CORNER)])
    for said, answered in ((drawn, number(use) - 1), (Said(gone=frozenset({"row:x"})), number(use))):
        with pytest.raises(BadInput, match="does not wait"):
            actions.say(officer, use, said, answered=answered)
    with pytest.raises(BadInput, match="only the privacy officer"):
        actions.say(by, use, drawn, answered=number(use))
    with pytest.raises(BadInput, match="outside the picture"):
        outside = Said(drawn=[Drawn(Mark.Kind.TEXT, Box(90_000, 0, 90_010, 10))])
        actions.say(officer, use, outside, answered=number(use))
    with pytest.raises(Use.DoesNotExist):
        actions.say(a_member(Role.OFFICER), use, drawn, answered=number(use))
    assert not Mark.objects.exists()


def test_the_database_itself_wants_a_second_person() -> None:
    officer = a_member(Role.OFFICER)
    officer.clinic.two_person = True
    officer.clinic.save()
    use = waiting(officer)
    decision = use.decisions.last()
    assert decision is not None and decision.copy is not None
    with pytest.raises(BadInput, match="whoever asked"):
        review.confirm(officer, use, decision, reason="Tự xem.")
    told = {"use": use, "decision": decision, "copy": decision.copy, "reason": "x", "at": clock.now()}
    with pytest.raises(IntegrityError), transaction.atomic():
        Confirmation.objects.create(**told, says="yes", by=officer.user, asked_by=officer.user)
    other = a_member(Role.OFFICER, officer.clinic)
    assert review.confirm(other, use, decision, reason="Đã xem.").asked_by == officer.user
    with pytest.raises(DatabaseError), transaction.atomic():
        Confirmation.objects.filter(use=use)._raw_delete("default")
