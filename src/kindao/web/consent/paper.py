"""A consent signed on paper, field by field: what a consent file holds (docs/consent.md), as a form. Nothing is ticked
or chosen beforehand, and every purpose stands apart: what the paper does not say is not said here."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.functional import lazy
from django.utils.translation import gettext_lazy as _

from kindao import clock
from kindao.engine.errors import KindaoError
from kindao.engine.policy.consent import (
    DATA,
    VIETNAM,
    AgeCheck,
    Consent,
    DataType,
    Duress,
    GiverRole,
    Method,
    Statement,
    Told,
    load_consent,
)
from kindao.engine.vocabulary import Purpose, Words
from kindao.page.consent import AGE_CHECK, AREA, GIVER, METHOD, PAY, SHOWN, TOLD
from kindao.page.wording import DESTINATION, LEVEL, PURPOSE
from kindao.web.cases.forms import CAPACITY, STATUS
from kindao.web.cases.models import OtherPerson, Patient
from kindao.web.cases.said import choices, refusal, said
from kindao.web.clinics.typed import LineField, LinesField
from kindao.web.consent.areas import area_of
from kindao.web.consent.forms import ByDay, Speaker
from kindao.web.consent.models import Consent as Row
from kindao.web.consent.models import State

Json = dict[str, Any]
UNCHOSEN = ("", "—")
SIGNERS = [role for role in GiverRole if role is not GiverRole.STAFF]  # who may: staff never
PROVED = [method for method in Method if method not in (Method.SPOKEN, Method.NOTICE)]  # the others prove nothing
NO_MEDIUM = DataType.DICOM  # no picture of that kind is taken in
DURESS = {
    Duress.SEDATED: Words("đã dùng thuốc an thần, gây mê", "under sedation"),
    Duress.EMERGENCY: Words("trong lúc cấp cứu", "in an emergency"),
    Duress.BEFORE_SURGERY: Words("ngay trước khi phẫu thuật", "just before surgery"),
    Duress.DISCOUNT: Words("để được giảm giá", "for a discount"),
}
STATEMENT = {
    Statement.REVOKE_IN_WRITING: Words(
        "có thể rút lại bằng văn bản, và cách rút", "may be revoked in writing, and how"
    ),
    Statement.CARE_NOT_CONDITIONED: Words(
        "việc khám, chữa bệnh không phụ thuộc vào chữ ký", "care does not depend on signing"
    ),
    Statement.REDISCLOSURE: Words("bên nhận có thể chuyển tiếp", "who receives it may pass it on"),
    Statement.PAYMENT: Words("có ai trả tiền cho cơ sở hay không", "whether somebody pays the clinic for it"),
    Statement.NO_RECALL: Words("điều đã đăng không gọi lại được", "what was published cannot be called back"),
}
AD_TERMS = {
    "content": _("The advert: its content"),
    "method": _("The advert: its method"),
    "form": _("The advert: its form"),
    "frequency": _("The advert: how often"),
    "how_to_refuse": _("The advert: how to refuse it"),
}
_later = lazy(said, str)


class Many(forms.MultipleChoiceField):
    widget = forms.CheckboxSelectMultiple

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(required=False, **kwargs)


def one_of(table: Any, only: Iterable[Any] | None = None) -> list[tuple[str, Any]]:
    return [UNCHOSEN, *choices(table, only)]


def day(**kwargs: Any) -> forms.DateField:
    return forms.DateField(widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"), **kwargs)


class ScopeForm(forms.Form):
    """One purpose. Where no place is ticked the paper does not agree to it."""

    destinations = Many(label=_("Where"), choices=choices(DESTINATION))
    identifiability = forms.ChoiceField(label=_("What may be seen"), choices=one_of(SHOWN), required=False)
    body_areas = LineField(
        label=_("Only these parts of the body"),
        help_text=_("Parted by commas: nose, chin. Empty: the paper names none."),
        max_length=300,
        required=False,
    )
    starts = day(label=_("From"), required=False, help_text=_("Empty: from the signature on."))
    ends = day(label=_("To, inclusive"), required=False, help_text=_("Empty: until withdrawn."))
    level = forms.ChoiceField(label=_("What was promised to be hidden"), choices=one_of(LEVEL), required=False)
    previewed = forms.BooleanField(label=_("They saw the very copy before they signed"), required=False)
    remuneration = forms.ChoiceField(label=_("Remuneration"), choices=one_of(PAY), required=False)
    amount = LineField(label=_("Amount"), max_length=20, required=False)
    currency = LineField(label=_("Currency"), help_text=_("Three letters: VND."), max_length=3, required=False)

    def __init__(self, data: Any = None, *, purpose: Purpose) -> None:
        super().__init__(data, prefix=purpose.value)
        self.purpose = purpose
        if purpose is Purpose.ADVERTISING:
            for name, label in AD_TERMS.items():
                self.fields[name] = LineField(label=label, max_length=300, required=False)

    @property
    def title(self) -> Any:
        return _later(PURPOSE[self.purpose])

    def clean(self) -> Json:
        told: Json = super().clean() or self.cleaned_data
        if any(value for name, value in told.items() if name != "destinations") and not told.get("destinations"):
            self.add_error("destinations", _("Tick where, or leave this purpose empty."))
        if told.get("destinations") and not told.get("identifiability"):
            self.add_error("identifiability", _("Say what the paper allows to be seen."))
        starts, ends = told.get("starts"), told.get("ends")
        if starts and ends and ends < starts:
            self.add_error("ends", _("The last day is before the first."))
        missing = [name for name in ("amount", "currency") if not told.get(name) and name not in self.errors]
        if len(missing) == 1:
            self.add_error(missing[0], _("Fill in both, the amount and its currency."))
        return told

    def clean_body_areas(self) -> str:
        written: str = self.cleaned_data["body_areas"]
        if unknown := [word.strip() for word in written.split(",") if word.strip() and not area_of(word)]:
            known = ", ".join(dict.fromkeys(said(area) for area in AREA))
            told = {"words": ", ".join(unknown), "known": known}
            raise forms.ValidationError(
                _("Not a part of the body that is known: %(words)s. Known are: %(known)s"), params=told
            )
        return written

    def scope(self) -> Json | None:
        told = self.cleaned_data
        if not told["destinations"]:
            return None
        scope: Json = {
            "purpose": self.purpose.value,
            "destinations": told["destinations"],
            "identifiability": told["identifiability"],
            "body_areas": [area_of(word) for word in told["body_areas"].split(",") if word.strip()],
            "previewed": told["previewed"],
        }
        for name in ("starts", "ends"):
            if told[name]:
                scope[name] = told[name].isoformat()
        for name in ("level", "remuneration"):
            if told[name]:
                scope[name] = told[name]
        if told["amount"] or told["currency"]:
            scope["payment"] = {"amount": told["amount"], "currency": told["currency"].upper()}
        terms = {name: told[name] for name in AD_TERMS if told.get(name)}
        return scope | ({"ad_terms": terms} if terms else {})


class PaperForm(forms.Form):
    """All but the purposes."""

    scan = forms.FileField(
        label=_("Scan of the signed paper"),
        help_text=_("A photograph or a PDF of the paper, the message or the page; of a recorded call the recording."),
        widget=forms.FileInput(attrs={"accept": "image/*,application/pdf,audio/*"}),
    )
    signed_at = forms.DateTimeField(
        label=_("Signed, day and time"),
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        input_formats=["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S"],
    )
    role = forms.ChoiceField(label=_("Who signed"), choices=one_of(GIVER, SIGNERS))
    guardianship = Speaker()
    identity = LineField(
        label=_("Where their identity document is filed"),
        help_text=_("Never the number itself."),
        max_length=200,
        required=False,
    )
    capacity = forms.ChoiceField(label=_("Capacity to decide, on that day"), choices=one_of(CAPACITY))
    age_check = forms.ChoiceField(
        label=_("By what the age was verified"),
        choices=one_of(AGE_CHECK, [one for one in AgeCheck if one is not AgeCheck.UNSTATED]),
        required=False,
    )
    method = forms.ChoiceField(label=_("How it was given"), choices=one_of(METHOD, PROVED))
    data_types = Many(
        label=_("What may be used"), choices=choices(DATA, [one for one in DataType if one is not NO_MEDIUM])
    )
    controller = LineField(label=_("Who answers for it, as the paper says"), max_length=200)
    recipients = LinesField(
        label=_("Others who get the copy"),
        help_text=_("One a line; the country's two letters after a comma: Facebook, US"),
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=2000,
        required=False,
    )
    rights_told = Many(label=_("The paper tells of"), choices=choices(TOLD))
    sensitive_notice = forms.BooleanField(label=_("It says that this is sensitive data"), required=False)
    affirmative = forms.BooleanField(
        label=_("They ticked it themselves: yes and no alike, nothing ticked before"), required=False
    )
    each_ticked = forms.BooleanField(label=_("Every purpose had its own tick"), required=False)
    apart_from_care = forms.BooleanField(
        label=_("It is not on the paper that agrees to treatment or admission"), required=False
    )
    copy_given = forms.BooleanField(label=_("They got a copy of the words"), required=False)
    language = forms.ChoiceField(
        label=_("Language of the words"), choices=[UNCHOSEN, ("vi", "Tiếng Việt"), ("en", "English")], required=False
    )
    territory = LineField(label=_("Territory"), help_text=_("Empty: everywhere."), max_length=100, required=False)
    withdrawal_channel = LineField(
        label=_("Where they can withdraw, as the paper says"), max_length=200, required=False
    )
    collected_by = LineField(label=_("Who took the signature"), max_length=100, required=False)
    duress = Many(label=_("It was signed"), choices=choices(DURESS))
    blocks_checked = Many(label=_("They were asked about first"), choices=choices(STATUS))
    statements = Many(label=_("What else the words say"), choices=choices(STATEMENT))
    supersedes = ByDay(label=_("It replaces"), queryset=Row.objects.none(), required=False, empty_label="—")

    def __init__(self, *args: Any, subject: Patient | OtherPerson, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.subject = subject
        _choose(self.fields["supersedes"], subject.consents.filter(scopes__state=State.GIVEN).distinct())
        if isinstance(subject, Patient):
            who = self.fields["guardianship"]
            assert isinstance(who, Speaker)
            who.of(subject)
        else:
            del self.fields["guardianship"]
            role = self.fields["role"]
            assert isinstance(role, forms.ChoiceField)
            role.choices = one_of(GIVER, [GiverRole.SELF])

    def clean_signed_at(self) -> datetime:
        signed: datetime = self.cleaned_data["signed_at"]
        if signed > clock.now():
            raise forms.ValidationError(_("Nobody has signed in the future: see the paper."))
        born = self.subject.birth_date
        if born and signed.astimezone(VIETNAM).date() < born:
            raise forms.ValidationError(_("That is before this person was born: see the paper."))
        return signed

    def clean(self) -> Json:
        told: Json = super().clean() or self.cleaned_data
        who = told.get("guardianship")
        if told.get("role") == GiverRole.SELF.value and who:
            self.add_error("role", _("Who signs for themselves speaks for nobody else: see who signed."))
        if told.get("role") in (GiverRole.GUARDIAN.value, GiverRole.KIN.value) and not who:
            self.add_error("guardianship", _("Choose who signed. Who isn't here isn't on record yet: add them first."))
        return told

    def record(self, scopes: list[Json]) -> Json:
        told = self.cleaned_data
        giver: Json = {"role": told["role"], "identity": told["identity"]}
        born = self.subject.birth_date
        record: Json = {
            "id": "paper",
            "subject": str(self.subject.pk),
            "giver": {name: value for name, value in giver.items() if value},
            "scopes": scopes,
            "signed_at": told["signed_at"].astimezone(VIETNAM).isoformat(),
            "recipients": [_recipient(line) for line in told["recipients"].splitlines() if line.strip()],
            "rights_notice": set(told["rights_told"]) == {one.value for one in Told},
            "text": {"copy_given": told["copy_given"]} | ({"language": told["language"]} if told["language"] else {}),
            "collected": {"by": told["collected_by"], "channel": "paper"},
        }
        record |= {name: told[name] for name in AS_THEY_ARE}
        record |= {name: told[name] for name in WHERE_SAID if told[name]}
        return record | ({"birth_date": born.isoformat()} if born else {})


AS_THEY_ARE = (
    "capacity", "method", "data_types", "controller", "rights_told", "sensitive_notice", "affirmative", "each_ticked",
    "apart_from_care", "duress", "blocks_checked", "statements",
)  # fmt: skip
WHERE_SAID = ("territory", "withdrawal_channel", "age_check")


def _choose(field: forms.Field, among: QuerySet[Any]) -> None:
    assert isinstance(field, forms.ModelChoiceField)
    field.queryset = among


def _recipient(line: str) -> Json:
    name, _comma, country = line.rpartition(",")
    if name and len(country.strip()) == 2:
        return {"name": name.strip(), "country": country.strip().upper()}
    return {"name": line.strip()}


@dataclass(frozen=True, slots=True)
class Wrong:
    """Something to correct. place: id of what to fill in; "" where it is not one field."""

    place: str
    label: str
    words: str


def _place(field: forms.BoundField) -> str:
    """Of a list of ticks the first one's."""
    return f"{field.id_for_label or field.auto_id}" if not field.use_fieldset else f"{field.auto_id}_0"


