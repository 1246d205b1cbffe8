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

class FineBase(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    FINE_BASE_UNSPECIFIED: _ClassVar[FineBase]
    FINE_BASE_RANGE: _ClassVar[FineBase]
    FINE_BASE_MULTIPLE_OF_VALUE: _ClassVar[FineBase]
    FINE_BASE_SHARE_OF_INVESTMENT: _ClassVar[FineBase]

class MappingRelation(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    MAPPING_RELATION_UNSPECIFIED: _ClassVar[MappingRelation]
    MAPPING_RELATION_EQUAL: _ClassVar[MappingRelation]
    MAPPING_RELATION_BROADER: _ClassVar[MappingRelation]
    MAPPING_RELATION_NARROWER: _ClassVar[MappingRelation]
    MAPPING_RELATION_OVERLAPPING: _ClassVar[MappingRelation]

class Adoption(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    ADOPTION_UNSPECIFIED: _ClassVar[Adoption]
    ADOPTION_ADOPTED: _ClassVar[Adoption]
    ADOPTION_ADOPTED_WITH_CHANGES: _ClassVar[Adoption]
    ADOPTION_NOT_ADOPTED: _ClassVar[Adoption]
STANDARD_KIND_UNSPECIFIED: StandardKind
STANDARD_KIND_DISCRETION_BENCHMARK: StandardKind
STANDARD_KIND_NO_PENALTY_LIST: StandardKind
STANDARD_KIND_MITIGATION_LIST: StandardKind
STANDARD_KIND_NO_COERCION_LIST: StandardKind
STANDARD_KIND_INSPECTION_CHECKLIST: StandardKind
STANDARD_KIND_TECHNICAL: StandardKind
STANDARD_KIND_MATTER_CATALOGUE: StandardKind
FINE_BASE_UNSPECIFIED: FineBase
FINE_BASE_RANGE: FineBase
FINE_BASE_MULTIPLE_OF_VALUE: FineBase
FINE_BASE_SHARE_OF_INVESTMENT: FineBase
MAPPING_RELATION_UNSPECIFIED: MappingRelation
MAPPING_RELATION_EQUAL: MappingRelation
MAPPING_RELATION_BROADER: MappingRelation
MAPPING_RELATION_NARROWER: MappingRelation
MAPPING_RELATION_OVERLAPPING: MappingRelation
ADOPTION_UNSPECIFIED: Adoption
ADOPTION_ADOPTED: Adoption
ADOPTION_ADOPTED_WITH_CHANGES: Adoption
ADOPTION_NOT_ADOPTED: Adoption

class FineRange(_message.Message):
    __slots__ = ("base", "min_fen", "max_fen", "min_bp", "max_bp")
    BASE_FIELD_NUMBER: _ClassVar[int]
    MIN_FEN_FIELD_NUMBER: _ClassVar[int]
    MAX_FEN_FIELD_NUMBER: _ClassVar[int]
    MIN_BP_FIELD_NUMBER: _ClassVar[int]
    MAX_BP_FIELD_NUMBER: _ClassVar[int]
    base: FineBase
    min_fen: int
    max_fen: int
    min_bp: int
    max_bp: int
    def __init__(self, base: _Optional[_Union[FineBase, str]] = ..., min_fen: _Optional[int] = ..., max_fen: _Optional[int] = ..., min_bp: _Optional[int] = ..., max_bp: _Optional[int] = ...) -> None: ...

class FactorTier(_message.Message):
    __slots__ = ("code", "label", "share_bp", "lower_milli", "upper_milli", "measured")
    CODE_FIELD_NUMBER: _ClassVar[int]
    LABEL_FIELD_NUMBER: _ClassVar[int]
    SHARE_BP_FIELD_NUMBER: _ClassVar[int]
    LOWER_MILLI_FIELD_NUMBER: _ClassVar[int]
    UPPER_MILLI_FIELD_NUMBER: _ClassVar[int]
    MEASURED_FIELD_NUMBER: _ClassVar[int]
    code: str
    label: str
    share_bp: int
    lower_milli: int
    upper_milli: int
    measured: bool
    def __init__(self, code: _Optional[str] = ..., label: _Optional[str] = ..., share_bp: _Optional[int] = ..., lower_milli: _Optional[int] = ..., upper_milli: _Optional[int] = ..., measured: _Optional[bool] = ...) -> None: ...

class DiscretionFactor(_message.Message):
    __slots__ = ("code", "name", "unit", "tiers", "counts_priors")
    CODE_FIELD_NUMBER: _ClassVar[int]
    NAME_FIELD_NUMBER: _ClassVar[int]
    UNIT_FIELD_NUMBER: _ClassVar[int]
    TIERS_FIELD_NUMBER: _ClassVar[int]
    COUNTS_PRIORS_FIELD_NUMBER: _ClassVar[int]
    code: str
    name: str
    unit: str
    tiers: _containers.RepeatedCompositeFieldContainer[FactorTier]
    counts_priors: bool
    def __init__(self, code: _Optional[str] = ..., name: _Optional[str] = ..., unit: _Optional[str] = ..., tiers: _Optional[_Iterable[_Union[FactorTier, _Mapping]]] = ..., counts_priors: _Optional[bool] = ...) -> None: ...

class DiscretionRule(_message.Message):
    __slots__ = ("range", "starting_bp", "factors", "aggravated_cap_bp", "lighter_cap_bp", "reduced_cap_bp", "lookback_years", "complaint_lookback_years")
    RANGE_FIELD_NUMBER: _ClassVar[int]
    STARTING_BP_FIELD_NUMBER: _ClassVar[int]
    FACTORS_FIELD_NUMBER: _ClassVar[int]
    AGGRAVATED_CAP_BP_FIELD_NUMBER: _ClassVar[int]
    LIGHTER_CAP_BP_FIELD_NUMBER: _ClassVar[int]
    REDUCED_CAP_BP_FIELD_NUMBER: _ClassVar[int]
    LOOKBACK_YEARS_FIELD_NUMBER: _ClassVar[int]
    COMPLAINT_LOOKBACK_YEARS_FIELD_NUMBER: _ClassVar[int]
    range: FineRange
    starting_bp: int
    factors: _containers.RepeatedCompositeFieldContainer[DiscretionFactor]
    aggravated_cap_bp: int
    lighter_cap_bp: int
    reduced_cap_bp: int
    lookback_years: int
    complaint_lookback_years: int
    def __init__(self, range: _Optional[_Union[FineRange, _Mapping]] = ..., starting_bp: _Optional[int] = ..., factors: _Optional[_Iterable[_Union[DiscretionFactor, _Mapping]]] = ..., aggravated_cap_bp: _Optional[int] = ..., lighter_cap_bp: _Optional[int] = ..., reduced_cap_bp: _Optional[int] = ..., lookback_years: _Optional[int] = ..., complaint_lookback_years: _Optional[int] = ...) -> None: ...

class NoPenaltyCondition(_message.Message):
    __slots__ = ("first_violation", "lookback_months", "territory", "minor", "corrected_at_once", "correct_within_days", "no_harm")
    FIRST_VIOLATION_FIELD_NUMBER: _ClassVar[int]
    LOOKBACK_MONTHS_FIELD_NUMBER: _ClassVar[int]
    TERRITORY_FIELD_NUMBER: _ClassVar[int]
    MINOR_FIELD_NUMBER: _ClassVar[int]
    CORRECTED_AT_ONCE_FIELD_NUMBER: _ClassVar[int]
    CORRECT_WITHIN_DAYS_FIELD_NUMBER: _ClassVar[int]
    NO_HARM_FIELD_NUMBER: _ClassVar[int]
    first_violation: bool
    lookback_months: int
    territory: str
    minor: bool
    corrected_at_once: bool
    correct_within_days: int
    no_harm: bool
    def __init__(self, first_violation: _Optional[bool] = ..., lookback_months: _Optional[int] = ..., territory: _Optional[str] = ..., minor: _Optional[bool] = ..., corrected_at_once: _Optional[bool] = ..., correct_within_days: _Optional[int] = ..., no_harm: _Optional[bool] = ...) -> None: ...

class CheckPoint(_message.Message):
    __slots__ = ("item_code", "method", "requirement", "mandatory", "remote")
    ITEM_CODE_FIELD_NUMBER: _ClassVar[int]
    METHOD_FIELD_NUMBER: _ClassVar[int]
    REQUIREMENT_FIELD_NUMBER: _ClassVar[int]
    MANDATORY_FIELD_NUMBER: _ClassVar[int]
    REMOTE_FIELD_NUMBER: _ClassVar[int]
    item_code: str
    method: str
    requirement: str
    mandatory: bool
    remote: bool
    def __init__(self, item_code: _Optional[str] = ..., method: _Optional[str] = ..., requirement: _Optional[str] = ..., mandatory: _Optional[bool] = ..., remote: _Optional[bool] = ...) -> None: ...

class StandardItem(_message.Message):
    __slots__ = ("code", "act", "conditions", "measures", "matter_code", "legal_basis", "discretion", "no_penalty", "check", "matter_name", "penalty_codes")
    CODE_FIELD_NUMBER: _ClassVar[int]
    ACT_FIELD_NUMBER: _ClassVar[int]
    CONDITIONS_FIELD_NUMBER: _ClassVar[int]
    MEASURES_FIELD_NUMBER: _ClassVar[int]
    MATTER_CODE_FIELD_NUMBER: _ClassVar[int]
    LEGAL_BASIS_FIELD_NUMBER: _ClassVar[int]
    DISCRETION_FIELD_NUMBER: _ClassVar[int]
    NO_PENALTY_FIELD_NUMBER: _ClassVar[int]
    CHECK_FIELD_NUMBER: _ClassVar[int]
    MATTER_NAME_FIELD_NUMBER: _ClassVar[int]
    PENALTY_CODES_FIELD_NUMBER: _ClassVar[int]
    code: str
    act: str
    conditions: str
    measures: str
    matter_code: str
    legal_basis: _containers.RepeatedCompositeFieldContainer[_subject_pb2.LegalReference]
    discretion: DiscretionRule
    no_penalty: NoPenaltyCondition
    check: CheckPoint
    matter_name: str
    penalty_codes: _containers.RepeatedScalarFieldContainer[str]
    def __init__(self, code: _Optional[str] = ..., act: _Optional[str] = ..., conditions: _Optional[str] = ..., measures: _Optional[str] = ..., matter_code: _Optional[str] = ..., legal_basis: _Optional[_Iterable[_Union[_subject_pb2.LegalReference, _Mapping]]] = ..., discretion: _Optional[_Union[DiscretionRule, _Mapping]] = ..., no_penalty: _Optional[_Union[NoPenaltyCondition, _Mapping]] = ..., check: _Optional[_Union[CheckPoint, _Mapping]] = ..., matter_name: _Optional[str] = ..., penalty_codes: _Optional[_Iterable[str]] = ...) -> None: ...

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
    __slots__ = ("from_member", "from_matter_code", "to_member", "to_matter_code", "relation", "valid_from", "valid_to", "note")
    FROM_MEMBER_FIELD_NUMBER: _ClassVar[int]
    FROM_MATTER_CODE_FIELD_NUMBER: _ClassVar[int]
    TO_MEMBER_FIELD_NUMBER: _ClassVar[int]
    TO_MATTER_CODE_FIELD_NUMBER: _ClassVar[int]
    RELATION_FIELD_NUMBER: _ClassVar[int]
    VALID_FROM_FIELD_NUMBER: _ClassVar[int]
    VALID_TO_FIELD_NUMBER: _ClassVar[int]
    NOTE_FIELD_NUMBER: _ClassVar[int]
    from_member: str
    from_matter_code: str
    to_member: str
    to_matter_code: str
    relation: MappingRelation
    valid_from: str
    valid_to: str
    note: str
    def __init__(self, from_member: _Optional[str] = ..., from_matter_code: _Optional[str] = ..., to_member: _Optional[str] = ..., to_matter_code: _Optional[str] = ..., relation: _Optional[_Union[MappingRelation, str]] = ..., valid_from: _Optional[str] = ..., valid_to: _Optional[str] = ..., note: _Optional[str] = ...) -> None: ...

class StandardAdoption(_message.Message):
    __slots__ = ("standard_id", "version", "issuer", "adoption", "changes", "valid_from", "valid_to", "document_number")
    STANDARD_ID_FIELD_NUMBER: _ClassVar[int]
    VERSION_FIELD_NUMBER: _ClassVar[int]
    ISSUER_FIELD_NUMBER: _ClassVar[int]
    ADOPTION_FIELD_NUMBER: _ClassVar[int]
    CHANGES_FIELD_NUMBER: _ClassVar[int]
    VALID_FROM_FIELD_NUMBER: _ClassVar[int]
    VALID_TO_FIELD_NUMBER: _ClassVar[int]
    DOCUMENT_NUMBER_FIELD_NUMBER: _ClassVar[int]
    standard_id: str
    version: int
    issuer: str
    adoption: Adoption
    changes: str
    valid_from: str
    valid_to: str
    document_number: str
    def __init__(self, standard_id: _Optional[str] = ..., version: _Optional[int] = ..., issuer: _Optional[str] = ..., adoption: _Optional[_Union[Adoption, str]] = ..., changes: _Optional[str] = ..., valid_from: _Optional[str] = ..., valid_to: _Optional[str] = ..., document_number: _Optional[str] = ...) -> None: ...
