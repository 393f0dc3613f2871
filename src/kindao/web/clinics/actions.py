"""All that changes clinics and who works in them. Each in a transaction, each told to `events`."""

import secrets
from datetime import date, datetime, timedelta

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from kindao import clock
from kindao.web.clinics.events import tell
from kindao.web.clinics.models import GUARDED, Clinic, FormerName, Link, Membership, Role, User

FIRST_FOR = timedelta(hours=24)
INVITED_FOR = timedelta(days=7)
RETURN_FOR = timedelta(hours=24)
TOKEN_BYTES = 32


class Refused(Exception):
    """What can't be done, in a sentence for who asked, in their language."""


@transaction.atomic
def first_link() -> str:
    """The token that makes the first clinic; those before it end. Only while nobody has an account."""
    assert not User.objects.exists()
    Link.objects.filter(kind=Link.Kind.FIRST).open().update(ended_at=clock.now())
    return _new(Link(kind=Link.Kind.FIRST, role=Role.ADMIN), FIRST_FOR)


@transaction.atomic
def invite(clinic: Clinic, *, email: str, role: Role, by: User) -> str:
    """The token that lets one person into the clinic; an earlier invitation of theirs ends. Raises Refused."""
    email = email.strip().lower()
    if Membership.objects.in_clinic(clinic).filter(user__email=email).exists():
        raise Refused(_("This person already works here. Change their role in the list instead."))
    Link.objects.in_clinic(clinic).filter(kind=Link.Kind.JOIN, email=email).open().update(ended_at=clock.now())
    link = Link(kind=Link.Kind.JOIN, clinic=clinic, email=email, role=role, made_by=by)
    token = _new(link, INVITED_FOR)
    tell("invitation.made", link, by=by, clinic=clinic, facts={"role": role})
    return token


@transaction.atomic
def withdraw_invitation(link: Link, *, by: User) -> None:
    if Link.objects.filter(pk=link.pk).open().update(ended_at=clock.now()):
        tell("invitation.withdrawn", link, by=by, clinic=link.clinic)


@transaction.atomic
def found_clinic(link: Link, *, clinic_name: str, name: str, email: str, password: str) -> User:
    """The first clinic and its administrator. Raises Refused."""
    _use(link)
    user = _new_user(email, name, password)
    clinic = Clinic.objects.create(name=clinic_name)
    membership = Membership.objects.create(user=user, clinic=clinic, role=Role.ADMIN)
    tell("clinic.founded", clinic, by=user, clinic=clinic)
    tell("membership.began", membership, by=user, clinic=clinic, facts={"role": Role.ADMIN})
    return user


@transaction.atomic
def another_clinic(name: str, *, email: str) -> str:
    """One more clinic, by whoever runs the installation; the token that lets its administrator in. The same name again,
    while nobody has come in, is the clinic that is there. Raises Refused for a name that another has."""
    name, email = name.strip(), email.strip().lower()
    clinic = Clinic.objects.filter(name=name).first()
    if clinic is None:
        clinic = Clinic.objects.create(name=name)
        tell("clinic.founded", clinic, by=None, clinic=clinic)
    elif Membership.objects.in_clinic(clinic).exists():
        raise Refused(_("There is a clinic of this name already. Its administrator invites people."))
    Link.objects.in_clinic(clinic).open().update(ended_at=clock.now())
    link = Link(kind=Link.Kind.JOIN, clinic=clinic, email=email, role=Role.ADMIN)
    token = _new(link, FIRST_FOR)
    tell("invitation.made", link, by=None, clinic=clinic, facts={"role": Role.ADMIN})
    return token


@transaction.atomic
def join_anew(link: Link, *, name: str, password: str) -> User:
    """Somebody without an account joins the clinic that invited them. Raises Refused."""
    _use(link)
    user = _new_user(link.email, name, password)
    _begin(link, user)
    return user


