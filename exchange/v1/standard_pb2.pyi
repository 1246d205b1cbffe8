from buf.validate import validate_pb2 as _validate_pb2
from exchange.v1 import subject_pb2 as _subject_pb2
from google.protobuf.internal import containers as _containers
from google.protobuf.internal import enum_type_wrapper as _enum_type_wrapper
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from collections.abc import Iterable as _Iterable, Mapping as _Mapping
from typing import ClassVar as _ClassVar, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class StandardKind(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    STANDARD_KIND_UNSPECIFIED: _ClassVar[StandardKind]
    STANDARD_KIND_DISCRETION_BENCHMARK: _ClassVar[StandardKind]
    STANDARD_KIND_NO_PENALTY_LIST: _ClassVar[StandardKind]
    STANDARD_KIND_MITIGATION_LIST: _ClassVar[StandardKind]
    STANDARD_KIND_NO_COERCION_LIST: _ClassVar[StandardKind]
    STANDARD_KIND_INSPECTION_CHECKLIST: _ClassVar[StandardKind]
    STANDARD_KIND_TECHNICAL: _ClassVar[StandardKind]
    STANDARD_KIND_MATTER_CATALOGUE: _ClassVar[StandardKind]
STANDARD_KIND_UNSPECIFIED: StandardKind
STANDARD_KIND_DISCRETION_BENCHMARK: StandardKind
STANDARD_KIND_NO_PENALTY_LIST: StandardKind
STANDARD_KIND_MITIGATION_LIST: StandardKind
STANDARD_KIND_NO_COERCION_LIST: StandardKind
STANDARD_KIND_INSPECTION_CHECKLIST: StandardKind
STANDARD_KIND_TECHNICAL: StandardKind
STANDARD_KIND_MATTER_CATALOGUE: StandardKind

class StandardItem(_message.Message):
    __slots__ = ("code", "act", "conditions", "measures")
    CODE_FIELD_NUMBER: _ClassVar[int]
    ACT_FIELD_NUMBER: _ClassVar[int]
    CONDITIONS_FIELD_NUMBER: _ClassVar[int]
    MEASURES_FIELD_NUMBER: _ClassVar[int]
    code: str
    act: str
    conditions: str
    measures: str
    def __init__(self, code: _Optional[str] = ..., act: _Optional[str] = ..., conditions: _Optional[str] = ..., measures: _Optional[str] = ...) -> None: ...

class Standard(_message.Message):
    __slots__ = ("standard_id", "version", "title", "kind", "domain", "matter_codes", "legal_basis", "valid_from", "valid_to", "items", "text_digest", "document_number", "issuer_name")
    STANDARD_ID_FIELD_NUMBER: _ClassVar[int]
    VERSION_FIELD_NUMBER: _ClassVar[int]
    TITLE_FIELD_NUMBER: _ClassVar[int]
    KIND_FIELD_NUMBER: _ClassVar[int]
    DOMAIN_FIELD_NUMBER: _ClassVar[int]
    MATTER_CODES_FIELD_NUMBER: _ClassVar[int]
    LEGAL_BASIS_FIELD_NUMBER: _ClassVar[int]
    VALID_FROM_FIELD_NUMBER: _ClassVar[int]
    VALID_TO_FIELD_NUMBER: _ClassVar[int]
    ITEMS_FIELD_NUMBER: _ClassVar[int]
    TEXT_DIGEST_FIELD_NUMBER: _ClassVar[int]
    DOCUMENT_NUMBER_FIELD_NUMBER: _ClassVar[int]
    ISSUER_NAME_FIELD_NUMBER: _ClassVar[int]
    standard_id: str
    version: int
    title: str
    kind: StandardKind
    domain: _subject_pb2.EnforcementDomain
    matter_codes: _containers.RepeatedScalarFieldContainer[str]
    legal_basis: _containers.RepeatedCompositeFieldContainer[_subject_pb2.LegalReference]
    valid_from: str
    valid_to: str
    items: _containers.RepeatedCompositeFieldContainer[StandardItem]
    text_digest: bytes
    document_number: str
    issuer_name: str
    def __init__(self, standard_id: _Optional[str] = ..., version: _Optional[int] = ..., title: _Optional[str] = ..., kind: _Optional[_Union[StandardKind, str]] = ..., domain: _Optional[_Union[_subject_pb2.EnforcementDomain, str]] = ..., matter_codes: _Optional[_Iterable[str]] = ..., legal_basis: _Optional[_Iterable[_Union[_subject_pb2.LegalReference, _Mapping]]] = ..., valid_from: _Optional[str] = ..., valid_to: _Optional[str] = ..., items: _Optional[_Iterable[_Union[StandardItem, _Mapping]]] = ..., text_digest: _Optional[bytes] = ..., document_number: _Optional[str] = ..., issuer_name: _Optional[str] = ...) -> None: ...

class StandardMapping(_message.Message):
    __slots__ = ("from_member", "from_matter_code", "to_member", "to_matter_code")
    FROM_MEMBER_FIELD_NUMBER: _ClassVar[int]
    FROM_MATTER_CODE_FIELD_NUMBER: _ClassVar[int]
    TO_MEMBER_FIELD_NUMBER: _ClassVar[int]
    TO_MATTER_CODE_FIELD_NUMBER: _ClassVar[int]
    from_member: str
    from_matter_code: str
    to_member: str
    to_matter_code: str
    def __init__(self, from_member: _Optional[str] = ..., from_matter_code: _Optional[str] = ..., to_member: _Optional[str] = ..., to_matter_code: _Optional[str] = ...) -> None: ...
