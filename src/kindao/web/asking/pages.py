"""The patient's pages: read, choose, show that it was understood, sign, keep the receipt. No script is needed."""

from collections.abc import Collection, Mapping
from functools import partial
from typing import Any, cast
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from kindao import clock
from kindao.engine.errors import BadInput
from kindao.engine.vocabulary import Destination
from kindao.web.asking import answering, back, putting, receipts, record, signing, words
from kindao.web.asking.answering import Circumstances
from kindao.web.asking.models import Ask, Question, Step
from kindao.web.asking.readers import Reader, quoted, to_reader
from kindao.web.asking.resting import rests_until
from kindao.web.cases.models import Patient
from kindao.web.cases.said import refusal
from kindao.web.cases.speaking import for_themselves, speaks
from kindao.web.consent.models import State
from kindao.web.door import access, links
from kindao.web.door.access import VisitorRequest, required
from kindao.web.door.links import Made
from kindao.web.door.models import Purpose, keyed
from kindao.web.door.places import BEGINS
from kindao.web.releases.models import Release
from kindao.web.review.models import UseState
from kindao.web.vault.views import serve

SAFE = ["GET", "HEAD"]
ASK = required(Purpose.ASK)


def _ask(request: VisitorRequest) -> Ask:
    ask = answering.ask_of(request.visitor)
    if ask is None:
        raise Http404
    return ask


def _kindly(error: BadInput, ask: Ask) -> str:
    """What an error says, as a sentence."""
    said = to_reader(refusal(error), ask.reader)
    return f"{said[:1].upper()}{said[1:]}".rstrip(".") + "."


def _language() -> str:
    return "en" if (get_language() or "vi").startswith("en") else "vi"


def _how(request: VisitorRequest, question: Question, *, promised: bool = False) -> Circumstances:
    visit, link = request.visitor.visit, request.visitor.link
    asked_from = question.asked_from() | {link.from_address}
    network = keyed("from", access.address_of(request))
    return Circumstances(
        _language(),
        "phone" if "Mobi" in request.headers.get("User-Agent", "") else "computer",
        by_staff=visit.by_staff or access.is_staff(request),
        same_network=not asked_from.isdisjoint({network, visit.from_address}),
        promised=promised,
    )


def _open(request: VisitorRequest, token: str, ask: Ask) -> HttpResponse | None:
    """Where nothing can be answered: the page that says why. None: it can."""
    question, asked = ask.question, ask.asked()
    if not ask.pending() or (not asked and ask.scopes() and not _noes(request, ask)):
        return _had_answered(request, token, ask) if "chose" in request.POST else redirect("asking:done", token)
    noes = _noes(request, ask)
    if noes and set(asked) <= set(noes) and answering.heard(ask):  # kept whatever became of the question
        return None
    corrected, unheard = not putting.fits(question), bool(noes) and not answering.heard(ask)
    given: dict[str, Any] = {"token": token, "ask": ask, "unheard": unheard}
    if not question.ready or corrected:
        return render(request, "asking/changed.html", {**given, "corrected": corrected})
    if ask.comes_after or not asked:
        return render(request, "asking/changed.html", {**given, "first": True})
    if record.too_late(question):
        return render(request, "asking/changed.html", {**given, "late": True})
    if (until := rests_until(question.use.patient_id)) is not None:
        return render(request, "asking/rest.html", {"token": token, "ask": ask, "until": until})
    return None


def _closed(request: VisitorRequest, token: str, ask: Ask) -> HttpResponse | None:
    """The same for a form: of what can't be answered now the noes are kept all the same, and of the rest it is said
    that it was not."""
    answer = _open(request, token, ask)
    if answer is None or request.method != "POST" or not ask.pending():
        return answer
    if answering.answered_since(ask, request.POST.get("chose", "")):
        return _had_answered(request, token, ask)
    kept = _kept_noes(request, ask)
    if (noes := {one: no for one, no in _noes(request, ask).items() if one not in kept}) and answering.heard(ask):
        _chose(request, ask, noes)
        answering.answer(ask, request.visitor, noes, _how(request, ask.question))
        kept |= set(noes)
    said = {one for one, choice in _chosen_of(request, ask).items() if choice}
    if not kept:
        told = _("What you sent is not kept: it can't be answered now.")
    elif said <= kept:
        told = _("Your no, or not now, is kept.")
    else:
        told = _("Your no, or not now, is kept. What else you sent is not: it can't be answered now.")
    messages.info(request, to_reader(told, ask.reader))
    return _open(request, token, ask)  # with the message


