"""kindao law explain, diff and page, as people and scripts use them."""

import json
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from kindao.engine.policy.consent import VIETNAM
from kindao.page.law_wording import LAW
from support import kindao

FACTS = Path(__file__).parents[2] / "docs/examples/facts.json"
CONSENT = FACTS.with_name("consent-advertising.json")


@pytest.mark.parametrize(
    ("lang", "says"),
    [
        ("en", ("Must agree: the person", "Law 91/2025/QH15, Article 16(1): Personal data", "3. Without this picture")),
        (
            "vi",
            (
                "Phải đồng ý: chính người đó",
                "Luật 91/2025/QH15, khoản 1 Điều 16: Công khai",
                "3. Không dùng tấm ảnh này",
            ),
        ),
    ],
)
def test_a_decision_is_explained_person_by_person(lang: str, says: tuple[str, ...]) -> None:
    done = kindao("--lang", lang, "law", "explain", FACTS)
    assert done.returncode == 0 and "P-1042" in done.stdout and "nurse" in done.stdout
    for words in says:
        assert words in done.stdout, done.stdout


def test_a_rule_is_explained_with_what_replaced_its_law_and_its_cases() -> None:
    done = kindao("law", "explain", "VN-D13-11-TOLD")
    for words in ("Replaced by: Law 91/2025/QH15", "What lifts it:", "Applies: ", "Does not apply: ", "(S29)"[1:-1]):
        assert words in done.stdout
    said = json.loads(kindao("law", "explain", "VN-D13-11-TOLD", "--json").stdout)
    assert said["articles"][0]["replaced_by"] == "Luật 91/2025/QH15" and said["decides"]["decision"] == "deny"


@pytest.mark.parametrize("lang", ["en", "vi"])
def test_a_rule_of_another_country_has_cases_and_one_about_viet_nam_has_none_there(lang: str) -> None:
    told = kindao("--lang", lang, "law", "--law", "gdpr", "explain", "GD-9-1").stdout
    assert f"{LAW['decides'][lang]}: " in told and LAW["no-case"][lang] not in told
    assert LAW["no-case"][lang] in kindao("--lang", lang, "law", "--law", "gdpr", "explain", "KD-HIDDEN").stdout
    said = json.loads(kindao("law", "--law", "gdpr", "explain", "KD-LIVE", "--json").stdout)
    rules = {rule for kind in ("decides", "leaves") for rule in said[kind]["rules"]}
    assert not any(rule.startswith("VN-") for rule in rules), "what vn answers is not told as what gdpr does"


def test_fines_and_clocks_of_several_packs_are_all_told() -> None:
    both = json.loads(kindao("law", "--law", "vn,gdpr", "deadlines", "--json").stdout)["clocks"]
    one, other = (
        json.loads(kindao("law", "--law", name, "deadlines", "--json").stdout)["clocks"] for name in ("vn", "gdpr")
    )
    assert both == one + other and other
    assert json.loads(kindao("law", "--law", "vn,gdpr", "show", "VN-AD-8-8", "--json").stdout)["fines"]


def test_an_explanation_is_one_object_too() -> None:
    said = json.loads(kindao("law", "explain", FACTS, "--json").stdout)
    decided = json.loads(kindao("law", "decide", FACTS, "--json").stdout)
    assert (said["decision"], said["law"]) == (decided["decision"], decided["law"])
    assert said["ways"][0]["steps"] == decided["path"] and len(said["ways"]) > 1
    assert {one["person"]: one["decision"] for one in said["people"]} == decided["people"]


def test_what_changed_is_told_with_how_the_answer_changed() -> None:
    days = ("law", "diff", "--from", "2025-12-31", "--to", "2026-01-01")
    done = kindao(*days, "--facts", FACTS)
    assert done.returncode == 0 and "Decree 13/2023/NĐ-CP → Law 91/2025/QH15" in done.stdout
    assert "The answer for these facts" in done.stdout
    said = json.loads(kindao(*days, "--facts", FACTS, "--json").stdout)
    assert {one["rule"] for one in said["facts"]["new"]} >= {"VN-DP-16"}
    assert "No rule changed" in kindao("law", "diff", "--from", "2026-01-01", "--to", "2026-01-02").stdout


