"""行政处罚法 25: 两个以上行政机关都有管辖权的，由最先立案的行政机关管辖 — by the signed moments, for acts that are known to be the same."""

from __future__ import annotations

from typing import Any

import pytest

from exchange.domain.leads import Act, Filing, LeadStepError, Moment, act_of, check_filing, filing_of, first_filing, same_act
from exchange.v1 import error_pb2, lead_pb2
from tests.support.leads import LEAD_ID, POLICE, RECEIVER, SENDER, SENT_AT, STRANGER, Case, complete, made_lead

USCC, NUMBER = "913101166078754287", "310228000012345"
ACT: dict[str, Any] = {
    "subject": {"name": "虚构公司", "uscc": USCC},
    "matter_code": "31010000000001",
    "region_code": "330482101",
    "act_from": {"seconds": 100},
    "act_to": {"seconds": 200},
}


def act(**given: Any) -> Act:
    return act_of(made_lead(**(ACT | given)))


@pytest.mark.parametrize(
    ("given", "same"),
    [
        ({}, True),
        ({"region_code": "330482"}, True),  # a township lies in its county
        ({"act_from": {"seconds": 200}, "act_to": {"seconds": 900}}, True),  # they touch
        ({"act_from": {"seconds": 201}, "act_to": {"seconds": 900}}, False),
        ({"act_from": {"seconds": 150}, "act_to": None}, True),  # a moment
        ({"subject": {"name": "虚构公司", "registration_number": NUMBER}}, False),  # perhaps the same company; a guess takes no case away
        ({"subject": {"name": "虚构公司"}}, False),
        ({"matter_code": "31010000000002"}, False),
        ({"matter_code": ""}, False),
        ({"region_code": "330421"}, False),
        ({"act_from": None, "act_to": None}, False),
        ({"act_from": {"seconds": 2**62}, "act_to": {"seconds": -5}}, False),
    ],
)
def test_only_what_is_known_to_be_the_same_act_counts_as_such(given: Any, same: bool) -> None:
    assert same_act(act(), act(**given)) is same
    assert same_act(act(**given), act()) is same


def test_an_act_in_words_is_compared_without_blanks_and_punctuation() -> None:
    words = {"matter_code": "", "region_code": "", "place": "平湖市 新埭镇（界河边）"}
    one = act(**words, act="夜间倾倒渣土，约 20 吨")
    assert same_act(one, act(**{**words, "place": "平湖市新埭镇(界河边)"}, act="夜间倾倒渣土,约２０吨"))
    assert not same_act(one, act(**words, act="夜间倾倒渣土约30吨"))


def filing(organ: str, at: int, number: str = "1号") -> Filing:
    return Filing(thread_id=LEAD_ID, organ=organ, case_number=number, filed_at=(at, 0), act=act())


def test_the_earliest_signed_moment_is_first_and_a_tie_has_two() -> None:
    early, late, tie = filing("A", 5), filing("B", 9), filing("C", 5)
    assert first_filing([late, early]) == [early]
    assert first_filing([late, tie, early]) == [early, tie]
    assert first_filing([]) == []


def thread(kind: int = lead_pb2.LEAD_KIND_LEAD, *actions: str, **given: Any) -> Any:
    case = Case(made_lead(kind, **(ACT | given)))
    actor = POLICE if kind == lead_pb2.LEAD_KIND_CRIMINAL else RECEIVER
    for action in actions:
        kind_name = lead_pb2.LeadKind.Name(kind).removeprefix("LEAD_KIND_")
        said = {field.name: value for field, value in complete(action, kind_name, actor=actor).ListFields() if field.name != "action"}
        assert not case.take(actor, action, **said).refused
    return case.thread


def refusal(at: Moment, others: list[Filing]) -> str:
    """What an organ is told that may not file then."""
    with pytest.raises(LeadStepError) as caught:
        check_filing(thread(), organ=RECEIVER.organ, filed_at=at, others=others)
    assert (caught.value.reason, caught.value.field) == (error_pb2.ERROR_REASON_FILED_EARLIER, "event.filed_at")
    return str(caught.value)


def test_whoever_files_later_or_at_the_same_moment_is_told_who_was_there() -> None:
    other = filing(STRANGER.organ, SENT_AT, "平市监立〔2026〕3号")
    check_filing(thread(), organ=RECEIVER.organ, filed_at=(SENT_AT - 1, 0), others=[other])
    assert "earlier" in (told := refusal((SENT_AT + 1, 0), [other]))
    assert STRANGER.organ in told
    assert "平市监立〔2026〕3号" in told
    assert "DISPUTE" in refusal((SENT_AT, 0), [other])
    check_filing(thread(), organ=STRANGER.organ, filed_at=(SENT_AT + 1, 0), others=[other])  # its own


def test_whom_the_common_superior_designated_files_whoever_was_first() -> None:
    case = Case(made_lead(lead_pb2.LEAD_KIND_CASE, **ACT))
    for actor, action in ((RECEIVER, "RECEIVE"), (RECEIVER, "DISPUTE"), (SENDER, "DESIGNATE")):
        said = {field.name: value for field, value in complete(action).ListFields() if field.name != "action"}
        case.take(actor, action, **said)
    check_filing(case.thread, organ=RECEIVER.organ, filed_at=(SENT_AT, 0), others=[filing(STRANGER.organ, 1)])
    with pytest.raises(LeadStepError):
        check_filing(case.thread, organ=SENDER.organ, filed_at=(SENT_AT, 0), others=[filing(STRANGER.organ, 1)])


def test_what_counts_as_a_filing_and_what_doesnt() -> None:
    filed = thread(lead_pb2.LEAD_KIND_LEAD, "RECEIVE", "ACCEPT", "FILE")
    assert filing_of(filed) == Filing(
        thread_id=LEAD_ID, organ=RECEIVER.organ, case_number="平市监立〔2026〕7号", filed_at=(SENT_AT + 60, 0), act=act()
    )
    assert filing_of(thread(lead_pb2.LEAD_KIND_LEAD, "RECEIVE", "ACCEPT")) is None
    for last in ("TRANSFER_OUT", "TERMINATE"):
        assert filing_of(thread(lead_pb2.LEAD_KIND_LEAD, "RECEIVE", "ACCEPT", "FILE", last)) is None
    assert filing_of(thread(lead_pb2.LEAD_KIND_CASE)) is None  # filed by an organ that says it isn't competent
    assert filing_of(thread(lead_pb2.LEAD_KIND_CRIMINAL, "RECEIVE", "FILE")) is None
    asked = filing_of(thread(lead_pb2.LEAD_KIND_ASSIST, case_number="金市监立〔2026〕2号", filed_at={"seconds": 50}))
    assert asked is not None
    assert (asked.organ, asked.filed_at) == (SENDER.organ, (50, 0))
