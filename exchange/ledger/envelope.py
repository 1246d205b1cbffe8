"""The envelope: how a record is sealed, signed alone or in a batch, and verified.

What is signed are the header's bytes as they are; nothing here parses and writes them again. A body hangs on the header by its
salted digest, so a record whose body is absent still verifies.

Verification, in `RecordVerifier.check`, always in this order:

1. the header is well formed;
2. it was written for the ledger it stands in;
3. the organ belongs to that ledger's member;
4. the body, if there is one, has the digest, is well formed, and is of the type the header names;
5. a key of the organ, good at the time and index, signed the header, or a batch root the header leads to; no signature is wrong.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Protocol

from google.protobuf.message import DecodeError

from exchange.ledger.batches import ProvedBatch
from exchange.ledger.dsse import pae
from exchange.ledger.errors import LedgerError, ProofError, SignatureError
from exchange.ledger.keys import PublicKey, Signer
from exchange.ledger.merkle import HASH_SIZE, MAX_BATCH, hash_leaves, inclusion_paths
from exchange.v1 import error_pb2, record_pb2

HEADER_TYPE = "application/vnd.delta-exchange.record-header.v1"
BATCH_TYPE = "application/vnd.delta-exchange.batch-root.v1; size={size}"  # the size is a parameter of the type, so it is signed too
SALT_SIZE = 16  # bytes, DESIGN §2
MAX_HEADER_SIZE = 16_384  # bytes, exchange/v1/record.proto
MAX_BODY_SIZE = 1_048_576  # bytes, exchange/v1/record.proto
MAX_SIGNATURES = 4  # per record, exchange/v1/record.proto: two algorithms and a countersignature leave one spare
MAX_OPEN_BATCHES = 32  # batches remembered at once, about 2 kB each
MAX_TIME = 253_402_300_799  # POSIX seconds: 9999-12-31T23:59:59Z, google/protobuf/timestamp.proto
MAX_NANOS = 999_999_999  # google/protobuf/timestamp.proto
MAX_UUID_TIME = (1 << 48) - 1  # milliseconds, RFC 9562 §5.7
UUID_RANDOM_SIZE = 10  # bytes: the 80 bits beside the time, 6 of which are overwritten, RFC 9562 §5.7
RECORD_ID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}")  # UUIDv7, RFC 9562 §5.7
MEMBER_CODE = re.compile(r"[0-9]{6}")
PAYLOADS = {
    record_pb2.RECORD_TYPE_LEAD: "lead",
    record_pb2.RECORD_TYPE_LEAD_EVENT: "lead_event",
    record_pb2.RECORD_TYPE_STANDARD: "standard",
    record_pb2.RECORD_TYPE_STANDARD_MAPPING: "standard_mapping",
    record_pb2.RECORD_TYPE_OUTCOME: "outcome",
    record_pb2.RECORD_TYPE_OUTCOME_REVISION: "outcome_revision",
    record_pb2.RECORD_TYPE_AGREEMENT: "agreement",
    record_pb2.RECORD_TYPE_RECOGNITION: "recognition",
    record_pb2.RECORD_TYPE_RELIANCE_REVIEW: "reliance_review",
    record_pb2.RECORD_TYPE_WITHDRAWAL_REPORT: "withdrawal_report",
    record_pb2.RECORD_TYPE_CORRECTION_REQUEST: "correction_request",
    record_pb2.RECORD_TYPE_CORRECTION_ANSWER: "correction_answer",
    record_pb2.RECORD_TYPE_STANDARD_ADOPTION: "standard_adoption",
    record_pb2.RECORD_TYPE_PUBLICATION_NOTICE: "publication_notice",
    record_pb2.RECORD_TYPE_INTERVENTION: "intervention",
    record_pb2.RECORD_TYPE_RISK_GRADE: "risk_grade",
    record_pb2.RECORD_TYPE_WARNING: "warning",
    record_pb2.RECORD_TYPE_GUIDANCE_CASE: "guidance_case",
    record_pb2.RECORD_TYPE_INSPECTION_PLAN: "inspection_plan",
    record_pb2.RECORD_TYPE_PLAN_CONSENT: "plan_consent",
    record_pb2.RECORD_TYPE_PLAN_PUBLICATION: "plan_publication",
    record_pb2.RECORD_TYPE_PLAN_WITHDRAWAL: "plan_withdrawal",
    record_pb2.RECORD_TYPE_INSPECTION_RECORD: "inspection_record",
    record_pb2.RECORD_TYPE_RECTIFICATION_CHECK: "rectification_check",
    record_pb2.RECORD_TYPE_INSPECTION_RECOGNITION: "inspection_recognition",
    record_pb2.RECORD_TYPE_INSPECTION_REGISTER: "inspection_register",
    record_pb2.RECORD_TYPE_DRAW_TASK: "draw_task",
    record_pb2.RECORD_TYPE_DRAW_COMMITMENT: "draw_commitment",
    record_pb2.RECORD_TYPE_DRAW_REVEAL: "draw_reveal",
    record_pb2.RECORD_TYPE_DRAW_CLOSURE: "draw_closure",
    record_pb2.RECORD_TYPE_DRAW_RESULT: "draw_result",
}
TYPES = {name: kind for kind, name in PAYLOADS.items()}
SHARING_CLASSES = frozenset(record_pb2.SharingClass.values()) - {record_pb2.SHARING_CLASS_UNSPECIFIED}
PURPOSES = frozenset(record_pb2.Purpose.values()) - {record_pb2.PURPOSE_UNSPECIFIED}
_is_record_id = RECORD_ID.fullmatch
_is_member_code = MEMBER_CODE.fullmatch
_read_header = record_pb2.RecordHeader.FromString
_read_body = record_pb2.RecordBody.FromString


class RecordError(LedgerError):
    """A record that must not be trusted; `reason` is an `ErrorReason` (exchange/v1/error.proto)."""

    def __init__(self, reason: error_pb2.ErrorReason, detail: str) -> None:
        super().__init__(f"{reason_name(reason)}: {detail}")
        self.reason = reason
        self.detail = detail


def reason_name(reason: error_pb2.ErrorReason) -> str:
    """`ERROR_REASON_NOT_FOUND` → `NOT_FOUND`."""
    return error_pb2.ErrorReason.Name(reason).removeprefix("ERROR_REASON_")


@dataclass(frozen=True, kw_only=True, slots=True)
class TrustedKey:
    """An organ's key as the membership lists it; times in POSIX seconds, None where open."""

    key: PublicKey
    organ: str
    member: str
    not_before: int
    not_after: int | None = None
    revoked_at: int | None = None
    revoked_from_index: int | None = None

    def is_good(self, *, issued_at: int, index: int) -> bool:
        """Whether the key counted for a record issued then and logged there (DESIGN §4).

        A key revoked from an index on leaves what was logged before standing; one revoked without an index counts until `revoked_at`.
        """
        if issued_at < self.not_before or (self.not_after is not None and issued_at > self.not_after):
            return False
        if self.revoked_from_index is not None:
            return index < self.revoked_from_index
        return self.revoked_at is None or issued_at < self.revoked_at


