"""Batch proofs checked one after another: a record beside one that has been proved needs only the hashes up to where their ways meet.

`ProvedBatch` remembers one proved way from leaf to root: its path, and the nodes it passes. Two ways through a tree meet at one level.
Just below it each one's node is the other's sibling, and above it both paths are the same bytes. So a path stands if it leads to the
node that the remembered path names as sibling, names the remembered node as its own, and goes on as the remembered path does: the
hashes above have been made already. Records in their order cost one hash each; in any order, at most a whole path.
"""

from __future__ import annotations

from hashlib import sha256

from exchange.ledger.merkle import HASH_SIZE, climb


class ProvedBatch:
    """A batch root, and the last way that was found to lead to it."""

    __slots__ = ("_index", "_last", "_nodes", "_path", "_size", "_whole", "root")

    def __init__(self, *, leaf: bytes, index: int, size: int, path: bytes) -> None:
        """Climbs from the leaf; whether `root`, 32 bytes, is one that somebody signed is the caller's to verify.

        Raises:
            ProofError: the path hasn't the length that `index` and `size` ask for.
        """
        self._size = size
        self._last = size - 1
        nodes = climb(leaf_hash=leaf, index=index, size=size, path=path)
        self.root = nodes[-1]
        self._remember(nodes, index, path)

    def _remember(self, nodes: list[bytes], index: int, path: bytes) -> None:
        self._nodes, self._index, self._path = nodes, index, path
        self._whole = (index ^ self._last).bit_length()  # so many levels, from the leaf up, all have a sibling

    def proves(self, *, leaf: bytes, index: int, path: bytes) -> bool:
        """Whether the path leads from the leaf at `index` to the root.

        Raises:
            ProofError: the path hasn't the length that `index` asks for, or `index` isn't below the batch's size.
        """
        meet = (index ^ self._index).bit_length()
        if meet == 1 and self._whole:  # the other of a pair: nothing to hash
            if leaf != self._path[:HASH_SIZE] or path != self._nodes[0] + self._path[HASH_SIZE:]:
                return False
            self._nodes[0], self._index, self._path = leaf, index, path
            return True
        if not meet or meet > self._whole or meet > (index ^ self._last).bit_length():  # same leaf, or the edge: levels without siblings
            return self._proves_alone(leaf, index, path)
        nodes, node, at = [leaf], leaf, 0
        for level in range(meet - 1):
            sibling = path[at : at + HASH_SIZE]
            node = sha256(b"\x01" + sibling + node if index >> level & 1 else b"\x01" + node + sibling).digest()
            nodes.append(node)
            at += HASH_SIZE
        above = at + HASH_SIZE
        if node != self._path[at:above] or path[at:] != self._nodes[meet - 1] + self._path[above:]:
            return False
        self._nodes[:meet] = nodes  # from `meet` up the two ways are one
        self._index, self._path = index, path
        return True

    def _proves_alone(self, leaf: bytes, index: int, path: bytes) -> bool:
        nodes = climb(leaf_hash=leaf, index=index, size=self._size, path=path)
        if nodes[-1] != self.root:
            return False
        self._remember(nodes, index, path)
        return True
