"""Nobody is sent more than three links a day for one question, nor to one own page, whichever link it is."""

from datetime import timedelta

import pytest

from asked import a_question, ask_of
from builders import a_member, signed_in
from kindao import clock
from kindao.engine.errors import BadInput
from kindao.web.asking import putting
from kindao.web.door import links
from kindao.web.door.models import Link, Message, Purpose
from visitors import a_reached_patient, came_in

pytestmark = pytest.mark.django_db


def _sent() -> int:
    return Message.objects.filter(code=None).count()


def test_of_one_question_whichever_link(monkeypatch: pytest.MonkeyPatch) -> None:
    by = a_member()
    ask = ask_of(a_question(by))
    desk = signed_in(by.user)
    first = putting.make_link(by, ask)
    phone, start = came_in(first), f"/p/{first.token}/ask/"
    for _ in range(2):
        phone.post(f"{start}to-phone/")
    second = putting.make_link(by, ask)
    phone, start = came_in(second), f"/p/{second.token}/ask/"
    for _ in range(3):
        answer = phone.post(f"{start}to-phone/", follow=True)
    assert _sent() == 3 and "hãy xem tin nhắn cuối" in answer.content.decode(), "said, not called on its way"
    desk.post(f"/asks/{ask.pk}/send/")
    assert _sent() == 3
    assert Link.objects.filter(target=ask.pk).standing().get() == second.link, "the link that they have goes on"
    then = clock.now() + timedelta(hours=25)
    monkeypatch.setattr(clock, "now", lambda: then)
    links.send(second, by=by)
    assert _sent() == 4


def test_to_one_own_page() -> None:
    by = a_member()
    patient = a_reached_patient(by)
    desk, page = signed_in(by.user), f"/patients/{patient.pk}/own-page/"
    for _ in range(3):
        assert desk.post(page, {"how": "send"}).status_code == 200
    answer = desk.post(page, {"how": "send"})
    assert answer.status_code == 422 and "3 lần trong một ngày" in answer.content.decode()
    assert _sent() == 3 == Link.objects.filter(purpose=Purpose.OWN).count()
    assert desk.post(page, {"how": "show"}).status_code == 200, "a QR code disturbs nobody"
    Message.objects.filter(code=None).update(state="failed", sealed=None)
    assert desk.post(page, {"how": "send"}).status_code == 200, "what never went is not counted"


def test_of_each_person_their_own() -> None:
    by = a_member()
    for _ in range(3):
        links.send(made := links.make(by, patient := a_reached_patient(by), purpose=Purpose.OWN), by=by)
    for _ in range(2):
        links.send(made, by=by)
    with pytest.raises(BadInput, match="3 times within a day"):
        links.send(links.make(by, patient, purpose=Purpose.OWN), by=by)
