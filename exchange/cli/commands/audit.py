"""`exchange audit`: who looked at company X, when, for what purpose; and evidence of it, verified offline."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from exchange.cli.client import client_options, connect
from exchange.cli.errors import FieldFault, VerificationFailedError
from exchange.cli.lazy import Group, json_option, option
from exchange.cli.output import more_pages, print_details, print_json, print_table
from exchange.cli.paging import fetch, limit_option
from exchange.cli.parameters import END_MOMENT, MEMBER, MOMENT, EnumType, check_order
from exchange.cli.profile import Connection
from exchange.texts.formats import moment
from exchange.texts.i18n import N_, _
from exchange.texts.terms import TAGS, role_word, word

if TYPE_CHECKING:
    from exchange.v1.audit_pb2 import AuditEvent, ListAuditEventsResponse, LoggedAuditEvent

RESULT = EnumType("audit", "AuditResult", prefix="AUDIT_RESULT_")
COPY_TAG = "ledger:own:show"  # exchange.domain.audit.AuditTag.ENTRIES_SHOWN: a peer read entries, so it holds a copy from then on
_SHOWN_RECORDS = 2


@click.group(cls=Group, help=N_("Who looked at what, when, for what purpose."))
def audit() -> None:
    """Group of commands."""


@audit.command(
    "list",
    help=N_("List what was done, newest first. `exchange ledger verify` proves that the audit log is complete."),
)
@option("--subject", help=N_("USCC or name of a company: who looked at it, and which peers received a copy."))
@option("--from", "from_time", type=MOMENT, help=N_("At this moment or later."))
@option("--to", "to_time", type=END_MOMENT, help=N_("Before this moment; a day is included."))
@option("--actor", help=N_("Identity of the caller, exchange://…"))
@option("--member", type=MEMBER, help=N_("Member of the caller."))
@option("--record", "record_id", help=N_("Record that was shown or changed."))
@option("--tag", help=N_("What was done, subject:object:action."))
@option("--result", type=RESULT, help=N_("ALLOWED, REFUSED or FAILED."))
@limit_option
@client_options(purpose="SUPERVISION")
@json_option
def list_events(
    *,
    connection: Connection,
    from_time: datetime | None,
    to_time: datetime | None,
    result: int | None,
    limit: int,
    as_json: bool,
    **texts: str | None,
) -> None:
    """Many events."""
    from exchange.v1 import audit_pb2
    from exchange.v1.audit_pb2_grpc import AuditServiceStub

    check_order(from_time, to_time)
    request = audit_pb2.ListAuditEventsRequest(result=result or 0, **{name: value or "" for name, value in texts.items()})  # type: ignore[arg-type]  # the options' names are the fields'
    if from_time is not None:
        request.from_time.FromDatetime(from_time)
    if to_time is not None:
        request.to_time.FromDatetime(to_time)
    with connect(connection) as client:
        answer = fetch(client, client.stub(AuditServiceStub).ListAuditEvents, request, items="events", limit=limit)
    if as_json:
        print_json(answer)
    else:
        _show(answer)


@audit.command(
    "verify",
    help=N_(
        "Verify a signed bundle of audit events offline, against keys that you have from elsewhere. Exit code 3 if it doesn't hold. KEY is "
        "a C2SP verifier key, <name>+<hash>+<base64>, or a file of such lines: the audit log's (needed), and witnesses'."
    ),
)
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@option("--key", "keys", metavar="KEY", multiple=True, required=True, help=N_("Verifier key, or file of them; repeat it."))
@option("--quorum", type=click.IntRange(min=0), default=0, help=N_("So many of the given witnesses must have cosigned."))
@json_option
def verify(*, file: Path, keys: tuple[str, ...], quorum: int, as_json: bool) -> None:
    """One bundle, as the console's audit review writes it."""
    from exchange.cli.verifier_keys import verifier_keys
    from exchange.ledger.audit_bundle import BundleError, verify_bundle

    try:
        with file.open(encoding="utf-8") as lines:
            opened = verify_bundle(lines, keys=verifier_keys(keys), quorum=quorum)
    except (BundleError, UnicodeDecodeError) as error:
        reason = getattr(error, "reason", "FIELD_INVALID")
        field = f"line {error.line}" if isinstance(error, BundleError) else "file"
        raise VerificationFailedError(
            f"{file}: {error}", reason=reason, fields=[FieldFault(field=field, description=str(error))]
        ) from error
    if as_json:
        print_json({"verified": True, **{name: getattr(opened, name) for name in type(opened).__dataclass_fields__}})
        return
    text = _("Verified: {events} events stand in {ledger} as they were logged.")
    click.echo(text.format(events=opened.events, ledger=opened.ledger))
    print_details(
        [
            (_("Checkpoint"), _("size {size}, signed by the ledger").format(size=opened.size)),
            (_("Witnesses"), ", ".join(opened.witnesses) or _("none of the given keys")),
            (_("Unsealed events left out"), str(opened.unsealed)),
        ]
    )


def _show(answer: ListAuditEventsResponse) -> None:
    print_table(
        [
            _("No."),
            _("When"),
            _("Who"),
            _("Role"),
            _("Purpose"),
            _("What"),
            _("Result"),
            _("Correlation id"),
        ],
        [_row(one) for one in answer.events],
    )
    if answer.checkpoint:
        origin, size, *_rest = answer.checkpoint.decode(errors="replace").split("\n")
        click.echo(_("Audit log {origin}: {size} entries under its latest checkpoint.").format(origin=origin, size=size))
    if answer.next_page_token:
        more_pages()


def _row(logged: LoggedAuditEvent) -> tuple[str, ...]:
    from exchange.v1 import record_pb2

    event = logged.event
    return (
        str(logged.index),
        moment(event.at),
        event.actor,
        role_word(event.role),
        word(record_pb2.Purpose, event.purpose),
        _what(event),
        _result(event),
        event.correlation_id,
    )


def _result(event: AuditEvent) -> str:
    """The result; of what didn't go through also the reason and what was said of it."""
    from exchange.v1 import audit_pb2

    parts = [word(audit_pb2.AuditResult, event.result), event.reason]
    if event.result != audit_pb2.AUDIT_RESULT_ALLOWED:
        parts.append(event.detail)
    return " ".join(part for part in parts if part)


def _what(event: AuditEvent) -> str:
    parts = [_(TAGS[event.tag]) if event.tag in TAGS else event.tag]
    if event.tag == COPY_TAG:
        parts = [
            _("copy sent to {member}: {ledger} #{first} to #{last}").format(
                member=event.member, ledger=event.ledger, first=event.first_index, last=max(event.end_index - 1, event.first_index)
            )
        ]
    if event.query:
        parts.append(event.query)
    if event.record_ids:
        shown = ", ".join(event.record_ids[:_SHOWN_RECORDS])
        rest = len(event.record_ids) - _SHOWN_RECORDS
        parts.append(_("{shown} and {count} more").format(shown=shown, count=rest) if rest > 0 else shown)
    return "; ".join(parts)
