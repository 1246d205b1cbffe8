import datetime

from buf.validate import validate_pb2 as _validate_pb2
from exchange.v1 import subject_pb2 as _subject_pb2
from google.protobuf import timestamp_pb2 as _timestamp_pb2
from google.protobuf.internal import containers as _containers
from google.protobuf.internal import enum_type_wrapper as _enum_type_wrapper
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from collections.abc import Iterable as _Iterable, Mapping as _Mapping
from typing import ClassVar as _ClassVar, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class LeadKind(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    LEAD_KIND_UNSPECIFIED: _ClassVar[LeadKind]
    LEAD_KIND_LEAD: _ClassVar[LeadKind]
    LEAD_KIND_CASE: _ClassVar[LeadKind]
    LEAD_KIND_ASSIST: _ClassVar[LeadKind]
    LEAD_KIND_CRIMINAL: _ClassVar[LeadKind]
    LEAD_KIND_REVERSE: _ClassVar[LeadKind]

class LeadAction(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    LEAD_ACTION_UNSPECIFIED: _ClassVar[LeadAction]
    LEAD_ACTION_RECEIVE: _ClassVar[LeadAction]
    LEAD_ACTION_REQUEST_SUPPLEMENT: _ClassVar[LeadAction]
    LEAD_ACTION_SUPPLEMENT: _ClassVar[LeadAction]
    LEAD_ACTION_ACCEPT: _ClassVar[LeadAction]
    LEAD_ACTION_RETURN: _ClassVar[LeadAction]
    LEAD_ACTION_DISPUTE: _ClassVar[LeadAction]
    LEAD_ACTION_ESCALATE: _ClassVar[LeadAction]
    LEAD_ACTION_DESIGNATE: _ClassVar[LeadAction]
    LEAD_ACTION_FILE: _ClassVar[LeadAction]
    LEAD_ACTION_DECLINE_FILING: _ClassVar[LeadAction]
    LEAD_ACTION_DECIDE: _ClassVar[LeadAction]
    LEAD_ACTION_NOTIFY_OUTCOME: _ClassVar[LeadAction]
    LEAD_ACTION_CLOSE: _ClassVar[LeadAction]
    LEAD_ACTION_WITHDRAW: _ClassVar[LeadAction]
    LEAD_ACTION_CORRECT: _ClassVar[LeadAction]
    LEAD_ACTION_EXTEND: _ClassVar[LeadAction]
    LEAD_ACTION_REFER_CRIMINAL: _ClassVar[LeadAction]
    LEAD_ACTION_TRANSFER_OUT: _ClassVar[LeadAction]
    LEAD_ACTION_TERMINATE: _ClassVar[LeadAction]
    LEAD_ACTION_SUSPEND: _ClassVar[LeadAction]
    LEAD_ACTION_RESUME: _ClassVar[LeadAction]
    LEAD_ACTION_HAND_OVER: _ClassVar[LeadAction]
    LEAD_ACTION_REDIRECT: _ClassVar[LeadAction]
    LEAD_ACTION_REQUEST_RECONSIDERATION: _ClassVar[LeadAction]
    LEAD_ACTION_RECONSIDER: _ClassVar[LeadAction]
    LEAD_ACTION_MARK_DUPLICATE: _ClassVar[LeadAction]
    LEAD_ACTION_PROPOSE_FILING_SUPERVISION: _ClassVar[LeadAction]

class LeadState(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    LEAD_STATE_UNSPECIFIED: _ClassVar[LeadState]
    LEAD_STATE_SENT: _ClassVar[LeadState]
    LEAD_STATE_RECEIVED: _ClassVar[LeadState]
    LEAD_STATE_SUPPLEMENT_REQUESTED: _ClassVar[LeadState]
    LEAD_STATE_ACCEPTED: _ClassVar[LeadState]
    LEAD_STATE_RETURNED: _ClassVar[LeadState]
    LEAD_STATE_DISPUTED: _ClassVar[LeadState]
    LEAD_STATE_ESCALATED: _ClassVar[LeadState]
    LEAD_STATE_DESIGNATED: _ClassVar[LeadState]
    LEAD_STATE_FILED: _ClassVar[LeadState]
    LEAD_STATE_NOT_FILED: _ClassVar[LeadState]
    LEAD_STATE_DECIDED: _ClassVar[LeadState]
    LEAD_STATE_OUTCOME_NOTIFIED: _ClassVar[LeadState]
    LEAD_STATE_CLOSED: _ClassVar[LeadState]
    LEAD_STATE_WITHDRAWN: _ClassVar[LeadState]
    LEAD_STATE_CORRECTED: _ClassVar[LeadState]
    LEAD_STATE_CRIMINAL_REFERRED: _ClassVar[LeadState]
    LEAD_STATE_DUPLICATE: _ClassVar[LeadState]
    LEAD_STATE_TRANSFERRED_OUT: _ClassVar[LeadState]
    LEAD_STATE_TERMINATED: _ClassVar[LeadState]
    LEAD_STATE_REDIRECTED: _ClassVar[LeadState]
    LEAD_STATE_RECONSIDERATION: _ClassVar[LeadState]

class RefusalGround(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    REFUSAL_GROUND_UNSPECIFIED: _ClassVar[RefusalGround]
    REFUSAL_GROUND_NOT_TERRITORY: _ClassVar[RefusalGround]
    REFUSAL_GROUND_NOT_FUNCTION: _ClassVar[RefusalGround]
    REFUSAL_GROUND_NOT_LEVEL: _ClassVar[RefusalGround]
    REFUSAL_GROUND_EARLIER_FILING: _ClassVar[RefusalGround]
    REFUSAL_GROUND_DUPLICATE: _ClassVar[RefusalGround]
    REFUSAL_GROUND_NO_IDENTIFIABLE_SUBJECT: _ClassVar[RefusalGround]
    REFUSAL_GROUND_LIMITATION_EXPIRED: _ClassVar[RefusalGround]
    REFUSAL_GROUND_ALREADY_FINED_SAME_ACT: _ClassVar[RefusalGround]

class DecisionKind(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    DECISION_KIND_UNSPECIFIED: _ClassVar[DecisionKind]
    DECISION_KIND_PENALTY: _ClassVar[DecisionKind]
    DECISION_KIND_NO_PENALTY: _ClassVar[DecisionKind]
    DECISION_KIND_CRIMINAL: _ClassVar[DecisionKind]
    DECISION_KIND_OTHER: _ClassVar[DecisionKind]

class SuspensionReason(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    SUSPENSION_REASON_UNSPECIFIED: _ClassVar[SuspensionReason]
    SUSPENSION_REASON_TESTING: _ClassVar[SuspensionReason]
    SUSPENSION_REASON_HEARING: _ClassVar[SuspensionReason]
    SUSPENSION_REASON_PENDING_RESULT: _ClassVar[SuspensionReason]
    SUSPENSION_REASON_ANNOUNCEMENT: _ClassVar[SuspensionReason]
    SUSPENSION_REASON_OTHER: _ClassVar[SuspensionReason]
LEAD_KIND_UNSPECIFIED: LeadKind
LEAD_KIND_LEAD: LeadKind
LEAD_KIND_CASE: LeadKind
LEAD_KIND_ASSIST: LeadKind
LEAD_KIND_CRIMINAL: LeadKind
LEAD_KIND_REVERSE: LeadKind
LEAD_ACTION_UNSPECIFIED: LeadAction
LEAD_ACTION_RECEIVE: LeadAction
LEAD_ACTION_REQUEST_SUPPLEMENT: LeadAction
LEAD_ACTION_SUPPLEMENT: LeadAction
LEAD_ACTION_ACCEPT: LeadAction
LEAD_ACTION_RETURN: LeadAction
LEAD_ACTION_DISPUTE: LeadAction
LEAD_ACTION_ESCALATE: LeadAction
LEAD_ACTION_DESIGNATE: LeadAction
LEAD_ACTION_FILE: LeadAction
LEAD_ACTION_DECLINE_FILING: LeadAction
LEAD_ACTION_DECIDE: LeadAction
LEAD_ACTION_NOTIFY_OUTCOME: LeadAction
LEAD_ACTION_CLOSE: LeadAction
LEAD_ACTION_WITHDRAW: LeadAction
LEAD_ACTION_CORRECT: LeadAction
LEAD_ACTION_EXTEND: LeadAction
LEAD_ACTION_REFER_CRIMINAL: LeadAction
LEAD_ACTION_TRANSFER_OUT: LeadAction
LEAD_ACTION_TERMINATE: LeadAction
LEAD_ACTION_SUSPEND: LeadAction
LEAD_ACTION_RESUME: LeadAction
LEAD_ACTION_HAND_OVER: LeadAction
LEAD_ACTION_REDIRECT: LeadAction
LEAD_ACTION_REQUEST_RECONSIDERATION: LeadAction
LEAD_ACTION_RECONSIDER: LeadAction
LEAD_ACTION_MARK_DUPLICATE: LeadAction
LEAD_ACTION_PROPOSE_FILING_SUPERVISION: LeadAction
LEAD_STATE_UNSPECIFIED: LeadState
LEAD_STATE_SENT: LeadState
LEAD_STATE_RECEIVED: LeadState
LEAD_STATE_SUPPLEMENT_REQUESTED: LeadState
LEAD_STATE_ACCEPTED: LeadState
LEAD_STATE_RETURNED: LeadState
LEAD_STATE_DISPUTED: LeadState
LEAD_STATE_ESCALATED: LeadState
LEAD_STATE_DESIGNATED: LeadState
LEAD_STATE_FILED: LeadState
LEAD_STATE_NOT_FILED: LeadState
LEAD_STATE_DECIDED: LeadState
LEAD_STATE_OUTCOME_NOTIFIED: LeadState
LEAD_STATE_CLOSED: LeadState
LEAD_STATE_WITHDRAWN: LeadState
LEAD_STATE_CORRECTED: LeadState
LEAD_STATE_CRIMINAL_REFERRED: LeadState
LEAD_STATE_DUPLICATE: LeadState
LEAD_STATE_TRANSFERRED_OUT: LeadState
LEAD_STATE_TERMINATED: LeadState
LEAD_STATE_REDIRECTED: LeadState
LEAD_STATE_RECONSIDERATION: LeadState
REFUSAL_GROUND_UNSPECIFIED: RefusalGround
REFUSAL_GROUND_NOT_TERRITORY: RefusalGround
REFUSAL_GROUND_NOT_FUNCTION: RefusalGround
REFUSAL_GROUND_NOT_LEVEL: RefusalGround
REFUSAL_GROUND_EARLIER_FILING: RefusalGround
REFUSAL_GROUND_DUPLICATE: RefusalGround
REFUSAL_GROUND_NO_IDENTIFIABLE_SUBJECT: RefusalGround
REFUSAL_GROUND_LIMITATION_EXPIRED: RefusalGround
REFUSAL_GROUND_ALREADY_FINED_SAME_ACT: RefusalGround
DECISION_KIND_UNSPECIFIED: DecisionKind
DECISION_KIND_PENALTY: DecisionKind
DECISION_KIND_NO_PENALTY: DecisionKind
DECISION_KIND_CRIMINAL: DecisionKind
DECISION_KIND_OTHER: DecisionKind
SUSPENSION_REASON_UNSPECIFIED: SuspensionReason
SUSPENSION_REASON_TESTING: SuspensionReason
SUSPENSION_REASON_HEARING: SuspensionReason
SUSPENSION_REASON_PENDING_RESULT: SuspensionReason
SUSPENSION_REASON_ANNOUNCEMENT: SuspensionReason
SUSPENSION_REASON_OTHER: SuspensionReason

class EarlierFiling(_message.Message):
    __slots__ = ("organ", "organ_name", "case_number", "filed_at")
    ORGAN_FIELD_NUMBER: _ClassVar[int]
    ORGAN_NAME_FIELD_NUMBER: _ClassVar[int]
    CASE_NUMBER_FIELD_NUMBER: _ClassVar[int]
    FILED_AT_FIELD_NUMBER: _ClassVar[int]
    organ: str
    organ_name: str
    case_number: str
    filed_at: _timestamp_pb2.Timestamp
    def __init__(self, organ: _Optional[str] = ..., organ_name: _Optional[str] = ..., case_number: _Optional[str] = ..., filed_at: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ...) -> None: ...

class OfficerReference(_message.Message):
    __slots__ = ("certificate_number", "organ")
    CERTIFICATE_NUMBER_FIELD_NUMBER: _ClassVar[int]
    ORGAN_FIELD_NUMBER: _ClassVar[int]
    certificate_number: str
    organ: str
    def __init__(self, certificate_number: _Optional[str] = ..., organ: _Optional[str] = ...) -> None: ...

class Attachment(_message.Message):
    __slots__ = ("name", "media_type", "size", "digest", "pages")
    NAME_FIELD_NUMBER: _ClassVar[int]
    MEDIA_TYPE_FIELD_NUMBER: _ClassVar[int]
    SIZE_FIELD_NUMBER: _ClassVar[int]
    DIGEST_FIELD_NUMBER: _ClassVar[int]
    PAGES_FIELD_NUMBER: _ClassVar[int]
    name: str
    media_type: str
    size: int
    digest: bytes
    pages: int
    def __init__(self, name: _Optional[str] = ..., media_type: _Optional[str] = ..., size: _Optional[int] = ..., digest: _Optional[bytes] = ..., pages: _Optional[int] = ...) -> None: ...

class Lead(_message.Message):
    __slots__ = ("kind", "to_member", "to_organ", "title", "facts", "subject", "domain", "matter_code", "place", "region_code", "found_at", "reason", "legal_basis", "handlers", "reviewer", "approver", "attachments", "document_number", "dispute_agreed", "major_case", "legal_reviewer", "act", "act_from", "act_to", "case_number", "filed_at", "continues", "hops")
    KIND_FIELD_NUMBER: _ClassVar[int]
    TO_MEMBER_FIELD_NUMBER: _ClassVar[int]
    TO_ORGAN_FIELD_NUMBER: _ClassVar[int]
    TITLE_FIELD_NUMBER: _ClassVar[int]
    FACTS_FIELD_NUMBER: _ClassVar[int]
    SUBJECT_FIELD_NUMBER: _ClassVar[int]
    DOMAIN_FIELD_NUMBER: _ClassVar[int]
    MATTER_CODE_FIELD_NUMBER: _ClassVar[int]
    PLACE_FIELD_NUMBER: _ClassVar[int]
    REGION_CODE_FIELD_NUMBER: _ClassVar[int]
    FOUND_AT_FIELD_NUMBER: _ClassVar[int]
    REASON_FIELD_NUMBER: _ClassVar[int]
    LEGAL_BASIS_FIELD_NUMBER: _ClassVar[int]
    HANDLERS_FIELD_NUMBER: _ClassVar[int]
    REVIEWER_FIELD_NUMBER: _ClassVar[int]
    APPROVER_FIELD_NUMBER: _ClassVar[int]
    ATTACHMENTS_FIELD_NUMBER: _ClassVar[int]
    DOCUMENT_NUMBER_FIELD_NUMBER: _ClassVar[int]
    DISPUTE_AGREED_FIELD_NUMBER: _ClassVar[int]
    MAJOR_CASE_FIELD_NUMBER: _ClassVar[int]
    LEGAL_REVIEWER_FIELD_NUMBER: _ClassVar[int]
    ACT_FIELD_NUMBER: _ClassVar[int]
    ACT_FROM_FIELD_NUMBER: _ClassVar[int]
    ACT_TO_FIELD_NUMBER: _ClassVar[int]
    CASE_NUMBER_FIELD_NUMBER: _ClassVar[int]
    FILED_AT_FIELD_NUMBER: _ClassVar[int]
    CONTINUES_FIELD_NUMBER: _ClassVar[int]
    HOPS_FIELD_NUMBER: _ClassVar[int]
    kind: LeadKind
    to_member: str
    to_organ: str
    title: str
    facts: str
    subject: _subject_pb2.Subject
    domain: _subject_pb2.EnforcementDomain
    matter_code: str
    place: str
    region_code: str
    found_at: _timestamp_pb2.Timestamp
    reason: str
    legal_basis: _containers.RepeatedCompositeFieldContainer[_subject_pb2.LegalReference]
    handlers: _containers.RepeatedCompositeFieldContainer[OfficerReference]
    reviewer: OfficerReference
    approver: OfficerReference
    attachments: _containers.RepeatedCompositeFieldContainer[Attachment]
    document_number: str
    dispute_agreed: bool
    major_case: bool
    legal_reviewer: OfficerReference
    act: str
    act_from: _timestamp_pb2.Timestamp
    act_to: _timestamp_pb2.Timestamp
    case_number: str
    filed_at: _timestamp_pb2.Timestamp
    continues: str
    hops: int
    def __init__(self, kind: _Optional[_Union[LeadKind, str]] = ..., to_member: _Optional[str] = ..., to_organ: _Optional[str] = ..., title: _Optional[str] = ..., facts: _Optional[str] = ..., subject: _Optional[_Union[_subject_pb2.Subject, _Mapping]] = ..., domain: _Optional[_Union[_subject_pb2.EnforcementDomain, str]] = ..., matter_code: _Optional[str] = ..., place: _Optional[str] = ..., region_code: _Optional[str] = ..., found_at: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., reason: _Optional[str] = ..., legal_basis: _Optional[_Iterable[_Union[_subject_pb2.LegalReference, _Mapping]]] = ..., handlers: _Optional[_Iterable[_Union[OfficerReference, _Mapping]]] = ..., reviewer: _Optional[_Union[OfficerReference, _Mapping]] = ..., approver: _Optional[_Union[OfficerReference, _Mapping]] = ..., attachments: _Optional[_Iterable[_Union[Attachment, _Mapping]]] = ..., document_number: _Optional[str] = ..., dispute_agreed: _Optional[bool] = ..., major_case: _Optional[bool] = ..., legal_reviewer: _Optional[_Union[OfficerReference, _Mapping]] = ..., act: _Optional[str] = ..., act_from: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., act_to: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., case_number: _Optional[str] = ..., filed_at: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., continues: _Optional[str] = ..., hops: _Optional[int] = ...) -> None: ...

class LeadEvent(_message.Message):
    __slots__ = ("action", "occurred_at", "note", "ground", "suggested_organ", "case_number", "outcome_record_id", "officer", "missing_items", "attachments", "after", "approver", "extension", "collective_discussion", "filed_at", "earlier_filing", "designated_organ", "superior_organ", "document_number", "duplicate_of", "decision", "suspension", "onward_organ", "onward_record_id", "filing_ordered", "legal_reviewer", "items", "reply_by")
    ACTION_FIELD_NUMBER: _ClassVar[int]
    OCCURRED_AT_FIELD_NUMBER: _ClassVar[int]
    NOTE_FIELD_NUMBER: _ClassVar[int]
    GROUND_FIELD_NUMBER: _ClassVar[int]
    SUGGESTED_ORGAN_FIELD_NUMBER: _ClassVar[int]
    CASE_NUMBER_FIELD_NUMBER: _ClassVar[int]
    OUTCOME_RECORD_ID_FIELD_NUMBER: _ClassVar[int]
    OFFICER_FIELD_NUMBER: _ClassVar[int]
    MISSING_ITEMS_FIELD_NUMBER: _ClassVar[int]
    ATTACHMENTS_FIELD_NUMBER: _ClassVar[int]
    AFTER_FIELD_NUMBER: _ClassVar[int]
    APPROVER_FIELD_NUMBER: _ClassVar[int]
    EXTENSION_FIELD_NUMBER: _ClassVar[int]
    COLLECTIVE_DISCUSSION_FIELD_NUMBER: _ClassVar[int]
    FILED_AT_FIELD_NUMBER: _ClassVar[int]
    EARLIER_FILING_FIELD_NUMBER: _ClassVar[int]
    DESIGNATED_ORGAN_FIELD_NUMBER: _ClassVar[int]
    SUPERIOR_ORGAN_FIELD_NUMBER: _ClassVar[int]
    DOCUMENT_NUMBER_FIELD_NUMBER: _ClassVar[int]
    DUPLICATE_OF_FIELD_NUMBER: _ClassVar[int]
    DECISION_FIELD_NUMBER: _ClassVar[int]
    SUSPENSION_FIELD_NUMBER: _ClassVar[int]
    ONWARD_ORGAN_FIELD_NUMBER: _ClassVar[int]
    ONWARD_RECORD_ID_FIELD_NUMBER: _ClassVar[int]
    FILING_ORDERED_FIELD_NUMBER: _ClassVar[int]
    LEGAL_REVIEWER_FIELD_NUMBER: _ClassVar[int]
    ITEMS_FIELD_NUMBER: _ClassVar[int]
    REPLY_BY_FIELD_NUMBER: _ClassVar[int]
    action: LeadAction
    occurred_at: _timestamp_pb2.Timestamp
    note: str
    ground: RefusalGround
    suggested_organ: str
    case_number: str
    outcome_record_id: str
    officer: OfficerReference
    missing_items: _containers.RepeatedScalarFieldContainer[str]
    attachments: _containers.RepeatedCompositeFieldContainer[Attachment]
    after: str
    approver: OfficerReference
    extension: int
    collective_discussion: bool
    filed_at: _timestamp_pb2.Timestamp
    earlier_filing: EarlierFiling
    designated_organ: str
    superior_organ: str
    document_number: str
    duplicate_of: str
    decision: DecisionKind
    suspension: SuspensionReason
    onward_organ: str
    onward_record_id: str
    filing_ordered: bool
    legal_reviewer: OfficerReference
    items: _containers.RepeatedScalarFieldContainer[str]
    reply_by: str
    def __init__(self, action: _Optional[_Union[LeadAction, str]] = ..., occurred_at: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., note: _Optional[str] = ..., ground: _Optional[_Union[RefusalGround, str]] = ..., suggested_organ: _Optional[str] = ..., case_number: _Optional[str] = ..., outcome_record_id: _Optional[str] = ..., officer: _Optional[_Union[OfficerReference, _Mapping]] = ..., missing_items: _Optional[_Iterable[str]] = ..., attachments: _Optional[_Iterable[_Union[Attachment, _Mapping]]] = ..., after: _Optional[str] = ..., approver: _Optional[_Union[OfficerReference, _Mapping]] = ..., extension: _Optional[int] = ..., collective_discussion: _Optional[bool] = ..., filed_at: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., earlier_filing: _Optional[_Union[EarlierFiling, _Mapping]] = ..., designated_organ: _Optional[str] = ..., superior_organ: _Optional[str] = ..., document_number: _Optional[str] = ..., duplicate_of: _Optional[str] = ..., decision: _Optional[_Union[DecisionKind, str]] = ..., suspension: _Optional[_Union[SuspensionReason, str]] = ..., onward_organ: _Optional[str] = ..., onward_record_id: _Optional[str] = ..., filing_ordered: _Optional[bool] = ..., legal_reviewer: _Optional[_Union[OfficerReference, _Mapping]] = ..., items: _Optional[_Iterable[str]] = ..., reply_by: _Optional[str] = ...) -> None: ...
