"""The discretion calculator: a fine found from a benchmark, explained factor by factor. It changes nothing, so it lives in the address."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from exchange.console.asking import ask
from exchange.console.forms import LARGEST, RECORDS, Field, Form
from exchange.console.pages.base import page
from exchange.console.pages.items import BP, percent, range_text
from exchange.console.pages.names import choices, said, sources_table
from exchange.console.pages.standards import SEEN_BY, version
from exchange.console.refusing import http_code
from exchange.console.rendering import render
from exchange.console.tables import Table, cell
from exchange.texts.formats import yuan
from exchange.texts.i18n import N_, _
from exchange.texts.terms import CAPS
from exchange.v1 import error_pb2, standard_pb2, standard_service_pb2
from exchange.v1.standard_pb2 import DiscretionFactor, StandardItem
from exchange.v1.standard_service_pb2 import CalculateDiscretionRequest, CalculateDiscretionResponse, StandardView
from exchange.wire import FieldFault, RefusedError, invalid

MILLI = 1000
COUNT = "count"  # in the address once the form was sent


async def fine(request: Request) -> Response:
    """The form; once it was sent, the fine and how it was found."""
    view = await version(request)
    item = _item(view, request.query_params.get("item", ""))
    form = _form(item, request.query_params)
    if COUNT not in request.query_params:
        return _page(request, view, item, form)
    form = form.entered(request.query_params)  # type: ignore[arg-type]  # a multi-dict as a form's is
    try:
        answer = await ask(request, "StandardService/CalculateDiscretion", _asked(view, item, form))
    except RefusedError as refused:
        return _page(request, view, item, form.refused(_at_factors(refused, item)), code=http_code(refused))
    return _page(request, view, item, form, answer=answer)


def _item(view: StandardView, code: str) -> StandardItem:
    for one in view.standard.items:
        if one.code == code and one.HasField("discretion"):
            return one
    raise RefusedError(error_pb2.ERROR_REASON_NOT_FOUND, _("The standard has no such item with a benchmark."))


def _form(item: StandardItem, known: Mapping[str, str]) -> Form:
    fields = [_factor(one) for one in item.discretion.factors]
    if item.discretion.range.base != standard_pb2.FINE_BASE_RANGE:
        fields.append(Field(name="base_fen", label=_("Value it is counted from, yuan"), kind="yuan", required=True))
    fields += [
        Field(name="adjustment", label=_("Adjustment"), kind="select", choices=choices(standard_service_pb2.Adjustment)),
        Field(name="adjustment_bp", label=_("Share of the adjustment, %"), hint=_("within the cap")),
        Field(name="adjustment_reason", label=_("Reason of the adjustment"), kind="long"),
    ]
    if any(one.counts_priors for one in item.discretion.factors):
        fields += [
            Field(name="subject", label=_("Company's code"), hint=_("its priors are counted"), value=known.get("subject", "")),
            Field(name="act_on", label=_("Day of the act"), kind="date"),
        ]
    return Form(fields=fields, action="/standards/fine", submit=_("Calculate"))


def _factor(one: DiscretionFactor) -> Field:
    """A tier by name, or a figure that finds it; one that counts priors may be left to the node."""
    label = f"{one.name} ({one.unit})" if one.unit else one.name
    place: dict[str, Any] = {"name": f"factor.{one.code}", "label": label, "language": RECORDS}
    tiers = "; ".join(f"{tier.label} {percent(tier.share_bp)}" for tier in one.tiers)
    if any(tier.measured for tier in one.tiers):
        hint = _("empty: counted from the outcomes held here") + "; " + tiers if one.counts_priors else tiers
        return Field(hint=hint, required=not one.counts_priors, **place)
    options = [(tier.code, f"{tier.label} ({percent(tier.share_bp)})") for tier in one.tiers]
    return Field(kind="select", choices=options, required=True, **place)


def _asked(view: StandardView, item: StandardItem, form: Form) -> CalculateDiscretionRequest:
    """The request that the form describes.

    Raises:
        RefusedError: FIELD_INVALID, naming the field that can't be read.
    """
    message = CalculateDiscretionRequest(standard_record_id=view.record_id, item_code=item.code)
    for factor in item.discretion.factors:
        text = form.values[f"factor.{factor.code}"].strip()
        if text:
            chosen = message.factors.add(factor_code=factor.code)
            if any(tier.measured for tier in factor.tiers):
                chosen.figure_milli = _scaled(text, MILLI, f"factor.{factor.code}")
            else:
                chosen.tier_code = text
    if share := form.values["adjustment_bp"].strip():
        message.adjustment_bp = _scaled(share, BP, "adjustment_bp")
    rest = [one for one in form.fields if not one.name.startswith("factor.") and one.name != "adjustment_bp"]
    return Form(fields=rest, action="", submit="", values=form.values).filled(message, organ="")


def _scaled(text: str, unit: int, field: str) -> int:
    """A decimal in whole parts of a unit."""
    try:
        value = Decimal(text) * unit
        if 0 <= value <= LARGEST and value == value.to_integral_value():
            return int(value)
    except InvalidOperation:
        pass  # no number, as the refusal says
    raise invalid(field, _("{value} can't be read; a number is needed").format(value=text))


def _at_factors(refused: RefusedError, item: StandardItem) -> RefusedError:
    """The refusal with `factors[1]…` at the field of that factor."""
    faults = []
    for fault in refused.fields:
        inner = fault.field.partition("factors[")[2].partition("]")[0]
        codes = [one.code for one in item.discretion.factors]
        named = codes[int(inner)] if inner.isdecimal() and int(inner) < len(codes) else inner if inner in codes else ""
        faults.append(FieldFault(field=f"factor.{named}", description=fault.description) if named else fault)
    return RefusedError(refused.reason, refused.message, fields=faults)


def _page(
    request: Request,
    view: StandardView,
    item: StandardItem,
    form: Form,
    *,
    answer: CalculateDiscretionResponse | None = None,
    code: int = 200,
) -> Response:
    return render(
        request,
        "fine.html",
        status=code,
        view=view,
        item=item,
        form=form,
        range=range_text(item.discretion.range),
        hidden=[(name, request.query_params.get(name, "")) for name in ("id", "member", "on", "item")],
        answer=answer,
        steps=_steps(answer) if answer else None,
        cap=_(CAPS[answer.capped_by]) if answer and answer.capped_by in CAPS else "",
        sources=sources_table(request, answer.sources) if answer and answer.sources else None,
    )


def _steps(answer: CalculateDiscretionResponse) -> Table:
    return Table(
        columns=[_("Step"), _("Share so far"), _("Amount so far, yuan")],
        rows=[[cell(said(one.text, one.text_en)), cell(percent(one.share_bp)), cell(yuan(one.amount_fen))] for one in answer.steps],
    )


PAGE = page(path="/standards/fine", title=N_("Discretion"), roles=SEEN_BY, in_menu=False, handlers={"GET /standards/fine": fine})
