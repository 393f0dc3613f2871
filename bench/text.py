"""./run bench text: how much writing and how many codes are covered, what is read of it, and at what price.

--part labels,tags,faint,dim,clean,codes,names,time   which parts (default: all)
--every N                                         every Nth picture or sentence of a part (default 1)

labels  the Vietnamese labels of the test data: lines covered, letters read, kinds told
tags    nine identifiers on tags pasted on photos at six tilts; covered is 40 % of the tag or more, the measure with
        which presidio-image-redactor 0.0.62 got 2, 0 and 0 of 9 at 0, 15 and 30 degrees on one photo
        (prototypes/deid/tagtext.py; side by side in one run: bench/picture.py), whole is 99 % of its letters
faint   letters a few levels of grey from their ground, and white ones laid over a photo
dim     the same tags, small and out of focus in a dark picture with a camera's noise: those whose letters are covered,
        and what is filled of equally dark portraits without writing
clean   share of pictures without writing that would be filled all the same
codes   the codes of the test data as they are, turned, blurred
names   sentences that name nobody against 260 invented names; slips as in use and twice as many
time    one 1280 x 720 frame and one of 12 megapixels, core-milliseconds
"""

import argparse
import json
import random
import resource
from collections import Counter, defaultdict
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from time import process_time
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont
from rapidfuzz.distance import Levenshtein

from kindao.engine.detect.base import Submission
from kindao.engine.detect.codes import Codes
from kindao.engine.detect.reading import classify
from kindao.engine.detect.reading.folding import plain
from kindao.engine.detect.text import Text, lines
from kindao.engine.geometry import Region
from kindao.engine.media.picture import Format, Frame, Picture, Pixels
from kindao.engine.redact.fill import GREY, fill
from kindao.engine.vocabulary import Identifier, Known

people = import_module("kindao.engine.detect.reading.people")  # the package's `people` is the function
ROOT = Path(__file__).resolve().parents[1]
DATA = ROOT.parent / "shared" / "testdata"
TAGS = (
    "Anna Kowalska", "MRN 4411223", "DOB 03.05.1980", "Dr Roy Penn", "07700 900123", "anna.k@mail.com",
    "KOWALSKA A F 46y", "Ward 7 Bed 3", "NHS 943 476 5919",
)  # fmt: skip
PLACES = ((60, 640), (480, 640), (900, 640), (60, 760), (480, 760), (900, 760), (60, 40), (480, 40), (900, 40))
KIND = {
    "name": Identifier.NAME, "NAME": Identifier.NAME, "phone": Identifier.PHONE, "addr": Identifier.ADDRESS,
    "cccd": Identifier.IDENTITY_NUMBER, "hosp": Identifier.INSTITUTION, "bhyt": Identifier.RECORD_NUMBER,
    "mrn": Identifier.RECORD_NUMBER, "dob": Identifier.BIRTH_DATE, "dx": Identifier.DIAGNOSIS,
}  # fmt: skip
Mask = NDArray[np.bool_]


def load(name: str | Path) -> Pixels:
    return np.array(Image.open(DATA / name).convert("RGB"))


def submission(pixels: Pixels) -> Submission:
    return Submission(Picture(Format.PNG, (Frame(pixels),)))


def taken(pixels: Pixels, detector: Text | Codes) -> Mask:
    regions = tuple(f.where for f in detector.find(submission(pixels)) if isinstance(f.where, Region))
    return np.asarray(np.all(fill(np.zeros_like(pixels), regions) == GREY, axis=-1))


def polygon(item: dict[str, Any], shape: tuple[int, ...]) -> Mask:
    inside = np.zeros(shape[:2], np.uint8)
    cv2.fillPoly(inside, [np.rint(item["poly"]).astype(np.int32)], 1)
    return inside > 0


def truth(codes: bool) -> list[dict[str, Any]]:
    return [entry for entry in json.loads((DATA / "text_gt.json").read_text()) if ("code" in entry["file"]) == codes]


