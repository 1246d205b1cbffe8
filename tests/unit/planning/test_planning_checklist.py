"""A visit's merged checklist: each point once, the stricter marked, what can't be ranked apart, and no line of any organ lost."""

from datetime import date

from hypothesis import given, settings
from hypothesis import strategies as st

from exchange.domain.standards.comparing import Comparison, compare_items
from exchange.domain.standards.mapping import Relation
from exchange.planning.outputs.checklist import Checklist, Source, merged_checklist
from exchange.planning.outputs.labels import Labels, cited, law_of
from exchange.texts import i18n
from exchange.v1 import standard_pb2
from tests.support.checklists import ALL_THREE, JOINT, MEMBERS, NEXT_FOOD, equal, item, source, visit
from tests.support.planning import EXITS, FIRE, FOOD, GAUGE, GUEST, MARKET

LICENCE = item("1", "许可证是否在有效期内", mandatory=True, method="查阅资料")
LAX_LICENCE = item("甲", "许可证是否在有效期内。", mandatory=False, method="查阅资料")


def merged(*sources: Source, statements: tuple = (equal(),), at=JOINT) -> Checklist:
    return merged_checklist(at, sources, statements, members=MEMBERS)


def shape(found: Checklist) -> list[tuple[str, list[str]]]:
    return [(one.line.item.code, [line.item.code for line in one.merged]) for one in found.points]


def test_the_stricter_is_checked_and_the_other_named_with_organ_version_clause_and_law():
    for sources in (
        (source(MARKET, LICENCE), source(GUEST, LAX_LICENCE, matters=(NEXT_FOOD,))),
        (source(MARKET, LAX_LICENCE), source(GUEST, LICENCE, matters=(NEXT_FOOD,))),
    ):
        (point,) = merged(*sources).points
        assert (point.line.item.code, [one.item.code for one in point.merged], point.is_stricter) == ("1", ["甲"], True)
        with i18n.speaking("en"):
            said = cited(point.merged[0], Labels(organs={GUEST: "平湖", MARKET: "金山"}))
        assert said.endswith("-检查要点, version 1), clause 甲")
        assert law_of(point.merged[0]) == "《食品安全法》第五十四条"


def test_the_same_in_both_is_one_point_of_which_none_is_stricter():
    (point,) = merged(source(MARKET, LICENCE), source(GUEST, LICENCE, matters=(NEXT_FOOD,))).points
    assert (len(point.merged), point.is_stricter) == (1, False)


def test_what_cannot_be_ranked_stays_apart_and_names_the_other():
    first = item("1", "冷藏温度", requirement="0至8摄氏度", mandatory=True)
    second = item("2", "冷藏温度", requirement="0至10摄氏度", mandatory=False)
    one, other = merged(source(MARKET, first), source(GUEST, second, matters=(NEXT_FOOD,))).points
    assert (one.beside, other.beside) == ((other.line.name,), (one.line.name,))
    assert not one.merged
    assert not other.merged


def test_only_a_mapping_in_force_that_says_equal_and_is_undisputed_makes_two_members_matters_one():
    sources = source(MARKET, LICENCE), source(GUEST, LAX_LICENCE, matters=(NEXT_FOOD,))
    disputed = (equal(), equal(Relation.MAPPING_RELATION_BROADER, position=2, origin="330482"))
    apart = [(), (equal(Relation.MAPPING_RELATION_BROADER),), (equal(valid_to="2026-03-01"),), (equal(origin="310118"),), disputed]
    assert len(merged(*sources).points) == 1
    assert [len(merged(*sources, statements=statements).points) for statements in apart] == [2] * 5


def test_the_same_act_under_another_matter_is_another_point():
    assert len(merged(source(MARKET, LICENCE), source(FIRE, LICENCE, matters=(EXITS,)), at=ALL_THREE).points) == 2


def test_a_line_that_fits_two_points_is_not_merged_by_guessing():
    twice = source(MARKET, LICENCE, item("2", "许可证是否在有效期内", mandatory=True, method="查阅资料"))
    assert sorted(shape(merged(twice, source(GUEST, LAX_LICENCE, matters=(NEXT_FOOD,))))) == [("1", []), ("2", []), ("甲", [])]


def test_the_version_of_the_visits_day_counts_and_a_matter_without_checklist_is_named():
    old, new = source(MARKET, LICENCE), source(MARKET, item("9", "新要点"), version=2, valid_from="2026-03-02")
    assert shape(merged(old, new)) == [("9", [])]
    assert shape(merged(old, new, at=visit((MARKET, (FOOD, GAUGE)), day=date(2026, 3, 1)))) == [("1", [])]
    ended = source(MARKET, item("9", "新要点"), version=2, valid_from="2026-01-01", valid_to="2026-03-01")
    assert merged(old, ended).without == ((MARKET, FOOD), (GUEST, NEXT_FOOD))
    assert merged(old, new).without == ((GUEST, NEXT_FOOD),)
    assert merged(old, at=visit((MARKET, (FOOD, GAUGE)))).without == ((MARKET, GAUGE),)


def test_on_site_comes_before_paper_and_what_is_seen_alike_comes_together():
    items = [
        item("1", "甲", method="查阅资料", remote=True),
        item("2", "乙", method="现场查看"),
        item("3", "丙", method="询问"),
        item("4", "丁", method="现场查看", mandatory=True),
    ]
    assert [code for code, _ in shape(merged(source(MARKET, *items)))] == ["4", "2", "3", "1"]


ITEMS = st.builds(
    item,
    code=st.sampled_from("123"),
    act=st.sampled_from(["许可证", "温度", "出口"]),
    mandatory=st.booleans(),
    remote=st.booleans(),
    requirement=st.sampled_from(["", "严", "宽"]),
)
LISTS = st.lists(ITEMS, min_size=1, max_size=4)
STATEMENTS = st.lists(st.builds(equal, st.sampled_from(standard_pb2.MappingRelation.values())), max_size=2)


@settings(max_examples=200, deadline=None)
@given(LISTS, LISTS, LISTS, LISTS, STATEMENTS)
def test_every_line_of_every_organ_is_in_exactly_one_point_and_none_hides_a_stricter_one(market, national, fire, guest, statements):
    sources = [
        source(MARKET, *market),
        source(MARKET, *national, standard_id="national"),
        source(FIRE, *fire, matters=(EXITS,)),
        source(GUEST, *guest, matters=(NEXT_FOOD,)),
    ]
    found = merged(*sources, statements=tuple(statements), at=ALL_THREE)
    names = sorted(line.name for point in found.points for line in point.lines)
    assert names == sorted((one.organ, one.record_id, at) for one in sources for at in range(len(one.standard.items)))
    for point in found.points:
        verdicts = {compare_items(point.line.item, one.item)[0] for one in point.merged}
        assert verdicts <= {Comparison.COMPARISON_SAME, Comparison.COMPARISON_STRICTER}


def test_two_organs_that_check_by_one_standard_share_each_of_its_lines():
    twins = (LICENCE, item("2", "许可证是否在有效期内", mandatory=True, method="查阅资料"))
    shared = [source(organ, *twins, matters=(FOOD, EXITS), standard_id="shared") for organ in (MARKET, FIRE)]
    at = visit((MARKET, (FOOD,)), (FIRE, (FOOD,)))
    assert sorted(shape(merged(*shared, at=at))) == [("1", ["1"]), ("2", ["2"])]
