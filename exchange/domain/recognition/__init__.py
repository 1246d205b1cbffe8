"""Recognition (互认): when a neighbour's outcome may be relied on, in which of six scopes, and what ends that (RULES.md §4)."""

from exchange.domain.recognition._advice import advise, faults_in
from exchange.domain.recognition._basis import Basis, find_basis
from exchange.domain.recognition._conditions import SCOPES, TERRITORY_DIGITS, Condition, PersonalStep, ScopeRules
from exchange.domain.recognition._facts import Facts
from exchange.domain.recognition._reliance import CREDIT_ENDS, STAYED_SCOPES, Reliance, reliance_of

__all__ = [
    "CREDIT_ENDS",
    "SCOPES",
    "STAYED_SCOPES",
    "TERRITORY_DIGITS",
    "Basis",
    "Condition",
    "Facts",
    "PersonalStep",
    "Reliance",
    "ScopeRules",
    "advise",
    "faults_in",
    "find_basis",
    "reliance_of",
]
