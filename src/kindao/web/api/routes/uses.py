"""What is asked, what was decided, and the permitted copies."""

from uuid import UUID

from django.db import transaction
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404
from ninja import Router, Status

from kindao.engine.vocabulary import Words
from kindao.web.api import answers, shapes
from kindao.web.api.entering import ApiRequest, needs
from kindao.web.api.once import once, tagged, unchanged
from kindao.web.api.paging import ASKED, Page, Pages, page
from kindao.web.api.problems import Problem
from kindao.web.api.routes.patients import IF_MATCH, KEY
from kindao.web.api.scopes import Scope
from kindao.web.cases.models import Original
from kindao.web.review import actions, standing
from kindao.web.review.models import Decision, Use, UseState
from kindao.web.review.over import Over, over, over_of
from kindao.web.vault.views import serve

router = Router(tags=["uses"])
BYTES = {
    "responses": {
        200: {
            "description": "the copy's bytes, or the range that was asked for",
            "content": {"*/*": {"schema": {"type": "string", "format": "binary"}}},
        }
    }
}
BY_RELEASE = Words(
    "Bản này để công chúng xem: chỉ rời khỏi đây qua một lần đăng, để còn gỡ xuống được. Hãy tạo một lần đăng cho mục"
    " đích sử dụng này; nếu hệ thống của bạn tự đăng, hãy chọn tài khoản tự tay đăng rồi lấy bản sao của lần đăng đó.",
    "This copy is for the public: it leaves by a release alone, which can be taken down again. Make a release of this"
    " use; where your system posts it itself, name an account posted to by hand, and fetch that release's copy.",
)


def _use(request: ApiRequest, pk: UUID) -> Use:
    return get_object_or_404(Use.objects.of(request.membership), pk=pk)


def _shown(row: Use) -> shapes.UseOut:
    return shapes.use(row, over(row))


@router.get("/uses", response=Page[shapes.UseOut], **needs(Scope.USES_READ))
def uses(
    request: ApiRequest,
    asked: Pages = ASKED,
    state: UseState | None = None,
    patient: UUID | None = None,
    original: UUID | None = None,
) -> dict[str, object]:
    """What was asked."""
    rows = Use.objects.of(request.membership)
    told = {"state": state, "patient": patient, "original": original}
    rows = rows.filter(**{name: one for name, one in told.items() if one})
    ended: dict[UUID, Over] = {}
    return page(
        rows, asked, lambda row: shapes.use(row, ended.get(row.pk)), of_all=lambda found: ended.update(over_of(found))
    )


@router.post("/originals/{uuid:pk}/uses", response={201: shapes.UseOut}, **needs(Scope.USES_WRITE))
def ask(
    request: ApiRequest, response: HttpResponse, pk: UUID, told: shapes.NewUse, key: str | None = KEY
) -> Status[shapes.UseOut]:
    """Ask what may be done with an original. The answer comes a little later: read the use until its state is no
    longer `inspecting`, or have a webhook tell you."""
    original = get_object_or_404(Original.objects.of(request.membership).select_related("session"), pk=pk)

    def make() -> Use:
        with transaction.atomic():
            use = actions.draft(request.membership, original, **told.model_dump())
            actions.ask(request.membership, use)
        return use

    made = once(request, key, make, lambda made: _use(request, made))
    return Status(201, tagged(response, _shown(made)))


@router.get("/uses/{uuid:pk}", response=shapes.UseOut, **needs(Scope.USES_READ))
def use(request: ApiRequest, response: HttpResponse, pk: UUID) -> shapes.UseOut:
    """One use, and where it is."""
    return tagged(response, _shown(_use(request, pk)))


@router.patch("/uses/{uuid:pk}", response=shapes.UseOut, **needs(Scope.USES_WRITE))
def change(
    request: ApiRequest, response: HttpResponse, pk: UUID, told: shapes.ChangedUse, if_match: str | None = IF_MATCH
) -> shapes.UseOut:
    """Ask about something else: another caption, place, day. Needs If-Match."""
    with transaction.atomic():
        Original.objects.lock_picture(_use(request, pk).original)
        row = get_object_or_404(Use.objects.of(request.membership).select_for_update(of=("self",)), pk=pk)
        unchanged(if_match, _shown(row))
        fields = {name: one for name, one in told.model_dump(exclude_unset=True).items() if one is not None}
        for name in ("traits", "handed_to"):
            if name in fields:
                fields[name] = sorted(set(fields[name]))
        if fields:
            actions.change(request.membership, row, **fields)
    return tagged(response, _shown(_use(request, pk)))


@router.delete("/uses/{uuid:pk}", response={204: None}, **needs(Scope.USES_WRITE))
def lapse(request: ApiRequest, pk: UUID) -> Status[None]:
    """It is over: nobody wants it any more. What was decided stays on record; what waits to go out is called off, and
    of what is out the privacy officer is asked whether it comes down."""
    actions.lapse(request.membership, _use(request, pk))
    return Status(204, None)


@router.post("/uses/{uuid:pk}/send-to-officer", response=shapes.UseOut, **needs(Scope.USES_WRITE))
def send_to_officer(request: ApiRequest, response: HttpResponse, pk: UUID) -> shapes.UseOut:
    """Somebody doubts what was permitted: of this picture nothing goes out before the privacy officer has looked. 422
    where the officer can't permit it. A second time changes nothing."""
    actions.send_to_officer(request.membership, _use(request, pk))
    return tagged(response, _shown(_use(request, pk)))


@router.get("/uses/{uuid:pk}/decisions", response=list[answers.DecisionOut], **needs(Scope.USES_READ))
def decisions(request: ApiRequest, pk: UUID) -> list[answers.DecisionOut]:
    """What was decided, the first first; the last counts, as far as the use's state says."""
    rows = _use(request, pk).decisions.select_related("copy__file").order_by("-number")[:50]
    return [answers.decision(one) for one in reversed(rows)]


@router.get("/decisions/{uuid:pk}", response=answers.DecisionOut, **needs(Scope.USES_READ))
def decision(request: ApiRequest, pk: UUID) -> answers.DecisionOut:
    """One decision."""
    rows = Decision.objects.filter(use__clinic=request.membership.clinic_id).select_related("copy__file")
    return answers.decision(get_object_or_404(rows, pk=pk))


@router.get("/uses/{uuid:pk}/copy", **needs(Scope.COPIES_READ, **BYTES))
def safe_copy(request: ApiRequest, pk: UUID) -> HttpResponseBase:
    """The permitted copy's bytes, of a use whose destination is `internal`; 404 for one that is not permitted today
    (before its day `on` none is), or that stays in the record. That it was fetched is in the audit. What is for the
    public leaves by a release (409)."""
    row = _use(request, pk)
    copy = standing.copy_of(row)
    if copy is None:
        raise Http404
    if row.goes_public:
        raise Problem(409, "by-release", BY_RELEASE)
    actions.handed_out(request.membership, copy)
    return serve(request, copy.file)
