"""The vault: patients' files, encrypted; one data key per patient, wrapped by the clinic's master key, which lies
outside the database. `keys` makes, wraps and destroys keys; `store` puts files in and reads them."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime

    from django.db.models import Model

    from kindao.web.vault.models import DataKey


def erase(key: DataKey, *, by: Model | None, at: datetime | None = None) -> None:
    """Destroy a data key, and with it all its files: see `keys.erase`."""
    from kindao.web.vault import keys  # models can be loaded when all apps are known, not with the package

    keys.erase(key, by=by, at=at)
