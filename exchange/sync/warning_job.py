"""Early warning as a job: looks at what is new since its cursor, and publishes each finding once.

The records, the audit events and the cursor go into one transaction, so that a crash at any point raises nothing twice and passes nothing
over. A finding that the rules come to again has its key in the ledger already.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from uuid import NAMESPACE_URL, uuid5

from sqlalchemy import Connection

from exchange.domain.audit import AuditTag
from exchange.domain.calendar import legal_day, months_before
from exchange.domain.policy import PolicyError
from exchange.domain.warnings import Finding, Sighting, audience_of, clustered, lookup_keys, moved, pairs_of, repeated, to_warning
from exchange.storage.projection import sightings
from exchange.storage.reading.risk import raised_keys
from exchange.storage.reading.sightings import (
    companies_seen_often,
    matters_seen,
    set_judged,
    sightings_of_matter,
    sightings_sharing,
    unjudged,
)
from exchange.storage.writer import Appended, Item, RequestKey, Submission
from exchange.sync.context import NodeContext
from exchange.sync.events import job_event
from exchange.sync.publisher import DraftRequest, Publisher
from exchange.v1 import audit_pb2, record_pb2
from exchange.wire import reason_name

PAGE = 2000  # new sightings looked at in one transaction
_NAMESPACE = uuid5(NAMESPACE_URL, "urn:delta-exchange:warning")


@dataclass(slots=True)
class WarningCounts:
    """What a run did. `without_organ` is 1 where [warnings] names no organ: then nothing is looked at."""

    outcomes: int = 0
    raised: int = 0
    refused: int = 0
    without_organ: int = 0


class WarningJob:
    """Looks and raises, for one node."""

    def __init__(self, context: NodeContext) -> None:
        self._context = context
        self._settings = context.settings.warnings
        self._publisher = Publisher(context)

    def run(self) -> WarningCounts:
        """Everything new.

        Raises:
            RefusedError: the node may not sign for the organ in [warnings].
        """
        counts = WarningCounts()
        if not self._settings.organ:
            counts.without_organ = 1
            return counts
        today = legal_day(self._context.now())
        sightings.catch_up(self._context.database, since=self._settings.thresholds.horizon(today))
        while self._page(today, counts):
            pass
        return counts

    def _page(self, today: date, counts: WarningCounts) -> bool:
        """One page of one ledger; False at the end of all."""
        with self._context.database.reading() as connection:
            new = unjudged(connection, limit=PAGE)
            if new is None:
                return False
            found = {one.key: one for one in self._judge(connection, new.sightings, today)}
            known = raised_keys(connection, self._context.member, list(found))
        fresh = [one for key, one in found.items() if key not in known]
        items, refusals = self._sign(fresh, today)

        def remember(connection: Connection) -> None:
            set_judged(connection, new.ledger, new.end)

        submission = Submission(items=items, audit=lambda placed: [*self._raised(placed), *refusals], companion=remember)
        receipt = self._context.writer.submit(submission).result()
        counts.outcomes += len(new.sightings)
        counts.raised += sum(1 for one in receipt.appended if not one.repeated)
        counts.refused += len(refusals)
        return True

    def _judge(self, connection: Connection, new: Sequence[Sighting], today: date) -> Iterator[Finding]:
        """What the rules say about whatever the new sightings touch; counts are asked first, so that only what may be a finding is read."""
        thresholds = self._settings.thresholds
        since = months_before(today, thresholds.repeat_months)
        touched = {one.uscc for one in new if one.penalty and one.uscc}
        for seen in companies_seen_often(connection, touched, after=since, at_least=thresholds.repeat_penalties):
            if finding := repeated(seen, thresholds, today):
                yield finding
        yield from self._clusters(connection, new, today)
        since = months_before(today, thresholds.moved_months)
        for group in sightings_sharing(connection, {key for one in new for key in lookup_keys(one)}, after=since):
            yield from moved(group, thresholds, today)

    def _clusters(self, connection: Connection, new: Sequence[Sighting], today: date) -> Iterator[Finding]:
        thresholds = self._settings.thresholds
        start, earlier = (months_before(today, times * thresholds.cluster_months) for times in (1, 2))
        touched = {(one.matter_code, one.place) for one in new if one.adverse and one.matter_code}
        counts = matters_seen(connection, {matter for matter, _place in touched}, after=start)
        for matter, places in sorted({(matter, places) for matter, place in touched for places in pairs_of(place)}):
            here = [counts.get(matter, {}).get(place, 0) for place in places]
            if all(here) and sum(here) >= thresholds.cluster_outcomes:
                seen = sightings_of_matter(connection, matter, places, after=earlier)
                if finding := clustered(seen, places, thresholds, today):
                    yield finding

    def _sign(self, findings: Sequence[Finding], today: date) -> tuple[list[Item], list[audit_pb2.AuditEvent]]:
        """The findings as signed records, all at once; where policy forbids one, that one is reported and the others go on."""
        drafts = [self._draft(one, today) for one in findings]
        try:
            return self._publisher.draft_items(drafts), []
        except PolicyError:
            return self._sign_singly(findings, drafts)

    def _sign_singly(self, findings: Sequence[Finding], drafts: Sequence[DraftRequest]) -> tuple[list[Item], list[audit_pb2.AuditEvent]]:
        items: list[Item] = []
        refusals: list[audit_pb2.AuditEvent] = []
        for finding, draft in zip(findings, drafts, strict=True):
            try:
                items += self._publisher.draft_items([draft])
            except PolicyError as error:
                refusals.append(self._refusal(finding, error))
        return items, refusals

    def _draft(self, finding: Finding, today: date) -> DraftRequest:
        draft = record_pb2.RecordDraft(
            organ=self._settings.organ,
            audience=audience_of(finding, self._context.trust.membership.members, self._context.member),
            sharing_class=record_pb2.SHARING_CLASS_CONDITIONAL,
            basis_id=self._settings.basis_id,
            purpose=record_pb2.PURPOSE_CASE_HANDLING,
            warning=to_warning(finding, today),
        )
        key = RequestKey(
            request_id=str(uuid5(_NAMESPACE, f"{self._context.member} {finding.key}")),
            caller=f"exchange://{self._context.member}/node/warnings",
            digest=sha256(finding.key.encode()).digest(),  # the key is the finding: what else it says may have grown since
        )
        return DraftRequest(draft=draft, request=key)

    def _raised(self, placed: Sequence[Appended]) -> list[audit_pb2.AuditEvent]:
        ids = [one.record_id for one in placed if not one.repeated]
        return [job_event(self._context, AuditTag.WARNING_RAISED, detail=f"{len(ids)} warnings", record_ids=ids)] if ids else []

    def _refusal(self, finding: Finding, error: PolicyError) -> audit_pb2.AuditEvent:
        return job_event(
            self._context,
            AuditTag.WARNING_RAISED,
            result=audit_pb2.AUDIT_RESULT_REFUSED,
            reason=reason_name(error.reason),
            detail=f"{finding.key}: {error}",
        )
