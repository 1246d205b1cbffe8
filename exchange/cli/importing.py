"""Importing a table's rows: each decision published at most once, changes as new versions, every fault kept by line.

For each row that the reader found good, in chunks:

1. what this organ has published for the row's source key is looked up (`published`);
2. the same content: the row is there already, nothing is sent;
3. other content: a record that supersedes the newest one; no record: a new one;
4. a withdrawn row: an `OutcomeRevision` in the record's thread, unless the record is out of effect already.

The request id is derived from organ, source key and content (`publishing.import_request_id`), so an import that was cut off and is run
again, or runs twice at once, publishes nothing twice.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import TYPE_CHECKING, Any

import protovalidate

from exchange.cli.published import Known, Published, Row
from exchange.cli.publishing import CHUNK_SIZE, Item, Result, import_request_id, publish
from exchange.domain.casestore import RowFault, shown
from exchange.texts.i18n import _
from exchange.v1 import outcome_pb2, record_pb2

if TYPE_CHECKING:
    from exchange.cli.client import Client

PERSON_RULE = "NATURAL_PERSON"  # of the reader: a row about a natural person is passed over, which is no fault


@dataclass(slots=True)
class Counts:
    """What became of the rows; `replaced` are among `imported`."""

    rows: int = 0
    imported: int = 0
    replaced: int = 0
    already: int = 0
    withdrawn: int = 0
    passed_over: int = 0
    rejected: int = 0


@dataclass(slots=True)
class Report:
    """Counts, faults by line, and notes."""

    counts: Counts = field(default_factory=Counts)
    faults: list[RowFault] = field(default_factory=list)
    notes: list[RowFault] = field(default_factory=list)


@dataclass(frozen=True, kw_only=True, slots=True)
class _Planned:
    """A row on its way: what will be counted once it is published."""

    item: Item
    counted: str


class Importer:
    """Imports rows in the name of one organ; `draft` is what every record has in common.

    `today` is the legal day of revisions, `expected` about the number of rows, 0 where it isn't known.
    """

    def __init__(
        self,
        client: Client,
        draft: record_pb2.RecordDraft,
        *,
        today: str,
        expected: int = 0,
        progress: Callable[[int], None] = lambda _line: None,
    ) -> None:
        self._client = client
        self._draft = draft
        self._today = today
        self._progress = progress
        self._validator = protovalidate.Validator()
        self._published = Published(client, draft.organ, expected=expected)
        self.report = Report()

    def run(self, rows: Iterable[Row]) -> Report:
        """Imports all rows.

        Raises:
            CliError: the node refused the import as a whole, or can't be reached; what was published stays, and is recognised next time.
        """
        stream = iter(rows)
        while chunk := list(islice(stream, CHUNK_SIZE)):
            good = [row for row in chunk if self._take(row)]
            known = self._published.find(good)
            planned = [one for row, known_as in zip(good, known, strict=True) if (one := self._plan(row, known_as)) is not None]
            self._publish(planned)
            self._progress(chunk[-1].line)
        return self.report

    def _take(self, row: Row) -> bool:
        """Whether a row is used; what is wrong with it goes into the report."""
        report, counts = self.report, self.report.counts
        report.notes += row.notes
        if row.outcome is None and not row.withdrawn and not row.faults:
            return False  # the header, with notes
        counts.rows += 1
        faults = list(row.faults) or self._violations(row)
        if len(faults) == 1 and faults[0].rule == PERSON_RULE:
            counts.passed_over += 1
            report.notes += faults
            return False
        if faults:
            counts.rejected += 1
            report.faults += faults
        return not faults

    def _violations(self, row: Row) -> list[RowFault]:
        """What breaks the field rules of outcome.proto, found before a chunk is sent."""
        if row.outcome is None:
            return []
        return [
            RowFault(line=row.line, field=_path(one), rule="FIELD_INVALID", value="", message=one.proto.message)
            for one in self._validator.collect_violations(row.outcome)
        ]

    def _plan(self, row: Row, known: Known | None) -> _Planned | None:
        """What is to be published for a row; None if nothing is."""
        counts = self.report.counts
        if row.outcome is None:
            return self._plan_withdrawal(row, known)
        if known is not None and known.digest == row.digest:
            counts.already += 1
            if not known.effective:  # an old file that is imported again mustn't revive what was revoked meanwhile
                text = _("record {record} of this decision was revoked; nothing was published").format(record=known.record_id)
                self._note(row, "REVOKED_SINCE", text)
            return None
        supersedes = known.record_id if known is not None else ""
        record = record_pb2.RecordDraft()
        record.CopyFrom(self._draft)
        record.supersedes = supersedes
        record.outcome.CopyFrom(row.outcome)
        return _Planned(
            item=self._item(row, record, digest=row.digest, before=supersedes), counted="replaced" if supersedes else "imported"
        )

    def _plan_withdrawal(self, row: Row, known: Known | None) -> _Planned | None:
        if known is None or not known.effective:
            self.report.counts.already += 1
            if known is None:
                text = _("withdrawn here, and never published by this organ: there is nothing to withdraw")
                self._note(row, "NOT_PUBLISHED", text)
            return None
        record = record_pb2.RecordDraft()
        record.CopyFrom(self._draft)
        record.thread_id = known.record_id
        revision = outcome_pb2.OutcomeRevision(
            kind=f"OUTCOME_REVISION_KIND_{row.withdrawn}",
            reason=row.reason or _("withdrawn in the file, without a reason"),
            effective_on=self._today,
        )
        record.outcome_revision.CopyFrom(revision)
        digest = f"{row.withdrawn}\x1f{row.reason}".encode()
        return _Planned(item=self._item(row, record, digest=digest, before=known.record_id), counted="withdrawn")

    def _note(self, row: Row, rule: str, text: str) -> None:
        self.report.notes.append(RowFault(line=row.line, field="", rule=rule, value=shown(row.source_key), message=text))

    def _item(self, row: Row, record: record_pb2.RecordDraft, *, digest: bytes, before: str) -> Item:
        request_id = import_request_id(organ=record.organ, source_key=row.source_key, content_digest=digest, supersedes=before)
        return Item(place=row.line, request_id=request_id, record=record)

    def _publish(self, planned: Sequence[_Planned]) -> None:
        counts = self.report.counts
        for one, result in zip(planned, publish(self._client, [one.item for one in planned]), strict=True):
            if result.refusal is not None:
                counts.rejected += 1
                self.report.faults.append(_refused(result))
            elif result.repeated:
                counts.already += 1
            elif one.counted == "withdrawn":
                counts.withdrawn += 1
            else:
                counts.imported += 1
                counts.replaced += one.counted == "replaced"


def _path(violation: Any) -> str:
    return ".".join(element.field_name for element in violation.proto.field.elements)


def _refused(result: Result) -> RowFault:
    refusal = result.refusal
    assert refusal is not None
    name = refusal.fields[0].field if refusal.fields else ""
    return RowFault(line=result.item.place, field=name, rule=refusal.reason, value="", message=refusal.message)
