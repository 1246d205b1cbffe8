"""What hasn't gone into a case store yet: tried again by itself, or parked until a person replays it."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response

from exchange.console.asking import ask, may
from exchange.console.pages.base import page
from exchange.console.pages.names import context_of
from exchange.console.rendering import see_other, shown
from exchange.console.tables import Cell, Filter, Table, address_of, cell, given, page_token
from exchange.texts.formats import moment
from exchange.texts.i18n import N_, _
from exchange.texts.terms import reason_word
from exchange.trust.identity import Role
from exchange.v1 import operations_service_pb2 as pb

SEEN_BY = frozenset({Role.SYSTEM_ADMIN, Role.AUDITOR})
PAGE_SIZE = 50
PARKED = "parked"
REPLAY = "OperationsService/ReplayDeliveries"


async def list_deliveries(request: Request) -> Response:
    """Oldest first."""
    stores = [one.name for one in context_of(request).settings.case_stores if one.deliver]
    filters = [
        Filter(name="store", label=_("Case store"), kind="select", choices=[(one, one) for one in stores]),
        Filter(name="state", label=_("State"), kind="select", choices=[(PARKED, _("parked"))]),
        Filter(name="reason", label=_("Reason"), hint="STORE_REFUSED"),
    ]
    wanted = given(request, filters)
    message = pb.ListDeliveriesRequest(
        page_size=PAGE_SIZE,
        page_token=page_token(request),
        store=wanted["store"],
        parked_only=wanted["state"] == PARKED,
        reason=wanted["reason"],
    )
    answer = await ask(request, "OperationsService/ListDeliveries", message)
    table = Table(
        columns=[_("Case store"), _("Record"), _("State"), _("Attempts"), _("Next attempt"), _("Reason"), _("Detail")],
        rows=[_row(one) for one in answer.deliveries],
        next_token=answer.next_page_token,
    )
    return shown(
        request,
        "deliveries.html",
        table,
        name="deliveries",
        filters=filters,
        parked=[one for one in answer.deliveries if one.parked] if may(request, REPLAY) else [],
        wanted=wanted,
        replayed=request.query_params.get("replayed", ""),
    )


def _row(one: pb.HeldDelivery) -> list[Cell]:
    return [
        cell(one.store),
        cell(one.record_id, href=address_of("/why", record=one.record_id)),
        cell(_("parked"), tone="bad") if one.parked else cell(_("to be tried again"), tone="warn"),
        cell(one.attempts),
        cell(moment(one.next_attempt_at)),
        cell(reason_word(one.reason)),
        cell(one.detail, code=bool(one.detail)),
    ]


async def replay(request: Request) -> Response:
    """Of one record, or of all that the form's store and reason name."""
    form = await request.form()
    values = {name: str(form.get(name, "")) for name in ("store", "record_id", "reason")}
    answer = await ask(request, REPLAY, pb.ReplayDeliveriesRequest(**values))
    return see_other(address_of("/deliveries", replayed=str(answer.replayed)))


PAGE = page(path="/deliveries", title=N_("Deliveries"), roles=SEEN_BY, handlers={"GET /deliveries": list_deliveries})
REPLAYING = page(
    path="/deliveries",
    title=N_("Replay"),
    roles=frozenset({Role.SYSTEM_ADMIN}),
    handlers={"POST /deliveries/replay": replay},
    in_menu=False,
)
