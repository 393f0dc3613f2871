"""What the pages ask about releases: which ways out there are for a use, what is out where, what a person has to do."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from uuid import UUID

from django.db.models import OuterRef, Q, Subquery

from kindao import clock
from kindao.engine.errors import KindaoError
from kindao.engine.policy.consent import VIETNAM, day
from kindao.engine.vocabulary import Destination, Outcome, Words
from kindao.page.wording import DESTINATION
from kindao.web.cases.said import closed
from kindao.web.clinics.models import Membership, Role
from kindao.web.releases import accounts, actions, outgoing
from kindao.web.releases.connectors import installed
from kindao.web.releases.connectors.base import Connector, Place
from kindao.web.releases.models import (
    MAY_BE_OUT,
    Account,
    CopyState,
    Permit,
    Probe,
    PublicCopy,
    Release,
    ReleaseQuerySet,
    ReplayFinding,
    SearchRequest,
    Seen,
    Stage,
    Takedown,
    Why,
)
from kindao.web.review.models import SafeCopy, Use, UseState

UNTESTED = Words(
    "Chưa thử được hôm nay; Kindao sẽ thử lại trước khi gửi.", "Not tried today; it is tried before anything is sent."
)
NO_DELETE = Words(
    "Hôm nay tài khoản này không xóa được những gì nó đăng, nên cũng không đăng gì.",
    "It can't delete today what it publishes, so it publishes nothing.",
)
NOBODY = Words(
    "Người được giao xóa bài ở đó không còn làm ở phòng khám. Hãy chọn người khác trên trang của tài khoản.",
    "Whoever was named to delete there works in the clinic no more. Name somebody else on the account's page.",
)
NO_PUBLISH = Words("Hôm nay tài khoản này không đăng bài được.", "It can't publish today.")
NO_CONNECTOR = Words("Bộ nối của tài khoản này chưa được cài.", "The connector of this account is not installed.")
OUT_THERE = Words("Đang ở đó rồi, hoặc đang trên đường đến.", "It is out there already, or on its way.")
OTHER_WORDS = Words(
    "Lời đăng đã đổi kể từ khi hẹn: bản này sẽ không được đăng như vậy. Hãy hủy, rồi đăng lại với lời mới.",
    "The caption has changed since: like this it does not go out. Call it off, and post it anew with the new words.",
)
OTHER_PLACE = Words(
    "Nơi đăng đã đổi kể từ khi hẹn: bản này sẽ không được đăng như vậy. Hãy hủy, rồi đăng lại ở nơi mới.",
    "The place has changed since: like this it does not go out. Call it off, and post it anew where it is to go.",
)
NOT_NOW = Words(
    "Hiện việc này không được phép: bản này sẽ không được đăng như vậy. Hãy xem vì sao ở trang câu trả lời.",
    "This is not permitted just now: like this it does not go out. See why on the page of the answer.",
)
OTHER_DAY = Words(
    "Ngày được phép đã đổi, và đến sau giờ hẹn: bản này sẽ không được đăng như vậy. Hãy dời giờ.",
    "It is allowed from a later day on: like this it does not go out. Move it to another time.",
)
PLACE = {
    Place.POST: Words("bài đăng", "post"),
    Place.FILE: Words("tệp", "file"),
    Place.SIZE: Words("ảnh cỡ nhỏ hơn", "smaller picture"),
    Place.FEED: Words("nguồn tin", "feed"),
    Place.LISTING: Words("danh mục cho máy đọc", "listing for programs"),
    Place.PAGE: Words("trang khác có hình này", "another page that shows it"),
    Place.CACHE: Words("bản lưu đệm", "cache"),
    Place.ELSEWHERE: Words("nơi khác", "elsewhere"),
}
FIRST = {Place.POST.value: 0, Place.FILE.value: 1, Place.PAGE.value: 2}
SEEN = {
    Seen.THERE: Words("vẫn thấy", "it is there"),
    Seen.OTHER: Words("thấy nội dung khác", "something else is there"),
    Seen.GONE: Words("không còn gì", "nothing is there"),
    Seen.UNKNOWN: Words("không xem được", "it could not be told"),
}


@dataclass(frozen=True, slots=True)
class Way:
    """One account to which a use may go. why: what keeps it from going there today; note: what to know."""

    account: Account
    title: Words
    by_hand: bool
    revocability: Words
    why: Words | None = None
    note: Words | None = None


def title_of(account: Account) -> Words:
    kind = installed().get(account.connector)
    return kind.title if kind else Words(account.connector, account.connector)


def trouble_of(account: Account) -> Words | None:
    vi, en = account.trouble_vi or account.trouble_en, account.trouble_en
    return Words(closed(vi), closed(en)) if en else None


def barred(account: Account) -> Words | None:
    """Why nothing may go out there today; None where something may."""
    if account.connector not in installed():
        return NO_CONNECTOR
    if not accounts.comes_back(account):
        if account.deleter_id and not installed()[account.connector].can_delete:
            return NOBODY
        return trouble_of(account) or NO_DELETE
    if not account.may_publish:
        return trouble_of(account) or NO_PUBLISH
    return None


def ways(by: Membership, use: Use, copy: SafeCopy) -> list[Way]:
    """The clinic's open accounts at the use's destination, those that can't take it today with the reason."""
    there = set(
        use.releases.filter(stage__in=(*MAY_BE_OUT, Stage.SCHEDULED)).values_list("account", flat=True)  # as `release`
    )
    rows = Account.objects.of(by).open().filter(destination=use.destination).select_related("deleter", "clinic")
    return [_way(one, use, copy, one.pk in there) for one in rows]