@transaction.atomic
def join(link: Link, user: User) -> None:
    """Somebody who has an account, and is signed in, joins one more clinic. Raises Refused."""
    if user.email != link.email:
        raise Refused(_("This link is somebody else's."))
    _use(link)
    _begin(link, user)


@transaction.atomic
def let_back_in(membership: Membership, *, by: User) -> str:
    """The token with which somebody who is locked out sets a new password. Raises Refused."""
    _theirs_alone(membership.user, membership.clinic)
    return return_link(membership.user, clinic=membership.clinic, by=by)


def _theirs_alone(user: User, clinic: Clinic) -> None:
    """Raises Refused for who works in another clinic too: the administrator of one could enter the other."""
    if Membership.objects.of(user).exclude(clinic=clinic).exists():
        raise Refused(_("Only who runs the installation can let this person back in: kindao serve --let-in E-MAIL."))


@transaction.atomic
def return_link(user: User, *, clinic: Clinic | None, by: User | None) -> str:
    Link.objects.filter(kind=Link.Kind.RETURN, user=user).open().update(ended_at=clock.now())
    link = Link(kind=Link.Kind.RETURN, user=user, clinic=clinic, made_by=by)
    token = _new(link, RETURN_FOR)
    tell("return.made", link, by=by, clinic=clinic)
    return token


@transaction.atomic
def come_back(link: Link, *, password: str) -> User:
    """A new password; second factors and sessions end. Raises Refused."""
    _use(link)
    assert link.user is not None
    user = link.user
    if link.clinic is not None:
        _theirs_alone(user, link.clinic)  # who let them back in may have waited until they joined another clinic
    user.set_password(password)
    user.save(update_fields=["password"])
    Authenticator.objects.filter(user=user).delete()
    end_sessions(user)
    tell("return.used", link, by=user, clinic=link.clinic)
    return user


@transaction.atomic
def change_role(membership: Membership, role: Role, *, by: User) -> None:
    """Raises Refused for the last administrator."""
    _alone(membership, leaves=role != Role.ADMIN)
    before = membership.role
    if Membership.objects.filter(pk=membership.pk, ended_at=None).exclude(role=role).update(role=role):
        membership.role = role
        tell("membership.changed", membership, by=by, clinic=membership.clinic, facts={"before": before, "after": role})


@transaction.atomic
def end_membership(membership: Membership, *, by: User) -> None:
    """They work here no longer, from now on; their sessions end. Raises Refused for the last administrator."""
    _alone(membership, leaves=True)
    if Membership.objects.filter(pk=membership.pk, ended_at=None).update(ended_at=clock.now()):
        Link.objects.in_clinic(membership.clinic).filter(user=membership.user).open().update(ended_at=clock.now())
        end_sessions(membership.user)
        tell("membership.ended", membership, by=by, clinic=membership.clinic)


@transaction.atomic
def change_clinic(clinic: Clinic, *, name: str, two_person: bool, by: User, own_device: bool | None = None) -> None:
    """own_device: whether patients may agree on the clinic's own device; None: as it was. Of a new name the one before
    is kept, for papers that were signed up to today."""
    was = Clinic.objects.select_for_update().get(pk=clinic.pk)
    own = was.own_device if own_device is None else own_device
    if (was.name, was.two_person, was.own_device) == (name, two_person, own):
        return
    Clinic.objects.filter(pk=clinic.pk).update(name=name, two_person=two_person, own_device=own)
    facts = {"two_person": two_person, "renamed": was.name != name}
    facts |= {"own_device": own} if own != was.own_device else {}
    tell("clinic.changed", clinic, by=by, clinic=clinic, facts=facts)
    if was.name != name:
        _called(was, was.name, clock.today(), by)


