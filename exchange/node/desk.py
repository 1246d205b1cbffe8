"""Calls from inside the node's own process (the console): the same services, permissions, rules and audit log, without gRPC between.

desk = Desk(context, CheckpointFeed(context))
answer = await desk.ask("/exchange.v1.OutcomeService/GetOutcome", request, caller=Caller(identity=…, purpose="CASE_HANDLING"))
"""

from __future__ import annotations

import uuid
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from typing import Any

from google.protobuf.message import Message

from exchange.node.calls import Call, enter
from exchange.node.entrance import Entrance
from exchange.node.feed import CheckpointFeed
from exchange.node.permissions import load_permissions
from exchange.node.services import SERVICES
from exchange.sync.context import NodeContext
from exchange.trust.identity import Identity


@dataclass(frozen=True, kw_only=True, slots=True)
class Caller:
    """Who asks, and why. `person` is the account within the identity, `peer` the address it came from."""

    identity: Identity
    purpose: str
    person: str = ""
    peer: str = ""
    certificate: str = ""


class Desk:
    """The node's services, for callers whose identity the transport has established."""

    def __init__(self, context: NodeContext) -> None:
        """An event loop must be running: watches of checkpoints wait in it."""
        feed = CheckpointFeed(context)
        self._handlers: dict[str, Any] = {}
        for served in SERVICES:
            servicer = served.make(context, feed)
            self._handlers |= {name: getattr(servicer, name.rpartition("/")[2]) for name in served.methods()}
        self._entrance = Entrance(member=context.member, permissions=load_permissions(self._handlers), write_audit=context.write_audit)

    async def ask(self, method: str, request: Message | Sequence[Message], *, caller: Caller, correlation_id: str = "") -> Any:
        """The answer of a method. What streams, asked or answered, is a list of its parts.

        Raises:
            RefusedError: as a gRPC caller would be refused; the audit log has it.
        """
        call = Call(
            method=method,
            correlation_id=correlation_id or str(uuid.uuid4()),
            peer=caller.peer,
            identity=caller.identity,
            person=caller.person,
            certificate=caller.certificate,
        )
        try:
            self._entrance.permit(call, caller.purpose)
            for part in [request] if isinstance(request, Message) else request:
                self._entrance.validate(part)
            enter(call)
            answer = self._handlers[method](request if isinstance(request, Message) else _stream(request), None)
            answer = [part async for part in answer] if isinstance(answer, AsyncIterator) else await answer
            await self._entrance.log_allowed(call)
        except Exception as error:
            raise await self._entrance.log_refused(call, error) from error
        return answer

    def may(self, method: str, identity: Identity) -> bool:
        """Whether the identity's role may call a method at all: what it may not call it isn't shown."""
        return self._entrance.allows(method, identity)


async def _stream(parts: Sequence[Message]) -> AsyncIterator[Message]:
    for part in parts:
        yield part
