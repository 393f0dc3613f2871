"""Releases on the desk: from a permitted use to a release, by hand, the calendar, accounts, what the officer does, and
who may do what."""

import hashlib
import re
import shutil
from dataclasses import replace
from datetime import timedelta

import pytest
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from builders import a_clinic, a_member, a_scan, signed_in
from kindao import clock
from kindao.engine.vocabulary import Destination, Outcome
from kindao.web.audit.models import AuditEvent
from kindao.web.cases import actions as cases
from kindao.web.clinics.models import Membership, Role
from kindao.web.consent import actions as consents
from kindao.web.consent.models import Consent, Who
from kindao.web.officer import figures
from kindao.web.releases import accounts, actions, probing, replaying, searching, seeing
from kindao.web.releases.connectors import folder
from kindao.web.releases.connectors.base import Place
from kindao.web.releases.models import (
    Account,
    CopyState,
    PublicCopy,
    Release,
    Replay,
    ReplayFinding,
    SearchRequest,
    Seen,
    Stage,
    Takedown,
    Why,
)
from kindao.web.review import actions as review
from kindao.web.review import standing
from kindao.web.review.models import Use, UseState
from outside import Outside, a_clinic_outside, a_manual_account, a_use_to_post, gone
from permits import an_officer_read_the_terms
from released import Site, a_folder_account, looked_again, worked_off

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def nobody_tried_before() -> None:
    cache.clear()


@pytest.fixture
def by() -> Membership:
    return a_member()


@pytest.fixture
def officer(by: Membership) -> Membership:
    return a_member(Role.OFFICER, by.clinic)


@pytest.fixture
def outside(by: Membership, site: Site) -> Outside:
    return a_clinic_outside(by, site)


def english(by: Membership) -> Client:
    client = signed_in(by.user)
    client.cookies["django_language"] = "en"
    return client


def text_of(page: bytes) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page.decode()))


def nonce_of(page: bytes) -> str:
    found = re.search(r'name="nonce" value="([^"]+)"', page.decode())
    assert found
    return found[1]


def test_a_permitted_use_offers_posting_and_the_form_sent_twice_is_one_release(by: Membership, site: Site) -> None:
    use, account, desk = a_use_to_post(by), a_folder_account(by, site), english(by)
    page = desk.get(f"/uses/{use.pk}/").content.decode()
    assert f'href="/uses/{use.pk}/post/"' in page and "safe-copy" not in page
    form = desk.get(f"/uses/{use.pk}/post/").content
    assert "Trang web" in text_of(form) and "It can be taken back" in text_of(form)
    told = {"nonce": nonce_of(form), "account": str(account.pk), "when": "now"}
    first, again = (desk.post(f"/uses/{use.pk}/post/", told) for _ in range(2))
    release = Release.objects.get()
    assert first.headers["Location"] == again.headers["Location"] == f"/releases/{release.pk}/"
    page = text_of(desk.get(f"/releases/{release.pk}/").content)
    assert "Waits for its time" in page
    moved = desk.get(f"/releases/{release.pk}/progress/?from=scheduled")
    assert "X-Over" not in moved.headers and moved.headers["X-Again"] == "2"
    worked_off(release)
    looked_again(release)
    assert desk.get(f"/releases/{release.pk}/progress/?from=scheduled").headers["X-Over"] == "1"
    page = text_of(desk.get(f"/releases/{release.pk}/").content)
    copy, permit = release.public_copies.get(), release.permits.get()
    assert copy.address in page and "it is there (200)" in page and str(permit.pk) in page
    assert "Trang web" in text_of(desk.get(f"/uses/{use.pk}/").content)


def test_what_cannot_delete_today_is_shown_and_cannot_be_chosen(by: Membership, site: Site) -> None:
    use, account, desk = a_use_to_post(by), a_folder_account(by, site), signed_in(by.user)
    shutil.rmtree(site.folder)
    assert not accounts.test(account)
    page = desk.get(f"/uses/{use.pk}/post/").content.decode()
    (choice,) = re.findall(r"<label class=\"choice barred\">.*?</label>", page, re.DOTALL)
    assert "disabled" in choice and "thư mục" in choice.lower() and account.name in choice
    assert 'name="when"' not in page, "nothing to send"


