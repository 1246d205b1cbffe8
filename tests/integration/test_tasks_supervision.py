"""Tasks at real nodes: whose they are, who sees them, how they stand, and what the watch of deadlines tells; on both databases."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select, update

from exchange.domain.calendar import SHANGHAI
from exchange.domain.clocks import due
from exchange.storage import projection
from exchange.storage.tables import audit_events, tasks
from exchange.sync.deadlines import DeadlineWatch
from exchange.v1 import agreement_pb2, audit_pb2, duty_pb2, lead_pb2, lead_service_pb2, outcome_pb2, record_pb2, subject_pb2
from exchange.v1 import supervision_service_pb2 as pb
from exchange.v1.audit_pb2_grpc import AuditServiceStub
from exchange.v1.lead_service_pb2_grpc import LeadServiceStub
from exchange.v1.supervision_service_pb2_grpc import SupervisionServiceStub
from exchange.v1.task_pb2 import Task, TaskState
from tests.support.access import SECOND_ORGAN, federate_organs, refused, served
from tests.support.exchanging import LAW, Exchanging, on_each_database, said
from tests.support.federation import ORGANS, SINK, SOURCE, THIRD, channel_to, opened, request_id
from tests.support.leads import event, made_lead, officer

IN_SINK = "91330482MA29GEU99P"  # a company registered in the SINK's county (GB 32100: characters 3 to 8)
FAR = timedelta(days=40)  # beyond fifteen working days, whatever holidays lie between


@pytest.fixture(params=["sqlite", "postgresql"])
def nodes(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Exchanging]:
    with on_each_database(request, tmp_path, (SOURCE, SINK)) as found:
        yield found


def send(nodes: Exchanging, **given: Any) -> str:
    request = lead_service_pb2.SendLeadRequest(
        request_id=request_id(("lead", str(given))), organ=ORGANS[SOURCE], basis_id=LAW, lead=made_lead(**given)
    )
    return str(nodes.ask(SOURCE, LeadServiceStub, "SendLead", request, purpose="LEAD_TRANSFER").published.record_id)


def answer(nodes: Exchanging, lead: str, action: str, **given: Any) -> lead_service_pb2.LeadThread:
    step = event(action, occurred_at=datetime.now(UTC), **given)
    request = lead_service_pb2.AnswerLeadRequest(
        request_id=request_id((lead, action, str(given))), organ=ORGANS[SINK], lead_record_id=lead, event=step
    )
    found: lead_service_pb2.AnswerLeadResponse = nodes.ask(SINK, LeadServiceStub, "AnswerLead", request, purpose="LEAD_TRANSFER")
    return found.thread


def listed(nodes: Exchanging, node: str, /, *, who: str = "auditor", **asked: Any) -> list[Task]:
    found: pb.ListTasksResponse = nodes.ask(node, SupervisionServiceStub, "ListTasks", pb.ListTasksRequest(**asked), who=who)
    return list(found.tasks)


def shown(found: list[Task]) -> list[tuple[str, str, str]]:
    return [(task.rule_id, task.member, TaskState.Name(task.state).removeprefix("TASK_STATE_")) for task in found]


def received_lead(nodes: Exchanging, **given: Any) -> str:
    lead = send(nodes, **given)
    nodes.pull(SINK)
    answer(nodes, lead, "RECEIVE")
    return lead


def test_a_leads_clock_at_both_sides(nodes: Exchanging) -> None:
    """Verification runs at the receiver from the receipt; the sender sees it too; filing ends it and starts the ninety days."""
    lead = received_lead(nodes, subject=subject_pb2.Subject(name="虚构公司", uscc=IN_SINK))
    nodes.pull(SOURCE)

    (here,), (there,) = listed(nodes, SINK), listed(nodes, SOURCE, who="")
    assert here == there
    assert (here.organ, here.thread_id, here.subject, here.title) == (ORGANS[SINK], lead, IN_SINK, "跨省倾倒渣土")
    assert here.due_at.ToDatetime(UTC) == due("LEAD-VERIFY-SAMR", here.started_at.ToDatetime(UTC)).at
    assert here.working_days_left == 15

    answer(nodes, lead, "ACCEPT")
    extended = answer(nodes, lead, "EXTEND", extension=15, approver=officer(9, ORGANS[SINK]))
    assert [(one.rule_id, one.extended_by, one.amount) for one in extended.tasks] == [("LEAD-VERIFY-SAMR", 15, 15)]
    filed = answer(nodes, lead, "FILE", case_number="平市监立〔2026〕1号", filed_at=datetime.now(UTC))
    assert shown(list(filed.tasks)) == [("LEAD-VERIFY-SAMR", SINK, "DONE"), ("CASE-DECIDE", SINK, "OPEN")]
    assert shown(listed(nodes, SINK)) == [("CASE-DECIDE", SINK, "OPEN")]
    assert shown(listed(nodes, SINK, states=[TaskState.TASK_STATE_DONE])) == [("LEAD-VERIFY-SAMR", SINK, "DONE")]

    nodes.pull(SOURCE)
    request = lead_service_pb2.GetLeadRequest(lead_record_id=lead)
    (verified, decide) = nodes.ask(SOURCE, LeadServiceStub, "GetLead", request, purpose="LEAD_TRANSFER").thread.tasks
    assert (verified, decide) == tuple(filed.tasks)


def test_a_rebuild_gives_the_same_tasks(nodes: Exchanging) -> None:
    received_lead(nodes)
    received_lead(nodes, title="二")
    before = listed(nodes, SINK)

    nodes.rebuild(SINK)

    assert [one.task_id for one in listed(nodes, SINK)] == [one.task_id for one in before]
    assert listed(nodes, SINK) == before


def test_how_tasks_stand_at_another_moment_and_how_many(nodes: Exchanging) -> None:
    first, second = received_lead(nodes), received_lead(nodes, title="二")
    answer(nodes, second, "ACCEPT")
    answer(nodes, second, "DECLINE_FILING", note="无违法事实")
    later = datetime.now(UTC) + FAR

    assert shown(listed(nodes, SINK, as_of=later)) == [("LEAD-VERIFY-SAMR", SINK, "OVERDUE")]
    assert [one.thread_id for one in listed(nodes, SINK, as_of=later)] == [first]
    assert listed(nodes, SINK, as_of=datetime.now(UTC) - FAR) == []
    summary: pb.SummariseTasksResponse = nodes.ask(
        SINK, SupervisionServiceStub, "SummariseTasks", pb.SummariseTasksRequest(as_of=later), who="auditor"
    )
    counted = {(one.rule_id, TaskState.Name(one.state), one.count, one.HasField("earliest_due_at")) for one in summary.counts}
    assert counted == {("LEAD-VERIFY-SAMR", "TASK_STATE_OVERDUE", 1, True), ("LEAD-VERIFY-SAMR", "TASK_STATE_DONE", 1, False)}
    assert {(one.member, one.organ) for one in summary.counts} == {(SINK, ORGANS[SINK])}


def test_tasks_are_found_by_what_is_asked_and_paged_by_key(nodes: Exchanging) -> None:
    leads = [received_lead(nodes, title=f"第{n}件") for n in range(5)]
    received_lead(nodes, domain=subject_pb2.ENFORCEMENT_DOMAIN_ECO_ENV, subject=subject_pb2.Subject(name="虚构公司", uscc=IN_SINK))

    assert len(listed(nodes, SINK)) == 6
    assert shown(listed(nodes, SINK, rule_id="LEAD-VERIFY-ENV")) == [("LEAD-VERIFY-ENV", SINK, "OPEN")]
    assert [one.rule_id for one in listed(nodes, SINK, subject=IN_SINK)] == ["LEAD-VERIFY-ENV"]
    assert [one.thread_id for one in listed(nodes, SINK, thread_id=leads[2])] == [leads[2]]
    assert listed(nodes, SINK, member=SOURCE) == []
    assert listed(nodes, SINK, organ=ORGANS[SOURCE]) == []
    assert listed(nodes, SINK, due_to=date(2026, 1, 1).isoformat()) == []
    last_day = max(one.due_at.ToDatetime(SHANGHAI).date() for one in listed(nodes, SINK))
    assert len(listed(nodes, SINK, due_to=last_day.isoformat())) == 6
    seen: list[str] = []
    token = ""
    while True:
        page: pb.ListTasksResponse = nodes.ask(
            SINK, SupervisionServiceStub, "ListTasks", pb.ListTasksRequest(page_size=4, page_token=token), who="auditor"
        )
        seen += [one.task_id for one in page.tasks]
        if not (token := page.next_page_token):
            break
    assert seen == [one.task_id for one in listed(nodes, SINK)]


@pytest.mark.parametrize("nodes", ["sqlite"], indirect=True)
@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"due_to": "2026-02-30"}, "due_to"),
        ({"as_of": {"seconds": 253_402_300_799}}, "as_of"),
        ({"organ": "x"}, "organ"),
        ({"states": [0]}, "states[0]"),
    ],
)
def test_what_cant_be_asked_is_named(nodes: Exchanging, wrong: dict[str, Any], field: str) -> None:
    with nodes.channel(SINK, "auditor") as channel:
        refusal = refused(SupervisionServiceStub(channel).ListTasks, pb.ListTasksRequest(**wrong), purpose="SUPERVISION")

    assert (refusal.reason, refusal.fields) == ("FIELD_INVALID", (field,))


def test_an_organ_sees_its_own_and_those_of_its_threads(tmp_path: Path) -> None:
    settings = federate_organs(tmp_path)
    with opened(settings[SOURCE]) as node, served(node):

        def seen(who: str) -> int:
            with channel_to(settings[SOURCE], who) as channel:
                answered = SupervisionServiceStub(channel).ListTasks(
                    pb.ListTasksRequest(), metadata=(("exchange-purpose", "SUPERVISION"),), timeout=30
                )
                return len(answered.tasks)

        lead = made_lead(lead_pb2.LEAD_KIND_LEAD, domain=subject_pb2.ENFORCEMENT_DOMAIN_URBAN_MGMT, found_at=datetime.now(UTC) - FAR)
        request = lead_service_pb2.SendLeadRequest(request_id=request_id("own"), organ=ORGANS[SOURCE], basis_id=LAW, lead=lead)
        with channel_to(settings[SOURCE]) as channel:
            LeadServiceStub(channel).SendLead(request, metadata=(("exchange-purpose", "LEAD_TRANSFER"),), timeout=30)
        with node.database.durable() as connection:  # as though it were still to be done
            connection.execute(update(tasks).values(ended_at=None))

        assert seen(f"organ-{ORGANS[SOURCE]}") == 1
        assert seen(f"organ-{SECOND_ORGAN}") == 0
        assert seen("auditor") == 1


def alarms(nodes: Exchanging, member: str, tag: str) -> list[str]:
    with nodes.nodes[member].database.reading() as connection:
        return list(connection.execute(select(audit_events.c.tag).where(audit_events.c.tag == tag)).scalars())


def watch(nodes: Exchanging, member: str, now: datetime) -> tuple[int, int, int]:
    counts = DeadlineWatch(replace(nodes.nodes[member], now=lambda: now)).run()
    return counts.due_soon, counts.overdue, counts.recounted


def test_each_task_is_told_of_once_when_due_soon_and_once_when_overdue(nodes: Exchanging) -> None:
    lead = received_lead(nodes, subject=subject_pb2.Subject(name="无码公司"))
    (task,) = listed(nodes, SINK)
    due_at = task.due_at.ToDatetime(UTC)

    assert watch(nodes, SINK, datetime.now(UTC)) == (0, 0, 0)
    assert watch(nodes, SINK, due_at - timedelta(hours=1)) == (1, 0, 0)
    assert watch(nodes, SINK, due_at) == (0, 0, 0)
    assert watch(nodes, SINK, due_at + timedelta(seconds=1)) == (0, 1, 0)
    assert watch(nodes, SINK, due_at + FAR) == (0, 0, 0)
    nodes.rebuild(SINK)  # what was told stays told
    assert watch(nodes, SINK, due_at + FAR) == (0, 0, 0)
    assert (len(alarms(nodes, SINK, "task:any:remind")), len(alarms(nodes, SINK, "task:any:alarm"))) == (1, 1)
    asked = audit_pb2.ListAuditEventsRequest(subject="无码公司", tag="task:any:alarm")
    (told,) = nodes.ask(SINK, AuditServiceStub, "ListAuditEvents", asked, who="auditor").events
    assert list(told.event.record_ids) == [lead, task.started_by]
    assert f"LEAD-VERIFY-SAMR 市场监管线索核查并决定是否立案: {SINK} {ORGANS[SINK]}" in told.event.detail

    answer(nodes, lead, "ACCEPT")
    answer(nodes, lead, "EXTEND", extension=15, approver=officer(9, ORGANS[SINK]))
    (longer,) = listed(nodes, SINK)
    assert watch(nodes, SINK, longer.due_at.ToDatetime(UTC)) == (1, 0, 0)  # the new deadline is another


def test_what_was_counted_with_other_holidays_is_counted_anew(nodes: Exchanging) -> None:
    received_lead(nodes)
    (right,) = listed(nodes, SINK)
    with nodes.nodes[SINK].database.durable() as connection:
        connection.execute(update(tasks).values(calendar="of another year", due_at=tasks.c.due_at - 86_400_000_000, provisional=True))

    assert watch(nodes, SINK, datetime.now(UTC)) == (0, 0, 1)
    assert watch(nodes, SINK, datetime.now(UTC)) == (0, 0, 0)
    assert listed(nodes, SINK) == [right]


def decision(**given: Any) -> outcome_pb2.Outcome:
    """A market decision of today from the case store, against a company of the SINK's county."""
    fields: dict[str, Any] = {
        "subject": subject_pb2.Subject(name="虚构公司", uscc=IN_SINK),
        "document_number": "金市监处罚〔2026〕1号",
        "domain": subject_pb2.ENFORCEMENT_DOMAIN_MARKET,
        "step": outcome_pb2.OUTCOME_STEP_PENALISED,
        "procedure": outcome_pb2.PROCEDURE_ORDINARY,
        "act": "无照经营",
        "decided_on": datetime.now(SHANGHAI).date().isoformat(),
        "deciding_organ_name": "测试机关",
        "deciding_organ_uscc": ORGANS[SOURCE],
        "penalties": [outcome_pb2.Penalty(kind=outcome_pb2.PENALTY_KIND_FINE, amount_fen=100)],
        "source": outcome_pb2.OutcomeSource(kind=outcome_pb2.SOURCE_KIND_CASE_STORE, system="test", key="1"),
    }
    return outcome_pb2.Outcome(**{**fields, **given})


