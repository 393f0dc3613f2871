"""Working days in Vietnam: Monday to Friday, without public holidays.

The package `holidays` has the Labour Code's list, the lunar calendar and the days in lieu of a weekend;
`law/holidays.toml` has what it lacks, and which days off do not hold for everyone. Hence two readings:
`usual` follows every day off and every Saturday made up for one; `strict` counts a day as off only where
that is sure, and never makes a Saturday a working day. A reminder follows whichever ends a term sooner."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cache, lru_cache
from itertools import islice
from typing import Any

from kindao.engine.policy.decision import Verified
from kindao.engine.policy.pack import Pack
from kindao.engine.policy.sealed import held

DAY = timedelta(days=1)
SATURDAY = 5  # of date.weekday()


@dataclass(frozen=True, slots=True)
class Off:
    """A day off that does not hold for everyone, as `law/holidays.toml` has it."""

    day: date
    worked: date | None  # the Saturday that makes up for it
    binds: str  # "state": a swap that binds the state's offices; "doubtful": perhaps no day off at all
    source: str
    verified: Verified


@dataclass(frozen=True, slots=True, eq=False)
class Calendar:
    """Which days are worked on. Immutable; days of any year may be asked about."""

    announced_through: int  # the last year whose days off were announced; later ones are estimates
    uncertain: tuple[Off, ...]
    yearly: tuple[tuple[int, int, int], ...]  # doubtful every year: month, day, first year
    _holidays: Callable[[int], frozenset[date]] = field(repr=False)

    def works(self, day: date, *, strict: bool = False) -> bool:
        """Whether it is a working day."""
        if not strict and any(off.worked == day for off in self.uncertain):
            return True
        if day.weekday() >= SATURDAY:
            return False
        if not strict and any(off.day == day for off in self.uncertain):
            return False
        return day not in self._holidays(day.year) or (strict and not self._sure(day))

    def _sure(self, day: date) -> bool:
        swapped = any(off.day == day for off in self.uncertain)
        return not swapped and not any((day.month, day.day) == (m, d) and day.year >= y for m, d, y in self.yearly)

    def next_working(self, day: date, *, strict: bool = False) -> date:
        """The day itself, or the first working day after it."""
        return next(one for one in _from(day, DAY) if self.works(one, strict=strict))

    def last_working(self, day: date) -> date:
        """The day itself, or the last day before it that is worked on in both readings."""
        return next(one for one in _from(day, -DAY) if self.works(one) and self.works(one, strict=True))

    def after(self, day: date, n: int, *, strict: bool = False) -> date:
        """The n-th working day after the day, which itself does not count. n: at least 1."""
        return next(islice((one for one in _from(day + DAY, DAY) if self.works(one, strict=strict)), n - 1, None))

    def estimated(self, day: date) -> bool:
        """Whether that year's days off were not announced when the pack was sealed."""
        return day.year > self.announced_through


def _from(day: date, step: timedelta) -> Iterator[date]:
    while True:
        yield day
        day += step


@lru_cache(maxsize=8)
def calendar(pack: Pack) -> Calendar:
    """The pack's calendar. Raises Failed when its file is missing or not sound."""
    return held(pack, "holidays.toml", _calendar)


def _calendar(said: Mapping[str, Any]) -> Calendar:
    return Calendar(
        said["announced_through"],
        tuple(
            Off(one["day"], one.get("worked"), one["binds"], one["source"], Verified(one["verified"]))
            for one in said["off"]
        ),
        tuple((one["month"], one["day"], one["since"]) for one in said["yearly"]),
        _of_year,
    )


@cache
def _of_year(year: int) -> frozenset[date]:
    """Public holidays and days in lieu as the package has them, swaps too."""
    import holidays

    known: Any = holidays.country_holidays("VN", years=year)
    return frozenset(day for day in known if day.year == year)
