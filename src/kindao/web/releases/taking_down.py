"""What a worker does with one order to take down: delete what the platform lets it delete, give the rest to a person,
look from outside until nothing is there. The platform's word closes nothing."""

from datetime import datetime, timedelta

from django.db import transaction

from kindao import clock
from kindao.engine.errors import KindaoError
from kindao.web import audit
from kindao.web.clinics.models import Membership, Role, User
from kindao.web.releases import accounts, actions, probing
from kindao.web.releases.connectors import connector
from kindao.web.releases.connectors.base import ByHand, Gone, Later, NoRight, Place, Refused
from kindao.web.releases.models import CopyState, PublicCopy, Release, Seen, Stage, Takedown
from kindao.web.review.leases import Lease, beating

FIRST_WAIT, LONGEST_WAIT = timedelta(seconds=20), timedelta(hours=6)  # between two tries to delete
BY_HAND_AFTER = 6  # tries that failed; then a person is asked as well
BETWEEN_LOOKS = timedelta(seconds=10)  # of the two looks that prove it
STILL_THERE = 3  # looks in a row that see what the platform says is gone; then a person is asked


def carry_out(lease: Lease, order: Takedown) -> None:
    release = order.release
    if release.stage == Stage.SENDING:  # first it must be known whether it is out
        lease.later(clock.now() + FIRST_WAIT)
        return
    with beating(lease):
        _delete(order, release)
        probing.look(release, clock.now())
        _still_there(order, release)
    _go_on(lease, order, release)


def _delete(order: Takedown, release: Release) -> None:
    """Ask the platform for whatever of it is not asked yet, or came back."""
    kind, account = connector(release.account.connector), release.account
    todo = release.public_copies.filter(state__in=(CopyState.LIVE, CopyState.CAME_BACK, CopyState.UNDELETABLE))
    if not release.public_copies.exists():
        _give(release, None, order)
        return
    if not todo.exists():
        return
    try:
        access = accounts.access(account)
        for one in kind.addresses(access, release.ref, release.mark):
            actions.found(release, one.address, one.place, by="platform", ref=one.ref)
        probing.first_look(release, clock.now())  # a page that is not seen to show it can't be seen to show it no more
        refs = dict.fromkeys([release.ref, *todo.exclude(ref="").values_list("ref", flat=True)])
        said = [kind.delete(access, ref, release.mark) for ref in refs if ref]
    except (ByHand, NoRight, Refused) as no:
        _told(order, no)
        for copy in todo:
            _give(release, copy, order)
    except Later as later:
        _told(order, later)
        if order.tries >= BY_HAND_AFTER:
            for copy in todo:
                _give(release, copy, order)
    else:
        Takedown.objects.filter(pk=order.pk).update(tries=0, trouble_vi="", trouble_en="")
        state = CopyState.PLATFORM_GONE if said and set(said) == {Gone.GONE} else CopyState.DELETE_ASKED
        todo.update(state=state, look_after=clock.now(), gone_looks=0)


def _still_there(order: Takedown, release: Release) -> None:
    """What is still seen though the platform says it is gone is a person's: a cache, another page that shows it."""
    for copy in release.public_copies.filter(state=CopyState.PLATFORM_GONE, gone_looks=0):
        looks = copy.probes.filter(at__gte=copy.done_at or order.created_at).order_by("-at", "-pk")[:STILL_THERE]
        if [one.seen for one in looks] == [Seen.THERE] * STILL_THERE:
            _give(release, copy, order)


def _told(order: Takedown, why: KindaoError) -> None:
    order.tries += 1
    Takedown.objects.filter(pk=order.pk).update(tries=order.tries, trouble_vi=why.vi[:400], trouble_en=str(why)[:400])


def _give(release: Release, copy: PublicCopy | None, order: Takedown) -> None:
    """A person takes it down, by a day."""
    person, due = whoever_deletes(release), order.created_at + actions.BY_HAND_WITHIN
    if copy is None:  # nobody told where it is: that is asked as well
        copy = actions.found(release, "", Place.ELSEWHERE, by="person")
    PublicCopy.objects.filter(pk=copy.pk).update(state=CopyState.BY_HAND, person=person, due_at=due)


def whoever_deletes(release: Release) -> User:
    """Who is named for the account, if they still work here; else an officer, an administrator, whoever asked."""
    deleter = release.account.deleter
    if deleter is not None and Membership.objects.of(deleter).filter(clinic=release.clinic).exists():
        return deleter
    staff = Membership.objects.in_clinic(release.clinic).select_related("user").order_by("began_at")
    for role in (Role.OFFICER, Role.ADMIN):
        if one := staff.filter(role=role).first():
            return one.user
    return release.asked_by


@transaction.atomic
def _go_on(lease: Lease, order: Takedown, release: Release) -> None:
    now = clock.now()
    left = release.public_copies.exclude(state__in=(CopyState.VERIFIED_GONE, CopyState.UNDELETABLE))
    if not left.exists():
        lease.done(over_at=now)
        undeletable = release.public_copies.filter(state=CopyState.UNDELETABLE).exists()
        if not undeletable:
            Release.objects.filter(pk=release.pk).update(stage=Stage.GONE)
        audit.record("takedown.over", release, by=None, clinic=release.clinic, facts={"whole": not undeletable})
        return
    lease.later(_next(order, left, now))


def _next(order: Takedown, left: object, now: datetime) -> datetime:
    wait = min(FIRST_WAIT * 2 ** min(order.tries, 12), LONGEST_WAIT) if order.tries else BETWEEN_LOOKS
    return now + wait
