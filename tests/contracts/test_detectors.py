"""What every detector promises, whoever wrote it. Runs over all that are listed."""

import subprocess
import sys
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from functools import cache
from importlib.util import find_spec

import numpy as np
import pytest
from PIL import Image

import support
from kindao.engine.detect import BUILT_IN, installed
from kindao.engine.detect.base import Detector, Submission, heeds
from kindao.engine.errors import Missing
from kindao.engine.geometry import Box, Region
from kindao.engine.media.picture import Format, Frame, Picture, Pixels
from kindao.engine.vocabulary import Attribute, Finding, Identifier, Known, Span

CAPTION = "Nguyễn Thị Lan, 0912 345 678, sau 3 tháng nâng mũi"
SAMPLES = ("faces_single/t0628.jpg", "text_vi/t00.jpg")
SHAPES = {
    "one pixel": (1, 1),
    "a few pixels": (3, 2),
    "odd": (61, 103),
    "a tall strip": (1500, 24),
    "a wide strip": (24, 1500),
}


def usable(detector: Detector) -> bool:
    return all(find_spec(module) for module in detector.needs)


EVERY = pytest.mark.parametrize("detector", installed(), ids=lambda detector: detector.name)
USABLE = pytest.mark.parametrize(
    "detector", [detector for detector in installed() if usable(detector)], ids=lambda detector: detector.name
)


@cache
def sample(name: str) -> Pixels:
    pixels = np.array(Image.open(support.testdata(name)).convert("RGB"))
    pixels.flags.writeable = False
    return pixels


def submission(*pictures: Pixels) -> Submission:
    frames = tuple(Frame(pixels, index) for index, pixels in enumerate(pictures))
    return Submission(Picture(Format.JPEG, frames), caption=CAPTION, file_name="IMG_0042.jpg")


def found(detector: Detector, *pictures: Pixels) -> list[Finding]:
    return list(detector.find(submission(*pictures)))


def in_place(findings: Sequence[Finding], *pictures: Pixels) -> bool:
    """Every region lies in its frame and holds something; every span lies in the caption."""
    for finding in findings:
        where = finding.where
        if isinstance(where, Region):
            height, width = pictures[where.frame].shape[:2]
            if not where.box.area or (where.box & Box(0, 0, width, height)) != where.box:
                return False
            if not all(
                where.box.x0 - 1 <= x <= where.box.x1 and where.box.y0 - 1 <= y <= where.box.y1
                for x, y in where.outline
            ):
                return False
        elif isinstance(where, Span) and not 0 <= where.start < where.end <= len(CAPTION):
            return False
    return True


def test_the_list_is_cheap_to_import() -> None:
    heavy = "import sys, kindao.engine.detect; print({'cv2', 'onnxruntime', 'rapidocr'} & set(sys.modules))"
    assert subprocess.run([sys.executable, "-c", heavy], capture_output=True, text=True, check=True).stdout == "set()\n"


def test_every_built_in_detector_is_installed_and_has_its_own_name() -> None:
    names = [detector.name for detector in installed()]
    assert len(names) == len(set(names)) >= len(BUILT_IN)


@EVERY
def test_it_says_what_it_finds_and_what_it_needs(detector: Detector) -> None:
    assert detector.name == detector.name.strip() != ""
    assert detector.finds and all(isinstance(identifier, Identifier) for identifier in detector.finds)
    assert isinstance(detector.needs, tuple) and all(isinstance(module, str) for module in detector.needs)


@EVERY
def test_without_what_it_needs_it_raises_and_never_answers_nothing(
    detector: Detector, monkeypatch: pytest.MonkeyPatch
) -> None:
    for module in detector.needs:
        with monkeypatch.context() as patch:
            patch.setitem(sys.modules, module, None)
            with pytest.raises(Missing, match=module):
                found(detector, sample(SAMPLES[0]))


@USABLE
@pytest.mark.parametrize("name", SAMPLES)
def test_same_picture_same_findings_whichever_thread_looks(detector: Detector, name: str) -> None:
    first = found(detector, sample(name))
    assert in_place(first, sample(name))
    with ThreadPoolExecutor(2) as threads:
        again = list(threads.map(lambda _: found(detector, sample(name)), range(2)))
    assert again == [first, first]


@USABLE
def test_its_findings_are_of_the_kinds_it_names(detector: Detector) -> None:
    for finding in [finding for name in SAMPLES for finding in found(detector, sample(name))]:
        assert finding.by == detector.name
        assert finding.identifier in detector.finds
        assert 0 <= finding.confidence <= 1
        assert isinstance(finding.where, Region | Attribute | Span)


@USABLE
def test_every_frame_is_looked_at_and_findings_say_in_which_they_are(detector: Detector) -> None:
    empty = np.full((32, 48, 3), 90, np.uint8)
    for name in SAMPLES:
        alone = [f for f in found(detector, sample(name)) if isinstance(f.where, Region)]
        second = [f for f in found(detector, empty, sample(name)) if isinstance(f.where, Region)]
        moved = [(f.identifier, f.where.box) for f in second if isinstance(f.where, Region) and f.where.frame == 1]
        assert moved == [(f.identifier, f.where.box) for f in alone if isinstance(f.where, Region)]


@USABLE
@pytest.mark.parametrize("shape", SHAPES.values(), ids=SHAPES.keys())
def test_strange_shapes_and_empty_pictures_are_looked_at_too(detector: Detector, shape: tuple[int, int]) -> None:
    noise = np.random.default_rng(0).integers(0, 256, (*shape, 3), np.uint8)
    for pixels in (np.full((*shape, 3), 255, np.uint8), np.zeros((*shape, 3), np.uint8), noise):
        pixels.flags.writeable = False
        assert in_place(found(detector, pixels), pixels)


@USABLE
def test_words_that_it_does_not_heed_change_nothing(detector: Detector) -> None:
    """What was seen beside other words may be handed to the gate where this holds."""
    pixels = sample(SAMPLES[1])
    told = submission(pixels)
    others = {
        "caption": "Trần Văn Bình, 0987 654 321",
        "file_name": "tran-van-binh.jpg",
        "known": (Known("P9", names=("Nguyễn Thị Lan",), phones=("0912 345 678",)),),
    }
    left = {word: value for word, value in others.items() if word not in heeds(detector)}
    assert list(detector.find(replace(told, **left))) == list(detector.find(told))  # type: ignore[arg-type]
