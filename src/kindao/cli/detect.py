"""kindao detect: what identifies a person in these files."""

import sys
from pathlib import Path

import click

from kindao.cli import options

SHOW = """Write the picture with what was found drawn on it; of a film a sheet of moments with the figures' numbers, of
a recording its sound over time (one FILE only)."""


@click.command("detect")
@click.argument("files", metavar="FILE...", type=options.FILE, nargs=-1, required=True)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
@click.option("--show", type=options.FILE, help=SHOW)
@click.option("--force", is_flag=True, help="Replace an output that exists.")
@click.pass_obj
def command(lang: str, files: tuple[Path, ...], as_json: bool, show: Path | None, force: bool) -> None:
    """Show what in FILE gives a person away. Changes nothing. Several files, or those of a folder, use all cores.

    Of a film it tells who is seen, each with a number, and when somebody speaks: `kindao check` is told by them who is
    who.

    Exit status: 0 nothing was found (which never means that nobody is shown), 4 something, 2 a FILE could not be
    inspected, 1 our own failure; of many files the worst.
    """
    from kindao import api
    from kindao.cli import batch, output, summary
    from kindao.engine.errors import BadInput
    from kindao.engine.media.writing import format_for
    from kindao.page import timeline

    named = files
    files, left_out = batch.media(named)
    if len(files) > 1 or files != named:
        if show:
            raise BadInput("--show shows one file", hint="Name one FILE")
        works = dict.fromkeys(files, batch.detect)
        sys.exit(
            summary.run(works, summary.of_detect, output.sight_json, left_out=left_out, lang=lang, as_json=as_json)
        )
    file = files[0]
    if api.free(show, force, source=file, known=None) and show:
        format_for(show)
    sight = summary.alone(batch.detect, file, lang=lang, as_json=as_json)
    if show:
        batch.draw(file, sight, show, force=force)
    if as_json:
        output.dump(output.sight_json(sight, lang))
    else:
        nothing = output.heading("nothing", lang)
        click.echo(f"{output.heading('found', lang)}: {output.counted(sight.findings, lang) or nothing}")
        if sight.clip:
            output.show_people(timeline.seen(sight.clip, sight.findings, {}, sight.again), lang)
            output.show_voices(timeline.spoken(sight.findings, {}, None), lang)
        output.show_absent(sight.not_looked_for, lang)
    sys.exit(4 if sight.findings else 0)
