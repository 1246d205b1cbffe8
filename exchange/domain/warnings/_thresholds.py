"""From how many on, in how many months, a rule warns."""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import date
from functools import cache

from exchange.domain._tables import rows
from exchange.domain.calendar import months_before


@dataclass(frozen=True, kw_only=True, slots=True)
class Thresholds:
    """The settings of data/warning_rules.csv, where each has its meaning. All are above 0; nothing smaller than 1 grows."""

    repeat_penalties: int
    repeat_members: int
    repeat_months: int
    cluster_outcomes: int
    cluster_months: int
    cluster_growth: float
    moved_months: int

    def faults(self) -> dict[str, str]:
        """What is wrong with a setting, by its name."""
        least = {"repeat_members": 2, "repeat_penalties": 2, "cluster_outcomes": 2}
        found = {}
        for one in fields(self):
            value, bound = getattr(self, one.name), least.get(one.name, 1)
            if not bound <= value <= _MOST:
                found[one.name] = f"is {value}; it must be {bound} to {_MOST}"
        return found

    def horizon(self, on: date) -> date:
        """The day up to which nothing matters any more to any rule."""
        return months_before(on, max(self.repeat_months, 2 * self.cluster_months, self.moved_months))


_MOST = 600  # fifty years, in months


@cache
def default_thresholds() -> Thresholds:
    """As packaged."""
    table = {row["setting"]: row["value"] for row in rows("warning_rules")}
    values = {one.name: float(table[one.name]) if one.name == "cluster_growth" else int(table[one.name]) for one in fields(Thresholds)}
    return Thresholds(**values)  # type: ignore[arg-type]  # numbers by the fields' names
