"""Writes the JSON Schemas of what people hand to the law: a consent, and a case of facts.

python tools/law_schemas.py
"""

import json
from pathlib import Path

from kindao.engine.policy import Consent, Facts
from kindao.engine.policy.reading import schema

LAW = Path(__file__).resolve().parents[1] / "law"


def text(kind: type[object], title: str) -> str:
    """The schema as it is kept: draft 2020-12, fields in the order in which they are declared."""
    head = {"$schema": "https://json-schema.org/draft/2020-12/schema"}
    return json.dumps(head | schema(kind) | {"title": title}, ensure_ascii=False, indent=2) + "\n"


SCHEMAS = {
    "consent.schema.json": text(Consent, "A consent record"),
    "facts.schema.json": text(Facts, "Facts that the law is asked about"),
}

if __name__ == "__main__":
    for name, held in SCHEMAS.items():
        (LAW / name).write_text(held)
