"""What an organ has published already, found by the source keys of rows.

Three ways, the cheapest first: nothing is asked of an organ that has published nothing; a ledger that isn't large beside the file is read
once; else each row is looked up, many calls at a time.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from exchange.domain.casestore import RowFault, content_digest
from exchange.v1 import outcome_pb2, outcome_service_pb2, record_pb2, record_service_pb2
from exchange.v1.outcome_service_pb2_grpc import OutcomeServiceStub
from exchange.v1.record_service_pb2_grpc import RecordServiceStub

if TYPE_CHECKING:
    from exchange.cli.client import Client
    from exchange.v1.outcome_service_pb2 import ListOutcomesRequest, ListOutcomesResponse, OutcomeView

OPEN_LOOKUPS = 64  # calls under way at once
PAGE_SIZE = 500  # outcomes
ENTRIES_PER_LOOKUP = 50  # entries of a ledger that are read in the time of one lookup: 7 ms and 0.1 ms, both measured on one core


class Row(Protocol):
    """A row as the reader of group `delta_exchange.importers` yields it (adapters.tabular.RowResult)."""

    @property
    def line(self) -> int:
        """Line of the file."""

    @property
    def outcome(self) -> outcome_pb2.Outcome | None:
        """The decision; None where the row isn't used."""

    @property
    def source_key(self) -> str:
        """What identifies the decision."""

    @property
    def digest(self) -> bytes:
        """SHA-256 of the content without its source."""

    @property
    def faults(self) -> Sequence[RowFault]:
        """Why the row isn't used."""

    @property
    def notes(self) -> Sequence[RowFault]:
        """What a reader should know of a row that is used."""

    @property
    def withdrawn(self) -> str:
        """Name of an OutcomeRevisionKind where the decision doesn't stand; else empty."""

    @property
    def reason(self) -> str:
        """Reason of the withdrawal."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Known:
    """The newest record of a decision; `digest` is its content's, without the source."""

    record_id: str
    index: int
    digest: bytes
    effective: bool


class Published:
    """Answers for one organ; `expected` is about the number of rows that will be asked for, 0 where it isn't known."""

    def __init__(self, client: Client, organ: str, *, expected: int = 0) -> None:
        self._client = client
        self._organ = organ
        self._expected = expected
        self._outcomes = client.stub(OutcomeServiceStub)
        self._origin: str | None = None  # empty: the organ has published nothing
        self._all: dict[str, Known] | None = None

    def find(self, rows: Sequence[Row]) -> list[Known | None]:
        """For each row the newest record that this organ published under its key."""
        if self._origin is None:
            self._begin(len(rows))
        if not self._origin:
            return [None] * len(rows)
        if self._all is not None:
            return [self._all.get(row.source_key) for row in rows]
        return self._look_up(rows)

    def _begin(self, count: int) -> None:
        """Sees whether the organ has published anything, and how large its ledger is."""
        first = record_service_pb2.ListRecordsRequest(page_size=1, type=record_pb2.RECORD_TYPE_OUTCOME, organ=self._organ)
        records = self._client.call(self._client.stub(RecordServiceStub).ListRecords, first).records
        self._origin = records[0].header.origin if records else ""
        if not self._origin:
            return
        request = outcome_service_pb2.ListOutcomesRequest(page_size=PAGE_SIZE, origin=self._origin)
        page = self._client.call(self._outcomes.ListOutcomes, request)
        size = sum(source.size for source in page.sources if source.member == self._origin)
        if size <= ENTRIES_PER_LOOKUP * max(count, self._expected):
            self._all = {}
            for view in self._pages(request, page):
                self._keep(view)

    def _keep(self, view: OutcomeView) -> None:
        assert self._all is not None
        if view.signed_by != self._organ or view.superseded_by:
            return
        before = self._all.get(view.outcome.source.key)
        if before is None or before.index < view.index:
            self._all[view.outcome.source.key] = _known(view)

    def _look_up(self, rows: Sequence[Row]) -> list[Known | None]:
        found: list[Known | None] = []
        client = self._client
        for first in range(0, len(rows), OPEN_LOOKUPS):
            asked = [(row, _lookup(row)) for row in rows[first : first + OPEN_LOOKUPS]]
            calls = [
                self._outcomes.ListOutcomes.future(request, metadata=client.metadata, timeout=client.connection.timeout_s)
                for _row, request in asked
            ]
            found += [self._newest(row, self._pages(request, call.result())) for (row, request), call in zip(asked, calls, strict=True)]
        return found

    def _pages(self, request: ListOutcomesRequest, page: ListOutcomesResponse) -> Iterator[OutcomeView]:
        yield from page.outcomes
        while page.next_page_token:
            request.page_token = page.next_page_token
            page = self._client.call(self._outcomes.ListOutcomes, request)
            yield from page.outcomes

    def _newest(self, row: Row, views: Iterable[OutcomeView]) -> Known | None:
        same = [
            view for view in views if view.signed_by == self._organ and view.outcome.source.key == row.source_key and not view.superseded_by
        ]
        return _known(max(same, key=lambda view: view.index)) if same else None


def bare_digest(outcome: outcome_pb2.Outcome) -> bytes:
    """SHA-256 of an outcome without its source, as the reader computes it: the file's name is no content."""
    content = outcome_pb2.Outcome()
    content.CopyFrom(outcome)
    content.ClearField("source")
    return content_digest(content)


def _known(view: OutcomeView) -> Known:
    return Known(record_id=view.record_id, index=view.index, digest=bare_digest(view.outcome), effective=view.effective)


def _lookup(row: Row) -> ListOutcomesRequest:
    """The narrowest question that finds what was published for a row; a withdrawn one has only its key, `organ|number`."""
    request = outcome_service_pb2.ListOutcomesRequest(page_size=PAGE_SIZE)
    if row.outcome is None:
        request.document_number = row.source_key.partition("|")[2][:128]
    elif row.outcome.document_number:
        request.document_number = row.outcome.document_number
    elif row.outcome.subject.uscc:
        request.subject = row.outcome.subject.uscc
    else:
        request.name_contains = row.outcome.subject.name[:100]
    return request
