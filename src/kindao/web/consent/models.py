"""Notices, consents with their scopes, what happened to them, and what proves it. Nothing here is ever edited."""

from __future__ import annotations

from datetime import date
from typing import ClassVar
from uuid import UUID, uuid4

from django.db import models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from kindao.engine.policy.consent import GiverRole, Method
from kindao.engine.vocabulary import Identifiability, Purpose
from kindao.web.audit.append_only import AppendOnly, AppendOnlyQuerySet
from kindao.web.cases.models import Guardianship, OtherPerson, Patient
from kindao.web.cases.speaking import same
from kindao.web.clinics.models import Clinic, User
from kindao.web.clinics.rows import InClinic
from kindao.web.vault.models import StoredFile


class Notice(AppendOnly):
    """The words that are put before somebody who is asked, in one language and version. A new version is a new row."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    clinic = models.ForeignKey(Clinic, models.PROTECT, related_name="notices")
    version = models.CharField(_("version"), max_length=40)
    language = models.CharField(_("language"), max_length=5)
    text = models.TextField(_("text"))
    digest = models.CharField(max_length=71)  # "sha256:…" of the text in UTF-8
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(User, models.PROTECT, related_name="+")

    objects = InClinic["Notice"].as_manager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["clinic", "version", "language"], name="one_notice_per_version")
        ]

    def __str__(self) -> str:
        return f"notice {self.version} {self.language}"


class ConsentQuerySet(InClinic["Consent"]):
    def about(self, *people: Patient | OtherPerson) -> ConsentQuerySet:
        return self.filter(models.Q(patient__in=[p.pk for p in people]) | models.Q(other__in=[p.pk for p in people]))

    def counting(self) -> ConsentQuerySet:
        """Those that the law is told of: given at some time, whatever became of it."""
        return self.filter(scopes__state__in=COUNTS).distinct()

    def to_confirm(self) -> ConsentQuerySet:
        """Entered from paper; a second person has yet to compare it with the scan."""
        return self.filter(confirmed_at=None, scopes__state=State.REQUESTED).exclude(entered_by=None).distinct()


class Consent(models.Model):
    """One signature of one person: the engine's record as it was signed, and its scopes as rows beside it.

    What became of it since is told by its events; `record` never changes."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    clinic = models.ForeignKey(Clinic, models.PROTECT, related_name="consents")
    patient = models.ForeignKey(Patient, models.PROTECT, null=True, blank=True, related_name="consents")
    other = models.ForeignKey(OtherPerson, models.PROTECT, null=True, blank=True, related_name="consents")
    guardianship = models.ForeignKey(Guardianship, models.PROTECT, null=True, blank=True, related_name="consents")
    notice = models.ForeignKey(Notice, models.PROTECT, null=True, blank=True, related_name="consents")
    supersedes = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="superseded_by")
    record = models.JSONField()  # as signed, without withdrawals: record.py
    signed_at = models.DateTimeField()
    giver = models.CharField(max_length=10, choices=[(one.value, one.value) for one in GiverRole])
    method = models.CharField(max_length=16, choices=[(one.value, one.value) for one in Method])
    withdrawn_at = models.DateTimeField(null=True, blank=True)  # all of it at once
    told = models.JSONField(default=list, blank=True)  # who was told of a withdrawal
    entered_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")  # None: themselves
    entered_at = models.DateTimeField()
    confirmed_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    confirmed_at = models.DateTimeField(null=True, blank=True)

    objects = ConsentQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["-signed_at"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(patient__isnull=False, other=None) | models.Q(patient=None, other__isnull=False),
                name="a_consent_is_one_persons",
            ),
            models.CheckConstraint(
                condition=models.Q(confirmed_by=None) | ~models.Q(confirmed_by=models.F("entered_by")),
                name="a_second_person_confirms",
            ),
            models.CheckConstraint(
                condition=models.Q(confirmed_by=None, confirmed_at=None)
                | models.Q(confirmed_by__isnull=False, confirmed_at__isnull=False),
                name="confirmed_by_whom_and_when",
            ),
            models.CheckConstraint(
                condition=models.Q(withdrawn_at=None) | models.Q(withdrawn_at__gte=models.F("signed_at")),
                name="withdrawn_after_it_was_signed",
            ),
        ]

    def __str__(self) -> str:
        return f"consent {self.pk}"

    @property
    def subject(self) -> Patient | OtherPerson:
        whose = self.patient or self.other
        assert whose is not None
        return whose

    @property
    def subject_id(self) -> UUID:
        whose = self.patient_id or self.other_id
        assert whose is not None
        return whose

    def is_of(self, speaks: Guardianship | None) -> bool:
        """Whether who reads answered it. speaks: who reads in the patient's place; None: the person themselves."""
        if speaks is None:
            return self.giver == GiverRole.SELF.value
        return self.guardianship is not None and same(self.guardianship, speaks)


class State(models.TextChoices):
    """Where a scope is. What was withdrawn, or has ended in any other way, never comes back."""

    REQUESTED = "requested", _("Asked for")
    DEFERRED = "deferred", _("Not now")
    REFUSED = "refused", _("Refused")
    GIVEN = "given", _("Given")
    WITHDRAWN = "withdrawn", _("Withdrawn")
    EXPIRED = "expired", _("Ended")
    SUPERSEDED = "superseded", _("Replaced by a later consent")
    INVALIDATED = "invalidated", _("Found not to be valid")


