"""Where everything in a film is, for the boxes that the page draws over it as it plays. Few places a second: between
two of them a box moves evenly."""

from collections.abc import Iterable, Sequence
from functools import reduce
from math import ceil
from operator import or_
from typing import Any

from kindao.engine.appearance import OF_A_FIGURE, figures
from kindao.engine.geometry import Box, Track
from kindao.engine.vocabulary import Finding
from kindao.page.marks import family

EACH_SECOND = 5  # places told
MOST = 20_000  # places told in all, of an hour with many people


def told(findings: Sequence[Finding], *, width: int, height: int, frames: int, seconds: float) -> dict[str, Any]:
    """Of each figure, under its number, and of whatever else is seen: family, places [second, x, y, width, height],
    percent of the film; two that follow are of one unbroken stretch. width, height: pixels."""
    people = [(n, list(one.findings)) for n, one in enumerate(figures(findings), 1)]
    others = [(0, [f]) for f in findings if f.identifier not in OF_A_FIGURE and isinstance(f.where, Track)]
    things = [(n, [f.where for f in found if isinstance(f.where, Track)], found) for n, found in [*people, *others]]
    things = [one for one in things if one[1]]
    lasting = sum(max(t.end for t in tracks) - min(t.first for t in tracks) for _, tracks, _ in things)
    rate = frames / seconds if frames and seconds else 25.0
    step = max(1, round(rate / EACH_SECOND), ceil(lasting / MOST))
    return {
        "things": [
            {
                "number": number,
                "family": family(found[0].identifier),
                "stretches": list(_stretches(tracks, step, rate, 100 / max(width, 1), 100 / max(height, 1))),
            }
            for number, tracks, found in things
        ]
    }


def _stretches(tracks: Sequence[Track], step: int, rate: float, x: float, y: float) -> Iterable[list[list[float]]]:
    """Places while it is there without a gap."""
    first, end = min(track.first for track in tracks), max(track.end for track in tracks)
    stretch: list[list[float]] = []
    for frame in [*range(first, end - 1, step), end - 1]:
        boxes = [box for track in tracks if (box := track.at(frame)) is not None]
        if boxes:
            stretch.append([round(frame / rate, 3), *_percent(reduce(or_, boxes), x, y)])
        elif stretch:
            yield stretch
            stretch = []
    if stretch:
        yield stretch


def _percent(box: Box, x: float, y: float) -> list[float]:
    return [round(box.x0 * x, 2), round(box.y0 * y, 2), round(box.width * x, 2), round(box.height * y, 2)]
