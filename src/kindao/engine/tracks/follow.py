"""From what is seen in single frames to what is there in all of them.

Frame by frame: what is seen is joined to what is being followed; what is not seen again is followed by its looks,
and held for a while where those are lost; what is new is followed back to where it began."""

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, field
from itertools import pairwise
from math import hypot
from typing import Any

import numpy as np
from numpy.typing import NDArray

from kindao.engine.tracks.motion import Grey, Move, followed, is_cut, still
from kindao.engine.tracks.standing import Standing
from kindao.engine.tracks.swept import FAST, swept
from kindao.engine.tracks.trail import Place, Tell, Trail, middle, moved

JOINS = 0.25  # intersection over union with where it should be, from which a thing seen is the one followed
NEAR = 0.5  # of its size between the middles of both, from which it is as well, when of like size
LIKE = 2.2  # times as large
DOUBTED = 1.5  # the same of what is only doubted: blur makes vast faces of walls, and a trail would go on as one
WANDERS = 0.04  # of its size, by which it may be further off for each frame that nobody saw it
STAYED = 0.5  # intersection over union with where it was seen last, from which a thing has not moved
NO_CUT = 0.85  # how alike it must be across what looks like a cut, for it to go on
KNOWN = 4  # frames after which it is known how fast a thing moves
YOUNG = 1.5  # of its size, how far one of unknown speed may have gone in a frame
RECENT = 25  # frames in which two that were seen apart are remembered as two
POPS = 2  # frames for which what has gone at once is still covered, on either side
DASHES = 12  # frames in a row in which one that moves fast is followed by nothing but that it moves …
ALL = 2  # … where all else does as well
LARGE = 0.25  # of the frame, from which a thing has no room to move so fast
REACH = 0.75  # of its size, how far from where it should be a thing is looked for in the next frame
OUT = 0.15  # share of a thing still in the picture, below which it has left


@dataclass(frozen=True, slots=True)
class Sighting:
    """What a detector saw in one frame."""

    place: Place
    score: float
    sure: bool = True  # else it only continues what is followed already
    tells: Mapping[Tell, float] = field(default_factory=dict)  # what it is, and how sure


@dataclass(frozen=True, slots=True)
class Habit:
    """How things of one kind are followed."""

    hold: int  # frames for which one that is not seen again is covered, while something like it is there
    back: int  # frames before it was first seen, the same
    stays: bool = False
    """What is still is covered where it was seen until a look sees otherwise: it does not walk off. And before it was
    first seen since its place has shown the same, whatever looks overlooked it."""


Again = Callable[[Trail, Place], Sighting | None]
Confirm = Callable[[str, Sighting], Sighting | None]


def _never(*_: object) -> None:
    return None


