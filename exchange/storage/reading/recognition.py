"""What was recognised, what became of it, and who has reported a withdrawal."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Connection, or_, select

from exchange.ledger.envelope import parse_header
from exchange.storage.bulk import chunks
from exchange.storage.reading.base import timestamp
from exchange.storage.tables import INDEX_BITS, entries, recognitions, standard_mappings, withdrawal_reports, withdrawals
from exchange.v1 import recognition_service_pb2 as pb
from exchange.v1 import record_pb2, standard_pb2

EQUAL = (standard_pb2.MAPPING_RELATION_UNSPECIFIED, standard_pb2.MAPPING_RELATION_EQUAL)
BROADER, NARROWER = standard_pb2.MAPPING_RELATION_BROADER, standard_pb2.MAPPING_RELATION_NARROWER


def own_recognition(connection: Connection, record_id: str, member: str) -> Any:
    """The row of a recognition that the member signed; None where it didn't."""
    return connection.execute(select(recognitions).where(recognitions.c.record_id == record_id, recognitions.c.member == member)).first()


def relied(connection: Connection, ended_by: str, member: str, *, origin: str) -> Sequence[Any]:
    """The member's recognitions that a revision or newer version of `origin` ended, oldest first; another may copy its record id."""
    mine = (recognitions.c.ended_by == ended_by) & (recognitions.c.member == member) & (recognitions.c.outcome_origin == origin)
    return connection.execute(select(recognitions).where(mine).order_by(recognitions.c.position)).all()


def withdrawal(connection: Connection, record_id: str, origin: str) -> Any:
    """The row of a withdrawal by a member; None where there is none."""
    mine = (withdrawals.c.record_id == record_id) & (withdrawals.c.outcome_origin == origin)
    return connection.execute(select(withdrawals).where(mine)).first()


def unreported(connection: Connection, *, after: int, limit: int) -> Sequence[Any]:
    """Withdrawals by neighbours that this node's member hasn't reported back, by position, from beyond `after` on."""
    statement = select(withdrawals).where(~withdrawals.c.reported, withdrawals.c.position > after)
    return connection.execute(statement.order_by(withdrawals.c.position).limit(limit)).all()


def covering_codes(connection: Connection, code: str, *, members: Collection[str], day: str) -> frozenset[str]:
    """Matters elsewhere that, by a mapping of one of the members, are this matter or hold it."""
    table = standard_mappings
    held = (table.c.valid_from <= day) & or_(table.c.valid_to == "", table.c.valid_to >= day) & table.c.superseded_by.is_(None)
    mine = table.c.origin.in_(sorted(members))
    forth = select(table.c.to_code).where(table.c.from_code == code, table.c.relation.in_((*EQUAL, NARROWER)), held, mine)
    back = select(table.c.from_code).where(table.c.to_code == code, table.c.relation.in_((*EQUAL, BROADER)), held, mine)
    return frozenset((*connection.execute(forth).scalars(), *connection.execute(back).scalars()))


def reliance_rows(connection: Connection, conditions: Sequence[ColumnElement[bool]], *, before: int, limit: int) -> Sequence[Any]:
    """Rows of table `recognitions` with their records and newest reviews, newest first, below position `before` (0: from the newest)."""
    review = entries.alias()
    statement = (
        select(recognitions, entries.c.envelope, entries.c.body, review.c.body.label("review"))
        .join(entries, entries.c.position == recognitions.c.position)
        .join(review, review.c.position == recognitions.c.review_position, isouter=True)
        .where(*conditions, entries.c.body.is_not(None))
        .order_by(recognitions.c.position.desc())
    )
    if before:
        statement = statement.where(recognitions.c.position < before)
    return connection.execute(statement.limit(limit)).all()


