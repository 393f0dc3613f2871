"""A consent record: what one person allowed, who signed, when, how, and what proves it.

It carries the twenty fields that Vietnamese law asks a consent to publication for (docs/law.md,
where each field has its article). What speaks for a consent counts only when it is stated:
a notice that the file does not mention was not given. What a field left out stands for is in docs/consent.md.
Nothing here judges; the law pack does."""

import hashlib
import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta, timezone
from enum import StrEnum

from kindao.engine.errors import BadInput
from kindao.engine.policy.people import Capacity, Status
from kindao.engine.policy.reading import faults, read
from kindao.engine.vocabulary import Destination, Identifiability, Level, Purpose, Words

FIRST, LAST = 1900, 2099
VIETNAM = timezone(timedelta(hours=7))  # no summer time since 1975; a day means the day there


def day(moment: datetime) -> date:
    """The day in Vietnam; a moment without a zone is Vietnamese time."""
    return moment.date() if moment.tzinfo is None else moment.astimezone(VIETNAM).date()


def instant(moment: datetime) -> datetime:
    """The moment with its zone, so that any two can be compared."""
    return moment.replace(tzinfo=VIETNAM) if moment.tzinfo is None else moment


class GiverRole(StrEnum):
    SELF = "self"
    GUARDIAN = "guardian"  # parent, guardian or court-appointed representative
    KIN = "kin"  # of a person who died
    STAFF = "staff"  # of the clinic: never entitled to agree for a patient


class Relation(StrEnum):
    NONE = ""
    MOTHER = "mother"
    FATHER = "father"
    GUARDIAN = "guardian"
    COURT = "court-appointed"
    SPOUSE = "spouse"
    ADULT_CHILD = "adult-child"
    PARENT = "parent"  # of an adult who died


class DataType(StrEnum):
    """What was agreed to be used, by kind."""

    PHOTO = "photo"
    VIDEO = "video"
    VOICE = "voice"
    DICOM = "dicom"
    RECORD_TEXT = "record-text"
    DIAGNOSIS = "diagnosis"
    NAME = "name"
    BIRTH_DATE = "birth-date"
    CONTACT = "contact"  # phone, e-mail, address
    NUMBER = "number"  # record, identity or insurance number


DATA: dict[DataType, Words] = {
    DataType.PHOTO: Words("ảnh", "photo"),
    DataType.VIDEO: Words("phim", "video"),
    DataType.VOICE: Words("giọng nói", "voice"),
    DataType.DICOM: Words("ảnh y khoa DICOM", "DICOM image"),
    DataType.RECORD_TEXT: Words("nội dung hồ sơ bệnh án", "text of the medical record"),
    DataType.DIAGNOSIS: Words("chẩn đoán, tình trạng sức khỏe", "diagnosis, health"),
    DataType.NAME: Words("họ tên", "name"),
    DataType.BIRTH_DATE: Words("ngày sinh", "birth date"),
    DataType.CONTACT: Words("điện thoại, địa chỉ, thư điện tử", "phone, address, e-mail"),
    DataType.NUMBER: Words("số hồ sơ, số căn cước, số thẻ", "record, identity or insurance number"),
}
"""What each is called."""


class Method(StrEnum):
    WRITING = "writing"
    RECORDED_CALL = "recorded-call"
    SMS = "sms"
    EMAIL = "email"
    WEB = "web"
    APP = "app"
    SPOKEN = "spoken"  # off the record: nothing proves it
    NOTICE = "notice"  # a sign on the wall, "by entering you agree": silence


class AgeCheck(StrEnum):
    """By what the subject's age was verified."""

    UNSTATED = ""
    STATED = "stated"  # somebody said so: verifies nothing
    RECORD = "record"  # the medical record
    BIRTH_CERTIFICATE = "birth-certificate"
    ID_DOCUMENT = "id-document"

    @property
    def verifies(self) -> bool:
        return self not in (AgeCheck.UNSTATED, AgeCheck.STATED)


class Told(StrEnum):
    """What a notice of rights tells."""

    WITHDRAW = "withdraw"
    DELETE = "delete"
    COMPLAIN = "complain"
    CARE = "care"  # that refusing has no consequence for care


class Duress(StrEnum):
    SEDATED = "sedated"
    EMERGENCY = "emergency"
    BEFORE_SURGERY = "before-surgery"
    DISCOUNT = "discount"


class Remuneration(StrEnum):
    UNSTATED = ""
    PAID = "paid"
    WAIVED = "waived"
    AGREED = "agreed-otherwise"


