"""Who is seen in a film and who is heard, from when to when: what people need to say who each of them is."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from types import MappingProxyType

from kindao.engine.appearance import figures
from kindao.engine.geometry import Box, Interval
from kindao.engine.media.clip import Clip
from kindao.engine.report import Report
from kindao.engine.vocabulary import Finding, Words

NOBODY: Mapping[int, int] = MappingProxyType({})
AGAIN = Words("có phải người số {}?", "the same as figure {}?")
"""A hint, and only that: who it is says whoever looks."""


@dataclass(frozen=True, slots=True)
class Seen:
    """A figure of a film. Its number is the one that `--person 'patient track=…'` takes."""

    number: int
    first: int  # index of the frame in which it is first
    end: int  # of the frame after its last
    start: Fraction  # seconds as played
    stop: Fraction
    box: Box  # the largest it has
    whose: str  # id of a person, "" when nobody was asked
    again: int = 0  # number of an earlier figure that it may be; 0: of none


@dataclass(frozen=True, slots=True)
class Spoken:
    """A stretch in which somebody speaks."""

    start: Fraction  # seconds as played
    stop: Fraction
    whose: str  # id of a person, "" when it is not known
    silenced: bool | None  # in the copy; None: none was made


def seen(
    clip: Clip, findings: Iterable[Finding], whose: Mapping[Finding, str], again: Mapping[int, int] = NOBODY
) -> tuple[Seen, ...]:
    """The figures of a film, by their numbers. again: those that may be an earlier one."""
    return tuple(
        Seen(
            number,
            figure.frame,
            figure.end,
            clip.at(figure.frame),
            clip.at(figure.end) if figure.end < clip.frames else clip.seconds,
            figure.box,
            next((whose[finding] for finding in figure.findings if finding in whose), ""),
            again.get(number, 0),
        )
        for number, figure in enumerate(figures(findings), 1)
        if clip.frames
    )


def spoken(
    findings: Iterable[Finding], whose: Mapping[Finding, str], covered: Sequence[Finding] | None
) -> tuple[Spoken, ...]:
    """The voices, in the order of time. covered: what was covered or silenced in a copy; None without one."""
    heard = [(f.where, f) for f in findings if isinstance(f.where, Interval)]
    gone = None if covered is None else set(covered)
    return tuple(
        Spoken(where.start, where.end, whose.get(finding, ""), None if gone is None else finding in gone)
        for where, finding in sorted(heard, key=lambda one: (one[0].start, one[0].end))
    )


def heard_in(report: Report) -> tuple[Spoken, ...]:
    """The voices of a report's film or recording; what became of them only where a copy was made."""
    return spoken(report.findings, report.whose, report.covered if report.verification else None)


def clock(seconds: Fraction | float) -> str:
    """The last whole second before: "0:05", "1:02:03"."""
    whole = int(seconds)
    minutes, rest = divmod(whole, 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"


def times(start: Fraction, stop: Fraction) -> str:
    """ "0:05–0:20"; what lasts less than a second by its thousandths, "0:00.24–0:00.8"."""
    if stop - start >= 1:
        return f"{clock(start)}–{clock(stop)}"
    return f"{_exact(int(start * 1000))}–{_exact(-(-stop * 1000 // 1))}"


def exactly(start: Fraction, stop: Fraction) -> str:
    """ "0:05.25-0:20", such that `--person 'staff heard=…'` takes it and it holds the whole stretch."""
    return f"{_exact(start * 1000 // 1)}-{_exact(-(-stop * 1000 // 1))}"


def _exact(thousandths: int) -> str:
    whole, part = divmod(int(thousandths), 1000)
    return clock(whole) + (f".{part:03}".rstrip("0") if part else "")
