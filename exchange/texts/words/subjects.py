"""Words of subjects and domains."""

from __future__ import annotations

from exchange.texts.i18n import N_

WORDS = {
    # SubjectKind
    "SUBJECT_KIND_ORGANISATION": N_("organisation"),
    "SUBJECT_KIND_SOLE_TRADER": N_("sole trader"),
    # EnforcementDomain
    "ENFORCEMENT_DOMAIN_MARKET": N_("market regulation"),
    "ENFORCEMENT_DOMAIN_ECO_ENV": N_("ecology and environment"),
    "ENFORCEMENT_DOMAIN_CULTURE": N_("culture market"),
    "ENFORCEMENT_DOMAIN_TRANSPORT": N_("transport"),
    "ENFORCEMENT_DOMAIN_AGRI": N_("agriculture"),
    "ENFORCEMENT_DOMAIN_EMERGENCY": N_("emergency management"),
    "ENFORCEMENT_DOMAIN_URBAN_MGMT": N_("urban management"),
    "ENFORCEMENT_DOMAIN_WATER": N_("water"),
    "ENFORCEMENT_DOMAIN_DRUG": N_("drug administration"),
    "ENFORCEMENT_DOMAIN_HEALTH": N_("health"),
    "ENFORCEMENT_DOMAIN_FIRE": N_("fire protection"),
    "ENFORCEMENT_DOMAIN_LABOUR": N_("labour"),
    "ENFORCEMENT_DOMAIN_NAT_RES": N_("natural resources"),
    "ENFORCEMENT_DOMAIN_MEDICAL_INSURANCE": N_("medical insurance"),
    "ENFORCEMENT_DOMAIN_CUSTOMS": N_("customs"),
    "ENFORCEMENT_DOMAIN_OTHER": N_("other"),
    # MatchVerdict
    "MATCH_VERDICT_SAME": N_("the same by code"),
    "MATCH_VERDICT_LIKELY": N_("very likely the same"),
    "MATCH_VERDICT_POSSIBLE": N_("possibly the same"),
    "MATCH_VERDICT_RELATED": N_("related, not the same"),
}
