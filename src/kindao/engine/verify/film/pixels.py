"""Every frame of the copy against that of the original: covered places are flat, all else is as it was."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import cv2
import numpy as np

from kindao.engine.geometry import Box, Track
from kindao.engine.media.reading import Still
from kindao.engine.verify.evidence import Look
from kindao.engine.verify.film import planes
from kindao.engine.verify.film.planes import (
    CHANGED,
    Colour,
    Planes,
    Reduced,
    colour_of,
    compared,
    inner,
    rounded,
    without,
)
from kindao.engine.verify.film.residuals import Trails, joined
from kindao.engine.verify.film.told import Told
from kindao.engine.verify.result import Check
from kindao.engine.vocabulary import Finding, Words

BARE = 0.04  # share of a covered place that may be another colour
LARGE = 24  # frames after which both are compared in full size
LOW, PIECE = 0.7, 4  # SSIM of a block of the reduced frame, below which it shows something else; such ones in one piece
LOW_LARGE, PIECE_LARGE = 0.5, 16  # the same in full size, where grain that a coder drops weighs more
SHADE = 12  # levels by which a block's mean may differ; a coder's errors stay within 3
FLOOR = 0.90  # mean SSIM of a frame outside the fill


@dataclass(frozen=True, slots=True)
class Seen:
    """What the looks at some frames that follow each other came to."""

    left: tuple[Finding, ...]
    colour: Colour | None
    worst: float
    piece: float
    least: float
    filled: bool


@dataclass
class Pixels:
    """The look at every frame, in their order. colour: of the fill, where the frames before have told it."""

    told: Told
    frames: int
    colour: Colour | None = None
    worst: float = 0.0  # of the covered places
    piece: float = 0.0  # blocks that show something else in one piece, at most, as a share of what is too many
    least: float = 1.0  # mean SSIM of a frame, as far as it was compared in full size
    filled: bool = False
    _bare: Trails = field(default_factory=lambda: Trails("covered", 1))

    def look(self, before: Still, after: Still) -> Any:
        """Compares the two; the fill in the reduced copy, 255 where it is."""
        n = after.index
        old, new = Planes.of(before.planes), Planes.of(after.planes)
        a, b = Reduced(old), Reduced(new)
        gone = self.told.gone(n)
        if self.colour is None and (gone or not self.told.somewhere) and cv2.absdiff(a.luma, b.luma).max() > CHANGED:
            scale = a.luma.shape[1] / after.width
            self.colour = colour_of(a, b, [box for box, _ in gone], scale)
        flat = b.flat(self.colour)
        self.filled = self.filled or bool(flat.any())
        self._look_at_places(n, new, gone)
        alike = compared(a, b, flat)
        self._look_at_rest(alike, LOW, PIECE)
        if n % LARGE == 0:
            side = max(new.luma.shape)
            whole = compared(Reduced(old, side), Reduced(new, side), _grown(flat, new))
            self._look_at_rest(whole, LOW_LARGE, PIECE_LARGE)
        return flat

    def _look_at_places(self, n: int, new: Planes, gone: list[Any]) -> None:
        whole = Box(0, 0, new.luma.shape[1], new.luma.shape[0])
        filled = new.flat(whole, self.colour) if gone else np.zeros((0, 0), bool)  # once: places lie in each other
        flat: list[Box] = []
        for box, finding in sorted(gone, key=lambda one: -one[0].area):
            place = box & whole
            if any(place.within(other) for other in flat):
                continue
            inside = inner(place)
            if not inside.area:
                continue
            bent = finding.where.round(n) if isinstance(finding.where, Track) else None
            kept, here = self.told.kept_in(n, place), filled[inside.slices]
            if bent is None and not kept:
                count, covered = inside.area, int(np.count_nonzero(here))
            else:
                mask = np.ones(here.shape, bool) if bent is None else rounded(inside, place, bent)
                mask = without(mask, inside, kept)
                count, covered = int(np.count_nonzero(mask)), int(np.count_nonzero(mask & here))
            bare = (count - covered) / count if count else 0.0
            self.worst = max(self.worst, bare)
            if bare == 0 and bent is None:
                flat.append(place)
            if bare > BARE:
                self._bare.see(n, place, bare, since=n, what=finding.identifier, about=finding.about)

    def _look_at_rest(self, alike: planes.Likeness, low: float, piece: int) -> None:
        other = ((alike.ssim < low) | (alike.shade > SHADE)) & alike.outside
        if other.any():
            _, _, stats, _ = cv2.connectedComponentsWithStats(other.astype(np.uint8))
            self.piece = max(self.piece, float(stats[1:, cv2.CC_STAT_AREA].max()) / piece)
        self.least = min(self.least, alike.mean)

    def seen(self) -> Seen:
        """Once all frames have been looked at."""
        left = tuple(self._bare.findings(self.frames))
        return Seen(left, self.colour, self.worst, self.piece, self.least, self.filled)


def looks(seen: Sequence[Seen], *, somewhere: bool) -> list[Look]:
    """What the looks at all parts of a film came to. somewhere: whether anything of it had to be covered."""
    left = joined(one.left for one in seen)
    covered = Check(
        "covered",
        not left,
        Words(
            "Mọi chỗ phải che đều là một màu phẳng trong mọi khung hình."
            if not left
            else "Có chỗ phải che mà chưa che hết trong mọi khung hình.",
            "Every place that had to go is one flat colour in every frame."
            if not left
            else "A place that had to go is not wholly covered in every frame.",
        ),
        max(one.worst for one in seen),
        BARE,
    )
    piece, least = max(one.piece for one in seen), min(one.least for one in seen)
    unaltered = _unaltered(piece, filled=any(one.filled for one in seen))
    return [*([Look(covered, left)] if somewhere else []), unaltered, _similar(least)]


def _unaltered(piece: float, *, filled: bool) -> Look:
    passed = piece < 1
    if not passed:
        words = Words("Ngoài chỗ che phẳng, phim đã bị đổi khác.", "The film was altered where it is not filled.")
    elif filled:
        words = Words("Ngoài chỗ che, phim vẫn như bản gốc.", "Outside the fill the film is as it was.")
    else:
        words = Words("Cả phim vẫn như bản gốc, không che gì.", "The whole film is as it was; nothing is filled.")
    return Look(Check("unaltered", passed, words, piece, 1.0))


def _similar(least: float) -> Look:
    passed = least >= FLOOR
    words = Words(
        "Ngoài chỗ che, chất lượng phim được giữ." if passed else "Ngoài chỗ che, phim khác bản gốc quá nhiều.",
        "Outside the fill the film is kept." if passed else "Outside the fill the film differs too much.",
    )
    return Look(Check("similarity", passed, words, least, FLOOR))


def _grown(flat: planes.Plane, new: Planes) -> planes.Plane:
    size = new.luma.shape[1], new.luma.shape[0]
    return np.asarray(cv2.resize(flat, size, interpolation=cv2.INTER_NEAREST), np.uint8)
