"""What happens below and matters for what is out: in the transaction of what happened."""

from typing import Any
from uuid import UUID

from kindao.web.cases import signals as cases
from kindao.web.consent import signals as consents
from kindao.web.consent.models import Consent, State
from kindao.web.review import jobs


def listen() -> None:
    from kindao.web.releases import accounts, probing, publishing, taking_down
    from kindao.web.releases.models import Release, Takedown

    jobs.KINDS["release"] = (Release, publishing.publish)
    jobs.KINDS["takedown"] = (Takedown, taking_down.carry_out)
    jobs.BURIED["release"], jobs.BURIED["takedown"] = publishing.buried, taking_down.buried
    for one in (accounts.test_all, probing.keep_sweeping):
        if one not in jobs.NOW_AND_THEN:
            jobs.NOW_AND_THEN.append(one)
    consents.changed.connect(_consented, dispatch_uid="releases.consented")
    cases.changed.connect(_changed, dispatch_uid="releases.changed")


def _consented(sender: object, consent: Consent, **_: Any) -> None:
    from kindao.web.releases import actions
    from kindao.web.releases.models import Why

    ended = (
        consent.scopes.filter(state=State.EXPIRED).exists()
        and not consent.scopes.filter(state=State.WITHDRAWN).exists()
    )
    actions.judge_again(patients=[consent.subject.pk], why=Why.EXPIRED if ended else Why.WITHDRAWN)


def _changed(sender: object, patients: list[UUID], originals: list[UUID], **_: Any) -> None:
    from kindao.web.releases import actions
    from kindao.web.releases.models import Why

    actions.judge_again(patients=patients, originals=originals, why=Why.FACTS)
