"""The words for the wire's enum values, as people here say them (DESIGN §8). A test holds that every value has one."""

from __future__ import annotations

from exchange.cli.i18n import N_, _

WORDS = {
    # RecordType
    "RECORD_TYPE_LEAD": N_("lead"),
    "RECORD_TYPE_LEAD_EVENT": N_("lead event"),
    "RECORD_TYPE_STANDARD": N_("supervision standard"),
    "RECORD_TYPE_STANDARD_MAPPING": N_("standard mapping"),
    "RECORD_TYPE_OUTCOME": N_("outcome"),
    "RECORD_TYPE_OUTCOME_REVISION": N_("outcome revision"),
    "RECORD_TYPE_AGREEMENT": N_("agreement"),
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
    # LeadKind
    "LEAD_KIND_LEAD": N_("lead before filing"),
    "LEAD_KIND_CASE": N_("case transfer"),
    "LEAD_KIND_ASSIST": N_("assistance request"),
    "LEAD_KIND_CRIMINAL": N_("suspected crime transfer"),
    "LEAD_KIND_REVERSE": N_("reverse transfer"),
    # LeadAction
    "LEAD_ACTION_RECEIVE": N_("receive"),
    "LEAD_ACTION_REQUEST_SUPPLEMENT": N_("request supplement"),
    "LEAD_ACTION_SUPPLEMENT": N_("supplement"),
    "LEAD_ACTION_ACCEPT": N_("accept"),
    "LEAD_ACTION_RETURN": N_("return"),
    "LEAD_ACTION_DISPUTE": N_("dispute jurisdiction"),
    "LEAD_ACTION_ESCALATE": N_("ask for designation"),
    "LEAD_ACTION_DESIGNATE": N_("designate jurisdiction"),
    "LEAD_ACTION_FILE": N_("file a case"),
    "LEAD_ACTION_DECLINE_FILING": N_("decline filing"),
    "LEAD_ACTION_DECIDE": N_("decide"),
    "LEAD_ACTION_NOTIFY_OUTCOME": N_("notify outcome"),
    "LEAD_ACTION_CLOSE": N_("close"),
    "LEAD_ACTION_WITHDRAW": N_("withdraw"),
    "LEAD_ACTION_CORRECT": N_("correct"),
    "LEAD_ACTION_EXTEND": N_("extend"),
    "LEAD_ACTION_REFER_CRIMINAL": N_("refer to the police"),
    # LeadState
    "LEAD_STATE_SENT": N_("sent"),
    "LEAD_STATE_RECEIVED": N_("received"),
    "LEAD_STATE_SUPPLEMENT_REQUESTED": N_("supplement requested"),
    "LEAD_STATE_ACCEPTED": N_("accepted"),
    "LEAD_STATE_RETURNED": N_("returned"),
    "LEAD_STATE_DISPUTED": N_("jurisdiction disputed"),
    "LEAD_STATE_ESCALATED": N_("designation asked for"),
    "LEAD_STATE_DESIGNATED": N_("jurisdiction designated"),
    "LEAD_STATE_FILED": N_("case filed"),
    "LEAD_STATE_NOT_FILED": N_("not filed"),
    "LEAD_STATE_DECIDED": N_("decided"),
    "LEAD_STATE_OUTCOME_NOTIFIED": N_("outcome notified"),
    "LEAD_STATE_CLOSED": N_("closed"),
    "LEAD_STATE_WITHDRAWN": N_("withdrawn"),
    "LEAD_STATE_CORRECTED": N_("corrected"),
    "LEAD_STATE_CRIMINAL_REFERRED": N_("referred to the police"),
    # RefusalGround
    "REFUSAL_GROUND_NOT_TERRITORY": N_("not our territory"),
    "REFUSAL_GROUND_NOT_FUNCTION": N_("not our function"),
    "REFUSAL_GROUND_NOT_LEVEL": N_("not our level"),
    "REFUSAL_GROUND_EARLIER_FILING": N_("another organ filed first"),
    "REFUSAL_GROUND_DUPLICATE": N_("duplicate"),
    "REFUSAL_GROUND_NO_IDENTIFIABLE_SUBJECT": N_("no identifiable subject"),
    "REFUSAL_GROUND_LIMITATION_EXPIRED": N_("limitation expired"),
    "REFUSAL_GROUND_ALREADY_FINED_SAME_ACT": N_("already fined for the same act"),
    # OutcomeStep
    "OUTCOME_STEP_CHECKED": N_("checked"),
    "OUTCOME_STEP_PERSUADED": N_("persuaded"),
    "OUTCOME_STEP_RECTIFIED": N_("rectified"),
    "OUTCOME_STEP_PENALISED": N_("penalised"),
    "OUTCOME_STEP_PUBLISHED": N_("made public"),
    # PenaltyKind
    "PENALTY_KIND_WARNING": N_("warning"),
    "PENALTY_KIND_CIRCULAR_CRITICISM": N_("circular criticism"),
    "PENALTY_KIND_FINE": N_("fine"),
    "PENALTY_KIND_CONFISCATION_OF_GAINS": N_("confiscation of gains"),
    "PENALTY_KIND_CONFISCATION_OF_PROPERTY": N_("confiscation of property"),
    "PENALTY_KIND_LICENCE_SUSPENSION": N_("licence suspension"),
    "PENALTY_KIND_QUALIFICATION_DOWNGRADE": N_("qualification downgrade"),
    "PENALTY_KIND_LICENCE_REVOCATION": N_("licence revocation"),
    "PENALTY_KIND_LICENCE_APPLICATION_BAN": N_("licence application ban"),
    "PENALTY_KIND_BUSINESS_RESTRICTION": N_("business restriction"),
    "PENALTY_KIND_BUSINESS_SUSPENSION": N_("business suspension"),
    "PENALTY_KIND_CLOSURE": N_("closure"),
    "PENALTY_KIND_PROFESSION_BAN": N_("profession ban"),
    "PENALTY_KIND_DETENTION": N_("administrative detention"),
    "PENALTY_KIND_DEMOLITION_ORDER": N_("demolition order"),
    "PENALTY_KIND_OTHER": N_("other penalty"),
    # Procedure, SourceKind
    "PROCEDURE_SIMPLE": N_("simple procedure"),
    "PROCEDURE_ORDINARY": N_("ordinary procedure"),
    "SOURCE_KIND_CASE_STORE": N_("case store"),
    "SOURCE_KIND_FILE": N_("imported file"),
    "SOURCE_KIND_PUBLICATION": N_("official publication"),
    "SOURCE_KIND_GENERATED": N_("generated for a demonstration"),
    # OutcomeRevisionKind
    "OUTCOME_REVISION_KIND_CHANGED": N_("changed"),
    "OUTCOME_REVISION_KIND_REVOKED": N_("revoked"),
    "OUTCOME_REVISION_KIND_PARTLY_REVOKED": N_("partly revoked"),
    "OUTCOME_REVISION_KIND_CONFIRMED_UNLAWFUL": N_("confirmed unlawful"),
    "OUTCOME_REVISION_KIND_CONFIRMED_VOID": N_("confirmed void"),
    "OUTCOME_REVISION_KIND_SELF_CORRECTED": N_("self-corrected"),
    "OUTCOME_REVISION_KIND_UNPUBLISHED": N_("publication withdrawn"),
    # StandardKind
    "STANDARD_KIND_DISCRETION_BENCHMARK": N_("discretion benchmark"),
    "STANDARD_KIND_NO_PENALTY_LIST": N_("no-penalty list"),
    "STANDARD_KIND_MITIGATION_LIST": N_("mitigation list"),
    "STANDARD_KIND_NO_COERCION_LIST": N_("no-coercion list"),
    "STANDARD_KIND_INSPECTION_CHECKLIST": N_("inspection checklist"),
    "STANDARD_KIND_TECHNICAL": N_("technical standard"),
    "STANDARD_KIND_MATTER_CATALOGUE": N_("matter catalogue"),
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
    # AuditResult
    "AUDIT_RESULT_ALLOWED": N_("allowed"),
    "AUDIT_RESULT_REFUSED": N_("refused"),
    "AUDIT_RESULT_FAILED": N_("failed"),
}

