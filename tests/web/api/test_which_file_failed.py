"""Of several files at once each answer says which it is about: by its place, for a name has no place in a session."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from builders import a_member, a_patient, nose, signed_in
from kindao import clock
from kindao.web.cases.models import Original
from kindao.web.inbox.models import Arrival
from kindao.web.vault import keys, store

pytestmark = pytest.mark.django_db


def test_which_of_several_failed_is_said_without_a_script() -> None:
    by = a_member()
    client, patient = signed_in(by.user), a_patient(by)
    client.cookies["django_language"] = "en"
    files = [SimpleUploadedFile(f"{n}.jpg", data, "image/jpeg") for n, data in enumerate((nose(), b"none", b"no"))]
    page = client.post(f"/patients/{patient.pk}/capture/", {"files": files, "specialty": "cosmetic"}, follow=True).text
    assert Original.objects.of(by).count() == 1
    assert "File 2 of 3: " in page and "File 3 of 3: " in page and "File 1 of" not in page
    shared = {"files": [SimpleUploadedFile("a.jpg", nose()), SimpleUploadedFile("b.jpg", b"none")]}
    told = client.post("/share/", shared, headers={"Sec-Fetch-Site": "none", "Sec-Fetch-Mode": "navigate"}, follow=True)
    assert "File 2 of 2: " in told.text and Arrival.objects.count() == 1
    alone = client.post(f"/patients/{patient.pk}/capture/", {"files": files[1:2], "specialty": "cosmetic"})
    assert alone.status_code == 422 and "File 1 of" not in alone.text


@pytest.mark.parametrize(("kind", "tag"), [("film", "<video"), ("recording", "<audio"), ("picture", "<img")])
def test_what_waits_for_its_patient_can_be_looked_at(kind: str, tag: str) -> None:
    by = a_member()
    file = store.put(nose(), key=keys.shared_key(by.clinic), clinic=by.clinic, media_type="image/jpeg")
    told = {"kind": kind, "received": "folder", "came_at": clock.now()}
    arrival = Arrival.objects.create(clinic=by.clinic, file=file, **told)
    page = signed_in(by.user).get("/inbox/").text
    assert f'src="/inbox/{arrival.pk}/' in page.split(tag, 1)[1].split(">", 1)[0]
