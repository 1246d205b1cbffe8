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
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Protocol

from google.protobuf.message import DecodeError

from exchange.ledger.dsse import pae
from exchange.ledger.errors import LedgerError, ProofError, SignatureError
from exchange.ledger.keys import PublicKey, Signer
from exchange.ledger.merkle import HASH_SIZE, MAX_BATCH, hash_leaves, inclusion_paths, node_hash
from exchange.v1 import error_pb2, record_pb2

HEADER_TYPE = "application/vnd.delta-exchange.record-header.v1"
BATCH_TYPE = "application/vnd.delta-exchange.batch-root.v1"
SALT_SIZE = 16  # bytes, DESIGN §2
MAX_SIGNATURES = 4  # per record: two algorithms and a countersignature leave one spare
MAX_OPEN_BATCHES = 8  # batches whose inner nodes are remembered at once
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
}
TYPES = {name: kind for kind, name in PAYLOADS.items()}


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
    """A UUIDv7 (RFC 9562 §5.7) of a POSIX time in milliseconds and 10 random bytes."""
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
    value, size, key_id = signer.sign(pae(BATCH_TYPE, root)), len(headers), signer.key_id
    return [
        record_pb2.Signature(key_id=key_id, value=value, batch=record_pb2.BatchProof(index=index, size=size, path=path))
        for index, path in enumerate(paths)
    ]


class _Batch:
    """The inner nodes of one signed batch that have been proved to lead to its root."""

    __slots__ = ("known", "size")

    def __init__(self, size: int) -> None:
        self.size = size
        self.known: dict[tuple[int, int], tuple[bytes, bytes]] = {}

    def climb(self, leaf: bytes, proof: record_pb2.BatchProof) -> tuple[bytes | None, list[tuple[tuple[int, int], tuple[bytes, bytes]]]]:
        """Walks from the leaf towards the root, up to the first node known to lead there with the same rest of the path.

        Returns the root, or None where a known node was met; and the nodes passed, to be remembered once the root is verified.
        """
        path, node, at, index, last, level = proof.path, leaf, 0, proof.index, proof.size - 1, 0
        passed: list[tuple[tuple[int, int], tuple[bytes, bytes]]] = []
        if index > last or proof.size != self.size:
            raise ProofError(f"batch index {index} of {proof.size}")
        while last:
            if index != last or index & 1:
                sibling = path[at : at + HASH_SIZE]
                at += HASH_SIZE
                if len(sibling) != HASH_SIZE:
                    raise ProofError("the batch path is too short")
                node = node_hash(sibling, node) if index & 1 else node_hash(node, sibling)
            index, last, level = index >> 1, last >> 1, level + 1
            here, found = (level, index), (node, path[at:])
            known = self.known.get(here)
            if known is not None:
                if known != found:
                    raise ProofError("the batch path parts from that of the batch's other records")
                return None, passed
            passed.append((here, found))
        if at != len(path):
            raise ProofError("the batch path is too long")
        return node, passed


