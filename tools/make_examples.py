"""Make the demo pictures: python tools/make_examples.py TESTDATA [OUT]

TESTDATA is the folder with faces_single/ and faces_gt.json; OUT is examples/ unless given. The faces are
machine-generated (SFHQ-T2I, MIT); rooms, papers, screens and the illustration are drawn here; every name,
number and date is invented. The same inputs give the same pictures. Prints where each face is."""

import hashlib
import io
import json
import sys
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import cast

import cv2
import numpy as np
import piexif
import qrcode
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

Pixels = NDArray[np.uint8]  # (height, width, 3), sRGB
Floats = NDArray[np.float32]
Colour = tuple[int, int, int]
Rectangle = tuple[float, float, float, float]  # left, top, right, bottom
Point = tuple[float, float]

PATIENT = "NGUYỄN THỊ VÍ DỤ"  # ví dụ: example
OLD_PATIENT = "TRẦN VĂN MẪU"  # mẫu: sample
DOCTOR = "BS. PHẠM GIẢ ĐỊNH"  # giả định: hypothetical
CLINIC = "PHÒNG KHÁM MINH HỌA"  # minh họa: illustration


@dataclass(frozen=True, slots=True)
class Cutout:
    """Somebody without their background. face: the box around the face in these pixels."""

    pixels: Pixels
    alpha: Floats  # (height, width), 0 to 1
    face: Rectangle

    def scaled(self, factor: float) -> "Cutout":
        size = (round(self.pixels.shape[1] * factor), round(self.pixels.shape[0] * factor))
        bigger = cv2.INTER_CUBIC if factor > 1 else cv2.INTER_AREA
        x0, y0, x1, y1 = (edge * factor for edge in self.face)
        return Cutout(
            cv2.resize(self.pixels, size, interpolation=bigger).astype(np.uint8),
            cv2.resize(self.alpha, size, interpolation=cv2.INTER_LINEAR).astype(np.float32),
            (x0, y0, x1, y1),
        )


def main() -> None:
    if len(sys.argv) not in (2, 3):
        sys.exit(__doc__)
    data, out = Path(sys.argv[1]), Path(sys.argv[2] if len(sys.argv) == 3 else "examples")
    out.mkdir(parents=True, exist_ok=True)
    cv2.setRNGSeed(1)
    boxes: dict[str, dict[str, list[int]]] = {}
    nose(data, out / "nose.jpg", boxes)
    clinic(data, out / "clinic.jpg", boxes)
    group(data, out / "group.jpg", boxes)
    illustration(out / "illustration.png")
    consents(out)
    print(json.dumps(boxes, indent=1))


# --- people ---------------------------------------------------------------------------------------------------


@cache
def _truth(data: Path) -> dict[str, Rectangle]:
    listed = json.loads((data / "faces_gt.json").read_text("utf-8"))
    faces: dict[str, Rectangle] = {}
    for entry in listed:
        boxes: list[Rectangle] = [f["box"] for f in entry["faces"] if not f["ignore"]]
        if boxes:
            faces[entry["file"]] = max(boxes, key=lambda box: (box[2] - box[0]) * (box[3] - box[1]))
    return faces


