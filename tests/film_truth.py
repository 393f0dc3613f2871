"""What is true of a film: whose face is where in each frame and how much of it can be seen, what is written, who
speaks when, what the file says of itself. Written and read as JSON; films.py makes films with it."""

import math
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

Point = tuple[float, float]
Real = NDArray[np.floating[Any]]
Matrix = Real  # (2, 3): from one picture's pixels to another's

GRID = 6  # cells across and along the square around a face's ellipse, in which is told what of it can be seen


def placing(of: Point, to: Point, roll: float, across: float, along: float) -> Matrix:
    """Moves the point `of` onto `to`, scaled across and along and then turned clockwise by `roll` degrees."""
    c, s = math.cos(math.radians(roll)), math.sin(math.radians(roll))
    turned = np.array(((c * across, -s * along), (s * across, c * along)))
    return np.column_stack((turned, np.array(to) - turned @ np.array(of)))


def moved(matrix: Matrix, point: Point) -> Point:
    x, y = matrix @ np.array((*point, 1.0))
    return round(float(x), 2), round(float(y), 2)


@dataclass(frozen=True, slots=True)
class Face:
    """A face in one frame: an ellipse from forehead to chin and from ear to ear, in pixels."""

    id: int  # the same person at the same kind of place all through the film
    kind: str  # plain, masked, mirrored, on screen
    centre: Point
    axes: Point  # half the width and half the height, as if upright
    roll: float  # degrees, clockwise as seen; 0 upright
    eyes: tuple[Point, ...]
    visible: float  # share of the ellipse that is in the frame with nothing before it
    cells: int  # bit y * GRID + x: this cell of the square around the ellipse lies on the face and is wholly open

    @property
    def box(self) -> tuple[float, float, float, float]:
        """x0, y0, x1, y1 of the ellipse as it is turned; may reach out of the frame."""
        a, b = self.axes
        c, s = math.cos(math.radians(self.roll)), math.sin(math.radians(self.roll))
        x, y = math.hypot(a * c, b * s), math.hypot(a * s, b * c)
        return self.centre[0] - x, self.centre[1] - y, self.centre[0] + x, self.centre[1] + y

    def onto(self, side: int) -> Matrix:
        """From a square of side x side pixels around the upright ellipse to the frame."""
        a, b = self.axes
        return placing((side / 2, side / 2), self.centre, self.roll, 2 * a / side, 2 * b / side)


@dataclass(frozen=True, slots=True)
class Writing:
    """A line of writing in one frame: its corners in reading order, in pixels."""

    text: str
    kind: str  # tag, subtitle
    corners: tuple[Point, Point, Point, Point]
    visible: float


@dataclass(frozen=True, slots=True)
class Moment:
    """What is true of one frame."""

    scene: str
    faces: tuple[Face, ...] = ()
    writing: tuple[Writing, ...] = ()


@dataclass(frozen=True, slots=True)
class Speech:
    """Someone speaks, from start to end in seconds."""

    start: float
    end: float
    speaker: str
    text: str = ""  # all of the sentence, though it may be broken off


@dataclass(frozen=True, slots=True)
class Truth:
    """All that is true of a film."""

    width: int
    height: int
    fps: Fraction
    frames: tuple[Moment, ...]
    speech: tuple[Speech, ...] = ()
    told: tuple[str, ...] = ()  # what the file says in words outside its picture and sound

    @property
    def seconds(self) -> float:
        return float(len(self.frames) / self.fps)

    def as_json(self) -> dict[str, Any]:
        return asdict(self) | {"fps": str(self.fps)}

    @classmethod
    def from_json(cls, told: dict[str, Any]) -> "Truth":
        def pair(value: Sequence[float]) -> Point:
            return value[0], value[1]

        def face(f: dict[str, Any]) -> Face:
            shape = {"centre": pair(f["centre"]), "axes": pair(f["axes"]), "eyes": tuple(map(pair, f["eyes"]))}
            return Face(**(f | shape))

        def writing(w: dict[str, Any]) -> Writing:
            a, b, c, d = map(pair, w["corners"])
            return Writing(**(w | {"corners": (a, b, c, d)}))

        frames = tuple(
            Moment(m["scene"], tuple(map(face, m["faces"])), tuple(map(writing, m["writing"]))) for m in told["frames"]
        )
        speech = tuple(Speech(**s) for s in told["speech"])
        return cls(told["width"], told["height"], Fraction(told["fps"]), frames, speech, tuple(told["told"]))


@dataclass(frozen=True, slots=True)
class Film:
    """A file, and what is true of it."""

    path: Path
    truth: Truth
