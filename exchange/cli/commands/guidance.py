"""`exchange guidance`: guidance cases (案例指导), published and searched."""

from __future__ import annotations

from pathlib import Path

import click

from exchange.cli.client import client_options, connect
from exchange.cli.lazy import Group, json_option, option
from exchange.cli.output import more_pages, print_json, print_table
from exchange.cli.paging import fetch, limit_option
from exchange.cli.parameters import EnumType
from exchange.cli.profile import Connection
from exchange.cli.sending import SendOptions, draft_from, send, send_options
from exchange.texts.i18n import N_, _
from exchange.texts.terms import word

DOMAIN = EnumType("subject", "EnforcementDomain", prefix="ENFORCEMENT_DOMAIN_")


@click.group(cls=Group, help=N_("Publish and search guidance cases."))
def guidance() -> None:
    """Group of commands."""


@guidance.command("publish", help=N_("Publish a guidance case: FILE is protobuf JSON of GuidanceCase."))
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@send_options
@option("--supersedes", default="", help=N_("Record of the version before."))
@client_options(purpose="STANDARD_ALIGNMENT")
@json_option
def publish(*, connection: Connection, file: Path, sending: SendOptions, supersedes: str, as_json: bool) -> None:
    """One case."""
    from exchange.cli.drafts import parse_object, read_object
    from exchange.v1 import risk_pb2

    draft = draft_from(sending, connection)
    draft.supersedes = supersedes
    draft.guidance_case.CopyFrom(parse_object(read_object(file), risk_pb2.GuidanceCase, place=str(file)))
    with connect(connection) as client:
        send(draft, client, as_json=as_json)


@guidance.command("search", help=N_("Search cases by words of title, facts, ruling or keywords, newest first; without words: all."))
@click.argument("words", nargs=-1)
@option("--matter", "matter_code", help=N_("14-digit code of the matter."))
@option("--domain", type=DOMAIN, help=N_("Field of enforcement, as in subject.proto without prefix."))
@limit_option
@client_options(purpose="STANDARD_ALIGNMENT")
@json_option
def search(
    *, connection: Connection, words: tuple[str, ...], matter_code: str | None, domain: int | None, limit: int, as_json: bool
) -> None:
    """Many cases."""
    from exchange.cli.views import print_sources
    from exchange.v1 import risk_service_pb2, subject_pb2
    from exchange.v1.risk_service_pb2_grpc import RiskServiceStub

    request = risk_service_pb2.ListGuidanceCasesRequest(
        text=" ".join(words),
        matter_code=matter_code or "",
        domain=domain or 0,  # type: ignore[arg-type]  # a defined value
    )
    with connect(connection) as client:
        listed = fetch(client, client.stub(RiskServiceStub).ListGuidanceCases, request, items="cases", limit=limit)
    if as_json:
        print_json(listed)
        return
    rows = [
        (
            view.guidance_case.decided_on,
            view.guidance_case.title,
            word(subject_pb2.EnforcementDomain, view.guidance_case.domain),
            view.guidance_case.ruling,
            view.guidance_case.significance,
            view.origin,
            view.record_id,
        )
        for view in listed.cases
    ]
    print_table([_("Decided on"), _("Title"), _("Domain"), _("Ruling"), _("Significance"), _("Member"), _("Record")], rows)
    print_sources(listed.sources, client)
    if listed.next_page_token:
        more_pages()