def test_a_decision_is_published_here_and_where_the_party_is_registered(nodes: Exchanging) -> None:
    """公示规定 10, and 双公示: what is shared with the other province is pushed; there it is to be published within ten working days."""
    record = nodes.publish(SOURCE, said(SOURCE, outcome=decision())).record_id
    nodes.pull(SINK)

    assert shown(listed(nodes, SOURCE)) == [("SHUANGGONGSHI", SOURCE, "OPEN")]
    (there,) = listed(nodes, SINK)
    assert (there.rule_id, there.member, there.organ, there.subject) == ("PUBLISH-CROSSPROV", SINK, "", IN_SINK)
    assert [one.task_id for one in listed(nodes, SINK, who="")] == [there.task_id]  # every organ of the member sees what is its member's

    today = datetime.now(SHANGHAI).date().isoformat()
    notice = duty_pb2.PublicationNotice(outcome_record_id=record, outcome_origin=SOURCE, published_on=today, medium="公示系统")
    draft = said(SINK, publication_notice=notice, thread_id=record, sharing_class=record_pb2.SHARING_CLASS_UNCONDITIONAL)
    draft.purpose = record_pb2.PURPOSE_PUBLICATION
    nodes.publish(SINK, draft)
    assert shown(listed(nodes, SINK, states=[TaskState.TASK_STATE_DONE])) == [("PUBLISH-CROSSPROV", SINK, "DONE")]


