"""`exchange inspection plan`: from a file to a folder with everything, lawful by the second program; or the rules in conflict."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from exchange.cli.main import root
from exchange.planning.checker import violations
from exchange.planning.files import plan_of, problem_of, written
from exchange.planning.generate import Size, district_pair

SIZE = Size(companies=20, officers=30, organs=4)


def plan(*arguments: str, language: str = "en") -> tuple[int, Any]:
    result = CliRunner().invoke(root, ["--lang", language, "inspection", "plan", *arguments, "--json"])
    return result.exit_code, json.loads(result.stdout)


def test_a_problem_becomes_a_folder_with_plan_calendar_workbook_map_and_sheets(tmp_path: Path) -> None:
    file = tmp_path / "problem.json"
    file.write_bytes(written(district_pair(seed=5, size=SIZE)))
    folder = tmp_path / "plan"

    code, answer = plan(str(file), "--output", str(folder), "--seconds", "10")

    assert code == 0, answer
    assert {one.name for one in folder.iterdir()} == {"problem.json", "plan.json", "plan.ics", "plan.xlsx", "overview.html", "sheets"}
    made, problem = plan_of((folder / "plan.json").read_bytes()), problem_of((folder / "problem.json").read_bytes())
    assert violations(problem, made) == []
    assert (answer["visits"], len(list((folder / "sheets").iterdir()))) == (len(made.visits), len(made.visits))
    assert answer["visits"] < answer["visits_alone"]
    code, answer = plan(str(file), "--output", str(folder))
    assert (code, answer["error"]["fields"][0]["field"]) == (1, "output")  # what is there stays


@pytest.mark.parametrize(("language", "words"), [("en", "can't all be kept"), ("zh", "不能同时满足")])
def test_only_visiting_officers_are_no_team_and_the_rule_says_so(tmp_path: Path, language: str, words: str) -> None:
    problem = district_pair(seed=5, size=replace(SIZE, companies=10))
    organ = problem.checks[0].organ
    without = replace(problem, officers=tuple(one for one in problem.officers if one.organ != organ))
    file = tmp_path / "problem.json"
    file.write_bytes(written(without))

    code, answer = plan(str(file), "--seconds", "10", language=language)

    assert (code, answer["error"]["reason"]) == (1, "INFEASIBLE")
    assert words in answer["error"]["message"]
    assert "territory" in {one["field"] for one in answer["error"]["fields"]}


@pytest.mark.parametrize("arguments", [(), ("--example", "1", "{file}")])
def test_one_problem_is_wanted(tmp_path: Path, arguments: tuple[str, ...]) -> None:
    file = tmp_path / "problem.json"
    file.write_text("{}")

    code, answer = plan(*(one.format(file=file) for one in arguments))

    assert (code, answer["error"]["fields"][0]["field"]) == (2, "problem")


def test_a_file_that_is_no_problem_names_the_place(tmp_path: Path) -> None:
    file = tmp_path / "problem.json"
    file.write_bytes(written(district_pair(seed=5, size=SIZE)).replace(b'"risk": "A"', b'"risk": "Z"', 1))

    code, answer = plan(str(file))

    assert (code, answer["error"]["reason"]) == (1, "PROBLEM_INVALID")
    assert "$.targets[" in answer["error"]["message"]


def test_a_plan_re_made_changes_only_the_visits_of_the_officer_who_fell_ill(tmp_path: Path) -> None:
    problem = district_pair(seed=5, size=SIZE)
    file, again, first, second = (tmp_path / name for name in ("first.json", "again.json", "first", "second"))
    file.write_bytes(written(problem))
    code, answer = plan(str(file), "--output", str(first), "--seconds", "10")
    assert (code, "changed_visits" in answer) == (0, False)
    before = plan_of((first / "plan.json").read_bytes())
    gone, ill = before.visits[0].target, min(before.visits[-1].team)
    officers = tuple(replace(one, leave=(*one.leave, problem.period)) if one.ref == ill else one for one in problem.officers)
    checks = tuple(one for one in problem.checks if one.target != gone)
    changed = replace(problem, officers=officers, checks=checks, targets=tuple(one for one in problem.targets if one.id != gone))
    again.write_bytes(written(changed))

    code, answer = plan(str(again), "--before", str(first), "--output", str(second), "--seconds", "10")

    made = plan_of((second / "plan.json").read_bytes())
    old = [one for one in before.visits if one.target != gone]
    concerned = [one for one in old if ill in one.team]
    assert (code, answer["changed_visits"], answer["dropped_visits"]) == (0, len(concerned), len(before.visits) - len(old))
    assert violations(changed, made) == []
    assert {*made.visits} >= {one for one in old if one not in concerned}
    said = CliRunner().invoke(root, ["--lang", "en", "inspection", "plan", str(again), "--before", str(first), "--seconds", "10"])
    assert f"{len(concerned)}; {len(before.visits) - len(old)} of the plan before" in said.stdout
    (first / "plan.json").write_bytes(b"{}")
    code, answer = plan(str(again), "--before", str(first))
    assert (code, answer["error"]["reason"], answer["error"]["fields"][0]["field"]) == (1, "PLAN_INVALID", "before")
