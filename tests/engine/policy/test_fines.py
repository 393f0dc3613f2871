"""Fines are information, and never without whom they are for and since when."""

import tomllib
from dataclasses import replace
from datetime import date, timedelta
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kindao.engine.errors import Failed
from kindao.engine.policy import Pack, load_pack
from kindao.engine.policy.deadlines import clocks
from kindao.engine.policy.fines import Amount, Base, Fine, all_fines, fines

LAW = Path(__file__).parents[3] / "law"


@cache
def pack() -> Pack:
    return load_pack()


ALL = all_fines(pack())
RULES = sorted({rule for fine in ALL for rule in fine.rules})
FOLLOWING = {
    "VN-AD-19-2", "VN-AD-23-7", "VN-CC-34-3", "VN-D13-14", "VN-D13-16", "VN-D13-23", "VN-D13-24", "VN-D13-9",
    "VN-D356-21", "VN-DP-14", "VN-DP-21", "VN-DP-23", "VN-DP-SENS", "VN-SN-147-24", "VN-SN-147-48",
}  # fmt: skip
"""Duties that no rule about publishing states: they follow an event, or concern whoever runs the system."""


def test_every_rule_that_a_fine_or_a_clock_names_is_known() -> None:
    named = set(RULES) | {rule for clock in clocks(pack()) for rule in clock.rules}
    assert named - {rule.id for rule in pack().rules} == FOLLOWING


def one(identity: str) -> Fine:
    return next(fine for fine in ALL if fine.id == identity)


M = 1_000_000


@pytest.mark.parametrize(
    ("identity", "individual", "organisation"),
    [
        ("FN-90-38-3C", Amount(1 * M, 3 * M), Amount(2 * M, 6 * M)),
        ("FN-38-34-3B", Amount(20 * M, 40 * M), Amount(40 * M, 80 * M)),
        ("FN-330-63-2A", Amount(25 * M, 35 * M), Amount(50 * M, 70 * M)),
        ("FN-174-96-1", Amount(1 * M, 2_500_000), Amount(2 * M, 5 * M)),
        ("FN-91-8-OTHER", Amount(None, 1500 * M), Amount(None, 3000 * M)),
    ],
)
def test_an_organisation_pays_twice_what_an_individual_does(
    identity: str, individual: Amount, organisation: Amount
) -> None:
    assert one(identity).for_a(Base.INDIVIDUAL) == individual
    assert one(identity).for_a(Base.ORGANISATION) == organisation


@pytest.mark.parametrize("fine", ALL, ids=lambda fine: fine.id)
def test_a_fine_has_base_dates_words_and_article(fine: Fine) -> None:
    assert fine.base in Base and fine.since >= fine.article.since >= fine.article.instrument.since
    assert (fine.amount is None) is not (fine.measure is None)
    for words in (fine.words, fine.also, fine.measure):
        assert words is None or (words.vi and words.en and not words.vi.isascii())
    for who in Base:
        if amount := fine.for_a(who):
            assert amount.low is None or 0 < amount.low < amount.high
            assert amount.high % 500_000 == 0


def test_ids_and_bases_hold_for_a_whole_decree() -> None:
    assert len({fine.id for fine in ALL}) == len(ALL) > 40
    bases = {
        "117/2020/NĐ-CP": Base.INDIVIDUAL,
        "38/2021/NĐ-CP": Base.INDIVIDUAL,
        "90/2026/NĐ-CP": Base.INDIVIDUAL,
        "87/2026/NĐ-CP": Base.INDIVIDUAL,
        "174/2026/NĐ-CP": Base.ORGANISATION,
        "330/2026/NĐ-CP": Base.ORGANISATION,
        "91/2025/QH15": Base.ORGANISATION,
    }
    assert {fine.article.instrument.id: fine.base for fine in ALL} == bases
    assert all(fine.base is bases[fine.article.instrument.id] for fine in ALL)


def ids(rule: str, on: str) -> set[str]:
    return {fine.id for fine in fines(pack(), [rule], date.fromisoformat(on))}