def test_decisions_that_start_no_clock_make_no_rows(nodes: Exchanging) -> None:
    old = (datetime.now(SHANGHAI).date() - timedelta(days=50)).isoformat()
    generated = outcome_pb2.OutcomeSource(kind=outcome_pb2.SOURCE_KIND_GENERATED, system="test", key="3")
    for number, given in enumerate(
        ({"decided_on": old}, {"source": generated}, {"published_on": datetime.now(SHANGHAI).date().isoformat()})
    ):
        nodes.publish(SOURCE, said(SOURCE, outcome=decision(document_number=f"金市监处罚〔2026〕{number + 2}号", **given)))
    nodes.pull(SINK)

    with nodes.nodes[SOURCE].database.reading() as connection:
        assert connection.execute(select(tasks.c.task_id)).all() == []
    assert shown(listed(nodes, SINK)) == [("PUBLISH-CROSSPROV", SINK, "OPEN")]  # the one that SOURCE has published already


def test_a_revoked_decision_is_withdrawn_within_three_working_days(nodes: Exchanging) -> None:
    record = nodes.publish(SOURCE, said(SOURCE, outcome=decision(decided_on="2025-03-13"))).record_id
    today = datetime.now(SHANGHAI).date().isoformat()
    revoked = outcome_pb2.OutcomeRevision(
        kind=outcome_pb2.OUTCOME_REVISION_KIND_REVOKED,
        reason="复议撤销",
        effective_on=today,
        known_at=datetime.now(UTC),
        review=outcome_pb2.REVIEW_KIND_RECONSIDERATION,
        reviewing_body="测试复议机关",
        document_number="复1",
    )
    nodes.publish(SOURCE, said(SOURCE, outcome_revision=revoked, thread_id=record))

    (task,) = listed(nodes, SOURCE)
    assert (task.rule_id, task.organ, task.working_days_left) == ("WITHDRAW-PUBLICATION", ORGANS[SOURCE], 3)
    withdrawn = outcome_pb2.OutcomeRevision(
        kind=outcome_pb2.OUTCOME_REVISION_KIND_UNPUBLISHED, reason="撤下公示，复议撤销", effective_on=today
    )
    nodes.publish(SOURCE, said(SOURCE, outcome_revision=withdrawn, thread_id=record))
    assert listed(nodes, SOURCE) == []
    assert shown(listed(nodes, SOURCE, states=[TaskState.TASK_STATE_DONE])) == [("WITHDRAW-PUBLICATION", SOURCE, "DONE")]


