"""What somebody asked for under their rights, with its clocks and articles, as JSON."""

from datetime import date
from enum import StrEnum
from typing import Annotated
from uuid import UUID

from ninja import Schema
from pydantic import AwareDatetime, Field, StringConstraints

from kindao.engine.vocabulary import Words
from kindao.web.api.inlining import RightsKind, RightsStep
from kindao.web.api.shapes import TEXT, Moment, Said, Told
from kindao.web.consent.models import Who
from kindao.web.rights import running
from kindao.web.rights.clocks import Term
from kindao.web.rights.forms import BY_HAND
from kindao.web.rights.models import LONGEST_WORDS, Kind, RightsRequest, Step

Asked = StrEnum("Asked", {Kind(one).name: one for one, _ in BY_HAND})  # type: ignore[misc]


class NewRequestOfOther(Told):
    """What came by paper, phone or word of mouth. Of a withdrawal the consent itself is withdrawn instead."""

    kind: Asked
    received_at: AwareDatetime = Field(description="when it came: its clock runs from then, a year ago at most")
    words: Annotated[str, StringConstraints(max_length=LONGEST_WORDS, pattern=TEXT)] = Field(
        "", description="their own; needed to correct, to protect and to complain"
    )


class NewRequest(NewRequestOfOther):
    guardianship: UUID | None = Field(
        None,
        description="of who asked for the patient, an id of their `speak`; none: the patient asked, "
        "or, where they can't have, somebody who is not on record",
    )


class NewPage(Told):
    guardianship: UUID | None = Field(
        None, description="of who speaks for the patient, an id of their `speak`; none: to the patient"
    )


class ReceivedOut(Schema):
    """A request that is on record. What is in it is read with another scope."""

    id: UUID
    patient: UUID | None
    other: UUID | None = Field(description="somebody in pictures who is no patient")
    kind: RightsKind
    state: RightsStep
    received_at: Moment


class TermOut(Schema):
    """One clock of a request: what is to be done, by when, and the article that says so."""

    clock: str
    words: Said
    citation: Said
    due: Moment | None = Field(description="null: at once")
    over: bool = Field(description="its duty is done")
    late: bool


class RequestOut(ReceivedOut):
    """`article` gives the right; `due` is when the whole is to be done, as far as `condition` holds. What is late is
    computed when it is asked for."""

    who: Who
    guardianship: UUID | None
    words: str
    by_hand: bool = Field(description="the clinic wrote it down; else they asked on their own page")
    consent: UUID | None = Field(description="of a withdrawal")
    article: Said
    condition: Said | None
    due: Moment | None
    late: bool
    terms: list[TermOut]
    third_party: bool = Field(description="others must act too, and the term is longer")
    third_party_why: str
    acknowledged_at: Moment | None
    extended_at: Moment | None
    extended_why: str
    closed_at: Moment | None
    answer: str
    refused_article: str
    kept_until: date | None
    lifted_at: Moment | None = Field(description="they ended the pause")


def received(row: RightsRequest) -> ReceivedOut:
    return ReceivedOut(
        id=row.pk,
        patient=row.patient_id,
        other=row.other_id,
        kind=Kind(row.kind),
        state=Step(row.state),
        received_at=row.received_at,
    )


def request(row: RightsRequest) -> RequestOut:
    (told,) = running.told([row])
    return RequestOut(
        **received(row).model_dump(),
        who=Who(row.who),
        guardianship=row.guardianship_id,
        words=row.words,
        by_hand=row.entered_by_id is not None,
        consent=row.consent_id,
        article=_said(told.article),
        condition=_said(told.condition) if told.condition else None,
        due=told.main.due if told.main else None,
        late=told.late,
        terms=[_term(one) for one in told.terms],
        third_party=row.third_party,
        third_party_why=row.third_party_why,
        acknowledged_at=row.acknowledged_at,
        extended_at=row.extended_at,
        extended_why=row.extended_why,
        closed_at=row.closed_at,
        answer=row.answer,
        refused_article=row.refused_article,
        kept_until=row.kept_until,
        lifted_at=row.lifted_at,
    )


def _term(one: Term) -> TermOut:
    clock = one.running.clock
    return TermOut(
        clock=one.id,
        words=_said(clock.words),
        citation=_said(clock.cited),
        due=one.due,
        over=one.over,
        late=one.late,
    )


def _said(words: Words) -> Said:
    return Said(vi=words.vi, en=words.en)
