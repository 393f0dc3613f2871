"""A right is refused by an article that stands in the law files, or not at all."""

from datetime import date

import pytest

from builders import a_member, a_patient
from kindao.engine.errors import BadInput
from kindao.engine.policy.pack import load_pack
from kindao.web.clinics.models import Role
from kindao.web.consent.models import Who
from kindao.web.rights import actions, citing, clocks
from kindao.web.rights.models import Kind, Step
from kindao.web.rights.running import PACK

TODAY = date(2026, 11, 27)


def known(text: str, on: date = TODAY) -> bool:
    return citing.known(text, load_pack(PACK), on)


def test_every_article_of_the_law_files_is_known_as_both_languages_cite_it() -> None:
    articles = [one for one in load_pack(PACK).articles if not one.instrument.id.startswith(citing.HOUSE)]
    cited = [one for one in articles if "Điều " in one.place.vi or "mục 164" in one.place.vi]
    assert len(cited) > 150
    for one in cited:
        for said in (one.cited.vi, one.cited.en, f"{one.place.vi} {one.instrument.short.vi}"):
            assert known(said, one.until or max(one.since, TODAY)), said


@pytest.mark.parametrize(
    "text",
    [
        "khoản 4 Điều 69 Luật 15/2023/QH15",
        "điều 69, luật 15/2023",
        "Điều 32 Bộ luật Dân sự",
        "Article 17(2) GDPR",
        "khoản 4, Điều 69 Luật 15/2023/QH15; Điều 14 Luật 91/2025/QH15",
        "Điều 14 Luật 91/2025/QH15, có hiệu lực từ 01/01/2026",
        "Từ ngày 1/1/2026: Điều 14 Luật 91/2025/QH15",
        "Điều 14 Luật 91/2025/QH15 (hiệu lực từ tháng 1/2026)",
        "điểm d khoản 1 Điều 4 Luật 91/2025/QH15",
        "Điều 4 Luật 91/2025/QH15",
        "Law 91/2025/QH15, Article 4(1)(đ)",
    ],
)
def test_what_stands_there_is_known(text: str) -> None:
    assert known(text)


@pytest.mark.parametrize(
    "text",
    [
        "Điều 999 Luật 91/2025/QH15",
        "khoản 99 Điều 69 Luật 15/2023/QH15",
        "Điều 14 Luật 91/2099/QH15",
        "Điều 14 Luật ngày 01/01/2026",
        "khoản 7 Điều 4 Luật 91/2025/QH15",
        "Điều 4 Luật 15/2023/QH15 và khoản 99 Điều 5 Nghị định 356/2025/NĐ-CP",
        "Điều 14 Nghị định 91/2025/NĐ-CP",
        "Điều 11 Nghị định 13/2023/NĐ-CP",  # over since 2026
        "Điều 14 Luật 91/2025/QH15 và Điều 5 Luật 1/2001/QH10",
        "Điều 14, Điều 999 Luật 91/2025/QH15",
        "GDPR, Article 999",
        "Điều 1 Quy tắc Kindao",
    ],
)
def test_what_does_not_is_not(text: str) -> None:
    assert not known(text)


def test_what_the_page_gives_as_the_right_is_known() -> None:
    for right in clocks.RIGHTS.values():
        assert known(right.article.vi) and known(right.article.en), right.article
    assert not known("Điều 4 Luật 91/2025/QH15", date(2025, 12, 31))


@pytest.mark.django_db
def test_an_article_that_nobody_finds_refuses_nothing() -> None:
    officer = a_member(Role.OFFICER)
    request = actions.ask(a_patient(a_member(clinic=officer.clinic)), Kind.COPY, who=Who.PATIENT)
    with pytest.raises(BadInput, match="have no such article"):
        actions.refuse(officer, request, article="Điều 999 Luật 91/2025/QH15", answer="Không.")
    request.refresh_from_db()
    assert request.state == Step.ACKNOWLEDGED and not request.answer
