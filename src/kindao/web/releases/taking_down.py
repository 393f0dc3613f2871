"""What a worker does with one order to take down: delete what the platform lets it delete, give the rest to a person,
look from outside until nothing is there. The platform's word closes nothing."""

from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import Exists, F, Min, OuterRef, Q, Subquery

from kindao import clock
from kindao.engine.errors import KindaoError
from kindao.engine.vocabulary import Destination
from kindao.web import audit
from kindao.web.clinics.models import Membership, Role, User
from kindao.web.releases import accounts, actions, patience, probing, returning
from kindao.web.releases.connectors import connector
from kindao.web.releases.connectors.base import (
    Access,
    Connector,
    Found,
    Gone,
    Later,
    NoRight,
    NotWhole,
    Place,
    StillThere,
    Unsure,
)
from kindao.web.releases.models import CopyState, Probe, PublicCopy, PublicCopyQuerySet, Release, Seen, Stage, Takedown
from kindao.web.review import jobs
from kindao.web.review.leases import Lease, beating
from kindao.web.review.models import Work

FIRST_WAIT, LONGEST_WAIT = timedelta(seconds=20), timedelta(hours=6)  # between two tries to delete
BY_HAND_AFTER = 6  # tries; then a person is asked as well, and Kindao goes on trying
SEARCHED_AGAIN = 2  # times, where a site has no time for it; then it is deleted without
PEOPLES_WAIT = timedelta(minutes=10)  # after which it is looked how far people are
UNSEEN_FOR = timedelta(hours=1)  # after which a person is asked to look where a stranger is shown nothing
NOTHING_TOLD_FOR = timedelta(days=1)  # after which a person's word ends it though no look could tell anything
TOLD_BY_A_PERSON = Q(found_by="person", ref="")
TROUBLE = ("trouble_vi", "trouble_en", "put_off")
SEES_NOTHING = (CopyState.DELETE_ASKED, CopyState.PLATFORM_GONE)


def carry_out(lease: Lease, order: Takedown) -> None:
    release = order.release
    if release.stage == Stage.SENDING:  # first it must be known whether it is out
        lease.later(clock.now() + FIRST_WAIT)
        return
    if order.over_at is not None:
        lease.done()
        return
    with beating(lease):
        is_refused_us = _delete(order, release)
        waits = order.try_after
        probing.look(release, clock.now())
        order.refresh_from_db(fields=["try_after"])
        if waits is not None and order.try_after is None:
            order.try_after = clock.now()  # what is seen to be there again is not waited for
        _still_there(order, release)
        _unchanged(order, release)
    _go_on(lease, order, release)
    if is_refused_us:  # last: the platform is asked for it, and a person waits for nothing of that
        accounts.doubt(release.account)


