"""Faces are found and their heads covered, whichever way up, masked, small, near or turned away."""

import cv2
import numpy as np
import pytest
from PIL import Image

import hidden_by_hand
from hidden_by_hand import opened
from kindao.engine import weights
from kindao.engine.detect.face import Face
from kindao.engine.errors import Failed
from kindao.engine.geometry import Box
from kindao.engine.media.picture import Pixels
from kindao.engine.vocabulary import Identifier
from known_faces import boxes, covered, entries, found, pixels, truths

GONE = 0.85  # share of a face from which nothing of it is left to recognise
SINGLE = ("faces_single/t0628.jpg", "faces_single/t0670.jpg", "faces_single/t0370.jpg")
MASKED = ("faces_masked/t0404.jpg", "faces_masked/t1070.jpg")
ROTATED = ("faces_rotated/t0902.jpg", "faces_rotated/t0248.jpg", "faces_rotated/t0672.jpg", "faces_rotated/t0010.jpg")
SCENES = ("scenes/s001.jpg", "scenes/s036.jpg")


@pytest.mark.parametrize("name", SINGLE + MASKED + ROTATED + SCENES)
def test_every_face_is_covered(name: str) -> None:
    findings = found(pixels(name))
    for face in truths(name):
        assert covered(findings, face, pixels(name)) >= GONE


def test_a_small_tilted_face_under_a_mask_is_covered() -> None:
    """38 pixels, tilted by 41 degrees, both eyes to be seen: it stayed bare in a copy that was called clean."""
    name = "scenes/s029.jpg"
    (face,) = [face for face in truths(name) if face.x0 < 300 and face.y0 < 300]
    assert covered(found(pixels(name)), face, pixels(name)) >= GONE


def test_in_a_picture_darkened_to_an_eighth_most_faces_are_still_found() -> None:
    """Four of nine were, before such a picture was looked at by more light as well."""
    picture, faces = opened(hidden_by_hand.entries("scene")[40])
    dark = (picture * 0.12).astype(np.uint8)
    findings = found(dark)
    assert sum(covered(findings, face, dark) >= GONE for face in faces) >= 6


@pytest.mark.parametrize("name", [SINGLE[0], SCENES[0]])
def test_not_much_else_is_covered(name: str) -> None:
    picture = pixels(name)
    heads = np.zeros(picture.shape[:2], bool)
    for face in entries()[name]["faces"]:
        box = Box.around(*face["box"], width=picture.shape[1], height=picture.shape[0])
        margin = 0.5 * max(box.width, box.height)
        heads[box.grown(margin, margin, margin, margin, width=picture.shape[1], height=picture.shape[0]).slices] = True
    filled = np.zeros_like(heads)
    for head in boxes(found(picture), Identifier.HEAD):
        filled[head.slices] = True
    assert (filled & ~heads).mean() < 0.01


@pytest.mark.parametrize("quarters", [1, 2, 3])
def test_a_lying_or_upside_down_person_is_covered_too(quarters: int) -> None:
    name = SINGLE[0]
    side = pixels(name).shape[1]
    (face,) = truths(name)
    turned = np.ascontiguousarray(np.rot90(pixels(name), quarters))
    box = face
    for _ in range(quarters):
        box = Box(box.y0, side - box.x1, box.y1, side - box.x0)
    assert covered(found(turned), box, turned) >= GONE


def test_a_face_lies_in_its_head_and_its_eyes_in_its_face() -> None:
    findings = found(pixels(SCENES[0]))
    faces, heads, eyes = (boxes(findings, i) for i in (Identifier.FACE, Identifier.HEAD, Identifier.EYES))
    assert len(faces) >= len(truths(SCENES[0]))
    for face in faces:
        assert any(face.inside(head) == 1 for head in heads)
    for pair in eyes:
        assert any(pair.inside(head) > 0.9 for head in heads)


