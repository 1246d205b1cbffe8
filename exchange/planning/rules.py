"""The hard rules of a plan, by name, with their articles (RULES.md §5.1, §5.4). The words lie in ``rules.toml``.

H9 (odds follow risk and credit) is a rule of the draw: ``draw.check_task``. H12 (results are published) is a date that every
visit carries: ``Visit.publish_by``. Both are checked by ``checker.violations`` and ``draw.verify_draw`` too.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from importlib import resources
from types import MappingProxyType


class Rule(StrEnum):
    """A hard rule. Closed: values are never renamed or reused."""

    ENFORCEMENT_POWER = "enforcement-power"
    TERRITORY = "territory"
    TWO_OFFICERS = "two-officers"
    CERTIFICATE = "certificate"
    SKILLS = "skills"
    AVOIDANCE = "avoidance"
    APPROVAL = "approval"
    YEARLY_CAP = "yearly-cap"
    ONE_VISIT_PER_ORGAN = "one-visit-per-organ"
    JOINT_VISIT = "joint-visit"
    PAPER_FIRST = "paper-first"
    RANDOM_TARGET = "random-target"
    RANDOM_OFFICERS = "random-officers"
    PUBLISHED_PLAN = "published-plan"
    PUBLISHED_MATTER = "published-matter"
    WORK_PLAN = "work-plan"
    RECOGNISED = "recognised"
    NO_DISTURB = "no-disturb"
    DUE_DATE = "due-date"
    WORKING_DAY = "working-day"
    HALF_DAY = "half-day"
    ONE_VISIT_PER_HALF_DAY = "one-visit-per-half-day"
    LEAVE = "leave"
    LOCKED = "locked"


ALL_RULES = frozenset(Rule)


@dataclass(frozen=True, kw_only=True, slots=True)
class RuleText:
    """A rule in words.

    Attributes:
        number: of the rule in RULES.md §5.
        article: of the law it comes from.
        label: how sure the source's wording is, ``A`` or ``B``.
        zh, en: what the rule asks.
    """

    number: str
    article: str
    label: str
    zh: str
    en: str


def rule_text(rule: Rule) -> RuleText:
    """Return a rule in words, with its article."""
    return _texts()[rule]


@cache
def _texts() -> Mapping[Rule, RuleText]:
    table = tomllib.loads((resources.files("exchange.planning") / "rules.toml").read_text(encoding="utf-8"))
    return MappingProxyType({Rule(name): RuleText(**row) for name, row in table.items()})
