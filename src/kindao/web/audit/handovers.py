"""The key that signs the audit is renewed. A handover says, signed by both keys, from when on the new one signs, and
how each log stood then: what the old one signed up to there counts, and nothing that it signs after. Who takes the old
key later rewrites nothing that was there before.

Of a key that is lost the new one alone says so: whoever checks compares the lost key's public half with what they
noted."""

import hashlib
import json
import os
import secrets
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path
from uuid import UUID

from django.db import transaction

from kindao import clock
from kindao.engine.errors import BadInput, Failed, Missing
from kindao.web import audit
from kindao.web.audit import signing, tree
from kindao.web.audit.events import Fact
from kindao.web.audit.models import INSTALLATION, Checkpoint, Log
from kindao.web.clinics.models import Clinic

ORIGIN = "kindao.audit/keys"
LOST = "kindao.audit/lost-keys"


@dataclass(frozen=True, slots=True)
class Head:
    """How a log stood."""

    log: UUID
    size: int
    root: str  # hexadecimal


@dataclass(frozen=True, slots=True)
class Handover:
    """From one key to the next. text: what both signed; of lost keys the new one alone. Of the heads it holds the hash
    alone: who gets it sees nothing of other clinics."""

    text: str
    by_old: str  # "" of lost keys
    by_new: str
    heads: tuple[Head, ...]

    @property
    def olds(self) -> list[str]:
        """The key that handed over; of lost ones each that had signed."""
        return self.text.split("\n")[1].split(" ")

    @property
    def new(self) -> str:
        return self.text.split("\n")[2]

    @property
    def at(self) -> datetime:
        return datetime.fromisoformat(self.text.split("\n")[3])

    @property
    def is_lost(self) -> bool:
        return self.text.startswith(LOST + "\n")

    @property
    def public(self) -> dict[str, str]:
        """What others check with."""
        return {"text": self.text, "by_old": self.by_old, "by_new": self.by_new}

    @property
    def is_whole(self) -> bool:
        body = self.text.encode()
        handed = self.text.startswith(ORIGIN + "\n") and signing.is_signed(body, self.by_old, self.olds[0])
        return (
            (handed or self.is_lost)
            and self.text.split("\n")[4:] == [_hash(self.heads), ""]
            and signing.is_signed(body, self.by_new, self.new)
        )


def _hash(heads: Iterable[Head]) -> str:
    lines = "".join(f"{one.log} {one.size} {one.root}\n" for one in heads)
    return hashlib.sha256(lines.encode()).hexdigest()


def path() -> Path:
    """Beside the key: whoever can alter it could sign as well."""
    return signing.path().with_name("audit-handovers.jsonl")


def all_of_them() -> list[Handover]:
    """The oldest first. Raises Failed where one does not follow from the one before, or was altered."""
    try:
        lines = path().read_text("ascii").splitlines()
    except FileNotFoundError:
        return []
    except (OSError, ValueError) as error:
        raise _damaged() from error
    try:
        found = [_read(line) for line in lines]
    except (ValueError, KeyError, TypeError) as error:
        raise _damaged() from error
    follows = all(one.new in then.olds for one, then in pairwise(found))
    if not follows or not all(one.is_whole for one in found):
        raise _damaged()
    return found


def _read(line: str) -> Handover:
    told = json.loads(line)
    heads = tuple(Head(UUID(log), int(size), str(root)) for log, size, root in told["heads"])
    made = Handover(told["text"], told["by_old"], told["by_new"], heads)
    if len(made.text.split("\n")) != 6:
        raise ValueError("not a handover")
    return made


def _damaged() -> Failed:
    return Failed(
        "the list of keys that signed the audit before is damaged",
        hint="Put the folder keys back from where it is kept apart, then try again",
    )


def until(log: UUID, found: Sequence[Handover]) -> dict[str, int]:
    """Each earlier key, and the size of the log up to which it counts."""
    return {old: size_at(log, one) for one in found for old in one.olds}


