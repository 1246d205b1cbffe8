import datetime

from buf.validate import validate_pb2 as _validate_pb2
from exchange.v1 import outcome_pb2 as _outcome_pb2
from exchange.v1 import outcome_service_pb2 as _outcome_service_pb2
from exchange.v1 import recognition_pb2 as _recognition_pb2
from exchange.v1 import record_service_pb2 as _record_service_pb2
from exchange.v1 import subject_pb2 as _subject_pb2
from google.protobuf import timestamp_pb2 as _timestamp_pb2
from google.protobuf.internal import containers as _containers
from google.protobuf.internal import enum_type_wrapper as _enum_type_wrapper
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from collections.abc import Iterable as _Iterable, Mapping as _Mapping
from typing import ClassVar as _ClassVar, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class RelianceState(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    RELIANCE_STATE_UNSPECIFIED: _ClassVar[RelianceState]
    RELIANCE_STATE_IN_EFFECT: _ClassVar[RelianceState]
    RELIANCE_STATE_SUSPENDED: _ClassVar[RelianceState]
    RELIANCE_STATE_WITHDRAWN_TO_REVIEW: _ClassVar[RelianceState]
    RELIANCE_STATE_REVIEWED: _ClassVar[RelianceState]
RELIANCE_STATE_UNSPECIFIED: RelianceState
RELIANCE_STATE_IN_EFFECT: RelianceState
RELIANCE_STATE_SUSPENDED: RelianceState
RELIANCE_STATE_WITHDRAWN_TO_REVIEW: RelianceState
RELIANCE_STATE_REVIEWED: RelianceState

class CheckRecognitionRequest(_message.Message):
    __slots__ = ("outcome_record_id", "subject", "organ", "scope", "matter_code", "domain", "standard_record_id", "report_number")
    OUTCOME_RECORD_ID_FIELD_NUMBER: _ClassVar[int]
    SUBJECT_FIELD_NUMBER: _ClassVar[int]
    ORGAN_FIELD_NUMBER: _ClassVar[int]
    SCOPE_FIELD_NUMBER: _ClassVar[int]
    MATTER_CODE_FIELD_NUMBER: _ClassVar[int]
    DOMAIN_FIELD_NUMBER: _ClassVar[int]
    STANDARD_RECORD_ID_FIELD_NUMBER: _ClassVar[int]
    REPORT_NUMBER_FIELD_NUMBER: _ClassVar[int]
    outcome_record_id: str
    subject: str
    organ: str
    scope: _recognition_pb2.RecognitionScope
    matter_code: str
    domain: _subject_pb2.EnforcementDomain
    standard_record_id: str
    report_number: str
    def __init__(self, outcome_record_id: _Optional[str] = ..., subject: _Optional[str] = ..., organ: _Optional[str] = ..., scope: _Optional[_Union[_recognition_pb2.RecognitionScope, str]] = ..., matter_code: _Optional[str] = ..., domain: _Optional[_Union[_subject_pb2.EnforcementDomain, str]] = ..., standard_record_id: _Optional[str] = ..., report_number: _Optional[str] = ...) -> None: ...

class CheckRecognitionResponse(_message.Message):
    __slots__ = ("advice", "sources", "truncated")
    ADVICE_FIELD_NUMBER: _ClassVar[int]
    SOURCES_FIELD_NUMBER: _ClassVar[int]
    TRUNCATED_FIELD_NUMBER: _ClassVar[int]
    advice: _containers.RepeatedCompositeFieldContainer[RecognitionAdvice]
    sources: _containers.RepeatedCompositeFieldContainer[_outcome_service_pb2.SourceFreshness]
    truncated: bool
    def __init__(self, advice: _Optional[_Iterable[_Union[RecognitionAdvice, _Mapping]]] = ..., sources: _Optional[_Iterable[_Union[_outcome_service_pb2.SourceFreshness, _Mapping]]] = ..., truncated: _Optional[bool] = ...) -> None: ...

class RecognitionAdvice(_message.Message):
    __slots__ = ("outcome", "scope", "allowed", "basis_id", "conditions", "reason", "to_do")
    OUTCOME_FIELD_NUMBER: _ClassVar[int]
    SCOPE_FIELD_NUMBER: _ClassVar[int]
    ALLOWED_FIELD_NUMBER: _ClassVar[int]
    BASIS_ID_FIELD_NUMBER: _ClassVar[int]
    CONDITIONS_FIELD_NUMBER: _ClassVar[int]
    REASON_FIELD_NUMBER: _ClassVar[int]
    TO_DO_FIELD_NUMBER: _ClassVar[int]
    outcome: _outcome_service_pb2.OutcomeView
    scope: _recognition_pb2.RecognitionScope
    allowed: bool
    basis_id: str
    conditions: _containers.RepeatedCompositeFieldContainer[RecognitionCondition]
    reason: str
    to_do: _containers.RepeatedScalarFieldContainer[str]
    def __init__(self, outcome: _Optional[_Union[_outcome_service_pb2.OutcomeView, _Mapping]] = ..., scope: _Optional[_Union[_recognition_pb2.RecognitionScope, str]] = ..., allowed: _Optional[bool] = ..., basis_id: _Optional[str] = ..., conditions: _Optional[_Iterable[_Union[RecognitionCondition, _Mapping]]] = ..., reason: _Optional[str] = ..., to_do: _Optional[_Iterable[str]] = ...) -> None: ...

class RecognitionCondition(_message.Message):
    __slots__ = ("name", "met", "explanation", "source")
    NAME_FIELD_NUMBER: _ClassVar[int]
    MET_FIELD_NUMBER: _ClassVar[int]
    EXPLANATION_FIELD_NUMBER: _ClassVar[int]
    SOURCE_FIELD_NUMBER: _ClassVar[int]
    name: str
    met: bool
    explanation: str
    source: str
    def __init__(self, name: _Optional[str] = ..., met: _Optional[bool] = ..., explanation: _Optional[str] = ..., source: _Optional[str] = ...) -> None: ...

class RecogniseOutcomeRequest(_message.Message):
    __slots__ = ("request_id", "organ", "basis_id", "recognition")
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    ORGAN_FIELD_NUMBER: _ClassVar[int]
    BASIS_ID_FIELD_NUMBER: _ClassVar[int]
    RECOGNITION_FIELD_NUMBER: _ClassVar[int]
    request_id: str
    organ: str
    basis_id: str
    recognition: _recognition_pb2.Recognition
    def __init__(self, request_id: _Optional[str] = ..., organ: _Optional[str] = ..., basis_id: _Optional[str] = ..., recognition: _Optional[_Union[_recognition_pb2.Recognition, _Mapping]] = ...) -> None: ...

class RecogniseOutcomeResponse(_message.Message):
    __slots__ = ("published",)
    PUBLISHED_FIELD_NUMBER: _ClassVar[int]
    published: _record_service_pb2.PublishRecordResponse
    def __init__(self, published: _Optional[_Union[_record_service_pb2.PublishRecordResponse, _Mapping]] = ...) -> None: ...

class RelianceView(_message.Message):
    __slots__ = ("recognition_record_id", "member", "organ", "recognition", "basis_id", "state", "ended_by", "ended_at", "review")
    RECOGNITION_RECORD_ID_FIELD_NUMBER: _ClassVar[int]
    MEMBER_FIELD_NUMBER: _ClassVar[int]
    ORGAN_FIELD_NUMBER: _ClassVar[int]
    RECOGNITION_FIELD_NUMBER: _ClassVar[int]
    BASIS_ID_FIELD_NUMBER: _ClassVar[int]
    STATE_FIELD_NUMBER: _ClassVar[int]
    ENDED_BY_FIELD_NUMBER: _ClassVar[int]
    ENDED_AT_FIELD_NUMBER: _ClassVar[int]
    REVIEW_FIELD_NUMBER: _ClassVar[int]
    recognition_record_id: str
    member: str
    organ: str
    recognition: _recognition_pb2.Recognition
    basis_id: str
    state: RelianceState
    ended_by: str
    ended_at: _timestamp_pb2.Timestamp
    review: _recognition_pb2.RelianceReview
    def __init__(self, recognition_record_id: _Optional[str] = ..., member: _Optional[str] = ..., organ: _Optional[str] = ..., recognition: _Optional[_Union[_recognition_pb2.Recognition, _Mapping]] = ..., basis_id: _Optional[str] = ..., state: _Optional[_Union[RelianceState, str]] = ..., ended_by: _Optional[str] = ..., ended_at: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., review: _Optional[_Union[_recognition_pb2.RelianceReview, _Mapping]] = ...) -> None: ...

class ListRelianceRequest(_message.Message):
    __slots__ = ("page_size", "page_token", "outcome_record_id", "state", "organ", "scope")
    PAGE_SIZE_FIELD_NUMBER: _ClassVar[int]
    PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    OUTCOME_RECORD_ID_FIELD_NUMBER: _ClassVar[int]
    STATE_FIELD_NUMBER: _ClassVar[int]
    ORGAN_FIELD_NUMBER: _ClassVar[int]
    SCOPE_FIELD_NUMBER: _ClassVar[int]
    page_size: int
    page_token: str
    outcome_record_id: str
    state: RelianceState
    organ: str
    scope: _recognition_pb2.RecognitionScope
    def __init__(self, page_size: _Optional[int] = ..., page_token: _Optional[str] = ..., outcome_record_id: _Optional[str] = ..., state: _Optional[_Union[RelianceState, str]] = ..., organ: _Optional[str] = ..., scope: _Optional[_Union[_recognition_pb2.RecognitionScope, str]] = ...) -> None: ...

class ListRelianceResponse(_message.Message):
    __slots__ = ("reliances", "next_page_token")
    RELIANCES_FIELD_NUMBER: _ClassVar[int]
    NEXT_PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    reliances: _containers.RepeatedCompositeFieldContainer[RelianceView]
    next_page_token: str
    def __init__(self, reliances: _Optional[_Iterable[_Union[RelianceView, _Mapping]]] = ..., next_page_token: _Optional[str] = ...) -> None: ...

class ListWithdrawalsRequest(_message.Message):
    __slots__ = ("page_size", "page_token", "outcome_record_id", "origin")
    PAGE_SIZE_FIELD_NUMBER: _ClassVar[int]
    PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    OUTCOME_RECORD_ID_FIELD_NUMBER: _ClassVar[int]
    ORIGIN_FIELD_NUMBER: _ClassVar[int]
    page_size: int
    page_token: str
    outcome_record_id: str
    origin: str
    def __init__(self, page_size: _Optional[int] = ..., page_token: _Optional[str] = ..., outcome_record_id: _Optional[str] = ..., origin: _Optional[str] = ...) -> None: ...

class ListWithdrawalsResponse(_message.Message):
    __slots__ = ("withdrawals", "next_page_token")
    WITHDRAWALS_FIELD_NUMBER: _ClassVar[int]
    NEXT_PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    withdrawals: _containers.RepeatedCompositeFieldContainer[WithdrawalView]
    next_page_token: str
    def __init__(self, withdrawals: _Optional[_Iterable[_Union[WithdrawalView, _Mapping]]] = ..., next_page_token: _Optional[str] = ...) -> None: ...

class WithdrawalView(_message.Message):
    __slots__ = ("outcome_record_id", "revision_record_id", "issued_at", "reason", "peers", "kind", "outcome_origin")
    OUTCOME_RECORD_ID_FIELD_NUMBER: _ClassVar[int]
    REVISION_RECORD_ID_FIELD_NUMBER: _ClassVar[int]
    ISSUED_AT_FIELD_NUMBER: _ClassVar[int]
    REASON_FIELD_NUMBER: _ClassVar[int]
    PEERS_FIELD_NUMBER: _ClassVar[int]
    KIND_FIELD_NUMBER: _ClassVar[int]
    OUTCOME_ORIGIN_FIELD_NUMBER: _ClassVar[int]
    outcome_record_id: str
    revision_record_id: str
    issued_at: _timestamp_pb2.Timestamp
    reason: str
    peers: _containers.RepeatedCompositeFieldContainer[PeerWithdrawal]
    kind: _outcome_pb2.OutcomeRevisionKind
    outcome_origin: str
    def __init__(self, outcome_record_id: _Optional[str] = ..., revision_record_id: _Optional[str] = ..., issued_at: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., reason: _Optional[str] = ..., peers: _Optional[_Iterable[_Union[PeerWithdrawal, _Mapping]]] = ..., kind: _Optional[_Union[_outcome_pb2.OutcomeRevisionKind, str]] = ..., outcome_origin: _Optional[str] = ...) -> None: ...

class PeerWithdrawal(_message.Message):
    __slots__ = ("member", "report_record_id", "applied_at", "recognitions", "scopes", "in_audience")
    MEMBER_FIELD_NUMBER: _ClassVar[int]
    REPORT_RECORD_ID_FIELD_NUMBER: _ClassVar[int]
    APPLIED_AT_FIELD_NUMBER: _ClassVar[int]
    RECOGNITIONS_FIELD_NUMBER: _ClassVar[int]
    SCOPES_FIELD_NUMBER: _ClassVar[int]
    IN_AUDIENCE_FIELD_NUMBER: _ClassVar[int]
    member: str
    report_record_id: str
    applied_at: _timestamp_pb2.Timestamp
    recognitions: int
    scopes: _containers.RepeatedScalarFieldContainer[_recognition_pb2.RecognitionScope]
    in_audience: bool
    def __init__(self, member: _Optional[str] = ..., report_record_id: _Optional[str] = ..., applied_at: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., recognitions: _Optional[int] = ..., scopes: _Optional[_Iterable[_Union[_recognition_pb2.RecognitionScope, str]]] = ..., in_audience: _Optional[bool] = ...) -> None: ...

class ReviewRelianceRequest(_message.Message):
    __slots__ = ("request_id", "organ", "basis_id", "review")
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    ORGAN_FIELD_NUMBER: _ClassVar[int]
    BASIS_ID_FIELD_NUMBER: _ClassVar[int]
    REVIEW_FIELD_NUMBER: _ClassVar[int]
    request_id: str
    organ: str
    basis_id: str
    review: _recognition_pb2.RelianceReview
    def __init__(self, request_id: _Optional[str] = ..., organ: _Optional[str] = ..., basis_id: _Optional[str] = ..., review: _Optional[_Union[_recognition_pb2.RelianceReview, _Mapping]] = ...) -> None: ...

class ReviewRelianceResponse(_message.Message):
    __slots__ = ("published",)
    PUBLISHED_FIELD_NUMBER: _ClassVar[int]
    published: _record_service_pb2.PublishRecordResponse
    def __init__(self, published: _Optional[_Union[_record_service_pb2.PublishRecordResponse, _Mapping]] = ...) -> None: ...
