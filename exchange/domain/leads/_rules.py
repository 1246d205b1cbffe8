"""The five kinds of lead as tables: who may take which step, from which states, to which, and on what provision.

They are five legal animals (RULES.md §3.1), so each has its table. What a step must say beside its name is in `_content`, what else must be
so before it is open (once only, clock running …) in `_openness`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from types import MappingProxyType

from exchange.domain.leads._values import Action, Kind, State


class Part(StrEnum):
    """Who may take a step. Parts are organs: another organ of the same member has none."""

    SENDER = "sender"
    RECEIVER = "receiver"
    EITHER = "either"
    HANDLER = "handler"  # the receiver, or whom the common superior designated
    INFORMED = "informed"  # the side that doesn't handle it; the sender where a third organ does
    NOT_HANDLER = "not handler"  # sender or receiver, whichever doesn't handle it: both where a third organ does


@dataclass(frozen=True, kw_only=True, slots=True)
class Rule:
    """One line of a table.

    Attributes:
        action: the step.
        who: whose it is.
        states: from which it may be taken.
        to: where it leads; None: the state stays.
        article: the provision.
        not_ordered: for RECONSIDER, where it leads when it doesn't order the filing.
    """

    action: int
    who: Part
    states: tuple[int, ...]
    to: int | None
    article: str
    not_ordered: int | None = None


def _rule(action: str, who: Part, states: str, to: str, article: str, *, not_ordered: str = "") -> Rule:
    """A line in the words of lead.proto without prefixes; states separated by blanks, `to` "-" where the state stays."""
    return Rule(
        action=Action.Value(f"LEAD_ACTION_{action}"),
        who=who,
        states=tuple(State.Value(f"LEAD_STATE_{one}") for one in states.split()),
        to=None if to == "-" else State.Value(f"LEAD_STATE_{to}"),
        article=article,
        not_ordered=State.Value(f"LEAD_STATE_{not_ordered}") if not_ordered else None,
    )


S, R, E, H, I, N = Part.SENDER, Part.RECEIVER, Part.EITHER, Part.HANDLER, Part.INFORMED, Part.NOT_HANDLER  # noqa: E741  # table heads

_RECEIPT = (
    _rule("RECEIVE", R, "SENT", "RECEIVED", "电子签名法 10、11"),
    _rule("WITHDRAW", S, "SENT SUPPLEMENT_REQUESTED", "WITHDRAWN", "RULES §3.4"),
    _rule("REQUEST_SUPPLEMENT", R, "RECEIVED", "SUPPLEMENT_REQUESTED", "RULES §3.4；上海市城市管理行政执法条例 28"),
    _rule("SUPPLEMENT", S, "SUPPLEMENT_REQUESTED", "RECEIVED", "RULES §3.4"),
    _rule("ACCEPT", R, "RECEIVED", "ACCEPTED", "行政处罚法 22、23"),
    _rule("MARK_DUPLICATE", R, "RECEIVED", "DUPLICATE", "行政处罚法 29"),
    _rule("CLOSE", S, "DUPLICATE", "CLOSED", "RULES §3.4"),
)
_RETURN = (
    _rule("RETURN", R, "RECEIVED", "RETURNED", "行政处罚法 22、23；上海市城市管理行政执法条例 28"),
    _rule("CLOSE", S, "RETURNED", "CLOSED", "RULES §3.4"),
)
_VERIFICATION = (
    _rule("EXTEND", H, "ACCEPTED FILED", "-", "市场监督管理行政处罚程序规定 18；生态环境行政处罚办法 18；行政处罚法 60"),
    _rule("SUSPEND", H, "ACCEPTED FILED", "-", "市场监督管理行政处罚程序规定 18"),
    _rule("RESUME", H, "ACCEPTED FILED", "-", "市场监督管理行政处罚程序规定 18"),
    _rule("FILE", H, "ACCEPTED", "FILED", "行政处罚法 25、54"),
    _rule("DECLINE_FILING", H, "ACCEPTED", "NOT_FILED", "行政处罚法 29、33、36"),
    _rule("HAND_OVER", N, "ACCEPTED FILED", "-", "上海市城市管理行政执法条例 28"),
)
_HANDLING = (
    _rule("DECIDE", H, "FILED", "DECIDED", "行政处罚法 57"),
    _rule("TERMINATE", H, "FILED", "TERMINATED", "行政处罚法 57"),
    _rule("NOTIFY_OUTCOME", H, "DECIDED NOT_FILED TERMINATED", "OUTCOME_NOTIFIED", "上海市城市管理行政执法条例 28"),
    _rule("CORRECT", H, "OUTCOME_NOTIFIED CORRECTED", "CORRECTED", "行政处罚法 48；行政复议法 64；行政诉讼法 70"),
    _rule("CLOSE", I, "OUTCOME_NOTIFIED CORRECTED", "CLOSED", "RULES §3.4"),
)
_CRIMINAL_REFERRAL = (
    _rule("REFER_CRIMINAL", H, "ACCEPTED FILED", "CRIMINAL_REFERRED", "行政处罚法 27；国务院令第310号 3、5"),
    _rule("NOTIFY_OUTCOME", H, "CRIMINAL_REFERRED", "OUTCOME_NOTIFIED", "上海市城市管理行政执法条例 28"),
)
_TRANSFER_OUT = (
    _rule("TRANSFER_OUT", H, "FILED", "TRANSFERRED_OUT", "生态环境行政处罚办法 16"),
    _rule("NOTIFY_OUTCOME", H, "TRANSFERRED_OUT", "OUTCOME_NOTIFIED", "上海市城市管理行政执法条例 28"),
)
_DISPUTE = (
    _rule("DISPUTE", E, "RECEIVED ACCEPTED", "DISPUTED", "行政处罚法 25；生态环境行政处罚办法 16"),
    _rule("ACCEPT", R, "DISPUTED", "ACCEPTED", "行政处罚法 25（协商解决）"),
    _rule("WITHDRAW", S, "DISPUTED", "WITHDRAWN", "行政处罚法 25（协商解决）"),
    _rule("ESCALATE", E, "DISPUTED", "ESCALATED", "行政处罚法 25（报请共同的上一级行政机关）"),
    _rule("DESIGNATE", E, "DISPUTED ESCALATED", "DESIGNATED", "行政处罚法 25（也可以直接指定管辖）"),
    _rule("ACCEPT", H, "DESIGNATED", "ACCEPTED", "行政处罚法 25（指定管辖）"),
    _rule("HAND_OVER", N, "DESIGNATED", "-", "行政处罚法 25（指定管辖）"),
    _rule("CLOSE", S, "DESIGNATED", "CLOSED", "行政处罚法 25（指定管辖）"),
)
_ASSIST = (
    _rule("RECEIVE", R, "SENT", "RECEIVED", "电子签名法 10、11"),
    _rule("WITHDRAW", S, "SENT SUPPLEMENT_REQUESTED", "WITHDRAWN", "RULES §3.4"),
    _rule("REQUEST_SUPPLEMENT", R, "RECEIVED", "SUPPLEMENT_REQUESTED", "RULES §3.4"),
    _rule("SUPPLEMENT", S, "SUPPLEMENT_REQUESTED", "RECEIVED", "RULES §3.4"),
    _rule("ACCEPT", R, "RECEIVED", "ACCEPTED", "行政处罚法 26（应当依法予以协助）"),
    _rule("RETURN", R, "RECEIVED", "RETURNED", "行政处罚法 26（职权范围）；生态环境行政处罚办法 22"),
    _rule("EXTEND", R, "ACCEPTED", "-", "市场监督管理行政处罚程序规定 45；上海市城市管理行政执法条例 29"),
    _rule("NOTIFY_OUTCOME", R, "ACCEPTED", "OUTCOME_NOTIFIED", "行政处罚法 26"),
    _rule("CORRECT", R, "OUTCOME_NOTIFIED CORRECTED", "CORRECTED", "行政处罚法 26"),
    _rule("CLOSE", S, "RETURNED OUTCOME_NOTIFIED CORRECTED", "CLOSED", "RULES §3.4"),
)
_CRIMINAL = (
    _rule("RECEIVE", R, "SENT", "RECEIVED", "国务院令第310号 7（回执上签字）"),
    _rule("WITHDRAW", S, "SENT", "WITHDRAWN", "RULES §3.4"),
    _rule("REDIRECT", R, "RECEIVED ACCEPTED", "REDIRECTED", "国务院令第310号 7（转送有管辖权的机关）"),
    _rule("REQUEST_SUPPLEMENT", R, "RECEIVED", "SUPPLEMENT_REQUESTED", "公安机关办理刑事案件程序规定 180"),
    _rule("SUPPLEMENT", S, "SUPPLEMENT_REQUESTED", "RECEIVED", "公安机关办理刑事案件程序规定 180"),
    _rule("ACCEPT", R, "RECEIVED SUPPLEMENT_REQUESTED", "ACCEPTED", "公安机关办理刑事案件程序规定 180（不得以材料不全为由不接受）"),
    _rule("FILE", R, "RECEIVED SUPPLEMENT_REQUESTED ACCEPTED NOT_FILED OUTCOME_NOTIFIED", "FILED", "国务院令第310号 8、9"),
    _rule("DECLINE_FILING", R, "RECEIVED SUPPLEMENT_REQUESTED ACCEPTED", "NOT_FILED", "国务院令第310号 8（说明理由）"),
    _rule("REQUEST_RECONSIDERATION", S, "NOT_FILED OUTCOME_NOTIFIED", "RECONSIDERATION", "国务院令第310号 9"),
    _rule("RECONSIDER", R, "RECONSIDERATION", "FILED", "国务院令第310号 9", not_ordered="NOT_FILED"),
    _rule("PROPOSE_FILING_SUPERVISION", S, "NOT_FILED OUTCOME_NOTIFIED", "-", "国务院令第310号 9"),
    _rule("HAND_OVER", S, "FILED", "-", "国务院令第310号 12"),
    _rule("DECIDE", R, "FILED", "DECIDED", "国务院令第310号 13"),
    _rule("TERMINATE", R, "FILED", "TERMINATED", "国务院令第310号 13"),
    _rule("NOTIFY_OUTCOME", R, "DECIDED NOT_FILED TERMINATED", "OUTCOME_NOTIFIED", "国务院令第310号 8；行政处罚法 27"),
    _rule("CORRECT", R, "OUTCOME_NOTIFIED CORRECTED", "CORRECTED", "行政处罚法 27"),
    _rule("CLOSE", S, "REDIRECTED NOT_FILED OUTCOME_NOTIFIED CORRECTED", "CLOSED", "国务院令第310号 7、10"),
)

TABLES: Mapping[int, tuple[Rule, ...]] = MappingProxyType(
    {
        # 线索, before filing: may be returned and, once filed, transferred out; disputed only where both agreed on that beforehand
        Kind.LEAD_KIND_LEAD: (*_RECEIPT, *_RETURN, *_VERIFICATION, *_HANDLING, *_CRIMINAL_REFERRAL, *_TRANSFER_OUT, *_DISPUTE),
        # 案件移送, after filing: neither returned nor sent on (生态环境行政处罚办法 16)
        Kind.LEAD_KIND_CASE: (*_RECEIPT, *_VERIFICATION, *_HANDLING, *_CRIMINAL_REFERRAL, *_DISPUTE),
        # 协助调查: the requested organ helps, or says at once why it can't
        Kind.LEAD_KIND_ASSIST: _ASSIST,
        # 涉嫌犯罪移送: from an administrative organ to the police of the same place
        Kind.LEAD_KIND_CRIMINAL: _CRIMINAL,
        # 逆向移送: from police or procuratorate to an administrative organ (行政处罚法 27; 国务院令第310号 13)
        Kind.LEAD_KIND_REVERSE: (*_RECEIPT, *_VERIFICATION, *_HANDLING, *_DISPUTE),
    }
)
HANDING_ON = frozenset({Action.LEAD_ACTION_RETURN, Action.LEAD_ACTION_TRANSFER_OUT})


@cache
def rules_of(kind: int) -> Mapping[tuple[int, int], Rule]:
    """A kind's table by (state, action); empty for a kind that this release doesn't know."""
    found: dict[tuple[int, int], Rule] = {}
    for rule in TABLES.get(kind, ()):
        for state in rule.states:
            if found.setdefault((state, rule.action), rule) is not rule:
                raise RuntimeError(f"two rules for action {rule.action} in state {state} of kind {kind}")
    return MappingProxyType(found)


@cache
def actions_of(kind: int) -> tuple[int, ...]:
    """The steps a kind of lead knows, and those that hand a case on: they are asked for, so the refusal must be explained."""
    known = {rule.action for rule in TABLES.get(kind, ())}
    return tuple(sorted(known | HANDING_ON)) if known else ()
