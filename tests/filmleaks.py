"""Films that were redacted properly and then spoiled, one leak of a known kind each, and clean copies beside them.

Originals are stretches of the shared test films and photographs over which a camera moves; their truth is covered by
`head`. Everything is seeded: the same seed and number give the same film. Half of the leaks come `told`: the findings
hold every true place, as if covering had failed. The other half come untold: the finder saw nothing of what leaks."""

import json
import tempfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field, replace
from fractions import Fraction
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

import av
import cv2
import numpy as np
import zxingcpp
from numpy.typing import NDArray

import filmfiles
import leaks
from kindao.engine.detect.base import Submission
from kindao.engine.detect.text import Text
from kindao.engine.geometry import Box, Region, Track
from kindao.engine.media.clip import Clip, open_clip
from kindao.engine.media.opening import open_picture
from kindao.engine.media.picture import Format, Frame, Picture
from kindao.engine.media.reading import stills
from kindao.engine.vocabulary import Finding, Identifier, Known
from leaks import ANNA
from support import testdata, truth

WIDTH, HEIGHT, FRAMES, RATE = 1280, 720, 32, 25
GREY = 126, 128, 128  # Y'CbCr of the fill
SMALLEST = 40  # pixels, the height of a face that must not leak

Pixels = NDArray[np.uint8]
Boxes = list[Box | None]  # of one thing, in each frame


@dataclass(frozen=True)
class Planted:
    """One written copy, what the gate would tell verification of it, and whether something leaks."""

    kind: str
    told: bool
    path: Path
    original: Clip
    covered: tuple[Finding, ...] = ()
    found: tuple[Finding, ...] = ()
    known: tuple[Known, ...] = ()
    leaks: bool = True
    seconds: Fraction = Fraction(FRAMES, RATE)


@dataclass
class Film:
    """An original under work: its frames, its true faces and other places that must go."""

    frames: list[Pixels]  # RGB
    faces: list[Boxes]
    ignored: list[Boxes]  # people in the background, half hidden ones: covered, never a leak's victim
    random: np.random.Generator
    others: list[tuple[Identifier, Boxes]] = field(default_factory=list)
    known: tuple[Known, ...] = ()
    clip: Clip | None = None  # as it was written, until a frame is changed

    def head(self, box: Box) -> Box:
        x, y = 0.35 * box.width, 0.40 * box.height
        return box.grown(x, y, x, y, width=WIDTH, height=HEIGHT)

    def heads(self, but: Boxes | None = None) -> list[Boxes]:
        return [[b and self.head(b) for b in face] for face in (*self.faces, *self.ignored) if face is not but]

    def findings(self, but: Boxes | None = None) -> tuple[Finding, ...]:
        """What a finder would say that saw everything, or everything but one."""
        out = []
        for face in (*self.faces, *self.ignored):
            if face is not but:
                out += tracks(Identifier.FACE, face)
                out += tracks(Identifier.HEAD, [b and self.head(b) for b in face])
        for kind, boxes in self.others:
            if boxes is not but:
                out += tracks(kind, boxes)
        return tuple(out)

    def victim(self, smallest: int = SMALLEST) -> Boxes:
        """A random face that is that high in most frames and lies under nobody else's fill."""
        fitting = []
        for face in self.faces:
            others = self.heads(face)
            bare = [
                b for n, b in enumerate(face)
                if b and b.height >= smallest and not any(o[n] and (o[n] & b).area > 0.1 * b.area for o in others)  # type: ignore[operator]
            ]  # fmt: skip
            if len(bare) > 0.8 * FRAMES:
                fitting.append(face)
        if not fitting:
            raise LookupError
        return fitting[int(self.random.integers(len(fitting)))]


def tracks(kind: Identifier, boxes: Boxes, about: str = "") -> list[Finding]:
    """One for each stretch of frames in which it is."""
    out, start = [], 0
    for n in range(len(boxes) + 1):
        here = boxes[n] if n < len(boxes) else None
        if here is None or not here.area:
            if n > start:
                track = Track.of(start, [b for b in boxes[start:n] if b])
                out.append(Finding(kind, track, 0.9, "truth", about))
            start = n + 1
    return out