def test_a_face_of_16_pixels_in_twelve_megapixels_is_covered() -> None:
    name = "faces_single/t0628.jpg"
    (face,) = truths(name)
    scale = 16 / face.height
    size = round(pixels(name).shape[1] * scale), round(pixels(name).shape[0] * scale)
    small = np.array(Image.fromarray(pixels(name)).resize(size, Image.Resampling.LANCZOS))
    canvas = np.full((3000, 4000, 3), 150, np.uint8)
    canvas[200:920, 300:1580] = pixels("scenes/s001.jpg")
    places = ((2417, 1263), (1270, 2480), (3950, 60))  # one where tiles meet, one at the edge
    for x, y in places:
        canvas[y : y + size[1], x : x + size[0]] = small[:, : 4000 - x]
    findings = found(canvas)
    for x, y in places:
        edges = x + face.x0 * scale, y + face.y0 * scale, x + face.x1 * scale, y + face.y1 * scale
        assert covered(findings, Box.around(*edges, width=4000, height=3000), canvas) >= GONE


def test_whoever_has_no_face_to_see_is_found_as_a_person_and_the_head_covered() -> None:
    name = SINGLE[2]
    picture = pixels(name).copy()
    (face,) = truths(name)
    picture[face.slices] = picture[face.y1 - 3, face.x0 : face.x1].mean(axis=0)
    findings = found(picture)
    assert boxes(findings, Identifier.PERSON)
    assert covered(findings, face, picture) >= GONE


@pytest.mark.parametrize("part", ["eyes", "mouth"])
def test_a_close_up_of_part_of_a_face_is_a_head_as_large_as_the_frame(part: str) -> None:
    name = SINGLE[0]
    (face,) = truths(name)
    top = face.y0 + round((0.28 if part == "eyes" else 0.6) * face.height)
    strip = pixels(name)[top : top + round(0.3 * face.height), face.x0 : face.x1]
    near = np.array(Image.fromarray(strip).resize((640, round(640 * strip.shape[0] / strip.shape[1]))))
    findings = found(near)
    assert covered(findings, Box(0, 0, near.shape[1], near.shape[0]), near) >= GONE


def test_a_room_without_anybody_shows_nobody() -> None:
    assert found(pixels("text_vi/t00.jpg")) == []


def test_a_network_that_breaks_is_a_failure_and_never_an_empty_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(name: str) -> object:
        raise RuntimeError("secret words")

    monkeypatch.setattr(weights, "session", broken)
    with pytest.raises(Failed, match=Face.name) as failure:
        found(pixels(SINGLE[0]))
    assert "secret" not in str(failure.value)


EYE = (210, 200, 290, 250)  # of the first of `SINGLE`


def beside(inset: Pixels) -> tuple[Pixels, Box]:
    """A patient's picture with another laid beside it, as clinics show an eyelid before and after."""
    sheet = np.full((700, 1000, 3), (215, 212, 200), np.uint8)
    sheet[150:624, 20:494] = pixels("faces_single/t0370.jpg")
    height, width = inset.shape[:2]
    sheet[60 : 60 + height, 600 : 600 + width] = inset
    return sheet, Box(600, 60, 600 + width, 60 + height)


def test_an_eye_laid_beside_a_face_is_covered() -> None:
    """The large face made it an ordinary picture, and the eye stayed bare."""
    x0, y0, x1, y1 = EYE
    eye = np.asarray(cv2.resize(pixels(SINGLE[0])[y0:y1, x0:x1], (240, 150)), np.uint8)
    picture, place = beside(eye)
    assert covered(found(picture), place, picture) >= 0.95


@pytest.mark.parametrize("shape", [(330, 100), (80, 420)])
def test_a_stretched_face_is_covered(shape: tuple[int, int]) -> None:
    whole, (face, *_) = pixels(SINGLE[0]), truths(SINGLE[0])
    picture, place = beside(np.asarray(cv2.resize(whole, shape), np.uint8))
    x, y = shape[0] / whole.shape[1], shape[1] / whole.shape[0]
    there = Box(*(round(edge) for edge in (600 + x * face.x0, 60 + y * face.y0, 600 + x * face.x1, 60 + y * face.y1)))
    assert covered(found(picture), there, picture) >= GONE
    alone = np.ascontiguousarray(picture[place.slices])
    assert any(finding.identifier is Identifier.FACE for finding in found(alone))


@pytest.mark.parametrize("name", [*SINGLE, *MASKED, *SCENES])
def test_no_part_of_a_photograph_is_taken_for_a_face_near(name: str) -> None:
    height, width = pixels(name).shape[:2]
    assert set(boxes(found(pixels(name)), Identifier.BODY_PART)) <= {Box(0, 0, width, height)}