def cut_out(data: Path, name: str, *, behind: Sequence[Rectangle] = ()) -> Cutout:
    """The person of one picture, by GrabCut from where the face is.

    behind: shares of the picture that are background for sure."""
    file = f"faces_single/{name}.jpg"
    image = cv2.imread(str(data / file))
    if image is None:
        sys.exit(f"{file} is not in the test data")
    height, width = image.shape[:2]
    x0, y0, x1, y1 = _truth(data)[file]
    w, h, x = x1 - x0, y1 - y0, (x0 + x1) / 2
    mask = np.full((height, width), cv2.GC_PR_BGD, np.uint8)
    mask[: round(max(0, y0 - 0.75 * h))] = cv2.GC_BGD
    mask[: round(y1), : round(max(0, x - 1.35 * w))] = cv2.GC_BGD
    mask[: round(y1), round(min(width, x + 1.35 * w)) :] = cv2.GC_BGD
    head = ((x, (y0 + y1) / 2 - 0.12 * h), (1.5 * w, 1.75 * h), 0)
    cv2.ellipse(mask, head, int(cv2.GC_PR_FGD), -1)
    body = [(0.45, -0.1), (1.5, 1.0), (1.7, 9), (-1.7, 9), (-1.5, 1.0), (-0.45, -0.1)]
    cv2.fillPoly(mask, [np.array([(x + a * w, y1 + b * h) for a, b in body], np.int32)], int(cv2.GC_PR_FGD))
    cv2.ellipse(mask, ((x, (y0 + y1) / 2), (0.85 * w, 0.95 * h), 0), int(cv2.GC_FGD), -1)
    cv2.rectangle(mask, (int(x - 0.3 * w), int(y1)), (int(x + 0.3 * w), height), int(cv2.GC_FGD), -1)
    for left, top, right, bottom in behind:
        mask[round(top * height) : round(bottom * height), round(left * width) : round(right * width)] = cv2.GC_BGD
    cv2.grabCut(image, mask, None, np.zeros((1, 65)), np.zeros((1, 65)), 6, cv2.GC_INIT_WITH_MASK)  # type: ignore[call-overload]
    solid = _one_piece(((mask == cv2.GC_FGD) | (mask == cv2.GC_PR_FGD)).astype(np.uint8))
    alpha = cv2.GaussianBlur(cv2.erode(solid, np.ones((2, 2), np.uint8)).astype(np.float32), (0, 0), 1.1)
    return Cutout(cv2.cvtColor(image, cv2.COLOR_BGR2RGB).astype(np.uint8), alpha.astype(np.float32), (x0, y0, x1, y1))


def _one_piece(solid: Pixels) -> Pixels:
    """The largest piece, with small holes filled."""
    _, labels, stats, _ = cv2.connectedComponentsWithStats(solid)
    solid = (labels == 1 + int(np.argmax(stats[1:, cv2.CC_STAT_AREA]))).astype(np.uint8)
    solid = cv2.morphologyEx(solid, cv2.MORPH_CLOSE, np.ones((5, 5), np.uint8)).astype(np.uint8)
    count, labels, stats, _ = cv2.connectedComponentsWithStats(1 - solid)
    for n in range(1, count):
        if stats[n, cv2.CC_STAT_AREA] < 0.01 * solid.size:
            solid[labels == n] = 1
    return solid


def clothed(person: Cutout, colour: Colour, *, lift: float = 1.0) -> Cutout:
    """The same person with what is below the chin, skin aside, in the colour of scrubs."""
    pixels = person.pixels.astype(np.float32)
    light = (cv2.cvtColor(person.pixels, cv2.COLOR_RGB2GRAY).astype(np.float32) / 255)[..., None]
    cloth = np.clip(light * lift, 0, 1) * np.array(colour, np.float32)
    ycrcb = cv2.cvtColor(person.pixels, cv2.COLOR_RGB2YCrCb)
    bare = cv2.morphologyEx(cv2.inRange(ycrcb, (30, 138, 80), (255, 180, 128)), cv2.MORPH_OPEN, np.ones((7, 7)))
    skin = cv2.GaussianBlur(bare.astype(np.float32) / 255, (0, 0), 3)
    below = np.zeros(person.alpha.shape, np.float32)
    below[round(person.face[3]) :] = 1
    share = (cv2.GaussianBlur(below, (0, 0), 4) * (1 - skin))[..., None]
    return replace(person, pixels=(pixels * (1 - share) + cloth * share).clip(0, 255).astype(np.uint8))


def graded(pixels: Pixels, *, gain: Sequence[float] = (1, 1, 1), gamma: float = 1.0, saturation: float = 1.0) -> Pixels:
    """Colours brought nearer to the light of the room."""
    shown = (pixels.astype(np.float32) / 255) ** gamma * np.array(gain, np.float32)
    grey = shown @ np.array([0.299, 0.587, 0.114], np.float32)
    shown = grey[..., None] + (shown - grey[..., None]) * saturation
    return (shown * 255).clip(0, 255).astype(np.uint8)


