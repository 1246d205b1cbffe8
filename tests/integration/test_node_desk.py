"""Calls from inside the process go by the same permissions and rules as calls over gRPC, and into the same audit log."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from typing import Any

import pytest
from google.protobuf.message import Message

from exchange.node.desk import Caller, Desk
from exchange.sync.context import NodeContext
from exchange.trust.identity import Identity
from exchange.v1 import audit_pb2, error_pb2, outcome_service_pb2
from exchange.wire import RefusedError
from tests.support.federation import ORGANS, SOURCE, SUBJECT, draft, federate, opened, publish

PRIORS = "/exchange.v1.OutcomeService/ListPriorOutcomes"
AUDIT = "/exchange.v1.AuditService/ListAuditEvents"
ORGAN = Identity.parse(f"exchange://{SOURCE}/organ/{ORGANS[SOURCE]}")
AUDITOR = Identity.parse(f"exchange://{SOURCE}/auditor/a-01")
REQUEST = outcome_service_pb2.ListPriorOutcomesRequest(subject=SUBJECT)


@pytest.fixture(scope="module")
def node(tmp_path_factory: pytest.TempPathFactory) -> Iterator[NodeContext]:
    settings = federate(tmp_path_factory.mktemp("desk"), [SOURCE])
    with opened(settings[SOURCE]) as context:
        publish(context, [draft(1)])
        yield context


def ask(node: NodeContext, method: str, request: Message, caller: Caller) -> Any:
    async def asked() -> Any:
        return await Desk(node).ask(method, request, caller=caller)

    return asyncio.run(asked())


def newest_event(node: NodeContext) -> audit_pb2.AuditEvent:
    caller = Caller(identity=AUDITOR, purpose="SUPERVISION")
    return ask(node, AUDIT, audit_pb2.ListAuditEventsRequest(page_size=1), caller).events[0].event


def test_an_answer_comes_with_its_audit_event_naming_the_person(node: NodeContext) -> None:
    caller = Caller(identity=ORGAN, purpose="CASE_HANDLING", person="o-17", peer="127.0.0.1")
    answer = ask(node, PRIORS, REQUEST, caller)

    assert [one.outcome.subject.uscc for one in answer.outcomes] == [SUBJECT]
    event = newest_event(node)
    assert (event.tag, event.actor, event.result) == ("outcome:subject:list", f"{ORGAN.uri}#o-17", audit_pb2.AUDIT_RESULT_ALLOWED)
    assert (list(event.subjects), event.peer) == ([SUBJECT], "127.0.0.1")


@pytest.mark.parametrize(
    ("caller", "request_", "reason"),
    [
        (Caller(identity=ORGAN, purpose=""), REQUEST, error_pb2.ERROR_REASON_PURPOSE_MISSING),
        (Caller(identity=ORGAN, purpose="SYNCHRONISATION"), REQUEST, error_pb2.ERROR_REASON_PURPOSE_NOT_ALLOWED),
        (
            Caller(identity=Identity.parse(f"exchange://{SOURCE}/system-admin/s-1"), purpose="CASE_HANDLING"),
            REQUEST,
            error_pb2.ERROR_REASON_ROLE_NOT_ALLOWED,
        ),
        (
            Caller(identity=ORGAN, purpose="CASE_HANDLING"),
            outcome_service_pb2.ListPriorOutcomesRequest(subject="x"),
            error_pb2.ERROR_REASON_FIELD_INVALID,
        ),
    ],
)
def test_a_refusal_is_logged_with_its_reason(
    node: NodeContext, caller: Caller, request_: outcome_service_pb2.ListPriorOutcomesRequest, reason: int
) -> None:
    with pytest.raises(RefusedError) as refused:
        ask(node, PRIORS, request_, caller)

    assert refused.value.reason == reason
    event = newest_event(node)
    assert (event.result, event.reason) == (
        audit_pb2.AUDIT_RESULT_REFUSED,
        error_pb2.ErrorReason.Name(reason).removeprefix("ERROR_REASON_"),
    )


def test_what_a_role_may_not_call_it_is_told(node: NodeContext) -> None:
    async def may() -> list[bool]:
        desk = Desk(node)
        return [desk.may(AUDIT, one) for one in (AUDITOR, ORGAN, Identity.parse("exchange://330482/auditor/a-01"))]

    assert asyncio.run(may()) == [True, False, False]
