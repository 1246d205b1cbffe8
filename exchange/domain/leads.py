"""Leads: the state of a thread is a fold over its records, whichever ledgers they lie in and in whatever order they arrived.

The records are taken in the order of issue (time, then record id), so every node that holds the same records sees the same state. A step
that the table doesn't allow at its place changes nothing; it stays visible with the reason.

The tables follow RULES.md §3.4; the five kinds are five legal animals (§3.1), so each has its own.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from exchange.v1 import error_pb2, lead_pb2

Kind = lead_pb2.LeadKind
State = lead_pb2.LeadState
Action = lead_pb2.LeadAction
Ground = lead_pb2.RefusalGround

SENDER = "sender"
RECEIVER = "receiver"
EITHER = "either"


@dataclass(frozen=True, kw_only=True, slots=True)
class Step:
    """One record of a thread after its first."""

    record_id: str
    member: str
    organ: str
    issued_at: tuple[int, int]  # seconds, nanoseconds
    event: lead_pb2.LeadEvent


@dataclass(frozen=True, kw_only=True, slots=True)
class JudgedStep:
    """A step and what came of it: 0, or the ErrorReason for which it has no effect."""

    step: Step
    refused: int = 0


@dataclass(frozen=True, kw_only=True, slots=True)
class Thread:
    """What the records add up to."""

    record_id: str
    lead: lead_pb2.Lead
    from_member: str
    from_organ: str
    state: int
    steps: tuple[JudgedStep, ...] = ()
    issued_at: tuple[int, int] = (0, 0)  # of the first record: seconds, nanoseconds


class LeadStepError(ValueError):
    """A step the thread doesn't allow now; `reason` is an ErrorReason."""

    def __init__(self, reason: error_pb2.ErrorReason, message: str) -> None:
        super().__init__(message)
        self.reason = reason


_Table = Mapping[tuple[int, int], tuple[str, int]]  # (state, action) -> (who, next state)