@dataclass(slots=True)
class Follower:
    """Follows the things of all kinds through one film, frame after frame.

    width, height: of the frames, pixels. habits: of each kind."""

    width: int
    height: int
    habits: Mapping[str, Habit]
    following: list[Trail] = field(default_factory=list)
    _resting: deque[Trail] = field(default_factory=deque)  # ended not long ago: what begins may be one of these
    _past: deque[Grey] = field(default_factory=deque)  # grey frames, the newest last
    _looked: deque[Set[str]] = field(default_factory=deque)  # what was looked for in each of these
    _standing: Standing = field(default_factory=Standing)
    _before: Grey | None = None
    _grey: Grey = field(default_factory=lambda: np.zeros((1, 1), np.uint8))
    _shot: int = 0  # index of the frame that the shot began with
    _next: int = 0  # index of the frame that comes next

    def step(
        self,
        grey: Grey,
        seen: Mapping[str, Sequence[Sighting]],
        again: Again = _never,
        confirm: Confirm = _never,
        *,
        cut: bool | None = None,
    ) -> Iterator[Trail]:
        """One more frame, with what was looked for in it: kinds that are not in `seen` were not looked for.

        grey: the frame, smaller; always of one size. again: a closer look at the place where one that is followed
        should be, and was not seen; confirm: one at what was doubted and is not followed. cut: whether another shot
        begins with it, where that is known already. Yields the trails that ended before it, whole."""
        index = self._next
        self._before, self._grey = self._past[-1] if self._past else None, grey
        if cut is None:
            cut = self._before is not None and is_cut(self._before, grey)
        new: list[tuple[str, Sighting]] = []
        if cut:
            self._hold(self.habits, index)
            self._shot = index
        self._standing.step(index, grey, cut=cut)
        for trail in self.following:
            trail.ended = False
        for kind, sightings in seen.items():
            for left in self._join(kind, sightings, index, cut=cut):
                if self._is_another(kind, left.place, index):
                    continue
                if sighting := left if left.sure else confirm(kind, left):
                    new.append((kind, sighting))
        for trail in list(self.following):
            if trail.end <= index:
                self._suppose(trail, index, again, looked=trail.kind in seen, cut=cut)
            if trail.ended:
                if self._absorbed(trail):
                    self.following.remove(trail)
                    continue
                if not trail.traced:
                    self._trace(trail, index - 1)
                self.following.remove(trail)
                self._resting.append(trail)
        self._hold(seen, index + 1)
        self._past.append(grey)
        self._looked.append(frozenset(seen))
        for kind, sighting in new:
            if self._is_another(kind, sighting.place, index):  # a closer look has seen it meanwhile
                continue
            trail = Trail(kind, index, [sighting.place], [True], sighting.score, dict(sighting.tells))
            if self.habits[kind].stays:
                trail.stood = self._standing.since(sighting.place[:4] * grey.shape[1] / self.width)
            self.following.append(trail)
        for trail in self.following:
            if not trail.traced and index - trail.first >= KNOWN:
                self._trace(trail, index)
        for trail in self.following:
            if index - 1 in trail.guessed and index not in trail.guessed:
                self._dash_on(trail, index)
        for trail in self._resting:
            if not trail.dashed and index - trail.end > DASHES:
                trail.dashed = True
                self._dash_on(trail, index)
        back = max(habit.back for habit in self.habits.values())
        while len(self._past) > 2 + KNOWN + back:
            self._past.popleft()
            self._looked.popleft()
        while self._resting and self._resting[0].end < index - back - KNOWN:
            yield self._resting.popleft()
        self._next += 1

    def finish(self) -> Iterator[Trail]:
        """The film ends here."""
        self._hold(self.habits, self._next)
        for trail in self.following:
            if not trail.traced:
                self._trace(trail, self._next - 1)
        for trail in (*self._resting, *self.following):
            if not trail.dashed:
                self._dash_on(trail, self._next - 1)
        yield from self._resting
        yield from self.following
        self.following = []
        self._resting.clear()
        self._past.clear()
        self._looked.clear()

    def expected(self, kind: str) -> list[Place]:
        """Where the things of this kind should be in the frame that comes next."""
        return [moved(t.places[-1], *t.speed) for t in self.following if t.kind == kind]

    def now(self, kind: str, index: int) -> list[Place]:
        """Where the things of this kind were seen in this frame."""
        return [t.places[-1] for t in self.following if t.kind == kind and t.end > index and t.seen[-1]]

    def _join(self, kind: str, sightings: Sequence[Sighting], index: int, *, cut: bool) -> Iterator[Sighting]:
        """Joins what is seen to what is followed; yields what is new, sure or not."""
        trails = [t for t in self.following if t.kind == kind and (not cut or self._goes_on(t))]
        if self.habits[kind].stays:
            sightings = list(self._where_it_was(trails, kind, sightings, index))
            trails = [trail for trail in trails if trail.end <= index]
        left = self._match(trails, sightings, index, {id(t): moved(t.places[-1], *t.speed) for t in trails})
        waiting = [trail for trail in trails if trail.end <= index]
        if left and waiting and self._before is not None:
            # Those not where their speed would have brought them are looked for by what they look like.
            there = {}
            for trail in waiting:
                move = self._move(trail.places[-1], self._before, self._grey, trail.speed)
                there[id(trail)] = moved(trail.places[-1], move.x, move.y)
            left = self._match(waiting, left, index, there)
        yield from left

    def _where_it_was(
        self, trails: Sequence[Trail], kind: str, sightings: Sequence[Sighting], index: int
    ) -> Iterator[Sighting]:
        """Joins what is seen where one was seen last: it was there all the time, whatever passed before it.

        Yields all other sightings."""
        ended = [trail for trail in self._resting if trail.kind == kind]
        for sighting in sightings:
            at = [
                trail
                for trail in (*trails, *ended)
                if (trail in ended or trail.end <= index)
                and trail.seen_last >= self._shot
                and overlap(trail.at(trail.seen_last), sighting.place) >= STAYED
            ]
            for trail in at:
                trail.hold(index, sighting.place)
            going = [trail for trail in at if trail.end == index and trail not in ended]
            if going:
                best = max(going, key=lambda trail: overlap(trail.at(trail.seen_last), sighting.place))
                best.see(sighting.place, best.places[-1] if best.lost else None)
                best.learn(sighting.score, sighting.tells)
            else:
                yield sighting

    def _hold(self, kinds: Iterable[str], until: int) -> None:
        """A look, a cut or the end has come: what was still may have been where it was seen, up to here."""
        for trail in (*self.following, *self._resting):
            waits = self.habits[trail.kind].stays and trail.kind in kinds and not trail.settled
            if waits and self._shot <= trail.seen_last < until - 1:
                if trail.still:
                    trail.hold(until)
                trail.settled = True

    def _goes_on(self, trail: Trail) -> bool:
        """Whether a thing is across what looks like a cut: who is seen in its place then is somebody else."""
        if self._before is None:
            return False
        return self._move(trail.places[-1], self._before, self._grey, trail.speed).alike >= NO_CUT

    def _match(
        self, trails: Iterable[Trail], sightings: Sequence[Sighting], index: int, there: Mapping[int, Place]
    ) -> list[Sighting]:
        pairs = sorted(
            (
                ((sighting.sure, fit), -n, -m, trail, sighting)
                for n, trail in enumerate(trails)
                for m, sighting in enumerate(sightings)
                if (fit := _fit(there[id(trail)], sighting.place, trail)) > 0
                and (sighting.sure or self._area(sighting.place) <= DOUBTED**2 * self._area(there[id(trail)]))
            ),
            key=lambda pair: pair[:3],
            reverse=True,
        )
        taken: set[int] = set()
        for _, _, m, trail, sighting in pairs:
            if trail.end <= index and -m not in taken and not self._is_another(trail.kind, sighting.place, index):
                taken.add(-m)
                trail.see(sighting.place, self._supposed(trail))
                trail.learn(sighting.score, sighting.tells)
        return [sighting for m, sighting in enumerate(sightings) if m not in taken]

    def _supposed(self, trail: Trail) -> Place | None:
        """Where one that was lost would be in this frame, by what it looks like."""
        if not trail.lost or self._before is None:
            return None
        move = self._move(trail.places[-1], self._before, self._grey, trail.speed)
        return moved(trail.places[-1], move.x, move.y) if move.same else None

    def _suppose(self, trail: Trail, index: int, again: Again, *, looked: bool, cut: bool) -> None:
        habit = self.habits[trail.kind]
        if self._before is None:
            trail.ended = True
            return
        # What has gone is compared with how it last was: the wall behind it is like itself for ever.
        last = trail.last if trail.gone and trail.last is not None else self._before
        move = self._move(trail.places[-1], last, self._grey, trail.speed if not trail.gone else (0.0, 0.0), trail.gone)
        if not cut and self._behind(trail, index):  # its looks would be those of what is before it
            move = Move(*trail.speed, 1.0)
        place = moved(trail.places[-1], move.x, move.y)
        if self._out(place) or (cut and move.alike < NO_CUT) or self._is_another(trail.kind, place, index, trail):
            trail.ended = True
            return
        if found := again(trail, place):
            trail.see(found.place, place if move.same else None)
            trail.learn(found.score, found.tells)
            return
        if not move.same:
            # Gone at once: held where it was, for what a detector may still miss.
            trail.last = last
            trail.gone += 1
            trail.guessed.add(index)
            if trail.gone > POPS and looked:
                self._forget(trail)
                trail.ended = True
                return
            place = trail.places[-1]
        else:
            trail.gone = 0
            trail.missed += looked
        if trail.lost >= habit.hold:
            trail.ended = True
            return
        trail.suppose(place)

    def _forget(self, trail: Trail) -> None:
        """What was held where it has gone is not, when its place shows one and the same since."""
        count = trail.gone - 1  # the frame that comes next is not held any more
        scale = self._grey.shape[1] / self.width
        if len(self._past) >= count and still([*list(self._past)[-count:], self._grey], trail.places[-1][:4] * scale):
            trail.forget(count)

    def _trace(self, trail: Trail, index: int) -> None:
        """Followed back from where it was first seen: to where it came in, or to one that was lost there.

        index: of the newest frame in `_past`."""
        trail.traced = True
        trail.hold_back()
        past = self._past
        newest = len(past) - 1
        places = [trail.places[0]]
        pops = 0
        guessed: set[int] = set()
        speed = _step(trail.places[1], trail.places[0]) if len(trail.places) > 1 else (0.0, 0.0)
        others = [t for t in (*self.following, *self._resting) if t.kind == trail.kind and t is not trail]
        for n in range(1, self.habits[trail.kind].back + 1):
            frame = trail.first - n
            at = newest - (index - frame)
            if at < 0 or frame < 0:
                break
            was = places[-1 - pops]  # in the last frame in which it was there: what it looks like is seen there
            expected = speed[0] * (1 + pops), speed[1] * (1 + pops)
            move = self._move(was, past[at + 1 + pops], past[at], expected, pops)
            place = moved(was, move.x, move.y)
            if move.alike < NO_CUT and is_cut(past[at], past[at + 1]):
                break
            if move.same:
                speed = move.x / (1 + pops), move.y / (1 + pops)
                pops = 0
                trail.missed += trail.kind in self._looked[at]
            else:
                pops += 1
                place = moved(places[-1], *speed)
            if pops > POPS:
                around = np.concatenate((np.minimum(*places[-2:])[:2], np.maximum(*places[-2:])[2:4]))
                if still([past[at + m] for m in range(pops)], around * past[at].shape[1] / self.width):
                    guessed -= set(range(frame, frame + pops))
                    del places[-POPS:]  # before it came its place showed one and the same: it was not there
                break
            if self._out(place):
                break
            there = next((t for t in others if t.surely(frame) and same_thing(t.at(frame), place)), None)
            if there is not None:
                if there in self._resting and not any(there.seen[frame - there.first + 1 :]):
                    self._resting.remove(there)
                    self._join_up(there, trail, places[:0:-1], frame)
                    return
                break  # it is one that was seen later as well, and somewhere else: that one is covered here
            places.append(place)
            if pops:
                guessed.add(frame)
        trail.places[:0] = places[:0:-1]
        trail.seen[:0] = [False] * (len(places) - 1)
        trail.first -= len(places) - 1
        trail.guessed |= guessed
        for frame in range(trail.first + len(places) - 1, trail.first - 1, -1):
            self._dash(trail, frame, -1, index)

    def _dash_on(self, trail: Trail, index: int) -> None:
        """`_dash` from the last frame in which it was there before this one, which is that of the newest in `_past`."""
        at = min(trail.end, index) - 1
        while at in trail.guessed:
            at -= 1
        self._dash(trail, at, 1, index)

    def _dash(self, trail: Trail, at: int, ahead: int, index: int) -> None:
        """Follows one that moves fast by nothing but that it moves, from this frame to where it is found again.

        ahead: 1, or -1 for back. index: of the newest frame in `_past`."""
        large = self._area(trail.at(at)) > LARGE * self.width * self.height
        if self.habits[trail.kind].stays or large or at in trail.guessed:
            return
        place, steps = trail.at(at), [_step(*two) for two in pairwise(trail.before(at, ahead, KNOWN))]
        step, fastest = steps[-1] if steps else None, max((hypot(*each) for each in steps), default=0.0)
        fast = FAST * float((place[2:4] - place[:2]).mean())
        slow = step is not None and fastest < fast
        stays = step is None or slow  # who is not known to be fast may be where it was all the time
        past, oldest, scale = self._past, index + 1 - len(self._past), self._grey.shape[1] / self.width
        for n in range(1, DASHES + 1):
            frame = at + ahead * n
            now, again = frame - oldest, trail.first <= frame < trail.end and frame not in trail.guessed
            if again or not {now, now - ahead} <= set(range(len(past))) or is_cut(past[now - ahead], past[now]):
                return
            around = [past[m] for m in (now - 1, now + 1) if 0 <= m < len(past) and not is_cut(past[m], past[now])]
            place = place if step is None else moved(place, *step)
            there = swept(past[now], around, place[:4] * scale, None if step is None else fastest * scale)
            if there is None or (n > ALL and len(around) > 1 and not there.alone):
                return
            box = there.box / scale
            if there.alone:
                off = _step(place, box)
                place = moved(place, *off)
                step = off if step is None else (step[0] + off[0], step[1] + off[1])
                fastest = max(fastest, hypot(*step))
            if self._is_seen(trail, frame, box) or (slow and fastest < fast):  # it stays: something passes there
                return
            trail.sweep(frame, place, box, also=stays)

    def _is_seen(self, trail: Trail, frame: int, box: Place) -> bool:
        """Whether what moves there is another that was seen in this frame, or looked there as it did before."""
        return any(
            t is not trail
            and t.kind == trail.kind
            and t.surely(frame)
            and frame not in t.guessed
            and overlap(t.at(frame), box) > JOINS
            for t in (*self.following, *self._resting)
        )

    def _join_up(self, before: Trail, trail: Trail, between: list[Place], frame: int) -> None:
        """One that was lost in this frame is the one that begins after it."""
        keep = frame - before.first + 1
        trail.places[:0] = before.places[:keep] + between
        trail.seen[:0] = before.seen[:keep] + [False] * len(between)
        trail.first = before.first
        trail.missed += before.missed
        trail.held = before.held | trail.held
        for at, box in before.swept.items():
            trail.widen(at, box)
        trail.guessed |= before.guessed
        trail.learn(before.score, before.tells)

    def _move(self, place: Place, before: Grey, after: Grey, expected: tuple[float, float], apart: int = 0) -> Move:
        """apart: frames between the two."""
        scale = before.shape[1] / self.width
        size = float((place[2:4] - place[:2]).mean())
        step = (expected[0] * scale, expected[1] * scale)
        reach = max(REACH * size * scale, 6.0) * (1 + apart / 2)
        found = followed(before, after, place[:4] * scale, step, reach)
        return Move(found.x / scale, found.y / scale, found.alike)

    def _is_another(self, kind: str, place: Place, index: int, trail: Trail | None = None) -> bool:
        """Whether what would be here is one that is followed already and was seen in this frame.

        trail: of which this is the place; two that were seen apart not long ago are two, though one is before the
        other now."""
        return any(
            t.kind == kind
            and t is not trail
            and t.end > index
            and t.seen[-1]
            and same_thing(t.places[-1], place)
            and not (trail is not None and _apart(t, trail, index))
            for t in self.following
        )

    def _absorbed(self, trail: Trail) -> bool:
        """Whether another was where this one was in every frame, seen there: it was the same thing, seen twice."""
        return any(
            t.kind == trail.kind
            and t is not trail
            and t.first <= trail.first
            and trail.end <= t.end
            and all(same_thing(t.at(n), trail.at(n)) for n in range(trail.first, trail.end))
            for t in self.following
        )

    def _behind(self, trail: Trail, index: int) -> bool:
        """Whether another thing may be before this one in this frame."""
        expected = moved(trail.places[-1], *trail.speed)
        return any(
            t.kind == trail.kind
            and t is not trail
            and t.end > index
            and t.seen[-1]
            and overlap(t.places[-1], expected) > 0
            and _apart(t, trail, index)
            for t in self.following
        )

    def _area(self, place: Place) -> float:
        """Of what lies in the picture, pixels."""
        inside = np.minimum(place[2:4], (self.width, self.height)) - np.maximum(place[:2], 0)
        return float(np.prod(np.maximum(inside, 0)))

    def _out(self, place: Place) -> bool:
        return self._area(place) < max(OUT * float(np.prod(place[2:4] - place[:2])), 1e-6)


