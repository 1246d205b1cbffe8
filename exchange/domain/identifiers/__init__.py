"""Identifiers of enterprises, organs, places, matters and documents (RULES 1.1 to 1.7).

Every reader takes the text as a feed delivers it, and returns a checked value or raises an error that names the field,
the fault and what would be right. Nothing here reads a clock or a network; tables come with the package.

    >>> from exchange.domain.identifiers import parse_uscc
    >>> parse_uscc("９１３１０１１６６０７８７５４２８７").region_code
    '310116'
"""

from exchange.domain.identifiers._checks import identity_check
from exchange.domain.identifiers._codes import (
    CheckItemCode,
    parse_check_item_code,
    parse_matter_code,
    parse_organisation_code,
    parse_registration_number,
)
from exchange.domain.identifiers._documents import DocumentKey, normalize_document_number
from exchange.domain.identifiers._errors import IdentifierError, IdentifierReason, RegionError, RegionReason
from exchange.domain.identifiers._identity import IdentityHit, find_identity_numbers
from exchange.domain.identifiers._masked import MaskedUscc, parse_masked_uscc
from exchange.domain.identifiers._regions import (
    Neighbour,
    Region,
    RegionLevel,
    RegionSource,
    current_county,
    neighbours,
    parse_region,
    province_name,
)
from exchange.domain.identifiers._uscc import Uscc, parse_uscc

__all__ = [
    "CheckItemCode",
    "DocumentKey",
    "IdentifierError",
    "IdentifierReason",
    "IdentityHit",
    "MaskedUscc",
    "Neighbour",
    "Region",
    "RegionError",
    "RegionLevel",
    "RegionReason",
    "RegionSource",
    "Uscc",
    "current_county",
    "find_identity_numbers",
    "identity_check",
    "neighbours",
    "normalize_document_number",
    "parse_check_item_code",
    "parse_masked_uscc",
    "parse_matter_code",
    "parse_organisation_code",
    "parse_region",
    "parse_registration_number",
    "parse_uscc",
    "province_name",
]