def _delete(order: Takedown, release: Release) -> bool:
    """Ask the platform for whatever of it was not asked for yet, is still there, or came back; and again, ever later,
    for what a person was asked for because the platform did not do it: its no of today need not be that of tomorrow.
    True where it refused the account's access."""
    kind, copies = connector(release.account.connector), release.public_copies
    fresh = copies.filter(state__in=(CopyState.LIVE, CopyState.CAME_BACK))
    of_site = kind.lists_children and release.account.destination == Destination.WEBSITE  # found by its name alone
    if of_site and fresh.filter(TOLD_BY_A_PERSON).exists():
        order.put_off = True  # until the clinic's own site was asked: it may know what it is
        order.save(update_fields=["put_off"])
    _give_all(order, fresh.filter(TOLD_BY_A_PERSON))  # whoever told of them knows how they come down
    if kind.by_hand:
        _give_all(order, fresh)
        _nowhere(order, release)
        return False
    todo = copies.filter(_todo(order, kind, of_site=of_site))
    told = copies.filter(TOLD_BY_A_PERSON).exclude(state=CopyState.VERIFIED_GONE)
    is_unasked = of_site and order.put_off and told.exists()
    if not (is_unasked or todo.exists()) and copies.exclude(address="").exists():
        order.put_off = False  # nothing is left for a deletion: looks tell
        order.save(update_fields=["put_off"])
        return False
    if order.try_after is not None and timedelta(0) < order.try_after - clock.now() <= order.LONGEST:
        return False
    is_refused_us = False
    try:
        access = accounts.access(release.account)
        is_whole = _noted(kind, access, order, of_site=of_site)
        # Not what is told while it is deleted, and of these not what a look finds gone meanwhile.
        todo = todo.filter(pk__in=list(todo.values_list("pk", flat=True)))
        refs = dict.fromkeys([release.ref, *todo.exclude(ref="").values_list("ref", flat=True)])
        with patience.asking(release.account):
            said = {kind.delete(access, ref, release.mark) for ref in refs if ref or of_site}
        if not is_whole:
            raise NotWhole(
                "the site could not be searched whole",
                hint="Look there for files with this name, and delete them by hand",
                where=f"{release.account.address}/",
            )
    except KindaoError as error:
        order.trouble_vi, order.trouble_en = error.vi[:400], str(error)[:400]
        order.put_off = not isinstance(error, NotWhole)
        _in_vain(order, error.after if isinstance(error, Later) else None)
        todo.exclude(look_after=None).update(look_after=clock.now())  # somebody may have deleted it on the platform
        if not isinstance(error, Later | Unsure) or order.tries >= BY_HAND_AFTER:  # it refuses, or only a person can
            left = todo if isinstance(error, StillThere) else todo.filter(done_at=None)
            _give_all(order, left.exclude(state=CopyState.BY_HAND))
        if isinstance(error, NotWhole):
            _unsearched(order, release, error.where)
        is_refused_us = isinstance(error, NoRight)
    else:
        order.trouble_vi, order.trouble_en, order.put_off = "", "", False
        again = todo.filter(state=CopyState.BY_HAND).exists() or not copies.exclude(address="").exists()
        _asked(order, todo, said)
        if again:
            _in_vain(order)  # until a look tells otherwise
        else:
            _at_once(order)
    _nowhere(order, release)
    return is_refused_us


def _noted(kind: Connector, access: Access, order: Takedown, *, of_site: bool) -> bool:
    """Every address that the platform tells of by now, and what a look sees there before anything is deleted: a page
    that is not seen to show it can't be seen to show it no more. False where the search broke, of_site: all goes there
    by its name, which waits for no search."""
    release, is_whole = order.release, True
    told: tuple[Found, ...] = ()
    if release.ref or of_site:
        with patience.asking(release.account):
            try:
                told = kind.addresses(access, release.ref, release.mark)
            except KindaoError as error:
                if not of_site or (isinstance(error, Later) and order.tries < SEARCHED_AGAIN):
                    raise
                is_whole = False
    for one in told:
        actions.found(release, one.address, one.place, by="platform", ref=one.ref)
    probing.first_look(release, clock.now())
    return is_whole


def _todo(order: Takedown, kind: Connector, *, of_site: bool) -> Q:
    """What a deletion may take away: no address that a person told and the platform does not. Where the last one
    worked, what is at a person's then and has no name on the platform goes by no deletion. What a person says is gone
    from the clinic's own site is deleted there once more: Kindao may see it lie there still."""
    todo = Q(state__in=(CopyState.LIVE, CopyState.CAME_BACK)) & ~TOLD_BY_A_PERSON
    if not kind.can_delete:
        return todo
    if of_site:
        since = Q(asked_at=None) | Q(asked_at__lt=F("done_at"))
        todo |= Q(state=CopyState.PLATFORM_GONE, done_at__isnull=False) & since & ~TOLD_BY_A_PERSON & ~Q(address="")
    vain = Q(state=CopyState.BY_HAND) & ~TOLD_BY_A_PERSON & ~Q(address="")
    return todo | (vain if order.trouble_en else vain & ~Q(ref=""))


def _asked(order: Takedown, todo: PublicCopyQuerySet, said: set[Gone]) -> None:
    """The platform took it in. A person's task stays one until looks have found nothing."""
    now = clock.now()
    if not said:  # nothing has a name on the platform
        _give_all(order, todo.exclude(state=CopyState.BY_HAND))
        return
    asked = PublicCopy.objects.filter(pk__in=list(todo.values_list("pk", flat=True)))
    asked.update(asked_at=now, gone_looks=0)
    asked.exclude(look_after=None).update(look_after=now)
    state = CopyState.PLATFORM_GONE if said == {Gone.GONE} else CopyState.DELETE_ASKED
    asked.filter(done_at=None).exclude(state=CopyState.BY_HAND).update(state=state)


