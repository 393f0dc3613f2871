"""A film watched from its first frame to its last: what identifies somebody, and where in every frame."""

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from math import ceil, floor
from threading import Lock

import cv2
import numpy as np

from kindao.engine import weights
from kindao.engine.detect import head
from kindao.engine.detect.base import Detector, Submission
from kindao.engine.detect.closeup import closeup
from kindao.engine.detect.face import Face
from kindao.engine.detect.looks import part_of_any
from kindao.engine.detect.person import everyone, faceless
from kindao.engine.geometry import Box, Region, Track
from kindao.engine.media.picture import Format, Frame, Picture, Pixels
from kindao.engine.media.reading import Still
from kindao.engine.tracks import looks
from kindao.engine.tracks.follow import Follower, Habit, Sighting, overlap, same_thing
from kindao.engine.tracks.journal import Journal, Noted
from kindao.engine.tracks.motion import Grey, is_cut, stirs
from kindao.engine.tracks.trail import Place, Tell, Trail
from kindao.engine.vocabulary import Finding, Identifier, Known

GREY = 480  # pixels on the longer side of a frame in which things are followed
AHEAD = 6  # frames that are being looked at while the one before them is followed
EVERY = 25  # frames between the looks of all detectors but that of faces
APART = 12  # frames at least between two frames that get all looks, however many cuts there are
REFUSED = 12  # frames for which a doubt that a closer look refused is not asked again in that place
CLOSER = 6  # closer looks a frame, at most
BLOCK = 2.2  # width over height up to which writing is a block, no line
LARGE = 0.005  # of the frame: the least of a large one
CHIN = 1.0  # of the way from eyes to mouth, beyond the mouth: the chin with some room
FACE, PERSON, NEAR, TEXT = "face", "person", "closeup", "text"
HABITS = {FACE: Habit(hold=40, back=40), PERSON: Habit(hold=12, back=12), NEAR: Habit(hold=EVERY + 5, back=EVERY)}
OTHERS = Habit(hold=EVERY + 5, back=EVERY + 5)


@dataclass(frozen=True, slots=True)
class _Looked:
    still: Still
    grey: Grey
    noted: Noted | None  # None: nothing was looked for in this frame
    pixels: Pixels | None = None  # of a frame that was looked at just now

    @property
    def near(self) -> Pixels:
        """The frame, for closer looks at places in it."""
        return self.still.rgb() if self.pixels is None else self.pixels


