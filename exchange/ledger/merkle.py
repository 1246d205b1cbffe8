"""The Merkle tree of RFC 9162 §2.1 over SHA-256, as pure functions and one immutable value.

A tree is never held whole. `Frontier` keeps the roots of its complete subtrees (one per bit set in the size), which is enough to
append and to know the root. A store keeps the leaf hashes and, for every 256 of them, the hash of their subtree (levels 0, 8, 16, …);
`proofs.py` builds proofs from those.

    >>> frontier = Frontier.empty().extend(hash_leaves([b"a", b"b", b"c"])).frontier
    >>> frontier.root() == root_hash([b"a", b"b", b"c"])
    True

Hashes are 32 bytes; indexes and sizes are ints; a subtree is named by (level, index): it covers the leaves
[index << level, (index + 1) << level).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from hashlib import sha256

from exchange.ledger.errors import ProofError

HASH_SIZE = 32  # bytes, SHA-256
TILE_HEIGHT = 8  # levels between the subtree hashes that a store keeps (C2SP tlog-tiles)
MAX_SIZE = 1 << 63  # entries; C2SP tlog-checkpoint keeps sizes below it
MAX_BATCH = 1 << 16  # leaves signed at once (DESIGN §2)
EMPTY_ROOT = sha256(b"").digest()  # RFC 9162 §2.1.1: MTH({}) = HASH()


class LeafHash(bytes):
    """A leaf's hash, told apart from leaf data by its type."""

    __slots__ = ()


def leaf_hash(data: bytes) -> LeafHash:
    """SHA-256(0x00 ‖ data), RFC 9162 §2.1.1."""
    return LeafHash(sha256(b"\x00" + data).digest())


def node_hash(left: bytes, right: bytes) -> bytes:
    """SHA-256(0x01 ‖ left ‖ right), RFC 9162 §2.1.1."""
    return sha256(b"\x01" + left + right).digest()


def hash_leaves(datas: Iterable[bytes]) -> list[bytes]:
    """The leaf hashes of many leaf data, as plain bytes."""
    return [sha256(b"\x00" + data).digest() for data in datas]


def root_hash(leaves: Iterable[bytes]) -> bytes:
    """The root over `leaves`: leaf data as plain bytes, or hashes that `leaf_hash` returned (`LeafHash`)."""
    hashes = [leaf if isinstance(leaf, LeafHash) else sha256(b"\x00" + leaf).digest() for leaf in leaves]
    return root_of_hashes(hashes)


def root_of_hashes(hashes: Sequence[bytes]) -> bytes:
    """The root over leaf hashes, level by level; the empty tree's root for none."""
    if not hashes:
        return EMPTY_ROOT
    level = list(hashes)
    while len(level) > 1:
        level = _parents(level) + level[len(level) & ~1 :]
    return level[0]


def _parents(nodes: Sequence[bytes]) -> list[bytes]:
    """The hashes of the pairs; an odd last node is left out."""
    prefix = b"\x01"
    return [sha256(prefix + left + right).digest() for left, right in zip(nodes[::2], nodes[1::2], strict=False)]


@dataclass(frozen=True, kw_only=True, slots=True)
class SubtreeHash:
    """The hash of one complete subtree."""

    level: int
    index: int
    hash: bytes


@dataclass(frozen=True, kw_only=True, slots=True)
class Extension:
    """What appending gives: the new frontier, and the subtrees it completed at levels 8, 16, 24, …"""

    frontier: Frontier
    subtrees: tuple[SubtreeHash, ...]


