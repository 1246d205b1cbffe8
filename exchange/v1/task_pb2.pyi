import datetime

from google.protobuf import timestamp_pb2 as _timestamp_pb2
from google.protobuf.internal import enum_type_wrapper as _enum_type_wrapper
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from collections.abc import Mapping as _Mapping
from typing import ClassVar as _ClassVar, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class TaskState(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    TASK_STATE_UNSPECIFIED: _ClassVar[TaskState]
    TASK_STATE_OPEN: _ClassVar[TaskState]
    TASK_STATE_DUE_SOON: _ClassVar[TaskState]
    TASK_STATE_OVERDUE: _ClassVar[TaskState]
    TASK_STATE_SUSPENDED: _ClassVar[TaskState]
    TASK_STATE_DONE: _ClassVar[TaskState]
    TASK_STATE_DONE_LATE: _ClassVar[TaskState]
    TASK_STATE_CANCELLED: _ClassVar[TaskState]
TASK_STATE_UNSPECIFIED: TaskState
TASK_STATE_OPEN: TaskState
TASK_STATE_DUE_SOON: TaskState
TASK_STATE_OVERDUE: TaskState
TASK_STATE_SUSPENDED: TaskState
TASK_STATE_DONE: TaskState
TASK_STATE_DONE_LATE: TaskState
TASK_STATE_CANCELLED: TaskState

class Task(_message.Message):
    __slots__ = ("task_id", "rule_id", "process", "basis", "confidence", "member", "organ", "thread_id", "started_by", "done_by", "started_at", "due_at", "done_at", "provisional", "state", "extended_by", "unit", "amount", "working_days_left", "subject", "title")
    TASK_ID_FIELD_NUMBER: _ClassVar[int]
    RULE_ID_FIELD_NUMBER: _ClassVar[int]
    PROCESS_FIELD_NUMBER: _ClassVar[int]
    BASIS_FIELD_NUMBER: _ClassVar[int]
    CONFIDENCE_FIELD_NUMBER: _ClassVar[int]
    MEMBER_FIELD_NUMBER: _ClassVar[int]
    ORGAN_FIELD_NUMBER: _ClassVar[int]
    THREAD_ID_FIELD_NUMBER: _ClassVar[int]
    STARTED_BY_FIELD_NUMBER: _ClassVar[int]
    DONE_BY_FIELD_NUMBER: _ClassVar[int]
    STARTED_AT_FIELD_NUMBER: _ClassVar[int]
    DUE_AT_FIELD_NUMBER: _ClassVar[int]
    DONE_AT_FIELD_NUMBER: _ClassVar[int]
    PROVISIONAL_FIELD_NUMBER: _ClassVar[int]
    STATE_FIELD_NUMBER: _ClassVar[int]
    EXTENDED_BY_FIELD_NUMBER: _ClassVar[int]
    UNIT_FIELD_NUMBER: _ClassVar[int]
    AMOUNT_FIELD_NUMBER: _ClassVar[int]
    WORKING_DAYS_LEFT_FIELD_NUMBER: _ClassVar[int]
    SUBJECT_FIELD_NUMBER: _ClassVar[int]
    TITLE_FIELD_NUMBER: _ClassVar[int]
    task_id: str
    rule_id: str
    process: str
    basis: str
    confidence: str
    member: str
    organ: str
    thread_id: str
    started_by: str
    done_by: str
    started_at: _timestamp_pb2.Timestamp
    due_at: _timestamp_pb2.Timestamp
    done_at: _timestamp_pb2.Timestamp
    provisional: bool
    state: TaskState
    extended_by: int
    unit: str
    amount: int
    working_days_left: int
    subject: str
    title: str
    def __init__(self, task_id: _Optional[str] = ..., rule_id: _Optional[str] = ..., process: _Optional[str] = ..., basis: _Optional[str] = ..., confidence: _Optional[str] = ..., member: _Optional[str] = ..., organ: _Optional[str] = ..., thread_id: _Optional[str] = ..., started_by: _Optional[str] = ..., done_by: _Optional[str] = ..., started_at: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., due_at: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., done_at: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., provisional: _Optional[bool] = ..., state: _Optional[_Union[TaskState, str]] = ..., extended_by: _Optional[int] = ..., unit: _Optional[str] = ..., amount: _Optional[int] = ..., working_days_left: _Optional[int] = ..., subject: _Optional[str] = ..., title: _Optional[str] = ...) -> None: ...
