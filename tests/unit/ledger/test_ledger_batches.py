"""Records signed in batches: each verifies by itself, in any order, and nothing remembered lets a wrong one pass."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from exchange.ledger import envelope
from exchange.ledger.batches import ProvedBatch
from exchange.ledger.dsse import pae
from exchange.ledger.envelope import BATCH_TYPE, HEADER_TYPE, MAX_OPEN_BATCHES, RecordError, RecordVerifier, sign_batch
from exchange.ledger.errors import ProofError
from exchange.ledger.keys import Ed25519Signer, PublicKey
from exchange.ledger.merkle import MAX_BATCH, hash_leaves, inclusion_paths, root_from_path, root_hash
from exchange.v1 import error_pb2, record_pb2
from tests.support.envelope import KEYS, SIGNER, Keys, batch, check, reason, trusted, unsigned
from tests.support.ledger import flipped

Record = record_pb2.SignedRecord


@pytest.fixture
def verifications(monkeypatch: pytest.MonkeyPatch) -> list[bytes]:
    """The messages whose signatures were checked."""
    seen: list[bytes] = []
    verify = PublicKey.verify

    def counting(self: PublicKey, signature: bytes, message: bytes) -> None:
        seen.append(message)
        verify(self, signature, message)

    monkeypatch.setattr(PublicKey, "verify", counting)
    return seen


@pytest.mark.parametrize("size", [*range(1, 18), 100, 256, 257])
def test_every_record_of_a_batch_verifies_by_itself_and_after_the_others(size: int, verifications: list[bytes]) -> None:
    records = batch(size)
    alone = records if size < 20 else records[:: size // 10]
    assert [reason(one) for one in alone] == [""] * len(alone)
    verifications.clear()
    together = RecordVerifier(KEYS)
    assert [reason(one, together) for one in records] == [""] * size
    assert verifications == [pae(BATCH_TYPE.format(size=size), root_hash([one.header for one in records]))], "one signature for all"


@settings(deadline=None, max_examples=50)
@given(st.permutations(range(21)))
def test_the_order_of_verification_does_not_matter(order: list[int]) -> None:
    verifier, records = RecordVerifier(KEYS), batch(21)
    assert [reason(records[at], verifier) for at in order] == [""] * len(order)


@pytest.mark.parametrize("count", [0, MAX_BATCH + 1])
def test_a_batch_of_an_impossible_size_is_not_signed(count: int) -> None:
    with pytest.raises(ValueError, match="1 to 65536"):
        sign_batch([b"header"] * count, SIGNER)


def test_the_largest_batch() -> None:
    parts = unsigned()
    signatures = sign_batch([b"%d" % at for at in range(MAX_BATCH - 1)] + [parts.header], SIGNER)
    assert {len(one.batch.path) for one in signatures} == {16 * 32}
    assert reason(Record(header=parts.header, body=parts.body, signatures=[signatures[-1]])) == ""
    signatures[-1].batch.index -= 1
    assert reason(Record(header=parts.header, body=parts.body, signatures=[signatures[-1]])) == "SIGNATURE_INVALID"


# --- what is refused ---


def change_index(value: int) -> Callable[[Record], None]:
    return lambda record: setattr(record.signatures[0].batch, "index", value)


def change_size(value: int) -> Callable[[Record], None]:
    return lambda record: setattr(record.signatures[0].batch, "size", value)


def change_path(change: Callable[[bytes], bytes]) -> Callable[[Record], None]:
    return lambda record: setattr(record.signatures[0].batch, "path", change(record.signatures[0].batch.path))


# Record 5 of 11: siblings at levels 0, 1, 2 and 3.
BATCH_FAULTS = [
    *(change_index(value) for value in (0, 4, 6, 10, 11, 16, 21, 2**32 - 1)),
    *(change_size(value) for value in (0, 1, 5, 8, 17, MAX_BATCH + 1, 2**32 - 1)),
    change_path(lambda _: b""),
    change_path(lambda path: path[:-1]),
    change_path(lambda path: path[:-32]),
    change_path(lambda path: path[32:]),
    change_path(lambda path: path + b"\0"),
    change_path(lambda path: path + bytes(32)),
    change_path(lambda path: bytes(32) + path),
    change_path(lambda path: path[32:64] + path[:32] + path[64:]),
    *(change_path(lambda path, bit=bit: flipped(path, bit)) for bit in (0, 300, 600, 1023)),
    lambda record: record.signatures[0].batch.Clear(),
]


@pytest.mark.parametrize("change", BATCH_FAULTS)
@pytest.mark.parametrize("before", [[], [4], [7], [0, 1, 2, 3, 4], [5], [10]])
def test_a_batch_proof_that_was_tampered_with(change: Callable[[Record], None], before: list[int]) -> None:
    records, verifier = batch(11), RecordVerifier(KEYS)
    assert [reason(records[at], verifier) for at in before] == [""] * len(before)
    bad = Record.FromString(records[5].SerializeToString())
    change(bad)
    assert reason(bad, verifier) in {"BATCH_PROOF_INVALID", "SIGNATURE_INVALID"}
    assert [reason(one, verifier) for one in records] == [""] * 11, "the untouched records still verify"


@pytest.mark.parametrize(("size", "expected"), [(0, "batch size|batch.size"), (MAX_BATCH + 1, "batch.size")])
def test_a_batch_size_out_of_range_says_so(size: int, expected: str) -> None:
    record = batch(3)[1]
    change_size(size)(record)
    with pytest.raises(RecordError, match=expected) as caught:
        check(record)
    assert caught.value.reason == error_pb2.ERROR_REASON_BATCH_PROOF_INVALID


def test_another_header_under_a_proved_batch() -> None:
    """Its neighbours were verified, its proof is right for the place; only the header is another."""
    records, verifier = batch(8), RecordVerifier(KEYS)
    for at in range(3):
        check(records[at], verifier)
    forged = batch(1, first=99)[0]
    forged.signatures[0].CopyFrom(records[3].signatures[0])
    assert reason(forged, verifier) == "BATCH_PROOF_INVALID"
    assert reason(records[3], verifier) == ""


def test_a_record_of_one_batch_does_not_pass_under_another() -> None:
    records, others, verifier = batch(4), batch(4, first=50), RecordVerifier(KEYS)
    for one in (*records, *others):
        check(one, verifier)
    for at in range(4):
        mixed = Record.FromString(records[at].SerializeToString())
        mixed.signatures[0].value = others[at].signatures[0].value
        assert reason(mixed, verifier) == "BATCH_PROOF_INVALID"
        assert reason(mixed) == "SIGNATURE_INVALID"


def test_a_signature_that_was_refused_is_not_remembered(verifications: list[bytes]) -> None:
    """A forged root stays unproved however often it comes, and a good batch isn't spoiled by it."""
    forger, verifier = Ed25519Signer.generate(), RecordVerifier(KEYS)
    forged = batch(4, signer=forger)
    for one in forged:
        one.signatures[0].key_id = SIGNER.key_id
    assert [reason(one, verifier) for one in [*forged, *forged]] == ["SIGNATURE_INVALID"] * 8
    assert len(verifications) == 8
    assert [reason(one, verifier) for one in batch(4)] == [""] * 4


