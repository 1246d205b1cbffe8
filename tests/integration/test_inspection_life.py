"""A plan's whole life from the command line, over three real nodes: made, proposed, countersigned, published, re-made, carried out,
re-checked, recognised; a third node sees the same."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from exchange.cli.main import root
from exchange.planning.assign import make_plan
from exchange.planning.files import plan_of, problem_of, written
from exchange.planning.generate import Size, district_pair
from exchange.planning.model import Period, Problem, Selection, Trigger
from exchange.planning.plan import Plan, cost_of
from exchange.planning.replan import replan
from tests.support.exchanging import LAW, Exchanging, exchanging
from tests.support.federation import ORGANS, SINK, SOURCE, THIRD
from tests.support.planning import named

DRAW = "01a21783-9c3a-7204-8db5-8e6686fb7309"
SIZE = Size(companies=14, officers=24, organs=2)
SEND = ("--audience", "all", "--basis", LAW)
JOINT = {f"{member}-market": ORGANS[member] for member in (SOURCE, SINK)}
Run = Callable[..., Result]
RunJson = Callable[..., Any]


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Exchanging]:
    with exchanging(tmp_path_factory.mktemp("life"), {}) as made:
        yield made


@pytest.fixture
def run(world: Exchanging, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Runs `exchange` as a member's organ, or as `who`; then everybody pulls."""
    monkeypatch.setenv("LANGUAGE", "en")

    def runner(member: str, *arguments: object, who: str = "", language: str = "en") -> Result:
        options = world.options(member, who)
        result = CliRunner().invoke(root, ["--lang", language, "inspection", *map(str, arguments), *options])
        if result.exception is not None and not isinstance(result.exception, SystemExit):
            raise result.exception
        world.pull_all()
        return result

    return runner


@pytest.fixture
def run_json(run: Run) -> RunJson:
    """As `run` with --json; what was printed, from a command that must succeed."""

    def runner(member: str, *arguments: object, who: str = "") -> Any:
        result = run(member, *arguments, "--json", who=who)
        assert result.exit_code == 0, result.output
        return json.loads(result.stdout)

    return runner


@pytest.fixture
def refused(run: Run) -> Callable[..., tuple[str, list[str], str]]:
    """As `run`, of a command that must fail: reason, fields, message."""

    def runner(member: str, *arguments: object) -> tuple[str, list[str], str]:
        result = run(member, *arguments, "--json")
        assert result.exit_code in {1, 2}, result.output
        error = json.loads(result.stdout)["error"]
        return error["reason"], [one["field"] for one in error["fields"]], error["message"]

    return runner


@pytest.fixture(scope="module")
def made() -> tuple[Problem, Plan]:
    """A quarter of the past, all by chance and all ordinary: results of such checks may be recognised."""
    problem = named(district_pair(seed=3, size=SIZE), JOINT)
    checks = tuple(replace(one, trigger=Trigger.ROUTINE, selection=Selection.DRAWN) for one in problem.checks)
    problem = replace(problem, checks=checks)
    return problem, make_plan(problem)


def files(folder: Path, problem: Problem, plan: Plan) -> Path:
    folder.mkdir()
    (folder / "problem.json").write_bytes(written(problem))
    (folder / "plan.json").write_bytes(written(plan))
    return folder


def published(run_json: RunJson, folder: Path, title: str) -> str:
    """Proposed at SOURCE, countersigned at SINK, published."""
    plan = run_json(SOURCE, "propose", folder, "--title", title, "--draw", DRAW, *SEND)["record_id"]
    run_json(SINK, "consent", plan)
    run_json(SOURCE, "publish-plan", plan)
    return str(plan)


def entered(visit: dict[str, Any], *results: str) -> list[str]:
    """Options of `result`: those results for the visit's matters, the last for all further."""
    codes = visit["parts"][0]["matter_codes"]
    words = [*results, *([results[-1]] * len(codes))]
    matters = [word for code, found in zip(codes, words, strict=False) for word in ("--matter", f"{code}={found}")]
    return [*matters, "--started", f"{visit['day']}T09:30", "--ended", f"{visit['day']}T11:00"]


def of(member: str, shown: dict[str, Any]) -> list[dict[str, Any]]:
    """The visits at which only the member's organ has matters."""
    return [one for one in shown["plan"]["visits"] if [part["organ"] for part in one["parts"]] == [ORGANS[member]]]


