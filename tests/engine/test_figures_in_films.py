"""Who is who in a film: figures by their tracks, voices by who speaks when."""

from fractions import Fraction

from kindao.engine.appearance import Appearance, cast, figures, voices
from kindao.engine.geometry import Box, Interval, Track
from kindao.engine.policy.facts import Person, Role
from kindao.engine.redact import plan
from kindao.engine.vocabulary import Finding, Identifier, Level


def somebody(x: int, first: int = 0, frames: int = 20) -> tuple[Finding, ...]:
    """Face, head and eyes of one person through consecutive frames, going right."""
    return tuple(
        Finding(kind, Track.of(first, [Box(x + a + n, b, x + c + n, d) for n in range(frames)]), 0.9, "test")
        for kind, (a, b, c, d) in (
            (Identifier.FACE, (20, 20, 60, 70)),
            (Identifier.HEAD, (5, 0, 75, 85)),
            (Identifier.EYES, (25, 32, 55, 42)),
        )
    )


def spoken(start: int, end: int) -> Finding:
    return Finding(Identifier.VOICE, Interval(Fraction(start), Fraction(end)), 0.9, "voice")


PATIENT = Appearance(Person("P1", Role.PATIENT))
DOCTOR = Appearance(Person("D1", Role.STAFF), heard=(Interval(Fraction(0), Fraction(10)),))


def test_face_head_and_eyes_of_one_track_are_one_figure_and_two_people_are_two() -> None:
    assert [len(figure.findings) for figure in figures(somebody(0) + somebody(200))] == [3, 3]


def test_who_crosses_in_front_of_another_stays_another() -> None:
    here = somebody(100)
    crossing = tuple(
        Finding(
            f.identifier, Track.of(0, [Box(b.x0 + 8 * n, b.y0, b.x1 + 8 * n, b.y1) for n, b in f.where.boxes()]), 1, "t"
        )
        for f in somebody(20)
        if isinstance(f.where, Track)
    )
    assert len(figures(here + crossing)) == 2


def test_numbers_do_not_change_when_more_is_found_later() -> None:
    first = figures(somebody(200) + somebody(0))
    more = figures(somebody(200) + somebody(0) + somebody(400, first=5))
    assert [f.box.x0 for f in more[:2]] == [f.box.x0 for f in first]


def test_one_figure_alone_is_the_only_patients() -> None:
    found = somebody(0)
    who = cast(figures(found), (PATIENT,))
    assert {who.whose[f] for f in found} == {"P1"} and len(who.people) == 1


def test_who_comes_when_another_has_gone_may_be_somebody_else() -> None:
    """A nurse after the patient must not go out under the patient's consent."""
    who = cast(figures(somebody(0) + somebody(0, first=40)), (PATIENT,))
    assert [p.role for p in who.people] == [Role.PATIENT, Role.UNKNOWN, Role.UNKNOWN]


def test_figures_are_named_by_number_and_the_rest_by_all() -> None:
    found = somebody(0) + somebody(200) + somebody(400)
    nurse = Appearance(Person("N1", Role.STAFF), tracks=(2,))
    patient = Appearance(Person("P1", Role.PATIENT), everyone=True)
    who = cast(figures(found), (patient, nurse))
    assert {who.whose[f] for f in found[3:6]} == {"N1"}
    assert {who.whose[f] for f in found[:3] + found[6:]} == {"P1"}


def test_who_is_only_heard_is_not_whoever_else_is_seen() -> None:
    """The doctor speaks behind the camera: the visitor whom nobody named is not taken for them."""
    found = figures(somebody(0) + somebody(300))
    patient = Appearance(Person("P1", Role.PATIENT), tracks=(1,))
    assert set(cast(found, (patient, DOCTOR)).whose.values()) == {"P1", "unknown-1"}
    seen_too = Appearance(DOCTOR.person)
    assert set(cast(found, (patient, seen_too)).whose.values()) == {"P1", "D1"}


def test_a_voice_is_of_whoever_alone_speaks_then_and_of_the_only_one_named() -> None:
    early, late, over = spoken(1, 5), spoken(12, 14), spoken(8, 12)
    assert voices((early, late, over), (PATIENT, DOCTOR)) == {early: "D1"}
    assert set(voices((early, late, over), (PATIENT,)).values()) == {"P1"}
    assert voices((early,), (PATIENT, Appearance(Person("B", Role.BYSTANDER)))) == {}


def test_a_voice_stays_only_while_it_may_be_heard() -> None:
    early, over = spoken(1, 5), spoken(8, 12)
    found = (*somebody(0), early, over)
    covered = plan(found, Level.OTHERS_HIDDEN, heard=DOCTOR.heard)
    assert over in covered and early not in covered
    assert early in plan(found, Level.ALL_HIDDEN) and plan(found, Level.BARE) == ()
    assert early not in plan(found, Level.ALL_HIDDEN, heard=None)


def test_tracks_are_hidden_as_regions_are() -> None:
    mine, theirs = somebody(0), somebody(200)
    whose = dict.fromkeys(mine, "P1") | dict.fromkeys(theirs, "R1")
    assert set(plan(mine + theirs, Level.ALL_HIDDEN)) == set(mine + theirs)
    assert set(plan(mine + theirs, Level.OTHERS_HIDDEN, shown=frozenset({"P1"}), whose=whose)) == set(theirs)
