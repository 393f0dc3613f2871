"""./run bench faces: what share of faces is found and covered, at what price, beside the two networks alone.

    --set single,masked,rotated,scene,real_public,large,closeup   which pictures (default: all but large)
    --limit N                                                     every set's first N pictures
    --only ours|centerface|yunet                                  one column instead of three

Truth: the boxes of the shared test data (its README says how they were made, and what a recall there is worth).
`large` puts twelve scenes and small heads on a canvas of 4000 x 3000; `closeup` cuts strips out of portraits.

    recall     share of truth boxes that a face overlaps (intersection over union .4 or more)
    covered    share of truth boxes of which 85 % or more lies in what would be filled
    precision  share of faces found that overlap a truth box (.3 or more), background people included, and of
               persons without a face whose box holds one
    in vain    share of the picture filled outside every head (truth box and half its size around)
    cpu ms     core-milliseconds a picture, median; on two idle cores it takes a little over half as long
"""

import argparse
import json
import resource
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median
from time import process_time

import numpy as np
from PIL import Image

from kindao.engine.detect import head
from kindao.engine.detect.base import Submission
from kindao.engine.detect.centerface import centerface
from kindao.engine.detect.face import Face
from kindao.engine.detect.rows import Rows, suppressed
from kindao.engine.detect.views import view
from kindao.engine.detect.yunet import yunet
from kindao.engine.geometry import Box, Region
from kindao.engine.media.picture import Format, Frame, Picture, Pixels
from kindao.engine.vocabulary import Identifier

DATA = Path(__file__).resolve().parents[2] / "shared" / "testdata"
BANDS = ((0, 16), (16, 25), (25, 40), (40, 10_000))  # pixels of height


@dataclass(frozen=True)
class Truth:
    box: Box
    kind: str
    ignore: bool


@dataclass(frozen=True)
class Sample:
    set: str
    pixels: Pixels
    truths: tuple[Truth, ...]
    condition: str = ""


@dataclass(frozen=True)
class Answer:
    faces: list[Box]
    covered: list[Box]
    persons: list[Box] = field(default_factory=list)


@dataclass
class Tally:
    truths: int = 0
    found: int = 0
    covered: int = 0
    faces: int = 0
    right: int = 0
    vain: list[float] = field(default_factory=list)
    worst: float = 0.0
    seconds: list[float] = field(default_factory=list)


def alone(network: Callable[..., Rows], above: float) -> Callable[[Pixels], Answer]:
    """One network at native size, padded to the head as ours is."""

    def answer(pixels: Pixels) -> Answer:
        height, width = pixels.shape[:2]
        tiles = view(pixels).tiles()
        rows = suppressed(np.concatenate([tile.to_frame(network(tile.pixels, above=above)) for tile in tiles]))
        return Answer(
            [head.face(row, width=width, height=height) for row in rows],
            [head.head(row, width=width, height=height) for row in rows],
        )

    return answer


def ours(pixels: Pixels) -> Answer:
    found = list(Face().find(Submission(Picture(Format.PNG, (Frame(pixels),)))))
    boxes = [(finding.identifier, finding.where.box) for finding in found if isinstance(finding.where, Region)]
    faces = [box for identifier, box in boxes if identifier is Identifier.FACE]
    persons = [box for identifier, box in boxes if identifier is Identifier.PERSON]
    return Answer(faces, [box for identifier, box in boxes if identifier is Identifier.HEAD], persons)


COLUMNS = {
    "centerface": alone(centerface, 0.35),
    "yunet": alone(yunet, 0.60),
    "ours": ours,
}


def read(name: str) -> Pixels:
    return np.array(Image.open(DATA / name).convert("RGB"))


def truths_of(entry: dict, left: int = 0, top: int = 0) -> tuple[Truth, ...]:
    width, height = entry["w"], entry["h"]
    return tuple(
        Truth(
            Box.around(*[edge + shift for edge, shift in zip(face["box"], (left, top, left, top), strict=True)],
                       width=left + width, height=top + height),
            face["kind"], face["ignore"],
        )
        for face in entry["faces"]
    )  # fmt: skip


