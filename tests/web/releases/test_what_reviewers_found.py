"""What reviewers found of looks, orders and accounts, each as what is true since."""

import json
import threading
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, SimpleHTTPRequestHandler, ThreadingHTTPServer
from importlib import import_module
from pathlib import Path

import httpx
import pytest
from django.apps import apps

import released
from builders import a_member, a_patient
from fragile import Fragile
from kindao import clock
from kindao.engine.errors import BadInput
from kindao.engine.policy.decide import decision_to_json
from kindao.engine.policy.decision import Decision as Answer
from kindao.engine.policy.decision import Effect, Reason, Verified
from kindao.engine.policy.reading import read
from kindao.engine.vocabulary import Destination, Outcome, Words
from kindao.web.clinics.models import Membership
from kindao.web.releases import accounts, actions, connectors, taking_down
from kindao.web.releases.connectors import reaching
from kindao.web.releases.connectors.base import Access, Health, Later, NotWhole, Place
from kindao.web.releases.connectors.wordpress.looking import WIDEST, mentions
from kindao.web.releases.connectors.wordpress.site import shows_files
from kindao.web.releases.models import CopyState, Release, SaidGone, Stage, Why
from kindao.web.review import signals, standing
from kindao.web.review.models import Decision, Use
from permits import a_lawful_use
from released import Site, a_site, looked_again, worked_off

MARK = "0123456789abcdef01234567"
WORDS = Words("Một người trong ảnh đã từ chối.", "Somebody in it said no.")


@pytest.fixture
def by(db: None) -> Membership:
    return a_member()


@pytest.fixture
def platform(monkeypatch: pytest.MonkeyPatch) -> Fragile:
    one = Fragile()
    monkeypatch.setitem(connectors.installed(), one.name, one)
    return one


def posted(by: Membership, site: Site) -> Release:
    told = {"folder": str(site.folder)}
    account = accounts.open_account(by, "fragile", Destination.WEBSITE, title="Trang", address=site.address, told=told)
    release = worked_off(actions.release(by, a_lawful_use(by, a_patient(by), destination=Destination.WEBSITE), account))
    looked_again(release)
    return release


@pytest.mark.parametrize("rule", ["KD-NO", "KD-NO-LAW"])
def test_somebodys_no_that_only_the_gate_met_takes_down(
    by: Membership, site: Site, platform: Fragile, monkeypatch: pytest.MonkeyPatch, rule: str
) -> None:
    """Any other answer is the officer's to act on."""
    release = posted(by, site)
    monkeypatch.setattr(standing, "_by_law", lambda *_: standing.Standing(Outcome.PERMIT))
    last = release.use.decisions.latest("number")
    no = replace(
        read(Answer, last.decision), outcome=Outcome.DENY, reasons=(Reason(rule, Effect.FORBID, "", Verified.Y, WORDS),)
    )
    kept = {name: getattr(last, name) for name in ("facts", "on", "report", "copy")}
    Decision.objects.create(
        use=release.use, number=last.number + 1, outcome="deny", decision=decision_to_json(no), at=clock.now(), **kept
    )
    signals.decided.send(Use, use=Use.objects.get(pk=release.use_id))
    release.refresh_from_db()
    assert release.stage == (Stage.COMING_DOWN if rule == "KD-NO" else Stage.OUT)
    assert release.takedowns.exists() is (rule == "KD-NO")


class Author(BaseHTTPRequestHandler):
    """A WordPress whose files are all others', and away: asked to edit, an author is told of their own alone."""

    def do_GET(self) -> None:
        body = [] if "context=edit" in self.path else [{"source_url": f"http://{self.headers['Host']}/a.jpg"}]
        self.send_response(200)
        self.end_headers()
        self.wfile.write(json.dumps(body).encode())

    def do_HEAD(self) -> None:
        self.send_response(404)
        self.end_headers()

    def log_message(self, *_: object) -> None: ...


