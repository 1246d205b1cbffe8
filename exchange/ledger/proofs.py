"""Inclusion and consistency proofs for a ledger of any size, from the hashes that a store keeps (levels 0, 8, 16, …).

Each function first says which subtrees it needs, then computes them: a subtree between two kept levels is the root over at most 128
kept hashes below it.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from exchange.ledger.errors import ProofError
from exchange.ledger.merkle import EMPTY_ROOT, TILE_HEIGHT, node_hash, root_of_hashes


class NodeReader(Protocol):
    """Serves the hashes of complete subtrees at levels that are multiples of TILE_HEIGHT."""

    def hashes(self, *, level: int, first: int, count: int) -> Sequence[bytes]:
        """`count` hashes of `level`, from index `first` on; all of them exist."""


def root_at(nodes: NodeReader, *, size: int) -> bytes:
    """The root over the first `size` leaves.

    Raises:
        ProofError: `size` is negative, or the store lacks a hash.
    """
    if size < 0:
        raise ProofError(f"tree size {size}; it must be at least 0")
    return _range_root(nodes, 0, size) if size else EMPTY_ROOT


def inclusion_proof(nodes: NodeReader, *, index: int, size: int) -> list[bytes]:
    """RFC 9162 §2.1.3.1: PATH(index, D[size]).

    Raises:
        ProofError: `index` isn't below `size`, or the store lacks a hash.
    """
    if not 0 <= index < size:
        raise ProofError(f"leaf index {index}; it must be at least 0 and below the size {size}")
    proof: list[bytes] = []
    start, end = 0, size
    while end - start > 1:
        middle = start + _largest_power_below(end - start)
        if index < middle:
            proof.append(_range_root(nodes, middle, end))
            end = middle
        else:
            proof.append(_range_root(nodes, start, middle))
            start = middle
    return proof[::-1]


def consistency_proof(nodes: NodeReader, *, size1: int, size2: int) -> list[bytes]:
    """RFC 9162 §2.1.4.1: PROOF(size1, D[size2]); empty where size1 is 0 or equals size2.

    Raises:
        ProofError: `size1` is larger than `size2`, or the store lacks a hash.
    """
    if not 0 <= size1 <= size2:
        raise ProofError(f"first size {size1}; it must be at least 0 and at most the second, {size2}")
    if size1 in {0, size2}:
        return []
    proof: list[bytes] = []
    start, end = 0, size2
    known = True  # the subtree [start, size1) is the whole first tree, whose root the reader has
    while size1 != end:
        middle = start + _largest_power_below(end - start)
        if size1 <= middle:
            proof.append(_range_root(nodes, middle, end))
            end = middle
        else:
            proof.append(_range_root(nodes, start, middle))
            start, known = middle, False
    if not known:
        proof.append(_range_root(nodes, start, end))
    return proof[::-1]


def _largest_power_below(count: int) -> int:
    """The largest power of two smaller than `count` (count > 1)."""
    return 1 << (count - 1).bit_length() - 1


def _range_root(nodes: NodeReader, start: int, end: int) -> bytes:
    """The root over the leaves [start, end); `start` is aligned as in the RFC's recursion."""
    parts: list[bytes] = []
    while start < end:
        level = min((end - start).bit_length() - 1, (start & -start).bit_length() - 1 if start else 63)
        parts.append(_subtree(nodes, level, start >> level))
        start += 1 << level
    root = parts.pop()
    while parts:
        root = node_hash(parts.pop(), root)
    return root


def _subtree(nodes: NodeReader, level: int, index: int) -> bytes:
    kept = level - level % TILE_HEIGHT
    count = 1 << level - kept
    hashes = nodes.hashes(level=kept, first=index * count, count=count)
    if len(hashes) != count:
        raise ProofError(f"the store has {len(hashes)} of the {count} subtree hashes at level {kept} from index {index * count}")
    return root_of_hashes(hashes)
