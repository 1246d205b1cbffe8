"""Audit review: the auditor's home (执法监督). Each row that is shown is proved; one that doesn't hold is red and says why."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import Response

from exchange.console.asking import ask
from exchange.console.pages import audit_export, audit_life, audit_reviews, audit_statistics
from exchange.console.pages.audit_checks import check_words
from exchange.console.pages.audit_filters import asked, filters
from exchange.console.pages.base import page
from exchange.console.rendering import render, shown
from exchange.console.tables import Cell, Table, cell, page_token
from exchange.texts.formats import LEGAL_TIME, moment
from exchange.texts.i18n import N_, _
from exchange.texts.terms import role_word, tag_word, word
from exchange.trust.identity import Role
from exchange.v1 import audit_pb2, error_pb2, record_pb2
from exchange.wire import RefusedError

TONES = {audit_pb2.AUDIT_RESULT_REFUSED: "warn", audit_pb2.AUDIT_RESULT_FAILED: "bad", audit_pb2.AUDIT_RESULT_ALLOWED: "good"}
PAGE_SIZE = 50
CALL_SPAN = timedelta(hours=1)  # events of one call lie so near to each other


async def list_events(request: Request) -> Response:
    """Newest first."""
    answer, reviews = await asyncio.gather(  # both looks are logged in one write
        ask(request, "AuditService/ListAuditEvents", asked(request, page_size=PAGE_SIZE, page_token=page_token(request))),
        ask(request, "AuditService/ListReviews", audit_pb2.ListReviewsRequest()),
    )
    table = Table(
        columns=[_("No."), _("When"), _("Who"), _("Role"), _("Purpose"), _("What"), _("Result"), _("Proof")],
        rows=[_row(one, answer.proved) for one in answer.events],
        next_token=answer.next_page_token,
        tones=["broken" if one.faults else "" for one in answer.events],
    )
    broken = [fault for one in answer.events for fault in one.faults]
    return shown(
        request,
        "audit.html",
        table,
        name="audit",
        filters=filters(),
        proved=answer.proved,
        broken=broken,
        check_words=check_words,
        reviews=reviews.reviews,
        query=request.url.query,
    )


def _row(one: audit_pb2.LoggedAuditEvent, proved: audit_pb2.AuditCheckpoint) -> list[Cell]:
    event = one.event
    result = " ".join(part for part in (word(audit_pb2.AuditResult, event.result), event.reason) if part)
    return [
        cell(one.index, href=f"/audit/{one.index}"),
        cell(moment(event.at)),
        cell(event.actor, code=True),
        cell(role_word(event.role)),
        cell(word(record_pb2.Purpose, event.purpose)),
        cell(tag_word(event.tag), title=event.query),
        cell(result, tone=TONES.get(event.result, ""), title=event.detail),
        _proof_cell(one, proved),
    ]


def _proof_cell(one: audit_pb2.LoggedAuditEvent, proved: audit_pb2.AuditCheckpoint) -> Cell:
    if one.faults:
        checks = "; ".join(f"{check_words(fault)} {fault.detail}" for fault in one.faults)
        return cell(_("doesn't hold"), tone="bad", title=checks)
    if not one.proof and proved.size != 1:
        return cell(_("no checkpoint yet"), tone="warn")
    return cell(_("holds"), tone="good", title=", ".join(proved.witnesses))


async def show_event(request: Request) -> Response:
    """Everything about one, its proof step by step, and the other events of the same call."""
    text = request.path_params["index"]
    if not text.isdecimal():
        raise RefusedError(error_pb2.ERROR_REASON_NOT_FOUND, f"{text} isn't an event's number")
    answer = await ask(request, "AuditService/GetAuditEvent", audit_pb2.GetAuditEventRequest(index=int(text)))
    event = answer.event.event
    same = await _same_call(request, event) if event.correlation_id else []
    return render(
        request,
        "audit_event.html",
        logged=answer.event,
        event=event,
        proved=answer.proved,
        same=same,
        check_words=check_words,
        proof=[one.hex() for one in answer.event.proof],
        leaf=answer.event.leaf_hash.hex(),
        result_tone=TONES.get(event.result, ""),
        subject_links=[(one, "/audit?" + urlencode({"subject": one.removeprefix("name:")})) for one in event.subjects],
    )


async def _same_call(request: Request, event: audit_pb2.AuditEvent) -> list[audit_pb2.LoggedAuditEvent]:
    at = event.at.ToDatetime(tzinfo=LEGAL_TIME)
    message = audit_pb2.ListAuditEventsRequest(correlation_id=event.correlation_id[:64], page_size=PAGE_SIZE)
    message.from_time.FromDatetime(at - CALL_SPAN)
    message.to_time.FromDatetime(at + CALL_SPAN)
    answer = await ask(request, "AuditService/ListAuditEvents", message)
    return list(answer.events)


PAGE = page(
    path="/audit",
    title=N_("Audit log"),
    roles=frozenset({Role.AUDITOR}),
    handlers={
        "GET /audit": list_events,
        "GET /audit/completeness": audit_reviews.show_completeness,
        "POST /audit/completeness": audit_reviews.sign_off,
        "GET /audit/reviews": audit_reviews.list_reviews,
        "POST /audit/reviews": audit_reviews.save_review,
        "POST /audit/reviews/remove": audit_reviews.remove_review,
        "GET /audit/statistics": audit_statistics.show_statistics,
        "GET /audit/interventions": audit_life.list_interventions,
        "GET /audit/life": audit_life.show_life,
        "GET /audit/export.xlsx": audit_export.excel,
        "GET /audit/export.jsonl": audit_export.bundle,
        "GET /audit/{index}": show_event,
    },
)
