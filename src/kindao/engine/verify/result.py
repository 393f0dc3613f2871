"""What a look at the written bytes says."""

from dataclasses import dataclass

from kindao.engine.vocabulary import Finding, Words


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
