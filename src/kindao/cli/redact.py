"""kindao redact: a safe copy, verified, without asking the law."""

import sys
from functools import partial
from pathlib import Path

import click

from kindao.cli import options

KEEP = """Kinds that stay: face, text, code, intimate, voice; separated by commas. Without voice a film has no sound and
a recording is silent."""


@click.command("redact")
@click.argument("files", metavar="FILE...", type=options.FILE, nargs=-1, required=True)
@click.option("-o", "--out", type=options.FILE, required=True, help="Where the copy goes; a folder for several files.")
@click.option("--keep", default="", help=KEEP)
@click.option("--body-area", default="", help=options.AREA_KEPT)
@click.option("--force", is_flag=True, help="Replace an output that exists.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
@click.pass_obj
def command(
    lang: str, files: tuple[Path, ...], out: Path, keep: str, body_area: str, force: bool, as_json: bool
) -> None:
    """Make a safe copy of FILE: people, text and codes covered, sound and metadata gone, looked at again.

    A copy is no permit: whether it may go out is what `kindao check` answers. Several files, or those of a folder,
    use all cores; each copy is called as its original, if that surely tells of nobody.

    Exit status: 0 clean, 3 a person must look (nobody was found to hide, something stays visible as asked, or something
    is left and nothing was written), 2 bad input, 1 our own failure; of many files the worst.
    """
    from kindao import api
    from kindao.cli import batch, output, summary
    from kindao.engine.errors import BadInput

    kinds = tuple(word.strip() for word in keep.split(",") if word.strip())
    api.known_kinds(kinds)
    api.known_area(body_area)
    named = files
    files, left_out = batch.media(named)
    many = len(files) > 1 or files != named
    if many and not options.is_folder(out):
        raise BadInput("several files need a folder as output", hint="Name one that is there or can be made: -o FOLDER")
    made = partial(batch.redact, keep=kinds, body_area=body_area, force=force)
    if many or out.is_dir():
        works = {file: partial(made, out=out / name) for file, name in batch.copies(files).items()}
    else:
        works = {files[0]: partial(made, out=out)}
    if many:
        row, said = summary.of_redact, output.redaction_json
        with options.folder(out):
            sys.exit(summary.run(works, row, said, left_out=left_out, lang=lang, as_json=as_json))
    copy = summary.alone(works[files[0]], files[0], lang=lang, as_json=as_json)
    if as_json:
        output.dump(output.redaction_json(copy, lang))
    else:
        output.show_copy(copy, lang)
    sys.exit(output.MADE_STATUS[copy.made])
