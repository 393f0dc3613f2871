"""Every no of the API as application/problem+json (RFC 9457), in the language of Accept-Language. A detail names what
is wrong and what to do; it repeats nothing of what was sent."""

import json
import logging
from collections.abc import Mapping, Sequence
from http import HTTPStatus
from typing import Any

from django.core.exceptions import RequestDataTooBig, SuspiciousOperation
from django.db import InterfaceError, OperationalError
from django.http import Http404, HttpRequest, HttpResponse, UnreadablePostError
from ninja.errors import AuthenticationError, HttpError, ValidationError

from kindao.engine.errors import BadInput, Erased, KindaoError, Unreadable
from kindao.engine.vocabulary import Words
from kindao.web.cases.said import refusal, said
from kindao.web.vault import blobs

MEDIA_TYPE = "application/problem+json"
log = logging.getLogger("kindao.api")


class Problem(Exception):
    """A no that only the API says."""

    def __init__(self, status: int, code: str, words: Words, headers: Mapping[str, str] | None = None) -> None:
        super().__init__(code)
        self.status, self.code, self.words, self.headers = status, code, words, dict(headers or {})


def answer(status: int, code: str, detail: str, headers: Mapping[str, str] | None = None, **more: Any) -> HttpResponse:
    """code: a stable word for programs; detail: sentences, which begin with a capital."""
    detail = detail[:1].upper() + detail[1:]
    told = {"type": "about:blank", "title": HTTPStatus(status).phrase, "status": status, "code": code, "detail": detail}
    body = json.dumps(told | more, ensure_ascii=False)
    return HttpResponse(body, status=status, content_type=MEDIA_TYPE, headers=dict(headers or {}))


def of(request: HttpRequest, error: Exception) -> HttpResponse:
    """What an exception says to the system that called."""
    match error:
        case Problem():
            return answer(error.status, error.code, said(error.words), error.headers)
        case Erased():
            return answer(410, "erased", refusal(error))
        case Unreadable():
            return answer(422, "unreadable", refusal(error))
        case BadInput():
            return answer(422, "bad-input", refusal(error))
        case KindaoError():
            return answer(503, "failed", refusal(error))
        case ValidationError():
            return _invalid(error)
        case AuthenticationError():
            return answer(401, "no-token", said(NO_TOKEN), {"WWW-Authenticate": 'Bearer realm="kindao"'})
        case Http404():
            return answer(404, "not-found", said(NOT_FOUND))
        case RequestDataTooBig():
            return answer(413, "too-large", said(TOO_LARGE))
        case HttpError() if error.status_code == 400:
            return answer(400, "not-json", said(NOT_READ))
        case SuspiciousOperation() | UnreadablePostError():
            return answer(400, "not-read", said(NOT_READ))
        case _ if blobs.is_full(error):
            log.error("the disk is full: %s", type(error).__name__)
            return answer(503, "disk-full", said(DISK_FULL), {"Retry-After": "60"})
        case OperationalError() | InterfaceError():
            log.error("the database did not answer: %s", type(error).__name__)
            return answer(503, "database", said(NO_DATABASE), {"Retry-After": "60"})
    log.exception("our own failure in the API: %s", type(error).__name__)
    return answer(500, "bug", said(OURS))


def _invalid(error: ValidationError) -> HttpResponse:
    """Where, and the kind of what is wrong there; never the value."""
    wrong = [{"at": _where(one.get("loc", ())), "is": str(one.get("type", ""))} for one in error.errors]
    return answer(422, "invalid", said(INVALID), errors=wrong[:20])


def _where(place: Sequence[object]) -> str:
    """By the names that the description has: of a body without the argument that it goes into here."""
    if place and place[0] == "body":
        place = place[2:] or place[:1]
    return "/".join(map(_part, place))


def _part(part: object) -> str:
    """A field's name; what the caller made up is told as "?"."""
    text = str(part)
    return text if text.replace("_", "").replace("-", "").isalnum() and text.isascii() and len(text) <= 40 else "?"


NO_TOKEN = Words(
    "Thiếu mã truy cập hợp lệ. Gửi Authorization: Bearer kèm mã mà quản trị viên phòng khám đã tạo.",
    "A valid token is missing. Send Authorization: Bearer with one that the clinic's administrator made.",
)
NOT_FOUND = Words(
    "Không có ở đây, hoặc không thuộc phòng khám này. Hãy xem lại địa chỉ và mã định danh.",
    "It is not here, or not this clinic's. Check the address and the id.",
)
TOO_LARGE = Words(
    "Nội dung quá lớn. Gửi ảnh và phim thành từng phần qua một lượt tải lên.",
    "The body is too large. Send pictures and films in parts, through an upload.",
)
NOT_READ = Words("Không đọc được yêu cầu. Gửi JSON đúng chuẩn.", "The request can't be read. Send well-formed JSON.")
NO_DATABASE = Words(
    "Không kết nối được cơ sở dữ liệu; chưa có gì được phát hành. Thử lại sau một phút.",
    "The database can't be reached; nothing was released. Try again in a minute.",
)
DISK_FULL = Words(
    "Đĩa đã đầy; chưa có gì thay đổi, và những gì đã lưu vẫn còn. Hãy báo cho người vận hành giải phóng chỗ trên đĩa,"
    " rồi gửi lại.",
    "The disk is full; nothing was changed, and nothing that was saved is lost. Have whoever runs the installation make"
    " room on its disk, then send it again.",
)
OURS = Words(
    "Lỗi của chúng tôi; chưa có gì được phát hành. Nếu lặp lại, hãy báo cho người vận hành.",
    "Our own failure; nothing was released. If it happens again, tell whoever runs the installation.",
)
INVALID = Words(
    "Một vài trường chưa đúng; errors cho biết chỗ nào. Sửa rồi gửi lại.",
    "Some fields are not as they should be; errors says where. Correct them and send again.",
)
METHOD = Words(
    "Địa chỉ này không nhận phương thức đó; tiêu đề Allow cho biết các phương thức được nhận.",
    "This address does not take that method; the header Allow names those that it takes.",
)
