"""The last steps: everything arrived, in each place's own words; who looked; every ledger verified; a flipped byte found."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Mapping, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

import grpc

from exchange.cli.demo import stores
from exchange.cli.demo.processes import run_command
from exchange.cli.demo.report import Step
from exchange.cli.demo.world import AUDITOR, World, own_ledger
from exchange.cli.errors import TAMPERED
from exchange.domain.audit import AuditTag
from exchange.ledger.checkpoints import audit_origin
from exchange.storage.engine import Database
from exchange.storage.tables import index_of
from exchange.sync.findings import LedgerReport
from exchange.sync.verify import verify_ledgers
from exchange.sync.verify_tables import WITNESS_STATES
from exchange.texts.i18n import _
from exchange.trust.client import TrustClient
from exchange.v1 import audit_pb2, outcome_service_pb2, record_pb2
from exchange.v1.audit_pb2_grpc import AuditServiceStub
from exchange.v1.outcome_service_pb2_grpc import OutcomeServiceStub

VERIFY_LIMIT_S = 120.0
READERS = ((0, "OUTCOME_RECOGNITION"), (2, "CASE_HANDLING"))  # which members ask for the company's earlier outcomes, and why


def await_everything(world: World, step: Step) -> None:
    """Until every node holds every ledger and every case store has what it must have."""
    sizes = {own_ledger(code): world.expected_size(code) for code in world.codes}
    world.wait_for(
        step,
        lambda: all(world.size(code, origin) == size for code in world.codes for origin, size in sizes.items()),
        name="ledgers",
        statement=_("every node holds every ledger to its last entry"),
    )
    wanted = {code: world.expected_deliveries(code) for code in world.codes}
    world.wait_for(
        step,
        lambda: all(len(stores.delivered(world.cases(code))) >= number for code, number in wanted.items()),
        name="deliveries",
        statement=_("every case store has every neighbour's record that is for it"),
    )
    found = {code: stores.delivered(world.cases(code)) for code in world.codes}
    step.check(
        "once",
        _("each record stands in each case store once"),
        holds=all(len(ids) == wanted[code] and set(ids.values()) == {1} for code, ids in found.items()),
        found={code: len(ids) for code, ids in found.items()},
    )
    receiver = world.codes[1]
    before = world.before
    assert before is not None
    now = stores.leaves(world.database(receiver))
    step.check(
        "nothing_lost",
        _("the node that was killed has lost nothing and has nothing twice"),
        holds=all(now.get(place) == leaf for place, leaf in before.leaves.items()) and set(before.delivered) <= set(found[receiver]),
    )
    step.facts |= {"ledgers": sizes, "deliveries": wanted, "records": sum(sizes.values())}


def compare_stores(world: World, step: Step) -> None:
    """The same decision in the publisher's and in the receiver's case store, in either direction."""
    shanghai, zhejiang = world.codes[:2]
    pairs = []
    for origin, reader in ((shanghai, zhejiang), (zhejiang, shanghai)):
        own = stores.own_decision(world.cases(origin), world.view(origin))
        there = stores.neighbours_decision(world.cases(reader), world.view(reader), own.number)
        step.check(
            f"arrived_{origin}",
            _("a decision of {origin} stands in the case store of {reader}, in its own schema").format(origin=origin, reader=reader),
            holds=there is not None and there.columns != own.columns,
            found=own.number,
        )
        assert there is not None
        text, codes = (own.kinds, there.kinds) if origin == shanghai else (there.kinds, own.kinds)
        step.check(
            f"means_{origin}",
            _("other codes and another unit there, with the same meaning: kinds of penalty and fine"),
            holds=own.kinds != there.kinds and own.fen == there.fen > 0 and own.yuan != there.yuan and stores.same_kinds(text, codes),
            found=[own.kinds, own.fine, there.kinds, there.fine],
        )
        pairs.append({"number": own.number, "party": own.party, origin: _shown(own), reader: _shown(there)})
    counts = {
        code: {
            "own": stores.count(world.cases(code), world.view(code).own),
            "neighbours": stores.count(world.cases(code), world.view(code).neighbours),
        }
        for code in world.codes
    }
    step.facts |= {"rows": counts, "pairs": pairs}


def _shown(decision: stores.Decision) -> dict[str, Any]:
    _number, _party, kinds, fine = decision.columns
    return {"table": decision.table, kinds: decision.kinds, fine: decision.fine, "unit_yuan": decision.yuan}


def ask_auditors(world: World, step: Step) -> None:
    """Two organs look the company up, each for its purpose; the auditors of all three nodes say who looked."""
    for at, purpose in READERS:
        with world.client(world.codes[at], purpose) as client:
            request = outcome_service_pb2.ListPriorOutcomesRequest(subject=world.company)
            found = client.call(client.stub(OutcomeServiceStub).ListPriorOutcomes, request).outcomes
        step.check(
            f"prior_{world.codes[at]}",
            _("the organ of {code} finds the company's earlier outcome in its own copy").format(code=world.codes[at]),
            holds=[one.record_id for one in found] == [world.decision],
            found=len(found),
        )
    looked = {code: _events(world, code) for code in world.codes}
    for at, purpose in READERS:
        code = world.codes[at]
        actor = f"exchange://{code}/organ/{world.organs[code]}"
        step.check(
            f"logged_{code}",
            _("the audit log of {code} says who looked, and for which purpose").format(code=code),
            holds=any(
                (one.actor, one.tag, one.purpose) == (actor, AuditTag.PRIOR_OUTCOMES_LISTED, record_pb2.Purpose.Value(f"PURPOSE_{purpose}"))
                for one in looked[code]
            ),
        )
    receiver = world.codes[1]
    copies = {one.member for one in looked[receiver] if one.tag == AuditTag.ENTRIES_SHOWN}
    step.check(
        "copies",
        _("the deciding node's audit log names both neighbours that received a copy"),
        holds=copies == set(world.codes) - {receiver},
        found=sorted(copies),
    )
    step.check("auditors_only", _("an organ's certificate can't read the audit log"), holds=_organ_is_refused(world, receiver))
    step.facts |= {
        "company": world.company,
        "events": {code: [_event(one) for one in events] for code, events in looked.items()},
    }


def _events(world: World, code: str) -> list[audit_pb2.AuditEvent]:
    with world.client(code, "SUPERVISION", who=AUDITOR) as client:
        request = audit_pb2.ListAuditEventsRequest(subject=world.company)
        return [one.event for one in client.call(client.stub(AuditServiceStub).ListAuditEvents, request).events]


def _event(event: audit_pb2.AuditEvent) -> dict[str, str]:
    return {
        "at": event.at.ToJsonString(),
        "actor": event.actor,
        "tag": event.tag,
        "purpose": record_pb2.Purpose.Name(event.purpose).removeprefix("PURPOSE_"),
    }


def _organ_is_refused(world: World, code: str) -> bool:
    with world.client(code, "SUPERVISION") as client:
        try:
            client.call(client.stub(AuditServiceStub).ListAuditEvents, audit_pb2.ListAuditEventsRequest())
        except grpc.RpcError as error:
            return isinstance(error, grpc.Call) and error.code() is grpc.StatusCode.PERMISSION_DENIED
    return False


def verify_all(world: World, step: Step) -> None:
    """Nodes stopped in good order; every stored byte of every ledger of every node."""
    exits = world.stop_all()
    step.check("stopped", _("every node stops in good order"), holds=set(exits.values()) == {0}, found=exits)
    verified = {code: _verify(world, code) for code in world.codes}
    reports = {code: [one for one in found if one.ledger != WITNESS_STATES] for code, found in verified.items()}
    kept = {own_ledger(one) for one in world.codes}
    held = {code: {one.ledger for one in found} for code, found in reports.items()}
    step.check(
        "complete",
        _("every node has its own audit log and all three ledgers"),
        holds=all(ledgers == kept | {audit_origin(code)} for code, ledgers in held.items()),
        found=held,
    )
    findings = [f"{code}: {one}" for code, found in verified.items() for report in found for one in report.findings]
    step.check(
        "verified",
        _("every ledger of every node verifies: entries, signatures, trees, checkpoints"),
        holds=not findings,
        found=findings[:3],
    )
    _compare_reports(world, step, reports=reports)
    step.facts |= {
        "ledgers": {code: {one.ledger: {"entries": one.entries, "root": one.root} for one in found} for code, found in reports.items()},
        "entries": sum(one.entries for found in reports.values() for one in found),
    }


def _compare_reports(world: World, step: Step, *, reports: Mapping[str, Sequence[LedgerReport]]) -> None:
    """What the nodes' reports say together: the same roots, witnesses, and what was withheld from whom."""
    kept = {own_ledger(one) for one in world.codes}
    roots: dict[str, set[str]] = {}
    for found in reports.values():
        for one in found:
            if one.ledger in kept:
                roots.setdefault(one.ledger, set()).add(one.root)
    step.check(
        "same_roots",
        _("every node computes the same root for each ledger, also where records are withheld from it"),
        holds=len(roots) == len(world.codes) and all(len(found) == 1 for found in roots.values()),
        found=roots,
    )
    witnesses = {
        code: min(one.cosignatures for one in found if one.ledger in {own_ledger(code), audit_origin(code)})
        for code, found in reports.items()
    }
    step.check(
        "witnessed",
        _("both neighbours cosigned checkpoints of every ledger and every audit log"),
        holds=set(witnesses.values()) == {len(world.codes) - 1},
        found=witnesses,
    )
    withheld = {code: {one.ledger: one.withheld for one in found if one.withheld} for code, found in reports.items()}
    step.check(
        "withheld",
        _("the third node verified the lead's entries without seeing them"),
        holds=set(withheld[world.codes[2]]) == {own_ledger(code) for code in world.codes[:2]},
        found=withheld,
    )
    step.facts["withheld"] = withheld


