"""`exchange recognition`: rely on a neighbour's outcome (互认), see what relies on what, and what was withdrawn."""

from __future__ import annotations

from pathlib import Path

import click

from exchange.cli.client import client_options, connect
from exchange.cli.lazy import Group, json_option, option
from exchange.cli.output import more_pages, print_json
from exchange.cli.paging import fetch, limit_option
from exchange.cli.parameters import MEMBER, USCC, EnumType
from exchange.cli.profile import Connection
from exchange.cli.sending import organ_of
from exchange.texts.i18n import N_, _

SCOPE = EnumType("recognition", "RecognitionScope", prefix="RECOGNITION_SCOPE_")
VERDICT = EnumType("recognition", "RelianceVerdict", prefix="RELIANCE_VERDICT_")
STATE = EnumType("recognition_service", "RelianceState", prefix="RELIANCE_STATE_")
DOMAIN = EnumType("subject", "EnforcementDomain", prefix="ENFORCEMENT_DOMAIN_")

organ_option = option("--organ", type=USCC, help=N_("The organ; by default the profile's, else the certificate's."))
request_option = option("--request-id", help=N_("UUID under which it is signed at most once; by default derived from the content."))


@click.group(cls=Group, help=N_("Rely on neighbours' outcomes, and see what was withdrawn."))
def recognition() -> None:
    """Group of commands."""


@recognition.command("check", help=N_("May an outcome, or a company's outcomes, be relied on; on which basis, and why or why not."))
@click.argument("outcome_id", required=False)
@option("--subject", type=USCC, help=N_("USCC of the company, instead of one outcome."))
@option("--scope", type=SCOPE, help=N_("Only this scope: EVIDENCE, TEST, INSPECTION, DISCRETION, NE_BIS, CREDIT."))
@option("--matter", "matter_code", help=N_("14-digit code of the matter here."))
@option("--domain", type=DOMAIN, help=N_("Field of enforcement, as in subject.proto without prefix."))
@option("--standard", "standard_record_id", help=N_("Record of the list that counts earlier violations, for DISCRETION."))
@option("--report", "report_number", help=N_("Number of the test report, for TEST."))
@organ_option
@client_options(purpose="OUTCOME_RECOGNITION")
@json_option
def check(
    *,
    connection: Connection,
    outcome_id: str | None,
    organ: str | None,
    scope: int | None,
    domain: int | None,
    as_json: bool,
    **texts: str | None,
) -> None:
    """One question."""
    from exchange.cli.recognising import print_advice
    from exchange.cli.views import print_sources
    from exchange.v1 import recognition_service_pb2
    from exchange.v1.recognition_service_pb2_grpc import RecognitionServiceStub

    if bool(outcome_id) == bool(texts["subject"]):
        raise click.UsageError(_("name an outcome's record, or a company with --subject"))
    request = recognition_service_pb2.CheckRecognitionRequest(
        outcome_record_id=outcome_id or "",
        organ=organ_of(organ, connection),
        scope=scope or 0,  # type: ignore[arg-type]  # a defined value
        domain=domain or 0,  # type: ignore[arg-type]  # a defined value
        **{name: value or "" for name, value in texts.items()},
    )
    with connect(connection) as client:
        answer = client.call(client.stub(RecognitionServiceStub).CheckRecognition, request)
    if as_json:
        print_json(answer)
        return
    print_advice(answer.advice)
    if not answer.advice:
        click.echo(_("No neighbour's outcome of this company is known here."))
    print_sources(answer.sources, client)
    if answer.truncated:
        more_pages()


@recognition.command("recognise", help=N_("Rely on an outcome as FILE says: protobuf JSON of Recognition."))
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@option("--basis", required=True, help=N_("Law or agreement that carries it: law:… or agreement:…."))
@organ_option
@request_option
@client_options(purpose="OUTCOME_RECOGNITION")
@json_option
def recognise(*, connection: Connection, file: Path, basis: str, organ: str | None, request_id: str | None, as_json: bool) -> None:
    """One recognition."""
    from exchange.cli.drafts import parse_object, read_object
    from exchange.v1 import recognition_pb2, recognition_service_pb2
    from exchange.v1.recognition_service_pb2_grpc import RecognitionServiceStub

    made = parse_object(read_object(file), recognition_pb2.Recognition, place=str(file))
    request = recognition_service_pb2.RecogniseOutcomeRequest(organ=organ_of(organ, connection), basis_id=basis, recognition=made)
    request.request_id = request_id or _derived_id("recognition", request)
    with connect(connection) as client:
        answer = client.call(client.stub(RecognitionServiceStub).RecogniseOutcome, request).published
    if as_json:
        print_json(answer)
        return
    click.echo(_("Recognition {record} is in the ledger at index {index}.").format(record=answer.record_id, index=answer.index))


