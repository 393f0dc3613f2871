"""What was filled, seen in the written pixels themselves: one flat colour where the original had something else.

A blur, a mosaic or a fill in the wrong corner is a change, but nothing is gone: only flat pixels count."""

from dataclasses import dataclass
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from kindao.engine.geometry import Box, Region
from kindao.engine.levels import brightest, counted, quantile
from kindao.engine.media.picture import Format, Pixels
from kindao.engine.verify.evidence import BY, HEADS, Evidence, Look
from kindao.engine.verify.result import Check
from kindao.engine.vocabulary import Finding, Words

Mask = NDArray[np.bool_]

FLAT = 6  # levels between the darkest and the brightest of 5 x 5 pixels; a coded fill keeps within 4
CHANGED = 10  # levels, smoothed, from which a place is another than it was; JPEG at 92 stays within 8
SAME_COLOUR = 4  # levels from the fill's colour
EXACT = 0.5  # share of a filled piece that is of the very colour, 1 level aside; what is only smooth spreads
RINGING = 40  # the same, at the fill's edge, where the picture beside it is coded into it …
REACH = 8  # … for as many pixels: one block of a transform
BARE = 0.04  # share of a region that may differ from the fill: its outline's last pixels; WebP's chroma, up to 0.025
WITHIN = 0.9  # share of a box inside a face, from which it is a part of that face
PART = 0.7  # share of a region that a part kept inside it may take
ALTERED = 28  # levels, smoothed, from which a place outside the fill was altered
BLOB = 300  # pixels in one piece that were altered; a coder's errors are smaller
PALETTE = 2400  # the same for GIF, which may lose a colour


@dataclass(frozen=True, slots=True)
class Fill:
    """Where a written frame is filled, and where it is another than the original. Both (height, width)."""

    covered: Mask
    changed: Mask

    def bare(self, mask: Mask, box: Box) -> float:
        """The share of the masked pixels of a box that are not filled, 0 to 1. mask: as large as the box."""
        count = int(mask.sum())
        return int((mask & ~self.covered[box.slices]).sum()) / count if count else 0.0


def filled(written: Pixels, original: Pixels | None, regions: tuple[Region, ...]) -> Fill:
    """Finds the fill: the commonest flat colour where the picture changed, and all pixels of that colour.

    written, original: (height, width, 3) uint8, of one size. Without the original, the commonest flat colour
    inside the regions that are said to be filled; without those too, nothing counts as filled."""
    if original is None and not regions:
        return Fill(np.zeros(written.shape[:2], bool), np.ones(written.shape[:2], bool))
    kernel = np.ones((5, 5), np.uint8)
    flat = _widest(cv2.dilate(written, kernel), cv2.erode(written, kernel)) <= FLAT
    changed = np.ones(flat.shape, bool) if original is None else difference(written, original, 3) > CHANGED
    likely = flat & changed
    if regions:
        likely &= _inside(regions, flat.shape)
    colour = _commonest(written[likely])
    if colour is None:
        return Fill(np.zeros(written.shape[:2], bool), changed)
    far = away(written, colour)
    seed = cv2.morphologyEx((far <= SAME_COLOUR).astype(np.uint8), cv2.MORPH_OPEN, kernel).astype(bool)
    pieces, label, stats, _ = cv2.connectedComponentsWithStats(seed.astype(np.uint8), connectivity=4)
    count = stats[:, cv2.CC_STAT_AREA]
    # Counted by what is otherwise: in a fill that is next to nothing.
    real = count - np.bincount(label[seed & (far > 1)], minlength=pieces) > EXACT * count
    if original is not None:  # a grey wall is no fill
        real &= count - np.bincount(label[seed & ~changed], minlength=pieces) > 0.05 * count
    real[0] = False
    if not real[1:].all():
        seed = real[label]
    near = cv2.dilate(seed.astype(np.uint8), np.ones((2 * REACH + 1,) * 2, np.uint8)).astype(bool)
    return Fill(seed | (near & (far <= RINGING)), changed)


def difference(a: Pixels, b: Pixels, window: int) -> NDArray[np.uint8]:
    """How far two pictures are apart, in levels of the channel that differs most, smoothed: (height, width)."""
    return _widest(cv2.blur(a, (window, window)), cv2.blur(b, (window, window)))


