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
    __slots__ = ("page_size", "page_token", "subject", "from_time", "to_time", "actor", "member", "tag", "result", "record_id", "purpose", "organ", "person", "correlation_id", "text", "reason", "night", "prove")
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
    ORGAN_FIELD_NUMBER: _ClassVar[int]
    PERSON_FIELD_NUMBER: _ClassVar[int]
    CORRELATION_ID_FIELD_NUMBER: _ClassVar[int]
    TEXT_FIELD_NUMBER: _ClassVar[int]
    REASON_FIELD_NUMBER: _ClassVar[int]
    NIGHT_FIELD_NUMBER: _ClassVar[int]
    PROVE_FIELD_NUMBER: _ClassVar[int]
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
    organ: str
    person: str
    correlation_id: str
    text: str
    reason: str
    night: bool
    prove: bool
    def __init__(self, page_size: _Optional[int] = ..., page_token: _Optional[str] = ..., subject: _Optional[str] = ..., from_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., to_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., actor: _Optional[str] = ..., member: _Optional[str] = ..., tag: _Optional[str] = ..., result: _Optional[_Union[AuditResult, str]] = ..., record_id: _Optional[str] = ..., purpose: _Optional[_Union[_record_pb2.Purpose, str]] = ..., organ: _Optional[str] = ..., person: _Optional[str] = ..., correlation_id: _Optional[str] = ..., text: _Optional[str] = ..., reason: _Optional[str] = ..., night: _Optional[bool] = ..., prove: _Optional[bool] = ...) -> None: ...

class AuditFault(_message.Message):
    __slots__ = ("check", "detail", "index")
    CHECK_FIELD_NUMBER: _ClassVar[int]
    DETAIL_FIELD_NUMBER: _ClassVar[int]
    INDEX_FIELD_NUMBER: _ClassVar[int]
    check: str
    detail: str
    index: int
    def __init__(self, check: _Optional[str] = ..., detail: _Optional[str] = ..., index: _Optional[int] = ...) -> None: ...

class LoggedAuditEvent(_message.Message):
    __slots__ = ("index", "event", "leaf_hash", "data", "proof", "faults")
    INDEX_FIELD_NUMBER: _ClassVar[int]
    EVENT_FIELD_NUMBER: _ClassVar[int]
    LEAF_HASH_FIELD_NUMBER: _ClassVar[int]
    DATA_FIELD_NUMBER: _ClassVar[int]
    PROOF_FIELD_NUMBER: _ClassVar[int]
    FAULTS_FIELD_NUMBER: _ClassVar[int]
    index: int
    event: AuditEvent
    leaf_hash: bytes
    data: bytes
    proof: _containers.RepeatedScalarFieldContainer[bytes]
    faults: _containers.RepeatedCompositeFieldContainer[AuditFault]
    def __init__(self, index: _Optional[int] = ..., event: _Optional[_Union[AuditEvent, _Mapping]] = ..., leaf_hash: _Optional[bytes] = ..., data: _Optional[bytes] = ..., proof: _Optional[_Iterable[bytes]] = ..., faults: _Optional[_Iterable[_Union[AuditFault, _Mapping]]] = ...) -> None: ...

class AuditCheckpoint(_message.Message):
    __slots__ = ("note", "size", "witnesses", "faults")
    NOTE_FIELD_NUMBER: _ClassVar[int]
    SIZE_FIELD_NUMBER: _ClassVar[int]
    WITNESSES_FIELD_NUMBER: _ClassVar[int]
    FAULTS_FIELD_NUMBER: _ClassVar[int]
    note: bytes
    size: int
    witnesses: _containers.RepeatedScalarFieldContainer[str]
    faults: _containers.RepeatedCompositeFieldContainer[AuditFault]
    def __init__(self, note: _Optional[bytes] = ..., size: _Optional[int] = ..., witnesses: _Optional[_Iterable[str]] = ..., faults: _Optional[_Iterable[_Union[AuditFault, _Mapping]]] = ...) -> None: ...

