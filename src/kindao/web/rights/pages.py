"""A person's own pages, behind the door: what the clinic holds of them, and all their rights, without JavaScript.

Everything is asked for by the person of the link: what isn't theirs is 404, as if it weren't there."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import timedelta
from enum import StrEnum
from typing import Any, cast
from uuid import UUID, uuid4

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from kindao import clock
from kindao.engine.errors import KindaoError
from kindao.engine.match import phash
from kindao.web import audit
from kindao.web.asking.answering import beside
from kindao.web.asking.readers import Reader, quoted, reader_of, to_reader
from kindao.web.cases.models import Guardianship, OtherPerson, Patient
from kindao.web.cases.said import refusal
from kindao.web.cases.views import SAFE
from kindao.web.consent.models import Consent, Evidence, Scope, Who
from kindao.web.door.access import VisitorRequest, anything, required
from kindao.web.door.models import Purpose
from kindao.web.review.models import SafeCopy, UseState
from kindao.web.rights import actions, asking_words, copies, copying, holding, out, own, same, seeing, signed
from kindao.web.rights.models import LONGEST_WORDS, Kind, RightsEvent, RightsRequest, Step
from kindao.web.rights.running import Told, told
from kindao.web.rights.seeing import How
from kindao.web.vault import store
from kindao.web.vault.models import StoredFile
from kindao.web.vault.views import HEADERS, LOOKED, SHOWN, serve

NEWS = timedelta(days=30)
PAGE = 24  # of pictures, uses, looks on one page: it stays light on a slow line
STOPS = (Kind.RESTRICT, Kind.OBJECT)


def _person(request: VisitorRequest) -> Patient | OtherPerson:
    """Whose page it is: a patient's, or of somebody in a picture who is none."""
    return request.visitor.person


def _who(request: VisitorRequest) -> Who:
    return Who(request.visitor.who)


@required(Purpose.OWN)
@require_http_methods(SAFE)
def home(request: VisitorRequest, token: str) -> HttpResponse:
    """Everything on one page."""
    person = _person(request)
    consents = own.consents(person)
    held, uses = seeing.everything(person), own.uses(person)
    rows = RightsRequest.objects.about(person).select_related("consent", "patient", "other", "guardianship")
    mine = list(rows.prefetch_related("events"))
    speaks = request.visitor.guardianship
    wrote = {one.pk for one in mine if one.asked_by(speaks)}
    requests = told([one for one in mine if one.stands_for(speaks)])
    given: dict[str, Any] = {
        "token": token,
        "consents": consents,
        "yes": _agreed(one for one in consents if one.consent.is_of(speaks)),
        "theirs": _agreed(one for one in consents if not one.consent.is_of(speaks)),
        "stands": any(one.stands for one in consents),
        "papers": {
            paper.pk
            for one in consents
            for paper in one.consent.evidence.all()
            if paper.file_id and paper.may_see(speaks)
        },
        "mine": {one.consent.pk for one in consents if one.consent.is_of(speaks)},
        "represents": speaks is not None,
        "kin": reader_of(person, speaks) is Reader.KIN,
        "alone": {one.consent.pk for one in consents if _waits_for_another(one)},
        "pictures": _page(request, "pictures", held),
        "uses": _uses(request, uses, held),
        "looks": _page(request, "looks", own.looks(person, held, uses)),
        "wrote": wrote,
        "open": [one for one in requests if not one.request.closed],
        "closed": [one for one in requests if one.request.closed],
        "news": [one for one in requests if one.request.pk in wrote and _answered_lately(one.request)],
        "longer": [one for one in requests if one.request.pk in wrote and _takes_longer(one.request)],
        "paused": (paused := _named(_stops(person), speaks) if any(one.kind in STOPS for one in mine) else []),
        **(shown := _out(request)),
        "unasked": not paused and (shown["unasked"] or _unasked(person, uses)),
    }
    return render(request, "rights/own/home.html", given)


def _answered_lately(one: RightsRequest) -> bool:
    """Whether somebody at the clinic answered it in these weeks: it is told before all else."""
    return bool(one.closed_at and one.answer and clock.now() - one.closed_at < NEWS)