def put(room: Pixels, person: Cutout, left: int, top: int) -> list[int]:
    """Stand the person in the room, with the room's soft shadow; gives the box around the face."""
    height, width = room.shape[:2]
    x0, y0 = max(0, left), max(0, top)
    x1, y1 = min(width, left + person.alpha.shape[1]), min(height, top + person.alpha.shape[0])
    alpha = np.zeros((height, width), np.float32)
    alpha[y0:y1, x0:x1] = person.alpha[y0 - top : y1 - top, x0 - left : x1 - left]
    shadow = 1 - 0.12 * cv2.GaussianBlur(alpha, (0, 0), 26)[..., None]
    pixels = np.zeros_like(room)
    pixels[y0:y1, x0:x1] = person.pixels[y0 - top : y1 - top, x0 - left : x1 - left]
    room[:] = (room * shadow * (1 - alpha[..., None]) + pixels * alpha[..., None]).astype(np.uint8)
    fx0, fy0, fx1, fy1 = person.face
    return [max(0, round(fx0 + left)), max(0, round(fy0 + top)), round(fx1 + left), round(fy1 + top)]


# --- drawing --------------------------------------------------------------------------------------------------


def font(size: int, *, bold: bool = False, mono: bool = False) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(f"DejaVuSans{'Mono' if mono else ''}{'-Bold' if bold else ''}.ttf", size)


def room(width: int, height: int, wall: Colour, floor: Colour, things: Sequence[tuple[Rectangle, Colour]]) -> Pixels:
    """A room out of focus: wall, floor and furniture as shares of the picture."""
    image = Image.new("RGB", (width, height), wall)
    draw = ImageDraw.Draw(image)
    draw.rectangle((0, 0.8 * height, width, height), fill=floor)
    for (x0, y0, x1, y1), colour in things:
        draw.rectangle((x0 * width, y0 * height, x1 * width, y1 * height), fill=colour)
    blurred = cv2.GaussianBlur(np.asarray(image), (0, 0), width / 120).astype(np.float32)
    light = np.linspace(1.1, 0.86, width, dtype=np.float32)[None, :, None]
    return (blurred * light).clip(0, 255).astype(np.uint8)


def lay(onto: Pixels, sheet: Image.Image, corners: Sequence[Point], *, shadow: float = 0.35) -> None:
    """Lay a drawn sheet into the picture, its corners (clockwise from the top left) at these pixels."""
    height, width = onto.shape[:2]
    source = np.array([(0, 0), (sheet.width, 0), (sheet.width, sheet.height), (0, sheet.height)], np.float32)
    matrix = cv2.getPerspectiveTransform(source, np.array(corners, np.float32))
    drawn = np.asarray(sheet.convert("RGBA"))
    large = cv2.warpPerspective(
        drawn, np.diag([3.0, 3.0, 1.0]) @ matrix, (3 * width, 3 * height), flags=cv2.INTER_LINEAR
    )
    warped = cv2.resize(large, (width, height), interpolation=cv2.INTER_AREA).astype(np.float32)
    alpha = warped[..., 3:] / 255
    fallen = cv2.warpAffine(alpha[..., 0], np.array([[1, 0, 4], [0, 1, 5]], np.float32), (width, height))
    dark = cv2.GaussianBlur(fallen, (0, 0), 7)[..., None]
    onto[:] = (onto * (1 - shadow * dark) * (1 - alpha) + warped[..., :3] * alpha).clip(0, 255).astype(np.uint8)


def photographed(pixels: Pixels, seed: int, *, grain: float = 2.4) -> Image.Image:
    """Sensor grain and a slight fall of light to the corners."""
    height, width = pixels.shape[:2]
    y, x = np.mgrid[-1 : 1 : height * 1j, -1 : 1 : width * 1j].astype(np.float32)
    fall = 1 - 0.1 * (x**2 + y**2)[..., None] / 2
    noise = cv2.GaussianBlur(
        np.random.default_rng(seed).normal(0, 1, (height, width, 3)).astype(np.float32), (0, 0), 0.8
    )
    return Image.fromarray((pixels * fall + grain * 1.6 * noise).clip(0, 255).astype(np.uint8))


# --- the four pictures ----------------------------------------------------------------------------------------


