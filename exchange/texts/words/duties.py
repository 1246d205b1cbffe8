"""Words of corrections and interventions."""

from __future__ import annotations

from exchange.texts.i18n import N_

WORDS = {
    # CorrectionVerdict
    "CORRECTION_VERDICT_CORRECTED": N_("data corrected"),
    "CORRECTION_VERDICT_CONFIRMED": N_("data confirmed"),
    "CORRECTION_VERDICT_UNDER_CHECK": N_("under check"),
    # InterventionForm
    "INTERVENTION_FORM_ORAL": N_("oral"),
    "INTERVENTION_FORM_WRITTEN": N_("written"),
    "INTERVENTION_FORM_TELECOM": N_("by telephone or message"),
    "INTERVENTION_FORM_OTHER": N_("other"),
}
