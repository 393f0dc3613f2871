"""A look has an end whatever a server does, and gone is what no stranger sees: whoever asks, whatever the status."""

import gzip
import io
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import httpx
import pytest
from django_tasks_db.models import DBTaskResult
from PIL import Image

from builders import a_member, a_patient, examples
from kindao import clock
from kindao.engine.match.phash import phash
from kindao.engine.media.opening import open_picture
from kindao.engine.vocabulary import Destination
from kindao.web import calls
from kindao.web.releases import actions, probing
from kindao.web.releases.connectors import reaching
from kindao.web.releases.connectors.base import Later, Place
from kindao.web.releases.models import Account, CopyState, PublicCopy, Release, Seen, Stage, Why
from kindao.web.releases.probing import Known, Look, Pace
from permits import a_lawful_use
from released import Site, a_folder_account, looked_again, worked_off

OURS = (examples() / "nose.jpg").read_bytes()
OTHER = (examples() / "group.jpg").read_bytes()
MARK = "6a1fe0c2b7d94a5588aa01ff"
Written = Callable[[Mapping[str, str], Callable[[bytes], object]], object]


class Stranger:
    """A server that writes what it likes; as: what the headers of whoever asks are given to. over: it is closed."""

    def __init__(self) -> None:
        self.writes: Written = lambda headers, write: None
        self.over = threading.Event()
        stranger = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                try:
                    stranger.writes(dict(self.headers), self.wfile.write)
                except OSError:
                    return

            def log_message(self, *_: object) -> None: ...

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        self.port = self.server.server_port
        self.address = f"http://127.0.0.1:{self.port}"

    def answers(self, status: int, body: bytes, **headers: str) -> None:
        self.writes = lambda _, write: write(answer(status, body, **headers))

    def drips(self, begins: bytes) -> None:
        def for_ever(_: object, write: Callable[[bytes], object]) -> None:
            write(begins)
            while not self.over.wait(0.02):
                write(b"x")

        self.writes = for_ever


def answer(status: int, body: bytes, **headers: str) -> bytes:
    told = {"Content-Length": str(len(body))} | {name.replace("_", "-"): value for name, value in headers.items()}
    lines = "".join(f"{name}: {value}\r\n" for name, value in told.items())
    return f"HTTP/1.0 {status} x\r\n{lines}\r\n".encode() + body


@pytest.fixture
def stranger() -> Iterator[Stranger]:
    one = Stranger()
    yield one
    one.over.set()
    one.server.shutdown()
    one.server.server_close()


def known(moves: bool = False) -> Known:
    look = phash(open_picture(OURS).frames[0].pixels).hex()
    return Known(MARK, "sha256:" + "0" * 64, len(OURS), "" if moves else look, moves)


def look(stranger: Stranger, pace: Pace | None = None, *, moves: bool = False) -> Look:
    with reaching.client() as client:
        return probing.seen_at(client, stranger.address + f"/{MARK}.jpg", known(moves), pace or Pace(0))


