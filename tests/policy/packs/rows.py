"""Cases of the packs of other countries: rows like the national ones, whose consent says all that any pack asks for."""

from pathlib import Path
from typing import Any

import yaml

from policy.rows import Row

CASES = Path(__file__).parent / "cases"
FILES = {"gdpr": "gdpr", "hipaa": "hipaa", "gmc": "gmc", "people": "gdpr"}  # and the pack that answers in the tests
SAYS = ["revoke-in-writing", "care-not-conditioned", "redisclosure", "payment", "no-recall"]


def load(file: str) -> dict[str, Any]:
    held: dict[str, Any] = yaml.safe_load((CASES / f"{file}.yaml").read_text())
    return held


def complete(row: Row) -> Row:
    """A row's consent says all that any pack asks for, but for what the row says."""
    consent = row.get("consent", {})
    consent = None if consent is None else {"statements": SAYS} | consent
    return row | {"consent": consent, "scope": {"ends_when": "the end of the campaign"} | row.get("scope", {})}