# --- Originals


@cache
def _filmed() -> list[tuple[str, int]]:
    """Stretches of the shared films."""
    out = []
    for file in sorted(testdata("videos").glob("*.mp4")):
        frames = len(json.loads(file.with_suffix(".json").read_text())["frames"])
        out += [(file.stem, start) for start in range(0, frames - FRAMES + 1, 12)]
    return out


def filmed(random: np.random.Generator) -> Film:
    """A stretch of a shared film."""
    name, start = _filmed()[int(random.integers(len(_filmed())))]
    path = testdata("videos", f"{name}.mp4")
    told = json.loads(path.with_suffix(".json").read_text())["frames"][start : start + FRAMES]
    frames = [still.rgb().copy() for still in stills(open_clip(path), start=start, end=start + FRAMES)]
    people = sorted({face["id"] for moment in told for face in moment["faces"]})
    faces: list[Boxes] = []
    for person in people:
        boxes: Boxes = []
        for moment in told:
            here = [Box.around(*f["box"], width=WIDTH, height=HEIGHT) for f in moment["faces"] if f["id"] == person]
            boxes.append(here[0] if here else None)
        faces.append(boxes)
    film = Film(frames, faces, [], random)
    heads = [head for head in film.heads() if any(head)]
    for kind, boxes in _signs(name, start):  # on somebody's head it is no writing
        if not any(a and b and (a & b).area for head in heads for a, b in zip(head, boxes, strict=True)):
            film.others.append((kind, boxes))
    return film


@cache
def _signs(name: str, start: int) -> list[tuple[Identifier, Boxes]]:
    """What is written on the walls of a shared film; there is no truth for it, so the finder's."""
    out = []
    clip = open_clip(testdata("videos", f"{name}.mp4"))
    for still in stills(clip, start=start, end=start + FRAMES):
        if still.index % 5 == 0:
            picture = Picture(Format.PNG, (Frame(still.rgb()),))
            near = range(max(still.index - start - 3, 0), min(still.index - start + 4, FRAMES))
            for found in Text().find(Submission(picture)):
                if isinstance(found.where, Region):
                    box = found.where.box.grown(6, 4, 6, 4, width=WIDTH, height=HEIGHT)
                    out.append((Identifier.TEXT, [box if n in near else None for n in range(FRAMES)]))
    return out


