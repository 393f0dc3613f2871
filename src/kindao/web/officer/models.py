"""What an officer adds to what the machine saw, and what they say is done."""

from __future__ import annotations

from typing import ClassVar
from uuid import uuid4

from django.db import models
from django.utils.translation import gettext_lazy as _

from kindao.engine.geometry import Box
from kindao.web.audit.append_only import AppendOnly
from kindao.web.cases.models import Appearance, Original
from kindao.web.clinics.models import Clinic, User
from kindao.web.clinics.rows import InClinic
from kindao.web.vault.models import StoredFile


class MarkQuerySet(InClinic["Mark"]):
    clinic_path = "original__clinic"

    def standing(self) -> MarkQuerySet:
        return self.filter(ended_at=None)


class Mark(models.Model):
    """A box that an officer drew on a picture: covered in every copy. Taken back, never altered or deleted."""

    class Kind(models.TextChoices):
        PERSON = "person", _("Somebody's face")
        SKIN_MARK = "skin-mark", _("Tattoo, scar or birthmark")
        TEXT = "text", _("Writing")
        CODE = "code", _("QR or bar code")
        INTIMATE = "intimate", _("Intimate part")

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    original = models.ForeignKey(Original, models.PROTECT, related_name="marks")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    at = models.JSONField()  # [x0, y0, x1, y1], pixels as shown
    appearance = models.ForeignKey(Appearance, models.SET_NULL, null=True, blank=True, related_name="marks")
    drawn_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    drawn_at = models.DateTimeField()
    ended_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = MarkQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["drawn_at", "pk"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(kind__in=["person", "skin-mark", "text", "code", "intimate"]),
                name="mark_kind_is_known",
            ),
            models.CheckConstraint(
                condition=models.Q(ended_by=None, ended_at=None)
                | models.Q(ended_by__isnull=False, ended_at__isnull=False),
                name="a_mark_is_ended_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return f"mark {self.pk}"

    @property
    def box(self) -> Box:
        return Box(*self.at)


class Strip(models.Model):
    """One frame for each figure of a film, one under the other: made when it is first looked at."""

    original = models.OneToOneField(Original, models.CASCADE, related_name="strip")
    file = models.OneToOneField(StoredFile, models.PROTECT, related_name="+")
    engine = models.CharField(max_length=20)
    width = models.PositiveIntegerField()  # pixels
    cell = models.PositiveIntegerField()  # pixels, the height of one frame
    made_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"strip of {self.original_id}"


class Done(AppendOnly):
    """An officer's word that what a clock asked for is done."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    clinic = models.ForeignKey(Clinic, models.PROTECT, related_name="clocks_done")
    clock = models.CharField(max_length=60)  # the law's id of the term
    event = models.CharField(max_length=60)  # what started it: a kind of row and its id
    reason = models.TextField()
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    objects = InClinic["Done"].as_manager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["clinic", "clock", "event"], name="one_clock_is_done_once"),
            models.CheckConstraint(condition=~models.Q(reason=""), name="done_has_a_reason"),
        ]

    def __str__(self) -> str:
        return f"{self.clock} of {self.event}"
