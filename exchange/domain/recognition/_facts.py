"""What a recognition is decided on: one outcome as it stands, who wants to rely on it, and what is known here."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from exchange.v1 import lead_pb2, outcome_pb2, outcome_service_pb2, recognition_pb2


@dataclass(frozen=True, kw_only=True, slots=True)
class Facts:
    """Everything the conditions look at.

    Attributes:
        outcome: its content as it stands (`exchange.domain.outcomes.content_of`).
        standing: on `today` (`standing_on`).
        origin: member whose ledger it lies in.
        signed_by: organ that signed it.
        superseded_by: record id of a newer version; empty where there is none.
        member: who wants to rely on it.
        organ: which organ of that member.
        today: the legal day.
        matter_code: the matter here, for R3 and R5; empty: not named.
        mapped_codes: the matter's codes elsewhere, where a standard maps them.
        report_number: the test report, for R2; empty: all of the outcome's.
        territory: what counts for a first violation, for R4: "county", "prefecture", "province", "delta"; empty: no list was named.
        signing: whether this is about a recognition that is being signed: then what a person has to do must have been done.
        review: the evidence review, for R1.
        confirmed_by: who confirmed that it is the same act, for R5.
    """

    outcome: outcome_pb2.Outcome
    standing: outcome_service_pb2.OutcomeStanding
    origin: str
    signed_by: str
    superseded_by: str = ""
    member: str
    organ: str
    today: date
    matter_code: str = ""
    mapped_codes: frozenset[str] = frozenset()
    report_number: str = ""
    territory: str = ""
    signing: bool = False
    review: recognition_pb2.EvidenceReview | None = None
    confirmed_by: lead_pb2.OfficerReference | None = None

    @property
    def evidence(self) -> Sequence[outcome_pb2.EvidenceItem]:
        """The items in question: those that were reviewed, before a review all."""
        if self.review is None:
            return self.outcome.evidence
        return [one for one in self.outcome.evidence if one.name in self.review.items]

    @property
    def tests(self) -> Sequence[outcome_pb2.TestReport]:
        """The reports in question."""
        return [one for one in self.outcome.tests if self.report_number in {"", one.report_number}]

    @property
    def region(self) -> str:
        """GB/T 2260 code of where it was decided."""
        return self.outcome.region_code or self.origin
