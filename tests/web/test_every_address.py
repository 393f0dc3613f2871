"""Every address × every role: each view says who may open it, and nobody else can."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from desk import a_clinic, a_member, a_user, signed_in
from kindao.web.clinics import actions
from kindao.web.clinics.models import Role

pytestmark = pytest.mark.django_db


@dataclass(frozen=True)
class Address:
    """One address; a value of its own kind stands for each of its parts, none of which is anybody's."""

    name: str
    path: str
    view: Any

    @property
    def roles(self) -> frozenset[Role]:
        return frozenset(getattr(self.view, "roles", ()))

    @property
    def public(self) -> str:
        return str(getattr(self.view, "public", ""))

    @property
    def own(self) -> bool:
        return bool(getattr(self.view, "own", False))


VALUES = {"uuid": str(uuid4()), "int": "999999", "str": "nothing", "slug": "nothing", "path": "nothing"}


def addresses(resolver: URLResolver | None = None, before: str = "", space: str = "") -> Iterator[Address]:
    for one in (resolver or get_resolver()).url_patterns:
        converters = one.pattern.converters
        part = str(one.pattern)
        for name, converter in converters.items():
            kind = type(converter).__name__.removesuffix("Converter").lower().replace("string", "str")
            part = part.replace(f"<{kind}:{name}>", VALUES[kind]).replace(f"<{name}>", VALUES["str"])
        if part.startswith("^"):
            part = "accounts/password/reset/key/abc-def/".removeprefix(before)
        if isinstance(one, URLResolver):
            yield from addresses(one, before + part, f"{space}{one.namespace}:" if one.namespace else space)
        else:
            assert isinstance(one, URLPattern)
            yield Address(f"{space}{one.name}", f"/{before}{part}", one.callback)


ALL = {one.name: one for one in addresses()}


def test_the_walk_finds_the_addresses() -> None:
    assert {"ui:home", "clinics:people", "clinics:end_membership", "account_login", "mfa_index"} <= ALL.keys()
    assert not any("<" in one.path for one in ALL.values())


@pytest.mark.parametrize("name", ALL)
def test_each_says_by_one_decorator_who_may_open_it(name: str) -> None:
    one = ALL[name]
    assert [bool(one.roles), bool(one.public), one.own].count(True) == 1, f"{name}: role_required, signed_in or public"


@pytest.mark.parametrize("name", [name for name, one in ALL.items() if not one.public])
def test_a_stranger_is_sent_to_sign_in_from_everywhere(name: str, client: Client) -> None:
    for send in (client.get, client.post):
        answer = send(ALL[name].path)
        assert answer.status_code == 302 and answer.headers["Location"].startswith("/accounts/login/"), name


@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize("name", [name for name, one in ALL.items() if one.roles])
def test_a_page_of_other_roles_is_not_there(name: str, role: Role) -> None:
    one, client = ALL[name], signed_in(a_member(role).user)
    for send in (client.get, client.post):
        status = send(one.path).status_code
        if role not in one.roles:
            assert status == 404, f"{name} as {role}"
        elif "nothing" in one.path or VALUES["uuid"] in one.path:
            assert status in (404, 405), f"{name} as {role}: somebody else's"
        else:
            assert status < 500 and status not in (401, 403, 404), f"{name} as {role}"


@pytest.mark.parametrize("name", [name for name, one in ALL.items() if one.roles])
def test_who_works_nowhere_finds_nothing(name: str) -> None:
    client = signed_in(a_user())
    assert client.get(ALL[name].path).status_code == client.post(ALL[name].path).status_code == 404


@pytest.mark.parametrize("name", ALL)
def test_each_answer_carries_the_headers_and_is_kept_nowhere(name: str, client: Client) -> None:
    member = a_member(Role.ADMIN)
    for browser in (client, signed_in(member.user)):
        headers = browser.get(ALL[name].path).headers
        assert "no-store" in headers["Cache-Control"]
        policy = dict(part.strip().split(" ", 1) for part in headers["Content-Security-Policy"].split(";"))
        assert policy["default-src"] == policy["frame-ancestors"] == policy["base-uri"] == "'none'"
        assert policy["script-src"] == policy["style-src"] == policy["form-action"] == "'self'"
        assert headers["X-Frame-Options"] == "DENY" and headers["X-Content-Type-Options"] == "nosniff"
        assert headers["Referrer-Policy"] == "same-origin" and headers["Cross-Origin-Opener-Policy"] == "same-origin"
        assert "camera=(self)" in headers["Permissions-Policy"] and "geolocation=()" in headers["Permissions-Policy"]


@pytest.mark.parametrize(
    "name", [name for name, one in ALL.items() if one.public or one.own or Role.ADMIN in one.roles]
)
def test_no_page_has_anything_inline_or_from_elsewhere(name: str, client: Client) -> None:
    member = a_member(Role.ADMIN)
    for browser in (client, signed_in(member.user)):
        page = browser.get(ALL[name].path)
        if not page.headers["Content-Type"].startswith("text/html"):
            continue
        text = page.content.decode()
        assert "<style" not in text and " style=" not in text and "javascript:" not in text
        assert " on" not in {word[:3].lower() for word in text.split('"') if word.endswith("=")}
        for script in text.split("<script")[1:]:
            assert " src=" in script.split(">")[0] or 'type="application/json"' in script.split(">")[0]
        for part in ("src=", "href=", "action="):
            for target in text.split(f'{part}"')[1:]:
                assert target.startswith(("/", "#", '"')) and not target.startswith("//"), target[:80]


def test_forms_need_their_token() -> None:
    member = a_member(Role.ADMIN)
    client = signed_in(member.user)
    strict = Client(enforce_csrf_checks=True)
    strict.cookies = client.cookies
    for name, one in ALL.items():
        answer = strict.post(one.path)
        assert answer.status_code == 403, name
    assert "quá cũ" in answer.content.decode()


def test_another_clinics_people_are_not_there() -> None:
    """Ids of one clinic in the addresses of another."""
    mine, theirs = a_member(Role.ADMIN), a_member(Role.ADMIN, a_clinic("Other"))
    other = a_member(Role.DOCTOR, theirs.clinic)
    actions.invite(theirs.clinic, email="new@clinic.example", role=Role.DOCTOR, by=theirs.user)
    link = theirs.clinic.links.get()
    client = signed_in(mine.user)
    for name, pk in [
        ("change_role", other.pk),
        ("end_membership", other.pk),
        ("let_back_in", other.pk),
        ("withdraw_invitation", link.pk),
    ]:
        path = ALL[f"clinics:{name}"].path.replace(VALUES["uuid"], str(pk))
        assert client.post(path, {"role": "auditor"}).status_code == 404, name
    page = client.get("/clinic/people/").content.decode()
    assert other.user.email not in page and "new@clinic.example" not in page
    client.post("/clinic/switch/", {"clinic": str(theirs.clinic_id)})
    assert client.get("/").wsgi_request.membership.clinic == mine.clinic  # type: ignore[attr-defined]
