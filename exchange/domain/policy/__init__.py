"""What may be shared, and what may be seen: one function decides, every way in and out asks it, and each refusal names its rule.

`decide` answers three questions. May an organ publish this record (`Publication`): sharing class, purpose, audience, a basis in force that
carries it, impact assessment, originator control, no onward transfer, no identity number, no secret. May a node show this record to a
caller (`Disclosure`): its own, for the caller, for a role and purpose that need it. May it give a file to a caller (`FileDisclosure`): to
those who take part. Rules are small functions, each with its articles (`PUBLISHING`, `SHOWING`, `FILES`); what they look up lies in data
(record_types.toml, bases.toml). Deny by default: what no table lists is refused.

>>> decide(Disclosure(own="310116", member="330482", role="organ", purpose=1, type=5, origin="310116", withheld=True)).rule
'withheld'
"""

from exchange.domain.policy._agreements import AGREEMENT_PREFIX, AgreedPeriod, AgreementTerms
from exchange.domain.policy._bases import LegalBasis, legal_bases
from exchange.domain.policy._content import field_with_identity_number, holds_long_number, texts
from exchange.domain.policy._decide import FILES, PUBLISHING, SHOWING, Rule, check_sharing, decide
from exchange.domain.policy._decision import Decision, PolicyError
from exchange.domain.policy._questions import Citation, Disclosure, FileDisclosure, KnownRecord, Publication, Sharing
from exchange.domain.policy._references import cited_attachments, referred_records
from exchange.domain.policy._showing import refused_arrival
from exchange.domain.policy._types import ROLE_PURPOSES, TypeRules, readable_types, type_rules

__all__ = [
    "AGREEMENT_PREFIX",
    "FILES",
    "PUBLISHING",
    "ROLE_PURPOSES",
    "SHOWING",
    "AgreedPeriod",
    "AgreementTerms",
    "Citation",
    "Decision",
    "Disclosure",
    "FileDisclosure",
    "KnownRecord",
    "LegalBasis",
    "PolicyError",
    "Publication",
    "Rule",
    "Sharing",
    "TypeRules",
    "check_sharing",
    "cited_attachments",
    "decide",
    "field_with_identity_number",
    "holds_long_number",
    "legal_bases",
    "readable_types",
    "referred_records",
    "refused_arrival",
    "texts",
    "type_rules",
]