def test_from_the_planner_to_a_recognised_result(
    run: Run, run_json: RunJson, refused: Callable[..., Any], made: tuple[Problem, Plan], tmp_path: Path
) -> None:
    problem, _plan = made
    file = tmp_path / "problem.json"
    file.write_bytes(written(problem))
    folder = tmp_path / "plan"
    planned = CliRunner().invoke(root, ["inspection", "plan", str(file), "--output", str(folder), "--seconds", "10"])
    assert planned.exit_code == 0, planned.output
    plan_made = plan_of((folder / "plan.json").read_bytes())

    proposal = ("propose", folder, "--title", "虚构联合检查计划", "--draw", DRAW, *SEND)
    proposed = run_json(SOURCE, *proposal)
    plan = proposed["plan_id"]
    assert (proposed["record_id"], proposed["version"], proposed["visits"]) == (plan, 1, len(plan_made.visits))
    assert (proposed["parties"], proposed["paper"], proposed["left_out"]) == (
        [ORGANS[SINK]],
        len(plan_made.paper),
        len(plan_made.left_out),
    )
    assert run_json(SOURCE, *proposal)["repeated"] is True  # nothing twice

    reason, fields, message = refused(SOURCE, "publish-plan", plan)
    assert (reason, fields) == ("NOT_COUNTERSIGNED", ["plan"])
    assert ORGANS[SINK] in message
    reason, fields, message = refused(SINK, "consent", plan, "--version", DRAW)
    assert (reason, fields) == ("NOT_NEWEST", ["version"])
    assert plan in message
    agreed = run(SINK, "consent", plan, "--version", plan)
    assert agreed.exit_code == 0, agreed.output
    assert "V0001" in agreed.stdout  # what is agreed to is shown
    assert f"Agreed to: version 1, record {plan}." in agreed.stdout
    run_json(SOURCE, "publish-plan", plan)

    shown = run_json(THIRD, "show", plan, who="planner")
    assert (shown["view"]["state"], shown["view"]["in_force_record_id"]) == ("PLAN_STATE_PUBLISHED", plan)
    clean, broken = of(SOURCE, shown)[:2]
    clean_record = run_json(SOURCE, "result", plan, clean["visit_id"], *entered(clean, "NOTHING_FOUND"))["record_id"]
    order = f"rectification-ordered:{broken['day']}"
    broken_record = run_json(SOURCE, "result", plan, broken["visit_id"], *entered(broken, order, "NOTHING_FOUND"))["record_id"]

    matter = broken["parts"][0]["matter_codes"][0]
    assert "not checked yet" in run(THIRD, "show", plan).stdout
    checks = ("recheck", plan, broken_record, "--matter", matter)
    run_json(SOURCE, *checks, "--not-rectified", "--on", broken["day"], "--note", "仍未整改")
    assert "not rectified, checked on" in run(THIRD, "show", plan).stdout
    run_json(SOURCE, *checks, "--rectified", "--on", broken["day"])
    reason, fields, _message = refused(SOURCE, *checks, "--not-rectified", "--on", broken["day"])  # too late
    assert (reason, fields) == ("FIELD_INVALID", ["rectification_check.matter_code"])

    taken = clean["parts"][0]["matter_codes"][0]
    recognition = ("recognise", plan, clean_record, "--matter", taken, "--own-matter", "33048200000001", "--reason", "毗邻互认")
    run_json(SINK, *recognition, "--until", "2026-12-31")
    for member in (SOURCE, SINK, THIRD):
        shown = run_json(member, "show", plan)
        (rectification,) = shown["rectifications"]
        assert (rectification["matter_code"], rectification["rectified"]) == (matter, True)
        (recognised,) = shown["recognitions"]
        assert (recognised["organ"], recognised["matter_code"], recognised["own_matter_code"]) == (ORGANS[SINK], taken, "33048200000001")
    assert "毗邻互认" in run(THIRD, "show", plan, language="zh").stdout
    run_json(SINK, *recognition, "--end")
    assert run_json(THIRD, "show", plan)["recognitions"] == []
    listed = run_json(THIRD, "plans")
    assert plan in [one["plan_id"] for one in listed["plans"]]
    assert "虚构联合检查计划" in run(THIRD, "plans").stdout
    assert "Differs from its draws" in run(THIRD, "show", plan).stdout  # that draw is known to nobody


