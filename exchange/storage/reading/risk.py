"""Risk grades, warnings, guidance cases: those that no other record of the same ledger has replaced, newest first."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Column, ColumnElement, Connection, Row, Select, and_, exists, func, or_, select

from exchange.domain.bigrams import holds, query_terms
from exchange.ledger.checkpoints import ledger_origin
from exchange.storage.ledgers import list_heads
from exchange.storage.projection.risk import texts_of
from exchange.storage.reading.base import Reader, visible
from exchange.storage.tables import entries, guidance_cases, guidance_matters, guidance_terms, position, risk_grades, warnings
from exchange.storage.threads import header_of
from exchange.v1 import record_pb2, risk_service_pb2

SCANNED = 200  # cases read at once while a text is looked for
Key = tuple[Any, int]  # where a page ended: the column that orders, and the position


def grade_rows(
    connection: Connection, conditions: Sequence[ColumnElement[bool]], reader: Reader, *, on: str, after: Key | None, limit: int
) -> Sequence[Row[Any]]:
    """Of each company and scheme the latest grade that holds on a day (empty: the latest of all); then filtered by `conditions`."""
    later = risk_grades.alias("later")
    newer = or_(
        later.c.graded_on > risk_grades.c.graded_on,
        and_(later.c.graded_on == risk_grades.c.graded_on, later.c.position > risk_grades.c.position),
    )
    same = and_(later.c.subject == risk_grades.c.subject, later.c.scheme == risk_grades.c.scheme, later.c.superseded_by.is_(None))
    latest = ~exists(select(later.c.position).where(same, newer, *_holding(later, on)))
    statement = _newest(connection, risk_grades.c.graded_on, reader, only=record_pb2.RECORD_TYPE_RISK_GRADE, after=after)
    return connection.execute(statement.where(*conditions, *_holding(risk_grades, on), latest).limit(limit)).all()


def _holding(table: Any, on: str) -> list[ColumnElement[bool]]:
    if not on:
        return []
    return [table.c.graded_on <= on, or_(table.c.valid_until == "", table.c.valid_until >= on)]


def warning_rows(
    connection: Connection, conditions: Sequence[ColumnElement[bool]], reader: Reader, *, after: Key | None, limit: int
) -> Sequence[Row[Any]]:
    """Rows of table `warnings` joined with their entries."""
    statement = _newest(connection, warnings.c.raised_on, reader, only=record_pb2.RECORD_TYPE_WARNING, after=after)
    return connection.execute(statement.where(*conditions).limit(limit)).all()


def raised_keys(connection: Connection, member: str, keys: Sequence[str]) -> set[str]:
    """Those of the keys under which the member has raised a warning that stands. What others raised doesn't silence it."""
    own = next(head.number for head in list_heads(connection) if head.origin == ledger_origin(member))
    inside = (warnings.c.position >= position(own, 0)) & (warnings.c.position < position(own + 1, 0))
    statement = select(warnings.c.key).where(warnings.c.key.in_(keys), inside, warnings.c.superseded_by.is_(None))
    return set(connection.execute(statement).scalars())


def guidance_rows(
    connection: Connection, conditions: Sequence[ColumnElement[bool]], reader: Reader, *, text: str, after: Key | None, limit: int
) -> Sequence[Row[Any]]:
    """Cases whose texts hold each word of `text`: candidates by terms, each then read."""
    wanted = query_terms(text)
    found: list[Row[Any]] = []
    while True:
        statement = _newest(connection, guidance_cases.c.issued_at, reader, only=record_pb2.RECORD_TYPE_GUIDANCE_CASE, after=after)
        statement = statement.where(*conditions)
        if wanted:
            statement = statement.where(guidance_cases.c.position.in_(_with_terms(wanted)))
        rows = connection.execute(statement.limit(max(limit, SCANNED) if wanted else limit)).all()
        found += [row for row in rows if not wanted or holds(texts_of(_body(row).guidance_case), text)]
        if not wanted or len(rows) < max(limit, SCANNED) or len(found) >= limit:
            return found[:limit]
        after = (rows[-1].issued_at, rows[-1].position)


def _with_terms(wanted: set[str]) -> Select[Any]:
    having = func.count() == len(wanted)
    return select(guidance_terms.c.position).where(guidance_terms.c.term.in_(wanted)).group_by(guidance_terms.c.position).having(having)


def guiding_on(matter_code: str) -> ColumnElement[bool]:
    """The cases that name a matter."""
    return guidance_cases.c.position.in_(select(guidance_matters.c.position).where(guidance_matters.c.matter_code == matter_code))


def _newest(connection: Connection, order: Column[Any], reader: Reader, *, only: int, after: Key | None) -> Select[Any]:
    """Rows of the table of column `order` joined with their entries, all of one RecordType, in falling order."""
    table = order.table
    statement = (
        select(table, entries.c.envelope, entries.c.body)
        .join(entries, entries.c.position == table.c.position)
        .where(table.c.superseded_by.is_(None), visible(connection, reader, only=only))
        .order_by(order.desc(), table.c.position.desc())
    )
    if after is not None:
        value, key = after
        statement = statement.where(or_(order < value, and_(order == value, table.c.position < key)))
    return statement


def _body(row: Row[Any]) -> record_pb2.RecordBody:
    return record_pb2.RecordBody.FromString(bytes(row.body))


def _signed(row: Row[Any]) -> dict[str, Any]:
    """Who says it, and when."""
    header = header_of(row)
    return {"record_id": row.record_id, "origin": header.origin, "organ": header.organ, "issued_at": header.issued_at}


def grade_views(rows: Sequence[Row[Any]]) -> list[risk_service_pb2.RiskGradeView]:
    """The wire views of `grade_rows`."""
    return [risk_service_pb2.RiskGradeView(**_signed(row), grade=_body(row).risk_grade) for row in rows]


def warning_views(rows: Sequence[Row[Any]]) -> list[risk_service_pb2.WarningView]:
    """The wire views of `warning_rows`."""
    return [risk_service_pb2.WarningView(**_signed(row), warning=_body(row).warning) for row in rows]


def guidance_views(rows: Sequence[Row[Any]]) -> list[risk_service_pb2.GuidanceCaseView]:
    """The wire views of `guidance_rows`."""
    return [risk_service_pb2.GuidanceCaseView(**_signed(row), guidance_case=_body(row).guidance_case) for row in rows]
