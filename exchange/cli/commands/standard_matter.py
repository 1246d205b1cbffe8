"""`exchange standard applicable | compare`: what applies to a matter in each place, and how two places' standards on it compare."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

import click

from exchange.cli.client import client_options, connect
from exchange.cli.lazy import Group, json_option, option
from exchange.cli.output import print_details, print_json, print_table
from exchange.cli.parameters import DATE, MATTER, MEMBER, USCC, EnumType, today
from exchange.cli.profile import Connection
from exchange.texts.i18n import N_, _
from exchange.texts.terms import word

if TYPE_CHECKING:
    from exchange.v1.standard_pb2 import StandardItem
    from exchange.v1.standard_service_pb2 import (
        AdoptionView,
        ApplicableStandard,
        CompareStandardsResponse,
        GetApplicableStandardsResponse,
        StandardView,
    )

KIND = EnumType("standard", "StandardKind", prefix="STANDARD_KIND_")


def add_to(group: Group) -> None:
    """Puts the commands into the group `standard`."""
    for command in (applicable, compare):
        group.add_command(command)


@click.command(
    "applicable",
    cls=Group.command_class,
    help=N_("Show what applies to a matter in each place: the version by the days of act and decision (从旧兼从轻), and who applies it."),
)
@click.argument("matter_code", metavar="MATTER", type=MATTER)
@option("--act-on", type=DATE, required=True, help=N_("Day of the act; the last one, where it went on."))
@option("--decided-on", type=DATE, help=N_("Day of the decision; by default today."))
@option("--member", type=MEMBER, help=N_("Whose code it is; by default the node's member's."))
@option("--organ", type=USCC, help=N_("Only what this organ applies."))
@option("--kind", type=KIND, help=N_("Kind of standard, as in standard.proto without prefix."))
@option("--place", type=MEMBER, help=N_("Only the standards of this place."))
@client_options(purpose="STANDARD_ALIGNMENT")
@json_option
def applicable(
    *,
    connection: Connection,
    matter_code: str,
    act_on: str,
    decided_on: str | None,
    member: str | None,
    organ: str | None,
    kind: int | None,
    place: str | None,
    as_json: bool,
) -> None:
    """One question, all places."""
    from exchange.cli.views import print_sources
    from exchange.v1 import standard_service_pb2
    from exchange.v1.standard_service_pb2_grpc import StandardServiceStub

    request = standard_service_pb2.GetApplicableStandardsRequest(
        matter_code=matter_code,
        act_on=act_on,
        decided_on=decided_on or "",
        member=member or "",
        organ=organ or "",
        kind=kind or 0,  # type: ignore[arg-type]  # a defined value
        place=place or "",
    )
    with connect(connection) as client:
        answer = client.call(client.stub(StandardServiceStub).GetApplicableStandards, request)
    if as_json:
        print_json(answer)
        return
    _show_applicable(answer, matter_code)
    print_sources(answer.sources, client)


def _show_applicable(answer: GetApplicableStandardsResponse, matter_code: str) -> None:
    if not answer.standards:
        click.echo(_("No standard on matter {matter} is known here for these days.").format(matter=matter_code))
    for number, one in enumerate(answer.standards):
        if number:
            click.echo()
        _show_standard(one)
    for chain in answer.not_followed:
        text = _("{member} may have it as {matter}, over {via_member}'s {via_matter}: chains of mappings aren't followed.")
        click.echo(
            text.format(member=chain.member, matter=chain.matter_code, via_member=chain.via_member, via_matter=chain.via_matter_code)
        )


def _show_standard(one: ApplicableStandard) -> None:
    from exchange.cli.views import said
    from exchange.v1 import standard_pb2

    relation = word(standard_pb2.MappingRelation, one.relation) or _("same code, no mapping")
    other = _named(one.other_version) if one.HasField("other_version") else ""
    print_details(
        [
            (_("Member"), one.member),
            (_("Matter"), f"{one.matter_code} ({relation})"),
            (_("Applies"), _named(one.standard) if one.HasField("standard") else _("a person must choose")),
            (_("Kind"), word(standard_pb2.StandardKind, (one.standard if one.HasField("standard") else one.other_version).standard.kind)),
            (_("Why"), said(one.reason, one.reason_en)),
            (_("To do"), _("A person must decide.") if one.needs_person else ""),
            (_("Other version"), other),
            (_("Organs"), "; ".join(_adoption(each) for each in one.adoptions)),
            (_("Items"), "\n".join(item_line(item) for item in one.items)),
        ]
    )


def _named(view: StandardView) -> str:
    from exchange.cli.views import interval

    standard = view.standard
    days = interval(standard.valid_from, standard.valid_to)
    return _("{title}, version {version} ({days}), record {record}").format(
        title=standard.title, version=standard.version, days=days, record=view.record_id
    )


def _adoption(view: AdoptionView) -> str:
    from exchange.v1 import standard_pb2

    text = f"{view.organ} {word(standard_pb2.Adoption, view.adoption.adoption)}"
    return f"{text} ({view.adoption.changes})" if view.adoption.changes else text


def item_line(item: StandardItem) -> str:
    """An item's texts in one line."""
    return "  ".join(part for part in (item.code, item.act or item.matter_name, item.conditions, item.measures) if part)


