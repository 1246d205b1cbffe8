"""Leads: the state of a thread is a fold over its records, whichever ledgers they lie in and in whatever order they arrived.

    thread = fold(record_id=…, lead=…, from_member="310116", from_organ="1131…", steps=[Step(…), …])
    thread.state                                 # LEAD_STATE_ACCEPTED
    allowed_actions(thread, "330482")            # what any organ of Pinghu with a part may do now
    check_step(thread, event, member="330482", organ="1133…")   # raises LeadStepError with its ErrorReason, or gives the next state

`_rules` has the five kinds' tables, line by line with the provision; `_content` what a step must say; `_opening` what a lead itself must;
`_order` the order in which records count; `_acts` when two filings are of the same act. A step that isn't allowed at its place changes
nothing; it stays visible with the reason. For clocks: every `JudgedStep` of `Thread.steps` has the state it led to and the moment it counts
from, and its `step.event` has extensions (`extension` 0: as the rule says) and suspensions.
"""

from exchange.domain.leads._acts import Act, Filing, act_of, check_filing, filing_of, first_filing, same_act
from exchange.domain.leads._content import lawful_grounds
from exchange.domain.leads._folding import check_step, fold, take
from exchange.domain.leads._opening import HANDED_ON, check_continuation, check_lead
from exchange.domain.leads._openness import Actor, Blocked, allowed_actions, blocked_actions
from exchange.domain.leads._rules import TABLES, Part, Rule, rules_of
from exchange.domain.leads._values import (
    Action,
    Facts,
    Ground,
    JudgedStep,
    Kind,
    LeadStepError,
    Moment,
    State,
    Step,
    Thread,
    action_name,
    is_time,
    kind_name,
    moment,
    state_name,
)

ENDED = frozenset(
    {
        State.LEAD_STATE_UNSPECIFIED,  # the lead itself has no effect
        State.LEAD_STATE_CLOSED,
        State.LEAD_STATE_WITHDRAWN,
        State.LEAD_STATE_RETURNED,
        State.LEAD_STATE_DUPLICATE,
        State.LEAD_STATE_REDIRECTED,
    }
)
"""States in which nobody owes anything on the matter in this thread any more; every other is open."""

__all__ = [
    "ENDED",
    "HANDED_ON",
    "TABLES",
    "Act",
    "Action",
    "Actor",
    "Blocked",
    "Facts",
    "Filing",
    "Ground",
    "JudgedStep",
    "Kind",
    "LeadStepError",
    "Moment",
    "Part",
    "Rule",
    "State",
    "Step",
    "Thread",
    "act_of",
    "action_name",
    "allowed_actions",
    "blocked_actions",
    "check_continuation",
    "check_filing",
    "check_lead",
    "check_step",
    "filing_of",
    "first_filing",
    "fold",
    "is_time",
    "kind_name",
    "lawful_grounds",
    "moment",
    "rules_of",
    "same_act",
    "state_name",
    "take",
]
