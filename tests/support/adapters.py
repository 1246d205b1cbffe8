"""Made-up organs, decisions and deliveries for tests of case stores."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

from google.protobuf.json_format import ParseDict

from adapters.generate import IssuingOrgan, fictitious_code, generate_outcomes
from exchange.domain.casestore import Delivery
from exchange.v1 import outcome_pb2, record_pb2

ORGAN = IssuingOrgan(
    name="上海市金山区市场监督管理局（虚构）", uscc=fictitious_code("11310116", "000001"), domain="MARKET", document_prefix="沪市监金处"
)
NEIGHBOUR = IssuingOrgan(
    name="平湖市生态环境局（虚构）", uscc=fictitious_code("11330482", "000001"), domain="ECO_ENV", document_prefix="嘉环（平）罚字"
)
START = datetime(2026, 11, 1, 1, 0, tzinfo=UTC)
IDENTITY_NUMBER = "310116190001010016"
"""Right by form and check character; nobody alive was born on that day."""


def outcomes(count: int, *, seed: int = 7, organ: IssuingOrgan = NEIGHBOUR, member: str = "330482") -> list[outcome_pb2.Outcome]:
    """Generated decisions."""
    return list(generate_outcomes(count, seed=seed, member_code=member, organs=[organ]))


def record_id(number: int) -> str:
    """An id in the form of a UUIDv7, ordered by number."""
    return f"01930000-0000-7000-8000-{number:012x}"


def deliver(
    payload: object, number: int, *, thread: str = "", supersedes: str = "", origin: str = "330482", minutes: int | None = None
) -> Delivery:
    """A delivery of one payload message, issued `minutes` (its number if None) after START."""
    body = record_pb2.RecordBody()
    name = next(one.name for one in body.DESCRIPTOR.oneofs_by_name["payload"].fields if one.message_type is payload.DESCRIPTOR)  # type: ignore[attr-defined]
    getattr(body, name).CopyFrom(payload)
    return Delivery(
        record_id=record_id(number),
        thread_id=thread,
        supersedes=supersedes,
        origin=origin,
        organ=NEIGHBOUR.uscc,
        issued_at=START + timedelta(minutes=number if minutes is None else minutes),
        body=body,
    )


def deliveries(many: Iterable[outcome_pb2.Outcome], *, first: int = 1) -> list[Delivery]:
    """Deliveries of decisions, numbered from `first`."""
    return [deliver(one, number) for number, one in enumerate(many, first)]


def revision(kind: str, *, reason: str = "行政复议撤销", replacement: outcome_pb2.Outcome | None = None) -> outcome_pb2.OutcomeRevision:
    """A revision of a decision."""
    return outcome_pb2.OutcomeRevision(
        kind=f"OUTCOME_REVISION_KIND_{kind}", reason=reason, effective_on="2026-11-20", replacement=replacement
    )


def body_of(name: str, values: dict[str, object]) -> object:
    """A payload message from its JSON form."""
    message = getattr(record_pb2.RecordBody(), name).__class__()
    return ParseDict(values, message)