def nose(data: Path, path: Path, boxes: dict[str, dict[str, list[int]]]) -> None:
    """A portrait taken for nose surgery, with all that a camera leaves in the file."""
    size = 1200
    person = cut_out(data, "t0522", behind=[(0.93, 0, 1, 0.72), (0, 0.02, 0.1, 0.75)])
    person = person.scaled(size / person.alpha.shape[0])
    person = replace(person, pixels=graded(_sharpened(person.pixels), gamma=0.88, saturation=0.86))
    y, x = np.mgrid[-1 : 1 : size * 1j, -1 : 1 : size * 1j].astype(np.float32)
    glow = (1.08 - 0.22 * ((x + 0.2) ** 2 + (y + 0.3) ** 2))[..., None]
    backdrop = (np.array([128, 160, 178], np.float32) * glow).clip(0, 255).astype(np.uint8)
    boxes["nose.jpg"] = {"patient": put(backdrop, person, 0, 0)}
    photo = photographed(backdrop, 1)
    thumbnail = io.BytesIO()
    photo.resize((160, 160)).save(thumbnail, "JPEG", quality=70)
    exif = {
        "0th": {
            piexif.ImageIFD.Make: b"Example",
            piexif.ImageIFD.Model: b"EX-100",
            piexif.ImageIFD.Software: b"EX-100 1.0",
            piexif.ImageIFD.DateTime: b"2026:08:14 09:21:36",
            piexif.ImageIFD.Artist: DOCTOR.encode(),
            piexif.ImageIFD.ImageDescription: f"{PATIENT}, nâng mũi, {CLINIC}".encode(),
            piexif.ImageIFD.Orientation: 1,
        },
        "Exif": {
            piexif.ExifIFD.DateTimeOriginal: b"2026:08:14 09:21:36",
            piexif.ExifIFD.BodySerialNumber: b"EX000123456",
            piexif.ExifIFD.LensSerialNumber: b"EX000654321",
            piexif.ExifIFD.CameraOwnerName: CLINIC.encode(),
            piexif.ExifIFD.MakerNote: b"EXAMPLE\x00" + bytes(range(64)),
            piexif.ExifIFD.UserComment: b"UNICODE\x00" + f"HS-2026-000123 {PATIENT}".encode("utf-16-be"),
        },
        "GPS": {
            piexif.GPSIFD.GPSLatitudeRef: b"N",
            piexif.GPSIFD.GPSLatitude: ((21, 1), (1, 1), (43, 1)),
            piexif.GPSIFD.GPSLongitudeRef: b"E",
            piexif.GPSIFD.GPSLongitude: ((105, 1), (51, 1), (8, 1)),
            piexif.GPSIFD.GPSDateStamp: b"2026:08:14",
        },
        "1st": {piexif.ImageIFD.Compression: 6},
        "thumbnail": thumbnail.getvalue(),
    }
    photo.save(path, "JPEG", quality=88, optimize=True, exif=piexif.dump(exif))


def _sharpened(pixels: Pixels) -> Pixels:
    soft = cv2.GaussianBlur(pixels, (0, 0), 2.2)
    return cv2.addWeighted(pixels, 1.55, soft, -0.55, 0).astype(np.uint8)


