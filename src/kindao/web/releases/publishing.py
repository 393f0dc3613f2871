"""What a worker does with one release: decide again, spend the permit, hand it over, remember where it is seen.

Before the permit is spent nothing has left, and all may be tried again. After it, whatever is not answered is looked
for on the platform before anything is sent a second time: no post is made twice, none is lost."""

from datetime import timedelta

from django.db import transaction

from kindao import clock
from kindao.engine.errors import KindaoError
from kindao.web import audit
from kindao.web.releases import accounts, actions, claiming, outgoing, permits
from kindao.web.releases.connectors import connector
from kindao.web.releases.connectors.base import ByHand, Item, Later, NoRight, Published, Refused, Unsure
from kindao.web.releases.models import Permit, Release, Stage
from kindao.web.review.leases import Lease, beating
from kindao.web.review.models import UseState
from kindao.web.review.running import workplace

WAIT = timedelta(minutes=5)  # where a platform does not say how long
ASKED_AGAIN = timedelta(seconds=20)  # between two looks at whether the gate has answered


def publish(lease: Lease, release: Release) -> None:
    if release.stage == Stage.SENDING:
        _look_for(lease, release)
        return
    if release.stage != Stage.SCHEDULED:
        lease.done()
        return
    if release.use.state == UseState.INSPECTING:  # a fact has changed: the gate is being asked
        lease.later(clock.now() + ASKED_AGAIN)
        return
    if not accounts.is_ready(release.account) and not accounts.test(release.account):
        _not_out(lease, release, _account_fails(release))
        return
    if connector(release.account.connector).by_hand:
        _ready(lease, release)
        return
    try:
        permit = permits.issue(release)
        with (
            workplace(release.pk) as folder,
            beating(lease),
            outgoing.item(release, permit.copy, folder) as (item, now),
        ):
            look = outgoing.look_of(item)
            sent = claiming.claimed(release, permit, item, now)
            permits.spend(permit, digest=now)
            Release.objects.filter(pk=release.pk).update(digest=sent.digest, phash=look, credential=sent.credential)
            _send(lease, release, sent.item)
    except KindaoError as no:
        _not_out(lease, release, no)


def _send(lease: Lease, release: Release, item: Item) -> None:
    kind = connector(release.account.connector)
    try:
        published = kind.publish(accounts.access(release.account), item)
    except Later as later:
        _again(lease, release, later)
    except Unsure as unsure:
        lease.later(clock.now() + ASKED_AGAIN, failure=type(unsure).__name__)
    except (Refused, NoRight, ByHand) as no:
        _not_out(lease, release, no)
    else:
        out(lease, release, published)


def _look_for(lease: Lease, release: Release) -> None:
    """It was handed over, and nobody knows what came of it: a worker died, an answer was lost."""
    kind = connector(release.account.connector)
    permit = Permit.objects.filter(release=release, spent_at__isnull=False).latest("spent_at")
    assert release.sent_at is not None
    try:
        with workplace(release.pk) as folder, beating(lease), outgoing.item(release, permit.copy, folder) as (item, _):
            published = kind.find(accounts.access(release.account), item, release.sent_at)
    except Later as later:
        lease.later(clock.now() + (later.after or WAIT), failure="Later")
    except (Unsure, NoRight, Refused, ByHand) as unsure:
        _unsure(lease, release, unsure)
    else:
        if published is None:
            _again(lease, release, None)
        else:
            out(lease, release, published)


@transaction.atomic
def out(lease: Lease, release: Release, published: Published) -> None:
    """It is out. Where an order to take it down came meanwhile, that goes on from here."""
    lease.done()
    Release.objects.filter(pk=release.pk).update(ref=published.ref, out_at=clock.now(), why_vi="", why_en="")
    coming_down = release.takedowns.open().exists()
    Release.objects.filter(pk=release.pk).update(stage=Stage.COMING_DOWN if coming_down else Stage.OUT)
    release.refresh_from_db()
    for one in published.found:
        actions.found(release, one.address, one.place, by="platform", ref=one.ref)
    audit.record("release.out", release, by=None, clinic=release.clinic, facts={"addresses": len(published.found)})


@transaction.atomic
def _ready(lease: Lease, release: Release) -> None:
    """A person downloads and posts it; the permit is made then (actions.hand_out)."""
    lease.done()
    Release.objects.filter(pk=release.pk).update(stage=Stage.BY_HAND)
    audit.record("release.ready", release, by=None, clinic=release.clinic)


@transaction.atomic
def _again(lease: Lease, release: Release, later: Later | None) -> None:
    """Surely nothing is out: from the beginning, with a new permit. After an order to take it down, not at all."""
    if release.takedowns.open().exists():
        _not_out(lease, release, later or Refused("it was called off"))
        return
    wait = (later.after if later else None) or WAIT
    lease.later(clock.now() + wait, failure="Later")
    Release.objects.filter(pk=release.pk).update(
        stage=Stage.SCHEDULED,
        sent_at=None,
        why_vi=later.vi if later else "",
        why_en=str(later) if later else "",
    )


@transaction.atomic
def _not_out(lease: Lease, release: Release, why: KindaoError) -> None:
    lease.done()
    release.permits.alive().update(died_at=clock.now(), died_of="refused")
    Release.objects.filter(pk=release.pk).update(stage=Stage.REFUSED, why_vi=why.vi, why_en=str(why))
    release.takedowns.open().update(over_at=clock.now(), state="done")
    audit.record("release.refused", release, by=None, clinic=release.clinic, facts={"kind": type(why).__name__})


@transaction.atomic
def _unsure(lease: Lease, release: Release, why: KindaoError) -> None:
    """A person has to look on the platform."""
    lease.done()
    Release.objects.filter(pk=release.pk).update(stage=Stage.UNSURE, why_vi=why.vi, why_en=str(why))
    audit.record("release.unsure", release, by=None, clinic=release.clinic)


def _account_fails(release: Release) -> KindaoError:
    account = release.account
    if account.trouble_en:
        return NoRight(account.trouble_en, vi=account.trouble_vi)
    return NoRight("this account can't take back today what it publishes", hint="Renew its access, then try again")
