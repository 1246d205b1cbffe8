"""The comparator: antisymmetric, transitive, true to what the calculator yields."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exchange.domain.standards import calculate, compare_items, compare_lists, whole
from exchange.domain.standards.comparing import mirror
from exchange.domain.standards.differences import Difference
from exchange.v1 import standard_pb2, standard_service_pb2, subject_pb2
from tests.support.standards import Item, Kind, asked, chosen, conditions, example_rule, harder, items, rules, tier

C = standard_service_pb2.Comparison
SAME, STRICTER, MILDER = C.COMPARISON_SAME, C.COMPARISON_STRICTER, C.COMPARISON_MILDER
DIFFERENT, MISSING = C.COMPARISON_DIFFERENT_FACTORS, C.COMPARISON_MISSING
KINDS = st.sampled_from(Kind.values()[1:])
lists = st.none() | st.lists(items(), max_size=3)


def benchmark(rule: standard_pb2.DiscretionRule) -> Item:
    return Item(code="1", act="超标排放水污染物", discretion=rule)


def exempt(**terms: object) -> Item:
    return Item(code="1", act="未亮照经营", no_penalty=standard_pb2.NoPenaltyCondition(**terms))


def turned(difference: Difference) -> Difference:
    order = None if difference.order is None else -difference.order
    return Difference(name=difference.name, first=difference.second, second=difference.first, order=order, counts=difference.counts)


@given(items())
def test_a_line_is_the_same_as_itself(item):
    assert compare_items(item, item) == (SAME, ())


@given(items(), items())
def test_the_other_side_sees_the_mirror(first, second):
    here, differences = compare_items(first, second)
    there, theirs = compare_items(second, first)

    assert there == mirror(here)
    assert sorted(map(repr, theirs)) == sorted(repr(turned(one)) for one in differences)


@given(KINDS, lists, lists)
def test_whole_lists_are_antisymmetric_too(kind, first, second):
    here, there = compare_lists(kind, first, second), compare_lists(kind, second, first)

    assert whole(there) == mirror(whole(here))
    assert len(here) == len(there)


@given(KINDS, lists, lists)
def test_no_line_is_lost_or_shown_twice(kind, first, second):
    compared = compare_lists(kind, first, second)

    assert sum(one.first is not None for one in compared) == len(first or ())
    assert sum(one.second is not None for one in compared) == len(second or ())


@given(KINDS, st.lists(items(), max_size=3, unique_by=lambda one: one.code))
def test_a_list_is_the_same_as_itself(kind, lines):
    assert whole(compare_lists(kind, lines, lines, same_standard=True)) == SAME


@given(rules(), st.data())
def test_what_is_made_stricter_is_never_called_milder(rule, data):
    middle = data.draw(harder(rule))
    top = data.draw(harder(middle))

    verdicts = [compare_items(benchmark(one), benchmark(rule))[0] for one in (middle, top)]

    assert set(verdicts) <= {SAME, STRICTER}
    assert verdicts[0] == SAME or verdicts[1] == STRICTER  # what is stricter stays so
    assert (verdicts[1] == SAME) == (top == rule)


@given(rules(), st.data())
def test_the_stricter_rule_never_yields_the_lower_fine(rule, data):
    stricter = data.draw(harder(rule))
    choices = {"A": chosen("A", figure_milli=data.draw(st.integers(0, 6000))), "B": chosen("B", data.draw(st.sampled_from(["B0", "B1"])))}
    adjustment = data.draw(st.integers(0, 3 if rule.range.min_fen else 2))
    share = data.draw(st.integers(1, 5000))
    adjusted = {"adjustment": adjustment, "adjustment_bp": share, "adjustment_reason": "r"} if adjustment else {}
    request = asked(*(choices[one.code] for one in rule.factors), **adjusted)

    assert calculate(stricter, request).amount_fen >= calculate(rule, request).amount_fen


@given(conditions(), conditions(), conditions())
def test_not_milder_is_transitive(first, second, third):
    first, second, third = (Item(act="a", no_penalty=one) for one in (first, second, third))
    at_least = {SAME, STRICTER}
    if compare_items(first, second)[0] in at_least and compare_items(second, third)[0] in at_least:
        assert compare_items(first, third)[0] in at_least


def change(rule: standard_pb2.DiscretionRule, path: str, value: int) -> standard_pb2.DiscretionRule:
    changed = standard_pb2.DiscretionRule()
    changed.CopyFrom(rule)
    *way, last = path.split(".")
    target = changed
    for step in way:
        target = target[int(step)] if step.isdigit() else getattr(target, step)
    setattr(target, last, value)
    return changed


@pytest.mark.parametrize(
    ("path", "value", "verdict"),
    [
        ("range.max_fen", 200_000_000, STRICTER),
        ("range.min_fen", 5_000_000, MILDER),
        ("starting_bp", 1500, STRICTER),
        ("factors.0.tiers.2.share_bp", 2999, MILDER),
        ("factors.0.tiers.1.upper_milli", 2500, DIFFERENT),  # leaves a gap that no tier holds
        ("factors.1.tiers.0.share_bp", 300, STRICTER),
        ("factors.1.tiers.0.label", "其他去向", DIFFERENT),
        ("factors.1.name", "排放方式", DIFFERENT),
        ("factors.0.unit", "%", DIFFERENT),
        ("factors.2.counts_priors", False, DIFFERENT),
        ("range.base", standard_pb2.FINE_BASE_SHARE_OF_INVESTMENT, DIFFERENT),
        ("aggravated_cap_bp", 3000, STRICTER),
        ("lighter_cap_bp", 3000, MILDER),
        ("reduced_cap_bp", 0, STRICTER),
        ("lookback_years", 3, STRICTER),
        ("complaint_lookback_years", 0, MILDER),
        ("factors.0.code", "Z", SAME),  # another place's number for the same factor
    ],
)
def test_each_dimension_of_a_benchmark(path, value, verdict):
    first = change(example_rule(), path, value)

    assert compare_items(benchmark(first), benchmark(example_rule()))[0] == verdict


def test_a_lower_threshold_of_the_heavy_tier_is_stricter():
    lower = example_rule()
    lower.factors[0].tiers[1].upper_milli = lower.factors[0].tiers[2].lower_milli = 2000

    verdict, (difference,) = compare_items(benchmark(lower), benchmark(example_rule()))

    assert verdict == STRICTER
    assert difference.said().zh.startswith("裁量因素“超标倍数”：第一方不足1倍 5%；")
    assert difference.said().zh.endswith("（第一方更严）")
    assert difference.said().en.endswith("(the first is stricter)")


@pytest.mark.parametrize(
    ("first", "second", "verdict"),
    [
        ({"first_violation": True}, {}, STRICTER),
        ({"minor": True, "no_harm": True}, {"minor": True}, STRICTER),
        ({"minor": True}, {"no_harm": True}, DIFFERENT),
        ({"corrected_at_once": True}, {"correct_within_days": 7}, STRICTER),
        ({"correct_within_days": 7}, {"correct_within_days": 15}, STRICTER),
        ({"correct_within_days": 366}, {}, STRICTER),
        ({"first_violation": True, "lookback_months": 12}, {"first_violation": True, "lookback_months": 24}, MILDER),
        ({"first_violation": True}, {"first_violation": True, "lookback_months": 120}, STRICTER),  # unlimited
        ({"first_violation": True, "territory": "delta"}, {"first_violation": True, "territory": "county"}, STRICTER),
        ({"first_violation": True, "territory": "delta"}, {"first_violation": True}, DIFFERENT),  # which territory nobody said
    ],
)
def test_conditions_of_an_exemption(first, second, verdict):
    assert compare_items(exempt(**first), exempt(**second))[0] == verdict


def test_texts_that_no_program_can_rank_ask_for_a_person():
    one, other = Item(code="1", act="未亮照经营", conditions="初次违法"), Item(code="1", act="未亮照经营", conditions="危害后果轻微")

    verdict, (difference,) = compare_items(one, other)

    assert verdict == DIFFERENT
    assert difference.said().zh == "适用条件：第一方初次违法，第二方危害后果轻微（不可比）"


def test_punctuation_and_width_are_no_difference():
    assert compare_items(Item(act="未亮照经营", conditions="初次，轻微"), Item(act="未亮照经营。", conditions="初次、轻微"))[0] == SAME


def test_more_kinds_of_penalty_are_stricter():
    assert compare_items(Item(act="a", penalty_codes=["01", "02"]), Item(act="a", penalty_codes=["01"]))[0] == STRICTER
    assert compare_items(Item(act="a", penalty_codes=["02"]), Item(act="a", penalty_codes=["01"]))[0] == DIFFERENT


def test_the_legal_basis_is_shown_and_decides_nothing():
    one = Item(act="a", legal_basis=[subject_pb2.LegalReference(law="水污染防治法", article="第八十三条")])

    verdict, (difference,) = compare_items(one, Item(act="a"))

    assert verdict == SAME
    assert "水污染防治法" in difference.said().zh


@pytest.mark.parametrize(
    ("kind", "verdict"),
    [
        (Kind.STANDARD_KIND_NO_PENALTY_LIST, MILDER),  # the first spares more
        (Kind.STANDARD_KIND_INSPECTION_CHECKLIST, STRICTER),  # the first checks more
        (Kind.STANDARD_KIND_DISCRETION_BENCHMARK, MISSING),
    ],
)
def test_a_line_that_only_one_list_has(kind, verdict):
    compared = compare_lists(kind, [Item(code="1", act="a"), Item(code="2", act="b")], [Item(code="9", act="a")])

    assert [one.comparison for one in compared] == [SAME, MISSING]
    assert whole(compared) == verdict


def test_a_list_that_was_never_shared_is_no_empty_list():
    (line,) = compare_lists(Kind.STANDARD_KIND_NO_PENALTY_LIST, [Item(code="1", act="a")], None)

    assert line.comparison == MISSING
    assert whole([line]) == MISSING


def test_lines_that_could_be_paired_in_two_ways_are_not_paired():
    twice = [Item(code="1", act="a", conditions="x"), Item(code="2", act="a", conditions="y")]

    compared = compare_lists(Kind.STANDARD_KIND_NO_PENALTY_LIST, twice, [Item(code="1", act="a", conditions="z")])

    assert [one.comparison for one in compared] == [MISSING] * 3


def test_versions_of_one_standard_are_paired_by_code_where_the_act_is_worded_anew():
    old, new = (Item(code="1", act=act, no_penalty=standard_pb2.NoPenaltyCondition(minor=True)) for act in ("旧表述", "新表述"))

    (line,) = compare_lists(Kind.STANDARD_KIND_NO_PENALTY_LIST, [old], [new], same_standard=True)

    assert (line.first, line.second) == (old, new)
    assert line.comparison == DIFFERENT  # the same act, or another? a person reads it
    assert compare_items(old, new)[0] == SAME  # two places word an act in their own way


def test_a_renumbered_list_is_paired_by_its_acts():
    strict, lax = standard_pb2.NoPenaltyCondition(minor=True), standard_pb2.NoPenaltyCondition()
    old = [Item(code="1", act="甲", no_penalty=strict), Item(code="2", act="乙", no_penalty=lax)]
    new = [Item(code="1", act="乙", no_penalty=lax), Item(code="2", act="甲", no_penalty=strict)]

    assert whole(compare_lists(Kind.STANDARD_KIND_NO_PENALTY_LIST, new, old, same_standard=True)) == SAME


def test_unordered_tiers_of_hostile_rules_are_compared_without_falling_over():
    odd = example_rule()
    odd.factors[0].tiers.append(tier("A1", "重叠", 1, (500, 200)))
    odd.factors.append(odd.factors[0])

    assert compare_items(benchmark(odd), benchmark(odd))[0] == SAME
