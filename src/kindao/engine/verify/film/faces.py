"""Faces that are left in a film, by the networks of verification: at every second frame where something is new,
all over every second or so, closely before and after everything that was covered."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, partial

import cv2
import numpy as np

from kindao.engine import weights
from kindao.engine.geometry import Box, Track
from kindao.engine.media.picture import Pixels
from kindao.engine.media.reading import Still
from kindao.engine.verify import second_sight
from kindao.engine.verify.evidence import HEADS, Look
from kindao.engine.verify.faces import ALIKE, BY_THE_FACE, COVERED, NEAR, NOTHING, UNCOVERED, spoken, uncovered
from kindao.engine.verify.film.changes import Changes
from kindao.engine.verify.film.moment import Moment
from kindao.engine.verify.film.planes import SIDE, ellipse, without
from kindao.engine.verify.film.remembered import Remembered
from kindao.engine.verify.film.residuals import Trails, joined
from kindao.engine.verify.film.told import Told
from kindao.engine.verify.recognition import likeness, points_of
from kindao.engine.verify.result import Check
from kindao.engine.verify.second_sight import Face
from kindao.engine.vocabulary import Finding, Identifier, Words

SURE = 2.1  # of four opinions; in clean copies of films nothing came to 1.6
PROPOSE = 0.1  # RetinaFace's score upright: of one face, 0.13 to 0.75 as it lies to the grid of its anchors
GLANCE = 2  # frames from one look at what is new to the next
WHOLE = 24  # frames after which all of the frame is looked at again, in all four quarter turns
CLOSER = 96  # frames after which all of it is looked at larger, and smaller with room around it
ON_SIDE = 0.75  # of the size in which the whole frame is looked at upright, when it is turned
APART = 8  # frames at least between two of these, however many cuts there are
TURNED = 0.07  # share of the frame that is new, up to which it is looked at in all four quarter turns
GRAIN = 64  # pixels of which the sides of what is looked at are a multiple: sizes that recur
ASKED = 16  # proposals of one frame about which the others are asked
ASKED_FIRST = 32  # of a part's first, in which none was refused yet
REFUSED = 24  # frames in which a proposal that was refused is not asked about again in that place
HOT = 12  # frames for which a place is looked at again where a face was seen
AROUND = 0.5  # of a covered place's size on each side, looked at before its first frame and after its last
EDGE = 320  # pixels on the longer side of that look
COMPARE = 8  # frames from one attempt at recognition to the next
ATTEMPTS = 24  # of them in one film: each one fails the film, so that more say nothing new


@dataclass(slots=True)
class _Refused:
    frame: int
    box: tuple[float, float, float, float]
    score: float


@dataclass(frozen=True, slots=True)
class Seen:
    """What the looks at some frames that follow each other came to."""

    left: tuple[Finding, ...]
    in_copy: tuple[Finding, ...]
    alike: tuple[Finding, ...]
    best: float
    bare: float
    written: float
    closest: float
    stay: int
    any: bool
    part: bool


class Faces:
    """The looks at a film, or at a part of it, in the order of its frames."""

    def __init__(
        self, told: Told, frames: int, *, compared: bool, remembered: Remembered | None = None, first: int = 0
    ) -> None:
        """frames: of the film. compared: with the original, which is looked at then; remembered: what was seen of it
        before. first: the part's first frame: all of it is looked at."""
        self._told, self._frames, self._first, self._compared = told, frames, first, compared
        self._remembered = remembered if compared and remembered is not None else Remembered(0)
        # What is seen first may be there since the looks at all of a frame that the part before had, at most.
        self._whole, self._closer = first - WHOLE, first - WHOLE - CLOSER
        self._changes = Changes(told.width, told.height, max(first - WHOLE + 1, 0))
        self._edges = _edges(told, frames)
        self._refused: list[_Refused] = []
        self._seen = Trails("faces-of-original" if compared else "faces", GLANCE)
        self._copy = Trails("faces", CLOSER)
        self._alike = Trails("re-identification", COMPARE)
        self._stay = 0
        self._any = False  # whether anything was filled at all
        self.best = 0.0  # what the networks made of what is left, at most
        self._bare = 0.0
        self._written = 0.0
        self._closest = 0.0
        self._part = False  # a part under treatment lies in a face that was compared
        self._attempts = 0

    def look(self, moment: Moment) -> None:
        n = moment.index
        self._any = self._any or bool(moment.filled.any())
        whole = n - self._whole >= (APART if moment.cut else WHOLE)
        found: list[tuple[Face, int]] = []  # with the frame since which it may be there unseen
        if whole or n % GLANCE == 0:
            found += self._glance(moment, whole=whole)
        for box in self._edges.pop(n, ()):
            seen = self._remembered.of((n, box), partial(self._at_edge, moment, box))
            found += [(face, max(n - 1, 0)) for face in seen]
        self._judge(moment, found)
        if self._compared:
            if whole and n - self._closer == 0:
                self._in_copy(moment)
            if n % COMPARE == 0:
                self._recognise(moment)

    def _glance(self, moment: Moment, *, whole: bool) -> Iterator[tuple[Face, int]]:
        """Proposals where something is new; those of the whole frame now and then."""
        n, eyes = moment.index, moment.eyes
        frame = moment.whole
        scale = min(SIDE / max(frame.width, frame.height), 1.0)
        new = self._changes.places(moment.small, moment.filled)
        places = [frame] if whole else new
        hot = [_around(box, 0.6, frame) for box in self._seen.open(n, HOT)]
        places += [box for box in hot if not any(box.inside(other) > 0.9 for other in places)]
        if not places:
            return
        pixels = eyes.rgb(scale)
        share = sum(box.area for box in places) / frame.area
        aside: tuple[int, ...] = (1, 2, 3) if whole or share <= TURNED else ()
        views = [_View(pixels, (0,))] + ([_View(eyes.rgb(scale * ON_SIDE), aside)] if aside else [])
        if second_sight.is_dim(pixels):
            views += [replace(view, lit=True) for view in views]
        for box in places:
            since = self._changes.since(n, box, moment.small, GLANCE)
            early = max(self._whole + 1, 0) if whole else since
            for view in views:
                there = _part(view.pixels, box, frame)
                for turn in view.turns:
                    asked = n, view.pixels.shape, view.lit, there, turn
                    for face in self._remembered.of(asked, partial(view.proposals, there, frame, turn)):
                        yield face, early if turn else since
            self._changes.looked(n, moment.small, box)
            self._seen.unseen(n, box)
        if whole:
            self._whole = n
            if n - self._closer >= CLOSER:
                since, self._closer = max(self._closer + 1, 0), n
                seen = self._remembered.of((n,), partial(_closely, eyes, frame))
                yield from ((face, since) for face in seen)

    def _at_edge(self, moment: Moment, box: Box) -> Iterator[Face]:
        part = moment.eyes.rgb()[box.slices]
        scale = min(EDGE / max(box.width, box.height), 1.0)
        smooth = cv2.INTER_AREA
        seen = np.asarray(cv2.resize(part, None, fx=scale, fy=scale, interpolation=smooth), np.uint8)
        for turn in range(4):
            for face in second_sight.propose(seen, scale, turn):
                yield second_sight.moved(face, box.x0, box.y0)

    def _judge(self, moment: Moment, found: Iterable[tuple[Face, int]]) -> None:
        """What is not filled in the copy, and what all networks together take for a face."""
        n = moment.index
        since: dict[tuple[float, ...], int] = {}
        open_: list[Face] = []
        for face, early in found:
            box = face.region(self._told.width, self._told.height)
            if box.width < 6 or box.height < 6:
                continue
            if self._told.stays(n, box):
                self._stay += 1
                continue
            mask = without(ellipse(box), box, self._told.kept_in(n, box))
            if moment.bare(mask, box) <= (UNCOVERED if self._compared else 1 - COVERED):
                continue
            open_.append(face)
            since[face.box] = min(early, since.get(face.box, early))
        self._refused = [one for one in self._refused if n - one.frame < REFUSED]
        asked = self._asked(open_, n)
        if not asked:
            return
        for face in second_sight.apart(ask(moment.eyes.rgb(), asked), asked=True):
            self.best = max(self.best, face.sure)
            if face.sure < SURE:
                self._refused.append(_Refused(n, face.box, face.score))
                continue
            box = face.region(self._told.width, self._told.height)
            first = since.get(face.box, n)
            bare = moment.bare(without(ellipse(box), box, self._told.kept_in(n, box)), box)
            self._bare = max(self._bare, bare)
            self._seen.see(n, box, face.sure / 4, since=first, what=Identifier.FACE)
            if moment.before is not None:
                self._try(moment, box, face)

    def _asked(self, proposals: Sequence[Face], frame: int) -> list[Face]:
        """About which the others are asked: the likeliest, of those that were not refused just before."""
        most = ASKED if frame > self._first else ASKED_FIRST
        return [one for one in second_sight.apart(proposals, asked=False) if not self._was_refused(one)][:most]

    def _was_refused(self, face: Face) -> bool:
        return any(
            second_sight.same_place(face.box, one.box) and face.score <= one.score + 0.2 for one in self._refused
        )

    def _in_copy(self, moment: Moment) -> None:
        """The whole frame of the copy itself."""
        frame = moment.whole
        scale = min(SIDE / max(frame.width, frame.height), 1.0)
        found = []
        view = moment.after.rgb(scale)
        for face in _proposals(view, _part(view, frame, frame), frame, 0):
            box = face.region(frame.width, frame.height)
            if not box.area or self._told.stays(moment.index, box) or moment.bare(ellipse(box), box) < 1 - COVERED:
                continue
            parts = self._told.kept_in(moment.index, box)
            if not parts or moment.bare(without(ellipse(box), box, parts), box) > UNCOVERED:
                found.append(face)
        found = self._asked(found, moment.index)
        for face in ask(moment.after.rgb(), found) if found else ():
            self._written = max(self._written, face.sure)
            if face.sure >= SURE:
                box = face.region(frame.width, frame.height)
                since = max(moment.index - CLOSER, 0)
                self._copy.see(moment.index, box, face.sure / 4, since=since, what=Identifier.FACE)

    def _recognise(self, moment: Moment) -> None:
        for box in self._told.named(moment.index, frozenset({Identifier.FACE})):
            both = box & moment.whole
            if both.width >= 8 and both.height >= 8 and not self._told.stays(moment.index, both):
                self._try(moment, both, None)

    def _try(self, moment: Moment, box: Box, face: Face | None) -> None:
        if moment.before is None or self._attempts >= ATTEMPTS or moment.bare(ellipse(box), box) <= NOTHING:
            return
        self._part = self._part or bool(self._told.kept_in(moment.index, box))
        alike = likeness(moment.before.rgb(), moment.after.rgb(), points_of(box, face))
        measure = max(alike.mobileface / ALIKE, 2 - alike.dlib / NEAR)
        self._closest = max(self._closest, measure)
        if measure >= 1:
            self._attempts += 1
            self._alike.see(moment.index, box, measure / 3, since=moment.index, what=Identifier.FACE)

    def seen(self) -> Seen:
        """Once all frames have been looked at."""
        left, in_copy, alike = (tuple(t.findings(self._frames)) for t in (self._seen, self._copy, self._alike))
        return Seen(
            left,
            in_copy,
            alike,
            self.best,
            self._bare,
            self._written,
            self._closest,
            self._stay,
            self._any,
            self._part,
        )


