"""Publishing what a form has filled in."""

from __future__ import annotations

from dataclasses import replace

from starlette.requests import Request

from exchange.console.asking import ask
from exchange.console.forms import Form
from exchange.v1 import record_pb2, record_service_pb2
from exchange.wire import RefusedError


async def publish_draft(request: Request, form: Form, draft: record_pb2.RecordDraft, *, purpose: str) -> str:
    """The record's id; the form's request id lets it be published once.

    Raises:
        RefusedError: it isn't published; faults name the draft's fields, as the form's are named.
    """
    message = record_service_pb2.PublishRecordRequest(request_id=form.request_id, draft=draft)
    try:
        return str((await ask(request, "RecordService/PublishRecord", message, purpose=purpose)).record_id)
    except RefusedError as refused:
        fields = [replace(one, field=one.field.removeprefix("draft.")) for one in refused.fields]
        raise RefusedError(refused.reason, refused.message, fields=fields) from refused
