"""Copies that were redacted properly and then spoiled, one leak of a known kind each, and clean ones beside them.

Real pictures of the shared test data, its ground truth, `engine.redact.fill`. Everything is seeded: the same seed
and number give the same bytes. Half of the pixel leaks come `told`: `found` holds every true place, as if the finder
had seen all and the covering had failed. The other half come untold: the finder saw nothing of what leaks."""

import json
import struct
import zlib
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field, replace
from functools import cache
from io import BytesIO
from typing import Any

import cv2
import numpy as np
import piexif
import zxingcpp
from PIL import Image, ImageCms

from kindao.engine.detect.base import Submission
from kindao.engine.detect.text import Text
from kindao.engine.geometry import Box, Region
from kindao.engine.media.opening import open_picture
from kindao.engine.media.picture import Format, Frame, Picture, Pixels
from kindao.engine.media.writing import encode
from kindao.engine.redact.fill import GREY, fill
from kindao.engine.vocabulary import Finding, Identifier, Known
from support import testdata

ANNA = Known(
    "p1",
    names=("Nguyễn Thị Bích Hằng",),
    phones=("0912 345 678",),
    birth_date="1987-04-23",
    numbers=("BN20260417", "079187004521"),
)
STILLS = (Format.JPEG, Format.JPEG, Format.JPEG, Format.PNG, Format.WEBP)


@dataclass(frozen=True)
class Planted:
    """One written copy, what the gate would tell verification of it, and whether something leaks."""

    kind: str
    told: bool
    data: bytes
    original: Picture
    covered: tuple[Region, ...] = ()
    found: tuple[Finding, ...] = ()
    known: tuple[Known, ...] = ()
    leaks: bool = True


@dataclass(frozen=True)
class Truth:
    box: Box
    ignore: bool
    kind: str


@dataclass
class Scene:
    """A picture under work: its true faces, other true places, and a random source."""

    set: str
    pixels: Pixels
    truths: tuple[Truth, ...]
    random: np.random.Generator
    places: list[Finding] = field(default_factory=list)  # writing and codes
    known: tuple[Known, ...] = ()

    @property
    def size(self) -> dict[str, int]:
        return {"width": self.pixels.shape[1], "height": self.pixels.shape[0]}

    @property
    def faces(self) -> list[Truth]:
        return [truth for truth in self.truths if not truth.ignore]

    def head(self, truth: Truth) -> Region:
        x, y = 0.35 * truth.box.width, 0.40 * truth.box.height
        return Region(truth.box.grown(x, y, x, y, **self.size))

    def all_found(self, but: Truth | None = None) -> tuple[Finding, ...]:
        of_faces = [
            finding
            for truth in self.truths
            if truth is not but
            for finding in (
                Finding(Identifier.FACE, Region(truth.box), 0.9, "truth"),
                Finding(Identifier.HEAD, self.head(truth), 0.9, "truth"),
            )
        ]
        return (*of_faces, *self.places)


def regions(found: tuple[Finding, ...]) -> tuple[Region, ...]:
    return tuple(finding.where for finding in found if isinstance(finding.where, Region))


@cache
def _truths() -> list[dict[str, Any]]:
    entries: list[dict[str, Any]] = json.loads(testdata("faces_gt.json").read_text())
    return entries


def scene(random: np.random.Generator, *sets: str) -> Scene:
    """A random picture of these sets, with at least one true face of 40 pixels."""
    entries = [
        e for e in _truths()
        if e["set"] in sets and any(not f["ignore"] and f["box"][3] - f["box"][1] >= 40 for f in e["faces"])
    ]  # fmt: skip
    entry = entries[int(random.integers(len(entries)))]
    pixels = open_picture(testdata(entry["file"]).read_bytes()).frames[0].pixels
    size = {"width": pixels.shape[1], "height": pixels.shape[0]}
    truths = tuple(Truth(Box.around(*f["box"], **size), f["ignore"], f["kind"]) for f in entry["faces"])
    out = Scene(entry["set"], pixels, truths, random)
    if entry["set"] in ("scene", "rotated"):  # signs on their walls: no truth for those, so the finder's
        out.places += _writing(entry["file"])
    return out


