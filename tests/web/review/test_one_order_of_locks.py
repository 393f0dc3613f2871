"""Who writes about a picture locks it before its uses, its releases and the audit: in any other order two that meet
would wait for each other. On SQLite nothing is locked by row; what asks for a lock is the same."""

import io
from collections.abc import Callable

import pytest

from builders import a_consent, a_member, a_patient, a_session, nose
from kindao.engine.vocabulary import Destination
from kindao.web.audit import events
from kindao.web.cases import actions as cases
from kindao.web.cases.models import Appearance, Original, OriginalQuerySet
from kindao.web.cases.refiling import refile
from kindao.web.clinics.models import Role
from kindao.web.consent import actions as consents
from kindao.web.consent.models import Who
from kindao.web.releases import actions as releases
from kindao.web.releases.models import Why
from kindao.web.review import actions
from outside import a_manual_account
from permits import a_lawful_use

pytestmark = pytest.mark.django_db


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What was locked, in order."""
    told: list[str] = []
    picture, log = OriginalQuerySet._locked, events._locked

    def of_pictures(self: OriginalQuerySet) -> None:
        told.append("picture")
        picture(self)

    def of_the_audit(*which: object) -> object:
        told.append("audit")
        return log(*which)  # type: ignore[arg-type]

    monkeypatch.setattr(OriginalQuerySet, "_locked", of_pictures)
    monkeypatch.setattr(events, "_locked", of_the_audit)
    return told


def test_the_picture_is_locked_before_the_audit(asked: list[str]) -> None:
    by = a_member()
    officer = a_member(Role.OFFICER, by.clinic)
    patient = a_patient(by)
    use = a_lawful_use(by, patient, destination=Destination.WEBSITE)
    row, consent = use.original.appearances.get(), patient.consents.get()
    release = releases.release(by, use, a_manual_account(by))
    begun = a_session(by, a_patient(by))
    another = a_patient(by)
    doing: dict[str, Callable[[], object]] = {
        "called off": lambda: releases.take_down(release, Why.OFFICER),
        "taken in": lambda: cases.take_in(by, begun, io.BytesIO(nose()), received=Original.Received.UPLOAD),
        "said who": lambda: cases.say_who(by, row, Appearance.As.PATIENT, patient=patient),
        "corrected": lambda: cases.change_patient(by, patient, name="Tên Khác"),
        "entered": lambda: a_consent(by, patient),
        "withdrawn": lambda: consents.withdraw(consent, who=Who.PATIENT),
        "asked otherwise": lambda: actions.change(by, use, caption="Khác"),
        "over": lambda: actions.lapse(by, use),
        "refiled": lambda: refile(officer, use.original, patient, another, reason="Nhầm hồ sơ"),
    }
    for what, do in doing.items():
        asked.clear()
        do()
        assert asked[0] == "picture" and "audit" in asked, (what, asked)
