"""Who works in a clinic, how they got in, and how they leave."""

import re
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import datetime, timedelta
from threading import Barrier, BrokenBarrierError
from typing import Any
from uuid import UUID

import pytest
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from django.conf import settings as desk
from django.core.cache import cache
from django.db import IntegrityError, connection, transaction
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from desk import PASSWORD, a_clinic, a_member, a_user, signed_in
from kindao import clock
from kindao.engine.errors import BadInput
from kindao.web.audit.models import INSTALLATION, AuditEvent
from kindao.web.clinics import actions
from kindao.web.clinics.adapter import WRONG_BY_ACCOUNT
from kindao.web.clinics.events import happened
from kindao.web.clinics.models import Clinic, Link, Membership, Role, User
from kindao.web.serving import clinic_address

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _no_attempts_yet() -> None:
    cache.clear()


NEW = {"name": "Người Mới", "password": "another horse battery", "again": "another horse battery"}
FOUND = NEW | {"clinic": "Phòng khám", "email": "Boss@Clinic.example"}


def invited(role: Role = Role.DOCTOR, email: str = "new@clinic.example") -> tuple[Membership, str]:
    admin = a_member(Role.ADMIN)
    return admin, actions.invite(admin.clinic, email=email, role=role, by=admin.user)


def test_the_first_link_makes_the_clinic_and_its_administrator(client: Client) -> None:
    path = f"/link/{actions.first_link()}/"
    assert client.get(path).status_code == 200 == client.get(path).status_code  # looking uses nothing up
    answer = client.post(path, FOUND)
    assert answer.status_code == 302
    member = Membership.objects.get()
    assert (member.role, member.user.email, member.clinic.name) == (Role.ADMIN, "boss@clinic.example", "Phòng khám")
    assert member.clinic.two_person, "until somebody decides otherwise"
    assert client.get("/").headers["Location"] == "/accounts/2fa/"  # signed in, and on to the second factor
    assert Client().get(path).status_code == Client().post(path, FOUND).status_code == 410
    assert User.objects.count() == 1


def test_a_new_first_link_ends_the_one_before(client: Client) -> None:
    old, new = actions.first_link(), actions.first_link()
    assert client.get(f"/link/{old}/").status_code == 410
    assert client.get(f"/link/{new}/").status_code == 200


def test_a_first_link_is_worth_nothing_once_there_is_an_administrator() -> None:
    token = actions.first_link()
    a_member(Role.ADMIN)
    answer = Client().post(f"/link/{token}/", FOUND)
    assert answer.status_code == 422 and Clinic.objects.count() == 1
    assert Link.objects.get(kind="first").used_at is None  # undone with the rest


@pytest.mark.parametrize(
    ("make", "lasting"),
    [
        (actions.first_link, timedelta(hours=24)),
        (lambda: invited()[1], timedelta(days=7)),
        (lambda: actions.let_back_in(a_member(), by=a_user("a@clinic.example")), timedelta(hours=24)),
    ],
)
def test_a_link_ends_with_its_time(make: Any, lasting: timedelta, monkeypatch: pytest.MonkeyPatch) -> None:
    now = clock.now()
    monkeypatch.setattr(clock, "now", lambda: now)
    path = f"/link/{make()}/"
    for after, status in [(timedelta(), 200), (lasting - timedelta(seconds=1), 200), (lasting, 410)]:
        then: datetime = now + after
        monkeypatch.setattr(clock, "now", lambda then=then: then)
        assert Client().get(path).status_code == status
    assert "không còn dùng được" in Client().get(path).content.decode()


def test_only_the_hash_of_a_link_is_kept() -> None:
    _, token = invited()
    assert token not in str(list(Link.objects.values()))
    assert len(token) >= 43 and Client().get("/link/nothing/").status_code == 404


def test_who_is_invited_joins_in_that_role(client: Client) -> None:
    admin, token = invited(Role.AUDITOR)
    assert client.post(f"/link/{token}/", NEW).status_code == 302
    member = Membership.objects.get(user__email="new@clinic.example")
    assert (member.role, member.clinic) == (Role.AUDITOR, admin.clinic)
    assert client.get("/").status_code == 200
    assert Client().post(f"/link/{token}/", NEW).status_code == 410
    login = Client().post("/accounts/login/", {"login": "new@clinic.example", "password": NEW["password"]})
    assert login.status_code == 302


