"""Audit review: the auditor's home (执法监督)."""

from __future__ import annotations

from datetime import datetime, timedelta

from starlette.requests import Request
from starlette.responses import Response

from exchange.console.asking import ask
from exchange.console.pages.base import page
from exchange.console.tables import Filter, Table, cell, given, page_token, shown
from exchange.domain.audit import AuditTag
from exchange.texts.formats import LEGAL_TIME, moment
from exchange.texts.i18n import N_, _
from exchange.texts.terms import role_word, tag_word, word
from exchange.trust.identity import Role
from exchange.v1 import audit_pb2, error_pb2, record_pb2
from exchange.wire import FieldFault, RefusedError

TONES = {audit_pb2.AUDIT_RESULT_REFUSED: "warn", audit_pb2.AUDIT_RESULT_FAILED: "bad", audit_pb2.AUDIT_RESULT_ALLOWED: "good"}
PAGE_SIZE = 50


def _filters() -> list[Filter]:
    results = [(str(number), word(audit_pb2.AuditResult, number)) for number in audit_pb2.AuditResult.values() if number]
    purposes = [(str(number), word(record_pb2.Purpose, number)) for number in record_pb2.Purpose.values() if number]
    return [
        Filter(name="from", label=_("From day"), kind="date"),
        Filter(name="to", label=_("To day"), kind="date"),
        Filter(name="subject", label=_("Company"), hint=_("code or full name")),
        Filter(name="actor", label=_("Caller"), hint="exchange://…"),
        Filter(name="member", label=_("Member")),
        Filter(name="record_id", label=_("Record")),
        Filter(name="tag", label=_("What"), kind="select", choices=[(tag.value, tag_word(tag.value)) for tag in AuditTag]),
        Filter(name="purpose", label=_("Purpose"), kind="select", choices=purposes),
        Filter(name="result", label=_("Result"), kind="select", choices=results),
    ]


async def list_events(request: Request) -> Response:
    """Newest first."""
    filters = _filters()
    wanted = given(request, filters)
    message = audit_pb2.ListAuditEventsRequest(page_size=PAGE_SIZE, page_token=page_token(request))
    for name in ("subject", "actor", "member", "record_id", "tag"):
        setattr(message, name, wanted[name])
    for name in ("purpose", "result"):
        if wanted[name].isdecimal():
            setattr(message, name, int(wanted[name]))
    if wanted["from"]:
        message.from_time.FromDatetime(_day(wanted["from"], "from"))
    if wanted["to"]:
        message.to_time.FromDatetime(_day(wanted["to"], "to") + timedelta(days=1))
    answer = await ask(request, "AuditService/ListAuditEvents", message)
    table = Table(
        columns=[_("No."), _("When"), _("Who"), _("Role"), _("Purpose"), _("What"), _("Result")],
        rows=[
            [
                cell(one.index),
                cell(moment(one.event.at)),
                cell(one.event.actor, code=True),
                cell(role_word(one.event.role)),
                cell(word(record_pb2.Purpose, one.event.purpose)),
                cell(tag_word(one.event.tag), title=one.event.query),
                cell(
                    " ".join(part for part in (word(audit_pb2.AuditResult, one.event.result), one.event.reason) if part),
                    tone=TONES.get(one.event.result, ""),
                    title=one.event.detail,
                ),
            ]
            for one in answer.events
        ],
        next_token=answer.next_page_token,
    )
    return shown(request, "audit.html", table, name="audit", filters=filters)


def _day(text: str, field: str) -> datetime:
    try:
        return datetime.strptime(text, "%Y-%m-%d").replace(tzinfo=LEGAL_TIME)
    except ValueError as error:
        fault = FieldFault(field=field, description=_("{value} is no day; write YYYY-MM-DD").format(value=text))
        raise RefusedError(error_pb2.ERROR_REASON_FIELD_INVALID, f"{field}: {fault.description}", fields=[fault]) from error


PAGE = page(path="/audit", title=N_("Audit log"), roles=frozenset({Role.AUDITOR}), handlers={"GET /audit": list_events})