def away(pixels: Pixels, colour: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """How far each pixel is from a colour, (3,), in levels of the channel that differs most: (height, width)."""
    apart = np.abs(np.arange(256)[:, None] - colour.astype(int)).astype(np.uint8)
    return brightest(np.asarray(cv2.LUT(pixels, apart[None]), np.uint8))


def _widest(a: NDArray[Any], b: NDArray[Any]) -> NDArray[np.uint8]:
    return brightest(np.asarray(cv2.absdiff(a, b), np.uint8))


def _commonest(pixels: NDArray[np.uint8]) -> NDArray[np.uint8] | None:
    """The colour that most of these pixels nearly have; none when there are too few to tell. pixels: (n, 3)."""
    if len(pixels) < 16:
        return None
    coarse = pixels[:: max(len(pixels) // 200_000, 1)].astype(np.int32) >> 2
    code = coarse @ np.array((4096, 64, 1))
    values, counts = np.unique(code, return_counts=True)
    best = int(values[counts.argmax()])
    middle = np.array((best >> 12, best >> 6 & 63, best & 63)) * 4 + 2
    column = pixels[:, None]
    close = np.asarray(cv2.inRange(column, middle - 2 * SAME_COLOUR, middle + 2 * SAME_COLOUR), bool)
    return np.array([int(quantile(counted(column, channel, close), 0.5)) for channel in range(3)], np.uint8)


def mask_of(region: Region, box: Box) -> Mask:
    """The region's pixels inside the box, which it may reach beyond: (box.height, box.width)."""
    out = np.zeros((box.height, box.width), np.uint8)
    if len(region.outline) >= 3:
        corners = np.rint(np.array(region.outline) - (box.x0, box.y0)).astype(np.int32)
        cv2.fillPoly(out, [corners], 1)
    else:
        both = region.box & box
        out[both.y0 - box.y0 : both.y1 - box.y0, both.x0 - box.x0 : both.x1 - box.x0] = 1
    return out.astype(bool)


def _inside(regions: tuple[Region, ...], shape: tuple[int, ...]) -> Mask:
    whole = Box(0, 0, shape[1], shape[0])
    out = np.zeros(shape, bool)
    for region in regions:
        box = region.box & whole
        out[box.slices] |= mask_of(region, box)
    return out


def look(evidence: Evidence, fills: tuple[Fill, ...]) -> Look:
    """Whether all that had to go is flat: every region that was to be filled, and every place the finder named."""
    worst, left = 0.0, []
    named = [(f.where, f) for f in evidence.found if isinstance(f.where, Region)]
    places = [*named, *((region, None) for region in evidence.covered if region not in {where for where, _ in named})]
    for region, finding in places:
        if region.frame >= len(fills):
            continue  # the frame is missing: another check says so
        fill = fills[region.frame]
        height, width = fill.covered.shape
        box = region.box & Box(0, 0, width, height)
        mask = mask_of(region, box) & ~kept_in(evidence, region.frame, box)
        bare = fill.bare(mask, box)
        worst = max(worst, bare)
        if bare > BARE and finding is not None:
            left.append(Finding(finding.identifier, region, bare, f"{BY}.covered", finding.about))
    passed = worst <= BARE
    check = Check(
        "covered",
        passed,
        Words(
            "Mọi chỗ phải che đều đã thành một màu phẳng." if passed else "Có chỗ phải che mà chưa che hết.",
            "Every place that had to go is one flat colour."
            if passed
            else "A place that had to go is not wholly covered.",
        ),
        worst,
        BARE,
    )
    return Look(check, tuple(left))


def kept_in(evidence: Evidence, frame: int, box: Box) -> Mask:
    """What stays on purpose inside a box: parts under treatment, always smaller than what is around them.

    Around them is the face that had to go, when the box lies in one: a network may take a nose alone for a face."""
    out = np.zeros((box.height, box.width), bool)
    if not evidence.kept:
        return out
    around = [region.box for region in evidence.gone(frame, HEADS) if box.inside(region.box) >= WITHIN]
    whole = min((face.area for face in around), default=box.area)
    for kept in evidence.kept:
        if kept.frame == frame and kept.box.area <= PART * max(whole, box.area):
            out |= mask_of(Region(kept.box & box), box)
    return out


def look_for_alterations(evidence: Evidence, fills: tuple[Fill, ...]) -> Look:
    """Whether anything but the fill changed: what was only blurred, or swapped, is neither there nor gone."""
    worst = 0.0
    assert evidence.original is not None
    edge = np.ones((2 * REACH + 1,) * 2, np.uint8)
    limit = PALETTE if evidence.written.format is Format.GIF else BLOB
    for before, after, fill in zip(evidence.original.frames, evidence.written.frames, fills, strict=True):
        outside = cv2.dilate(fill.covered.astype(np.uint8), edge) == 0
        other = ((difference(after.pixels, before.pixels, 5) > ALTERED) & outside).astype(np.uint8)
        _, _, pieces, _ = cv2.connectedComponentsWithStats(other, connectivity=8)
        worst = max(worst, float(pieces[1:, cv2.CC_STAT_AREA].max(initial=0)))
    passed = worst <= limit
    if not passed:
        said = Words("Ngoài chỗ che phẳng, ảnh đã bị đổi khác.", "The picture was altered where it is not filled.")
    elif any(fill.covered.any() for fill in fills):
        said = Words("Ngoài chỗ che, ảnh vẫn như bản gốc.", "Outside the fill the picture is as it was.")
    else:
        said = Words("Cả ảnh vẫn như bản gốc, không che gì.", "The whole picture is as it was; nothing is filled.")
    check = Check(
        "unaltered",
        passed,
        said,
        worst,
        float(limit),
    )
    return Look(check)