def _bare(sentence: str) -> str:
    """Without the field's name as a program has it, which stands before the colon and in brackets."""
    _path, _colon, words = sentence.partition(": ")
    bare = (
        re.sub(r" \([a-z_]+\)", "", words)
        .replace("signed_at", str(_("the signature")))
        .replace("starts", str(_("the first day")))
    )
    return bare[:1].upper() + bare[1:]


@dataclass(frozen=True, slots=True)
class Paper:
    """The whole form: what is said once, and every purpose apart."""

    form: PaperForm
    scopes: tuple[ScopeForm, ...]

    @classmethod
    def of(cls, data: Any, files: Any, subject: Patient | OtherPerson) -> "Paper":
        form = PaperForm(data, files, subject=subject)
        return cls(form, tuple(ScopeForm(data, purpose=purpose) for purpose in Purpose))

    def is_valid(self) -> bool:
        sound = [self.form.is_valid(), *(scope.is_valid() for scope in self.scopes)]
        if signed := self.form.cleaned_data.get("signed_at"):
            for scope in self.scopes:
                ends = scope.cleaned_data.get("ends")
                if ends and ends < signed.astimezone(VIETNAM).date():
                    scope.add_error("ends", _("The last day is before the signature."))
                    sound.append(False)
        if all(sound) and not any(scope.scope() for scope in self.scopes):
            self.form.add_error(None, _("No purpose is agreed to: tick where, for one at least."))
            return False
        return all(sound)

    @property
    def wrong(self) -> list[Wrong]:
        """What has to be corrected, from top to bottom: where it is, what it is called, and what is wrong with it."""
        found: list[Wrong] = []
        for form in (self.form, *self.scopes) if self.form.is_bound else ():
            title = f"{form.title}: " if isinstance(form, ScopeForm) else ""
            found += [Wrong("", "", f"{title}{one}") for one in form.non_field_errors()]
            found += [Wrong(_place(field), f"{title}{field.label}", str(one)) for field in form for one in field.errors]
        return found

    def refused(self, error: KindaoError) -> None:
        """What the engine or an action refused, at the field it names, without the words of a program."""
        path, _colon, _rest = str(error).partition(": ")
        found = re.fullmatch(r"(?:scopes\[(\d+)\]\.)?(?:payment\.)?(\w+)(?:[.\[].*)?", path) if _colon else None
        if found is None:
            at_scan = any(word in str(error) for word in ("scan", "PDF", "missing", "recording"))
            self.form.add_error("scan" if at_scan else None, refusal(error))
            return
        agreed = [one for one in self.scopes if one.cleaned_data.get("destinations")]
        number = int(found[1]) if found[1] else -1
        form: PaperForm | ScopeForm = agreed[number] if 0 <= number < len(agreed) else self.form
        name = {
            "giver": "role",
            "text": "language",
            "collected": "collected_by",
            "ad_terms": "content",
        }.get(found[2], found[2])
        form.add_error(name if name in form.fields else None, _bare(refusal(error)))

    def consent(self) -> Consent:
        """What was entered, as the engine reads it. Raises BadInput where it contradicts itself."""
        return load_consent(self.form.record([scope for form in self.scopes if (scope := form.scope()) is not None]))
