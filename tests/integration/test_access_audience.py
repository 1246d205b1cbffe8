"""Who sees what: records for one neighbour, records mirrored here, records for nobody else; and the root that everybody can recompute."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256

import grpc
import pytest

from exchange.ledger.checkpoints import ledger_origin, open_checkpoint
from exchange.ledger.merkle import leaf_hash, root_hash
from exchange.settings import NodeSettings
from exchange.sync.peers import Peers
from exchange.sync.pull import Puller
from exchange.trust.client import TrustClient
from exchange.v1 import (
    ledger_pb2,
    ledger_pb2_grpc,
    outcome_pb2,
    outcome_service_pb2,
    outcome_service_pb2_grpc,
    record_pb2,
    record_service_pb2,
    record_service_pb2_grpc,
)
from tests.support.access import CALL_TIMEOUT_S, AuditLog, as_peer, federate_organs, refused
from tests.support.federation import PURPOSE, SINK, SOURCE, SUBJECT, THIRD, NodeProcess, assert_verifies, draft, opened, publish

SYNCHRONISATION = (("exchange-purpose", "SYNCHRONISATION"),)
FOR_ALL, FOR_SINK, WITHHELD, REVISION = "for all", "for sink", "withheld", "revision"
REVISION_INDEX = 3


@dataclass(frozen=True, kw_only=True, slots=True)
class Scene:
    """Running nodes of SOURCE, with three records, and SINK, which has pulled them; ids by what they are."""

    settings: dict[str, NodeSettings]
    records: dict[str, str]
    indexes: dict[str, int]


def _revision(record_id: str) -> record_pb2.RecordDraft:
    """For SINK only: a review of a decision that everybody sees was opened."""
    revision = outcome_pb2.OutcomeRevision(
        kind=outcome_pb2.OUTCOME_REVISION_KIND_REVIEW_OPENED,
        review=outcome_pb2.REVIEW_KIND_RECONSIDERATION,
        reason="复议受理",
        document_number="复议1号",
        effective_on="2025-06-01",
    )
    made = draft(4, audience=[SINK], thread_id=record_id)
    made.outcome_revision.CopyFrom(revision)
    return made


@pytest.fixture(scope="module")
def scene(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Scene]:
    settings = federate_organs(tmp_path_factory.mktemp("audience"))
    withheld = draft(3)
    withheld.sharing_class = record_pb2.SHARING_CLASS_WITHHELD
    drafts = {FOR_ALL: draft(1), FOR_SINK: draft(2, audience=[SINK]), WITHHELD: withheld}
    with opened(settings[SOURCE]) as source:
        receipt = publish(source, drafts.values())
        publish(source, [_revision(receipt.appended[0].record_id)])
    with NodeProcess(settings[SOURCE]):
        with opened(settings[SINK]) as sink:
            peers = Peers(sink)
            Puller(sink, peers).pull(SOURCE)
            peers.close()
        with NodeProcess(settings[SINK]):
            yield Scene(
                settings=settings,
                records={name: one.record_id for name, one in zip(drafts, receipt.appended, strict=True)},
                indexes={name: one.index for name, one in zip(drafts, receipt.appended, strict=True)},
            )


def _seen(channel: grpc.Channel, scene: Scene) -> dict[str, set[str]]:
    """What an organ is shown of the records, by each way of asking."""
    records = record_service_pb2_grpc.RecordServiceStub(channel)
    outcomes = outcome_service_pb2_grpc.OutcomeServiceStub(channel)
    options = {"metadata": PURPOSE, "timeout": CALL_TIMEOUT_S}
    found = {
        "get": {one for one in scene.records.values() if _held(records.GetRecord, record_service_pb2.GetRecordRequest(record_id=one))},
        "get outcome": {
            one for one in scene.records.values() if _held(outcomes.GetOutcome, outcome_service_pb2.GetOutcomeRequest(record_id=one))
        },
        "list": {one.header.record_id for one in records.ListRecords(record_service_pb2.ListRecordsRequest(), **options).records},
        "outcomes": {
            one.record_id
            for one in outcomes.ListOutcomes(outcome_service_pb2.ListOutcomesRequest(name_contains="虚构"), **options).outcomes
        },
        "prior": {
            one.record_id
            for one in outcomes.ListPriorOutcomes(outcome_service_pb2.ListPriorOutcomesRequest(subject=SUBJECT), **options).outcomes
        },
    }
    names = dict.fromkeys([one for ids in found.values() for one in ids], REVISION)
    names |= {record_id: name for name, record_id in scene.records.items()}
    return {way: {names[one] for one in ids} for way, ids in found.items()}


def _held(call: grpc.UnaryUnaryMultiCallable, request: object) -> bool:
    try:
        call(request, metadata=PURPOSE, timeout=CALL_TIMEOUT_S)
    except grpc.RpcError as error:
        if error.code() is not grpc.StatusCode.NOT_FOUND:
            raise
        return False
    return True


@pytest.mark.parametrize(
    ("node", "asker", "expected"),
    [
        (SOURCE, SOURCE, {FOR_ALL, FOR_SINK, WITHHELD}),
        (SOURCE, SINK, {FOR_ALL, FOR_SINK}),
        (SOURCE, THIRD, {FOR_ALL}),
        (SINK, SINK, {FOR_ALL, FOR_SINK}),
        (SINK, THIRD, set()),
        (SINK, SOURCE, set()),
    ],
    ids=["own", "audience", "others", "mirror-own", "mirror-third", "mirror-origin"],
)
def test_an_organ_sees_what_is_for_its_member(scene: Scene, node: str, asker: str, expected: set[str]) -> None:
    with as_peer(scene.settings[node], scene.settings[asker]) as channel:
        seen = _seen(channel, scene)
    revision = {REVISION} if FOR_SINK in expected else set()
    assert seen.pop("list") == expected | revision
    assert seen == dict.fromkeys(seen, expected)


def test_what_may_not_be_seen_is_told_apart_by_nothing(scene: Scene) -> None:
    with as_peer(scene.settings[SOURCE], scene.settings[THIRD]) as channel:
        get = record_service_pb2_grpc.RecordServiceStub(channel).GetRecord
        hidden, missing = scene.records[FOR_SINK], "01900000-0000-7000-8000-000000000000"
        answers = [refused(get, record_service_pb2.GetRecordRequest(record_id=one), purpose="CASE_HANDLING") for one in (hidden, missing)]
    assert [(one.reason, one.code) for one in answers] == [("NOT_FOUND", grpc.StatusCode.NOT_FOUND)] * 2
    assert answers[0].text.replace(hidden, missing) == answers[1].text


@pytest.mark.parametrize(("asker", "reasons"), [(SOURCE, ["复议受理"]), (SINK, ["复议受理"]), (THIRD, [])])
def test_a_revision_has_an_audience_of_its_own(scene: Scene, asker: str, reasons: list[str]) -> None:
    """The decision is for everybody, the revision isn't; where the decision stands is no secret to those who see it."""
    with as_peer(scene.settings[SOURCE], scene.settings[asker]) as channel:
        request = outcome_service_pb2.GetOutcomeRequest(record_id=scene.records[FOR_ALL])
        stub = outcome_service_pb2_grpc.OutcomeServiceStub(channel)
        view = stub.GetOutcome(request, metadata=PURPOSE, timeout=CALL_TIMEOUT_S).outcome
    assert [one.reason for one in view.revisions] == reasons
    assert view.standing.under_review == outcome_pb2.REVIEW_KIND_RECONSIDERATION


