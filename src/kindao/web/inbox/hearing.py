"""What this app hears of the vault: with a patient's key go the same bytes that nobody put into a record."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from django.db.models import Model

from kindao.web.inbox import actions
from kindao.web.inbox.models import Arrival
from kindao.web.vault import signals as vault
from kindao.web.vault.models import DataKey, StoredFile


def listen() -> None:
    vault.erasing.connect(_erasing, dispatch_uid="inbox.erasing")
    vault.destroyed.connect(_destroyed, dispatch_uid="inbox.destroyed")


def _erasing(sender: object, *, key: DataKey, **told: Any) -> None:
    """Before the audit, as everywhere else."""
    digests = StoredFile.objects.filter(key=key, erased_at=None).values("digest")
    list(Arrival.objects.loose().filter(clinic=key.clinic_id, digest__in=digests).select_for_update(of=("self",)))


def _destroyed(
    sender: object, *, key: DataKey, by: Model | None, at: datetime, digests: Collection[str], **told: Any
) -> None:
    actions.erase_same(key.clinic, digests, by=by, at=at)
