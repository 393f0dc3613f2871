"""A save that was refused loses nothing of what was said: names, numbers, voices, switches, boxes; nor does a name that
is added to the list, nor a quarter of an hour."""

import json
import re
from fractions import Fraction

import pytest
from django.test import Client
from playwright.sync_api import Browser, expect
from pytest_django.live_server_helper import LiveServer

from builders import a_member, a_use, an_original, an_other_person, signed_in
from kindao import clock
from kindao.engine.geometry import Box, Interval, Region, Track
from kindao.engine.report import Report
from kindao.engine.vocabulary import Finding, Identifier, Outcome
from kindao.web.cases.models import Appearance, Original, OtherPerson
from kindao.web.clinics.access import FRESH_FOR
from kindao.web.clinics.models import Membership, Role
from kindao.web.officer.models import Mark
from kindao.web.review import sight
from kindao.web.review.models import Inspection, Use, UseState, Work

FACES = (Box(60, 60, 160, 180), Box(300, 60, 400, 180))
PICTURE = tuple(Finding(Identifier.FACE, Region(box), 0.9, "face") for box in FACES)
FILM = (
    *(Finding(Identifier.FACE, Track.of(0, [box] * 50), 0.9, "face") for box in FACES),
    Finding(Identifier.VOICE, Interval(Fraction(0), Fraction(7, 10)), 0.9, "voice"),
)


def waiting(by: Membership, found: tuple[Finding, ...] = PICTURE, kind: str = Original.Kind.PICTURE) -> Use:
    """What the engine saw is written down: no engine runs."""
    original = an_original(by)
    Original.objects.filter(pk=original.pk).update(kind=kind)
    original.refresh_from_db()
    seen = {"findings": sight.findings_to(found), "width": 640, "height": 480, "frames": 50, "seconds": 2.0}
    Inspection.objects.filter(original=original).update(state=Work.State.DONE, finished_at=clock.now(), **seen)
    use = a_use(by, original, body_area="")
    Use.objects.filter(pk=use.pk).update(state=UseState.NEEDS_EYES)
    return use


def english(by: Membership, *, ago: float = 0) -> Client:
    client = signed_in(by.user, ago=ago)
    client.cookies["django_language"] = "en"
    return client


def chosen(page: str) -> dict[str, str]:
    """What each list of the page shows, by its name."""
    lists = re.findall(r'<select id="[^"]*" name="([^"]+)".*?>(.*?)</select>', page, re.S)
    return {name: next(iter(re.findall(r'value="([^"]*)" selected', options)), "") for name, options in lists}


def keys(page: str) -> list[str]:
    """Of whoever has a place."""
    return re.findall(r'<select id="[^"]*" name="who-((?!voice)[^"]+)">', page)


@pytest.mark.django_db
def test_one_wrong_number_loses_no_name_and_no_box() -> None:
    by = a_member()
    use, nurse = waiting(by), an_other_person(by)
    officer = a_member(Role.OFFICER, by.clinic)
    client, path = english(officer), f"/officer/queue/{use.pk}/"
    one, two = keys(client.get(path).text)
    drawn = [
        {"key": "new-3", "kind": "person", "box": [5, 5, 60, 70]},
        {"key": "new-4", "kind": "skin-mark", "box": [200, 300, 240, 330]},
    ]
    sent = {
        f"who-{one}": "by-number",
        f"number-{one}": "KHONG-CO",
        f"who-{two}": "bystander",
        "who-new-3": f"staff:{nurse.pk}",
        "boxes": json.dumps({"moved": {two: [290, 50, 410, 190]}, "gone": [], "drawn": drawn}),
        "answered": "0",
    }
    refused = client.post(f"{path}say/", sent)
    page = refused.text
    assert refused.status_code == 422 and "no patient has this record number" in page
    told = chosen(page)
    assert (told[f"who-{one}"], told[f"who-{two}"]) == ("by-number", "bystander")
    assert told["who-new-3"] == f"staff:{nurse.pk}" and 'value="KHONG-CO"' in page
    (boxes,) = re.findall(r'id="boxes-said" value="([^"]*)"', page)
    assert json.loads(boxes.replace("&quot;", '"')) == json.loads(str(sent["boxes"]))
    right = {f"who-{one}": f"patient:{use.patient_id}"}
    assert client.post(f"{path}say/", sent | right).status_code == 302
    assert set(Mark.objects.values_list("kind", flat=True)) == {"person", "skin-mark"}
    assert Appearance.objects.filter(original=use.original, other=nurse).exists()


