"""Merged checklists from the standards of two real nodes: of a plan in the ledger, and of one that the planner has just made."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from icalendar import Calendar
from python_calamine import CalamineWorkbook

from exchange.cli.main import root
from exchange.planning.files import written
from exchange.planning.generate import Size, district_pair
from exchange.v1 import inspection_pb2, record_pb2, standard_pb2, subject_pb2
from exchange.v1 import standard_service_pb2 as pb
from exchange.v1.standard_service_pb2_grpc import StandardServiceStub
from tests.support.checklists import item, source
from tests.support.exchanging import Exchanging, exchanging, said
from tests.support.federation import ORGANS, SINK, SOURCE, THIRD
from tests.support.inspections import MATTERS, made_plan, replanned
from tests.support.planning import named
from tests.support.standards import standard_draft

HERE, THERE = MATTERS  # what the lead's organ checks, and what the party's does
JOINT = record_pb2.PURPOSE_JOINT_INSPECTION
STRICT, LOOSE = item("1", "查验进货凭证", mandatory=True), item("甲", "查验进货凭证", mandatory=False)


def checklist(member: str, matters: tuple[str, ...], *items: Any, **values: object) -> record_pb2.RecordDraft:
    needed = {"domain": subject_pb2.ENFORCEMENT_DOMAIN_MARKET, "issuer_name": "示例市场监督管理局"}
    return standard_draft(member, source(ORGANS[member], *items, matters=matters, **needed, **values).standard)


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Exchanging]:
    """Each of the two has a checklist; what the one codes HERE the other codes THERE."""
    with exchanging(tmp_path_factory.mktemp("checklists"), {}) as made:
        made.publish(SOURCE, checklist(SOURCE, (HERE,), STRICT, item("2", "核对计量器具检定")))
        made.publish(SINK, checklist(SINK, (THERE,), LOOSE))
        mapping = standard_pb2.StandardMapping(from_member=SOURCE, from_matter_code=HERE, to_member=SINK, to_matter_code=THERE)
        made.publish(SOURCE, said(SOURCE, standard_mapping=mapping, purpose=record_pb2.PURPOSE_STANDARD_ALIGNMENT))
        made.pull_all()
        yield made


@pytest.fixture
def run(world: Exchanging, monkeypatch: pytest.MonkeyPatch) -> Callable[..., tuple[int, Any]]:
    """Runs `exchange inspection … --json` as a member's organ, or as `who`."""
    monkeypatch.delenv("EXCHANGE_PROFILE", raising=False)

    def runner(member: str, *arguments: object, who: str = "") -> tuple[int, Any]:
        options = world.options(member, who)
        result = CliRunner().invoke(root, ["--lang", "en", "inspection", *map(str, (*arguments, *options)), "--json"])
        if result.exception is not None and not isinstance(result.exception, SystemExit):
            raise result.exception
        return result.exit_code, json.loads(result.stdout)

    return runner


def content(title: str, *days: str) -> inspection_pb2.InspectionPlan:
    """The lead checks HERE, the party THERE, together at two companies."""
    made = made_plan((SOURCE, ORGANS[SOURCE]), (SINK, ORGANS[SINK]), title=title)
    for visit in made.visits:
        visit.parts[1].matter_codes[:] = [THERE]
    for visit, day in zip(made.visits, days, strict=False):
        visit.day = day
    return made


def proposed(world: Exchanging, made: inspection_pb2.InspectionPlan, **header: str) -> str:
    record = world.publish(SOURCE, said(SOURCE, inspection_plan=made, purpose=JOINT, **header)).record_id
    world.pull_all()
    return str(record)


@pytest.fixture(scope="module")
def plan(world: Exchanging) -> str:
    return proposed(world, content("检查要点"))


def test_each_visit_has_one_checklist_of_both_places(run: Callable[..., Any], plan: str, tmp_path: Path) -> None:
    folder = tmp_path / "sheets"
    code, answer = run(THIRD, "checklist", plan, "--output", folder, who="planner")
    assert code == 0, answer
    assert (answer["version"], answer["in_force"], answer["visits"], answer["points"], answer["without"]) == (1, False, 2, 4, [])
    assert {one.name for one in folder.iterdir()} == {"plan.ics", "plan.xlsx", "sheets"}
    assert {one.name for one in (folder / "sheets").iterdir()} == {"V1.html", "V2.html"}
    sheet = (folder / "sheets" / "V1.html").read_text(encoding="utf-8")
    assert sheet.count("查验进货凭证") == 1  # asked once
    for text in ("The stricter wording.", "Covers also", "key sector, in full", plan):
        assert text in sheet
    book = CalamineWorkbook.from_path(str(folder / "plan.xlsx"))
    assert [row[0] for row in book.get_sheet_by_name("Checklists").to_python()[1:]] == ["V1", "V1", "V2", "V2"]
    events = Calendar.from_ical((folder / "plan.ics").read_bytes()).walk("VEVENT")
    assert [int(one["sequence"]) for one in events] == [0, 0]
    code, answer = run(THIRD, "checklist", plan, "--output", folder)
    assert (code, answer["error"]["fields"][0]["field"]) == (1, "output")  # what is there stays


