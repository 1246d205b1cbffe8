"""`exchange import`: nothing twice, changes as new versions, every bad row named, good rows through."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable
from dataclasses import dataclass, field
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result

from exchange.cli.client import connect
from exchange.cli.errors import CliError
from exchange.cli.importing import Importer
from exchange.cli.plugins import EXPORTERS, load_plugin
from exchange.cli.profile import Connection
from exchange.cli.published import bare_digest
from exchange.domain.casestore import RowFault
from exchange.v1 import outcome_pb2, outcome_service_pb2, record_pb2, record_service_pb2, subject_pb2
from tests.support.fake_node import MEMBER, ORGAN, FakeNode

COMPANY = "913101166078754287"
BASIS = "law:优化营商环境条例:57"


@dataclass(frozen=True, kw_only=True)
class Row:
    line: int
    outcome: outcome_pb2.Outcome | None = None
    source_key: str = ""
    digest: bytes = b""
    faults: tuple[RowFault, ...] = ()
    notes: tuple[RowFault, ...] = ()
    withdrawn: str = ""
    reason: str = ""


def decision(number: int, **values: Any) -> outcome_pb2.Outcome:
    fields: dict[str, Any] = {
        "subject": subject_pb2.Subject(name="某某有限公司", uscc=COMPANY, kind=subject_pb2.SUBJECT_KIND_ORGANISATION),
        "document_number": f"沪市监金处〔2025〕{number}号",
        "domain": subject_pb2.ENFORCEMENT_DOMAIN_MARKET,
        "step": outcome_pb2.OUTCOME_STEP_PENALISED,
        "act": "无照经营",
        "decided_on": "2025-03-13",
        "deciding_organ_name": "金山区市场监督管理局",
        "source": outcome_pb2.OutcomeSource(kind=outcome_pb2.SOURCE_KIND_FILE, system="a.csv", key=f"{ORGAN}|{number}"),
    }
    return outcome_pb2.Outcome(**{**fields, **values})


def row(number: int, *, line: int = 0, **values: Any) -> Row:
    outcome = decision(number, **values)
    return Row(line=line or number + 2, outcome=outcome, source_key=outcome.source.key, digest=bare_digest(outcome))


@dataclass
class Ledger:
    """A node's ledger of outcomes, as far as imports see it."""

    refusal: Callable[..., Any]
    bad_acts: frozenset[str] = frozenset()
    requests: dict[str, tuple[bytes, int]] = field(default_factory=dict)
    drafts: list[record_pb2.RecordDraft] = field(default_factory=list)
    size: int = 0  # as the node tells it; 0: the number of drafts

    def publish(self, request: record_service_pb2.PublishRecordsRequest) -> Any:
        if any(item.draft.outcome.act in self.bad_acts for item in request.drafts):
            return self.refusal("IDENTITY_NUMBER", "outcome.act holds an identity number", outcome__act="remove it")
        response = record_service_pb2.PublishRecordsResponse()
        for item in request.drafts:
            content = item.draft.SerializeToString(deterministic=True)
            digest, index = self.requests.get(item.request_id, (content, -1))
            if digest != content:
                return self.refusal("REQUEST_ID_REUSED", "other content")
            repeated = index >= 0
            if not repeated:
                index = len(self.drafts)
                self.drafts.append(item.draft)
                self.requests[item.request_id] = (content, index)
            response.records.add(record_id=f"record-{index}", index=index, repeated_request=repeated)
        return response

    def list_outcomes(self, request: outcome_service_pb2.ListOutcomesRequest) -> outcome_service_pb2.ListOutcomesResponse:
        response = outcome_service_pb2.ListOutcomesResponse()
        replaced = {draft.supersedes: f"record-{index}" for index, draft in enumerate(self.drafts) if draft.supersedes}
        revoked = {draft.thread_id for draft in self.drafts if draft.WhichOneof("payload") == "outcome_revision"}
        for index, draft in enumerate(self.drafts):
            if draft.WhichOneof("payload") == "outcome" and self._matches(draft.outcome, request):
                record_id = f"record-{index}"
                response.outcomes.add(
                    record_id=record_id,
                    index=index,
                    signed_by=draft.organ,
                    outcome=draft.outcome,
                    superseded_by=replaced.get(record_id, ""),
                    effective=record_id not in revoked and record_id not in replaced,
                )
        response.sources.add(member=MEMBER, size=self.size or len(self.drafts))
        return response

    def _matches(self, outcome: outcome_pb2.Outcome, request: outcome_service_pb2.ListOutcomesRequest) -> bool:
        if request.origin:
            return True
        if request.document_number:
            return request.document_number in {outcome.document_number, outcome.source.key.partition("|")[2]}
        return outcome.subject.uscc == request.subject if request.subject else request.name_contains in outcome.subject.name

    def list_records(self, _request: Any) -> record_service_pb2.ListRecordsResponse:
        header = record_pb2.RecordHeader(origin=MEMBER)
        return record_service_pb2.ListRecordsResponse(records=[record_service_pb2.StoredRecord(header=header)] if self.drafts else [])


