"""What the pages show of an inspection and of a decision: from rows back to the engine's values, with people's names
put in where the law knows ids alone."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from kindao.engine.appearance import figures
from kindao.engine.policy.decision import Decision as Answer
from kindao.engine.policy.reading import read
from kindao.engine.report import NotLookedFor
from kindao.engine.verify.result import Verification
from kindao.engine.vocabulary import Finding, Outcome, Words
from kindao.page import telling
from kindao.page.marks import Carried, Kind, Overlay, carried, kinds, numbered, overlay
from kindao.page.wording import HEADLINE, SENTENCE
from kindao.web.cases.models import Appearance, Original
from kindao.web.review import sight, tracks
from kindao.web.review.models import Decision, Inspection

KEPT = Words("Lưu trong hồ sơ bệnh án: không có gì để đăng", "Kept in the medical record: nothing to publish")
KEPT_SENTENCE = Words(
    "Ảnh ở lại trong kho lưu, để chăm sóc người bệnh. Không có bản sao nào được lấy ra.",
    "The picture stays in the vault, for the patient's care. No copy of it is handed out.",
)
NOBODY = Words("người chưa ai nhận", "somebody nobody has named")


@dataclass(frozen=True, slots=True)
class Found:
    """What is drawn over a picture, and told beside it."""

    overlay: Overlay
    kinds: list[Kind]
    carried: list[Carried]
    not_looked_for: tuple[NotLookedFor, ...]
    figures: int


def found(findings: tuple[Finding, ...], absent: tuple[NotLookedFor, ...], width: int, height: int) -> Found:
    """findings of a picture or a film; width, height: pixels."""
    drawn = overlay(findings, width, height)
    numbers = drawn.numbers or numbered(findings)
    return Found(drawn, kinds(findings, numbers), carried(findings), absent, len(figures(findings)))


def of_inspection(inspection: Inspection) -> Found:
    findings = sight.findings_of(inspection.findings)
    return found(findings, sight.absent_of(inspection.not_looked_for), inspection.width, inspection.height)


def boxes_of_inspection(row: Inspection) -> dict[str, Any]:
    """For the film's page, as `tracks.told`."""
    found = sight.findings_of(row.findings)
    return tracks.told(found, width=row.width, height=row.height, frames=row.frames, seconds=row.seconds)


def boxes_of_decision(row: Decision) -> dict[str, Any]:
    found = sight.findings_of(row.report["findings"])
    return tracks.told(found, **{name: row.report[name] for name in ("width", "height", "frames", "seconds")})


def names(original: Original) -> dict[str, str]:
    """Ids as the law knows them, and how people are called. For the page alone."""
    out = {}
    for row in Appearance.objects.filter(original=original).select_related("patient", "other"):
        if row.patient:
            out[str(row.patient_id)] = row.patient.name
        elif row.other:
            out[str(row.other_id)] = row.other.name
    return out


@dataclass(frozen=True, slots=True)
class Way:
    """One step on the way to yes, and whom it is about."""

    step: str
    words: Words
    people: tuple[str | Words, ...]


@dataclass(frozen=True, slots=True)
class Reason:
    effect: str
    tone: str
    words: Words
    rests: tuple[telling.Rests, ...]
    people: tuple[str | Words, ...]


@dataclass(frozen=True, slots=True)
class Shown:
    """A decision on the page."""

    outcome: Outcome
    headline: Words
    sentence: Words
    refused: Words | None
    reasons: tuple[Reason, ...]
    duties: tuple[Reason, ...]
    path: tuple[Way, ...]
    steps: frozenset[str]  # of all ways: which buttons are of use
    found: Found
    verification: Verification | None
    covered: int
    version: str = ""
    people: tuple[tuple[str | Words, Outcome], ...] = field(default=())


TONE = {"permit": "permit", "review": "indeterminate", "require": "require", "forbid": "deny"}


def of_decision(row: Decision) -> Shown:
    called = names(row.use.original)
    answer = read(Answer, row.decision) if row.decision else None
    report = row.report
    findings = sight.findings_of(report["findings"])
    outcome = Outcome(row.outcome)
    refused = Words(row.refused_vi, row.refused_en) if row.refused_en and outcome is not Outcome.PERMIT else None
    kept = row.use.is_kept and outcome is Outcome.PERMIT
    return Shown(
        outcome,
        KEPT if kept else HEADLINE[outcome],
        KEPT_SENTENCE if kept else SENTENCE[outcome],
        refused,
        _reasons(telling.reasons(answer.reasons), called) if answer else (),
        _reasons(telling.reasons(answer.obligations), called) if answer else (),
        _path(answer, called) if answer and outcome is not Outcome.PERMIT else (),
        frozenset(step.step for way in (answer.ways or (answer.path,)) for step in way) if answer else frozenset(),
        found(findings, sight.absent_of(report["not_looked_for"]), report["width"], report["height"]),
        sight.verification_of(report["verification"]),
        len(report["covered"]),
        f"{row.pack} {row.version}".strip(),
        tuple((_called(one, called), verdict) for one, verdict in answer.people) if answer else (),
    )


def _reasons(told: Iterable[telling.Told], called: Mapping[str, str]) -> tuple[Reason, ...]:
    return tuple(
        Reason(
            one.effect.value,
            TONE[one.effect.value],
            one.words,
            one.rests,
            tuple(_called(person, called) for person in one.people if person),
        )
        for one in told
    )


def _path(answer: Answer, called: Mapping[str, str]) -> tuple[Way, ...]:
    together: dict[tuple[str, Words], list[str | Words]] = {}
    for step in answer.path:
        whom = together.setdefault((step.step, step.words), [])
        if step.person:
            whom.append(_called(step.person, called))
    return tuple(Way(step, words, tuple(people)) for (step, words), people in together.items())


def _called(person: str, called: Mapping[str, str]) -> str | Words:
    return called.get(person, NOBODY)
