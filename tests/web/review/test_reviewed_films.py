"""Films go the same way as pictures: numbered figures, a copy that is a file, nothing plain left on the disk."""

import json
from pathlib import Path

import pytest
from django.conf import settings

from builders import a_consent, a_member, a_patient, a_record, a_use, an_original, inspected, worked
from kindao.engine.policy.consent import DataType
from kindao.engine.vocabulary import Destination, Purpose
from kindao.web.cases.models import Appearance, Original
from kindao.web.review.models import UseState
from kindao.web.vault import store
from short_films import DOCTOR, PATIENT, Moving, a_film

pytestmark = [pytest.mark.django_db, pytest.mark.slow]


@pytest.fixture(scope="module")
def two_people(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    file: Path = tmp_path_factory.mktemp("films") / "two.mp4"
    a_film(file, [Moving(PATIENT, 80, 90, 0, 20), Moving(DOCTOR, 240, 230, 0, 20)], frames=20)
    return file.read_bytes()


def test_a_film_with_two_people_waits_until_somebody_says_who_they_are(two_people: bytes) -> None:
    by = a_member()
    patient = a_patient(by)
    a_consent(by, patient, a_record(data_types=frozenset({DataType.PHOTO, DataType.VIDEO})))
    original = an_original(by, patient, two_people)
    assert original.kind == Original.Kind.FILM
    inspection = inspected(original)
    assert inspection.frames == 20 and not inspection.refused_en
    unknown = original.appearances.filter(role=Appearance.As.UNKNOWN)
    assert sorted(row.tracks for row in unknown) == [[1], [2]]
    use = worked(a_use(by, original, body_area="", purpose=Purpose.TEACHING, destination=Destination.LECTURE))
    decision = use.decisions.get()
    people = json.loads(decision.facts)["people"]
    assert use.state != UseState.PERMITTED and "unknown" in {one["role"] for one in people}
    if decision.copy is not None:
        assert store.read(decision.copy.file)[4:8] == b"ftyp"
    assert not list((settings.HOME.folder / "work").glob("*"))
