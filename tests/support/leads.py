"""Leads and threads for tests: parties, lawful leads of every kind, and a clerk who writes steps one after another."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from exchange.domain.leads import Actor, JudgedStep, Step, Thread, fold
from exchange.v1 import error_pb2, lead_pb2
from tests.support.federation import ORGANS, SINK, SOURCE, THIRD

SENDER = Actor(member=SOURCE, organ=ORGANS[SOURCE])
RECEIVER = Actor(member=SINK, organ=ORGANS[SINK])
STRANGER = Actor(member=THIRD, organ=ORGANS[THIRD])
POLICE = Actor(member=SOURCE, organ="11310116MB2F305281")  # another organ of the sender's member, fictitious
LEAD_ID = "01900000-0000-7000-8000-000000000000"
SENT_AT = 1_790_000_000  # s since 1970: 2026-09-21


def officer(number: int, organ: str) -> lead_pb2.OfficerReference:
    """An officer of an organ."""
    return lead_pb2.OfficerReference(certificate_number=f"0901{number:04}", organ=organ)


def made_lead(kind: int = lead_pb2.LEAD_KIND_LEAD, *, sender: Actor = SENDER, receiver: Actor | None = None, **given: Any) -> lead_pb2.Lead:
    """A lawful lead of a kind, with everything its opening needs; `given` replaces or adds fields."""
    to = receiver or (POLICE if kind == lead_pb2.LEAD_KIND_CRIMINAL else RECEIVER)
    fields: dict[str, Any] = {
        "kind": kind,
        "to_member": to.member,
        "to_organ": to.organ,
        "title": "跨省倾倒渣土",
        "facts": "夜间在界河边倾倒渣土",
        "domain": 1,
        "reason": "违法行为发生地在贵方辖区",
        "handlers": [officer(1, sender.organ), officer(2, sender.organ)],
        "approver": officer(3, sender.organ),
    }
    if kind in {lead_pb2.LEAD_KIND_CASE, lead_pb2.LEAD_KIND_CRIMINAL, lead_pb2.LEAD_KIND_REVERSE}:
        fields["reviewer"] = officer(4, sender.organ)
    if kind == lead_pb2.LEAD_KIND_CASE:
        fields |= {"case_number": "金市监立〔2026〕1号", "filed_at": {"seconds": SENT_AT - 86_400}}
    return lead_pb2.Lead(**(fields | given))


def event(action: str, **given: Any) -> lead_pb2.LeadEvent:
    """A step that says nothing but its name and what is given."""
    return lead_pb2.LeadEvent(action=f"LEAD_ACTION_{action}", **given)  # type: ignore[arg-type]  # an enum's name


@dataclass(slots=True)
class Case:
    """A thread in the making: each `take` is the next record of its signer's ledger, a minute after the one before."""

    lead: lead_pb2.Lead
    sender: Actor = SENDER
    steps: list[Step] = field(default_factory=list)
    clock: int = SENT_AT

    def take(self, actor: Actor, action: str, *, at: int | None = None, after: str = "", **given: Any) -> JudgedStep:
        """The step, judged as it stands after all that were taken before."""
        self.clock = self.clock + 60 if at is None else at
        number = len(self.steps) + 1
        step = Step(
            record_id=f"01900000-0000-7000-8000-{number:012}",
            member=actor.member,
            organ=actor.organ,
            index=number,
            issued_at=(self.clock, 0),
            event=event(action, after=after, **given),
        )
        self.steps.append(step)
        return next(one for one in self.thread.steps if one.step is step)

    @property
    def thread(self) -> Thread:
        """As it adds up now."""
        return folded(self.lead, self.steps, sender=self.sender)

    @property
    def state(self) -> str:
        """Its state, without prefix."""
        return lead_pb2.LeadState.Name(self.thread.state).removeprefix("LEAD_STATE_")


def folded(lead: lead_pb2.Lead, steps: Iterable[Step], *, sender: Actor = SENDER) -> Thread:
    """The thread of a lead that was sent at SENT_AT."""
    return fold(record_id=LEAD_ID, lead=lead, from_member=sender.member, from_organ=sender.organ, steps=steps, issued_at=(SENT_AT, 0))


def refusals(steps: Sequence[JudgedStep]) -> list[str]:
    """The reasons of steps, without prefix; "" for those that took effect."""
    return [error_pb2.ErrorReason.Name(one.refused).removeprefix("ERROR_REASON_") if one.refused else "" for one in steps]
