"""`exchange subject`: which records may be about one company."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import click

from exchange.cli.client import client_options, connect
from exchange.cli.lazy import Group, json_option, option
from exchange.cli.output import print_json, print_table
from exchange.cli.profile import Connection
from exchange.texts.i18n import CHINESE, N_, _, language
from exchange.texts.terms import word

if TYPE_CHECKING:
    from exchange.v1.subject_pb2 import Subject
    from exchange.v1.subject_service_pb2 import SubjectMatch

_REGISTRATION_NUMBER = re.compile("[0-9]{15}")
_ORGANISATION_CODE = re.compile("[0-9A-Z]{8}-?[0-9X]")
_MASK = re.compile(r"[*＊●×]|X{4}")


@click.group(cls=Group, help=N_("Find a company among the records, by code or by name."))
def subject() -> None:
    """Group of commands."""


@subject.command(
    "match",
    help=N_("Show which subjects of records here may be this company, with a score and its reasons. Nothing is merged: a person decides."),
)
@option("--name", help=N_("The company's name, as it was read."))
@option("--former-name", "former_names", multiple=True, help=N_("A name that it bore before; may be repeated."))
@option("--code", help=N_("Credit code, registration number, organisation code, whole, masked (*) or damaged."))
@option("--region", help=N_("Place of registration, GB/T 2260."))
@option("--min-score", type=click.IntRange(0, 1000), default=0, help=N_("Leave out what scores less; by default as the node is set."))
@option("--limit", type=click.IntRange(1, 100), default=20, help=N_("Show at most so many."))
@client_options(purpose="CASE_HANDLING")
@json_option
def match(
    *,
    connection: Connection,
    name: str | None,
    former_names: tuple[str, ...],
    code: str | None,
    region: str | None,
    min_score: int,
    limit: int,
    as_json: bool,
) -> None:
    """Subjects that may be one company."""
    from exchange.cli.views import print_sources
    from exchange.v1 import subject_pb2, subject_service_pb2
    from exchange.v1.subject_service_pb2_grpc import SubjectServiceStub

    if not name and not code:
        raise click.UsageError(_("give --name NAME, --code CODE, or both"))
    asked = subject_pb2.Subject(name=name or "", former_names=former_names, registered_region=region or "")
    _set_code(asked, (code or "").strip())
    request = subject_service_pb2.MatchSubjectsRequest(subject=asked, limit=limit, min_score=min_score)
    with connect(connection) as client:
        answer = client.call(client.stub(SubjectServiceStub).MatchSubjects, request)
    if as_json:
        print_json(answer)
        return
    if answer.matches:
        _print(answer.matches)
        click.echo(_("Scores go to 1,000. Nothing was merged; what isn't the same by code, a person decides."))
    else:
        click.echo(_("No record here is about a subject like this."))
    print_sources(answer.sources, client)


def _set_code(asked: Subject, code: str) -> None:
    """Puts a code where it belongs by its form; the node checks it."""
    if _REGISTRATION_NUMBER.fullmatch(code):
        asked.registration_number = code
    elif _ORGANISATION_CODE.fullmatch(code.upper()):
        asked.organisation_code = code
    elif _MASK.search(code.upper()):
        asked.masked_code = code
    else:
        asked.uscc = code


def _print(matches: list[SubjectMatch]) -> None:
    from exchange.v1 import subject_service_pb2

    rows = [
        (
            str(one.score),
            word(subject_service_pb2.MatchVerdict, one.verdict),
            one.subject.name,
            one.subject.uscc or one.subject.registration_number or one.subject.organisation_code or one.subject.masked_code,
            str(one.outcomes),
            str(one.open_leads),
            "\n".join(map(_spoken, one.reasons)),
        )
        for one in matches
    ]
    print_table([_("Score"), _("Verdict"), _("Company"), _("Code"), _("Outcomes"), _("Open leads"), _("Reasons")], rows)


def _spoken(reason: str) -> str:
    """A reason comes as `Chinese / English`."""
    chinese, _slash, english = reason.partition(" / ")
    return chinese if language() == CHINESE or not english else english
