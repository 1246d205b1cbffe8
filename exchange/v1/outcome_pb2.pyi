import datetime

from buf.validate import validate_pb2 as _validate_pb2
from exchange.v1 import lead_pb2 as _lead_pb2
from exchange.v1 import subject_pb2 as _subject_pb2
from google.protobuf import timestamp_pb2 as _timestamp_pb2
from google.protobuf.internal import containers as _containers
from google.protobuf.internal import enum_type_wrapper as _enum_type_wrapper
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from collections.abc import Iterable as _Iterable, Mapping as _Mapping
from typing import ClassVar as _ClassVar, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class OutcomeStep(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    OUTCOME_STEP_UNSPECIFIED: _ClassVar[OutcomeStep]
    OUTCOME_STEP_CHECKED: _ClassVar[OutcomeStep]
    OUTCOME_STEP_PERSUADED: _ClassVar[OutcomeStep]
    OUTCOME_STEP_RECTIFIED: _ClassVar[OutcomeStep]
    OUTCOME_STEP_PENALISED: _ClassVar[OutcomeStep]
    OUTCOME_STEP_PUBLISHED: _ClassVar[OutcomeStep]

class PenaltyKind(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    PENALTY_KIND_UNSPECIFIED: _ClassVar[PenaltyKind]
    PENALTY_KIND_WARNING: _ClassVar[PenaltyKind]
    PENALTY_KIND_CIRCULAR_CRITICISM: _ClassVar[PenaltyKind]
    PENALTY_KIND_FINE: _ClassVar[PenaltyKind]
    PENALTY_KIND_CONFISCATION_OF_GAINS: _ClassVar[PenaltyKind]
    PENALTY_KIND_CONFISCATION_OF_PROPERTY: _ClassVar[PenaltyKind]
    PENALTY_KIND_LICENCE_SUSPENSION: _ClassVar[PenaltyKind]
    PENALTY_KIND_QUALIFICATION_DOWNGRADE: _ClassVar[PenaltyKind]
    PENALTY_KIND_LICENCE_REVOCATION: _ClassVar[PenaltyKind]
    PENALTY_KIND_LICENCE_APPLICATION_BAN: _ClassVar[PenaltyKind]
    PENALTY_KIND_BUSINESS_RESTRICTION: _ClassVar[PenaltyKind]
    PENALTY_KIND_BUSINESS_SUSPENSION: _ClassVar[PenaltyKind]
    PENALTY_KIND_CLOSURE: _ClassVar[PenaltyKind]
    PENALTY_KIND_PROFESSION_BAN: _ClassVar[PenaltyKind]
    PENALTY_KIND_DETENTION: _ClassVar[PenaltyKind]
    PENALTY_KIND_DEMOLITION_ORDER: _ClassVar[PenaltyKind]
    PENALTY_KIND_OTHER: _ClassVar[PenaltyKind]

class Procedure(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    PROCEDURE_UNSPECIFIED: _ClassVar[Procedure]
    PROCEDURE_SIMPLE: _ClassVar[Procedure]
    PROCEDURE_ORDINARY: _ClassVar[Procedure]

class SourceKind(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    SOURCE_KIND_UNSPECIFIED: _ClassVar[SourceKind]
    SOURCE_KIND_CASE_STORE: _ClassVar[SourceKind]
    SOURCE_KIND_FILE: _ClassVar[SourceKind]
    SOURCE_KIND_PUBLICATION: _ClassVar[SourceKind]
    SOURCE_KIND_GENERATED: _ClassVar[SourceKind]

class Seriousness(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    SERIOUSNESS_UNSPECIFIED: _ClassVar[Seriousness]
    SERIOUSNESS_MINOR: _ClassVar[Seriousness]
    SERIOUSNESS_ORDINARY: _ClassVar[Seriousness]
    SERIOUSNESS_SERIOUS: _ClassVar[Seriousness]

class EvidenceKind(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    EVIDENCE_KIND_UNSPECIFIED: _ClassVar[EvidenceKind]
    EVIDENCE_KIND_DOCUMENT: _ClassVar[EvidenceKind]
    EVIDENCE_KIND_OBJECT: _ClassVar[EvidenceKind]
    EVIDENCE_KIND_AUDIO_VISUAL: _ClassVar[EvidenceKind]
    EVIDENCE_KIND_ELECTRONIC: _ClassVar[EvidenceKind]
    EVIDENCE_KIND_WITNESS: _ClassVar[EvidenceKind]
    EVIDENCE_KIND_STATEMENT: _ClassVar[EvidenceKind]
    EVIDENCE_KIND_EXPERT_OPINION: _ClassVar[EvidenceKind]
    EVIDENCE_KIND_RECORD_ON_SITE: _ClassVar[EvidenceKind]

class TriggerClass(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    TRIGGER_CLASS_UNSPECIFIED: _ClassVar[TriggerClass]
    TRIGGER_CLASS_ROUTINE: _ClassVar[TriggerClass]
    TRIGGER_CLASS_RANDOM: _ClassVar[TriggerClass]
    TRIGGER_CLASS_CAMPAIGN: _ClassVar[TriggerClass]
    TRIGGER_CLASS_ORDERED_CAMPAIGN: _ClassVar[TriggerClass]
    TRIGGER_CLASS_COMPLAINT: _ClassVar[TriggerClass]
    TRIGGER_CLASS_LEAD: _ClassVar[TriggerClass]
    TRIGGER_CLASS_MONITORING: _ClassVar[TriggerClass]
    TRIGGER_CLASS_KEY_SAFETY: _ClassVar[TriggerClass]

class OutcomeRevisionKind(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    OUTCOME_REVISION_KIND_UNSPECIFIED: _ClassVar[OutcomeRevisionKind]
    OUTCOME_REVISION_KIND_CHANGED: _ClassVar[OutcomeRevisionKind]
    OUTCOME_REVISION_KIND_REVOKED: _ClassVar[OutcomeRevisionKind]
    OUTCOME_REVISION_KIND_PARTLY_REVOKED: _ClassVar[OutcomeRevisionKind]
    OUTCOME_REVISION_KIND_CONFIRMED_UNLAWFUL: _ClassVar[OutcomeRevisionKind]
    OUTCOME_REVISION_KIND_CONFIRMED_VOID: _ClassVar[OutcomeRevisionKind]
    OUTCOME_REVISION_KIND_SELF_CORRECTED: _ClassVar[OutcomeRevisionKind]
    OUTCOME_REVISION_KIND_UNPUBLISHED: _ClassVar[OutcomeRevisionKind]
    OUTCOME_REVISION_KIND_SERVED: _ClassVar[OutcomeRevisionKind]
    OUTCOME_REVISION_KIND_EFFECTIVE: _ClassVar[OutcomeRevisionKind]
    OUTCOME_REVISION_KIND_PUBLISHED: _ClassVar[OutcomeRevisionKind]
    OUTCOME_REVISION_KIND_REPAIRED: _ClassVar[OutcomeRevisionKind]
    OUTCOME_REVISION_KIND_EXPIRED: _ClassVar[OutcomeRevisionKind]
    OUTCOME_REVISION_KIND_REVIEW_OPENED: _ClassVar[OutcomeRevisionKind]
    OUTCOME_REVISION_KIND_REVIEW_CLOSED: _ClassVar[OutcomeRevisionKind]
    OUTCOME_REVISION_KIND_EXECUTION_STAYED: _ClassVar[OutcomeRevisionKind]
    OUTCOME_REVISION_KIND_STAY_LIFTED: _ClassVar[OutcomeRevisionKind]
    OUTCOME_REVISION_KIND_PERFORMED: _ClassVar[OutcomeRevisionKind]
    OUTCOME_REVISION_KIND_TEST_DISPUTED: _ClassVar[OutcomeRevisionKind]
    OUTCOME_REVISION_KIND_TEST_CONFIRMED: _ClassVar[OutcomeRevisionKind]

class ReviewKind(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    REVIEW_KIND_UNSPECIFIED: _ClassVar[ReviewKind]
    REVIEW_KIND_RECONSIDERATION: _ClassVar[ReviewKind]
    REVIEW_KIND_LITIGATION: _ClassVar[ReviewKind]
OUTCOME_STEP_UNSPECIFIED: OutcomeStep
OUTCOME_STEP_CHECKED: OutcomeStep
OUTCOME_STEP_PERSUADED: OutcomeStep
OUTCOME_STEP_RECTIFIED: OutcomeStep
OUTCOME_STEP_PENALISED: OutcomeStep
OUTCOME_STEP_PUBLISHED: OutcomeStep
PENALTY_KIND_UNSPECIFIED: PenaltyKind
PENALTY_KIND_WARNING: PenaltyKind
PENALTY_KIND_CIRCULAR_CRITICISM: PenaltyKind
PENALTY_KIND_FINE: PenaltyKind
PENALTY_KIND_CONFISCATION_OF_GAINS: PenaltyKind
PENALTY_KIND_CONFISCATION_OF_PROPERTY: PenaltyKind
PENALTY_KIND_LICENCE_SUSPENSION: PenaltyKind
PENALTY_KIND_QUALIFICATION_DOWNGRADE: PenaltyKind
PENALTY_KIND_LICENCE_REVOCATION: PenaltyKind
PENALTY_KIND_LICENCE_APPLICATION_BAN: PenaltyKind
PENALTY_KIND_BUSINESS_RESTRICTION: PenaltyKind
PENALTY_KIND_BUSINESS_SUSPENSION: PenaltyKind
PENALTY_KIND_CLOSURE: PenaltyKind
PENALTY_KIND_PROFESSION_BAN: PenaltyKind
PENALTY_KIND_DETENTION: PenaltyKind
PENALTY_KIND_DEMOLITION_ORDER: PenaltyKind
PENALTY_KIND_OTHER: PenaltyKind
PROCEDURE_UNSPECIFIED: Procedure
PROCEDURE_SIMPLE: Procedure
PROCEDURE_ORDINARY: Procedure
SOURCE_KIND_UNSPECIFIED: SourceKind
SOURCE_KIND_CASE_STORE: SourceKind
SOURCE_KIND_FILE: SourceKind
SOURCE_KIND_PUBLICATION: SourceKind
SOURCE_KIND_GENERATED: SourceKind
SERIOUSNESS_UNSPECIFIED: Seriousness
SERIOUSNESS_MINOR: Seriousness
SERIOUSNESS_ORDINARY: Seriousness
SERIOUSNESS_SERIOUS: Seriousness
EVIDENCE_KIND_UNSPECIFIED: EvidenceKind
EVIDENCE_KIND_DOCUMENT: EvidenceKind
EVIDENCE_KIND_OBJECT: EvidenceKind
EVIDENCE_KIND_AUDIO_VISUAL: EvidenceKind
EVIDENCE_KIND_ELECTRONIC: EvidenceKind
EVIDENCE_KIND_WITNESS: EvidenceKind
EVIDENCE_KIND_STATEMENT: EvidenceKind
EVIDENCE_KIND_EXPERT_OPINION: EvidenceKind
EVIDENCE_KIND_RECORD_ON_SITE: EvidenceKind
TRIGGER_CLASS_UNSPECIFIED: TriggerClass
TRIGGER_CLASS_ROUTINE: TriggerClass
TRIGGER_CLASS_RANDOM: TriggerClass
TRIGGER_CLASS_CAMPAIGN: TriggerClass
TRIGGER_CLASS_ORDERED_CAMPAIGN: TriggerClass
TRIGGER_CLASS_COMPLAINT: TriggerClass
TRIGGER_CLASS_LEAD: TriggerClass
TRIGGER_CLASS_MONITORING: TriggerClass
TRIGGER_CLASS_KEY_SAFETY: TriggerClass
OUTCOME_REVISION_KIND_UNSPECIFIED: OutcomeRevisionKind
OUTCOME_REVISION_KIND_CHANGED: OutcomeRevisionKind
OUTCOME_REVISION_KIND_REVOKED: OutcomeRevisionKind
OUTCOME_REVISION_KIND_PARTLY_REVOKED: OutcomeRevisionKind
OUTCOME_REVISION_KIND_CONFIRMED_UNLAWFUL: OutcomeRevisionKind
OUTCOME_REVISION_KIND_CONFIRMED_VOID: OutcomeRevisionKind
OUTCOME_REVISION_KIND_SELF_CORRECTED: OutcomeRevisionKind
OUTCOME_REVISION_KIND_UNPUBLISHED: OutcomeRevisionKind
OUTCOME_REVISION_KIND_SERVED: OutcomeRevisionKind
OUTCOME_REVISION_KIND_EFFECTIVE: OutcomeRevisionKind
OUTCOME_REVISION_KIND_PUBLISHED: OutcomeRevisionKind
OUTCOME_REVISION_KIND_REPAIRED: OutcomeRevisionKind
OUTCOME_REVISION_KIND_EXPIRED: OutcomeRevisionKind
OUTCOME_REVISION_KIND_REVIEW_OPENED: OutcomeRevisionKind
OUTCOME_REVISION_KIND_REVIEW_CLOSED: OutcomeRevisionKind
OUTCOME_REVISION_KIND_EXECUTION_STAYED: OutcomeRevisionKind
OUTCOME_REVISION_KIND_STAY_LIFTED: OutcomeRevisionKind
OUTCOME_REVISION_KIND_PERFORMED: OutcomeRevisionKind
OUTCOME_REVISION_KIND_TEST_DISPUTED: OutcomeRevisionKind
OUTCOME_REVISION_KIND_TEST_CONFIRMED: OutcomeRevisionKind
REVIEW_KIND_UNSPECIFIED: ReviewKind
REVIEW_KIND_RECONSIDERATION: ReviewKind
REVIEW_KIND_LITIGATION: ReviewKind

class Penalty(_message.Message):
    __slots__ = ("kind", "amount_fen", "source_code", "source_code_set", "note")
    KIND_FIELD_NUMBER: _ClassVar[int]
    AMOUNT_FEN_FIELD_NUMBER: _ClassVar[int]
    SOURCE_CODE_FIELD_NUMBER: _ClassVar[int]
    SOURCE_CODE_SET_FIELD_NUMBER: _ClassVar[int]
    NOTE_FIELD_NUMBER: _ClassVar[int]
    kind: PenaltyKind
    amount_fen: int
    source_code: str
    source_code_set: str
    note: str
    def __init__(self, kind: _Optional[_Union[PenaltyKind, str]] = ..., amount_fen: _Optional[int] = ..., source_code: _Optional[str] = ..., source_code_set: _Optional[str] = ..., note: _Optional[str] = ...) -> None: ...

class OutcomeSource(_message.Message):
    __slots__ = ("kind", "system", "key", "url", "provenance")
    KIND_FIELD_NUMBER: _ClassVar[int]
    SYSTEM_FIELD_NUMBER: _ClassVar[int]
    KEY_FIELD_NUMBER: _ClassVar[int]
    URL_FIELD_NUMBER: _ClassVar[int]
    PROVENANCE_FIELD_NUMBER: _ClassVar[int]
    kind: SourceKind
    system: str
    key: str
    url: str
    provenance: str
    def __init__(self, kind: _Optional[_Union[SourceKind, str]] = ..., system: _Optional[str] = ..., key: _Optional[str] = ..., url: _Optional[str] = ..., provenance: _Optional[str] = ...) -> None: ...

class SourceField(_message.Message):
    __slots__ = ("name", "value")
    NAME_FIELD_NUMBER: _ClassVar[int]
    VALUE_FIELD_NUMBER: _ClassVar[int]
    name: str
    value: str
    def __init__(self, name: _Optional[str] = ..., value: _Optional[str] = ...) -> None: ...

class EvidenceItem(_message.Message):
    __slots__ = ("name", "kind", "collecting_organ", "officers", "method", "collected_at", "original", "custody_digests")
    NAME_FIELD_NUMBER: _ClassVar[int]
    KIND_FIELD_NUMBER: _ClassVar[int]
    COLLECTING_ORGAN_FIELD_NUMBER: _ClassVar[int]
    OFFICERS_FIELD_NUMBER: _ClassVar[int]
    METHOD_FIELD_NUMBER: _ClassVar[int]
    COLLECTED_AT_FIELD_NUMBER: _ClassVar[int]
    ORIGINAL_FIELD_NUMBER: _ClassVar[int]
    CUSTODY_DIGESTS_FIELD_NUMBER: _ClassVar[int]
    name: str
    kind: EvidenceKind
    collecting_organ: str
    officers: _containers.RepeatedCompositeFieldContainer[_lead_pb2.OfficerReference]
    method: str
    collected_at: _timestamp_pb2.Timestamp
    original: bool
    custody_digests: _containers.RepeatedScalarFieldContainer[bytes]
    def __init__(self, name: _Optional[str] = ..., kind: _Optional[_Union[EvidenceKind, str]] = ..., collecting_organ: _Optional[str] = ..., officers: _Optional[_Iterable[_Union[_lead_pb2.OfficerReference, _Mapping]]] = ..., method: _Optional[str] = ..., collected_at: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., original: _Optional[bool] = ..., custody_digests: _Optional[_Iterable[bytes]] = ...) -> None: ...

class TestReport(_message.Message):
    __slots__ = ("report_number", "laboratory", "cma_number", "cma_scope", "method_standard", "sampling_record", "sample", "parameter", "result", "tested_on", "valid_until")
    REPORT_NUMBER_FIELD_NUMBER: _ClassVar[int]
    LABORATORY_FIELD_NUMBER: _ClassVar[int]
    CMA_NUMBER_FIELD_NUMBER: _ClassVar[int]
    CMA_SCOPE_FIELD_NUMBER: _ClassVar[int]
    METHOD_STANDARD_FIELD_NUMBER: _ClassVar[int]
    SAMPLING_RECORD_FIELD_NUMBER: _ClassVar[int]
    SAMPLE_FIELD_NUMBER: _ClassVar[int]
    PARAMETER_FIELD_NUMBER: _ClassVar[int]
    RESULT_FIELD_NUMBER: _ClassVar[int]
    TESTED_ON_FIELD_NUMBER: _ClassVar[int]
    VALID_UNTIL_FIELD_NUMBER: _ClassVar[int]
    report_number: str
    laboratory: str
    cma_number: str
    cma_scope: str
    method_standard: str
    sampling_record: str
    sample: str
    parameter: str
    result: str
    tested_on: str
    valid_until: str
    def __init__(self, report_number: _Optional[str] = ..., laboratory: _Optional[str] = ..., cma_number: _Optional[str] = ..., cma_scope: _Optional[str] = ..., method_standard: _Optional[str] = ..., sampling_record: _Optional[str] = ..., sample: _Optional[str] = ..., parameter: _Optional[str] = ..., result: _Optional[str] = ..., tested_on: _Optional[str] = ..., valid_until: _Optional[str] = ...) -> None: ...

class CheckResult(_message.Message):
    __slots__ = ("trigger", "checked_on", "valid_until", "passed", "rectify_by")
    TRIGGER_FIELD_NUMBER: _ClassVar[int]
    CHECKED_ON_FIELD_NUMBER: _ClassVar[int]
    VALID_UNTIL_FIELD_NUMBER: _ClassVar[int]
    PASSED_FIELD_NUMBER: _ClassVar[int]
    RECTIFY_BY_FIELD_NUMBER: _ClassVar[int]
    trigger: TriggerClass
    checked_on: str
    valid_until: str
    passed: bool
    rectify_by: str
    def __init__(self, trigger: _Optional[_Union[TriggerClass, str]] = ..., checked_on: _Optional[str] = ..., valid_until: _Optional[str] = ..., passed: _Optional[bool] = ..., rectify_by: _Optional[str] = ...) -> None: ...

class Outcome(_message.Message):
    __slots__ = ("subject", "document_number", "case_number", "domain", "step", "matter_code", "act", "facts", "violated_provisions", "penalty_provisions", "penalties", "content", "decided_on", "valid_until", "published_on", "publish_until", "deciding_organ_name", "deciding_organ_uscc", "region_code", "procedure", "source", "source_fields", "rectification_order", "matter_name", "act_on", "source_organ_name", "source_organ_uscc", "seriousness", "evidence", "tests", "check", "act_place", "act_from", "lead_record_id", "safety_field", "officers")
    SUBJECT_FIELD_NUMBER: _ClassVar[int]
    DOCUMENT_NUMBER_FIELD_NUMBER: _ClassVar[int]
    CASE_NUMBER_FIELD_NUMBER: _ClassVar[int]
    DOMAIN_FIELD_NUMBER: _ClassVar[int]
    STEP_FIELD_NUMBER: _ClassVar[int]
    MATTER_CODE_FIELD_NUMBER: _ClassVar[int]
    ACT_FIELD_NUMBER: _ClassVar[int]
    FACTS_FIELD_NUMBER: _ClassVar[int]
    VIOLATED_PROVISIONS_FIELD_NUMBER: _ClassVar[int]
    PENALTY_PROVISIONS_FIELD_NUMBER: _ClassVar[int]
    PENALTIES_FIELD_NUMBER: _ClassVar[int]
    CONTENT_FIELD_NUMBER: _ClassVar[int]
    DECIDED_ON_FIELD_NUMBER: _ClassVar[int]
    VALID_UNTIL_FIELD_NUMBER: _ClassVar[int]
    PUBLISHED_ON_FIELD_NUMBER: _ClassVar[int]
    PUBLISH_UNTIL_FIELD_NUMBER: _ClassVar[int]
    DECIDING_ORGAN_NAME_FIELD_NUMBER: _ClassVar[int]
    DECIDING_ORGAN_USCC_FIELD_NUMBER: _ClassVar[int]
    REGION_CODE_FIELD_NUMBER: _ClassVar[int]
    PROCEDURE_FIELD_NUMBER: _ClassVar[int]
    SOURCE_FIELD_NUMBER: _ClassVar[int]
    SOURCE_FIELDS_FIELD_NUMBER: _ClassVar[int]
    RECTIFICATION_ORDER_FIELD_NUMBER: _ClassVar[int]
    MATTER_NAME_FIELD_NUMBER: _ClassVar[int]
    ACT_ON_FIELD_NUMBER: _ClassVar[int]
    SOURCE_ORGAN_NAME_FIELD_NUMBER: _ClassVar[int]
    SOURCE_ORGAN_USCC_FIELD_NUMBER: _ClassVar[int]
    SERIOUSNESS_FIELD_NUMBER: _ClassVar[int]
    EVIDENCE_FIELD_NUMBER: _ClassVar[int]
    TESTS_FIELD_NUMBER: _ClassVar[int]
    CHECK_FIELD_NUMBER: _ClassVar[int]
    ACT_PLACE_FIELD_NUMBER: _ClassVar[int]
    ACT_FROM_FIELD_NUMBER: _ClassVar[int]
    LEAD_RECORD_ID_FIELD_NUMBER: _ClassVar[int]
    SAFETY_FIELD_FIELD_NUMBER: _ClassVar[int]
    OFFICERS_FIELD_NUMBER: _ClassVar[int]
    subject: _subject_pb2.Subject
    document_number: str
    case_number: str
    domain: _subject_pb2.EnforcementDomain
    step: OutcomeStep
    matter_code: str
    act: str
    facts: str
    violated_provisions: str
    penalty_provisions: str
    penalties: _containers.RepeatedCompositeFieldContainer[Penalty]
    content: str
    decided_on: str
    valid_until: str
    published_on: str
    publish_until: str
    deciding_organ_name: str
    deciding_organ_uscc: str
    region_code: str
    procedure: Procedure
    source: OutcomeSource
    source_fields: _containers.RepeatedCompositeFieldContainer[SourceField]
    rectification_order: str
    matter_name: str
    act_on: str
    source_organ_name: str
    source_organ_uscc: str
    seriousness: Seriousness
    evidence: _containers.RepeatedCompositeFieldContainer[EvidenceItem]
    tests: _containers.RepeatedCompositeFieldContainer[TestReport]
    check: CheckResult
    act_place: str
    act_from: str
    lead_record_id: str
    safety_field: bool
    officers: _containers.RepeatedCompositeFieldContainer[_lead_pb2.OfficerReference]
    def __init__(self, subject: _Optional[_Union[_subject_pb2.Subject, _Mapping]] = ..., document_number: _Optional[str] = ..., case_number: _Optional[str] = ..., domain: _Optional[_Union[_subject_pb2.EnforcementDomain, str]] = ..., step: _Optional[_Union[OutcomeStep, str]] = ..., matter_code: _Optional[str] = ..., act: _Optional[str] = ..., facts: _Optional[str] = ..., violated_provisions: _Optional[str] = ..., penalty_provisions: _Optional[str] = ..., penalties: _Optional[_Iterable[_Union[Penalty, _Mapping]]] = ..., content: _Optional[str] = ..., decided_on: _Optional[str] = ..., valid_until: _Optional[str] = ..., published_on: _Optional[str] = ..., publish_until: _Optional[str] = ..., deciding_organ_name: _Optional[str] = ..., deciding_organ_uscc: _Optional[str] = ..., region_code: _Optional[str] = ..., procedure: _Optional[_Union[Procedure, str]] = ..., source: _Optional[_Union[OutcomeSource, _Mapping]] = ..., source_fields: _Optional[_Iterable[_Union[SourceField, _Mapping]]] = ..., rectification_order: _Optional[str] = ..., matter_name: _Optional[str] = ..., act_on: _Optional[str] = ..., source_organ_name: _Optional[str] = ..., source_organ_uscc: _Optional[str] = ..., seriousness: _Optional[_Union[Seriousness, str]] = ..., evidence: _Optional[_Iterable[_Union[EvidenceItem, _Mapping]]] = ..., tests: _Optional[_Iterable[_Union[TestReport, _Mapping]]] = ..., check: _Optional[_Union[CheckResult, _Mapping]] = ..., act_place: _Optional[str] = ..., act_from: _Optional[str] = ..., lead_record_id: _Optional[str] = ..., safety_field: _Optional[bool] = ..., officers: _Optional[_Iterable[_Union[_lead_pb2.OfficerReference, _Mapping]]] = ...) -> None: ...

class OutcomeRevision(_message.Message):
    __slots__ = ("kind", "reason", "document_number", "effective_on", "replacement", "review", "reviewing_body", "publish_until", "officer", "known_at", "report_number", "for_procedure")
    KIND_FIELD_NUMBER: _ClassVar[int]
    REASON_FIELD_NUMBER: _ClassVar[int]
    DOCUMENT_NUMBER_FIELD_NUMBER: _ClassVar[int]
    EFFECTIVE_ON_FIELD_NUMBER: _ClassVar[int]
    REPLACEMENT_FIELD_NUMBER: _ClassVar[int]
    REVIEW_FIELD_NUMBER: _ClassVar[int]
    REVIEWING_BODY_FIELD_NUMBER: _ClassVar[int]
    PUBLISH_UNTIL_FIELD_NUMBER: _ClassVar[int]
    OFFICER_FIELD_NUMBER: _ClassVar[int]
    KNOWN_AT_FIELD_NUMBER: _ClassVar[int]
    REPORT_NUMBER_FIELD_NUMBER: _ClassVar[int]
    FOR_PROCEDURE_FIELD_NUMBER: _ClassVar[int]
    kind: OutcomeRevisionKind
    reason: str
    document_number: str
    effective_on: str
    replacement: Outcome
    review: ReviewKind
    reviewing_body: str
    publish_until: str
    officer: _lead_pb2.OfficerReference
    known_at: _timestamp_pb2.Timestamp
    report_number: str
    for_procedure: bool
    def __init__(self, kind: _Optional[_Union[OutcomeRevisionKind, str]] = ..., reason: _Optional[str] = ..., document_number: _Optional[str] = ..., effective_on: _Optional[str] = ..., replacement: _Optional[_Union[Outcome, _Mapping]] = ..., review: _Optional[_Union[ReviewKind, str]] = ..., reviewing_body: _Optional[str] = ..., publish_until: _Optional[str] = ..., officer: _Optional[_Union[_lead_pb2.OfficerReference, _Mapping]] = ..., known_at: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., report_number: _Optional[str] = ..., for_procedure: _Optional[bool] = ...) -> None: ...
