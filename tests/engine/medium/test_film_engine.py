"""What was seen of a film before a crash is gone on from by the very same engine alone."""

from pathlib import Path

import pytest

from kindao.engine import gate
from kindao.engine.detect.base import Submission
from kindao.engine.medium import film as medium
from kindao.engine.tracks.journal import Journal
from short_films import a_film


def test_what_another_engine_saw_of_a_film_is_not_gone_on_from(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "out"
    folder.mkdir()
    opened = medium.open_film(a_film(tmp_path / "film.mp4", frames=6), name="", target=None, folder=folder)

    def place(engine: str) -> str:
        places: list[Path] = []
        monkeypatch.setattr(medium, "fingerprint", lambda _: engine)
        monkeypatch.setattr(medium, "Journal", lambda path: places.append(path.parent) or Journal(path))  # type: ignore[func-returns-value]
        opened.look(Submission(gate.NOTHING), (), lambda _: None)
        (one,) = places
        assert one.parent == folder
        return one.name

    ours = place("sha256:ours")
    assert place("sha256:ours") == ours != place("sha256:other")
    assert place("") != place(""), "what has no name equals nothing, not even itself"
