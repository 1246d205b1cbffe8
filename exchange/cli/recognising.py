"""How recognition is shown: what may be relied on and why, what relies on what, what was withdrawn."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from exchange.cli.output import print_details, print_table
from exchange.texts.formats import moment
from exchange.texts.i18n import _
from exchange.texts.terms import condition_word, to_do_words, word
from exchange.v1 import outcome_pb2, recognition_pb2, recognition_service_pb2

if TYPE_CHECKING:
    from exchange.v1.recognition_service_pb2 import RecognitionAdvice, RelianceView, WithdrawalView


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
                (_("Met"), "; ".join(f"{condition_word(each.name)} ({each.source})" for each in one.conditions if each.met)),
                *((_("To do"), to_do_words(each)) for each in one.to_do),
            ]
        )


def _condition(one: recognition_service_pb2.RecognitionCondition) -> str:
    return f"{condition_word(one.name)}: {one.explanation} ({one.source})"


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
