"""Looks from outside, at a server that answers as the web does."""

import io
import itertools
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from django.conf import settings
from PIL import Image

from builders import a_member, a_patient, examples
from kindao import clock
from kindao.engine.errors import BadInput
from kindao.engine.match.phash import phash
from kindao.engine.media.opening import open_picture
from kindao.engine.vocabulary import Destination
from kindao.web.releases import actions, probing
from kindao.web.releases.addresses import as_typed
from kindao.web.releases.connectors import reaching
from kindao.web.releases.connectors.base import Place
from kindao.web.releases.models import CopyState, PublicCopy, Release, Seen, Stage, Why
from kindao.web.releases.probing import Known, Look, Pace
from permits import a_lawful_use
from released import Site, a_folder_account, looked_again, worked_off

OURS = (examples() / "nose.jpg").read_bytes()
OTHER = (examples() / "group.jpg").read_bytes()
MARK = "6a1fe0c2b7d94a5588aa01ff"
Answer = tuple[int, dict[str, str], bytes]


def known(moves: bool = False) -> Known:
    look = phash(open_picture(OURS).frames[0].pixels).hex()
    return Known(MARK, "sha256:" + "0" * 64, len(OURS), "" if moves else look, moves)


def smaller(quality: int = 60) -> bytes:
    """As a platform makes a size of it."""
    out = io.BytesIO()
    with Image.open(io.BytesIO(OURS)) as whole:
        whole.resize((whole.width // 4, whole.height // 4)).save(out, "JPEG", quality=quality)
    return out.getvalue()


class Web:
    """answers: by path; asked: when, by path."""

    def __init__(self) -> None:
        self.answers: dict[str, Answer | Callable[[], Answer]] = {}
        self.asked: list[tuple[str, float]] = []
        web = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                web.asked.append((self.path, time.monotonic()))
                answer = web.answers.get(self.path, (404, {}, b"nothing"))
                status, headers, body = answer() if callable(answer) else answer
                self.send_response(status)
                for name, value in ({"Content-Length": str(len(body))} | headers).items():
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_: object) -> None: ...

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        self.address = f"http://127.0.0.1:{self.server.server_port}"


@pytest.fixture
def web() -> Iterator[Web]:
    one = Web()
    yield one
    one.server.shutdown()
    one.server.server_close()


def look(web: Web, path: str = "/x", *, moves: bool = False) -> Look:
    with reaching.client() as client:
        return probing.seen_at(client, web.address + path, known(moves), Pace(0))


PAGE = f"<html><img src='/wp-content/{MARK}-300x200.jpg'></html>".encode()
ENDLESS = (302, {"Location": "/x"}, b"")


@pytest.mark.parametrize(
    ("answer", "seen"),
    [
        ((404, {}, b"no"), Seen.GONE),
        ((410, {}, b"no"), Seen.GONE),
        ((200, {}, OURS), Seen.THERE),
        ((200, {}, smaller()), Seen.THERE),
        ((200, {}, OTHER), Seen.OTHER),
        ((200, {}, PAGE), Seen.THERE),
        ((200, {}, b"<html>not found</html>"), Seen.OTHER),
        ((200, {}, b""), Seen.OTHER),
        ((401, {}, b"sign in"), Seen.UNKNOWN),
        ((403, {}, b"sign in"), Seen.UNKNOWN),
        ((500, {}, b"oops"), Seen.UNKNOWN),
        ((503, {}, b"maintenance"), Seen.UNKNOWN),
        (ENDLESS, Seen.UNKNOWN),
        ((302, {"Location": "http://[nowhere"}, b""), Seen.UNKNOWN),
        ((302, {"Location": "ftp://127.0.0.1/x"}, b""), Seen.UNKNOWN),
        ((200, {"Content-Length": "99999"}, b"cut"), Seen.UNKNOWN),
    ],
)
def test_what_an_answer_proves(web: Web, answer: Answer, seen: Seen) -> None:
    web.answers["/x"] = answer
    assert look(web).seen == seen


def test_a_redirect_is_followed_to_what_it_shows(web: Web) -> None:
    web.answers |= {"/x": (301, {"Location": "/y"}, b""), "/y": (200, {}, OURS)}
    assert look(web).seen == Seen.THERE
    web.answers["/y"] = (404, {}, b"")
    assert look(web).seen == Seen.GONE


def test_a_platforms_page_is_known_by_its_words(web: Web) -> None:
    web.answers["/x"] = (200, {}, "<meta content='Mũi sau ba tháng &amp; hơn'>".encode())
    there = replace(known(), words="Mũi sau ba tháng & hơn")
    with reaching.client() as client:
        assert probing.seen_at(client, web.address + "/x", there, Pace(0)).seen == Seen.THERE
        assert probing.seen_at(client, web.address + "/x", known(), Pace(0)).seen == Seen.OTHER


def test_of_a_film_the_length_tells(web: Web) -> None:
    web.answers["/x"] = (200, {"Content-Type": "video/mp4"}, b"0" * len(OURS))
    assert look(web, moves=True).seen == Seen.THERE
    web.answers["/x"] = (200, {"Content-Type": "video/mp4"}, b"0" * 10)
    assert look(web, moves=True).seen == Seen.UNKNOWN


def test_a_private_address_is_not_looked_at_unless_allowed(web: Web, monkeypatch: pytest.MonkeyPatch) -> None:
    web.answers["/x"] = (200, {}, OURS)
    monkeypatch.setattr(settings, "SITES_PRIVATE", False)
    assert look(web).seen == Seen.UNKNOWN and not web.asked


def test_one_host_is_asked_no_quicker_than_its_pace(web: Web) -> None:
    pace, began = Pace(0.1), time.monotonic()
    with reaching.client() as client:
        for _ in range(4):
            probing.seen_at(client, web.address + "/x", known(), pace)
    assert time.monotonic() - began >= 0.3


def test_a_thread_that_wakes_late_brings_no_two_looks_together(monkeypatch: pytest.MonkeyPatch) -> None:
    between, woke, sleep = 0.2, list[float](), time.sleep

    def late_once(seconds: float) -> None:
        sleep(seconds + (0.15 if len(woke) == 1 else 0.0))
        woke.append(time.monotonic())

    monkeypatch.setattr(time, "sleep", late_once)
    pace = Pace(between)
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(pace.wait, ["site.example"] * 4))
    assert len(woke) == 4 and all(then - one >= between for one, then in itertools.pairwise(sorted(woke)))


