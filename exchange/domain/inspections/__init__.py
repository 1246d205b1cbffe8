"""Joint inspection plans as threads of records: what a plan may say, whose steps count, and where it stands (RULES.md §5).

    PROPOSED ─▶ COUNTERSIGNED ─▶ PUBLISHED ─▶ EXECUTED        REFUSED: some party doesn't agree; the lead proposes the next version
         └────────────┴─────────────┴──▶ WITHDRAWN

- The lead organ signs versions, publications and the withdrawal; of these the order is that of its own ledger.
- Each party countersigns a version by its record id and digest; its first answer counts. A publication names those answers, so it can't
  have been made before them: whatever order the ledgers arrive in, every holder of them comes to the same.
- A result counts if its organ has a part in a visit of a version that was published.
- What follows from a result: the organ that ordered a rectification checks it, until it is found done; any organ of another member may
  recognise what was found, so as not to inspect it again (RULES.md §4.2, R3), and end that. A plan that is withdrawn takes neither back.

A step that isn't lawful has no effect; `step_fault` says why, in the words that refuse it before it is signed.
"""

from exchange.domain.inspections._folded import Folded, PlanState, Rectification, Step, inspected_on
from exchange.domain.inspections._followups import RELIABLE_RESULTS, RELIABLE_TRIGGERS
from exchange.domain.inspections._plans import Fault, plan_faults
from exchange.domain.inspections._registers import register_faults
from exchange.domain.inspections._rights import EnforcingOrgan, joint_rights
from exchange.domain.inspections._threads import changed_visits, fold, step_fault

__all__ = [
    "RELIABLE_RESULTS",
    "RELIABLE_TRIGGERS",
    "EnforcingOrgan",
    "Fault",
    "Folded",
    "PlanState",
    "Rectification",
    "Step",
    "changed_visits",
    "fold",
    "inspected_on",
    "joint_rights",
    "plan_faults",
    "register_faults",
    "step_fault",
]
