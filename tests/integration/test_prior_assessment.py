"""AssessPriors of a running node on SQLite and PostgreSQL: every relevance, from its own ledger and a neighbour's."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import grpc
import pytest

from exchange.settings import NodeSettings
from exchange.sync.peers import Peers
from exchange.sync.pull import Puller
from exchange.v1 import outcome_pb2, outcome_service_pb2, outcome_service_pb2_grpc, record_pb2, standard_pb2
from tests.support.access import CALL_TIMEOUT_S, AuditLog, as_peer, refused
from tests.support.federation import ORGANS, PURPOSE, SINK, SOURCE, THIRD, NodeProcess, channel_to, draft, federate, opened, publish
from tests.support.postgres import PostgresServer

CODED, NUMBERED, CLEAN = "913101166078754287", "310228000000001", "91330481554013049C"
MATTER, OTHER_MATTER = "31011600000001", "31011600000002"
ACT_ON = "2026-03-15"
PB = outcome_service_pb2
NAMES = {value: name.removeprefix("PRIOR_RELEVANCE_") for name, value in PB.PriorRelevance.items()}


def outcome_draft(number: int, *, member: str = SOURCE, uscc: str = CODED, registration: str = "", **given: Any) -> record_pb2.RecordDraft:
    """A decision whose document number is `number`."""
    made = draft(number, member=member)
    fields: dict[str, Any] = {"matter_code": MATTER, "act": "无照经营食品", "decided_on": "2025-06-01", "region_code": member, **given}
    penalties = fields.pop("penalties", None)
    for name, value in fields.items():
        setattr(made.outcome, name, value)
    if penalties is not None:
        del made.outcome.penalties[:]
        made.outcome.penalties.extend(outcome_pb2.Penalty(kind=kind) for kind in penalties)
    made.outcome.subject.uscc, made.outcome.subject.registration_number = uscc, registration
    return made


OWN = {
    "same matter": outcome_draft(1),
    "too old": outcome_draft(2, decided_on="2024-03-14"),
    "first day": outcome_draft(3, decided_on="2024-03-15"),
    "day before": outcome_draft(4, decided_on="2026-03-14"),
    "day of the act": outcome_draft(5, decided_on="2026-03-15", act_on="2026-03-01"),
    "revoked": outcome_draft(6),
    "other domain": outcome_draft(7, domain=2, matter_code=OTHER_MATTER, act="超标排放"),
    "by number": outcome_draft(8, uscc="", registration=NUMBERED),
    "other of the number": outcome_draft(9, uscc="", registration="310228000000002"),
}
THEIRS = {
    "same act": outcome_draft(11, member=SINK, decided_on="2026-04-01", act_on=ACT_ON),
    "same act, no fine": outcome_draft(
        12, member=SINK, decided_on="2026-04-01", act_on=ACT_ON, penalties=[outcome_pb2.PENALTY_KIND_WARNING]
    ),
    "same domain": outcome_draft(13, member=SINK, matter_code=OTHER_MATTER, act="超标排放"),
    "persuaded": outcome_draft(14, member=SINK, penalties=[], step=outcome_pb2.OUTCOME_STEP_PERSUADED),
    "ties number and code": outcome_draft(15, member=SINK, registration=NUMBERED, decided_on="2025-07-01"),
}


@dataclass(frozen=True, kw_only=True)
class Scene:
    """A node that serves, with its own and a neighbour's records; records by the names above."""

    settings: Mapping[str, NodeSettings]
    records: Mapping[str, str]
    list_record: str

    def ask(self, *, correlation_id: str = "", **given: Any) -> outcome_service_pb2.AssessPriorsResponse:
        fields = {"subject": CODED, "domain": 1, "matter_code": MATTER, "act": "无照经营食品", "act_on": ACT_ON, "lookback_months": 24}
        metadata = (*PURPOSE, ("exchange-correlation-id", correlation_id or str(uuid.uuid4())))
        with channel_to(self.settings[SOURCE]) as channel:
            stub = outcome_service_pb2_grpc.OutcomeServiceStub(channel)
            request = PB.AssessPriorsRequest(**{**fields, **given})
            return stub.AssessPriors(request, metadata=metadata, timeout=CALL_TIMEOUT_S)

    def relevances(self, answer: outcome_service_pb2.AssessPriorsResponse) -> dict[str, str]:
        names = {record: name for name, record in self.records.items()}
        return {names[one.outcome.record_id]: NAMES[one.relevance] for one in answer.findings}


