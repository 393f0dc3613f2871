"""All that may be changed about patients and what was captured of them."""

from collections.abc import Callable, Iterable, Sequence
from datetime import date, timedelta
from typing import Any, BinaryIO

from django.db import IntegrityError, transaction

from kindao import clock
from kindao.engine.errors import BadInput, Unreadable
from kindao.engine.geometry import Box, Interval
from kindao.engine.policy.consent import Relation
from kindao.engine.policy.facts import Capacity, Status
from kindao.engine.vocabulary import CareRecording
from kindao.web import audit
from kindao.web.cases import contacts, signals
from kindao.web.cases.alphabet import of_name
from kindao.web.cases.contacts import Reached
from kindao.web.cases.content import looked_at
from kindao.web.cases.joining import joined
from kindao.web.cases.models import (
    Appearance,
    CaptureSession,
    ContactEvent,
    Guardianship,
    Original,
    OtherPerson,
    Part,
    Patient,
    Upload,
)
from kindao.web.cases.places import boxes_to, intervals_to
from kindao.web.cases.speaking import same
from kindao.web.clinics.models import Membership, Role
from kindao.web.vault import keys, store
from kindao.web.vault.discarding import discard
from kindao.web.vault.models import StoredFile

OLDEST = date(1900, 1, 1)
LARGEST_UPLOAD = 4 << 30  # bytes; an hour of film from a phone
PART_AT_MOST = 8 << 20  # bytes
LEAST_PROOF = 6  # letters and digits: "x" or "..." names no document
TWICE = timedelta(minutes=1)  # within which the same form means the same again


@transaction.atomic
def add_patient(
    by: Membership,
    *,
    record_number: str,
    name: str,
    birth_date: date | None = None,
    phone: str = "",
    email: str = "",
    address: str = "",
    alive: bool = True,
    capacity: Capacity = Capacity.FULL,
    statuses: Iterable[Status] = (),
) -> Patient:
    """A new patient with a key of their own. Raises BadInput for a record number that is taken, and for a birth date
    that nobody alive has."""
    _born(birth_date)
    if not record_number.strip() or not name.strip():
        raise BadInput("a patient needs a record number and a name", hint="Fill in both")
    if Patient.objects.of(by).filter(record_number=record_number.strip()).exists():
        raise _taken()
    try:
        with transaction.atomic():
            patient = Patient.objects.create(
                clinic=by.clinic,
                key=keys.new_key(by.clinic),
                record_number=record_number.strip(),
                name=name.strip(),
                birth_date=birth_date,
                phone=phone.strip(),
                email=email.strip(),
                address=address.strip(),
                alive=alive,
                capacity=capacity.value,
                statuses=sorted(statuses),
                created_at=clock.now(),
                created_by=by.user,
            )
    except IntegrityError:  # a form sent twice at once
        raise _taken() from None
    audit.record("patient.added", patient, by=by.user, clinic=by.clinic)
    return patient


def _taken() -> BadInput:
    return BadInput("this record number is another patient's", hint="Look the patient up, or correct the number")


def _born(day: date | None) -> None:
    if day and not OLDEST <= day <= clock.today():
        raise BadInput("birth date: not between 1900 and today", hint="Correct the day")


CHANGEABLE = frozenset(
    {"record_number", "name", "birth_date", "phone", "email", "address", "alive", "capacity", "statuses"}
)


@transaction.atomic
def change_patient(by: Membership, patient: Patient, **fields: Any) -> None:
    """Correct what is known of a patient; whatever was permitted is asked again. Raises BadInput as `add_patient`,
    and as `contacts.may_change`."""
    if not fields.keys() <= CHANGEABLE:
        raise ValueError("no such field of a patient")
    _born(fields.get("birth_date"))
    number = fields.get("record_number")
    if number is not None:
        others = Patient.objects.of(by).exclude(pk=patient.pk)
        if not str(number).strip() or others.filter(record_number=number).exists():
            raise _taken()
    if "statuses" in fields:
        fields["statuses"] = sorted(fields["statuses"])
    made = of_name(fields["name"]) if "name" in fields else {}
    before = Patient.objects.of(by).filter(pk=patient.pk).values_list("phone", "email").first()
    Patient.objects.of(by).filter(pk=patient.pk).update(**fields, **made)
    patient.refresh_from_db()
    if before is not None and before != (patient.phone, patient.email):
        contacts.may_change(by.user, patient, before)
        _contact_changed(by, patient, before)
    Original.objects.lock_resting_on(patients=[patient.pk])
    audit.record("patient.changed", patient, by=by.user, clinic=by.clinic, facts=dict.fromkeys(sorted(fields), True))
    signals.changed.send(Patient, patients=[patient.pk], originals=[])


