"""What is sent and answered, as JSON. Words of the law come in both languages."""

from datetime import UTC, date, datetime
from typing import Annotated, Any, Literal, TypeVar
from uuid import UUID

from django.db.models import Model
from ninja import Schema
from pydantic import AfterValidator, AwareDatetime, ConfigDict, Field, StringConstraints, field_validator

from kindao.engine.policy.consent import Relation
from kindao.engine.policy.facts import Capacity, Status
from kindao.engine.vocabulary import CareRecording, Destination, Party, Purpose, Trait, Words
from kindao.web.cases.models import Appearance, CaptureSession, Original, Patient, Upload
from kindao.web.cases.speaking import may_speak
from kindao.web.clinics.typed import NUL, one_line, typed
from kindao.web.consent.models import Consent
from kindao.web.releases import seeing
from kindao.web.releases.connectors.base import Place
from kindao.web.releases.models import Account, CopyState, Release, Stage, Takedown, Why
from kindao.web.review.models import Inspection, SafeCopy, Use, UseState, Work
from kindao.web.review.over import Over

LINE = r"^[^\x00-\x1f\x7f]*$"
TEXT = r"^[^\x00-\x08\x0b\x0c\x0e-\x1f\x7f]*$"


def line(most: int) -> Any:
    return StringConstraints(max_length=most, pattern=LINE)


Moment = Annotated[datetime, AfterValidator(lambda one: one.astimezone(UTC))]
SEEN = AfterValidator(one_line)  # of what may come to stand in a record
Number = Annotated[str, line(40), Field(min_length=1), SEEN]
Name = Annotated[str, line(120), Field(min_length=1), SEEN]
Phone = Annotated[str, line(30), SEEN]
Address = Annotated[str, line(200), SEEN]
Specialty = Annotated[str, line(60), SEEN]
Area = Annotated[str, line(30), SEEN]  # of the body
Caption = Annotated[str, StringConstraints(max_length=10_000, pattern=TEXT)]
EMAIL = r"^$|^[^@\s\x00-\x1f\x7f]+@[^@\s\x00-\x1f\x7f]+\.[^@\s\x00-\x1f\x7f]+$"
Email = Annotated[str, StringConstraints(max_length=254, pattern=EMAIL)]


class Told(Schema):
    """What is sent: a field that is not known is refused, not passed over."""

    model_config = ConfigDict(extra="forbid")

    @field_validator("*", mode="before")
    @classmethod
    def _typed(cls, told: Any) -> Any:
        """As what is typed at the desk: what shows nothing is no text, and none holds NUL."""
        if not isinstance(told, str):
            return told
        if NUL in told:
            raise ValueError("must not hold the character NUL")
        return typed(told)


class Said(Schema):
    """The same in both languages."""

    vi: str
    en: str


def both(vi: str, en: str) -> Said | None:
    return Said(vi=vi, en=en) if en else None


Shape = TypeVar("Shape", bound=Schema)


def shown(shape: type[Shape], row: Model, **other: Any) -> Shape:
    """A row: whatever it calls as the shape does, other rows by their ids; and what is called otherwise."""
    names = shape.model_fields.keys() - other
    return shape.model_validate({one: getattr(row, f"{one}_id", None) or getattr(row, one) for one in names} | other)


class NewPatient(Told):
    record_number: Number
    name: Name
    birth_date: date | None = None
    phone: Phone = ""
    email: Email = ""
    address: Address = ""
    alive: bool = True
    capacity: Capacity = Capacity.FULL
    statuses: list[Status] = Field([], max_length=len(Status))


class ChangedPatient(Told):
    """What is left out stays as it is."""

    record_number: Number | None = None
    name: Name | None = None
    birth_date: date | None = None
    phone: Phone | None = None
    email: Email | None = None
    address: Address | None = None
    alive: bool | None = None
    capacity: Capacity | None = None
    statuses: list[Status] | None = Field(None, max_length=len(Status))


class Speaker(Schema):
    """Who may speak for a patient today."""

    id: UUID
    name: str
    relation: Relation


class PatientOut(Schema):
    id: UUID
    record_number: str
    name: str
    birth_date: date | None
    phone: str
    email: str
    address: str
    alive: bool
    capacity: Capacity
    statuses: list[Status]
    speak: list[Speaker]
    created_at: Moment


def patient(row: Patient) -> PatientOut:
    speak = [shown(Speaker, one) for one in may_speak(row)]
    return shown(PatientOut, row, statuses=sorted(row.known_statuses), speak=speak)


class NewSession(Told):
    specialty: Specialty = ""
    body_area: Area = ""
    care_recording: CareRecording = CareRecording.NONE
    unable: bool = False


class SessionOut(Schema):
    """One time that pictures were taken, for the medical record."""

    id: UUID
    patient: UUID
    specialty: str
    body_area: str
    care_recording: CareRecording
    unable: bool
    at: Moment


def session(row: CaptureSession) -> SessionOut:
    return shown(SessionOut, row)


