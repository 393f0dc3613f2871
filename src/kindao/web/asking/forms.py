"""What staff fills in to ask a patient."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from kindao.engine.policy.consent import VIETNAM as VN
from kindao.engine.policy.consent import AdTerms, Relation, Remuneration
from kindao.engine.vocabulary import Destination, Identifiability, Purpose, Words
from kindao.page.consent import RELATION
from kindao.page.wording import DESTINATION
from kindao.web.asking import resting
from kindao.web.asking.putting import Terms
from kindao.web.cases.models import Guardianship, OtherPerson
from kindao.web.cases.said import choices, said
from kindao.web.cases.speaking import may_speak
from kindao.web.clinics.typed import LineField
from kindao.web.review.models import Use

SHOWN = {
    Identifiability.INDIRECT: Words("che mặt và mọi điều chỉ rõ là ai", "face, and all that shows who it is, covered"),
    Identifiability.DIRECT: Words("người xem nhận ra được người bệnh", "the patient can be recognised"),
}
PAY = {
    Remuneration.WAIVED: Words("không trả gì", "nothing is paid"),
    Remuneration.PAID: Words("có trả", "something is paid"),
    Remuneration.AGREED: Words("thỏa thuận khác", "agreed otherwise"),
}
ADVERT = ("content", "method", "form", "frequency", "how_to_refuse")


def _spoken(obj: Any) -> str:
    return f"{obj.name} ({said(RELATION[Relation(obj.relation)])})"


def _named(obj: Any) -> str:
    return str(obj.name)


class HourForm(forms.Form):
    """The hour of an operation, corrected. wrong: as it was named, in ISO 8601."""

    wrong = forms.CharField(max_length=40, widget=forms.HiddenInput)
    right = forms.DateTimeField(
        label=_("When it is in truth (left empty: there is no operation)"),
        required=False,
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
    )
    why = forms.CharField(label=_("Why the hour was wrong"), max_length=resting.LONGEST_WHY)


class PutForm(forms.Form):
    """One use, put to the patient and whoever else must agree."""

    destinations = forms.MultipleChoiceField(
        label=_("Where?"), choices=choices(DESTINATION), widget=forms.CheckboxSelectMultiple
    )
    identifiability = forms.ChoiceField(label=_("How far may the patient be recognised?"), choices=choices(SHOWN))
    ends = forms.DateField(
        label=_("Until which day?"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    content = LineField(label=_("Advert: what it says"), max_length=300)
    method = LineField(label=_("Advert: how it is published"), max_length=300)
    form = LineField(label=_("Advert: in which form"), max_length=300)
    frequency = LineField(label=_("Advert: how often"), max_length=300)
    how_to_refuse = LineField(label=_("Advert: how somebody refuses it"), max_length=300)
    remuneration = forms.ChoiceField(label=_("Is anything paid to the patient?"), choices=choices(PAY))
    payment = LineField(
        label=_("What is paid or agreed"),
        help_text=_("Digits alone are taken as đồng."),
        max_length=80,
        required=False,
    )
    which = LineField(
        label=_("Which journal, lecture or programme?"),
        help_text=_("Its name and who publishes or holds it, for a journal, a lecture or a livestream."),
        max_length=120,
        required=False,
    )
    speaks = forms.ModelChoiceField(
        label=_("Who speaks for the patient"), queryset=Guardianship.objects.none(), required=False
    )
    others = forms.ModelMultipleChoiceField(
        label=_("Ask others in the picture, too"),
        queryset=OtherPerson.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    procedure_at = forms.DateTimeField(
        label=_("Sedation or an operation: when?"),
        help_text=_("The patient is not asked shortly before and after it, about nothing, until it is over."),
        required=False,
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
    )
    discount = forms.BooleanField(
        label=_("A discount, a gift or another advantage was named to the patient: the officer looks"), required=False
    )
    blocks_checked = forms.BooleanField(
        label=_("I checked the record for what may not be published at all: HIV, fetal sex, donors, IVF, abuse")
    )

    def __init__(self, data: Any, *, use: Use) -> None:
        super().__init__(
            data,
            initial={
                "destinations": [use.destination],
                "identifiability": "indirect",
                "remuneration": "waived",
                "procedure_at": resting.known(use.patient_id),
            },
        )
        if use.purpose != Purpose.ADVERTISING:
            for name in ADVERT:
                del self.fields[name]
        able = [one.pk for one in may_speak(use.patient)]
        speaks = self.fields["speaks"]
        assert isinstance(speaks, forms.ModelChoiceField)
        if len(able) > 1:
            speaks.queryset = Guardianship.objects.filter(pk__in=able)
            speaks.label_from_instance = _spoken  # type: ignore[method-assign]
        else:
            del self.fields["speaks"]
        seen = OtherPerson.objects.filter(appearances__original=use.original_id).distinct()
        others = self.fields["others"]
        assert isinstance(others, forms.ModelMultipleChoiceField)
        if seen.exists():
            others.queryset = seen
            others.label_from_instance = _named  # type: ignore[method-assign]
        else:
            del self.fields["others"]

    def terms(self) -> Terms:
        told = self.cleaned_data
        at = told["procedure_at"]
        return Terms(
            [Destination(one) for one in told["destinations"]],
            Identifiability(told["identifiability"]),
            told["ends"],
            Remuneration(told["remuneration"]),
            told["payment"],
            AdTerms(**{name: told[name] for name in ADVERT}) if "content" in told else AdTerms(),
            at.astimezone(VN) if at else None,
            told["discount"],
            told["blocks_checked"],
            told["which"],
        )
