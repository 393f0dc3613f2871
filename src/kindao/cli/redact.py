"""kindao redact: a safe copy, verified, without asking the law."""

import sys
from functools import partial
from pathlib import Path

import click

from kindao.cli import options

KEEP = """What stays, again for each or with commas: face, text, code, intimate, voice. Without voice a film has no
sound and a recording is silent. Of a film also the figures that agreed, by the numbers that kindao detect tells:
track=2,3, and when one person alone speaks: heard=0:05-0:20."""
HIDE = "Figures of a film that are hidden though faces stay: track=1."
SHOW = """Write a sheet of moments of the original film with the figures' numbers, and which of them stay (one FILE
only). It shows the original: keep it inside."""


@click.command("redact")
@click.argument("files", metavar="FILE...", type=options.FILE, nargs=-1, required=True)
@click.option("-o", "--out", type=options.FILE, help="Where the copy goes; a folder for several files.")
@click.option("--preview", type=options.FILE, metavar="PREVIEW.mp4", help=options.PREVIEW)
@click.option("--keep", "keep_words", multiple=True, help=KEEP)
@click.option("--hide", "hide_words", multiple=True, help=HIDE)
@click.option("--body-area", default="", help=options.AREA_KEPT)
@click.option("--show", type=options.FILE, help=SHOW)
@click.option("--force", is_flag=True, help="Replace an output that exists.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
@click.pass_context
def command(
    ctx: click.Context,
    files: tuple[Path, ...],
    out: Path | None,
    preview: Path | None,
    keep_words: tuple[str, ...],
    hide_words: tuple[str, ...],
    body_area: str,
    show: Path | None,
    force: bool,
    as_json: bool,
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

    lang = ctx.obj
    keep = options.keep(keep_words, hide_words)
    api.known_area(body_area)
    named = files
    files, left_out = batch.media(named)
    many = len(files) > 1 or files != named
    if preview and many:
        raise BadInput("--preview shows one film", hint="Name one FILE")
    if out is None and not preview:
        param = next(param for param in ctx.command.params if param.name == "out")
        raise click.MissingParameter(ctx=ctx, param=param)
    if many and out and not options.is_folder(out):
        raise BadInput("several files need a folder as output", hint="Name one that is there or can be made: -o FOLDER")
    if many and keep.of_one_film:
        raise BadInput("--keep, --hide: track= and heard= are of one film", hint="Name one FILE")
    if many and show:
        raise BadInput("--show shows one file", hint="Name one FILE")
    made = partial(batch.redact, keep=keep, body_area=body_area, preview=preview, force=force)
    if out and (many or out.is_dir()):
        works = {file: partial(made, out=out / name) for file, name in batch.copies(files).items()}
    else:
        works = {files[0]: partial(made, out=out)}
    if many:
        row, said = summary.of_redact, output.redaction_json
        with options.folder(out):
            sys.exit(summary.run(works, row, said, left_out=left_out, lang=lang, as_json=as_json))
    file = files[0]
    if show:
        batch.sheet_to(show, force, of=file, beside=out or preview)
    copy = summary.alone(works[file], file, lang=lang, as_json=as_json)
    if show and copy.clip:
        batch.draw_sheet(copy.clip, copy.findings, show, force=force, kept=copy.figures, again=copy.again)
    if as_json:
        output.dump(output.redaction_json(copy, lang))
    else:
        output.show_copy(copy, lang)
    sys.exit(output.MADE_STATUS[copy.made])