@pytest.fixture
def ledger(node: FakeNode, refusal: Callable[..., Any]) -> Ledger:
    ledger = Ledger(refusal)
    node.answers.update(PublishRecords=ledger.publish, ListOutcomes=ledger.list_outcomes, ListRecords=ledger.list_records)
    return ledger


@pytest.fixture
def load(node: FakeNode) -> Callable[[list[Row]], Any]:
    organ = node.certificates.organs[ORGAN]
    connection = Connection(
        node=f"127.0.0.1:{node.port}",
        ca=node.certificates.ca.certificate,
        cert=organ.certificate,
        key=organ.key,
        server_name="",
        purpose="OUTCOME_RECOGNITION",
        timeout_s=10,
    )
    draft = record_pb2.RecordDraft(organ=ORGAN, basis_id=BASIS, audience=["330482"])

    def run_import(rows: list[Row]) -> Any:
        with connect(connection) as client:
            return Importer(client, draft, today="2026-03-01").run(rows)

    return run_import


def test_first_import_publishes_every_row_without_looking_up(load: Any, ledger: Ledger, node: FakeNode) -> None:
    report = load([row(number) for number in range(1203)])
    assert (report.counts.rows, report.counts.imported, report.counts.rejected) == (1203, 1203, 0)
    assert [len(one.drafts) for one in node.asked("PublishRecords")] == [500, 500, 203]
    assert node.asked("ListOutcomes") == []
    assert {draft.basis_id for draft in ledger.drafts} == {BASIS}


def test_second_import_publishes_nothing(load: Any, ledger: Ledger) -> None:
    load([row(number) for number in range(150)])
    report = load([row(number) for number in range(150)])
    assert (report.counts.imported, report.counts.already) == (0, 150)
    assert len(ledger.drafts) == 150


def test_ledger_that_isnt_large_is_read_once(load: Any, ledger: Ledger, node: FakeNode) -> None:
    load([row(number) for number in range(600)])
    load([row(number) for number in range(600)])
    assert [request.origin for request in node.asked("ListOutcomes")] == [MEMBER]


@pytest.mark.parametrize("size", [0, 1_000_000], ids=["small ledger", "large ledger"])
def test_both_ways_of_looking_up_find_the_same(load: Any, ledger: Ledger, node: FakeNode, size: int) -> None:
    nameless = subject_pb2.Subject(name="某某有限公司")
    rows = [row(1), row(2, document_number=""), row(3, document_number="", subject=nameless)]
    load(rows)
    ledger.size = size
    gone = Row(line=9, source_key=f"{ORGAN}|1", withdrawn="REVOKED", reason="撤销")
    report = load([gone, *rows[1:]])
    assert (report.counts.withdrawn, report.counts.already) == (1, 2)
    assert len(node.asked("ListOutcomes")) == (4 if size else 1)


def test_same_rows_from_a_renamed_file_are_the_same(load: Any, ledger: Ledger) -> None:
    load([row(1)])
    renamed = outcome_pb2.OutcomeSource(kind=outcome_pb2.SOURCE_KIND_FILE, system="b.csv", key=f"{ORGAN}|1")
    assert load([row(1, source=renamed)]).counts.already == 1
    assert len(ledger.drafts) == 1


def test_two_imports_at_once_publish_nothing_twice(load: Any, ledger: Ledger, node: FakeNode) -> None:
    """Both saw an empty ledger: the request ids, derived from the content, hold them together."""
    node.answers["ListRecords"] = record_service_pb2.ListRecordsResponse()
    assert load([row(1), row(2)]).counts.imported == 2
    assert load([row(1), row(2)]).counts.already == 2
    assert len(ledger.drafts) == 2


def test_changed_row_supersedes_the_newest_record(load: Any, ledger: Ledger) -> None:
    load([row(1), row(2)])
    report = load([row(1), row(2, act="无照经营食品")])
    assert (report.counts.imported, report.counts.replaced, report.counts.already) == (1, 1, 1)
    assert ledger.drafts[2].supersedes == "record-1"
    load([row(2, act="无照经营烟草")])
    assert ledger.drafts[3].supersedes == "record-2"


def test_row_that_goes_back_to_an_earlier_content_is_news(load: Any, ledger: Ledger) -> None:
    load([row(1)])
    load([row(1, act="别的")])
    report = load([row(1)])
    assert report.counts.replaced == 1
    assert ledger.drafts[2].supersedes == "record-1"
    assert load([row(1)]).counts.already == 1


