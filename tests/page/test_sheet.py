"""A film at a glance: what stands for it, who has which number, how loud it is, and what its report says."""

import re
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.testing import assert_array_equal

from kindao.cli import options
from kindao.engine.appearance import Figure, figures
from kindao.engine.geometry import Box, Interval, Track
from kindao.engine.media.clip import Clip, Container, open_clip
from kindao.engine.media.reading import stills
from kindao.engine.vocabulary import Finding, Identifier
from kindao.page import render, timeline
from kindao.page.marks import at_moment, kinds, numbered
from kindao.page.sheet import CELL, COLOURS, PARTS, SPOKEN, WIDE, loudness, moments, sheet, shown
from kindao.page.wording import PAGE
from reports import USE, a_film_report
from short_films import HEIGHT, TALK, WIDTH, a_film, a_recording, speech


def face(first: int, end: int, x: int = 100, identifier: Identifier = Identifier.FACE) -> Finding:
    return Finding(identifier, Track.of(first, [Box(x, 60, x + 40, 120)] * (end - first)), 0.9, "face")


def a_clip(frames: int, seconds: int) -> Clip:
    ticks = np.arange(frames, dtype=np.int64).tobytes()
    rate = Fraction(frames, seconds)
    size = (WIDTH, HEIGHT)
    return Clip(Path("none"), Container.MP4, "", *size, frames, Fraction(seconds), rate, tick=1 / rate, ticks=ticks)


@pytest.fixture(scope="module")
def talk(tmp_path_factory: pytest.TempPathFactory) -> Clip:
    return open_clip(a_film(tmp_path_factory.mktemp("talk") / "talk.mp4", TALK, sound=speech(2)))


@given(
    st.lists(st.tuples(st.integers(0, 29_990), st.integers(1, 9000)), max_size=60),
    st.integers(30_000, 400_000),
    st.integers(1, 4 * 3600),
)
def test_forty_moments_at_most_and_each_figure_has_its_own(
    spans: list[tuple[int, int]], frames: int, seconds: int
) -> None:
    found = [Figure(Box(0, 0, 9, 9), first, (), min(first + length, frames)) for first, length in spans]
    chosen = moments(a_clip(frames, seconds), found)
    assert 4 <= len(chosen.frames) + bool(chosen.left_out) <= 40
    assert list(chosen.frames) == sorted(set(chosen.frames)) and 0 <= chosen.frames[0] <= chosen.frames[-1] < frames
    shown_of = found[: len(found) - chosen.left_out]
    assert len(shown_of) >= min(len(found), 28)
    for figure in shown_of:
        assert (figure.frame + figure.end) // 2 in chosen.frames
        assert len(found) > 14 or figure.frame in chosen.frames


def test_a_film_of_one_frame_has_its_moment() -> None:
    assert moments(a_clip(1, 1), [Figure(Box(0, 0, 9, 9), 0, (), 1)]).frames == (0,)


def test_the_sheet_is_bounded_and_counts_those_beyond_it(talk: Clip) -> None:
    many = [face(n, n + 1, x=5 * n % 250) for n in range(48)]
    assert len(figures(many)) == 48
    whole = sheet(talk, many)
    assert whole.shape[1] <= WIDE and whole.shape[2] == 3 and whole.dtype == np.uint8
    columns, rows = whole.shape[1] // WIDTH, whole.shape[0] // HEIGHT
    assert columns * rows <= 42 and columns <= 7
    assert sheet(talk, many[:1]).shape[0] < whole.shape[0]


def test_boxes_are_drawn_on_the_original_and_never_on_a_copy(talk: Clip) -> None:
    findings = [face(0, 50), face(3, 50, x=250)]
    bare, drawn = sheet(talk, findings, copy=True), sheet(talk, findings)
    red = np.all(drawn == COLOURS["person"], axis=2)
    assert red.sum() > 500 and not np.all(bare == COLOURS["person"], axis=2).any()
    chosen = moments(talk, figures(findings)).frames
    first = next(stills(talk, start=chosen[0], end=chosen[0] + 1)).rgb()
    assert_array_equal(bare[8 : 8 + HEIGHT - 30, 8 : 8 + WIDTH], first[: HEIGHT - 30])


def test_numbers_are_those_that_a_person_is_named_by(talk: Clip) -> None:
    findings = [
        face(20, 30, x=10),
        face(0, 50, x=150),
        face(0, 50, x=150, identifier=Identifier.HEAD),
        Finding(Identifier.CODE, Track.of(0, [Box(0, 0, 20, 20)] * 50), 1.0, "code"),
        Finding(Identifier.VOICE, Interval(Fraction(0), Fraction(1)), 1.0, "voice"),
    ]
    numbers = numbered(findings)
    assert [numbers.get(f) for f in findings] == [1, 2, 2, None, None]
    assert [one.number for one in timeline.seen(talk, findings, {})] == [1, 2]
    early, later = (at_moment(findings, numbers, WIDTH, HEIGHT, frame) for frame in (0, 25))
    assert [badge.number for badge in early.badges] == [2] and [badge.number for badge in later.badges] == [1, 2]
    assert [mark.inner for mark in early.marks if mark.family == "code"] == [True], "what is nobody's is thin"
    counted = {kind.words.en: (kind.count, kind.numbers, kind.elsewhere) for kind in kinds(findings, numbers)}
    assert counted["Face"] == (2, "1–2", 0) and counted["QR or bar code"] == (1, "", 0) and counted["Voice"][0] == 1


