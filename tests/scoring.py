"""How well a copy of a film hides what its truth tells, and how much of the rest it keeps. Any tool's copy: only the
two files and the truth are looked at.

    from scoring import score, heard, still_told
    result = score(clip.path, copy, clip.truth)
    result.uncovered, result.longest, result.lost_mean

A face is looked at in cells, GRID x GRID over the square around its ellipse, brought to SIDE x SIDE pixels of luma.
A cell is seen when it still follows the original: correlation ALIKE or more with CONTRAST of its contrast or more.
Cells without contrast in the original, out of the frame or behind something tell nothing and count neither way.
A face of which less than LEAST cells tell something is not scored. Measured so, a plain re-encoding is seen whole
and a fill not at all (test_films.py)."""

import math
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import zip_longest
from pathlib import Path
from typing import Any

import av
import cv2
import numpy as np
from numpy.typing import NDArray

from film_truth import GRID, Face, Real, Truth, Writing, moved, placing

Luma = NDArray[np.uint8]

CELL = 8  # pixels
SIDE = CELL * GRID
ALIKE, CONTRAST = 0.7, 0.5
FLAT = 1.5  # levels: a cell with less contrast tells nothing, and codecs smooth it away
LEAST = 4
BARE, PARTLY = 0.5, 0.1  # of the telling cells seen: a person would know the face; something of it is left
HAIR, AROUND, SLACK = 0.30, 0.22, 2  # a head, as engine/detect/head.py: of the face's size, around the face; pixels
CHANGED = 16  # levels, the mean over a 9 x 9 square at 720 lines: more than a codec does
TOUCHED = 0.002  # of the picture: changes of less are not somebody's doing
SSIM_EVERY = 8  # frames


@dataclass(frozen=True, slots=True)
class Sight:
    """What is still seen of one face in one frame of a copy."""

    frame: int
    scene: str
    id: int
    kind: str
    share: float  # of the cells that tell something
    eye: bool  # an eye is seen


@dataclass(frozen=True, slots=True)
class Score:
    """A copy measured against its original. Shares are 0 to 1; those of the picture have a value for each frame."""

    frames: int  # of the original
    copied: int  # of the copy
    drift: float  # seconds, the furthest that a frame is from its time
    sights: tuple[Sight, ...]
    lost: tuple[float, ...]  # of the picture: changed outside heads and writing
    outside: tuple[float, ...]  # of the picture: changed outside ellipses of 1.6 x 1.5 times the face
    empty: int  # frames that hold neither a face nor writing
    touched: int  # of those: changed
    ssim: float  # of what is neither head nor writing nor changed; 1 is equal
    lines: int  # lines of writing, counted in each frame
    read: int  # of those: half or more of the line is as it was

    @property
    def uncovered(self) -> tuple[Sight, ...]:
        return tuple(s for s in self.sights if s.share >= BARE)

    @property
    def partly(self) -> tuple[Sight, ...]:
        return tuple(s for s in self.sights if PARTLY <= s.share < BARE)

    @property
    def eyes(self) -> tuple[Sight, ...]:
        return tuple(s for s in self.sights if s.eye)

    @property
    def longest(self) -> int:
        """Frames in a row in which one face is uncovered."""
        best, runs = 0, dict[int, tuple[int, int]]()
        for sight in self.uncovered:
            last, length = runs.get(sight.id, (-2, 0))
            length = length + 1 if sight.frame <= last + 1 else 1
            runs[sight.id] = sight.frame, length
            best = max(best, length)
        return best

    @property
    def lost_mean(self) -> float:
        return float(np.mean(self.lost)) if self.lost else 0.0

    @property
    def lost_worst(self) -> float:
        return max(self.lost, default=0.0)

    def by_scene(self) -> dict[str, tuple[int, int]]:
        """Faces scored in each scene, and uncovered."""
        counted: dict[str, list[int]] = defaultdict(lambda: [0, 0])
        for sight in self.sights:
            counted[sight.scene][0] += 1
            counted[sight.scene][1] += sight.share >= BARE
        return {scene: (n, bare) for scene, (n, bare) in counted.items()}

    def as_json(self) -> dict[str, Any]:
        scored = max(1, len(self.sights))
        return {
            "frames": self.frames, "copied": self.copied, "drift": round(self.drift, 4),
            "faces": len(self.sights), "uncovered": len(self.uncovered),
            "uncovered_share": len(self.uncovered) / scored, "partly": len(self.partly), "eyes": len(self.eyes),
            "longest": self.longest, "scenes": self.by_scene(),
            "lost_mean": self.lost_mean, "lost_worst": self.lost_worst,
            "outside_mean": float(np.mean(self.outside)) if self.outside else 0.0,
            "empty": self.empty, "touched": self.touched, "ssim": self.ssim, "lines": self.lines, "read": self.read,
        }  # fmt: skip


