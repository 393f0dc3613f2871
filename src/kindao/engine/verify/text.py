"""Words that can still be read, by another reader than the finder's (tesseract), in rows found without a network."""

import threading
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

import cv2
import numpy as np
import tesserocr

from kindao.engine import weights
from kindao.engine.detect.reading import classify
from kindao.engine.geometry import Box, Region
from kindao.engine.levels import counted, quantile
from kindao.engine.media.picture import Pixels
from kindao.engine.verify.evidence import BY, Evidence, Look
from kindao.engine.verify.result import Check
from kindao.engine.verify.writing import Line, lines
from kindao.engine.vocabulary import Finding, Identifier, Words

LARGEST = 2000  # pixels a side of what is searched for rows at once; larger frames are made smaller
SMALL = 1100  # pixels a side below which a frame is searched enlarged as well
HUGE, ROOM = 420, 32  # pixels a side of one more view, for the largest letters; what is put around: frames cut these
READ_MOST = 16  # rows of one frame that are read, the longest first
TALL = 34  # pixels of a letter as tesseract is shown it
DOUBTED = 20  # of 100, of a word: below it says nothing
ENOUGH = 3.75  # letters and digits of a row, each as much as tesseract is sure of its word: then it is writing
FIGURES = 5  # digits of a row, however doubted: cloth and hair are taken for letters, not for figures
STRETCHES = ((0.02, 0.98), (0.0, 1.0))  # shares of a row's pixels that become black, and that do not become white
LIKELY = 8  # letters in a row, as it seems, from which the second of these is tried

Grey = np.ndarray[Any, np.dtype[np.uint8]]  # (height, width)

_reading = threading.Lock()


def look(evidence: Evidence) -> Look:
    """Words left outside what stays on purpose, and whether they name one of those shown."""
    most, left = 0.0, []
    for frame in evidence.written.frames:
        seen: list[Box] = []
        for line, read in _read(frame.pixels):
            (x0, y0), (x1, y1) = line.corners.min(axis=0), line.corners.max(axis=0)
            box = Box.around(x0, y0, x1, y1, width=frame.width, height=frame.height)
            if not box.area or evidence.stays(frame.index, box) or any(box.inside(other) > 0.5 for other in seen):
                continue
            said = classify(read.words, evidence.known)
            most = max(most, read.legible)
            if read.legible < ENOUGH and not any(found.about for found in said):
                continue
            seen.append(box)
            outline = tuple((float(x), float(y)) for x, y in np.clip(line.corners, 0, (frame.width, frame.height)))
            region = Region(box, outline, frame.index)
            kinds = {(found.identifier, found.about): found.confidence for found in said} or {
                (Identifier.TEXT, ""): 0.9
            }
            left += [Finding(kind, region, sure, f"{BY}.text", about) for (kind, about), sure in kinds.items()]
    check = Check(
        "text",
        not left,
        Words(
            "Bộ đọc chữ thứ hai không đọc được chữ nào." if not left else "Bộ đọc chữ thứ hai còn đọc được chữ.",
            "A second reader of text reads nothing." if not left else "A second reader of text still reads words.",
        ),
        most,
        ENOUGH,
    )
    return Look(check, tuple(left))


@dataclass(frozen=True, slots=True)
class Read:
    """What tesseract makes of one row, one way up. `words` stays inside the process."""

    words: str
    legible: float  # letters and digits, each as much as its word is sure; `ENOUGH` where figures suffice


def _read(pixels: Pixels) -> Iterator[tuple[Line, Read]]:
    longest = max(pixels.shape[:2])
    scales = [min(1.0, LARGEST / longest)] + ([2.0] if longest <= SMALL else [])
    grey = np.asarray(cv2.cvtColor(pixels, cv2.COLOR_RGB2GRAY), np.uint8)
    rows = [(line, line, grey) for scale in scales for line in lines(grey, scale)]
    if longest > 2 * HUGE:
        rows += _huge(pixels, HUGE / longest)
    done: list[Any] = []
    for line, as_read, picture in sorted(rows, key=lambda row: -row[0].letters):
        if len(done) == READ_MOST:
            return
        middle = line.corners.mean(axis=0)
        if any(cv2.pointPolygonTest(other, (float(middle[0]), float(middle[1])), False) > 0 for other in done):
            continue
        done.append(line.corners)
        yield line, either_way_up(picture, as_read)


def _huge(pixels: Pixels, scale: float) -> Iterator[tuple[Line, Line, Grey]]:
    """Rows of a frame made small, with its middle colour around it: in the frame, in that picture, and the picture.

    Where the frame's edge cuts a letter, its repeated last column would be read as strokes."""
    small = np.asarray(cv2.resize(pixels, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA), np.uint8)
    middle = np.median(small.reshape(-1, 3), axis=0).tolist()
    padded = np.asarray(cv2.copyMakeBorder(small, *(ROOM,) * 4, cv2.BORDER_CONSTANT, value=middle), np.uint8)
    grey = np.asarray(cv2.cvtColor(padded, cv2.COLOR_RGB2GRAY), np.uint8)
    for line in lines(grey):
        yield Line((line.corners - ROOM) / np.float32(scale), line.letters, line.tall / scale), line, grey


def either_way_up(grey: Grey, line: Line, *, glance: bool = False) -> Read:
    """What a row says, the way up in which it says more. glance: as it stands, in one contrast."""
    width = float(np.linalg.norm(line.corners[1] - line.corners[0]))
    height = float(np.linalg.norm(line.corners[3] - line.corners[0]))
    scale = TALL / line.tall
    size = (min(max(round(width * scale), 16), 2400), max(round(height * scale), 16))
    target = np.array([[0, 0], [size[0], 0], [size[0], size[1]], [0, size[1]]], np.float32)
    there = cv2.getPerspectiveTransform(line.corners, target)
    row = cv2.warpPerspective(grey, there, size, flags=cv2.INTER_CUBIC, borderMode=cv2.BORDER_REPLICATE)
    counts = counted(np.asarray(row, np.uint8))
    best = Read("", 0.0)
    for stretch in STRETCHES if line.letters >= LIKELY and not glance else STRETCHES[:1]:
        dark, bright = (quantile(counts, share) for share in stretch)
        table = np.clip((np.arange(256.0) - dark) * 255 / max(bright - dark, 1), 0, 255).astype(np.uint8)
        if quantile(np.bincount(table, counts, 256).astype(np.int64), 0.5) < 128:
            table = 255 - table
        plain = cv2.LUT(row, table)
        for turned in (plain,) if glance else (plain, plain[::-1, ::-1]):
            best = max(best, _one_way_up(turned), key=lambda read: read.legible)
            if best.legible >= ENOUGH:
                return best
    return best


def _one_way_up(row: "np.ndarray[Any, Any]") -> Read:
    with _reading:
        reader = _reader()
        height, width = row.shape
        reader.SetImageBytes(row.tobytes(), width, height, 1, width)
        words = reader.GetUTF8Text().split()
        read = list(zip(words, reader.AllWordConfidences() if words else (), strict=False))
    sure = [(word, percent / 100) for word, percent in read if percent >= DOUBTED]
    letters = sum(share for word, share in sure for c in word if c.isalnum())
    figures = sum(c.isdigit() for word in words for c in word)
    return Read(" ".join(word for word, _ in sure), max(letters, ENOUGH if figures >= FIGURES else 0.0))


@cache
def _reader() -> Any:
    path = weights.path("tesseract-eng").parent
    return tesserocr.PyTessBaseAPI(path=str(path), lang="eng", psm=tesserocr.PSM.SINGLE_LINE)
