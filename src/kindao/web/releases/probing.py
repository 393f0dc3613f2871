"""Looks from outside the account, as anybody's browser would: is it there, and is it the same?

A copy is gone when two looks in a row found nothing, ten seconds apart, the second as a common browser asks: 404 or 410
without the picture; or, of a page that the site itself told of and that an earlier look saw to show it, something else
in its place once a file of the release is gone. An address that a person typed and that no look ever saw proves
nothing, nor does any address of a release that was never seen where its platform says it is, nor a page that shows a
stranger nothing from the start, nor a site that is away as a whole.

Whatever a server does, a look has an end in seconds and bytes, and so has a round of them: what it leaves is due still,
and other work comes between."""

import hashlib
import html
import logging
import re
import threading
import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from math import inf
from urllib.parse import urlsplit
from uuid import UUID

import httpx
from django.db import transaction
from django.db.models import Q, QuerySet
from django_tasks import TaskContext, TaskResultStatus, task
from django_tasks_db.models import DBTaskResult

from kindao import clock
from kindao.engine.errors import KindaoError
from kindao.engine.match.phash import SAME_WITHIN, distance, phash
from kindao.engine.media.opening import open_picture
from kindao.engine.vocabulary import Destination
from kindao.web import audit, calls, rounds
from kindao.web.cases.models import Original
from kindao.web.releases import locks, orders, returning
from kindao.web.releases.addresses import host_of, is_front
from kindao.web.releases.connectors import installed, reaching
from kindao.web.releases.connectors.base import Connector, OfSite, Place
from kindao.web.releases.models import CopyState, Probe, PublicCopy, Release, Seen, Stage, Takedown, Why

log = logging.getLogger("kindao.probing")
READ_AT_MOST = 32 * 2**20  # bytes of an answer
HOPS = 5
PAGES = (Place.POST, Place.PAGE, Place.FEED, Place.LISTING, Place.CACHE)
FILES = (Place.FILE, Place.SIZE)
TELLS = 12  # letters of a caption from which on a page that shows them is about it
NOTHING = frozenset({404, 410})
AT_ONCE = 16  # looks
SILENT_AFTER = 2  # looks in a row that waited in vain
PATIENCE = httpx.Timeout(10.0, connect=5.0)
LOOK = 30.0  # seconds for one look, with all redirects
ROUND, ROUND_OF = 60.0, 2000  # seconds and copies, after which other work has its turn
BETWEEN_TWO = 0.05  # seconds between two looks at one host
TOLD_WITHIN = timedelta(days=7)  # that a platform may take until it tells the address of a post
FIRST_LOOK = timedelta(seconds=5)  # after it went out
BETWEEN = timedelta(seconds=10)  # two looks that prove it
LONGEST_SWEEP = timedelta(minutes=30)  # after which one that is said to be at work is taken for lost
SKEW = timedelta(minutes=5)  # between the clocks of workers; what began later was begun by a clock that stood ahead
LOOKS = "looks"  # the queue: it waits behind no picture, and no takedown behind it
LIVE_AGAIN = timedelta(days=1)
BY_HAND_AGAIN = timedelta(minutes=10)
GONE_AGAIN = (timedelta(hours=1), timedelta(days=1), timedelta(days=7), timedelta(days=30), timedelta(days=90))
"""After how long something that is gone is looked at again: it may come back out of a backup or a cache."""


@dataclass(frozen=True, slots=True)
class Look:
    """What came from one address. bits: in which a picture differs from the release; as_browser: how it was asked."""

    seen: Seen
    status: int | None = None
    digest: str = ""
    bits: int | None = None
    as_browser: bool = False


@dataclass(frozen=True, slots=True)
class Known:
    """By what a release is known again: the mark in its file name, its bytes, how it looks (hexadecimal)."""

    mark: str
    digest: str
    size: int
    phash: str
    moves: bool  # a film or a recording
    words: str = ""  # that a page of a platform shows with it; "" where pages name the mark
    is_out: bool = False  # nobody ordered it down
    page: str = ""  # on which people meet it: some sites give their pictures to visitors of their pages alone


