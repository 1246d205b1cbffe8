"""Which tier of each factor a case falls into: as it was chosen, found by a figure, or by the number of earlier violations."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from exchange.domain.standards.discretion_terms import holds
from exchange.domain.standards.said import MILLI, Said, milli
from exchange.v1 import error_pb2, standard_pb2, standard_service_pb2

Factor = standard_pb2.DiscretionFactor
Tier = standard_pb2.FactorTier
Chosen = standard_service_pb2.ChosenTier


class DiscretionError(ValueError):
    """A fine that can't be calculated from what was given; `reason` is an ErrorReason, `field` the request's field."""

    def __init__(self, reason: error_pb2.ErrorReason, field: str, message: str) -> None:
        super().__init__(message)
        self.reason = reason
        self.field = field


@dataclass(frozen=True, kw_only=True, slots=True)
class TierOfCase:
    """The tier that applies, and how it was found (empty: it was chosen)."""

    factor: Factor
    tier: Tier
    found: Said


def chosen_tiers(factors: Sequence[Factor], choices: Sequence[Chosen], *, priors: int | None) -> list[TierOfCase]:
    """One tier for each factor, in the rule's order.

    Raises:
        DiscretionError: FACTOR_UNKNOWN, FACTOR_MISSING, or FIELD_INVALID.
    """
    by_code: dict[str, tuple[int, Chosen]] = {}
    known = {one.code for one in factors}
    for at, choice in enumerate(choices):
        if choice.factor_code not in known:
            raise _unknown(f"factors[{at}].factor_code", f"there is no factor {choice.factor_code}; there are {', '.join(sorted(known))}")
        if choice.factor_code in by_code:
            raise _invalid(f"factors[{at}].factor_code", f"{choice.factor_code} stands twice; one tier of a factor applies")
        by_code[choice.factor_code] = (at, choice)
    return [_tier_of(factor, by_code, priors) for factor in factors]


def _tier_of(factor: Factor, choices: Mapping[str, tuple[int, Chosen]], priors: int | None) -> TierOfCase:
    at, choice = choices.get(factor.code, (len(choices), Chosen()))
    if choice.tier_code:
        return TierOfCase(factor=factor, tier=_named(factor, choice, f"factors[{at}]"), found=Said("", ""))
    if choice.HasField("figure_milli"):
        figure, field = choice.figure_milli, f"factors[{at}].figure_milli"
    elif factor.counts_priors and priors is not None:
        figure, field = priors * MILLI, "subject"
    else:
        raise DiscretionError(error_pb2.ERROR_REASON_FACTOR_MISSING, "factors", _missing(factor))
    amount = f"{milli(figure)}{factor.unit}"
    found = Said(f"（{amount}）", f" ({amount})") if choice.HasField("figure_milli") else Said(f"（查得{amount}）", f" ({amount} found)")
    return TierOfCase(factor=factor, tier=_holding(factor, figure, field), found=found)


def _named(factor: Factor, choice: Chosen, field: str) -> Tier:
    tier = next((one for one in factor.tiers if one.code == choice.tier_code), None)
    if tier is None:
        there = ", ".join(one.code for one in factor.tiers)
        raise _unknown(f"{field}.tier_code", f"{factor.code} has no tier {choice.tier_code}; there are {there}")
    if choice.HasField("figure_milli") and tier.measured and not holds(tier, choice.figure_milli):
        raise _invalid(f"{field}.figure_milli", f"{milli(choice.figure_milli)} doesn't lie in tier {tier.code} ({tier.label})")
    return tier


def _holding(factor: Factor, figure_milli: int, field: str) -> Tier:
    tier = next((one for one in factor.tiers if holds(one, figure_milli)), None)
    if tier is None:
        measured = "; ".join(f"{one.code} {one.label}" for one in factor.tiers if one.measured)
        there = f"its measured tiers are {measured}" if measured else "none of its tiers is measured: choose one by tier_code"
        raise _invalid(field, f"no tier of {factor.code} ({factor.name}) holds {milli(figure_milli)}; {there}")
    return tier


def _missing(factor: Factor) -> str:
    text = f"no tier was chosen for {factor.code} ({factor.name})"
    return f"{text}; or give subject and act_on, and earlier violations are counted" if factor.counts_priors else text


def _unknown(field: str, message: str) -> DiscretionError:
    return DiscretionError(error_pb2.ERROR_REASON_FACTOR_UNKNOWN, field, message)


def _invalid(field: str, message: str) -> DiscretionError:
    return DiscretionError(error_pb2.ERROR_REASON_FIELD_INVALID, field, message)
