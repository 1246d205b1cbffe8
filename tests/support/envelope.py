"""Records signed by one organ of Jinshan, and the membership that knows its keys."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from hashlib import sha256

from exchange.ledger.envelope import RecordError, RecordVerifier, TrustedKey, new_record_id, sign_batch, sign_record
from exchange.ledger.keys import Ed25519Signer, load_public_key
from exchange.ledger.merkle import leaf_hash
from exchange.v1 import error_pb2, lead_pb2, record_pb2

MEMBER = "310116"
ORGAN = "11310116MB2F305281"
ISSUED = 1_790_000_000  # POSIX seconds, 2026-09-21
SIGNER = Ed25519Signer.generate()


def trusted(signer: Ed25519Signer, *, organ: str = ORGAN, member: str = MEMBER, **times: int | None) -> TrustedKey:
    key = load_public_key(signer.public_key_bytes, "ED25519")
    return TrustedKey(key=key, organ=organ, member=member, not_before=times.pop("not_before", 0) or 0, **times)


class Keys:
    """A `KeyResolver` over given keys."""

    def __init__(self, *keys: TrustedKey) -> None:
        self.keys = keys

    def organ_keys(self, organ: str) -> Sequence[TrustedKey]:
        return tuple(one for one in self.keys if one.organ == organ)


KEYS = Keys(trusted(SIGNER))


def make_body(at: int = 0) -> record_pb2.RecordBody:
    lead = lead_pb2.Lead(kind=lead_pb2.LEAD_KIND_LEAD, to_member="330482", title=f"线索 {at}", facts="无证经营")
    return record_pb2.RecordBody(salt=sha256(b"salt %d" % at).digest()[:16], lead=lead)


def make_header(body: bytes, at: int = 0) -> record_pb2.RecordHeader:
    header = record_pb2.RecordHeader(
        record_id=new_record_id(at_ms=ISSUED * 1000 + at, random=sha256(b"id %d" % at).digest()[:10]),
        origin=MEMBER,
        organ=ORGAN,
        type=record_pb2.RECORD_TYPE_LEAD,
        audience=["330421", "330482"],
        sharing_class=record_pb2.SHARING_CLASS_CONDITIONAL,
        basis_id="agreement:2026-01",
        purpose=record_pb2.PURPOSE_LEAD_TRANSFER,
        body_digest=sha256(body).digest(),
        hash_algorithm=record_pb2.HASH_ALGORITHM_SHA256,
    )
    header.issued_at.seconds = ISSUED
    return header


@dataclass(frozen=True, kw_only=True, slots=True)
class Unsigned:
    """A record's parts before they are signed; the functions change them first."""

    header: bytes
    body: bytes


def unsigned(
    at: int = 0,
    *,
    header: Callable[[record_pb2.RecordHeader], object] = lambda _: None,
    body: Callable[[record_pb2.RecordBody], object] = lambda _: None,
) -> Unsigned:
    content = make_body(at)
    body(content)
    data = content.SerializeToString()
    head = make_header(data, at)
    header(head)
    return Unsigned(header=head.SerializeToString(), body=data)


def signed(parts: Unsigned, signer: Ed25519Signer = SIGNER) -> record_pb2.SignedRecord:
    return record_pb2.SignedRecord(header=parts.header, body=parts.body, signatures=[sign_record(parts.header, signer)])


def batch(count: int, *, first: int = 0, signer: Ed25519Signer = SIGNER) -> list[record_pb2.SignedRecord]:
    parts = [unsigned(first + at) for at in range(count)]
    signatures = sign_batch([one.header for one in parts], signer)
    return [record_pb2.SignedRecord(header=one.header, body=one.body, signatures=[sig]) for one, sig in zip(parts, signatures, strict=True)]


def check(record: record_pb2.SignedRecord, verifier: RecordVerifier | None = None, *, index: int = 0) -> record_pb2.RecordHeader:
    return (verifier or RecordVerifier(KEYS)).check(record, leaf_hash(record.header), member=MEMBER, index=index)


def reason(record: record_pb2.SignedRecord, verifier: RecordVerifier | None = None, *, index: int = 0) -> str:
    """The name of the reason for which the record is refused; empty where it isn't."""
    try:
        check(record, verifier, index=index)
    except RecordError as error:
        return error_pb2.ErrorReason.Name(error.reason).removeprefix("ERROR_REASON_")
    return ""
