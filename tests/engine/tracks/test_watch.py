"""Real networks on made films whose truth is known: no face is bare in any frame."""

from pathlib import Path

import numpy as np
import pytest

from films import film
from kindao.engine.detect.base import Detector
from kindao.engine.detect.codes import Codes
from kindao.engine.detect.text import Text
from kindao.engine.geometry import Track
from kindao.engine.media.clip import open_clip
from kindao.engine.media.reading import stills
from kindao.engine.tracks.journal import Journal
from kindao.engine.tracks.watch import watch
from kindao.engine.vocabulary import Finding, Identifier


def heads(found: list[Finding]) -> list[Track]:
    return [f.where for f in found if f.identifier is Identifier.HEAD and isinstance(f.where, Track)]


@pytest.mark.parametrize("scene", ["pan", "masked", "reenter", "cuts", "roll", "flash"])
def test_every_face_is_covered_in_every_frame(scene: str, tmp_path: Path) -> None:
    made = film(tmp_path / "a.mp4", scenes=(scene,), seconds=1.6)
    clip = open_clip(made.path)
    covers = heads(list(watch(stills(clip), clip.width, clip.height, [])))
    rows, columns = np.mgrid[0 : clip.height, 0 : clip.width]
    bare = []
    for n, moment in enumerate(made.truth.frames):
        mask = np.zeros((clip.height, clip.width), bool)
        for track in covers:
            if (box := track.at(n)) is not None:
                mask[box.slices] = True
        for face in moment.faces:
            (x, y), (a, b) = face.centre, face.axes
            turn = np.deg2rad(face.roll)
            u = (columns - x) * np.cos(turn) + (rows - y) * np.sin(turn)
            v = (rows - y) * np.cos(turn) - (columns - x) * np.sin(turn)
            ellipse = (u / a) ** 2 + (v / b) ** 2 <= 1
            if ellipse.any() and face.visible >= 0.25 and mask[ellipse].mean() < 0.85:
                bare.append((n, float(mask[ellipse].mean())))
    assert bare == []


def test_a_film_without_anybody_has_no_heads(tmp_path: Path) -> None:
    made = film(tmp_path / "a.mp4", scenes=("empty",), seconds=1.2)
    clip = open_clip(made.path)
    assert heads(list(watch(stills(clip), clip.width, clip.height, []))) == []


def test_what_is_found_depends_on_no_clock_and_not_on_where_a_run_was_killed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = film(tmp_path / "a.mp4", scenes=("pan", "written"), seconds=2.4)
    clip = open_clip(made.path)
    readers: list[Detector] = [Text(), Codes()]

    def found(threads: int, journal: Journal) -> list[Finding]:
        monkeypatch.setenv("KINDAO_THREADS", str(threads))
        findings = list(watch(stills(clip), clip.width, clip.height, readers, journal=journal))
        journal.close()
        return findings

    alone = found(1, Journal(tmp_path / "alone"))
    assert {Identifier.HEAD, Identifier.NAME} <= {finding.identifier for finding in alone}
    assert found(3, Journal(tmp_path / "three")) == alone
    lines = (tmp_path / "alone").read_text().splitlines(keepends=True)
    (tmp_path / "killed").write_text("".join(lines[: len(lines) // 2]))
    assert found(1, Journal(tmp_path / "killed")) == alone