@pytest.mark.django_db
@pytest.mark.parametrize("end", ["say", "confirm", "refuse"])
def test_a_refused_page_that_is_loaded_again_is_the_officers_page(end: str) -> None:
    by = a_member()
    use = waiting(by)
    client = english(a_member(Role.OFFICER, by.clinic))
    answer = client.get(f"/officer/queue/{use.pk}/{end}/")
    assert answer.status_code == 302 and answer.headers["Location"] == f"/officer/queue/{use.pk}/"
    assert english(a_member(Role.OFFICER)).get(f"/officer/queue/{use.pk}/{end}/").status_code == 404


@pytest.mark.django_db
def test_voices_and_switches_of_a_film_come_back() -> None:
    by = a_member()
    use, nurse = waiting(by, FILM, Original.Kind.FILM), an_other_person(by)
    client, path = english(a_member(Role.OFFICER, by.clinic)), f"/officer/queue/{use.pk}/"
    page = client.get(path).text
    one, two = keys(page)
    (voice,) = re.findall(r'name="(who-voice:[^"]+)"', page)
    sent = {f"who-{one}": f"staff:{nurse.pk}", f"had-{one}": "on", f"on-{one}": "on", f"had-{two}": "on"} | {
        f"who-{two}": "unknown", voice: f"staff:{nurse.pk}", "boxes": "", "answered": "0",
        "spoken-from": "abc", "spoken-to": "0:02", "spoken-who": f"staff:{nurse.pk}",
    }  # fmt: skip
    refused = client.post(f"{path}say/", sent)
    page = refused.text
    assert refused.status_code == 422 and "no moment of the sound" in page
    told = chosen(page)
    assert told[f"who-{one}"] == told[voice] == told["spoken-who"] == f"staff:{nurse.pk}"
    assert 'value="abc"' in page and 'value="0:02"' in page
    assert f'name="on-{one}" checked' in page and f'name="on-{two}">' in page
    assert f'name="had-{two}" value="on"' in page, "what the database has"


@pytest.mark.django_db
def test_what_was_said_of_a_films_figure_is_not_said_of_another_with_its_number() -> None:
    by = a_member()
    use = waiting(by, FILM, Original.Kind.FILM)
    client, path = english(a_member(Role.OFFICER, by.clinic)), f"/officer/queue/{use.pk}/"
    one, two = keys(client.get(path).text)
    found = tuple(reversed(FILM))
    looked = Report("", Outcome.INDETERMINATE, found, None, width=640, height=480)
    told = {"report": sight.report_to(looked) | {"frames": 50, "seconds": 2.0}, "outcome": looked.outcome.value}
    use.decisions.create(number=1, at=clock.now(), on=clock.today(), **told)
    refused = client.post(f"{path}say/", {f"who-{two}": "bystander", "boxes": "", "answered": "0"})
    assert refused.status_code == 422 and "bystander" not in chosen(refused.text).values()
    stays = client.post(f"{path}say/", {f"who-{two}": "bystander", "spoken-from": "x", "boxes": "", "answered": "1"})
    assert chosen(stays.text)[f"who-{two}"] == "bystander"
    assert one != two


@pytest.mark.django_db
def test_what_was_said_while_the_gate_looked_can_be_saved_when_it_has() -> None:
    by = a_member()
    use = waiting(by)
    client, path = english(a_member(Role.OFFICER, by.clinic)), f"/officer/queue/{use.pk}/"
    one, two = keys(client.get(path).text)
    Use.objects.filter(pk=use.pk).update(state=UseState.INSPECTING)
    refused = client.post(f"{path}say/", {f"who-{two}": "bystander", "boxes": "", "answered": "0"})
    page = refused.text
    assert refused.status_code == 422 and chosen(page)[f"who-{two}"] == "bystander" and "data-poll" not in page
    assert f'name="who-{two}" disabled' not in page and "Save, and have the gate look again" in page
    assert "data-poll" in client.get(path).text and one != two


