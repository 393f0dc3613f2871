"""Patients, who speaks for them, and what was captured of them."""

from __future__ import annotations

from collections.abc import Collection
from typing import ClassVar
from uuid import UUID, uuid4

from django.db import models
from django.utils.translation import gettext_lazy as _

from kindao.engine.geometry import Box, Interval
from kindao.engine.policy.consent import Relation
from kindao.engine.policy.facts import Capacity, Role, Status
from kindao.engine.vocabulary import CareRecording
from kindao.web.audit.append_only import AppendOnly, AppendOnlyQuerySet
from kindao.web.cases.alphabet import LONGEST_ORDER, LONGEST_PLAIN, OfName, sorted_by, words_of
from kindao.web.cases.places import intervals_of
from kindao.web.clinics.models import Clinic, User
from kindao.web.clinics.rows import InClinic
from kindao.web.vault.models import DataKey, StoredFile

LONGEST_NAME = 120


def named_like(words: str) -> models.Q:
    """All these words are in the name, in any order, with or without their diacritics."""
    found = models.Q()
    for word in words_of(words).split():
        found &= models.Q(name_plain__contains=word)
    return found


class PatientQuerySet(InClinic["Patient"]):
    def like(self, words: str) -> PatientQuerySet:
        """By record number, or by words of the name."""
        return self.filter(models.Q(record_number__iexact=words.strip()) | named_like(words))

    def in_order(self) -> PatientQuerySet:
        return self.order_by("name_order", "record_number", "pk")


class OtherPersonQuerySet(InClinic["OtherPerson"]):
    def like(self, words: str) -> OtherPersonQuerySet:
        return self.filter(named_like(words))

    def in_order(self) -> OtherPersonQuerySet:
        return self.order_by("name_order", "pk")


class Patient(models.Model):
    """Somebody whose pictures a clinic keeps. All that is theirs is encrypted under one key: erased with it."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    clinic = models.ForeignKey(Clinic, models.PROTECT, related_name="patients")
    key = models.OneToOneField(DataKey, models.PROTECT, related_name="patient")
    record_number = models.CharField(_("record number"), max_length=40)
    name = models.CharField(_("name"), max_length=LONGEST_NAME)
    name_plain = OfName(max_length=LONGEST_PLAIN, made=words_of, editable=False, default="")
    name_order = OfName(max_length=LONGEST_ORDER, made=sorted_by, editable=False, default="")
    birth_date = models.DateField(_("birth date"), null=True, blank=True)
    phone = models.CharField(_("phone"), max_length=30, blank=True)
    email = models.EmailField(_("e-mail"), blank=True)
    address = models.CharField(_("address"), max_length=200, blank=True)
    alive = models.BooleanField(_("alive"), default=True)
    capacity = models.CharField(
        _("capacity"), max_length=12, choices=[(one.value, one.value) for one in Capacity], default=Capacity.FULL.value
    )
    statuses = models.JSONField(_("statuses"), default=list, blank=True)  # of engine Status, sorted
    family = models.ManyToManyField("self", blank=True)  # whose secret it is as well: heredity, parentage
    created_at = models.DateTimeField()
    created_by = models.ForeignKey(User, models.PROTECT, related_name="+")

    objects = PatientQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["name_order", "record_number"]
        indexes: ClassVar = [models.Index(fields=["clinic", "name_order", "record_number"], name="patients_in_order")]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["clinic", "record_number"], name="one_patient_per_record_number"),
            models.CheckConstraint(condition=~models.Q(record_number=""), name="patient_has_a_record_number"),
            models.CheckConstraint(
                condition=models.Q(capacity__in=[one.value for one in Capacity]), name="capacity_is_known"
            ),
        ]

    def __str__(self) -> str:
        return f"patient {self.pk}"

    @property
    def known_statuses(self) -> frozenset[Status]:
        return frozenset(Status(one) for one in self.statuses)


class OtherPerson(models.Model):
    """Somebody who may be in a picture and is no patient: who works there, a relative, a visitor."""

    class Kind(models.TextChoices):
        STAFF = Role.STAFF.value, _("Staff")
        BYSTANDER = Role.BYSTANDER.value, _("Bystander")

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    clinic = models.ForeignKey(Clinic, models.PROTECT, related_name="other_people")
    key = models.OneToOneField(DataKey, models.PROTECT, related_name="other_person")
    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices)
    name = models.CharField(_("name"), max_length=LONGEST_NAME)
    name_plain = OfName(max_length=LONGEST_PLAIN, made=words_of, editable=False, default="")
    name_order = OfName(max_length=LONGEST_ORDER, made=sorted_by, editable=False, default="")
    birth_date = models.DateField(_("birth date"), null=True, blank=True)
    phone = models.CharField(_("phone"), max_length=30, blank=True)
    email = models.EmailField(_("e-mail"), blank=True)
    created_at = models.DateTimeField()
    created_by = models.ForeignKey(User, models.PROTECT, related_name="+")

    objects = OtherPersonQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=models.Q(kind__in=["staff", "bystander"]), name="other_is_no_patient")
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"


class GuardianshipQuerySet(InClinic["Guardianship"]):
    clinic_path = "patient__clinic"

    def standing(self) -> GuardianshipQuerySet:
        return self.filter(ended_at=None)


class Guardianship(models.Model):
    """Who may speak for a patient, and what proves it. Ended, never deleted."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    patient = models.ForeignKey(Patient, models.PROTECT, related_name="guardianships")
    name = models.CharField(_("name"), max_length=LONGEST_NAME)
    phone = models.CharField(_("phone"), max_length=30, blank=True)
    email = models.EmailField(_("e-mail"), blank=True)
    relation = models.CharField(
        _("relation"), max_length=16, choices=[(one.value, one.value) for one in Relation if one.value]
    )
    proof = models.CharField(_("proof"), max_length=200, blank=True)
    proof_file = models.ForeignKey(StoredFile, models.PROTECT, null=True, blank=True, related_name="+")
    conflict = models.BooleanField(_("suspected of harming the patient"), default=False)
    began_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)
    entered_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    confirmed_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")  # saw the proof
    confirmed_at = models.DateTimeField(null=True, blank=True)

    objects = GuardianshipQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(relation__in=[one.value for one in Relation if one.value]), name="relation_is_known"
            ),
            models.CheckConstraint(
                condition=models.Q(confirmed_by=None, confirmed_at=None)
                | (
                    models.Q(confirmed_by__isnull=False, confirmed_at__isnull=False)
                    & ~models.Q(confirmed_by=models.F("entered_by"))
                ),
                name="a_second_person_saw_the_proof",
            ),
        ]

    def __str__(self) -> str:
        return f"guardianship {self.pk}"

    @property
    def proven(self) -> bool:
        """What proves it is on record, a second person has seen it, and nothing speaks against them."""
        return bool((self.proof or self.proof_file_id) and self.confirmed_at) and not self.conflict


