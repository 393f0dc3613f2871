"""The clocks of requests as they stand now, from rows."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from kindao import clock
from kindao.engine.errors import BadInput
from kindao.engine.policy.deadlines import Unit
from kindao.engine.policy.pack import load_pack
from kindao.engine.vocabulary import Words
from kindao.page import terms as telling
from kindao.web.clinics.models import Membership
from kindao.web.rights import clocks, handing, out
from kindao.web.rights.clocks import Term
from kindao.web.rights.handing import Ready
from kindao.web.rights.models import RightsRequest

PACK = "vn"


def terms_of(
    request: RightsRequest,
    now: datetime | None = None,
    *,
    third_party: bool | None = None,
    extended: bool | None = None,
) -> tuple[Term, ...]:
    """Its clocks; with third_party or extended what they would be so. None where the law pack has run out: a right does
    not wait for a pack."""
    try:
        return clocks.terms(
            load_pack(PACK),
            clocks.Kind(request.kind),
            request.received_at.replace(second=0, microsecond=0),
            now=now or clock.now(),
            step=clocks.Step(request.state),
            third_party=request.third_party if third_party is None else third_party,
            extended=request.extended_at is not None if extended is None else extended,
            stopped=_stopped(request),
            handed=(there := handing.ready(request)) is not None and there.told,
        )
    except BadInput:
        return ()


def _stopped(request: RightsRequest) -> bool:
    """Whether nothing of the person is on its way down any more."""
    if request.closed or request.right.kind not in clocks.TAKES_DOWN:
        return False
    return not out.on_its_way_down(request.person).exists()


def when(term: Term) -> Words:
    """By when: the earliest that any reading gives."""
    if term.due is None:
        return telling.NOW
    in_hours = term.running.clock.unit is Unit.HOURS
    vi = telling.moment(term.due).vi if in_hours else telling.whole_day(term.due).vi
    day = telling.plain_day(term.due.date()).en  # as every other date of these pages is written
    return Words(vi, f"{term.due:%H:%M} on {day}" if in_hours else f"the end of {day}")


@dataclass(frozen=True, slots=True)
class Told:
    """One request with its clocks: the one by which it is to be answered, and the next to end."""

    request: RightsRequest
    terms: tuple[Term, ...]

    @property
    def main(self) -> Term | None:
        return clocks.main(self.terms) if self.terms else None

    @property
    def next(self) -> Term | None:
        return clocks.most_urgent(self.terms)

    @property
    def to_acknowledge(self) -> Term | None:
        """By when they must be told that it came; None once they were."""
        return next((term for term in self.terms if term.id == clocks.ACKNOWLEDGE and not term.over), None)

    @property
    def late(self) -> bool:
        return any(term.late for term in self.terms)

    @property
    def overdue(self) -> bool:
        """Whether the term that the person was told has ended."""
        return self.main is not None and self.main.late

    @property
    def ready(self) -> Ready | None:
        """Of a copy: since when it can be fetched."""
        return handing.ready(self.request)

    @property
    def condition(self) -> Words | None:
        """In which case alone that term runs."""
        return self.request.right.condition

    @property
    def ends(self) -> Words | None:
        """By when the whole is to be done."""
        return when(self.main) if self.main else None

    @property
    def main_alone(self) -> Term | None:
        """By which it would be, were nobody else to act; None where that is no other."""
        return self._other(third_party=False)

    @property
    def main_with_others(self) -> Term | None:
        """By which it would be, must others act as well; None where that is no other."""
        return self._other(third_party=True)

    @property
    def main_extended(self) -> Term | None:
        """By which it would be, were it extended; None where that is no other."""
        return self._other(extended=True)

    def _other(self, *, third_party: bool | None = None, extended: bool | None = None) -> Term | None:
        other = terms_of(self.request, third_party=third_party, extended=extended)
        there = clocks.main(other) if other else None
        return None if there is None or self.main is None or there.due == self.main.due else there

    @property
    def article(self) -> Words:
        return self.request.right.article

    @property
    def reminded(self) -> int:
        """The latest share of a running clock whose moment has come; 0: none."""
        terms = (term for term in self.terms if term.running.clock.unit is not Unit.AT_ONCE)
        return max((share for term in terms for share in term.reminders), default=0)


def told(requests: Iterable[RightsRequest], now: datetime | None = None) -> list[Told]:
    now = now or clock.now()
    return [Told(request, terms_of(request, now)) for request in requests]


def open_of(by: Membership) -> list[Told]:
    """All that run in a clinic, the most urgent first."""
    rows = RightsRequest.objects.of(by).open().select_related("patient", "other")
    return sorted(told(rows), key=_urgent)


def _urgent(one: Told) -> tuple[bool, datetime]:
    return (not one.late, (one.next.due if one.next else None) or one.request.received_at)
