"""What a known caller may not do, over real mutual TLS: each refused for its own reason, each in the audit log, nothing stored."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import grpc
import pytest

from exchange.domain.identifiers import find_identity_numbers
from exchange.ledger.envelope import TYPES, body_digest, new_record_id, sign_record
from exchange.ledger.keys import Ed25519Signer
from exchange.v1 import (
    agreement_pb2,
    audit_pb2,
    audit_pb2_grpc,
    lead_pb2,
    lead_service_pb2,
    lead_service_pb2_grpc,
    ledger_pb2,
    ledger_pb2_grpc,
    outcome_service_pb2,
    outcome_service_pb2_grpc,
    record_pb2,
    record_service_pb2,
    record_service_pb2_grpc,
)
from tests.support.access import CALL_TIMEOUT_S, SECOND_ORGAN, Bench, as_peer, federate_organs
from tests.support.federation import ORGANS, PURPOSE, SINK, SOURCE, SUBJECT, NodeProcess, channel_to, draft, request_id

MISSING = "01900000-0000-7000-8000-000000000000"
IDENTITY_NUMBER = "11010519491231002X"  # GB 11643-1999, the standard's own example
LAW = "law:优化营商环境条例:57"
ZHEJIANG_LAW = "law:浙江省综合行政执法条例:11"


@pytest.fixture(scope="module")
def bench(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bench]:
    """A node of SOURCE as its own process."""
    settings = federate_organs(tmp_path_factory.mktemp("access"))
    with NodeProcess(settings[SOURCE]):
        made = Bench(settings)
        yield made
        made.audit.close()


@pytest.fixture(scope="module")
def organ(bench: Bench) -> Iterator[grpc.Channel]:
    """The first organ of SOURCE."""
    with channel_to(bench.node) as channel:
        yield channel


def _size(bench: Bench) -> int:
    with channel_to(bench.node, "auditor") as channel:
        answer = ledger_pb2_grpc.LedgerServiceStub(channel).GetCheckpoint(ledger_pb2.GetCheckpointRequest(), timeout=CALL_TIMEOUT_S)
    return int(answer.checkpoint.split(b"\n")[1])


def _draft_request(**changes: Any) -> record_service_pb2.PublishRecordRequest:
    made = draft(1)
    made.MergeFrom(record_pb2.RecordDraft(**changes))
    return record_service_pb2.PublishRecordRequest(request_id=str(uuid.uuid4()), draft=made)


def _lead() -> lead_service_pb2.SendLeadRequest:
    officers = [lead_pb2.OfficerReference(certificate_number=f"0901{at}", organ=ORGANS[SOURCE]) for at in range(3)]
    lead = lead_pb2.Lead(
        kind=lead_pb2.LEAD_KIND_LEAD,
        to_member=SINK,
        to_organ=ORGANS[SINK],
        title="跨界倾倒",
        facts="无证经营",
        domain=1,
        reason="属地管辖",
        handlers=officers[:2],
        approver=officers[2],
    )
    return lead_service_pb2.SendLeadRequest(request_id=str(uuid.uuid4()), organ=ORGANS[SOURCE], basis_id=LAW, lead=lead)


@dataclass(frozen=True, kw_only=True, slots=True)
class Caller:
    """Whose certificate, of which member; "" is that member's organ."""

    member: str = SOURCE
    who: str = ""


def _records(channel: grpc.Channel) -> record_service_pb2_grpc.RecordServiceStub:
    return record_service_pb2_grpc.RecordServiceStub(channel)


def _get(channel: grpc.Channel) -> tuple[Any, Any]:
    return _records(channel).GetRecord, record_service_pb2.GetRecordRequest(record_id=MISSING)


def _publish(channel: grpc.Channel) -> tuple[Any, Any]:
    return _records(channel).PublishRecord, _draft_request()


