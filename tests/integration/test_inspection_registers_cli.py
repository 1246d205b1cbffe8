"""From tables to a draw and a plan, by the commands alone, over three real nodes."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from types import MappingProxyType
from typing import Any

import pytest
from click.testing import CliRunner, Result

from exchange.cli.demo.inspecting import period_from
from exchange.cli.main import root
from exchange.cli.register_files import LAYOUTS, write_table
from exchange.domain.calendar import legal_day
from exchange.planning.checker import violations
from exchange.planning.files import plan_of, problem_of
from exchange.sync.context import utc_now
from exchange.sync.drawing import Drawing
from exchange.v1 import inspection_pb2
from tests.support.exchanging import LAW, Exchanging, exchanging
from tests.support.federation import ORGANS, SINK, SOURCE, THIRD, draft, publish
from tests.support.inspections import found
from tests.support.registers import COMPANIES, MATTERS
from tests.support.unchecked import unchecked

TODAY = legal_day(datetime.now(UTC))
ORGAN, OTHER = ORGANS[SOURCE], ORGANS[SINK]
PERIOD = period_from(TODAY, days=21)
FIRST, LAST = PERIOD.first, PERIOD.last
ORDER = [
    "--id", "work-plan", "--from", FIRST, "--to", LAST, "--approved-on", TODAY, "--published-on", TODAY,
    "--organ", ORGAN, "--organ", OTHER, "--invite", f"{ORGAN}={OTHER}",
]  # fmt: skip


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Exchanging]:
    """Two organs have registered; everybody has pulled."""
    folder = tmp_path_factory.mktemp("cli")
    with exchanging(folder, {}) as made:
        assert command(made, SOURCE, "register", "all", *tables(folder / "ours", "js", companies=True)).exit_code == 0
        assert command(made, SINK, "register", "all", *tables(folder / "theirs", "ph", companies=False)).exit_code == 0
        made.pull_all()
        yield made


def command(world: Exchanging, member: str, *arguments: object, who: str = "") -> Result:
    """`exchange inspection`, as the member's organ or as `who`."""
    options = [*world.options(member, who), "--json"]
    return CliRunner().invoke(root, ["--lang", "en", "inspection", *map(str, arguments), *options])


@pytest.fixture
def run(world: Exchanging) -> Callable[..., Result]:
    return lambda member, *arguments, who="": command(world, member, *arguments, who=who)


@pytest.fixture
def done(run: Callable[..., Result]) -> Callable[..., Any]:
    """What a command that must succeed has printed."""

    def runner(member: str, *arguments: object, who: str = "") -> Any:
        result = run(member, *arguments, who=who)
        assert result.exit_code == 0, result.output
        return json.JSONDecoder().raw_decode(result.stdout)[0]

    return runner


def tables(folder: Path, prefix: str, *, companies: bool, leave: Mapping[str, str] = MappingProxyType({})) -> list[str]:
    """An organ's tables, and the options that name them."""
    folder.mkdir()
    matters = [{"matter_code": code, "skills": "食品", "minutes": "60", "published": "是"} for code in MATTERS]
    places = [{"uscc": code, "x": str(900 * at), "y": "0", "risk": "ABCD"[at % 4], "credit": "A"} for at, code in enumerate(COMPANIES)]
    plain = {"skills": "食品", "x": "0", "y": "0", "certificate_until": "2030-12-31"}
    officers = [{"officer": name, **plain, "leave": leave.get(name, "")} for name in (f"{prefix}-{at}" for at in range(6))]
    rows = {"matters": matters, "officers": officers} | ({"companies": places} if companies else {})
    for name, content in rows.items():
        write_table(folder / f"{name}.csv", LAYOUTS[name], content)
    (folder / "organ.json").write_text('{"power": "INSPECTION_POWER_OWN", "yard": {"x": 0, "y": 0}, "caps": {"": 2}}', encoding="utf-8")
    options = [word for name in rows for word in (f"--{name}", str(folder / f"{name}.csv"))]
    return [*options, "--organ-file", str(folder / "organ.json"), "--basis", LAW, "--audience", "all"]


def drawn(world: Exchanging, done: Callable[..., Any], folder: Path, *, least: int) -> str:
    """The task's record, of a draw of so many companies."""
    task = folder / "task.json"
    parties = [f"--party={code}={ORGANS[code]}" for code in (SOURCE, SINK)]
    words = ["--title", f"食品联合抽查 {least}", "--organ", ORGAN, "--matter", MATTERS[0], "--share", 20, "--least", least, *parties]
    officers = [f"--officers={ORGAN}=4", f"--officers={OTHER}=2"]
    written = done(SOURCE, "draw-task", *words, *officers, "--output", task, who="planner")
    assert (written["companies"], written["excluded"]) == (len(COMPANIES), 0)
    draw = done(SOURCE, "announce", task, "--basis", LAW)["record_id"]
    world.pull_all()
    for _step in range(3):
        for code in (SOURCE, SINK):
            Drawing(replace(world.nodes[code], now=utc_now)).run()
        world.pull_all()
    return str(draw)


