"""Many files in one drop: which kinds are taken, which was there already, and finding one among them."""

import io
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path
from typing import Any

import av
import numpy as np
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from builders import a_member, a_patient, a_session, an_original, nose
from desk import a_clinic, signed_in
from kindao.engine.errors import Unreadable
from kindao.web.audit.models import AuditEvent
from kindao.web.cases import actions, content
from kindao.web.cases.models import Original
from short_films import PATIENT, Moving, a_film

pytestmark = pytest.mark.django_db


def test_what_is_of_no_known_kind_is_told_of_all_that_are_taken() -> None:
    with pytest.raises(Unreadable) as refused:
        content.looked_at(io.BytesIO(b"MZ" + bytes(500)))
    for kind in ("JPEG", "HEIC", "MP4", "MOV", "M4A", "MP3"):
        assert kind in str(refused.value) and kind in refused.value.vi
    with pytest.raises(Unreadable, match="DICOM"):
        content.looked_at(io.BytesIO(bytes(128) + b"DICM" + bytes(500)))


def test_a_file_that_is_sent_twice_is_told_to_be_one() -> None:
    by = a_member()
    session, client, known = a_session(by), signed_in(by.user), []
    for _ in range(2):
        upload = actions.begin_upload(by, session, size=len(nose()), received=Original.Received.UPLOAD)
        actions.add_part(by, upload, 0, nose())
        known.append(client.post(f"/uploads/{upload.pk}/").json()["known"])
    assert known == [False, True] and Original.objects.count() == 1
    client.cookies["django_language"] = "en"
    for data, said in ((nose(1), True), (nose(2), False)):
        twice = [SimpleUploadedFile("a.jpg", one) for one in ((data, data) if said else (data, nose(3)))]
        form = {"files": twice, "specialty": "cosmetic"}
        told = client.post(f"/patients/{session.patient_id}/capture/", form, follow=True).text
        assert ("What was sent twice" in told) is said


def filmed(folder: Path) -> bytes:
    film = folder / "film.mp4"
    a_film(film, [Moving(PATIENT, 80, 90, 0, 20)], frames=20)
    return film.read_bytes()


def test_pictures_stand_side_by_side_and_each_look_is_in_the_audit(tmp_path: Path) -> None:
    by = a_member()
    patient = a_patient(by)
    one = an_original(by, patient)
    client = signed_in(by.user)
    assert "/pictures/" not in client.get(f"/patients/{patient.pk}/").text
    an_original(by, patient, nose(1))
    assert f"/patients/{patient.pk}/pictures/" in client.get(f"/patients/{patient.pk}/").text
    assert f"/originals/{one.pk}/small/" in client.get(f"/patients/{patient.pk}/pictures/").text
    answer = client.get(f"/originals/{one.pk}/small/")
    assert "no-store" in answer["Cache-Control"] and max(Image.open(io.BytesIO(answer.content)).size) == 320
    assert AuditEvent.objects.filter(verb="vault.looked-at", target=str(one.file_id)).count() == 1
    film = an_original(by, patient, filmed(tmp_path))
    assert f"/originals/{film.pk}/small/" in client.get(f"/patients/{patient.pk}/pictures/").text
    begins = Image.open(io.BytesIO(client.get(f"/originals/{film.pk}/small/").content))
    assert begins.size == (320, 240) and np.asarray(begins).std() > 20  # somebody, not a black box
    assert AuditEvent.objects.filter(verb="vault.looked-at", target=str(film.file_id)).count() == 1
    other = signed_in(a_member(clinic=a_clinic("Other")).user)
    assert other.get(f"/originals/{film.pk}/small/").status_code == 404
    assert other.get(f"/originals/{one.pk}/small/").status_code == 404
    assert other.get(f"/patients/{patient.pk}/pictures/").status_code == 404


def shown_late(folder: Path) -> bytes:
    """A film that is heard for a minute before anything is seen."""
    film = folder / "late.mkv"
    with av.open(str(film), "w") as file:
        sound: Any = file.add_stream("libopus", rate=48_000, layout="mono")
        seen: Any = file.add_stream("libx264", rate=25, options={"threads": "1"})
        seen.width, seen.height, seen.pix_fmt = 320, 240, "yuv420p"
        silence = av.AudioFrame.from_ndarray(np.zeros((1, 60 * 48_000), np.float32), "flt", "mono")
        silence.sample_rate, silence.pts, silence.time_base = 48_000, 0, Fraction(1, 48_000)
        tool = av.AudioResampler(sound.codec_context.format or "flt", "mono", 48_000, 960)
        for piece in [*tool.resample(silence), *tool.resample(None)]:
            file.mux(sound.encode(piece))
        file.mux(sound.encode(None))
        for n in range(5):
            shown = av.VideoFrame.from_ndarray(np.full((240, 320, 3), 150, np.uint8), "rgb24")
            shown.pts, shown.time_base = 60 * 25 + n, Fraction(1, 25)
            file.mux(seen.encode(shown))
        file.mux(seen.encode(None))
    return film.read_bytes()


@pytest.mark.parametrize("made", [shown_late, lambda folder: filmed(folder)[:-2000]], ids=["late", "cut"])
def test_a_film_that_does_not_begin_with_a_picture_has_none_on_the_page(
    tmp_path: Path, made: Callable[[Path], bytes]
) -> None:
    """No thread of the desk decodes a film for as long as it takes, and a picture that is missing is no failure."""
    by = a_member()
    film = an_original(by, a_patient(by), made(tmp_path))
    assert film.kind == Original.Kind.FILM
    assert signed_in(by.user).get(f"/originals/{film.pk}/small/").status_code == 404
    assert not AuditEvent.objects.filter(verb="vault.looked-at", target=str(film.file_id)).exists()
