"""Films in which somebody was hidden by hand before they came here (decision 18)."""

from collections.abc import Sequence
from fractions import Fraction
from pathlib import Path

import av
import cv2
import numpy as np
import pytest

import hidden_by_hand
import kindao.engine.medium.by_hand
from kindao.engine.detect.patches import patches
from kindao.engine.geometry import Box, Track
from kindao.engine.media.clip import Clip, Container, open_clip
from kindao.engine.media.making import FilmFacts, FilmWriter
from kindao.engine.media.picture import Pixels
from kindao.engine.media.reading import stills
from kindao.engine.medium.by_hand import ByHand
from kindao.engine.vocabulary import Finding, Identifier

FRAMES = 12  # of which 0, 4 and 8 are looked at
SIDE = 480


def pictures(hide: str) -> tuple[Pixels, Pixels, Box]:
    """A portrait as it is and with its face hidden so, and the face's box; a film's size."""
    plain, (face,) = hidden_by_hand.alone("", "single", 3, code=False)
    hidden, _ = hidden_by_hand.alone(hide, "single", 3, code=False)
    scale = SIDE / plain.shape[1]
    size = SIDE, round(plain.shape[0] * scale / 2) * 2
    small, drawn = (
        np.asarray(cv2.resize(each, size, interpolation=cv2.INTER_AREA), np.uint8) for each in (plain, hidden)
    )
    edges = (scale * edge for edge in (face.x0, face.y0, face.x1, face.y1))
    return small, drawn, Box.around(*edges, width=size[0], height=size[1])


def a_film(path: Path, frames: Sequence[Pixels]) -> Clip:
    height, width = frames[0].shape[:2]
    facts = FilmFacts(width, height, Fraction(25), Fraction(1, 25), Fraction(len(frames), 25))
    with FilmWriter(path, facts, Container.MP4) as writer:
        for n, pixels in enumerate(frames):
            writer.picture(av.VideoFrame.from_ndarray(pixels, "rgb24").reformat(format="yuv420p"), Fraction(n, 25))
    return open_clip(path)


def doubted(clip: Clip, findings: Sequence[Finding] = ()) -> bool:
    by_hand = ByHand(clip.frames, findings)
    for still in stills(clip):
        by_hand.look(still)
    return by_hand.doubt


def moving(pixels: Pixels) -> list[Pixels]:
    """Somebody sways."""
    return [np.roll(pixels, 3 * (n % 4), axis=1) for n in range(FRAMES)]


def test_a_face_boxed_in_every_frame_is_a_doubt_unless_its_head_is_found(tmp_path: Path) -> None:
    _, hidden, face = pictures("box")
    clip = a_film(tmp_path / "boxed.mp4", moving(hidden))
    assert doubted(clip)
    head = face.grown(40, 40, 40, 40, width=clip.width, height=clip.height)
    found = Finding(Identifier.HEAD, Track.of(0, [head] * FRAMES), 0.9, "face")
    assert not doubted(clip, [found])
    gone_early = Finding(Identifier.HEAD, Track.of(0, [head] * 3), 0.9, "face")
    assert doubted(clip, [gone_early])


def test_what_one_look_alone_sees_and_a_plain_face_are_none(tmp_path: Path) -> None:
    plain, hidden, _ = pictures("box")
    frames = moving(plain)
    assert not doubted(a_film(tmp_path / "plain.mp4", frames))
    frames[3:6] = moving(hidden)[3:6]
    assert not doubted(a_film(tmp_path / "flash.mp4", frames))


def test_what_was_drawn_over_a_frame_is_looked_for_once_however_many_copies_there_are(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _, hidden, _ = pictures("box")
    clip = a_film(tmp_path / "boxed.mp4", moving(hidden))
    looked: list[int] = []

    def counted(pixels: Pixels) -> list[Box]:
        looked.append(1)
        return patches(pixels)

    monkeypatch.setattr(kindao.engine.medium.by_hand, "patches", counted)
    drawn: dict[int, list[Box]] = {}
    for _ in range(2):
        by_hand = ByHand(clip.frames, (), drawn)
        for still in stills(clip):
            by_hand.look(still)
        assert by_hand.doubt
    assert len(looked) == len(drawn) <= 3