@transaction.atomic
def change_contact(clinic: Clinic, *, phone: str, email: str, address: str, by: User) -> None:
    """How patients reach it, from now on. What was read or signed before keeps what stood there."""
    was = Clinic.objects.select_for_update(no_key=True).get(pk=clinic.pk)
    said = {"phone": phone, "email": email, "address": address}
    changed = {name: True for name, value in said.items() if getattr(was, name) != value}
    if changed:
        Clinic.objects.filter(pk=clinic.pk).update(**said)
        tell("clinic.contact-changed", clinic, by=by, clinic=clinic, facts=changed)


@transaction.atomic
def add_former_name(clinic: Clinic, *, name: str, until: date, by: User) -> FormerName:
    """The clinic was called so until that day: papers that were signed by then may name it so. The same name again has
    the day that is said last. Raises Refused for a day to come."""
    if until > clock.today():
        raise Refused(_("This day is still to come."))
    return _called(Clinic.objects.select_for_update().get(pk=clinic.pk), name, until, by)


@transaction.atomic
def end_former_name(former: FormerName, *, by: User) -> None:
    """It was written down by mistake. What was entered under it meanwhile stays."""
    if FormerName.objects.filter(pk=former.pk, ended_at=None).update(ended_at=clock.now()):
        tell("former-name.removed", former, by=by, clinic=former.clinic)


def _called(clinic: Clinic, name: str, until: date, by: User) -> FormerName:
    clinic.former_names.filter(name=name, ended_at=None).update(ended_at=clock.now())
    made = clinic.former_names.create(name=name, until=until, made_by=by, made_at=clock.now())
    tell("former-name.added", made, by=by, clinic=clinic, facts={"until": until.isoformat()})
    return made


def end_sessions(user: User) -> None:
    """Whatever browser they are signed in with, they are no longer."""
    User.objects.filter(pk=user.pk).update(epoch=F("epoch") + 1)
    user.refresh_from_db(fields=["epoch"])


def is_guarded(user: User) -> bool:
    """Whether somebody works anywhere in a role that needs a second factor."""
    return Membership.objects.of(user).filter(role__in=GUARDED).exists()


def _new(link: Link, lasting: timedelta) -> str:
    token = secrets.token_urlsafe(TOKEN_BYTES)
    link.made_at = clock.now()
    link.ends_at = link.made_at + lasting
    link.digest = Link.digest_of(token)
    link.save(force_insert=True)
    return token


def _use(link: Link, at: datetime | None = None) -> None:
    at = at or clock.now()
    if not Link.objects.filter(pk=link.pk).open(at).update(used_at=at):  # a second tap, or too late
        raise Refused(_("This link was used, or has ended. Ask for a new one."))
    if link.kind == Link.Kind.FIRST and User.objects.exists():
        raise Refused(_("This installation already has its administrator."))


def _new_user(email: str, name: str, password: str) -> User:
    email = email.strip().lower()
    if User.objects.filter(email=email).exists():
        raise Refused(_("There is an account with this e-mail. Sign in, then open the link again."))
    user = User.objects.create_user(email, password, name=name)
    EmailAddress.objects.create(user=user, email=user.email, primary=True, verified=True)  # the link came to it
    return user


def _begin(link: Link, user: User) -> None:
    assert link.clinic is not None
    if Membership.objects.of(user).filter(clinic=link.clinic).exists():
        raise Refused(_("You already work in this clinic."))
    Link.objects.filter(kind=Link.Kind.RETURN, user=user).exclude(clinic=None).open().update(ended_at=clock.now())
    membership = Membership.objects.create(user=user, clinic=link.clinic, role=link.role)
    tell("membership.began", membership, by=user, clinic=link.clinic, facts={"role": link.role})


def _alone(membership: Membership, *, leaves: bool) -> None:
    """Raises Refused where a clinic would be without an administrator. Takes its lock: two can't leave at once."""
    Clinic.objects.select_for_update().get(pk=membership.clinic_id)
    admins = Membership.objects.in_clinic(membership.clinic).filter(role=Role.ADMIN)
    if leaves and not admins.exclude(pk=membership.pk).exists():
        raise Refused(_("A clinic needs an administrator. Make somebody else one first."))
