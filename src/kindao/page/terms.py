"""Terms, moments and sums in words: "15 days, 20 with a third party", "the end of 14/12/2026", "30–50 million"."""

from datetime import date, datetime

from kindao.engine.policy.deadlines import Clock, Reading, Unit
from kindao.engine.policy.fines import Base, Fine
from kindao.engine.policy.path import MONTHS
from kindao.engine.vocabulary import Words

UNIT: dict[Unit, tuple[Words, Words]] = {
    Unit.HOURS: (Words("giờ", "hour"), Words("giờ", "hours")),
    Unit.DAYS: (Words("ngày", "day"), Words("ngày", "days")),
    Unit.WORKING_DAYS: (Words("ngày làm việc", "working day"), Words("ngày làm việc", "working days")),
    Unit.MONTHS: (Words("tháng", "month"), Words("tháng", "months")),
    Unit.YEARS: (Words("năm", "year"), Words("năm", "years")),
}
"""One of them, and several."""

READING = {
    Unit.DAYS: Words("tính ngày dương lịch", "in calendar days"),
    Unit.WORKING_DAYS: Words("tính ngày làm việc", "in working days"),
}

BASE = {
    Base.INDIVIDUAL: Words("cá nhân", "an individual"),
    Base.ORGANISATION: Words("tổ chức", "an organisation"),
}

AS_WRITTEN = Words("mức ghi trong văn bản", "as the law has it")
OTHERS = {
    Base.INDIVIDUAL: Words("gấp đôi", "twice that"),
    Base.ORGANISATION: Words("bằng một nửa", "half of that"),
}
"""The other figure, by the base of the one that is written."""

NOW = Words("ngay", "at once")
DEPENDS = Words(
    "hai nghị định cùng phạt hành vi này: áp dụng mức nào còn tùy vụ việc",
    "two decrees fine this act: which amount applies depends on the case",
)


def counted(n: int, unit: Unit) -> Words:
    """ "2 working days"."""
    said = UNIT[unit][0 if n == 1 else 1]
    return Words(f"{n} {said.vi}", f"{n} {said.en}")


def term(clock: Clock) -> Words:
    """The whole term as the law has it."""
    if clock.unit is Unit.AT_ONCE:
        return NOW
    if clock.on:
        month, day = clock.on
        return Words(f"ngày {day:02}/{month:02} hằng năm", f"each year on {month:02}-{day:02}")
    said = counted(clock.limit, clock.unit)
    vi, en = ([f"giữ {said.vi}"], [f"keep {said.en}"]) if clock.keep else ([said.vi], [said.en])
    if clock.with_third_party != clock.limit:
        vi.append(f"{clock.with_third_party} khi có bên thứ ba")
        en.append(f"{clock.with_third_party} with a third party")
    if clock.extension:
        vi.append(f"gia hạn một lần, tối đa {clock.extension}")
        en.append(f"extended once by at most {clock.extension}")
    return Words(", ".join(vi), ", ".join(en))


def day(on: date) -> Words:
    return Words(f"{on:%d/%m/%Y}", on.isoformat())


def plain_day(on: date) -> Words:
    """As somebody reads it who signs or has signed, on screen and on paper: 15/06/2027, 15 Jun 2027."""
    return Words(f"{on:%d/%m/%Y}", f"{on.day} {MONTHS[on.month - 1]} {on.year}")


def plain_moment(at: datetime) -> Words:
    return Words(f"{at:%H:%M} ngày {at:%d/%m/%Y}", f"{plain_day(at.date()).en}, {at:%H:%M}")


def ends(reading: Reading) -> Words:
    """The moment a term ends, to the minute where it counts hours."""
    return moment(reading.due) if reading.unit is Unit.HOURS else whole_day(reading.due)


def moment(at: datetime) -> Words:
    return Words(f"{at:%H:%M} ngày {at:%d/%m/%Y}", f"{at:%Y-%m-%d %H:%M}")


def whole_day(at: datetime) -> Words:
    said = day(at.date())
    return Words(f"hết ngày {said.vi}", f"the end of {said.en}")


def in_force(since: date, until: date | None) -> Words:
    first, last = day(since), day(until) if until else Words("nay", "now")
    return Words(f"từ {first.vi} đến {last.vi}", f"from {first.en} to {last.en}")


def sum_of(fine: Fine, who: Base) -> Words | None:
    """The figure for one or the other, with whom it is for and whether it is the one that is written; None where
    the law sets a measure instead."""
    amount = fine.for_a(who)
    if amount is None:
        return None
    vi, en = (_dong(amount.high, comma) for comma in ".,")
    if amount.low is None:
        said = Words(f"tối đa {vi} đồng", f"at most VND {en}")
    else:
        said = Words(f"{_dong(amount.low, '.')} – {vi} đồng", f"VND {_dong(amount.low, ',')} – {en}")
    how = AS_WRITTEN if who is fine.base else OTHERS[fine.base]
    return Words(f"{said.vi} với {BASE[who].vi} ({how.vi})", f"{said.en} for {BASE[who].en} ({how.en})")


def sums(fine: Fine) -> tuple[Words, ...]:
    """The figure as written, then the other one; or the measure, with whom it is for."""
    if fine.measure:
        base = BASE[fine.base]
        return (Words(f"{fine.measure.vi} ({base.vi})", f"{fine.measure.en} ({base.en})"),)
    other = Base.ORGANISATION if fine.base is Base.INDIVIDUAL else Base.INDIVIDUAL
    return tuple(said for who in (fine.base, other) if (said := sum_of(fine, who)))


def _dong(n: int, comma: str) -> str:
    return f"{n:,}".replace(",", comma)
