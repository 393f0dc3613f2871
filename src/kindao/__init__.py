"""Kindao (kín đáo): the gate between a patient's image and the public.

    import kindao
    report = kindao.check("nose.jpg", purpose="advertising", destination="facebook", out="safe.jpg")
    report.outcome, report.decision.reasons, report.decision.path

Names are loaded when they are first used, so that `import kindao` costs nothing."""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from kindao.api import check, detect, redact, verify
    from kindao.engine.appearance import Appearance
    from kindao.engine.errors import KindaoError
    from kindao.engine.policy.consent import Consent, load_consent
    from kindao.engine.policy.facts import Person
    from kindao.engine.report import Report
    from kindao.engine.vocabulary import Finding, Outcome

_WHERE = {
    "check": "kindao.api",
    "detect": "kindao.api",
    "redact": "kindao.api",
    "verify": "kindao.api",
    "Appearance": "kindao.engine.appearance",
    "Consent": "kindao.engine.policy.consent",
    "Finding": "kindao.engine.vocabulary",
    "KindaoError": "kindao.engine.errors",
    "Outcome": "kindao.engine.vocabulary",
    "Person": "kindao.engine.policy.facts",
    "Report": "kindao.engine.report",
    "load_consent": "kindao.engine.policy.consent",
}

__all__ = [
    "Appearance",
    "Consent",
    "Finding",
    "KindaoError",
    "Outcome",
    "Person",
    "Report",
    "check",
    "detect",
    "load_consent",
    "redact",
    "verify",
]


def __getattr__(name: str) -> object:
    if name not in _WHERE:
        raise AttributeError(f"module 'kindao' has no attribute {name!r}")
    return getattr(import_module(_WHERE[name]), name)
