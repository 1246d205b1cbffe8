"""One call: who makes it, for what purpose, and what it comes to show or change. Handlers find it by `current()` and fill in the rest."""

from __future__ import annotations

from collections.abc import Iterable
from concurrent.futures import Future
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Any

from google.protobuf.timestamp_pb2 import Timestamp

from exchange.domain.audit import AuditTag, audited_subject
from exchange.storage.audit import MAX_SUBJECTS
from exchange.trust.identity import Identity
from exchange.v1 import audit_pb2
from exchange.wire import reason_name

_CURRENT: ContextVar[Call] = ContextVar("exchange_call")
MAX_TEXT = 500  # characters of free text in an audit event


@dataclass(slots=True)
class Call:
    """What the audit log will say of a call. `person` is who acts for the identity, where the transport knows it (the console)."""

    method: str
    correlation_id: str
    peer: str
    identity: Identity | None = None
    person: str = ""
    certificate: str = ""
    purpose: int = 0
    tag: AuditTag | None = None
    logged: bool = False
    event_on_its_way: Future[Any] | None = None  # the event is being written while the answer is still made
    subjects: list[str] = field(default_factory=list)
    record_ids: list[str] = field(default_factory=list)
    ledger: str = ""
    first_index: int = 0
    end_index: int = 0
    query: str = ""
    detail: str = ""

    @property
    def member(self) -> str:
        """The caller's member; empty before it is known."""
        return self.identity.member if self.identity else ""

    @property
    def actor(self) -> str:
        """The identity's URI, with the person as its fragment; empty before it is known."""
        return self.identity.acting(self.person) if self.identity else ""

    def shows(self, *, subjects: Iterable[str] = (), record_ids: Iterable[str] = ()) -> None:
        """Notes what the answer discloses."""
        self.subjects.extend(audited_subject(one) for one in subjects if one)
        self.record_ids.extend(one for one in record_ids if one)

    def event(self, result: int, *, reason: int = 0, detail: str = "") -> audit_pb2.AuditEvent:
        """The audit event of the call as it stands."""
        at = Timestamp()
        at.GetCurrentTime()
        tag = self.tag or AuditTag.CALL_REFUSED
        return audit_pb2.AuditEvent(
            at=at,
            tag=tag,
            actor=self.actor,
            member=self.member,
            role=self.identity.role.value if self.identity else "",
            purpose=self.purpose,  # type: ignore[arg-type]  # an enum's number
            result=result,  # type: ignore[arg-type]  # an enum's number
            reason=reason_name(reason) if reason else "",
            detail=(detail or self.detail)[:MAX_TEXT],
            subjects=list(dict.fromkeys(self.subjects))[:MAX_SUBJECTS],
            record_ids=list(dict.fromkeys(self.record_ids))[:MAX_SUBJECTS],
            ledger=self.ledger,
            first_index=self.first_index,
            end_index=self.end_index,
            correlation_id=self.correlation_id,
            peer=self.peer,
            query=f"{self.method.rpartition('.')[2]} {self.query}".strip()[:MAX_TEXT],
            certificate=self.certificate,
        )


def current() -> Call:
    """The call being handled."""
    return _CURRENT.get()


def enter(call: Call) -> None:
    """Makes `call` the current one of this task."""
    _CURRENT.set(call)
