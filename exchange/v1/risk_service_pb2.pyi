import datetime

from buf.validate import validate_pb2 as _validate_pb2
from exchange.v1 import duty_pb2 as _duty_pb2
from exchange.v1 import outcome_service_pb2 as _outcome_service_pb2
from exchange.v1 import risk_pb2 as _risk_pb2
from exchange.v1 import subject_pb2 as _subject_pb2
from google.protobuf import timestamp_pb2 as _timestamp_pb2
from google.protobuf.internal import containers as _containers
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from collections.abc import Iterable as _Iterable, Mapping as _Mapping
from typing import ClassVar as _ClassVar, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class ListWarningsRequest(_message.Message):
    __slots__ = ("page_size", "page_token", "subject", "rule", "matter_code", "raised_from")
    PAGE_SIZE_FIELD_NUMBER: _ClassVar[int]
    PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    SUBJECT_FIELD_NUMBER: _ClassVar[int]
    RULE_FIELD_NUMBER: _ClassVar[int]
    MATTER_CODE_FIELD_NUMBER: _ClassVar[int]
    RAISED_FROM_FIELD_NUMBER: _ClassVar[int]
    page_size: int
    page_token: str
    subject: str
    rule: _risk_pb2.WarningRule
    matter_code: str
    raised_from: str
    def __init__(self, page_size: _Optional[int] = ..., page_token: _Optional[str] = ..., subject: _Optional[str] = ..., rule: _Optional[_Union[_risk_pb2.WarningRule, str]] = ..., matter_code: _Optional[str] = ..., raised_from: _Optional[str] = ...) -> None: ...

class WarningView(_message.Message):
    __slots__ = ("record_id", "origin", "organ", "issued_at", "warning")
    RECORD_ID_FIELD_NUMBER: _ClassVar[int]
    ORIGIN_FIELD_NUMBER: _ClassVar[int]
    ORGAN_FIELD_NUMBER: _ClassVar[int]
    ISSUED_AT_FIELD_NUMBER: _ClassVar[int]
    WARNING_FIELD_NUMBER: _ClassVar[int]
    record_id: str
    origin: str
    organ: str
    issued_at: _timestamp_pb2.Timestamp
    warning: _risk_pb2.Warning
    def __init__(self, record_id: _Optional[str] = ..., origin: _Optional[str] = ..., organ: _Optional[str] = ..., issued_at: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., warning: _Optional[_Union[_risk_pb2.Warning, _Mapping]] = ...) -> None: ...

class ListWarningsResponse(_message.Message):
    __slots__ = ("warnings", "next_page_token", "sources")
    WARNINGS_FIELD_NUMBER: _ClassVar[int]
    NEXT_PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    SOURCES_FIELD_NUMBER: _ClassVar[int]
    warnings: _containers.RepeatedCompositeFieldContainer[WarningView]
    next_page_token: str
    sources: _containers.RepeatedCompositeFieldContainer[_outcome_service_pb2.SourceFreshness]
    def __init__(self, warnings: _Optional[_Iterable[_Union[WarningView, _Mapping]]] = ..., next_page_token: _Optional[str] = ..., sources: _Optional[_Iterable[_Union[_outcome_service_pb2.SourceFreshness, _Mapping]]] = ...) -> None: ...

class ListRiskGradesRequest(_message.Message):
    __slots__ = ("page_size", "page_token", "subject", "scheme", "level", "on")
    PAGE_SIZE_FIELD_NUMBER: _ClassVar[int]
    PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    SUBJECT_FIELD_NUMBER: _ClassVar[int]
    SCHEME_FIELD_NUMBER: _ClassVar[int]
    LEVEL_FIELD_NUMBER: _ClassVar[int]
    ON_FIELD_NUMBER: _ClassVar[int]
    page_size: int
    page_token: str
    subject: str
    scheme: str
    level: _risk_pb2.RiskLevel
    on: str
    def __init__(self, page_size: _Optional[int] = ..., page_token: _Optional[str] = ..., subject: _Optional[str] = ..., scheme: _Optional[str] = ..., level: _Optional[_Union[_risk_pb2.RiskLevel, str]] = ..., on: _Optional[str] = ...) -> None: ...

class RiskGradeView(_message.Message):
    __slots__ = ("record_id", "origin", "organ", "issued_at", "grade")
    RECORD_ID_FIELD_NUMBER: _ClassVar[int]
    ORIGIN_FIELD_NUMBER: _ClassVar[int]
    ORGAN_FIELD_NUMBER: _ClassVar[int]
    ISSUED_AT_FIELD_NUMBER: _ClassVar[int]
    GRADE_FIELD_NUMBER: _ClassVar[int]
    record_id: str
    origin: str
    organ: str
    issued_at: _timestamp_pb2.Timestamp
    grade: _risk_pb2.RiskGrade
    def __init__(self, record_id: _Optional[str] = ..., origin: _Optional[str] = ..., organ: _Optional[str] = ..., issued_at: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., grade: _Optional[_Union[_risk_pb2.RiskGrade, _Mapping]] = ...) -> None: ...

