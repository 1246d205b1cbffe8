"""What verification reports."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

MAX_FINDINGS = 1000  # per ledger; beyond that the picture is clear


@dataclass(frozen=True, kw_only=True, slots=True)
class Finding:
    """Something stored that isn't what it should be. `index` is -1 where the ledger as a whole is meant."""

    ledger: str
    index: int
    record_id: str
    part: str  # header, leaf, body, signature, event, subtree, frontier, checkpoint, cosignature, missing
    detail: str


@dataclass(slots=True)
class LedgerReport:
    """What verifying one ledger found."""

    ledger: str
    entries: int = 0
    records: int = 0
    withheld: int = 0
    erased: int = 0
    size: int = 0
    root: str = ""
    checkpoint_size: int = 0
    cosignatures: int = 0
    findings: list[Finding] = field(default_factory=list)

    @property
    def ok(self) -> bool:
        """Whether nothing was found."""
        return not self.findings

    def find(self, part: str, detail: str, *, row: Any = None, index: int = -1) -> None:
        """Adds a finding, unless there are MAX_FINDINGS."""
        if len(self.findings) < MAX_FINDINGS:
            record_id = str(row.record_id or "") if row is not None else ""
            self.findings.append(Finding(ledger=self.ledger, index=index, record_id=record_id, part=part, detail=detail))
