"""What presses somebody: asking again and again, hours around an operation, a promise in the small print. And who is
named as receiving it."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.cache import cache

from answering import choose, say_yes, signed
from asked import TERMS, a_question, ask_of, terms
from builders import a_member, a_use, an_original, signed_in
from kindao import clock
from kindao.engine.errors import BadInput
from kindao.engine.policy.consent import Duress, Remuneration, load_consent
from kindao.engine.vocabulary import Destination, Purpose
from kindao.web.asking import putting
from kindao.web.asking.forms import PutForm
from kindao.web.asking.models import Question
from kindao.web.cases.models import Patient
from kindao.web.clinics.models import Membership
from kindao.web.consent.models import Consent
from kindao.web.review.models import Use
from visitors import a_reached_patient, came_in

pytestmark = pytest.mark.django_db
TWO = (Destination.FACEBOOK, Destination.TIKTOK)


@pytest.fixture
def by() -> Membership:
    cache.clear()
    return a_member()


def asked(by: Membership, patient: Patient, n: object, *places: Destination, **told: Any) -> Any:
    """Put and handed over."""
    question = a_question(by, a_use(by, an_original(by, patient), caption=f"Ảnh thứ {n}."), *places, **told)
    return putting.make_link(by, ask_of(question))


def days_pass(monkeypatch: pytest.MonkeyPatch, days: float) -> None:
    then = clock.now() + timedelta(days=days)
    monkeypatch.setattr(clock, "now", lambda: then)


@pytest.mark.parametrize("said", ["deferred", "given", ""])
def test_nobody_is_asked_a_fourth_time_within_a_week_whatever_they_say(
    by: Membership, said: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    patient = a_reached_patient(by)
    for n in range(3):
        made = asked(by, patient, n)
        if said == "given":
            say_yes(came_in(made), made)
        elif said:
            choose(came_in(made), made, facebook=said)
    with pytest.raises(BadInput, match="asked 3 times within 7 days"):
        asked(by, patient, 4)
    assert asked(by, a_reached_patient(by), 5), "somebody else"
    days_pass(monkeypatch, 7.1)
    assert asked(by, patient, 6)


def test_questions_that_were_made_ready_beforehand_help_nobody(by: Membership) -> None:
    patient = a_reached_patient(by)
    ready = [a_question(by, a_use(by, an_original(by, patient), caption=f"{n}.")) for n in range(4)]
    for question in ready[:3]:
        putting.make_link(by, ask_of(question))
    with pytest.raises(BadInput, match="asked 3 times within 7 days"):
        putting.make_link(by, ask_of(ready[3]))


def test_three_links_a_day_for_one_ask(by: Membership, monkeypatch: pytest.MonkeyPatch) -> None:
    question = a_question(by)
    desk = signed_in(by.user)
    for _ in range(3):
        desk.post(f"/asks/{ask_of(question).pk}/send/")
    with pytest.raises(BadInput, match="3 links were made for them within a day"):
        putting.make_link(by, ask_of(question))
    page = desk.post(f"/asks/{ask_of(question).pk}/send/", follow=True, headers={"Accept-Language": "vi"})
    assert "hãy để họ yên đến ngày mai" in page.content.decode().lower()
    days_pass(monkeypatch, 1.1)
    assert putting.make_link(by, ask_of(question))


def test_a_no_to_one_place_is_none_to_the_purpose(by: Membership, monkeypatch: pytest.MonkeyPatch) -> None:
    patient = a_reached_patient(by)
    for n in range(2):
        made = asked(by, patient, n, *TWO)
        phone = came_in(made)
        choose(phone, made, facebook="given", tiktok="refused")
        phone.post(f"/p/{made.token}/ask/questions/", {"where": "there", "who": "true"})
        assert signed(phone, made).status_code == 302
    days_pass(monkeypatch, 8)
    with pytest.raises(BadInput, match="no to one of these places 2 times"):
        asked(by, patient, 3, *TWO)
    assert asked(by, patient, 4, Destination.FACEBOOK)


def test_a_no_to_all_places_is_one_to_the_purpose(by: Membership, monkeypatch: pytest.MonkeyPatch) -> None:
    patient = a_reached_patient(by)
    for n, place in enumerate(TWO):
        use = a_use(by, an_original(by, patient), caption=f"{n}.", destination=place)
        made = putting.make_link(by, ask_of(a_question(by, use, place)))
        choose(came_in(made), made, **{place.value: "refused"})
    days_pass(monkeypatch, 8)
    with pytest.raises(BadInput, match="said no 2 times within 90 days"):
        putting.put(
            by,
            a_use(by, an_original(by, patient), destination=Destination.ZALO, caption="3."),
            terms(Destination.ZALO),
        )


def test_the_hour_of_an_operation_holds_for_every_question(by: Membership, monkeypatch: pytest.MonkeyPatch) -> None:
    patient = a_reached_patient(by)
    at = clock.now() + timedelta(hours=3)
    made = asked(by, patient, 2)
    first = a_question(by, a_use(by, an_original(by, patient), caption="1."), procedure_at=at)
    putting.give_up(by, first)
    phone = came_in(made)
    assert "Hãy nghỉ ngơi trước" in phone.get(f"/p/{made.token}/ask/").content.decode()
    choose(phone, made, facebook="given")
    assert not Consent.objects.exists()
    use = Use.objects.get(caption="Ảnh thứ 2.")
    assert PutForm(None, use=use).initial["procedure_at"] == at
    other = asked(by, a_reached_patient(by), 3)
    assert "Hãy nghỉ ngơi" not in came_in(other).get(f"/p/{other.token}/ask/").content.decode()
    days_pass(monkeypatch, 28 / 24)
    assert PutForm(None, use=use).initial["procedure_at"] is None
    assert choose(phone, made, facebook="refused").status_code == 302


@pytest.mark.parametrize(
    "told",
    [
        {"remuneration": Remuneration.AGREED, "payment": "Giảm 20% chi phí phẫu thuật nếu đồng ý"},
        {"remuneration": Remuneration.PAID, "payment": "voucher 500k"},
        {"ad_terms": type(TERMS)("Ảnh và quà tặng", "Bài đăng", "Ảnh", "Một bài", "Nhắn")},
    ],
)
def test_a_promise_in_the_small_print_goes_to_the_officer(by: Membership, told: dict[str, Any]) -> None:
    question = a_question(by, **told)
    assert question.discount
    made = putting.make_link(by, ask_of(question))
    phone = came_in(made)
    page = phone.get(f"/p/{made.token}/ask/").content.decode()
    assert "Không ai được hứa" not in page and "không phải nói có vì điều đó" in page
    say_yes(phone, made)
    assert load_consent(Consent.objects.get().record).duress == {Duress.DISCOUNT}
    assert Use.objects.get().doubted_by == by.user


def test_a_promise_in_the_caption_does_so_too(by: Membership) -> None:
    caption = "Giam gia 50% cho khách đồng ý đăng ảnh."
    use = a_use(by, an_original(by, a_reached_patient(by)), caption=caption)
    assert a_question(by, use).discount
    assert not a_question(by).discount


def test_who_receives_it_is_named_and_nobody_at_a_refused_place(by: Membership) -> None:
    journal = a_use(
        by,
        an_original(by, a_reached_patient(by)),
        purpose=Purpose.JOURNAL,
        destination=Destination.JOURNAL,
        caption="Mũi.",
    )
    question = a_question(by, journal, Destination.JOURNAL, Destination.WEBSITE, which="Tạp chí Y học Thử, NXB Thử")
    made = putting.make_link(by, ask_of(question))
    phone = came_in(made)
    page = phone.get(f"/p/{made.token}/ask/").content.decode()
    assert "Không chuyển cho ai khác" not in page
    assert "Tạp chí Y học Thử, NXB Thử" in page and "bất cứ ai mở trang web của phòng khám" in page
    choose(phone, made, journal="given", website="refused")
    phone.post(f"/p/{made.token}/ask/questions/", {"where": "there", "who": "true"})
    assert signed(phone, made).status_code == 302
    record = load_consent(Consent.objects.get(scopes__state="given").record)
    (receiver,) = record.recipients
    assert receiver.name.startswith("nhà xuất bản của tạp chí") and "Tạp chí Y học Thử" in receiver.name
    assert record.territory == "", "a journal is read everywhere"
    assert not load_consent(Consent.objects.get(scopes__state="refused").record).recipients


def test_what_stays_in_the_clinics_rooms_is_for_viet_nam_alone(by: Membership) -> None:
    use = a_use(by, an_original(by, a_reached_patient(by)), purpose=Purpose.TEACHING, destination=Destination.LECTURE)
    question = a_question(by, use, Destination.LECTURE)
    made = putting.make_link(by, ask_of(question))
    phone = came_in(made)
    choose(phone, made, lecture="given")
    phone.post(f"/p/{made.token}/ask/questions/", {"where": "there", "who": "true"})
    signed(phone, made)
    record = load_consent(Consent.objects.get().record)
    assert record.territory == "VN" and [one.name for one in record.recipients] == ["người dự buổi giảng"]
    assert Question.objects.get().discount is False
