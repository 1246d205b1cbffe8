"""What a step must say: lawful grounds, numbers and dates, who approved. A missing field is named."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType

from exchange.domain.hierarchy import common_superior
from exchange.domain.leads._values import (
    Action,
    Ground,
    Kind,
    LeadStepError,
    Moment,
    State,
    Thread,
    action_name,
    ground_name,
    is_time,
    moment,
)
from exchange.v1 import error_pb2, lead_pb2

_JURISDICTION = frozenset(
    {
        Ground.REFUSAL_GROUND_NOT_TERRITORY,  # 行政处罚法 22
        Ground.REFUSAL_GROUND_NOT_FUNCTION,  # 行政处罚法 18
        Ground.REFUSAL_GROUND_NOT_LEVEL,  # 行政处罚法 23
        Ground.REFUSAL_GROUND_EARLIER_FILING,  # 行政处罚法 25
    }
)
_RETURNABLE = _JURISDICTION | {Ground.REFUSAL_GROUND_DUPLICATE, Ground.REFUSAL_GROUND_NO_IDENTIFIABLE_SUBJECT}
_UNABLE = _RETURNABLE - {Ground.REFUSAL_GROUND_EARLIER_FILING}  # who is asked for help needs no jurisdiction over the case
_NOT_TO_FILE = frozenset(
    {
        Ground.REFUSAL_GROUND_LIMITATION_EXPIRED,  # 行政处罚法 36
        Ground.REFUSAL_GROUND_ALREADY_FINED_SAME_ACT,  # 行政处罚法 29: no second fine
        Ground.REFUSAL_GROUND_NO_IDENTIFIABLE_SUBJECT,
    }
)
_NOT_FOR_POLICE = frozenset({Ground.REFUSAL_GROUND_NOT_FUNCTION, Ground.REFUSAL_GROUND_LIMITATION_EXPIRED})  # 公安规定 180; 刑法 87


def lawful_grounds(action: int, kind: int) -> frozenset[int]:
    """The grounds on which a step of that kind of lead may refuse; empty for a step that needs none."""
    if action == Action.LEAD_ACTION_RETURN:
        return _UNABLE if kind == Kind.LEAD_KIND_ASSIST else _RETURNABLE
    if action == Action.LEAD_ACTION_DISPUTE:
        return _JURISDICTION
    if action == Action.LEAD_ACTION_DECLINE_FILING:
        return _NOT_FOR_POLICE if kind == Kind.LEAD_KIND_CRIMINAL else _NOT_TO_FILE
    return frozenset()


def check_content(thread: Thread, event: lead_pb2.LeadEvent, *, organ: str, at: Moment | None) -> None:
    """Raises unless the step says what the law asks of it.

    Args:
        thread: as it stands before the step.
        event: the step.
        organ: USCC of the organ that takes it; "" where only its member is known.
        at: when it is signed; None: times aren't compared.

    Raises:
        LeadStepError: GROUND_MISSING, GROUND_NOT_ALLOWED, APPROVAL_MISSING, STEP_INCOMPLETE.
    """
    check = _CHECKS.get(event.action)
    if check is not None:
        check(_Said(thread, event, organ, at))


class _Said:
    """A step being looked at, with the small questions that several checks ask."""

    def __init__(self, thread: Thread, event: lead_pb2.LeadEvent, organ: str, at: Moment | None) -> None:
        self.thread, self.event, self.organ, self.at = thread, event, organ, at
        self.kind = thread.lead.kind

    def needs(self, *fields: str, why: str) -> None:
        """Each of the fields must be there."""
        for name in fields:
            if not _given(self.event, name):
                raise LeadStepError(
                    error_pb2.ERROR_REASON_STEP_INCOMPLETE,
                    f"event.{name} is missing; {action_name(self.event.action)} must give it ({why})",
                    field=f"event.{name}",
                )

    def needs_one_of(self, *fields: str, why: str) -> None:
        """At least one of the fields must be there."""
        if not any(_given(self.event, name) for name in fields):
            self.needs(fields[0], why=f"or {' or '.join(fields[1:])}: {why}")

    def needs_approver(self, *, why: str) -> None:
        """Somebody of the acting organ approved it, and isn't the officer who proposes it."""
        self._needs_officer("approver", why=why)
        officer, approver = self.event.officer.certificate_number, self.event.approver.certificate_number
        if officer and officer == approver:
            raise LeadStepError(
                error_pb2.ERROR_REASON_APPROVAL_MISSING,
                f"event.approver is {approver}, who proposes the step too; somebody else must approve it ({why})",
                field="event.approver",
            )

    def needs_legal_reviewer(self, *, why: str) -> None:
        """Somebody of the acting organ reviewed its lawfulness."""
        self._needs_officer("legal_reviewer", why=why)

    def _needs_officer(self, name: str, *, why: str) -> None:
        officer: lead_pb2.OfficerReference = getattr(self.event, name)
        if not self.event.HasField(name) or not officer.certificate_number:
            fault = "is missing"
        elif self.organ and officer.organ != self.organ:
            fault = f"is of organ {officer.organ}; it must be an officer of {self.organ}"
        else:
            return
        raise LeadStepError(
            error_pb2.ERROR_REASON_APPROVAL_MISSING,
            f"event.{name} {fault}: {action_name(self.event.action)} needs it ({why})",
            field=f"event.{name}",
        )

    def needs_ground(self) -> None:
        """One of the lawful grounds, with what it takes."""
        lawful = lawful_grounds(self.event.action, self.kind)
        names = ", ".join(sorted(ground_name(one) for one in lawful))
        if not self.event.ground:
            raise LeadStepError(
                error_pb2.ERROR_REASON_GROUND_MISSING, f"event.ground is missing; one of {names} is needed", field="event.ground"
            )
        if self.event.ground not in lawful:
            raise LeadStepError(
                error_pb2.ERROR_REASON_GROUND_NOT_ALLOWED,
                f"event.ground {ground_name(self.event.ground)} is no lawful ground for {action_name(self.event.action)}; "
                f"one of {names} is (上海市城市管理行政执法条例 28: 无正当理由不得拒绝)",
                field="event.ground",
            )
        if self.event.ground == Ground.REFUSAL_GROUND_EARLIER_FILING:
            self._needs_earlier_filing()

    def _needs_earlier_filing(self) -> None:
        other = self.event.earlier_filing
        if not other.case_number or not other.HasField("filed_at"):
            raise LeadStepError(
                error_pb2.ERROR_REASON_STEP_INCOMPLETE,
                "event.earlier_filing is missing; the ground EARLIER_FILING needs the other organ's case number and time of filing "
                "(行政处罚法 25)",
                field="event.earlier_filing",
            )

    def needs_filing(self) -> None:
        """Number and moment of the filing; the moment can't lie after the signature."""
        self.needs("case_number", "filed_at", why="行政处罚法 25: 最先立案的行政机关管辖")
        filed_at = moment(self.event.filed_at)
        if not is_time(filed_at) or (self.at is not None and filed_at > self.at):
            raise LeadStepError(
                error_pb2.ERROR_REASON_STEP_INCOMPLETE,
                "event.filed_at is no time, or one after the moment of signing; it must be when the case was filed",
                field="event.filed_at",
            )


