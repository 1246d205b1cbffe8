"""One line of a standard, fact by fact; two of them side by side with what differs marked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from exchange.console.pages.names import said
from exchange.texts.formats import yuan
from exchange.texts.i18n import _
from exchange.texts.terms import word
from exchange.v1 import standard_pb2, standard_service_pb2
from exchange.v1.standard_pb2 import DiscretionRule, FineRange, NoPenaltyCondition, StandardItem
from exchange.v1.standard_service_pb2 import ComparedItem

BP = 100  # hundredths of a percent in a percent
Facts = list[tuple[str, str]]


def percent(share_bp: int) -> str:
    """`1550` → `15.5 %`."""
    return f"{share_bp / BP:g} %"


def item_facts(item: StandardItem) -> Facts:
    """What a line says; what it doesn't say isn't there."""
    known: Facts = [
        (_("Act"), item.act),
        (_("Conditions"), item.conditions),
        (_("Measures"), item.measures),
        (_("Matter"), f"{item.matter_code} {item.matter_name}".strip()),
        (_("Legal basis"), "; ".join(f"{one.law} {one.article} {one.paragraph}".strip() for one in item.legal_basis)),
        (_("Kinds of penalty"), ", ".join(item.penalty_codes)),
    ]
    if item.HasField("discretion"):
        known += _discretion(item.discretion)
    if item.HasField("no_penalty"):
        known += _no_penalty(item.no_penalty)
    if item.HasField("check"):
        check = item.check
        known += [(_("Check"), check.item_code), (_("Method"), check.method), (_("Requirement"), check.requirement)]
        known += [(_("Mandatory"), _("yes") if check.mandatory else _("no"))]
    return [(label, text) for label, text in known if text]


def range_text(fine: FineRange) -> str:
    """The statutory range in words."""
    if fine.base == standard_pb2.FINE_BASE_RANGE:
        return _("{least} to {most} yuan").format(least=yuan(fine.min_fen), most=yuan(fine.max_fen))
    base = word(standard_pb2.FineBase, fine.base)
    return _("{least} to {most} of: {base}").format(least=percent(fine.min_bp), most=percent(fine.max_bp), base=base)


def _discretion(rule: DiscretionRule) -> Facts:
    factors = [
        (_("Factor {name}").format(name=factor.name), "; ".join(f"{tier.label} {percent(tier.share_bp)}" for tier in factor.tiers))
        for factor in rule.factors
    ]
    return [
        (_("Statutory range"), range_text(rule.range)),
        (_("Starting share"), percent(rule.starting_bp)),
        *factors,
        (_("Cap of aggravation"), percent(rule.aggravated_cap_bp)),
        (_("Cap of a lighter penalty"), percent(rule.lighter_cap_bp)),
        (_("Cap of a reduced penalty"), percent(rule.reduced_cap_bp)),
        (_("Priors count"), _("{years} years").format(years=rule.lookback_years)),
    ]


def _no_penalty(one: NoPenaltyCondition) -> Facts:
    within = _("within {months} months, in: {territory}").format(months=one.lookback_months, territory=one.territory)
    days = _("within {days} days").format(days=one.correct_within_days)
    return [
        (_("First violation"), within if one.first_violation else ""),
        (_("Minor"), _("required") if one.minor else ""),
        (_("Corrected"), _("at once") if one.corrected_at_once else days if one.correct_within_days else ""),
        (_("No harm"), _("required") if one.no_harm else ""),
    ]


@dataclass(frozen=True, kw_only=True, slots=True)
class Line:
    """One fact on both sides."""

    label: str
    first: str
    second: str

    @property
    def differs(self) -> bool:
        """Whether the two sides say it differently."""
        return self.first != self.second


@dataclass(frozen=True, kw_only=True, slots=True)
class Pair:
    """Two lines side by side, with the service's judgement."""

    title: str
    comparison: int
    verdict: str
    lines: Sequence[Line]
    differences: Sequence[str]
    missing_at: str

    @classmethod
    def of(cls, one: ComparedItem) -> Pair:
        """As it is shown."""
        first, second = dict(item_facts(one.first)), dict(item_facts(one.second))
        labels = [*first, *(label for label in second if label not in first)]
        return cls(
            title=one.first.act or one.second.act,
            comparison=one.comparison,
            verdict=word(standard_service_pb2.Comparison, one.comparison),
            lines=[Line(label=label, first=first.get(label, ""), second=second.get(label, "")) for label in labels],
            differences=one.differences if said("zh", "en") == "zh" else one.differences_en,
            missing_at=one.missing_at,
        )
