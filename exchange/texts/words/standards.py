"""Words of standards."""

from __future__ import annotations

from exchange.texts.i18n import N_

WORDS = {
    # StandardKind
    "STANDARD_KIND_DISCRETION_BENCHMARK": N_("discretion benchmark"),
    "STANDARD_KIND_NO_PENALTY_LIST": N_("no-penalty list"),
    "STANDARD_KIND_MITIGATION_LIST": N_("mitigation list"),
    "STANDARD_KIND_NO_COERCION_LIST": N_("no-coercion list"),
    "STANDARD_KIND_INSPECTION_CHECKLIST": N_("inspection checklist"),
    "STANDARD_KIND_TECHNICAL": N_("technical standard"),
    "STANDARD_KIND_MATTER_CATALOGUE": N_("matter catalogue"),
    # FineBase
    "FINE_BASE_RANGE": N_("range of amounts"),
    "FINE_BASE_MULTIPLE_OF_VALUE": N_("multiple of the value"),
    "FINE_BASE_SHARE_OF_INVESTMENT": N_("share of the investment"),
    # MappingRelation
    "MAPPING_RELATION_EQUAL": N_("equal"),
    "MAPPING_RELATION_BROADER": N_("broader"),
    "MAPPING_RELATION_NARROWER": N_("narrower"),
    "MAPPING_RELATION_OVERLAPPING": N_("overlapping"),
    # Adoption
    "ADOPTION_ADOPTED": N_("adopted"),
    "ADOPTION_ADOPTED_WITH_CHANGES": N_("adopted with changes"),
    "ADOPTION_NOT_ADOPTED": N_("not adopted"),
    # Comparison
    "COMPARISON_SAME": N_("same"),
    "COMPARISON_STRICTER": N_("stricter"),
    "COMPARISON_MILDER": N_("milder"),
    "COMPARISON_DIFFERENT_FACTORS": N_("different factors"),
    "COMPARISON_MISSING": N_("missing"),
    # Adjustment
    "ADJUSTMENT_AGGRAVATED": N_("aggravated"),
    "ADJUSTMENT_LIGHTER": N_("lighter"),
    "ADJUSTMENT_REDUCED": N_("reduced"),
}
