"""Leads and threads for tests: parties, lawful leads of every kind, and a clerk who writes steps one after another."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from exchange.domain.leads import Actor, JudgedStep, Part, Step, Thread, allowed_actions, fold, rules_of
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


def complete(action: str, kind: str = "LEAD", *, actor: Actor = RECEIVER) -> lead_pb2.LeadEvent:
    """A step that says whatever the law asks of it, taken by `actor`."""
    criminal = kind == "CRIMINAL"
    filing = {"case_number": "平市监立〔2026〕7号", "filed_at": {"seconds": SENT_AT + 60}}
    given: dict[str, dict[str, Any]] = {
        "REQUEST_SUPPLEMENT": {"missing_items": ["现场照片"]},
        "RETURN": {"ground": lead_pb2.REFUSAL_GROUND_NOT_FUNCTION},
        "DISPUTE": {"ground": lead_pb2.REFUSAL_GROUND_NOT_TERRITORY},
        "ESCALATE": {"superior_organ": "国家市场监督管理总局"},
        "DESIGNATE": {
            "superior_organ": "国家市场监督管理总局",
            "document_number": "市监稽函〔2026〕1号",
            "designated_organ": RECEIVER.organ,
        },
        "FILE": filing,
        "DECLINE_FILING": {"note": "没有犯罪事实"} if criminal else {"ground": lead_pb2.REFUSAL_GROUND_LIMITATION_EXPIRED},
        "DECIDE": {"decision": lead_pb2.DECISION_KIND_PENALTY},
        "CORRECT": {"note": "复议决定变更罚款数额"},
        "EXTEND": {"approver": officer(9, actor.organ), "extension": 15, "note": "检验未完成", "collective_discussion": True},
        "REFER_CRIMINAL": {"approver": officer(9, actor.organ)},
        "TRANSFER_OUT": {"onward_organ": "嘉善县市场监督管理局"},
        "TERMINATE": {"approver": officer(9, actor.organ), "note": "当事人终止"},
        "SUSPEND": {"suspension": lead_pb2.SUSPENSION_REASON_TESTING},
        "HAND_OVER": {"items": ["涉案物品一批"]},
        "REDIRECT": {"onward_organ": "松江公安分局"},
        "RECONSIDER": {"filing_ordered": True, **filing},
        "MARK_DUPLICATE": {"duplicate_of": "01900000-0000-7000-8000-00000000ffff"},
    }
    return event(action, **given.get(action, {}))


@dataclass(slots=True)
class Play:
    """Two honest nodes that act on what has reached them: each folds what it knows, takes an open step, and says what it follows."""

    lead: lead_pb2.Lead
    ledgers: dict[str, list[Step]] = field(default_factory=dict)
    known: dict[str, dict[str, int]] = field(default_factory=dict)  # by node: how many records of each ledger have reached it

    @property
    def receiver(self) -> Actor:
        """The lead's receiver."""
        return Actor(member=self.lead.to_member, organ=self.lead.to_organ)

    @property
    def steps(self) -> list[Step]:
        """Everything that was written."""
        return [step for ledger in self.ledgers.values() for step in ledger]

    def deliver(self, member: str) -> None:
        """Everything reaches the node of `member`."""
        self.known[member] = {code: len(ledger) for code, ledger in self.ledgers.items()}

    def seen_by(self, member: str) -> list[Step]:
        """What the node of `member` holds."""
        reached = self.known.setdefault(member, {})
        return [step for code, ledger in self.ledgers.items() for step in ledger[: None if code == member else reached.get(code, 0)]]

    def act(self, actor: Actor, choice: int, *, at: int) -> Step | None:
        """`actor` takes one of the steps open to it, by number; None where none is."""
        thread = folded(self.lead, self.seen_by(actor.member))
        open_to = allowed_actions(thread, actor.organ)
        if not open_to:
            return None
        action = lead_pb2.LeadAction.Name(open_to[choice % len(open_to)]).removeprefix("LEAD_ACTION_")
        kind = lead_pb2.LeadKind.Name(self.lead.kind).removeprefix("LEAD_KIND_")
        said = complete(action, kind, actor=actor)
        said.after = thread.effective_steps()[-1].step.record_id if thread.effective_steps() else LEAD_ID
        if said.designated_organ:
            said.designated_organ = (SENDER.organ, RECEIVER.organ)[choice % 2]
        ledger = self.ledgers.setdefault(actor.member, [])
        number = len(self.steps) + 1
        step = Step(
            record_id=f"01900000-0000-7000-8000-{number:012}",
            member=actor.member,
            organ=actor.organ,
            index=10 * len(ledger) + 3,
            issued_at=(SENT_AT + at, 0),
            event=said,
        )
        ledger.append(step)
        return step


def check_path(thread: Thread) -> None:
    """The thread came to its state by its kind's table alone, each step taken by the organ whose it is."""
    state, designated = lead_pb2.LEAD_STATE_SENT, ""
    assert thread.refused or not thread.steps or thread.steps[0].state
    for one in thread.effective_steps():
        rule = rules_of(thread.lead.kind)[state, one.step.event.action]
        assert one.state in {rule.to, rule.not_ordered, state if rule.to is None else rule.to}
        handler = designated or thread.lead.to_organ
        sides = {thread.from_organ, thread.lead.to_organ}
        whose = {
            Part.SENDER: {thread.from_organ},
            Part.RECEIVER: {thread.lead.to_organ},
            Part.EITHER: sides,
            Part.HANDLER: {handler},
            Part.INFORMED: sides - {handler},
            Part.NOT_HANDLER: sides - {handler},
        }
        assert one.step.organ in whose[rule.who]
        state = one.state
        designated = one.step.event.designated_organ if one.step.event.action == lead_pb2.LEAD_ACTION_DESIGNATE else designated
    assert thread.state == (lead_pb2.LEAD_STATE_UNSPECIFIED if thread.refused else state)