@cache
def _writing(file: str) -> tuple[Finding, ...]:
    picture = open_picture(testdata(file).read_bytes())
    return tuple(finding for finding in Text().find(Submission(picture)) if isinstance(finding.where, Region))


# --- What is pasted: writing and codes cut from the shared test data


@cache
def _cut_outs(codes: bool) -> list[tuple[Pixels, str]]:
    out = []
    for entry in json.loads(testdata("text_gt.json").read_text()):
        if entry["file"].endswith("png") != codes or (not codes and int(entry["file"][9:11]) % 3):
            continue
        pixels = open_picture(testdata(entry["file"]).read_bytes()).frames[0].pixels
        for item in entry["items"]:
            poly = np.array(item["poly"])
            level = codes or abs(poly[0][1] - poly[1][1]) < 2
            if not item["phi"] or not level or (not codes and item["size"] < 18):
                continue
            box = Box.around(*item["box"], width=entry["w"], height=entry["h"])
            cut = pixels[box.grown(9, 7, 9, 7, width=entry["w"], height=entry["h"]).slices]
            out.append((np.ascontiguousarray(cut), item["text"]))
    return out


def paste(scene: Scene, *, code: bool, degrees: float) -> Finding:
    """Pastes a tag or a code where no face is; returns its true place."""
    cuts = _cut_outs(code)
    cut, words = cuts[int(scene.random.integers(len(cuts)))]
    height, width = scene.pixels.shape[:2]
    bars = code and max(cut.shape[:2]) > 2 * min(cut.shape[:2])
    goal = float(scene.random.uniform(130, 200) * (1.9 if bars else 1) if code else scene.random.uniform(34, 52))
    scale = min(goal / (max(cut.shape[:2]) if code else cut.shape[0]), 0.85 * width / cut.shape[1])
    there: Any = np.zeros((2, 3))
    corners = np.array([[0, 0], [cut.shape[1], 0], [cut.shape[1], cut.shape[0]], [0, cut.shape[0]]], float)
    best: tuple[float, Any] = (np.inf, None)
    for _ in range(60):
        middle = scene.random.uniform((0, 0), (width, height))
        there = cv2.getRotationMatrix2D((cut.shape[1] / 2, cut.shape[0] / 2), degrees, scale)
        there[:, 2] += middle - np.array((cut.shape[1] / 2, cut.shape[0] / 2))
        moved = corners @ there[:, :2].T + there[:, 2]
        (x0, y0), (x1, y1) = moved.min(axis=0), moved.max(axis=0)
        outside = max(-x0, -y0, x1 - width, y1 - height, 0.0)
        box = Box.around(x0, y0, x1, y1, **scene.size)
        others = [scene.head(truth).box for truth in scene.truths] + [r.box for r in regions(tuple(scene.places))]
        price = 1e4 * outside + sum((box & other).area for other in others)
        if price < best[0]:
            best = (price, there.copy())
        if price == 0:
            break
    if best[0] > 0:
        raise LookupError  # no place for it: under a fill nothing leaks
    there = best[1]
    mask = cv2.warpAffine(np.full(cut.shape[:2], 255, np.uint8), there, (width, height))
    laid = cv2.warpAffine(cut, there, (width, height), flags=cv2.INTER_AREA)
    scene.pixels = np.where(mask[..., None] > 127, laid, scene.pixels).astype(np.uint8)
    moved = corners @ there[:, :2].T + there[:, 2]
    (x0, y0), (x1, y1) = moved.min(axis=0), moved.max(axis=0)
    outline = tuple((float(x), float(y)) for x, y in moved)
    region = Region(Box.around(x0, y0, x1, y1, **scene.size), outline if not code else ())
    if not code and ":" in words:
        scene.known = (Known("p1", names=(words.split(":")[1].strip(),)),)
    return Finding(Identifier.CODE if code else Identifier.NAME, region, 0.9, "truth")


# --- Pixels


def _write(scene: Scene, pixels: Pixels, format: Format | None = None) -> bytes:
    format = format or STILLS[int(scene.random.integers(len(STILLS)))]
    return encode((Frame(pixels),), format)


