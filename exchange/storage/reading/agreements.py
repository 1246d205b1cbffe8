"""Agreements that all their parties signed."""

from __future__ import annotations

from datetime import date

from sqlalchemy import Connection, select

from exchange.domain.policy import AgreementTerms
from exchange.storage.tables import agreements


def agreements_in_force(connection: Connection) -> dict[str, AgreementTerms]:
    """Agreements that each of their members has published with the same terms."""
    signed: dict[tuple[str, bytes], set[str]] = {}
    rows = connection.execute(select(agreements)).all()
    for row in rows:
        signed.setdefault((row.agreement_id, bytes(row.terms)), set()).add(row.origin)
    found: dict[str, AgreementTerms] = {}
    for row in rows:
        members = frozenset(row.members.split(","))
        if members <= signed[row.agreement_id, bytes(row.terms)]:
            found[row.agreement_id] = AgreementTerms(
                agreement_id=row.agreement_id,
                members=members,
                valid_from=date.fromisoformat(row.valid_from),
                valid_to=date.fromisoformat(row.valid_to),
            )
    return found
