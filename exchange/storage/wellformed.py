"""Records by the field rules of the .proto files.

A peer's record is verified, and kept as evidence whatever it says: its own node may have checked nothing. Folds and plans rest only on such
as an honest node would have signed, so they needn't fear a name that is a path, or a million visits.
"""

from __future__ import annotations

import protovalidate
from google.protobuf.message import Message

_VALIDATOR = protovalidate.Validator()


def is_well_formed(message: Message) -> bool:
    """Whether a message keeps the rules of its .proto file (protovalidate annotations)."""
    return not _VALIDATOR.collect_violations(message)
