"""The closed vocabulary of the audit log: `subject:object:action`. Everything that is logged goes by one of these tags."""

from __future__ import annotations

from enum import StrEnum


class AuditTag(StrEnum):
    """What was done, or tried. Values are never reused."""

    CALL_REFUSED = "call:any:refuse"
    HANDSHAKE_REFUSED = "call:handshake:refuse"
    RECORD_PUBLISHED = "record:own:publish"
    RECORD_READ = "record:any:read"
    RECORDS_LISTED = "record:any:list"
    LEAD_SENT = "lead:own:send"
    LEAD_ANSWERED = "lead:thread:answer"
    LEAD_READ = "lead:thread:read"
    LEADS_LISTED = "lead:any:list"
    OUTCOME_READ = "outcome:any:read"
    OUTCOMES_LISTED = "outcome:any:list"
    PRIOR_OUTCOMES_LISTED = "outcome:subject:list"
    STANDARDS_READ = "standard:any:read"
    AUDIT_READ = "audit:log:read"
    ENTRIES_SHOWN = "ledger:own:show"
    CHECKPOINT_COSIGNED = "ledger:peer:cosign"
    LEDGER_PULLED = "ledger:peer:pull"
    LEDGER_REFUSED = "ledger:peer:refuse"
    LEDGER_FROZEN = "ledger:peer:freeze"
    LEDGER_LIFTED = "ledger:peer:lift"
    ENTRY_REFUSED = "record:peer:refuse"
    CASES_COLLECTED = "case:store:collect"
    CASE_REJECTED = "case:store:reject"
    RECORDS_DELIVERED = "case:store:deliver"
    DELIVERY_PARKED = "case:store:park"
    DELIVERY_REPLAYED = "case:store:replay"
    TRUST_REFRESHED = "trust:membership:refresh"
    NODE_STARTED = "node:process:start"
    NODE_STOPPED = "node:process:stop"
    PROOF_READ = "ledger:any:prove"
