import datetime

from buf.validate import validate_pb2 as _validate_pb2
from exchange.v1 import record_pb2 as _record_pb2
from google.protobuf import timestamp_pb2 as _timestamp_pb2
from google.protobuf.internal import containers as _containers
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from collections.abc import Iterable as _Iterable, Mapping as _Mapping
from typing import ClassVar as _ClassVar, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class PublishRecordRequest(_message.Message):
    __slots__ = ("request_id", "record", "draft")
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    RECORD_FIELD_NUMBER: _ClassVar[int]
    DRAFT_FIELD_NUMBER: _ClassVar[int]
    request_id: str
    record: _record_pb2.SignedRecord
    draft: _record_pb2.RecordDraft
    def __init__(self, request_id: _Optional[str] = ..., record: _Optional[_Union[_record_pb2.SignedRecord, _Mapping]] = ..., draft: _Optional[_Union[_record_pb2.RecordDraft, _Mapping]] = ...) -> None: ...

class PublishRecordResponse(_message.Message):
    __slots__ = ("record_id", "index", "state", "repeated_request", "checkpoint")
    RECORD_ID_FIELD_NUMBER: _ClassVar[int]
    INDEX_FIELD_NUMBER: _ClassVar[int]
    STATE_FIELD_NUMBER: _ClassVar[int]
    REPEATED_REQUEST_FIELD_NUMBER: _ClassVar[int]
    CHECKPOINT_FIELD_NUMBER: _ClassVar[int]
    record_id: str
    index: int
    state: _record_pb2.RecordState
    repeated_request: bool
    checkpoint: bytes
    def __init__(self, record_id: _Optional[str] = ..., index: _Optional[int] = ..., state: _Optional[_Union[_record_pb2.RecordState, str]] = ..., repeated_request: _Optional[bool] = ..., checkpoint: _Optional[bytes] = ...) -> None: ...

class PublishRecordsRequest(_message.Message):
    __slots__ = ("request_id", "records", "drafts")
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    RECORDS_FIELD_NUMBER: _ClassVar[int]
    DRAFTS_FIELD_NUMBER: _ClassVar[int]
    request_id: str
    records: _containers.RepeatedCompositeFieldContainer[_record_pb2.SignedRecord]
    drafts: _containers.RepeatedCompositeFieldContainer[DraftItem]
    def __init__(self, request_id: _Optional[str] = ..., records: _Optional[_Iterable[_Union[_record_pb2.SignedRecord, _Mapping]]] = ..., drafts: _Optional[_Iterable[_Union[DraftItem, _Mapping]]] = ...) -> None: ...

class DraftItem(_message.Message):
    __slots__ = ("request_id", "draft")
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    DRAFT_FIELD_NUMBER: _ClassVar[int]
    request_id: str
    draft: _record_pb2.RecordDraft
    def __init__(self, request_id: _Optional[str] = ..., draft: _Optional[_Union[_record_pb2.RecordDraft, _Mapping]] = ...) -> None: ...

class PublishRecordsResponse(_message.Message):
    __slots__ = ("request_id", "records", "state", "checkpoint")
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    RECORDS_FIELD_NUMBER: _ClassVar[int]
    STATE_FIELD_NUMBER: _ClassVar[int]
    CHECKPOINT_FIELD_NUMBER: _ClassVar[int]
    request_id: str
    records: _containers.RepeatedCompositeFieldContainer[PublishedRecord]
    state: _record_pb2.RecordState
    checkpoint: bytes
    def __init__(self, request_id: _Optional[str] = ..., records: _Optional[_Iterable[_Union[PublishedRecord, _Mapping]]] = ..., state: _Optional[_Union[_record_pb2.RecordState, str]] = ..., checkpoint: _Optional[bytes] = ...) -> None: ...