@pytest.fixture
def authors() -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Author)
    threading.Thread(target=lambda: server.serve_forever(0.02), daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


def test_a_site_of_others_files_that_are_away_does_not_stand(authors: str) -> None:
    with reaching.client() as client:
        assert not shows_files(client, f"{authors}/wp-json/", httpx.BasicAuth("web", "secret"))


def test_what_was_put_off_waits_no_longer_than_there_is_something_to_delete(
    by: Membership, site: Site, platform: Fragile
) -> None:
    """The platform took the deletion of one address, put off that of another, and a person did that."""
    release = posted(by, site)
    other = actions.found(release, f"{site.address}/khac.jpg", Place.SIZE, by="platform", ref="khac.jpg")
    order = actions.take_down(release, Why.OFFICER)
    assert order is not None
    platform.delete_breaks = Later("no time")
    worked_off(order)
    assert order.put_off and order.try_after is not None
    (site.folder / release.file_name).unlink()
    now = clock.now()
    release.public_copies.exclude(pk=other.pk).update(state=CopyState.DELETE_ASKED, asked_at=now, look_after=now)
    release.public_copies.filter(pk=other.pk).update(state=CopyState.PLATFORM_GONE, done_at=now, done_by=by.user)
    for _ in range(3):
        worked_off(order)
        looked_again(release)
    worked_off(order)
    assert not order.put_off
    assert release.public_copies.exclude(pk=other.pk).get().state == CopyState.VERIFIED_GONE


class Leads(SimpleHTTPRequestHandler):
    """A site that got a new name: the old one leads on."""

    to = ""

    def do_GET(self) -> None:
        if type(self).to:
            self.send_response(301)
            self.send_header("Location", f"{type(self).to}{self.path}")
            self.end_headers()
        else:
            super().do_GET()

    def log_message(self, *_: object) -> None: ...


class Named(Fragile):
    def test(self, access: Access) -> Health:
        return Health(publish=True, delete=True, who="web, Phòng khám")


@pytest.mark.parametrize("stage", [Stage.OUT, Stage.COMING_DOWN])
def test_a_site_that_leads_on_from_its_old_name_is_followed_also_while_something_comes_down(
    by: Membership, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, stage: Stage
) -> None:
    monkeypatch.setitem(connectors.installed(), "fragile", Named())
    monkeypatch.setattr(released, "Quiet", Leads)
    monkeypatch.setattr(Leads, "to", "")
    with a_site(tmp_path / "old") as old:
        release = posted(by, old)
        Release.objects.update(stage=stage)
        monkeypatch.setattr(released, "Quiet", SimpleHTTPRequestHandler)
        with a_site(tmp_path / "new") as new:
            with pytest.raises(BadInput, match="another account"):
                accounts.renew(by, release.account, title="", address=new.address)
            (new.folder / release.file_name).write_bytes((old.folder / release.file_name).read_bytes())
            monkeypatch.setattr(Leads, "to", new.address)
            accounts.renew(by, release.account, title="", address=new.address)
    release.account.refresh_from_db()
    assert release.account.address == new.address


def said(release: Release, by: Membership, name: str, state: CopyState) -> None:
    """Somebody's word about an address, and that the platform was asked after it."""
    now = clock.now()
    copy = actions.found(release, f"https://x.example/{name}", Place.POST, by="platform")
    release.public_copies.filter(pk=copy.pk).update(
        state=state, done_at=now, done_by=by.user, asked_at=now + timedelta(minutes=1)
    )


@pytest.mark.parametrize("stage", [Stage.COMING_DOWN, Stage.ENDED, Stage.GONE])
def test_the_words_about_what_is_over_outlast_the_migration(
    by: Membership, site: Site, platform: Fragile, stage: Stage
) -> None:
    release = posted(by, site)
    said(release, by, "bai", CopyState.PLATFORM_GONE)
    Release.objects.update(stage=stage)
    import_module("kindao.web.releases.migrations.0007_said_gone").set_aside(apps, None)
    is_kept = release.public_copies.filter(done_by=by.user).exists()
    assert is_kept is (stage != Stage.COMING_DOWN) and SaidGone.objects.exists() is not is_kept


@pytest.mark.parametrize("before", ["", "x" * WIDEST, "x" * 40_000])
@pytest.mark.parametrize("after", ["", "y" * 40_000])
def test_a_page_that_holds_a_picture_of_many_letters_is_read_soon(before: str, after: str) -> None:
    """As `data:` addresses are, and scripts without a gap."""
    shown = f'<img src="/hinh/{MARK}.jpg" srcset="/hinh/{MARK}-300.jpg 300w,https://cdn.vn/{MARK}.webp 9w">'
    page = f'<i data-x="{before}">{shown}<i data-x="{after}">{shown}<i>{after}'
    began = time.process_time()
    told = mentions(page, "https://site.vn/bai/", MARK)
    assert time.process_time() - began < 1.0
    assert set(told) == set(mentions(shown, "https://site.vn/bai/", MARK))
    assert {f"https://site.vn/hinh/{MARK}.jpg", f"https://cdn.vn/{MARK}.webp"} <= set(told)


@pytest.mark.parametrize("where", ["", "/"])
def test_what_could_not_be_searched_is_a_task_beside_that_of_the_front_page(
    by: Membership, site: Site, platform: Fragile, where: str
) -> None:
    """Somebody saw it on the front page, and says that it is gone from there: that is no word about the search."""
    release = posted(by, site)
    (site.folder / "index.html").write_text("<p>khác</p>")
    front = actions.found(release, f"{site.address}/", Place.PAGE, by="person" if where else "platform")
    order = actions.take_down(release, Why.OFFICER)
    assert order is not None
    release.public_copies.filter(pk=front.pk).update(
        state=CopyState.PLATFORM_GONE, done_at=clock.now(), done_by=by.user
    )
    platform.delete_breaks = NotWhole("the site could not be searched whole", where=f"{site.address}/")
    worked_off(order)
    task = release.public_copies.by_hand().get(place=Place.ELSEWHERE)
    assert task.address == f"{site.address}/?kindao" and task.pk != front.pk
    front.refresh_from_db()
    assert front.done_at is not None
    worked_off(order)
    assert release.public_copies.filter(place=Place.ELSEWHERE).count() == 1


def test_no_task_is_made_twice_of_what_a_search_left_out(by: Membership, site: Site, platform: Fragile) -> None:
    release = posted(by, site)
    order = actions.take_down(release, Why.OFFICER)
    assert order is not None
    for _ in range(2):
        taking_down._unsearched(order, release, f"{site.address}/")
    assert release.public_copies.filter(place=Place.ELSEWHERE).count() == 1