def _publish_many(channel: grpc.Channel) -> tuple[Any, Any]:
    item = record_service_pb2.DraftItem(request_id=str(uuid.uuid4()), draft=draft(1))
    return _records(channel).PublishRecords, iter([record_service_pb2.PublishRecordsRequest(request_id=str(uuid.uuid4()), drafts=[item])])


def _list_audit(channel: grpc.Channel) -> tuple[Any, Any]:
    return audit_pb2_grpc.AuditServiceStub(channel).ListAuditEvents, audit_pb2.ListAuditEventsRequest()


def _send_lead(channel: grpc.Channel) -> tuple[Any, Any]:
    return lead_service_pb2_grpc.LeadServiceStub(channel).SendLead, _lead()


def _read_entries(channel: grpc.Channel) -> tuple[Any, Any]:
    return ledger_pb2_grpc.LedgerServiceStub(channel).ReadEntries, ledger_pb2.ReadEntriesRequest()


ROLES: dict[str, tuple[Caller, Callable[[grpc.Channel], tuple[Any, Any]], str]] = {
    "auditor publishes": (Caller(who="auditor"), _publish, "CASE_HANDLING"),
    "auditor publishes many": (Caller(who="auditor"), _publish_many, "CASE_HANDLING"),
    "planner gets a record": (Caller(who="planner"), _get, "CASE_HANDLING"),
    "organ reads the audit log": (Caller(), _list_audit, "SUPERVISION"),
    "system administrator reads the audit log": (Caller(who="system-admin"), _list_audit, "SUPERVISION"),
    "security administrator reads the audit log": (Caller(who="security-admin"), _list_audit, "SUPERVISION"),
    "node reads the audit log": (Caller(who="node"), _list_audit, "SUPERVISION"),
    "auditor of another member reads our audit log": (Caller(member=SINK, who="auditor"), _list_audit, "SUPERVISION"),
    "peer node gets a record": (Caller(member=SINK, who="node"), _get, "CASE_HANDLING"),
    "peer organ sends leads": (Caller(member=SINK), _send_lead, "LEAD_TRANSFER"),
    "peer organ publishes": (Caller(member=SINK), _publish, "CASE_HANDLING"),
    "peer organ pulls": (Caller(member=SINK), _read_entries, "SYNCHRONISATION"),
    "auditor pulls": (Caller(who="auditor"), _read_entries, "SYNCHRONISATION"),
}


@pytest.mark.parametrize("case", ROLES)
def test_a_role_that_may_not_is_told_so(bench: Bench, case: str) -> None:
    caller, call, purpose = ROLES[case]
    before = _size(bench)
    with as_peer(bench.node, bench.all[caller.member], caller.who) as channel:
        refusal = bench.refused(*call(channel), purpose=purpose)
    assert (refusal.reason, refusal.code) == ("ROLE_NOT_ALLOWED", grpc.StatusCode.PERMISSION_DENIED)
    assert refusal.text.endswith(" may"), "the roles that may are named"
    assert "permissions.toml" not in refusal.text
    assert _size(bench) == before


@pytest.mark.parametrize(
    ("purpose", "reason"),
    [
        ("", "PURPOSE_MISSING"),
        ("CURIOSITY", "PURPOSE_MISSING"),
        ("case_handling", "PURPOSE_MISSING"),
        ("SYNCHRONISATION", "PURPOSE_NOT_ALLOWED"),
        ("UNSPECIFIED", "PURPOSE_NOT_ALLOWED"),
    ],
)
def test_a_call_needs_a_purpose_that_fits(bench: Bench, organ: grpc.Channel, purpose: str, reason: str) -> None:
    assert bench.refused(*_get(organ), purpose=purpose).reason == reason
    assert bench.refused(*_publish_many(organ), purpose=purpose).reason == reason


