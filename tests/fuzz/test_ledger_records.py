"""A record with any byte changed is refused, and the records beside it are not."""

from __future__ import annotations

import pytest
from google.protobuf.message import DecodeError
from hypothesis import given, settings
from hypothesis import strategies as st

from exchange.ledger.envelope import RecordError, RecordVerifier, check_body, parse_header
from exchange.ledger.merkle import leaf_hash
from exchange.v1 import record_pb2
from tests.support.envelope import KEYS, MEMBER, batch, make_body, make_header, reason, signed, unsigned

SIZE = 13
RECORDS = batch(SIZE)
SINGLE = signed(unsigned())
PROOF = {"BATCH_PROOF_INVALID", "SIGNATURE_INVALID"}
PARTS = {  # the reasons that a changed byte there may give
    "header": {"HEADER_MALFORMED", "ORIGIN_MISMATCH", "ORGAN_UNKNOWN", "BODY_DIGEST_MISMATCH", "TYPE_MISMATCH", *PROOF},
    "body": {"BODY_DIGEST_MISMATCH"},
    "value": {"SIGNATURE_INVALID"},
    "path": PROOF,
    "key_id": {"KEY_UNKNOWN"},
}

places = st.integers(0, SIZE - 1)
changes = st.tuples(st.floats(0, 1, exclude_max=True), st.integers(1, 255))


def changed(data: bytes, change: tuple[float, int]) -> bytes:
    """`data` with the byte at that share of its length changed."""
    place, mask = change
    found = bytearray(data)
    found[int(place * len(found))] ^= mask
    return bytes(found)


def copy_of(record: record_pb2.SignedRecord) -> record_pb2.SignedRecord:
    return record_pb2.SignedRecord.FromString(record.SerializeToString())


def change_part(record: record_pb2.SignedRecord, part: str, change: tuple[float, int]) -> None:
    signature = record.signatures[0]
    if part in {"header", "body"}:
        setattr(record, part, changed(getattr(record, part), change))
    elif part == "value":
        signature.value = changed(signature.value, change)
    elif part == "path":
        signature.batch.path = changed(signature.batch.path, change)
    else:
        signature.key_id = changed(signature.key_id.encode(), (change[0], change[1] & 0x7F or 1)).decode()


@settings(deadline=None, max_examples=300)
@given(
    part=st.sampled_from(sorted(PARTS)), at=st.integers(0, SIZE - 1), change=changes, before=st.lists(st.integers(0, SIZE - 1), max_size=4)
)
def test_any_changed_byte_of_a_batch_record_is_refused(part: str, at: int, change: tuple[float, int], before: list[int]) -> None:
    bad = copy_of(RECORDS[at])
    change_part(bad, part, change)
    verifier = RecordVerifier(KEYS)
    assert [reason(RECORDS[one], verifier) for one in before] == [""] * len(before)
    assert reason(bad, verifier) in PARTS[part]
    assert reason(bad, verifier) in PARTS[part], "it doesn't get in by coming twice"
    assert [reason(one, verifier) for one in RECORDS] == [""] * SIZE


@settings(deadline=None, max_examples=300)
@given(at=st.integers(0, SIZE - 1), field=st.sampled_from(["index", "size"]), mask=st.integers(1, 2**32 - 1), remembered=st.booleans())
def test_a_changed_place_in_the_batch_is_refused(at: int, field: str, mask: int, *, remembered: bool) -> None:
    """Always: the path binds the index, the signed type binds the size."""
    verifier, bad = RecordVerifier(KEYS), copy_of(RECORDS[at])
    if remembered:
        assert reason(RECORDS[at], verifier) == ""
    proof = bad.signatures[0].batch
    setattr(proof, field, getattr(proof, field) ^ mask)
    assert reason(bad, verifier) in {"BATCH_PROOF_INVALID", "SIGNATURE_INVALID"}
    assert [reason(one, verifier) for one in RECORDS] == [""] * SIZE


@settings(deadline=None, max_examples=200)
@given(part=st.sampled_from(["header", "body", "value", "key_id"]), change=changes)
def test_any_changed_byte_of_a_record_signed_alone_is_refused(part: str, change: tuple[float, int]) -> None:
    bad = copy_of(SINGLE)
    change_part(bad, part, change)
    assert reason(bad) in PARTS[part]
    assert reason(SINGLE) == ""


@settings(deadline=None, max_examples=500)
@given(at=st.integers(-1, SIZE - 1), change=changes)
def test_a_changed_byte_on_the_wire_never_gives_another_record(at: int, change: tuple[float, int]) -> None:
    """What still verifies says what was signed: the same header, and the same body or (its tag being changed) none."""
    original = SINGLE if at < 0 else RECORDS[at]
    try:
        found = record_pb2.SignedRecord.FromString(changed(original.SerializeToString(), change))
    except DecodeError:
        return
    if reason(found) == "":
        assert found.header == original.header
        assert found.body in {original.body, b""}


@settings(deadline=None, max_examples=300)
@given(st.binary(max_size=300))
def test_any_bytes_are_a_record_or_a_reason(data: bytes) -> None:
    try:
        record = record_pb2.SignedRecord.FromString(data)
    except DecodeError:
        record = record_pb2.SignedRecord(header=data, body=data)
    with pytest.raises(RecordError):
        RecordVerifier(KEYS).check(record, leaf_hash(record.header), member=MEMBER, index=0)
    with pytest.raises(RecordError):
        parse_header(data)


@settings(deadline=None, max_examples=300)
@given(change=changes)
def test_any_bytes_are_a_body_or_a_reason(change: tuple[float, int]) -> None:
    body = changed(make_body().SerializeToString(), change)
    header = make_header(body)
    try:
        content = check_body(body, header)
    except RecordError:
        return
    assert content.WhichOneof("payload") == "lead"
    assert len(content.salt) == 16
