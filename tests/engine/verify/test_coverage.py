"""What counts as filled: one flat colour where something else was."""

import cv2
import numpy as np
import pytest

from kindao.engine.geometry import Box, Region
from kindao.engine.media.opening import open_picture
from kindao.engine.media.picture import Format, Frame, Picture, Pixels
from kindao.engine.media.writing import encode
from kindao.engine.redact.fill import fill
from kindao.engine.verify import coverage
from kindao.engine.verify.evidence import Evidence
from kindao.engine.verify.frames import matched
from kindao.engine.vocabulary import Finding, Identifier
from support import testdata

FACE = Region(Box(150, 90, 340, 330))
BEFORE = open_picture(testdata("faces_single", "t0370.jpg").read_bytes())


def looks(after: Pixels, format: Format, region: Region = FACE) -> tuple[bool, bool, float]:
    data = encode((Frame(after),), format)
    found = (Finding(Identifier.HEAD, region, 1.0, "test"),)
    evidence = Evidence(data, open_picture(data), BEFORE, (region,), found)
    fills = (coverage.filled(evidence.written.frames[0].pixels, BEFORE.frames[0].pixels, (region,)),)
    covered, same = coverage.look(evidence, fills), coverage.look_for_alterations(evidence, fills)
    assert bool(covered.residuals) is not covered.check.passed
    return covered.check.passed, same.check.passed, covered.check.measured or 0.0


@pytest.mark.parametrize("format", [f for f in Format if f is not Format.HEIC])
def test_a_fill_passes_in_every_format(format: Format) -> None:
    assert looks(fill(BEFORE.frames[0].pixels, (FACE,)), format)[:2] == (True, True)


@pytest.mark.parametrize("size", [9, 31])
def test_a_blur_is_a_change_and_nothing_is_gone(size: int) -> None:
    after = BEFORE.frames[0].pixels.copy()
    after[FACE.box.slices] = cv2.blur(after, (size, size))[FACE.box.slices]
    assert looks(after, Format.JPEG)[0] is False


def test_a_mosaic_is_a_change_and_nothing_is_gone() -> None:
    after = BEFORE.frames[0].pixels.copy()
    part = after[FACE.box.slices]
    small = cv2.resize(part, (12, 15), interpolation=cv2.INTER_AREA)
    after[FACE.box.slices] = cv2.resize(small, part.shape[1::-1], interpolation=cv2.INTER_NEAREST)
    assert looks(after, Format.JPEG)[:2] == (False, False)


def test_a_fill_elsewhere_covers_nothing_here() -> None:
    after = fill(BEFORE.frames[0].pixels, (Region(Box(0, 0, 140, 90)),))
    assert looks(after, Format.JPEG)[::2] == (False, 1.0)


def test_a_part_left_is_seen_by_its_size() -> None:
    after = fill(BEFORE.frames[0].pixels, (Region(Box(150, 90, 340, 210)),))
    passed, _, bare = looks(after, Format.PNG)
    assert not passed
    assert bare == pytest.approx(0.5, abs=0.08)


def test_joined_frames_of_an_animation_answer_for_all_they_stand_for() -> None:
    a, b = (np.full((20, 30, 3), level, np.uint8) for level in (10, 200))
    before = Picture(Format.GIF, (Frame(a, 0, 100), Frame(a, 1, 100), Frame(b, 2, 100)))
    after = Picture(Format.GIF, (Frame(a, 0, 200), Frame(b, 1, 100)))
    whole = matched(after, before)
    assert whole is not None
    assert [frame.index for frame in whole.frames] == [0, 1, 2]
    assert whole.frames[1].pixels is a
    assert whole.frames[2].pixels is b
    assert matched(before, after) is None


def test_a_part_that_stays_is_excused_where_a_network_takes_it_for_a_face() -> None:
    nose, wider = Region(Box(225, 190, 265, 240)), Box(222, 187, 268, 243)
    found = (Finding(Identifier.FACE, FACE, 1.0, "test"),)
    part_of_a_face = Evidence(b"", BEFORE, BEFORE, found=found, kept=(nose,))
    assert coverage.kept_in(part_of_a_face, 0, wider).mean() > coverage.PART
    on_its_own = Evidence(b"", BEFORE, BEFORE, kept=(nose,))
    assert not coverage.kept_in(on_its_own, 0, wider).any()
