"""The scenes of the made films: what each shows from its first moment to its last. films.py paints them."""

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from film_truth import Point


@dataclass(frozen=True, slots=True)
class Actor:
    """A head: x in widths of the frame, y and the height of its face in heights of it."""

    who: int  # plain ones from 0, masked ones from -1 down, around the cast
    x: float
    y: float
    size: float
    roll: float = 0
    squeeze: float = 1  # of its width: turning away, as far as one picture can show it
    kind: str = ""  # "mirrored", "on screen"; else what it is
    shoulders: bool = False


@dataclass(frozen=True, slots=True)
class Line:
    """Writing: its middle, its height in heights of the frame, its tilt in degrees."""

    text: int  # which sentence of the cast; negative: only the name in it
    x: float
    y: float
    size: float
    tilt: float = 0


@dataclass(frozen=True, slots=True)
class Shape:
    """Something else: corners as x and y in widths and heights of the frame, filled; `thick`: a line instead."""

    corners: tuple[Point, ...]
    colour: tuple[int, int, int]
    thick: float = 0  # heights of the frame


Layer = Actor | Line | Shape


@dataclass(frozen=True, slots=True)
class Shot:
    """What one frame shows, from behind to the front."""

    layers: tuple[Layer, ...] = ()
    room: int = 0
    light: float = 1
    noise: float = 0  # levels
    blur: float = 0  # widths of the frame, along its rows
    drift: float = 0  # 0 to 1: how far the camera has moved over the room


Scene = Callable[[float, int], Shot]  # of the time from 0 to 1, and the number of the frame in the scene


def wave(t: float, times: float = 1) -> float:
    return math.sin(2 * math.pi * times * t)


def pan(t: float, _: int) -> Shot:
    return Shot((Actor(0, 0.1 + 0.8 * t, 0.42, 0.24, shoulders=True), Line(0, 0.5, 0.93, 0.06)), 0, drift=t)


def zoom(t: float, _: int) -> Shot:
    return Shot((Actor(1, 0.5, 0.5, 0.025 * (0.583 / 0.025) ** t),), 1)


def roll(t: float, _: int) -> Shot:
    return Shot((Actor(2, 0.5, 0.5, 0.28, roll=360 * t),), 2)


def turn(t: float, _: int) -> Shot:
    away = 0.45 + 0.55 * abs(math.cos(2 * math.pi * t))
    return Shot((Actor(3, 0.4 + 0.2 * t, 0.42, 0.3, roll=8 * wave(t), squeeze=away, shoulders=True),), 3)


def masked(t: float, _: int) -> Shot:
    return Shot((Actor(-1, 0.3 + 0.4 * t, 0.42, 0.25, roll=10 * wave(t), shoulders=True),), 4, drift=t)


def tiny(t: float, _: int) -> Shot:
    return Shot(tuple(Actor(n, 0.2 + 0.2 * n + 0.03 * wave(t), 0.4 + 0.06 * n, 0.022 + 0.006 * n) for n in range(4)), 5)


def many(t: float, _: int) -> Shot:
    rows = []
    for n in range(8):
        start, end = (0.08 + 0.11 * n, 0.92 - 0.11 * n) if n % 2 else (0.9 - 0.1 * n, 0.12 + 0.1 * n)
        who = n if n % 3 else -1 - n // 3
        rows.append(Actor(who, start + (end - start) * t, 0.16 + 0.09 * n, 0.12 + 0.012 * n))
    return Shot(tuple(rows), 6)


def cross(t: float, _: int) -> Shot:
    return Shot((Actor(4, 0.15 + 0.7 * t, 0.44, 0.24), Actor(5, 0.85 - 0.7 * t, 0.48, 0.28)), 7)


def reenter(t: float, _: int) -> Shot:
    return Shot((Actor(6, 0.5 + 0.75 * math.cos(2 * math.pi * 1.5 * t), 0.45, 0.25),), 8)


def edge(t: float, _: int) -> Shot:
    return Shot((Actor(7, -0.03 + 0.08 * wave(t, 0.5), 0.42, 0.3), Actor(8, 0.7, 1.02 - 0.1 * wave(t, 0.5), 0.25)), 9)


