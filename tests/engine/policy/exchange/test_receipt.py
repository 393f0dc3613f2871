"""A receipt tells what is on record, in terms that exist, and the law it names is described beside it."""

import importlib.util
import json
import re
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings

from kindao.engine.detect.parts import SHAPES
from kindao.engine.policy import load_consent, load_pack
from kindao.engine.policy.consent import (
    VIETNAM,
    AdTerms,
    AgeCheck,
    Consent,
    DataType,
    Giver,
    GiverRole,
    Method,
    Relation,
)
from kindao.engine.policy.exchange import receipt
from kindao.engine.policy.exchange.legal import FORM, LEGAL_VN, WITHDRAWAL, laws, term
from kindao.engine.policy.exchange.receipt import SCHEMA
from kindao.engine.vocabulary import Destination, Identifiability, Level, Purpose
from kindao.page.consent import AREA, receipt_text
from kindao.page.wording import LEVEL
from policy import space
from policy.consents import consents

ROOT = Path(__file__).resolve().parents[4]
PAGE = (ROOT / "docs/exchange.md").read_text()
LISTED = set(re.findall(r"`((?:dpv|pd|loc):\w+)`", PAGE.partition("## The receipt")[2].partition("\nEach purpose")[0]))
LEGAL: dict[str, Any] = json.loads((ROOT / "law/legal-vn.jsonld").read_text())
CONCEPTS = {one["@id"]: one for one in LEGAL["@graph"]}
TODAY = date(2026, 11, 23)


def of(consent: Consent) -> dict[str, Any]:
    whole: dict[str, Any] = json.loads(receipt(consent, on=TODAY))
    return whole


def terms(value: Any) -> Iterator[str]:
    """Every compact name in it, of keys, types and ids; what people wrote is none."""
    if isinstance(value, dict):
        for key, held in value.items():
            if key == "@context":
                continue
            yield key
            if key in ("@type", "@id"):
                yield from [held] if isinstance(held, str) else held
            yield from terms(held)
    elif isinstance(value, list):
        for one in value:
            yield from terms(one)


def test_no_word_of_ours_stays_english_in_the_vietnamese_receipt() -> None:
    """Every part of the body, purpose, place, relation, kind of data and way of signing that we have a word for."""
    areas = {words.en for words in AREA}
    assert SHAPES.keys() <= areas and all(words.vi != words.en for words in AREA)
    english = areas | {"mũi", "Mũi ", "NOSE"}
    scopes = tuple(
        space.a_scope(
            purpose=purpose,
            destinations=frozenset(Destination),
            body_areas=frozenset(english),
            level=level,
            identifiability=shown,
            ad_terms=AdTerms(),
        )
        for purpose, level, shown in zip(
            Purpose, [*Level, None, None], [*Identifiability, *list(Identifiability)[:2]], strict=True
        )
    )
    values = {one.value for kind in (Purpose, Method, Relation, DataType, AgeCheck, Level) for one in kind}
    ours = {one for one in values | areas if one.isascii() and len(one) > 3}  # app and web are Vietnamese by now
    for method, relation in zip(Method, Relation, strict=True):
        consent = space.a_consent(
            scopes=scopes,
            method=method,
            giver=Giver(GiverRole.GUARDIAN, relation, "7/QĐ"),
            controller="Ánh Dương",
            data_types=frozenset(DataType),
            territory="VN",
            age_check=AgeCheck.ID_DOCUMENT,
            birth_date=date(1990, 5, 1),
            withdrawal_channel="1900",
        )
        vi, en = receipt_text(consent, "vi"), receipt_text(consent, "en")
        assert not {one for one in ours if re.search(rf"\b{one}\b", vi)}
        assert "Hoa Kỳ" in vi and "Việt Nam" in vi and "mũi" in vi and "nose" in en and "mũi" not in en


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(consents())
def test_a_receipt_uses_no_term_that_is_not_there(consent: Consent) -> None:
    whole = of(consent)
    for name in set(terms(whole)):
        prefix, colon, local = name.partition(":")
        if prefix in ("dpv", "pd", "loc"):
            assert name in LISTED
        elif prefix == "legal-vn":
            assert name in CONCEPTS
        else:
            known = name in ("@type", "@id") or name.startswith(SCHEMA)
            assert known or (colon and local and prefix in whole["@context"])
    assert receipt(consent, on=TODAY) == receipt(consent, on=TODAY)


def test_no_term_is_listed_that_nothing_uses() -> None:
    used = {name for relation in Relation for name in terms(of(every(relation)))}
    used |= {name for role in GiverRole for name in terms(of(space.a_consent(giver=Giver(role), affirmative=False)))}
    used |= {name for one in LEGAL["@graph"] for name in terms(one)}
    assert LISTED - used == set()


def every(relation: Relation) -> Consent:
    """All purposes and kinds of data, withdrawn."""
    scopes = tuple(space.a_scope(purpose=one, ends=TODAY) for one in Purpose)
    inside = space.a_scope(destinations=frozenset({Destination.INTERNAL}))
    return space.a_consent(
        scopes=(*scopes, inside),
        giver=Giver(GiverRole.GUARDIAN, relation),
        data_types=frozenset(DataType),
        sensitive_notice=relation is Relation.NONE,
        recipients=load_consent((ROOT / "docs/examples/consent-advertising.json").read_bytes()).recipients,
        territory="VN",
        withdrawal_channel="a link",
        withdrawn_at=datetime(2026, 11, 20, tzinfo=VIETNAM),
    )


