"""What the law is asked about. The gate fills these in; the law pack judges them. No pixels here."""

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from kindao.engine.policy.consent import Consent, GiverRole
from kindao.engine.policy.people import Capacity, Role, Status
from kindao.engine.policy.reading import canonical, fault, read
from kindao.engine.vocabulary import (
    CareRecording,
    Destination,
    Ground,
    Identifiability,
    Identifier,
    Known,
    Level,
    Party,
    Purpose,
    Trait,
)

__all__ = [
    "Capacity",
    "Copy",
    "Facts",
    "Ground",
    "Kind",
    "Nature",
    "Party",
    "Person",
    "Role",
    "Shown",
    "Status",
    "Trait",
    "Use",
    "facts_from_json",
    "facts_to_json",
]


class Nature(StrEnum):
    """What the medium is. Anything but a photograph is a person's statement, kept with who made it."""

    PHOTOGRAPH = "photograph"
    ILLUSTRATION = "illustration"  # drawn, rendered or simulated: shows no real patient


class Kind(StrEnum):
    """What is used: each takes its own kind of data, which a consent must name."""

    PICTURE = "picture"
    FILM = "film"
    RECORDING = "recording"  # sound alone


@dataclass(frozen=True, slots=True)
class Person:
    """One person shown, or one of whom the picture or the words tell."""

    id: str
    role: Role = Role.UNKNOWN
    birth_date: date | None = None
    alive: bool = True
    capacity: Capacity = Capacity.FULL
    statuses: frozenset[Status] = field(default_factory=frozenset)
    known: Known | None = None
    unable_at_capture: bool = False  # sedated, unconscious or in an emergency when the picture was taken
    family: frozenset[str] = field(default_factory=frozenset)  # ids of those whose secret it is as well
    suspected: bool = False  # somebody near them is suspected of harming them, whether or not they signed
    # Who, asked about this very use, last said no or not now, or took a yes back, and has not agreed since: the person
    # (self), one who speaks for them (guardian), one of those who speak for the dead (kin).
    refused: frozenset[GiverRole] = field(default_factory=frozenset)


@dataclass(frozen=True, slots=True)
class Use:
    """One proposed act."""

    purpose: Purpose
    destination: Destination
    on: date  # the day of the act; the law in force then decides
    body_area: str = ""  # the part under treatment that the copy keeps visible: nose, mouth, eyes …; "" none
    specialty: str = ""  # free word of the clinic's list; sensitive ones are listed in the pack
    nature: Nature = Nature.PHOTOGRAPH
    stated_by: str = ""  # who said that it is an illustration, or what it shows
    captured_on: date | None = None
    asset: str = ""  # digest of the original, "sha256:…": a consent may name this very one
    traits: frozenset[Trait] = field(default_factory=frozenset)
    handed_to: frozenset[Party] = field(default_factory=frozenset)
    ground: Ground = Ground.NONE
    requested: bool = False  # the patient asked in writing that those it is handed to get it
    care_recording: CareRecording = CareRecording.NONE
    medium: Kind = Kind.PICTURE
    words: str = ""  # digest of the caption, "sha256:…"; "" not told: then no consent to certain words carries it


@dataclass(frozen=True, slots=True)
class Shown:
    """How one person appears in the copy that is asked about."""

    person: str  # Person.id
    identifiability: Identifiability
    visible: frozenset[Identifier] = field(default_factory=frozenset)  # what of them is left to see or read


@dataclass(frozen=True, slots=True)
class Copy:
    """One copy that could be made, or, the second time, the one that was made and verified."""

    level: Level
    shown: tuple[Shown, ...]
    left: frozenset[Identifier] = field(default_factory=frozenset)  # whatever is left, whoever it belongs to
    # What the caption gives away of nobody in particular: it counts against every patient. Words that match
    # what is known of one person go into that person's `visible` instead.
    caption: frozenset[Identifier] = field(default_factory=frozenset)
    not_looked_for: frozenset[Identifier] = field(default_factory=frozenset)
    photographed: bool = False  # the file carries what a camera writes into it
    verified: bool = False  # False: as planned; True: as found in the written bytes
    face_found: bool = True  # no face found never means nobody shown: then a person must look
    confirmed_by: str = ""  # an officer confirmed that this very copy shows nobody


@dataclass(frozen=True, slots=True)
class Facts:
    use: Use
    people: tuple[Person, ...]
    consents: tuple[Consent, ...]
    copy: Copy

    def __post_init__(self) -> None:
        ids = [person.id for person in self.people]
        if "" in ids:
            raise ValueError(f"people[{ids.index('')}].id: is empty")
        for n, one in enumerate(ids):
            if said := fault(one):
                raise ValueError(f"people[{n}].id: {said}")
            if one in ids[:n]:
                raise ValueError(f"people[{n}].id: is there twice")
            if one in self.people[n].family:
                raise ValueError(f"people[{n}].family: names the person themselves")
        for n, shown in enumerate(self.copy.shown):
            if shown.person in [other.person for other in self.copy.shown[:n]]:
                raise ValueError(f"copy.shown[{n}].person: is there twice")
            if not shown.person:
                raise ValueError(f"copy.shown[{n}].person: is empty")


def somebody_unknown(facts: Facts) -> bool:
    """Whether nobody has said who somebody shown is."""
    return any(person.role is Role.UNKNOWN for person in facts.people)


def facts_from_json(data: object) -> Facts:
    """Read facts: JSON as bytes or text, or what `json.load` gave.

    Raises BadInput naming the field: "people[0].birth_date: …"."""
    return read(Facts, data)


def facts_to_json(facts: Facts) -> str:
    """Canonical JSON: the same facts give the same bytes, sets sorted, keys sorted.

    What is `known` of a person, to recognise them in words, is not the law's business and is left out; so is that a
    picture is one, that nobody said no, and of which words nobody speaks, as it was before facts told it."""
    without = {"known"}
    if facts.use.medium is Kind.PICTURE:
        without.add("medium")
    if not any(person.refused for person in facts.people):
        without.add("refused")
    if not facts.use.words and not any(scope.words for consent in facts.consents for scope in consent.scopes):
        without.add("words")
    return canonical(facts, without=frozenset(without))