def test_a_newer_version_takes_over_what_the_older_one_began(nodes: Exchanging) -> None:
    """Replaced, a decision needn't be published any more; its revocation is still withdrawn, whichever version that names."""
    narrow = said(SOURCE, outcome=decision(), audience=[SOURCE])
    first = nodes.publish(SOURCE, narrow).record_id
    assert sorted(shown(listed(nodes, SOURCE))) == [("PUSH-CROSSPROV", SOURCE, "OPEN"), ("SHUANGGONGSHI", SOURCE, "OPEN")]

    second = nodes.publish(SOURCE, said(SOURCE, outcome=decision(act="无照经营食品"), supersedes=first)).record_id
    assert [(one.rule_id, one.thread_id) for one in listed(nodes, SOURCE)] == [("SHUANGGONGSHI", second)]

    today = datetime.now(SHANGHAI).date().isoformat()
    wrong = outcome_pb2.OutcomeRevision(
        kind=outcome_pb2.OUTCOME_REVISION_KIND_SELF_CORRECTED, reason="自行纠正", effective_on=today, known_at=datetime.now(UTC)
    )
    nodes.publish(SOURCE, said(SOURCE, outcome_revision=wrong, thread_id=second))
    assert [(one.rule_id, one.thread_id) for one in listed(nodes, SOURCE)] == [("WITHDRAW-PUBLICATION", first)]
    taken_down = outcome_pb2.OutcomeRevision(kind=outcome_pb2.OUTCOME_REVISION_KIND_UNPUBLISHED, reason="已撤下", effective_on=today)
    nodes.publish(SOURCE, said(SOURCE, outcome_revision=taken_down, thread_id=second))
    assert listed(nodes, SOURCE) == []
    before = listed(nodes, SOURCE, states=list(TaskState.values())[1:])
    nodes.rebuild(SOURCE)
    assert listed(nodes, SOURCE, states=list(TaskState.values())[1:]) == before