def test_the_decree_in_force_on_the_day_counts() -> None:
    assert ids("VN-AD-8-8", "2021-05-31") == set()
    assert ids("VN-AD-8-8", "2021-06-01") == ids("VN-AD-8-8", "2026-05-14") == {"FN-38-34-3B"}
    assert ids("VN-AD-8-8", "2026-05-15") == set(), "its successor's clause was not found"
    assert ids("VN-HIV-8-5", "2026-05-14") == {"FN-117-19-3C"}
    assert ids("VN-HIV-8-5", "2026-05-15") == {"FN-90-18-3C", "FN-90-18-4"}
    assert ids("VN-DP-28", "2026-08-18") == {"FN-91-8-OTHER"}
    assert ids("VN-DP-28", "2026-08-19") == {"FN-91-8-OTHER", "FN-330-63-1", "FN-330-63-2A"}


def test_two_decrees_on_one_act_are_both_told_and_depend() -> None:
    """Decrees 174/2026 and 330/2026 both fine the use without consent; nobody has said which applies."""
    told = {fine.id: fine.depends for fine in fines(pack(), ["VN-SN-174-96"], date(2026, 9, 1))}
    assert told == {"FN-174-96-3E": True, "FN-174-96-3M": True, "FN-330-39-1A": True, "FN-330-43-1": True}
    before = fines(pack(), ["VN-SN-174-96"], date(2026, 8, 1))
    assert [fine.depends for fine in before] == [False, False]


def test_a_ceiling_of_the_law_or_a_second_clause_of_one_decree_is_no_overlap() -> None:
    assert not any(fine.depends for fine in fines(pack(), ["VN-DP-28"], date(2026, 9, 1)))


def test_two_acts_under_two_decrees_do_not_depend() -> None:
    told = fines(pack(), ["VN-AD-8-8", "VN-HIV-8-5"], date(2022, 1, 1))
    assert len(told) == 2 and not any(fine.depends for fine in told)


def test_decrees_that_never_met_do_not_depend() -> None:
    told = fines(pack(), ["VN-HIV-8-5"])
    assert len(told) == 3 and not any(fine.depends for fine in told)


@given(st.sets(st.sampled_from(RULES), max_size=4), st.dates(date(2020, 1, 1), date(2027, 12, 31)))
def test_what_is_told_belongs_to_the_rules_and_the_day(rules: set[str], on: date) -> None:
    told = fines(pack(), rules, on)
    assert all(fine.in_force(on) and rules & set(fine.rules) for fine in told)
    assert len(told) == sum(1 for fine in ALL if rules & set(fine.rules) and fine.in_force(on))
    ever = {fine.id for fine in fines(pack(), rules)}
    assert {fine.id for fine in told} <= ever


def test_a_decree_ends_the_day_before_its_successor_begins() -> None:
    for old, new in (("117/2020/NĐ-CP", "90/2026/NĐ-CP"), ("38/2021/NĐ-CP", "87/2026/NĐ-CP")):
        held = {article.instrument.id: article.instrument for article in pack().articles}
        last = held[old].until
        assert last and last + timedelta(days=1) == held[new].since and held[old].replaced_by == new


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ('other = "double"', 'other = "half"'),
        ('base = "individual"', 'base = "everyone"'),
        ("until = 2026-05-14", "until = 2026-05-15"),
        ("high = 15_000_000\n", ""),
        ("điểm c khoản 3 Điều 19", "điểm c khoản 3 Điều 99"),
    ],
)
def test_an_authors_slip_refuses_every_fine(before: str, after: str) -> None:
    text = pack().data["fines.toml"]
    assert before in text
    with pytest.raises(Failed, match="law pack vn"):
        all_fines(replace(pack(), data={"fines.toml": text.replace(before, after, 1)}))


def test_every_source_that_the_law_files_name_is_listed() -> None:
    listed = {line.split("|")[1].strip() for line in (LAW / "sources.md").read_text().splitlines() if "|" in line}
    named = {article.source for article in pack().articles} | {a.instrument.source for a in pack().articles}
    holidays = tomllib.loads((LAW / "holidays.toml").read_text())
    named |= {entry["source"] for entry in (*holidays["off"], *holidays["yearly"])}
    assert {key for source in named for key in source.split(", ")} <= listed
