"""CalculateDiscretion: finds the benchmark's line, counts the earlier violations where it asks for them, and has the fine calculated."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection

from exchange.domain import standards as law
from exchange.node import requests
from exchange.storage import reading
from exchange.storage.tables import standards
from exchange.v1 import error_pb2, record_pb2, standard_pb2, standard_service_pb2
from exchange.wire import RefusedError, invalid


@dataclass(frozen=True, kw_only=True, slots=True)
class Fine:
    """One question, to be answered within one transaction."""

    request: standard_service_pb2.CalculateDiscretionRequest
    reader: reading.Reader
    today: date

    def calculate(self, connection: Connection) -> standard_service_pb2.CalculateDiscretionResponse:
        """The answer.

        Raises:
            RefusedError: NOT_FOUND, or FIELD_INVALID with the field.
            DiscretionError: the fine can't be calculated from what was given.
        """
        known = reading.Ledgers.read(connection)
        view = self._standard(connection, known)
        rule = self._rule(view.standard)
        counted = self._priors(connection, view.standard, rule, known)
        answer = law.calculate(rule, self.request, priors=None if counted is None else len(counted))
        answer.standard.CopyFrom(view)
        answer.counted_record_ids.extend(counted or ())
        answer.sources.extend(known.freshness(self.reader))
        return answer

    def _standard(self, connection: Connection, known: reading.Ledgers) -> standard_service_pb2.StandardView:
        wanted = [standards.c.record_id == self.request.standard_record_id]
        views = reading.standard_views(reading.standard_rows(connection, wanted, self.reader, after=0, limit=1), known)
        if not views:
            missing = f"no standard {self.request.standard_record_id} that you may see is held here"
            raise RefusedError(error_pb2.ERROR_REASON_NOT_FOUND, missing)
        return views[0]

    def _rule(self, standard: standard_pb2.Standard) -> standard_pb2.DiscretionRule:
        """The rule of the line; a neighbour's standard may have been published by a node that checks less."""
        item = next((one for one in standard.items if one.code == self.request.item_code), None)
        if item is None or not item.HasField("discretion"):
            lines = ", ".join(one.code for one in standard.items if one.HasField("discretion")) or "none"
            raise invalid("item_code", f"the standard has no line {self.request.item_code} with a discretion rule; there are {lines}")
        if faults := law.standard_faults(standard):
            text = "; ".join(f"{one.field}: {one.fault}" for one in faults)
            raise invalid("standard_record_id", f"the standard can't be calculated with, its issuer must correct it: {text}")
        return item.discretion

    def _priors(
        self, connection: Connection, standard: standard_pb2.Standard, rule: standard_pb2.DiscretionRule, known: reading.Ledgers
    ) -> list[str] | None:
        """Records that count as earlier violations; None where the rule needs none, or the request doesn't name a company."""
        if not self.request.subject or not any(one.counts_priors for one in rule.factors):
            return None
        self.reader.must_see(record_pb2.RECORD_TYPE_OUTCOME)
        uscc = requests.code(self.request.subject)
        if not self.request.act_on:
            raise invalid("act_on", "earlier violations are counted up to the day of the act: give it")
        act_on = date.fromisoformat(requests.day(self.request.act_on, "act_on"))
        return reading.prior_penalties(
            connection,
            uscc=uscc,
            domain=standard.domain,
            since=law.lookback_start(act_on, rule.lookback_years).isoformat(),
            before=act_on.isoformat(),
            known=known,
            today=self.today,
        )
