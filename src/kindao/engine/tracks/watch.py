"""A film watched from its first frame to its last: what identifies somebody, and where in every frame."""

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from math import ceil, floor

import cv2
import numpy as np

from kindao.engine import weights
from kindao.engine.detect import head
from kindao.engine.detect.base import Detector, Submission
from kindao.engine.detect.closeup import closeup
from kindao.engine.detect.face import Face
from kindao.engine.detect.looks import part_of_any
from kindao.engine.detect.person import everyone, faceless
from kindao.engine.detect.rows import Rows
from kindao.engine.geometry import Box, Region, Track
from kindao.engine.media.picture import Format, Frame, Picture
from kindao.engine.media.reading import Still
from kindao.engine.tracks import looks
from kindao.engine.tracks.changed import Changed, Part
from kindao.engine.tracks.follow import Follower, Habit, Sighting, overlap, same_thing
from kindao.engine.tracks.journal import Journal, Noted
from kindao.engine.tracks.motion import STIRRED, Grey, Steps
from kindao.engine.tracks.trail import Place, Tell, Trail
from kindao.engine.vocabulary import READ, Finding, Identifier, Known

GREY = 640  # pixels on the longer side of a frame in which things are followed, at most: a whole part of the frame's
AHEAD = 16  # frames that are being looked at while the one before them is followed; fewer than `EVERY`
EVERY = 25  # frames between the looks of all detectors but that of faces
APART = 12  # frames at least between two frames that get all looks, however many cuts there are
REFUSED = 12  # frames for which a doubt that a closer look refused is not asked again in that place
CLOSER = 6  # closer looks a frame, at most
BLOCK = 2.2  # width over height up to which writing is a block, no line
LARGE = 0.005  # of the frame: the least of a large one
HEAD = 0.5  # of a face's size, around it: what must be seen with it for it to be one
TURNED = 0.07, 0.15  # of a face's size, its nose aside: as in `head.rear`, where its cover is that of the looks around
CHIN = 1.0  # of the way from eyes to mouth, beyond the mouth: the chin with some room
FACE, PERSON, NEAR, TEXT = "face", "person", "closeup", "text"
HABITS = {FACE: Habit(hold=40, back=40), PERSON: Habit(hold=12, back=12), NEAR: Habit(hold=EVERY + 5, back=EVERY)}
READERS = READ | {Identifier.CODE}  # what is found by detectors that see in a place what they see in the whole frame
OTHERS = Habit(hold=EVERY + 5, back=EVERY + 5, stays=True)
CODES = Habit(hold=10 * EVERY, back=EVERY + 5, stays=True)  # blur hides them from a detector, not from an attacker


@dataclass(frozen=True, slots=True)
class _Other:
    """A look by one detector of pictures at one place of a frame."""

    by: str
    place: Box
    sights: Future[list[Sighting]]  # what meets the place


@dataclass(frozen=True, slots=True)
class _Turn:
    """Which looks a frame gets beside the quick ones."""

    faces: bool  # all looks for faces that a picture gets
    whole: bool  # the detectors of all else look all over
    others: bool  # those of the detectors that do not look for faces
    sharp: bool  # the two looks for faces at what is new to them
    other: bool
    people: bool

    @property
    def any(self) -> bool:
        return self.others or self.sharp or self.other


@dataclass(frozen=True, slots=True)
class _Asked:
    """A frame, and the looks at it: they run while those before it are followed."""

    still: Still
    grey: Grey
    cut: bool  # whether another shot begins with it
    noted: Noted | None = None  # what a run that was killed saw in it
    faces: Future[tuple[looks.Seen, float]] | None = None  # and how sure it is a close-up; None: nothing is looked for
    people: Future[Rows] | None = None
    others: tuple[_Other, ...] | None = None  # None: not the turn of the other detectors
    new: looks.New | None = None  # where sharp looks are taken; None: not their turn


