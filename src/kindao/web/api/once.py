"""What a client sends twice is done once; what somebody else has changed since is not overwritten."""

import hashlib
import json
from collections.abc import Callable
from datetime import timedelta
from typing import TypeVar
from uuid import UUID

from django.db import models, transaction
from django.http import HttpResponse
from ninja import Schema

from kindao import clock
from kindao.engine.vocabulary import Words
from kindao.web.api.entering import ApiRequest
from kindao.web.api.models import Sent
from kindao.web.api.problems import Problem

KEPT = timedelta(hours=24)

M = TypeVar("M", bound=models.Model)


def once(
    request: ApiRequest,
    key: str | None,
    make: Callable[[], M],
    again: Callable[[UUID], M],
    *,
    body: bytes | None = None,
) -> M:
    """What `make` makes; with an Idempotency-Key that came before, what it made then, found by `again`. Where `make`
    fails nothing is kept, and the key may be used again.

    body: what was sent, where it is not `request.body`. Raises Problem for the key of another request."""
    if not key:
        return make()
    print_ = _fingerprint(request, body)
    Sent.objects.filter(token=request.auth, at__lt=clock.now() - KEPT).delete()
    with transaction.atomic():
        sent, new = Sent.objects.get_or_create(
            token=request.auth, key=key, defaults={"fingerprint": print_, "at": clock.now()}
        )
        if new:
            made = make()
            Sent.objects.filter(pk=sent.pk).update(target=made.pk)
            return made
    if sent.fingerprint != print_ or sent.target is None:
        raise Problem(422, "key-used", KEY_USED)
    return again(sent.target)


def _fingerprint(request: ApiRequest, body: bytes | None) -> str:
    told = f"{request.method} {request.get_full_path()}\n".encode()
    return hashlib.sha256(told + (request.body if body is None else body)).hexdigest()


def tag_of(shown: Schema) -> str:
    """An entity tag (RFC 9110, 8.8.3): of the representation, so that any change that is seen changes it."""
    told = json.dumps(shown.model_dump(mode="json"), sort_keys=True)
    return f'"{hashlib.sha256(told.encode()).hexdigest()[:32]}"'


S = TypeVar("S", bound=Schema)


def tagged(response: HttpResponse, shown: S) -> S:
    response.headers["ETag"] = tag_of(shown)
    return shown


def unchanged(if_match: str | None, shown: Schema) -> None:
    """Within the transaction that locked the row. Raises Problem without If-Match, and where it changed since."""
    if not if_match:
        raise Problem(428, "no-if-match", NO_IF_MATCH)
    if not {tag_of(shown), "*"} & {one.strip() for one in if_match.split(",")}:
        raise Problem(412, "changed", CHANGED)


KEY_USED = Words(
    "Idempotency-Key này đã dùng cho một yêu cầu khác. Mỗi yêu cầu mới cần một khóa mới.",
    "This Idempotency-Key was used for another request. Each new request needs a key of its own.",
)
NO_IF_MATCH = Words(
    "Thiếu If-Match. Đọc bản hiện tại trước, rồi gửi ETag của nó, để không ghi đè thay đổi của người khác.",
    "If-Match is missing. Read it first and send its ETag, so that nobody's change is overwritten.",
)
CHANGED = Words(
    "Dữ liệu đã thay đổi kể từ lần đọc trước. Đọc lại rồi quyết định có sửa nữa không.",
    "It has changed since it was read. Read it again, then decide whether to change it still.",
)
