"""What staff fills in about a consent that was signed."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from kindao.engine.policy.consent import VIETNAM
from kindao.web.cases.models import Guardianship, OtherPerson, Patient
from kindao.web.cases.speaking import may_speak
from kindao.web.consent.models import Consent, State


class ByDay(forms.ModelChoiceField[Consent]):
    """A consent, called by the day on which it was signed."""

    def label_from_instance(self, obj: Consent) -> str:
        return f"{obj.signed_at.astimezone(VIETNAM):%d/%m/%Y}"


class Speaker(forms.ModelChoiceField[Guardianship]):
    """Who speaks for the patient, by name; those alone of whom the record says that they may."""

    def __init__(self) -> None:
        super().__init__(
            label=_("Who speaks for the patient"),
            help_text=_(
                "Who is on record with a proof that a colleague has seen, too, and may speak for this patient."
            ),
            queryset=Guardianship.objects.none(),
            required=False,
            empty_label="—",
        )

    def of(self, patient: Patient) -> None:
        self.queryset = patient.guardianships.filter(pk__in=[one.pk for one in may_speak(patient)])

    def label_from_instance(self, obj: Guardianship) -> str:
        return obj.name


class EnterForm(forms.Form):
    file = forms.FileField(
        label=_("Consent file (JSON)"), help_text=_("As docs/consent.md describes it, filled in from the paper.")
    )
    scan = forms.FileField(
        label=_("Scan of the signed paper"),
        help_text=_("A photograph or a PDF of the paper, the message or the page; of a recorded call the recording."),
        widget=forms.FileInput(attrs={"accept": "image/*,application/pdf,audio/*"}),
    )
    guardianship = Speaker()
    supersedes = ByDay(label=_("It replaces"), queryset=Consent.objects.none(), required=False)

    def __init__(self, *args: Any, subject: Patient | OtherPerson, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["supersedes"]
        assert isinstance(field, forms.ModelChoiceField)
        who = self.fields["guardianship"]
        assert isinstance(who, Speaker)
        if isinstance(subject, Patient):
            who.of(subject)
        else:
            del self.fields["guardianship"]
        field.queryset = subject.consents.filter(scopes__state=State.GIVEN).distinct()