def planned(file: Path, folder: Path, *more: object) -> Any:
    """What `plan` says, on this machine."""
    words = ["inspection", "plan", str(file), "--output", str(folder), "--seconds", "10", *map(str, more), "--json"]
    result = CliRunner().invoke(root, words)
    assert result.exit_code == 0, result.output
    return json.JSONDecoder().raw_decode(result.stdout)[0]


def test_from_tables_to_a_lawful_plan(world: Exchanging, done: Callable[..., Any], tmp_path: Path) -> None:
    held = done(SOURCE, "registers", who="planner")["registers"]
    assert [(one["member"], len(one["register"]["officers"])) for one in held] == [(SOURCE, 6), (SINK, 6)]

    draw = drawn(world, done, tmp_path, least=3)
    file = tmp_path / "problem.json"
    order = [*ORDER, "--draw", draw]
    made = done(THIRD, "problem", *order, "--output", file, who="planner")  # who has the ledgers has the same
    assert made["checks"] == 3
    again = tmp_path / "again.json"
    done(SOURCE, "problem", *order, "--output", again, who="planner")
    assert again.read_bytes() == file.read_bytes()
    folder = tmp_path / "plan"
    planned(file, folder)
    problem, plan = problem_of(file.read_bytes()), plan_of((folder / "plan.json").read_bytes())
    assert violations(problem, plan) == []
    assert {one.target for one in plan.visits} == {one.target for one in problem.checks}
    assert all(part.assistants for one in plan.visits for part in one.parts)  # the neighbour's, who were invited


def test_what_is_missing_or_there_already_is_said(run: Callable[..., Result], tmp_path: Path) -> None:
    file = tmp_path / "task.json"
    file.write_text("kept")
    words = ["--title", "t", "--organ", ORGAN, "--party", f"{SOURCE}={ORGAN}", "--party", f"{SINK}={OTHER}"]

    unknown = run(SOURCE, "draw-task", *words, "--matter", "33010000000009", "--output", tmp_path / "new.json", who="planner")
    assert (unknown.exit_code, json.loads(unknown.stdout)["error"]["reason"]) == (1, "REGISTER_LACKS")
    there = run(SOURCE, "draw-task", *words, "--matter", MATTERS[0], "--output", file, who="planner")
    assert (there.exit_code, json.loads(there.stdout)["error"]["fields"][0]["field"]) == (1, "output")
    assert file.read_text() == "kept"
    weights = run(SOURCE, "draw-task", *words, "--matter", MATTERS[0], "--risk-weights", "4,2", "--output", tmp_path / "b", who="planner")
    assert weights.exit_code == 2
    over = run(SOURCE, "draw-task", *words, "--matter", MATTERS[0], "--reveal-by", "2020-01-01", "--output", tmp_path / "d", who="planner")
    alone = run(SOURCE, "draw-task", *words[:-2], "--matter", MATTERS[0], "--output", tmp_path / "e", who="planner")
    assert (over.exit_code, alone.exit_code) == (2, 2)
    early = run(
        SOURCE,
        "problem",
        "--id",
        "p",
        "--from",
        LAST,
        "--to",
        FIRST,
        "--organ",
        ORGAN,
        "--approved-on",
        TODAY,
        "--output",
        tmp_path / "c",
        who="planner",
    )
    assert early.exit_code == 2


def test_a_bad_row_publishes_nothing(run: Callable[..., Result], tmp_path: Path) -> None:
    options = tables(tmp_path / "bad", "js", companies=False)
    officers = tmp_path / "bad" / "officers.csv"
    officers.write_text(officers.read_text(encoding="utf-8-sig").replace("js-3", "王建国"), encoding="utf-8")

    refused = run(SOURCE, "register", "bad", *options)

    assert refused.exit_code == 1
    assert [one["field"] for one in json.loads(refused.stdout)["error"]["fields"]] == ["officers.csv:5:人员标识"]
    assert "bad" not in {one["register"]["name"] for one in json.loads(run(SOURCE, "registers").stdout)["registers"]}


def test_a_register_is_emptied_only_on_purpose(run: Callable[..., Result]) -> None:
    nothing = run(SOURCE, "register", "spare", "--basis", LAW, "--audience", "all")
    assert (nothing.exit_code, "--empty" in nothing.stdout) == (2, True)
    assert run(SOURCE, "register", "spare", "--empty", "--basis", LAW, "--audience", "all").exit_code == 0
    tomorrow = run(SOURCE, "register", "spare", "--empty", "--as-of", "2099-01-01", "--basis", LAW, "--audience", "all")
    assert [one["field"] for one in json.loads(tomorrow.stdout)["error"]["fields"]] == ["inspection_register.as_of"]


