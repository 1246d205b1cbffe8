"""What each step must say, what may be done once only, and who handles a case once jurisdiction was disputed."""

from __future__ import annotations

from typing import Any

import pytest

from exchange.domain.leads import Actor, LeadStepError, Thread, allowed_actions, check_step
from exchange.v1 import error_pb2, lead_pb2
from tests.support.leads import POLICE, RECEIVER, SENDER, SENT_AT, STRANGER, Case, complete, event, made_lead, officer, refusals

CASE, LEAD, ASSIST = lead_pb2.LEAD_KIND_CASE, lead_pb2.LEAD_KIND_LEAD, lead_pb2.LEAD_KIND_ASSIST
CRIMINAL, REVERSE = lead_pb2.LEAD_KIND_CRIMINAL, lead_pb2.LEAD_KIND_REVERSE
THIRD = Actor(member=STRANGER.member, organ=STRANGER.organ)


def run(case: Case, steps: str) -> Case:
    """Takes complete steps, each `who:ACTION`; all must take effect."""
    parties = {"s": case.sender, "r": POLICE if case.lead.kind == CRIMINAL else RECEIVER, "t": THIRD}
    kind = lead_pb2.LeadKind.Name(case.lead.kind).removeprefix("LEAD_KIND_")
    for one in steps.split():
        who, action = one.split(":")
        done = take(case, parties[who], action, kind=kind)
        assert not done.refused, done.explanation
    return case


def take(case: Case, actor: Actor, action: str, *, kind: str = "LEAD", **given: Any) -> Any:
    step = complete(action, kind, actor=actor)
    fields = {field.name: value for field, value in step.ListFields() if field.name != "action"}
    return case.take(actor, action, **(fields | given))


def fault(thread: Thread, actor: Actor, step: lead_pb2.LeadEvent, at: int | None = None) -> tuple[str, str]:
    """(reason, field) for which a step is refused."""
    with pytest.raises(LeadStepError) as caught:
        check_step(thread, step, member=actor.member, organ=actor.organ, at=None if at is None else (at, 0))
    return error_pb2.ErrorReason.Name(caught.value.reason).removeprefix("ERROR_REASON_"), caught.value.field


INCOMPLETE = [
    ("r:RECEIVE", "REQUEST_SUPPLEMENT", {}, "STEP_INCOMPLETE", "event.missing_items"),
    ("r:RECEIVE", "RETURN", {}, "GROUND_MISSING", "event.ground"),
    ("r:RECEIVE", "RETURN", {"ground": 7}, "GROUND_NOT_ALLOWED", "event.ground"),
    ("r:RECEIVE", "RETURN", {"ground": 6}, "GROUND_NOT_ALLOWED", "event.ground"),  # before the sender was asked for more
    ("r:RECEIVE", "RETURN", {"ground": 4}, "STEP_INCOMPLETE", "event.earlier_filing"),
    ("r:RECEIVE", "RETURN", {"ground": 99}, "GROUND_NOT_ALLOWED", "event.ground"),
    ("r:RECEIVE", "MARK_DUPLICATE", {}, "STEP_INCOMPLETE", "event.duplicate_of"),
    ("r:RECEIVE r:ACCEPT", "FILE", {}, "STEP_INCOMPLETE", "event.case_number"),
    ("r:RECEIVE r:ACCEPT", "FILE", {"case_number": "7号"}, "STEP_INCOMPLETE", "event.filed_at"),
    ("r:RECEIVE r:ACCEPT", "FILE", {"case_number": "7号", "filed_at": {"seconds": SENT_AT + 10**6}}, "STEP_INCOMPLETE", "event.filed_at"),
    ("r:RECEIVE r:ACCEPT", "DECLINE_FILING", {}, "GROUND_MISSING", "event.ground"),
    ("r:RECEIVE r:ACCEPT", "DECLINE_FILING", {"ground": 1}, "GROUND_NOT_ALLOWED", "event.ground"),
    ("r:RECEIVE r:ACCEPT", "EXTEND", {}, "APPROVAL_MISSING", "event.approver"),
    ("r:RECEIVE r:ACCEPT", "EXTEND", {"approver": officer(9, SENDER.organ)}, "APPROVAL_MISSING", "event.approver"),
    ("r:RECEIVE r:ACCEPT", "REFER_CRIMINAL", {}, "APPROVAL_MISSING", "event.approver"),
    ("r:RECEIVE r:ACCEPT", "SUSPEND", {}, "STEP_INCOMPLETE", "event.suspension"),
    ("r:RECEIVE r:ACCEPT", "RESUME", {}, "CLOCK_STATE", "event.action"),
    ("r:RECEIVE r:ACCEPT r:SUSPEND", "SUSPEND", {"suspension": 1}, "CLOCK_STATE", "event.action"),
    ("r:RECEIVE r:ACCEPT r:FILE", "DECIDE", {}, "STEP_INCOMPLETE", "event.decision"),
    ("r:RECEIVE r:ACCEPT r:FILE", "TRANSFER_OUT", {}, "STEP_INCOMPLETE", "event.onward_organ"),
    ("r:RECEIVE r:ACCEPT r:FILE", "TERMINATE", {}, "STEP_INCOMPLETE", "event.note"),
    ("r:RECEIVE r:ACCEPT r:FILE", "TERMINATE", {"note": "当事人注销"}, "APPROVAL_MISSING", "event.approver"),
    ("r:RECEIVE r:ACCEPT r:FILE r:DECIDE r:NOTIFY_OUTCOME", "CORRECT", {}, "STEP_INCOMPLETE", "event.note"),
]


