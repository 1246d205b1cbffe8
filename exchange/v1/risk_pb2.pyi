from buf.validate import validate_pb2 as _validate_pb2
from exchange.v1 import subject_pb2 as _subject_pb2
from google.protobuf.internal import containers as _containers
from google.protobuf.internal import enum_type_wrapper as _enum_type_wrapper
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from collections.abc import Iterable as _Iterable, Mapping as _Mapping
from typing import ClassVar as _ClassVar, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class RiskLevel(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    RISK_LEVEL_UNSPECIFIED: _ClassVar[RiskLevel]
    RISK_LEVEL_A: _ClassVar[RiskLevel]
    RISK_LEVEL_B: _ClassVar[RiskLevel]
    RISK_LEVEL_C: _ClassVar[RiskLevel]
    RISK_LEVEL_D: _ClassVar[RiskLevel]

class WarningRule(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    WARNING_RULE_UNSPECIFIED: _ClassVar[WarningRule]
    WARNING_RULE_REPEAT_ACROSS_BORDERS: _ClassVar[WarningRule]
    WARNING_RULE_MATTER_CLUSTER: _ClassVar[WarningRule]
    WARNING_RULE_MOVED_AFTER_PENALTY: _ClassVar[WarningRule]
RISK_LEVEL_UNSPECIFIED: RiskLevel
RISK_LEVEL_A: RiskLevel
RISK_LEVEL_B: RiskLevel
RISK_LEVEL_C: RiskLevel
RISK_LEVEL_D: RiskLevel
WARNING_RULE_UNSPECIFIED: WarningRule
WARNING_RULE_REPEAT_ACROSS_BORDERS: WarningRule
WARNING_RULE_MATTER_CLUSTER: WarningRule
WARNING_RULE_MOVED_AFTER_PENALTY: WarningRule

class RiskGrade(_message.Message):
    __slots__ = ("subject", "scheme", "scheme_version", "level", "graded_on", "valid_until", "reasons", "domain")
    SUBJECT_FIELD_NUMBER: _ClassVar[int]
    SCHEME_FIELD_NUMBER: _ClassVar[int]
    SCHEME_VERSION_FIELD_NUMBER: _ClassVar[int]
    LEVEL_FIELD_NUMBER: _ClassVar[int]
    GRADED_ON_FIELD_NUMBER: _ClassVar[int]
    VALID_UNTIL_FIELD_NUMBER: _ClassVar[int]
    REASONS_FIELD_NUMBER: _ClassVar[int]
    DOMAIN_FIELD_NUMBER: _ClassVar[int]
    subject: _subject_pb2.Subject
    scheme: str
    scheme_version: str
    level: RiskLevel
    graded_on: str
    valid_until: str
    reasons: _containers.RepeatedScalarFieldContainer[str]
    domain: _subject_pb2.EnforcementDomain
    def __init__(self, subject: _Optional[_Union[_subject_pb2.Subject, _Mapping]] = ..., scheme: _Optional[str] = ..., scheme_version: _Optional[str] = ..., level: _Optional[_Union[RiskLevel, str]] = ..., graded_on: _Optional[str] = ..., valid_until: _Optional[str] = ..., reasons: _Optional[_Iterable[str]] = ..., domain: _Optional[_Union[_subject_pb2.EnforcementDomain, str]] = ...) -> None: ...

class WarningReason(_message.Message):
    __slots__ = ("text", "record_ids")
    TEXT_FIELD_NUMBER: _ClassVar[int]
    RECORD_IDS_FIELD_NUMBER: _ClassVar[int]
    text: str
    record_ids: _containers.RepeatedScalarFieldContainer[str]
    def __init__(self, text: _Optional[str] = ..., record_ids: _Optional[_Iterable[str]] = ...) -> None: ...

class Warning(_message.Message):
    __slots__ = ("rule", "subject", "matter_code", "region_code", "domain", "raised_on", "reasons", "settings", "key")
    RULE_FIELD_NUMBER: _ClassVar[int]
    SUBJECT_FIELD_NUMBER: _ClassVar[int]
    MATTER_CODE_FIELD_NUMBER: _ClassVar[int]
    REGION_CODE_FIELD_NUMBER: _ClassVar[int]
    DOMAIN_FIELD_NUMBER: _ClassVar[int]
    RAISED_ON_FIELD_NUMBER: _ClassVar[int]
    REASONS_FIELD_NUMBER: _ClassVar[int]
    SETTINGS_FIELD_NUMBER: _ClassVar[int]
    KEY_FIELD_NUMBER: _ClassVar[int]
    rule: WarningRule
    subject: _subject_pb2.Subject
    matter_code: str
    region_code: str
    domain: _subject_pb2.EnforcementDomain
    raised_on: str
    reasons: _containers.RepeatedCompositeFieldContainer[WarningReason]
    settings: str
    key: str
    def __init__(self, rule: _Optional[_Union[WarningRule, str]] = ..., subject: _Optional[_Union[_subject_pb2.Subject, _Mapping]] = ..., matter_code: _Optional[str] = ..., region_code: _Optional[str] = ..., domain: _Optional[_Union[_subject_pb2.EnforcementDomain, str]] = ..., raised_on: _Optional[str] = ..., reasons: _Optional[_Iterable[_Union[WarningReason, _Mapping]]] = ..., settings: _Optional[str] = ..., key: _Optional[str] = ...) -> None: ...

class GuidanceCase(_message.Message):
    __slots__ = ("title", "domain", "matter_codes", "legal_basis", "facts", "issue", "ruling", "significance", "keywords", "decided_on", "outcome_record_id")
    TITLE_FIELD_NUMBER: _ClassVar[int]
    DOMAIN_FIELD_NUMBER: _ClassVar[int]
    MATTER_CODES_FIELD_NUMBER: _ClassVar[int]
    LEGAL_BASIS_FIELD_NUMBER: _ClassVar[int]
    FACTS_FIELD_NUMBER: _ClassVar[int]
    ISSUE_FIELD_NUMBER: _ClassVar[int]
    RULING_FIELD_NUMBER: _ClassVar[int]
    SIGNIFICANCE_FIELD_NUMBER: _ClassVar[int]
    KEYWORDS_FIELD_NUMBER: _ClassVar[int]
    DECIDED_ON_FIELD_NUMBER: _ClassVar[int]
    OUTCOME_RECORD_ID_FIELD_NUMBER: _ClassVar[int]
    title: str
    domain: _subject_pb2.EnforcementDomain
    matter_codes: _containers.RepeatedScalarFieldContainer[str]
    legal_basis: _containers.RepeatedCompositeFieldContainer[_subject_pb2.LegalReference]
    facts: str
    issue: str
    ruling: str
    significance: str
    keywords: _containers.RepeatedScalarFieldContainer[str]
    decided_on: str
    outcome_record_id: str
    def __init__(self, title: _Optional[str] = ..., domain: _Optional[_Union[_subject_pb2.EnforcementDomain, str]] = ..., matter_codes: _Optional[_Iterable[str]] = ..., legal_basis: _Optional[_Iterable[_Union[_subject_pb2.LegalReference, _Mapping]]] = ..., facts: _Optional[str] = ..., issue: _Optional[str] = ..., ruling: _Optional[str] = ..., significance: _Optional[str] = ..., keywords: _Optional[_Iterable[str]] = ..., decided_on: _Optional[str] = ..., outcome_record_id: _Optional[str] = ...) -> None: ...
