"""A decision is each person's and the picture's, in that order of weight, and can be made again byte for byte."""

import os
import subprocess
import sys
import unicodedata
from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kindao.engine.errors import BadInput
from kindao.engine.policy import decide, decision_to_json, facts_from_json, facts_to_json, load_pack
from kindao.engine.policy.asking import age
from kindao.engine.policy.decision import Effect
from kindao.engine.policy.facts import Person, Role, Shown
from kindao.engine.vocabulary import Identifiability, Identifier, Known, Outcome
from policy import rows, space

PACK = load_pack()


def test_each_person_is_decided_on_their_own_and_the_worst_counts() -> None:
    facts = space.facts(
        people=(space.a_patient(), Person("b", Role.BYSTANDER), Person("n", Role.STAFF)),
        copy=space.a_copy(
            Shown("p", Identifiability.INDIRECT),
            Shown("b", Identifiability.INDIRECT),
            Shown("n", Identifiability.DIRECT, frozenset({Identifier.FACE})),
        ),
    )
    decision = decide(facts, PACK)
    assert dict(decision.people) == {"p": Outcome.PERMIT, "b": Outcome.PERMIT, "n": Outcome.DENY}
    assert decision.outcome is Outcome.DENY
    assert {reason.person for reason in decision.reasons if reason.effect is Effect.FORBID} == {"n"}
    assert all(reason.effect is not Effect.PERMIT for reason in decision.reasons)


def test_determining_reasons_come_first_and_none_is_without_words() -> None:
    decision = decide(space.facts(consents=()), PACK)
    effects = [reason.effect for reason in decision.reasons]
    assert effects == sorted(effects, key=[Effect.FORBID, Effect.REVIEW].index)
    assert all(reason.words.vi and reason.words.en and reason.citation for reason in decision.reasons)


def test_a_refusal_without_a_rule_has_a_reason_too() -> None:
    row = {"day": "2016-05-01", "person": {"role": "unknown"}, "copy": {"confirmed_by": "o"}, "consent": None}
    row["use"] = {"purpose": "teaching", "destination": "lecture"}
    decision = decide(rows.facts(row), PACK)
    assert [reason.rule for reason in decision.reasons] == ["KD-NOTHING-PERMITS"]
    assert decision.path


def test_duties_come_with_a_permit_and_not_with_a_refusal() -> None:
    assert {duty.rule for duty in decide(space.facts(), PACK).obligations} >= {"VN-AD-342-9", "VN-DP-20"}
    assert decide(space.facts(consents=()), PACK).obligations == ()


def test_a_decision_names_pack_day_and_digests() -> None:
    decision = decide(space.facts(), PACK)
    assert (decision.pack, decision.on, decision.pack_digest) == ("vn", space.TODAY, PACK.digest)
    moved = decide(space.facts(use=space.a_use(on=space.TODAY - timedelta(1))), PACK)
    assert moved.facts_digest != decision.facts_digest


def test_stored_facts_give_the_same_bytes_in_another_process() -> None:
    """Sets iterate in another order there."""
    facts = rows.facts(
        {"consent": {"data_types": ["photo", "name", "voice"]}, "shown": {"visible": ["face", "name", "text"]}}
    )
    here = decision_to_json(decide(facts, PACK))
    code = (
        "import sys; from kindao.engine.policy import *;"
        "print(decision_to_json(decide(facts_from_json(sys.stdin.read()), load_pack())), end='')"
    )
    for seed in ("1", "2"):
        there = subprocess.run(
            [sys.executable, "-c", code],
            input=facts_to_json(facts),
            capture_output=True,
            text=True,
            check=True,
            env=os.environ | {"PYTHONHASHSEED": seed, "PYTHONIOENCODING": "utf-8"},
        )
        assert there.stdout == here


def test_stored_facts_hold_nothing_that_is_known_of_a_person() -> None:
    known = Known("p", names=("Nguyễn Thị Hoa",), phones=("0901234567",))
    facts = space.facts(people=(space.a_patient(known=known),))
    assert "Hoa" not in facts_to_json(facts)
    assert "Hoa" not in decision_to_json(decide(facts, PACK))
    assert decide(facts, PACK) == decide(space.facts(), PACK)


