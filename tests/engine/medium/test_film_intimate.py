"""Intimate parts in films: not looked for without the extra, and the answer says so; followed as all else with it.

No nude picture is used: what the network takes for one, a bare shoulder, is enough to see that it is asked and
followed."""

import sys
from fractions import Fraction

import av
import numpy as np
import pytest
from PIL import Image

from kindao.engine import gate
from kindao.engine.detect import installed
from kindao.engine.detect.base import Submission
from kindao.engine.geometry import Track
from kindao.engine.media.clip import Container
from kindao.engine.media.making import FilmFacts, FilmWriter
from kindao.engine.medium.base import Sight
from kindao.engine.medium.film import Film, open_film
from kindao.engine.medium.quick import glance
from kindao.engine.redact import plan
from kindao.engine.vocabulary import Identifier, Level
from support import testdata

SHOULDER, FRAMES = "t0370.jpg", 40
NOTHING = Submission(gate.NOTHING, "", "")


@pytest.fixture(scope="module")
def shoulder(tmp_path_factory: pytest.TempPathFactory) -> Film:
    """A photograph over which a camera moves."""
    file = tmp_path_factory.mktemp("film") / "a.mp4"
    with Image.open(testdata("faces_single", SHOULDER)) as picture:
        pixels = np.asarray(picture.convert("RGB").resize((520, 480)), np.uint8)
    facts = FilmFacts(480, 480, Fraction(25), Fraction(1, 25), Fraction(FRAMES, 25))
    with FilmWriter(file, facts, Container.MP4) as writer:
        for n in range(FRAMES):
            shown = av.VideoFrame.from_ndarray(np.ascontiguousarray(pixels[:, n : n + 480]), "rgb24")
            writer.picture(shown.reformat(format="yuv420p"), Fraction(n, 25))
    return open_film(file, name="", target=None, folder=None)


def absent(sight: Sight) -> set[Identifier]:
    return {one.identifier for one in sight.not_looked_for}


def test_without_the_extra_the_answer_says_that_they_were_not_looked_for(
    shoulder: Film, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "nudenet", None)
    for sight in (
        shoulder.look(NOTHING, installed(), lambda _: None),
        glance(shoulder, NOTHING, installed(), lambda _: None),
    ):
        assert Identifier.INTIMATE in absent(sight)
        assert not any(f.identifier is Identifier.INTIMATE for f in sight.findings)
        (said,) = [one.words for one in sight.not_looked_for if one.identifier is Identifier.INTIMATE]
        assert "kindao[intimate]" in said.en and "kindao[intimate]" in said.vi
        (said,) = [one.words for one in sight.not_looked_for if one.identifier is Identifier.SKIN_MARK]
        assert "in a film nobody can mark them" in said.en, "no promise that can't be kept"


def test_with_it_they_are_followed_and_covered(shoulder: Film) -> None:
    pytest.importorskip("nudenet")
    sight = shoulder.look(NOTHING, installed(), lambda _: None)
    assert Identifier.INTIMATE not in absent(sight)
    found = [f for f in sight.findings if f.identifier is Identifier.INTIMATE]
    assert found and all(f.by == "intimate" and isinstance(f.where, Track) for f in found)
    assert max(len(f.where) for f in found if isinstance(f.where, Track)) > 20, "between looks, too"
    assert set(found) <= set(plan(sight.findings, Level.ALL_HIDDEN))
    assert not set(found) & set(plan(sight.findings, Level.ALL_HIDDEN, keep=frozenset({Identifier.INTIMATE})))