class ListRiskGradesResponse(_message.Message):
    __slots__ = ("grades", "next_page_token", "sources")
    GRADES_FIELD_NUMBER: _ClassVar[int]
    NEXT_PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    SOURCES_FIELD_NUMBER: _ClassVar[int]
    grades: _containers.RepeatedCompositeFieldContainer[RiskGradeView]
    next_page_token: str
    sources: _containers.RepeatedCompositeFieldContainer[_outcome_service_pb2.SourceFreshness]
    def __init__(self, grades: _Optional[_Iterable[_Union[RiskGradeView, _Mapping]]] = ..., next_page_token: _Optional[str] = ..., sources: _Optional[_Iterable[_Union[_outcome_service_pb2.SourceFreshness, _Mapping]]] = ...) -> None: ...

class ListGuidanceCasesRequest(_message.Message):
    __slots__ = ("page_size", "page_token", "matter_code", "domain", "text")
    PAGE_SIZE_FIELD_NUMBER: _ClassVar[int]
    PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    MATTER_CODE_FIELD_NUMBER: _ClassVar[int]
    DOMAIN_FIELD_NUMBER: _ClassVar[int]
    TEXT_FIELD_NUMBER: _ClassVar[int]
    page_size: int
    page_token: str
    matter_code: str
    domain: _subject_pb2.EnforcementDomain
    text: str
    def __init__(self, page_size: _Optional[int] = ..., page_token: _Optional[str] = ..., matter_code: _Optional[str] = ..., domain: _Optional[_Union[_subject_pb2.EnforcementDomain, str]] = ..., text: _Optional[str] = ...) -> None: ...

class GuidanceCaseView(_message.Message):
    __slots__ = ("record_id", "origin", "organ", "issued_at", "guidance_case")
    RECORD_ID_FIELD_NUMBER: _ClassVar[int]
    ORIGIN_FIELD_NUMBER: _ClassVar[int]
    ORGAN_FIELD_NUMBER: _ClassVar[int]
    ISSUED_AT_FIELD_NUMBER: _ClassVar[int]
    GUIDANCE_CASE_FIELD_NUMBER: _ClassVar[int]
    record_id: str
    origin: str
    organ: str
    issued_at: _timestamp_pb2.Timestamp
    guidance_case: _risk_pb2.GuidanceCase
    def __init__(self, record_id: _Optional[str] = ..., origin: _Optional[str] = ..., organ: _Optional[str] = ..., issued_at: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., guidance_case: _Optional[_Union[_risk_pb2.GuidanceCase, _Mapping]] = ...) -> None: ...

class ListGuidanceCasesResponse(_message.Message):
    __slots__ = ("cases", "next_page_token", "sources")
    CASES_FIELD_NUMBER: _ClassVar[int]
    NEXT_PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    SOURCES_FIELD_NUMBER: _ClassVar[int]
    cases: _containers.RepeatedCompositeFieldContainer[GuidanceCaseView]
    next_page_token: str
    sources: _containers.RepeatedCompositeFieldContainer[_outcome_service_pb2.SourceFreshness]
    def __init__(self, cases: _Optional[_Iterable[_Union[GuidanceCaseView, _Mapping]]] = ..., next_page_token: _Optional[str] = ..., sources: _Optional[_Iterable[_Union[_outcome_service_pb2.SourceFreshness, _Mapping]]] = ...) -> None: ...

class ListCorrectionsRequest(_message.Message):
    __slots__ = ("page_size", "page_token", "record_id", "origin", "open_only")
    PAGE_SIZE_FIELD_NUMBER: _ClassVar[int]
    PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    RECORD_ID_FIELD_NUMBER: _ClassVar[int]
    ORIGIN_FIELD_NUMBER: _ClassVar[int]
    OPEN_ONLY_FIELD_NUMBER: _ClassVar[int]
    page_size: int
    page_token: str
    record_id: str
    origin: str
    open_only: bool
    def __init__(self, page_size: _Optional[int] = ..., page_token: _Optional[str] = ..., record_id: _Optional[str] = ..., origin: _Optional[str] = ..., open_only: _Optional[bool] = ...) -> None: ...

class CorrectionView(_message.Message):
    __slots__ = ("record_id", "from_member", "organ", "issued_at", "request", "answers")
    RECORD_ID_FIELD_NUMBER: _ClassVar[int]
    FROM_MEMBER_FIELD_NUMBER: _ClassVar[int]
    ORGAN_FIELD_NUMBER: _ClassVar[int]
    ISSUED_AT_FIELD_NUMBER: _ClassVar[int]
    REQUEST_FIELD_NUMBER: _ClassVar[int]
    ANSWERS_FIELD_NUMBER: _ClassVar[int]
    record_id: str
    from_member: str
    organ: str
    issued_at: _timestamp_pb2.Timestamp
    request: _duty_pb2.CorrectionRequest
    answers: _containers.RepeatedCompositeFieldContainer[_duty_pb2.CorrectionAnswer]
    def __init__(self, record_id: _Optional[str] = ..., from_member: _Optional[str] = ..., organ: _Optional[str] = ..., issued_at: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., request: _Optional[_Union[_duty_pb2.CorrectionRequest, _Mapping]] = ..., answers: _Optional[_Iterable[_Union[_duty_pb2.CorrectionAnswer, _Mapping]]] = ...) -> None: ...

class ListCorrectionsResponse(_message.Message):
    __slots__ = ("corrections", "next_page_token")
    CORRECTIONS_FIELD_NUMBER: _ClassVar[int]
    NEXT_PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    corrections: _containers.RepeatedCompositeFieldContainer[CorrectionView]
    next_page_token: str
    def __init__(self, corrections: _Optional[_Iterable[_Union[CorrectionView, _Mapping]]] = ..., next_page_token: _Optional[str] = ...) -> None: ...