def labels(every: int) -> None:
    shares: list[float] = []
    wrong = letters = exact = read = 0
    told, asked = Counter[str](), Counter[str]()
    for entry in truth(codes=False)[::every]:
        pixels = load(entry["file"])
        hidden = taken(pixels, Text())
        found = lines(pixels)
        for item in entry["items"]:
            inside = polygon(item, pixels.shape)
            shares.append(float(hidden[inside].mean()))
            middle = np.array(item["poly"]).mean(axis=0)
            line = min(found, key=lambda one: float(np.linalg.norm(one.corners.mean(axis=0) - middle)), default=None)
            said, meant = plain(line.words if line else "").replace(" ", ""), plain(item["text"]).replace(" ", "")
            wrong, letters = wrong + Levenshtein.distance(said, meant), letters + len(meant)
            exact, read = exact + (said == meant), read + 1
            if item["field"] in KIND and line:
                asked[item["field"]] += 1
                told[item["field"]] += KIND[item["field"]] in {part.identifier for part in classify(line.words)}
    whole = np.mean(np.array(shares) >= 0.99)
    print(f"labels: {whole:.3f} of {len(shares)} lines covered (99 % and more of the line), worst {min(shares):.3f}")
    print(
        f"        letters wrong {wrong / letters:.4f} (diacritics, case, spaces aside), lines right {exact / read:.3f}"
    )
    kinds = ", ".join(f"{field} {told[field]}/{asked[field]}" for field in asked)
    print(f"        kind told {sum(told.values())}/{sum(asked.values())}: {kinds}")


def font(size: int) -> ImageFont.FreeTypeFont | ImageFont.ImageFont:
    return ImageFont.load_default(size)