@pytest.mark.parametrize(("before", "action", "given", "reason", "field"), INCOMPLETE)
def test_a_step_that_lacks_what_it_must_say_is_told_the_field(before: str, action: str, given: Any, reason: str, field: str) -> None:
    case = run(Case(made_lead(LEAD)), before)
    assert fault(case.thread, RECEIVER, event(action, **given), at=case.clock + 60) == (reason, field)


def test_who_proposes_doesnt_approve() -> None:
    thread = run(Case(made_lead(LEAD)), "r:RECEIVE r:ACCEPT").thread
    step = event("EXTEND", officer=officer(9, RECEIVER.organ), approver=officer(9, RECEIVER.organ))
    assert fault(thread, RECEIVER, step) == ("APPROVAL_MISSING", "event.approver")


def test_slight_or_first_violations_are_declined_with_a_reason_instead_of_a_ground() -> None:
    """行政处罚法 33."""
    thread = run(Case(made_lead(LEAD)), "r:RECEIVE r:ACCEPT").thread
    step = event("DECLINE_FILING", note="初次违法且危害后果轻微并及时改正")
    assert check_step(thread, step, member=RECEIVER.member, organ=RECEIVER.organ) == lead_pb2.LEAD_STATE_NOT_FILED


def test_papers_are_asked_for_once_and_asking_is_no_refusal() -> None:
    case = run(Case(made_lead(CASE)), "r:RECEIVE r:REQUEST_SUPPLEMENT s:SUPPLEMENT")
    assert case.state == "RECEIVED"
    assert fault(case.thread, RECEIVER, complete("REQUEST_SUPPLEMENT")) == ("ALREADY_USED", "event.action")
    assert lead_pb2.LEAD_ACTION_ACCEPT in allowed_actions(case.thread, RECEIVER.organ)


def test_nobody_to_be_found_is_a_ground_once_the_sender_was_asked() -> None:
    case = run(Case(made_lead(LEAD)), "r:RECEIVE r:REQUEST_SUPPLEMENT s:SUPPLEMENT")
    take(case, RECEIVER, "RETURN", ground=lead_pb2.REFUSAL_GROUND_NO_IDENTIFIABLE_SUBJECT)
    assert case.state == "RETURNED"


