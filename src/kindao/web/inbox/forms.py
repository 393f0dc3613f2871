"""Whose the files are."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from kindao.web.cases.forms import CaptureForm
from kindao.web.cases.models import Patient
from kindao.web.inbox.models import Arrival


class BindForm(CaptureForm):
    arrivals = forms.ModelMultipleChoiceField(
        queryset=Arrival.objects.none(), error_messages={"required": _("Tick the files first.")}
    )
    patient = forms.ModelChoiceField(
        queryset=Patient.objects.none(), error_messages={"required": _("Choose the patient first.")}
    )

    def __init__(self, *args: Any, arrivals: Any, patients: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, rows in (("arrivals", arrivals), ("patient", patients)):
            field = self.fields[name]
            assert isinstance(field, forms.ModelChoiceField)
            field.queryset = rows