def dark(t: float, _: int) -> Shot:
    return Shot((Actor(9, 0.45 + 0.1 * t, 0.45, 0.25),), 10, light=0.06 + 0.94 * math.cos(math.pi * t) ** 2, noise=4)


def motion(t: float, _: int) -> Shot:
    return Shot((Actor(10, 0.5 + 0.33 * wave(t, 2), 0.48, 0.22),), 11, blur=0.048)


def smeared(t: float, _: int) -> Shot:
    """Sharp where it turns back, and so smeared between that detectors miss it: what was before and after tells."""
    return Shot((Actor(10, 0.5 + 0.36 * wave(t + 0.25, 1), 0.45, 0.15),), 22, blur=0.1 * abs(wave(t, 1)))


def occluded(t: float, _: int) -> Shot:
    palm, skin = 0.72 - 0.5 * wave(t, 0.5), (196, 150, 120)
    fingers = tuple(Shape(((0.64 + f * 0.025, palm), (0.61 + f * 0.03, palm - 0.17)), skin, 0.042) for f in range(4))
    y = 0.28 + 0.35 * t
    bar = Shape(((0.22, y), (0.42, y), (0.42, y + 0.065), (0.22, y + 0.065)), (95, 125, 175))
    hand = (Shape(((0.66, palm), (0.68, palm + 0.3)), skin, 0.14), *fingers)
    return Shot((Actor(11, 0.32, 0.48, 0.28), bar, Actor(12, 0.68, 0.45, 0.26), *hand), 12)


def flash(_: float, frame: int) -> Shot:
    n, phase = divmod(frame, 8)
    x, y = 0.15 + 0.18 * (n % 5), 0.35 + 0.1 * (n % 3)
    return Shot((Actor(13, x, y, 0.21),) if 3 <= phase < 5 else (), 13)


def cuts(t: float, _: int) -> Shot:
    n = int(t * 4)
    return Shot((Actor((n * 3 + 1) % 9, 0.25 + 0.17 * n, 0.3 + 0.1 * (n % 3), 0.2 + 0.05 * n),), 14 + n)


def mirror(t: float, _: int) -> Shot:
    glass = Shape(((0.56, 0.08), (0.94, 0.08), (0.94, 0.86), (0.56, 0.86)), (188, 200, 206))
    x = 0.22 + 0.08 * wave(t)
    there = Actor(0, 0.97 - x, 0.44, 0.22, roll=-6 * wave(t), kind="mirrored")
    return Shot((glass, there, Actor(0, x, 0.44, 0.27, roll=6 * wave(t), shoulders=True)), 18)


def screen(t: float, _: int) -> Shot:
    frame = Shape(((0.54, 0.1), (0.96, 0.1), (0.96, 0.62), (0.54, 0.62)), (18, 18, 22))
    glow = Shape(((0.56, 0.13), (0.94, 0.13), (0.94, 0.59), (0.56, 0.59)), (70, 110, 150))
    shown = Actor(3, 0.75 + 0.04 * wave(t), 0.37, 0.22, kind="on screen")
    return Shot((frame, glow, shown, Actor(-3, 0.25, 0.46, 0.25, shoulders=True)), 19)


def written(t: float, _: int) -> Shot:
    x = 0.25 + 0.4 * t
    tag = (Line(-1, x + 0.02, 0.86, 0.055, tilt=8 * wave(t)), Line(1, 0.5, 0.06, 0.06))
    return Shot((Actor(1, x, 0.36, 0.25, shoulders=True), *tag), 20)


def empty(t: float, _: int) -> Shot:
    return Shot((), 21, drift=t)


SCENES: dict[str, Scene] = {
    s.__name__: s
    for s in (
        *(pan, zoom, roll, turn, masked, tiny, many, cross, reenter, edge),
        *(dark, motion, smeared, occluded, flash, cuts, mirror, screen, written, empty),
    )
}
HARD = tuple(n for n in SCENES if n not in {"cross", "cuts", "smeared"})  # the bench's, a hard cut between


def shots(scenes: Sequence[str], count: int) -> Iterator[tuple[str, Shot]]:
    """count frames, the scenes one after another with a hard cut between."""
    for number, name in enumerate(scenes):
        first, end = count * number // len(scenes), count * (number + 1) // len(scenes)
        for n in range(first, end):
            yield name, SCENES[name]((n - first) / max(1, end - first - 1), n - first)