@dataclass(slots=True)
class _Watch:
    width: int
    height: int
    detectors: Sequence[Detector]
    known: tuple[Known, ...]
    follower: Follower
    pool: Executor
    journal: Journal | None
    readers: Changed
    sharp: Changed
    other: Changed
    refused: list[tuple[int, Place]] = field(default_factory=list)
    read: dict[str, list[Sighting]] = field(default_factory=dict)  # by each detector of `READERS`, when last it looked
    faces: list[Sighting] = field(default_factory=list)  # when last the sharp looks were taken

    def ask(self, still: Still, grey: Grey, count: int, turn: _Turn, *, cut: bool) -> _Asked:
        """Every detector whose turn it is, on one frame. count: which of the frames that are looked at it is; cut:
        whether another shot begins with it."""
        full = still.grey() if turn.any else grey
        new: looks.New | None = None
        read: tuple[Part, ...] = ()
        # As they were followed `AHEAD` frames ago, on any machine: where is looked depends on no clock.
        heads = [self._around(place) for place in self.follower.expected(FACE)]
        if turn.sharp or turn.other:
            new = looks.New(
                *(
                    tuple(memory.parts(full, heads, all_over=turn.faces)) if its else ()
                    for memory, its in ((self.sharp, turn.sharp), (self.other, turn.other))
                )
            )
        if turn.others:
            there = [self._box(one.place) for sights in self.read.values() for one in sights]
            read = tuple(self.readers.parts(full, there, all_over=turn.whole))
        if self.journal is not None and (noted := self.journal.get(still.index)):
            return _Asked(still, grey, cut, noted, new=new)
        people = self.pool.submit(_people, still) if turn.people else None
        at = looks.NOTHING if turn.faces or new is None else new
        faces = self.pool.submit(_faces, still, count, at, whole=turn.faces, near=turn.others)
        others = tuple(self._others(still, read)) if turn.others else None
        return _Asked(still, grey, cut, None, faces, people, others, new)

    def _others(self, still: Still, read: Sequence[Part]) -> Iterator[_Other]:
        everywhere = (Part(self._frame, self._frame),)
        for detector in self.detectors:
            for part in read if _reads(detector) else everywhere:
                sights = self.pool.submit(_sightings, detector, still, part, self.known)
                yield _Other(detector.name, part.place, sights)

    def _box(self, place: Place) -> Box:
        return Box.around(*map(float, place[:4]), width=self.width, height=self.height)

    def _around(self, place: Place) -> Box:
        """A face with its head."""
        box = self._box(place)
        x, y = HEAD * box.width, HEAD * box.height
        return box.grown(x, y, x, y, width=self.width, height=self.height)

    @property
    def _frame(self) -> Box:
        return Box(0, 0, self.width, self.height)

    def _noted(self, asked: _Asked) -> Noted | None:
        """What the looks at a frame saw, once they have ended."""
        if asked.faces is None:
            return asked.noted
        faces, near = asked.faces.result()
        seen = {
            FACE: [Sighting(looks.place(row), float(row[4])) for row in faces.faces]
            + [Sighting(looks.place(row), float(row[4]), sure=False) for row in faces.doubted]
        }
        seen[FACE] += self._still_there(seen[FACE], asked.new)
        if asked.others is not None:
            seen[NEAR] = [Sighting(_corners(self._frame), near)] if near else []
            for detector in self.detectors:
                mine = [other for other in asked.others if other.by == detector.name]
                seen[detector.name] = self._unchanged(self.read.get(detector.name, ()), [one.place for one in mine])
                seen[detector.name] += [sight for one in mine for sight in one.sights.result()]
        return Noted(seen, asked.people.result() if asked.people else None)

    def _still_there(self, seen: Sequence[Sighting], new: looks.New | None) -> list[Sighting]:
        """Faces of the last sharp looks that nobody has seen now, where nothing has changed since."""
        if new is None:
            return []
        there = self._unchanged(self.faces, new.places)
        return [one for one in there if not any(other.sure and same_thing(one.place, other.place) for other in seen)]

    def _unchanged(self, sights: Iterable[Sighting], places: Sequence[Box]) -> list[Sighting]:
        """Of what was seen at a last look that which touches none of these places: it would be seen again."""
        return [one for one in sights if not any((self._box(one.place) & place).area for place in places)]

    def follow(self, asked: _Asked) -> Iterator[Finding]:
        """The findings that end before this frame."""
        count, index, noted = 0, asked.still.index, self._noted(asked)
        seen = dict(noted.seen) if noted else {}
        if noted and noted.people is not None:
            faces = [*self.follower.expected(FACE), *(one.place for one in seen[FACE] if one.sure)]
            seen[PERSON] = [
                Sighting(_corners(person.head, person.box), person.score)
                for person in faceless(noted.people, map(looks.row, faces), width=self.width, height=self.height)
            ]
        if noted is not None:
            self.read |= {one.name: list(noted.seen[one.name]) for one in self.detectors if one.name in noted.seen}
            if asked.new is not None:
                self.faces = [one for one in noted.seen[FACE] if one.sure]
            if self.journal is not None and asked.noted is None:
                self.journal.put(index, noted)

        def again(trail: Trail, place: Place) -> Sighting | None:
            nonlocal count
            if noted is None or trail.kind != FACE or count >= CLOSER:
                return None
            count += 1
            return looks.still_there(asked.still.rgb(), place)

        def confirm(kind: str, doubted: Sighting) -> Sighting | None:
            nonlocal count
            if noted is None or kind != FACE or count >= CLOSER:
                return None
            self.refused = [one for one in self.refused if index - one[0] < REFUSED]
            if any(overlap(doubted.place, place) > 0.5 for _, place in self.refused):
                return None
            row = looks.row(doubted.place)
            heads = [head.edges(looks.row(place)) for place in self.follower.now(FACE, index)]
            if part_of_any(row, heads):
                return None
            count += 1
            found = looks.sure_of(asked.still.rgb(), row)
            if found is None:
                self.refused.append((index, doubted.place))
            return found

        with weights.aside():
            ended = list(self.follower.step(asked.grey, seen, again, confirm, cut=asked.cut))
        for trail in ended:
            yield from self.told(trail)

    def told(self, trail: Trail) -> Iterator[Finding]:
        """What a trail that has ended is: the same in every frame, each with its own places."""
        if _imagined(trail, self.width * self.height):
            return
        covering = trail.covering()
        for identifier, shape, about, by, sure in _shapes(trail):
            covers = [(float(a), float(b), float(c), float(d)) for a, b, c, d in covering(shape)]
            boxes = [Box.around(*cover, width=self.width, height=self.height) for cover in covers]
            first = min(trail.first, *trail.held) if trail.held else trail.first
            if trail.held:
                boxes, aside = self._with_held(trail, boxes, first)
                if aside is not None:
                    yield Finding(identifier, aside, min(sure, 1.0), by, about)
            shown = [n for n, box in enumerate(boxes) if box.area]
            if shown:
                during = slice(shown[0], shown[-1] + 1)
                bent = covers[during] if identifier is Identifier.HEAD and trail.kind == FACE else []
                whole = [(floor(a), floor(b), ceil(c), ceil(d)) for a, b, c, d in bent]
                track = Track.of(first + shown[0], boxes[during], whole=whole, unsure=trail.swept)
                yield Finding(identifier, track, min(sure, 1.0), by, about)

    def _with_held(self, trail: Trail, boxes: Sequence[Box], first: int) -> tuple[list[Box], Track | None]:
        """The covers of a trail with the places where it is held; those far from the covers are their own track.

        first: the first frame of either."""
        nowhere = Box(0, 0, 0, 0)
        end = max(trail.end, max(trail.held) + 1)
        out = [*[nowhere] * (trail.first - first), *boxes, *[nowhere] * (end - trail.end)]
        aside: dict[int, Box] = {}
        for frame, place in sorted(trail.held.items()):
            box, cover = self._box(place), out[frame - first]
            if not cover.area or (cover | box).area <= cover.area + box.area:
                out[frame - first] = cover | box if cover.area else box
            else:
                aside[frame] = box
        if not aside:
            return out, None
        start = min(aside)
        return out, Track.of(start, [aside.get(frame, nowhere) for frame in range(start, max(aside) + 1)])


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
    habits = HABITS | {detector.name: CODES if detector.finds == {Identifier.CODE} else OTHERS for detector in others}
    scale = 1 / -(-max(width, height) // GREY)  # averaging whole pixels takes a tenth of the time
    steps = Steps()
    last_faces = last_whole = last_others = last = -(10**9)
    pool = ThreadPoolExecutor(weights.threads(), initializer=weights.alone)
    readers, sharp, other = (Changed(width, height) for _ in range(3))
    follower = Follower(width, height, habits)
    one = _Watch(width, height, others, known, follower, pool, journal, readers, sharp, other)
    try:
        running: deque[_Asked] = deque()
        count = 0
        cut = True
        stirred = 0  # the frame that did last
        due_sharp, due_other, due_people = (looks.Due(*every) for every in (looks.SHARP, looks.OTHER, looks.PERSONS))
        for still, last_one in _to_the_last(frames):
            grey = still.grey(scale)
            step = steps.to(grey)
            cut = cut or step.cut
            often = APART if cut else looks.WHOLE // 2 if last_one else looks.WHOLE
            whole = still.index - last_whole >= often
            faces_too = whole and still.index - last_faces >= (APART if cut else looks.ALL)
            others_too = whole or last_one or still.index - last_others >= EVERY
            if faces_too:
                last_faces = still.index
            if whole:
                last_whole, cut = still.index, False
            if others_too:
                last_others = still.index
            stirred = still.index if step.stir >= looks.CALM else stirred
            calm = still.index - stirred >= looks.AFTER
            quickly = still.index - last >= (looks.CALMLY if calm else looks.QUICK)
            if others_too or step.stir >= STIRRED or quickly:
                last, count = still.index, count + 1
                turn = _Turn(
                    faces_too,
                    whole,
                    others_too,
                    sharp=due_sharp.now(still.index, count, calm=calm, also=faces_too),
                    other=due_other.now(still.index, count, calm=calm, also=faces_too),
                    people=due_people.now(still.index, count, calm=calm, also=whole),
                )
                running.append(one.ask(still, grey, count, turn, cut=step.cut))
            else:
                running.append(_Asked(still, grey, step.cut))
            if len(running) > AHEAD:
                asked = running.popleft()
                yield from one.follow(asked)
                progress(asked.still.index)
        while running:
            asked = running.popleft()
            yield from one.follow(asked)
            progress(asked.still.index)
    finally:
        pool.shutdown(wait=True, cancel_futures=True)
    for trail in one.follower.finish():
        yield from one.told(trail)


def _to_the_last(frames: Iterable[Still]) -> Iterator[tuple[Still, bool]]:
    """Each frame, and whether it is the last."""
    before: Still | None = None
    for still in frames:
        if before is not None:
            yield before, False
        before = still
    if before is not None:
        yield before, True


def _faces(still: Still, count: int, new: looks.New, *, whole: bool, near: bool) -> tuple[looks.Seen, float]:
    """The faces of a frame, and how sure it is that it shows part of one larger than itself."""
    pixels = still.rgb()
    faces = looks.faces_in(pixels, count, new=new, whole=whole)
    return faces, closeup(pixels, faces.faces) if near else 0.0


def _people(still: Still) -> Rows:
    return everyone(still.rgb())


def _reads(detector: Detector) -> bool:
    """Whether what it finds depends on nothing but the place itself."""
    return detector.finds <= READERS


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
    x0, y0, x1, y1 = head.snug(row)
    x, y = map(float, head.rear(row, *TURNED))
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


def _sightings(detector: Detector, still: Still, part: Part, known: tuple[Known, ...]) -> list[Sighting]:
    """What a detector of pictures finds in one place: one sighting for each thing, with all that it says of it."""
    picture = Picture(Format.PNG, (Frame(np.ascontiguousarray(still.rgb()[part.shown.slices])),))
    there: dict[Box, Tells] = {}
    outlines: dict[Box, Place] = {}
    for finding in detector.find(Submission(picture, known=known)):
        if isinstance(finding.where, Region):
            tells = there.setdefault(finding.where.box, {})
            outlines.setdefault(finding.where.box, _outlined(finding.where))
            key = finding.identifier, finding.about
            tells[key] = max(tells.get(key, 0.0), finding.confidence)
    corner = np.tile((float(part.shown.x0), float(part.shown.y0)), 6)
    return [
        Sighting(outlines.get(box, _outlined(Region(box))) + corner, max(tells.values()), tells=tells)
        for box, tells in _apart(there)
        if (_in_frame(box, part.shown) & part.place).area
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


def _in_frame(box: Box, part: Box) -> Box:
    """A box of a part of the frame in pixels of the frame."""
    return Box(box.x0 + part.x0, box.y0 + part.y0, box.x1 + part.x0, box.y1 + part.y0)