@dataclass(frozen=True, slots=True)
class Payment:
    """What was agreed to be paid, in words and figures as on the paper: no rule counts with it."""

    amount: str = ""
    currency: str = ""  # ISO 4217, three letters

    def __post_init__(self) -> None:
        if self.amount and not re.fullmatch(r"(0|[1-9][0-9]{0,14})(\.[0-9]{1,3})?", self.amount):
            raise ValueError("amount: not digits such as 2000000")
        if self.currency and not re.fullmatch("[A-Z]{3}", self.currency):
            raise ValueError("currency: not three capital letters such as VND")
        if bool(self.amount) is not bool(self.currency):
            raise ValueError(f"{'currency' if self.amount else 'amount'}: is missing")


class Statement(StrEnum):
    """What else the words that were signed say; each is asked for by a pack of another country."""

    REVOKE_IN_WRITING = "revoke-in-writing"  # that it may be revoked in writing, and how
    CARE_NOT_CONDITIONED = "care-not-conditioned"  # that care does not depend on signing
    REDISCLOSURE = "redisclosure"  # that who receives it may pass it on
    PAYMENT = "payment"  # whether somebody pays the clinic for it
    NO_RECALL = "no-recall"  # that what was published cannot be called back


class Regime(StrEnum):
    """The law on the form of consent in force on the day of signing."""

    CIVIL_CODE = "civil-code"  # to 2023-06-30
    DECREE_13 = "decree-13-2023"  # 2023-07-01 to 2025-12-31
    LAW_91 = "law-91-2025"  # from 2026-01-01


def words_of(caption: str) -> str:
    """By what a consent and a use name a caption: its digest. No caption at all has one, too."""
    return f"sha256:{hashlib.sha256(caption.encode()).hexdigest()}"


DIGEST = re.compile("[a-z0-9-]{2,16}:[0-9a-fA-F]{32,128}")


def numbered(reference: str) -> bool:
    """Whether a citizen's (12 digits), an old identity card's (9) or a passport's number may stand in it, in whatever
    digits and however parted; in a digest none is read."""
    folded = unicodedata.normalize("NFKC", reference)
    if DIGEST.fullmatch(folded):
        return False
    return bool(re.search(r"(\d[\s.,/_-]*){8}\d|[^\W\d_][\s.-]?\d{7,}", folded))


@dataclass(frozen=True, slots=True)
class Giver:
    """Who signed."""

    role: GiverRole
    relation: Relation = Relation.NONE
    proof: str = ""  # birth certificate, decision number: needed from anyone but the person
    conflict: bool = False  # suspected of harming the person: may not speak for them
    identity: str = ""  # where their identity document is filed, or its salted digest; never its number

    def __post_init__(self) -> None:
        if numbered(self.identity):
            raise ValueError("identity: holds a number as identity documents have")
        if self.role is GiverRole.SELF and self.relation is not Relation.NONE:
            raise ValueError("relation: who signs for themselves has none")


@dataclass(frozen=True, slots=True)
class Recipient:
    """A processor, platform or other party that gets the copy."""

    name: str
    country: str = ""  # ISO 3166, two letters; "" unstated

    def __post_init__(self) -> None:
        if not self.name:
            raise ValueError("name: is empty")
        if self.country and not re.fullmatch("[A-Z]{2}", self.country):
            raise ValueError("country: not two capital letters such as VN")


@dataclass(frozen=True, slots=True)
class AdTerms:
    """What the person was told of the advertising."""

    content: str = ""
    method: str = ""
    form: str = ""
    frequency: str = ""
    how_to_refuse: str = ""

    @property
    def complete(self) -> bool:
        return all((self.content, self.method, self.form, self.frequency, self.how_to_refuse))


@dataclass(frozen=True, slots=True)
class Scope:
    """One purpose, the places, how recognisable, which part of the body, how long."""

    purpose: Purpose
    destinations: frozenset[Destination]
    identifiability: Identifiability = Identifiability.INDIRECT  # at most
    body_areas: frozenset[str] = frozenset()  # empty: any
    starts: date | None = None  # None: the day of signing
    ends: date | None = None  # the last day; None: until withdrawn
    assets: frozenset[str] = frozenset()  # digests of the originals it is about; empty: any
    previewed: bool = False  # the person saw the very copy
    level: Level | None = None  # the redaction that was promised
    ad_terms: AdTerms = AdTerms()
    remuneration: Remuneration = Remuneration.UNSTATED
    withdrawn_at: datetime | None = None
    ends_when: str = ""  # the event with which it ends, where no day was named
    ticked: frozenset[Destination] = frozenset()  # each by the person themselves; empty: not on record apart
    payment: Payment = Payment()
    words: str = ""  # digest of the caption that goes with it, "sha256:…" of it in UTF-8; empty: any

    def __post_init__(self) -> None:
        if not self.destinations:
            raise ValueError("destinations: name at least one")
        if not self.ticked <= self.destinations:
            raise ValueError("ticked: names a place that is not among the destinations")
        if self.payment.amount and self.remuneration not in (Remuneration.PAID, Remuneration.AGREED):
            raise ValueError("payment: the remuneration does not say that anything is paid")
        if self.starts and self.ends and self.ends < self.starts:
            raise ValueError("ends: before starts")

    @property
    def agreed(self) -> frozenset[Destination]:
        """The places that were agreed to: where ticks are on record, those alone."""
        return self.ticked or self.destinations