@pytest.mark.parametrize(
    "wrong",
    [
        {"password": "short", "again": "short"},
        {"again": "another horse battery?"},
        {"password": "123456789012", "again": "123456789012"},
        {"password": "new@clinic.example1", "again": "new@clinic.example1"},
        {"name": ""},
    ],
)
def test_what_is_wrong_is_told_and_the_link_still_works(wrong: dict[str, str]) -> None:
    _, token = invited()
    answer = Client().post(f"/link/{token}/", NEW | wrong)
    assert answer.status_code == 422 and b"errorlist" in answer.content
    assert Client().post(f"/link/{token}/", NEW).status_code == 302


def test_who_has_an_account_signs_in_and_joins_with_it() -> None:
    _, token = invited(email="doctor@clinic.example")
    member = a_member(user=a_user("doctor@clinic.example"))
    path = f"/link/{token}/"
    assert f"/accounts/login/?next={path}" in Client().get(path).content.decode()
    other = signed_in(a_member().user)
    assert other.post(path).status_code == 200 and Membership.objects.of(member.user).count() == 1
    mine = signed_in(member.user)
    assert mine.post(path).status_code == 302 and Membership.objects.of(member.user).count() == 2
    assert mine.get("/").wsgi_request.membership.clinic != member.clinic  # type: ignore[attr-defined]
    mine.post("/clinic/switch/", {"clinic": str(member.clinic_id)})
    assert mine.get("/").wsgi_request.membership.clinic == member.clinic  # type: ignore[attr-defined]


def test_nobody_takes_an_account_by_an_invitation_to_its_e_mail() -> None:
    _, token = invited(email="doctor@clinic.example")
    user = a_user("doctor@clinic.example")
    Client().post(f"/link/{token}/", NEW)
    user.refresh_from_db()
    assert user.check_password(PASSWORD) and not Membership.objects.of(user).exists()


def test_an_administrator_invites_sees_the_link_once_and_withdraws() -> None:
    admin = a_member(Role.ADMIN)
    client = signed_in(admin.user)
    page = client.post("/clinic/people/invite/", {"email": "New@Clinic.example", "role": "marketer"}).content.decode()
    found = re.search(r'value="(http://testserver/link/[^"]+)"', page)
    assert found and found[1] not in client.get("/clinic/people/").content.decode()
    again = client.post("/clinic/people/invite/", {"email": "new@clinic.example", "role": "doctor"}).content.decode()
    second = re.search(r'value="(http://testserver/link/[^"]+)"', again)
    assert second and Client().get(found[1]).status_code == 410 and Client().get(second[1]).status_code == 200
    client.post(f"/clinic/invitations/{Link.objects.open().get().pk}/withdraw/")
    assert Client().get(second[1]).status_code == 410
    taken = client.post("/clinic/people/invite/", {"email": admin.user.email, "role": "doctor"})
    assert taken.status_code == 422 and "đã làm việc ở đây" in taken.content.decode()


def test_the_last_administrator_stays() -> None:
    admin = a_member(Role.ADMIN)
    client = signed_in(admin.user)
    for path, data in [("role", {"role": "doctor"}), ("end", {})]:
        page = client.post(f"/clinic/people/{admin.pk}/{path}/", data, follow=True).content.decode()
        assert "phải có quản trị viên" in page
    second = a_member(Role.ADMIN, admin.clinic)
    actions.end_membership(admin, by=second.user)
    with pytest.raises(actions.Refused):
        actions.end_membership(second, by=second.user)


def test_a_role_that_was_changed_holds_at_once() -> None:
    admin = a_member(Role.ADMIN)
    member = a_member(Role.OFFICER, admin.clinic)
    client = signed_in(member.user)
    assert client.get("/clinic/people/").status_code == 200
    signed_in(admin.user).post(f"/clinic/people/{member.pk}/role/", {"role": "doctor"})
    assert client.get("/clinic/people/").status_code == 404