def _picture(*pixels: Pixels, format: Format = Format.JPEG, milliseconds: int = 0) -> Picture:
    return Picture(format, tuple(Frame(p, i, milliseconds) for i, p in enumerate(pixels)))


def _of_pixels(kind: str, scene: Scene, told: bool, spoil: Callable[[Scene, Truth], Pixels], *, smallest: int = 40,
               largest: int = 10_000) -> Planted:  # fmt: skip
    """One face is treated by `spoil`, every other one is filled."""
    fitting = [truth for truth in scene.faces if smallest <= truth.box.height <= largest]
    if not fitting:
        raise LookupError
    victim = fitting[int(scene.random.integers(len(fitting)))]
    others = scene.all_found(victim)
    everything = scene.all_found()
    hidden = fill(np.zeros_like(scene.pixels), regions(others))[victim.box.slices]
    if (hidden > 0).mean() > 0.1:
        raise LookupError  # another's fill lies over this face: nothing would leak
    spoilt = fill(spoil(scene, victim), regions(others))
    found = everything if told else others
    return Planted(kind, told, _write(scene, spoilt), _picture(scene.pixels), regions(found), found, scene.known)


def _bare(scene: Scene, _: Truth) -> Pixels:
    return scene.pixels


def _wrong_corner(scene: Scene, victim: Truth) -> Pixels:
    head = scene.head(victim).box
    height, width = scene.pixels.shape[:2]
    corners = [(0, 0), (width - head.width, 0), (0, height - head.height), (width - head.width, height - head.height)]
    boxes = [Box(x, y, x + head.width, y + head.height) for x, y in corners]
    wrong = min(boxes, key=lambda box: (box & victim.box).area)
    if victim.box.inside(wrong) > 0.3:
        raise LookupError  # in a tight portrait every corner is the face
    return fill(scene.pixels, (Region(wrong),))


def _half(scene: Scene, victim: Truth) -> Pixels:
    head, face = scene.head(victim).box, victim.box
    x, y = (face.x0 + face.x1) // 2, (face.y0 + face.y1) // 2
    halves = (Box(head.x0, head.y0, x, head.y1), Box(x, head.y0, head.x1, head.y1), Box(head.x0, y, head.x1, head.y1))
    return fill(scene.pixels, (Region(halves[int(scene.random.integers(3))]),))


def _third(scene: Scene, victim: Truth) -> Pixels:
    """The fill was put beside the head by a third of its size."""
    head = scene.head(victim).box
    x, y = head.width // 3, head.height // 3
    bare = ((x, 0, 0, 0), (0, 0, x, 0), (0, y, 0, 0), (0, 0, 0, y))[int(scene.random.integers(4))]
    return fill(
        scene.pixels, (Region(Box(head.x0 + bare[0], head.y0 + bare[1], head.x1 - bare[2], head.y1 - bare[3])),)
    )


def _eyes_left(scene: Scene, victim: Truth) -> Pixels:
    head, face = scene.head(victim).box, victim.box
    top, bottom = face.y0 + round(0.25 * face.height), face.y0 + round(0.52 * face.height)
    strips = (Box(head.x0, head.y0, head.x1, top), Box(head.x0, bottom, head.x1, head.y1))
    return fill(scene.pixels, tuple(map(Region, strips)))


def _too_small(scene: Scene, victim: Truth) -> Pixels:
    face = victim.box
    x, y = round(0.2 * face.width), round(0.2 * face.height)
    return fill(scene.pixels, (Region(Box(face.x0 + x, face.y0 + y, face.x1 - x, face.y1 - y)),))


def _eye_bar(scene: Scene, victim: Truth) -> Pixels:
    head, face = scene.head(victim).box, victim.box
    out = scene.pixels.copy()
    out[face.y0 + round(0.26 * face.height) : face.y0 + round(0.52 * face.height), head.x0 : head.x1] = 0
    return out


def _pixelated(scene: Scene, victim: Truth) -> Pixels:
    head, out = scene.head(victim).box, scene.pixels.copy()
    part = out[head.slices]
    small = cv2.resize(part, (16, max(round(16 * head.height / head.width), 1)), interpolation=cv2.INTER_AREA)
    out[head.slices] = cv2.resize(small, (head.width, head.height), interpolation=cv2.INTER_NEAREST)
    return out


