"""Outcomes (处理结果): what one must say, what becomes of it, how long it is shown to the public, and when the same is decided again."""

from exchange.domain.outcomes._again import basically_same
from exchange.domain.outcomes._content import FieldFaultText, faults_of, revision_faults
from exchange.domain.outcomes._life import (
    CHANGING,
    ENDING,
    ERASING,
    Life,
    Revised,
    advance,
    begin,
    beginning,
    check_revision,
    content_of,
    fold,
    in_effect,
    kind_name,
    standing_on,
    state_name,
    tombstone,
)
from exchange.domain.outcomes._publication import PublicationPeriod, publication_period

__all__ = [
    "CHANGING",
    "ENDING",
    "ERASING",
    "FieldFaultText",
    "Life",
    "PublicationPeriod",
    "Revised",
    "advance",
    "basically_same",
    "begin",
    "beginning",
    "check_revision",
    "content_of",
    "faults_of",
    "fold",
    "in_effect",
    "kind_name",
    "publication_period",
    "revision_faults",
    "standing_on",
    "state_name",
    "tombstone",
]
