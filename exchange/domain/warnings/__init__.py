"""Early warning (风险预判预警): transparent rules over what all members' ledgers here say.

A warning is a hint to look, never a finding about a company. Each says which records it rests on and by which settings it was raised; it
names no natural person. The thresholds are nobody's law: `data/warning_rules.csv` holds them, with confidence C.

REPEAT_ACROSS_BORDERS   one company, by its code: penalties that still stand, in several places
MATTER_CLUSTER          outcomes of one matter in one county, or on both sides of a border, grow
MOVED_AFTER_PENALTY     a company that was penalised in one place appears in another: moved, renamed, as a branch, under the same 字号
"""

from exchange.domain.warnings._findings import Finding, Reason, audience_of, to_warning
from exchange.domain.warnings._rules import clustered, moved, pairs_of, repeated
from exchange.domain.warnings._sightings import Sighting, lookup_keys
from exchange.domain.warnings._thresholds import Thresholds, default_thresholds

__all__ = [
    "Finding",
    "Reason",
    "Sighting",
    "Thresholds",
    "audience_of",
    "clustered",
    "default_thresholds",
    "lookup_keys",
    "moved",
    "pairs_of",
    "repeated",
    "to_warning",
]
