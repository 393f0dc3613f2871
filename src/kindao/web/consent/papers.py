"""What proves a consent that was not given here: the scan of a signed paper, a picture or a PDF; of a call the
recording. Told by content."""

import hashlib
import re
from typing import BinaryIO

from kindao.engine.errors import BadInput, Unreadable
from kindao.engine.media.clip import is_clip
from kindao.engine.media.opening import open_picture, recognise
from kindao.web.cases.content import BEGINNING, PICTURE_TYPES
from kindao.web.consent import sounds

LARGEST = 30 << 20  # bytes; a scan of some pages has a few


def digest_of(data: bytes) -> str:
    return "sha256:" + hashlib.sha256(data).hexdigest()


def kind_of(scan: BinaryIO | bytes) -> str:
    """Its media type; the stream is left at its beginning. Raises BadInput for what is neither scan nor recording."""
    if isinstance(scan, bytes):
        data = scan
    else:
        scan.seek(0)
        data = scan.read(LARGEST + 1)
        scan.seek(0)
    if len(data) > LARGEST:
        raise BadInput(f"the scan is larger than {LARGEST >> 20} MiB", hint="Scan it in black and white, or in parts")
    if data[:5] == b"%PDF-":
        if not _is_pdf(data):
            raise BadInput("the PDF is cut short or damaged", hint="Scan the paper again, or photograph it")
        return "application/pdf"
    if is_clip(data[:BEGINNING]) or sounds.is_aac(data):
        return sounds.proven(data)
    try:
        open_picture(data)
        return PICTURE_TYPES[recognise(data)]
    except Unreadable:
        raise BadInput(
            "the scan is neither a picture nor a PDF, and no recording that can be played",
            hint="Photograph the paper, or scan it; save the recording of a call as MP3, M4A, WAV, OGG or FLAC",
        ) from None


def is_voice(media_type: str) -> bool:
    return media_type.startswith("audio/")


TAIL = 2048  # bytes in which a PDF's end stands; readers look through the last 1,024 (ISO 32000-2, annex C.2)


def _is_pdf(data: bytes) -> bool:
    """Whether its end says where its table of objects is, and there is one (ISO 32000-2, 7.5.4, 7.5.5 and 7.5.8)."""
    ends = re.findall(rb"startxref\s+([0-9]{1,12})\s+%%EOF", data[-TAIL:])
    if not ends:
        return False
    table = data[int(ends[-1]) :][:TAIL].lstrip()
    return table.startswith(b"xref") or (re.match(rb"[0-9]+ [0-9]+ obj", table) is not None and b"/XRef" in table)
