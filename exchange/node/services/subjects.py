"""SubjectService: which records may be about one company."""

from __future__ import annotations

import asyncio
from typing import Any

from sqlalchemy import Connection

from exchange.domain.audit import AuditTag
from exchange.domain.subjects import default_min_score, profile
from exchange.node import requests
from exchange.node.calls import current
from exchange.node.services.base import Service, subject_key
from exchange.storage import reading
from exchange.storage.projection import subjects as index
from exchange.v1 import subject_service_pb2 as pb
from exchange.v1.subject_service_pb2_grpc import SubjectServiceServicer

DEFAULT_LIMIT = 20
READ_BEFORE_ANSWERING = 10_000  # entries; the job reads the rest, and `sources` says how far it is


class SubjectService(Service, SubjectServiceServicer):
    """A score and its reasons; it merges nothing."""

    async def MatchSubjects(self, request: pb.MatchSubjectsRequest, _context: Any) -> pb.MatchSubjectsResponse:
        """Subjects of outcomes and leads here that may be the one asked for, best first."""
        call = current()
        call.tag, call.query = AuditTag.SUBJECTS_MATCHED, requests.words(request)
        asked, reader = profile(request.subject), self.reader()

        def ask(connection: Connection) -> pb.MatchSubjectsResponse:
            found = reading.matching_subjects(
                connection, asked, min_score=request.min_score or default_min_score(), limit=request.limit or DEFAULT_LIMIT
            )
            sources = reading.Ledgers.read(connection).freshness(reader)
            return pb.MatchSubjectsResponse(matches=[_view(one) for one in found], sources=index.as_far_as_read(connection, sources))

        await asyncio.to_thread(self._read_new)
        answer = await self.read(ask)
        call.shows(subjects=[subject_key(one.subject) for one in answer.matches])
        return answer

    def _read_new(self) -> None:
        with self.context.database.reading() as connection:
            behind = index.behind(connection)
        if behind:
            index.catch_up(self.context.database, at_most=READ_BEFORE_ANSWERING)


def _view(found: reading.FoundSubject) -> pb.SubjectMatch:
    return pb.SubjectMatch(
        subject=found.subject,
        score=found.match.score,
        verdict=found.match.verdict,
        reasons=[str(reason) for reason in found.match.reasons],
        outcomes=found.outcomes,
        open_leads=found.open_leads,
    )
