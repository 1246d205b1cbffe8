"""Why is it not here? One page answers for any record that a neighbour says it sent."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response

from exchange.console.asking import ask, visitor_of
from exchange.console.faults import refusal_words
from exchange.console.pages.base import page
from exchange.console.pages.names import member_choices, member_name
from exchange.console.rendering import shown
from exchange.console.tables import Cell, Filter, Table, cell, given
from exchange.texts.formats import moment
from exchange.texts.i18n import N_, _
from exchange.texts.terms import reason_word, word
from exchange.trust.identity import Role
from exchange.v1 import operations_service_pb2 as pb
from exchange.v1 import record_pb2
from exchange.wire import RefusedError

SEEN_BY = frozenset({Role.ORGAN, Role.SYSTEM_ADMIN, Role.AUDITOR})
TONES = {
    pb.FATE_HERE: "good",
    pb.FATE_AWAITING_REVIEW: "warn",
    pb.FATE_NOT_DELIVERED: "warn",
    pb.FATE_RETRYING: "warn",
    pb.FATE_NOT_PULLED: "warn",
    pb.FATE_WITHHELD: "soft",
    pb.FATE_NOT_FOR_US: "soft",
    pb.FATE_ERASED: "soft",
}
SAYINGS = {
    pb.FATE_HERE: N_("The record is here, verified; where a case store takes such records, it has it."),
    pb.FATE_WITHHELD: N_("Its origin addressed it to others: this node holds its place in the ledger and the proof, not what it says."),
    pb.FATE_REFUSED: N_("It came and didn't pass the checks. It is kept as evidence and never delivered; its origin must publish it anew."),
    pb.FATE_PARKED: N_("The case store refused it so often that it waits for a person. See Deliveries; an administrator replays it."),
    pb.FATE_RETRYING: N_("The case store refused it; it is tried again by itself."),
    pb.FATE_NOT_DELIVERED: N_("It is here and verified; the delivery job hasn't come to it yet."),
    pb.FATE_AWAITING_REVIEW: N_("It is here. What rests on it was withdrawn, and a person must review the decision."),
    pb.FATE_ERASED: N_("Its content was erased when its time was up; place, signature and proof remain."),
    pb.FATE_NOT_PULLED: N_("Its ledger hasn't been read that far. If the last pull failed, the reason stands beside it."),
    pb.FATE_FROZEN: N_("Its ledger showed two histories and is frozen: nothing is taken from it until a person lifts that."),
    pb.FATE_NOT_FOR_US: N_(
        "This ledger has been read beyond the record's time, and shows this member no such record: it was addressed to others, or "
        "not published."
    ),
    pb.FATE_NOT_THERE: N_("The ledger has been read to its end, and ends before that place."),
}


async def explain(request: Request) -> Response:
    """The form, and the answer where something was asked."""
    filters = [
        Filter(name="record", label=_("Record"), hint=_("its number, 36 characters")),
        Filter(name="member", label=_("Sender"), kind="select", choices=member_choices(request)),
        Filter(name="index", label=_("Place in its ledger"), hint=_("if the number isn't known")),
    ]
    wanted = given(request, filters)
    fates: list[pb.RecordFate] = []
    fault = ""
    if wanted["record"] or wanted["index"]:
        try:
            fates = list((await ask(request, "OperationsService/ExplainAbsence", _asked(wanted))).fates)
        except RefusedError as refused:
            fault = refusal_words(refused)
    table = Table(
        columns=[
            _("Ledger of"), _("Place"), _("What became of it"), _("Reason"), _("Detail"), _("Record"), _("Kind"), _("Stored"), _("Read to"),
            _("As of"),
        ],
        rows=[_row(request, one) for one in fates],
    )  # fmt: skip
    sayings = {word(pb.Fate, one.fate): _(SAYINGS[one.fate]) for one in fates}
    return shown(request, "why.html", table, name="why", filters=filters, sayings=sayings, fault=fault, asked=any(wanted.values()))


def _asked(wanted: dict[str, str]) -> pb.ExplainAbsenceRequest:
    """By id if there is one; a place that is no number is left to the service to refuse."""
    message = pb.ExplainAbsenceRequest(record_id=wanted["record"].lower(), member=wanted["member"])
    if not wanted["record"] and wanted["index"].isdecimal():
        message.index = min(int(wanted["index"]), 2**63 - 1)
    return message


def _row(request: Request, one: pb.RecordFate) -> list[Cell]:
    return [
        cell(member_name(request, one.member)),
        cell(one.index if one.HasField("index") else ""),
        cell(word(pb.Fate, one.fate), tone=TONES.get(one.fate, "bad")),
        cell(reason_word(one.reason) if one.reason else ""),
        cell(" ".join(part for part in (one.store, one.detail) if part), code=bool(one.detail)),
        _link(request, one),
        cell(word(record_pb2.RecordType, one.type) if one.type else ""),
        cell(moment(one.stored_at)),
        cell(one.read_to),
        cell(moment(one.verified_at)),
    ]


def _link(request: Request, one: pb.RecordFate) -> Cell:
    """The record, with a link to its page where the visitor may see it and its content is here."""
    folder = {record_pb2.RECORD_TYPE_LEAD: "leads", record_pb2.RECORD_TYPE_OUTCOME: "outcomes"}.get(one.type, "")
    seen = folder and visitor_of(request).role is not Role.SYSTEM_ADMIN and one.fate not in {pb.FATE_ERASED, pb.FATE_REFUSED}
    return cell(one.record_id, href=f"/{folder}/{one.record_id}" if seen else "", code=True)


PAGE = page(path="/why", title=N_("Why is it not here?"), roles=SEEN_BY, handlers={"GET /why": explain})
