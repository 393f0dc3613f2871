"""Clinics, the people who work in them, and what each may do there."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from datetime import date, datetime
from typing import Any, ClassVar
from uuid import uuid4

from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.core.validators import RegexValidator
from django.db import models
from django.db.models.functions import Lower
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

from kindao import clock
from kindao.engine.vocabulary import Words

CALLED = RegexValidator(  # at most 15 figures: ITU-T E.164
    r"\A\+?\(?[0-9](?:[ .()/-]*[0-9]){2,14}\Z",
    _("Write one telephone number in figures, such as 028 3822 0000 or +84 28 3822 0000."),
)


class Role(models.TextChoices):
    """What somebody does in one clinic. One role each: who needs two works under two names on purpose."""

    DOCTOR = "doctor", _("Doctor")
    MARKETER = "marketer", _("Marketer")
    OFFICER = "officer", _("Privacy officer")
    AUDITOR = "auditor", _("Auditor")
    ADMIN = "admin", _("Administrator")


GUARDED = frozenset({Role.OFFICER, Role.ADMIN})
"""Roles that work only with a second factor: an app's codes or a passkey."""


class Users(BaseUserManager["User"]):
    def create_user(self, email: str, password: str | None = None, **fields: Any) -> User:
        user = self.model(email=self.normalize_email(email).lower(), **fields)
        user.set_password(password)
        user.full_clean(exclude=["password"])
        user.save(using=self._db)
        return user


class User(AbstractBaseUser):
    """Somebody who signs in. What they may do hangs on a Membership, never on the user."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    email = models.EmailField(_("e-mail"), unique=True)
    name = models.CharField(_("name"), max_length=120)
    is_active = models.BooleanField(default=True)
    date_joined = models.DateTimeField(auto_now_add=True)
    epoch = models.PositiveIntegerField(default=0, editable=False)  # of their sessions: counting on ends all before

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]
    objects: ClassVar[Users] = Users()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(Lower("email"), name="one_user_per_email")]

    def __str__(self) -> str:
        return self.name

    def get_session_auth_hash(self) -> str:
        return self._hash_of_sessions(None)

    def get_session_auth_fallback_hash(self) -> Iterator[str]:
        for secret in settings.SECRET_KEY_FALLBACKS:
            yield self._hash_of_sessions(secret)

    def _hash_of_sessions(self, secret: str | bytes | None) -> str:
        """What a session must know: a new password or epoch makes it a stranger's."""
        salt = "kindao.web.clinics.models.User.session"
        return salted_hmac(salt, f"{self.password}:{self.epoch}", secret=secret, algorithm="sha256").hexdigest()


class Clinic(models.Model):
    """One clinic: its people, patients and files are nobody else's."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    name = models.CharField(_("name"), max_length=200)
    created_at = models.DateTimeField(auto_now_add=True)
    two_person = models.BooleanField(
        _("two-person rule"),
        default=True,
        help_text=_("Whoever asked for a release may not be the one who confirms it."),
    )

    own_device = models.BooleanField(
        _("patients may agree on the clinic's own device or network"),
        default=False,
        help_text=_("Somebody may stand beside them there: the privacy officer looks at each such yes."),
    )

    phone = models.CharField(_("telephone"), max_length=40, blank=True, default="", validators=[CALLED])
    email = models.EmailField(_("e-mail"), blank=True, default="")
    address = models.CharField(_("address"), max_length=300, blank=True, default="")

    restored_from = models.DateTimeField(null=True, blank=True)
    """The moment of the backup that all was brought back from, until the officer has entered what people took back
    since: nothing goes out before."""

    def __str__(self) -> str:
        return self.name

    @property
    def is_reached(self) -> bool:
        """Whether anything is written down by which patients reach it."""
        return bool(self.phone or self.email or self.address)

    @property
    def dialled(self) -> str:
        """Its number as a phone takes it: figures, and the + of another country, after which no (0) is dialled."""
        said = self.phone.replace("(0)", "") if self.phone.startswith("+") else self.phone
        return "".join(one for one in said if one in "+0123456789")

    @property
    def ways(self) -> Words:
        """How it is reached, in one line, to be kept with what is read; empty where nothing is written down."""
        told = (
            ("điện thoại", "telephone", self.phone),
            ("thư điện tử", "e-mail", self.email),
            ("địa chỉ", "address", self.address),
        )
        return Words(
            "; ".join(f"{vi} {said}" for vi, _en, said in told if said),
            "; ".join(f"{en} {said}" for _vi, en, said in told if said),
        )

    def names_on(self, day: date) -> list[str]:
        """What a paper of that day may call it: what it is called now, and what it was called then."""
        then = self.former_names.filter(ended_at=None, until__gte=day).order_by("until")
        return [self.name, *then.values_list("name", flat=True)]


class FormerName(models.Model):
    """What a clinic was called before: papers that were signed by that day name it so. Ended, never deleted."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    clinic = models.ForeignKey(Clinic, models.PROTECT, related_name="former_names")
    name = models.CharField(_("name"), max_length=200)
    until = models.DateField(_("last day on which it was the name"))
    made_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["clinic", "name"], condition=models.Q(ended_at=None), name="one_former_name_once"
            ),
            models.CheckConstraint(condition=~models.Q(name=""), name="a_former_name_says_something"),
        ]

    def __str__(self) -> str:
        return f"former name {self.pk}"


