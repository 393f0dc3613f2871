"""An officer says who may be heard in a film and when; whoever looks at it sees over the film what was found."""

from fractions import Fraction
from pathlib import Path

import pytest
from django.test import Client
from playwright.sync_api import Browser, expect
from pytest_django.live_server_helper import LiveServer

from builders import a_member, a_use, an_original, an_other_person
from chromium import fits
from desk import signed_in
from kindao import clock
from kindao.engine.errors import BadInput
from kindao.engine.geometry import Box, Interval, Track
from kindao.engine.vocabulary import Finding, Identifier
from kindao.web.cases.models import Appearance, Original
from kindao.web.clinics.models import Membership, Role
from kindao.web.officer import actions, seeing
from kindao.web.officer.actions import Said, Who
from kindao.web.review import asking, sight, tracks
from kindao.web.review.models import Inspection, Use, UseState, Work
from short_films import a_film

FRAMES, SECONDS = 50, 2.0
FIRST, SECOND = Interval(Fraction(0), Fraction(7, 10)), Interval(Fraction(1), Fraction(17, 10))


def moving(first: int, end: int, x: int) -> Track:
    return Track.of(first, [Box(x + 2 * n, 40, x + 2 * n + 60, 120) for n in range(end - first)])


FOUND = (
    Finding(Identifier.FACE, moving(0, 50, 20), 0.9, "face"),
    Finding(Identifier.FACE, moving(10, 30, 200), 0.9, "face"),
    Finding(Identifier.TEXT, moving(5, 45, 100), 0.9, "text"),
    Finding(Identifier.VOICE, FIRST, 0.9, "voice"),
    Finding(Identifier.VOICE, SECOND, 0.9, "voice"),
)


