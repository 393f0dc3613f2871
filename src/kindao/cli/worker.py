"""kindao worker: does the desk's work, on this machine or another."""

from pathlib import Path

import click

from kindao.cli.desk import at_home


@click.command("worker")
@click.option("--name", default="", help="Its name, one for each; this machine's when left out.")
@at_home
@click.option("--with-parent", is_flag=True, help="End when standard input ends.")
@click.pass_obj
def command(lang: str, name: str, home: Path | None, with_parent: bool) -> None:
    """One more worker for the desk of KINDAO_HOME and KINDAO_DATABASE; `kindao serve` has one of its own.

    Exit status: 0 stopped as asked, 1 our own failure, 2 bad input.
    """
    from kindao.engine.errors import BadInput
    from kindao.web import home as homes
    from kindao.web import serving

    installation = homes.Home(home.absolute()) if home else homes.of_environment()
    if not installation.is_made:
        raise BadInput("there is no installation in this folder", hint="Name another: --home; kindao serve makes one")
    serving.settle(installation, address="http://localhost:8460")
    serving.work(serving.worker_name(name), with_parent=with_parent)
