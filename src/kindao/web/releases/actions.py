"""All that may be done about a release: wanted, called off, posted and taken down by hand, ordered down."""

import secrets
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from itertools import chain
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import BinaryIO
from uuid import UUID, uuid4

from django.db import transaction
from django.utils.translation import override

from kindao import clock
from kindao.engine.errors import BadInput
from kindao.engine.policy.consent import day
from kindao.engine.vocabulary import Destination, Outcome, Purpose, Words
from kindao.web import audit
from kindao.web.cases.models import Original
from kindao.web.clinics.models import Clinic, Membership, Role, User
from kindao.web.releases import accounts, claiming, fronts, orders, outgoing, permits, probing, returning
from kindao.web.releases.addresses import as_typed, is_at, is_front, may_be_front, page_of, platform_of
from kindao.web.releases.connectors import connector, fitting
from kindao.web.releases.connectors.base import Offer, Particular, Place, Refused
from kindao.web.releases.models import (
    MAY_BE_OUT,
    Account,
    CopyState,
    PublicCopy,
    Release,
    ReleaseQuerySet,
    Seen,
    Stage,
    Takedown,
    Why,
)
from kindao.web.releases.permits import NotAllowed
from kindao.web.review import actions as review
from kindao.web.review import asking, jobs, standing
from kindao.web.review.models import Confirmation, Decision, Use, UseState, Work
from kindao.web.review.standing import Standing
from kindao.web.vault import store
from kindao.web.vault.models import StoredFile

LONGEST = 1000  # characters of an address that is kept
NAME_BYTES = 12  # of a random file name: 24 letters and digits
FRONTS = 2  # front pages that are looked at while somebody waits
FURTHEST = timedelta(days=366)  # ahead, for which something is scheduled
NOT_SEEN = (Stage.GONE, Stage.ENDED, Stage.REFUSED)  # it left the clinic, and is thought to be nowhere
OFFICERS_WORD = (Stage.UNSURE, Stage.COMING_DOWN)  # stages in which only the officer says that it was not posted
BY_HAND_WITHIN = timedelta(days=2)  # unless the law pack's clock says otherwise
BEING_SENT = Words(
    "Bài này đang được gửi khi bản sao lưu được tạo. Hãy xem trên nền tảng nó có ở đó không, rồi cho biết.",
    "It was being sent when the backup was made. Look on the platform whether it is there, and say so.",
)
RESTORED = Words(
    "Đã hủy khi khôi phục bản sao lưu. Sau khi bản sao lưu được tạo, bài có thể đã được đăng: ở đây không biết được. "
    "Hãy xem trên tài khoản đó có bài hay không.",
    "The restore called it off. It may have gone out after the backup was made: that is not known here. Look on the "
    "account whether it is there.",
)
RESTORED_BEFORE_ITS_TIME = Words(
    "Đã hủy khi khôi phục bản sao lưu, trước giờ hẹn đăng. Nếu vẫn cần, hãy đăng lại.",
    "The restore called it off, before the time for which it was set. Post it anew if it is still to go out.",
)
SAID_NO = Words("Một người trong ảnh đã nói không với việc này.", "Somebody in it has said no to this.")
NOT_ANSWERED = Words(
    "Chưa có gì cho phép việc này: câu hỏi chưa được trả lời.", "Nothing permits this: what was asked is not answered."
)
ENDINGS = {
    "image/jpeg": ".jpg",
    "image/png": ".png",
    "image/webp": ".webp",
    "video/mp4": ".mp4",
    "video/webm": ".webm",
    "video/x-matroska": ".mkv",
    "audio/mp4": ".m4a",
}


class NotTheirs(BadInput):
    """Somebody else knows, and says so."""


