"""The same decision again.

After a court has revoked a decision, the organ may not take basically the same on the same facts and grounds (行政诉讼法 71). A revocation
for procedure doesn't bind it so (最高人民法院关于适用行政诉讼法的解释 90).
"""

from __future__ import annotations

import unicodedata

from exchange.v1 import outcome_pb2


def basically_same(new: outcome_pb2.Outcome, revoked: outcome_pb2.Outcome) -> bool:
    """Whether two decisions about one company are basically the same: organ, act, facts, grounds and kinds of penalty.

    Facts and grounds that are worded anew make another decision: whether that is honest is for a person, and a court, to judge.
    """
    return _essence(new) == _essence(revoked)


def _essence(outcome: outcome_pb2.Outcome) -> tuple[object, ...]:
    words = (outcome.act, outcome.facts, outcome.violated_provisions)
    organ = outcome.deciding_organ_uscc or _plain(outcome.deciding_organ_name)
    return (organ, outcome.act_on, *map(_plain, words), frozenset(one.kind for one in outcome.penalties))


def _plain(text: str) -> str:
    """Letters and digits only, full-width ones as plain."""
    return "".join(one for one in unicodedata.normalize("NFKC", text) if one.isalnum())
