"""A number in a film is a machine's: after an update another head may have it. Nobody is shown by an old number."""

import pytest

from builders import a_member, a_patient, a_use, an_original, an_other_person, worked
from kindao.engine.geometry import Interval
from kindao.web.audit.models import AuditEvent
from kindao.web.cases import actions as cases
from kindao.web.cases.models import Appearance, Original
from kindao.web.review import running
from kindao.web.review.models import Inspection, Use, UseState, Work


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> Use:
    """About a film in which the doctor is figure 1, a visitor figure 2; its inspection was by these eyes."""
    monkeypatch.setattr(running, "fingerprint", lambda _: "sha256:now")
    by = a_member()
    original = an_original(by, a_patient(by))
    Original.objects.filter(pk=original.pk).update(kind=Original.Kind.FILM)
    original.refresh_from_db()
    Inspection.objects.filter(original=original).update(
        state=Work.State.DONE, eyes="sha256:now", seal="x", lease=None, leased_until=None
    )
    cases.found(original, (), 3)
    rows = {row.tracks[0]: row for row in original.appearances.exclude(tracks=[])}
    doctor = an_other_person(by)
    cases.say_who(by, rows[1], Appearance.As.STAFF, other=doctor)
    cases.say_who(by, rows[2], Appearance.As.BYSTANDER)
    cases.place(by, original, Appearance.As.STAFF, other=doctor, heard=[Interval(0, 1)])
    return a_use(by, original)


@pytest.mark.django_db
def test_the_same_eyes_keep_their_numbers(asked: Use) -> None:
    assert not running.counted_by_another(asked.original)


@pytest.mark.django_db
def test_other_eyes_end_them_and_the_film_is_looked_at_anew(asked: Use, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(running, "fingerprint", lambda _: "sha256:other")
    use = worked(asked)
    decision = use.decisions.get()
    assert use.state == UseState.NEEDS_EYES and decision.refused_en == running.COUNTED_ANEW.en
    assert not asked.original.appearances.exclude(tracks=[]).exists()
    assert [row.role for row in asked.original.appearances.exclude(heard=[])] == ["staff"]
    assert Inspection.objects.get().state == Work.State.WAITING
    assert AuditEvent.objects.filter(verb="original.counted-anew").count() == 1
    assert not running.counted_by_another(asked.original), "once is enough"
