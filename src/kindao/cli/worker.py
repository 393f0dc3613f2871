"""kindao worker: does the desk's work, on this machine or another."""

import click


@click.command("worker")
@click.option("--name", default="", help="Its name, one for each; this machine's when left out.")
@click.option("--with-parent", is_flag=True, help="End when standard input ends.")
@click.pass_obj
def command(lang: str, name: str, with_parent: bool) -> None:
    """One more worker for the desk of KINDAO_HOME and KINDAO_DATABASE; `kindao serve` has one of its own.

    Exit status: 0 stopped as asked, 1 our own failure, 2 bad input.
    """
    from kindao.web import home, serving

    serving.settle(home.of_environment(), address="http://localhost:8460")
    serving.work(serving.worker_name(name), with_parent=with_parent)
