"""What a proof that fails means, in words; the figures of it stand beside."""

from __future__ import annotations

from exchange.texts.i18n import N_, _
from exchange.v1 import audit_pb2

CHECKS = {
    "entry": N_("The entry is gone from the log."),
    "leaf": N_("The stored bytes aren't those that were logged: their hash is another."),
    "inclusion": N_("The inclusion proof doesn't lead to the signed root: the event, or a neighbour in the tree, was changed."),
    "table": N_("The tables that find the event say something else than the log."),
    "checkpoint": N_("The checkpoint doesn't hold."),
    "root": N_("The entries don't lead to the signed root: one was changed, added or taken away."),
}


def check_words(fault: audit_pb2.AuditFault) -> str:
    """A sentence."""
    return _(CHECKS[fault.check])
