"""A record with the proof that it stands in a ledger, in one JSON file that anyone can verify offline.

    {"format": "delta-exchange/proof/v1",
     "ledger": "delta-exchange/310116/ledger", "index": 7, "size": 9,
     "record": {"header": base64, "body": base64 or absent, "signatures": [protobuf JSON of Signature, …]},
     "inclusion_proof": [base64 of 32 bytes, …],      (RFC 9162 §2.1.3, leaf to root)
     "checkpoint": "the signed note"}                  (C2SP tlog-checkpoint)

Verification, in `verify`, always in this order:

1. the checkpoint is signed by a given key of the ledger, and by as many witnesses as asked;
2. the leaf hash of the header leads by the inclusion proof to the checkpoint's root, at the index and size named;
3. the header is well formed and of that ledger, and the body, if there is one, is the one it names by digest;
4. where a key of the organ is given, the organ's signature over the header.
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from google.protobuf import json_format

from exchange.cli.errors import CliError, FieldFault, VerificationFailedError
from exchange.ledger.checkpoints import SignedCheckpoint, member_of, open_checkpoint
from exchange.ledger.envelope import RecordError, RecordVerifier, TrustedKey, check_body, parse_header, reason_name
from exchange.ledger.errors import LedgerError, NoteError, ProofError
from exchange.ledger.merkle import leaf_hash, verify_inclusion
from exchange.ledger.notes import COSIGNATURE_TYPE, VerifierKey
from exchange.texts.i18n import _
from exchange.v1 import record_pb2

FORMAT = "delta-exchange/proof/v1"


@dataclass(frozen=True, kw_only=True, slots=True)
class Bundle:
    """A record and its proof; `proof` holds 32-byte hashes, leaf to root."""

    ledger: str
    index: int
    size: int
    record: record_pb2.SignedRecord
    proof: tuple[bytes, ...]
    checkpoint: bytes


@dataclass(frozen=True, kw_only=True, slots=True)
class Verified:
    """What was proved."""

    header: record_pb2.RecordHeader
    checkpoint: SignedCheckpoint
    witnesses: tuple[str, ...]
    has_body: bool
    organ_signature: bool


def to_object(bundle: Bundle) -> dict[str, Any]:
    """The JSON object of a bundle."""
    record: dict[str, Any] = {"header": _encode(bundle.record.header)}
    if bundle.record.body:
        record["body"] = _encode(bundle.record.body)
    record["signatures"] = [json_format.MessageToDict(one, preserving_proto_field_name=True) for one in bundle.record.signatures]
    return {
        "format": FORMAT,
        "ledger": bundle.ledger,
        "index": bundle.index,
        "size": bundle.size,
        "record": record,
        "inclusion_proof": [_encode(one) for one in bundle.proof],
        "checkpoint": bundle.checkpoint.decode(),
    }


def from_object(document: dict[str, Any]) -> Bundle:
    """Reads `to_object`.

    Raises:
        CliError: a field is missing or of the wrong shape; the message names it.
    """
    if document.get("format") != FORMAT:
        raise _malformed("format", _("is {value}; it must be {expected}").format(value=repr(document.get("format")), expected=FORMAT))
    record = _field(document, "record", dict)
    signed = record_pb2.SignedRecord(header=_decode(record.get("header"), "record.header"))
    if "body" in record:
        signed.body = _decode(record["body"], "record.body")
    try:
        json_format.ParseDict({"signatures": record.get("signatures", [])}, signed)
    except json_format.ParseError as error:
        raise _malformed("record.signatures", str(error)) from error
    proof = _field(document, "inclusion_proof", list)
    return Bundle(
        ledger=_field(document, "ledger", str),
        index=_field(document, "index", int),
        size=_field(document, "size", int),
        record=signed,
        proof=tuple(_decode(one, f"inclusion_proof[{place}]") for place, one in enumerate(proof)),
        checkpoint=_field(document, "checkpoint", str).encode(),
    )


def verify(bundle: Bundle, *, keys: Sequence[VerifierKey], quorum: int = 0) -> Verified:
    """Checks everything in the module's list. `keys`: the ledger's, witnesses', and, named by its USCC, the organ's.

    Raises:
        VerificationFailedError: something doesn't hold; its reason and field say what.
    """
    # Step 1: the checkpoint.
    log_keys = [key for key in keys if key.name == bundle.ledger and key.kind != COSIGNATURE_TYPE]
    witnesses = [key for key in keys if key.kind == COSIGNATURE_TYPE]
    try:
        signed = open_checkpoint(bundle.checkpoint, origin=bundle.ledger, log_keys=log_keys, witnesses=witnesses)
    except NoteError as error:
        raise _failed("CHECKPOINT_INVALID", "checkpoint", str(error)) from error
    cosigners = tuple(sorted({one.name for one in signed.cosignatures}))
    if len(cosigners) < quorum:
        text = _("{count} of the given witnesses cosigned it; {quorum} are asked for").format(count=len(cosigners), quorum=quorum)
        raise _failed("COSIGNATURE_INVALID", "checkpoint", text)
    # Step 2: the place in the tree.
    if bundle.size != signed.checkpoint.size:
        text = _("is {size}; the checkpoint is of size {other}").format(size=bundle.size, other=signed.checkpoint.size)
        raise _failed("ROOT_MISMATCH", "size", text)
    leaf = leaf_hash(bundle.record.header)
    try:
        verify_inclusion(leaf_hash=leaf, index=bundle.index, size=bundle.size, proof=bundle.proof, root=signed.checkpoint.root)
    except ProofError as error:
        raise _failed("LEAF_HASH_MISMATCH", "inclusion_proof", str(error)) from error
    # Step 3: the record itself.
    header = _check_record(bundle)
    # Step 4: who signed it.
    organ_keys = [key for key in keys if key.name == header.organ]
    if organ_keys:
        _check_signature(bundle, leaf=leaf, organ_keys=organ_keys)
    return Verified(
        header=header, checkpoint=signed, witnesses=cosigners, has_body=bool(bundle.record.body), organ_signature=bool(organ_keys)
    )


def _check_record(bundle: Bundle) -> record_pb2.RecordHeader:
    field = "record.header"
    try:
        header = parse_header(bundle.record.header)
        if header.origin != member_of(bundle.ledger):
            raise _failed(
                "ORIGIN_MISMATCH", field, _("is for {origin}, not for {ledger}").format(origin=header.origin, ledger=bundle.ledger)
            )
        if bundle.record.body:
            field = "record.body"
            check_body(bundle.record.body, header)
    except RecordError as error:
        raise _failed(reason_name(error.reason), field, error.detail) from error
    except LedgerError as error:
        raise _failed("LEDGER_UNKNOWN", "ledger", str(error)) from error
    return header


class _Keys:
    """The given keys, good at any time: whether one was good then is for the membership to say."""

    def __init__(self, keys: Sequence[VerifierKey], member: str) -> None:
        self._keys = [TrustedKey(key=key.key, organ=key.name, member=member, not_before=0) for key in keys]

    def organ_keys(self, organ: str) -> list[TrustedKey]:
        """Those named by the organ's USCC."""
        return [key for key in self._keys if key.organ == organ]


