"""A copy that somebody downloaded and has not posted, whose use ends: whoever holds it reads at once not to post it,
and why; where it is told to be posted all the same, it comes down there."""

import json
import re
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from importlib import import_module
from io import BytesIO
from zipfile import ZipFile

import pytest
from django.apps import apps

from builders import a_consent, a_member, a_patient, a_record, a_scan, signed_in
from calling import a_system
from kindao import clock
from kindao.engine.errors import BadInput
from kindao.engine.vocabulary import Destination, Identifiability
from kindao.web.cases.models import Original
from kindao.web.cases.refiling import refile
from kindao.web.clinics.models import Membership, Role
from kindao.web.consent import actions as consents
from kindao.web.consent.models import Consent, Who
from kindao.web.releases import actions, evidence, replaying
from kindao.web.releases.connectors.base import Place
from kindao.web.releases.models import CopyState, PublicCopy, Release, ReplayFinding, Stage, Why
from kindao.web.review import actions as review
from kindao.web.review import over, standing
from kindao.web.review.models import Use, UseState
from kindao.web.rights import copying
from kindao.web.rights import out as published
from kindao.web.vault import erase
from permits import a_lawful_use
from released import worked_off

pytestmark = pytest.mark.django_db
WHY = "Ảnh chụp nhầm hồ sơ"
POSTED = {"addresses": "https://www.facebook.com/phongkham/posts/1"}


@pytest.fixture
def doctor() -> Membership:
    return a_member()


@pytest.fixture
def officer(doctor: Membership) -> Membership:
    return a_member(Role.OFFICER, doctor.clinic)


@pytest.fixture
def held(doctor: Membership) -> Release:
    """Of a copy that shows nobody who could be known."""
    use = a_lawful_use(doctor, a_patient(doctor), destination=Destination.FACEBOOK, shows=Identifiability.NONE)
    release = actions.release_by_hand(doctor, use)
    with actions.handed_out(doctor, release) as stream:
        stream.read()
    release.refresh_from_db()
    assert release.stage == Stage.BY_HAND and release.sent_at
    return release


def text_of(page: bytes) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page.decode()))


def pages_of(by: Membership, release: Release) -> dict[str, str]:
    client = signed_in(by.user)
    client.cookies["django_language"] = "en"
    where = {"home": "/", "release": f"/releases/{release.pk}/", "use": f"/uses/{release.use_id}/"}
    return {name: text_of(client.get(address).content) for name, address in where.items()}


def reads_not_to_post(by: Membership, release: Release, why: str) -> None:
    pages = pages_of(by, release)
    assert "1 copy that must not be posted" in pages["home"]
    assert "to post by hand" not in pages["home"]
    for name in ("release", "use"):
        assert "Do not post it" in pages[name] and why in pages[name], name
    assert "given out once" not in pages["release"]
    assert "Is it posted already?" in pages["release"] and "another address" not in pages["release"]
    client = signed_in(by.user)
    rows = client.get("/releases/?shown=not-to-be-posted").content.decode()
    assert f"/releases/{release.pk}/" in rows and "Không được đăng" in rows
    assert client.get(f"/releases/{release.pk}/progress/?from={release.stage}").status_code == 200


def comes_down_where_it_is_told(by: Membership, release: Release) -> None:
    answer = signed_in(by.user).post(f"/releases/{release.pk}/posted/", POSTED, follow=True)
    assert "Bài không được ở đó" in answer.content.decode()
    release.refresh_from_db()
    assert release.stage == Stage.COMING_DOWN
    worked_off(release.takedowns.open().get())
    task = release.public_copies.get(address=POSTED["addresses"])
    assert (task.state, task.person) == (CopyState.BY_HAND, by.user) and task.due_at
    assert not Release.objects.of(by).not_to_be_posted().exists(), "it is a thing to take down now"


