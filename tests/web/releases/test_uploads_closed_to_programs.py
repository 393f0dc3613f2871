"""A WordPress that shows its uploads to browsers alone, or tells strangers of none: a deletion is neither held up for
ever, nor done while its disk is away."""

import json
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import httpx
import pytest

from builders import a_member, a_patient
from fragile import Fragile
from kindao.engine.vocabulary import Destination
from kindao.web.releases import accounts, actions, connectors
from kindao.web.releases.connectors import reaching
from kindao.web.releases.connectors.base import Later
from kindao.web.releases.connectors.wordpress.site import shows_files
from kindao.web.releases.models import Stage, Takedown, Why
from permits import a_lawful_use
from released import Site, looked_again, worked_off

ACCOUNT = httpx.BasicAuth("web", "secret")


@dataclass
class Uploads:
    """One file that a WordPress lists. to: who gets it."""

    address: str = ""
    to: frozenset[str] = field(default_factory=frozenset)
    closed: bool = False  # its list, to strangers


@pytest.fixture
def uploads() -> Iterator[Uploads]:
    told = Uploads()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            is_stranger = "Authorization" not in self.headers
            body = json.dumps([{"source_url": f"{told.address}/a.jpg"}]).encode()
            self.send_response(401 if told.closed and is_stranger else 200)
            self.end_headers()
            self.wfile.write(b'{"code": "rest_forbidden"}' if told.closed and is_stranger else body)

        def do_HEAD(self) -> None:
            who = "browser" if "Mozilla" in self.headers["User-Agent"] else "program"
            self.send_response(200 if who in told.to else 404)
            self.end_headers()

        def log_message(self, *_: object) -> None: ...

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    told.address = f"http://127.0.0.1:{server.server_port}"
    yield told
    server.shutdown()
    server.server_close()


def shows(uploads: Uploads, account: httpx.BasicAuth | None = None) -> bool:
    with reaching.client() as client:
        return shows_files(client, f"{uploads.address}/wp-json/", account)


@pytest.mark.parametrize("who", ["browser", "program"])
def test_a_file_that_either_gets_is_there(uploads: Uploads, who: str) -> None:
    assert not shows(uploads)
    uploads.to = frozenset({who})
    assert shows(uploads)


def test_the_account_knows_of_files_that_strangers_are_not_told_of(uploads: Uploads) -> None:
    uploads.closed = True
    assert shows(uploads) and not shows(uploads, ACCOUNT)


@pytest.mark.django_db
def test_nothing_is_gone_of_a_site_that_puts_its_deletion_off(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    """It stands, as far as strangers can tell, and the disk of its uploads is away."""
    platform = Fragile()
    monkeypatch.setitem(connectors.installed(), platform.name, platform)
    by = a_member()
    account = accounts.open_account(
        by, "fragile", Destination.WEBSITE, title="Trang", address=site.address, told={"folder": str(site.folder)}
    )
    use = a_lawful_use(by, a_patient(by), destination=Destination.WEBSITE)
    release = worked_off(actions.release(by, use, account))
    looked_again(release)
    platform.delete_breaks = Later("the site shows none of its files just now")
    file = site.folder / release.file_name
    file.rename(site.folder / "away")
    order = actions.take_down(release, Why.WITHDRAWN)
    assert order is not None

    def stage() -> str:
        for _ in range(3):
            worked_off(order)
            looked_again(release)
        worked_off(order)
        release.refresh_from_db()
        return release.stage

    assert stage() == Stage.COMING_DOWN
    (site.folder / "away").rename(file)
    platform.delete_breaks = None
    Takedown.objects.update(try_after=None)
    assert stage() == Stage.GONE and not file.exists()
