"""Why: person by person, with articles, consents and every way; and what changed in the law between two days."""

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kindao.engine.errors import BadInput
from kindao.engine.policy import Facts, decide, load_pack
from kindao.engine.policy.changes import answers, changes
from kindao.engine.policy.consent import GiverRole
from kindao.engine.policy.decision import Effect
from kindao.engine.policy.explaining import Leads, explain, instruments, remedies, successor
from kindao.engine.policy.path import SAID, STEPS
from kindao.engine.vocabulary import Outcome
from policy import rows

PACK = load_pack()
TABLES = {
    rule: row
    for path in sorted(rows.CASES.glob("*.yaml"))
    if path.stem != "incidents"
    for rule, said in rows.load(path.stem).items()
    for row in said.values()
}
DAYS = st.dates(PACK.covers_from, PACK.valid_until)


def facts(**row: object) -> Facts:
    return rows.facts(row)


@pytest.mark.parametrize("name", sorted(TABLES)[::4])
def test_an_explanation_has_the_answer_and_leaves_no_reason_out(name: str) -> None:
    asked = rows.facts(TABLES[name])
    decision, told = decide(asked, PACK), explain(asked, PACK)
    assert told.decision == decision
    assert tuple((one.person, one.outcome) for one in told.people) == decision.people
    said = {spoke.reason.rule for one in told.people for spoke in one.spoke} | {s.reason.rule for s in told.spoke}
    said |= {flaw.reason.rule for one in told.people for shown in one.consents for flaw in shown.flaws}
    assert {reason.rule for reason in decision.reasons} <= said
    assert tuple(way.steps for way in told.ways) == decision.ways
    assert [spoke.reason for spoke in told.duties] == list(decision.obligations)


def test_a_reason_comes_with_what_its_articles_say() -> None:
    told = explain(facts(consent=None, shown={"identifiability": "direct"}), PACK)
    (patient,) = told.people
    spoke = next(one for one in patient.spoke if one.reason.rule == "VN-DP-16")
    assert [article.citation for article in spoke.articles] == [spoke.reason.citation]
    assert patient.agree == patient.lacking == (GiverRole.SELF,) and patient.age == 36


def test_each_consent_is_told_with_what_is_wrong_with_it_and_only_there() -> None:
    (patient,) = explain(facts(consent={"apart_from_care": False}), PACK).people
    (shown,) = patient.consents
    assert [flaw.reason.rule for flaw in shown.flaws] == ["VN-DP-9-4"] and shown.carries is Outcome.DENY
    assert "VN-DP-9-4" not in {spoke.reason.rule for spoke in patient.spoke}
    (doubtful,) = explain(facts(consent={"duress": ["discount"]}), PACK).people[0].consents
    assert doubtful.carries is Outcome.INDETERMINATE
    (good,) = explain(facts(), PACK).people[0].consents
    assert good.carries is Outcome.PERMIT and not good.flaws


def test_a_consent_about_nobody_in_the_facts_is_told() -> None:
    told = explain(facts(more=[{"subject": "somebody else"}]), PACK)
    assert told.strangers == ("c2",)


def test_of_a_child_both_who_must_agree_and_who_has_not_are_named() -> None:
    (child,) = explain(facts(person={"birth_date": "2014-05-01"}), PACK).people
    assert set(child.agree) == {GiverRole.SELF, GiverRole.GUARDIAN} and child.lacking == (GiverRole.GUARDIAN,)


def test_hidden_staff_and_a_picture_for_the_record_need_nobody() -> None:
    (nurse,) = explain(facts(person={"role": "staff"}, consent=None), PACK).people
    kept = explain(facts(use={"purpose": "record", "destination": "internal"}, consent=None), PACK)
    assert nurse.agree == () and [one.agree for one in kept.people] == [()]


