"""Evidence of names: part against part, and once more with the damaged one read along the other."""

from __future__ import annotations

import re

from exchange.domain.subjects._codes import Codes
from exchange.domain.subjects._edits import ANYTHING, ON_PURPOSE, ONE, SWAPPED, costs_by_part, name_distance
from exchange.domain.subjects._names import Name, is_common, words
from exchange.domain.subjects._places import nearness
from exchange.domain.subjects._profile import Profile
from exchange.domain.subjects._reasons import Reason, Why, both
from exchange.domain.subjects._weights import limit, points, summed

SHORT_CORE = 2
LONG_CORE = 3


def name_evidence(one: Profile, other: Profile) -> tuple[Reason, ...]:
    """The evidence of the two names that fit best, former ones among them."""
    best: tuple[int, int, tuple[Reason, ...]] | None = None
    for left in one.names:
        for right in other.names:
            reasons = _names(left, right, one.codes, other.codes)
            former = left.text in one.former or right.text in other.former
            if former:
                reasons = (*reasons, Reason(why=Why.FORMER_NAME, detail=both(left.text, right.text)))
            rank = (summed(reasons), -int(former), reasons)
            if best is None or rank[:2] > best[:2]:
                best = rank
    return best[2] if best else ()


def _names(one: Name, other: Name, codes: Codes, other_codes: Codes) -> tuple[Reason, ...]:
    core, place_cut = _core(one, other)
    place = _place(one, other, codes, other_codes, cut=place_cut)
    parts = (core, place, _trade(one, other), _form(one, other))
    if any(reason.why in _READ_ANEW for reason in parts) and not (one.hidden or other.hidden):
        read_anew = [_read_along(whole, damaged, parts) for whole, damaged in ((one, other), (other, one))]
        parts = max((parts, *read_anew), key=summed)
    found = [*parts]
    if one.text == other.text and not one.hidden:
        found.insert(0, Reason(why=Why.NAME_EQUAL, points=points(Why.NAME_EQUAL), detail=one.text))
    if one.hidden or other.hidden:
        found.append(Reason(why=Why.NAME_HIDDEN))
    return tuple(found)


_READ_ANEW = frozenset(Why) - {Why.CORE_EQUAL, Why.PLACE_EQUAL, Why.TRADE_EQUAL, Why.FORM_EQUAL}
_Parts = tuple[Reason, Reason, Reason, Reason]  # of core, place, trade, form
MOST_DAMAGE = 1.5  # characters of a whole name, form aside, beyond which it isn't read along another
LENGTHS_APART = 4


def _read_along(whole: Name, damaged: Name, parts: _Parts) -> _Parts:
    """The evidence if the damaged name is taken apart where the whole one is: a slip in 电子商务 or 杭州 hides where the core ends.

    Parts that both names show in words that are known stay as they are: 运输 is no slip for 贸易, nor 湖州 for 杭州.
    """
    core, place, trade, form = parts
    if abs(len(whole.text) - len(damaged.text)) > LENGTHS_APART or len(set(whole.text) & set(damaged.text)) <= len(set(damaged.text)) / 2:
        return parts
    in_place, in_core, in_trade, in_form = costs_by_part(whole.parts, damaged.text)
    if in_place + in_core + in_trade > MOST_DAMAGE:
        return parts
    core = _core_reason(whole, damaged, cost=in_core)
    if not damaged.place.text and whole.place.text and in_place < len(whole.place.text) / 2:
        place = Reason(why=Why.PLACE_EQUAL, points=points(Why.PLACE_EQUAL), detail=whole.place.text)
    if whole.trade and in_trade <= ONE and damaged.trades != whole.trades and whole.trades.endswith(damaged.trades):
        trade = Reason(why=Why.TRADE_EQUAL, points=points(Why.TRADE_EQUAL), detail=whole.trades)
    if not damaged.form and whole.form:
        why = Why.FORM_EQUAL if in_form <= ONE else Why.FORM_UNKNOWN
        form = Reason(why=why, points=points(why))
    return core, place, trade, form


def _core_reason(whole: Name, damaged: Name, *, cost: float) -> Reason:
    """For a core that was damaged by so much."""
    core, detail = whole.core, both(whole.core, damaged.core)
    if cost == 0:
        return Reason(why=Why.CORE_EQUAL, points=points("core_equal_single" if len(core) == 1 else Why.CORE_EQUAL), detail=core)
    if cost <= SWAPPED and len(core) >= SHORT_CORE:
        worth = points("core_slip_common" if _both_usual(whole, damaged) else Why.CORE_SLIP)
        return Reason(why=Why.CORE_SLIP, points=worth, detail=detail)
    if cost <= max(ONE if len(core) > SHORT_CORE else 0, len(core) * limit("core_near_share")):
        only_lost = not all(_differing(whole, damaged))
        worth = points("core_near_lost" if only_lost and len(core) > LONG_CORE else Why.CORE_NEAR)
        return Reason(why=Why.CORE_NEAR, points=worth, detail=detail)
    return Reason(why=Why.CORE_DIFFERENT, detail=detail)


def _both_usual(one: Name, other: Name) -> bool:
    """Whether the characters that differ are such as companies like: 嘉 for 佳 may be on purpose, 淹 for 烟 hardly."""
    lost, new = _differing(one, other)
    return bool(lost and new) and is_common("".join(lost | new))


