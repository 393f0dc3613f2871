"""What happens below and matters for what is out: in the transaction of what happened."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db.models import QuerySet

from kindao.web.cases import signals as cases
from kindao.web.cases.models import Original
from kindao.web.clinics.models import Membership, User
from kindao.web.consent import signals as consents
from kindao.web.consent.models import Consent, State
from kindao.web.review import jobs
from kindao.web.review import signals as reviewed
from kindao.web.review.models import Use
from kindao.web.vault import signals as vault

if TYPE_CHECKING:
    from kindao.web.releases.models import ReleaseQuerySet


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
    if probing.sweep.module_path not in jobs.WATCHED:
        jobs.WATCHED.append(probing.sweep.module_path)
    if _out not in review.OUT:
        review.OUT.append(_out)
    reviewed.lapsed.connect(_lapsed, dispatch_uid="releases.lapsed")
    reviewed.decided.connect(_decided, dispatch_uid="releases.decided")
    reviewed.doubted.connect(_doubted, dispatch_uid="releases.doubted")
    reviewed.refused.connect(_refused, dispatch_uid="releases.refused")
    consents.changed.connect(_consented, dispatch_uid="releases.consented")
    cases.changed.connect(_changed, dispatch_uid="releases.changed")
    cases.refiled.connect(_refiled, dispatch_uid="releases.refiled")
    vault.restored.connect(_restored, dispatch_uid="releases.restored")


def _out() -> QuerySet[Use]:
    from kindao.web.releases.models import Release

    rows = Release.objects.out() | Release.objects.waiting()
    return Use.objects.filter(pk__in=rows.order_by().values("use"))


def _lapsed(sender: object, use: Use, by: Membership | None, **_: Any) -> None:
    from kindao.web.releases import actions, replaying
    from kindao.web.review.over import WORDS, Because, over

    if by is not None:
        ended = over(use)
        actions.call_off_all(by, use, (ended and ended.why) or WORDS[Because.UNWANTED])
    replaying.judge_lapsed(use)


def _same_picture(use: Use) -> list[UUID]:
    same = Original.objects.filter(clinic=use.original.clinic_id, digest=use.original.digest)
    return list(same.values_list("pk", flat=True))


def _touched(patients: Iterable[UUID] = (), originals: Iterable[UUID] = ()) -> ReleaseQuerySet:
    from kindao.web.releases.models import Release

    return Release.objects.resting_on(patients=list(patients), originals=list(originals))


def _decided(sender: object, use: Use, **_: Any) -> None:
    """What differs from then is kept for the officer, what differs no more is over; a withdrawal or a no that only the
    gate met comes down."""
    from kindao.web.releases import actions, replaying
    from kindao.web.releases.models import Why
    from kindao.web.review import standing

    if standing.said_no(use.decisions.latest("number"), use):
        actions.judge_again(_touched(originals=[use.original_id]), Why.WITHDRAWN)
    replaying.judge_touched(_touched(originals=_same_picture(use)))


def _doubted(sender: object, use: Use, **_: Any) -> None:
    from kindao.web.releases import replaying

    replaying.judge_touched(_touched(originals=_same_picture(use)))


def _refused(sender: object, use: Use, by: User, **_: Any) -> None:
    from kindao.web.releases import actions, replaying
    from kindao.web.releases.models import Why

    same = _touched(originals=_same_picture(use))
    actions.judge_again(same, Why.OFFICER, by=by)
    replaying.judge_touched(same)


def _consented(sender: object, consent: Consent, pictures: list[UUID], **_: Any) -> None:
    from kindao.web.releases import actions, replaying
    from kindao.web.releases.models import Release, Why

    touched = Release.objects.of_pictures(pictures)
    if not touched.exists():
        return

    ended = (
        consent.scopes.filter(state=State.EXPIRED).exists()
        and not consent.scopes.filter(state=State.WITHDRAWN).exists()
    )
    actions.judge_again(touched, Why.EXPIRED if ended else Why.WITHDRAWN)
    replaying.judge_touched(touched)


def _changed(sender: object, patients: list[UUID], originals: list[UUID], **_: Any) -> None:
    from kindao.web.releases import actions, replaying
    from kindao.web.releases.models import Why

    touched = _touched(patients, originals)
    actions.judge_again(touched, Why.FACTS)
    replaying.judge_touched(touched)


def _refiled(sender: object, original: Original, before: Original, by: Membership, **_: Any) -> None:
    """Whoever agreed is not who it shows."""
    from kindao.web.releases import actions
    from kindao.web.releases.models import Why

    actions.judge_again(_touched(originals=[before.pk, original.pk]), Why.REFILED, by=by.user)


def _restored(sender: object, **_: Any) -> None:
    """What waited for its hour may have been called off since, or gone out: it is asked for anew."""
    from kindao.web.releases import actions

    actions.brought_back()
