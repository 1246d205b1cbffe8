"""What a filter finds, taken out: as an Excel sheet to read, as a signed bundle to prove."""

from __future__ import annotations

import io
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from xlsxwriter import Workbook

from exchange.console.asking import ask, visitor_of
from exchange.console.pages.audit_filters import asked
from exchange.ledger.audit_bundle import write_bundle
from exchange.ledger.checkpoints import audit_origin
from exchange.texts.formats import moment
from exchange.texts.i18n import _
from exchange.texts.terms import role_word, tag_word, word
from exchange.v1 import audit_pb2, record_pb2

PAGE_SIZE = 1000
MAX_EVENTS = 50_000  # a longer export is narrowed by time
EXCEL_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
BUNDLE_TYPE = "application/jsonl; charset=utf-8"
WIDTHS = (8, 20, 44, 12, 16, 24, 12, 20, 48, 48, 24, 40, 38, 14)  # characters


async def excel(request: Request) -> Response:
    """All columns, newest first. Every value is written as a text: no spreadsheet runs one as a formula."""
    pages = await _pages(request)
    out = io.BytesIO()
    with Workbook(out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}) as book:
        _fill(book, [one for page in pages for one in page.events])
    return _file(out.getvalue(), EXCEL_TYPE, "audit.xlsx")


async def bundle(request: Request) -> Response:
    """JSON lines with each event's proof; `exchange audit verify` reads them."""
    lines = write_bundle(await _pages(request), ledger=audit_origin(visitor_of(request).identity.member), filter_=request.url.query)
    return _file("".join(lines).encode(), BUNDLE_TYPE, "audit.jsonl")


async def _pages(request: Request) -> list[audit_pb2.ListAuditEventsResponse]:
    pages: list[audit_pb2.ListAuditEventsResponse] = []
    token = ""
    while len(pages) < MAX_EVENTS // PAGE_SIZE:
        pages.append(await ask(request, "AuditService/ListAuditEvents", asked(request, page_size=PAGE_SIZE, page_token=token)))
        token = pages[-1].next_page_token
        if not token:
            break
    return pages


def _fill(book: Any, events: list[audit_pb2.LoggedAuditEvent]) -> None:
    sheet, bold = book.add_worksheet(_("Audit log")), book.add_format({"bold": True})
    titles = [
        _("No."), _("When"), _("Who"), _("Role"), _("Purpose"), _("What"), _("Result"), _("Reason"), _("What was asked"), _("Details"),
        _("Companies"), _("Records concerned"), _("Correlation id"), _("Proof"),
    ]  # fmt: skip
    for column, title in enumerate(titles):
        sheet.set_column(column, column, WIDTHS[column])
        sheet.write_string(0, column, title, bold)
    for row, one in enumerate(events, 1):
        for column, text in enumerate(_texts(one)):
            sheet.write_string(row, column, text)
    sheet.freeze_panes(1, 0)


def _texts(one: audit_pb2.LoggedAuditEvent) -> list[str]:
    event = one.event
    return [
        str(one.index),
        moment(event.at),
        event.actor,
        role_word(event.role),
        word(record_pb2.Purpose, event.purpose),
        tag_word(event.tag),
        word(audit_pb2.AuditResult, event.result),
        event.reason,
        event.query,
        event.detail,
        "\n".join(event.subjects),
        "\n".join(event.record_ids),
        event.correlation_id,
        "; ".join(fault.detail for fault in one.faults) if one.faults else _("holds"),
    ]


def _file(content: bytes, kind: str, name: str) -> Response:
    return Response(content, media_type=kind, headers={"Content-Disposition": f'attachment; filename="{name}"'})
