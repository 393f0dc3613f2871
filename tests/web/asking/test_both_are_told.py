"""Where two must agree about one person, each reads before they choose that the other is asked."""

from datetime import timedelta

import pytest
from django.core.cache import cache

from asked import a_question
from builders import a_guardian, a_member, a_use, an_original
from kindao import clock
from kindao.engine.policy.consent import Relation
from kindao.web.asking import putting
from kindao.web.asking.readers import Reader
from visitors import a_reached_patient, came_in

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("relation", "name"), [(Relation.MOTHER, "Mẹ của bạn"), (Relation.FATHER, "Bố của bạn"), (Relation.GUARDIAN, "")]
)
@pytest.mark.parametrize("years", [16, 9])
def test_who_else_is_asked(relation: Relation, name: str, years: int) -> None:
    cache.clear()
    by = a_member()
    child = a_reached_patient(by, birth_date=clock.today() - timedelta(days=366 * years))
    speaks = a_guardian(by, child, relation=relation, phone="0900 000 222")
    question = a_question(by, a_use(by, an_original(by, child), caption="Mũi."), speaks=speaks)
    for ask in question.asks.all():
        link = putting.make_link(by, ask)
        page = came_in(link).get(f"/p/{link.token}/ask/").content.decode()
        if ask.reader == Reader.CHILD:
            assert "Bố, mẹ hoặc một người lớn nuôi em cũng được hỏi" in page
        elif ask.guardianship:
            assert "Người mà bạn đại diện cũng được hỏi" in page
        else:
            assert f"{name or 'Người đại diện của bạn'} cũng được hỏi" in page
        said = dict(ask.statement["en"]).get("Who else is asked", [""])
        assert ("is asked, too" in said[0]) is (ask.reader != Reader.CHILD)


def test_nobody_else_is_named_where_one_answers_alone() -> None:
    cache.clear()
    ask = a_question(a_member()).asks.get()
    assert "Còn ai được hỏi" not in dict(ask.statement["vi"])
