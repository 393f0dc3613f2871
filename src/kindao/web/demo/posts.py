"""What went out of the fictional clinic: once the gate has permitted the case that is to be posted, by the desk's own
actions and by hand, so that nobody's site is asked for anything. The addresses lie where nobody is (RFC 2606)."""

import io
import logging
from datetime import timedelta
from uuid import UUID

from django.db import transaction
from django_tasks import task
from PIL import Image, ImageDraw, ImageFont

from kindao import clock
from kindao.engine.errors import KindaoError
from kindao.engine.vocabulary import Destination
from kindao.web.clinics.models import Membership, Role
from kindao.web.releases import accounts, actions, evidence
from kindao.web.releases.connectors.base import Place
from kindao.web.releases.models import Account, Release, Why
from kindao.web.review import jobs
from kindao.web.review.models import Use, UseState

log = logging.getLogger("kindao.jobs")
ADDRESS = "https://facebook.demo.example/hoa-sen/bai-2"
GROUP = "Nhóm kín Hoa Sen trên Facebook (hư cấu)"  # where nobody can look from outside
LOOKS_AGAIN = timedelta(seconds=3)  # at whether the gate has answered
SCHEDULED = timedelta(days=3)


@task()
def post(pk: str, times: int = 0) -> None:
    """What is permitted is posted; a use that was posted already stays as it is."""
    use = Use.objects.select_related("clinic").filter(pk=UUID(pk)).first()
    if use is None or use.releases.exists():
        return
    if use.state == UseState.INSPECTING and times < 200:
        start(use, times + 1)
    elif use.state == UseState.PERMITTED:
        try:
            with transaction.atomic():
                _posted(use)
        except KindaoError as error:  # without what the platforms need the rest of the demo is there all the same
            log.warning("demo: nothing was posted: %s", type(error).__name__)


def start(use: Use, times: int = 0) -> None:
    post.using(run_after=clock.now() + LOOKS_AGAIN).enqueue(str(use.pk), times)


def _posted(use: Use) -> None:
    """One that had to come down, one that is out, one that waits for its day."""
    staff = {one.role: one for one in Membership.objects.in_clinic(use.clinic).select_related("user", "clinic")}
    marketer, officer = staff[Role.MARKETER], staff[Role.OFFICER]
    page, second = (
        accounts.open_account(officer, "manual", Destination.FACEBOOK, title=title, deleter=marketer.user)
        for title in ("Trang Hoa Sen (hư cấu)", "Trang Hoa Sen Đà Nẵng (hư cấu)")
    )
    down = _by_hand(marketer, use, page, GROUP, Place.ELSEWHERE)
    order = actions.take_down(down, Why.OFFICER, by=officer.user)
    assert order is not None
    jobs.work("takedown", order.pk)
    for copy in down.public_copies.all():
        evidence.taken_down(marketer, copy, io.BytesIO(_screenshot()))
    jobs.work("takedown", order.pk)
    _by_hand(marketer, use, page, ADDRESS, Place.POST)
    actions.release(marketer, use, second, at=clock.now() + SCHEDULED)


def _by_hand(by: Membership, use: Use, account: Account, where: str, place: Place) -> Release:
    release = actions.release(by, use, account)
    with actions.handed_out(by, release) as stream:
        stream.read()
    actions.posted(by, release, [(where, place)])
    return release


def _screenshot() -> bytes:
    """What stands for the picture of the page after the deletion."""
    page = Image.new("RGB", (640, 360), (242, 243, 245))
    draw = ImageDraw.Draw(page)
    draw.text((120, 150), "This content isn't available (fictional, hu cau)", fill=90, font=ImageFont.load_default(20))
    out = io.BytesIO()
    page.save(out, "PNG", optimize=True)
    return out.getvalue()
