"""From drafts and ready-signed records to ledger items: the checks every record passes before it enters this node's ledger.

A draft is signed here only where the membership lets the node sign for the organ; many drafts of one organ are signed as one batch.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta, timezone

import protovalidate

from exchange.domain import outcomes, standards
from exchange.domain.policy import Publication, Sharing, check_sharing, cited_attachments, referred_records
from exchange.ledger.envelope import (
    MAX_BODY_SIZE,
    SALT_SIZE,
    TYPES,
    RecordVerifier,
    body_digest,
    new_record_id,
    sign_batch,
    sign_record,
)
from exchange.ledger.merkle import MAX_BATCH, leaf_hash
from exchange.storage import reading
from exchange.storage.ledgers import NewEntry
from exchange.storage.writer import Item, RequestKey
from exchange.sync import admission
from exchange.sync.admission import Candidate
from exchange.sync.context import NodeContext
from exchange.sync.violations import faults_of
from exchange.trust.errors import UnknownMemberError
from exchange.v1 import error_pb2, record_pb2
from exchange.wire import FieldFault, RefusedError, invalid

LEGAL_ZONE = timezone(timedelta(hours=8))  # Asia/Shanghai has had no other offset since 1992
MAX_CLOCK_SKEW_S = 300  # how far ahead of our clock a record's issued_at may be
_Sealed = tuple[record_pb2.RecordHeader, record_pb2.RecordBody, bytes]  # the bytes are the body's


@dataclass(frozen=True, kw_only=True, slots=True)
class DraftRequest:
    """A draft, and what makes publishing it idempotent."""

    draft: record_pb2.RecordDraft
    request: RequestKey | None = None


class Publisher:
    """Stateless but for a validator; safe to share between threads."""

    def __init__(self, context: NodeContext) -> None:
        self._context = context
        self._validator = protovalidate.Validator()

    def sharing(self, *, records: Collection[str] = (), digests: Collection[bytes] = ()) -> Sharing:
        """What policy decisions need, as of now: with the records and files that the records in question refer to."""
        membership = self._context.trust.membership
        members = membership.members
        organs = {organ.uscc: code for code, descriptor in members.items() for organ in descriptor.organs}
        with self._context.database.reading() as connection:
            return Sharing(
                member=self._context.member,
                members=frozenset(members),
                organs=organs,
                agreements=reading.agreements_in_force(connection),
                today=self._today(),
                records=reading.known_records(connection, records),
                attachments=reading.neighbours_files(connection, digests, own=self._context.member, members=frozenset(members)),
            )

    def _today(self) -> date:
        return self._context.now().astimezone(LEGAL_ZONE).date()

    def draft_items(self, drafts: Sequence[DraftRequest]) -> list[Item]:
        """The drafts signed, in their order.

        Raises:
            RefusedError: a draft may not be signed here, or its content is wrong; nothing is signed then.
            PolicyError: it may not be shared.
        """
        sealed = [self._seal(one) for one in drafts]
        self._check_sharing(sealed)
        admission.check(
            self._context,
            [Candidate.of_draft(one.draft, request_id=one.request.request_id if one.request else "") for one in drafts],
        )
        headers = [header.SerializeToString() for header, _body, _data in sealed]
        signatures = self._sign([one.draft.organ for one in drafts], headers)
        return [
            Item(entry=_entry(header, data, (signature,)), request=one.request)
            for one, header, (_header, _body, data), signature in zip(drafts, headers, sealed, signatures, strict=True)
        ]

    def _check_sharing(self, sealed: Sequence[_Sealed]) -> None:
        """Asks the policy of each, with what they refer to looked up for all at once; they may refer to one another.

        Raises:
            PolicyError: one may not be shared.
        """
        wanted = frozenset(one for header, body, _data in sealed for one in referred_records(header, body))
        digests = frozenset(bytes(one.digest) for _header, body, _data in sealed for one in cited_attachments(body))
        sharing = self.sharing(records=wanted, digests=digests)
        if wanted:
            together = {header.record_id: reading.known_record(header, body) for header, body, _data in sealed}
            sharing = replace(sharing, records={**together, **sharing.records})
        for header, body, data in sealed:
            check_sharing(Publication(sharing=sharing, header=header, body=body, body_bytes=data))

    def _seal(self, asked: DraftRequest) -> _Sealed:
        draft = asked.draft
        payload = draft.WhichOneof("payload") or ""
        self._check_signing(draft.organ)
        body = record_pb2.RecordBody(salt=self._context.randomness(SALT_SIZE), **{payload: getattr(draft, payload)})
        now = self._context.now()
        _check_content(body, member=self._context.member, prefix="draft.")
        self._check_version(body, [draft.supersedes], request=asked.request, prefix="draft.")
        data = body.SerializeToString()
        if len(data) > MAX_BODY_SIZE:  # whoever pulled it would refuse it
            fault = f"the record's content takes {len(data)} bytes; at most {MAX_BODY_SIZE} are right"
            raise invalid(f"draft.{payload}", fault)
        header = record_pb2.RecordHeader(
            record_id=new_record_id(at_ms=int(now.timestamp() * 1000), random=self._context.randomness(10)),
            origin=self._context.member,
            organ=draft.organ,
            type=TYPES[payload],
            thread_id=draft.thread_id,
            supersedes=draft.supersedes,
            audience=sorted(draft.audience),
            sharing_class=draft.sharing_class,
            basis_id=draft.basis_id,
            purpose=draft.purpose,
            body_digest=body_digest(data),
            hash_algorithm=record_pb2.HASH_ALGORITHM_SHA256,
        )
        header.issued_at.FromDatetime(now)
        return header, body, data

    def _check_version(self, body: record_pb2.RecordBody, allowed: Sequence[str], *, request: RequestKey | None, prefix: str) -> None:
        """A version number of a standard stands for one wording; another wording is a new version, or corrects the record it names."""
        if body.WhichOneof("payload") != "standard":
            return
        with self._context.database.reading() as connection:
            standing = reading.standard_version(connection, self._context.member, body.standard)
            repeated = request is not None and reading.is_known_request(connection, request.request_id)
        if standing and standing not in allowed and not repeated:
            which = f"version {body.standard.version} of {body.standard.standard_id} is record {standing}"
            fault = f"{which}; take the next number, or name that record in supersedes"
            raise RefusedError(
                error_pb2.ERROR_REASON_FIELD_INVALID, fault, fields=[FieldFault(field=f"{prefix}standard.version", description=fault)]
            )

    def _check_signing(self, organ: str) -> None:
        try:
            member, descriptor = self._context.trust.membership.organ(organ)
        except UnknownMemberError as error:
            raise RefusedError(error_pb2.ERROR_REASON_ORGAN_UNKNOWN, str(error)) from error
        if member != self._context.member or not descriptor.node_signs or organ not in self._context.organ_signers:
            raise RefusedError(
                error_pb2.ERROR_REASON_SIGNING_NOT_GRANTED,
                f"this node may not sign for {organ}: the membership must grant it (node_signs) and its key must be in node.toml; "
                "or publish a record signed in the organ's own system",
            )

    def _sign(self, organs: Sequence[str], headers: Sequence[bytes]) -> list[record_pb2.Signature]:
        signatures: dict[int, record_pb2.Signature] = {}
        for organ in sorted(set(organs)):
            signer = self._context.organ_signers[organ]
            places = [at for at, one in enumerate(organs) if one == organ]
            for first in range(0, len(places), MAX_BATCH):
                block = places[first : first + MAX_BATCH]
                own = [headers[at] for at in block]
                made = [sign_record(own[0], signer)] if len(own) == 1 else sign_batch(own, signer)
                signatures.update(zip(block, made, strict=True))
        return [signatures[at] for at in range(len(headers))]

    def signed_items(self, records: Sequence[record_pb2.SignedRecord], *, next_index: int) -> list[Item]:
        """Ready-signed records, verified, in their order; `next_index` is about where they will stand.

        Raises:
            RecordError: a record doesn't verify.
            RefusedError, PolicyError: as `draft_items`.
        """
        verifier = RecordVerifier(self._context.trust.keys)
        leaves = [leaf_hash(record.header) for record in records]
        pairs = enumerate(zip(records, leaves, strict=True), next_index)
        opened = [self._open(record, verifier, leaf, index) for index, (record, leaf) in pairs]
        self._check_sharing(opened)
        admission.check(self._context, [Candidate.of_record(record) for record in records])
        return [
            Item(entry=entry_of(record, header, leaf)) for record, leaf, (header, _body, _data) in zip(records, leaves, opened, strict=True)
        ]

    def _open(self, record: record_pb2.SignedRecord, verifier: RecordVerifier, leaf: bytes, index: int) -> _Sealed:
        header = verifier.check(record, leaf, member=self._context.member, index=index)
        if header.issued_at.seconds > self._context.now().timestamp() + MAX_CLOCK_SKEW_S:
            raise RefusedError(
                error_pb2.ERROR_REASON_ISSUED_IN_FUTURE, f"header.issued_at is more than {MAX_CLOCK_SKEW_S} s ahead of this node's clock"
            )
        if not record.body:
            raise RefusedError(error_pb2.ERROR_REASON_BODY_MALFORMED, "a record is published with its body")
        body = record_pb2.RecordBody.FromString(record.body)
        if faults := faults_of(self._validator, body, prefix="record.body."):
            text = "; ".join(f"{one.field}: {one.description}" for one in faults)
            raise RefusedError(error_pb2.ERROR_REASON_FIELD_INVALID, text, fields=faults)
        _check_content(body, member=header.origin, prefix="record.body.")
        self._check_version(body, [header.supersedes, header.record_id], request=None, prefix="record.body.")
        return header, body, record.body


def _check_content(body: record_pb2.RecordBody, *, member: str, prefix: str) -> None:
    """Rules beyond the fields' shapes."""
    payload = body.WhichOneof("payload") or ""
    found = [FieldFault(field=f"{prefix}{payload}.{one.field}", description=one.fault) for one in _content_faults(body, payload, member)]
    if found:
        text = "; ".join(f"{one.field}: {one.description}" for one in found)
        raise RefusedError(error_pb2.ERROR_REASON_FIELD_INVALID, text, fields=found)