def clinic(data: Path, path: Path, boxes: dict[str, dict[str, list[int]]]) -> None:
    """A consulting room: doctor with a name tag, patient, monitor, a wristband and a form with a QR code."""
    width, height = 1600, 1200
    scene = room(
        width,
        height,
        (214, 222, 219),
        (150, 150, 146),
        [
            ((0.03, 0.04, 0.2, 0.52), (243, 248, 250)),
            ((0.112, 0.04, 0.12, 0.52), (196, 204, 205)),
            ((0.36, 0.0, 0.64, 0.9), (203, 214, 213)),
            ((0.37, 0.1, 0.5, 0.9), (178, 196, 197)),
            ((0.78, 0.06, 1.0, 0.2), (240, 240, 236)),
            ((0.8, 0.02, 0.86, 0.06), (120, 150, 120)),
        ],
    )
    doctor = cut_out(data, "t0044", behind=[(0, 0.88, 0.12, 1), (0.93, 0.88, 1, 1)])
    light = graded(doctor.pixels, gamma=0.75, saturation=0.7, gain=(0.98, 1.02, 1.12))
    doctor = replace(doctor, pixels=light).scaled(1.75)
    patient = cut_out(data, "t0356").scaled(1.3)
    patient = replace(patient, pixels=graded(patient.pixels, gamma=0.85, saturation=0.8, gain=(1, 1.01, 1.03)))
    of_doctor = put(scene, doctor, 480, 238)
    lay(scene, _name_tag(), [(994, 812), (1164, 800), (1172, 901), (1001, 913)], shadow=0.25)
    boxes["clinic.jpg"] = {"staff": of_doctor, "patient": put(scene, patient, -10, 410)}
    desk = Image.new("RGB", (width, 260), (206, 196, 182))
    ImageDraw.Draw(desk).rectangle((0, 0, width, 6), fill=(230, 222, 210))
    lay(scene, desk, [(-9, 975), (width + 9, 955), (width + 9, height + 20), (-9, height + 20)], shadow=0.5)
    lay(scene, _monitor(), [(1190, 360), (1590, 338), (1590, 668), (1196, 660)])
    for corners in (
        [(1384, 660), (1420, 660), (1422, 1010), (1382, 1010)],
        [(1300, 1004), (1500, 1000), (1530, 1030), (1276, 1034)],
    ):
        lay(scene, Image.new("RGB", (60, 60), (58, 62, 66)), corners, shadow=0.25)
    lay(scene, _form(), [(640, 985), (985, 975), (1040, 1192), (600, 1196)], shadow=0.3)
    lay(scene, _wristband(), [(108, 1086), (560, 1012), (570, 1066), (118, 1142)], shadow=0.4)
    photographed(scene, 2).save(path, "JPEG", quality=86, optimize=True)


def _name_tag() -> Image.Image:
    tag = Image.new("RGB", (480, 288), (252, 252, 250))
    draw = ImageDraw.Draw(tag)
    draw.rectangle((0, 0, 480, 76), fill=(16, 110, 122))
    draw.text((240, 38), CLINIC, font=font(31, bold=True), fill="white", anchor="mm")
    draw.text((240, 140), DOCTOR, font=font(38, bold=True), fill=(24, 30, 34), anchor="mm")
    draw.text((240, 196), "Khoa Phẫu thuật tạo hình", font=font(29), fill=(70, 80, 86), anchor="mm")
    draw.text((240, 246), "Mã số: 004217", font=font(27), fill=(70, 80, 86), anchor="mm")
    return tag


def _monitor() -> Image.Image:
    screen = Image.new("RGB", (1000, 780), (28, 31, 34))
    draw = ImageDraw.Draw(screen)
    draw.rectangle((24, 24, 976, 740), fill=(238, 244, 247))
    draw.rectangle((24, 24, 976, 104), fill=(22, 78, 128))
    draw.text((52, 64), f"{CLINIC}  ·  Hồ sơ bệnh án", font=font(36, bold=True), fill="white", anchor="lm")
    rows = (
        ("Họ và tên:", OLD_PATIENT),
        ("Ngày sinh:", "01/02/1951   Nam"),
        ("Mã hồ sơ:", "HS-2026-000123"),
        ("Điện thoại:", "0900 000 123"),
        ("Địa chỉ:", "12 phố Ví Dụ, Hà Nội"),
        ("Chẩn đoán:", "Viêm xoang mạn tính"),
    )
    for n, (label, value) in enumerate(rows):
        draw.text((52, 168 + 88 * n), label, font=font(38), fill=(84, 98, 108), anchor="lm")
        draw.text((316, 168 + 88 * n), value, font=font(42, bold=True), fill=(20, 28, 34), anchor="lm")
    draw.rectangle((52, 672, 300, 716), fill=(30, 132, 94))
    draw.text((176, 694), "Lưu hồ sơ", font=font(28, bold=True), fill="white", anchor="mm")
    return screen


