import datetime

from buf.validate import validate_pb2 as _validate_pb2
from exchange.v1 import agreement_pb2 as _agreement_pb2
from exchange.v1 import draw_pb2 as _draw_pb2
from exchange.v1 import duty_pb2 as _duty_pb2
from exchange.v1 import inspection_pb2 as _inspection_pb2
from exchange.v1 import inspection_register_pb2 as _inspection_register_pb2
from exchange.v1 import lead_pb2 as _lead_pb2
from exchange.v1 import outcome_pb2 as _outcome_pb2
from exchange.v1 import recognition_pb2 as _recognition_pb2
from exchange.v1 import risk_pb2 as _risk_pb2
from exchange.v1 import standard_pb2 as _standard_pb2
from google.protobuf import timestamp_pb2 as _timestamp_pb2
from google.protobuf.internal import containers as _containers
from google.protobuf.internal import enum_type_wrapper as _enum_type_wrapper
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from collections.abc import Iterable as _Iterable, Mapping as _Mapping
from typing import ClassVar as _ClassVar, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class RecordType(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    RECORD_TYPE_UNSPECIFIED: _ClassVar[RecordType]
    RECORD_TYPE_LEAD: _ClassVar[RecordType]
    RECORD_TYPE_LEAD_EVENT: _ClassVar[RecordType]
    RECORD_TYPE_STANDARD: _ClassVar[RecordType]
    RECORD_TYPE_STANDARD_MAPPING: _ClassVar[RecordType]
    RECORD_TYPE_OUTCOME: _ClassVar[RecordType]
    RECORD_TYPE_OUTCOME_REVISION: _ClassVar[RecordType]
    RECORD_TYPE_AGREEMENT: _ClassVar[RecordType]
    RECORD_TYPE_RECOGNITION: _ClassVar[RecordType]
    RECORD_TYPE_RELIANCE_REVIEW: _ClassVar[RecordType]
    RECORD_TYPE_WITHDRAWAL_REPORT: _ClassVar[RecordType]
    RECORD_TYPE_CORRECTION_REQUEST: _ClassVar[RecordType]
    RECORD_TYPE_CORRECTION_ANSWER: _ClassVar[RecordType]
    RECORD_TYPE_STANDARD_ADOPTION: _ClassVar[RecordType]
    RECORD_TYPE_PUBLICATION_NOTICE: _ClassVar[RecordType]
    RECORD_TYPE_INTERVENTION: _ClassVar[RecordType]
    RECORD_TYPE_RISK_GRADE: _ClassVar[RecordType]
    RECORD_TYPE_WARNING: _ClassVar[RecordType]
    RECORD_TYPE_GUIDANCE_CASE: _ClassVar[RecordType]
    RECORD_TYPE_INSPECTION_PLAN: _ClassVar[RecordType]
    RECORD_TYPE_PLAN_CONSENT: _ClassVar[RecordType]
    RECORD_TYPE_PLAN_PUBLICATION: _ClassVar[RecordType]
    RECORD_TYPE_PLAN_WITHDRAWAL: _ClassVar[RecordType]
    RECORD_TYPE_INSPECTION_RECORD: _ClassVar[RecordType]
    RECORD_TYPE_RECTIFICATION_CHECK: _ClassVar[RecordType]
    RECORD_TYPE_INSPECTION_RECOGNITION: _ClassVar[RecordType]
    RECORD_TYPE_INSPECTION_REGISTER: _ClassVar[RecordType]
    RECORD_TYPE_DRAW_TASK: _ClassVar[RecordType]
    RECORD_TYPE_DRAW_COMMITMENT: _ClassVar[RecordType]
    RECORD_TYPE_DRAW_REVEAL: _ClassVar[RecordType]
    RECORD_TYPE_DRAW_CLOSURE: _ClassVar[RecordType]
    RECORD_TYPE_DRAW_RESULT: _ClassVar[RecordType]

class SharingClass(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    SHARING_CLASS_UNSPECIFIED: _ClassVar[SharingClass]
    SHARING_CLASS_UNCONDITIONAL: _ClassVar[SharingClass]
    SHARING_CLASS_CONDITIONAL: _ClassVar[SharingClass]
    SHARING_CLASS_WITHHELD: _ClassVar[SharingClass]

class Purpose(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    PURPOSE_UNSPECIFIED: _ClassVar[Purpose]
    PURPOSE_CASE_HANDLING: _ClassVar[Purpose]
    PURPOSE_LEAD_TRANSFER: _ClassVar[Purpose]
    PURPOSE_STANDARD_ALIGNMENT: _ClassVar[Purpose]
    PURPOSE_OUTCOME_RECOGNITION: _ClassVar[Purpose]
    PURPOSE_JOINT_INSPECTION: _ClassVar[Purpose]
    PURPOSE_SUPERVISION: _ClassVar[Purpose]
    PURPOSE_SYNCHRONISATION: _ClassVar[Purpose]
    PURPOSE_PUBLICATION: _ClassVar[Purpose]

class HashAlgorithm(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    HASH_ALGORITHM_UNSPECIFIED: _ClassVar[HashAlgorithm]
    HASH_ALGORITHM_SHA256: _ClassVar[HashAlgorithm]

class SignatureAlgorithm(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    SIGNATURE_ALGORITHM_UNSPECIFIED: _ClassVar[SignatureAlgorithm]
    SIGNATURE_ALGORITHM_ED25519: _ClassVar[SignatureAlgorithm]
    SIGNATURE_ALGORITHM_SM2_SM3: _ClassVar[SignatureAlgorithm]

class RecordState(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    RECORD_STATE_UNSPECIFIED: _ClassVar[RecordState]
    RECORD_STATE_ACCEPTED: _ClassVar[RecordState]
    RECORD_STATE_SEQUENCED: _ClassVar[RecordState]
    RECORD_STATE_PUBLISHED: _ClassVar[RecordState]
    RECORD_STATE_WITNESSED: _ClassVar[RecordState]
RECORD_TYPE_UNSPECIFIED: RecordType
RECORD_TYPE_LEAD: RecordType
RECORD_TYPE_LEAD_EVENT: RecordType
RECORD_TYPE_STANDARD: RecordType
RECORD_TYPE_STANDARD_MAPPING: RecordType
RECORD_TYPE_OUTCOME: RecordType
RECORD_TYPE_OUTCOME_REVISION: RecordType
RECORD_TYPE_AGREEMENT: RecordType
RECORD_TYPE_RECOGNITION: RecordType
RECORD_TYPE_RELIANCE_REVIEW: RecordType
RECORD_TYPE_WITHDRAWAL_REPORT: RecordType
RECORD_TYPE_CORRECTION_REQUEST: RecordType
RECORD_TYPE_CORRECTION_ANSWER: RecordType
RECORD_TYPE_STANDARD_ADOPTION: RecordType
RECORD_TYPE_PUBLICATION_NOTICE: RecordType
RECORD_TYPE_INTERVENTION: RecordType
RECORD_TYPE_RISK_GRADE: RecordType
RECORD_TYPE_WARNING: RecordType
RECORD_TYPE_GUIDANCE_CASE: RecordType
RECORD_TYPE_INSPECTION_PLAN: RecordType
RECORD_TYPE_PLAN_CONSENT: RecordType
RECORD_TYPE_PLAN_PUBLICATION: RecordType
RECORD_TYPE_PLAN_WITHDRAWAL: RecordType
RECORD_TYPE_INSPECTION_RECORD: RecordType
RECORD_TYPE_RECTIFICATION_CHECK: RecordType
RECORD_TYPE_INSPECTION_RECOGNITION: RecordType
RECORD_TYPE_INSPECTION_REGISTER: RecordType
RECORD_TYPE_DRAW_TASK: RecordType
RECORD_TYPE_DRAW_COMMITMENT: RecordType
RECORD_TYPE_DRAW_REVEAL: RecordType
RECORD_TYPE_DRAW_CLOSURE: RecordType
RECORD_TYPE_DRAW_RESULT: RecordType
SHARING_CLASS_UNSPECIFIED: SharingClass
SHARING_CLASS_UNCONDITIONAL: SharingClass
SHARING_CLASS_CONDITIONAL: SharingClass
SHARING_CLASS_WITHHELD: SharingClass
PURPOSE_UNSPECIFIED: Purpose
PURPOSE_CASE_HANDLING: Purpose
PURPOSE_LEAD_TRANSFER: Purpose
PURPOSE_STANDARD_ALIGNMENT: Purpose
PURPOSE_OUTCOME_RECOGNITION: Purpose
PURPOSE_JOINT_INSPECTION: Purpose
PURPOSE_SUPERVISION: Purpose
PURPOSE_SYNCHRONISATION: Purpose
PURPOSE_PUBLICATION: Purpose
HASH_ALGORITHM_UNSPECIFIED: HashAlgorithm
HASH_ALGORITHM_SHA256: HashAlgorithm
SIGNATURE_ALGORITHM_UNSPECIFIED: SignatureAlgorithm
SIGNATURE_ALGORITHM_ED25519: SignatureAlgorithm
SIGNATURE_ALGORITHM_SM2_SM3: SignatureAlgorithm
RECORD_STATE_UNSPECIFIED: RecordState
RECORD_STATE_ACCEPTED: RecordState
RECORD_STATE_SEQUENCED: RecordState
RECORD_STATE_PUBLISHED: RecordState
RECORD_STATE_WITNESSED: RecordState

class SignedRecord(_message.Message):
    __slots__ = ("header", "body", "signatures")
    HEADER_FIELD_NUMBER: _ClassVar[int]
    BODY_FIELD_NUMBER: _ClassVar[int]
    SIGNATURES_FIELD_NUMBER: _ClassVar[int]
    header: bytes
    body: bytes
    signatures: _containers.RepeatedCompositeFieldContainer[Signature]
    def __init__(self, header: _Optional[bytes] = ..., body: _Optional[bytes] = ..., signatures: _Optional[_Iterable[_Union[Signature, _Mapping]]] = ...) -> None: ...

class RecordHeader(_message.Message):
    __slots__ = ("record_id", "origin", "organ", "type", "issued_at", "thread_id", "supersedes", "audience", "sharing_class", "basis_id", "purpose", "body_digest", "hash_algorithm")
    RECORD_ID_FIELD_NUMBER: _ClassVar[int]
    ORIGIN_FIELD_NUMBER: _ClassVar[int]
    ORGAN_FIELD_NUMBER: _ClassVar[int]
    TYPE_FIELD_NUMBER: _ClassVar[int]
    ISSUED_AT_FIELD_NUMBER: _ClassVar[int]
    THREAD_ID_FIELD_NUMBER: _ClassVar[int]
    SUPERSEDES_FIELD_NUMBER: _ClassVar[int]
    AUDIENCE_FIELD_NUMBER: _ClassVar[int]
    SHARING_CLASS_FIELD_NUMBER: _ClassVar[int]
    BASIS_ID_FIELD_NUMBER: _ClassVar[int]
    PURPOSE_FIELD_NUMBER: _ClassVar[int]
    BODY_DIGEST_FIELD_NUMBER: _ClassVar[int]
    HASH_ALGORITHM_FIELD_NUMBER: _ClassVar[int]
    record_id: str
    origin: str
    organ: str
    type: RecordType
    issued_at: _timestamp_pb2.Timestamp
    thread_id: str
    supersedes: str
    audience: _containers.RepeatedScalarFieldContainer[str]
    sharing_class: SharingClass
    basis_id: str
    purpose: Purpose
    body_digest: bytes
    hash_algorithm: HashAlgorithm
    def __init__(self, record_id: _Optional[str] = ..., origin: _Optional[str] = ..., organ: _Optional[str] = ..., type: _Optional[_Union[RecordType, str]] = ..., issued_at: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., thread_id: _Optional[str] = ..., supersedes: _Optional[str] = ..., audience: _Optional[_Iterable[str]] = ..., sharing_class: _Optional[_Union[SharingClass, str]] = ..., basis_id: _Optional[str] = ..., purpose: _Optional[_Union[Purpose, str]] = ..., body_digest: _Optional[bytes] = ..., hash_algorithm: _Optional[_Union[HashAlgorithm, str]] = ...) -> None: ...

class RecordBody(_message.Message):
    __slots__ = ("salt", "lead", "lead_event", "standard", "standard_mapping", "outcome", "outcome_revision", "agreement", "recognition", "reliance_review", "withdrawal_report", "correction_request", "correction_answer", "standard_adoption", "publication_notice", "intervention", "risk_grade", "warning", "guidance_case", "inspection_plan", "plan_consent", "plan_publication", "plan_withdrawal", "inspection_record", "rectification_check", "inspection_recognition", "inspection_register", "draw_task", "draw_commitment", "draw_reveal", "draw_closure", "draw_result")
    SALT_FIELD_NUMBER: _ClassVar[int]
    LEAD_FIELD_NUMBER: _ClassVar[int]
    LEAD_EVENT_FIELD_NUMBER: _ClassVar[int]
    STANDARD_FIELD_NUMBER: _ClassVar[int]
    STANDARD_MAPPING_FIELD_NUMBER: _ClassVar[int]
    OUTCOME_FIELD_NUMBER: _ClassVar[int]
    OUTCOME_REVISION_FIELD_NUMBER: _ClassVar[int]
    AGREEMENT_FIELD_NUMBER: _ClassVar[int]
    RECOGNITION_FIELD_NUMBER: _ClassVar[int]
    RELIANCE_REVIEW_FIELD_NUMBER: _ClassVar[int]
    WITHDRAWAL_REPORT_FIELD_NUMBER: _ClassVar[int]
    CORRECTION_REQUEST_FIELD_NUMBER: _ClassVar[int]
    CORRECTION_ANSWER_FIELD_NUMBER: _ClassVar[int]
    STANDARD_ADOPTION_FIELD_NUMBER: _ClassVar[int]
    PUBLICATION_NOTICE_FIELD_NUMBER: _ClassVar[int]
    INTERVENTION_FIELD_NUMBER: _ClassVar[int]
    RISK_GRADE_FIELD_NUMBER: _ClassVar[int]
    WARNING_FIELD_NUMBER: _ClassVar[int]
    GUIDANCE_CASE_FIELD_NUMBER: _ClassVar[int]
    INSPECTION_PLAN_FIELD_NUMBER: _ClassVar[int]
    PLAN_CONSENT_FIELD_NUMBER: _ClassVar[int]
    PLAN_PUBLICATION_FIELD_NUMBER: _ClassVar[int]
    PLAN_WITHDRAWAL_FIELD_NUMBER: _ClassVar[int]
    INSPECTION_RECORD_FIELD_NUMBER: _ClassVar[int]
    RECTIFICATION_CHECK_FIELD_NUMBER: _ClassVar[int]
    INSPECTION_RECOGNITION_FIELD_NUMBER: _ClassVar[int]
    INSPECTION_REGISTER_FIELD_NUMBER: _ClassVar[int]
    DRAW_TASK_FIELD_NUMBER: _ClassVar[int]
    DRAW_COMMITMENT_FIELD_NUMBER: _ClassVar[int]
    DRAW_REVEAL_FIELD_NUMBER: _ClassVar[int]
    DRAW_CLOSURE_FIELD_NUMBER: _ClassVar[int]
    DRAW_RESULT_FIELD_NUMBER: _ClassVar[int]
    salt: bytes
    lead: _lead_pb2.Lead
    lead_event: _lead_pb2.LeadEvent
    standard: _standard_pb2.Standard
    standard_mapping: _standard_pb2.StandardMapping
    outcome: _outcome_pb2.Outcome
    outcome_revision: _outcome_pb2.OutcomeRevision
    agreement: _agreement_pb2.Agreement
    recognition: _recognition_pb2.Recognition
    reliance_review: _recognition_pb2.RelianceReview
    withdrawal_report: _recognition_pb2.WithdrawalReport
    correction_request: _duty_pb2.CorrectionRequest
    correction_answer: _duty_pb2.CorrectionAnswer
    standard_adoption: _standard_pb2.StandardAdoption
    publication_notice: _duty_pb2.PublicationNotice
    intervention: _duty_pb2.Intervention
    risk_grade: _risk_pb2.RiskGrade
    warning: _risk_pb2.Warning
    guidance_case: _risk_pb2.GuidanceCase
    inspection_plan: _inspection_pb2.InspectionPlan
    plan_consent: _inspection_pb2.PlanConsent
    plan_publication: _inspection_pb2.PlanPublication
    plan_withdrawal: _inspection_pb2.PlanWithdrawal
    inspection_record: _inspection_pb2.InspectionRecord
    rectification_check: _inspection_pb2.RectificationCheck
    inspection_recognition: _inspection_pb2.InspectionRecognition
    inspection_register: _inspection_register_pb2.InspectionRegister
    draw_task: _draw_pb2.DrawTask
    draw_commitment: _draw_pb2.DrawCommitment
    draw_reveal: _draw_pb2.DrawReveal
    draw_closure: _draw_pb2.DrawClosure
    draw_result: _draw_pb2.DrawResult
    def __init__(self, salt: _Optional[bytes] = ..., lead: _Optional[_Union[_lead_pb2.Lead, _Mapping]] = ..., lead_event: _Optional[_Union[_lead_pb2.LeadEvent, _Mapping]] = ..., standard: _Optional[_Union[_standard_pb2.Standard, _Mapping]] = ..., standard_mapping: _Optional[_Union[_standard_pb2.StandardMapping, _Mapping]] = ..., outcome: _Optional[_Union[_outcome_pb2.Outcome, _Mapping]] = ..., outcome_revision: _Optional[_Union[_outcome_pb2.OutcomeRevision, _Mapping]] = ..., agreement: _Optional[_Union[_agreement_pb2.Agreement, _Mapping]] = ..., recognition: _Optional[_Union[_recognition_pb2.Recognition, _Mapping]] = ..., reliance_review: _Optional[_Union[_recognition_pb2.RelianceReview, _Mapping]] = ..., withdrawal_report: _Optional[_Union[_recognition_pb2.WithdrawalReport, _Mapping]] = ..., correction_request: _Optional[_Union[_duty_pb2.CorrectionRequest, _Mapping]] = ..., correction_answer: _Optional[_Union[_duty_pb2.CorrectionAnswer, _Mapping]] = ..., standard_adoption: _Optional[_Union[_standard_pb2.StandardAdoption, _Mapping]] = ..., publication_notice: _Optional[_Union[_duty_pb2.PublicationNotice, _Mapping]] = ..., intervention: _Optional[_Union[_duty_pb2.Intervention, _Mapping]] = ..., risk_grade: _Optional[_Union[_risk_pb2.RiskGrade, _Mapping]] = ..., warning: _Optional[_Union[_risk_pb2.Warning, _Mapping]] = ..., guidance_case: _Optional[_Union[_risk_pb2.GuidanceCase, _Mapping]] = ..., inspection_plan: _Optional[_Union[_inspection_pb2.InspectionPlan, _Mapping]] = ..., plan_consent: _Optional[_Union[_inspection_pb2.PlanConsent, _Mapping]] = ..., plan_publication: _Optional[_Union[_inspection_pb2.PlanPublication, _Mapping]] = ..., plan_withdrawal: _Optional[_Union[_inspection_pb2.PlanWithdrawal, _Mapping]] = ..., inspection_record: _Optional[_Union[_inspection_pb2.InspectionRecord, _Mapping]] = ..., rectification_check: _Optional[_Union[_inspection_pb2.RectificationCheck, _Mapping]] = ..., inspection_recognition: _Optional[_Union[_inspection_pb2.InspectionRecognition, _Mapping]] = ..., inspection_register: _Optional[_Union[_inspection_register_pb2.InspectionRegister, _Mapping]] = ..., draw_task: _Optional[_Union[_draw_pb2.DrawTask, _Mapping]] = ..., draw_commitment: _Optional[_Union[_draw_pb2.DrawCommitment, _Mapping]] = ..., draw_reveal: _Optional[_Union[_draw_pb2.DrawReveal, _Mapping]] = ..., draw_closure: _Optional[_Union[_draw_pb2.DrawClosure, _Mapping]] = ..., draw_result: _Optional[_Union[_draw_pb2.DrawResult, _Mapping]] = ...) -> None: ...

class Signature(_message.Message):
    __slots__ = ("key_id", "value", "batch")
    KEY_ID_FIELD_NUMBER: _ClassVar[int]
    VALUE_FIELD_NUMBER: _ClassVar[int]
    BATCH_FIELD_NUMBER: _ClassVar[int]
    key_id: str
    value: bytes
    batch: BatchProof
    def __init__(self, key_id: _Optional[str] = ..., value: _Optional[bytes] = ..., batch: _Optional[_Union[BatchProof, _Mapping]] = ...) -> None: ...

class BatchProof(_message.Message):
    __slots__ = ("index", "size", "path")
    INDEX_FIELD_NUMBER: _ClassVar[int]
    SIZE_FIELD_NUMBER: _ClassVar[int]
    PATH_FIELD_NUMBER: _ClassVar[int]
    index: int
    size: int
    path: bytes
    def __init__(self, index: _Optional[int] = ..., size: _Optional[int] = ..., path: _Optional[bytes] = ...) -> None: ...

class RecordDraft(_message.Message):
    __slots__ = ("organ", "thread_id", "supersedes", "audience", "sharing_class", "basis_id", "purpose", "lead", "lead_event", "standard", "standard_mapping", "outcome", "outcome_revision", "agreement", "recognition", "reliance_review", "withdrawal_report", "correction_request", "correction_answer", "standard_adoption", "publication_notice", "intervention", "risk_grade", "warning", "guidance_case", "inspection_plan", "plan_consent", "plan_publication", "plan_withdrawal", "inspection_record", "rectification_check", "inspection_recognition", "inspection_register", "draw_task", "draw_commitment", "draw_reveal", "draw_closure", "draw_result")
    ORGAN_FIELD_NUMBER: _ClassVar[int]
    THREAD_ID_FIELD_NUMBER: _ClassVar[int]
    SUPERSEDES_FIELD_NUMBER: _ClassVar[int]
    AUDIENCE_FIELD_NUMBER: _ClassVar[int]
    SHARING_CLASS_FIELD_NUMBER: _ClassVar[int]
    BASIS_ID_FIELD_NUMBER: _ClassVar[int]
    PURPOSE_FIELD_NUMBER: _ClassVar[int]
    LEAD_FIELD_NUMBER: _ClassVar[int]
    LEAD_EVENT_FIELD_NUMBER: _ClassVar[int]
    STANDARD_FIELD_NUMBER: _ClassVar[int]
    STANDARD_MAPPING_FIELD_NUMBER: _ClassVar[int]
    OUTCOME_FIELD_NUMBER: _ClassVar[int]
    OUTCOME_REVISION_FIELD_NUMBER: _ClassVar[int]
    AGREEMENT_FIELD_NUMBER: _ClassVar[int]
    RECOGNITION_FIELD_NUMBER: _ClassVar[int]
    RELIANCE_REVIEW_FIELD_NUMBER: _ClassVar[int]
    WITHDRAWAL_REPORT_FIELD_NUMBER: _ClassVar[int]
    CORRECTION_REQUEST_FIELD_NUMBER: _ClassVar[int]
    CORRECTION_ANSWER_FIELD_NUMBER: _ClassVar[int]
    STANDARD_ADOPTION_FIELD_NUMBER: _ClassVar[int]
    PUBLICATION_NOTICE_FIELD_NUMBER: _ClassVar[int]
    INTERVENTION_FIELD_NUMBER: _ClassVar[int]
    RISK_GRADE_FIELD_NUMBER: _ClassVar[int]
    WARNING_FIELD_NUMBER: _ClassVar[int]
    GUIDANCE_CASE_FIELD_NUMBER: _ClassVar[int]
    INSPECTION_PLAN_FIELD_NUMBER: _ClassVar[int]
    PLAN_CONSENT_FIELD_NUMBER: _ClassVar[int]
    PLAN_PUBLICATION_FIELD_NUMBER: _ClassVar[int]
    PLAN_WITHDRAWAL_FIELD_NUMBER: _ClassVar[int]
    INSPECTION_RECORD_FIELD_NUMBER: _ClassVar[int]
    RECTIFICATION_CHECK_FIELD_NUMBER: _ClassVar[int]
    INSPECTION_RECOGNITION_FIELD_NUMBER: _ClassVar[int]
    INSPECTION_REGISTER_FIELD_NUMBER: _ClassVar[int]
    DRAW_TASK_FIELD_NUMBER: _ClassVar[int]
    DRAW_COMMITMENT_FIELD_NUMBER: _ClassVar[int]
    DRAW_REVEAL_FIELD_NUMBER: _ClassVar[int]
    DRAW_CLOSURE_FIELD_NUMBER: _ClassVar[int]
    DRAW_RESULT_FIELD_NUMBER: _ClassVar[int]
    organ: str
    thread_id: str
    supersedes: str
    audience: _containers.RepeatedScalarFieldContainer[str]
    sharing_class: SharingClass
    basis_id: str
    purpose: Purpose
    lead: _lead_pb2.Lead
    lead_event: _lead_pb2.LeadEvent
    standard: _standard_pb2.Standard
    standard_mapping: _standard_pb2.StandardMapping
    outcome: _outcome_pb2.Outcome
    outcome_revision: _outcome_pb2.OutcomeRevision
    agreement: _agreement_pb2.Agreement
    recognition: _recognition_pb2.Recognition
    reliance_review: _recognition_pb2.RelianceReview
    withdrawal_report: _recognition_pb2.WithdrawalReport
    correction_request: _duty_pb2.CorrectionRequest
    correction_answer: _duty_pb2.CorrectionAnswer
    standard_adoption: _standard_pb2.StandardAdoption
    publication_notice: _duty_pb2.PublicationNotice
    intervention: _duty_pb2.Intervention
    risk_grade: _risk_pb2.RiskGrade
    warning: _risk_pb2.Warning
    guidance_case: _risk_pb2.GuidanceCase
    inspection_plan: _inspection_pb2.InspectionPlan
    plan_consent: _inspection_pb2.PlanConsent
    plan_publication: _inspection_pb2.PlanPublication
    plan_withdrawal: _inspection_pb2.PlanWithdrawal
    inspection_record: _inspection_pb2.InspectionRecord
    rectification_check: _inspection_pb2.RectificationCheck
    inspection_recognition: _inspection_pb2.InspectionRecognition
    inspection_register: _inspection_register_pb2.InspectionRegister
    draw_task: _draw_pb2.DrawTask
    draw_commitment: _draw_pb2.DrawCommitment
    draw_reveal: _draw_pb2.DrawReveal
    draw_closure: _draw_pb2.DrawClosure
    draw_result: _draw_pb2.DrawResult
    def __init__(self, organ: _Optional[str] = ..., thread_id: _Optional[str] = ..., supersedes: _Optional[str] = ..., audience: _Optional[_Iterable[str]] = ..., sharing_class: _Optional[_Union[SharingClass, str]] = ..., basis_id: _Optional[str] = ..., purpose: _Optional[_Union[Purpose, str]] = ..., lead: _Optional[_Union[_lead_pb2.Lead, _Mapping]] = ..., lead_event: _Optional[_Union[_lead_pb2.LeadEvent, _Mapping]] = ..., standard: _Optional[_Union[_standard_pb2.Standard, _Mapping]] = ..., standard_mapping: _Optional[_Union[_standard_pb2.StandardMapping, _Mapping]] = ..., outcome: _Optional[_Union[_outcome_pb2.Outcome, _Mapping]] = ..., outcome_revision: _Optional[_Union[_outcome_pb2.OutcomeRevision, _Mapping]] = ..., agreement: _Optional[_Union[_agreement_pb2.Agreement, _Mapping]] = ..., recognition: _Optional[_Union[_recognition_pb2.Recognition, _Mapping]] = ..., reliance_review: _Optional[_Union[_recognition_pb2.RelianceReview, _Mapping]] = ..., withdrawal_report: _Optional[_Union[_recognition_pb2.WithdrawalReport, _Mapping]] = ..., correction_request: _Optional[_Union[_duty_pb2.CorrectionRequest, _Mapping]] = ..., correction_answer: _Optional[_Union[_duty_pb2.CorrectionAnswer, _Mapping]] = ..., standard_adoption: _Optional[_Union[_standard_pb2.StandardAdoption, _Mapping]] = ..., publication_notice: _Optional[_Union[_duty_pb2.PublicationNotice, _Mapping]] = ..., intervention: _Optional[_Union[_duty_pb2.Intervention, _Mapping]] = ..., risk_grade: _Optional[_Union[_risk_pb2.RiskGrade, _Mapping]] = ..., warning: _Optional[_Union[_risk_pb2.Warning, _Mapping]] = ..., guidance_case: _Optional[_Union[_risk_pb2.GuidanceCase, _Mapping]] = ..., inspection_plan: _Optional[_Union[_inspection_pb2.InspectionPlan, _Mapping]] = ..., plan_consent: _Optional[_Union[_inspection_pb2.PlanConsent, _Mapping]] = ..., plan_publication: _Optional[_Union[_inspection_pb2.PlanPublication, _Mapping]] = ..., plan_withdrawal: _Optional[_Union[_inspection_pb2.PlanWithdrawal, _Mapping]] = ..., inspection_record: _Optional[_Union[_inspection_pb2.InspectionRecord, _Mapping]] = ..., rectification_check: _Optional[_Union[_inspection_pb2.RectificationCheck, _Mapping]] = ..., inspection_recognition: _Optional[_Union[_inspection_pb2.InspectionRecognition, _Mapping]] = ..., inspection_register: _Optional[_Union[_inspection_register_pb2.InspectionRegister, _Mapping]] = ..., draw_task: _Optional[_Union[_draw_pb2.DrawTask, _Mapping]] = ..., draw_commitment: _Optional[_Union[_draw_pb2.DrawCommitment, _Mapping]] = ..., draw_reveal: _Optional[_Union[_draw_pb2.DrawReveal, _Mapping]] = ..., draw_closure: _Optional[_Union[_draw_pb2.DrawClosure, _Mapping]] = ..., draw_result: _Optional[_Union[_draw_pb2.DrawResult, _Mapping]] = ...) -> None: ...
