"""Words of records and the audit log."""

from __future__ import annotations

from exchange.texts.i18n import N_

WORDS = {
    # RecordType
    "RECORD_TYPE_LEAD": N_("lead"),
    "RECORD_TYPE_LEAD_EVENT": N_("lead event"),
    "RECORD_TYPE_STANDARD": N_("supervision standard"),
    "RECORD_TYPE_STANDARD_MAPPING": N_("standard mapping"),
    "RECORD_TYPE_OUTCOME": N_("outcome"),
    "RECORD_TYPE_OUTCOME_REVISION": N_("outcome revision"),
    "RECORD_TYPE_AGREEMENT": N_("agreement"),
    "RECORD_TYPE_RECOGNITION": N_("recognition"),
    "RECORD_TYPE_RELIANCE_REVIEW": N_("review of a reliance"),
    "RECORD_TYPE_WITHDRAWAL_REPORT": N_("withdrawal report"),
    "RECORD_TYPE_CORRECTION_REQUEST": N_("correction request"),
    "RECORD_TYPE_CORRECTION_ANSWER": N_("correction answer"),
    "RECORD_TYPE_STANDARD_ADOPTION": N_("adoption of a standard"),
    "RECORD_TYPE_PUBLICATION_NOTICE": N_("publication notice"),
    "RECORD_TYPE_INTERVENTION": N_("intervention record"),
    "RECORD_TYPE_RISK_GRADE": N_("risk grade"),
    "RECORD_TYPE_WARNING": N_("early warning"),
    "RECORD_TYPE_GUIDANCE_CASE": N_("guidance case"),
    "RECORD_TYPE_INSPECTION_PLAN": N_("joint inspection plan"),
    "RECORD_TYPE_PLAN_CONSENT": N_("answer to an inspection plan"),
    "RECORD_TYPE_PLAN_PUBLICATION": N_("publication of an inspection plan"),
    "RECORD_TYPE_PLAN_WITHDRAWAL": N_("withdrawal of an inspection plan"),
    "RECORD_TYPE_INSPECTION_RECORD": N_("inspection results"),
    "RECORD_TYPE_RECTIFICATION_CHECK": N_("check of a rectification"),
    "RECORD_TYPE_INSPECTION_RECOGNITION": N_("recognition of an inspection result"),
    "RECORD_TYPE_INSPECTION_REGISTER": N_("inspection register"),
    "RECORD_TYPE_DRAW_TASK": N_("draw task"),
    "RECORD_TYPE_DRAW_COMMITMENT": N_("commitment to a draw"),
    "RECORD_TYPE_DRAW_REVEAL": N_("revealed nonce of a draw"),
    "RECORD_TYPE_DRAW_CLOSURE": N_("end of a draw's round"),
    "RECORD_TYPE_DRAW_RESULT": N_("result of a draw"),
    # SharingClass
    "SHARING_CLASS_UNCONDITIONAL": N_("shared unconditionally"),
    "SHARING_CLASS_CONDITIONAL": N_("shared on conditions"),
    "SHARING_CLASS_WITHHELD": N_("not shared"),
    # Purpose
    "PURPOSE_CASE_HANDLING": N_("case handling"),
    "PURPOSE_LEAD_TRANSFER": N_("lead transfer"),
    "PURPOSE_STANDARD_ALIGNMENT": N_("standard alignment"),
    "PURPOSE_OUTCOME_RECOGNITION": N_("outcome recognition"),
    "PURPOSE_JOINT_INSPECTION": N_("joint inspection"),
    "PURPOSE_SUPERVISION": N_("supervision and audit"),
    "PURPOSE_SYNCHRONISATION": N_("synchronisation of nodes"),
    "PURPOSE_PUBLICATION": N_("statutory publication"),
    # RecordState
    "RECORD_STATE_ACCEPTED": N_("stored"),
    "RECORD_STATE_SEQUENCED": N_("sequenced"),
    "RECORD_STATE_PUBLISHED": N_("published"),
    "RECORD_STATE_WITNESSED": N_("witnessed"),
    # AuditResult
    "AUDIT_RESULT_ALLOWED": N_("allowed"),
    "AUDIT_RESULT_REFUSED": N_("refused"),
    "AUDIT_RESULT_FAILED": N_("failed"),
}
