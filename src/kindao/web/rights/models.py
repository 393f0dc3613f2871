"""What patients, and others in pictures, asked for under their rights, what happened to it, and which reminders
came."""

from __future__ import annotations

from typing import ClassVar
from uuid import uuid4

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from kindao.web.audit.append_only import AppendOnly, AppendOnlyQuerySet
from kindao.web.cases.models import Guardianship, OtherPerson, Patient
from kindao.web.clinics.models import Clinic, User
from kindao.web.clinics.rows import InClinic
from kindao.web.consent.models import Consent, Scope, Who
from kindao.web.rights import clocks
from kindao.web.vault.models import StoredFile

LONGEST_WORDS = 4000  # characters


class Kind(models.TextChoices):
    """What is asked for, as the patient reads it."""

    SEE = clocks.Kind.SEE.value, _("See what the clinic holds about me")
    COPY = clocks.Kind.COPY.value, _("Get a copy")
    CORRECT = clocks.Kind.CORRECT.value, _("Have something corrected")
    RESTRICT = clocks.Kind.RESTRICT.value, _("Have the use of my data paused")
    OBJECT = clocks.Kind.OBJECT.value, _("Object to the use of my data")
    DELETE = clocks.Kind.DELETE.value, _("Have my pictures deleted")
    WITHDRAW = clocks.Kind.WITHDRAW.value, _("I took my consent back")
    WITHDRAW_HELP = clocks.Kind.WITHDRAW_HELP.value, _("Get help to take my consent back")
    PROTECT = clocks.Kind.PROTECT.value, _("Have my data protected better")
    COMPLAIN = clocks.Kind.COMPLAIN.value, _("Complain")


OF_ANOTHER = {
    Kind.SEE: _("To see what the clinic holds"),
    Kind.COPY: _("A copy"),
    Kind.CORRECT: _("A correction"),
    Kind.RESTRICT: _("A pause"),
    Kind.OBJECT: _("An objection"),
    Kind.DELETE: _("That the pictures are deleted"),
    Kind.WITHDRAW: _("Took consent back"),
    Kind.WITHDRAW_HELP: _("Help to take consent back"),
    Kind.PROTECT: _("Better protection of the data"),
    Kind.COMPLAIN: _("A complaint"),
}


class Step(models.TextChoices):
    RECEIVED = clocks.Step.RECEIVED.value, _("Received")
    ACKNOWLEDGED = clocks.Step.ACKNOWLEDGED.value, _("Acknowledged")
    ACTING = clocks.Step.ACTING.value, _("Being carried out")
    DONE = clocks.Step.DONE.value, _("Done")
    REFUSED = clocks.Step.REFUSED.value, _("Refused")


CLOSED = (Step.DONE, Step.REFUSED)


class RightsRequestQuerySet(InClinic["RightsRequest"]):
    def about(self, person: Patient | OtherPerson) -> RightsRequestQuerySet:
        """What the person may see on their own page."""
        return self.filter(patient=person) if isinstance(person, Patient) else self.filter(other=person)

    def open(self) -> RightsRequestQuerySet:
        return self.exclude(state__in=CLOSED)

    def holding(self) -> RightsRequestQuerySet:
        """Those for whose sake nothing of the person may go out, in whosever picture: paused or objected to, until
        they lift it; a deletion, however it was answered, until they themselves agree to something anew."""
        paused = Q(kind__in=[kind.value for kind in clocks.HOLDS], lifted_at=None)
        theirs = Q(consent__patient=OuterRef("patient")) | Q(consent__other=OuterRef("other"))
        anew = Scope.objects.given().filter(theirs, consent__signed_at__gt=OuterRef("received_at"))
        return self.filter(paused | Q(kind=Kind.DELETE) & ~Exists(anew))


