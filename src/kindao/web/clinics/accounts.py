"""Addresses of sign-in: those of django-allauth's that are needed, each with who may open it. Whatever else it offers
(signing up, other e-mail addresses, codes by e-mail) has no address here."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from allauth.account import views as account
from allauth.mfa.base import views as factors
from allauth.mfa.recovery_codes import views as codes
from allauth.mfa.totp import views as totp
from allauth.mfa.webauthn import views as passkeys
from django.conf import settings
from django.http import Http404, HttpRequest
from django.urls import path, re_path

from kindao.web.clinics.access import public, signed_in

entrance = public("who signs in isn't yet signed in")
own = signed_in(before_factor=True)


def proven(view: Callable[..., Any]) -> Callable[..., Any]:
    """Of a password or code that is refused the form comes back as every refused form of the desk does, with 422: a
    browser keeps no password that was answered so, and a program sees that it did not get in. It is the same whether
    the account exists or not, and while it is locked. (401 would ask for a challenge in a header, which a page is not;
    django-allauth's own pages answer 200 and have no setting for it.)"""

    @wraps(view)
    def asked(request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        answer = view(request, *args, **kwargs)
        if request.method == "POST" and answer.status_code == 200:
            answer.status_code = 422
        return answer

    return asked


def mailed(view: Callable[..., Any]) -> Callable[..., Any]:
    """Not there in an installation that can't send e-mail."""

    @wraps(view)
    def asked(request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        if not settings.SENDS_MAIL:
            raise Http404
        return view(request, *args, **kwargs)

    return entrance(asked)


urlpatterns = [
    path("login/", entrance(proven(account.login)), name="account_login"),
    path("logout/", entrance(account.logout), name="account_logout"),
    path("inactive/", entrance(account.account_inactive), name="account_inactive"),
    path("reauthenticate/", own(proven(account.reauthenticate)), name="account_reauthenticate"),
    path("password/change/", own(proven(account.password_change)), name="account_change_password"),
    path("password/reset/", mailed(proven(account.password_reset)), name="account_reset_password"),
    path("password/reset/done/", mailed(account.password_reset_done), name="account_reset_password_done"),
    re_path(
        r"^password/reset/key/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$",
        mailed(proven(account.password_reset_from_key)),
        name="account_reset_password_from_key",
    ),
    path(
        "password/reset/key/done/",
        mailed(account.password_reset_from_key_done),
        name="account_reset_password_from_key_done",
    ),
    path("2fa/", own(factors.index), name="mfa_index"),
    path("2fa/authenticate/", entrance(proven(factors.authenticate)), name="mfa_authenticate"),
    path("2fa/reauthenticate/", own(proven(factors.reauthenticate)), name="mfa_reauthenticate"),
    path("2fa/totp/activate/", own(proven(totp.activate_totp)), name="mfa_activate_totp"),
    path("2fa/totp/deactivate/", own(proven(totp.deactivate_totp)), name="mfa_deactivate_totp"),
    path("2fa/recovery-codes/", own(codes.view_recovery_codes), name="mfa_view_recovery_codes"),
    path(
        "2fa/recovery-codes/generate/",
        own(proven(codes.generate_recovery_codes)),
        name="mfa_generate_recovery_codes",
    ),
    path("2fa/recovery-codes/download/", own(codes.download_recovery_codes), name="mfa_download_recovery_codes"),
    path("2fa/webauthn/", own(passkeys.list_webauthn), name="mfa_list_webauthn"),
    path("2fa/webauthn/add/", own(proven(passkeys.add_webauthn)), name="mfa_add_webauthn"),
    path("2fa/webauthn/login/", entrance(passkeys.login_webauthn), name="mfa_login_webauthn"),
    path("2fa/webauthn/reauthenticate/", own(passkeys.reauthenticate_webauthn), name="mfa_reauthenticate_webauthn"),
    path("2fa/webauthn/keys/<int:pk>/edit/", own(proven(passkeys.edit_webauthn)), name="mfa_edit_webauthn"),
    path("2fa/webauthn/keys/<int:pk>/remove/", own(proven(passkeys.remove_webauthn)), name="mfa_remove_webauthn"),
]
