"""A text that nobody sees is none, and NUL is in no text."""

import pytest
from django.test import Client

from builders import a_member, a_patient, signed_in
from kindao.web.api.shapes import NotPosted
from kindao.web.cases.models import OtherPerson
from kindao.web.clinics.models import Role
from kindao.web.clinics.typed import shows, typed
from kindao.web.review.models import Use, UseState
from permits import a_lawful_use

NOTHING = ("\u200b", "\u2060\u200d\ufeff", "\x1f\x7f", "\u3164", "\u2800", "\u0301", "\u202e \u200f", "\ufe0f")


@pytest.mark.parametrize("text", NOTHING)
def test_what_shows_nothing_is_no_text(text: str) -> None:
    assert not shows(text) and typed(text).strip() == ""


@pytest.mark.parametrize("text", ["Còn nhận ra.", "x", "1", "?", "❤", "👩‍⚕️", " ok\u200b", "  ", ""])
def test_what_shows_stays_as_it_is(text: str) -> None:
    assert typed(text) == text


def an_officer_and_a_use() -> tuple[Client, Use]:
    by = a_member()
    use = a_lawful_use(by, a_patient(by))
    Use.objects.filter(pk=use.pk).update(state=UseState.NEEDS_EYES)
    client = signed_in(a_member(Role.OFFICER, by.clinic).user)
    client.cookies["django_language"] = "en"
    return client, use


@pytest.mark.django_db
def test_an_officers_reason_and_a_persons_name_are_to_be_seen() -> None:
    client, use = an_officer_and_a_use()
    where, number = f"/officer/queue/{use.pk}/", use.decisions.latest("number").number
    for text, words in [(one, "reason is missing") for one in NOTHING] + [
        ("\0", "reason is missing"),
    ]:
        for do in ("refuse", "confirm"):
            answer = client.post(f"{where}{do}/", {"answered": number, "reason": text})
            assert answer.status_code == 422 and words in answer.content.decode(), ascii(text)
    for text in ("\u200b", "\0"):
        sent = {"other-name": text, "other-kind": "staff", "add": "yes"}
        assert client.post(f"{where}say/", sent).status_code == 422
    use.refresh_from_db()
    assert use.state == UseState.NEEDS_EYES and not use.confirmations.exists() and not OtherPerson.objects.exists()
    client.cookies["django_language"] = "vi"
    assert "ký tự không ai thấy" in client.post(f"{where}refuse/", {"answered": number, "rea\0son": "x"}).text
    done = client.post(f"{where}refuse/", {"answered": number, "reason": "Còn nhận ra.\0\u200b"})
    assert done.status_code == 302 and use.confirmations.get().reason.startswith("Còn nhận ra.")


@pytest.mark.django_db
def test_nul_is_refused_in_an_address_and_left_out_of_what_is_typed() -> None:
    browser = Client()
    for address in ("/accounts/login/?next=%00", "/check/?number=%00", "/p/a%00b/"):
        assert browser.get(address).status_code in (404, 422), address
    page = browser.post("/accounts/login/", {"login": "a\0@b.example", "password": "x"})
    assert 'value="a@b.example"' in page.text


def test_the_api_takes_no_such_reason_either() -> None:
    assert NotPosted(reason="\u200b").reason == "" and NotPosted(reason="Chưa đăng").reason == "Chưa đăng"
    with pytest.raises(ValueError, match="NUL"):
        NotPosted(reason="a\0")
