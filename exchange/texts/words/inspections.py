"""Words of joint inspections."""

from __future__ import annotations

from exchange.texts.i18n import N_

WORDS = {
    # DrawState
    "DRAW_STATE_COMMITTING": N_("awaiting commitments"),
    "DRAW_STATE_REVEALING": N_("awaiting nonces"),
    "DRAW_STATE_COMPLETE": N_("nonces complete, result awaited"),
    "DRAW_STATE_DRAWN": N_("drawn, and computed alike here"),
    "DRAW_STATE_DISPUTED": N_("published, and computed otherwise here"),
    "DRAW_STATE_FAILED": N_("too few parties left"),
    # DrawExclusion
    "DRAW_EXCLUSION_NO_DISTURB": N_("not to be disturbed"),
    "DRAW_EXCLUSION_CAPPED": N_("yearly cap reached"),
    "DRAW_EXCLUSION_RECOGNISED": N_("result recognised"),
}