def out(site: Site) -> Release:
    by = a_member()
    use = a_lawful_use(by, a_patient(by), destination=Destination.WEBSITE)
    release = worked_off(actions.release(by, use, a_folder_account(by, site)))
    looked_again(release)
    return release


def a_copy(release: Release, address: str, place: Place = Place.PAGE, by: str = "person") -> PublicCopy:
    return actions.found(release, address, place, by=by)


def states(release: Release) -> dict[str, str]:
    return {copy.address: copy.state for copy in release.public_copies.all()}


@pytest.mark.django_db
def test_a_page_that_never_showed_it_to_strangers_proves_nothing(site: Site, web: Web) -> None:
    release = out(site)
    wall, shown = (a_copy(release, web.address + path, by="site") for path in ("/wall", "/shown"))
    web.answers = {
        "/wall": (200, {}, b"please sign in"),
        "/shown": (200, {}, f"<img src='{release.file_name}'>".encode()),
    }
    looked_again(release)
    actions.take_down(release, Why.OFFICER)
    web.answers["/shown"] = (200, {}, b"this page shows something else now")
    looked_again(release)
    assert states(release)[shown.address] == CopyState.LIVE, "the file is still there: the page may be a notice"
    (site.folder / release.file_name).unlink()
    for _ in range(3):
        looked_again(release)
    after = states(release)
    assert after[shown.address] == CopyState.VERIFIED_GONE
    assert after[wall.address] != CopyState.VERIFIED_GONE


@pytest.mark.django_db
def test_a_look_that_fails_between_two_that_find_nothing_starts_the_count_anew(site: Site, web: Web) -> None:
    release = out(site)
    copy = a_copy(release, web.address + "/x", by="site")
    actions.take_down(release, Why.OFFICER)
    for status in (404, 503, 404):
        web.answers["/x"] = (status, {}, b"")
        looked_again(release)
    assert states(release)[copy.address] != CopyState.VERIFIED_GONE
    web.answers["/x"] = (404, {}, b"")
    looked_again(release)
    assert states(release)[copy.address] == CopyState.VERIFIED_GONE