@transaction.atomic
def release(
    by: Membership, use: Use, account: Account, *, at: datetime | None = None, nonce: UUID | None = None
) -> Release:
    """Have the permitted copy of a use go out there, now or at a time. The same form a second time is the release that
    is there.

    Raises BadInput where it is not permitted, leads elsewhere, is kept in the record, is too much for the platform, or
    the day is past or too far, or an officer has to read the terms first."""
    now = clock.now()
    Original.objects.lock_picture(use.original)
    use = Use.objects.of(by).select_for_update(of=("self",)).select_related("clinic").get(pk=use.pk)
    if nonce and (sent := Release.objects.of(by).filter(nonce=nonce).first()):
        if sent.use_id != use.pk:
            raise BadInput("this form was sent already, for something else", hint="Open the page again")
        return sent
    account = Account.objects.of(by).get(pk=account.pk)
    if account.closed_at is not None:
        raise BadInput("this account was closed", hint="Choose another account")
    decision = use.decisions.order_by("-number").first()
    copy = decision.copy if decision else None
    if use.state != UseState.PERMITTED or decision is None or copy is None or use.is_kept:
        raise BadInput("this is not permitted", hint="Take the way to yes that the page shows")
    if use.destination != account.destination:
        raise BadInput("the account leads elsewhere than what was asked", hint="Choose another, or ask for this place")
    if at is not None and not now - timedelta(minutes=5) <= at <= now + FURTHEST:
        raise BadInput("the time is past, or more than a year ahead", hint="Correct the time")
    _may_leave_on(day(at or now), use, decision)
    file = copy.file
    fits(account, outgoing.offer(use, copy))
    there = Release.objects.filter(use=use, account=account, stage__in=(*MAY_BE_OUT, Stage.SCHEDULED)).first()
    if there is not None:
        raise BadInput("this is out there already, or on its way", hint="Take that one down first, or call it off")
    if waits_for_terms(use):
        raise BadInput(
            "this picture went out there before, and how often is one of the terms of an advert that were agreed to",
            hint="Say on the page of the answer that you are not sure: the officer reads the terms and decides",
        )
    row = Release.objects.create(
        clinic=by.clinic,
        use=use,
        account=account,
        due_at=max(at or now, now),
        not_before=at if at and at > now else None,
        nonce=nonce or uuid4(),
        file_name=f"{secrets.token_hex(NAME_BYTES)}{ENDINGS[file.media_type]}",
        media_type=file.media_type,
        caption=use.caption,
        asked_by=by.user,
        created_at=now,
    )
    audit.record("release.wanted", row, by=by.user, clinic=by.clinic, facts={"account": str(account.pk)})
    if connector(account.connector).by_hand and row.not_before is None:  # for a person, no worker is waited for
        Release.objects.filter(pk=row.pk).update(state=Work.State.DONE, finished_at=now)
        ready(row)
    else:
        jobs.start(row)
    return row


@transaction.atomic
def release_by_hand(by: Membership, use: Use) -> Release:
    """Whoever asks posts it themselves; what waits so already is that one. Where nothing is posted by hand yet, it can
    be from now on, and they take it down by hand. Raises BadInput as `release`."""
    Original.objects.lock_picture(use.original)
    # Asked twice at once it is one account, and one release.
    Clinic.objects.select_for_update(no_key=True).get(pk=by.clinic_id)
    if there := Release.objects.of(by).filter(use=use, stage=Stage.BY_HAND).first():
        return there
    place = Destination(use.destination)
    known = Account.objects.of(by).open().filter(connector="manual", destination=place).select_related("clinic")
    account = next((one for one in known if accounts.comes_back(one)), None)
    return release(by, use, account or accounts.open_by_hand(by, place))