@dataclass(slots=True)
class _Watch:
    width: int
    height: int
    detectors: Sequence[Detector]
    known: tuple[Known, ...]
    follower: Follower
    journal: Journal | None = None
    heavy: Lock = field(default_factory=Lock)  # of looks that take much memory, one at a time
    refused: list[tuple[int, Place]] = field(default_factory=list)

    def look(self, still: Still, grey: Grey, count: int, *, whole: bool, others: bool) -> _Looked:
        """Every detector whose turn it is, on one frame. count: which of the frames that are looked at it is."""
        if self.journal is not None and (noted := self.journal.get(still.index)):
            return _Looked(still, grey, noted)
        weights.alone()
        pixels = still.rgb()
        if not (whole or others):
            return _Looked(still, grey, self._noted(pixels, count, whole=False, others=False), pixels)
        with self.heavy:
            return _Looked(still, grey, self._noted(pixels, count, whole=whole, others=others), pixels)

    def _noted(self, pixels: Pixels, count: int, *, whole: bool, others: bool) -> Noted:
        faces = looks.faces_in(pixels, count, whole=whole)
        seen = {
            FACE: [Sighting(looks.place(row), float(row[4])) for row in faces.faces]
            + [Sighting(looks.place(row), float(row[4]), sure=False) for row in faces.doubted]
        }
        people = everyone(pixels) if whole or count % looks.PERSONS == 0 else None
        if whole or others:
            near = closeup(pixels, faces.faces)
            frame = Box(0, 0, self.width, self.height)
            seen[NEAR] = [Sighting(_corners(frame), near)] if near else []
            for detector in self.detectors:
                seen[detector.name] = _sightings(detector, pixels, self.known)
        return Noted(seen, people)

    def follow(self, looked: _Looked) -> Iterator[Finding]:
        """The findings that end before this frame."""
        asked, index, noted = 0, looked.still.index, looked.noted
        seen = dict(noted.seen) if noted else {}
        if noted and noted.people is not None:
            faces = [*self.follower.expected(FACE), *(one.place for one in seen[FACE] if one.sure)]
            seen[PERSON] = [
                Sighting(_corners(person.head, person.box), person.score)
                for person in faceless(noted.people, map(looks.row, faces), width=self.width, height=self.height)
            ]
        if self.journal is not None and noted and looked.pixels is not None:
            self.journal.put(index, noted)

        def again(trail: Trail, place: Place) -> Sighting | None:
            nonlocal asked
            if noted is None or trail.kind != FACE or asked >= CLOSER:
                return None
            asked += 1
            return looks.still_there(looked.near, place)

        def confirm(kind: str, doubted: Sighting) -> Sighting | None:
            nonlocal asked
            if noted is None or kind != FACE or asked >= CLOSER:
                return None
            self.refused = [one for one in self.refused if index - one[0] < REFUSED]
            if any(overlap(doubted.place, place) > 0.5 for _, place in self.refused):
                return None
            row = looks.row(doubted.place)
            heads = [head.edges(looks.row(place)) for place in self.follower.now(FACE, index)]
            if part_of_any(row, heads):
                return None
            asked += 1
            found = looks.sure_of(looked.near, row)
            if found is None:
                self.refused.append((index, doubted.place))
            return found

        for trail in self.follower.step(looked.grey, seen, again, confirm):
            yield from self.told(trail)

    def told(self, trail: Trail) -> Iterator[Finding]:
        """What a trail that has ended is: the same in every frame, each with its own places."""
        if _imagined(trail, self.width * self.height):
            return
        for identifier, shape, about, by, sure in _shapes(trail):
            covers = [(float(a), float(b), float(c), float(d)) for a, b, c, d in trail.covers(shape)]
            boxes = [Box.around(*cover, width=self.width, height=self.height) for cover in covers]
            shown = [n for n, box in enumerate(boxes) if box.area]
            if shown:
                during = slice(shown[0], shown[-1] + 1)
                bent = covers[during] if identifier is Identifier.HEAD and trail.kind == FACE else []
                whole = [(floor(a), floor(b), ceil(c), ceil(d)) for a, b, c, d in bent]
                track = Track.of(trail.first + shown[0], boxes[during], whole=whole)
                yield Finding(identifier, track, min(sure, 1.0), by, about)


def watch(
    frames: Iterable[Still],
    width: int,
    height: int,
    detectors: Sequence[Detector],
    *,
    known: tuple[Known, ...] = (),
    journal: Journal | None = None,
    progress: Callable[[int], None] = lambda _: None,
) -> Iterator[Finding]:
    """Findings with tracks, as the things end that they are about.

    frames: all, in order. width, height: of each, pixels. detectors: those of pictures; faces are looked for at every
    frame, all else now and then, and followed in between. progress hears the index of each frame that is done.
    journal: of a run that was killed; what it noted is not looked for again, and what is seen is noted in it.
    Memory does not grow with the film. Raises what a detector raises."""
    others = [detector for detector in detectors if not isinstance(detector, Face)]
    habits = HABITS | {detector.name: OTHERS for detector in others}
    one = _Watch(width, height, others, known, Follower(width, height, habits), journal)
    scale = min(GREY / max(width, height), 1.0)
    before: Grey | None = None
    last_whole = last_others = last = -(10**9)
    with ThreadPoolExecutor(weights.threads()) as pool:
        running: deque[Future[_Looked] | _Looked] = deque()
        count = 0
        cut = True
        for still in frames:
            grey = still.grey(scale)
            cut = cut or (before is not None and is_cut(before, grey))
            whole = still.index - last_whole >= (APART if cut else looks.WHOLE)
            turn = whole or still.index - last_others >= EVERY
            if whole:
                last_whole, cut = still.index, False
            if turn:
                last_others = still.index
            if turn or still.index - last >= looks.QUICK or (before is not None and stirs(before, grey)):
                last, count = still.index, count + 1
                running.append(pool.submit(one.look, still, grey, count, whole=whole, others=turn))
            else:
                running.append(_Looked(still, grey, None))
            before = grey
            if len(running) > AHEAD:
                looked = _ready(running.popleft())
                yield from one.follow(looked)
                progress(looked.still.index)
        while running:
            looked = _ready(running.popleft())
            yield from one.follow(looked)
            progress(looked.still.index)
    for trail in one.follower.finish():
        yield from one.told(trail)


def _ready(one: Future[_Looked] | _Looked) -> _Looked:
    return one if isinstance(one, _Looked) else one.result()