def test_a_link_back_in_sets_the_password_and_ends_factors_and_sessions() -> None:
    admin = a_member(Role.ADMIN)
    officer = a_member(Role.OFFICER, admin.clinic)
    theirs, at_admins = signed_in(officer.user), signed_in(admin.user)
    page = at_admins.post(f"/clinic/people/{officer.pk}/let-in/").content.decode()
    found = re.search(r'value="(http://testserver/link/[^"]+)"', page)
    assert found
    browser = Client()
    assert browser.post(found[1], NEW).status_code == 302
    officer.user.refresh_from_db()
    assert officer.user.check_password(NEW["password"]) and theirs.get("/").status_code == 302
    assert browser.get("/").headers["Location"] == "/accounts/2fa/"


def test_an_administrator_cant_enter_another_clinic_through_who_works_in_both() -> None:
    admin = a_member(Role.ADMIN)
    member = a_member(Role.DOCTOR, admin.clinic)
    a_member(Role.DOCTOR, a_clinic("Other"), user=member.user)
    with pytest.raises(actions.Refused):
        actions.let_back_in(member, by=admin.user)


def test_nor_by_a_link_kept_until_they_join_the_other() -> None:
    admin, elsewhere = a_member(Role.ADMIN), a_member(Role.ADMIN, a_clinic("Other"))
    member = a_member(Role.DOCTOR, admin.clinic)
    kept = actions.let_back_in(member, by=admin.user)
    there = actions.invite(elsewhere.clinic, email=member.user.email, role=Role.OFFICER, by=elsewhere.user)
    actions.join(Link.objects.found(there).get(), member.user)
    found = Link.objects.filter(kind=Link.Kind.RETURN, user=member.user).get()
    assert found.ended_at is not None and Client().get(f"/link/{kept}/").status_code == 410
    Link.objects.filter(pk=found.pk).update(ended_at=None)  # and whatever failed to end it
    with pytest.raises(actions.Refused):
        actions.come_back(found, password=NEW["password"])


def test_every_action_is_told_with_nothing_that_names_a_person() -> None:
    heard: list[dict[str, Any]] = []

    def hear(**said: Any) -> None:
        heard.append(said)

    happened.connect(hear)
    try:
        admin, token = invited()
        Client().post(f"/link/{token}/", NEW)
        member = Membership.objects.get(user__email="new@clinic.example")
        actions.change_role(member, Role.MARKETER, by=admin.user)
        actions.change_role(member, Role.MARKETER, by=admin.user)  # a second tap
        actions.change_clinic(admin.clinic, name="Tên khác", two_person=True, by=admin.user)
        actions.end_membership(member, by=admin.user)
        actions.end_membership(member, by=admin.user)
    finally:
        happened.disconnect(hear)
    assert [said["verb"] for said in heard] == [
        "invitation.made",
        "membership.began",
        "sign-in.began",
        "membership.changed",
        "clinic.changed",
        "membership.ended",
    ]
    assert not re.search("example|Người|Tên", str([said["facts"] for said in heard]))


def test_sign_in_is_told_in_each_clinic_where_somebody_works() -> None:
    member = a_member(Role.OFFICER)
    second = a_member(Role.DOCTOR, a_clinic("Other"), user=member.user)
    code = RecoveryCodes.activate(member.user).generate_codes()[0]
    heard: list[tuple[str, Clinic, dict[str, object]]] = []

    def hear(verb: str, clinic: Clinic, facts: dict[str, object], **_: Any) -> None:
        heard.append((verb, clinic, facts))

    happened.connect(hear)
    try:
        client = Client()
        client.post("/accounts/login/", {"login": member.user.email, "password": PASSWORD})
        client.post("/accounts/2fa/authenticate/", {"code": "000000"})
        client.post("/accounts/2fa/authenticate/", {"code": code})
        client.post("/accounts/logout/")
    finally:
        happened.disconnect(hear)
    both = {member.clinic, second.clinic}
    for n, verb in enumerate(("factor.refused", "sign-in.began", "sign-in.ended")):
        two = heard[2 * n : 2 * n + 2]
        assert {one[0] for one in two} == {verb} and {one[1] for one in two} == both, verb
    assert len(heard) == 6 and heard[0][2] == {"factor": "totp"}