def test_a_request_to_correct_starts_the_origins_clock(nodes: Exchanging) -> None:
    record = nodes.publish(SOURCE, said(SOURCE, outcome=decision(decided_on="2025-03-13"))).record_id
    nodes.pull(SINK)
    request = duty_pb2.CorrectionRequest(
        record_id=record, origin=SOURCE, field="outcome.act", found="无照经营", proposed="超范围经营", reason="与决定书不符"
    )
    asked = nodes.publish(SINK, said(SINK, correction_request=request, audience=[SOURCE])).record_id
    nodes.pull(SOURCE)

    (task,) = listed(nodes, SOURCE)
    assert (task.rule_id, task.member, task.organ, task.thread_id, task.subject) == (
        "SHARE-CORRECT",
        SOURCE,
        ORGANS[SOURCE],
        asked,
        IN_SINK,
    )
    assert shown(listed(nodes, SINK)) == [("SHARE-CORRECT", SOURCE, "OPEN")]
    confirmed = duty_pb2.CorrectionAnswer(verdict=duty_pb2.CORRECTION_VERDICT_CONFIRMED, reason="核对无误")
    nodes.publish(SOURCE, said(SOURCE, correction_answer=confirmed, thread_id=asked, audience=[SINK]))
    assert shown(listed(nodes, SOURCE, states=[TaskState.TASK_STATE_DONE])) == [("SHARE-CORRECT", SOURCE, "DONE")]