def _blurred(scene: Scene, victim: Truth) -> Pixels:
    head, out = scene.head(victim).box, scene.pixels.copy()
    out[head.slices] = cv2.GaussianBlur(scene.pixels, (0, 0), 0.08 * victim.box.width)[head.slices]
    return out


Plant = Callable[[np.random.Generator, bool], Planted]


def _faded(kind: str, fade: Callable[[Pixels], Any], *sets: str) -> Plant:
    """A bare face in a picture that was dimmed, darkened, washed out or tinted as a whole before it was taken up."""

    def plant(random: np.random.Generator, told: bool) -> Planted:
        here = scene(random, *sets)
        here.pixels = np.rint(np.clip(fade(here.pixels), 0, 255)).astype(np.uint8)
        return _of_pixels(kind, here, told, _bare, smallest=60)

    return plant


def _dimmed(pixels: Pixels) -> Any:
    return pixels.mean() + (pixels - pixels.mean()) * 0.15


def _dark(pixels: Pixels) -> Any:
    return 255 * (pixels / 255) ** 4


def _washed_out(pixels: Pixels) -> Any:
    return 255 - (255 - pixels.astype(float)) * 0.15


def _tinted(pixels: Pixels) -> Any:
    return pixels * (0.1, 0.25, 1.0)


def _faces(kind: str, spoil: Callable[[Scene, Truth], Pixels], *sets: str, **limits: int) -> Plant:
    return lambda random, told: _of_pixels(kind, scene(random, *sets), told, spoil, **limits)


def _pasted(kind: str, *, code: bool, tilted: bool) -> Plant:
    def plant(random: np.random.Generator, told: bool) -> Planted:
        here = scene(random, "single", "masked", "rotated")
        degrees = float(random.choice((-30, -15, 15, 30, 90, 180))) if tilted else 0.0
        place = paste(here, code=code, degrees=degrees)
        others = here.all_found()
        found = (*others, place) if told else others
        data = _write(here, fill(here.pixels, regions(others)))
        if code and not zxingcpp.read_barcodes(open_picture(data).frames[0].pixels):
            raise LookupError  # too small to be read by anybody
        return Planted(kind, told, data, _picture(here.pixels), regions(found), found, here.known)

    return plant


def _second_frame(format: Format) -> Plant:
    def plant(random: np.random.Generator, told: bool) -> Planted:
        here = scene(random, "single", "masked")
        other = np.ascontiguousarray(here.pixels[:, ::-1])
        found = here.all_found()
        milliseconds = 0 if format is Format.TIFF else 400
        frames = (Frame(fill(here.pixels, regions(found)), 0, milliseconds), Frame(other, 1, milliseconds))
        width = here.pixels.shape[1]
        if told:
            found += tuple(
                replace(f, where=Region(Box(width - b.x1, b.y0, width - b.x0, b.y1), frame=1))
                for f in found
                for b in [f.where.box]  # type: ignore[union-attr]
            )
        original = _picture(here.pixels, other, format=format, milliseconds=milliseconds)
        return Planted("second-frame", told, encode(frames, format), original, regions(found), found)

    return plant


def _second_frame_added(random: np.random.Generator, told: bool) -> Planted:
    here = scene(random, "single")
    found = here.all_found()
    frames = (Frame(fill(here.pixels, regions(found)), 0, 400), Frame(here.pixels, 1, 400))
    return Planted("frame-added", told, encode(frames, Format.GIF), _picture(here.pixels), regions(found), found)


def _alpha(random: np.random.Generator, told: bool) -> Planted:
    """Shown covered, but the pixels under a see-through place are those of the face."""
    here = scene(random, "single", "masked")
    found = here.all_found()
    alpha = np.full(here.pixels.shape[:2], 255, np.uint8)
    for region in regions(found):
        alpha[region.box.slices] = 0
    out = BytesIO()
    Image.fromarray(np.dstack((here.pixels, alpha))).save(out, "PNG")
    return Planted("alpha", told, out.getvalue(), _picture(here.pixels), regions(found), found)


# --- What a file carries: the pixels are redacted properly


