"""Nobody sees the desk who was not let in; officers and administrators need a second factor."""

import re

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from django.contrib.auth.hashers import MD5PasswordHasher
from django.core import mail
from django.core.cache import cache
from django.db import OperationalError
from django.test import Client, RequestFactory

from desk import PASSWORD, a_member, a_user, signed_in
from kindao.web.clinics import actions, middleware
from kindao.web.clinics.access import FRESH_FOR, is_fresh
from kindao.web.clinics.models import GUARDED, Role, User

pytestmark = pytest.mark.django_db
LOGIN = "/accounts/login/"


@pytest.fixture(autouse=True)
def _no_attempts_yet() -> None:
    cache.clear()


def test_a_stranger_is_sent_to_sign_in(client: Client) -> None:
    assert client.get("/").headers["Location"] == "/accounts/login/?next=/"


def test_who_works_in_no_clinic_sees_nothing() -> None:
    assert signed_in(a_user()).get("/").status_code == 404


@pytest.mark.parametrize("role", Role)
def test_each_role_has_a_front_page(role: Role) -> None:
    assert signed_in(a_member(role).user).get("/").status_code == 200


@pytest.mark.parametrize("role", Role)
def test_officers_and_administrators_get_nowhere_without_a_second_factor(role: Role) -> None:
    member = a_member(role)
    Authenticator.objects.filter(user=member.user).delete()
    RecoveryCodes.activate(member.user)  # codes for the day when the factor is lost are none
    client = signed_in(member.user)
    guarded = role in GUARDED
    assert client.get("/").status_code == (302 if guarded else 200)
    for path in ("/clinic/people/", "/clinic/settings/"):
        answer = client.get(path)
        assert (answer.status_code == 302 and answer.headers["Location"] == "/accounts/2fa/") or not guarded
    assert client.get("/accounts/2fa/totp/activate/").status_code == 200
    assert client.get("/accounts/2fa/webauthn/add/").status_code == 200
    menu = re.findall(r"<nav.*</nav>", client.get("/accounts/2fa/").text, re.S)[0]
    assert menu.count("<a ") > 1 or guarded
    assert menu.count("<a ") == 1 or not guarded, "each of them would lead back here"
    assert client.post("/accounts/2fa/totp/activate/", {"code": "000000"}).status_code == 422


def test_an_officer_of_another_clinic_needs_the_factor_here_too() -> None:
    member = a_member(Role.DOCTOR)
    assert signed_in(member.user).get("/").status_code == 200
    a_member(Role.OFFICER, user=member.user)
    Authenticator.objects.filter(user=member.user).delete()
    assert signed_in(member.user).get("/").status_code == 302


def test_a_password_alone_does_not_sign_in_who_has_a_second_factor(client: Client) -> None:
    member = a_member(Role.ADMIN)
    code = RecoveryCodes.activate(member.user).generate_codes()[0]
    answer = client.post(LOGIN, {"login": member.user.email, "password": PASSWORD})
    assert answer.headers["Location"] == "/accounts/2fa/authenticate/"
    assert "_auth_user_id" not in client.session
    assert client.post("/accounts/2fa/authenticate/", {"code": "000000"}).status_code == 422
    assert "_auth_user_id" not in client.session
    assert client.post("/accounts/2fa/authenticate/", {"code": code}).status_code == 302
    assert client.get("/").status_code == 200
    again = Client()
    again.post(LOGIN, {"login": member.user.email, "password": PASSWORD})
    again.post("/accounts/2fa/authenticate/", {"code": code})
    assert "_auth_user_id" not in again.session  # a recovery code works once


def test_the_last_second_factor_of_an_officer_stays() -> None:
    member = a_member(Role.OFFICER)
    assert signed_in(member.user).post("/accounts/2fa/totp/deactivate/").status_code == 422
    assert Authenticator.objects.filter(user=member.user, type=Authenticator.Type.TOTP).exists()
    doctor = a_member(Role.DOCTOR, user=a_user("d@clinic.example", factor=True))
    assert signed_in(doctor.user).post("/accounts/2fa/totp/deactivate/").status_code == 302
    assert not Authenticator.objects.filter(user=doctor.user, type=Authenticator.Type.TOTP).exists()