def _kept_noes(request: VisitorRequest, ask: Ask) -> set[Destination]:
    """Where a no, or not now, that they send is what stands answered: the same form came twice."""
    said = _chosen_of(request, ask)
    noes = {State.REFUSED, State.DEFERRED}
    return {one for one, scope in ask.scopes().items() if scope.state in noes and said.get(one) == scope.state}


def _chosen_of(request: VisitorRequest, ask: Ask) -> dict[Destination, str]:
    return {one: request.POST.get(f"choice-{one.value}", "") for one in ask.question.places}


def _noes(request: VisitorRequest, ask: Ask) -> dict[Destination, State]:
    """Where they say no, or not now, which stops the picture there as well: around an operation a no alone."""
    if request.method != "POST":
        return {}  # what was chosen came along to be read in the other language
    taken = [State.REFUSED] if rests_until(ask.question.use.patient_id) else [State.REFUSED, State.DEFERRED]
    said = _chosen_of(request, ask)
    return {one: State(said[one]) for one in ask.pending() if said[one] in taken}


def _answered_before(request: VisitorRequest, ask: Ask, *, some: bool = False) -> None:
    """some: of what they send something else is kept."""
    said = _("You had answered this in another window. That answer is kept; what you sent now is not.")
    if some:
        said = _("You had answered one place in another window. That answer is kept; what you sent of it now is not.")
    messages.info(request, to_reader(said, ask.reader))


def _had_answered(request: VisitorRequest, token: str, ask: Ask) -> HttpResponse:
    """To the answer that stands, which is said where it is another than they send now: the same tap twice is not."""
    if not answering.answered_so(ask, request.POST.get("chose", "")):
        _answered_before(request, ask)
    return redirect("asking:done", token)


def _since_answered(request: VisitorRequest, ask: Ask) -> None:
    """A window that still asked what was answered in another: a no takes the yes back, nothing else is lost unsaid."""
    answered, said, pending = ask.scopes(), _chosen_of(request, ask), ask.pending()
    taken = answering.take_back(ask, request.visitor, [one for one, state in said.items() if state == State.REFUSED])
    if taken:
        told = _("Your no is kept: what you had agreed to before is taken back.")
        messages.success(request, to_reader(told, ask.reader))
    others = (State.GIVEN, State.DEFERRED)  # a no says what stands, or has just taken it back
    if any(said[one] in others and said[one] != answered[one].state for one in answered if one not in pending):
        _answered_before(request, ask, some=bool(taken or any(said[one] for one in pending)))


def _says_no_alone(request: HttpRequest) -> bool:
    said = {value for name, value in request.POST.items() if name.startswith("choice-")}
    return bool(said) and said <= {State.REFUSED.value, State.DEFERRED.value}


@required(Purpose.ASK, says_no=_says_no_alone)
@require_http_methods([*SAFE, "POST"])
def page(request: VisitorRequest, token: str) -> HttpResponse:
    """What is asked, whole, and the choice for each place."""
    ask = _ask(request)
    if request.method == "POST":
        _since_answered(request, ask)
    if (closed := _closed(request, token, ask)) is not None:
        return closed
    visitor, pending = request.visitor, ask.pending()
    if request.method == "POST":
        sent, asked = _chosen_of(request, ask), ask.asked()
        said = {one: sent[one] for one in pending if one in asked or sent[one]}
        missing = {place for place, one in said.items() if one not in answering.CHOICES}
        if not missing:
            return _chosen(request, token, ask, {place: State(one) for place, one in said.items()})
        return _page(request, token, ask, said, _unanswered(len(missing)), 422, missing)
    if not ask.steps.filter(visit=visitor.visit, what=Step.What.READ).exists():
        answering.stepped(ask, visitor, Step.What.READ, _language())
    return _page(request, token, ask, _chosen_of(request, ask))


