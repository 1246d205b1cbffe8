"""Inclusion and consistency proofs with any byte changed, and verifiers given anything."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from exchange.ledger.errors import ProofError
from exchange.ledger.merkle import (
    Frontier,
    hash_leaves,
    inclusion_paths,
    root_from_path,
    root_of_hashes,
    verify_consistency,
    verify_inclusion,
)
from exchange.ledger.proofs import consistency_proof, inclusion_proof
from tests.support.ledger import MemoryNodes

HASHES = hash_leaves(b"entry %d" % at for at in range(700))
NODES = MemoryNodes(HASHES)
numbers = st.integers(-2, 2**64)
hashes = st.binary(min_size=31, max_size=33)


def changed(proof: list[bytes], place: int, mask: int) -> list[bytes]:
    found = bytearray(b"".join(proof))
    found[place % len(found)] ^= mask
    return [bytes(found[at : at + 32]) for at in range(0, len(found), 32)]


@settings(deadline=None, max_examples=300)
@given(st.integers(2, 700), st.integers(0), st.integers(0), st.integers(1, 255))
def test_any_changed_byte_of_an_inclusion_proof(size: int, index: int, place: int, mask: int) -> None:
    index %= size
    proof, root = inclusion_proof(NODES, index=index, size=size), root_of_hashes(HASHES[:size])
    verify_inclusion(leaf_hash=HASHES[index], index=index, size=size, proof=proof, root=root)
    bad = changed(proof, place, mask)
    with pytest.raises(ProofError):
        verify_inclusion(leaf_hash=HASHES[index], index=index, size=size, proof=bad, root=root)


@settings(deadline=None, max_examples=300)
@given(st.integers(2, 700), st.integers(0), st.integers(0), st.integers(1, 255))
def test_any_changed_byte_of_a_consistency_proof(size2: int, size1: int, place: int, mask: int) -> None:
    size1 = size1 % (size2 - 1) + 1
    proof = consistency_proof(NODES, size1=size1, size2=size2)
    root1, root2 = root_of_hashes(HASHES[:size1]), root_of_hashes(HASHES[:size2])
    verify_consistency(size1=size1, size2=size2, proof=proof, root1=root1, root2=root2)
    with pytest.raises(ProofError):
        verify_consistency(size1=size1, size2=size2, proof=changed(proof, place, mask), root1=root1, root2=root2)


@settings(deadline=None, max_examples=200)
@given(st.integers(1, 700), st.integers(1, 700), st.integers(1, 700))
def test_a_consistency_proof_of_other_sizes(size1: int, size2: int, other: int) -> None:
    size1, size2 = sorted((size1, size2))
    proof = consistency_proof(NODES, size1=size1, size2=size2)
    roots = {size: root_of_hashes(HASHES[:size]) for size in (size1, size2)}
    for claimed1, claimed2 in ((other, size2), (size1, other)):
        if (claimed1, claimed2) != (size1, size2) and not same_shape(claimed1, claimed2, size1, size2):
            with pytest.raises(ProofError):
                verify_consistency(size1=claimed1, size2=claimed2, proof=proof, root1=roots[size1], root2=roots[size2])


def same_shape(size1: int, size2: int, other1: int, other2: int) -> bool:
    """Whether both pairs ask for the same walk: sizes are bound by the checkpoints' signatures, not by the proof."""
    return walk(size1, size2) == walk(other1, other2)


def walk(size1: int, size2: int) -> list[str] | None:
    """Which subtrees a consistency proof takes, from the root down (RFC 9162 §2.1.4.1), without where they lie."""
    if size1 > size2:
        return None
    steps: list[str] = []
    whole = True
    while size1 != size2:
        split = 1 << (size2 - 1).bit_length() - 1
        if size1 <= split:
            steps.append("right")
            size2 = split
        else:
            steps.append("left")
            size1, size2, whole = size1 - split, size2 - split, False
    return [*steps, "whole" if whole else "part"]


@settings(deadline=None, max_examples=500)
@given(numbers, numbers, hashes, hashes, st.lists(hashes, max_size=4))
def test_verifiers_given_anything_answer_with_a_proof_error(one: int, other: int, first: bytes, second: bytes, proof: list[bytes]) -> None:
    with pytest.raises(ProofError):
        verify_inclusion(leaf_hash=first, index=one, size=other, proof=proof, root=second)
    try:
        verify_consistency(size1=one, size2=other, proof=proof, root1=first, root2=second)
    except ProofError:
        return
    assert not proof
    assert one == other
    assert first == second


@settings(deadline=None, max_examples=300)
@given(st.integers(-2, 2**64), st.binary(max_size=100))
def test_any_bytes_are_a_frontier_or_refused(size: int, data: bytes) -> None:
    try:
        frontier = Frontier.from_bytes(size, data)
    except ProofError:
        return
    assert (frontier.size, frontier.to_bytes()) == (size, data)
    assert len(frontier.extend([bytes(32)]).frontier.hashes) == (size + 1).bit_count()


@settings(deadline=None, max_examples=200)
@given(st.integers(1, 300), st.integers(0), st.integers(0), st.integers(1, 255))
def test_any_changed_byte_of_a_batch_path(size: int, index: int, place: int, mask: int) -> None:
    index %= size
    root, paths = inclusion_paths(HASHES[:size])
    if not paths[index]:
        assert (size, root) == (1, HASHES[0])
        return
    bad = b"".join(changed([paths[index]], place, mask))
    assert root_from_path(leaf_hash=HASHES[index], index=index, size=size, path=bad) != root
