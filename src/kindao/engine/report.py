"""What the gate says of one medium and one use: the answer, the copy, and what both rest on."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path

from kindao.engine.media.clip import Clip
from kindao.engine.media.picture import Pixels
from kindao.engine.policy.decision import Decision
from kindao.engine.policy.facts import Facts, Use
from kindao.engine.verify.result import Check, Verification
from kindao.engine.vocabulary import Finding, Identifiability, Identifier, Level, Outcome, Words

__all__ = ["Check", "NotLookedFor", "Preview", "Report", "SafeCopy", "Verification"]


@dataclass(frozen=True, slots=True)
class SafeCopy:
    """The redacted, verified bytes that may go out."""

    data: bytes = field(repr=False)
    identifiability: Identifiability
    digest: str  # "sha256:…" of the data
    level: Level | None  # None: kinds stay as `redact` was asked, which is no level that the law knows
    path: Path | None = None  # where it was written, if it was
    file: Path | None = None  # a film's copy, made in a temporary place; its data are empty


@dataclass(frozen=True, slots=True)
class Preview:
    """A small film of what a copy would be, which shows nobody and must not go out."""

    path: Path
    width: int  # pixels
    height: int
    frames: int


@dataclass(frozen=True, slots=True)
class NotLookedFor:
    identifier: Identifier
    words: Words  # why, and what to do


@dataclass(frozen=True, slots=True)
class Moment:
    """One frame of a film, small, and the same of its copy when one was made."""

    frame: int
    at: Fraction  # seconds as played
    before: Pixels = field(repr=False)
    after: Pixels | None = field(default=None, repr=False)


Levels = tuple[float, ...]
"""How loud it is over equal parts of the whole time, 0 for silence (-60 dB of full scale or less) to 1."""


@dataclass(frozen=True, slots=True)
class Sheets:
    """What a film or a recording is shown by on a page."""

    moments: tuple[Moment, ...] = ()
    heard: Levels = field(default=(), repr=False)  # () without sound
    heard_after: Levels | None = field(default=None, repr=False)  # of the copy; None: none was made


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
    held: bytes = field(default=b"", repr=False)  # the verified copy that a person must look at first; not out
    held_file: Path | None = None  # the same of a film
    use: Use | None = None  # what was asked; None when the law was not to be asked
    confirmed_by: str = ""  # who looked at the copy and confirmed that it shows nobody, as they were named
    whose: Mapping[Finding, str] = field(default_factory=dict)  # to whom what was seen belongs, ids as in the decision
    clip: Clip | None = field(default=None, repr=False)  # the film or recording, opened; None of a picture
    again: Mapping[int, int] = field(default_factory=dict)  # figures of a film that may be an earlier one, by number
    preview: Preview | None = None  # it was only looked at quickly: nothing is permitted, and there is no copy
    sheets: Sheets | None = field(default=None, repr=False)  # of a film or recording, where they were asked for
    facts: Facts | None = field(default=None, repr=False)  # what the law was told: with the pack it gives the decision