@dataclass(frozen=True, slots=True)
class Frontier:
    """A tree's right edge: its size, and the roots of its complete subtrees, largest (leftmost) first."""

    size: int
    hashes: tuple[bytes, ...]

    @classmethod
    def empty(cls) -> Frontier:
        """The tree without a leaf."""
        return cls(0, ())

    @classmethod
    def from_bytes(cls, size: int, data: bytes) -> Frontier:
        """Reads `to_bytes`.

        Raises:
            ProofError: the number of hashes isn't the one that `size` asks for.
        """
        if not 0 <= size < MAX_SIZE or len(data) != HASH_SIZE * size.bit_count():
            raise ProofError(f"frontier of {len(data)} bytes for size {size}; it must have 32 for each bit set in the size")
        return cls(size, tuple(data[at : at + HASH_SIZE] for at in range(0, len(data), HASH_SIZE)))

    def to_bytes(self) -> bytes:
        """The hashes one after another."""
        return b"".join(self.hashes)

    def root(self) -> bytes:
        """The tree's root (RFC 9162 §2.1.1)."""
        if not self.hashes:
            return EMPTY_ROOT
        root = self.hashes[-1]
        for left in reversed(self.hashes[:-1]):
            root = node_hash(left, root)
        return root

    def extend(self, hashes: Sequence[bytes]) -> Extension:
        """Appends leaf hashes, all of one level before the next.

        Raises:
            ProofError: a hash isn't 32 bytes, or the tree would outgrow 2^63-1 leaves.
        """
        if not set(map(len, hashes)) <= {HASH_SIZE}:  # they come from peers
            _check_hashes(*hashes)
        _check_size(self.size + len(hashes))
        edge = self._by_level()
        nodes = list(hashes)
        subtrees: list[SubtreeHash] = []
        level = 0
        while nodes:
            first = self.size >> level  # number of complete subtrees of this level before
            if level and level % TILE_HEIGHT == 0:
                subtrees += [SubtreeHash(level=level, index=first + at, hash=node) for at, node in enumerate(nodes)]
            if first & 1:
                nodes.insert(0, edge.pop(level))
            if len(nodes) & 1:
                edge[level] = nodes[-1]
            nodes = _parents(nodes)
            level += 1
        size = self.size + len(hashes)
        frontier = Frontier(size, tuple(edge[level] for level in sorted(edge, reverse=True)))
        return Extension(frontier=frontier, subtrees=tuple(subtrees))

    def _by_level(self) -> dict[int, bytes]:
        levels = [level for level in range(self.size.bit_length() - 1, -1, -1) if self.size >> level & 1]
        return dict(zip(levels, self.hashes, strict=True))


def _check_hashes(*hashes: bytes) -> None:
    for one in hashes:
        if len(one) != HASH_SIZE:
            raise ProofError(f"a hash of {len(one)} bytes; SHA-256 has {HASH_SIZE}")


def _check_size(size: int) -> None:
    if not 0 <= size < MAX_SIZE:
        raise ProofError(f"tree size {size}; it must be at least 0 and below 2^63")


def verify_inclusion(*, leaf_hash: bytes, index: int, size: int, proof: Sequence[bytes], root: bytes) -> None:
    """Checks that the leaf stands at `index` of the tree of `size` leaves with `root` (RFC 9162 §2.1.3.2).

    Raises:
        ProofError: it doesn't, or an argument isn't of the right shape.
    """
    _check_hashes(root)
    if root_from_path(leaf_hash=leaf_hash, index=index, size=size, path=_joined(proof)) != root:
        raise ProofError(f"the inclusion proof of leaf {index} doesn't lead to the root of size {size}")


def _joined(proof: Sequence[bytes]) -> bytes:
    _check_hashes(*proof)
    return b"".join(proof)


def root_from_path(*, leaf_hash: bytes, index: int, size: int, path: bytes) -> bytes:
    """The root that an inclusion path leads to; `path` holds its hashes, leaf to root, one after another.

    Raises:
        ProofError: the path hasn't the length that `index` and `size` ask for.
    """
    return climb(leaf_hash=leaf_hash, index=index, size=size, path=path)[-1]


def climb(*, leaf_hash: bytes, index: int, size: int, path: bytes) -> list[bytes]:
    """The nodes that an inclusion path passes: the leaf's hash first, then one for each hash of the path, the root last.

    Raises:
        ProofError: as `root_from_path`.
    """
    _check_hashes(leaf_hash)
    _check_size(size)
    if not 0 <= index < size:
        raise ProofError(f"leaf index {index}; it must be at least 0 and below the size {size}")
    inner = (index ^ (size - 1)).bit_length()  # levels below the point where leaf and right edge part
    border = (index >> inner).bit_count()
    if len(path) != HASH_SIZE * (inner + border):
        raise ProofError(f"inclusion path of {len(path)} bytes for leaf {index} of {size}; it must be {HASH_SIZE * (inner + border)}")
    node: bytes = leaf_hash
    nodes = [node]
    for level in range(inner):
        sibling = path[level * HASH_SIZE : (level + 1) * HASH_SIZE]
        node = node_hash(sibling, node) if index >> level & 1 else node_hash(node, sibling)
        nodes.append(node)
    for at in range(inner * HASH_SIZE, len(path), HASH_SIZE):
        node = node_hash(path[at : at + HASH_SIZE], node)
        nodes.append(node)
    return nodes