def _takes_longer(one: RightsRequest) -> bool:
    """Whether the day by which it is to be answered was put off: whoever asked is told where they look."""
    return not one.closed and (one.extended_at is not None or one.third_party)


def _agreed(consents: Iterable[own.ConsentShown]) -> int:
    """To how many purposes."""
    return len({scope.scope.purpose for one in consents for scope in one.scopes if scope.answer == "yes"})


def _waits_for_another(one: own.ConsentShown) -> bool:
    """Whether it is a yes beside which somebody else is still asked, who must agree. Where it is permitted they have
    agreed by another way, as on paper."""
    if not any(scope.answer == "yes" for scope in one.scopes) or not hasattr(one.consent, "answer"):
        return False
    ask = one.consent.answer.ask
    is_open = ask.question.ended_at is None and ask.question.use.state != UseState.PERMITTED
    return is_open and beside(ask) == "waits"


def _unasked(person: Patient | OtherPerson, uses: Iterable[own.UseShown]) -> bool:
    """Whether something of them may be posted that rests on no yes of theirs."""
    may = {(one.use.purpose, one.use.destination) for one in uses if one.allowed and one.theirs}
    return bool(may) and not may <= out.agreed_to(person)


def _out(request: VisitorRequest) -> dict[str, Any]:
    shown = out.of(request.visitor.person)
    return {
        "out": _page(request, "out", shown),
        "coming": any(one.coming for one in shown),
        "seen": any(one.seen for one in shown),
        "ended": any(one.key == "ended" for one in shown),
        "unasked": any(one.unasked for one in shown),
    }


@required(Purpose.OWN)
@require_http_methods(SAFE)
def out_page(request: VisitorRequest, token: str) -> HttpResponse:
    """Where their pictures are, and how far they have come down."""
    return render(request, "rights/own/out.html", {"token": token, "back": _taken_back(request), **_out(request)})


def _taken_back(request: VisitorRequest) -> Told | None:
    """What they took back last, while the clinic carries it out."""
    rows = RightsRequest.objects.about(request.visitor.person).open().filter(kind=Kind.WITHDRAW)
    rows = rows.select_related("patient", "other", "guardianship").order_by("-received_at")
    mine = [one for one in rows if one.asked_by(request.visitor.guardianship)][:1]
    return told(mine)[0] if mine else None


def _page(request: VisitorRequest, name: str, rows: list[Any]) -> Any:
    return Paginator(rows, PAGE).get_page(request.GET.get(name))


def _uses(request: VisitorRequest, uses: list[own.UseShown], held: list[seeing.Held]) -> Any:
    """One page of them, each with the copies that they may have."""
    person, page = _person(request), _page(request, "uses", uses)
    if isinstance(person, Patient):
        ids = [one.use.pk for one in page if one.theirs]
        given = copies.of(person, SafeCopy.objects.kept().filter(use__in=ids).select_related("file", "use"), held)
        page.object_list = [replace(one, given=tuple(given.get(one.use.pk, ()))) for one in page]
    return page


def _original(request: VisitorRequest, pk: UUID) -> seeing.Held:
    person = _person(request)
    rows = seeing.of(person).kept().select_related("session", "file__key", "clinic")
    return seeing.one(person, get_object_or_404(rows, pk=pk))


@required(Purpose.OWN)
@require_http_methods(SAFE)
def picture(request: VisitorRequest, token: str, pk: UUID) -> HttpResponse:
    """One picture, which stays covered until it is tapped."""
    return render(request, "rights/own/picture.html", {"token": token, "held": _original(request, pk)})


@required(Purpose.OWN)
@require_http_methods(SAFE)
def picture_file(request: VisitorRequest, token: str, pk: UUID) -> HttpResponse:
    """The bytes: whole, or with everybody else covered. That they were looked at is in the audit."""
    held = _original(request, pk)
    if not held.shown:
        raise Http404
    file = held.original.file
    if held.how is How.WHOLE:
        return _file(request, file)
    data = seeing.covered(_person(request), held.original)
    return _made(request, file, data)


