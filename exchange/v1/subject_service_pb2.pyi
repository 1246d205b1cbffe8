from buf.validate import validate_pb2 as _validate_pb2
from exchange.v1 import outcome_service_pb2 as _outcome_service_pb2
from exchange.v1 import subject_pb2 as _subject_pb2
from google.protobuf.internal import containers as _containers
from google.protobuf.internal import enum_type_wrapper as _enum_type_wrapper
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from collections.abc import Iterable as _Iterable, Mapping as _Mapping
from typing import ClassVar as _ClassVar, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class MatchVerdict(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    MATCH_VERDICT_UNSPECIFIED: _ClassVar[MatchVerdict]
    MATCH_VERDICT_SAME: _ClassVar[MatchVerdict]
    MATCH_VERDICT_LIKELY: _ClassVar[MatchVerdict]
    MATCH_VERDICT_POSSIBLE: _ClassVar[MatchVerdict]
    MATCH_VERDICT_RELATED: _ClassVar[MatchVerdict]
MATCH_VERDICT_UNSPECIFIED: MatchVerdict
MATCH_VERDICT_SAME: MatchVerdict
MATCH_VERDICT_LIKELY: MatchVerdict
MATCH_VERDICT_POSSIBLE: MatchVerdict
MATCH_VERDICT_RELATED: MatchVerdict

class MatchSubjectsRequest(_message.Message):
    __slots__ = ("subject", "limit", "min_score")
    SUBJECT_FIELD_NUMBER: _ClassVar[int]
    LIMIT_FIELD_NUMBER: _ClassVar[int]
    MIN_SCORE_FIELD_NUMBER: _ClassVar[int]
    subject: _subject_pb2.Subject
    limit: int
    min_score: int
    def __init__(self, subject: _Optional[_Union[_subject_pb2.Subject, _Mapping]] = ..., limit: _Optional[int] = ..., min_score: _Optional[int] = ...) -> None: ...

class SubjectMatch(_message.Message):
    __slots__ = ("subject", "score", "verdict", "reasons", "outcomes", "open_leads")
    SUBJECT_FIELD_NUMBER: _ClassVar[int]
    SCORE_FIELD_NUMBER: _ClassVar[int]
    VERDICT_FIELD_NUMBER: _ClassVar[int]
    REASONS_FIELD_NUMBER: _ClassVar[int]
    OUTCOMES_FIELD_NUMBER: _ClassVar[int]
    OPEN_LEADS_FIELD_NUMBER: _ClassVar[int]
    subject: _subject_pb2.Subject
    score: int
    verdict: MatchVerdict
    reasons: _containers.RepeatedScalarFieldContainer[str]
    outcomes: int
    open_leads: int
    def __init__(self, subject: _Optional[_Union[_subject_pb2.Subject, _Mapping]] = ..., score: _Optional[int] = ..., verdict: _Optional[_Union[MatchVerdict, str]] = ..., reasons: _Optional[_Iterable[str]] = ..., outcomes: _Optional[int] = ..., open_leads: _Optional[int] = ...) -> None: ...

class MatchSubjectsResponse(_message.Message):
    __slots__ = ("matches", "sources")
    MATCHES_FIELD_NUMBER: _ClassVar[int]
    SOURCES_FIELD_NUMBER: _ClassVar[int]
    matches: _containers.RepeatedCompositeFieldContainer[SubjectMatch]
    sources: _containers.RepeatedCompositeFieldContainer[_outcome_service_pb2.SourceFreshness]
    def __init__(self, matches: _Optional[_Iterable[_Union[SubjectMatch, _Mapping]]] = ..., sources: _Optional[_Iterable[_Union[_outcome_service_pb2.SourceFreshness, _Mapping]]] = ...) -> None: ...