def _wristband() -> Image.Image:
    band = Image.new("RGBA", (1130, 140), (0, 0, 0, 0))
    draw = ImageDraw.Draw(band)
    draw.rounded_rectangle((0, 0, 1129, 139), 66, fill=(250, 252, 255, 255), outline=(150, 176, 205, 255), width=4)
    for x in (34, 62, 1068, 1096):
        draw.ellipse((x - 8, 62, x + 8, 78), fill=(150, 176, 205, 255))
    draw.text((104, 46), OLD_PATIENT, font=font(48, bold=True), fill=(20, 26, 32), anchor="lm")
    draw.text((104, 102), "NS: 01/02/1951   HS-2026-000123", font=font(38, mono=True), fill=(20, 26, 32), anchor="lm")
    return band


def _form() -> Image.Image:
    sheet = Image.new("RGB", (900, 620), (253, 253, 251))
    draw = ImageDraw.Draw(sheet)
    draw.text((60, 70), "PHIẾU KHÁM BỆNH", font=font(52, bold=True), fill=(30, 34, 38), anchor="lm")
    draw.text((60, 150), f"Họ tên: {OLD_PATIENT}", font=font(38), fill=(30, 34, 38), anchor="lm")
    draw.text((60, 214), "SĐT: 0900 000 123", font=font(38), fill=(30, 34, 38), anchor="lm")
    for y in (300, 360, 420, 480, 540):
        draw.line((60, y, 520, y), fill=(196, 200, 204), width=3)
    code = qrcode.QRCode(border=2, box_size=10, error_correction=qrcode.constants.ERROR_CORRECT_Q)
    code.add_data("HS-2026-000123")
    code.make(fit=True)
    sheet.paste(code.make_image().get_image().convert("RGB").resize((300, 300), Image.Resampling.NEAREST), (565, 265))
    return sheet


def group(data: Path, path: Path, boxes: dict[str, dict[str, list[int]]]) -> None:
    """Three people well apart: a relative, a nurse, and the patient at the right."""
    width, height = 1600, 960
    scene = room(
        width,
        height,
        (222, 226, 220),
        (176, 172, 164),
        [
            ((0.0, 0.06, 0.2, 0.6), (250, 251, 248)),
            ((0.095, 0.06, 0.103, 0.6), (205, 208, 205)),
            ((0.3, 0.12, 0.42, 0.95), (196, 205, 200)),
            ((0.62, 0.1, 0.74, 0.36), (162, 186, 182)),
            ((0.64, 0.12, 0.72, 0.34), (214, 226, 222)),
            ((0.86, 0.3, 1.0, 0.95), (206, 214, 210)),
        ],
    )
    relative = cut_out(data, "t0364").scaled(1.5)
    relative = replace(relative, pixels=graded(relative.pixels, gamma=0.9, saturation=0.82))
    nurse = clothed(cut_out(data, "t0818"), (112, 176, 178), lift=1.12).scaled(1.55)
    patient = cut_out(
        data, "t0524", behind=[(0, 0, 1, 0.036), (0.25, 0.08, 0.35, 0.165), (0.4, 0.68, 0.455, 0.77)]
    ).scaled(1.5)
    patient = replace(patient, pixels=graded(patient.pixels, gamma=0.82, saturation=0.85, gain=(0.98, 1.0, 1.05)))
    boxes["group.jpg"] = {
        "staff": put(scene, nurse, 430, height - nurse.alpha.shape[0] + 4),
        "bystander": put(scene, relative, -30, height - relative.alpha.shape[0] + 4),
        "patient": put(scene, patient, width - patient.alpha.shape[1], height - patient.alpha.shape[0] + 4),
    }
    photographed(scene, 3).save(path, "JPEG", quality=86, optimize=True)


