"""What happens below and matters for what is out: in the transaction of what happened."""

from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from kindao.web.cases import signals as cases
from kindao.web.clinics.models import Membership
from kindao.web.consent import signals as consents
from kindao.web.consent.models import Consent, State
from kindao.web.review import jobs
from kindao.web.review import signals as reviewed
from kindao.web.review.models import Use


def listen() -> None:
    from kindao.web.releases import accounts, forgetting, probing, publishing, replaying, searching, taking_down
    from kindao.web.releases.models import Release, Takedown
    from kindao.web.review import actions as review

    jobs.KINDS["release"] = (Release, publishing.publish)
    jobs.KINDS["takedown"] = (Takedown, taking_down.carry_out)
    jobs.BURIED["release"], jobs.BURIED["takedown"] = publishing.buried, taking_down.buried
    for one in (
        accounts.test_all,
        probing.keep_sweeping,
        replaying.replay_where_changed,
        searching.due,
        forgetting.forget_looks,
    ):
        if one not in jobs.NOW_AND_THEN:
            jobs.NOW_AND_THEN.append(one)
    if _out not in review.OUT:
        review.OUT.append(_out)
    reviewed.lapsed.connect(_lapsed, dispatch_uid="releases.lapsed")
    consents.changed.connect(_consented, dispatch_uid="releases.consented")
    cases.changed.connect(_changed, dispatch_uid="releases.changed")


def _out() -> QuerySet[Use]:
    from kindao.web.releases.models import Release

    rows = Release.objects.out() | Release.objects.waiting()
    return Use.objects.filter(pk__in=rows.order_by().values("use"))


def _lapsed(sender: object, use: Use, by: Membership | None, **_: Any) -> None:
    from kindao.web.releases import actions, replaying

    if by is not None:
        actions.call_off_all(by, use)
    replaying.judge_lapsed(use)


def _consented(sender: object, consent: Consent, **_: Any) -> None:
    from kindao.web.releases import actions, replaying
    from kindao.web.releases.models import Why

    ended = (
        consent.scopes.filter(state=State.EXPIRED).exists()
        and not consent.scopes.filter(state=State.WITHDRAWN).exists()
    )
    actions.judge_again(patients=[consent.subject.pk], why=Why.EXPIRED if ended else Why.WITHDRAWN)
    replaying.judge_touched(patients=[consent.subject.pk])


def _changed(sender: object, patients: list[UUID], originals: list[UUID], **_: Any) -> None:
    from kindao.web.releases import actions, replaying
    from kindao.web.releases.models import Why

    actions.judge_again(patients=patients, originals=originals, why=Why.FACTS)
    replaying.judge_touched(patients=patients, originals=originals)