def test_a_form_that_lacks_something_says_what_and_posts_nothing(by: Membership, site: Site) -> None:
    use, account, desk = a_use_to_post(by), a_folder_account(by, site), english(by)
    usual = {"nonce": nonce_of(desk.get(f"/uses/{use.pk}/post/").content), "account": str(account.pk), "when": "now"}
    for told, words in (
        ({"account": ""}, "Choose where it goes"),
        ({"when": "at", "at": ""}, "Say when, or choose now"),
        ({"when": "at", "at": "2001-01-01T10:00"}, "the time is past"),
        ({"when": "at", "at": "tomorrow"}, "valid date/time"),
        ({"nonce": ""}, "This page is incomplete. Load it again."),
    ):
        answer = desk.post(f"/uses/{use.pk}/post/", usual | told)
        assert answer.status_code == 422 and words in text_of(answer.content), words
    assert not Release.objects.exists()


def test_what_is_not_permitted_leads_back_to_the_way_to_yes(by: Membership, site: Site) -> None:
    use, desk = a_use_to_post(by), english(by)
    Use.objects.filter(pk=use.pk).update(state=UseState.REFUSED)
    answer = desk.get(f"/uses/{use.pk}/post/")
    assert answer.status_code == 302 and answer.headers["Location"] == f"/uses/{use.pk}/"


def test_by_hand_from_one_tap_to_the_address(by: Membership) -> None:
    use, desk = a_use_to_post(by), english(by)
    assert "I post it by hand" in text_of(desk.get(f"/uses/{use.pk}/post/").content)
    assert f'action="/uses/{use.pk}/post/by-hand/"' in desk.get(f"/uses/{use.pk}/").content.decode()
    first, again = (desk.post(f"/uses/{use.pk}/post/by-hand/") for _ in range(2))
    account, release = Account.objects.get(), Release.objects.get()
    assert account.connector == "manual" and account.deleter == by.user and account.destination == use.destination
    where = f"/releases/{release.pk}/"
    assert first.headers["Location"] == again.headers["Location"] == where
    assert release.stage == Stage.BY_HAND, "no worker is waited for"
    assert "Download the copy, once" in text_of(desk.get(where).content)
    old = signed_in(by.user, ago=3600)
    assert old.post(f"{where}copy/").status_code == 302
    release.refresh_from_db()
    assert release.sent_at is None, "who signed in long ago is asked again first"
    answer = desk.post(f"{where}copy/")
    copy = use.decisions.latest("number").copy
    assert copy is not None and answer.headers["Content-Disposition"] == f'attachment; filename="{release.file_name}"'
    sent = answer.getvalue()
    release.refresh_from_db()
    assert release.digest == f"sha256:{hashlib.sha256(sent).hexdigest()}" and release.size == len(sent)
    assert "no-store" in answer.headers["Cache-Control"]
    again = desk.post(f"{where}copy/", follow=True)
    assert "handed out already" in text_of(again.content), "once"
    wrong = desk.post(f"{where}posted/", {"addresses": "javascript:alert(1)"})
    assert wrong.status_code == 422 and "begins with https://" in text_of(wrong.content)
    assert desk.post(f"{where}posted/", {}).status_code == 422
    told = {"addresses": "https://clinic.example/a\nhttps://clinic.example/b", "elsewhere": "Màn hình phòng chờ"}
    assert desk.post(f"{where}posted/", told).status_code == 302
    release.refresh_from_db()
    assert release.stage == Stage.OUT
    assert {(one.address, one.place) for one in release.public_copies.all()} == {
        ("https://clinic.example/a", Place.POST),
        ("https://clinic.example/b", Place.POST),
        ("Màn hình phòng chờ", Place.ELSEWHERE),
    }


def test_what_was_handed_out_and_not_posted_is_over(by: Membership, outside: Outside) -> None:
    desk, where = english(by), f"/releases/{outside.handed_out.pk}/not-posted/"
    assert desk.post(where, {"reason": ""}).status_code == 422
    assert desk.post(where, {"reason": "Không cần nữa"}).status_code == 302
    outside.handed_out.refresh_from_db()
    assert outside.handed_out.stage == Stage.REFUSED
    assert "it was not posted" in text_of(desk.get(f"/releases/{outside.handed_out.pk}/").content)