class Pace:
    """Nobody's server is asked more often than so, by however many threads."""

    def __init__(self, between: float = BETWEEN_TWO) -> None:
        self._between = between
        self._asked: dict[str, float] = defaultdict(lambda: -inf)
        self._turns: dict[str, threading.Lock] = defaultdict(threading.Lock)
        self._silent: dict[str, int] = defaultdict(int)
        self._lock = threading.Lock()

    def wait(self, host: str) -> None:
        """Until its turn, which counts from when the last one truly asked: a thread may wake late."""
        with self._lock:
            turn = self._turns[host]
        with turn:
            time.sleep(max(self._asked[host] + self._between - time.monotonic(), 0.0))
            self._asked[host] = time.monotonic()

    def is_silent(self, host: str) -> bool:
        """Whether it let several wait in vain this round: the others need not wait as well."""
        return self._silent[host] >= SILENT_AFTER

    def told(self, host: str, *, silent: bool) -> None:
        with self._lock:
            self._silent[host] = self._silent[host] + 1 if silent else 0


class Sites:
    """Which sites stand, each asked once in a round and after something of it was not found."""

    def __init__(self, pace: Pace) -> None:
        self._pace, self._lock = pace, threading.Lock()
        self._asked: dict[str, tuple[threading.Lock, list[bool]]] = {}

    def stands(self, copy: PublicCopy) -> bool:
        from kindao.web.releases import accounts

        account = copy.release.account
        kind, address = installed().get(account.connector), account.address
        if isinstance(kind, OfSite) and (copy.found_by != "person" or host_of(copy.address) == host_of(address)):
            return self._once(address, lambda _: kind.stands(accounts.access(account)))
        if copy.found_by != "person":
            return True  # a platform
        return self._once("{0.scheme}://{0.netloc}/".format(urlsplit(copy.address)), _has_front_page)

    def _once(self, address: str, ask: Callable[[str], bool]) -> bool:
        with self._lock:
            lock, told = self._asked.setdefault(address, (threading.Lock(), []))
        with lock:
            if not told:
                self._pace.wait(urlsplit(address).netloc)
                try:
                    with calls.within(LOOK):
                        told.append(ask(address))
                except Exception:  # noqa: BLE001 - whatever it is, nobody knows that it stands
                    told.append(False)
        return told[0]


def _has_front_page(address: str) -> bool:
    with (
        reaching.client(total=LOOK, timeout=PATIENCE, max_redirects=HOPS) as client,
        client.stream("GET", address, headers=reaching.BROWSER, follow_redirects=True) as answer,
    ):
        return answer.status_code == 200 and host_of(str(answer.url)) == host_of(address)


def look(release: Release, now: datetime) -> None:
    """Look at every address of it whose time has come, and keep what was seen."""
    _look_at(release.public_copies.filter(_is_due(now)))


def first_look(release: Release, now: datetime) -> None:
    """At those of which no look has told anything yet."""
    told = release.public_copies.filter(probes__seen__in=(Seen.THERE, Seen.OTHER, Seen.GONE))
    release.public_copies.exclude(pk__in=told.values("pk")).exclude(look_after=None).update(look_after=now)
    look(release, now)


def look_at_due() -> int:
    """A round of the copies whose time has come, of all releases. Gives how many were looked at."""
    return _look_at(_due())


def _due() -> QuerySet[PublicCopy]:
    return PublicCopy.objects.filter(_is_due(clock.now()))


def _is_due(now: datetime, of: str = "") -> Q:
    """Its time has come; or is further than any, as a clock that stood ahead has set it. of: where the copies are."""
    time, longest = f"{of}look_after__", GONE_AGAIN[-1] + LIVE_AGAIN
    return Q(**{f"{time}lte": now}) | Q(**{f"{time}gt": now + longest})


