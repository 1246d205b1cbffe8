"""AttachmentService: chunks of what leads cite."""

from __future__ import annotations

from exchange.node.services.base import Service
from exchange.v1.attachment_service_pb2_grpc import AttachmentServiceServicer


class AttachmentService(Service, AttachmentServiceServicer):
    """What isn't here yet is answered with UNIMPLEMENTED."""