def looks(seen: Sequence[Seen], *, compared: bool, drawn: bool) -> list[Look]:
    """What the looks at all parts of a film came to."""
    stay = sum(one.stay for one in seen)
    left = joined(one.left for one in seen)
    if not compared:
        return [_look("faces", left, max(one.best for one in seen), SURE, stay, *SEEN)]
    back = _look("faces-of-original", left, max(one.bare for one in seen), UNCOVERED, stay, *BACK)
    untouched = back.check.passed and not stay and not any(one.any for one in seen)
    if untouched or (back.check.passed and drawn):
        back = replace(back, check=Check("faces-of-original", True, uncovered(drawn, untouched)))
    clean = BY_THE_FACE if any(one.part for one in seen) else ALIKE_WORDS[0]
    in_copy, alike = joined(one.in_copy for one in seen), joined(one.alike for one in seen)
    return [
        _look("faces", in_copy, max(one.written for one in seen), SURE, stay, *SEEN),
        back,
        _look("re-identification", alike, max(one.closest for one in seen), 1.0, stay, clean, ALIKE_WORDS[1]),
    ]


SEEN = (
    Words("Các mạng dò khác không thấy khuôn mặt nào trong phim", "Other networks see no face in the film"),
    Words("Mạng dò khác còn thấy khuôn mặt trong phim.", "Other networks still see a face in the film."),
)
BACK = (
    Words(
        "Mọi khuôn mặt tìm thấy trong phim gốc đã bị che", "Every face that was found in the original film is covered"
    ),
    Words("Khuôn mặt trong phim gốc chưa được che hết.", "A face of the original film is not covered."),
)
ALIKE_WORDS = (
    Words("Hai mạng nhận dạng không nhận ra ai trong bản sao", "Two recognition networks recognise nobody in the copy"),
    Words(
        "Mạng nhận dạng vẫn nhận ra người trong bản gốc.",
        "A recognition network still recognises somebody of the original.",
    ),
)


