"""Working days, against ten years of days off that were put together without the package the product uses."""

from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from kindao.engine.policy import load_pack
from kindao.engine.policy.calendar import Calendar, calendar
from policy import lunar

TABLE: dict[int, dict[str, Any]] = yaml.safe_load(
    (Path(__file__).parents[2] / "policy" / "vn_calendar.yaml").read_text()
)
YEARS = sorted(TABLE)
DAY = timedelta(days=1)


@cache
def days() -> Calendar:
    return calendar(load_pack())


def year(of: int) -> list[date]:
    return [date(of, 1, 1) + n * DAY for n in range(366) if (date(of, 1, 1) + n * DAY).year == of]


def always_off(of: int) -> set[date]:
    """Weekdays that are off for everyone, by the table."""
    said = TABLE[of]
    fixed = {date(of, 1, 1), date(of, 4, 30), date(of, 5, 1), said["hung_kings"], *said["national"]}
    return {day for day in fixed | set(said["tet"]) | set(said["in_lieu"]) if day.weekday() < 5}


def swapped() -> dict[date, date]:
    return {off: worked for said in TABLE.values() for off, worked in said["swaps"].items()}


def doubtful() -> set[date]:
    return {day for said in TABLE.values() for day in said.get("doubtful", ())}


def test_the_table_holds_ten_years() -> None:
    assert list(range(2017, 2027)) == YEARS


@pytest.mark.parametrize("of", YEARS)
def test_the_tables_lunar_days_are_those_of_the_sky(of: int) -> None:
    assert TABLE[of]["new_year"] == lunar.tet(of)
    assert TABLE[of]["hung_kings"] == lunar.hung_kings(of)


def test_the_sky_is_computed_as_it_was_seen() -> None:
    """Days that are known without any calendar: Tết as it was kept, a leap month, a solstice and two new moons."""
    assert [lunar.tet(of) for of in (2007, 2017, 2020, 2023, 2024)] == [
        date(2007, 2, 17),  # a day before China's: the new moon came before midnight in Hà Nội and after it in Beijing
        date(2017, 1, 28),
        date(2020, 1, 25),
        date(2023, 1, 22),
        date(2024, 2, 10),
    ]
    assert lunar.hung_kings(2023) - lunar.tet(2023) > timedelta(days=90)  # a second month came between


@pytest.mark.parametrize("of", YEARS)
def test_tet_has_its_five_days_and_no_working_day_between_them(of: int) -> None:
    tet, first = TABLE[of]["tet"], TABLE[of]["new_year"]
    assert len(tet) == len(set(tet)) == 5 and all(day.weekday() < 5 for day in tet)
    between = {min(tet) + n * DAY for n in range((max(tet) - min(tet)).days)}
    assert {day for day in between if day.weekday() < 5} <= set(tet)
    for nth in (-1, 0, 1, 2):  # the last day of the old year to the third of the new are never worked
        day = first + nth * DAY
        assert day in tet or day.weekday() >= 5


@pytest.mark.parametrize("of", YEARS)
def test_a_holiday_on_a_weekend_is_given_on_the_next_working_day(of: int) -> None:
    said = TABLE[of]
    holidays = sorted({date(of, 1, 1), said["hung_kings"], date(of, 4, 30), date(of, 5, 1), *said["national"]})
    given_days: set[date] = set()
    for holiday in holidays:
        if holiday.weekday() >= 5:
            day = holiday
            while day.weekday() >= 5 or day in holidays or day in given_days:
                day += DAY
            given_days.add(day)
    assert given_days == set(said["in_lieu"])
    assert len(said["national"]) == (2 if of >= 2021 else 1) and date(of, 9, 2) in said["national"]


@pytest.mark.parametrize("of", YEARS)
def test_every_day_of_ten_years_is_worked_or_off_as_the_table_says(of: int) -> None:
    off, worked = always_off(of) | set(swapped()) | doubtful(), set(swapped().values())
    for day in year(of):
        assert days().works(day) is (day in worked or (day.weekday() < 5 and day not in off)), day


@pytest.mark.parametrize("of", YEARS)
def test_only_what_is_sure_counts_as_off_in_the_strict_reading(of: int) -> None:
    for day in year(of):
        assert days().works(day, strict=True) is (day.weekday() < 5 and day not in always_off(of)), day


def test_the_package_and_the_overrides_know_the_same_swaps() -> None:
    """One that only the package knows would pass for a day off that binds everyone."""
    held = {off.day: off.worked for off in days().uncertain}
    assert held == swapped()
    for off in days().uncertain:
        assert off.binds == "state" and off.source and off.day.weekday() < 5
        assert off.worked and off.worked.weekday() == 5


def test_a_year_that_was_not_announced_is_an_estimate() -> None:
    assert not days().estimated(date(2026, 12, 31)) and days().estimated(date(2027, 1, 1))


some_day = st.dates(date(2016, 6, 1), date(2028, 6, 1))


@given(some_day, st.integers(1, 60), st.booleans())
def test_adding_working_days_lands_on_one_and_counts_all_between(day: date, n: int, strict: bool) -> None:
    end = days().after(day, n, strict=strict)
    between = (day + m * DAY for m in range(1, (end - day).days + 1))
    assert days().works(end, strict=strict)
    assert sum(days().works(one, strict=strict) for one in between) == n


@given(some_day, some_day, st.integers(1, 40), st.booleans())
def test_later_starts_and_longer_terms_never_end_sooner(one: date, other: date, n: int, strict: bool) -> None:
    first, last = sorted((one, other))
    assert days().after(first, n, strict=strict) <= days().after(last, n, strict=strict)
    assert days().after(one, n, strict=strict) < days().after(one, n + 1, strict=strict)


@given(some_day, st.integers(1, 20), st.integers(1, 20), st.booleans())
def test_two_terms_one_after_the_other_are_one(day: date, n: int, m: int, strict: bool) -> None:
    assert days().after(days().after(day, n, strict=strict), m, strict=strict) == days().after(
        day, n + m, strict=strict
    )


@given(some_day)
def test_next_and_last_are_the_nearest(day: date) -> None:
    end, before = days().next_working(day), days().last_working(day)
    assert before <= day <= end and days().works(end)
    assert days().works(before) and days().works(before, strict=True)
    assert not any(days().works(day + n * DAY) for n in range((end - day).days))
    assert (end == day) is days().works(day)
