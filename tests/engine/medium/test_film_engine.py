"""What was seen of a film before a crash is gone on from by the very same engine alone."""

from pathlib import Path

import av
import pytest

from coded import turned
from kindao.engine import gate
from kindao.engine.detect.base import Submission
from kindao.engine.geometry import Box, Track
from kindao.engine.media.clip import open_clip
from kindao.engine.medium import film as medium
from kindao.engine.medium.base import Order
from kindao.engine.tracks.journal import Journal
from kindao.engine.vocabulary import Finding, Identifier
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


@pytest.mark.parametrize("degrees", [90, 180, 270])
def test_a_film_of_a_phone_that_was_held_otherwise_is_copied_upright_and_found_clean_beside_it(
    tmp_path: Path, degrees: int
) -> None:
    """The original is told to be shown turned; its copy is stored as it is shown, and nothing tells a turn."""
    plain = a_film(tmp_path / "plain.mp4", frames=20)
    path = turned(plain, tmp_path / "film.mp4", degrees)
    original = open_clip(path)
    size = (original.width, original.height)
    assert size == ((240, 320) if degrees != 180 else (320, 240))
    hidden = Finding(Identifier.TEXT, Track.of(2, [Box(40, 40, 80, 80)] * 9), 0.9, "test")
    made = medium.open_film(path, name="film.mp4", target=None, folder=tmp_path).make(
        (hidden,), Order((hidden,)), lambda _: None
    )
    assert made.file and made.verification.clean, [one for one in made.verification.checks if not one.passed]
    copy = open_clip(made.file)
    assert (copy.width, copy.height) == size
    with av.open(str(made.file)) as written:
        assert not next(written.decode(video=0)).rotation
