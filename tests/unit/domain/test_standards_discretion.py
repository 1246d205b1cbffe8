"""The calculator: the formula, its bounds and caps, and an explanation that adds up (EXAMPLE benchmark of tests/support/standards.py)."""

from datetime import date

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from exchange.domain.standards import DiscretionError, calculate, lookback_start
from exchange.v1 import error_pb2, standard_pb2, standard_service_pb2
from tests.support.standards import YUAN, asked, chosen, example_rule, rules

E = error_pb2.ErrorReason
AGGRAVATED, LIGHTER, REDUCED = 1, 2, 3
CASE = (chosen("A", figure_milli=1500), chosen("B", "B1"), chosen("C", "C1"))


def adjusted(kind: int, share: int) -> dict[str, object]:
    return {"adjustment": kind, "adjustment_bp": share, "adjustment_reason": "配合调查"}


def by_value(base: int, least: int, most: int) -> standard_pb2.DiscretionRule:
    rule = example_rule()
    rule.range.CopyFrom(standard_pb2.FineRange(base=base, min_bp=least, max_bp=most))
    return rule


def test_starting_share_and_factors_of_the_maximum():
    answer = calculate(example_rule(), asked(*CASE))

    assert answer.amount_fen == 270_000 * YUAN  # (10 + 15 + 2 + 0) % of 1,000,000
    assert (answer.statutory_min_fen, answer.statutory_max_fen, answer.capped_by) == (100_000 * YUAN, 1_000_000 * YUAN, "")
    assert [step.share_bp for step in answer.steps] == [1000, 2500, 2700, 2700]
    assert answer.steps[1].text == "裁量因素“超标倍数”：1倍以上不足3倍（1.5倍），15% × 法定最高额1,000,000元"
    assert answer.steps[1].text_en == "factor “超标倍数”: 1倍以上不足3倍 (1.5倍), 15% of the maximum of 1,000,000 yuan"


@pytest.mark.parametrize(("figure", "share"), [(0, 500), (999, 500), (1000, 1500), (2999, 1500), (3000, 3000), (10**12, 3000)])
def test_from_includes_and_below_excludes_the_figure(figure, share):
    answer = calculate(example_rule(), asked(chosen("A", figure_milli=figure), *CASE[1:]))

    assert answer.steps[1].share_bp - answer.steps[0].share_bp == share


@pytest.mark.parametrize(("count", "share"), [(0, 0), (1, 800), (2, 2000), (7, 2000)])
def test_a_count_of_priors_finds_its_tier(count, share):
    answer = calculate(example_rule(), asked(*CASE[:2]), priors=count)

    assert answer.steps[3].share_bp - answer.steps[2].share_bp == share
    assert f"（查得{count}次）" in answer.steps[3].text


@pytest.mark.parametrize(
    ("adjustment", "amount", "capped_by"),
    [
        (adjusted(AGGRAVATED, 1500), 420_000, ""),
        (adjusted(AGGRAVATED, 5000), 470_000, "AGGRAVATED_CAP"),
        (adjusted(LIGHTER, 1000), 170_000, ""),
        (adjusted(LIGHTER, 1900), 100_000, "STATUTORY_MIN"),
        (adjusted(REDUCED, 1000), 90_000, ""),
        (adjusted(REDUCED, 9000), 50_000, "REDUCED_CAP"),
    ],
)
def test_adjustments_within_their_caps(adjustment, amount, capped_by):
    answer = calculate(example_rule(), asked(*CASE, **adjustment))

    assert (answer.amount_fen, answer.capped_by) == (amount * YUAN, capped_by)
    assert "配合调查" in "".join(step.text for step in answer.steps)


def test_never_above_the_maximum():
    worst = (chosen("A", "A3"), chosen("B", "B2"), chosen("C", "C3"))

    answer = calculate(example_rule(), asked(*worst, **adjusted(AGGRAVATED, 2000)))

    assert (answer.amount_fen, answer.capped_by) == (1_000_000 * YUAN, "STATUTORY_MAX")  # 105 %
    assert answer.steps[-1].text == "不得高于法定最高额，按法定最高额计"


def test_never_below_the_minimum_without_reduction():
    rule = example_rule()
    rule.starting_bp = 0
    mildest = (chosen("A", "A1"), chosen("B", "B1"), chosen("C", "C1"))

    answer = calculate(rule, asked(*mildest))

    assert (answer.amount_fen, answer.capped_by) == (100_000 * YUAN, "STATUTORY_MIN")  # 7 %


def test_a_share_of_the_investment():
    rule = by_value(standard_pb2.FINE_BASE_SHARE_OF_INVESTMENT, 100, 500)

    answer = calculate(rule, asked(*CASE, base_fen=20_000_001))

    assert (answer.statutory_min_fen, answer.statutory_max_fen) == (200_001, 1_000_000)  # up and down: never outside the law
    assert answer.amount_fen == 270_000


def test_a_multiple_of_the_value():
    rule = by_value(standard_pb2.FINE_BASE_MULTIPLE_OF_VALUE, 100_000, 200_000)

    answer = calculate(rule, asked(*CASE, base_fen=1_200_000))

    assert (answer.statutory_min_fen, answer.statutory_max_fen) == (12_000_000, 24_000_000)
    assert (answer.amount_fen, answer.capped_by) == (12_000_000, "STATUTORY_MIN")


