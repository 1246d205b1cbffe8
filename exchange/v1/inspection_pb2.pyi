import datetime

from buf.validate import validate_pb2 as _validate_pb2
from google.protobuf import timestamp_pb2 as _timestamp_pb2
from google.protobuf.internal import containers as _containers
from google.protobuf.internal import enum_type_wrapper as _enum_type_wrapper
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from collections.abc import Iterable as _Iterable, Mapping as _Mapping
from typing import ClassVar as _ClassVar, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class InspectionTrigger(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    INSPECTION_TRIGGER_UNSPECIFIED: _ClassVar[InspectionTrigger]
    INSPECTION_TRIGGER_ROUTINE: _ClassVar[InspectionTrigger]
    INSPECTION_TRIGGER_CASE: _ClassVar[InspectionTrigger]
    INSPECTION_TRIGGER_SPECIAL: _ClassVar[InspectionTrigger]
    INSPECTION_TRIGGER_SPECIAL_FROM_ABOVE: _ClassVar[InspectionTrigger]
    INSPECTION_TRIGGER_COMPLAINT: _ClassVar[InspectionTrigger]
    INSPECTION_TRIGGER_TRANSFER: _ClassVar[InspectionTrigger]
    INSPECTION_TRIGGER_MONITORING: _ClassVar[InspectionTrigger]
    INSPECTION_TRIGGER_RECHECK: _ClassVar[InspectionTrigger]

class InspectionSelection(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    INSPECTION_SELECTION_UNSPECIFIED: _ClassVar[InspectionSelection]
    INSPECTION_SELECTION_DRAWN: _ClassVar[InspectionSelection]
    INSPECTION_SELECTION_KEY_SECTOR: _ClassVar[InspectionSelection]
    INSPECTION_SELECTION_FOR_CAUSE: _ClassVar[InspectionSelection]

class HalfDay(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    HALF_DAY_UNSPECIFIED: _ClassVar[HalfDay]
    HALF_DAY_MORNING: _ClassVar[HalfDay]
    HALF_DAY_AFTERNOON: _ClassVar[HalfDay]

class InspectionResult(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    INSPECTION_RESULT_UNSPECIFIED: _ClassVar[InspectionResult]
    INSPECTION_RESULT_NOTHING_FOUND: _ClassVar[InspectionResult]
    INSPECTION_RESULT_CORRECTED_AT_ONCE: _ClassVar[InspectionResult]
    INSPECTION_RESULT_RECTIFICATION_ORDERED: _ClassVar[InspectionResult]
    INSPECTION_RESULT_TO_BE_HANDLED: _ClassVar[InspectionResult]
    INSPECTION_RESULT_REFUSED: _ClassVar[InspectionResult]
    INSPECTION_RESULT_NOT_POSSIBLE: _ClassVar[InspectionResult]
INSPECTION_TRIGGER_UNSPECIFIED: InspectionTrigger
INSPECTION_TRIGGER_ROUTINE: InspectionTrigger
INSPECTION_TRIGGER_CASE: InspectionTrigger
INSPECTION_TRIGGER_SPECIAL: InspectionTrigger
INSPECTION_TRIGGER_SPECIAL_FROM_ABOVE: InspectionTrigger
INSPECTION_TRIGGER_COMPLAINT: InspectionTrigger
INSPECTION_TRIGGER_TRANSFER: InspectionTrigger
INSPECTION_TRIGGER_MONITORING: InspectionTrigger
INSPECTION_TRIGGER_RECHECK: InspectionTrigger
INSPECTION_SELECTION_UNSPECIFIED: InspectionSelection
INSPECTION_SELECTION_DRAWN: InspectionSelection
INSPECTION_SELECTION_KEY_SECTOR: InspectionSelection
INSPECTION_SELECTION_FOR_CAUSE: InspectionSelection
HALF_DAY_UNSPECIFIED: HalfDay
HALF_DAY_MORNING: HalfDay
HALF_DAY_AFTERNOON: HalfDay
INSPECTION_RESULT_UNSPECIFIED: InspectionResult
INSPECTION_RESULT_NOTHING_FOUND: InspectionResult
INSPECTION_RESULT_CORRECTED_AT_ONCE: InspectionResult
INSPECTION_RESULT_RECTIFICATION_ORDERED: InspectionResult
INSPECTION_RESULT_TO_BE_HANDLED: InspectionResult
INSPECTION_RESULT_REFUSED: InspectionResult
INSPECTION_RESULT_NOT_POSSIBLE: InspectionResult

class InspectionPlan(_message.Message):
    __slots__ = ("title", "first_day", "last_day", "version", "lead", "parties", "draw_task_record_ids", "visits", "change_reason", "changed_visits")
    TITLE_FIELD_NUMBER: _ClassVar[int]
    FIRST_DAY_FIELD_NUMBER: _ClassVar[int]
    LAST_DAY_FIELD_NUMBER: _ClassVar[int]
    VERSION_FIELD_NUMBER: _ClassVar[int]
    LEAD_FIELD_NUMBER: _ClassVar[int]
    PARTIES_FIELD_NUMBER: _ClassVar[int]
    DRAW_TASK_RECORD_IDS_FIELD_NUMBER: _ClassVar[int]
    VISITS_FIELD_NUMBER: _ClassVar[int]
    CHANGE_REASON_FIELD_NUMBER: _ClassVar[int]
    CHANGED_VISITS_FIELD_NUMBER: _ClassVar[int]
    title: str
    first_day: str
    last_day: str
    version: int
    lead: PlanOrgan
    parties: _containers.RepeatedCompositeFieldContainer[PlanOrgan]
    draw_task_record_ids: _containers.RepeatedScalarFieldContainer[str]
    visits: _containers.RepeatedCompositeFieldContainer[PlannedVisit]
    change_reason: str
    changed_visits: _containers.RepeatedScalarFieldContainer[str]
    def __init__(self, title: _Optional[str] = ..., first_day: _Optional[str] = ..., last_day: _Optional[str] = ..., version: _Optional[int] = ..., lead: _Optional[_Union[PlanOrgan, _Mapping]] = ..., parties: _Optional[_Iterable[_Union[PlanOrgan, _Mapping]]] = ..., draw_task_record_ids: _Optional[_Iterable[str]] = ..., visits: _Optional[_Iterable[_Union[PlannedVisit, _Mapping]]] = ..., change_reason: _Optional[str] = ..., changed_visits: _Optional[_Iterable[str]] = ...) -> None: ...

class PlanOrgan(_message.Message):
    __slots__ = ("member", "organ")
    MEMBER_FIELD_NUMBER: _ClassVar[int]
    ORGAN_FIELD_NUMBER: _ClassVar[int]
    member: str
    organ: str
    def __init__(self, member: _Optional[str] = ..., organ: _Optional[str] = ...) -> None: ...

class PlannedVisit(_message.Message):
    __slots__ = ("visit_id", "uscc", "day", "half", "lead_organ", "parts", "trigger", "selection", "approved_on", "inspection_code")
    VISIT_ID_FIELD_NUMBER: _ClassVar[int]
    USCC_FIELD_NUMBER: _ClassVar[int]
    DAY_FIELD_NUMBER: _ClassVar[int]
    HALF_FIELD_NUMBER: _ClassVar[int]
    LEAD_ORGAN_FIELD_NUMBER: _ClassVar[int]
    PARTS_FIELD_NUMBER: _ClassVar[int]
    TRIGGER_FIELD_NUMBER: _ClassVar[int]
    SELECTION_FIELD_NUMBER: _ClassVar[int]
    APPROVED_ON_FIELD_NUMBER: _ClassVar[int]
    INSPECTION_CODE_FIELD_NUMBER: _ClassVar[int]
    visit_id: str
    uscc: str
    day: str
    half: HalfDay
    lead_organ: str
    parts: _containers.RepeatedCompositeFieldContainer[VisitPart]
    trigger: InspectionTrigger
    selection: InspectionSelection
    approved_on: str
    inspection_code: str
    def __init__(self, visit_id: _Optional[str] = ..., uscc: _Optional[str] = ..., day: _Optional[str] = ..., half: _Optional[_Union[HalfDay, str]] = ..., lead_organ: _Optional[str] = ..., parts: _Optional[_Iterable[_Union[VisitPart, _Mapping]]] = ..., trigger: _Optional[_Union[InspectionTrigger, str]] = ..., selection: _Optional[_Union[InspectionSelection, str]] = ..., approved_on: _Optional[str] = ..., inspection_code: _Optional[str] = ...) -> None: ...

class VisitPart(_message.Message):
    __slots__ = ("organ", "matter_codes", "officers", "assistants")
    ORGAN_FIELD_NUMBER: _ClassVar[int]
    MATTER_CODES_FIELD_NUMBER: _ClassVar[int]
    OFFICERS_FIELD_NUMBER: _ClassVar[int]
    ASSISTANTS_FIELD_NUMBER: _ClassVar[int]
    organ: str
    matter_codes: _containers.RepeatedScalarFieldContainer[str]
    officers: _containers.RepeatedScalarFieldContainer[str]
    assistants: _containers.RepeatedScalarFieldContainer[str]
    def __init__(self, organ: _Optional[str] = ..., matter_codes: _Optional[_Iterable[str]] = ..., officers: _Optional[_Iterable[str]] = ..., assistants: _Optional[_Iterable[str]] = ...) -> None: ...

class PlanConsent(_message.Message):
    __slots__ = ("plan_record_id", "plan_digest", "agreed", "reason")
    PLAN_RECORD_ID_FIELD_NUMBER: _ClassVar[int]
    PLAN_DIGEST_FIELD_NUMBER: _ClassVar[int]
    AGREED_FIELD_NUMBER: _ClassVar[int]
    REASON_FIELD_NUMBER: _ClassVar[int]
    plan_record_id: str
    plan_digest: bytes
    agreed: bool
    reason: str
    def __init__(self, plan_record_id: _Optional[str] = ..., plan_digest: _Optional[bytes] = ..., agreed: _Optional[bool] = ..., reason: _Optional[str] = ...) -> None: ...

class PlanPublication(_message.Message):
    __slots__ = ("plan_record_id", "plan_digest", "consent_record_ids")
    PLAN_RECORD_ID_FIELD_NUMBER: _ClassVar[int]
    PLAN_DIGEST_FIELD_NUMBER: _ClassVar[int]
    CONSENT_RECORD_IDS_FIELD_NUMBER: _ClassVar[int]
    plan_record_id: str
    plan_digest: bytes
    consent_record_ids: _containers.RepeatedScalarFieldContainer[str]
    def __init__(self, plan_record_id: _Optional[str] = ..., plan_digest: _Optional[bytes] = ..., consent_record_ids: _Optional[_Iterable[str]] = ...) -> None: ...

class PlanWithdrawal(_message.Message):
    __slots__ = ("reason",)
    REASON_FIELD_NUMBER: _ClassVar[int]
    reason: str
    def __init__(self, reason: _Optional[str] = ...) -> None: ...

class InspectionRecord(_message.Message):
    __slots__ = ("plan_record_id", "visit_id", "trigger", "started_at", "ended_at", "results", "officers", "inspection_code")
    PLAN_RECORD_ID_FIELD_NUMBER: _ClassVar[int]
    VISIT_ID_FIELD_NUMBER: _ClassVar[int]
    TRIGGER_FIELD_NUMBER: _ClassVar[int]
    STARTED_AT_FIELD_NUMBER: _ClassVar[int]
    ENDED_AT_FIELD_NUMBER: _ClassVar[int]
    RESULTS_FIELD_NUMBER: _ClassVar[int]
    OFFICERS_FIELD_NUMBER: _ClassVar[int]
    INSPECTION_CODE_FIELD_NUMBER: _ClassVar[int]
    plan_record_id: str
    visit_id: str
    trigger: InspectionTrigger
    started_at: _timestamp_pb2.Timestamp
    ended_at: _timestamp_pb2.Timestamp
    results: _containers.RepeatedCompositeFieldContainer[MatterResult]
    officers: _containers.RepeatedScalarFieldContainer[str]
    inspection_code: str
    def __init__(self, plan_record_id: _Optional[str] = ..., visit_id: _Optional[str] = ..., trigger: _Optional[_Union[InspectionTrigger, str]] = ..., started_at: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., ended_at: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., results: _Optional[_Iterable[_Union[MatterResult, _Mapping]]] = ..., officers: _Optional[_Iterable[str]] = ..., inspection_code: _Optional[str] = ...) -> None: ...

class MatterResult(_message.Message):
    __slots__ = ("matter_code", "result", "rectify_by")
    MATTER_CODE_FIELD_NUMBER: _ClassVar[int]
    RESULT_FIELD_NUMBER: _ClassVar[int]
    RECTIFY_BY_FIELD_NUMBER: _ClassVar[int]
    matter_code: str
    result: InspectionResult
    rectify_by: str
    def __init__(self, matter_code: _Optional[str] = ..., result: _Optional[_Union[InspectionResult, str]] = ..., rectify_by: _Optional[str] = ...) -> None: ...

class RectificationCheck(_message.Message):
    __slots__ = ("inspection_record_id", "matter_code", "checked_on", "rectified", "note")
    INSPECTION_RECORD_ID_FIELD_NUMBER: _ClassVar[int]
    MATTER_CODE_FIELD_NUMBER: _ClassVar[int]
    CHECKED_ON_FIELD_NUMBER: _ClassVar[int]
    RECTIFIED_FIELD_NUMBER: _ClassVar[int]
    NOTE_FIELD_NUMBER: _ClassVar[int]
    inspection_record_id: str
    matter_code: str
    checked_on: str
    rectified: bool
    note: str
    def __init__(self, inspection_record_id: _Optional[str] = ..., matter_code: _Optional[str] = ..., checked_on: _Optional[str] = ..., rectified: _Optional[bool] = ..., note: _Optional[str] = ...) -> None: ...

class InspectionRecognition(_message.Message):
    __slots__ = ("inspection_record_id", "matter_code", "own_matter_code", "until", "reason")
    INSPECTION_RECORD_ID_FIELD_NUMBER: _ClassVar[int]
    MATTER_CODE_FIELD_NUMBER: _ClassVar[int]
    OWN_MATTER_CODE_FIELD_NUMBER: _ClassVar[int]
    UNTIL_FIELD_NUMBER: _ClassVar[int]
    REASON_FIELD_NUMBER: _ClassVar[int]
    inspection_record_id: str
    matter_code: str
    own_matter_code: str
    until: str
    reason: str
    def __init__(self, inspection_record_id: _Optional[str] = ..., matter_code: _Optional[str] = ..., own_matter_code: _Optional[str] = ..., until: _Optional[str] = ..., reason: _Optional[str] = ...) -> None: ...
