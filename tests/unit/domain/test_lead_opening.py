"""What a lead must be before it opens a thread, and when it may go on from another."""

from __future__ import annotations

from typing import Any

import pytest

from exchange.domain.leads import Actor, LeadStepError, Thread, allowed_actions, blocked_actions, check_continuation, check_lead
from exchange.v1 import error_pb2, lead_pb2
from tests.support.leads import POLICE, RECEIVER, SENDER, SENT_AT, STRANGER, Case, complete, folded, made_lead, officer

KINDS = [kind for kind in lead_pb2.LeadKind.values() if kind]
CASE, LEAD, CRIMINAL, REVERSE = (lead_pb2.LeadKind.Value(f"LEAD_KIND_{one}") for one in ("CASE", "LEAD", "CRIMINAL", "REVERSE"))


def check(lead: lead_pb2.Lead) -> None:
    check_lead(lead, from_member=SENDER.member, from_organ=SENDER.organ, issued_at=(SENT_AT, 0))


def fault(call: Any, *arguments: Any, **given: Any) -> tuple[str, str]:
    with pytest.raises(LeadStepError) as caught:
        call(*arguments, **given)
    return error_pb2.ErrorReason.Name(caught.value.reason).removeprefix("ERROR_REASON_"), caught.value.field


@pytest.mark.parametrize("kind", KINDS)
def test_a_lawful_lead_of_each_kind_opens_a_thread(kind: int) -> None:
    lead = made_lead(kind)
    check(lead)
    assert folded(lead, []).state == lead_pb2.LEAD_STATE_SENT


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("name", ["handlers", "reviewer", "approver", "legal_reviewer"])
def test_the_approval_chain_is_whole_and_of_different_people(kind: int, name: str) -> None:
    """行政处罚法 42, 58; 案件移送审批表."""
    lead = made_lead(kind, major_case=True, legal_reviewer=officer(5, SENDER.organ), reviewer=officer(4, SENDER.organ))
    check(lead)
    lead.ClearField(name)  # type: ignore[arg-type]  # a field's name
    if name == "reviewer" and kind in {LEAD, lead_pb2.LEAD_KIND_ASSIST}:
        check(lead)
        return
    assert fault(check, lead) == ("APPROVAL_MISSING", f"lead.{name}")
    lead = made_lead(kind, major_case=True, legal_reviewer=officer(5, SENDER.organ), reviewer=officer(4, SENDER.organ))
    (lead.handlers[1] if name == "handlers" else getattr(lead, name)).certificate_number = lead.handlers[0].certificate_number
    assert fault(check, lead)[0] == "APPROVAL_MISSING"
    lead = made_lead(kind, major_case=True, legal_reviewer=officer(5, SENDER.organ), reviewer=officer(4, SENDER.organ))
    (lead.handlers[1] if name == "handlers" else getattr(lead, name)).organ = STRANGER.organ
    assert fault(check, lead)[0] == "APPROVAL_MISSING"


@pytest.mark.parametrize("kind", KINDS)
def test_each_kind_goes_where_it_belongs(kind: int) -> None:
    """国务院令第310号 5: a suspected crime to the police of the same level; 13: back to the organ of the same level."""
    at_home, abroad = made_lead(kind, receiver=POLICE), made_lead(kind, receiver=RECEIVER)
    if kind == CRIMINAL:
        check(at_home)
        assert fault(check, abroad) == ("RECEIVER_NOT_ALLOWED", "lead.to_member")
    elif kind == REVERSE:
        check(at_home)
        check(abroad)
    else:
        check(abroad)
        assert fault(check, at_home) == ("RECEIVER_NOT_ALLOWED", "lead.to_member")


def test_nobody_sends_to_himself() -> None:
    lead = made_lead(REVERSE, receiver=SENDER)
    assert fault(check, lead) == ("RECEIVER_NOT_ALLOWED", "lead.to_organ")


def test_a_case_was_filed_before_it_is_transferred() -> None:
    assert fault(check, made_lead(CASE, case_number="")) == ("STEP_INCOMPLETE", "lead.case_number")
    assert fault(check, made_lead(CASE, filed_at=None)) == ("STEP_INCOMPLETE", "lead.filed_at")
    assert fault(check, made_lead(CASE, filed_at={"seconds": SENT_AT + 1})) == ("STEP_INCOMPLETE", "lead.filed_at")


def test_a_case_is_handed_on_once_at_most() -> None:
    """生态环境行政处罚办法 16."""
    before = "01900000-0000-7000-8000-00000000ffff"
    check(made_lead(CASE, hops=1, continues=before))
    assert fault(check, made_lead(CASE, hops=2, continues=before)) == ("NO_RETRANSFER", "lead.hops")
    assert fault(check, made_lead(CASE, hops=1)) == ("STEP_INCOMPLETE", "lead.continues")
    check(made_lead(CRIMINAL, hops=2, continues=before))  # a crime goes to the police, whoever handed the case on before


