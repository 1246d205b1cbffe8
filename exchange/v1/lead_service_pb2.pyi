import datetime

from buf.validate import validate_pb2 as _validate_pb2
from exchange.v1 import lead_pb2 as _lead_pb2
from exchange.v1 import outcome_service_pb2 as _outcome_service_pb2
from exchange.v1 import record_pb2 as _record_pb2
from exchange.v1 import record_service_pb2 as _record_service_pb2
from exchange.v1 import subject_pb2 as _subject_pb2
from exchange.v1 import task_pb2 as _task_pb2
from google.protobuf import timestamp_pb2 as _timestamp_pb2
from google.protobuf.internal import containers as _containers
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from collections.abc import Iterable as _Iterable, Mapping as _Mapping
from typing import ClassVar as _ClassVar, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class SendLeadRequest(_message.Message):
    __slots__ = ("request_id", "organ", "basis_id", "lead", "record")
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    ORGAN_FIELD_NUMBER: _ClassVar[int]
    BASIS_ID_FIELD_NUMBER: _ClassVar[int]
    LEAD_FIELD_NUMBER: _ClassVar[int]
    RECORD_FIELD_NUMBER: _ClassVar[int]
    request_id: str
    organ: str
    basis_id: str
    lead: _lead_pb2.Lead
    record: _record_pb2.SignedRecord
    def __init__(self, request_id: _Optional[str] = ..., organ: _Optional[str] = ..., basis_id: _Optional[str] = ..., lead: _Optional[_Union[_lead_pb2.Lead, _Mapping]] = ..., record: _Optional[_Union[_record_pb2.SignedRecord, _Mapping]] = ...) -> None: ...

class SendLeadResponse(_message.Message):
    __slots__ = ("published", "thread")
    PUBLISHED_FIELD_NUMBER: _ClassVar[int]
    THREAD_FIELD_NUMBER: _ClassVar[int]
    published: _record_service_pb2.PublishRecordResponse
    thread: LeadThread
    def __init__(self, published: _Optional[_Union[_record_service_pb2.PublishRecordResponse, _Mapping]] = ..., thread: _Optional[_Union[LeadThread, _Mapping]] = ...) -> None: ...

class AnswerLeadRequest(_message.Message):
    __slots__ = ("request_id", "organ", "lead_record_id", "event", "basis_id")
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    ORGAN_FIELD_NUMBER: _ClassVar[int]
    LEAD_RECORD_ID_FIELD_NUMBER: _ClassVar[int]
    EVENT_FIELD_NUMBER: _ClassVar[int]
    BASIS_ID_FIELD_NUMBER: _ClassVar[int]
    request_id: str
    organ: str
    lead_record_id: str
    event: _lead_pb2.LeadEvent
    basis_id: str
    def __init__(self, request_id: _Optional[str] = ..., organ: _Optional[str] = ..., lead_record_id: _Optional[str] = ..., event: _Optional[_Union[_lead_pb2.LeadEvent, _Mapping]] = ..., basis_id: _Optional[str] = ...) -> None: ...

class AnswerLeadResponse(_message.Message):
    __slots__ = ("published", "thread")
    PUBLISHED_FIELD_NUMBER: _ClassVar[int]
    THREAD_FIELD_NUMBER: _ClassVar[int]
    published: _record_service_pb2.PublishRecordResponse
    thread: LeadThread
    def __init__(self, published: _Optional[_Union[_record_service_pb2.PublishRecordResponse, _Mapping]] = ..., thread: _Optional[_Union[LeadThread, _Mapping]] = ...) -> None: ...

class GetLeadRequest(_message.Message):
    __slots__ = ("lead_record_id",)
    LEAD_RECORD_ID_FIELD_NUMBER: _ClassVar[int]
    lead_record_id: str
    def __init__(self, lead_record_id: _Optional[str] = ...) -> None: ...

class GetLeadResponse(_message.Message):
    __slots__ = ("thread",)
    THREAD_FIELD_NUMBER: _ClassVar[int]
    thread: LeadThread
    def __init__(self, thread: _Optional[_Union[LeadThread, _Mapping]] = ...) -> None: ...

