"""A receipt says what the button said, to whom it is; a child of seven reads words of their own."""

import re
from datetime import timedelta

import pytest

from answering import choose
from asked import a_question, ask_of
from builders import a_guardian, a_member, a_use, an_original
from kindao import clock
from kindao.engine.vocabulary import Destination
from kindao.web.asking import putting
from kindao.web.clinics.models import Membership
from visitors import a_link, a_reached_patient, came_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def by() -> Membership:
    return a_member()


def plain(content: bytes) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", content.decode()))


def test_a_receipt_calls_a_no_what_the_button_calls_it(by: Membership) -> None:
    ask = ask_of(a_question(by))
    link = putting.make_link(by, ask)
    phone = came_in(link)
    choose(phone, link, facebook="refused")
    for page in ("done", "receipt"):
        said = plain(phone.get(f"/p/{link.token}/ask/{page}/").content)
        assert "Trang Facebook của phòng khám: Không" in said and "Từ chối" not in said, page


def test_a_childs_receipt_is_not_the_mothers(by: Membership) -> None:
    child = a_reached_patient(by, birth_date=clock.today() - timedelta(days=9 * 366))
    mother = a_guardian(by, child, phone="0900 000 222")
    question = a_question(by, a_use(by, an_original(by, child), caption="Mũi."), speaks=mother)
    own, hers = ask_of(question, guardianship=None), ask_of(question, guardianship=mother)
    for ask in (own, hers):
        link = putting.make_link(by, ask)
        choose(came_in(link), link, facebook="refused")
    for speaks, ask, title in (
        (mother, own, "Biên nhận"),
        (mother, hers, "Biên nhận của bạn"),
        (None, own, "Biên nhận của em"),
        (None, hers, "Biên nhận"),
    ):
        link = a_link(by, child, guardianship=speaks)
        page = came_in(link).get(f"/p/{link.token}/own/receipts/{ask.pk}/").content.decode()
        heading = re.search(r"<h1>([^<]*)</h1>", page)
        assert heading and heading[1].strip() == title
        assert f"/own/receipts/{ask.pk}/receipt.pdf" in page


def test_a_child_reads_where_it_goes_and_what_the_advert_is_in_their_own_words(by: Membership) -> None:
    child = a_reached_patient(by, birth_date=clock.today() - timedelta(days=7 * 366))
    a_guardian(by, child, phone="0900 000 222")
    question = a_question(by, a_use(by, an_original(by, child), caption="Mũi."), Destination.FACEBOOK)
    told = {lang: [one for _h, said in ask.statement[lang] for one in said] for ask in question.asks.all()
            if ask.guardianship_id is None for lang in ("vi", "en")}  # fmt: skip
    assert "Facebook (Meta) cũng nhận được tấm ảnh này. Nơi đó ở nước Mỹ." in told["vi"]
    assert "Facebook (Meta) gets this picture, too. That is in America." in told["en"]
    for grown in ("Hoa Kỳ", "Cách từ chối quảng cáo", "Cách đăng", "Hình thức", "Nội dung"):
        assert not any(grown in one for one in told["vi"]), grown
    for term in ("Một ảnh mũi sau điều trị", "Bài đăng trên trang", "Một bài", "Nhắn cho phòng khám"):
        assert any(one.endswith(f": {term}") for one in told["vi"]), term
