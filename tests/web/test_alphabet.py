"""Names are found without diacritics, and stand in the order of the Vietnamese alphabet."""

import random
from importlib import import_module
from itertools import pairwise

import pytest
from django.apps import apps

from builders import a_member, a_patient, an_other_person, signed_in
from kindao.web.cases import actions
from kindao.web.cases.alphabet import LETTERS, LONGEST_ORDER, LONGEST_PLAIN, sorted_by, words_of
from kindao.web.cases.models import LONGEST_NAME, OtherPerson, Patient

IN_ORDER = [
    "2 Phòng", "An", "An Bình", "Ánh", "Ăn", "Âu", "Bà", "Dung", "Dũng", "Đào", "Đỗ", "Em", "Êm", "Hoa", "Hòa", "Hỏa",
    "Hõa", "Hóa", "Họa", "Hoàng An", "Hoàng Thị", "Lưu", "Ngô", "Nguyễn", "Oanh", "Ôn", "Ơn", "Tô", "Uyên", "Ưng",
    "Vũ", "Xuân", "Yến", "Zoé",
]  # fmt: skip


def test_the_alphabet_is_that_of_vietnamese() -> None:
    shuffled = IN_ORDER[:]
    random.Random(7).shuffle(shuffled)
    assert sorted(shuffled, key=sorted_by) == IN_ORDER
    assert all(sorted_by(one) < sorted_by(next) for one, next in pairwise(LETTERS))
    assert sorted_by("HOÀNG") == sorted_by("hoàng") == sorted_by("Hoa\u0300ng")
    assert all(set(sorted_by(name)) <= set("abcdefghijklmnopqrstuvwxyz") for name in [*IN_ORDER, "李 明", "O'Neil"])


@pytest.mark.parametrize("letter", ["ﬁ", "ộ", "㎏", "🙂", "ẘ", "ﷺ", "각"])
def test_the_longest_name_has_room(letter: str) -> None:
    name = letter * LONGEST_NAME
    assert len(sorted_by(name)) <= LONGEST_ORDER and len(words_of(name)) <= LONGEST_PLAIN


@pytest.mark.django_db
def test_a_patient_is_found_however_the_name_is_written() -> None:
    by = a_member()
    patient = a_patient(by, name="Hoàng Thị Kiểm Thử", record_number="BA-77")
    a_patient(by, name="Đỗ Văn Đức")
    for words in ("hoang thi kiem", "HOÀNG THỊ", "kiểm", "thu hoang", "ba-77", " Hoàng  Thị "):
        assert [one.pk for one in Patient.objects.of(by).like(words)] == [patient.pk], words
    assert not Patient.objects.of(by).like("hoang van").exists()
    assert "Hoàng Thị Kiểm Thử" in signed_in(by.user).get("/patients/?q=hoang+thi+kiem").content.decode()
    actions.change_patient(by, patient, name="Đặng Thị Mới")
    assert Patient.objects.of(by).like("dang moi").exists() and not Patient.objects.of(by).like("hoang").exists()
    an_other_person(by)
    assert OtherPerson.objects.of(by).like("dieu duong").count() == 1


@pytest.mark.django_db
def test_lists_are_in_the_order_of_the_alphabet() -> None:
    by = a_member()
    for name in ("Trần Thị", "Đỗ Thị", "Dương Thị", "Em Thị"):
        a_patient(by, name=name)
    assert [one.name for one in Patient.objects.of(by).in_order()] == ["Dương Thị", "Đỗ Thị", "Em Thị", "Trần Thị"]
    page = signed_in(by.user).get("/patients/").content.decode()
    assert page.index("Dương Thị") < page.index("Đỗ Thị") < page.index("Trần Thị")


@pytest.mark.django_db
def test_names_that_were_there_before_get_their_columns() -> None:
    by = a_member()
    patient, nurse = a_patient(by, name="Đỗ Thị Cũ"), an_other_person(by)
    for kind in (Patient, OtherPerson):
        kind._default_manager.update(name_plain="", name_order="")
    import_module("kindao.web.cases.migrations.0004_names_in_order").fill(apps, None)
    for row in (patient, nurse):
        kept = (row.name_plain, row.name_order)
        row.refresh_from_db()
        assert (row.name_plain, row.name_order) == kept == (words_of(row.name), sorted_by(row.name))