def test_a_bad_first_record_does_not_make_a_later_bad_one_pass() -> None:
    """Two records tampered with in the same way: the first is refused, and leaves nothing by which the second could pass."""
    records, verifier = batch(4), RecordVerifier(KEYS)
    paths = inclusion_paths(hash_leaves([*(one.header for one in records[:3]), b"forged"]))[1]
    bad = [Record.FromString(one.SerializeToString()) for one in records]
    for one, path in zip(bad, paths, strict=True):
        one.signatures[0].batch.path = path  # proofs that agree with one another, under a root that nobody signed
    bad[3].header = b"forged"
    assert [reason(one, verifier) for one in bad[:3]] == ["SIGNATURE_INVALID"] * 3
    check(records[0], verifier)
    assert [reason(one, verifier) for one in bad[:3]] == ["BATCH_PROOF_INVALID"] * 3
    assert [reason(one, verifier) for one in records] == [""] * 4


def test_a_batch_proof_is_no_signature_of_the_header_and_the_other_way_round() -> None:
    record = batch(1)[0]
    record.signatures[0].ClearField("batch")
    assert reason(record) == "SIGNATURE_INVALID"
    record = batch(1)[0]
    record.signatures[0].value = SIGNER.sign(pae(HEADER_TYPE, root_hash([record.header])))
    assert reason(record) == "SIGNATURE_INVALID"


