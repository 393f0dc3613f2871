"""Which findings a copy of each level covers."""

from kindao.engine.geometry import Box, Region
from kindao.engine.redact import plan
from kindao.engine.vocabulary import Attribute, Finding, Identifier, Level, Span


def a_finding(identifier: Identifier, x: int = 0) -> Finding:
    return Finding(identifier, Region(Box(x, 0, x + 10, 10)), 0.9, "test")


ALL = tuple(a_finding(identifier, 20 * n) for n, identifier in enumerate(Identifier))
BESIDE = (Finding(Identifier.NAME, Span(0, 4), 1, "test"), Finding(Identifier.LOCATION, Attribute("exif"), 1, "test"))


def kinds(covered: tuple[Finding, ...]) -> set[Identifier]:
    return {finding.identifier for finding in covered}


def test_the_bare_copy_covers_nothing() -> None:
    assert plan(ALL, Level.BARE) == ()


def test_everyone_hidden_covers_people_writing_codes_and_intimate_parts() -> None:
    assert kinds(plan(ALL, Level.ALL_HIDDEN)) >= {
        Identifier.FACE,
        Identifier.HEAD,
        Identifier.EYES,
        Identifier.SKIN_MARK,
        Identifier.TEXT,
        Identifier.NAME,
        Identifier.PHONE,
        Identifier.CODE,
        Identifier.INTIMATE,
    }


def test_the_part_under_treatment_is_not_covered_for_being_a_body_part() -> None:
    assert Identifier.BODY_PART not in kinds(plan(ALL, Level.ALL_HIDDEN))


def test_what_has_no_place_in_the_picture_is_not_covered_there() -> None:
    assert plan(BESIDE, Level.ALL_HIDDEN) == ()


def test_with_others_hidden_only_those_who_agreed_are_seen_and_all_writing_is_covered() -> None:
    hers, his, tag = a_finding(Identifier.HEAD), a_finding(Identifier.HEAD, 40), a_finding(Identifier.NAME, 80)
    covered = plan((hers, his, tag), Level.OTHERS_HIDDEN, shown=frozenset({"P1"}), whose={hers: "P1", his: "P2"})
    assert covered == (his, tag)


def test_a_head_that_is_nobodys_is_covered() -> None:
    head = a_finding(Identifier.HEAD)
    assert plan((head,), Level.OTHERS_HIDDEN, shown=frozenset({"P1"})) == (head,)


def test_kinds_that_are_to_be_kept_are_not_covered() -> None:
    assert Identifier.CODE not in kinds(plan(ALL, Level.ALL_HIDDEN, keep=frozenset({Identifier.CODE})))