def _in_vain(order: Takedown, after: timedelta | None = None) -> None:
    """Once more, later. after: how long the platform wants to be left alone."""
    order.tries += 1
    order.try_after = clock.now() + max(after or timedelta(0), wait(order.tries))
    order.save(update_fields=["tries", "try_after", *TROUBLE])


def _at_once(order: Takedown) -> None:
    order.try_after = None
    order.save(update_fields=["try_after", *TROUBLE])


def _unsearched(order: Takedown, release: Release, where: str) -> None:
    """What no program could look through, a person does, once for each order: no look from outside proves it, nor what
    is known of the page at that address."""
    where = f"{where}?kindao"
    row = release.public_copies.filter(address=where).first()
    if row is None or not (row.state == CopyState.BY_HAND or (row.done_at and row.done_at >= order.created_at)):
        _give(order, actions.found(release, where, Place.ELSEWHERE, by="person"))


def _nowhere(order: Takedown, release: Release) -> None:
    """Of what nobody told where it is, a person finds out; until an address is known."""
    told, unknown = release.public_copies.exclude(address=""), release.public_copies.filter(address="")
    if not told.exists() and not unknown.exists():
        _give(order, actions.found(release, "", Place.ELSEWHERE, by="person"))
    elif told.exists():
        actions.answered(release, by=None)


def _still_there(order: Takedown, release: Release) -> None:
    """What the platform said is gone, and a stranger still sees: it is asked again, later each time. Where strangers
    are shown nothing at all, a person looks."""
    now = clock.now()
    last = Probe.objects.filter(copy=OuterRef("pk"), at__gt=OuterRef("asked_at")).order_by("-at").values("seen")[:1]
    asked = release.public_copies.filter(state__in=SEES_NOTHING, done_at=None).annotate(last=Subquery(last))
    kept = asked.filter(last=Seen.THERE, asked_at__lt=now - wait(order.tries))
    _give_all(order, kept.filter(ref=""))  # nothing that the connector can ask for takes these away
    if kept.exists():
        _in_vain(order)
        if order.tries >= BY_HAND_AFTER:
            _give_all(order, kept)
        else:
            PublicCopy.objects.filter(pk__in=list(kept.values_list("pk", flat=True))).update(state=CopyState.LIVE)
            _at_once(order)
    proves_nothing = Q(last=Seen.UNKNOWN) | Q(last=Seen.OTHER) | Q(last=Seen.GONE, gone_looks=0)
    unseen = asked.filter(proves_nothing | Q(look_after=None))
    _give_all(order, unseen.filter(asked_at__lt=now - UNSEEN_FOR))


def _unchanged(order: Takedown, release: Release) -> None:
    """A page that answers byte for byte as it did before somebody said it is gone from there: the officer looks, and
    theirs is the last word."""
    officers = Membership.objects.in_clinic(release.clinic).filter(role=Role.OFFICER).order_by("began_at")
    said = release.public_copies.filter(state=CopyState.PLATFORM_GONE, done_at__isnull=False)
    for copy in said.exclude(look_after=None).exclude(done_by__in=officers.values("user")):
        before = copy.probes.filter(at__lte=copy.done_at).last()
        after = copy.probes.filter(at__gt=copy.done_at).last()
        is_same = before and after and before.seen == after.seen == Seen.OTHER and before.digest == after.digest
        if is_same and (officer := officers.first()):
            _give(order, copy, to=officer.user)


def wait(tries: int) -> timedelta:
    """How long after so many tries until the next."""
    longer: timedelta = min(FIRST_WAIT * 2 ** min(tries, 12), LONGEST_WAIT)
    return longer


def _give_all(order: Takedown, copies: PublicCopyQuerySet) -> None:
    for copy in list(copies):
        _give(order, copy)


