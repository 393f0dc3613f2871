"""Whether a picture shows another, or is cut from it: points of one that stand in the same arrangement in the other. A
perceptual hash knows only the whole picture again.

The points are SIFT's (Lowe, Distinctive Image Features from Scale-Invariant Keypoints, 2004: its ratio of the nearest
to the second), the arrangement is an affine map that RANSAC finds. Smooth skin has few such points, and of what is cut
small or covered whole there are none: nothing follows from their absence."""

import cv2
import numpy as np
from numpy.typing import NDArray

from kindao.engine.media.picture import Pixels

SIDE = 1200  # pixels of the longer side, to which both are brought down
POINTS = 2000  # of a picture, the strongest
RATIO = 0.75  # Lowe's: how much nearer the nearest must be than the second
OFF_BY = 6.0  # pixels that a point may lie from where the map puts it: photographs of a screen are a little askew
SCALES = (0.02, 50.0)  # of areas; a map beyond these puts everything on one spot
GRID = 6  # fields of a side, in which the points of a picture are told apart
IN_COMMON = 25
"""Points. Measured on 36 pictures of testdata, JPEG at quality 70: cut to six tenths of each side at least 36, on a
telephone's screenshot of two thirds its width at least 30; cut to half of each side 32 of the 36 pictures have as many.
Of 630 pairs of different pictures, one of them mirrored or not, the nearest have 21."""
Points = tuple[NDArray[np.float32], NDArray[np.float32]]


def shown(pixels: Pixels, other: Pixels) -> float:
    """How much of the other one shows, mirrored or not: the share, 0 to 1, of those fields of it that have points at
    all. 0 where it shows none of it, or so little that it could be another. Both (height, width, 3) uint8 sRGB."""
    wanted, size = _points(other), np.asarray(other.shape[1::-1], np.float32)
    size *= min(SIDE / size.max(), 1)
    return max(_in_common(_points(one), wanted, size) for one in (pixels, pixels[:, ::-1]))


def _points(pixels: Pixels) -> Points:
    """Where they are, (n, 2), and what they look like, (n, 128)."""
    grey = cv2.cvtColor(np.ascontiguousarray(pixels), cv2.COLOR_RGB2GRAY)
    if (scale := SIDE / max(grey.shape)) < 1:
        grey = cv2.resize(grey, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    found, looks = cv2.SIFT.create(nfeatures=POINTS).detectAndCompute(grey, None)
    where = np.asarray([one.pt for one in found], np.float32).reshape(-1, 2)
    return where, np.zeros((0, 128), np.float32) if looks is None else np.asarray(looks, np.float32)


def _in_common(a: Points, b: Points, size: NDArray[np.float32]) -> float:
    """The share of the fields of b in which points of a lie as one affine map says. size: of b, width and height."""
    if min(len(a[0]), len(b[0])) < IN_COMMON:
        return 0
    pairs = cv2.BFMatcher(cv2.NORM_L2).knnMatch(a[1], b[1], k=2)
    good = [best for best, second in pairs if best.distance < RATIO * second.distance]
    if len(good) < IN_COMMON:
        return 0
    here = np.asarray([a[0][one.queryIdx] for one in good], np.float32)
    there = np.asarray([b[0][one.trainIdx] for one in good], np.float32)
    cv2.setRNGSeed(0)  # the same answer each time
    way, fits = cv2.estimateAffine2D(here, there, method=cv2.RANSAC, ransacReprojThreshold=OFF_BY, maxIters=4000)
    if way is None or not SCALES[0] < abs(float(np.linalg.det(way[:, :2]))) < SCALES[1]:
        return 0
    kept = np.asarray(fits, bool).ravel()
    if min(len(np.unique(np.round(one[kept]), axis=0)) for one in (here, there)) < IN_COMMON:
        return 0
    return len(_fields(there[kept], size)) / len(_fields(b[0], size))


def _fields(where: NDArray[np.float32], size: NDArray[np.float32]) -> NDArray[np.intp]:
    """Those of the grid in which points lie, (n, 2)."""
    return np.unique(np.minimum(where / size * GRID, GRID - 1).astype(np.intp), axis=0)
