"""The last page says until when a yes holds, how a no can become a yes, and names the places as they were asked; the
receipt has the words that were agreed to."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.core.cache import cache

from answering import choose, say_yes, signed
from asked import a_question, ask_of
from builders import a_consent, a_guardian, a_member, a_use, an_original
from kindao import clock
from kindao.engine.vocabulary import Destination
from kindao.web.asking import putting, receipts
from kindao.web.asking.models import Step
from kindao.web.clinics.models import Membership
from kindao.web.door import links, sending
from visitors import a_link, a_reached_patient, came_in

pytestmark = pytest.mark.django_db
PLACES = (Destination.FACEBOOK, Destination.TIKTOK, Destination.JOURNAL)
DIGEST = re.compile("[0-9a-f]{64}")


@pytest.fixture
def by() -> Membership:
    cache.clear()
    return a_member()


def text_of(answer: Any) -> str:
    return " ".join(re.sub("<[^>]+>", " ", answer.content.decode()).split())


def test_until_when_a_yes_holds_is_said_before_it_begins(by: Membership) -> None:
    question = a_question(by)
    link = putting.make_link(by, ask_of(question))
    phone = came_in(link)
    say_yes(phone, link)
    last = f"{question.ends:%d/%m/%Y}"
    said = text_of(phone.get(f"/p/{link.token}/ask/done/"))
    assert re.search(rf"Có · từ ngày \d\d/\d\d/\d{{4}} đến hết ngày {last}", said), said


@pytest.mark.parametrize("answer", ["refused", "deferred"])
def test_after_a_no_nothing_is_to_be_taken_back(by: Membership, answer: str) -> None:
    link = putting.make_link(by, ask_of(a_question(by)))
    phone = came_in(link)
    choose(phone, link, facebook=answer)
    said = text_of(phone.get(f"/p/{link.token}/ask/done/"))
    assert "Nếu bạn đổi ý" in said and "rút lại" not in said
    assert "Trang đó cần một mã mới" in said, "before it asks for one"
    assert "muốn nói có" in said
    phone.cookies["django_language"] = "en"
    said = text_of(phone.get(f"/p/{link.token}/ask/done/"))
    assert "take it back" not in said and "would like to say yes" in said


def test_after_a_yes_it_is_said_how_it_is_taken_back(by: Membership) -> None:
    link = putting.make_link(by, ask_of(a_question(by)))
    phone = came_in(link)
    say_yes(phone, link)
    said = text_of(phone.get(f"/p/{link.token}/ask/done/"))
    assert "Bạn rút lại lúc nào cũng được" in said and "muốn nói có" not in said


@pytest.mark.parametrize("answer", ["refused", "deferred"])
def test_that_an_older_yes_counts_no_more_is_said_at_once(by: Membership, answer: str) -> None:
    """A yes on paper ended by a not now, and only the own page told it."""
    patient = a_reached_patient(by)
    a_consent(by, patient)
    ended = "lời đồng ý đó không còn được tính"
    link = putting.make_link(by, ask_of(a_question(by, None, Destination.FACEBOOK, patient=patient)))
    phone = came_in(link)
    choose(phone, link, facebook=answer)
    assert ended in text_of(phone.get(f"/p/{link.token}/ask/done/"))
    use = a_use(by, an_original(by, patient), destination=Destination.TIKTOK, caption="Mũi.")
    link = putting.make_link(by, ask_of(a_question(by, use, Destination.TIKTOK)))
    phone = came_in(link)
    choose(phone, link, tiktok=answer)
    assert ended not in text_of(phone.get(f"/p/{link.token}/ask/done/")), "of another place nothing ended"


@pytest.mark.parametrize(("answer", "given"), [("refused", False), ("deferred", False), ("given", True)])
def test_only_the_receipt_of_a_yes_says_how_it_is_taken_back(by: Membership, answer: str, given: bool) -> None:
    link = putting.make_link(by, ask := ask_of(a_question(by)))
    phone = came_in(link)
    if given:
        say_yes(phone, link)
    else:
        choose(phone, link, facebook=answer)
    assert [one.given for one in receipts.receipts(ask, "vi")] == [given]
    assert receipts.as_pdf(ask, "vi").startswith(b"%PDF")


def test_the_places_stand_as_they_were_asked(by: Membership) -> None:
    link = putting.make_link(by, ask_of(a_question(by, None, *PLACES)))
    phone, start = came_in(link), f"/p/{link.token}/ask/"
    phone.get(start)
    choose(phone, link, facebook="given", tiktok="refused", journal="deferred")
    phone.post(f"{start}questions/", {"where": "there", "who": "true"})
    assert signed(phone, link).status_code == 302
    said = text_of(phone.get(f"{start}done/"))
    at = [said.index(name) for name in ("Trang Facebook", "Kênh TikTok", "Tạp chí")]
    assert at == sorted(at), said


def test_the_receipt_has_the_words_and_no_figures_to_read(by: Membership) -> None:
    question = a_question(by)
    ask = ask_of(question)
    link = putting.make_link(by, ask)
    phone = came_in(link)
    say_yes(phone, link)
    own = a_link(by, ask.person)
    for page in (
        phone.get(f"/p/{link.token}/ask/receipt/"),
        came_in(own).get(f"/p/{own.token}/own/receipts/{ask.pk}/"),
    ):
        whole = page.content.decode()
        assert question.caption and question.caption in text_of(page) and "Lời đi kèm" in whole
        read, checked = whole.split("<details>", 1)
        assert not DIGEST.search(read), "what somebody reads has no fingerprint in it"
        assert checked.count("sha256:") >= 3
    (one,) = receipts.receipts(ask, "vi")
    assert any("chỉ cùng lời đăng" in line for line in one.allowed) and not DIGEST.search("".join(one.allowed))
    picture = question.use.original.digest
    assert picture in [digest for _what, digest in one.fingerprints], "a lawyer still finds what it is bound to"


@pytest.mark.parametrize("promised", [True, False])
def test_that_the_officer_looks_first_is_said(by: Membership, promised: bool) -> None:
    """Somebody had promised her something: the page read as if it could go out from its day on."""
    link = putting.make_link(by, ask_of(a_question(by)))
    phone = came_in(link)
    start = f"/p/{link.token}/ask/"
    phone.get(start)
    choose(phone, link, facebook="given")
    phone.post(f"{start}questions/", {"where": "there", "who": "true"})
    more = {"promised": "on"} if promised else {}
    chose = str(Step.objects.filter(what=Step.What.CHOSE).latest("pk").pk)
    assert phone.post(f"{start}sign/", {"typed": "Lưu Thị Kiểm Thử", "chose": chose, **more}).status_code == 302
    said = text_of(phone.get(f"{start}done/"))
    assert ("Người phụ trách bảo vệ dữ liệu xem trước" in said) is promised, said


def test_of_a_small_child_the_officer_looks_first(by: Membership) -> None:
    child = a_reached_patient(by, birth_date=clock.today() - timedelta(days=1500))
    mother = a_guardian(by, child, phone="0900 000 222")
    ask = ask_of(a_question(by, patient=child, speaks=mother))
    link = putting.make_link(by, ask)
    phone = came_in(link)
    say_yes(phone, link, mother.name)
    assert "Người phụ trách bảo vệ dữ liệu xem trước" in text_of(phone.get(f"/p/{link.token}/ask/done/"))


def test_whom_to_ring_stands_on_the_receipt_and_in_the_message(by: Membership) -> None:
    type(by.clinic).objects.filter(pk=by.clinic_id).update(phone="028 3822 0000")
    by.clinic.refresh_from_db()
    ask = ask_of(a_question(by))
    link = putting.make_link(by, ask)
    said: list[str] = []
    with pytest.MonkeyPatch.context() as heard:
        heard.setattr(sending, "post", lambda link, contact, text: said.append(text))
        links.send(link, by=by)
    assert said[0].startswith(f"{by.clinic.name} (028 3822 0000) ") and said[0].endswith(link.address)
    phone = came_in(link)
    say_yes(phone, link)
    assert "028 3822 0000" in receipts.as_json(ask, None)
    (one,) = receipts.receipts(ask, "vi")
    assert any("Rút lại tại" in line and "028 3822 0000" in line for line in one.allowed)