def no_penalty_list() -> record_pb2.RecordDraft:
    """A list that counts twelve months within the province."""
    first = standard_pb2.NoPenaltyCondition(first_violation=True, lookback_months=12, territory="province")
    standard = standard_pb2.Standard(
        standard_id="310116-MARKET-免罚-2026",
        version=1,
        title="轻微违法行为免罚清单",
        kind=standard_pb2.STANDARD_KIND_NO_PENALTY_LIST,
        domain=1,
        valid_from="2026-01-01",
        items=[standard_pb2.StandardItem(code="1", act="无照经营食品", no_penalty=first), standard_pb2.StandardItem(code="2", act="其他")],
        issuer_name="测试机关",
    )
    header = draft(0)
    header.standard.CopyFrom(standard)
    header.purpose = record_pb2.PURPOSE_STANDARD_ALIGNMENT
    return header


def revocation(record_id: str) -> record_pb2.RecordDraft:
    made = draft(0, thread_id=record_id)
    made.outcome_revision.CopyFrom(
        outcome_pb2.OutcomeRevision(kind=outcome_pb2.OUTCOME_REVISION_KIND_REVOKED, reason="复议撤销", effective_on="2025-08-01")
    )
    return made


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def scene(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Scene]:
    if request.param == "sqlite":
        yield from _scene(tmp_path_factory.mktemp("priors"), {})
        return
    server: PostgresServer = request.getfixturevalue("postgresql_server")
    with server.database() as url:
        yield from _scene(tmp_path_factory.mktemp("priors"), {SOURCE: url})


def _scene(folder: Path, databases: Mapping[str, str]) -> Iterator[Scene]:
    settings = federate(folder, [SOURCE, SINK, THIRD], databases=databases)
    records = {}
    with opened(settings[SINK]) as sink:
        records |= dict(zip(THEIRS, (one.record_id for one in publish(sink, THEIRS.values()).appended), strict=True))
    with opened(settings[SOURCE]) as source:
        records |= dict(zip(OWN, (one.record_id for one in publish(source, OWN.values()).appended), strict=True))
        publish(source, [revocation(records["revoked"])])
        listed = publish(source, [no_penalty_list()]).appended[0].record_id
        with NodeProcess(settings[SINK]):
            peers = Peers(source)
            Puller(source, peers).pull(SINK)
            peers.close()
    with NodeProcess(settings[SOURCE]):
        yield Scene(settings=settings, records=records, list_record=listed)


def test_every_relevance(scene: Scene) -> None:
    answer = scene.ask()
    assert scene.relevances(answer) == {
        "same matter": "SAME_MATTER",
        "too old": "NOT_COUNTED",
        "first day": "SAME_MATTER",
        "day before": "SAME_MATTER",
        "day of the act": "NOT_COUNTED",
        "revoked": "NOT_COUNTED",
        "other domain": "NOT_COUNTED",
        "by number": "SAME_MATTER",
        "same act": "SAME_ACT",
        "same act, no fine": "SAME_ACT",
        "same domain": "SAME_DOMAIN",
        "persuaded": "NOT_COUNTED",
        "ties number and code": "SAME_MATTER",
    }
    assert (answer.first_violation, answer.already_fined_same_act, answer.counted, answer.needs_person) == (False, True, 5, True)
    decided = [one.outcome.outcome.decided_on for one in answer.findings]
    assert decided == sorted(decided, reverse=True)
    uncertain = {one.outcome.record_id for one in answer.findings if not one.certain}
    assert uncertain == {scene.records["by number"]}
    assert all(one.reasons and len(one.reasons) == len(one.reasons_en) for one in answer.findings)
    assert {one.member for one in answer.sources} >= {SOURCE, SINK}


def test_a_company_known_only_by_its_registration_number(scene: Scene) -> None:
    answer = scene.ask(subject=NUMBERED)
    found = scene.relevances(answer)
    assert found["by number"] == "SAME_MATTER"
    assert "same act" in found  # its code is tied to the number by one record
    assert "other of the number" not in found
    assert not any(one.certain for one in answer.findings)
    assert answer.needs_person
    assert scene.relevances(scene.ask(subject="310228000000002")) == {"other of the number": "SAME_MATTER"}


