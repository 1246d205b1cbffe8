import datetime

from buf.validate import validate_pb2 as _validate_pb2
from exchange.v1 import duty_pb2 as _duty_pb2
from exchange.v1 import task_pb2 as _task_pb2
from google.protobuf import timestamp_pb2 as _timestamp_pb2
from google.protobuf.internal import containers as _containers
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from collections.abc import Iterable as _Iterable, Mapping as _Mapping
from typing import ClassVar as _ClassVar, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class ListTasksRequest(_message.Message):
    __slots__ = ("page_size", "page_token", "member", "organ", "states", "rule_id", "thread_id", "due_to", "subject", "as_of")
    PAGE_SIZE_FIELD_NUMBER: _ClassVar[int]
    PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    MEMBER_FIELD_NUMBER: _ClassVar[int]
    ORGAN_FIELD_NUMBER: _ClassVar[int]
    STATES_FIELD_NUMBER: _ClassVar[int]
    RULE_ID_FIELD_NUMBER: _ClassVar[int]
    THREAD_ID_FIELD_NUMBER: _ClassVar[int]
    DUE_TO_FIELD_NUMBER: _ClassVar[int]
    SUBJECT_FIELD_NUMBER: _ClassVar[int]
    AS_OF_FIELD_NUMBER: _ClassVar[int]
    page_size: int
    page_token: str
    member: str
    organ: str
    states: _containers.RepeatedScalarFieldContainer[_task_pb2.TaskState]
    rule_id: str
    thread_id: str
    due_to: str
    subject: str
    as_of: _timestamp_pb2.Timestamp
    def __init__(self, page_size: _Optional[int] = ..., page_token: _Optional[str] = ..., member: _Optional[str] = ..., organ: _Optional[str] = ..., states: _Optional[_Iterable[_Union[_task_pb2.TaskState, str]]] = ..., rule_id: _Optional[str] = ..., thread_id: _Optional[str] = ..., due_to: _Optional[str] = ..., subject: _Optional[str] = ..., as_of: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ...) -> None: ...

class ListTasksResponse(_message.Message):
    __slots__ = ("tasks", "next_page_token", "as_of")
    TASKS_FIELD_NUMBER: _ClassVar[int]
    NEXT_PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    AS_OF_FIELD_NUMBER: _ClassVar[int]
    tasks: _containers.RepeatedCompositeFieldContainer[_task_pb2.Task]
    next_page_token: str
    as_of: _timestamp_pb2.Timestamp
    def __init__(self, tasks: _Optional[_Iterable[_Union[_task_pb2.Task, _Mapping]]] = ..., next_page_token: _Optional[str] = ..., as_of: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ...) -> None: ...

class SummariseTasksRequest(_message.Message):
    __slots__ = ("member", "as_of")
    MEMBER_FIELD_NUMBER: _ClassVar[int]
    AS_OF_FIELD_NUMBER: _ClassVar[int]
    member: str
    as_of: _timestamp_pb2.Timestamp
    def __init__(self, member: _Optional[str] = ..., as_of: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ...) -> None: ...

class SummariseTasksResponse(_message.Message):
    __slots__ = ("counts", "as_of")
    COUNTS_FIELD_NUMBER: _ClassVar[int]
    AS_OF_FIELD_NUMBER: _ClassVar[int]
    counts: _containers.RepeatedCompositeFieldContainer[TaskCount]
    as_of: _timestamp_pb2.Timestamp
    def __init__(self, counts: _Optional[_Iterable[_Union[TaskCount, _Mapping]]] = ..., as_of: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ...) -> None: ...

class TaskCount(_message.Message):
    __slots__ = ("member", "organ", "rule_id", "state", "count", "earliest_due_at")
    MEMBER_FIELD_NUMBER: _ClassVar[int]
    ORGAN_FIELD_NUMBER: _ClassVar[int]
    RULE_ID_FIELD_NUMBER: _ClassVar[int]
    STATE_FIELD_NUMBER: _ClassVar[int]
    COUNT_FIELD_NUMBER: _ClassVar[int]
    EARLIEST_DUE_AT_FIELD_NUMBER: _ClassVar[int]
    member: str
    organ: str
    rule_id: str
    state: _task_pb2.TaskState
    count: int
    earliest_due_at: _timestamp_pb2.Timestamp
    def __init__(self, member: _Optional[str] = ..., organ: _Optional[str] = ..., rule_id: _Optional[str] = ..., state: _Optional[_Union[_task_pb2.TaskState, str]] = ..., count: _Optional[int] = ..., earliest_due_at: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ...) -> None: ...

class ListInterventionsRequest(_message.Message):
    __slots__ = ("page_size", "page_token", "thread_id", "organ")
    PAGE_SIZE_FIELD_NUMBER: _ClassVar[int]
    PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    THREAD_ID_FIELD_NUMBER: _ClassVar[int]
    ORGAN_FIELD_NUMBER: _ClassVar[int]
    page_size: int
    page_token: str
    thread_id: str
    organ: str
    def __init__(self, page_size: _Optional[int] = ..., page_token: _Optional[str] = ..., thread_id: _Optional[str] = ..., organ: _Optional[str] = ...) -> None: ...

class ListInterventionsResponse(_message.Message):
    __slots__ = ("interventions", "next_page_token")
    INTERVENTIONS_FIELD_NUMBER: _ClassVar[int]
    NEXT_PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    interventions: _containers.RepeatedCompositeFieldContainer[InterventionView]
    next_page_token: str
    def __init__(self, interventions: _Optional[_Iterable[_Union[InterventionView, _Mapping]]] = ..., next_page_token: _Optional[str] = ...) -> None: ...

class InterventionView(_message.Message):
    __slots__ = ("record_id", "index", "organ", "issued_at", "intervention")
    RECORD_ID_FIELD_NUMBER: _ClassVar[int]
    INDEX_FIELD_NUMBER: _ClassVar[int]
    ORGAN_FIELD_NUMBER: _ClassVar[int]
    ISSUED_AT_FIELD_NUMBER: _ClassVar[int]
    INTERVENTION_FIELD_NUMBER: _ClassVar[int]
    record_id: str
    index: int
    organ: str
    issued_at: _timestamp_pb2.Timestamp
    intervention: _duty_pb2.Intervention
    def __init__(self, record_id: _Optional[str] = ..., index: _Optional[int] = ..., organ: _Optional[str] = ..., issued_at: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., intervention: _Optional[_Union[_duty_pb2.Intervention, _Mapping]] = ...) -> None: ...
