"""kindao audit: is the audit whole, and what proves that something is in it."""

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import UUID

import click

from kindao.cli import options
from kindao.cli.desk import at_home, desk
from kindao.cli.helping import Group
from kindao.engine.vocabulary import Words

if TYPE_CHECKING:
    from kindao.web.audit.verifying import Verdict

WHOLE = Words(
    "{log}: nguyên vẹn. {events} sự kiện, {checkpoints} điểm kiểm tra đã ký, {stamps} dấu thời gian; {unsigned} sự "
    "kiện chưa được ký",
    "{log}: whole. {events} events, {checkpoints} signed checkpoints, {stamps} time stamps; {unsigned} events not "
    "signed yet",
)
NOTHING = Words("Nhật ký kiểm toán còn trống", "the audit is empty")
SIGNED = Words("{}: đã ký tại sự kiện {}", "{}: signed at event {}")


class EventId(click.ParamType[UUID]):
    """What an event's page shows."""

    name = "event"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> UUID:
        try:
            return UUID(str(value))
        except ValueError:
            self.fail(f"'{value}' is not the id of an event: its page in the desk shows it", param, ctx)


@click.group("audit", cls=Group)
def command() -> None:
    """Is the audit whole, and what proves that something is in it."""


@command.command("verify")
@at_home
@click.option(
    "--receipt", "receipts", multiple=True, type=options.FILE, help="A receipt that was kept: its root must still hold."
)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
@click.pass_obj
def verify(lang: str, receipts: tuple[Path, ...], as_json: bool, home: Path | None) -> None:
    """Recompute every event's hash and every log's tree, check the signatures and time stamps, and name the first event
    that was altered, removed or reordered. Changes nothing.

    Exit status: 0 all is whole, 4 something is not, 2 bad input, 1 our own failure.
    """
    from kindao.cli.refusal import dump

    with desk(home, looks=True):
        verdicts = _verdicts(receipts)
    if as_json:
        dump({"logs": [_as_json(one) for one in verdicts]})
    for one in () if as_json else verdicts:
        said = one.problem.words[lang] if one.problem else ""
        counts = {"events": one.events, "checkpoints": one.checkpoints, "stamps": one.stamps, "unsigned": one.unsigned}
        click.echo(f"✗ {one.log}: {said}" if said else "✓ " + WHOLE[lang].format(log=one.log, **counts))
        for loss in one.losses:
            click.echo(f"! {one.log}: {loss.words[lang]}")
    if not verdicts and not as_json:
        click.echo(NOTHING[lang])
    sys.exit(4 if any(one.problem for one in verdicts) else 0)


def _verdicts(files: tuple[Path, ...]) -> "list[Verdict]":
    from kindao.web.audit import receipts, verifying
    from kindao.web.audit.models import Log

    kept = [receipts.kept(_read(file)) for file in files]
    logs = Log.objects.order_by("pk")
    return [verifying.verify(log, [signed for of, signed in kept if of == log]) for log in logs]


def _read(file: Path) -> str:
    from kindao.engine.errors import BadInput

    try:
        return file.read_text("utf-8")
    except (OSError, ValueError) as error:
        raise BadInput(
            "this is not a receipt of the audit", hint="Name a file that kindao audit receipt wrote"
        ) from error


def _as_json(one: "Verdict") -> dict[str, object]:
    problem = one.problem
    return {
        "log": str(one.log),
        "events": one.events,
        "checkpoints": one.checkpoints,
        "stamps": one.stamps,
        "unsigned": one.unsigned,
        "problem": {"wrong": problem.wrong, "event": problem.seq, "en": problem.words.en, "vi": problem.words.vi}
        if problem
        else None,
        "losses": [
            {"keys": loss.keys, "at": loss.at.isoformat(), "event": loss.size}
            | {"checkpoints_before": loss.before, "checkpoints_after": loss.after}
            for loss in one.losses
        ],
    }


@command.command("receipt")
@at_home
@click.argument("event", type=EventId(), metavar="EVENT")
@click.option("-o", "--out", type=options.FILE, required=True, help="Where it goes.")
@click.option("--force", is_flag=True, help="Replace an output that exists.")
def receipt(event: UUID, out: Path, force: bool, home: Path | None) -> None:
    """Write a receipt of EVENT, by its id: the event, the proof that it is in the log, and the log's signed root.

    docs/examples/check_receipt.py checks it without Kindao. Exit status: 0 written, 2 bad input, 1 our own failure.
    """
    from kindao.engine.errors import BadInput
    from kindao.engine.media.writing import write_atomically

    with desk(home):
        from kindao.web.audit import receipts
        from kindao.web.audit.models import AuditEvent

        found = AuditEvent.objects.select_related("log").filter(pk=event).first()
        if found is None:
            raise BadInput("no event has this id", hint="The desk's Audit page and its CSV show the id of each event")
        told = receipts.receipt(found)
    write_atomically(out, json.dumps(told, ensure_ascii=False, indent=1).encode(), force=force)
    click.echo(str(out))


@command.command("sign")
@at_home
@click.pass_obj
def sign(lang: str, home: Path | None) -> None:
    """Sign every log as it is now, and have it stamped where a time stamping authority is set.

    Exit status: 0 signed, 2 bad input, 1 our own failure.
    """
    with desk(home):
        from kindao.web.audit import checkpoints, stamping
        from kindao.web.audit.models import Log

        for log in Log.objects.filter(size__gt=0).order_by("pk"):
            made = checkpoints.make(log)
            if stamping.configured():
                stamping.stamp(made)
            click.echo(SIGNED[lang].format(log.pk, made.size))


@command.command("signer")
@at_home
@click.option("--handovers", "with_handovers", is_flag=True, help="Print how the keys before it handed over, as JSON.")
def signer(with_handovers: bool, home: Path | None) -> None:
    """Print the public key that checks the signatures: for whoever gets a receipt.

    Exit status: 0 printed, 2 nothing was signed yet, or the key is missing.
    """
    with desk(home, looks=True):
        from kindao.web.audit import handovers, signing

        if with_handovers:
            click.echo(json.dumps([one.public for one in handovers.all_of_them()], indent=1))
        else:
            click.echo(signing.signer())


@command.command("rotate")
@at_home
@click.option("--lost", multiple=True, metavar="KEY", help="Public half of the key that nobody has any more.")
def rotate(lost: tuple[str, ...], home: Path | None) -> None:
    """Sign with a new key from now on, and print its public half. What the key before it signed up to now still counts.

    With --lost the key before it need not be there: the log tells that it was lost, and since when nothing was signed.

    Hand the public key to whoever holds receipts. Exit status: 0 renewed, 1 our own failure, 2 bad input, or the key is
    missing.
    """
    with desk(home):
        from kindao.web.audit import handovers

        click.echo(handovers.replace_lost(lost) if lost else handovers.rotate())