def test_of_a_picture_that_is_another_patients(doctor: Membership, officer: Membership, held: Release) -> None:
    wrong, right = held.use.patient, a_patient(doctor)
    refile(officer, held.use.original, wrong, right, reason=WHY)
    held.refresh_from_db()
    assert held.stage == Stage.COMING_DOWN
    order = held.takedowns.get()
    assert (order.why, order.by) == (Why.REFILED, officer.user)
    reads_not_to_post(doctor, held, "It is of another patient.")
    assert standing.judged(held.use.decisions.latest("number"), held.use).why == standing.REFILED
    comes_down_where_it_is_told(doctor, held)


def test_who_says_that_it_is_another_patient_reads_that_somebody_holds_a_copy(
    doctor: Membership, officer: Membership, held: Release
) -> None:
    right, desk = a_patient(doctor), signed_in(officer.user)
    told = {"number": right.record_number, "reason": WHY, "wrong": str(held.use.patient_id)}
    page = desk.post(f"/originals/{held.use.original_id}/refile/", told, follow=True).content.decode()
    messages = page.partition('class="messages"')[2].partition("</ul>")[0]
    assert "đã tải về để đăng" in messages and f'href="/releases/{held.pk}/"' in messages
    again = {"number": held.use.patient.record_number, "reason": WHY, "wrong": str(right.pk)}
    actions.never_posted(officer, held, reason="Đã xóa")
    page = desk.post(
        f"/originals/{Original.objects.get(patient=right).pk}/refile/", again, follow=True
    ).content.decode()
    assert "đã tải về để đăng" not in page, "nobody does any more"


def test_it_is_said_before_and_after_the_worker_gave_the_task(
    doctor: Membership, officer: Membership, held: Release
) -> None:
    refile(officer, held.use.original, held.use.patient, a_patient(doctor), reason=WHY)
    held.refresh_from_db()
    worked_off(held.takedowns.get())
    reads_not_to_post(doctor, held, "It is of another patient.")
    tasks = signed_in(doctor.user).get("/releases/by-hand/").content.decode()
    assert "Không được đăng: hãy xóa bản sao" in tasks
    for front in ("https://www.facebook.com/", "https://www.facebook.com/?fbclid=abc"):
        with pytest.raises(BadInput, match="front page"):  # by that the task to find it would end
            actions.posted(doctor, held, [(front, Place.POST)])
    reads_not_to_post(doctor, held, "It is of another patient.")
    comes_down_where_it_is_told(doctor, held)


def test_what_rests_on_the_yes_of_whom_it_does_show_is_over_and_the_officers(
    doctor: Membership, officer: Membership, held: Release
) -> None:
    """The same picture lay in two records, and the copy in hand is that of the right one."""
    wrong = a_patient(doctor)
    theirs = a_lawful_use(doctor, wrong, destination=Destination.WEBSITE)
    Original.objects.filter(pk=theirs.original_id).update(digest=held.use.original.digest)
    refile(officer, Original.objects.get(pk=theirs.original_id), wrong, held.use.patient, reason=WHY)
    held.refresh_from_db()
    assert held.stage == Stage.BY_HAND
    assert ReplayFinding.objects.open().get().why_en == over.WORDS[over.Because.REFILED].en
    reads_not_to_post(doctor, held, "filed under the right patient")
    comes_down_where_it_is_told(doctor, held)


def test_what_waits_to_be_downloaded_is_called_off_and_says_why(doctor: Membership, officer: Membership) -> None:
    use = a_lawful_use(doctor, a_patient(doctor), destination=Destination.FACEBOOK)
    waits = actions.release_by_hand(doctor, use)
    refile(officer, use.original, use.patient, a_patient(doctor), reason=WHY)
    waits.refresh_from_db()
    assert waits.stage == Stage.CANCELLED
    assert "It is of another patient." in pages_of(doctor, waits)["release"]


def test_of_what_the_clinic_no_longer_wants(doctor: Membership, officer: Membership, held: Release) -> None:
    review.lapse(officer, held.use)
    held.refresh_from_db()
    assert held.stage == Stage.BY_HAND
    reads_not_to_post(doctor, held, "The clinic no longer wants it.")
    english = signed_in(officer.user)
    english.cookies["django_language"] = "en"
    asked_again = text_of(english.get("/releases/replay/").content)
    assert f"the copy is with {doctor.user.name}" in asked_again and "The clinic no longer wants it." in asked_again
    actions.never_posted(doctor, held, reason="Chưa đăng, đã xóa")
    assert "must not be posted" not in pages_of(doctor, held)["home"]


