"""The five kinds, transition by transition: what the law expects, written down here by hand, against what the tables do.

Each line: state, action, who, next state. Whatever isn't listed for a kind must be refused.
"""

from __future__ import annotations

from itertools import product

import pytest

from exchange.domain.leads import Facts, LeadStepError, Thread, allowed_actions, blocked_actions, check_step
from exchange.v1 import error_pb2, lead_pb2
from tests.support.leads import LEAD_ID, POLICE, RECEIVER, SENDER, SENT_AT, STRANGER, complete, made_lead

RECEIPT = """
SENT                 RECEIVE            receiver RECEIVED
SENT                 WITHDRAW           sender   WITHDRAWN
RECEIVED             ACCEPT             receiver ACCEPTED
RECEIVED             REQUEST_SUPPLEMENT receiver SUPPLEMENT_REQUESTED
SUPPLEMENT_REQUESTED SUPPLEMENT         sender   RECEIVED
SUPPLEMENT_REQUESTED WITHDRAW           sender   WITHDRAWN
"""
DUPLICATE = """
RECEIVED             MARK_DUPLICATE     receiver DUPLICATE
DUPLICATE            CLOSE              sender   CLOSED
"""
RETURN = """
RECEIVED             RETURN             receiver RETURNED
RETURNED             CLOSE              sender   CLOSED
"""
CASEWORK = """
ACCEPTED             EXTEND             receiver ACCEPTED
ACCEPTED             SUSPEND            receiver ACCEPTED
ACCEPTED             FILE               receiver FILED
ACCEPTED             DECLINE_FILING     receiver NOT_FILED
ACCEPTED             HAND_OVER          sender   ACCEPTED
FILED                EXTEND             receiver FILED
FILED                SUSPEND            receiver FILED
FILED                HAND_OVER          sender   FILED
FILED                DECIDE             receiver DECIDED
FILED                TERMINATE          receiver TERMINATED
DECIDED              NOTIFY_OUTCOME     receiver OUTCOME_NOTIFIED
NOT_FILED            NOTIFY_OUTCOME     receiver OUTCOME_NOTIFIED
TERMINATED           NOTIFY_OUTCOME     receiver OUTCOME_NOTIFIED
OUTCOME_NOTIFIED     CORRECT            receiver CORRECTED
CORRECTED            CORRECT            receiver CORRECTED
OUTCOME_NOTIFIED     CLOSE              sender   CLOSED
CORRECTED            CLOSE              sender   CLOSED
"""
REFERRAL = """
ACCEPTED             REFER_CRIMINAL     receiver CRIMINAL_REFERRED
FILED                REFER_CRIMINAL     receiver CRIMINAL_REFERRED
CRIMINAL_REFERRED    NOTIFY_OUTCOME     receiver OUTCOME_NOTIFIED
"""
TRANSFER_OUT = """
FILED                TRANSFER_OUT       receiver TRANSFERRED_OUT
TRANSFERRED_OUT      NOTIFY_OUTCOME     receiver OUTCOME_NOTIFIED
"""
DISPUTE = """
RECEIVED             DISPUTE            either   DISPUTED
ACCEPTED             DISPUTE            either   DISPUTED
DISPUTED             ACCEPT             receiver ACCEPTED
DISPUTED             WITHDRAW           sender   WITHDRAWN
DISPUTED             ESCALATE           either   ESCALATED
DISPUTED             DESIGNATE          either   DESIGNATED
ESCALATED            DESIGNATE          either   DESIGNATED
DESIGNATED           ACCEPT             receiver ACCEPTED
DESIGNATED           HAND_OVER          sender   DESIGNATED
"""
ASSIST = """
RECEIVED             RETURN             receiver RETURNED
RETURNED             CLOSE              sender   CLOSED
ACCEPTED             EXTEND             receiver ACCEPTED
ACCEPTED             NOTIFY_OUTCOME     receiver OUTCOME_NOTIFIED
OUTCOME_NOTIFIED     CORRECT            receiver CORRECTED
CORRECTED            CORRECT            receiver CORRECTED
OUTCOME_NOTIFIED     CLOSE              sender   CLOSED
CORRECTED            CLOSE              sender   CLOSED
"""
CRIMINAL = """
SENT                 RECEIVE            receiver RECEIVED
SENT                 WITHDRAW           sender   WITHDRAWN
RECEIVED             ACCEPT             receiver ACCEPTED
RECEIVED             REDIRECT           receiver REDIRECTED
RECEIVED             REQUEST_SUPPLEMENT receiver SUPPLEMENT_REQUESTED
RECEIVED             FILE               receiver FILED
RECEIVED             DECLINE_FILING     receiver NOT_FILED
SUPPLEMENT_REQUESTED SUPPLEMENT         sender   RECEIVED
SUPPLEMENT_REQUESTED ACCEPT             receiver ACCEPTED
SUPPLEMENT_REQUESTED FILE               receiver FILED
SUPPLEMENT_REQUESTED DECLINE_FILING     receiver NOT_FILED
ACCEPTED             REDIRECT           receiver REDIRECTED
ACCEPTED             FILE               receiver FILED
ACCEPTED             DECLINE_FILING     receiver NOT_FILED
NOT_FILED            REQUEST_RECONSIDERATION    sender   RECONSIDERATION
NOT_FILED            PROPOSE_FILING_SUPERVISION sender   NOT_FILED
NOT_FILED            NOTIFY_OUTCOME     receiver OUTCOME_NOTIFIED
NOT_FILED            CLOSE              sender   CLOSED
RECONSIDERATION      RECONSIDER         receiver FILED
FILED                HAND_OVER          sender   FILED
FILED                DECIDE             receiver DECIDED
FILED                TERMINATE          receiver TERMINATED
DECIDED              NOTIFY_OUTCOME     receiver OUTCOME_NOTIFIED
TERMINATED           NOTIFY_OUTCOME     receiver OUTCOME_NOTIFIED
OUTCOME_NOTIFIED     REQUEST_RECONSIDERATION    sender   RECONSIDERATION
OUTCOME_NOTIFIED     PROPOSE_FILING_SUPERVISION sender   OUTCOME_NOTIFIED
OUTCOME_NOTIFIED     CORRECT            receiver CORRECTED
CORRECTED            CORRECT            receiver CORRECTED
OUTCOME_NOTIFIED     CLOSE              sender   CLOSED
CORRECTED            CLOSE              sender   CLOSED
REDIRECTED           CLOSE              sender   CLOSED
"""
EXPECTED = {
    "LEAD": RECEIPT + DUPLICATE + RETURN + CASEWORK + REFERRAL + TRANSFER_OUT + DISPUTE,  # where both agreed on disputes
    "CASE": RECEIPT + DUPLICATE + CASEWORK + REFERRAL + DISPUTE,
    "ASSIST": RECEIPT + ASSIST,
    "CRIMINAL": CRIMINAL,
    "REVERSE": RECEIPT + DUPLICATE + CASEWORK + DISPUTE,
}
KINDS = sorted(EXPECTED)
STATES = [name.removeprefix("LEAD_STATE_") for name in lead_pb2.LeadState.keys()[1:]]  # an enum wrapper has no iteration
ACTIONS = [name.removeprefix("LEAD_ACTION_") for name in lead_pb2.LeadAction.keys()[1:]]


