"""Checks a receipt of Kindao's audit without Kindao: Python's standard library and `cryptography` alone.

python check_receipt.py RECEIPT.json [SIGNER [HANDOVERS.json]]

SIGNER is the installation's public key (`kindao audit signer`), known from elsewhere: without it the receipt is only
checked to agree with itself. HANDOVERS (`kindao audit signer --handovers`) is needed where the key was renewed since
the receipt was written: it leads from the key that signed to SIGNER, or back, each step signed by both keys. The proof
is that of RFC 9162, 2.1.3.2; the signature Ed25519. Exit status: 0 the event is in the log that was signed, 4 it is
not, 2 this is no receipt."""

import json
import sys
from base64 import b64decode
from hashlib import sha256
from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

KIND = "kindao-audit-receipt/1"


def root_of(leaf: bytes, index: int, size: int, proof: list[bytes]) -> bytes | None:
    """The root that a leaf (index from 0) and its proof lead to; None where the proof's length is wrong."""
    at, last, root = index, size - 1, leaf
    for one in proof:
        if last == 0:
            return None
        if at & 1 or at == last:
            root = sha256(b"\x01" + one + root).digest()
            while not at & 1 and at:
                at, last = at >> 1, last >> 1
        else:
            root = sha256(b"\x01" + root + one).digest()
        at, last = at >> 1, last >> 1
    return root if last == 0 else None


def is_signed(text: str, signature: str, by: str) -> bool:
    try:
        Ed25519PublicKey.from_public_bytes(bytes.fromhex(by)).verify(bytes.fromhex(signature), text.encode())
    except InvalidSignature:
        return False
    return True


def same_hand(signer: str, handovers: list[dict]) -> set[str]:
    """The keys that handed over to SIGNER, and those that it handed over to, over however many."""
    steps = []
    for one in handovers:
        origin, old, new = one["text"].split("\n")[:3]
        if origin != "kindao.audit/keys":
            continue
        if is_signed(one["text"], one["by_old"], old) and is_signed(one["text"], one["by_new"], new):
            steps.append({old, new})
    keys = {signer}
    while reached := [step for step in steps if step & keys and not step <= keys]:
        keys.update(*reached)
    return keys


def wrong(receipt: dict, signer: str, handovers: list[dict]) -> str:
    """What is wrong with a receipt; "" for nothing."""
    event, signed = receipt["event"], receipt["checkpoint"]
    origin, size, root = signed["text"].split("\n")[:3]
    by = signed["signer"]
    if by not in same_hand(signer, [*receipt.get("handovers", []), *handovers]):
        return "the checkpoint was not signed by that key"
    if not is_signed(signed["text"], signed["signature"], by):
        return "the checkpoint was not signed by that key"
    if origin != f"kindao.audit/{event['log']}":
        return "the checkpoint is of another log"
    said = json.dumps(event, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()
    proof = [bytes.fromhex(one) for one in receipt["proof"]]
    if not 1 <= event["seq"] <= int(size):
        return "the checkpoint is from before the event"
    if root_of(sha256(b"\x00" + said).digest(), event["seq"] - 1, int(size), proof) != b64decode(root):
        return "the event is not in the log that was signed, or was altered"
    return ""


def main() -> int:
    try:
        receipt = json.loads(Path(sys.argv[1]).read_text("utf-8"))
        if receipt["kind"] != KIND:
            raise ValueError(receipt["kind"])
        signer = sys.argv[2] if len(sys.argv) > 2 else receipt["checkpoint"]["signer"]
        handovers = json.loads(Path(sys.argv[3]).read_text("utf-8")) if len(sys.argv) > 3 else []
        found = wrong(receipt, signer, handovers)
    except (OSError, IndexError, ValueError, KeyError, TypeError, AttributeError):
        print("this is not a receipt of Kindao's audit", file=sys.stderr)
        return 2
    event = receipt["event"]
    said = f"{event['verb']} {event['kind']} {event['target']} at {event['at']}, event {event['seq']}: in the log"
    print(found or said)
    return 4 if found else 0


if __name__ == "__main__":
    sys.exit(main())
