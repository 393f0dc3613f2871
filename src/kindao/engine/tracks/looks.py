"""Which looks each frame of a film gets: little ones at every second or third frame and wherever something stirs,
others in turn, all of a picture's now and then.

What was measured: docs/decisions/0012-watching-films.md."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np

from kindao.engine.detect.centerface import centerface
from kindao.engine.detect.head import size
from kindao.engine.detect.looks import (
    CENTERFACE_AGREES,
    CENTERFACE_MAYBE,
    CENTERFACE_SURE,
    YUNET_AGREES,
    YUNET_MAYBE,
    YUNET_SURE,
    Look,
    faces,
    look_at,
    looks,
    second_look,
    seen_in,
    upright,
    weighed,
)
from kindao.engine.detect.rows import COLUMNS, Row, Rows, overlaps, suppressed
from kindao.engine.detect.views import View, view
from kindao.engine.detect.yunet import yunet
from kindao.engine.geometry import Box
from kindao.engine.media.picture import Pixels
from kindao.engine.tracks.changed import Part
from kindao.engine.tracks.follow import Sighting, same_thing
from kindao.engine.tracks.trail import Place

WIDE, NARROW = 640, 320  # pixels on the longer side of a frame as it is looked at every time
NARROW_SURE = 0.75  # YuNet's score there: blur makes faces of walls now and then, and every frame is looked at
VAST, VAST_SURE = 0.45, 0.8  # of the frame's shorter side, and the score below which such a face is only a doubt
TURNS = (90, 35, 180, 325, 270)  # degrees, one a frame in turn
TURNED = 480  # pixels on its longer side when turned
FILLS = 0.35  # of the shorter side of a part of the frame, the same: with nothing around, walls are faces as well
QUICK, CALMLY = 2, 3  # frames between two looks where nothing stirs, and in a film that is calm …
CALM, AFTER = 15, 12  # … that is one in which no cell has stirred by so many grey levels for so many frames
SHARP, OTHER, PERSONS = (3, 6), (3, 12), (6, 12)
"""Looks from one at full size, by CenterFace, for people without a face to the next of its kind; frames where calm."""
WHOLE = 100  # frames between those in which every detector but that of faces looks all over
ALL = 200  # frames between those that get all the looks for faces that a picture gets
NEAR_ENOUGH = 0.2  # intersection over union with where it should be, in a closer look


@dataclass(slots=True)
class Due:
    """When a look of one kind is taken again: after so many looks at the film or, where it is calm, frames."""

    looks: int
    frames: int
    _last: int = -(10**9)

    def now(self, index: int, count: int, *, calm: bool, also: bool) -> bool:
        """Whether it is, at this frame, the `count`-th that is looked at. also: it is taken in any case."""
        due = also or (index - self._last >= self.frames if calm else count % self.looks == 0)
        if due:
            self._last = index
        return due


def quick(longest: int, count: int) -> Iterator[Look]:
    """The looks at a frame whose longer side has so many pixels. count: which of those that are looked at it is."""
    yield Look(yunet, YUNET_MAYBE, YUNET_SURE, min(WIDE / longest, 1.0))
    yield Look(yunet, YUNET_MAYBE, NARROW_SURE, min(NARROW / longest, 1.0))
    yield Look(yunet, YUNET_MAYBE, 2.0, min(TURNED / longest, 1.0), TURNS[count % len(TURNS)])


def sharp(longest: int) -> Look | None:
    """The look in full size, at the places of such a frame that are new since the last; None: quick ones are that."""
    return Look(yunet, YUNET_MAYBE, YUNET_SURE, 1.0) if longest > WIDE else None


def other(longest: int) -> Look:
    """The look by another network, the same."""
    return Look(centerface, CENTERFACE_MAYBE, CENTERFACE_SURE, min(WIDE / longest, 1.0))


@dataclass(frozen=True, slots=True)
class New:
    """Where each of the two is taken: what is new to it."""

    sharp: tuple[Part, ...] = ()
    other: tuple[Part, ...] = ()

    @property
    def places(self) -> list[Box]:
        return [part.place for part in (*self.sharp, *self.other)]


NOTHING = New()


@dataclass(frozen=True, slots=True)
class Seen:
    """Of one frame: faces, boxes that may be faces, and whether all of a picture's looks were taken."""

    faces: Rows
    doubted: tuple[Row, ...]


