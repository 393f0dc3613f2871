"""kindao serve: the desk, on this machine."""

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from pathlib import Path
from threading import Event, Thread
from typing import TYPE_CHECKING

import click

from kindao.cli import options
from kindao.engine.errors import BadInput
from kindao.engine.vocabulary import Words

if TYPE_CHECKING:
    from kindao.web.demo import Login

PORT = 8460
PATIENCE = 20.0  # seconds that what is being taken in gets to end


@click.command("serve")
@click.option(
    "--port",
    type=click.IntRange(1, 65535),
    metavar="PORT",
    default=PORT,
    show_default=True,
    help="Where it listens; 8460 when left out.",
)
@click.option("--home", type=options.FILE, metavar="FOLDER", help="Folder of the installation: database, vault, keys.")
@click.option("--demo", is_flag=True, help="Fill a fictional clinic and print how its people sign in.")
@click.option("--inbox", type=options.FILE, metavar="FOLDER", help="Take in what lies in FOLDER, as kindao inbox does.")
@click.option("--clinic", metavar="NAME", default="", help="Name or id of the clinic; needed where there are several.")
@click.option("--let-in", metavar="E-MAIL", help="Print a link for somebody who is locked out, and end.")
@click.option(
    "--new-clinic",
    metavar="NAME",
    default="",
    help="One more clinic; with --let-in print the link of its administrator, and end.",
)
@click.option(
    "--listen",
    metavar="ADDRESS",
    default="127.0.0.1",
    help="Address; 127.0.0.1 when left out. One that others reach needs HTTPS before it.",
)
@click.pass_obj
def command(
    lang: str,
    port: int,
    home: Path | None,
    demo: bool,
    inbox: Path | None,
    clinic: str,
    let_in: str | None,
    new_clinic: str,
    listen: str,
) -> None:
    """The desk: the clinic's web application, on this machine alone, with its worker.

    The first start prints a link that makes the administrator, once, within 24 hours. Ctrl-C stops it.

    Exit status: 0 stopped as asked, 1 our own failure, 2 bad input.
    """
    from kindao.web import home as homes
    from kindao.web import serving

    def say(words: Words) -> None:
        click.echo(f"kindao: {words[lang]}", err=True)

    if new_clinic and not let_in:
        raise BadInput("--new-clinic: who administers it?", hint="Add --let-in E-MAIL")
    address = os.environ.get("KINDAO_ADDRESS") or f"http://localhost:{port}"
    installation = homes.Home(home.absolute()) if home else homes.of_environment()
    if demo and not home and "KINDAO_HOME" not in os.environ:
        installation = replace(installation, folder=installation.folder.with_name("kindao-demo"))
    with serving.stopped_by_signals(), ExitStack() as stack:
        if let_in:
            serving.settle(installation, address=address)
            serving.prepare()
            there = serving.served_at(installation) or address
            if new_clinic:
                link = serving.clinic_address(there, new_clinic, let_in)
            else:
                link = serving.return_address(there, let_in)
            say(FIRST if new_clinic else RETURN)
            click.echo(link)
            return
        listener = serving.listen(listen, port)
        say(PREPARING)
        serving.settle(installation, address=address)
        stack.enter_context(serving.only_one(installation, address))
        serving.prepare()
        for wrong in serving.keys_here().values():
            if wrong:
                say(Words(wrong.vi, str(wrong)))
        if demo:
            from kindao.web import demo as fictional

            _tell(fictional.fill(), lang)
        elif link := serving.first_address(address):
            say(FIRST)
            click.echo(link)
            sys.stdout.flush()
        if inbox:
            stack.enter_context(_watched(inbox, clinic, say))
        worker = serving.Worker(say)
        worker.start()
        try:
            say(Words(OPEN.vi.format(address), OPEN.en.format(address)))
            serving.serve(listener)
        finally:
            say(STOPPING)
            worker.stop()
    say(STOPPED)


@contextmanager
def _watched(folder: Path, clinic: str, say: Callable[[Words], None]) -> Iterator[None]:
    """The folder is watched beside the server, until that ends. Raises BadInput where it is not clear whose it is; as
    long as there is no clinic that is told later."""
    from kindao.cli.inbox import watch
    from kindao.web.clinics.models import Clinic
    from kindao.web.inbox.choosing import the_clinic

    if Clinic.objects.exists():
        the_clinic(clinic)
    stopping = Event()
    watching = Thread(target=watch, args=(folder, clinic, say, stopping), daemon=True)
    watching.start()
    try:
        yield
    finally:
        stopping.set()
        watching.join(PATIENCE)


def _tell(people: "tuple[Login, ...]", lang: str) -> None:
    for one in people:
        codes = f"  {CODES[lang]} {' '.join(one.codes)}" if one.codes else ""
        click.echo(f"{one.email:<24} {one.password}{codes}")
    sys.stdout.flush()


PREPARING = Words("đang chuẩn bị", "getting ready")
FIRST = Words(
    "liên kết này tạo người quản trị; dùng một lần, trong 24 giờ:",
    "this link makes the administrator; it works once, within 24 hours:",
)
RETURN = Words(
    "liên kết này đặt lại mật khẩu và yếu tố thứ hai; dùng một lần, trong 24 giờ:",
    "this link sets password and second factor anew; it works once, within 24 hours:",
)
OPEN = Words("mở {} bằng trình duyệt; Ctrl-C để dừng", "open {} in a browser; Ctrl-C stops it")
CODES = Words("mã, mỗi mã một lần:", "codes, each once:")
STOPPING = Words("đang dừng", "stopping")
STOPPED = Words("đã dừng", "stopped")
