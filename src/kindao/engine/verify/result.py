"""What a look at the written bytes says."""

from dataclasses import dataclass, field, replace

from kindao.engine.media.clip import Clip
from kindao.engine.vocabulary import Finding, Words

COMPARED = "frames"
"""The name of the check that lays the written frames beside those of the original."""


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
    """What an independent look at the written file found.

    Clean: it was compared with its original, every check passed and nothing is left. Without the original nothing
    found is not clean: other eyes may not see a face either, and only a person may say that nobody is shown."""

    residuals: tuple[Finding, ...]
    checks: tuple[Check, ...]
    ssim: float | None = None  # outside the covered regions, against the original; 1 is the same
    clip: Clip | None = field(default=None, repr=False, compare=False)  # what was looked at: when each frame is

    def also(self, check: Check, residuals: tuple[Finding, ...]) -> "Verification":
        """With one check more, first, and what it found."""
        return replace(self, residuals=residuals + self.residuals, checks=(check, *self.checks))

    @property
    def nothing_found(self) -> bool:
        return not self.residuals and all(check.passed for check in self.checks)

    @property
    def compared(self) -> bool:
        """Whether the original was at hand; that check is made first of all that need it."""
        return any(check.name == COMPARED for check in self.checks)

    @property
    def clean(self) -> bool:
        return self.compared and self.nothing_found
