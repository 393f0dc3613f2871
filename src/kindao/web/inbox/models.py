"""What waits for its patient."""

from __future__ import annotations

from typing import ClassVar
from uuid import uuid4

from django.db import models
from django.db.models import Q

from kindao.web.cases.models import Original
from kindao.web.clinics.models import Clinic, Membership, User
from kindao.web.clinics.rows import InClinic
from kindao.web.vault.models import StoredFile


class ArrivalQuerySet(InClinic["Arrival"]):
    def waiting(self) -> ArrivalQuerySet:
        return self.filter(original=None, gone_at=None)

    def kept(self) -> ArrivalQuerySet:
        """Thrown away, and not erased yet."""
        return self.filter(gone_at__isnull=False, file__erased_at=None)

    def loose(self) -> ArrivalQuerySet:
        """In no record, and not erased: it waits, or was thrown away."""
        return self.filter(original=None, file__erased_at=None)

    def seen_by(self, membership: Membership) -> ArrivalQuerySet:
        """What a phone shared is its owner's to sort; what lay in the clinic's folder is anybody's."""
        return self.of(membership).filter(Q(by=membership.user_id) | Q(by=None))


class Arrival(models.Model):
    """One file, in the vault under the clinic's own key, until somebody says whose it is. Nothing is looked for in it
    before."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    clinic = models.ForeignKey(Clinic, models.PROTECT, related_name="arrivals")
    file = models.OneToOneField(StoredFile, models.PROTECT, related_name="arrival")
    words = models.OneToOneField(StoredFile, models.PROTECT, null=True, blank=True, related_name="+")  # shared with it
    digest = models.CharField(max_length=71)
    kind = models.CharField(max_length=10, choices=Original.Kind.choices)
    received = models.CharField(max_length=10, choices=Original.Received.choices)
    by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")  # None: the folder
    came_at = models.DateTimeField()
    claimed_at = models.DateTimeField(null=True, blank=True)  # somebody is putting it into a record just now
    original = models.ForeignKey(Original, models.PROTECT, null=True, blank=True, related_name="arrivals")
    gone_at = models.DateTimeField(null=True, blank=True)  # thrown away; its file goes a while later

    objects = ArrivalQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["-came_at"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["clinic", "digest", "by"],
                condition=Q(original=None, gone_at=None),
                name="one_arrival_per_digest",
            ),
            models.CheckConstraint(condition=Q(original=None) | Q(gone_at=None), name="taken_or_thrown_away"),
        ]

    def __str__(self) -> str:
        return f"arrival {self.pk}"