def test_the_page_is_written_once(tmp_path: Path) -> None:
    page = tmp_path / "law.html"
    assert kindao("law", "page", "-o", page).returncode == 0
    assert "VN-DP-16" in page.read_text(encoding="utf-8")
    again = kindao("law", "page", "-o", page)
    assert again.returncode == 2 and "--out: the file exists already" in again.stderr
    assert kindao("law", "page", "-o", page, "--force").returncode == 0


DIFF = ("law", "diff", "--from", "2025-12-31", "--to", "2026-01-01", "--facts")


@pytest.mark.parametrize(
    ("words", "field", "said"),
    [
        (("law", "decide"), "signed_at", "consents[0].signed_at: later than now. A consent counts"),
        (("--lang", "vi", "law", "decide"), "signed_at", "consents[0].signed_at: lúc ký chưa tới. Sự đồng ý"),
        (("--lang", "vi", "law", "decide"), "withdrawn_at", "consents[0].withdrawn_at: chưa tới lúc đó. Nếu"),
        (("law", "explain"), "withdrawn_at", "consents[0].withdrawn_at: later than now. If the person"),
        (DIFF, "signed_at", "consents[0].signed_at: later than now"),
    ],
)
def test_a_use_may_be_planned_and_a_signature_may_not(
    tmp_path: Path, words: tuple[str, ...], field: str, said: str
) -> None:
    now = datetime.now(VIETNAM)
    facts = json.loads(FACTS.read_text())
    facts["use"]["on"] = (now + timedelta(days=30)).date().isoformat()
    consent = json.loads((FACTS.parent / "consent-advertising.json").read_text()) | {"subject": "P-1042"}
    file = tmp_path / "facts.json"
    file.write_text(json.dumps(facts | {"consents": [consent]}))
    assert kindao(*words, file).returncode != 2
    file.write_text(json.dumps(facts | {"consents": [consent | {field: (now + timedelta(hours=30)).isoformat()}]}))
    done = kindao(*words, file)
    assert done.returncode == 2 and done.stdout == "" and len(done.stderr.strip().splitlines()) == 1
    assert f"facts.json: {said}" in done.stderr


def test_a_rule_is_found_in_small_letters() -> None:
    small, large = (kindao("law", "show", identity, "--json") for identity in ("vn-dp-10", "VN-DP-10"))
    assert small.returncode == 0 and small.stdout == large.stdout
    assert kindao("law", "show", "vn-dp-999").returncode == 2


@pytest.mark.parametrize(("lang", "says"), [("en", "No rule of the pack vn"), ("vi", "Không có điều luật nào")])
def test_a_day_before_the_first_rule_is_told_to_have_none(lang: str, says: str) -> None:
    assert says in kindao("--lang", lang, "law", "list", "--on", "1900-01-01").stdout
    assert says not in kindao("--lang", lang, "law", "list", "--on", "2026-05-01").stdout


@pytest.mark.parametrize(("lang", "says"), [("en", "was withdrawn on 2026-10-02"), ("vi", "rút lại vào 02/10/2026")])
def test_an_answer_about_a_past_day_tells_what_was_withdrawn_since(tmp_path: Path, lang: str, says: str) -> None:
    facts = json.loads(FACTS.read_text(encoding="utf-8"))
    consent = json.loads(CONSENT.read_text(encoding="utf-8"))
    facts["consents"] = [consent | {"withdrawn_at": "2026-10-02T09:00:00+07:00"}]
    file = tmp_path / "facts.json"
    file.write_text(json.dumps(facts), encoding="utf-8")
    before = kindao("--lang", lang, "law", "decide", file, "--on", "2026-10-01")
    assert says in before.stdout, before.stdout + before.stderr
    assert says not in kindao("--lang", lang, "law", "decide", file, "--on", "2026-10-03").stdout
    told = json.loads(kindao("law", "decide", file, "--on", "2026-10-01", "--json").stdout)
    assert told["withdrawn_since"] == [{"consent": consent["id"], "on": "2026-10-02"}]