@pytest.mark.parametrize(
    ("reason", "field", "request_"),
    [
        (E.ERROR_REASON_FACTOR_UNKNOWN, "factors[0].factor_code", asked(chosen("Z", "A1"))),
        (E.ERROR_REASON_FACTOR_UNKNOWN, "factors[1].tier_code", asked(CASE[0], chosen("B", "B9"), CASE[2])),
        (E.ERROR_REASON_FACTOR_MISSING, "factors", asked(*CASE[:2])),
        (E.ERROR_REASON_FACTOR_MISSING, "factors", asked(CASE[0], chosen("B"), CASE[2])),
        (E.ERROR_REASON_FIELD_INVALID, "factors[3].factor_code", asked(*CASE, chosen("A", "A1"))),
        (E.ERROR_REASON_FIELD_INVALID, "factors[0].figure_milli", asked(chosen("A", figure_milli=-1), *CASE[1:])),
        (E.ERROR_REASON_FIELD_INVALID, "factors[0].figure_milli", asked(chosen("A", "A1", 2000), *CASE[1:])),
        (E.ERROR_REASON_FIELD_INVALID, "factors[1].figure_milli", asked(CASE[0], chosen("B", figure_milli=1), CASE[2])),
        (E.ERROR_REASON_FIELD_INVALID, "base_fen", asked(*CASE, base_fen=1)),
        (E.ERROR_REASON_FIELD_INVALID, "adjustment", asked(*CASE, adjustment_bp=1)),
        (E.ERROR_REASON_FIELD_INVALID, "adjustment_bp", asked(*CASE, adjustment=1, adjustment_reason="r")),
        (E.ERROR_REASON_FIELD_INVALID, "adjustment_reason", asked(*CASE, adjustment=1, adjustment_bp=1)),
    ],
)
def test_what_cannot_be_calculated_names_its_field(reason, field, request_):
    with pytest.raises(DiscretionError) as caught:
        calculate(example_rule(), request_)

    assert (caught.value.reason, caught.value.field) == (reason, field)


def test_a_value_is_asked_for():
    with pytest.raises(DiscretionError) as caught:
        calculate(by_value(standard_pb2.FINE_BASE_SHARE_OF_INVESTMENT, 100, 500), asked(*CASE))

    assert caught.value.reason == E.ERROR_REASON_FIGURE_NEEDED


def test_a_value_too_small_for_a_whole_fen():
    with pytest.raises(DiscretionError, match="no whole fen"):
        calculate(by_value(standard_pb2.FINE_BASE_SHARE_OF_INVESTMENT, 100, 500), asked(*CASE, base_fen=3))


def test_nothing_is_below_no_minimum():
    rule = example_rule()
    rule.range.min_fen = 0

    with pytest.raises(DiscretionError, match="LIGHTER"):
        calculate(rule, asked(*CASE, **adjusted(REDUCED, 100)))


cases = st.tuples(
    st.integers(0, 6000).map(lambda figure: chosen("A", figure_milli=figure)),
    st.sampled_from(["B0", "B1"]).map(lambda code: chosen("B", code)),
)


@given(rules(), cases, st.integers(0, 3), st.integers(1, 10_000))
def test_always_within_the_law(rule, case, adjustment, share):
    assume(adjustment != REDUCED or rule.range.min_fen)
    choices = [one for one in case if one.factor_code in {factor.code for factor in rule.factors}]

    answer = calculate(rule, asked(*choices, **(adjusted(adjustment, share) if adjustment else {})))

    least, most = rule.range.min_fen, rule.range.max_fen
    if adjustment == REDUCED:
        assert least * (10_000 - rule.reduced_cap_bp) <= answer.amount_fen * 10_000 <= least * 10_000
    else:
        assert least <= answer.amount_fen <= most
    assert answer.steps[-1].amount_fen == answer.amount_fen
    assert all(step.text and step.text_en for step in answer.steps)


anything = st.builds(
    standard_service_pb2.CalculateDiscretionRequest,
    factors=st.lists(
        st.builds(
            chosen,
            st.sampled_from(["A", "B", "C", "Z", ""]),
            st.sampled_from(["", "A0", "B1", "Z"]),
            st.none() | st.integers(-(2**63), 2**63 - 1),
        ),
        max_size=4,
    ),
    adjustment=st.integers(0, 9),
    adjustment_bp=st.integers(0, 2**32 - 1),
    adjustment_reason=st.sampled_from(["", "r"]),
    base_fen=st.integers(0, 2**63 - 1),
)
bases = st.builds(
    standard_pb2.FineRange,
    base=st.integers(0, 9),
    min_fen=st.integers(0, 2**40),
    max_fen=st.integers(0, 10**15),
    min_bp=st.integers(0, 10**6),
    max_bp=st.integers(0, 10**6),
)


@given(rules(), bases, anything, st.none() | st.integers(0, 100))
def test_whatever_is_asked_is_answered_or_refused_with_its_field(rule, fines, request_, priors):
    rule.range.CopyFrom(fines)
    answered = error = None
    try:
        answered = calculate(rule, request_, priors=priors)
    except DiscretionError as refused:
        error = refused

    assert answered is not None or error.field


@given(rules(), cases, st.integers(0, 1000))
def test_a_larger_share_never_lowers_the_fine(rule, case, more):
    choices = [one for one in case if one.factor_code in {factor.code for factor in rule.factors}]
    before = calculate(rule, asked(*choices)).amount_fen

    rule.starting_bp += more

    assert calculate(rule, asked(*choices)).amount_fen >= before


def test_the_look_back_ends_on_the_same_day():
    assert lookback_start(date(2026, 6, 1), 2) == date(2024, 6, 1)
    assert lookback_start(date(2024, 2, 29), 2) == date(2022, 2, 28)