def listed(names: list[str], limit: int) -> Iterator[Sample]:
    entries = json.loads((DATA / "faces_gt.json").read_text())
    for name in names:
        if name == "large":
            yield from large(entries, min(limit, 4))
        elif name == "closeup":
            yield from closeups(entries, limit)
        else:
            for entry in [entry for entry in entries if entry["set"] == name][:limit]:
                yield Sample(name, read(entry["file"]), truths_of(entry), entry.get("degrade") or "")


def large(entries: list[dict], limit: int) -> Iterator[Sample]:
    """Twelve megapixels: twelve scenes, and heads of portraits brought down to 16 to 32 pixels of face."""
    scenes = [entry for entry in entries if entry["set"] == "scene"]
    portraits = [entry for entry in entries if entry["set"] == "single" and not entry.get("hard")]
    for n in range(limit):
        random = np.random.default_rng(n)
        canvas = np.full((3000, 4000, 3), 120, np.uint8)
        truths: list[Truth] = []
        for place, entry in enumerate(scenes[n * 12 % 60 :][:12]):
            left, top = place % 3 * 1330, place // 3 * 750
            canvas[top : top + 720, left : left + 1280] = read(entry["file"])
            truths += truths_of(entry, left, top)
        for entry in random.choice(np.array(portraits, object), 40, replace=False):
            face = next(f for f in truths_of(entry) if not f.ignore)
            scale = random.uniform(16, 32) / face.box.height
            cut = face.box.grown(*[0.5 * face.box.height] * 4, width=entry["w"], height=entry["h"])
            small = Image.fromarray(read(entry["file"])[cut.slices]).resize(
                (round(cut.width * scale), round(cut.height * scale)), Image.Resampling.LANCZOS
            )
            x, y = int(random.integers(0, 4000 - small.width)), int(random.integers(0, 3000 - small.height))
            place = Box(x, y, x + small.width, y + small.height)
            if any((place & truth.box).area for truth in truths):
                continue
            canvas[place.slices] = np.array(small)
            edges = [x + (face.box.x0 - cut.x0) * scale, y + (face.box.y0 - cut.y0) * scale,
                     x + (face.box.x1 - cut.x0) * scale, y + (face.box.y1 - cut.y0) * scale]  # fmt: skip
            truths.append(Truth(Box.around(*edges, width=4000, height=3000), "pasted", False))
        yield Sample("large", canvas, tuple(truths))


def closeups(entries: list[dict], limit: int) -> Iterator[Sample]:
    """Strips of portraits around their landmarks, 640 pixels wide; what is left of the face is the truth."""
    for entry in [entry for entry in entries if entry["set"] == "single" and not entry.get("hard")][:limit]:
        pixels = read(entry["file"])
        face = next(f for f in truths_of(entry) if not f.ignore).box
        rows = [
            row for row in centerface(pixels, above=0.5) if head.face(row, width=10**6, height=10**6).iou(face) > 0.5
        ]
        if not rows or face.width < 90:
            continue
        points = rows[0][5:].reshape(5, 2)
        eyes, eye = points[:2].mean(axis=0), points[0]
        apart, middle = float(abs(points[1, 0] - points[0, 0])) + 1, float(points[:, 0].mean())
        x0, y0, x1, y1, width, height = face.x0, face.y0, face.x1, face.y1, face.width, face.height
        cuts = {
            "eyes": (x0 - 0.1 * width, eyes[1] - 0.32 * apart, x1 + 0.1 * width, eyes[1] + 0.42 * apart),
            "one eye": (eye[0] - 0.45 * apart, eye[1] - 0.35 * apart, eye[0] + 0.45 * apart, eye[1] + 0.35 * apart),
            "nose+mouth": (x0, eyes[1] + 0.3 * apart, x1, y1),
            "mouth+chin": (x0, points[2, 1] + 0.15 * apart, x1, y1 + 0.15 * height),
            "half": (x0 - 0.3 * width, y0 - 0.2 * height, middle, y1 + 0.2 * height),
            "tight": (x0, y0, x1, y1),
        }  # fmt: skip
        for name, edges in cuts.items():
            cut = Box.around(*map(float, edges), width=entry["w"], height=entry["h"])
            if min(cut.width, cut.height) < 25:
                continue
            scale = 640 / cut.width
            size = (640, max(round(cut.height * scale), 1))
            crop = np.array(Image.fromarray(pixels[cut.slices]).resize(size, Image.Resampling.BICUBIC))
            both = face & cut
            left, top, right, bottom = both.x0 - cut.x0, both.y0 - cut.y0, both.x1 - cut.x0, both.y1 - cut.y0
            shown = Box.around(left * scale, top * scale, right * scale, bottom * scale, width=640, height=size[1])
            yield Sample("closeup", crop, (Truth(shown, name, False),), name)


