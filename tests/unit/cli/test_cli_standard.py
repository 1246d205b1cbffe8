"""`exchange standard …`: what is asked of the node, and how its answers are shown."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from click.testing import Result

from exchange.v1 import outcome_service_pb2, record_pb2, record_service_pb2, standard_pb2, standard_service_pb2
from tests.support.fake_node import MEMBER, ORGAN, FakeNode

pb = standard_service_pb2
RECORD, OTHER = "0198c5a0-0000-7000-8000-000000000001", "0198c5a0-0000-7000-8000-000000000002"
HERE, THERE = "31011600000001", "33048200000001"
SEND = ("--organ", ORGAN, "--audience", "all", "--basis", "law:优化营商环境条例:57")


def view(record_id: str, version: int) -> pb.StandardView:
    content = standard_pb2.Standard(
        standard_id="S-1", version=version, title="免罚清单", kind=standard_pb2.STANDARD_KIND_NO_PENALTY_LIST, valid_from="2026-01-01"
    )
    return pb.StandardView(record_id=record_id, standard=content)


def answer_applicable() -> pb.GetApplicableStandardsResponse:
    adoption = standard_pb2.StandardAdoption(adoption=standard_pb2.ADOPTION_ADOPTED_WITH_CHANGES, changes="仅限首次")
    return pb.GetApplicableStandardsResponse(
        standards=[
            pb.ApplicableStandard(
                member="330482",
                matter_code=THERE,
                relation=standard_pb2.MAPPING_RELATION_BROADER,
                standard=view(RECORD, 1),
                other_version=view(OTHER, 2),
                reason="从旧。",
                reason_en="The old one.",
                needs_person=True,
                items=[standard_pb2.StandardItem(code="1", act="未亮照经营", conditions="初次违法")],
                adoptions=[pb.AdoptionView(organ=ORGAN, adoption=adoption)],
            ),
            pb.ApplicableStandard(member=MEMBER, matter_code=HERE, other_version=view(OTHER, 2), reason="没有。", reason_en="None."),
        ],
        not_followed=[pb.ChainedMatter(member="330421", matter_code="9" * 14, via_member="330482", via_matter_code=THERE)],
        sources=[outcome_service_pb2.SourceFreshness(member=MEMBER, size=7)],
    )


def test_applicable_shows_the_version_the_reason_and_who_applies_it(call: Callable[..., Result], node: FakeNode) -> None:
    node.answers["GetApplicableStandards"] = answer_applicable()

    result = call("standard", "applicable", HERE, "--act-on", "2026-03-01", "--decided-on", "2026-09-01", "--kind", "NO_PENALTY_LIST")

    assert result.exit_code == 0
    (request,) = node.asked("GetApplicableStandards")
    assert (request.matter_code, request.act_on, request.decided_on, request.kind) == (HERE, "2026-03-01", "2026-09-01", 2)
    for text in (
        f"{THERE} (broader)",
        f"免罚清单, version 1 (2026-01-01 to open), record {RECORD}",
        "The old one.",
        "A person must decide.",
        f"{ORGAN} adopted with changes (仅限首次)",
        "未亮照经营  初次违法",
        f"{HERE} (same code, no mapping)",
        "a person must choose",
        "330421 may have it as 99999999999999, over 330482's 33048200000001: chains of mappings aren't followed.",
        "Sources",
    ):
        assert text in result.stdout


def test_applicable_speaks_chinese(call: Callable[..., Result], node: FakeNode) -> None:
    node.answers["GetApplicableStandards"] = answer_applicable()

    shown = call("standard", "applicable", HERE, "--act-on", "2026-03-01", language="zh").stdout

    assert "从旧。" in shown
    assert "须由人工判断。" in shown
    assert "The old one." not in shown


def test_nothing_known_is_said(call: Callable[..., Result], node: FakeNode) -> None:
    node.answers["GetApplicableStandards"] = pb.GetApplicableStandardsResponse()

    assert f"No standard on matter {HERE} is known here" in call("standard", "applicable", HERE, "--act-on", "2026-03-01").stdout


def test_compare_shows_each_line_and_its_differences(call: Callable[..., Result], node: FakeNode) -> None:
    first, second = (standard_pb2.StandardItem(code=code, act="未亮照经营") for code in ("1", "9"))
    node.answers["CompareStandards"] = pb.CompareStandardsResponse(
        comparison=pb.COMPARISON_MILDER,
        relation=standard_pb2.MAPPING_RELATION_EQUAL,
        items=[
            pb.ComparedItem(
                kind=2,  # type: ignore[arg-type]
                comparison=pb.COMPARISON_MILDER,
                first=first,
                second=second,
                differences=["改正期限：第一方15日内，第二方7日内（第一方更宽）"],
                differences_en=["time to correct: within 15 days against within 7 days"],
            ),
            pb.ComparedItem(comparison=pb.COMPARISON_MISSING, first=first, missing_at="330482"),
        ],
    )

    shown = call("standard", "compare", HERE, "--first", MEMBER, "--second", "330482", "--on", "2026-09-01").stdout

    assert f"{MEMBER} against 330482: milder (matters: equal)." in shown
    assert "time to correct: within 15 days against within 7 days" in shown
    assert "not at 330482" in shown


def test_calculate_asks_with_tiers_figures_and_amounts(call: Callable[..., Result], node: FakeNode) -> None:
    node.answers["CalculateDiscretion"] = pb.CalculateDiscretionResponse(
        amount_fen=27_000_050,
        statutory_min_fen=10_000_000,
        statutory_max_fen=100_000_000,
        steps=[pb.DiscretionStep(text="裁量起点", text_en="starting share", share_bp=1050, amount_fen=10_500_000)],
        capped_by="AGGRAVATED_CAP",
        counted_record_ids=[OTHER],
        sources=[outcome_service_pb2.SourceFreshness(member=MEMBER, size=7)],
    )

    result = call(
        "standard", "calculate", RECORD, "1", "--tier", "B=B1", "--tier", "A=A2", "--figure", "A=1.5", "--figure", "C=-0.001",
        "--adjust", "aggravated", "--by", "12.5", "--reason", "拒不改正", "--base", "0.01", "--subject", "913101166078754287",
        "--act-on", "2026-06-01",
    )  # fmt: skip

    assert result.exit_code == 0
    (request,) = node.asked("CalculateDiscretion")
    assert [(one.factor_code, one.tier_code, one.figure_milli, one.HasField("figure_milli")) for one in request.factors] == [
        ("B", "B1", 0, False), ("A", "A2", 1500, True), ("C", "", -1, True),
    ]  # fmt: skip
    assert (request.adjustment, request.adjustment_bp, request.adjustment_reason, request.base_fen) == (1, 1250, "拒不改正", 1)
    for text in ("starting share", "10.5%", "270,000.50 yuan", "100,000 to 1,000,000 yuan", "cap of aggravation", OTHER, "Sources"):
        assert text in result.stdout


@pytest.mark.parametrize(
    ("arguments", "text"),
    [
        (("applicable", "123", "--act-on", "2026-03-01"), "14 digits"),
        (("applicable", HERE, "--act-on", "2026-02-30"), "a day is written"),
        (("calculate", RECORD, "1", "--tier", "A"), "NAME=VALUE"),
        (("calculate", RECORD, "1", "--figure", "A=viel"), "a number is needed"),
        (("calculate", RECORD, "1", "--figure", "A=NaN"), "decimal places"),
        (("calculate", RECORD, "1", "--by", "1.234"), "at most 2 decimal places"),
        (("map", f"31011:{HERE}", f"330482:{THERE}", *SEND), "six digits"),
        (("map", f"310116:{HERE}", "330482", *SEND), "14 digits"),
    ],
)
def test_a_faulty_option_is_refused_before_the_node_is_asked(
    call: Callable[..., Result], node: FakeNode, arguments: tuple[str, ...], text: str
) -> None:
    result = call("standard", *arguments)

    assert result.exit_code == 2
    assert text in result.stderr
    assert node.requests == []


def publishes(request: record_service_pb2.PublishRecordsRequest) -> record_service_pb2.PublishRecordsResponse:
    response = record_service_pb2.PublishRecordsResponse()
    for number, _item in enumerate(request.drafts):
        response.records.add(record_id=RECORD, index=number)
    return response


def published(node: FakeNode) -> record_pb2.RecordDraft:
    (request,) = node.asked("PublishRecords")
    return request.drafts[0].draft


def test_map_publishes_a_mapping(call_json: Callable[..., tuple[int, Any]], node: FakeNode) -> None:
    node.answers["PublishRecords"] = publishes

    code, document = call_json(
        "standard", "map", f"{MEMBER}:{HERE}", f"330482:{THERE}", "--relation", "BROADER", "--valid-from", "2026-01-01", *SEND
    )

    assert (code, document) == (0, {"record_id": RECORD, "index": 0, "repeated": False})
    mapping = published(node).standard_mapping
    assert (mapping.from_member, mapping.from_matter_code, mapping.to_member, mapping.to_matter_code) == (MEMBER, HERE, "330482", THERE)
    assert (mapping.relation, mapping.valid_from) == (standard_pb2.MAPPING_RELATION_BROADER, "2026-01-01")


def test_adopt_publishes_an_adoption(call: Callable[..., Result], node: FakeNode) -> None:
    node.answers["PublishRecords"] = publishes

    result = call(
        "standard", "adopt", "S-1", "--issuer", "330482", "--version", 2, "--word", "ADOPTED_WITH_CHANGES", "--changes", "仅限首次",
        "--valid-from", "2026-01-01", *SEND,
    )  # fmt: skip

    assert f"Record {RECORD} is in the ledger at index 0." in result.stdout
    adoption = published(node).standard_adoption
    assert (adoption.standard_id, adoption.issuer, adoption.version, adoption.adoption, adoption.changes) == (
        "S-1",
        "330482",
        2,
        2,
        "仅限首次",
    )
    assert published(node).purpose == record_pb2.PURPOSE_STANDARD_ALIGNMENT


def test_mappings_and_adoptions_are_listed(call: Callable[..., Result], node: FakeNode) -> None:
    mapping = standard_pb2.StandardMapping(from_member=MEMBER, from_matter_code=HERE, to_member="330482", to_matter_code=THERE)
    node.answers["ListMappings"] = pb.ListMappingsResponse(mappings=[pb.MappingView(record_id=RECORD, mapping=mapping)])
    adoption = standard_pb2.StandardAdoption(standard_id="S-1", issuer="330482", version=2, adoption=standard_pb2.ADOPTION_NOT_ADOPTED)
    node.answers["ListAdoptions"] = pb.ListAdoptionsResponse(adoptions=[pb.AdoptionView(organ=ORGAN, adoption=adoption)])

    mappings = call("standard", "mappings", "--matter", HERE).stdout
    adoptions = call("standard", "adoptions", "--standard", "S-1").stdout

    assert f"{MEMBER}:{HERE}" in mappings
    assert "equal" in mappings
    assert "not adopted" in adoptions
    assert (node.asked("ListMappings")[0].matter_code, node.asked("ListAdoptions")[0].standard_id) == (HERE, "S-1")
