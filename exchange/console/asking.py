"""A page's questions to the node: the visitor's identity and purpose go with each, so the services decide as they do over gRPC."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from google.protobuf.message import Message
from starlette.requests import Request

from exchange.console.visitors import Visitor
from exchange.node.desk import Caller, Desk

PACKAGE = "exchange.v1"


def visitor_of(request: Request) -> Visitor:
    """Who is here; pages are only reached by somebody."""
    visitor: Visitor = request.state.visitor
    return visitor


async def ask(request: Request, method: str, message: Message | Sequence[Message], *, purpose: str = "") -> Any:
    """The answer of "OutcomeService/GetOutcome" and the like, for the visitor; `purpose` where it isn't the session's.

    Raises:
        RefusedError: as a gRPC caller would be refused.
    """
    visitor, desk = visitor_of(request), _desk(request)
    caller = Caller(
        identity=visitor.identity,
        purpose=purpose or visitor.purpose,
        person=visitor.person,
        peer=request.client.host if request.client else "",
        certificate=visitor.certificate,
    )
    return await desk.ask(f"/{PACKAGE}.{method}", message, caller=caller)


def may(request: Request, method: str) -> bool:
    """Whether the visitor's role may call it at all."""
    return _desk(request).may(f"/{PACKAGE}.{method}", visitor_of(request).identity)


def _desk(request: Request) -> Desk:
    desk: Desk = request.app.state.desk
    return desk
