"""The words of the product (docs/architecture.md): identifiers, findings, levels, uses.

Values are frozen and hold no pixels and no text that was read, so they can be stored and logged."""

from dataclasses import dataclass, field
from enum import StrEnum

from kindao.engine.geometry import Interval, Region, Track


class Identifier(StrEnum):
    """What points to a person."""

    FACE = "face"  # the face itself, forehead to chin
    HEAD = "head"  # all that must be covered for the face to be gone: hair, ears, neck line
    EYES = "eyes"
    PERSON = "person"  # somebody is there; where the head is, is not known
    BODY_PART = "body-part"  # a close-up: skin, nose, mouth, ear, breast, belly, wound
    SKIN_MARK = "skin-mark"  # tattoo, scar, birthmark
    INTIMATE = "intimate"
    TEXT = "text"  # writing that was not classified further
    NAME = "name"
    PHONE = "phone"
    BIRTH_DATE = "birth-date"
    DATE = "date"
    RECORD_NUMBER = "record-number"
    IDENTITY_NUMBER = "identity-number"
    ADDRESS = "address"
    EMAIL = "email"
    INSTITUTION = "institution"
    CODE = "code"  # QR or bar code
    LOCATION = "location"  # GPS, place names in metadata
    DEVICE = "device"  # serial numbers, maker notes, owner
    TIME = "time"  # capture and edit times
    THUMBNAIL = "thumbnail"  # a second, unredacted picture inside the file
    EMBEDDED = "embedded"  # another stream inside the file: a motion photo's video, a depth map
    VOICE = "voice"
    METADATA = "metadata"  # any other carried data: comments, colour-profile text, unknown segments
    FILE_NAME = "file-name"
    DIAGNOSIS = "diagnosis"  # health words in caption or metadata


READ = frozenset(
    {
        Identifier.TEXT,
        Identifier.NAME,
        Identifier.PHONE,
        Identifier.BIRTH_DATE,
        Identifier.DATE,
        Identifier.RECORD_NUMBER,
        Identifier.IDENTITY_NUMBER,
        Identifier.ADDRESS,
        Identifier.EMAIL,
        Identifier.INSTITUTION,
        Identifier.DIAGNOSIS,
    }
)
"""Kinds that come from reading words, in the picture, the metadata or the caption."""


@dataclass(frozen=True, slots=True)
class Attribute:
    """Something a file carries beside its pixels. The value stays in `media.Entry`, never here."""

    holder: str  # exif, xmp, iptc, icc, png-text, comment, c2pa, trailer, maker-note, file-name, caption …
    key: str = ""  # e.g. GPSLatitude


@dataclass(frozen=True, slots=True)
class Span:
    """Characters start <= i < end of the caption."""

    start: int
    end: int


Where = Region | Track | Interval | Attribute | Span
PLACED = (Region, Track, Interval)
"""What lies in the medium itself, to be seen or heard; the rest is carried beside it or said with it."""


@dataclass(frozen=True, slots=True)
class Finding:
    """A detector's claim: this identifier, here, this sure. Never the clinical finding."""

    identifier: Identifier
    where: Where
    confidence: float  # 0 to 1, by the detector's own scale: not comparable between detectors
    by: str  # the detector's name
    about: str = ""  # id of the person whose known facts it matches, "" when unknown


class Identifiability(StrEnum):
    """How far a copy still shows who it is. Only `policy` may call a copy de-identified (`none`)."""

    DIRECT = "direct"
    INDIRECT = "indirect"
    NONE = "none"


class Purpose(StrEnum):
    RECORD = "record"
    TEACHING = "teaching"
    JOURNAL = "journal"
    AWARENESS = "awareness"
    ADVERTISING = "advertising"


class Destination(StrEnum):
    WEBSITE = "website"
    FACEBOOK = "facebook"
    INSTAGRAM = "instagram"
    TIKTOK = "tiktok"
    YOUTUBE = "youtube"
    ZALO = "zalo"
    LIVESTREAM = "livestream"
    LECTURE = "lecture"
    JOURNAL = "journal"
    INTERNAL = "internal"


