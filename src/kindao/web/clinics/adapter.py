"""How django-allauth behaves here: nobody signs up, secrets of second factors are encrypted where they are kept, and
what it draws fits the strict Content-Security-Policy."""

import base64
import hashlib
import time
from typing import Any, ClassVar

import segno
from allauth.account import app_settings
from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.internal.flows.login import get_authentication_records
from allauth.core import context
from allauth.core.internal import ratelimit
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from cryptography.fernet import Fernet, MultiFernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils.encoding import force_bytes
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from kindao.web.clinics import watching
from kindao.web.clinics.actions import is_guarded
from kindao.web.clinics.middleware import FACTORS
from kindao.web.clinics.models import User

WRONG_BY_ACCOUNT = "5/5m/key"  # of settings.ACCOUNT_RATE_LIMITS: wrong passwords that lock an account
LOCK_TOLD_FOR = 5 * 60  # seconds


class InvitedOnly(DefaultAccountAdapter):  # type: ignore[misc]
    error_messages: ClassVar = DefaultAccountAdapter.error_messages | {
        "too_many_login_attempts": _(
            "Too many wrong passwords. Try again in five minutes; meanwhile a passkey signs you in."
        )
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        try:
            super().pre_authenticate(request, **credentials)
        except ValidationError:
            self._tell_lock(request, credentials)
            raise

    def _tell_lock(self, request: HttpRequest, credentials: dict[str, Any]) -> None:
        """Told once for as long as it lasts: who goes on guessing fills no log."""
        theirs = self._get_login_attempts_cache_key(request, **credentials)
        rate = {"login_failed": WRONG_BY_ACCOUNT}
        open_ = ratelimit.consume(
            request, app="allauth.account", action="login_failed", config=rate, key=theirs, dry_run=True
        )
        of, key = ("address", ratelimit.get_ip(request)) if open_ else ("account", theirs)
        if cache.add(f"kindao:locked:{of}:{hashlib.sha256(key.encode()).hexdigest()}", True, LOCK_TOLD_FOR):
            watching.unsuccessful("sign-in.locked", credentials.get("email", ""), of=of)

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        watching.unsuccessful("sign-in.refused", credentials.get("email", ""))

    def is_reauthentication_required(self, *, app: str, **_: Any) -> bool:
        """Whoever signed in moments ago isn't asked again to set up a second factor."""
        request = context.request
        records = get_authentication_records(request, request.user)
        since = time.time() - records[-1]["at"] if records else app_settings.REAUTHENTICATION_TIMEOUT
        return not 0 <= since < app_settings.REAUTHENTICATION_TIMEOUT

    def get_reauthentication_methods(self, user: User) -> list[dict[str, Any]]:
        """Whoever has a second factor is asked for it, not for what may lie under the keyboard; passkeys first."""
        methods: list[dict[str, Any]] = super().get_reauthentication_methods(user)
        factors = [one for one in methods if one["id"].startswith("mfa")]
        for one in factors:
            one["description"] = _("Use a passkey") if one["id"].endswith("webauthn") else _("Use an app's code")
        return sorted(factors, key=lambda one: not one["id"].endswith("webauthn")) or methods


class Factors(DefaultMFAAdapter):  # type: ignore[misc]
    def get_totp_issuer(self) -> str:
        return "Kindao"

    def build_totp_svg(self, url: str) -> str:
        """Inline SVG: a data: address would need a hole in the policy."""
        return str(segno.make(url, error="m").svg_inline(scale=5, border=3, dark="#000", light="#fff"))

    def generate_authenticator_name(self, user: User, type: Any) -> str:
        others = Authenticator.objects.filter(user_id=user.pk, type=type).count()
        return gettext("Passkey %(n)s") % {"n": others + 1}

    def encrypt(self, text: str) -> str:
        return _fernet().encrypt(text.encode()).decode("ascii")

    def decrypt(self, encrypted_text: str) -> str:
        return _fernet().decrypt(encrypted_text.encode("ascii")).decode()

    def can_delete_authenticator(self, authenticator: Any) -> bool:
        """The last second factor of who must have one stays; another is set up first."""
        if authenticator.type not in FACTORS or not is_guarded(authenticator.user):
            return True
        others = type(authenticator).objects.filter(user=authenticator.user, type__in=FACTORS)
        return bool(others.exclude(pk=authenticator.pk).exists())


def _fernet() -> MultiFernet:
    """By keys of the installation's secret, which lies beside the database and never in it."""
    return MultiFernet([Fernet(_key(secret)) for secret in [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]])


def _key(secret: str | bytes) -> bytes:
    kdf = HKDF(algorithm=SHA256(), length=32, salt=None, info=b"kindao second factors")
    return base64.urlsafe_b64encode(kdf.derive(force_bytes(secret)))
