"""The copy of a film: what was covered cannot matter, and nothing shows at an edge."""

from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from kindao.engine.geometry import Box, Edges, Interval, Track
from kindao.engine.media.clip import Container, open_clip
from kindao.engine.media.making import FilmFacts, FilmWriter, join
from kindao.engine.media.reading import samples, stills
from kindao.engine.media.tones import fresh
from kindao.engine.redact.film import GREY, Filling, beginnings, by_part, fill_planes, in_each, redact_film

WIDTH, HEIGHT, FRAMES = 160, 120, 12


@st.composite
def boxes(draw: st.DrawFn) -> Box:
    x0, x1 = sorted(draw(st.tuples(st.integers(0, WIDTH), st.integers(0, WIDTH))))
    y0, y1 = sorted(draw(st.tuples(st.integers(0, HEIGHT), st.integers(0, HEIGHT))))
    return Box(x0, y0, x1, y1)


def planes(seed: int) -> list[np.ndarray]:
    rng = np.random.default_rng(seed)
    return [
        rng.integers(16, 236, shape).astype(np.uint8)
        for shape in ((HEIGHT, WIDTH), (HEIGHT // 2, WIDTH // 2), (HEIGHT // 2, WIDTH // 2))
    ]


@given(box=boxes())
def test_a_box_is_flat_to_its_last_pixel_and_in_all_colours(box: Box) -> None:
    filled = planes(1)
    fill_planes(filled, [box])
    y, x = box.slices
    assert (filled[0][y, x] == GREY[0]).all()
    half = slice(box.y0 // 2, -(-box.y1 // 2)), slice(box.x0 // 2, -(-box.x1 // 2))
    if box.area:
        assert (filled[1][half] == GREY[1]).all() and (filled[2][half] == GREY[2]).all()


@st.composite
def rounds(draw: st.DrawFn) -> tuple[Box, Edges]:
    x0, x1 = sorted(draw(st.tuples(st.integers(-60, WIDTH + 60), st.integers(-60, WIDTH + 60))))
    y0, y1 = sorted(draw(st.tuples(st.integers(-60, HEIGHT + 60), st.integers(-60, HEIGHT + 60))))
    return Box.around(x0, y0, x1, y1, width=WIDTH, height=HEIGHT), (x0, y0, x1, y1)


def held(edges: Edges, within: float = 0.0) -> np.ndarray:
    """The pixels of a frame whose middles a round box holds, or have it within so many pixels to each side."""
    x0, y0, x1, y1 = edges
    y, x = np.mgrid[0:HEIGHT, 0:WIDTH] + 0.5
    across, down = np.abs(x - (x0 + x1) / 2) - within, np.abs(y - (y0 + y1) / 2) - within
    u, v = 2 * np.maximum(across, 0) / max(x1 - x0, 1), 2 * np.maximum(down, 0) / max(y1 - y0, 1)
    return np.asarray((np.abs(u) ** 3 + np.abs(v) ** 3 <= 1) & (x1 > x0) & (y1 > y0))


@given(one=rounds())
def test_a_round_box_is_flat_to_its_last_pixel_and_in_all_colours(one: tuple[Box, Edges]) -> None:
    filled = planes(1)
    fill_planes(filled, [], [one])
    inside = held(one[1])
    assert (filled[0][inside] == GREY[0]).all()
    for before, plane, level in zip(planes(1)[1:], filled[1:], GREY[1:], strict=True):
        assert (plane.repeat(2, axis=0).repeat(2, axis=1)[inside] == level).all()
        gone = (plane != before).repeat(2, axis=0).repeat(2, axis=1)
        assert (filled[0][gone] == GREY[0]).all()


@given(one=rounds())
@example(one=(Box(0, 0, 31, 1), (0, -3, 31, 1)))
@example(one=(Box(0, 119, 62, 120), (0, 119, 62, 164)))
def test_beyond_a_round_box_nothing_changes_but_colour_pixels_that_it_touches(one: tuple[Box, Edges]) -> None:
    before, after = planes(1), planes(1)
    fill_planes(after, [], [one])
    near = held(one[1], within=3)  # a colour pixel is two wide, and its middle may lie one and a half away
    if near.any():
        assert (before[0][~near] == after[0][~near]).all()


@given(box=boxes())
def test_beyond_a_box_nothing_changes_but_its_last_colour_pixel(box: Box) -> None:
    before, after = planes(1), planes(1)
    fill_planes(after, [box])
    changed = np.argwhere(before[0] != after[0])
    if len(changed):
        (top, left), (bottom, right) = changed.min(axis=0), changed.max(axis=0)
        assert top >= box.y0 - 1 and left >= box.x0 - 1 and bottom <= box.y1 and right <= box.x1


def a_film(path: Path, seed: int, hidden: dict[int, Box] | None = None) -> Path:
    """Noise everywhere; where `hidden` says so, other noise by the seed."""
    with av.open(str(path), "w") as out:
        film = out.add_stream("libx264", rate=25, options={"qp": "0", "preset": "ultrafast"})
        film.width, film.height, film.pix_fmt = WIDTH, HEIGHT, "yuv420p"
        sound = out.add_stream("aac", rate=16000)
        for n in range(FRAMES):
            picture = np.kron(np.random.default_rng(n).integers(40, 200, (15, 20)), np.ones((8, 8))).astype(np.uint8)
            if hidden and (box := hidden.get(n)):
                y, x = box.slices
                picture[y, x] = np.random.default_rng(seed).integers(40, 200, picture[y, x].shape)
            frame = av.VideoFrame.from_ndarray(np.repeat(picture[..., None], 3, axis=2), "rgb24")
            for packet in film.encode(frame.reformat(format="yuv420p")):
                out.mux(packet)
        tone = np.sin(np.arange(16000 * FRAMES // 25) * 0.2).astype(np.float32)[None]
        block = av.AudioFrame.from_ndarray(tone, "fltp", "mono")
        block.sample_rate = 16000
        for packet in sound.encode(block):
            out.mux(packet)
        for stream in (film, sound):
            for packet in stream.encode(None):
                out.mux(packet)
    return path


@settings(deadline=None, max_examples=5)
@given(seed=st.integers(0, 1000))
def test_what_was_covered_cannot_matter_to_the_file(seed: int, tmp_path_factory: object) -> None:
    """Films that differ only where a track covers give the same bytes."""
    folder = tmp_path_factory.mktemp("film")  # type: ignore[attr-defined]
    box = Box(40, 24, 90, 80)
    track = Track.of(2, [box] * 6)
    copies = []
    for number in (seed, seed + 1):
        clip = open_clip(a_film(folder / f"{number}.mp4", number, dict.fromkeys(range(2, 8), box)))
        copy = folder / f"copy-{number}.mp4"
        redact_film(clip, [track], (), copy, Container.MP4)
        copies.append(copy.read_bytes())
    assert copies[0] == copies[1]


def test_the_copy_is_flat_while_the_track_lasts_and_whole_elsewhere(tmp_path: Path) -> None:
    clip = open_clip(a_film(tmp_path / "a.mp4", 0))
    box = Box(40, 24, 90, 80)
    redact_film(clip, [Track.of(3, [box] * 4)], None, tmp_path / "copy.mp4", Container.MP4)
    copy = open_clip(tmp_path / "copy.mp4")
    for before, after in zip(stills(clip), stills(copy), strict=True):
        y, x = slice(box.y0 + 8, box.y1 - 8), slice(box.x0 + 8, box.x1 - 8)  # nearer to its edge coders ring
        flat = int(np.ptp(after.grey()[y, x])) <= 6
        assert flat is (3 <= after.index < 7)
        assert abs(int(before.at * 1000) - int(after.at * 1000)) <= 1


def test_what_is_kept_stays_as_it_was_and_all_around_it_is_flat() -> None:
    filled, before = planes(1), planes(1)
    Filling([Track.of(2, [Box(10, 10, 90, 90)])], [Track.of(2, [Box(40, 20, 60, 44)])])(filled, 2)
    for plane, old, level, half in zip(filled, before, GREY, (1, 2, 2), strict=True):
        kept, around = (slice(20 // half, 44 // half), slice(40 // half, 60 // half)), slice(10 // half, 90 // half)
        assert (plane[kept] == old[kept]).all()
        inside = plane[around, around].copy()
        inside[10 // half : 34 // half, 30 // half : 50 // half] = level
        assert (inside == level).all()


def test_what_is_kept_is_kept_in_its_frames_alone() -> None:
    fill = Filling([Track.of(0, [Box(10, 10, 90, 90)] * 3)], [Track.of(1, [Box(40, 20, 60, 44)])])
    for frame, flat in ((0, True), (1, False), (2, True)):
        filled = planes(1)
        fill(filled, frame)
        assert (filled[0][20:44, 40:60] == GREY[0]).all() == flat


def test_sound_is_gone_unless_it_may_be_heard(tmp_path: Path) -> None:
    clip = open_clip(a_film(tmp_path / "a.mp4", 0))
    redact_film(clip, [], (), tmp_path / "silent.mp4", Container.MP4)
    assert open_clip(tmp_path / "silent.mp4").sounds == ()
    kept = Interval(Fraction(1, 10), Fraction(3, 10))
    redact_film(clip, [], (kept,), tmp_path / "kept.mp4", Container.MP4)
    copy = open_clip(tmp_path / "kept.mp4")
    sound = np.concatenate([block for _, block in samples(copy, 0)])
    assert np.abs(sound[2400:4000]).max() > 0.3
    assert np.abs(sound[:800]).max() < 0.01 and np.abs(sound[6400:7200]).max() < 0.01


@given(st.lists(st.tuples(st.integers(0, 30), st.integers(1, 10)), max_size=12))
def test_each_frame_gets_the_boxes_of_the_tracks_that_last_then(spans: list[tuple[int, int]]) -> None:
    tracks = [Track.of(first, [Box(n, 0, n + 1, 1)] * length) for n, (first, length) in enumerate(spans)]
    asked = in_each(tracks)
    for frame in range(45):
        wanted = {n for n, (first, length) in enumerate(spans) if first <= frame < first + length}
        assert {track.at(frame) for track in asked(frame)} == {Box(n, 0, n + 1, 1) for n in wanted}


@pytest.fixture
def of_five(monkeypatch: pytest.MonkeyPatch) -> None:
    """Parts begin at every fifth frame."""
    monkeypatch.setattr("kindao.engine.redact.film.beginnings", lambda clip: tuple(range(0, clip.frames, 5)))


@pytest.mark.usefixtures("of_five")
def test_parts_that_are_there_are_taken_and_the_film_is_the_same(tmp_path: Path) -> None:
    clip = open_clip(a_film(tmp_path / "a.mp4", 0))
    tracks = [Track.of(3, [Box(40, 24, 90, 80)] * 4)]
    parts = tmp_path / "parts"
    parts.mkdir()
    done: list[int] = []
    redact_film(clip, tracks, None, tmp_path / "one.mp4", Container.MP4, folder=parts, progress=done.append)
    assert done == list(range(FRAMES)) and len(list(parts.iterdir())) == 3
    next(parts.glob("part-00000005-*.mp4")).unlink()
    done.clear()
    redact_film(clip, tracks, None, tmp_path / "two.mp4", Container.MP4, folder=parts, progress=done.append)
    assert done == [4, *range(5, 10), FRAMES - 1]
    redact_film(clip, tracks, None, tmp_path / "alone.mp4", Container.MP4)
    one = (tmp_path / "one.mp4").read_bytes()
    assert one == (tmp_path / "two.mp4").read_bytes() == (tmp_path / "alone.mp4").read_bytes()
    copy = open_clip(tmp_path / "one.mp4")
    assert (copy.frames, len(copy.sounds)) == (clip.frames, len(clip.sounds))
    assert abs(copy.seconds - clip.seconds) < Fraction(1, 20)
    assert not list(tmp_path.glob(".kindao-*"))


covers = st.lists(
    st.tuples(st.integers(0, FRAMES - 1), st.integers(1, FRAMES), st.integers(0, 60)).map(
        lambda one: Track.of(one[0], [Box(one[2], 16, one[2] + 40, 80)] * min(one[1], FRAMES - one[0]))
    ),
    max_size=3,
)


@settings(deadline=None, max_examples=12)
@given(first=covers, then=covers)
def test_a_second_copy_that_takes_parts_of_the_first_is_that_which_is_made_alone(
    first: list[Track], then: list[Track], tmp_path_factory: pytest.TempPathFactory
) -> None:
    """The same bytes, so the same frames, whatever parts the two share; and only those that differ are written."""
    folder = tmp_path_factory.mktemp("film")
    clip = open_clip(a_film(folder / "a.mp4", 0))
    parts = folder / "parts"
    parts.mkdir()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("kindao.engine.redact.film.beginnings", lambda clip: tuple(range(0, clip.frames, 5)))
        redact_film(clip, first, None, folder / "first.mp4", Container.MP4, folder=parts)
        before = set(parts.iterdir())
        redact_film(clip, then, None, folder / "then.mp4", Container.MP4, folder=parts)
        redact_film(clip, then, None, folder / "alone.mp4", Container.MP4)

    assert (folder / "then.mp4").read_bytes() == (folder / "alone.mp4").read_bytes()
    written = {int(path.name.split("-")[1]) for path in set(parts.iterdir()) - before}
    assert {start for start in range(0, FRAMES, 5) if _cut(first, start) != _cut(then, start)} == written


def _cut(tracks: list[Track], start: int) -> set[Track]:
    return {there for track in tracks if (there := track.within(start, start + 5))}


def test_parts_begin_every_few_seconds_at_a_whole_number_of_what_verification_looks_at_anew(tmp_path: Path) -> None:
    clip = open_clip(a_film(tmp_path / "a.mp4", 0))
    for rate, every in ((24, 96), (25, 96), (30, 96), (50, 192), (60, 288), (2, 96)):
        assert beginnings(replace(clip, frames=600, rate=Fraction(rate))) == tuple(range(0, 600, every))
    assert beginnings(clip) == (0,)


@given(st.lists(st.tuples(st.integers(0, 40), st.integers(1, 20)), max_size=8), st.integers(1, 12), st.integers(0, 3))
def test_each_part_is_told_the_tracks_that_are_in_it(spans: list[tuple[int, int]], every: int, wide: int) -> None:
    tracks = [Track.of(first, [Box(n, 0, n + 1, 1)] * length) for n, (first, length) in enumerate(spans)]
    parts = [(max(first - wide, 0), first + every + wide) for first in range(0, 60, every)]
    for (first, end), told in zip(parts, by_part(tracks, parts), strict=True):
        assert told == [track for track in tracks if any(track.at(n) for n in range(first, end))]


def test_parts_of_a_film_whose_colours_are_told_otherwise_half_way_are_joined(tmp_path: Path) -> None:
    facts = FilmFacts(WIDTH, HEIGHT, Fraction(25), Fraction(1, 25), Fraction(8, 25), colours=1)
    parts = [tmp_path / "0.mp4", tmp_path / "1.mp4"]
    for n, (path, colours) in enumerate(zip(parts, (1, 5), strict=True)):
        with FilmWriter(path, facts, Container.MP4, segment=True) as writer:
            for frame in range(4 * n, 4 * n + 4):
                luma, blue, red = planes(frame)
                writer.picture(fresh(luma, blue, red, colours), Fraction(frame, 25))
    join(parts, tmp_path / "film.mp4", facts, Container.MP4)
    assert open_clip(tmp_path / "film.mp4").frames == 8
