"""Standards for tests: a benchmark in the shape of a real one, and strategies of rules, items and mappings.

The benchmark follows the shape of 湖南省生态环境保护行政处罚裁量权基准规定 (2021) as RULES.md §4.4 gives it (formula, caps, look-back, 以上
and 不足); its factors, tiers and figures are an EXAMPLE written for these tests, and nobody's law.
"""

from __future__ import annotations

from hypothesis import strategies as st

from exchange.v1 import record_pb2, standard_pb2, standard_service_pb2, subject_pb2
from tests.support.federation import ORGANS

Kind = standard_pb2.StandardKind
Item = standard_pb2.StandardItem
MATTER = "33002000000001"
YUAN = 100  # fen


def tier(code: str, label: str, share_bp: int, bounds: tuple[int, int] | None = None) -> standard_pb2.FactorTier:
    """A tier; `bounds` in thousandths, upper 0: open."""
    lower, upper = bounds or (0, 0)
    return standard_pb2.FactorTier(
        code=code, label=label, share_bp=share_bp, lower_milli=lower, upper_milli=upper, measured=bounds is not None
    )


def example_rule() -> standard_pb2.DiscretionRule:
    """超标排放水污染物: 10 万元以上 100 万元以下."""
    return standard_pb2.DiscretionRule(
        range=standard_pb2.FineRange(base=standard_pb2.FINE_BASE_RANGE, min_fen=100_000 * YUAN, max_fen=1_000_000 * YUAN),
        starting_bp=1000,
        factors=[
            standard_pb2.DiscretionFactor(
                code="A",
                name="超标倍数",
                unit="倍",
                tiers=[
                    tier("A1", "不足1倍", 500, (0, 1000)),
                    tier("A2", "1倍以上不足3倍", 1500, (1000, 3000)),
                    tier("A3", "3倍以上", 3000, (3000, 0)),
                ],
            ),
            standard_pb2.DiscretionFactor(
                code="B", name="排放去向", tiers=[tier("B1", "污水集中处理设施", 200), tier("B2", "饮用水水源保护区", 2500)]
            ),
            standard_pb2.DiscretionFactor(
                code="C",
                name="两年内违法次数",
                unit="次",
                counts_priors=True,
                tiers=[
                    tier("C1", "无", 0, (0, 1000)),
                    tier("C2", "1次", 800, (1000, 2000)),
                    tier("C3", "2次以上", 2000, (2000, 0)),
                ],
            ),
        ],
        aggravated_cap_bp=2000,
        lighter_cap_bp=2000,
        reduced_cap_bp=5000,
        lookback_years=2,
        complaint_lookback_years=1,
    )


def example_benchmark(**given: object) -> standard_pb2.Standard:
    """The example as a standard."""
    values = {
        "standard_id": "430000-ECO-裁量-示例",
        "version": 1,
        "title": "生态环境行政处罚裁量基准（示例）",
        "kind": Kind.STANDARD_KIND_DISCRETION_BENCHMARK,
        "domain": subject_pb2.ENFORCEMENT_DOMAIN_ECO_ENV,
        "matter_codes": [MATTER],
        "legal_basis": [subject_pb2.LegalReference(law="中华人民共和国水污染防治法", article="第八十三条", valid_to="2026-08-14")],
        "valid_from": "2021-03-01",
        "issuer_name": "示例生态环境局",
        "items": [Item(code="1", act="超标排放水污染物", discretion=example_rule())],
        **given,
    }
    return standard_pb2.Standard(**values)


def chosen(factor: str, tier_code: str = "", figure_milli: int | None = None) -> standard_service_pb2.ChosenTier:
    """An officer's choice."""
    choice = standard_service_pb2.ChosenTier(factor_code=factor, tier_code=tier_code)
    if figure_milli is not None:
        choice.figure_milli = figure_milli
    return choice


def asked(*factors: standard_service_pb2.ChosenTier, **given: object) -> standard_service_pb2.CalculateDiscretionRequest:
    """A request."""
    return standard_service_pb2.CalculateDiscretionRequest(factors=factors, **given)


shares = st.integers(0, 10_000)


