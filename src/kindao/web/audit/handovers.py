"""The key that signs the audit is renewed. A handover says, signed by both keys, from when on the new one signs, and
how each log stood then: what the old one signed up to there counts, and nothing that it signs after. Who takes the old
key later rewrites nothing that was there before."""

import hashlib
import json
import os
import secrets
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC
from itertools import pairwise
from pathlib import Path
from uuid import UUID

from django.db import transaction

from kindao import clock
from kindao.engine.errors import Failed
from kindao.web import audit
from kindao.web.audit import signing, tree
from kindao.web.audit.models import INSTALLATION, Log

ORIGIN = "kindao.audit/keys"


@dataclass(frozen=True, slots=True)
class Head:
    """How a log stood."""

    log: UUID
    size: int
    root: str  # hexadecimal


@dataclass(frozen=True, slots=True)
class Handover:
    """From one key to the next. text: what both signed. Of the heads it holds the hash alone: who gets it sees nothing
    of other clinics."""

    text: str
    by_old: str
    by_new: str
    heads: tuple[Head, ...]

    @property
    def old(self) -> str:
        return self.text.split("\n")[1]

    @property
    def new(self) -> str:
        return self.text.split("\n")[2]

    @property
    def public(self) -> dict[str, str]:
        """What others check with."""
        return {"text": self.text, "by_old": self.by_old, "by_new": self.by_new}

    @property
    def is_whole(self) -> bool:
        body = self.text.encode()
        return (
            self.text.split("\n")[:1] == [ORIGIN]
            and self.text.split("\n")[4:] == [_hash(self.heads), ""]
            and signing.is_signed(body, self.by_old, self.old)
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
    follows = all(one.new == then.old for one, then in pairwise(found))
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
    return {one.old: next((head.size for head in one.heads if head.log == log), 0) for one in found}


@transaction.atomic
def rotate() -> str:
    """A new key signs from here on; gives its public half. No event is added meanwhile. Raises Missing, Failed: then
    the old one still signs.

    A crash after the handover was written and before the new key lies in its place is mended by `signing`."""
    logs = list(Log.objects.select_for_update().order_by("pk"))
    before = all_of_them()
    old = signing.signer()
    heads = tuple(Head(log.pk, log.size, tree.root([bytes.fromhex(peak) for peak in log.peaks]).hex()) for log in logs)
    new = signing.prepare_next()
    when = clock.now().astimezone(UTC).isoformat(timespec="microseconds")
    text = "\n".join([ORIGIN, old, new, when, _hash(heads), ""])
    made = Handover(text, signing.sign(text.encode())[1], signing.sign_next(text.encode()), heads)
    _write([*before, made])
    signing.take_next()
    target = Log(pk=INSTALLATION)
    audit.record("audit.key-renewed", target, by=None, clinic=None, facts={"key": new})
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
