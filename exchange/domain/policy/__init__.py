"""What may be shared, and what may be seen: one function decides, every way out asks it, and each refusal names its rule.

The rules (DESIGN §4, RULES.md §6): a record needs a basis, a listed law or an agreement in force among all it is for; a neighbour's
record isn't passed on; identity numbers of natural persons never enter a record.
"""

from exchange.domain.policy._agreements import AGREEMENT_PREFIX, AgreedPeriod, AgreementTerms
from exchange.domain.policy._decisions import LegalBasis, PolicyError, Sharing, check_sharing, legal_bases

__all__ = [
    "AGREEMENT_PREFIX",
    "AgreedPeriod",
    "AgreementTerms",
    "LegalBasis",
    "PolicyError",
    "Sharing",
    "check_sharing",
    "legal_bases",
]
