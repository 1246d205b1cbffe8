import datetime

from buf.validate import validate_pb2 as _validate_pb2
from exchange.v1 import draw_pb2 as _draw_pb2
from exchange.v1 import inspection_pb2 as _inspection_pb2
from exchange.v1 import inspection_register_pb2 as _inspection_register_pb2
from google.protobuf import timestamp_pb2 as _timestamp_pb2
from google.protobuf.internal import containers as _containers
from google.protobuf.internal import enum_type_wrapper as _enum_type_wrapper
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from collections.abc import Iterable as _Iterable, Mapping as _Mapping
from typing import ClassVar as _ClassVar, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class DrawState(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    DRAW_STATE_UNSPECIFIED: _ClassVar[DrawState]
    DRAW_STATE_COMMITTING: _ClassVar[DrawState]
    DRAW_STATE_REVEALING: _ClassVar[DrawState]
    DRAW_STATE_COMPLETE: _ClassVar[DrawState]
    DRAW_STATE_DRAWN: _ClassVar[DrawState]
    DRAW_STATE_DISPUTED: _ClassVar[DrawState]
    DRAW_STATE_FAILED: _ClassVar[DrawState]

class PlanState(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    PLAN_STATE_UNSPECIFIED: _ClassVar[PlanState]
    PLAN_STATE_PROPOSED: _ClassVar[PlanState]
    PLAN_STATE_REFUSED: _ClassVar[PlanState]
    PLAN_STATE_COUNTERSIGNED: _ClassVar[PlanState]
    PLAN_STATE_PUBLISHED: _ClassVar[PlanState]
    PLAN_STATE_EXECUTED: _ClassVar[PlanState]
    PLAN_STATE_WITHDRAWN: _ClassVar[PlanState]

class PlanFault(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    PLAN_FAULT_UNSPECIFIED: _ClassVar[PlanFault]
    PLAN_FAULT_DRAW_UNKNOWN: _ClassVar[PlanFault]
    PLAN_FAULT_DRAW_DISPUTED: _ClassVar[PlanFault]
    PLAN_FAULT_NOT_DRAWN: _ClassVar[PlanFault]
    PLAN_FAULT_DRAWN_NOT_PLANNED: _ClassVar[PlanFault]
    PLAN_FAULT_NOT_KEY_SECTOR: _ClassVar[PlanFault]
    PLAN_FAULT_OFFICER_NOT_DRAWN: _ClassVar[PlanFault]
    PLAN_FAULT_MATTER_NOT_DRAWN: _ClassVar[PlanFault]
DRAW_STATE_UNSPECIFIED: DrawState
DRAW_STATE_COMMITTING: DrawState
DRAW_STATE_REVEALING: DrawState
DRAW_STATE_COMPLETE: DrawState
DRAW_STATE_DRAWN: DrawState
DRAW_STATE_DISPUTED: DrawState
DRAW_STATE_FAILED: DrawState
PLAN_STATE_UNSPECIFIED: PlanState
PLAN_STATE_PROPOSED: PlanState
PLAN_STATE_REFUSED: PlanState
PLAN_STATE_COUNTERSIGNED: PlanState
PLAN_STATE_PUBLISHED: PlanState
PLAN_STATE_EXECUTED: PlanState
PLAN_STATE_WITHDRAWN: PlanState
PLAN_FAULT_UNSPECIFIED: PlanFault
PLAN_FAULT_DRAW_UNKNOWN: PlanFault
PLAN_FAULT_DRAW_DISPUTED: PlanFault
PLAN_FAULT_NOT_DRAWN: PlanFault
PLAN_FAULT_DRAWN_NOT_PLANNED: PlanFault
PLAN_FAULT_NOT_KEY_SECTOR: PlanFault
PLAN_FAULT_OFFICER_NOT_DRAWN: PlanFault
PLAN_FAULT_MATTER_NOT_DRAWN: PlanFault

class ListDrawsRequest(_message.Message):
    __slots__ = ("page_size", "page_token")
    PAGE_SIZE_FIELD_NUMBER: _ClassVar[int]
    PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    page_size: int
    page_token: str
    def __init__(self, page_size: _Optional[int] = ..., page_token: _Optional[str] = ...) -> None: ...

class ListDrawsResponse(_message.Message):
    __slots__ = ("draws", "next_page_token")
    DRAWS_FIELD_NUMBER: _ClassVar[int]
    NEXT_PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    draws: _containers.RepeatedCompositeFieldContainer[DrawView]
    next_page_token: str
    def __init__(self, draws: _Optional[_Iterable[_Union[DrawView, _Mapping]]] = ..., next_page_token: _Optional[str] = ...) -> None: ...

class GetDrawRequest(_message.Message):
    __slots__ = ("task_record_id",)
    TASK_RECORD_ID_FIELD_NUMBER: _ClassVar[int]
    task_record_id: str
    def __init__(self, task_record_id: _Optional[str] = ...) -> None: ...

class GetDrawResponse(_message.Message):
    __slots__ = ("draw", "task", "result", "findings")
    DRAW_FIELD_NUMBER: _ClassVar[int]
    TASK_FIELD_NUMBER: _ClassVar[int]
    RESULT_FIELD_NUMBER: _ClassVar[int]
    FINDINGS_FIELD_NUMBER: _ClassVar[int]
    draw: DrawView
    task: _draw_pb2.DrawTask
    result: _draw_pb2.DrawResult
    findings: _containers.RepeatedCompositeFieldContainer[DrawFinding]
    def __init__(self, draw: _Optional[_Union[DrawView, _Mapping]] = ..., task: _Optional[_Union[_draw_pb2.DrawTask, _Mapping]] = ..., result: _Optional[_Union[_draw_pb2.DrawResult, _Mapping]] = ..., findings: _Optional[_Iterable[_Union[DrawFinding, _Mapping]]] = ...) -> None: ...

class DrawView(_message.Message):
    __slots__ = ("task_record_id", "origin", "organ", "issued_at", "title", "state", "number", "parties", "withheld", "result_record_id", "candidates", "reveal_by")
    TASK_RECORD_ID_FIELD_NUMBER: _ClassVar[int]
    ORIGIN_FIELD_NUMBER: _ClassVar[int]
    ORGAN_FIELD_NUMBER: _ClassVar[int]
    ISSUED_AT_FIELD_NUMBER: _ClassVar[int]
    TITLE_FIELD_NUMBER: _ClassVar[int]
    STATE_FIELD_NUMBER: _ClassVar[int]
    NUMBER_FIELD_NUMBER: _ClassVar[int]
    PARTIES_FIELD_NUMBER: _ClassVar[int]
    WITHHELD_FIELD_NUMBER: _ClassVar[int]
    RESULT_RECORD_ID_FIELD_NUMBER: _ClassVar[int]
    CANDIDATES_FIELD_NUMBER: _ClassVar[int]
    REVEAL_BY_FIELD_NUMBER: _ClassVar[int]
    task_record_id: str
    origin: str
    organ: str
    issued_at: _timestamp_pb2.Timestamp
    title: str
    state: DrawState
    number: int
    parties: _containers.RepeatedCompositeFieldContainer[DrawPartyView]
    withheld: _containers.RepeatedScalarFieldContainer[str]
    result_record_id: str
    candidates: int
    reveal_by: _timestamp_pb2.Timestamp
    def __init__(self, task_record_id: _Optional[str] = ..., origin: _Optional[str] = ..., organ: _Optional[str] = ..., issued_at: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., title: _Optional[str] = ..., state: _Optional[_Union[DrawState, str]] = ..., number: _Optional[int] = ..., parties: _Optional[_Iterable[_Union[DrawPartyView, _Mapping]]] = ..., withheld: _Optional[_Iterable[str]] = ..., result_record_id: _Optional[str] = ..., candidates: _Optional[int] = ..., reveal_by: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ...) -> None: ...

class DrawPartyView(_message.Message):
    __slots__ = ("member", "commitment", "nonce", "revealed", "equivocated")
    MEMBER_FIELD_NUMBER: _ClassVar[int]
    COMMITMENT_FIELD_NUMBER: _ClassVar[int]
    NONCE_FIELD_NUMBER: _ClassVar[int]
    REVEALED_FIELD_NUMBER: _ClassVar[int]
    EQUIVOCATED_FIELD_NUMBER: _ClassVar[int]
    member: str
    commitment: bytes
    nonce: bytes
    revealed: bool
    equivocated: bool
    def __init__(self, member: _Optional[str] = ..., commitment: _Optional[bytes] = ..., nonce: _Optional[bytes] = ..., revealed: _Optional[bool] = ..., equivocated: _Optional[bool] = ...) -> None: ...

class DrawFinding(_message.Message):
    __slots__ = ("fault", "name", "fact")
    FAULT_FIELD_NUMBER: _ClassVar[int]
    NAME_FIELD_NUMBER: _ClassVar[int]
    FACT_FIELD_NUMBER: _ClassVar[int]
    fault: str
    name: str
    fact: str
    def __init__(self, fault: _Optional[str] = ..., name: _Optional[str] = ..., fact: _Optional[str] = ...) -> None: ...

class ListInspectionPlansRequest(_message.Message):
    __slots__ = ("page_size", "page_token")
    PAGE_SIZE_FIELD_NUMBER: _ClassVar[int]
    PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    page_size: int
    page_token: str
    def __init__(self, page_size: _Optional[int] = ..., page_token: _Optional[str] = ...) -> None: ...

class ListInspectionPlansResponse(_message.Message):
    __slots__ = ("plans", "next_page_token")
    PLANS_FIELD_NUMBER: _ClassVar[int]
    NEXT_PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    plans: _containers.RepeatedCompositeFieldContainer[PlanView]
    next_page_token: str
    def __init__(self, plans: _Optional[_Iterable[_Union[PlanView, _Mapping]]] = ..., next_page_token: _Optional[str] = ...) -> None: ...

class GetInspectionPlanRequest(_message.Message):
    __slots__ = ("plan_id",)
    PLAN_ID_FIELD_NUMBER: _ClassVar[int]
    plan_id: str
    def __init__(self, plan_id: _Optional[str] = ...) -> None: ...

class GetInspectionPlanResponse(_message.Message):
    __slots__ = ("view", "plan", "answers", "results", "findings", "rectifications", "recognitions", "in_force")
    VIEW_FIELD_NUMBER: _ClassVar[int]
    PLAN_FIELD_NUMBER: _ClassVar[int]
    ANSWERS_FIELD_NUMBER: _ClassVar[int]
    RESULTS_FIELD_NUMBER: _ClassVar[int]
    FINDINGS_FIELD_NUMBER: _ClassVar[int]
    RECTIFICATIONS_FIELD_NUMBER: _ClassVar[int]
    RECOGNITIONS_FIELD_NUMBER: _ClassVar[int]
    IN_FORCE_FIELD_NUMBER: _ClassVar[int]
    view: PlanView
    plan: _inspection_pb2.InspectionPlan
    answers: _containers.RepeatedCompositeFieldContainer[PlanAnswer]
    results: _containers.RepeatedCompositeFieldContainer[VisitResult]
    findings: _containers.RepeatedCompositeFieldContainer[PlanFinding]
    rectifications: _containers.RepeatedCompositeFieldContainer[RectificationView]
    recognitions: _containers.RepeatedCompositeFieldContainer[RecognisedView]
    in_force: _inspection_pb2.InspectionPlan
    def __init__(self, view: _Optional[_Union[PlanView, _Mapping]] = ..., plan: _Optional[_Union[_inspection_pb2.InspectionPlan, _Mapping]] = ..., answers: _Optional[_Iterable[_Union[PlanAnswer, _Mapping]]] = ..., results: _Optional[_Iterable[_Union[VisitResult, _Mapping]]] = ..., findings: _Optional[_Iterable[_Union[PlanFinding, _Mapping]]] = ..., rectifications: _Optional[_Iterable[_Union[RectificationView, _Mapping]]] = ..., recognitions: _Optional[_Iterable[_Union[RecognisedView, _Mapping]]] = ..., in_force: _Optional[_Union[_inspection_pb2.InspectionPlan, _Mapping]] = ...) -> None: ...

class PlanFinding(_message.Message):
    __slots__ = ("fault", "visit_id", "name", "draw_task_record_id")
    FAULT_FIELD_NUMBER: _ClassVar[int]
    VISIT_ID_FIELD_NUMBER: _ClassVar[int]
    NAME_FIELD_NUMBER: _ClassVar[int]
    DRAW_TASK_RECORD_ID_FIELD_NUMBER: _ClassVar[int]
    fault: PlanFault
    visit_id: str
    name: str
    draw_task_record_id: str
    def __init__(self, fault: _Optional[_Union[PlanFault, str]] = ..., visit_id: _Optional[str] = ..., name: _Optional[str] = ..., draw_task_record_id: _Optional[str] = ...) -> None: ...

class RectificationView(_message.Message):
    __slots__ = ("plan_id", "inspection_record_id", "member", "organ", "uscc", "matter_code", "rectify_by", "check_record_id", "checked_on", "rectified", "visit_id")
    PLAN_ID_FIELD_NUMBER: _ClassVar[int]
    INSPECTION_RECORD_ID_FIELD_NUMBER: _ClassVar[int]
    MEMBER_FIELD_NUMBER: _ClassVar[int]
    ORGAN_FIELD_NUMBER: _ClassVar[int]
    USCC_FIELD_NUMBER: _ClassVar[int]
    MATTER_CODE_FIELD_NUMBER: _ClassVar[int]
    RECTIFY_BY_FIELD_NUMBER: _ClassVar[int]
    CHECK_RECORD_ID_FIELD_NUMBER: _ClassVar[int]
    CHECKED_ON_FIELD_NUMBER: _ClassVar[int]
    RECTIFIED_FIELD_NUMBER: _ClassVar[int]
    VISIT_ID_FIELD_NUMBER: _ClassVar[int]
    plan_id: str
    inspection_record_id: str
    member: str
    organ: str
    uscc: str
    matter_code: str
    rectify_by: str
    check_record_id: str
    checked_on: str
    rectified: bool
    visit_id: str
    def __init__(self, plan_id: _Optional[str] = ..., inspection_record_id: _Optional[str] = ..., member: _Optional[str] = ..., organ: _Optional[str] = ..., uscc: _Optional[str] = ..., matter_code: _Optional[str] = ..., rectify_by: _Optional[str] = ..., check_record_id: _Optional[str] = ..., checked_on: _Optional[str] = ..., rectified: _Optional[bool] = ..., visit_id: _Optional[str] = ...) -> None: ...

class RecognisedView(_message.Message):
    __slots__ = ("plan_id", "inspection_record_id", "member", "organ", "uscc", "matter_code", "own_matter_code", "until", "record_id", "visit_id", "reason")
    PLAN_ID_FIELD_NUMBER: _ClassVar[int]
    INSPECTION_RECORD_ID_FIELD_NUMBER: _ClassVar[int]
    MEMBER_FIELD_NUMBER: _ClassVar[int]
    ORGAN_FIELD_NUMBER: _ClassVar[int]
    USCC_FIELD_NUMBER: _ClassVar[int]
    MATTER_CODE_FIELD_NUMBER: _ClassVar[int]
    OWN_MATTER_CODE_FIELD_NUMBER: _ClassVar[int]
    UNTIL_FIELD_NUMBER: _ClassVar[int]
    RECORD_ID_FIELD_NUMBER: _ClassVar[int]
    VISIT_ID_FIELD_NUMBER: _ClassVar[int]
    REASON_FIELD_NUMBER: _ClassVar[int]
    plan_id: str
    inspection_record_id: str
    member: str
    organ: str
    uscc: str
    matter_code: str
    own_matter_code: str
    until: str
    record_id: str
    visit_id: str
    reason: str
    def __init__(self, plan_id: _Optional[str] = ..., inspection_record_id: _Optional[str] = ..., member: _Optional[str] = ..., organ: _Optional[str] = ..., uscc: _Optional[str] = ..., matter_code: _Optional[str] = ..., own_matter_code: _Optional[str] = ..., until: _Optional[str] = ..., record_id: _Optional[str] = ..., visit_id: _Optional[str] = ..., reason: _Optional[str] = ...) -> None: ...

class PlanView(_message.Message):
    __slots__ = ("plan_id", "version_record_id", "version_digest", "version", "title", "origin", "organ", "state", "in_force_record_id", "visits", "executed", "first_day", "last_day", "draw_task_record_ids")
    PLAN_ID_FIELD_NUMBER: _ClassVar[int]
    VERSION_RECORD_ID_FIELD_NUMBER: _ClassVar[int]
    VERSION_DIGEST_FIELD_NUMBER: _ClassVar[int]
    VERSION_FIELD_NUMBER: _ClassVar[int]
    TITLE_FIELD_NUMBER: _ClassVar[int]
    ORIGIN_FIELD_NUMBER: _ClassVar[int]
    ORGAN_FIELD_NUMBER: _ClassVar[int]
    STATE_FIELD_NUMBER: _ClassVar[int]
    IN_FORCE_RECORD_ID_FIELD_NUMBER: _ClassVar[int]
    VISITS_FIELD_NUMBER: _ClassVar[int]
    EXECUTED_FIELD_NUMBER: _ClassVar[int]
    FIRST_DAY_FIELD_NUMBER: _ClassVar[int]
    LAST_DAY_FIELD_NUMBER: _ClassVar[int]
    DRAW_TASK_RECORD_IDS_FIELD_NUMBER: _ClassVar[int]
    plan_id: str
    version_record_id: str
    version_digest: bytes
    version: int
    title: str
    origin: str
    organ: str
    state: PlanState
    in_force_record_id: str
    visits: int
    executed: int
    first_day: str
    last_day: str
    draw_task_record_ids: _containers.RepeatedScalarFieldContainer[str]
    def __init__(self, plan_id: _Optional[str] = ..., version_record_id: _Optional[str] = ..., version_digest: _Optional[bytes] = ..., version: _Optional[int] = ..., title: _Optional[str] = ..., origin: _Optional[str] = ..., organ: _Optional[str] = ..., state: _Optional[_Union[PlanState, str]] = ..., in_force_record_id: _Optional[str] = ..., visits: _Optional[int] = ..., executed: _Optional[int] = ..., first_day: _Optional[str] = ..., last_day: _Optional[str] = ..., draw_task_record_ids: _Optional[_Iterable[str]] = ...) -> None: ...

class PlanAnswer(_message.Message):
    __slots__ = ("member", "organ", "record_id", "consent")
    MEMBER_FIELD_NUMBER: _ClassVar[int]
    ORGAN_FIELD_NUMBER: _ClassVar[int]
    RECORD_ID_FIELD_NUMBER: _ClassVar[int]
    CONSENT_FIELD_NUMBER: _ClassVar[int]
    member: str
    organ: str
    record_id: str
    consent: _inspection_pb2.PlanConsent
    def __init__(self, member: _Optional[str] = ..., organ: _Optional[str] = ..., record_id: _Optional[str] = ..., consent: _Optional[_Union[_inspection_pb2.PlanConsent, _Mapping]] = ...) -> None: ...

class VisitResult(_message.Message):
    __slots__ = ("member", "organ", "record_id", "inspection")
    MEMBER_FIELD_NUMBER: _ClassVar[int]
    ORGAN_FIELD_NUMBER: _ClassVar[int]
    RECORD_ID_FIELD_NUMBER: _ClassVar[int]
    INSPECTION_FIELD_NUMBER: _ClassVar[int]
    member: str
    organ: str
    record_id: str
    inspection: _inspection_pb2.InspectionRecord
    def __init__(self, member: _Optional[str] = ..., organ: _Optional[str] = ..., record_id: _Optional[str] = ..., inspection: _Optional[_Union[_inspection_pb2.InspectionRecord, _Mapping]] = ...) -> None: ...

class ListInspectionRegistersRequest(_message.Message):
    __slots__ = ("page_size", "page_token")
    PAGE_SIZE_FIELD_NUMBER: _ClassVar[int]
    PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    page_size: int
    page_token: str
    def __init__(self, page_size: _Optional[int] = ..., page_token: _Optional[str] = ...) -> None: ...

class ListInspectionRegistersResponse(_message.Message):
    __slots__ = ("registers", "next_page_token")
    REGISTERS_FIELD_NUMBER: _ClassVar[int]
    NEXT_PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    registers: _containers.RepeatedCompositeFieldContainer[RegisterView]
    next_page_token: str
    def __init__(self, registers: _Optional[_Iterable[_Union[RegisterView, _Mapping]]] = ..., next_page_token: _Optional[str] = ...) -> None: ...

class RegisterView(_message.Message):
    __slots__ = ("member", "organ", "record_id", "issued_at", "register")
    MEMBER_FIELD_NUMBER: _ClassVar[int]
    ORGAN_FIELD_NUMBER: _ClassVar[int]
    RECORD_ID_FIELD_NUMBER: _ClassVar[int]
    ISSUED_AT_FIELD_NUMBER: _ClassVar[int]
    REGISTER_FIELD_NUMBER: _ClassVar[int]
    member: str
    organ: str
    record_id: str
    issued_at: _timestamp_pb2.Timestamp
    register: _inspection_register_pb2.InspectionRegister
    def __init__(self, member: _Optional[str] = ..., organ: _Optional[str] = ..., record_id: _Optional[str] = ..., issued_at: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., register: _Optional[_Union[_inspection_register_pb2.InspectionRegister, _Mapping]] = ...) -> None: ...

class GetInspectionHistoryRequest(_message.Message):
    __slots__ = ("since", "organs")
    SINCE_FIELD_NUMBER: _ClassVar[int]
    ORGANS_FIELD_NUMBER: _ClassVar[int]
    since: str
    organs: _containers.RepeatedScalarFieldContainer[str]
    def __init__(self, since: _Optional[str] = ..., organs: _Optional[_Iterable[str]] = ...) -> None: ...

class GetInspectionHistoryResponse(_message.Message):
    __slots__ = ("made", "planned", "rectifications", "recognitions", "joint_rights")
    MADE_FIELD_NUMBER: _ClassVar[int]
    PLANNED_FIELD_NUMBER: _ClassVar[int]
    RECTIFICATIONS_FIELD_NUMBER: _ClassVar[int]
    RECOGNITIONS_FIELD_NUMBER: _ClassVar[int]
    JOINT_RIGHTS_FIELD_NUMBER: _ClassVar[int]
    made: _containers.RepeatedCompositeFieldContainer[VisitView]
    planned: _containers.RepeatedCompositeFieldContainer[VisitView]
    rectifications: _containers.RepeatedCompositeFieldContainer[RectificationView]
    recognitions: _containers.RepeatedCompositeFieldContainer[RecognisedView]
    joint_rights: _containers.RepeatedCompositeFieldContainer[JointRight]
    def __init__(self, made: _Optional[_Iterable[_Union[VisitView, _Mapping]]] = ..., planned: _Optional[_Iterable[_Union[VisitView, _Mapping]]] = ..., rectifications: _Optional[_Iterable[_Union[RectificationView, _Mapping]]] = ..., recognitions: _Optional[_Iterable[_Union[RecognisedView, _Mapping]]] = ..., joint_rights: _Optional[_Iterable[_Union[JointRight, _Mapping]]] = ...) -> None: ...

class JointRight(_message.Message):
    __slots__ = ("agreement_id", "host", "guest", "valid_from", "valid_to")
    AGREEMENT_ID_FIELD_NUMBER: _ClassVar[int]
    HOST_FIELD_NUMBER: _ClassVar[int]
    GUEST_FIELD_NUMBER: _ClassVar[int]
    VALID_FROM_FIELD_NUMBER: _ClassVar[int]
    VALID_TO_FIELD_NUMBER: _ClassVar[int]
    agreement_id: str
    host: str
    guest: str
    valid_from: str
    valid_to: str
    def __init__(self, agreement_id: _Optional[str] = ..., host: _Optional[str] = ..., guest: _Optional[str] = ..., valid_from: _Optional[str] = ..., valid_to: _Optional[str] = ...) -> None: ...

class VisitView(_message.Message):
    __slots__ = ("plan_id", "visit_id", "member", "organ", "uscc", "matter_codes", "trigger", "day", "officers", "signed_by")
    PLAN_ID_FIELD_NUMBER: _ClassVar[int]
    VISIT_ID_FIELD_NUMBER: _ClassVar[int]
    MEMBER_FIELD_NUMBER: _ClassVar[int]
    ORGAN_FIELD_NUMBER: _ClassVar[int]
    USCC_FIELD_NUMBER: _ClassVar[int]
    MATTER_CODES_FIELD_NUMBER: _ClassVar[int]
    TRIGGER_FIELD_NUMBER: _ClassVar[int]
    DAY_FIELD_NUMBER: _ClassVar[int]
    OFFICERS_FIELD_NUMBER: _ClassVar[int]
    SIGNED_BY_FIELD_NUMBER: _ClassVar[int]
    plan_id: str
    visit_id: str
    member: str
    organ: str
    uscc: str
    matter_codes: _containers.RepeatedScalarFieldContainer[str]
    trigger: _inspection_pb2.InspectionTrigger
    day: str
    officers: _containers.RepeatedScalarFieldContainer[str]
    signed_by: _containers.RepeatedScalarFieldContainer[str]
    def __init__(self, plan_id: _Optional[str] = ..., visit_id: _Optional[str] = ..., member: _Optional[str] = ..., organ: _Optional[str] = ..., uscc: _Optional[str] = ..., matter_codes: _Optional[_Iterable[str]] = ..., trigger: _Optional[_Union[_inspection_pb2.InspectionTrigger, str]] = ..., day: _Optional[str] = ..., officers: _Optional[_Iterable[str]] = ..., signed_by: _Optional[_Iterable[str]] = ...) -> None: ...