class LeadThread(_message.Message):
    __slots__ = ("lead_record_id", "lead", "from_member", "from_organ", "state", "steps", "allowed_actions", "sent_at", "handler_organ", "no_retransfer", "suspended", "blocked_actions", "refused_reason", "case_number", "filed_at", "filed_by_organ", "common_superior", "tasks", "earlier_filings", "attachments")
    LEAD_RECORD_ID_FIELD_NUMBER: _ClassVar[int]
    LEAD_FIELD_NUMBER: _ClassVar[int]
    FROM_MEMBER_FIELD_NUMBER: _ClassVar[int]
    FROM_ORGAN_FIELD_NUMBER: _ClassVar[int]
    STATE_FIELD_NUMBER: _ClassVar[int]
    STEPS_FIELD_NUMBER: _ClassVar[int]
    ALLOWED_ACTIONS_FIELD_NUMBER: _ClassVar[int]
    SENT_AT_FIELD_NUMBER: _ClassVar[int]
    HANDLER_ORGAN_FIELD_NUMBER: _ClassVar[int]
    NO_RETRANSFER_FIELD_NUMBER: _ClassVar[int]
    SUSPENDED_FIELD_NUMBER: _ClassVar[int]
    BLOCKED_ACTIONS_FIELD_NUMBER: _ClassVar[int]
    REFUSED_REASON_FIELD_NUMBER: _ClassVar[int]
    CASE_NUMBER_FIELD_NUMBER: _ClassVar[int]
    FILED_AT_FIELD_NUMBER: _ClassVar[int]
    FILED_BY_ORGAN_FIELD_NUMBER: _ClassVar[int]
    COMMON_SUPERIOR_FIELD_NUMBER: _ClassVar[int]
    TASKS_FIELD_NUMBER: _ClassVar[int]
    EARLIER_FILINGS_FIELD_NUMBER: _ClassVar[int]
    ATTACHMENTS_FIELD_NUMBER: _ClassVar[int]
    lead_record_id: str
    lead: _lead_pb2.Lead
    from_member: str
    from_organ: str
    state: _lead_pb2.LeadState
    steps: _containers.RepeatedCompositeFieldContainer[LeadStep]
    allowed_actions: _containers.RepeatedScalarFieldContainer[_lead_pb2.LeadAction]
    sent_at: _timestamp_pb2.Timestamp
    handler_organ: str
    no_retransfer: bool
    suspended: bool
    blocked_actions: _containers.RepeatedCompositeFieldContainer[BlockedAction]
    refused_reason: str
    case_number: str
    filed_at: _timestamp_pb2.Timestamp
    filed_by_organ: str
    common_superior: CommonSuperior
    tasks: _containers.RepeatedCompositeFieldContainer[_task_pb2.Task]
    earlier_filings: _containers.RepeatedCompositeFieldContainer[_lead_pb2.EarlierFiling]
    attachments: _containers.RepeatedCompositeFieldContainer[AttachmentView]
    def __init__(self, lead_record_id: _Optional[str] = ..., lead: _Optional[_Union[_lead_pb2.Lead, _Mapping]] = ..., from_member: _Optional[str] = ..., from_organ: _Optional[str] = ..., state: _Optional[_Union[_lead_pb2.LeadState, str]] = ..., steps: _Optional[_Iterable[_Union[LeadStep, _Mapping]]] = ..., allowed_actions: _Optional[_Iterable[_Union[_lead_pb2.LeadAction, str]]] = ..., sent_at: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., handler_organ: _Optional[str] = ..., no_retransfer: _Optional[bool] = ..., suspended: _Optional[bool] = ..., blocked_actions: _Optional[_Iterable[_Union[BlockedAction, _Mapping]]] = ..., refused_reason: _Optional[str] = ..., case_number: _Optional[str] = ..., filed_at: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., filed_by_organ: _Optional[str] = ..., common_superior: _Optional[_Union[CommonSuperior, _Mapping]] = ..., tasks: _Optional[_Iterable[_Union[_task_pb2.Task, _Mapping]]] = ..., earlier_filings: _Optional[_Iterable[_Union[_lead_pb2.EarlierFiling, _Mapping]]] = ..., attachments: _Optional[_Iterable[_Union[AttachmentView, _Mapping]]] = ...) -> None: ...

class AttachmentView(_message.Message):
    __slots__ = ("attachment", "received", "complete", "failure")
    ATTACHMENT_FIELD_NUMBER: _ClassVar[int]
    RECEIVED_FIELD_NUMBER: _ClassVar[int]
    COMPLETE_FIELD_NUMBER: _ClassVar[int]
    FAILURE_FIELD_NUMBER: _ClassVar[int]
    attachment: _lead_pb2.Attachment
    received: int
    complete: bool
    failure: str
    def __init__(self, attachment: _Optional[_Union[_lead_pb2.Attachment, _Mapping]] = ..., received: _Optional[int] = ..., complete: _Optional[bool] = ..., failure: _Optional[str] = ...) -> None: ...

class LeadStep(_message.Message):
    __slots__ = ("record_id", "member", "organ", "issued_at", "event", "refused_reason")
    RECORD_ID_FIELD_NUMBER: _ClassVar[int]
    MEMBER_FIELD_NUMBER: _ClassVar[int]
    ORGAN_FIELD_NUMBER: _ClassVar[int]
    ISSUED_AT_FIELD_NUMBER: _ClassVar[int]
    EVENT_FIELD_NUMBER: _ClassVar[int]
    REFUSED_REASON_FIELD_NUMBER: _ClassVar[int]
    record_id: str
    member: str
    organ: str
    issued_at: _timestamp_pb2.Timestamp
    event: _lead_pb2.LeadEvent
    refused_reason: str
    def __init__(self, record_id: _Optional[str] = ..., member: _Optional[str] = ..., organ: _Optional[str] = ..., issued_at: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., event: _Optional[_Union[_lead_pb2.LeadEvent, _Mapping]] = ..., refused_reason: _Optional[str] = ...) -> None: ...

