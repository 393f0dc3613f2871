"""Who confirms a recorded call reads of the recording, and of no paper."""

from collections.abc import Callable

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile

from builders import a_member, a_patient, a_record, a_scan, signed_in
from kindao.engine.policy.consent import Method
from kindao.web.clinics.models import Role
from kindao.web.consent import actions as consents
from support import testdata

pytestmark = pytest.mark.django_db
PAPER = {"vi": ("bản giấy", "bản chụp", "bản quét"), "en": ("paper", "scan")}
HEARD = {"vi": ("Hãy nghe bản ghi âm và", "với bản ghi âm", "Đúng như lời trong cuộc gọi"),
         "en": ("Listen to the recording and", "with the recording", "It is what was said in the call")}  # fmt: skip


def a_call() -> bytes:
    return testdata("speech/1688-142285-0000.flac").read_bytes()


@pytest.mark.parametrize("language", ["vi", "en"])
@pytest.mark.parametrize(("method", "scan"), [(Method.RECORDED_CALL, a_call), (Method.WRITING, a_scan)])
def test_each_is_told_what_it_is(language: str, method: Method, scan: Callable[[], bytes]) -> None:
    by = a_member()
    consent = consents.enter(by, a_patient(by), a_record(method=method), scan=scan())
    mine, other = signed_in(by.user), signed_in(a_member(Role.OFFICER, by.clinic).user)
    path, seen = f"/consents/{consent.pk}/", []
    for browser in (mine, other):
        browser.cookies[settings.LANGUAGE_COOKIE_NAME] = language
        seen.append(browser.get(path).content.decode())
    seen.append(other.post(f"{path}confirm/", follow=True).content.decode())
    b"".join(other.get(f"/evidence/{consent.evidence.get().pk}/").streaming_content)  # type: ignore[attr-defined]
    seen.append(other.get(path).content.decode())
    notices = [page[page.index('class="notice') : page.index("</section>")] for page in seen]
    call = method is Method.RECORDED_CALL
    assert all(any(word in one for word in PAPER[language]) is not call for one in notices), notices
    assert all(any(word in one for one in notices) is call for word in HEARD[language])


@pytest.mark.parametrize(("method", "scan"), [(Method.RECORDED_CALL, a_call), (Method.WRITING, a_scan)])
def test_every_button_to_confirm_confirms(method: Method, scan: Callable[[], bytes]) -> None:
    """From the page that was open before the scan or recording was: no page in between."""
    by = a_member()
    consent = consents.enter(by, a_patient(by), a_record(method=method), scan=scan())
    other, path = signed_in(a_member(Role.OFFICER, by.clinic).user), f"/consents/{consent.pk}/"
    page = other.get(path).content.decode()
    assert f'href="{path}"' not in page, "nothing that looks like a button only loads the page anew"
    assert f'action="{path}confirm/"' in page
    other.post(f"{path}confirm/")
    consent.refresh_from_db()
    assert consent.confirmed_at is None, "not before it was opened"
    b"".join(other.get(f"/evidence/{consent.evidence.get().pk}/").streaming_content)  # type: ignore[attr-defined]
    other.post(f"{path}confirm/")
    consent.refresh_from_db()
    assert consent.confirmed_at is not None


def test_a_file_that_is_no_json_is_told_without_a_command() -> None:
    by = a_member()
    files = {
        "file": SimpleUploadedFile("c.json", b"{no", "application/json"),
        "scan": SimpleUploadedFile("s", a_scan()),
    }
    for language, said in (("vi", "dòng 1"), ("en", "line 1")):
        browser = signed_in(by.user)
        browser.cookies[settings.LANGUAGE_COOKIE_NAME] = language
        for one in files.values():
            one.seek(0)
        page = browser.post(f"/patients/{a_patient(by).pk}/consents/new/", files).content.decode()
        assert said in page and "consent show" not in page and "law explain" not in page
