"""Writing in the picture: name tags, wristbands, screens, paper, captions laid over it; tilted, faint, upside down.

Every region is reported, read or not: what cannot be read is covered all the same. What was read is used
to say of what kind it is and whom it names, and is then dropped."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

from kindao.engine import weights
from kindao.engine.detect.base import Submission
from kindao.engine.detect.reading import classify
from kindao.engine.detect.reading.folding import plain
from kindao.engine.detect.working import working
from kindao.engine.geometry import Box, Region
from kindao.engine.levels import counted, quantile
from kindao.engine.media.picture import Frame, Pixels
from kindao.engine.vocabulary import READ, Finding, Identifier, Known

TILE = 768  # pixels; bounds the memory of one run of the network
OVERLAP = 64  # pixels that neighbouring tiles share: the sight of the network about a letter
FLAT = 4  # levels of grey; a tile with less between its darkest and its brightest holds nothing to read
LEVELS = (1.0, 1 / 4, 1 / 16)  # how small the frame is looked at: letters larger than a tile shrink into one
DIM, LIT = 128, 235  # levels; the brightest of a tile that is dim, and to what it is lit
ABOUT, QUIET = 8.0, 2.0  # pixels about a place with which its grey is compared; levels that are nothing but noise
MIDDLE, SPREAD = 150, 40  # levels of what is as its surroundings are, and of what is as far from them as is usual
LIKELY = (
    0.2  # of the network's map, for a pixel; its authors: 0.3, which found 4 of 18 lines 8 levels from dark, this 6
)
SURE = 0.35  # mean over a region; authors: 0.5
DIM_LIKELY, DIM_SURE = 0.15, 0.25  # the same two of dim tiles
SHORT, SEEN = 1.6, 0.7  # width over height of the shortest line in a dim tile; share of it that was found before
UNCLIP = 1.6  # the map is trained on shrunken lines; authors' figure
PAD = 0.12  # of the line's height, on each side, so that no mark above or below shows
LETTER = 48  # pixels, the height the reader takes
WIDEST = 32 * LETTER  # a longer line is squeezed
BATCH = 2560  # pixels of line read in one run
LEGIBLE = 0.85  # mean probability of the letters; below it the other ways up are tried
SMALL, BLOCK, TALL = 24, 2.2, 160  # pixels of height; width over height; pixels of height as looked at
WRITING = 0.75  # how legible a block must be that is neither small nor long (bench/text.py, clean)
HUGE, CLEAR = 0.15, 0.9  # share of the picture that makes a block huge, and how legible it must be then
LONG = 4  # letters of such a block from which `LEGIBLE` is enough: of 36 portraits the most legible one has 0.69
TRACE = 0.002  # on 142 cut-out lines of the test data: letters wrong 2.5 % with it, 4.7 % without, diacritics aside

SINIC = re.compile("[\u3400-\u9fff\uac00-\ud7a3]")  # most of the reader's letters: none is a Latin one in any form

Corners = NDArray[np.float32]  # (4, 2): x, y; from the top left of the line as it is read, clockwise


@dataclass(frozen=True, slots=True)
class Line:
    """One line of writing. `words` stays inside the process."""

    corners: Corners
    words: str
    legible: float
    score: float

    @property
    def height(self) -> float:
        return float(np.linalg.norm(self.corners[3] - self.corners[0]))


class Text:
    """Covers every region; the kind of what it says where it could be read. PP-OCRv6 small, finder and reader."""

    name = "text"
    finds = READ
    heeds: frozenset[str] = frozenset({"known"})
    needs: tuple[str, ...] = ("cv2", "onnxruntime", "rapidocr")

    def find(self, submission: Submission) -> Iterator[Finding]:
        with working(self):
            for frame in submission.picture.frames:
                yield from self._in(frame, submission.known)

    def _in(self, frame: Frame, known: tuple[Known, ...]) -> Iterator[Finding]:
        found = lines(frame.pixels)
        text, starts = _joined(found)
        kinds: list[dict[tuple[Identifier, str], float]] = [{} for _ in found]
        for part in classify(text, known):
            for start, line, said in zip(starts, found, kinds, strict=True):
                if start < part.end and part.start < start + len(line.words):
                    key = part.identifier, part.about
                    said[key] = max(said.get(key, 0.0), part.confidence)
        for line, said in zip(found, kinds, strict=True):
            region = outlined(line.corners, frame)
            for (identifier, about), confidence in (said or {(Identifier.TEXT, ""): line.score}).items():
                yield Finding(identifier, region, confidence, self.name, about)


def lines(pixels: Pixels) -> list[Line]:
    """Every line of writing in (height, width, 3) sRGB pixels, in reading order."""
    found: list[tuple[Corners, float]] = []
    area = pixels.shape[0] * pixels.shape[1]
    for scale in LEVELS:
        if scale < 1 and max(pixels.shape[:2]) * scale < LETTER:
            break
        for corners, score in _outlines(_map(pixels, scale)):
            quad = corners / np.float32(scale)
            thick = _size(corners)[1]
            # A huge block must read as a word, and one outline of it may while another, askew, does not.
            new = _is_huge(quad, area) or (thick > SMALL and not any(_holds(other, quad) for other, _ in found))
            if thick <= TALL and (scale == 1 or new):
                found.append((quad, score))
    kept = [line for line in _written(pixels, found) if _is_writing(line, area)]
    kept += [line for line in _written(pixels, _in_the_dark(pixels, kept)) if not _is_huge(line.corners, area)]
    row = max(8.0, float(np.median([line.height for line in kept] or [0])) * 0.7)
    return sorted(kept, key=lambda one: (round(float(one.corners[:, 1].mean()) / row), float(one.corners[:, 0].min())))


def _in_the_dark(pixels: Pixels, found: list[Line]) -> list[tuple[Corners, float]]:
    """What dim tiles show by more light of what was not found."""
    seen = [line.corners for line in found]
    more: list[tuple[Corners, float]] = []
    for likely, times in _dim_maps(pixels):
        for corners, score in _outlines(likely, DIM_LIKELY, DIM_SURE):
            quad = corners * np.float32(times)
            across, thick = _size(quad)
            if SHORT * thick <= across and thick <= TALL / 2 and all(_shared(quad, one) < SEEN for one in seen):
                seen.append(quad)
                more.append((_longer(quad), score))
    return more


def _written(pixels: Pixels, found: list[tuple[Corners, float]]) -> list[Line]:
    """What stands in each of these rectangles."""
    read = _read(pixels, [corners for corners, _ in found])
    return [Line(*turn, score=score) for (_, score), turn in zip(found, read, strict=True)]


def _longer(corners: Corners) -> Corners:
    """Longer at both ends by its thickness: in the dark a line's first and last letters are lost first."""
    along = corners[1] - corners[0], corners[2] - corners[1]
    first = float(np.linalg.norm(along[0])) >= float(np.linalg.norm(along[1]))
    step = along[0 if first else 1] / np.linalg.norm(along[0 if first else 1]) * _size(corners)[1]
    signs = np.array([-1, 1, 1, -1] if first else [-1, -1, 1, 1], np.float32)[:, None]
    return np.asarray(corners + signs * step, np.float32)


