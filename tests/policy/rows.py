"""Cases as rows of YAML: each says only what differs from a hidden adult patient who agreed to a Facebook advert."""

from copy import deepcopy
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import yaml

from kindao.engine.policy import Facts, facts_from_json

CASES = Path(__file__).parent / "cases"
Row = dict[str, Any]

PATIENT = {"id": "p", "role": "patient", "birth_date": "1990-05-01"}
SCOPE = {
    "purpose": "advertising",
    "destinations": ["facebook"],
    "previewed": True,
    "ad_terms": {
        "content": "one picture",
        "method": "a post",
        "form": "photo",
        "frequency": "once",
        "how_to_refuse": "call",
    },
    "remuneration": "waived",
}
CONSENT = {
    "id": "c1",
    "subject": "p",
    "giver": {"role": "self"},
    "data_types": ["photo"],
    "scopes": [SCOPE],
    "controller": "clinic",
    "rights_notice": True,
    "sensitive_notice": True,
    "method": "writing",
    "evidence": "sha256:scan",
    "affirmative": True,
    "apart_from_care": True,
    "each_ticked": True,
    "text": {"digest": "sha256:words", "copy_given": True},
    "recipients": [
        {"name": "the platform", "country": "US"},
        *({"name": name, "country": "VN"} for name in ("An agency", "Người có ảnh hưởng", "Báo chí", "A researcher")),
    ],
    "withdrawal_channel": "the link in the message",
    "blocks_checked": ["hiv"],
}
KEYS = {
    *("name", "day", "use", "person", "people", "consent", "scope", "scopes", "more", "shown", "copy"),
    *("expect", "because", "not"),
}


def load(file: str) -> dict[str, Any]:
    held: dict[str, Any] = yaml.safe_load((CASES / f"{file}.yaml").read_text())
    return held


def facts(row: Row) -> Facts:
    """The facts of a row, read the way a person's JSON is.

    day: of the use; the consent was signed thirty days before. consent: null for none; scope: of it;
    scopes, more: further scopes and consents, each like the first but for what is said."""
    assert row.keys() <= KEYS, f"no such key: {row.keys() - KEYS}"
    on = date.fromisoformat(str(row.get("day", "2026-11-23")))
    signed = f"{on - timedelta(30)}T09:00:00+07:00"
    scope = SCOPE | row.get("scope", {})
    consents: list[Any] = []
    if row.get("consent", {}) is not None:
        first = CONSENT | {"signed_at": signed, "scopes": [scope, *(scope | more for more in row.get("scopes", []))]}
        first = first | row.get("consent", {})
        consents = [first, *(first | {"id": f"c{n}"} | more for n, more in enumerate(row.get("more", []), 2))]
    shown = {"person": "p", "identifiability": "indirect"} | row.get("shown", {})
    return facts_from_json(
        _plain(
            {
                "use": {"purpose": "advertising", "destination": "facebook", "on": on, "asset": "sha256:picture"}
                | row.get("use", {}),
                "people": row.get("people", [PATIENT | row.get("person", {})]),
                "consents": consents,
                "copy": {"level": "everyone-hidden", "shown": [shown]} | row.get("copy", {}),
            }
        )
    )


def _plain(value: Any) -> Any:
    """YAML reads days as days; JSON has words for them."""
    if isinstance(value, dict):
        return {key: _plain(one) for key, one in value.items()}
    if isinstance(value, list):
        return [_plain(one) for one in value]
    return value.isoformat() if isinstance(value, date) else deepcopy(value)