def size_at(log: UUID, handover: Handover) -> int:
    return next((head.size for head in handover.heads if head.log == log), 0)


@transaction.atomic
def rotate() -> str:
    """A new key signs from here on; gives its public half. No event is added meanwhile. Raises Missing, Failed: then
    the old one still signs.

    A crash after the handover was written and before the new key lies in its place is mended by `signing`."""
    logs = list(Log.objects.select_for_update().order_by("pk"))
    before = all_of_them()
    new = _handed_over(logs, before, [signing.signer()], lost=False)
    audit.record("audit.key-renewed", Log(pk=INSTALLATION), by=None, clinic=None, facts={"key": new})
    return new


@transaction.atomic
def replace_lost(keys: Sequence[str]) -> str:
    """A new key signs from here on, in place of one that nobody has any more; gives its public half. Every log tells of
    it, and since when nothing was signed. What the lost keys signed still counts up to here, and nothing of another.

    keys: the public halves of those that are lost, as they were noted. Raises BadInput where no key is lost, or one is
    named that did not sign or is here; Failed."""
    logs = list(Log.objects.select_for_update().order_by("pk"))
    before = all_of_them()
    try:
        ours = [signing.signer()]
        gone = _unaccounted(before, ours)
    except Missing:
        ours = [before[-1].new] if before else []
        gone = list(dict.fromkeys([*_unaccounted(before, []), *ours]))
    if not gone:
        raise BadInput("no key that signed the audit is lost", hint="kindao audit rotate has a new one take over")
    if not keys or set(keys) - set(gone):
        raise BadInput(
            "--lost: this key is not lost here, or signed nothing",
            hint=f"Compare with what was noted. Lost are: {', '.join(gone)}",
        )
    new = _handed_over(logs, before, list(dict.fromkeys([*keys, *ours])), lost=True)
    clinics = Clinic.objects.in_bulk([log.pk for log in logs])
    for log in [Log(pk=INSTALLATION), *(log for log in logs if log.pk in clinics)]:
        last = Checkpoint.objects.filter(log=log.pk).order_by("-size").first()
        since = last.at.astimezone(UTC).isoformat(timespec="seconds") if last else None
        facts: dict[str, Fact] = {"key": new, "signed": last.size if last else 0, "since": since}
        audit.record("audit.key-lost", log, by=None, clinic=clinics.get(log.pk), facts=facts)
    return new


def _unaccounted(before: Sequence[Handover], ours: Sequence[str]) -> list[str]:
    """The keys that signed, and neither sign now nor handed over."""
    known = {*ours, *(old for one in before for old in one.olds)}
    signed = Checkpoint.objects.order_by("at").values_list("signer", flat=True)
    return [one for one in dict.fromkeys(signed) if one not in known]


def _handed_over(logs: Iterable[Log], before: Sequence[Handover], olds: Sequence[str], *, lost: bool) -> str:
    heads = tuple(Head(log.pk, log.size, tree.root([bytes.fromhex(peak) for peak in log.peaks]).hex()) for log in logs)
    new = signing.prepare_next()
    when = clock.now().astimezone(UTC).isoformat(timespec="microseconds")
    text = "\n".join([LOST if lost else ORIGIN, " ".join(olds), new, when, _hash(heads), ""])
    by_old = "" if lost else signing.sign(text.encode())[1]
    _write([*before, Handover(text, by_old, signing.sign_next(text.encode()), heads)])
    signing.take_next()
    return new


def _write(found: Iterable[Handover]) -> None:
    lines = [
        json.dumps(one.public | {"heads": [[str(head.log), head.size, head.root] for head in one.heads]})
        for one in found
    ]
    place = path()
    made = place.with_name(f".new-{secrets.token_hex(8)}")
    try:
        with os.fdopen(os.open(made, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="ascii") as out:
            out.write("\n".join([*lines, ""]))
            out.flush()
            os.fsync(out.fileno())
        made.replace(place)
    except OSError as error:
        raise signing.unwritten(error) from error
    finally:
        made.unlink(missing_ok=True)
