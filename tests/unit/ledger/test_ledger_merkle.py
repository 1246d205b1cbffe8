"""The tree: roots, frontier, paths, and what proofs refuse."""

from __future__ import annotations

from hashlib import sha256

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from exchange.ledger.errors import ProofError
from exchange.ledger.merkle import (
    EMPTY_ROOT,
    MAX_BATCH,
    MAX_SIZE,
    Frontier,
    LeafHash,
    hash_leaves,
    inclusion_paths,
    leaf_hash,
    node_hash,
    root_from_path,
    root_hash,
    root_of_hashes,
    verify_inclusion,
)
from tests.support.ledger import MemoryNodes, changed_proofs, flipped


def leaves(count: int) -> list[bytes]:
    return [b"leaf %d" % at for at in range(count)]


def recursive_root(hashes: list[bytes]) -> bytes:
    """RFC 9162 §2.1.1, word by word."""
    if not hashes:
        return sha256(b"").digest()
    if len(hashes) == 1:
        return hashes[0]
    split = 1
    while split * 2 < len(hashes):
        split *= 2
    return sha256(b"\x01" + recursive_root(hashes[:split]) + recursive_root(hashes[split:])).digest()


def test_leaf_and_node_are_told_apart_by_their_prefix() -> None:
    assert leaf_hash(b"x") == sha256(b"\x00x").digest()
    assert node_hash(b"l" * 32, b"r" * 32) == sha256(b"\x01" + b"l" * 32 + b"r" * 32).digest()
    assert hash_leaves(leaves(3)) == [leaf_hash(one) for one in leaves(3)]


def test_empty_root() -> None:
    assert root_hash([]) == EMPTY_ROOT == Frontier.empty().root() == sha256(b"").digest()


@pytest.mark.parametrize("size", [*range(1, 70), 255, 256, 257, 1000])
def test_root_is_the_recursive_definition(size: int) -> None:
    hashes = hash_leaves(leaves(size))
    expected = recursive_root(hashes)
    assert root_of_hashes(hashes) == expected
    assert root_hash(leaves(size)) == expected


def test_root_hash_takes_hashes_by_their_type_only() -> None:
    data = leaf_hash(b"a")
    assert root_hash([data]) == data
    assert root_hash([bytes(data)]) == leaf_hash(data), "plain bytes of 32 are leaf data, not a hash"
    assert root_hash([LeafHash(data), b"b"]) == root_hash([b"a", b"b"])


@settings(deadline=None)
@given(st.lists(st.integers(0, 600), max_size=8))
def test_frontier_extended_in_any_chunks_has_the_root(chunks: list[int]) -> None:
    nodes, hashes = MemoryNodes(), hash_leaves(leaves(sum(chunks)))
    at = 0
    for chunk in chunks:
        nodes.append(hashes[at : at + chunk])
        at += chunk
    assert nodes.frontier.size == len(hashes)
    assert nodes.frontier.root() == root_of_hashes(hashes)
    subtrees = [root_of_hashes(hashes[start : start + 256]) for start in range(0, len(hashes) - 255, 256)]
    assert nodes.levels.get(8, []) == subtrees
    assert Frontier.from_bytes(nodes.frontier.size, nodes.frontier.to_bytes()) == nodes.frontier


def test_frontier_names_the_subtrees_it_completes_at_every_eighth_level() -> None:
    size = (1 << 16) + 256
    hashes = hash_leaves(leaves(size))
    first = Frontier.empty().extend(hashes[:65_000])
    second = first.frontier.extend(hashes[65_000:])
    assert [(one.level, one.index) for one in first.subtrees] == [(8, at) for at in range(253)]
    assert [(one.level, one.index) for one in second.subtrees] == [(8, at) for at in range(253, 257)] + [(16, 0)]
    assert second.subtrees[-1].hash == root_of_hashes(hashes[: 1 << 16])


def test_extending_leaves_the_frontier_itself_as_it_was() -> None:
    frontier = Frontier.empty().extend(hash_leaves(leaves(5))).frontier
    before = (frontier.size, frontier.hashes)
    frontier.extend(hash_leaves(leaves(3)))
    assert (frontier.size, frontier.hashes) == before