def _look(
    check: str, found: tuple[Finding, ...], measured: float, limit: float, stay: int, clean: Words, left: Words
) -> Look:
    passed = not found
    return Look(Check(check, passed, spoken(passed, stay, clean, left), measured, limit), found)


def ask(pixels: Pixels, proposals: list[Face]) -> list[Face]:
    """Each with what the networks together say of it, as `second_sight.asked_again` does, the cheapest first:
    who cannot come to `SURE` any more is not shown to the others."""
    close = [second_sight.crop(pixels, face, margin, 48) for face in proposals for margin in second_sight.CLOSE]
    batch = ((np.stack(close).astype(np.float32) - 127.5) / 128).transpose(0, 3, 1, 2)
    (onet,) = weights.session("onet").run(None, {"image": batch})
    sure = onet.reshape(-1, len(second_sight.CLOSE)).mean(axis=1)
    sure += [face.score + (second_sight.EMPHASIS if face.score >= second_sight.CERTAIN else 0) for face in proposals]
    cells = {
        n: [second_sight.crop(pixels, proposals[n], margin, second_sight.CELL) for margin in second_sight.MARGINS]
        for n in np.flatnonzero(sure >= SURE - 2).tolist()
    }
    for look, left in ((second_sight.retinaface_in, 1), (second_sight.ultraface_in, 0)):
        likely = [n for n in cells if sure[n] >= SURE - 1 - left]
        if not likely:
            break
        shown = [cell for n in likely for cell in cells[n]]
        scores = second_sight.in_mosaics(shown, look, trimmed=left == 1)
        sure[likely] += scores.reshape(len(likely), -1).mean(axis=1)
    return [replace(face, sure=float(value)) for face, value in zip(proposals, sure, strict=True)]


