"""What an administrator fills in about other systems."""

from typing import Any
from uuid import uuid4

from django import forms
from django.utils.translation import gettext_lazy as _

from kindao.web.api.actions import LONGEST
from kindao.web.api.models import Event
from kindao.web.api.scopes import Scope


class OnceForm(forms.Form):
    """nonce: of the page, and the id of what is made: sent twice it makes nothing more."""

    nonce = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4)

    def clean(self) -> dict[str, Any]:
        if "nonce" in self.errors:  # a hidden field, whose own error no page shows
            self.add_error(None, _("This page is incomplete. Load it again."))
        return super().clean() or self.cleaned_data


class TokenForm(OnceForm):
    name = forms.CharField(
        label=_("Which system"), max_length=120, help_text=_("Such as the name of the hospital's records system.")
    )
    scopes = forms.MultipleChoiceField(
        label=_("What it may do"), choices=Scope.choices, widget=forms.CheckboxSelectMultiple
    )
    days = forms.IntegerField(label=_("For how many days"), min_value=1, max_value=LONGEST.days, initial=90)


class EndpointForm(OnceForm):
    address = forms.CharField(label=_("Address"), max_length=500, help_text=_("https:// and the rest of it."))
    events = forms.MultipleChoiceField(
        label=_("What it is told"), choices=Event.choices, widget=forms.CheckboxSelectMultiple
    )
