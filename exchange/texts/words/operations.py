"""Words of running a node."""

from __future__ import annotations

from exchange.texts.i18n import N_

WORDS = {
    # ExpiryKind
    "EXPIRY_KIND_NODE_CERTIFICATE": N_("this node's certificate"),
    "EXPIRY_KIND_AUTHORITY": N_("certificate authority"),
    "EXPIRY_KIND_ORGAN_KEY": N_("an organ's signing key"),
    # ConnectionStep
    "CONNECTION_STEP_REACH": N_("the address answers"),
    "CONNECTION_STEP_HANDSHAKE": N_("TLS 1.3 with both certificates"),
    "CONNECTION_STEP_CHECKPOINT": N_("a checkpoint is given"),
    "CONNECTION_STEP_SIGNATURE": N_("its signature is the member's"),
    # Fate
    "FATE_HERE": N_("here"),
    "FATE_WITHHELD": N_("withheld by its origin"),
    "FATE_REFUSED": N_("refused"),
    "FATE_PARKED": N_("parked before the case store"),
    "FATE_RETRYING": N_("to be delivered again"),
    "FATE_NOT_DELIVERED": N_("not delivered yet"),
    "FATE_AWAITING_REVIEW": N_("here, and what rests on it awaits review"),
    "FATE_ERASED": N_("erased"),
    "FATE_NOT_PULLED": N_("not pulled yet"),
    "FATE_FROZEN": N_("its ledger is frozen"),
    "FATE_NOT_FOR_US": N_("not for this member"),
    "FATE_NOT_THERE": N_("no such place"),
}
