"""What relies on outcomes, and what was withdrawn: here and at each neighbour."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response

from exchange.console.asking import ask, visitor_of
from exchange.console.pages.base import page
from exchange.console.pages.names import choices, member_choices, member_name, organ_name, put
from exchange.console.rendering import shown
from exchange.console.tables import Cell, Filter, Table, cell, given, page_token
from exchange.texts.formats import moment
from exchange.texts.i18n import N_, _
from exchange.texts.terms import word
from exchange.trust.identity import Role
from exchange.v1 import outcome_pb2, recognition_pb2, recognition_service_pb2
from exchange.v1.recognition_service_pb2 import PeerWithdrawal, RelianceState, RelianceView, WithdrawalView

PAGE_SIZE = 50
SEEN_BY = frozenset({Role.ORGAN, Role.AUDITOR})
STATES = {
    RelianceState.RELIANCE_STATE_IN_EFFECT: "good",
    RelianceState.RELIANCE_STATE_SUSPENDED: "warn",
    RelianceState.RELIANCE_STATE_WITHDRAWN_TO_REVIEW: "bad",
}


async def list_reliance(request: Request) -> Response:
    """Newest first."""
    filters = [
        Filter(name="state", label=_("State"), kind="select", choices=choices(RelianceState)),
        Filter(name="scope", label=_("Scope"), kind="select", choices=choices(recognition_pb2.RecognitionScope)),
        Filter(name="outcome_record_id", label=_("Outcome"), hint=_("record")),
        Filter(name="organ", label=_("Organ"), hint=_("18-digit code")),
    ]
    message = recognition_service_pb2.ListRelianceRequest(page_size=PAGE_SIZE, page_token=page_token(request))
    put(message, given(request, filters))
    answer = await ask(request, "RecognitionService/ListReliance", message)
    table = Table(
        columns=[_("State"), _("Scope"), _("Relied on by"), _("Decision"), _("Outcome"), _("Ended"), _("Review"), _("Recognition")],
        rows=[_row(request, one) for one in answer.reliances],
        next_token=answer.next_page_token,
    )
    return shown(request, "reliance.html", table, name="reliance", filters=filters)


def _row(request: Request, one: RelianceView) -> list[Cell]:
    decision = one.recognition.decision
    outcome = one.recognition.outcome_record_id
    return [
        cell(word(RelianceState, one.state), tone=STATES.get(one.state, "soft")),
        cell(word(recognition_pb2.RecognitionScope, one.recognition.scope)),
        cell(organ_name(request, one.organ)),
        cell(f"{decision.document_number} {decision.case_number}".strip()),
        cell(outcome, href=f"/outcomes/{outcome}"),
        cell(moment(one.ended_at)),
        _review(request, one),
        cell(one.recognition_record_id, code=True),
    ]


def _review(request: Request, one: RelianceView) -> Cell:
    """The verdict, or the way to the form for the organ that must review."""
    mine = visitor_of(request).identity.name == one.organ
    if mine and one.state == RelianceState.RELIANCE_STATE_WITHDRAWN_TO_REVIEW:
        return cell(_("review it"), href=f"/outcomes/{one.recognition.outcome_record_id}/review/{one.recognition_record_id}")
    return cell(word(recognition_pb2.RelianceVerdict, one.review.verdict))


async def list_withdrawals(request: Request) -> Response:
    """Newest first, a line for each peer."""
    filters = [
        Filter(name="origin", label=_("Withdrawn by"), kind="select", choices=member_choices(request)),
        Filter(name="outcome_record_id", label=_("Outcome"), hint=_("record")),
    ]
    message = recognition_service_pb2.ListWithdrawalsRequest(page_size=PAGE_SIZE, page_token=page_token(request))
    put(message, given(request, filters))
    answer = await ask(request, "RecognitionService/ListWithdrawals", message)
    table = Table(
        columns=[_("Issued"), _("Kind"), _("Outcome"), _("Reason"), _("Member"), _("Applied"), _("Recognitions"), _("Report")],
        rows=[_peer(request, one, peer) for one in answer.withdrawals for peer in one.peers],
        next_token=answer.next_page_token,
    )
    return shown(request, "withdrawals.html", table, name="withdrawals", filters=filters)


def _peer(request: Request, one: WithdrawalView, peer: PeerWithdrawal) -> list[Cell]:
    return [
        cell(moment(one.issued_at)),
        cell(word(outcome_pb2.OutcomeRevisionKind, one.kind) or _("newer version")),
        cell(one.outcome_record_id, href=f"/outcomes/{one.outcome_record_id}"),
        cell(one.reason),
        cell(member_name(request, peer.member)),
        _applied(peer),
        cell(peer.recognitions if peer.report_record_id else ""),
        cell(peer.report_record_id, code=bool(peer.report_record_id)),
    ]


def _applied(peer: PeerWithdrawal) -> Cell:
    known = moment(peer.applied_at)
    if known:
        return cell(known, tone="good")
    return cell(_("outstanding"), tone="bad") if peer.in_audience else cell(_("not in the audience"), tone="soft")


PAGE = page(
    path="/reliance",
    title=N_("Recognition"),
    roles=SEEN_BY,
    handlers={"GET /reliance": list_reliance, "GET /reliance/withdrawals": list_withdrawals},
)
