"""What came back is as if nothing had been done: nobody's word of then, no picture of then, no day of then counts."""

import io
from collections.abc import Iterator
from datetime import timedelta
from http.server import SimpleHTTPRequestHandler
from pathlib import Path

import pytest
from django.db import IntegrityError, transaction

import released
from builders import a_member, a_patient, a_scan
from desk import signed_in
from fragile import Fragile, Homeless
from kindao import clock
from kindao.engine.vocabulary import Destination
from kindao.web.audit.append_only import OnlyAdded
from kindao.web.clinics.models import Membership, Role
from kindao.web.releases import accounts, actions, connectors, evidence, taking_down
from kindao.web.releases.connectors.base import NoRight, Place
from kindao.web.releases.models import CopyState, PublicCopy, Release, SaidGone, Seen, Stage, Takedown, Why
from permits import a_lawful_use
from released import Site, looked_again, worked_off

pytestmark = pytest.mark.django_db


class Site404(SimpleHTTPRequestHandler):
    """A site that answers as it is told: with a status for everything, or with a wall for everything."""

    says = ""

    def do_GET(self) -> None:
        said = type(self).says
        if said == "wall":
            body = b"<html>Please sign in</html>"
            self.send_response(200)
            self.send_header("Content-Type", "text/html")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)
        elif said:
            self.send_error(int(said))
        else:
            super().do_GET()

    def log_message(self, *_: object) -> None: ...


@pytest.fixture
def said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Site]:
    monkeypatch.setattr(released, "Quiet", Site404)
    monkeypatch.setattr(Site404, "says", "")
    with released.a_site(tmp_path / "said") as site:
        yield site


@pytest.fixture
def by() -> Membership:
    return a_member()


@pytest.fixture
def officer(by: Membership) -> Membership:
    return a_member(Role.OFFICER, by.clinic)


@pytest.fixture
def platform(monkeypatch: pytest.MonkeyPatch) -> Fragile:
    one = Fragile()
    monkeypatch.setitem(connectors.installed(), one.name, one)
    return one


@pytest.fixture
def out(by: Membership, said: Site, platform: Fragile) -> Release:
    use = a_lawful_use(by, a_patient(by), destination=Destination.WEBSITE)
    account = accounts.open_account(
        by, "fragile", Destination.WEBSITE, title="Trang", address=said.address, told={"folder": str(said.folder)}
    )
    release = worked_off(actions.release(by, use, account))
    looked_again(release)
    return release


def away(platform: Fragile, says: str) -> None:
    Site404.says, platform.is_away = says, bool(says)


def ordered(release: Release) -> Takedown:
    order = actions.take_down(release, Why.WITHDRAWN)
    assert order is not None
    return worked_off(order)


def shown(officer: Membership, release: Release) -> PublicCopy:
    """A person says that it is gone, and shows it."""
    evidence.taken_down(officer, release.public_copies.get(), io.BytesIO(a_scan()))
    return release.public_copies.get()


def proven(release: Release, order: Takedown) -> str:
    for _ in range(3):
        looked_again(release)
        worked_off(order)
    release.refresh_from_db()
    return release.stage


@pytest.fixture
def back(officer: Membership, said: Site, platform: Fragile, out: Release) -> Release:
    """Taken down by a person, gone, and there again out of a backup, while the platform refuses the deletion."""
    platform.delete_breaks = NoRight("the access was revoked")
    order = ordered(out)
    file = said.folder / out.file_name
    kept = file.read_bytes()
    file.unlink()
    shown(officer, out)
    assert proven(out, order) == Stage.GONE
    file.write_bytes(kept)
    looked_again(out)
    return out


def test_what_came_back_is_not_gone_while_its_site_is_away(platform: Fragile, back: Release) -> None:
    order = worked_off(back.takedowns.open().get())
    away(platform, "404")
    assert proven(back, order) == Stage.COMING_DOWN
    copy = back.public_copies.get()
    assert (copy.state, copy.last_seen, copy.gone_looks) == (CopyState.BY_HAND, Seen.UNKNOWN, 0)


def test_nor_on_a_platform_that_refuses_the_deletion(
    said: Site, back: Release, monkeypatch: pytest.MonkeyPatch
) -> None:
    platform = Homeless()
    platform.delete_breaks = NoRight("the access was revoked")
    monkeypatch.setitem(connectors.installed(), platform.name, platform)
    (said.folder / back.file_name).rename(said.folder / "hidden")
    for _ in range(3):
        looked_again(back)
    assert back.public_copies.get().state == CopyState.CAME_BACK, "the new order has not asked yet"
    order = worked_off(back.takedowns.open().get())
    assert proven(back, order) == Stage.COMING_DOWN
    platform.delete_breaks = None
    Takedown.objects.update(try_after=None)
    worked_off(order)
    assert proven(back, order) == Stage.GONE


