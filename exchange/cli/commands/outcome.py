"""`exchange outcome`: what was decided about a company, across the Delta."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from exchange.cli.client import client_options, connect
from exchange.cli.lazy import Group, json_option, option
from exchange.cli.output import more_pages, print_details, print_json
from exchange.cli.paging import fetch, limit_option
from exchange.cli.parameters import DATE, MEMBER, SUBJECT, USCC, EnumType, check_order, today
from exchange.cli.profile import Connection
from exchange.cli.sending import organ_of
from exchange.texts.formats import moment
from exchange.texts.i18n import N_, _
from exchange.texts.terms import word

if TYPE_CHECKING:
    from exchange.v1.outcome_service_pb2 import OutcomeView

REVISION = EnumType("outcome", "OutcomeRevisionKind", prefix="OUTCOME_REVISION_KIND_")
REVIEW = EnumType("outcome", "ReviewKind", prefix="REVIEW_KIND_")
DOMAIN = EnumType("subject", "EnforcementDomain", prefix="ENFORCEMENT_DOMAIN_")
TERRITORIES = ("county", "prefecture", "province", "delta")  # of AssessPriorsRequest.territory


@click.group(cls=Group, help=N_("Look up outcomes: by company, organ, date."))
def outcome() -> None:
    """Group of commands."""


@outcome.command("list", help=N_("List outcomes, newest decision first."))
@option("--subject", type=USCC, help=N_("USCC of the company."))
@option("--name", "name_contains", help=N_("Part of the company's name."))
@option("--origin", type=MEMBER, help=N_("Member whose ledger it is in."))
@option("--domain", type=DOMAIN, help=N_("Field of enforcement, as in subject.proto without prefix."))
@option("--from", "decided_from", type=DATE, help=N_("Decided on this day or later."))
@option("--to", "decided_to", type=DATE, help=N_("Decided on this day or earlier."))
@option("--document-number", help=N_("Number of the decision; spellings of it are treated alike."))
@limit_option
@client_options(purpose="OUTCOME_RECOGNITION")
@json_option
def list_outcomes(*, connection: Connection, domain: int | None, limit: int, as_json: bool, **texts: str | None) -> None:
    """Many outcomes."""
    from exchange.cli.views import print_outcomes, print_sources
    from exchange.v1 import outcome_service_pb2
    from exchange.v1.outcome_service_pb2_grpc import OutcomeServiceStub

    check_order(texts["decided_from"], texts["decided_to"])
    request = outcome_service_pb2.ListOutcomesRequest(domain=domain or 0, **{name: value or "" for name, value in texts.items()})  # type: ignore[arg-type]  # the options' names are the fields'
    with connect(connection) as client:
        answer = fetch(client, client.stub(OutcomeServiceStub).ListOutcomes, request, items="outcomes", limit=limit)
    if as_json:
        print_json(answer)
        return
    print_outcomes(answer.outcomes)
    print_sources(answer.sources, client)
    if answer.next_page_token:
        more_pages()


@outcome.command("show", help=N_("Show one outcome, and what became of it."))
@click.argument("record_id")
@client_options(purpose="OUTCOME_RECOGNITION")
@json_option
def show(*, connection: Connection, record_id: str, as_json: bool) -> None:
    """One outcome."""
    from exchange.v1 import outcome_service_pb2
    from exchange.v1.outcome_service_pb2_grpc import OutcomeServiceStub

    with connect(connection) as client:
        request = outcome_service_pb2.GetOutcomeRequest(record_id=record_id)
        view = client.call(client.stub(OutcomeServiceStub).GetOutcome, request).outcome
    if as_json:
        print_json(view)
        return
    _show(view)


def _show(view: OutcomeView) -> None:
    from exchange.cli.views import penalties, standing
    from exchange.v1 import outcome_pb2, subject_pb2

    one = view.outcome
    print_details(
        [
            (_("Record"), view.record_id),
            (_("Ledger"), f"{view.ledger} #{view.index}"),
            (_("Signed by"), view.signed_by),
            (_("Issued"), moment(view.issued_at)),
            (_("Standing"), standing(view)),
            (_("Company"), one.subject.name),
            (_("Code"), one.subject.uscc or one.subject.registration_number or one.subject.masked_code),
            (_("Document number"), one.document_number),
            (_("Case number"), one.case_number),
            (_("Deciding organ"), f"{one.deciding_organ_name} {one.deciding_organ_uscc}".strip()),
            (_("Domain"), word(subject_pb2.EnforcementDomain, one.domain)),
            (_("Step"), word(outcome_pb2.OutcomeStep, one.step)),
            (_("Procedure"), word(outcome_pb2.Procedure, one.procedure)),
            (_("Act"), one.act),
            (_("Facts"), one.facts),
            (_("Provisions violated"), one.violated_provisions),
            (_("Provisions applied"), one.penalty_provisions),
            (_("Penalty"), penalties(one)),
            (_("Content of the decision"), one.content),
            (_("Order to rectify"), one.rectification_order),
            (_("Decided on"), one.decided_on),
            (_("Published on"), one.published_on),
            (_("Source"), f"{word(outcome_pb2.SourceKind, one.source.kind)} {one.source.system} {one.source.key} {one.source.url}".strip()),
            *_life(view),
            *((word(outcome_pb2.OutcomeRevisionKind, each.kind), f"{each.effective_on} {each.reason}") for each in view.revisions),
        ]
    )


def _life(view: OutcomeView) -> list[tuple[str, str]]:
    """Where it stands, and until when what is still possible."""
    from exchange.v1 import outcome_pb2, outcome_service_pb2

    one = view.standing
    return [
        (_("Where it stands"), word(outcome_service_pb2.OutcomeState, one.state)),
        (_("In legal effect since"), one.effective_on),
        (_("Published until"), one.publish_until if one.published else ""),
        (_("Contestable until"), one.contestable_until),
        (_("Under review"), word(outcome_pb2.ReviewKind, one.under_review)),
        (_("Execution"), _("stayed") if one.execution_stayed else ""),
        (_("Disputed test reports"), ", ".join(one.disputed_reports)),
        (_("Content"), _("withdrawn; SHA-256 as signed: {digest}").format(digest=view.body_digest.hex()) if view.erased else ""),
        *((_("Without effect"), f"{each.record_id}: {each.explanation} [{each.reason}]") for each in one.refused),
    ]


@outcome.command("revise", help=N_("Publish a step in an outcome's life: served, published, under review, revoked, repaired, …"))
@click.argument("record_id")
@option("--kind", type=REVISION, required=True, help=N_("The step, as in outcome.proto without prefix: SERVED, PUBLISHED, REVOKED, …"))
@option("--reason", required=True, help=N_("Why."))
@option("--on", "effective_on", type=DATE, help=N_("The day it took effect; by default today."))
@option("--document-number", help=N_("Number of the reconsideration's or court's decision."))
@option("--review", type=REVIEW, help=N_("RECONSIDERATION or LITIGATION, where it comes of a review."))
@option("--reviewing-body", help=N_("Who reviewed it."))
@option("--until", "publish_until", type=DATE, help=N_("Last day of publication, for PUBLISHED."))
@option("--report", "report_number", help=N_("Number of the test report, for TEST_DISPUTED and TEST_CONFIRMED."))
@option("--replacement", type=click.Path(path_type=Path, exists=True, dir_okay=False), help=N_("The decision as changed: JSON of Outcome."))
@option("--for-procedure", is_flag=True, help=N_("Revoked for procedure alone: the organ may decide the same again."))
@option("--organ", type=USCC, help=N_("Organ in whose name it is signed; by default the profile's, else the certificate's."))
@option("--basis", help=N_("Law or agreement it is shared on; by default the outcome's."))
@client_options(purpose="OUTCOME_RECOGNITION")
@json_option
def revise(
    *,
    connection: Connection,
    record_id: str,
    kind: int,
    review: int | None,
    replacement: Path | None,
    for_procedure: bool,
    organ: str | None,
    basis: str | None,
    as_json: bool,
    **texts: str | None,
) -> None:
    """One step, to those who have the decision."""
    from exchange.cli.drafts import parse_object, read_object
    from exchange.cli.revising import publish_revision
    from exchange.v1 import outcome_pb2

    revision = outcome_pb2.OutcomeRevision(**{name: value or "" for name, value in texts.items()})  # type: ignore[arg-type]  # the options' names are the fields'
    revision.kind, revision.review, revision.for_procedure = kind, review or 0, for_procedure  # type: ignore[assignment]  # defined values
    revision.effective_on = revision.effective_on or today(datetime.now(UTC))
    if replacement:
        revision.replacement.CopyFrom(parse_object(read_object(replacement), outcome_pb2.Outcome, place=str(replacement)))
    by = organ_of(organ, connection)
    with connect(connection) as client:
        answer = publish_revision(client, record_id, revision, organ=by, basis=basis or "", purpose=connection.purpose)
    if as_json:
        print_json(answer)
        return
    click.echo(_("Revision {record} is in the ledger at index {index}.").format(record=answer.record_id, index=answer.index))


@outcome.command(
    "prior", help=N_("What is known of a company (USCC, or 15-digit registration number) before a day: first violation, already fined.")
)
@click.argument("subject", type=SUBJECT)
@option("--before", type=DATE, help=N_("Decided before this day; by default all to date."))
@option("--domain", type=DOMAIN, help=N_("Field of enforcement, as in subject.proto without prefix."))
@option("--matter", "matter_code", help=N_("14-digit code of the matter."))
@limit_option
@client_options(purpose="OUTCOME_RECOGNITION")
@json_option
def prior(
    *,
    connection: Connection,
    subject: str,
    before: str | None,
    domain: int | None,
    matter_code: str | None,
    limit: int,
    as_json: bool,
) -> None:
    """Earlier outcomes of one company."""
    from exchange.cli.views import print_outcomes, print_sources
    from exchange.v1 import outcome_service_pb2
    from exchange.v1.outcome_service_pb2_grpc import OutcomeServiceStub

    request = outcome_service_pb2.ListPriorOutcomesRequest(
        subject=subject,
        before=before or "",
        domain=domain or 0,  # type: ignore[arg-type]  # a defined value
        matter_code=matter_code or "",
    )
    with connect(connection) as client:
        answer = fetch(client, client.stub(OutcomeServiceStub).ListPriorOutcomes, request, items="outcomes", limit=limit)
    if as_json:
        print_json(answer)
        return
    if answer.outcomes:
        print_outcomes(answer.outcomes)
    else:
        click.echo(_("No outcome of {subject} is known here before {day}.").format(subject=subject, day=before or _("today")))
    print_sources(answer.sources, client)
    if answer.next_page_token:
        more_pages()


@outcome.command("assess", help=N_("First violation? Already fined for this act? Each earlier outcome of a company, weighed with reasons."))
@click.argument("subject", type=SUBJECT)
@option("--act-on", type=DATE, required=True, help=N_("Day of the act, or its last day."))
@option("--act-from", type=DATE, help=N_("First day of an act that lasted."))
@option("--domain", type=DOMAIN, help=N_("Field of enforcement, as in subject.proto without prefix."))
@option("--matter", "matter_code", help=N_("14-digit code of the matter."))
@option("--act", help=N_("The act in words."))
@option("--place", "act_place", help=N_("Place of the act."))
@option("--list", "standard_record_id", help=N_("Record of the no-penalty list whose conditions count."))
@option("--item", "item_code", help=N_("Code of the list's item."))
@option("--months", "lookback_months", type=click.IntRange(0, 120), help=N_("Months that an earlier violation counts, if no list says so."))
@option("--territory", type=click.Choice(TERRITORIES), help=N_("Where it counts, if no list says so."))
@client_options(purpose="CASE_HANDLING")
@json_option
def assess(
    *, connection: Connection, subject: str, domain: int | None, lookback_months: int | None, as_json: bool, **texts: str | None
) -> None:
    """The two questions."""
    from exchange.cli.assessing import print_assessment
    from exchange.cli.views import print_sources
    from exchange.v1 import outcome_service_pb2
    from exchange.v1.outcome_service_pb2_grpc import OutcomeServiceStub

    request = outcome_service_pb2.AssessPriorsRequest(
        subject=subject,
        domain=domain or 0,  # type: ignore[arg-type]  # a defined value
        lookback_months=lookback_months or 0,
        **{name: value or "" for name, value in texts.items()},
    )
    with connect(connection) as client:
        answer = client.call(client.stub(OutcomeServiceStub).AssessPriors, request)
    if as_json:
        print_json(answer)
        return
    print_assessment(answer)
    print_sources(answer.sources, client)
