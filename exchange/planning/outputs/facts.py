"""What is said of a visit beside its parts: its number, the company's code, why it is made. From a problem, or from a record."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from exchange.planning.model import Problem
from exchange.planning.outputs.labels import Reasons
from exchange.planning.plan import Visit


@dataclass(frozen=True, kw_only=True, slots=True)
class Facts:
    """Of one visit; what isn't known is empty.

    Attributes:
        number: names the visit in its plan.
        uscc: the company's.
        site, area, grades: which site, where, its risk class and credit grade: planners know, records don't say.
        reasons: why it is made.
        inspection_code: the 检查码, where it has been assigned.
    """

    number: str
    uscc: str
    site: str = ""
    area: str = ""
    grades: str = ""
    reasons: tuple[str, ...] = ()
    inspection_code: str = ""


def facts_of(problem: Problem, visits: Iterable[Visit]) -> list[Facts]:
    """Of a plan's visits in their order, numbered from 1."""
    targets, reasons = {one.id: one for one in problem.targets}, Reasons(problem)
    found = []
    for number, visit in enumerate(visits, 1):
        target = targets[visit.target]
        found.append(
            Facts(
                number=str(number),
                uscc=target.uscc,
                site=target.id,
                area=target.area,
                grades=f"{target.risk.value} / {target.credit.value}",
                reasons=reasons.of(visit),
            )
        )
    return found
