"""What a discretion rule must be to yield one figure for every case: bounds in order, tiers that don't overlap, shares that fit."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise

from exchange.domain.outcomes import FieldFaultText
from exchange.domain.standards.items import bare
from exchange.domain.standards.said import MAX_FINE_FEN, WHOLE_BP, milli, percent
from exchange.v1 import standard_pb2


def rule_faults(rule: standard_pb2.DiscretionRule, prefix: str) -> Iterator[FieldFaultText]:
    """Everything wrong with a rule; `prefix` stands before each field."""
    yield from _range_faults(rule.range, f"{prefix}range.")
    yield from unique_faults((one.code for one in rule.factors), f"{prefix}factors", "code")
    yield from unique_faults((bare(one.name) for one in rule.factors), f"{prefix}factors", "name")
    for at, factor in enumerate(rule.factors):
        yield from _factor_faults(factor, rule, f"{prefix}factors[{at}].")
    least = rule.starting_bp + sum(min((tier.share_bp for tier in one.tiers), default=0) for one in rule.factors)
    if least > WHOLE_BP:
        yield FieldFaultText(f"{prefix}starting_bp", f"the mildest case comes to {percent(least)} of the maximum; it can't exceed 100%")


def _range_faults(fines: standard_pb2.FineRange, prefix: str) -> Iterator[FieldFaultText]:
    used, unused = ("fen", "bp") if fines.base == standard_pb2.FINE_BASE_RANGE else ("bp", "fen")
    least, most = getattr(fines, f"min_{used}"), getattr(fines, f"max_{used}")
    if not most:
        yield FieldFaultText(f"{prefix}max_{used}", "must be set: the fine is counted from it")
    elif used == "fen" and most > MAX_FINE_FEN:
        yield FieldFaultText(f"{prefix}max_fen", f"is above {MAX_FINE_FEN} fen, which no fine reaches")
    elif least > most:
        yield FieldFaultText(f"{prefix}min_{used}", f"{least} is above max_{used} {most}")
    for bound in ("min", "max"):
        if getattr(fines, f"{bound}_{unused}"):
            yield FieldFaultText(f"{prefix}{bound}_{unused}", f"this base counts in {bound}_{used}; leave it out")


def _factor_faults(factor: standard_pb2.DiscretionFactor, rule: standard_pb2.DiscretionRule, prefix: str) -> Iterator[FieldFaultText]:
    yield from unique_faults((one.code for one in factor.tiers), f"{prefix}tiers", "code")
    if any(one.share_bp > WHOLE_BP for one in factor.tiers):
        yield FieldFaultText(f"{prefix}tiers", "a share can't exceed 100%")
    measured = [one for one in factor.tiers if one.measured]
    if measured and len(measured) < len(factor.tiers):
        yield FieldFaultText(f"{prefix}tiers", "either all tiers are measured or none is")
    elif measured:
        yield from _overlaps(measured, f"{prefix}tiers")
    else:
        yield from unique_faults((bare(one.label) for one in factor.tiers), f"{prefix}tiers", "label")
        if any(one.lower_milli or one.upper_milli for one in factor.tiers):
            yield FieldFaultText(f"{prefix}tiers", "bounds count only in tiers that are measured; set measured")
    if factor.counts_priors and not measured:
        yield FieldFaultText(f"{prefix}counts_priors", "a number finds its tier only among measured ones")
    if factor.counts_priors and not rule.lookback_years:
        yield FieldFaultText(f"{prefix}counts_priors", "needs lookback_years: since when do earlier violations count?")


def _overlaps(tiers: Sequence[standard_pb2.FactorTier], field: str) -> Iterator[FieldFaultText]:
    for one in tiers:
        if one.upper_milli and one.upper_milli <= one.lower_milli:
            yield FieldFaultText(field, f"{one.code} is empty: [{milli(one.lower_milli)}, {milli(one.upper_milli)})")
    for lower, upper in pairwise(sorted(tiers, key=lambda one: one.lower_milli)):
        if not lower.upper_milli or lower.upper_milli > upper.lower_milli:
            yield FieldFaultText(field, f"{lower.code} and {upper.code} overlap at {milli(upper.lower_milli)}; one figure has one tier")


def unique_faults(names: Iterable[str], field: str, what: str) -> Iterator[FieldFaultText]:
    """Names that must be unique and aren't; `what` they are."""
    for name, count in Counter(names).items():
        if count > 1:
            yield FieldFaultText(field, f"{what} {name} stands {count} times; each must be its own")
