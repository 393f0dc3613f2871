"""What staff writes down of a request that did not come by the person's own page."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from kindao.web.cases.models import Guardianship, OtherPerson, Patient
from kindao.web.cases.speaking import could_ask, may_speak
from kindao.web.rights.models import LONGEST_WORDS, OF_ANOTHER, Kind

PATIENT = "patient"  # who asked themselves; where they can't have, somebody who is not on record
BY_HAND = [(kind.value, said) for kind, said in OF_ANOTHER.items() if kind != Kind.WITHDRAW]


class EnterForm(forms.Form):
    """Nothing is chosen beforehand. Of those who speak for the patient only who may do so can be named; for somebody
    else in pictures nobody speaks."""

    kind = forms.ChoiceField(label=_("What they want"), choices=[("", "—"), *BY_HAND])
    received_on = forms.DateField(
        label=_("Day on which it came"),
        help_text=_("The clock runs from that day."),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    who = forms.ChoiceField(label=_("Who asked"))
    words = forms.CharField(
        label=_("In their own words"),
        required=False,
        max_length=LONGEST_WORDS,
        widget=forms.Textarea(attrs={"rows": 4}),
    )

    def __init__(self, person: Patient | OtherPerson, *told: Any) -> None:
        super().__init__(*told)
        self.speak: dict[str, Guardianship] = {}
        if isinstance(person, OtherPerson):
            del self.fields["who"]
            return
        self.speak = {str(one.pk): one for one in may_speak(person)}
        named = [(pk, one.name) for pk, one in self.speak.items()]
        themselves = _("The patient") if could_ask(person) else _("Somebody else, who is not on record")
        self.fields["who"].choices = [("", "—"), *named, (PATIENT, themselves)]  # type: ignore[attr-defined]

    @property
    def guardianship(self) -> Guardianship | None:
        """Of who asked; None: the person themselves, or as of `actions.enter`."""
        return self.speak.get(self.cleaned_data.get("who", PATIENT))
