import datetime

from buf.validate import validate_pb2 as _validate_pb2
from exchange.v1 import lead_pb2 as _lead_pb2
from google.protobuf import timestamp_pb2 as _timestamp_pb2
from google.protobuf.internal import containers as _containers
from google.protobuf.internal import enum_type_wrapper as _enum_type_wrapper
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from collections.abc import Iterable as _Iterable, Mapping as _Mapping
from typing import ClassVar as _ClassVar, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class CorrectionVerdict(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    CORRECTION_VERDICT_UNSPECIFIED: _ClassVar[CorrectionVerdict]
    CORRECTION_VERDICT_CORRECTED: _ClassVar[CorrectionVerdict]
    CORRECTION_VERDICT_CONFIRMED: _ClassVar[CorrectionVerdict]
    CORRECTION_VERDICT_UNDER_CHECK: _ClassVar[CorrectionVerdict]

class InterventionForm(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    INTERVENTION_FORM_UNSPECIFIED: _ClassVar[InterventionForm]
    INTERVENTION_FORM_ORAL: _ClassVar[InterventionForm]
    INTERVENTION_FORM_WRITTEN: _ClassVar[InterventionForm]
    INTERVENTION_FORM_TELECOM: _ClassVar[InterventionForm]
    INTERVENTION_FORM_OTHER: _ClassVar[InterventionForm]
CORRECTION_VERDICT_UNSPECIFIED: CorrectionVerdict
CORRECTION_VERDICT_CORRECTED: CorrectionVerdict
CORRECTION_VERDICT_CONFIRMED: CorrectionVerdict
CORRECTION_VERDICT_UNDER_CHECK: CorrectionVerdict
INTERVENTION_FORM_UNSPECIFIED: InterventionForm
INTERVENTION_FORM_ORAL: InterventionForm
INTERVENTION_FORM_WRITTEN: InterventionForm
INTERVENTION_FORM_TELECOM: InterventionForm
INTERVENTION_FORM_OTHER: InterventionForm

class CorrectionRequest(_message.Message):
    __slots__ = ("record_id", "origin", "field", "found", "proposed", "reason", "officer", "attachments")
    RECORD_ID_FIELD_NUMBER: _ClassVar[int]
    ORIGIN_FIELD_NUMBER: _ClassVar[int]
    FIELD_FIELD_NUMBER: _ClassVar[int]
    FOUND_FIELD_NUMBER: _ClassVar[int]
    PROPOSED_FIELD_NUMBER: _ClassVar[int]
    REASON_FIELD_NUMBER: _ClassVar[int]
    OFFICER_FIELD_NUMBER: _ClassVar[int]
    ATTACHMENTS_FIELD_NUMBER: _ClassVar[int]
    record_id: str
    origin: str
    field: str
    found: str
    proposed: str
    reason: str
    officer: _lead_pb2.OfficerReference
    attachments: _containers.RepeatedCompositeFieldContainer[_lead_pb2.Attachment]
    def __init__(self, record_id: _Optional[str] = ..., origin: _Optional[str] = ..., field: _Optional[str] = ..., found: _Optional[str] = ..., proposed: _Optional[str] = ..., reason: _Optional[str] = ..., officer: _Optional[_Union[_lead_pb2.OfficerReference, _Mapping]] = ..., attachments: _Optional[_Iterable[_Union[_lead_pb2.Attachment, _Mapping]]] = ...) -> None: ...

class CorrectionAnswer(_message.Message):
    __slots__ = ("verdict", "reason", "corrected_record_id", "officer")
    VERDICT_FIELD_NUMBER: _ClassVar[int]
    REASON_FIELD_NUMBER: _ClassVar[int]
    CORRECTED_RECORD_ID_FIELD_NUMBER: _ClassVar[int]
    OFFICER_FIELD_NUMBER: _ClassVar[int]
    verdict: CorrectionVerdict
    reason: str
    corrected_record_id: str
    officer: _lead_pb2.OfficerReference
    def __init__(self, verdict: _Optional[_Union[CorrectionVerdict, str]] = ..., reason: _Optional[str] = ..., corrected_record_id: _Optional[str] = ..., officer: _Optional[_Union[_lead_pb2.OfficerReference, _Mapping]] = ...) -> None: ...

class PublicationNotice(_message.Message):
    __slots__ = ("outcome_record_id", "outcome_origin", "published_on", "publish_until", "medium")
    OUTCOME_RECORD_ID_FIELD_NUMBER: _ClassVar[int]
    OUTCOME_ORIGIN_FIELD_NUMBER: _ClassVar[int]
    PUBLISHED_ON_FIELD_NUMBER: _ClassVar[int]
    PUBLISH_UNTIL_FIELD_NUMBER: _ClassVar[int]
    MEDIUM_FIELD_NUMBER: _ClassVar[int]
    outcome_record_id: str
    outcome_origin: str
    published_on: str
    publish_until: str
    medium: str
    def __init__(self, outcome_record_id: _Optional[str] = ..., outcome_origin: _Optional[str] = ..., published_on: _Optional[str] = ..., publish_until: _Optional[str] = ..., medium: _Optional[str] = ...) -> None: ...

class Intervention(_message.Message):
    __slots__ = ("case_record_id", "case_number", "occurred_at", "intervener", "form", "content", "handling", "recorder")
    CASE_RECORD_ID_FIELD_NUMBER: _ClassVar[int]
    CASE_NUMBER_FIELD_NUMBER: _ClassVar[int]
    OCCURRED_AT_FIELD_NUMBER: _ClassVar[int]
    INTERVENER_FIELD_NUMBER: _ClassVar[int]
    FORM_FIELD_NUMBER: _ClassVar[int]
    CONTENT_FIELD_NUMBER: _ClassVar[int]
    HANDLING_FIELD_NUMBER: _ClassVar[int]
    RECORDER_FIELD_NUMBER: _ClassVar[int]
    case_record_id: str
    case_number: str
    occurred_at: _timestamp_pb2.Timestamp
    intervener: str
    form: InterventionForm
    content: str
    handling: str
    recorder: _lead_pb2.OfficerReference
    def __init__(self, case_record_id: _Optional[str] = ..., case_number: _Optional[str] = ..., occurred_at: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., intervener: _Optional[str] = ..., form: _Optional[_Union[InterventionForm, str]] = ..., content: _Optional[str] = ..., handling: _Optional[str] = ..., recorder: _Optional[_Union[_lead_pb2.OfficerReference, _Mapping]] = ...) -> None: ...
