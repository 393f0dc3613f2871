"""A fictional clinic to try the desk in: one person of each role, and cases that tell what it is for."""

import secrets
from dataclasses import dataclass

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.db import transaction

from kindao.engine.errors import BadInput
from kindao.web.clinics.models import GUARDED, Clinic, Membership, Role, User
from kindao.web.demo.cases import tell

CLINIC = "Phòng khám Hoa Sen (hư cấu)"
DOMAIN = "demo.example"  # RFC 2606: never anybody's
REACHED = {"email": f"hoi@{DOMAIN}", "address": "1 Đường Hư Cấu, Thành phố Hồ Chí Minh"}
NAMES = {
    Role.DOCTOR: "Bác sĩ Demo",
    Role.MARKETER: "Truyền thông Demo",
    Role.OFFICER: "Bảo mật Demo",
    Role.AUDITOR: "Kiểm toán Demo",
    Role.ADMIN: "Quản trị Demo",
}
CODES_TOLD = 3


@dataclass(frozen=True, slots=True)
class Login:
    """How one fictional person signs in. codes: of the second factor, each once."""

    role: Role
    email: str
    password: str
    codes: tuple[str, ...]


@transaction.atomic
def people() -> tuple[Login, ...]:
    """Make the clinic where it isn't yet, and give everybody a new password. Raises BadInput where real people work."""
    somebody = User.objects.exclude(email__endswith=f"@{DOMAIN}").filter(token=None)  # a token is no person
    if somebody.exists():
        raise BadInput(
            "this folder holds a real installation, which no demo is put into",
            hint="Name another folder: --home FOLDER",
        )
    # Whoever tries it out has one machine for the desk and for the patient's phone.
    clinic, _ = Clinic.objects.get_or_create(name=CLINIC, defaults={"own_device": True} | REACHED)
    return tuple(_person(clinic, role) for role in Role)


@transaction.atomic
def fill() -> tuple[Login, ...]:
    """The clinic with its people and its cases. Raises BadInput where real people work."""
    logins = people()
    at_work = Membership.objects.filter(clinic__name=CLINIC, user__email__endswith=f"@{DOMAIN}")
    staff = {one.role: one for one in at_work}
    tell(doctor=staff[Role.DOCTOR], marketer=staff[Role.MARKETER])
    return logins


def _person(clinic: Clinic, role: Role) -> Login:
    email, password = f"{role}@{DOMAIN}", secrets.token_urlsafe(12)
    user = User.objects.filter(email=email).first() or User.objects.create_user(email, name=NAMES[role])
    user.set_password(password)
    user.save(update_fields=["password"])
    EmailAddress.objects.get_or_create(user=user, email=email, defaults={"primary": True, "verified": True})
    Membership.objects.get_or_create(user=user, clinic=clinic, ended_at=None, defaults={"role": role})
    codes: tuple[str, ...] = ()
    if role in GUARDED:
        Authenticator.objects.filter(user=user, type=Authenticator.Type.RECOVERY_CODES).delete()
        if not Authenticator.objects.filter(user=user).exists():
            TOTP.activate(user, generate_totp_secret())
        codes = tuple(RecoveryCodes.activate(user).generate_codes()[:CODES_TOLD])
    return Login(role, email, password, codes)
