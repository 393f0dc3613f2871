"""What people read on the desk are words: no codes of a file or a program, no commands."""

import re
from pathlib import Path

import pytest
from django.urls import reverse
from django.utils import translation

import kindao.web
from builders import a_member, a_patient, signed_in
from kindao.engine.policy.consent import DATA, DataType
from kindao.engine.vietnamese import in_vietnamese
from kindao.engine.vocabulary import Words
from kindao.web.cases import actions
from kindao.web.cases.said import said
from kindao.web.cases.templatetags.words import specialty
from kindao.web.clinics.models import Role
from kindao.web.officer.verbs import FACTS, VERBS, told


@pytest.mark.parametrize("language", ["vi", "en"])
def test_neither_codes_nor_commands_are_told(language: str) -> None:
    contact = DATA[DataType.CONTACT]
    with translation.override(language):
        coded = Words(f"Sự đồng ý không nêu: contact ({contact.vi}).", f"It does not name: contact ({contact.en}).")
        assert "contact (" not in said(coded) and contact[language] in said(coded)
        command = Words(
            "Có thể cài thêm. Hãy cài đặt: pip install 'kindao[intimate]'.",
            "Add it. Install it: pip install 'kindao[x]'",
        )
        assert "pip" not in said(command) and said(command).endswith(("cài thêm.", "Add it."))


def test_thousands_stand_apart_as_vietnamese_has_them() -> None:
    sentence = "the picture is 60000 x 60000 pixels, 3,600 million; at most 100 million are opened"
    assert "3.600 triệu" in in_vietnamese(sentence)


def test_every_verb_that_is_recorded_has_words() -> None:
    source = "\n".join(file.read_text("utf-8") for file in Path(kindao.web.__file__).parent.rglob("*.py"))
    recorded = set(re.findall(r'audit\.record\(\s*"([a-z.-]+)"', source))
    assert len(recorded) > 25
    assert recorded <= set(VERBS)
    fields = set(re.findall(r'"([a-z_]+)"', re.findall(r"CHANGEABLE = frozenset\((.*?)\)", source, re.DOTALL)[0]))
    assert fields and fields <= set(FACTS)


def test_facts_are_told_in_words() -> None:
    with translation.override("vi"):
        assert told({"outcome": "permit", "number": 2}) == "lần trả lời thứ: 2 · kết quả: được đăng"
        assert told({"name": True, "birth_date": True}) == "ngày sinh · họ tên"
        assert told({"made_up": "x"}) == "made_up: x"


@pytest.mark.django_db
def test_a_specialty_and_the_audit_are_in_the_language_of_whoever_reads() -> None:
    doctor = a_member()
    officer = a_member(Role.OFFICER, doctor.clinic)
    patient = a_patient(doctor)
    actions.change_patient(doctor, patient, phone="0912345678")
    page = signed_in(officer.user).get(reverse("officer:events")).content.decode()
    assert "Sửa thông tin người bệnh" in page and "patient.changed</b>" not in page and "điện thoại" in page
    with translation.override("vi"):
        assert (specialty("cosmetic"), specialty("Răng")) == ("thẩm mỹ", "Răng")
