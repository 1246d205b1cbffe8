"""A joint inspection plan as its node tells of it, and records that continue it: to its own audience, on its own basis."""

from __future__ import annotations

from typing import TYPE_CHECKING

from exchange.cli.errors import CliError, FieldFault, VerificationFailedError
from exchange.cli.lazy import option
from exchange.cli.parameters import USCC
from exchange.texts.i18n import N_, _

if TYPE_CHECKING:
    from exchange.cli.client import Client
    from exchange.v1.inspection_pb2 import InspectionPlan, PlannedVisit
    from exchange.v1.inspection_service_pb2 import GetInspectionPlanResponse
    from exchange.v1.record_pb2 import RecordDraft
    from exchange.v1.record_service_pb2 import StoredRecord

organ_option = option("--organ", type=USCC, help=N_("Organ in whose name it is signed; by default the profile's, else the certificate's."))
basis_option = option("--basis", help=N_("Law or agreement it is shared on; by default the plan's."))


def plan_of(client: Client, plan_id: str) -> GetInspectionPlanResponse:
    """Where a plan stands, by the record id of its first version.

    Raises:
        grpc.RpcError: it isn't held there.
    """
    from exchange.v1 import inspection_service_pb2 as pb
    from exchange.v1.inspection_service_pb2_grpc import InspectionServiceStub

    request = pb.GetInspectionPlanRequest(plan_id=plan_id)
    found: GetInspectionPlanResponse = client.call(client.stub(InspectionServiceStub).GetInspectionPlan, request)
    return found


def record_of(client: Client, record_id: str) -> StoredRecord:
    """One record that the node holds."""
    from exchange.v1 import record_service_pb2
    from exchange.v1.record_service_pb2_grpc import RecordServiceStub

    request = record_service_pb2.GetRecordRequest(record_id=record_id)
    found: StoredRecord = client.call(client.stub(RecordServiceStub).GetRecord, request).record
    return found


def plan_in_force(answer: GetInspectionPlanResponse) -> InspectionPlan:
    """The version that inspections are made by.

    Raises:
        CliError: none is published.
    """
    view = answer.view
    if not view.in_force_record_id:
        description = _("no version of plan {plan} is in force; it is {state}").format(plan=view.plan_id, state=state_of(answer))
        raise CliError(description, reason="NOT_PUBLISHED", fields=[FieldFault(field="plan", description=description)])
    return answer.plan if view.in_force_record_id == view.version_record_id else answer.in_force


def version_of(client: Client, plan_id: str, record_id: str) -> InspectionPlan:
    """One version of a plan, by its record.

    Raises:
        CliError: that record is none of the plan's.
    """
    stored = record_of(client, record_id)
    if not stored.body.HasField("inspection_plan") or plan_id not in {stored.header.record_id, stored.header.thread_id}:
        description = _("record {record} is no version of plan {plan}").format(record=record_id, plan=plan_id)
        raise CliError(description, reason="NOT_FOUND", fields=[FieldFault(field="version", description=description)])
    return stored.body.inspection_plan


def state_of(answer: GetInspectionPlanResponse) -> str:
    """In a word."""
    from exchange.texts.terms import word
    from exchange.v1 import inspection_service_pb2 as pb

    return word(pb.PlanState, answer.view.state)


def versions_to(client: Client, answer: GetInspectionPlanResponse, *, last: str) -> list[InspectionPlan]:
    """The versions of a plan up to the one whose record id is `last`, oldest first."""
    view = answer.view
    if last == view.version_record_id and answer.plan.version == 1:
        return [answer.plan]
    found: dict[str, InspectionPlan] = {}
    while last and last not in found:  # a member may name whatever it likes as the version before
        stored = record_of(client, last)
        found[last] = stored.body.inspection_plan
        last = stored.header.supersedes
    return [*found.values()][::-1]


def visit_of(plan: InspectionPlan, visit_id: str) -> PlannedVisit:
    """One visit of a version.

    Raises:
        CliError: it has none of that id.
    """
    found = next((one for one in plan.visits if one.visit_id == visit_id), None)
    if found is None:
        description = _("version {version} has no visit {visit}; it has {first} to {last}").format(
            version=plan.version, visit=visit_id, first=plan.visits[0].visit_id, last=plan.visits[-1].visit_id
        )
        raise CliError(description, reason="NOT_FOUND", fields=[FieldFault(field="visit", description=description)])
    return found


def check_digest(client: Client, answer: GetInspectionPlanResponse) -> None:
    """What is to be signed is what was shown: the newest version's digest is that of its content.

    Raises:
        VerificationFailedError: it isn't.
    """
    from exchange.ledger.envelope import RecordError, check_body, parse_header

    view, signed = answer.view, record_of(client, answer.view.version_record_id).record
    try:
        header = parse_header(signed.header)
        is_same = check_body(signed.body, header).inspection_plan == answer.plan and header.body_digest == view.version_digest
    except RecordError:
        is_same = False
    if not is_same:
        description = _("record {record} isn't the plan that the node shows as its newest version; nothing was signed")
        raise VerificationFailedError(description.format(record=view.version_record_id), reason="BODY_DIGEST_MISMATCH")


def continuing(client: Client, plan_id: str, *, organ: str, basis: str | None) -> RecordDraft:
    """A draft, without its payload, of a record that continues a plan: for those who have the plan."""
    from exchange.v1 import record_pb2

    header = record_of(client, plan_id).header
    return record_pb2.RecordDraft(
        organ=organ,
        thread_id=plan_id,
        audience=header.audience,
        sharing_class=header.sharing_class,
        basis_id=basis or header.basis_id,
        purpose=f"PURPOSE_{client.connection.purpose}",
    )
