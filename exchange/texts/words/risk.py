"""Words of risk and warnings."""

from __future__ import annotations

from exchange.texts.i18n import N_

WORDS = {
    # RiskLevel
    "RISK_LEVEL_A": N_("A (lowest)"),
    "RISK_LEVEL_B": N_("B"),
    "RISK_LEVEL_C": N_("C"),
    "RISK_LEVEL_D": N_("D (highest)"),
    # WarningRule
    "WARNING_RULE_REPEAT_ACROSS_BORDERS": N_("repeated across borders"),
    "WARNING_RULE_MATTER_CLUSTER": N_("cluster of one matter"),
    "WARNING_RULE_MOVED_AFTER_PENALTY": N_("moved after a penalty"),
}