class KeyResolver(Protocol):
    """Knows the organs of the membership."""

    def organ_keys(self, organ: str) -> Sequence[TrustedKey]:
        """All keys the organ ever had; empty where no member lists it."""


def new_record_id(*, at_ms: int, random: bytes) -> str:
    """A UUIDv7 (RFC 9562 §5.7) of a POSIX time in milliseconds and 10 random bytes.

    Raises:
        ValueError: the time doesn't fit 48 bits, or there aren't 10 bytes.
    """
    if not 0 <= at_ms <= MAX_UUID_TIME or len(random) != UUID_RANDOM_SIZE:
        raise ValueError(f"time {at_ms} and {len(random)} random bytes; it must be a time of 48 bits and 10 random bytes")
    number = at_ms << 80 | int.from_bytes(random, "big")
    number = number & ~(0xF << 76) | 0x7 << 76
    number = number & ~(0x3 << 62) | 0x2 << 62
    text = f"{number:032x}"
    return f"{text[:8]}-{text[8:12]}-{text[12:16]}-{text[16:20]}-{text[20:]}"


def body_digest(body: bytes) -> bytes:
    """SHA-256 of a serialized RecordBody."""
    return sha256(body).digest()


def sign_record(header: bytes, signer: Signer) -> record_pb2.Signature:
    """The signature over one header."""
    return record_pb2.Signature(key_id=signer.key_id, value=signer.sign(pae(HEADER_TYPE, header)))


