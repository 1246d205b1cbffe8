"""SupervisionService: tasks with their clocks, the register of interventions."""

from __future__ import annotations

from exchange.node.services.base import Service
from exchange.v1.supervision_service_pb2_grpc import SupervisionServiceServicer


class SupervisionService(Service, SupervisionServiceServicer):
    """What isn't here yet is answered with UNIMPLEMENTED."""
