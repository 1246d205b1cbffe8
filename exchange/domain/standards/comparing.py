"""Comparing what two standards say on one matter: same, stricter, milder, different factors, missing.

Each field that can be ranked is a dimension: the higher maximum, the larger share, the narrower exemption is the stricter. One line is
stricter than another if it is stricter in some dimension and milder in none (a product order), so the verdict is antisymmetric and
transitive, and never depends on weights that nobody enacted. Fields that point both ways, and wordings that no program can rank, make the
verdict DIFFERENT_FACTORS: a person reads them. Where both lines carry structured terms, these are what counts and texts are only shown.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from exchange.domain.standards.differences import Difference, ordered, unordered
from exchange.domain.standards.discretion_terms import rule_differences
from exchange.domain.standards.items import Item, bare, pair
from exchange.domain.standards.said import Said, plain
from exchange.v1 import standard_pb2, standard_service_pb2

Comparison = standard_service_pb2.Comparison
Kind = standard_pb2.StandardKind

EXEMPTING = frozenset(
    {Kind.STANDARD_KIND_NO_PENALTY_LIST, Kind.STANDARD_KIND_MITIGATION_LIST, Kind.STANDARD_KIND_NO_COERCION_LIST}
)  # what isn't on such a list isn't spared: the list without the line is the stricter
TERRITORIES = ("county", "prefecture", "province", "delta")  # NoPenaltyCondition.territory, the narrowest first
_MIRROR = {Comparison.COMPARISON_STRICTER: Comparison.COMPARISON_MILDER, Comparison.COMPARISON_MILDER: Comparison.COMPARISON_STRICTER}
_SIGN = {Comparison.COMPARISON_SAME: 0, Comparison.COMPARISON_STRICTER: 1, Comparison.COMPARISON_MILDER: -1}
_NONE = Said("无", "none")
_NO_DEADLINE = 1 << 16  # days; beyond what a list can set


@dataclass(frozen=True, kw_only=True, slots=True)
class Compared:
    """One pair of lines. `lean`: what a line that only one side has says of the whole: 1 the first is stricter, -1 milder, None nothing."""

    kind: int
    comparison: standard_service_pb2.Comparison
    first: Item | None
    second: Item | None
    differences: tuple[Difference, ...] = ()
    lean: int | None = None


def mirror(comparison: standard_service_pb2.Comparison) -> standard_service_pb2.Comparison:
    """The same verdict from the other side."""
    return _MIRROR.get(comparison, comparison)


def compare_items(
    first: Item, second: Item, *, same_standard: bool = False
) -> tuple[standard_service_pb2.Comparison, tuple[Difference, ...]]:
    """The verdict, from the first's point of view, and every field that differs.

    Between versions of one standard another wording of the act may be another act, so it is never ranked; two places always word it in
    their own way.
    """
    differences = tuple(_differences(first, second, same_standard=same_standard))
    return _verdict(one.order for one in differences if one.counts), differences


def compare_lists(kind: int, first: Sequence[Item] | None, second: Sequence[Item] | None, *, same_standard: bool = False) -> list[Compared]:
    """Line by line; None where a side has no standard of this kind that is known here, which isn't an empty one."""
    both = first is not None and second is not None
    found = []
    for one, other in pair(first or (), second or (), same_standard=same_standard):
        if one is not None and other is not None:
            comparison, differences = compare_items(one, other, same_standard=same_standard)
            found.append(Compared(kind=kind, comparison=comparison, first=one, second=other, differences=differences))
        else:
            lean = _lean(kind, missing_at_first=one is None) if both else None
            found.append(Compared(kind=kind, comparison=Comparison.COMPARISON_MISSING, first=one, second=other, lean=lean))
    return found


def whole(compared: Iterable[Compared]) -> standard_service_pb2.Comparison:
    """The verdict on all lines together: the strongest, DIFFERENT_FACTORS where they point both ways."""
    lines = list(compared)
    verdict = _verdict(_SIGN.get(one.comparison) if one.comparison != Comparison.COMPARISON_MISSING else (one.lean or 0) for one in lines)
    unranked = any(one.comparison == Comparison.COMPARISON_MISSING and one.lean is None for one in lines)
    return Comparison.COMPARISON_MISSING if unranked and verdict != Comparison.COMPARISON_DIFFERENT_FACTORS else verdict


def _lean(kind: int, *, missing_at_first: bool) -> int | None:
    """What the lack of a line means, where it means anything."""
    if kind in EXEMPTING:
        return 1 if missing_at_first else -1
    if kind == Kind.STANDARD_KIND_INSPECTION_CHECKLIST:
        return -1 if missing_at_first else 1
    return None


def _verdict(orders: Iterable[int | None]) -> standard_service_pb2.Comparison:
    found = set(orders)
    if None in found or {1, -1} <= found:
        return Comparison.COMPARISON_DIFFERENT_FACTORS
    if 1 in found:
        return Comparison.COMPARISON_STRICTER
    return Comparison.COMPARISON_MILDER if -1 in found else Comparison.COMPARISON_SAME