def sign_batch(headers: Sequence[bytes], signer: Signer) -> list[record_pb2.Signature]:
    """One signature over the root of up to 65,536 headers, with each header's proof."""
    root, paths = inclusion_paths(hash_leaves(headers))
    size, key_id = len(headers), signer.key_id
    value = signer.sign(pae(BATCH_TYPE.format(size=size), root))
    return [
        record_pb2.Signature(key_id=key_id, value=value, batch=record_pb2.BatchProof(index=index, size=size, path=path))
        for index, path in enumerate(paths)
    ]


class RecordVerifier:
    """Verifies records against the membership's keys; remembers batches, so the next record of one costs a hash instead of a signature."""

    def __init__(self, keys: KeyResolver) -> None:
        self._keys = keys
        self._batches: dict[tuple[bytes, bytes, int], ProvedBatch] = {}  # by key, signature, size; oldest first

    def check(self, record: record_pb2.SignedRecord, leaf: bytes, *, member: str, index: int) -> record_pb2.RecordHeader:
        """The header, once everything in the module's list holds; `leaf` is the leaf hash of the header's bytes.

        Raises:
            RecordError: something doesn't; its `reason` says what.
        """
        # Step 1: the header.
        data = record.header
        header = parse_header(data)
        # Step 2: its ledger.
        if header.origin != member:
            raise RecordError(error_pb2.ERROR_REASON_ORIGIN_MISMATCH, f"header.origin is {header.origin[:40]!r}; this ledger is {member}'s")
        # Step 3: its organ.
        organ = header.organ
        keys = self._keys.organ_keys(organ)
        for one in keys:
            if one.member == member:
                break
        else:
            raise RecordError(error_pb2.ERROR_REASON_ORGAN_UNKNOWN, f"organ {organ[:40]!r} isn't one of {member}'s in the membership")
        # Step 4: the body.
        body = record.body
        if body:
            check_body(body, header)
        # Step 5: the signatures.
        signatures = record.signatures[:]  # a slice is a list: going over the container itself ends in an IndexError inside
        if len(signatures) != 1:
            _check_several(signatures)
        issued_at = header.issued_at.seconds
        for signature in signatures:
            key_id = signature.key_id
            ended = False
            for one in keys:  # of two keys that share an id, a short hash, the first good one is asked
                if one.key.key_id == key_id and one.member == member:
                    if one.is_good(issued_at=issued_at, index=index):
                        self._check_signature(signature, data, leaf, one.key)
                        break
                    ended = True
            else:
                raise _no_key(key_id, organ, ended=ended)
        return header

    def _check_signature(self, signature: record_pb2.Signature, header: bytes, leaf: bytes, key: PublicKey) -> None:
        value = signature.value
        proof = signature.batch
        size = proof.size
        if not size and not signature.HasField("batch"):
            _verify(key, value, pae(HEADER_TYPE, header))
            return
        name = (key.raw, value, size)
        batch = self._batches.get(name)
        try:
            if batch is not None:
                if not batch.proves(leaf=leaf, index=proof.index, path=proof.path):
                    raise RecordError(
                        error_pb2.ERROR_REASON_BATCH_PROOF_INVALID, "batch.path doesn't lead to the root of the batch's others"
                    )
                return
            if not 1 <= size <= MAX_BATCH:
                raise RecordError(error_pb2.ERROR_REASON_BATCH_PROOF_INVALID, f"batch.size is {size}; it must be 1 to {MAX_BATCH}")
            batch = ProvedBatch(leaf=leaf, index=proof.index, size=size, path=proof.path)
        except ProofError as error:
            raise RecordError(error_pb2.ERROR_REASON_BATCH_PROOF_INVALID, str(error)) from error
        _verify(key, value, pae(BATCH_TYPE.format(size=size), batch.root))
        if len(self._batches) >= MAX_OPEN_BATCHES:
            del self._batches[next(iter(self._batches))]
        self._batches[name] = batch


def _check_several(signatures: Sequence[record_pb2.Signature]) -> None:
    count = len(signatures)
    if not 1 <= count <= MAX_SIGNATURES:
        raise RecordError(error_pb2.ERROR_REASON_SIGNATURE_INVALID, f"{count} signatures; 1 to {MAX_SIGNATURES} are allowed")
    if len({one.key_id for one in signatures}) != count:
        raise RecordError(error_pb2.ERROR_REASON_SIGNATURE_INVALID, "a key has signed twice; each may sign once")


