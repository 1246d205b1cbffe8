import datetime

from buf.validate import validate_pb2 as _validate_pb2
from exchange.v1 import record_pb2 as _record_pb2
from google.protobuf import timestamp_pb2 as _timestamp_pb2
from google.protobuf.internal import containers as _containers
from google.protobuf.internal import enum_type_wrapper as _enum_type_wrapper
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from collections.abc import Iterable as _Iterable, Mapping as _Mapping
from typing import ClassVar as _ClassVar, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class AuditResult(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    AUDIT_RESULT_UNSPECIFIED: _ClassVar[AuditResult]
    AUDIT_RESULT_ALLOWED: _ClassVar[AuditResult]
    AUDIT_RESULT_REFUSED: _ClassVar[AuditResult]
    AUDIT_RESULT_FAILED: _ClassVar[AuditResult]
AUDIT_RESULT_UNSPECIFIED: AuditResult
AUDIT_RESULT_ALLOWED: AuditResult
AUDIT_RESULT_REFUSED: AuditResult
AUDIT_RESULT_FAILED: AuditResult

class AuditEvent(_message.Message):
    __slots__ = ("at", "tag", "actor", "member", "role", "purpose", "result", "reason", "detail", "subjects", "record_ids", "ledger", "first_index", "end_index", "correlation_id", "peer", "query", "certificate")
    AT_FIELD_NUMBER: _ClassVar[int]
    TAG_FIELD_NUMBER: _ClassVar[int]
    ACTOR_FIELD_NUMBER: _ClassVar[int]
    MEMBER_FIELD_NUMBER: _ClassVar[int]
    ROLE_FIELD_NUMBER: _ClassVar[int]
    PURPOSE_FIELD_NUMBER: _ClassVar[int]
    RESULT_FIELD_NUMBER: _ClassVar[int]
    REASON_FIELD_NUMBER: _ClassVar[int]
    DETAIL_FIELD_NUMBER: _ClassVar[int]
    SUBJECTS_FIELD_NUMBER: _ClassVar[int]
    RECORD_IDS_FIELD_NUMBER: _ClassVar[int]
    LEDGER_FIELD_NUMBER: _ClassVar[int]
    FIRST_INDEX_FIELD_NUMBER: _ClassVar[int]
    END_INDEX_FIELD_NUMBER: _ClassVar[int]
    CORRELATION_ID_FIELD_NUMBER: _ClassVar[int]
    PEER_FIELD_NUMBER: _ClassVar[int]
    QUERY_FIELD_NUMBER: _ClassVar[int]
    CERTIFICATE_FIELD_NUMBER: _ClassVar[int]
    at: _timestamp_pb2.Timestamp
    tag: str
    actor: str
    member: str
    role: str
    purpose: _record_pb2.Purpose
    result: AuditResult
    reason: str
    detail: str
    subjects: _containers.RepeatedScalarFieldContainer[str]
    record_ids: _containers.RepeatedScalarFieldContainer[str]
    ledger: str
    first_index: int
    end_index: int
    correlation_id: str
    peer: str
    query: str
    certificate: str
    def __init__(self, at: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., tag: _Optional[str] = ..., actor: _Optional[str] = ..., member: _Optional[str] = ..., role: _Optional[str] = ..., purpose: _Optional[_Union[_record_pb2.Purpose, str]] = ..., result: _Optional[_Union[AuditResult, str]] = ..., reason: _Optional[str] = ..., detail: _Optional[str] = ..., subjects: _Optional[_Iterable[str]] = ..., record_ids: _Optional[_Iterable[str]] = ..., ledger: _Optional[str] = ..., first_index: _Optional[int] = ..., end_index: _Optional[int] = ..., correlation_id: _Optional[str] = ..., peer: _Optional[str] = ..., query: _Optional[str] = ..., certificate: _Optional[str] = ...) -> None: ...

class ListAuditEventsRequest(_message.Message):
    __slots__ = ("page_size", "page_token", "subject", "from_time", "to_time", "actor", "member", "tag", "result", "record_id", "purpose")
    PAGE_SIZE_FIELD_NUMBER: _ClassVar[int]
    PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    SUBJECT_FIELD_NUMBER: _ClassVar[int]
    FROM_TIME_FIELD_NUMBER: _ClassVar[int]
    TO_TIME_FIELD_NUMBER: _ClassVar[int]
    ACTOR_FIELD_NUMBER: _ClassVar[int]
    MEMBER_FIELD_NUMBER: _ClassVar[int]
    TAG_FIELD_NUMBER: _ClassVar[int]
    RESULT_FIELD_NUMBER: _ClassVar[int]
    RECORD_ID_FIELD_NUMBER: _ClassVar[int]
    PURPOSE_FIELD_NUMBER: _ClassVar[int]
    page_size: int
    page_token: str
    subject: str
    from_time: _timestamp_pb2.Timestamp
    to_time: _timestamp_pb2.Timestamp
    actor: str
    member: str
    tag: str
    result: AuditResult
    record_id: str
    purpose: _record_pb2.Purpose
    def __init__(self, page_size: _Optional[int] = ..., page_token: _Optional[str] = ..., subject: _Optional[str] = ..., from_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., to_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., actor: _Optional[str] = ..., member: _Optional[str] = ..., tag: _Optional[str] = ..., result: _Optional[_Union[AuditResult, str]] = ..., record_id: _Optional[str] = ..., purpose: _Optional[_Union[_record_pb2.Purpose, str]] = ...) -> None: ...

class LoggedAuditEvent(_message.Message):
    __slots__ = ("index", "event", "leaf_hash")
    INDEX_FIELD_NUMBER: _ClassVar[int]
    EVENT_FIELD_NUMBER: _ClassVar[int]
    LEAF_HASH_FIELD_NUMBER: _ClassVar[int]
    index: int
    event: AuditEvent
    leaf_hash: bytes
    def __init__(self, index: _Optional[int] = ..., event: _Optional[_Union[AuditEvent, _Mapping]] = ..., leaf_hash: _Optional[bytes] = ...) -> None: ...

class ListAuditEventsResponse(_message.Message):
    __slots__ = ("events", "next_page_token", "checkpoint")
    EVENTS_FIELD_NUMBER: _ClassVar[int]
    NEXT_PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    CHECKPOINT_FIELD_NUMBER: _ClassVar[int]
    events: _containers.RepeatedCompositeFieldContainer[LoggedAuditEvent]
    next_page_token: str
    checkpoint: bytes
    def __init__(self, events: _Optional[_Iterable[_Union[LoggedAuditEvent, _Mapping]]] = ..., next_page_token: _Optional[str] = ..., checkpoint: _Optional[bytes] = ...) -> None: ...
