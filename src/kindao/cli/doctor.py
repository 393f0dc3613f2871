"""kindao doctor: what works on this machine."""

import sys

import click

from kindao.cli.refusal import Refusal
from kindao.engine.vocabulary import Words


@click.command("doctor")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
@click.pass_obj
def command(lang: str, as_json: bool) -> None:
    """Try every detector, model, reader and law pack here, and say what works and what does not.

    Exit status: 0 all that is needed works, 1 something is missing or broken.
    """
    from kindao import api
    from kindao.cli import output

    results = list(api.doctor())
    broken = ", ".join(r.part for r in results if r.needed and not r.works)
    refused = Refusal("missing", BROKEN[lang].format(broken), SEE[lang]) if broken else None
    if as_json:
        checks = [{"part": r.part, "works": r.works, "needed": r.needed, "says": r.says} for r in results]
        output.dump({"checks": checks} | ({"error": refused.as_json} if refused else {}))
    else:
        for r in results:
            mark, colour = ("✓", "green") if r.works else (("✗", "red") if r.needed else ("–", "yellow"))
            click.secho(f"{mark} ", fg=colour, nl=False)
            said = r.vi if lang == "vi" and r.vi else r.says
            click.echo(f"{r.part:<28} {said}")
    if refused:
        click.echo(f"kindao: {refused.sentence}", err=True)
        sys.exit(1)


BROKEN = Words("không chạy trên máy này: {}", "does not work here: {}")
SEE = Words("Hãy cài đặt lại Kindao", "Install Kindao again")
