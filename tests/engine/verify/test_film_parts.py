"""A second copy of a film is looked at where it is another than the first, and what is told of it is what a look at all
of it tells."""

import time
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from filmfiles import SPOILS
from kindao.engine.geometry import Box, Track
from kindao.engine.media.clip import Clip, Container, open_clip
from kindao.engine.media.making import FilmFacts, FilmWriter, join
from kindao.engine.media.reading import stills
from kindao.engine.media.tones import views
from kindao.engine.redact.film import Filling
from kindao.engine.verify import second_sight
from kindao.engine.verify.film import looking, verify_film
from kindao.engine.verify.film.faces import Faces, _edges
from kindao.engine.verify.film.moment import moments
from kindao.engine.verify.film.parts import Part, parts_of, question
from kindao.engine.verify.film.remembered import Remembered
from kindao.engine.verify.film.residuals import joined
from kindao.engine.verify.film.told import Told
from kindao.engine.verify.film.writing import Writing
from kindao.engine.verify.result import Verification
from kindao.engine.vocabulary import Finding, Identifier, Known
from short_films import PATIENT, Moving
from short_films import a_film as short

FRAMES, EVERY = 60, 20
STARTS = tuple(range(0, FRAMES, EVERY))
HEAD = Box(50, 20, 210, 220)
WALL = Box(260, 30, 300, 70)


@pytest.fixture(scope="module")
def original(tmp_path_factory: pytest.TempPathFactory) -> Clip:
    """Somebody who hardly moves."""
    moving = (Moving(PATIENT, 128, 132, end=FRAMES),)
    return open_clip(short(tmp_path_factory.mktemp("film") / "film.mp4", moving, frames=FRAMES))


@pytest.fixture(scope="module")
def nobody(tmp_path_factory: pytest.TempPathFactory) -> Clip:
    """A wall."""
    return open_clip(short(tmp_path_factory.mktemp("wall") / "wall.mp4", frames=FRAMES))


def a_copy(
    clip: Clip, path: Path, tracks: Sequence[Track], starts: Sequence[int] = STARTS, kind: Container = Container.MP4
) -> Path:
    """In parts, each by itself."""
    facts = replace(FilmFacts.like(clip, kind), sounds=())
    parts = [path.with_name(f"{path.stem}-{first}.mp4") for first in starts]
    for part, (first, end) in zip(parts, pairwise((*starts, clip.frames)), strict=True):
        fill = Filling(tracks)
        with FilmWriter(part, facts, kind, segment=True) as writer:
            for still in stills(clip, start=first, end=end):
                planes: Any = still.planes
                fill(views(planes), still.index)
                writer.picture(planes, still.at)
    join(parts, path, facts, kind)
    return path


def found(*tracks: Track, what: Identifier = Identifier.HEAD) -> tuple[Finding, ...]:
    return tuple(Finding(what, track, 0.9, "test") for track in tracks)


