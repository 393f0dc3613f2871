"""One thing being followed: where it was seen, where it must have been in between, and how far that may be wrong."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from kindao.engine.detect import head
from kindao.engine.tracks.motion import Grey
from kindao.engine.vocabulary import Identifier

Place = NDArray[np.float64]  # (4 + 2n,): x0 y0 x1 y1, then points x y; pixels of the frame

Tell = tuple[Identifier, str]  # what a thing is, and the id of the person whom it is about, "" for nobody known

GROWTH = 0.02  # of a thing's shorter side, a frame further than the next from where it was seen: on each side
AT_MOST = 0.30  # of it
SMEAR = 0.25  # of the way to the next frame, either way: a shutter is open for half of it
NEAR = 1  # frames before and after: it reaches as far around as in any of them …
WOBBLE = 12  # … and as in any of these in which it is seen the same way up and of about the same size
MOSTLY = 0.85  # … the share of these that reach no further
TURNED, SCALED = 0.35, 1.25  # radians, and times as large: up to which it is
ASIDE = 0.03  # of its size, by which the nose of a face may be further beside its middle: else it looks elsewhere
OVER = 1.05  # radians between two ways up of one face of which one look is mistaken, as of a mask …
OFTEN = 0.15  # … where such a share of the sightings around is: then all of them tell how far it reaches
OUTSIZED = 1.4  # times as large as a face is in the sightings around, from which one is a blur's, and not believed
UNDERSIZED = 1.25  # times as small, from which a part of it was seen: it is covered as it is around
AROUND = 2  # sightings before and after that tell it
STEP = 1.0  # pixels a frame, up to which a thing is still
STIRS = 0.08  # of the shorter side of what stays: looks put its box so far aside, though it has not moved
HELD = 2  # frames in which what was not seen between two sightings is somewhere between them
FACE = 14  # numbers of a face's place: its box and five landmarks


@dataclass(slots=True, eq=False)
class Trail:
    """Places of consecutive frames, from `first` on."""

    kind: str
    first: int
    places: list[Place]
    seen: list[bool]  # whether a detector saw it there
    score: float
    tells: dict[Tell, float] = field(default_factory=dict)  # what it is, and how sure
    lost: int = 0  # frames since it was last seen
    gone: int = 0  # frames since nothing like it is there
    missed: int = 0  # looks that did not see it, though it looked as before
    traced: bool = False  # whether it was followed back from where it was first seen
    last: Grey | None = None  # the last frame in which something like it was there, when it has gone
    ended: bool = False
    settled: bool = False  # whether a look has come since it was seen last
    held: dict[int, Place] = field(default_factory=dict)  # where it was seen and may be still, by frame
    stood: int | None = None  # the frame since which the place where it was first seen has shown the same
    swept: dict[int, Place] = field(default_factory=dict)  # frames in which it is somewhere in a box, x0 y0 x1 y1
    dashed: bool = False  # whether it was followed beyond its end by nothing but that it moves
    guessed: set[int] = field(default_factory=set)  # frames in which nothing like it was where it was looked for

    @property
    def end(self) -> int:
        return self.first + len(self.places)

    @property
    def speed(self) -> tuple[float, float]:
        """Pixels a frame, from its last two places."""
        if len(self.places) < 2:
            return 0.0, 0.0
        step = middle(self.places[-1]) - middle(self.places[-2])
        return float(step[0]), float(step[1])

    def at(self, frame: int) -> Place:
        return self.places[frame - self.first]

    @property
    def seen_last(self) -> int:
        """The frame in which a detector saw it last."""
        return self.end - 1 - self.lost

    @property
    def still(self) -> bool:
        """Whether it did not move just before or just after it was seen last."""
        at = self.seen_last - self.first
        around = [n for n in (at - 1, at) if 0 <= n < len(self.places) - 1]
        steps = [float(np.hypot(*(middle(self.places[n + 1]) - middle(self.places[n])))) for n in around]
        return min(steps, default=0.0) <= STEP

    def hold(self, until: int, again: Place | None = None) -> None:
        """Up to this frame it may be where it was seen last, whatever it looked like in between.

        again: where it is seen in this frame, when it is."""
        start, place = self.seen_last + 1, self.at(self.seen_last)[:4]
        if again is not None:  # who stood half before it in one of the two hid a part of it from the detector
            start, until, place = start - 1, until + 1, _both(place, again[:4])
        for frame in range(start, until):
            self.held[frame] = _both(self.held[frame], place) if frame in self.held else place

    def hold_back(self) -> None:
        """It was there before it was first seen, unless it moved then: since its place has shown the same."""
        steps = [float(np.hypot(*(middle(place) - middle(self.places[0])))) for place in self.places[1:3]]
        if self.stood is not None and all(step <= STEP * n for n, step in enumerate(steps, 1)):
            self.held |= dict.fromkeys(range(self.stood, self.first), self.places[0][:4])

    def see(self, place: Place, supposed: Place | None = None) -> None:
        """It is seen in the frame after its last; what was supposed since it was last seen is put right.

        supposed: where it would have been in this frame, by what it looks like; by its speed when None."""
        if self.lost:
            if supposed is None and self.lost <= HELD:
                between = _both(self.at(self.seen_last), place)
                for frame in range(self.seen_last + 1, self.end):
                    self.widen(frame, between)
            self._bridge(place - (moved(self.places[-1], *self.speed) if supposed is None else supposed))
        self.places.append(place)
        self.seen.append(True)
        self.lost = self.gone = 0
        self.settled = False
        self.last = None

    def learn(self, score: float, tells: Mapping[Tell, float]) -> None:
        """What one more sighting says of it."""
        self.score = max(self.score, score)
        for what, sure in tells.items():
            self.tells[what] = max(self.tells.get(what, 0.0), sure)

    def suppose(self, place: Place) -> None:
        """It was not seen in the next frame and must be there."""
        self.places.append(place)
        self.seen.append(False)
        self.lost += 1

    def forget(self, count: int) -> None:
        """It was not in the last frames after all. count: of these, none of them seen."""
        del self.places[-count:], self.seen[-count:]
        self.lost -= count
        self.gone -= count

    def _bridge(self, off: Place) -> None:
        """Moves what was supposed towards where it is seen now, the later the more. off: how far that is away."""
        end, lost = len(self.places), self.lost
        if any(self.seen[: end - lost]):
            for n in range(lost):
                self.places[end - lost + n] = self.places[end - lost + n] + off * ((n + 1) / (lost + 1))

    def before(self, frame: int, ahead: int, count: int) -> list[Place]:
        """Its places from at most `count` frames before this one to this, none of them guessed.

        ahead: 1, or -1 where frames are gone through backwards."""
        out: list[Place] = []
        for at in range(frame, frame - ahead * (count + 1), -ahead):
            if not self.first <= at < self.end or at in self.guessed:
                break
            out.append(self.at(at))
        return out[::-1]

    def surely(self, frame: int) -> bool:
        """Whether it is in this frame, and not only followed there because something moved."""
        return self.first <= frame < self.end and frame not in self.swept

    def sweep(self, frame: int, place: Place, box: Place, *, also: bool) -> None:
        """In this frame, one of its own or next to these, it is in the box and not where it was guessed; or there as
        well."""
        if frame >= self.end:
            self.suppose(place)
        elif frame < self.first:
            self.places.insert(0, place)
            self.seen.insert(0, False)
            self.first -= 1
        elif not also:
            self.places[frame - self.first] = place
        self.widen(frame, box)

    def widen(self, frame: int, box: Place) -> None:
        """In this frame it may be anywhere in this box, and in all that was said before."""
        self.swept[frame] = _both(self.swept[frame], box) if frame in self.swept else box

    def covers(self, shape: Callable[[Place], Place]) -> list[Place]:
        """What must be covered in each frame, x0 y0 x1 y1: the shape of each place, as far around its middle as it was
        just before and after, grown where nobody saw it, and over all that it is smeared over when it moves."""
        return self.covering()(shape)

    def covering(self) -> Callable[[Callable[[Place], Place]], list[Place]]:
        """`covers`, for several shapes of these places: what is the same for all of them is computed once."""
        known, stood = list(self.seen), list(self._stood_still())
        for start, end in stood:
            known[start:end] = [True] * (end - start)
        growth = [min(max(away - 1, 0) * GROWTH, AT_MOST) for away in _away(known)]
        anchors = np.array([anchor(place) for place in self.places])
        around, believed, alike = np.tile(anchors, 2), self._believed()[:, None], list(self._alike())
        steps = np.diff(anchors, axis=0, append=anchors[-1:]) * SMEAR
        back = np.vstack((np.zeros((1, 2)), -steps[:-1]))
        smear = np.hstack((np.minimum(np.minimum(steps, back), 0), np.maximum(np.maximum(steps, back), 0)))

        def covers(shape: Callable[[Place], Place]) -> list[Place]:
            boxes = np.array([shape(place)[:4] for place in self.places])
            for start, end in stood:
                boxes[start + 1 : end] = _both(boxes[start], boxes[end])
            extents = (boxes - around) * believed
            out = np.empty_like(boxes)
            for n, like in enumerate(alike):
                near = extents[max(n - NEAR, 0) : n + NEAR + 1]
                ordered = np.sort(extents[like], axis=0)
                low = np.minimum(near[:, :2].min(axis=0), _quantile(ordered[:, :2], 1 - MOSTLY))
                high = np.maximum(near[:, 2:].max(axis=0), _quantile(ordered[:, 2:], MOSTLY))
                more = growth[n] * float((high - low).min())
                out[n, :2], out[n, 2:] = anchors[n] + low - more, anchors[n] + high + more
            out += smear
            for frame, box in self.swept.items():
                n = frame - self.first
                if 0 <= n < len(out):
                    out[n] = _both(out[n], box + shape(self.places[n])[:4] - self.places[n][:4])
            return list(out)

        return covers

    def _stood_still(self) -> Iterator[tuple[int, int]]:
        """From one sighting of what stays to the next, where it has not moved between: there nothing is guessed."""
        if self.stood is None:
            return
        for start, end in pairwise(np.flatnonzero(self.seen).tolist()):
            places = np.array([place[:4] for place in self.places[start : end + 1]])
            across = np.ptp((places[:, :2] + places[:, 2:]) / 2, axis=0)
            if end > start + 1 and across.max() <= max(STEP, STIRS * float((places[0, 2:] - places[0, :2]).min())):
                yield start, end

    def _believed(self) -> NDArray[np.float64]:
        """What each place's extent is to be multiplied by: less than 1 for a face that one look saw much too large,
        more for one of which it saw a part."""
        out = np.ones(len(self.places))
        seen = np.flatnonzero(self.seen)
        if not len(seen) or len(self.places[0]) != FACE:
            return out
        sizes = [float((place[2:4] - place[:2]).mean()) for place in self.places]
        known = [sizes[at] for at in seen.tolist()]
        usual = [_median(known[max(at - AROUND, 0) : at + AROUND + 1]) for at in range(len(known) + 1)]
        for n, at in enumerate(np.searchsorted(seen, np.arange(len(sizes))).tolist()):
            if sizes[n] > OUTSIZED * usual[at] or UNDERSIZED * sizes[n] < usual[at]:
                out[n] = usual[at] / sizes[n]
        return out

    def _alike(self) -> Iterator[NDArray[np.intp]]:
        """For each frame those around it whose places may be laid over its own."""
        ups = np.array([_up(place) for place in self.places])  # from mouth to eyes, x y
        beside = np.array([_aside(place) for place in self.places])
        lengths, known = np.maximum(np.hypot(*ups.T), 1e-6), np.array(self.seen)
        over, turned = float(np.cos(OVER)), float(np.cos(TURNED))
        for n in range(len(ups)):
            start = max(n - WOBBLE, 0)
            around = slice(start, n + WOBBLE + 1)
            here, long, seen = lengths[n], lengths[around], known[around]
            across = ups[around] @ ups[n] / (long * here)
            mistaken = np.count_nonzero(seen & (across < over)) > OFTEN * np.count_nonzero(seen)
            if mistaken and len(self.places[0]) == FACE:
                yield np.arange(start, start + len(seen))
                continue
            same = (across >= turned) & (np.maximum(long / here, here / long) <= SCALED)
            same &= np.abs(beside[around] - beside[n]) <= ASIDE
            same[n - start] = True
            yield start + np.flatnonzero(same)


def _quantile(ordered: NDArray[np.float64], share: float) -> NDArray[np.float64]:
    """As `np.quantile` of each column, each in ascending order, which takes ten times as long for so few."""
    at = share * (len(ordered) - 1)
    low = int(at)
    return np.asarray(ordered[low] + (ordered[min(low + 1, len(ordered) - 1)] - ordered[low]) * (at - low), np.float64)


def _median(values: Sequence[float]) -> float:
    ordered, half = sorted(values), len(values) // 2
    return ordered[half] if len(values) % 2 else (ordered[half - 1] + ordered[half]) / 2


def _up(place: Place) -> Place:
    """From a face's mouth to its eyes; for what has no way up, nothing that is like any other."""
    if len(place) != FACE:
        return np.zeros(2)
    points = place[4:].reshape(5, 2)
    return np.asarray(points[:2].mean(axis=0) - points[3:].mean(axis=0))


