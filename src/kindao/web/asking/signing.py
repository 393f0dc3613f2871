"""A signature: by finger, or one's own name typed. A dot is no signature, and somebody else's name neither."""

import json
from dataclasses import dataclass
from itertools import accumulate, pairwise
from typing import Any

from kindao.engine.errors import BadInput
from kindao.engine.policy.reading import seen
from kindao.engine.vietnamese import unmarked
from kindao.web.asking.readers import BRACKETS

LARGEST = 300_000  # characters of the strokes as JSON
MOST_POINTS = 20_000
DEPTH = 3  # all strokes, a stroke, a point
LEAST_POINTS = 8
LEAST_REACH = 60  # pixels of the page between the farthest edges, and as long a line again
LEAST_LINE = 120


@dataclass(frozen=True, slots=True)
class Signature:
    """What was signed with, as it is kept: strokes of [x, y, milliseconds], or a name."""

    kind: str  # finger, typed
    content: bytes


def by_finger(written: str) -> Signature:
    """written: JSON, a list of strokes, each a list of [x, y, t]. Raises BadInput for what is no signature."""
    strokes = _strokes(written)
    points = [point for stroke in strokes for point in stroke]
    xs, ys = [x for x, _, _ in points], [y for _, y, _ in points]
    reach = max(max(xs) - min(xs), max(ys) - min(ys)) if points else 0
    line = sum(
        ((x1 - x0) ** 2 + (y1 - y0) ** 2) ** 0.5 for stroke in strokes for (x0, y0, _), (x1, y1, _) in pairwise(stroke)
    )
    if len(points) < LEAST_POINTS or reach < LEAST_REACH or line < LEAST_LINE:
        raise BadInput("that is too small for a signature", hint="Sign once more, a little larger, or type your name")
    return Signature("finger", json.dumps({"strokes": strokes}, separators=(",", ":")).encode())


def _strokes(written: str) -> list[list[list[int]]]:
    unreadable = BadInput("the signature could not be read", hint="Sign once more, or type your name")
    if len(written) > LARGEST or _depth(written) > DEPTH:
        raise unreadable
    try:
        said: Any = json.loads(written)
    except (ValueError, RecursionError):
        raise unreadable from None
    if not isinstance(said, list) or sum(len(one) for one in said if isinstance(one, list)) > MOST_POINTS:
        raise unreadable
    for stroke in said:
        if not isinstance(stroke, list) or not all(_is_point(point) for point in stroke):
            raise unreadable
    return said


def _depth(written: str) -> int:
    """How deep its brackets go: before it is parsed, which would go as deep."""
    return max(accumulate((1 if one in "[{" else -1 for one in written if one in "[]{}"), initial=0))


def _is_point(point: object) -> bool:
    return (
        isinstance(point, list)
        and len(point) == 3
        and all(isinstance(one, int) and not isinstance(one, bool) and 0 <= one < 10**9 for one in point)
    )


def typed(written: str, name: str) -> Signature:
    """name: of whoever is asked, as the clinic has it; marks, capitals, blanks, what nobody sees and what the clinic
    added in brackets don't matter. Raises BadInput."""
    written = seen(written)
    if not written:
        raise BadInput("the signature is missing", hint="Sign with your finger, or type your full name")
    if _folded(written) != _folded(name):
        raise BadInput(
            "this is not the name that the clinic knows", hint="Type your own full name, as the clinic wrote it down"
        )
    return Signature("typed", json.dumps({"typed": " ".join(written.split())}, ensure_ascii=False).encode())


def _folded(name: str) -> list[str]:
    name = seen(name)
    return unmarked((BRACKETS.sub(" ", name).strip() or name).casefold()).split()