def _look_at(due: QuerySet[PublicCopy]) -> int:
    rows = due.select_related("release__account__key", "release__use__original")
    copies = list(rows.order_by("look_after", "pk")[:ROUND_OF])
    if not copies:
        return 0
    over = time.monotonic() + ROUND
    copies.sort(key=lambda one: one.place not in FILES)  # what a page proves depends on the files
    pages = _pages_of(copies)
    pace = Pace()
    sites = Sites(pace)
    with reaching.client(timeout=PATIENCE, total=inf) as client, ThreadPoolExecutor(min(AT_ONCE, len(copies))) as pool:
        looks = pool.map(lambda one: _looked(client, pace, sites, one, pages[one.release_id], over), copies)
        return rounds.every(zip(copies, looks, strict=True), lambda told: _kept(*told))


def _pages_of(copies: list[PublicCopy]) -> dict[UUID, str]:
    """By release: the page on which people meet it, by now or once; else the front page of its site."""
    releases = {one.release_id: one.release for one in copies}
    pages = {pk: f"{one.account.address}/" if one.account.address else "" for pk, one in releases.items()}
    posts = PublicCopy.objects.filter(release__in=list(releases), place=Place.POST, address__startswith="http")
    return pages | dict(posts.exclude(found_by="person").order_by("-found_at").values_list("release", "address"))


def _looked(
    client: httpx.Client, pace: Pace, sites: Sites, copy: PublicCopy, page: str, over: float
) -> tuple[datetime, Look] | None:
    """When it was looked at, and what was seen; None where the round was over. Touches no database: it runs beside
    others. That nothing is there tells nothing while the whole site is away, whatever anybody said."""
    if time.monotonic() >= over:
        return None
    known, at, again = replace(known_of(copy.release), page=page), clock.now(), copy.gone_looks > 0
    look = replace(seen_at(client, copy.address, known, pace, as_browser=again), as_browser=again)
    if look.seen == Seen.GONE and copy.state != CopyState.VERIFIED_GONE and not sites.stands(copy):
        look = replace(look, seen=Seen.UNKNOWN)
    return at, look


def _kept(copy: PublicCopy, look: tuple[datetime, Look] | None) -> bool:
    if look is not None:
        keep(copy, look[1], at=look[0])
    return look is not None


def known_of(release: Release) -> Known:
    """Platforms give a file their own name: there the beginning of the caption tells the page of a post."""
    first = release.caption.strip().partition("\n")[0].strip()[:60]
    is_site = release.account.destination == Destination.WEBSITE.value
    return Known(
        mark=release.mark,
        digest=release.digest,
        size=release.size,
        phash=release.phash,
        moves=not release.media_type.startswith("image/"),
        words=first if len(first) >= TELLS and not is_site else "",
        is_out=release.stage == Stage.OUT,
    )


def seen_at(client: httpx.Client, address: str, known: Known, pace: Pace, *, as_browser: bool = False) -> Look:
    """One look at one address. as_browser: as a common browser asks, else as Kindao. Where that finds nothing it is
    asked for as a visitor of the page on which it is met, too: some sites tell robots, or whoever comes from elsewhere,
    that there is nothing, and what people are shown counts."""
    look = _seen_at(client, address, known, pace, reaching.BROWSER if as_browser else None)
    if look.seen != Seen.GONE or not (known.page or (known.is_out and not as_browser)):
        return look
    people = _seen_at(client, address, known, pace, reaching.visitor_of(known.page))
    return look if people.seen == Seen.OTHER else people


def _seen_at(client: httpx.Client, address: str, known: Known, pace: Pace, headers: Mapping[str, str] | None) -> Look:
    host, asked_for = "", address
    try:
        with calls.within(LOOK):
            for _ in range(HOPS):
                if pace.is_silent(host := urlsplit(address).netloc):
                    return Look(Seen.UNKNOWN)
                pace.wait(host)
                with client.stream("GET", address, headers=headers) as answer:
                    if answer.next_request is not None:
                        pace.told(host, silent=False)
                        address = str(answer.next_request.url)
                        continue
                    look = _told(answer, known)
                    pace.told(host, silent=False)
                    elsewhere = look.seen == Seen.GONE and host_of(address) != host_of(asked_for)
                    return replace(look, seen=Seen.UNKNOWN) if elsewhere else look  # that another host has nothing
    except (httpx.TimeoutException, httpx.ConnectError):
        pace.told(host, silent=True)
        return Look(Seen.UNKNOWN)
    except Exception:  # noqa: BLE001 - whatever it is, it proves nothing, and the other looks go on
        return Look(Seen.UNKNOWN)
    return Look(Seen.UNKNOWN)


