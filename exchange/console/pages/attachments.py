"""Files of leads: downloaded whole, uploaded piece by piece by console.js, which shows how far it is and goes on where it broke off."""

from __future__ import annotations

from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from exchange.console.asking import ask
from exchange.console.pages.base import page
from exchange.console.refusing import http_code
from exchange.texts.i18n import N_
from exchange.trust.identity import Role
from exchange.v1 import attachment_service_pb2 as pb
from exchange.wire import RefusedError, invalid, reason_name

TRANSFER = "LEAD_TRANSFER"
SAFE_TYPE = "application/octet-stream"  # never shown by the browser itself: a file of another organ runs nothing here


async def download(request: Request) -> Response:
    """The file, to be saved."""
    digest = _digest(request)
    parts = await ask(request, "AttachmentService/DownloadAttachment", pb.DownloadAttachmentRequest(digest=digest), purpose=TRANSFER)
    name = request.query_params.get("name", "") or digest.hex()
    headers = {"Content-Disposition": f"attachment; filename*=UTF-8''{quote(name, safe='')}"}
    return Response(b"".join(part.chunk for part in parts), media_type=SAFE_TYPE, headers=headers)


async def status(request: Request) -> Response:
    """How much of an upload is here: it goes on from there."""
    found = await ask(
        request, "AttachmentService/GetAttachmentStatus", pb.GetAttachmentStatusRequest(digest=_digest(request)), purpose=TRANSFER
    )
    return JSONResponse({"received": found.received, "complete": found.complete})


async def upload(request: Request) -> Response:
    """One piece, from `offset` on."""
    given = request.query_params
    try:
        start = pb.AttachmentStart(
            digest=_digest(request),
            size=_number(given.get("size", ""), "size"),
            media_type=given.get("type", ""),
            name=given.get("name", ""),
            offset=_number(given.get("offset", ""), "offset"),
        )
        parts = [pb.UploadAttachmentRequest(start=start), pb.UploadAttachmentRequest(chunk=await request.body())]
        answer = await ask(request, "AttachmentService/UploadAttachment", parts, purpose=TRANSFER)
    except RefusedError as refused:
        return JSONResponse({"reason": reason_name(refused.reason), "message": refused.message}, status_code=http_code(refused))
    return JSONResponse({"received": answer.received, "complete": answer.complete})


def _digest(request: Request) -> bytes:
    try:
        return bytes.fromhex(request.path_params["digest"])
    except ValueError as error:
        raise invalid("digest", "it is no SHA-256 in hexadecimal") from error


def _number(text: str, field: str) -> int:
    if not text.isdecimal():
        raise invalid(field, f"{text!r} is no number of bytes")
    return int(text)


PAGE = page(
    path="/attachments",
    title=N_("Attachments"),
    roles=frozenset({Role.ORGAN}),
    in_menu=False,
    handlers={
        "GET /attachments/{digest}": download,
        "GET /attachments/{digest}/status": status,
        "POST /attachments/{digest}": upload,
    },
)