def _is_writing(line: Line, area: int) -> bool:
    """Small and long things are covered whatever they are; large blocks must read as letters: an eye, an ear, a
    head are found as well. One that takes much of the picture must read as a word."""
    across, thick = _size(line.corners)
    if _is_huge(line.corners, area):
        return line.legible >= (CLEAR if len(line.words) < LONG else LEGIBLE) and len(line.words) > 1
    return thick <= SMALL or across >= BLOCK * thick or line.legible >= WRITING


def _is_huge(corners: Corners, area: int) -> bool:
    across, thick = _size(corners)
    return across * thick > HUGE * area and across < 2 * BLOCK * thick


def _size(corners: Corners) -> tuple[float, float]:
    """The longer and the shorter side of a rectangle."""
    sides = np.linalg.norm(corners[:2] - corners[1:3], axis=1)
    return float(sides.max()), float(sides.min())


def _holds(corners: Corners, others: Corners) -> bool:
    """Whether the middle of another rectangle, not much larger, lies in this one."""
    import cv2

    middle = (float(others[:, 0].mean()), float(others[:, 1].mean()))
    return cv2.pointPolygonTest(corners, middle, False) >= 0 and cv2.contourArea(corners) > cv2.contourArea(others) / 2


def _shared(corners: Corners, other: Corners) -> float:
    """The share of a rectangle that lies in another."""
    import cv2

    return float(cv2.intersectConvexConvex(corners, other)[0] / max(cv2.contourArea(corners), 1.0))