@pytest.mark.parametrize(("reader", "whole"), [(SINK, {FOR_ALL, FOR_SINK}), (THIRD, {FOR_ALL})])
@pytest.mark.parametrize("batch_size", [1, 2, 1024])
def test_a_peer_recomputes_the_root_over_bare_hashes(scene: Scene, reader: str, whole: set[str], batch_size: int) -> None:
    with as_peer(scene.settings[SOURCE], scene.settings[reader], "node") as channel:
        request = ledger_pb2.ReadEntriesRequest(batch_size=batch_size)
        stream = ledger_pb2_grpc.LedgerServiceStub(channel).ReadEntries(request, metadata=SYNCHRONISATION, timeout=CALL_TIMEOUT_S)
        first, *rest = list(stream)
    entries = [entry for answer in rest for entry in answer.batch.entries]
    shown = {index for index, entry in enumerate(entries) if entry.HasField("record")}
    assert shown == {scene.indexes[name] for name in whole} | ({REVISION_INDEX} if FOR_SINK in whole else set())
    for index, entry in enumerate(entries):
        assert (len(entry.leaf_hash) == 32) == (index not in shown)
    membership = TrustClient(scene.settings[reader].trust_directory).load()
    keys = membership.ledger_verifier(SOURCE, at=datetime.now(UTC))
    signed = open_checkpoint(first.checkpoint, log_keys=keys, origin=ledger_origin(SOURCE)).checkpoint
    leaves = [leaf_hash(entry.record.header) if entry.HasField("record") else entry.leaf_hash for entry in entries]
    assert (signed.size, signed.root) == (len(leaves), root_of(leaves))


def root_of(hashes: list[bytes]) -> bytes:
    """RFC 9162 §2.1.1 over leaf hashes, written here anew."""
    if len(hashes) == 1:
        return hashes[0]
    split = 1 << (len(hashes) - 1).bit_length() - 1
    return sha256(b"\x01" + root_of(hashes[:split]) + root_of(hashes[split:])).digest()


def test_the_helper_computes_roots_as_the_library_does() -> None:
    data = [bytes([at]) for at in range(7)]
    assert root_of([leaf_hash(one) for one in data]) == root_hash(data)


def test_a_mirror_is_not_read_out_to_peers(scene: Scene) -> None:
    """SINK's node gives its own ledger only, which is empty."""
    with as_peer(scene.settings[SINK], scene.settings[THIRD], "node") as channel:
        request = ledger_pb2.ReadEntriesRequest()
        answers = list(ledger_pb2_grpc.LedgerServiceStub(channel).ReadEntries(request, metadata=SYNCHRONISATION, timeout=CALL_TIMEOUT_S))
    assert [answer.WhichOneof("part") for answer in answers] == ["checkpoint"]
    assert answers[0].checkpoint.startswith(f"{ledger_origin(SINK)}\n0\n".encode())


def test_what_a_peer_read_stands_in_the_log(scene: Scene) -> None:
    audit = AuditLog(scene.settings[SOURCE])
    shown = audit.find(tag="ledger:own:show", member=SINK)
    about = audit.find(subject=SUBJECT, tag="ledger:own:show")
    audit.close()
    assert shown
    assert {(event.first_index, event.end_index, event.role) for event in shown} == {(0, REVISION_INDEX + 1, "node")}
    assert SINK in {event.member for event in about}


def test_the_mirror_verifies(scene: Scene) -> None:
    assert assert_verifies(scene.settings[SINK])[ledger_origin(SOURCE)] == REVISION_INDEX + 1
