"""The copy of everything lies ready to be fetched as soon as nothing of it is held back. When who asked for it was told
as well, the clinic has done its part, whenever they fetch it."""

from dataclasses import dataclass
from datetime import datetime

from kindao import clock
from kindao.web.consent.models import Who
from kindao.web.door.models import Link, Message, Purpose, Visit
from kindao.web.rights import copying
from kindao.web.rights.models import Kind, RightsEvent, RightsRequest

READY = "copy-ready"


@dataclass(frozen=True, slots=True)
class Ready:
    """Since when the whole copy can be fetched, and whether who asked was told."""

    since: datetime
    told: bool


def ready(request: RightsRequest) -> Ready | None:
    """None of another request, of one that is closed, and while something of the copy is held back."""
    if request.kind != Kind.COPY or request.closed:
        return None
    event = request.events.filter(what=READY).first()
    return Ready(event.at, _told(request, event.at)) if event else None


def _told(request: RightsRequest, since: datetime) -> bool:
    """Asked on their own page the copy stood there at once; else they came in, or were handed or sent a link, since."""
    if request.entered_by_id is None and request.acknowledged_at is not None and since <= request.acknowledged_at:
        return True
    links = Link.objects.about(request.person).filter(purpose=Purpose.OWN, guardianship=request.guardianship)
    handed = links.filter(made_at__gte=since, made_by__isnull=False).exclude(messages__state=Message.State.FAILED)
    return handed.exists() or Visit.objects.filter(link__in=links, at__gte=since).exists()


def notice(request: RightsRequest, at: datetime | None = None) -> None:
    """Keep that the copy is ready, once."""
    if request.kind != Kind.COPY or request.events.filter(what=READY).exists() or copying.left_out(request.person):
        return
    RightsEvent.objects.create(request=request, what=READY, who=Who.SYSTEM, by=None, at=at or clock.now())
