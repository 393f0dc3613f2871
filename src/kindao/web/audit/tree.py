"""The Merkle tree of a log (RFC 9162, 2.1; SHA-256), so that one root stands for all events and their order.

A log's head row keeps the roots of the perfect subtrees from left to right: adding a leaf reads no other row."""

from collections.abc import Sequence

from pymerkle.core import BaseMerkleTree
from pymerkle.hasher import MerkleHasher

ALGORITHM = "sha256"
_HASHER = MerkleHasher(ALGORITHM)


def leaf(data: bytes) -> bytes:
    hashed: bytes = _HASHER.hash_buff(data)
    return hashed


def grown(peaks: Sequence[bytes], size: int, leaf: bytes) -> list[bytes]:
    """The peaks of a tree of `size` leaves after one more: equal subtrees at the right merge, as carries do."""
    added = [*peaks, leaf]
    while size & 1:
        right, left = added.pop(), added.pop()
        added.append(_HASHER.hash_pair(left, right))
        size >>= 1
    return added


def root(peaks: Sequence[bytes]) -> bytes:
    """The root of all, folded from the right; of no leaf, the hash of nothing."""
    if not peaks:
        nothing: bytes = _HASHER.hash_empty()
        return nothing
    folded: bytes = _HASHER.hash_fold(list(reversed(peaks)))
    return folded


def led_to(leaf: bytes, index: int, size: int, proof: Sequence[bytes]) -> bytes | None:
    """The root of a tree of `size` that a leaf hash (index from 0) and its proof lead to (RFC 9162, 2.1.3.2); None
    where the proof is of another length. pymerkle's own wants the rule of each step, which no receipt holds."""
    at, last, folded = index, size - 1, leaf
    for one in proof:
        if last == 0:
            return None
        if at & 1 or at == last:
            folded = _HASHER.hash_pair(one, folded)
            while not at & 1 and at:
                at, last = at >> 1, last >> 1
        else:
            folded = _HASHER.hash_pair(folded, one)
        at, last = at >> 1, last >> 1
    return folded if last == 0 else None


class Leaves(BaseMerkleTree):  # type: ignore[misc]
    """The tree over leaf hashes that were read from the rows: for proofs."""

    def __init__(self, leaves: Sequence[bytes]) -> None:
        super().__init__(ALGORITHM)
        self._leaves = list(leaves)

    def _encode_entry(self, data: bytes) -> bytes:
        return data

    def _store_leaf(self, data: bytes, digest: bytes) -> int:
        self._leaves.append(digest)
        return len(self._leaves)

    def _get_leaf(self, index: int) -> bytes:
        return self._leaves[index - 1]

    def _get_leaves(self, offset: int, width: int) -> list[bytes]:
        return self._leaves[offset : offset + width]

    def _get_size(self) -> int:
        return len(self._leaves)