def _file(request: VisitorRequest, file: StoredFile) -> HttpResponse:
    """What a browser can't show of a picture is shown as a small JPEG."""
    if file.media_type in SHOWN or not file.media_type.startswith("image/"):
        return cast(HttpResponse, serve(request, file, by=request.visitor.link))
    return _made(request, file, seeing.small(store.read(file)))


def _signature(request: VisitorRequest, file: StoredFile) -> HttpResponse:
    """As a picture, or the name that was typed."""
    content = store.read(file)
    if picture := signed.drawn(content):
        return _made(request, file, picture, "image/png")
    return _made(request, file, signed.typed(content).encode(), "text/plain; charset=utf-8")


def _made(request: VisitorRequest, file: StoredFile, data: bytes, kind: str = "image/jpeg") -> HttpResponse:
    audit.record(LOOKED, file, by=request.visitor.link, clinic=request.visitor.clinic)
    return HttpResponse(data, content_type=kind, headers=HEADERS)


@required(Purpose.OWN)
@require_http_methods(SAFE)
def copy_file(request: VisitorRequest, token: str, pk: UUID) -> HttpResponse:
    """The copy that was made for a use of their picture, as it was posted or would be."""
    person = _person(request)
    if not isinstance(person, Patient):
        raise Http404
    rows = SafeCopy.objects.kept().filter(use__original__patient=person)
    copy = get_object_or_404(rows.select_related("file__key", "use__original"), pk=pk)
    ((given,),) = copies.of(person, [copy], [seeing.one(person, copy.use.original)]).values()
    if given.why is not None:
        raise Http404
    return _file(request, copy.file)


@required(Purpose.OWN)
@require_http_methods(SAFE)
def paper_file(request: VisitorRequest, token: str, pk: UUID) -> HttpResponse:
    """What they signed."""
    mine = Consent.objects.about(request.visitor.person)
    rows = Evidence.objects.filter(consent__in=mine, file__erased_at=None).exclude(file=None)
    proof = get_object_or_404(rows.select_related("file__key", "consent__guardianship"), pk=pk)
    found = proof.file
    if found is None or not proof.may_see(request.visitor.guardianship):
        raise Http404
    return _signature(request, found) if found.media_type == signed.KIND else _file(request, found)


def _withdrawn(request: VisitorRequest, token: str, ended: int) -> HttpResponse:
    if ended:
        messages.success(request, _("Taken back. From this moment nothing more may be posted on that yes."))
    else:
        messages.info(request, _("It was taken back before. Nothing rests on it."))
    coming = any(one.coming for one in out.of(request.visitor.person))
    return redirect("rights:own_out" if coming else "rights:own", token)


@required(Purpose.OWN, says_no=anything)
@require_http_methods([*SAFE, "POST"])
def withdraw_all(request: VisitorRequest, token: str) -> HttpResponse:
    """One tap shows what ends; the second ends it."""
    if request.method == "POST":
        visitor = request.visitor
        ended = actions.withdraw_all(
            visitor.person, who=_who(request), guardianship=visitor.guardianship, by=visitor.link
        )
        return _withdrawn(request, token, ended)
    standing = [one for one in own.consents(request.visitor.person) if one.stands]
    down = out.coming_down([one.consent for one in standing])
    return render(
        request, "rights/own/withdraw.html", {"token": token, "consents": standing, "all": True, "down": down}
    )