def _proper(scene: Scene, format: Format) -> tuple[bytes, tuple[Finding, ...]]:
    found = scene.all_found()
    return encode((Frame(fill(scene.pixels, regions(found))),), format), found


def _carrying(kind: str, format: Format, spoil: Callable[[bytes, Scene], bytes]) -> Plant:
    def plant(random: np.random.Generator, told: bool) -> Planted:
        here = scene(random, "single", "masked")
        data, found = _proper(here, format)
        kept = found if told else ()
        spoilt = spoil(data, here)
        return Planted(kind, told, spoilt, _picture(here.pixels), regions(kept), kept, (ANNA,))

    return plant


def _exif(data: bytes, tags: dict[str, Any]) -> bytes:
    out = BytesIO()
    piexif.insert(piexif.dump(tags), data, out)
    return out.getvalue()


def _gps(data: bytes, _: Scene) -> bytes:
    return _exif(data, {"GPS": {1: b"N", 2: ((10, 1), (46, 1), (33, 1)), 3: b"E", 4: ((106, 1), (41, 1), (2, 1))}})


def _thumbnail(data: bytes, here: Scene) -> bytes:
    small = cv2.resize(here.pixels, (160, 120), interpolation=cv2.INTER_AREA)
    return _exif(data, {"0th": {}, "1st": {}, "thumbnail": encode((Frame(np.asarray(small, np.uint8)),), Format.JPEG)})


def _device(data: bytes, _: Scene) -> bytes:
    return _exif(data, {"0th": {271: b"Phone", 305: b"Camera 1.0"}, "Exif": {42033: b"SN-778812"}})


def segment(data: bytes, marker: int, body: bytes) -> bytes:
    """A JPEG with one more segment after its first."""
    length = 4 + int.from_bytes(data[4:6], "big")
    return data[:length] + struct.pack(">BBH", 0xFF, marker, len(body) + 2) + body + data[length:]


def _xmp(data: bytes, _: Scene) -> bytes:
    packet = f'<x:xmpmeta xmlns:x="adobe:ns:meta/"><dc:title>{ANNA.names[0]}</dc:title></x:xmpmeta>'
    return segment(data, 0xE1, b"http://ns.adobe.com/xap/1.0/\0" + packet.encode())


def _iptc(data: bytes, _: Scene) -> bytes:
    record = b"\x1c\x02\x78" + struct.pack(">H", 12) + b"before and a"
    return segment(data, 0xED, b"Photoshop 3.0\x008BIM\x04\x04\0\0" + struct.pack(">I", len(record)) + record)


def _comment(data: bytes, _: Scene) -> bytes:
    return segment(data, 0xFE, b"room 12")


def _icc(data: bytes, _: Scene) -> bytes:
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    return segment(data, 0xE2, b"ICC_PROFILE\0\1\1" + profile)


def _c2pa(data: bytes, _: Scene) -> bytes:
    box = (
        struct.pack(">I", 40)
        + b"jumb"
        + struct.pack(">I", 32)
        + b"jumdc2pa\0\x11\0\x10\x80\0\0\xaa\0\x38\x9b\x71\3c2pa\0"
    )
    return segment(data, 0xEB, b"JP\0\1\0\0\0\1" + box)


def _after(body: Callable[[Scene], bytes]) -> Callable[[bytes, Scene], bytes]:
    return lambda data, here: data + body(here)


def _mp4(_: Scene) -> bytes:
    return (
        struct.pack(">I", 24) + b"ftypmp42\0\0\0\0isommp42" + struct.pack(">I", 2008) + b"mdat" + bytes(range(250)) * 8
    )


def _jpeg(here: Scene) -> bytes:
    return encode((Frame(here.pixels),), Format.JPEG)


def _chunk(kind: bytes, body: bytes) -> Callable[[bytes, Scene], bytes]:
    raw = struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))
    return lambda data, _: data[:33] + raw + data[33:]


