"""The rights of the person whose data they are, what each starts, and where a request may go from where.

The terms themselves stand in `law/deadlines.toml`: here is which of its events a right is. What is overdue is
computed, never kept. Nothing here reads a clock or a row."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from kindao.engine.policy import deadlines
from kindao.engine.policy.consent import VIETNAM
from kindao.engine.policy.deadlines import END, SHARES, Running, Unit
from kindao.engine.policy.pack import Pack
from kindao.engine.vocabulary import Words

ACKNOWLEDGE = "DL-ACK"
STOP = "DL-STOP"


class Kind(StrEnum):
    """What is asked for."""

    SEE = "see"
    COPY = "copy"
    CORRECT = "correct"
    RESTRICT = "restrict"
    OBJECT = "object"
    DELETE = "delete"
    WITHDRAW = "withdraw"  # they did it themselves; the clinic carries it to others
    WITHDRAW_HELP = "withdraw-help"  # they ask the clinic to do it with them
    PROTECT = "protect"
    COMPLAIN = "complain"


class Step(StrEnum):
    """Where a request is."""

    RECEIVED = "received"
    ACKNOWLEDGED = "acknowledged"
    ACTING = "acting"
    DONE = "done"
    REFUSED = "refused"


MOVES: dict[Step, frozenset[Step]] = {
    Step.RECEIVED: frozenset({Step.ACKNOWLEDGED}),
    Step.ACKNOWLEDGED: frozenset({Step.ACTING, Step.DONE, Step.REFUSED}),
    Step.ACTING: frozenset({Step.DONE, Step.REFUSED}),
    Step.DONE: frozenset(),
    Step.REFUSED: frozenset(),
}
"""From where to where; an extension changes the term, not the step."""
CLOSED = frozenset({Step.DONE, Step.REFUSED})
HOLDS = frozenset({Kind.RESTRICT, Kind.OBJECT})
"""While these stand nothing of the person may go out, whatever was agreed."""
STOPPED = HOLDS | {Kind.WITHDRAW}
"""What of these has to stop is stopped in the transaction in which they come, but for what is out already."""
TAKES_DOWN = STOPPED | {Kind.WITHDRAW_HELP}
"""These are carried out when what is out of the person has come down."""
NEVER_REFUSED = HOLDS | {Kind.WITHDRAW, Kind.WITHDRAW_HELP}
"""Law 91/2025, article 10, wants what was withdrawn or restricted stopped; no clause that we found lets a clinic say
no. Only the person ends these."""


@dataclass(frozen=True, slots=True)
class Right:
    """One right: the events of `law/deadlines.toml` that a request starts, and the articles that give it.

    The articles of law 91/2025 on rights: article 4, clause 1, read in public copies of the law; the others as
    `law/instruments/data.toml` has them."""

    kind: Kind
    events: tuple[str, ...]
    article: Words
    condition: Words | None = None  # in which case alone its main term runs, where that isn't always


def _law(point: str, more: Words | None = None) -> Words:
    vi, en = f"điểm {point} khoản 1 Điều 4 Luật 91/2025/QH15", f"Law 91/2025/QH15, Article 4(1)({point})"
    return Words(f"{vi}; {more.vi}", f"{en}; {more.en}") if more else Words(vi, en)


DECREE_5 = {
    2: Words("khoản 2 Điều 5 Nghị định 356/2025/NĐ-CP", "Decree 356/2025/NĐ-CP, Article 5(2)"),
    3: Words("khoản 3 Điều 5 Nghị định 356/2025/NĐ-CP", "Decree 356/2025/NĐ-CP, Article 5(3)"),
    4: Words("khoản 4 Điều 5 Nghị định 356/2025/NĐ-CP", "Decree 356/2025/NĐ-CP, Article 5(4)"),
    5: Words("khoản 5 Điều 5 Nghị định 356/2025/NĐ-CP", "Decree 356/2025/NĐ-CP, Article 5(5)"),
}
RIGHTS: dict[Kind, Right] = {
    right.kind: right
    for right in (
        Right(Kind.SEE, ("access",), _law("c", DECREE_5[3])),
        Right(Kind.COPY, ("access",), _law("d", DECREE_5[3])),
        Right(Kind.CORRECT, ("correct",), _law("c", DECREE_5[3])),
        Right(Kind.RESTRICT, ("restrict",), _law("d", DECREE_5[2])),
        Right(Kind.OBJECT, ("object",), _law("d", DECREE_5[2])),
        Right(Kind.DELETE, ("erase",), _law("d", DECREE_5[4])),
        Right(Kind.WITHDRAW, ("withdraw",), _law("b", DECREE_5[2])),
        Right(Kind.WITHDRAW_HELP, ("withdraw",), _law("b", DECREE_5[2])),
        Right(Kind.PROTECT, ("protect",), _law("e", DECREE_5[5])),
        # Of a post that is out the complaint has its own term; whether there is one, the officer finds out first.
        Right(
            Kind.COMPLAIN,
            ("request", "complaint"),
            _law("đ"),
            Words(
                "Nếu ảnh của bạn đang được đăng và khiếu nại có căn cứ",
                "If a picture of you is posted and the complaint is well founded",
            ),
        ),
    )
}


@dataclass(frozen=True, slots=True)
class Term:
    """One clock of a request, at one moment."""

    running: Running
    now: datetime
    over: bool  # its duty is done

    @property
    def id(self) -> str:
        return self.running.clock.id

    @property
    def due(self) -> datetime | None:
        """The end of the earliest day that any reading gives: no day off moves it. None: at once."""
        if self.running.due is None or self.running.clock.unit is Unit.HOURS:
            return self.running.due
        return datetime.combine(self.running.earliest, END)

    @property
    def late(self) -> bool:
        """The term has ended and nobody said that its duty is done. What is to be done at once has until the end of
        its day."""
        if self.over:
            return False
        if self.due is None:
            return self.now.astimezone(VIETNAM).date() > self.running.since.date()
        return self.now > self.due

    @property
    def share(self) -> int:
        """How many per cent of the time have gone, 0 to 100."""
        if self.due is None or self.due <= self.running.since:
            return 100
        gone = (self.now - self.running.since) / (self.due - self.running.since)
        return max(0, min(100, int(gone * 100)))

    @property
    def days(self) -> int | None:
        """Whole days that are left; below 0 it is late. None: at once."""
        if self.running.clock.unit is Unit.AT_ONCE:
            return None
        if self.running.clock.unit is Unit.HOURS and self.due:
            return int((self.due - self.now).total_seconds() // 86400)
        return (self.running.earliest - self.now.astimezone(VIETNAM).date()).days

    @property
    def reminders(self) -> tuple[int, ...]:
        """The shares whose moment has come, the latest last. What is to be done at once is told as the last of them."""
        if self.over:
            return ()
        shares = SHARES if len(self.running.reminders) == len(SHARES) else SHARES[-1:]
        return tuple(share for share, at in zip(shares, self.running.reminders, strict=True) if at <= self.now)


def terms(
    pack: Pack,
    kind: Kind,
    received: datetime,
    *,
    now: datetime,
    step: Step = Step.RECEIVED,
    third_party: bool = False,
    extended: bool = False,
    stopped: bool = False,
    handed: bool = False,
) -> tuple[Term, ...]:
    """The clocks that such a request starts, the most urgent first, as they stand now.

    stopped: nothing of the person is on its way down; handed: what was asked for is theirs to fetch, and they know;
    received: with its zone; the law of that day decides. Raises BadInput as `deadlines.running`."""
    found = {
        one.clock.id: one
        for event in RIGHTS[kind].events
        for one in deadlines.running(pack, event, received, third_party=third_party, extended=extended)
        if not one.clock.keep
    }
    return tuple(
        Term(one, now, _over(one.clock.id, kind, step, stopped=stopped, handed=handed)) for one in found.values()
    )


def _over(clock: str, kind: Kind, step: Step, *, stopped: bool, handed: bool) -> bool:
    """Whether what this clock asks for is done where the request is."""
    if step in CLOSED:
        return True
    if clock == ACKNOWLEDGE:
        return step is not Step.RECEIVED
    if clock == STOP:  # of help whoever begins says that it was given
        return stopped and (kind in STOPPED or step is Step.ACTING)
    return handed


def main(of: tuple[Term, ...]) -> Term:
    """The clock by which the request itself is to be answered: the last to end of those that ask for more than to say
    that it came."""
    return max(of, key=lambda term: (term.id != ACKNOWLEDGE, term.due or term.running.since))


def most_urgent(of: tuple[Term, ...]) -> Term | None:
    """The first that still runs."""
    left = [term for term in of if not term.over]
    return min(left, key=lambda term: term.due or term.running.since, default=None)


def can_extend(of: tuple[Term, ...]) -> bool:
    """Whether the law allows an extension, it is not used, and the term has not ended: one that is told too late is
    none."""
    return any(
        term.running.clock.extension and not term.running.extended and not term.over and not term.late for term in of
    )
