"""A file of the vault as an answer to a browser. Not a view of its own: the app that owns the file asks who may see it,
by its own queryset, and hands over what it found."""

import re
from collections.abc import Iterator
from datetime import timedelta
from typing import BinaryIO, cast

from django.db import transaction
from django.db.models import Model
from django.http import HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse

from kindao import clock
from kindao.engine.errors import Erased
from kindao.web import audit
from kindao.web.audit.models import AuditEvent
from kindao.web.clinics.models import User
from kindao.web.vault import store
from kindao.web.vault.models import StoredFile

LOOKED = "vault.looked-at"
ONE_LOOK = timedelta(minutes=15)  # a player asks for one film in many pieces
PIECE = 2**18  # bytes
SHOWN = frozenset({"image/jpeg", "image/png", "image/webp", "image/avif", "image/gif"} | {
    "video/mp4", "video/webm", "audio/mp4", "audio/mpeg", "audio/ogg", "audio/wav", "audio/flac", "audio/webm",
    "audio/aac"
})  # fmt: skip
"""What a browser shows and never runs; all else is saved, as bytes."""
HEADERS = {
    "Cache-Control": "no-store, private",
    "Content-Security-Policy": "default-src 'none'; sandbox",
    "Cross-Origin-Resource-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "Accept-Ranges": "bytes",
}


def serve(request: HttpRequest, file: StoredFile, *, by: Model | None = None) -> HttpResponseBase:
    """The file, or the range of it that was asked for; that it was looked at is in the audit before a byte goes out.

    `file`: found by a queryset that knows who asks. `by`: who looks, where it is nobody who is signed in.
    410 where it was erased, 416 for a range it does not have.
    Raises Missing, Failed where the vault can't give it."""
    try:
        stream = store.open(file)
    except Erased as error:
        return HttpResponse(str(error), status=410, content_type="text/plain; charset=utf-8", headers=HEADERS)
    try:
        span = _range(request.headers.get("Range", ""), file.size)
        if span is None:
            stream.close()
            return HttpResponse(status=416, headers=HEADERS | {"Content-Range": f"bytes */{file.size}"})
        _looked(by or cast(User, request.user), file)
    except BaseException:
        stream.close()
        raise
    start, stop = span
    shown = file.media_type in SHOWN
    headers = HEADERS | {
        "Content-Type": file.media_type if shown else "application/octet-stream",
        "Content-Disposition": "inline" if shown else "attachment",  # without a name: names name patients
        "Content-Length": str(stop - start),
    }
    partial = "Range" in request.headers and (start, stop) != (0, file.size)
    if partial:
        headers["Content-Range"] = f"bytes {start}-{stop - 1}/{file.size}"
    if request.method == "HEAD":
        stream.close()
        return HttpResponse(status=206 if partial else 200, headers=headers)
    return StreamingHttpResponse(_pieces(stream, start, stop), status=206 if partial else 200, headers=headers)


def _range(asked: str, size: int) -> tuple[int, int] | None:
    """(start, stop) of the one range asked for (RFC 9110, 14.1.2); all of it for none or several; None: it has none."""
    found = re.fullmatch(r"bytes=([0-9]{0,18})-([0-9]{0,18})", asked.replace(" ", ""))
    if not found or not any(found.groups()):
        return 0, size
    first, last = found.groups()
    if not first:
        return (max(0, size - int(last)), size) if int(last) else None
    start, stop = int(first), min(size, int(last) + 1) if last else size
    if last and int(last) < start:
        return 0, size  # not a range: as if none was asked for
    return (start, stop) if start < size else None


def _pieces(stream: BinaryIO, start: int, stop: int) -> Iterator[bytes]:
    with stream:
        stream.seek(start)
        while start < stop and (piece := stream.read(min(PIECE, stop - start))):
            start += len(piece)
            yield piece


@transaction.atomic
def _looked(by: Model, file: StoredFile) -> None:
    """Once per quarter of an hour and person: the pieces of one look are one event."""
    now = clock.now()
    before = AuditEvent.objects.filter(
        log=file.clinic_id,
        kind=file._meta.label_lower,
        target=str(file.pk),
        verb=LOOKED,
        actor=f"{by._meta.label_lower}:{by.pk}",
        at__gt=now - ONE_LOOK,
    )
    if not before.exists():
        audit.record(LOOKED, file, by=by, clinic=file.clinic, at=now)
