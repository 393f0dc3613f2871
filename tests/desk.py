"""Builders for the desk's tests: people who work in a clinic, and browsers that they are signed in with."""

import time

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.test import Client

from kindao.web.clinics.models import GUARDED, Clinic, Membership, Role, User

PASSWORD = "correct horse battery"


def a_clinic(name: str = "PHÒNG KHÁM MINH HỌA", *, two_person: bool = False) -> Clinic:
    """Where one officer alone may work, unless the test is about two."""
    return Clinic.objects.create(name=name, two_person=two_person)


def a_user(email: str = "doctor@clinic.example", *, name: str = "Dr. Test", factor: bool = False) -> User:
    user = User.objects.create_user(email, PASSWORD, name=name)
    EmailAddress.objects.create(user=user, email=user.email, primary=True, verified=True)
    if factor:
        TOTP.activate(user, generate_totp_secret())
    return user


def a_member(role: Role = Role.DOCTOR, clinic: Clinic | None = None, *, user: User | None = None) -> Membership:
    """Somebody who works in a clinic, with the second factor that their role needs."""
    clinic = clinic or a_clinic()
    user = user or a_user(f"{role}.{User.objects.count()}@clinic.example")
    if role in GUARDED and not Authenticator.objects.filter(user=user).exists():
        TOTP.activate(user, generate_totp_secret())
    return Membership.objects.create(user=user, clinic=clinic, role=role)


def signed_in(user: User, *, ago: float = 0) -> Client:
    """A browser in which somebody signed in, so many seconds ago."""
    client = Client()
    client.force_login(user)
    session = client.session
    session["account_authentication_methods"] = [{"method": "password", "at": time.time() - ago}]
    session["account_authentication_methods_user"] = str(user.pk)
    session.save()
    return client


def somebody(clinic: Clinic | None = None, role: Role = Role.DOCTOR, *, email: str = "doctor@clinic.example") -> User:
    """The user alone; with a clinic they work there."""
    user = a_user(email)
    if clinic:
        a_member(role, clinic, user=user)
    return user
