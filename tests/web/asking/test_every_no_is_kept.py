"""A no is kept when it is said: beside a yes that nobody signs, of whichever places; what another window answered is
never lost without a word."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.core.cache import cache

from answering import choose, say_yes, signed
from asked import a_question, ask_of, made, terms
from builders import a_guardian, a_member, a_use, an_original
from kindao import clock
from kindao.engine.errors import BadInput
from kindao.engine.vocabulary import Destination
from kindao.web.asking import putting, words
from kindao.web.clinics.models import Clinic, Membership
from kindao.web.consent.models import Scope
from visitors import a_reached_patient, came_in

pytestmark = pytest.mark.django_db
FACEBOOK, TIKTOK = Destination.FACEBOOK, Destination.TIKTOK
BEFORE = "Bạn đã trả lời việc này ở cửa sổ khác"


@pytest.fixture
def by() -> Membership:
    cache.clear()
    return a_member()


def understood(phone: Any, link: Any) -> Any:
    return phone.post(f"/p/{link.token}/ask/questions/", {"where": "there", "who": "true"})


def states() -> list[tuple[str, str]]:
    rows = Scope.objects.order_by("consent__entered_at", "number")
    return [(row.destinations[0], row.state) for row in rows]


def test_a_no_beside_a_yes_that_is_never_signed_is_kept_and_ends_the_older_yes(by: Membership) -> None:
    first = a_question(by)
    link = putting.make_link(by, ask_of(first))
    assert say_yes(came_in(link), link).status_code == 302
    again = made(putting.put(by, first.use, terms(FACEBOOK, TIKTOK)))
    link = putting.make_link(by, ask_of(again))
    phone = came_in(link)
    answer = choose(phone, link, facebook="refused", tiktok="given")
    assert answer.headers["Location"].endswith("/questions/")
    assert states() == [("facebook", "withdrawn"), ("facebook", "refused")]
    understood(phone, link)
    page = phone.get(f"/p/{link.token}/ask/sign/").content.decode()
    assert "Trang Facebook của phòng khám: <b>Không</b>" in page and "Kênh TikTok của phòng khám: <b>Có</b>" in page
    assert signed(phone, link).status_code == 302
    assert states()[2:] == [("tiktok", "given")]


def test_on_the_clinics_network_the_noes_are_kept_beside_a_yes_that_is_not(by: Membership) -> None:
    link = putting.make_link(by, ask_of(a_question(by, None, FACEBOOK, TIKTOK, address="127.0.0.1")))
    answer = choose(came_in(link), link, facebook="given", tiktok="refused")
    assert answer.status_code == 422 and states() == [("tiktok", "refused")]


def test_a_question_of_every_place_can_be_answered(by: Membership) -> None:
    for places in ([one for one in Destination if one is not Destination.INTERNAL], list(Destination)):
        for yes in (places[:1], places):
            where, who = words.questions(yes, places)
            assert [one.key for one in where.choices if one.right] == ["there"]
            wrong = {one.words.vi for one in where.choices if not one.right}
            assert wrong and not wrong & {words.PLACE[one].vi for one in yes}
            assert len(who.choices) == 3
    link = putting.make_link(by, ask_of(a_question(by, None, *Destination)))
    phone = came_in(link)
    said = dict.fromkeys((one.value for one in Destination), "refused") | {"facebook": "given"}
    choose(phone, link, **said)
    assert phone.get(f"/p/{link.token}/ask/questions/").status_code == 200
    understood(phone, link)
    assert signed(phone, link).status_code == 302
    assert dict(states())["facebook"] == "given" and len(states()) == len(Destination)


def test_a_signature_after_a_not_now_in_another_window_is_said_not_to_be_kept(by: Membership) -> None:
    link = putting.make_link(by, ask_of(a_question(by)))
    phone, start = came_in(link), f"/p/{link.token}/ask/"
    choose(phone, link, facebook="given")
    understood(phone, link)
    form = re.search(r'name="chose" value="(\d+)"', phone.get(f"{start}sign/").content.decode())
    assert form
    choose(phone, link, facebook="deferred")
    answer = phone.post(f"{start}sign/", {"typed": "Lưu Thị Kiểm Thử", "chose": form[1]}, follow=True)
    assert BEFORE in answer.content.decode() and states() == [("facebook", "deferred")]
    answer = phone.post(f"{start}questions/", {"where": "there", "who": "true", "chose": form[1]}, follow=True)
    assert BEFORE in answer.content.decode(), "nor are the two questions"


def test_a_wrong_answer_leaves_the_right_one(by: Membership) -> None:
    link = putting.make_link(by, ask_of(a_question(by)))
    phone, start = came_in(link), f"/p/{link.token}/ask/"
    choose(phone, link, facebook="given")
    page = phone.post(f"{start}questions/", {"where": "there", "who": "doctor"}).content.decode()
    assert re.search(r'name="where" value="there" required checked', page)
    assert page.count(" checked") == 1


def test_after_two_noes_no_link_goes_out_to_what_was_put_before(by: Membership) -> None:
    patient = a_reached_patient(by)
    uses = [a_use(by, an_original(by, patient), caption=f"Ảnh {n}.") for n in range(3)]
    asks = [ask_of(a_question(by, use)) for use in uses]
    for ask in asks[:2]:
        link = putting.make_link(by, ask)
        choose(came_in(link), link, facebook="refused")
    with pytest.raises(BadInput, match="said no 2 times"):
        putting.make_link(by, asks[2])


def test_the_last_page_calls_the_clinic_by_its_name(by: Membership) -> None:
    Clinic.objects.filter(pk=by.clinic_id).update(name="Nha khoa Bạn Nhỏ")
    by.clinic.refresh_from_db()
    child = a_reached_patient(by, birth_date=clock.today() - timedelta(days=4000))
    a_guardian(by, child, phone="0900 000 222")
    question = a_question(by, patient=child)
    link = putting.make_link(by, ask_of(question, guardianship=None))
    page = choose(phone := came_in(link), link, facebook="refused")
    page = phone.get(page.headers["Location"]).content.decode()
    assert page.count("Nha khoa Bạn Nhỏ") >= 2 and "Em Nhỏ" not in page and "\ue000" not in page
    assert "trang riêng của em" in page
