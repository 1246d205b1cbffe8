"""Threads as the rules of tasks see them (`exchange.domain.tasks`), gathered from the entries."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection, Row, select

from exchange.domain.policy import AgreementTerms
from exchange.domain.publication import registered_member
from exchange.domain.tasks import (
    IssuedAnswer,
    IssuedNotice,
    IssuedOutcome,
    IssuedRevision,
    Matter,
    Part,
    matter_of_correction,
    matter_of_lead,
    matter_of_outcome,
)
from exchange.domain.tasks.values import moment
from exchange.ledger.checkpoints import ledger_origin
from exchange.storage import clocks, corrections, threads
from exchange.storage.bulk import chunks
from exchange.storage.ledgers import read_position
from exchange.storage.reading.agreements import agreements_in_force
from exchange.storage.tables import INDEX_BITS, entries, ledgers, outcomes
from exchange.storage.threads import header_of
from exchange.v1 import record_pb2


@dataclass(slots=True)
class Gathering:
    """What is read once for many threads: whose node this is, and the agreements."""

    connection: Connection
    own: str = ""
    _members: dict[int, str] = field(default_factory=dict)  # by ledger
    _agreements: list[AgreementTerms] | None = None

    def __post_init__(self) -> None:
        statement = select(ledgers.c.ledger, ledgers.c.member, ledgers.c.own).where(ledgers.c.origin.like(ledger_origin("%")))
        for row in self.connection.execute(statement):
            self._members[row.ledger] = row.member
            self.own = row.member if row.own else self.own

    def agreements(self) -> list[AgreementTerms]:
        """Those that all their members have signed."""
        if self._agreements is None:
            self._agreements = list(agreements_in_force(self.connection).values())
        return self._agreements

    def leads(self, record_ids: Iterable[str]) -> Iterator[Matter]:
        """The threads of leads in which this node's member takes part, as far as the leads have arrived."""
        for record_id in record_ids:
            thread = threads.load(self.connection, record_id)
            if thread is not None and self.own in {thread.from_member, thread.lead.to_member}:
                first = read_position(self.connection, record_id)
                basis_id = header_of(first).basis_id if first is not None else ""
                yield matter_of_lead(thread, self.agreements(), basis_id=basis_id)

    def corrections(self, record_ids: Iterable[str]) -> Iterator[Matter]:
        """The requests to correct data that this node's member made, or that are made of it."""
        for record_id in record_ids:
            first = read_position(self.connection, record_id)
            correction = corrections.load(self.connection, record_id)
            if first is None or correction is None or self.own not in {correction.from_member, correction.request.origin}:
                continue
            header = header_of(first)
            about = read_position(self.connection, correction.request.record_id)
            yield matter_of_correction(
                record_id=record_id,
                request=correction.request,
                requester=Part(member=header.origin, organ=header.organ),
                issued_at=moment(header.issued_at.seconds),
                organ=header_of(about).organ if about is not None else "",
                answers=self._answers({one.record_id for one in correction.answers}),
                subject=_subject(about),
            )

    def _answers(self, record_ids: Iterable[str]) -> Iterator[IssuedAnswer]:
        for block in chunks(sorted(record_ids)):
            for row in self.connection.execute(select(entries).where(entries.c.record_id.in_(block), entries.c.refused.is_(None))):
                header, body = header_of(row), record_pb2.RecordBody.FromString(bytes(row.body or b""))
                if body.HasField("correction_answer"):
                    at = moment(header.issued_at.seconds)
                    yield IssuedAnswer(record_id=header.record_id, organ=header.organ, issued_at=at, answer=body.correction_answer)

    def outcomes(self, record_ids: Iterable[str]) -> Iterator[Matter]:
        """Outcomes of this node's member, and those against a party that is registered in its region."""
        for block in chunks(sorted(record_ids)):
            found = self.connection.execute(
                select(entries, outcomes.c.origin, outcomes.c.superseded_by)
                .join(outcomes, outcomes.c.position == entries.c.position)
                .where(outcomes.c.record_id.in_(block), entries.c.body.is_not(None))
                .order_by(entries.c.stored_at, entries.c.position)
            ).all()
            later = self._later(block)
            seen: set[str] = set()
            for row in found:
                if row.record_id not in seen:  # of a copied record id the first that was stored counts
                    seen.add(row.record_id)
                    yield self._outcome(row, later.get(row.record_id, ()))

    def _later(self, record_ids: Sequence[str]) -> dict[str, list[Row[Any]]]:
        """Revisions of outcomes and notices of their publication, in the order of their ledgers."""
        types = (record_pb2.RECORD_TYPE_OUTCOME_REVISION, record_pb2.RECORD_TYPE_PUBLICATION_NOTICE)
        statement = (
            select(entries)
            .where(entries.c.thread_id.in_(record_ids), entries.c.type.in_(types))
            .where(entries.c.refused.is_(None), entries.c.body.is_not(None))
            .order_by(entries.c.position)
        )
        found: dict[str, list[Row[Any]]] = {}
        for row in self.connection.execute(statement):
            found.setdefault(row.thread_id, []).append(row)
        return found

    def _outcome(self, row: Row[Any], later: Sequence[Row[Any]]) -> Matter:
        header, outcome = header_of(row), record_pb2.RecordBody.FromString(bytes(row.body)).outcome
        replacing = read_position(self.connection, row.superseded_by) if row.superseded_by else None
        issued = IssuedOutcome(
            record_id=row.record_id,
            origin=row.origin,
            organ=header.organ,
            issued_at=moment(header.issued_at.seconds),
            entered_at=clocks.moment(row.stored_at),
            audience=tuple(header.audience),
            outcome=outcome,
            superseded_by=row.superseded_by or "",
            superseded_at=moment(header_of(replacing).issued_at.seconds) if replacing is not None else None,
            withheld=header.sharing_class == record_pb2.SHARING_CLASS_WITHHELD,
        )
        home = registered_member(outcome.subject, set(self._members.values()))
        revisions = [_revision(one) for one in later if _revises(one, row)]
        notices = [self._notice(one) for one in later if one.type == record_pb2.RECORD_TYPE_PUBLICATION_NOTICE]
        at_home = [one for one in notices if one.member == home]
        return matter_of_outcome(issued, revisions, at_home, place=self.own if home == self.own != row.origin else "")

    def _notice(self, row: Row[Any]) -> IssuedNotice:
        header = header_of(row)
        return IssuedNotice(
            record_id=row.record_id,
            member=self._members[row.position >> INDEX_BITS],
            organ=header.organ,
            issued_at=moment(header.issued_at.seconds),
            notice=record_pb2.RecordBody.FromString(bytes(row.body)).publication_notice,
        )


def _revises(row: Row[Any], outcome: Row[Any]) -> bool:
    """Only its own ledger revises an outcome."""
    return bool(row.type == record_pb2.RECORD_TYPE_OUTCOME_REVISION and row.position >> INDEX_BITS == outcome.position >> INDEX_BITS)


def _revision(row: Row[Any]) -> IssuedRevision:
    header = header_of(row)
    return IssuedRevision(
        record_id=row.record_id,
        organ=header.organ,
        issued_at=moment(header.issued_at.seconds),
        entered_at=clocks.moment(row.stored_at),
        revision=record_pb2.RecordBody.FromString(bytes(row.body)).outcome_revision,
    )


def _subject(row: Row[Any] | None) -> str:
    """The company that a record is about."""
    if row is None or row.body is None:
        return ""
    body = record_pb2.RecordBody.FromString(bytes(row.body))
    payload = body.WhichOneof("payload")
    subject = getattr(getattr(body, payload), "subject", None) if payload else None
    return (getattr(subject, "uscc", "") or getattr(subject, "name", "")) if subject is not None else ""
