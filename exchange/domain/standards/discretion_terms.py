"""Ranking two discretion rules: the rule that never yields the lower fine is the stricter.

The fine grows with the range's bounds, the starting share, each tier's share and the caps of 从重, and falls with the caps of 从轻 and
减轻; so what is stricter in each of them is stricter in the result, whatever tiers a case falls into (a property test holds the calculator
to it). Factors are matched by name and unmeasured tiers by label: two places number them differently.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from exchange.domain.standards.differences import Difference, common, ordered, unordered
from exchange.domain.standards.items import bare
from exchange.domain.standards.said import Said, percent, plain, yuan
from exchange.v1 import standard_pb2

Rule = standard_pb2.DiscretionRule
Factor = standard_pb2.DiscretionFactor
Tier = standard_pb2.FactorTier

_BASES = {
    standard_pb2.FINE_BASE_RANGE: Said("幅度", "a range of amounts"),
    standard_pb2.FINE_BASE_MULTIPLE_OF_VALUE: Said("货值金额、违法所得的倍数", "a multiple of the value"),
    standard_pb2.FINE_BASE_SHARE_OF_INVESTMENT: Said("项目总投资额的比例", "a share of the investment"),
}
_UNKNOWN_BASE = Said("未知", "unknown")
_NONE = Said("无", "none")


def rule_differences(first: Rule, second: Rule) -> Iterator[Difference]:
    """Every dimension in which the rules differ."""
    yield from _range_differences(first.range, second.range)
    yield from ordered(Said("裁量起点", "starting share"), first.starting_bp, second.starting_bp, _share)
    yield from _factor_differences(first.factors, second.factors)
    yield from ordered(Said("从重上限", "cap of 从重"), first.aggravated_cap_bp, second.aggravated_cap_bp, _share)
    for field, name in (("lighter_cap_bp", Said("从轻上限", "cap of 从轻")), ("reduced_cap_bp", Said("减轻上限", "cap of 减轻"))):
        yield from ordered(name, -getattr(first, field), -getattr(second, field), lambda negative: _share(-negative))
    for field, name in (
        ("lookback_years", Said("违法次数回溯年限", "look-back for violations")),
        ("complaint_lookback_years", Said("投诉回溯年限", "look-back for complaints")),
    ):
        yield from ordered(name, getattr(first, field), getattr(second, field), _years)


def _share(bp: int) -> Said:
    return plain(percent(bp))


def _years(count: int) -> Said:
    return Said(f"{count}年", f"{count} years")


def _range_differences(first: standard_pb2.FineRange, second: standard_pb2.FineRange) -> Iterator[Difference]:
    if first.base != second.base:
        said = [_BASES.get(one.base, _UNKNOWN_BASE) for one in (first, second)]
        yield Difference(name=Said("罚款基数", "what the fine is counted from"), first=said[0], second=said[1])
        return
    show: Callable[[int], Said] = yuan if first.base == standard_pb2.FINE_BASE_RANGE else _share
    unit = "fen" if first.base == standard_pb2.FINE_BASE_RANGE else "bp"
    for bound, name in (("min", Said("法定最低", "statutory minimum")), ("max", Said("法定最高", "statutory maximum"))):
        yield from ordered(name, getattr(first, f"{bound}_{unit}"), getattr(second, f"{bound}_{unit}"), show)


def _factor_differences(first: Sequence[Factor], second: Sequence[Factor]) -> Iterator[Difference]:
    mine, others = ({bare(one.name): one for one in factors} for factors in (first, second))
    for key in sorted(mine.keys() | others.keys()):
        one, other = mine.get(key), others.get(key)
        name = (one or other or Factor()).name
        said = Said(f"裁量因素“{name}”", f"factor “{name}”")
        if one is None or other is None:
            yield Difference(name=said, first=_factor_said(one), second=_factor_said(other))
            continue
        if one.counts_priors != other.counts_priors or bare(one.unit) != bare(other.unit):
            yield Difference(name=said, first=_measure_said(one), second=_measure_said(other))
            continue
        order = tier_order(one.tiers, other.tiers)
        if order != 0:
            yield Difference(name=said, first=_factor_said(one), second=_factor_said(other), order=order)
        else:
            yield from unordered(said, _factor_said(one), _factor_said(other), counts=False)


def tier_order(first: Sequence[Tier], second: Sequence[Tier]) -> int | None:
    """Which of two factors' tiers give the larger shares: 0 the same, None where neither does throughout."""
    if any(one.measured for one in first) != any(one.measured for one in second):
        return None
    if not any(one.measured for one in first):
        return _labelled_order(first, second)
    points = {one.lower_milli for one in (*first, *second)} | {one.upper_milli for one in (*first, *second) if one.upper_milli}
    return common([_order(share_at(first, at), share_at(second, at)) for at in points])  # both are constant between the points


def _labelled_order(first: Sequence[Tier], second: Sequence[Tier]) -> int | None:
    mine, others = ({bare(one.label): one.share_bp for one in tiers} for tiers in (first, second))
    return common([_order(mine.get(label), others.get(label)) for label in mine.keys() | others.keys()])


def _order(first: int | None, second: int | None) -> int | None:
    """1, 0 or -1; None where only one of them is there."""
    if first is None or second is None:
        return 0 if first is second else None
    return (first > second) - (first < second)


def share_at(tiers: Sequence[Tier], figure_milli: int) -> int | None:
    """The share of the tier that holds a figure, in [lower, upper): 以上 includes it, 不足 doesn't (民法典 1259)."""
    return next((one.share_bp for one in tiers if holds(one, figure_milli)), None)


def holds(tier: Tier, figure_milli: int) -> bool:
    """Whether a measured tier holds a figure."""
    return tier.measured and tier.lower_milli <= figure_milli and (tier.upper_milli == 0 or figure_milli < tier.upper_milli)


def _factor_said(factor: Factor | None) -> Said:
    return plain("；".join(f"{one.label} {percent(one.share_bp)}" for one in factor.tiers)) if factor is not None else _NONE


def _measure_said(factor: Factor) -> Said:
    counted = Said("（按违法次数）", " (counts priors)") if factor.counts_priors else Said("", "")
    return Said(factor.unit or "无单位", factor.unit or "no unit") + counted