def illustration(path: Path) -> None:
    """A profile as a line drawing: the nose before, dashed, and after, with arrows. No real person."""
    size, over = 1000, 3
    image = Image.new("RGB", (size * over, size * over), (250, 246, 240))
    draw = ImageDraw.Draw(image)

    def at(points: Sequence[Point]) -> list[Point]:
        return [(x * over, y * over) for x, y in points]

    draw.ellipse((150 * over, 110 * over, 850 * over, 810 * over), fill=(233, 240, 236))
    forehead = [(560, 120), (640, 170), (688, 250), (700, 330), (690, 392)]
    before = [(690, 392), (708, 430), (756, 462), (784, 506), (806, 556), (800, 586), (766, 598), (736, 604)]
    after = [(690, 392), (694, 428), (718, 474), (750, 520), (784, 552), (782, 578), (756, 592), (736, 604)]
    mouth = [(736, 604), (732, 636), (756, 660), (752, 684), (728, 694), (752, 708), (752, 734), (730, 748)]
    chin = [(730, 748), (738, 784), (724, 826), (672, 852), (590, 846), (520, 822)]
    skin, ink, accent = (246, 224, 206), (70, 84, 92), (20, 122, 124)
    face = [*forehead, *after[1:], *mouth[1:], *chin[1:]]
    outline = [*_smooth(forehead), *_smooth(after), *_smooth(mouth), *_smooth(chin)]
    neck = _smooth([(520, 822), (500, 880), (520, 960), (560, 1010)])
    draw.polygon(at([*outline, *neck, (250, 1010), (230, 800), (250, 420), (360, 200), (470, 130), face[0]]), fill=skin)
    hair = _smooth(
        [(566, 118), (520, 80), (400, 84), (270, 170), (200, 330), (196, 520), (226, 690), (214, 860), (180, 1010)]
    )
    inner = _smooth([(330, 1010), (392, 880), (404, 740), (420, 600), (500, 470), (566, 330), (600, 220), (566, 118)])
    draw.polygon(at([*hair, *inner]), fill=(96, 82, 84))
    draw.line(at([*outline, *neck]), fill=ink, width=7 * over, joint="curve")
    ear = _smooth(
        [(470, 470), (430, 450), (404, 490), (416, 550), (452, 590), (476, 570), (470, 530), (474, 500), (470, 470)]
    )
    draw.polygon(at(ear), fill=skin)
    draw.line(at(ear), fill=ink, width=6 * over, joint="curve")
    for line in (
        [(606, 396), (630, 380), (662, 380)],
        [(604, 442), (632, 426), (660, 432)],
        [(606, 444), (630, 456), (652, 450)],
        [(728, 694), (704, 696), (684, 690)],
        [(752, 580), (734, 566), (738, 590)],
    ):
        draw.line(at(_smooth(line)), fill=ink, width=6 * over, joint="curve")
    dashes = _smooth(before)
    for n in range(0, len(dashes) - 3, 6):
        draw.line(at(dashes[n : n + 4]), fill=(198, 92, 72), width=5 * over, joint="curve")
    draw.line(at(_smooth(after)), fill=accent, width=10 * over, joint="curve")
    for tip, tail in (((738, 478), (838, 420)), ((796, 560), (896, 560))):
        _arrow(draw, at([tail, tip]), accent, over)
    image.resize((size, size), Image.Resampling.LANCZOS).quantize(64).save(path, optimize=True)


# --- the consents ---------------------------------------------------------------------------------------------


def consents(out: Path) -> None:
    """Two signatures on the very pictures that were made: a covered nose, and a patient shown as she is."""
    (out / "consents").mkdir(exist_ok=True)
    for name, picture, identifiability, level, areas in (
        ("nose-deidentified", "nose.jpg", "indirect", "everyone-hidden", ["nose"]),
        ("group-patient", "group.jpg", "direct", "others-hidden", []),
    ):
        consent = _consent(name, _digest((out / picture).read_bytes()), identifiability, level, areas)
        text = json.dumps(consent, ensure_ascii=False, indent=2)
        (out / "consents" / f"{name}.json").write_text(text + "\n", "utf-8")
    text = json.dumps(doctors_consent(), ensure_ascii=False, indent=2)
    (out / "consents" / "film-doctor.json").write_text(text + "\n", "utf-8")