def bands(sample: Sample, truth: Truth) -> Iterator[str]:
    yield sample.set
    if sample.set == "closeup":
        yield f"closeup: {truth.kind}"
        return
    if sample.set in ("scene", "large"):
        low, high = next(band for band in BANDS if band[0] <= truth.box.height < band[1])
        yield f"{sample.set}: {low} px and up" if high > 1000 else f"{sample.set}: {low} to {high - 1} px"
    if sample.set == "scene":
        yield f"scene: {sample.condition or 'none'}"
    if sample.set in ("scene", "rotated"):
        yield f"{sample.set}: {'mask' if 'mask' in truth.kind else 'no mask'}"


def score(sample: Sample, answer: Answer, seconds: float, tallies: dict[str, Tally]) -> None:
    filled = np.zeros(sample.pixels.shape[:2], bool)
    for box in answer.covered:
        filled[box.slices] = True
    heads = np.zeros_like(filled)
    height, width = filled.shape
    for truth in sample.truths:
        around = (truth.box.width + truth.box.height) / 4
        heads[truth.box.grown(around, around, around, around, width=width, height=height).slices] = True
        if not truth.ignore:
            for name in bands(sample, truth):
                tally = tallies[name]
                tally.truths += 1
                tally.found += any(truth.box.iou(face) >= 0.4 for face in answer.faces)
                tally.covered += bool(filled[truth.box.slices].mean() >= 0.85) if truth.box.area else 1
    whole = tallies[sample.set]
    whole.faces += len(answer.faces) + len(answer.persons)
    whole.right += sum(any(truth.box.inside(person) >= 0.6 for truth in sample.truths) for person in answer.persons)
    whole.right += sum(any(truth.box.iou(face) >= 0.3 for truth in sample.truths) for face in answer.faces)
    whole.vain.append(float((filled & ~heads).mean()))
    whole.seconds.append(seconds)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--set", default="single,masked,rotated,scene,real_public,closeup")
    parser.add_argument("--limit", type=int, default=10**6)
    parser.add_argument("--only", choices=list(COLUMNS))
    options = parser.parse_args()
    columns = {name: run for name, run in COLUMNS.items() if options.only in (None, name)}
    tallies: dict[str, dict[str, Tally]] = {name: defaultdict(Tally) for name in columns}
    for sample in listed(options.set.split(","), options.limit):
        for name, run in columns.items():
            start = process_time()
            answer = run(sample.pixels)
            score(sample, answer, process_time() - start, tallies[name])
    print(f"{'':24} {'faces':>5}  " + "  ".join(f"{name:^46}" for name in columns))
    heading = f"{'recall':>7} {'covered':>7} {'precision':>9} {'in vain %':>9} {'cpu ms':>8}  "
    print(f"{'':24} {'':5}  " + "  ".join(f"{heading:46}" for _ in columns))
    for band in dict.fromkeys(name for column in tallies.values() for name in column):
        cells = []
        for column in tallies.values():
            tally = column[band]
            cell = f"{tally.found / max(tally.truths, 1):7.3f} {tally.covered / max(tally.truths, 1):7.3f}"
            if tally.seconds:
                precision = tally.right / tally.faces if tally.faces else 1.0
                cell += f" {precision:9.3f} {100 * float(np.mean(tally.vain)):9.2f} {1000 * median(tally.seconds):8.0f}"
            cells.append(f"{cell:46}")
        print(f"{band:24} {next(iter(tallies.values()))[band].truths:5}  " + "  ".join(cells))
    print(f"peak memory {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MiB")


if __name__ == "__main__":
    main()
