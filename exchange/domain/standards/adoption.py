"""Whether an organ applies a standard: what it last said that holds on a day."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from exchange.domain.standards.validity import covers
from exchange.v1 import standard_pb2


@dataclass(frozen=True, kw_only=True, slots=True)
class Adopted:
    """One organ's signed word on one version of a standard. Days are ISO 8601, both included; an empty `valid_to` is open."""

    position: int
    record_id: str
    origin: str
    organ: str
    issuer: str
    standard_id: str
    version: int
    adoption: int
    valid_from: str
    valid_to: str

    @property
    def applies(self) -> bool:
        """The organ said that it does."""
        return self.adoption in {standard_pb2.ADOPTION_ADOPTED, standard_pb2.ADOPTION_ADOPTED_WITH_CHANGES}


def standing(adoptions: Iterable[Adopted], day: str) -> list[Adopted]:
    """The latest word of each organ on each version that holds on a day, in the order in which they were given."""
    latest: dict[tuple[str, str, str, str, int], Adopted] = {}
    for one in sorted(adoptions, key=lambda one: one.position):
        if covers(one.valid_from, one.valid_to, day):
            latest[one.origin, one.organ, one.issuer, one.standard_id, one.version] = one
    return sorted(latest.values(), key=lambda one: one.position)