def test_a_company_nobody_knows(scene: Scene) -> None:
    answer = scene.ask(subject=CLEAN)
    assert (answer.first_violation, answer.already_fined_same_act, len(answer.findings)) == (True, False, 0)


def test_the_lists_months_and_territory_count_before_the_requests(scene: Scene) -> None:
    answer = scene.ask(standard_record_id=scene.list_record, item_code="1")
    found = scene.relevances(answer)
    assert found["first day"] == "NOT_COUNTED"  # beyond twelve months
    assert found["ties number and code"] == "NOT_COUNTED"  # in another province
    assert found["day before"] == "SAME_MATTER"
    assert "12 months, from 2025-03-15 on, within the province (by the no-penalty list)" in answer.counted_how_en
    assert "行政处罚法第33条" in answer.counted_how


def test_without_any_limit_old_decisions_count(scene: Scene) -> None:
    answer = scene.ask(lookback_months=0)
    assert scene.relevances(answer)["too old"] == "SAME_MATTER"
    assert "没有清单、查询或设置限定" in answer.counted_how


@pytest.mark.parametrize(
    ("fields", "code", "field"),
    [
        ({"act_on": "2026-02-30"}, "FIELD_INVALID", "act_on"),
        ({"act_from": "2026-03-16"}, "FIELD_INVALID", "act_from"),
        ({"territory": "world"}, "FIELD_INVALID", "territory"),
        ({"subject": "913101166078754288"}, "FIELD_INVALID", "subject"),
        ({"item_code": "1"}, "FIELD_INVALID", "standard_record_id"),
        ({"standard_record_id": str(uuid.UUID(int=7)), "item_code": "1"}, "NOT_FOUND", ""),
        ({"standard_record_id": "list", "item_code": "9"}, "FIELD_INVALID", "item_code"),
        ({"standard_record_id": "list", "item_code": "2"}, "FIELD_INVALID", "item_code"),
    ],
)
def test_a_wrong_question_names_its_field(scene: Scene, fields: dict[str, str], code: str, field: str) -> None:
    named = {name: scene.list_record if value == "list" else value for name, value in fields.items()}
    request = PB.AssessPriorsRequest(**{"subject": CODED, "act_on": ACT_ON, **named})
    with channel_to(scene.settings[SOURCE]) as channel:
        refusal = refused(outcome_service_pb2_grpc.OutcomeServiceStub(channel).AssessPriors, request, purpose="CASE_HANDLING")
    assert (refusal.reason, refusal.fields) == (code, (field,) if field else ())


@pytest.mark.parametrize(
    ("dial", "purpose", "reason"),
    [
        (lambda settings: as_peer(settings[SOURCE], settings[SINK]), "CASE_HANDLING", "ROLE_NOT_ALLOWED"),
        (lambda settings: channel_to(settings[SOURCE], "planner"), "CASE_HANDLING", "ROLE_NOT_ALLOWED"),
        (lambda settings: channel_to(settings[SOURCE]), "PUBLICATION", "PURPOSE_NOT_ALLOWED"),
    ],
)
def test_who_may_not_ask(scene: Scene, dial: Callable[[Mapping[str, NodeSettings]], grpc.Channel], purpose: str, reason: str) -> None:
    with dial(scene.settings) as channel:
        request = PB.AssessPriorsRequest(subject=CODED, act_on=ACT_ON)
        refusal = refused(outcome_service_pb2_grpc.OutcomeServiceStub(channel).AssessPriors, request, purpose=purpose)
    assert refusal.reason == reason


def test_the_audit_log_names_the_company_asked_for_and_all_that_was_shown(scene: Scene) -> None:
    correlation_id = str(uuid.uuid4())
    scene.ask(subject=NUMBERED, correlation_id=correlation_id)
    log = AuditLog(scene.settings[SOURCE])
    (event,) = log.of_call(correlation_id)
    log.close()
    assert event.tag == "outcome:subject:assess"
    assert set(event.subjects) == {NUMBERED, CODED}
    assert set(event.record_ids) == set(scene.records.values()) - {scene.records["other of the number"]}
    assert f"act_on={ACT_ON}" in event.query
    assert event.actor == f"exchange://{SOURCE}/organ/{ORGANS[SOURCE]}"
