"""What was typed when the hour was over: kept, seen by nobody without a code, sent by one tap, and gone."""

import html
import re
from datetime import timedelta

import pytest

from kindao import clock
from kindao.web.door import access, unsent
from kindao.web.door.models import Count, Unsent
from kindao.web.rights.models import RightsRequest
from visitors import a_link, came_in, code_of

pytestmark = pytest.mark.django_db
WORDS = 'Ảnh của tôi ở trên mạng, "đẹp" <b>lắm</b>.'
NONCE = "5d3a1d3e-6a5e-4d4c-8a42-0f0f8b7f4a11"


@pytest.fixture(autouse=True)
def hours_are_short(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(access, "LASTS", -1)  # who is in is out at once


def test_a_complaint_is_sent_after_a_new_code(monkeypatch: pytest.MonkeyPatch) -> None:
    made = a_link()
    client, path = came_in(made), f"/p/{made.token}/own/ask/complain/"
    answer = client.post(path, {"words": WORDS, "nonce": NONCE})
    assert answer.status_code == 302 and answer.headers["Location"] == f"/p/{made.token}/"
    assert not RightsRequest.objects.exists()
    assert "Điều bạn viết được giữ" in client.get(f"/p/{made.token}/").content.decode()
    assert WORDS.encode() not in bytes(Unsent.objects.get().sealed)

    assert client.get(f"/p/{made.token}/unsent/").status_code == 302, "not without a code"
    monkeypatch.setattr(access, "LASTS", 3600)
    del client.cookies[access.COOKIE]
    Count.objects.all().delete()
    client.post(f"/p/{made.token}/code/")
    entered = client.post(f"/p/{made.token}/", {"code": code_of(made.link)})
    assert entered.headers["Location"] == f"/p/{made.token}/unsent/"
    page = client.get(entered.headers["Location"]).content.decode()
    assert f"<blockquote><p>{html.escape(WORDS)}</p></blockquote>" in page
    found = re.search(r'(?s)<form method="post" action="([^"]+)" class="stack">(.*?)</form>', page)
    assert found and found[1] == path
    fields = {name: html.unescape(value) for name, value in re.findall(r'name="(\w+)" value="([^"]*)"', found[2])}
    answer = client.post(found[1], fields)
    assert answer.status_code == 302 and RightsRequest.objects.get().words == WORDS
    assert not Unsent.objects.exists() and client.get(f"/p/{made.token}/unsent/").status_code == 302


def test_another_browser_does_not_get_it_and_it_goes_after_an_hour(monkeypatch: pytest.MonkeyPatch) -> None:
    made = a_link()
    client = came_in(made)
    client.post(f"/p/{made.token}/own/ask/complain/", {"words": WORDS})
    monkeypatch.setattr(access, "LASTS", 3600)
    other = came_in(made)
    assert other.get(f"/p/{made.token}/unsent/").headers["Location"] == f"/p/{made.token}/own/"
    then = clock.now() + timedelta(minutes=61)
    monkeypatch.setattr(clock, "now", lambda: then)
    assert "Điều bạn viết" not in client.get(f"/p/{made.token}/").content.decode()


def test_who_does_not_want_to_send_it_leaves_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    made = a_link()
    client = came_in(made)
    client.post(f"/p/{made.token}/own/ask/complain/", {"words": WORDS})
    monkeypatch.setattr(access, "LASTS", 3600)
    came_in(made, client)
    which = {"which": Unsent.objects.get().pk}
    assert client.post(f"/p/{made.token}/unsent/", which).status_code == 302 and not Unsent.objects.exists()


def test_what_is_kept_of_one_link_is_bounded() -> None:
    made = a_link()
    client, path = came_in(made), f"/p/{made.token}/own/ask/complain/"
    for n in range(unsent.MOST + 3):
        client.post(path, {"words": f"Lần {n}"})
    assert Unsent.objects.count() == unsent.MOST
    Unsent.objects.all().delete()
    client.post(path, {"words": "x" * unsent.LARGEST})
    assert not Unsent.objects.exists()
