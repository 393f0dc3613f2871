"""The numbers of the dashboard. Each is a question whose rows a list shows: the list asks the same."""

import json
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from statistics import median

from django.db.models import Count, Min, Q, QuerySet

from kindao import clock
from kindao.engine.policy.consent import VIETNAM
from kindao.engine.vocabulary import Destination, Outcome, Words
from kindao.web.audit.models import AuditEvent
from kindao.web.clinics.models import Membership, User
from kindao.web.consent.models import Scope
from kindao.web.releases import seeing
from kindao.web.releases.models import PublicCopy, Release, ReplayFinding, Stage
from kindao.web.review import given_up as given_up_work
from kindao.web.review.models import Broken, Decision, Use

DAYS = 30
SOON = 60  # days in which a consent ends
MOST_READ = 2000  # decisions whose reasons are counted, the newest first
ACTOR = "clinics.user:"


def since(days: int = DAYS) -> datetime:
    """The first moment of so many days, today the last of them, as Vietnam counts them."""
    return datetime.combine(clock.today() - timedelta(days=days - 1), time(), VIETNAM)


def by_state(by: Membership) -> dict[str, int]:
    return dict(Use.objects.of(by).order_by().values_list("state").annotate(n=Count("pk")))


def ending(by: Membership, days: int = SOON) -> QuerySet[Scope]:
    """Scopes that are given and end soon, the next first."""
    last = clock.today() + timedelta(days=days)
    return Scope.objects.of(by).given().filter(ends__gte=clock.today(), ends__lte=last).order_by("ends", "pk")


@dataclass(frozen=True, slots=True)
class Because:
    """One rule that refused, and of how many uses."""

    rule: str
    words: Words
    cited: Words
    uses: int


def refused(by: Membership, days: int = DAYS) -> QuerySet[Decision]:
    return Decision.objects.of(by).filter(outcome=Outcome.DENY.value, at__gte=since(days)).order_by("-at")


def because(by: Membership, days: int = DAYS) -> list[Because]:
    """The rules that refused in these days, the most frequent first; each counted once for a use."""
    told: dict[str, tuple[Words, Words]] = {}
    counted: set[tuple[str, object]] = set()
    for use, text in refused(by, days).exclude(decision="").values_list("use", "decision")[:MOST_READ]:
        for reason in json.loads(text)["reasons"]:
            if reason["effect"] == "forbid":
                words, cited = reason["words"], reason["citation"]
                english = reason.get("citation_en") or cited
                told.setdefault(reason["rule"], (Words(words["vi"], words["en"]), Words(cited, english)))
                counted.add((reason["rule"], use))
    counts = Counter(rule for rule, _ in counted)
    return [Because(rule, *told[rule], n) for rule, n in sorted(counts.items(), key=lambda one: (-one[1], one[0]))]


def refused_for(by: Membership, rule: str, days: int = DAYS) -> QuerySet[Use]:
    """The uses that a rule refused in these days."""
    ids = refused(by, days).filter(decision__contains=json.dumps(rule)).values("use")
    return Use.objects.of(by).filter(pk__in=ids)


def activity(by: Membership, days: int = DAYS) -> list[tuple[User | None, int]]:
    """Who did how much, the busiest first; None: Kindao by itself."""
    counts = dict(
        AuditEvent.objects.of(by)
        .filter(at__gte=since(days))
        .order_by()
        .values_list("actor")
        .annotate(n=Count("pk"))
        .order_by("-n")[:30]
    )
    people = named(counts)
    return [(people.get(actor), n) for actor, n in counts.items() if actor == "kindao" or actor in people]


def named(actors: Iterable[str]) -> dict[str, User]:
    """Users by what the audit calls them."""
    ids = [actor.removeprefix(ACTOR) for actor in actors if actor.startswith(ACTOR)]
    return {f"{ACTOR}{user.pk}": user for user in User.objects.filter(pk__in=ids)}


@dataclass(frozen=True, slots=True)
class Released:
    """What the public sees of the clinic, and what is on its way back. Each is counted as its list shows it."""

    live: int
    coming_down: int
    came_back: int
    unsure: int
    vanished: int  # of the live ones
    by_hand: int
    overdue: int  # of what a person takes down
    different: int  # live, and not permitted today as it was decided
    where: tuple[tuple[Destination, int], ...]  # live, the most first


def released(by: Membership) -> Released:
    rows = Release.objects.of(by).order_by()
    stages = dict(rows.values_list("stage").annotate(n=Count("pk")))
    places = list(rows.filter(seeing.SHOWN["live"]).values_list("account__destination").annotate(n=Count("pk")))
    hands = PublicCopy.objects.of(by).tasks().order_by()
    told = hands.aggregate(n=Count("pk"), late=Count("pk", filter=Q(due_at__lt=clock.now())))
    return Released(
        live=sum(n for _, n in places),
        coming_down=stages.get(Stage.COMING_DOWN, 0),
        came_back=seeing.came_back(by).count(),
        unsure=stages.get(Stage.UNSURE, 0),
        vanished=rows.vanished().count(),
        by_hand=told["n"],
        overdue=told["late"],
        different=ReplayFinding.objects.of(by).open().count(),
        where=tuple(sorted(((Destination(one), n) for one, n in places), key=lambda one: (-one[1], one[0]))),
    )


def given_up(by: Membership) -> int:
    return given_up_work.count(by) + Broken.objects.count()


@dataclass(frozen=True, slots=True)
class Answered:
    """How long people waited from asking to the gate's first answer."""

    uses: int
    middle: float | None  # seconds
    slow: float | None  # nineteen of twenty took no longer
    days: tuple[tuple[date, float | None], ...]  # the middle of each day


def answered(by: Membership, days: int = DAYS) -> Answered:
    first = since(days)
    rows = (
        Use.objects.of(by)
        .filter(decisions__at__gte=first, asked_at__gte=first)
        .annotate(at=Min("decisions__at"))
        .order_by("-asked_at")
        .values_list("asked_at", "at")[:MOST_READ]
    )
    waited = [(at.astimezone(VIETNAM).date(), max((at - asked).total_seconds(), 0.0)) for asked, at in rows]
    seconds = sorted(one for _, one in waited)
    by_day: dict[date, list[float]] = {}
    for day, one in waited:
        by_day.setdefault(day, []).append(one)
    all_days = [first.date() + timedelta(days=n) for n in range(days)]
    slow = seconds[min(len(seconds) - 1, int(len(seconds) * 0.95))] if seconds else None
    return Answered(
        len(seconds),
        median(seconds) if seconds else None,
        slow,
        tuple((day, median(by_day[day]) if day in by_day else None) for day in all_days),
    )