_VERIFY: dict[tuple[int, int], tuple[str, int]] = {
    (State.LEAD_STATE_SENT, Action.LEAD_ACTION_RECEIVE): (RECEIVER, State.LEAD_STATE_RECEIVED),
    (State.LEAD_STATE_SENT, Action.LEAD_ACTION_WITHDRAW): (SENDER, State.LEAD_STATE_WITHDRAWN),
    (State.LEAD_STATE_RECEIVED, Action.LEAD_ACTION_ACCEPT): (RECEIVER, State.LEAD_STATE_ACCEPTED),
    (State.LEAD_STATE_RECEIVED, Action.LEAD_ACTION_REQUEST_SUPPLEMENT): (RECEIVER, State.LEAD_STATE_SUPPLEMENT_REQUESTED),
    (State.LEAD_STATE_SUPPLEMENT_REQUESTED, Action.LEAD_ACTION_SUPPLEMENT): (SENDER, State.LEAD_STATE_RECEIVED),
    (State.LEAD_STATE_SUPPLEMENT_REQUESTED, Action.LEAD_ACTION_WITHDRAW): (SENDER, State.LEAD_STATE_WITHDRAWN),
    (State.LEAD_STATE_ACCEPTED, Action.LEAD_ACTION_EXTEND): (RECEIVER, State.LEAD_STATE_ACCEPTED),
    (State.LEAD_STATE_ACCEPTED, Action.LEAD_ACTION_FILE): (RECEIVER, State.LEAD_STATE_FILED),
    (State.LEAD_STATE_ACCEPTED, Action.LEAD_ACTION_DECLINE_FILING): (RECEIVER, State.LEAD_STATE_NOT_FILED),
    (State.LEAD_STATE_ACCEPTED, Action.LEAD_ACTION_REFER_CRIMINAL): (RECEIVER, State.LEAD_STATE_CRIMINAL_REFERRED),
    (State.LEAD_STATE_FILED, Action.LEAD_ACTION_DECIDE): (RECEIVER, State.LEAD_STATE_DECIDED),
    (State.LEAD_STATE_FILED, Action.LEAD_ACTION_EXTEND): (RECEIVER, State.LEAD_STATE_FILED),
    (State.LEAD_STATE_DECIDED, Action.LEAD_ACTION_NOTIFY_OUTCOME): (RECEIVER, State.LEAD_STATE_OUTCOME_NOTIFIED),
    (State.LEAD_STATE_NOT_FILED, Action.LEAD_ACTION_NOTIFY_OUTCOME): (RECEIVER, State.LEAD_STATE_OUTCOME_NOTIFIED),
    (State.LEAD_STATE_CRIMINAL_REFERRED, Action.LEAD_ACTION_NOTIFY_OUTCOME): (RECEIVER, State.LEAD_STATE_OUTCOME_NOTIFIED),
    (State.LEAD_STATE_OUTCOME_NOTIFIED, Action.LEAD_ACTION_CORRECT): (RECEIVER, State.LEAD_STATE_CORRECTED),
    (State.LEAD_STATE_OUTCOME_NOTIFIED, Action.LEAD_ACTION_CLOSE): (SENDER, State.LEAD_STATE_CLOSED),
    (State.LEAD_STATE_CORRECTED, Action.LEAD_ACTION_CLOSE): (SENDER, State.LEAD_STATE_CLOSED),
}
_RETURN: dict[tuple[int, int], tuple[str, int]] = {
    (State.LEAD_STATE_RECEIVED, Action.LEAD_ACTION_RETURN): (RECEIVER, State.LEAD_STATE_RETURNED),
    (State.LEAD_STATE_RETURNED, Action.LEAD_ACTION_CLOSE): (SENDER, State.LEAD_STATE_CLOSED),
}
_DISPUTE: dict[tuple[int, int], tuple[str, int]] = {
    (State.LEAD_STATE_RECEIVED, Action.LEAD_ACTION_DISPUTE): (RECEIVER, State.LEAD_STATE_DISPUTED),
    (State.LEAD_STATE_DISPUTED, Action.LEAD_ACTION_ACCEPT): (RECEIVER, State.LEAD_STATE_ACCEPTED),
    (State.LEAD_STATE_DISPUTED, Action.LEAD_ACTION_WITHDRAW): (SENDER, State.LEAD_STATE_WITHDRAWN),
    (State.LEAD_STATE_DISPUTED, Action.LEAD_ACTION_ESCALATE): (EITHER, State.LEAD_STATE_ESCALATED),
    (State.LEAD_STATE_ESCALATED, Action.LEAD_ACTION_DESIGNATE): (EITHER, State.LEAD_STATE_DESIGNATED),
    (State.LEAD_STATE_DESIGNATED, Action.LEAD_ACTION_ACCEPT): (RECEIVER, State.LEAD_STATE_ACCEPTED),
    (State.LEAD_STATE_DESIGNATED, Action.LEAD_ACTION_WITHDRAW): (SENDER, State.LEAD_STATE_WITHDRAWN),
}
_ASSIST: dict[tuple[int, int], tuple[str, int]] = {
    (State.LEAD_STATE_SENT, Action.LEAD_ACTION_RECEIVE): (RECEIVER, State.LEAD_STATE_RECEIVED),
    (State.LEAD_STATE_SENT, Action.LEAD_ACTION_WITHDRAW): (SENDER, State.LEAD_STATE_WITHDRAWN),
    (State.LEAD_STATE_RECEIVED, Action.LEAD_ACTION_ACCEPT): (RECEIVER, State.LEAD_STATE_ACCEPTED),
    (State.LEAD_STATE_RECEIVED, Action.LEAD_ACTION_RETURN): (RECEIVER, State.LEAD_STATE_RETURNED),
    (State.LEAD_STATE_ACCEPTED, Action.LEAD_ACTION_EXTEND): (RECEIVER, State.LEAD_STATE_ACCEPTED),
    (State.LEAD_STATE_ACCEPTED, Action.LEAD_ACTION_NOTIFY_OUTCOME): (RECEIVER, State.LEAD_STATE_OUTCOME_NOTIFIED),
    (State.LEAD_STATE_OUTCOME_NOTIFIED, Action.LEAD_ACTION_CLOSE): (SENDER, State.LEAD_STATE_CLOSED),
    (State.LEAD_STATE_RETURNED, Action.LEAD_ACTION_CLOSE): (SENDER, State.LEAD_STATE_CLOSED),
}
_TABLES: Mapping[int, _Table] = {
    Kind.LEAD_KIND_LEAD: _VERIFY | _RETURN,
    Kind.LEAD_KIND_CASE: _VERIFY | _DISPUTE,  # a transferred case is never sent back or on (env 办法 16)
    Kind.LEAD_KIND_ASSIST: _ASSIST,
    Kind.LEAD_KIND_CRIMINAL: _VERIFY,
    Kind.LEAD_KIND_REVERSE: _VERIFY | _DISPUTE,
}
_RETURN_GROUNDS = frozenset(
    {
        Ground.REFUSAL_GROUND_NOT_TERRITORY,
        Ground.REFUSAL_GROUND_NOT_FUNCTION,
        Ground.REFUSAL_GROUND_NOT_LEVEL,
        Ground.REFUSAL_GROUND_EARLIER_FILING,
        Ground.REFUSAL_GROUND_DUPLICATE,
        Ground.REFUSAL_GROUND_NO_IDENTIFIABLE_SUBJECT,
    }
)
_GROUNDS: Mapping[int, frozenset[int]] = {
    Action.LEAD_ACTION_RETURN: _RETURN_GROUNDS,
    Action.LEAD_ACTION_DISPUTE: _RETURN_GROUNDS,
    Action.LEAD_ACTION_DECLINE_FILING: frozenset(
        {
            Ground.REFUSAL_GROUND_LIMITATION_EXPIRED,
            Ground.REFUSAL_GROUND_ALREADY_FINED_SAME_ACT,
            Ground.REFUSAL_GROUND_NO_IDENTIFIABLE_SUBJECT,
        }
    ),
}


