"""What the commands of a plan's life ask a node, what they sign, how they show the answer, and which input they refuse."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result

from exchange.domain.calendar import legal_day
from exchange.ledger.envelope import body_digest, new_record_id
from exchange.planning.files import problem_of
from exchange.planning.model import Period
from exchange.v1 import inspection_pb2, record_pb2, record_service_pb2
from exchange.v1 import inspection_service_pb2 as pb
from tests.support.fake_node import ORGAN, FakeNode
from tests.support.inspections import MATTERS, found, made_plan, replanned
from tests.support.registers import COMPANIES, made_register

PARTY = "11330482MB1C456662"
AT_MS = 1_790_000_000_000
PLAN, SECOND, RECORD = (new_record_id(at_ms=AT_MS + at, random=bytes(10)) for at in range(3))
LAW = "law:优化营商环境条例:57"


def stored(content: inspection_pb2.InspectionPlan, record_id: str, **header: Any) -> record_service_pb2.StoredRecord:
    body = record_pb2.RecordBody(salt=bytes(16), inspection_plan=content)
    made = record_pb2.RecordHeader(
        record_id=record_id,
        origin="310116",
        organ=ORGAN,
        type=record_pb2.RECORD_TYPE_INSPECTION_PLAN,
        audience=["310116", "330482"],
        sharing_class=record_pb2.SHARING_CLASS_CONDITIONAL,
        basis_id=LAW,
        purpose=record_pb2.PURPOSE_JOINT_INSPECTION,
        body_digest=body_digest(body.SerializeToString()),
        hash_algorithm=record_pb2.HASH_ALGORITHM_SHA256,
        **header,
    )
    made.issued_at.seconds = AT_MS // 1000
    signed = record_pb2.SignedRecord(header=made.SerializeToString(), body=body.SerializeToString())
    return record_service_pb2.StoredRecord(record=signed, header=made, body=body)


def standing(plan: inspection_pb2.InspectionPlan, record_id: str = PLAN, **view: Any) -> pb.GetInspectionPlanResponse:
    values = {
        "plan_id": PLAN,
        "version_record_id": record_id,
        "version_digest": stored(plan, record_id).header.body_digest,
        "version": plan.version,
        "title": plan.title,
        "state": pb.PLAN_STATE_PROPOSED,
        "visits": len(plan.visits),
        **view,
    }
    return pb.GetInspectionPlanResponse(view=pb.PlanView(**values), plan=plan)


@pytest.fixture
def plan() -> inspection_pb2.InspectionPlan:
    return made_plan(("310116", ORGAN), ("330482", PARTY))


@pytest.fixture
def held(node: FakeNode, plan: inspection_pb2.InspectionPlan) -> FakeNode:
    """A node with the plan, which takes what it is given."""
    node.answers["GetInspectionPlan"] = standing(plan)
    records = {PLAN: stored(plan, PLAN)}
    node.answers["GetRecord"] = lambda request: record_service_pb2.GetRecordResponse(record=records[request.record_id])
    node.answers["PublishRecords"] = lambda request: record_service_pb2.PublishRecordsResponse(
        records=[record_service_pb2.PublishedRecord(record_id=RECORD, index=at) for at, _one in enumerate(request.drafts)]
    )
    return node


def signed(node: FakeNode) -> record_pb2.RecordDraft:
    (request,) = node.asked("PublishRecords")
    draft: record_pb2.RecordDraft = request.drafts[0].draft
    return draft


def test_what_is_countersigned_is_the_version_that_was_shown(
    call: Callable[..., Result], held: FakeNode, plan: inspection_pb2.InspectionPlan
) -> None:
    result = call("inspection", "consent", PLAN, "--organ", PARTY, language="zh")
    assert result.exit_code == 0, result.stderr
    for shown in (plan.title, plan.visits[0].uscc, MATTERS[0]):
        assert shown in result.stdout
    draft = signed(held)
    assert (draft.organ, draft.thread_id, list(draft.audience), draft.basis_id) == (PARTY, PLAN, ["310116", "330482"], LAW)
    assert (draft.plan_consent.plan_record_id, draft.plan_consent.agreed) == (PLAN, True)
    assert draft.plan_consent.plan_digest == stored(plan, PLAN).header.body_digest
    assert held.metadata["exchange-purpose"] == "JOINT_INSPECTION"


def other_content(plan: inspection_pb2.InspectionPlan) -> pb.GetInspectionPlanResponse:
    shown = inspection_pb2.InspectionPlan()
    shown.CopyFrom(plan)
    shown.visits[0].day = "2026-12-04"
    answer = standing(shown)
    answer.view.version_digest = standing(plan).view.version_digest
    return answer


def other_digest(plan: inspection_pb2.InspectionPlan) -> pb.GetInspectionPlanResponse:
    return standing(plan, version_digest=bytes(32))


@pytest.mark.parametrize("lie", [other_content, other_digest])
def test_nothing_is_signed_where_a_node_shows_another_plan_than_it_has(
    call_json: Callable[..., tuple[int, Any]], held: FakeNode, plan: inspection_pb2.InspectionPlan, lie: Callable[..., Any]
) -> None:
    held.answers["GetInspectionPlan"] = lie(plan)
    code, answer = call_json("inspection", "consent", PLAN, "--organ", PARTY)
    assert (code, answer["error"]["reason"]) == (3, "BODY_DIGEST_MISMATCH")
    assert held.asked("PublishRecords") == []


def test_a_refusal_says_why(call: Callable[..., Result], held: FakeNode) -> None:
    assert call("inspection", "consent", PLAN, "--organ", PARTY, "--refuse").exit_code == 2
    assert call("inspection", "consent", PLAN, "--organ", PARTY, "--reason", "日期冲突").exit_code == 2
    assert held.requests == []
    assert "Refused: version 1" in call("inspection", "consent", PLAN, "--organ", PARTY, "--refuse", "--reason", "日期冲突").stdout
    assert (signed(held).plan_consent.agreed, signed(held).plan_consent.reason) == (False, "日期冲突")


def test_a_publication_names_every_answer(
    call_json: Callable[..., tuple[int, Any]], held: FakeNode, plan: inspection_pb2.InspectionPlan
) -> None:
    answer = standing(plan)
    answer.answers.add(member="330482", organ=PARTY, record_id=RECORD, consent=inspection_pb2.PlanConsent(agreed=True))
    held.answers["GetInspectionPlan"] = answer
    code, document = call_json("inspection", "publish-plan", PLAN, "--organ", ORGAN, "--basis", "law:x")
    assert (code, document["plan_record_id"]) == (0, PLAN)
    assert (list(signed(held).plan_publication.consent_record_ids), signed(held).basis_id) == ([RECORD], "law:x")


def test_results_are_by_the_version_in_force_not_by_a_newer_one(
    call: Callable[..., Result], held: FakeNode, plan: inspection_pb2.InspectionPlan
) -> None:
    second = replanned(plan)
    answer = standing(second, SECOND, in_force_record_id=PLAN)
    answer.in_force.CopyFrom(plan)
    held.answers["GetInspectionPlan"] = answer
    arguments = (
        "--matter",
        f"{MATTERS[0]}=rectification-ordered:2026-12-15",
        "--started",
        "2026-12-01T09:30",
        "--ended",
        "2026-12-01T11:00",
    )
    result = call("inspection", "result", PLAN, "V1", "--organ", PARTY, *arguments, "--officer", "p-1", "--officer", "p-2")
    assert result.exit_code == 0, result.stderr
    made = signed(held).inspection_record
    assert (made.plan_record_id, made.visit_id, made.trigger) == (PLAN, "V1", inspection_pb2.INSPECTION_TRIGGER_ROUTINE)
    assert (list(made.officers), made.started_at.ToJsonString()) == (["p-1", "p-2"], "2026-12-01T01:30:00Z")
    expected = inspection_pb2.MatterResult(
        matter_code=MATTERS[0], result=inspection_pb2.INSPECTION_RESULT_RECTIFICATION_ORDERED, rectify_by="2026-12-15"
    )
    assert list(made.results) == [expected]


def test_no_result_before_a_plan_is_in_force(call_json: Callable[..., tuple[int, Any]], held: FakeNode) -> None:
    when = ("--started", "2026-12-01T09:30", "--ended", "2026-12-01T11:00")
    code, answer = call_json("inspection", "result", PLAN, "V1", "--organ", PARTY, "--matter", f"{MATTERS[0]}=NOTHING_FOUND", *when)
    assert (code, answer["error"]["reason"], answer["error"]["fields"][0]["field"]) == (1, "NOT_PUBLISHED", "plan")
    assert held.asked("PublishRecords") == []


def test_what_was_found_before_a_withdrawal_is_entered_by_the_version_it_was_made_by(
    call_json: Callable[..., tuple[int, Any]], held: FakeNode, plan: inspection_pb2.InspectionPlan
) -> None:
    held.answers["GetInspectionPlan"] = standing(plan, state=pb.PLAN_STATE_WITHDRAWN)
    when = ("--started", "2026-12-01T09:30", "--ended", "2026-12-01T11:00")
    entered = ("inspection", "result", PLAN, "V1", "--organ", PARTY, "--matter", f"{MATTERS[0]}=NOTHING_FOUND", *when)
    code, answer = call_json(*entered)
    assert (code, answer["error"]["reason"]) == (1, "NOT_PUBLISHED")
    assert call_json(*entered, "--version", PLAN)[0] == 0
    assert signed(held).inspection_record.plan_record_id == PLAN
    other = record_service_pb2.StoredRecord(header=record_pb2.RecordHeader(record_id=RECORD))
    held.answers["GetRecord"] = record_service_pb2.GetRecordResponse(record=other)
    code, answer = call_json(*entered, "--version", RECORD)
    assert (code, answer["error"]["reason"], answer["error"]["fields"][0]["field"]) == (1, "NOT_FOUND", "version")


@pytest.mark.parametrize(
    ("matter", "fault"),
    [
        ("123=NOTHING_FOUND", "14 digits"),
        (f"{MATTERS[0]}=FINE", "NOTHING_FOUND"),
        (f"{MATTERS[0]}=RECTIFICATION_ORDERED:soon", "2026-03-01"),
        (MATTERS[0], "NAME=VALUE"),
    ],
)
def test_a_matter_s_result_that_isnt_one_says_what_is_right(call: Callable[..., Result], node: FakeNode, matter: str, fault: str) -> None:
    result = call("inspection", "result", PLAN, "V1", "--organ", PARTY, "--matter", matter)
    assert (result.exit_code, fault in result.stderr) == (2, True)
    assert node.requests == []


@pytest.mark.parametrize(
    "arguments",
    [
        ("recheck", PLAN, RECORD, "--matter", MATTERS[0], "--on", "2026-12-01"),
        ("recognise", PLAN, RECORD, "--matter", MATTERS[0], "--reason", "互认"),
        ("recognise", PLAN, RECORD, "--matter", MATTERS[0], "--reason", "互认", "--until", "2026-12-31", "--end"),
        ("propose", "--title", "x", "--audience", "all", "--basis", "law:x"),
        ("propose", ".", "--audience", "all", "--basis", "law:x"),
        ("propose", ".", "--replan", PLAN, "--audience", "all", "--basis", "law:x"),
        ("withdraw", PLAN),
        ("checklist", PLAN),
    ],
)
def test_what_is_missing_is_said_before_a_node_is_asked(call: Callable[..., Result], node: FakeNode, arguments: tuple[str, ...]) -> None:
    assert call("inspection", *arguments).exit_code == 2
    assert node.requests == []


def test_checks_and_recognitions_continue_the_plan(call: Callable[..., Result], held: FakeNode) -> None:
    assert call("inspection", "recheck", PLAN, RECORD, "--organ", PARTY, "--matter", MATTERS[0], "--not-rectified", "--on", "2026-12-20",
                "--note", "仍未整改").exit_code == 0  # fmt: skip
    check = signed(held).rectification_check
    assert check == inspection_pb2.RectificationCheck(
        inspection_record_id=RECORD, matter_code=MATTERS[0], checked_on="2026-12-20", rectified=False, note="仍未整改"
    )
    held.requests.clear()
    named = ("--organ", PARTY, "--matter", MATTERS[0], "--own-matter", MATTERS[1])
    assert call("inspection", "recognise", PLAN, RECORD, *named, "--until", "2027-01-31", "--reason", "互认").exit_code == 0
    draft = signed(held)
    assert (draft.thread_id, list(draft.audience)) == (PLAN, ["310116", "330482"])
    assert draft.inspection_recognition == inspection_pb2.InspectionRecognition(
        inspection_record_id=RECORD, matter_code=MATTERS[0], own_matter_code=MATTERS[1], until="2027-01-31", reason="互认"
    )


def test_a_plan_is_shown_with_all_that_is_open(call: Callable[..., Result], held: FakeNode, plan: inspection_pb2.InspectionPlan) -> None:
    answer = standing(plan, state=pb.PLAN_STATE_PUBLISHED, in_force_record_id=PLAN)
    hostile = inspection_pb2.PlanConsent(agreed=False, reason="不行\x1b[2J")
    answer.answers.add(member="330482", organ=PARTY, record_id=RECORD, consent=hostile)
    answer.results.add(member="330482", organ=PARTY, record_id=RECORD, inspection=found(PLAN, plan.visits[0], PARTY))
    answer.findings.add(fault=pb.PLAN_FAULT_OFFICER_NOT_DRAWN, visit_id="V1", name="310116-a")
    answer.rectifications.add(visit_id="V2", organ=PARTY, rectify_by="2026-12-20")
    answer.recognitions.add(visit_id="V1", organ=ORGAN, matter_code=MATTERS[0], own_matter_code=MATTERS[1], until="2027-01-31")
    held.answers["GetInspectionPlan"] = answer
    shown = "".join(call("inspection", "show", PLAN, language="zh").stdout.split())
    for text in ("已公布", "未发现问题", "2026-12-20", f"{MATTERS[0]}={MATTERS[1]}", "2027-01-31", "310116-a", "不行\ufffd[2J"):
        assert text in shown


def test_plans_are_listed_up_to_a_limit(call: Callable[..., Result], held: FakeNode, plan: inspection_pb2.InspectionPlan) -> None:
    held.answers["ListInspectionPlans"] = pb.ListInspectionPlansResponse(plans=[standing(plan).view], next_page_token="more")
    result = call("inspection", "plans", "--limit", "1")
    assert plan.title in result.stdout
    assert "There is more" in result.stderr


def test_standards_are_looked_up_only_where_they_are_asked_for(run: Callable[..., Result], tmp_path: Path) -> None:
    arguments = ("inspection", "plan", "--example", "1", "--companies", "10")
    result = run(*arguments, "--standards", "--output", tmp_path / "plan")
    assert (result.exit_code, "--node" in result.stderr) == (2, True)
    assert run(*arguments, "--standards").exit_code == 2
    assert not (tmp_path / "plan").exists()


def test_a_plan_is_re_made_from_today_on_and_what_lacks_its_result_is_named(
    call: Callable[..., Result], held: FakeNode, plan: inspection_pb2.InspectionPlan, tmp_path: Path
) -> None:
    today = legal_day(datetime.now(UTC))
    before = today - timedelta(days=9)
    days = ["--from", "2020-01-01", "--to", f"{today.year}-12-31", "--approved-on", str(before)]
    routine, held_to = inspection_pb2.INSPECTION_TRIGGER_ROUTINE, {"organ": ORGAN, "matter_codes": MATTERS[:1], "signed_by": [ORGAN]}
    late = pb.VisitView(plan_id=PLAN, visit_id="V7", uscc=COMPANIES[1], day=str(before), trigger=routine, officers=["all-0"], **held_to)
    booked = pb.VisitView(plan_id=SECOND, visit_id="V1", uscc=COMPANIES[2], day=str(today), trigger=routine, officers=["all-1"], **held_to)
    broken = pb.RectificationView(organ=ORGAN, uscc=COMPANIES[3], matter_code=MATTERS[1], rectify_by=str(before))
    held.answers["GetInspectionHistory"] = pb.GetInspectionHistoryResponse(planned=[late, booked], rectifications=[broken])
    held.answers["ListInspectionRegisters"] = pb.ListInspectionRegistersResponse(
        registers=[pb.RegisterView(member="310116", organ=ORGAN, register=made_register())]
    )
    file = tmp_path / "again.json"

    result = call("inspection", "problem", "--id", "p", *days, "--organ", ORGAN, "--replan", PLAN, "--output", str(file))

    assert result.exit_code == 0, result.stderr
    assert "V7" in result.stderr
    problem = problem_of(file.read_bytes())
    assert problem.period.first == today
    assert {one.ref: one.leave for one in problem.officers if one.leave} == {"all-1": (Period(first=today, last=today),)}
    over = ["--from", "2020-01-01", "--to", str(before), "--approved-on", "2020-01-01"]
    assert call("inspection", "problem", "--id", "p", *over, "--organ", ORGAN, "--replan", PLAN, "--output", str(file)).exit_code == 2