def faces_in(pixels: Pixels, count: int, *, new: New = NOTHING, whole: bool = False) -> Seen:
    """pixels: (height, width, 3) sRGB, the frame. new: where sharp looks are taken; whole: take all the looks that
    a picture gets."""
    longest = max(pixels.shape[:2])
    small = view(pixels, scale=min(WIDE / longest, 1.0))  # once: it takes as long as a look
    answers = list(_quickly(small, count))
    for look, parts in ((other(longest), new.other), (sharp(longest), new.sharp)):
        answers += [(look, _within(pixels, part, look, small)) for part in parts if look is not None]
    found, doubted = weighed(answers)
    if whole:
        found = suppressed(np.concatenate((found, faces(pixels, list(_all(pixels.shape[1], pixels.shape[0]))))))
    vast = np.array([size(row) > VAST * min(pixels.shape[:2]) and row[4] < VAST_SURE for row in found], bool)
    return Seen(_one_each(found[~vast]), tuple(rows[0] for rows in doubted) + tuple(found[vast]))


def _all(width: int, height: int) -> Iterator[Look]:
    """A picture's looks, but for those that take most of their time for small faces that are tilted in this one frame:
    the enlarged ones that are tilted are left out, YuNet's that are turned are taken at `WIDE`."""
    for look in looks(width, height):
        if look.network is yunet and look.degrees:
            if look.scale <= 1:
                yield replace(look, scale=min(look.scale, WIDE / max(width, height)))
        else:
            yield look


def _quickly(small: View, count: int) -> Iterator[tuple[Look, Rows]]:
    """What the quick looks see in a frame that was made smaller, in pixels of the frame."""
    for look in quick(max(small.pixels.shape[:2]), count):
        rows = look_at(small.pixels, look)
        rows[:, (0, 2, *range(5, COLUMNS, 2))] *= float(small.back[0, 0])
        rows[:, (1, 3, *range(6, COLUMNS, 2))] *= float(small.back[1, 1])
        yield look, rows


def _within(pixels: Pixels, part: Part, look: Look, small: View) -> Rows:
    """What a look sees in a part of the frame, in pixels of the frame. small: the frame as `other` has it."""
    if part.shown.area == pixels.shape[0] * pixels.shape[1]:
        rows = seen_in(small, look) if look.scale < 1 else look_at(pixels, look)
    else:
        rows = look_at(pixels[part.shown.slices], look)
        large = np.array([size(row) > FILLS * min(part.shown.width, part.shown.height) for row in rows], bool)
        rows[large, 4] = np.minimum(rows[large, 4], look.sure - 0.01)
    rows[:, (0, 2, *range(5, COLUMNS, 2))] += part.shown.x0
    rows[:, (1, 3, *range(6, COLUMNS, 2))] += part.shown.y0
    height, width = pixels.shape[:2]
    x, y = np.clip((rows[:, 0] + rows[:, 2]) / 2, 0, width - 1), np.clip((rows[:, 1] + rows[:, 3]) / 2, 0, height - 1)
    place = part.place
    return rows[(place.x0 <= x) & (x < place.x1) & (place.y0 <= y) & (y < place.y1)]


def _one_each(rows: Rows) -> Rows:
    """One row for each face: turned looks put wider boxes around it, which the best one's takes in."""
    kept: list[Row] = []
    for row in rows:
        same = next((one for one in kept if same_thing(one[:4], row[:4])), None)
        if same is None:
            kept.append(row.copy())
        else:
            same[:2], same[2:4] = np.minimum(same[:2], row[:2]), np.maximum(same[2:4], row[2:4])
    return np.array(kept, np.float32).reshape(-1, COLUMNS)


def place(row: Row) -> Place:
    """A face's box and landmarks, without its score."""
    return np.concatenate((row[:4], row[5:])).astype(np.float64)


def row(place: Place, score: float = 1.0) -> Row:
    """The other way round."""
    return np.concatenate((place[:4], (score,), place[4:])).astype(np.float32)


def sure_of(pixels: Pixels, doubted: Row) -> Sighting | None:
    """A doubted face, when both networks see it near and upright."""
    seen = second_look(pixels, doubted)
    return Sighting(place(seen[0]), float(seen[0][4])) if len(seen) else None


def still_there(pixels: Pixels, expected: Place) -> Sighting | None:
    """The face that should be here, when one of the networks sees it near and upright."""
    where = row(expected)
    seen = upright(pixels, where)
    for network, above in ((yunet, YUNET_AGREES), (centerface, CENTERFACE_AGREES)):
        rows = seen.to_frame(network(seen.pixels, above=above))
        rows = rows[overlaps(where, rows) >= NEAR_ENOUGH]
        if len(rows):
            return Sighting(place(rows[0]), float(rows[0][4]))
    return None