def smaller() -> bytes:
    out = io.BytesIO()
    with Image.open(io.BytesIO(OURS)) as whole:
        whole.resize((whole.width // 4, whole.height // 4)).save(out, "WEBP", quality=60)
    return out.getvalue()


@pytest.mark.parametrize(
    "begins", [b"", b"HTTP/1.0 200 OK\r\nX-Long: ", b"HTTP/1.0 200 OK\r\nContent-Type: image/jpeg\r\n\r\n"]
)
def test_a_look_at_what_drips_has_an_end(stranger: Stranger, begins: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    """Before its answer, within the headers, within the body; and the third address of such a host is left alone."""
    monkeypatch.setattr(probing, "LOOK", 0.2)
    stranger.drips(begins)
    began, pace = time.monotonic(), Pace(0)
    assert [look(stranger, pace).seen for _ in range(3)] == [Seen.UNKNOWN] * 3
    assert time.monotonic() - began < 3 and pace.is_silent(stranger.address.removeprefix("http://"))


def test_a_small_answer_that_unpacks_to_a_large_one_is_not_unpacked(stranger: Stranger) -> None:
    packed = gzip.compress(bytes(2 * probing.READ_AT_MOST), 9)
    stranger.answers(200, packed, Content_Encoding="gzip")
    assert look(stranger).seen == Seen.UNKNOWN
    with reaching.client() as client, pytest.raises(Later):
        reaching.asked(client, "GET", stranger.address)


@pytest.mark.parametrize("packed", ["br", "zstd", "deflate, gzip"])
def test_what_is_packed_otherwise_than_asked_for_proves_nothing(stranger: Stranger, packed: str) -> None:
    stranger.answers(404, b"no", Content_Encoding=packed)
    assert look(stranger).seen == Seen.UNKNOWN


def test_a_packed_page_is_read(stranger: Stranger) -> None:
    stranger.answers(200, gzip.compress(f"<img src='{MARK}.jpg'>".encode()), Content_Encoding="gzip")
    assert look(stranger).seen == Seen.THERE
    stranger.answers(200, gzip.compress(b'{"a": 1}'), Content_Encoding="gzip", X_Told="yes")
    with reaching.client() as client:
        told = reaching.asked(client, "GET", stranger.address)
    assert told.json() == {"a": 1} and told.headers["x-told"] == "yes"
    stranger.answers(200, gzip.compress(OURS)[:-9], Content_Encoding="gzip")
    assert look(stranger).seen == Seen.UNKNOWN, "cut off"


def test_an_api_that_answers_without_end_is_not_listened_to(
    stranger: Stranger, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(calls.body, "__defaults__", (1000,))
    stranger.answers(200, bytes(1001))
    with reaching.client() as client, pytest.raises(Later):
        reaching.asked(client, "GET", stranger.address)
    stranger.answers(200, bytes(1000))
    with reaching.client() as client:
        assert isinstance(reaching.asked(client, "GET", stranger.address), httpx.Response)


@pytest.mark.parametrize("status", [404, 410, 403, 500])
def test_a_picture_is_there_whatever_the_status(stranger: Stranger, status: int) -> None:
    for body in (OURS, smaller()):
        stranger.answers(status, body, Content_Type="image/jpeg")
        there = look(stranger)
        assert there.seen == Seen.THERE and there.status == status and there.digest


@pytest.mark.parametrize(
    ("body", "seen"),
    [
        (f"<p>/{MARK}.jpg was not found here</p><link href='/{MARK}.jpg'>".encode(), Seen.GONE),
        (f"<p>Did you mean this?</p><IMG alt=x src='/thumbs/{MARK}-320.jpg'>".encode(), Seen.THERE),
        (OTHER, Seen.GONE),  # "there is no such picture", as a picture
        (b"", Seen.GONE),
    ],
)
def test_what_else_comes_with_a_404(stranger: Stranger, body: bytes, seen: Seen) -> None:
    stranger.answers(404, body)
    told = look(stranger)
    assert told.seen == seen and told.digest


@pytest.mark.parametrize(("status", "seen"), [(200, Seen.THERE), (404, Seen.UNKNOWN)])
def test_a_picture_whose_looks_were_erased_is_not_said_to_be_another(
    stranger: Stranger, status: int, seen: Seen
) -> None:
    stranger.answers(status, OTHER, Content_Type="image/jpeg")
    with reaching.client() as client:
        erased = replace(known(), phash="")
        assert probing.seen_at(client, f"{stranger.address}/{MARK}.jpg", erased, Pace(0)).seen == seen


def test_a_film_is_there_whatever_the_status(stranger: Stranger) -> None:
    stranger.answers(404, OURS, Content_Type="video/mp4")
    assert look(stranger, moves=True).seen == Seen.THERE
    stranger.answers(404, b"x", Content_Type="video/mp4")
    assert look(stranger, moves=True).seen == Seen.UNKNOWN
    stranger.answers(404, b"no", Content_Type="text/html")
    assert look(stranger, moves=True).seen == Seen.GONE


def test_that_another_host_has_nothing_proves_nothing(stranger: Stranger) -> None:
    """A sign-in's, which is down."""

    def writes(headers: Mapping[str, str], write: Callable[[bytes], object]) -> None:
        here = headers["Host"].startswith("127.")
        write(answer(302, b"", Location=f"http://localhost:{stranger.port}/login") if here else answer(404, b"no"))

    stranger.writes = writes
    told = look(stranger)
    assert told.seen == Seen.UNKNOWN and told.status == 404


def out(site: Site) -> Release:
    by = a_member()
    use = a_lawful_use(by, a_patient(by), destination=Destination.WEBSITE)
    release = worked_off(actions.release(by, use, a_folder_account(by, site)))
    looked_again(release)
    return release


def ordered(release: Release, stranger: Stranger) -> PublicCopy:
    copy = actions.found(release, f"{stranger.address}/x", Place.PAGE, by="site")
    assert actions.take_down(release, Why.OFFICER)
    return copy


@pytest.mark.django_db
def test_what_robots_are_not_shown_and_people_are_is_not_gone(site: Site, stranger: Stranger) -> None:
    release = out(site)
    copy = ordered(release, stranger)
    page = f"<img src='{release.file_name}'>".encode()
    stranger.writes = lambda headers, write: write(
        answer(200, page) if headers["User-Agent"].startswith("Mozilla/5.0") else answer(404, b"no")
    )
    for _ in range(4):
        looked_again(release)
    copy.refresh_from_db()
    assert copy.state == CopyState.LIVE and copy.last_seen == Seen.THERE


@pytest.mark.django_db
def test_two_workers_at_the_same_moment_prove_no_more_than_one(
    site: Site, stranger: Stranger, monkeypatch: pytest.MonkeyPatch
) -> None:
    release = out(site)
    copy = ordered(release, stranger)
    now = clock.now()
    nothing, as_browser = Look(Seen.GONE, 404), Look(Seen.GONE, 404, as_browser=True)

    def state(look: Look, seconds: float) -> tuple[str, int]:
        probing.keep(copy, look, at=now + timedelta(seconds=seconds))
        copy.refresh_from_db()
        return copy.state, copy.gone_looks

    assert state(nothing, 0) == (CopyState.LIVE, 1)
    assert state(as_browser, 0.04) == (CopyState.LIVE, 1)
    assert state(as_browser, -3) == (CopyState.LIVE, 1), "one that began before and is kept after"
    assert state(nothing, 12) == (CopyState.LIVE, 1), "one that was asked for while nothing was known of the first"
    assert copy.probes.count() == 4 and copy.look_after == now + probing.BETWEEN
    assert state(as_browser, 11) == (CopyState.VERIFIED_GONE, 2)


@pytest.mark.django_db
def test_a_round_has_an_end_and_what_it_leaves_is_due_still(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    release = out(site)
    actions.found(release, f"{site.address}/other", Place.PAGE, by="site")
    release.public_copies.update(look_after=clock.now())
    with monkeypatch.context() as short:
        short.setattr(probing, "ROUND", 0.0)
        assert probing.look_at_due() == 0 and probing._due().count() == 2
    monkeypatch.setattr(probing, "ROUND_OF", 1)
    DBTaskResult.objects.all().delete()
    assert probing.sweep.call() == 1
    again = DBTaskResult.objects.get(task_path=probing.sweep.module_path)
    assert again.priority < 0 and probing._due().count() == 1
    assert probing.sweep.call() == 1 and DBTaskResult.objects.count() == 1, "nothing is left: none follows"


@pytest.mark.django_db
def test_what_no_look_ever_saw_anywhere_is_not_gone_by_404s(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    """The folder is served at another address than the account says: all looks find nothing, and it is public."""
    by = a_member()
    account = a_folder_account(by, site)
    Account.objects.update(address=f"{site.address}/khac")
    use = a_lawful_use(by, a_patient(by), destination=Destination.WEBSITE)
    release = worked_off(actions.release(by, use, account))
    order = actions.take_down(release, Why.WITHDRAWN)
    assert order
    for _ in range(3):
        worked_off(order)
        looked_again(release)
    copy = release.public_copies.get()
    assert copy.state == CopyState.PLATFORM_GONE and copy.last_seen == Seen.UNKNOWN and copy.gone_looks == 0
    later = clock.now() + timedelta(hours=1, minutes=1)
    monkeypatch.setattr(clock, "now", lambda: later)
    worked_off(order)
    copy.refresh_from_db()
    release.refresh_from_db()
    assert copy.state == CopyState.BY_HAND and copy.person and release.stage == Stage.COMING_DOWN