def test_a_key_counts_for_each_record_of_a_batch_by_its_own_index() -> None:
    records, verifier = batch(6), RecordVerifier(Keys(trusted(SIGNER, revoked_from_index=103)))
    found = [reason(one, verifier, index=100 + at) for at, one in enumerate(records)]
    assert found == [""] * 3 + ["KEY_NOT_VALID"] * 3


def test_a_batch_is_proved_for_its_key_only() -> None:
    """The same bytes under another key of the organ are another claim, however well the batch is known."""
    newer = Ed25519Signer.generate()
    records, verifier = batch(2), RecordVerifier(Keys(trusted(SIGNER), trusted(newer)))
    check(records[0], verifier)
    records[1].signatures[0].key_id = newer.key_id
    assert reason(records[1], verifier) == "SIGNATURE_INVALID"


def test_only_so_many_batches_are_remembered_and_forgotten_ones_verify_again(verifications: list[bytes]) -> None:
    batches = [batch(2, first=10 * at) for at in range(MAX_OPEN_BATCHES + 1)]
    verifier = RecordVerifier(KEYS)
    for first, _ in batches:
        check(first, verifier)
    assert len(verifier._batches) == MAX_OPEN_BATCHES
    for _, second in reversed(batches):
        check(second, verifier)
    assert len(verifications) == len(batches) + 1, "the oldest had been forgotten"


def test_the_size_is_signed_with_the_root() -> None:
    """Record 0 of 7 has the path it would have in a batch of 8, under the same root: only the signed type tells the sizes apart."""
    record = batch(7)[0]
    found = {}
    for size in range(1, 20):
        change_size(size)(record)
        found[size] = reason(record)
    assert [size for size, fault in found.items() if not fault] == [7]
    assert {found[size] for size in (5, 6, 8)} == {"SIGNATURE_INVALID"}


# --- the memory of one batch, against climbing each path whole ---


@settings(deadline=None, max_examples=300)
@given(st.integers(1, 70), st.data())
def test_a_proved_batch_answers_as_if_it_remembered_nothing(size: int, data: st.DataObject) -> None:
    hashes = hash_leaves([b"%d" % at for at in range(size)])
    root, paths = inclusion_paths(hashes)
    start = data.draw(st.integers(0, size - 1))
    proved = ProvedBatch(leaf=hashes[start], index=start, size=size, path=paths[start])
    assert proved.root == root
    for _ in range(data.draw(st.integers(1, 12))):
        at = data.draw(st.integers(0, size - 1))
        index = data.draw(st.one_of(st.just(at), st.just(at), st.integers(0, size + 1), st.just(at ^ 1)))
        leaf, path = hashes[at], paths[at]
        fault = data.draw(st.sampled_from(["", "", "leaf", "flip", "short", "long", "other"]))
        if fault == "leaf":
            leaf = flipped(leaf, data.draw(st.integers(0, 255)))
        elif fault == "flip" and path:
            path = flipped(path, data.draw(st.integers(0, len(path) * 8 - 1)))
        elif fault == "short":
            path = path[: -data.draw(st.sampled_from([1, 32]))]
        elif fault == "long":
            path += bytes(data.draw(st.sampled_from([1, 32])))
        elif fault == "other":
            path = paths[data.draw(st.integers(0, size - 1))]
        try:
            expected = root_from_path(leaf_hash=leaf, index=index, size=size, path=path) == root
        except ProofError:
            expected = False
        try:
            answer = proved.proves(leaf=leaf, index=index, path=path)
        except ProofError:
            answer = False
        assert answer == expected


def test_a_whole_batch_in_order_costs_about_one_hash_a_record(monkeypatch: pytest.MonkeyPatch) -> None:
    hashed: list[bytes] = []

    def counting(data: bytes) -> object:
        hashed.append(data)
        return envelope.sha256(data)

    size = 1024
    hashes = hash_leaves([b"%d" % at for at in range(size)])
    _, paths = inclusion_paths(hashes)
    monkeypatch.setattr("exchange.ledger.batches.sha256", counting)
    monkeypatch.setattr("exchange.ledger.merkle.sha256", counting)
    proved = ProvedBatch(leaf=hashes[0], index=0, size=size, path=paths[0])
    for at in range(1, size):
        assert proved.proves(leaf=hashes[at], index=at, path=paths[at])
    assert len(hashed) < size + 50
