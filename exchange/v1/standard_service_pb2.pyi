import datetime

from buf.validate import validate_pb2 as _validate_pb2
from exchange.v1 import outcome_service_pb2 as _outcome_service_pb2
from exchange.v1 import standard_pb2 as _standard_pb2
from exchange.v1 import subject_pb2 as _subject_pb2
from google.protobuf import timestamp_pb2 as _timestamp_pb2
from google.protobuf.internal import containers as _containers
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from collections.abc import Iterable as _Iterable, Mapping as _Mapping
from typing import ClassVar as _ClassVar, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class StandardView(_message.Message):
    __slots__ = ("record_id", "ledger", "index", "signed_by", "standard", "superseded_by", "issued_at")
    RECORD_ID_FIELD_NUMBER: _ClassVar[int]
    LEDGER_FIELD_NUMBER: _ClassVar[int]
    INDEX_FIELD_NUMBER: _ClassVar[int]
    SIGNED_BY_FIELD_NUMBER: _ClassVar[int]
    STANDARD_FIELD_NUMBER: _ClassVar[int]
    SUPERSEDED_BY_FIELD_NUMBER: _ClassVar[int]
    ISSUED_AT_FIELD_NUMBER: _ClassVar[int]
    record_id: str
    ledger: str
    index: int
    signed_by: str
    standard: _standard_pb2.Standard
    superseded_by: str
    issued_at: _timestamp_pb2.Timestamp
    def __init__(self, record_id: _Optional[str] = ..., ledger: _Optional[str] = ..., index: _Optional[int] = ..., signed_by: _Optional[str] = ..., standard: _Optional[_Union[_standard_pb2.Standard, _Mapping]] = ..., superseded_by: _Optional[str] = ..., issued_at: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ...) -> None: ...

class GetStandardInForceRequest(_message.Message):
    __slots__ = ("standard_id", "matter_code", "on", "member")
    STANDARD_ID_FIELD_NUMBER: _ClassVar[int]
    MATTER_CODE_FIELD_NUMBER: _ClassVar[int]
    ON_FIELD_NUMBER: _ClassVar[int]
    MEMBER_FIELD_NUMBER: _ClassVar[int]
    standard_id: str
    matter_code: str
    on: str
    member: str
    def __init__(self, standard_id: _Optional[str] = ..., matter_code: _Optional[str] = ..., on: _Optional[str] = ..., member: _Optional[str] = ...) -> None: ...

class GetStandardInForceResponse(_message.Message):
    __slots__ = ("standards", "sources")
    STANDARDS_FIELD_NUMBER: _ClassVar[int]
    SOURCES_FIELD_NUMBER: _ClassVar[int]
    standards: _containers.RepeatedCompositeFieldContainer[StandardView]
    sources: _containers.RepeatedCompositeFieldContainer[_outcome_service_pb2.SourceFreshness]
    def __init__(self, standards: _Optional[_Iterable[_Union[StandardView, _Mapping]]] = ..., sources: _Optional[_Iterable[_Union[_outcome_service_pb2.SourceFreshness, _Mapping]]] = ...) -> None: ...

class ListStandardsRequest(_message.Message):
    __slots__ = ("page_size", "page_token", "member", "domain", "kind")
    PAGE_SIZE_FIELD_NUMBER: _ClassVar[int]
    PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    MEMBER_FIELD_NUMBER: _ClassVar[int]
    DOMAIN_FIELD_NUMBER: _ClassVar[int]
    KIND_FIELD_NUMBER: _ClassVar[int]
    page_size: int
    page_token: str
    member: str
    domain: _subject_pb2.EnforcementDomain
    kind: _standard_pb2.StandardKind
    def __init__(self, page_size: _Optional[int] = ..., page_token: _Optional[str] = ..., member: _Optional[str] = ..., domain: _Optional[_Union[_subject_pb2.EnforcementDomain, str]] = ..., kind: _Optional[_Union[_standard_pb2.StandardKind, str]] = ...) -> None: ...

class ListStandardsResponse(_message.Message):
    __slots__ = ("standards", "next_page_token")
    STANDARDS_FIELD_NUMBER: _ClassVar[int]
    NEXT_PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    standards: _containers.RepeatedCompositeFieldContainer[StandardView]
    next_page_token: str
    def __init__(self, standards: _Optional[_Iterable[_Union[StandardView, _Mapping]]] = ..., next_page_token: _Optional[str] = ...) -> None: ...
