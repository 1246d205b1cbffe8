"""干预记录: entered by any organ, kept for ever, read by the own member's auditor and by nobody else, by no way of asking (国令825)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

import grpc
import pytest
from sqlalchemy import select

from exchange.domain.casestore import Delivery, DeliveryResult
from exchange.storage.tables import audit_events, entries
from exchange.sync.deliver import Deliverer
from exchange.v1 import (
    audit_pb2,
    duty_pb2,
    lead_pb2,
    ledger_pb2,
    ledger_pb2_grpc,
    record_pb2,
    record_service_pb2,
    record_service_pb2_grpc,
    supervision_service_pb2,
    supervision_service_pb2_grpc,
)
from tests.support.access import CALL_TIMEOUT_S, refused
from tests.support.exchanging import Exchanging, on_each_database, said
from tests.support.federation import ORGANS, SINK, SOURCE, draft

CONTENT = "要求对虚构公司从轻处理"
CASE = "01900000-0000-7000-8000-00000000000c"
WITHHELD = record_pb2.SHARING_CLASS_WITHHELD


def _intervention(**changes: object) -> record_pb2.RecordDraft:
    content = duty_pb2.Intervention(
        case_record_id=CASE,
        intervener="某局某处负责人",
        form=duty_pb2.INTERVENTION_FORM_ORAL,
        content=CONTENT,
        recorder=lead_pb2.OfficerReference(certificate_number="3101160001", organ=ORGANS[SOURCE]),
    )
    content.occurred_at.FromDatetime(datetime(2026, 1, 5, tzinfo=UTC))
    values = {"sharing_class": WITHHELD, "purpose": record_pb2.PURPOSE_SUPERVISION, **changes}
    return said(SOURCE, intervention=content, **values)


@dataclass(frozen=True, kw_only=True, slots=True)
class Scene:
    """A decision and an intervention in SOURCE's ledger, which SINK has pulled."""

    world: Exchanging
    outcome: str
    intervention: str


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def scene(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Scene]:
    with on_each_database(request, tmp_path_factory.mktemp("interventions"), (SOURCE, SINK)) as world:
        outcome = world.publish(SOURCE, draft(1)).record_id
        intervention = world.publish(SOURCE, _intervention()).record_id
        world.pull(SINK, SOURCE)
        yield Scene(world=world, outcome=outcome, intervention=intervention)


def _get(scene: Scene, node: str, who: str, asker: str) -> bool:
    request = record_service_pb2.GetRecordRequest(record_id=scene.intervention)
    try:
        scene.world.ask(node, record_service_pb2_grpc.RecordServiceStub, "GetRecord", request, who=who, asker=asker)
    except grpc.RpcError as error:
        if error.code() is not grpc.StatusCode.NOT_FOUND:
            raise
        return False
    return True


def _listed(scene: Scene, node: str, who: str, asker: str, **wanted: object) -> set[str]:
    request = record_service_pb2.ListRecordsRequest(**wanted)
    answer = scene.world.ask(node, record_service_pb2_grpc.RecordServiceStub, "ListRecords", request, who=who, asker=asker)
    return {one.header.record_id for one in answer.records}


@pytest.mark.parametrize(
    ("node", "who", "asker", "sees"),
    [
        (SOURCE, "auditor", SOURCE, True),
        (SOURCE, "", SOURCE, False),
        (SOURCE, "", SINK, False),
        (SOURCE, "auditor", SINK, False),
        (SINK, "auditor", SINK, False),
        (SINK, "", SINK, False),
        (SINK, "auditor", SOURCE, False),
    ],
    ids=["own-auditor", "own-organ", "peer-organ", "peer-auditor", "mirror-auditor", "mirror-organ", "origin-at-mirror"],
)
def test_only_the_own_auditor_is_shown_it(scene: Scene, node: str, who: str, asker: str, sees: bool) -> None:
    assert _get(scene, node, who, asker) is sees
    assert (scene.intervention in _listed(scene, node, who, asker)) is sees
    assert (scene.intervention in _listed(scene, node, who, asker, type=record_pb2.RECORD_TYPE_INTERVENTION)) is sees
    if asker == SOURCE == node:
        assert scene.outcome in _listed(scene, node, who, asker)


def _register(scene: Scene, **wanted: object) -> supervision_service_pb2.ListInterventionsResponse:
    request = supervision_service_pb2.ListInterventionsRequest(**wanted)
    stub = supervision_service_pb2_grpc.SupervisionServiceStub
    answer: supervision_service_pb2.ListInterventionsResponse = scene.world.ask(SOURCE, stub, "ListInterventions", request, who="auditor")
    return answer


def test_the_register_is_listed_to_auditors(scene: Scene) -> None:
    (view,) = _register(scene, thread_id=CASE).interventions
    assert (view.record_id, view.organ, view.intervention.content) == (scene.intervention, ORGANS[SOURCE], CONTENT)
    assert not _register(scene, thread_id=scene.outcome).interventions
    assert not _register(scene, organ=ORGANS[SINK]).interventions
    second = _intervention()
    second.intervention.case_record_id, second.intervention.case_number = "", "金市监案〔2026〕1号"
    newer = scene.world.publish(SOURCE, second).record_id
    first_page = _register(scene, page_size=1)
    assert [one.record_id for one in first_page.interventions] == [newer]
    rest = _register(scene, page_size=1, page_token=first_page.next_page_token)
    assert [one.record_id for one in rest.interventions] == [scene.intervention]
    assert not rest.next_page_token


