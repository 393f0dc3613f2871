"""Permits: made when something is to go out, spent in the transaction in which all that it rests on is looked at once
more, dead with any event on it."""

import hashlib
from collections.abc import Iterable
from datetime import date, timedelta
from uuid import UUID

from django.db import transaction

from kindao import clock
from kindao.engine.errors import BadInput
from kindao.web import audit
from kindao.web.cases.models import Original
from kindao.web.releases import accounts
from kindao.web.releases.connectors import connector
from kindao.web.releases.models import Permit, Release, Stage
from kindao.web.review import standing
from kindao.web.review.models import Use, UseState

LASTS = timedelta(minutes=15)


class NotAllowed(BadInput):
    """It may not go out as things are."""


def too_early(on: date) -> NotAllowed:
    return NotAllowed(
        f"this is permitted from {clock.in_words(on)} on",
        hint="Choose a day from then on",
        vi=f"Việc này được phép từ ngày {on:%d/%m/%Y}. Hãy chọn từ ngày đó trở đi",
    )


def caption_digest(caption: str) -> str:
    return f"sha256:{hashlib.sha256(caption.encode()).hexdigest()}"


@transaction.atomic
def issue(release: Release) -> Permit:
    """A permit for what was decided last. Raises NotAllowed where that is no yes, or no longer."""
    Original.objects.lock_picture(release.use.original)
    use = Use.objects.select_for_update(of=("self",)).select_related("clinic").get(pk=release.use_id)
    decision = use.decisions.order_by("-number").first()
    _still_wanted(Release.objects.get(pk=release.pk))
    if use.state != UseState.PERMITTED or decision is None or decision.copy is None or decision.copy.gone_at:
        raise NotAllowed("this is not permitted any more", hint="Open the question again and take the way to yes")
    if use.caption != release.caption:
        raise NotAllowed("the caption has changed since", hint="Release it anew with the words that were checked")
    now = clock.now()
    release.permits.alive().update(died_at=now, died_of="late")
    permit = Permit.objects.create(
        release=release,
        decision=decision,
        copy=decision.copy,
        digest=decision.copy.digest,
        caption_digest=caption_digest(release.caption),
        made_at=now,
        ends_at=now + LASTS,
    )
    audit.record("permit.made", permit, by=None, clinic=release.clinic, facts={"release": str(release.pk)})
    return permit


@transaction.atomic
def spend(permit: Permit, *, digest: str) -> None:
    """Use it, once: after this transaction the bytes may leave.

    digest: of the copy's bytes as they were just read. Raises NotAllowed for a permit that is spent, dead or late, for
    other bytes, words or another account, for a use that is not permitted now, and where the law says otherwise today:
    nothing has left then."""
    now = clock.now()
    Original.objects.lock_picture(permit.release.use.original)
    release = (
        Release.objects.select_for_update(of=("self",)).select_related("account", "clinic").get(pk=permit.release_id)
    )
    use = Use.objects.select_for_update(of=("self",)).select_related("clinic").get(pk=release.use_id)
    permit = Permit.objects.select_related("decision", "copy").get(pk=permit.pk)
    last = use.decisions.order_by("-number").values_list("pk", flat=True).first()
    _still_wanted(release)
    if permit.spent_at or permit.died_at or not permit.made_at <= now < permit.ends_at:
        raise NotAllowed("the permit has ended", hint="Release it anew")
    if digest != permit.digest or permit.copy.gone_at is not None:
        raise NotAllowed("the copy is not the one that was permitted", hint="Have it checked again")
    if caption_digest(use.caption) != permit.caption_digest or use.caption != release.caption:
        raise NotAllowed("the caption has changed since", hint="Release it anew with the words that were checked")
    if use.state != UseState.PERMITTED or last != permit.decision_id or use.destination != release.account.destination:
        raise NotAllowed("this is not permitted any more", hint="Open the question again and take the way to yes")
    if use.on > clock.today():
        raise too_early(use.on)
    today = standing.judged(permit.decision, use)
    if not today.permits:
        why = today.why or standing.CHANGED
        raise NotAllowed(why.en, vi=why.vi)
    if not accounts.is_ready(release.account):
        raise NotAllowed(
            "this account can't take back today what it publishes", hint="Renew its access, then try again"
        )
    Permit.objects.filter(pk=permit.pk).update(spent_at=now)
    stage = Stage.BY_HAND if connector(release.account.connector).by_hand else Stage.SENDING
    Release.objects.filter(pk=release.pk).update(stage=stage, sent_at=now)
    audit.record("permit.spent", permit, by=None, clinic=release.clinic, facts={"release": str(release.pk)})


def _still_wanted(release: Release) -> None:
    if release.sent_at is not None:
        raise NotAllowed("this was handed out already", hint="Say what became of it, or release it anew")
    if release.stage not in (Stage.SCHEDULED, Stage.BY_HAND):
        raise NotAllowed("this was called off", hint="Release it anew")


@transaction.atomic
def kill(uses: Iterable[UUID], of: str) -> int:
    """Permits that rest on these uses are dead, in this transaction. Gives how many."""
    alive = Permit.objects.alive().filter(release__use__in=list(uses))
    return alive.update(died_at=clock.now(), died_of=of)
