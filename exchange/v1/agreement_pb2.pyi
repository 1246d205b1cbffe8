from buf.validate import validate_pb2 as _validate_pb2
from exchange.v1 import subject_pb2 as _subject_pb2
from google.protobuf.internal import containers as _containers
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from collections.abc import Iterable as _Iterable
from typing import ClassVar as _ClassVar, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class Agreement(_message.Message):
    __slots__ = ("agreement_id", "title", "members", "domains", "valid_from", "valid_to", "text_digest", "impact_assessment")
    AGREEMENT_ID_FIELD_NUMBER: _ClassVar[int]
    TITLE_FIELD_NUMBER: _ClassVar[int]
    MEMBERS_FIELD_NUMBER: _ClassVar[int]
    DOMAINS_FIELD_NUMBER: _ClassVar[int]
    VALID_FROM_FIELD_NUMBER: _ClassVar[int]
    VALID_TO_FIELD_NUMBER: _ClassVar[int]
    TEXT_DIGEST_FIELD_NUMBER: _ClassVar[int]
    IMPACT_ASSESSMENT_FIELD_NUMBER: _ClassVar[int]
    agreement_id: str
    title: str
    members: _containers.RepeatedScalarFieldContainer[str]
    domains: _containers.RepeatedScalarFieldContainer[_subject_pb2.EnforcementDomain]
    valid_from: str
    valid_to: str
    text_digest: bytes
    impact_assessment: str
    def __init__(self, agreement_id: _Optional[str] = ..., title: _Optional[str] = ..., members: _Optional[_Iterable[str]] = ..., domains: _Optional[_Iterable[_Union[_subject_pb2.EnforcementDomain, str]]] = ..., valid_from: _Optional[str] = ..., valid_to: _Optional[str] = ..., text_digest: _Optional[bytes] = ..., impact_assessment: _Optional[str] = ...) -> None: ...