KINDAO = "kindao"
"""As `Collected.by`: the record was written by Kindao's own pages, which name every kind of recipient that was told."""


@dataclass(frozen=True, slots=True)
class Collected:
    """How the signature came in, for the burden of proof."""

    by: str = ""  # the collector, by id
    timestamp_source: str = ""
    channel: str = ""  # line, account or address it came from
    device: str = ""


@dataclass(frozen=True, slots=True)
class Migrated:
    """Where a consent from the time of Decree 13/2023 was before it came into this record."""

    on: date | None = None  # the day on which it was carried over
    source: str = ""  # the form or system it comes from
    reference: str = ""  # its number or name there


@dataclass(frozen=True, slots=True)
class Text:
    """The words that were signed."""

    digest: str = ""
    language: str = "vi"
    copy_given: bool = False


@dataclass(frozen=True, slots=True)
class ThirdParty:
    """Another person in the frame, with their own consent."""

    person: str
    consent: str = ""

    def __post_init__(self) -> None:
        if not self.person:
            raise ValueError("person: is empty")


@dataclass(frozen=True, slots=True)
class Consent:
    """One signature. Never edited: a new one supersedes, a withdrawal is added."""

    id: str
    subject: str  # id of the person whose image or data it is
    scopes: tuple[Scope, ...]
    signed_at: datetime
    giver: Giver
    birth_date: date | None = None  # of the subject
    capacity: Capacity = Capacity.FULL  # of the subject, on the day of signing
    data_types: frozenset[DataType] = frozenset()  # what the person knew would be used
    controller: str = ""  # the clinic that answers for it
    recipients: tuple[Recipient, ...] = ()
    rights_notice: bool = False  # told: may withdraw, have deleted, complain; refusing costs no care
    sensitive_notice: bool = False  # told: this is sensitive data
    method: Method = Method.SPOKEN
    evidence: str = ""  # digest or reference of what proves it; "" is nothing
    affirmative: bool = False  # an act of their own, yes and no shown alike, nothing ticked before
    apart_from_care: bool = False  # not on the paper that agrees to treatment or admission
    each_ticked: bool = False  # every scope had its own tick; needed when there is more than one
    collected: Collected = Collected()
    text: Text = Text()
    territory: str = ""  # "" is everywhere
    withdrawal_channel: str = ""  # where the person can withdraw
    withdrawn_at: datetime | None = None  # all scopes at once
    propagated_to: tuple[str, ...] = ()
    third_parties: tuple[ThirdParty, ...] = ()
    duress: frozenset[Duress] = frozenset()
    blocks_checked: frozenset[Status] = frozenset()  # asked about, before signing
    stated_regime: Regime | None = field(default=None)  # when stated, it must be the one of the day
    statements: frozenset[Statement] = frozenset()
    age_check: AgeCheck = AgeCheck.UNSTATED  # by what the subject's age was verified
    rights_told: frozenset[Told] = frozenset()  # what the notice of rights told, one by one; all four are a notice
    migrated: Migrated = Migrated()

    @property
    def of_a_patient(self) -> bool:
        """Whether it tells of care: a part under treatment, the record, or what only a patient is asked before."""
        return bool(self.tells_of_care)

    @property
    def tells_of_care(self) -> tuple[str, ...]:
        """The fields that say so, with what they say."""
        of_care = sorted(self.data_types & {DataType.DICOM, DataType.RECORD_TEXT, DataType.DIAGNOSIS})
        areas = [f"scopes[{n}].body_areas" for n, one in enumerate(self.scopes) if one.body_areas]
        return (*(["blocks_checked"] if self.blocks_checked else []), *(f"data_types {one}" for one in of_care), *areas)

    def __post_init__(self) -> None:
        for path, said in faults(self):
            raise ValueError(f"{path}: {said}")
        for n, at in enumerate((self.signed_at, self.withdrawn_at, *(scope.withdrawn_at for scope in self.scopes))):
            if at and not FIRST <= at.year <= LAST:  # before that no moment can be moved to another zone
                path = ("signed_at", "withdrawn_at")[n] if n < 2 else f"scopes[{n - 2}].withdrawn_at"
                raise ValueError(f"{path}: not in a year from {FIRST} to {LAST}")
        if not self.id:
            raise ValueError("id: is empty")
        if not self.subject:
            raise ValueError("subject: is empty")
        if self.subject != self.subject.strip():  # it would be the id of nobody, and a withdrawal would miss it
            raise ValueError("subject: begins or ends with a blank")
        if not self.scopes:
            raise ValueError("scopes: name at least one")
        if self.birth_date and self.birth_date > self.signed_on:
            raise ValueError("birth_date: after signed_at")
        if self.withdrawn_at and instant(self.withdrawn_at) < instant(self.signed_at):
            raise ValueError("withdrawn_at: before signed_at")
        for n, scope in enumerate(self.scopes):
            if scope.withdrawn_at and instant(scope.withdrawn_at) < instant(self.signed_at):
                raise ValueError(f"scopes[{n}].withdrawn_at: before signed_at")
            if scope.ends and scope.ends < self.signed_on:
                raise ValueError(f"scopes[{n}].ends: before signed_at")
            if scope in self.scopes[:n]:
                raise ValueError(f"scopes[{n}]: is there twice")
        for n, third in enumerate(self.third_parties):
            if third.person == self.subject:
                raise ValueError(f"third_parties[{n}].person: is the subject")
        if self.propagated_to and not any((self.withdrawn_at, *(scope.withdrawn_at for scope in self.scopes))):
            raise ValueError("propagated_to: nothing was withdrawn")
        if self.rights_notice and self.rights_told and not self.rights_told >= set(Told):
            raise ValueError("rights_told: lacks something, and rights_notice says that all was told")
        if self.migrated != Migrated():
            if self.regime is not Regime.DECREE_13:
                raise ValueError("migrated: was not signed while Decree 13/2023 was in force")
            if self.migrated.on and self.migrated.on < self.signed_on:
                raise ValueError("migrated.on: before signed_at")
        if self.stated_regime and self.stated_regime is not self.regime:
            raise ValueError("stated_regime: another law was in force on the day of signing")

    @property
    def signed_on(self) -> date:
        return day(self.signed_at)

    @property
    def regime(self) -> Regime:
        if self.signed_on < date(2023, 7, 1):
            return Regime.CIVIL_CODE
        return Regime.DECREE_13 if self.signed_on < date(2026, 1, 1) else Regime.LAW_91

    @property
    def informed(self) -> bool:
        """Told of every right: as a whole, or item by item."""
        return self.rights_notice or self.rights_told >= set(Told)

    @property
    def apart(self) -> bool:
        """Every scope had its own tick: as a whole, or scope by scope."""
        return self.each_ticked or all(scope.ticked for scope in self.scopes)

    @property
    def withdrawn(self) -> bool:
        """Nothing of it is left, whenever that was."""
        return all(self.ended(scope) for scope in self.scopes)

    def happened(self, now: datetime, *, at: str = "") -> None:
        """Raises BadInput that names the field when the file tells of a signature or withdrawal still to come.

        at: where this consent stands, before the field: "consents[0]."."""
        if instant(self.signed_at) > now:
            raise BadInput(
                f"{at}signed_at: later than now", hint="A consent counts from its signature on; correct the time"
            )
        if self.migrated.on and self.migrated.on > day(now):
            raise BadInput(f"{at}migrated.on: later than now", hint="Write the day on which it was carried over")
        ends = [(f"{at}withdrawn_at", self.withdrawn_at)]
        ends += [(f"{at}scopes[{n}].withdrawn_at", scope.withdrawn_at) for n, scope in enumerate(self.scopes)]
        for field_, ended in ends:
            if ended and instant(ended) > now:
                raise BadInput(
                    f"{field_}: later than now",
                    hint="If the person has withdrawn already, write when they said so; "
                    "a consent that is to end on a later day has that day in the scope's ends",
                )

    def ended(self, scope: Scope) -> datetime | None:
        """When this scope ended by withdrawal: its own, or that of the whole consent, whichever came first."""
        return min((instant(at) for at in (scope.withdrawn_at, self.withdrawn_at) if at), default=None)


def happened(consents: Iterable[Consent], now: datetime) -> None:
    """Raises BadInput that names consent and field, "consents[0].signed_at: …", for what is still to come.

    now: the moment, from whoever has a clock."""
    for n, consent in enumerate(consents):
        consent.happened(now, at=f"consents[{n}].")


def load_consent(data: object) -> Consent:
    """Read one consent: JSON as bytes or text, or what `json.load` gave.

    Raises BadInput naming the field: "scopes[0].ends: before starts"."""
    return read(Consent, data)
