"""The part under treatment through the frames of a film: where it is seen in each, and nowhere where that is in doubt.

Nothing is guessed from one frame to the next: a part that is not seen in a frame is covered there with the head."""

from collections.abc import Callable, Iterable, Sequence

import numpy as np
from numpy.typing import NDArray

from kindao.engine.detect.parts import landmarks, placed
from kindao.engine.detect.rows import Row
from kindao.engine.geometry import Box, Region, Track
from kindao.engine.media.picture import Frame
from kindao.engine.media.reading import Still

Places = NDArray[np.float32]  # (5, 2): eyes, nose, corners of the mouth; pixels

SURE = 0.87  # YuNet's score of a face turned upright, from which its landmarks are believed
WIDEST = 1.17  # of the distance from eyes to mouth, between the eyes: more under masks, where landmarks are guesses
WAYS = range(0, 360, 45)  # degrees, the ways up in which a face is sought
ASIDE = 20  # degrees from upright, at most, of one that was turned so: the network bends faces upright that are not
OTHERWISE, LESS = 60, 0.02  # degrees to another way up, which must be seen with as much less a score
STEADY = (
    0.2  # of the distance from eyes to mouth, by which they may lie elsewhere on the face than just before and after
)
NEAR = 2  # frames, before or after, one of which must agree
AGAIN = 6  # frames after which a face is sought in all ways up
LEAST = 6  # pixels of a part's sides; less shows nothing


def treated(
    frames: Iterable[Still],
    area: str,
    faces: Sequence[Track],
    covered: Sequence[Track],
    *,
    progress: Callable[[int], None] = lambda _: None,
) -> tuple[Track, ...]:
    """Where this part of these faces stays visible, in boxes of whole colour pixels.

    frames: those through which the faces go, in order. area: one of `detect.parts.AREAS`. faces: of the person treated;
    covered: all else that is filled, which no part may touch. progress hears the index of each frame that is done."""
    seen: list[dict[int, tuple[Row, Box]]] = [{} for _ in faces]
    for still in frames:
        others = [box for track in covered if (box := track.at(still.index)) is not None]
        here = [(of, box) for of, track in zip(seen, faces, strict=True) if (box := track.at(still.index)) is not None]
        frame = Frame(still.rgb()) if here else None
        for of, face in here:
            assert frame is not None
            last = of.get(still.index - 1) if still.index % AGAIN else None
            row = _turned(frame, face, _up(last[0])) if last else None
            row = _sought(frame, face) if row is None else row
            if row is None:
                continue
            part = placed(row, frame, Region(face)).get(area)
            if part is not None and (box := _even(part.box)) is not None and not any((box & o).area for o in others):
                of[still.index] = row, box
        progress(still.index)
    return tuple(track for of in seen for track in _tracks(of))


def _sought(frame: Frame, face: Box) -> Row | None:
    """The face whichever way up it is: as it is seen best when turned upright, and no other way up nearly as well."""
    rows = [row for way in WAYS if (row := landmarks(frame, Region(face), turns=(way,))) is not None]
    best = max(rows, key=lambda row: float(row[4]), default=None)
    found = _turned(frame, face, _up(best)) if best is not None else None
    if found is None:
        return None
    others = (row for row in rows if _between(_up(row), _up(found)) > OTHERWISE)
    return None if any(row[4] > found[4] - LESS for row in others) else found


def _turned(frame: Frame, face: Box, up: float) -> Row | None:
    """The face when it is turned so that this way is up, if it is sure and upright then."""
    row = landmarks(frame, Region(face), turns=(round(up),))
    if row is None or row[4] < SURE or _between(_up(row), up) > ASIDE:
        return None
    points = row[5:].reshape(5, 2)
    across = float(np.hypot(*(points[1] - points[0])))
    return row if across <= WIDEST * _length(points) else None


def _up(row: Row) -> float:
    """Degrees, clockwise, by which the way from mouth to eyes is turned from upwards."""
    points = row[5:].reshape(5, 2)
    x, y = points[:2].mean(axis=0) - points[3:].mean(axis=0)
    return float(np.degrees(np.arctan2(x, -y)))


def _between(one: float, other: float) -> float:
    """Degrees between two directions, 0 to 180."""
    return abs((one - other + 180) % 360 - 180)


def _length(points: Places) -> float:
    """From a face's eyes to its mouth."""
    return float(np.hypot(*(points[:2].mean(axis=0) - points[3:].mean(axis=0))))


def _even(box: Box) -> Box | None:
    """Without the colour pixels that it only has a part of; None when too little is left."""
    x0, y0 = -(-box.x0 // 2) * 2, -(-box.y0 // 2) * 2
    x1, y1 = box.x1 // 2 * 2, box.y1 // 2 * 2
    return Box(x0, y0, x1, y1) if x1 - x0 >= LEAST and y1 - y0 >= LEAST else None


def _tracks(seen: dict[int, tuple[Row, Box]]) -> list[Track]:
    """Runs of frames in which the landmarks lie on the face as just before or after."""
    steady = {
        frame: box
        for frame, (row, box) in seen.items()
        if any(
            _alike(row, seen[other][0])
            for other in range(frame - NEAR, frame + NEAR + 1)
            if other != frame and other in seen
        )
    }
    tracks: list[Track] = []
    run: list[Box] = []
    for frame in sorted(steady):
        run.append(steady[frame])
        if frame + 1 not in steady:
            tracks.append(Track.of(frame + 1 - len(run), run))
            run = []
    return tracks


def _alike(one: Row, other: Row) -> bool:
    """Whether two sets of landmarks are of one face that may have moved, but not changed its shape."""
    a, b = (row[5:].reshape(5, 2) - row[5:].reshape(5, 2).mean(axis=0) for row in (one, other))
    return float(np.hypot(*(a - b).T).max()) <= STEADY * max(_length(a), 1.0)
