"""The made films are what their truth tells, and the scores say what they should of copies known to be good or bad."""

import json
from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image

from film_shared import SHARED, shared
from film_truth import GRID, Real
from films import SCENES, Cast, Face, Film, Truth, film, kept
from scoring import CELL, LEAST, SIDE, follows, frames, heads, heard, patch, score, sight, sound, still_told, written
from support import testdata, truth

Pixels = NDArray[np.uint8]
Change = Callable[[int, Pixels], Pixels]


def again(source: Film, target: Path, change: Change = lambda _, pixels: pixels, *, most: int = 10**6) -> Path:
    """The film encoded again, its pictures changed; without sound."""
    with av.open(str(source.path)) as original, av.open(str(target), "w") as copy:
        options = {"preset": "veryfast", "crf": "20", "threads": "1"}
        stream = copy.add_stream("libx264", rate=source.truth.fps, options=options)
        stream.width, stream.height, stream.pix_fmt = source.truth.width, source.truth.height, "yuv420p"
        for n, frame in enumerate(original.decode(video=0)):
            if n >= most:
                break
            pixels = np.asarray(frame.to_ndarray(format="rgb24"), np.uint8)
            made = av.VideoFrame.from_ndarray(change(n, pixels.copy()), format="rgb24")
            made.pts, made.time_base = n, 1 / source.truth.fps
            copy.mux(stream.encode(made))
        copy.mux(stream.encode(None))
    return target


def covering(source: Film, but: tuple[int, ...] = ()) -> Change:
    """Every head filled, in all frames but these."""

    def cover(frame: int, pixels: Pixels) -> Pixels:
        if frame not in but:
            pixels[heads(source.truth.frames[frame].faces, pixels.shape[:2])[0] > 0] = 128
        return pixels

    return cover


@pytest.fixture(scope="module")
def clip(tmp_path_factory: pytest.TempPathFactory) -> Film:
    """Every scene, six frames of each."""
    target = tmp_path_factory.mktemp("films") / "all.mp4"
    return film(target, tuple(SCENES), width=480, height=270, seconds=len(SCENES) * 6 / 25)


@pytest.fixture(scope="module")
def spoken(tmp_path_factory: pytest.TempPathFactory) -> Film:
    target = tmp_path_factory.mktemp("films") / "spoken.mp4"
    return film(target, ("written",), width=320, height=240, seconds=3, sound=True, dressed=True)


def test_all_is_seen_of_a_film_that_was_only_encoded_again(clip: Film, tmp_path: Path) -> None:
    result = score(clip.path, again(clip, tmp_path / "again.mp4"), clip.truth)
    assert len(result.sights) > 150
    assert len(result.uncovered) == len(result.sights)
    assert min(s.share for s in result.sights) > 0.7
    assert result.lost_worst < 0.001 and result.touched == 0
    assert result.lines == result.read > 0
    assert result.ssim > 0.95
    assert result.frames == result.copied and result.drift == 0


def test_nothing_is_seen_and_lost_of_a_film_whose_heads_are_filled(clip: Film, tmp_path: Path) -> None:
    result = score(clip.path, again(clip, tmp_path / "filled.mp4", covering(clip)), clip.truth)
    assert not result.uncovered and not result.partly and not result.eyes
    assert result.longest == 0
    assert result.lost_mean < 0.002  # the rim of a fill, which the codec smears
    assert result.touched == 0 and result.empty > 0


def test_a_face_missed_in_one_frame_is_that_face_in_that_frame(tmp_path: Path) -> None:
    source = film(tmp_path / "pan.mp4", ("pan",), width=480, height=270, seconds=1)
    result = score(source.path, again(source, tmp_path / "missed.mp4", covering(source, but=(11,))), source.truth)
    assert [(s.frame, s.id) for s in result.uncovered] == [(11, 0)]
    assert [s.frame for s in result.eyes] == [11]
    assert result.longest == 1


def test_the_longest_run_is_counted_for_one_face(tmp_path: Path) -> None:
    source = film(tmp_path / "pan.mp4", ("pan",), width=480, height=270, seconds=1)
    missed = covering(source, but=(3, 4, 5, 9, 10, 11, 12, 20))
    assert score(source.path, again(source, tmp_path / "missed.mp4", missed), source.truth).longest == 4