class MembershipQuerySet(models.QuerySet["Membership"]):
    def of(self, user: User) -> MembershipQuerySet:
        return self.filter(user=user, ended_at=None)

    def in_clinic(self, clinic: Clinic) -> MembershipQuerySet:
        return self.filter(clinic=clinic, ended_at=None)


class Membership(models.Model):
    """One person's work in one clinic. Ended, never deleted: what they did stays theirs."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    user = models.ForeignKey(User, models.PROTECT, related_name="memberships")
    clinic = models.ForeignKey(Clinic, models.PROTECT, related_name="memberships")
    role = models.CharField(_("role"), max_length=10, choices=Role.choices)
    began_at = models.DateTimeField(auto_now_add=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = MembershipQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["user", "clinic"], condition=models.Q(ended_at=None), name="one_role_per_clinic"
            ),
            models.CheckConstraint(condition=models.Q(role__in=Role.values), name="role_is_known"),
        ]

    def __str__(self) -> str:
        return f"{self.role} of {self.clinic_id}"


class LinkQuerySet(models.QuerySet["Link"]):
    def open(self, at: datetime | None = None) -> LinkQuerySet:
        """Those that still let somebody in."""
        return self.filter(used_at=None, ended_at=None, ends_at__gt=at or clock.now())

    def in_clinic(self, clinic: Clinic) -> LinkQuerySet:
        return self.filter(clinic=clinic)

    def found(self, token: str) -> LinkQuerySet:
        return self.filter(digest=Link.digest_of(token))


class Link(models.Model):
    """What lets somebody in, once. Only its hash is kept: whoever reads the database can't use it."""

    class Kind(models.TextChoices):
        FIRST = "first"  # makes the first clinic and its administrator
        JOIN = "join"  # invites one e-mail address into a clinic, in a role
        RETURN = "return"  # a new password, and no second factor, for somebody who is locked out

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    kind = models.CharField(max_length=6, choices=Kind.choices)
    digest = models.CharField(max_length=64, unique=True)
    clinic = models.ForeignKey(Clinic, models.PROTECT, related_name="links", null=True)
    email = models.EmailField(_("e-mail"), blank=True)
    role = models.CharField(_("role"), max_length=10, choices=Role.choices, blank=True)
    user = models.ForeignKey(User, models.PROTECT, related_name="+", null=True)
    made_by = models.ForeignKey(User, models.PROTECT, related_name="+", null=True)
    made_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    objects = LinkQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(kind="first", clinic=None, user=None)
                | models.Q(kind="join", clinic__isnull=False, user=None, role__in=Role.values) & ~models.Q(email="")
                | models.Q(kind="return", user__isnull=False),
                name="link_is_whole",
            ),
            models.CheckConstraint(
                condition=models.Q(used_at=None) | models.Q(ended_at=None), name="link_used_or_ended_not_both"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"

    @staticmethod
    def digest_of(token: str) -> str:
        return hashlib.sha256(token.encode()).hexdigest()