def _given(event: lead_pb2.LeadEvent, name: str) -> bool:
    value = getattr(event, name)
    return bool(event.HasField(name)) if hasattr(value, "DESCRIPTOR") else bool(value)


def _check_return(said: _Said) -> None:
    said.needs_ground()
    if said.event.ground == Ground.REFUSAL_GROUND_NO_IDENTIFIABLE_SUBJECT and not said.thread.facts.supplements:
        raise LeadStepError(
            error_pb2.ERROR_REASON_GROUND_NOT_ALLOWED,
            "event.ground NO_IDENTIFIABLE_SUBJECT holds only after the sender was asked for more (REQUEST_SUPPLEMENT)",
            field="event.ground",
        )


def _check_decline(said: _Said) -> None:
    criminal = said.kind == Kind.LEAD_KIND_CRIMINAL
    if criminal:
        said.needs("note", why="国务院令第310号 8: 不予立案的，应当说明理由")
    if said.event.ground or not said.event.note:  # 行政处罚法 33, or no facts: the note says which
        said.needs_ground()


def _check_extend(said: _Said) -> None:
    if said.kind == Kind.LEAD_KIND_ASSIST:
        said.needs("extension", "note", why="上海市城市管理行政执法条例 29: 书面说明理由并明确期限")
        return
    said.needs_approver(why="经负责人批准: 市场监督管理行政处罚程序规定 18; 生态环境行政处罚办法 18; 行政处罚法 60")
    again = said.thread.state == State.LEAD_STATE_FILED and said.thread.facts.handling_extensions
    if again and not said.event.collective_discussion:
        raise LeadStepError(
            error_pb2.ERROR_REASON_APPROVAL_MISSING,
            "event.collective_discussion is missing: a second extension is decided by collective discussion (行政处罚法 60)",
            field="event.collective_discussion",
        )


