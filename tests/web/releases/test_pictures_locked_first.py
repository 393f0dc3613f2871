"""A look, an order to take down several, and a release by hand lock the pictures before anything else."""

import pytest
from django.urls import reverse

from builders import a_member, a_patient
from desk import signed_in
from kindao import clock
from kindao.engine.vocabulary import Destination, Outcome
from kindao.web.audit import events
from kindao.web.cases.models import OriginalQuerySet
from kindao.web.clinics.models import Role
from kindao.web.releases import actions, probing, replaying
from kindao.web.releases.connectors.base import Place
from kindao.web.releases.models import Release, Seen, Stage
from kindao.web.review import standing
from kindao.web.review.standing import Standing
from outside import a_manual_account
from permits import a_lawful_use

pytestmark = pytest.mark.django_db


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What was locked, in order."""
    told: list[str] = []
    picture, log = OriginalQuerySet._locked, events._locked

    def of_pictures(self: OriginalQuerySet) -> None:
        told.append(f"{self.count()} pictures")
        picture(self)

    def of_the_audit(*which: object) -> object:
        told.append("audit")
        return log(*which)  # type: ignore[arg-type]

    monkeypatch.setattr(OriginalQuerySet, "_locked", of_pictures)
    monkeypatch.setattr(events, "_locked", of_the_audit)
    return told


def test_pictures_are_locked_before_all_else(asked: list[str]) -> None:
    by = a_member(Role.OFFICER)
    doctor = a_member(clinic=by.clinic)
    rows = []
    for _ in range(2):
        use = a_lawful_use(doctor, a_patient(doctor), destination=Destination.WEBSITE)
        rows.append(actions.release(doctor, use, a_manual_account(doctor)))
    Release.objects.update(stage=Stage.OUT, sent_at=clock.now(), out_at=clock.now())
    found = [replaying.keep(row, None, Standing(Outcome.DENY, standing.CHANGED)) for row in rows]
    desk = signed_in(by.user)
    asked.clear()
    data = {"finding": [str(one.pk) for one in found if one]}
    assert desk.post(reverse("releases:replay_take_down"), data).status_code == 302
    assert Release.objects.filter(stage=Stage.COMING_DOWN).count() == 2
    assert asked[0] == "2 pictures"
    copy = actions.found(rows[0], "https://a.example/a.jpg", Place.FILE, by="platform")
    asked.clear()
    probing.keep(copy, probing.Look(Seen.THERE))
    assert asked == ["1 pictures"]
