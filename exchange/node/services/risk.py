"""RiskService: warnings, grades, guidance cases, corrections."""

from __future__ import annotations

from exchange.node.services.base import Service
from exchange.v1.risk_service_pb2_grpc import RiskServiceServicer


class RiskService(Service, RiskServiceServicer):
    """What isn't here yet is answered with UNIMPLEMENTED."""
