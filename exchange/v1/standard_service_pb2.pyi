import datetime

from buf.validate import validate_pb2 as _validate_pb2
from exchange.v1 import outcome_service_pb2 as _outcome_service_pb2
from exchange.v1 import standard_pb2 as _standard_pb2
from exchange.v1 import subject_pb2 as _subject_pb2
from google.protobuf import timestamp_pb2 as _timestamp_pb2
from google.protobuf.internal import containers as _containers
from google.protobuf.internal import enum_type_wrapper as _enum_type_wrapper
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from collections.abc import Iterable as _Iterable, Mapping as _Mapping
from typing import ClassVar as _ClassVar, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class Comparison(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    COMPARISON_UNSPECIFIED: _ClassVar[Comparison]
    COMPARISON_SAME: _ClassVar[Comparison]
    COMPARISON_STRICTER: _ClassVar[Comparison]
    COMPARISON_MILDER: _ClassVar[Comparison]
    COMPARISON_DIFFERENT_FACTORS: _ClassVar[Comparison]
    COMPARISON_MISSING: _ClassVar[Comparison]

class Adjustment(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    ADJUSTMENT_UNSPECIFIED: _ClassVar[Adjustment]
    ADJUSTMENT_AGGRAVATED: _ClassVar[Adjustment]
    ADJUSTMENT_LIGHTER: _ClassVar[Adjustment]
    ADJUSTMENT_REDUCED: _ClassVar[Adjustment]
COMPARISON_UNSPECIFIED: Comparison
COMPARISON_SAME: Comparison
COMPARISON_STRICTER: Comparison
COMPARISON_MILDER: Comparison
COMPARISON_DIFFERENT_FACTORS: Comparison
COMPARISON_MISSING: Comparison
ADJUSTMENT_UNSPECIFIED: Adjustment
ADJUSTMENT_AGGRAVATED: Adjustment
ADJUSTMENT_LIGHTER: Adjustment
ADJUSTMENT_REDUCED: Adjustment

class StandardView(_message.Message):
    __slots__ = ("record_id", "ledger", "index", "signed_by", "standard", "superseded_by", "issued_at")
    RECORD_ID_FIELD_NUMBER: _ClassVar[int]
    LEDGER_FIELD_NUMBER: _ClassVar[int]
    INDEX_FIELD_NUMBER: _ClassVar[int]
    SIGNED_BY_FIELD_NUMBER: _ClassVar[int]
    STANDARD_FIELD_NUMBER: _ClassVar[int]
    SUPERSEDED_BY_FIELD_NUMBER: _ClassVar[int]
    ISSUED_AT_FIELD_NUMBER: _ClassVar[int]
    record_id: str
    ledger: str
    index: int
    signed_by: str
    standard: _standard_pb2.Standard
    superseded_by: str
    issued_at: _timestamp_pb2.Timestamp
    def __init__(self, record_id: _Optional[str] = ..., ledger: _Optional[str] = ..., index: _Optional[int] = ..., signed_by: _Optional[str] = ..., standard: _Optional[_Union[_standard_pb2.Standard, _Mapping]] = ..., superseded_by: _Optional[str] = ..., issued_at: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ...) -> None: ...

class GetStandardInForceRequest(_message.Message):
    __slots__ = ("standard_id", "matter_code", "on", "member")
    STANDARD_ID_FIELD_NUMBER: _ClassVar[int]
    MATTER_CODE_FIELD_NUMBER: _ClassVar[int]
    ON_FIELD_NUMBER: _ClassVar[int]
    MEMBER_FIELD_NUMBER: _ClassVar[int]
    standard_id: str
    matter_code: str
    on: str
    member: str
    def __init__(self, standard_id: _Optional[str] = ..., matter_code: _Optional[str] = ..., on: _Optional[str] = ..., member: _Optional[str] = ...) -> None: ...

class GetStandardInForceResponse(_message.Message):
    __slots__ = ("standards", "sources")
    STANDARDS_FIELD_NUMBER: _ClassVar[int]
    SOURCES_FIELD_NUMBER: _ClassVar[int]
    standards: _containers.RepeatedCompositeFieldContainer[StandardView]
    sources: _containers.RepeatedCompositeFieldContainer[_outcome_service_pb2.SourceFreshness]
    def __init__(self, standards: _Optional[_Iterable[_Union[StandardView, _Mapping]]] = ..., sources: _Optional[_Iterable[_Union[_outcome_service_pb2.SourceFreshness, _Mapping]]] = ...) -> None: ...

class ListStandardsRequest(_message.Message):
    __slots__ = ("page_size", "page_token", "member", "domain", "kind")
    PAGE_SIZE_FIELD_NUMBER: _ClassVar[int]
    PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    MEMBER_FIELD_NUMBER: _ClassVar[int]
    DOMAIN_FIELD_NUMBER: _ClassVar[int]
    KIND_FIELD_NUMBER: _ClassVar[int]
    page_size: int
    page_token: str
    member: str
    domain: _subject_pb2.EnforcementDomain
    kind: _standard_pb2.StandardKind
    def __init__(self, page_size: _Optional[int] = ..., page_token: _Optional[str] = ..., member: _Optional[str] = ..., domain: _Optional[_Union[_subject_pb2.EnforcementDomain, str]] = ..., kind: _Optional[_Union[_standard_pb2.StandardKind, str]] = ...) -> None: ...

class ListStandardsResponse(_message.Message):
    __slots__ = ("standards", "next_page_token")
    STANDARDS_FIELD_NUMBER: _ClassVar[int]
    NEXT_PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    standards: _containers.RepeatedCompositeFieldContainer[StandardView]
    next_page_token: str
    def __init__(self, standards: _Optional[_Iterable[_Union[StandardView, _Mapping]]] = ..., next_page_token: _Optional[str] = ...) -> None: ...

class GetApplicableStandardsRequest(_message.Message):
    __slots__ = ("matter_code", "act_on", "decided_on", "member", "organ", "kind", "place")
    MATTER_CODE_FIELD_NUMBER: _ClassVar[int]
    ACT_ON_FIELD_NUMBER: _ClassVar[int]
    DECIDED_ON_FIELD_NUMBER: _ClassVar[int]
    MEMBER_FIELD_NUMBER: _ClassVar[int]
    ORGAN_FIELD_NUMBER: _ClassVar[int]
    KIND_FIELD_NUMBER: _ClassVar[int]
    PLACE_FIELD_NUMBER: _ClassVar[int]
    matter_code: str
    act_on: str
    decided_on: str
    member: str
    organ: str
    kind: _standard_pb2.StandardKind
    place: str
    def __init__(self, matter_code: _Optional[str] = ..., act_on: _Optional[str] = ..., decided_on: _Optional[str] = ..., member: _Optional[str] = ..., organ: _Optional[str] = ..., kind: _Optional[_Union[_standard_pb2.StandardKind, str]] = ..., place: _Optional[str] = ...) -> None: ...

class GetApplicableStandardsResponse(_message.Message):
    __slots__ = ("standards", "sources", "not_followed")
    STANDARDS_FIELD_NUMBER: _ClassVar[int]
    SOURCES_FIELD_NUMBER: _ClassVar[int]
    NOT_FOLLOWED_FIELD_NUMBER: _ClassVar[int]
    standards: _containers.RepeatedCompositeFieldContainer[ApplicableStandard]
    sources: _containers.RepeatedCompositeFieldContainer[_outcome_service_pb2.SourceFreshness]
    not_followed: _containers.RepeatedCompositeFieldContainer[ChainedMatter]
    def __init__(self, standards: _Optional[_Iterable[_Union[ApplicableStandard, _Mapping]]] = ..., sources: _Optional[_Iterable[_Union[_outcome_service_pb2.SourceFreshness, _Mapping]]] = ..., not_followed: _Optional[_Iterable[_Union[ChainedMatter, _Mapping]]] = ...) -> None: ...

class ChainedMatter(_message.Message):
    __slots__ = ("member", "matter_code", "via_member", "via_matter_code")
    MEMBER_FIELD_NUMBER: _ClassVar[int]
    MATTER_CODE_FIELD_NUMBER: _ClassVar[int]
    VIA_MEMBER_FIELD_NUMBER: _ClassVar[int]
    VIA_MATTER_CODE_FIELD_NUMBER: _ClassVar[int]
    member: str
    matter_code: str
    via_member: str
    via_matter_code: str
    def __init__(self, member: _Optional[str] = ..., matter_code: _Optional[str] = ..., via_member: _Optional[str] = ..., via_matter_code: _Optional[str] = ...) -> None: ...

class ApplicableStandard(_message.Message):
    __slots__ = ("member", "matter_code", "relation", "standard", "reason", "other_version", "adoptions", "items", "needs_person", "reason_en", "mapping_record_ids")
    MEMBER_FIELD_NUMBER: _ClassVar[int]
    MATTER_CODE_FIELD_NUMBER: _ClassVar[int]
    RELATION_FIELD_NUMBER: _ClassVar[int]
    STANDARD_FIELD_NUMBER: _ClassVar[int]
    REASON_FIELD_NUMBER: _ClassVar[int]
    OTHER_VERSION_FIELD_NUMBER: _ClassVar[int]
    ADOPTIONS_FIELD_NUMBER: _ClassVar[int]
    ITEMS_FIELD_NUMBER: _ClassVar[int]
    NEEDS_PERSON_FIELD_NUMBER: _ClassVar[int]
    REASON_EN_FIELD_NUMBER: _ClassVar[int]
    MAPPING_RECORD_IDS_FIELD_NUMBER: _ClassVar[int]
    member: str
    matter_code: str
    relation: _standard_pb2.MappingRelation
    standard: StandardView
    reason: str
    other_version: StandardView
    adoptions: _containers.RepeatedCompositeFieldContainer[AdoptionView]
    items: _containers.RepeatedCompositeFieldContainer[_standard_pb2.StandardItem]
    needs_person: bool
    reason_en: str
    mapping_record_ids: _containers.RepeatedScalarFieldContainer[str]
    def __init__(self, member: _Optional[str] = ..., matter_code: _Optional[str] = ..., relation: _Optional[_Union[_standard_pb2.MappingRelation, str]] = ..., standard: _Optional[_Union[StandardView, _Mapping]] = ..., reason: _Optional[str] = ..., other_version: _Optional[_Union[StandardView, _Mapping]] = ..., adoptions: _Optional[_Iterable[_Union[AdoptionView, _Mapping]]] = ..., items: _Optional[_Iterable[_Union[_standard_pb2.StandardItem, _Mapping]]] = ..., needs_person: _Optional[bool] = ..., reason_en: _Optional[str] = ..., mapping_record_ids: _Optional[_Iterable[str]] = ...) -> None: ...

class AdoptionView(_message.Message):
    __slots__ = ("record_id", "member", "organ", "adoption")
    RECORD_ID_FIELD_NUMBER: _ClassVar[int]
    MEMBER_FIELD_NUMBER: _ClassVar[int]
    ORGAN_FIELD_NUMBER: _ClassVar[int]
    ADOPTION_FIELD_NUMBER: _ClassVar[int]
    record_id: str
    member: str
    organ: str
    adoption: _standard_pb2.StandardAdoption
    def __init__(self, record_id: _Optional[str] = ..., member: _Optional[str] = ..., organ: _Optional[str] = ..., adoption: _Optional[_Union[_standard_pb2.StandardAdoption, _Mapping]] = ...) -> None: ...

class CompareStandardsRequest(_message.Message):
    __slots__ = ("matter_code", "first_member", "second_member", "on", "kind")
    MATTER_CODE_FIELD_NUMBER: _ClassVar[int]
    FIRST_MEMBER_FIELD_NUMBER: _ClassVar[int]
    SECOND_MEMBER_FIELD_NUMBER: _ClassVar[int]
    ON_FIELD_NUMBER: _ClassVar[int]
    KIND_FIELD_NUMBER: _ClassVar[int]
    matter_code: str
    first_member: str
    second_member: str
    on: str
    kind: _standard_pb2.StandardKind
    def __init__(self, matter_code: _Optional[str] = ..., first_member: _Optional[str] = ..., second_member: _Optional[str] = ..., on: _Optional[str] = ..., kind: _Optional[_Union[_standard_pb2.StandardKind, str]] = ...) -> None: ...

class ComparedItem(_message.Message):
    __slots__ = ("kind", "comparison", "first", "second", "differences", "missing_at", "differences_en")
    KIND_FIELD_NUMBER: _ClassVar[int]
    COMPARISON_FIELD_NUMBER: _ClassVar[int]
    FIRST_FIELD_NUMBER: _ClassVar[int]
    SECOND_FIELD_NUMBER: _ClassVar[int]
    DIFFERENCES_FIELD_NUMBER: _ClassVar[int]
    MISSING_AT_FIELD_NUMBER: _ClassVar[int]
    DIFFERENCES_EN_FIELD_NUMBER: _ClassVar[int]
    kind: _standard_pb2.StandardKind
    comparison: Comparison
    first: _standard_pb2.StandardItem
    second: _standard_pb2.StandardItem
    differences: _containers.RepeatedScalarFieldContainer[str]
    missing_at: str
    differences_en: _containers.RepeatedScalarFieldContainer[str]
    def __init__(self, kind: _Optional[_Union[_standard_pb2.StandardKind, str]] = ..., comparison: _Optional[_Union[Comparison, str]] = ..., first: _Optional[_Union[_standard_pb2.StandardItem, _Mapping]] = ..., second: _Optional[_Union[_standard_pb2.StandardItem, _Mapping]] = ..., differences: _Optional[_Iterable[str]] = ..., missing_at: _Optional[str] = ..., differences_en: _Optional[_Iterable[str]] = ...) -> None: ...

class CompareStandardsResponse(_message.Message):
    __slots__ = ("comparison", "items", "first", "second", "sources", "relation", "others")
    COMPARISON_FIELD_NUMBER: _ClassVar[int]
    ITEMS_FIELD_NUMBER: _ClassVar[int]
    FIRST_FIELD_NUMBER: _ClassVar[int]
    SECOND_FIELD_NUMBER: _ClassVar[int]
    SOURCES_FIELD_NUMBER: _ClassVar[int]
    RELATION_FIELD_NUMBER: _ClassVar[int]
    OTHERS_FIELD_NUMBER: _ClassVar[int]
    comparison: Comparison
    items: _containers.RepeatedCompositeFieldContainer[ComparedItem]
    first: StandardView
    second: StandardView
    sources: _containers.RepeatedCompositeFieldContainer[_outcome_service_pb2.SourceFreshness]
    relation: _standard_pb2.MappingRelation
    others: _containers.RepeatedCompositeFieldContainer[StandardView]
    def __init__(self, comparison: _Optional[_Union[Comparison, str]] = ..., items: _Optional[_Iterable[_Union[ComparedItem, _Mapping]]] = ..., first: _Optional[_Union[StandardView, _Mapping]] = ..., second: _Optional[_Union[StandardView, _Mapping]] = ..., sources: _Optional[_Iterable[_Union[_outcome_service_pb2.SourceFreshness, _Mapping]]] = ..., relation: _Optional[_Union[_standard_pb2.MappingRelation, str]] = ..., others: _Optional[_Iterable[_Union[StandardView, _Mapping]]] = ...) -> None: ...

class ChosenTier(_message.Message):
    __slots__ = ("factor_code", "tier_code", "figure_milli")
    FACTOR_CODE_FIELD_NUMBER: _ClassVar[int]
    TIER_CODE_FIELD_NUMBER: _ClassVar[int]
    FIGURE_MILLI_FIELD_NUMBER: _ClassVar[int]
    factor_code: str
    tier_code: str
    figure_milli: int
    def __init__(self, factor_code: _Optional[str] = ..., tier_code: _Optional[str] = ..., figure_milli: _Optional[int] = ...) -> None: ...

class CalculateDiscretionRequest(_message.Message):
    __slots__ = ("standard_record_id", "item_code", "factors", "adjustment", "adjustment_bp", "adjustment_reason", "base_fen", "subject", "act_on")
    STANDARD_RECORD_ID_FIELD_NUMBER: _ClassVar[int]
    ITEM_CODE_FIELD_NUMBER: _ClassVar[int]
    FACTORS_FIELD_NUMBER: _ClassVar[int]
    ADJUSTMENT_FIELD_NUMBER: _ClassVar[int]
    ADJUSTMENT_BP_FIELD_NUMBER: _ClassVar[int]
    ADJUSTMENT_REASON_FIELD_NUMBER: _ClassVar[int]
    BASE_FEN_FIELD_NUMBER: _ClassVar[int]
    SUBJECT_FIELD_NUMBER: _ClassVar[int]
    ACT_ON_FIELD_NUMBER: _ClassVar[int]
    standard_record_id: str
    item_code: str
    factors: _containers.RepeatedCompositeFieldContainer[ChosenTier]
    adjustment: Adjustment
    adjustment_bp: int
    adjustment_reason: str
    base_fen: int
    subject: str
    act_on: str
    def __init__(self, standard_record_id: _Optional[str] = ..., item_code: _Optional[str] = ..., factors: _Optional[_Iterable[_Union[ChosenTier, _Mapping]]] = ..., adjustment: _Optional[_Union[Adjustment, str]] = ..., adjustment_bp: _Optional[int] = ..., adjustment_reason: _Optional[str] = ..., base_fen: _Optional[int] = ..., subject: _Optional[str] = ..., act_on: _Optional[str] = ...) -> None: ...

class DiscretionStep(_message.Message):
    __slots__ = ("text", "text_en", "share_bp", "amount_fen")
    TEXT_FIELD_NUMBER: _ClassVar[int]
    TEXT_EN_FIELD_NUMBER: _ClassVar[int]
    SHARE_BP_FIELD_NUMBER: _ClassVar[int]
    AMOUNT_FEN_FIELD_NUMBER: _ClassVar[int]
    text: str
    text_en: str
    share_bp: int
    amount_fen: int
    def __init__(self, text: _Optional[str] = ..., text_en: _Optional[str] = ..., share_bp: _Optional[int] = ..., amount_fen: _Optional[int] = ...) -> None: ...

class CalculateDiscretionResponse(_message.Message):
    __slots__ = ("amount_fen", "statutory_min_fen", "statutory_max_fen", "steps", "capped_by", "standard", "counted_record_ids", "sources")
    AMOUNT_FEN_FIELD_NUMBER: _ClassVar[int]
    STATUTORY_MIN_FEN_FIELD_NUMBER: _ClassVar[int]
    STATUTORY_MAX_FEN_FIELD_NUMBER: _ClassVar[int]
    STEPS_FIELD_NUMBER: _ClassVar[int]
    CAPPED_BY_FIELD_NUMBER: _ClassVar[int]
    STANDARD_FIELD_NUMBER: _ClassVar[int]
    COUNTED_RECORD_IDS_FIELD_NUMBER: _ClassVar[int]
    SOURCES_FIELD_NUMBER: _ClassVar[int]
    amount_fen: int
    statutory_min_fen: int
    statutory_max_fen: int
    steps: _containers.RepeatedCompositeFieldContainer[DiscretionStep]
    capped_by: str
    standard: StandardView
    counted_record_ids: _containers.RepeatedScalarFieldContainer[str]
    sources: _containers.RepeatedCompositeFieldContainer[_outcome_service_pb2.SourceFreshness]
    def __init__(self, amount_fen: _Optional[int] = ..., statutory_min_fen: _Optional[int] = ..., statutory_max_fen: _Optional[int] = ..., steps: _Optional[_Iterable[_Union[DiscretionStep, _Mapping]]] = ..., capped_by: _Optional[str] = ..., standard: _Optional[_Union[StandardView, _Mapping]] = ..., counted_record_ids: _Optional[_Iterable[str]] = ..., sources: _Optional[_Iterable[_Union[_outcome_service_pb2.SourceFreshness, _Mapping]]] = ...) -> None: ...

class ListMappingsRequest(_message.Message):
    __slots__ = ("page_size", "page_token", "member", "matter_code", "on")
    PAGE_SIZE_FIELD_NUMBER: _ClassVar[int]
    PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    MEMBER_FIELD_NUMBER: _ClassVar[int]
    MATTER_CODE_FIELD_NUMBER: _ClassVar[int]
    ON_FIELD_NUMBER: _ClassVar[int]
    page_size: int
    page_token: str
    member: str
    matter_code: str
    on: str
    def __init__(self, page_size: _Optional[int] = ..., page_token: _Optional[str] = ..., member: _Optional[str] = ..., matter_code: _Optional[str] = ..., on: _Optional[str] = ...) -> None: ...

class ListMappingsResponse(_message.Message):
    __slots__ = ("mappings", "next_page_token")
    MAPPINGS_FIELD_NUMBER: _ClassVar[int]
    NEXT_PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    mappings: _containers.RepeatedCompositeFieldContainer[MappingView]
    next_page_token: str
    def __init__(self, mappings: _Optional[_Iterable[_Union[MappingView, _Mapping]]] = ..., next_page_token: _Optional[str] = ...) -> None: ...

class MappingView(_message.Message):
    __slots__ = ("record_id", "signed_by", "origin", "mapping")
    RECORD_ID_FIELD_NUMBER: _ClassVar[int]
    SIGNED_BY_FIELD_NUMBER: _ClassVar[int]
    ORIGIN_FIELD_NUMBER: _ClassVar[int]
    MAPPING_FIELD_NUMBER: _ClassVar[int]
    record_id: str
    signed_by: str
    origin: str
    mapping: _standard_pb2.StandardMapping
    def __init__(self, record_id: _Optional[str] = ..., signed_by: _Optional[str] = ..., origin: _Optional[str] = ..., mapping: _Optional[_Union[_standard_pb2.StandardMapping, _Mapping]] = ...) -> None: ...

class ListAdoptionsRequest(_message.Message):
    __slots__ = ("page_size", "page_token", "standard_id", "issuer", "organ")
    PAGE_SIZE_FIELD_NUMBER: _ClassVar[int]
    PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    STANDARD_ID_FIELD_NUMBER: _ClassVar[int]
    ISSUER_FIELD_NUMBER: _ClassVar[int]
    ORGAN_FIELD_NUMBER: _ClassVar[int]
    page_size: int
    page_token: str
    standard_id: str
    issuer: str
    organ: str
    def __init__(self, page_size: _Optional[int] = ..., page_token: _Optional[str] = ..., standard_id: _Optional[str] = ..., issuer: _Optional[str] = ..., organ: _Optional[str] = ...) -> None: ...

class ListAdoptionsResponse(_message.Message):
    __slots__ = ("adoptions", "next_page_token")
    ADOPTIONS_FIELD_NUMBER: _ClassVar[int]
    NEXT_PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    adoptions: _containers.RepeatedCompositeFieldContainer[AdoptionView]
    next_page_token: str
    def __init__(self, adoptions: _Optional[_Iterable[_Union[AdoptionView, _Mapping]]] = ..., next_page_token: _Optional[str] = ...) -> None: ...
