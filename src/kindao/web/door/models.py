"""Links, the codes that were sent for them, visits, and what is on its way to somebody."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import ClassVar
from uuid import uuid4

from django.db import models, transaction
from django.db.models import F, Q
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

from kindao import clock
from kindao.web.audit.append_only import AppendOnly, AppendOnlyQuerySet
from kindao.web.cases.models import Guardianship, OtherPerson, Patient
from kindao.web.clinics.models import Clinic, User
from kindao.web.clinics.rows import InClinic
from kindao.web.vault.models import DataKey

MOST_PURGED = 200  # counts at once


def keyed(use: str, value: str) -> str:
    """A digest under the installation's secret, which lies beside the database and never in it: whoever reads the
    database can neither use a link nor guess six digits or a phone number."""
    return salted_hmac(f"kindao.door.{use}", value, algorithm="sha256").hexdigest()


class Purpose(models.TextChoices):
    """What a link opens."""

    ASK = "ask", _("To answer what the clinic asks")
    OWN = "own", _("Their own page")


class Speaks(models.TextChoices):
    """Who came in; the values are those of consent's `Who`."""

    PATIENT = "patient", _("The person themselves")
    REPRESENTATIVE = "representative", _("Who speaks for them")


class PatientLinks(InClinic["Link"]):
    def about(self, person: Patient | OtherPerson) -> PatientLinks:
        return self.filter(patient=person) if isinstance(person, Patient) else self.filter(other=person)

    def found(self, token: str) -> PatientLinks:
        return self.filter(digest=keyed("link", token))

    def standing(self, at: datetime | None = None) -> PatientLinks:
        """Those that still lead in: not over, not revoked, of somebody alive or who still speaks for them."""
        open_ = self.filter(revoked_at=None, ends_at__gt=at or clock.now())
        dead = Q(guardianship=None, patient__alive=False)
        return open_.exclude(dead).filter(Q(guardianship=None) | Q(guardianship__ended_at=None))


class Link(models.Model):
    """What leads one person to their pages. Its token is in the address alone, and here only its keyed digest."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    clinic = models.ForeignKey(Clinic, models.PROTECT, related_name="+")
    digest = models.CharField(max_length=64, unique=True)
    purpose = models.CharField(max_length=3, choices=Purpose.choices)
    target = models.UUIDField(null=True, blank=True)  # of purpose ask: what is asked
    patient = models.ForeignKey(Patient, models.PROTECT, null=True, blank=True, related_name="links")
    other = models.ForeignKey(OtherPerson, models.PROTECT, null=True, blank=True, related_name="links")
    guardianship = models.ForeignKey(Guardianship, models.PROTECT, null=True, blank=True, related_name="links")
    reach = models.CharField(max_length=64)  # keyed digest of phone and e-mail as they stood: another ends the link
    made_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    from_address = models.CharField(max_length=64, blank=True)  # keyed digest of where it was made
    made_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, blank=True)

    objects = PatientLinks.as_manager()

    class Meta:
        indexes: ClassVar = [models.Index(fields=["purpose", "target"], name="links_of_a_target")]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(patient__isnull=False, other=None) | Q(patient=None, other__isnull=False),
                name="a_link_is_one_persons",
            ),
            models.CheckConstraint(
                condition=Q(guardianship=None) | Q(patient__isnull=False), name="who_speaks_does_so_for_a_patient"
            ),
            models.CheckConstraint(
                condition=Q(purpose="own", target=None) | Q(purpose="ask", target__isnull=False),
                name="a_link_that_asks_says_what",
            ),
            models.CheckConstraint(condition=Q(ends_at__gt=F("made_at")), name="a_link_ends_after_it_was_made"),
        ]

    def __str__(self) -> str:
        return f"link {self.pk}"

    @property
    def person(self) -> Patient | OtherPerson:
        whose = self.patient or self.other
        assert whose is not None
        return whose

    @property
    def who(self) -> Speaks:
        return Speaks.REPRESENTATIVE if self.guardianship_id else Speaks.PATIENT


class Channel(models.TextChoices):
    """By what something is sent."""

    CONSOLE = "console", _("The server's own window, for the clinic to read")
    EMAIL = "email", _("E-mail")
    SMS = "sms", _("Text message")


class CodeQuerySet(models.QuerySet["Code"]):
    def open(self, at: datetime | None = None) -> CodeQuerySet:
        """Those that still let somebody in."""
        return self.filter(used_at=None, ended_at=None, ends_at__gt=at or clock.now(), attempts__lt=ATTEMPTS)


ATTEMPTS = 5  # wrong codes, after which a new one is needed
GOOD_FOR = timedelta(minutes=10)  # a code, from when it was sent: so its message says


class Code(models.Model):
    """Six digits that were sent for a link: used once, soon, or never."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    link = models.ForeignKey(Link, models.PROTECT, related_name="codes")
    digest = models.CharField(max_length=64)
    channel = models.CharField(max_length=7, choices=Channel.choices)
    made_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    attempts = models.PositiveSmallIntegerField(default=0)
    used_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)  # a newer one was sent

    objects = CodeQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["made_at"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["link"], condition=Q(used_at=None, ended_at=None), name="one_code_counts_at_a_time"
            ),
            models.CheckConstraint(condition=Q(attempts__lte=ATTEMPTS), name="a_code_is_guessed_five_times"),
            models.CheckConstraint(condition=Q(used_at=None) | Q(used_at__lt=F("ends_at")), name="used_before_its_end"),
        ]

    def __str__(self) -> str:
        return f"code {self.pk}"


