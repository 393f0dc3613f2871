"""What the law is asked about. The gate fills these in; the law pack judges them. No pixels here."""

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from kindao.engine.policy.consent import Consent
from kindao.engine.vocabulary import Destination, Identifiability, Identifier, Known, Level, Purpose


class Nature(StrEnum):
    """What the medium is. Anything but a photograph is a person's statement, kept with who made it."""

    PHOTOGRAPH = "photograph"
    ILLUSTRATION = "illustration"  # drawn, rendered or simulated: shows no real patient


class Role(StrEnum):
    PATIENT = "patient"
    BYSTANDER = "bystander"  # relative, visitor, passer-by; another patient is a patient
    STAFF = "staff"
    UNKNOWN = "unknown"  # seen, and nobody said who it is: blocks


class Capacity(StrEnum):
    FULL = "full"
    LIMITED = "limited"  # court: hạn chế năng lực
    DIFFICULTY = "difficulty"  # court: khó khăn trong nhận thức, làm chủ hành vi
    NONE = "none"  # court: mất năng lực
    UNABLE_NOW = "unable-now"  # unconscious, sedated, emergency; no court decision


class Status(StrEnum):
    """Facts for which a statute stands before consent."""

    HIV = "hiv"
    FETAL_SEX = "fetal-sex"
    DONOR = "donor"  # organ or tissue, donor or recipient
    IVF = "ivf"  # gamete or embryo donor, surrogate, couple, child
    ABUSE = "abuse"  # a child, suspected
    DOMESTIC_VIOLENCE = "domestic-violence"
    GENDER_REASSIGNMENT = "gender-reassignment"


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
    caption: frozenset[Identifier] = field(default_factory=frozenset)  # what the caption gives away
    not_looked_for: frozenset[Identifier] = field(default_factory=frozenset)
    verified: bool = False  # False: as planned; True: as found in the written bytes
    face_found: bool = True  # no face found never means nobody shown: then a person must look
    confirmed_by: str = ""  # an officer confirmed de-identification of this very copy, with a reason


@dataclass(frozen=True, slots=True)
class Facts:
    use: Use
    people: tuple[Person, ...]
    consents: tuple[Consent, ...]
    copy: Copy