def _unanswered(places: int) -> str:
    said = ngettext(
        "One place has no answer yet. Please choose for each: yes, no or not now.",
        "%(n)d places have no answer yet. Please choose for each: yes, no or not now.",
        places,
    )
    return said % {"n": places}


def _page(
    request: VisitorRequest,
    token: str,
    ask: Ask,
    said: dict[Destination, str],
    wrong: str = "",
    status: int = 200,
    missing: Collection[Destination] = (),
) -> HttpResponse:
    """missing: places that were left without an answer."""
    question, language = ask.question, _language()
    given: dict[str, Any] = {
        "token": token,
        "ask": ask,
        "question": question,
        "statement": ask.statement.get(language, ()),
        "child": ask.reader == Reader.CHILD,
        "places": [
            _place(question, one, language, ask.reader) | {"said": said.get(one, ""), "missing": one in missing}
            for one in ask.asked()
        ],
        "spared": _spared(ask, language),
        "pressed": _how(request, question).pressed,
        "elsewhere": _elsewhere(request, ask),
        "kind": question.use.original.kind,
        "answered": ask.answers.count(),
        "wrong": wrong,
    }
    return render(request, "asking/page.html", given, status=status)


def _spared(ask: Ask, language: str) -> list[str]:
    """Places of which they read and about which they are asked no more: the patient has taken them back since."""
    read = words.lines(ask.statement.get(language, ())).splitlines()
    spared = [words.PLACE[one][language] for one in ask.pending() if one in ask.spared()]
    return [name for name in spared if any(line.startswith(f"{name}:") for line in read)]


def _elsewhere(request: VisitorRequest, ask: Ask) -> bool:
    """Whether a yes must be said on another device than this one."""
    return _how(request, ask.question).pressed and not ask.question.clinic.own_device


def _away(ask: Ask) -> str:
    said = _(
        "Here, on the clinic's own device or network, only a no or not now can be said. A yes is for your own phone."
    )
    return to_reader(said, ask.reader)


@ASK
@require_POST
def to_phone(request: VisitorRequest, token: str) -> HttpResponse:
    """The very link, to their own phone or e-mail: to go on there."""
    ask, link = _ask(request), request.visitor.link
    try:
        links.send(Made(link, token), by=None)
        said = _("The link is on its way to your own phone. You can close this.")
    except BadInput:
        said = _("The link was sent to your own phone several times today: look at the last message.")
    messages.info(request, to_reader(said, ask.reader))
    return redirect("asking:page", token)


def _place(question: Question, place: Destination, language: str, reader: str) -> dict[str, Any]:
    taken = back.of(question.clinic, place, Reader(reader))
    return {
        "key": place.value,
        "name": words.PLACE[place][language],
        "seen": to_reader(words.seen_by(place, Reader(reader))[language], reader),
        "back": to_reader(taken.words[language], reader),
        "kind": taken.kind.value,
    }


def _chosen(request: VisitorRequest, token: str, ask: Ask, said: dict[Destination, State]) -> HttpResponse:
    """A no or not now is kept at once, also beside a yes; a yes goes on to the two questions."""
    seen = request.POST.get("answered", "")
    before = int(seen[:9]) if seen.isdecimal() else None
    if answering.said_since(ask, said, before):  # tapped twice: the first answer is kept
        return redirect("asking:done", token)
    yes = {place: state for place, state in said.items() if state == State.GIVEN}
    other = {place: state for place, state in said.items() if place not in yes}
    if other and not answering.said_since(ask, other, before):
        _chose(request, ask, other)
        try:
            answering.answer(ask, request.visitor, other, _how(request, ask.question), before=before)
        except BadInput as error:
            now = Ask.objects.get(pk=ask.pk)
            if answering.said_since(now, said, before):
                return redirect("asking:done", token)
            if not now.pending():
                _answered_before(request, ask)
                return redirect("asking:done", token)
            return _page(request, token, ask, {}, _kindly(error, ask), 422)
    if not yes:
        return redirect("asking:done", token)
    if _elsewhere(request, ask):
        return _page(request, token, ask, {place: str(state) for place, state in yes.items()}, _away(ask), 422)
    _chose(request, ask, yes)
    return redirect("asking:questions", token)


