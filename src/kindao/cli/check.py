"""kindao check: the whole gate on one file."""

import sys
from dataclasses import replace
from datetime import date
from pathlib import Path
from time import perf_counter

import click

from kindao.cli import options
from kindao.engine.vocabulary import Destination, Purpose


@click.command("check")
@click.argument("file", type=options.FILE)
@click.option("--purpose", required=True, type=click.Choice([p.value for p in Purpose]), help="What it is for.")
@click.option(
    "--destination", required=True, type=click.Choice([d.value for d in Destination]), help="Where it would go."
)
@click.option("--specialty", default="", help="The clinic's specialty, e.g. cosmetic, obstetrics, hiv.")
@click.option("--body-area", default="", help="Part under treatment that a redacted copy keeps visible, e.g. nose.")
@click.option("--consent", "consent_files", type=options.FILE, multiple=True, help="A consent record (JSON).")
@click.option("--person", "person_words", multiple=True, help=options.PERSON)
@click.option("--caption", default="", help="The words that would go with it.")
@click.option(
    "--illustration",
    "illustration_by",
    default="",
    metavar="WHO",
    help="WHO states that it is drawn or simulated and shows no real person.",
)
@click.option(
    "--confirmed-by",
    default="",
    metavar="WHO",
    help="The officer who looked at this copy and confirmed, with a reason, that it shows nobody.",
)
@click.option("--on", type=options.Day(), help="The day of the act; today when left out.")
@click.option("--captured-on", type=options.Day(), help="The day the picture was taken.")
@click.option("--law", "pack", default="vn", help="The law pack.")
@click.option("-o", "--out", type=options.FILE, help="Where the safe copy goes, if it is permitted.")
@click.option("--force", is_flag=True, help="Replace an output that exists.")
@click.option(
    "--report",
    "page",
    type=options.FILE,
    help="Write the report as one HTML page. It shows the original: keep it inside.",
)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
@click.pass_obj
def command(
    lang: str,
    file: Path,
    purpose: str,
    destination: str,
    specialty: str,
    body_area: str,
    consent_files: tuple[Path, ...],
    person_words: tuple[str, ...],
    caption: str,
    illustration_by: str,
    confirmed_by: str,
    on: date | None,
    captured_on: date | None,
    pack: str,
    out: Path | None,
    force: bool,
    page: Path | None,
    as_json: bool,
) -> None:
    """May FILE go out, for this purpose, to this destination? Writes a safe copy only with a permit.

    Exit status: 0 permitted, 3 a person must look, 4 denied, 2 bad input, 1 our own failure.
    """
    from kindao import api
    from kindao.cli import output, pages

    pages.free(page, force, copy=out)
    consents = options.consents(consent_files)
    people = options.people(person_words)
    say = options.progress(as_json)
    start = perf_counter()
    report = api.check(
        file,
        purpose=purpose,
        destination=destination,
        consents=consents,
        people=people,
        caption=caption,
        specialty=specialty,
        body_area=body_area,
        on=on,
        captured_on=captured_on,
        illustration_by=illustration_by,
        confirmed_by=confirmed_by,
        law=pack,
        out=out,
        force=force,
        progress=say,
    )
    report = replace(report, seconds=perf_counter() - start)
    options.finished(say)
    if page:
        pages.write(page, report, file, lang, force=force)
    if as_json:
        output.dump(output.report_json(report))
    else:
        output.show_report(report, lang)
    if output.status(report) == output.BAD_INPUT and report.refused:
        click.echo(f"kindao: {file}: {report.refused[lang]}", err=True)
    sys.exit(output.status(report))
