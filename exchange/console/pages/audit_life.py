"""A record's whole life as a time line, and the register of interventions."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response

from exchange.console.asking import ask
from exchange.console.rendering import shown
from exchange.console.tables import Filter, Table, cell, given, page_token
from exchange.texts.formats import moment
from exchange.texts.i18n import N_, _
from exchange.texts.terms import tag_word, word
from exchange.v1 import audit_pb2, duty_pb2, supervision_service_pb2

PAGE_SIZE = 50
STEPS = {
    "issued": N_("issued by its organ"),
    "sequenced": N_("entered in the ledger here"),
    "checkpoint": N_("covered by a signed checkpoint"),
    "witnessed": N_("cosigned by a witness"),
    "pulled": N_("read by a peer's node"),
    "audit": N_("named in the audit log"),
    "revised": N_("revised or replaced"),
}
TONES = {"issued": "good", "witnessed": "good", "revised": "warn", "pulled": "", "audit": "", "sequenced": "good", "checkpoint": "good"}


async def show_life(request: Request) -> Response:
    """What this node knows of a record, oldest first."""
    filters = [Filter(name="record", label=_("Record"))]
    record_id = given(request, filters)["record"]
    steps = []
    if record_id:
        answer = await ask(request, "AuditService/GetRecordLife", audit_pb2.GetRecordLifeRequest(record_id=record_id))
        steps = list(answer.steps)
    table = Table(
        columns=[_("When"), _("What happened"), _("Member"), _("Details"), _("Audit log")],
        rows=[
            [
                cell(moment(one.at)),
                cell(_(STEPS[one.what]) if one.what != "audit" else tag_word(one.tag), tone=TONES[one.what]),
                cell(one.member),
                cell(_detail(one)),
                cell(one.audit_index, href=f"/audit/{one.audit_index}") if one.HasField("audit_index") else cell(""),
            ]
            for one in steps
        ],
    )
    return shown(request, "audit_life.html", table, name="life", filters=filters, record_id=record_id)


def _detail(one: audit_pb2.LifeStep) -> str:
    if one.what == "checkpoint":
        return _("size {size}, signed by the ledger").format(size=one.detail)
    return _("only the hash: the peer isn't in its audience") if one.detail == "hash only" else one.detail


async def list_interventions(request: Request) -> Response:
    """干预登记: who spoke for whom in a case, newest first."""
    filters = [Filter(name="thread_id", label=_("Case or lead")), Filter(name="organ", label=_("Organ"), hint="USCC")]
    wanted = given(request, filters)
    message = supervision_service_pb2.ListInterventionsRequest(page_size=PAGE_SIZE, page_token=page_token(request), **wanted)
    answer = await ask(request, "SupervisionService/ListInterventions", message)
    table = Table(
        columns=[
            _("No."),
            _("Occurred"),
            _("Entered"),
            _("Organ"),
            _("Case or lead"),
            _("Intervener"),
            _("Form"),
            _("Content"),
            _("Handling"),
        ],
        rows=[
            [
                cell(one.index, href=f"/audit/life?record={one.record_id}"),
                cell(moment(one.intervention.occurred_at)),
                cell(moment(one.issued_at)),
                cell(one.organ),
                cell(one.intervention.case_record_id or one.intervention.case_number),
                cell(one.intervention.intervener),
                cell(word(duty_pb2.InterventionForm, one.intervention.form)),
                cell(one.intervention.content),
                cell(one.intervention.handling),
            ]
            for one in answer.interventions
        ],
        next_token=answer.next_page_token,
    )
    return shown(request, "audit_interventions.html", table, name="interventions", filters=filters)
