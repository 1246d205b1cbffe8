"""`exchange proof`: what was taken out verifies offline, and whatever was changed in it is found and named."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result

from exchange.ledger.checkpoints import Checkpoint, add_signatures, cosign, ledger_origin, sign_checkpoint, witness_name
from exchange.ledger.envelope import body_digest, new_record_id, sign_batch, sign_record
from exchange.ledger.keys import Ed25519Signer
from exchange.ledger.merkle import hash_leaves, leaf_hash, root_of_hashes
from exchange.ledger.notes import COSIGNATURE_TYPE, format_verifier_key, verifier_key
from exchange.ledger.proofs import inclusion_proof
from exchange.v1 import ledger_pb2, outcome_pb2, record_pb2, record_service_pb2
from tests.support.fake_node import MEMBER, ORGAN, FakeNode

ORIGIN = ledger_origin(MEMBER)
SIZE, INDEX = 7, 4


class Nodes:
    """Hashes of a small tree, level 0 kept."""

    def __init__(self, leaves: list[bytes]) -> None:
        self._leaves = leaves

    def hashes(self, *, level: int, first: int, count: int) -> list[bytes]:
        assert level == 0
        return self._leaves[first : first + count]


class Ledger:
    """One record among others, with keys."""

    def __init__(self, *, batch: bool = False) -> None:
        self.log, self.witness, self.organ = (Ed25519Signer.generate() for _ in range(3))
        body = record_pb2.RecordBody(salt=bytes(16), outcome=outcome_pb2.Outcome(act="占道经营")).SerializeToString()
        header = record_pb2.RecordHeader(
            record_id=new_record_id(at_ms=1_790_000_000_000, random=bytes(range(10))),
            origin=MEMBER,
            organ=ORGAN,
            type=record_pb2.RECORD_TYPE_OUTCOME,
            sharing_class=record_pb2.SHARING_CLASS_CONDITIONAL,
            basis_id="law:行政处罚法:48",
            purpose=record_pb2.PURPOSE_PUBLICATION,
            body_digest=body_digest(body),
            hash_algorithm=record_pb2.HASH_ALGORITHM_SHA256,
        )
        header.issued_at.seconds = 1_790_000_000
        self.header = header
        data = header.SerializeToString()
        signature = sign_batch([b"another", data], self.organ)[1] if batch else sign_record(data, self.organ)
        self.record = record_pb2.SignedRecord(header=data, body=body, signatures=[signature])
        leaves = hash_leaves([b"%d" % number for number in range(SIZE)])
        leaves[INDEX] = bytes(leaf_hash(data))
        self.proof = inclusion_proof(Nodes(leaves), index=INDEX, size=SIZE)
        note = sign_checkpoint(Checkpoint(origin=ORIGIN, size=SIZE, root=root_of_hashes(leaves)), self.log)
        line = cosign(note, name=witness_name("330482"), signer=self.witness, timestamp=1_790_000_001)
        self.note = add_signatures(note, [line])
        self.log_key = format_verifier_key(verifier_key(ORIGIN, self.log.public_key_bytes))
        self.witness_key = format_verifier_key(verifier_key(witness_name("330482"), self.witness.public_key_bytes, kind=COSIGNATURE_TYPE))
        self.organ_key = format_verifier_key(verifier_key(ORGAN, self.organ.public_key_bytes))

    def answers(self) -> dict[str, Any]:
        stored = record_service_pb2.StoredRecord(record=self.record, ledger=ORIGIN, index=INDEX)
        proof = ledger_pb2.GetInclusionProofResponse(size=SIZE, proof=self.proof, checkpoint=self.note)
        return {"GetRecord": record_service_pb2.GetRecordResponse(record=stored), "GetInclusionProof": proof}


@pytest.fixture(scope="module")
def ledger() -> Ledger:
    return Ledger()


@pytest.fixture
def bundle(ledger: Ledger, node: FakeNode, call: Callable[..., Result], tmp_path: Path) -> Path:
    path = tmp_path / "proof.json"
    node.answers.update(ledger.answers())
    result = call("proof", "get", ledger.header.record_id, "--output", path)
    assert result.exit_code == 0, result.stderr
    return path


def changed(path: Path, **values: Any) -> Path:
    document = json.loads(path.read_text(encoding="utf-8"))
    for name, value in values.items():
        target = document["record"] if name in {"header", "body", "signatures"} else document
        target[name] = value(target[name])
    path.write_text(json.dumps(document), encoding="utf-8")
    return path


def flipped(text: str, *, at: int = 9) -> str:
    data = bytearray(base64.b64decode(text))
    data[at] ^= 1
    return base64.b64encode(data).decode()


def test_proof_taken_from_a_node_verifies(ledger: Ledger, bundle: Path, run: Callable[..., Result], node: FakeNode) -> None:
    assert node.asked("GetInclusionProof")[0].index == INDEX
    result = run("proof", "verify", bundle, "--key", ledger.log_key, "--key", ledger.witness_key, "--quorum", 1, "--json")
    assert result.exit_code == 0
    document = json.loads(result.stdout)
    assert document["verified"] is True
    assert document["record_id"] == ledger.header.record_id
    assert (document["index"], document["size"]) == (INDEX, SIZE)
    assert document["witnesses"] == [witness_name("330482")]
    assert document["organ_signature"] is False


@pytest.mark.parametrize("batch", [False, True])
def test_organ_signature_is_checked_where_its_key_is_given(
    batch: bool, run: Callable[..., Result], call: Callable[..., Result], node: FakeNode, tmp_path: Path
) -> None:
    ledger = Ledger(batch=batch)
    node.answers.update(ledger.answers())
    path, keys = tmp_path / "proof.json", tmp_path / "keys"
    keys.write_text(f"# the ledger's and the organ's\n{ledger.log_key}\n\n{ledger.organ_key}\n", encoding="utf-8")
    assert call("proof", "get", ledger.header.record_id, "--output", path).exit_code == 0
    result = run("proof", "verify", path, "--key", keys, "--json")
    assert result.exit_code == 0, result.stdout
    assert json.loads(result.stdout)["organ_signature"] is True


def test_header_alone_is_proved_without_a_body(
    ledger: Ledger, call: Callable[..., Result], run: Callable[..., Result], node: FakeNode, tmp_path: Path
) -> None:
    node.answers.update(ledger.answers())
    path = tmp_path / "proof.json"
    assert call("proof", "get", ledger.header.record_id, "--output", path, "--without-body").exit_code == 0
    assert "body" not in json.loads(path.read_text(encoding="utf-8"))["record"]
    result = run("proof", "verify", path, "--key", ledger.log_key)
    assert result.exit_code == 0
    assert "not in the file" in result.stdout


@pytest.mark.parametrize(
    ("change", "reason", "field"),
    [
        ({"header": flipped}, "LEAF_HASH_MISMATCH", "inclusion_proof"),
        ({"body": flipped}, "BODY_DIGEST_MISMATCH", "record.body"),
        ({"inclusion_proof": lambda proof: [flipped(proof[0]), *proof[1:]]}, "LEAF_HASH_MISMATCH", "inclusion_proof"),
        ({"inclusion_proof": lambda proof: proof[:-1]}, "LEAF_HASH_MISMATCH", "inclusion_proof"),
        ({"index": lambda index: index + 1}, "LEAF_HASH_MISMATCH", "inclusion_proof"),
        ({"size": lambda size: size + 1}, "ROOT_MISMATCH", "size"),
        ({"ledger": lambda _name: "delta-exchange/330482/ledger"}, "CHECKPOINT_INVALID", "checkpoint"),
        ({"checkpoint": lambda note: note.replace(f"\n{SIZE}\n", f"\n{SIZE + 1}\n")}, "CHECKPOINT_INVALID", "checkpoint"),
        ({"signatures": lambda ones: [{**ones[0], "value": flipped(ones[0]["value"])}]}, "SIGNATURE_INVALID", "record.signatures"),
        ({"signatures": lambda _ones: []}, "SIGNATURE_INVALID", "record.signatures"),
    ],
)
def test_tampering_is_found_and_named(
    ledger: Ledger, bundle: Path, run: Callable[..., Result], *, change: dict[str, Any], reason: str, field: str
) -> None:
    result = run("proof", "verify", changed(bundle, **change), "--key", ledger.log_key, "--key", ledger.organ_key, "--json")
    assert result.exit_code == 3, result.stdout
    error = json.loads(result.stdout)["error"]
    assert (error["reason"], error["fields"][0]["field"]) == (reason, field)


def test_tampering_is_said_in_words(ledger: Ledger, bundle: Path, run: Callable[..., Result]) -> None:
    result = run("proof", "verify", changed(bundle, body=flipped), "--key", ledger.log_key, language="zh")
    assert result.exit_code == 3
    assert "验证未通过，位置 record.body" in result.stderr


def test_too_few_witnesses_is_exit_3(ledger: Ledger, bundle: Path, run: Callable[..., Result]) -> None:
    result = run("proof", "verify", bundle, "--key", ledger.log_key, "--quorum", 1, "--json")
    assert result.exit_code == 3
    assert json.loads(result.stdout)["error"]["reason"] == "COSIGNATURE_INVALID"


def test_key_of_another_ledger_proves_nothing(bundle: Path, run: Callable[..., Result]) -> None:
    other = format_verifier_key(verifier_key(ORIGIN, Ed25519Signer.generate().public_key_bytes))
    assert run("proof", "verify", bundle, "--key", other).exit_code == 3


def test_malformed_key_is_usage(bundle: Path, run: Callable[..., Result]) -> None:
    assert run("proof", "verify", bundle, "--key", "a+b").exit_code == 2


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"format": lambda _old: "v2"}, "format"),
        ({"index": str}, "index"),
        ({"inclusion_proof": lambda proof: [*proof, "!"]}, "inclusion_proof[3]"),
        ({"header": lambda _old: 3}, "record.header"),
        ({"signatures": lambda _old: [{"valu": "x"}]}, "record.signatures"),
    ],
)
def test_malformed_bundle_names_the_field(
    ledger: Ledger, bundle: Path, run: Callable[..., Result], change: dict[str, Any], field: str
) -> None:
    result = run("proof", "verify", changed(bundle, **change), "--key", ledger.log_key, "--json")
    assert result.exit_code == 1
    assert json.loads(result.stdout)["error"]["fields"][0]["field"] == field


def test_record_not_under_a_checkpoint_yet(ledger: Ledger, call: Callable[..., Result], node: FakeNode) -> None:
    node.answers.update(ledger.answers())
    node.answers["GetInclusionProof"] = ledger_pb2.GetInclusionProofResponse(size=SIZE, proof=ledger.proof)
    result = call("proof", "get", ledger.header.record_id)
    assert result.exit_code == 1
    assert "NOT_PUBLISHED" in result.stderr
