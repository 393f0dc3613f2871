"""kindao consent: what a consent allows, and its way to other systems and to the patient."""

import sys
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from kindao.cli import options
from kindao.cli.helping import Group

if TYPE_CHECKING:
    from kindao.engine.policy.consent import Consent
    from kindao.engine.policy.pack import Pack

FORMATS = ("fhir", "receipt", "text")


@click.group("consent", cls=Group)
def command() -> None:
    """What a consent allows, and its way to hospital systems and to the patient."""


@command.command("show")
@click.argument("file", metavar="CONSENT.json", type=options.FILE)
@click.option("--law", "pack", default="vn", help="The law pack.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
@click.pass_obj
def show(lang: str, file: Path, pack: str, as_json: bool) -> None:
    """What CONSENT.json allows, in words, and what is wrong with it under the law of the day it was signed.

    Exit status: 0 nothing is wrong, 3 a person must look, 4 it is worth nothing or was withdrawn, 2 bad input.
    """
    from kindao.engine.policy.pack import load_pack

    (consent,) = options.consents((file,))
    sys.exit(_tell(consent, load_pack(pack), lang, as_json=as_json))


@command.command("export")
@click.argument("file", metavar="CONSENT.json", type=options.FILE)
@click.option("--to", "kind", type=click.Choice(FORMATS), required=True, help="What to write.")
@click.option("-o", "--out", type=options.FILE, required=True, help="Where it goes.")
@click.option("--on", type=options.Day(), help="The day on the receipt; today when left out.")
@click.option("--force", is_flag=True, help="Replace an output that exists.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
@click.pass_obj
def export(lang: str, file: Path, kind: str, out: Path, on: date | None, force: bool, as_json: bool) -> None:
    """Write CONSENT.json for others: as a FHIR R5 Consent, as a receipt (ISO/IEC TS 27560), or as a receipt in words.

    Exit status: 0 written, 2 bad input, 1 our own failure.
    """
    from kindao import clock
    from kindao.engine.errors import BadInput
    from kindao.engine.policy.exchange import receipt, to_fhir
    from kindao.page.consent import receipt_text

    (consent,) = options.consents((file,))
    match kind:
        case "fhir":
            text = to_fhir(consent)
        case "receipt":
            if on and on < consent.signed_on:
                raise BadInput("--on: before the consent was signed", hint="A receipt is of that day or a later one")
            text = receipt(consent, on=on or clock.today())
        case _:
            text = receipt_text(consent, lang)
    _write(out, text, force=force, as_json=as_json)


@command.command("import")
@click.argument("file", metavar="FHIR.json", type=options.FILE)
@click.option("-o", "--out", type=options.FILE, required=True, help="Where it goes.")
@click.option("--force", is_flag=True, help="Replace an output that exists.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
@click.pass_obj
def import_(lang: str, file: Path, out: Path, force: bool, as_json: bool) -> None:
    """Read a FHIR R5 Consent and write it as a consent file. What it does not state was not given.

    Exit status: 0 written, 2 bad input, 1 our own failure. What the law says of it is what `kindao consent show` tells.
    """
    import json

    from kindao import clock
    from kindao.engine.errors import BadInput
    from kindao.engine.policy.exchange import from_fhir
    from kindao.engine.policy.reading import LARGEST, canonical
    from kindao.inputs import content
    from kindao.page.consent import told

    with options.about(file):
        try:
            consent = from_fhir(content(file, LARGEST))
        except OSError as error:
            raise BadInput(f"can't be read ({error.strerror})", hint="Check the path") from None
        consent.happened(clock.now())
    _write(
        out,
        json.dumps(json.loads(canonical(consent)), ensure_ascii=False, indent=2) + "\n",
        force=force,
        as_json=as_json,
    )
    if not as_json:
        click.echo("\n".join(told(consent, lang)))


def _write(out: Path, text: str, *, force: bool, as_json: bool) -> None:
    import hashlib

    from kindao.cli import output
    from kindao.engine.media.writing import write_atomically

    data = text.encode()
    write_atomically(out, data, force=force)
    digest = "sha256:" + hashlib.sha256(data).hexdigest()
    if as_json:
        output.dump({"written": {"path": str(out), "digest": digest}})
    else:
        click.echo(f"{out}\n  {digest}")


def _tell(consent: "Consent", pack: "Pack", lang: str, *, as_json: bool) -> int:
    from kindao.cli import output
    from kindao.engine.policy.decide import flaws
    from kindao.engine.policy.decision import Effect
    from kindao.engine.vocabulary import Outcome
    from kindao.page.consent import told

    wrong = flaws(consent, pack)
    if consent.withdrawn or any(flaw.effect is Effect.FORBID for flaw in wrong):
        status = output.STATUS[Outcome.DENY]
    else:
        status = output.STATUS[Outcome.INDETERMINATE if wrong else Outcome.PERMIT]
    if as_json:
        said = {one: list(told(consent, one)) for one in ("en", "vi")}
        law = {"pack": pack.name, "version": pack.version, "on": consent.signed_on.isoformat()}
        found = [output.reason_json(flaw) for flaw in wrong]
        output.dump({"consent": consent.id, "withdrawn": consent.withdrawn, **said, "flaws": found, "law": law})
        return status
    click.echo("\n".join(told(consent, lang)))
    output.show_reasons("wrong", wrong, lang, several="," in pack.name)
    if not wrong:
        click.echo(output.heading("sound", lang))
    click.echo(f"{output.heading('law', lang)}: {pack.name} {pack.version}, {consent.signed_on}")
    return status
