"""A no to a picture that looks the same reaches what is out in other records: also of a use that is over, and also
when the worker fails at first."""

import io
from dataclasses import replace
from typing import Any

import pytest
from django_tasks_db.models import DBTaskResult
from PIL import Image

from builders import a_consent, a_member, a_patient, a_record, a_use, an_original, nose
from kindao import clock
from kindao.web.cases import signals
from kindao.web.cases.models import OriginalQuerySet
from kindao.web.clinics.models import Membership
from kindao.web.consent import actions as consents
from kindao.web.consent.models import Consent, Who
from kindao.web.review import elsewhere, jobs
from kindao.web.review.models import Broken, Use, UseState
from kindao.web.rights import same

pytestmark = pytest.mark.django_db


@pytest.fixture
def use() -> Use:
    by = a_member()
    use = a_use(by, an_original(by, a_patient(by), nose()))
    Use.objects.filter(pk=use.pk).update(purpose=a_record().scopes[0].purpose.value)
    return use


def saved_again(data: bytes) -> bytes:
    with Image.open(io.BytesIO(data)) as picture:
        out = io.BytesIO()
        picture.save(out, "JPEG", quality=90)
    return out.getvalue()


def a_no(use: Use) -> Consent:
    """Of somebody in another record, who was compared with the picture of this use."""
    by = Membership.objects.get(clinic=use.clinic)
    first = a_patient(by)
    again = an_original(by, first, saved_again(nose()))
    (scope,) = a_record().scopes
    consent = a_consent(by, first, a_record(scopes=(replace(scope, assets=frozenset({again.digest})),)))
    same.twins(use.original, [again.digest], True)
    consents.withdraw(consent, who=Who.PATIENT)
    return consent


def test_of_a_use_that_is_over_as_well(use: Use) -> None:
    consent = a_no(use)
    for state, heard in ((UseState.LAPSED, True), (UseState.PERMITTED, True), (UseState.DRAFT, False)):
        Use.objects.filter(pk=use.pk).update(state=state)
        assert elsewhere.looking_like(consent) == ([use.original_id] if heard else [])


def test_one_that_fails_is_tried_again_and_told_of(use: Use, monkeypatch: pytest.MonkeyPatch) -> None:
    consent = a_no(use)
    DBTaskResult.objects.all().delete()
    broken = True

    def fails(sender: object, **_: Any) -> None:
        if broken:
            raise RuntimeError

    signals.changed.connect(fails)
    locked: list[object] = []
    lock = OriginalQuerySet.lock_resting_on

    def locks(self: OriginalQuerySet, **about: Any) -> None:
        locked.append(about)
        lock(self, **about)

    monkeypatch.setattr(OriginalQuerySet, "lock_resting_on", locks)
    try:
        for tried in range(jobs.TOLD_AFTER):
            jobs.hear_elsewhere.call(str(consent.pk), tried)
            (job,) = DBTaskResult.objects.filter(task_path__endswith="hear_elsewhere")
            assert job.args_kwargs["args"] == [str(consent.pk), tried + 1] and job.run_after > clock.now()
            DBTaskResult.objects.all().delete()
        assert Broken.objects.get().failure == "RuntimeError"
        assert locked[0] == {"originals": [use.original_id]}
        broken = False
        jobs.hear_elsewhere.call(str(consent.pk), jobs.TOLD_AFTER)
    finally:
        signals.changed.disconnect(fails)
    assert not Broken.objects.exists()
    assert not DBTaskResult.objects.filter(task_path__endswith="hear_elsewhere").exists()
