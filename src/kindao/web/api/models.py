"""Tokens of other systems, what they sent already, and where they want to be told."""

from __future__ import annotations

import hashlib
from datetime import datetime
from typing import ClassVar
from uuid import uuid4

from django.db import models
from django.utils.translation import gettext_lazy as _

from kindao import clock
from kindao.web.clinics.models import Clinic, Membership, Role, User
from kindao.web.clinics.rows import InClinic
from kindao.web.review.models import Work
from kindao.web.vault.models import DataKey


class TokenQuerySet(InClinic["Token"]):
    def open(self, at: datetime | None = None) -> TokenQuerySet:
        """Those that let a system in."""
        return self.filter(revoked_at=None, ends_at__gt=at or clock.now())

    def found(self, secret: str) -> TokenQuerySet:
        return self.filter(digest=Token.digest_of(secret))


class Token(models.Model):
    """What lets one system in, for one clinic, to what its scopes say. Only its hash is kept.

    What the system does is done in the name of `user`, an account of its own that nobody can sign in with."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    clinic = models.ForeignKey(Clinic, models.PROTECT, related_name="tokens")
    user = models.OneToOneField(User, models.PROTECT, related_name="token")
    digest = models.CharField(max_length=64, unique=True)
    scopes = models.JSONField()  # of Scope, sorted
    made_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    ends_at = models.DateTimeField(_("last day"))
    revoked_at = models.DateTimeField(null=True, blank=True)
    last_used_at = models.DateTimeField(null=True, blank=True)
    minute = models.DateTimeField(null=True, blank=True)  # the one in which `calls` are counted
    calls = models.PositiveIntegerField(default=0)

    objects = TokenQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["-made_at"]
        constraints: ClassVar = [
            models.CheckConstraint(condition=models.Q(ends_at__gt=models.F("made_at")), name="a_token_ends"),
        ]

    def __str__(self) -> str:
        return f"token {self.pk}"

    @staticmethod
    def digest_of(secret: str) -> str:
        return hashlib.sha256(secret.encode()).hexdigest()

    @property
    def membership(self) -> Membership:
        """As whom the system works; no row: it opens no page, and no administrator can give it a password."""
        return Membership(user=self.user, clinic=self.clinic, role=Role.DOCTOR)

    @property
    def stands(self) -> bool:
        return self.revoked_at is None and self.ends_at > clock.now()


class Sent(models.Model):
    """A POST that came with a key: the same key again makes nothing new. What it made is told by its id alone."""

    token = models.ForeignKey(Token, models.CASCADE, related_name="sent")
    key = models.CharField(max_length=200)
    fingerprint = models.CharField(max_length=64)  # of method, address and body
    target = models.UUIDField(null=True)
    at = models.DateTimeField(db_index=True)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["token", "key"], name="one_answer_per_key")]

    def __str__(self) -> str:
        return f"sent {self.pk}"


class Event(models.TextChoices):
    """What may be told."""

    DECIDED = "decision.made", _("Something was decided")
    CONSENT = "consent.changed", _("A consent was given, withdrawn, or has ended")
    RELEASE = "release.changed", _("Something goes out, is out, or comes down")


class EndpointQuerySet(InClinic["Endpoint"]):
    def open(self) -> EndpointQuerySet:
        return self.filter(ended_at=None)


class Endpoint(models.Model):
    """Where a clinic's system wants to be told. Ended, never deleted."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    clinic = models.ForeignKey(Clinic, models.PROTECT, related_name="endpoints")
    address = models.CharField(_("address"), max_length=500)
    events = models.JSONField()  # of Event, sorted
    key = models.ForeignKey(DataKey, models.PROTECT, related_name="+")
    secret = models.BinaryField()  # encrypted under `key`: what deliveries are signed with
    made_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = EndpointQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["-made_at"]

    def __str__(self) -> str:
        return f"endpoint {self.pk}"


class DeliveryQuerySet(InClinic["Delivery"]):
    clinic_path = "endpoint__clinic"

    def late(self) -> DeliveryQuerySet:
        """Not taken yet, and tried again by themselves."""
        waiting = self.filter(state__in=(Work.State.WAITING, Work.State.RUNNING), endpoint__ended_at=None)
        return waiting.exclude(failure="")

    def dead(self) -> DeliveryQuerySet:
        return self.filter(state=Work.State.DEAD)


class Delivery(Work):
    """One thing that one endpoint is to be told: ids, no names."""

    endpoint = models.ForeignKey(Endpoint, models.PROTECT, related_name="deliveries")
    event = models.CharField(max_length=30, choices=Event.choices)
    target = models.UUIDField()  # a decision's, a consent's
    about = models.JSONField(default=dict)  # further ids: the use of a decision
    status = models.PositiveSmallIntegerField(null=True, blank=True)  # of the last answer

    objects = DeliveryQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["created_at"]
        indexes: ClassVar = [models.Index(fields=["endpoint", "state"], name="deliveries_by_state")]

    def __str__(self) -> str:
        return f"delivery {self.pk}"
