"""What the pages show of an inspection and of a decision: from rows back to the engine's values, with people's names
put in where the law knows ids alone."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import Any

from kindao.engine.appearance import Figure, figures
from kindao.engine.geometry import Interval
from kindao.engine.policy.decision import Decision as Answer
from kindao.engine.policy.facts import Role, facts_from_json
from kindao.engine.policy.reading import read
from kindao.engine.report import NotLookedFor
from kindao.engine.verify.result import Verification
from kindao.engine.vocabulary import Finding, Identifier, Level, Outcome, Words
from kindao.page import telling
from kindao.page.law_wording import ROLE
from kindao.page.marks import Carried, Kind, Overlay, carried, kinds, numbered, numbers_of, overlay
from kindao.page.wording import HEADLINE, SENTENCE, sentences
from kindao.web.cases.models import Appearance, Original, Refiling
from kindao.web.review import asking, sight, tracks
from kindao.web.review.models import Decision, Inspection, UseState, Work

KEPT = Words("Lưu trong hồ sơ bệnh án: không có gì để đăng", "Kept in the medical record: nothing to publish")
KEPT_SENTENCE = Words(
    "Ảnh ở lại trong kho lưu, để chăm sóc người bệnh. Không có bản sao nào được lấy ra.",
    "The picture stays in the vault, for the patient's care. No copy of it is handed out.",
)
FORMER = Words("người bệnh được ghi lúc đó", "the patient under whom it was filed then")
NOBODY = Words("người chưa ai nhận", "somebody nobody has named")
SAID = {
    Appearance.As.STAFF: ROLE[Role.STAFF],
    Appearance.As.BYSTANDER: ROLE[Role.BYSTANDER],
    Appearance.As.NOBODY: Words("không phải người", "not a person"),
}


@dataclass(frozen=True, slots=True)
class Found:
    """What is drawn over a picture, and told beside it."""

    overlay: Overlay
    kinds: list[Kind]
    carried: list[Carried]
    not_looked_for: tuple[NotLookedFor, ...]
    figures: int
    people: tuple[Figure, ...] = ()
    looked: bool = True  # False: it stopped before anything was looked for
    numbers: Mapping[Finding, int] = field(default_factory=dict)  # of the boxes, or of a film's figures

    def number_of(self, figure: Figure) -> int:
        """0 for one that is in another frame of a picture."""
        return next((self.numbers[finding] for finding in figure.findings if finding in self.numbers), 0)


def found(findings: tuple[Finding, ...], absent: tuple[NotLookedFor, ...], width: int, height: int) -> Found:
    """findings of a picture or a film; width, height: pixels."""
    drawn = overlay(findings, width, height, by_hand=asking.BY_HAND)
    numbers = drawn.numbers or numbered(findings)
    people = figures(findings)
    return Found(drawn, kinds(findings, numbers), carried(findings), absent, len(people), people, numbers=numbers)


def of_inspection(inspection: Inspection, original: Original) -> Found:
    """With what people drew since: it has its number here, too."""
    findings = sight.findings_of(inspection.findings) + asking.drawn_on(original)
    return found(findings, sight.absent_of(inspection.not_looked_for), inspection.width, inspection.height)


def boxes_of_inspection(row: Inspection) -> dict[str, Any]:
    """For the film's page, as `tracks.told`."""
    found = sight.findings_of(row.findings)
    return tracks.told(found, width=row.width, height=row.height, frames=row.frames, seconds=row.seconds)


def boxes_of_decision(row: Decision) -> dict[str, Any]:
    found = sight.findings_of(row.report["findings"])
    return tracks.told(found, **{name: row.report[name] for name in ("width", "height", "frames", "seconds")})


def names(original: Original, numbers: Mapping[str, tuple[int, ...]] = MappingProxyType({})) -> dict[str, str | Words]:
    """Ids as the law knows them, and how people are called: by name, else by the number that the page gives them and
    by what was said of them; in the order of their numbers. For the page alone."""
    in_order = sorted(numbers.items(), key=lambda one: one[1])
    out: dict[str, str | Words] = {person: _numbered(places, NOBODY) for person, places in in_order}
    for row in Appearance.objects.filter(original=original).select_related("patient", "other"):
        if row.patient:
            out[str(row.patient_id)] = row.patient.name
        elif row.other:
            out[str(row.other_id)] = row.other.name
        else:
            said = SAID.get(Appearance.As(row.role), NOBODY)
            out[str(row.pk)] = _numbered(numbers.get(str(row.pk), tuple(row.tracks)), said)
    return out


def _former(
    original: Original, numbers: Mapping[str, tuple[int, ...]], called: Mapping[str, str | Words]
) -> dict[str, str | Words]:
    """Those under whom the picture was filed wrongly, where nobody says that they are in it."""
    same = {"original__clinic": original.clinic_id, "original__digest": original.digest}
    wrong = [str(one) for one in Refiling.objects.filter(**same).values_list("wrong", flat=True)]
    return {one: _numbered(numbers.get(one, ()), FORMER) for one in wrong if not isinstance(called.get(one), str)}