def expected(kind: str) -> dict[tuple[str, str], tuple[str, str]]:
    """(state, action) → (who, next)."""
    lines = [line.split() for line in EXPECTED[kind].splitlines() if line.strip()]
    return {(state, action): (who, to) for state, action, who, to in lines}


def in_state(kind: str, state: str) -> Thread:
    """A thread of a kind that stands in a state, with what usually led there."""
    declined = kind == "CRIMINAL" and state in {"NOT_FILED", "OUTCOME_NOTIFIED"}
    disputed = state in {"DISPUTED", "ESCALATED", "DESIGNATED"}
    lead = made_lead(lead_pb2.LeadKind.Value(f"LEAD_KIND_{kind}"), dispute_agreed=True)
    facts = Facts(declined=declined, disputed=disputed, designated_organ=RECEIVER.organ if state == "DESIGNATED" else "")
    return Thread(
        record_id=LEAD_ID,
        lead=lead,
        from_member=SENDER.member,
        from_organ=SENDER.organ,
        state=lead_pb2.LeadState.Value(f"LEAD_STATE_{state}"),
        issued_at=(SENT_AT, 0),
        facts=facts,
    )


def reason(error: LeadStepError) -> str:
    return error_pb2.ErrorReason.Name(error.reason).removeprefix("ERROR_REASON_")


