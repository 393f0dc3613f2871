"""What the law answered: outcome, rules with articles, duties, and the shortest lawful way to yes."""

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from kindao.engine.vocabulary import Outcome, Words


class Effect(StrEnum):
    """Precedence: forbid > review > require > permit. `require` is a duty that comes with a permit."""

    FORBID = "forbid"
    REVIEW = "review"
    REQUIRE = "require"
    PERMIT = "permit"


class Verified(StrEnum):
    """How well a clause is known (law/README.md). N and P may raise a review, never carry a permit."""

    Y = "Y"
    Y2 = "Y2"
    P = "P"
    N = "N"


@dataclass(frozen=True, slots=True)
class Reason:
    rule: str  # id in the law file, e.g. VN-DP-10; KD-… are the house's own, stricter than the law
    effect: Effect
    citation: str
    verified: Verified
    words: Words
    person: str = ""  # whom it concerns; "" is the picture as a whole
    citation_en: str = ""  # the same articles as English cites them; "" is as in Vietnamese
    pack: str = ""  # the pack whose rule it is; several, with commas, when they share it

    @property
    def cited(self) -> Words:
        """The articles in both languages."""
        return Words(self.citation, self.citation_en or self.citation)


@dataclass(frozen=True, slots=True)
class Step:
    """One lawful act on the way to yes."""

    step: str  # stable id: redact, ask-consent, ask-guardian, ask-child, illustrate, officer-review …
    words: Words
    burden: int  # rank: 1 is a tap, 10 is a court
    person: str = ""  # who is to be asked or named; "" is nobody in particular
    review_only: bool = False  # leads to an officer's decision, not to yes


@dataclass(frozen=True, slots=True)
class Decision:
    outcome: Outcome
    reasons: tuple[Reason, ...]  # the determining rules first
    path: tuple[Step, ...] = field(default=())  # empty with a permit, or when no lawful way exists
    obligations: tuple[Reason, ...] = field(default=())
    people: tuple[tuple[str, Outcome], ...] = field(default=())  # each person shown, by id
    pack: str = ""
    version: str = ""
    pack_digest: str = ""
    facts_digest: str = ""  # canonical JSON of the facts: the decision can be recomputed from them
    on: date | None = None
    ways: tuple[tuple[Step, ...], ...] = field(default=())  # every way found, least burden first; `path` is the first