def _way(account: Account, use: Use, copy: SafeCopy, there: bool) -> Way:
    kind = installed().get(account.connector)
    why = barred(account) or (OUT_THERE if there else None) or _too_much(account, use, copy)
    note = UNTESTED if why is None and not accounts.is_ready(account) else None
    return Way(
        account,
        title_of(account),
        bool(kind and kind.by_hand),
        kind.revocability if kind else Words("", ""),
        why,
        note,
    )


def _too_much(account: Account, use: Use, copy: SafeCopy) -> Words | None:
    try:
        actions.fits(account, outgoing.offer(use, copy))
    except KindaoError as no:
        return Words(no.vi or str(no), str(no))
    return None


def connectors() -> list[tuple[Destination, list[Connector]]]:
    """Where a clinic can have accounts, and by which connectors; those by hand last."""
    found = []
    for destination in DESTINATION:
        kinds = [one for one in installed().values() if destination in one.destinations]
        if kinds:
            found.append((destination, sorted(kinds, key=lambda one: one.by_hand)))
    return found


def copy_of(use: Use) -> SafeCopy | None:
    """The copy that may go out; None where none may."""
    decision = use.decisions.select_related("copy__file").order_by("-number").first()
    copy = decision.copy if decision else None
    return copy if use.state == UseState.PERMITTED and copy and copy.gone_at is None and not use.is_kept else None


def hindered(release: Release) -> Words | None:
    """Why what waits will not go out as things are: what was asked has changed since. None where nothing has."""
    if release.sent_at is not None or release.stage not in (Stage.SCHEDULED, Stage.BY_HAND):
        return None
    use = release.use
    if use.state in (UseState.NEEDS_EYES, UseState.REFUSED, UseState.LAPSED):
        return NOT_NOW
    if use.caption != release.caption:
        return OTHER_WORDS
    if use.destination != release.account.destination:
        return OTHER_PLACE
    return OTHER_DAY if use.on > day(max(release.due_at, clock.now())) else None


def unposted(release: Release) -> Words | None:
    """Why what somebody downloaded must not be posted; None where it may be, or somebody told where it is. As
    `ReleaseQuerySet.not_to_be_posted`."""
    by_hand = release.stage == Stage.BY_HAND and release.sent_at is not None
    ordered = release.stage == Stage.COMING_DOWN and release.fetched_by_id is not None
    if not (by_hand or ordered) or any(one.address for one in release.public_copies.all()):
        return None
    if ordered:
        order = next((one for one in release.takedowns.all() if one.over_at is None), None)
        return actions.sentence(Why(order.why)) if order else None
    found = _open_finding(release)
    return Words(found.why_vi, found.why_en) if found else None


