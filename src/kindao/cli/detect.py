"""kindao detect: what identifies a person in these files."""

import sys
from pathlib import Path

import click

from kindao.cli import options


@click.command("detect")
@click.argument("files", type=options.FILE, nargs=-1, required=True)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
@click.option("--show", type=options.FILE, help="Write the picture with what was found drawn on it (one FILE only).")
@click.option("--force", is_flag=True, help="Replace an output that exists.")
@click.pass_obj
def command(lang: str, files: tuple[Path, ...], as_json: bool, show: Path | None, force: bool) -> None:
    """Show what in FILES gives a person away. Changes nothing; several files use all cores.

    Exit status: 0 nothing was found (which never means that nobody is shown), 4 something, 2 a FILE could not be
    inspected, 1 our own failure.
    """
    from kindao import api
    from kindao.cli import batch, output
    from kindao.engine.errors import BadInput

    if show and len(files) != 1:
        raise BadInput("--show draws on one picture", hint="Name one FILE")
    api.free(show, force, source=files[0])
    results: list[dict[str, object]] = []
    failed, found = 0, False
    for file, sight, error in batch.each(batch.detect, files):
        if error is not None:
            click.echo(f"kindao: {file}: {error.vi if lang == 'vi' and error.vi else error}", err=True)
            results.append({"error": str(error)})
            failed = failed or batch.status(error)
            continue
        assert sight is not None
        found = found or bool(sight.findings)
        results.append(
            {
                "findings": [output.finding_json(f) for f in sight.findings],
                "not_looked_for": [output.absent_json(n) for n in sight.not_looked_for],
            }
        )
        if not as_json:
            if len(files) > 1:
                click.secho(str(file), bold=True)
            nothing = output.heading("nothing", lang)
            click.echo(f"{output.heading('found', lang)}: {output.counted(sight.findings, lang) or nothing}")
            output.show_absent(sight.not_looked_for, lang)
        if show:
            batch.draw(file, sight.findings, show, force=force)
    if as_json:
        output.dump(results[0] if len(files) == 1 else {"media": results})
    sys.exit(failed or (4 if found else 0))
