"""Who stands above two organs: the common superior that decides a dispute about jurisdiction (行政处罚法 25).

Same county: its government. Same prefecture: the organ of the prefecture. Same province, or two districts of one municipality: the organ
of the province. Else the ministry. A domain without a ministry (城市管理) leaves the organs of two provinces to negotiate. The 示范区执委会
coordinates, and is no superior (不破行政隶属).

    common_superior(ENFORCEMENT_DOMAIN_MARKET, "310116", "330482").name   # 国家市场监督管理总局
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from exchange.domain._tables import rows
from exchange.domain.identifiers import RegionError, parse_region
from exchange.v1 import subject_pb2
from exchange.v1.lead_service_pb2 import CommonSuperior

COUNTY, PREFECTURE, PROVINCE, NATIONAL = "county", "prefecture", "province", "national"
MUNICIPALITIES = frozenset({"11", "12", "31", "50"})  # 直辖市: between their districts and the city stands nobody
NEGOTIATION_ONLY = "no administrative organ stands above both in this domain: the organs negotiate, through their provinces"
_PREFIX = {COUNTY: 6, PREFECTURE: 4, PROVINCE: 2, NATIONAL: 0}  # digits of GB/T 2260 that two places share


@cache
def _by_domain() -> Mapping[int, Mapping[str, str]]:
    return {subject_pb2.EnforcementDomain.Value(f"ENFORCEMENT_DOMAIN_{row['domain']}"): row for row in rows("hierarchy_organs")}


@cache
def common_superior(domain: int, region_a: str, region_b: str) -> CommonSuperior | None:
    """The lowest administrative organ above one organ in each of two counties; None where there is none.

    Args:
        domain: an EnforcementDomain; one that isn't in the table counts as OTHER.
        region_a: GB/T 2260 code of the county of one organ.
        region_b: of the other.

    Returns:
        Level, region and name. Names come from data/hierarchy_organs.csv with the confidence stated there: nothing is refused for a name.
    """
    row = _by_domain().get(domain) or _by_domain()[subject_pb2.ENFORCEMENT_DOMAIN_OTHER]
    shared = [level for level, digits in _PREFIX.items() if region_a[:digits] == region_b[:digits]]
    for level in shared:
        if level == PREFECTURE and region_a[:2] in MUNICIPALITIES:
            continue
        if name := _name(row, level, region_a):
            region = region_a[: _PREFIX[level]].ljust(6, "0") if level != NATIONAL else ""
            explanation = f"行政处罚法 25; name of confidence {row['confidence']}"
            return CommonSuperior(level=level, region_code=region, name=name, explanation=explanation)
    return None


def _name(row: Mapping[str, str], level: str, region: str) -> str:
    """The organ's name at a level; empty where the domain has none there, so that the next level decides."""
    if level == NATIONAL:
        return row["national"]
    column = "municipality" if level == PROVINCE and region[:2] in MUNICIPALITIES else level
    if not row[column]:
        return ""
    place = region[: _PREFIX[level]].ljust(6, "0")
    try:
        return parse_region(place).name + row[column]
    except RegionError:  # beyond the tables held here
        return f"{place} {row[column]}"