@required(Purpose.OWN, says_no=anything)
@require_http_methods([*SAFE, "POST"])
def withdraw(request: VisitorRequest, token: str, pk: UUID, number: int | None = None, place: str = "") -> HttpResponse:
    """The same of one consent, one purpose of it, or one place."""
    consent = get_object_or_404(Consent.objects.about(request.visitor.person), pk=pk)
    scope = get_object_or_404(consent.scopes, number=number) if number is not None else None
    if place and (scope is None or place not in consent.record["scopes"][scope.number]["destinations"]):
        raise Http404
    if request.method == "POST":
        return _withdrawn(request, token, _end(request, consent, scope, place))
    shown = next(one for one in own.consents(request.visitor.person) if one.consent.pk == consent.pk)
    chosen = [one for one in shown.scopes if scope is None or one.scope.pk == scope.pk]
    given = {
        "token": token,
        "consents": [replace(shown, scopes=tuple(one for one in chosen if one.stands))],
        "place": next((one.name for one in chosen[0].places if one.value == place), None) if place else None,
        "down": out.coming_down([consent], scope, place),
        "over": not any(one.stands for one in chosen)
        or bool(place and not any(one.stands for one in chosen[0].places if one.value == place)),
    }
    return render(request, "rights/own/withdraw.html", given)


def _end(request: VisitorRequest, consent: Consent, scope: Scope | None = None, place: str = "") -> int:
    return actions.withdraw(
        consent,
        who=_who(request),
        guardianship=request.visitor.guardianship,
        scope=scope,
        place=place,
        by=request.visitor.link,
    )


@required(Purpose.OWN)
@require_http_methods([*SAFE, "POST"])
def is_this_me(request: VisitorRequest, token: str) -> HttpResponse:
    """Whether a picture that they have found is one that the clinic holds of them, or made for posting. Their browser
    computes its hash; the picture stays on their phone, and of the hash nothing is kept."""
    person = _person(request)
    given: dict[str, Any] = {"token": token}
    if request.method == "POST":
        bits = phash.read(request.POST.get("bits", ""))
        if bits is None:
            given["wrong"] = True
        else:
            given |= {"looked": True, "found": same.look(person, bits)}
    return render(request, "rights/own/same.html", given, status=422 if given.get("wrong") else 200)


@required(Purpose.OWN, says_no=anything)
@require_http_methods([*SAFE, "POST"])
def ask(request: VisitorRequest, token: str, kind: str) -> HttpResponse:
    """One right: what it means, by when it is answered, under which article; sent with one button."""
    person = _person(request)
    if kind not in asking_words.ASKED:
        raise Http404
    wanted, wrong = Kind(kind), ""
    if request.method == "POST":
        try:
            made = actions.ask(
                person,
                wanted,
                who=_who(request),
                guardianship=request.visitor.guardianship,
                words=request.POST.get("words", ""),
                nonce=_nonce(request.POST.get("nonce", "")),
                by=request.visitor.link,
            )
        except KindaoError as error:
            wrong = refusal(error)
        else:
            return redirect("rights:own_request", token, made.pk)
    whose = {"patient": person} if isinstance(person, Patient) else {"other": person}
    preview = told([RightsRequest(kind=wanted, received_at=clock.now(), **whose)])[0]
    given = {
        "token": token,
        "kind": wanted,
        "words": asking_words.asked(wanted, person),
        "one": preview,
        "nonce": request.POST.get("nonce") or uuid4(),
        "said": request.POST.get("words", ""),
        "needs_words": wanted in actions.NEEDS_WORDS,
        "longest": LONGEST_WORDS,
        "wrong": wrong,
    }
    return render(request, "rights/own/ask.html", given, status=422 if wrong else 200)


def _nonce(written: str) -> UUID | None:
    try:
        return UUID(written)
    except ValueError:
        return None


@required(Purpose.OWN)
@require_http_methods(SAFE)
def request_page(request: VisitorRequest, token: str, pk: UUID) -> HttpResponse:
    """One of their requests: where it is, by when, what was answered."""
    found, speaks = _request(request, pk), request.visitor.guardianship
    given = {
        "token": token,
        "found": found,
        "one": told([found])[0],
        "events": _events(found),
        "pausing": (pausing := found.kind in ("restrict", "object") and found.lifted_at is None),
        "then": _counts(found, speaks) if pausing else None,
        "paused": _named(_stops(found.person).exclude(pk=found.pk), speaks) if found.lifted_at else (),
        "whose": _whose(found, speaks),
        "held": found.kind == Kind.DELETE and not found.closed and _holds(found),
        "wrote": found.asked_by(speaks),
        "mine": actions.may_lift(found, speaks),
        "elsewhere": actions.elsewhere(found.person).count() if found.kind == Kind.DELETE else 0,
        "erased": found.person.key.erased_at,
        "seen": found.kind == Kind.DELETE and any(one.seen for one in out.of(found.person)),
        "left_out": copying.left_out(_person(request)) if found.kind == Kind.COPY else [],
    }
    return render(request, "rights/own/request.html", given)


