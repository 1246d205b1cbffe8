"""Agreements that all their parties signed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection, select

from exchange.domain.policy import AgreementTerms
from exchange.ledger.envelope import parse_header
from exchange.storage.tables import agreements, entries
from exchange.v1 import record_pb2


@dataclass(slots=True)
class _Wording:
    """One wording of an agreement, and when each member last signed it (seconds, nanoseconds)."""

    terms: AgreementTerms
    signed: dict[str, tuple[int, int]] = field(default_factory=dict)

    @property
    def complete_at(self) -> tuple[int, int] | None:
        """When the last of its parties had signed; None where one hasn't."""
        if not self.terms.members <= self.signed.keys():
            return None
        return max(self.signed[member] for member in self.terms.members)


def agreements_in_force(connection: Connection) -> dict[str, AgreementTerms]:
    """Agreements that each of their members has published with the same terms, by id; their dates aren't looked at here.

    Where the parties signed several wordings under one id, the one that was completed last holds, on every node alike.
    """
    latest: dict[str, tuple[tuple[int, int], bytes, AgreementTerms]] = {}
    for (agreement_id, digest), wording in _wordings(_rows(connection)).items():
        if (complete_at := wording.complete_at) is None:
            continue
        if agreement_id not in latest or latest[agreement_id][:2] < (complete_at, digest):
            latest[agreement_id] = (complete_at, digest, wording.terms)
    return {agreement_id: terms for agreement_id, (_at, _digest, terms) in latest.items()}


def _rows(connection: Connection) -> Sequence[Any]:
    """Agreements with their records. A condition on the entries would have SQLite look through all of them for the few agreements."""
    statement = select(agreements.c.agreement_id, agreements.c.origin, agreements.c.terms, entries.c.envelope, entries.c.body)
    rows = connection.execute(statement.join(entries, entries.c.position == agreements.c.position)).all()
    return [row for row in rows if row.body is not None]


def _wordings(rows: Sequence[Any]) -> dict[tuple[str, bytes], _Wording]:
    found: dict[tuple[str, bytes], _Wording] = {}
    for row in rows:
        key = (row.agreement_id, bytes(row.terms))
        if key not in found:
            found[key] = _Wording(AgreementTerms.of(record_pb2.RecordBody.FromString(bytes(row.body)).agreement))
        at = parse_header(record_pb2.SignedRecord.FromString(bytes(row.envelope)).header).issued_at
        signed = found[key].signed
        signed[row.origin] = max(signed.get(row.origin, (0, 0)), (at.seconds, at.nanos))
    return found