def waits_for_officer(release: Release) -> bool:
    """Whether what must not be posted is only doubted, and may be posted yet once the officer has said yes."""
    found = _open_finding(release) if release.stage == Stage.BY_HAND else None
    is_asked = found is not None and found.outcome == Outcome.INDETERMINATE.value
    return is_asked and release.use.state != UseState.LAPSED and unposted(release) is not None


def _open_finding(release: Release) -> ReplayFinding | None:
    return next((one for one in release.findings.all() if one.over_at is None), None)


def may_be_out(release: Release) -> bool:
    """Whether a restore called it off: it may have gone out since the backup, and no row tells."""
    return release.stage == Stage.CANCELLED and release.why_en == actions.RESTORED.en


def may_have_been_moved(release: Release) -> bool:
    """Whether a restore called it off before its time: it is out only where somebody had moved it since the backup."""
    return release.stage == Stage.CANCELLED and release.why_en == actions.RESTORED_BEFORE_ITS_TIME.en


def whole(rows: ReleaseQuerySet) -> ReleaseQuerySet:
    """With all that a list shows of each, in as many questions as there are kinds of rows."""
    return rows.select_related("account", "use__patient", "asked_by").prefetch_related("public_copies")


SHOWN: dict[str, Q] = {
    "live": Q(stage=Stage.OUT) | Q(stage=Stage.BY_HAND, sent_at__isnull=False),  # handed out, it counts as out
    "scheduled": Q(stage=Stage.SCHEDULED),
    "coming-down": Q(stage=Stage.COMING_DOWN),
    "by-hand": Q(stage=Stage.BY_HAND),
    "unsure": Q(stage=Stage.UNSURE),
    "came-back": Q(public_copies__state=CopyState.CAME_BACK),
    "gone": Q(stage=Stage.GONE),
    "ended": Q(stage=Stage.ENDED),
    "refused": Q(stage=Stage.REFUSED),
    "cancelled": Q(stage=Stage.CANCELLED),
}
"""What a list may be narrowed to; the overview's numbers count the same."""
VANISHED = "vanished"  # another such: out, and not to be seen there any more, which nobody ordered
NOT_TO_BE_POSTED = "not-to-be-posted"  # and another: downloaded, and not permitted any more


def listed(by: Membership, *, shown: str = "", account: str = "", destination: str = "") -> ReleaseQuerySet:
    rows = Release.objects.of(by)
    if shown == VANISHED:
        rows = rows.vanished()
    elif shown == NOT_TO_BE_POSTED:
        rows = rows.not_to_be_posted()
    elif shown in SHOWN:
        rows = rows.filter(SHOWN[shown]).distinct()
    if account:
        rows = rows.filter(account__pk=account)
    if destination in DESTINATION:
        rows = rows.filter(account__destination=destination)
    return rows.order_by("-due_at", "pk")


def held_back(by: Membership) -> ReleaseQuerySet:
    """What must not be posted, and lies with them, for they downloaded it or asked for it; for the officer whatever was
    ordered down, for they alone say that nobody posted it."""
    theirs = Q(fetched_by=by.user_id) | Q(asked_by=by.user_id)
    if by.role == Role.OFFICER:
        theirs |= Q(stage=Stage.COMING_DOWN)
    return listed(by, shown=NOT_TO_BE_POSTED).filter(theirs)


def came_back(by: Membership) -> ReleaseQuerySet:
    return listed(by, shown="came-back")


def by_hand_of(by: Membership) -> "list[PublicCopy]":
    """What has to be taken down by hand: everybody's for officer and auditor, else one's own; the next due first."""
    rows = PublicCopy.objects.of(by).tasks()
    rows = rows.select_related("release__account", "person", "done_by", "release__use__patient")
    rows = rows.prefetch_related("said_before__done_by")
    if by.role not in (Role.OFFICER, Role.AUDITOR):
        rows = rows.filter(person=by.user_id)
    return list(rows.order_by("due_at", "pk")[:200])