def panned(random: np.random.Generator, *sets: str) -> Film:
    """A camera that moves over a photograph on a wall, and comes nearer."""
    entries = [
        e for e in truth("faces_gt.json")
        if e["set"] in (sets or ("single", "masked", "rotated", "scene"))
        and any(not f["ignore"] and f["box"][3] - f["box"][1] >= 50 for f in e["faces"])
    ]  # fmt: skip
    entry = entries[int(random.integers(len(entries)))]
    photo = open_picture(testdata(entry["file"]).read_bytes()).frames[0].pixels
    fits = min(WIDTH / photo.shape[1], HEIGHT / photo.shape[0])
    scale = fits * float(random.uniform(1.0, 1.06)) if entry["set"] == "scene" else fits * float(random.uniform(0.6, 1))
    wall = np.full((HEIGHT, WIDTH, 3), random.integers(60, 220, 3), np.float32)
    wall += cv2.resize(random.normal(0, 12, (12, 20, 1)).astype(np.float32), (WIDTH, HEIGHT))[..., None]
    move, nearer = random.uniform(-50, 50, 2), float(random.uniform(0, 0.06))
    middle = np.array((WIDTH, HEIGHT)) / 2 - scale * np.array(photo.shape[1::-1]) / 2 + random.uniform(-30, 30, 2)
    frames, places = [], []
    noise = random.normal(0, 1.2, (HEIGHT, WIDTH, 1)).astype(np.float32)
    for n in range(FRAMES):
        t = n / FRAMES
        s = scale * (1 + nearer * t)
        there = np.array([[s, 0, middle[0] + move[0] * t], [0, s, middle[1] + move[1] * t]])
        laid = cv2.warpAffine(photo, there, (WIDTH, HEIGHT), dst=wall.clip(0, 255).astype(np.uint8),
                              flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_TRANSPARENT)  # fmt: skip
        grain = np.roll(noise, (n * 37 % HEIGHT, n * 91 % WIDTH), axis=(0, 1))
        frames.append(np.clip(laid + grain, 0, 255).astype(np.uint8))
        places.append(there)
    faces: list[Boxes] = []
    ignored: list[Boxes] = []
    others: list[tuple[Identifier, Boxes]] = []

    def through(x0: float, y0: float, x1: float, y1: float) -> Boxes:
        corners = np.array([[x0, y0], [x1, y1]])
        moved = [(corners @ there[:, :2].T + there[:, 2]).ravel() for there in places]
        boxes = [Box.around(*edges, width=WIDTH, height=HEIGHT) for edges in moved]
        return [box if box.area else None for box in boxes]

    for face in entry["faces"]:
        (ignored if face["ignore"] else faces).append(through(*face["box"]))
    if entry["set"] in ("scene", "rotated"):  # signs on their walls: no truth for those, so the finder's
        for found in leaks._writing(entry["file"]):
            box = found.where.box  # type: ignore[union-attr]
            others.append((Identifier.TEXT, through(box.x0 - 3, box.y0 - 3, box.x1 + 3, box.y1 + 3)))
    return Film(frames, faces, ignored, random, others)


@lru_cache(1)
def _original(seed: int, number: int) -> tuple[Film, tempfile.TemporaryDirectory[str]]:
    random = np.random.default_rng((seed, number))
    film = filmed(random) if number % 5 in (1, 3) else panned(random)
    folder = tempfile.TemporaryDirectory(prefix="kindao-")
    path = Path(folder.name) / "original.mp4"
    write(path, film.frames)
    film.clip = open_clip(path)
    return film, folder


@dataclass(frozen=True)
class Source:
    """Which original, and what is random about its leak."""

    seed: int
    number: int
    random: np.random.Generator

    def film(self) -> Film:
        """The original; many leaks are planted in each, one after the other."""
        film, _ = _original(self.seed, self.number)
        return replace(
            film, frames=list(film.frames), faces=list(film.faces), others=list(film.others), random=self.random
        )


# --- Writing


def write(path: Path, frames: list[Pixels], *, crf: int = 18, size: tuple[int, int] = (WIDTH, HEIGHT),
          ticks: list[int] | None = None) -> None:  # fmt: skip
    """Frames (RGB) as an MP4 in H.264, MKV in H.264 or WebM in VP9, by the suffix, with nothing beside."""
    filmfiles.write(path, (_planes(pixels) for pixels in frames), crf=crf, size=size, ticks=ticks)


def _planes(pixels: Pixels) -> Any:
    return av.VideoFrame.from_ndarray(pixels, "rgb24").reformat(
        format="yuv420p", dst_colorspace="ITU709", dst_color_range="MPEG"
    )


def filled(frame: Any, boxes: list[Box]) -> Any:
    """A yuv420p frame with these boxes in the fill's colour, each as large as whole chroma pixels make it."""
    planes = [np.frombuffer(p, np.uint8).reshape(-1, p.line_size) for p in frame.planes]
    for box in boxes:
        x0, y0, x1, y1 = box.x0 // 2, box.y0 // 2, -(-box.x1 // 2), -(-box.y1 // 2)
        planes[0][2 * y0 : 2 * y1, 2 * x0 : 2 * x1] = GREY[0]
        for plane, level in zip(planes[1:], GREY[1:], strict=True):
            plane[y0:y1, x0:x1] = level
    return frame


