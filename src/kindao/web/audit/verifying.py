"""The whole of a log recomputed from its rows, and held against its hashes, head, checkpoints and stamps."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from kindao.engine.errors import Failed
from kindao.engine.policy.consent import VIETNAM
from kindao.engine.vocabulary import Words
from kindao.web.audit import events, handovers, signing, stamping, tree
from kindao.web.audit.checkpoints import body_of
from kindao.web.audit.handovers import Handover
from kindao.web.audit.models import AuditEvent, Checkpoint, Log, TimeStamp

CHUNK = 2000  # rows in memory


class Wrong(StrEnum):
    ALTERED = "altered"
    REMOVED = "removed"
    REORDERED = "reordered"
    REWRITTEN = "rewritten"
    HEAD = "head"
    SIGNATURE = "signature"
    STAMP = "stamp"


SAID = {
    Wrong.ALTERED: Words("Sự kiện {} đã bị sửa", "event {} was altered"),
    Wrong.REMOVED: Words("Sự kiện {} đã bị gỡ bỏ", "event {} was removed"),
    Wrong.REORDERED: Words("Sự kiện {} không còn ở chỗ cũ", "event {} is not where it was"),
    Wrong.REWRITTEN: Words(
        "Các sự kiện từ {} đã bị viết lại sau khi được ký", "events from {} on were rewritten after they were signed"
    ),
    Wrong.HEAD: Words("Đầu sổ không khớp với sự kiện {}", "the head of the log does not fit event {}"),
    Wrong.SIGNATURE: Words(
        "Điểm kiểm tra tại sự kiện {} không phải do bản cài đặt này ký",
        "the checkpoint at event {} was not signed by this installation",
    ),
    Wrong.STAMP: Words(
        "Dấu thời gian tại sự kiện {} không phải của cơ quan cấp", "the time stamp at event {} is not the authority's"
    ),
}


@dataclass(frozen=True, slots=True)
class Problem:
    """The first thing that is wrong in a log, and at which event."""

    wrong: Wrong
    seq: int

    @property
    def words(self) -> Words:
        said = SAID[self.wrong]
        return Words(said.vi.format(self.seq), said.en.format(self.seq))


@dataclass(frozen=True, slots=True)
class Loss:
    """The key of the audit was lost: only who knows its public half can tell that what it signed is what it signed."""

    keys: tuple[str, ...]  # public halves, hexadecimal
    at: datetime  # when another took its place
    size: int  # of the log then
    before: int  # checkpoints up to there
    after: int

    @property
    def words(self) -> Words:
        return Words(
            f"{self.at.astimezone(VIETNAM):%d/%m/%Y}: khóa ký bị mất, tại sự kiện {self.size}. {self.before} điểm kiểm "
            f"tra trước đó, {self.after} sau đó. Hãy so khóa bị mất với bản đã ghi lại: {', '.join(self.keys)}",
            f"{self.at.astimezone(VIETNAM):%d/%m/%Y}: the signing key was lost, at event {self.size}. {self.before} "
            f"checkpoints before it, {self.after} after. Compare the lost key with what was noted: "
            f"{', '.join(self.keys)}",
        )


@dataclass(frozen=True, slots=True)
class Verdict:
    """What was checked of one log; `problem` None: all is as it was written."""

    log: UUID
    events: int
    checkpoints: int
    stamps: int
    unsigned: int  # events since the last checkpoint: only the rows themselves speak for them
    problem: Problem | None
    losses: tuple[Loss, ...] = ()


@dataclass(frozen=True, slots=True)
class Signed:
    """A log's root at a size, of a checkpoint or a receipt that somebody kept elsewhere."""

    size: int
    root: str


