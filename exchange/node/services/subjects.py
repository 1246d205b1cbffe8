"""SubjectService: which records may be about one company."""

from __future__ import annotations

from exchange.node.services.base import Service
from exchange.v1.subject_service_pb2_grpc import SubjectServiceServicer


class SubjectService(Service, SubjectServiceServicer):
    """What isn't here yet is answered with UNIMPLEMENTED."""