def made(folder: Path, film: Film, kind: str, told: bool, found: tuple[Finding, ...], *,
         spoilt: Callable[[int, Pixels], Pixels] | None = None, covered: tuple[Finding, ...] | None = None,
         suffix: str = "", leaks: bool = True, order: list[int] | None = None) -> Planted:  # fmt: skip
    """Writes the original and its copy: `covered` filled in the frames as `spoilt` gives them.

    order: which frames of the original the copy shows."""
    first, copy = folder / "original.mp4", folder / f"copy{suffix or _suffix(film.random)}"
    clip = film.clip
    if clip is None:
        write(first, film.frames)
        clip = open_clip(first)
    covered = found if covered is None else covered
    places: list[list[Box]] = [[] for _ in range(FRAMES)]
    for finding in covered:
        assert isinstance(finding.where, Track)
        for n, box in finding.where.boxes():
            places[n].append(box)

    def frames() -> Iterator[Any]:
        for still in stills(clip):
            frame = still.planes
            if spoilt is not None:
                pixels = still.rgb()
                changed = spoilt(still.index, pixels.copy())
                if changed is not pixels:
                    frame = _planes(changed)
            yield filled(frame, places[still.index])

    if order is not None:
        kept = list(frames())
        filmfiles.write(copy, iter([kept[n] for n in order]), crf=18, size=(WIDTH, HEIGHT), copied=True)
    else:
        filmfiles.write(copy, frames(), crf=18, size=(WIDTH, HEIGHT))
    return Planted(kind, told, copy, clip, covered, found, film.known, leaks)


def _suffix(random: np.random.Generator) -> str:
    return str(random.choice([".mp4", ".mp4", ".mp4", ".mkv", ".webm", ".mov"]))


# --- Leaks in the picture

Plant = Callable[[Path, Source, bool], Planted]


def _moments(film: Film, face: Boxes, frames: int) -> range:
    """A random stretch of so many frames in which the face is seen and large enough."""
    starts = [
        n for n in range(1, FRAMES - frames)
        if all((b := face[m]) and b.height >= SMALLEST for m in range(n, n + frames))
    ]  # fmt: skip
    if not starts:
        raise LookupError
    start = starts[int(film.random.integers(len(starts)))]
    return range(start, start + frames)


def uncovered(frames: int) -> Plant:
    """A face that was not covered for so many frames; told: it was named in all of them."""

    def plant(folder: Path, source: Source, told: bool) -> Planted:
        film = source.film()
        face = film.victim()
        when = _moments(film, face, frames) if frames < FRAMES else range(FRAMES)
        index = film.faces.index(face)
        lost: Boxes = [None if n in when else b for n, b in enumerate(face)]
        everything = film.findings()
        film.faces[index] = lost
        covered = film.findings()
        return made(folder, film, f"bare-{frames}", told, everything if told else covered, covered=covered)

    return plant


def _spoilt(
    kind: str, spoil: Callable[[Film, Box, Pixels], Pixels] | None, shrink: Callable[[Film, Box], Box] | None = None
) -> Plant:
    """One face is treated by `spoil` for a stretch of frames or covered where `shrink` says, every other is filled."""

    def plant(folder: Path, source: Source, told: bool) -> Planted:
        film, random = source.film(), source.random
        face = film.victim()
        everything, others = film.findings(), film.findings(face)
        when = _moments(film, face, int(random.integers(6, 20)))
        wrong = shrink and [b and shrink(film, b) for b in face]
        if wrong:
            covered = (*others, *tracks(Identifier.HEAD, wrong))
            if any(b and w and b.inside(w) > 0.6 for b, w in zip(face, wrong, strict=True)):
                raise LookupError
            return made(folder, film, kind, told, everything if told else covered, covered=covered)
        film.faces[film.faces.index(face)] = [None if n in when else b for n, b in enumerate(face)]
        covered = film.findings()

        def change(n: int, pixels: Pixels) -> Pixels:
            box = face[n]
            return spoil(film, box, pixels) if spoil and box and n in when else pixels

        return made(folder, film, kind, told, everything if told else others, spoilt=change, covered=covered)

    return plant