def frames(path: Path) -> Iterator[tuple[float, Luma]]:
    """Each frame's moment in seconds from the first, and its luma, 0 to 255."""
    with av.open(str(path)) as film:
        start = None
        film.streams.video[0].thread_type = "AUTO"
        for frame in film.decode(video=0):
            start = frame.time if start is None else start
            # One matrix whatever the file says of its own: else a tag alone makes strong colours brighter or darker.
            grey = frame.reformat(format="gray", src_colorspace="ITU709", dst_colorspace="ITU709")
            yield frame.time - start, np.asarray(grey.to_ndarray(), np.uint8)


def patch(luma: Luma, matrix: Real, width: int, height: int) -> Real:
    """What lies under a picture of width x height pixels, laid on the frame by `matrix`; coarse where it is larger."""
    x, y = np.array([moved(matrix, p) for p in ((0, 0), (width, 0), (width, height), (0, height))]).T
    scale = math.sqrt(abs(float(np.linalg.det(matrix[:, :2]))))
    edge = 2 + 3 * scale
    x0, x1 = np.clip((x.min() - edge, x.max() + edge), 0, luma.shape[1]).astype(int)
    y0, y1 = np.clip((y.min() - edge, y.max() + edge), 0, luma.shape[0]).astype(int)
    if x0 >= x1 or y0 >= y1:
        return np.zeros((height, width), np.float32)
    part = luma[y0:y1, x0:x1].astype(np.float32)
    if scale > 1:
        part = np.asarray(cv2.GaussianBlur(part, (0, 0), 0.5 * scale), np.float32)
    local = matrix.copy()
    local[:, 2] += local[:, :2] @ (0.5, 0.5) - (x0 + 0.5, y0 + 0.5)
    flags = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
    laid = cv2.warpAffine(part, local, (width, height), flags=flags, borderMode=cv2.BORDER_REPLICATE)
    return np.asarray(laid, np.float32)


def follows(before: Real, after: Real, cell: int) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """Which cells of two patches tell something, and in which of all the second is as the first was."""
    shape = before.shape[0] // cell, cell, before.shape[1] // cell, cell
    a, b = before.reshape(shape), after.reshape(shape)
    a, b = a - a.mean(axis=(1, 3), keepdims=True), b - b.mean(axis=(1, 3), keepdims=True)
    spread, left = np.sqrt((a * a).mean(axis=(1, 3))), np.sqrt((b * b).mean(axis=(1, 3)))
    alike = (a * b).mean(axis=(1, 3)) / (spread * left + 1e-6)
    return spread >= FLAT, (alike >= ALIKE) & (left >= CONTRAST * spread)