def test_what_is_scheduled_stands_in_the_calendar_is_moved_and_called_off(by: Membership, outside: Outside) -> None:
    desk, row = english(by), outside.scheduled
    where = f"/releases/{row.pk}/"
    month = f"/releases/calendar/?month={row.due_at:%Y-%m}"
    page = desk.get(month).content.decode()
    assert f'class="entry scheduled" href="{where}"' in page
    assert desk.post(f"{where}move/", {"at": "2001-01-01T10:00"}).status_code == 422
    at = (clock.now() + timedelta(days=62)).strftime("%Y-%m-%dT%H:%M")
    assert desk.post(f"{where}move/", {"at": at}).status_code == 302
    assert (
        where not in desk.get(month).content.decode()
        and where in desk.get(f"/releases/calendar/?month={at[:7]}").content.decode()
    )
    for strange in ("", "2026-13", "0001-01", "9999-12", "x" * 200):
        assert desk.get("/releases/calendar/", {"month": strange}).status_code == 200
    for _ in range(2):
        desk.post(f"{where}call-off/")
    row.refresh_from_db()
    assert row.stage == Stage.CANCELLED


def test_the_calendar_says_how_each_thing_ended(by: Membership, outside: Outside) -> None:
    """Gone, called off and never out are three things."""
    actions.call_off(by, outside.scheduled)
    Release.objects.filter(pk=outside.scheduled.pk).update(due_at=clock.now())
    page = english(by).get("/releases/calendar/").content.decode()

    def told(release: Release) -> set[str]:
        entries = re.findall(rf'class="entry (\S+)" href="/releases/{release.pk}/".*?<small>(.*?)</small>', page)
        return {words for kind, words in entries if kind == "over"}

    assert told(outside.scheduled) == {"called off"}
    assert told(outside.refused) == {"did not go out"}
    assert told(outside.gone) == {"gone, seen from outside"}, "as it went out, and as it was ordered down"
    assert told(outside.out) == told(outside.coming_down) == set()


def test_the_officer_takes_down_and_the_page_says_when_it_is_gone(officer: Membership, outside: Outside) -> None:
    desk, where = english(officer), f"/releases/{outside.out.pk}/"
    assert "Take it down" in text_of(desk.get(where).content)
    for _ in range(2):
        assert desk.post(f"{where}take-down/", {"why": "leak"}).status_code == 302
    order = Takedown.objects.get(release=outside.out)
    assert order.why == Why.LEAK and order.by == officer.user
    gone(outside.out)
    page = text_of(desk.get(where).content)
    assert "Gone, seen from outside" in page and "(404)" in page and officer.user.name in page


def test_who_takes_down_by_hand_shows_it_with_a_picture(by: Membership, officer: Membership, outside: Outside) -> None:
    task, desk = outside.task, english(by)
    page = text_of(desk.get("/releases/by-hand/").content)
    assert task.address in page and "late since" in page
    where = f"/releases/by-hand/{task.pk}/done/"
    assert desk.post(where).status_code == 422
    text = SimpleUploadedFile("shot.png", b"no picture", "image/png")
    answer = desk.post(where, {"evidence": text})
    assert answer.status_code == 422 and "no picture that can be opened" in text_of(answer.content)
    other = a_member(Role.MARKETER, by.clinic)
    assert task.address not in text_of(signed_in(other.user).get("/releases/by-hand/").content), "another's task"
    assert signed_in(other.user).post(where, {"evidence": a_picture()}).status_code == 404
    assert desk.post(where, {"evidence": a_picture()}).status_code == 302
    task.refresh_from_db()
    assert task.state == CopyState.PLATFORM_GONE and task.done_by == by.user and task.evidence is not None
    assert task.evidence.key.shared
    shown = signed_in(officer.user).get(f"/releases/by-hand/{task.pk}/evidence/")
    assert shown.status_code == 200 and shown.getvalue() == a_scan()
    assert desk.get(f"/releases/by-hand/{task.pk}/evidence/").status_code == 404, "officer and auditor see it"


