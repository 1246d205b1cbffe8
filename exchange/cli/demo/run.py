"""The demonstration from beginning to end."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from exchange.cli.demo import exchanging, inspecting, preparing, proving, separation
from exchange.cli.demo.report import Step
from exchange.cli.demo.world import World
from exchange.texts.i18n import N_, _

STEPS: Sequence[tuple[str, str, Callable[[World, Step], None]]] = (
    ("set_up", N_("Set up three jurisdictions, each with its own keys, authority, database and case store"), preparing.set_up),
    ("fill", N_("Fill the case stores with generated decisions"), preparing.fill_stores),
    ("start", N_("Start three nodes"), preparing.start_nodes),
    ("kill", N_("Kill the receiver's node at work"), exchanging.kill_receiver),
    ("lead_sent", N_("Send a lead to it meanwhile"), exchanging.send_lead),
    ("import", N_("Import decisions that were really published (names shortened)"), preparing.import_sample),
    ("restart", N_("Start the killed node again"), exchanging.restart_receiver),
    ("lead_answered", N_("Receive, accept, file, decide, notify, close"), exchanging.answer_lead),
    ("standard", N_("Publish a standard and its new version"), exchanging.publish_standards),
    ("draw", N_("Draw companies to inspect, so that nobody chooses them"), inspecting.draw),
    ("plan", N_("Plan the joint inspection and have both organs sign it"), inspecting.plan),
    ("synced", N_("Wait until everything is everywhere"), proving.await_everything),
    ("stores", N_("Compare the case stores, each in its own schema and codes"), proving.compare_stores),
    ("audit", N_("Ask who looked at the company"), proving.ask_auditors),
    ("separate", N_("Look for anything that two nodes share"), separation.check_separation),
    ("verify", N_("Stop the nodes and verify every ledger of every node"), proving.verify_all),
    ("tamper", N_("Flip one stored byte in a copy"), proving.flip_byte),
)


def run(world: World, *, keep_running: bool) -> None:
    """Takes every step; nodes are stopped at the end, however it comes, unless they are to keep running.

    Raises:
        CliError: a step failed; the message says which and why.
    """
    kept = False
    try:
        for name, title, take in STEPS:
            with world.report.step(name, _(title)) as step:
                take(world, step)
        if keep_running:
            with world.report.step("kept", _("Start the nodes again and keep them running")) as step:
                preparing.start_nodes(world, step)
            kept = True
    finally:
        if not kept and world.nodes:
            world.stop_all()
