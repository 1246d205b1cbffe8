"""Leads between real nodes, on SQLite and on PostgreSQL: both sides see the same, and what the law forbids stays outside."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import grpc
import pytest

from exchange.domain.leads import Actor
from exchange.storage import projection
from exchange.storage.tables import filings, leads
from exchange.v1 import lead_pb2, lead_service_pb2, record_pb2, record_service_pb2, record_service_pb2_grpc
from tests.support.access import CALL_TIMEOUT_S, AuditLog, refused
from tests.support.federation import SINK, SOURCE, SUBJECT, channel_to
from tests.support.lead_nodes import LAW, PURPOSE, LeadNodes, lead_nodes, name
from tests.support.leads import POLICE, RECEIVER, SENDER, STRANGER, made_lead, officer

CASE, LEAD, ASSIST, CRIMINAL, REVERSE = (
    lead_pb2.LeadKind.Value(f"LEAD_KIND_{one}") for one in ("CASE", "LEAD", "ASSIST", "CRIMINAL", "REVERSE")
)
ACT_FROM, ACT_TO = {"seconds": 1_780_000_000}, {"seconds": 1_780_600_000}
NUMBER = "310228000012345"  # 工商注册号, fictitious


@pytest.fixture(scope="module")
def bench(tmp_path_factory: pytest.TempPathFactory, postgresql_server: Any) -> Iterator[LeadNodes]:
    with postgresql_server.database() as url, lead_nodes(tmp_path_factory.mktemp("leads"), databases={SINK: url}) as nodes:
        yield nodes


def about(act: str, *, receiver: Actor = RECEIVER, kind: int = LEAD, sender: Actor = SENDER, **given: Any) -> lead_pb2.Lead:
    """A lead about an act that is known whole; acts by other words are others."""
    subject = {"name": "虚构公司", "uscc": SUBJECT, "registration_number": NUMBER}
    place = {"region_code": "330482", "act": act, "act_from": ACT_FROM, "act_to": ACT_TO}
    return made_lead(kind, sender=sender, receiver=receiver, subject=subject, **place, **given)


def words() -> str:
    return f"违法行为{uuid.uuid4()}"


def same(bench: LeadNodes, thread: lead_service_pb2.LeadThread, *actors: Actor) -> lead_service_pb2.LeadThread:
    """Both sides see the same state and steps, once everything has arrived."""
    bench.sync()
    views = [bench.get(actor, thread) for actor in actors]
    assert [(one.state, list(one.steps)) for one in views[1:]] == [(views[0].state, list(views[0].steps))] * (len(views) - 1)
    return views[0]


def test_a_lead_is_received_filed_decided_and_closed(bench: LeadNodes) -> None:
    thread = bench.send(SENDER, about(words()))
    assert (name(thread.state), thread.handler_organ) == ("SENT", RECEIVER.organ)
    assert list(thread.allowed_actions) == [lead_pb2.LEAD_ACTION_WITHDRAW]
    bench.sync()
    for action in ("RECEIVE", "REQUEST_SUPPLEMENT"):
        bench.answer(RECEIVER, thread, action)
    bench.sync()
    bench.answer(SENDER, thread, "SUPPLEMENT")
    bench.sync()
    for action in ("ACCEPT", "EXTEND", "FILE", "DECIDE", "NOTIFY_OUTCOME"):
        view = bench.answer(RECEIVER, thread, action)
    bench.sync()
    bench.answer(SENDER, thread, "CLOSE")
    view = same(bench, thread, SENDER, RECEIVER)
    assert (name(view.state), view.case_number, view.filed_by_organ) == ("CLOSED", "平市监立〔2026〕7号", RECEIVER.organ)
    followed = [thread.lead_record_id, *(one.record_id for one in view.steps)]
    assert [one.event.after for one in view.steps] == followed[:-1]
    assert not any(one.refused_reason for one in view.steps)


def test_steps_taken_on_both_sides_of_a_partition_end_in_one_state(bench: LeadNodes) -> None:
    thread = bench.send(SENDER, about(words(), kind=CASE))
    bench.sync()
    bench.answer(RECEIVER, thread, "RECEIVE")
    bench.answer(RECEIVER, thread, "DISPUTE")
    bench.sync()
    bench.answer(SENDER, thread, "ESCALATE")  # neither knows of the other's
    bench.answer(RECEIVER, thread, "ACCEPT")
    bench.answer(RECEIVER, thread, "FILE")
    assert (name(bench.get(SENDER, thread).state), name(bench.get(RECEIVER, thread).state)) == ("ESCALATED", "FILED")
    view = same(bench, thread, SENDER, RECEIVER)
    assert name(view.state) == "FILED"  # the receiver yielded before it knew: its case stands
    assert [one.refused_reason for one in view.steps] == ["", "", "", "", "ACTION_NOT_ALLOWED"]


def test_a_dispute_goes_to_the_common_superior_and_the_designee_handles_it(bench: LeadNodes) -> None:
    """行政处罚法 25."""
    thread = bench.send(SENDER, about(words(), kind=CASE))
    assert (thread.common_superior.level, thread.common_superior.name) == ("national", "国家市场监督管理总局")
    bench.sync()
    bench.answer(RECEIVER, thread, "RECEIVE")
    bench.answer(RECEIVER, thread, "DISPUTE")
    view = bench.answer(RECEIVER, thread, "ESCALATE")
    assert view.no_retransfer
    bench.answer(RECEIVER, thread, "DESIGNATE", designated_organ=SENDER.organ)
    bench.sync()
    assert bench.refused_step(RECEIVER, thread, "ACCEPT").reason == "NOT_DESIGNEE"
    for action in ("ACCEPT", "FILE", "DECIDE", "NOTIFY_OUTCOME"):
        bench.answer(SENDER, thread, action)
    bench.sync()
    bench.answer(RECEIVER, thread, "CLOSE")
    assert name(same(bench, thread, SENDER, RECEIVER).state) == "CLOSED"


def test_a_suspected_crime_goes_to_the_police_of_the_same_place_alone(bench: LeadNodes) -> None:
    """国务院令第310号 5 to 12; no other member sees a word of it."""
    thread = bench.send(SENDER, about(words(), kind=CRIMINAL, receiver=POLICE), basis="law:行政处罚法:27")
    assert bench.refused_step(SENDER, thread, "RECEIVE").reason == "NOT_RECEIVER"
    for action in ("RECEIVE", "DECLINE_FILING"):
        bench.answer(POLICE, thread, action)
    bench.answer(SENDER, thread, "REQUEST_RECONSIDERATION")
    bench.answer(POLICE, thread, "RECONSIDER")
    assert name(bench.answer(SENDER, thread, "HAND_OVER").state) == "FILED"
    bench.sync()
    with pytest.raises(grpc.RpcError) as caught:
        bench.get(RECEIVER, thread)
    assert caught.value.code() == grpc.StatusCode.NOT_FOUND


def test_an_organ_acts_for_itself_only(bench: LeadNodes) -> None:
    thread = bench.send(SENDER, about(words()))
    assert bench.refused_step(POLICE, thread, "WITHDRAW").reason == "NOT_SENDER"
    request = bench.step(SENDER, thread, "WITHDRAW")
    assert refused(bench.stub(POLICE).AnswerLead, request, purpose="LEAD_TRANSFER").reason == "SIGNING_NOT_GRANTED"
    assert list(bench.get(POLICE, thread).allowed_actions) == []
    auditor = bench.get(SENDER, thread, "auditor")
    assert list(auditor.allowed_actions) == [lead_pb2.LEAD_ACTION_WITHDRAW]
    blocked = {one.action: (one.reason, one.explanation) for one in auditor.blocked_actions}
    assert blocked[lead_pb2.LEAD_ACTION_RECEIVE][0] == "NOT_RECEIVER"
    assert "FILED" in blocked[lead_pb2.LEAD_ACTION_DECIDE][1]


REFUSED_LEADS: dict[str, tuple[dict[str, Any], str, str]] = {
    "one handler twice": ({"handlers": [officer(1, SENDER.organ)] * 2}, "APPROVAL_MISSING", "lead.handlers[1]"),
    "approver is a handler": ({"approver": officer(2, SENDER.organ)}, "APPROVAL_MISSING", "lead.approver"),
    "handler of another organ": (
        {"handlers": [officer(1, SENDER.organ), officer(2, RECEIVER.organ)]},
        "APPROVAL_MISSING",
        "lead.handlers[1]",
    ),
    "case without reviewer": ({"kind": CASE, "reviewer": None}, "APPROVAL_MISSING", "lead.reviewer"),
    "major case without legal review": ({"major_case": True}, "APPROVAL_MISSING", "lead.legal_reviewer"),
    "case without number": ({"kind": CASE, "case_number": ""}, "STEP_INCOMPLETE", "lead.case_number"),
    "crime abroad": ({"kind": CRIMINAL, "receiver": RECEIVER}, "RECEIVER_NOT_ALLOWED", "lead.to_member"),
    "lead to one's own member": ({"to_member": SOURCE, "to_organ": POLICE.organ}, "RECEIVER_NOT_ALLOWED", "lead.to_member"),
    "act that ends before it began": ({"act_from": ACT_TO, "act_to": ACT_FROM}, "FIELD_INVALID", "lead.act_to"),
    "handed on from nowhere": ({"hops": 1}, "STEP_INCOMPLETE", "lead.continues"),
    "continues what isn't here": ({"continues": str(uuid.UUID(int=7))}, "THREAD_UNKNOWN", "lead.continues"),
}


@pytest.mark.parametrize("case", REFUSED_LEADS)
def test_a_lead_that_the_law_doesnt_allow_isnt_sent(bench: LeadNodes, case: str) -> None:
    given, reason, field = REFUSED_LEADS[case]
    refusal = bench.refused_lead(SENDER, made_lead(**given))
    assert (refusal.reason, refusal.fields) == (reason, (field,))


def test_a_received_case_isnt_sent_on_neither_openly_nor_in_disguise(bench: LeadNodes) -> None:
    """生态环境行政处罚办法 16: 不得再自行移送."""
    act = words()
    thread = bench.send(SENDER, about(act, kind=CASE))
    bench.sync()
    onward = about(act, kind=CASE, sender=RECEIVER, receiver=STRANGER)
    assert bench.refused_lead(RECEIVER, onward).reason == "NO_RETRANSFER"
    onward.continues, onward.hops = thread.lead_record_id, 1
    assert bench.refused_lead(RECEIVER, onward).reason == "NO_RETRANSFER"
    assert bench.refused_step(RECEIVER, thread, "RETURN").reason == "NO_RETRANSFER"
    again = about(act, kind=CASE, receiver=STRANGER, continues=thread.lead_record_id)
    assert bench.refused_lead(SENDER, again).reason == "NO_RETRANSFER"  # its sender either, while the receiver has it
    other = about(words(), kind=CASE, sender=RECEIVER, receiver=STRANGER)
    assert name(bench.send(RECEIVER, other).state) == "SENT"


def test_a_lead_that_was_filed_is_transferred_out_once(bench: LeadNodes) -> None:
    act = words()
    thread = bench.send(SENDER, about(act))
    bench.sync()
    for action in ("RECEIVE", "ACCEPT", "FILE", "TRANSFER_OUT"):
        bench.answer(RECEIVER, thread, action)
    onward = about(act, kind=CASE, sender=RECEIVER, receiver=STRANGER, continues=thread.lead_record_id)
    assert (bench.refused_lead(RECEIVER, onward).reason, bench.refused_lead(RECEIVER, onward).fields) == ("FIELD_INVALID", ("lead.hops",))
    onward.hops = 1
    sent = bench.send(RECEIVER, onward)
    assert sent.no_retransfer
    assert bench.refused_lead(RECEIVER, onward).reason == "ALREADY_USED"
    bench.sync()
    further = about(act, kind=CASE, sender=STRANGER, continues=sent.lead_record_id, hops=2)
    assert bench.refused_lead(STRANGER, further).reason == "NO_RETRANSFER"


def test_whoever_filed_first_keeps_the_case(bench: LeadNodes) -> None:
    """行政处罚法 25: by the signed moments of filing, not by arrival."""
    act = words()
    early, late = datetime.now(UTC) - timedelta(hours=2), datetime.now(UTC) - timedelta(hours=1)
    first = bench.send(RECEIVER, about(act, sender=RECEIVER, receiver=STRANGER))
    second = bench.send(SENDER, about(act))
    bench.sync()
    for action in ("RECEIVE", "ACCEPT"):
        bench.answer(STRANGER, first, action)
        bench.answer(RECEIVER, second, action)
    bench.answer(STRANGER, first, "FILE", filed_at=early)
    bench.sync()
    for moment in (late, early):
        refusal = bench.refused_step(RECEIVER, second, "FILE", filed_at=moment)
        assert (refusal.reason, refusal.fields) == ("FILED_EARLIER", ("event.filed_at",))
    (known,) = bench.get(RECEIVER, second).earlier_filings
    assert (known.organ, known.organ_name, known.case_number) == (STRANGER.organ, f"测试机关{STRANGER.member}", "平市监立〔2026〕7号")
    view = bench.answer(RECEIVER, second, "FILE", filed_at=early - timedelta(minutes=1))
    assert list(view.earlier_filings) == []
    (found,) = bench.get(RECEIVER, first).earlier_filings
    assert found.organ == RECEIVER.organ


def test_what_is_open_about_a_company_is_one_question(bench: LeadNodes) -> None:
    act = words()
    thread = bench.send(SENDER, about(act, matter_code="31010000000042"))
    bench.sync()
    stub = bench.stub(RECEIVER)
    for subject in (SUBJECT, NUMBER):
        request = lead_service_pb2.ListOpenLeadsRequest(subject=subject, domain=1, matter_code="31010000000042", page_size=1)
        answer = stub.ListOpenLeads(request, metadata=PURPOSE, timeout=CALL_TIMEOUT_S)
        assert [one.lead_record_id for one in answer.threads] == [thread.lead_record_id]
        assert {one.member for one in answer.sources} == set(bench.nodes)
        assert all(one.HasField("verified_at") for one in answer.sources if one.member != RECEIVER.member)
    log = AuditLog(bench.settings[SINK])
    event = log.find(tag="lead:subject:list")[0]
    assert SUBJECT in event.subjects
    assert thread.lead_record_id in event.record_ids
    log.close()
    bench.answer(SENDER, thread, "WITHDRAW")
    bench.sync()
    assert not stub.ListOpenLeads(request, metadata=PURPOSE, timeout=CALL_TIMEOUT_S).threads


def test_a_repeated_answer_is_the_same_answer(bench: LeadNodes) -> None:
    thread = bench.send(SENDER, about(words()))
    bench.sync()
    request = bench.step(RECEIVER, thread, "RECEIVE")
    first = bench.stub(RECEIVER).AnswerLead(request, metadata=PURPOSE, timeout=CALL_TIMEOUT_S)
    bench.answer(RECEIVER, thread, "ACCEPT")
    again = bench.stub(RECEIVER).AnswerLead(request, metadata=PURPOSE, timeout=CALL_TIMEOUT_S)
    assert again.published.repeated_request
    assert again.published.record_id == first.published.record_id
    assert len(again.thread.steps) == 2


def test_the_other_door_is_as_narrow(bench: LeadNodes) -> None:
    """RecordService publishes leads and steps too: by the same rules, and steps of one call follow each other."""
    thread = bench.send(SENDER, about(words()))
    bench.sync()
    stub = record_service_pb2_grpc.RecordServiceStub(bench.channels.enter_context(channel_to(bench.settings[SINK])))
    metadata = (("exchange-purpose", "CASE_HANDLING"),)

    def items(*actions: str) -> record_service_pb2.PublishRecordsRequest:
        drafts = []
        for action in actions:
            draft = record_pb2.RecordDraft(
                organ=RECEIVER.organ,
                thread_id=thread.lead_record_id,
                audience=[SOURCE],
                sharing_class=record_pb2.SHARING_CLASS_CONDITIONAL,
                basis_id=LAW,
                purpose=record_pb2.PURPOSE_LEAD_TRANSFER,
                lead_event=bench.step(RECEIVER, thread, action).event,
            )
            drafts.append(record_service_pb2.DraftItem(request_id=str(uuid.uuid4()), draft=draft))
        return record_service_pb2.PublishRecordsRequest(request_id=str(uuid.uuid4()), drafts=drafts)

    refusal = refused(stub.PublishRecords, iter([items("ACCEPT")]), purpose="CASE_HANDLING")
    assert (refusal.reason, refusal.fields) == ("ACTION_NOT_ALLOWED", ("event.action",))
    list(stub.PublishRecords(iter([items("RECEIVE", "ACCEPT", "FILE")]), metadata=metadata, timeout=CALL_TIMEOUT_S))
    assert name(bench.get(RECEIVER, thread).state) == "FILED"
    list(stub.PublishRecords(iter([again := items("DECIDE")]), metadata=metadata, timeout=CALL_TIMEOUT_S))
    list(stub.PublishRecords(iter([again]), metadata=metadata, timeout=CALL_TIMEOUT_S))
    assert name(same(bench, thread, SENDER, RECEIVER).state) == "DECIDED"


@pytest.mark.parametrize("member", [SOURCE, SINK])
def test_the_tables_are_what_a_rebuild_makes_of_the_ledgers(bench: LeadNodes, member: str) -> None:
    bench.sync()
    database = bench.nodes[member].database

    def rows() -> list[Any]:
        with database.reading() as connection:
            return [sorted(connection.execute(table.select()).all()) for table in (leads, filings)]

    before = rows()
    assert all(before)
    projection.rebuild(database)
    assert rows() == before
