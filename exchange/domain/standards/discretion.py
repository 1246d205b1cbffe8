"""How a fine is found, and why it is that figure: (starting share + Σ factor shares) × statutory maximum, then adjusted within caps.

Everything is counted in whole fen and hundredths of a percent. Rounding: shares are summed before anything is multiplied; a figure is
rounded down to the fen, in favour of the party, except where that would leave what the law allows: the statutory minimum counted from a
value, and what remains after 减轻, are rounded up. Tiers are [lower, upper): 以上 includes the figure, 不足 doesn't (民法典 1259).

    从重 adds at most its cap (a share of the maximum), and never goes above the maximum;
    从轻 takes off at most its cap (a share of the maximum), and never goes below the minimum;
    减轻 goes below the minimum, by at most its cap (a share of the minimum), whatever the factors (行政处罚法 32, 34).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from exchange.domain.standards.discretion_tiers import DiscretionError, chosen_tiers
from exchange.domain.standards.said import MAX_FINE_FEN, WHOLE_BP, Said, percent, yuan
from exchange.v1 import error_pb2, standard_pb2, standard_service_pb2

Adjustment = standard_service_pb2.Adjustment
Step = standard_service_pb2.DiscretionStep

STATUTORY_MAX, STATUTORY_MIN = "STATUTORY_MAX", "STATUTORY_MIN"
AGGRAVATED_CAP, LIGHTER_CAP, REDUCED_CAP = "AGGRAVATED_CAP", "LIGHTER_CAP", "REDUCED_CAP"


@dataclass(slots=True)
class _Count:
    """The counting so far."""

    least: int
    most: int
    share: int = 0
    amount: int = 0
    capped_by: str = ""
    steps: list[Step] = field(default_factory=list)

    def step(self, said: Said) -> None:
        """Writes a line of the explanation."""
        self.steps.append(Step(text=said.zh, text_en=said.en, share_bp=self.share, amount_fen=self.amount))

    def add(self, share_bp: int, said: Said) -> None:
        """Takes a share in; the figure so far may still lie outside the range."""
        self.share += share_bp
        self.amount = self.share * self.most // WHOLE_BP
        self.step(said)

    def keep_within(self) -> None:
        """Puts the figure back into the range."""
        if self.amount > self.most:
            self.amount, self.capped_by = self.most, STATUTORY_MAX
            self.step(Said("不得高于法定最高额，按法定最高额计", "not above the statutory maximum, which counts"))
        elif self.amount < self.least:
            self.amount, self.capped_by = self.least, STATUTORY_MIN
            self.step(Said("不得低于法定最低额，按法定最低额计", "not below the statutory minimum, which counts"))


def calculate(
    rule: standard_pb2.DiscretionRule, request: standard_service_pb2.CalculateDiscretionRequest, *, priors: int | None = None
) -> standard_service_pb2.CalculateDiscretionResponse:
    """The figure and its explanation; `priors`: violations within the look-back, for factors that count them.

    Raises:
        DiscretionError: FACTOR_UNKNOWN, FACTOR_MISSING, FIGURE_NEEDED, or FIELD_INVALID with the field.
    """
    _check_adjustment(rule, request)
    least, most = _bounds(rule.range, request.base_fen)
    count = _Count(least=least, most=most)
    _sum_shares(count, rule, request, priors)
    if request.adjustment == Adjustment.ADJUSTMENT_REDUCED:
        _reduce(count, rule, request)
    else:
        _adjust(count, rule, request)
        count.keep_within()
    return standard_service_pb2.CalculateDiscretionResponse(
        amount_fen=count.amount, statutory_min_fen=least, statutory_max_fen=most, steps=count.steps, capped_by=count.capped_by
    )


def _check_adjustment(rule: standard_pb2.DiscretionRule, request: standard_service_pb2.CalculateDiscretionRequest) -> None:
    if not request.adjustment:
        if request.adjustment_bp:
            raise _invalid("adjustment", "say which: AGGRAVATED, LIGHTER or REDUCED, or leave adjustment_bp out")
        return
    if not request.adjustment_bp:
        raise _invalid("adjustment_bp", "say by how much, in hundredths of a percent")
    if not request.adjustment_reason.strip():
        raise _invalid("adjustment_reason", "an adjustment needs its reason (行政处罚法 5, 34)")
    has_minimum = rule.range.min_fen if rule.range.base == standard_pb2.FINE_BASE_RANGE else rule.range.min_bp
    if request.adjustment == Adjustment.ADJUSTMENT_REDUCED and not has_minimum:
        raise _invalid("adjustment", "the range has no minimum to go below; use LIGHTER")


def _invalid(name: str, description: str) -> DiscretionError:
    return DiscretionError(error_pb2.ERROR_REASON_FIELD_INVALID, name, description)


def _bounds(fines: standard_pb2.FineRange, base_fen: int) -> tuple[int, int]:
    """The statutory minimum and maximum in fen."""
    if fines.base == standard_pb2.FINE_BASE_RANGE:
        if base_fen:
            raise _invalid("base_fen", "this range isn't counted from a value; leave it out")
        return fines.min_fen, fines.max_fen
    if not base_fen:
        raise DiscretionError(error_pb2.ERROR_REASON_FIGURE_NEEDED, "base_fen", "the range is counted from a value: give it in fen")
    least, most = -(-fines.min_bp * base_fen // WHOLE_BP), fines.max_bp * base_fen // WHOLE_BP
    if most > MAX_FINE_FEN:
        raise _invalid("base_fen", f"comes to more than {MAX_FINE_FEN} fen, which no fine reaches")
    if least > most:
        raise _invalid("base_fen", f"no whole fen lies between {percent(fines.min_bp)} and {percent(fines.max_bp)} of {base_fen} fen")
    return least, most


def _sum_shares(
    count: _Count, rule: standard_pb2.DiscretionRule, request: standard_service_pb2.CalculateDiscretionRequest, priors: int | None
) -> None:
    count.add(
        rule.starting_bp,
        Said("裁量起点", "starting share") + _of_maximum(rule.starting_bp, yuan(count.most)),
    )
    for one in chosen_tiers(rule.factors, request.factors, priors=priors):
        name = Said(f"裁量因素“{one.factor.name}”：{one.tier.label}", f"factor “{one.factor.name}”: {one.tier.label}")
        count.add(one.tier.share_bp, name + one.found + _of_maximum(one.tier.share_bp, yuan(count.most)))


def _of_maximum(share_bp: int, most: Said) -> Said:
    return Said(f"，{percent(share_bp)} × 法定最高额{most.zh}", f", {percent(share_bp)} of the maximum of {most.en}")


def _adjust(count: _Count, rule: standard_pb2.DiscretionRule, request: standard_service_pb2.CalculateDiscretionRequest) -> None:
    """从重 or 从轻, as far as their caps allow."""
    if request.adjustment == Adjustment.ADJUSTMENT_AGGRAVATED:
        share = _capped(count, request.adjustment_bp, rule.aggravated_cap_bp, AGGRAVATED_CAP)
        count.add(share, _adjusted(Said("从重", "从重 (aggravated)"), share, request.adjustment_reason))
    elif request.adjustment == Adjustment.ADJUSTMENT_LIGHTER:
        share = _capped(count, request.adjustment_bp, rule.lighter_cap_bp, LIGHTER_CAP)
        count.add(-share, _adjusted(Said("从轻", "从轻 (lighter)"), share, request.adjustment_reason))


def _capped(count: _Count, wanted: int, cap: int, name: str) -> int:
    if wanted > cap:
        count.capped_by = name
    return min(wanted, cap)


def _adjusted(name: Said, share: int, reason: str) -> Said:
    return name + Said(f"法定最高额的{percent(share)}（{reason}）", f" by {percent(share)} of the maximum ({reason})")


def _reduce(count: _Count, rule: standard_pb2.DiscretionRule, request: standard_service_pb2.CalculateDiscretionRequest) -> None:
    """减轻: below the minimum, which takes the place of what the factors came to (行政处罚法 32)."""
    count.share, count.amount = 0, count.least
    count.step(Said("减轻处罚，改自法定最低额", "减轻 (reduced), counted from the statutory minimum of ") + yuan(count.least))
    share = _capped(count, request.adjustment_bp, rule.reduced_cap_bp, REDUCED_CAP)
    count.share = -share
    count.amount = count.least - share * count.least // WHOLE_BP
    reason = request.adjustment_reason
    count.step(Said(f"在法定最低额以下减{percent(share)}（{reason}）", f"{percent(share)} of the minimum taken off ({reason})"))


def lookback_start(act_on: date, years: int) -> date:
    """The first day on which an earlier decision still counts; 29 February goes back to 28 February (民法典 202: 没有对应日的, 月末日)."""
    try:
        return act_on.replace(year=act_on.year - years)
    except ValueError:
        return act_on.replace(year=act_on.year - years, day=28)
