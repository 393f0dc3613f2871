"""Scans of signed papers: a picture or a PDF, told by content."""

import hashlib
from typing import BinaryIO

from kindao.engine.errors import BadInput, Unreadable
from kindao.engine.media.opening import open_picture, recognise
from kindao.web.cases.content import PICTURE_TYPES

LARGEST = 30 << 20  # bytes; a scan of some pages has a few


def digest_of(data: bytes) -> str:
    return "sha256:" + hashlib.sha256(data).hexdigest()


def kind_of(scan: BinaryIO | bytes) -> str:
    """Its media type; the stream is left at its beginning. Raises BadInput for what is no scan."""
    if isinstance(scan, bytes):
        data = scan
    else:
        scan.seek(0)
        data = scan.read(LARGEST + 1)
        scan.seek(0)
    if len(data) > LARGEST:
        raise BadInput(f"the scan is larger than {LARGEST >> 20} MiB", hint="Scan it in black and white, or in parts")
    if data[:5] == b"%PDF-":
        return "application/pdf"
    try:
        open_picture(data)
        return PICTURE_TYPES[recognise(data)]
    except Unreadable:
        raise BadInput("the scan is neither a picture nor a PDF", hint="Photograph the paper, or scan it") from None