class RecordVerifier:
    """Verifies records against the membership's keys; remembers batch roots, so the next record of a batch costs about two hashes."""

    def __init__(self, keys: KeyResolver) -> None:
        self._keys = keys
        self._batches: OrderedDict[tuple[bytes, bytes, int], _Batch] = OrderedDict()

    def check(self, record: record_pb2.SignedRecord, leaf: bytes, *, member: str, index: int) -> record_pb2.RecordHeader:
        """The header, once everything in the module's list holds; `leaf` is the leaf hash of the header's bytes.

        Raises:
            RecordError: something doesn't; its `reason` says what.
        """
        # Step 1: the header.
        header = parse_header(record.header)
        # Step 2: its ledger.
        if header.origin != member:
            raise RecordError(error_pb2.ERROR_REASON_ORIGIN_MISMATCH, f"header.origin is {header.origin}; this ledger is {member}'s")
        # Step 3: its organ.
        keys = self._keys.organ_keys(header.organ)
        if not keys or keys[0].member != member:
            raise RecordError(error_pb2.ERROR_REASON_ORGAN_UNKNOWN, f"organ {header.organ} isn't one of {member}'s in the membership")
        # Step 4: the body.
        if record.body:
            check_body(record.body, header)
        # Step 5: the signatures.
        if not 1 <= len(record.signatures) <= MAX_SIGNATURES:
            raise RecordError(
                error_pb2.ERROR_REASON_SIGNATURE_INVALID, f"{len(record.signatures)} signatures; 1 to {MAX_SIGNATURES} are allowed"
            )
        issued_at = header.issued_at.seconds
        good = [one for one in keys if one.is_good(issued_at=issued_at, index=index)]
        if not good:
            raise RecordError(
                error_pb2.ERROR_REASON_KEY_NOT_VALID, f"organ {header.organ} has no key that was good when this was issued and logged"
            )
        for signature in record.signatures:
            self._check_signature(signature, record.header, leaf, good)
        return header

    def _check_signature(self, signature: record_pb2.Signature, header: bytes, leaf: bytes, keys: Sequence[TrustedKey]) -> None:
        candidates = [one.key for one in keys if one.key.key_id == signature.key_id]
        if not candidates:
            raise RecordError(error_pb2.ERROR_REASON_KEY_UNKNOWN, f"key {signature.key_id} isn't a good key of the organ")
        if not signature.HasField("batch"):
            _verify_any(candidates, signature.value, pae(HEADER_TYPE, header))
            return
        proof = signature.batch
        if not 1 <= proof.size <= MAX_BATCH:
            raise RecordError(error_pb2.ERROR_REASON_BATCH_PROOF_INVALID, f"batch size {proof.size}; it must be 1 to {MAX_BATCH}")
        name = (candidates[0].raw, signature.value, proof.size)
        batch = self._batches.get(name) or _Batch(proof.size)
        try:
            root, passed = batch.climb(leaf, proof)
        except ProofError as error:
            raise RecordError(error_pb2.ERROR_REASON_BATCH_PROOF_INVALID, str(error)) from error
        if root is not None:
            _verify_any(candidates[:1], signature.value, pae(BATCH_TYPE, root))
            self._remember(name, batch)
        batch.known.update(passed)

    def _remember(self, name: tuple[bytes, bytes, int], batch: _Batch) -> None:
        self._batches[name] = batch
        self._batches.move_to_end(name)
        while len(self._batches) > MAX_OPEN_BATCHES:
            self._batches.popitem(last=False)


def _verify_any(keys: Sequence[PublicKey], value: bytes, message: bytes) -> None:
    """Two keys of one organ could share a key id only by a hash collision; each is tried."""
    for key in keys:
        try:
            key.verify(value, message)
        except SignatureError as error:
            failure = error
        else:
            return
    raise RecordError(error_pb2.ERROR_REASON_SIGNATURE_INVALID, str(failure)) from failure


def parse_header(data: bytes) -> record_pb2.RecordHeader:
    """The header's fields, each of the right shape.

    Raises:
        RecordError: HEADER_MALFORMED, naming the field.
    """
    try:
        header = record_pb2.RecordHeader.FromString(data)
    except DecodeError as error:
        raise RecordError(error_pb2.ERROR_REASON_HEADER_MALFORMED, "the header isn't a RecordHeader") from error
    if fault := _header_fault(header):
        raise RecordError(error_pb2.ERROR_REASON_HEADER_MALFORMED, fault)
    return header


def _header_fault(header: record_pb2.RecordHeader) -> str:  # noqa: PLR0911  # one line a field
    if not RECORD_ID.fullmatch(header.record_id):
        return f"header.record_id is {header.record_id[:40]!r}; it must be a UUIDv7 in lower case"
    if header.type not in PAYLOADS:
        return f"header.type is {header.type}; it must be a defined RecordType"
    if not header.HasField("issued_at") or header.issued_at.seconds <= 0:
        return "header.issued_at is missing"
    for name in ("thread_id", "supersedes"):
        if (value := getattr(header, name)) and not RECORD_ID.fullmatch(value):
            return f"header.{name} is {value[:40]!r}; it must be a record_id or empty"
    codes = list(header.audience)
    if codes and (codes != sorted(set(codes)) or not all(MEMBER_CODE.fullmatch(code) for code in codes)):
        return "header.audience must list six-digit member codes, ascending, each once"
    if header.hash_algorithm != record_pb2.HASH_ALGORITHM_SHA256 or len(header.body_digest) != HASH_SIZE:
        return "header.body_digest must be 32 bytes of SHA-256"
    if not header.basis_id or not header.purpose or not header.sharing_class:
        return "header.basis_id, header.purpose and header.sharing_class must be set"
    return ""


def check_body(body: bytes, header: record_pb2.RecordHeader) -> record_pb2.RecordBody:
    """The body's content, if it is the one the header names.

    Raises:
        RecordError: BODY_DIGEST_MISMATCH, BODY_MALFORMED or TYPE_MISMATCH.
    """
    if sha256(body).digest() != header.body_digest:
        raise RecordError(error_pb2.ERROR_REASON_BODY_DIGEST_MISMATCH, "the body isn't the one the header names by its digest")
    try:
        content = record_pb2.RecordBody.FromString(body)
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
