"""Withdrawn while the file is still on its way: it is not made public afterwards."""

from dataclasses import replace

import pytest

from builders import a_member, a_patient, a_record
from fragile import Fragile
from kindao.engine.vocabulary import Destination
from kindao.web.consent import actions as consents
from kindao.web.consent.models import Consent, Who
from kindao.web.releases import accounts, actions, connectors, lookup
from kindao.web.releases.connectors.base import Access, Item, Published
from kindao.web.releases.models import Permit, Stage, Takedown
from permits import a_lawful_use
from released import Site, worked_off

pytestmark = pytest.mark.django_db


class Slow(Fragile):
    """Meanwhile the patient takes it back."""

    def publish(self, access: Access, item: Item) -> Published:
        consents.withdraw(Consent.objects.get(), who=Who.PATIENT)
        return super().publish(access, item)


def test_what_is_withdrawn_during_the_upload_does_not_go_out(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    platform, by = Slow(), a_member()
    monkeypatch.setitem(connectors.installed(), platform.name, platform)
    account = accounts.open_account(
        by, platform.name, Destination.WEBSITE, title="Trang", address=site.address, told={"folder": str(site.folder)}
    )
    (scope,) = a_record().scopes
    record = a_record(scopes=(replace(scope, destinations=frozenset({Destination.WEBSITE})),))
    use = a_lawful_use(by, a_patient(by), record, destination=Destination.WEBSITE)
    release = worked_off(actions.release(by, use, account))
    assert release.stage == Stage.REFUSED and "called off" in release.why_en and release.why_vi
    assert site.files() == [] and not release.public_copies.exists()
    assert Takedown.objects.get().over_at is not None
    assert lookup.by_number(Permit.objects.get().pk) is None
