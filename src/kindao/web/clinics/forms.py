"""What people fill in about clinics and who works there."""

import struct
from collections.abc import Sequence
from typing import Any, ClassVar

from allauth.mfa.adapter import get_adapter
from allauth.mfa.webauthn.forms import (
    AddWebAuthnForm,
    AuthenticateWebAuthnForm,
    EditWebAuthnForm,
    LoginWebAuthnForm,
    ReauthenticateWebAuthnForm,
)
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from django import forms
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.forms.fields import InvalidJSONInput
from django.utils.translation import gettext_lazy as _

from kindao.web.clinics.models import Clinic, Role, User
from kindao.web.clinics.typed import LineField


class PasswordForm(forms.Form):
    """A new password, typed once: it can be shown, and a password manager fills it in."""

    password = forms.CharField(
        label=_("New password"),
        strip=False,
        help_text=_("At least 12 characters; not a common password, not your name or e-mail."),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )
    again = forms.CharField(
        label=_("The same again"), strip=False, widget=forms.PasswordInput(attrs={"autocomplete": "new-password"})
    )

    def __init__(self, *args: Any, user: User | None = None, email: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user, self._email = user, email

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        password = data.get("password")
        if password and "again" in data and data["again"] != password:
            self.add_error("again", _("The two passwords differ."))
        elif password:
            try:
                validate_password(password, self._whose(data))
            except ValidationError as error:
                self.add_error("password", error)
        return data

    def _whose(self, data: dict[str, Any]) -> User:
        return self.user or User(name=data.get("name", ""), email=data.get("email") or self._email)


class JoinForm(PasswordForm):
    name = LineField(label=_("Your name"), max_length=120, widget=forms.TextInput(attrs={"autocomplete": "name"}))
    field_order: Sequence[str] = ("name", "password", "again")


class FoundForm(JoinForm):
    clinic = LineField(label=_("Name of the clinic"), max_length=200)
    email = forms.EmailField(
        label=_("Your e-mail"), max_length=254, widget=forms.EmailInput(attrs={"autocomplete": "username"})
    )
    field_order = ("clinic", "name", "email", "password", "again")


class InviteForm(forms.Form):
    email = forms.EmailField(label=_("E-mail"), max_length=254, widget=forms.EmailInput(attrs={"autocomplete": "off"}))
    role = forms.ChoiceField(label=_("Role"), choices=Role.choices)


class RoleForm(forms.Form):
    role = forms.ChoiceField(label=_("Role"), choices=Role.choices)


class ClinicForm(forms.ModelForm[Clinic]):
    class Meta:
        model = Clinic
        fields = ("name", "two_person", "own_device")
        field_classes: ClassVar = {"name": LineField}
        help_texts: ClassVar = {
            "two_person": _(
                "An officer who asked for a release, or changed its words, place, day or purpose, can refuse it, and "
                "not confirm it: another officer must. It holds at once, for what waits already too. What they "
                "confirmed themselves while it did not hold stays allowed; a doubt sends it to an officer again."
            )
        }


class ContactForm(forms.ModelForm[Clinic]):
    """How patients reach the clinic. Each may stay empty."""

    class Meta:
        model = Clinic
        fields = ("phone", "email", "address")
        field_classes: ClassVar = {"phone": LineField, "address": LineField}
        widgets: ClassVar = {
            "phone": forms.TextInput(attrs={"type": "tel", "autocomplete": "off"}),
            "email": forms.EmailInput(attrs={"autocomplete": "off"}),
        }


class FormerNameForm(forms.Form):
    former = LineField(label=_("Former name"), max_length=200)
    until = forms.DateField(
        label=_("Last day on which it was the name"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )


MALFORMED = (
    ArithmeticError,
    AttributeError,
    InvalidSignature,
    LookupError,
    RuntimeError,  # RecursionError is one
    TypeError,
    UnsupportedAlgorithm,
    ValueError,
    struct.error,
)
"""What fido2 and JSON raise over bytes that no passkey said."""


class CredentialField(forms.JSONField):
    def bound_data(self, data: Any, initial: Any) -> Any:
        """What a passkey said is good for once, and is never put into a page again."""
        return InvalidJSONInput("")


class PasskeyForm(forms.Form):
    """What a passkey says can't be read, or is not signed by it: the form is wrong, nothing breaks."""

    credential = CredentialField(widget=forms.HiddenInput)

    def full_clean(self) -> None:
        try:
            super().full_clean()
        except MALFORMED:
            self.add_error("credential", get_adapter().validation_error("incorrect_code"))


class LoginPasskeyForm(PasskeyForm, LoginWebAuthnForm):  # type: ignore[misc]
    pass


class AuthenticatePasskeyForm(PasskeyForm, AuthenticateWebAuthnForm):  # type: ignore[misc]
    pass


class ReauthenticatePasskeyForm(PasskeyForm, ReauthenticateWebAuthnForm):  # type: ignore[misc]
    pass


class AddPasskeyForm(PasskeyForm, AddWebAuthnForm):  # type: ignore[misc]
    name = forms.CharField(label=_("Name of the passkey"), required=False, max_length=100)
    passwordless = forms.BooleanField(
        label=_("Sign in with it alone, without the password"),
        required=False,
        initial=True,
        help_text=_("It must ask for your fingerprint, face or PIN. An old security key can't: leave this out for it."),
    )


class EditPasskeyForm(EditWebAuthnForm):  # type: ignore[misc]
    name = forms.CharField(label=_("Name of the passkey"), max_length=100)