def _numbered(places: tuple[int, ...], said: Words) -> Words:
    if not places:
        return said
    told = ", ".join(map(str, places))
    return Words(f"người số {told} ({said.vi})", f"person {told} ({said.en})")


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
    silenced: tuple[str | Words, ...] = ()  # who was said to speak, and is silent in the copy
    mute: bool = False  # nobody at all is heard in the copy

    @property
    def to_do(self) -> bool:
        """Whether the way to yes asks something of whoever reads it, not of the officer alone."""
        return any(way.step != OFFICER for way in self.path)


OFFICER = "officer-review"
TONE = {"permit": "permit", "review": "indeterminate", "require": "require", "forbid": "deny"}


def of_decision(row: Decision) -> Shown:
    answer = read(Answer, row.decision) if row.decision else None
    report = row.report
    findings = sight.findings_of(report["findings"])
    seen = found(findings, sight.absent_of(report["not_looked_for"]), report["width"], report["height"])
    if not report["width"] and not findings:  # the gate stopped before it looked
        inspection = row.use.original.inspections.filter(state=Work.State.DONE).order_by("-created_at").first()
        seen = of_inspection(inspection, row.use.original) if inspection else replace(seen, looked=False)
    whose = {findings[int(n)]: person for n, person in report["whose"].items()}
    people = {f for figure in seen.people for f in figure.findings}  # a line of writing has a number, and is nobody
    numbers = numbers_of({f: n for f, n in seen.numbers.items() if f in people}, whose)
    called = names(row.use.original, numbers)
    if row.use.state == UseState.LAPSED:
        called |= _former(row.use.original, numbers, called)
    outcome = Outcome(row.outcome)
    refused = Words(row.refused_vi, row.refused_en) if row.refused_en and outcome is not Outcome.PERMIT else None
    kept = row.use.is_kept and outcome is Outcome.PERMIT
    return Shown(
        outcome,
        KEPT if kept else HEADLINE[outcome],
        KEPT_SENTENCE if kept else _sentences(row.use.original)[outcome],
        refused,
        _reasons(telling.reasons(answer.reasons), called) if answer else (),
        _reasons(telling.reasons(answer.obligations), called) if answer else (),
        _path(answer, called) if answer and outcome is not Outcome.PERMIT else (),
        frozenset(step.step for way in (answer.ways or (answer.path,)) for step in way) if answer else frozenset(),
        seen,
        sight.verification_of(report["verification"]),
        len(report["covered"]),
        f"{row.pack} {row.version}".strip(),
        tuple((_called(one, called), verdict) for one, verdict in answer.people) if answer else (),
        _all_called(silenced(row), called),
        mute(row, findings),
    )


def _sentences(original: Original) -> dict[Outcome, Words]:
    if original.kind == Original.Kind.PICTURE:
        return SENTENCE
    return sentences(film=original.kind == Original.Kind.FILM)


def silenced(row: Decision) -> list[str]:
    """Ids of those who were said to speak, and whose voice the copy that was made or held does not have."""
    heard = _heard(row)
    speak = (asking.identity(one) for one in row.use.original.appearances.order_by("pk") if one.intervals)
    return [] if heard is None else [one for one in dict.fromkeys(speak) if one not in heard]


def mute(row: Decision, findings: Iterable[Finding]) -> bool:
    """Whether somebody speaks in the original, and nobody in the copy: then it has no sound at all."""
    speaks = any(isinstance(finding.where, Interval) for finding in findings)
    return _heard(row) == set() and (speaks or any(one.intervals for one in row.use.original.appearances.all()))


def _heard(row: Decision) -> set[str] | None:
    """Ids of those whose voice the copy made or held has; None where nothing was left out, or nothing made."""
    if not row.facts or row.outcome == Outcome.DENY or row.use.original.kind == Original.Kind.PICTURE:
        return None
    copy = facts_from_json(row.facts).copy
    shown = {one.person for one in copy.shown if Identifier.VOICE in one.visible}
    return None if copy.level is Level.BARE else shown


def _reasons(told: Iterable[telling.Told], called: Mapping[str, str | Words]) -> tuple[Reason, ...]:
    return tuple(
        Reason(
            one.effect.value,
            TONE[one.effect.value],
            one.words,
            one.rests,
            _all_called(one.people, called),
        )
        for one in told
    )


def _path(answer: Answer, called: Mapping[str, str | Words]) -> tuple[Way, ...]:
    together: dict[tuple[str, Words], list[str]] = {}
    for step in answer.path:
        together.setdefault((step.step, step.words), []).append(step.person)
    return tuple(Way(step, words, _all_called(people, called)) for (step, words), people in together.items())


def _all_called(people: Iterable[str], called: Mapping[str, str | Words]) -> tuple[str | Words, ...]:
    """In the order of `called`; "" is nobody."""
    order = {person: n for n, person in enumerate(called)}
    return tuple(
        _called(one, called) for one in sorted(filter(None, people), key=lambda one: order.get(one, len(order)))
    )


def _called(person: str, called: Mapping[str, str | Words]) -> str | Words:
    return called.get(person, NOBODY)
