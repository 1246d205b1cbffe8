"""The middle steps: a node killed and started again, a lead sent and answered, a standard and its new version."""

from __future__ import annotations

import time
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

from google.protobuf.json_format import ParseDict

from exchange.cli.client import Client
from exchange.cli.demo import stores
from exchange.cli.demo.report import Step
from exchange.cli.demo.world import Snapshot, World, own_ledger
from exchange.texts.i18n import _
from exchange.v1 import lead_pb2, lead_service_pb2, outcome_pb2, record_pb2, standard_pb2, standard_service_pb2
from exchange.v1.lead_service_pb2_grpc import LeadServiceStub
from exchange.v1.standard_service_pb2_grpc import StandardServiceStub

GLANCE_S = 0.01  # between looks into the receiver's database, to kill it while it is at work
TO_FIRST_ENTRIES_S = 60.0


def kill_receiver(world: World, step: Step) -> None:
    """SIGKILL as soon as the receiver holds some entries of a neighbour."""
    receiver = world.codes[1]
    until = time.monotonic() + TO_FIRST_ENTRIES_S
    while not (held := _held(world, receiver)) and time.monotonic() < until:
        time.sleep(GLANCE_S)
    world.nodes[receiver].kill()
    step.check(
        "killed",
        _("the receiver's process was killed (SIGKILL) while it held entries of its neighbours"),
        holds=held > 0 and not world.nodes[receiver].running() and not world.answers(receiver),
        found=held,
    )
    database, cases = world.database(receiver), world.cases(receiver)
    world.before = Snapshot(leaves=stores.leaves(database), delivered=stores.delivered(cases))
    wanted = sum(world.expected_size(code) for code in world.codes if code != receiver)
    step.facts |= {"node": receiver, "entries_held": _held(world, receiver), "entries_wanted": wanted, "entries": len(world.before.leaves)}


def _held(world: World, code: str) -> int:
    sizes = stores.ledger_sizes(world.database(code))
    return sum(size for origin, size in sizes.items() if origin in {own_ledger(one) for one in world.codes if one != code})


def send_lead(world: World, step: Step) -> None:
    """The sender's organ sends a lead, while the receiver is away."""
    sender, receiver = world.codes[:2]
    given = dict(world.plan.lead)
    officers = [{"certificate_number": number, "organ": world.organs[sender]} for number in given.pop("handlers")]
    approver = {"certificate_number": given.pop("approver"), "organ": world.organs[sender]}
    subject = {"name": world.plan.company["name"], "uscc": world.company, "kind": "SUBJECT_KIND_ORGANISATION"}
    lead = ParseDict(given, lead_pb2.Lead())
    ParseDict({"handlers": officers, "approver": approver, "subject": subject}, lead)
    lead.to_member, lead.to_organ = receiver, world.organs[receiver]
    request = lead_service_pb2.SendLeadRequest(request_id=str(uuid4()), organ=world.organs[sender], basis_id=world.plan.basis, lead=lead)
    with world.client(sender, "LEAD_TRANSFER") as client:
        answer = client.call(client.stub(LeadServiceStub).SendLead, request)
    world.lead = answer.published.record_id
    world.note(sender, record_pb2.RecordDraft(lead=lead, audience=[receiver]))
    step.check(
        "sent",
        _("the lead is in the sender's ledger, signed, while the receiver is away"),
        holds=answer.thread.state == lead_pb2.LEAD_STATE_SENT and not world.nodes[receiver].running(),
        found=lead_pb2.LeadState.Name(answer.thread.state),
    )
    step.facts |= {"lead": world.lead, "index": answer.published.index}


