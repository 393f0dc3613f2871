"""Search engines keep a small picture and a text of what is gone. A person asks each of them to forget it, once nothing
answers there any more: before that an engine says no."""

from datetime import timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef

from kindao import clock
from kindao.engine.errors import BadInput
from kindao.engine.vocabulary import Words
from kindao.web import audit, rounds
from kindao.web.clinics.models import Membership, Role
from kindao.web.releases import taking_down
from kindao.web.releases.models import CopyState, Engine, SearchRequest, Seen, Takedown

WITHIN = timedelta(days=2)
FORM = {
    Engine.GOOGLE: "https://search.google.com/search-console/remove-outdated-content",
    Engine.BING: "https://www.bing.com/webmasters/tools/contentremoval",
}
"""Where each takes requests about any page: Google's "Refresh outdated content", Bing's "Content removal"."""
STEPS = {
    Engine.GOOGLE: (
        Words(
            "Mở trang này và đăng nhập bằng một tài khoản Google bất kỳ:", "Open this page, with any Google account:"
        ),
        Words(
            "Dán lần lượt từng địa chỉ dưới đây: trang web vào thẻ Trang, tệp ảnh vào thẻ Hình ảnh, rồi gửi.",
            "Paste each address below, one after the other: a page under Page, a picture's file under Image; send it.",
        ),
        Words(
            "Nếu Google hỏi lý do, dán lời dưới đây. Google xem lại địa chỉ rồi mới bỏ kết quả.",
            "If Google asks why, paste the words below. Google looks at the address before it drops the result.",
        ),
    ),
    Engine.BING: (
        Words("Mở trang này và đăng nhập bằng tài khoản Microsoft:", "Open this page, with a Microsoft account:"),
        Words(
            "Dán từng địa chỉ dưới đây vào ô địa chỉ, chọn loại yêu cầu là trang đã bị gỡ, rồi gửi.",
            "Paste each address below into the field for the address, choose that the page was removed, and send it.",
        ),
        Words(
            "Nếu Bing hỏi lý do, dán lời dưới đây. Bing xem lại địa chỉ rồi mới bỏ kết quả.",
            "If Bing asks why, paste the words below. Bing looks at the address before it drops the result.",
        ),
    ),
}
TEXT = Words(
    "Nội dung tại các địa chỉ này đã bị chủ trang xóa vĩnh viễn, nay trả lời 404 hoặc 410, và không còn được phép công "
    "bố. Xin gỡ các địa chỉ này cùng ảnh thu nhỏ và bản lưu khỏi kết quả tìm kiếm.",
    "What was at these addresses was deleted for good by its owner, answers 404 or 410 now, and may not be published "
    "any more. Please remove the addresses, their thumbnails and their cached copies from the results.",
)


def due() -> int:
    """For each takedown that is over: one request to each engine, by a day, if the web could see it. Gives how many
    were made."""
    later = Takedown.objects.filter(release=OuterRef("release"), created_at__gt=OuterRef("created_at"))
    over = Takedown.objects.filter(over_at__isnull=False, search_requests=None, release__sent_at__isnull=False)
    over = over.filter(~Exists(later))
    gone = over.filter(
        release__public_copies__state=CopyState.VERIFIED_GONE, release__public_copies__address__startswith="http"
    )
    whole = gone.select_related("release__clinic", "release__account", "release__asked_by").distinct()
    return rounds.every(list(whole), _asked)


@transaction.atomic
def _asked(order: Takedown) -> int:
    person, made = taking_down.whoever_deletes(order.release), 0
    for engine in Engine:
        asked = SearchRequest.objects.open().filter(engine=engine, takedown__release=order.release_id)
        if asked.update(takedown=order):  # of an order before, which nobody has got to yet
            continue
        _, new = SearchRequest.objects.get_or_create(
            takedown=order, engine=engine, defaults={"person": person, "due_at": clock.now() + WITHIN}
        )
        made += new
    return made


def addresses(request: SearchRequest) -> list[str]:
    """What answers 404 or 410 now; nothing that came back, that only a person sees, or that shows something else."""
    copies = [copy for copy in request.takedown.release.public_copies.all() if copy.state == CopyState.VERIFIED_GONE]
    return [copy.address for copy in copies if copy.last_seen == Seen.GONE and copy.address.startswith("http")]


@transaction.atomic
def done(by: Membership, request: SearchRequest) -> None:
    """Whoever was to ask says that they did. A second time changes nothing.

    Raises BadInput while something of it is to be seen again."""
    row = SearchRequest.objects.of(by).open().filter(pk=request.pk)
    if not addresses(request):
        raise BadInput("it is to be seen again", hint="Ask once it is gone: the engine looks for itself")
    if row.update(done_by=by.user, done_at=clock.now()):
        audit.record("search.asked", request, by=by.user, clinic=by.clinic, facts={"engine": request.engine})


def may_do(by: Membership, person: object) -> bool:
    """The officer, and whoever is named for it."""
    return by.role == Role.OFFICER or by.user_id == person
