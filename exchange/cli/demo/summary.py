"""What the demonstration shows: each step as it ends, and a summary with the commands with which to look further."""

from __future__ import annotations

import os
import shlex
import shutil
import sys
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

import click

from exchange.cli.demo.report import Step
from exchange.cli.demo.world import AUDITOR, PLANNER, World
from exchange.cli.output import print_details, print_table
from exchange.texts.formats import LEGAL_TIME
from exchange.texts.i18n import N_, _
from exchange.texts.terms import TAGS, word
from exchange.v1 import lead_pb2, record_pb2


def print_step(at: int, total: int, step: Step) -> None:
    """A step that ended well: its time, and what held."""
    click.echo(f"[{at:>2}/{total}] {step.title}  {step.seconds:.1f} s")
    for statement in step.statements.values():
        click.echo(f"        {statement}")
    for bad in step.facts.get("bad_rows", []):
        click.echo("        " + _("line {line}, {field}: {message} [{rule}]").format(**bad))


def print_summary(world: World, *, kept: bool) -> None:
    """Counts, the stores side by side, who looked, and how to look further."""
    facts = {step.name: step.facts for step in world.report.steps}
    _print_nodes(world, facts)
    _print_pairs(world, facts["stores"])
    _print_audit(world, facts["audit"])
    _print_findings(world, facts)
    if kept:
        _print_consoles(world)
    click.echo(_("Look further:"))
    for text, command in commands(world, kept=kept):
        click.echo((f"  # {_(text)}\n" if text else "") + f"  {command}")


def _print_nodes(world: World, facts: dict[str, dict[str, Any]]) -> None:
    rows = []
    for code in world.codes:
        member, stored = world.plan.member(code), facts["stores"]["rows"][code]
        rows.append(
            (
                f"{member.name} {code}",
                world.settings[code].listen,
                str(world.nodes[code].pid),
                str(world.expected_size(code)),
                member.store,
                str(stored["own"]),
                str(stored["neighbours"]),
            )
        )
    columns = [
        _("Node"),
        _("Address"),
        _("Process"),
        _("Records in its ledger"),
        _("Case store"),
        _("Own decisions"),
        _("Neighbours' decisions"),
    ]
    print_table(columns, rows, title=_("Three nodes; generated decisions are about nobody"))


def _print_consoles(world: World) -> None:
    rows = [
        (world.plan.member(code).name, f"https://{one.console.listen}/", _shown(one.home / "certs")) for code, one in world.settings.items()
    ]
    print_table([_("Node"), _("Console"), _("Certificates")], rows, title=_("Web consoles; import a person's certificate into the browser"))


def _print_pairs(world: World, facts: dict[str, Any]) -> None:
    rows = []
    for pair in facts["pairs"]:
        for code in world.codes[:2]:
            shown = pair[code]
            cells = [f"{name} = {value}" for name, value in shown.items() if name not in {"table", "unit_yuan"}]
            unit = _("yuan") if shown["unit_yuan"] == 1 else _("× 10,000 yuan")
            rows.append((pair["number"], world.plan.member(code).name, shown["table"], cells[0], f"{cells[1]} {unit}"))
    columns = [_("Document number"), _("Case store of"), _("Table"), _("Kinds of penalty"), _("Fine")]
    print_table(columns, rows, title=_("The same decisions in both case stores"))


def _print_audit(world: World, facts: dict[str, Any]) -> None:
    """Each caller once for each purpose and act, with how often and when last."""
    rows = []
    for code, events in facts["events"].items():
        acts: dict[tuple[str, str, str], list[str]] = {}
        for one in events:
            acts.setdefault((one["actor"], one["purpose"], one["tag"]), []).append(one["at"])
        for (actor, purpose, tag), times in acts.items():
            words = word(record_pb2.Purpose, record_pb2.Purpose.Value(f"PURPOSE_{purpose}"))
            what = _(TAGS[tag]) if tag in TAGS else tag
            rows.append((world.plan.member(code).name, actor, words, what, str(len(times)), _local(max(times))))
    columns = [_("Audit log of"), _("Who"), _("Purpose"), _("What"), _("Times"), _("Last")]
    print_table(columns, rows, title=_("Who looked at {company} {code}").format(company=world.plan.company["name"], code=world.company))


def _local(moment: str) -> str:
    """An RFC 3339 time as people here write it."""
    return datetime.fromisoformat(moment).astimezone(LEGAL_TIME).strftime("%Y-%m-%d %H:%M:%S")