def _no_key(key_id: str, organ: str, *, ended: bool) -> RecordError:
    if ended:
        detail = f"key {key_id} of organ {organ} wasn't good when this was issued and logged"
        return RecordError(error_pb2.ERROR_REASON_KEY_NOT_VALID, detail)
    return RecordError(error_pb2.ERROR_REASON_KEY_UNKNOWN, f"key {key_id[:40]!r} isn't one of organ {organ}'s in the membership")


def _verify(key: PublicKey, value: bytes, message: bytes) -> None:
    try:
        key.verify(value, message)
    except SignatureError as error:
        raise RecordError(error_pb2.ERROR_REASON_SIGNATURE_INVALID, str(error)) from error


def parse_header(data: bytes) -> record_pb2.RecordHeader:
    """The header's fields, each of the right shape.

    Raises:
        RecordError: HEADER_MALFORMED, naming the field.
    """
    if len(data) > MAX_HEADER_SIZE:
        raise RecordError(error_pb2.ERROR_REASON_HEADER_MALFORMED, f"a header of {len(data)} bytes; at most {MAX_HEADER_SIZE} are read")
    try:
        header = _read_header(data)
    except DecodeError as error:
        raise RecordError(error_pb2.ERROR_REASON_HEADER_MALFORMED, "the header isn't a RecordHeader") from error
    if fault := _header_fault(header):
        raise RecordError(error_pb2.ERROR_REASON_HEADER_MALFORMED, fault)
    return header


def _header_fault(header: record_pb2.RecordHeader) -> str:  # noqa: PLR0911  # one line a field
    record_id = header.record_id
    if not _is_record_id(record_id):
        return f"header.record_id is {record_id[:40]!r}; it must be a UUIDv7 in lower case"
    if header.type not in PAYLOADS:
        return f"header.type is {header.type}; it must be a defined RecordType"
    issued_at = header.issued_at
    if not (0 < issued_at.seconds <= MAX_TIME and 0 <= issued_at.nanos <= MAX_NANOS):
        return "header.issued_at is missing or no time from 1970 to 9999"
    if (value := header.thread_id) and (value == record_id or not _is_record_id(value)):
        return f"header.thread_id is {value[:40]!r}; it must be another record's record_id or empty"
    if (value := header.supersedes) and (value == record_id or not _is_record_id(value)):
        return f"header.supersedes is {value[:40]!r}; it must be another record's record_id or empty"
    if codes := header.audience[:]:
        below = ""
        for code in codes:
            if code <= below or not _is_member_code(code):
                return "header.audience must list six-digit member codes, ascending, each once"
            below = code
    if header.hash_algorithm != record_pb2.HASH_ALGORITHM_SHA256 or len(header.body_digest) != HASH_SIZE:
        return "header.body_digest must be 32 bytes of SHA-256, which header.hash_algorithm names"
    if not header.basis_id:
        return "header.basis_id must be set"
    if header.purpose not in PURPOSES:
        return f"header.purpose is {header.purpose}; it must be a defined Purpose"
    if header.sharing_class not in SHARING_CLASSES:
        return f"header.sharing_class is {header.sharing_class}; it must be a defined SharingClass"
    return ""


def check_body(body: bytes, header: record_pb2.RecordHeader) -> record_pb2.RecordBody:
    """The body's content, if it is the one the header names.

    Raises:
        RecordError: BODY_DIGEST_MISMATCH, BODY_MALFORMED or TYPE_MISMATCH.
    """
    if len(body) > MAX_BODY_SIZE:
        raise RecordError(error_pb2.ERROR_REASON_BODY_MALFORMED, f"a body of {len(body)} bytes; at most {MAX_BODY_SIZE} are read")
    if sha256(body).digest() != header.body_digest:
        raise RecordError(error_pb2.ERROR_REASON_BODY_DIGEST_MISMATCH, "the body isn't the one the header names by its digest")
    try:
        content = _read_body(body)
    except DecodeError as error:
        raise RecordError(error_pb2.ERROR_REASON_BODY_MALFORMED, "the body isn't a RecordBody") from error
    if len(content.salt) != SALT_SIZE:
        raise RecordError(error_pb2.ERROR_REASON_BODY_MALFORMED, f"body.salt has {len(content.salt)} bytes; it must have {SALT_SIZE}")
    if content.WhichOneof("payload") != PAYLOADS[header.type]:
        raise RecordError(
            error_pb2.ERROR_REASON_TYPE_MISMATCH,
            f"the body holds {content.WhichOneof('payload')}; the header names {PAYLOADS[header.type]}",
        )
    return content