def doctors_consent() -> dict[str, object]:
    """One of the staff, who may be seen and heard in any film of the clinic's; it states nothing of care."""
    consent = _consent("film-doctor", "", "direct", "others-hidden", [])
    (scope,) = cast(list[dict[str, object]], consent["scopes"])
    terms = {
        "content": "Một đoạn phim nhân viên nói về dịch vụ của phòng khám",
        "method": "Bài đăng trên trang Facebook của phòng khám",
        "form": "Phim",
        "frequency": "Một bài, không đăng lại",
        "how_to_refuse": "Báo cho phòng khám hoặc bấm liên kết rút lại sự đồng ý",
    }
    scope |= {"assets": [], "ad_terms": terms}
    wording = f"Tôi đồng ý cho {CLINIC} đăng phim có hình và giọng nói của tôi để quảng cáo trên Facebook."
    text = cast(dict[str, object], consent["text"]) | {"digest": _digest(wording.encode())}
    return consent | {
        "subject": "S1",
        "birth_date": "1985-06-20",
        "data_types": ["video", "voice"],
        "blocks_checked": [],
        "text": text,
    }


def _digest(data: bytes) -> str:
    return "sha256:" + hashlib.sha256(data).hexdigest()


def _consent(name: str, asset: str, identifiability: str, level: str, areas: list[str]) -> dict[str, object]:
    """A consent with all that Vietnamese law asks of one to publication in an advert."""
    wording = f"Tôi đồng ý cho {CLINIC} đăng ảnh này để quảng cáo trên Facebook."
    return {
        "id": f"example-{name}",
        "subject": "P1",
        "birth_date": "1991-03-08",
        "capacity": "full",
        "giver": {"role": "self"},
        "data_types": ["photo"],
        "scopes": [
            {
                "purpose": "advertising",
                "destinations": ["facebook"],
                "identifiability": identifiability,
                "body_areas": areas,
                "starts": "2026-09-01",
                "ends": "2027-09-01",
                "assets": [asset],
                "previewed": True,
                "level": level,
                "ad_terms": {
                    "content": "Một ảnh về kết quả điều trị, kèm lời giới thiệu dịch vụ",
                    "method": "Bài đăng trên trang Facebook của phòng khám",
                    "form": "Ảnh",
                    "frequency": "Một bài, không đăng lại",
                    "how_to_refuse": "Nhắn cho phòng khám hoặc bấm liên kết rút lại sự đồng ý",
                },
                "remuneration": "waived",
            }
        ],
        "controller": CLINIC,
        "recipients": [{"name": "Facebook", "country": "US"}],
        "rights_notice": True,
        "sensitive_notice": True,
        "method": "web",
        "evidence": _digest(f"evidence of {name}".encode()),
        "affirmative": True,
        "apart_from_care": True,
        "each_ticked": True,
        "signed_at": "2026-08-28T10:15:00+07:00",
        "collected": {
            "by": "staff-07",
            "timestamp_source": "clinic server, NTP",
            "channel": "consent page",
            "device": "patient's own phone",
        },
        "text": {"digest": _digest(wording.encode()), "language": "vi", "copy_given": True},
        "territory": "",
        "withdrawal_channel": "https://example.invalid/rut-lai",
        "duress": [],
        "blocks_checked": ["abuse", "domestic-violence", "donor", "fetal-sex", "gender-reassignment", "hiv", "ivf"],
        "stated_regime": "law-91-2025",
    }


def _smooth(points: Sequence[Point], steps: int = 12) -> list[Point]:
    """A curve through the points (Catmull-Rom)."""
    p = np.array([points[0], *points, points[-1]], np.float64)
    out: list[Point] = []
    for a, b, c, d in zip(p, p[1:], p[2:], p[3:], strict=False):
        for t in np.linspace(0, 1, steps, endpoint=False):
            x, y = 0.5 * (2 * b + (c - a) * t + (2 * a - 5 * b + 4 * c - d) * t**2 + (3 * b - a - 3 * c + d) * t**3)
            out.append((float(x), float(y)))
    return [*out, points[-1]]


def _arrow(draw: ImageDraw.ImageDraw, line: Sequence[Point], colour: Colour, over: int) -> None:
    (x0, y0), (x1, y1) = line
    along = np.array([x1 - x0, y1 - y0]) / np.hypot(x1 - x0, y1 - y0)
    across = np.array([-along[1], along[0]])
    base = np.array([x1, y1]) - 26 * over * along
    draw.line([(x0, y0), tuple(base)], fill=colour, width=7 * over)
    draw.polygon([(x1, y1), tuple(base + 14 * over * across), tuple(base - 14 * over * across)], fill=colour)


if __name__ == "__main__":
    main()
