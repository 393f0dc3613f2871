"""kindao redact: a safe copy, verified, without asking the law."""

import sys
from dataclasses import replace
from functools import partial
from pathlib import Path
from time import perf_counter

import click

from kindao.cli import options


@click.command("redact")
@click.argument("files", type=options.FILE, nargs=-1, required=True)
@click.option("-o", "--out", type=options.FILE, required=True, help="Where the copy goes; a folder for several FILES.")
@click.option("--keep", default="", help="Kinds that stay visible: face, text, code, intimate; separated by commas.")
@click.option("--body-area", default="", help="Part under treatment that stays visible, e.g. nose.")
@click.option("--force", is_flag=True, help="Replace an output that exists.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
@click.pass_obj
def command(
    lang: str, files: tuple[Path, ...], out: Path, keep: str, body_area: str, force: bool, as_json: bool
) -> None:
    """Make a safe copy of FILE: people, text and codes covered, metadata gone, looked at again.

    A copy is no permit: whether it may go out is what `kindao check` answers. Several files use all cores.

    Exit status: 0 clean, 3 a person must look (nobody was found to hide, or something is left and nothing was
    written), 2 bad input, 1 our own failure.
    """
    from kindao import api
    from kindao.cli import batch, output
    from kindao.engine.errors import BadInput

    kinds = tuple(word.strip() for word in keep.split(",") if word.strip())
    if out.is_dir() or len(files) > 1:
        if not out.is_dir():
            raise BadInput("several files need a folder as output", hint="Make the folder, then -o FOLDER")
        work = partial(batch.redact, folder=out, keep=kinds, body_area=body_area, force=force)
    else:
        work = partial(api.redact, out=out, keep=kinds, body_area=body_area, force=force)
    code, results = 0, []
    start = perf_counter()
    for file, report, error in batch.each(work, files):
        if error is not None:
            click.echo(f"kindao: {file}: {error.vi if lang == 'vi' and error.vi else error}", err=True)
            results.append({"error": str(error)})
            code = code if code in (1, 2) else batch.status(error)
            continue
        assert report is not None
        code = code or output.status(report)
        results.append(output.report_json(replace(report, seconds=perf_counter() - start)))
        if not as_json:
            if len(files) > 1:
                click.secho(str(file), bold=True)
            output.show_copy(report, lang)
    if as_json:
        output.dump(results[0] if len(files) == 1 else {"media": results})
    sys.exit(code)
