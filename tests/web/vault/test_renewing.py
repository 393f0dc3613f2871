"""A new master key takes over; the old one is gone when everything is wrapped anew, not before."""

from typing import Any

import pytest
from django.conf import settings

from desk import a_clinic
from kindao.engine.errors import Missing
from kindao.web import vault
from kindao.web.audit.models import AuditEvent
from kindao.web.clinics.models import Clinic
from kindao.web.vault import keys, store
from kindao.web.vault.models import DataKey

pytestmark = pytest.mark.django_db


def files(clinic: Clinic) -> list[str]:
    return sorted(path.name.rpartition("-")[2] for path in settings.HOME.keys.glob(f"master-{clinic.pk}-*"))


def test_everything_is_wrapped_anew_and_the_old_key_forgotten(django_capture_on_commit_callbacks: Any) -> None:
    clinic = a_clinic()
    kept, gone = keys.new_key(clinic), keys.new_key(clinic)
    file = store.put(b"photo", key=kept, clinic=clinic, media_type="image/png")
    vault.erase(gone, by=None)
    with django_capture_on_commit_callbacks(execute=True):
        assert keys.renew_master(clinic, by=None) == 1
        assert files(clinic) == ["1", "2"]
    assert files(clinic) == ["2"]
    file.refresh_from_db()
    assert DataKey.objects.get(pk=kept.pk).master == "file:2" and store.read(file) == b"photo"
    assert keys.new_key(clinic).master == "file:2"
    assert AuditEvent.objects.get(verb="vault.master-key.renewed").facts == {"keys": 1}


def test_a_renewal_that_fails_changes_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    clinic = a_clinic()
    key = keys.new_key(clinic)
    file = store.put(b"photo", key=key, clinic=clinic, media_type="image/png")
    (master,) = settings.HOME.keys.glob(f"master-{clinic.pk}-*")
    secret = master.read_bytes()
    master.unlink()
    with pytest.raises(Missing):
        keys.renew_master(clinic, by=None)
    master.write_bytes(secret)
    file.refresh_from_db()
    assert store.read(file) == b"photo" and "1" in files(clinic)


def test_the_clinics_own_key_is_one() -> None:
    clinic = a_clinic()
    assert keys.shared_key(clinic) == keys.shared_key(clinic) != keys.new_key(clinic)