def test_an_agreement_that_comes_into_force_sets_clocks_for_what_goes_on(nodes: Exchanging) -> None:
    received_lead(nodes, domain=subject_pb2.ENFORCEMENT_DOMAIN_CULTURE)
    assert listed(nodes, SINK) == []
    agreement = agreement_pb2.Agreement(
        agreement_id="JS-PH",
        title="协作协议",
        members=[SOURCE, SINK],
        domains=[subject_pb2.ENFORCEMENT_DOMAIN_CULTURE],
        valid_from="2026-01-01",
        valid_to="2030-12-31",
        text_digest=bytes(32),
        clocks=[agreement_pb2.AgreedClock(name="FORM_CHECK", amount=3, unit="working_day")],
    )
    nodes.publish(SOURCE, said(SOURCE, agreement=agreement))
    nodes.publish(SINK, said(SINK, agreement=agreement))
    assert listed(nodes, SINK) == []  # not every party has signed, as far as is known here
    nodes.pull(SINK)

    (task,) = listed(nodes, SINK)
    assert (task.rule_id, task.basis, task.process, task.working_days_left) == ("AGREEMENT", "agreement:JS-PH", "形式审查", 3)


def test_a_third_member_hears_of_no_task(tmp_path: Path, request: pytest.FixtureRequest) -> None:
    request.param = "sqlite"
    with on_each_database(request, tmp_path, (SOURCE, SINK, THIRD)) as nodes:
        received_lead(nodes)
        nodes.publish(SOURCE, said(SOURCE, outcome=decision()))
        nodes.pull_all()

        assert listed(nodes, THIRD) == []
        assert projection.catch_up(nodes.nodes[THIRD].database) == 0