def _verify(world: World, code: str) -> list[LedgerReport]:
    settings = world.settings[code]
    database = Database(settings.database)
    try:
        reports = verify_ledgers(database, TrustClient(settings.trust_directory).load())
    finally:
        database.dispose()
    return reports


def flip_byte(world: World, step: Step) -> None:
    """One byte of a stored record, in a copy of the third node's database; `exchange ledger verify` names the entry."""
    reader = world.codes[2]
    copy = world.folder / "tampered" / "node.db"
    copy.parent.mkdir()
    with closing(sqlite3.connect(world.database(reader))) as source, closing(sqlite3.connect(copy)) as target:
        source.backup(target)
    index = _flip(copy, world.decision)
    arguments = ["ledger", "verify", "--config", str(world.home(reader) / "node.toml"), "--database", f"sqlite:///{copy}", "--json"]
    result = run_command(arguments, timeout_s=VERIFY_LIMIT_S)
    step.check("found", _("verification of the copy fails (exit code 3)"), holds=result.returncode == TAMPERED, found=result.stderr[-500:])
    findings = [one for ledger in json.loads(result.stdout)["ledgers"] for one in ledger["findings"]]
    named = [(one["ledger"], one["index"], one["record_id"], one["part"]) for one in findings]
    step.check(
        "named",
        _("it names the ledger, the entry and the part that was changed, and nothing else"),
        holds=named == [(own_ledger(world.codes[1]), index, world.decision, "body")],
        found=named,
    )
    step.facts |= {"copy": str(copy), "finding": findings[0], "command": arguments}


def _flip(copy: Path, record_id: str) -> int:
    """Changes the middle byte of a record's stored body; returns the entry's index."""
    with closing(sqlite3.connect(copy)) as connection:
        position, body = connection.execute("SELECT position, body FROM entries WHERE record_id = ?", [record_id]).fetchone()
        changed = bytearray(body)
        changed[len(changed) // 2] ^= 1
        connection.execute("UPDATE entries SET body = ? WHERE position = ?", [bytes(changed), position])
        connection.commit()
    return index_of(position)
