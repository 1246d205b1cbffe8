"""First steps: folders, keys, databases and case stores; three processes; what was published, imported."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from importlib import resources
from typing import Any

from exchange.cli.demo import stores
from exchange.cli.demo.federation import NodePlan, make_federation
from exchange.cli.demo.folder import prepare
from exchange.cli.demo.plan import MemberPlan
from exchange.cli.demo.processes import NodeProcess, free_address
from exchange.cli.demo.report import Step
from exchange.cli.demo.world import AUDITOR, World
from exchange.cli.i18n import _
from exchange.cli.publishing import Item, import_request_id, publish
from exchange.domain.identifiers import parse_uscc
from exchange.v1 import record_pb2

PRIVATE_FOLDER = 0o700


def set_up(world: World, step: Step) -> None:
    """Each node's folder with its own keys, authority, database and case store."""
    prepare(world.folder, world.codes)
    make_code = stores.tool("fictitious_code")
    world.organs = {one.code: parse_uscc(make_code(f"11{one.code}", one.serial)).code for one in world.plan.members}
    world.company = parse_uscc(make_code(world.plan.company["prefix"], world.plan.company["serial"])).code
    plans = [_node_plan(world, one) for one in world.plan.members]
    world.settings = make_federation(world.folder, plans, now=datetime.now(UTC))
    world.nodes = {code: NodeProcess(settings) for code, settings in world.settings.items()}
    for member in world.plan.members:
        _write_profiles(world, member.code)
        stores.tool("create_store")(f"sqlite:///{world.cases(member.code)}", member.store)
    step.check("nodes", _("every node has its own folder"), holds=len(world.settings) == len(world.codes))
    step.facts["nodes"] = {code: {"listen": one.listen, "organ": world.organs[code]} for code, one in world.settings.items()}


def _node_plan(world: World, member: MemberPlan) -> NodePlan:
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
        listen=free_address(),
        organs={organ: member.organ},
        sync=world.plan.sync,
        case_stores=case_store,
    )


def _write_profiles(world: World, code: str) -> None:
    """As `exchange init` writes them: for the organ and for the auditor."""
    folder = world.home(code) / "profiles"
    folder.mkdir(mode=PRIVATE_FOLDER)
    organ = world.organs[code]
    for stem, more in ((f"organ-{organ}", {"organ": organ}), (AUDITOR, {"purpose": "SUPERVISION"})):
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
    """Decisions that were really published (names shortened), through the reader of `exchange import`; twice, to show it does no harm."""
    code = world.codes[0]
    with resources.as_file(world.plan.sample) as path:
        results = list(stores.tool("tabular", group=stores.IMPORTERS)(path, world.plan.sample_layout, today=date.today()))  # noqa: DTZ011  # a legal day
    rows = [one for one in results if one.outcome is not None or one.faults]
    drafts = [(one, _draft(world, code, one)) for one in rows if one.outcome is not None]
    items = [
        Item(
            place=one.line,
            request_id=import_request_id(organ=world.organs[code], source_key=one.source_key, content_digest=one.digest),
            record=draft,
        )
        for one, draft in drafts
    ]
    with world.client(code, "PUBLICATION") as client:
        first, second = list(publish(client, items)), list(publish(client, items))
    bad = [{"line": fault.line, "field": fault.field, "rule": fault.rule, "message": fault.message} for one in rows for fault in one.faults]
    bad += [
        {"line": one.item.place, "field": "", "rule": one.refusal.reason, "message": one.refusal.message} for one in first if one.refusal
    ]
    taken = [one for one in first if not one.refusal]
    for one in taken:
        if isinstance(one.item.record, record_pb2.RecordDraft):
            world.note(code, one.item.record)
    refused_lines = {one["line"] for one in bad}
    step.check(
        "rows",
        _("every row of the file was imported or is reported with its fault"),
        holds=bool(taken) and len(taken) + len(refused_lines) == _data_lines(world),
        found=[len(taken), sorted(refused_lines)],
    )
    step.check(
        "twice",
        _("importing the file again publishes nothing"),
        holds=all(one.repeated for one in second if not one.refusal)
        and [one.record_id for one in first] == [one.record_id for one in second],
    )
    step.facts |= {"imported": len(taken), "bad_rows": bad}


def _draft(world: World, code: str, row: Any) -> record_pb2.RecordDraft:
    return record_pb2.RecordDraft(
        organ=world.organs[code],
        sharing_class=record_pb2.SHARING_CLASS_UNCONDITIONAL,
        basis_id=world.plan.sample_basis,
        purpose=record_pb2.PURPOSE_PUBLICATION,
        outcome=row.outcome,
    )


def _data_lines(world: World) -> int:
    """Rows below the header."""
    return sum(bool(line.strip()) for line in world.plan.sample.read_text(encoding="utf-8").splitlines()[1:])

