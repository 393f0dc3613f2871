"""A second copy of a film is written where it is another than the first, and so it is after a crash between the two."""

from pathlib import Path

import pytest

from kindao.engine import gate
from kindao.engine.detect.base import Submission
from kindao.engine.detect.codes import Codes
from kindao.engine.detect.face import Face
from kindao.engine.geometry import Box, Track
from kindao.engine.medium.base import Made, Order, Step
from kindao.engine.medium.film import Film, open_film
from kindao.engine.vocabulary import Finding, Identifier
from short_films import PATIENT, Moving, a_film

FRAMES, EVERY = 40, 10
HERE, MORE = Box(40, 40, 80, 80), Box(200, 40, 240, 80)
FIRST = Finding(Identifier.TEXT, Track.of(2, [HERE] * 20), 0.9, "test")
SECOND = Finding(Identifier.TEXT, Track.of(23, [MORE] * 4), 0.9, "test")


class Killed(BaseException):
    pass


@pytest.fixture(autouse=True)
def in_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    for module in ("redact", "medium"):
        monkeypatch.setattr(f"kindao.engine.{module}.film.beginnings", lambda clip: tuple(range(0, clip.frames, EVERY)))


def opened(folder: Path, work: str = "work") -> Film:
    """Opened anew, as by another process."""
    path = folder / "film.mp4"
    if not path.exists():
        a_film(path, frames=FRAMES)
    (folder / work).mkdir(exist_ok=True)
    return open_film(path, name="film.mp4", target=None, folder=folder / work)


def made(film: Film, *covered: Finding) -> tuple[Made, dict[str, list[int]]]:
    """A copy, and how many frames were told to be done of each step, word by word."""
    told: dict[str, list[int]] = {}
    copy = film.make(covered, Order(covered), lambda step: told.setdefault(step, []).append(step.done))  # type: ignore[attr-defined]
    assert copy.file
    return copy, told


def written(folder: Path) -> set[tuple[str, int]]:
    return {(path.name, path.stat().st_mtime_ns) for path in folder.glob("work/.kindao-*.work/part-*.mp4")}


def test_a_second_copy_is_written_where_it_is_another(tmp_path: Path) -> None:
    film = opened(tmp_path)
    first, _ = made(film, FIRST)
    before = written(tmp_path)
    first.discard()
    second, told = made(film, FIRST, SECOND)
    assert {int(name.split("-")[1]) for name, _ in written(tmp_path) - before} == {20} and len(before) == 4
    assert before & written(tmp_path) == {one for one in before if not one[0].startswith("part-00000020")}
    assert len(written(tmp_path)) == 4, "of the others none was touched, and none stays that is of no copy any more"
    assert told["redact"][:2] == [10, 20] and told["redact"][-1] == FRAMES and told["verify"][-1] == FRAMES
    alone, _ = made(opened(tmp_path, "elsewhere"), FIRST, SECOND)
    assert second.digest == alone.digest
    assert second.file and alone.file and second.file.read_bytes() == alone.file.read_bytes()
    assert second.verification.checks == alone.verification.checks
    assert second.verification.residuals == alone.verification.residuals


def test_a_run_that_ended_between_two_copies_goes_on_with_the_parts_that_are_there(tmp_path: Path) -> None:
    made(opened(tmp_path), FIRST)[0].discard()
    before = written(tmp_path)
    again = opened(tmp_path)
    copy, told = made(again, FIRST)
    copy.discard()
    assert written(tmp_path) == before and before
    assert told["redact"] == [10, 20, 30, 40], "each part that is there is told"

    def kill(step: str) -> None:
        assert isinstance(step, Step)
        if step == "verify" and step.done > 24:
            raise Killed

    with pytest.raises(Killed):
        again.make((FIRST, SECOND), Order((FIRST, SECOND)), kill)
    assert [path.name for path in (tmp_path / "work").iterdir() if path.is_file()] == []
    second, _ = made(opened(tmp_path), FIRST, SECOND)
    alone, _ = made(opened(tmp_path, "elsewhere"), FIRST, SECOND)
    assert second.digest == alone.digest


def test_after_a_crash_in_a_copy_nothing_is_looked_for_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No face, no person, and nothing that another detector looks for: codes, for writing's sake, which takes long."""

    def sight() -> tuple[Finding, ...]:
        return opened(tmp_path).look(Submission(gate.NOTHING), [Face(), Codes()], lambda _: None).findings

    def kill(step: str) -> None:
        raise Killed

    a_film(tmp_path / "film.mp4", (Moving(PATIENT, 128, 132, end=FRAMES),), frames=FRAMES)
    seen = sight()
    with pytest.raises(Killed):
        opened(tmp_path).make((FIRST,), Order((FIRST,)), kill)

    def broken(*_: object, **__: object) -> None:
        raise AssertionError("a frame was looked at")

    for look in ("_faces", "_people", "_sightings"):
        monkeypatch.setattr(f"kindao.engine.tracks.watch.{look}", broken)
    assert seen and sight() == seen


def test_parts_that_another_version_filled_or_coded_are_not_put_beside_those_of_this_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A crash, an update, the same command: a copy of two greys was held, and nobody knew why."""
    film = opened(tmp_path)
    made(film, FIRST)[0].discard()
    for name, other in (("redact.film.GREY", (80, 128, 128)), ("media.making.CRF", 30)):
        before = written(tmp_path)
        monkeypatch.setattr(f"kindao.engine.{name}", other)
        made(film, FIRST)[0].discard()
        assert before and not before & written(tmp_path), name


def test_where_the_sound_is_another_the_pictures_are_the_same(tmp_path: Path) -> None:
    """Parts have no sound: it is coded anew beside them."""
    film = opened(tmp_path)
    made(film, FIRST)[0].discard()
    before = written(tmp_path)
    film.make((FIRST,), Order((FIRST,), heard=None), lambda _: None).discard()
    assert written(tmp_path) == before
