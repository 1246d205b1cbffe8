"""The fold: the state of a thread from its first record and all steps that have arrived."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from exchange.domain.leads._content import check_content
from exchange.domain.leads._opening import check_lead
from exchange.domain.leads._openness import Actor, check_open
from exchange.domain.leads._order import Placed, in_order
from exchange.domain.leads._rules import Rule
from exchange.domain.leads._values import Action, Facts, JudgedStep, LeadStepError, Moment, State, Step, Thread, moment
from exchange.v1 import lead_pb2


def fold(
    *,
    record_id: str,
    lead: lead_pb2.Lead,
    from_member: str,
    from_organ: str,
    steps: Iterable[Step],
    issued_at: Moment = (0, 0),
) -> Thread:
    """The thread's state; the same for the same set of records, in whatever order they are given. Never raises for what a record says."""
    thread = _open(
        Thread(
            record_id=record_id,
            lead=lead,
            from_member=from_member,
            from_organ=from_organ,
            state=State.LEAD_STATE_SENT,
            issued_at=issued_at,
        )
    )
    judged = []
    order = in_order(steps, lead=lead, from_member=from_member, from_organ=from_organ, issued_at=issued_at, record_id=record_id)
    for placed in order:
        thread, one = _apply(thread, placed)
        judged.append(one)
    return replace(thread, steps=tuple(judged))


def _open(thread: Thread) -> Thread:
    try:
        check_lead(thread.lead, from_member=thread.from_member, from_organ=thread.from_organ, issued_at=thread.issued_at)
    except LeadStepError as error:
        return replace(thread, state=State.LEAD_STATE_UNSPECIFIED, refused=error.reason, refusal=str(error))
    return thread


def _apply(thread: Thread, placed: Placed) -> tuple[Thread, JudgedStep]:
    step, at = placed.step, placed.effective_at
    try:
        after = take(thread, step.event, member=step.member, organ=step.organ, at=step.issued_at)
    except LeadStepError as error:
        return thread, JudgedStep(step=step, refused=error.reason, explanation=str(error), state=thread.state, effective_at=at)
    return after, JudgedStep(step=step, state=after.state, effective_at=at)


def take(thread: Thread, event: lead_pb2.LeadEvent, *, member: str, organ: str = "", at: Moment | None = None) -> Thread:
    """The thread after a step, with its new state and facts; its `steps` stay as they were.

    Args:
        thread: as it stands.
        event: the step.
        member: who takes it.
        organ: USCC of the organ; "": some organ of the member that has a part.
        at: when it is signed; None: the times it states aren't compared with it.

    Raises:
        LeadStepError: the lead, the state, the organ's part or the step's content doesn't allow it.
    """
    rule = check_open(thread, event.action, Actor(member=member, organ=organ))
    check_content(thread, event, organ=organ, at=at)
    state = _target(thread, rule, event)
    return replace(thread, state=state, facts=_facts(thread, event, organ=organ, state=state))


def check_step(thread: Thread, event: lead_pb2.LeadEvent, *, member: str, organ: str = "", at: Moment | None = None) -> int:
    """The state that a step leads to; arguments and errors as for `take`."""
    return take(thread, event, member=member, organ=organ, at=at).state


def _target(thread: Thread, rule: Rule, event: lead_pb2.LeadEvent) -> int:
    if rule.not_ordered is not None and not event.filing_ordered:
        return rule.not_ordered
    return thread.state if rule.to is None else rule.to


_FILING = frozenset({Action.LEAD_ACTION_FILE, Action.LEAD_ACTION_RECONSIDER})
_GIVING_UP = frozenset({Action.LEAD_ACTION_TRANSFER_OUT, Action.LEAD_ACTION_TERMINATE})


def _facts(thread: Thread, event: lead_pb2.LeadEvent, *, organ: str, state: int) -> Facts:
    """What stands after a step that took effect and led to `state`."""
    facts, action = thread.facts, event.action
    if state != thread.state:  # a clock that stood still belongs to the state it stood in
        facts = replace(facts, suspended=False)
    if action in _FILING and state == State.LEAD_STATE_FILED:
        return replace(
            facts,
            case_number=event.case_number,
            filed_at=moment(event.filed_at),
            filed_by_organ=organ,
            filing_given_up=False,
            declined=False,
        )
    if action in _GIVING_UP:
        return replace(facts, filing_given_up=True)
    return replace(facts, **_changes(thread, event))


def _changes(thread: Thread, event: lead_pb2.LeadEvent) -> dict[str, Any]:
    facts = thread.facts
    if event.action == Action.LEAD_ACTION_EXTEND:
        if thread.state == State.LEAD_STATE_FILED:
            return {"handling_extensions": facts.handling_extensions + 1}
        return {"verification_extensions": facts.verification_extensions + 1}
    changes: dict[int, dict[str, Any]] = {
        Action.LEAD_ACTION_REQUEST_SUPPLEMENT: {"supplements": facts.supplements + 1},
        Action.LEAD_ACTION_SUSPEND: {"suspended": True},
        Action.LEAD_ACTION_RESUME: {"suspended": False},
        Action.LEAD_ACTION_DISPUTE: {"disputed": True},
        Action.LEAD_ACTION_DESIGNATE: {"designated_organ": event.designated_organ, "verification_extensions": 0},
        Action.LEAD_ACTION_DECLINE_FILING: {"declined": True},
        Action.LEAD_ACTION_REQUEST_RECONSIDERATION: {"reconsidered": True},
        Action.LEAD_ACTION_PROPOSE_FILING_SUPERVISION: {"supervision_proposed": True},
    }
    return changes.get(event.action, {})
