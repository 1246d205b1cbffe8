"""`exchange proof`: take a record out with its proof, and verify one offline."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import click

from exchange.cli.client import client_options, connect
from exchange.cli.errors import CliError
from exchange.cli.lazy import Group, json_option, option
from exchange.cli.output import print_details, print_json
from exchange.cli.profile import Connection
from exchange.texts.formats import moment
from exchange.texts.i18n import N_, _
from exchange.texts.terms import word

if TYPE_CHECKING:
    from exchange.cli.client import Client
    from exchange.cli.proofs import Bundle, Verified


@click.group(cls=Group, help=N_("Take a record out with its proof, and verify one offline."))
def proof() -> None:
    """Group of commands."""


@proof.command("get", help=N_("Write a record with its inclusion proof and the checkpoint that covers it."))
@click.argument("record_id")
@option("--output", type=click.Path(path_type=Path, dir_okay=False), help=N_("File to write; by default standard output."))
@option("--without-body", is_flag=True, help=N_("Leave the content out: the header alone is proved."))
@client_options(purpose="SUPERVISION")
@json_option
def get(*, connection: Connection, record_id: str, output: Path | None, without_body: bool, as_json: bool) -> None:
    """One proof."""
    from exchange.cli.proofs import to_object

    with connect(connection) as client:
        bundle = _fetch(client, record_id)
    if without_body:
        bundle.record.ClearField("body")
    document = to_object(bundle)
    if output is None:
        print_json(document)
        return
    output.write_text(json.dumps(document, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
    if as_json:
        print_json({"file": str(output), "ledger": bundle.ledger, "index": bundle.index, "size": bundle.size})
    else:
        click.echo(
            _("{file}: entry {index} of {ledger}, size {size}").format(
                file=output, index=bundle.index, ledger=bundle.ledger, size=bundle.size
            )
        )


def _fetch(client: Client, record_id: str) -> Bundle:
    from exchange.cli.proofs import Bundle
    from exchange.v1 import ledger_pb2, record_service_pb2
    from exchange.v1.ledger_pb2_grpc import LedgerServiceStub
    from exchange.v1.record_service_pb2_grpc import RecordServiceStub

    request = record_service_pb2.GetRecordRequest(record_id=record_id)
    stored = client.call(client.stub(RecordServiceStub).GetRecord, request).record
    asked = ledger_pb2.GetInclusionProofRequest(ledger=stored.ledger, index=stored.index)
    answer = client.call(client.stub(LedgerServiceStub).GetInclusionProof, asked)
    if not answer.checkpoint:
        raise CliError(_("no checkpoint covers the record yet; try again in a moment"), reason="NOT_PUBLISHED")
    return Bundle(
        ledger=stored.ledger,
        index=stored.index,
        size=answer.size,
        record=stored.record,
        proof=tuple(answer.proof),
        checkpoint=answer.checkpoint,
    )


@proof.command(
    "verify",
    help=N_(
        "Verify FILE offline, against keys that you have from elsewhere. Exit code 3 if it doesn't hold. KEY is a C2SP verifier key, "
        "<name>+<hash>+<base64>, or a file of such lines: the ledger's (needed), witnesses', and the organ's, named by its USCC."
    ),
)
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@option("--key", "keys", metavar="KEY", multiple=True, required=True, help=N_("Verifier key, or file of them; repeat it."))
@option("--quorum", type=click.IntRange(min=0), default=0, help=N_("So many of the given witnesses must have cosigned."))
@json_option
def verify(*, file: Path, keys: tuple[str, ...], quorum: int, as_json: bool) -> None:
    """One proof."""
    from exchange.cli.drafts import read_object
    from exchange.cli.proofs import from_object
    from exchange.cli.proofs import verify as verify_bundle
    from exchange.cli.verifier_keys import verifier_keys

    bundle = from_object(read_object(file))
    verified = verify_bundle(bundle, keys=verifier_keys(keys), quorum=quorum)
    if as_json:
        print_json(
            {
                "verified": True,
                "record_id": verified.header.record_id,
                "ledger": bundle.ledger,
                "index": bundle.index,
                "size": bundle.size,
                "witnesses": list(verified.witnesses),
                "body": verified.has_body,
                "organ_signature": verified.organ_signature,
            }
        )
    else:
        _show(bundle, verified)


def _show(bundle: Bundle, verified: Verified) -> None:
    from exchange.v1 import record_pb2

    header = verified.header
    click.echo(_("Verified: the record stands in the ledger as it was signed."))
    print_details(
        [
            (_("Record"), header.record_id),
            (_("Type"), word(record_pb2.RecordType, header.type)),
            (_("Organ"), header.organ),
            (_("Issued"), moment(header.issued_at)),
            (_("Ledger"), f"{bundle.ledger} #{bundle.index}"),
            (_("Checkpoint"), _("size {size}, signed by the ledger").format(size=bundle.size)),
            (_("Witnesses"), ", ".join(verified.witnesses) or _("none of the given keys")),
            (_("Content"), _("as the header names it") if verified.has_body else _("not in the file")),
            (_("Organ's signature"), _("right") if verified.organ_signature else _("not checked: give the organ's key, named by its USCC")),
        ]
    )
