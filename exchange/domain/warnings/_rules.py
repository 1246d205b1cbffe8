"""The three rules. Each takes sightings of outcomes that still stand, and the legal day; nothing else decides."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date

from exchange.domain.calendar import months_before
from exchange.domain.identifiers import RegionError, neighbours
from exchange.domain.warnings._findings import Finding, Reason, newest_first, once_each, period, place_name
from exchange.domain.warnings._sightings import Sighting
from exchange.domain.warnings._thresholds import Thresholds
from exchange.v1 import risk_pb2

_Rule = risk_pb2.WarningRule


def repeated(sightings: Iterable[Sighting], thresholds: Thresholds, on: date) -> Finding | None:
    """REPEAT_ACROSS_BORDERS, from sightings of one company (by code), in the months up to `on`."""
    after = months_before(on, thresholds.repeat_months)
    penalties = once_each([one for one in sightings if one.penalty and one.uscc and after < one.day <= on])
    places = sorted({one.place for one in penalties})
    if len(penalties) < thresholds.repeat_penalties or len(places) < thresholds.repeat_members:
        return None
    newest = newest_first(penalties)
    company = newest[0]
    months = thresholds.repeat_months
    total = f"{company.shown_name}（{company.uscc}）{months}个月内在{len(places)}个地区共受到{len(penalties)}次行政处罚"
    reasons = [Reason(text=total, sightings=newest)]
    for place in places:
        here = newest_first([one for one in penalties if one.place == place])
        text = f"{place_name(place)}：{len(here)}次，最近一次决定日期为{here[0].day.isoformat()}"
        reasons.append(Reason(text=text, sightings=here))
    return Finding(
        rule=_Rule.WARNING_RULE_REPEAT_ACROSS_BORDERS,
        key=f"repeat:{company.uscc}:{period(on, months)}",
        reasons=tuple(reasons),
        settings=f"penalties={thresholds.repeat_penalties}, places={thresholds.repeat_members}, months={months}",
        subject=company,
        region_code=company.place,
        domain=company.domain if len({one.domain for one in penalties}) == 1 else 0,
    )


def pairs_of(place: str) -> Iterator[tuple[str, ...]]:
    """Where a cluster may be that a place takes part in: the place itself, and with each county that touches it."""
    yield (place,)
    try:
        found = neighbours(place)
    except RegionError:  # a place that the tables don't hold has no neighbours on file
        return
    yield from (tuple(sorted((place, one.code))) for one in found)


def clustered(sightings: Iterable[Sighting], places: Sequence[str], thresholds: Thresholds, on: date) -> Finding | None:
    """MATTER_CLUSTER, from sightings of one matter in one county or a pair of counties that touch.

    A pair counts only where both have part in it and neither is a cluster by itself.
    """
    known = [one for one in sightings if one.adverse and one.matter_code and one.place in places]
    if len(places) > 1 and any(clustered(known, [one], thresholds, on) for one in places):
        return None
    start = months_before(on, thresholds.cluster_months)
    earlier = months_before(on, 2 * thresholds.cluster_months)
    now = once_each([one for one in known if start < one.day <= on])
    before = once_each([one for one in known if earlier < one.day <= start])
    if len(now) < thresholds.cluster_outcomes or len(now) < thresholds.cluster_growth * len(before):
        return None
    if {one.place for one in now} != set(places):
        return None
    newest = newest_first(now)
    months, matter = thresholds.cluster_months, newest[0].matter_code
    where = "、".join(place_name(one) for one in places)
    reasons = [Reason(text=f"{where}近{months}个月内同一事项{matter}的处理结果共{len(now)}件", sightings=newest)]
    reasons.append(Reason(text=f"此前{months}个月内为{len(before)}件", sightings=newest_first(before)))
    return Finding(
        rule=_Rule.WARNING_RULE_MATTER_CLUSTER,
        key=f"cluster:{matter}:{'+'.join(places)}:{period(on, months)}",
        reasons=tuple(reasons),
        settings=f"outcomes={thresholds.cluster_outcomes}, months={months}, growth={thresholds.cluster_growth:g}",
        matter_code=matter,
        region_code=max(places, key=lambda place: (sum(one.place == place for one in now), place)),
        domain=newest[0].domain,
    )


def moved(sightings: Sequence[Sighting], thresholds: Thresholds, on: date) -> list[Finding]:
    """MOVED_AFTER_PENALTY, from sightings that share something: each company penalised in one place that appears later in another."""
    after = months_before(on, thresholds.moved_months)
    recent = [one for one in sightings if after < one.day <= on]
    found: dict[str, list[tuple[Sighting, Sighting, str]]] = {}
    for earlier in recent:
        if not earlier.penalty:
            continue
        for later in recent:
            if later.day < earlier.day or later.place == earlier.place or later.decision == earlier.decision:
                continue
            if link := _link(earlier, later):
                found.setdefault(f"moved:{earlier.company}:{later.company}:{later.place}", []).append((earlier, later, link))
    return [_moved(key, pairs, thresholds) for key, pairs in sorted(found.items())]


def _link(earlier: Sighting, later: Sighting) -> str:
    """Why the two may be the same business, in words; empty if nothing says so."""
    if earlier.uscc and earlier.uscc == later.uscc:
        if later.states_region and later.registered != earlier.registered:
            return f"登记地由{place_name(earlier.registered)}变更为{place_name(later.registered)}"
        return ""
    if earlier.uscc and later.parent_uscc == earlier.uscc:
        return "系受罚主体的分支机构"
    if earlier.sole_trader or later.sole_trader:
        return ""
    if earlier.read.text in later.former:
        return "曾用名与受罚主体的名称相同"
    if later.read.text in earlier.former:
        return "使用受罚主体的曾用名"
    if earlier.core and earlier.core == later.core and not _same_family(earlier, later):
        return f"字号和行业“{later.core}”与受罚主体相同"
    return ""


def _same_family(one: Sighting, other: Sighting) -> bool:
    """Branches of one legal person share its name without anybody having moved."""
    return bool(one.parent_uscc) and one.parent_uscc in {other.parent_uscc, other.uscc}


def _moved(key: str, pairs: Sequence[tuple[Sighting, Sighting, str]], thresholds: Thresholds) -> Finding:
    penalties = newest_first({one.record_id: one for one, _later, _link in pairs}.values())
    later = newest_first({one.record_id: one for _earlier, one, _link in pairs}.values())
    links = "；".join(dict.fromkeys(link for _earlier, _later, link in pairs))
    before, after = penalties[0], later[0]
    first = f"{before.shown_name}{_code(before)}于{before.day.isoformat()}在{place_name(before.place)}受到行政处罚"
    then = f"{after.shown_name}{_code(after)}其后于{after.day.isoformat()}在{place_name(after.place)}出现：{links}"
    return Finding(
        rule=_Rule.WARNING_RULE_MOVED_AFTER_PENALTY,
        key=key,
        reasons=(Reason(text=first, sightings=penalties), Reason(text=then, sightings=later)),
        settings=f"months={thresholds.moved_months}",
        subject=after,
        region_code=after.place,
        domain=before.domain,
    )


def _code(sighting: Sighting) -> str:
    return f"（{sighting.uscc}）" if sighting.uscc else ""
