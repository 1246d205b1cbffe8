"""Questions to the projection and the entries behind it, answered as wire messages. Pages go by key, never by offset.

`reader` is the asking member. Another member than ours sees only our own records, and of those only what is for it (上海市数据条例 40).
"""

from exchange.storage.reading.agreements import agreements_in_force
from exchange.storage.reading.applicable import MatterQuestion, applicable_standards
from exchange.storage.reading.attachments import attachment_views, citations, neighbours_files, uploaders
from exchange.storage.reading.base import Ledgers, Reader, timestamp, visible
from exchange.storage.reading.compared import compared_standards
from exchange.storage.reading.duties import (
    correction_rows,
    correction_views,
    intervention_rows,
    intervention_views,
    names_intervention,
)
from exchange.storage.reading.leads import continued_by, lead_ids, open_about, other_filings, received_about_act
from exchange.storage.reading.outcomes import outcome_rows, outcome_view, outcome_views
from exchange.storage.reading.prior_fines import prior_penalties
from exchange.storage.reading.priors import REGISTRATION_NUMBER_SIZE, PriorRow, fill_view, prior_outcomes
from exchange.storage.reading.recognition import (
    covering_codes,
    own_recognition,
    reliance_rows,
    reliance_view,
    relied,
    unreported,
    withdrawal,
    withdrawal_views,
)
from exchange.storage.reading.record_life import record_life
from exchange.storage.reading.records import (
    is_known_request,
    known_record,
    known_records,
    list_records,
    record_by_id,
    stored_record,
    tombstones,
)
from exchange.storage.reading.standards import (
    adoption_rows,
    adoption_views,
    mapping_rows,
    mapping_views,
    standard_rows,
    standard_version,
    standard_views,
    standards_at,
    versions_about,
    versions_of,
)
from exchange.storage.reading.subjects import FoundSubject, matching_subjects
from exchange.storage.reading.tasks import AfterTask, in_states, recounted, task_counts, task_rows, task_views, tasks_of_threads, unalarmed

__all__ = [
    "REGISTRATION_NUMBER_SIZE",
    "AfterTask",
    "FoundSubject",
    "Ledgers",
    "MatterQuestion",
    "PriorRow",
    "Reader",
    "adoption_rows",
    "adoption_views",
    "agreements_in_force",
    "applicable_standards",
    "attachment_views",
    "citations",
    "compared_standards",
    "continued_by",
    "correction_rows",
    "correction_views",
    "covering_codes",
    "fill_view",
    "in_states",
    "intervention_rows",
    "intervention_views",
    "is_known_request",
    "known_record",
    "known_records",
    "lead_ids",
    "list_records",
    "mapping_rows",
    "mapping_views",
    "matching_subjects",
    "names_intervention",
    "neighbours_files",
    "open_about",
    "other_filings",
    "outcome_rows",
    "outcome_view",
    "outcome_views",
    "own_recognition",
    "prior_outcomes",
    "prior_penalties",
    "received_about_act",
    "record_by_id",
    "record_life",
    "recounted",
    "reliance_rows",
    "reliance_view",
    "relied",
    "standard_rows",
    "standard_version",
    "standard_views",
    "standards_at",
    "stored_record",
    "task_counts",
    "task_rows",
    "task_views",
    "tasks_of_threads",
    "timestamp",
    "tombstones",
    "unalarmed",
    "unreported",
    "uploaders",
    "versions_about",
    "versions_of",
    "visible",
    "withdrawal",
    "withdrawal_views",
]
