"""Supervision standards (监管标准互通): which version applies, its code elsewhere, who applies it, how two compare, what fine follows.

Pure: the caller brings the records, the days and the counts. Nothing here decides for an officer; where the law's answer isn't mechanical,
the result says that a person is needed, and why.

    choice = choose(kind, at_act=…, at_decision=…, act_on="2026-06-01", decided_on="2026-09-01")
    calculate(item.discretion, request).steps
"""

from exchange.domain.standards.adoption import Adopted, standing
from exchange.domain.standards.comparing import Compared, compare_items, compare_lists, whole
from exchange.domain.standards.discretion import calculate, lookback_start
from exchange.domain.standards.discretion_tiers import DiscretionError
from exchange.domain.standards.faults import adoption_faults, mapping_faults, standard_faults
from exchange.domain.standards.items import items_of
from exchange.domain.standards.mapping import Chain, Correspondence, Matter, Statement, chains, correspondences, explained
from exchange.domain.standards.said import Said, joined
from exchange.domain.standards.validity import Choice, Day, Version, Wording, choose, covers, in_force

__all__ = [
    "Adopted",
    "Chain",
    "Choice",
    "Compared",
    "Correspondence",
    "Day",
    "DiscretionError",
    "Matter",
    "Said",
    "Statement",
    "Version",
    "Wording",
    "adoption_faults",
    "calculate",
    "chains",
    "choose",
    "compare_items",
    "compare_lists",
    "correspondences",
    "covers",
    "explained",
    "in_force",
    "items_of",
    "joined",
    "lookback_start",
    "mapping_faults",
    "standard_faults",
    "standing",
    "whole",
]