@pytest.fixture(scope="module")
def film(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    file: Path = tmp_path_factory.mktemp("films") / "short.mp4"
    a_film(file, [], frames=FRAMES)
    return file.read_bytes()


def a_waiting_film(by: Membership, film: bytes) -> Use:
    """What the engine saw of it is written down: no engine runs."""
    original = an_original(by, data=film)
    Inspection.objects.filter(original=original).update(
        state=Work.State.DONE,
        findings=sight.findings_to(FOUND),
        width=320,
        height=240,
        frames=FRAMES,
        seconds=SECONDS,
        finished_at=clock.now(),
    )
    use = a_use(by, original, body_area="")
    Use.objects.filter(pk=use.pk).update(state=UseState.NEEDS_EYES)
    return use


def heard(original: Original) -> dict[str, tuple[Interval, ...]]:
    return {one.person.id: one.heard for one in asking.everybody(original) if one.heard}


def voices(use: Use) -> list[seeing.Voice]:
    return seeing.voices(use.original, seeing.sighting(use.original, None))


def again(use: Use) -> None:
    Use.objects.filter(pk=use.pk).update(state=UseState.NEEDS_EYES)


@pytest.mark.django_db
def test_who_speaks_in_a_stretch_is_told_to_the_gate_and_can_be_taken_back(film: bytes) -> None:
    by = a_member()
    use = a_waiting_film(by, film)
    officer, nurse = a_member(Role.OFFICER, by.clinic), an_other_person(by)
    one, two = voices(use)
    assert (one.interval, two.interval) == (FIRST, SECOND) and one.who == "unknown" == two.who
    patient, staff = Who(Appearance.As.PATIENT, patient=use.patient), Who(Appearance.As.STAFF, other=nurse)
    assert actions.say(officer, use, Said({one.key: patient, two.key: staff}), answered=0)
    assert heard(use.original) == {str(use.patient_id): (FIRST,), str(nurse.pk): (SECOND,)}
    again(use)
    same = Said({each.key: who for each, who in zip(voices(use), (patient, staff), strict=True)})
    assert not actions.say(officer, use, same, answered=0), "nothing was different"
    actions.say(officer, use, Said({one.key: staff, two.key: Who(Appearance.As.UNKNOWN)}), answered=0)
    assert heard(use.original) == {str(nurse.pk): (FIRST,)}
    assert [each.who for each in voices(use)] == [staff.option, "unknown"]
    people = seeing.everybody(use.original, seeing.sighting(use.original, None))
    assert all(each.row is None or not each.row.speaks_only for each in people), "who only speaks is nobody to be seen"


@pytest.mark.django_db
def test_a_stretch_that_no_machine_heard_is_added_within_the_film_and_beside_the_others(film: bytes) -> None:
    by = a_member()
    use = a_waiting_film(by, film)
    officer = a_member(Role.OFFICER, by.clinic)
    patient = Who(Appearance.As.PATIENT, patient=use.patient)
    added = Interval(Fraction(8, 10), Fraction(9, 10))
    actions.say(officer, use, Said(spoken=(added, patient)), answered=0)
    assert [(one.interval, one.found) for one in voices(use)] == [(FIRST, True), (added, False), (SECOND, True)]
    again(use)
    for wrong, says in (
        (Interval(Fraction(1), Fraction(3)), "beyond the end"),
        (Interval(Fraction(0), Fraction(85, 100)), "a part of this already"),
    ):
        with pytest.raises(BadInput, match=says):
            actions.say(officer, use, Said(spoken=(wrong, patient)), answered=0)
    assert heard(use.original) == {str(use.patient_id): (added,)}


@pytest.mark.django_db
def test_the_officers_page_takes_voices_and_says_what_is_wrong(film: bytes) -> None:
    by = a_member()
    use = a_waiting_film(by, film)
    client: Client = signed_in(a_member(Role.OFFICER, by.clinic).user)
    client.cookies["django_language"] = "en"
    page = client.get(f"/officer/queue/{use.pk}/").content.decode()
    assert page.count('name="who-voice:') == 2 and "Timeline" in page and "0:00.7" in page
    say = f"/officer/queue/{use.pk}/say/"
    who = f"patient:{use.patient_id}"
    for start, end, whose, says in (
        ("x", "0:01", who, "no moment of the sound"),
        ("0:01", "0:00", who, "ends before it begins"),
        ("0:00.8", "0:00.9", "unknown", "nobody was named"),
        ("0:00.8", "9:00", who, "beyond the end"),
    ):
        told = {"answered": "0", "spoken-from": start, "spoken-to": end, "spoken-who": whose}
        answer = client.post(say, told)
        assert answer.status_code == 422 and says in answer.content.decode(), start
    assert heard(use.original) == {}
    told = {"answered": "0", "spoken-from": "0:00.8", "spoken-to": "0.9", "spoken-who": who}
    assert client.post(say, told | {"who-voice:0:7/10": who}).status_code == 302
    assert sorted(heard(use.original)[str(use.patient_id)], key=lambda one: one.start) == [
        FIRST,
        Interval(Fraction(8, 10), Fraction(9, 10)),
    ]


def test_places_are_few_in_percent_and_broken_where_nothing_is() -> None:
    told = tracks.told(FOUND, width=320, height=240, frames=FRAMES, seconds=SECONDS)["things"]
    assert [(one["number"], one["family"]) for one in told] == [(1, "person"), (2, "person"), (0, "words")]
    (stretch,) = told[1]["stretches"]
    assert stretch[0] == [0.4, 62.5, 16.67, 18.75, 33.33] and stretch[-1][0] == 29 / 25
    assert len(told[0]["stretches"][0]) <= SECONDS * 6
    hour = tracks.told(
        [Finding(Identifier.FACE, Track.of(0, [Box(0, 0, 9, 9)] * 90_000), 0.9, "face")] * 3,
        width=320,
        height=240,
        frames=90_000,
        seconds=3600.0,
    )
    assert sum(len(stretch) for one in hour["things"] for stretch in one["stretches"]) <= tracks.MOST + 3


@pytest.mark.django_db
def test_places_are_there_for_who_may_see_the_film_alone(film: bytes) -> None:
    by = a_member()
    use = a_waiting_film(by, film)
    told = signed_in(by.user).get(f"/originals/{use.original_id}/boxes/")
    assert told.status_code == 200 and len(told.json()["things"]) == 3
    assert signed_in(by.user).get(f"/uses/{use.pk}/boxes/").status_code == 404  # nothing was decided
    assert signed_in(a_member().user).get(f"/originals/{use.original_id}/boxes/").status_code == 404


@pytest.mark.django_db(transaction=True)
def test_boxes_follow_the_film_and_the_timeline_leads_it(
    film: bytes, chromium: Browser, live_server: LiveServer
) -> None:
    by = a_member()
    use = a_waiting_film(by, film)
    officer = a_member(Role.OFFICER, by.clinic)
    context = chromium.new_context(viewport={"width": 1280, "height": 900}, locale="vi-VN")
    cookie = signed_in(officer.user).cookies["sessionid"].value
    context.add_cookies([{"name": "sessionid", "value": cookie, "url": live_server.url}])
    page, complaints = context.new_page(), list[str]()
    page.on("console", lambda message: complaints.append(message.text))
    page.goto(f"{live_server.url}/officer/queue/{use.pk}/")
    shot = page.locator("[data-boxes]")
    expect(shot).to_have_attribute("data-drawn", "3")
    boxes = shot.locator("svg.marks > g")
    expect(boxes.nth(0)).to_have_attribute("visibility", "visible")
    expect(boxes.nth(1)).to_have_attribute("visibility", "hidden")
    place = page.get_by_label("Vị trí trong phim")
    place.fill("0.8")
    expect(boxes.nth(1)).to_have_attribute("visibility", "visible")
    x = float(boxes.nth(1).locator("rect.line").get_attribute("x") or 0)
    assert abs(x - 100 * (200 + 2 * 10) / 320) < 1.5
    place.fill("1.8")
    expect(boxes.nth(1)).to_have_attribute("visibility", "hidden")
    page.get_by_label("Hiện những gì tìm thấy khi phát").uncheck()
    expect(shot.locator("svg.marks")).to_be_hidden()
    page.set_viewport_size({"width": 320, "height": 700})
    fits(page)
    page.goto(f"{live_server.url}/originals/{use.original_id}/")
    expect(page.locator("[data-boxes]")).to_have_attribute("data-drawn", "3")
    assert complaints == []
    context.close()
