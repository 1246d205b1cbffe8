"""The closed vocabulary of the audit log: `subject:object:action`. Everything that is logged goes by one of these tags."""

from __future__ import annotations

from enum import StrEnum

LONGEST_SUBJECT = 205
"""Characters that the index of companies takes: "name:" and a name of 200 (exchange/v1/subject.proto)."""


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
    AUDIT_VERIFIED = "audit:log:verify"
    REVIEW_SAVED = "audit:review:save"
    REVIEW_REMOVED = "audit:review:remove"
    REVIEW_SIGNED_OFF = "audit:review:sign"
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
    ATTACHMENT_STORED = "attachment:own:store"
    ATTACHMENT_SHOWN = "attachment:any:show"
    ATTACHMENT_PULLED = "attachment:peer:pull"
    OPEN_LEADS_LISTED = "lead:subject:list"
    PRIORS_ASSESSED = "outcome:subject:assess"
    APPLICABLE_STANDARDS_READ = "standard:matter:read"
    STANDARDS_COMPARED = "standard:matter:compare"
    DISCRETION_CALCULATED = "standard:item:calculate"
    RECOGNITION_CHECKED = "recognition:any:check"
    OUTCOME_RECOGNISED = "recognition:own:sign"
    RELIANCE_LISTED = "recognition:any:list"
    RELIANCE_REVIEWED = "recognition:own:review"
    WITHDRAWAL_APPLIED = "recognition:peer:withdraw"
    WITHDRAWAL_REPORTED = "recognition:own:report"
    WITHDRAWALS_LISTED = "recognition:own:list"
    TASKS_LISTED = "task:any:list"
    TASK_DUE_SOON = "task:any:remind"
    TASK_OVERDUE = "task:any:alarm"
    INTERVENTIONS_READ = "intervention:own:read"
    CORRECTIONS_LISTED = "correction:any:list"
    WARNING_RAISED = "warning:own:raise"
    WARNINGS_LISTED = "warning:any:list"
    RISK_GRADES_LISTED = "risk:any:list"
    GUIDANCE_READ = "guidance:any:list"
    SUBJECTS_MATCHED = "subject:any:match"
    FEDERATION_READ = "node:federation:read"
    CONNECTION_TESTED = "node:peer:test"
    JOBS_LISTED = "node:jobs:list"
    JOB_RUN = "node:job:run"
    DELIVERIES_LISTED = "case:store:list"
    LOGGED_IN = "console:visitor:enter"
    LOGIN_REFUSED = "console:visitor:refuse"
    LOGGED_OUT = "console:visitor:leave"
    ACCOUNT_CHANGED = "console:account:change"
    DRAW_STEP = "draw:own:sign"
    DRAWS_READ = "draw:any:read"
    PLANS_READ = "plan:any:read"
    REGISTERS_READ = "register:any:read"
    ABSENCE_EXPLAINED = "record:any:explain"


NIGHT_HOURS = frozenset({22, 23, 0, 1, 2, 3, 4, 5})
"""Hours of Asia/Shanghai at which nobody is expected at work; what a statistic counts, no rule of law."""

LOOKUPS = frozenset(
    {
        AuditTag.RECORD_READ,
        AuditTag.RECORDS_LISTED,
        AuditTag.LEAD_READ,
        AuditTag.LEADS_LISTED,
        AuditTag.OPEN_LEADS_LISTED,
        AuditTag.OUTCOME_READ,
        AuditTag.OUTCOMES_LISTED,
        AuditTag.PRIOR_OUTCOMES_LISTED,
        AuditTag.PRIORS_ASSESSED,
        AuditTag.RISK_GRADES_LISTED,
        AuditTag.SUBJECTS_MATCHED,
        AuditTag.WARNINGS_LISTED,
    }
)
"""Tags under which somebody was shown something about a company or a case."""


def audited_subject(key: str) -> str:
    """A company's key as an event holds it: what a hostile record calls a company may be endless or hold NULs, and is shown nonetheless."""
    return key.replace("\0", "")[:LONGEST_SUBJECT]
