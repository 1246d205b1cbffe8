"""`exchange warning`: hints that transparent rules raised (风险预判预警)."""

from __future__ import annotations

import click

from exchange.cli.client import client_options, connect
from exchange.cli.lazy import Group, json_option, option
from exchange.cli.output import more_pages, print_details, print_json
from exchange.cli.paging import fetch, limit_option
from exchange.cli.parameters import DATE, USCC, EnumType
from exchange.cli.profile import Connection
from exchange.texts.i18n import N_, _
from exchange.texts.terms import word

RULE = EnumType("risk", "WarningRule", prefix="WARNING_RULE_")


@click.group(cls=Group, help=N_("Early warnings: hints that transparent rules raised."))
def warning() -> None:
    """Group of commands."""


@warning.command("list", help=N_("List warnings, newest first, with their reasons. A warning is a hint to look, never a finding."))
@option("--subject", type=USCC, help=N_("USCC of the company."))
@option("--rule", type=RULE, help=N_("REPEAT_ACROSS_BORDERS, MATTER_CLUSTER or MOVED_AFTER_PENALTY."))
@option("--matter", "matter_code", help=N_("14-digit code of the matter."))
@option("--from", "raised_from", type=DATE, help=N_("Raised on this day or later."))
@limit_option
@client_options(purpose="JOINT_INSPECTION")
@json_option
def list_warnings(*, connection: Connection, rule: int | None, limit: int, as_json: bool, **texts: str | None) -> None:
    """Many warnings."""
    from exchange.cli.views import print_sources
    from exchange.v1 import risk_pb2, risk_service_pb2
    from exchange.v1.risk_service_pb2_grpc import RiskServiceStub

    request = risk_service_pb2.ListWarningsRequest(rule=rule or 0, **{name: value or "" for name, value in texts.items()})  # type: ignore[arg-type]  # the options' names are the fields'
    with connect(connection) as client:
        listed = fetch(client, client.stub(RiskServiceStub).ListWarnings, request, items="warnings", limit=limit)
    if as_json:
        print_json(listed)
        return
    for view in listed.warnings:
        one = view.warning
        print_details(
            [
                (_("Raised on"), one.raised_on),
                (_("Rule"), f"{word(risk_pb2.WarningRule, one.rule)} ({one.settings})"),
                (_("About"), f"{one.subject.name} {one.subject.uscc}".strip() or one.matter_code),
                *((_("Reason"), reason.text) for reason in one.reasons),
                (_("Member"), view.origin),
                (_("Record"), view.record_id),
            ]
        )
        click.echo()
    print_sources(listed.sources, client)
    if listed.next_page_token:
        more_pages()
