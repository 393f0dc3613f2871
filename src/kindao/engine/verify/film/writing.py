"""Words and codes that can still be read in a film: looked for where something is new, all over now and then, and
closely beside what covers writing when it moves, begins or ends."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from kindao.engine.detect.reading import classify
from kindao.engine.geometry import Box, Track
from kindao.engine.media.picture import Pixels
from kindao.engine.verify import codes, text
from kindao.engine.verify.evidence import HEADS, Look
from kindao.engine.verify.film.changes import Changes
from kindao.engine.verify.film.moment import Moment
from kindao.engine.verify.film.residuals import Trails, joined
from kindao.engine.verify.film.told import Timeline, Told
from kindao.engine.verify.result import Check
from kindao.engine.verify.writing import Grey, Line, lines
from kindao.engine.vocabulary import READ, Finding, Identifier, Words

WRITING = READ | {Identifier.CODE}
CLOSE = 4  # frames from one look beside a cover of writing that moves to the next, in full size: between two glances
STIRS = 2  # pixels between two such looks by which the middle of a cover moves
BESIDE = 1.5  # of the cover's shorter side, on each side of it, that is looked at then, and …
ROOM = 24  # … pixels, at least
GLANCE = 4  # frames from one look at what is new to the next
WHOLE = 48  # frames after which all of the frame is looked at again, in its full size
SIDE = 640  # pixels on the longer side of the frame in which rows and codes are looked for at a glance
READ_MOST = 6  # rows of one glance that are read, the longest first
REMEMBERED = 96  # frames for which a row that was read is not read again while it looks the same
SAME = 0.92  # correlation of two pictures of a row, from which it is the same
HOT = 12  # frames for which a place is looked at again where something was read
STRIP = (64, 12)  # pixels of such a picture
EDGE, EDGES, DENSE = 100, 16, 0.6  # gradient of an edge; pixels of a block, share of it that has edges, in a code
BLOCKS = 3  # such blocks in one piece, at least; the smallest codes have four of 0.69
LARGER = ((0.1, 1.0), (0.25, 0.75), (9.0, 0.5))  # share of the frame that is so, up to which size it is searched in
FAR = 100  # pixels by which it may have moved

Floats = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class _Row:
    frame: int
    middle: tuple[float, float]
    picture: Floats
    says: tuple[tuple[Identifier, str, float], ...]  # what it is, about whom, how sure; nothing when it is no writing
    legible: float


@dataclass(frozen=True, slots=True)
class Seen:
    """What the looks at some frames that follow each other came to."""

    words: tuple[Finding, ...]
    codes: tuple[Finding, ...]
    most: float


class Writing:
    """The looks at a film, or at a part of it, in the order of its frames."""

    def __init__(self, told: Told, frames: int, first: int = 0) -> None:
        """frames: of the film. first: the part's first frame: all of it is looked at."""
        self._told, self._frames = told, frames
        self._changes = Changes(told.width, told.height, max(first - WHOLE + 1, 0))
        self._covers = Timeline(_placed(told, WRITING))
        self._heads = Timeline(_placed(told, HEADS))
        self._edges = self._ends()
        self._whole = first - WHOLE
        self._rows: list[_Row] = []
        self._words = Trails("text", GLANCE)
        self._codes = Trails("codes", GLANCE)
        self._most = 0.0

    def look(self, moment: Moment) -> None:
        n, frame = moment.index, moment.whole
        whole = n - self._whole >= (GLANCE if moment.cut else WHOLE)
        beside = self._edges.pop(n, []) + (self._beside(n) if n % CLOSE == CLOSE // 2 else [])
        if beside and not whole:
            self._closely(moment, beside)
        if not whole and n % GLANCE:
            return
        new = self._changes.places(moment.small, moment.filled)
        hot = [*self._words.open(n, HOT), *self._codes.open(n, HOT)]
        hot = [box.grown(16, 16, 16, 16, width=frame.width, height=frame.height) for box in hot]
        places = [frame] if whole else new + [b for b in hot if not any(b.inside(other) > 0.9 for other in new)]
        if not places:
            return
        pixels = moment.after.rgb()
        self._rows = [row for row in self._rows if n - row.frame < REMEMBERED]
        scale = min(SIDE / max(frame.width, frame.height), 1.0)
        for place in places:
            since = self._changes.since(n, place, moment.small, GLANCE)
            grey = _grey(pixels, place)
            self._read(moment, grey, place, since, whole=whole, scale=scale)
            self._decode(moment, grey, place, since, whole=whole, scale=scale)
            self._changes.looked(n, moment.small, place)
        if whole:
            self._whole = n

    def _ends(self) -> dict[int, list[Box]]:
        """Frames just before and after each cover of writing, with where to look."""
        out: dict[int, list[Box]] = {}
        for track, _ in _placed(self._told, WRITING):
            for at, near in ((track.first, (-2, -1)), (track.end - 1, (1, 2))):
                box = track.at(at)
                for frame in (at + step for step in near):
                    if box is not None and box.area and 0 <= frame < self._frames:
                        out.setdefault(frame, []).append(self._around(box))
        return out

    def _beside(self, n: int) -> list[Box]:
        """Around the covers of writing that have moved since the look before, or, half as often, that somebody's head
        moves past."""
        past = n % (2 * CLOSE) == CLOSE // 2
        heads = [box for box, track in self._heads.at(n) if past and _moved(box, track.at(n - CLOSE))]
        out = []
        for box, track in self._covers.at(n):
            before = track.at(n - CLOSE)
            place = self._around(box | before if before is not None and before.area else box)
            if _moved(box, before) or any((box & head).area for head in heads):
                out.append(place)
        return out

    def _around(self, box: Box) -> Box:
        side = max(BESIDE * min(box.width, box.height), ROOM)
        return box.grown(side, side, side, side, width=self._told.width, height=self._told.height)

    def _closely(self, moment: Moment, places: list[Box]) -> None:
        pixels, since = moment.after.rgb(), max(moment.index - CLOSE + 1, 0)
        scale = min(SIDE / max(moment.whole.width, moment.whole.height), 1.0)
        for place in _joined(places):
            grey = _grey(pixels, place)
            self._read(moment, grey, place, since, whole=False, scale=1.0)
            self._decode(moment, grey, place, since, whole=False, scale=scale)

    def _read(self, moment: Moment, grey: Grey, place: Box, since: int, *, whole: bool, scale: float) -> None:
        """grey: that place of the frame."""
        n, frame = moment.index, moment.whole
        seen: list[Box] = []
        read = 0
        for line in _lines(grey, (scale, 1.0) if whole and scale < 1 else (scale,)):
            corners = line.corners + np.array((place.x0, place.y0), np.float32)
            (x0, y0), (x1, y1) = corners.min(axis=0), corners.max(axis=0)
            box = Box.around(x0, y0, x1, y1, width=frame.width, height=frame.height)
            if not box.area or self._told.stays(n, box) or any(box.inside(other) > 0.5 for other in seen):
                continue
            seen.append(box)
            picture = _strip(grey, line)
            row = self._known(picture, corners.mean(axis=0))
            if row is None:
                if read == (text.READ_MOST if whole else READ_MOST):
                    continue
                read += 1
                row = self._reading(n, grey, line, picture, corners.mean(axis=0), glance=not whole)
                self._rows.append(row)
            self._most = max(self._most, row.legible)
            for what, about, sure in row.says:
                self._words.see(n, box, sure, since=since, what=what, about=about)
        self._words.unseen(n, place)

    def _known(self, picture: Floats, middle: Any) -> _Row | None:
        for row in reversed(self._rows):
            near = np.hypot(row.middle[0] - middle[0], row.middle[1] - middle[1]) < FAR
            if near and float((row.picture * picture).mean()) > SAME:
                return row
        return None

    def _reading(self, n: int, grey: Grey, line: Line, picture: Floats, middle: Any, *, glance: bool) -> _Row:
        read = text.either_way_up(grey, line, glance=glance)
        # What is hardly legible tells only whether it names somebody who is known.
        said = classify(read.words, self._told.known) if self._told.known or read.legible >= text.ENOUGH else ()
        kinds = {(found.identifier, found.about): found.confidence for found in said}
        if read.legible < text.ENOUGH and not any(found.about for found in said):
            kinds = {}
        elif not kinds:
            kinds = {(Identifier.TEXT, ""): 0.9}
        says = tuple((what, about, sure) for (what, about), sure in kinds.items())
        return _Row(n, (float(middle[0]), float(middle[1])), picture, says, read.legible)

    def _decode(self, moment: Moment, grey: Grey, place: Box, since: int, *, whole: bool, scale: float) -> None:
        """grey: that place of the frame."""
        n, frame = moment.index, moment.whole
        small = np.asarray(cv2.resize(grey, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA), np.uint8)
        busy = _busy(small)
        share = sum(box.area for box in busy) / (scale * scale * frame.area)
        times = 1.0 if whole else next(size for most, size in LARGER if share <= most)
        for box in busy:
            here = Box.around(
                box.x0 / scale,
                box.y0 / scale,
                box.x1 / scale,
                box.y1 / scale,
                width=grey.shape[1],
                height=grey.shape[0],
            )
            view = np.ascontiguousarray(grey[here.slices])
            if times < 1:
                view = np.asarray(cv2.resize(view, None, fx=times, fy=times, interpolation=cv2.INTER_AREA), np.uint8)
            for corners in (*codes.squares(view), *codes.bars(view)):
                sides = np.linalg.norm(np.diff(corners, axis=0), axis=1)
                if sides.min() < codes.SHORT:
                    continue  # in a small part OpenCV takes a railing for a bar code
                there = corners / times + np.array((place.x0 + here.x0, place.y0 + here.y0), np.float32)
                (x0, y0), (x1, y1) = there.min(axis=0), there.max(axis=0)
                found = Box.around(x0, y0, x1, y1, width=frame.width, height=frame.height)
                if found.area and not self._told.stays(n, found):
                    self._codes.see(n, found, 1.0, since=since, what=Identifier.CODE)
        self._codes.unseen(n, place)

    def seen(self) -> Seen:
        """Once all frames have been looked at."""
        words, squares = self._words.findings(self._frames), self._codes.findings(self._frames)
        return Seen(tuple(words), tuple(squares), self._most)


def looks(seen: Sequence[Seen]) -> list[Look]:
    """What the looks at all parts of a film came to."""
    words, squares = joined(one.words for one in seen), joined(one.codes for one in seen)
    read = Check(
        "text",
        not words,
        Words(
            "Bộ đọc chữ thứ hai không đọc được chữ nào trong phim."
            if not words
            else "Bộ đọc chữ thứ hai còn đọc được chữ trong phim.",
            "A second reader of text reads nothing in the film."
            if not words
            else "A second reader of text still reads words in the film.",
        ),
        max(one.most for one in seen),
        text.ENOUGH,
    )
    decoded = Check(
        "codes",
        not squares,
        Words(
            "Không đọc được mã QR hay mã vạch nào trong phim." if not squares else "Phim còn mã QR hoặc mã vạch.",
            "No QR or bar code can be read in the film." if not squares else "A QR or bar code is left in the film.",
        ),
        float(len(squares)),
        0.0,
    )
    return [Look(read, words), Look(decoded, squares)]


def _placed(told: Told, kinds: frozenset[Identifier]) -> list[tuple[Track, Track]]:
    """Where things of these kinds must be gone, each with itself."""
    tracks = dict.fromkeys(f.where for f in (*told.covered, *told.found) if f.identifier in kinds)
    return [(track, track) for track in tracks if isinstance(track, Track)]


def _moved(box: Box, before: Box | None) -> bool:
    """Whether the middle of a cover is another than it was: it grows and shrinks between looks, and is where it was."""
    if before is None or not before.area:
        return True
    x, y = box.x0 + box.x1 - before.x0 - before.x1, box.y0 + box.y1 - before.y0 - before.y1
    return max(abs(x), abs(y)) > 2 * STIRS


def _joined(places: list[Box]) -> list[Box]:
    """The same, those that meet as one."""
    out: list[Box] = []
    for place in places:
        box = place
        while meets := [other for other in out if (other & box).area]:
            for other in meets:
                box |= other
                out.remove(other)
        out.append(box)
    return out


def _grey(pixels: Pixels, place: Box) -> Grey:
    return np.asarray(cv2.cvtColor(pixels[place.slices], cv2.COLOR_RGB2GRAY), np.uint8)


def _lines(grey: Grey, scales: tuple[float, ...]) -> Iterator[Line]:
    """Rows that may be writing, the longest first."""
    yield from sorted((line for scale in scales for line in lines(grey, scale)), key=lambda line: -line.letters)


def _strip(grey: Grey, line: Line) -> Floats:
    """A small picture of a row, of mean 0 and deviation 1."""
    wide, high = STRIP
    target = np.array([[0, 0], [wide, 0], [wide, high], [0, high]], np.float32)
    there = cv2.getPerspectiveTransform(line.corners, target)
    small = np.asarray(cv2.warpPerspective(grey, there, STRIP, borderMode=cv2.BORDER_REPLICATE), np.float32)
    return np.asarray((small - small.mean()) / max(float(small.std()), 1.0), np.float32)


def _busy(grey: Grey) -> list[Box]:
    """Places with as many edges as a code has, and what is around them."""
    across, down = (cv2.convertScaleAbs(cv2.Sobel(grey, cv2.CV_16S, dx, 1 - dx)) for dx in (1, 0))
    strong = cv2.threshold(cv2.add(across, down), EDGE, 255, cv2.THRESH_BINARY)[1]
    height, width = grey.shape
    size = max(width // EDGES, 1), max(height // EDGES, 1)
    dense = cv2.resize(strong, size, interpolation=cv2.INTER_AREA) > DENSE * 255
    if not dense.any():
        return []
    near = np.asarray(cv2.dilate(dense.astype(np.uint8), np.ones((5, 5), np.uint8)), np.uint8)
    count, label, stats, _ = cv2.connectedComponentsWithStats(near)
    full = np.bincount(label[dense], minlength=count) >= BLOCKS
    x, y = width / size[0], height / size[1]
    return [
        Box.around(left * x, top * y, (left + wide) * x, (top + high) * y, width=width, height=height)
        for (left, top, wide, high, _), enough in zip(stats[1:].tolist(), full[1:].tolist(), strict=True)
        if enough
    ]
