"""Sign-in as it is told to `events`: in each clinic where somebody works, for its auditors. What fails with a name that
no account has, or of who works nowhere, is told to the installation's own log, as one event like the others: how long
that takes tells little of who has an account. What was typed in is never told."""

from typing import Any
from uuid import UUID

from allauth.account.signals import password_changed, password_reset
from allauth.mfa.models import Authenticator
from allauth.mfa.signals import authentication_failed, authenticator_added, authenticator_removed, authenticator_reset
from django.contrib.auth.signals import user_logged_in, user_logged_out
from django.db import transaction

from kindao.web.clinics.events import tell
from kindao.web.clinics.models import Clinic, Membership, User

NOBODY = UUID(int=0)  # the id of the account that is told of where there is none


@transaction.atomic
def everywhere(verb: str, user: User | None, **facts: str) -> None:
    """Told once in each clinic where they work."""
    if user is None:  # who signs out may be signed out already
        return
    for membership in Membership.objects.of(user).select_related("clinic").order_by("clinic_id"):
        tell(verb, user, by=user, clinic=membership.clinic, facts=facts)


@transaction.atomic
def unsuccessful(verb: str, email: str, **facts: str) -> None:
    """A sign-in that did not come about. By nobody: who tried isn't known."""
    user = User.objects.filter(email=email.strip().lower()).first()
    here = Membership.objects.of(user).select_related("clinic").order_by("clinic_id") if user else ()
    clinics: list[Clinic | None] = [one.clinic for one in here]
    for clinic in clinics or [None]:
        tell(verb, user or User(pk=NOBODY), by=None, clinic=clinic, facts=facts)


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