def places_of(tasks: Iterable[PublicCopy]) -> dict[UUID, list[PublicCopy]]:
    """By the task's pk: all addresses of it; a post, a file and a page first, which somebody deletes."""
    tasks = list(tasks)
    many = {one.release_id for one in tasks if one.found_by != "person" and one.look_after is not None}
    at: dict[tuple[UUID, object], list[PublicCopy]] = {}
    if many:
        for row in PublicCopy.objects.by_hand().of_the_platform().filter(release__in=many):
            at.setdefault((row.release_id, row.person_id), []).append(row)
    found = {}
    for one in tasks:
        same = at.get((one.release_id, one.person_id), [])
        found[one.pk] = sorted(same, key=lambda row: FIRST.get(row.place, 9)) if one in same else [one]
    return found


def searches_of(by: Membership) -> list[SearchRequest]:
    rows = SearchRequest.objects.of(by).open().select_related("takedown__release__account", "person")
    if by.role not in (Role.OFFICER, Role.AUDITOR):
        rows = rows.filter(person=by.user_id)
    return list(rows.prefetch_related("takedown__release__public_copies").order_by("due_at", "engine", "pk")[:200])


def overdue(by: Membership) -> int:
    return PublicCopy.objects.of(by).tasks().filter(due_at__lt=clock.now()).count()


def with_last_look(release: Release) -> list[tuple[PublicCopy, Probe | None]]:
    """Its addresses, each with what the last look found: of hundreds of looks one is read."""
    last = Probe.objects.filter(copy=OuterRef("copy")).order_by("-at", "-pk").values("pk")[:1]
    looks = {one.copy_id: one for one in Probe.objects.filter(copy__release=release, pk=Subquery(last))}
    rows = release.public_copies.select_related("person", "done_by").prefetch_related("said_before__done_by")
    return [(one, looks.get(one.pk)) for one in rows]


def permit_of(release: Release) -> Permit | None:
    """Under which it went out, or that was the last."""
    permits = list(release.permits.all())
    return next((one for one in reversed(permits) if one.spent_at), permits[-1] if permits else None)


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing of one day: a release that goes or went out, or an order to take one down."""

    release: Release
    at: datetime
    kind: str  # out, scheduled, unsure, coming-down; over: its stage says how


@dataclass(frozen=True, slots=True)
class Day:
    on: date
    entries: tuple[Entry, ...]
    today: bool
    here: bool  # in the month that is shown


def month(by: Membership, first: date) -> list[Day]:
    """The weeks of a month, from Monday to Sunday, with what goes out, went out and comes down on each day."""
    after = (first.replace(day=28) + timedelta(days=4)).replace(day=1)
    start = first - timedelta(days=first.weekday())
    stop = after + timedelta(days=-after.weekday() % 7)
    entries = sorted(_entries(by, start, stop), key=lambda one: (one.at, str(one.release.pk), one.kind))
    return [
        Day(
            on,
            tuple(one for one in entries if one.at.astimezone(VIETNAM).date() == on),
            on == clock.today(),
            first <= on < after,
        )
        for on in (start + timedelta(days=n) for n in range((stop - start).days))
    ]


def _entries(by: Membership, start: date, stop: date) -> Iterable[Entry]:
    span = tuple(datetime.combine(day, time(), VIETNAM) for day in (start, stop))
    within = Q(due_at__gte=span[0], due_at__lt=span[1]) | Q(out_at__gte=span[0], out_at__lt=span[1])
    rows = Release.objects.of(by).filter(within).select_related("account", "use")
    for row in rows:
        at = row.out_at or row.due_at
        if span[0] <= at < span[1]:
            is_with_them = row.stage == Stage.BY_HAND and row.sent_at is not None  # then it counts as out
            yield Entry(row, at, "out" if is_with_them else KIND.get(Stage(row.stage), "over"))
    orders = Takedown.objects.of(by).filter(created_at__gte=span[0], created_at__lt=span[1])
    for order in orders.select_related("release__account", "release__use"):
        yield Entry(order.release, order.created_at, "over" if order.release.stage in OVER else "coming-down")


OVER = (Stage.GONE, Stage.ENDED, Stage.REFUSED)
KIND = {
    Stage.SCHEDULED: "scheduled",
    Stage.SENDING: "scheduled",
    Stage.BY_HAND: "scheduled",
    Stage.UNSURE: "unsure",
    Stage.OUT: "out",
    Stage.COMING_DOWN: "out",
}