def verify(log: Log, kept: Iterable[Signed] = ()) -> Verdict:
    """Recompute the log. `kept`: roots from receipts, which must still be its roots. Changes nothing.

    Raises Missing where the signing key is gone, Failed where the list of those before it is damaged, BadInput where
    the authority's certificates are gone."""
    before = handovers.all_of_them()
    kept = [*kept, *(Signed(head.size, head.root) for one in before for head in one.heads if head.log == log.pk)]
    checkpoints = list(Checkpoint.objects.filter(log=log).order_by("size"))
    stamps = list(
        TimeStamp.objects.filter(checkpoint__log=log).select_related("checkpoint").order_by("checkpoint__size")
    )
    wanted: dict[int, set[str]] = {}
    for one in [*(Signed(each.size, each.root) for each in checkpoints), *kept]:
        if not one.size:  # a log that was empty at a handover
            continue
        wanted.setdefault(one.size, set()).add(one.root)
    count, problem = _walked(log, wanted)
    problem = problem or _unsigned(checkpoints, handovers.until(log.pk, before)) or _unstamped(stamps)
    signed = max((each.size for each in checkpoints), default=0)
    losses = tuple(_loss(log.pk, one, checkpoints) for one in before if one.is_lost)
    return Verdict(log.pk, count, len(checkpoints), len(stamps), max(0, count - signed), problem, losses)


def _loss(log: UUID, lost: Handover, checkpoints: Sequence[Checkpoint]) -> Loss:
    size = handovers.size_at(log, lost)
    before = sum(one.size <= size for one in checkpoints)
    return Loss(tuple(lost.olds), lost.at, size, before, len(checkpoints) - before)


def _walked(log: Log, wanted: dict[int, set[str]]) -> tuple[int, Problem | None]:
    """(events that stand, what is wrong with the next)."""
    peaks: list[bytes] = []
    count = signed = 0
    for event in _rows(log):
        if event.seq != count + 1:
            return count, Problem(Wrong.REMOVED, count + 1)
        leaf = tree.leaf(events.content(event))
        if leaf.hex() != event.leaf:
            return count, Problem(Wrong.REORDERED if _came_from_elsewhere(event, log) else Wrong.ALTERED, event.seq)
        peaks = tree.grown(peaks, count, leaf)
        count += 1
        root = tree.root(peaks).hex()
        if root != event.root:
            return count - 1, Problem(Wrong.ALTERED, count)
        if count in wanted:
            if wanted[count] != {root}:
                return signed, Problem(Wrong.REWRITTEN, signed + 1)
            signed = count
    if max([log.size, *wanted]) > count:
        return count, Problem(Wrong.REMOVED, count + 1)
    if (log.size, log.peaks) != (count, [peak.hex() for peak in peaks]):
        return count, Problem(Wrong.HEAD, count)
    return count, None


def _rows(log: Log) -> Iterator[AuditEvent]:
    return AuditEvent.objects.filter(log=log).order_by("seq").iterator(chunk_size=CHUNK)


def _came_from_elsewhere(event: AuditEvent, log: Log) -> bool:
    """Whether the row is whole but for its place."""
    here = event.seq
    try:
        return any(tree.leaf(events.content(event)).hex() == event.leaf for event.seq in range(1, log.size + 1))
    finally:
        event.seq = here


def _unsigned(checkpoints: Iterable[Checkpoint], until: Mapping[str, int]) -> Problem | None:
    """until: each earlier key, and the size up to which it counts."""
    ours = signing.signer() if checkpoints else ""
    for one in checkpoints:
        counts = one.signer == ours or one.size <= until.get(one.signer, 0)
        if not counts or not signing.is_signed(body_of(one), one.signature, one.signer):
            return Problem(Wrong.SIGNATURE, one.size)
    return None


def _unstamped(stamps: Iterable[TimeStamp]) -> Problem | None:
    for one in stamps:
        try:
            at = stamping.checked(one.checkpoint, bytes(one.token))
        except Failed:
            return Problem(Wrong.STAMP, one.checkpoint.size)
        if at != one.at:
            return Problem(Wrong.STAMP, one.checkpoint.size)
    return None