def test_the_word_and_the_picture_of_then_stay_to_be_read(officer: Membership, back: Release) -> None:
    copy, word = back.public_copies.get(), SaidGone.objects.get()
    assert (copy.done_at, copy.done_by, copy.evidence) == (None, None, None) and word.copy == copy
    assert word.done_by == officer.user and word.evidence is not None and word.done_at < word.until
    desk = signed_in(officer.user)
    where = f"/releases/by-hand/{word.pk}/evidence/"
    assert where in desk.get(f"/releases/{back.pk}/").content.decode()
    assert desk.get(where).getvalue() == a_scan()
    worked_off(back.takedowns.open().get())
    assert officer.user.name in desk.get("/releases/by-hand/").content.decode()
    assert signed_in(a_member(Role.OFFICER).user).get(where).status_code == 404, "another clinic's"
    with pytest.raises(OnlyAdded):
        word.delete()


def test_no_word_stands_where_it_is_not_gone(back: Release) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        back.public_copies.update(done_at=clock.now())


def test_a_task_of_what_came_back_has_its_own_day(
    officer: Membership, said: Site, platform: Fragile, out: Release, monkeypatch: pytest.MonkeyPatch
) -> None:
    platform.delete_breaks = NoRight("the access was revoked")
    order, file = ordered(out), said.folder / out.file_name
    kept = file.read_bytes()
    file.unlink()
    shown(officer, out)
    assert proven(out, order) == Stage.GONE
    then = clock.now() + timedelta(days=30)
    monkeypatch.setattr(clock, "now", lambda: then)
    file.write_bytes(kept)
    looked_again(out)
    worked_off(out.takedowns.open().get())
    copy = out.public_copies.get()
    assert copy.state == CopyState.BY_HAND and copy.due_at == then + actions.BY_HAND_WITHIN


def test_a_report_that_it_is_seen_is_not_closed_by_the_picture_of_then(
    officer: Membership, said: Site, platform: Fragile, out: Release
) -> None:
    """Strangers are shown a wall, and the platform says "gone" and keeps the file."""
    Site404.says, platform.keeps = "wall", True
    order = ordered(out)
    PublicCopy.objects.update(asked_at=clock.now() - timedelta(hours=2))
    worked_off(order)
    shown(officer, out)
    assert proven(out, order) == Stage.ENDED
    copy = out.public_copies.get()
    actions.posted(officer, out, [(copy.address, Place.POST)])
    order = worked_off(out.takedowns.open().get())
    assert proven(out, order) == Stage.COMING_DOWN and (said.folder / out.file_name).exists()
    assert platform.deletes == 3, "the platform is asked again, as it was after the word"
    PublicCopy.objects.update(asked_at=clock.now() - timedelta(hours=2))
    worked_off(order)
    copy.refresh_from_db()
    assert copy.state == CopyState.BY_HAND and copy.due_at is not None and copy.due_at > clock.now()
    shown(officer, out)
    assert proven(out, order) == Stage.ENDED


@pytest.mark.parametrize("says", ["503", "404"])
def test_a_site_that_is_away_bears_nobody_out(
    officer: Membership, platform: Fragile, out: Release, says: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It was seen at its address; a picture of a site that is away shows nothing either."""
    platform.delete_breaks = NoRight("the access was revoked")
    order = ordered(out)
    away(platform, says)
    shown(officer, out)
    assert proven(out, order) == Stage.COMING_DOWN
    away(platform, "")
    assert proven(out, order) == Stage.COMING_DOWN
    assert out.public_copies.get().state == CopyState.BY_HAND and SaidGone.objects.exists()
    away(platform, says)
    shown(officer, out)
    day = clock.now() + timedelta(days=1, minutes=1)
    monkeypatch.setattr(clock, "now", lambda: day)
    assert proven(out, order) == Stage.ENDED, "that is all that can be known of a site that has ended"
    away(platform, "")
    looked_again(out)
    out.refresh_from_db()
    assert out.stage == Stage.COMING_DOWN


def test_a_person_who_did_it_is_not_asked_again_because_a_worker_broke(
    officer: Membership, said: Site, platform: Fragile, out: Release
) -> None:
    platform.delete_breaks = NoRight("the access was revoked")
    order = ordered(out)
    (said.folder / out.file_name).unlink()
    copy = shown(officer, out)
    taking_down.buried(order.pk)
    copy.refresh_from_db()
    assert copy.state == CopyState.PLATFORM_GONE and copy.done_by == officer.user
