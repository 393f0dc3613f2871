"""Every form that came after the hour waits, the withdrawal first, each said by what it would do; what does not wait
is said; none outlives its hour or its person."""

import html
import re
from datetime import timedelta

import pytest
from django.conf import settings
from django.test import Client
from django.urls import get_resolver

from asked import a_question, ask_of
from builders import a_consent, a_guardian, a_member
from kindao import clock
from kindao.web import vault
from kindao.web.asking import putting
from kindao.web.clinics.models import Role
from kindao.web.door import access, unsent
from kindao.web.door.links import Made
from kindao.web.door.models import Unsent
from kindao.web.review import jobs
from kindao.web.rights import actions
from kindao.web.rights.models import Kind, RightsRequest
from visitors import a_link, a_reached_patient, came_in

pytestmark = pytest.mark.django_db
WORDS = "Bí mật của tôi"


@pytest.fixture(autouse=True)
def hours_are_short(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(access, "LASTS", -1)  # who is in is out at once


def _in_again(monkeypatch: pytest.MonkeyPatch, made: Made, client: Client) -> str:
    monkeypatch.setattr(access, "LASTS", 3600)
    del client.cookies[access.COOKIE]
    came_in(made, client)
    return client.get(f"/p/{made.token}/unsent/").content.decode()


def _titles(page: str) -> list[str]:
    return [html.unescape(one) for one in re.findall(r"<h2[^>]*>([^<]+)</h2>", page)]


def _forms(page: str) -> list[tuple[str, dict[str, str]]]:
    found = re.findall(r'(?s)<form method="post" action="([^"]+/own/[^"]+)" class="stack">(.*?)</form>', page)
    return [(path, dict(re.findall(r'name="(\w+)" value="([^"]*)"', inner))) for path, inner in found]


def test_a_withdrawal_is_not_lost_behind_a_complaint(monkeypatch: pytest.MonkeyPatch) -> None:
    by = a_member()
    made = a_link(by, patient := a_reached_patient(by))
    consent = a_consent(by, patient)
    client, own = came_in(made), f"/p/{made.token}/own/"
    client.post(f"{own}ask/delete/")
    client.post(f"{own}withdraw/")
    client.post(f"{own}withdraw/{consent.pk}/0/facebook/")
    client.post(f"{own}ask/complain/", {"words": WORDS})
    client.post(f"{own}ask/complain/", {"words": f"{WORDS} hai"})
    client.post(f"{own}ask/complain/", {"words": WORDS})
    page = _in_again(monkeypatch, made, client)
    titles = _titles(page)
    assert titles[0] == "Rút lại tất cả" and "Facebook" in titles[1] and len(titles) == 5, titles
    assert any("óa" in one for one in titles[2:]) and page.count(WORDS) >= 2
    assert "chưa được gửi" in client.get(own).content.decode(), "the own page tells of it"
    path, fields = _forms(page)[0]
    assert client.post(path, fields).status_code == 302
    assert not consent.scopes.filter(state="given").exists()
    assert "chưa được gửi" in client.get(own).content.decode(), "the others wait"
    while forms := _forms(client.get(f"/p/{made.token}/unsent/").content.decode()):
        assert client.post(*forms[0]).status_code == 302
    assert "chưa được gửi" not in client.get(own).content.decode()
    assert sorted(RightsRequest.objects.filter(kind="complain").values_list("words", flat=True)) == [
        WORDS,
        f"{WORDS} hai",
    ]


def test_it_is_said_in_english_too(monkeypatch: pytest.MonkeyPatch) -> None:
    made = a_link()
    client = came_in(made)
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    client.post(f"/p/{made.token}/own/withdraw/")
    client.post(f"/p/{made.token}/own/ask/restrict/")
    assert _titles(_in_again(monkeypatch, made, client)) == ["Take everything back", "Pause"]


def test_an_answer_is_told_by_place(monkeypatch: pytest.MonkeyPatch) -> None:
    by = a_member()
    made = putting.make_link(by, ask_of(a_question(by)))
    client = came_in(made)
    client.post(f"/p/{made.token}/ask/", {"choice-facebook": "given"})
    client.post(f"/p/{made.token}/ask/", {"choice-facebook": "refused"})
    titles = _titles(_in_again(monkeypatch, made, client))
    assert len(titles) == 1 and "Facebook" in titles[0] and titles[0].endswith("Không"), "what was chosen last"


def test_one_that_is_not_wanted_goes_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    made = a_link()
    client = came_in(made)
    client.post(f"/p/{made.token}/own/ask/complain/", {"words": WORDS})
    client.post(f"/p/{made.token}/own/withdraw/")
    page = _in_again(monkeypatch, made, client)
    which = re.findall(r'name="which" value="([^"]+)"', page)
    client.post(f"/p/{made.token}/unsent/", {"which": which[1]})
    assert _titles(client.get(f"/p/{made.token}/unsent/").content.decode()) == ["Rút lại tất cả"]


def test_what_is_not_kept_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    made = a_link()
    client, start = came_in(made), f"/p/{made.token}/"
    client.post(f"{start}own/is-this-me/", {"bits": "0" * 64})
    assert not Unsent.objects.exists(), "of the signs of a picture nothing is kept"
    assert "Không có gì được gửi hay được giữ" in client.get(start).content.decode()
    for n in range(unsent.MOST + 1):
        client.post(f"{start}own/ask/complain/", {"words": f"Lần {n}"})
    assert Unsent.objects.count() == unsent.MOST
    page = client.get(start).content.decode()
    assert "Điều bạn gửi sau cùng không được giữ" in page and "Điều bạn gửi trước đó vẫn chờ" in page
    assert "Không có gì được gửi hay được giữ" not in page, "what was sent before is"
    client.post(f"{start}own/withdraw/")
    assert Unsent.objects.count() == unsent.MOST + 1, "a withdrawal always"


def test_somebody_without_a_code_pushes_nothing_out(monkeypatch: pytest.MonkeyPatch) -> None:
    made = a_link()
    client, own = came_in(made), f"/p/{made.token}/own/"
    client.post(f"{own}withdraw/")
    for n in range(unsent.MOST_OF_LINK + 3):
        Client().post(f"{own}ask/complain/", {"words": f"Lần {n}"})
    assert Unsent.objects.count() == unsent.MOST_OF_LINK
    assert _titles(_in_again(monkeypatch, made, client)) == ["Rút lại tất cả"]


def test_who_comes_too_late_is_told_that_it_went(monkeypatch: pytest.MonkeyPatch) -> None:
    made = a_link()
    client = came_in(made)
    client.post(f"/p/{made.token}/own/withdraw/")
    then = clock.now() + timedelta(minutes=61)
    monkeypatch.setattr(clock, "now", lambda: then)
    unsent.forget_old()
    assert not Unsent.objects.exists()
    monkeypatch.setattr(access, "LASTS", 3600)
    del client.cookies[access.COOKIE]
    came_in(made, client)
    assert "không còn nữa" in client.get(f"/p/{made.token}/own/").content.decode()


def test_the_worker_sweeps() -> None:
    assert unsent.forget_old in jobs.NOW_AND_THEN


def test_who_is_erased_leaves_nothing_there() -> None:
    by = a_member()
    made = a_link(by, patient := a_reached_patient(by))
    client, path = came_in(made), f"/p/{made.token}/own/ask/complain/"
    client.post(path, {"words": WORDS})
    assert Unsent.objects.get().key == patient.key, "what erases the patient takes it from the backups, too"
    request = actions.enter(by, patient, Kind.DELETE, received_at=clock.now())
    actions.erase(a_member(Role.OFFICER, by.clinic), request, answer="Đã xóa.")
    assert not Unsent.objects.exists()
    client.post(path, {"words": WORDS})
    assert Unsent.objects.count() == 1, "who complains about that may do so"
    vault.keys.opened(Unsent.objects.get().key)


NEVER = {"rights:is_this_me"}  # compared and forgotten
GIVEN = {"uuid:pk": "00000000-0000-4000-8000-000000000000", "int:number": "0", "str:place": "tv", "str:kind": "see"}


def _filled(route: str, token: str) -> str:
    given = GIVEN | {"str:token": token}
    return re.sub(r"<([^>]+)>", lambda found: given[found[1]], f"/{route}")


def test_every_form_behind_the_door_is_said_or_never_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(access, "LASTS", 3600)
    by = a_member()
    patient = a_reached_patient(by)
    own, ask = a_link(by, patient), putting.make_link(by, ask_of(a_question(by, patient=patient)))
    browsers = {made.token: came_in(made) for made in (own, ask)}
    taken = set()
    for app in ("asking", "rights"):
        for one in get_resolver(f"kindao.web.{app}.urls").url_patterns:
            route = str(one.pattern)
            if not route.startswith("p/<str:token>/"):
                continue
            token = (own if route.startswith("p/<str:token>/own/") else ask).token
            if browsers[token].post(_filled(route, token)).status_code != 405:
                taken.add(f"{app}:{getattr(one, 'name', '')}")
    assert {"rights:withdraw_all", "asking:page"} <= taken
    assert taken == set(unsent.FORMS) | NEVER


def test_a_child_and_who_speaks_for_one_read_it_in_their_words(monkeypatch: pytest.MonkeyPatch) -> None:
    by = a_member()
    child = a_reached_patient(by, birth_date=clock.today() - timedelta(days=9 * 366))
    mother = a_guardian(by, child, phone="0900 000 321")
    pages = []
    for made in (a_link(by, child), a_link(by, child, guardianship=mother)):
        monkeypatch.setattr(access, "LASTS", -1)
        client = came_in(made)
        client.post(f"/p/{made.token}/own/ask/complain/", {"words": "Bạn tôi thấy ảnh."})
        client.post(f"/p/{made.token}/own/ask/object/")
        pages.append(_in_again(monkeypatch, made, client))
    childs, hers = [html.unescape(re.sub(r"<[^>]+>", " ", one)) for one in map(_unquoted, pages)]
    assert not re.search(r"\b[Bb]ạn\b|\b[Tt]ôi\b|[Kk]hiếu nại", childs), childs
    assert "em" in childs and "của tôi" not in hers
    assert all("Bạn tôi thấy ảnh." in page for page in pages), "what they wrote stays as it is"


def _unquoted(page: str) -> str:
    return re.sub(r"(?s)<blockquote>.*?</blockquote>", "", page[page.index("<main") : page.index("</main>")])
