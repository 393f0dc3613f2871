"""What happened in clinics and sign-in, told as it happens, in the same transaction. Whoever stands above and keeps a
record of it listens; this layer doesn't know who."""

from collections.abc import Mapping

from django.db.models import Model
from django.dispatch import Signal

from kindao.web.clinics.models import Clinic, User

happened = Signal()
"""Receivers get verb, target, by, clinic, facts as keywords; an exception of theirs undoes the action."""


def tell(
    verb: str, target: Model, *, by: User | None, clinic: Clinic | None, facts: Mapping[str, str | bool] | None = None
) -> None:
    """verb: such as "membership.ended". facts: no names, addresses or texts. by: None for who has no account yet."""
    happened.send(sender=type(target), verb=verb, target=target, by=by, clinic=clinic, facts=dict(facts or {}))
