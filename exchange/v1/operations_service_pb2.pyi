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

class ExpiryKind(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    EXPIRY_KIND_UNSPECIFIED: _ClassVar[ExpiryKind]
    EXPIRY_KIND_NODE_CERTIFICATE: _ClassVar[ExpiryKind]
    EXPIRY_KIND_AUTHORITY: _ClassVar[ExpiryKind]
    EXPIRY_KIND_ORGAN_KEY: _ClassVar[ExpiryKind]

class ConnectionStep(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    CONNECTION_STEP_UNSPECIFIED: _ClassVar[ConnectionStep]
    CONNECTION_STEP_REACH: _ClassVar[ConnectionStep]
    CONNECTION_STEP_HANDSHAKE: _ClassVar[ConnectionStep]
    CONNECTION_STEP_CHECKPOINT: _ClassVar[ConnectionStep]
    CONNECTION_STEP_SIGNATURE: _ClassVar[ConnectionStep]

class Fate(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    FATE_UNSPECIFIED: _ClassVar[Fate]
    FATE_HERE: _ClassVar[Fate]
    FATE_WITHHELD: _ClassVar[Fate]
    FATE_REFUSED: _ClassVar[Fate]
    FATE_PARKED: _ClassVar[Fate]
    FATE_RETRYING: _ClassVar[Fate]
    FATE_NOT_DELIVERED: _ClassVar[Fate]
    FATE_AWAITING_REVIEW: _ClassVar[Fate]
    FATE_ERASED: _ClassVar[Fate]
    FATE_NOT_PULLED: _ClassVar[Fate]
    FATE_FROZEN: _ClassVar[Fate]
    FATE_NOT_FOR_US: _ClassVar[Fate]
    FATE_NOT_THERE: _ClassVar[Fate]
EXPIRY_KIND_UNSPECIFIED: ExpiryKind
EXPIRY_KIND_NODE_CERTIFICATE: ExpiryKind
EXPIRY_KIND_AUTHORITY: ExpiryKind
EXPIRY_KIND_ORGAN_KEY: ExpiryKind
CONNECTION_STEP_UNSPECIFIED: ConnectionStep
CONNECTION_STEP_REACH: ConnectionStep
CONNECTION_STEP_HANDSHAKE: ConnectionStep
CONNECTION_STEP_CHECKPOINT: ConnectionStep
CONNECTION_STEP_SIGNATURE: ConnectionStep
FATE_UNSPECIFIED: Fate
FATE_HERE: Fate
FATE_WITHHELD: Fate
FATE_REFUSED: Fate
FATE_PARKED: Fate
FATE_RETRYING: Fate
FATE_NOT_DELIVERED: Fate
FATE_AWAITING_REVIEW: Fate
FATE_ERASED: Fate
FATE_NOT_PULLED: Fate
FATE_FROZEN: Fate
FATE_NOT_FOR_US: Fate
FATE_NOT_THERE: Fate

class GetFederationRequest(_message.Message):
    __slots__ = ()
    def __init__(self) -> None: ...

class GetFederationResponse(_message.Message):
    __slots__ = ("members", "as_of", "membership_expires_at")
    MEMBERS_FIELD_NUMBER: _ClassVar[int]
    AS_OF_FIELD_NUMBER: _ClassVar[int]
    MEMBERSHIP_EXPIRES_AT_FIELD_NUMBER: _ClassVar[int]
    members: _containers.RepeatedCompositeFieldContainer[MemberStanding]
    as_of: _timestamp_pb2.Timestamp
    membership_expires_at: _timestamp_pb2.Timestamp
    def __init__(self, members: _Optional[_Iterable[_Union[MemberStanding, _Mapping]]] = ..., as_of: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., membership_expires_at: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ...) -> None: ...

class MemberStanding(_message.Message):
    __slots__ = ("member", "name", "own", "endpoints", "software", "size", "known_size", "lag", "verified_at", "checkpoint", "root", "witnesses", "witnessed_size", "last_error", "last_error_at", "expiries", "forks")
    MEMBER_FIELD_NUMBER: _ClassVar[int]
    NAME_FIELD_NUMBER: _ClassVar[int]
    OWN_FIELD_NUMBER: _ClassVar[int]
    ENDPOINTS_FIELD_NUMBER: _ClassVar[int]
    SOFTWARE_FIELD_NUMBER: _ClassVar[int]
    SIZE_FIELD_NUMBER: _ClassVar[int]
    KNOWN_SIZE_FIELD_NUMBER: _ClassVar[int]
    LAG_FIELD_NUMBER: _ClassVar[int]
    VERIFIED_AT_FIELD_NUMBER: _ClassVar[int]
    CHECKPOINT_FIELD_NUMBER: _ClassVar[int]
    ROOT_FIELD_NUMBER: _ClassVar[int]
    WITNESSES_FIELD_NUMBER: _ClassVar[int]
    WITNESSED_SIZE_FIELD_NUMBER: _ClassVar[int]
    LAST_ERROR_FIELD_NUMBER: _ClassVar[int]
    LAST_ERROR_AT_FIELD_NUMBER: _ClassVar[int]
    EXPIRIES_FIELD_NUMBER: _ClassVar[int]
    FORKS_FIELD_NUMBER: _ClassVar[int]
    member: str
    name: str
    own: bool
    endpoints: _containers.RepeatedScalarFieldContainer[str]
    software: str
    size: int
    known_size: int
    lag: int
    verified_at: _timestamp_pb2.Timestamp
    checkpoint: bytes
    root: bytes
    witnesses: _containers.RepeatedScalarFieldContainer[str]
    witnessed_size: int
    last_error: str
    last_error_at: _timestamp_pb2.Timestamp
    expiries: _containers.RepeatedCompositeFieldContainer[Expiry]
    forks: _containers.RepeatedCompositeFieldContainer[ForkEvidence]
    def __init__(self, member: _Optional[str] = ..., name: _Optional[str] = ..., own: _Optional[bool] = ..., endpoints: _Optional[_Iterable[str]] = ..., software: _Optional[str] = ..., size: _Optional[int] = ..., known_size: _Optional[int] = ..., lag: _Optional[int] = ..., verified_at: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., checkpoint: _Optional[bytes] = ..., root: _Optional[bytes] = ..., witnesses: _Optional[_Iterable[str]] = ..., witnessed_size: _Optional[int] = ..., last_error: _Optional[str] = ..., last_error_at: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., expiries: _Optional[_Iterable[_Union[Expiry, _Mapping]]] = ..., forks: _Optional[_Iterable[_Union[ForkEvidence, _Mapping]]] = ...) -> None: ...

class Expiry(_message.Message):
    __slots__ = ("kind", "of", "not_after")
    KIND_FIELD_NUMBER: _ClassVar[int]
    OF_FIELD_NUMBER: _ClassVar[int]
    NOT_AFTER_FIELD_NUMBER: _ClassVar[int]
    kind: ExpiryKind
    of: str
    not_after: _timestamp_pb2.Timestamp
    def __init__(self, kind: _Optional[_Union[ExpiryKind, str]] = ..., of: _Optional[str] = ..., not_after: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ...) -> None: ...

class ForkEvidence(_message.Message):
    __slots__ = ("id", "ledger", "reason", "first_note", "second_note", "source", "found_at", "lifted_at", "lifted_by")
    ID_FIELD_NUMBER: _ClassVar[int]
    LEDGER_FIELD_NUMBER: _ClassVar[int]
    REASON_FIELD_NUMBER: _ClassVar[int]
    FIRST_NOTE_FIELD_NUMBER: _ClassVar[int]
    SECOND_NOTE_FIELD_NUMBER: _ClassVar[int]
    SOURCE_FIELD_NUMBER: _ClassVar[int]
    FOUND_AT_FIELD_NUMBER: _ClassVar[int]
    LIFTED_AT_FIELD_NUMBER: _ClassVar[int]
    LIFTED_BY_FIELD_NUMBER: _ClassVar[int]
    id: int
    ledger: str
    reason: str
    first_note: bytes
    second_note: bytes
    source: str
    found_at: _timestamp_pb2.Timestamp
    lifted_at: _timestamp_pb2.Timestamp
    lifted_by: str
    def __init__(self, id: _Optional[int] = ..., ledger: _Optional[str] = ..., reason: _Optional[str] = ..., first_note: _Optional[bytes] = ..., second_note: _Optional[bytes] = ..., source: _Optional[str] = ..., found_at: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., lifted_at: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., lifted_by: _Optional[str] = ...) -> None: ...

class LiftFreezeRequest(_message.Message):
    __slots__ = ("member", "reason")
    MEMBER_FIELD_NUMBER: _ClassVar[int]
    REASON_FIELD_NUMBER: _ClassVar[int]
    member: str
    reason: str
    def __init__(self, member: _Optional[str] = ..., reason: _Optional[str] = ...) -> None: ...

class LiftFreezeResponse(_message.Message):
    __slots__ = ("lifted",)
    LIFTED_FIELD_NUMBER: _ClassVar[int]
    lifted: int
    def __init__(self, lifted: _Optional[int] = ...) -> None: ...

class ListDeliveriesRequest(_message.Message):
    __slots__ = ("page_size", "page_token", "store", "parked_only", "reason")
    PAGE_SIZE_FIELD_NUMBER: _ClassVar[int]
    PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    STORE_FIELD_NUMBER: _ClassVar[int]
    PARKED_ONLY_FIELD_NUMBER: _ClassVar[int]
    REASON_FIELD_NUMBER: _ClassVar[int]
    page_size: int
    page_token: str
    store: str
    parked_only: bool
    reason: str
    def __init__(self, page_size: _Optional[int] = ..., page_token: _Optional[str] = ..., store: _Optional[str] = ..., parked_only: _Optional[bool] = ..., reason: _Optional[str] = ...) -> None: ...

class ListDeliveriesResponse(_message.Message):
    __slots__ = ("deliveries", "next_page_token")
    DELIVERIES_FIELD_NUMBER: _ClassVar[int]
    NEXT_PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    deliveries: _containers.RepeatedCompositeFieldContainer[HeldDelivery]
    next_page_token: str
    def __init__(self, deliveries: _Optional[_Iterable[_Union[HeldDelivery, _Mapping]]] = ..., next_page_token: _Optional[str] = ...) -> None: ...

class HeldDelivery(_message.Message):
    __slots__ = ("store", "record_id", "thread_id", "ledger", "index", "parked", "attempts", "next_attempt_at", "reason", "detail")
    STORE_FIELD_NUMBER: _ClassVar[int]
    RECORD_ID_FIELD_NUMBER: _ClassVar[int]
    THREAD_ID_FIELD_NUMBER: _ClassVar[int]
    LEDGER_FIELD_NUMBER: _ClassVar[int]
    INDEX_FIELD_NUMBER: _ClassVar[int]
    PARKED_FIELD_NUMBER: _ClassVar[int]
    ATTEMPTS_FIELD_NUMBER: _ClassVar[int]
    NEXT_ATTEMPT_AT_FIELD_NUMBER: _ClassVar[int]
    REASON_FIELD_NUMBER: _ClassVar[int]
    DETAIL_FIELD_NUMBER: _ClassVar[int]
    store: str
    record_id: str
    thread_id: str
    ledger: str
    index: int
    parked: bool
    attempts: int
    next_attempt_at: _timestamp_pb2.Timestamp
    reason: str
    detail: str
    def __init__(self, store: _Optional[str] = ..., record_id: _Optional[str] = ..., thread_id: _Optional[str] = ..., ledger: _Optional[str] = ..., index: _Optional[int] = ..., parked: _Optional[bool] = ..., attempts: _Optional[int] = ..., next_attempt_at: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., reason: _Optional[str] = ..., detail: _Optional[str] = ...) -> None: ...

class ReplayDeliveriesRequest(_message.Message):
    __slots__ = ("store", "record_id", "reason")
    STORE_FIELD_NUMBER: _ClassVar[int]
    RECORD_ID_FIELD_NUMBER: _ClassVar[int]
    REASON_FIELD_NUMBER: _ClassVar[int]
    store: str
    record_id: str
    reason: str
    def __init__(self, store: _Optional[str] = ..., record_id: _Optional[str] = ..., reason: _Optional[str] = ...) -> None: ...

class ReplayDeliveriesResponse(_message.Message):
    __slots__ = ("replayed",)
    REPLAYED_FIELD_NUMBER: _ClassVar[int]
    replayed: int
    def __init__(self, replayed: _Optional[int] = ...) -> None: ...

class ListJobsRequest(_message.Message):
    __slots__ = ()
    def __init__(self) -> None: ...

class ListJobsResponse(_message.Message):
    __slots__ = ("jobs",)
    JOBS_FIELD_NUMBER: _ClassVar[int]
    jobs: _containers.RepeatedCompositeFieldContainer[JobStanding]
    def __init__(self, jobs: _Optional[_Iterable[_Union[JobStanding, _Mapping]]] = ...) -> None: ...

class JobStanding(_message.Message):
    __slots__ = ("name", "interval_s", "holder", "last_run", "last_success_at")
    NAME_FIELD_NUMBER: _ClassVar[int]
    INTERVAL_S_FIELD_NUMBER: _ClassVar[int]
    HOLDER_FIELD_NUMBER: _ClassVar[int]
    LAST_RUN_FIELD_NUMBER: _ClassVar[int]
    LAST_SUCCESS_AT_FIELD_NUMBER: _ClassVar[int]
    name: str
    interval_s: float
    holder: str
    last_run: JobRun
    last_success_at: _timestamp_pb2.Timestamp
    def __init__(self, name: _Optional[str] = ..., interval_s: _Optional[float] = ..., holder: _Optional[str] = ..., last_run: _Optional[_Union[JobRun, _Mapping]] = ..., last_success_at: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ...) -> None: ...

class JobRun(_message.Message):
    __slots__ = ("id", "job", "started_at", "finished_at", "counts", "error")
    class CountsEntry(_message.Message):
        __slots__ = ("key", "value")
        KEY_FIELD_NUMBER: _ClassVar[int]
        VALUE_FIELD_NUMBER: _ClassVar[int]
        key: str
        value: int
        def __init__(self, key: _Optional[str] = ..., value: _Optional[int] = ...) -> None: ...
    ID_FIELD_NUMBER: _ClassVar[int]
    JOB_FIELD_NUMBER: _ClassVar[int]
    STARTED_AT_FIELD_NUMBER: _ClassVar[int]
    FINISHED_AT_FIELD_NUMBER: _ClassVar[int]
    COUNTS_FIELD_NUMBER: _ClassVar[int]
    ERROR_FIELD_NUMBER: _ClassVar[int]
    id: int
    job: str
    started_at: _timestamp_pb2.Timestamp
    finished_at: _timestamp_pb2.Timestamp
    counts: _containers.ScalarMap[str, int]
    error: str
    def __init__(self, id: _Optional[int] = ..., job: _Optional[str] = ..., started_at: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., finished_at: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., counts: _Optional[_Mapping[str, int]] = ..., error: _Optional[str] = ...) -> None: ...

class ListJobRunsRequest(_message.Message):
    __slots__ = ("page_size", "page_token", "job", "failed_only")
    PAGE_SIZE_FIELD_NUMBER: _ClassVar[int]
    PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    JOB_FIELD_NUMBER: _ClassVar[int]
    FAILED_ONLY_FIELD_NUMBER: _ClassVar[int]
    page_size: int
    page_token: str
    job: str
    failed_only: bool
    def __init__(self, page_size: _Optional[int] = ..., page_token: _Optional[str] = ..., job: _Optional[str] = ..., failed_only: _Optional[bool] = ...) -> None: ...

class ListJobRunsResponse(_message.Message):
    __slots__ = ("runs", "next_page_token")
    RUNS_FIELD_NUMBER: _ClassVar[int]
    NEXT_PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    runs: _containers.RepeatedCompositeFieldContainer[JobRun]
    next_page_token: str
    def __init__(self, runs: _Optional[_Iterable[_Union[JobRun, _Mapping]]] = ..., next_page_token: _Optional[str] = ...) -> None: ...

class RunJobRequest(_message.Message):
    __slots__ = ("name",)
    NAME_FIELD_NUMBER: _ClassVar[int]
    name: str
    def __init__(self, name: _Optional[str] = ...) -> None: ...

class RunJobResponse(_message.Message):
    __slots__ = ("busy", "counts", "error")
    class CountsEntry(_message.Message):
        __slots__ = ("key", "value")
        KEY_FIELD_NUMBER: _ClassVar[int]
        VALUE_FIELD_NUMBER: _ClassVar[int]
        key: str
        value: int
        def __init__(self, key: _Optional[str] = ..., value: _Optional[int] = ...) -> None: ...
    BUSY_FIELD_NUMBER: _ClassVar[int]
    COUNTS_FIELD_NUMBER: _ClassVar[int]
    ERROR_FIELD_NUMBER: _ClassVar[int]
    busy: bool
    counts: _containers.ScalarMap[str, int]
    error: str
    def __init__(self, busy: _Optional[bool] = ..., counts: _Optional[_Mapping[str, int]] = ..., error: _Optional[str] = ...) -> None: ...

class TestConnectionRequest(_message.Message):
    __slots__ = ("member",)
    MEMBER_FIELD_NUMBER: _ClassVar[int]
    member: str
    def __init__(self, member: _Optional[str] = ...) -> None: ...

class TestConnectionResponse(_message.Message):
    __slots__ = ("stages", "software")
    STAGES_FIELD_NUMBER: _ClassVar[int]
    SOFTWARE_FIELD_NUMBER: _ClassVar[int]
    stages: _containers.RepeatedCompositeFieldContainer[ConnectionStage]
    software: str
    def __init__(self, stages: _Optional[_Iterable[_Union[ConnectionStage, _Mapping]]] = ..., software: _Optional[str] = ...) -> None: ...

class ConnectionStage(_message.Message):
    __slots__ = ("step", "passed", "detail", "seconds")
    STEP_FIELD_NUMBER: _ClassVar[int]
    PASSED_FIELD_NUMBER: _ClassVar[int]
    DETAIL_FIELD_NUMBER: _ClassVar[int]
    SECONDS_FIELD_NUMBER: _ClassVar[int]
    step: ConnectionStep
    passed: bool
    detail: str
    seconds: float
    def __init__(self, step: _Optional[_Union[ConnectionStep, str]] = ..., passed: _Optional[bool] = ..., detail: _Optional[str] = ..., seconds: _Optional[float] = ...) -> None: ...

class ExplainAbsenceRequest(_message.Message):
    __slots__ = ("record_id", "member", "index")
    RECORD_ID_FIELD_NUMBER: _ClassVar[int]
    MEMBER_FIELD_NUMBER: _ClassVar[int]
    INDEX_FIELD_NUMBER: _ClassVar[int]
    record_id: str
    member: str
    index: int
    def __init__(self, record_id: _Optional[str] = ..., member: _Optional[str] = ..., index: _Optional[int] = ...) -> None: ...

class ExplainAbsenceResponse(_message.Message):
    __slots__ = ("fates", "as_of")
    FATES_FIELD_NUMBER: _ClassVar[int]
    AS_OF_FIELD_NUMBER: _ClassVar[int]
    fates: _containers.RepeatedCompositeFieldContainer[RecordFate]
    as_of: _timestamp_pb2.Timestamp
    def __init__(self, fates: _Optional[_Iterable[_Union[RecordFate, _Mapping]]] = ..., as_of: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ...) -> None: ...

class RecordFate(_message.Message):
    __slots__ = ("fate", "member", "ledger", "index", "record_id", "type", "thread_id", "reason", "detail", "store", "stored_at", "read_to", "verified_at")
    FATE_FIELD_NUMBER: _ClassVar[int]
    MEMBER_FIELD_NUMBER: _ClassVar[int]
    LEDGER_FIELD_NUMBER: _ClassVar[int]
    INDEX_FIELD_NUMBER: _ClassVar[int]
    RECORD_ID_FIELD_NUMBER: _ClassVar[int]
    TYPE_FIELD_NUMBER: _ClassVar[int]
    THREAD_ID_FIELD_NUMBER: _ClassVar[int]
    REASON_FIELD_NUMBER: _ClassVar[int]
    DETAIL_FIELD_NUMBER: _ClassVar[int]
    STORE_FIELD_NUMBER: _ClassVar[int]
    STORED_AT_FIELD_NUMBER: _ClassVar[int]
    READ_TO_FIELD_NUMBER: _ClassVar[int]
    VERIFIED_AT_FIELD_NUMBER: _ClassVar[int]
    fate: Fate
    member: str
    ledger: str
    index: int
    record_id: str
    type: _record_pb2.RecordType
    thread_id: str
    reason: str
    detail: str
    store: str
    stored_at: _timestamp_pb2.Timestamp
    read_to: int
    verified_at: _timestamp_pb2.Timestamp
    def __init__(self, fate: _Optional[_Union[Fate, str]] = ..., member: _Optional[str] = ..., ledger: _Optional[str] = ..., index: _Optional[int] = ..., record_id: _Optional[str] = ..., type: _Optional[_Union[_record_pb2.RecordType, str]] = ..., thread_id: _Optional[str] = ..., reason: _Optional[str] = ..., detail: _Optional[str] = ..., store: _Optional[str] = ..., stored_at: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., read_to: _Optional[int] = ..., verified_at: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ...) -> None: ...