def waits_for_terms(use: Use) -> bool:
    """Whether an officer has to read the terms of an advert first: how often it goes out is one of them, in words that
    nothing here counts; the same picture went out there before, waits to, or may have, by this use or another, under
    whichever patient it lies; and no officer has said yes since. What it went out for doesn't matter: that of a use can
    be changed afterwards."""
    if use.purpose != Purpose.ADVERTISING:
        return False
    same = Use.objects.of_the_picture(use.original)
    there = Release.objects.filter(use__in=same, account__destination=use.destination)
    last = there.exclude(stage__in=(Stage.CANCELLED, Stage.REFUSED)).order_by("-created_at").first()
    said_yes = use.confirmations.standing().filter(says=Confirmation.Says.YES)
    return last is not None and not said_yes.filter(at__gt=last.created_at).exists()


def _may_leave_on(when: date, use: Use, decision: Decision) -> None:
    """Raises BadInput for a day before the one that was permitted, or on which the law, by what is known now, says no:
    the consent has ended then."""
    if when < use.on:
        raise permits.too_early(use.on)
    if when <= clock.today():
        return  # the law is asked when it leaves
    then = standing.judged(decision, use, on=when)
    if not then.permits:
        why = then.why or standing.CHANGED
        raise BadInput(
            f"on {clock.in_words(when)} this is not permitted any more: {why.en}",
            vi=f"Vào ngày {when:%d/%m/%Y} việc này không còn được phép: {why.vi}",
        )


def ready(release: Release) -> None:
    """A person downloads and posts it from now on; the permit is made then (`handed_out`)."""
    Release.objects.filter(pk=release.pk).update(stage=Stage.BY_HAND)
    release.refresh_from_db()
    audit.record("release.ready", release, by=None, clinic=release.clinic)


def fits(account: Account, offer: Offer) -> None:
    """Raises BadInput for what the platform is known not to take, as it stands here for a release that goes out on
    another day; and what `accounts.access` raises."""
    kind = connector(account.connector)
    try:
        if isinstance(kind, Particular):
            kind.takes(accounts.access(account), offer)
        else:
            fitting.fits(offer, kind.limits)
    except Refused as no:
        raise BadInput(no.message, hint=no.hint, vi=no.vi) from no


@transaction.atomic
def call_off(by: Membership, release: Release) -> bool:
    """Before it has gone out. False: it was too late. A second time changes nothing."""
    Original.objects.lock_picture(release.use.original)
    done = Release.objects.of(by).filter(pk=release.pk, stage__in=(Stage.SCHEDULED, Stage.BY_HAND), sent_at=None)
    ended = {"state": Work.State.DONE, "lease": None, "leased_until": None, "why_vi": "", "why_en": ""}
    if not done.update(stage=Stage.CANCELLED, **ended):
        return Release.objects.of(by).filter(pk=release.pk, stage=Stage.CANCELLED).exists()
    release.permits.alive().update(died_at=clock.now(), died_of="called-off")
    audit.record("release.called-off", release, by=by.user, clinic=by.clinic)
    return True


@transaction.atomic
def call_off_all(by: Membership, use: Use, why: Words) -> None:
    """The use is over: whatever of it has not gone out yet."""
    for row in Release.objects.of(by).filter(use=use, stage__in=(Stage.SCHEDULED, Stage.BY_HAND), sent_at=None):
        if call_off(by, row):
            Release.objects.filter(pk=row.pk).update(why_vi=why.vi, why_en=why.en)