def _stops(person: Patient | OtherPerson) -> QuerySet[RightsRequest]:
    """Pauses and objections that hold."""
    return RightsRequest.objects.about(person).holding().filter(kind__in=STOPS)


def _named(stops: QuerySet[RightsRequest], reads: Guardianship | None) -> list[tuple[RightsRequest, str]]:
    rows = stops.select_related("patient", "other", "guardianship")
    return [(one, _whose(one, reads)) for one in rows]


def _whose(request: RightsRequest, reads: Guardianship | None) -> str:
    """The name of who asked for it; "": who reads it. reads: as of `asked_by`."""
    return "" if request.asked_by(reads) else quoted(request.who_asked)


def _holds(request: RightsRequest) -> bool:
    return RightsRequest.objects.holding().filter(pk=request.pk).exists()


def _events(request: RightsRequest) -> list[RightsEvent]:
    """What happened; not that it was begun where it was over in that very moment."""
    events = list(request.events.all())
    done = {one.at for one in events if one.what == Step.DONE}
    return [one for one in events if one.what != Step.ACTING or one.at not in done]


class Then(StrEnum):
    """What counts of what was agreed to, once a pause is over."""

    HELD = "held"  # nothing: another request holds
    NOTHING = "nothing"  # nobody agrees to anything
    AGREED = "agreed"


def _counts(pause: RightsRequest, guardianship: Guardianship | None) -> Then:
    person = pause.person
    if holding.holds(person, but=actions.ended_with(pause, guardianship)):
        return Then.HELD
    agreed = any(scope.answer == "yes" for one in own.consents(person) for scope in one.scopes)
    return Then.AGREED if agreed else Then.NOTHING


def _request(request: VisitorRequest, pk: UUID) -> RightsRequest:
    rows = RightsRequest.objects.about(_person(request))
    found = get_object_or_404(rows.select_related("patient__key", "other__key", "guardianship", "clinic"), pk=pk)
    if not found.stands_for(request.visitor.guardianship):
        raise Http404
    return found


@required(Purpose.OWN)
@require_POST
def lift(request: VisitorRequest, token: str, pk: UUID) -> HttpResponse:
    """They no longer want the pause."""
    found, visitor = _request(request, pk), request.visitor
    if actions.lift(found, guardianship=visitor.guardianship, by=visitor.link):
        over = _("The objection is taken back.") if found.kind == Kind.OBJECT else _("The pause is over.")
        match _counts(found, visitor.guardianship):
            case Then.HELD:
                then = _("Another request still holds: the clinic may not post any picture of you.")
            case Then.NOTHING:
                then = _("There is nothing you agree to now.")
            case Then.AGREED:
                then = _("What was agreed to counts again.")
        messages.success(request, to_reader(f"{over} {then}", reader_of(visitor.person, visitor.guardianship)))
    return redirect("rights:own_request", token, pk)


@required(Purpose.OWN)
@require_POST
def fetch_copy(request: VisitorRequest, token: str, pk: UUID) -> HttpResponse:
    """The copy of everything, as a ZIP file."""
    found = _request(request, pk)
    if found.kind != Kind.COPY or found.state == "refused":
        raise Http404
    person = _person(request)
    parcel = copying.parcel(person, request.visitor.guardianship)
    actions.copy_taken(found, who=_who(request), left_out=len(parcel.left_out), by=request.visitor.link)
    for file in parcel.files:
        audit.record(LOOKED, file, by=request.visitor.link, clinic=person.clinic)
    answer = StreamingHttpResponse(copying.zipped(parcel), content_type="application/zip")
    answer.headers["Content-Disposition"] = 'attachment; filename="kindao-copy.zip"'
    return cast(HttpResponse, answer)
