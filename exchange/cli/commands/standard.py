"""`exchange standard`: which wording applied where, on which day (and, from the modules beside it, who applies it, what fine follows)."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from exchange.cli.client import Client, client_options, connect
from exchange.cli.commands import standard_fine, standard_matter, standard_ties
from exchange.cli.errors import CliError, FieldFault
from exchange.cli.lazy import Group, json_option, option
from exchange.cli.output import more_pages, print_json
from exchange.cli.paging import fetch, limit_option
from exchange.cli.parameters import DATE, MEMBER, EnumType, today
from exchange.cli.profile import Connection
from exchange.cli.sending import SendOptions, draft_from, send_options
from exchange.texts.i18n import N_, _

if TYPE_CHECKING:
    from exchange.v1.standard_pb2 import Standard
    from exchange.v1.standard_service_pb2 import StandardView

DOMAIN = EnumType("subject", "EnforcementDomain", prefix="ENFORCEMENT_DOMAIN_")
KIND = EnumType("standard", "StandardKind", prefix="STANDARD_KIND_")


@click.group(cls=Group, help=N_("Look up and publish supervision standards."))
def standard() -> None:
    """Group of commands."""


for _module in (standard_matter, standard_fine, standard_ties):
    _module.add_to(standard)


@standard.command("in-force", help=N_("Show the version in force on a day, one for each issuing member."))
@option("--standard", "standard_id", help=N_("The standard's id."))
@option("--matter", "matter_code", help=N_("14-digit code of a matter: all standards that touch it."))
@option("--on", type=DATE, help=N_("The day (of the act, or of the decision); by default today."))
@option("--member", type=MEMBER, help=N_("Issuing member; by default all."))
@client_options(purpose="STANDARD_ALIGNMENT")
@json_option
def in_force(
    *,
    connection: Connection,
    standard_id: str | None,
    matter_code: str | None,
    on: str | None,
    member: str | None,
    as_json: bool,
) -> None:
    """The wordings that applied."""
    from exchange.cli.views import print_sources, print_standards
    from exchange.v1 import standard_service_pb2
    from exchange.v1.standard_service_pb2_grpc import StandardServiceStub

    if not standard_id and not matter_code:
        raise click.UsageError(_("give --standard ID or --matter CODE"))
    day = on or today(datetime.now(UTC))
    request = standard_service_pb2.GetStandardInForceRequest(
        standard_id=standard_id or "", matter_code=matter_code or "", on=day, member=member or ""
    )
    with connect(connection) as client:
        answer = client.call(client.stub(StandardServiceStub).GetStandardInForce, request)
    if as_json:
        print_json(answer)
        return
    if answer.standards:
        print_standards(answer.standards)
        for view in answer.standards:
            for item in view.standard.items:
                click.echo(standard_matter.item_line(item))
    else:
        click.echo(_("No standard was in force on {day}.").format(day=day))
    print_sources(answer.sources, client)


@standard.command("list", help=N_("List standards, all versions."))
@option("--member", type=MEMBER, help=N_("Issuing member; by default all."))
@option("--domain", type=DOMAIN, help=N_("Field of enforcement, as in subject.proto without prefix."))
@option("--kind", type=KIND, help=N_("Kind of standard, as in standard.proto without prefix."))
@limit_option
@client_options(purpose="STANDARD_ALIGNMENT")
@json_option
def list_standards(*, connection: Connection, member: str | None, domain: int | None, kind: int | None, limit: int, as_json: bool) -> None:
    """Many standards."""
    from exchange.cli.views import print_standards
    from exchange.v1 import standard_service_pb2
    from exchange.v1.standard_service_pb2_grpc import StandardServiceStub

    request = standard_service_pb2.ListStandardsRequest(member=member or "", domain=domain or 0, kind=kind or 0)  # type: ignore[arg-type]  # defined values
    with connect(connection) as client:
        answer = fetch(client, client.stub(StandardServiceStub).ListStandards, request, items="standards", limit=limit)
    if as_json:
        print_json(answer)
        return
    print_standards(answer.standards)
    if answer.next_page_token:
        more_pages()


@standard.command(
    "publish", help=N_("Publish a version of a standard: FILE is protobuf JSON of Standard. A new version supersedes the record before it.")
)
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@send_options
@option("--supersedes", help=N_("Record of the version before; by default the newest of the same id by the same organ."))
@client_options(purpose="STANDARD_ALIGNMENT")
@json_option
def publish(*, connection: Connection, file: Path, sending: SendOptions, supersedes: str | None, as_json: bool) -> None:
    """One version."""
    from exchange.cli.drafts import parse_object, read_object
    from exchange.cli.publishing import publish_one
    from exchange.v1 import standard_pb2

    content = parse_object(read_object(file), standard_pb2.Standard, place=str(file))
    draft = draft_from(sending, connection)
    draft.standard.CopyFrom(content)
    with connect(connection) as client:
        versions = _versions(client, content.standard_id, draft.organ)
        present = _same_version(content, versions)
        if present is None:
            draft.supersedes = supersedes or _newest_before(content, versions)
            result = publish_one(client, draft)
    record_id, index, supersedes = (
        (present.record_id, present.index, "") if present is not None else (result.record_id, result.index, draft.supersedes)
    )
    repeated = present is not None or result.repeated
    if as_json:
        print_json({"record_id": record_id, "index": index, "repeated": repeated, "supersedes": supersedes})
        return
    text = _("{id} version {version} was there: record {record}") if repeated else _("{id} version {version} is record {record}")
    click.echo(text.format(id=content.standard_id, version=content.version, record=record_id))


def _versions(client: Client, standard_id: str, organ: str) -> list[StandardView]:
    """The versions of a standard that an organ signed."""
    from exchange.v1 import standard_service_pb2
    from exchange.v1.standard_service_pb2_grpc import StandardServiceStub

    request = standard_service_pb2.ListStandardsRequest()
    answer = fetch(client, client.stub(StandardServiceStub).ListStandards, request, items="standards", limit=0)
    return [view for view in answer.standards if view.standard.standard_id == standard_id and view.signed_by == organ]


def _same_version(content: Standard, versions: list[StandardView]) -> StandardView | None:
    """The record that says this already.

    Raises:
        CliError: there is a record of this version with other content.
    """
    for view in versions:
        if view.standard.version == content.version:
            if view.standard == content:
                return view
            description = _("version {version} is record {record}, with other content; give the new wording a higher version").format(
                version=content.version, record=view.record_id
            )
            raise CliError(description, reason="VERSION_EXISTS", fields=[FieldFault(field="version", description=description)])
    return None


def _newest_before(content: Standard, versions: list[StandardView]) -> str:
    before = [view for view in versions if view.standard.version < content.version]
    return max(before, key=lambda view: view.standard.version).record_id if before else ""