@transaction.atomic
def brought_back() -> int:
    """Every row came from a backup: what had not gone out then is called off, and what was being sent is looked for by
    a person: it may have come down since, and what was withdrawn since is not known here. What is due later than now
    may be out only where somebody has moved it since. Gives how many."""
    now = clock.now()
    for row in Release.objects.filter(stage=Stage.SENDING).select_related("clinic"):
        ordered = row.takedowns.open().exists()
        Release.objects.filter(pk=row.pk).update(
            stage=Stage.COMING_DOWN if ordered else Stage.UNSURE,
            state=Work.State.DONE,
            lease=None,
            leased_until=None,
            why_vi=BEING_SENT.vi,
            why_en=BEING_SENT.en,
        )
        audit.record("release.unsure", row, by=None, clinic=row.clinic, facts={"why": "restored"})
    rows = Release.objects.filter(stage__in=(Stage.SCHEDULED, Stage.BY_HAND), sent_at=None).select_related("clinic")
    for row in (found := list(rows)):
        why = RESTORED_BEFORE_ITS_TIME if row.due_at > now else RESTORED
        Release.objects.filter(pk=row.pk).update(
            stage=Stage.CANCELLED,
            state=Work.State.DONE,
            lease=None,
            leased_until=None,
            why_vi=why.vi,
            why_en=why.en,
        )
        audit.record("release.called-off", row, by=None, clinic=row.clinic, facts={"why": "restored"})
    permits.kill([row.use_id for row in found], "called-off")
    # What looks saw then may have gone since, or come back.
    PublicCopy.objects.exclude(look_after=None).filter(release__sent_at__isnull=False).update(look_after=now)
    return len(found)


@transaction.atomic
def move_to(by: Membership, release: Release, at: datetime) -> None:
    """Another time, before it has gone out. Raises BadInput for a time that is past, and where it is too late."""
    now = clock.now()
    if not now <= at <= now + FURTHEST:
        raise BadInput("the time is past, or more than a year ahead", hint="Correct the time")
    waiting = Release.objects.of(by).filter(pk=release.pk, stage=Stage.SCHEDULED, state=Work.State.WAITING)
    row = waiting.select_related("use__clinic").first()
    decision = row.use.decisions.order_by("-number").first() if row else None
    if row and decision:
        _may_leave_on(day(at), row.use, decision)
    if not waiting.update(due_at=at, not_before=at, why_vi="", why_en=""):
        raise BadInput("it has gone out already, or was called off", hint="Open the page again")
    audit.record("release.moved", release, by=by.user, clinic=by.clinic)
    release.refresh_from_db()
    jobs.start(release)


@transaction.atomic
def found(release: Release, address: str, place: Place, *, by: str, ref: str = "") -> PublicCopy:
    """Remember an address at which it is seen. Of one that is known, what the platform has to delete for it to go is
    learnt, and a person who sees it there is believed: it is looked at now, and what was gone came back.

    by: platform, site or person. Of one that is too long to be kept the beginning is, and nobody looks there but a
    person."""
    if by == "person":
        address = _as_known(release, address)
    now, whole = clock.now(), len(address) <= LONGEST
    row, is_new = PublicCopy.objects.get_or_create(
        release=release,
        address=address[:LONGEST],
        defaults={
            "place": place.value,
            "ref": ref,
            "found_at": now,
            "found_by": by,
            "look_after": now if whole and address.startswith(("http://", "https://")) else None,
        },
    )
    if is_new:
        return row
    if ref and not row.ref:
        PublicCopy.objects.filter(pk=row.pk).update(ref=ref)
    if by == "person":
        _seen_again(row)
    row.refresh_from_db()
    return row


def _as_known(release: Release, address: str) -> str:
    """As the same page is written that is known already."""
    if not address.startswith(("http://", "https://")):
        return address
    there = release.public_copies.filter(address__startswith="http").order_by("found_at", "pk")
    known = list(there.values_list("address", flat=True))
    page = page_of(address)
    return address if address in known else next((one for one in known if page_of(one) == page), address)


def _seen_again(row: PublicCopy) -> None:
    if row.state == CopyState.VERIFIED_GONE or row.done_at is not None:
        returning.came_back(row)
    known = PublicCopy.objects.filter(pk=row.pk)
    known.update(gone_looks=0)
    known.exclude(look_after=None).update(look_after=clock.now())