class Visit(AppendOnly):
    """Somebody came in by a link, with a code. Only ever added."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    link = models.ForeignKey(Link, models.PROTECT, related_name="visits")
    code = models.OneToOneField(Code, models.PROTECT, related_name="visit")
    at = models.DateTimeField()
    from_address = models.CharField(max_length=64)  # keyed digest of the network address
    by_staff = models.BooleanField()  # in a browser where somebody of the desk is signed in

    objects = AppendOnlyQuerySet["Visit"].as_manager()

    class Meta:
        ordering: ClassVar = ["at"]

    def __str__(self) -> str:
        return f"visit {self.pk}"


class MessageQuerySet(InClinic["Message"]):
    clinic_path = "link__clinic"

    def failed(self) -> MessageQuerySet:
        return self.filter(state=Message.State.FAILED)


class Message(models.Model):
    """A code or a link on its way to somebody. What it says is encrypted until it is sent, and then gone."""

    class State(models.TextChoices):
        WAITING = "waiting", _("On its way")
        SENT = "sent", _("Sent")
        FAILED = "failed", _("Could not be sent")

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    link = models.ForeignKey(Link, models.PROTECT, related_name="messages")
    code = models.OneToOneField(Code, models.PROTECT, null=True, blank=True, related_name="message")
    channel = models.CharField(max_length=7, choices=Channel.choices)
    key = models.ForeignKey(DataKey, models.PROTECT, related_name="+")
    sealed = models.BinaryField(null=True)
    state = models.CharField(max_length=7, choices=State.choices, default=State.WAITING)
    attempts = models.PositiveSmallIntegerField(default=0)
    failure = models.CharField(max_length=60, blank=True)  # its kind; no text, it may hold a number
    made_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = MessageQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["made_at"]
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(state="waiting") | Q(sealed=None), name="what_was_said_is_gone"),
        ]

    def __str__(self) -> str:
        return f"message {self.pk}"


class CountQuerySet(models.QuerySet["Count"]):
    def over(self, at: datetime) -> CountQuerySet:
        return self.filter(ends_at__lte=at)

    def purge(self) -> None:
        """Those that another transaction holds are left to it."""
        free = self.model.objects.select_for_update(skip_locked=True).filter(pk__in=self.values("pk")[:MOST_PURGED])
        with transaction.atomic():
            self.model.objects.filter(pk__in=[row.pk for row in free]).delete()


class Count(models.Model):
    """How often something happened since it began to be counted: see `counting`. Of whom, the key doesn't tell."""

    key = models.CharField(max_length=64, primary_key=True)  # keyed digest
    times = models.PositiveIntegerField(default=0)
    ends_at = models.DateTimeField(db_index=True)

    objects = CountQuerySet.as_manager()

    def __str__(self) -> str:
        return f"{self.times} until {self.ends_at:%H:%M:%S}"


class Unsent(models.Model):
    """What somebody sent when their hour was over: encrypted, for the browser that sent it, until a code lets them in
    again."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    link = models.ForeignKey(Link, models.CASCADE, related_name="+")
    browser = models.UUIDField()
    key = models.ForeignKey(DataKey, models.PROTECT, related_name="+")
    sealed = models.BinaryField()
    ends_at = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return f"unsent {self.pk}"