@st.composite
def rules(draw: st.DrawFn) -> standard_pb2.DiscretionRule:
    """Sound rules of one shape, so that two of them can often be ranked: the same factors, other figures."""
    least = draw(st.integers(0, 10**6))
    step = st.integers(0, 3)
    measured = standard_pb2.DiscretionFactor(code="A", name="超标倍数")
    bounds = sorted(draw(st.sets(st.integers(0, 5).map(lambda at: at * 1000), min_size=1, max_size=3)) | {0})
    for at, lower in enumerate(bounds):
        upper = bounds[at + 1] if at + 1 < len(bounds) else 0
        measured.tiers.append(tier(f"A{at}", f"第{at}档", draw(step) * 500, (lower, upper)))
    labelled = standard_pb2.DiscretionFactor(
        code="B", name="去向", tiers=[tier(f"B{at}", f"去向{at}", draw(step) * 500) for at in range(2)]
    )
    return standard_pb2.DiscretionRule(
        range=standard_pb2.FineRange(base=standard_pb2.FINE_BASE_RANGE, min_fen=least, max_fen=least + draw(st.integers(1, 10**7))),
        starting_bp=draw(step) * 1000,
        factors=draw(st.sampled_from([[measured, labelled], [measured], [labelled]])),
        aggravated_cap_bp=draw(step) * 1000,
        lighter_cap_bp=draw(step) * 1000,
        reduced_cap_bp=draw(step) * 1000,
        lookback_years=draw(step),
    )


@st.composite
def harder(draw: st.DrawFn, rule: standard_pb2.DiscretionRule) -> standard_pb2.DiscretionRule:
    """The rule, made stricter in any number of dimensions and milder in none."""
    result, more = standard_pb2.DiscretionRule(), st.sampled_from([0, 0, 300])
    result.CopyFrom(rule)
    result.range.min_fen += draw(more)
    result.range.max_fen += draw(more) + result.range.min_fen - rule.range.min_fen
    result.starting_bp += draw(more)
    for factor in result.factors:
        for one in factor.tiers:
            one.share_bp += draw(more)
    result.aggravated_cap_bp += draw(more)
    result.lighter_cap_bp = max(0, result.lighter_cap_bp - draw(more))
    result.reduced_cap_bp = max(0, result.reduced_cap_bp - draw(more))
    result.lookback_years += draw(st.integers(0, 1))
    return result


def conditions() -> st.SearchStrategy[standard_pb2.NoPenaltyCondition]:
    """No-penalty conditions."""
    return st.builds(
        standard_pb2.NoPenaltyCondition,
        first_violation=st.booleans(),
        lookback_months=st.sampled_from([0, 12, 24]),
        territory=st.sampled_from(["", "county", "prefecture", "province", "delta"]),
        minor=st.booleans(),
        corrected_at_once=st.booleans(),
        correct_within_days=st.sampled_from([0, 7, 15]),
        no_harm=st.booleans(),
    )


@st.composite
def items(draw: st.DrawFn) -> standard_pb2.StandardItem:
    """Lines of any kind, with much in common."""
    item = Item(
        code=draw(st.sampled_from("123")),
        act=draw(st.sampled_from(["未亮照经营", "超标排放"])),
        conditions=draw(st.sampled_from(["", "初次违法", "初次违法，"])),
        measures=draw(st.sampled_from(["", "责令改正"])),
        penalty_codes=draw(st.lists(st.sampled_from(["01", "02"]), unique=True)),
    )
    part = draw(st.sampled_from(["", "discretion", "no_penalty", "check"]))
    if part == "discretion":
        item.discretion.CopyFrom(draw(rules()))
    if part == "no_penalty":
        item.no_penalty.CopyFrom(draw(conditions()))
    if part == "check":
        item.check.CopyFrom(
            standard_pb2.CheckPoint(requirement=draw(st.sampled_from("ab")), mandatory=draw(st.booleans()), remote=draw(st.booleans()))
        )
    return item


def standard_draft(member: str, standard: standard_pb2.Standard) -> record_pb2.RecordDraft:
    """A standard as its member's organ publishes it, to everybody."""
    return record_pb2.RecordDraft(
        organ=ORGANS[member],
        sharing_class=record_pb2.SHARING_CLASS_UNCONDITIONAL,
        basis_id="law:优化营商环境条例:57",
        purpose=record_pb2.PURPOSE_STANDARD_ALIGNMENT,
        standard=standard,
    )