def _give(order: Takedown, copy: PublicCopy, *, to: User | None = None) -> None:
    """A person takes it down, by a day; it is looked at from outside all the same."""
    now = clock.now()
    returning.set_aside(copy)
    known = PublicCopy.objects.filter(pk=copy.pk)
    known.update(
        state=CopyState.BY_HAND,
        person=to or whoever_deletes(order.release),
        due_at=copy.due_at or max(order.created_at + actions.BY_HAND_WITHIN, now),
    )
    known.exclude(look_after=None).update(look_after=now)
    audit.record("copy.by-hand", copy, by=None, clinic=order.release.clinic)


def whoever_deletes(release: Release) -> User:
    """Who fetched the copy and posted it themselves, else who is named for the account, if they still work here (no
    other system does); else an officer, an administrator, whoever asked."""
    at_work = accounts.deleters(release.clinic)
    for named in (release.fetched_by, release.account.deleter):
        if named is not None and at_work.filter(pk=named.pk).exists():
            return named
    staff = Membership.objects.in_clinic(release.clinic).select_related("user").order_by("began_at")
    for role in (Role.OFFICER, Role.ADMIN):
        if one := staff.filter(role=role).first():
            return one.user
    return release.asked_by


@transaction.atomic
def _go_on(lease: Lease, order: Takedown, release: Release) -> None:
    now = clock.now()
    copies = release.public_copies.asked()
    left = copies.exclude(state__in=(CopyState.VERIFIED_GONE, CopyState.UNDELETABLE)).exclude(_told_by_a_person())
    if left.exists():
        lease.later(now + _until_next(order, left), failure="Later" if order.tries else "")
        return
    lease.done(over_at=now)
    whole = not copies.exclude(state=CopyState.VERIFIED_GONE).exists()
    Release.objects.filter(pk=release.pk).update(stage=Stage.GONE if whole else Stage.ENDED)
    audit.record("takedown.over", release, by=None, clinic=release.clinic, facts={"whole": whole})


def _told_by_a_person() -> Q:
    """Gone by the word and the picture of a person, where no look since then saw it, or there is nothing to open. Where
    looks had seen it, one has to tell something, or none could for a day: a site that is away shows nobody anything.
    A first look that found nothing waits for the second."""
    looks = Probe.objects.filter(copy=OuterRef("pk"))
    since = looks.filter(at__gt=OuterRef("done_at"))
    looked = Q(looked_at__gt=F("done_at")) & ~Exists(since.filter(seen=Seen.THERE))
    known, told = Exists(looks.filter(seen=Seen.THERE)), Exists(since.exclude(seen=Seen.UNKNOWN))
    told_enough = ~known | told | Q(done_at__lt=clock.now() - NOTHING_TOLD_FOR)
    word = Q(state=CopyState.PLATFORM_GONE, done_at__isnull=False, gone_looks=0)
    return word & (Q(look_after=None) | looked & told_enough)


def _until_next(order: Takedown, left: PublicCopyQuerySet) -> timedelta:
    """Soon where a look may prove it; else when the platform is asked again, or in a while, for people are at work."""
    proving = Q(state__in=SEES_NOTHING) | Q(gone_looks__gt=0)
    look = left.filter(proving).aggregate(at=Min("look_after"))["at"]
    proved = PEOPLES_WAIT if look is None else min(max(look - clock.now(), probing.BETWEEN), PEOPLES_WAIT)
    if left.filter(state__in=(CopyState.LIVE, CopyState.CAME_BACK)).exists() or order.try_after is not None:
        until = order.try_after - clock.now() if order.try_after is not None else FIRST_WAIT
        return min(max(until, FIRST_WAIT), proved)
    return proved


def buried(pk: UUID) -> None:
    """Given up after attempts that all broke: people do what is left, and the order stays open."""
    order = Takedown.objects.select_related("release__account", "release__clinic").get(pk=pk)
    left = order.release.public_copies.asked().exclude(state__in=(CopyState.VERIFIED_GONE, CopyState.UNDELETABLE))
    with transaction.atomic():
        _give_all(order, left.filter(done_at=None).exclude(state=CopyState.BY_HAND))
        Takedown.objects.filter(pk=pk).update(
            state=Work.State.WAITING, attempts=0, not_before=clock.now() + LONGEST_WAIT, finished_at=None
        )
        jobs.start(order)


def when_due(now: datetime) -> PublicCopyQuerySet:
    """What people had to take down by now, and have not."""
    return PublicCopy.objects.by_hand().filter(due_at__lt=now)