@pytest.mark.django_db
def test_who_is_added_to_the_list_stands_beside_what_was_chosen() -> None:
    by = a_member()
    use = waiting(by)
    client, path = english(a_member(Role.OFFICER, by.clinic)), f"/officer/queue/{use.pk}/"
    _, two = keys(client.get(path).text)
    sent = {f"who-{two}": "bystander", "boxes": "", "answered": "0", "other-kind": "staff"}
    nobody = client.post(f"{path}say/", sent | {"add": "yes"})
    assert nobody.status_code == 422 and "A name is missing" in nobody.text
    added = client.post(f"{path}say/", sent | {"other-name": "Điều dưỡng Kiểm Thử"})
    assert added.status_code == 200 and chosen(added.text)[f"who-{two}"] == "bystander"
    assert f'value="staff:{OtherPerson.objects.get().pk}"' in added.text
    assert not Appearance.objects.filter(original=use.original, role="bystander").exists(), "not saved yet"


@pytest.mark.django_db
def test_whoever_named_many_for_longer_than_a_quarter_of_an_hour_saves_it() -> None:
    by = a_member()
    use = waiting(by)
    officer = a_member(Role.OFFICER, by.clinic)
    _, two = keys(english(officer).get(f"/officer/queue/{use.pk}/").text)
    late = english(officer, ago=FRESH_FOR + 1)
    sent = {f"who-{two}": "bystander", "boxes": "", "answered": "0"}
    saved = late.post(f"/officer/queue/{use.pk}/say/", sent)
    assert saved.status_code == 302 and Appearance.objects.filter(original=use.original, role="bystander").exists()
    assert "reauthenticate" in late.get(f"/officer/queue/{use.pk}/").headers["Location"], "and sees no original"
    assert "reauthenticate" in late.post(f"/officer/queue/{use.pk}/confirm/", {"reason": "x"}).headers["Location"]


@pytest.mark.django_db(transaction=True)
def test_boxes_that_were_drawn_are_on_the_picture_again(chromium: Browser, live_server: LiveServer) -> None:
    by = a_member()
    use = waiting(by)
    officer = a_member(Role.OFFICER, by.clinic)
    context = chromium.new_context(viewport={"width": 1280, "height": 900}, locale="en-GB")
    cookie = signed_in(officer.user).cookies["sessionid"].value
    context.add_cookies([{"name": "sessionid", "value": cookie, "url": live_server.url}])
    page, complaints = context.new_page(), list[str]()
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.goto(f"{live_server.url}/officer/queue/{use.pk}/")
    boxes = page.locator("#boxes g.box")
    expect(boxes).to_have_count(2)
    page.focus("#add")
    page.keyboard.press("Enter")
    expect(boxes).to_have_count(3)
    boxes.nth(0).focus()
    page.keyboard.press("ArrowDown")
    moved = boxes.nth(0).locator("rect.edge").get_attribute("y")
    lists = page.locator("#seen select:enabled")
    lists.nth(2).select_option("bystander")
    lists.nth(0).select_option("by-number")
    page.locator("#seen input").nth(0).fill("KHONG-CO")
    page.click("#naming button.primary")
    expect(page.locator("[role=alert]")).to_be_visible()
    expect(boxes).to_have_count(3)
    assert boxes.nth(0).locator("rect.edge").get_attribute("y") == moved
    expect(lists.nth(2)).to_have_value("bystander")
    expect(page.locator("#seen input").nth(0)).to_have_value("KHONG-CO")
    page.focus("#add")
    page.keyboard.press("Enter")
    expect(boxes).to_have_count(4)
    page.click("#undo")
    page.click("#undo")
    expect(boxes).to_have_count(2)
    page.click("#redo")
    lists.nth(0).select_option("staff")
    page.click("#naming button.primary")
    page.wait_for_url(f"**/officer/queue/{use.pk}/")
    context.close()
    assert Mark.objects.filter(kind="person").count() >= 2 and complaints == []
    assert Appearance.objects.filter(original=use.original, role="bystander").count() == 1