def test_a_picture_filled_whole_is_lost_where_no_head_is(clip: Film, tmp_path: Path) -> None:
    result = score(clip.path, again(clip, tmp_path / "grey.mp4", lambda _, pixels: pixels * 0 + 20), clip.truth)
    assert not result.uncovered
    for moment, lost in zip(clip.truth.frames, result.lost, strict=True):
        held = (heads(moment.faces, (270, 480))[0] | written(moment.writing, (270, 480))) > 0
        assert lost == pytest.approx(1 - held.mean(), abs=0.1) or moment.scene == "dark"
    assert result.touched == result.empty
    assert result.read == 0


def test_an_eye_left_open_is_told_though_the_face_is_covered(tmp_path: Path) -> None:
    source = film(tmp_path / "pan.mp4", ("pan",), width=640, height=360, seconds=0.6)

    def but_an_eye(frame: int, pixels: Pixels) -> Pixels:
        bare, (face,) = pixels.copy(), source.truth.frames[frame].faces
        covering(source)(frame, pixels)
        (x, y), side = map(round, face.eyes[0]), round(0.45 * face.axes[0])
        place = np.s_[y - side : y + side, x - side : x + side]
        pixels[place] = bare[place]
        return pixels

    result = score(source.path, again(source, tmp_path / "eye.mp4", but_an_eye), source.truth)
    assert len(result.eyes) == len(source.truth.frames)
    assert not result.uncovered


def test_frames_that_are_missing_are_told(tmp_path: Path) -> None:
    source = film(tmp_path / "pan.mp4", ("pan",), width=320, height=240, seconds=1)
    short = score(source.path, again(source, tmp_path / "short.mp4", most=20), source.truth)
    assert (short.frames, short.copied) == (25, 20)
    slow = replace(source, truth=replace(source.truth, fps=Fraction(24)))
    assert score(source.path, again(slow, tmp_path / "slow.mp4"), source.truth).drift == pytest.approx(0.04, abs=0.002)


@pytest.mark.parametrize("scene", SCENES)
def test_a_face_is_where_it_is_told(scene: str, tmp_path: Path) -> None:
    """What lies under a told face looks as the face in the picture that it was cut from, cell by cell; a mirrored one
    the other way round. Where told as open, that is: what is behind something is not compared."""
    made = film(tmp_path / "made.mp4", (scene,), width=480, height=270, seconds=0.8, quality=10)
    lumas, compared = [luma for _, luma in frames(made.path)], 0
    assert len(lumas) == len(made.truth.frames) == 20
    for luma, moment in zip(lumas, made.truth.frames, strict=True):
        for face in moment.faces:
            x0, y0, x1, y1 = face.box
            assert 0 < face.visible <= 1 and x0 < 480 and x1 > 0 and y0 < 270 and y1 > 0
            assert all(x0 <= x <= x1 and y0 <= y <= y1 for x, y in face.eyes)
            if face.axes[1] < 20 or scene in {"motion", "smeared", "dark"}:  # too few pixels, smeared, unlit
                continue
            whole = source_of(face)[:, ::-1] if face.kind == "mirrored" else source_of(face)
            telling, alike = follows(whole, patch(luma, face.onto(SIDE), SIDE, SIDE), CELL)
            telling &= np.array([face.cells >> n & 1 for n in range(GRID**2)], bool).reshape(GRID, GRID)
            if telling.sum() >= 3 * LEAST:
                assert alike[telling].mean() > 0.7
                compared += 1
    assert (compared > 0) == (scene not in {"motion", "smeared", "dark", "empty", "tiny"})


def source_of(face: Face) -> Real:
    """The face in the picture that it was cut from."""
    number = face.id % 100
    file = Cast.of(0).file(number if number < 50 else number - 100)
    x0, y0, x1, y1 = next(e for e in truth("faces_gt.json") if e["file"] == file)["faces"][0]["box"]
    there = replace(face, centre=((x0 + x1) / 2, (y0 + y1) / 2), axes=((x1 - x0) / 2, (y1 - y0) / 2), roll=0.0)
    luma = np.asarray(Image.open(testdata(file)).convert("L"))
    return patch(luma, there.onto(SIDE), SIDE, SIDE)