@pytest.mark.parametrize("who", ["", "planner"])
def test_nobody_else_may_call_the_register(scene: Scene, who: str) -> None:
    channel = scene.world.channel(SOURCE, who)
    with channel:
        stub = supervision_service_pb2_grpc.SupervisionServiceStub(channel)
        refusal = refused(stub.ListInterventions, supervision_service_pb2.ListInterventionsRequest(), purpose="SUPERVISION")
    assert refusal.reason == "ROLE_NOT_ALLOWED"


@pytest.mark.parametrize("kind", [record_pb2.SHARING_CLASS_CONDITIONAL, record_pb2.SHARING_CLASS_UNCONDITIONAL])
def test_it_is_never_shared(scene: Scene, kind: int) -> None:
    assert scene.world.refused(SOURCE, _intervention(sharing_class=kind)).reason == "CLASS_NOT_ALLOWED"


def test_nothing_replaces_continues_or_corrects_it(scene: Scene) -> None:
    refusals = [
        scene.world.refused(SOURCE, _intervention(supersedes=scene.intervention)),
        scene.world.refused(SOURCE, _intervention(thread_id=scene.intervention)),
        scene.world.refused(SOURCE, draft(7, supersedes=scene.intervention)),
        scene.world.refused(SOURCE, draft(7, thread_id=scene.intervention)),
    ]
    assert {one.reason for one in refusals} == {"THREAD_UNKNOWN"}
    assert scene.world.refused(SOURCE, _intervention(supersedes=scene.outcome)).fields == ("supersedes",)
    request = duty_pb2.CorrectionRequest(
        record_id=scene.intervention, origin=SOURCE, field="intervention.content", found=CONTENT, reason="x"
    )
    assert scene.world.refused(SOURCE, said(SOURCE, audience=[SINK], correction_request=request)).reason == "NOT_FOUND"


def test_a_peer_gets_the_bare_hash(scene: Scene) -> None:
    with scene.world.channel(SOURCE, "node", asker=SINK) as channel:
        stream = ledger_pb2_grpc.LedgerServiceStub(channel).ReadEntries(
            ledger_pb2.ReadEntriesRequest(), metadata=(("exchange-purpose", "SYNCHRONISATION"),), timeout=CALL_TIMEOUT_S
        )
        given = [entry for answer in stream for entry in answer.batch.entries]
    assert [entry.HasField("record") for entry in given[:2]] == [True, False]
    assert CONTENT.encode() not in b"".join(entry.SerializeToString() for entry in given)


def test_the_audit_log_tells_of_it_without_its_content(scene: Scene) -> None:
    _register(scene)
    node = scene.world.nodes[SOURCE]
    with node.database.reading() as connection:
        logged = connection.execute(select(entries.c.envelope).where(entries.c.record_id.is_(None))).scalars().all()
        tags = set(connection.execute(select(audit_events.c.tag)).scalars())
    events = [audit_pb2.AuditEvent.FromString(bytes(one)) for one in logged]
    assert {"record:own:publish", "intervention:own:read"} <= tags
    assert any(scene.intervention in event.record_ids for event in events)
    assert not [event for event in events if CONTENT in str(event) or "某局某处" in str(event) or CASE in event.subjects]


class _Greedy:
    """A case store that would take everything."""

    name = "greedy"
    accepts = frozenset({"intervention", "outcome"})

    def __init__(self) -> None:
        self.given: list[str] = []

    def apply_many(self, deliveries: list[Delivery]) -> list[DeliveryResult]:
        self.given += [one.body.WhichOneof("payload") or "" for one in deliveries]
        return [DeliveryResult(record_id=one.record_id, status="applied") for one in deliveries]


def test_a_peer_that_leaks_its_register_is_not_passed_on(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    """SOURCE's node publishes an intervention to everybody: SINK keeps it as evidence, shows and delivers it to nobody."""
    for check in ("admission.check", "publisher.check_sharing"):
        monkeypatch.setattr(f"exchange.sync.{check}", lambda *_: None)
    leaked = scene.world.publish(SOURCE, _intervention(sharing_class=record_pb2.SHARING_CLASS_CONDITIONAL)).record_id
    scene.world.pull(SINK, SOURCE)
    with scene.world.nodes[SINK].database.reading() as connection:
        reasons = set(connection.execute(select(entries.c.refused).where(entries.c.refused.is_not(None))).scalars())
    assert reasons == {"CLASS_NOT_ALLOWED"}
    leaky = Scene(world=scene.world, outcome=scene.outcome, intervention=leaked)
    for who in ("", "auditor"):
        assert not _get(leaky, SINK, who, SINK)
    assert not _get(leaky, SOURCE, "", SINK)
    store = _Greedy()
    Deliverer(scene.world.nodes[SINK], store).deliver()  # type: ignore[arg-type]  # the part of a store that delivery uses
    assert set(store.given) == {"outcome"}
