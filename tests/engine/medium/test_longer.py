"""What is left in the copy of a film is covered in the next attempt wider, and before and after as well."""

from pathlib import Path

from kindao.engine.geometry import Box, Track
from kindao.engine.medium.film import LONGER, Film, open_film
from kindao.engine.vocabulary import Finding, Identifier
from short_films import a_film


def a_small_film(folder: Path) -> Film:
    return open_film(a_film(folder / "a.mp4", frames=50), name="a.mp4", target=None, folder=None)


def test_what_is_left_is_covered_wider_and_half_a_second_longer(tmp_path: Path) -> None:
    """Of a masked face that lay, each attempt found what was left one look after the last."""
    film, box = a_small_film(tmp_path), Box(100, 100, 140, 140)
    left = Finding(Identifier.FACE, Track.of(20, [box] * 2), 0.9, "verify.faces-of-original")
    face, head = film.widened([left])
    assert (face.identifier, head.identifier) == (Identifier.FACE, Identifier.HEAD)
    assert isinstance(face.where, Track) and (face.where.first, face.where.end) == (20 - LONGER, 22 + LONGER)
    assert all(box.inside(one) == 1 and one.width > 60 for _, one in face.where.boxes())


def test_what_is_left_is_covered_in_no_frame_that_the_film_does_not_have(tmp_path: Path) -> None:
    film, box = a_small_film(tmp_path), Box(100, 100, 140, 140)
    for first, end in ((0, 3), (46, 50)):
        left = Finding(Identifier.TEXT, Track.of(first, [box] * (end - first)), 0.9, "verify.text")
        (text,) = film.widened([left])
        assert isinstance(text.where, Track)
        assert (text.where.first, text.where.end) == (max(first - LONGER, 0), min(end + LONGER, 50))