def a_picture() -> SimpleUploadedFile:
    return SimpleUploadedFile("shot.png", a_scan(), "image/png")


def test_of_what_nobody_knows_the_officer_says_whether_it_is_out(
    by: Membership, officer: Membership, outside: Outside
) -> None:
    row, desk = outside.unsure, english(officer)
    where = f"/releases/{row.pk}/"
    listed = text_of(desk.get("/releases/").content)
    assert "Look there, then say here whether it is out" in listed
    address = {"addresses": f"{row.account.address}/there"}
    assert english(by).post(f"{where}posted/", address).status_code == 404, "the officer's to say"
    assert english(by).post(f"{where}not-posted/", {"reason": "x"}).status_code == 404
    assert desk.post(f"{where}posted/", address).status_code == 302
    row.refresh_from_db()
    assert row.stage == Stage.OUT and row.public_copies.get().address == address["addresses"]


def test_what_came_back_stands_at_the_top(officer: Membership, outside: Outside, site: Site) -> None:
    (site.folder / outside.gone.file_name).write_bytes((site.folder / outside.out.file_name).read_bytes())
    Release.objects.filter(pk=outside.gone.pk).update(digest=outside.out.digest)
    looked_again(outside.gone)
    assert outside.gone.public_copies.get().state == CopyState.CAME_BACK
    desk = english(officer)
    page = desk.get("/releases/").content.decode()
    alarm = page.index('class="alarm stack"')
    assert alarm < page.index(str(outside.gone.pk)) < page.index('<form class="filter"')
    assert "1 came back" in text_of(desk.get("/officer/").content)
    assert "came back" in text_of(desk.get("/").content)
    assert not searching.addresses(SearchRequest.objects.filter(takedown__release=outside.gone)[0]), "refused"


def test_search_engines_are_asked_once_it_is_gone_with_texts_in_both_languages(
    by: Membership, outside: Outside
) -> None:
    assert SearchRequest.objects.count() == 2 and searching.due() == 0
    google = SearchRequest.objects.get(engine="google")
    desk = english(Membership.objects.get(user=google.person))
    page = desk.get("/releases/by-hand/").content.decode()
    address = outside.gone.public_copies.get().address
    assert page.count(f">{address}<") == 2 and searching.TEXT.vi in page and searching.TEXT.en in page
    assert all(form in page for form in searching.FORM.values())
    where = f"/releases/searches/{google.pk}/asked/"
    assert english(a_member(Role.MARKETER, by.clinic)).post(where).status_code == 404
    for _ in range(2):
        assert desk.post(where).status_code == 302
    google.refresh_from_db()
    assert google.done_by == google.person
    assert "Google was asked" not in text_of(desk.get("/releases/by-hand/").content)


def test_every_number_of_the_overview_leads_to_its_rows(officer: Membership, outside: Outside) -> None:
    told = figures.released(officer)
    assert (told.live, told.coming_down, told.by_hand, told.overdue, told.unsure, told.different) == (2, 1, 1, 1, 1, 1)
    assert told.where == ((Destination.WEBSITE, 2),), "what was handed out counts as out"
    for role in (Role.OFFICER, Role.AUDITOR):
        desk = english(a_member(role, officer.clinic))
        page = desk.get("/officer/").content.decode()
        for link, n in (
            ("/releases/?shown=live", told.live),
            ("/releases/?shown=live&amp;destination=website", told.live),
            ("/releases/?shown=coming-down", told.coming_down),
            ("/releases/?shown=unsure", told.unsure),
        ):
            assert f'href="{link}"' in page, link
            rows = desk.get(link.replace("&amp;", "&"))
            assert rows.context["page"].paginator.count == n, link
        assert len(desk.get("/releases/by-hand/?late=1").context["copies"]) == told.overdue
        assert len(desk.get("/releases/replay/").context["findings"]) == told.different
    assert seeing.overdue(officer) == told.overdue


