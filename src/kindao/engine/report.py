"""What the gate says of one medium and one use: the answer, the copy, and what both rest on."""

from dataclasses import dataclass, field
from pathlib import Path

from kindao.engine.policy.decision import Decision
from kindao.engine.vocabulary import Finding, Identifiability, Identifier, Level, Outcome, Words


@dataclass(frozen=True, slots=True)
class Check:
    """One look at the written bytes."""

    name: str
    passed: bool
    words: Words
    measured: float | None = None  # the figure it rests on, e.g. the best similarity found
    limit: float | None = None


@dataclass(frozen=True, slots=True)
class Verification:
    """What an independent look at the written file found. Clean: every check passed and nothing is left."""

    residuals: tuple[Finding, ...]
    checks: tuple[Check, ...]
    ssim: float | None = None  # outside the covered regions, against the original; 1 is the same

    @property
    def clean(self) -> bool:
        return not self.residuals and all(check.passed for check in self.checks)


@dataclass(frozen=True, slots=True)
class SafeCopy:
    path: Path
    identifiability: Identifiability
    digest: str  # "sha256:…" of the written bytes
    level: Level


@dataclass(frozen=True, slots=True)
class NotLookedFor:
    identifier: Identifier
    words: Words  # why, and what to do


@dataclass(frozen=True, slots=True)
class Report:
    medium: str  # id: digest of the original, "sha256:…"; never its name
    outcome: Outcome
    findings: tuple[Finding, ...]
    decision: Decision | None  # None when the medium could not be opened
    copy: SafeCopy | None = None
    verification: Verification | None = None
    not_looked_for: tuple[NotLookedFor, ...] = ()
    refused: Words | None = None  # why it stopped before the law was asked
    width: int = 0
    height: int = 0
    covered: tuple[Finding, ...] = field(default=())  # what was filled in the copy
    seconds: float = 0.0
