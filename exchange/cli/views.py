"""How outcomes, standards and leads are shown to people."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from exchange.cli.output import print_table
from exchange.texts.formats import moment, yuan
from exchange.texts.i18n import CHINESE, _, language
from exchange.texts.terms import word
from exchange.v1 import outcome_pb2, standard_pb2, subject_pb2

if TYPE_CHECKING:
    from exchange.cli.client import Client
    from exchange.v1.outcome_service_pb2 import OutcomeView, SourceFreshness
    from exchange.v1.standard_service_pb2 import StandardView


def penalties(outcome: outcome_pb2.Outcome) -> str:
    """`fine 10,000 yuan; warning`."""
    return "; ".join(_penalty(one) for one in outcome.penalties)


def _penalty(penalty: outcome_pb2.Penalty) -> str:
    kind = word(outcome_pb2.PenaltyKind, penalty.kind)
    return _("{kind} {amount} yuan").format(kind=kind, amount=yuan(penalty.amount_fen)) if penalty.amount_fen else kind


def standing(view: OutcomeView) -> str:
    """Whether an outcome still counts, and if not, why."""
    if view.superseded_by:
        return _("replaced by {record}").format(record=view.superseded_by)
    kinds = ", ".join(word(outcome_pb2.OutcomeRevisionKind, one.kind) for one in view.revisions)
    if view.effective:
        return kinds or _("effective")
    return kinds or _("not effective")


def print_outcomes(views: Iterable[OutcomeView]) -> None:
    """A table of outcomes."""
    rows = [
        (
            view.outcome.decided_on,
            view.outcome.subject.name,
            view.outcome.subject.uscc or view.outcome.subject.registration_number or view.outcome.subject.masked_code,
            view.outcome.document_number,
            view.outcome.deciding_organ_name,
            view.outcome.act,
            penalties(view.outcome) or word(outcome_pb2.OutcomeStep, view.outcome.step),
            standing(view),
            view.record_id,
        )
        for view in views
    ]
    columns = [
        _("Decided on"),
        _("Company"),
        _("Code"),
        _("Document number"),
        _("Deciding organ"),
        _("Act"),
        _("Penalty"),
        _("Standing"),
        _("Record"),
    ]
    print_table(columns, rows)


def print_sources(sources: Iterable[SourceFreshness], client: Client) -> None:
    """How fresh the copy of each ledger is at the node that `client` called: what isn't here can't be seen."""
    rows = [
        (one.member, str(one.size), moment(one.verified_at) or _never(one.member, client), _("frozen") if one.frozen else "")
        for one in sources
    ]
    if rows:
        print_table([_("Member"), _("Entries"), _("As of"), ""], rows, title=_("Sources"))


def _never(member: str, client: Client) -> str:
    from exchange.trust.certificates import node_target_name

    own = client.connection.server_name == node_target_name(member)
    return _("own ledger, always current") if own else _("never read")


def said(chinese: str, english: str) -> str:
    """What a node explains in both languages, in the one in use."""
    return chinese if language() == CHINESE else english


def interval(first: str, last: str) -> str:
    """`2025-01-01 to open`."""
    return _("{first} to {last}").format(first=first or _("open"), last=last or _("open"))


def print_standards(views: Iterable[StandardView]) -> None:
    """A table of standards."""
    rows = [
        (
            view.standard.standard_id,
            str(view.standard.version),
            view.standard.title,
            word(standard_pb2.StandardKind, view.standard.kind),
            word(subject_pb2.EnforcementDomain, view.standard.domain),
            interval(view.standard.valid_from, view.standard.valid_to),
            view.standard.issuer_name,
            view.superseded_by,
            view.record_id,
        )
        for view in views
    ]
    columns = [
        _("Standard"),
        _("Version"),
        _("Title"),
        _("Kind"),
        _("Domain"),
        _("In force"),
        _("Issuer"),
        _("Superseded by"),
        _("Record"),
    ]
    print_table(columns, rows)