def verify_consistency(*, size1: int, size2: int, proof: Sequence[bytes], root1: bytes, root2: bytes) -> None:
    """Checks that the tree of `size1` leaves is the beginning of the tree of `size2` leaves (RFC 9162 §2.1.4.2).

    There is no proof from the empty tree: it begins every tree, so such a proof would say nothing. Who has seen nothing yet doesn't ask.

    Raises:
        ProofError: it isn't, `size1` is 0, or an argument isn't of the right shape.
    """
    _check_size(size1)
    _check_size(size2)
    _check_hashes(root1, root2, *proof)
    if size1 > size2:
        raise ProofError(f"the first tree ({size1}) is larger than the second ({size2})")
    if size1 == 0:
        raise ProofError("a consistency proof from the empty tree says nothing; RFC 9162 has none")
    if size1 == size2:
        _verify_same(size=size1, proof=proof, root1=root1, root2=root2)
        return
    first_root, second_root = _consistent_roots(size1=size1, size2=size2, proof=proof, root1=root1)
    if first_root != root1:
        raise ProofError(f"the consistency proof doesn't lead to the first root (size {size1})")
    if second_root != root2:
        raise ProofError(f"the consistency proof doesn't lead to the second root (size {size2})")


def _consistent_roots(*, size1: int, size2: int, proof: Sequence[bytes], root1: bytes) -> tuple[bytes, bytes]:
    """The two roots that a proof leads to."""
    rest = list(proof)
    if size1 & (size1 - 1) == 0:  # a complete subtree of the second tree: its root is the proof's start
        rest.insert(0, root1)
    if not rest:
        raise ProofError(f"an empty proof between {size1} and {size2}")
    last, second = size1 - 1, size2 - 1
    shift = (~last & last + 1).bit_length() - 1  # while LSB(fn) is set, shift both
    last, second = last >> shift, second >> shift
    first_root = second_root = rest[0]
    for node in rest[1:]:
        if second == 0:
            raise ProofError(f"the consistency proof between {size1} and {size2} is too long")
        if last & 1 or last == second:
            first_root, second_root = node_hash(node, first_root), node_hash(node, second_root)
            while not last & 1 and last:
                last, second = last >> 1, second >> 1
        else:
            second_root = node_hash(second_root, node)
        last, second = last >> 1, second >> 1
    if second:
        raise ProofError(f"the consistency proof between {size1} and {size2} is too short")
    return first_root, second_root


def _verify_same(*, size: int, proof: Sequence[bytes], root1: bytes, root2: bytes) -> None:
    if proof:
        raise ProofError(f"{len(proof)} hashes between two trees of size {size}; this proof must be empty")
    if root1 != root2:
        raise ProofError(f"two different roots for the same size {size}")


def inclusion_paths(hashes: Sequence[bytes]) -> tuple[bytes, list[bytes]]:
    """The root over a batch of leaf hashes, and each leaf's inclusion path as `root_from_path` takes it.

    Built from the root down: a node's path is its sibling followed by its parent's path, so each is one concatenation.

    Raises:
        ValueError: there is no leaf, or more than 65,536.
    """
    if not 1 <= len(hashes) <= MAX_BATCH:
        raise ValueError(f"a batch of {len(hashes)} leaves; it must have 1 to {MAX_BATCH}")
    levels = [list(hashes)]
    while len(levels[-1]) > 1:
        below = levels[-1]
        levels.append(_parents(below) + below[len(below) & ~1 :])
    paths = [b""]
    for nodes in reversed(levels[:-1]):
        pairs = len(nodes) & ~1
        swapped: list[bytes] = [b""] * pairs
        swapped[::2], swapped[1::2] = nodes[1:pairs:2], nodes[0:pairs:2]
        doubled: list[bytes] = [b""] * pairs
        doubled[::2] = doubled[1::2] = paths[: pairs // 2]
        paths = [sibling + above for sibling, above in zip(swapped, doubled, strict=True)] + paths[pairs // 2 :]
    return levels[-1][0], paths