def _chose(request: VisitorRequest, ask: Ask, said: Mapping[Destination, State]) -> None:
    facts: dict[str, Any] = {"places": {place.value: str(state) for place, state in said.items()}}
    if by := {place.value: list(names) for place in said if (names := back.of(ask.question.clinic, place).by)}:
        facts["accounts"] = by  # whose sentence on taking back was read
    answering.stepped(ask, request.visitor, Step.What.CHOSE, _language(), facts)


def _yes(ask: Ask) -> tuple[Step, dict[Destination, State], list[Destination]] | None:
    last = answering.chosen(ask)
    if last is None:
        return None
    yes = [place for place, state in last[1].items() if state == State.GIVEN]
    return (*last, yes) if yes else None


@ASK
@require_http_methods([*SAFE, "POST"])
def questions(request: VisitorRequest, token: str) -> HttpResponse:
    """Two short questions. A wrong answer explains, and asks again."""
    ask = _ask(request)
    if (closed := _closed(request, token, ask)) is not None:
        return closed
    if request.method == "POST" and answering.answered_since(ask, request.POST.get("chose", "")):
        return _had_answered(request, token, ask)
    chosen = _yes(ask)
    if chosen is None:
        return redirect("asking:page", token)
    yes, language = chosen[2], _language()
    open_: set[str] = set()
    is_older = request.POST.get("chose", str(chosen[0].pk)) != str(chosen[0].pk)
    comes = access.carried(request)
    said = {key: request.POST.get(key, "") for key in ("where", "who")} if comes and not is_older else {}
    if is_older and (request.method == "POST" or comes):
        _of_another_window(request, ask)
    elif request.method == "POST":
        said = {key: request.POST.get(key, "") for key in ("where", "who")}
        open_ = {one.key for one in answering.check_answers(ask, request.visitor, language, yes, said)}
        if not open_:
            return redirect("asking:sign", token)
    asked = [
        {
            "key": one.key,
            "words": to_reader(one.words[language], ask.reader),
            "wrong": one.key in open_ and said[one.key] in (choice.key for choice in one.choices),
            "missing": one.key in open_ and said[one.key] not in (choice.key for choice in one.choices),
            "said": "" if one.key in open_ else said.get(one.key, ""),
            "explained": to_reader(one.explained[language], ask.reader),
            "choices": [(choice.key, to_reader(choice.words[language], ask.reader)) for choice in one.choices],
        }
        for one in words.questions(yes, ask.question.places, partial(back.of, ask.question.clinic))
    ]
    given = {
        "token": token,
        "ask": ask,
        "chose": chosen[0].pk,
        "asked": asked,
        "wrong": any(one["wrong"] for one in asked),
        "missing": any(one["missing"] for one in asked),
    }
    return render(request, "asking/questions.html", given, status=422 if open_ else 200)


