"""docs/consent.md says of every field of a consent what it stands for when it is left out, and that is what happens."""

import dataclasses
import json
import re
from pathlib import Path
from typing import Any

import pytest

from kindao.engine.errors import BadInput
from kindao.engine.policy import decide, facts_from_json, load_pack
from kindao.engine.policy.consent import Consent, Giver, Scope
from kindao.engine.policy.decision import Decision
from kindao.engine.policy.reading import canonical
from policy import rows

PAGE = (Path(__file__).resolve().parents[2] / "docs/consent.md").read_text()
SECTION = PAGE.partition("## What is left out")[2].partition("\n## ")[0]
TABLE: dict[str, tuple[str, str]] = {
    field: (left_out, then)
    for field, left_out, then in re.findall(r"^\| `([\w.]+)` \| (.+?) \| (.+?) \|$", SECTION, re.M)
}
PARTS = {"": Consent, "giver.": Giver, "scopes.": Scope}
FIELDS = {prefix + field.name: field for prefix, kind in PARTS.items() for field in dataclasses.fields(kind)}

SCOPE = rows.SCOPE | {
    "identifiability": "direct",
    "body_areas": ["face"],
    "starts": "2026-11-01",
    "ends": "2027-01-31",
    "assets": ["sha256:picture"],
    "level": "others-hidden",
    "withdrawn_at": None,
    "ends_when": "the campaign is over",
    "words": "",
    "payment": {"amount": "", "currency": ""},
    "ticked": [],
}
FULL: dict[str, Any] = rows.CONSENT | {
    "scopes": [SCOPE, SCOPE | {"purpose": "teaching", "destinations": ["lecture"]}],
    "signed_at": "2026-10-24T09:00:00+07:00",
    "method": "web",
    "birth_date": "1990-05-01",
    "capacity": "full",
    "recipients": [{"name": "Facebook", "country": "US"}],
    "collected": {"by": "staff-1", "timestamp_source": "server", "channel": "tablet", "device": "tablet"},
    "territory": "",
    "withdrawal_channel": "a link",
    "withdrawn_at": None,
    "propagated_to": [],
    "third_parties": [],
    "duress": [],
    "blocks_checked": ["hiv"],
    "stated_regime": "law-91-2025",
    "statements": ["no-recall"],
    "age_check": "id-document",
    "rights_told": [],
    "migrated": {"on": None, "source": "", "reference": ""},
}
KIN = FULL | {"giver": {"role": "kin", "relation": "spouse", "proof": "certificate", "conflict": False}}


def without(field: str) -> dict[str, Any]:
    """A consent that states everything else."""
    part, dot, name = field.rpartition(".")
    whole = KIN if part == "giver" else FULL
    if not dot:
        return {key: value for key, value in whole.items() if key != field}
    if part == "giver":
        return whole | {part: {key: value for key, value in whole[part].items() if key != name}}
    return whole | {part: [{key: value for key, value in scope.items() if key != name} for scope in whole[part]]}


def judged(consent: dict[str, Any], *, alive: bool = True) -> Decision:
    """A recognisable patient in an advert on Facebook."""
    shown = {"person": "p", "identifiability": "direct", "visible": ["face"]}
    facts = {
        "use": {
            "purpose": "advertising",
            "destination": "facebook",
            "on": "2026-11-23",
            "asset": "sha256:picture",
            "body_area": "face",
        },
        "people": [{"id": "p", "role": "patient", "alive": alive}],
        "consents": [consent],
        "copy": {"level": "others-hidden", "shown": [shown]},
    }
    return decide(facts_from_json(facts), load_pack(), paths=False)


def test_the_table_has_every_field_and_no_other() -> None:
    assert TABLE.keys() == FIELDS.keys()


def test_a_consent_that_states_everything_permits() -> None:
    assert FULL.keys() == {field.name for field in dataclasses.fields(Consent)}
    assert SCOPE.keys() == {field.name for field in dataclasses.fields(Scope)}
    assert judged(FULL).outcome == judged(KIN, alive=False).outcome == "permit"
    assert not {"VN-DP-9-3", "VN-CC-32-1-PAY"} & {duty.rule for duty in judged(FULL).obligations}


@pytest.mark.parametrize("field", FIELDS)
def test_what_is_left_out_does_what_the_page_says(field: str) -> None:
    left_out, then = TABLE[field]
    alive = not field.startswith("giver.")
    if left_out == "needed":
        assert then == "the file is refused"
        assert FIELDS[field].default is dataclasses.MISSING
        with pytest.raises(BadInput, match=rf"{field.rpartition('.')[2]}: is missing"):
            judged(without(field), alive=alive)
        return
    assert json.loads(left_out.strip("`")) == json.loads(canonical(FIELDS[field].default))
    decision = judged(without(field), alive=alive)
    said = re.match(r"(\w+)(?: with the duty)?(?: `([\w-]+)`)?", then)
    assert said and decision.outcome == said[1]
    if said[2]:
        assert said[2] in {reason.rule for reason in (*decision.reasons, *decision.obligations)}
