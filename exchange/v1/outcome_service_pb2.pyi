import datetime

from buf.validate import validate_pb2 as _validate_pb2
from exchange.v1 import outcome_pb2 as _outcome_pb2
from exchange.v1 import subject_pb2 as _subject_pb2
from google.protobuf import timestamp_pb2 as _timestamp_pb2
from google.protobuf.internal import containers as _containers
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from collections.abc import Iterable as _Iterable, Mapping as _Mapping
from typing import ClassVar as _ClassVar, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class OutcomeView(_message.Message):
    __slots__ = ("record_id", "ledger", "index", "signed_by", "outcome", "revisions", "effective", "superseded_by", "issued_at")
    RECORD_ID_FIELD_NUMBER: _ClassVar[int]
    LEDGER_FIELD_NUMBER: _ClassVar[int]
    INDEX_FIELD_NUMBER: _ClassVar[int]
    SIGNED_BY_FIELD_NUMBER: _ClassVar[int]
    OUTCOME_FIELD_NUMBER: _ClassVar[int]
    REVISIONS_FIELD_NUMBER: _ClassVar[int]
    EFFECTIVE_FIELD_NUMBER: _ClassVar[int]
    SUPERSEDED_BY_FIELD_NUMBER: _ClassVar[int]
    ISSUED_AT_FIELD_NUMBER: _ClassVar[int]
    record_id: str
    ledger: str
    index: int
    signed_by: str
    outcome: _outcome_pb2.Outcome
    revisions: _containers.RepeatedCompositeFieldContainer[_outcome_pb2.OutcomeRevision]
    effective: bool
    superseded_by: str
    issued_at: _timestamp_pb2.Timestamp
    def __init__(self, record_id: _Optional[str] = ..., ledger: _Optional[str] = ..., index: _Optional[int] = ..., signed_by: _Optional[str] = ..., outcome: _Optional[_Union[_outcome_pb2.Outcome, _Mapping]] = ..., revisions: _Optional[_Iterable[_Union[_outcome_pb2.OutcomeRevision, _Mapping]]] = ..., effective: _Optional[bool] = ..., superseded_by: _Optional[str] = ..., issued_at: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ...) -> None: ...

class SourceFreshness(_message.Message):
    __slots__ = ("member", "size", "verified_at", "frozen")
    MEMBER_FIELD_NUMBER: _ClassVar[int]
    SIZE_FIELD_NUMBER: _ClassVar[int]
    VERIFIED_AT_FIELD_NUMBER: _ClassVar[int]
    FROZEN_FIELD_NUMBER: _ClassVar[int]
    member: str
    size: int
    verified_at: _timestamp_pb2.Timestamp
    frozen: bool
    def __init__(self, member: _Optional[str] = ..., size: _Optional[int] = ..., verified_at: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., frozen: _Optional[bool] = ...) -> None: ...

class GetOutcomeRequest(_message.Message):
    __slots__ = ("record_id",)
    RECORD_ID_FIELD_NUMBER: _ClassVar[int]
    record_id: str
    def __init__(self, record_id: _Optional[str] = ...) -> None: ...

class GetOutcomeResponse(_message.Message):
    __slots__ = ("outcome",)
    OUTCOME_FIELD_NUMBER: _ClassVar[int]
    outcome: OutcomeView
    def __init__(self, outcome: _Optional[_Union[OutcomeView, _Mapping]] = ...) -> None: ...

class ListOutcomesRequest(_message.Message):
    __slots__ = ("page_size", "page_token", "origin", "domain", "subject", "decided_from", "decided_to", "document_number", "name_contains")
    PAGE_SIZE_FIELD_NUMBER: _ClassVar[int]
    PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    ORIGIN_FIELD_NUMBER: _ClassVar[int]
    DOMAIN_FIELD_NUMBER: _ClassVar[int]
    SUBJECT_FIELD_NUMBER: _ClassVar[int]
    DECIDED_FROM_FIELD_NUMBER: _ClassVar[int]
    DECIDED_TO_FIELD_NUMBER: _ClassVar[int]
    DOCUMENT_NUMBER_FIELD_NUMBER: _ClassVar[int]
    NAME_CONTAINS_FIELD_NUMBER: _ClassVar[int]
    page_size: int
    page_token: str
    origin: str
    domain: _subject_pb2.EnforcementDomain
    subject: str
    decided_from: str
    decided_to: str
    document_number: str
    name_contains: str
    def __init__(self, page_size: _Optional[int] = ..., page_token: _Optional[str] = ..., origin: _Optional[str] = ..., domain: _Optional[_Union[_subject_pb2.EnforcementDomain, str]] = ..., subject: _Optional[str] = ..., decided_from: _Optional[str] = ..., decided_to: _Optional[str] = ..., document_number: _Optional[str] = ..., name_contains: _Optional[str] = ...) -> None: ...

class ListOutcomesResponse(_message.Message):
    __slots__ = ("outcomes", "next_page_token", "sources")
    OUTCOMES_FIELD_NUMBER: _ClassVar[int]
    NEXT_PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    SOURCES_FIELD_NUMBER: _ClassVar[int]
    outcomes: _containers.RepeatedCompositeFieldContainer[OutcomeView]
    next_page_token: str
    sources: _containers.RepeatedCompositeFieldContainer[SourceFreshness]
    def __init__(self, outcomes: _Optional[_Iterable[_Union[OutcomeView, _Mapping]]] = ..., next_page_token: _Optional[str] = ..., sources: _Optional[_Iterable[_Union[SourceFreshness, _Mapping]]] = ...) -> None: ...

class ListPriorOutcomesRequest(_message.Message):
    __slots__ = ("subject", "before", "domain", "matter_code", "page_size", "page_token")
    SUBJECT_FIELD_NUMBER: _ClassVar[int]
    BEFORE_FIELD_NUMBER: _ClassVar[int]
    DOMAIN_FIELD_NUMBER: _ClassVar[int]
    MATTER_CODE_FIELD_NUMBER: _ClassVar[int]
    PAGE_SIZE_FIELD_NUMBER: _ClassVar[int]
    PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    subject: str
    before: str
    domain: _subject_pb2.EnforcementDomain
    matter_code: str
    page_size: int
    page_token: str
    def __init__(self, subject: _Optional[str] = ..., before: _Optional[str] = ..., domain: _Optional[_Union[_subject_pb2.EnforcementDomain, str]] = ..., matter_code: _Optional[str] = ..., page_size: _Optional[int] = ..., page_token: _Optional[str] = ...) -> None: ...

class ListPriorOutcomesResponse(_message.Message):
    __slots__ = ("outcomes", "next_page_token", "sources")
    OUTCOMES_FIELD_NUMBER: _ClassVar[int]
    NEXT_PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    SOURCES_FIELD_NUMBER: _ClassVar[int]
    outcomes: _containers.RepeatedCompositeFieldContainer[OutcomeView]
    next_page_token: str
    sources: _containers.RepeatedCompositeFieldContainer[SourceFreshness]
    def __init__(self, outcomes: _Optional[_Iterable[_Union[OutcomeView, _Mapping]]] = ..., next_page_token: _Optional[str] = ..., sources: _Optional[_Iterable[_Union[SourceFreshness, _Mapping]]] = ...) -> None: ...
