"""Checkpoints: a log's root at one size, signed, so that what came before can't be rewritten by who has the database
alone. Every hundredth event makes one, `due` those of the day. The signed text is that of C2SP tlog-checkpoint."""

from base64 import b64encode
from datetime import UTC, datetime, timedelta
from uuid import UUID

from django.db import transaction

from kindao import clock
from kindao.web import rounds
from kindao.web.audit import signing, tree
from kindao.web.audit.models import Checkpoint, Log

EVERY = 100  # events
OLDEST = timedelta(days=1)


def body(log: UUID, size: int, root: str, at: datetime) -> bytes:
    """What is signed and stamped: origin, size, root, and when, a line each."""
    when = at.astimezone(UTC).isoformat(timespec="microseconds")
    return f"kindao.audit/{log}\n{size}\n{b64encode(bytes.fromhex(root)).decode()}\n{when}\n".encode()


def body_of(checkpoint: Checkpoint) -> bytes:
    return body(checkpoint.log_id, checkpoint.size, checkpoint.root, checkpoint.at)


@transaction.atomic
def make(log: Log) -> Checkpoint:
    """Sign the log as it is now; the one there is, where nothing came since. Raises Missing, Failed."""
    head = Log.objects.select_for_update().get(pk=log.pk)
    if found := Checkpoint.objects.filter(log=head, size=head.size).first():
        return found
    if not Checkpoint.objects.exists():
        signing.prepare()
    root = tree.root([bytes.fromhex(peak) for peak in head.peaks]).hex()
    made = Checkpoint(log=head, size=head.size, root=root, at=clock.now().astimezone(UTC))
    made.signer, made.signature = signing.sign(body_of(made))
    made.save()
    return made


def due() -> list[Checkpoint]:
    """Sign every log to which something was added since its last checkpoint, a day old or older. A daily job's work."""
    made = []

    def signed(log: Log) -> None:
        last = Checkpoint.objects.filter(log=log).order_by("-size").first()
        if last is None or (last.size < log.size and last.at <= clock.now() - OLDEST):
            made.append(make(log))

    rounds.every(Log.objects.filter(size__gt=0), signed)
    return made