@contextmanager
def handed_out(by: Membership, release: Release) -> Iterator[BinaryIO]:
    """The copy's bytes for whoever posts it by hand, once: the permit is made and spent with it. Raises NotAllowed as
    `permits.spend`, and where it was handed out before."""
    row = Release.objects.of(by).get(pk=release.pk)
    if row.stage != Stage.BY_HAND or row.sent_at is not None:
        raise NotAllowed("this was handed out already", hint="Say what became of it, or release it anew")
    if not accounts.is_ready(row.account):
        accounts.test(row.account)
    permit = permits.issue(row)
    with TemporaryDirectory(dir=store.work()) as place, outgoing.item(row, permit.copy, Path(place)) as (item, digest):
        look = outgoing.look_of(item)
        sent = claiming.claimed(row, permit, item, digest)
        permits.spend(permit, digest=digest)
        Release.objects.filter(pk=row.pk).update(
            digest=sent.digest, size=sent.size, phash=look, credential=sent.credential, fetched_by=by.user
        )
        audit.record("release.handed-out", row, by=by.user, clinic=by.clinic)
        with sent.item.file.open("rb") as stream:
            yield stream


def posted(by: Membership, release: Release, addresses: Iterable[tuple[str, Place]]) -> None:
    """Somebody tells where it is seen: whoever posted it by hand, or who met it somewhere. What was thought to be gone,
    or never posted, is out then; what was ordered down comes down there, too.

    Raises BadInput without an address, for what never left, and where the post is said to be anywhere but at the place
    for which it was permitted, or at a front page on which no look sees it: at an address where it never was nothing is
    seen, and it would be called gone. The front page of a platform or of an account there is never where it is."""
    told = [(as_typed(address), place) for address, place in addresses if address.strip()]
    if not told:
        raise BadInput("the address is missing", hint="Copy it from the post, or say where it hangs or was printed")
    _posted(by, release, told, _on_fronts(by, release, told))


def _on_fronts(by: Membership, release: Release, told: list[tuple[str, Place]]) -> dict[str, fronts.Front]:
    """By what may be a front page of a site that is nobody's platform, what a look saw on it. Asked before anything is
    locked: the web is, of each up to twice for `fronts.TIME`."""
    row = Release.objects.of(by).select_related("account").get(pk=release.pk)
    place, own = Destination(row.account.destination), row.account.address
    if row.sent_at is None:
        return {}
    asked = [one for one, kind in told if kind is Place.POST and is_at(one, place, own)]
    may_be = [one for one in dict.fromkeys(asked) if may_be_front(one, place, own)]
    known = [probing.known_of(row)]
    return {one: fronts.look_at(one, known, is_front=is_front(one, place, own)) for one in may_be[:FRONTS]}


def _is_first(row: Release) -> bool:
    """Whether what is told now is the post: nobody has told of any yet."""
    return row.stage in (Stage.BY_HAND, Stage.UNSURE) or not row.public_copies.exclude(address="").exists()


@transaction.atomic
def _posted(
    by: Membership, release: Release, told: list[tuple[str, Place]], on_fronts: dict[str, fronts.Front]
) -> None:
    Original.objects.lock_picture(release.use.original)
    row = Release.objects.of(by).select_for_update().get(pk=release.pk)
    if row.sent_at is None:
        raise BadInput("this was not handed out", hint="Download the copy first")
    for address, _ in told:
        no_front_of_a_platform(address, row.account, or_words=True)
    if _is_first(row):
        _is_there(row, told, on_fronts)
    for address, place in told:
        found(row, address, place, by="person")
    # Looked at also where the page does not name it as ours; what is another release's may stay where this one goes.
    seen = chain.from_iterable(one.pictures for one in on_fronts.values())
    for picture in not_of_another(row.use, seen, but=row):
        found(row, picture, Place.FILE, by="person")
    answered(row, by=by.user)
    if row.stage in NOT_SEEN:
        _is_out_after_all(row, by.user)
    elif row.stage in (Stage.BY_HAND, Stage.UNSURE):
        Release.objects.filter(pk=row.pk).update(stage=Stage.OUT, out_at=clock.now(), why_vi="", why_en="")
        if row.stage == Stage.BY_HAND:  # what is unsure left while it was permitted
            _down_where_over(row)
    elif row.stage == Stage.COMING_DOWN:
        orders.hurry(row.takedowns.all())
    probing.look_soon.enqueue(str(row.pk))
    audit.record("release.posted", row, by=by.user, clinic=by.clinic, facts={"addresses": len(told)})


