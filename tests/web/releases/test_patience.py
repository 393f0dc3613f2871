"""One site that hangs holds nobody else up: a call has a limit in all, who hung is left alone, repeats come last."""

import socket
import threading
from collections.abc import Iterator
from datetime import timedelta
from time import monotonic, sleep

import pytest
from django_tasks_db.models import DBTaskResult

from builders import a_member
from fragile import Fragile
from kindao import clock
from kindao.engine.vocabulary import Destination
from kindao.web.releases import accounts, actions, connectors, patience
from kindao.web.releases.connectors import reaching
from kindao.web.releases.connectors.base import Later, Unsure
from kindao.web.releases.models import Release, Takedown, Why
from kindao.web.review import jobs
from outside import a_use_to_post
from released import Site, worked_off


@pytest.fixture
def drips() -> Iterator[str]:
    """Answers, a byte at a time, for ever: no single wait is long."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        over = threading.Event()

        def answer() -> None:
            while not over.is_set():
                try:
                    connection, _ = server.accept()
                except OSError:
                    return
                with connection:
                    try:
                        connection.sendall(b"HTTP/1.1 200 OK\r\ncontent-length: 1000000\r\n\r\n")
                        while not over.wait(0.02):
                            connection.sendall(b".")
                    except OSError:
                        continue

        thread = threading.Thread(target=answer, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{server.getsockname()[1]}/"
        over.set()
        server.shutdown(socket.SHUT_RDWR)
        thread.join(5)


@pytest.mark.parametrize(("changes", "error"), [(False, Later), (True, Unsure)])
def test_a_site_that_drips_is_not_listened_to_for_ever(drips: str, changes: bool, error: type[Exception]) -> None:
    begun = monotonic()
    with reaching.client(total=0.3) as client:
        with pytest.raises(error):
            reaching.asked(client, "POST", drips, changes=changes)
        with pytest.raises(Later):
            reaching.asked(client, "GET", drips)
    assert monotonic() - begun < 5


@pytest.mark.django_db
class TestOneWorker:
    @pytest.fixture(autouse=True)
    def _alone(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(patience, "_silent", {})
        monkeypatch.setattr(patience, "IN_VAIN", 0.05)

    @pytest.fixture
    def platform(self, monkeypatch: pytest.MonkeyPatch) -> Fragile:
        one = Fragile()
        monkeypatch.setitem(connectors.installed(), one.name, one)
        return one

    @pytest.fixture
    def two(self, site: Site, platform: Fragile) -> list[Takedown]:
        by, told = a_member(), {"folder": str(site.folder)}
        account = accounts.open_account(
            by, "fragile", Destination.WEBSITE, title="Trang", address=site.address, told=told
        )
        out = [worked_off(actions.release(by, a_use_to_post(by), account)) for _ in range(2)]
        return [order for one in out if (order := actions.take_down(one, Why.OFFICER))]

    def test_what_hangs_is_asked_once_and_then_left_alone(
        self, two: list[Takedown], platform: Fragile, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def hangs(*_: object) -> None:
            sleep(0.06)
            raise Later("the platform does not answer")

        with monkeypatch.context() as hanging:
            hanging.setattr(Fragile, "delete", hangs)
            worked_off(two[0])
        worked_off(two[1])
        assert platform.deletes == 0 and Takedown.objects.get(pk=two[1].pk).trouble_en, "not waited for a second time"
        later = clock.now() + patience.LEFT_ALONE + timedelta(seconds=1)
        monkeypatch.setattr(clock, "now", lambda: later)
        worked_off(two[1])
        assert platform.deletes == 1 and not list(Release.objects.get(pk=two[1].release_id).public_copies.by_hand())

    def test_what_says_at_once_that_it_has_no_time_is_asked_for_the_next(
        self, two: list[Takedown], platform: Fragile
    ) -> None:
        platform.delete_breaks = Later("maintenance")
        for order in two:
            worked_off(order)
        assert platform.deletes == 2

    def test_first_tries_come_before_repeats(self, two: list[Takedown], platform: Fragile) -> None:
        platform.delete_breaks = Later("maintenance")
        DBTaskResult.objects.all().delete()
        worked_off(two[0])
        again = DBTaskResult.objects.filter(args_kwargs__args=["takedown", str(two[0].pk)]).latest("enqueued_at")
        jobs.start(two[1])
        first = DBTaskResult.objects.filter(args_kwargs__args=["takedown", str(two[1].pk)]).earliest("run_after")
        assert again.priority < first.priority
