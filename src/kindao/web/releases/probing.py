"""Looks from outside the account, as anybody's browser would: is it there, and is it the same?

A copy is gone when two looks in a row found nothing: 404 or 410, or, where an earlier look had seen it, something else
in its place. A page that shows a stranger nothing from the start (a wall to sign in) proves nothing."""

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta

import httpx
from django.db import transaction

from kindao import clock
from kindao.engine.errors import KindaoError
from kindao.engine.match.phash import SAME_WITHIN, distance, phash
from kindao.engine.media.opening import open_picture
from kindao.web import audit
from kindao.web.releases.connectors import reaching
from kindao.web.releases.models import CopyState, Probe, PublicCopy, Release, Seen, Stage, Takedown, Why

READ_AT_MOST = 32 * 2**20  # bytes of an answer; of a longer film the first are compared
HOPS = 5
NOTHING = frozenset({404, 410})
BETWEEN = timedelta(seconds=10)  # two looks that prove it
LIVE_AGAIN = timedelta(days=1)
GONE_AGAIN = (timedelta(hours=1), timedelta(days=1), timedelta(days=7), timedelta(days=30), timedelta(days=90))
"""After how long something that is gone is looked at again: it may come back out of a backup or a cache."""


@dataclass(frozen=True, slots=True)
class Look:
    """What came from one address. bits: in which a picture differs from the release."""

    seen: Seen
    status: int | None = None
    digest: str = ""
    bits: int | None = None


def look(release: Release, now: datetime) -> None:
    """Look at every address of it whose time has come, and keep what was seen."""
    due = release.public_copies.filter(look_after__lte=now)
    with reaching.client() as client:
        for copy in due:
            keep(copy, _look(client, copy, release))


def first_look(release: Release, now: datetime) -> None:
    """At those of which no look has told anything yet."""
    told = release.public_copies.filter(probes__seen__in=(Seen.THERE, Seen.OTHER, Seen.GONE))
    release.public_copies.exclude(pk__in=told.values("pk")).exclude(look_after=None).update(look_after=now)
    look(release, now)


def look_at_due() -> int:
    """Every copy whose time has come, of all releases. Gives how many."""
    now, count = clock.now(), 0
    for release in Release.objects.filter(public_copies__look_after__lte=now).distinct():
        count += release.public_copies.filter(look_after__lte=now).count()
        look(release, now)
    return count


def _look(client: httpx.Client, copy: PublicCopy, release: Release) -> Look:
    try:
        status, body = _fetched(client, copy.address)
    except (httpx.HTTPError, httpx.InvalidURL, ValueError):
        return Look(Seen.UNKNOWN)
    if status in NOTHING:
        return Look(Seen.GONE, status)
    if status != 200:
        return Look(Seen.UNKNOWN, status)
    return judged(body, release, status)


def _fetched(client: httpx.Client, address: str) -> tuple[int, bytes]:
    for _ in range(HOPS):
        with client.stream("GET", address) as answer:
            if answer.next_request is not None:
                address = str(answer.next_request.url)
                continue
            body = bytearray()
            for piece in answer.iter_bytes():
                body += piece
                if len(body) >= READ_AT_MOST:
                    break
            return answer.status_code, bytes(body)
    raise ValueError("too many redirects")


def judged(body: bytes, release: Release, status: int = 200) -> Look:
    """What an answer shows: the release, or something else."""
    digest = f"sha256:{hashlib.sha256(body).hexdigest()}"
    if digest == release.digest:
        return Look(Seen.THERE, status, digest, 0)
    if release.mark.encode() in body:  # a page, a feed or a listing that names the file
        return Look(Seen.THERE, status, digest)
    try:
        bits = distance(phash(open_picture(body).frames[0].pixels), bytes.fromhex(release.phash))
    except (KindaoError, ValueError):
        return Look(Seen.OTHER, status, digest)
    return Look(Seen.THERE if bits <= SAME_WITHIN else Seen.OTHER, status, digest, bits)


@transaction.atomic
def keep(copy: PublicCopy, look: Look) -> None:
    """The probe is kept, and the copy moves on."""
    now = clock.now()
    row = PublicCopy.objects.select_for_update(of=("self",)).select_related("release__clinic").get(pk=copy.pk)
    seen_before = row.probes.filter(seen=Seen.THERE).exists()
    Probe.objects.create(copy=row, at=now, seen=look.seen, status=look.status, digest=look.digest, bits=look.bits)
    nothing = look.seen == Seen.GONE or (look.seen == Seen.OTHER and seen_before)
    looks = row.gone_looks + 1 if nothing else 0
    state = CopyState(row.state)
    if look.seen == Seen.THERE and state == CopyState.VERIFIED_GONE:
        state = CopyState.CAME_BACK
    elif nothing and looks >= 2 and _was_asked(row):
        state = CopyState.VERIFIED_GONE
    if look.seen == Seen.UNKNOWN:
        looks = row.gone_looks  # nobody answered: that proves neither
    PublicCopy.objects.filter(pk=row.pk).update(
        state=state, gone_looks=looks, looked_at=now, look_after=now + _again(state, looks)
    )
    if state != row.state:
        audit.record(f"copy.{state}", row, by=None, clinic=row.release.clinic)
    if state == CopyState.CAME_BACK:
        _reopened(row)


def _was_asked(copy: PublicCopy) -> bool:
    """Whether its takedown was ordered; of what is to be seen, that it isn't is for a person to look at."""
    return copy.release.takedowns.exists()


def _again(state: CopyState, looks: int) -> timedelta:
    if state == CopyState.VERIFIED_GONE:
        return GONE_AGAIN[min(max(looks - 2, 0), len(GONE_AGAIN) - 1)]
    return LIVE_AGAIN if state == CopyState.LIVE else BETWEEN


def _reopened(copy: PublicCopy) -> None:
    from kindao.web.releases import actions

    Release.objects.filter(pk=copy.release_id, stage=Stage.GONE).update(stage=Stage.COMING_DOWN)
    last = Takedown.objects.filter(release=copy.release_id).order_by("created_at").last()
    actions.take_down(copy.release, Why(last.why) if last else Why.OFFICER)
