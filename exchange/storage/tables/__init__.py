"""The schema, a module for each subject. Ledgers, entries and evidence are the truth; the projections are rebuilt from them by one command.

An entry's key is its *position*: ledger number and index in one integer, so that a ledger's entries lie side by side and no further index
is needed to read them in order.
"""

from exchange.storage.tables.agreements import agreements
from exchange.storage.tables.attachments import attachment_chunks, attachment_citations, attachment_fetches, attachments
from exchange.storage.tables.audit import audit_events, audit_records, audit_subjects, audit_terms, saved_reviews
from exchange.storage.tables.base import INDEX_BITS, RowKey, index_of, metadata, position
from exchange.storage.tables.console import console_accounts, console_sessions, login_failures
from exchange.storage.tables.duties import corrections, interventions
from exchange.storage.tables.inspections import inspection_registers
from exchange.storage.tables.leads import filings, leads
from exchange.storage.tables.ledgers import checkpoints, entries, fork_evidence, ledgers, requests, subtrees, witness_states
from exchange.storage.tables.outcomes import outcome_revisions, outcomes
from exchange.storage.tables.projections import projection_cursors
from exchange.storage.tables.recognition import applied_withdrawals, recognitions, withdrawal_reports, withdrawals
from exchange.storage.tables.risk import (
    guidance_cases,
    guidance_matters,
    guidance_terms,
    risk_grades,
    sighting_cursors,
    sighting_keys,
    sightings,
    warnings,
)
from exchange.storage.tables.standards import standard_adoptions, standard_mappings, standard_matters, standards
from exchange.storage.tables.subjects import subject_cursors, subject_keys, subject_records, subjects
from exchange.storage.tables.sync import PARKED, RETRY, collect_cursors, collected, deliveries, delivery_cursors, job_leases, job_runs
from exchange.storage.tables.tasks import task_alarms, tasks

__all__ = [
    "INDEX_BITS",
    "PARKED",
    "RETRY",
    "RowKey",
    "agreements",
    "applied_withdrawals",
    "attachment_chunks",
    "attachment_citations",
    "attachment_fetches",
    "attachments",
    "audit_events",
    "audit_records",
    "audit_subjects",
    "audit_terms",
    "checkpoints",
    "collect_cursors",
    "collected",
    "console_accounts",
    "console_sessions",
    "corrections",
    "deliveries",
    "delivery_cursors",
    "entries",
    "filings",
    "fork_evidence",
    "guidance_cases",
    "guidance_matters",
    "guidance_terms",
    "index_of",
    "inspection_registers",
    "interventions",
    "job_leases",
    "job_runs",
    "leads",
    "ledgers",
    "login_failures",
    "metadata",
    "outcome_revisions",
    "outcomes",
    "position",
    "projection_cursors",
    "recognitions",
    "requests",
    "risk_grades",
    "saved_reviews",
    "sighting_cursors",
    "sighting_keys",
    "sightings",
    "standard_adoptions",
    "standard_mappings",
    "standard_matters",
    "standards",
    "subject_cursors",
    "subject_keys",
    "subject_records",
    "subjects",
    "subtrees",
    "task_alarms",
    "tasks",
    "warnings",
    "withdrawal_reports",
    "withdrawals",
    "witness_states",
]