def test_the_two_person_rule_is_set_on_a_page_that_says_what_it_does_and_what_is_missing() -> None:
    admin = a_member(Role.ADMIN)
    client = signed_in(admin.user)
    client.cookies["django_language"] = "en"
    said = {"name": admin.clinic.name, "two_person": "on"}
    assert "can refuse it, and not confirm it" in client.get("/clinic/settings/").content.decode()
    assert client.post("/clinic/settings/", said).status_code == 302
    (event,) = events("clinic.changed")
    assert event.facts == {"two_person": True, "renamed": False}
    for officers in (0, 1):
        assert f"{officers} privacy officer" in client.get("/clinic/settings/").content.decode()
        a_member(Role.OFFICER, admin.clinic)
    assert "Invite another" not in client.get("/clinic/settings/").content.decode()


def events(verb: str) -> list[AuditEvent]:
    return list(AuditEvent.objects.filter(verb=verb).order_by("log", "seq"))


def test_a_wrong_password_is_in_the_audit_of_each_clinic_and_an_unknown_name_in_the_installations() -> None:
    member = a_member(Role.OFFICER)
    second = a_member(Role.DOCTOR, a_clinic("Other"), user=member.user)
    nowhere = a_user("nowhere@clinic.example")
    for login in (member.user.email.upper(), "Nobody@clinic.example", nowhere.email):
        Client().post("/accounts/login/", {"login": login, "password": "wrong"})
    told = events("sign-in.refused")
    assert {one.log_id for one in told if one.target == str(member.user.pk)} == {member.clinic_id, second.clinic_id}
    assert {one.target for one in told if one.log_id == INSTALLATION} == {str(UUID(int=0)), str(nowhere.pk)}
    assert len(told) == 4 and {one.actor for one in told} == {"kindao"} and all(one.facts == {} for one in told)
    assert "nobody@" not in str(list(AuditEvent.objects.values())).lower()


def test_a_wrong_password_of_who_is_signed_in_already_is_in_the_audit_too() -> None:
    member = a_member()
    signed_in(member.user).post("/accounts/reauthenticate/", {"password": "wrong"})
    assert [one.log_id for one in events("sign-in.refused")] == [member.clinic_id]


def test_a_lock_out_is_in_the_audit_once_with_what_is_locked() -> None:
    member = a_member()
    for n in range(8):  # from wherever they come
        told = {"login": member.user.email, "password": "wrong"}
        Client().post("/accounts/login/", told, REMOTE_ADDR=f"192.0.2.{n}")
    assert len(events("sign-in.refused")) == 5
    (locked,) = events("sign-in.locked")
    assert (locked.log_id, locked.target, locked.facts) == (member.clinic_id, str(member.user.pk), {"of": "account"})
    cache.clear()
    for n in range(12):
        Client().post("/accounts/login/", {"login": f"nobody{n}@clinic.example", "password": "wrong"})
    (locked,) = [one for one in events("sign-in.locked") if one.log_id == INSTALLATION]
    assert locked.facts == {"of": "address"}


def test_the_rate_that_locks_an_account_is_the_settings_own() -> None:
    assert WRONG_BY_ACCOUNT in desk.ACCOUNT_RATE_LIMITS["login_failed"].split(",")


def test_what_is_told_in_vain_is_undone() -> None:
    def broken(**said: Any) -> None:
        raise RuntimeError

    admin = a_member(Role.ADMIN)
    member = a_member(Role.DOCTOR, admin.clinic)
    happened.connect(broken)
    try:
        with pytest.raises(RuntimeError):
            actions.end_membership(member, by=admin.user)
    finally:
        happened.disconnect(broken)
    assert Membership.objects.of(member.user).exists()


