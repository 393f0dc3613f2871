"""Facts in, decision out. Rules stand in `law/`, as data; nothing here sees a pixel, a clock or the network."""

from kindao.engine.policy.consent import Consent, load_consent
from kindao.engine.policy.decide import decide, decision_to_json, flaws
from kindao.engine.policy.facts import Facts, facts_from_json, facts_to_json
from kindao.engine.policy.pack import Pack, Rule, load_pack

__all__ = [
    "Consent",
    "Facts",
    "Pack",
    "Rule",
    "decide",
    "decision_to_json",
    "facts_from_json",
    "facts_to_json",
    "flaws",
    "load_consent",
    "load_pack",
]
