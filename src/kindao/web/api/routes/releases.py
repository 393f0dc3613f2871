"""What goes out to the public, where it is seen, and its way back."""

from uuid import UUID

from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404
from ninja import Router, Status

from kindao.engine.errors import BadInput
from kindao.web.api import shapes
from kindao.web.api.entering import ApiRequest, needs
from kindao.web.api.once import once, tagged
from kindao.web.api.paging import ASKED, Page, Pages, page
from kindao.web.api.routes.patients import KEY
from kindao.web.api.routes.uses import BYTES
from kindao.web.api.scopes import Scope
from kindao.web.releases import actions, handing
from kindao.web.releases.connectors.base import Place
from kindao.web.releases.models import Account, Release, ReleaseQuerySet, Stage, Why
from kindao.web.review.models import Use

router = Router(tags=["releases"])


def _rows(request: ApiRequest) -> ReleaseQuerySet:
    return (
        Release.objects.of(request.membership)
        .select_related("use", "account")
        .prefetch_related("public_copies", "permits", "findings", "takedowns")
    )


def _release(request: ApiRequest, pk: UUID) -> Release:
    return get_object_or_404(_rows(request), pk=pk)


@router.get("/accounts", response=Page[shapes.AccountOut], **needs(Scope.RELEASES_READ))
def accounts(request: ApiRequest, asked: Pages = ASKED) -> dict[str, object]:
    """Where the clinic posts, without secrets. Accounts are opened at the desk."""
    return page(Account.objects.of(request.membership), asked, shapes.account)


@router.get("/releases", response=Page[shapes.ReleaseOut], **needs(Scope.RELEASES_READ))
def releases(
    request: ApiRequest,
    asked: Pages = ASKED,
    stage: Stage | None = None,
    use: UUID | None = None,
    account: UUID | None = None,
) -> dict[str, object]:
    """What is out, goes out, and came down."""
    told = {"stage": stage, "use": use, "account": account}
    return page(_rows(request).filter(**{name: one for name, one in told.items() if one}), asked, shapes.release)


@router.get("/releases/{uuid:pk}", response=shapes.ReleaseOut, **needs(Scope.RELEASES_READ))
def release(request: ApiRequest, response: HttpResponse, pk: UUID) -> shapes.ReleaseOut:
    """One release, with every address at which it is seen, or was."""
    return tagged(response, shapes.release(_release(request, pk)))


@router.post("/uses/{uuid:pk}/releases", response={201: shapes.ReleaseOut}, **needs(Scope.RELEASES_WRITE))
def post(
    request: ApiRequest, response: HttpResponse, pk: UUID, told: shapes.NewRelease, key: str | None = KEY
) -> Status[shapes.ReleaseOut]:
    """Have the permitted copy of a use go out to an account that leads where the use does, now or at a time. The law is
    asked once more at that moment; read the release, or have a webhook tell what came of it."""
    use = get_object_or_404(Use.objects.of(request.membership), pk=pk)
    account = get_object_or_404(Account.objects.of(request.membership).open(), pk=told.account)

    def make() -> Release:
        return actions.release(request.membership, use, account, at=told.at)

    made = once(request, key, make, lambda made: _release(request, made))
    return Status(201, tagged(response, shapes.release(made)))


@router.post("/releases/{uuid:pk}/copy", **needs(Scope.COPIES_READ, **BYTES))
def safe_copy(request: ApiRequest, pk: UUID) -> HttpResponseBase:
    """The copy's bytes, once, for a system that posts it itself: of a release in the stage `by-hand`. The law is asked
    once more. Afterwards tell where it is (`posted`), or that it is nowhere (`not-posted`)."""
    return handing.download(request.membership, _release(request, pk))


@router.post("/releases/{uuid:pk}/posted", response=shapes.ReleaseOut, **needs(Scope.RELEASES_WRITE))
def posted(request: ApiRequest, response: HttpResponse, pk: UUID, told: shapes.Posted) -> shapes.ReleaseOut:
    """Tell where the copy that was fetched is seen, or where a release is seen besides. It is looked at from outside
    from then on."""
    places = [(one, Place.POST) for one in told.addresses] + [(told.elsewhere, Place.ELSEWHERE)]
    actions.posted(request.membership, _known(request, pk), places)
    return tagged(response, shapes.release(_release(request, pk)))


@router.post("/releases/{uuid:pk}/not-posted", response=shapes.ReleaseOut, **needs(Scope.RELEASES_WRITE))
def not_posted(request: ApiRequest, response: HttpResponse, pk: UUID, told: shapes.NotPosted) -> shapes.ReleaseOut:
    """The copy that was fetched was posted nowhere, and is deleted. A second time changes nothing. 422 of what is
    known to be out, waits for its time, or was fetched by somebody else: they say so, or the privacy officer."""
    actions.never_posted(request.membership, _known(request, pk), reason=told.reason)
    return tagged(response, shapes.release(_release(request, pk)))


def _known(request: ApiRequest, pk: UUID) -> Release:
    """404 for one of which nobody knows whether it is out: the officer looks, and tells."""
    found = _release(request, pk)
    if found.stage == Stage.UNSURE:
        raise Http404
    return found


@router.post("/releases/{uuid:pk}/move", response=shapes.ReleaseOut, **needs(Scope.RELEASES_WRITE))
def move(request: ApiRequest, response: HttpResponse, pk: UUID, told: shapes.Moved) -> shapes.ReleaseOut:
    """Have it go out at another time. 422 where it has gone out already, or the law permits it on another day alone."""
    actions.move_to(request.membership, _release(request, pk), told.at)
    return tagged(response, shapes.release(_release(request, pk)))


@router.post("/releases/{uuid:pk}/call-off", response=shapes.ReleaseOut, **needs(Scope.RELEASES_WRITE))
def call_off(request: ApiRequest, response: HttpResponse, pk: UUID) -> shapes.ReleaseOut:
    """It does not go out. 422 where it was too late for that: have it taken down instead. A second time changes
    nothing."""
    found = _release(request, pk)
    if not actions.call_off(request.membership, found):
        raise BadInput("it was too late to call it off", hint="Have it taken down instead")
    return tagged(response, shapes.release(_release(request, pk)))


@router.post("/releases/{uuid:pk}/take-down", response=shapes.ReleaseOut, **needs(Scope.RELEASES_TAKE_DOWN))
def take_down(request: ApiRequest, response: HttpResponse, pk: UUID, told: shapes.TakeDown) -> shapes.ReleaseOut:
    """Have it come down, everywhere; what has not gone out yet is called off. A second order changes nothing. It is
    gone when its stage is `gone`, which only looks from outside make it."""
    actions.take_down(_release(request, pk), Why(told.why), by=request.user)
    return tagged(response, shapes.release(_release(request, pk)))