def test_the_database_holds_what_must_hold() -> None:
    now, admin = clock.now(), a_member(Role.ADMIN)
    whole: dict[str, Any] = {"digest": "0" * 64, "made_at": now, "ends_at": now}
    wrongs: list[dict[str, Any]] = [
        {"kind": "join", "role": "doctor"},
        {"kind": "join", "clinic": admin.clinic, "email": "a@clinic.example", "role": "king"},
        {"kind": "return"},
        {"kind": "first", "clinic": admin.clinic},
        {"kind": "first", "used_at": now, "ended_at": now},
    ]
    for wrong in wrongs:
        with pytest.raises(IntegrityError), transaction.atomic():
            Link.objects.create(**(whole | wrong))
    with pytest.raises(IntegrityError), transaction.atomic():
        Membership.objects.create(user=admin.user, clinic=admin.clinic, role=Role.DOCTOR)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("one_becomes", [None, Role.DOCTOR])
def test_of_the_last_two_administrators_who_leave_at_once_one_stays(
    one_becomes: Role | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each leaves in a transaction of its own, and waits after the look at who else is there, that both may look first:
    whoever holds the clinic lets the other look only afterwards."""
    clinic = a_clinic()
    two = [a_member(Role.ADMIN, clinic) for _ in range(2)]
    both, alone = Barrier(2), actions._alone

    def looks(membership: Membership, *, leaves: bool) -> None:
        alone(membership, leaves=leaves)
        with suppress(BrokenBarrierError):
            both.wait(0.5)

    def leave(member: Membership, becomes: Role | None) -> bool:
        try:
            if becomes is None:
                actions.end_membership(member, by=member.user)
            else:
                actions.change_role(member, becomes, by=member.user)
        except actions.Refused:
            return False
        finally:
            connection.close()
        return True

    monkeypatch.setattr(actions, "_alone", looks)
    with ThreadPoolExecutor(2) as threads:
        left = list(threads.map(leave, two, [None, one_becomes]))
    assert sorted(left) == [False, True]
    assert Membership.objects.in_clinic(clinic).filter(role=Role.ADMIN).count() == 1


class Leaving(TestCase):
    """Whoever leaves or changes role in whatever order, a clinic keeps an administrator."""

    @settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
    @given(st.lists(st.tuples(st.integers(0, 3), st.sampled_from([*Role, None])), max_size=12))
    def test_a_clinic_always_has_an_administrator(self, steps: list[tuple[int, Role | None]]) -> None:
        clinic = a_clinic()
        members = [a_member(role, clinic) for role in (Role.ADMIN, Role.ADMIN, Role.DOCTOR, Role.OFFICER)]
        for n, role in steps:
            try:
                if role is None:
                    actions.end_membership(members[n], by=members[0].user)
                elif Membership.objects.filter(pk=members[n].pk, ended_at=None).exists():
                    actions.change_role(members[n], role, by=members[0].user)
            except actions.Refused:
                pass
            assert Membership.objects.in_clinic(clinic).filter(role=Role.ADMIN).exists()


def test_whoever_runs_the_installation_makes_one_more_clinic(client: Client) -> None:
    old = a_member(Role.ADMIN)
    first = actions.another_clinic("Phòng khám Hai", email="Boss@Two.example")
    token = actions.another_clinic("Phòng khám Hai", email="boss@two.example")  # again: the clinic that is there
    assert client.get(f"/link/{first}/").status_code == 410
    assert client.get(f"/link/{token}/").status_code == 200
    assert client.post(f"/link/{token}/", NEW).status_code == 302
    clinic = Clinic.objects.get(name="Phòng khám Hai")
    admin = Membership.objects.in_clinic(clinic).get()
    assert (admin.role, admin.user.email) == (Role.ADMIN, "boss@two.example") and clinic != old.clinic
    with pytest.raises(actions.Refused):
        actions.another_clinic("Phòng khám Hai", email="other@two.example")
    there = AuditEvent.objects.filter(log=clinic.pk).values_list("verb", flat=True)
    assert {"clinic.founded", "invitation.made", "membership.began"} <= set(there)


@pytest.mark.parametrize(("name", "email"), [(" ", "a@b.example"), ("Phòng\x00khám", "a@b.example"), ("Hai", "nobody")])
def test_what_is_no_clinic_or_no_address_is_told(name: str, email: str) -> None:
    with pytest.raises(BadInput):
        clinic_address("http://localhost", name, email)
    assert not Clinic.objects.exists()
