"""Reviews: filters kept under a name, a time proved complete, and its sign-off, which is an entry of the log itself."""

from __future__ import annotations

from datetime import timedelta

from starlette.requests import Request
from starlette.responses import Response

from exchange.console.asking import ask
from exchange.console.pages.audit_checks import check_words
from exchange.console.pages.audit_filters import set_times
from exchange.console.rendering import render, see_other, shown
from exchange.console.tables import Table, cell, page_token
from exchange.domain.audit import AuditTag
from exchange.texts.formats import moment
from exchange.texts.i18n import _
from exchange.v1 import audit_pb2

PAGE_SIZE = 50
PERIOD = timedelta(days=30)


async def show_completeness(request: Request) -> Response:
    """Whether the log holds over a time, the last thirty days unless the address names one (empty: everything)."""
    month_ago = (request.app.state.context.today - PERIOD).isoformat()
    first, last = request.query_params.get("from", month_ago), request.query_params.get("to", "")
    message = audit_pb2.VerifyAuditLogRequest()
    set_times(message, first, last)
    found = await ask(request, "AuditService/VerifyAuditLog", message)
    return render(
        request,
        "audit_completeness.html",
        check_words=check_words,
        found=found,
        first=first,
        last=last,
        query=request.query_params.get("filter", ""),
    )


async def sign_off(request: Request) -> Response:
    """Verifies anew and writes the sign-off."""
    form = await request.form()
    message = audit_pb2.SignOffReviewRequest(note=str(form.get("note", "")).strip(), filter=str(form.get("filter", "")))
    set_times(message, str(form.get("from", "")), str(form.get("to", "")))
    await ask(request, "AuditService/SignOffReview", message)
    return see_other("/audit/reviews")


async def list_reviews(request: Request) -> Response:
    """What is kept, and what was signed off."""
    kept = await ask(request, "AuditService/ListReviews", audit_pb2.ListReviewsRequest())
    wanted = audit_pb2.ListAuditEventsRequest(
        tag=AuditTag.REVIEW_SIGNED_OFF, result=audit_pb2.AUDIT_RESULT_ALLOWED, page_size=PAGE_SIZE, page_token=page_token(request)
    )
    signed = await ask(request, "AuditService/ListAuditEvents", wanted)
    table = Table(
        columns=[_("No."), _("When"), _("Who"), _("Events"), _("What was asked"), _("Found, and note")],
        rows=[
            [
                cell(one.index, href=f"/audit/{one.index}"),
                cell(moment(one.event.at)),
                cell(one.event.actor, code=True),
                cell(f"#{one.event.first_index} – #{max(one.event.end_index, 1) - 1}"),
                cell(one.event.query.removeprefix("SignOffReview ")),
                cell(one.event.detail),
            ]
            for one in signed.events
        ],
        next_token=signed.next_page_token,
    )
    return shown(request, "audit_reviews.html", table, name="sign-offs", reviews=kept.reviews)


async def save_review(request: Request) -> Response:
    """The list's filter, under a name."""
    form = await request.form()
    kept = str(form.get("filter", ""))
    await ask(request, "AuditService/SaveReview", audit_pb2.SaveReviewRequest(name=str(form.get("name", "")).strip(), filter=kept))
    return see_other(f"/audit?{kept}" if kept else "/audit")


async def remove_review(request: Request) -> Response:
    """Only the name and the filter go."""
    form = await request.form()
    await ask(request, "AuditService/RemoveReview", audit_pb2.RemoveReviewRequest(name=str(form.get("name", ""))))
    return see_other("/audit/reviews")