@click.command(
    "compare",
    cls=Group.command_class,
    help=N_("Compare two members' standards on a matter, item by item: same, stricter, milder, different factors, missing."),
)
@click.argument("matter_code", metavar="MATTER", type=MATTER)
@option("--first", "first_member", type=MEMBER, required=True, help=N_("The first member; the matter is given as it codes it."))
@option("--second", "second_member", type=MEMBER, required=True, help=N_("The second member."))
@option("--on", type=DATE, help=N_("The day on which both must be in force; by default today."))
@option("--kind", type=KIND, help=N_("Kind of standard, as in standard.proto without prefix."))
@client_options(purpose="STANDARD_ALIGNMENT")
@json_option
def compare(
    *,
    connection: Connection,
    matter_code: str,
    first_member: str,
    second_member: str,
    on: str | None,
    kind: int | None,
    as_json: bool,
) -> None:
    """Two places."""
    from exchange.cli.views import print_sources
    from exchange.v1 import standard_service_pb2
    from exchange.v1.standard_service_pb2_grpc import StandardServiceStub

    request = standard_service_pb2.CompareStandardsRequest(
        matter_code=matter_code,
        first_member=first_member,
        second_member=second_member,
        on=on or today(datetime.now(UTC)),
        kind=kind or 0,  # type: ignore[arg-type]  # a defined value
    )
    with connect(connection) as client:
        answer = client.call(client.stub(StandardServiceStub).CompareStandards, request)
    if as_json:
        print_json(answer)
        return
    _show_comparison(answer, first_member, second_member)
    print_sources(answer.sources, client)


def _show_comparison(answer: CompareStandardsResponse, first_member: str, second_member: str) -> None:
    from exchange.cli.views import said
    from exchange.v1 import standard_pb2, standard_service_pb2

    relation = word(standard_pb2.MappingRelation, answer.relation) or _("same code, no mapping")
    verdict = word(standard_service_pb2.Comparison, answer.comparison)
    text = _("{first} against {second}: {verdict} (matters: {relation}).")
    click.echo(text.format(first=first_member, second=second_member, verdict=verdict, relation=relation))
    rows = [
        (
            word(standard_pb2.StandardKind, line.kind),
            word(standard_service_pb2.Comparison, line.comparison),
            item_line(line.first) if line.HasField("first") else "",
            item_line(line.second) if line.HasField("second") else "",
            "\n".join(said(zh, en) for zh, en in zip(line.differences, line.differences_en, strict=True))
            or (_("not at {member}").format(member=line.missing_at) if line.missing_at else ""),
        )
        for line in answer.items
    ]
    if rows:
        print_table([_("Kind"), _("Verdict"), first_member, second_member, _("Differences")], rows)