def looked_at(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """The frames of copies that are looked at from now on."""
    seen: list[int] = []

    def counted(*args: Any) -> Any:
        for moment in moments(*args):
            seen.append(moment.index)
            yield moment

    monkeypatch.setattr(looking, "moments", counted)
    return seen


def verified(
    path: Path, clip: Clip, covered: tuple[Finding, ...], remembered: Remembered | None, **more: Any
) -> Verification:
    return verify_film(path, original=clip, covered=covered, found=covered, parts=STARTS, remembered=remembered, **more)


def the_same(one: Verification, other: Verification) -> bool:
    return (one.residuals, one.checks, one.ssim) == (other.residuals, other.checks, other.ssim)


ALL = Track.of(0, [HEAD] * FRAMES)


def test_of_a_second_copy_only_the_parts_that_are_others_are_looked_at(
    original: Clip, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    more = Track.of(EVERY + 8, [WALL] * 3)
    first, second = a_copy(original, tmp_path / "a.mp4", [ALL]), a_copy(original, tmp_path / "b.mp4", [ALL, more])
    remembered, frames = Remembered(), looked_at(monkeypatch)
    assert verified(first, original, found(ALL), remembered).clean
    assert frames == list(range(FRAMES))
    frames.clear()
    beside: list[int] = []
    told: list[tuple[int, int]] = []
    again = verified(
        second,
        original,
        found(ALL, more),
        remembered,
        beside=lambda still: beside.append(still.index),
        progress=lambda *done: told.append(done),
    )
    assert frames == list(range(EVERY, 2 * EVERY)), "and the parts beside it are the same, byte for byte"
    assert beside == list(range(FRAMES)), "who looks at the original looks at all of it"
    assert told[0] == (EVERY, FRAMES) and told[-1] == (FRAMES, FRAMES)
    assert len(remembered.parts) == 3, "of the first copy's answers none stays that is not one of this copy"
    assert again.clean and the_same(again, verified(second, original, found(ALL, more), Remembered()))


def test_a_leak_in_a_part_that_is_the_same_in_the_second_copy_is_told_of_both(original: Clip, tmp_path: Path) -> None:
    bare = [Track.of(0, [HEAD] * 8), Track.of(13, [HEAD] * (FRAMES - 13))]
    more = Track.of(45, [WALL] * 3)
    remembered = Remembered()
    first = verified(a_copy(original, tmp_path / "a.mp4", bare), original, found(*bare), remembered)
    copy = a_copy(original, tmp_path / "b.mp4", [*bare, more])
    second = verified(copy, original, found(*bare, more), remembered)
    assert any(left.by == "verify.faces-of-original" for left in first.residuals)
    assert first.residuals == second.residuals and not second.clean
    assert the_same(second, verified(copy, original, found(*bare, more), Remembered()))


@pytest.mark.parametrize("suffix", [".mp4", ".mkv", ".webm"])
def test_a_leak_in_the_second_copy_alone_of_which_nobody_says_anything_is_found(
    suffix: str, original: Clip, tmp_path: Path
) -> None:
    """What is said is what was said of the first: the coded bytes are others."""
    kind = {".mp4": Container.MP4, ".mkv": Container.MKV, ".webm": Container.WEBM}[suffix]
    remembered = Remembered()
    assert verified(a_copy(original, tmp_path / f"a{suffix}", [ALL], kind=kind), original, found(ALL), remembered).clean
    bare = [Track.of(0, [HEAD] * 49), Track.of(54, [HEAD] * (FRAMES - 54))]
    second = verified(a_copy(original, tmp_path / f"b{suffix}", bare, kind=kind), original, found(ALL), remembered)
    assert {"verify.faces-of-original", "verify.covered"} <= {left.by for left in second.residuals}


@pytest.mark.parametrize(
    ("tracks", "again"),
    [
        ([], range(0)),
        ([Track.of(EVERY + 9, [WALL] * 3)], range(EVERY, 2 * EVERY)),
        ([Track.of(2 * EVERY - 3, [WALL] * 3)], range(EVERY, FRAMES)),
        ([Track.of(EVERY, [WALL] * 2)], range(2 * EVERY)),
    ],
)
def test_a_part_of_which_another_thing_is_told_is_looked_at_and_so_is_the_one_that_it_ends_beside(
    tracks: list[Track], again: range, original: Clip, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The very same file, of which it is said that more had to go."""
    path, remembered = a_copy(original, tmp_path / "a.mp4", [ALL]), Remembered()
    verified(path, original, found(ALL), remembered)
    frames = looked_at(monkeypatch)
    seen = verified(path, original, found(ALL, *tracks), remembered)
    assert frames == list(again)
    assert seen.clean == (not tracks), "what had to go there is not gone"


STAYS = Track.of(EVERY + 8, [WALL] * 3)


@pytest.mark.parametrize(
    ("before", "after", "again"),
    [
        ({"kept": (STAYS,)}, {}, range(EVERY, 2 * EVERY)),
        ({}, {"kept": (STAYS,)}, range(EVERY, 2 * EVERY)),
        ({"kept": (STAYS,)}, {"kept": (replace(STAYS, unsure=frozenset({EVERY + 9})),)}, range(EVERY, 2 * EVERY)),
        ({}, {"known": (Known("somebody", ("Nguyễn Thị Lan",)),)}, range(FRAMES)),
        ({}, {"drawn": True}, range(FRAMES)),
    ],
    ids=["stays-no-more", "stays", "unsure", "known", "drawn"],
)
def test_where_another_fact_is_told_the_parts_are_looked_at_anew(
    before: dict[str, Any],
    after: dict[str, Any],
    again: range,
    original: Clip,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The very same file: what was seen of it then rests on what was told then."""
    path, remembered = a_copy(original, tmp_path / "a.mp4", [ALL]), Remembered()

    verified(path, original, found(ALL), remembered, **before)
    frames = looked_at(monkeypatch)
    seen = verified(path, original, found(ALL), remembered, **after)
    assert frames == list(again)
    assert the_same(seen, verified(path, original, found(ALL), Remembered(), **after))


def test_where_something_must_be_flat_in_another_part_alone_all_are_looked_at_anew(
    nobody: Clip, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path, remembered = a_copy(nobody, tmp_path / "a.mp4", []), Remembered()
    assert verified(path, nobody, (), remembered).clean
    frames = looked_at(monkeypatch)
    assert not verified(path, nobody, found(STAYS), remembered).clean
    assert frames == list(range(FRAMES))


def test_after_a_part_filled_in_another_colour_the_others_are_looked_at_anew(
    nobody: Clip, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Their bytes are the same; but a fill is of one colour all through the film."""
    wall = Track.of(0, [WALL] * FRAMES)
    told, remembered = found(wall, what=Identifier.TEXT), Remembered()
    assert verified(a_copy(nobody, tmp_path / "a.mp4", [wall]), nobody, told, remembered).clean
    with monkeypatch.context() as patch:
        patch.setattr("kindao.engine.redact.film.GREY", (80, 128, 128))
        a_copy(nobody, tmp_path / "b.mp4", [wall])
    parts = [tmp_path / name for name in ("b-0.mp4", "a-20.mp4", "a-40.mp4")]
    join(parts, tmp_path / "c.mp4", replace(FilmFacts.like(nobody, Container.MP4), sounds=()), Container.MP4)
    frames = looked_at(monkeypatch)
    seen = verified(tmp_path / "c.mp4", nobody, told, remembered)
    assert frames == list(range(FRAMES))
    assert not seen.clean and the_same(seen, verified(tmp_path / "c.mp4", nobody, told, Remembered()))


def turned(path: Path, to: Path) -> Path:
    """The same film, of which the file says that it is to be shown upside down."""
    spoil, _ = SPOILS["turned"]
    spoil(path, to)
    return to


def test_a_second_copy_that_is_shown_upside_down_is_looked_at(
    original: Clip, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its coded bytes are those of the first, and so are its size and times."""
    path, remembered = a_copy(original, tmp_path / "a.mp4", [ALL]), Remembered()
    assert verified(path, original, found(ALL), remembered).clean
    frames = looked_at(monkeypatch)
    seen = verified(turned(path, tmp_path / "b.mp4"), original, found(ALL), remembered)
    assert frames == list(range(FRAMES))
    assert "verify.covered" in {left.by for left in seen.residuals}


def test_a_film_that_is_turned_when_shown_is_one_part_like_no_other(original: Clip, tmp_path: Path) -> None:
    path = a_copy(original, tmp_path / "a.mp4", [ALL])
    assert parts_of(open_clip(turned(path, tmp_path / "b.mp4")), STARTS) == (Part(0, FRAMES),)


def test_another_original_is_another_question(original: Clip, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path, remembered = a_copy(original, tmp_path / "a.mp4", [ALL]), Remembered()
    verified(path, original, found(ALL), remembered)
    frames = looked_at(monkeypatch)
    verified(path, replace(original, digest="sha256:" + "0" * 64), found(ALL), remembered)
    assert frames == list(range(FRAMES))


def test_without_a_memory_a_film_is_looked_at_in_one_go(
    original: Clip, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = a_copy(original, tmp_path / "a.mp4", [ALL])
    parts: list[Part] = []
    monkeypatch.setattr(looking, "question", lambda part, *rest: parts.append(part) or question(part, *rest))  # type: ignore[func-returns-value]
    assert verified(path, original, found(ALL), None).clean and not parts
    assert verified(path, original, found(ALL), Remembered()).clean and len(parts) == 3


# --- Which parts are the same


def test_a_part_has_the_digest_of_its_coded_bytes(original: Clip, tmp_path: Path) -> None:
    one = parts_of(open_clip(a_copy(original, tmp_path / "a.mp4", [ALL])), STARTS)
    other = parts_of(open_clip(a_copy(original, tmp_path / "b.mp4", [ALL, Track.of(30, [WALL])])), STARTS)
    assert [(part.first, part.end) for part in one] == [(0, 20), (20, 40), (40, 60)]
    assert [a.coded == b.coded for a, b in zip(one, other, strict=True)] == [True, False, True]
    assert len({part.coded for part in one}) == 3


@pytest.mark.parametrize("starts", [(), (5,), (0, 10), (0, 20, 20), (0, 40, 20), (0, 20, 41), (0, 20, 60)])
def test_a_part_that_needs_a_picture_before_it_is_like_no_other(
    starts: tuple[int, ...], original: Clip, tmp_path: Path
) -> None:
    written = open_clip(a_copy(original, tmp_path / "a.mp4", [ALL]))
    assert parts_of(written, starts) == (Part(0, FRAMES),)


@pytest.mark.parametrize("suffix", [".mkv", ".webm", ".mov"])
def test_parts_are_told_apart_in_every_container_that_is_written(suffix: str, original: Clip, tmp_path: Path) -> None:
    kind = {".mkv": Container.MKV, ".webm": Container.WEBM, ".mov": Container.MOV}[suffix]
    written = open_clip(a_copy(original, tmp_path / f"a{suffix}", [ALL], kind=kind))
    parts = parts_of(written, STARTS)
    assert len(parts) == 3 and all(part.coded for part in parts)
    assert parts_of(written, (0, 10)) == (Part(0, FRAMES),)


def test_of_a_film_in_another_coding_no_part_is_like_another(tmp_path: Path) -> None:
    written = open_clip(short(tmp_path / "a.avi", frames=6))
    assert parts_of(written, (0,)) == (Part(0, 6),)


# --- What is told of a part is all that the looks at it ask for

KINDS = (Identifier.HEAD, Identifier.FACE, Identifier.TEXT, Identifier.CODE)
things = st.lists(
    st.builds(
        lambda kind, first, steps: Finding(kind, Track.of(first, [Box(x, 40, x + 30, 80) for x in steps]), 0.9, "test"),
        st.sampled_from(KINDS),
        st.integers(0, FRAMES - 1),
        st.lists(st.integers(0, 280), min_size=1, max_size=30),
    ),
    max_size=6,
)


@settings(deadline=None)
@given(covered=things, other=things, kept=things)
def test_a_part_is_told_what_the_whole_is_told_of_it(
    covered: list[Finding], other: list[Finding], kept: list[Finding]
) -> None:
    stays = tuple(f.where for f in kept if isinstance(f.where, Track))
    whole = Told(320, 240, tuple(covered), tuple(other), stays)
    spans = list(pairwise((*STARTS, FRAMES)))
    edges, writing = _edges(whole, FRAMES), Writing(whole, FRAMES)
    ends = writing._ends()
    for (first, end), told in zip(spans, whole.by_part(spans), strict=True):
        assert told.somewhere == whole.somewhere == bool(whole.places)
        there, beside = _edges(told, FRAMES), Writing(told, FRAMES, first=first)
        for n in range(first, end):
            assert {(box, f.identifier) for box, f in told.gone(n)} <= {(b, f.identifier) for b, f in _named(whole, n)}
            assert {box for box, _ in told.gone(n)} == {box for box, _ in whole.gone(n)}
            for kind in KINDS:  # what is in one place is told once
                assert set(told.named(n, frozenset({kind}))) == set(whole.named(n, frozenset({kind})))
            assert told.kept_at(n) == whole.kept_at(n)
            assert there.get(n, []) == edges.get(n, [])
            assert set(beside._ends().get(n, ())) == set(ends.get(n, ()))
            assert set(beside._beside(n)) == set(writing._beside(n))


def _named(told: Told, n: int) -> list[tuple[Box, Finding]]:
    both = (*told.covered, *told.found)
    return [(box, f) for f in both if isinstance(f.where, Track) and (box := f.where.at(n)) is not None]


# --- What is left over the beginning of a part is one


def test_in_the_first_frame_of_a_part_in_which_none_was_refused_yet_more_are_asked_about() -> None:
    """In a crowd those that were refused just before took the places of others."""
    crowd = [
        second_sight.Face((40.0 * n, 0.0, 40.0 * n + 20, 20.0), np.zeros((5, 2), np.float32), 0, 0.2) for n in range(40)
    ]
    eyes = Faces(Told(1920, 1080), FRAMES, compared=False, first=EVERY)
    assert [len(eyes._asked(crowd, n)) for n in (EVERY, EVERY + 2)] == [32, 16]


def left(first: int, xs: list[int], what: Identifier = Identifier.FACE, by: str = "verify.faces") -> Finding:
    return Finding(what, Track.of(first, [Box(x, 0, x + 20, 20) for x in xs]), 0.5, by)


def test_what_goes_on_over_the_beginning_of_a_part_is_one_and_as_wide_as_either_says() -> None:
    one, far = left(4, [0, 2, 4, 6]), left(4, [200] * 2)
    (whole, other) = joined([[one, far], [left(6, [5, 6, 8, 9])]])
    assert other == far
    assert isinstance(whole.where, Track)
    assert [box for _, box in whole.where.boxes()] == [
        Box(0, 0, 20, 20),
        Box(2, 0, 22, 20),
        Box(4, 0, 25, 20),
        Box(6, 0, 26, 20),
        Box(8, 0, 28, 20),
        Box(9, 0, 29, 20),
    ]


@pytest.mark.parametrize(
    "then",
    [left(9, [6] * 3), left(6, [150] * 3), left(6, [6] * 3, Identifier.TEXT)],
)
def test_what_is_elsewhere_later_or_something_else_is_another(then: Finding) -> None:
    one = left(4, [0, 2, 4, 6])
    assert joined([[one], [then]]) == (one, then)
    assert joined([[one], [], [left(6, [6] * 3)]]) == (one, left(6, [6] * 3)), "nor is what a whole part lies between"


def test_what_goes_through_many_parts_is_one() -> None:
    parts = [[left(20 * n, [10] * 22)] for n in range(5)]
    (whole,) = joined(parts)
    assert isinstance(whole.where, Track) and (whole.where.first, whole.where.end) == (0, 102)


def test_what_goes_through_a_whole_film_takes_a_time_that_grows_as_the_film() -> None:
    """400 parts took a minute of a core, four hours of film two hours, for each thing that was left."""
    xs = [10] * 100
    parts = [[left(96 * n, xs)] for n in range(400)]
    began = time.process_time()
    (whole,) = joined(parts)
    assert time.process_time() - began < 5, "seconds of this process; it takes a tenth of one"
    assert isinstance(whole.where, Track) and len(whole.where) == 399 * 96 + 100


@given(steps=st.lists(st.tuples(st.integers(0, 30), st.lists(st.integers(0, 8), min_size=1, max_size=40)), max_size=6))
def test_what_is_joined_has_all_that_each_part_says_of_each_frame(steps: list[tuple[int, list[int]]]) -> None:
    parts, at = [], 40
    for early, xs in steps:
        one = left(at - early, xs + [0] * max(early + 1 - len(xs), 0))
        parts.append([one])
        assert isinstance(one.where, Track)
        at = max(at + 1, min(one.where.end, at + 20))
    whole = joined(parts)
    assert len(whole) == min(len(parts), 1), "each begins before the one before it ends"
    for (one,) in parts:
        assert isinstance(one.where, Track) and isinstance(whole[0].where, Track)
        for n, box in one.where.boxes():
            there = whole[0].where.at(n)
            assert there is not None and box.within(there)