def _wrong_corner(film: Film, box: Box) -> Box:
    head = film.head(box)
    x = 0 if box.x0 + box.x1 > WIDTH else WIDTH - head.width
    y = 0 if box.y0 + box.y1 > HEIGHT else HEIGHT - head.height
    return Box(x, y, x + head.width, y + head.height)


def _shifted(film: Film, box: Box) -> Box:
    head = film.head(box)
    step = round(0.75 * head.width) * (-1 if head.x0 > WIDTH / 2 else 1)
    return Box(max(head.x0 + step, 0), head.y0, min(head.x1 + step, WIDTH), head.y1)


def _small(film: Film, box: Box) -> Box:
    x, y = round(0.2 * box.width), round(0.2 * box.height)
    return Box(box.x0 + x, box.y0 + y, box.x1 - x, box.y1 - y)


def _half(film: Film, box: Box) -> Box:
    head = film.head(box)
    return Box(head.x0, head.y0, (box.x0 + box.x1) // 2, head.y1)


def _blurred(film: Film, box: Box, pixels: Pixels) -> Pixels:
    head = film.head(box)
    near = cv2.GaussianBlur(pixels[head.slices], (0, 0), 0.08 * box.width)
    pixels[head.slices] = near
    return pixels


def _pixelated(film: Film, box: Box, pixels: Pixels) -> Pixels:
    head = film.head(box)
    part = pixels[head.slices]
    small = cv2.resize(part, (16, max(round(16 * head.height / head.width), 1)), interpolation=cv2.INTER_AREA)
    pixels[head.slices] = cv2.resize(small, (head.width, head.height), interpolation=cv2.INTER_NEAREST)
    return pixels


def _eye_bar(film: Film, box: Box, pixels: Pixels) -> Pixels:
    head = film.head(box)
    pixels[box.y0 + round(0.26 * box.height) : box.y0 + round(0.52 * box.height), head.x0 : head.x1] = 0
    return pixels


# --- What flashes up


@cache
def _cut_outs() -> list[Pixels]:
    """Heads with an opacity, (h, w, 4), about 200 pixels high."""
    out = []
    for entry in truth("faces_gt.json"):
        plain = [f for f in entry["faces"] if not f["ignore"]]
        if entry["set"] != "single" or entry.get("hard") or len(entry["faces"]) != 1 or len(plain) != 1:
            continue
        pixels = open_picture(testdata(entry["file"]).read_bytes()).frames[0].pixels
        face = Box.around(*plain[0]["box"], width=pixels.shape[1], height=pixels.shape[0])
        x, y = 0.25 * face.width, 0.25 * face.height
        head = face.grown(x, y, x, y, width=pixels.shape[1], height=pixels.shape[0])
        cut = pixels[head.slices]
        mask = np.zeros(cut.shape[:2], np.uint8)
        middle = (face.x0 + face.x1) // 2 - head.x0, (face.y0 + face.y1) // 2 - head.y0
        cv2.ellipse(mask, middle, (round(0.7 * face.width), round(0.7 * face.height)), 0, 0, 360, 255, -1)
        mask = np.asarray(cv2.GaussianBlur(mask, (0, 0), 3), np.uint8)
        out.append(np.dstack((cut, mask)))
    return out


def _free(film: Film, width: int, height: int, when: range) -> Box:
    """A place of this size under no fill in these frames."""
    taken = [b for head in film.heads() for n in when if (b := head[n])]
    taken += [b for _, boxes in film.others for n in when if (b := boxes[n])]
    for _ in range(80):
        x, y = (int(film.random.integers(0, limit)) for limit in (WIDTH - width, HEIGHT - height))
        box = Box(x, y, x + width, y + height)
        if not any((box & other).area for other in taken):
            return box
    raise LookupError


def flash(frames: int) -> Plant:
    """A face that is there for so many frames, 40 to 130 pixels from forehead to chin."""

    def plant(folder: Path, source: Source, told: bool) -> Planted:
        film, random = source.film(), source.random
        cut = _cut_outs()[int(random.integers(len(_cut_outs())))]
        tall = int(random.integers(60, 195))  # 1.5 of the face's
        size = max(round(tall * cut.shape[1] / cut.shape[0]), 8), tall
        start = int(random.integers(1, FRAMES - frames))
        when = range(start, start + frames)
        place = _free(film, *size, when)
        laid = cv2.resize(cut, size, interpolation=cv2.INTER_AREA).astype(np.float32)
        for n in when:
            film.frames[n] = film.frames[n].copy()
            part = film.frames[n][place.slices]
            share = laid[..., 3:] / 255
            film.frames[n][place.slices] = np.rint(part + (laid[..., :3] - part) * share).astype(np.uint8)
        film.clip = None
        covered = film.findings()
        face = place.grown(-tall / 6, -tall / 6, -tall / 6, -tall / 6, width=WIDTH, height=HEIGHT)
        boxes: Boxes = [face if n in when else None for n in range(FRAMES)]
        found = (*covered, *tracks(Identifier.FACE, boxes)) if told else covered
        return made(folder, film, f"flash-{frames}", told, found, covered=covered)

    return plant


def shown(kind: str, *, code: bool, frames: int = 5) -> Plant:
    """A name tag or a code that is there for so many frames."""

    def plant(folder: Path, source: Source, told: bool) -> Planted:
        film, random = source.film(), source.random
        cuts = leaks._cut_outs(code)
        cut, words = cuts[int(random.integers(len(cuts)))]
        bars = code and max(cut.shape[:2]) > 2 * min(cut.shape[:2])
        goal = float(random.uniform(130, 200) * (1.9 if bars else 1) if code else random.uniform(34, 52))
        scale = min(goal / (max(cut.shape[:2]) if code else cut.shape[0]), 0.6 * WIDTH / cut.shape[1])
        laid = cv2.resize(cut, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
        start = int(random.integers(1, FRAMES - frames))
        when = range(start, start + frames)
        place = _free(film, laid.shape[1], laid.shape[0], when)
        for n in when:
            film.frames[n] = film.frames[n].copy()
            film.frames[n][place.slices] = laid
        film.clip = None
        if code and not zxingcpp.read_barcodes(film.frames[start]):
            raise LookupError  # too small to be read by anybody
        if not code and ":" in words:
            film.known = (Known("p1", names=(words.split(":")[1].strip(),)),)
        covered = film.findings()
        boxes: Boxes = [place if n in when else None for n in range(FRAMES)]
        named = tracks(Identifier.CODE if code else Identifier.NAME, boxes)
        return made(folder, film, kind, told, (*covered, *named) if told else covered, covered=covered)

    return plant


def beside(kind: str, *, gap: bool, frames: int = 5) -> Plant:
    """A name tag that moves and is covered but for so many frames, in which its cover lies just beside it, on one
    side or the other; gap: in which it has none. told: all of its true places are named."""

    def plant(folder: Path, source: Source, told: bool) -> Planted:
        film, random = source.film(), source.random
        cut, words = leaks._cut_outs(False)[int(random.integers(len(leaks._cut_outs(False))))]
        scale = min(float(random.uniform(26, 52)) / cut.shape[0], 0.4 * WIDTH / cut.shape[1])
        laid = cv2.resize(cut, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
        high, wide = laid.shape[:2]
        speed = float(random.uniform(2, 9))
        room = _free(film, wide + round(speed * FRAMES), 3 * high, range(FRAMES))
        start = int(random.integers(3, FRAMES - frames - 3))
        bare = range(start, start + frames)
        places, covers = [], []
        for n in range(FRAMES):
            x, y = room.x0 + round(speed * n), room.y0 + high
            place = Box(x, y, x + wide, y + high)
            film.frames[n] = film.frames[n].copy()
            film.frames[n][place.slices] = laid
            off = high * (1 if start % 2 else -1) if n in bare else 0
            aside = Box(place.x0, place.y0 + off, place.x1, place.y1 + off)
            places.append(place)
            covers.append(None if gap and n in bare else aside)
        film.clip = None
        if ":" in words:
            film.known = (Known("p1", names=(words.split(":")[1].strip(),)),)
        covered = (*film.findings(), *tracks(Identifier.NAME, covers))
        named = tracks(Identifier.NAME, list(places))
        return made(folder, film, kind, told, (*covered, *named) if told else covered, covered=covered)

    return plant


def _reordered(kind: str, order: Callable[[np.random.Generator], list[int]]) -> Plant:
    def plant(folder: Path, source: Source, told: bool) -> Planted:
        film, random = source.film(), source.random
        found = film.findings()
        return made(folder, film, kind, told, found, order=order(random))

    return plant


def _dropped(random: np.random.Generator) -> list[int]:
    n = int(random.integers(1, FRAMES - 1))
    return [m for m in range(FRAMES) if m != n]


def _doubled(random: np.random.Generator) -> list[int]:
    n = int(random.integers(1, FRAMES - 1))
    return sorted([*range(FRAMES), n])


def _carrying(kind: str, spoil: filmfiles.Spoil, suffix: str) -> Plant:
    """Covered properly; the file carries more than the film."""

    def plant(folder: Path, source: Source, told: bool) -> Planted:
        film = source.film()
        clean = made(folder, film, kind, told, film.findings(), suffix=suffix)
        target = folder / f"spoilt{suffix}"
        spoil(clean.path, target)
        return replace(clean, path=target, known=(ANNA,))

    return plant


PIXELS: dict[str, Plant] = {
    "bare-1": uncovered(1),
    "bare-2": uncovered(2),
    "bare-5": uncovered(5),
    "bare-all": uncovered(FRAMES),
    "flash-2": flash(2),
    "flash-5": flash(5),
    "shifted": _spoilt("shifted", None, _shifted),
    "too-small": _spoilt("too-small", None, _small),
    "half": _spoilt("half", None, _half),
    "wrong-corner": _spoilt("wrong-corner", None, _wrong_corner),
    "blurred": _spoilt("blurred", _blurred),
    "pixelated": _spoilt("pixelated", _pixelated),
    "eye-bar": _spoilt("eye-bar", _eye_bar),
    "tag-5": shown("tag-5", code=False),
    "code-5": shown("code-5", code=True),
    "tag-aside-5": beside("tag-aside-5", gap=False),
    "tag-gap-5": beside("tag-gap-5", gap=True),
    "dropped": _reordered("dropped", _dropped),
    "doubled": _reordered("doubled", _doubled),
}
FILES: dict[str, Plant] = {kind: _carrying(kind, spoil, suffix) for kind, (spoil, suffix) in filmfiles.SPOILS.items()}
LEAKS = PIXELS | FILES
UNTOLD_ONLY = frozenset(FILES) | {"dropped", "doubled"}


def planted(folder: Path, seed: int, kind: str, number: int) -> Planted:
    """The leak of this kind and number, written into an empty folder; every second one is told."""
    told = number % 2 == 0 and kind not in UNTOLD_ONLY
    for attempt in range(60):
        with suppress(LookupError):
            random = np.random.default_rng((seed, _hash(kind), number, attempt))
            # Where nobody can be the victim of this kind, another film.
            return LEAKS[kind](folder, Source(seed, number + 1000 * (attempt // 6), random), told)
    raise LookupError(kind)


def clean(folder: Path, seed: int, number: int) -> Planted:
    """A copy in which nothing is left."""
    film = Source(seed, number, np.random.default_rng((seed, 7, number))).film()
    return made(folder, film, "clean", False, film.findings(), leaks=False)


def _hash(kind: str) -> int:
    return zlib.crc32(kind.encode())
