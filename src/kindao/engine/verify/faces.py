"""Whether a face is left: looked for in the copy, and each one of the original sought where it was."""

from dataclasses import dataclass

import cv2
import numpy as np

from kindao.engine.geometry import Box, Region
from kindao.engine.media.picture import Frame, Pixels
from kindao.engine.verify.coverage import WITHIN, Fill, Mask, kept_in
from kindao.engine.verify.evidence import BY, HEADS, Evidence, Look
from kindao.engine.verify.recognition import likeness, points_of
from kindao.engine.verify.result import Check
from kindao.engine.verify.second_sight import Face, faces
from kindao.engine.vocabulary import Finding, Identifier, Words

SURE = 2.2  # of four opinions; half of the test pictures: 0.95 of faces from 25 px, 0.012 of redacted pictures
SURE_BEFORE = 2.3  # the same in the original, where a thing beside a covered head is more often taken for a face
COVERED = 0.6  # share of a face in the copy that is filled: what is left is no face
UNCOVERED = 0.20  # share of a face's ellipse that may be bare: boxes of two detectors differ by as much at an edge
ALIKE = 0.45  # cosine of MobileFace
NEAR = 0.34  # distance of dlib's network
LEAST = 80  # pixels of a changed place; a face of 10 pixels
NOTHING = 0.02  # bare share of a face below which there is nothing to recognise it by
CERTAIN = 3.0  # of four opinions, from which a face is one and the head about it is where it should be
HEAD = ((1.0, 0.0, 0.12), (1.25, 0.10, 0.15), (1.2, 0.25, 0.26))
"""What must be gone of such a face of the original and its head: ellipses so many times larger than the face, moved so
many of its lengths towards the hair, and the share of each that may be bare. docs/decisions/0005-verification.md."""
DOUBTED = ((1.0, 0.0, UNCOVERED),)
AROUND = 0.5  # of a changed place's size, on each side: enough to see a whole face where half is covered


@dataclass(frozen=True, slots=True)
class Seen:
    """The faces of one frame: in the copy, and in the original where the copy is another."""

    written: tuple[Face, ...]
    original: tuple[Face, ...]


def see(evidence: Evidence, fills: tuple[Fill, ...]) -> tuple[Seen, ...]:
    """Every frame, by networks that the finder does not use. Where nothing changed, one look serves for both."""
    known: dict[tuple[int, ...], tuple[Face, ...]] = {}  # an animation's frames may be one and the same

    def once(key: tuple[int, ...], pixels: Pixels, within: list[Box] | None) -> tuple[Face, ...]:
        if key not in known:
            known[key] = tuple(faces(pixels, within))
        return known[key]

    out = []
    before = evidence.original.frames if evidence.original else ()
    for index, (frame, fill) in enumerate(zip(evidence.written.frames, fills, strict=True)):
        written = once((id(frame.pixels),), frame.pixels, None)
        original: tuple[Face, ...] = ()
        if before:
            pixels = before[index].pixels
            original = once((id(frame.pixels), id(pixels)), pixels, changed_places(fill))
        out.append(Seen(written, original))
    return tuple(out)


def changed_places(fill: Fill) -> list[Box]:
    """Where the copy is another than the original, in boxes that do not meet, with enough around to see a face."""
    height, width = fill.changed.shape
    count, _, stats, _ = cv2.connectedComponentsWithStats((fill.changed | fill.covered).astype(np.uint8))
    boxes: list[Box] = []
    for x, y, wide, high, area in stats[1:count].tolist():
        if area >= LEAST:
            side = AROUND * max(wide, high)
            box = Box(x, y, x + wide, y + high).grown(side, side, side, side, width=width, height=height)
            while meets := [other for other in boxes if (other & box).area]:
                box |= meets[0]
                boxes.remove(meets[0])
            boxes.append(box)
    return boxes


def look(evidence: Evidence, seen: tuple[Seen, ...], fills: tuple[Fill, ...]) -> Look:
    """Faces that the other networks see in the copy itself."""
    best, left, stay = 0.0, [], 0
    for frame, at, fill in zip(evidence.written.frames, seen, fills, strict=True):
        for face in at.written:
            box = face.region(frame.width, frame.height)
            if not box.area:
                continue
            if evidence.stays(frame.index, box):
                stay += face.sure >= SURE
                continue
            if _part_of_shown(evidence, at, frame, box):
                continue
            if fill.bare(_ellipse(box), box) < 1 - COVERED or _only_kept(evidence, fill, frame, box):
                continue
            best = max(best, face.sure)
            if face.sure >= SURE:
                left.append(_finding(box, frame, min(face.sure / 4, 1.0), "faces"))
    passed = best < SURE
    check = Check(
        "faces",
        passed,
        spoken(
            passed,
            stay,
            Words("Các mạng dò khác không thấy khuôn mặt nào", "Other networks see no face"),
            Words("Mạng dò khác còn thấy khuôn mặt.", "Other networks still see a face."),
        ),
        best,
        SURE,
    )
    return Look(check, tuple(left))


