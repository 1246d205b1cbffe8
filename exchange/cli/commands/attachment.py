"""`exchange attachment`: the files that go with leads."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import click

from exchange.cli.client import client_options, connect
from exchange.cli.lazy import Group, json_option, option
from exchange.cli.local import config_option, open_context
from exchange.cli.output import print_details, print_json
from exchange.cli.profile import Connection
from exchange.texts.i18n import N_, _


class DigestType(click.ParamType[bytes]):
    """A SHA-256, in hexadecimal digits or, as protobuf JSON has it, in base64."""

    name = "sha256"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> bytes:
        """The digest's 32 bytes."""
        import base64
        import binascii

        text = str(value).strip()
        if re.fullmatch(r"[0-9A-Fa-f]{64}", text):
            return bytes.fromhex(text)
        try:
            digest = base64.b64decode(text, validate=True)
        except binascii.Error:
            digest = b""
        if len(digest) != 32:  # noqa: PLR2004  # SHA-256
            self.fail(
                _("{value}: a digest has 64 hexadecimal digits, as `exchange attachment put` prints it").format(value=repr(text)),
                param,
                ctx,
            )
        return digest


DIGEST = DigestType()


@click.group(cls=Group, help=N_("Files that go with leads: put, get, status, retry."))
def attachment() -> None:
    """Group of commands."""


@attachment.command("put", help=N_("Upload FILE to the own node, or what it lacks of it; prints what the lead must say of it, as JSON."))
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@option("--type", "media_type", default="", help=N_("Media type; by default told from the name and the first bytes."))
@option("--pages", type=click.IntRange(min=0), default=0, help=N_("Number of pages, for the lead's list."))
@client_options(purpose="LEAD_TRANSFER")
@json_option
def put(*, connection: Connection, file: Path, media_type: str, pages: int, as_json: bool) -> None:
    """One file, up."""
    from exchange.cli.attachments import describe, upload
    from exchange.v1 import lead_pb2

    local = describe(file, media_type)
    with connect(connection) as client:
        upload(client, local)
    said = lead_pb2.Attachment(name=file.name, media_type=local.media_type, size=local.size, digest=local.digest, pages=pages)
    print_json(said)
    if not as_json:
        click.echo(
            _("{name} is at the node whole; put this into the lead's `attachments`. Digest: {digest}").format(
                name=file.name, digest=local.digest.hex()
            ),
            err=True,
        )


@attachment.command("get", help=N_("Fetch the file with DIGEST from the own node, verify it, and write it."))
@click.argument("digest", type=DIGEST)
@option("--output", type=click.Path(path_type=Path, dir_okay=False), required=True, help=N_("Where to write it."))
@client_options(purpose="CASE_HANDLING")
@json_option
def get(*, connection: Connection, digest: bytes, output: Path, as_json: bool) -> None:
    """One file, down."""
    from exchange.cli.attachments import download

    with connect(connection) as client:
        size = download(client, digest, output)
    if as_json:
        print_json({"digest": digest.hex(), "size": size, "path": str(output)})
    else:
        click.echo(_("{path}: {size} bytes, digest verified.").format(path=output, size=size))


@attachment.command("status", help=N_("How much of the file with DIGEST is at the own node."))
@click.argument("digest", type=DIGEST)
@client_options(purpose="CASE_HANDLING")
@json_option
def status(*, connection: Connection, digest: bytes, as_json: bool) -> None:
    """One file."""
    from exchange.v1 import attachment_service_pb2
    from exchange.v1.attachment_service_pb2_grpc import AttachmentServiceStub

    with connect(connection) as client:
        request = attachment_service_pb2.GetAttachmentStatusRequest(digest=digest)
        answer = client.call(client.stub(AttachmentServiceStub).GetAttachmentStatus, request)
    if as_json:
        print_json(answer)
        return
    print_details(
        [
            (_("Digest"), digest.hex()),
            (_("Type"), answer.media_type),
            (_("Bytes"), f"{answer.received} / {answer.size}" if answer.size else _("nothing is here yet")),
            (_("State"), _("complete, digest verified") if answer.complete else _("missing bytes")),
        ]
    )


@attachment.command("retry", help=N_("Have files that couldn't be fetched tried again at once: all, or the one with --digest."))
@config_option
@option("--digest", type=DIGEST, help=N_("Only this file."))
@json_option
def retry(*, config: Path, digest: bytes | None, as_json: bool) -> None:
    """Parked fetches, taken up again."""
    from exchange.sync.attachments import retry as retry_fetches

    with open_context(config) as context:
        count = retry_fetches(context, digest=digest or b"")
    if as_json:
        print_json({"retried": count})
    else:
        click.echo(_("{count} files are due now; the next run of the attachments job asks for them.").format(count=count))
