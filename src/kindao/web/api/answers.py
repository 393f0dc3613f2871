"""A decision as JSON: outcome, reasons with articles, duties, the way to yes. People are ids."""

from datetime import date
from typing import Any
from uuid import UUID

from ninja import Schema
from pydantic import Field

from kindao.engine.policy.decision import Decision as Answer
from kindao.engine.policy.decision import Reason, Step
from kindao.engine.policy.reading import read
from kindao.engine.vocabulary import Outcome
from kindao.web.api.shapes import CopyOut, FindingOut, Moment, Said, both, copy, finding, shown
from kindao.web.review.models import Decision
from kindao.web.review.showing import mute, silenced
from kindao.web.review.sight import findings_of


class ReasonOut(Schema):
    rule: str
    effect: str
    citation: Said
    verified: str
    words: Said
    person: str
    pack: str


class StepOut(Schema):
    step: str
    words: Said
    person: str
    review_only: bool


class VerdictOut(Schema):
    person: str
    outcome: Outcome


class CheckOut(Schema):
    name: str
    passed: bool
    words: Said


class DecisionOut(Schema):
    """What the gate answered. `path` is the way to yes with the least burden; empty: there is none, or it is yes."""

    id: UUID
    use: UUID
    number: int
    outcome: Outcome
    basis: Decision.Basis
    on: date = Field(description="day of publication that was asked about")
    at: Moment
    reasons: list[ReasonOut]
    obligations: list[ReasonOut]
    path: list[StepOut]
    people: list[VerdictOut]
    silenced: list[str] = Field(description="who was said to speak, and is silent in the copy")
    no_sound: bool = Field(description="of a film or recording: somebody is heard in it, and nobody at all in the copy")
    refused: Said | None
    findings: list[FindingOut]
    checks: list[CheckOut]
    copy_made: CopyOut | None
    pack: str
    version: str
    pack_digest: str


def decision(row: Decision) -> DecisionOut:
    answer = read(Answer, row.decision) if row.decision else None
    report: dict[str, Any] = row.report
    return shown(
        DecisionOut,
        row,
        reasons=[_reason(one) for one in answer.reasons] if answer else [],
        obligations=[_reason(one) for one in answer.obligations] if answer else [],
        path=[_step(one) for one in answer.path] if answer else [],
        people=[VerdictOut(person=person, outcome=outcome) for person, outcome in answer.people] if answer else [],
        silenced=silenced(row),
        no_sound=mute(row, findings_of(report.get("findings", ()))),
        refused=both(row.refused_vi, row.refused_en),
        findings=[finding(one) for one in report.get("findings", ())],
        checks=[
            CheckOut(name=one["name"], passed=one["passed"], words=Said(**one["words"]))
            for one in (report.get("verification") or {}).get("checks", ())
        ],
        copy_made=copy(row.copy) if row.copy else None,
    )


def _reason(one: Reason) -> ReasonOut:
    return ReasonOut(
        rule=one.rule,
        effect=one.effect.value,
        citation=Said(vi=one.cited.vi, en=one.cited.en),
        verified=one.verified.value,
        words=Said(vi=one.words.vi, en=one.words.en),
        person=one.person,
        pack=one.pack,
    )


def _step(one: Step) -> StepOut:
    return StepOut(
        step=one.step,
        words=Said(vi=one.words.vi, en=one.words.en),
        person=one.person,
        review_only=one.review_only,
    )