class ListAuditEventsResponse(_message.Message):
    __slots__ = ("events", "next_page_token", "checkpoint", "proved")
    EVENTS_FIELD_NUMBER: _ClassVar[int]
    NEXT_PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    CHECKPOINT_FIELD_NUMBER: _ClassVar[int]
    PROVED_FIELD_NUMBER: _ClassVar[int]
    events: _containers.RepeatedCompositeFieldContainer[LoggedAuditEvent]
    next_page_token: str
    checkpoint: bytes
    proved: AuditCheckpoint
    def __init__(self, events: _Optional[_Iterable[_Union[LoggedAuditEvent, _Mapping]]] = ..., next_page_token: _Optional[str] = ..., checkpoint: _Optional[bytes] = ..., proved: _Optional[_Union[AuditCheckpoint, _Mapping]] = ...) -> None: ...

class GetAuditEventRequest(_message.Message):
    __slots__ = ("index",)
    INDEX_FIELD_NUMBER: _ClassVar[int]
    index: int
    def __init__(self, index: _Optional[int] = ...) -> None: ...

class GetAuditEventResponse(_message.Message):
    __slots__ = ("event", "proved")
    EVENT_FIELD_NUMBER: _ClassVar[int]
    PROVED_FIELD_NUMBER: _ClassVar[int]
    event: LoggedAuditEvent
    proved: AuditCheckpoint
    def __init__(self, event: _Optional[_Union[LoggedAuditEvent, _Mapping]] = ..., proved: _Optional[_Union[AuditCheckpoint, _Mapping]] = ...) -> None: ...

class VerifyAuditLogRequest(_message.Message):
    __slots__ = ("from_time", "to_time")
    FROM_TIME_FIELD_NUMBER: _ClassVar[int]
    TO_TIME_FIELD_NUMBER: _ClassVar[int]
    from_time: _timestamp_pb2.Timestamp
    to_time: _timestamp_pb2.Timestamp
    def __init__(self, from_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., to_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ...) -> None: ...

class VerifyAuditLogResponse(_message.Message):
    __slots__ = ("first_index", "end_index", "proved", "faults", "unsealed")
    FIRST_INDEX_FIELD_NUMBER: _ClassVar[int]
    END_INDEX_FIELD_NUMBER: _ClassVar[int]
    PROVED_FIELD_NUMBER: _ClassVar[int]
    FAULTS_FIELD_NUMBER: _ClassVar[int]
    UNSEALED_FIELD_NUMBER: _ClassVar[int]
    first_index: int
    end_index: int
    proved: AuditCheckpoint
    faults: _containers.RepeatedCompositeFieldContainer[AuditFault]
    unsealed: int
    def __init__(self, first_index: _Optional[int] = ..., end_index: _Optional[int] = ..., proved: _Optional[_Union[AuditCheckpoint, _Mapping]] = ..., faults: _Optional[_Iterable[_Union[AuditFault, _Mapping]]] = ..., unsealed: _Optional[int] = ...) -> None: ...

class SummariseAuditEventsRequest(_message.Message):
    __slots__ = ("from_time", "to_time")
    FROM_TIME_FIELD_NUMBER: _ClassVar[int]
    TO_TIME_FIELD_NUMBER: _ClassVar[int]
    from_time: _timestamp_pb2.Timestamp
    to_time: _timestamp_pb2.Timestamp
    def __init__(self, from_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., to_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ...) -> None: ...

class AuditCount(_message.Message):
    __slots__ = ("series", "key", "count")
    SERIES_FIELD_NUMBER: _ClassVar[int]
    KEY_FIELD_NUMBER: _ClassVar[int]
    COUNT_FIELD_NUMBER: _ClassVar[int]
    series: str
    key: str
    count: int
    def __init__(self, series: _Optional[str] = ..., key: _Optional[str] = ..., count: _Optional[int] = ...) -> None: ...

class SummariseAuditEventsResponse(_message.Message):
    __slots__ = ("counts",)
    COUNTS_FIELD_NUMBER: _ClassVar[int]
    counts: _containers.RepeatedCompositeFieldContainer[AuditCount]
    def __init__(self, counts: _Optional[_Iterable[_Union[AuditCount, _Mapping]]] = ...) -> None: ...

class GetRecordLifeRequest(_message.Message):
    __slots__ = ("record_id",)
    RECORD_ID_FIELD_NUMBER: _ClassVar[int]
    record_id: str
    def __init__(self, record_id: _Optional[str] = ...) -> None: ...