COUNTS = (State.GIVEN, State.WITHDRAWN, State.EXPIRED)
"""Scopes that the law is told of. What was asked, refused, replaced or found invalid is nobody's agreement."""
ENDED = (State.REFUSED, State.WITHDRAWN, State.EXPIRED, State.SUPERSEDED, State.INVALIDATED)


class ScopeQuerySet(InClinic["Scope"]):
    clinic_path = "consent__clinic"

    def given(self) -> ScopeQuerySet:
        return self.filter(state=State.GIVEN)


class Scope(models.Model):
    """One purpose and its places, for how long: what is withdrawn, ends or is replaced on its own."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    consent = models.ForeignKey(Consent, models.PROTECT, related_name="scopes")
    number = models.PositiveSmallIntegerField()  # its place in the record
    purpose = models.CharField(max_length=12, choices=[(one.value, one.value) for one in Purpose])
    destinations = models.JSONField()  # sorted
    identifiability = models.CharField(max_length=10, choices=[(one.value, one.value) for one in Identifiability])
    starts = models.DateField(null=True, blank=True)
    ends = models.DateField(null=True, blank=True)
    state = models.CharField(max_length=12, choices=State.choices, default=State.REQUESTED)
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    objects = ScopeQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["number"]
        indexes: ClassVar = [models.Index(fields=["state", "ends"], name="scopes_that_end")]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["consent", "number"], name="one_scope_per_place"),
            models.CheckConstraint(condition=models.Q(state__in=State.values), name="scope_state_is_known"),
            models.CheckConstraint(
                condition=models.Q(withdrawn_at=None) | models.Q(state="withdrawn"), name="withdrawn_has_its_state"
            ),
        ]

    def __str__(self) -> str:
        return f"scope {self.number} of {self.consent_id}"

    def ended_too_early(self, today: date) -> bool:
        return self.state == State.EXPIRED and self.ends is not None and self.ends >= today


class Who(models.TextChoices):
    """Who did it."""

    PATIENT = "patient", _("The patient")
    REPRESENTATIVE = "representative", _("Who speaks for the patient")
    STAFF = "staff", _("Staff")
    SYSTEM = "system", _("Kindao")


class ConsentEvent(AppendOnly):
    """Something that happened to a consent, or to one scope of it. Only ever added."""

    consent = models.ForeignKey(Consent, models.PROTECT, related_name="events")
    scope = models.ForeignKey(Scope, models.PROTECT, null=True, blank=True, related_name="events")
    what = models.CharField(max_length=12)  # a State, or entered, confirmed, told
    who = models.CharField(max_length=14, choices=Who.choices)
    by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    speaks = models.ForeignKey(Guardianship, models.PROTECT, null=True, blank=True, related_name="+")
    """Of a withdrawal: which of those who speak for the person took it back, whoever had agreed."""
    at = models.DateTimeField()
    facts = models.JSONField(default=dict, blank=True)  # no names, no texts

    objects = AppendOnlyQuerySet["ConsentEvent"].as_manager()

    class Meta:
        ordering: ClassVar = ["pk"]
        constraints: ClassVar = [
            models.CheckConstraint(condition=models.Q(who__in=Who.values), name="event_is_somebodys"),
            models.CheckConstraint(
                condition=~models.Q(who="staff") | models.Q(by__isnull=False), name="staff_is_named"
            ),
            # Nobody else can say yes; what staff enters is what the patient signed, and is told as theirs.
            models.CheckConstraint(
                condition=~models.Q(what="given") | models.Q(who__in=["patient", "representative"]),
                name="only_they_say_yes",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.what} of {self.consent_id}"

    @property
    def said(self) -> str:
        """What happened, in words."""
        steps = {"entered": _("Entered"), "confirmed": _("Confirmed")}
        return str(steps[self.what] if self.what in steps else State(self.what).label)


class Evidence(AppendOnly):
    """What proves a consent. Only ever added; its file goes when the patient's key is destroyed, its digest stays."""

    class Kind(models.TextChoices):
        SCAN = "scan", _("Scan of the signed paper")
        SIGNATURE = "signature", _("Signature by finger")
        CODE = "code", _("One-time code")
        VOICE = "voice", _("Recorded voice")
        ANSWERS = "answers", _("Answers to the questions")

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    consent = models.ForeignKey(Consent, models.PROTECT, related_name="evidence")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    file = models.ForeignKey(StoredFile, models.PROTECT, null=True, blank=True, related_name="+")
    digest = models.CharField(max_length=71, blank=True)
    facts = models.JSONField(default=dict, blank=True)
    at = models.DateTimeField()
    by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")

    objects = AppendOnlyQuerySet["Evidence"].as_manager()

    class Meta:
        ordering: ClassVar = ["at"]

    def __str__(self) -> str:
        return f"{self.kind} of {self.consent_id}"

    def may_see(self, speaks: Guardianship | None) -> bool:
        """Whether it is shown on a person's own page to who reads: their hand and their voice to who signed alone, a
        paper to the person whom it is about as well. speaks: as of `Consent.is_of`."""
        return self.consent.is_of(speaks) or (speaks is None and self.kind == Evidence.Kind.SCAN)

    def get_kind_display(self) -> str:  # type: ignore[no-redef]  # Django leaves one that is there
        if self.kind == Evidence.Kind.SIGNATURE and self.facts.get("kind") == "typed":
            return gettext("Full name, typed")
        return str(Evidence.Kind(self.kind).label)