def restart_receiver(world: World, step: Step) -> None:
    """The receiver starts again on what it has on disk."""
    receiver = world.codes[1]
    killed = world.nodes[receiver].pid
    world.start(receiver)
    step.check("restarted", _("the receiver answers again, as a new process"), holds=world.nodes[receiver].pid != killed, found=killed)
    now = stores.leaves(world.database(receiver))
    before = world.before.leaves if world.before else {}
    lost = [place for place, leaf in before.items() if now.get(place) != leaf]
    step.check("kept", _("every entry that it held before is there, unchanged"), holds=bool(before) and not lost, found=lost[:5])
    step.facts |= {"entries_before": len(before), "entries_after": len(now)}


def answer_lead(world: World, step: Step) -> None:
    """The receiver receives, accepts, files, decides and notifies; the sender sees the outcome and closes."""
    sender, receiver = world.codes[:2]
    world.wait_for(
        step, lambda: _thread_or_none(world, receiver), name="arrived", statement=_("the lead arrived at the receiver by itself")
    )
    for one in world.plan.steps:
        if one.get("outcome") and not world.decision:
            world.decision = world.publish(receiver, _decision(world))
        _take(world, receiver, one)
    notified, closed = lead_pb2.LEAD_STATE_OUTCOME_NOTIFIED, lead_pb2.LEAD_STATE_CLOSED
    world.wait_for(step, lambda: _is(world, sender, notified), name="known", statement=_("the sender knows the outcome"))
    _take(world, sender, {"action": "CLOSE"})
    world.wait_for(step, lambda: _is(world, receiver, closed), name="closed", statement=_("the receiver knows that the sender closed it"))
    views = {code: _thread(world, code) for code in (sender, receiver)}
    step.check(
        "same",
        _("both sides see the same steps and the same state"),
        holds=_essence(views[sender]) == _essence(views[receiver]) and not any(one.refused_reason for one in views[sender].steps),
        found={code: _essence(one) for code, one in views.items()},
    )
    step.facts |= {
        "lead": world.lead,
        "outcome": world.decision,
        "state": {code: lead_pb2.LeadState.Name(one.state).removeprefix("LEAD_STATE_") for code, one in views.items()},
        "steps": [[one.member, lead_pb2.LeadAction.Name(one.event.action).removeprefix("LEAD_ACTION_")] for one in views[sender].steps],
    }


def _decision(world: World) -> record_pb2.RecordDraft:
    receiver = world.codes[1]
    outcome = ParseDict(dict(world.plan.decision), outcome_pb2.Outcome())
    subject = {"name": world.plan.company["name"], "uscc": world.company, "kind": "SUBJECT_KIND_ORGANISATION"}
    source = {"kind": "SOURCE_KIND_GENERATED", "system": "exchange demo", "key": outcome.document_number}
    ParseDict({"subject": subject, "source": source}, outcome)
    outcome.deciding_organ_name, outcome.deciding_organ_uscc = world.plan.member(receiver).organ, world.organs[receiver]
    return record_pb2.RecordDraft(
        organ=world.organs[receiver],
        sharing_class=record_pb2.SHARING_CLASS_CONDITIONAL,
        basis_id=world.plan.basis,
        purpose=record_pb2.PURPOSE_OUTCOME_RECOGNITION,
        outcome=outcome,
    )


def _take(world: World, code: str, one: Any) -> None:
    """One step, signed by the organ that takes it."""
    event = lead_pb2.LeadEvent(
        action=f"LEAD_ACTION_{one['action']}",
        case_number=one.get("case_number", ""),
        note=one.get("note", ""),
        outcome_record_id=world.decision if one.get("outcome") else "",
        decision=one.get("decision", "DECISION_KIND_UNSPECIFIED"),
    )
    event.occurred_at.FromDatetime(datetime.now(UTC))
    if event.case_number:
        event.filed_at.CopyFrom(event.occurred_at)
    request = lead_service_pb2.AnswerLeadRequest(request_id=str(uuid4()), organ=world.organs[code], lead_record_id=world.lead, event=event)
    with world.client(code, "LEAD_TRANSFER") as client:
        client.call(client.stub(LeadServiceStub).AnswerLead, request)
    other = next(each for each in world.codes[:2] if each != code)
    world.note(code, record_pb2.RecordDraft(lead_event=event, audience=[other]))