def _check_signature(bundle: Bundle, *, leaf: bytes, organ_keys: Sequence[VerifierKey]) -> None:
    member = member_of(bundle.ledger)
    try:
        RecordVerifier(_Keys(organ_keys, member)).check(bundle.record, leaf, member=member, index=bundle.index)
    except RecordError as error:
        raise _failed(reason_name(error.reason), "record.signatures", error.detail) from error


def _encode(data: bytes) -> str:
    return base64.b64encode(data).decode()


def _decode(value: Any, field: str) -> bytes:
    if not isinstance(value, str):
        raise _malformed(field, _("must be a text in base64"))
    try:
        return base64.b64decode(value, validate=True)
    except (binascii.Error, ValueError) as error:
        raise _malformed(field, _("isn't base64")) from error


def _field(document: dict[str, Any], name: str, kind: type[Any]) -> Any:
    value = document.get(name)
    if not isinstance(value, kind) or isinstance(value, bool):
        raise _malformed(name, _("must be of JSON type {kind}").format(kind=_JSON_TYPES[kind]))
    return value


_JSON_TYPES = {dict: "object", list: "array", str: "string", int: "number"}


def _malformed(field: str, description: str) -> CliError:
    message = _("the proof's {field} {description}").format(field=field, description=description)
    return CliError(message, reason="FILE_MALFORMED", fields=[FieldFault(field=field, description=description)])


def _failed(reason: str, field: str, description: str) -> VerificationFailedError:
    message = _("verification failed at {field}: {description}").format(field=field, description=description)
    return VerificationFailedError(message, reason=reason, fields=[FieldFault(field=field, description=description)])
