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
    # InspectionTrigger
    "INSPECTION_TRIGGER_ROUTINE": N_("routine check"),
    "INSPECTION_TRIGGER_CASE": N_("check for one case"),
    "INSPECTION_TRIGGER_SPECIAL": N_("special check"),
    "INSPECTION_TRIGGER_SPECIAL_FROM_ABOVE": N_("special check ordered from above"),
    "INSPECTION_TRIGGER_COMPLAINT": N_("complaint or report"),
    "INSPECTION_TRIGGER_TRANSFER": N_("handed over"),
    "INSPECTION_TRIGGER_MONITORING": N_("monitoring"),
    "INSPECTION_TRIGGER_RECHECK": N_("re-check of a rectification"),
    # InspectionSelection
    "INSPECTION_SELECTION_DRAWN": N_("drawn by chance"),
    "INSPECTION_SELECTION_KEY_SECTOR": N_("key sector, in full"),
    "INSPECTION_SELECTION_FOR_CAUSE": N_("for cause"),
    # HalfDay
    "HALF_DAY_MORNING": N_("morning"),
    "HALF_DAY_AFTERNOON": N_("afternoon"),
    # InspectionResult
    "INSPECTION_RESULT_NOTHING_FOUND": N_("nothing found"),
    "INSPECTION_RESULT_CORRECTED_AT_ONCE": N_("corrected at once"),
    "INSPECTION_RESULT_RECTIFICATION_ORDERED": N_("rectification ordered"),
    "INSPECTION_RESULT_TO_BE_HANDLED": N_("found, to be handled"),
    "INSPECTION_RESULT_REFUSED": N_("company didn't cooperate"),
    "INSPECTION_RESULT_NOT_POSSIBLE": N_("couldn't be inspected"),
    # InspectionPower
    "INSPECTION_POWER_OWN": N_("of its own right"),
    "INSPECTION_POWER_AUTHORISED": N_("authorised by law"),
    "INSPECTION_POWER_ENTRUSTED": N_("entrusted"),
    "INSPECTION_POWER_NONE": N_("no power to enforce"),
    # PlanState
    "PLAN_STATE_PROPOSED": N_("proposed"),
    "PLAN_STATE_REFUSED": N_("refused by a party"),
    "PLAN_STATE_COUNTERSIGNED": N_("countersigned by all"),
    "PLAN_STATE_PUBLISHED": N_("plan published"),
    "PLAN_STATE_EXECUTED": N_("carried out"),
    "PLAN_STATE_WITHDRAWN": N_("plan withdrawn"),
    # PlanFault
    "PLAN_FAULT_DRAW_UNKNOWN": N_("the draw isn't here, or has no result yet"),
    "PLAN_FAULT_DRAW_DISPUTED": N_("the draw is computed otherwise here"),
    "PLAN_FAULT_NOT_DRAWN": N_("said to be drawn, but wasn't"),
    "PLAN_FAULT_DRAWN_NOT_PLANNED": N_("drawn, but not in the plan"),
    "PLAN_FAULT_NOT_KEY_SECTOR": N_("said to be of a key sector, but isn't"),
    "PLAN_FAULT_OFFICER_NOT_DRAWN": N_("officer wasn't drawn"),
    "PLAN_FAULT_MATTER_NOT_DRAWN": N_("the company was drawn for other matters"),
}