@given(born=st.dates(date(1930, 1, 1), date(2026, 12, 31)), on=st.dates(date(2011, 1, 1), date(2027, 1, 1)))
def test_an_age_grows_by_one_on_the_birthday_and_on_no_other_day(born: date, on: date) -> None:
    """Who is born on 29 February turns on 1 March in other years."""
    tomorrow = on + timedelta(1)
    leaps = (born.month, born.day) == (2, 29) and (tomorrow.month, tomorrow.day, on.day) == (3, 1, 28)
    birthday = (tomorrow.month, tomorrow.day) == (born.month, born.day) or leaps
    assert age(born, tomorrow) - age(born, on) == birthday


def test_a_person_with_a_place_who_was_not_named_is_unknown() -> None:
    shown = (Shown("p", Identifiability.INDIRECT), Shown("x", Identifiability.DIRECT))
    decision = decide(space.facts(copy=space.a_copy(*shown)), PACK)
    assert dict(decision.people)["x"] is Outcome.DENY


def test_someone_told_of_without_a_place_is_decided_too() -> None:
    people = (space.a_patient(), space.a_patient(id="q"))
    decision = decide(space.facts(people=people), PACK)
    assert dict(decision.people)["q"] is Outcome.DENY


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"use": {"purpose": "fun"}}, "use.purpose: "),
        ({"person": {"birth_date": "1990-13-01"}}, "people[0].birth_date: "),
        ({"person": {"role": "guest"}}, "people[0].role: "),
        ({"people": [rows.PATIENT, rows.PATIENT]}, "people[1].id: is there twice"),
        ({"people": [{"id": ""}]}, "people[0].id: is empty"),
        ({"scope": {"ends": "soon"}}, "consents[0].scopes[0].ends: "),
        ({"shown": {"visible": ["aura"]}}, "copy.shown[0].visible[0]: "),
        ({"copy": {"colour": "red"}}, "copy.colour: there is no such field"),
    ],
)
def test_wrong_facts_name_the_field(change: rows.Row, field: str) -> None:
    with pytest.raises(BadInput) as error:
        rows.facts(change)
    assert error.value.message.startswith(field)


def test_facts_are_read_back_as_they_were_written() -> None:
    for n, facts in enumerate(space.captures_and_clashes()):
        if n % 50 == 0:
            assert facts_from_json(facts_to_json(facts)) == facts


def test_a_missing_word_on_who_is_in_the_picture_never_permits() -> None:
    nobody = replace(space.facts(), people=(), consents=(), copy=space.a_copy())
    assert decide(nobody, PACK).outcome is not Outcome.PERMIT
    assert decide(replace(nobody, copy=replace(space.a_copy(), shown=())), PACK).outcome is Outcome.INDETERMINATE


CHILD: rows.Row = {
    "person": {"birth_date": "2015-03-01"},
    "consent": {"birth_date": "2015-03-01"},
    "more": [{"id": "c2", "giver": {"role": "guardian", "relation": "mother", "proof": "birth certificate"}}],
}
MOTHER = CHILD["more"][0]["giver"]


def outcome(row: rows.Row) -> Outcome:
    return decide(rows.facts(row), PACK, paths=False).outcome


def test_what_is_filed_and_then_handed_on_is_published() -> None:
    filed = {"purpose": "record", "destination": "internal"}
    assert outcome({"use": filed, "consent": None}) is Outcome.PERMIT
    for party in ("insurer", "press", "agency"):
        assert outcome({"use": filed | {"handed_to": [party]}, "consent": None}) is Outcome.DENY


def test_nobody_speaks_beside_who_is_suspected_without_an_officer() -> None:
    assert outcome(CHILD) is Outcome.PERMIT
    for relation in ("mother", "father"):
        suspected = {"id": "c3", "giver": MOTHER | {"relation": relation, "conflict": True}}
        assert outcome(CHILD | {"more": [*CHILD["more"], suspected]}) is Outcome.INDETERMINATE


@pytest.mark.parametrize("relation", ["spouse", "adult-child"])
def test_a_child_has_neither_spouse_nor_grown_child(relation: str) -> None:
    other = {"id": "c2", "giver": MOTHER | {"relation": relation}}
    assert outcome(CHILD | {"more": [other]}) is Outcome.INDETERMINATE


def test_who_speaks_for_a_child_says_what_they_are_to_it() -> None:
    """Papers alone do not tell: the officer looks, or the relation is stated."""
    child = CHILD | {"more": [{"id": "c2", "giver": MOTHER | {"relation": ""}}]}
    for pack in (PACK, load_pack("vn,gdpr")):
        decision = decide(rows.facts(child), pack)
        assert decision.outcome is Outcome.INDETERMINATE
        assert [step.step for step in decision.path] == ["state-relation"] or pack is not PACK
    assert "VN-CC-25-2-RELATION" in {reason.rule for reason in decide(rows.facts(child), PACK).reasons}


