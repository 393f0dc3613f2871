"""What was seen is read back as it was noted, up to where it was cut short."""

from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from kindao.engine.tracks.follow import Sighting
from kindao.engine.tracks.journal import Journal, Noted
from kindao.engine.vocabulary import Identifier

PLACES = st.lists(st.floats(-1e4, 1e4), min_size=4, max_size=14).map(lambda edges: np.array(edges, np.float64))
TELLS = st.dictionaries(
    st.tuples(st.sampled_from(Identifier), st.sampled_from(["", "P1"])), st.floats(0, 1), max_size=3
)
SIGHTINGS = st.lists(st.builds(Sighting, PLACES, st.floats(0, 1), st.booleans(), TELLS), max_size=4)
ROWS = st.integers(0, 3).map(lambda n: np.arange(n * 15, dtype=np.float32).reshape(-1, 15))
NOTED = st.builds(Noted, st.dictionaries(st.sampled_from(["face", "text", "codes"]), SIGHTINGS), ROWS | st.none())


def alike(one: Noted, other: Noted) -> bool:
    return (
        one.seen.keys() == other.seen.keys()
        and (one.people is None) == (other.people is None)
        and (one.people is None or np.array_equal(one.people, other.people))  # type: ignore[arg-type]
        and all(
            np.array_equal(a.place, b.place) and (a.score, a.sure, dict(a.tells)) == (b.score, b.sure, dict(b.tells))
            for kind in one.seen
            for a, b in zip(one.seen[kind], other.seen[kind], strict=True)
        )
    )


@given(st.lists(NOTED, max_size=5), st.integers(0, 400))
def test_what_was_noted_comes_back_up_to_the_line_that_was_cut(notes: list[Noted], cut: int) -> None:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "seen"
        journal = Journal(path)
        for frame, noted in enumerate(notes):
            journal.put(frame, noted)
        journal.close()
        left = path.read_bytes()
        left = left[: max(len(left) - cut, 0)]
        path.write_bytes(left)
        again = Journal(path)
        count = len(again)
        assert left.count(b"\n") <= count <= left.count(b"\n") + 1  # the last one may lack only its end
        assert all(alike(again.get(frame), notes[frame]) for frame in range(count))  # type: ignore[arg-type]
        assert again.get(count) is None
        again.close()


def test_the_journal_is_its_owners_alone() -> None:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "seen"
        Journal(path).close()
        assert path.stat().st_mode & 0o777 == 0o600
        path.chmod(0o644)  # as an older run left it
        Journal(path).close()
        assert path.stat().st_mode & 0o777 == 0o600
