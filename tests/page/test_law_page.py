"""The law page: nothing of the pack is left out, in either language, and every link leads somewhere."""

import base64
import hashlib
import re
from dataclasses import replace
from functools import cache
from html.parser import HTMLParser
from pathlib import Path

import pytest
from markupsafe import escape

import kindao
from kindao.engine.policy import load_pack
from kindao.engine.policy.consent import GiverRole, Relation
from kindao.engine.policy.deadlines import clocks
from kindao.engine.policy.decision import Effect
from kindao.engine.policy.explaining import Leads, remedies, successor
from kindao.engine.policy.facts import Role
from kindao.engine.policy.fines import all_fines, fines
from kindao.engine.policy.library import cases, incidents_of, sources, subjects
from kindao.engine.vocabulary import Outcome, Words
from kindao.page import law_wording, terms, wording
from kindao.page.law import render_law, rests_on

PACK = load_pack()
ARTICLES = [article for article in PACK.articles if article.instrument in rests_on(PACK)]
SOURCES = Path(kindao.__file__).parent


@cache
def page(language: str = "vi") -> str:
    return render_law(PACK, language=language)


class Ids(HTMLParser):
    """What is named, and what is pointed at."""

    def __init__(self) -> None:
        super().__init__()
        self.named: list[str] = []
        self.pointed: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        held = dict(attrs)
        if name := held.get("id"):
            self.named.append(name)
        if tag in ("a", "use") and (to := held.get("href")):
            self.pointed.add(to)


@cache
def ids() -> Ids:
    reader = Ids()
    reader.feed(page())
    return reader


def says(words: Words, html: str = "") -> bool:
    return all(f">{escape(words[lang])}<" in (html or page()) for lang in ("vi", "en"))


def card(rule: str) -> str:
    found = re.search(rf'<article class="rule [^"]*" id="{re.escape(rule)}".*?</article>', page(), re.DOTALL)
    assert found, rule
    return found[0]


def test_every_rule_is_there_in_both_languages_with_its_articles_dates_and_remedies() -> None:
    for rule in PACK.rules:
        held = card(rule.id)
        assert f'data-since="{rule.since}"' in held and (rule.until is None or f'data-until="{rule.until}"' in held)
        for words in (rule.words, wording.EFFECT[rule.effect], *remedies(rule)):
            assert says(words, held), rule.id
        for article in rule.articles:
            assert says(article.cited, held) and says(article.words, held), article.citation


def test_every_rule_has_the_case_that_it_decides_and_the_one_that_it_leaves_alone() -> None:
    for rule in PACK.rules:
        held = card(rule.id)
        for case in (cases()["vn"][rule.id].decides, cases()["vn"][rule.id].leaves):
            assert says(case.words, held), rule.id
            assert f'class="case {case.outcome.value}"' in held, rule.id


def dated(identity: str) -> str:
    found = re.search(rf'<div class="dated" id="{re.escape(identity)}".*?</div>', page(), re.DOTALL)
    assert found, identity
    return found[0]


def test_every_fine_is_there_with_its_base_and_dates_and_beside_the_rules_that_the_act_breaks() -> None:
    for fine in all_fines(PACK):
        held = dated(fine.id)
        assert f'data-since="{fine.since}"' in held and (fine.until is None or f'data-until="{fine.until}"' in held)
        for words in (fine.words, fine.article.cited, *terms.sums(fine)):
            assert says(words, held) and words.vi, fine.id
        assert terms.BASE[fine.base].vi in terms.sums(fine)[0].vi
    for rule in PACK.rules:
        for fine in fines(PACK, [rule.id]):
            assert f'href="#{fine.id}"' in card(rule.id) and says(terms.sums(fine)[0], card(rule.id))
        assert says(terms.DEPENDS, card(rule.id)) is any(fine.depends for fine in fines(PACK, [rule.id]))


def test_every_deadline_is_there_with_its_term_article_and_dates() -> None:
    for clock in clocks(PACK):
        held = dated(clock.id)
        assert f'data-since="{clock.since}"' in held
        for words in (clock.words, clock.who, clock.todo, terms.term(clock)):
            assert says(words, held), clock.id
        assert says(law_wording.LAW["unsettled"], held) is clock.unsettled
        assert all(says(article.cited, held) for article in clock.articles)


@pytest.mark.parametrize("name", ["gdpr", "hipaa", "gmc", "vn,gdpr"])
def test_another_pack_has_a_whole_page_too(name: str) -> None:
    pack, reader = load_pack(name), Ids()
    html = render_law(pack)
    reader.feed(html)
    assert {rule.id for rule in pack.rules} <= set(reader.named)
    assert {to.removeprefix("#") for to in reader.pointed} <= set(reader.named)
    assert len(reader.named) == len(set(reader.named))
    assert {subjects().get(rule.id, "") for rule in pack.rules} <= law_wording.SUBJECT.keys()
    for rule in pack.rules:
        own = next(filter(None, (cases()[part.name].get(rule.id) for part in pack.each)), None)
        if own:
            assert says(own.decides.words, html) and says(own.leaves.words, html), rule.id
    assert says(law_wording.LAW["no-case"], html) is ("vn" not in name), "a shared rule that is about Việt Nam"
    assert says(law_wording.LAW["unsigned"], html) and "luật sư Việt Nam nào" not in html
    assert ('id="incidents"' in html) is ("vn" in name)
    assert ('id="i-91-2025-QH15"' in html, 'id="i-2016-679"' in html) == ("vn" in name, "gdpr" in name)
    told = {fine.id for part in pack.each for fine in all_fines(part)} | {clock.id for clock in clocks(pack)}
    assert told == {one for one in reader.named if one.startswith(("FN-", "DL-"))} and bool(told) is (name != "gmc")


