"""An image service serves a site's picture in its place, and keeps it when the site has deleted it."""

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import quote

import httpx
import pytest

from builders import a_member, nose
from kindao.web.releases import actions
from kindao.web.releases.connectors import reaching
from kindao.web.releases.connectors.base import Place
from kindao.web.releases.connectors.wordpress import looking
from kindao.web.releases.connectors.wordpress.looking import Search, mentions
from kindao.web.releases.connectors.wordpress.site import Site
from outside import a_manual_account, a_use_to_post

MARK = "0123456789abcdef01234567"
FILE = f"https://site.vn/wp-content/uploads/2026/11/{MARK}.jpg"


@pytest.mark.parametrize(
    "shown",
    [
        f"https://cdn.example/spai/w_300+q_lossy+ret_img/{FILE}",
        f"https://res.example/demo/image/fetch/w_300,q_auto/{FILE}",
        f"https://site.vn/cdn-cgi/image/width=80,quality=75/{FILE}",
        f"https://ml.example/w:300/h:auto/q:90/{FILE}",
        f"//cdn.example/spai/w_300/{FILE}",
    ],
)
def test_an_address_that_holds_another_counts_as_both(shown: str) -> None:
    whole = f"https:{shown}" if shown.startswith("//") else shown
    for page in (
        f'<img src="{shown}">',
        f'<img srcset="{shown} 300w, {shown} 600w">',
        f'<img srcset="/a.jpg 1w,{shown} 300w">',
    ):
        assert {whole, FILE} <= set(mentions(page, "https://site.vn/", MARK))


def test_an_address_in_a_question_stays_one() -> None:
    asked = f"https://site.vn/oembed?url={FILE}"
    assert mentions(f'<a href="{asked}">', "https://site.vn/", MARK) == [asked]


class Service(BaseHTTPRequestHandler):
    """The picture at every address below /spai and /resize.php, whatever the site says; the page shows it from here."""

    def do_GET(self) -> None:
        kind, body = ("image/jpeg", nose()) if self.path.startswith(("/spai", "/resize.php")) else ("text/html", b"-")
        self.send_response(200)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command == "GET":
            self.wfile.write(body)

    def do_HEAD(self) -> None:
        self.do_GET()

    def log_message(self, *_: object) -> None: ...


@pytest.fixture
def service() -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Service)
    threading.Thread(target=lambda: server.serve_forever(0.02), daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


def test_what_a_service_serves_is_an_address_of_the_release(service: str) -> None:
    elsewhere, script = f"{service}/spai/w_300/{FILE}", f"{service}/resize.php?src={quote(FILE, safe='')}&w=300"
    with reaching.client() as client:
        site = Site("https://site.vn", "", "", frozenset(), client, httpx.BasicAuth("", ""))
        search = Search(site, MARK, "7", 20, client)
        search.named = {elsewhere: True, script: True, f"{service}/?s={MARK}": True}
        looking._named(search)
    assert {one.address: (one.place, one.ref) for one in search.found.values()} == {
        elsewhere: (Place.CACHE, ""),
        script: (Place.CACHE, ""),
    }


@pytest.mark.django_db
def test_of_an_address_too_long_to_be_kept_no_look_proves_anything() -> None:
    by = a_member()
    release = actions.release(by, a_use_to_post(by), a_manual_account(by))
    long = "https://cdn.example/" + "a" * actions.LONGEST
    copy = actions.found(release, long, Place.CACHE, by="platform")
    assert len(copy.address) == actions.LONGEST and copy.look_after is None
    assert actions.found(release, "https://cdn.example/a.jpg", Place.CACHE, by="platform").look_after is not None
