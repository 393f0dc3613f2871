"""Who is in an original: each row under the number of its box, whatever was said before."""

import io
import re
from collections.abc import Sequence
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest
from django.test import Client
from PIL import Image

from builders import a_member, a_patient, an_original, an_other_person, group, signed_in
from kindao.engine.geometry import Box, Interval, Region, Track
from kindao.engine.vocabulary import Finding, Identifier, Words
from kindao.page.heads import SIDE
from kindao.web.audit.models import AuditEvent
from kindao.web.cases import actions as cases
from kindao.web.cases.models import Appearance, Original, OtherPerson
from kindao.web.clinics.models import Membership, Role
from kindao.web.review import people, showing, sight
from kindao.web.review.models import Inspection, Work
from short_films import DOCTOR, PATIENT, Moving, a_film

pytestmark = pytest.mark.django_db
THREE = [Box(45, 81, 203, 307), Box(240, 49, 428, 313), Box(417, 73, 640, 316)]
TWO = [[Box(20 + n, 40, 140 + n, 160) for n in range(20)], [Box(180, 40, 300, 160)] * 20]


def seen(original: Original, findings: Sequence[Finding], *, width: int, height: int, frames: int = 1) -> Inspection:
    """As if the engine had looked."""
    told = {"state": Work.State.DONE, "findings": sight.findings_to(findings), "frames": frames}
    told |= {"width": width, "height": height, "seconds": frames / 25 if frames > 1 else 0.0}
    Inspection.objects.filter(original=original).update(**told)
    faces = [one.where for one in findings if one.identifier is Identifier.FACE]
    cases.found(
        original,
        [one.box for one in faces if isinstance(one, Region)],
        sum(isinstance(one, Track) for one in faces),
    )
    return Inspection.objects.get(original=original)


def three_faces(by: Membership) -> Original:
    original = an_original(by, data=group())
    seen(original, [Finding(Identifier.FACE, Region(box), 0.9, "face") for box in THREE], width=640, height=384)
    return original


def english(by: Membership) -> Client:
    client = signed_in(by.user)
    client.cookies["django_language"] = "en"
    return client


def rows(original: Original) -> list[people.Somebody]:
    inspection = Inspection.objects.get(original=original)
    return people.everybody(original, showing.of_inspection(inspection, original), inspection)


def test_a_row_has_the_number_of_its_box_and_keeps_it_when_others_are_named() -> None:
    by = a_member()
    original = three_faces(by)
    before = {one.row.pk: (one.number, one.row.boxes) for one in rows(original) if one.number}
    assert sorted(before.values()) == [(n, (box,)) for n, box in enumerate(THREE, 1)]
    nurse = an_other_person(by)
    second = next(one.row for one in rows(original) if one.number == 2)
    english(by).post(f"/appearances/{second.pk}/who/", {"role": str(nurse.pk)})
    after = rows(original)
    assert {one.row.pk: (one.number, one.row.boxes) for one in after if one.number} == before
    assert [one.number for one in after] == [1, 2, 3, 0]
    page = english(by).get(f"/originals/{original.pk}/").content.decode()
    assert f"Person 2 · {nurse.name}" in re.sub(r"\s+", " ", page)


def test_the_patient_whose_number_was_said_has_one_row() -> None:
    by = a_member()
    original = three_faces(by)
    first = next(one for one in rows(original) if one.number == 1)
    english(by).post(f"/appearances/{first.row.pk}/who/", {"role": "patient"})
    told = [(one.number, one.name) for one in rows(original)]
    assert told == [(1, original.patient.name), (2, ""), (3, "")]


def test_who_has_no_name_is_told_by_number_and_by_what_was_said() -> None:
    by = a_member()
    original = three_faces(by)
    third = next(one.row for one in rows(original) if one.number == 3)
    cases.say_who(by, third, Appearance.As.BYSTANDER)
    called = showing.names(original, {str(third.pk): (3,), "unknown-1": (2,)})
    assert called[str(third.pk)] == Words("người số 3 (người khác)", "person 3 (bystander)")
    assert called["unknown-1"] == Words("người số 2 (người chưa ai nhận)", "person 2 (somebody nobody has named)")
    assert called[str(original.patient_id)] == original.patient.name


@pytest.fixture(scope="module")
def two_people(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    file: Path = tmp_path_factory.mktemp("films") / "two.mp4"
    a_film(file, [Moving(PATIENT, 80, 90, 0, 20), Moving(DOCTOR, 240, 240, 0, 20)], frames=20)
    return file.read_bytes()


def a_seen_film(by: Membership, data: bytes) -> Original:
    original = an_original(by, a_patient(by), data)
    tracks = [Finding(Identifier.FACE, Track.of(0, boxes), 0.9, "face") for boxes in TWO]
    seen(original, tracks, width=320, height=240, frames=20)
    return original


def test_of_a_film_each_head_is_shown_with_its_times_and_a_voice_is_called_one(two_people: bytes) -> None:
    by = a_member()
    original = a_seen_film(by, two_people)
    cases.place(
        by, original, Appearance.As.STAFF, other=an_other_person(by), heard=[Interval(Fraction(0), Fraction(2))]
    )
    told = rows(original)
    assert [(one.number, one.when, one.head, one.voice) for one in told] == [
        (1, "0:00–0:00.8", 0, False),
        (2, "0:00–0:00.8", SIDE, False),
        (0, "", None, False),
        (0, "0:00–0:02", None, True),
    ]
    page = english(by).get(f"/originals/{original.pk}/").content.decode()
    assert page.count(f"/originals/{original.pk}/heads/") == 2 and "<b>Voice</b> · 0:00–0:02" in page
    assert "nobody has said which number" in page


def test_heads_are_cut_from_the_film_for_whoever_may_see_it_and_that_is_written_down(two_people: bytes) -> None:
    by = a_member()
    original = a_seen_film(by, two_people)
    answer = english(by).get(f"/originals/{original.pk}/heads/")
    assert answer.status_code == 200 and "no-store" in answer.headers["Cache-Control"]
    pixels = np.asarray(Image.open(io.BytesIO(answer.content)))
    assert pixels.shape == (2 * SIDE, SIDE, 3)
    assert all(pixels[n * SIDE : (n + 1) * SIDE].std() > 20 for n in range(2))  # a face, not a wall
    looked = AuditEvent.objects.filter(verb="vault.looked-at", target=str(original.file_id))
    assert looked.filter(actor__endswith=f":{by.user_id}").exists()
    assert signed_in(a_member(Role.OFFICER).user).get(f"/originals/{original.pk}/heads/").status_code == 404
    assert english(by).get(f"/originals/{an_original(by).pk}/heads/").status_code == 404
    assert english(by).post(f"/originals/{original.pk}/heads/").status_code == 405


def test_a_patient_of_another_record_is_not_changed_by_a_list_without_them() -> None:
    by = a_member()
    original = three_faces(by)
    first = next(one.row for one in rows(original) if one.number == 1)
    other = a_patient(by, name="Đỗ Thị Khác")
    cases.say_who(by, first, Appearance.As.PATIENT, patient=other)
    page = english(by).get(f"/originals/{original.pk}/").content.decode()
    assert other.name in page and f"/appearances/{first.pk}/who/" not in page
    assert OtherPerson.objects.count() == 0
