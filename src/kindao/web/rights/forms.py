"""What staff writes down of a request that did not come by the patient's page."""

from django import forms
from django.utils.translation import gettext_lazy as _

from kindao.web.consent.models import Who
from kindao.web.rights.models import LONGEST_WORDS, Kind

BY_HAND = [choice for choice in Kind.choices if choice[0] != Kind.WITHDRAW]


class EnterForm(forms.Form):
    """Nothing is chosen beforehand."""

    kind = forms.ChoiceField(label=_("What the patient wants"), choices=[("", "—"), *BY_HAND])
    received_on = forms.DateField(
        label=_("Day on which it came"),
        help_text=_("The clock runs from that day."),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    who = forms.TypedChoiceField(
        label=_("Who asked"),
        choices=[("", "—"), *((one.value, one.label) for one in (Who.PATIENT, Who.REPRESENTATIVE))],
        coerce=Who,
    )
    words = forms.CharField(
        label=_("In their own words"),
        required=False,
        max_length=LONGEST_WORDS,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
