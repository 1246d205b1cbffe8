"""Verifying the tables beside the ledgers: those that find audit events, and what this node remembers of having cosigned.

The audit tables only help to find entries, but an answer is complete only if they leave none out: so each is compared with the ledger.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Table, func, select

from exchange.ledger.checkpoints import audit_origin, member_of, open_checkpoint
from exchange.ledger.errors import NoteError
from exchange.ledger.notes import keep_known
from exchange.storage import ledgers
from exchange.storage.audit import event_row, indexed_size, terms_of
from exchange.storage.engine import Database
from exchange.storage.tables import audit_events, audit_records, audit_subjects, audit_terms, witness_states
from exchange.sync.findings import LedgerReport
from exchange.trust.errors import UnknownMemberError
from exchange.trust.membership import Membership
from exchange.v1 import audit_pb2

WITNESS_STATES = "witness_states"  # name of the report on what this node has cosigned


def check_audit_tables(database: Database, events: Mapping[int, audit_pb2.AuditEvent], report: LedgerReport) -> None:
    """Compares the tables' rows about some events with what the ledger says of them."""
    if not events:
        return
    first, last = min(events), max(events)
    shown = {row.index: tuple(row) for row in _rows(database, audit_events, first, last)}
    subjects = _names(database, audit_subjects, audit_subjects.c.subject.name, first, last)
    records = _names(database, audit_records, audit_records.c.record_id.name, first, last)
    terms = _names(database, audit_terms, audit_terms.c.term.name, first, last)
    with database.reading() as connection:
        indexed = indexed_size(connection, member_of(report.ledger))
    for index, event in events.items():
        if shown.get(index) != event_row(index, event):
            report.find("event", "the table audit_events says something else than the ledger", index=index)
        if subjects.get(index, set()) != set(event.subjects):
            report.find("event", "the table audit_subjects names other companies than the ledger", index=index)
        if index < indexed and records.get(index, set()) != set(event.record_ids):
            report.find("event", "the table audit_records names other records than the ledger", index=index)
        if index < indexed and terms.get(index, set()) != terms_of(event):
            report.find("event", "the table audit_terms finds the event by other words than the ledger's", index=index)


def check_audit_counts(database: Database, report: LedgerReport) -> None:
    """The tables have no event that the ledger lacks. A node that runs meanwhile appends to both: they are compared as of one moment."""
    with database.reading() as connection:
        size = ledgers.get(connection, report.ledger).size
        counts = {
            table: connection.execute(select(func.count()).where(table.c.index >= size)).scalar()
            for table in (audit_events, audit_subjects, audit_records, audit_terms)
        }
    for table, count in counts.items():
        if count:
            report.find("event", f"the table {table.name} has {count} rows about events that the ledger doesn't have")


def _rows(database: Database, table: Table, first: int, last: int) -> list[Any]:
    with database.reading() as connection:
        return list(connection.execute(select(table).where(table.c.index >= first, table.c.index <= last)))


def _names(database: Database, table: Table, column: str, first: int, last: int) -> dict[int, set[str]]:
    found: dict[int, set[str]] = {}
    for row in _rows(database, table, first, last):
        found.setdefault(row.index, set()).add(getattr(row, column))
    return found


def check_witness_states(database: Database, membership: Membership) -> LedgerReport:
    """Each remembered checkpoint is one that its ledger signed, of the size and root that are remembered."""
    report = LedgerReport(ledger=WITNESS_STATES)
    with database.reading() as connection:
        rows = connection.execute(select(witness_states)).all()
    for row in rows:
        report.entries += 1
        try:
            member = member_of(row.origin)
            keys = membership.audit_verifier(member) if row.origin == audit_origin(member) else membership.ledger_verifier(member)
            checkpoint = open_checkpoint(bytes(row.note), origin=row.origin, log_keys=keys).checkpoint
            foreign = bytes(row.note) != keep_known(bytes(row.note), keys)
        except (NoteError, UnknownMemberError) as error:
            report.find("checkpoint", f"{row.origin}: {error}")
            continue
        if foreign:
            report.find("checkpoint", f"{row.origin}: the note carries a signature that isn't the ledger's")
        if (checkpoint.size, checkpoint.root) != (row.size, bytes(row.root)):
            report.find("checkpoint", f"{row.origin}: size or root isn't that of the checkpoint that was cosigned")
    report.size = report.entries
    return report
