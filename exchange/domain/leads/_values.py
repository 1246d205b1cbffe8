"""What a thread is made of: parts, steps, and what they add up to."""

from __future__ import annotations

from dataclasses import dataclass, field

from google.protobuf.timestamp_pb2 import Timestamp

from exchange.v1 import error_pb2, lead_pb2

Kind = lead_pb2.LeadKind
State = lead_pb2.LeadState
Action = lead_pb2.LeadAction
Ground = lead_pb2.RefusalGround
Moment = tuple[int, int]  # seconds since 1970, nanoseconds
MAX_SECONDS = 253_402_300_799  # 9999-12-31T23:59:59Z, the end of a wire time's range (google.protobuf.Timestamp)
MAX_NANOS = 999_999_999
MEMBER_DIGITS = 6  # a member code; an organ's USCC has 18 characters


class LeadStepError(ValueError):
    """A lead, or a step on it, that the law doesn't allow.

    `reason` is an ErrorReason, `field` names what decides: `event.ground`, `lead.reviewer` …
    """

    def __init__(self, reason: error_pb2.ErrorReason, message: str, *, field: str = "event.action") -> None:
        super().__init__(message)
        self.reason = reason
        self.field = field


@dataclass(frozen=True, kw_only=True, slots=True)
class Step:
    """One record of a thread after its first: who signed it, where it stands in that member's ledger, what it says."""

    record_id: str
    member: str
    organ: str
    issued_at: Moment
    event: lead_pb2.LeadEvent
    index: int = 0  # in the member's ledger: nobody can change it later (RFC 9162)


@dataclass(frozen=True, kw_only=True, slots=True)
class JudgedStep:
    """A step and what came of it.

    Attributes:
        step: the record.
        refused: 0, or the ErrorReason for which it has no effect.
        explanation: the rule in words where it was refused.
        state: the thread's state after it; the one before where it was refused.
        effective_at: when it counts as taken: never before what it follows, whatever time it claims (see `order`).
    """

    step: Step
    refused: int = 0
    explanation: str = ""
    state: int = 0
    effective_at: Moment = (0, 0)


@dataclass(frozen=True, kw_only=True, slots=True)
class Facts:
    """What the effective steps of a thread have established, beside its state."""

    designated_organ: str = ""  # 处罚法 25: whom the common superior named
    disputed: bool = False
    supplements: int = 0  # requests for papers
    verification_extensions: int = 0
    handling_extensions: int = 0
    suspended: bool = False
    declined: bool = False  # the last decision about filing was not to file
    reconsidered: bool = False
    supervision_proposed: bool = False
    case_number: str = ""
    filed_at: Moment | None = None
    filed_by_organ: str = ""
    filing_given_up: bool = False  # transferred out, ended: it no longer comes before others' filings


@dataclass(frozen=True, kw_only=True, slots=True)
class Thread:
    """What the records add up to: the value that clocks, views and checks are made from.

    `steps` stand in the order in which they count, each with the state it led to and the moment it counts from; `issued_at` is the
    moment the lead itself was signed. `refused` is the ErrorReason for which the lead as a whole has no effect: its state is then
    unspecified and nobody may do anything on it.
    """

    record_id: str
    lead: lead_pb2.Lead
    from_member: str
    from_organ: str
    state: int
    steps: tuple[JudgedStep, ...] = ()
    issued_at: Moment = (0, 0)
    refused: int = 0
    refusal: str = ""  # the rule in words
    facts: Facts = field(default_factory=Facts)

    @property
    def handler(self) -> str:
        """USCC of the organ that handles it: the receiver, or the one a common superior designated."""
        return self.facts.designated_organ or self.lead.to_organ

    @property
    def no_retransfer(self) -> bool:
        """Whether it may not be handed on: a transferred case, and whatever was disputed or designated (生态环境行政处罚办法 16)."""
        transferred = self.lead.kind in {Kind.LEAD_KIND_CASE, Kind.LEAD_KIND_CRIMINAL, Kind.LEAD_KIND_REVERSE}
        return transferred or self.facts.disputed or bool(self.facts.designated_organ)

    def effective_steps(self) -> list[JudgedStep]:
        """The steps that took effect, in order."""
        return [one for one in self.steps if not one.refused]


def moment(timestamp: Timestamp) -> Moment:
    """A wire time as a comparable pair."""
    return timestamp.seconds, timestamp.nanos


def is_time(at: Moment) -> bool:
    """Whether a moment lies between 1970 and 9999: what a hostile record says may be any number."""
    return 0 < at[0] <= MAX_SECONDS and 0 <= at[1] <= MAX_NANOS


def action_name(action: int) -> str:
    """`LEAD_ACTION_ACCEPT` → `ACCEPT`; the number of an action this release doesn't know."""
    return _name(Action, action, "LEAD_ACTION_")


def state_name(state: int) -> str:
    """`LEAD_STATE_SENT` → `SENT`."""
    return _name(State, state, "LEAD_STATE_")


def kind_name(kind: int) -> str:
    """`LEAD_KIND_CASE` → `CASE`."""
    return _name(Kind, kind, "LEAD_KIND_")


def ground_name(ground: int) -> str:
    """`REFUSAL_GROUND_DUPLICATE` → `DUPLICATE`."""
    return _name(Ground, ground, "REFUSAL_GROUND_")


def _name(enum: object, number: int, prefix: str) -> str:
    try:
        name: str = enum.Name(number)  # type: ignore[attr-defined]  # an EnumTypeWrapper
    except ValueError:  # a neighbour's newer release
        return str(number)
    return name.removeprefix(prefix)