class NewUpload(Told):
    size: int = Field(description="bytes of the whole file", ge=1, le=1 << 50)


class UploadOut(Schema):
    id: UUID
    session: UUID
    size: int
    come: int = Field(description="bytes that are there, from the beginning without a gap: go on from here")
    part: int = Field(description="bytes of one part at most")
    ended: bool
    original: UUID | None


def upload(row: Upload, come: int, part: int) -> UploadOut:
    return shown(UploadOut, row, come=come, part=part, ended=bool(row.ended_at))


class AppearanceOut(Schema):
    id: UUID
    role: str
    patient: UUID | None
    other: UUID | None
    at: list[list[int]] = Field(description="[x0, y0, x1, y1], pixels, half-open, around the face")
    tracks: list[int]
    heard: list[list[str]]
    found_by_machine: bool
    confirmed: bool


def appearance(row: Appearance) -> AppearanceOut:
    return shown(AppearanceOut, row, confirmed=row.confirmed_at is not None)


class OriginalOut(Schema):
    """What the vault keeps. The file itself never leaves it."""

    id: UUID
    patient: UUID
    session: UUID
    kind: Original.Kind
    digest: str
    received: Original.Received
    received_at: Moment
    erased: bool


def original(row: Original) -> OriginalOut:
    return shown(OriginalOut, row, erased=row.file.erased_at is not None)


class FindingOut(Schema):
    """What identifies somebody, where, how sure: no names, no texts."""

    identifier: str
    detector: str
    confidence: float
    where: dict[str, Any]
    about: str = ""


class InspectionOut(Schema):
    id: UUID
    original: UUID
    state: Work.State
    step: str
    done: int
    total: int
    engine: str
    width: int
    height: int
    frames: int
    seconds: float
    findings: list[FindingOut]
    not_looked_for: list[str]
    refused: Said | None


def inspection(row: Inspection) -> InspectionOut:
    return shown(
        InspectionOut,
        row,
        done=row.steps_done,
        total=row.steps_total,
        findings=[finding(one) for one in row.findings],
        not_looked_for=[one["is"] for one in row.not_looked_for],
        refused=both(row.refused_vi, row.refused_en),
    )


PLACES = ("frame", "box", "first", "heard", "holder", "key", "span")


def finding(kept: dict[str, Any]) -> FindingOut:
    """As sight.py keeps it. A track's boxes are left out: an hour of film has millions."""
    where: dict[str, Any] = {name: kept[name] for name in PLACES if name in kept}
    return FindingOut(
        identifier=kept["is"], detector=kept["by"], confidence=kept["sure"], where=where, about=kept.get("about", "")
    )


class NewUse(Told):
    purpose: Purpose
    destination: Destination
    on: date | None = Field(None, description="day of publication; none: today")
    caption: Caption = ""
    specialty: Specialty = ""
    body_area: Area = ""
    care_recording: CareRecording = CareRecording.NONE
    traits: list[Trait] = Field([], max_length=len(Trait))
    handed_to: list[Party] = Field([], max_length=len(Party))
    requested: bool = False
    illustration: bool = Field(
        False, description="it is stated, in the system's name, that it shows no real person; an officer looks"
    )


class ChangedUse(Told):
    """What is left out stays as it is. Whatever was answered no longer counts and is asked again."""

    purpose: Purpose | None = None
    destination: Destination | None = None
    on: date | None = Field(None, description="day of publication")
    caption: Caption | None = None
    specialty: Specialty | None = None
    body_area: Area | None = None
    traits: list[Trait] | None = Field(None, max_length=len(Trait))
    handed_to: list[Party] | None = Field(None, max_length=len(Party))


class OverOut(Schema):
    """That a use is over. `why` is null where it is not known."""

    why: Said | None
    at: Moment


class UseOut(Schema):
    """One proposed act. Only `state` permitted lets a copy go out, from the day `on` on; where that day is still to
    come, `from_day` says it, and nothing may be published before."""

    id: UUID
    original: UUID
    patient: UUID
    purpose: Purpose
    destination: Destination
    on: date = Field(description="day of publication")
    caption: str
    specialty: str
    body_area: str
    care_recording: CareRecording
    traits: list[Trait]
    handed_to: list[Party]
    requested: bool
    illustration: bool
    doubted: bool = Field(description="somebody doubts: nothing goes out before the officer has looked")
    law: str
    state: UseState
    from_day: date | None
    asked_at: Moment
    over: OverOut | None = Field(description="of a use that is `lapsed`: why, and since when")


def use(row: Use, ended: Over | None) -> UseOut:
    why = ended.why if ended else None
    told = OverOut(why=both(why.vi, why.en) if why else None, at=ended.at) if ended else None
    return shown(UseOut, row, over=told)


class NewCaption(Told):
    caption: Caption


class CaptionFound(Schema):
    """A part of a caption that identifies somebody: characters, half-open."""

    identifier: str
    start: int
    end: int
    about: str = Field(description="id of the person whom it names; empty: nobody known")
    sure: bool = Field(description="false: it may identify somebody, and the officer looks first")