def _map(pixels: Pixels, scale: float) -> NDArray[np.uint8]:
    """How likely each pixel belongs to a line of writing, 0 to 255; of the frame's size times `scale`."""
    import cv2

    height, width = pixels.shape[:2]
    if scale != 1.0:
        width, height = max(1, round(width * scale)), max(1, round(height * scale))
        pixels = np.asarray(cv2.resize(pixels, (width, height), interpolation=cv2.INTER_AREA), np.uint8)
    out = np.zeros((height, width), np.uint8)
    for rows in _tiles(height):
        for columns in _tiles(width):
            tile = pixels[rows, columns]
            if max(int(np.ptp(cv2.extractChannel(tile, channel))) for channel in range(3)) >= FLAT:
                np.maximum(out[rows, columns], _look(tile), out=out[rows, columns])
    return out


def _dim_maps(pixels: Pixels) -> Iterator[tuple[NDArray[np.uint8], int]]:
    """The same of dim tiles alone, once for each way of making them lighter; and how many times smaller it is."""
    for times, lighter in LIGHTER:
        height, width = max(1, pixels.shape[0] // times), max(1, pixels.shape[1] // times)
        out = np.zeros((height, width), np.uint8)
        for rows in _tiles(height):
            for columns in _tiles(width):
                tile = pixels[rows.start * times : rows.stop * times, columns.start * times : columns.stop * times]
                some = tile[::4, ::4]
                brightest = quantile(counted(some.reshape(len(some), -1)), 0.995)
                if FLAT <= brightest < DIM:
                    likely = lighter(tile, brightest, out[rows, columns].shape[::-1])
                    np.maximum(out[rows, columns], likely, out=out[rows, columns])
        yield out, times


def _lit(tile: Pixels, brightest: float, size: tuple[int, ...]) -> NDArray[np.uint8]:
    """By more light, its contrast evened out. Lit before it is shrunk, or shrinking rounds faint letters away."""
    import cv2

    lit = cv2.convertScaleAbs(tile, alpha=LIT / brightest)
    return _look(np.asarray(cv2.resize(lit, size, interpolation=cv2.INTER_AREA), np.uint8))


def _stretched(tile: Pixels, brightest: float, size: tuple[int, ...]) -> NDArray[np.uint8]:
    """By more light and no more: evening out the contrast makes noise look like strokes."""
    import cv2

    small = cv2.resize(tile.astype(np.float32), size, interpolation=cv2.INTER_AREA)
    return _likely(np.clip(small * (LIT / brightest), 0, 255).astype(np.uint8))


def _evened(tile: Pixels, brightest: float, size: tuple[int, ...]) -> NDArray[np.uint8]:
    """In grey, each place as far from the grey about it as places there usually are, whatever the light falls on."""
    import cv2

    grey = cv2.resize(cv2.cvtColor(tile.astype(np.float32), cv2.COLOR_RGB2GRAY), size, interpolation=cv2.INTER_AREA)
    apart = grey - cv2.GaussianBlur(grey, (0, 0), ABOUT)
    usual = np.sqrt(cv2.GaussianBlur(apart**2, (0, 0), ABOUT))
    even = np.clip(MIDDLE + SPREAD * apart / (usual + QUIET), 0, 255).astype(np.uint8)
    return _likely(np.repeat(even[..., None], 3, axis=2))


LIGHTER = ((2, _lit), (3, _stretched), (3, _evened))  # how many times smaller: blurred strokes close up there


def _tiles(length: int) -> list[slice]:
    """Slices of at most `TILE` that cover the length, neighbours overlapping."""
    count = max(1, -(-(length - OVERLAP) // (TILE - OVERLAP)))
    size = min(length, -(-(length + (count - 1) * OVERLAP) // count // 32) * 32)
    starts = [round(i * (length - size) / (count - 1)) for i in range(count)] if count > 1 else [0]
    return [slice(start, start + size) for start in starts]


def _look(tile: Pixels) -> NDArray[np.uint8]:
    """The network's map of one tile, its contrast evened out first: faint writing is found then."""
    import cv2

    lab = cv2.cvtColor(tile, cv2.COLOR_RGB2LAB)
    cv2.insertChannel(cv2.createCLAHE(2.0, (8, 8)).apply(cv2.extractChannel(lab, 0)), lab, 0)
    return _likely(np.asarray(cv2.cvtColor(lab, cv2.COLOR_LAB2RGB), np.uint8))


def _likely(tile: Pixels) -> NDArray[np.uint8]:
    """The network's map of one tile as it is."""
    import cv2

    height, width = tile.shape[:2]
    right, bottom = -width % 32, -height % 32
    even = cv2.copyMakeBorder(tile, 0, bottom, 0, right, cv2.BORDER_REPLICATE)
    blob = np.empty((1, 3, *even.shape[:2]), np.float32)
    for colour, plane in enumerate(cv2.split(even)):  # half the time of going through the colours side by side
        blob[0, 2 - colour] = plane
    blob /= 127.5
    blob -= 1
    likely: NDArray[np.float32] = weights.session("ppocr-det").run(None, {"x": blob})[0][0, 0, :height, :width]
    return np.asarray(np.rint(likely * 255), np.uint8)


def _outlines(
    likely: NDArray[np.uint8], likely_from: float = LIKELY, sure_from: float = SURE
) -> Iterator[tuple[Corners, float]]:
    """Padded rectangles, tilted as the lines are, with their score."""
    import cv2

    contours, _ = cv2.findContours(
        (likely > likely_from * 255).astype(np.uint8), cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_SIMPLE
    )
    for contour in contours:
        centre, (width, height), angle = cv2.minAreaRect(contour)
        if min(width, height) < 3:
            continue
        x, y, w, h = cv2.boundingRect(contour)
        inside = np.zeros((h, w), np.uint8)
        cv2.drawContours(inside, [contour - (x, y)], -1, 1, cv2.FILLED)
        score = float(likely[y : y + h, x : x + w][inside > 0].mean()) / 255
        if score < sure_from:
            continue
        grow = width * height * UNCLIP / (width + height)
        thick = min(width, height) + grow
        grow += 2 * PAD * thick + 2
        yield cv2.boxPoints((centre, (width + grow, height + grow), angle)).astype(np.float32), score


@cache
def _letters() -> tuple[str, ...]:
    """What each output of the reader stands for; 0 is no letter, the last one a space."""
    table = weights.session("ppocr-rec").get_modelmeta().custom_metadata_map["character"]
    return ("", *table.split("\n"), " ")


@cache
def _latin() -> tuple[NDArray[np.intp], NDArray[np.float32]]:
    """The outputs that are a Latin letter with any marks, and for each which of a to z it is: (n,), (n, 26)."""
    folded = ["" if SINIC.fullmatch(letter) else plain(letter) for letter in _letters()]
    outputs = [index for index, letter in enumerate(folded) if len(letter) == 1 and "a" <= letter <= "z"]
    table = np.zeros((len(outputs), 26), np.float32)
    table[range(len(outputs)), [ord(folded[index]) - ord("a") for index in outputs]] = 1
    return np.array(outputs), table


def _read(pixels: Pixels, quads: list[Corners]) -> list[tuple[Corners, str, float]]:
    """Each line's corners from its top left on, its words, and the mean probability of its letters."""
    turns = [_turns(quad) for quad in quads]
    best = [
        (turn[0], words, sure)
        for turn, (words, sure) in zip(turns, _recognise(pixels, [t[0] for t in turns]), strict=True)
    ]
    again = [(index, turn) for index, (_, _, sure) in enumerate(best) if sure < LEGIBLE for turn in turns[index][1:]]
    for (index, turn), (words, sure) in zip(again, _recognise(pixels, [turn for _, turn in again]), strict=True):
        if sure > best[index][2]:
            best[index] = turn, words, sure
    return best


def _turns(quad: Corners) -> list[Corners]:
    """Corners in reading order, clockwise, the likeliest way up first: along the longer side, left to right."""
    around = [np.roll(quad, -k, axis=0) for k in range(4)]
    around.sort(key=lambda q: -float(q[1, 0] - q[0, 0]))
    across, thick = _size(quad)
    if across < BLOCK * thick:
        return around
    return [q for q in around if np.linalg.norm(q[1] - q[0]) > np.linalg.norm(q[2] - q[1])]


def _strip(pixels: Pixels, quad: Corners) -> NDArray[np.float32]:
    """The line cut out upright, as the reader takes it: (3, 48, width)."""
    import cv2

    width = float(np.linalg.norm(quad[1] - quad[0]))
    height = float(np.linalg.norm(quad[3] - quad[0]))
    across = int(np.clip(round(width * LETTER / max(height, 1)), LETTER, WIDEST))
    target = np.array([(0, 0), (across, 0), (across, LETTER), (0, LETTER)], np.float32)
    warp = cv2.getPerspectiveTransform(quad, target)
    strip = cv2.warpPerspective(pixels, warp, (across, LETTER), flags=cv2.INTER_AREA, borderMode=cv2.BORDER_REPLICATE)
    return (strip[..., ::-1].astype(np.float32) / 127.5 - 1).transpose(2, 0, 1)


def _recognise(pixels: Pixels, quads: list[Corners]) -> list[tuple[str, float]]:
    strips = [_strip(pixels, quad) for quad in quads]
    order = sorted(range(len(strips)), key=lambda i: strips[i].shape[2])
    out = [("", 0.0)] * len(strips)
    while order:
        batch = [order.pop()]
        width = strips[batch[0]].shape[2]
        while order and (len(batch) + 1) * width <= BATCH:
            batch.append(order.pop())
        blob = np.zeros((len(batch), 3, LETTER, width), np.float32)
        for row, index in zip(blob, batch, strict=True):
            row[..., : strips[index].shape[2]] = strips[index]
        for index, likely in zip(batch, weights.session("ppocr-rec").run(None, {"x": blob})[0], strict=True):
            out[index] = _decode(likely)
    return out


def _decode(likely: NDArray[np.float32]) -> tuple[str, float]:
    """The words, and the mean probability of the letters that were read. likely: (steps, letters).

    The reader knows a third of the Vietnamese letters. Before one it does not know it says "no letter" and
    spreads a trace over its relatives, ạ over a á à ă: that trace, summed, gives the letter without its marks."""
    best, sure = likely.argmax(axis=1), likely.max(axis=1)
    read = (best != 0) & np.append(True, best[1:] != best[:-1])
    if not read.any():
        return "", 0.0
    outputs, table = _latin()
    traces = likely[:, outputs] @ table
    base, strength = traces.argmax(axis=1), traces.max(axis=1)
    letters = _letters()
    words = []
    for step, letter in enumerate(best):
        if read[step]:
            words.append(letters[letter])
        elif letter == 0 and strength[step] > TRACE:
            trace = chr(ord("a") + int(base[step]))
            beside = {plain(letters[best[near]]) for near in (step - 1, step + 1) if 0 <= near < len(best)}
            if trace not in beside:
                words.append(trace)
    return "".join(words), float(sure[read].mean())


def _joined(found: list[Line]) -> tuple[str, list[int]]:
    """All words as one text, a line each, and where each begins: a label may stand above its value."""
    starts, at = [], 0
    for line in found:
        starts.append(at)
        at += len(line.words) + 1
    return "\n".join(line.words for line in found), starts


def outlined(corners: Corners, frame: Frame) -> Region:
    """A tilted rectangle as a region: what of it lies in the frame, three to eight corners."""
    import cv2

    width, height = frame.width, frame.height
    edges = np.array([(0, 0), (width, 0), (width, height), (0, height)], np.float32)
    _, inside = cv2.intersectConvexConvex(corners.astype(np.float32), edges)
    shown = (
        np.clip(np.asarray(inside, np.float32).reshape(-1, 2), (0, 0), (width, height)) if inside is not None else edges
    )
    (x0, y0), (x1, y1) = shown.min(axis=0), shown.max(axis=0)
    box = Box.around(float(x0), float(y0), float(x1), float(y1), width=width, height=height)
    return Region(box, tuple((float(x), float(y)) for x, y in shown), frame.index)
