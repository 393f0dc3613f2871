"""A receipt: one event, the proof that it is in the log, and the log's signed root. docs/examples/check_receipt.py
checks one without Kindao; who keeps one can show later that the log was not rewritten. The handovers lead from the key
that signed it to the one that signs now."""

import json
from base64 import b64decode, b64encode
from typing import Any
from uuid import UUID

from kindao.engine.errors import BadInput
from kindao.web.audit import checkpoints, events, handovers, signing, tree
from kindao.web.audit.models import AuditEvent, Checkpoint, Log, TimeStamp
from kindao.web.audit.verifying import Signed

KIND = "kindao-audit-receipt/1"


def receipt(event: AuditEvent) -> dict[str, Any]:
    """As JSON. Signs a checkpoint where none holds the event yet. Raises Missing, Failed."""
    signed = Checkpoint.objects.filter(log=event.log_id, size__gte=event.seq).order_by("size").first()
    signed = signed or checkpoints.make(event.log)
    rows = AuditEvent.objects.filter(log=event.log_id, seq__lte=signed.size).order_by("seq")
    leaves = tree.Leaves([bytes.fromhex(leaf) for leaf in rows.values_list("leaf", flat=True)])
    path = leaves.prove_inclusion(event.seq, signed.size).path[1:]  # the first is the leaf itself
    stamp = TimeStamp.objects.filter(checkpoint=signed).first()
    return {
        "kind": KIND,
        "event": json.loads(events.content(event)),
        "proof": [one.hex() for one in path],
        "checkpoint": {
            "text": checkpoints.body_of(signed).decode(),
            "signer": signed.signer,
            "signature": signed.signature,
            "stamp": b64encode(bytes(stamp.token)).decode() if stamp else None,
        },
        "handovers": [one.public for one in handovers.all_of_them()],
    }


def kept(text: str) -> tuple[Log, Signed]:
    """The log and signed root that a receipt holds. Raises BadInput where it is none, not of this installation, or its
    event is not the one that was signed."""
    ours = {signing.signer(), *(old for one in handovers.all_of_them() for old in one.olds)}
    try:
        whole = json.loads(text)
        if whole["kind"] != KIND:
            raise ValueError(whole["kind"])
        told = whole["checkpoint"]
        body = told["text"].encode()
        origin, size, root, _ = told["text"].split("\n")[:4]
        log = Log.objects.filter(pk=UUID(origin.removeprefix("kindao.audit/"))).first()
        genuine = told["signer"] in ours and signing.is_signed(body, told["signature"], told["signer"])
        signed = Signed(int(size), b64decode(root).hex())
        genuine = genuine and origin == f"kindao.audit/{whole['event']['log']}" and _is_in(whole, signed)
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise BadInput(
            "this is not a receipt of the audit", hint="Name a file that kindao audit receipt wrote"
        ) from error
    if not genuine:
        raise BadInput(
            "the receipt was not signed by this installation, or was altered", hint="Check it where it was issued"
        )
    if log is None:
        raise BadInput(
            "the receipt is of a log that this database does not hold",
            hint="The log was removed, or this is another installation's database",
        )
    return log, signed


def _is_in(told: dict[str, Any], signed: Signed) -> bool:
    """Whether the receipt's event and proof lead to the root that was signed."""
    event = told["event"]
    leaf = tree.leaf(json.dumps(event, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode())
    proof, seq = [bytes.fromhex(one) for one in told["proof"]], int(event["seq"])
    root = tree.led_to(leaf, seq - 1, signed.size, proof) if 1 <= seq <= signed.size else None
    return root is not None and root.hex() == signed.root
