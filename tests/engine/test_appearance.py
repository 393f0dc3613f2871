"""Everybody seen is somebody: named, or unknown, which blocks."""

from hypothesis import given
from hypothesis import strategies as st

from kindao.engine.appearance import Appearance, cast, doubled, figures, unclear
from kindao.engine.geometry import Box, Region
from kindao.engine.policy.facts import Person, Role
from kindao.engine.vocabulary import Finding, Identifier


def somebody(x: int, frame: int = 0) -> tuple[Finding, ...]:
    """Face, head and eyes of one person."""
    return tuple(
        Finding(kind, Region(box, frame=frame), 0.9, "test")
        for kind, box in (
            (Identifier.FACE, Box(x + 20, 20, x + 60, 70)),
            (Identifier.HEAD, Box(x + 5, 0, x + 75, 85)),
            (Identifier.EYES, Box(x + 25, 32, x + 55, 42)),
        )
    )


PATIENT = Appearance(Person("P1", Role.PATIENT))
EVERYONE_ELSE = Appearance(Person("R1", Role.BYSTANDER))


def placed(person: str, x: int, role: Role = Role.PATIENT) -> Appearance:
    return Appearance(Person(person, role), (Box(x + 10, 10, x + 70, 80),))


def test_face_head_and_eyes_of_one_person_are_one_figure() -> None:
    assert len(figures(somebody(0) + somebody(100) + somebody(0, frame=1))) == 3


def test_two_faces_close_together_stay_two_people() -> None:
    left = Finding(Identifier.FACE, Region(Box(0, 0, 40, 40)), 0.9, "test")
    right = Finding(Identifier.FACE, Region(Box(30, 0, 70, 40)), 0.9, "test")
    assert len(figures((left, right))) == 2


def test_the_only_patient_is_the_only_figure() -> None:
    found = somebody(0)
    who = cast(figures(found), (PATIENT,))
    assert {who.whose[f] for f in found} == {"P1"} and who.seen == {"P1"} and len(who.people) == 1


def test_a_second_face_beside_the_only_patient_makes_both_unknown() -> None:
    who = cast(figures(somebody(0) + somebody(100)), (PATIENT,))
    assert [p.role for p in who.people] == [Role.PATIENT, Role.UNKNOWN, Role.UNKNOWN]
    assert "P1" not in who.seen


def test_a_bystander_without_a_place_is_everyone_else() -> None:
    who = cast(figures(somebody(0) + somebody(100) + somebody(200)), (placed("P1", 0), EVERYONE_ELSE))
    assert sorted(set(who.whose.values())) == ["P1", "R1"]
    assert not any(p.role is Role.UNKNOWN for p in who.people)


def test_whoever_is_in_no_place_that_was_named_is_unknown() -> None:
    who = cast(figures(somebody(0) + somebody(300)), (placed("P1", 0),))
    assert [p.role for p in who.people] == [Role.PATIENT, Role.UNKNOWN]


def test_a_picture_in_which_nobody_is_found_or_named_still_shows_somebody() -> None:
    who = cast((), ())
    assert [p.role for p in who.people] == [Role.UNKNOWN] and not who.seen


def test_a_patient_who_was_named_and_not_found_is_still_asked_about() -> None:
    who = cast((), (PATIENT,))
    assert [p.id for p in who.people] == ["P1"] and not who.seen


def test_a_part_of_a_face_taken_for_a_face_is_nobody_else() -> None:
    nose = Finding(Identifier.FACE, Region(Box(32, 35, 48, 55)), 0.6, "verify.faces")
    assert len(figures((*somebody(0), nose))) == 1


def test_people_are_counted_from_left_to_right() -> None:
    found = figures(somebody(200) + somebody(0) + somebody(100))
    assert [figure.box.x0 for figure in found] == [5, 105, 205]


def test_a_wide_box_names_nobody() -> None:
    wide = Appearance(Person("P1", Role.PATIENT), (Box(0, 0, 400, 100),))
    found = figures(somebody(0) + somebody(100) + somebody(200))
    assert unclear(found, (wide,)) == ("P1",)
    assert "P1" not in cast(found, (wide,)).whose.values()


def test_a_box_between_two_faces_names_neither() -> None:
    between = Appearance(Person("P1", Role.PATIENT), (Box(30, 0, 190, 90),))
    assert unclear(figures(somebody(0) + somebody(100)), (between,)) == ("P1",)


def test_of_two_faces_in_a_box_the_one_that_fits_is_meant() -> None:
    sloppy = Appearance(Person("P1", Role.PATIENT), (Box(100, 10, 172, 82),))
    found = figures(somebody(60) + somebody(100))
    assert unclear(found, (sloppy,)) == ()
    whose = cast(found, (sloppy, EVERYONE_ELSE)).whose
    assert {whose[f] for f in found[1].findings} == {"P1"}
    assert {whose[f] for f in found[0].findings} == {"R1"}


def test_one_face_in_a_wide_box_is_clear() -> None:
    wide = Appearance(Person("P1", Role.PATIENT), (Box(0, 0, 400, 100),))
    assert unclear(figures(somebody(100)), (wide,)) == ()


@given(
    xs=st.lists(st.integers(0, 12), min_size=1, max_size=4, unique=True),
    corners=st.tuples(*[st.integers(0, 1100) for _ in range(2)], *[st.integers(0, 160) for _ in range(2)]),
)
def test_whatever_the_box_it_is_only_ever_the_one_face_that_it_clearly_names(
    xs: list[int], corners: tuple[int, int, int, int]
) -> None:
    x0, x1 = sorted(corners[:2])
    y0, y1 = sorted(corners[2:])
    box = Box(x0, y0, x1, y1)
    found = figures(tuple(f for x in xs for f in somebody(80 * x)))
    person = Appearance(Person("P1", Role.PATIENT), (box,))
    whose = cast(found, (person, EVERYONE_ELSE)).whose
    mine = [figure for figure in found if any(whose.get(f) == "P1" for f in figure.findings)]
    assert len(mine) <= 1
    if unclear(found, (person,)):
        assert not mine
    for figure in mine:
        others = [other for other in found if other is not figure]
        assert all(figure.face.iou(box) >= 2 * other.face.iou(box) for other in others)


def test_a_place_holds_one_in_every_frame() -> None:
    found = figures(somebody(0) + somebody(0, frame=1))
    assert set(cast(found, (placed("P1", 0),)).whose.values()) == {"P1"}


def test_two_faces_in_one_picture_are_not_both_one_persons() -> None:
    """Two places for one person showed a second face under the first one's consent."""
    both = Appearance(Person("P1", Role.PATIENT), placed("P1", 0).at + placed("P1", 100).at)
    assert doubled(figures(somebody(0) + somebody(100)), (both,)) == ("P1",)


def test_several_places_are_one_face_or_of_different_frames() -> None:
    twice = Appearance(Person("P1", Role.PATIENT), (Box(10, 10, 70, 80), Box(12, 8, 72, 78)))
    assert doubled(figures(somebody(0)), (twice,)) == ()
    moved = Appearance(Person("P1", Role.PATIENT), placed("P1", 0).at + placed("P1", 100).at)
    assert doubled(figures(somebody(0) + somebody(100, frame=1)), (moved,)) == ()