def _contact_changed(by: Membership, person: Patient | OtherPerson, before: tuple[str, str]) -> None:
    what = ContactEvent.What.CHANGED if any(before) else ContactEvent.What.ENTERED
    whose = {"patient": person} if isinstance(person, Patient) else {"other": person}
    ContactEvent.objects.create(what=what, by=by.user, at=clock.now(), **whose)
    signals.contact_changed.send(type(person), person=person, before=before, by=by)


@transaction.atomic
def vouch(by: Membership, reached: Reached) -> None:
    """A second person says that this phone number or e-mail is theirs. A second time changes nothing. Raises BadInput
    for who wrote it down, and where there is none."""
    clinic = (reached.patient if isinstance(reached, Guardianship) else reached).clinic_id
    if clinic != by.clinic_id:
        raise ValueError("another clinic's")
    if not (reached.phone or reached.email):
        raise BadInput("there is neither a phone number nor an e-mail", hint="Write it into their record first")
    there = contacts.entered(reached)
    if there.by == by.user_id:
        raise BadInput(
            "whoever wrote the number down can't confirm it", hint="Ask a colleague, who asks the patient in person"
        )
    if there.vouched:
        return
    whose = {Guardianship: "guardianship", Patient: "patient", OtherPerson: "other"}[type(reached)]
    ContactEvent.objects.create(what=ContactEvent.What.VOUCHED, by=by.user, at=clock.now(), **{whose: reached})
    audit.record("contact.vouched", reached, by=by.user, clinic=by.clinic)


@transaction.atomic
def join_family(by: Membership, patient: Patient, other: Patient) -> None:
    """What is told of one tells of the other as well: heredity, parentage, infertility."""
    if patient.clinic_id != by.clinic_id or other.clinic_id != by.clinic_id or patient.pk == other.pk:
        raise ValueError("not two patients of this clinic")
    patient.family.add(other)
    Original.objects.lock_resting_on(patients=[patient.pk, other.pk])
    audit.record("patient.family", patient, by=by.user, clinic=by.clinic, facts={"other": str(other.pk)})
    signals.changed.send(Patient, patients=[patient.pk, other.pk], originals=[])


@transaction.atomic
def add_other_person(
    by: Membership,
    *,
    kind: OtherPerson.Kind,
    name: str,
    birth_date: date | None = None,
    phone: str = "",
    email: str = "",
) -> OtherPerson:
    """Somebody who is no patient and may be in a picture: who works there, or a relative."""
    _born(birth_date)
    if not name.strip():
        raise BadInput("a person needs a name", hint="Fill it in")
    just_now = OtherPerson.objects.of(by).filter(created_by=by.user, created_at__gt=clock.now() - TWICE)
    if there := just_now.filter(kind=kind, name=name.strip(), birth_date=birth_date).first():
        return there  # the form was sent twice
    person = OtherPerson.objects.create(
        clinic=by.clinic,
        key=keys.new_key(by.clinic),
        kind=kind,
        name=name.strip(),
        birth_date=birth_date,
        phone=phone.strip(),
        email=email.strip(),
        created_at=clock.now(),
        created_by=by.user,
    )
    audit.record("person.added", person, by=by.user, clinic=by.clinic, facts={"kind": str(kind)})
    return person


OTHERS_CHANGEABLE = frozenset({"name", "birth_date", "phone", "email"})


@transaction.atomic
def change_other_person(by: Membership, person: OtherPerson, **fields: Any) -> None:
    """Correct what is known of them; whatever was permitted is asked again. Raises BadInput as `add_other_person`."""
    if not fields.keys() <= OTHERS_CHANGEABLE:
        raise ValueError("no such field of a person")
    _born(fields.get("birth_date"))
    if "name" in fields and not fields["name"].strip():
        raise BadInput("a person needs a name", hint="Fill it in")
    row = OtherPerson.objects.of(by).select_for_update(no_key=True).get(pk=person.pk)
    before = row.phone, row.email
    made = of_name(fields["name"]) if "name" in fields else {}
    OtherPerson.objects.filter(pk=row.pk).update(**fields, **made)
    person.refresh_from_db()
    if before != (person.phone, person.email):
        contacts.may_change(by.user, person, before)
        _contact_changed(by, person, before)
    Original.objects.lock_resting_on(patients=[person.pk])
    audit.record("person.changed", person, by=by.user, clinic=by.clinic, facts=dict.fromkeys(sorted(fields), True))
    signals.changed.send(OtherPerson, patients=[person.pk], originals=[])