@pytest.mark.parametrize(("size", "length"), [(-1, 0), (0, 32), (1, 0), (3, 32), (3, 65), (4, 64), (MAX_SIZE, 32)])
def test_frontier_bytes_must_fit_the_size(size: int, length: int) -> None:
    with pytest.raises(ProofError, match="frontier"):
        Frontier.from_bytes(size, bytes(length))


@pytest.mark.parametrize("length", [0, 31, 33])
def test_frontier_refuses_hashes_of_another_length(length: int) -> None:
    with pytest.raises(ProofError, match=f"{length} bytes"):
        Frontier.empty().extend([bytes(32), bytes(length)])


def test_frontier_refuses_to_outgrow_what_a_checkpoint_can_name() -> None:
    size = MAX_SIZE - 1
    frontier = Frontier(size, tuple(bytes(32) for _ in range(size.bit_count())))
    with pytest.raises(ProofError, match="2\\^63"):
        frontier.extend([bytes(32)])


@pytest.mark.parametrize("size", [*range(1, 66), 255, 256, 257, 1000])
def test_batch_paths_lead_each_leaf_to_the_root(size: int) -> None:
    hashes = hash_leaves(leaves(size))
    root, paths = inclusion_paths(hashes)
    assert root == root_of_hashes(hashes)
    assert len(paths) == size
    for index, (one, path) in enumerate(zip(hashes, paths, strict=True)):
        assert root_from_path(leaf_hash=one, index=index, size=size, path=path) == root


@pytest.mark.parametrize("count", [0, MAX_BATCH + 1])
def test_batch_paths_refuse_an_empty_or_oversized_batch(count: int) -> None:
    with pytest.raises(ValueError, match="1 to 65536"):
        inclusion_paths([bytes(32)] * count)


@pytest.mark.parametrize(
    ("index", "size", "path"),
    [(0, 0, 0), (-1, 2, 32), (2, 2, 32), (0, 2, 0), (0, 2, 31), (0, 2, 33), (0, 2, 64), (0, 1, 32), (0, MAX_SIZE, 32 * 63)],
)
def test_path_of_the_wrong_shape_is_refused(index: int, size: int, path: int) -> None:
    with pytest.raises(ProofError):
        root_from_path(leaf_hash=bytes(32), index=index, size=size, path=bytes(path))


@given(st.integers(1, 80), st.data())
def test_any_changed_inclusion_proof_is_refused(size: int, data: st.DataObject) -> None:
    hashes = hash_leaves(leaves(size))
    root, paths = inclusion_paths(hashes)
    index = data.draw(st.integers(0, size - 1))
    proof = [paths[index][at : at + 32] for at in range(0, len(paths[index]), 32)]
    verify_inclusion(leaf_hash=hashes[index], index=index, size=size, proof=proof, root=root)
    changed = data.draw(st.sampled_from(changed_proofs(proof)))
    with pytest.raises(ProofError):
        verify_inclusion(leaf_hash=hashes[index], index=index, size=size, proof=changed, root=root)
    with pytest.raises(ProofError):
        verify_inclusion(leaf_hash=flipped(hashes[index], 7), index=index, size=size, proof=proof, root=root)
    with pytest.raises(ProofError):
        verify_inclusion(leaf_hash=hashes[index], index=index, size=size, proof=proof, root=flipped(root, 200))
    other = data.draw(st.integers(0, size).filter(lambda one: one != index))
    with pytest.raises(ProofError):
        verify_inclusion(leaf_hash=hashes[index], index=other, size=size, proof=proof, root=root)


@pytest.mark.parametrize(("index", "size"), [(2, 2), (4, 4), (3, 2), (-1, 1), (0, 0)])
def test_an_index_outside_the_tree_is_named(index: int, size: int) -> None:
    for length in range(0, 5 * 32, 32):
        with pytest.raises(ProofError, match=f"leaf index {index}"):
            root_from_path(leaf_hash=bytes(32), index=index, size=size, path=bytes(length))