def test_what_is_hidden_is_not_told_as_seen(tmp_path: Path) -> None:
    """Two cross: while the nearer covers the other, that one has fewer cells, and they come back."""
    made = film(tmp_path / "cross.mp4", ("cross",), seconds=2)
    cells = [next((f.cells.bit_count() for f in m.faces if f.id == 4), 0) for m in made.truth.frames]
    visible = [next((f.visible for f in m.faces if f.id == 4), 0.0) for m in made.truth.frames]
    assert cells[0] == cells[-1] == max(cells) and visible[0] == visible[-1] == 1
    assert min(cells) < max(cells) / 4 and min(visible) < 0.3


def test_the_same_seed_makes_the_same_film_and_another_another(tmp_path: Path) -> None:
    size = {"width": 320, "height": 240}
    one, same, other = (
        film(tmp_path / f"{n}.mp4", ("dark", "written"), seconds=1, seed=seed, sound=True, dressed=True, **size)
        for n, seed in enumerate((3, 3, 4))
    )
    assert one.path.read_bytes() == same.path.read_bytes() and one.truth == same.truth
    assert one.path.read_bytes() != other.path.read_bytes() and one.truth != other.truth


def test_truth_comes_back_from_its_json(spoken: Film) -> None:
    written_ = kept(spoken).path.with_suffix(".json").read_text(encoding="utf-8")
    assert Truth.from_json(json.loads(written_)) == spoken.truth


def test_voices_are_where_they_are_told_to_be(spoken: Film) -> None:
    track, turns = sound(spoken.path), spoken.truth.speech
    assert len({turn.speaker for turn in turns}) == 2
    speaking = np.zeros(len(track), bool)
    for turn in turns:
        speaking[int(turn.start * 16000) : int(turn.end * 16000)] = True
    edges = np.convolve(speaking, np.ones(1600), "same")  # the codec smears a few milliseconds
    silence = track[edges == 0]
    assert len(silence) > 1600
    assert np.sqrt((silence**2).mean()) < 0.01 < np.sqrt((track[speaking] ** 2).mean())


def test_speech_left_and_speech_gone(spoken: Film, tmp_path: Path) -> None:
    left = heard(spoken.path, spoken.path, spoken.truth)
    assert left.spoken == left.same == left.loud > 1
    gone = heard(spoken.path, again(spoken, tmp_path / "mute.mp4"), spoken.truth)
    assert (gone.same, gone.loud) == (0, 0) and gone.spoken == left.spoken


def test_what_a_dressed_file_tells_is_found_and_a_bare_one_tells_nothing(spoken: Film, tmp_path: Path) -> None:
    told = still_told(spoken.path, spoken.truth)
    assert {"a subtitle stream", "a second picture", "chapters", *spoken.truth.told} <= set(told)
    assert not still_told(again(spoken, tmp_path / "bare.mp4"), spoken.truth)


@pytest.mark.parametrize("name", SHARED)
def test_the_shared_clips_truth_fits_their_pictures(name: str) -> None:
    """As many frames as told, and every face that is to be scored can be."""
    known = shared(name)
    scored, last = 0, -1
    for n, (_, luma) in enumerate(frames(known.path)):
        last = n
        for face in known.truth.frames[n].faces if n % 12 == 0 else ():
            seen = sight(luma, luma, face, n, name)
            assert (seen is not None and seen.share == 1) or face.cells.bit_count() < 12
            scored += seen is not None
    assert last + 1 == len(known.truth.frames)
    assert scored >= 10


def test_a_tag_alone_makes_no_colour_brighter(tmp_path: Path) -> None:
    """An untagged film and its copy, tagged: a fifth of the frame was counted as changed."""
    lumas = []
    for tag in (2, 1):
        path = tmp_path / f"{tag}.mp4"
        with av.open(str(path), "w") as out:
            stream = out.add_stream("libx264", rate=25)
            stream.width, stream.height, stream.pix_fmt = 320, 180, "yuv420p"
            stream.codec_context.colorspace = tag
            frame = av.VideoFrame(320, 180, "yuv420p")
            for plane, level in zip(frame.planes, (153, 145, 45), strict=True):
                plane.update(bytes([level]) * plane.buffer_size)
            out.mux(stream.encode(frame))
            out.mux(stream.encode(None))
        lumas.append(next(frames(path))[1].astype(int))
    assert np.abs(lumas[0] - lumas[1]).max() <= 2
