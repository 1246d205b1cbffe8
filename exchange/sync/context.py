"""What the parts of a running node share: made once, in the composition root (`exchange.node.bootstrap`)."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

from exchange.domain.calendar import legal_day
from exchange.ledger.keys import Signer
from exchange.settings import NodeSettings
from exchange.storage.engine import Database
from exchange.storage.writer import LedgerWriter, Submission
from exchange.trust.membership import Membership
from exchange.trust.resolver import MembershipKeys
from exchange.v1 import audit_pb2

if TYPE_CHECKING:
    from exchange.trust.client import TrustClient


class TrustHolder:
    """The membership in force in this process; replaced whole."""

    def __init__(self, client: TrustClient, membership: Membership) -> None:
        self.client = client
        self._lock = threading.Lock()
        self._keys = MembershipKeys(membership)

    @property
    def membership(self) -> Membership:
        """The membership now."""
        return self._keys.membership

    @property
    def keys(self) -> MembershipKeys:
        """Its keys, as a record verifier asks for them."""
        return self._keys

    def replace(self, membership: Membership) -> None:
        """From now on this one."""
        with self._lock:
            self._keys = MembershipKeys(membership)


@dataclass(frozen=True, kw_only=True, slots=True)
class NodeContext:
    """One node, in one process."""

    settings: NodeSettings
    database: Database
    writer: LedgerWriter
    trust: TrustHolder
    ledger_signer: Signer
    audit_signer: Signer
    witness_signer: Signer
    organ_signers: Mapping[str, Signer]
    now: Callable[[], datetime]
    randomness: Callable[[int], bytes]

    @property
    def member(self) -> str:
        """This node's member code."""
        return self.settings.code

    async def write_audit(self, event: audit_pb2.AuditEvent) -> None:
        """Puts an event into the audit log; returns once it is on disk."""
        await asyncio.wrap_future(self.writer.submit(Submission(audit=[event])))

    @property
    def today(self) -> date:
        """The legal day."""
        return legal_day(self.now())

    def microseconds(self) -> int:
        """Now, in µs since 1970."""
        return int(self.now().timestamp() * 1_000_000)


def utc_now() -> datetime:
    """The system's clock."""
    return datetime.now(UTC)