class RightsRequest(models.Model):
    """One request of one person under one right. Its terms are computed from when it was received."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    clinic = models.ForeignKey(Clinic, models.PROTECT, related_name="rights_requests")
    patient = models.ForeignKey(Patient, models.PROTECT, null=True, blank=True, related_name="rights_requests")
    other = models.ForeignKey(OtherPerson, models.PROTECT, null=True, blank=True, related_name="rights_requests")
    kind = models.CharField(max_length=14, choices=Kind.choices)
    state = models.CharField(max_length=12, choices=Step.choices, default=Step.RECEIVED)
    words = models.TextField(blank=True)  # the person's own
    who = models.CharField(max_length=14, choices=Who.choices)  # who asked
    guardianship = models.ForeignKey(Guardianship, models.PROTECT, null=True, blank=True, related_name="+")  # whose
    entered_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")  # None: on the page
    consent = models.ForeignKey(Consent, models.PROTECT, null=True, blank=True, related_name="+")  # the one taken back
    nonce = models.UUIDField(default=uuid4)  # of the form: sent twice it is one request
    third_party = models.BooleanField(default=False)  # others must act too, the officer says, and the term is longer
    third_party_why = models.TextField(blank=True)  # who they are and why; the person reads it
    received_at = models.DateTimeField()
    acknowledged_at = models.DateTimeField(null=True, blank=True)
    extended_at = models.DateTimeField(null=True, blank=True)
    extended_why = models.TextField(blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    answer = models.TextField(blank=True)  # what the person reads of the outcome
    refused_article = models.CharField(max_length=300, blank=True)
    kept_until = models.DateField(null=True, blank=True)
    lifted_at = models.DateTimeField(null=True, blank=True)  # the person no longer wants the pause

    objects = RightsRequestQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["-received_at"]
        indexes: ClassVar = [models.Index(fields=["clinic", "state", "received_at"], name="rights_by_state")]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["patient", "nonce"], name="one_request_per_form"),
            models.UniqueConstraint(fields=["other", "nonce"], name="one_request_per_form_of_another"),
            models.CheckConstraint(
                condition=Q(patient__isnull=False, other=None) | Q(patient=None, other__isnull=False),
                name="a_request_is_one_persons",
            ),
            models.CheckConstraint(condition=Q(other=None) | Q(who="patient"), name="nobody_speaks_for_another"),
            models.CheckConstraint(condition=Q(kind__in=Kind.values), name="right_is_known"),
            models.CheckConstraint(condition=Q(state__in=Step.values), name="rights_step_is_known"),
            models.CheckConstraint(condition=Q(who__in=["patient", "representative"]), name="they_ask_themselves"),
            models.CheckConstraint(
                condition=Q(guardianship=None) | Q(who="representative"), name="who_speaks_asked_it"
            ),
            models.CheckConstraint(
                condition=Q(state="received", acknowledged_at=None)
                | ~Q(state="received") & Q(acknowledged_at__isnull=False),
                name="acknowledged_has_its_moment",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["done", "refused"], closed_at__isnull=False)
                | ~Q(state__in=["done", "refused"]) & Q(closed_at=None),
                name="closed_has_its_moment",
            ),
            models.CheckConstraint(
                condition=Q(state="refused") & ~Q(refused_article="") & ~Q(answer="")
                | ~Q(state="refused") & Q(refused_article="", kept_until=None),
                name="a_refusal_names_its_article",
            ),
            models.CheckConstraint(
                condition=Q(extended_at=None, extended_why="") | Q(extended_at__isnull=False) & ~Q(extended_why=""),
                name="an_extension_says_why",
            ),
            models.CheckConstraint(
                condition=Q(third_party=False, third_party_why="") | Q(third_party=True) & ~Q(third_party_why=""),
                name="a_longer_term_says_why",
            ),
            models.CheckConstraint(
                condition=Q(lifted_at=None) | Q(kind__in=["restrict", "object"]), name="only_a_pause_is_lifted"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"

    @property
    def holds(self) -> bool:
        """Whether nothing of the person may go out for its sake, as of `RightsRequestQuerySet.holding`."""
        return RightsRequest.objects.filter(pk=self.pk).holding().exists()

    def asked_by(self, guardianship: Guardianship | None) -> bool:
        """Whether they asked it themselves. guardianship: of who speaks for the patient; None: the patient."""
        if self.who == Who.PATIENT or guardianship is None:
            return self.who == Who.PATIENT and guardianship is None
        return self.guardianship_id == guardianship.pk

    def stands_for(self, guardianship: Guardianship | None) -> bool:
        """Whether it stands on their page: a complaint does so for who made it alone, since it may be about the other.
        guardianship: as of `asked_by`."""
        return self.kind != Kind.COMPLAIN or self.asked_by(guardianship)

    @property
    def person(self) -> Patient | OtherPerson:
        whose = self.patient or self.other
        assert whose is not None
        return whose

    @property
    def wanted(self) -> str:
        """What is asked for, as the clinic reads it: of who is no patient the pictures are not theirs."""
        return str(_("That the data are deleted")) if self.other_id and self.kind == Kind.DELETE else self.of_another

    @property
    def of_another(self) -> str:
        """The same as anybody reads it but who asked."""
        return str(OF_ANOTHER[Kind(self.kind)])

    @property
    def who_asked(self) -> str:
        """By name, where it is known."""
        if self.guardianship is None and self.who == Who.REPRESENTATIVE:
            return self.asker
        return self.guardianship.name if self.guardianship else self.person.name

    @property
    def asker(self) -> str:
        """Who asked, in words: of who is no patient they themselves."""
        return str(_("The person themselves")) if self.other_id else str(self.get_who_display())

    @property
    def right(self) -> clocks.Right:
        return clocks.RIGHTS[clocks.Kind(self.kind)]

    @property
    def closed(self) -> bool:
        return self.state in CLOSED


OF_OTHERS = {
    "lifted": _("The pause was ended by the person themselves"),
    "taken-back": _("The objection was taken back by the person themselves"),
    "erased": _("What they had signed was erased"),
}
"""What is said in other words of who is no patient."""


class RightsEvent(AppendOnly):
    """Something that happened to a request. Only ever added."""

    request = models.ForeignKey(RightsRequest, models.PROTECT, related_name="events")
    what = models.CharField(max_length=14)  # a Step, or extended, copy-ready, copy-taken, lifted, erased
    who = models.CharField(max_length=14, choices=Who.choices)
    by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    at = models.DateTimeField()
    facts = models.JSONField(default=dict, blank=True)  # no names, no texts

    objects = AppendOnlyQuerySet["RightsEvent"].as_manager()

    class Meta:
        ordering: ClassVar = ["pk"]
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(who__in=Who.values), name="rights_event_is_somebodys"),
            models.CheckConstraint(condition=~Q(who="staff") | Q(by__isnull=False), name="rights_staff_is_named"),
            models.UniqueConstraint(fields=["request"], condition=Q(what="extended"), name="one_extension_at_most"),
        ]

    def __str__(self) -> str:
        return f"{self.what} of {self.request_id}"

    @property
    def doer(self) -> str:
        """Who did it, in words."""
        return self.request.asker if self.who == Who.PATIENT else str(self.get_who_display())

    @property
    def said(self) -> str:
        """What happened, in words."""
        if self.what == Step.RECEIVED and self.who == Who.STAFF:
            return str(_("Written down by the clinic"))
        what = "taken-back" if self.what == "lifted" and self.request.kind == Kind.OBJECT else self.what
        if self.who == Who.REPRESENTATIVE and what == "lifted":
            return str(_("The pause was ended by who speaks for the patient"))
        if self.who == Who.REPRESENTATIVE and what == "taken-back":
            return str(_("The objection was taken back by who speaks for the patient"))
        if self.request.other_id and what in OF_OTHERS:
            return str(OF_OTHERS[what])
        steps = {
            "extended": _("Extended once"),
            "copy-ready": _("The copy is ready to be fetched"),
            "copy-taken": _("The copy was fetched"),
            "lifted": _("The pause was ended by the patient"),
            "taken-back": _("The objection was taken back by the patient"),
            "erased": _("The pictures were erased"),
        }
        return str(steps[what] if what in steps else Step(what).label)


class PictureHash(models.Model):
    """The perceptual hash of one file that the clinic holds: whether a picture that was found elsewhere is this one. It
    finds no face. It goes with the file."""

    file = models.OneToOneField(StoredFile, models.CASCADE, related_name="picture_hash")
    bits = models.CharField(max_length=64, blank=True)  # hexadecimal; "" of what can't be opened

    def __str__(self) -> str:
        return f"hash of {self.file_id}"


class Reminder(AppendOnly):
    """That half, four fifths or nearly all of a term had gone. Each comes once."""

    request = models.ForeignKey(RightsRequest, models.PROTECT, related_name="reminders")
    clock = models.CharField(max_length=60)
    share = models.PositiveSmallIntegerField()  # per cent
    at = models.DateTimeField()

    objects = AppendOnlyQuerySet["Reminder"].as_manager()

    class Meta:
        ordering: ClassVar = ["at", "share"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["request", "clock", "share"], name="one_reminder_per_share"),
            models.CheckConstraint(condition=Q(share__in=[50, 80, 95]), name="reminder_share_is_known"),
        ]

    def __str__(self) -> str:
        return f"{self.share} % of {self.clock} of {self.request_id}"