def test_verification_is_extended_once_handling_twice_the_second_time_in_common() -> None:
    """市场监督管理行政处罚程序规定 18; 行政处罚法 60."""
    case = run(Case(made_lead(LEAD)), "r:RECEIVE r:ACCEPT r:EXTEND")
    assert fault(case.thread, RECEIVER, complete("EXTEND")) == ("ALREADY_USED", "event.action")
    run(case, "r:FILE")
    approved = {"approver": officer(9, RECEIVER.organ)}
    assert not case.take(RECEIVER, "EXTEND", **approved).refused
    assert fault(case.thread, RECEIVER, event("EXTEND", **approved)) == ("APPROVAL_MISSING", "event.collective_discussion")
    assert not case.take(RECEIVER, "EXTEND", collective_discussion=True, **approved).refused
    assert fault(case.thread, RECEIVER, complete("EXTEND")) == ("ALREADY_USED", "event.action")


def test_a_clock_that_stands_is_let_run_and_goes_with_its_state() -> None:
    case = run(Case(made_lead(LEAD)), "r:RECEIVE r:ACCEPT r:SUSPEND")
    assert case.thread.facts.suspended
    run(case, "r:RESUME r:SUSPEND r:FILE")
    assert not case.thread.facts.suspended


def test_a_major_case_is_decided_after_legal_review() -> None:
    """行政处罚法 58: 未经法制审核或者审核未通过的，不得作出决定."""
    lead = made_lead(CASE, major_case=True, legal_reviewer=officer(5, SENDER.organ))
    case = run(Case(lead), "r:RECEIVE r:ACCEPT r:FILE")
    step = event("DECIDE", decision=lead_pb2.DECISION_KIND_PENALTY)
    assert fault(case.thread, RECEIVER, step) == ("APPROVAL_MISSING", "event.legal_reviewer")
    step.legal_reviewer.CopyFrom(officer(8, RECEIVER.organ))
    assert check_step(case.thread, step, member=RECEIVER.member, organ=RECEIVER.organ) == lead_pb2.LEAD_STATE_DECIDED


def test_help_is_refused_only_for_what_the_organ_cant_do_and_delay_is_announced() -> None:
    """行政处罚法 26: 协助事项属于被请求机关职权范围内的，应当依法予以协助."""
    case = run(Case(made_lead(ASSIST)), "r:RECEIVE")
    other = {"case_number": "1号", "filed_at": {"seconds": SENT_AT}, "organ_name": "他机关"}
    step = event("RETURN", ground=lead_pb2.REFUSAL_GROUND_EARLIER_FILING, earlier_filing=other)
    assert fault(case.thread, RECEIVER, step) == ("GROUND_NOT_ALLOWED", "event.ground")
    run(case, "r:ACCEPT")
    assert fault(case.thread, RECEIVER, event("EXTEND", note="检验中")) == ("STEP_INCOMPLETE", "event.extension")
    for _ in range(3):
        assert not case.take(RECEIVER, "EXTEND", extension=5, note="检验中").refused
    assert case.state == "ACCEPTED"


# --- disputes (行政处罚法 25) ---


def test_a_lead_is_disputed_only_where_both_agreed_on_it() -> None:
    thread = run(Case(made_lead(LEAD)), "r:RECEIVE").thread
    assert fault(thread, RECEIVER, complete("DISPUTE")) == ("ACTION_NOT_ALLOWED", "event.action")
    agreed = run(Case(made_lead(LEAD, dispute_agreed=True)), "r:RECEIVE r:DISPUTE")
    assert agreed.thread.no_retransfer
    run(agreed, "r:ACCEPT r:FILE")
    assert fault(agreed.thread, RECEIVER, complete("TRANSFER_OUT")) == ("NO_RETRANSFER", "event.action")


@pytest.mark.parametrize("ground", ["DUPLICATE", "NO_IDENTIFIABLE_SUBJECT", "LIMITATION_EXPIRED", "ALREADY_FINED_SAME_ACT"])
def test_jurisdiction_is_disputed_on_grounds_of_jurisdiction(ground: str) -> None:
    thread = run(Case(made_lead(CASE)), "r:RECEIVE").thread
    step = event("DISPUTE", ground=f"REFUSAL_GROUND_{ground}")
    assert fault(thread, RECEIVER, step) == ("GROUND_NOT_ALLOWED", "event.ground")


