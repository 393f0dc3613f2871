"""A picture that was filed under the wrong patient. Whoever it was filed under keeps all that they said, and it says
nothing of this picture any more; whoever it shows is asked as anybody is. Nothing that was asked of it stays: what is
to go out is asked anew, with the right patient."""

from django.db import transaction

from kindao import clock
from kindao.engine.errors import BadInput
from kindao.web import audit
from kindao.web.cases import signals
from kindao.web.cases.models import Appearance, CaptureSession, Original, Patient, Refiling
from kindao.web.clinics.models import Membership, Role
from kindao.web.vault import store
from kindao.web.vault.discarding import discard
from kindao.web.vault.models import StoredFile


def refile(by: Membership, original: Original, wrong: Patient, right: Patient, *, reason: str) -> Original:
    """An officer says that it is not that patient who is in it, it is that one: also of one whose pictures were erased,
    which nothing else says away. Where the record is the wrong patient's, the original goes to the other record, under
    that patient's key; where the same bytes lie there already, those stay, and this row is left without a file. A row
    that was left so gets the file when it is said to be that patient's after all.

    What is large is encrypted before anything is locked; where that changes meanwhile, it is done once more.

    Gives the original as it lies now. Raises BadInput for who is no officer, without a reason, for the same patient,
    one who is not in it, one whose data were erased, and where the bytes are nowhere any more."""
    if by.role != Role.OFFICER:
        raise BadInput("only the privacy officer answers for this", hint="Send it to the officer")
    if not reason.strip():
        raise BadInput("a reason is missing", hint="Say why, in a sentence")
    if {original.clinic_id, wrong.clinic_id, right.clinic_id} != {by.clinic_id}:
        raise ValueError("not of this clinic")
    if right == wrong:
        raise BadInput("this is the patient under whom it lies", hint="Enter the record number of the right one")
    _not_erased(right)
    now = Original.objects.select_related("file__key").get(pk=original.pk)
    moves, kept = _encrypted_there(now, wrong, right)
    try:
        with store.ahead(moves, right.key):
            return _refiled(by, original, wrong, right, reason.strip(), kept)
    finally:
        if kept is not None and not Original.objects.filter(file=kept).exists():
            discard(kept)


def _not_erased(right: Patient) -> None:
    if right.key.erased_at:
        raise BadInput("the data of this patient were erased", hint="Enter the record number of another")


def _encrypted_there(original: Original, wrong: Patient, right: Patient) -> tuple[list[StoredFile], StoredFile | None]:
    """What goes under the right patient's key, and what lies there already for a row of theirs that was emptied: in a
    row of its own."""
    if original.patient_id != wrong.pk or original.file.erased_at:
        return [], None
    copies = StoredFile.objects.filter(safe_copy__use__original=original, erased_at=None)  # of the app above
    there, moves = _there(original, right), list(copies.exclude(key=right.key))
    if there is None:
        return [*moves, original.file], None
    return moves, _kept(original, right) if there.file.erased_at else None


def _there(original: Original, right: Patient) -> Original | None:
    """The same bytes, or where they were, in the right patient's record."""
    return Original.objects.select_related("file").filter(patient=right, digest=original.digest).first()


def _kept(original: Original, right: Patient) -> StoredFile:
    with store.open(original.file) as content:
        return store.put(content, key=right.key, clinic=right.clinic, media_type=original.file.media_type)


@transaction.atomic
def _refiled(
    by: Membership, original: Original, wrong: Patient, right: Patient, reason: str, kept: StoredFile | None
) -> Original:
    Patient.objects.select_for_update(no_key=True).get(pk=right.pk)  # before whoever takes the same file in there
    right.key.refresh_from_db()
    _not_erased(right)
    Original.objects.lock_picture(original)
    original = Original.objects.select_related("file__key", "session", "clinic").get(pk=original.pk)
    theirs = original.patient_id == wrong.pk
    if not theirs and not original.appearances.filter(patient=wrong).exists():
        raise BadInput("this patient is not in it", hint="Open the page again")
    now = clock.now()
    said = {"patient": right, "confirmed_by": by.user, "confirmed_at": now}
    original.appearances.filter(patient=wrong).update(**said)
    lies = _moved(original, right, kept) if theirs else original
    if not lies.appearances.filter(patient=right).exists():
        Appearance.objects.create(original=lies, role=Appearance.As.PATIENT, **said)
    Refiling.objects.create(original=lies, wrong=wrong, right=right, reason=reason, by=by.user, at=now)
    told = {"from": str(wrong.pk), "to": str(right.pk)}
    audit.record("original.refiled", lies, by=by.user, clinic=by.clinic, facts=told)
    signals.refiled.send(Original, original=lies, before=original, by=by)
    signals.changed.send(Original, patients=[], originals=[lies.pk])
    return lies


def _moved(original: Original, right: Patient, kept: StoredFile | None) -> Original:
    """The original in the record of the right patient. Its last bytes are never let go."""
    there = _there(original, right)
    if original.file.erased_at and (there is None or there.file.erased_at):
        raise BadInput("this was erased", hint="Take it in again in the record of the right patient first")
    if there is not None:
        if there.file.erased_at:  # emptied when it was filed elsewhere; who was seen in it went along
            Original.objects.filter(pk=there.pk).update(file=kept or _kept(original, right))
            there.refresh_from_db()
        else:
            original.appearances.filter(role=Appearance.As.UNKNOWN, found_by_machine=True).delete()  # seen there, too
        original.appearances.update(original=there)
        discard(original.file)
        return there
    store.move(original.file, right.key)
    session = original.session
    session = CaptureSession.objects.create(
        clinic=original.clinic,
        patient=right,
        specialty=session.specialty,
        body_area=session.body_area,
        care_recording=session.care_recording,
        unable=session.unable,
        at=session.at,
        by=session.by,
    )
    Original.objects.filter(pk=original.pk).update(patient=right, session=session)
    original.refresh_from_db()
    return original
