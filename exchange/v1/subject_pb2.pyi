from buf.validate import validate_pb2 as _validate_pb2
from google.protobuf.internal import containers as _containers
from google.protobuf.internal import enum_type_wrapper as _enum_type_wrapper
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from collections.abc import Iterable as _Iterable
from typing import ClassVar as _ClassVar, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class SubjectKind(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    SUBJECT_KIND_UNSPECIFIED: _ClassVar[SubjectKind]
    SUBJECT_KIND_ORGANISATION: _ClassVar[SubjectKind]
    SUBJECT_KIND_SOLE_TRADER: _ClassVar[SubjectKind]

class EnforcementDomain(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    ENFORCEMENT_DOMAIN_UNSPECIFIED: _ClassVar[EnforcementDomain]
    ENFORCEMENT_DOMAIN_MARKET: _ClassVar[EnforcementDomain]
    ENFORCEMENT_DOMAIN_ECO_ENV: _ClassVar[EnforcementDomain]
    ENFORCEMENT_DOMAIN_CULTURE: _ClassVar[EnforcementDomain]
    ENFORCEMENT_DOMAIN_TRANSPORT: _ClassVar[EnforcementDomain]
    ENFORCEMENT_DOMAIN_AGRI: _ClassVar[EnforcementDomain]
    ENFORCEMENT_DOMAIN_EMERGENCY: _ClassVar[EnforcementDomain]
    ENFORCEMENT_DOMAIN_URBAN_MGMT: _ClassVar[EnforcementDomain]
    ENFORCEMENT_DOMAIN_WATER: _ClassVar[EnforcementDomain]
    ENFORCEMENT_DOMAIN_DRUG: _ClassVar[EnforcementDomain]
    ENFORCEMENT_DOMAIN_HEALTH: _ClassVar[EnforcementDomain]
    ENFORCEMENT_DOMAIN_FIRE: _ClassVar[EnforcementDomain]
    ENFORCEMENT_DOMAIN_LABOUR: _ClassVar[EnforcementDomain]
    ENFORCEMENT_DOMAIN_NAT_RES: _ClassVar[EnforcementDomain]
    ENFORCEMENT_DOMAIN_MEDICAL_INSURANCE: _ClassVar[EnforcementDomain]
    ENFORCEMENT_DOMAIN_CUSTOMS: _ClassVar[EnforcementDomain]
    ENFORCEMENT_DOMAIN_OTHER: _ClassVar[EnforcementDomain]
SUBJECT_KIND_UNSPECIFIED: SubjectKind
SUBJECT_KIND_ORGANISATION: SubjectKind
SUBJECT_KIND_SOLE_TRADER: SubjectKind
ENFORCEMENT_DOMAIN_UNSPECIFIED: EnforcementDomain
ENFORCEMENT_DOMAIN_MARKET: EnforcementDomain
ENFORCEMENT_DOMAIN_ECO_ENV: EnforcementDomain
ENFORCEMENT_DOMAIN_CULTURE: EnforcementDomain
ENFORCEMENT_DOMAIN_TRANSPORT: EnforcementDomain
ENFORCEMENT_DOMAIN_AGRI: EnforcementDomain
ENFORCEMENT_DOMAIN_EMERGENCY: EnforcementDomain
ENFORCEMENT_DOMAIN_URBAN_MGMT: EnforcementDomain
ENFORCEMENT_DOMAIN_WATER: EnforcementDomain
ENFORCEMENT_DOMAIN_DRUG: EnforcementDomain
ENFORCEMENT_DOMAIN_HEALTH: EnforcementDomain
ENFORCEMENT_DOMAIN_FIRE: EnforcementDomain
ENFORCEMENT_DOMAIN_LABOUR: EnforcementDomain
ENFORCEMENT_DOMAIN_NAT_RES: EnforcementDomain
ENFORCEMENT_DOMAIN_MEDICAL_INSURANCE: EnforcementDomain
ENFORCEMENT_DOMAIN_CUSTOMS: EnforcementDomain
ENFORCEMENT_DOMAIN_OTHER: EnforcementDomain

class Subject(_message.Message):
    __slots__ = ("name", "uscc", "registration_number", "organisation_code", "kind", "masked_code", "former_names", "registered_region", "parent_uscc", "industry_code")
    NAME_FIELD_NUMBER: _ClassVar[int]
    USCC_FIELD_NUMBER: _ClassVar[int]
    REGISTRATION_NUMBER_FIELD_NUMBER: _ClassVar[int]
    ORGANISATION_CODE_FIELD_NUMBER: _ClassVar[int]
    KIND_FIELD_NUMBER: _ClassVar[int]
    MASKED_CODE_FIELD_NUMBER: _ClassVar[int]
    FORMER_NAMES_FIELD_NUMBER: _ClassVar[int]
    REGISTERED_REGION_FIELD_NUMBER: _ClassVar[int]
    PARENT_USCC_FIELD_NUMBER: _ClassVar[int]
    INDUSTRY_CODE_FIELD_NUMBER: _ClassVar[int]
    name: str
    uscc: str
    registration_number: str
    organisation_code: str
    kind: SubjectKind
    masked_code: str
    former_names: _containers.RepeatedScalarFieldContainer[str]
    registered_region: str
    parent_uscc: str
    industry_code: str
    def __init__(self, name: _Optional[str] = ..., uscc: _Optional[str] = ..., registration_number: _Optional[str] = ..., organisation_code: _Optional[str] = ..., kind: _Optional[_Union[SubjectKind, str]] = ..., masked_code: _Optional[str] = ..., former_names: _Optional[_Iterable[str]] = ..., registered_region: _Optional[str] = ..., parent_uscc: _Optional[str] = ..., industry_code: _Optional[str] = ...) -> None: ...

class LegalReference(_message.Message):
    __slots__ = ("law", "article", "valid_from", "valid_to", "paragraph")
    LAW_FIELD_NUMBER: _ClassVar[int]
    ARTICLE_FIELD_NUMBER: _ClassVar[int]
    VALID_FROM_FIELD_NUMBER: _ClassVar[int]
    VALID_TO_FIELD_NUMBER: _ClassVar[int]
    PARAGRAPH_FIELD_NUMBER: _ClassVar[int]
    law: str
    article: str
    valid_from: str
    valid_to: str
    paragraph: str
    def __init__(self, law: _Optional[str] = ..., article: _Optional[str] = ..., valid_from: _Optional[str] = ..., valid_to: _Optional[str] = ..., paragraph: _Optional[str] = ...) -> None: ...