def test_what_has_happened_is_told_with_the_answer_of_its_day_and_of_today() -> None:
    for one in incidents_of(PACK):
        found = re.search(rf'<article class="incident" id="{one.id}">.*?</article>', page(), re.DOTALL)
        assert found and says(one.words, found[0])
        assert says(law_wording.LAW["no-day"], found[0]) is (one.then is None)
        for answer in filter(None, (one.then, one.today)):
            assert f'class="case {answer.outcome.value}"' in found[0]
            assert all(f'href="#{rule}"' in found[0] for rule in answer.rules), one.id
    assert [one.id for one in incidents_of(PACK)] == [f"I{n}" for n in range(1, 16)]


def test_every_instrument_and_article_is_there_with_dates_source_and_flag() -> None:
    for article in ARTICLES:
        assert says(article.place) and says(article.words), article.citation
    for one in rests_on(PACK):
        assert says(one.short) and says(one.title)
        if after := successor(one, PACK):
            chapter = re.search(rf"<h3>[^\n]*{re.escape(one.title.en)}.*?</p>", page(), re.DOTALL)
            assert chapter and after.short.vi in chapter[0], one.id
    assert len(re.findall(r'class="article"', page())) == len(ARTICLES)


def test_every_link_leads_somewhere_on_the_page_and_every_name_is_there_once() -> None:
    assert len(ids().named) == len(set(ids().named))
    assert {to for to in ids().pointed if not to.startswith("#")} == set()
    assert {to.removeprefix("#") for to in ids().pointed} <= set(ids().named)


def test_every_source_is_explained() -> None:
    for key in sources():
        assert f'id="s-{key}"' in page()


def test_the_picture_has_each_law_once_and_joins_what_replaced_what() -> None:
    drawn = re.search(r'<svg class="years".*?</svg>', page(), re.DOTALL)
    assert drawn
    laws = [one for one in rests_on(PACK) if one.source != "Kindao"]
    assert drawn[0].count('<rect class="bar') == len(laws)
    assert drawn[0].count('class="join"') == sum(successor(one, PACK) is not None for one in laws)
    for x, width in re.findall(r'<rect class="bar[^"]*" x="([\d.]+)%" width="([\d.]+)%"', drawn[0]):
        assert 0 <= float(x) < 100 and float(width) > 0 and float(x) + float(width) <= 100.01


def test_a_rule_that_stands_on_a_weak_clause_shows_its_flag() -> None:
    assert 'class="flag flag-P"' in card("VN-CY-116")
    assert says(law_wording.LAW["own"], card("KD-AGE"))
    assert "flag-Y" not in card("KD-AGE"), "the house's own rules are no law that somebody verified"


def test_nobody_has_signed_the_pack_off_until_a_lawyer_has() -> None:
    assert law_wording.LAW["unsigned"].vi in page()
    signed = render_law(replace(PACK, reviewed_by="somebody <b>bold</b>"))
    assert law_wording.LAW["unsigned"].vi not in signed
    assert "somebody &lt;b&gt;bold&lt;/b&gt;" in signed and "<b>bold</b>" not in signed


def test_whatever_a_pack_says_stays_text() -> None:
    evil = Words("</p><script>alert('một')</script>", "<img src=x onerror=alert(1)>")
    rules = tuple(replace(rule, words=evil) for rule in PACK.rules[:2])
    html = render_law(replace(PACK, rules=rules))
    assert "<img" not in html and html.count("<script>") == 1
    assert "&lt;img src=x" in html


@pytest.mark.parametrize("language", ["vi", "en"])
def test_the_page_begins_in_the_language_asked_for(language: str) -> None:
    html = page(language)
    assert f'<html lang="{language}">' in html
    assert re.findall(r'id="in-(\w+)" autocomplete="off" checked', html) == [language]
    assert law_wording.LAW["title"][language].format(pack="vn") in html.split("</title>")[0]


def test_the_policy_names_exactly_this_style_and_this_script_and_no_source_outside() -> None:
    html = page()
    for tag, rule in (("style", "style-src"), ("script", "script-src")):
        (held,) = re.findall(rf"<{tag}>(.*?)</{tag}>", html, re.DOTALL)
        digest = base64.b64encode(hashlib.sha256(held.encode()).digest()).decode()
        assert f"{rule} 'sha256-{digest}'" in html
    assert "default-src 'none'" in html
    assert not re.search(r'(src|href)="(?!#)', html)


def test_the_same_pack_gives_the_same_page() -> None:
    assert render_law(PACK) == page()


def test_every_word_of_the_law_has_its_words() -> None:
    assert set(law_wording.EFFECT_IN_FULL) == set(Effect)
    assert set(law_wording.ROLE) == set(Role) and set(law_wording.GIVER) == set(GiverRole)
    assert set(law_wording.RELATION) == set(Relation) and set(law_wording.LEADS) == set(Leads)
    assert set(law_wording.CARRIES) == set(Outcome)
    assert {act for rule in PACK.rules for act in rule.acts} <= law_wording.ACT.keys()
    assert {subjects().get(rule.id, "") for rule in PACK.rules} <= law_wording.SUBJECT.keys()


def test_no_words_of_the_law_are_left_over() -> None:
    texts = [file.read_text() for file in [*SOURCES.glob("cli/*.py"), *SOURCES.glob("page/**/*.html")]]
    texts.append((SOURCES / "page/law.py").read_text())
    said = "\n".join(texts)
    for key in law_wording.LAW:
        used = rf"""(LAW\[|_line\(\s*|fact\(|case\(|fold\()["']{key}["']"""
        assert re.search(used, said), key