def test_record_of_another_organ_is_never_superseded(load: Any, ledger: Ledger) -> None:
    load([row(1)])
    ledger.drafts[0].organ = "another"
    load([row(1, act="别的")])
    assert ledger.drafts[1].supersedes == ""


def test_row_without_document_number_is_found_by_its_company(load: Any, ledger: Ledger, node: FakeNode) -> None:
    load([row(1, document_number="")])
    ledger.size = 1_000_000
    assert load([row(1, document_number="")]).counts.already == 1
    nameless = subject_pb2.Subject(name="某某有限公司")
    load([row(1, document_number="", subject=nameless)])
    asked = [request for request in node.asked("ListOutcomes") if not request.origin]
    assert [(request.subject, request.name_contains) for request in asked] == [(COMPANY, ""), ("", "某某有限公司")]


def test_bad_rows_are_named_and_good_rows_go_through(load: Any, ledger: Ledger) -> None:
    fault = RowFault(line=3, field="CF_WSH", rule="LENGTH", value="x", message="too long")
    rows = [row(0), Row(line=3, faults=(fault,)), row(2, decided_on="13.3.2025"), row(3)]
    report = load(rows)
    assert (report.counts.imported, report.counts.rejected, len(ledger.drafts)) == (2, 2, 2)
    assert report.faults[0] == fault
    assert (report.faults[1].line, report.faults[1].field, report.faults[1].rule) == (4, "decided_on", "FIELD_INVALID")


def test_row_that_the_node_refuses_is_named_by_line(load: Any, ledger: Ledger) -> None:
    ledger.bad_acts = frozenset({"310116199001011234"})
    report = load([row(0), row(1, act="310116199001011234", line=17), row(2)])
    assert (report.counts.imported, report.counts.rejected) == (2, 1)
    (fault,) = report.faults
    assert (fault.line, fault.field, fault.rule) == (17, "outcome.act", "IDENTITY_NUMBER")


def test_natural_persons_are_passed_over_not_rejected(load: Any, ledger: Ledger) -> None:
    person = RowFault(line=2, field="", rule="NATURAL_PERSON", value="", message="passed over")
    report = load([Row(line=2, faults=(person,)), row(1)])
    assert (report.counts.passed_over, report.counts.rejected, report.counts.imported) == (1, 0, 1)
    assert len(ledger.drafts) == 1


def test_notes_on_the_header_are_no_row(load: Any, ledger: Ledger) -> None:
    note = RowFault(line=1, field="x", rule="HEADER_UNKNOWN", value="x", message="not read")
    report = load([Row(line=1, notes=(note,))])
    assert (report.counts.rows, report.notes, ledger.drafts) == (0, [note], [])


def test_withdrawn_row_becomes_a_revision_once(load: Any, ledger: Ledger) -> None:
    load([row(1)])
    gone = Row(line=2, source_key=f"{ORGAN}|1", withdrawn="REVOKED", reason="复议撤销")
    assert load([gone]).counts.withdrawn == 1
    revision = ledger.drafts[1]
    assert (revision.thread_id, revision.outcome_revision.kind) == ("record-0", outcome_pb2.OUTCOME_REVISION_KIND_REVOKED)
    assert (revision.outcome_revision.reason, revision.outcome_revision.effective_on) == ("复议撤销", "2026-03-01")
    assert load([gone]).counts.already == 1
    report = load([row(1)])
    assert (report.counts.already, [one.rule for one in report.notes]) == (1, ["REVOKED_SINCE"])
    assert len(ledger.drafts) == 2


def test_withdrawn_row_that_was_never_published_is_noted(load: Any, ledger: Ledger) -> None:
    report = load([Row(line=2, source_key=f"{ORGAN}|1", withdrawn="REVOKED")])
    assert [one.rule for one in report.notes] == ["NOT_PUBLISHED"]
    assert ledger.drafts == []


def test_refusal_of_the_whole_import_ends_it(load: Any, ledger: Ledger, node: FakeNode, refusal: Callable[..., Any]) -> None:
    node.answers["PublishRecords"] = refusal("SIGNING_NOT_GRANTED", "no")
    with pytest.raises(CliError) as caught:
        load([row(1)])
    assert caught.value.reason == "SIGNING_NOT_GRANTED"
    assert ledger.drafts == []


OPTIONS = ("--layout", "shuanggongshi", "--audience", "330482,330421", "--basis", BASIS)