def test_times_are_those_of_the_film(talk: Clip) -> None:
    (one,) = timeline.seen(talk, [face(10, 20)], {})
    assert (one.start, one.stop) == (Fraction(10, 25), Fraction(20, 25))
    (whole,) = timeline.seen(talk, [face(0, 50)], {})
    assert whole.stop == talk.seconds
    assert [timeline.clock(n) for n in (0, 59.99, 60, 3601)] == ["0:00", "0:59", "1:00", "1:00:01"]


@given(st.fractions(0, 14_400), st.fractions(Fraction(1, 100), 100))
def test_a_voice_is_told_such_that_it_can_be_said_whose_it_is(start: Fraction, length: Fraction) -> None:
    said = timeline.exactly(start, start + length)
    (person,) = options.people((f"staff heard={said}",))
    (heard,) = person.heard
    assert heard.start <= start and start + length <= heard.end
    assert heard.seconds - length <= Fraction(2, 1000)


def test_loudness_follows_the_sound(tmp_path: Path) -> None:
    sound = np.concatenate((np.zeros(48_000, np.float32), speech(1), np.zeros(48_000, np.float32)))
    clip = open_clip(a_recording(tmp_path / "a.wav", sound))
    levels = np.array(loudness(clip))
    assert levels.shape == (PARTS,) and levels.min() >= 0 and levels.max() <= 1
    third = PARTS // 3
    assert levels[: third - 2].max() < 0.05 and levels[2 * third + 2 :].max() < 0.05
    assert np.median(levels[third + 2 : 2 * third - 2]) > 0.3


def test_a_recording_is_shown_by_its_sound_with_the_voices_marked(tmp_path: Path) -> None:
    clip = open_clip(a_recording(tmp_path / "a.mp3", speech(3)))
    voice = Finding(Identifier.VOICE, Interval(Fraction(1), Fraction(2)), 0.9, "voice")
    picture = sheet(clip, [voice])
    assert picture.shape[1] <= WIDE and picture.shape[1] >= CELL
    spoken = np.flatnonzero(np.all(picture == SPOKEN, axis=2).any(axis=0)) / picture.shape[1]
    seconds = float(clip.seconds)
    assert spoken.min() == pytest.approx(1 / seconds, abs=0.01) and spoken.max() == pytest.approx(2 / seconds, abs=0.01)
    assert not np.all(sheet(clip, [voice], copy=True) == SPOKEN, axis=2).any()


def test_before_and_after_are_the_same_moments(tmp_path: Path, talk: Clip) -> None:
    copy = a_film(tmp_path / "copy.mp4")
    sheets = shown(talk, [face(0, 50)], copy)
    assert sheets.moments and all(moment.after is not None for moment in sheets.moments)
    wall = next(stills(open_clip(copy))).rgb()
    for moment in sheets.moments:
        assert moment.at == talk.at(moment.frame)
        assert moment.before.shape == (HEIGHT, WIDTH, 3)
        assert np.abs(moment.after.astype(int) - wall).max() < 12  # type: ignore[union-attr]
        assert np.abs(moment.before.astype(int) - wall).max() > 60
    assert len(sheets.heard) == PARTS and set(sheets.heard_after or ()) == {0.0}, "the copy has no sound"
    assert shown(talk, [face(0, 50)], None).heard_after is None


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory) -> str:
    return render(a_film_report(tmp_path_factory.mktemp("film")), before=None, after=None, use=USE)


def test_the_page_shows_people_and_voices_with_whose_they_are(page: str) -> None:
    assert all(words in page for words in (PAGE["seen"].vi, PAGE["seen"].en, PAGE["heard"].vi, PAGE["heard"].en))
    people = re.findall(r'<li id="figure-(\d)">.*?<span>([^<]*)</span><b>(.*?)</b></li>', page)
    assert people == [("1", "0:00–0:02", "P1"), ("2", "0:00–0:02", "S1")]
    voices = re.findall(r'<i class="swatch voice( gone)?"></i><span>(\S*) .*?</span><b>(.*?)</b></li>', page)
    assert [(bool(gone), said) for gone, said, _ in voices] == [(True, "0:00.1-0:00.8"), (False, "0:01-0:01.8")]
    assert PAGE["of-nobody"].vi in voices[0][2] and voices[1][2] == "S1"
    assert "S1&nbsp;<a" not in page or 'href="#figure-2"' in page
    assert page.count('class="moment"') == page.count('alt="Cùng lúc đó trong bản sao"') >= 4


def test_the_page_of_a_film_speaks_of_no_picture(page: str) -> None:
    own = re.sub(r"<section class=\"(why|path|duties|checked|not-looked)\">.*?</section>", "", page, flags=re.DOTALL)
    words = re.findall(r'<span lang="(?:en|vi)">([^<]*)</span>', own)
    assert not [said for said in words if re.search(r"\bpictures?\b|\bảnh gốc\b|\bbức ảnh\b|trong ảnh\b", said, re.I)]


def test_the_page_of_a_film_holds_its_policy(page: str) -> None:
    assert not re.search(r"(?:src|href)=\"(?!data:|#)|url\(|@import|<script|\son\w+=|style=\"", page)
    ids = re.findall(r'\sid="([^"]+)"', page)
    assert len(ids) == len(set(ids))
