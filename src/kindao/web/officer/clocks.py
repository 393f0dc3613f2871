"""Clocks of the law that something in the rows has started, and how long each still runs."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from kindao import clock
from kindao.engine.errors import KindaoError
from kindao.engine.policy import deadlines
from kindao.engine.policy.consent import VIETNAM
from kindao.engine.policy.deadlines import Running
from kindao.engine.policy.pack import Pack, load_pack
from kindao.engine.vocabulary import Words
from kindao.web.clinics.models import Membership
from kindao.web.consent.models import ConsentEvent, State
from kindao.web.officer.models import Done
from kindao.web.review.models import Use
from kindao.web.rights import running as rights
from kindao.web.rights.clocks import Term
from kindao.web.rights.models import Kind, RightsEvent, RightsRequest, Step

PACK = "vn"
LOOK_BACK = timedelta(days=400)  # longer than any term that a withdrawal starts
WITHDRAW = "withdraw"


@dataclass(frozen=True, slots=True)
class Open:
    """One clock that runs, or has run out and nobody said that its duty is done."""

    term: Term
    event: str  # what started it: kind and id of a row
    consent: object  # id: where it leads; None of a request
    request: RightsRequest | None = None  # that of a patient which started it, where one did

    @property
    def id(self) -> str:
        return self.term.id

    @property
    def running(self) -> Running:
        return self.term.running

    @property
    def days(self) -> int | None:
        """Left until the day that `ends` names; below 0 it is late; None: at once."""
        return self.term.days

    @property
    def late(self) -> bool:
        return self.term.late

    @property
    def ends(self) -> Words:
        return rights.when(self.term)


@dataclass(frozen=True, slots=True)
class Clocks:
    """open: the most urgent first; untold: how many withdrawals and requests have clocks that no law pack tells, for
    they came after its last day."""

    open: list[Open]
    untold: int

    @property
    def late(self) -> int:
        return sum(one.late for one in self.open)


def running(by: Membership) -> Clocks:
    """Of each request of a patient, and of each consent that staff withdrew for them, however many of its scopes ended
    at once. What began while the law pack was good runs on after its last day."""
    now = clock.now()
    received = (
        RightsEvent.objects.filter(request__in=RightsRequest.objects.of(by), what=Step.RECEIVED)
        .filter(request__kind=Kind.WITHDRAW, request__received_at__gt=now - LOOK_BACK)
        .values_list("request__consent", "facts", "request__received_at")
    )
    themselves = {
        (one, at.astimezone(VIETNAM).date())
        for consent, facts, at in received
        for one in ([consent] if consent else map(UUID, facts.get("consents", ())))
    }
    events = (
        ConsentEvent.objects.filter(consent__clinic=by.clinic_id, what=State.WITHDRAWN, at__gt=now - LOOK_BACK)
        .order_by("consent", "at")
        .values_list("consent", "at")
    )
    done = set(Done.objects.of(by).filter(at__gt=now - 2 * LOOK_BACK).values_list("clock", "event"))
    pack, out, untold = _pack(), list[Open](), 0
    seen: set[tuple[object, date]] = set()
    terms_of: dict[datetime, tuple[Running, ...]] = {}
    for consent, at in events:
        day = at.astimezone(VIETNAM).date()
        if (consent, day) in seen or (consent, day) in themselves:
            continue
        seen.add((consent, day))
        name = f"consent:{consent}:{day.isoformat()}"
        minute = at.replace(second=0, microsecond=0)
        if minute not in terms_of:
            terms_of[minute] = _terms(pack, minute)
        untold += not terms_of[minute]
        for one in terms_of[minute]:
            if not one.clock.keep and (one.clock.id, name) not in done:
                out.append(Open(Term(one, now, over=False), name, consent))
    asked = rights.open_of(by)
    out += [
        Open(term, f"rights:{one.request.pk}", None, one.request)
        for one in asked
        for term in one.terms
        if not term.over
    ]
    untold += sum(not one.terms for one in asked)
    return Clocks(sorted(out, key=lambda one: (one.days is not None, one.days or 0, one.id)), untold)


def _pack() -> Pack | None:
    """The pack, whatever the day: what it said of a day on which it was good stands."""
    try:
        return load_pack(PACK)
    except KindaoError:
        return None


def _terms(pack: Pack | None, moment: datetime) -> tuple[Running, ...]:
    """None of a moment after the pack's last day."""
    try:
        return deadlines.running(pack, WITHDRAW, moment) if pack else ()
    except KindaoError:
        return ()


def no_law(by: Membership) -> list[Words]:
    """Why the law can't be asked today: of each pack that the clinic's uses are asked by."""
    found = []
    for law in sorted({PACK, *Use.objects.of(by).asked().order_by().values_list("law", flat=True).distinct()}):
        try:
            load_pack(law, on=clock.today())
        except KindaoError as error:
            found.append(Words(error.vi or str(error), str(error)))
    return found
