"""What people fill in about patients and pictures."""

from datetime import date
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from kindao.engine.policy.consent import Relation
from kindao.engine.policy.facts import Capacity, Status
from kindao.engine.vocabulary import CareRecording, Words
from kindao.page.consent import RELATION
from kindao.web.cases.models import LONGEST_NAME, Appearance, OtherPerson, Patient
from kindao.web.cases.said import choices
from kindao.web.clinics.models import Role
from kindao.web.clinics.typed import LineField

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


SPECIALTY = {
    "cosmetic": Words("thẩm mỹ", "cosmetic"),
    "dermatology": Words("da liễu", "dermatology"),
    "dentistry": Words("răng hàm mặt", "dentistry"),
    "pediatrics": Words("nhi", "pediatrics"),
    "surgery": Words("ngoại", "surgery"),
    "obstetrics": Words("sản", "obstetrics"),
    "gynecology": Words("phụ khoa", "gynecology"),
    "urology": Words("tiết niệu", "urology"),
    "psychiatry": Words("tâm thần", "psychiatry"),
}
"""How specialties are called that other systems name by an English word; any other stands as it was written."""


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
        field_classes = dict.fromkeys(("record_number", "name", "phone", "address"), LineField)
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

    def __init__(self, *args: Any, role: Role, **kwargs: Any) -> None:
        """role: of who fills it in. Marketing needs to know neither diseases nor decisions of a court."""
        super().__init__(*args, **kwargs)
        if role is Role.MARKETER:
            del self.fields["statuses"], self.fields["capacity"]
        for field in self.fields.values():
            field.show_hidden_initial = not self.instance._state.adding

    def validate_constraints(self) -> None:
        """The action says it in words."""

    def outdated(self, now: Patient) -> list[tuple[str, str]]:
        """Of each field that somebody else has changed since this form was shown: what it is called, and what is there
        now. now: the row, locked."""
        changed = []
        for name, field in self.fields.items():
            place = self.add_initial_prefix(name)
            before = field.to_python(field.hidden_widget().value_from_datadict(self.data, self.files, place))
            there = getattr(now, name)
            if isinstance(field, LineField):
                there = field.to_python(there)
            if before != there:
                changed.append((str(field.label), _shown(field, there)))
        return changed

    def entered(self) -> list[tuple[str, str]]:
        """What whoever sent it had changed: label, and what they wrote."""
        return [
            (str(self.fields[name].label), _shown(self.fields[name], self.cleaned_data.get(name)))
            for name in self.changed_data
        ]

    def fields_of(self) -> dict[str, Any]:
        return {name: value for name, value in self.cleaned_data.items() if name in PatientForm.Meta.fields}


def _shown(field: forms.Field, value: Any) -> str:
    """What stands in a field, in words."""
    if isinstance(field, forms.MultipleChoiceField | forms.ChoiceField):
        values = value if isinstance(value, list) else [value]
        return ", ".join(str(dict(field.choices).get(one, one)) for one in values) or "—"  # type: ignore[arg-type]
    if isinstance(value, bool):
        return str(_("yes") if value else _("no"))
    return date_format(value, "SHORT_DATE_FORMAT") if isinstance(value, date) else str(value or "—")


class CaptureForm(forms.Form):
    specialty = LineField(label=_("Specialty"), max_length=60, required=False)
    body_area = LineField(label=_("Part of the body"), max_length=30, required=False)
    care_recording = forms.ChoiceField(label=_("Kind of recording"), choices=choices(RECORDING), required=False)
    unable = forms.BooleanField(label=_("The patient was sedated, unconscious or in an emergency"), required=False)


class GuardianForm(forms.Form):
    """Who speaks for a patient. Nothing is chosen beforehand."""

    name = LineField(label=_("Full name"), max_length=LONGEST_NAME)
    relation = forms.ChoiceField(
        label=_("Relation to the patient"),
        choices=[("", "—"), *choices(RELATION, [one for one in Relation if one is not Relation.NONE])],
    )
    proof = LineField(
        label=_("What proves it"),
        help_text=_("Birth certificate, decision of a court: which, and where it is filed. Never an identity number."),
        max_length=200,
        required=False,
    )
    phone = LineField(label=_("Phone"), max_length=30, required=False)
    email = forms.EmailField(label=_("E-mail"), required=False)
    conflict = forms.BooleanField(label=_("Suspected of harming the patient: may not speak for them"), required=False)


class OtherPersonForm(forms.Form):
    """Somebody in pictures who is no patient."""

    kind = forms.ChoiceField(label=_("Who is this?"), choices=[("", "—"), *OtherPerson.Kind.choices])
    name = LineField(label=_("Full name"), max_length=LONGEST_NAME)
    birth_date = forms.DateField(
        label=_("Birth date"), required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    phone = LineField(label=_("Phone"), max_length=30, required=False)
    email = forms.EmailField(label=_("E-mail"), required=False)


class CorrectOtherForm(OtherPersonForm):
    """The same, to be corrected: what somebody is stands."""

    kind = None  # type: ignore[assignment]


class WhoForm(forms.Form):
    """Who somebody in an original is: a kind of person, or one of the clinic's other people, by their id."""

    role = forms.ChoiceField(label=_("Who is this?"), choices=Appearance.As.choices, required=False)
    other = forms.ModelChoiceField(queryset=OtherPerson.objects.none(), required=False)

    def __init__(self, data: Any, *, people: QuerySet[OtherPerson]) -> None:
        said = data.get("role", "")
        known = said in Appearance.As.values
        super().__init__({"role": said} if known else {"other": said})
        field = self.fields["other"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = people
        field.required = not known
