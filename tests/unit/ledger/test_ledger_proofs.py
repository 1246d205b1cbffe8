"""Proofs made from what a store keeps, and the consistency proofs that must be refused."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from exchange.ledger.errors import ProofError
from exchange.ledger.merkle import EMPTY_ROOT, MAX_SIZE, hash_leaves, root_of_hashes, verify_consistency, verify_inclusion
from exchange.ledger.proofs import consistency_proof, inclusion_proof, root_at
from tests.support.ledger import MemoryNodes, changed_proofs, flipped

HASHES = hash_leaves(b"entry %d" % at for at in range(70_000))
NODES = MemoryNodes(HASHES)


def test_every_pair_of_sizes_up_to_64_is_proved_consistent() -> None:
    roots = [root_of_hashes(HASHES[:size]) for size in range(65)]
    for size2 in range(1, 65):
        for size1 in range(1, size2 + 1):
            proof = consistency_proof(NODES, size1=size1, size2=size2)
            verify_consistency(size1=size1, size2=size2, proof=proof, root1=roots[size1], root2=roots[size2])
            if 0 < size1 < size2:
                with pytest.raises(ProofError):
                    verify_consistency(size1=size1, size2=size2, proof=proof, root1=roots[size1 - 1], root2=roots[size2])
                with pytest.raises(ProofError):
                    verify_consistency(size1=size1, size2=size2, proof=proof, root1=roots[size1], root2=roots[size2 - 1])


def test_every_leaf_of_every_tree_up_to_64_is_proved_included() -> None:
    for size in range(1, 65):
        root = root_of_hashes(HASHES[:size])
        for index in range(size):
            proof = inclusion_proof(NODES, index=index, size=size)
            verify_inclusion(leaf_hash=HASHES[index], index=index, size=size, proof=proof, root=root)


@settings(max_examples=15, deadline=None)
@given(st.integers(1, 70_000), st.integers(1, 70_000), st.data())
def test_large_trees_are_proved_from_the_kept_levels(one: int, other: int, data: st.DataObject) -> None:
    size1, size2 = sorted((one, other))
    root1, root2 = root_of_hashes(HASHES[:size1]), root_of_hashes(HASHES[:size2])
    assert (root_at(NODES, size=size1), root_at(NODES, size=size2)) == (root1, root2)
    proof = consistency_proof(NODES, size1=size1, size2=size2)
    verify_consistency(size1=size1, size2=size2, proof=proof, root1=root1, root2=root2)
    index = data.draw(st.integers(0, size2 - 1))
    proof = inclusion_proof(NODES, index=index, size=size2)
    verify_inclusion(leaf_hash=HASHES[index], index=index, size=size2, proof=proof, root=root2)


def test_a_proof_reads_few_hashes() -> None:
    nodes = MemoryNodes(HASHES)
    inclusion_proof(nodes, index=33_333, size=70_000)
    assert max(count for _, _, count in nodes.reads) <= 128
    assert len(nodes.reads) <= 2 * 17


@settings(max_examples=200, deadline=None)
@given(st.integers(2, 80), st.data())
def test_any_changed_consistency_proof_is_refused(size2: int, data: st.DataObject) -> None:
    size1 = data.draw(st.integers(1, size2 - 1))
    proof = consistency_proof(NODES, size1=size1, size2=size2)
    root1, root2 = root_of_hashes(HASHES[:size1]), root_of_hashes(HASHES[:size2])
    changed = data.draw(st.sampled_from([[], *changed_proofs(proof)]))
    with pytest.raises(ProofError):
        verify_consistency(size1=size1, size2=size2, proof=changed, root1=root1, root2=root2)
    flip = data.draw(st.integers(0, 255))
    with pytest.raises(ProofError):
        verify_consistency(size1=size1, size2=size2, proof=proof, root1=flipped(root1, flip), root2=root2)
    with pytest.raises(ProofError):
        verify_consistency(size1=size1, size2=size2, proof=proof, root1=root1, root2=flipped(root2, flip))


def test_a_forged_past_is_refused() -> None:
    forged = [*HASHES[:20], hash_leaves([b"slipped in"])[0], *HASHES[21:40]]
    proof = consistency_proof(MemoryNodes(forged), size1=30, size2=40)
    with pytest.raises(ProofError):
        verify_consistency(size1=30, size2=40, proof=proof, root1=root_of_hashes(HASHES[:30]), root2=root_of_hashes(forged))


@pytest.mark.parametrize(("size1", "size2"), [(-1, 1), (2, 1), (-2, -1), (1, MAX_SIZE), (0, -1)])
def test_impossible_sizes_are_refused(size1: int, size2: int) -> None:
    with pytest.raises(ProofError):
        verify_consistency(size1=size1, size2=size2, proof=[], root1=bytes(32), root2=bytes(32))


@pytest.mark.parametrize("size2", [0, 3])
def test_there_is_no_proof_from_the_empty_tree(size2: int) -> None:
    with pytest.raises(ProofError, match="says nothing"):
        verify_consistency(size1=0, size2=size2, proof=[], root1=EMPTY_ROOT, root2=root_of_hashes(HASHES[:size2]))


def test_equal_sizes_need_equal_roots_and_an_empty_proof() -> None:
    root = root_of_hashes(HASHES[:3])
    verify_consistency(size1=3, size2=3, proof=[], root1=root, root2=root)
    with pytest.raises(ProofError, match="two different roots"):
        verify_consistency(size1=3, size2=3, proof=[], root1=root, root2=bytes(32))
    with pytest.raises(ProofError, match="must be empty"):
        verify_consistency(size1=3, size2=3, proof=[root], root1=root, root2=root)


@pytest.mark.parametrize(("root1", "root2"), [(b"", bytes(32)), (bytes(32), bytes(31)), (bytes(33), bytes(32))])
def test_roots_of_another_length_are_refused(root1: bytes, root2: bytes) -> None:
    with pytest.raises(ProofError, match="SHA-256 has 32"):
        verify_consistency(size1=1, size2=2, proof=[bytes(32)], root1=root1, root2=root2)


def test_impossible_proofs_are_not_made() -> None:
    for index, size in [(-1, 3), (3, 3), (0, 0)]:
        with pytest.raises(ProofError, match="leaf index"):
            inclusion_proof(NODES, index=index, size=size)
    for size1, size2 in [(-1, 3), (4, 3)]:
        with pytest.raises(ProofError, match="first size"):
            consistency_proof(NODES, size1=size1, size2=size2)
    with pytest.raises(ProofError, match="tree size -1"):
        root_at(NODES, size=-1)


class Torn(MemoryNodes):
    """A store that has lost rows."""

    def hashes(self, *, level: int, first: int, count: int) -> Sequence[bytes]:
        return super().hashes(level=level, first=first, count=count)[:-1]


def test_a_store_that_lost_a_hash_is_found_out() -> None:
    with pytest.raises(ProofError, match="the store has"):
        root_at(Torn(HASHES[:300]), size=300)


@pytest.mark.parametrize("size1", [3, 4, 5, 6, 7])
def test_an_empty_proof_proves_nothing_between_different_sizes(size1: int) -> None:
    root1, root2 = root_of_hashes(HASHES[:size1]), root_of_hashes(HASHES[:8])
    with pytest.raises(ProofError, match=r"empty proof|too short"):
        verify_consistency(size1=size1, size2=8, proof=[], root1=root1, root2=root2)
