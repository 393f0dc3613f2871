"""The Vietnamese lunar calendar from the sky, written without any calendar package: a month begins on the day, at
UTC+7, of a new moon; the month of the winter solstice is the eleventh; a year of thirteen months repeats the first
that the sun passes without entering a new sign.

Source: J. Meeus, Astronomical Algorithms, 2nd edition: new moons, chapter 49; the sun, chapter 25; good to minutes."""

from datetime import date, datetime, timedelta
from functools import cache
from math import floor, radians, sin

EPOCH = datetime(2000, 1, 1, 12)  # JD 2451545.0
UTC7 = timedelta(hours=7)
DELTA_T = timedelta(seconds=70)  # TT - UT, 2017 to 2027, to a second or two


def new_moon(k: int) -> datetime:
    """The k-th new moon since January 2000, at UTC+7."""
    t = k / 1236.85
    jde = 2451550.09766 + 29.530588861 * k + 0.00015437 * t * t
    e = 1 - 0.002516 * t
    sun = radians(2.5534 + 29.10535670 * k)
    moon = radians(201.5643 + 385.81693528 * k + 0.0107582 * t * t)
    node = radians(160.7108 + 390.67050284 * k - 0.0016118 * t * t)
    rising = radians(124.7746 - 1.56375588 * k)
    jde += (
        -0.40720 * sin(moon)
        + 0.17241 * e * sin(sun)
        + 0.01608 * sin(2 * moon)
        + 0.01039 * sin(2 * node)
        + 0.00739 * e * sin(moon - sun)
        - 0.00514 * e * sin(moon + sun)
        + 0.00208 * e * e * sin(2 * sun)
        - 0.00111 * sin(moon - 2 * node)
        - 0.00057 * sin(moon + 2 * node)
        + 0.00056 * e * sin(2 * moon + sun)
        - 0.00042 * sin(3 * moon)
        + 0.00042 * e * sin(sun + 2 * node)
        + 0.00038 * e * sin(sun - 2 * node)
        - 0.00024 * e * sin(2 * moon - sun)
        - 0.00017 * sin(rising)
    )
    return EPOCH + timedelta(days=jde - 2451545.0) - DELTA_T + UTC7


def sign(at: datetime) -> int:
    """Which of twelve thirty-degree signs the sun is in, at UTC+7; 9 begins with the winter solstice."""
    t = (at - UTC7 + DELTA_T - EPOCH) / timedelta(days=36525)
    anomaly = radians(357.52911 + 35999.05029 * t)
    centre = 1.914602 * sin(anomaly) + 0.019993 * sin(2 * anomaly) + 0.000289 * sin(3 * anomaly)
    longitude = 280.46646 + 36000.76983 * t + centre - 0.00569 - 0.00478 * sin(radians(125.04 - 1934.136 * t))
    return floor(longitude % 360 / 30)


def midnight(day: date) -> datetime:
    return datetime(day.year, day.month, day.day)


@cache
def month_with_solstice(year: int) -> int:
    """The number k of the new moon that begins the eleventh month of the year."""
    k = floor((year - 2000 + 0.95) * 12.3685)
    while sign(midnight(new_moon(k + 1).date())) < 9 or new_moon(k + 1).date() <= date(year, 6, 1):
        k += 1
    while sign(midnight(new_moon(k).date())) >= 9:
        k -= 1
    return k


def months(year: int) -> dict[int, date]:
    """The first day of each month, 1 to 10, of the lunar year that begins in `year`; a repeated month is left out."""
    before, after = month_with_solstice(year - 1), month_with_solstice(year)
    starts = [new_moon(k).date() for k in range(before, after + 1)]
    signs = [sign(midnight(day)) for day in starts]
    repeated = next((n for n in range(1, 13) if signs[n] == signs[n + 1]), None) if len(starts) == 14 else None
    numbered = [day for n, day in enumerate(starts) if n != repeated]
    return {month: numbered[month + 1] for month in range(1, 11)}


def tet(year: int) -> date:
    """The first day of the first month."""
    return months(year)[1]


def hung_kings(year: int) -> date:
    """The tenth day of the third month."""
    return months(year)[3] + timedelta(days=9)
