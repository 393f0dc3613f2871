"""Who left a film and came back has two numbers; that they may be one is a hint, and nothing of a face is kept."""

import json
from dataclasses import fields
from pathlib import Path

import pytest

from kindao.engine.appearance import Figure, figures
from kindao.engine.geometry import Box, Track
from kindao.engine.media.clip import Clip, open_clip
from kindao.engine.medium.again import again
from kindao.engine.medium.base import Sight
from kindao.engine.vocabulary import Finding, Identifier
from short_films import DOCTOR, PATIENT, Moving, a_film
from support import kindao

TURNS = (
    Moving(PATIENT, 90, 90, end=10),
    Moving(DOCTOR, 160, 160, first=20, end=30),
    Moving(PATIENT, 230, 230, first=40, end=50),
)


def stood(middle: int, first: int, end: int) -> Finding:
    """A face of `TURNS`, whose picture is 150 pixels wide."""
    return Finding(
        Identifier.FACE, Track.of(first, [Box(middle - 38, 82, middle + 38, 178)] * (end - first)), 1, "test"
    )


@pytest.fixture(scope="module")
def film(tmp_path_factory: pytest.TempPathFactory) -> Clip:
    return open_clip(a_film(tmp_path_factory.mktemp("turns") / "turns.mp4", TURNS))


def seen() -> tuple[Figure, ...]:
    return figures([stood(90, 0, 10), stood(160, 20, 30), stood(230, 40, 50)])


def test_who_comes_back_may_be_who_left_and_another_is_another(film: Clip) -> None:
    assert again(film, seen()) == {3: 1}


def test_two_in_one_frame_are_two(film: Clip) -> None:
    both = figures([stood(90, 0, 41), stood(160, 20, 30), stood(230, 40, 50)])
    assert again(film, both) == {}


def test_a_figure_may_have_two_tracks_of_its_face(film: Clip) -> None:
    twice = figures([stood(90, 0, 10), stood(91, 2, 10), stood(160, 20, 30), stood(230, 40, 50)])
    assert len(twice) == 3 and again(film, twice) == {3: 1}


def test_what_is_kept_of_it_is_a_number(film: Clip) -> None:
    (kept,) = (one for one in fields(Sight) if one.name == "again")
    assert kept.type == "Mapping[int, int]" or "int, int" in str(kept.type)
    assert all(type(one) is int for pair in again(film, seen()).items() for one in pair)


def test_the_hint_is_told_and_asks(film: Clip) -> None:
    done = kindao("detect", film.path, "--json")
    told = {one["number"]: one.get("perhaps") for one in json.loads(done.stdout)["figures"]}
    assert told == {1: None, 2: None, 3: 1}, done.stdout
    done = kindao("detect", film.path, "--show", Path(film.path).parent / "sheet.jpg")
    assert "(the same as figure 1?)" in done.stdout, done.stdout
