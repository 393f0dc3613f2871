"""How long a record is kept, within what time a clinic says that a request came, and that nobody has to ask the clinic
first: said where they are met, the same everywhere."""

import re
from datetime import timedelta

import pytest
from django.test import Client

from kindao import clock
from kindao.engine.vocabulary import Words
from kindao.web.cases.models import Patient
from kindao.web.rights import actions, asking_words, explaining
from kindao.web.rights.keeping import KEPT
from kindao.web.rights.models import Kind
from patients import AtHome, at_home

pytestmark = pytest.mark.django_db


@pytest.fixture
def me() -> AtHome:
    return at_home()


def plain(content: bytes) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", content.decode()))


def test_how_long_a_record_is_kept_is_said_before_deletion_is_asked_for(me: AtHome) -> None:
    said = plain(me.client.get(me.at("ask/delete/")).content)
    public = plain(Client().get("/your-rights/").content)
    for years in {one.years for one in KEPT.values()}:
        assert re.search(rf"\b{years}\b[^.]* năm", said) and re.search(rf"\b{years}\b[^.]* năm", public)
    assert "vài năm" not in said
    english = [line.en for line in asking_words.ASKED[Kind.DELETE].happens]
    assert any("10, 20 or 30 years" in line for line in english)


def test_nobody_has_to_tell_the_clinic_first() -> None:
    complain = next(one for one in explaining.SECTIONS if one.id == "complain")
    assert not any("trước" in line.vi or "first" in line.en for line in complain.says)
    assert any("bồi thường" in line.vi and "damages" in line.en for line in complain.says)


def test_both_languages_name_the_same_articles() -> None:
    def named(words: Words) -> tuple[set[str], set[str]]:
        numbers = re.compile(r"\d+/\d{4}")
        return set(numbers.findall(words.vi)), set(numbers.findall(words.en))

    for section in explaining.SECTIONS:
        vi, en = named(section.article)
        assert vi == en, section.id


def test_within_what_time_a_clinic_says_that_it_came_is_told_to_everybody() -> None:
    said = plain(Client().get("/your-rights/").content)
    assert "Trong 2 ngày làm việc, phòng khám phải báo cho bạn là đã nhận" in said
    assert "Nghị định 356/2025/NĐ-CP, Điều 5" in said
    told = explaining.acknowledged()
    assert told and told.said.en == "2 working days" and "Decree 356/2025" in told.cited.en


@pytest.mark.parametrize(("days", "late"), [(0, False), (12, True)])
def test_what_came_on_paper_and_nobody_acknowledged_says_by_when(me: AtHome, days: int, late: bool) -> None:
    request = actions.enter(me.by, me.patient, Kind.COPY, received_at=clock.now() - timedelta(days=days))
    said = plain(me.client.get(me.at(f"requests/{request.pk}/")).content)
    assert "Phòng khám phải báo cho bạn là đã nhận, và nói cách làm tiếp. Hạn: hết ngày" in said
    assert ("Hạn đó đã qua. Bạn có thể khiếu nại." in said) is late


def test_what_was_acknowledged_says_no_more_of_it(me: AtHome) -> None:
    me.client.post(me.at("ask/copy/"))
    request = Patient.objects.get(pk=me.patient.pk).rights_requests.get()
    assert "phải báo cho bạn là đã nhận" not in plain(me.client.get(me.at(f"requests/{request.pk}/")).content)
