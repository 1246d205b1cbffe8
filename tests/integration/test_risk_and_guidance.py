"""Risk grades and guidance cases as records that members share: the latest that holds, the words that are looked for."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest

from exchange.domain.calendar import legal_day
from exchange.v1 import record_pb2, risk_pb2, risk_service_pb2, risk_service_pb2_grpc, subject_pb2
from tests.support.exchanging import Exchanging, on_each_database, said
from tests.support.federation import SINK, SOURCE, THIRD, draft

TODAY = legal_day(datetime.now(UTC))
USCC, OTHER = "913101166078754287", "91330482MA29GEU99P"
FOOD, CREDIT = "食品生产经营风险分级", "企业信用风险分类"
A, B, C, D = risk_pb2.RISK_LEVEL_A, risk_pb2.RISK_LEVEL_B, risk_pb2.RISK_LEVEL_C, risk_pb2.RISK_LEVEL_D
MATTER = "33013100100001"
STUB = risk_service_pb2_grpc.RiskServiceStub


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def world(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Exchanging]:
    with on_each_database(request, tmp_path_factory.mktemp("risk"), (SOURCE, SINK, THIRD)) as made:
        yield made


def _day(ago: int) -> str:
    return (TODAY - timedelta(days=ago)).isoformat()


def _grade(
    member: str, level: int, ago: int, *, uscc: str = USCC, scheme: str = FOOD, until: int | None = None, **header: object
) -> object:
    grade = risk_pb2.RiskGrade(
        subject=subject_pb2.Subject(name="虚构公司", uscc=uscc),
        scheme=scheme,
        level=level,  # type: ignore[arg-type]  # an enum's number
        graded_on=_day(ago),
        valid_until="" if until is None else _day(until),
        reasons=["测试"],
    )
    return said(member, risk_grade=grade, purpose=record_pb2.PURPOSE_JOINT_INSPECTION, **header)


@pytest.fixture(scope="module")
def graded(world: Exchanging) -> Exchanging:
    for one in (
        _grade(SOURCE, B, 300, until=100),
        _grade(SOURCE, D, 50, until=10),
        _grade(SOURCE, A, 400, scheme=CREDIT),
        _grade(SOURCE, C, 20, uscc=OTHER),
    ):
        world.publish(SOURCE, one)
    world.publish(THIRD, _grade(THIRD, C, 90))
    world.pull(SINK)
    return world


def _grades(world: Exchanging, **wanted: object) -> list[tuple[str, int, str]]:
    answer = world.ask(SINK, STUB, "ListRiskGrades", risk_service_pb2.ListRiskGradesRequest(**wanted))
    return [(one.grade.scheme, one.grade.level, one.origin) for one in answer.grades]


def test_the_latest_of_each_scheme(graded: Exchanging) -> None:
    assert _grades(graded, subject=USCC) == [(FOOD, D, SOURCE), (CREDIT, A, SOURCE)]
    assert _grades(graded, subject=USCC, scheme=CREDIT) == [(CREDIT, A, SOURCE)]
    assert _grades(graded, level=B) == []
    assert _grades(graded) == [(FOOD, C, SOURCE), (FOOD, D, SOURCE), (CREDIT, A, SOURCE)]


@pytest.mark.parametrize(
    ("ago", "food"),
    [
        (0, [(FOOD, C, THIRD)]),
        (10, [(FOOD, D, SOURCE)]),
        (50, [(FOOD, D, SOURCE)]),
        (51, [(FOOD, C, THIRD)]),
        (100, [(FOOD, B, SOURCE)]),
        (301, []),
    ],
)
def test_the_one_that_held_on_a_day(graded: Exchanging, ago: int, food: list[object]) -> None:
    assert _grades(graded, subject=USCC, scheme=FOOD, on=_day(ago)) == food


def test_a_grade_is_replaced_by_its_own_ledger(graded: Exchanging) -> None:
    wrong = graded.publish(SOURCE, _grade(SOURCE, D, 5, uscc=OTHER, scheme=CREDIT)).record_id
    graded.publish(SOURCE, _grade(SOURCE, A, 6, uscc=OTHER, scheme=CREDIT, supersedes=wrong))
    graded.pull(SINK, SOURCE)
    assert _grades(graded, subject=OTHER, scheme=CREDIT) == [(CREDIT, A, SOURCE)]


@pytest.mark.parametrize(
    ("draft_", "field"),
    [(_grade(SOURCE, A, -1), "risk_grade.graded_on"), (_grade(SOURCE, A, 5, until=6), "risk_grade.valid_until")],
    ids=["tomorrow", "ends before"],
)
def test_a_grade_that_can_not_be(world: Exchanging, draft_: object, field: str) -> None:
    assert world.refused(SOURCE, draft_).fields == (field,)


def test_pages_of_grades(graded: Exchanging) -> None:
    first = graded.ask(SINK, STUB, "ListRiskGrades", risk_service_pb2.ListRiskGradesRequest(page_size=1, subject=USCC))
    request = risk_service_pb2.ListRiskGradesRequest(page_size=1, subject=USCC, page_token=first.next_page_token)
    second = graded.ask(SINK, STUB, "ListRiskGrades", request)
    assert [one.grade.scheme for one in [*first.grades, *second.grades]] == [FOOD, CREDIT]
    assert not second.next_page_token


def _case(member: str, title: str, *, facts: str = "基本案情", audience: tuple[str, ...] = (), **more: object) -> object:
    values = {"domain": 1, "ruling": "处理结果", "keywords": ["关键"], **more}
    header = {name: values.pop(name) for name in ("supersedes",) if name in values}
    case = risk_pb2.GuidanceCase(title=title, facts=facts, **values)
    return said(member, audience=audience, guidance_case=case, purpose=record_pb2.PURPOSE_STANDARD_ALIGNMENT, **header)


@pytest.fixture(scope="module")
def guided(world: Exchanging) -> Exchanging:
    world.publish(SOURCE, _case(SOURCE, "无照经营案", facts="当事人未取得营业执照从事食品经营", matter_codes=[MATTER]))
    world.publish(SOURCE, _case(SOURCE, "水污染案", domain=2, facts="企业排放污水", ruling="责令改正，处罚款"))
    world.publish(THIRD, _case(THIRD, "虚假宣传案", facts="在网站上宣传品食", keywords=["GMP认证"]))
    world.publish(SOURCE, _case(SOURCE, "只给平湖的案例", audience=(SINK,)))
    world.pull(SINK)
    return world


def _cases(world: Exchanging, asker: str = SINK, node: str = SINK, **wanted: object) -> set[str]:
    answer = world.ask(node, STUB, "ListGuidanceCases", risk_service_pb2.ListGuidanceCasesRequest(**wanted), asker=asker)
    return {one.guidance_case.title for one in answer.cases}


@pytest.mark.parametrize(
    ("wanted", "titles"),
    [
        ({"text": "食品"}, {"无照经营案"}),
        ({"text": "执照"}, {"无照经营案"}),
        ({"text": "品食"}, {"虚假宣传案"}),
        ({"text": "污"}, {"水污染案"}),
        ({"text": "罚款 污水"}, {"水污染案"}),
        ({"text": "ｇｍｐ"}, {"虚假宣传案"}),
        ({"text": "药品"}, set()),
        ({"matter_code": MATTER}, {"无照经营案"}),
        ({"domain": 2}, {"水污染案"}),
        ({"domain": 2, "text": "食品"}, set()),
        ({}, {"无照经营案", "水污染案", "虚假宣传案", "只给平湖的案例"}),
    ],
)
def test_cases_by_matter_domain_and_words(guided: Exchanging, wanted: dict[str, object], titles: set[str]) -> None:
    assert _cases(guided, **wanted) == titles


def test_a_neighbour_sees_the_cases_that_are_for_it(guided: Exchanging) -> None:
    assert _cases(guided, SINK, SOURCE, text="案例") == {"只给平湖的案例"}
    assert _cases(guided, THIRD, SOURCE) == {"无照经营案", "水污染案"}
    assert _cases(guided, THIRD, SINK) == set()


def test_pages_of_cases_that_hold_a_word(guided: Exchanging) -> None:
    found, token = [], ""
    while True:
        answer = guided.ask(
            SINK, STUB, "ListGuidanceCases", risk_service_pb2.ListGuidanceCasesRequest(page_size=1, text="案", page_token=token)
        )
        found += [one.guidance_case.title for one in answer.cases]
        token = answer.next_page_token
        if not token:
            break
    assert (len(found), set(found)) == (4, {"无照经营案", "水污染案", "虚假宣传案", "只给平湖的案例"})


def test_a_case_that_can_not_be(world: Exchanging) -> None:
    missing = "01900000-0000-7000-8000-000000000000"
    assert world.refused(SOURCE, _case(SOURCE, "无此决定", outcome_record_id=missing)).reason == "NOT_FOUND"
    assert world.refused(SOURCE, _case(SOURCE, "日期不对", decided_on="2026-02-30")).fields == ("guidance_case.decided_on",)
    decision = world.publish(SOURCE, draft(1)).record_id
    first = world.publish(SOURCE, _case(SOURCE, "旧版", outcome_record_id=decision)).record_id
    world.publish(SOURCE, _case(SOURCE, "新版", outcome_record_id=decision, supersedes=first))
    assert _cases(world, SOURCE, SOURCE, text="版") == {"新版"}
