"""Releases for tests: a clinic's static site that is really served, its account, and the worker's steps by hand."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import TypeVar

from django.db.models import F

from kindao import clock
from kindao.engine.vocabulary import Destination
from kindao.web.clinics.models import Membership
from kindao.web.releases import accounts, probing
from kindao.web.releases.connectors.sites import MARKER
from kindao.web.releases.models import Account, PublicCopyQuerySet, Release
from kindao.web.review import jobs
from kindao.web.review.models import Work

W = TypeVar("W", bound=Work)


@dataclass(frozen=True, slots=True)
class Site:
    """folder: what is served; address: where."""

    folder: Path
    address: str

    def files(self) -> list[Path]:
        """What lies there, without the file by which Kindao knows the folder."""
        return [one for one in self.folder.iterdir() if one.name != MARKER]


class Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *_: object) -> None: ...


@contextmanager
def a_site(folder: Path) -> Iterator[Site]:
    """A folder, and the server that really serves it for as long as the block lasts."""
    folder.mkdir()
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(folder)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield Site(folder, f"http://127.0.0.1:{server.server_port}")
    finally:
        server.shutdown()
        server.server_close()


def a_folder_account(by: Membership, site: Site) -> Account:
    return accounts.open_account(
        by, "folder", Destination.WEBSITE, title="Trang web", address=site.address, told={"folder": str(site.folder)}
    )


def worked_off(work: W) -> W:
    """What a worker does with it now, whenever its time would come."""
    type(work)._default_manager.filter(pk=work.pk).update(not_before=None)
    jobs.work(jobs.kind_of(work), work.pk)
    work.refresh_from_db()
    return work


def looked_again(release: Release) -> None:
    """A look from outside at every address of it, as if the time had come."""
    as_if_due(release.public_copies.exclude(look_after=None))
    probing.look(release, clock.now())


def as_if_due(copies: PublicCopyQuerySet) -> None:
    """The time has come to look at them, long enough after the last look."""
    copies.update(look_after=clock.now(), looked_at=F("looked_at") - probing.BETWEEN)
