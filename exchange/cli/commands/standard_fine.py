"""`exchange standard calculate`: a fine by a discretion benchmark, explained step by step."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, Any

import click

from exchange.cli.client import client_options, connect
from exchange.cli.lazy import Group, json_option, option
from exchange.cli.output import print_details, print_json, print_table
from exchange.cli.parameters import DATE, PAIR, USCC, EnumType
from exchange.cli.profile import Connection
from exchange.texts.formats import yuan
from exchange.texts.i18n import N_, _
from exchange.texts.terms import CAPS

if TYPE_CHECKING:
    from exchange.v1.standard_service_pb2 import CalculateDiscretionResponse, ChosenTier

ADJUSTMENT = EnumType("standard_service", "Adjustment", prefix="ADJUSTMENT_")
BP_PER_PERCENT = 100
MILLI = 1000  # thousandths of a factor's unit


class AmountType(click.ParamType[int]):
    """An amount in yuan, exact to the fen."""

    name = "yuan"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> int:
        """In fen."""
        from exchange.domain.money import MoneyError, fen_from_yuan

        if isinstance(value, int):
            return value
        try:
            return fen_from_yuan(str(value))
        except MoneyError as error:
            self.fail(str(error), param, ctx)


class ScaledType(click.ParamType[int]):
    """A decimal number that is a whole count of its smallest unit: percent in hundredths, a figure in thousandths."""

    def __init__(self, name: str, scale: int) -> None:
        self.name, self._scale = name, scale

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> int:
        """In the smallest unit."""
        if isinstance(value, int):
            return value
        try:
            scaled = Decimal(str(value).removesuffix("%")) * self._scale
        except InvalidOperation:
            self.fail(_("{value}: a number is needed").format(value=repr(value)), param, ctx)
        if not scaled.is_finite() or scaled != scaled.to_integral_value():
            self.fail(_("{value}: at most {count} decimal places").format(value=repr(value), count=len(str(self._scale)) - 1), param, ctx)
        return int(scaled)


AMOUNT = AmountType()
PERCENT = ScaledType("percent", BP_PER_PERCENT)
FIGURE = ScaledType("figure", MILLI)


def add_to(group: Group) -> None:
    """Puts the command into the group `standard`."""
    group.add_command(calculate)


@click.command(
    "calculate",
    cls=Group.command_class,
    help=N_("Calculate a fine by a benchmark's item (its record and the item's code), explained factor by factor."),
)
@click.argument("record_id")
@click.argument("item_code")
@option("--tier", "tiers", type=PAIR, multiple=True, metavar="FACTOR=TIER", help=N_("Tier of a factor, by their codes; repeat it."))
@option("--figure", "figures", type=PAIR, multiple=True, metavar="FACTOR=NUMBER", help=N_("Figure that finds a factor's tier; repeat it."))
@option("--adjust", "adjustment", type=ADJUSTMENT, help=N_("AGGRAVATED (从重), LIGHTER (从轻) or REDUCED (减轻)."))
@option("--by", "adjustment_bp", type=PERCENT, default=0, help=N_("Share of the adjustment, in percent."))
@option("--reason", "adjustment_reason", help=N_("Reason of the adjustment."))
@option("--base", "base_fen", type=AMOUNT, default=0, help=N_("Value or investment that the range is counted from, in yuan."))
@option("--subject", type=USCC, help=N_("USCC of the company, whose earlier violations are counted."))
@option("--act-on", type=DATE, help=N_("Day of the act, up to which they are counted."))
@client_options(purpose="CASE_HANDLING")
@json_option
def calculate(
    *,
    connection: Connection,
    record_id: str,
    tiers: tuple[tuple[str, str], ...],
    figures: tuple[tuple[str, str], ...],
    as_json: bool,
    **given: Any,
) -> None:
    """One fine."""
    from exchange.cli.views import print_sources
    from exchange.v1 import standard_service_pb2
    from exchange.v1.standard_service_pb2_grpc import StandardServiceStub

    request = standard_service_pb2.CalculateDiscretionRequest(
        standard_record_id=record_id, factors=_choices(tiers, figures), **{name: value for name, value in given.items() if value}
    )
    with connect(connection) as client:
        answer = client.call(client.stub(StandardServiceStub).CalculateDiscretion, request)
    if as_json:
        print_json(answer)
        return
    _show(answer)
    if request.subject:  # what isn't here wasn't counted
        print_sources(answer.sources, client)


def _choices(tiers: tuple[tuple[str, str], ...], figures: tuple[tuple[str, str], ...]) -> list[ChosenTier]:
    """One for each factor; a tier and a figure of the same factor are checked against each other by the node."""
    from exchange.v1 import standard_service_pb2

    chosen = [standard_service_pb2.ChosenTier(factor_code=factor, tier_code=tier) for factor, tier in tiers]
    for factor, text in figures:
        figure = FIGURE.convert(text, None, None)
        named = next((one for one in chosen if one.factor_code == factor and not one.HasField("figure_milli")), None)
        if named is not None:
            named.figure_milli = figure
        else:
            chosen.append(standard_service_pb2.ChosenTier(factor_code=factor, figure_milli=figure))
    return chosen


def _show(answer: CalculateDiscretionResponse) -> None:
    from exchange.cli.views import said

    rows = [(said(step.text, step.text_en), f"{step.share_bp / BP_PER_PERCENT:g}%", yuan(step.amount_fen)) for step in answer.steps]
    print_table([_("Step"), _("Share so far"), _("Yuan")], rows)
    span = _("{first} to {last} yuan").format(first=yuan(answer.statutory_min_fen), last=yuan(answer.statutory_max_fen))
    print_details(
        [
            (_("Fine"), _("{amount} yuan").format(amount=yuan(answer.amount_fen))),
            (_("By law"), span),
            (_("Limited by"), _(CAPS[answer.capped_by]) if answer.capped_by in CAPS else answer.capped_by),
            (_("Standard"), f"{answer.standard.standard.title} {answer.standard.record_id}".strip()),
            (_("Counted"), ", ".join(answer.counted_record_ids)),
        ]
    )
