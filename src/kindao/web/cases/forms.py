"""What people fill in about patients and pictures."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from kindao.engine.policy.facts import Capacity, Status
from kindao.engine.vocabulary import CareRecording, Words
from kindao.web.cases.models import Appearance, Patient
from kindao.web.cases.said import choices

CAPACITY = {
    Capacity.FULL: Words("đầy đủ", "full"),
    Capacity.LIMITED: Words("bị hạn chế năng lực (Tòa án)", "limited (court)"),
    Capacity.DIFFICULTY: Words("khó khăn trong nhận thức (Tòa án)", "difficulty in understanding (court)"),
    Capacity.NONE: Words("mất năng lực (Tòa án)", "none (court)"),
    Capacity.UNABLE_NOW: Words("lúc này không quyết định được", "unable to decide just now"),
}
STATUS = {
    Status.HIV: Words("HIV", "HIV"),
    Status.FETAL_SEX: Words("giới tính thai nhi", "sex of a fetus"),
    Status.DONOR: Words("hiến hoặc nhận mô, tạng", "organ or tissue, donor or recipient"),
    Status.IVF: Words("thụ tinh trong ống nghiệm, mang thai hộ", "IVF or surrogacy"),
    Status.ABUSE: Words("nghi trẻ bị xâm hại", "a child, abuse suspected"),
    Status.DOMESTIC_VIOLENCE: Words("bạo lực gia đình", "domestic violence"),
    Status.GENDER_REASSIGNMENT: Words("xác định lại giới tính", "gender reassignment"),
    Status.EPIDEMIC: Words("bệnh dịch", "an epidemic disease"),
    Status.DISABLED: Words("khuyết tật", "disabled"),
    Status.FAMILY_SECRET: Words(
        "bí mật của cả gia đình (di truyền, huyết thống)", "a family's secret (heredity, parentage)"
    ),
}
RECORDING = {
    CareRecording.NONE: Words("ảnh hoặc phim thường", "an ordinary picture or film"),
    CareRecording.ORGAN: Words("cơ quan bên trong", "internal organs"),
    CareRecording.SLIDE: Words("tiêu bản giải phẫu bệnh", "pathology slide"),
    CareRecording.ENDOSCOPY: Words("nội soi", "endoscopy"),
    CareRecording.ULTRASOUND: Words("siêu âm", "ultrasound"),
    CareRecording.XRAY: Words("X-quang", "X-ray"),
}


class PatientForm(forms.ModelForm[Patient]):
    capacity = forms.ChoiceField(label=_("Capacity to decide"), choices=choices(CAPACITY))
    statuses = forms.MultipleChoiceField(
        label=_("What the law protects more"),
        choices=choices(STATUS),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    class Meta:
        model = Patient
        fields = ("record_number", "name", "birth_date", "phone", "email", "address", "alive", "capacity", "statuses")
        labels = {  # noqa: RUF012
            "record_number": _("Record number"),
            "name": _("Full name"),
            "birth_date": _("Birth date"),
            "phone": _("Phone"),
            "email": _("E-mail"),
            "address": _("Address"),
            "alive": _("The patient is alive"),
        }
        widgets = {"birth_date": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")}  # noqa: RUF012

    def validate_constraints(self) -> None:
        """The action says it in words."""

    def fields_of(self) -> dict[str, Any]:
        return {name: value for name, value in self.cleaned_data.items() if name in PatientForm.Meta.fields}


class CaptureForm(forms.Form):
    specialty = forms.CharField(label=_("Specialty"), max_length=60, required=False)
    body_area = forms.CharField(label=_("Part of the body"), max_length=30, required=False)
    care_recording = forms.ChoiceField(label=_("Kind of recording"), choices=choices(RECORDING), required=False)
    unable = forms.BooleanField(label=_("The patient was sedated, unconscious or in an emergency"), required=False)


class WhoForm(forms.Form):
    role = forms.ChoiceField(label=_("Who is this?"), choices=Appearance.As.choices)