def test_secrets_of_second_factors_are_not_kept_as_they_are() -> None:
    member = a_member(Role.OFFICER)
    kept = Authenticator.objects.get(user=member.user, type=Authenticator.Type.TOTP).data["secret"]
    from kindao.web.clinics.adapter import Factors

    opened = Factors().decrypt(kept)
    assert re.fullmatch("[A-Z2-7]{32}", opened) and opened not in kept


def without_token(page: bytes) -> bytes:
    return re.sub(rb'value="[A-Za-z0-9]{64}"', b"", page)


def test_nobody_learns_who_has_an_account(client: Client) -> None:
    member = a_member()
    told = [
        client.post(LOGIN, {"login": email, "password": "wrong password"}).content.replace(email.encode(), b"")
        for email in (member.user.email, "nobody@clinic.example")
    ]
    assert without_token(told[0]) == without_token(told[1])


def test_a_wrong_password_costs_one_hash_whoever_is_named(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    """How long an answer takes tells nobody who has an account, or whether it has a password."""
    known, passkey_alone = a_member().user, a_member().user
    passkey_alone.set_unusable_password()
    passkey_alone.save()
    made: list[str] = []
    encode = MD5PasswordHasher.encode

    def counted(hasher: MD5PasswordHasher, password: str, salt: str) -> str:
        made.append(salt)
        return str(encode(hasher, password, salt))

    monkeypatch.setattr(MD5PasswordHasher, "encode", counted)
    for email in (known.email, passkey_alone.email, "nobody@clinic.example"):
        made.clear()
        assert client.post(LOGIN, {"login": email, "password": "wrong password"}).status_code == 422
        assert len(made) == 1, email


def test_wrong_passwords_lock_an_account_whether_it_exists_or_not(client: Client) -> None:
    member = a_member()
    for email in (member.user.email, "nobody@clinic.example"):
        cache.clear()
        for address in range(5):  # from wherever they come
            client.post(LOGIN, {"login": email, "password": "wrong"}, REMOTE_ADDR=f"192.0.2.{address}")
        right = client.post(LOGIN, {"login": email, "password": PASSWORD}, REMOTE_ADDR="192.0.2.99")
        assert right.status_code == 422 and "sau năm phút" in right.content.decode()
        assert "bằng khóa truy cập" in right.content.decode()
    assert "_auth_user_id" not in client.session


def test_one_address_that_guesses_at_many_accounts_is_locked_out(client: Client) -> None:
    member = a_member()
    for n in range(10):
        client.post(LOGIN, {"login": f"somebody{n}@clinic.example", "password": "wrong"})
    said = client.post(LOGIN, {"login": member.user.email, "password": PASSWORD}).content.decode()
    assert "nhập sai quá nhiều lần" in said and "_auth_user_id" not in client.session


def test_too_many_requests_are_answered_in_the_desks_frame(client: Client) -> None:
    for _ in range(30):
        client.post(LOGIN, {"login": "x", "password": ""})
    answer = client.post(LOGIN, {"login": "x", "password": ""})
    assert answer.status_code == 429 and "Quá nhiều lần thử" in answer.content.decode()


def test_who_signed_in_long_ago_is_asked_again_before_originals() -> None:
    member = a_member(Role.ADMIN)
    client = signed_in(member.user, ago=FRESH_FOR + 1)
    answer = client.post("/clinic/people/invite/", {"email": "new@clinic.example", "role": "doctor"})
    assert answer.headers["Location"] == "/accounts/2fa/reauthenticate/?next=%2Fclinic%2Fpeople%2F"
    code = RecoveryCodes.activate(member.user).generate_codes()[0]
    again = client.post("/accounts/2fa/reauthenticate/", {"code": code, "next": "/clinic/people/"})
    assert again.headers["Location"] == "/clinic/people/"
    assert client.post("/clinic/people/invite/", {"email": "new@clinic.example", "role": "doctor"}).status_code == 200


@pytest.mark.parametrize(("ago", "fresh"), [(0, True), (FRESH_FOR - 5, True), (FRESH_FOR + 1, False), (-60, False)])
def test_fresh_is_fifteen_minutes_and_no_clock_set_back(ago: float, fresh: bool) -> None:
    user = a_member().user
    client = signed_in(user, ago=ago)
    request = RequestFactory().get("/original/", headers={"Sec-Fetch-Dest": "image"})
    request.user, request.session = user, client.session
    assert is_fresh(request) is fresh


def test_a_password_is_asked_of_who_has_no_factor_and_the_factor_of_who_has() -> None:
    from allauth.account.adapter import get_adapter

    doctor, admin = a_member(Role.DOCTOR).user, a_member(Role.ADMIN).user
    ways = [[one["id"] for one in get_adapter().get_reauthentication_methods(user)] for user in (doctor, admin)]
    assert ways == [["reauthenticate"], ["mfa_reauthenticate"]]


def test_an_ended_membership_ends_the_session() -> None:
    admin, member = a_member(Role.ADMIN), None
    member = a_member(Role.DOCTOR, admin.clinic)
    client = signed_in(member.user)
    assert client.get("/").status_code == 200
    actions.end_membership(member, by=admin.user)
    answer = client.get("/")
    assert answer.status_code == 302 and answer.headers["Location"].startswith(LOGIN)


def test_a_new_password_ends_other_sessions() -> None:
    member = a_member()
    here, there = signed_in(member.user), signed_in(member.user)
    new = "another horse battery"
    said = {"oldpassword": PASSWORD, "password1": new, "password2": new}
    assert here.post("/accounts/password/change/", said).status_code == 302
    assert here.get("/").status_code == 200 and there.get("/").status_code == 302


def test_no_session_outlives_a_working_day(client: Client) -> None:
    member = a_member()
    client.post(LOGIN, {"login": member.user.email, "password": PASSWORD})
    assert client.session.get_expiry_age() <= 8 * 3600 and client.session.get_expire_at_browser_close()


def test_without_e_mail_there_is_no_reset_page_and_the_page_says_whom_to_ask(client: Client) -> None:
    assert client.get("/accounts/password/reset/").status_code == 404
    assert "Quản trị viên của phòng khám có thể cấp" in client.get(LOGIN).content.decode()


def test_with_e_mail_a_link_is_sent_to_who_has_an_account(client: Client, settings: object) -> None:
    settings.SENDS_MAIL = True  # type: ignore[attr-defined]
    member = a_member()
    pages = []
    for email in ("nobody@clinic.example", member.user.email):
        answer = client.post("/accounts/password/reset/", {"email": email})
        pages.append((answer.status_code, answer.headers["Location"]))
    assert pages[0] == pages[1]
    (sent,) = mail.outbox
    assert sent.to == [member.user.email] and "Mật khẩu mới" in sent.subject
    address = re.search(r"http://\S+", str(sent.body))
    assert address
    page = client.get(address[0], follow=True)
    new = "another horse battery"
    answer = client.post(page.redirect_chain[-1][0], {"password1": new, "password2": new})
    assert answer.status_code == 302 and User.objects.get(pk=member.user.pk).check_password(new)


@pytest.mark.parametrize("path", ["signup/", "email/", "confirm-email/", "password/set/", "3rdparty/", "login/code/"])
def test_what_is_not_needed_of_allauth_is_not_there(path: str) -> None:
    assert signed_in(a_member().user).get(f"/accounts/{path}").status_code == 404


def test_a_membership_costs_one_question(django_assert_num_queries: object) -> None:
    client = signed_in(a_member(Role.DOCTOR).user)
    with django_assert_num_queries(3):  # type: ignore[operator]  # session, user, memberships
        client.get("/patients/new/")


def test_a_number_leads_to_the_name_that_passkeys_are_bound_to(client: Client) -> None:
    answer = client.get("/accounts/login/?next=/", headers={"host": "127.0.0.1:8460"})
    assert answer.headers["Location"] == "http://localhost:8460/accounts/login/?next=/"
    assert client.get("/accounts/login/", headers={"host": "elsewhere.example"}).status_code == 400


@pytest.mark.parametrize(
    ("error", "status", "says"), [(OperationalError, 503, "cơ sở dữ liệu"), (KeyError, 500, "Lỗi")]
)
def test_a_database_that_is_gone_and_our_own_failure_are_told_in_words(
    error: type[Exception], status: int, says: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def gone(*_: object) -> None:
        raise error("host=secret.example")

    monkeypatch.setattr(middleware.ClinicMiddleware, "_memberships", gone)
    answer = Client(raise_request_exception=False).get("/")
    page = answer.content.decode()
    assert answer.status_code == status and says in page and "secret" not in page
    assert "no-store" in answer.headers["Cache-Control"] and "Content-Security-Policy" in answer.headers
