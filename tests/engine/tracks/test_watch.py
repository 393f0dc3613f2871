"""Real networks on made films whose truth is known: no face is bare in any frame."""

from collections.abc import Iterator
from itertools import islice
from pathlib import Path

import numpy as np
import pytest

from films import Film, film
from kindao.engine.detect.base import Detector, Submission
from kindao.engine.detect.codes import Codes
from kindao.engine.detect.text import Text
from kindao.engine.geometry import Box, Region, Track
from kindao.engine.media.clip import open_clip
from kindao.engine.media.reading import stills
from kindao.engine.redact.film import covering
from kindao.engine.tracks.journal import Journal
from kindao.engine.tracks.watch import watch
from kindao.engine.vocabulary import Finding, Identifier
from support import testdata


def heads(found: list[Finding]) -> list[Track]:
    return [f.where for f in found if f.identifier is Identifier.HEAD and isinstance(f.where, Track)]


@pytest.mark.parametrize("scene", ["pan", "masked", "reenter", "cuts", "roll", "flash"])
def test_every_face_is_covered_in_every_frame(scene: str, tmp_path: Path) -> None:
    assert bare(film(tmp_path / "a.mp4", scenes=(scene,), seconds=1.6)) == []


def test_a_smeared_face_that_crosses_the_frame_in_ten_frames_is_covered_in_each(tmp_path: Path) -> None:
    """In five single frames of fast motion nobody saw it, nor did verification: the copy was told clean."""
    assert bare(film(tmp_path / "a.mp4", scenes=("reenter", "motion"), seconds=1.6, seed=11)) == []


def bare(made: Film) -> list[tuple[int, float]]:
    """Frames in which less than 85 % of a face is covered, with the share that is."""
    clip = open_clip(made.path)
    cover = covering(heads(list(watch(stills(clip), clip.width, clip.height, []))))
    rows, columns = np.mgrid[0 : clip.height, 0 : clip.width]
    out = []
    for n, moment in enumerate(made.truth.frames):
        planes = [np.zeros((clip.height // k, clip.width // k), np.uint8) for k in (1, 2, 2)]
        cover(planes, n)
        mask = planes[0] > 0
        for face in moment.faces:
            (x, y), (a, b) = face.centre, face.axes
            turn = np.deg2rad(face.roll)
            u = (columns - x) * np.cos(turn) + (rows - y) * np.sin(turn)
            v = (rows - y) * np.cos(turn) - (columns - x) * np.sin(turn)
            ellipse = (u / a) ** 2 + (v / b) ** 2 <= 1
            if ellipse.any() and face.visible >= 0.25 and mask[ellipse].mean() < 0.85:
                out.append((n, float(mask[ellipse].mean())))
    return out


def test_a_film_without_anybody_has_no_heads(tmp_path: Path) -> None:
    made = film(tmp_path / "a.mp4", scenes=("empty",), seconds=1.2)
    clip = open_clip(made.path)
    assert heads(list(watch(stills(clip), clip.width, clip.height, []))) == []


def test_a_block_that_one_look_alone_reads_into_a_picture_is_not_covered() -> None:
    """A man's beard, read as "3" in one look of three, cost 1 % of the picture for 56 frames."""
    clip = open_clip(testdata("videos", "v4_zoom_cut.mp4"))
    found = list(watch(islice(stills(clip), 60), clip.width, clip.height, [Text()]))
    texts = [f.where for f in found if f.by == "text" and isinstance(f.where, Track)]
    assert texts and all(box.y1 < 200 for track in texts for _, box in track.boxes())


class OneOverAnother:
    """A plug-in that sees two kinds of thing, one over the other, in every frame that it is shown."""

    name = "plug-in"
    finds = frozenset({Identifier.INTIMATE, Identifier.BODY_PART})
    needs: tuple[str, ...] = ()

    def find(self, submission: Submission) -> Iterator[Finding]:
        for frame in submission.picture.frames:
            yield Finding(Identifier.BODY_PART, Region(Box(40, 40, 140, 140), frame=frame.index), 0.6, self.name)
            yield Finding(Identifier.INTIMATE, Region(Box(30, 60, 110, 130), frame=frame.index), 0.5, self.name)


def test_of_two_things_in_one_place_neither_is_lost(tmp_path: Path) -> None:
    made = film(tmp_path / "a.mp4", scenes=("empty",), width=320, height=240, seconds=1.2)
    clip = open_clip(made.path)
    found = [f for f in watch(stills(clip), clip.width, clip.height, [OneOverAnother()]) if f.by == "plug-in"]
    assert {f.identifier for f in found} == {Identifier.INTIMATE, Identifier.BODY_PART}
    for one in found:
        assert isinstance(one.where, Track) and len(one.where) == clip.frames
        assert all(Box(30, 60, 110, 130).inside(box) == 1 for _, box in one.where.boxes())


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