def test_either_side_may_yield() -> None:
    assert run(Case(made_lead(CASE)), "r:RECEIVE r:DISPUTE r:ACCEPT").state == "ACCEPTED"
    assert run(Case(made_lead(CASE)), "r:RECEIVE r:DISPUTE s:WITHDRAW").state == "WITHDRAWN"


def test_what_was_disputed_once_isnt_again() -> None:
    thread = run(Case(made_lead(CASE)), "r:RECEIVE s:DISPUTE r:ACCEPT").thread
    assert fault(thread, RECEIVER, complete("DISPUTE")) == ("ALREADY_USED", "event.action")


def test_a_designated_receiver_takes_the_case_and_the_sender_hands_over_the_file() -> None:
    case = run(Case(made_lead(CASE)), "r:RECEIVE r:DISPUTE s:ESCALATE r:DESIGNATE")
    assert fault(case.thread, SENDER, complete("ACCEPT")) == ("NOT_DESIGNEE", "event.action")
    assert case.thread.handler == RECEIVER.organ
    run(case, "s:HAND_OVER r:ACCEPT r:FILE r:DECIDE r:NOTIFY_OUTCOME s:CLOSE")


def test_a_designated_sender_handles_the_case_and_the_receiver_hands_over_and_closes() -> None:
    case = run(Case(made_lead(CASE)), "r:RECEIVE r:DISPUTE r:ESCALATE")
    take(case, SENDER, "DESIGNATE", designated_organ=SENDER.organ)
    assert case.thread.handler == SENDER.organ
    assert fault(case.thread, RECEIVER, complete("ACCEPT")) == ("NOT_DESIGNEE", "event.action")
    assert fault(case.thread, SENDER, complete("HAND_OVER")) == ("NOT_SENDER", "event.action")
    run(case, "r:HAND_OVER s:ACCEPT s:FILE s:DECIDE s:NOTIFY_OUTCOME r:CLOSE")
    assert (case.state, case.thread.facts.filed_by_organ) == ("CLOSED", SENDER.organ)


def test_a_designated_third_organ_may_take_it_or_the_sender_closes_and_sends_it_there() -> None:
    case = run(Case(made_lead(CASE)), "r:RECEIVE r:DISPUTE")
    take(case, SENDER, "DESIGNATE", designated_organ=THIRD.organ)
    assert fault(case.thread, RECEIVER, complete("ACCEPT")) == ("NOT_DESIGNEE", "event.action")
    run(case, "r:HAND_OVER s:HAND_OVER")
    for last in ("s:CLOSE", "t:ACCEPT t:FILE t:DECIDE t:NOTIFY_OUTCOME s:CLOSE"):
        other = Case(case.lead, steps=[*case.steps], clock=case.clock)
        assert run(other, last).state == "CLOSED"


def test_a_designated_side_cant_be_avoided_by_closing() -> None:
    case = run(Case(made_lead(CASE)), "r:RECEIVE r:DISPUTE r:DESIGNATE")
    assert fault(case.thread, SENDER, event("CLOSE")) == ("ACTION_NOT_ALLOWED", "event.action")


def test_where_nobody_stands_above_both_they_can_only_negotiate() -> None:
    """城市管理 has no ministry: across provinces there is no 共同的上一级行政机关."""
    case = run(Case(made_lead(CASE, domain=7)), "r:RECEIVE r:DISPUTE")
    assert fault(case.thread, SENDER, complete("ESCALATE")) == ("ACTION_NOT_ALLOWED", "event.action")
    assert fault(case.thread, SENDER, complete("DESIGNATE")) == ("ACTION_NOT_ALLOWED", "event.action")
    assert lead_pb2.LEAD_ACTION_WITHDRAW in allowed_actions(case.thread, SENDER.organ)