def _print_findings(world: World, facts: dict[str, dict[str, Any]]) -> None:
    finding, kill, restart = facts["tamper"]["finding"], facts["kill"], facts["restart"]
    states = {word(lead_pb2.LeadState, lead_pb2.LeadState.Value(f"LEAD_STATE_{one}")) for one in facts["lead_answered"]["state"].values()}
    print_details(
        [
            (_("Lead"), f"{world.lead}  {'/'.join(sorted(states))}"),
            (
                _("Imported"),
                _("{good} published decisions; {bad} rows rejected, each with its fault").format(
                    good=facts["import"]["imported"], bad=facts["import"]["rejected"]
                ),
            ),
            (
                _("Killed"),
                _("{node} at {held} of {wanted} entries of its neighbours; {kept} entries before, all there after").format(
                    node=kill["node"], held=kill["entries_held"], wanted=kill["entries_wanted"], kept=restart["entries_before"]
                ),
            ),
            (
                _("Joint inspection"),
                _("{drawn} of {companies} companies drawn; {visits} visits planned, signed by both organs").format(
                    drawn=len(facts["draw"]["drawn"]), companies=facts["draw"]["companies"], visits=facts["plan"]["visits"]
                ),
            ),
            (_("Verified"), _("{count} entries in the databases of three nodes").format(count=facts["verify"]["entries"])),
            (
                _("Flipped byte"),
                _("{ledger} entry {index}, {part}: {detail}").format(
                    ledger=finding["ledger"], index=finding["index"], part=finding["part"], detail=finding["detail"]
                ),
            ),
            (_("Time"), f"{world.report.seconds:.1f} s"),
        ]
    )


def commands(world: World, *, kept: bool) -> Sequence[tuple[str, str]]:
    """Words and command lines; those after the start need nodes that run."""
    sender, receiver, reader = world.codes
    shown = _shown(world.folder)
    found: list[tuple[str, Sequence[str]]] = [
        (N_("verify the ledgers of a node"), ["ledger", "verify", "--config", f"{shown}/{receiver}/node.toml"]),
        (
            N_("verify the copy with the flipped byte (exit code 3)"),
            ["ledger", "verify", "--config", f"{shown}/{reader}/node.toml", "--database", f"sqlite:///{shown}/tampered/node.db"],
        ),
    ]
    found.append(
        (
            N_("compute the draw anew, on the node that took no part in it"),
            ["inspection", "verify-draw", world.draw, "--config", f"{shown}/{reader}/node.toml"],
        )
    )
    if not kept:
        again = ["demo", "--keep-running", "--folder", shown, "--count", str(world.count)]
        found.append((N_("everything again, and leave the nodes running for what follows"), again))
        found.append(
            (N_("or start the nodes as they are, each in a terminal of its own"), ["serve", "--config", f"{shown}/{sender}/node.toml"])
        )
        found += [("", ["serve", "--config", f"{shown}/{code}/node.toml"]) for code in (receiver, reader)]
    organ = {code: f"{shown}/{code}/profiles/organ-{world.organs[code]}.toml" for code in world.codes}
    found += [
        (N_("the lead, as its sender sees it"), ["lead", "show", world.lead, "--profile", organ[sender]]),
        (N_("what is known of the company"), ["outcome", "prior", world.company, "--profile", organ[reader]]),
        (
            N_("which version was in force"),
            [
                "standard",
                "in-force",
                "--standard",
                world.plan.standards[0]["standard_id"],
                "--on",
                world.plan.in_force[0]["on"],
                "--profile",
                organ[reader],
            ],
        ),
        (
            N_("the joint inspection plan"),
            ["inspection", "show", world.inspections, "--profile", f"{shown}/{reader}/profiles/{PLANNER}.toml"],
        ),
        (
            N_("who looked at the company"),
            ["audit", "list", "--subject", world.company, "--profile", f"{shown}/{reader}/profiles/{AUDITOR}.toml"],
        ),
        (N_("everything else"), ["--help"]),
    ]
    lines = [(text, shlex.join([_program(), *arguments])) for text, arguments in found]
    if kept:
        lines.append((N_("stop the nodes"), "kill " + " ".join(str(node.pid) for node in world.nodes.values())))
    return lines


def _program() -> str:
    """`exchange` as this shell finds it; else the script beside this Python."""
    script = Path(sys.executable).with_name("exchange")
    found = shutil.which("exchange")
    return "exchange" if not script.exists() or (found and Path(found).samefile(script)) else _shown(script)


def _shown(folder: Path) -> str:
    """Relative to the working directory where it lies below it."""
    path = os.path.relpath(folder)
    return str(folder) if path.startswith("..") else path