DRAFTS: dict[str, tuple[dict[str, Any], str, str]] = {
    "for another organ of the member": ({"organ": SECOND_ORGAN}, "SIGNING_NOT_GRANTED", ""),
    "for an organ of another member": ({"organ": ORGANS[SINK]}, "SIGNING_NOT_GRANTED", ""),
    "unknown law": ({"basis_id": "law:不存在条例:1"}, "BASIS_UNKNOWN", "basis_id"),
    "unknown agreement": ({"basis_id": "agreement:none"}, "BASIS_UNKNOWN", "basis_id"),
    "law of another province": ({"basis_id": ZHEJIANG_LAW}, "BASIS_NOT_IN_FORCE", "basis_id"),
    "no such member": ({"audience": ["999999"]}, "MEMBER_UNKNOWN", "audience"),
    "a decision of another member": ({"outcome": {"deciding_organ_uscc": ORGANS[SINK]}}, "ONWARD_TRANSFER", "outcome.deciding_organ_uscc"),
    "an identity number": ({"outcome": {"act": f"当事人身份证{IDENTITY_NUMBER}"}}, "IDENTITY_NUMBER", "outcome.act"),
    "an identity number in full width": (
        {"outcome": {"act": "".join(chr(ord(one) + 0xFEE0) for one in IDENTITY_NUMBER)}},
        "IDENTITY_NUMBER",
        "outcome.act",
    ),
}


@pytest.mark.parametrize("case", DRAFTS)
def test_a_draft_that_may_not_be_shared_is_refused(bench: Bench, organ: grpc.Channel, case: str) -> None:
    changes, reason, field = DRAFTS[case]
    before = _size(bench)
    refusal = bench.refused(_records(organ).PublishRecord, _draft_request(**changes), "CASE_HANDLING")
    assert (refusal.reason, refusal.fields) == (reason, (field,) if field else ())
    assert _size(bench) == before


def test_the_identity_number_is_one_and_the_refusal_does_not_repeat_it(bench: Bench, organ: grpc.Channel) -> None:
    assert find_identity_numbers(IDENTITY_NUMBER)
    request = _draft_request(outcome={"act": f"身份证{IDENTITY_NUMBER}"})
    refusal = bench.refused(_records(organ).PublishRecord, request, "CASE_HANDLING")
    assert IDENTITY_NUMBER not in refusal.text
    (event,) = bench.audit.of_call(refusal.correlation_id)
    assert IDENTITY_NUMBER.encode() not in event.SerializeToString()


def test_a_draft_without_a_basis_names_the_field(bench: Bench, organ: grpc.Channel) -> None:
    request = _draft_request()
    request.draft.ClearField("basis_id")
    refusal = bench.refused(_records(organ).PublishRecord, request, "CASE_HANDLING")
    assert (refusal.reason, refusal.fields) == ("FIELD_INVALID", ("draft.basis_id",))


def _signed(bench: Bench, signer_of: str, **header_changes: Any) -> record_service_pb2.PublishRecordRequest:
    """A record signed where the organ's key is."""
    body = record_pb2.RecordBody(salt=bytes(range(16)), outcome=draft(1).outcome).SerializeToString()
    now = datetime.now(UTC)
    fields: dict[str, Any] = {
        "record_id": new_record_id(at_ms=int(now.timestamp() * 1000), random=uuid.uuid4().bytes[:10]),
        "origin": SOURCE,
        "organ": signer_of,
        "type": TYPES["outcome"],
        "sharing_class": record_pb2.SHARING_CLASS_CONDITIONAL,
        "basis_id": LAW,
        "purpose": record_pb2.PURPOSE_OUTCOME_RECOGNITION,
        "body_digest": body_digest(body),
        "hash_algorithm": record_pb2.HASH_ALGORITHM_SHA256,
    }
    header = record_pb2.RecordHeader(**(fields | header_changes))
    header.issued_at.FromDatetime(now)
    signer = Ed25519Signer.from_pem((bench.node.home / "keys" / f"organ-{signer_of}.pem").read_bytes())
    data = header.SerializeToString()
    record = record_pb2.SignedRecord(header=data, body=body, signatures=[sign_record(data, signer)])
    return record_service_pb2.PublishRecordRequest(request_id=str(uuid.uuid4()), record=record)