def sight(before: Luma, after: Luma, face: Face, frame: int, scene: str) -> Sight | None:
    """What is still seen of a face; None when the original does not tell."""
    onto = face.onto(SIDE)
    telling, alike = follows(patch(before, onto, SIDE, SIDE), patch(after, onto, SIDE, SIDE), CELL)
    open_ = np.array([face.cells >> n & 1 for n in range(GRID * GRID)], bool).reshape(GRID, GRID)
    telling &= open_
    if telling.sum() < LEAST:
        return None
    seen = telling & alike
    back = cv2.invertAffineTransform(onto)
    cells = [(int(x // CELL), int(y // CELL)) for x, y in (moved(np.asarray(back, np.float64), e) for e in face.eyes)]
    eye = any(bool(seen[y, x]) for x, y in cells if 0 <= x < GRID and 0 <= y < GRID)
    return Sight(frame, scene, face.id, face.kind, float(seen.sum() / telling.sum()), eye)


def still_read(before: Luma, after: Luma, line: Writing) -> bool | None:
    """Whether half or more of a line of writing is as it was; None when the original does not tell."""
    a, b, _, d = (np.array(corner) for corner in line.corners)
    width, height = float(np.hypot(*(b - a))), float(np.hypot(*(d - a)))
    tall = 2 * CELL
    wide = max(1, round(tall * width / height / CELL)) * CELL
    onto = np.column_stack(((b - a) / wide, (d - a) / tall, a))
    telling, alike = follows(patch(before, onto, wide, tall), patch(after, onto, wide, tall), CELL)
    return bool(alike[telling].mean() >= BARE) if telling.sum() >= LEAST and line.visible >= BARE else None


def heads(faces: tuple[Face, ...], shape: tuple[int, ...]) -> tuple[Luma, Luma]:
    """Masks of the heads around these faces, and of ellipses of 1.6 x 1.5 times the faces."""
    boxes, round_ = np.zeros(shape, np.uint8), np.zeros(shape, np.uint8)
    for face in faces:
        (a, b), size = face.axes, sum(face.axes)
        side, up, down = a + AROUND * size + SLACK, b + (HAIR + AROUND) * size + SLACK, b + AROUND * size + SLACK
        onto = placing((0, 0), face.centre, face.roll, 1, 1)
        corners = [moved(onto, p) for p in ((-side, -up), (side, -up), (side, down), (-side, down))]
        cv2.fillPoly(boxes, [np.rint(corners).astype(np.int32)], 1)
        cv2.ellipse(round_, (face.centre, (3.2 * a, 3.0 * b), face.roll), 1, -1)
    return boxes, round_


def written(lines: tuple[Writing, ...], shape: tuple[int, ...]) -> Luma:
    """A mask of the writing, each line half its height larger on every side."""
    mask = np.zeros(shape, np.uint8)
    for line in lines:
        middle = np.mean(line.corners, axis=0)
        corners = np.array(line.corners)
        tall = float(np.hypot(*(corners[3] - corners[0])))
        out = corners + (corners - middle) / np.maximum(np.abs(corners - middle), 1e-6) * tall / 2
        cv2.fillPoly(mask, [np.rint(out).astype(np.int32)], 1)
    return mask


def changed(before: Luma, after: Luma) -> NDArray[np.bool_]:
    side = max(3, round(9 * before.shape[0] / 720) | 1)
    return np.asarray(cv2.blur(cv2.absdiff(before, after).astype(np.float32), (side, side)) > CHANGED)


def likeness(before: Luma, after: Luma) -> Real:
    """SSIM at each pixel (Wang et al. 2004, doi:10.1109/TIP.2003.819861), Gaussian window of 1.5 pixels."""
    a, b = before.astype(np.float32), after.astype(np.float32)

    def mean(of: Real) -> Real:
        return np.asarray(cv2.GaussianBlur(of, (11, 11), 1.5), np.float32)

    x, y = mean(a), mean(b)
    xx, yy, xy = mean(a * a) - x * x, mean(b * b) - y * y, mean(a * b) - x * y
    c1, c2 = (0.01 * 255) ** 2, (0.03 * 255) ** 2
    return (2 * x * y + c1) * (2 * xy + c2) / ((x * x + y * y + c1) * (xx + yy + c2))


def score(original: Path, copy: Path, truth: Truth) -> Score:
    """Frames are compared in their order. One that the copy does not have shows nothing and is not lost twice:
    `copied` tells. A copy of another size is brought to the original's."""
    sights: list[Sight] = []
    lost, outside, ssim, drift = [], [], [], 0.0
    empty = touched = lines = read = count = copied = 0
    for n, (first, second) in enumerate(zip_longest(frames(original), frames(copy))):
        count, copied = count + (first is not None), copied + (second is not None)
        if first is None or second is None or n >= len(truth.frames):
            continue
        drift = max(drift, abs(first[0] - second[0]))
        before, after, moment = first[1], second[1], truth.frames[n]
        if after.shape != before.shape:
            after = np.asarray(cv2.resize(after, before.shape[::-1], interpolation=cv2.INTER_AREA), np.uint8)
        seen = (sight(before, after, face, n, moment.scene) for face in moment.faces)
        sights += [s for s in seen if s is not None]
        told = [r for r in (still_read(before, after, line) for line in moment.writing) if r is not None]
        lines, read = lines + len(told), read + sum(told)
        boxes, round_ = heads(moment.faces, before.shape)
        writing = written(moment.writing, before.shape)
        other = changed(before, after)
        lost.append(float((other & ((boxes | writing) == 0)).mean()))
        outside.append(float((other & ((round_ | writing) == 0)).mean()))
        if not moment.faces and not moment.writing:
            empty, touched = empty + 1, touched + bool(other.mean() > TOUCHED)
        if n % SSIM_EVERY == 0:
            kept = cv2.dilate(other.astype(np.uint8) | boxes | writing, np.ones((15, 15), np.uint8)) == 0
            if kept.any():
                ssim.append(float(likeness(before, after)[kept].mean()))
    return Score(
        count, copied, drift, tuple(sights), tuple(lost), tuple(outside), empty, touched,
        float(np.mean(ssim)) if ssim else 1.0, lines, read,
    )  # fmt: skip


RATE = 16000
WINDOW = RATE // 20  # samples: 50 ms
QUIET = 0.1  # of the loudest window of a turn: a window below is a pause in it


@dataclass(frozen=True, slots=True)
class Heard:
    """What is left of the speech of a film, in seconds of it."""

    spoken: float  # in the original, pauses aside
    same: float  # of that: the very waveform is left
    loud: float  # of that: something not much quieter is left, be it another voice


def sound(path: Path) -> Real:
    """Its first track of sound, one channel at RATE; empty without one."""
    with av.open(str(path)) as film:
        if not film.streams.audio:
            return np.zeros(0, np.float32)
        resampler = av.AudioResampler("fltp", "mono", RATE)
        parts = [part for frame in film.decode(audio=0) for part in resampler.resample(frame)]
        parts += resampler.resample(None)
    return np.concatenate([p.to_ndarray()[0] for p in parts]) if parts else np.zeros(0, np.float32)


def heard(original: Path, copy: Path, truth: Truth) -> Heard:
    """In windows of 50 ms: `same` when it correlates ALIKE or more with the original, a few milliseconds to either
    side allowed; `loud` from a tenth of the original's strength."""
    before, after = sound(original), sound(copy)
    after = np.pad(after, (0, max(0, len(before) - len(after))))
    total = same = loud = 0
    for turn in truth.speech:
        starts = range(int(turn.start * RATE), int(turn.end * RATE) - WINDOW, WINDOW)
        power = {at: float(np.sqrt((before[at : at + WINDOW] ** 2).mean())) for at in starts}
        for at, strength in power.items():
            if strength < QUIET * max(power.values()):
                continue
            total += 1
            part, wide = before[at : at + WINDOW], after[max(0, at - 160) : at + WINDOW + 160]
            loud += bool(np.sqrt((after[at : at + WINDOW] ** 2).mean()) >= 0.1 * strength)
            along = np.correlate(wide, part, "valid")
            squares = np.convolve(wide**2, np.ones(WINDOW), "valid")
            same += bool((along / np.sqrt(squares * (part**2).sum() + 1e-12)).max() >= ALIKE)
    return Heard(total / 20, same / 20, loud / 20)


def still_told(copy: Path, truth: Truth) -> tuple[str, ...]:
    """Words of the original's file that are in the copy's bytes or metadata, and its tracks but picture and sound."""
    data = copy.read_bytes()
    with av.open(str(copy)) as film:
        kinds = [s.type for s in film.streams]
        chapters = film.chapters()
        told = [film.metadata, *(s.metadata for s in film.streams), *(c["metadata"] for c in chapters)]
    read = " ".join(value for metadata in told for value in metadata.values())
    words = [
        w for w in truth.told if w in read or any(w.encode(c) in data for c in ("utf-8", "utf-16-le", "utf-16-be"))
    ]
    words += [f"a {kind} stream" for kind in kinds if kind not in {"video", "audio"}]
    return (*words, *["a second picture"] * (kinds.count("video") > 1), *["chapters"] * bool(chapters))