@pytest.mark.django_db
def test_what_is_gone_is_looked_at_ever_more_seldom(site: Site, web: Web) -> None:
    release = out(site)
    copy = a_copy(release, web.address + "/x", by="site")
    actions.take_down(release, Why.OFFICER)
    waits: list[int] = []  # minutes: the look itself takes time
    for _ in range(8):
        looked_again(release)
        copy.refresh_from_db()
        assert copy.look_after is not None
        waits.append(round((copy.look_after - clock.now()) / timedelta(minutes=1)))
    assert waits == sorted(waits) and waits[-1] == 90 * 24 * 60


@pytest.mark.django_db
def test_a_piece_of_the_release_that_vanishes_without_an_order_is_not_called_gone(site: Site) -> None:
    release = out(site)
    (site.folder / release.file_name).unlink()
    for _ in range(3):
        looked_again(release)
    assert release.public_copies.get().state == CopyState.LIVE


@pytest.mark.django_db
def test_a_mistyped_address_is_never_called_gone(site: Site, web: Web) -> None:
    """And the right one can be told afterwards."""
    release = out(site)
    wrong = a_copy(release, web.address + "/lec-raal.html")
    order = actions.take_down(release, Why.OFFICER)
    assert order is not None
    for _ in range(4):
        worked_off(order)
        looked_again(release)
    wrong.refresh_from_db()
    assert wrong.state == CopyState.BY_HAND and wrong.person is not None
    release.refresh_from_db()
    assert release.stage == Stage.COMING_DOWN


@pytest.mark.django_db
@pytest.mark.parametrize("instead", [b"<html>b\xe1\xba\xa3o tr\xc3\xac</html>", OTHER])
def test_something_else_at_a_typed_address_or_a_file_is_not_gone(site: Site, web: Web, instead: bytes) -> None:
    release = out(site)
    page, file = a_copy(release, web.address + "/page"), a_copy(release, web.address + "/file", Place.FILE)
    web.answers = {"/page": (200, {}, release.mark.encode()), "/file": (200, {}, release.mark.encode())}
    looked_again(release)
    actions.take_down(release, Why.LEAK)
    web.answers = {"/page": (200, {}, instead), "/file": (200, {}, instead)}
    for _ in range(3):
        looked_again(release)
    assert {states(release)[one.address] for one in (page, file)} == {CopyState.LIVE}


@pytest.mark.django_db
def test_what_a_person_told_of_is_a_persons_work_at_once(site: Site, web: Web) -> None:
    release = out(site)
    screen = a_copy(release, "Màn hình phòng chờ", Place.ELSEWHERE)
    order = actions.take_down(release, Why.OFFICER)
    assert order is not None
    worked_off(order)
    screen.refresh_from_db()
    assert screen.state == CopyState.BY_HAND and screen.due_at is not None


@pytest.mark.django_db
def test_an_address_may_be_told_when_all_seemed_gone(site: Site, web: Web) -> None:
    release = out(site)
    order = actions.take_down(release, Why.OFFICER)
    assert order is not None
    for _ in range(3):
        worked_off(order)
        looked_again(release)
    worked_off(order)
    release.refresh_from_db()
    assert release.stage == Stage.GONE
    actions.posted(a_member(clinic=release.clinic), release, [(web.address + "/x", Place.PAGE)])
    release.refresh_from_db()
    assert release.stage == Stage.COMING_DOWN and release.takedowns.open().exists()


@pytest.mark.parametrize(
    "typed", ["http://", "https://[::1", "http://user:pw@x.example/a", "javascript://x", "http://a b/"]
)
def test_an_address_that_cannot_be_opened_is_refused(typed: str) -> None:
    with pytest.raises(BadInput):
        as_typed(typed)


def test_a_host_that_is_silent_does_not_hold_the_others_up(web: Web) -> None:
    pace = Pace(0)
    with reaching.client() as client:
        for _ in range(2):
            assert probing.seen_at(client, "http://127.0.0.1:9/x", known(), pace).seen == Seen.UNKNOWN
        assert pace.is_silent("127.0.0.1:9")
        web.answers["/x"] = (200, {}, OURS)
        assert probing.seen_at(client, web.address + "/x", known(), pace).seen == Seen.THERE
