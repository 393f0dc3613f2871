"""What a worker does with one release: decide again, spend the permit, hand it over, remember where it is seen.

Before the permit is spent nothing has left, and all may be tried again. After it, whatever is not answered is looked
for on the platform before anything is sent a second time: no post is made twice, none is lost."""

from dataclasses import replace
from datetime import timedelta
from uuid import UUID

from django.db import transaction

from kindao import clock
from kindao.engine.errors import KindaoError
from kindao.engine.vocabulary import Words
from kindao.web import audit
from kindao.web.releases import accounts, actions, claiming, outgoing, patience, permits, probing
from kindao.web.releases.connectors import connector
from kindao.web.releases.connectors.base import Access, ByHand, Item, Later, NoRight, Published, Refused
from kindao.web.releases.models import Permit, Release, Stage
from kindao.web.releases.permits import NotAllowed
from kindao.web.review.leases import Lease, Lost, beating
from kindao.web.review.models import UseState
from kindao.web.review.running import workplace

LATE = timedelta(days=1)  # after its time it may say something about a day that is over: a person looks at it anew
MOVED_AT_MOST = timedelta(days=3)
WAIT = timedelta(minutes=5)  # where a platform does not say how long
ASKED_AGAIN = timedelta(seconds=20)  # between two looks at whether the gate has answered


def publish(lease: Lease, release: Release) -> None:
    if release.stage == Stage.SENDING:
        _look_for(lease, release)
        return
    if release.stage != Stage.SCHEDULED:
        lease.done()
        return
    by_hand = connector(release.account.connector).by_hand
    if not by_hand and _is_late(release):
        no = NotAllowed(
            "it could not go out within a day of its time", hint="Look at its words and its day, then post it anew"
        )
        _not_out(lease, release, no)
        return
    if release.use.state == UseState.INSPECTING:  # a fact has changed: the gate is being asked
        lease.later(clock.now() + ASKED_AGAIN)
        return
    later = None if accounts.is_ready(release.account) else accounts.tried(release.account)
    if not accounts.is_ready(release.account):
        if later is not None and release.account.closed_at is None:
            _again(lease, release, later)
        else:
            _not_out(lease, release, _account_fails(release))
        return
    if by_hand:
        _ready(lease, release)
        return
    with workplace(release.pk) as folder, beating(lease):
        try:
            access, permit = accounts.access(release.account), permits.issue(release)
            with outgoing.item(release, permit.copy, folder) as (item, digest):
                look = outgoing.look_of(item)
                sent = claiming.claimed(release, permit, item, digest)
                permits.spend(permit, digest=digest)
                Release.objects.filter(pk=release.pk).update(
                    digest=sent.digest, phash=look, size=sent.size, credential=sent.credential
                )
                answer = _sent(lease, release, access, sent.item)
        except KindaoError as no:  # nothing has left
            _not_out(lease, release, no)
            return
    _answered(lease, release, answer)


def _is_late(release: Release) -> bool:
    """A platform's own word when to come again, as that today's posts are used up, moves its time."""
    moved = release.not_before if release.failure == "Later" else None
    late = clock.now() - max(moved or release.due_at, release.due_at)
    return late > LATE or clock.now() - release.due_at > MOVED_AT_MOST


def _sent(lease: Lease, release: Release, access: Access, item: Item) -> Published | KindaoError:
    """What came of handing it over; from here on it may be out, whatever is raised. Raises Lost."""
    if not lease.beat():  # this worker stood still, and another looks for what it may have sent
        raise Lost

    def still() -> None:
        if release.takedowns.open().exists():
            raise Refused("it was called off")

    try:
        with patience.asking(release.account):
            return connector(release.account.connector).publish(replace(access, still=still), item)
    except KindaoError as error:
        return error


def _answered(lease: Lease, release: Release, answer: Published | KindaoError) -> None:
    match answer:
        case Published():
            out(lease, release, answer)
        case Later():
            _again(lease, release, answer)
        case Refused() | NoRight() | ByHand():
            _not_out(lease, release, answer)
            if isinstance(answer, NoRight):
                accounts.doubt(release.account)
        case _:
            lease.later(clock.now() + ASKED_AGAIN, failure=type(answer).__name__)


def _look_for(lease: Lease, release: Release) -> None:
    """It was handed over, and nobody knows what came of it: a worker died, an answer was lost."""
    kind = connector(release.account.connector)
    permit = Permit.objects.filter(release=release, spent_at__isnull=False).latest("spent_at")
    assert release.sent_at is not None
    try:
        with workplace(release.pk) as folder, beating(lease), outgoing.item(release, permit.copy, folder) as (item, _):
            access = accounts.access(release.account)
            with patience.asking(release.account):
                published = kind.find(access, item, release.sent_at)
    except Later as later:
        lease.later(clock.now() + (later.after or WAIT), failure="Later")
    except KindaoError as unsure:
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
    probing.look_soon.using(run_after=clock.now() + probing.FIRST_LOOK).enqueue(str(release.pk))
    audit.record("release.out", release, by=None, clinic=release.clinic, facts={"addresses": len(published.found)})


@transaction.atomic
def _ready(lease: Lease, release: Release) -> None:
    lease.done()
    actions.ready(release)


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
    stage = Stage.COMING_DOWN if release.takedowns.open().exists() else Stage.UNSURE
    Release.objects.filter(pk=release.pk).update(stage=stage, why_vi=why.vi, why_en=str(why))
    audit.record("release.unsure", release, by=None, clinic=release.clinic)


def _account_fails(release: Release) -> KindaoError:
    account = release.account
    if account.closed_at is not None:
        return NoRight("the account was closed", hint="Post it anew by another one")
    if account.trouble_en:
        return NoRight(account.trouble_en, vi=account.trouble_vi)
    return NoRight("this account can't take back today what it publishes", hint="Renew its access, then try again")


def buried(pk: UUID) -> None:
    """Given up after attempts that all broke. What may have left is for a person to look at."""
    row = Release.objects.get(pk=pk)
    said = Words("Kindao đã thử nhiều lần mà không được.", "Kindao tried several times and it did not work.")
    now = Stage.UNSURE if row.stage == Stage.SENDING else Stage.REFUSED
    Release.objects.filter(pk=pk, stage__in=(Stage.SENDING, Stage.SCHEDULED)).update(
        stage=now, why_vi=said.vi, why_en=said.en
    )
