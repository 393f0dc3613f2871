"""A question put to a patient as JSON: what is asked, of whom, and what they answered. People are ids; how they are
reached is not told, nor the link that was sent to them."""

from datetime import date
from typing import Annotated, Literal
from uuid import UUID

from ninja import Schema
from pydantic import AwareDatetime, Field, StringConstraints

from kindao.engine.policy.consent import VIETNAM, AdTerms, Remuneration
from kindao.engine.vocabulary import Destination, Identifiability, Outcome, Purpose
from kindao.web.api.inlining import AnswerState, MessageState
from kindao.web.api.shapes import SEEN, TEXT, CopyOut, Moment, Said, Told, copy, line
from kindao.web.asking.models import Ask, Question
from kindao.web.asking.putting import NO_TERMS, Terms
from kindao.web.asking.readers import Reader
from kindao.web.asking.resting import rests_until
from kindao.web.consent.models import State
from kindao.web.door.models import Channel, Link, Message
from kindao.web.door.models import Purpose as LinkPurpose
from kindao.web.door.reaching import contacts
from kindao.web.review.models import Work

Sentence = Annotated[str, StringConstraints(min_length=1, max_length=300, pattern=TEXT), SEEN]


class Advert(Told):
    """What the law wants said of an advert."""

    content: Sentence
    method: Sentence
    form: Sentence
    frequency: Sentence
    how_to_refuse: Sentence


class NewQuestion(Told):
    """What is asked beside the use itself."""

    destinations: list[Destination] = Field(
        description="where; the use's own among them", min_length=1, max_length=len(Destination)
    )
    identifiability: Literal["indirect", "direct"] = Field(
        description="indirect: the face, and all that shows who it is, is covered"
    )
    ends: date = Field(description="the last day of what they agree to")
    remuneration: Literal["waived", "paid", "agreed-otherwise"] = Field(
        description="whether anything is paid to the patient"
    )
    payment: Annotated[str, line(80), SEEN] = Field("", description="what; digits alone are taken as đồng")
    which: Annotated[str, line(120), SEEN] = Field("", description="the journal, lecture or programme, by name")
    advert: Advert | None = Field(None, description="where the use is for advertising")
    speaks: UUID | None = Field(
        None, description="who speaks for the patient, an id of their `speak`; needed where several may"
    )
    others: list[UUID] = Field([], description="others in the picture who are asked as well", max_length=50)
    procedure_at: AwareDatetime | None = Field(
        None, description="sedation or an operation: around it the patient is asked about nothing"
    )
    discount: bool = Field(False, description="an advantage was named to the patient: the officer looks")
    blocks_checked: Literal[True] = Field(
        description="the record was checked for what may not be published at all: HIV, fetal sex, donors, IVF, abuse"
    )

    def terms(self) -> Terms:
        at = self.procedure_at
        return Terms(
            self.destinations,
            Identifiability(self.identifiability),
            self.ends,
            Remuneration(self.remuneration),
            self.payment,
            AdTerms(**self.advert.model_dump()) if self.advert else NO_TERMS,
            at.astimezone(VIETNAM) if at else None,
            self.discount,
            self.blocks_checked,
            self.which,
        )


class AnswerOut(Schema):
    destination: Destination
    state: AnswerState


class AskedRow(Schema):
    """One person who is asked."""

    id: UUID
    question: UUID
    reader: Reader
    patient: UUID | None
    other: UUID | None
    guardianship: UUID | None = Field(description="of who answers for the patient")


class AskOut(AskedRow):
    """With what they said last of each place, and the places still to be answered."""

    answers: list[AnswerOut]
    pending: list[Destination]
    after_the_patient: bool = Field(description="they are asked only when the patient has said yes")
    reachable: bool = Field(description="the clinic holds a phone number or e-mail that it can send to")
    link_until: Moment | None = Field(description="until when the link that they have leads in; null: they have none")
    message: MessageState | None = Field(description="of the last message with a link")


class QuestionRow(Schema):
    """What is asked about one use. A worker makes the copy that they are shown; before that nobody is asked."""

    id: UUID
    use: UUID
    patient: UUID
    purpose: Purpose
    destinations: list[Destination]
    identifiability: Identifiability
    ends: date
    remuneration: Remuneration
    payment: str
    which: str
    discount: bool
    state: Work.State
    ready: bool = Field(description="links can be sent: the copy is there, and what is asked is what is wanted still")
    outcome: Outcome | None = Field(description="what the law would say with their yes; null: not known yet")
    refused: Said | None = Field(description="why no yes would help: then nobody is asked")
    copy_made: CopyOut | None = Field(description="what they are shown")
    asked_at: Moment
    ended_at: Moment | None = Field(description="given up by the clinic")


class QuestionPut(QuestionRow):
    asks: list[AskedRow] = Field(description="each is sent a link of their own")


class QuestionOut(QuestionRow):
    rests_until: Moment | None = Field(description="around an operation: from when links can be sent again")
    asks: list[AskOut]


class LinkSent(Schema):
    """A link is on its way to them. What it is stands in the message alone."""

    until: Moment = Field(description="until when it leads in")
    channel: Channel


def row(one: Question) -> QuestionRow:
    return QuestionRow(
        id=one.pk,
        use=one.use_id,
        patient=one.use.patient_id,
        purpose=Purpose(one.purpose),
        destinations=list(one.places),
        identifiability=Identifiability(one.identifiability),
        ends=one.ends,
        remuneration=Remuneration(one.remuneration),
        payment=one.payment,
        which=one.which,
        discount=one.discount,
        state=Work.State(one.state),
        ready=one.ready,
        outcome=Outcome(one.outcome) if one.outcome else None,
        refused=Said(vi=one.refused_vi, en=one.refused_en) if one.refused_en else None,
        copy_made=copy(one.copy) if one.copy and one.copy.gone_at is None else None,
        asked_at=one.created_at,
        ended_at=one.ended_at,
    )


def put(one: Question) -> QuestionPut:
    asks = [asked(each) for each in one.asks.all()]
    return QuestionPut(**row(one).model_dump(), asks=asks)


def question(one: Question) -> QuestionOut:
    asks = one.asks.select_related("question", "patient", "other", "guardianship")
    return QuestionOut(
        **row(one).model_dump(), rests_until=rests_until(one.use.patient_id), asks=[ask(each) for each in asks]
    )


def asked(one: Ask) -> AskedRow:
    return AskedRow(
        id=one.pk,
        question=one.question_id,
        reader=Reader(one.reader),
        patient=one.patient_id,
        other=one.other_id,
        guardianship=one.guardianship_id,
    )


def ask(one: Ask) -> AskOut:
    links = Link.objects.filter(purpose=LinkPurpose.ASK, target=one.pk)
    standing = links.standing().order_by("-made_at").first()
    message = Message.objects.filter(link__in=links, code=None).order_by("-made_at").first()
    return AskOut(
        **asked(one).model_dump(),
        answers=[AnswerOut(destination=place, state=State(scope.state)) for place, scope in one.scopes().items()],
        pending=one.asked(),
        after_the_patient=one.comes_after,
        reachable=bool(contacts(one.guardianship or one.person)),
        link_until=standing.ends_at if standing else None,
        message=Message.State(message.state) if message else None,
    )


def sent(message: Message) -> LinkSent:
    return LinkSent(until=message.link.ends_at, channel=Channel(message.channel))