class PublishedRecord(_message.Message):
    __slots__ = ("record_id", "index", "repeated_request")
    RECORD_ID_FIELD_NUMBER: _ClassVar[int]
    INDEX_FIELD_NUMBER: _ClassVar[int]
    REPEATED_REQUEST_FIELD_NUMBER: _ClassVar[int]
    record_id: str
    index: int
    repeated_request: bool
    def __init__(self, record_id: _Optional[str] = ..., index: _Optional[int] = ..., repeated_request: _Optional[bool] = ...) -> None: ...

class GetRecordRequest(_message.Message):
    __slots__ = ("record_id",)
    RECORD_ID_FIELD_NUMBER: _ClassVar[int]
    record_id: str
    def __init__(self, record_id: _Optional[str] = ...) -> None: ...

class GetRecordResponse(_message.Message):
    __slots__ = ("record",)
    RECORD_FIELD_NUMBER: _ClassVar[int]
    record: StoredRecord
    def __init__(self, record: _Optional[_Union[StoredRecord, _Mapping]] = ...) -> None: ...

class StoredRecord(_message.Message):
    __slots__ = ("record", "header", "body", "ledger", "index", "state", "stored_at", "refused_reason")
    RECORD_FIELD_NUMBER: _ClassVar[int]
    HEADER_FIELD_NUMBER: _ClassVar[int]
    BODY_FIELD_NUMBER: _ClassVar[int]
    LEDGER_FIELD_NUMBER: _ClassVar[int]
    INDEX_FIELD_NUMBER: _ClassVar[int]
    STATE_FIELD_NUMBER: _ClassVar[int]
    STORED_AT_FIELD_NUMBER: _ClassVar[int]
    REFUSED_REASON_FIELD_NUMBER: _ClassVar[int]
    record: _record_pb2.SignedRecord
    header: _record_pb2.RecordHeader
    body: _record_pb2.RecordBody
    ledger: str
    index: int
    state: _record_pb2.RecordState
    stored_at: _timestamp_pb2.Timestamp
    refused_reason: str
    def __init__(self, record: _Optional[_Union[_record_pb2.SignedRecord, _Mapping]] = ..., header: _Optional[_Union[_record_pb2.RecordHeader, _Mapping]] = ..., body: _Optional[_Union[_record_pb2.RecordBody, _Mapping]] = ..., ledger: _Optional[str] = ..., index: _Optional[int] = ..., state: _Optional[_Union[_record_pb2.RecordState, str]] = ..., stored_at: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., refused_reason: _Optional[str] = ...) -> None: ...

class ListRecordsRequest(_message.Message):
    __slots__ = ("page_size", "page_token", "type", "origin", "organ", "thread_id", "issued_from")
    PAGE_SIZE_FIELD_NUMBER: _ClassVar[int]
    PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    TYPE_FIELD_NUMBER: _ClassVar[int]
    ORIGIN_FIELD_NUMBER: _ClassVar[int]
    ORGAN_FIELD_NUMBER: _ClassVar[int]
    THREAD_ID_FIELD_NUMBER: _ClassVar[int]
    ISSUED_FROM_FIELD_NUMBER: _ClassVar[int]
    page_size: int
    page_token: str
    type: _record_pb2.RecordType
    origin: str
    organ: str
    thread_id: str
    issued_from: _timestamp_pb2.Timestamp
    def __init__(self, page_size: _Optional[int] = ..., page_token: _Optional[str] = ..., type: _Optional[_Union[_record_pb2.RecordType, str]] = ..., origin: _Optional[str] = ..., organ: _Optional[str] = ..., thread_id: _Optional[str] = ..., issued_from: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ...) -> None: ...

class ListRecordsResponse(_message.Message):
    __slots__ = ("records", "next_page_token")
    RECORDS_FIELD_NUMBER: _ClassVar[int]
    NEXT_PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    records: _containers.RepeatedCompositeFieldContainer[StoredRecord]
    next_page_token: str
    def __init__(self, records: _Optional[_Iterable[_Union[StoredRecord, _Mapping]]] = ..., next_page_token: _Optional[str] = ...) -> None: ...