def look_back(evidence: Evidence, seen: tuple[Seen, ...], fills: tuple[Fill, ...]) -> Look:
    """Faces of the original, as the other networks see them there, that are not covered in the copy."""
    worst, left, stay = (0.0, UNCOVERED), [], 0
    for frame, at, fill in zip(evidence.written.frames, seen, fills, strict=True):
        for face in at.written:
            box = face.region(frame.width, frame.height)
            stay += face.sure >= SURE_BEFORE and bool(box.area) and evidence.stays(frame.index, box)
        for face in at.original:
            box = face.region(frame.width, frame.height)
            if face.sure < SURE_BEFORE or not box.area or evidence.stays(frame.index, box):
                continue
            if _part_of_shown(evidence, at, frame, box):
                continue
            bare, most = _bare_head(evidence, face, fill, frame)
            worst = max(worst, (bare, most), key=_share)
            if bare > most:
                left.append(_finding(box, frame, bare, "faces-of-original"))
    passed = worst[0] <= worst[1]
    untouched = passed and not stay and not any(fill.covered.any() for fill in fills)
    if untouched or (passed and evidence.drawn):
        said = uncovered(evidence.drawn, untouched)
        measured, limit = None, None
    else:
        measured, limit = worst
        said = spoken(
            passed,
            stay,
            Words(
                "Mọi khuôn mặt tìm thấy trong bản gốc đã bị che", "Every face that was found in the original is covered"
            ),
            Words("Khuôn mặt trong bản gốc chưa được che hết.", "A face of the original is not covered."),
        )
    check = Check("faces-of-original", passed, said, measured, limit)
    return Look(check, tuple(left))


def uncovered(drawn: bool, untouched: bool) -> Words:
    """What is said where no face was to be covered, or none was: that faces are hidden would be untrue."""
    if drawn and untouched:
        return Words(
            "Không che gì vì hình được khai là minh họa.", "Nothing was covered: it was declared an illustration."
        )
    if drawn:
        return Words(
            "Không che khuôn mặt nào vì hình được khai là minh họa.",
            "No face was covered: it was declared an illustration.",
        )
    return Words(
        "Không che gì, và các mạng dò khác không thấy khuôn mặt nào trong bản gốc.",
        "Nothing was covered, and other networks see no face in the original.",
    )


def look_alike(evidence: Evidence, seen: tuple[Seen, ...], fills: tuple[Fill, ...]) -> Look:
    """An attempt to recognise each face of the original in the same place of the copy.

    A part under treatment that stays is itself: only the face it is in is judged, and that is said."""
    assert evidence.original is not None
    closest, left, stay, part = 0.0, [], 0, False
    for index, (frame, at, fill) in enumerate(zip(evidence.written.frames, seen, fills, strict=True)):
        before = evidence.original.frames[index].pixels
        for box, face, named in _places(evidence, at, frame):
            if evidence.stays(frame.index, box) or _part_of_shown(evidence, at, frame, box):
                stay += 1
                continue
            if fill.bare(_ellipse(box), box) <= NOTHING:
                continue
            part = part or bool(kept_in(evidence, frame.index, box).any())
            if not named and _only_kept(evidence, fill, frame, box):
                continue
            alike = likeness(before, frame.pixels, points_of(box, face))
            # Both on one scale: 1 is where each network takes two pictures for one person.
            measure = max(alike.mobileface / ALIKE, 2 - alike.dlib / NEAR)
            closest = max(closest, measure)
            if measure >= 1:
                left.append(_finding(box, frame, min(measure / 3, 1.0), "re-identification"))
    passed = closest < 1
    check = Check(
        "re-identification",
        passed,
        spoken(
            passed,
            stay,
            BY_THE_FACE if part else NOBODY,
            Words(
                "Mạng nhận dạng vẫn nhận ra người trong bản gốc.",
                "A recognition network still recognises somebody of the original.",
            ),
        ),
        closest,
        1.0,
    )
    return Look(check, tuple(left))


NOBODY = Words(
    "Hai mạng nhận dạng không nhận ra ai trong bản sao", "Two recognition networks recognise nobody in the copy"
)
BY_THE_FACE = Words(
    "Hai mạng nhận dạng không nhận ra ai qua khuôn mặt; bộ phận điều trị để lại thì không xét, người quen hoặc ai có "
    "ảnh gốc có thể nhận ra",
    "Two recognition networks recognise nobody by the face; the part left visible was not judged, and who knows the "
    "person or has the original may recognise it",
)


