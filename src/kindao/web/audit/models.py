"""Events, each a leaf of its log's Merkle tree; the log's head; signed checkpoints of it, and stamps of authorities."""

from __future__ import annotations

from typing import ClassVar
from uuid import UUID, uuid4

from django.db import models
from django.utils.translation import gettext_lazy as _

from kindao.web.audit.append_only import AppendOnly, AppendOnlyQuerySet
from kindao.web.clinics.models import Membership

INSTALLATION = UUID(int=0)  # the log of what belongs to no clinic


class Log(models.Model):
    """The head of one log: a clinic's, by the clinic's id, or the installation's. Locked while an event is added."""

    id = models.UUIDField(primary_key=True, editable=False)
    size = models.PositiveBigIntegerField(default=0)
    peaks = models.JSONField(default=list)  # roots of the perfect subtrees, left to right, hexadecimal

    def __str__(self) -> str:
        return f"log {self.pk}"


class AuditEventQuerySet(AppendOnlyQuerySet["AuditEvent"]):
    def of(self, membership: Membership) -> AuditEventQuerySet:
        return self.filter(log=membership.clinic_id)


class AuditEvent(AppendOnly):
    """Something that was done. Never altered, never deleted."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    log = models.ForeignKey(Log, models.PROTECT, related_name="events")
    seq = models.PositiveBigIntegerField()  # from 1, without gaps
    at = models.DateTimeField(_("when"))
    actor = models.CharField(_("who"), max_length=80)  # "clinics.user:ID"; "kindao" for what nobody asked for
    verb = models.CharField(_("what"), max_length=60)  # "consent.withdrawn"
    kind = models.CharField(max_length=60)  # of the target: "consent.consent"
    target = models.CharField(max_length=40)  # its id
    facts = models.JSONField(default=dict)
    leaf = models.CharField(max_length=64)
    root = models.CharField(max_length=64)  # of the tree up to here: an altered row is known from its place on

    objects = AuditEventQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["log", "seq"], name="one_event_per_place"),
            models.CheckConstraint(condition=models.Q(seq__gte=1), name="events_count_from_one"),
        ]
        indexes: ClassVar = [
            models.Index(fields=["log", "kind", "target"], name="events_of_a_target"),
            models.Index(fields=["log", "verb", "seq"], name="events_of_a_verb"),
            models.Index(fields=["log", "at", "actor"], name="events_of_a_time"),
        ]

    def __str__(self) -> str:
        return f"{self.verb} {self.kind} {self.target}"


class Checkpoint(AppendOnly):
    """A log's root at one size, signed with the installation's key."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    log = models.ForeignKey(Log, models.PROTECT, related_name="checkpoints")
    size = models.PositiveBigIntegerField()
    root = models.CharField(max_length=64)
    at = models.DateTimeField()
    signer = models.CharField(max_length=64)  # the public key, hexadecimal
    signature = models.CharField(max_length=128)  # Ed25519, hexadecimal

    objects = AppendOnlyQuerySet["Checkpoint"].as_manager()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["log", "size"], name="one_checkpoint_per_size")]

    def __str__(self) -> str:
        return f"checkpoint {self.size} of {self.log_id}"


class TimeStamp(AppendOnly):
    """An authority's word (RFC 3161) that a checkpoint existed at a time."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    checkpoint = models.OneToOneField(Checkpoint, models.PROTECT, related_name="stamp")
    at = models.DateTimeField()  # the authority's time
    token = models.BinaryField()

    objects = AppendOnlyQuerySet["TimeStamp"].as_manager()

    def __str__(self) -> str:
        return f"time stamp of {self.checkpoint_id}"
