"""Whoever changes the language of a form finds in it what they typed; nothing is sent by that."""

import re

import pytest
from django.test import Client

from asked import a_question
from builders import a_member
from kindao.web.asking import putting
from kindao.web.asking.models import Step
from kindao.web.door.models import Unsent
from kindao.web.rights.models import RightsRequest
from patients import AtHome, at_home
from visitors import came_in

pytestmark = pytest.mark.django_db
COMPLAINT = "Tôi thấy ảnh của tôi ở một trang khác, và không ai hỏi tôi."


@pytest.fixture
def me() -> AtHome:
    return at_home()


def fields(page: str) -> dict[str, str]:
    """What a browser without JavaScript sends with the button of the other language."""
    button = re.search(r'<button form="written" formnovalidate [^>]*name="([^"]+)" value="(\w+)"', page)
    form = re.search(r'<form method="post"[^>]* id="written".*?</form>', page, re.DOTALL)
    assert button and form
    hidden = dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', form[0]))
    return hidden | {button[1]: button[2]}


def test_a_complaint_is_still_there_in_english_and_again_in_vietnamese(me: AtHome) -> None:
    path = me.at("ask/complain/")
    page = me.client.get(path).content.decode()
    nonce = fields(page)["nonce"]
    for language, button in (("en", "Complain"), ("vi", "Khiếu nại")):
        answer = me.client.post(path, fields(page) | {"words": COMPLAINT})
        page = answer.content.decode()
        assert answer.status_code == 200 and f'lang="{language}"' in page and button in page
        assert COMPLAINT in page and fields(page)["nonce"] == nonce
        assert not RightsRequest.objects.exists(), "nothing was sent"
    assert me.client.post(path, {"words": COMPLAINT, "nonce": nonce}).status_code == 302
    assert RightsRequest.objects.get().words == COMPLAINT


def test_the_first_button_of_the_form_sends_it(me: AtHome) -> None:
    """Which is what Enter presses in a line or on a choice."""
    page = me.client.get(me.at("ask/complain/")).content.decode()
    first = re.search(r'<button form="written"[^>]*>', page)
    assert first and "name=" not in first[0]


def test_after_the_hour_it_is_kept_as_what_was_sent_is(me: AtHome) -> None:
    path = me.at("ask/complain/")
    typed = fields(me.client.get(path).content.decode()) | {"words": COMPLAINT}
    late = Client()
    answer = late.post(path, typed)
    assert answer.status_code == 302 and COMPLAINT not in answer.headers["Location"]
    assert Unsent.objects.count() == 1
    came_in(me.made, late)
    page = late.get(f"/p/{me.made.token}/unsent/").content.decode()
    assert COMPLAINT in page and "read-in" not in page
    assert not RightsRequest.objects.exists()


def test_after_the_hour_it_replaces_no_answer_that_was_sent_and_asks_for_nothing(me: AtHome) -> None:
    """A no that waited was deleted for the form of the language button, and a page that was only read stood there to be
    sent."""
    made = putting.make_link(by := a_member(), a_question(by).asks.get())
    path = f"/p/{made.token}/ask/"
    page = came_in(made).get(path).content.decode()
    late = Client()
    late.post(path, {"choice-facebook": "refused"})
    (no,) = Unsent.objects.all()
    late.post(path, fields(page))
    late.post(path, fields(page) | {"choice-facebook": "given"})
    assert list(Unsent.objects.all()) == [no]
    read = me.client.get(me.at("ask/delete/")).content.decode()
    Client().post(me.at("ask/delete/"), fields(read))
    assert list(Unsent.objects.all()) == [no] and not RightsRequest.objects.exists()


def test_of_a_no_that_is_kept_it_is_not_said_that_nothing_was() -> None:
    """Both stood on one page, and nobody knew whether to say no once more."""
    made = putting.make_link(by := a_member(), a_question(by).asks.get())
    path = f"/p/{made.token}/ask/"
    page, late = came_in(made).get(path).content.decode(), Client()
    late.post(path, fields(page))
    assert "nothing was sent or kept" in late.get(f"/p/{made.token}/").content.decode()
    late.post(path, {"choice-facebook": "refused"})
    late.post(path, fields(page))
    told = late.get(f"/p/{made.token}/").content.decode()
    assert "What you wrote is kept for an hour" in told and "sent or kept" not in told


def test_choices_and_answers_are_still_ticked_and_nothing_is_answered() -> None:
    by = a_member()
    question = a_question(by)
    ask = question.asks.get()

    made = putting.make_link(by, ask)
    client, path = came_in(made), f"/p/{made.token}/ask/"
    page = client.get(path).content.decode()
    assert " checked" not in page
    for said in ("given", "refused", "deferred"):
        answer = client.post(path, fields(page) | {"choice-facebook": said})
        page = answer.content.decode()
        assert answer.status_code == 200
        assert re.findall(r'value="(\w+)" checked', page) == [said]
    assert not ask.answers.exists() and not ask.steps.filter(what=Step.What.CHOSE).exists()