@transaction.atomic
def add_guardian(
    by: Membership,
    patient: Patient,
    *,
    name: str,
    relation: Relation,
    proof: str = "",
    phone: str = "",
    email: str = "",
    conflict: bool = False,
) -> Guardianship:
    """Who may speak for a patient; with a conflict: who may not, and what they signed ends for the gate."""
    if relation is Relation.NONE or not name.strip():
        raise BadInput("who speaks for a patient needs a name and a relation", hint="Fill in both")
    proof = proof.strip()
    letters = [one for one in proof.casefold() if one.isalnum()]
    if proof and (len(letters) < LEAST_PROOF or len(set(letters)) < LEAST_PROOF // 2):
        raise BadInput(
            "what proves it is not said", hint="Name the document and where it is filed: birth certificate, court order"
        )
    told = {"name": name.strip(), "relation": relation.value, "proof": proof, "phone": phone.strip()}
    if there := patient.guardianships.standing().filter(**told, email=email.strip(), conflict=conflict).first():
        return there  # the form was sent twice
    guardianship = Guardianship.objects.create(
        patient=patient,
        name=name.strip(),
        phone=phone.strip(),
        email=email.strip(),
        relation=relation.value,
        proof=proof,
        conflict=conflict,
        began_at=clock.now(),
        entered_by=by.user,
    )
    Original.objects.lock_resting_on(patients=[patient.pk])
    audit.record("guardian.added", guardianship, by=by.user, clinic=by.clinic, facts={"relation": relation.value})
    over = patient.guardianships.exclude(ended_at=None)
    # Who spoke for the patient before does so again: a no of theirs that another lifted meanwhile counts again.
    if conflict or any(same(guardianship, one) for one in over):
        signals.changed.send(Patient, patients=[patient.pk], originals=[])
    return guardianship


@transaction.atomic
def confirm_guardian(by: Membership, guardianship: Guardianship) -> None:
    """A second person has seen what proves it: from now on they may speak for the patient, where the patient's age,
    capacity or death lets anybody. Twice changes nothing. Raises BadInput for who entered it, and without a proof."""
    guardianship = Guardianship.objects.of(by).select_for_update().get(pk=guardianship.pk)
    if guardianship.confirmed_at is not None:
        return
    if guardianship.entered_by_id == by.user_id:
        raise BadInput("whoever entered them can't confirm the proof", hint="Ask a colleague to look at it, too")
    if guardianship.ended_at is not None or not (guardianship.proof or guardianship.proof_file_id):
        raise BadInput(
            "what proves it is not said", hint="Name the document and where it is filed: birth certificate, court order"
        )
    Guardianship.objects.filter(pk=guardianship.pk).update(confirmed_by=by.user, confirmed_at=clock.now())
    audit.record("guardian.confirmed", guardianship, by=by.user, clinic=by.clinic)


STANDS: list[Callable[[Guardianship], bool]] = []
"""Whether somebody who speaks for a patient said something that holds while they do: apps above add what they know."""


@transaction.atomic
def end_guardianship(by: Membership, guardianship: Guardianship) -> None:
    """They speak for the patient no more; what they signed stays on record. Raises BadInput where they have paused or
    objected, or said no, and it is not the officer who ends it: another may lift that then."""
    if by.role != Role.OFFICER and any(stands(guardianship) for stands in STANDS):
        raise BadInput(
            "they have paused the use of pictures, objected to it or said no",
            hint="The privacy officer sees to that first",
        )
    if Guardianship.objects.filter(pk=guardianship.pk, ended_at=None).update(ended_at=clock.now()):
        audit.record("guardian.ended", guardianship, by=by.user, clinic=by.clinic)


@transaction.atomic
def begin_session(
    by: Membership,
    patient: Patient,
    *,
    specialty: str = "",
    body_area: str = "",
    care_recording: CareRecording = CareRecording.NONE,
    unable: bool = False,
) -> CaptureSession:
    """Pictures of one patient are about to be taken, for the medical record."""
    if patient.clinic_id != by.clinic_id:
        raise ValueError("the patient is another clinic's")
    session = CaptureSession.objects.create(
        clinic=by.clinic,
        patient=patient,
        specialty=specialty.strip(),
        body_area=body_area.strip(),
        care_recording=care_recording.value,
        unable=unable,
        at=clock.now(),
        by=by.user,
    )
    audit.record("session.begun", session, by=by.user, clinic=by.clinic)
    return session


def take_in(by: Membership, session: CaptureSession, content: BinaryIO, *, received: Original.Received) -> Original:
    """A picture, film or recording goes into the vault, under the patient's key, and is looked at. The same one again
    is the one that is there: a form sent twice, an upload that went on after a cut. File names are not kept.

    Raises Unreadable for what is none of these, or cannot be opened; Erased when the patient's key is destroyed."""
    if session.clinic_id != by.clinic_id:
        raise ValueError("the session is another clinic's")
    kind, media_type, digest = looked_at(content)
    if there := _there(session, digest):
        return there
    # Encrypting a film takes a while: nobody waits for it to write to the database.
    file = store.put(content, key=session.patient.key, clinic=by.clinic, media_type=media_type)
    return _taken_in(by, session, file, kind, received)


def _there(session: CaptureSession, digest: str) -> Original | None:
    return Original.objects.kept().filter(patient=session.patient_id, digest=digest).first()


@transaction.atomic
def _taken_in(
    by: Membership, session: CaptureSession, file: StoredFile, kind: Original.Kind, received: Original.Received
) -> Original:
    """The rows of what lies in the vault; another that came first stays, and this file goes."""
    Patient.objects.select_for_update(no_key=True).get(pk=session.patient_id)
    if there := _there(session, file.digest):
        discard(file)
        return there
    # One that was filed under another patient left a row without a file: the file is that row's.
    original, _ = Original.objects.update_or_create(
        patient_id=session.patient_id,
        digest=file.digest,
        defaults={
            "clinic": by.clinic,
            "session": session,
            "file": file,
            "kind": kind,
            "received": received,
            "received_at": clock.now(),
            "received_by": by.user,
        },
    )
    # Whoever takes a picture in a patient's session says that the patient is in it; where, a machine may tell.
    Appearance.objects.create(
        original=original,
        role=Appearance.As.PATIENT,
        patient_id=session.patient_id,
        confirmed_by=by.user,
        confirmed_at=clock.now(),
    )
    Original.objects.lock_picture(original)
    audit.record("original.taken-in", original, by=by.user, clinic=by.clinic, facts={"kind": str(kind)})
    signals.taken_in.send(Original, original=original)
    return original


@transaction.atomic
def begin_upload(by: Membership, session: CaptureSession, *, size: int, received: Original.Received) -> Upload:
    """A file is about to come in parts. Raises BadInput where it is empty or too large."""
    if session.clinic_id != by.clinic_id:
        raise ValueError("the session is another clinic's")
    if size <= 0:
        raise BadInput("the file is empty")
    if size > LARGEST_UPLOAD:
        raise BadInput(f"the file is larger than {LARGEST_UPLOAD >> 30} GiB", hint="Cut the film, or export it smaller")
    return Upload.objects.create(session=session, by=by.user, size=size, received=received, began_at=clock.now())


def begun_before(by: Membership, session: CaptureSession, *, size: int, first: str) -> Upload | None:
    """An upload of the same file that was left before it ended, to go on with: of the same person, patient and kind of
    session, as large, and with the same first part.

    first: digest "sha256:…" of the file's first part."""
    same = (
        Upload.objects.of(by)
        .open()
        .filter(
            by=by.user,
            size=size,
            parts__start=0,
            parts__file__digest=first,
            session__patient=session.patient_id,
            session__specialty=session.specialty,
            session__body_area=session.body_area,
            session__care_recording=session.care_recording,
            session__unable=session.unable,
        )
    )
    return same.order_by("-began_at").first()


def come(upload: Upload) -> int:
    """How many bytes have come, from the beginning without a gap."""
    at = 0
    for start, size in upload.parts.values_list("start", "size"):
        if start != at:
            break
        at += size
    return at


@transaction.atomic
def add_part(by: Membership, upload: Upload, start: int, data: bytes) -> int:
    """The next part; one that came already is not kept twice. Gives how many bytes have come.

    Raises BadInput for a part that leaves a gap, is too large, or reaches beyond the end that was announced."""
    upload = (
        Upload.objects.of(by).select_for_update(of=("self",)).select_related("session__patient__key").get(pk=upload.pk)
    )
    here = come(upload)
    if upload.original_id or upload.ended_at:
        raise BadInput("this upload has ended", hint="Send the file again")
    if start < here:  # sent again, because the answer was lost
        return here
    if start > here or not data or len(data) > PART_AT_MOST or start + len(data) > upload.size:
        raise BadInput("this part does not follow the last one", hint="Ask how much has come, and go on from there")
    file = store.put(data, key=upload.session.patient.key, clinic=by.clinic, media_type="application/octet-stream")
    Part.objects.create(upload=upload, start=start, size=len(data), file=file)
    return start + len(data)


def finish_upload(by: Membership, upload: Upload) -> Original:
    """Put the parts together and take the whole in. A second time gives the same original; after a crash it goes on
    from where it was. What cannot be taken in is let go. Raises BadInput while something is missing, and what
    `take_in` raises."""
    upload = Upload.objects.of(by).select_related("session__patient__key", "original", "file").get(pk=upload.pk)
    if upload.original is not None:
        return upload.original
    if upload.ended_at or come(upload) != upload.size:
        raise BadInput("not all of the file has come", hint="Ask how much has come, and go on from there")
    whole = joined(upload)
    try:
        kind, media_type, digest = looked_at(whole)
    except Unreadable:
        give_up_upload(upload)
        raise
    file = upload.file
    if file is None or file.digest != digest:
        whole.seek(0)
        file = store.put(whole, key=upload.session.patient.key, clinic=by.clinic, media_type=media_type)
        Upload.objects.filter(pk=upload.pk).update(file=file)
    with transaction.atomic():
        original = _taken_in(by, upload.session, file, kind, Original.Received(upload.received))
        Upload.objects.filter(pk=upload.pk).update(original=original, ended_at=clock.now())
        _let_go(upload)
    return original


@transaction.atomic
def give_up_upload(upload: Upload) -> None:
    """What has come of it goes."""
    if Upload.objects.filter(pk=upload.pk, ended_at=None).update(ended_at=clock.now()):
        _let_go(upload)
        if upload.file is not None:
            discard(upload.file)


def _let_go(upload: Upload) -> None:
    for part in upload.parts.select_related("file"):
        discard(part.file)


@transaction.atomic
def found(original: Original, boxes: Sequence[Box], figures: int) -> None:
    """A machine saw people: whoever nobody has named yet gets a row that says unknown, and unknown blocks.

    boxes: around each face, of a picture; figures: how many, of a film."""
    rows = list(original.appearances.all())
    if len(boxes) + figures == 1 and any(row.role == Appearance.As.PATIENT for row in rows):
        return  # the one person seen is the patient whose session it is
    left = list(boxes)
    for place in (box for row in rows for box in row.boxes):  # a place is one person's: the one it fits best
        inside = [box for box in left if _middle_in(box, place)]
        if inside:
            left.remove(max(inside, key=place.iou))
    numbered = {number for row in rows for number in row.tracks}
    new = [Appearance(original=original, at=boxes_to([box]), found_by_machine=True) for box in left]
    new += [
        Appearance(original=original, tracks=[number], found_by_machine=True)
        for number in range(1, figures + 1)
        if number not in numbered
    ]
    Appearance.objects.bulk_create(new)


@transaction.atomic
def counted_anew(original: Original) -> None:
    """The figures of a film are to be counted by another machine, so the old numbers are nobody's: whoever was named by
    one must be named again. That a patient is in it somewhere, and when somebody speaks, stays."""
    rows = original.appearances.exclude(tracks=[])
    rows.exclude(role=Appearance.As.PATIENT).filter(heard=[], at=[], everyone=False).delete()
    rows.update(tracks=[])
    audit.record("original.counted-anew", original, by=None, clinic=original.clinic)


def _middle_in(box: Box, place: Box) -> bool:
    x, y = (box.x0 + box.x1) / 2, (box.y0 + box.y1) / 2
    return place.x0 <= x < place.x1 and place.y0 <= y < place.y1


@transaction.atomic
def say_who(
    by: Membership,
    appearance: Appearance,
    role: Appearance.As,
    *,
    patient: Patient | None = None,
    other: OtherPerson | None = None,
) -> None:
    """A person says who somebody in an original is; what was permitted of it is asked again. Raises BadInput where it
    is somebody whose pictures were erased: it holds the original back for good, and is not said away."""
    _theirs(by, appearance.original, patient, other)
    said = patient or other
    if said is None or said.pk != appearance.subject_id:
        _not_erased(appearance)
    told = {"role": role, "patient": patient, "other": other, "confirmed_by": by.user, "confirmed_at": clock.now()}
    if role is Appearance.As.UNKNOWN:
        told |= {"confirmed_by": None, "confirmed_at": None}
    Appearance.objects.of(by).filter(pk=appearance.pk).update(**told)
    _seen(by, appearance, "appearance.said", role)


@transaction.atomic
def place(
    by: Membership,
    original: Original,
    role: Appearance.As,
    *,
    patient: Patient | None = None,
    other: OtherPerson | None = None,
    at: Sequence[Box] = (),
    tracks: Sequence[int] = (),
    heard: Sequence[Interval] = (),
    everyone: bool = False,
) -> Appearance:
    """A person says that somebody is there whom no machine saw, or when somebody speaks."""
    _theirs(by, original, patient, other)
    appearance = Appearance.objects.create(
        original=original,
        role=role,
        patient=patient,
        other=other,
        at=boxes_to(at),
        tracks=sorted(tracks),
        heard=intervals_to(heard),
        everyone=everyone,
        confirmed_by=by.user,
        confirmed_at=clock.now(),
    )
    _seen(by, appearance, "appearance.placed", role)
    return appearance


@transaction.atomic
def move(by: Membership, appearance: Appearance, at: Sequence[Box]) -> None:
    """A person says where exactly somebody is whom a machine or another person placed."""
    _theirs(by, appearance.original, None, None)
    Appearance.objects.of(by).filter(pk=appearance.pk).update(at=boxes_to(at))
    _seen(by, appearance, "appearance.moved", Appearance.As(appearance.role))


@transaction.atomic
def hear(by: Membership, appearance: Appearance, heard: Sequence[Interval]) -> None:
    """A person says when exactly somebody speaks; a row that told nothing else goes with its last stretch."""
    _theirs(by, appearance.original, None, None)
    if appearance.speaks_only and not heard:
        unplace(by, appearance)
        return
    Appearance.objects.of(by).filter(pk=appearance.pk).update(heard=intervals_to(heard))
    _seen(by, appearance, "appearance.heard", Appearance.As(appearance.role))


@transaction.atomic
def unplace(by: Membership, appearance: Appearance) -> None:
    """A place that a person named by mistake goes; one that a machine found is said to be unknown again."""
    _theirs(by, appearance.original, None, None)
    _not_erased(appearance)
    if appearance.found_by_machine:
        say_who(by, appearance, Appearance.As.UNKNOWN)
        return
    _seen(by, appearance, "appearance.removed", Appearance.As(appearance.role))
    appearance.delete()


def _not_erased(appearance: Appearance) -> None:
    whose = appearance.subject_id
    if whose is None:
        return
    if OtherPerson.objects.filter(pk=whose, key__erased_at__isnull=False).exists():
        raise BadInput(
            "this person had their data erased: that they are in this one stays",
            hint="Leave it: they stay hidden in every copy",
        )
    if Patient.objects.filter(pk=whose, key__erased_at__isnull=False).exists():
        raise BadInput(
            "the pictures of this person were erased: that they are in this one stays",
            hint="Leave it: this picture serves care alone",
        )


def _theirs(by: Membership, original: Original, patient: Patient | None, other: OtherPerson | None) -> None:
    if any(one is not None and one.clinic_id != by.clinic_id for one in (original, patient, other)):
        raise ValueError("not of this clinic")


def _seen(by: Membership, appearance: Appearance, verb: str, role: Appearance.As) -> None:
    Original.objects.lock_picture(appearance.original)
    audit.record(verb, appearance, by=by.user, clinic=by.clinic, facts={"role": str(role)})
    signals.changed.send(Appearance, patients=[], originals=[appearance.original_id])
