"""Leads, with the state of their fold, and the filings they stand for."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, bindparam, delete, func, select, update

from exchange.domain import leads as domain
from exchange.storage import threads
from exchange.storage.bulk import chunks, insert_rows
from exchange.storage.projection.base import Chunk, Found, Projector, fitting
from exchange.storage.tables import filings, leads
from exchange.v1 import lead_pb2, record_pb2, subject_pb2

FOLDING_LOCK = 0x6C656164  # "lead"; PostgreSQL's advisory locks go by number
_USCC, _REGISTRATION, _MATTER, _RECORD_ID, _MEMBER, _NUMBER = 18, 15, 14, 36, 6, 128  # characters that the columns hold


def project(connection: Connection, chunk: Chunk, found: Sequence[Found]) -> None:
    """Rows of leads; folds each thread that got a record."""
    _take_turns(connection)
    first = [one for one in found if one.type == record_pb2.RECORD_TYPE_LEAD]
    touched = {one.record_id for one in first} | {one.thread_id for one in found if one.type == record_pb2.RECORD_TYPE_LEAD_EVENT}
    placed = threads.load_many(connection, sorted(touched - {""}))
    insert_rows(connection, leads, fitting(leads, (_row(one, chunk.member, placed) for one in first)))
    fresh = {one.position for one in first}
    _update(connection, [one for one in placed.values() if one.position not in fresh])
    _replace_filings(connection, [one.thread for one in placed.values()])


def _take_turns(connection: Connection) -> None:
    """Two ledgers' chunks may hold steps of one thread: who folds second must see what the first has written."""
    if connection.dialect.name == "postgresql":
        connection.execute(select(func.pg_advisory_xact_lock(FOLDING_LOCK)))


def _row(one: Found, member: str, placed: Mapping[str, threads.Placed]) -> tuple[Any, ...]:
    """A row in the table's order. A lead whose id another member used before has no thread, so no state."""
    lead = one.body.lead
    mine = placed.get(one.record_id)
    thread = mine.thread if mine and mine.position == one.position else None
    act = domain.act_of(lead)
    return (
        one.position,
        one.record_id,
        member,
        _code(lead.to_member, _MEMBER),
        _code(lead.subject.uscc, _USCC) or None,
        thread.state if thread else lead_pb2.LEAD_STATE_UNSPECIFIED,
        _code(lead.subject.registration_number, _REGISTRATION) or None,
        one.header().organ,
        _code(lead.to_organ, _USCC),
        _code(thread.handler, _USCC) if thread else "",
        lead.kind if lead.kind in domain.Kind.values() else 0,
        lead.domain if lead.domain in subject_pb2.EnforcementDomain.values() else 0,
        _code(lead.matter_code, _MATTER),
        _code(lead.continues, _RECORD_ID) or None,
        act.key if act.known else None,
    )


def _code(text: str, size: int) -> str:
    """A code of so many characters; empty for anything else: a hostile record may say what the column doesn't hold."""
    return text if len(text) == size and text.isascii() and text.isprintable() else ""


def _update(connection: Connection, placed: Sequence[threads.Placed]) -> None:
    rows = [{"at": one.position, "state": one.thread.state, "handler": _code(one.thread.handler, _USCC)} for one in placed]
    if rows:
        statement = update(leads).where(leads.c.position == bindparam("at"))
        connection.execute(statement.values(state=bindparam("state"), handler=bindparam("handler")), rows)


def _replace_filings(connection: Connection, folded: Iterable[domain.Thread]) -> None:
    known = {thread.record_id: domain.filing_of(thread) for thread in folded}
    for block in chunks(known):
        connection.execute(delete(filings).where(filings.c.thread_id.in_(block)))
    insert_rows(connection, filings, fitting(filings, (_filing_row(one) for one in known.values() if one is not None and one.act.known)))


def _filing_row(filing: domain.Filing) -> tuple[Any, ...]:
    act = filing.act
    times = [microseconds(one or (0, 0)) for one in (act.begins, act.ends)]
    number = "".join(one if one.isprintable() else " " for one in filing.case_number)[:_NUMBER]
    return (filing.thread_id, act.key, *times, filing.organ, number, _code(filing.continues, _RECORD_ID), microseconds(filing.filed_at))


def microseconds(moment: domain.Moment) -> int:
    """A moment as the tables hold it."""
    return moment[0] * 1_000_000 + moment[1] // 1000


PROJECTOR = Projector(
    types=frozenset({record_pb2.RECORD_TYPE_LEAD, record_pb2.RECORD_TYPE_LEAD_EVENT}), tables=(leads, filings), project=project
)
