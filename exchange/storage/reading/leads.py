"""Leads by position, company and act; filings of the same act; leads that go on from another."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Connection, select

from exchange.domain.leads import ENDED, HANDED_ON, Act, Filing, Moment, Thread, act_of, same_act
from exchange.storage.bulk import chunks
from exchange.storage.reading.priors import REGISTRATION_NUMBER_SIZE
from exchange.storage.tables import filings, leads
from exchange.v1 import lead_pb2

_MICRO = 1_000_000


def lead_ids(connection: Connection, conditions: Sequence[ColumnElement[bool]], *, before: int, limit: int) -> Sequence[Any]:
    """(position, record_id) of leads, newest first, below position `before` (0: from the newest)."""
    statement = select(leads.c.position, leads.c.record_id).where(*conditions).order_by(leads.c.position.desc())
    if before:
        statement = statement.where(leads.c.position < before)
    return connection.execute(statement.limit(limit)).all()


def open_about(subject: str, *, domain: int = 0, matter_code: str = "") -> list[ColumnElement[bool]]:
    """The conditions on open leads about a company, by USCC or by its 15-digit registration number."""
    by_number = len(subject) == REGISTRATION_NUMBER_SIZE
    conditions = [(leads.c.registration_number if by_number else leads.c.uscc) == subject, leads.c.state.not_in(sorted(ENDED))]
    if domain:
        conditions.append(leads.c.domain == domain)
    if matter_code:
        conditions.append(leads.c.matter_code == matter_code)
    return conditions


def received_about_act(connection: Connection, act: Act, *, organ: str) -> list[str]:
    """Record ids of leads about the same company, matter and place that `organ` has received and that haven't ended; oldest first."""
    if not act.known:
        return []
    statement = select(leads.c.record_id).where(leads.c.act_key == act.key, leads.c.to_organ == organ, leads.c.state.not_in(sorted(ENDED)))
    return list(connection.execute(statement.order_by(leads.c.position)).scalars())


def continued_by(connection: Connection, record_id: str, *, organ: str) -> list[str]:
    """Record ids of leads and cases by which `organ` has handed a lead on, and that weren't returned or withdrawn."""
    undone = (lead_pb2.LEAD_STATE_UNSPECIFIED, lead_pb2.LEAD_STATE_WITHDRAWN, lead_pb2.LEAD_STATE_RETURNED)
    statement = select(leads.c.record_id).where(
        leads.c.continues == record_id, leads.c.from_organ == organ, leads.c.kind.in_(sorted(HANDED_ON)), leads.c.state.not_in(undone)
    )
    return list(connection.execute(statement.order_by(leads.c.position)).scalars())


def other_filings(connection: Connection, threads: Iterable[Thread]) -> Mapping[str, list[Filing]]:
    """By thread: the filings of the same act under other leads, the earliest first.

    A lead that the thread's continues, or that continues it, isn't another.
    """
    wanted = {thread.record_id: (act_of(thread.lead), thread.lead.continues) for thread in threads}
    by_key: dict[str, list[Filing]] = {}
    for block in chunks(sorted({act.key for act, _continues in wanted.values() if act.known})):
        statement = select(filings).where(filings.c.act_key.in_(block)).order_by(filings.c.filed_at, filings.c.thread_id)
        for row in connection.execute(statement):
            by_key.setdefault(row.act_key, []).append(_filing(row))
    return {
        record_id: [
            filing
            for filing in by_key.get(act.key, ())
            if filing.thread_id not in {record_id, mine} and filing.continues != record_id and same_act(act, filing.act)
        ]
        for record_id, (act, mine) in wanted.items()
    }


def _filing(row: Any) -> Filing:
    act = Act(key=row.act_key, begins=_moment(row.act_from), ends=_moment(row.act_to))
    return Filing(
        thread_id=row.thread_id,
        organ=row.organ,
        case_number=row.case_number,
        filed_at=_moment(row.filed_at),
        act=act,
        continues=row.continues,
    )


def _moment(microseconds: int) -> Moment:
    return microseconds // _MICRO, microseconds % _MICRO * 1000