def test_the_auditor_reads_without_names_and_orders_nothing(officer: Membership, outside: Outside) -> None:
    desk = english(a_member(Role.AUDITOR, officer.clinic))
    one = f"/releases/{outside.out.pk}/"
    for address in ("/releases/", "/releases/calendar/", "/releases/by-hand/", "/releases/replay/", one):
        page = desk.get(address)
        assert page.status_code == 200 and "Lưu Thị Kiểm Thử" not in page.content.decode(), address
        forms = re.findall(r'method="post" action="(/releases/[^"]*)"', page.content.decode())
        assert forms == [], address
    assert "Open an account" not in text_of(desk.get("/releases/accounts/").content)
    for refused in (f"{one}take-down/", f"{one}call-off/", "/releases/replay/take-down/", "/releases/replay/now/"):
        assert desk.post(refused).status_code == 404, refused


def test_only_the_officer_orders_down_and_opens_accounts_with_the_administrator(
    by: Membership, outside: Outside
) -> None:
    for role in Role:
        desk = signed_in(a_member(role, by.clinic).user)
        may = {
            f"/releases/{outside.out.pk}/take-down/": role is Role.OFFICER,
            "/releases/replay/take-down/": role is Role.OFFICER,
            "/releases/accounts/open/": role in (Role.OFFICER, Role.ADMIN),
            f"/releases/accounts/{outside.site.pk}/test/": role in (Role.OFFICER, Role.ADMIN),
            f"/uses/{outside.out.use_id}/post/": role in (Role.DOCTOR, Role.MARKETER, Role.OFFICER),
        }
        for address, allowed in may.items():
            assert (desk.post(address).status_code != 404) is allowed, f"{address} as {role}"


def test_another_clinics_releases_are_not_there(outside: Outside, site: Site) -> None:
    stranger = a_member(Role.OFFICER, a_clinic("Other"))
    desk, one, use = signed_in(stranger.user), f"/releases/{outside.out.pk}/", outside.out.use_id
    for address in (one, f"{one}progress/", f"/uses/{use}/post/", f"/releases/by-hand/{outside.task.pk}/evidence/"):
        assert desk.get(address).status_code == 404, address
    search = SearchRequest.objects.all()[0]
    for address in (
        *(f"{one}{do}/" for do in ("call-off", "move", "copy", "posted", "not-posted", "take-down")),
        f"/uses/{use}/post/",
        f"/uses/{use}/post/by-hand/",
        f"/releases/by-hand/{outside.task.pk}/done/",
        f"/releases/searches/{search.pk}/asked/",
        f"/releases/accounts/{outside.site.pk}/test/",
        f"/releases/accounts/{outside.site.pk}/renew/",
        f"/releases/accounts/{outside.site.pk}/close/",
    ):
        assert desk.post(address).status_code == 404, address
    for address in ("/releases/", "/releases/by-hand/", "/releases/replay/", "/releases/accounts/", "/officer/"):
        page = desk.get(address, {"account": str(outside.site.pk)}).content.decode()
        assert "Trang web" not in page.replace("Trang web tĩnh", "") and str(outside.out.pk) not in page, address
    desk.post("/releases/replay/take-down/", {"finding": str(outside.finding.pk)})
    assert Takedown.objects.filter(release=outside.out).count() == 0
    doctor = a_member(Role.DOCTOR, stranger.clinic)
    own = a_use_to_post(doctor)
    told = {"nonce": "00000000-0000-4000-8000-000000000001", "account": str(outside.site.pk), "when": "now"}
    assert signed_in(doctor.user).post(f"/uses/{own.pk}/post/", told).status_code == 404