def same_thing(place: NDArray[np.floating[Any]], other: NDArray[np.floating[Any]]) -> bool:
    """Whether two boxes of a frame hold one thing: the middle of each lies in the other, or of the smaller only when
    it is not much smaller."""
    a, b = (float(np.prod(p[2:4] - p[:2])) for p in (place, other))
    small, large = (place, other) if a <= b else (other, place)
    centre = (small[:2] + small[2:4]) / 2
    return bool((large[:2] <= centre).all() and (centre < large[2:4]).all()) and max(a, b) <= LIKE**2 * 1.5 * min(a, b)


def _apart(one: Trail, other: Trail, index: int) -> bool:
    """Whether both were seen in one of the last frames, in two places."""
    first = max(one.first, other.first, index - RECENT)
    return any(
        one.seen[n - one.first] and other.seen[n - other.first] and not same_thing(one.at(n), other.at(n))
        for n in range(first, min(one.end, other.end))
    )


def _fit(expected: Place, place: Place, trail: Trail) -> float:
    """How well a thing seen fits where one should be: 0 not at all, over 1 when they overlap enough."""
    both = overlap(expected, place)
    sizes = [float(np.prod(p[2:4] - p[:2])) for p in (expected, place)]
    if both >= JOINS:
        return 1 + both
    size = float((expected[2:4] - expected[:2] + place[2:4] - place[:2]).mean()) / 2
    apart = float(np.hypot(*(middle(expected) - middle(place)))) / max(size, 1e-6)
    young = trail.seen.count(True) == 1 and trail.lost < KNOWN
    far = YOUNG * (1 + trail.lost) if young else NEAR + WANDERS * trail.lost
    alike = max(sizes) <= LIKE**2 * max(min(sizes), 1e-6)
    return max(1 - apart / far, 0.01) if alike and apart <= far else 0.0


def _step(before: Place, after: Place) -> tuple[float, float]:
    """Pixels from one place to another."""
    step = middle(after) - middle(before)
    return float(step[0]), float(step[1])


def overlap(one: Place, other: Place) -> float:
    """Intersection over union."""
    both = float(np.prod(np.maximum(np.minimum(one[2:4], other[2:4]) - np.maximum(one[:2], other[:2]), 0)))
    areas = float(np.prod(one[2:4] - one[:2]) + np.prod(other[2:4] - other[:2]))
    return both / max(areas - both, 1e-6)