def test_a_plan_re_made_keeps_its_ids_and_is_agreed_to_anew(
    run: Run, run_json: RunJson, refused: Callable[..., Any], made: tuple[Problem, Plan], tmp_path: Path
) -> None:
    problem, plan_made = made
    plan = published(run_json, files(tmp_path / "first", problem, plan_made), "重新编排")
    first = run_json(SOURCE, "show", plan)
    done = first["plan"]["visits"][0]
    doer = next(member for member in (SOURCE, SINK) if ORGANS[member] == done["parts"][0]["organ"])
    run_json(doer, "result", plan, done["visit_id"], *entered(done, "NOTHING_FOUND"))

    last = max(plan_made.visits, key=lambda one: one.slot)
    ill = min(last.team)
    absence = Period(first=last.slot.day, last=last.slot.day)
    officers = tuple(replace(one, leave=(*one.leave, absence)) if one.ref == ill else one for one in problem.officers)
    changed = replace(problem, officers=officers)
    again = replan(changed, plan_made, today=plan_made.visits[0].slot.day, seconds=10)
    folder = files(tmp_path / "second", changed, again.plan)

    wrong = ("propose", folder, "--replan", plan, *SEND)
    assert refused(SOURCE, *wrong)[0] == "USAGE"
    reason, fields, message = refused(SINK, *wrong, "--reason", "执法人员请假")
    assert (reason, fields) == ("FIELD_INVALID", ["organ"])
    assert ORGANS[SOURCE] in message
    same = refused(SOURCE, "propose", tmp_path / "first", "--replan", plan, "--reason", "又一次", *SEND)
    assert same[:2] == ("FIELD_INVALID", ["plan"])
    proposed = run_json(SOURCE, *wrong, "--reason", "执法人员请假")
    assert (proposed["plan_id"], proposed["version"]) == (plan, 2)
    assert len(proposed["changed_visits"]) == len(again.changed)

    second = run_json(THIRD, "show", plan)
    assert (second["view"]["state"], second["view"]["in_force_record_id"]) == ("PLAN_STATE_PROPOSED", plan)
    ids = [{one["uscc"]: one["visit_id"] for one in answer["plan"]["visits"]} for answer in (first, second)]
    assert ids[0] == ids[1]
    assert (second["plan"]["title"], second["plan"]["draw_task_record_ids"]) == ("重新编排", [DRAW])
    reason, fields, message = refused(SINK, "consent", plan, "--version", plan)
    assert (reason, fields) == ("NOT_NEWEST", ["version"])
    other = next(one for one in of(SINK, first) if one["visit_id"] != done["visit_id"])
    run_json(SINK, "result", plan, other["visit_id"], *entered(other, "NOTHING_FOUND"))  # version 1 is in force still

    rest = tuple(one for one in again.plan.visits if one != plan_made.visits[0])
    asked = tuple(one for one in changed.checks if one.target != plan_made.visits[0].target)
    only_rest = replace(again.plan, visits=rest, cost=cost_of(replace(changed, checks=asked), rest, again.plan.paper), bound=0)
    partly = files(tmp_path / "rest", replace(changed, checks=asked), only_rest)
    same = refused(SOURCE, "propose", partly, "--replan", plan, "--reason", "只排其余", *SEND)
    assert same[:2] == ("FIELD_INVALID", ["plan"])  # what was done stays, so nothing differs

    run_json(SINK, "consent", plan, "--refuse", "--reason", "日期冲突")
    assert run_json(THIRD, "show", plan)["view"]["state"] == "PLAN_STATE_REFUSED"
    reason, fields, message = refused(SOURCE, "publish-plan", plan)
    assert (reason, "日期冲突" in message) == ("NOT_COUNTERSIGNED", True)
    third = run_json(SOURCE, *wrong, "--title", "重新编排（三）", "--reason", "协商一致")
    assert (third["version"], third["changed_visits"]) == (3, [])
    run_json(SINK, "consent", plan)
    run_json(SOURCE, "publish-plan", plan)
    shown = run_json(THIRD, "show", plan)
    assert (shown["view"]["version"], shown["view"]["executed"]) == (3, 2)
    run_json(SOURCE, "withdraw", plan, "--reason", "另行安排")
    assert run_json(THIRD, "show", plan)["view"]["state"] == "PLAN_STATE_WITHDRAWN"


