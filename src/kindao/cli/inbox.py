"""kindao inbox: what lies in a shared folder goes into a clinic's vault."""

import time
from collections.abc import Callable
from pathlib import Path
from threading import Event
from typing import TYPE_CHECKING

import click

from kindao.cli import options
from kindao.engine.vocabulary import Words

if TYPE_CHECKING:
    from kindao.web.inbox.watching import Watched

EVERY = 2.0  # seconds between two looks
Say = Callable[[Words], None]


@click.command("inbox")
@click.argument("folder", metavar="FOLDER", type=options.FILE)
@click.option("--clinic", metavar="NAME", default="", help="Name or id of the clinic; needed where there are several.")
@click.option("--home", type=options.FILE, metavar="FOLDER", help="Folder of the installation: database, vault, keys.")
@click.option("--once", is_flag=True, help="Take in what is complete now, and end.")
@click.pass_obj
def command(lang: str, folder: Path, clinic: str, home: Path | None, once: bool) -> None:
    """Take pictures, films and recordings out of FOLDER into a clinic's vault, where they wait for their patient.

    A file goes out of FOLDER only when it is in the vault. What can't be taken in stays there. Ctrl-C stops it.

    Exit status: 0 stopped as asked, 1 our own failure, 2 bad input.
    """
    from kindao.web import home as homes
    from kindao.web import serving

    def say(words: Words) -> None:
        click.echo(f"kindao: {words[lang]}", err=True)

    with serving.stopped_by_signals():
        serving.settle(homes.Home(home.absolute()) if home else homes.of_environment(), address="http://localhost:8460")
        serving.belong()
        from kindao.web.inbox import watching
        from kindao.web.inbox.choosing import the_clinic

        watched = watching.Watched(folder.absolute(), the_clinic(clinic))
        say(WATCHING)
        ends = time.monotonic() + watching.SETTLED + EVERY
        while True:
            _look(watched, say)
            if once and time.monotonic() > ends:
                return
            time.sleep(EVERY)


def watch(folder: Path, clinic: str, say: Say, stopping: Event) -> None:
    """The same beside a server, until told to stop: before there is a clinic it waits for one, and a folder that is
    gone is told and looked for again."""
    from kindao.engine.errors import KindaoError
    from kindao.web.inbox import watching
    from kindao.web.inbox.choosing import the_clinic

    watched, told = None, ""
    while not stopping.wait(EVERY):
        try:
            if watched is None:
                watched = watching.Watched(folder.absolute(), the_clinic(clinic))
                say(WATCHING)
            _look(watched, say)
            told = ""
        except KindaoError as error:
            if str(error) != told:
                say(Words(error.vi or str(error), str(error)))
            told = str(error)


def _look(watched: "Watched", say: Say) -> None:
    from django.db import DatabaseError, close_old_connections

    from kindao.page.terms import moment
    from kindao.web.inbox import watching

    close_old_connections()
    try:
        for one in watched.look(time.monotonic()):
            if isinstance(one, watching.Left):
                left = Words(*(LEFT[lang].format(one.size, moment(one.changed)[lang]) for lang in ("vi", "en")))
                say(Words(f"{left.vi}: {one.why.vi or one.why}", f"{left.en}: {one.why}"))
            else:
                say(TAKEN)
    except DatabaseError:  # it is tried again: nothing left the folder
        say(GONE)
    finally:
        close_old_connections()


WATCHING = Words("đang theo dõi thư mục; Ctrl-C để dừng", "watching the folder; Ctrl-C stops it")
TAKEN = Words("một tệp đã vào kho lưu, chờ chọn người bệnh", "a file is in the vault, and waits for its patient")
GONE = Words(
    "không kết nối được cơ sở dữ liệu; không tệp nào rời thư mục; sẽ thử lại",
    "the database can't be reached; nothing left the folder; trying again",
)
LEFT = Words(
    "một tệp {} byte, sửa lần cuối {}, để lại trong thư mục",
    "a file of {} bytes, last changed {}, was left in the folder",
)
