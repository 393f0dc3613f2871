"""What went out of the fictional clinic: once the gate has permitted the case that is to be posted, by the desk's own
actions and by hand, so that nobody's site is asked for anything; before each further post of it the officer reads the
terms. The addresses lie where nobody is (RFC 2606), so not at the platform:
they are told of as seen elsewhere."""

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
from kindao.web.review import actions as review
from kindao.web.review import jobs
from kindao.web.review.models import Use, UseState

log = logging.getLogger("kindao.jobs")
ADDRESS = "https://facebook.demo.example/hoa-sen/bai-2"
PAGE, SECOND = "Trang Hoa Sen (hư cấu)", "Trang Hoa Sen Đà Nẵng (hư cấu)"
GROUP = "Nhóm kín Hoa Sen trên Facebook (hư cấu)"  # where nobody can look from outside
LOOKS_AGAIN = timedelta(seconds=3)  # at whether the gate has answered
SCHEDULED = timedelta(days=3)


TERMS = "Đã đọc điều khoản: ba bài trong một năm, bài này nằm trong số đó"


@task()
def post(pk: str, posted: int = 0, times: int = 0) -> None:
    """What is permitted is posted, one after the other; a use that was posted otherwise meanwhile stays as it is.
    posted: how often by now."""
    use = Use.objects.select_related("clinic").filter(pk=UUID(pk)).first()
    if use is None or use.releases.count() != posted:
        return
    if use.state == UseState.INSPECTING and times < 200:
        start(use, posted, times + 1)
    elif use.state == UseState.PERMITTED:
        try:
            with transaction.atomic():
                POSTS[posted](use, _staff(use))
                if posted + 1 < len(POSTS):
                    _terms_are_read(use, _staff(use))
                    start(use, posted + 1)
        except KindaoError as error:  # without what the platforms need the rest of the demo is there all the same
            log.warning("demo: nothing was posted: %s", type(error).__name__)


def start(use: Use, posted: int = 0, times: int = 0) -> None:
    post.using(run_after=clock.now() + LOOKS_AGAIN).enqueue(str(use.pk), posted, times)


def _staff(use: Use) -> dict[str, Membership]:
    return {one.role: one for one in Membership.objects.in_clinic(use.clinic).select_related("user", "clinic")}


def _terms_are_read(use: Use, staff: dict[str, Membership]) -> None:
    """As the page that posts it offers; the gate answers once more then."""
    review.send_to_officer(staff[Role.MARKETER], use)
    review.confirm(staff[Role.OFFICER], use, use.decisions.latest("number"), reason=TERMS)


def _page(use: Use, staff: dict[str, Membership], title: str) -> Account:
    known = Account.objects.in_clinic(use.clinic).open().filter(name=title).first()
    return known or accounts.open_account(
        staff[Role.OFFICER], "manual", Destination.FACEBOOK, title=title, deleter=staff[Role.MARKETER].user
    )


def _comes_down(use: Use, staff: dict[str, Membership]) -> None:
    marketer, officer = staff[Role.MARKETER], staff[Role.OFFICER]
    down = _by_hand(marketer, use, _page(use, staff, PAGE), GROUP, Place.ELSEWHERE)
    order = actions.take_down(down, Why.OFFICER, by=officer.user)
    assert order is not None
    jobs.work("takedown", order.pk)
    for copy in down.public_copies.all():
        evidence.taken_down(marketer, copy, io.BytesIO(_screenshot()))
    jobs.work("takedown", order.pk)


def _stays_out(use: Use, staff: dict[str, Membership]) -> None:
    _by_hand(staff[Role.MARKETER], use, _page(use, staff, PAGE), ADDRESS, Place.ELSEWHERE)


def _waits(use: Use, staff: dict[str, Membership]) -> None:
    actions.release(staff[Role.MARKETER], use, _page(use, staff, SECOND), at=clock.now() + SCHEDULED)


POSTS = (_comes_down, _stays_out, _waits)


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
