"""Somebody small beside, or in front of, the large head of somebody nearer: their head and eyes are theirs, whichever
was found first."""

from collections.abc import Callable
from itertools import permutations

import pytest

from kindao.engine.appearance import figures
from kindao.engine.geometry import Box, Region, Track
from kindao.engine.vocabulary import Finding, Identifier

NEAR = {  # pixels: a portrait, and a small face beside its cheek, inside the box of the large head
    Identifier.FACE: Box(135, 185, 293, 350),
    Identifier.HEAD: Box(93, 101, 330, 386),
    Identifier.EYES: Box(152, 207, 270, 272),
}
FAR = {
    Identifier.FACE: Box(281, 126, 315, 172),
    Identifier.HEAD: Box(271, 105, 323, 181),
    Identifier.EYES: Box(285, 137, 312, 149),
}


def region(identifier: Identifier, box: Box) -> Finding:
    return Finding(identifier, Region(box), 0.9, "test")


def track(identifier: Identifier, box: Box) -> Finding:
    return Finding(identifier, Track.of(0, [box] * 20), 0.9, "test")


@pytest.mark.parametrize("made", [region, track])
def test_each_head_is_its_own_faces(made: Callable[[Identifier, Box], Finding]) -> None:
    near, far = ([made(kind, box) for kind, box in of.items()] for of in (NEAR, FAR))
    for order in permutations([*near[:2], *far[:2]]):
        found = figures([*order, near[2], far[2]])
        assert sorted(map(len, (one.findings for one in found))) == [3, 3]
        assert {frozenset(one.findings) for one in found} == {frozenset(near), frozenset(far)}


def test_a_head_whose_face_nobody_found_is_not_the_one_behind_it() -> None:
    near = [region(kind, box) for kind, box in NEAR.items()]
    head, eyes = region(Identifier.HEAD, FAR[Identifier.HEAD]), region(Identifier.EYES, FAR[Identifier.EYES])
    found = figures([head, *near, eyes])
    assert {frozenset(one.findings) for one in found} == {frozenset(near), frozenset([head, eyes])}


def test_a_head_seen_twice_is_one() -> None:
    near = [region(kind, box) for kind, box in NEAR.items()]
    again = region(Identifier.HEAD, Box(100, 110, 325, 380))
    part = region(Identifier.HEAD, Box(150, 200, 220, 280))  # a part of the face, taken for a head
    (one,) = figures([*near, again, part])
    assert len(one.findings) == 5
