"""The fictional clinic: there at once, and every answer is the one that it is there to show."""

import pytest

from builders import work_all
from kindao.web import demo
from kindao.web.audit.models import AuditEvent
from kindao.web.cases.models import Appearance, Guardianship, Original, Patient
from kindao.web.consent.models import Consent
from kindao.web.demo import posts
from kindao.web.releases.models import PublicCopy, Release, Stage
from kindao.web.review.models import Check, Inspection, Use, UseState, Work

pytestmark = pytest.mark.django_db


def test_filling_it_leaves_the_engine_to_the_queue() -> None:
    demo.fill()
    assert Patient.objects.count() == Original.objects.count() == Use.objects.count() == 5
    assert Guardianship.objects.count() == 1 and Consent.objects.filter(confirmed_at=None).count() == 1
    assert all("(hư cấu)" in name for name in Patient.objects.values_list("name", flat=True))
    assert set(Inspection.objects.values_list("state", flat=True)) == {Work.State.WAITING}
    assert set(Check.objects.values_list("state", "attempts")) == {(Work.State.WAITING, 0)}
    assert AuditEvent.objects.filter(verb="use.asked").count() == 5  # through the actions
    assert not Release.objects.exists(), "what is not permitted yet is not posted"
    demo.fill()
    assert Patient.objects.count() == 5


def test_each_case_gets_the_answer_it_tells_of() -> None:
    demo.fill()
    work_all()
    answers = dict(Use.objects.values_list("patient__record_number", "state"))
    assert answers == {
        "HC-0001": UseState.REFUSED,
        "HC-0002": UseState.PERMITTED,
        "HC-0003": UseState.NEEDS_EYES,
        "HC-0004": UseState.NEEDS_EYES,
        "HC-0005": UseState.NEEDS_EYES,
    }
    told = Use.objects.get(patient__record_number="HC-0001").decisions.get()
    assert "VN-DP-26-1" in told.decision and '"path":[' in told.decision.replace(" ", "")
    use = Use.objects.get(patient__record_number="HC-0002")
    for posted in range(3):
        posts.post.func(str(use.pk), posted)
        posts.post.func(str(use.pk), posted)
        assert use.releases.count() == posted + 1
        work_all()
    assert use.confirmations.count() == 2, "before each further post an officer has read the terms"
    assert sorted(use.releases.values_list("stage", "account__name")) == [
        (Stage.ENDED, "Trang Hoa Sen (hư cấu)"),
        (Stage.OUT, "Trang Hoa Sen (hư cấu)"),
        (Stage.SCHEDULED, "Trang Hoa Sen Đà Nẵng (hư cấu)"),
    ]
    assert set(PublicCopy.objects.values_list("address", flat=True)) == {posts.ADDRESS, posts.GROUP}
    group = Original.objects.get(patient__record_number="HC-0003")
    assert group.appearances.filter(role=Appearance.As.UNKNOWN).count() == 2
