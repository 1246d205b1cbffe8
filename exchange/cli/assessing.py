"""How the answers about a company's earlier outcomes are shown: the two answers on top, then what they rest on."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from exchange.cli.output import print_details, print_table
from exchange.cli.views import penalties
from exchange.texts.i18n import ENGLISH, _, language
from exchange.texts.terms import word
from exchange.v1 import outcome_pb2, outcome_service_pb2

if TYPE_CHECKING:
    from exchange.v1.outcome_service_pb2 import AssessPriorsResponse, PriorFinding


def print_assessment(answer: AssessPriorsResponse) -> None:
    """First violation? Already fined? How it was counted, what a person must still look at, then every outcome with its reasons."""
    english = language() == ENGLISH
    first = _("yes") if answer.first_violation else _("no: {count} earlier outcomes count").format(count=answer.counted)
    fined = _("yes: no second fine (art. 29)") if answer.already_fined_same_act else _("no")
    print_details(
        [
            (_("First violation?"), first),
            (_("Already fined for this act?"), fined),
            (_("Counted"), answer.counted_how_en if english else answer.counted_how),
            (_("To be confirmed"), _("a person must confirm what is marked below") if answer.needs_person else ""),
            *((_("Warning"), one) for one in (answer.warnings_en if english else answer.warnings)),
        ]
    )
    if answer.findings:
        _print_findings(answer, english=english)
    if answer.truncated:
        click.echo(_("There are more outcomes than are shown and weighed here; list them with `exchange outcome prior`."))


def _print_findings(answer: AssessPriorsResponse, *, english: bool) -> None:
    columns = [_("Relevance"), _("Decided on"), _("Deciding organ"), _("Document number"), _("Act"), _("Penalty"), _("Why"), _("Record")]
    print_table(columns, [_row(one, english=english) for one in answer.findings], title=_("Earlier outcomes"))


def _row(one: PriorFinding, *, english: bool) -> tuple[str, ...]:
    outcome = one.outcome.outcome
    return (
        word(outcome_service_pb2.PriorRelevance, one.relevance),
        outcome.decided_on,
        outcome.deciding_organ_name,
        outcome.document_number,
        outcome.act,
        penalties(outcome) or word(outcome_pb2.OutcomeStep, outcome.step),
        "; ".join(one.reasons_en if english else one.reasons),
        one.outcome.record_id,
    )