class CopyOut(Schema):
    """A redacted, verified copy. Whether it may go out is the use's state to say."""

    id: UUID
    digest: str
    level: str
    identifiability: str
    media_type: str
    size: int
    made_at: Moment


def copy(row: SafeCopy) -> CopyOut:
    return shown(CopyOut, row, media_type=row.file.media_type, size=row.file.size)


class ScopeOut(Schema):
    id: UUID
    number: int
    purpose: Purpose
    destinations: list[Destination]
    identifiability: str
    starts: date | None
    ends: date | None
    state: str
    withdrawn_at: Moment | None


class ConsentOut(Schema):
    """One signature. It counts once somebody of the clinic has compared it with the paper: `confirmed_at`."""

    id: UUID
    patient: UUID | None
    other: UUID | None
    signed_at: Moment
    giver: str
    method: str
    entered_at: Moment
    confirmed_at: Moment | None
    withdrawn_at: Moment | None
    supersedes: UUID | None
    scopes: list[ScopeOut]


def consent(row: Consent) -> ConsentOut:
    return shown(ConsentOut, row, scopes=[shown(ScopeOut, one) for one in row.scopes.all()])


class Withdrawal(Told):
    scopes: list[UUID] | None = Field(None, description="scopes that end; none: all of it", max_length=100)


class Withdrawn(Schema):
    ended: int = Field(description="scopes that ended just now; 0 when they had ended before")


class AccountOut(Schema):
    """Where the clinic posts. Nothing goes out to one that may not delete, or is not `open`."""

    id: UUID
    connector: str
    destination: Destination
    name: str
    address: str
    who: str
    may_publish: bool
    may_delete: bool
    tested_at: Moment | None
    ends_at: Moment | None
    open: bool
    trouble: Said | None


def account(row: Account) -> AccountOut:
    said = both(row.trouble_vi, row.trouble_en)
    return shown(AccountOut, row, name=row.called, open=row.closed_at is None, trouble=said)


class NewRelease(Told):
    account: UUID
    at: AwareDatetime | None = Field(None, description="when it goes out, a year ahead at most; none: now")


class Moved(Told):
    at: AwareDatetime = Field(description="when it goes out instead, a year ahead at most")


class TakeDown(Told):
    why: Literal["officer", "leak"] = Field("officer", description="leak: it was found where it should not be")


class Posted(Told):
    """Where a copy that was fetched is seen now: addresses, a place without one, or both."""

    addresses: list[Annotated[str, Field(max_length=1000, pattern=r"^https?://[^\s]+$")]] = Field([], max_length=50)
    elsewhere: str = Field("", max_length=300, description="a screen, a lecture, a print; no names of patients")


class NotPosted(Told):
    reason: str = Field(max_length=1000)


class PublicCopyOut(Schema):
    """One address at which the public finds a release, or found it."""

    id: UUID
    address: str
    place: Place
    state: CopyState
    found_at: Moment
    looked_at: Moment | None
    due_at: Moment | None = Field(description="by when a person takes it down by hand")


class TakedownOut(Schema):
    """One order to take a release down everywhere."""

    why: Why
    because: Said | None = Field(description="the rule by which the law denied it then; null where none was asked")
    ordered_at: Moment
    over_at: Moment | None = Field(description="null: it is carried out still")


def takedown(row: Takedown) -> TakedownOut:
    return shown(TakedownOut, row, because=both(row.because_vi, row.because_en), ordered_at=row.created_at)


class ReleaseOut(Schema):
    """One permitted copy on its way to an account, there, or back. Only `gone` says that nobody sees it any more."""

    id: UUID
    use: UUID
    account: UUID
    stage: Stage
    due_at: Moment
    sent_at: Moment | None
    out_at: Moment | None
    caption: str
    media_type: str
    file_name: str
    digest: str = Field(description="of the bytes that were sent; empty: nothing was")
    permit: UUID | None = Field(description="under which it went out")
    why: Said | None = Field(
        description="why it did not go out, waits, will not go out as it is, or must not be posted"
    )
    must_not_be_posted: bool = Field(
        description="the copy that was fetched is not to be posted, or not before `why` is settled, whatever the stage;"
        " where it is posted already, say so (`posted`)"
    )
    copies: list[PublicCopyOut]
    takedowns: list[TakedownOut] = Field(description="the first order first")


def release(row: Release) -> ReleaseOut:
    spent = [one.pk for one in row.permits.all() if one.spent_at]
    no = seeing.unposted(row)
    why = no or (Words(row.why_vi, row.why_en) if row.why_en else seeing.hindered(row))
    return shown(
        ReleaseOut,
        row,
        permit=spent[-1] if spent else None,
        why=both(why.vi, why.en) if why else None,
        must_not_be_posted=no is not None,
        copies=[shown(PublicCopyOut, one) for one in row.places],
        takedowns=[takedown(one) for one in row.takedowns.all()],
    )