def _told(answer: httpx.Response, known: Known) -> Look:
    status = answer.status_code
    if known.moves and answer.headers.get("content-type", "").startswith(("video/", "audio/")):
        # Of a film the length is compared, not hours of it.
        size = answer.headers.get("content-length", "")
        return Look(Seen.THERE if size == str(known.size) else Seen.UNKNOWN, status)
    try:
        look = judged(calls.body(answer, READ_AT_MOST), known, status)
    except calls.TooMuch:
        return Look(Seen.UNKNOWN, status)
    picture = answer.headers.get("content-type", "").startswith("image/")
    if known.phash or not picture or known.mark not in answer.url.path.lower():
        return look
    # How it looked was erased, or it is a film: the address is its alone. With a 404 it may say that there is none.
    match look.seen:
        case Seen.OTHER:
            return replace(look, seen=Seen.THERE)
        case Seen.GONE:
            return replace(look, seen=Seen.UNKNOWN)
    return look


def judged(body: bytes, known: Known, status: int = 200) -> Look:
    """What an answer shows: the release, or something else, or nothing. A browser shows a picture whatever the status;
    a page that says it has nothing may well name what it was asked for."""
    digest = f"sha256:{hashlib.sha256(body).hexdigest()}"
    if digest == known.digest:
        return Look(Seen.THERE, status, digest, 0)
    if _shows(body, known) if status in NOTHING else status == 200 and _names(body, known):
        return Look(Seen.THERE, status, digest)
    seen = Seen.GONE if status in NOTHING else Seen.OTHER if status == 200 else Seen.UNKNOWN
    try:
        bits = distance(phash(open_picture(body).frames[0].pixels), bytes.fromhex(known.phash))
    except (KindaoError, ValueError):
        return Look(seen, status, digest)
    return Look(Seen.THERE if bits <= SAME_WITHIN else seen, status, digest, bits)


def _names(body: bytes, known: Known) -> bool:
    """A page, a feed or a listing that names the file, or has the words of the post."""
    return known.mark.encode() in body.lower() or bool(
        known.words and known.words in html.unescape(body.decode("utf-8", "replace"))
    )


def _shows(body: bytes, known: Known) -> bool:
    """A page in which the file itself stands."""
    mark = re.escape(known.mark.encode())
    return re.search(rb"<(?:img|source|video|audio|embed|object)\b[^>]*" + mark, body, re.IGNORECASE) is not None


@transaction.atomic
def keep(copy: PublicCopy, look: Look, *, at: datetime | None = None) -> None:
    """The probe is kept, and the copy moves on. at: when it was looked, now where it isn't told."""
    at = at or clock.now()
    Original.objects.lock_picture(copy.release.use.original)  # what came back is ordered down
    row = (
        PublicCopy.objects.select_for_update(of=("self",))
        .select_related("release__clinic", "release__account")
        .get(pk=copy.pk)
    )
    seen_before = row.probes.filter(seen=Seen.THERE).exists()
    Probe.objects.create(copy=row, at=at, seen=look.seen, status=look.status, digest=look.digest, bits=look.bits)
    nothing = _proves(row, look.seen, seen_before)
    at_once = row.looked_at is not None and abs(at - row.looked_at) < BETWEEN
    if nothing and row.gone_looks and (at_once or not look.as_browser):
        return  # of another worker that looked at the same moment: that proves no more than one look
    state, looks = _moved(row, look.seen, nothing=nothing)
    is_back = state == CopyState.CAME_BACK and row.state != state
    if is_back:
        returning.came_back(row)
    PublicCopy.objects.filter(pk=row.pk).update(
        state=state,
        last_seen=look.seen,
        gone_looks=looks,
        looked_at=at,
        look_after=at + _again(state, looks, look.seen),
    )
    if _is_there_again(row, look.seen):
        orders.hurry(row.release.takedowns.all())
    if is_back:
        _reopened(row)
    elif state != row.state:
        audit.record(f"copy.{state}", row, by=None, clinic=row.release.clinic)