@pytest.mark.parametrize("capacity", ["none", "difficulty", "limited"])
def test_who_speaks_for_an_adult_is_appointed_and_the_decision_is_asked_for(capacity: str) -> None:
    def said(relation: str) -> set[str]:
        giver = {"role": "guardian", "relation": relation, "proof": "papers"}
        signed = {"capacity": capacity, "giver": giver}
        more = [{"id": "c2", "giver": {"role": "self"}}] if capacity == "limited" else []
        decision = decide(rows.facts({"person": {"capacity": capacity}, "consent": signed, "more": more}), PACK)
        assert decision.outcome is Outcome.INDETERMINATE
        return {one.rule for one in decision.reasons + decision.obligations}

    assert "VN-CC-25-2-APPOINTED" in said("spouse") & said("adult-child") & said("")
    assert "VN-CC-25-2-APPOINTED" not in said("court-appointed")
    assert ("VN-CC-25-2-APPOINTED" in said("guardian")) is (capacity != "none")
    assert "VN-CC-25-2-DECISION" in said("court-appointed") & said("spouse")


@pytest.mark.parametrize("day", ["2025-11-23", "2026-11-23"])
def test_the_age_of_every_child_is_verified_not_only_from_seven(day: str) -> None:
    """Decree 330/2026 art. 60.1(a) fines whoever does not verify a child's age; a child said to be six may be seven."""
    rule = "VN-DP-24-AGE" if day > "2026" else "VN-D13-20-AGE"
    for years, due in ((0, True), (6, True), (15, True), (16, False)):
        born = f"{int(day[:4]) - years}-01-01"
        mother = {"birth_date": born, "giver": MOTHER}
        row: rows.Row = {"day": day, "person": {"birth_date": born}, "consent": mother}
        if years >= 7:
            row["more"] = [{"id": "c2", "giver": {"role": "self"}}]
        duties = {one.rule for one in decide(rows.facts(row), PACK).obligations}
        checked = decide(rows.facts(row | {"consent": mother | {"age_check": "record"}}), PACK)
        assert (rule in duties) is due and rule not in {one.rule for one in checked.obligations}


def test_nobody_alive_is_older_than_the_oldest_there_was() -> None:
    """122 years are possible; a day of birth that makes it 123 was not meant. The dead grow no older."""
    for born, alive, expected in (
        ("1904-01-01", True, Outcome.PERMIT),
        ("1903-11-23", True, Outcome.INDETERMINATE),
        ("1903-11-23", False, Outcome.PERMIT),
    ):
        kin = {"consent": {"giver": {"role": "kin", "relation": "spouse", "proof": "certificate"}}}
        row = {"person": {"birth_date": born, "alive": alive}} | ({} if alive else kin)
        assert outcome(row) is expected, born


def test_who_shares_a_secret_is_asked_whether_or_not_it_is_called_one() -> None:
    shown = {"shown": {"identifiability": "direct", "visible": ["face"]}}
    agreed = shown | {"scope": {"identifiability": "direct"}, "copy": {"level": "others-hidden"}}
    assert outcome(agreed) is Outcome.PERMIT
    assert outcome(agreed | {"person": {"family": ["f"]}}) is Outcome.DENY


@pytest.mark.parametrize("typed", ["OB/GYN", "obgyn", "phu khoa", "Sản - Phụ khoa", "sản khoa"])
def test_a_sensitive_specialty_is_known_however_it_is_typed(typed: str) -> None:
    row = {"copy": {"not_looked_for": ["intimate"]}}
    assert outcome(row | {"use": {"specialty": "dermatology"}}) is Outcome.PERMIT
    for form in ("NFC", "NFD"):
        assert outcome(row | {"use": {"specialty": unicodedata.normalize(form, typed)}}) is Outcome.INDETERMINATE


def test_only_the_facts_that_contradict_each_other_are_told() -> None:
    facts = space.facts()
    later = replace(facts, use=replace(facts.use, captured_on=facts.use.on + timedelta(days=1)))
    (told,) = [reason.words for reason in decide(later, PACK).reasons if reason.rule == "KD-FACTS"]
    assert told.en == "The facts contradict each other: the day of capture lies after the day of the use."
    assert told.vi == "Dữ kiện mâu thuẫn: ngày chụp ở sau ngày sử dụng."
    assert PACK.rule("KD-FACTS").words != told