class Ground(StrEnum):
    """What is claimed to allow the act without consent. A claim is proven to the officer; it never carries a permit."""

    NONE = ""
    PUBLIC_INTEREST = "public-interest"
    PUBLIC_ACTIVITY = "public-activity"  # a congress, a ceremony
    PUBLIC_PLACE = "public-place"
    URGENT = "urgent"  # life or health of somebody
    EMERGENCY = "emergency"  # of the state: security, disaster, epidemic
    STATE_BODY = "state-body"
    CONTRACT = "contract"
    OTHER_LAW = "other-law"
    REPLY = "reply"  # to a complaint or a bad review


class Trait(StrEnum):
    """What the post is, or says, beside the person shown: stated by whoever asks."""

    PROMOTES = "promotes"  # a service that is paid for, whatever the post is called
    COSMETICS = "cosmetics"  # advertises them
    DRUG = "drug"
    FOOD = "food"  # health food
    PERSONAL_ACCOUNT = "personal-account"  # goes out from somebody's own account, not from the clinic's
    PAID_SPEAKER = "paid-speaker"  # a patient or an influencer who is paid to speak
    UNLICENSED = "unlicensed"  # the service has no operating licence
    BEYOND_LICENCE = "beyond-licence"
    UNRECOGNISED_METHOD = "unrecognised-method"
    SUPERLATIVE = "superlative"  # "best", "only", "number one", with nothing that proves it
    SEX_SELECTION = "sex-selection"
    ORGAN_TRADE = "organ-trade"
    BLAME = "blame"  # for a medical incident, before an official finding
    RECORD = "record"  # shows the medical record itself
    GORE = "gore"  # an operation or an accident in horrifying detail
    HUMILIATING = "humiliating"


class Party(StrEnum):
    """Who else is handed the copy."""

    AGENCY = "agency"  # or an editor, a page manager: processes it for the clinic
    INFLUENCER = "influencer"
    PRESS = "press"
    INSURER = "insurer"
    CARE_PROVIDER = "care-provider"
    RESEARCHER = "researcher"


class CareRecording(StrEnum):
    """A recording made in the course of care, of a kind that shows a patient's inside; the GMC pack asks."""

    NONE = ""  # another picture, or nobody said
    ORGAN = "organ"  # internal organs or structures, and how they work
    SLIDE = "slide"  # pathology
    ENDOSCOPY = "endoscopy"
    ULTRASOUND = "ultrasound"
    XRAY = "x-ray"


class Outcome(StrEnum):
    PERMIT = "permit"
    DENY = "deny"
    INDETERMINATE = "indeterminate"


class Level(StrEnum):
    """Which copy: least altered first, the order in which the law is asked."""

    BARE = "metadata-gone"  # as it is, with metadata and embedded streams gone
    OTHERS_HIDDEN = "others-hidden"  # and everyone hidden who has not agreed to be shown; all text and codes
    ALL_HIDDEN = "everyone-hidden"  # face and head, eyes, text, codes, intimate parts not under treatment


@dataclass(frozen=True, slots=True)
class Words:
    """One sentence in both languages."""

    vi: str
    en: str

    def __getitem__(self, language: str) -> str:
        return self.vi if language == "vi" else self.en


@dataclass(frozen=True, slots=True)
class Known:
    """What the facts know of one person shown, to be recognised in text, metadata and caption.

    Never stored with findings: a finding only says `about` whom it is, by id."""

    person: str  # id
    names: tuple[str, ...] = ()
    phones: tuple[str, ...] = ()
    birth_date: str = ""  # ISO 8601, "" when unknown
    numbers: tuple[str, ...] = ()  # record, identity, insurance numbers
    addresses: tuple[str, ...] = ()
    emails: tuple[str, ...] = field(default=())