def _is_there_again(before: PublicCopy, seen: Seen) -> bool:
    """Whether a site shows again what is still to be deleted there: it was away, and need not be waited for longer. A
    platform says itself when to come again."""
    left = before.state in (CopyState.LIVE, CopyState.CAME_BACK, CopyState.BY_HAND)
    was_away = before.last_seen not in ("", Seen.THERE)
    return left and was_away and seen == Seen.THERE and isinstance(_kind_of(before), OfSite)


def _kind_of(copy: PublicCopy) -> Connector | None:
    return installed().get(copy.release.account.connector)


def _moved(copy: PublicCopy, seen: Seen, *, nothing: bool) -> tuple[CopyState, int]:
    """The state of a copy after a look, and how many looks in a row found nothing."""
    state = CopyState(copy.state)
    if seen == Seen.THERE:
        back = state == CopyState.VERIFIED_GONE or copy.done_at is not None
        return (CopyState.CAME_BACK if back else state), 0
    if not nothing:
        return state, copy.gone_looks if state == CopyState.VERIFIED_GONE else 0
    looks = copy.gone_looks + 1
    if looks >= 2 and _may_be_gone(copy):
        state = CopyState.VERIFIED_GONE
    return state, looks


def _may_be_gone(copy: PublicCopy) -> bool:
    """Of what is to be seen, that it isn't is for a person to look at. A platform that would not delete it may show
    nobody a whole account for a while: then it is gone once the platform takes the deletion, or a person says so. So
    may a site that does not do the deletion: its disk may be away where it tells strangers of no file, or the file may
    lie there, unseen for a while."""
    last = copy.release.takedowns.order_by("created_at").last()
    kind = _kind_of(copy)
    if last is None or copy.done_at is not None:
        return last is not None
    if isinstance(kind, OfSite):
        return not last.put_off
    if kind is not None and not kind.can_delete:
        return True
    return not last.trouble_en and (copy.asked_at is not None or copy.found_by == "person")


def _proves(copy: PublicCopy, seen: Seen, seen_before: bool) -> bool:
    """Whether such a look tells that it is gone from there. An address that a person typed was seen there once, or
    nothing about it is known, and a front page that is away tells nothing of a picture on it; one that the platform
    told of counts unseen too, where the release was seen at another: else all of them may be wrong. A page that shows
    something else instead may be a notice of maintenance: it counts where the site itself told of the page, and answers
    for the files of the release as it always does, for one that it has none."""
    typed, account = copy.found_by == "person", copy.release.account
    if seen == Seen.GONE and typed:
        return seen_before and not is_front(copy.address, Destination(account.destination), account.address)
    if seen == Seen.GONE:
        return seen_before or _was_seen(copy.release)
    if seen != Seen.OTHER or not seen_before or typed or copy.place not in PAGES:
        return False
    seen_of_files = {one.last_seen for one in _files_of(copy)}
    return Seen.GONE in seen_of_files and seen_of_files <= {Seen.GONE, Seen.THERE}


def _files_of(page: PublicCopy) -> list[PublicCopy]:
    """Files that the site of that page answers for. A platform's are at hosts of their own: those that it made of what
    has the same name there."""
    files = page.release.public_copies.filter(place__in=FILES)
    if page.release.account.destination != Destination.WEBSITE.value:
        return list(files.filter(place=Place.SIZE, ref=page.ref).exclude(ref=""))
    return [one for one in files if host_of(one.address) == host_of(page.address)]


def _was_seen(release: Release) -> bool:
    """At any address that its platform, or its site, told of."""
    return Probe.objects.filter(copy__release=release, seen=Seen.THERE).exclude(copy__found_by="person").exists()


