"""Keys of the membership and when they count; how an entry is made, checked, and bound to whom it is for."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

from google.protobuf.timestamp_pb2 import Timestamp

from exchange.ledger.errors import SignatureError, UnsoundKeyError, UnsupportedAlgorithmError
from exchange.ledger.keys import PublicKey, Signer, load_public_key, prove_possession, verify_possession
from exchange.ledger.notes import COSIGNATURE_TYPE, ED25519_TYPE, VerifierKey
from exchange.trust.errors import EntryError
from exchange.v1.record_pb2 import SignatureAlgorithm
from exchange.v1.trust_pb2 import KeyEntry

_PREFIX = "SIGNATURE_ALGORITHM_"

LEDGER = "ledger"
AUDIT = "audit"
WITNESS = "witness"


@dataclass(frozen=True, kw_only=True, slots=True)
class KeyHolder:
    """Whom a key is for: a member, and `ledger`, `audit`, `witness` or `organ/<USCC>`."""

    member: str
    purpose: str

    @classmethod
    def of_organ(cls, member: str, uscc: str) -> KeyHolder:
        """The holder of an organ's signing keys."""
        return cls(member=member, purpose=f"organ/{uscc}")

    @property
    def context(self) -> bytes:
        """What a proof of possession is bound to, beside the key itself (`exchange.ledger.keys.prove_possession`)."""
        return f"delta-exchange/{self.member}/{self.purpose}\n".encode()


@dataclass(frozen=True, kw_only=True, slots=True)
class TrustedKey:
    """A sound key from the membership. Times are UTC; None leaves that end open. `organ` is a USCC, empty for a node's own keys."""

    key: PublicKey
    key_id: str
    algorithm: str
    not_before: datetime
    not_after: datetime | None
    revoked_at: datetime | None
    revoked_from_index: int | None
    member: str
    organ: str

    def covers(self, *, at: datetime, index: int | None) -> bool:
        """Whether a signature made at `at`, in the entry at `index` of the signer's ledger (None: not logged yet), counts.

        A revoked key's holder can write any time into a record, but not into a place of the ledger that was already witnessed: so the
        index decides where the revocation gives one, and the time where it doesn't (DESIGN §4).
        """
        if at < self.not_before or (self.not_after is not None and at > self.not_after):
            return False
        if self.revoked_from_index is not None:
            return index is not None and index < self.revoked_from_index
        return self.revoked_at is None or at < self.revoked_at


def make_entry(signer: Signer, holder: KeyHolder, *, not_before: datetime, enrolment_document: str = "") -> KeyEntry:
    """The descriptor's entry of `signer`'s key, with its proof of possession."""
    entry = KeyEntry(
        key_id=signer.key_id,
        algorithm=_PREFIX + signer.algorithm,
        public_key=signer.public_key_bytes,
        proof_of_possession=prove_possession(signer, holder.context),
        enrolment_document=enrolment_document,
    )
    entry.not_before.FromDatetime(not_before)
    return entry


def read_entry(entry: KeyEntry, holder: KeyHolder, *, organ: str = "") -> TrustedKey:
    """The entry's key.

    Raises:
        EntryError: unsound, misnamed, without proof of possession, or with impossible times.
    """
    # (1): the key itself
    algorithm = SignatureAlgorithm.Name(entry.algorithm).removeprefix(_PREFIX)
    try:
        key = load_public_key(entry.public_key, algorithm)
    except UnsupportedAlgorithmError as error:
        raise EntryError(field="algorithm", fault=str(error)) from error
    except UnsoundKeyError as error:
        raise EntryError(field="public_key", fault=str(error)) from error
    if entry.key_id != key.key_id:
        raise EntryError(field="key_id", fault=f"is {entry.key_id}; the key's is {key.key_id}")
    # (2): whoever enrolled it holds it, and for this purpose
    try:
        verify_possession(key, holder.context, entry.proof_of_possession)
    except SignatureError as error:
        fault = f"isn't this key's proof for {holder.context.decode().strip()}; sign that context with the key itself"
        raise EntryError(field="proof_of_possession", fault=fault) from error
    # (3): when it counts
    not_after = _time(entry.not_after) if entry.HasField("not_after") else None
    revoked_at = _time(entry.revoked_at) if entry.HasField("revoked_at") else None
    if not_after is not None and not_after < _time(entry.not_before):
        raise EntryError(field="not_after", fault=f"{not_after.isoformat()} lies before not_before {_time(entry.not_before).isoformat()}")
    if entry.HasField("revoked_from_index") and revoked_at is None:
        raise EntryError(field="revoked_at", fault="is missing, but revoked_from_index is set; give both")
    return TrustedKey(
        key=key,
        key_id=key.key_id,
        algorithm=algorithm,
        not_before=_time(entry.not_before),
        not_after=not_after,
        revoked_at=revoked_at,
        revoked_from_index=entry.revoked_from_index if entry.HasField("revoked_from_index") else None,
        member=holder.member,
        organ=organ,
    )


def _time(value: Timestamp) -> datetime:
    return value.ToDatetime(tzinfo=UTC)


def note_name(member: str, purpose: str) -> str:
    """The key name in signed notes: `delta-exchange/<code>/ledger`, `…/audit` or `…/witness`; the first two are also origin lines."""
    return f"delta-exchange/{member}/{purpose}"


def note_key(key: TrustedKey, purpose: str) -> VerifierKey:
    """`key` as a verifier of notes: a witness signs timestamped cosignatures, the others plain Ed25519."""
    kind = COSIGNATURE_TYPE if purpose == WITNESS else ED25519_TYPE
    return VerifierKey(name=note_name(key.member, purpose), kind=kind, key=key.key)