def _thread(world: World, code: str) -> lead_service_pb2.LeadThread:
    with world.client(code, "LEAD_TRANSFER") as client:
        return _get(client, world.lead)


def _get(client: Client, lead: str) -> lead_service_pb2.LeadThread:
    thread: lead_service_pb2.LeadThread = client.call(
        client.stub(LeadServiceStub).GetLead, lead_service_pb2.GetLeadRequest(lead_record_id=lead)
    ).thread
    return thread


def _thread_or_none(world: World, code: str) -> lead_service_pb2.LeadThread | None:
    """From the list, where a lead that isn't there yet is no error."""
    with world.client(code, "LEAD_TRANSFER") as client:
        request = lead_service_pb2.ListLeadsRequest(from_member=world.codes[0])
        found = client.call(client.stub(LeadServiceStub).ListLeads, request).threads
    return next((one for one in found if one.lead_record_id == world.lead), None)


def _is(world: World, code: str, state: int) -> bool:
    found = _thread_or_none(world, code)
    return found is not None and found.state == state


def _essence(thread: lead_service_pb2.LeadThread) -> tuple[int, list[tuple[str, str, int]]]:
    return thread.state, [(one.record_id, one.member, int(one.event.action)) for one in thread.steps]


def publish_standards(world: World, step: Step) -> None:
    """The publisher's no-penalty list and the version that supersedes it; the reader's node says which was in force on two days."""
    publisher, reader = world.codes[0], world.codes[2]
    for one in world.plan.standards:
        standard = ParseDict(dict(one), standard_pb2.Standard())
        standard.issuer_name = world.plan.member(publisher).organ
        draft = record_pb2.RecordDraft(
            organ=world.organs[publisher],
            supersedes=world.standards[-1] if world.standards else "",
            sharing_class=record_pb2.SHARING_CLASS_UNCONDITIONAL,
            basis_id=world.plan.basis,
            purpose=record_pb2.PURPOSE_STANDARD_ALIGNMENT,
            standard=standard,
        )
        world.standards.append(world.publish(publisher, draft))
    standard_id = world.plan.standards[0]["standard_id"]
    world.wait_for(
        step,
        lambda: len(_held_versions(world, reader)) == len(world.standards),
        name="arrived",
        statement=_("both versions arrived at the third node"),
    )
    versions = {one["on"]: _in_force(world, reader, standard_id, one["on"]) for one in world.plan.in_force}
    step.check(
        "in_force",
        _("the third node knows which version was in force on each day"),
        holds=versions == {one["on"]: [one["version"]] for one in world.plan.in_force},
        found=versions,
    )
    superseded = {view.standard.version: view.superseded_by for view in _held_versions(world, reader)}
    step.check(
        "superseded",
        _("the third node knows that the new version supersedes the old one"),
        holds=superseded.get(1) == world.standards[1] and not superseded.get(2),
        found=superseded,
    )
    step.facts |= {"standard_id": standard_id, "records": world.standards, "in_force": versions}


def _held_versions(world: World, code: str) -> list[standard_service_pb2.StandardView]:
    with world.client(code, "STANDARD_ALIGNMENT") as client:
        request = standard_service_pb2.ListStandardsRequest(member=world.codes[0])
        return list(client.call(client.stub(StandardServiceStub).ListStandards, request).standards)


def _in_force(world: World, code: str, standard_id: str, day: str) -> list[int]:
    with world.client(code, "STANDARD_ALIGNMENT") as client:
        request = standard_service_pb2.GetStandardInForceRequest(standard_id=standard_id, on=day)
        return [view.standard.version for view in client.call(client.stub(StandardServiceStub).GetStandardInForce, request).standards]
