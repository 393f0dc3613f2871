"""Who types a wrong code once too often is told so, with what to do; who asks for a second code at once is told that
one is on its way, not that they tried too often."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from kindao import clock
from kindao.web.door.models import ATTEMPTS
from visitors import a_link, came_in, code_of

pytestmark = pytest.mark.django_db
LOOK = "Hãy xem lại tin nhắn mới nhất"
OFTEN = "quá nhiều lần"


def text_of(answer: Any) -> str:
    return " ".join(re.sub("<[^>]+>", " ", answer.content.decode()).split())


def later(monkeypatch: pytest.MonkeyPatch, **passed: float) -> None:
    then = clock.now() + timedelta(**passed)
    monkeypatch.setattr(clock, "now", lambda: then)


def wrong_of(code: str) -> str:
    return f"{(int(code) + 1) % 10**6:06}"


def test_after_the_last_try_the_page_says_that_a_new_code_is_needed(monkeypatch: pytest.MonkeyPatch) -> None:
    made, phone = a_link(), Client()
    path = f"/p/{made.token}/"
    phone.post(f"{path}code/")
    wrong = wrong_of(code_of(made.link))
    for n in range(ATTEMPTS - 1):
        said = text_of(phone.post(path, {"code": wrong}))
        assert LOOK in said and "Sáu chữ số" in said, n
    said = text_of(phone.post(path, {"code": wrong}))
    assert LOOK not in said and "Sáu chữ số" not in said
    assert "Đã nhập sai 5 lần" in said and "không dùng được nữa" in said and "Hãy nhận mã mới" in said
    later(monkeypatch, seconds=31)
    phone.post(f"{path}code/")
    assert LOOK in text_of(phone.post(path, {"code": wrong_of(code_of(made.link))})), "of the new one"


def test_a_code_whose_time_is_over_is_called_so(monkeypatch: pytest.MonkeyPatch) -> None:
    made, phone = a_link(), Client()
    path = f"/p/{made.token}/"
    phone.post(f"{path}code/")
    code = code_of(made.link)
    later(monkeypatch, minutes=16)
    said = text_of(phone.post(path, {"code": code}))
    assert LOOK not in said and "đã hết giờ" in said and "Hãy nhận mã mới" in said


@pytest.mark.parametrize("left", [True, False])
def test_who_asks_again_at_once_did_not_try_too_often(left: bool) -> None:
    made = a_link()
    path = f"/p/{made.token}/"
    if left:
        phone = came_in(made)
        phone.post(f"{path}leave/")
    else:
        phone = Client()
        phone.post(f"{path}code/")
    answer = phone.post(f"{path}code/")
    said = text_of(answer)
    assert answer.status_code == 429 and OFTEN not in said
    assert re.search(r"vừa được gửi đi.*sau \d+ giây", said), said


def test_who_asks_for_very_many_is_told_so(monkeypatch: pytest.MonkeyPatch) -> None:
    made, phone = a_link(), Client()
    start = clock.now()
    for n in range(6):
        at = start + timedelta(seconds=40 * n)
        monkeypatch.setattr(clock, "now", lambda at=at: at)
        answer = phone.post(f"/p/{made.token}/code/")
    assert answer.status_code == 429 and OFTEN in text_of(answer)
