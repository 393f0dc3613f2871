"""One report, one page."""

from dataclasses import dataclass

from kindao.engine.appearance import figures
from kindao.engine.media.picture import Picture
from kindao.engine.policy.decision import Decision, Verified
from kindao.engine.policy.facts import Use
from kindao.engine.report import Levels, Report, Sheets
from kindao.page import telling, timeline
from kindao.page.document import document
from kindao.page.marks import Overlay, at_moment, carried, kinds, numbered, numbers_of, overlay
from kindao.page.sheet import moments
from kindao.page.shots import Shot, first_frame, shot
from kindao.page.wording import words_for


def render(
    report: Report, *, before: Picture | None, after: bytes | None, language: str = "vi", use: Use | None = None
) -> str:
    """The report as one HTML document that loads nothing and runs no script.

    before: the opened original, None when it could not be opened. after: the bytes of the copy, None when
    none was made. A film or recording is shown by what its report brings, `sheets`. language: "vi" or "en", shown
    first; both are in the page. use: what was asked, when known.
    Raises ValueError for another language and Failed when `after` cannot be decoded."""
    found = overlay(report.findings, before.width, before.height) if before else Overlay()
    copy = first_frame(after) if after is not None else None
    film = _film(report)
    numbers = numbered(report.findings) if film else found.numbers
    residuals = report.verification.residuals if report.verification else ()
    left = overlay(residuals, copy.shape[1], copy.shape[0]) if copy is not None else Overlay()
    return document(
        "report",
        language,
        report=report,
        use=use,
        before=_shot(before),
        frames=len(before.frames) if before else 0,
        covered=len(overlay(report.covered, before.width, before.height).badges) if before else 0,
        after=shot(copy) if copy is not None else None,
        film=film,
        found=found,
        numbers_of=numbers_of(numbers, report.whose),
        answers=telling.people(report.decision.people) if report.decision else (),
        kinds=kinds(report.findings, numbers),
        carried=carried(report.findings),
        left=left,
        left_kinds=kinds(residuals, left.numbers),
        left_carried=carried(residuals),
        why=telling.reasons(report.decision.reasons) if report.decision else (),
        duties=telling.reasons(report.decision.obligations) if report.decision else (),
        hidden=telling.hidden(report),
        stated=telling.stated(report),
        path=telling.steps(report.decision.path) if report.decision else (),
        flags=_flags(report.decision) if report.decision else [],
        **words_for(report),
    )


@dataclass(frozen=True, slots=True)
class Scene:
    """One moment of a film, and the same of its copy."""

    at: str  # "1:05"
    before: Shot
    after: Shot | None
    found: Overlay


@dataclass(frozen=True, slots=True)
class Voice:
    """A stretch in which somebody speaks. x, width: percent of the whole time."""

    said: str  # "0:05.25-0:20"
    whose: str
    silenced: bool | None
    x: float
    width: float


@dataclass(frozen=True, slots=True)
class Film:
    """What the page shows of a film or recording."""

    scenes: tuple[Scene, ...]
    left_out: int  # figures without a moment of their own
    sound: str  # points of the shape, "" without sound
    sound_after: str
    silent: bool  # the copy has no sound where the original has
    made: bool  # there is a copy to be seen or heard
    length: str
    seen: tuple[timeline.Seen, ...]
    voices: tuple[Voice, ...]


def _film(report: Report) -> Film | None:
    clip, sheets = report.clip, report.sheets or Sheets()
    if clip is None:
        return None
    numbers = numbered(report.findings)
    scenes = tuple(
        Scene(
            timeline.clock(moment.at),
            shot(moment.before),
            shot(moment.after) if moment.after is not None else None,
            at_moment(report.findings, numbers, clip.width, clip.height, moment.frame),
        )
        for moment in sheets.moments
    )
    whole = float(clip.seconds) or 1.0
    voices = tuple(
        Voice(
            timeline.exactly(one.start, one.stop),
            one.whose,
            one.silenced,
            round(100 * float(one.start) / whole, 2),
            round(100 * float(one.stop - one.start) / whole, 2),
        )
        for one in timeline.heard_in(report)
    )
    return Film(
        scenes,
        moments(clip, figures(report.findings)).left_out,
        _shape(sheets.heard),
        _shape(sheets.heard_after or ()),
        bool(sheets.heard_after) and not any(sheets.heard_after or ()),
        sheets.heard_after is not None,
        timeline.clock(clip.seconds),
        timeline.seen(clip, report.findings, report.whose, report.again),
        voices,
    )


def _shape(levels: Levels) -> str:
    """The outline of how loud it is, around the middle of a field 100 high and as wide as there are levels."""
    upper = [f"{x},{50 - max(1, round(46 * level, 1)):g}" for x, level in enumerate(levels)]
    lower = [f"{x},{50 + max(1, round(46 * level, 1)):g}" for x, level in enumerate(levels)]
    return " ".join(upper + lower[::-1])


def _shot(picture: Picture | None) -> Shot | None:
    return shot(picture.frames[0].pixels) if picture else None


def _flags(decision: Decision) -> list[Verified]:
    """The flags that the page shows, best known first."""
    used = {reason.verified for reason in decision.reasons + decision.obligations}
    return [flag for flag in Verified if flag in used]
