"""With the consent that it rests on a release comes down, also where without any consent a person could have looked."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.core.cache import cache

from answering import choose
from asked import made
from asked import terms as asked_terms
from builders import a_guardian, a_member, a_patient, a_record, a_scan
from kindao import clock
from kindao.engine.policy.consent import Giver, GiverRole, Relation
from kindao.engine.vocabulary import Destination, Outcome, Purpose
from kindao.web.asking import putting
from kindao.web.cases.models import Patient
from kindao.web.clinics.models import Membership
from kindao.web.consent import actions as consents
from kindao.web.releases import actions, replaying
from kindao.web.releases.models import Release, ReplayFinding, Stage, Why
from kindao.web.review import standing
from kindao.web.review.models import Use
from permits import a_permitted_use, permit
from released import Site, a_folder_account, worked_off
from visitors import a_reached_patient, came_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def by() -> Membership:
    return a_member()


def a_story(by: Membership, patient: Patient, **signed: object) -> Use:
    """No advert: without any consent the officer would look."""
    record = a_record(**signed)
    (scope,) = record.scopes
    ends = clock.today() + timedelta(days=400)
    scope = replace(scope, purpose=Purpose.AWARENESS, destinations=frozenset({Destination.WEBSITE}), ends=ends)
    spoken = patient.guardianships.first()
    consent = consents.enter(
        by, patient, replace(record, scopes=(scope,), controller=by.clinic.name), scan=a_scan(), guardianship=spoken
    )
    consents.confirm(a_member(clinic=by.clinic), consent)
    return a_permitted_use(by, patient, destination=Destination.WEBSITE, purpose=Purpose.AWARENESS)


def posted(by: Membership, use: Use, site: Site) -> Release:
    release = worked_off(actions.release(by, use, a_folder_account(by, site)))
    assert release.stage == Stage.OUT
    return release


def later(monkeypatch: pytest.MonkeyPatch, on: date) -> None:
    then = clock.now() + (on - clock.today())
    monkeypatch.setattr(clock, "now", lambda: then)


def test_the_end_of_a_consent_takes_down_what_rested_on_it(
    by: Membership, site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    use = a_story(by, a_patient(by))
    permit(use, clock.today())
    release = posted(by, use, site)
    later(monkeypatch, clock.today() + timedelta(days=400))
    consents.expire()
    release.refresh_from_db()
    assert release.stage == Stage.OUT, "its last day"
    later(monkeypatch, clock.today() + timedelta(days=1))
    assert standing.judged(use.decisions.latest("number"), use).outcome is Outcome.DENY
    assert consents.expire() == 1
    release.refresh_from_db()
    assert release.stage == Stage.COMING_DOWN and release.takedowns.get().why == Why.EXPIRED


def test_a_child_that_has_turned_seven_is_asked_or_it_comes_down(
    by: Membership, site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The day alone changes it: nobody does anything."""
    today = clock.today()
    child = a_patient(by, birth_date=date(today.year - 7, today.month, min(today.day, 28)) + timedelta(days=40))
    mother = a_guardian(by, child)
    giver = Giver(GiverRole.GUARDIAN, Relation.MOTHER, mother.proof)
    use = a_story(by, child, giver=giver, birth_date=child.birth_date)
    permit(use, today, by_officer=True)
    release = posted(by, use, site)
    later(monkeypatch, today + timedelta(days=20))
    replaying.replay(by.clinic)
    release.refresh_from_db()
    assert release.stage == Stage.OUT and not ReplayFinding.objects.exists()
    later(monkeypatch, today + timedelta(days=60))
    assert replaying.replay_where_changed() == 1
    release.refresh_from_db()
    assert release.stage == Stage.COMING_DOWN and release.takedowns.get().why == Why.EXPIRED


def test_a_no_takes_down_what_an_officer_answered_for(by: Membership, site: Site) -> None:
    """Nobody had been asked; then the patient was, and said no."""
    cache.clear()
    use = a_permitted_use(by, a_reached_patient(by), destination=Destination.WEBSITE, purpose=Purpose.AWARENESS)
    permit(use, clock.today(), by_officer=True)
    release = posted(by, use, site)
    question = made(putting.put(by, use, asked_terms(Destination.WEBSITE)))
    link = putting.make_link(by, question.asks.get())
    assert choose(came_in(link), link, website="refused").status_code == 302
    release.refresh_from_db()
    assert release.stage == Stage.COMING_DOWN and release.takedowns.get().why == Why.WITHDRAWN
