"""A site that gives its pictures to visitors of its pages alone, or leads elsewhere for them: what those see counts."""

import io
import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import httpx
import pytest
from PIL import Image

import released
from builders import a_member, a_patient
from fragile import Fragile
from kindao.engine.vocabulary import Destination
from kindao.web.releases import accounts, actions, connectors
from kindao.web.releases.connectors import reaching
from kindao.web.releases.connectors.base import Place
from kindao.web.releases.connectors.wordpress import NOTHING
from kindao.web.releases.connectors.wordpress.looking import is_pixel
from kindao.web.releases.connectors.wordpress.site import Site as Blog
from kindao.web.releases.connectors.wordpress.site import shows_files
from kindao.web.releases.models import CopyState, Seen, Stage, Takedown, Why
from permits import a_lawful_use
from released import Site, looked_again, worked_off


class Guarded(SimpleHTTPRequestHandler):
    """As web servers are told to against pictures on others' pages. said: which pages asked."""

    said: set[str] = set()  # noqa: RUF012

    def do_GET(self) -> None:
        page = self.headers.get("Referer", "")
        if self.path.endswith(".jpg") and not page:
            self.send_error(404)
            return
        self.said.add(page)
        super().do_GET()

    def log_message(self, *_: object) -> None: ...


@pytest.fixture
def guarded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Site]:
    monkeypatch.setattr(released, "Quiet", Guarded)
    monkeypatch.setattr(Guarded, "said", set())
    with released.a_site(tmp_path / "guarded") as site:
        yield site


@pytest.mark.django_db
def test_what_visitors_of_a_page_still_see_is_not_gone(guarded: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    platform = Fragile()
    monkeypatch.setitem(connectors.installed(), platform.name, platform)
    by, told = a_member(), {"folder": str(guarded.folder)}
    account = accounts.open_account(by, "fragile", Destination.WEBSITE, title="T", address=guarded.address, told=told)
    use = a_lawful_use(by, a_patient(by), destination=Destination.WEBSITE)
    release = worked_off(actions.release(by, use, account))
    page = guarded.folder / "bai.html"
    page.write_text(f"<img src='{release.file_name}'>")
    post = actions.found(release, f"{guarded.address}/bai.html", Place.POST, by="platform")
    looked_again(release)
    file = release.public_copies.get(place=Place.FILE)
    assert file.last_seen == Seen.THERE and post.address in Guarded.said
    order = actions.take_down(release, Why.WITHDRAWN)
    assert order is not None
    platform.keeps = True
    page.unlink()  # the page goes, as the platform says of all; it was met there

    def stage() -> str:
        for _ in range(3):
            worked_off(order)
            looked_again(release)
        worked_off(order)
        release.refresh_from_db()
        file.refresh_from_db()
        return release.stage

    assert stage() == Stage.COMING_DOWN
    assert file.last_seen == Seen.THERE and file.state != CopyState.VERIFIED_GONE
    platform.keeps = False
    Takedown.objects.update(try_after=None)
    release.public_copies.filter(pk=file.pk).update(state=CopyState.LIVE)
    assert stage() == Stage.GONE and file.state == CopyState.VERIFIED_GONE and not guarded.files()


def a_pixel(colour: int) -> bytes:
    made = io.BytesIO()
    Image.new("RGB", (1, 1), (colour, 0, 0)).save(made, "PNG")
    return made.getvalue()


class Leading(BaseHTTPRequestHandler):
    """/leads/… leads to /there.png; below /guarded pictures are for visitors of the site's pages."""

    there: bytes | None = None

    def do_GET(self) -> None:
        path = self.path.partition("?")[0]
        told = None if path.startswith("/guarded") and "Referer" not in self.headers else type(self).there
        if path.startswith("/leads") and not path.endswith("/media"):
            self.send_response(301)
            self.send_header("Location", "/there.png")
        elif path.endswith("/media"):
            self.send_response(200)
            here = f"http://{self.headers['Host']}{path.removesuffix('/wp/v2/media')}/a.png"
            told = json.dumps([{"source_url": here}]).encode()
        else:
            self.send_response(200 if told is not None else 404)
        self.end_headers()
        if self.command == "GET":
            self.wfile.write(told or b"")

    def do_HEAD(self) -> None:
        self.do_GET()

    def log_message(self, *_: object) -> None: ...


@pytest.fixture
def leading(monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    monkeypatch.setattr(Leading, "there", NOTHING)
    server = ThreadingHTTPServer(("127.0.0.1", 0), Leading)
    threading.Thread(target=lambda: server.serve_forever(0.02), daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


@pytest.mark.parametrize(
    ("path", "there", "seen"),
    [
        ("/a.png", NOTHING, True),
        ("/a.png", a_pixel(9), True),  # packed anew
        ("/a.png", None, False),
        ("/leads/a.png", NOTHING, True),
        ("/leads/a.png", a_pixel(9), False),  # whatever is missing leads there
        ("/leads/a.png", None, False),
        ("/guarded/a.png", NOTHING, True),
    ],
)
def test_a_trial_is_seen_where_strangers_are_led_to_its_very_bytes(
    leading: str, monkeypatch: pytest.MonkeyPatch, path: str, there: bytes | None, seen: bool
) -> None:
    monkeypatch.setattr(Leading, "there", there)
    with reaching.client() as client:
        site = Blog(leading, f"{leading}/", "", frozenset(), client, httpx.BasicAuth("", ""))
        assert is_pixel(site, leading + path, NOTHING) is seen


@pytest.mark.parametrize("below", ["leads", "guarded", "plain"])
@pytest.mark.parametrize("there", [NOTHING, None])
def test_whether_files_are_there_is_seen_where_it_leads(
    leading: str, monkeypatch: pytest.MonkeyPatch, below: str, there: bytes | None
) -> None:
    monkeypatch.setattr(Leading, "there", there)
    with reaching.client() as client:
        assert shows_files(client, f"{leading}/{below}/") is (there is not None)
