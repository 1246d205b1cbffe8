"""RFC 6962 / 9162 vectors of transparency-dev/merkle (data/merkle)."""

from __future__ import annotations

import base64
import json
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from exchange.ledger.errors import ProofError
from exchange.ledger.merkle import Frontier, hash_leaves, leaf_hash, node_hash, root_hash, verify_consistency, verify_inclusion
from exchange.ledger.proofs import consistency_proof, inclusion_proof
from tests.support.ledger import MemoryNodes

DATA = Path(__file__).parent / "data"
TREE = json.loads((DATA / "merkle/rfc6962_reference_tree.json").read_text())
INPUTS = [bytes.fromhex(one) for one in TREE["leaf_inputs_hex"]]
ROOTS = [bytes.fromhex(one) for one in TREE["root_by_size"]]
INCLUSION = sorted((DATA / "merkle/testdata/inclusion").rglob("*.json"))


def test_there_are_vectors() -> None:
    assert len(INCLUSION) == 98
    assert (len(INPUTS), len(ROOTS)) == (8, 9)


@pytest.mark.parametrize("size", range(9))
def test_reference_roots(size: int) -> None:
    assert root_hash(INPUTS[:size]) == ROOTS[size]
    assert Frontier.empty().extend(hash_leaves(INPUTS[:size])).frontier.root() == ROOTS[size]


def test_reference_nodes() -> None:
    levels = [[bytes.fromhex(one) for one in level] for level in TREE["node_hashes"]]
    assert [leaf_hash(one) for one in INPUTS] == levels[0]
    for below, level in pairwise(levels):
        assert [node_hash(*below[at : at + 2]) for at in range(0, len(below), 2)] == level


def test_proofs_over_the_reference_tree() -> None:
    nodes = MemoryNodes(hash_leaves(INPUTS))
    for size2 in range(1, 9):
        for size1 in range(1, size2):
            proof = consistency_proof(nodes, size1=size1, size2=size2)
            verify_consistency(size1=size1, size2=size2, proof=proof, root1=ROOTS[size1], root2=ROOTS[size2])
        for index in range(size2):
            proof = inclusion_proof(nodes, index=index, size=size2)
            verify_inclusion(leaf_hash=leaf_hash(INPUTS[index]), index=index, size=size2, proof=proof, root=ROOTS[size2])


@pytest.mark.parametrize("path", INCLUSION, ids=lambda path: str(path.relative_to(DATA / "merkle/testdata")))
def test_inclusion(path: Path) -> None:
    case: dict[str, Any] = json.loads(path.read_text())
    arguments: dict[str, Any] = {
        "leaf_hash": base64.b64decode(case["leafHash"] or ""),
        "index": case["leafIdx"],
        "size": case["treeSize"],
        "proof": [base64.b64decode(one) for one in case["proof"] or []],
        "root": base64.b64decode(case["root"] or ""),
    }
    if case["wantErr"]:
        with pytest.raises(ProofError):
            verify_inclusion(**arguments)
    else:
        verify_inclusion(**arguments)