@recognition.command("list", help=N_("What relies on outcomes, newest first: here, and at neighbours on this member's."))
@option("--outcome", "outcome_record_id", help=N_("Record of the outcome."))
@option("--state", type=STATE, help=N_("IN_EFFECT, SUSPENDED, WITHDRAWN_TO_REVIEW or REVIEWED."))
@option("--scope", type=SCOPE, help=N_("Only this scope: EVIDENCE, TEST, INSPECTION, DISCRETION, NE_BIS, CREDIT."))
@option("--organ", type=USCC, help=N_("USCC of the organ that relies."))
@limit_option
@client_options(purpose="OUTCOME_RECOGNITION")
@json_option
def list_reliances(*, connection: Connection, state: int | None, scope: int | None, limit: int, as_json: bool, **texts: str | None) -> None:
    """Many recognitions."""
    from exchange.cli.recognising import print_reliances
    from exchange.v1 import recognition_service_pb2
    from exchange.v1.recognition_service_pb2_grpc import RecognitionServiceStub

    request = recognition_service_pb2.ListRelianceRequest(**{name: value or "" for name, value in texts.items()})  # type: ignore[arg-type]  # the options' names are the fields'
    request.state, request.scope = state or 0, scope or 0  # type: ignore[assignment]  # defined values
    with connect(connection) as client:
        answer = fetch(client, client.stub(RecognitionServiceStub).ListReliance, request, items="reliances", limit=limit)
    if as_json:
        print_json(answer)
        return
    print_reliances(answer.reliances)
    if answer.next_page_token:
        more_pages()


@recognition.command("review", help=N_("Sign a person's review of a decision that rested on RECOGNITION, whose ground was withdrawn."))
@click.argument("recognition_id")
@option("--verdict", type=VERDICT, required=True, help=N_("UPHELD, CHANGED or REVOKED: what became of the local decision."))
@option("--reason", required=True, help=N_("Why."))
@option("--officer", required=True, help=N_("Number of the reviewing officer's certificate."))
@option("--revision", help=N_("Record that changes or revokes the local decision, if it is in this ledger."))
@organ_option
@request_option
@client_options(purpose="OUTCOME_RECOGNITION")
@json_option
def review(
    *,
    connection: Connection,
    recognition_id: str,
    verdict: int,
    reason: str,
    officer: str,
    revision: str | None,
    organ: str | None,
    request_id: str | None,
    as_json: bool,
) -> None:
    """One review."""
    from exchange.v1 import lead_pb2, recognition_pb2, recognition_service_pb2
    from exchange.v1.recognition_service_pb2_grpc import RecognitionServiceStub

    by = organ_of(organ, connection)
    made = recognition_pb2.RelianceReview(
        recognition_record_id=recognition_id,
        verdict=verdict,  # type: ignore[arg-type]  # a defined value
        reason=reason,
        officer=lead_pb2.OfficerReference(certificate_number=officer, organ=by),
        revision_record_id=revision or "",
    )
    request = recognition_service_pb2.ReviewRelianceRequest(organ=by, review=made)
    request.request_id = request_id or _derived_id("review", request)
    with connect(connection) as client:
        answer = client.call(client.stub(RecognitionServiceStub).ReviewReliance, request).published
    if as_json:
        print_json(answer)
        return
    click.echo(_("Review {record} is in the ledger at index {index}.").format(record=answer.record_id, index=answer.index))


@recognition.command("withdrawals", help=N_("What this member has withdrawn, and when each peer applied it; or a peer's, with --origin."))
@option("--outcome", "outcome_record_id", help=N_("Record of the outcome."))
@option("--origin", type=MEMBER, help=N_("Member that withdrew; by default this one."))
@limit_option
@client_options(purpose="OUTCOME_RECOGNITION")
@json_option
def withdrawals(*, connection: Connection, outcome_record_id: str | None, origin: str | None, limit: int, as_json: bool) -> None:
    """Many withdrawals."""
    from exchange.cli.recognising import print_withdrawals
    from exchange.v1 import recognition_service_pb2
    from exchange.v1.recognition_service_pb2_grpc import RecognitionServiceStub

    request = recognition_service_pb2.ListWithdrawalsRequest(outcome_record_id=outcome_record_id or "", origin=origin or "")
    with connect(connection) as client:
        answer = fetch(client, client.stub(RecognitionServiceStub).ListWithdrawals, request, items="withdrawals", limit=limit)
    if as_json:
        print_json(answer)
        return
    print_withdrawals(answer.withdrawals)
    if answer.next_page_token:
        more_pages()


def _derived_id(what: str, request: object) -> str:
    from hashlib import sha256

    from exchange.cli.publishing import request_id

    return request_id(what, sha256(request.SerializeToString(deterministic=True)).hexdigest())  # type: ignore[attr-defined]  # a message