def test_a_receipt_says_what_where_until_when_and_how_to_withdraw() -> None:
    example = load_consent((ROOT / "docs/examples/consent-advertising.json").read_bytes())
    whole = of(example)
    record = whole["dpv:hasRecordOfActivity"]
    (process,) = record["dpv:hasProcess"]
    assert (whole["@type"], record["@type"]) == ("dpv:ConsentReceipt", "dpv:ConsentRecord")
    assert whole["dct:conformsTo"]["@id"] == "https://w3id.org/dpv/schema/dpv-27560#receipt"
    assert process["dpv:hasPurpose"]["skos:broader"]["@id"] == "dpv:Advertising"
    assert process["dpv:hasDuration"] == {"@type": "dpv:UntilTimeDuration", "rdf:value": "2027-09-30"}
    assert {one.get("dpv:hasIdentifier") for one in process["dpv:hasRecipient"]} >= {"facebook", "website"}
    assert process["scope:ad_terms.frequency"] == "Một lần"
    assert record["dpv:hasConsentControl"]["dpv:isExercisedAt"] == example.withdrawal_channel
    assert "legal-vn:91-2025-QH15-A10" in record["dpv:hasRight"]["@type"]


def test_a_withdrawal_is_on_the_receipt() -> None:
    whole = of(every(Relation.MOTHER))["dpv:hasRecordOfActivity"]["dpv:hasConsentStatus"]
    assert [one["@type"] for one in whole] == ["dpv:ConsentGiven", "dpv:ConsentWithdrawn"]


@pytest.mark.parametrize(
    ("on", "law"),
    [
        (date(2016, 12, 31), None),
        (date(2020, 1, 1), "91/2015/QH13"),
        (date(2023, 6, 30), "91/2015/QH13"),
        (date(2023, 7, 1), "13/2023/NĐ-CP"),
        (date(2025, 12, 31), "13/2023/NĐ-CP"),
        (date(2026, 1, 1), "356/2025/NĐ-CP"),
    ],
)
def test_the_law_of_the_day_is_named(on: date, law: str | None) -> None:
    assert laws(on)[-1:] == ((law,) if law else ())


def test_the_days_and_articles_named_are_those_of_the_law_files() -> None:
    held = {article.instrument.id: article.instrument for article in load_pack().articles}
    for law, since, until in FORM:
        assert (held[law].since, held[law].until or date.max) == (since, until)
    places = {(article.instrument.id, article.place.vi): article for article in load_pack().articles}
    for law, right in WITHDRAWAL.items():
        assert places[law, right.place].instrument.short == right.law


def test_legal_vn_is_what_the_law_files_say() -> None:
    spec = importlib.util.spec_from_file_location("legal_vn", ROOT / "tools/legal_vn.py")
    assert spec and spec.loader
    tool = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(tool)
    assert (ROOT / "law/legal-vn.jsonld").read_text() == tool.text(), "run tools/legal_vn.py"


def test_every_article_is_a_concept_in_both_languages() -> None:
    assert len(CONCEPTS) == len(LEGAL["@graph"])
    for article in load_pack().articles:
        if article.instrument.id == "kindao":
            continue
        concept = CONCEPTS[term(article.instrument.id, article.place.vi)]
        said = {one["@language"]: one["@value"] for one in concept["skos:definition"]}
        assert said == {"vi": article.words.vi, "en": article.words.en}
        assert CONCEPTS[concept["skos:broader"]["@id"]]["@type"][-1] == "dpv:Law"
    assert LEGAL["@context"]["legal-vn"] == LEGAL_VN and all(name.isascii() for name in CONCEPTS)


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_the_receipt_text_tells_everything_that_matters(lang: str) -> None:
    example = load_consent((ROOT / "docs/examples/consent-advertising.json").read_bytes())
    text = receipt_text(example, lang)
    own = {
        "vi": ("30/09/2027", "09:15 ngày 30/09/2026", "chỉ phần cơ thể: mũi"),
        "en": ("2027-09-30", "2026-09-30 09:15", "only these parts of the body: nose"),
    }
    for said in ("P-1042", "Facebook", "liên kết riêng", "91/2025/QH15", *own[lang]):
        assert said in text
    assert ("nose" in text) is (lang == "en")
    assert ("quyền rút lại" in text) is (lang == "vi")
    assert "{}" not in text


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(consents())
def test_every_consent_can_be_told_in_both_languages(consent: Consent) -> None:
    for lang in ("vi", "en"):
        assert consent.subject in receipt_text(consent, lang)


@pytest.mark.parametrize(("lang", "says"), [("en", "Everyone hidden but for"), ("vi", "Đã che mọi người, trừ phần")])
def test_a_receipt_for_a_part_of_the_body_does_not_say_that_all_is_hidden(lang: str, says: str) -> None:
    whole = space.a_consent(scopes=(space.a_scope(level=Level.ALL_HIDDEN, body_areas=frozenset()),))
    part = space.a_consent(scopes=(space.a_scope(level=Level.ALL_HIDDEN, body_areas=frozenset({"nose"})),))
    assert says in receipt_text(part, lang) and says not in receipt_text(whole, lang)
    assert LEVEL[Level.ALL_HIDDEN][lang] in receipt_text(whole, lang)
    assert LEVEL[Level.ALL_HIDDEN][lang] not in receipt_text(part, lang)
