"""Evidence of names: part against part, and once more with the damaged one read along the other."""

from __future__ import annotations

import re

from exchange.domain.subjects._codes import Codes
from exchange.domain.subjects._edits import ANYTHING, EASY, ON_PURPOSE, ONE, SWAPPED, costs_by_part, name_distance
from exchange.domain.subjects._names import Name, is_common, is_usual, words
from exchange.domain.subjects._places import nearness
from exchange.domain.subjects._profile import Profile
from exchange.domain.subjects._reasons import Reason, Why, both
from exchange.domain.subjects._weights import limit, points, summed

SHORT_CORE = 2
LONG_CORE = 3
CITY = 2  # nearness: the same city


def name_evidence(one: Profile, other: Profile) -> tuple[Reason, ...]:
    """The evidence of the two names that fit best, former ones among them; of equals the same whichever side is first."""
    found = [_of_pair(one, other, left, right) for left in one.names for right in other.names]
    if len(found) <= 1:
        return found[0] if found else ()
    return max(found, key=lambda reasons: (summed(reasons), -len(reasons), sorted(map(str, reasons))))


def _of_pair(one: Profile, other: Profile, left: Name, right: Name) -> tuple[Reason, ...]:
    reasons = _names(left, right, one.codes, other.codes)
    if left.text in one.former or right.text in other.former:
        return (*reasons, Reason(why=Why.FORMER_NAME, detail=both(left.text, right.text)))
    return reasons


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
    missing = sum(character not in damaged.text for character in whole.head + whole.trades)
    if abs(len(whole.text) - len(damaged.text)) > LENGTHS_APART or missing * EASY > MOST_DAMAGE:
        return parts
    in_place, in_core, in_trade, in_form = costs_by_part(whole.parts, damaged.text)
    lengths_differ = len(whole.text) != len(damaged.text)
    if in_place + in_core + in_trade > MOST_DAMAGE or in_trade > (ONE if lengths_differ else SWAPPED):
        return parts
    place_hidden = bool(whole.place.text) and not damaged.place.codes and in_place < len(whole.place.text) / 2
    trade_hidden = damaged.trades != whole.trades and whole.trades.endswith(damaged.trades)
    if place_hidden:
        place = Reason(why=Why.PLACE_EQUAL, points=points(Why.PLACE_EQUAL), detail=whole.place.text)
    if trade_hidden:
        trade = Reason(why=Why.TRADE_EQUAL, points=points(Why.TRADE_EQUAL), detail=whole.trades)
    at_the_edge = in_core == 0 < in_trade  # 虚诺汽汽车运输
    if place_hidden or trade_hidden or at_the_edge:  # else both names show where the core ends
        place_text, *others = whole.parts
        rest = damaged.text.removeprefix(place_text)
        differing = (set(whole.core) - set(rest), set(rest) - set("".join(others)))
        core = _core_reason(whole, damaged, cost=in_core, differing=differing, lengths_differ=lengths_differ)
    if not damaged.form and whole.form:
        why = Why.FORM_EQUAL if in_form <= ONE else Why.FORM_UNKNOWN
        form = Reason(why=why, points=points(why))
    return core, place, trade, form


_NOTHING: tuple[set[str], set[str]] = (set(), set())


def _core_reason(
    whole: Name, damaged: Name, *, cost: float, differing: tuple[set[str], set[str]] = _NOTHING, lengths_differ: bool = False
) -> Reason:
    """For a core that was damaged by so much; `differing` are the characters that only one and only the other has."""
    core, detail = whole.core, both(whole.core, damaged.core)
    if cost == 0:
        return Reason(why=Why.CORE_EQUAL, points=points("core_equal_single" if len(core) == 1 else Why.CORE_EQUAL), detail=core)
    if cost <= SWAPPED and len(core) >= SHORT_CORE:
        on_purpose = all(differing) and is_usual("".join(set.union(*differing)))  # 嘉 for 佳 may be on purpose, 淹 for 烟 hardly
        return Reason(why=Why.CORE_SLIP, points=points("core_slip_usual" if on_purpose else Why.CORE_SLIP), detail=detail)
    if cost <= max(ONE if len(core) > SHORT_CORE else 0, len(core) * limit("core_near_share")):
        worth = points("core_near_lost" if lengths_differ and len(core) > LONG_CORE else Why.CORE_NEAR)
        return Reason(why=Why.CORE_NEAR, points=worth, detail=detail)
    return Reason(why=Why.CORE_DIFFERENT, detail=detail)


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
    cost = cores = name_distance(one.core, other.core)
    if bool(one.place.text) != bool(other.place.text):  # one place was read as part of a core
        cost = min(cost, name_distance(one.head, other.head))
    longer, shorter = sorted((one, other), key=lambda name: (-len(name.core), name.core))
    if cost >= ON_PURPOSE and cores < ON_PURPOSE + 1 and len(longer.core) > 1:
        return Reason(why=Why.CORE_TOLD_APART, detail=detail), False
    differing = (set(one.core) - set(other.core), set(other.core) - set(one.core))
    lengths_differ = len(one.core) != len(other.core)
    return _core_reason(longer, shorter, cost=cost, differing=differing, lengths_differ=lengths_differ), False


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
        worth = points("place_unknown_distinctive" if all(map(_is_distinctive, (one.core, other.core))) else Why.PLACE_UNKNOWN)
        return Reason(why=Why.PLACE_UNKNOWN, points=worth, detail=detail)
    nearest = max(nearness(a, b) for a in left for b in right)
    if nearest > CITY and one.place.codes and other.place.codes and not left & right:
        nearest = CITY  # 浙江虚诺 and 宁波虚诺: a company has one of the two in its name
    why = (Why.PLACE_DIFFERENT, Why.PLACE_DIFFERENT, Why.PLACE_NEAR, Why.PLACE_EQUAL)[nearest]
    return Reason(why=why, points=points(why), detail=detail)


def _is_distinctive(core: str) -> bool:
    """Whether hardly two companies of one trade have this core: three characters not all common, or two that companies don't like."""
    return not is_common(core) if len(core) > SHORT_CORE else len(core) == SHORT_CORE and not any(map(is_usual, core))


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
