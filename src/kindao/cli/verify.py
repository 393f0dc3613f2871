"""kindao verify: an independent look at a copy."""

import sys
from pathlib import Path

import click

from kindao.cli import options

SHOWN = """What may stay visible: at=x0,y0,x1,y1 around the face of somebody who agreed to be shown, in pixels of the
picture. Again for each."""
HEARD = "When the sound of a film or recording may be heard, such as 0:05-0:20, or all."


@click.command("verify")
@click.argument("file", type=options.FILE)
@click.option("--against", type=options.FILE, help="The original, to show that what it shows is gone.")
@click.option("--body-area", default="", help=options.AREA_KEPT)
@click.option("--shown", "shown_words", multiple=True, help=SHOWN)
@click.option("--heard", metavar="SPANS", help=HEARD)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
@click.pass_obj
def command(
    lang: str,
    file: Path,
    against: Path | None,
    body_area: str,
    shown_words: tuple[str, ...],
    heard: str | None,
    as_json: bool,
) -> None:
    """Look at FILE with other eyes than those that made it.

    Without the original the best answer is that a person must look: nothing found never means that nobody is shown.
    It knows nothing of what may stay: say so by --body-area and --shown, or all that stays is something left.

    Without --heard, that anybody speaks in a film or recording is something that is left.

    Exit status: 0 clean, compared with the original; 3 nothing was found, and a person must look; 4 something is left,
    2 bad input, 1 our own failure.
    """
    from kindao import api
    from kindao.cli import output, progress

    shown = options.shown(shown_words)
    may_be_heard = options.heard(heard)
    if against:
        with options.about(against):
            api.readable(against)
    with progress.told(lang, quiet=as_json) as say, options.about(file):
        verification = api.verify(
            file, against=against, body_area=body_area, shown=shown, heard=may_be_heard, progress=say
        )
    if as_json:
        output.dump(output.look_json(verification))
    else:
        output.show_look(verification, lang, agreed=bool(body_area or shown))
        output.show_verification(verification, lang)
    sys.exit(output.look_status(verification))
