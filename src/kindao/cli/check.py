"""kindao check: the whole gate."""

import sys
from datetime import date
from functools import partial
from pathlib import Path

import click

from kindao.cli import options
from kindao.engine.vocabulary import CareRecording, Destination, Ground, Party, Purpose, Trait


@click.command("check")
@click.argument("files", metavar="FILE...", type=options.FILE, nargs=-1, required=True)
@click.option("--purpose", required=True, type=options.among(Purpose), help="What it is for.")
@click.option("--destination", required=True, type=options.among(Destination), help="Where it would go.")
@click.option("--specialty", default="", help="The clinic's specialty, e.g. cosmetic, obstetrics, hiv.")
@click.option("--body-area", default="", help=options.AREA)
@click.option(
    "--care-recording",
    default="",
    type=click.Choice([kind.value for kind in CareRecording]),
    show_choices=False,
    help="What was recorded in the course of care: organ, slide, endoscopy, ultrasound, x-ray; the pack gmc asks.",
)
@click.option("--consent", "consent_files", type=options.FILE, multiple=True, help="A consent record (JSON).")
@click.option("--person", "person_words", multiple=True, help=options.PERSON)
@click.option("--caption", default="", help="The words that would go with it.")
@click.option("--ours", multiple=True, metavar="TEXT", help=options.OURS)
@click.option("--clinic", type=options.FILE, help="A text file with one such detail of the clinic's own on each line.")
@click.option(
    "--illustration",
    "illustration_by",
    metavar="WHO",
    help="WHO states that it is drawn or simulated and shows no real person.",
)
@click.option(
    "--confirmed-by",
    metavar="WHO",
    help="The officer who looked at this copy and confirmed that it shows nobody, or no patient.",
)
@click.option("--trait", "traits", multiple=True, type=options.among(Trait), help="What the post is or says.")
@click.option("--handed-to", multiple=True, type=options.among(Party), help="Who else gets the copy.")
@click.option("--requested", is_flag=True, help="The patient asked in writing that they get it.")
@click.option("--ground", type=options.among(Ground), help="What is claimed to do away with consent.")
@click.option("--on", type=options.Day(), help="The day of the act; today when left out.")
@click.option("--captured-on", type=options.Day(), help="The day the picture was taken.")
@click.option("--law", "packs", multiple=True, default=("vn",), help=options.LAW)
@click.option(
    "-o", "--out", type=options.FILE, help="Where the safe copy goes, if it is permitted; a folder for several files."
)
@click.option("--preview", type=options.FILE, metavar="PREVIEW.mp4", help=options.PREVIEW)
@click.option("--force", is_flag=True, help="Replace an output that exists.")
@click.option(
    "--report",
    "page",
    type=options.FILE,
    help="Write the report as one HTML page; a folder for several files. It shows the original: keep it inside.",
)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
@click.pass_obj
def command(
    lang: str,
    files: tuple[Path, ...],
    purpose: str,
    destination: str,
    specialty: str,
    body_area: str,
    care_recording: str,
    consent_files: tuple[Path, ...],
    person_words: tuple[str, ...],
    caption: str,
    ours: tuple[str, ...],
    clinic: Path | None,
    illustration_by: str | None,
    confirmed_by: str | None,
    traits: tuple[str, ...],
    handed_to: tuple[str, ...],
    requested: bool,
    ground: str | None,
    on: date | None,
    captured_on: date | None,
    packs: tuple[str, ...],
    out: Path | None,
    preview: Path | None,
    force: bool,
    page: Path | None,
    as_json: bool,
) -> None:
    """May FILE go out, for this purpose, to this destination? Writes a safe copy only with a permit.

    FILE is a picture, a film or a recording. Several, or those of a folder, are asked about alike, each on its own, on
    all cores.

    Exit status: 0 permitted, 3 a person must look, 4 denied, 2 bad input, 1 our own failure; of many files the worst.
    """
    from kindao import api, clock
    from kindao.cli import batch, output, progress, summary
    from kindao.engine.errors import BadInput
    from kindao.engine.policy.pack import load_pack

    api.known_area(body_area)
    pack = ",".join(packs)
    load_pack(pack, on=clock.today())
    people = options.people(person_words)
    known = tuple(appearance.person.known for appearance in people if appearance.person.known)
    asked = {
        "purpose": purpose,
        "destination": destination,
        "consents": options.consents(consent_files),
        "people": people,
        "caption": caption,
        "ours": ours + options.clinic(clinic),
        "specialty": specialty,
        "body_area": body_area,
        "care_recording": care_recording,
        "on": on,
        "captured_on": captured_on,
        "illustration_by": illustration_by,
        "confirmed_by": confirmed_by,
        "traits": traits,
        "handed_to": handed_to,
        "requested": requested,
        "ground": ground or "",
        "law": pack,
    }
    named = files
    files, left_out = batch.media(named)
    many = len(files) > 1 or files != named
    if many and out and not options.is_folder(out):
        raise BadInput("several files need a folder as output", hint="Name one that is there or can be made: -o FOLDER")
    if many and page and not options.is_folder(page):
        raise BadInput(
            "--report: several files need a folder", hint="Name one that is there or can be made: --report FOLDER"
        )
    if preview and many:
        raise BadInput("--preview shows one film", hint="Name one FILE")
    if preview and page:
        raise BadInput("--preview: there is no report of a quick look", hint="Leave --report out")
    copies = (
        {file: out / name for file, name in batch.copies(files, known).items()}
        if out and (many or out.is_dir())
        else {}
    )
    reports = {file: page / name for file, name in batch.pages(files, known).items()} if many and page else {}
    if many:
        works = {
            file: partial(
                batch.check, out=copies.get(file), page=reports.get(file), lang=lang, force=force, asked=asked
            )
            for file in files
        }
        row, said = summary.of_check, output.report_json
        with options.folder(out), options.folder(page):
            sys.exit(summary.run(works, row, said, left_out=left_out, lang=lang, as_json=as_json, pages=reports))
    file = files[0]
    with progress.told(lang, quiet=as_json) as say, options.about(file):
        report = batch.check(
            file,
            out=copies.get(file, out),
            page=page,
            lang=lang,
            force=force,
            asked=asked | {"preview": preview, "progress": say},
        )
    if as_json:
        output.dump(output.report_json(report, lang))
    elif output.status(report) != output.BAD_INPUT:
        output.show_report(report, lang)
    if output.status(report) == output.BAD_INPUT and report.refused:
        click.echo(f"kindao: {file}: {report.refused[lang]}", err=True)
    sys.exit(output.status(report))