def _aside(place: Place) -> float:
    """How far a face's nose is beside the middle of its eyes and mouth, of its size; 0 of what is no face."""
    if len(place) != FACE:
        return 0.0
    return head.aside(np.insert(place, 4, 1.0).astype(np.float32))


def anchor(place: Place) -> Place:
    """The point of a thing that is sure: between a face's eyes, which every look finds; else its middle."""
    return place[4:8].reshape(2, 2).mean(axis=0) if len(place) == FACE else middle(place)


def middle(place: Place) -> NDArray[np.float64]:
    return (place[:2] + place[2:4]) / 2


def moved(place: Place, x: float, y: float) -> Place:
    """The same, elsewhere."""
    out = place.copy()
    out[0::2] += x
    out[1::2] += y
    return out


def _both(one: Place, other: Place) -> Place:
    """The box around two."""
    return np.concatenate((np.minimum(one[:2], other[:2]), np.maximum(one[2:4], other[2:4])))


def _away(seen: Sequence[bool]) -> list[int]:
    """For each frame, how many frames away it was seen."""
    far = len(seen) + 1
    away, last = [far] * len(seen), -far
    for n, here in enumerate(seen):
        last = n if here else last
        away[n] = n - last
    last = 2 * far
    for n in range(len(seen) - 1, -1, -1):
        last = n if seen[n] else last
        away[n] = min(away[n], last - n)
    return away