def test_a_result_from_a_file_is_completed_by_the_plan(
    run_json: RunJson, refused: Callable[..., Any], made: tuple[Problem, Plan], tmp_path: Path
) -> None:
    plan = published(run_json, files(tmp_path / "plan", *made), "结果文件")
    shown = run_json(SINK, "show", plan)
    visit = of(SINK, shown)[0]
    part = visit["parts"][0]
    results = [{"matter_code": code, "result": "INSPECTION_RESULT_CORRECTED_AT_ONCE"} for code in part["matter_codes"]]
    file = tmp_path / "result.json"
    file.write_text(json.dumps({"results": results, "started_at": f"{visit['day']}T01:30:00Z"}), encoding="utf-8")

    result = ("result", plan, visit["visit_id"], file)
    assert "--ended missing" in refused(SINK, *result)[2]
    end = ("--ended", f"{visit['day']}T11:00")
    reason, fields, message = refused(SOURCE, *result, *end)
    assert (reason, fields) == ("FIELD_INVALID", ["organ"])
    assert ORGANS[SINK] in message
    wrong = ("--matter", "33048299999999=NOTHING_FOUND")
    assert refused(SINK, *result, *end, *wrong)[1] == ["matter"]
    assert refused(SINK, "result", plan, "V9999", file, *end)[:2] == ("NOT_FOUND", ["visit"])
    run_json(SINK, *result, *end)
    (found,) = run_json(SOURCE, "show", plan)["results"]
    assert (found["inspection"]["plan_record_id"], found["inspection"]["trigger"]) == (plan, visit["trigger"])
    assert found["inspection"]["officers"] == part["officers"]
    assert {one["result"] for one in found["inspection"]["results"]} == {"INSPECTION_RESULT_CORRECTED_AT_ONCE"}


def test_what_cannot_be_proposed_is_named(refused: Callable[..., Any], made: tuple[Problem, Plan], tmp_path: Path) -> None:
    title = ("--title", "不合规", *SEND)
    unnamed = district_pair(seed=3, size=SIZE)
    folder = files(tmp_path / "unnamed", unnamed, make_plan(unnamed))
    reason, fields, message = refused(SOURCE, "propose", folder, *title)
    assert (reason, fields[0]) == ("FIELD_INVALID", "problem.organs[0].uscc")
    assert "310116-market" in message
    problem, plan = made
    tired = replace(plan, visits=plan.visits[1:])
    folder = files(tmp_path / "short", problem, tired)
    reason, fields, _message = refused(SOURCE, "propose", folder, *title)
    assert (reason, "complete" in fields) == ("PLAN_UNLAWFUL", True)
    lawful = files(tmp_path / "lawful", problem, plan)
    assert refused(SOURCE, "propose", lawful, *title)[:2] == ("DRAW_MISSING", ["draw"])
    reason, fields, _message = refused(SOURCE, "propose", "--plan", lawful / "problem.json", "--problem", lawful / "problem.json", *title)
    assert (reason, fields) == ("PLAN_INVALID", ["plan"])
    assert refused(SOURCE, "propose", "--plan", lawful / "plan.json", *title)[1] == ["plan"]
    narrow = ("--title", "受众不足", "--draw", DRAW, "--audience", THIRD, "--basis", LAW)
    reason, fields, message = refused(SOURCE, "propose", lawful, *narrow)
    assert (reason, SINK in message) == ("NOT_IN_AUDIENCE", True)
    assert problem_of((lawful / "problem.json").read_bytes()) == problem


def test_a_narrow_audience_is_kept_by_all_that_follows(
    world: Exchanging, run_json: RunJson, refused: Callable[..., Any], made: tuple[Problem, Plan], tmp_path: Path
) -> None:
    folder = files(tmp_path / "plan", *made)
    narrow = ("--title", "仅两地", "--draw", DRAW, "--audience", SINK, "--basis", LAW)
    plan = run_json(SOURCE, "propose", folder, *narrow)["plan_id"]
    answered = run_json(SINK, "consent", plan)["record_id"]
    assert refused(THIRD, "show", plan)[0] == "NOT_FOUND"
    run_json(SOURCE, "publish-plan", plan)
    assert run_json(SOURCE, "show", plan)["answers"][0]["record_id"] == answered
    assert run_json(SINK, "show", plan)["view"]["state"] == "PLAN_STATE_PUBLISHED"
