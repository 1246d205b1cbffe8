"""行政处罚法 25: 共同的上一级行政机关."""

from __future__ import annotations

import pytest

from exchange.domain.hierarchy import common_superior
from exchange.v1 import subject_pb2

JINSHAN, QINGPU, PINGHU, JIASHAN, CIXI, WUJIANG, KUNSHAN = "310116", "310118", "330482", "330421", "330282", "320509", "320583"


@pytest.mark.parametrize(
    ("domain", "places", "wanted"),
    [
        ("MARKET", (JIASHAN, JIASHAN), ("county", "330421", "嘉善县人民政府")),
        ("ECO_ENV", (JIASHAN, PINGHU), ("prefecture", "330400", "嘉兴市生态环境局")),
        ("MARKET", (WUJIANG, KUNSHAN), ("prefecture", "320500", "苏州市市场监督管理局")),
        ("ECO_ENV", (PINGHU, CIXI), ("province", "330000", "浙江省生态环境厅")),
        ("ECO_ENV", (JINSHAN, QINGPU), ("province", "310000", "上海市生态环境局")),  # no prefecture stands between a district and Shanghai
        ("URBAN_MGMT", (JINSHAN, QINGPU), ("province", "310000", "上海市城市管理行政执法局")),
        ("MARKET", (JINSHAN, PINGHU), ("national", "", "国家市场监督管理总局")),
        ("ECO_ENV", (JINSHAN, PINGHU), ("national", "", "生态环境部")),
        ("CUSTOMS", (JIASHAN, PINGHU), ("national", "", "海关总署")),
        ("MARKET", ("110105", "110105"), ("county", "110105", "110105 人民政府")),  # beyond the tables held
    ],
)
def test_the_lowest_organ_above_both(domain: str, places: tuple[str, str], wanted: tuple[str, str, str]) -> None:
    number = subject_pb2.EnforcementDomain.Value(f"ENFORCEMENT_DOMAIN_{domain}")
    for one, other in (places, places[::-1]):
        found = common_superior(number, one, other)
        assert found is not None
        assert (found.level, found.region_code, found.name) == wanted
        assert "25" in found.explanation


def test_city_management_of_two_provinces_can_only_negotiate() -> None:
    """不破行政隶属: no ministry, and the executive committee of the demonstration zone is no superior."""
    assert common_superior(subject_pb2.ENFORCEMENT_DOMAIN_URBAN_MGMT, JINSHAN, PINGHU) is None


@pytest.mark.parametrize("domain", [*subject_pb2.EnforcementDomain.values(), 10_000])
def test_every_domain_has_an_answer(domain: int) -> None:
    for one, other in ((JINSHAN, PINGHU), (JIASHAN, PINGHU), (JINSHAN, QINGPU), (PINGHU, CIXI), (JINSHAN, JINSHAN)):
        found = common_superior(domain, one, other)
        assert found is not None or domain == subject_pb2.ENFORCEMENT_DOMAIN_URBAN_MGMT
