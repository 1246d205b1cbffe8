"""A decision as a value: allowed, or the rule that forbids it, so that a console can show "withheld by rule …"."""

from __future__ import annotations

from dataclasses import dataclass

from exchange.v1 import error_pb2


@dataclass(frozen=True, kw_only=True, slots=True)
class Refusal:
    """Why a rule says no: an ErrorReason, the record's field that decides, and what would be right."""

    reason: error_pb2.ErrorReason
    field: str
    message: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Decision:
    """What the policy says; with `allowed`, the other fields are empty."""

    allowed: bool
    rule: str = ""
    article: str = ""
    reason: error_pb2.ErrorReason = error_pb2.ERROR_REASON_UNSPECIFIED
    field: str = ""
    message: str = ""


ALLOWED = Decision(allowed=True)


class PolicyError(ValueError):
    """What may not be shared: `reason` is an ErrorReason, `field` the record's field that decides; `rule` and `article` name the rule."""

    def __init__(self, reason: error_pb2.ErrorReason, field: str, message: str, *, rule: str = "", article: str = "") -> None:
        super().__init__(message)
        self.reason = reason
        self.field = field
        self.rule = rule
        self.article = article
