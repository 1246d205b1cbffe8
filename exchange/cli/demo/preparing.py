"""First steps: folders, keys, databases and case stores; three processes; what was published, imported."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from importlib import resources
from pathlib import Path
from typing import Any

from exchange.cli.demo import stores
from exchange.cli.demo.federation import NodePlan, make_federation
from exchange.cli.demo.folder import prepare
from exchange.cli.demo.plan import MemberPlan
from exchange.cli.demo.processes import NodeProcess, free_addresses, run_command
from exchange.cli.demo.report import Step
from exchange.cli.demo.world import AUDITOR, PLANNER, World
from exchange.cli.errors import CliError
from exchange.domain.identifiers import parse_uscc
from exchange.texts.i18n import _
from exchange.v1 import record_pb2

PRIVATE_FOLDER = 0o700
COMMAND_LIMIT_S = 60.0  # for a command that takes a second or two on an idle machine


def set_up(world: World, step: Step) -> None:
    """Each node's folder with its own keys, authority, database and case store."""
    prepare(world.folder, world.codes)
    make_code = stores.tool("fictitious_code")
    world.organs = {one.code: parse_uscc(make_code(f"11{one.code}", one.serial)).code for one in world.plan.members}
    world.company = parse_uscc(make_code(world.plan.company["prefix"], world.plan.company["serial"])).code
    addresses = free_addresses(2 * len(world.codes))
    places = zip(world.plan.members, addresses[::2], addresses[1::2], strict=True)
    plans = [_node_plan(world, one, listen=listen, console=console) for one, listen, console in places]
    world.settings = make_federation(world.folder, plans, now=datetime.now(UTC))
    world.nodes = {code: NodeProcess(settings) for code, settings in world.settings.items()}
    for member in world.plan.members:
        _write_profiles(world, member.code)
        stores.tool("create_store")(f"sqlite:///{world.cases(member.code)}", member.store)
    step.check("nodes", _("every node has its own folder"), holds=len(world.settings) == len(world.codes))
    step.facts["nodes"] = {
        code: {"listen": one.listen, "console": one.console.listen, "organ": world.organs[code]} for code, one in world.settings.items()
    }


def _node_plan(world: World, member: MemberPlan, *, listen: str, console: str) -> NodePlan:
    organ = world.organs[member.code]
    case_store = f"""[[case_store]]
name = "cases"
adapter = "sql"
organ = "{organ}"
basis_id = "{world.plan.basis}"
options = {{ url = "sqlite:///{stores.CASES}", mapping = "{member.store}", domain = "MARKET", region_code = "{member.code}" }}
"""
    return NodePlan(
        code=member.code,
        name=member.name,
        listen=listen,
        console=console,
        organs={organ: member.organ},
        sync=world.plan.sync,
        case_stores=case_store,
    )


def _write_profiles(world: World, code: str) -> None:
    """As `exchange init` writes them: for the organ, the auditor and the planner."""
    folder = world.home(code) / "profiles"
    folder.mkdir(mode=PRIVATE_FOLDER)
    organ = world.organs[code]
    for stem, more in (
        (f"organ-{organ}", {"organ": organ}),
        (AUDITOR, {"purpose": "SUPERVISION"}),
        (PLANNER, {"purpose": "JOINT_INSPECTION"}),
    ):
        values = {
            "node": world.settings[code].listen,
            "ca": "../certs/ca.pem",
            "cert": f"../certs/{stem}.pem",
            "key": f"../certs/{stem}.key",
        } | more
        text = "".join(f"{name} = {json.dumps(value)}\n" for name, value in values.items())
        (folder / f"{stem}.toml").write_text(text, encoding="utf-8")


def fill_stores(world: World, step: Step) -> None:
    """Generated decisions into the case stores, as their own users would have entered them."""
    for at, member in enumerate(world.plan.members):
        share = world.count // len(world.codes) + (at < world.count % len(world.codes))
        organ = stores.tool("issuing_organ")(
            name=member.organ, uscc=world.organs[member.code], domain="MARKET", document_prefix=member.document_prefix
        )
        outcomes = stores.tool("generate_outcomes")(share, seed=world.plan.seed, member_code=member.code, organs=[organ])
        world.generated[member.code] = stores.tool("fill_store")(f"sqlite:///{world.cases(member.code)}", member.store, outcomes)
    found = {code: stores.count(world.cases(code), world.view(code).own) for code in world.codes}
    step.check(
        "filled",
        _("the case stores hold the generated decisions, and nothing else"),
        holds=found == world.generated and sum(found.values()) == world.count,
        found=found,
    )
    step.facts["generated"] = found


def start_nodes(world: World, step: Step) -> None:
    """Three processes."""
    for code in world.codes:
        world.launch(code)
    for code in world.codes:
        world.await_node(code)
    pids = {code: node.pid for code, node in world.nodes.items()}
    step.check("processes", _("each node is a process of its own"), holds=len(set(pids.values())) == len(world.codes), found=pids)
    step.facts["pids"] = pids


def import_sample(world: World, step: Step) -> None:
    """Decisions that were really published (names shortened), by `exchange import`; twice, to show that it does no harm."""
    code = world.codes[0]
    lines = world.plan.sample.read_text(encoding="utf-8").splitlines()
    with resources.as_file(world.plan.sample) as path:
        first, second = (_import(world, path) for _time in range(2))
    bad = first["faults"]
    step.check(
        "rows",
        _("every row of the file was imported or is reported with its fault"),
        holds=first["imported"] > 0 and first["imported"] + first["rejected"] == first["rows"] == len(lines) - 1 and len(bad) > 0,
        found={name: first[name] for name in ("rows", "imported", "rejected")},
    )
    step.check(
        "twice",
        _("importing the file again publishes nothing"),
        holds=second["imported"] == 0 and second["already"] == first["imported"] and second["faults"] == bad,
        found={name: second[name] for name in ("imported", "already")},
    )
    for _row in range(first["imported"]):
        world.note(code, record_pb2.RecordDraft())
    step.facts |= {"imported": first["imported"], "rejected": first["rejected"], "bad_rows": bad}


def _import(world: World, path: Path) -> dict[str, Any]:
    code = world.codes[0]
    arguments = ["import", str(path), "--layout", world.plan.sample_layout, "--basis", world.plan.sample_basis, "--audience", "all"]
    arguments += ["--sharing", "unconditional", "--purpose", "PUBLICATION", "--profile", str(world.profile(code)), "--json"]
    result = run_command(arguments, timeout_s=COMMAND_LIMIT_S)
    try:
        answer: dict[str, Any] = json.loads(result.stdout)
    except json.JSONDecodeError as error:
        raise CliError(result.stderr[-500:], reason="IMPORT_FAILED") from error
    if "error" in answer:
        raise CliError(answer["error"]["message"], reason=answer["error"]["reason"])
    return answer
