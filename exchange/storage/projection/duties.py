"""Corrections with the state of their fold, and the register of interventions."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, update

from exchange.storage import corrections as threads
from exchange.storage.bulk import insert_rows
from exchange.storage.projection.base import Chunk, Found, Projector, fitting, issued_at
from exchange.storage.tables import corrections, interventions
from exchange.v1 import record_pb2


def _project_corrections(connection: Connection, _chunk: Chunk, found: Sequence[Found]) -> None:
    """Rows of requests; folds each that got a record."""
    requests = [one for one in found if one.type == record_pb2.RECORD_TYPE_CORRECTION_REQUEST]
    answered = {one.thread_id for one in found if one.type == record_pb2.RECORD_TYPE_CORRECTION_ANSWER}
    insert_rows(connection, corrections, fitting(corrections, map(_row, requests)))
    for record_id in sorted({*answered, *(one.record_id for one in requests)} - {""}):
        correction = threads.load(connection, record_id)
        if correction is not None:
            same = corrections.c.record_id == record_id
            connection.execute(update(corrections).where(same).values(open=not correction.state.is_final))


def _row(one: Found) -> tuple[Any, ...]:
    request = one.body.correction_request
    return (one.position, one.record_id, request.record_id, request.origin, issued_at(one), True)


def _project_interventions(connection: Connection, _chunk: Chunk, found: Sequence[Found]) -> None:
    rows = [(one.position, one.record_id, one.header().organ, one.body.intervention.case_record_id) for one in found]
    insert_rows(connection, interventions, fitting(interventions, rows))


CORRECTIONS = Projector(
    types=frozenset({record_pb2.RECORD_TYPE_CORRECTION_REQUEST, record_pb2.RECORD_TYPE_CORRECTION_ANSWER}),
    tables=(corrections,),
    project=_project_corrections,
)
INTERVENTIONS = Projector(types=frozenset({record_pb2.RECORD_TYPE_INTERVENTION}), tables=(interventions,), project=_project_interventions)
