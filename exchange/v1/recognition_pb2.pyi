import datetime

from buf.validate import validate_pb2 as _validate_pb2
from exchange.v1 import lead_pb2 as _lead_pb2
from google.protobuf import timestamp_pb2 as _timestamp_pb2
from google.protobuf.internal import containers as _containers
from google.protobuf.internal import enum_type_wrapper as _enum_type_wrapper
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from collections.abc import Iterable as _Iterable, Mapping as _Mapping
from typing import ClassVar as _ClassVar, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class RecognitionScope(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    RECOGNITION_SCOPE_UNSPECIFIED: _ClassVar[RecognitionScope]
    RECOGNITION_SCOPE_EVIDENCE: _ClassVar[RecognitionScope]
    RECOGNITION_SCOPE_TEST: _ClassVar[RecognitionScope]
    RECOGNITION_SCOPE_INSPECTION: _ClassVar[RecognitionScope]
    RECOGNITION_SCOPE_DISCRETION: _ClassVar[RecognitionScope]
    RECOGNITION_SCOPE_NE_BIS: _ClassVar[RecognitionScope]
    RECOGNITION_SCOPE_CREDIT: _ClassVar[RecognitionScope]

class RelianceVerdict(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    RELIANCE_VERDICT_UNSPECIFIED: _ClassVar[RelianceVerdict]
    RELIANCE_VERDICT_UPHELD: _ClassVar[RelianceVerdict]
    RELIANCE_VERDICT_CHANGED: _ClassVar[RelianceVerdict]
    RELIANCE_VERDICT_REVOKED: _ClassVar[RelianceVerdict]
RECOGNITION_SCOPE_UNSPECIFIED: RecognitionScope
RECOGNITION_SCOPE_EVIDENCE: RecognitionScope
RECOGNITION_SCOPE_TEST: RecognitionScope
RECOGNITION_SCOPE_INSPECTION: RecognitionScope
RECOGNITION_SCOPE_DISCRETION: RecognitionScope
RECOGNITION_SCOPE_NE_BIS: RecognitionScope
RECOGNITION_SCOPE_CREDIT: RecognitionScope
RELIANCE_VERDICT_UNSPECIFIED: RelianceVerdict
RELIANCE_VERDICT_UPHELD: RelianceVerdict
RELIANCE_VERDICT_CHANGED: RelianceVerdict
RELIANCE_VERDICT_REVOKED: RelianceVerdict

class EvidenceReview(_message.Message):
    __slots__ = ("reviewer", "lawful", "authentic", "relevant", "opinion", "reviewed_at", "items")
    REVIEWER_FIELD_NUMBER: _ClassVar[int]
    LAWFUL_FIELD_NUMBER: _ClassVar[int]
    AUTHENTIC_FIELD_NUMBER: _ClassVar[int]
    RELEVANT_FIELD_NUMBER: _ClassVar[int]
    OPINION_FIELD_NUMBER: _ClassVar[int]
    REVIEWED_AT_FIELD_NUMBER: _ClassVar[int]
    ITEMS_FIELD_NUMBER: _ClassVar[int]
    reviewer: _lead_pb2.OfficerReference
    lawful: bool
    authentic: bool
    relevant: bool
    opinion: str
    reviewed_at: _timestamp_pb2.Timestamp
    items: _containers.RepeatedScalarFieldContainer[str]
    def __init__(self, reviewer: _Optional[_Union[_lead_pb2.OfficerReference, _Mapping]] = ..., lawful: _Optional[bool] = ..., authentic: _Optional[bool] = ..., relevant: _Optional[bool] = ..., opinion: _Optional[str] = ..., reviewed_at: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., items: _Optional[_Iterable[str]] = ...) -> None: ...

class LocalDecision(_message.Message):
    __slots__ = ("kind", "document_number", "case_number", "decided_on", "record_id", "organ", "summary")
    KIND_FIELD_NUMBER: _ClassVar[int]
    DOCUMENT_NUMBER_FIELD_NUMBER: _ClassVar[int]
    CASE_NUMBER_FIELD_NUMBER: _ClassVar[int]
    DECIDED_ON_FIELD_NUMBER: _ClassVar[int]
    RECORD_ID_FIELD_NUMBER: _ClassVar[int]
    ORGAN_FIELD_NUMBER: _ClassVar[int]
    SUMMARY_FIELD_NUMBER: _ClassVar[int]
    kind: str
    document_number: str
    case_number: str
    decided_on: str
    record_id: str
    organ: str
    summary: str
    def __init__(self, kind: _Optional[str] = ..., document_number: _Optional[str] = ..., case_number: _Optional[str] = ..., decided_on: _Optional[str] = ..., record_id: _Optional[str] = ..., organ: _Optional[str] = ..., summary: _Optional[str] = ...) -> None: ...

class Recognition(_message.Message):
    __slots__ = ("outcome_record_id", "outcome_origin", "scope", "decision", "review", "matter_code", "same_act_confirmed_by", "reason", "report_number", "standard_record_id", "officer", "last_revision_record_id")
    OUTCOME_RECORD_ID_FIELD_NUMBER: _ClassVar[int]
    OUTCOME_ORIGIN_FIELD_NUMBER: _ClassVar[int]
    SCOPE_FIELD_NUMBER: _ClassVar[int]
    DECISION_FIELD_NUMBER: _ClassVar[int]
    REVIEW_FIELD_NUMBER: _ClassVar[int]
    MATTER_CODE_FIELD_NUMBER: _ClassVar[int]
    SAME_ACT_CONFIRMED_BY_FIELD_NUMBER: _ClassVar[int]
    REASON_FIELD_NUMBER: _ClassVar[int]
    REPORT_NUMBER_FIELD_NUMBER: _ClassVar[int]
    STANDARD_RECORD_ID_FIELD_NUMBER: _ClassVar[int]
    OFFICER_FIELD_NUMBER: _ClassVar[int]
    LAST_REVISION_RECORD_ID_FIELD_NUMBER: _ClassVar[int]
    outcome_record_id: str
    outcome_origin: str
    scope: RecognitionScope
    decision: LocalDecision
    review: EvidenceReview
    matter_code: str
    same_act_confirmed_by: _lead_pb2.OfficerReference
    reason: str
    report_number: str
    standard_record_id: str
    officer: _lead_pb2.OfficerReference
    last_revision_record_id: str
    def __init__(self, outcome_record_id: _Optional[str] = ..., outcome_origin: _Optional[str] = ..., scope: _Optional[_Union[RecognitionScope, str]] = ..., decision: _Optional[_Union[LocalDecision, _Mapping]] = ..., review: _Optional[_Union[EvidenceReview, _Mapping]] = ..., matter_code: _Optional[str] = ..., same_act_confirmed_by: _Optional[_Union[_lead_pb2.OfficerReference, _Mapping]] = ..., reason: _Optional[str] = ..., report_number: _Optional[str] = ..., standard_record_id: _Optional[str] = ..., officer: _Optional[_Union[_lead_pb2.OfficerReference, _Mapping]] = ..., last_revision_record_id: _Optional[str] = ...) -> None: ...

class RelianceReview(_message.Message):
    __slots__ = ("recognition_record_id", "verdict", "reason", "officer", "revision_record_id", "ended_by")
    RECOGNITION_RECORD_ID_FIELD_NUMBER: _ClassVar[int]
    VERDICT_FIELD_NUMBER: _ClassVar[int]
    REASON_FIELD_NUMBER: _ClassVar[int]
    OFFICER_FIELD_NUMBER: _ClassVar[int]
    REVISION_RECORD_ID_FIELD_NUMBER: _ClassVar[int]
    ENDED_BY_FIELD_NUMBER: _ClassVar[int]
    recognition_record_id: str
    verdict: RelianceVerdict
    reason: str
    officer: _lead_pb2.OfficerReference
    revision_record_id: str
    ended_by: str
    def __init__(self, recognition_record_id: _Optional[str] = ..., verdict: _Optional[_Union[RelianceVerdict, str]] = ..., reason: _Optional[str] = ..., officer: _Optional[_Union[_lead_pb2.OfficerReference, _Mapping]] = ..., revision_record_id: _Optional[str] = ..., ended_by: _Optional[str] = ...) -> None: ...

class WithdrawalReport(_message.Message):
    __slots__ = ("outcome_record_id", "outcome_origin", "revision_record_id", "applied_at", "scopes", "recognition_record_ids", "recognitions")
    OUTCOME_RECORD_ID_FIELD_NUMBER: _ClassVar[int]
    OUTCOME_ORIGIN_FIELD_NUMBER: _ClassVar[int]
    REVISION_RECORD_ID_FIELD_NUMBER: _ClassVar[int]
    APPLIED_AT_FIELD_NUMBER: _ClassVar[int]
    SCOPES_FIELD_NUMBER: _ClassVar[int]
    RECOGNITION_RECORD_IDS_FIELD_NUMBER: _ClassVar[int]
    RECOGNITIONS_FIELD_NUMBER: _ClassVar[int]
    outcome_record_id: str
    outcome_origin: str
    revision_record_id: str
    applied_at: _timestamp_pb2.Timestamp
    scopes: _containers.RepeatedScalarFieldContainer[RecognitionScope]
    recognition_record_ids: _containers.RepeatedScalarFieldContainer[str]
    recognitions: int
    def __init__(self, outcome_record_id: _Optional[str] = ..., outcome_origin: _Optional[str] = ..., revision_record_id: _Optional[str] = ..., applied_at: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., scopes: _Optional[_Iterable[_Union[RecognitionScope, str]]] = ..., recognition_record_ids: _Optional[_Iterable[str]] = ..., recognitions: _Optional[int] = ...) -> None: ...
