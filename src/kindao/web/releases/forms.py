"""What people fill in about accounts and releases."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, cast
from uuid import uuid4

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from kindao.engine.vocabulary import Destination
from kindao.web.cases.said import said
from kindao.web.clinics.models import Clinic, User
from kindao.web.releases import accounts
from kindao.web.releases.connectors.base import Connector, Place
from kindao.web.releases.models import Account, Why

TOLD = "told-"  # before the name of a connector's own field
WEB = ("https://", "http://")
MINUTES = "%Y-%m-%dT%H:%M"


def moment() -> forms.DateTimeInput:
    return forms.DateTimeInput(attrs={"type": "datetime-local"}, format=MINUTES)


class OpenForm(forms.Form):
    """An account: what every one has, and what its connector asks for. Secrets are never shown again."""

    title = forms.CharField(label=_("What you call it here"), max_length=120)
    address = forms.URLField(
        label=_("Address"),
        max_length=500,
        assume_scheme="https",
        help_text=_("Where the public finds it, such as https://clinic.example"),
    )
    deleter = forms.ModelChoiceField(
        label=_("Who deletes by hand"),
        queryset=User.objects.none(),
        help_text=_(
            "This platform lets no program delete. Whoever you name here gets a task with a day for each post."
        ),
    )

    def __init__(
        self,
        *args: Any,
        kind: Connector,
        destination: Destination,
        clinic: Clinic,
        known: Mapping[str, str] | None = None,
        **kwargs: Any,
    ) -> None:
        """known: what an account that is there was told; what is not secret of it is shown."""
        super().__init__(*args, **kwargs)
        if kind.by_hand:
            del self.fields["address"]
        else:
            self.fields["address"].required = destination is Destination.WEBSITE
        if kind.can_delete:
            del self.fields["deleter"]
        else:
            deleter = cast("forms.ModelChoiceField[User]", self.fields["deleter"])
            deleter.queryset = accounts.deleters(clinic)
            if kind.by_hand:
                deleter.help_text = _(
                    "Whoever downloaded a copy takes it down. Where they have left, or another system posted it, "
                    "whoever you name here does."
                )
        for one in kind.fields:
            widget = forms.PasswordInput(attrs={"autocomplete": "off"}) if one.secret else forms.TextInput()
            self.fields[TOLD + one.name] = forms.CharField(
                label=said(one.label),
                required=one.required and not (one.secret and known),
                max_length=20_000,
                help_text=said(one.help) or (_("Empty: it stays as it is.") if one.secret and known else ""),
                initial="" if one.secret else (known or {}).get(one.name, ""),
                widget=widget,
            )

    @property
    def told(self) -> dict[str, str]:
        """What the connector asked for."""
        return {name.removeprefix(TOLD): value for name, value in self.cleaned_data.items() if name.startswith(TOLD)}


class PostForm(forms.Form):
    """Where a permitted copy goes, and when. nonce: of the page; sent twice it is one release."""

    NOW, AT = "now", "at"
    nonce = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4)
    account = forms.UUIDField(error_messages={"required": _("Choose where it goes."), "invalid": _("Choose again.")})
    when = forms.ChoiceField(choices=[(NOW, NOW), (AT, AT)], initial=NOW)
    at = forms.DateTimeField(label=_("Day and time"), required=False, widget=moment())

    def clean(self) -> dict[str, Any]:
        told = super().clean() or self.cleaned_data
        if told.get("when") == self.AT and not told.get("at") and "at" not in self.errors:
            self.add_error("at", _("Say when, or choose now."))
        if "nonce" in self.errors:  # a hidden field, whose own error no page shows
            self.add_error(None, _("This page is incomplete. Load it again."))
        return told

    @property
    def moment(self) -> datetime | None:
        return self.cleaned_data["at"] if self.cleaned_data["when"] == self.AT else None


class MoveForm(forms.Form):
    at = forms.DateTimeField(label=_("New day and time"), widget=moment())


class WhereForm(forms.Form):
    """Where somebody saw it, or put it."""

    addresses = forms.CharField(
        label=_("Address of the post"),
        required=False,
        max_length=8000,
        widget=forms.Textarea(attrs={"rows": 2, "inputmode": "url", "placeholder": "https://"}),
        help_text=_("Open the post and copy its address. Several: one a line."),
    )
    elsewhere = forms.CharField(
        label=_("Or where it hangs, was shown or printed"),
        required=False,
        max_length=300,
        help_text=_("Such as the screen of the waiting room, a lecture, a journal. No names of patients."),
    )

    def clean_addresses(self) -> list[str]:
        told = [line.strip() for line in self.cleaned_data["addresses"].splitlines() if line.strip()]
        if any(not one.startswith(WEB) or len(one) > 1000 or " " in one for one in told):
            raise forms.ValidationError(_("An address begins with https:// or http:// and has no spaces. One a line."))
        return told

    def clean(self) -> dict[str, Any]:
        told = super().clean() or self.cleaned_data
        if not self.errors and not told["addresses"] and not told["elsewhere"].strip():
            raise forms.ValidationError(_("Say where it is: an address, or a place."))
        return told

    @property
    def places(self) -> list[tuple[str, Place]]:
        told = [(one, Place.POST) for one in self.cleaned_data["addresses"]]
        elsewhere = self.cleaned_data["elsewhere"].strip()
        return [*told, (elsewhere, Place.ELSEWHERE)] if elsewhere else told


class NotPostedForm(forms.Form):
    reason = forms.CharField(
        label=_("Why"), max_length=1000, widget=forms.Textarea(attrs={"rows": 2}), help_text=_("In a sentence.")
    )


class OrderForm(forms.Form):
    """Why an officer has it taken down."""

    why = forms.ChoiceField(
        label=_("Why"), choices=[(one.value, one.label) for one in (Why.OFFICER, Why.LEAK)], initial=Why.OFFICER
    )


class DoneForm(forms.Form):
    evidence = forms.FileField(label=_("Picture that shows it is gone"))
    reason = forms.CharField(required=False, max_length=1000)


class UnrecordedForm(forms.Form):
    """Where something of the clinic's own is out that no release knows of."""

    account = forms.ModelChoiceField(label=_("Account where it is"), queryset=Account.objects.none(), empty_label=None)
    address = forms.URLField(
        label=_("Its address"),
        max_length=1000,
        assume_scheme="https",
        help_text=_("Of the file itself, where you can: open the picture alone and copy its address."),
    )

    def __init__(self, *args: Any, accounts: "QuerySet[Account]", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        account = cast("forms.ModelChoiceField[Account]", self.fields["account"])
        account.queryset = accounts
        account.label_from_instance = lambda obj: obj.told_apart  # type: ignore[method-assign]
