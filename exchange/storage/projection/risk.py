"""Risk grades, warnings, and guidance cases with the terms of their texts."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection

from exchange.domain.bigrams import terms
from exchange.storage.bulk import insert_rows
from exchange.storage.projection.base import Chunk, Found, Projector, fitting, issued_at, mark_superseded
from exchange.storage.tables import guidance_cases, guidance_matters, guidance_terms, risk_grades, warnings
from exchange.v1 import record_pb2, risk_pb2


def texts_of(case: risk_pb2.GuidanceCase) -> list[str]:
    """What a guidance case is searched by."""
    return [case.title, case.facts, case.issue, case.ruling, case.significance, *case.keywords]


def _project_grades(connection: Connection, chunk: Chunk, found: Sequence[Found]) -> None:
    insert_rows(connection, risk_grades, fitting(risk_grades, map(_grade_row, found)))
    mark_superseded(connection, risk_grades, chunk, found)


def _grade_row(one: Found) -> tuple[Any, ...]:
    grade = one.body.risk_grade
    subject = grade.subject.uscc or grade.subject.registration_number or f"name:{grade.subject.name}"
    return (one.position, one.record_id, subject, grade.scheme, grade.level, grade.graded_on, grade.valid_until, None)


def _project_warnings(connection: Connection, chunk: Chunk, found: Sequence[Found]) -> None:
    insert_rows(connection, warnings, fitting(warnings, map(_warning_row, found)))
    mark_superseded(connection, warnings, chunk, found)


def _warning_row(one: Found) -> tuple[Any, ...]:
    warning = one.body.warning
    return (one.position, one.record_id, warning.rule, warning.subject.uscc, warning.matter_code, warning.raised_on, warning.key, None)


def _project_guidance(connection: Connection, chunk: Chunk, found: Sequence[Found]) -> None:
    rows = [(one.position, one.record_id, one.body.guidance_case.domain, issued_at(one), None) for one in found]
    insert_rows(connection, guidance_cases, fitting(guidance_cases, rows))
    matters = [(code, one.position) for one in found for code in sorted(set(one.body.guidance_case.matter_codes))]
    insert_rows(connection, guidance_matters, fitting(guidance_matters, matters))
    for one in found:
        pairs = [(term, one.position) for term in sorted(terms(texts_of(one.body.guidance_case)))]
        insert_rows(connection, guidance_terms, fitting(guidance_terms, pairs))
    mark_superseded(connection, guidance_cases, chunk, found)


GRADES = Projector(types=frozenset({record_pb2.RECORD_TYPE_RISK_GRADE}), tables=(risk_grades,), project=_project_grades)
WARNINGS = Projector(types=frozenset({record_pb2.RECORD_TYPE_WARNING}), tables=(warnings,), project=_project_warnings)
GUIDANCE = Projector(
    types=frozenset({record_pb2.RECORD_TYPE_GUIDANCE_CASE}),
    tables=(guidance_cases, guidance_matters, guidance_terms),
    project=_project_guidance,
)
