"""What people fill in when they ask."""

from typing import Any

from django import forms
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from kindao.engine.detect.parts import AREAS
from kindao.engine.vocabulary import Party, Trait, Words
from kindao.page.wording import DESTINATION, PURPOSE
from kindao.web.cases.models import Original, Patient
from kindao.web.cases.said import choices, named
from kindao.web.clinics.models import Membership
from kindao.web.clinics.typed import LineField
from kindao.web.consent.areas import area_of

AREA = {
    "forehead": Words("trán", "forehead"),
    "eyes": Words("mắt", "eyes"),
    "nose": Words("mũi", "nose"),
    "mouth": Words("miệng", "mouth"),
    "chin": Words("cằm", "chin"),
}
TRAIT = {
    Trait.PROMOTES: Words("giới thiệu dịch vụ có thu tiền", "promotes a service that is paid for"),
    Trait.COSMETICS: Words("quảng cáo mỹ phẩm", "advertises cosmetics"),
    Trait.DRUG: Words("quảng cáo thuốc", "advertises a drug"),
    Trait.FOOD: Words("quảng cáo thực phẩm bảo vệ sức khỏe", "advertises health food"),
    Trait.PERSONAL_ACCOUNT: Words("đăng từ tài khoản cá nhân", "goes out from a personal account"),
    Trait.PAID_SPEAKER: Words("có người được trả tiền để nói", "somebody is paid to speak"),
    Trait.SUPERLATIVE: Words("nói “nhất”, “duy nhất” mà không có căn cứ", "says “best” or “only” without proof"),
    Trait.RECORD: Words("cho thấy hồ sơ bệnh án", "shows the medical record"),
    Trait.GORE: Words("cảnh mổ hoặc tai nạn gây sợ", "an operation or accident in horrifying detail"),
}
PARTY = {
    Party.AGENCY: Words("công ty truyền thông, người quản trị trang", "an agency or page manager"),
    Party.INFLUENCER: Words("người có ảnh hưởng", "an influencer"),
    Party.PRESS: Words("báo chí", "the press"),
    Party.INSURER: Words("công ty bảo hiểm", "an insurer"),
    Party.CARE_PROVIDER: Words("cơ sở y tế khác", "another care provider"),
    Party.RESEARCHER: Words("nhà nghiên cứu", "a researcher"),
}
assert set(AREA) == set(AREAS)
NONE = ("", _("none: cover all of the face"))


def preset(said: str) -> str:
    """The part of a face that was named at the capture, as the form has it; "" for another, or none."""
    area = area_of(said)
    return area if area in AREA else ""


def area_field() -> forms.ChoiceField:
    return forms.ChoiceField(
        label=_("Part under treatment that stays to be seen"), choices=[NONE, *named(AREA)], required=False
    )


class AgainForm(forms.Form):
    """The same question about another day, or with another part of the face left to see."""

    body_area = area_field()
    on = forms.DateField(label=_("Day"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))


class WrongField(forms.ModelChoiceField[Patient]):
    def label_from_instance(self, obj: Patient) -> str:
        return f"{obj.name} · {obj.record_number}"


class RefileForm(forms.Form):
    """Which patient it is not, and which one it is."""

    wrong = WrongField(Patient.objects.none(), label=_("It is not"), empty_label=None)
    number = LineField(label=_("Record number of the patient whom it shows"), max_length=40)
    reason = forms.CharField(
        label=_("Why"), max_length=4000, widget=forms.Textarea(attrs={"rows": 3}), help_text=_("How you know it.")
    )

    def __init__(self, *args: Any, original: Original, by: Membership, **options: Any) -> None:
        super().__init__(*args, **options)
        self.by = by
        patients = Patient.objects.of(by).filter(Q(pk=original.patient_id) | Q(appearances__original=original))
        field = self.fields["wrong"]
        assert isinstance(field, WrongField)
        field.queryset = patients.distinct().in_order()
        field.initial = original.patient_id

    def clean_number(self) -> Patient:
        found = Patient.objects.of(self.by).filter(record_number__iexact=self.cleaned_data["number"]).first()
        if found is None:
            raise forms.ValidationError(_("No patient has this record number."))
        return found


class AskForm(forms.Form):
    """What somebody would like to do with an original."""

    purpose = forms.ChoiceField(label=_("What for?"), choices=choices(PURPOSE))
    destination = forms.ChoiceField(label=_("Where?"), choices=choices(DESTINATION))
    body_area = area_field()
    caption = forms.CharField(
        label=_("Caption"),
        required=False,
        max_length=10_000,
        widget=forms.Textarea(attrs={"rows": 4, "data-caption": ""}),
    )
    on = forms.DateField(
        label=_("Day"), required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    traits = forms.MultipleChoiceField(
        label=_("The post"), choices=choices(TRAIT), required=False, widget=forms.CheckboxSelectMultiple
    )
    handed_to = forms.MultipleChoiceField(
        label=_("Who else gets the copy"), choices=choices(PARTY), required=False, widget=forms.CheckboxSelectMultiple
    )
    illustration = forms.BooleanField(
        label=_("It is an illustration: I state that it shows no real person"), required=False
    )
