"""What `kindao seed` fills in is what the desk itself would have written: it opens, decides and shows the same."""

import pytest

from desk import a_member, signed_in
from kindao.engine.errors import BadInput
from kindao.web import demo, seeding
from kindao.web.audit.models import AuditEvent, Log
from kindao.web.audit.verifying import verify
from kindao.web.cases.models import Original, Patient
from kindao.web.clinics.models import Membership, Role
from kindao.web.consent import actions as consents
from kindao.web.consent.models import Consent, State
from kindao.web.consent.record import to_engine
from kindao.web.review import actions
from kindao.web.review.models import Decision, Use, UseState
from kindao.web.vault import store

pytestmark = pytest.mark.django_db


def test_what_is_filled_in_is_whole_and_says_that_it_is_fictional() -> None:
    list(seeding.fill(seeding.Much(patients=12, media=60, consents=40)))
    people = Patient.objects.exclude(record_number="MẪU-000000")
    assert people.count() == 12 and Original.objects.count() == 61 and Consent.objects.count() == 41
    assert all("(hư cấu)" in one.name for one in Patient.objects.all())
    assert Use.objects.count() == 13 and Use.objects.exclude(state=UseState.REFUSED).exists()
    for original in Original.objects.select_related("file__key")[:20]:
        assert store.read(original.file)[:2] == b"\xff\xd8" and original.digest == original.file.digest
    for decision in Decision.objects.select_related("copy__file__key"):
        assert actions.recomputed(decision) == decision.decision
        assert decision.copy is None or store.read(decision.copy.file)
    for consent in Consent.objects.all():
        counts = consent.scopes.get().state != State.REQUESTED
        assert (to_engine(consent) is not None) == counts
    assert (consents.expire(), actions.new_law()) == (0, 0), "a worker finds nothing to ask again"
    assert AuditEvent.objects.filter(verb="demo.filled").count() == 1
    assert AuditEvent.objects.filter(verb="original.taken-in").count() == Original.objects.count()
    verdict = verify(Log.objects.get(pk=people[0].clinic_id))
    assert verdict.problem is None and verdict.unsigned == 1
    client = signed_in(Membership.objects.get(role=Role.DOCTOR).user)
    use = Use.objects.exclude(state=UseState.LAPSED).order_by("pk")[0]
    for path in ("/patients/", f"/patients/{people[0].pk}/", f"/originals/{use.original_id}/", f"/uses/{use.pk}/"):
        assert client.get(path).status_code == 200
    with pytest.raises(BadInput, match="filled before"):
        list(seeding.fill(seeding.Much(1, 1, 1)))


def test_no_real_installation_is_filled() -> None:
    a_member()
    with pytest.raises(BadInput, match="real installation"):
        list(seeding.fill(seeding.Much(1, 1, 1)))
    assert not Patient.objects.exists() and not Membership.objects.filter(clinic__name=demo.CLINIC).exists()