def test_of_what_the_clinic_no_longer_wants_and_is_posted(
    doctor: Membership, officer: Membership, held: Release
) -> None:
    review.lapse(officer, held.use)
    comes_down_where_it_is_told(doctor, held)
    assert held.takedowns.get().why == Why.OVER


def _withdrawn(held: Release, officer: Membership, monkeypatch: pytest.MonkeyPatch) -> None:
    consents.withdraw(Consent.objects.get(), who=Who.PATIENT)


def _refused(held: Release, officer: Membership, monkeypatch: pytest.MonkeyPatch) -> None:
    review.send_to_officer(officer, held.use)
    review.refuse(officer, held.use, held.use.decisions.latest("number"), reason=WHY)


def _ordered(held: Release, officer: Membership, monkeypatch: pytest.MonkeyPatch) -> None:
    actions.take_down(held, Why.OFFICER, by=officer.user)


def _erased(held: Release, officer: Membership, monkeypatch: pytest.MonkeyPatch) -> None:
    erase(held.use.patient.key, by=officer.user)
    replaying.replay(officer.clinic)


@pytest.mark.parametrize(
    ("ends", "why"),
    [
        (_withdrawn, "Consent was withdrawn."),
        (_refused, "The officer orders it."),
        (_ordered, "The officer orders it."),
        (_erased, "The original was erased"),
    ],
)
def test_of_whatever_else_ends_it(
    doctor: Membership,
    officer: Membership,
    monkeypatch: pytest.MonkeyPatch,
    ends: Callable[[Release, Membership, pytest.MonkeyPatch], None],
    why: str,
) -> None:
    release = _in_hand(doctor, a_lawful_use(doctor, a_patient(doctor), destination=Destination.FACEBOOK))
    ends(release, officer, monkeypatch)
    release.refresh_from_db()
    reads_not_to_post(doctor, release, why)
    comes_down_where_it_is_told(doctor, release)


def _in_hand(by: Membership, use: Use) -> Release:
    release = actions.release_by_hand(by, use)
    with actions.handed_out(by, release) as stream:
        stream.read()
    release.refresh_from_db()
    return release


def test_of_a_consent_whose_days_are_over(
    doctor: Membership, officer: Membership, monkeypatch: pytest.MonkeyPatch
) -> None:
    (scope,) = a_record().scopes
    ends = clock.today() + timedelta(days=2)
    record = a_record(scopes=(replace(scope, destinations=frozenset({Destination.FACEBOOK}), ends=ends),))
    release = _in_hand(doctor, a_lawful_use(doctor, a_patient(doctor), record, destination=Destination.FACEBOOK))
    later = clock.now() + timedelta(days=4)
    monkeypatch.setattr(clock, "now", lambda: later)
    replaying.replay(doctor.clinic)
    release.refresh_from_db()
    assert release.takedowns.get().why == Why.EXPIRED
    monkeypatch.undo()
    reads_not_to_post(doctor, release, "The consent has ended.")
    comes_down_where_it_is_told(doctor, release)


def test_of_a_doubt_until_the_officer_has_looked(doctor: Membership, officer: Membership, held: Release) -> None:
    review.send_to_officer(doctor, held.use)
    reads_not_to_post(doctor, held, "the officer has to look")
    page = pages_of(doctor, held)["release"]
    assert "Keep it, and do not post it before the officer has answered" in page and "deletes it from" not in page
    assert "the officer decides whether it stays" in page and "it comes down there" not in page
    actions.posted(doctor, held, [(POSTED["addresses"], Place.POST)])
    held.refresh_from_db()
    assert held.stage == Stage.OUT, "the officer decides"
    assert ReplayFinding.objects.open().get().release == held


