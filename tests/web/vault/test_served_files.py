"""A file leaves the vault only through an answer that says who looked and is kept nowhere."""

import os

import pytest
from django.conf import settings
from django.http import HttpResponseBase
from django.test import RequestFactory
from hypothesis import HealthCheck, given
from hypothesis import settings as effort
from hypothesis import strategies as st

from desk import a_clinic, somebody
from kindao.web import vault
from kindao.web.audit.models import AuditEvent
from kindao.web.clinics.middleware import DeskRequest
from kindao.web.clinics.models import Membership
from kindao.web.vault import keys, store
from kindao.web.vault.ciphers import PART
from kindao.web.vault.models import StoredFile
from kindao.web.vault.views import serve

pytestmark = pytest.mark.django_db
FILM = os.urandom(PART + 5000)


def put(content: bytes, media_type: str) -> StoredFile:
    clinic = a_clinic()
    somebody(clinic)
    file = store.put(content, key=keys.new_key(clinic), clinic=clinic, media_type=media_type, name="Bùi A.mp4")
    return StoredFile.objects.get(pk=file.pk)


def asked(file: StoredFile, span: str = "", method: str = "GET") -> HttpResponseBase:
    request: DeskRequest = RequestFactory().generic(method, "/x", headers={"Range": span} if span else {})  # type: ignore[assignment]
    request.membership = Membership.objects.get(clinic=file.clinic)
    request.user = request.membership.user
    return serve(request, file)


def body(answer: HttpResponseBase) -> bytes:
    return answer.getvalue()


def test_an_answer_is_kept_nowhere_and_runs_nothing() -> None:
    answer = asked(put(b"photo", "image/jpeg"))
    assert body(answer) == b"photo" and answer.status_code == 200
    assert answer.headers["Cache-Control"] == "no-store, private"
    assert answer.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Content-Disposition"] == "inline"


@pytest.mark.parametrize("media_type", ["text/html", "image/svg+xml", "application/dicom"])
def test_what_could_run_is_saved_as_bytes_without_a_name(media_type: str) -> None:
    answer = asked(put(b"<script>", media_type))
    assert answer.headers["Content-Type"] == "application/octet-stream"
    assert answer.headers["Content-Disposition"] == "attachment"


def test_who_looked_is_in_the_audit_once_for_one_look() -> None:
    file = put(FILM, "video/mp4")
    for span in ("", "bytes=5-9", "bytes=100-"):
        body(asked(file, span))
    (event,) = AuditEvent.objects.filter(verb="vault.looked-at")
    assert event.target == str(file.pk) and event.actor.endswith(str(Membership.objects.get().user_id))


@effort(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(start=st.integers(0, len(FILM) - 1), length=st.integers(1, 10**5), form=st.sampled_from("boe"))
def test_a_film_is_given_from_where_the_player_asks(start: int, length: int, form: str) -> None:
    file = StoredFile.objects.first() or put(FILM, "video/mp4")
    stop = min(len(FILM), start + length)
    span = {"b": f"{start}-{stop - 1}", "o": f"{start}-", "e": f"-{length}"}[form]
    expected = {"b": FILM[start:stop], "o": FILM[start:], "e": FILM[-length:]}[form]
    answer = asked(file, f"bytes={span}")
    assert body(answer) == expected and int(answer.headers["Content-Length"]) == len(expected)
    if len(expected) < len(FILM):
        first = FILM.index(expected) if len(expected) > 40 else None
        assert answer.status_code == 206
        assert (
            first is None or answer.headers["Content-Range"] == f"bytes {first}-{first + len(expected) - 1}/{len(FILM)}"
        )


@pytest.mark.parametrize("span", ["bytes=5-", "bytes=99-100", "bytes=-0"])
def test_a_range_it_does_not_have(span: str) -> None:
    answer = asked(put(b"photo", "image/png"), span)
    assert answer.status_code == 416 and answer.headers["Content-Range"] == "bytes */5"
    assert not AuditEvent.objects.filter(verb="vault.looked-at").exists()


@pytest.mark.parametrize("span", ["bytes=3-1", "bytes=0-1,3-4", "lines=1-2", "bytes=-", "bytes=a-b"])
def test_what_is_no_range_gets_all(span: str) -> None:
    answer = asked(put(b"photo", "image/png"), span)
    assert answer.status_code == 200 and body(answer) == b"photo"


def test_head_tells_the_size_alone() -> None:
    answer = asked(put(FILM, "video/mp4"), method="HEAD")
    assert answer.headers["Content-Length"] == str(len(FILM)) and body(answer) == b""


def test_what_was_erased_is_gone() -> None:
    file = put(b"photo", "image/png")
    vault.erase(file.key, by=None)
    answer = asked(StoredFile.objects.get(pk=file.pk))
    assert answer.status_code == 410 and b"was erased on" in body(answer)


def test_the_vault_is_no_folder_of_a_web_server() -> None:
    assert not str(settings.HOME.vault).startswith(str(settings.HERE))
    assert not getattr(settings, "MEDIA_ROOT", "")