def _imagined(trail: Trail, area: int) -> bool:
    """Whether it is a large block that one look alone read as letters, others of the same not: hair before a wall."""
    if trail.kind != TEXT or trail.seen.count(True) > 1 or not trail.missed:
        return False
    across, thick = sorted((float(side) for side in _sides(trail.places[trail.seen.index(True)])), reverse=True)
    return across < BLOCK * thick and across * thick > LARGE * area


Shape = tuple[Identifier, Callable[[Place], Place], str, str, float]


def _shapes(trail: Trail) -> Iterator[Shape]:
    match trail.kind:
        case "face":
            for identifier, shape in ((Identifier.FACE, _face), (Identifier.HEAD, _head), (Identifier.EYES, _eyes)):
                yield identifier, shape, "", FACE, trail.score
        case "person":
            yield Identifier.HEAD, _itself, "", FACE, trail.score
            yield Identifier.PERSON, _whole_person, "", FACE, trail.score
        case "closeup":
            yield Identifier.HEAD, _itself, "", FACE, trail.score
            yield Identifier.BODY_PART, _itself, "", FACE, trail.score
        case by:
            for (identifier, about), sure in trail.tells.items():
                yield identifier, _itself, about, by, sure


def _itself(place: Place) -> Place:
    return place[:4]


def _whole_person(place: Place) -> Place:
    return place[4:8]


def _face(place: Place) -> Place:
    return place[:4]


def _head(place: Place) -> Place:
    """The head of a face, with its chin where the landmarks say: a mask is often taken for what is behind it."""
    row = looks.row(place)
    x0, y0, x1, y1 = head.edges(row)
    x, y = map(float, head.rear(row))
    points = place[4:].reshape(5, 2)
    eyes, mouth = points[:2].mean(axis=0), points[3:].mean(axis=0)
    chin = mouth + CHIN * (mouth - eyes)
    low = np.minimum((x0 + min(x, 0), y0 + min(y, 0)), chin)
    return np.concatenate((low, np.maximum((x1 + max(x, 0), y1 + max(y, 0)), chin)))


def _eyes(place: Place) -> Place:
    points = place[4:8].reshape(2, 2)
    margin = head.EYE * max(float(np.hypot(*(points[1] - points[0]))), 0.3 * head.size(looks.row(place)))
    return np.concatenate((points.min(axis=0) - margin, points.max(axis=0) + margin))


def _corners(*boxes: Box) -> Place:
    return np.array([edge for box in boxes for edge in (box.x0, box.y0, box.x1, box.y1)], np.float64)


def _outlined(where: Region) -> Place:
    """The box of a region, and the corners of the narrowest rectangle around its outline."""
    box = where.box
    corners = where.outline or ((box.x0, box.y0), (box.x1, box.y0), (box.x1, box.y1), (box.x0, box.y1))
    around = cv2.boxPoints(cv2.minAreaRect(np.array(corners, np.float32)))
    return np.concatenate((_corners(box), around.ravel().astype(np.float64)))


def _sides(outlined: Place) -> tuple[float, float]:
    """Of the rectangle that `_outlined` put around it, pixels."""
    a, b, c, _ = outlined[4:].reshape(4, 2)
    return float(np.hypot(*(b - a))), float(np.hypot(*(c - b)))


Tells = dict[Tell, float]


def _sightings(detector: Detector, pixels: Pixels, known: tuple[Known, ...]) -> list[Sighting]:
    """What a detector of pictures finds in one frame: one sighting for each place, with all that it says of it."""
    picture = Picture(Format.PNG, (Frame(pixels),))
    there: dict[Box, Tells] = {}
    outlines: dict[Box, Place] = {}
    for finding in detector.find(Submission(picture, known=known)):
        if isinstance(finding.where, Region):
            tells = there.setdefault(finding.where.box, {})
            outlines.setdefault(finding.where.box, _outlined(finding.where))
            key = finding.identifier, finding.about
            tells[key] = max(tells.get(key, 0.0), finding.confidence)
    return [
        Sighting(outlines.get(box, _outlined(Region(box))), max(tells.values()), tells=tells)
        for box, tells in _apart(there)
    ]


def _apart(there: Mapping[Box, Tells]) -> list[tuple[Box, Tells]]:
    """The places, those together that one trail would follow: a breast over a belly is both, and told as both."""
    places: list[tuple[Box, Tells]] = []
    for box, tells in there.items():
        whole, told = box, tells
        for one in [one for one in places if same_thing(_corners(one[0]), _corners(box))]:
            places.remove(one)
            whole, more = whole | one[0], one[1]
            told = {key: max(told.get(key, 0.0), more.get(key, 0.0)) for key in told | more}
        places.append((whole, told))
    return places
