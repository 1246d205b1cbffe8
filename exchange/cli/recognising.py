"""How recognition is shown: what may be relied on and why, what relies on what, what was withdrawn."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from exchange.cli.output import print_details, print_table
from exchange.texts.formats import moment
from exchange.texts.i18n import N_, _
from exchange.texts.terms import word
from exchange.v1 import outcome_pb2, recognition_pb2, recognition_service_pb2

if TYPE_CHECKING:
    from exchange.v1.recognition_service_pb2 import RecognitionAdvice, RelianceView, WithdrawalView

CONDITIONS = {
    "BASIS": N_("a basis carries it"),
    "NEIGHBOURS": N_("a neighbour's outcome"),
    "NOT_REVOKED": N_("not revoked"),
    "NEWEST_VERSION": N_("the newest version"),
    "NOT_STAYED": N_("not stayed"),
    "IN_EFFECT": N_("in legal effect"),
    "EVIDENCE_CARRIED": N_("carries evidence"),
    "COLLECTOR": N_("the collecting organ is named"),
    "TWO_OFFICERS": N_("two officers collected it"),
    "METHOD": N_("the method is said"),
    "TIME": N_("the time is said"),
    "CUSTODY": N_("digests of custody"),
    "REVIEWED": N_("reviewed by the own organ"),
    "REPORT_CARRIED": N_("carries a test report"),
    "CMA": N_("the laboratory is accredited (CMA)"),
    "CMA_SCOPE": N_("the accreditation's scope is given"),
    "METHOD_STANDARD": N_("the test method's standard"),
    "SAMPLING_RECORD": N_("the sampling record"),
    "VALID": N_("valid today"),
    "NOT_DISPUTED": N_("not disputed"),
    "CHECK_CARRIED": N_("carries a check's result"),
    "TRIGGER": N_("a check that can be waived"),
    "SAME_MATTER": N_("the same or a mapped matter"),
    "WINDOW": N_("within the window"),
    "NO_NATURAL_PERSON": N_("no natural person"),
    "PENALISED": N_("a penalty"),
    "TERRITORY": N_("within the territory that counts"),
    "LIST_NAMED": N_("the list that counts is named"),
    "FINED": N_("a fine"),
    "SAME_ACT_CONFIRMED": N_("the same act, confirmed by a person"),
    "PUBLISHED": N_("published at its origin"),
}
"""The names of exchange.domain.recognition's conditions in words; a test holds that each has one."""


def print_advice(advice: Iterable[RecognitionAdvice]) -> None:
    """Each scope with its verdict; under it what isn't met and what is left to do."""
    for one in advice:
        verdict = _("may be relied on") if one.allowed else _("may not be relied on: {reason}").format(reason=one.reason)
        outcome = one.outcome.outcome
        print_details(
            [
                (word(recognition_pb2.RecognitionScope, one.scope), verdict),
                (_("Outcome"), f"{outcome.document_number} {outcome.deciding_organ_name} {one.outcome.record_id}".strip()),
                (_("Basis"), one.basis_id or _("none: for information only")),
                *((_("Not met"), _condition(each)) for each in one.conditions if not each.met),
                (_("Met"), "; ".join(f"{_(CONDITIONS.get(each.name, each.name))} ({each.source})" for each in one.conditions if each.met)),
                *((_("To do"), each) for each in one.to_do),
            ]
        )


def _condition(one: recognition_service_pb2.RecognitionCondition) -> str:
    return f"{_(CONDITIONS.get(one.name, one.name))}: {one.explanation} ({one.source})"


def print_reliances(views: Iterable[RelianceView]) -> None:
    """A table of what relies on what."""
    rows = [
        (
            word(recognition_pb2.RecognitionScope, view.recognition.scope),
            word(recognition_service_pb2.RelianceState, view.state),
            f"{view.member} {view.organ}",
            f"{view.recognition.decision.document_number} {view.recognition.decision.case_number}".strip(),
            view.recognition.outcome_record_id,
            moment(view.ended_at),
            word(recognition_pb2.RelianceVerdict, view.review.verdict),
            view.recognition_record_id,
        )
        for view in views
    ]
    columns = [_("Scope"), _("State"), _("Relied on by"), _("Decision"), _("Outcome"), _("Ended"), _("Review"), _("Recognition")]
    print_table(columns, rows)


def print_withdrawals(views: Iterable[WithdrawalView]) -> None:
    """A table of withdrawals, a line for each peer."""
    rows = [
        (
            moment(view.issued_at),
            word(outcome_pb2.OutcomeRevisionKind, view.kind) or _("newer version"),
            view.outcome_record_id,
            view.reason,
            peer.member,
            moment(peer.applied_at) or (_("outstanding") if peer.in_audience else _("not in the audience")),
            str(peer.recognitions) if peer.report_record_id else "",
            peer.report_record_id,
        )
        for view in views
        for peer in view.peers
    ]
    columns = [_("Issued"), _("Kind"), _("Outcome"), _("Reason"), _("Member"), _("Applied"), _("Recognitions"), _("Report")]
    print_table(columns, rows)