@ASK
@require_http_methods([*SAFE, "POST"])
def sign(request: VisitorRequest, token: str) -> HttpResponse:
    """The signature: by finger, or one's own name typed."""
    ask = _ask(request)
    if (closed := _closed(request, token, ask)) is not None:
        return closed
    chosen, step = _yes(ask), request.POST.get("chose", "")
    if answering.answered_since(ask, step):
        return _had_answered(request, token, ask)
    is_older = chosen is None or (step != str(chosen[0].pk) and bool(step))
    if is_older and (request.method == "POST" or access.carried(request)):
        _of_another_window(request, ask)
    if chosen is None:
        return redirect("asking:page", token)
    if not answering.understood(ask, chosen[0]):
        if request.POST.get("typed", "").strip() or request.POST.get("strokes"):
            said = _("Your signature in the older window was not kept. You sign once more at the end.")
            messages.info(request, to_reader(said, ask.reader))
        return redirect("asking:questions", token)
    wrong = ""
    if access.carried(request) and request.POST.get("strokes"):
        drawn = _("What you drew does not come along into the other language. Please sign once more.")
        messages.info(request, to_reader(drawn, ask.reader))
    if request.method == "POST" and request.POST.get("chose") != str(chosen[0].pk):
        wrong = _anew(ask)
        list(messages.get_messages(request))  # said once
    elif request.method == "POST":
        try:
            how = _how(request, ask.question, promised="promised" in request.POST)
            answering.answer(ask, request.visitor, chosen[1], how, signature=_signature(request, ask))
            return redirect("asking:done", token)
        except BadInput as error:
            if answering.answered_since(now := Ask.objects.get(pk=ask.pk), step):
                return _had_answered(request, token, now)
            wrong = _kindly(error, ask)
    language = _language()
    given = {
        "token": token,
        "ask": ask,
        "chose": chosen[0].pk,
        "said": [(words.PLACE[place][language], receipts.label(state)) for place, state in _all_said(ask, chosen[1])],
        "wrong": wrong,
        "typed": request.POST.get("typed", ""),
        "promised": "promised" in request.POST,
    }
    return render(request, "asking/sign.html", given, status=422 if wrong else 200)


def _all_said(ask: Ask, chosen: dict[Destination, State]) -> list[tuple[Destination, str]]:
    """What they chose and are to sign, and what is kept already, place by place."""
    said = {place: scope.state for place, scope in ask.scopes().items()} | {at: str(one) for at, one in chosen.items()}
    return [(place, said[place]) for place in ask.question.places if place in said]


def _anew(ask: Ask) -> str:
    said = _("You chose anew in another window. Look at it once more before you sign.")
    return to_reader(said, ask.reader)


def _of_another_window(request: VisitorRequest, ask: Ask) -> None:
    messages.info(request, _anew(ask))


def _signature(request: VisitorRequest, ask: Ask) -> signing.Signature:
    strokes, name = request.POST.get("strokes", ""), request.POST.get("typed", "")
    if strokes and not name.strip():
        return signing.by_finger(strokes)
    return signing.typed(name, ask.guardianship.name if ask.guardianship else ask.person.name)


@ASK
@require_http_methods(SAFE)
def copy(request: VisitorRequest, token: str) -> HttpResponse:
    """The very copy that would go out. That it was looked at is in the audit and among the steps. Of a use that is over
    there is none: the picture may have been somebody else's."""
    ask = _ask(request)
    question, visitor = ask.question, request.visitor
    over = question.use.state == UseState.LAPSED
    if question.copy is None or question.copy.gone_at is not None or over or ask.comes_after:
        raise Http404
    answer = serve(request, question.copy.file, by=visitor.link)
    if answer.status_code in (200, 206) and not ask.steps.filter(visit=visitor.visit, what=Step.What.LOOKED).exists():
        answering.stepped(ask, visitor, Step.What.LOOKED, _language())
    return cast(HttpResponse, answer)


@ASK
@require_http_methods(SAFE)
def done(request: VisitorRequest, token: str) -> HttpResponse:
    """What was answered, from when it holds, and the receipts to keep."""
    ask, language = _ask(request), _language()
    scopes = ask.scopes()
    if not scopes:
        return redirect("asking:page", token)
    yes = [one for one in scopes.values() if one.state == State.GIVEN]
    given = {
        "token": token,
        "ask": ask,
        "answers": [
            (words.PLACE[place][language], receipts.label(one.state), one if one.state == State.GIVEN else None)
            for place, one in scopes.items()
        ],
        "starts": (starts := min((one.starts for one in yes if one.starts), default=None)),
        "begun": starts is not None and starts <= clock.today(),
        "ends": ask.question.ends,
        "earlier": answering.agreed_before(ask),
        "ended": answering.ended_before(ask),
        "beside": answering.beside(ask),
        "given": bool(yes),
        "officer": bool(yes) and answering.officer_looks(ask),
        "held": answering.held_back(ask.person) if yes else (),
        "out": Release.objects.showing(ask.person).not_proven_gone().exists(),
        "deferred": bool(ask.asked()) and ask.question.ready,
        "contact": record.contact(ask.question)[language],
        "clinic": quoted(ask.question.clinic.name),
        "own": Purpose.OWN in BEGINS and _has_a_page(request),
    }
    return render(request, "asking/done.html", given)