def not_of_another(use: Use, pictures: Iterable[str], *, but: Release | None = None) -> list[str]:
    """The addresses of a picture without those at which the last look saw another release of the same picture, which
    may stay out: permitted for something else. but: the release that is asked about."""
    others = PublicCopy.objects.seen().filter(last_seen=Seen.THERE, release__clinic=use.clinic_id)
    others = others.filter(release__stage=Stage.OUT, release__use__original__digest=use.original.digest)
    if but is not None:
        others = others.exclude(release=but)
    pictures = list(pictures)
    theirs = set(others.filter(address__in=pictures).values_list("address", flat=True))
    return [one for one in pictures if one not in theirs]


def answered(row: Release, *, by: User | None) -> None:
    """Nobody is asked any more where it is. What somebody said of that before stays in its history."""
    for one in row.public_copies.filter(address="").asked():
        returning.set_aside(one)
        PublicCopy.objects.filter(pk=one.pk).update(state=CopyState.ANSWERED, done_by=by, done_at=clock.now())


def _is_there(row: Release, told: list[tuple[str, Place]], on_fronts: dict[str, fronts.Front]) -> None:
    place, own = Destination(row.account.destination), row.account.address
    if any(kind is Place.POST and not is_at(address, place, own) for address, kind in told):
        raise BadInput(
            "this address is not at the place where it was to be posted",
            hint="Copy the address of the post itself; where else it is seen, say once that is told",
        )
    for address, kind in told:
        if kind is Place.POST and may_be_front(address, place, own):
            look = on_fronts.get(address) or fronts.not_looked_at(address, is_front=is_front(address, place, own))
            if look.is_front and not look.pictures:
                raise front_page(ended=look.ended)


def no_front_of_a_platform(address: str, account: Account, *, or_words: bool = False) -> None:
    """Raises BadInput for the front page of a platform, or of anybody's account there, wherever it was to be posted.
    or_words: what has no address may be told in words there."""
    if not (platform := platform_of(address)) or not is_front(address, platform, account.address):
        return
    raise BadInput(
        "this is the front page of the platform or of an account, not the post",
        hint="Open the post, or the picture itself, and copy its address; of what has none, as a cover or a story, say "
        "in words where it is"
        if or_words
        else "Open the post, or the picture itself, and copy its address",
    )


def front_page(*, ended: bool = True) -> BadInput:
    """Looked at, it tells nothing of the post. ended: whether the look came to its end."""
    if not ended:
        return BadInput(
            "this is the front page, and the look at it from outside did not come to its end",
            hint="Try again in a few minutes, or open the picture itself, and copy its address",
        )
    return BadInput(
        "this is the front page, and no look from outside sees the picture on it",
        hint="Open the post, or the picture itself, and copy its address",
    )


def _is_out_after_all(row: Release, by: User) -> None:
    """What was ordered down once comes down again; so does what the law denies by now: nobody asked it meanwhile."""
    last = row.takedowns.order_by("created_at").last()
    Release.objects.filter(pk=row.pk).update(
        stage=Stage.COMING_DOWN if last else Stage.OUT,
        out_at=row.out_at or clock.now(),
        not_posted_by=None,
        why_vi="",
        why_en="",
    )
    if last:
        take_down(row, Why(last.why), by=by)
    else:
        _down_where_over(row)


def _down_where_over(row: Release) -> None:
    """What the law denies by now, and what is over, does not stay: nobody asked it meanwhile, or whoever posted it was
    told not to."""
    if no := denied(row):
        take_down(row, Why.FACTS, because=no)
    elif row.use.state == UseState.LAPSED:
        take_down(row, Why.OVER)