def test_a_lead_without_effect_shows_why_and_lets_nobody_act() -> None:
    case = Case(made_lead(CASE, case_number=""))
    case.take(RECEIVER, "RECEIVE")
    thread = case.thread
    assert (thread.state, thread.refused) == (lead_pb2.LEAD_STATE_UNSPECIFIED, error_pb2.ERROR_REASON_STEP_INCOMPLETE)
    assert [one.refused for one in thread.steps] == [error_pb2.ERROR_REASON_STEP_INCOMPLETE]
    assert allowed_actions(thread, RECEIVER.organ) == allowed_actions(thread, SENDER.member) == []
    assert {one.reason for one in blocked_actions(thread, RECEIVER.organ)} == {error_pb2.ERROR_REASON_STEP_INCOMPLETE}
    assert "case_number" in thread.refusal


# --- going on from another lead ---


def thread_of(lead: lead_pb2.Lead, *actions: str, by: Actor = RECEIVER) -> Thread:
    case = Case(lead)
    for action in actions:
        said = {field.name: value for field, value in complete(action, actor=by).ListFields() if field.name != "action"}
        assert not case.take(by, action, **said).refused
    return case.thread


def onward(kind: int, sender: Actor, receiver: Actor, hops: int) -> lead_pb2.Lead:
    return made_lead(kind, sender=sender, receiver=receiver, hops=hops, continues="01900000-0000-7000-8000-000000000000")


def test_a_receiver_hands_on_a_lead_but_no_case() -> None:
    given = {"from_organ": RECEIVER.organ, "again": ""}
    check_continuation(
        onward(CASE, RECEIVER, STRANGER, 1), before=thread_of(made_lead(LEAD), "RECEIVE", "ACCEPT", "FILE", "TRANSFER_OUT"), **given
    )
    for kind in (CASE, LEAD):
        lead = onward(kind, RECEIVER, STRANGER, 1)
        assert fault(check_continuation, lead, before=thread_of(made_lead(CASE), "RECEIVE"), **given) == ("NO_RETRANSFER", "lead.continues")


def test_what_was_handed_on_isnt_again_and_each_hand_counts() -> None:
    before = thread_of(made_lead(LEAD), "RECEIVE", "ACCEPT", "FILE", "TRANSFER_OUT")
    lead = onward(CASE, RECEIVER, STRANGER, 1)
    assert fault(check_continuation, lead, from_organ=RECEIVER.organ, before=before, again="x") == ("ALREADY_USED", "lead.continues")
    lead.hops = 0
    assert fault(check_continuation, lead, from_organ=RECEIVER.organ, before=before, again="") == ("FIELD_INVALID", "lead.hops")


def test_who_had_no_part_doesnt_go_on_from_it() -> None:
    lead = onward(LEAD, STRANGER, RECEIVER, 1)
    assert fault(check_continuation, lead, from_organ=STRANGER.organ, before=thread_of(made_lead(LEAD)), again="")[0] == "NOT_RECEIVER"


def test_the_original_sender_sends_a_returned_lead_elsewhere_and_a_case_only_once_it_has_it_back() -> None:
    again = onward(LEAD, SENDER, STRANGER, 0)
    check_continuation(again, from_organ=SENDER.organ, before=thread_of(made_lead(LEAD), "RECEIVE", "RETURN"), again="")
    elsewhere = onward(CASE, SENDER, STRANGER, 0)
    assert fault(check_continuation, elsewhere, from_organ=SENDER.organ, before=thread_of(made_lead(CASE)), again="")[0] == "NO_RETRANSFER"
    check_continuation(elsewhere, from_organ=SENDER.organ, before=thread_of(made_lead(CASE), "WITHDRAW", by=SENDER), again="")


def test_the_designated_third_organ_gets_the_case() -> None:
    """行政处罚法 25: 指定管辖."""
    case = Case(made_lead(CASE))
    for actor, action in ((RECEIVER, "RECEIVE"), (RECEIVER, "DISPUTE"), (SENDER, "DESIGNATE")):
        said = {field.name: value for field, value in complete(action).ListFields() if field.name != "action"}
        given = {"designated_organ": STRANGER.organ} if action == "DESIGNATE" else {}
        assert not case.take(actor, action, **(said | given)).refused
    check_continuation(onward(CASE, SENDER, STRANGER, 0), from_organ=SENDER.organ, before=case.thread, again="")
    check_continuation(onward(CASE, RECEIVER, STRANGER, 1), from_organ=RECEIVER.organ, before=case.thread, again="")


def test_asking_for_help_or_referring_a_crime_hands_nothing_on() -> None:
    before = thread_of(made_lead(CASE), "RECEIVE", "ACCEPT", "FILE")
    check_continuation(onward(lead_pb2.LEAD_KIND_ASSIST, RECEIVER, STRANGER, 0), from_organ=RECEIVER.organ, before=before, again="x")
    check_continuation(onward(CRIMINAL, RECEIVER, STRANGER, 0), from_organ=RECEIVER.organ, before=before, again="")
