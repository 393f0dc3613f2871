"""kindao verify: an independent look at a copy."""

import sys
from pathlib import Path

import click

from kindao.cli import options


@click.command("verify")
@click.argument("file", type=options.FILE)
@click.option("--against", type=options.FILE, help="The original, to show that what it shows is gone.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
@click.pass_obj
def command(lang: str, file: Path, against: Path | None, as_json: bool) -> None:
    """Look at FILE with other eyes than those that made it.

    Without the original the best answer is that a person must look: nothing found never means that nobody is shown.

    Exit status: 0 clean, compared with the original; 3 nothing was found, and a person must look; 4 something is left,
    2 bad input, 1 our own failure.
    """
    from kindao import api
    from kindao.cli import output, progress

    if against:
        with options.about(against):
            api.readable(against)
    with progress.told(lang, quiet=as_json) as say, options.about(file):
        verification = api.verify(file, against=against, progress=say)
    if as_json:
        output.dump(output.look_json(verification))
    else:
        output.show_look(verification, lang)
        output.show_verification(verification, lang)
    sys.exit(output.look_status(verification))