def _check_designate(said: _Said) -> None:
    _name_superior(said)
    said.needs("designated_organ", "document_number", why="行政处罚法 25: 指定管辖")


def _name_superior(said: _Said) -> None:
    lead = said.thread.lead
    superior = common_superior(lead.domain, said.thread.from_member, lead.to_member)
    said.needs("superior_organ", why=f"行政处罚法 25: 共同的上一级行政机关, here {superior.name if superior else 'nobody'}")


def _check_decide(said: _Said) -> None:
    said.needs("decision", why="行政处罚法 57")
    penalised = said.event.decision == lead_pb2.DECISION_KIND_PENALTY
    if penalised and said.thread.lead.major_case and said.kind != Kind.LEAD_KIND_CRIMINAL:
        said.needs_legal_reviewer(why="行政处罚法 58: 未经法制审核，不得作出决定")


def _check_reconsider(said: _Said) -> None:
    if said.event.filing_ordered:
        said.needs_filing()
    else:
        said.needs("note", why="国务院令第310号 9: the decision not to file after all gives its reasons")


def _check_refer(said: _Said) -> None:
    said.needs_approver(why="国务院令第310号 5: 报经本机关正职负责人或者主持工作的负责人审批")


def _check_terminate(said: _Said) -> None:
    said.needs("note", why="why the investigation ends")
    said.needs_approver(why="行政处罚法 57: 行政机关负责人审查")


def _check_duplicate(said: _Said) -> None:
    said.needs("duplicate_of", why="the lead that it repeats")
    if said.event.duplicate_of == said.thread.record_id:
        raise LeadStepError(
            error_pb2.ERROR_REASON_STEP_INCOMPLETE,
            "event.duplicate_of names this lead itself; it must be the one that it repeats",
            field="event.duplicate_of",
        )


_CHECKS: Mapping[int, Callable[[_Said], None]] = MappingProxyType(
    {
        Action.LEAD_ACTION_REQUEST_SUPPLEMENT: lambda said: said.needs("missing_items", why="which papers are missing"),
        Action.LEAD_ACTION_RETURN: _check_return,
        Action.LEAD_ACTION_DISPUTE: _Said.needs_ground,
        Action.LEAD_ACTION_ESCALATE: _name_superior,
        Action.LEAD_ACTION_DESIGNATE: _check_designate,
        Action.LEAD_ACTION_FILE: _Said.needs_filing,
        Action.LEAD_ACTION_DECLINE_FILING: _check_decline,
        Action.LEAD_ACTION_DECIDE: _check_decide,
        Action.LEAD_ACTION_CORRECT: lambda said: said.needs_one_of("note", "outcome_record_id", why="行政处罚法 48: 公开说明理由"),
        Action.LEAD_ACTION_EXTEND: _check_extend,
        Action.LEAD_ACTION_REFER_CRIMINAL: _check_refer,
        Action.LEAD_ACTION_TRANSFER_OUT: lambda said: said.needs("onward_organ", why="the competent organ it goes to"),
        Action.LEAD_ACTION_TERMINATE: _check_terminate,
        Action.LEAD_ACTION_SUSPEND: lambda said: said.needs("suspension", why="市场监督管理行政处罚程序规定 18: which time isn't counted"),
        Action.LEAD_ACTION_HAND_OVER: lambda said: said.needs_one_of("items", "attachments", why="国务院令第310号 12: 办结交接手续"),
        Action.LEAD_ACTION_REDIRECT: lambda said: said.needs("onward_organ", why="国务院令第310号 7: 书面告知移送机关"),
        Action.LEAD_ACTION_RECONSIDER: _check_reconsider,
        Action.LEAD_ACTION_MARK_DUPLICATE: _check_duplicate,
    }
)