@dataclass(frozen=True)
class _View:
    """A frame made smaller, and how many quarter turns it is looked at in. lit: by more light."""

    pixels: Pixels
    turns: tuple[int, ...]
    lit: bool = False

    @cached_property
    def seen(self) -> Pixels:
        return second_sight.brightened(self.pixels) if self.lit else self.pixels

    def proposals(self, there: Box, frame: Box, turn: int) -> Iterator[Face]:
        return _proposals(self.seen, there, frame, turn)


def _part(view: Pixels, box: Box, frame: Box) -> Box:
    """What is looked at of a reduced frame for the sake of this part of the frame."""
    height, width = view.shape[:2]
    scale = width / frame.width
    x0, x1 = _grained(box.x0 * scale, box.x1 * scale, width)
    y0, y1 = _grained(box.y0 * scale, box.y1 * scale, height)
    return Box(x0, y0, x1, y1)


def _proposals(view: Pixels, there: Box, frame: Box, turns: int) -> Iterator[Face]:
    """RetinaFace's in a part of a reduced frame, in pixels of the whole frame."""
    part, scale = np.ascontiguousarray(view[there.slices]), view.shape[1] / frame.width
    for face in second_sight.propose(part, scale, turns, second_sight.PROPOSE if turns else PROPOSE):
        yield second_sight.moved(face, there.x0 / scale, there.y0 / scale)


