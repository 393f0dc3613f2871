"""A pack is whole, sealed and within its dates, or it is refused."""

import shutil
import subprocess
import sys
import tomllib
from datetime import date, timedelta
from pathlib import Path

import pytest

from kindao.engine.errors import BadInput, Failed
from kindao.engine.policy import decide, load_pack
from kindao.engine.policy.decision import Effect, Verified
from kindao.engine.policy.pack import _load, placed
from kindao.engine.vietnamese import in_vietnamese
from kindao.engine.vocabulary import Outcome
from policy import space

LAW = Path(__file__).parents[3] / "law"


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    return Path(shutil.copytree(LAW, tmp_path / "law"))


def sealed(law: Path) -> Path:
    """Seals a changed copy with the project's own tool, as somebody who may would."""
    tool = (LAW.parent / "tools" / "seal_pack.py").read_text()
    (law.parent / "tools").mkdir(exist_ok=True)
    (law.parent / "tools" / "seal_pack.py").write_text(tool)
    subprocess.run([sys.executable, law.parent / "tools" / "seal_pack.py"], check=True)
    return law


def changed(law: Path, file: str, before: str, after: str) -> Path:
    path = law / file
    text = path.read_text()
    assert before in text
    path.write_text(text.replace(before, after, 1))
    return law


def test_the_pack_that_ships_is_sealed_and_covers_the_article_it_was_born_from() -> None:
    pack = load_pack()
    assert pack.digest.startswith("sha256:")
    cited = {article.citation for rule in pack.rules for article in rule.articles}
    assert {"Luật 15/2023/QH15, khoản 2 Điều 10", "Nghị định 13/2023/NĐ-CP, Điều 11"} <= cited


@pytest.mark.parametrize(
    "file",
    [
        "packs/vn/data.cedar",
        "acts.cedarschema",
        "instruments/data.toml",
        "deadlines.toml",
        "fines.toml",
        "holidays.toml",
    ],
)
def test_one_changed_byte_refuses_the_pack(copy: Path, file: str) -> None:
    with (copy / file).open("a") as stream:
        stream.write(" ")
    with pytest.raises(Failed, match="altered"):
        _load(copy, "vn")


def test_a_file_beside_it_that_is_not_listed_refuses_the_pack(copy: Path) -> None:
    (copy / "packs/vn/extra.cedar").write_text('@id("X") permit (principal, action, resource);')
    with pytest.raises(Failed, match="does not list"):
        _load(copy, "vn")


@pytest.mark.parametrize("name", ["xx", "../vn", "", "VN", "vn/"])
def test_an_unknown_pack_is_bad_input(name: str) -> None:
    with pytest.raises(BadInput, match="no law pack"):
        load_pack(name)


def test_an_expired_pack_refuses_and_says_so() -> None:
    pack = load_pack()
    with pytest.raises(BadInput, match="good until"):
        load_pack(on=date(2030, 1, 1))
    with pytest.raises(BadInput, match="good until"):
        decide(space.facts(use=space.a_use(on=date(2030, 1, 1))), pack)


Slip = tuple[str, str, str]


@pytest.mark.parametrize(
    "slip",
    [
        ("packs/vn/data.cedar", "context.withdrawn", "context.withdrawnn"),
        ("packs/vn/data.cedar", 'Action::"publish"', 'Action::"publsh"'),
        ("packs/vn/data.cedar", '@effect("review")', '@effect("permit")'),
        ("packs/vn/data.cedar", "khoản 1 Điều 16", "khoản 1 Điều 99"),
        ("packs/vn/data.cedar", '@since("2026-01-01")', '@since("2025-12-31")'),
        ("packs/vn/decree13.cedar", '@until("2025-12-31")', '@until("2026-01-01")'),
        ("packs/vn/network.cedar", '@id("VN-CY-116") @effect("review")', '@id("VN-CY-116") @effect("forbid")'),
        ("packs/vn/data.cedar", '@id("VN-DP-10")', '@id("VN-DP-16")'),
        ("packs/vn/data.cedar", '@since("2026-01-01")', ""),
        ("packs/vn/data.cedar", "forbid (principal", "forbid (principal)"),
        ("packs/vn/pack.toml", '"forbid", "review"', '"review", "forbid"'),
        ("instruments/data.toml", 'verified = "Y"', 'verified = "?"'),
    ],
)
def test_an_authors_slip_refuses_the_whole_pack(copy: Path, slip: Slip) -> None:
    """Sealed properly, and still refused: a rule that never speaks would let things through."""
    with pytest.raises(Failed):
        _load(sealed(changed(copy, *slip)), "vn")


def test_the_copy_itself_is_sound(copy: Path) -> None:
    """What the slips above change is what refuses it."""
    assert _load(sealed(copy), "vn").digest == load_pack().digest


def test_a_rule_that_errs_refuses_instead_of_being_skipped(copy: Path) -> None:
    """Cedar skips a forbid that errs; we refuse. An overflow is an error that no schema can see."""
    slip = (
        "packs/vn/data.cedar",
        "context.withdrawn &&",
        "context.age + 9223372036854775807 > 0 && context.withdrawn &&",
    )
    pack = _load(sealed(changed(copy, *slip)), "vn")
    with pytest.raises(Failed, match="could not judge"):
        decide(space.facts(), pack)


def test_every_article_has_dates_words_in_both_languages_and_a_source() -> None:
    for article in load_pack().articles:
        assert article.words.vi and article.words.en and article.source, article.citation
        assert article.words.vi != article.words.en
        assert article.instrument.since <= article.since, article.citation
        if article.instrument.until:
            assert article.until and article.until <= article.instrument.until, article.citation


