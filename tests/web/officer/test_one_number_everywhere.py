"""Everything in a picture has one number: over the officer's picture, in the list beside it, under *What was found*,
and on the doctor's page; a box that is drawn later takes none away."""

import re

import pytest

from builders import a_member, a_patient, a_use, an_original, an_other_person, last_of, signed_in
from kindao import clock
from kindao.engine.geometry import Box, Region
from kindao.engine.verify.result import Verification
from kindao.engine.vocabulary import Finding, Identifier
from kindao.web.cases import actions as cases
from kindao.web.cases.models import Appearance, OtherPerson
from kindao.web.clinics.models import Membership, Role
from kindao.web.officer import actions, seeing
from kindao.web.officer.actions import Drawn, Said, Who
from kindao.web.officer.models import Mark
from kindao.web.review import people, showing, sight
from kindao.web.review.models import Inspection, Use, UseState, Work
from permits import a_permitted_use

pytestmark = pytest.mark.django_db
LEFT, MIDDLE, RIGHT = Box(60, 60, 160, 180), Box(220, 40, 260, 90), Box(400, 60, 500, 180)
WRITING = Box(200, 20, 290, 120)
FOUND = (
    *(Finding(Identifier.FACE, Region(box), 0.9, "face") for box in (RIGHT, LEFT, MIDDLE)),
    Finding(Identifier.TEXT, Region(WRITING), 0.9, "text"),
)


def waiting(by: Membership) -> Use:
    """What the engine saw is written down: no engine runs."""
    original = an_original(by)
    seen = {"findings": sight.findings_to(FOUND), "width": 640, "height": 480, "frames": 0, "seconds": 0.0}
    Inspection.objects.filter(original=original).update(state=Work.State.DONE, finished_at=clock.now(), **seen)
    use = a_use(by, original, body_area="")
    Use.objects.filter(pk=use.pk).update(state=UseState.NEEDS_EYES)
    use.refresh_from_db()
    return use


def numbers(page: str) -> tuple[list[int], list[int]]:
    """Over the picture: of boxes that can be moved, and of all else."""
    (picture,) = re.findall(r'<div class="shot" id="shot">(.*?)</div>', page, re.S)
    boxes = re.findall(r'data-number="(\d+)"', picture)
    badges = re.findall(r'class="badge [^"]*">.*?<text[^>]*>(\d+)</text>', picture, re.S)
    return sorted(map(int, boxes)), sorted(map(int, badges))


def test_no_number_stands_twice_over_the_picture_and_the_list_says_the_same() -> None:
    by = a_member()
    use = waiting(by)
    client = signed_in(a_member(Role.OFFICER, by.clinic).user)
    client.cookies["django_language"] = "en"
    assert numbers(client.get(f"/officer/queue/{use.pk}/").text) == ([1, 2, 3], [4])
    doctor = signed_in(by.user).get(f"/originals/{use.original_id}/")
    assert doctor.status_code == 200 and "1–3" in doctor.text


def test_boxes_drawn_later_come_last_on_every_page() -> None:
    by = a_member()
    use, nurse = waiting(by), an_other_person(by)
    visitor = cases.add_other_person(by, kind=OtherPerson.Kind.BYSTANDER, name="Khách Kiểm Thử")
    cases.place(by, use.original, Appearance.As.STAFF, other=nurse, at=[RIGHT])
    Use.objects.filter(pk=use.pk).update(state=UseState.NEEDS_EYES)  # naming had it asked again
    officer = a_member(Role.OFFICER, by.clinic)
    drawn = [
        Drawn(Mark.Kind.PERSON, Box(5, 300, 60, 380), Who(Appearance.As.BYSTANDER, other=visitor)),
        Drawn(Mark.Kind.SKIN_MARK, Box(320, 400, 360, 440)),
    ]
    assert actions.say(officer, use, Said(drawn=drawn), answered=0)
    inspection = Inspection.objects.get(original=use.original)
    found = showing.of_inspection(inspection, use.original)
    doctors = {one.row.pk: one.number for one in people.everybody(use.original, found, inspection) if one.number}
    seen = seeing.sighting(use.original, None)
    officers = {one.row.pk: one.number for one in seeing.everybody(use.original, seen) if one.row}
    rows = {row.other_id: row.pk for row in use.original.appearances.all()}
    assert officers[rows[nurse.pk]] == doctors[rows[nurse.pk]] == 3, "as before"
    assert officers[rows[visitor.pk]] == doctors[rows[visitor.pk]] == 5
    (mark,) = Mark.objects.exclude(kind=Mark.Kind.PERSON)
    assert seeing.number_of(mark, seen) == 6
    assert [one.number for one in seeing.others(seen).badges] == [4]
    Use.objects.filter(pk=use.pk).update(state=UseState.NEEDS_EYES)
    page = signed_in(officer.user).get(f"/officer/queue/{use.pk}/").text
    assert numbers(page) == ([1, 2, 3, 5, 6], [4]) and 'data-last="6"' in page
    somewhere = re.findall(r"<label[^>]*>([^<]*)Somewhere in it", page.replace("Đâu đó trong hình", "Somewhere in it"))
    assert somewhere and not any(one.strip() for one in somewhere), "whom nobody placed has no number to be changed"


def test_a_box_has_the_number_that_it_was_drawn_with() -> None:
    """While the gate is still to look again, and afterwards; one drawn later on the left takes nobody's."""
    by = a_member()
    use = waiting(by)
    report = {"findings": sight.findings_to(FOUND), "whose": {}, "width": 640, "height": 480, "frames": 0, "seconds": 0}
    use.decisions.create(number=1, at=clock.now(), on=clock.today(), outcome="indeterminate", report=report)
    officer = a_member(Role.OFFICER, by.clinic)
    unknown = Who(Appearance.As.UNKNOWN)
    right, left = Box(560, 300, 620, 380), Box(5, 300, 60, 380)
    drawn = [
        Drawn(Mark.Kind.PERSON, right, unknown),
        Drawn(Mark.Kind.SKIN_MARK, Box(320, 400, 360, 440)),
        Drawn(Mark.Kind.PERSON, left, unknown),
    ]
    assert actions.say(officer, use, Said(drawn=drawn), answered=1)
    seen = seeing.sighting(use.original, use.decisions.get())
    numbered = {one.box: one.number for one in seeing.everybody(use.original, seen)}
    assert (numbered[right], numbered[left]) == (5, 7)
    (mark,) = Mark.objects.exclude(kind=Mark.Kind.PERSON)
    assert seeing.number_of(mark, seen) == 6
    looked = showing.of_inspection(Inspection.objects.get(original=use.original), use.original)
    assert looked.numbers == seen.numbers and set(seen.numbers.values()) == set(range(1, 8))


def test_what_another_look_found_in_the_copy_is_drawn_on_it() -> None:
    by = a_member()
    use = a_permitted_use(by, a_patient(by))
    decision = last_of(use)
    client = signed_in(a_member(Role.OFFICER, by.clinic).user)
    client.cookies["django_language"] = "en"
    where, told = f"/officer/queue/{use.pk}/", "The boxes show what was still found in the copy."
    assert told not in client.get(where).text
    left = Verification((Finding(Identifier.HEAD, Region(Box(2, 2, 9, 9)), 0.5, "look"),), ())
    kept = {name: getattr(decision, name) for name in ("outcome", "facts", "decision", "basis", "on", "copy", "at")}
    report = decision.report | {"verification": sight.verification_to(left), "width": 64, "height": 48}
    use.decisions.create(number=decision.number + 1, report=report, **kept)
    assert told in client.get(where).text