def test_forms_hold_the_companies_that_the_node_knows(world: Exchanging, done: Callable[..., Any], tmp_path: Path) -> None:
    made = draft(77)
    publish(world.nodes[SOURCE], [made])
    answer = done(SOURCE, "register-forms", tmp_path / "forms", "--known")

    companies = (tmp_path / "forms" / "companies.csv").read_text(encoding="utf-8-sig")
    assert answer["companies"] >= 1
    assert made.outcome.subject.uscc in companies
    assert {one.name for one in (tmp_path / "forms").iterdir()} == {*(f"{name}.csv" for name in LAYOUTS), "organ.json"}


def carried_out(world: Exchanging, plan: str, visit: inspection_pb2.PlannedVisit, parts: Sequence[Any]) -> None:
    """The lead's result, as it will sign it after the visit: the planned days lie ahead."""
    visit.trigger = inspection_pb2.INSPECTION_TRIGGER_ROUTINE
    (part,) = [one for one in parts if one["organ"] == ORGAN]
    visit.parts.add(organ=ORGAN, matter_codes=part["matter_codes"], officers=part["officers"])
    result = found(plan, visit, ORGAN)
    unchecked(world.nodes[SOURCE], thread_id=plan, at=result.ended_at.ToDatetime(UTC), inspection_record=result)


def test_an_officer_falls_ill_and_only_what_must_change_changes(
    world: Exchanging, run: Callable[..., Result], done: Callable[..., Any], tmp_path: Path
) -> None:
    order = [*ORDER, "--draw", (draw := drawn(world, done, tmp_path, least=6))]
    first, second = tmp_path / "first", tmp_path / "second"
    done(SOURCE, "problem", *order, "--output", tmp_path / "first.json", who="planner")
    planned(tmp_path / "first.json", first)
    made = plan_of((first / "plan.json").read_bytes())
    send = ("--audience", "all", "--basis", LAW)
    plan = done(SOURCE, "propose", first, "--title", "六家企业", "--draw", draw, *send)["plan_id"]
    world.pull_all()
    done(SINK, "consent", plan)
    world.pull_all()
    done(SOURCE, "publish-plan", plan)
    shown = done(SOURCE, "show", plan)["plan"]["visits"]
    visit = shown[0]
    carried_out(world, plan, inspection_pb2.PlannedVisit(visit_id=visit["visit_id"], uscc=visit["uscc"], day=visit["day"]), visit["parts"])
    bound = problem_of((tmp_path / "first.json").read_bytes())
    done(SOURCE, "problem", *order, "--output", tmp_path / "other.json", who="planner")
    other = problem_of((tmp_path / "other.json").read_bytes())
    days = {one.ref: {each.first for each in one.leave} for one in other.officers}
    assert days == {one.ref: {each.slot.day for each in made.visits if one.ref in each.team} for one in bound.officers}

    coming = [one for one in made.visits if one.target != visit["uscc"]]
    ill = min(coming[-1].parts[0].officers)
    concerned = {one.target for one in coming if ill in one.team}
    done(SOURCE, "register", "all", *tables(tmp_path / "ours", "js", companies=True, leave={ill: f"{FIRST}/{LAST}"}))
    file = tmp_path / "again.json"
    answer = done(SOURCE, "problem", *order, "--replan", plan, "--output", file, who="planner")
    assert (answer["checks"], answer["replan"], answer["overdue"]) == (5, plan, [])
    figures = planned(file, second, "--before", first)
    assert (figures["visits"], figures["changed_visits"], figures["dropped_visits"]) == (5, len(concerned), 1)
    problem, again = problem_of(file.read_bytes()), plan_of((second / "plan.json").read_bytes())
    assert violations(problem, again) == []
    assert {one.target for one in {*again.visits} - {*made.visits}} == concerned

    proposed = done(SOURCE, "propose", second, "--replan", plan, "--reason", "执法人员请假", *send)
    assert (proposed["version"], proposed["visits"]) == (2, 6)
    codes = {one["visit_id"]: one["uscc"] for one in shown}
    assert {codes[one] for one in proposed["changed_visits"]} == concerned
    unknown = run(SOURCE, "problem", *order, "--replan", draw, "--output", tmp_path / "no.json", who="planner")
    assert (unknown.exit_code, json.loads(unknown.stdout)["error"]["reason"]) == (1, "NOT_FOUND")
    done(SOURCE, "withdraw", plan, "--reason", "另行安排")