def paste(
    pixels: Pixels, words: str, at: tuple[float, float], size: int, angle: float,
    ink: tuple[int, int, int], paper: tuple[int, int, int] | None = None, strength: float = 1.0,
) -> tuple[Mask, Mask]:  # fmt: skip
    """Draws words about a place into the picture; the pixels of the tag, and of its letters."""
    left, top, right, bottom = (int(edge) for edge in font(size).getbbox(words))
    label = Image.new("L", (right - left + size, bottom - top + size), 0)
    ImageDraw.Draw(label).text((size // 2 - left, size // 2 - top), words, fill=255, font=font(size))
    height, width = label.height, label.width
    turn = cv2.getRotationMatrix2D((width / 2, height / 2), angle, 1)
    turn[:, 2] += np.array(at) - (width / 2, height / 2)
    frame = (pixels.shape[1], pixels.shape[0])
    sheet, letters = (
        cv2.warpAffine(part, turn, frame) for part in (np.full((height, width), 255, np.uint8), np.array(label))
    )
    for shade, colour, most in ((sheet, paper, 1.0), (letters, ink, strength)):
        if colour is not None:
            share = (shade / 255 * most)[..., None]
            pixels[:] = np.clip(pixels * (1 - share) + np.array(colour) * share, 0, 255)
    return sheet > 128, letters > 100


def tags(every: int) -> None:
    photos = [DATA / "real_public" / name for name in sorted(p.name for p in (DATA / "real_public").glob("*.jpg"))]
    photos += sorted((DATA / "faces_rotated").glob("*.jpg"))[::20]
    for angle in (0, 15, 30, 45, 90, 180):
        covered, whole, told = [], [], []
        for path in photos[::every]:
            pixels = np.asarray(cv2.resize(load(path), (1280, 886)), np.uint8)
            drawn = [
                paste(pixels, words, (x + 145, y + (23 if not angle else 63)), 26, angle, (20, 20, 20), (250, 250, 245))
                for words, (x, y) in zip(TAGS, PLACES, strict=True)
            ]
            hidden = taken(pixels, Text())
            covered.append(sum(hidden[tag].mean() >= 0.4 for tag, _ in drawn))
            whole.append(sum(hidden[letters].mean() >= 0.99 for _, letters in drawn))
            told.append(sum(f.identifier is not Identifier.TEXT for f in Text().find(submission(pixels))))
        print(f"tags at {angle:3}: covered {[*map(int, covered)]}, whole {[*map(int, whole)]} of 9; with a kind {told}")


def faint(every: int) -> None:
    scenes = sorted((DATA / "scenes").glob("*.jpg"))[:: 12 * every]
    grounds: list[tuple[str, tuple[int, int, int], tuple[int, int, int] | None, float]] = []
    for levels in (5, 8, 14, 25, 50):
        grounds.append((f"{levels} levels lighter than dark", (40 + levels,) * 3, (40, 40, 40), 1.0))
        grounds.append((f"{levels} levels darker than light", (230 - levels,) * 3, (230, 230, 230), 1.0))
    grounds += [
        (f"white laid over, {strength:.0%}", (255, 255, 255), None, strength) for strength in (0.08, 0.15, 0.25)
    ]
    for name, ink, paper, strength in grounds:
        shares = []
        for path in scenes:
            pixels = load(path)
            drawn = [
                paste(pixels, words, (213 + 427 * (i % 3), 120 + 240 * (i // 3)), 22, 5, ink, paper, strength)[1]
                for i, words in enumerate(TAGS)
            ]
            hidden = taken(pixels, Text())
            shares += [float(hidden[letters].mean()) for letters in drawn]
        print(f"faint: {name:28} {np.mean(np.array(shares) >= 0.99):.2f} of {len(shares)} whole")


def darkened(pixels: Pixels, light: float, blur: float, noise: float) -> Pixels:
    """As a camera out of focus by `blur` pixels sees it in so much light, with a noise of so many levels."""
    seen = np.asarray(cv2.GaussianBlur(pixels, (0, 0), blur), np.float32) * light
    return np.asarray(np.clip(seen + np.random.default_rng(3).normal(0, noise, pixels.shape), 0, 255), np.uint8)


def dim(every: int) -> None:
    scenes = sorted((DATA / "scenes").glob("*.jpg"))[:: 12 * every]
    portraits = sorted((DATA / "faces_single").glob("*.jpg"))[:: 4 * every]
    papers = ((200, 190, 170), (150, 60, 70), (60, 90, 160))
    for light, blur, noise in ((0.35, 1.5, 2), (0.35, 2.5, 2), (0.35, 2.5, 5), (0.2, 1.5, 2), (0.2, 2.5, 2)):
        shares = []
        start = process_time()
        for path in scenes:
            pixels = load(path)
            drawn = [
                paste(pixels, words, (213 + 427 * (i % 3), 120 + 240 * (i // 3)), 22, 3, (40, 40, 40), papers[i // 3])
                for i, words in enumerate(TAGS)
            ]
            hidden = taken(darkened(pixels, light, blur, noise), Text())
            shares += [float(hidden[letters].mean()) for _, letters in drawn]
        seconds = process_time() - start
        vain = [float(taken(darkened(load(path), light, blur, noise), Text()).mean()) for path in portraits]
        print(
            f"dim: light {light}, blur {blur}, noise {noise}: {np.mean(np.array(shares) >= 0.95):.2f} of {len(shares)} "
            f"covered (95 % of the letters), {1000 * seconds / len(scenes):.0f} core-ms a scene; without writing "
            f"{np.mean(vain):.4f} filled, in {sum(share > 0 for share in vain)} of {len(vain)}, worst {max(vain):.2f}"
        )


def clean(every: int) -> None:
    for name in ("faces_single", "faces_masked"):
        for detector in (Text(), Codes()):
            shares = [
                float(taken(load(path), detector).mean()) for path in sorted((DATA / name).glob("*.jpg"))[::every]
            ]
            hit = f"{sum(share > 0 for share in shares)} of {len(shares)} pictures"
            print(f"clean: {name} {detector.name}: {np.mean(shares):.4f} filled, in {hit}, worst {max(shares):.2f}")


def codes(every: int) -> None:
    def turned(angle: float) -> Callable[[Pixels], Pixels]:
        def turn(pixels: Pixels) -> Pixels:
            height, width = pixels.shape[:2]
            matrix = cv2.getRotationMatrix2D((width / 2, height / 2), angle, 0.8)
            return np.asarray(
                cv2.warpAffine(pixels, matrix, (width, height), borderMode=cv2.BORDER_REPLICATE), np.uint8
            )

        return turn

    ways: dict[str, tuple[Callable[[Pixels], Pixels], bool]] = {"as it is": (lambda pixels: pixels, True)}
    ways |= {f"turned {angle}": (turned(angle), True) for angle in (10, 30, 45, 70)}
    for blur in (1.0, 2.0, 3.0):
        ways[f"blurred {blur}"] = (lambda p, blur=blur: np.asarray(cv2.GaussianBlur(p, (0, 0), blur), np.uint8), False)
    for name, (change, moves) in ways.items():
        shares = []
        for entry in truth(codes=True)[::every]:
            pixels = load(entry["file"])
            inside = cv2.erode(polygon(entry["items"][0], pixels.shape).astype(np.uint8), np.ones((5, 5), np.uint8))
            dark = ((inside > 0) & (pixels.mean(axis=2) < 90)).astype(np.uint8) * 255
            where = change(dark) > 200 if moves else dark > 0
            shares.append(float(taken(np.ascontiguousarray(change(pixels)), Codes())[where].mean()))
        print(f"codes {name:12}: {sum(share >= 0.99 for share in shares)} of {len(shares)} covered")


def words(text: str) -> list[str]:
    return text.split()


def names(every: int) -> None:
    chance = random.Random(0)
    family = words("Nguyễn Trần Lê Phạm Hoàng Huỳnh Phan Vũ Võ Đặng Bùi Đỗ Hồ Ngô Dương Lý")
    middle = words("Văn Thị Ngọc Minh Hữu Đức Xuân Quốc Thanh Kim Thu Bảo")
    given = words(
        "An Hoa Mai Lan Hà Bình Minh Hiền Tâm Thu Xuân Hạnh Phúc Thanh Tuấn Thảo Dung Hương Bảo Ngọc Linh Trang Trâm "
        "Quỳnh Duyên Thuỷ Hiếu Đạt Khuê Lượng Vỹ Nga Yến Nhung Phương Hùng Dũng Cường Long Nam Sơn Đông Huy Khoa Quân "
        "Vy Như My Ánh Tú"
    )
    people_ = [f"{chance.choice(family)} {chance.choice(middle)} {name}" for name in given for _ in range(4)]
    people_ += [f"{chance.choice(family)} {chance.choice(middle)} {chance.choice(given)} {name}" for name in given]
    people_ += ["Grace Long", "Mark May", "Rose Hope", "Will Big", "Frank Bore", "Bill Summer", "Anna Kowalska",
                "Joy Wing", "Roy Penn", "Lily Scar"]  # fmt: skip
    known = [Known(str(number), (name,)) for number, name in enumerate(people_)]
    sentences = (ROOT / "tests" / "data" / "captions.txt").read_text(encoding="utf-8").splitlines()[::every]
    in_use = people.slips
    settings: dict[str, Callable[[int], int]] = {"slips as in use": in_use, "twice the slips": lambda n: 2 * in_use(n)}
    for name, setting in settings.items():
        people.slips = setting
        wrong = sum(any(f.about for f in classify(text, (person,))) for text in sentences for person in known)
        print(f"names: {name}: {wrong} false matches in {len(sentences) * len(known)} pairs of a sentence and a name")
    people.slips = in_use


def time(every: int) -> None:
    small = load("scenes/s009.jpg")
    large = np.asarray(cv2.resize(small, (4032, 3024), interpolation=cv2.INTER_CUBIC), np.uint8)
    costs = defaultdict[str, list[float]](list)
    for detector in (Text(), Codes()):
        list(detector.find(submission(small)))
        for name, pixels, times in (("720p", small, 5), ("12 MP", large, 2)):
            for _ in range(times):
                start = process_time()
                list(detector.find(submission(pixels)))
                costs[f"{detector.name} {name}"].append(process_time() - start)
    for name, seconds in costs.items():
        print(f"time: {name}: {1000 * min(seconds):.0f} core-ms")
    print(f"time: peak memory {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MiB")


PARTS: dict[str, Callable[[int], None]] = {
    "labels": labels, "tags": tags, "faint": faint, "dim": dim, "clean": clean, "codes": codes, "names": names,
    "time": time,
}  # fmt: skip


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--part", default=",".join(PARTS))
    parser.add_argument("--every", type=int, default=1)
    chosen = parser.parse_args()
    for part in chosen.part.split(","):
        PARTS[part](chosen.every)


if __name__ == "__main__":
    main()
