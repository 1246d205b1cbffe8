"""`exchange risk`: how schemes rate companies (分级分类)."""

from __future__ import annotations

from pathlib import Path

import click

from exchange.cli.client import client_options, connect
from exchange.cli.lazy import Group, json_option, option
from exchange.cli.output import more_pages, print_json, print_table
from exchange.cli.paging import fetch, limit_option
from exchange.cli.parameters import DATE, USCC, EnumType
from exchange.cli.profile import Connection
from exchange.cli.sending import SendOptions, draft_from, send, send_options
from exchange.texts.i18n import N_, _
from exchange.texts.terms import word

LEVEL = EnumType("risk", "RiskLevel", prefix="RISK_LEVEL_")


@click.group(cls=Group, help=N_("Risk grades of companies."))
def risk() -> None:
    """Group of commands."""


@risk.command("grade", help=N_("Publish a grade: FILE is protobuf JSON of RiskGrade."))
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@send_options
@option("--supersedes", default="", help=N_("Record of a grade that was wrong; a later grade needs none."))
@client_options(purpose="JOINT_INSPECTION")
@json_option
def grade(*, connection: Connection, file: Path, sending: SendOptions, supersedes: str, as_json: bool) -> None:
    """One grade."""
    from exchange.cli.drafts import parse_object, read_object
    from exchange.v1 import risk_pb2

    draft = draft_from(sending, connection)
    draft.supersedes = supersedes
    draft.risk_grade.CopyFrom(parse_object(read_object(file), risk_pb2.RiskGrade, place=str(file)))
    with connect(connection) as client:
        send(draft, client, as_json=as_json)


@risk.command("list", help=N_("Of each company and scheme the latest grade, newest first."))
@option("--subject", type=USCC, help=N_("USCC of the company."))
@option("--scheme", help=N_("Name of the scheme."))
@option("--level", type=LEVEL, help=N_("A (lowest) to D (highest)."))
@option("--on", type=DATE, help=N_("The grade that held on this day."))
@limit_option
@client_options(purpose="JOINT_INSPECTION")
@json_option
def list_grades(*, connection: Connection, level: int | None, limit: int, as_json: bool, **texts: str | None) -> None:
    """Many grades."""
    from exchange.cli.views import print_sources
    from exchange.v1 import risk_pb2, risk_service_pb2
    from exchange.v1.risk_service_pb2_grpc import RiskServiceStub

    request = risk_service_pb2.ListRiskGradesRequest(level=level or 0, **{name: value or "" for name, value in texts.items()})  # type: ignore[arg-type]  # the options' names are the fields'
    with connect(connection) as client:
        listed = fetch(client, client.stub(RiskServiceStub).ListRiskGrades, request, items="grades", limit=limit)
    if as_json:
        print_json(listed)
        return
    rows = [
        (
            view.grade.graded_on,
            view.grade.subject.name,
            view.grade.subject.uscc or view.grade.subject.registration_number,
            view.grade.scheme,
            word(risk_pb2.RiskLevel, view.grade.level),
            view.grade.valid_until or _("open"),
            view.origin,
            "; ".join(view.grade.reasons),
            view.record_id,
        )
        for view in listed.grades
    ]
    columns = [_("Graded on"), _("Company"), _("Code"), _("Scheme"), _("Level"), _("Valid until"), _("Member"), _("Reasons"), _("Record")]
    print_table(columns, rows)
    print_sources(listed.sources, client)
    if listed.next_page_token:
        more_pages()
