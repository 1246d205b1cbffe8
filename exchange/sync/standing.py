"""How each member stands, as this node knows it: how far its ledger has been read, who has witnessed it, what ends when, what forked."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from cryptography import x509
from google.protobuf.timestamp_pb2 import Timestamp
from sqlalchemy import Connection, func, select

from exchange.ledger.checkpoints import ledger_origin, open_checkpoint
from exchange.ledger.errors import NoteError
from exchange.storage import forks, ledgers
from exchange.storage.ledgers import Head
from exchange.storage.reading.base import timestamp
from exchange.storage.reading.operations import DONE, FAILED, last_runs
from exchange.storage.tables import checkpoints
from exchange.sync.context import NodeContext
from exchange.trust.membership import Membership
from exchange.v1 import operations_service_pb2 as pb
from exchange.v1.trust_pb2 import KeyEntry


def standings(connection: Connection, context: NodeContext) -> Iterator[pb.MemberStanding]:
    """All members, by code."""
    membership = context.trust.membership
    heads = {head.origin: head for head in ledgers.list_heads(connection)}
    newest = select(checkpoints.c.ledger, func.max(checkpoints.c.size)).group_by(checkpoints.c.ledger)
    known = {number: int(size) for number, size in connection.execute(newest)}
    failures = failed_pulls(connection)
    for code, descriptor in sorted(membership.members.items()):
        one = pb.MemberStanding(member=code, name=descriptor.name, own=code == context.member, endpoints=descriptor.endpoints)
        if head := heads.get(ledger_origin(code)):
            _fill_ledger(one, head, membership, known.get(head.number, 0))
        if failure := failures.get(code):
            one.last_error = failure.error
            one.last_error_at.CopyFrom(failure.finished_at)
        one.expiries.extend(_expiries(context, membership, code))
        one.forks.extend(fork_views(connection, code))
        yield one


def _fill_ledger(one: pb.MemberStanding, head: Head, membership: Membership, newest: int) -> None:
    one.software, one.size, one.witnessed_size = head.software, head.size, head.witnessed_size
    one.known_size = max(head.checkpoint_size, newest, head.size)
    one.lag = one.known_size - head.size
    if head.verified_at is not None:
        one.verified_at.CopyFrom(_required(timestamp(head.verified_at)))
    if not head.checkpoint:
        return
    one.checkpoint = head.checkpoint
    keys = {key.name: code for code in membership.members for key in membership.witness_verifier(code)}
    witnesses = [key for code in membership.members for key in membership.witness_verifier(code)]
    try:
        signed = open_checkpoint(head.checkpoint, origin=head.origin, log_keys=membership.ledger_verifier(head.member), witnesses=witnesses)
    except NoteError:  # a key that ended since; `exchange ledger verify` says more
        return
    one.root = signed.checkpoint.root
    one.witnesses.extend(sorted({keys[line.name] for line in signed.cosignatures if line.name in keys} - {head.member}))


def _required(moment: Timestamp | None) -> Timestamp:
    assert moment is not None
    return moment


def failed_pulls(connection: Connection) -> Mapping[str, pb.JobRun]:
    """Each member's last pull that failed, where none has succeeded since."""
    good, bad = last_runs(connection, result=DONE), last_runs(connection, result=FAILED)
    return {
        job.removeprefix("pull "): run for job, run in bad.items() if job.startswith("pull ") and (job not in good or good[job].id < run.id)
    }


def fork_views(connection: Connection, member: str) -> Iterator[pb.ForkEvidence]:
    """Evidence against a member's ledgers, newest first."""
    for row in forks.list_evidence(connection):
        if row.origin == ledger_origin(member):
            yield pb.ForkEvidence(
                id=row.id,
                ledger=row.origin,
                reason=row.reason,
                first_note=row.first_note,
                second_note=row.second_note,
                source=row.source,
                found_at=timestamp(row.found_at),
                lifted_at=timestamp(row.lifted_at),
                lifted_by=row.lifted_by or "",
            )


def _expiries(context: NodeContext, membership: Membership, code: str) -> Iterator[pb.Expiry]:
    """What ends when: this node's certificate, the member's authorities, its organs' keys in use."""
    if code == context.member:
        yield _certificate(pb.EXPIRY_KIND_NODE_CERTIFICATE, x509.load_pem_x509_certificate(context.settings.tls_certificate.read_bytes()))
    for anchor in membership.anchors(code):
        yield _certificate(pb.EXPIRY_KIND_AUTHORITY, anchor)
    for organ in membership.member(code).organs:
        ends = [one.not_after for one in organ.keys if _in_use(one)]
        if ends and all(organ_key.HasField("not_after") for organ_key in organ.keys if _in_use(organ_key)):
            yield pb.Expiry(kind=pb.EXPIRY_KIND_ORGAN_KEY, of=organ.uscc, not_after=max(ends, key=lambda end: end.ToMicroseconds()))


def _in_use(key: KeyEntry) -> bool:
    return not key.HasField("revoked_at") and not key.HasField("revoked_from_index")


def _certificate(kind: pb.ExpiryKind, certificate: x509.Certificate) -> pb.Expiry:
    made = pb.Expiry(kind=kind, of=certificate.subject.rfc4514_string())
    made.not_after.FromDatetime(certificate.not_valid_after_utc)
    return made
