"""Sign-in as it is told to `events`: in each clinic where somebody works, for its auditors. A wrong password is told of
nobody: how long that takes would tell who has an account."""

from typing import Any

from allauth.account.signals import password_changed, password_reset
from allauth.mfa.models import Authenticator
from allauth.mfa.signals import authentication_failed, authenticator_added, authenticator_removed, authenticator_reset
from django.contrib.auth.signals import user_logged_in, user_logged_out
from django.db import transaction

from kindao.web.clinics.events import tell
from kindao.web.clinics.models import Membership, User


@transaction.atomic
def everywhere(verb: str, user: User | None, **facts: str) -> None:
    """Told once in each clinic where they work."""
    if user is None:  # who signs out may be signed out already
        return
    for membership in Membership.objects.of(user).select_related("clinic").order_by("clinic_id"):
        tell(verb, user, by=user, clinic=membership.clinic, facts=facts)


def signed_in(user: User, **_: Any) -> None:
    everywhere("sign-in.began", user)


def signed_out(user: User | None, **_: Any) -> None:
    everywhere("sign-in.ended", user)


def changed(user: User, **_: Any) -> None:
    everywhere("password.changed", user)


def added(user: User, authenticator: Authenticator, **_: Any) -> None:
    everywhere("factor.added", user, factor=str(authenticator.type))


def removed(user: User, authenticator: Authenticator, **_: Any) -> None:
    everywhere("factor.removed", user, factor=str(authenticator.type))


def renewed(user: User, authenticator: Authenticator, **_: Any) -> None:
    everywhere("factor.renewed", user, factor=str(authenticator.type))


def mistaken(user: User, authenticator: Authenticator, **_: Any) -> None:
    everywhere("factor.refused", user, factor=str(authenticator.type))


def watch() -> None:
    user_logged_in.connect(signed_in)
    user_logged_out.connect(signed_out)
    password_changed.connect(changed)
    password_reset.connect(changed)
    authenticator_added.connect(added)
    authenticator_removed.connect(removed)
    authenticator_reset.connect(renewed)
    authentication_failed.connect(mistaken)
