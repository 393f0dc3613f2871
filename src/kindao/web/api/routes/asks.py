"""Asking patients: a question is put, a link goes to their own phone, and their answer is read. Only they answer it. No
answer of ours holds a link; and who may ask need not be one who may read what was answered."""

from uuid import UUID

from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from ninja import Router, Status

from kindao.web.api import asked
from kindao.web.api.entering import ApiRequest, needs
from kindao.web.api.once import once, tagged
from kindao.web.api.paging import ASKED, Page, Pages, page
from kindao.web.api.routes.patients import KEY
from kindao.web.api.scopes import Scope
from kindao.web.asking import putting
from kindao.web.asking.models import Ask, Question, QuestionQuerySet
from kindao.web.cases.models import OtherPerson
from kindao.web.door import links
from kindao.web.door.access import address_of
from kindao.web.door.models import Message
from kindao.web.review.models import Use

router = Router(tags=["asks"])


def _rows(request: ApiRequest) -> QuestionQuerySet:
    return Question.objects.of(request.membership).select_related("use", "copy__file", "clinic")


def _question(request: ApiRequest, pk: UUID) -> Question:
    return get_object_or_404(_rows(request), pk=pk)


def _ask(request: ApiRequest, pk: UUID) -> Ask:
    rows = Ask.objects.of(request.membership).select_related("question__use", "patient", "other", "guardianship")
    return get_object_or_404(rows, pk=pk)


@router.get("/questions", response=Page[asked.QuestionRow], **needs(Scope.ASKS_READ))
def questions(
    request: ApiRequest, pages: Pages = ASKED, use: UUID | None = None, patient: UUID | None = None
) -> dict[str, object]:
    """What patients were asked, about all uses or one."""
    told = {"use": use, "use__patient": patient}
    return page(_rows(request).filter(**{name: one for name, one in told.items() if one}), pages, asked.row)


@router.get("/questions/{uuid:pk}", response=asked.QuestionOut, **needs(Scope.ASKS_READ))
def question(request: ApiRequest, response: HttpResponse, pk: UUID) -> asked.QuestionOut:
    """One question, with each person who is asked and what they said of each place."""
    return tagged(response, asked.question(_question(request, pk)))


@router.post("/uses/{uuid:pk}/questions", response={201: asked.QuestionPut}, **needs(Scope.ASKS_WRITE))
def put(request: ApiRequest, pk: UUID, told: asked.NewQuestion, key: str | None = KEY) -> Status[asked.QuestionPut]:
    """Put a use to the patient, and to everybody else whose yes the law wants. Nobody hears of it yet: read the
    question until it is `ready`, then send each of them their link. The same question that is open already is the one
    that is there; one about the same place on other terms ends. 422 where somebody was asked too often, or said no."""
    use = get_object_or_404(Use.objects.of(request.membership).select_related("patient", "original", "clinic"), pk=pk)
    speaks = get_object_or_404(use.patient.guardianships.all(), pk=told.speaks) if told.speaks else None
    shown = OtherPerson.objects.of(request.membership).filter(appearances__original=use.original_id).distinct()
    others = [get_object_or_404(shown, pk=one) for one in dict.fromkeys(told.others)]

    def make() -> Question:
        address = address_of(request)
        return putting.put(request.membership, use, told.terms(), speaks=speaks, others=others, address=address)

    made = once(request, key, make, lambda made: _question(request, made))
    return Status(201, asked.put(_question(request, made.pk)))


@router.post("/questions/{uuid:pk}/give-up", response={204: None}, **needs(Scope.ASKS_WRITE))
def give_up(request: ApiRequest, pk: UUID) -> Status[None]:
    """Nobody is asked about this any more: links end. What was answered stays. A second time changes nothing."""
    putting.give_up(request.membership, _question(request, pk))
    return Status(204, None)


@router.get("/asks/{uuid:pk}", response=asked.AskOut, **needs(Scope.ASKS_READ))
def ask(request: ApiRequest, response: HttpResponse, pk: UUID) -> asked.AskOut:
    """One person who is asked, and what they said."""
    return tagged(response, asked.ask(_ask(request, pk)))


@router.post("/asks/{uuid:pk}/send", response={201: asked.LinkSent}, **needs(Scope.ASKS_WRITE))
def send(request: ApiRequest, pk: UUID, key: str | None = KEY) -> Status[asked.LinkSent]:
    """Send them a link, to their own phone or e-mail as the clinic holds it; one that they had before ends. The answer
    does not hold it: who answers opens it there, with a code that is sent there as well. 422 while the copy is not
    ready, around an operation, before the patient has said yes (of others in the picture), of a number that no person
    at the desk stands by, and where it was sent too often within a day."""
    found = _ask(request, pk)

    def make() -> Message:
        with transaction.atomic():  # where no more is sent, the link that they have goes on
            made = putting.make_link(request.membership, found, address=address_of(request))
            return links.send(made, by=request.membership)

    made = once(request, key, make, lambda made: get_object_or_404(Message.objects.of(request.membership), pk=made))
    return Status(201, asked.sent(made))
