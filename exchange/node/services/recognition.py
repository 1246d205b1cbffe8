"""RecognitionService: rely on a neighbour's outcome, and what becomes of that."""

from __future__ import annotations

from exchange.node.services.base import Service
from exchange.v1.recognition_service_pb2_grpc import RecognitionServiceServicer


class RecognitionService(Service, RecognitionServiceServicer):
    """What isn't here yet is answered with UNIMPLEMENTED."""