def test_a_doubted_copy_that_nobody_wants_any_more_is_to_be_deleted(
    doctor: Membership, officer: Membership, held: Release
) -> None:
    review.send_to_officer(doctor, held.use)
    review.lapse(doctor, held.use)
    assert "deletes it from phone and computer" in pages_of(doctor, held)["release"]


def test_what_was_said_not_to_be_posted_is_seen_after_its_use_was_over(
    doctor: Membership, officer: Membership, held: Release
) -> None:
    actions.never_posted(doctor, held, reason="Khách đổi ý")
    review.lapse(doctor, held.use)
    actions.posted(doctor, held, [(POSTED["addresses"], Place.POST)])
    held.refresh_from_db()
    assert held.stage == Stage.COMING_DOWN and Use.objects.get().state == UseState.LAPSED


def test_a_copy_that_may_be_posted_says_nothing_of_the_kind(doctor: Membership, held: Release) -> None:
    a_consent(doctor, a_patient(doctor))
    pages = pages_of(doctor, held)
    assert "1 release to post by hand" in pages["home"] and "must not be posted" not in pages["home"]
    assert "Do not post it" not in pages["release"] + pages["use"]
    assert "says that it was not posted, and then posts it anew" in pages["release"], "they may have lost it in a doubt"


def test_that_an_address_was_told_is_no_word_that_it_is_gone(
    doctor: Membership, officer: Membership, held: Release
) -> None:
    actions.take_down(held, Why.OFFICER, by=officer.user)
    worked_off(held.takedowns.get())
    assert "Nobody has told where it is." in pages_of(doctor, held)["release"]
    actions.posted(doctor, held, [(POSTED["addresses"], Place.POST)])
    page = pages_of(doctor, held)["release"]
    assert "is gone Elsewhere" not in page and "Taken down by hand by" not in page
    assert "Nobody had told where it is. Answered since" in page and f"{doctor.user.name} answered " in page
    row = held.public_copies.get(address="")
    assert (row.state, row.done_by) == (CopyState.ANSWERED, doctor.user)
    assert not row.said_before.exists()
    assert [one.address for one in PublicCopy.objects.by_hand()] == []
    held.refresh_from_db()
    (shown,) = published.of(held.use.patient)
    assert [copy.written for copy in shown.copies] == [POSTED["addresses"]]
    read = a_system(doctor.clinic)("GET", f"/releases/{held.pk}").json()
    assert [copy["address"] for copy in read["copies"]] == [POSTED["addresses"]], "it is no place of its own"
    parcel = ZipFile(BytesIO(b"".join(copying.zipped(copying.parcel(held.use.patient)))))
    (posted,) = json.loads(parcel.read("kindao.json"))["posted"]
    assert [copy["address"] for copy in posted["addresses"]] == [POSTED["addresses"]]
    worked_off(held.takedowns.open().get())
    assert [one.address for one in PublicCopy.objects.by_hand()] == [POSTED["addresses"]]


def test_that_it_was_not_posted_is_no_word_that_it_is_gone(
    doctor: Membership, officer: Membership, held: Release
) -> None:
    actions.take_down(held, Why.OFFICER, by=officer.user)
    worked_off(held.takedowns.get())
    actions.never_posted(officer, held, reason="Chưa đăng, đã xóa")
    page = pages_of(officer, held)["release"]
    assert "Taken down by hand by" not in page and f"{officer.user.name} answered " in page
    (shown,) = published.of(held.use.patient)
    assert shown.copies == ()
    actions.posted(doctor, held, [(POSTED["addresses"], Place.POST)])
    assert held.public_copies.get(address="").done_by == officer.user, "who said so is not forgotten"


def test_a_picture_of_what_was_nowhere_told_stays_in_its_history(
    doctor: Membership, officer: Membership, held: Release
) -> None:
    actions.take_down(held, Why.OFFICER, by=officer.user)
    worked_off(held.takedowns.get())
    evidence.taken_down(doctor, held.public_copies.get(), BytesIO(a_scan()))
    actions.posted(doctor, held, [(POSTED["addresses"], Place.POST)])
    row = held.public_copies.get(address="")
    assert (row.state, row.evidence) == (CopyState.ANSWERED, None)
    word = row.said_before.get()
    assert word.done_by == doctor.user and word.evidence is not None