def spoken(passed: bool, stay: int, clean: Words, left: Words) -> Words:
    """What a check says; faces that stay on purpose, as agreed or asked, were not judged and are never passed over."""
    if not passed:
        return left
    if stay:
        return Words(
            f"{clean.vi}, ngoài khuôn mặt được để lại theo yêu cầu: {stay}.",
            f"{clean.en}, but for faces left visible on purpose: {stay}.",
        )
    return Words(f"{clean.vi}.", f"{clean.en}.")


def _places(evidence: Evidence, at: Seen, frame: Frame) -> list[tuple[Box, Face | None, bool]]:
    """Where the original shows a face, its landmarks if they are known, and whether the finder named it."""
    gone = [region.box for region in evidence.gone(frame.index, frozenset({Identifier.FACE}))]
    whole = Box(0, 0, frame.width, frame.height)
    boxes = [(face.region(frame.width, frame.height), face) for face in (*at.original, *at.written)]
    places: list[tuple[Box, Face | None, bool]] = []
    for box in gone:
        near = max(boxes, key=lambda other: other[0].iou(box), default=None)
        places.append((box & whole, near[1] if near and near[0].iou(box) > 0.3 else None, True))
    for box, face in boxes:
        if face.sure >= SURE_BEFORE and not any(box.iou(other) > 0.3 for other, _, _ in places):
            places.append((box, face, False))
    return [(box, face, named) for box, face, named in places if box.width >= 8 and box.height >= 8]


def _ellipse(box: Box) -> Mask:
    """The face in its box, without the corners: (box.height, box.width)."""
    out = np.zeros((box.height, box.width), np.uint8)
    centre, axes = (box.width // 2, box.height // 2), (max(box.width // 2, 1), max(box.height // 2, 1))
    cv2.ellipse(out, centre, axes, 0, 0, 360, 1, -1)
    return out.astype(bool)


def _bare_head(evidence: Evidence, face: Face, fill: Fill, frame: Frame) -> tuple[float, float]:
    """The share of a face, or of the head around it, that is bare, and what may be: of the ellipse that is worst."""
    x0, y0, x1, y1 = face.box
    middle, size = np.array(((x0 + x1) / 2, (y0 + y1) / 2)), np.array((x1 - x0, y1 - y0))
    up = face.points[:2].mean(axis=0) - face.points[3:].mean(axis=0)
    reach = float(np.hypot(*up))
    up = up / reach if reach > 0.1 * float(size.mean()) else np.array((0.0, -1.0))
    long = float(np.abs(up) @ size)
    wide = float(np.abs(up[::-1]) @ size)
    worst = 0.0, UNCOVERED
    for times, further, limit in HEAD if face.sure >= CERTAIN else DOUBTED:
        centre = middle + up * further * long
        side = times * max(long, wide) / 2 + 1
        box = Box.around(*(centre - side), *(centre + side), width=frame.width, height=frame.height)
        if not box.area:
            continue
        mask = np.zeros((box.height, box.width), np.uint8)
        turned = float(np.degrees(np.arctan2(up[1], up[0])))
        at = (round(float(centre[0]) - box.x0), round(float(centre[1]) - box.y0))
        cv2.ellipse(mask, at, (round(times * long / 2), round(times * wide / 2)), turned, 0, 360, 1, -1)
        bare = fill.bare(mask.astype(bool) & ~kept_in(evidence, frame.index, box), box)
        worst = max(worst, (bare, limit), key=_share)
    return worst


def _share(of: tuple[float, float]) -> float:
    return of[0] / of[1]


def _only_kept(evidence: Evidence, fill: Fill, frame: Frame, box: Box) -> bool:
    """Whether all that is bare of this face is a part under treatment."""
    return fill.bare(_ellipse(box) & ~kept_in(evidence, frame.index, box), box) <= UNCOVERED


def _part_of_shown(evidence: Evidence, at: Seen, frame: Frame, box: Box) -> bool:
    """Whether this is only part of a face that stays on purpose: of one seen near, a nose or an eye is taken for one.

    Never a face or head that has to go."""
    if any(box.inside(region.box) >= 0.5 for region in evidence.gone(frame.index, HEADS)):
        return False
    shown = (face.region(frame.width, frame.height) for face in at.written if face.sure >= SURE)
    return any(
        box.inside(other) >= WITHIN and box.area < other.area and evidence.stays(frame.index, other) for other in shown
    )


def _finding(box: Box, frame: Frame, sure: float, check: str) -> Finding:
    return Finding(Identifier.FACE, Region(box, frame=frame.index), sure, f"{BY}.{check}")