def test_every_article_in_the_law_files_loads_and_no_rule_outlives_one() -> None:
    pack = load_pack()
    written = sum(
        len(instrument["article"])
        for file in (LAW / "instruments").glob("*.toml")
        for instrument in tomllib.loads(file.read_text())["instrument"]
    )
    assert len(pack.articles) == written
    for rule in pack.rules:
        for article in rule.articles:
            assert article.since <= rule.since, rule.id
            assert article.until is None or (rule.until is not None and rule.until <= article.until), rule.id


def test_a_rule_carries_the_flag_of_its_weakest_article() -> None:
    pack = load_pack()
    assert pack.rule("VN-CY-116").verified is Verified.P
    assert pack.rule("VN-DP-16-CONSENT").verified is Verified.Y2
    assert pack.rule("VN-DP-10").verified is Verified.Y


def test_every_remedy_is_one_that_the_path_knows() -> None:
    known = {"ask", "redact", "remove-words", "name", "officer", "record", "close", "keep", "wait", "area", "age"}
    known |= {"correct", "illustrate", "new-consent", "rewrite", "as-advert", "keep-inside"}
    known |= {"written-request", "ask-family", "relation"}
    for rule in load_pack().rules:
        assert set(rule.remedy) <= known, rule.id
        assert bool(rule.remedy) is (rule.effect in (Effect.FORBID, Effect.REVIEW)), rule.id


def test_help_does_not_load_cedar_or_pydantic() -> None:
    code = "import sys, kindao.engine.policy; print({'cedarpy', 'pydantic'} & set(sys.modules))"
    assert (
        subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.strip()
        == "set()"
    )


@pytest.mark.parametrize(
    ("vietnamese", "english"),
    [
        ("Điều 10", "Article 10"),
        ("khoản 1 Điều 16", "Article 16(1)"),
        ("điểm a khoản 1 Điều 26", "Article 26(1)(a)"),
        ("điểm đ khoản 12 Điều 3", "Article 3(12)(dd)"),
        ("mục 16", "section 16"),
    ],
)
def test_a_place_is_cited_in_english(vietnamese: str, english: str) -> None:
    assert placed(vietnamese).en == english


def test_every_rule_is_cited_in_both_languages() -> None:
    """No Vietnamese word is left in an English citation but the number of the instrument itself."""
    rules = {rule.id: rule for rule in load_pack().rules}
    assert rules["VN-DP-16"].reason().cited.en == "Law 91/2025/QH15, Article 16(1)"
    for rule in rules.values():
        assert rule.cited.en.replace("/NĐ-CP", "").isascii(), rule.id
        assert rule.cited.en.count("; ") == rule.citation.count("; ") and rule.cited.vi == rule.citation


def test_a_place_that_has_no_english_refuses_the_pack(copy: Path) -> None:
    slip = ("instruments/network.toml", 'place_en = "provisions on personal secrets"\n', "")
    with pytest.raises(Failed, match="no English"):
        _load(sealed(changed(copy, *slip)), "vn")


def test_a_day_before_the_pack_is_told_its_first_day_and_what_to_do() -> None:
    pack = load_pack()
    decision = decide(space.facts(use=space.a_use(on=pack.covers_from - timedelta(1))), pack)
    (reason,) = decision.reasons
    assert (reason.rule, decision.outcome) == ("KD-NO-LAW", Outcome.DENY)
    assert f"begins on {pack.covers_from}" in reason.words.en and f"{pack.covers_from:%d/%m/%Y}" in reason.words.vi
    assert "Ask again for a day" in reason.words.en and [step.step for step in decision.path] == ["correct-facts"]
    assert decide(space.facts(use=space.a_use(on=pack.covers_from)), pack).reasons[0].rule != "KD-NO-LAW"


def test_what_is_doubtful_carries_its_flag_and_permits_nothing() -> None:
    """The list for the lawyer in docs/law.md: each is in the data under its flag, and no rule on it opens anything."""
    holidays = tomllib.loads((LAW / "holidays.toml").read_text())
    (day,) = holidays["yearly"]
    assert (day["month"], day["day"], day["binds"], day["verified"]) == (11, 24, "doubtful", "P")
    countings = {one["id"]: one for one in tomllib.loads((LAW / "deadlines.toml").read_text())["counting"]}
    for doubtful in ("day-off", "week", "extension"):
        assert "our reading" in countings[doubtful]["en"] and "cách hiểu của chúng tôi" in countings[doubtful]["vi"]
    packs = {name: load_pack(name) for name in ("vn", "gdpr", "hipaa", "gmc")}
    began = {one.instrument.short.en: one.instrument.first_day for one in packs["gmc"].articles}
    assert began["GMC, Recordings of patients"] is began["ICMJE"] is Verified.P
    civil = {f"khoản {n} Điều {article}" for n, article in ((1, 147), (2, 147), (1, 148), (3, 148), (5, 148))}
    assert not [rule.id for rule in packs["vn"].rules for one in rule.articles if one.place.vi in civil], (
        "decide nothing"
    )
    told = (LAW.parent / "docs/law.md").read_text().partition("## For the lawyer")[2].partition("\n## ")[0]
    for pack in packs.values():
        weak = [rule for rule in pack.rules if rule.verified in (Verified.P, Verified.N)]
        assert weak and all(rule.effect in (Effect.REVIEW, Effect.REQUIRE) for rule in weak)
        assert not [rule.id for rule in weak if f"`{rule.id}`" not in told], pack.name


@pytest.mark.parametrize("why", ["packs/vn/data.cedar was altered", "pack.toml was altered, or never sealed"])
def test_that_a_pack_was_altered_is_told_in_vietnamese_whole(why: str) -> None:
    said = in_vietnamese(f"law pack vn: {why}")
    assert said.startswith("Gói luật vn: ") and "đã bị thay đổi" in said and "altered" not in said
