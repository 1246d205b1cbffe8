"""What each client command asks a node, and how it shows the answer."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result
from google.rpc import code_pb2
from grpc_health.v1 import health_pb2

from exchange.ledger.checkpoints import Checkpoint, ledger_origin, sign_checkpoint
from exchange.ledger.keys import Ed25519Signer
from exchange.ledger.merkle import EMPTY_ROOT
from exchange.v1 import (
    audit_pb2,
    lead_pb2,
    lead_service_pb2,
    ledger_pb2,
    outcome_pb2,
    outcome_service_pb2,
    record_pb2,
    record_service_pb2,
    standard_pb2,
    standard_service_pb2,
    subject_pb2,
)
from tests.support.fake_node import MEMBER, ORGAN, FakeNode

RECORD = "01928a1c-0000-7000-8000-000000000001"
NEWER = "01928a1c-0000-7000-8000-000000000002"
COMPANY = "913101166078754287"


@pytest.fixture
def view() -> outcome_service_pb2.OutcomeView:
    penalty = outcome_pb2.Penalty(kind=outcome_pb2.PENALTY_KIND_FINE, amount_fen=99_577_216)
    outcome = outcome_pb2.Outcome(
        subject=subject_pb2.Subject(name="某某有限公司", uscc=COMPANY),
        document_number="沪市监金处〔2025〕1号",
        act="未经审查发布广告",
        decided_on="2025-03-13",
        deciding_organ_name="金山区市场监督管理局",
        penalties=[penalty],
    )
    return outcome_service_pb2.OutcomeView(record_id=RECORD, ledger=ledger_origin(MEMBER), index=7, outcome=outcome, effective=True)


def test_prior_outcomes_of_a_company(call: Callable[..., Result], node: FakeNode, view: outcome_service_pb2.OutcomeView) -> None:
    fresh = outcome_service_pb2.SourceFreshness(member="330482", size=12)
    fresh.verified_at.seconds = 1_790_000_000
    node.answers["ListPriorOutcomes"] = outcome_service_pb2.ListPriorOutcomesResponse(outcomes=[view], sources=[fresh])
    result = call("outcome", "prior", "９１３１０１１６６０７８７５４２８７", "--before", "2026-01-01", "--domain", "market", language="zh")
    assert result.exit_code == 0, result.stderr
    (request,) = node.asked("ListPriorOutcomes")
    assert (request.subject, request.before, request.domain) == (COMPANY, "2026-01-01", subject_pb2.ENFORCEMENT_DOMAIN_MARKET)
    for shown in ("罚款 995,772.16 元", "沪市监金处〔2025〕1号", "2025-03-13", "有效", "330482", "2026-09-21 22:13:20"):
        assert shown in result.stdout


def test_no_prior_outcome_is_said(call: Callable[..., Result], node: FakeNode) -> None:
    node.answers["ListPriorOutcomes"] = outcome_service_pb2.ListPriorOutcomesResponse()
    result = call("outcome", "prior", "310228000123456")
    assert result.exit_code == 0
    assert "No outcome of 310228000123456 is known here before today." in result.stdout


def test_assessment_answers_the_two_questions_first(
    call: Callable[..., Result], node: FakeNode, view: outcome_service_pb2.OutcomeView
) -> None:
    finding = outcome_service_pb2.PriorFinding(
        outcome=view, relevance=outcome_service_pb2.PRIOR_RELEVANCE_SAME_ACT, reasons=["同一行为已罚"], reasons_en=["fined already"]
    )
    node.answers["AssessPriors"] = outcome_service_pb2.AssessPriorsResponse(
        already_fined_same_act=True, counted=2, findings=[finding], needs_person=True, warnings=["未更新"], warnings_en=["old"]
    )
    arguments = ("outcome", "assess", COMPANY, "--act-on", "2026-03-15", "--act", "发布广告", "--months", "24", "--territory", "delta")
    result = call(*arguments, language="zh")
    assert result.exit_code == 0, result.stderr
    first, second, *_rest = result.stdout.splitlines()
    assert first.split() == ["是否首次违法", "否：有", "2", "条在先处理结果计入"]
    assert "是：不得再次罚款" in second
    for shown in ("同一行为已罚", "未更新"):
        assert shown in result.stdout
    (request,) = node.asked("AssessPriors")
    assert (request.subject, request.act_on, request.act) == (COMPANY, "2026-03-15", "发布广告")
    assert (request.lookback_months, request.territory) == (24, "delta")
    english = call(*arguments).stdout
    assert "no: 2 earlier outcomes count" in english.splitlines()[0]
    assert "fined already" in english


def test_listing_follows_pages_up_to_the_limit(
    call: Callable[..., Result],
    call_json: Callable[..., tuple[int, Any]],
    node: FakeNode,
    view: outcome_service_pb2.OutcomeView,
) -> None:
    def page(request: outcome_service_pb2.ListOutcomesRequest) -> outcome_service_pb2.ListOutcomesResponse:
        first = int(request.page_token or 0)
        count = min(request.page_size, 450 - first)
        token = str(first + count) if first + count < 450 else ""
        return outcome_service_pb2.ListOutcomesResponse(outcomes=[view] * count, next_page_token=token)

    node.answers["ListOutcomes"] = page
    code, document = call_json("outcome", "list", "--limit", "0")
    assert (code, len(document["outcomes"]), document["next_page_token"]) == (0, 450, "")
    code, document = call_json("outcome", "list", "--limit", "250")
    assert (len(document["outcomes"]), document["next_page_token"]) == (250, "250")
    result = call("outcome", "list", "--limit", "3")
    assert "There is more" in result.stderr


def test_outcome_filters_are_sent(call: Callable[..., Result], node: FakeNode) -> None:
    node.answers["ListOutcomes"] = outcome_service_pb2.ListOutcomesResponse()
    arguments = (
        "--name",
        "某某",
        "--origin",
        "330482",
        "--from",
        "2025-01-01",
        "--to",
        "2025-12-31",
        "--document-number",
        "x",
        "--subject",
    )
    assert call("outcome", "list", *arguments, COMPANY).exit_code == 0
    (request,) = node.asked("ListOutcomes")
    assert request == outcome_service_pb2.ListOutcomesRequest(
        page_size=100,
        name_contains="某某",
        origin="330482",
        decided_from="2025-01-01",
        decided_to="2025-12-31",
        document_number="x",
        subject=COMPANY,
    )


def test_revoked_outcome_is_shown_as_such(call: Callable[..., Result], node: FakeNode, view: outcome_service_pb2.OutcomeView) -> None:
    view.effective = False
    view.revisions.add(kind=outcome_pb2.OUTCOME_REVISION_KIND_REVOKED, effective_on="2026-02-01", reason="复议撤销")
    node.answers["GetOutcome"] = outcome_service_pb2.GetOutcomeResponse(outcome=view)
    result = call("outcome", "show", RECORD, language="zh")
    assert "撤销" in result.stdout
    assert "复议撤销" in result.stdout


def test_record_is_shown_with_its_place(call: Callable[..., Result], node: FakeNode) -> None:
    header = record_pb2.RecordHeader(record_id=RECORD, organ=ORGAN, type=record_pb2.RECORD_TYPE_OUTCOME, audience=["330482"])
    stored = record_service_pb2.StoredRecord(header=header, ledger=ledger_origin(MEMBER), index=3)
    node.answers["GetRecord"] = record_service_pb2.GetRecordResponse(record=stored)
    result = call("record", "get", RECORD)
    assert f"{ledger_origin(MEMBER)} #3" in result.stdout
    assert "erased, or not for this reader" in result.stdout
    stored.body.outcome.act = "占道经营"
    node.answers["GetRecord"] = record_service_pb2.GetRecordResponse(record=stored)
    assert "占道经营" in call("record", "get", RECORD).stdout


def test_records_are_listed_by_type(call: Callable[..., Result], node: FakeNode) -> None:
    node.answers["ListRecords"] = record_service_pb2.ListRecordsResponse()
    assert call("record", "list", "--type", "lead-event", "--from", "2026-03-01").exit_code == 0
    (request,) = node.asked("ListRecords")
    assert request.type == record_pb2.RECORD_TYPE_LEAD_EVENT
    assert request.issued_from.ToJsonString() == "2026-02-28T16:00:00Z"  # the legal day begins at midnight in Shanghai


LEAD = {"kind": "LEAD_KIND_LEAD", "to_member": "330482", "title": "跨省倾倒渣土"}


def answered(request: Any) -> lead_service_pb2.SendLeadResponse:
    thread = lead_service_pb2.LeadThread(lead_record_id=RECORD, lead=request.lead, state=lead_pb2.LEAD_STATE_SENT)
    return lead_service_pb2.SendLeadResponse(published=record_service_pb2.PublishRecordResponse(record_id=RECORD, index=1), thread=thread)


def test_lead_is_sent_at_most_once(call: Callable[..., Result], node: FakeNode, write_json: Callable[[str, Any], Path]) -> None:
    node.answers["SendLead"] = answered
    path = write_json("lead.json", LEAD)
    options = ("--organ", ORGAN, "--basis", "law:优化营商环境条例:57")
    assert "跨省倾倒渣土" in call("lead", "send", path, *options).stdout
    assert call("lead", "send", path, *options).exit_code == 0
    first, second = node.asked("SendLead")
    assert first == second
    assert first.request_id
    assert (first.organ, first.basis_id, first.lead.to_member) == (ORGAN, "law:优化营商环境条例:57", "330482")
    assert node.metadata["exchange-purpose"] == "LEAD_TRANSFER"


def test_lead_file_may_hold_the_whole_request(call: Callable[..., Result], node: FakeNode, write_json: Callable[[str, Any], Path]) -> None:
    node.answers["SendLead"] = answered
    path = write_json("lead.json", {"organ": ORGAN, "basis_id": "law:x", "lead": LEAD})
    assert call("lead", "send", path).exit_code == 0
    assert call("lead", "send", write_json("bare.json", LEAD), "--organ", ORGAN).exit_code == 2


def test_approval_chain_is_given_beside_the_file(
    call: Callable[..., Result], node: FakeNode, write_json: Callable[[str, Any], Path]
) -> None:
    node.answers["SendLead"] = answered
    path = write_json("lead.json", LEAD)
    officers = ("--handler", "A-1", "--handler", "A-2", "--reviewer", "A-3", "--approver", "A-4", "--legal-reviewer", "A-5")
    filing = ("--case-number", "1号", "--filed-at", "2026-03-01T08:00", "--continues", RECORD, "--hops", "1")
    assert call("lead", "send", path, "--organ", ORGAN, "--basis", "law:x", *officers, *filing).exit_code == 0
    lead = node.asked("SendLead")[0].lead
    assert [one.certificate_number for one in lead.handlers] == ["A-1", "A-2"]
    assert {one.organ for one in (*lead.handlers, lead.reviewer, lead.approver, lead.legal_reviewer)} == {ORGAN}
    assert (lead.case_number, lead.continues, lead.hops) == ("1号", RECORD, 1)
    assert lead.filed_at.ToJsonString() == "2026-03-01T00:00:00Z"


def test_a_filing_is_answered_with_number_and_moment(call: Callable[..., Result], node: FakeNode) -> None:
    thread = lead_service_pb2.LeadThread(
        lead_record_id=RECORD, state=lead_pb2.LEAD_STATE_FILED, case_number="7号", filed_by_organ=ORGAN, filed_at={"seconds": 1_790_000_000}
    )
    node.answers["AnswerLead"] = lead_service_pb2.AnswerLeadResponse(thread=thread)
    arguments = ("--action", "FILE", "--case-number", "7号", "--filed-at", "2026-03-01T08:00", "--approver", "A-9", "--after", NEWER)
    result = call("lead", "answer", RECORD, "--organ", ORGAN, *arguments)
    assert "7号" in result.stdout
    said = node.asked("AnswerLead")[0].event
    assert (said.case_number, said.after, said.approver.certificate_number) == ("7号", NEWER, "A-9")
    assert said.filed_at.ToJsonString() == "2026-03-01T00:00:00Z"


def test_another_organs_earlier_filing_is_named(call: Callable[..., Result], node: FakeNode) -> None:
    node.answers["AnswerLead"] = lead_service_pb2.AnswerLeadResponse()
    earlier = ("--earlier-organ", "嘉善县市场监督管理局", "--earlier-case", "3号", "--earlier-at", "2026-02-01T09:30")
    assert call("lead", "answer", RECORD, "--organ", ORGAN, "--action", "DISPUTE", "--ground", "EARLIER_FILING", *earlier).exit_code == 0
    other = node.asked("AnswerLead")[0].event.earlier_filing
    assert (other.organ_name, other.case_number, other.filed_at.ToJsonString()) == ("嘉善县市场监督管理局", "3号", "2026-02-01T01:30:00Z")


def test_open_leads_of_a_company_come_with_their_sources(call: Callable[..., Result], node: FakeNode) -> None:
    thread = lead_service_pb2.LeadThread(lead_record_id=RECORD, lead=lead_pb2.Lead(title="跨省倾倒渣土"), state=lead_pb2.LEAD_STATE_SENT)
    source = outcome_service_pb2.SourceFreshness(member="330421", size=17)
    node.answers["ListOpenLeads"] = lead_service_pb2.ListOpenLeadsResponse(threads=[thread], sources=[source])
    found = call("lead", "open", "310228000012345", "--domain", "MARKET", "--matter", "31010000000001")
    assert "跨省倾倒渣土" in found.stdout
    assert "330421" in found.stdout
    request = node.asked("ListOpenLeads")[0]
    assert (request.subject, request.domain, request.matter_code) == ("310228000012345", 1, "31010000000001")


def test_what_isnt_open_is_shown_with_its_rule(call: Callable[..., Result], node: FakeNode) -> None:
    thread = lead_service_pb2.LeadThread(
        lead_record_id=RECORD, state=lead_pb2.LEAD_STATE_RECEIVED, no_retransfer=True, suspended=True, refused_reason=""
    )
    thread.blocked_actions.add(action=lead_pb2.LEAD_ACTION_RETURN, reason="NO_RETRANSFER", explanation="生态环境行政处罚办法 16")
    thread.common_superior.name = "国家市场监督管理总局"
    node.answers["GetLead"] = lead_service_pb2.GetLeadResponse(thread=thread)
    assert "NO_RETRANSFER" not in call("lead", "show", RECORD).stdout
    shown = call("lead", "show", RECORD, "--blocked").stdout
    assert "NO_RETRANSFER" in shown
    assert "国家市场监督管理总局" in shown


def test_step_on_a_lead(call: Callable[..., Result], node: FakeNode) -> None:
    thread = lead_service_pb2.LeadThread(
        lead_record_id=RECORD, state=lead_pb2.LEAD_STATE_RETURNED, allowed_actions=[lead_pb2.LEAD_ACTION_DISPUTE]
    )
    thread.steps.add(member="330482", event=lead_pb2.LeadEvent(action=lead_pb2.LEAD_ACTION_RETURN), refused_reason="NO_RETRANSFER")
    published = record_service_pb2.PublishRecordResponse(record_id=NEWER, index=2)
    node.answers["AnswerLead"] = lead_service_pb2.AnswerLeadResponse(published=published, thread=thread)
    arguments = ("--action", "return", "--ground", "NOT_TERRITORY", "--note", "不属本地", "--officer", "A-1", "--at", "2026-03-01T08:00")
    result = call("lead", "answer", RECORD, "--organ", ORGAN, *arguments, language="zh")
    assert result.exit_code == 0, result.stderr
    (request,) = node.asked("AnswerLead")
    assert request.event.action == lead_pb2.LEAD_ACTION_RETURN
    assert request.event.ground == lead_pb2.REFUSAL_GROUND_NOT_TERRITORY
    assert request.event.occurred_at.ToJsonString() == "2026-03-01T00:00:00Z"
    assert request.event.officer == lead_pb2.OfficerReference(certificate_number="A-1", organ=ORGAN)
    for shown in ("已退回", "管辖异议 (DISPUTE)", "NO_RETRANSFER"):
        assert shown in result.stdout


def test_a_steps_content_is_shown(call: Callable[..., Result], node: FakeNode) -> None:
    thread = lead_service_pb2.LeadThread(lead_record_id=RECORD, state=lead_pb2.LEAD_STATE_RETURNED)
    thread.steps.add(
        event=lead_pb2.LeadEvent(
            action=lead_pb2.LEAD_ACTION_RETURN,
            ground=lead_pb2.REFUSAL_GROUND_NOT_TERRITORY,
            suggested_organ="青浦局",
            missing_items=["照片", "笔录"],
            case_number="案1",
            note="不属本地",
        )
    )
    node.answers["GetLead"] = lead_service_pb2.GetLeadResponse(thread=thread)
    shown = "".join(call("lead", "show", RECORD, language="zh").stdout.split())
    for part in ("青浦局", "照片", "笔录", "案1", "不属本地"):
        assert part in shown


def test_repeated_lead_is_said_to_be_there(call: Callable[..., Result], node: FakeNode, write_json: Callable[[str, Any], Path]) -> None:
    published = record_service_pb2.PublishRecordResponse(record_id=RECORD, index=1, repeated_request=True)
    node.answers["SendLead"] = lead_service_pb2.SendLeadResponse(published=published)
    result = call("lead", "send", write_json("lead.json", LEAD), "--organ", ORGAN, "--basis", "law:x")
    assert "was already there" in result.stdout


def test_own_ledger_is_told_apart_from_one_never_read(call: Callable[..., Result], node: FakeNode) -> None:
    sources = [outcome_service_pb2.SourceFreshness(member=code) for code in (MEMBER, "330482")]
    node.answers["ListPriorOutcomes"] = outcome_service_pb2.ListPriorOutcomesResponse(sources=sources)
    lines = call("outcome", "prior", COMPANY).stdout.splitlines()
    assert ["own ledger, always current" in line for line in lines if MEMBER in line and COMPANY not in line] == [True]
    assert ["never read" in line for line in lines if "330482" in line] == [True]


@pytest.mark.parametrize("command", [("outcome", "list"), ("audit", "list")])
def test_span_that_ends_before_it_begins_is_refused(call: Callable[..., Result], node: FakeNode, command: tuple[str, ...]) -> None:
    result = call(*command, "--from", "2026-03-02", "--to", "2026-02-01")
    assert result.exit_code == 2
    assert "--from lies after --to" in result.stderr
    assert node.requests == []


def test_refusals_are_audited_with_reason_and_detail(call: Callable[..., Result], node: FakeNode) -> None:
    answer = audit_pb2.ListAuditEventsResponse()
    for result, detail in (("REFUSED", "lacksbasis"), ("ALLOWED", "asusual")):
        answer.events.add().event.MergeFrom(audit_pb2.AuditEvent(result=f"AUDIT_RESULT_{result}", reason="R", detail=detail))
    node.answers["ListAuditEvents"] = answer
    shown = call("audit", "list").stdout
    assert "lacksbasis" in shown
    assert "asusual" not in shown


def test_certificates_issuer_is_no_standards_issuer(run: Callable[..., Result], node: FakeNode) -> None:
    shown = run("certs", "show", node.certificates.node.certificate, language="zh").stdout
    assert "颁发者" in shown
    assert "制定机关" not in shown


def test_leads_are_listed_and_shown(call: Callable[..., Result], node: FakeNode) -> None:
    thread = lead_service_pb2.LeadThread(lead_record_id=RECORD, lead=lead_pb2.Lead(title="跨省倾倒渣土"), state=lead_pb2.LEAD_STATE_SENT)
    node.answers["ListLeads"] = lead_service_pb2.ListLeadsResponse(threads=[thread])
    node.answers["GetLead"] = lead_service_pb2.GetLeadResponse(thread=thread)
    assert "跨省倾倒渣土" in call("lead", "list", "--to", "330482", "--state", "SENT").stdout
    assert node.asked("ListLeads")[0].state == lead_pb2.LEAD_STATE_SENT
    assert "跨省倾倒渣土" in call("lead", "show", RECORD).stdout


STANDARD = {"standard_id": "S-1", "version": 2, "title": "免罚清单", "valid_from": "2026-01-01"}
SEND = ("--organ", ORGAN, "--audience", "all", "--basis", "law:优化营商环境条例:57")


def standard_view(version: int, record_id: str, **values: Any) -> standard_service_pb2.StandardView:
    content = standard_pb2.Standard(**{**STANDARD, "version": version, **values})
    return standard_service_pb2.StandardView(record_id=record_id, signed_by=ORGAN, standard=content)


def publishes(request: record_service_pb2.PublishRecordsRequest) -> record_service_pb2.PublishRecordsResponse:
    response = record_service_pb2.PublishRecordsResponse()
    for number, _item in enumerate(request.drafts):
        response.records.add(record_id=NEWER, index=number)
    return response


def test_new_version_supersedes_the_one_before(
    call_json: Callable[..., tuple[int, Any]], node: FakeNode, write_json: Callable[[str, Any], Path]
) -> None:
    other = standard_view(1, "other-organ")
    other.signed_by = "123"
    node.answers["ListStandards"] = standard_service_pb2.ListStandardsResponse(standards=[standard_view(1, RECORD), other])
    node.answers["PublishRecords"] = publishes
    code, document = call_json("standard", "publish", write_json("s.json", STANDARD), *SEND)
    assert code == 0
    assert document == {"record_id": NEWER, "index": 0, "repeated": False, "supersedes": RECORD}
    (request,) = node.asked("PublishRecords")
    draft = request.drafts[0].draft
    assert (draft.supersedes, draft.standard.version, list(draft.audience)) == (RECORD, 2, [])
    assert draft.purpose == record_pb2.PURPOSE_STANDARD_ALIGNMENT


def test_version_that_is_there_is_not_published_again(
    call_json: Callable[..., tuple[int, Any]], node: FakeNode, write_json: Callable[[str, Any], Path]
) -> None:
    node.answers["ListStandards"] = standard_service_pb2.ListStandardsResponse(standards=[standard_view(2, RECORD)])
    path = write_json("s.json", STANDARD)
    code, document = call_json("standard", "publish", path, *SEND)
    assert (code, document["record_id"], document["repeated"]) == (0, RECORD, True)
    node.answers["ListStandards"] = standard_service_pb2.ListStandardsResponse(standards=[standard_view(2, RECORD, title="别的")])
    code, document = call_json("standard", "publish", path, *SEND)
    assert (code, document["error"]["reason"]) == (1, "VERSION_EXISTS")
    assert node.asked("PublishRecords") == []


def test_standard_in_force(call: Callable[..., Result], node: FakeNode) -> None:
    view = standard_view(2, RECORD)
    view.standard.items.add(code="1", act="未亮照经营")
    node.answers["GetStandardInForce"] = standard_service_pb2.GetStandardInForceResponse(standards=[view])
    result = call("standard", "in-force", "--standard", "S-1", "--on", "2026-03-01")
    assert "未亮照经营" in result.stdout
    assert node.asked("GetStandardInForce")[0].on == "2026-03-01"
    node.answers["GetStandardInForce"] = standard_service_pb2.GetStandardInForceResponse()
    assert "No standard was in force on 2020-01-01." in call("standard", "in-force", "--matter", "0" * 14, "--on", "2020-01-01").stdout


def test_who_looked_at_a_company(call: Callable[..., Result], node: FakeNode) -> None:
    looked = audit_pb2.AuditEvent(
        tag="outcome:subject:list",
        actor=f"exchange://{MEMBER}/organ/{ORGAN}",
        role="organ",
        purpose=record_pb2.PURPOSE_CASE_HANDLING,
        result=audit_pb2.AUDIT_RESULT_ALLOWED,
        correlation_id="c-1",
        record_ids=[RECORD, NEWER, RECORD],
    )
    looked.at.seconds = 1_790_000_000
    copied = audit_pb2.AuditEvent(
        tag="ledger:own:show", member="330482", role="node", ledger=ledger_origin(MEMBER), first_index=2, end_index=9
    )
    note = sign_checkpoint(Checkpoint(origin="delta-exchange/310116/audit", size=0, root=EMPTY_ROOT), Ed25519Signer.generate())
    node.answers["ListAuditEvents"] = audit_pb2.ListAuditEventsResponse(
        events=[audit_pb2.LoggedAuditEvent(index=5, event=looked), audit_pb2.LoggedAuditEvent(index=4, event=copied)], checkpoint=note
    )
    result = call("audit", "list", "--subject", COMPANY, "--from", "2026-09-01", "--to", "2026-09-30", "--result", "allowed", language="zh")
    assert result.exit_code == 0, result.stderr
    (request,) = node.asked("ListAuditEvents")
    assert request.subject == COMPANY
    assert request.to_time.ToJsonString() == "2026-09-30T16:00:00Z"  # the day is included
    assert node.metadata["exchange-purpose"] == "SUPERVISION"
    words = "".join(result.stdout.split())
    for shown in ("查询企业既往处理结果", "办理案件", "2026-09-2122:13:20", "c-1", "执法机关", "等另1条", "副本发往330482", "第2至8条"):
        assert shown in words


def test_status_of_a_serving_node(call: Callable[..., Result], call_json: Callable[..., tuple[int, Any]], node: FakeNode) -> None:
    note = sign_checkpoint(Checkpoint(origin=ledger_origin(MEMBER), size=0, root=EMPTY_ROOT), Ed25519Signer.generate())
    node.answers["GetCheckpoint"] = ledger_pb2.GetCheckpointResponse(checkpoint=note)
    code, document = call_json("status")
    assert (code, document["health"], document["checkpoint"]["size"]) == (0, "SERVING", 0)
    node.health.set("", health_pb2.HealthCheckResponse.NOT_SERVING)
    result = call("status")
    assert result.exit_code == 1
    assert "NOT_SERVING" in result.stdout


def test_status_without_the_right_to_see_checkpoints(call: Callable[..., Result], node: FakeNode, refusal: Callable[..., Any]) -> None:
    node.answers["GetCheckpoint"] = refusal("ROLE_NOT_ALLOWED", "organ", code=code_pb2.PERMISSION_DENIED)
    result = call("status")
    assert result.exit_code == 0
    assert "an auditor sees it" in result.stdout
    node.answers["GetCheckpoint"] = refusal("LEDGER_UNKNOWN", "x", code=code_pb2.NOT_FOUND)
    assert call("status", "--ledger", "x").exit_code == 1