@pytest.mark.parametrize("kind", KINDS)
def test_every_step_of_every_state_is_open_or_shut_as_the_law_has_it(kind: str) -> None:
    wanted = expected(kind)
    receiver = POLICE if kind == "CRIMINAL" else RECEIVER
    parties = {"sender": [SENDER], "receiver": [receiver], "either": [SENDER, receiver]}
    for state, action in product(STATES, ACTIONS):
        thread = in_state(kind, state)
        who, to = wanted.get((state, action), ("", ""))
        for actor in (SENDER, receiver, STRANGER):
            step = complete(action, kind, actor=actor)
            if actor in parties.get(who, []):
                assert lead_pb2.LeadState.Name(check_step(thread, step, member=actor.member, organ=actor.organ)) == f"LEAD_STATE_{to}"
            else:
                with pytest.raises(LeadStepError):
                    check_step(thread, step, member=actor.member, organ=actor.organ)


@pytest.mark.parametrize("kind", KINDS)
def test_what_is_allowed_is_what_the_steps_say_and_the_rest_has_a_reason(kind: str) -> None:
    receiver = POLICE if kind == "CRIMINAL" else RECEIVER
    for state in STATES:
        thread = in_state(kind, state)
        for actor in (SENDER, receiver, STRANGER):
            allowed, blocked = allowed_actions(thread, actor.organ), blocked_actions(thread, actor.organ)
            assert {*allowed, *(one.action for one in blocked)} >= {
                lead_pb2.LeadAction.Value(f"LEAD_ACTION_{action}") for _state, action in expected(kind)
            }
            assert not set(allowed) & {one.action for one in blocked}
            assert all(one.explanation and one.reason for one in blocked)
            for one in blocked:
                assert bool(one.open_from) == bool(one.source)
                assert thread.state not in one.open_from
                assert "isn't a step from" not in one.explanation or one.open_from
            for action in allowed:
                name = lead_pb2.LeadAction.Name(action).removeprefix("LEAD_ACTION_")
                check_step(thread, complete(name, kind, actor=actor), member=actor.member, organ=actor.organ)


@pytest.mark.parametrize("kind", KINDS)
def test_a_member_may_what_any_of_its_organs_may(kind: str) -> None:
    receiver = POLICE if kind == "CRIMINAL" else RECEIVER
    for state in STATES:
        thread = in_state(kind, state)
        of_organs = {member: set() for member in (SENDER.member, receiver.member)}
        for actor in (SENDER, receiver):
            of_organs[actor.member] |= set(allowed_actions(thread, actor.organ))
        for member, actions in of_organs.items():
            assert set(allowed_actions(thread, member)) == actions


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("state", ["WITHDRAWN", "CLOSED"])
def test_what_has_ended_stays_so(kind: str, state: str) -> None:
    thread = in_state(kind, state)
    assert [allowed_actions(thread, actor) for actor in (SENDER.member, RECEIVER.member, STRANGER.member, POLICE.organ)] == [[], [], [], []]


@pytest.mark.parametrize("action", ["RETURN", "TRANSFER_OUT"])
@pytest.mark.parametrize("kind", ["CASE", "CRIMINAL", "REVERSE"])
def test_a_transferred_case_is_never_handed_on(kind: str, action: str) -> None:
    """生态环境行政处罚办法 16: 受移送的机关对管辖权有异议的，应当报请共同的上一级指定管辖，不得再自行移送."""
    receiver = POLICE if kind == "CRIMINAL" else RECEIVER
    for state in STATES:
        with pytest.raises(LeadStepError) as caught:
            check_step(in_state(kind, state), complete(action, kind, actor=receiver), member=receiver.member, organ=receiver.organ)
        assert reason(caught.value) == "NO_RETRANSFER"


def test_another_organ_of_the_same_member_has_no_part() -> None:
    """A suspected crime runs between two organs of one member: they mustn't act for each other."""
    thread = in_state("CRIMINAL", "RECEIVED")
    with pytest.raises(LeadStepError) as caught:
        check_step(thread, complete("FILE", "CRIMINAL", actor=SENDER), member=SENDER.member, organ=SENDER.organ)
    assert reason(caught.value) == "NOT_RECEIVER"
    assert check_step(thread, complete("FILE", "CRIMINAL", actor=POLICE), member=POLICE.member, organ=POLICE.organ)
