"""Recognitions, reviews of what relied on them, reports of withdrawals."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, bindparam, select, update

from exchange.ledger.envelope import MEMBER_CODE, RECORD_ID
from exchange.storage import lives
from exchange.storage.bulk import chunks, insert_rows
from exchange.storage.projection import reliance
from exchange.storage.projection.base import Chunk, Found, Projector, fitting
from exchange.storage.tables import ledgers, outcomes, recognitions, withdrawal_reports, withdrawals
from exchange.v1 import recognition_service_pb2, record_pb2


def project(connection: Connection, chunk: Chunk, found: Sequence[Found]) -> None:
    """Rows of the reliance index; folds anew what a recognition or a review touches."""
    signed = [one for one in found if _is_recognition(one)]
    reviews = [one for one in found if one.type == record_pb2.RECORD_TYPE_RELIANCE_REVIEW]
    reports = [one for one in found if _is_report(one)]
    insert_rows(connection, recognitions, fitting(recognitions, (_recognition_row(one, chunk.member) for one in signed)))
    touched = {one.body.recognition.outcome_record_id for one in signed} | _note_reviews(connection, chunk, reviews)
    if touched:
        reliance.refold(connection, lives.load_many(connection, touched, within=outcomes.c.position >= 0))
    insert_rows(connection, withdrawal_reports, fitting(withdrawal_reports, (_report_row(one, chunk.member) for one in reports)))
    _note_reported(connection, chunk, reports)


def _is_recognition(one: Found) -> bool:
    """One that names no outcome's record is about nothing, and no database is asked with what it says instead."""
    return one.type == record_pb2.RECORD_TYPE_RECOGNITION and RECORD_ID.fullmatch(one.body.recognition.outcome_record_id) is not None


def _is_report(one: Found) -> bool:
    """Likewise."""
    said = one.body.withdrawal_report
    whole = RECORD_ID.fullmatch(said.revision_record_id) and MEMBER_CODE.fullmatch(said.outcome_origin)
    return one.type == record_pb2.RECORD_TYPE_WITHDRAWAL_REPORT and whole is not None


def _recognition_row(one: Found, member: str) -> tuple[Any, ...]:
    recognition = one.body.recognition
    return (
        one.position,
        one.record_id,
        member,
        one.header().organ,
        recognition.outcome_record_id,
        recognition.outcome_origin,
        recognition.scope,
        recognition_service_pb2.RELIANCE_STATE_IN_EFFECT,
        None,
        None,
        None,
    )


def _note_reviews(connection: Connection, chunk: Chunk, reviews: Sequence[Found]) -> set[str]:
    """Ties reviews to their recognitions, which lie in the same ledger; returns the outcomes those are about."""
    if not reviews:
        return set()
    inside = (recognitions.c.position >= chunk.low) & (recognitions.c.position < chunk.high)
    pairs = [{"of": one.thread_id, "at": one.position} for one in reviews]
    connection.execute(
        update(recognitions).where(recognitions.c.record_id == bindparam("of"), inside).values(review_position=bindparam("at")), pairs
    )
    touched: set[str] = set()
    for block in chunks({one.thread_id for one in reviews}):
        statement = select(recognitions.c.outcome_record_id).where(recognitions.c.record_id.in_(block), inside)
        touched.update(connection.execute(statement).scalars())
    return touched


def _report_row(one: Found, member: str) -> tuple[Any, ...]:
    report = one.body.withdrawal_report
    at = report.applied_at.seconds * 1_000_000 + report.applied_at.nanos // 1000
    return (one.position, one.record_id, member, report.outcome_record_id, report.revision_record_id, at, report.recognitions)


def _note_reported(connection: Connection, chunk: Chunk, reports: Sequence[Found]) -> None:
    """What this node's own member has reported needs no report any more."""
    if not reports or not connection.execute(select(ledgers.c.own).where(ledgers.c.ledger == chunk.ledger)).scalar():
        return
    said = [one.body.withdrawal_report for one in reports]
    done = [{"of": one.revision_record_id, "by": one.outcome_origin} for one in said]
    mine = (withdrawals.c.record_id == bindparam("of")) & (withdrawals.c.outcome_origin == bindparam("by"))
    connection.execute(update(withdrawals).where(mine).values(reported=True), done)


PROJECTOR = Projector(
    types=frozenset({record_pb2.RECORD_TYPE_RECOGNITION, record_pb2.RECORD_TYPE_RELIANCE_REVIEW, record_pb2.RECORD_TYPE_WITHDRAWAL_REPORT}),
    tables=(recognitions, withdrawals, withdrawal_reports),
    project=project,
)
