"""Words of recognition."""

from __future__ import annotations

from exchange.texts.i18n import N_

WORDS = {
    # RecognitionScope
    "RECOGNITION_SCOPE_EVIDENCE": N_("R1 evidence"),
    "RECOGNITION_SCOPE_TEST": N_("R2 test result"),
    "RECOGNITION_SCOPE_INSPECTION": N_("R3 inspection result"),
    "RECOGNITION_SCOPE_DISCRETION": N_("R4 discretion"),
    "RECOGNITION_SCOPE_NE_BIS": N_("R5 no second fine"),
    "RECOGNITION_SCOPE_CREDIT": N_("R6 credit"),
    # RelianceVerdict
    "RELIANCE_VERDICT_UPHELD": N_("upheld"),
    "RELIANCE_VERDICT_CHANGED": N_("changed"),
    "RELIANCE_VERDICT_REVOKED": N_("revoked"),
    # RelianceState
    "RELIANCE_STATE_IN_EFFECT": N_("relied on"),
    "RELIANCE_STATE_SUSPENDED": N_("suspended"),
    "RELIANCE_STATE_WITHDRAWN_TO_REVIEW": N_("withdrawn, to be reviewed"),
    "RELIANCE_STATE_REVIEWED": N_("reviewed"),
}
