"""Proofs tile by tile are the RFC's, for every leaf of trees around every edge of a tile; what is kept proves nothing that isn't there."""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import sha256

import pytest

from exchange.ledger.merkle import Frontier, leaf_hash, root_of_hashes, verify_inclusion
from exchange.ledger.proofs import inclusion_proof
from exchange.sync.audit_tree import TILE, TILES_KEPT, KeptTiles, Tree

LARGEST = TILE * TILE + 3 * TILE + 5


class Stored:
    """A store of a tree's kept levels, in memory; counts what it is asked."""

    def __init__(self, size: int) -> None:
        leaves = [sha256(b"\x00" + number.to_bytes(4, "big")).digest() for number in range(size)]
        self.levels: dict[int, list[bytes]] = {0: leaves, 8: [], 16: []}
        for one in Frontier(0, ()).extend(leaves).subtrees:
            self.levels[one.level].append(one.hash)
        self.asked = 0

    def hashes(self, *, level: int, first: int, count: int) -> Sequence[bytes]:
        self.asked += 1
        return self.levels[level][first : first + count]


@pytest.fixture(scope="module")
def largest() -> Stored:
    return Stored(LARGEST)


EDGES = sorted({1, 2, 3, 255, 256, 257, 511, 512, 513, 770, 65_535, 65_536, 65_537, 65_536 + 256, 65_536 + 257, LARGEST})


@pytest.mark.parametrize("size", EDGES)
def test_a_proof_is_the_one_of_the_rfc(largest: Stored, size: int) -> None:
    tree = Tree(largest, size, KeptTiles())  # type: ignore[arg-type]  # a store by its shape
    for index in (one for one in sorted({0, 1, size // 2, size - 1, size - 2, 255, 256, 65_535}) if 0 <= one < size):
        assert tree.proof(index) == inclusion_proof(largest, index=index, size=size), index


def test_what_is_kept_spares_the_store_and_still_proves(largest: Stored) -> None:
    size, kept = 66_000, KeptTiles()
    root = root_of_hashes(largest.levels[0][:size])
    first = Tree(largest, size, kept)  # type: ignore[arg-type]
    proof = first.proof(300)
    first.believe(300)
    assert kept.get(1) is not None
    largest.asked = 0

    again = Tree(largest, size, kept).proof(301)  # type: ignore[arg-type]

    verify_inclusion(leaf_hash=largest.levels[0][301], index=301, size=size, proof=again, root=root)
    without = largest.asked
    Tree(largest, size, KeptTiles()).proof(301)  # type: ignore[arg-type]
    assert without == largest.asked - without - 1
    with pytest.raises(Exception, match="doesn't lead"):
        verify_inclusion(leaf_hash=leaf_hash(b"another"), index=301, size=size, proof=again, root=root)
    assert proof != again


def test_an_unfinished_tile_is_not_kept(largest: Stored) -> None:
    kept = KeptTiles()
    tree = Tree(largest, 300, kept)  # type: ignore[arg-type]
    tree.proof(299)
    tree.believe(299)
    assert kept.get(1) is None


def test_the_least_used_tiles_go() -> None:
    kept = KeptTiles()
    for tile in range(TILES_KEPT):
        kept.keep(tile, [])
    kept.get(0)
    kept.keep(TILES_KEPT, [])
    assert kept.get(0) is not None
    assert kept.get(1) is None
