"""Data keys and the files under them. The rows say what a file is; the bytes lie encrypted in the vault's folder."""

from __future__ import annotations

from typing import ClassVar
from uuid import uuid4

from django.db import models

from kindao.web.clinics.models import Clinic, Membership


class Installation(models.Model):
    """Which installation the database is of: one row, and the same id in the vault's folder (`belonging`)."""

    only = models.BooleanField(primary_key=True, default=True, editable=False)
    id = models.UUIDField(default=uuid4, editable=False)

    class Meta:
        constraints: ClassVar = [models.CheckConstraint(condition=models.Q(only=True), name="one_installation")]

    def __str__(self) -> str:
        return f"installation {self.id}"


class DataKey(models.Model):
    """What one patient's files are encrypted with, wrapped by the clinic's master key. Destroyed, never deleted."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    clinic = models.ForeignKey(Clinic, models.PROTECT, related_name="+")
    master = models.CharField(max_length=200)  # the master key's name, as its keeper calls it
    wrapped = models.BinaryField(null=True)
    shared = models.BooleanField(default=False)  # the clinic's own: of what belongs to nobody yet
    created_at = models.DateTimeField()
    erased_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(erased_at=None, wrapped__isnull=False)
                | models.Q(erased_at__isnull=False, wrapped=None),
                name="erased_has_no_key",
            ),
            models.UniqueConstraint(
                fields=["clinic"], condition=models.Q(shared=True, erased_at=None), name="one_shared_key_per_clinic"
            ),
        ]

    def __str__(self) -> str:
        return f"data key {self.pk}"


class StoredFileQuerySet(models.QuerySet["StoredFile"]):
    def of(self, membership: Membership) -> StoredFileQuerySet:
        return self.filter(clinic=membership.clinic_id)


class StoredFile(models.Model):
    """One file in the vault, as it came in. `seal` binds the row to the data key: an altered row does not open."""

    class Cipher(models.TextChoices):
        WHOLE = "aes-256-gcm"  # opened in one piece
        PARTS = "tink-aes256-gcm-hkdf-1mb"  # opened from anywhere

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    clinic = models.ForeignKey(Clinic, models.PROTECT, related_name="+")
    key = models.ForeignKey(DataKey, models.PROTECT, related_name="files")
    blob = models.UUIDField(unique=True, editable=False)  # its name in the vault's folder
    cipher = models.CharField(max_length=30, choices=Cipher.choices)
    digest = models.CharField(max_length=71)  # "sha256:" and 64 hexadecimal digits, of what came in
    size = models.BigIntegerField()  # bytes of what came in
    media_type = models.CharField(max_length=100)
    name = models.BinaryField()  # as it was called where it came from, encrypted: file names name patients
    seal = models.BinaryField()
    created_at = models.DateTimeField()
    erased_at = models.DateTimeField(null=True, blank=True)

    objects = StoredFileQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=models.Q(size__gt=0), name="stored_file_is_not_empty"),
            models.CheckConstraint(
                condition=models.Q(digest__regex="^sha256:[0-9a-f]{64}$"), name="stored_file_has_a_digest"
            ),
        ]

    def __str__(self) -> str:
        return f"file {self.pk}"