@pytest.mark.parametrize("name", ["superior_organ", "document_number", "designated_organ"])
def test_a_designation_names_superior_document_and_organ(name: str) -> None:
    thread = run(Case(made_lead(CASE)), "r:RECEIVE r:DISPUTE").thread
    step = complete("DESIGNATE")
    step.ClearField(name)
    assert fault(thread, SENDER, step) == ("STEP_INCOMPLETE", f"event.{name}")


# --- suspected crimes (国务院令第310号; 公安机关办理刑事案件程序规定 180) ---


def test_police_decide_on_filing_without_waiting_for_papers() -> None:
    """公安规定 180: 不得以材料不全为由不接受移送案件."""
    case = run(Case(made_lead(CRIMINAL)), "r:RECEIVE r:REQUEST_SUPPLEMENT")
    assert {"ACCEPT", "FILE", "DECLINE_FILING"} <= _names(allowed_actions(case.thread, POLICE.organ))
    assert run(case, "r:FILE s:HAND_OVER").state == "FILED"


def test_a_refusal_to_file_gives_reasons_and_is_questioned_once() -> None:
    """国务院令第310号 8, 9."""
    case = run(Case(made_lead(CRIMINAL)), "r:RECEIVE")
    step = event("DECLINE_FILING", ground=lead_pb2.REFUSAL_GROUND_NOT_FUNCTION)
    assert fault(case.thread, POLICE, step) == ("STEP_INCOMPLETE", "event.note")
    run(case, "r:DECLINE_FILING s:REQUEST_RECONSIDERATION")
    case.take(POLICE, "RECONSIDER", note="仍不予立案")
    assert case.state == "NOT_FILED"
    assert fault(case.thread, SENDER, event("REQUEST_RECONSIDERATION")) == ("ALREADY_USED", "event.action")
    assert fault(case.thread, POLICE, complete("FILE")) == ("ACTION_NOT_ALLOWED", "event.action")
    run(case, "s:PROPOSE_FILING_SUPERVISION r:FILE")
    assert (case.state, case.thread.facts.declined) == ("FILED", False)


def test_telling_the_outcome_doesnt_cut_off_reconsideration() -> None:
    case = run(Case(made_lead(CRIMINAL)), "r:RECEIVE r:DECLINE_FILING r:NOTIFY_OUTCOME s:REQUEST_RECONSIDERATION r:RECONSIDER")
    assert case.state == "FILED"
    assert case.thread.facts.filed_by_organ == POLICE.organ


def test_a_crime_that_was_filed_leaves_nothing_to_reconsider() -> None:
    case = run(Case(made_lead(CRIMINAL)), "r:RECEIVE r:FILE r:DECIDE r:NOTIFY_OUTCOME")
    for action in ("REQUEST_RECONSIDERATION", "PROPOSE_FILING_SUPERVISION"):
        assert fault(case.thread, SENDER, event(action)) == ("ACTION_NOT_ALLOWED", "event.action")


def test_a_crime_of_other_police_is_passed_on() -> None:
    """国务院令第310号 7."""
    case = run(Case(made_lead(CRIMINAL)), "r:RECEIVE")
    assert fault(case.thread, POLICE, event("REDIRECT")) == ("STEP_INCOMPLETE", "event.onward_organ")
    assert run(case, "r:REDIRECT s:CLOSE").state == "CLOSED"


def test_a_refused_step_stays_visible_with_its_reason() -> None:
    case = run(Case(made_lead(CASE)), "r:RECEIVE")
    case.take(RECEIVER, "RETURN", ground=lead_pb2.REFUSAL_GROUND_NOT_TERRITORY)
    case.take(STRANGER, "ACCEPT")
    thread = case.thread
    assert refusals(thread.steps) == ["", "NO_RETRANSFER", "NOT_RECEIVER"]
    assert [one.state for one in thread.steps] == [lead_pb2.LEAD_STATE_RECEIVED] * 3
    assert "不得" not in thread.steps[0].explanation
    assert "16" in thread.steps[1].explanation


def _names(actions: list[int]) -> set[str]:
    return {lead_pb2.LeadAction.Name(one).removeprefix("LEAD_ACTION_") for one in actions}