@pytest.fixture
def table(tmp_path: Path) -> Path:
    """A real 双公示 file of three decisions."""
    fine = outcome_pb2.Penalty(kind=outcome_pb2.PENALTY_KIND_FINE, amount_fen=1_000_000)
    decisions = [
        decision(
            number,
            penalties=[fine],
            facts="无营业执照从事经营",
            violated_provisions="《市场主体登记管理条例》第三条",
            penalty_provisions="《市场主体登记管理条例》第四十三条",
            content="罚款10000元",
            valid_until="2028-03-13",
            publish_until="2026-03-13",
            deciding_organ_uscc=ORGAN,
            source_organ_name="金山区市场监督管理局",
            source_organ_uscc=ORGAN,
        )
        for number in range(1, 4)
    ]
    path = tmp_path / "penalties.csv"
    assert load_plugin(EXPORTERS)(path, decisions, "shuanggongshi_2018") == 3
    return path


def spoil(path: Path, *, line: int, column: str, value: str) -> None:
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.reader(file))
    rows[line - 1][rows[0].index(column)] = value
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        csv.writer(file).writerows(rows)


def test_file_is_imported_once(call_json: Callable[..., tuple[int, Any]], ledger: Ledger, table: Path) -> None:
    code, first = call_json("import", table, *OPTIONS)
    assert (code, first["imported"], first["faults"]) == (0, 3, []), first
    code, second = call_json("import", table, *OPTIONS)
    assert (code, second["imported"], second["already"]) == (0, 0, 3)
    assert len(ledger.drafts) == 3
    draft = ledger.drafts[0]
    assert draft.organ == ORGAN  # the certificate's
    assert (list(draft.audience), draft.basis_id) == (["330421", "330482"], BASIS)
    assert draft.purpose == record_pb2.PURPOSE_OUTCOME_RECOGNITION
    assert draft.sharing_class == record_pb2.SHARING_CLASS_CONDITIONAL


@pytest.mark.parametrize("suffix", [".csv", ".json"])
def test_bad_row_is_exit_1_and_in_the_report(call: Callable[..., Result], ledger: Ledger, table: Path, tmp_path: Path, suffix: str) -> None:
    spoil(table, line=3, column="CF_XDR_SHXYM", value="=91310116607875428")
    report = tmp_path / f"report{suffix}"
    result = call("import", table, *OPTIONS, "--report", report)
    assert result.exit_code == 1
    assert "CF_XDR_SHXYM" in result.stdout
    assert len(ledger.drafts) == 2
    if suffix == ".json":
        rows = json.loads(report.read_text(encoding="utf-8"))["rows"]
    else:
        with report.open(encoding="utf-8-sig", newline="") as file:
            rows = list(csv.DictReader(file))
        assert not any(cell.startswith("=") for one in rows for cell in one.values())
    faults = [one for one in rows if one["kind"] == "fault"]
    assert [(int(one["line"]), one["field"]) for one in faults] == [(3, "CF_XDR_SHXYM")]


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (("--layout", "nonsense"), 2, "known are shuanggongshi, zhejiang, published_pages"),
        (("--report", "x.txt"), 2, ".csv or .json"),
        (("--audience", "33048"), 2, "six digits"),
        (("--organ", "1"), 2, "18"),
    ],
)
def test_faulty_option_is_named(
    call: Callable[..., Result], ledger: Ledger, table: Path, *, arguments: tuple[str, ...], code: int, said: str
) -> None:
    result = call("import", table, *OPTIONS, *arguments)
    assert result.exit_code == code
    assert said in result.stderr
    assert ledger.drafts == []


def test_file_that_is_no_table_is_named(call_json: Callable[..., tuple[int, Any]], ledger: Ledger, tmp_path: Path) -> None:
    path = tmp_path / "letter.csv"
    path.write_text("尊敬的用户\n", encoding="utf-8")
    code, document = call_json("import", path, *OPTIONS)
    assert (code, document["error"]["reason"]) == (1, "HEADER_MISSING")
    assert str(path) in document["error"]["message"]


def test_missing_plugin_is_said(call: Callable[..., Result], table: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(import_module("exchange.cli.plugins"), "entry_points", lambda **_names: [])
    result = call("import", table, *OPTIONS)
    assert result.exit_code == 1
    assert "PLUGIN_MISSING" in result.stderr


def test_export_writes_what_is_in_effect(
    call_json: Callable[..., tuple[int, Any]], ledger: Ledger, table: Path, tmp_path: Path, load: Any
) -> None:
    call_json("import", table, *OPTIONS)
    load([Row(line=2, source_key=ledger.drafts[0].outcome.source.key, withdrawn="REVOKED", reason="撤销")])
    path = tmp_path / "out.csv"
    code, document = call_json("export", path, "--layout", "shuanggongshi", "--chinese-titles")
    assert (code, document["rows"]) == (0, 2)
    assert "沪市监金处〔2025〕2号" in path.read_text(encoding="utf-8-sig")
    assert call_json("export", tmp_path / "out.pdf", "--layout", "shuanggongshi")[1]["error"]["reason"] == "FILE_TYPE"