def _differing(one: Name, other: Name) -> tuple[set[str], set[str]]:
    """Characters of each core that are nowhere in the other name."""
    return set(one.core) - set(other.text), set(other.core) - set(one.text)


def _core(one: Name, other: Name) -> tuple[Reason, bool]:
    """The cores' reason, and whether one name's place was cut into (山市巨汉 for 佛山市巨汉)."""
    detail = both(one.core, other.core)
    if one.hidden or other.hidden:
        return _hidden_core(one, other), False
    if one.core == other.core:
        return _core_reason(one, other, cost=0), False
    for left, right in ((one, other), (other, one)):
        if left.head != left.core or not right.place.text:
            continue
        rest = left.core.removesuffix(right.core)
        if rest != left.core and len(right.core) >= SHORT_CORE and (right.place.text.endswith(rest) or right.place.text.startswith(rest)):
            return _core_reason(right, left, cost=0), True
    cost = min(name_distance(one.core, other.core), name_distance(one.head, other.head))
    longer, shorter = sorted((one, other), key=lambda name: (-len(name.core), name.core))
    if cost >= ON_PURPOSE and name_distance(one.core, other.core) < ON_PURPOSE + 1 and len(longer.core) > 1:
        return Reason(why=Why.CORE_TOLD_APART, detail=detail), False
    return _core_reason(longer, shorter, cost=cost), False


def _hidden_core(one: Name, other: Name) -> Reason:
    """For cores of which at least one is hidden in part: whether what is seen of it fits."""
    detail = both(one.core, other.core)
    for hidden, core in ((one.core, other.core), (other.core, one.core)):
        pattern = ".+".join(map(re.escape, hidden.split(ANYTHING)))
        if ANYTHING in hidden and re.fullmatch(pattern, core):
            seen = len(hidden.replace(ANYTHING, ""))
            return Reason(why=Why.CORE_FITS, points=min(seen * points("core_fits_character"), points(Why.CORE_EQUAL)), detail=detail)
    return Reason(why=Why.CORE_DIFFERENT, detail=detail)


def _place(one: Name, other: Name, codes: Codes, other_codes: Codes, *, cut: bool) -> Reason:
    left, right = _codes_of(one, codes), _codes_of(other, other_codes)
    detail = both(one.place.text or "-", other.place.text or "-")
    if one.place.text and one.place.text == other.place.text:
        return Reason(why=Why.PLACE_EQUAL, points=points(Why.PLACE_EQUAL), detail=one.place.text)
    if cut:
        return Reason(why=Why.PLACE_EQUAL, points=points(Why.PLACE_EQUAL), detail=detail)
    if not left or not right:
        distinctive = min(len(one.core), len(other.core)) > SHORT_CORE and not is_common(one.core) and not is_common(other.core)
        worth = points("place_unknown_distinctive" if distinctive else Why.PLACE_UNKNOWN)
        return Reason(why=Why.PLACE_UNKNOWN, points=worth, detail=detail)
    nearest = max(nearness(a, b) for a in left for b in right)
    why = (Why.PLACE_DIFFERENT, Why.PLACE_DIFFERENT, Why.PLACE_NEAR, Why.PLACE_EQUAL)[nearest]
    return Reason(why=why, points=points(why), detail=detail)


def _codes_of(name: Name, codes: Codes) -> frozenset[str]:
    """The place in the name counts; where it has none that the tables know, that of the codes."""
    return name.place.codes or codes.regions


def _trade(one: Name, other: Name) -> Reason:
    detail = both(one.trades or "-", other.trades or "-")
    if one.trades == other.trades:
        why = Why.TRADE_EQUAL if one.trades else Why.TRADE_UNKNOWN
        return Reason(why=why, points=points(why), detail=one.trades)
    if not one.trades or not other.trades:
        return Reason(why=Why.TRADE_UNKNOWN, points=points(Why.TRADE_UNKNOWN), detail=detail)
    cost, length = name_distance(one.trades, other.trades), max(len(one.trades), len(other.trades))
    if cost <= ONE and length > SHORT_CORE:
        return Reason(why=Why.TRADE_EQUAL, points=points(Why.TRADE_EQUAL), detail=detail)
    groups = [{words("trade").get(word, name.form) for word in name.trade} for name in (one, other)]
    if groups[0] & groups[1] or set(one.trade) & set(other.trade):
        return Reason(why=Why.TRADE_NEAR, points=points(Why.TRADE_NEAR), detail=detail)
    return Reason(why=Why.TRADE_DIFFERENT, points=points(Why.TRADE_DIFFERENT), detail=detail)


_COMPANIES = frozenset({"LIMITED", "JOINT_STOCK", "COMPANY"})


def _form(one: Name, other: Name) -> Reason:
    if one.form == other.form and one.form:
        why = Why.FORM_EQUAL
    elif not one.form or not other.form or (one.form != other.form and {one.form, other.form} <= _COMPANIES):
        why = Why.FORM_UNKNOWN  # 公司 may stand for either kind, and a limited company may turn into one by shares (公司法 12)
    else:
        why = Why.FORM_DIFFERENT
    return Reason(why=why, points=points(why))