def _after_pixels(data: bytes, here: Scene) -> bytes:
    """More in a PNG's pixel stream than its rows."""
    rows = b"".join(b"\0" + row.tobytes() for row in np.full_like(here.pixels, GREY[0]))
    body = zlib.compress(rows + ANNA.names[0].encode("utf-16"))
    chunk = struct.pack(">I", len(body)) + b"IDAT" + body + struct.pack(">I", zlib.crc32(b"IDAT" + body))
    return data[:33] + chunk + data[-12:]


def _webp_exif(data: bytes, _: Scene) -> bytes:
    out = BytesIO()
    with Image.open(BytesIO(data)) as image:
        image.save(out, "WEBP", exif=piexif.dump({"0th": {270: b"knee, left"}}), quality=92)
    return out.getvalue()


def _avif_exif(data: bytes, _: Scene) -> bytes:
    out = BytesIO()
    with Image.open(BytesIO(data)) as image:
        image.save(
            out, "AVIF", exif=piexif.dump({"0th": {270: b"knee, left"}}), quality=92, subsampling="4:4:4", speed=9
        )
    return out.getvalue()


def _gif_comment(data: bytes, _: Scene) -> bytes:
    return data[:-1] + b"\x21\xfe\x07room 12\0" + data[-1:]


def _tiff_tag(data: bytes, _: Scene) -> bytes:
    out = BytesIO()
    with Image.open(BytesIO(data)) as image:
        image.save(out, "TIFF", compression="tiff_adobe_deflate", tiffinfo={270: "knee, left"})
    return out.getvalue()


def _bmp_gap(data: bytes, _: Scene) -> bytes:
    return data + ANNA.phones[0].encode()


def _name_in_bytes(data: bytes, here: Scene) -> bytes:
    words = (ANNA.names[0].upper(), "nguyen thi bich hang", ANNA.phones[0], "23/04/1987", ANNA.numbers[0])
    word = words[int(here.random.integers(len(words)))]
    coding = ("utf-8", "utf-16-le")[int(here.random.integers(2))]
    return segment(data, 0xE9, b"\0\1" + word.encode(coding))


JPEG, PNG = Format.JPEG, Format.PNG
LEAKS: dict[str, Plant] = {
    "face-bare": _faces("face-bare", _bare, "single", "real_public"),
    "masked-bare": _faces("masked-bare", _bare, "masked"),
    "rotated-bare": _faces("rotated-bare", _bare, "rotated"),
    "one-of-several": _faces("one-of-several", _bare, "scene"),
    "small-face": _faces("small-face", _bare, "scene", smallest=25, largest=40),
    "wrong-corner": _faces("wrong-corner", _wrong_corner, "single", "masked", "rotated"),
    "half-left": _faces("half-left", _half, "single", "masked", "rotated"),
    "third-left": _faces("third-left", _third, "single", "masked", "rotated"),
    "eyes-left": _faces("eyes-left", _eyes_left, "single", "masked"),
    "box-too-small": _faces("box-too-small", _too_small, "single", "masked", "rotated"),
    "eye-bar": _faces("eye-bar", _eye_bar, "single", "masked"),
    "pixelated": _faces("pixelated", _pixelated, "single", "masked", "rotated"),
    "blurred": _faces("blurred", _blurred, "single", "masked", "rotated"),
    "dimmed": _faded("dimmed", _dimmed, "single", "masked", "rotated"),
    "dark": _faded("dark", _dark, "single", "masked", "rotated"),
    "washed-out": _faded("washed-out", _washed_out, "single", "masked", "rotated"),
    "tinted": _faded("tinted", _tinted, "single", "masked", "rotated"),
    "tag-upright": _pasted("tag-upright", code=False, tilted=False),
    "tag-tilted": _pasted("tag-tilted", code=False, tilted=True),
    "code": _pasted("code", code=True, tilted=True),
    "second-frame-gif": _second_frame(Format.GIF),
    "second-frame-tiff": _second_frame(Format.TIFF),
    "frame-added": _second_frame_added,
    "alpha": _alpha,
    "exif-gps": _carrying("exif-gps", JPEG, _gps),
    "exif-thumbnail": _carrying("exif-thumbnail", JPEG, _thumbnail),
    "exif-device": _carrying("exif-device", JPEG, _device),
    "xmp": _carrying("xmp", JPEG, _xmp),
    "iptc": _carrying("iptc", JPEG, _iptc),
    "comment": _carrying("comment", JPEG, _comment),
    "icc": _carrying("icc", JPEG, _icc),
    "c2pa": _carrying("c2pa", JPEG, _c2pa),
    "trailing-mp4": _carrying("trailing-mp4", JPEG, _after(_mp4)),
    "trailing-jpeg": _carrying("trailing-jpeg", JPEG, _after(_jpeg)),
    "trailing-words": _carrying("trailing-words", JPEG, _after(lambda _: b"room 12")),
    "name-in-bytes": _carrying("name-in-bytes", JPEG, _name_in_bytes),
    "png-text": _carrying("png-text", PNG, _chunk(b"tEXt", b"Comment\0room 12")),
    "png-compressed-text": _carrying("png-text", PNG, _chunk(b"zTXt", b"Comment\0\0" + zlib.compress(b"room 12"))),
    "png-private-chunk": _carrying("png-private-chunk", PNG, _chunk(b"kdAo", b"room 12")),
    "png-after-pixels": _carrying("png-after-pixels", PNG, _after_pixels),
    "png-trailing": _carrying("png-trailing", PNG, _after(_jpeg)),
    "webp-exif": _carrying("webp-exif", Format.WEBP, _webp_exif),
    "avif-exif": _carrying("avif-exif", Format.AVIF, _avif_exif),
    "gif-comment": _carrying("gif-comment", Format.GIF, _gif_comment),
    "tiff-tag": _carrying("tiff-tag", Format.TIFF, _tiff_tag),
    "bmp-trailing": _carrying("bmp-trailing", Format.BMP, _bmp_gap),
}
PIXELS = tuple(LEAKS)[:24]
"""The kinds that only looking at pixels can show; the others are in the file's structure."""

