import datetime

from buf.validate import validate_pb2 as _validate_pb2
from exchange.v1 import outcome_pb2 as _outcome_pb2
from exchange.v1 import subject_pb2 as _subject_pb2
from google.protobuf import timestamp_pb2 as _timestamp_pb2
from google.protobuf.internal import containers as _containers
from google.protobuf.internal import enum_type_wrapper as _enum_type_wrapper
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from collections.abc import Iterable as _Iterable, Mapping as _Mapping
from typing import ClassVar as _ClassVar, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class OutcomeState(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    OUTCOME_STATE_UNSPECIFIED: _ClassVar[OutcomeState]
    OUTCOME_STATE_ISSUED: _ClassVar[OutcomeState]
    OUTCOME_STATE_SERVED: _ClassVar[OutcomeState]
    OUTCOME_STATE_EFFECTIVE: _ClassVar[OutcomeState]
    OUTCOME_STATE_PUBLISHED: _ClassVar[OutcomeState]
    OUTCOME_STATE_REPAIRED: _ClassVar[OutcomeState]
    OUTCOME_STATE_EXPIRED: _ClassVar[OutcomeState]
    OUTCOME_STATE_REVOKED: _ClassVar[OutcomeState]

class PriorRelevance(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    PRIOR_RELEVANCE_UNSPECIFIED: _ClassVar[PriorRelevance]
    PRIOR_RELEVANCE_SAME_ACT: _ClassVar[PriorRelevance]
    PRIOR_RELEVANCE_SAME_MATTER: _ClassVar[PriorRelevance]
    PRIOR_RELEVANCE_SAME_DOMAIN: _ClassVar[PriorRelevance]
    PRIOR_RELEVANCE_NOT_COUNTED: _ClassVar[PriorRelevance]
OUTCOME_STATE_UNSPECIFIED: OutcomeState
OUTCOME_STATE_ISSUED: OutcomeState
OUTCOME_STATE_SERVED: OutcomeState
OUTCOME_STATE_EFFECTIVE: OutcomeState
OUTCOME_STATE_PUBLISHED: OutcomeState
OUTCOME_STATE_REPAIRED: OutcomeState
OUTCOME_STATE_EXPIRED: OutcomeState
OUTCOME_STATE_REVOKED: OutcomeState
PRIOR_RELEVANCE_UNSPECIFIED: PriorRelevance
PRIOR_RELEVANCE_SAME_ACT: PriorRelevance
PRIOR_RELEVANCE_SAME_MATTER: PriorRelevance
PRIOR_RELEVANCE_SAME_DOMAIN: PriorRelevance
PRIOR_RELEVANCE_NOT_COUNTED: PriorRelevance

class OutcomeStanding(_message.Message):
    __slots__ = ("state", "under_review", "execution_stayed", "revoked_by", "revoked_on", "published", "publish_until", "contestable_until", "refused", "effective_on", "disputed_reports")
    STATE_FIELD_NUMBER: _ClassVar[int]
    UNDER_REVIEW_FIELD_NUMBER: _ClassVar[int]
    EXECUTION_STAYED_FIELD_NUMBER: _ClassVar[int]
    REVOKED_BY_FIELD_NUMBER: _ClassVar[int]
    REVOKED_ON_FIELD_NUMBER: _ClassVar[int]
    PUBLISHED_FIELD_NUMBER: _ClassVar[int]
    PUBLISH_UNTIL_FIELD_NUMBER: _ClassVar[int]
    CONTESTABLE_UNTIL_FIELD_NUMBER: _ClassVar[int]
    REFUSED_FIELD_NUMBER: _ClassVar[int]
    EFFECTIVE_ON_FIELD_NUMBER: _ClassVar[int]
    DISPUTED_REPORTS_FIELD_NUMBER: _ClassVar[int]
    state: OutcomeState
    under_review: _outcome_pb2.ReviewKind
    execution_stayed: bool
    revoked_by: _outcome_pb2.OutcomeRevisionKind
    revoked_on: str
    published: bool
    publish_until: str
    contestable_until: str
    refused: _containers.RepeatedCompositeFieldContainer[RefusedRevision]
    effective_on: str
    disputed_reports: _containers.RepeatedScalarFieldContainer[str]
    def __init__(self, state: _Optional[_Union[OutcomeState, str]] = ..., under_review: _Optional[_Union[_outcome_pb2.ReviewKind, str]] = ..., execution_stayed: _Optional[bool] = ..., revoked_by: _Optional[_Union[_outcome_pb2.OutcomeRevisionKind, str]] = ..., revoked_on: _Optional[str] = ..., published: _Optional[bool] = ..., publish_until: _Optional[str] = ..., contestable_until: _Optional[str] = ..., refused: _Optional[_Iterable[_Union[RefusedRevision, _Mapping]]] = ..., effective_on: _Optional[str] = ..., disputed_reports: _Optional[_Iterable[str]] = ...) -> None: ...

class RefusedRevision(_message.Message):
    __slots__ = ("record_id", "reason", "explanation")
    RECORD_ID_FIELD_NUMBER: _ClassVar[int]
    REASON_FIELD_NUMBER: _ClassVar[int]
    EXPLANATION_FIELD_NUMBER: _ClassVar[int]
    record_id: str
    reason: str
    explanation: str
    def __init__(self, record_id: _Optional[str] = ..., reason: _Optional[str] = ..., explanation: _Optional[str] = ...) -> None: ...

class OutcomeView(_message.Message):
    __slots__ = ("record_id", "ledger", "index", "signed_by", "outcome", "revisions", "effective", "superseded_by", "issued_at", "standing", "origin", "erased", "body_digest")
    RECORD_ID_FIELD_NUMBER: _ClassVar[int]
    LEDGER_FIELD_NUMBER: _ClassVar[int]
    INDEX_FIELD_NUMBER: _ClassVar[int]
    SIGNED_BY_FIELD_NUMBER: _ClassVar[int]
    OUTCOME_FIELD_NUMBER: _ClassVar[int]
    REVISIONS_FIELD_NUMBER: _ClassVar[int]
    EFFECTIVE_FIELD_NUMBER: _ClassVar[int]
    SUPERSEDED_BY_FIELD_NUMBER: _ClassVar[int]
    ISSUED_AT_FIELD_NUMBER: _ClassVar[int]
    STANDING_FIELD_NUMBER: _ClassVar[int]
    ORIGIN_FIELD_NUMBER: _ClassVar[int]
    ERASED_FIELD_NUMBER: _ClassVar[int]
    BODY_DIGEST_FIELD_NUMBER: _ClassVar[int]
    record_id: str
    ledger: str
    index: int
    signed_by: str
    outcome: _outcome_pb2.Outcome
    revisions: _containers.RepeatedCompositeFieldContainer[_outcome_pb2.OutcomeRevision]
    effective: bool
    superseded_by: str
    issued_at: _timestamp_pb2.Timestamp
    standing: OutcomeStanding
    origin: str
    erased: bool
    body_digest: bytes
    def __init__(self, record_id: _Optional[str] = ..., ledger: _Optional[str] = ..., index: _Optional[int] = ..., signed_by: _Optional[str] = ..., outcome: _Optional[_Union[_outcome_pb2.Outcome, _Mapping]] = ..., revisions: _Optional[_Iterable[_Union[_outcome_pb2.OutcomeRevision, _Mapping]]] = ..., effective: _Optional[bool] = ..., superseded_by: _Optional[str] = ..., issued_at: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., standing: _Optional[_Union[OutcomeStanding, _Mapping]] = ..., origin: _Optional[str] = ..., erased: _Optional[bool] = ..., body_digest: _Optional[bytes] = ...) -> None: ...

class SourceFreshness(_message.Message):
    __slots__ = ("member", "size", "verified_at", "frozen")
    MEMBER_FIELD_NUMBER: _ClassVar[int]
    SIZE_FIELD_NUMBER: _ClassVar[int]
    VERIFIED_AT_FIELD_NUMBER: _ClassVar[int]
    FROZEN_FIELD_NUMBER: _ClassVar[int]
    member: str
    size: int
    verified_at: _timestamp_pb2.Timestamp
    frozen: bool
    def __init__(self, member: _Optional[str] = ..., size: _Optional[int] = ..., verified_at: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., frozen: _Optional[bool] = ...) -> None: ...

class GetOutcomeRequest(_message.Message):
    __slots__ = ("record_id",)
    RECORD_ID_FIELD_NUMBER: _ClassVar[int]
    record_id: str
    def __init__(self, record_id: _Optional[str] = ...) -> None: ...

class GetOutcomeResponse(_message.Message):
    __slots__ = ("outcome",)
    OUTCOME_FIELD_NUMBER: _ClassVar[int]
    outcome: OutcomeView
    def __init__(self, outcome: _Optional[_Union[OutcomeView, _Mapping]] = ...) -> None: ...

class ListOutcomesRequest(_message.Message):
    __slots__ = ("page_size", "page_token", "origin", "domain", "subject", "decided_from", "decided_to", "document_number", "name_contains")
    PAGE_SIZE_FIELD_NUMBER: _ClassVar[int]
    PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    ORIGIN_FIELD_NUMBER: _ClassVar[int]
    DOMAIN_FIELD_NUMBER: _ClassVar[int]
    SUBJECT_FIELD_NUMBER: _ClassVar[int]
    DECIDED_FROM_FIELD_NUMBER: _ClassVar[int]
    DECIDED_TO_FIELD_NUMBER: _ClassVar[int]
    DOCUMENT_NUMBER_FIELD_NUMBER: _ClassVar[int]
    NAME_CONTAINS_FIELD_NUMBER: _ClassVar[int]
    page_size: int
    page_token: str
    origin: str
    domain: _subject_pb2.EnforcementDomain
    subject: str
    decided_from: str
    decided_to: str
    document_number: str
    name_contains: str
    def __init__(self, page_size: _Optional[int] = ..., page_token: _Optional[str] = ..., origin: _Optional[str] = ..., domain: _Optional[_Union[_subject_pb2.EnforcementDomain, str]] = ..., subject: _Optional[str] = ..., decided_from: _Optional[str] = ..., decided_to: _Optional[str] = ..., document_number: _Optional[str] = ..., name_contains: _Optional[str] = ...) -> None: ...

class ListOutcomesResponse(_message.Message):
    __slots__ = ("outcomes", "next_page_token", "sources")
    OUTCOMES_FIELD_NUMBER: _ClassVar[int]
    NEXT_PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    SOURCES_FIELD_NUMBER: _ClassVar[int]
    outcomes: _containers.RepeatedCompositeFieldContainer[OutcomeView]
    next_page_token: str
    sources: _containers.RepeatedCompositeFieldContainer[SourceFreshness]
    def __init__(self, outcomes: _Optional[_Iterable[_Union[OutcomeView, _Mapping]]] = ..., next_page_token: _Optional[str] = ..., sources: _Optional[_Iterable[_Union[SourceFreshness, _Mapping]]] = ...) -> None: ...

class ListPriorOutcomesRequest(_message.Message):
    __slots__ = ("subject", "before", "domain", "matter_code", "page_size", "page_token")
    SUBJECT_FIELD_NUMBER: _ClassVar[int]
    BEFORE_FIELD_NUMBER: _ClassVar[int]
    DOMAIN_FIELD_NUMBER: _ClassVar[int]
    MATTER_CODE_FIELD_NUMBER: _ClassVar[int]
    PAGE_SIZE_FIELD_NUMBER: _ClassVar[int]
    PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    subject: str
    before: str
    domain: _subject_pb2.EnforcementDomain
    matter_code: str
    page_size: int
    page_token: str
    def __init__(self, subject: _Optional[str] = ..., before: _Optional[str] = ..., domain: _Optional[_Union[_subject_pb2.EnforcementDomain, str]] = ..., matter_code: _Optional[str] = ..., page_size: _Optional[int] = ..., page_token: _Optional[str] = ...) -> None: ...

class ListPriorOutcomesResponse(_message.Message):
    __slots__ = ("outcomes", "next_page_token", "sources")
    OUTCOMES_FIELD_NUMBER: _ClassVar[int]
    NEXT_PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    SOURCES_FIELD_NUMBER: _ClassVar[int]
    outcomes: _containers.RepeatedCompositeFieldContainer[OutcomeView]
    next_page_token: str
    sources: _containers.RepeatedCompositeFieldContainer[SourceFreshness]
    def __init__(self, outcomes: _Optional[_Iterable[_Union[OutcomeView, _Mapping]]] = ..., next_page_token: _Optional[str] = ..., sources: _Optional[_Iterable[_Union[SourceFreshness, _Mapping]]] = ...) -> None: ...

class AssessPriorsRequest(_message.Message):
    __slots__ = ("subject", "domain", "matter_code", "act", "act_on", "act_place", "standard_record_id", "item_code", "lookback_months", "territory", "act_from")
    SUBJECT_FIELD_NUMBER: _ClassVar[int]
    DOMAIN_FIELD_NUMBER: _ClassVar[int]
    MATTER_CODE_FIELD_NUMBER: _ClassVar[int]
    ACT_FIELD_NUMBER: _ClassVar[int]
    ACT_ON_FIELD_NUMBER: _ClassVar[int]
    ACT_PLACE_FIELD_NUMBER: _ClassVar[int]
    STANDARD_RECORD_ID_FIELD_NUMBER: _ClassVar[int]
    ITEM_CODE_FIELD_NUMBER: _ClassVar[int]
    LOOKBACK_MONTHS_FIELD_NUMBER: _ClassVar[int]
    TERRITORY_FIELD_NUMBER: _ClassVar[int]
    ACT_FROM_FIELD_NUMBER: _ClassVar[int]
    subject: str
    domain: _subject_pb2.EnforcementDomain
    matter_code: str
    act: str
    act_on: str
    act_place: str
    standard_record_id: str
    item_code: str
    lookback_months: int
    territory: str
    act_from: str
    def __init__(self, subject: _Optional[str] = ..., domain: _Optional[_Union[_subject_pb2.EnforcementDomain, str]] = ..., matter_code: _Optional[str] = ..., act: _Optional[str] = ..., act_on: _Optional[str] = ..., act_place: _Optional[str] = ..., standard_record_id: _Optional[str] = ..., item_code: _Optional[str] = ..., lookback_months: _Optional[int] = ..., territory: _Optional[str] = ..., act_from: _Optional[str] = ...) -> None: ...

class PriorFinding(_message.Message):
    __slots__ = ("outcome", "relevance", "reasons", "certain", "reasons_en")
    OUTCOME_FIELD_NUMBER: _ClassVar[int]
    RELEVANCE_FIELD_NUMBER: _ClassVar[int]
    REASONS_FIELD_NUMBER: _ClassVar[int]
    CERTAIN_FIELD_NUMBER: _ClassVar[int]
    REASONS_EN_FIELD_NUMBER: _ClassVar[int]
    outcome: OutcomeView
    relevance: PriorRelevance
    reasons: _containers.RepeatedScalarFieldContainer[str]
    certain: bool
    reasons_en: _containers.RepeatedScalarFieldContainer[str]
    def __init__(self, outcome: _Optional[_Union[OutcomeView, _Mapping]] = ..., relevance: _Optional[_Union[PriorRelevance, str]] = ..., reasons: _Optional[_Iterable[str]] = ..., certain: _Optional[bool] = ..., reasons_en: _Optional[_Iterable[str]] = ...) -> None: ...

class AssessPriorsResponse(_message.Message):
    __slots__ = ("first_violation", "already_fined_same_act", "counted", "findings", "sources", "warnings", "counted_how", "truncated", "needs_person", "warnings_en", "counted_how_en")
    FIRST_VIOLATION_FIELD_NUMBER: _ClassVar[int]
    ALREADY_FINED_SAME_ACT_FIELD_NUMBER: _ClassVar[int]
    COUNTED_FIELD_NUMBER: _ClassVar[int]
    FINDINGS_FIELD_NUMBER: _ClassVar[int]
    SOURCES_FIELD_NUMBER: _ClassVar[int]
    WARNINGS_FIELD_NUMBER: _ClassVar[int]
    COUNTED_HOW_FIELD_NUMBER: _ClassVar[int]
    TRUNCATED_FIELD_NUMBER: _ClassVar[int]
    NEEDS_PERSON_FIELD_NUMBER: _ClassVar[int]
    WARNINGS_EN_FIELD_NUMBER: _ClassVar[int]
    COUNTED_HOW_EN_FIELD_NUMBER: _ClassVar[int]
    first_violation: bool
    already_fined_same_act: bool
    counted: int
    findings: _containers.RepeatedCompositeFieldContainer[PriorFinding]
    sources: _containers.RepeatedCompositeFieldContainer[SourceFreshness]
    warnings: _containers.RepeatedScalarFieldContainer[str]
    counted_how: str
    truncated: bool
    needs_person: bool
    warnings_en: _containers.RepeatedScalarFieldContainer[str]
    counted_how_en: str
    def __init__(self, first_violation: _Optional[bool] = ..., already_fined_same_act: _Optional[bool] = ..., counted: _Optional[int] = ..., findings: _Optional[_Iterable[_Union[PriorFinding, _Mapping]]] = ..., sources: _Optional[_Iterable[_Union[SourceFreshness, _Mapping]]] = ..., warnings: _Optional[_Iterable[str]] = ..., counted_how: _Optional[str] = ..., truncated: _Optional[bool] = ..., needs_person: _Optional[bool] = ..., warnings_en: _Optional[_Iterable[str]] = ..., counted_how_en: _Optional[str] = ...) -> None: ...
