"""Publication of a decision in the party's home province (市场监督管理行政处罚信息公示规定 2, 10).

A market-supervision organ that penalises a party registered in another province pushes the decision there within ten working days (clock
PUSH-CROSSPROV, from the decision); the organ of the place of registration publishes it within ten (PUBLISH-CROSSPROV, from receipt) and
says so with a PublicationNotice.

For tasks: `push_due(outcome, header, members)` gives the duty with whether it is met; `registered_member(subject, members)` the member
that must publish.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from exchange.domain.identifiers import current_county
from exchange.domain.policy import PolicyError
from exchange.v1 import duty_pb2, error_pb2, outcome_pb2, record_pb2, subject_pb2

_PROVINCE_DIGITS = 2
_USCC_REGION = slice(2, 8)  # GB 32100-2015: characters 3 to 8
_USCC_LENGTH = 18


@dataclass(frozen=True, kw_only=True, slots=True)
class PushDuty:
    """An outcome that must reach the member of the party's place of registration; `met` when it is addressed to it."""

    member: str
    met: bool


def registered_member(subject: subject_pb2.Subject, members: Collection[str]) -> str | None:
    """The member in whose county a party is registered; None where that isn't known or is no member's.

    The place is `registered_region`, else that of the USCC, whose digits may be a code that has gone since (RULES.md §1.1). A code of a
    whole city or province names no county.
    """
    code = registered_code(subject)
    if code in members:
        return code
    county = current_county(code)
    return county if county in members else None


def registered_code(subject: subject_pb2.Subject) -> str:
    """The GB/T 2260 code of a party's place of registration, perhaps one that has gone since; empty where it isn't known."""
    return subject.registered_region or (subject.uscc[_USCC_REGION] if len(subject.uscc) == _USCC_LENGTH else "")


def push_due(outcome: outcome_pb2.Outcome, header: record_pb2.RecordHeader, members: Collection[str]) -> PushDuty | None:
    """The duty to push a decision to the party's home province (公示规定 10); None where there is none.

    None for: other domains than market supervision; no penalty, or only a warning, or the simple procedure (公示规定 2); what was copied
    from another organ's publication; a party registered in the deciding organ's province, or where no member is.
    """
    if outcome.domain != subject_pb2.ENFORCEMENT_DOMAIN_MARKET or outcome.procedure == outcome_pb2.PROCEDURE_SIMPLE:
        return None
    if all(one.kind == outcome_pb2.PENALTY_KIND_WARNING for one in outcome.penalties):
        return None
    if outcome.source.kind == outcome_pb2.SOURCE_KIND_PUBLICATION:
        return None
    home = registered_member(outcome.subject, members)
    if home is None or home[:_PROVINCE_DIGITS] == header.origin[:_PROVINCE_DIGITS]:
        return None
    return PushDuty(member=home, met=_reaches(header, home))


def _reaches(header: record_pb2.RecordHeader, member: str) -> bool:
    """An empty audience is everybody; what is withheld reaches nobody."""
    return header.sharing_class != record_pb2.SHARING_CLASS_WITHHELD and (not header.audience or member in header.audience)


@dataclass(frozen=True, kw_only=True, slots=True)
class Received:
    """An outcome as it arrived.

    Attributes:
        outcome: what was decided.
        header: of its record.
        received_on: legal day on which this node stored it.
        revoked: whether it was withdrawn since.
    """

    outcome: outcome_pb2.Outcome
    header: record_pb2.RecordHeader
    received_on: date
    revoked: bool


def check_notice(notice: duty_pb2.PublicationNotice, received: Received, *, own: str, members: Collection[str], today: date) -> None:
    """Whether member `own` may say that it has published an outcome.

    Raises:
        PolicyError: NOT_RECEIVER, WITHDRAWN or FIELD_INVALID, naming the field.
    """
    if notice.outcome_origin != received.header.origin:
        raise _invalid("outcome_origin", f"{notice.outcome_origin} given; the outcome lies in the ledger of {received.header.origin}")
    if received.header.origin == own or registered_member(received.outcome.subject, members) != own:
        raise PolicyError(
            error_pb2.ERROR_REASON_NOT_RECEIVER,
            "publication_notice.outcome_record_id",
            f"the member of the party's place of registration publishes what another pushed to it; {own} isn't that (公示规定 10)",
        )
    if received.revoked:
        raise PolicyError(
            error_pb2.ERROR_REASON_WITHDRAWN,
            "publication_notice.outcome_record_id",
            "the outcome was withdrawn by its origin; it must not be published (公示规定 11)",
        )
    published = _day(notice.published_on, "published_on")
    if not received.received_on <= published <= today:
        raise _invalid("published_on", f"{published} given; it was received here on {received.received_on}, and today is {today}")
    if notice.publish_until and _day(notice.publish_until, "publish_until") < published:
        raise _invalid("publish_until", f"{notice.publish_until} lies before published_on {published}")


def _day(text: str, field: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise _invalid(field, f"{text} isn't a day of the calendar; it must be YYYY-MM-DD") from error


def _invalid(field: str, fault: str) -> PolicyError:
    name = f"publication_notice.{field}"
    return PolicyError(error_pb2.ERROR_REASON_FIELD_INVALID, name, f"{name}: {fault}")
