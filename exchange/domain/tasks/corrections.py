"""A request to correct data (校核纠错) as the rules of tasks see it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from exchange.domain.tasks.matters import Family, Happening, Matter, Part
from exchange.domain.tasks.values import enum_name
from exchange.v1 import duty_pb2


@dataclass(frozen=True, kw_only=True, slots=True)
class IssuedAnswer:
    """An answer by the member whose record it is."""

    record_id: str
    organ: str
    issued_at: datetime
    answer: duty_pb2.CorrectionAnswer


def matter_of_correction(
    *,
    record_id: str,
    request: duty_pb2.CorrectionRequest,
    requester: Part,
    issued_at: datetime,
    organ: str = "",
    answers: Iterable[IssuedAnswer] = (),
    subject: str = "",
) -> Matter:
    """Return a correction request with its answers.

    Args:
        record_id: of the request.
        request: what is to be corrected.
        requester: who asked.
        issued_at: when.
        organ: that signed the record in question, where it is held here.
        answers: by the record's member.
        subject: the company that the record is about, where it is held here.
    """
    origin = Part(member=request.origin, organ=organ)
    asked = Happening(name="REQUEST", record_id=record_id, actor=requester, at=issued_at)
    answered = [
        Happening(
            name=enum_name(duty_pb2.CorrectionVerdict, one.answer.verdict, "CORRECTION_VERDICT_"),
            record_id=one.record_id,
            actor=Part(member=request.origin, organ=one.organ),
            at=max(one.issued_at, issued_at),
        )
        for one in sorted(answers, key=lambda one: (one.issued_at, one.record_id))
    ]
    return Matter(
        family=Family.CORRECTION,
        thread_id=record_id,
        parts={"origin": origin, "requester": requester},
        happened=(asked, *answered),
        subject=subject,
        title=request.field,
    )