def says_not_posted(by: Membership, release: Release) -> bool:
    """Whether they may say that it was not posted: of what lies with somebody, whoever fetched it, for nobody else
    knows; of that, of what nobody knows and what was ordered down, the officer. What nobody fetched is nobody's."""
    fetched = release.sent_at is None or release.fetched_by_id == by.user_id
    return by.role == Role.OFFICER or (release.stage == Stage.BY_HAND and fetched)


@transaction.atomic
def never_posted(by: Membership, release: Release, *, reason: str) -> None:
    """Somebody who looked says that it is not out: of what was handed out by hand, or of which the answer was lost.
    Their words are kept. A second time, and of what did not go out, it changes nothing.

    Raises BadInput without a reason, of what is known to be out or waits for its time, and where an address is known,
    NotTheirs where it is not theirs to say."""
    if not reason.strip():
        raise BadInput("a reason is missing", hint="Say why, in a sentence")
    Original.objects.lock_picture(release.use.original)
    row = Release.objects.of(by).select_for_update().get(pk=release.pk)
    if row.stage in (Stage.REFUSED, Stage.CANCELLED):
        return
    if row.stage == Stage.SCHEDULED:
        raise BadInput("this has not gone out yet", hint="Call it off instead")
    if row.stage not in (Stage.BY_HAND, *OFFICERS_WORD):
        raise BadInput("this one is known to have gone out, or is being sent", hint="Have it taken down instead")
    if not says_not_posted(by, row):
        if row.stage in OFFICERS_WORD:
            raise NotTheirs("only the privacy officer says so of this one", hint="Tell them what you know of it")
        raise NotTheirs(
            "only whoever fetched it, or the privacy officer, says so of this one", hint="Tell them what you know of it"
        )
    if row.public_copies.exclude(address="").exists():
        raise BadInput("an address of it is known", hint="Take it down there")
    now = clock.now()
    Release.objects.filter(pk=row.pk).update(
        stage=Stage.REFUSED,
        state=Work.State.DONE,
        lease=None,
        leased_until=None,
        not_posted_by=by.user,
        why_vi=reason.strip(),
        why_en=reason.strip(),
    )
    row.permits.alive().update(died_at=now, died_of="not-posted")
    answered(row, by=by.user)
    row.takedowns.open().update(over_at=now, state=Work.State.DONE, lease=None, leased_until=None)
    audit.record("release.not-posted", row, by=by.user, clinic=by.clinic)


@transaction.atomic
def take_down(release: Release, why: Why, *, by: User | None = None, because: Words | None = None) -> Takedown | None:
    """Have it come down, everywhere. What has not gone out yet is called off instead (None). A second order while one
    is carried out is that one, which is tried again now.

    because: the rule that denies it, in words, where one does."""
    now = clock.now()
    Original.objects.lock_picture(release.use.original)
    row = Release.objects.select_for_update(of=("self",)).select_related("clinic").get(pk=release.pk)
    if row.sent_at is None:
        if row.stage in (Stage.SCHEDULED, Stage.BY_HAND):
            Release.objects.filter(pk=row.pk).update(
                stage=Stage.CANCELLED,
                state=Work.State.DONE,
                lease=None,
                leased_until=None,
                why_vi=sentence(why).vi,
                why_en=sentence(why).en,
            )
            row.permits.alive().update(died_at=now, died_of=str(why))
            audit.record("release.called-off", row, by=by, clinic=row.clinic, facts={"why": str(why)})
        return None
    if row.stage not in MAY_BE_OUT:
        return None
    if there := row.takedowns.open().first():
        orders.hurry(row.takedowns.all())
        return there
    order = Takedown.objects.create(
        release=row,
        why=why,
        by=by,
        created_at=now,
        because_vi=because.vi if because else "",
        because_en=because.en if because else "",
    )
    if row.stage in (Stage.OUT, Stage.UNSURE, Stage.BY_HAND):
        Release.objects.filter(pk=row.pk).update(stage=Stage.COMING_DOWN)
    audit.record("takedown.ordered", row, by=by, clinic=row.clinic, facts={"why": str(why)})
    jobs.start(order)
    return order