def test_one_visit_by_its_id(run: Callable[..., Any], plan: str, tmp_path: Path) -> None:
    code, answer = run(SINK, "checklist", plan, "V2", "--output", tmp_path / "one")
    assert (code, answer["visits"], answer["points"], answer["files"]) == (0, 1, 2, 3)
    code, answer = run(SINK, "checklist", plan, "V7", "--output", tmp_path / "none")
    assert (code, answer["error"]["reason"]) == (1, "NOT_FOUND")
    assert "it has V1 to V2" in answer["error"]["message"]


def test_the_planners_sheets_carry_the_nodes_checklists(world: Exchanging, run: Callable[..., Any], tmp_path: Path) -> None:
    joint = {f"{member}-market": ORGANS[member] for member in (SOURCE, SINK)}
    problem = named(district_pair(seed=3, size=Size(companies=14, officers=24, organs=2)), joint)
    own = tuple(one.code for one in problem.matters if one.organ == ORGANS[SOURCE])
    world.publish(SOURCE, checklist(SOURCE, own, item("3", "核查从业人员健康证明"), standard_id="310116-示例"))
    file = tmp_path / "problem.json"
    file.write_bytes(written(problem))
    code, answer = run(SOURCE, "plan", file, "--output", tmp_path / "with", "--seconds", "10", "--standards")
    assert code == 0, answer
    rows = CalamineWorkbook.from_path(str(tmp_path / "with" / "plan.xlsx")).get_sheet_by_name("Checklists").to_python()[1:]
    assert {row[4] for row in rows} >= {"核查从业人员健康证明"}
    assert {row[8] for row in rows if "has no checklist in force" in str(row[4])} == {ORGANS[SINK]}
    plain = CliRunner().invoke(
        root, ["--lang", "en", "inspection", "plan", str(file), "--output", str(tmp_path / "without"), "--seconds", "10"]
    )
    assert plain.exit_code == 0, plain.output
    assert CalamineWorkbook.from_path(str(tmp_path / "without" / "plan.xlsx")).get_sheet_by_name("Checklists").to_python()[1:] == []
    code, answer = run(SOURCE, "plan", file, "--standards")
    assert (code, "--output" in answer["error"]["message"]) == (2, True)


def test_a_re_made_plan_moves_what_calendars_hold(world: Exchanging, run: Callable[..., Any], tmp_path: Path) -> None:
    first = content("重新编排")
    plan = proposed(world, first)
    proposed(world, replanned(first), thread_id=plan, supersedes=plan)
    code, answer = run(SINK, "checklist", plan, "--output", tmp_path / "second")
    assert (code, answer["version"]) == (0, 2)
    events = Calendar.from_ical((tmp_path / "second" / "plan.ics").read_bytes()).walk("VEVENT")
    assert sorted(int(one["sequence"]) for one in events) == [0, 1]
    code, answer = run(SINK, "checklist", plan, "--output", tmp_path / "planners", who="planner")  # may not read earlier versions
    assert (code, answer["version"], answer["calendar"], answer["points"]) == (0, 2, False, 4)
    assert not (tmp_path / "planners" / "plan.ics").exists()


def test_while_a_newer_version_is_proposed_the_sheets_are_of_the_one_in_force_for_planners_too(
    world: Exchanging, run: Callable[..., Any], tmp_path: Path
) -> None:
    first = content("仍然有效")
    plan = proposed(world, first)
    for member, command in ((SINK, "consent"), (SOURCE, "publish-plan")):
        code, answer = run(member, command, plan)
        assert code == 0, answer
        world.pull_all()
    proposed(world, replanned(first), thread_id=plan, supersedes=plan)

    for who in ("", "planner"):
        code, answer = run(SINK, "checklist", plan, "--output", tmp_path / f"sheets-{who}", who=who)
        assert (code, answer["version"], answer["in_force"], answer["calendar"]) == (0, 1, True, not who)


def test_the_sources_are_those_that_the_service_names(world: Exchanging, run: Callable[..., Any], tmp_path: Path) -> None:
    """GetApplicableStandards answers for one matter what the sheet's sources are; and says the same after an organ's no."""
    before, after = "2026-12-10", "2026-12-11"
    plan = proposed(world, content("来源", before, after))
    request = pb.GetApplicableStandardsRequest(
        matter_code=THERE, act_on=before, decided_on=before, member=SINK, organ=ORGANS[SINK], place=SINK
    )
    asked = {"who": "planner", "purpose": "JOINT_INSPECTION"}
    answer = world.ask(SINK, StandardServiceStub, "GetApplicableStandards", request, **asked)
    assert len(answer.standards) == 1
    adoption = standard_pb2.StandardAdoption(
        standard_id=answer.standards[0].standard.standard.standard_id,
        issuer=SINK,
        version=1,
        adoption=standard_pb2.ADOPTION_NOT_ADOPTED,
        valid_from=after,
    )
    world.publish(SINK, said(SINK, standard_adoption=adoption, purpose=record_pb2.PURPOSE_STANDARD_ALIGNMENT))
    world.pull_all()
    _code, made = run(SINK, "checklist", plan, "--output", tmp_path / "after")
    without = {"visit_id": "V2", "organ": ORGANS[SINK], "matter_code": THERE}
    assert (made["points"], made["without"]) == (4, [without])  # the first day is before it
    request.act_on = request.decided_on = after
    assert list(world.ask(SINK, StandardServiceStub, "GetApplicableStandards", request, **asked).standards) == []
