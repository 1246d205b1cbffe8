"""Threads as the rules of tasks see them (`exchange.domain.tasks`), gathered from the entries."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, or_, select

from exchange.domain.inspections import fold
from exchange.domain.outcomes import Life
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
    matter_of_rectification,
)
from exchange.domain.tasks.values import moment
from exchange.ledger.checkpoints import ledger_origin
from exchange.storage import clocks, corrections, lives, threads
from exchange.storage.bulk import chunks
from exchange.storage.ledgers import read_position
from exchange.storage.lives import Decision
from exchange.storage.plan_threads import AT_ONCE, steps_of_plans
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

    def rectifications(self, plan_ids: Iterable[str]) -> Iterator[Matter]:
        """The rectifications that inspections by the plans ordered, where this node's member takes part in the plan."""
        for block in chunks(plan_ids, AT_ONCE):
            for plan_id, steps in steps_of_plans(self.connection, self._inspected(block)).items():
                if (plan := fold(plan_id, steps)) is not None:
                    matters = (matter_of_rectification(one, plan_id=plan_id, plan=plan.plan_of(one.result)) for one in plan.rectifications)
                    mine = [one for one in matters if self.own in one.members()]
                    yield from {(one.happened[0].record_id, one.item): one for one in mine}.values()  # an organ may copy its own ids

    def _inspected(self, plan_ids: Sequence[str]) -> Sequence[str]:
        """Those of the plans in whose threads there is any inspection: a plan that is being agreed on costs no fold."""
        inspected = entries.c.thread_id.in_(plan_ids) & (entries.c.type == record_pb2.RECORD_TYPE_INSPECTION_RECORD)
        return self.connection.execute(select(entries.c.thread_id).where(inspected).distinct()).scalars().all()

    def outcomes(self, record_ids: Iterable[str]) -> Iterator[Matter]:
        """The decisions that the records are versions of, each version; those of this node's member, or that it must publish."""
        for block in chunks(sorted(record_ids)):
            decisions = self._decisions(block)
            later = self._later({one.row.record_id for one in decisions})
            lives_of = {_family(one.row): one.life for one in decisions if one.row.record_id == (one.row.root or one.row.record_id)}
            for one in decisions:
                yield self._outcome(one, lives_of.get(_family(one.row), one.life), later)

    def _decisions(self, record_ids: Sequence[str]) -> list[Decision]:
        """With every other version of each; of a copied record id the first that was stored counts."""
        rows = {row.position: row for row in self._rows(outcomes.c.record_id.in_(record_ids))}
        roots = {row.root or row.record_id for row in rows.values() if row.root or row.superseded_by}
        for block in chunks(sorted(roots)):
            rows |= {row.position: row for row in self._rows(or_(outcomes.c.record_id.in_(block), outcomes.c.root.in_(block)))}
        first: dict[str, Any] = {}
        for row in sorted(rows.values(), key=lambda row: (row.stored_at, row.position)):
            first.setdefault(row.record_id, row)
        return lives.load_rows(self.connection, list(first.values()))

    def _rows(self, condition: ColumnElement[bool]) -> Sequence[Row[Any]]:
        columns = (outcomes, entries.c.envelope, entries.c.body, entries.c.stored_at)
        statement = select(*columns).join(entries, entries.c.position == outcomes.c.position)
        return self.connection.execute(statement.where(condition, entries.c.body.is_not(None))).all()

    def _later(self, record_ids: Iterable[str]) -> _Later:
        """Revisions of outcomes, and notices of their publication elsewhere."""
        types = (record_pb2.RECORD_TYPE_OUTCOME_REVISION, record_pb2.RECORD_TYPE_PUBLICATION_NOTICE)
        found = _Later()
        for block in chunks(sorted(record_ids)):
            statement = (
                select(entries)
                .where(entries.c.thread_id.in_(block), entries.c.type.in_(types))
                .where(entries.c.refused.is_(None), entries.c.body.is_not(None))
                .order_by(entries.c.position)
            )
            for row in self.connection.execute(statement):
                ledger = row.position >> INDEX_BITS
                if row.type == record_pb2.RECORD_TYPE_OUTCOME_REVISION:
                    found.revisions[ledger, row.record_id] = _revision(row)
                else:
                    found.notices.setdefault(row.thread_id, []).append(_notice(row, self._members[ledger]))
        return found

    def _outcome(self, decision: Decision, life: Life, later: _Later) -> Matter:
        """One version; `life` is the whole decision's, from its first version on."""
        row, outcome, header = decision.row, decision.outcome, header_of(decision.row)
        replacing = read_position(self.connection, row.superseded_by) if row.superseded_by else None
        issued = IssuedOutcome(
            record_id=row.record_id,
            origin=row.origin,
            organ=header.organ,
            issued_at=moment(header.issued_at.seconds),
            entered_at=clocks.moment(row.stored_at),
            audience=tuple(header.audience),
            outcome=outcome,
            first_version=not row.root,
            superseded_by=row.superseded_by or "",
            superseded_at=moment(header_of(replacing).issued_at.seconds) if replacing is not None else None,
            withheld=header.sharing_class == record_pb2.SHARING_CLASS_WITHHELD,
        )
        ledger = row.position >> INDEX_BITS
        revisions = [found for one in life.applied if (found := later.revisions.get((ledger, one.record_id)))]
        home = registered_member(outcome.subject, set(self._members.values()))
        notices = [one for one in later.notices.get(row.record_id, ()) if one.member == home]
        return matter_of_outcome(issued, revisions, notices, place=self.own if home == self.own != row.origin else "")


@dataclass(slots=True)
class _Later:
    """Revisions by ledger and record id; notices by the outcome that they name."""

    revisions: dict[tuple[int, str], IssuedRevision] = field(default_factory=dict)
    notices: dict[str, list[IssuedNotice]] = field(default_factory=dict)


def _family(row: Any) -> tuple[int, str]:
    """Which decision a version is of: ledger and first version."""
    return row.position >> INDEX_BITS, row.root or row.record_id


def _revision(row: Row[Any]) -> IssuedRevision:
    header = header_of(row)
    return IssuedRevision(
        record_id=row.record_id,
        organ=header.organ,
        issued_at=moment(header.issued_at.seconds),
        entered_at=clocks.moment(row.stored_at),
        revision=record_pb2.RecordBody.FromString(bytes(row.body)).outcome_revision,
    )


def _notice(row: Row[Any], member: str) -> IssuedNotice:
    header = header_of(row)
    return IssuedNotice(
        record_id=row.record_id,
        member=member,
        organ=header.organ,
        issued_at=moment(header.issued_at.seconds),
        notice=record_pb2.RecordBody.FromString(bytes(row.body)).publication_notice,
    )


def _subject(row: Row[Any] | None) -> str:
    """The company that a record is about."""
    if row is None or row.body is None:
        return ""
    body = record_pb2.RecordBody.FromString(bytes(row.body))
    payload = body.WhichOneof("payload")
    subject = getattr(getattr(body, payload), "subject", None) if payload else None
    return (getattr(subject, "uscc", "") or getattr(subject, "name", "")) if subject is not None else ""