def _grained(start: float, end: float, whole: int) -> tuple[int, int]:
    size = min(-(-max(int(end - start), 1) // GRAIN) * GRAIN, whole)
    first = min(max(int((start + end - size) / 2), 0), whole - size)
    return first, first + size


def _closely(still: Still, frame: Box) -> Iterator[Face]:
    """The whole frame larger than at a glance, and so small, with room around, that a face which fills it is whole."""
    longest = max(frame.width, frame.height)
    scale = min(second_sight.MIDDLE / longest, 1.0)
    if longest > SIDE:
        yield from second_sight.propose(still.rgb(scale), scale, 0)
    scale = second_sight.NEAR / longest
    room = second_sight.ROOM
    padded = cv2.copyMakeBorder(still.rgb(scale), room, room, room, room, cv2.BORDER_CONSTANT, value=second_sight.GREY)
    for turns in range(4):
        for face in second_sight.propose(np.asarray(padded, np.uint8), scale, turns):
            yield second_sight.moved(face, -room / scale, -room / scale)


def _around(box: Box, share: float, frame: Box) -> Box:
    side = share * max(box.width, box.height)
    return box.grown(side, side, side, side, width=frame.width, height=frame.height)


def _edges(told: Told, frames: int) -> dict[int, list[Box]]:
    """Frames just before and after each covered head, with where to look: there the finder may have lost it."""
    whole = Box(0, 0, told.width, told.height)
    out: dict[int, list[Box]] = {}
    for finding in (*told.covered, *told.found):
        track = finding.where
        if finding.identifier not in HEADS or not isinstance(track, Track):
            continue
        for at, away in ((track.first, -1), (track.end - 1, 1)):
            box = track.at(at)
            assert box is not None
            for n in (1, 2):
                if not 0 <= at + away * n < frames:
                    continue
                here = out.setdefault(at + away * n, [])
                # Where it was, as large as it was; and all the way that it may have gone, seen smaller.
                for place in (_around(box & whole, AROUND, whole), _gone(track, at, away, n, whole)):
                    if place.area and all(place.iou(other) < 0.5 for other in here):
                        here.append(place)
    return out


def _gone(track: Track, at: int, away: int, frames: int, whole: Box) -> Box:
    """Where what was covered in this frame may be so many frames away, as fast as it went; away: 1, or -1 before."""
    box = track.at(at)
    assert box is not None
    before = track.at(at - away)
    there = box & whole
    if before is None or not (before & whole).area or not there.area:
        return _around(there, AROUND, whole)
    x = (box.x0 + box.x1 - before.x0 - before.x1) / 2 * frames
    y = (box.y0 + box.y1 - before.y0 - before.y1) / 2 * frames
    side = AROUND * max(there.width, there.height)
    return Box.around(
        there.x0 + min(x, 0) - side,
        there.y0 + min(y, 0) - side,
        there.x1 + max(x, 0) + side,
        there.y1 + max(y, 0) + side,
        width=whole.width,
        height=whole.height,
    )
