"""Of a recorded call the recording is kept as what proves it; a second person listens to it before it counts."""

from dataclasses import replace

import pytest

from builders import a_member, a_patient, a_record, signed_in
from kindao.engine.errors import BadInput
from kindao.engine.policy.consent import Method
from kindao.web.clinics.models import Role
from kindao.web.consent import actions as consents
from kindao.web.consent.models import Consent, Evidence
from kindao.web.consent.papers import kind_of
from support import testdata

pytestmark = pytest.mark.django_db


def a_call() -> bytes:
    return testdata("speech/1688-142285-0000.flac").read_bytes()


def test_a_recorded_call_is_proven_by_its_recording() -> None:
    by = a_member()
    record = replace(a_record(), method=Method.RECORDED_CALL)
    consent = consents.enter(by, a_patient(by), record, scan=a_call())
    evidence = Evidence.objects.get()
    assert evidence.kind == Evidence.Kind.VOICE and evidence.file is not None
    assert evidence.file.media_type == "audio/flac"
    colleague = signed_in(a_member(Role.OFFICER, by.clinic).user)
    page = colleague.get(f"/consents/{consent.pk}/", headers={"Accept-Language": "vi"}).content.decode()
    assert "Nghe bản ghi âm" in page
    colleague.post(f"/consents/{consent.pk}/confirm/")
    assert Consent.objects.get().confirmed_at is None, "nobody has listened yet"
    heard = colleague.get(f"/evidence/{evidence.pk}/")
    assert heard.headers["Content-Type"] == "audio/flac"
    b"".join(heard.streaming_content)  # type: ignore[attr-defined]
    colleague.post(f"/consents/{consent.pk}/confirm/")
    assert Consent.objects.get().confirmed_at is not None


def test_a_recording_is_no_signed_paper() -> None:
    by = a_member()
    with pytest.raises(BadInput, match="signed paper is missing"):
        consents.enter(by, a_patient(by), replace(a_record(), method=Method.WRITING), scan=a_call())
    assert not Consent.objects.exists()


def test_a_film_is_neither() -> None:
    film = next(testdata("videos").glob("*.mp4")).read_bytes()[: 1 << 20]
    with pytest.raises(BadInput, match="no scan and no recording"):
        kind_of(film)
