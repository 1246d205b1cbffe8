"""`exchange standard map | mappings | adopt | adoptions`: how two places' matters correspond, and which organs apply what."""

from __future__ import annotations

from typing import Any

import click

from exchange.cli.client import client_options, connect
from exchange.cli.lazy import Group, json_option, option
from exchange.cli.output import more_pages, print_json, print_table
from exchange.cli.paging import fetch, limit_option
from exchange.cli.parameters import DATE, MATTER, MEMBER, PLACED_MATTER, USCC, EnumType
from exchange.cli.profile import Connection
from exchange.cli.sending import SendOptions, draft_from, send_options
from exchange.texts.i18n import N_, _
from exchange.texts.terms import word

RELATION = EnumType("standard", "MappingRelation", prefix="MAPPING_RELATION_")
ADOPTION = EnumType("standard", "Adoption", prefix="ADOPTION_")


def add_to(group: Group) -> None:
    """Puts the commands into the group `standard`."""
    for command in (mappings, map_matters, adoptions, adopt):
        group.add_command(command)


@click.command("mappings", cls=Group.command_class, help=N_("List which matter here is which matter there."))
@option("--member", type=MEMBER, help=N_("One of the two members."))
@option("--matter", "matter_code", type=MATTER, help=N_("One of the two matters."))
@option("--on", type=DATE, help=N_("Only what holds on this day."))
@limit_option
@client_options(purpose="STANDARD_ALIGNMENT")
@json_option
def mappings(*, connection: Connection, limit: int, as_json: bool, **given: Any) -> None:
    """Many mappings."""
    from exchange.cli.views import interval
    from exchange.v1 import standard_pb2, standard_service_pb2
    from exchange.v1.standard_service_pb2_grpc import StandardServiceStub

    request = standard_service_pb2.ListMappingsRequest(**{name: value for name, value in given.items() if value})
    with connect(connection) as client:
        answer = fetch(client, client.stub(StandardServiceStub).ListMappings, request, items="mappings", limit=limit)
    if as_json:
        print_json(answer)
        return
    rows = [
        (
            f"{one.mapping.from_member}:{one.mapping.from_matter_code}",
            word(standard_pb2.MappingRelation, one.mapping.relation or standard_pb2.MAPPING_RELATION_EQUAL),
            f"{one.mapping.to_member}:{one.mapping.to_matter_code}",
            interval(one.mapping.valid_from, one.mapping.valid_to),
            one.mapping.note,
            one.signed_by,
            one.record_id,
        )
        for one in answer.mappings
    ]
    print_table([_("Matter"), _("Is"), _("Matter there"), _("In force"), _("Note"), _("Signed by"), _("Record")], rows)
    if answer.next_page_token:
        more_pages()


@click.command(
    "map",
    cls=Group.command_class,
    help=N_("Publish which matter there a matter here is: both as MEMBER:CODE, one of them the own member's."),
)
@click.argument("first", metavar="MEMBER:CODE", type=PLACED_MATTER)
@click.argument("second", metavar="MEMBER:CODE", type=PLACED_MATTER)
@option("--relation", type=RELATION, default="EQUAL", help=N_("What the first is to the second: EQUAL, BROADER, NARROWER, OVERLAPPING."))
@option("--valid-from", type=DATE, help=N_("First day; by default always."))
@option("--valid-to", type=DATE, help=N_("Last day; by default open."))
@option("--note", help=N_("What is to be said about it."))
@option("--supersedes", help=N_("Record of the own organ that this replaces."))
@send_options
@client_options(purpose="STANDARD_ALIGNMENT")
@json_option
def map_matters(
    *,
    connection: Connection,
    sending: SendOptions,
    first: tuple[str, str],
    second: tuple[str, str],
    supersedes: str | None,
    as_json: bool,
    **given: Any,
) -> None:
    """One mapping."""
    from exchange.v1 import standard_pb2

    content = standard_pb2.StandardMapping(
        from_member=first[0],
        from_matter_code=first[1],
        to_member=second[0],
        to_matter_code=second[1],
        **{name: value for name, value in given.items() if value},
    )
    _publish(connection, sending, supersedes, as_json=as_json, standard_mapping=content)


