"""What time it is. The one place that reads a clock: a day means the day in Vietnam, wherever the machine stands."""

from datetime import date, datetime

from kindao.engine.policy.consent import VIETNAM, day


def now() -> datetime:
    """This moment, in Vietnamese time."""
    return datetime.now(VIETNAM)


def today() -> date:
    """The day in Vietnam."""
    return day(now())


def in_words(day: date) -> str:
    """As English messages write it: 5 Dec 2026."""
    return f"{day.day} {day:%b %Y}"