def test_a_record_signed_in_the_organs_own_system_is_taken(bench: Bench, organ: grpc.Channel) -> None:
    before = _size(bench)
    answer = _records(organ).PublishRecord(_signed(bench, ORGANS[SOURCE]), metadata=PURPOSE, timeout=CALL_TIMEOUT_S)
    assert (answer.index, answer.repeated_request) == (before, False)


@pytest.mark.parametrize(
    ("signer", "changes", "reason"),
    [
        (SECOND_ORGAN, {}, "SIGNING_NOT_GRANTED"),
        (SECOND_ORGAN, {"organ": ORGANS[SOURCE]}, "KEY_UNKNOWN"),
        (ORGANS[SOURCE], {"basis_id": ""}, "HEADER_MALFORMED"),
        (ORGANS[SOURCE], {"basis_id": ZHEJIANG_LAW}, "BASIS_NOT_IN_FORCE"),
        (ORGANS[SOURCE], {"audience": ["999999"]}, "MEMBER_UNKNOWN"),
        (ORGANS[SOURCE], {"origin": SINK}, "ORIGIN_MISMATCH"),
    ],
    ids=["signed-by-another", "anothers-key", "no-basis", "foreign-law", "no-member", "anothers-ledger"],
)
def test_a_signed_record_that_may_not_be_shared_is_refused(
    bench: Bench, organ: grpc.Channel, signer: str, changes: dict[str, Any], reason: str
) -> None:
    before = _size(bench)
    refusal = bench.refused(_records(organ).PublishRecord, _signed(bench, signer, **changes), "CASE_HANDLING")
    assert refusal.reason == reason
    assert _size(bench) == before


def _agreement(*, members: list[str], first: int, last: int) -> record_pb2.RecordDraft:
    """An agreement in force from `first` to `last` days from today."""
    days = [(datetime.now(UTC) + timedelta(days=one)).date().isoformat() for one in (first, last)]
    terms = agreement_pb2.Agreement(
        agreement_id="one-sided",
        title="协议",
        members=members,
        domains=[1],
        valid_from=days[0],
        valid_to=days[1],
        text_digest=bytes(32),
    )
    return record_pb2.RecordDraft(
        organ=ORGANS[SOURCE],
        sharing_class=record_pb2.SHARING_CLASS_CONDITIONAL,
        basis_id="agreement:self",
        purpose=record_pb2.PURPOSE_OUTCOME_RECOGNITION,
        agreement=terms,
    )


def test_an_agreement_that_one_side_has_signed_is_no_basis(bench: Bench, organ: grpc.Channel) -> None:
    terms = _agreement(members=[SOURCE, SINK], first=-1, last=10)
    request = record_service_pb2.PublishRecordRequest(request_id=str(uuid.uuid4()), draft=terms)
    assert _records(organ).PublishRecord(request, metadata=PURPOSE, timeout=CALL_TIMEOUT_S).record_id
    wanted = _draft_request(basis_id=f"agreement:{terms.agreement.agreement_id}", audience=[SINK])
    assert bench.refused(_records(organ).PublishRecord, wanted, "CASE_HANDLING").reason == "BASIS_UNKNOWN"


def test_a_request_repeated_is_answered_with_the_same_record(organ: grpc.Channel) -> None:
    request = record_service_pb2.PublishRecordRequest(request_id=request_id("repeated"), draft=draft(7))
    first = _records(organ).PublishRecord(request, metadata=PURPOSE, timeout=CALL_TIMEOUT_S)
    again = _records(organ).PublishRecord(request, metadata=PURPOSE, timeout=CALL_TIMEOUT_S)
    assert (first.repeated_request, again.repeated_request) == (False, True)
    assert (again.record_id, again.index) == (first.record_id, first.index)