def test_an_account_is_tried_before_it_is_kept_and_its_secrets_stay_hidden(
    officer: Membership, site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    (field,) = folder.Folder.fields
    monkeypatch.setattr(folder.Folder, "fields", (replace(field, secret=True),))
    desk = english(officer)
    which = desk.get("/releases/accounts/open/").content.decode()
    assert "?connector=folder&amp;destination=website" in which
    where = "/releases/accounts/open/?connector=folder&destination=website"
    page = desk.get(where).content.decode()
    assert 'type="password" name="told-folder"' in page and "deleted from the clinic&#x27;s site" in page
    told = {"connector": "folder", "destination": "website", "title": "Trang web", "address": site.address}
    answer = desk.post(where, told | {"told-folder": "/nowhere/at/all"})
    assert answer.status_code == 422 and "not one that this installation opens to sites" in text_of(answer.content)
    assert "/nowhere/at/all" not in answer.content.decode() and not Account.objects.exists()
    assert desk.post(where, told | {"told-folder": str(site.folder)}).status_code == 302
    account = Account.objects.get()
    page = desk.get("/releases/accounts/").content.decode()
    assert "Ready" in page and site.address in page and str(site.folder) not in page
    shutil.rmtree(site.folder)
    told_so = desk.post(f"/releases/accounts/{account.pk}/test/", follow=True)
    assert "Can't be used" in text_of(told_so.content).replace("&#x27;", "'")
    assert "Correct the folder of this account" in text_of(told_so.content)
    moved = site.folder.with_name("moved")
    moved.mkdir()
    renew, kept = f"/releases/accounts/{account.pk}/renew/", {"title": "Trang web mới", "address": site.address}
    page = desk.get(renew).content.decode()
    assert 'value="Trang web"' in page and str(site.folder) not in page
    assert desk.post(renew, kept).status_code == 422, "the old secret does not work"
    refused = desk.post(renew, kept | {"told-folder": str(moved)})
    assert refused.status_code == 422 and "not seen at its address" in text_of(refused.content)
    site.folder.symlink_to(moved)  # the web server serves it from there now
    assert desk.post(renew, kept | {"told-folder": str(moved)}).status_code == 302
    account.refresh_from_db()
    assert (
        account.may_delete and account.name == "Trang web mới" and accounts.access(account).told["folder"] == str(moved)
    )
    assert desk.post(renew, kept).status_code == 302, "left empty, the secret stays"
    desk.post(f"/releases/accounts/{account.pk}/close/")
    assert "Closed" in text_of(desk.get("/releases/accounts/").content)
    for strange in ({"connector": "folder", "destination": "tiktok"}, {"connector": "x", "destination": "y"}):
        assert desk.get("/releases/accounts/open/", strange).status_code == 200


def test_where_no_program_deletes_somebody_is_named_first(officer: Membership) -> None:
    desk, where = english(officer), "/releases/accounts/open/"
    told = {"connector": "manual", "destination": "tiktok", "title": "TikTok"}
    answer = desk.post(where, told)
    assert answer.status_code == 422 and 'id="id_deleter_error"' in answer.content.decode()
    stranger = a_member()
    assert desk.post(where, told | {"deleter": str(stranger.user_id)}).status_code == 422
    assert desk.post(where, told | {"deleter": str(officer.user_id)}).status_code == 302
    assert f"whoever posted it, by hand; else {officer.user.name}" in text_of(desk.get("/releases/accounts/").content)


def test_what_the_law_does_not_permit_any_more_is_found_and_is_over_when_it_does_again(
    by: Membership, officer: Membership, site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    release = worked_off(actions.release(by, a_use_to_post(by), a_folder_account(by, site)))
    assert replaying.replay_where_changed() == 1 and replaying.replay_where_changed() == 0
    assert Replay.objects.get().judged == 1 and not ReplayFinding.objects.exists()
    real = standing.judged

    def unclear(*_: object) -> object:
        return standing.Standing(Outcome.INDETERMINATE, standing.CHANGED)

    monkeypatch.setattr(standing, "judged", unclear)
    monkeypatch.setattr(replaying, "_digest", lambda name: "sha256:of-a-new-pack")
    assert replaying.replay_where_changed() == 1
    found = ReplayFinding.objects.get()
    assert found.release == release and found.outcome == "indeterminate" and found.decision is not None
    replaying.replay(by.clinic)
    assert ReplayFinding.objects.count() == 1, "kept once"
    desk = english(officer)
    page = text_of(desk.get("/releases/replay/").content)
    assert "A person must look" in page and standing.CHANGED.en in page
    assert "1 release is out. What was out then was judged" in page, "what went out since was not among it"
    assert "would not be permitted today" in text_of(desk.get("/").content)
    monkeypatch.setattr(standing, "judged", real)
    assert desk.post("/releases/replay/now/").status_code == 302
    found.refresh_from_db()
    assert found.over_at is not None and not ReplayFinding.objects.of(officer).open().exists()


def test_a_consent_that_ends_is_seen_in_its_own_transaction(by: Membership, site: Site) -> None:
    release = worked_off(actions.release(by, a_use_to_post(by), a_folder_account(by, site)))
    consents.withdraw(Consent.objects.get(), who=Who.PATIENT)
    release.refresh_from_db()
    assert release.stage == Stage.COMING_DOWN, "denied: it comes down by itself"
    assert not ReplayFinding.objects.of(by).open().exists(), "nothing is left for the officer"


def test_what_needs_a_person_since_a_fact_changed_is_found_in_that_transaction(
    by: Membership, officer: Membership, site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    release = worked_off(actions.release(by, a_use_to_post(by), a_folder_account(by, site)))
    unclear = standing.Standing(Outcome.INDETERMINATE, standing.CHANGED)
    monkeypatch.setattr(standing, "judged", lambda *_: unclear)
    cases.change_patient(by, release.use.patient, phone="0912345678")
    release.refresh_from_db()
    assert release.stage == Stage.OUT, "nothing comes down by this alone"
    assert ReplayFinding.objects.of(officer).open().get().release == release


def test_the_officer_takes_down_what_was_found_one_or_all(by: Membership, officer: Membership, site: Site) -> None:
    folder = a_folder_account(by, site)
    rows = [worked_off(actions.release(by, a_use_to_post(by), folder)) for _ in range(3)]
    use_facts = Use.objects.get(pk=rows[0].use_id)
    findings = [
        ReplayFinding.objects.create(
            release=row,
            decision=use_facts.decisions.last(),
            outcome="deny",
            why_vi="Luật mới.",
            why_en="A new law.",
            new_law=True,
            found_at=clock.now(),
        )
        for row in rows
    ]
    desk = english(officer)
    page = desk.get("/releases/replay/").content.decode()
    assert "Take all of them down" in page and page.count('name="finding"') == 6
    desk.post("/releases/replay/take-down/", {"finding": str(findings[0].pk)})
    assert [one.release_id for one in Takedown.objects.all()] == [rows[0].pk]
    assert Takedown.objects.get().why == Why.LAW
    desk.post("/releases/replay/take-down/", {"finding": [str(one.pk) for one in findings]})
    assert (
        Takedown.objects.count() == 3 and "Take all of them down" not in desk.get("/releases/replay/").content.decode()
    )


def test_lists_ask_no_more_with_many_rows(
    officer: Membership, outside: Outside, django_assert_max_num_queries: object
) -> None:
    desk = english(officer)
    for n in range(6):
        copy = actions.found(outside.out, f"https://clinic.example/{n}", Place.SIZE, by="site")
        PublicCopy.objects.filter(pk=copy.pk).update(state=CopyState.BY_HAND, person=officer.user, due_at=clock.now())
        probing.keep(copy, probing.Look(Seen.UNKNOWN))
    for address, most in (
        ("/releases/", 18),
        ("/releases/calendar/", 8),
        ("/releases/by-hand/", 11),
        ("/releases/replay/", 10),
        ("/releases/accounts/", 6),
        (f"/releases/{outside.out.pk}/", 16),
    ):
        with django_assert_max_num_queries(most):  # type: ignore[operator]
            assert desk.get(address).status_code == 200
    assert a_manual_account(officer, Destination.ZALO).pk


def test_where_a_use_went_is_told_whatever_became_of_it(by: Membership, outside: Outside) -> None:
    desk, where = english(by), f'href="/releases/{outside.out.pk}/"'
    for state in (UseState.PERMITTED, UseState.INSPECTING, UseState.REFUSED, UseState.LAPSED):
        Use.objects.filter(pk=outside.out.use_id).update(state=state)
        page = desk.get(f"/uses/{outside.out.use_id}/").content.decode()
        assert page.count(where) == 1, state


def test_an_account_that_nobody_named_is_called_in_the_language_of_whoever_reads(by: Membership) -> None:
    use = a_use_to_post(by)
    english(by).post(f"/uses/{use.pk}/post/by-hand/")
    page, heading = f"/releases/{Release.objects.get().pk}/", re.compile(r"<h1>(.*?)</h1>")
    in_english = heading.findall(english(by).get(page).content.decode())[0]
    in_vietnamese = heading.findall(signed_in(by.user).get(page, headers={"Accept-Language": "vi"}).content.decode())[0]
    assert "By hand · website" in in_english and "Tự tay đăng · trang web" in in_vietnamese


def test_what_is_for_the_public_leaves_by_a_release_alone(by: Membership) -> None:
    use, desk = a_use_to_post(by), signed_in(by.user)
    answer = desk.get(f"/uses/{use.pk}/safe-copy/")
    assert answer.status_code == 302 and answer.headers["Location"] == f"/uses/{use.pk}/post/"
    assert not AuditEvent.objects.filter(verb="copy.handed-out").exists()
    Use.objects.filter(pk=use.pk).update(destination=Destination.INTERNAL)
    within = desk.get(f"/uses/{use.pk}/safe-copy/")
    assert within.status_code == 200 and within.headers["Content-Disposition"].startswith("attachment")
    assert signed_in(by.user, ago=3600).get(f"/uses/{use.pk}/safe-copy/").status_code == 302, "asked who they are first"
    page = desk.get(f"/uses/{use.pk}/").content.decode()
    assert f"/uses/{use.pk}/safe-copy/" in page and "/post/" not in page
    assert AuditEvent.objects.filter(verb="copy.handed-out").count() == 1


def test_what_nobody_wants_any_more_does_not_stay_out_without_a_word(
    by: Membership, officer: Membership, site: Site
) -> None:
    use, folder = a_use_to_post(by), a_folder_account(by, site)
    out = worked_off(actions.release(by, use, folder))
    an_officer_read_the_terms(officer, use)
    waits = actions.release(by, use, a_manual_account(by), at=clock.now() + timedelta(days=3))
    answer = english(by).post(f"/uses/{use.pk}/lapse/", follow=True)
    assert "the privacy officer decides whether it comes down" in text_of(answer.content)
    out.refresh_from_db()
    waits.refresh_from_db()
    assert (out.stage, waits.stage) == (Stage.OUT, Stage.CANCELLED)
    assert "no longer wants it" in text_of(english(officer).get("/releases/replay/").content)
    replaying.replay(by.clinic)
    found = ReplayFinding.objects.of(officer).open().get()
    assert found.release == out, "the law, asked again, does not forget it"
    english(officer).post("/releases/replay/take-down/", {"finding": str(found.pk)})
    out.refresh_from_db()
    assert out.stage == Stage.COMING_DOWN


def test_a_use_whose_day_is_long_past_is_not_over_while_it_is_out(
    by: Membership, site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept, over = a_use_to_post(by), a_use_to_post(by)
    worked_off(actions.release(by, kept, a_folder_account(by, site)))
    later = clock.now() + timedelta(days=40)
    monkeypatch.setattr(clock, "now", lambda: later)
    assert review.lapse_old() == 1
    kept.refresh_from_db()
    over.refresh_from_db()
    assert (kept.state, over.state) == (UseState.PERMITTED, UseState.LAPSED)


def test_other_words_while_it_waits_are_told_at_once(by: Membership, site: Site) -> None:
    use = a_use_to_post(by, caption="Sau ba tháng")
    waits = actions.release(by, use, a_folder_account(by, site), at=clock.now() + timedelta(days=3))
    desk, where, told = english(by), f"/releases/{waits.pk}/", "The caption has changed since"
    assert told not in text_of(desk.get(where).content)
    after = desk.post(f"/uses/{use.pk}/change/", {"caption": "Sau bốn tháng"}, follow=True)
    assert told in text_of(after.content), "to whoever changed it"
    for page in (where, f"{where}progress/", "/releases/"):
        assert told in text_of(desk.get(page).content), page
    desk.post(f"/uses/{use.pk}/change/", {"caption": "Sau ba tháng"})
    assert told not in text_of(desk.get(where).content), "as it was"
    review.change(by, Use.objects.get(pk=use.pk), destination=Destination.FACEBOOK)
    assert "The place has changed since" in text_of(desk.get(where).content)