class ListLeadsRequest(_message.Message):
    __slots__ = ("page_size", "page_token", "from_member", "to_member", "state", "subject", "kind")
    PAGE_SIZE_FIELD_NUMBER: _ClassVar[int]
    PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    FROM_MEMBER_FIELD_NUMBER: _ClassVar[int]
    TO_MEMBER_FIELD_NUMBER: _ClassVar[int]
    STATE_FIELD_NUMBER: _ClassVar[int]
    SUBJECT_FIELD_NUMBER: _ClassVar[int]
    KIND_FIELD_NUMBER: _ClassVar[int]
    page_size: int
    page_token: str
    from_member: str
    to_member: str
    state: _lead_pb2.LeadState
    subject: str
    kind: _lead_pb2.LeadKind
    def __init__(self, page_size: _Optional[int] = ..., page_token: _Optional[str] = ..., from_member: _Optional[str] = ..., to_member: _Optional[str] = ..., state: _Optional[_Union[_lead_pb2.LeadState, str]] = ..., subject: _Optional[str] = ..., kind: _Optional[_Union[_lead_pb2.LeadKind, str]] = ...) -> None: ...

class ListLeadsResponse(_message.Message):
    __slots__ = ("threads", "next_page_token")
    THREADS_FIELD_NUMBER: _ClassVar[int]
    NEXT_PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    threads: _containers.RepeatedCompositeFieldContainer[LeadThread]
    next_page_token: str
    def __init__(self, threads: _Optional[_Iterable[_Union[LeadThread, _Mapping]]] = ..., next_page_token: _Optional[str] = ...) -> None: ...

class BlockedAction(_message.Message):
    __slots__ = ("action", "reason", "explanation", "open_from", "source")
    ACTION_FIELD_NUMBER: _ClassVar[int]
    REASON_FIELD_NUMBER: _ClassVar[int]
    EXPLANATION_FIELD_NUMBER: _ClassVar[int]
    OPEN_FROM_FIELD_NUMBER: _ClassVar[int]
    SOURCE_FIELD_NUMBER: _ClassVar[int]
    action: _lead_pb2.LeadAction
    reason: str
    explanation: str
    open_from: _containers.RepeatedScalarFieldContainer[_lead_pb2.LeadState]
    source: str
    def __init__(self, action: _Optional[_Union[_lead_pb2.LeadAction, str]] = ..., reason: _Optional[str] = ..., explanation: _Optional[str] = ..., open_from: _Optional[_Iterable[_Union[_lead_pb2.LeadState, str]]] = ..., source: _Optional[str] = ...) -> None: ...

class CommonSuperior(_message.Message):
    __slots__ = ("level", "region_code", "name", "explanation")
    LEVEL_FIELD_NUMBER: _ClassVar[int]
    REGION_CODE_FIELD_NUMBER: _ClassVar[int]
    NAME_FIELD_NUMBER: _ClassVar[int]
    EXPLANATION_FIELD_NUMBER: _ClassVar[int]
    level: str
    region_code: str
    name: str
    explanation: str
    def __init__(self, level: _Optional[str] = ..., region_code: _Optional[str] = ..., name: _Optional[str] = ..., explanation: _Optional[str] = ...) -> None: ...

class ListOpenLeadsRequest(_message.Message):
    __slots__ = ("page_size", "page_token", "subject", "domain", "matter_code")
    PAGE_SIZE_FIELD_NUMBER: _ClassVar[int]
    PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    SUBJECT_FIELD_NUMBER: _ClassVar[int]
    DOMAIN_FIELD_NUMBER: _ClassVar[int]
    MATTER_CODE_FIELD_NUMBER: _ClassVar[int]
    page_size: int
    page_token: str
    subject: str
    domain: _subject_pb2.EnforcementDomain
    matter_code: str
    def __init__(self, page_size: _Optional[int] = ..., page_token: _Optional[str] = ..., subject: _Optional[str] = ..., domain: _Optional[_Union[_subject_pb2.EnforcementDomain, str]] = ..., matter_code: _Optional[str] = ...) -> None: ...

class ListOpenLeadsResponse(_message.Message):
    __slots__ = ("threads", "next_page_token", "sources")
    THREADS_FIELD_NUMBER: _ClassVar[int]
    NEXT_PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    SOURCES_FIELD_NUMBER: _ClassVar[int]
    threads: _containers.RepeatedCompositeFieldContainer[LeadThread]
    next_page_token: str
    sources: _containers.RepeatedCompositeFieldContainer[_outcome_service_pb2.SourceFreshness]
    def __init__(self, threads: _Optional[_Iterable[_Union[LeadThread, _Mapping]]] = ..., next_page_token: _Optional[str] = ..., sources: _Optional[_Iterable[_Union[_outcome_service_pb2.SourceFreshness, _Mapping]]] = ...) -> None: ...