def sentence(why: Why) -> Words:
    """As a sentence."""
    return Words(_in("vi", why), _in("en", why))


def _in(language: str, why: Why) -> str:
    with override(language):
        return f"{why.label}."


@transaction.atomic
def judge_again(touched: ReleaseQuerySet, why: Why, *, by: User | None = None) -> int:
    """A fact has changed on which these rest: permits on them die, and what is out, or waits for its time, and is
    denied now comes down or is called off, in this transaction. What only needs a person now is for the officer, who
    sees the difference. Gives how many."""
    uses = list(touched.values_list("use", flat=True))
    if not uses:
        return 0
    permits.kill(uses, str(why))
    count = 0
    judged: dict[UUID, Standing] = {}  # by decision: of one use there may be many releases
    for row in (touched.out() | touched.waiting()).select_related("use__original__session", "use__clinic", "clinic"):
        if no := denied(row, judged):
            take_down(row, why, by=by, because=no)
            count += 1
    return count


def denied(row: Release, judged: dict[UUID, Standing] | None = None) -> Words | None:
    """The rule by which the law says no today; None where it doesn't, or can't be asked. judged: already asked, by
    decision."""
    permit = row.permits.select_related("decision").last()
    return _denied(permit.decision if permit else asking.last_answer(row.use), row.use, judged)


def would_be_denied(use: Use) -> Words | None:
    """As above, of what is out of this use and no release knows of."""
    return _denied(asking.last_answer(use), use)


def _denied(decision: Decision | None, use: Use, judged: dict[UUID, Standing] | None = None) -> Words | None:
    if decision is None:  # after a restore that may be lost, and the officer knows
        return _said_no(use) or (None if asking.brought_back(use) else NOT_ANSWERED)
    judged = {} if judged is None else judged
    if decision.pk not in judged:
        judged[decision.pk] = standing.judged(decision, use)
    now = judged[decision.pk]
    return (now.why or standing.CHANGED) if now.outcome is Outcome.DENY else None


def _said_no(use: Use) -> Words | None:
    """What needs no answer of then to be a no today: of a right, an officer, of whoever refused it or took it back."""
    if held := asking.forbidden(use):
        return held
    if review.withdrawn(use):
        return standing.WITHDRAWN
    return SAID_NO if any(seen.person.refused for seen in asking.parties(use)[0]) else None


@transaction.atomic
def taken_down_by_hand(by: Membership, copy: PublicCopy, *, evidence: StoredFile | None, despite: str = "") -> None:
    """The person says that it is gone; it is looked at from outside. despite: a part of the released picture is seen on
    the evidence, and they say why it is gone all the same. Raises BadInput without evidence where nobody can look:
    print, a screen."""
    Original.objects.lock_picture(copy.release.use.original)
    row = PublicCopy.objects.of(by).select_for_update().get(pk=copy.pk)
    if row.state not in (CopyState.BY_HAND, CopyState.CAME_BACK):
        return
    if evidence is None:
        raise BadInput("the picture that shows it is missing", hint="Take one after the deletion, and add it")
    now = clock.now()
    PublicCopy.objects.filter(pk=row.pk).update(
        state=CopyState.PLATFORM_GONE,
        evidence=evidence,
        done_by=by.user,
        done_at=now,
        despite=despite,
        look_after=now,
        gone_looks=0,
    )
    audit.record("copy.taken-down", row, by=by.user, clinic=by.clinic, facts={"part": True} if despite else {})
    orders.hurry(row.release.takedowns.all())