class LifeStep(_message.Message):
    __slots__ = ("at", "what", "member", "detail", "audit_index", "tag")
    AT_FIELD_NUMBER: _ClassVar[int]
    WHAT_FIELD_NUMBER: _ClassVar[int]
    MEMBER_FIELD_NUMBER: _ClassVar[int]
    DETAIL_FIELD_NUMBER: _ClassVar[int]
    AUDIT_INDEX_FIELD_NUMBER: _ClassVar[int]
    TAG_FIELD_NUMBER: _ClassVar[int]
    at: _timestamp_pb2.Timestamp
    what: str
    member: str
    detail: str
    audit_index: int
    tag: str
    def __init__(self, at: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., what: _Optional[str] = ..., member: _Optional[str] = ..., detail: _Optional[str] = ..., audit_index: _Optional[int] = ..., tag: _Optional[str] = ...) -> None: ...

class GetRecordLifeResponse(_message.Message):
    __slots__ = ("steps", "ledger", "index")
    STEPS_FIELD_NUMBER: _ClassVar[int]
    LEDGER_FIELD_NUMBER: _ClassVar[int]
    INDEX_FIELD_NUMBER: _ClassVar[int]
    steps: _containers.RepeatedCompositeFieldContainer[LifeStep]
    ledger: str
    index: int
    def __init__(self, steps: _Optional[_Iterable[_Union[LifeStep, _Mapping]]] = ..., ledger: _Optional[str] = ..., index: _Optional[int] = ...) -> None: ...

class SavedReview(_message.Message):
    __slots__ = ("name", "filter", "actor", "saved_at")
    NAME_FIELD_NUMBER: _ClassVar[int]
    FILTER_FIELD_NUMBER: _ClassVar[int]
    ACTOR_FIELD_NUMBER: _ClassVar[int]
    SAVED_AT_FIELD_NUMBER: _ClassVar[int]
    name: str
    filter: str
    actor: str
    saved_at: _timestamp_pb2.Timestamp
    def __init__(self, name: _Optional[str] = ..., filter: _Optional[str] = ..., actor: _Optional[str] = ..., saved_at: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ...) -> None: ...

class SaveReviewRequest(_message.Message):
    __slots__ = ("name", "filter")
    NAME_FIELD_NUMBER: _ClassVar[int]
    FILTER_FIELD_NUMBER: _ClassVar[int]
    name: str
    filter: str
    def __init__(self, name: _Optional[str] = ..., filter: _Optional[str] = ...) -> None: ...

class SaveReviewResponse(_message.Message):
    __slots__ = ()
    def __init__(self) -> None: ...

class ListReviewsRequest(_message.Message):
    __slots__ = ()
    def __init__(self) -> None: ...

class ListReviewsResponse(_message.Message):
    __slots__ = ("reviews",)
    REVIEWS_FIELD_NUMBER: _ClassVar[int]
    reviews: _containers.RepeatedCompositeFieldContainer[SavedReview]
    def __init__(self, reviews: _Optional[_Iterable[_Union[SavedReview, _Mapping]]] = ...) -> None: ...

class RemoveReviewRequest(_message.Message):
    __slots__ = ("name",)
    NAME_FIELD_NUMBER: _ClassVar[int]
    name: str
    def __init__(self, name: _Optional[str] = ...) -> None: ...

class RemoveReviewResponse(_message.Message):
    __slots__ = ()
    def __init__(self) -> None: ...

class SignOffReviewRequest(_message.Message):
    __slots__ = ("from_time", "to_time", "filter", "note")
    FROM_TIME_FIELD_NUMBER: _ClassVar[int]
    TO_TIME_FIELD_NUMBER: _ClassVar[int]
    FILTER_FIELD_NUMBER: _ClassVar[int]
    NOTE_FIELD_NUMBER: _ClassVar[int]
    from_time: _timestamp_pb2.Timestamp
    to_time: _timestamp_pb2.Timestamp
    filter: str
    note: str
    def __init__(self, from_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., to_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., filter: _Optional[str] = ..., note: _Optional[str] = ...) -> None: ...

class SignOffReviewResponse(_message.Message):
    __slots__ = ("verified",)
    VERIFIED_FIELD_NUMBER: _ClassVar[int]
    verified: VerifyAuditLogResponse
    def __init__(self, verified: _Optional[_Union[VerifyAuditLogResponse, _Mapping]] = ...) -> None: ...