def _differences(first: Item, second: Item, *, same_standard: bool) -> Iterator[Difference]:
    structured = False
    for field, name, differences in (
        ("discretion", Said("裁量规则", "discretion rule"), rule_differences),
        ("no_penalty", Said("免罚条件", "no-penalty conditions"), _no_penalty_differences),
        ("check", Said("检查要点", "check point"), _check_differences),
    ):
        sides = first.HasField(field), second.HasField(field)
        if all(sides):
            structured = True
            yield from differences(getattr(first, field), getattr(second, field))
        elif any(sides):
            said = [Said("有", "given") if one else _NONE for one in sides]
            yield Difference(name=name, first=said[0], second=said[1], order=None)
    yield from _text_difference(Said("违法行为", "act"), first.act, second.act, counts=same_standard or not structured)
    yield from _text_difference(Said("适用条件", "conditions"), first.conditions, second.conditions, counts=not structured)
    yield from _text_difference(Said("配套措施", "measures"), first.measures, second.measures, counts=not structured)
    yield from _penalty_differences(first, second)
    yield from unordered(Said("法律依据", "legal basis"), _bases(first), _bases(second), counts=False)


def _text_difference(name: Said, first: str, second: str, *, counts: bool = True) -> Iterator[Difference]:
    if bare(first) != bare(second):
        yield Difference(name=name, first=plain(first) if first else _NONE, second=plain(second) if second else _NONE, counts=counts)


def _penalty_differences(first: Item, second: Item) -> Iterator[Difference]:
    """A provision that foresees further kinds of penalty is the stricter."""
    one, other = set(first.penalty_codes), set(second.penalty_codes)
    if one != other:
        order = 1 if one > other else -1 if one < other else None
        said = [plain("、".join(sorted(codes))) if codes else _NONE for codes in (one, other)]
        yield Difference(name=Said("处罚种类", "kinds of penalty"), first=said[0], second=said[1], order=order)


def _bases(item: Item) -> Said:
    found = sorted({f"《{one.law}》{one.article}{one.paragraph}" for one in item.legal_basis})
    return plain("、".join(found)) if found else _NONE


def _no_penalty_differences(first: standard_pb2.NoPenaltyCondition, second: standard_pb2.NoPenaltyCondition) -> Iterator[Difference]:
    """Each condition more makes the exemption narrower (行政处罚法 33)."""
    for field, name in (
        ("first_violation", Said("须为初次违法", "first violation needed")),
        ("minor", Said("须违法行为轻微", "minor act needed")),
        ("no_harm", Said("须未造成危害后果", "no harm done needed")),
    ):
        yield from ordered(name, getattr(first, field), getattr(second, field), _yes_no)
    if first.first_violation and second.first_violation:
        yield from ordered(Said("初次违法回溯期", "look-back for a first violation"), _lookback(first), _lookback(second), _months)
        yield from _territory_differences(first.territory, second.territory)
    yield from ordered(Said("改正期限", "time to correct"), -_correct_within(first), -_correct_within(second), _correction)


def _territory_differences(first: str, second: str) -> Iterator[Difference]:
    """The wider the territory whose violations count, the narrower the exemption; an unnamed one can't be ranked (RULES.md §4.2 R4)."""
    name = Said("初次违法计算地域", "territory of a first violation")
    if first in TERRITORIES and second in TERRITORIES:
        yield from ordered(name, TERRITORIES.index(first), TERRITORIES.index(second), lambda at: plain(TERRITORIES[at]))
    else:
        yield from unordered(name, plain(first) if first else _NONE, plain(second) if second else _NONE)


_UNLIMITED = 1 << 16  # months; a list that sets no look-back counts every violation before


def _lookback(terms: standard_pb2.NoPenaltyCondition) -> int:
    return terms.lookback_months or _UNLIMITED


def _months(count: int) -> Said:
    return Said("不限", "unlimited") if count == _UNLIMITED else Said(f"{count}个月", f"{count} months")


def _correct_within(terms: standard_pb2.NoPenaltyCondition) -> int:
    """Days within which the act must be put right."""
    return 0 if terms.corrected_at_once else terms.correct_within_days or _NO_DEADLINE


def _correction(negative_days: int) -> Said:
    if negative_days == -_NO_DEADLINE:
        return Said("不要求改正", "no correction needed")
    return Said(f"{-negative_days}日内", f"within {-negative_days} days") if negative_days else Said("当场", "at once")


def _yes_no(value: int) -> Said:
    return Said("是", "yes") if value else Said("否", "no")


def _check_differences(first: standard_pb2.CheckPoint, second: standard_pb2.CheckPoint) -> Iterator[Difference]:
    yield from ordered(Said("必查", "mandatory"), first.mandatory, second.mandatory, _yes_no)
    yield from ordered(Said("须现场检查", "on-site check needed"), not first.remote, not second.remote, _yes_no)
    yield from _text_difference(Said("合格要求", "requirement"), first.requirement, second.requirement)
    yield from _text_difference(Said("检查方式", "method"), first.method, second.method)
