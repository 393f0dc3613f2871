"""Writes law/legal-vn.jsonld: Vietnamese law as concepts beside the W3C Data Privacy Vocabulary, from law/instruments.

python tools/legal_vn.py
"""

import json
import tomllib
from datetime import date
from pathlib import Path
from typing import Any

from kindao.engine.policy.exchange.legal import LEGAL_VN, term
from kindao.engine.policy.pack import placed

LAW = Path(__file__).resolve().parents[1] / "law"

CONTEXT = {
    "dpv": "https://w3id.org/dpv#",
    "loc": "https://w3id.org/dpv/loc#",
    "dct": "http://purl.org/dc/terms/",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
    "legal-vn": LEGAL_VN,
    "kindao": "urn:kindao:",
}
KINDS = {
    ("13/2023/NĐ-CP", "Điều 11"): "dpv:LegalBasis",
    ("13/2023/NĐ-CP", "Điều 12"): "dpv:Right",
    ("91/2025/QH15", "khoản 1 Điều 9"): "dpv:LegalBasis",
    ("91/2025/QH15", "Điều 10"): "dpv:Right",
    ("91/2015/QH13", "khoản 1 Điều 32"): "dpv:LegalBasis",
    ("91/2015/QH13", "khoản 3 Điều 32"): "dpv:Right",
}
"""What of DPV an article is, beside a concept: consent as a basis, the rights to withdraw and to have it taken down."""


def both(vi: str, en: str) -> list[dict[str, str]]:
    return [{"@language": "vi", "@value": vi}, {"@language": "en", "@value": en}]


def valid(held: dict[str, Any]) -> str:
    until: date | None = held.get("until")
    return f"{held['since'].isoformat()}/{until.isoformat() if until else '..'}"


def concepts(instrument: dict[str, Any]) -> list[dict[str, Any]]:
    """The instrument as a dpv:Law, then its articles as concepts under it."""
    law, short_en = term(instrument["id"]), instrument.get("short_en", instrument["short"])
    found = [
        {
            "@id": law,
            "@type": ["skos:Concept", "dpv:Law"],
            "skos:inScheme": {"@id": "legal-vn:scheme"},
            "skos:prefLabel": both(instrument["short"], short_en),
            "dct:title": both(instrument["vi"], instrument["en"]),
            "dpv:hasJurisdiction": {"@id": "loc:VN"},
            "dct:valid": valid(instrument),
            "kindao:verified": instrument["verified"],
        }
    ]
    if instrument.get("replaced_by"):
        found[0]["dct:isReplacedBy"] = {"@id": term(instrument["replaced_by"])}
    for article in instrument.get("article", ()):
        where = placed(article["place"], article.get("place_en", ""))
        kind = KINDS.get((instrument["id"], article["place"]))
        found.append(
            {
                "@id": term(instrument["id"], article["place"]),
                "@type": ["skos:Concept", *([kind] if kind else [])],
                "skos:inScheme": {"@id": "legal-vn:scheme"},
                "skos:broader": {"@id": law},
                "skos:prefLabel": both(f"{where.vi} {instrument['short']}", f"{short_en}, {where.en}"),
                "skos:definition": both(article["vi"], article["en"]),
                "dct:valid": valid(article),
                "kindao:verified": article["verified"],
            }
        )
    return found


def text() -> str:
    """Every instrument but the house rules, in the order of the files."""
    held = [
        instrument
        for path in sorted((LAW / "instruments").glob("*.toml"))
        if path.stem != "house"
        for instrument in tomllib.loads(path.read_text(encoding="utf-8"))["instrument"]
    ]
    scheme = {
        "@id": "legal-vn:scheme",
        "@type": "skos:ConceptScheme",
        "dct:title": both("Pháp luật Việt Nam về hình ảnh và dữ liệu người bệnh", "Vietnamese law on patients' data"),
        "dct:conformsTo": {"@id": "https://w3id.org/dpv"},
    }
    graph = [scheme, *(one for instrument in held for one in concepts(instrument))]
    return json.dumps({"@context": CONTEXT, "@graph": graph}, ensure_ascii=False, indent=1) + "\n"


if __name__ == "__main__":
    (LAW / "legal-vn.jsonld").write_text(text(), encoding="utf-8")
