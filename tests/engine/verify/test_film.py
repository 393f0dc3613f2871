"""Verification of a film must be able to fail: leaks planted in frames and in files, and clean copies beside them."""

from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path
from typing import Any

import av
import cv2
import numpy as np
import pytest
from av.bitstream import BitStreamFilterContext

import filmfiles
import filmleaks
import kindao.engine.verify.film.writing
from filmleaks import FRAMES, Pixels, Planted
from kindao.engine.errors import Failed, Unreadable
from kindao.engine.geometry import Box, Track
from kindao.engine.media.clip import Clip, Container, open_clip
from kindao.engine.media.opening import open_picture
from kindao.engine.media.tones import views
from kindao.engine.redact.film import redact_film
from kindao.engine.verify import second_sight
from kindao.engine.verify.film import verify_film
from kindao.engine.verify.film.remembered import Remembered
from kindao.engine.verify.result import Check, Verification
from kindao.engine.vocabulary import Finding, Identifier
from leaks import ANNA
from support import testdata

SEED = 4
EVERY = {
    "metadata", "frames", "faces", "faces-of-original", "re-identification", "covered", "unaltered", "similarity",
    "text", "codes",
}  # fmt: skip
UNTOLD = ("bare-2", "flash-2", "too-small", "blurred", "tag-5", "code-5")
TOLD = ("bare-1", "wrong-corner", "pixelated")


def look(planted: Planted) -> Verification:
    return verify_film(
        planted.path, original=planted.original, covered=planted.covered, found=planted.found, known=planted.known
    )


def check(seen: Verification, name: str) -> Check:
    return next(check for check in seen.checks if check.name == name)


@pytest.mark.parametrize(("kind", "number"), [(k, 1) for k in UNTOLD] + [(k, 0) for k in TOLD] + [("doubled", 0)])
def test_a_planted_leak_is_caught(kind: str, number: int, tmp_path: Path) -> None:
    planted = filmleaks.planted(tmp_path, SEED, kind, number)
    seen = look(planted)
    assert not seen.clean
    if kind == "tag-5":
        assert seen.residuals
        assert all(ANNA.names[0] not in repr(residual) for residual in seen.residuals)
    for residual in seen.residuals:
        assert isinstance(residual.where, Track)
        assert residual.where.end <= FRAMES


def test_a_name_bare_for_five_frames_where_its_cover_moves_is_caught(tmp_path: Path) -> None:
    planted = filmleaks.planted(tmp_path, 1, "tag-gap-5", 5)
    seen = look(planted)
    assert [check.name for check in seen.checks if not check.passed] == ["text"]


def test_a_clean_copy_passes_with_every_check_made(tmp_path: Path) -> None:
    heard: list[tuple[int, int]] = []
    planted = filmleaks.clean(tmp_path, SEED, 0)
    seen = verify_film(
        planted.path,
        original=planted.original,
        covered=planted.covered,
        found=planted.found,
        known=(ANNA,),
        progress=lambda done, total: heard.append((done, total)),
    )
    assert seen.clean, [check for check in seen.checks if not check.passed]
    assert {check.name for check in seen.checks} == EVERY | {"known-in-bytes"}
    assert seen.ssim is not None
    assert seen.ssim > 0.95
    assert heard == [(n + 1, FRAMES) for n in range(FRAMES)]


def test_a_residual_reaches_over_the_frames_in_which_it_is_there(tmp_path: Path) -> None:
    planted = filmleaks.planted(tmp_path, SEED, "flash-5", 0)
    (named,) = set(planted.found) - set(planted.covered)
    there = named.where
    assert isinstance(there, Track)
    left = [r for r in look(planted).residuals if r.by in ("verify.faces-of-original", "verify.covered")]
    assert {r.by for r in left} == {"verify.faces-of-original", "verify.covered"}
    for residual in left:
        assert isinstance(residual.where, Track)
        both = max(residual.where.first, there.first), min(residual.where.end, there.end)
        assert residual.where.first <= there.first
        assert residual.where.end >= there.end
        assert residual.where.end - residual.where.first <= 5 + 4 * 2
        box, place = residual.where.at(both[0]), there.at(both[0])
        assert box is not None
        assert place is not None
        assert box.iou(place) > 0.3