class ContactEvent(AppendOnly):
    """What was done about the phone number and e-mail by which somebody is reached: whoever has them can answer in
    their place. The numbers themselves stand nowhere here. Only ever added."""

    class What(models.TextChoices):
        ENTERED = "entered", _("Entered")  # where nothing was before
        CHANGED = "changed", _("Changed")
        VOUCHED = "vouched", _("Confirmed by a colleague")

    patient = models.ForeignKey(Patient, models.PROTECT, null=True, related_name="contact_events")
    other = models.ForeignKey(OtherPerson, models.PROTECT, null=True, related_name="contact_events")
    guardianship = models.ForeignKey(Guardianship, models.PROTECT, null=True, related_name="contact_events")
    what = models.CharField(max_length=8, choices=What.choices)
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    objects = AppendOnlyQuerySet["ContactEvent"].as_manager()

    class Meta:
        ordering: ClassVar = ["pk"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(patient__isnull=False, other=None, guardianship=None)
                | models.Q(patient=None, other__isnull=False, guardianship=None)
                | models.Q(patient=None, other=None, guardianship__isnull=False),
                name="a_contact_is_one_persons",
            )
        ]

    def __str__(self) -> str:
        return f"contact {self.what}"


class CaptureSession(models.Model):
    """One time that pictures were taken of one patient, for the medical record: nothing else is agreed by it."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    clinic = models.ForeignKey(Clinic, models.PROTECT, related_name="sessions")
    patient = models.ForeignKey(Patient, models.PROTECT, related_name="sessions")
    purpose = models.CharField(max_length=10, default="record", editable=False)
    specialty = models.CharField(_("specialty"), max_length=60, blank=True)
    body_area = models.CharField(_("part of the body"), max_length=30, blank=True)
    care_recording = models.CharField(
        _("kind of recording"),
        max_length=12,
        blank=True,
        choices=[(one.value, one.value) for one in CareRecording if one.value],
    )
    unable = models.BooleanField(_("the patient was sedated, unconscious or in an emergency"), default=False)
    at = models.DateTimeField()
    by = models.ForeignKey(User, models.PROTECT, related_name="+")

    objects = InClinic["CaptureSession"].as_manager()

    class Meta:
        ordering: ClassVar = ["-at"]
        constraints: ClassVar = [
            models.CheckConstraint(condition=models.Q(purpose="record"), name="captured_for_the_record")
        ]

    def __str__(self) -> str:
        return f"session {self.pk}"


class OriginalQuerySet(InClinic["Original"]):
    def kept(self) -> OriginalQuerySet:
        return self.filter(file__erased_at=None)

    def resting_on(self, *, patients: Collection[object], originals: Collection[object]) -> OriginalQuerySet:
        """Those of which the answer may change with a fact about these: they are in it, or their secret is; under
        whichever patient the same bytes lie."""
        named = models.Q(patient__in=patients) | models.Q(other__in=patients) | models.Q(patient__family__in=patients)
        shown = Appearance.objects.filter(named).values("original")
        about = Original.objects.filter(
            models.Q(pk__in=originals) | models.Q(patient__in=patients) | models.Q(pk__in=shown)
        )
        return self.filter(digest__in=about.values("digest"), clinic__in=about.values("clinic"))

    def lock_picture(self, original: Original) -> None:
        """Until the transaction ends nobody else says anything of these bytes, under whichever patient they lie.

        The order of all locks, so that no two wait for each other: whoever is spoken of, the picture, its uses and
        releases, the audit. Whoever changes a fact about a person locks all pictures of which the answer may change."""
        self.filter(clinic=original.clinic_id, digest=original.digest)._locked()

    def lock_resting_on(self, *, patients: Collection[object] = (), originals: Collection[object] = ()) -> None:
        """The same of all that rest on a fact about these."""
        self.filter(pk__in=self.resting_on(patients=patients, originals=originals).values("pk"))._locked()

    def _locked(self) -> None:
        list(self.select_for_update(no_key=True).order_by("pk").values_list("pk", flat=True))


class Original(models.Model):
    """One picture, film or recording as it came in. It never leaves the vault; its name was not kept."""

    class Kind(models.TextChoices):
        PICTURE = "picture", _("Picture")
        FILM = "film", _("Film")
        RECORDING = "recording", _("Recording")

    class Received(models.TextChoices):
        CAMERA = "camera", _("Camera")
        UPLOAD = "upload", _("Upload")
        SHARE = "share", _("Shared from the phone")
        FOLDER = "folder", _("Watched folder")
        API = "api", _("Another system")

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    clinic = models.ForeignKey(Clinic, models.PROTECT, related_name="originals")
    session = models.ForeignKey(CaptureSession, models.PROTECT, related_name="originals")
    patient = models.ForeignKey(Patient, models.PROTECT, related_name="originals")
    file = models.OneToOneField(StoredFile, models.PROTECT, related_name="original")
    digest = models.CharField(max_length=71, db_index=True)  # "sha256:…" of what was taken in
    kind = models.CharField(max_length=10, choices=Kind.choices)
    received = models.CharField(max_length=10, choices=Received.choices)
    received_at = models.DateTimeField()
    received_by = models.ForeignKey(User, models.PROTECT, related_name="+")

    objects = OriginalQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["-received_at"]
        constraints: ClassVar = [
            # Sent again after a cut, or chosen twice, it is still one picture.
            models.UniqueConstraint(fields=["patient", "digest"], name="one_original_per_digest"),
        ]

    def __str__(self) -> str:
        return f"original {self.pk}"


class AppearanceQuerySet(InClinic["Appearance"]):
    clinic_path = "original__clinic"


class Appearance(models.Model):
    """Somebody in an original, and where: found by a machine, or said by a person. Nobody is recognised."""

    class As(models.TextChoices):
        PATIENT = Role.PATIENT.value, _("Patient")
        STAFF = Role.STAFF.value, _("Staff")
        BYSTANDER = Role.BYSTANDER.value, _("Bystander")
        NOBODY = "nobody", _("Not a person")
        UNKNOWN = Role.UNKNOWN.value, _("Nobody has said who this is")

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    original = models.ForeignKey(Original, models.CASCADE, related_name="appearances")
    role = models.CharField(max_length=10, choices=As.choices, default=As.UNKNOWN)
    patient = models.ForeignKey(Patient, models.PROTECT, null=True, blank=True, related_name="appearances")
    other = models.ForeignKey(OtherPerson, models.PROTECT, null=True, blank=True, related_name="appearances")
    at = models.JSONField(default=list, blank=True)  # [[x0, y0, x1, y1], …]: around the face, pixels as shown
    tracks = models.JSONField(default=list, blank=True)  # of a film: numbers of figures, from 1
    heard = models.JSONField(default=list, blank=True)  # of a film or recording: [["0", "7/2"], …] seconds
    everyone = models.BooleanField(default=False)  # of a film: every figure that nobody else is
    found_by_machine = models.BooleanField(default=False)
    confirmed_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    confirmed_at = models.DateTimeField(null=True, blank=True)

    objects = AppearanceQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["confirmed_at", "pk"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(role="patient", patient__isnull=False)
                | (~models.Q(role="patient") & models.Q(patient=None)),
                name="a_patient_is_one_of_the_clinic",
            ),
            models.CheckConstraint(
                condition=models.Q(other=None) | models.Q(role__in=["staff", "bystander"]),
                name="an_other_person_is_staff_or_bystander",
            ),
            # Only a person can say who somebody is.
            models.CheckConstraint(
                condition=models.Q(role="unknown") | models.Q(confirmed_by__isnull=False, confirmed_at__isnull=False),
                name="a_person_said_who_it_is",
            ),
        ]

    def __str__(self) -> str:
        return f"appearance {self.pk}"

    @property
    def boxes(self) -> tuple[Box, ...]:
        return tuple(Box(*edges) for edges in self.at)

    @property
    def subject_id(self) -> UUID | None:
        """Of the patient or other person; None: nobody by name."""
        return self.patient_id or self.other_id

    @property
    def speaks_only(self) -> bool:
        """It tells when somebody speaks, not where they are."""
        return bool(self.heard) and not (self.at or self.tracks or self.everyone)

    @property
    def intervals(self) -> tuple[Interval, ...]:
        return intervals_of(self.heard)


class Refiling(AppendOnly):
    """That a picture is not of one patient but of another, as an officer said, and why. Only ever added."""

    original = models.ForeignKey(Original, models.PROTECT, related_name="refilings")
    wrong = models.ForeignKey(Patient, models.PROTECT, related_name="+")
    right = models.ForeignKey(Patient, models.PROTECT, related_name="+")
    reason = models.TextField()
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    objects = AppendOnlyQuerySet["Refiling"].as_manager()

    class Meta:
        ordering: ClassVar = ["-at"]
        constraints: ClassVar = [
            models.CheckConstraint(condition=~models.Q(reason=""), name="refiling_has_a_reason"),
            models.CheckConstraint(condition=~models.Q(wrong=models.F("right")), name="refiled_to_another"),
        ]

    def __str__(self) -> str:
        return f"refiling {self.pk}"


class UploadQuerySet(InClinic["Upload"]):
    clinic_path = "session__clinic"

    def open(self) -> UploadQuerySet:
        return self.filter(original=None, ended_at=None)


class Upload(models.Model):
    """A file on its way in, in parts: what has come stays when the line is cut, encrypted as it comes."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    session = models.ForeignKey(CaptureSession, models.PROTECT, related_name="uploads")
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    size = models.PositiveBigIntegerField()  # bytes, as announced
    received = models.CharField(max_length=10, choices=Original.Received.choices)
    began_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)  # given up or refused
    file = models.ForeignKey(StoredFile, models.PROTECT, null=True, blank=True, related_name="+")  # put together
    original = models.ForeignKey(Original, models.PROTECT, null=True, blank=True, related_name="uploads")

    objects = UploadQuerySet.as_manager()

    def __str__(self) -> str:
        return f"upload {self.pk}"


class Part(models.Model):
    """One part of an upload."""

    upload = models.ForeignKey(Upload, models.CASCADE, related_name="parts")
    start = models.PositiveBigIntegerField()
    size = models.PositiveIntegerField()
    file = models.OneToOneField(StoredFile, models.PROTECT, related_name="+")

    class Meta:
        ordering: ClassVar = ["start"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["upload", "start"], name="one_part_per_place")]

    def __str__(self) -> str:
        return f"part at {self.start} of {self.upload_id}"
