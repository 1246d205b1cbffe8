"""The filters of audit review: what stands in the address, as the service is asked it."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from starlette.requests import Request

from exchange.console.tables import Filter, given
from exchange.domain.audit import AuditTag
from exchange.texts.formats import LEGAL_TIME
from exchange.texts.i18n import _
from exchange.texts.terms import tag_word, word
from exchange.v1 import audit_pb2, error_pb2, record_pb2
from exchange.wire import FieldFault, RefusedError

TEXTS = ("text", "subject", "actor", "person", "organ", "member", "record_id", "tag", "reason", "correlation_id")
NUMBERS = ("purpose", "result")


def filters() -> list[Filter]:
    """In the order of the form."""
    results = [(str(number), word(audit_pb2.AuditResult, number)) for number in audit_pb2.AuditResult.values() if number]
    purposes = [(str(number), word(record_pb2.Purpose, number)) for number in record_pb2.Purpose.values() if number]
    return [
        Filter(name="from", label=_("From day"), kind="date"),
        Filter(name="to", label=_("To day"), kind="date"),
        Filter(name="text", label=_("Words"), hint=_("Chinese words")),
        Filter(name="subject", label=_("Company"), hint=_("code or full name")),
        Filter(name="actor", label=_("Caller"), hint="exchange://…"),
        Filter(name="person", label=_("Person")),
        Filter(name="organ", label=_("Organ"), hint="USCC"),
        Filter(name="member", label=_("Member")),
        Filter(name="record_id", label=_("Record")),
        Filter(name="tag", label=_("What"), kind="select", choices=[(tag.value, tag_word(tag.value)) for tag in AuditTag]),
        Filter(name="purpose", label=_("Purpose"), kind="select", choices=purposes),
        Filter(name="result", label=_("Result"), kind="select", choices=results),
        Filter(name="reason", label=_("Reason"), hint="PURPOSE_MISSING"),
        Filter(name="night", label=_("Night"), kind="select", choices=[("1", _("22:00 to 06:00 only"))]),
        Filter(name="correlation_id", label=_("Correlation id")),
    ]


def asked(request: Request, *, page_size: int, page_token: str) -> audit_pb2.ListAuditEventsRequest:
    """What the address asks for, each event proved.

    Raises:
        RefusedError: FIELD_INVALID, a day that is none.
    """
    wanted = given(request, filters())
    message = audit_pb2.ListAuditEventsRequest(page_size=page_size, page_token=page_token, night=bool(wanted["night"]), prove=True)
    for name in TEXTS:
        setattr(message, name, wanted[name])
    for name in NUMBERS:
        if wanted[name].isdecimal():
            setattr(message, name, int(wanted[name]))
    set_times(message, wanted["from"], wanted["to"])
    return message


def set_times(message: Any, first: str, last: str) -> None:
    """Days of Asia/Shanghai, both included, into the request's from_time and to_time."""
    if first:
        message.from_time.FromDatetime(_day(first, "from"))
    if last:
        message.to_time.FromDatetime(_day(last, "to") + timedelta(days=1))


def _day(text: str, field: str) -> datetime:
    try:
        return datetime.strptime(text, "%Y-%m-%d").replace(tzinfo=LEGAL_TIME)
    except ValueError as error:
        fault = FieldFault(field=field, description=_("{value} is no day; write YYYY-MM-DD").format(value=text))
        raise RefusedError(error_pb2.ERROR_REASON_FIELD_INVALID, f"{field}: {fault.description}", fields=[fault]) from error