def _content_faults(body: record_pb2.RecordBody, payload: str, member: str) -> list[outcomes.FieldFaultText]:
    match payload:
        case "outcome":
            return outcomes.faults_of(body.outcome)
        case "standard":
            return standards.standard_faults(body.standard)
        case "standard_mapping":
            return standards.mapping_faults(body.standard_mapping, member=member)
        case "standard_adoption":
            return standards.adoption_faults(body.standard_adoption)
    return []


def _entry(header: bytes, body: bytes, signatures: Iterable[record_pb2.Signature]) -> NewEntry:
    record = record_pb2.SignedRecord(header=header, body=body, signatures=signatures)
    return entry_of(record, record_pb2.RecordHeader.FromString(header), leaf_hash(header))


def entry_of(record: record_pb2.SignedRecord, header: record_pb2.RecordHeader, leaf: bytes) -> NewEntry:
    """The ledger entry of a verified record. What is withheld from everybody has its own member as audience."""
    audience = ",".join(header.audience)
    if header.sharing_class == record_pb2.SHARING_CLASS_WITHHELD:
        audience = header.origin
    body = record.body
    record.ClearField("body")
    envelope = record.SerializeToString()
    record.body = body
    return NewEntry(
        leaf_hash=bytes(leaf),
        record_id=header.record_id,
        type=header.type,
        thread_id=header.thread_id or None,
        audience=audience or None,
        envelope=envelope,
        body=body or None,
    )
