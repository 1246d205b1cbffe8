"""`exchange publish`, and publishing in chunks: nothing twice, one refused record doesn't hold up its neighbours."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from click.testing import Result
from google.protobuf import proto
from google.rpc import code_pb2

from exchange.cli.client import connect
from exchange.cli.errors import CliError
from exchange.cli.profile import Connection
from exchange.cli.publishing import import_request_id, item_of, publish
from exchange.v1 import record_pb2, record_service_pb2
from tests.support.fake_node import ORGAN, FakeNode


def draft(number: int) -> record_pb2.RecordDraft:
    one = record_pb2.RecordDraft(organ=ORGAN, basis_id="law:行政处罚法:48", purpose=record_pb2.PURPOSE_PUBLICATION)
    one.outcome.act = f"act {number}"
    return one


class Accepting:
    """Answers chunks; refuses those that hold an act in `bad`."""

    def __init__(self, refusal: Callable[..., Any], bad: frozenset[str] = frozenset(), reason: str = "FIELD_INVALID") -> None:
        self._refusal, self._bad, self._reason = refusal, bad, reason
        self.published: dict[str, int] = {}

    def __call__(self, request: record_service_pb2.PublishRecordsRequest) -> Any:
        if any(item.draft.outcome.act in self._bad for item in request.drafts):
            return self._refusal(self._reason, "act: not this one", code=code_pb2.INVALID_ARGUMENT, draft__outcome__act="not this one")
        response = record_service_pb2.PublishRecordsResponse(request_id=request.request_id)
        for item in request.drafts:
            known = item.request_id in self.published
            index = self.published.setdefault(item.request_id, len(self.published))
            response.records.add(record_id=f"record-{index}", index=index, repeated_request=known)
        for _record in request.records:
            response.records.add(record_id="signed", index=99)
        return response


@pytest.fixture
def connection(node: FakeNode) -> Connection:
    organ = node.certificates.organs[ORGAN]
    return Connection(
        node=f"127.0.0.1:{node.port}",
        ca=node.certificates.ca.certificate,
        cert=organ.certificate,
        key=organ.key,
        server_name="",
        purpose="CASE_HANDLING",
        timeout_s=10,
    )


def test_import_request_ids_are_deterministic_and_apart() -> None:
    base = {"organ": ORGAN, "source_key": "a|b", "content_digest": b"1"}
    ids = [
        import_request_id(**base),
        import_request_id(**{**base, "organ": "other"}),
        import_request_id(**{**base, "source_key": "a"}),
        import_request_id(**{**base, "content_digest": b"2"}),
        import_request_id(**base, supersedes="x"),
    ]
    assert len(set(ids)) == len(ids)
    assert import_request_id(**base) == ids[0]
    assert {UUID(one).version for one in ids} == {5}


def test_request_id_stays_the_same_over_releases() -> None:
    """A file imported before an update must be recognised after it: this value may never change."""
    assert import_request_id(organ=ORGAN, source_key="key", content_digest=bytes(32)) == "ce9c30ea-2862-571b-8cb0-6f95e18751f8"


def test_chunks_are_streamed_and_answered_in_order(connection: Connection, node: FakeNode, refusal: Callable[..., Any]) -> None:
    node.answers["PublishRecords"] = Accepting(refusal)
    items = [item_of(draft(number), place=number) for number in range(7)]
    with connect(connection) as client:
        results = list(publish(client, items, chunk_size=3))
    assert [len(request.drafts) for request in node.asked("PublishRecords")] == [3, 3, 1]
    assert [one.index for one in results] == list(range(7))
    assert [one.item.place for one in results] == list(range(7))


def test_refused_record_is_isolated(connection: Connection, node: FakeNode, refusal: Callable[..., Any]) -> None:
    node.answers["PublishRecords"] = Accepting(refusal, frozenset({"act 2", "act 5"}))
    items = [item_of(draft(number), place=number) for number in range(8)]
    with connect(connection) as client:
        results = list(publish(client, items, chunk_size=8))
    assert [one.item.place for one in results if one.refusal] == [2, 5]
    assert [one.item.place for one in results] == list(range(8))
    assert {one.refusal.fields[0].field for one in results if one.refusal} == {"draft.outcome.act"}
    assert len({one.record_id for one in results if not one.refusal}) == 6


def test_refusal_of_the_call_ends_the_work(connection: Connection, node: FakeNode, refusal: Callable[..., Any]) -> None:
    node.answers["PublishRecords"] = Accepting(refusal, frozenset({"act 2"}), reason="BASIS_UNKNOWN")
    items = [item_of(draft(number), place=number) for number in range(8)]
    with connect(connection) as client, pytest.raises(CliError) as caught:
        list(publish(client, items, chunk_size=2))
    assert caught.value.reason == "BASIS_UNKNOWN"
    assert len(node.asked("PublishRecords")) == 2


def test_answer_that_doesnt_fit_is_an_error(connection: Connection, node: FakeNode) -> None:
    node.answers["PublishRecords"] = record_service_pb2.PublishRecordsResponse()
    with connect(connection) as client, pytest.raises(CliError, match="doesn't fit"):
        list(publish(client, [item_of(draft(0), place=0)]))


DRAFT_JSON = {
    "organ": ORGAN,
    "sharing_class": "SHARING_CLASS_CONDITIONAL",
    "basis_id": "law:行政处罚法:48",
    "purpose": "PURPOSE_PUBLICATION",
    "outcome": {"act": "占道经营"},
}


def test_publishing_a_file_again_publishes_nothing_twice(
    call_json: Callable[..., tuple[int, Any]], node: FakeNode, refusal: Callable[..., Any], write_json: Callable[[str, Any], Path]
) -> None:
    node.answers["PublishRecords"] = Accepting(refusal)
    path = write_json("drafts.json", [DRAFT_JSON, {**DRAFT_JSON, "outcome": {"act": "无照经营"}}])
    code, first = call_json("publish", path)
    assert code == 0
    assert [one["repeated"] for one in first["records"]] == [False, False]
    code, second = call_json("publish", path)
    assert [one["repeated"] for one in second["records"]] == [True, True]
    assert [one["index"] for one in second["records"]] == [one["index"] for one in first["records"]]


def test_refused_record_of_a_file_is_exit_1(
    call_json: Callable[..., tuple[int, Any]],
    call: Callable[..., Result],
    node: FakeNode,
    refusal: Callable[..., Any],
    write_json: Callable[[str, Any], Path],
) -> None:
    node.answers["PublishRecords"] = Accepting(refusal, frozenset({"占道经营"}))
    good, bad = write_json("good.json", {**DRAFT_JSON, "outcome": {"act": "无照经营"}}), write_json("bad.json", DRAFT_JSON)
    code, document = call_json("publish", good, bad)
    assert code == 1
    assert document["records"][0]["record_id"] == "record-0"
    assert document["records"][1]["error"]["fields"] == [{"field": "draft.outcome.act", "description": "not this one"}]
    assert "FIELD_INVALID" in call("publish", bad).stdout


def test_signed_records_in_both_binary_forms(
    call_json: Callable[..., tuple[int, Any]], node: FakeNode, refusal: Callable[..., Any], tmp_path: Path
) -> None:
    node.answers["PublishRecords"] = Accepting(refusal)
    record = record_pb2.SignedRecord(header=b"h", body=b"b")
    single, many = tmp_path / "one.bin", tmp_path / "many.bin"
    single.write_bytes(record.SerializeToString())
    with many.open("wb") as file:
        proto.serialize_length_prefixed(record, file)
        proto.serialize_length_prefixed(record, file)
    assert call_json("publish", single)[0] == 0
    assert [len(one.records) for one in node.asked("PublishRecords")] == [1]
    assert call_json("publish", many, "--type", "signed-delimited")[0] == 0
    assert len(node.asked("PublishRecords")[1].records) == 2


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("{", "isn't JSON"),
        ("garbage", "isn't JSON"),
        ('[{"organ": "x"}, 3]', "[1]"),
        ('{"organ": 3}', "organ"),
        ('{"organs": "x"}', "organs"),
        ('{"organ": "x"}\n{"organ": }', ":2"),
        ('{"sharing_class": "SOMETIMES"}', "RecordDraft.sharing_class"),
    ],
)
def test_malformed_file_names_place_and_field(call: Callable[..., Result], tmp_path: Path, text: str, said: str, node: FakeNode) -> None:
    path = tmp_path / "bad.json"
    path.write_text(text, encoding="utf-8")
    result = call("publish", path)
    assert result.exit_code == 1
    assert said in result.stderr
    assert "FILE_MALFORMED" in result.stderr
    assert node.requests == []


def test_json_lines(call_json: Callable[..., tuple[int, Any]], node: FakeNode, refusal: Callable[..., Any], tmp_path: Path) -> None:
    node.answers["PublishRecords"] = Accepting(refusal)
    path = tmp_path / "drafts.jsonl"
    path.write_text("\n".join(json.dumps({**DRAFT_JSON, "outcome": {"act": act}}) for act in "abc"), encoding="utf-8")
    assert len(call_json("publish", path)[1]["records"]) == 3


@pytest.mark.parametrize(
    ("purposes", "options", "called_for"),
    [
        (["PUBLICATION", "PUBLICATION"], [], "PUBLICATION"),
        (["PUBLICATION", "OUTCOME_RECOGNITION"], [], "CASE_HANDLING"),
        (["PUBLICATION"], ["--purpose", "CASE_HANDLING"], "CASE_HANDLING"),
        (["UNSPECIFIED"], [], "CASE_HANDLING"),
    ],
)
def test_calls_purpose_is_the_records_own(  # each a fixture or a case's value
    *,
    call: Callable[..., Result],
    node: FakeNode,
    refusal: Callable[..., Any],
    write_json: Callable[[str, Any], Path],
    purposes: list[str],
    options: list[str],
    called_for: str,
) -> None:
    node.answers["PublishRecords"] = Accepting(refusal)
    path = write_json("drafts.json", [{**DRAFT_JSON, "purpose": f"PURPOSE_{one}"} for one in purposes])
    assert call("publish", path, *options).exit_code == 0
    assert node.metadata["exchange-purpose"] == called_for


def test_signed_records_purpose_is_read_from_the_header(
    call: Callable[..., Result], node: FakeNode, refusal: Callable[..., Any], tmp_path: Path
) -> None:
    node.answers["PublishRecords"] = Accepting(refusal)
    header = record_pb2.RecordHeader(purpose=record_pb2.PURPOSE_OUTCOME_RECOGNITION).SerializeToString()
    path = tmp_path / "one.bin"
    path.write_bytes(record_pb2.SignedRecord(header=header, body=b"b").SerializeToString())
    assert call("publish", path).exit_code == 0
    assert node.metadata["exchange-purpose"] == "OUTCOME_RECOGNITION"