def _has_a_page(request: VisitorRequest) -> bool:
    """Whether a page of their own opens to them, as the record stands now."""
    visitor = request.visitor
    return speaks(visitor.guardianship) if visitor.guardianship else for_themselves(visitor.person)


@ASK
@require_POST
def own(request: VisitorRequest, token: str) -> HttpResponse:
    """A link to their own page, where it is withdrawn: theirs to keep."""
    visitor = request.visitor
    if Purpose.OWN not in BEGINS:
        raise Http404
    if not _has_a_page(request):
        return redirect("asking:done", token)
    made = links.make(visitor.clinic, visitor.person, purpose=Purpose.OWN, guardianship=visitor.guardianship)
    return redirect("door:enter", made.token)


@ASK
@require_http_methods(SAFE)
def receipt(request: VisitorRequest, token: str) -> HttpResponse:
    """The receipt to read."""
    return _receipt(request, token, _ask(request))


@ASK
@require_http_methods(SAFE)
def receipt_json(request: VisitorRequest, token: str) -> HttpResponse:
    """ISO/IEC TS 27560, of what was allowed."""
    return _receipt_json(request, _ask(request))


@ASK
@require_http_methods(SAFE)
def receipt_pdf(request: VisitorRequest, token: str) -> HttpResponse:
    return _receipt_pdf(_ask(request))


def _answered(request: VisitorRequest, pk: UUID) -> Ask:
    """What was asked about the person whose page it is, and answered: the receipt outlives the link that asked."""
    person = request.visitor.person
    whose = {"patient": person} if isinstance(person, Patient) else {"other": person}
    rows = Ask.objects.filter(question__clinic=request.visitor.clinic, answers__isnull=False, **whose).distinct()
    return get_object_or_404(rows, pk=pk)


@required(Purpose.OWN)
@require_http_methods(SAFE)
def own_receipt(request: VisitorRequest, token: str, pk: UUID) -> HttpResponse:
    """The same on their own page, for as long as that is open to them."""
    return _receipt(request, token, _answered(request, pk), own=True)


@required(Purpose.OWN)
@require_http_methods(SAFE)
def own_receipt_json(request: VisitorRequest, token: str, pk: UUID) -> HttpResponse:
    return _receipt_json(request, _answered(request, pk))


@required(Purpose.OWN)
@require_http_methods(SAFE)
def own_receipt_pdf(request: VisitorRequest, token: str, pk: UUID) -> HttpResponse:
    return _receipt_pdf(_answered(request, pk))


def _receipt(request: VisitorRequest, token: str, ask: Ask, *, own: bool = False) -> HttpResponse:
    theirs = ask.guardianship_id == (request.visitor.guardianship.pk if request.visitor.guardianship else None)
    given = {
        "token": token,
        "pk": ask.pk,
        "theirs": theirs,
        **({"ask": ask} if theirs else {}),  # whom the page speaks to: on their own page it may be another's answer
        "own": own,
        "receipts": receipts.receipts(ask, _language()),
        "json": bool(receipts.as_json(ask, request.visitor.guardianship)),
    }
    if not given["receipts"]:
        raise Http404
    return render(request, "asking/receipt.html", given)


def _receipt_json(request: VisitorRequest, ask: Ask) -> HttpResponse:
    text = receipts.as_json(ask, request.visitor.guardianship)
    if not text:
        raise Http404
    return _saved(text.encode(), "application/ld+json", "json")


def _receipt_pdf(ask: Ask) -> HttpResponse:
    if not ask.answers.exists():
        raise Http404
    return _saved(receipts.as_pdf(ask, _language()), "application/pdf", "pdf")


def _saved(content: bytes, media_type: str, suffix: str) -> HttpResponse:
    """Under a name that names nobody."""
    name = f'attachment; filename="kindao-receipt.{suffix}"'
    return HttpResponse(content, content_type=media_type, headers={"Content-Disposition": name})
