"""What else a doctor does with a use or a release at the desk, another system does too: doubts, says that it is drawn,
puts off, calls off."""

from datetime import UTC, timedelta

import pytest

from builders import a_member, a_patient, an_original
from calling import System, a_system
from kindao import clock
from kindao.engine.errors import BadInput
from kindao.web.api.models import Token
from kindao.web.clinics.models import Membership, Role
from kindao.web.releases.models import Release, Stage
from kindao.web.review import actions
from kindao.web.review.models import Use, UseState
from outside import a_manual_account, a_use_to_post
from permits import a_permitted_use

pytestmark = pytest.mark.django_db


@pytest.fixture
def by() -> Membership:
    return a_member()


@pytest.fixture
def system(by: Membership) -> System:
    return a_system(by.clinic)


def test_whoever_doubts_has_the_officer_look(by: Membership, system: System) -> None:
    use = a_permitted_use(by, a_patient(by))
    where = f"/uses/{use.pk}/send-to-officer"
    assert a_system(a_member().clinic)("POST", where).status_code == 404
    for _ in range(2):
        told = system("POST", where).json()
        assert told["doubted"] and told["state"] == "needs-eyes"
    use.refresh_from_db()
    assert use.doubted_by == Token.objects.filter(clinic=by.clinic).get().user
    other = a_permitted_use(by, a_patient(by))
    Use.objects.filter(pk=other.pk).update(state=UseState.REFUSED)
    answer = system("POST", f"/uses/{other.pk}/send-to-officer")
    assert answer.status_code == 422 and "can't permit" in answer.json()["detail"]


def test_that_it_is_drawn_is_stated_in_the_systems_name_and_an_officer_looks(by: Membership, system: System) -> None:
    original = an_original(by)
    told = {"purpose": "advertising", "destination": "facebook", "illustration": True}
    made = system("POST", f"/originals/{original.pk}/uses", told).json()
    assert made["illustration"] and not made["doubted"]
    token = Token.objects.get()
    assert Use.objects.get().illustration_by == token.user
    usual = system("POST", f"/originals/{original.pk}/uses", told | {"illustration": False}).json()
    assert not usual["illustration"] and Use.objects.get(pk=usual["id"]).illustration_by is None
    with pytest.raises(BadInput, match="only the privacy officer"):
        actions.confirm(token.membership, Use.objects.get(pk=made["id"]), None, reason="x")  # type: ignore[arg-type]


def test_a_release_is_put_off_and_called_off(by: Membership, system: System) -> None:
    use, account = a_use_to_post(by), a_manual_account(by)
    at = clock.now() + timedelta(days=2)
    made = system("POST", f"/uses/{use.pk}/releases", {"account": str(account.pk), "at": at.isoformat()}).json()
    where, later = f"/releases/{made['id']}", at + timedelta(days=1)
    moved = system("POST", f"{where}/move", {"at": later.isoformat()})
    assert moved.status_code == 200 and moved.json()["due_at"].startswith(later.astimezone(UTC).isoformat()[:16])
    for wrong in ({}, {"at": "2001-01-01T00:00:00Z"}, {"at": "2027-01-01T00:00:00"}, {"at": "soon"}):
        assert system("POST", f"{where}/move", wrong).status_code == 422, wrong
    theirs = a_system(a_member().clinic)
    assert theirs("POST", f"{where}/move", {"at": later.isoformat()}).status_code == 404
    assert theirs("POST", f"{where}/call-off").status_code == 404
    for _ in range(2):
        assert system("POST", f"{where}/call-off").json()["stage"] == "cancelled"
    assert system("POST", f"{where}/move", {"at": later.isoformat()}).status_code == 422
    Release.objects.update(stage=Stage.OUT, sent_at=clock.now(), out_at=clock.now())
    late = system("POST", f"{where}/call-off")
    assert late.status_code == 422 and "taken down instead" in late.json()["detail"]


def test_a_token_answers_no_right_and_confirms_nothing(by: Membership) -> None:
    """It works as a doctor works: no action that an officer answers for takes it."""
    a_system(by.clinic)
    assert Token.objects.get().membership.role == Role.DOCTOR