ROLES = {
    "node": N_("node"),
    "organ": N_("organ"),
    "planner": N_("planner"),
    "auditor": N_("auditor"),
    "system-admin": N_("system administrator"),
    "security-admin": N_("security administrator"),
}

TAGS = {
    "call:any:refuse": N_("a call was refused"),
    "call:handshake:refuse": N_("a handshake was refused"),
    "record:own:publish": N_("published records"),
    "record:any:read": N_("read a record"),
    "record:any:list": N_("listed records"),
    "lead:own:send": N_("sent a lead"),
    "lead:thread:answer": N_("answered a lead"),
    "lead:thread:read": N_("read a lead"),
    "lead:any:list": N_("listed leads"),
    "outcome:any:read": N_("read an outcome"),
    "outcome:any:list": N_("listed outcomes"),
    "outcome:subject:list": N_("looked up a company's earlier outcomes"),
    "standard:any:read": N_("read standards"),
    "audit:log:read": N_("read the audit log"),
    "ledger:own:show": N_("received entries of the ledger"),
    "ledger:peer:cosign": N_("cosigned a peer's checkpoint"),
    "ledger:peer:pull": N_("pulled a peer's ledger"),
    "ledger:peer:refuse": N_("refused a peer's ledger"),
    "ledger:peer:freeze": N_("froze a peer's ledger"),
    "ledger:peer:lift": N_("lifted the freeze of a peer's ledger"),
    "record:peer:refuse": N_("refused a peer's record"),
    "case:store:collect": N_("collected cases from the case store"),
    "case:store:reject": N_("rejected a row of the case store"),
    "case:store:deliver": N_("delivered records into the case store"),
    "case:store:park": N_("parked a delivery"),
    "case:store:replay": N_("replayed a delivery"),
    "trust:membership:refresh": N_("refreshed the membership"),
    "node:process:start": N_("the node started"),
    "node:process:stop": N_("the node stopped"),
    "ledger:any:prove": N_("got a proof"),
}
"""The closed list of exchange.domain.audit in words."""


def word(kind: object, value: int) -> str:
    """The word for `value` of the generated enum `kind`; empty for UNSPECIFIED, the bare number for one this build doesn't know."""
    if value == 0:
        return ""
    try:
        name = str(kind.Name(value))  # type: ignore[attr-defined]  # generated enum wrappers share no type
    except ValueError:
        return str(value)
    return _(WORDS[name])


def role_word(role: str) -> str:
    """The word for a certificate's role; the role itself where it is none of ours."""
    return _(ROLES[role]) if role in ROLES else role