def _again(state: CopyState, looks: int, seen: Seen) -> timedelta:
    if looks == 1:  # one look that found nothing is repeated soon
        return BETWEEN
    match state:
        case CopyState.VERIFIED_GONE:
            return GONE_AGAIN[min(max(looks - 2, 0), len(GONE_AGAIN) - 1)]
        case CopyState.LIVE:
            return LIVE_AGAIN
        case CopyState.BY_HAND:
            return BY_HAND_AGAIN
    return BETWEEN if seen in (Seen.GONE, Seen.THERE) else BY_HAND_AGAIN


def _reopened(copy: PublicCopy) -> None:
    from kindao.web.releases import actions

    Release.objects.filter(pk=copy.release_id, stage__in=(Stage.GONE, Stage.ENDED)).update(stage=Stage.COMING_DOWN)
    last = Takedown.objects.filter(release=copy.release_id).order_by("created_at").last()
    actions.take_down(copy.release, Why(last.why) if last else Why.OFFICER)


def discover(release: Release) -> int:
    """Every address that the platform, or its site, tells of by now. Gives how many are new. Raises what
    `Connector.addresses` raises."""
    from kindao.web.releases import accounts, actions, patience
    from kindao.web.releases.connectors import connector

    before = release.public_copies.count()
    access = accounts.access(release.account)
    with patience.asking(release.account):
        told = connector(release.account.connector).addresses(access, release.ref, release.mark)
    for one in told:
        actions.found(release, one.address, one.place, by="platform", ref=one.ref)
    return release.public_copies.count() - before


@task(queue_name=LOOKS)
def look_soon(pk: str) -> None:
    """Just after it went out: where else is it, and is it to be seen?"""
    release = Release.objects.select_related("account__key", "clinic").get(pk=UUID(pk))
    _discover_all([release])
    look(release, clock.now())


@task(queue_name=LOOKS, takes_context=True)
def sweep(context: TaskContext | None = None) -> int:
    """Addresses whose time has come; of what is out, new addresses first. What one round leaves is for the next.
    context: as a worker tells it; None where none began it."""
    due = _is_due(clock.now(), of="public_copies__")
    nowhere = Q(public_copies=None, sent_at__gt=clock.now() - TOLD_WITHIN)  # a platform that looks at films first
    out = Release.objects.filter(due | nowhere, stage=Stage.OUT).distinct()
    _discover_all(out.select_related("account__key", "clinic"))
    looked, before = 0, _due().count()
    try:
        looked = look_at_due()
    finally:  # one that broke holds up no other; where nothing was looked at it is not begun again at once
        left = _due().count()
        if left and (looked or left < before):
            _look_on(own=context.task_result.id if context else None)
    return looked


def _look_on(*, own: str | None = None) -> None:
    """One more sweep, unless one waits, or another than one's own is at work. What holds no look at what has just gone
    out up: all that is in the queue comes first. One worker at a time asks and puts it there: of two that both found
    none, each sweep would go on by itself for ever."""
    with locks.alone("sweep"):
        sweeps, now = DBTaskResult.objects.filter(task_path=sweep.module_path), clock.now()
        at_work = sweeps.filter(status=TaskResultStatus.RUNNING, started_at__range=(now - LONGEST_SWEEP, now + SKEW))
        others = at_work if own is None else at_work.exclude(pk=own)
        if not sweeps.filter(status=TaskResultStatus.READY).exists() and not others.exists():
            sweep.using(priority=-30).enqueue()


def _discover_all(releases: Iterable[Release]) -> None:
    for one in releases:
        try:
            discover(one)
        except KindaoError:
            continue  # the daily test of its account tells what is wrong
        except Exception as error:  # noqa: BLE001 - its connector is broken: nobody else waits for that
            log.error("release %s: its addresses can't be asked for: %s", one.pk, type(error).__name__)


def keep_sweeping() -> None:
    """Put the sweep into the queue where it isn't there. One whose worker died is not waited for: nobody of that name
    may ever come back to end it."""
    _look_on()
