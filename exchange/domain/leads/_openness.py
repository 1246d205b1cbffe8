"""Whether a step is open: the state, the part, and what happened before. Its content is looked at in `_content`."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from exchange.domain.hierarchy import common_superior
from exchange.domain.leads._rules import HANDING_ON, TABLES, Part, Rule, actions_of, rules_of
from exchange.domain.leads._values import MEMBER_DIGITS, Action, Kind, LeadStepError, State, Thread, action_name, kind_name, state_name
from exchange.v1 import error_pb2

MAX_HANDLING_EXTENSIONS = 2  # 行政处罚法 60 with the ministries' rules: once approved, once more after collective discussion
_NO_RETRANSFER = (
    "a transferred case, and one whose jurisdiction was disputed or designated, is neither returned nor sent on; "
    "dispute it, and report to the common superior for designation (行政处罚法 25; 生态环境行政处罚办法 16)"
)


@dataclass(frozen=True, kw_only=True, slots=True)
class Actor:
    """Who acts: a member, or one organ of it. Without an organ: whatever some organ of the member may do."""

    member: str = ""
    organ: str = ""

    @classmethod
    def parse(cls, code: str) -> Actor:
        """From a member code (six digits) or a USCC (18 characters)."""
        return cls(member=code) if len(code) == MEMBER_DIGITS else cls(organ=code)

    def is_organ(self, organ: str, *, member: str) -> bool:
        """Whether this is organ `organ` of `member` ("": of a member the thread doesn't name)."""
        if self.organ and self.organ != organ:
            return False
        return not (self.member and member and self.member != member) and bool(self.organ or (self.member and member))

    def __str__(self) -> str:
        return self.organ or self.member


@dataclass(frozen=True, kw_only=True, slots=True)
class Blocked:
    """A step that isn't open: the ErrorReason and the rule in words; if the state shuts it, the states that don't and their article."""

    action: int
    reason: error_pb2.ErrorReason
    explanation: str
    open_from: tuple[int, ...] = ()
    source: str = ""


def allowed_actions(thread: Thread, actor: str) -> list[int]:
    """The steps that `actor` may take now, in the order of their numbers.

    Args:
        thread: as it was folded.
        actor: a member code (six digits): what any organ of it that has a part may do; or an organ's USCC.
    """
    who = Actor.parse(actor)
    return [action for action in actions_of(thread.lead.kind) if _fault(thread, action, who) is None]


def blocked_actions(thread: Thread, actor: str) -> list[Blocked]:
    """The other steps of this kind of lead, and why each isn't open to `actor` (as for `allowed_actions`) now."""
    who = Actor.parse(actor)
    faults = ((action, _fault(thread, action, who)) for action in actions_of(thread.lead.kind))
    return [_blocked(thread, action, fault) for action, fault in faults if fault is not None]


def _blocked(thread: Thread, action: int, fault: LeadStepError) -> Blocked:
    states = _states_of(thread, action)
    by_state = fault.reason == error_pb2.ERROR_REASON_ACTION_NOT_ALLOWED and thread.state not in states
    return Blocked(
        action=action,
        reason=fault.reason,
        explanation=str(fault),
        open_from=tuple(states) if by_state else (),
        source=_articles(thread, action) if by_state else "",
    )


def _fault(thread: Thread, action: int, actor: Actor) -> LeadStepError | None:
    try:
        check_open(thread, action, actor)
    except LeadStepError as error:
        return error
    return None


def check_open(thread: Thread, action: int, actor: Actor) -> Rule:
    """The rule by which `actor` may take the step now.

    Raises:
        LeadStepError: the lead has no effect; or the kind, the state, the part or an earlier step shuts it.
    """
    if thread.refused:
        reason: error_pb2.ErrorReason = thread.refused  # type: ignore[assignment]  # an enum's number
        raise LeadStepError(reason, f"the lead itself has no effect: {thread.refusal}")
    if action in HANDING_ON and thread.no_retransfer:
        raise LeadStepError(error_pb2.ERROR_REASON_NO_RETRANSFER, _NO_RETRANSFER)
    rule = rules_of(thread.lead.kind).get((thread.state, action))
    if rule is None:
        raise LeadStepError(error_pb2.ERROR_REASON_ACTION_NOT_ALLOWED, _not_from_here(thread, action))
    _check_part(thread, rule, actor)
    if (condition := _CONDITIONS.get(action)) is not None:
        condition(thread)
    return rule


def _not_from_here(thread: Thread, action: int) -> str:
    states = _states_of(thread, action)
    if not states:
        return f"a {kind_name(thread.lead.kind)} knows no {action_name(action)}"
    where = ", ".join(state_name(one) for one in states)
    return f"{action_name(action)} isn't a step from {state_name(thread.state)}; it is one from {where} ({_articles(thread, action)})"


def _states_of(thread: Thread, action: int) -> list[int]:
    return sorted({state for (state, known) in rules_of(thread.lead.kind) if known == action})


def _articles(thread: Thread, action: int) -> str:
    return "; ".join(dict.fromkeys(rule.article for rule in TABLES[thread.lead.kind] if rule.action == action))


def _check_part(thread: Thread, rule: Rule, actor: Actor) -> None:
    """Raises unless the actor is the organ whose step it is."""
    reason, organs = _whose(thread, rule.who)
    if any(actor.is_organ(organ, member=member) for organ, member in organs):
        return
    names = " or ".join(f"{organ or 'its organ'} ({member or 'the designated organ'})" for organ, member in organs)
    raise LeadStepError(
        reason, f"{action_name(rule.action)} is a step of the {rule.who}, {names or 'nobody'}; {actor} isn't it ({rule.article})"
    )


def _whose(thread: Thread, part: Part) -> tuple[error_pb2.ErrorReason, list[tuple[str, str]]]:
    """The organs (USCC, member) that have a part, and the reason for which others are refused."""
    sender, receiver = (thread.from_organ, thread.from_member), (thread.lead.to_organ, thread.lead.to_member)
    handler = next((one for one in (sender, receiver) if one[0] == thread.handler), (thread.handler, ""))
    if not thread.facts.designated_organ:
        handler = receiver
    others = [one for one in (sender, receiver) if one != handler]
    designee = error_pb2.ERROR_REASON_NOT_DESIGNEE if thread.facts.designated_organ else error_pb2.ERROR_REASON_NOT_RECEIVER
    parts: Mapping[Part, tuple[error_pb2.ErrorReason, list[tuple[str, str]]]] = {
        Part.SENDER: (error_pb2.ERROR_REASON_NOT_SENDER, [sender]),
        Part.RECEIVER: (error_pb2.ERROR_REASON_NOT_RECEIVER, [receiver]),
        Part.EITHER: (error_pb2.ERROR_REASON_NOT_RECEIVER, [sender, receiver]),
        Part.HANDLER: (designee, [handler]),
        Part.INFORMED: (error_pb2.ERROR_REASON_NOT_SENDER, others[:1]),
        Part.NOT_HANDLER: (error_pb2.ERROR_REASON_NOT_SENDER, others),
    }
    return parts[part]


def _shut(message: str) -> LeadStepError:
    return LeadStepError(error_pb2.ERROR_REASON_ACTION_NOT_ALLOWED, message)


def _used(message: str) -> LeadStepError:
    return LeadStepError(error_pb2.ERROR_REASON_ALREADY_USED, message)


def _supplement_once(thread: Thread) -> None:
    if thread.facts.supplements:
        raise _used("papers were asked for once already; decide on what is there (上海市城市管理行政执法条例 28)")


def _extension_left(thread: Thread) -> None:
    if thread.lead.kind == Kind.LEAD_KIND_ASSIST:  # announced each time before the day, no number given
        return
    if thread.state == State.LEAD_STATE_ACCEPTED and thread.facts.verification_extensions:
        raise _used("the verification was extended once already (市场监督管理行政处罚程序规定 18; 生态环境行政处罚办法 18)")
    if thread.state == State.LEAD_STATE_FILED and thread.facts.handling_extensions >= MAX_HANDLING_EXTENSIONS:
        raise _used("the handling was extended twice already, the second time after collective discussion (行政处罚法 60)")


def _clock_runs(thread: Thread) -> None:
    if thread.facts.suspended:
        raise LeadStepError(error_pb2.ERROR_REASON_CLOCK_STATE, "the clock stands still already; RESUME lets it run again")


def _clock_stands(thread: Thread) -> None:
    if not thread.facts.suspended:
        raise LeadStepError(error_pb2.ERROR_REASON_CLOCK_STATE, "the clock runs; only SUSPEND stops it")


def _disputable(thread: Thread) -> None:
    if thread.lead.kind == Kind.LEAD_KIND_LEAD and not thread.lead.dispute_agreed:
        raise _shut("a LEAD is returned, not disputed, unless both sides agreed so beforehand (lead.dispute_agreed)")
    if thread.facts.disputed:
        raise _used("jurisdiction was disputed once already; what was settled or designated binds (行政处罚法 25)")


def _has_superior(thread: Thread) -> None:
    if common_superior(thread.lead.domain, thread.from_member, thread.lead.to_member) is None:
        raise _shut("no administrative organ stands above both, so nobody can designate: the organs negotiate (行政处罚法 25)")


def _not_filed(thread: Thread) -> None:
    if not thread.facts.declined:
        raise _shut("the police have filed it; only a refusal to file can be questioned (国务院令第310号 9)")


def _reconsiderable(thread: Thread) -> None:
    _not_filed(thread)
    if thread.facts.reconsidered:
        raise _used("it was reconsidered once already; propose supervision of filing to the procuratorate (国务院令第310号 9)")


def _supervisable(thread: Thread) -> None:
    _not_filed(thread)
    if thread.facts.supervision_proposed:
        raise _used("supervision of filing was proposed already (国务院令第310号 9)")


def _filing_after_refusal(thread: Thread) -> None:
    refused = thread.lead.kind == Kind.LEAD_KIND_CRIMINAL and thread.state in {
        State.LEAD_STATE_NOT_FILED,
        State.LEAD_STATE_OUTCOME_NOTIFIED,
    }
    if refused and not (thread.facts.declined and thread.facts.supervision_proposed):
        raise _shut("after a refusal to file the police file only on reconsideration or supervision of filing (国务院令第310号 9)")


def _closable(thread: Thread) -> None:
    parts = {thread.from_organ, thread.lead.to_organ}
    if thread.state == State.LEAD_STATE_DESIGNATED and thread.facts.designated_organ in parts:
        raise _shut("the designated organ is one of the two sides: it accepts and handles the case (行政处罚法 25)")


_CONDITIONS: Mapping[int, Callable[[Thread], None]] = MappingProxyType(
    {
        Action.LEAD_ACTION_REQUEST_SUPPLEMENT: _supplement_once,
        Action.LEAD_ACTION_EXTEND: _extension_left,
        Action.LEAD_ACTION_SUSPEND: _clock_runs,
        Action.LEAD_ACTION_RESUME: _clock_stands,
        Action.LEAD_ACTION_DISPUTE: _disputable,
        Action.LEAD_ACTION_ESCALATE: _has_superior,
        Action.LEAD_ACTION_DESIGNATE: _has_superior,
        Action.LEAD_ACTION_FILE: _filing_after_refusal,
        Action.LEAD_ACTION_REQUEST_RECONSIDERATION: _reconsiderable,
        Action.LEAD_ACTION_PROPOSE_FILING_SUPERVISION: _supervisable,
        Action.LEAD_ACTION_CLOSE: _closable,
    }
)
