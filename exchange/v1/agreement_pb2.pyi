from buf.validate import validate_pb2 as _validate_pb2
from exchange.v1 import recognition_pb2 as _recognition_pb2
from exchange.v1 import subject_pb2 as _subject_pb2
from google.protobuf.internal import containers as _containers
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from collections.abc import Iterable as _Iterable, Mapping as _Mapping
from typing import ClassVar as _ClassVar, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class Agreement(_message.Message):
    __slots__ = ("agreement_id", "title", "members", "domains", "valid_from", "valid_to", "text_digest", "impact_assessment", "scopes", "organs", "clocks", "leads_may_be_disputed", "joint_inspection_right", "regions")
    AGREEMENT_ID_FIELD_NUMBER: _ClassVar[int]
    TITLE_FIELD_NUMBER: _ClassVar[int]
    MEMBERS_FIELD_NUMBER: _ClassVar[int]
    DOMAINS_FIELD_NUMBER: _ClassVar[int]
    VALID_FROM_FIELD_NUMBER: _ClassVar[int]
    VALID_TO_FIELD_NUMBER: _ClassVar[int]
    TEXT_DIGEST_FIELD_NUMBER: _ClassVar[int]
    IMPACT_ASSESSMENT_FIELD_NUMBER: _ClassVar[int]
    SCOPES_FIELD_NUMBER: _ClassVar[int]
    ORGANS_FIELD_NUMBER: _ClassVar[int]
    CLOCKS_FIELD_NUMBER: _ClassVar[int]
    LEADS_MAY_BE_DISPUTED_FIELD_NUMBER: _ClassVar[int]
    JOINT_INSPECTION_RIGHT_FIELD_NUMBER: _ClassVar[int]
    REGIONS_FIELD_NUMBER: _ClassVar[int]
    agreement_id: str
    title: str
    members: _containers.RepeatedScalarFieldContainer[str]
    domains: _containers.RepeatedScalarFieldContainer[_subject_pb2.EnforcementDomain]
    valid_from: str
    valid_to: str
    text_digest: bytes
    impact_assessment: str
    scopes: _containers.RepeatedScalarFieldContainer[_recognition_pb2.RecognitionScope]
    organs: _containers.RepeatedScalarFieldContainer[str]
    clocks: _containers.RepeatedCompositeFieldContainer[AgreedClock]
    leads_may_be_disputed: bool
    joint_inspection_right: bool
    regions: _containers.RepeatedScalarFieldContainer[str]
    def __init__(self, agreement_id: _Optional[str] = ..., title: _Optional[str] = ..., members: _Optional[_Iterable[str]] = ..., domains: _Optional[_Iterable[_Union[_subject_pb2.EnforcementDomain, str]]] = ..., valid_from: _Optional[str] = ..., valid_to: _Optional[str] = ..., text_digest: _Optional[bytes] = ..., impact_assessment: _Optional[str] = ..., scopes: _Optional[_Iterable[_Union[_recognition_pb2.RecognitionScope, str]]] = ..., organs: _Optional[_Iterable[str]] = ..., clocks: _Optional[_Iterable[_Union[AgreedClock, _Mapping]]] = ..., leads_may_be_disputed: _Optional[bool] = ..., joint_inspection_right: _Optional[bool] = ..., regions: _Optional[_Iterable[str]] = ...) -> None: ...

class AgreedClock(_message.Message):
    __slots__ = ("name", "amount", "unit")
    NAME_FIELD_NUMBER: _ClassVar[int]
    AMOUNT_FIELD_NUMBER: _ClassVar[int]
    UNIT_FIELD_NUMBER: _ClassVar[int]
    name: str
    amount: int
    unit: str
    def __init__(self, name: _Optional[str] = ..., amount: _Optional[int] = ..., unit: _Optional[str] = ...) -> None: ...