def test_a_request_id_taken_for_something_else_is_refused(bench: Bench, organ: grpc.Channel) -> None:
    request = record_service_pb2.PublishRecordRequest(request_id=request_id("reused"), draft=draft(8))
    _records(organ).PublishRecord(request, metadata=PURPOSE, timeout=CALL_TIMEOUT_S)
    before = _size(bench)
    request.draft.CopyFrom(draft(9))
    refusal = bench.refused(_records(organ).PublishRecord, request, "CASE_HANDLING")
    assert (refusal.reason, refusal.code) == ("REQUEST_ID_REUSED", grpc.StatusCode.ALREADY_EXISTS)
    assert _size(bench) == before


def test_a_request_id_counts_for_signed_records_too(bench: Bench, organ: grpc.Channel) -> None:
    request = _signed(bench, ORGANS[SOURCE])
    first = _records(organ).PublishRecord(request, metadata=PURPOSE, timeout=CALL_TIMEOUT_S)
    again = _records(organ).PublishRecord(request, metadata=PURPOSE, timeout=CALL_TIMEOUT_S)
    assert (again.record_id, again.repeated_request) == (first.record_id, True)
    before = _size(bench)
    request.record.CopyFrom(_signed(bench, ORGANS[SOURCE]).record)
    assert bench.refused(_records(organ).PublishRecord, request, "CASE_HANDLING").reason == "REQUEST_ID_REUSED"
    assert _size(bench) == before


@pytest.mark.parametrize("token", ["another request", "garbage", "another key"])
def test_a_page_token_that_was_not_given_for_this_request_is_refused(bench: Bench, organ: grpc.Channel, token: str) -> None:
    for number in (10, 11):
        request = record_service_pb2.PublishRecordRequest(request_id=request_id(("page", number)), draft=draft(number))
        _records(organ).PublishRecord(request, metadata=PURPOSE, timeout=CALL_TIMEOUT_S)
    asked = record_service_pb2.ListRecordsRequest(page_size=1)
    given = _records(organ).ListRecords(asked, metadata=PURPOSE, timeout=CALL_TIMEOUT_S).next_page_token
    outcomes = outcome_service_pb2_grpc.OutcomeServiceStub(organ)
    wrong: dict[str, tuple[Any, Any]] = {
        "another request": (_records(organ).ListRecords, record_service_pb2.ListRecordsRequest(page_size=1, page_token=given, origin=SINK)),
        "garbage": (_records(organ).ListRecords, record_service_pb2.ListRecordsRequest(page_token="bm90aGluZw==")),
        "another key": (outcomes.ListOutcomes, outcome_service_pb2.ListOutcomesRequest(page_token=given, subject=SUBJECT)),
    }
    refusal = bench.refused(*wrong[token], purpose="CASE_HANDLING")
    assert (refusal.reason, refusal.code) == ("PAGE_TOKEN_INVALID", grpc.StatusCode.INVALID_ARGUMENT)
    asked.page_token = given
    assert len(_records(organ).ListRecords(asked, metadata=PURPOSE, timeout=CALL_TIMEOUT_S).records) == 1


def test_what_an_allowed_call_showed_stands_in_the_log(bench: Bench, organ: grpc.Channel) -> None:
    request = record_service_pb2.PublishRecordRequest(request_id=request_id("shown"), draft=draft(12))
    published = _records(organ).PublishRecord(request, metadata=PURPOSE, timeout=CALL_TIMEOUT_S)
    metadata = (*PURPOSE, ("exchange-correlation-id", "shown-1"))
    _records(organ).GetRecord(record_service_pb2.GetRecordRequest(record_id=published.record_id), metadata=metadata, timeout=CALL_TIMEOUT_S)
    (event,) = bench.audit.of_call("shown-1")
    assert (event.result, list(event.record_ids), list(event.subjects)) == (
        audit_pb2.AUDIT_RESULT_ALLOWED,
        [published.record_id],
        [SUBJECT],
    )
    assert (event.actor, event.tag) == (f"exchange://{SOURCE}/organ/{ORGANS[SOURCE]}", "record:any:read")
