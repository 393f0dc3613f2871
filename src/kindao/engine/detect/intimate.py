"""Bare genitals, breasts, buttocks, anus; and belly, armpits, feet as parts of a body. NudeNet 320n, AGPL-3.0:
an extra that is never in the default install; without it, intimate parts are not looked for, and the report says so.

How many bare parts it finds has not been measured here: no nude picture is used or kept. Known only: it ran on
faces (models.md), where it missed four to five of ten under masks. It may warn; it never clears a picture."""

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from kindao.engine import weights
from kindao.engine.detect.base import Submission
from kindao.engine.detect.working import working
from kindao.engine.geometry import Box, Region
from kindao.engine.media.picture import Pixels
from kindao.engine.vocabulary import Finding, Identifier

# The network's classes that matter here, by the order of its outputs (PyPI nudenet 3.4.2).
KINDS = {
    2: Identifier.INTIMATE,  # buttocks
    3: Identifier.INTIMATE,  # breast of a woman
    4: Identifier.INTIMATE,  # genitals of a woman
    5: Identifier.INTIMATE,  # breast of a man: whose breast it is, is not for the network to say
    6: Identifier.INTIMATE,  # anus
    7: Identifier.BODY_PART,  # feet
    11: Identifier.BODY_PART,  # armpits
    13: Identifier.BODY_PART,  # belly
    14: Identifier.INTIMATE,  # genitals of a man
}
LOOKS = ((320, 0), (320, 1), (320, 2), (320, 3), (640, 0))  # side of the square shown in pixels, quarter turns
SURE = {Identifier.INTIMATE: 0.15, Identifier.BODY_PART: 0.35}  # its authors: 0.2; a miss is the worse error
SAME = 0.45  # intersection over union from which two boxes are one part; its authors' figure
GROWN = 0.10  # of a part's size, on each side

Parts = list[tuple[Identifier, tuple[float, float, float, float], float]]  # kind, x0 y0 x1 y1 as shares, score


class Intimate:
    """Warns of bare parts; not finding any clears nothing."""

    name = "intimate"
    finds = frozenset({Identifier.INTIMATE, Identifier.BODY_PART})
    heeds: frozenset[str] = frozenset()
    needs: tuple[str, ...] = ("nudenet",)

    def find(self, submission: Submission) -> Iterator[Finding]:
        with working(self, extra="intimate"):
            for frame in submission.picture.frames:
                width, height = frame.width, frame.height
                parts = [part for side, turns in LOOKS for part in _look(frame.pixels, side, turns)]
                for identifier, (x0, y0, x1, y1), score in suppressed(parts):
                    box = Box.around(x0 * width, y0 * height, x1 * width, y1 * height, width=width, height=height)
                    x, y = GROWN * box.width, GROWN * box.height
                    grown = box.grown(x, y, x, y, width=width, height=height)
                    yield Finding(identifier, Region(grown, frame=frame.index), score, self.name)


def _look(pixels: Pixels, side: int, turns: int) -> Parts:
    """What the network sees in the frame turned left by so many quarters; places as shares of the frame unturned."""
    import cv2

    turned = np.ascontiguousarray(np.rot90(pixels, turns))
    height, width = turned.shape[:2]
    scale = side / max(height, width)
    across, down = max(1, round(width * scale)), max(1, round(height * scale))
    shown = np.zeros((side, side, 3), np.uint8)
    shown[:down, :across] = cv2.resize(turned, (across, down), interpolation=cv2.INTER_AREA)
    session = weights.session("nudenet")
    blob = (shown.astype(np.float32) / 255).transpose(2, 0, 1)[None]
    answer = session.run(None, {session.get_inputs()[0].name: blob})[0]
    return [(kind, unturned(box, turns), score) for kind, box, score in decoded(answer, across, down)]


def decoded(answer: NDArray[np.float32], width: int, height: int) -> Parts:
    """Parts in the network's answer (1, 4 + classes, places): centre x y, width, height in pixels, then scores.

    width, height: of the picture inside the square shown. Places come as shares of it, 0 to 1."""
    places, scores = answer[0, :4].T, answer[0, 4:]
    best, sure = scores.argmax(axis=0), scores.max(axis=0)
    parts: Parts = []
    for (x, y, w, h), number, score in zip(places, best, sure, strict=True):
        kind = KINDS.get(int(number))
        if kind is not None and score >= SURE[kind]:
            edges = ((x - w / 2) / width, (y - h / 2) / height, (x + w / 2) / width, (y + h / 2) / height)
            x0, y0, x1, y1 = (min(max(float(edge), 0.0), 1.0) for edge in edges)
            if x1 > x0 and y1 > y0:
                parts.append((kind, (x0, y0, x1, y1), float(score)))
    return parts


def unturned(box: tuple[float, float, float, float], turns: int) -> tuple[float, float, float, float]:
    """A place in a frame turned left by so many quarters, as a place in the frame itself; shares, 0 to 1."""
    x0, y0, x1, y1 = box
    for _ in range(turns % 4):
        x0, y0, x1, y1 = 1 - y1, x0, 1 - y0, x1
    return x0, y0, x1, y1


def suppressed(parts: Parts) -> Parts:
    """The surest of every group of one kind that overlaps, surest first."""
    kept: Parts = []
    for part in sorted(parts, key=lambda p: (-p[2], p[1])):
        if not any(part[0] is other[0] and _overlap(part[1], other[1]) > SAME for other in kept):
            kept.append(part)
    return kept


def _overlap(a: tuple[float, float, float, float], b: tuple[float, float, float, float]) -> float:
    both = max(0.0, min(a[2], b[2]) - max(a[0], b[0])) * max(0.0, min(a[3], b[3]) - max(a[1], b[1]))
    areas = (a[2] - a[0]) * (a[3] - a[1]) + (b[2] - b[0]) * (b[3] - b[1])
    return both / (areas - both) if both else 0.0