def reliance_view(row: Any) -> pb.RelianceView:
    """The wire view of one of `reliance_rows`."""
    header = parse_header(record_pb2.SignedRecord.FromString(bytes(row.envelope)).header)
    review = record_pb2.RecordBody.FromString(bytes(row.review)).reliance_review if row.review else None
    return pb.RelianceView(
        recognition_record_id=row.record_id,
        member=row.member,
        organ=row.organ,
        recognition=record_pb2.RecordBody.FromString(bytes(row.body)).recognition,
        basis_id=header.basis_id,
        state=row.state,
        ended_by=row.ended_by or "",
        ended_at=timestamp(row.ended_at),
        review=review,
    )


def withdrawal_views(
    connection: Connection, conditions: Sequence[ColumnElement[bool]], *, peers: Collection[str], before: int, limit: int
) -> list[tuple[int, pb.WithdrawalView]]:
    """Withdrawals newest first, each with its position and what each of the peers has reported of it."""
    statement = (
        select(withdrawals, entries.c.envelope, entries.c.body, entries.c.audience)
        .join(entries, entries.c.position == withdrawals.c.position)
        .where(*conditions)
        .order_by(withdrawals.c.position.desc())
    )
    if before:
        statement = statement.where(withdrawals.c.position < before)
    rows = connection.execute(statement.limit(limit)).all()
    reports = _reports(connection, [row.record_id for row in rows])
    audiences = _audiences(connection, rows)
    return [(row.position, _withdrawal_view(row, peers, reports, audiences[row.position])) for row in rows]


def _withdrawal_view(
    row: Any, peers: Collection[str], reports: Mapping[tuple[str, str], Any], audience: frozenset[str] | None
) -> pb.WithdrawalView:
    header = parse_header(record_pb2.SignedRecord.FromString(bytes(row.envelope)).header)
    body = record_pb2.RecordBody.FromString(bytes(row.body or b""))
    view = pb.WithdrawalView(
        outcome_record_id=row.outcome_record_id,
        revision_record_id=row.record_id,
        issued_at=header.issued_at,
        reason=body.outcome_revision.reason,
        kind=row.kind,
        outcome_origin=row.outcome_origin,
    )
    for peer in sorted(peers):
        one = view.peers.add(member=peer, in_audience=audience is None or peer in audience)
        if (report := reports.get((row.record_id, peer))) is not None:
            said = record_pb2.RecordBody.FromString(bytes(report.body)).withdrawal_report
            one.report_record_id = report.record_id
            one.applied_at.CopyFrom(said.applied_at)
            one.recognitions = said.recognitions
            one.scopes.extend(said.scopes)
    return view


def _reports(connection: Connection, record_ids: Sequence[str]) -> dict[tuple[str, str], Any]:
    """The first report of each member on each withdrawal."""
    found: dict[tuple[str, str], Any] = {}
    for block in chunks(record_ids):
        statement = (
            select(withdrawal_reports, entries.c.body)
            .join(entries, entries.c.position == withdrawal_reports.c.position)
            .where(withdrawal_reports.c.revision_record_id.in_(block), entries.c.body.is_not(None))
            .order_by(withdrawal_reports.c.position)
        )
        for row in connection.execute(statement):
            found.setdefault((row.revision_record_id, row.member), row)
    return found


def _audiences(connection: Connection, rows: Sequence[Any]) -> dict[int, frozenset[str] | None]:
    """Who sees both a withdrawal and the outcome that it ends; None: every member."""
    outcome: dict[tuple[int, str], str | None] = {}
    for block in chunks({row.outcome_record_id for row in rows}):
        statement = select(entries.c.position, entries.c.record_id, entries.c.audience).where(entries.c.record_id.in_(block))
        outcome.update({(one.position >> INDEX_BITS, one.record_id): one.audience for one in connection.execute(statement)})
    found: dict[int, frozenset[str] | None] = {}
    for row in rows:
        named = [one for one in (row.audience, outcome.get((row.position >> INDEX_BITS, row.outcome_record_id))) if one]
        sets = [frozenset(one.split(",")) for one in named]
        found[row.position] = frozenset.intersection(*sets) if sets else None
    return found