FORMATS = (JPEG, JPEG, JPEG, PNG, Format.WEBP, Format.AVIF, Format.GIF, Format.TIFF, Format.BMP)


def leaks(seed: int, each: dict[str, int] | int, kinds: tuple[str, ...] = tuple(LEAKS)) -> Iterator[Planted]:
    """So many leaks of each kind, told and untold by turns."""
    for kind in kinds:
        random = np.random.default_rng((seed, zlib.crc32(kind.encode())))
        for i in range(each if isinstance(each, int) else each.get(kind, 0)):
            while True:
                try:
                    yield replace(LEAKS[kind](random, i % 2 == 0), kind=kind)
                    break
                except LookupError:
                    continue  # this picture has no place for such a leak


FADES = (_dimmed, _dark, _washed_out, _tinted)


def faded_controls(seed: int, count: int) -> Iterator[Planted]:
    """Properly redacted copies of pictures that were dim before; nothing leaks."""
    random = np.random.default_rng((seed, 2))
    for i in range(count):
        here = scene(random, ("single", "masked", "rotated", "scene")[i // len(FADES) % 4])
        here.pixels = np.rint(np.clip(FADES[i % len(FADES)](here.pixels), 0, 255)).astype(np.uint8)
        data, found = _proper(here, STILLS[i % len(STILLS)])
        told = i % 3 != 2
        kept = found if told else ()
        yield Planted(
            f"clean-{FADES[i % len(FADES)].__name__[1:]}",
            told,
            data,
            _picture(here.pixels),
            regions(kept),
            kept,
            (ANNA,),
            False,
        )


def controls(seed: int, count: int) -> Iterator[Planted]:
    """Properly redacted copies of all sets and formats, with tags and codes covered too; nothing leaks."""
    random = np.random.default_rng((seed, 1))
    for i in range(count):
        here = scene(random, "real_public" if i % 20 == 19 else ("single", "masked", "rotated", "scene")[i % 4])
        if i % 2:
            with suppress(LookupError):
                here.places.append(paste(here, code=i % 4 == 1, degrees=float(random.choice((0, -20, 20, 90)))))
        format = FORMATS[i % len(FORMATS)]
        data, found = _proper(here, format)
        told = i % 3 != 2
        kept = found if told else ()
        known = here.known or (ANNA,)
        yield Planted(
            f"clean-{format}", told, data, _picture(here.pixels, format=format), regions(kept), kept, known, False
        )