def fold(  # one name a field
    *,
    record_id: str,
    lead: lead_pb2.Lead,
    from_member: str,
    from_organ: str,
    steps: Iterable[Step],
    issued_at: tuple[int, int] = (0, 0),
) -> Thread:
    """The thread's state, from its first record and all steps that have arrived, in any order."""
    thread = Thread(
        record_id=record_id,
        lead=lead,
        from_member=from_member,
        from_organ=from_organ,
        state=State.LEAD_STATE_SENT,
        issued_at=issued_at,
    )
    unique = {step.record_id: step for step in steps}
    for step in sorted(unique.values(), key=lambda one: (one.issued_at, one.record_id)):
        thread = _apply(thread, step)
    return thread


def _apply(thread: Thread, step: Step) -> Thread:
    try:
        state = check_step(thread, step.event, member=step.member)
    except LeadStepError as error:
        return _with_step(thread, JudgedStep(step=step, refused=error.reason), thread.state)
    return _with_step(thread, JudgedStep(step=step), state)


def _with_step(thread: Thread, judged: JudgedStep, state: int) -> Thread:
    return replace(thread, state=state, steps=(*thread.steps, judged))


def check_step(thread: Thread, event: lead_pb2.LeadEvent, *, member: str) -> int:
    """The state that `event`, taken by `member`, leads to.

    Raises:
        LeadStepError: the state, the member's part or the ground doesn't allow it.
    """
    if event.action == Action.LEAD_ACTION_RETURN and thread.lead.kind in {Kind.LEAD_KIND_CASE, Kind.LEAD_KIND_CRIMINAL}:
        raise LeadStepError(
            error_pb2.ERROR_REASON_NO_RETRANSFER,
            "a transferred case can't be returned or sent on; report to the common superior for designation (生态环境行政处罚办法 16)",
        )
    entry = _TABLES.get(thread.lead.kind, {}).get((thread.state, event.action))
    if entry is None:
        names = ", ".join(action_name(one) for one in allowed_actions(thread, member)) or "nothing"
        raise LeadStepError(
            error_pb2.ERROR_REASON_ACTION_NOT_ALLOWED,
            f"{action_name(event.action)} isn't a step from {state_name(thread.state)}; {member} may now do: {names}",
        )
    _check_part(thread, entry[0], member)
    _check_ground(event)
    return entry[1]


def _check_part(thread: Thread, who: str, member: str) -> None:
    sender, receiver = thread.from_member, thread.lead.to_member
    if who == RECEIVER and member != receiver:
        raise LeadStepError(error_pb2.ERROR_REASON_NOT_RECEIVER, f"only the receiver, {receiver}, may do this; {member} isn't it")
    if who == SENDER and member != sender:
        raise LeadStepError(error_pb2.ERROR_REASON_NOT_SENDER, f"only the sender, {sender}, may do this; {member} isn't it")
    if member not in {sender, receiver}:
        raise LeadStepError(error_pb2.ERROR_REASON_NOT_RECEIVER, f"{member} takes no part in this lead")


def _check_ground(event: lead_pb2.LeadEvent) -> None:
    allowed = _GROUNDS.get(event.action)
    if allowed is None:
        return
    names = ", ".join(sorted(Ground.Name(ground).removeprefix("REFUSAL_GROUND_") for ground in allowed))
    declined_with_reason = event.action == Action.LEAD_ACTION_DECLINE_FILING and not event.ground and event.note
    if declined_with_reason:  # 处罚法 33: no penalty for slight or first violations, or no facts; the note says which
        return
    if not event.ground:
        raise LeadStepError(error_pb2.ERROR_REASON_GROUND_MISSING, f"event.ground is missing; one of {names} is needed")
    if event.ground not in allowed:
        raise LeadStepError(
            error_pb2.ERROR_REASON_GROUND_NOT_ALLOWED, f"event.ground isn't a lawful ground for this step; one of {names} is"
        )


def allowed_actions(thread: Thread, actor: str) -> Sequence[int]:
    """The actions that the member `actor` may take now, in the order of their numbers."""
    parts = {SENDER: actor == thread.from_member, RECEIVER: actor == thread.lead.to_member}
    parts[EITHER] = any(parts.values())
    table = _TABLES.get(thread.lead.kind, {})
    return sorted(action for (state, action), (who, _next) in table.items() if state == thread.state and parts[who])


def action_name(action: int) -> str:
    """`LEAD_ACTION_ACCEPT` → `ACCEPT`."""
    return Action.Name(action).removeprefix("LEAD_ACTION_")


def state_name(state: int) -> str:
    """`LEAD_STATE_SENT` → `SENT`."""
    return State.Name(state).removeprefix("LEAD_STATE_")
