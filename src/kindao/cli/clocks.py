"""Clocks and fines as they are printed: for people with a line of time, for scripts as JSON."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

import click

from kindao.engine.policy.deadlines import Clock, Running, Unit
from kindao.engine.policy.fines import Base, Fine
from kindao.engine.vocabulary import Words
from kindao.page import terms
from kindao.page.law_wording import LAW
from kindao.page.wording import VERIFIED

WIDTH = 24  # of the line of time, in characters

HEADINGS = {
    "starts": Words("Tính từ", "From"),
    "safe": Words("Chắc chắn kịp nếu xong trong ngày", "Safe by every reading if done by"),
    "remind": Words("Nhắc", "Reminders"),
    "extended": Words("nếu gia hạn một lần", "if extended once"),
    "was-extended": Words("đã tính gia hạn", "extension counted"),
    "counted": Words("Cách tính", "How it is counted"),
    "estimate": Words("ước tính", "estimate"),
    "events": Words("Sự kiện làm bắt đầu tính hạn", "What starts a clock"),
    "none": Words(
        "Chưa biết hạn nào cho việc này theo luật của ngày đó; hãy hỏi người phụ trách.",
        "No term for this is known in the law of that day; ask the privacy officer.",
    ),
}


def show_clocks(clocks: Iterable[Clock], events: Mapping[str, Words], lang: str) -> None:
    for clock in clocks:
        since = f"{clock.since}→{clock.until or ''}"
        click.echo(f"{clock.id:<18} {terms.term(clock)[lang]}  {since}  {clock.cited[lang]}")
        click.secho(f"{'':<18} {', '.join(clock.events)}: {clock.words[lang]}", dim=True)
    click.secho(f"{HEADINGS['events'][lang]}:", bold=True)
    for event, words in events.items():
        click.echo(f"  {event:<16} {words[lang]}")


def show_running(run: tuple[Running, ...], event: Words, since: datetime, lang: str) -> None:
    """What is due, the most urgent first, each with how far off it is; then how it was counted."""
    click.secho(f"{HEADINGS['starts'][lang]} {terms.moment(since)[lang]}: {event[lang]}", bold=True)
    if not run:
        click.echo(HEADINGS["none"][lang])
    longest = max((_days(one) for one in run if not one.clock.keep), default=0.0)
    for one in run:
        _show(one, longest, lang)
    countings = {counting.id: counting for one in run for counting in one.countings}
    if countings:
        click.echo(f"{HEADINGS['counted'][lang]}:")
    for counting in countings.values():
        cited = "; ".join(article.cited[lang] for article in counting.articles)
        click.secho(f"  - {counting.words[lang]}{f' ({cited})' if cited else ''}", dim=True)


def _show(one: Running, longest: float, lang: str) -> None:
    clock = one.clock
    by = min(one.readings, key=lambda reading: reading.due) if one.readings else None
    when = terms.ends(by)[lang] if by else terms.NOW[lang]
    marks = [HEADINGS["was-extended"][lang]] * one.extended + [HEADINGS["estimate"][lang]] * one.estimate
    marked = f" ({', '.join(marks)})" if marks else ""
    click.echo(f"{_line(one, longest)}  {when}{marked}  {clock.id}")
    click.echo(f"  {clock.words[lang]} [{clock.who[lang]}]")
    if len(one.readings) > 1:
        said = (f"{terms.READING[r.unit][lang]}: {terms.ends(r)[lang]}" for r in one.readings)
        click.echo(f"  {'; '.join(said)}")
    if not clock.keep:
        later = f"; {HEADINGS['extended'][lang]}: {terms.whole_day(one.if_extended)[lang]}" if one.if_extended else ""
        if one.readings:
            click.echo(f"  {HEADINGS['safe'][lang]}: {terms.day(one.safe_by)[lang]}{later}")
        reminders = ", ".join(terms.moment(at)[lang] for at in one.reminders)
        click.echo(f"  {HEADINGS['remind'][lang]}: {reminders}")
    click.echo(f"  {LAW['todo'][lang]}: {clock.todo[lang]}")
    click.secho(f"  {clock.cited[lang]}; {terms.term(clock)[lang]}; {VERIFIED[clock.verified][lang]}", dim=True)


def _days(one: Running) -> float:
    return (one.due - one.since).total_seconds() / 86400 if one.due else 0.0


def _line(one: Running, longest: float) -> str:
    """How far off the end is, against the furthest; one that is kept runs off the line."""
    if one.clock.keep:
        return "━" * (WIDTH - 1) + "▶"
    if one.due is None or not longest:
        return "●".ljust(WIDTH)
    return ("━" * max(1, round(_days(one) / longest * (WIDTH - 1))) + "┫").ljust(WIDTH)


def clock_json(clock: Clock) -> dict[str, Any]:
    limits = {"limit": clock.limit, "with_third_party": clock.with_third_party, "extension": clock.extension}
    return {
        "id": clock.id,
        "events": list(clock.events),
        **({} if clock.unit is Unit.AT_ONCE else limits),
        "unit": clock.unit.value,
        **({"on": f"{clock.on[0]:02}-{clock.on[1]:02}"} if clock.on else {}),
        "unsettled": clock.unsettled,
        "keep": clock.keep,
        "who": _both(clock.who),
        "citation": clock.cited.vi,
        "citation_en": clock.cited.en,
        "verified": clock.verified.value,
        "since": clock.since.isoformat(),
        "until": clock.until.isoformat() if clock.until else None,
        "rules": list(clock.rules),
        "en": clock.words.en,
        "vi": clock.words.vi,
        "todo": _both(clock.todo),
    }


def running_json(one: Running) -> dict[str, Any]:
    return {
        "clock": clock_json(one.clock),
        "since": one.since.isoformat(),
        "due": one.due.isoformat() if one.due else None,
        "readings": [{"unit": reading.unit.value, "due": reading.due.isoformat()} for reading in one.readings],
        "safe_by": one.safe_by.isoformat(),
        "reminders": [at.isoformat() for at in one.reminders],
        "extended": one.extended,
        "if_extended": one.if_extended.isoformat() if one.if_extended else None,
        "estimate": one.estimate,
        "counted": [
            {
                "id": counting.id,
                "citation": "; ".join(article.citation for article in counting.articles),
                **_both(counting.words),
            }
            for counting in one.countings
        ],
    }


def show_fines(fines: tuple[Fine, ...], lang: str) -> None:
    """Each with its base and dates; the figure for the other kind of offender beside it."""
    if fines:
        click.echo(f"{LAW['fines'][lang]}. {LAW['fines-note'][lang]}")
    for fine in fines:
        click.echo(f"  - {fine.words[lang]} {'; '.join(said[lang] for said in terms.sums(fine))}")
        if fine.also:
            click.echo(f"    {LAW['with-it'][lang]}: {fine.also[lang]}")
        if fine.depends:
            click.secho(f"    {terms.DEPENDS[lang]}", fg="yellow")
        dates = terms.in_force(fine.since, fine.until)[lang]
        click.secho(f"    {fine.article.cited[lang]}; {dates}; {VERIFIED[fine.verified][lang]}", dim=True)


def fine_json(fine: Fine) -> dict[str, Any]:
    sums = {who.value: fine.for_a(who) for who in Base}
    return {
        "id": fine.id,
        "base": fine.base.value,
        "currency": "VND",
        **{who: {"low": said.low, "high": said.high} if said else None for who, said in sums.items()},
        "measure": _both(fine.measure),
        "also": _both(fine.also),
        "depends": fine.depends,
        "since": fine.since.isoformat(),
        "until": fine.until.isoformat() if fine.until else None,
        "citation": fine.article.citation,
        "citation_en": fine.article.cited.en,
        "verified": fine.verified.value,
        "en": fine.words.en,
        "vi": fine.words.vi,
    }


def _both(words: Words | None) -> dict[str, str]:
    return {"en": words.en, "vi": words.vi} if words else {}
