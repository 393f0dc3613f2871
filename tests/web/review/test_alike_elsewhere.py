"""A no holds for the same picture saved again, in another record too; who asks a page asks the database little."""

import io
from dataclasses import replace
from datetime import timedelta

import pytest
from django_tasks_db.models import DBTaskResult
from PIL import Image
from pytest_django import DjangoAssertNumQueries

from builders import a_consent, a_member, a_patient, a_record, a_use, an_original, group, last_of, nose, worked
from kindao import clock
from kindao.engine.vocabulary import Destination, Outcome
from kindao.web.cases.models import Patient
from kindao.web.clinics.models import Membership
from kindao.web.consent import actions as consents
from kindao.web.consent.models import Who
from kindao.web.releases import actions as releases
from kindao.web.releases.models import ReplayFinding, Stage, Takedown
from kindao.web.review import elsewhere, jobs, standing
from kindao.web.review.models import Use, UseState
from kindao.web.rights import same
from kindao.web.rights.models import PictureHash
from permits import a_lawful_use
from released import Site, a_folder_account, worked_off

pytestmark = pytest.mark.django_db


@pytest.fixture
def by() -> Membership:
    return a_member()


def saved_again(data: bytes) -> bytes:
    with Image.open(io.BytesIO(data)) as picture:
        out = io.BytesIO()
        picture.save(out, "JPEG", quality=90)
    return out.getvalue()


def a_no(by: Membership) -> None:
    """Of somebody in another record, to the picture as it was saved again there."""
    first = a_patient(by, name="Người Ở Hồ Sơ Kia")
    again = an_original(by, first, saved_again(nose()))
    (scope,) = a_record().scopes
    record = a_record(scopes=(replace(scope, assets=frozenset({again.digest})),))
    consents.withdraw(a_consent(by, first, record), who=Who.PATIENT)


def test_a_no_to_the_picture_saved_again_in_another_record_is_looked_at(
    by: Membership, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    use = a_lawful_use(by, a_patient(by))
    a_no(by)
    assert use.original.clinic_id == by.clinic_id
    with django_assert_num_queries(2):  # of what was never compared nothing more is asked
        assert elsewhere.unsettled(use) is None
    assert not PictureHash.objects.exists()
    assert elsewhere.unsettled(use, look=True) is elsewhere.ALIKE
    with django_assert_num_queries(7):
        assert elsewhere.unsettled(use) is elsewhere.ALIKE, "known since"
    assert elsewhere.refused(use) is None, "it may be another picture"
    assert standing.judged(last_of(use), use) == standing.Standing(Outcome.INDETERMINATE, elsewhere.ALIKE)


def test_an_officers_yes_settles_it_until_another_no(by: Membership) -> None:
    use = a_lawful_use(by, a_patient(by))
    a_no(by)
    assert elsewhere.unsettled(use, look=True) is elsewhere.ALIKE
    looked = clock.now()
    assert elsewhere.filed_since(use, looked - timedelta(hours=1)) and not elsewhere.filed_since(use, looked)
    first = Patient.objects.get(name="Người Ở Hồ Sơ Kia")
    consents.withdraw(a_consent(by, first), who=Who.PATIENT)
    assert elsewhere.filed_since(use, looked)


def test_another_picture_is_another(by: Membership, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    use = a_use(by, an_original(by, a_patient(by), group()))
    a_no(by)
    assert elsewhere.unsettled(use, look=True) is None
    with django_assert_num_queries(3):
        assert elsewhere.unsettled(use) is None


def test_what_is_out_in_another_record_is_looked_at_after_a_no(by: Membership, site: Site) -> None:
    use = a_lawful_use(by, a_patient(by), destination=Destination.WEBSITE)
    release = worked_off(releases.release(by, use, a_folder_account(by, site)))
    assert release.stage == Stage.OUT
    first = a_patient(by, name="Người Ở Hồ Sơ Kia")
    again = an_original(by, first, saved_again(nose()))
    (scope,) = a_record().scopes
    website, assets = frozenset({Destination.WEBSITE}), frozenset({again.digest})
    record = a_record(scopes=(replace(scope, destinations=website, assets=assets),))
    consent = a_consent(by, first, record)
    same.twins(use.original, [again.digest], True)  # as their checks did
    consents.withdraw(consent, who=Who.PATIENT)
    (job,) = DBTaskResult.objects.filter(task_path__endswith="hear_elsewhere")
    assert job.args_kwargs["args"] == [str(consent.pk)]
    jobs.hear_elsewhere.call(str(consent.pk))
    use.refresh_from_db()
    assert use.state == UseState.INSPECTING and not Takedown.objects.filter(release=release).exists()
    assert ReplayFinding.objects.get(release=release, over_at=None).why_en == elsewhere.ALIKE.en


def test_the_worker_compares_what_is_asked_about(by: Membership) -> None:
    use = a_lawful_use(by, a_patient(by))
    a_no(by)
    use = worked(a_use(by, use.original))
    assert use.state == UseState.NEEDS_EYES and last_of(use).refused_en == elsewhere.ALIKE.en
    assert Use.objects.count() == 2