# --- Small films, for what needs no face


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with one plain film in every container."""
    folder = tmp_path_factory.mktemp("small")
    for suffix in filmfiles.MUXERS:
        filmleaks.write(folder / f"plain{suffix}", list(_plain()), size=(320, 180))
    return folder


def _plain(frames: int = 10) -> Iterator[Pixels]:
    random = np.random.default_rng(3)
    wall = cv2.resize(random.integers(60, 180, (9, 16, 3), dtype=np.uint8), (320, 180), interpolation=cv2.INTER_CUBIC)
    for n in range(frames):
        yield np.asarray(np.roll(wall, 3 * n, axis=1), np.uint8)


@pytest.mark.parametrize("suffix", filmfiles.MUXERS)
def test_a_plain_film_carries_nothing(suffix: str, small: Path) -> None:
    path = small / f"plain{suffix}"
    seen = verify_film(path, original=open_clip(path), known=(ANNA,))
    assert seen.clean, [check for check in seen.checks if not check.passed]


@pytest.mark.parametrize("kind", filmfiles.SPOILS)
def test_what_a_file_hides_is_found(kind: str, small: Path, tmp_path: Path) -> None:
    spoil, suffix = filmfiles.SPOILS[kind]
    target = tmp_path / f"spoilt{suffix}"
    spoil(small / f"plain{suffix}", target)
    seen = verify_film(target, original=None, known=(ANNA,))
    assert not check(seen, "metadata").passed
    assert ANNA.names[0].split()[-1] not in repr(seen.residuals)


@pytest.mark.parametrize("suffix", [".mp4", ".mov", ".mkv"])
def test_a_sound_beside_the_film_is_no_surplus(suffix: str, tmp_path: Path) -> None:
    path = tmp_path / f"heard{suffix}"
    with av.open(str(path), "w", filmfiles.MUXERS[suffix], options={"fflags": "+bitexact"}) as out:
        film = out.add_stream("libx264", rate=25, options={"bf": "0", "x264-params": "aud=1"})
        film.width, film.height, film.pix_fmt = 320, 180, "yuv420p"
        sound = out.add_stream("libopus" if suffix == ".mkv" else "aac", rate=48000, layout="mono")
        for stream in (film, sound):
            stream.codec_context.flags |= int(av.codec.context.Flags.bitexact)
        strip = BitStreamFilterContext("filter_units=remove_types=6", film)
        for n, pixels in enumerate(_plain()):
            frame = av.VideoFrame.from_ndarray(pixels, "rgb24")
            frame.pts = n
            for packet in film.encode(frame):
                out.mux(strip.filter(packet))
        for packet in film.encode(None):
            out.mux(strip.filter(packet))
        heard = av.AudioFrame.from_ndarray(np.zeros((1, 19200), np.float32), "flt", "mono")
        heard.sample_rate, heard.pts = 48000, 0
        out.mux(sound.encode(heard))
        out.mux(sound.encode(None))
    assert check(verify_film(path, original=None), "metadata").passed


@pytest.mark.parametrize("change", ["dropped", "slower", "smaller"])
def test_a_copy_with_other_frames_is_held(change: str, small: Path, tmp_path: Path) -> None:
    frames, copy = list(_plain()), tmp_path / "copy.mp4"
    match change:
        case "dropped":
            filmleaks.write(copy, [*frames[:4], *frames[5:]], size=(320, 180))
        case "slower":
            filmleaks.write(copy, frames, size=(320, 180), ticks=[n * 520 for n in range(10)])
        case "smaller":
            filmleaks.write(copy, [np.asarray(cv2.resize(f, (160, 90)), np.uint8) for f in frames], size=(160, 90))
    seen = verify_film(copy, original=open_clip(small / "plain.mp4"))
    assert not check(seen, "frames").passed
    assert {check.name for check in seen.checks} == {"metadata", "frames", "faces", "text", "codes"}


def test_a_film_that_is_no_copy_is_held(small: Path, tmp_path: Path) -> None:
    frames, copy = list(_plain()), tmp_path / "copy.mp4"
    for frame in frames[6:8]:
        frame[30:120, 40:150] = cv2.GaussianBlur(frame[30:120, 40:150], (0, 0), 9)[::-1]
    filmleaks.write(copy, frames, size=(320, 180))
    seen = verify_film(copy, original=open_clip(small / "plain.mp4"))
    assert not check(seen, "unaltered").passed


def test_a_fill_in_one_frame_too_few_is_held(small: Path, tmp_path: Path) -> None:
    box = Box(100, 40, 180, 120)
    frames, copy = list(_plain()), tmp_path / "copy.mkv"
    planes = [filmleaks._planes(frame) for frame in frames]
    filled = [filmleaks.filled(frame, [box]) if n != 6 else frame for n, frame in enumerate(planes)]
    filmfiles.write(copy, iter(filled), crf=18, size=(320, 180))
    name = Finding(Identifier.NAME, Track.of(0, [box] * 10), 0.9, "truth", "p1")
    seen = verify_film(copy, original=open_clip(small / "plain.mp4"), covered=(name,), found=(name,))
    assert [check.name for check in seen.checks if not check.passed] == ["covered"]
    assert [(r.identifier, r.about, r.by, r.where) for r in seen.residuals] == [
        (Identifier.NAME, "p1", "verify.covered", Track.of(6, [box]))
    ]


@pytest.mark.parametrize(("power", "passed"), [(3, True), (1, False)])
def test_a_round_cover_is_held_when_it_is_less_than_it_must_be(
    power: int, passed: bool, small: Path, tmp_path: Path
) -> None:
    box, copy = Box(100, 40, 180, 140), tmp_path / "copy.mkv"
    y, x = np.mgrid[40:140:2, 100:180:2] + 1.0
    inside = np.abs((x - 140) / 40) ** power + np.abs((y - 90) / 50) ** power <= 1
    filled = []
    for frame in map(filmleaks._planes, _plain()):
        luma, blue, red = views(frame)
        luma[40:140, 100:180][inside.repeat(2, axis=0).repeat(2, axis=1)] = 126
        blue[20:70, 50:90][inside] = red[20:70, 50:90][inside] = 128
        filled.append(frame)
    filmfiles.write(copy, iter(filled), crf=18, size=(320, 180))
    head = Finding(Identifier.HEAD, Track.of(0, [box] * 10, whole=[(100, 40, 180, 140)] * 10), 0.9, "truth", "p1")
    seen = verify_film(copy, original=open_clip(small / "plain.mp4"), covered=(head,), found=(head,))
    assert check(seen, "covered").passed == passed and check(seen, "unaltered").passed


# --- One face


@pytest.fixture(scope="module")
def bare(tmp_path_factory: pytest.TempPathFactory) -> Clip:
    """A film of a face that nobody covered."""
    photo = open_picture(testdata("faces_single", "t0370.jpg").read_bytes()).frames[0].pixels
    pixels = np.asarray(cv2.resize(photo, (360, 360), interpolation=cv2.INTER_AREA), np.uint8)
    path = tmp_path_factory.mktemp("bare") / "bare.mp4"
    filmleaks.write(path, [pixels] * 6, size=(360, 360))
    return open_clip(path)


def test_without_the_original_only_what_can_be_seen_is_claimed(bare: Clip) -> None:
    seen = verify_film(bare.path, original=None)
    assert not seen.clean
    (face,) = (r for r in seen.residuals if r.by == "verify.faces")
    assert isinstance(face.where, Track)
    assert (face.where.first, face.where.end) == (0, 6)
    assert {check.name for check in seen.checks} == {"metadata", "faces", "text", "codes"}
    assert seen.ssim is None


def test_what_stays_on_purpose_is_no_residue(bare: Clip) -> None:
    face = next(r.where for r in verify_film(bare.path, original=bare).residuals if r.identifier is Identifier.FACE)
    assert isinstance(face, Track)
    seen = verify_film(bare.path, original=bare, kept=(face,))
    assert seen.clean, seen.checks
    for name in ("faces-of-original",):
        assert "left visible on purpose" in check(seen, name).words.en


def test_where_somebody_who_stays_was_not_seen_nothing_is_excused(bare: Clip) -> None:
    """A place as wide as where they may be would excuse a bystander in it."""
    face = next(r.where for r in verify_film(bare.path, original=bare).residuals if r.identifier is Identifier.FACE)
    assert isinstance(face, Track)
    unsure = Track.of(face.first, [box for _, box in face.boxes()], unsure=range(face.first, face.end))
    assert not verify_film(bare.path, original=bare, kept=(unsure,)).clean


def test_what_is_remembered_of_the_original_is_bounded_by_what_is_in_it() -> None:
    remembered, asked = Remembered(5), []

    def answer(faces: int) -> list[int]:
        asked.append(faces)
        return [0] * faces

    for _ in range(2):
        for one in range(3):
            assert len(remembered.of(one, lambda: answer(2))) == 2
    assert asked == [2, 2, 2, 2, 2], "one answer of two faces is kept, room for another is not"


def test_a_check_that_breaks_is_no_pass(bare: Clip, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> None:
        raise RuntimeError("words that were read")

    monkeypatch.setattr(kindao.engine.verify.film.writing.Writing, "look", broken)
    with pytest.raises(Failed) as failed:
        verify_film(bare.path, original=bare)
    assert "words" not in str(failed.value)


def test_what_cannot_be_followed_is_refused(bare: Clip, tmp_path: Path) -> None:
    other = tmp_path / "film.avi"
    with av.open(str(other), "w", "avi") as out:
        stream = out.add_stream("mjpeg", rate=Fraction(25))
        stream.width, stream.height, stream.pix_fmt = 64, 64, "yuvj420p"
        frame = av.VideoFrame.from_ndarray(np.zeros((64, 64, 3), np.uint8), "rgb24").reformat(format="yuvj420p")
        out.mux([*stream.encode(frame), *stream.encode(None)])
    with pytest.raises(Unreadable):
        verify_film(other, original=None)
    cut = tmp_path / "cut.mp4"
    cut.write_bytes(bare.path.read_bytes()[:-200])
    with pytest.raises(Unreadable):
        verify_film(cut, original=None)


def test_bytes_behind_the_end_that_are_no_part_of_the_film_are_left(bare: Clip, tmp_path: Path) -> None:
    more = tmp_path / "more.mp4"
    more.write_bytes(bare.path.read_bytes() + b"NAME: LE THI HOA " * 8)
    seen = verify_film(more, original=None)
    assert not check(seen, "metadata").passed
    assert any(residual.identifier is Identifier.EMBEDDED for residual in seen.residuals)


def test_of_a_second_copy_the_original_is_not_looked_at_again_and_all_is_told_as_of_a_first(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The first is clean, in the second somebody flashes up: nothing that was seen of the first hides it."""
    planted = filmleaks.planted(tmp_path, SEED, "flash-5", 0)
    asked: list[int] = []
    propose = second_sight.propose

    def counted(*args: Any) -> list[second_sight.Face]:
        asked.append(1)
        return propose(*args)

    monkeypatch.setattr(second_sight, "propose", counted)
    tracks = [finding.where for finding in planted.found if isinstance(finding.where, Track)]
    redact_film(planted.original, tracks, (), tmp_path / "clean.mp4", Container.MP4)

    def seen(path: Path, remembered: Remembered) -> tuple[Verification, int]:
        asked.clear()
        covered, found = planted.covered, planted.found
        looked = verify_film(path, original=planted.original, covered=covered, found=found, remembered=remembered)
        return looked, len(asked)

    remembered = Remembered()
    clean, first = seen(tmp_path / "clean.mp4", remembered)
    second, times = seen(planted.path, remembered)
    alone, _ = seen(planted.path, Remembered())
    assert clean.clean and second.residuals
    assert (second.residuals, second.checks) == (alone.residuals, alone.checks)
    assert times < first / 2
