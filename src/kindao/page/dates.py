"""Days as people read them."""

from datetime import date

from kindao.engine.vocabulary import Words


def day(value: date) -> Words:
    return Words(f"{value:%d/%m/%Y}", value.isoformat())


def span(since: date, until: date | None) -> Words:
    """ "from 2023-07-01 to 2025-12-31", both days counted; without a last day only its first is said."""
    first = day(since)
    if until is None:
        return Words(f"từ {first.vi}", f"from {first.en}")
    last = day(until)
    return Words(f"từ {first.vi} đến {last.vi}", f"from {first.en} to {last.en}")
