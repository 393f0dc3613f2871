"""The clips of the shared test data, with their truth in the words of film_truth.

Their boxes are upright ones around turned ellipses; width to height of a face is taken from the frame in which it
stands or lies straightest, so that half axes follow at any angle. Those angles count against the clock. Eyes are put
where those of the cut-out heads are on average. What hides what is told only as a share: a face that is hidden more
lies behind one that is hidden less."""

import json
import math
from collections.abc import Sequence
from fractions import Fraction
from typing import Any

import numpy as np

from film_truth import GRID, Face, Film, Moment, Point, Truth, Writing, moved
from support import testdata

SHARED = ("v1_two_people_talk", "v2_cross_behind", "v3_fast_masked", "v4_zoom_cut", "v5_dark_lying_mask")
SIGNS = {  # on the walls, naming a room: x0, y0, x1, y1, put down by eye. Covering them costs nothing and gains nothing
    "v1_two_people_talk": ((892, 37, 1141, 89), (470, 239, 735, 299), (932, 364, 1100, 411), (24, 444, 154, 479)),
    "v2_cross_behind": ((605, 173, 777, 239), (107, 271, 214, 312)),
    "v3_fast_masked": (
        *((471, 188, 563, 237), (0, 294, 75, 344), (735, 188, 815, 214)),
        *((1140, 281, 1215, 317), (906, 440, 1073, 478)),
    ),
    "v4_zoom_cut": ((419, 75, 496, 129), (597, 172, 779, 228), (243, 284, 430, 324)),
    "v5_dark_lying_mask": ((220, 50, 380, 107), (631, 198, 780, 233), (5, 62, 92, 92), (902, 495, 1095, 530)),
}
EYES: tuple[Point, Point] = ((-0.46, -0.22), (0.46, -0.22))  # of the half axes, from the centre


def narrowness(faces: Sequence[dict[str, Any]]) -> float:
    """Width to height of one upright face, from its boxes and angles in several frames."""
    straightest = min(faces, key=lambda f: abs(math.sin(2 * math.radians(f["angle"]))))
    x0, y0, x1, y1 = straightest["box"]
    lying = abs(math.sin(math.radians(straightest["angle"]))) > 0.7
    return float((y1 - y0) / (x1 - x0) if lying else (x1 - x0) / (y1 - y0))


def face(told: dict[str, Any], narrow: float) -> Face:
    """Without cells: those depend on the others in the frame."""
    x0, y0, x1, y1 = told["box"]
    long = math.hypot(x1 - x0, y1 - y0) / 2 / math.sqrt(1 + narrow**2)
    centre = ((x0 + x1) / 2, (y0 + y1) / 2)
    kind = "masked" if told["masked"] else "plain"
    bare = Face(told["id"], kind, centre, (narrow * long, long), -told["angle"], (), told["visible"], 0)
    eyes = tuple(moved(bare.onto(2), (x + 1, y + 1)) for x, y in EYES)
    return Face(bare.id, kind, centre, bare.axes, bare.roll, eyes, bare.visible, 0)


def cells(of: Face, before: Sequence[Face], width: int, height: int) -> int:
    """Those whose middle is on the face, a little inside the frame, and not on the head of a face before it."""
    onto, bits = of.onto(GRID), 0
    for n in range(GRID * GRID):
        x, y = n % GRID + 0.5, n // GRID + 0.5
        if math.hypot(x - GRID / 2, y - GRID / 2) >= GRID / 2 - 0.125:
            continue
        at = moved(onto, (x, y))
        edge = of.axes[0] / GRID
        inside = edge <= at[0] <= width - edge and edge <= at[1] <= height - edge
        hidden = any(math.hypot(*((np.array(at) - f.centre) / (1.6 * np.array(f.axes)))) < 1 for f in before)
        bits |= (inside and not hidden) << n
    return bits


def shared(name: str) -> Film:
    """One of SHARED. Faces that its truth tells to ignore have no cells: they are heads, but not scored."""
    told = json.loads(testdata("videos", f"{name}.json").read_text(encoding="utf-8"))
    width, height = told["w"], told["h"]
    ids = {f["id"] for frame in told["frames"] for f in frame["faces"]}
    narrow = {i: narrowness([f for m in told["frames"] for f in m["faces"] if f["id"] == i]) for i in ids}
    signs = tuple(Writing("", "sign", ((a, b), (c, b), (c, d), (a, d)), 0) for a, b, c, d in SIGNS[name])
    moments = []
    for frame in told["frames"]:
        faces = []
        for f in frame["faces"]:
            made = face(f, narrow[f["id"]])
            before = [face(o, narrow[o["id"]]) for o in frame["faces"] if o["visible"] > f["visible"]]
            free = 0 if f["ignore"] else cells(made, before, width, height)
            faces.append(Face(made.id, made.kind, made.centre, made.axes, made.roll, made.eyes, made.visible, free))
        moments.append(Moment(name, tuple(faces), signs))
    return Film(testdata("videos", f"{name}.mp4"), Truth(width, height, Fraction(told["fps"]), tuple(moments)))