@click.command("adoptions", cls=Group.command_class, help=N_("List which organs apply which standards."))
@option("--standard", "standard_id", help=N_("The standard's id."))
@option("--issuer", type=MEMBER, help=N_("Issuing member; by default all."))
@option("--organ", type=USCC, help=N_("The organ that said so."))
@limit_option
@client_options(purpose="STANDARD_ALIGNMENT")
@json_option
def adoptions(*, connection: Connection, limit: int, as_json: bool, **given: Any) -> None:
    """Many adoptions."""
    from exchange.cli.views import interval
    from exchange.v1 import standard_pb2, standard_service_pb2
    from exchange.v1.standard_service_pb2_grpc import StandardServiceStub

    request = standard_service_pb2.ListAdoptionsRequest(**{name: value for name, value in given.items() if value})
    with connect(connection) as client:
        answer = fetch(client, client.stub(StandardServiceStub).ListAdoptions, request, items="adoptions", limit=limit)
    if as_json:
        print_json(answer)
        return
    rows = [
        (
            f"{one.member} {one.organ}",
            f"{one.adoption.issuer} {one.adoption.standard_id}",
            str(one.adoption.version),
            word(standard_pb2.Adoption, one.adoption.adoption),
            one.adoption.changes,
            interval(one.adoption.valid_from, one.adoption.valid_to),
            one.record_id,
        )
        for one in answer.adoptions
    ]
    print_table([_("Organ"), _("Standard"), _("Version"), _("Word"), _("Changes"), _("In force"), _("Record")], rows)
    if answer.next_page_token:
        more_pages()


@click.command("adopt", cls=Group.command_class, help=N_("Publish that the organ applies a standard, applies it with changes, or doesn't."))
@click.argument("standard_id")
@option("--issuer", type=MEMBER, required=True, help=N_("Member that issued it."))
@option("--version", type=click.IntRange(min=1), required=True, help=N_("Its version."))
@option("--word", "adoption", type=ADOPTION, default="ADOPTED", help=N_("ADOPTED, ADOPTED_WITH_CHANGES or NOT_ADOPTED."))
@option("--changes", help=N_("What the organ changes, for ADOPTED_WITH_CHANGES."))
@option("--valid-from", type=DATE, required=True, help=N_("First day."))
@option("--valid-to", type=DATE, help=N_("Last day; by default open."))
@option("--document-number", help=N_("Number of the document that says so."))
@option("--supersedes", help=N_("Record of the own organ that this replaces."))
@send_options
@client_options(purpose="STANDARD_ALIGNMENT")
@json_option
def adopt(*, connection: Connection, sending: SendOptions, supersedes: str | None, as_json: bool, **given: Any) -> None:
    """One adoption."""
    from exchange.v1 import standard_pb2

    content = standard_pb2.StandardAdoption(**{name: value for name, value in given.items() if value})
    _publish(connection, sending, supersedes, as_json=as_json, standard_adoption=content)


def _publish(connection: Connection, sending: SendOptions, supersedes: str | None, *, as_json: bool, **payload: Any) -> None:
    from exchange.cli.publishing import publish_one

    draft = draft_from(sending, connection)
    draft.supersedes = supersedes or ""
    for name, content in payload.items():
        getattr(draft, name).CopyFrom(content)
    with connect(connection) as client:
        result = publish_one(client, draft)
    if as_json:
        print_json({"record_id": result.record_id, "index": result.index, "repeated": result.repeated})
        return
    text = _("It was there: record {record}.") if result.repeated else _("Record {record} is in the ledger at index {index}.")
    click.echo(text.format(record=result.record_id, index=result.index))