def test_the_ways_say_where_they_lead() -> None:
    hidden = explain(facts(use={"purpose": "awareness"}, consent=None), PACK)
    assert [way.leads for way in hidden.ways] == [Leads.YES, Leads.OFFICER]
    advert = explain(facts(consent=None, shown={"identifiability": "direct"}), PACK)
    assert [way.leads for way in advert.ways] == [Leads.YES, Leads.WITHOUT, Leads.WITHOUT]
    assert explain(facts(), PACK).ways == ()


def test_before_the_first_day_there_is_an_explanation_too() -> None:
    told = explain(facts(day="2010-12-31"), PACK)
    assert told.people == () and [one.reason.rule for one in told.spoke] == ["KD-NO-LAW"]


def test_every_remedy_of_every_rule_has_its_words() -> None:
    assert STEPS.keys() <= {remedy for rule in PACK.rules for remedy in rule.remedy}
    for rule in PACK.rules:
        assert len(remedies(rule)) == len(rule.remedy)
        assert rule.effect in (Effect.FORBID, Effect.REVIEW) or not rule.remedy
    assert set(STEPS.values()) <= SAID.keys()


def test_a_day_and_the_same_day_differ_in_nothing() -> None:
    on = date(2026, 1, 1)
    told = changes(PACK, on, on)
    assert not told.changes and not told.between


@settings(max_examples=60, deadline=None)
@given(DAYS, DAYS)
def test_every_rule_that_changed_is_told_once_and_no_other(one: date, other: date) -> None:
    first, last = sorted((one, other))
    told = changes(PACK, first, last)
    ended = [rule.id for change in told.changes for rule in change.ended]
    begun = [rule.id for change in told.changes for rule in change.begun]
    before = {rule.id for rule in PACK.rules if rule.in_force(first)}
    after = {rule.id for rule in PACK.rules if rule.in_force(last)}
    assert (sorted(ended), sorted(begun)) == (sorted(before - after), sorted(after - before))
    assert not {rule.id for rule in told.between} & (before | after)


def test_what_took_whose_place_is_told_together() -> None:
    told = changes(PACK, date(2025, 12, 31), date(2026, 1, 1))
    law = next(change for change in told.changes if change.old and change.old.id == "13/2023/NĐ-CP")
    assert law.new and law.new.id == "91/2025/QH15"
    assert "VN-D13-11" in {rule.id for rule in law.ended} and "VN-DP-16" in {rule.id for rule in law.begun}
    new = [change.new.id for change in told.changes if change.old is None and change.new]
    assert "356/2025/NĐ-CP" in new


def test_a_decree_that_came_and_went_is_told_between() -> None:
    told = changes(PACK, date(2023, 6, 30), date(2026, 1, 1))
    assert "VN-D13-11" in {rule.id for rule in told.between}


@pytest.mark.parametrize(
    ("first", "last", "says"),
    [
        (date(2026, 2, 1), date(2026, 1, 1), "--from: later"),
        (date(2010, 1, 1), date(2026, 1, 1), "--from: the law pack begins"),
        (date(2026, 1, 1), date(2031, 1, 1), "good until"),
    ],
)
def test_days_that_the_pack_cannot_tell_of_are_refused(first: date, last: date, says: str) -> None:
    with pytest.raises(BadInput, match=says):
        changes(PACK, first, last)


def test_the_answers_of_both_days_stand_beside_each_other() -> None:
    asked = facts(person={"statuses": ["fetal-sex"]}, consent={"signed_at": "2026-02-01T09:00:00+07:00"})
    both = answers(asked, PACK, date(2026, 6, 30), date(2026, 7, 1))
    assert (both.before.outcome, both.after.outcome) == (Outcome.PERMIT, Outcome.DENY)
    assert [reason.rule for reason in both.new] == ["VN-FS-6-3"]
    assert "VN-DP-16-CONSENT" in {reason.rule for reason in both.gone}


def test_what_replaced_an_instrument_began_when_it_ended() -> None:
    for one in instruments(PACK):
        if after := successor(one, PACK):
            assert one.until and one.until < after.since
