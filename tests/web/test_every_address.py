"""Every address × every role: each view says who may open it, and nobody else can."""

from collections.abc import Iterator
from contextlib import contextmanager
from copy import deepcopy
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

import pytest
from django.db import transaction
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

    @property
    def by_token(self) -> bool:
        """Of the API: no session opens it, so no form of another site can reach it."""
        return bool(getattr(self.view, "by_token", False))


NOBODYS = str(uuid4())
VALUES = {"uuid": NOBODYS, "uuidstr": NOBODYS, "int": "999999", "str": "nothing", "slug": "nothing", "path": "nothing"}


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
    said = [bool(one.roles), bool(one.public), one.own, one.by_token]
    assert said.count(True) == 1, f"{name}: role_required, signed_in, public or a token"


SPACES = sorted({name.rpartition(":")[0] for name in ALL})


def among(space: str) -> dict[str, Address]:
    """Those of one app. A test asks all of them: to sign somebody in takes as long as to ask a few."""
    return {name: one for name, one in ALL.items() if name.rpartition(":")[0] == space}


@contextmanager
def undone(browser: Client) -> Iterator[Client]:
    """A browser signed in as that one is. What it does to the rows is undone, so that the next finds them as before."""
    with transaction.atomic():
        client = Client()
        client.cookies = deepcopy(browser.cookies)
        yield client
        transaction.set_rollback(True)


@pytest.mark.parametrize("space", SPACES)
def test_a_stranger_is_sent_to_sign_in_from_everywhere(space: str, client: Client) -> None:
    for name, one in among(space).items():
        if not one.public and not one.by_token:
            for send in (client.get, client.post):
                answer = send(one.path)
                assert answer.status_code == 302 and answer.headers["Location"].startswith("/accounts/login/"), name


@pytest.mark.parametrize("space", SPACES)
def test_what_a_token_opens_no_session_does(space: str, client: Client) -> None:
    officers = signed_in(a_member(Role.OFFICER).user)
    for name, one in among(space).items():
        if one.by_token:
            for browser in (client, officers):
                for send in (browser.get, browser.post):
                    answer = send(one.path)
                    assert answer.status_code in (401, 404, 405), name
                    assert answer.headers["Content-Type"] == "application/problem+json", name


@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize("space", SPACES)
def test_a_page_of_other_roles_is_not_there(space: str, role: Role) -> None:
    browser = signed_in(a_member(role).user)
    for one in among(space).values():
        if one.roles:
            with undone(browser) as client:
                of_a_role(one, role, client)


def of_a_role(one: Address, role: Role, client: Client) -> None:
    for send in (client.get, client.post):
        status = send(one.path).status_code
        if role not in one.roles:
            assert status == 404, f"{one.name} as {role}"
        elif "nothing" in one.path or VALUES["uuid"] in one.path:
            assert status in (404, 405), f"{one.name} as {role}: somebody else's"
        else:
            assert status < 500 and status not in (401, 403, 404), f"{one.name} as {role}"


@pytest.mark.parametrize("space", SPACES)
def test_who_works_nowhere_finds_nothing(space: str) -> None:
    client = signed_in(a_user())
    for name, one in among(space).items():
        if one.roles:
            assert client.get(one.path).status_code == client.post(one.path).status_code == 404, name


@pytest.mark.parametrize("space", SPACES)
def test_each_answer_carries_the_headers_and_is_kept_nowhere(space: str, client: Client) -> None:
    admins = signed_in(a_member(Role.ADMIN).user)
    for name, one in among(space).items():
        for browser in (client, admins):
            with undone(browser) as used:
                headers = used.get(one.path).headers
            assert "no-store" in headers["Cache-Control"], name
            policy = dict(part.strip().split(" ", 1) for part in headers["Content-Security-Policy"].split(";"))
            assert policy["default-src"] == policy["frame-ancestors"] == policy["base-uri"] == "'none'", name
            assert policy["script-src"] == policy["style-src"] == policy["form-action"] == "'self'", name
            assert headers["X-Frame-Options"] == "DENY" and headers["X-Content-Type-Options"] == "nosniff", name
            assert headers["Referrer-Policy"] == headers["Cross-Origin-Opener-Policy"] == "same-origin", name
            allowed = headers["Permissions-Policy"]
            assert "camera=(self)" in allowed and "geolocation=()" in allowed, name


@pytest.mark.parametrize("space", SPACES)
def test_no_page_has_anything_inline_or_from_elsewhere(space: str, client: Client) -> None:
    admins = signed_in(a_member(Role.ADMIN).user)
    for one in among(space).values():
        if one.public or one.own or Role.ADMIN in one.roles:
            for browser in (client, admins):
                with undone(browser) as used:
                    nothing_inline(one.name, used.get(one.path))


def nothing_inline(name: str, page: Any) -> None:
    if not page.headers["Content-Type"].startswith("text/html"):
        return
    text = page.content.decode()
    assert "<style" not in text and " style=" not in text and "javascript:" not in text, name
    assert " on" not in {word[:3].lower() for word in text.split('"') if word.endswith("=")}, name
    for script in text.split("<script")[1:]:
        assert " src=" in script.split(">")[0] or 'type="application/json"' in script.split(">")[0], name
    for part in ("src=", "href=", "action="):
        for target in text.split(f'{part}"')[1:]:
            assert target.startswith(("/", "#", '"')) and not target.startswith("//"), f"{name}: {target[:80]}"


def test_forms_need_their_token() -> None:
    member = a_member(Role.ADMIN)
    client = signed_in(member.user)
    strict = Client(enforce_csrf_checks=True)
    strict.cookies = client.cookies
    for name, one in ALL.items():
        if not one.by_token:
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