def test_a_told_address_that_is_seen_to_be_gone_ends_it_as_gone(
    doctor: Membership, officer: Membership, held: Release
) -> None:
    """The row without an address asks for nothing any more."""
    actions.take_down(held, Why.OFFICER, by=officer.user)
    worked_off(held.takedowns.get())
    actions.posted(doctor, held, [(POSTED["addresses"], Place.POST)])
    worked_off(held.takedowns.open().get())
    told = held.public_copies.exclude(address="")
    told.update(state=CopyState.VERIFIED_GONE, gone_looks=2, person=None, due_at=None)
    order = held.takedowns.open().get()
    order.release.refresh_from_db()
    worked_off(order)
    held.refresh_from_db()
    assert held.stage == Stage.GONE


def test_what_was_kept_as_a_word_that_it_is_gone_is_kept_as_it_was(doctor: Membership, held: Release) -> None:
    """Rows of before: the one without a picture came of an address that was told, the other of somebody's word."""
    rows = {"done_by": doctor.user, "done_at": clock.now(), "state": CopyState.PLATFORM_GONE, "found_at": clock.now()}
    told = PublicCopy.objects.create(release=held, address="", place=Place.ELSEWHERE, found_by="person", **rows)
    word = PublicCopy.objects.create(release=held, address="Màn hình", place=Place.ELSEWHERE, found_by="person", **rows)
    migration = import_module("kindao.web.releases.migrations.0012_answered")
    migration.said_as_it_was(apps, None)
    told.refresh_from_db()
    word.refresh_from_db()
    assert (told.state, told.done_by) == (CopyState.ANSWERED, doctor.user)
    assert word.state == CopyState.PLATFORM_GONE
    migration.as_before(apps, None)
    told.refresh_from_db()
    assert told.state == CopyState.PLATFORM_GONE


def test_the_officer_reads_of_a_copy_in_hands_and_says_what_became_of_it(
    doctor: Membership, officer: Membership, held: Release
) -> None:
    refile(officer, held.use.original, held.use.patient, a_patient(doctor), reason=WHY)
    pages = pages_of(officer, held)
    assert "1 copy that must not be posted" in pages["home"], "they alone say that nobody posted it"
    assert "has deleted it, say so here" in pages["release"] and "tell the privacy officer" not in pages["release"]
    assert "tell the privacy officer" in pages_of(doctor, held)["release"]


def test_what_is_of_another_patient_offers_no_way_to_yes(doctor: Membership, officer: Membership) -> None:
    use = a_lawful_use(doctor, a_patient(doctor), destination=Destination.FACEBOOK)
    waits = actions.release_by_hand(doctor, use)
    refile(officer, use.original, use.patient, a_patient(doctor), reason=WHY)
    assert "The way to yes" not in pages_of(doctor, waits)["release"]


def test_the_officer_reads_where_a_doubted_copy_is(doctor: Membership, officer: Membership, held: Release) -> None:
    review.doubt(held.use, by=doctor.user)
    client = signed_in(officer.user)
    client.cookies["django_language"] = "en"
    for address in ("/officer/queue/", f"/officer/queue/{held.use_id}/"):
        page = text_of(client.get(address).content)
        assert f"{doctor.user.name} downloaded the copy" in page and "Do not post it" in page
        assert "Nothing here has been released" not in page


def test_what_must_not_be_posted_is_among_what_is_done_by_hand(doctor: Membership, held: Release) -> None:
    client = signed_in(doctor.user)
    client.cookies["django_language"] = "en"
    assert "must not be posted" not in text_of(client.get("/releases/by-hand/").content)
    review.lapse(doctor, held.use)
    page = text_of(client.get("/releases/by-hand/").content)
    assert "Downloaded, and must not be posted" in page and "Do not post it" in page
    assert "Advertising → " in page.partition("must not be posted")[2]
