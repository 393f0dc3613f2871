"""What an administrator fills in about other systems."""

from django import forms
from django.utils.translation import gettext_lazy as _

from kindao.web.api.actions import LONGEST
from kindao.web.api.models import Event
from kindao.web.api.scopes import Scope


class TokenForm(forms.Form):
    name = forms.CharField(
        label=_("Which system"), max_length=120, help_text=_("Such as the name of the hospital's records system.")
    )
    scopes = forms.MultipleChoiceField(
        label=_("What it may do"), choices=Scope.choices, widget=forms.CheckboxSelectMultiple
    )
    days = forms.IntegerField(label=_("For how many days"), min_value=1, max_value=LONGEST.days, initial=90)


class EndpointForm(forms.Form):
    address = forms.CharField(label=_("Address"), max_length=500, help_text=_("https:// and the rest of it."))
    events = forms.MultipleChoiceField(
        label=_("What it is told"), choices=Event.choices, widget=forms.CheckboxSelectMultiple
    )
