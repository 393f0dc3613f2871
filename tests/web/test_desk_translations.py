"""Every word of the desk in Vietnamese: collected anew, translated whole, compiled as written."""

import re
import sys
from pathlib import Path
from types import ModuleType

import pytest
from babel.messages.mofile import read_mo
from django.test import Client
from django.utils import translation

from desk import a_member, signed_in

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def tool() -> ModuleType:
    sys.path.insert(0, str(ROOT / "tools"))
    try:
        import translations
    finally:
        sys.path.remove(str(ROOT / "tools"))
    assert isinstance(translations, ModuleType)
    return translations


def flat(text: object) -> tuple[str, ...]:
    return (text,) if isinstance(text, str) else tuple(map(str, text))  # type: ignore[call-overload]


def test_every_text_is_in_the_catalogue_and_none_outlives_its_use(tool: ModuleType) -> None:
    said = {(str(one.id), one.context) for one in tool.collected() if one.id}
    kept = {(str(one.id), one.context) for one in tool.kept() if one.id}
    assert len(said) > 100
    assert said == kept, "tools/translations.py update"


def test_every_text_is_translated_and_sure(tool: ModuleType) -> None:
    for one in tool.kept():
        words = one.string if isinstance(one.string, tuple) else (one.string,)
        assert not one.id or (all(words) and not one.fuzzy), one.id


def test_values_are_carried_over(tool: ModuleType) -> None:
    value = re.compile(r"%\(\w+\)[sd]|\{\w*\}")
    for one in tool.kept():
        english = one.id if isinstance(one.id, str) else one.id[1]
        words = one.string if isinstance(one.string, str) else one.string[0]
        assert sorted(value.findall(english)) == sorted(value.findall(words)), one.id


def test_the_officer_has_one_name(tool: ModuleType) -> None:
    assert not [one.id for one in tool.kept() if "phụ trách bảo mật" in " ".join(flat(one.string))]


def test_what_is_compiled_is_what_is_written(tool: ModuleType) -> None:
    with tool.MO.open("rb") as file:
        compiled = {flat(one.id): flat(one.string) for one in read_mo(file) if one.id}
    assert compiled == {flat(one.id): flat(one.string) for one in tool.kept() if one.id}, (
        "tools/translations.py compile"
    )


def test_no_list_of_new_words_is_left_lying(tool: ModuleType) -> None:
    assert not list(tool.WEB.rglob("vi.txt")), "tools/translations.py update"


@pytest.mark.django_db
def test_pages_of_sign_in_speak_no_english_to_who_reads_vietnamese() -> None:
    """What django-allauth and Django themselves say, too."""
    english = re.compile(
        r"\b(the|your|password|sign|code|e-?mail address|must|can't|please|login|remove|passkey)\b", re.I
    )
    member = a_member()
    client = signed_in(member.user)
    pages = [Client().post("/accounts/login/", {"login": "x", "password": ""})]
    pages += [Client().post("/accounts/login/", {"login": "a@clinic.example", "password": "wrong"})]
    pages += [client.get(f"/accounts/{path}") for path in ("2fa/", "2fa/totp/activate/", "2fa/webauthn/add/")]
    pages += [
        client.get("/accounts/password/change/"),
        client.get("/accounts/reauthenticate/"),
        client.get("/nowhere/"),
    ]
    wrong = {"oldpassword": "x", "password1": "short", "password2": "other"}
    pages += [
        client.post("/accounts/password/change/", wrong),
        client.post("/accounts/2fa/totp/activate/", {"code": "1"}),
    ]
    pages += [client.post("/accounts/reauthenticate/", {"password": "wrong"})]
    for page in pages:
        text = re.sub(r"<(script|svg).*?</\1>|<[^>]*>|[A-Z2-7]{32}", " ", page.content.decode(), flags=re.S)
        text = text.replace("English", "").replace("passkey)", "")
        assert page.headers["Content-Language"] == "vi" and not english.search(text), english.search(text)


@pytest.mark.django_db
def test_the_language_is_chosen_by_a_button_and_kept() -> None:
    client = Client()
    assert "Đăng nhập" in client.get("/accounts/login/").content.decode()
    answer = client.post("/i18n/setlang/", {"language": "en", "next": "/accounts/login/"})
    assert answer.headers["Location"] == "/accounts/login/"
    assert "Sign in" in client.get("/accounts/login/").content.decode()
    assert client.post("/i18n/setlang/", {"language": "vi", "next": "//elsewhere.example"}).headers["Location"] == "/"
    translation.activate("vi")
