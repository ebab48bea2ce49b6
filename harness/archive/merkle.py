"""Binds many lines in one digest, so that single lines can be shown to belong to it (RFC 6962 section 2.1)."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence


def leaf_hash(entry: bytes) -> bytes:
    """Return the hash of one entry: SHA-256(0x00 || entry)."""
    return hashlib.sha256(b"\x00" + entry).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """Return the hash of two subtrees: SHA-256(0x01 || left || right)."""
    return hashlib.sha256(b"\x01" + left + right).digest()


class Tree:
    """Grows leaf by leaf and keeps one hash for each level only."""

    def __init__(self) -> None:
        """Start with no leaves."""
        self.count = 0
        self._peaks: list[bytes] = []

    def append(self, leaf: bytes) -> None:
        """Add a leaf's hash to the right. Each trailing one-bit of the count is a full subtree to merge with."""
        count = self.count
        peaks = self._peaks
        while count & 1:
            leaf = hashlib.sha256(b"\x01" + peaks.pop() + leaf).digest()
            count >>= 1
        peaks.append(leaf)
        self.count += 1

    def root(self) -> bytes:
        """Return the Merkle Tree Hash of the leaves so far; of none, SHA-256 of nothing."""
        if not self._peaks:
            return hashlib.sha256(b"").digest()
        root = self._peaks[-1]
        for peak in reversed(self._peaks[:-1]):
            root = node_hash(peak, root)
        return root


def root_of(leaves: Iterable[bytes]) -> bytes:
    """Return the root over hashes of leaves."""
    tree = Tree()
    for leaf in leaves:
        tree.append(leaf)
    return tree.root()


def prove(leaves: Sequence[bytes], index: int) -> tuple[bytes, ...]:
    """Return the audit path of one leaf, nearest neighbour first (RFC 6962 section 2.1.1). Raises IndexError."""
    if not 0 <= index < len(leaves):
        raise IndexError(index)
    if len(leaves) == 1:
        return ()
    half = 1 << (len(leaves) - 1).bit_length() - 1
    if index < half:
        return (*prove(leaves[:half], index), root_of(leaves[half:]))
    return (*prove(leaves[half:], index - half), root_of(leaves[:half]))


def verify_proof(leaf: bytes, index: int, count: int, path: Sequence[bytes], root: bytes) -> bool:
    """Say whether `leaf` is number `index` of the `count` leaves under `root` (RFC 9162 section 2.1.3.2)."""
    if not 0 <= index < count:
        return False
    last = count - 1
    for neighbour in path:
        if last == 0:
            return False
        if index & 1 or index == last:
            leaf = node_hash(neighbour, leaf)
            while index and not index & 1:
                index >>= 1
                last >>= 1
        else:
            leaf = node_hash(leaf, neighbour)
        index >>= 1
        last >>= 1
    return last == 0 and leaf == root
