"""Words of outcomes, their life and what came before."""

from __future__ import annotations

from exchange.texts.i18n import N_

WORDS = {
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
    # Procedure
    "PROCEDURE_SIMPLE": N_("simple procedure"),
    "PROCEDURE_ORDINARY": N_("ordinary procedure"),
    # SourceKind
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
    "OUTCOME_REVISION_KIND_SERVED": N_("decision served"),
    "OUTCOME_REVISION_KIND_EFFECTIVE": N_("took legal effect"),
    "OUTCOME_REVISION_KIND_PUBLISHED": N_("decision published"),
    "OUTCOME_REVISION_KIND_REPAIRED": N_("credit repaired"),
    "OUTCOME_REVISION_KIND_EXPIRED": N_("publication period over"),
    "OUTCOME_REVISION_KIND_REVIEW_OPENED": N_("review opened"),
    "OUTCOME_REVISION_KIND_REVIEW_CLOSED": N_("review closed, decision upheld"),
    "OUTCOME_REVISION_KIND_EXECUTION_STAYED": N_("execution stayed"),
    "OUTCOME_REVISION_KIND_STAY_LIFTED": N_("stay lifted"),
    "OUTCOME_REVISION_KIND_PERFORMED": N_("performed"),
    "OUTCOME_REVISION_KIND_TEST_DISPUTED": N_("test result disputed"),
    "OUTCOME_REVISION_KIND_TEST_CONFIRMED": N_("test result confirmed"),
    # Seriousness
    "SERIOUSNESS_MINOR": N_("minor"),
    "SERIOUSNESS_ORDINARY": N_("ordinary"),
    "SERIOUSNESS_SERIOUS": N_("serious"),
    # EvidenceKind
    "EVIDENCE_KIND_DOCUMENT": N_("documentary evidence"),
    "EVIDENCE_KIND_OBJECT": N_("physical evidence"),
    "EVIDENCE_KIND_AUDIO_VISUAL": N_("audio-visual material"),
    "EVIDENCE_KIND_ELECTRONIC": N_("electronic data"),
    "EVIDENCE_KIND_WITNESS": N_("testimony"),
    "EVIDENCE_KIND_STATEMENT": N_("party's statement"),
    "EVIDENCE_KIND_EXPERT_OPINION": N_("expert opinion"),
    "EVIDENCE_KIND_RECORD_ON_SITE": N_("record of inspection on site"),
    # TriggerClass
    "TRIGGER_CLASS_ROUTINE": N_("routine check"),
    "TRIGGER_CLASS_RANDOM": N_("random check"),
    "TRIGGER_CLASS_CAMPAIGN": N_("campaign"),
    "TRIGGER_CLASS_ORDERED_CAMPAIGN": N_("campaign ordered from above"),
    "TRIGGER_CLASS_COMPLAINT": N_("complaint"),
    "TRIGGER_CLASS_LEAD": N_("lead or assignment"),
    "TRIGGER_CLASS_MONITORING": N_("monitoring"),
    "TRIGGER_CLASS_KEY_SAFETY": N_("key safety sector"),
    # ReviewKind
    "REVIEW_KIND_RECONSIDERATION": N_("administrative reconsideration"),
    "REVIEW_KIND_LITIGATION": N_("administrative litigation"),
    # OutcomeState
    "OUTCOME_STATE_ISSUED": N_("issued"),
    "OUTCOME_STATE_SERVED": N_("served"),
    "OUTCOME_STATE_EFFECTIVE": N_("in effect"),
    "OUTCOME_STATE_PUBLISHED": N_("published to everyone"),
    "OUTCOME_STATE_REPAIRED": N_("repaired"),
    "OUTCOME_STATE_EXPIRED": N_("no longer published"),
    "OUTCOME_STATE_REVOKED": N_("no longer in effect"),
    # PriorRelevance
    "PRIOR_RELEVANCE_SAME_ACT": N_("the same act"),
    "PRIOR_RELEVANCE_SAME_MATTER": N_("the same matter"),
    "PRIOR_RELEVANCE_SAME_DOMAIN": N_("the same domain"),
    "PRIOR_RELEVANCE_NOT_COUNTED": N_("not counted"),
}
