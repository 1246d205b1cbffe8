import datetime

from buf.validate import validate_pb2 as _validate_pb2
from exchange.v1 import record_pb2 as _record_pb2
from exchange.v1 import subject_pb2 as _subject_pb2
from google.protobuf import timestamp_pb2 as _timestamp_pb2
from google.protobuf.internal import containers as _containers
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from collections.abc import Iterable as _Iterable, Mapping as _Mapping
from typing import ClassVar as _ClassVar, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class GetTrustFileRequest(_message.Message):
    __slots__ = ("path",)
    PATH_FIELD_NUMBER: _ClassVar[int]
    path: str
    def __init__(self, path: _Optional[str] = ...) -> None: ...

class GetTrustFileResponse(_message.Message):
    __slots__ = ("chunk",)
    CHUNK_FIELD_NUMBER: _ClassVar[int]
    chunk: bytes
    def __init__(self, chunk: _Optional[bytes] = ...) -> None: ...

class KeyEntry(_message.Message):
    __slots__ = ("key_id", "algorithm", "public_key", "not_before", "not_after", "revoked_at", "revoked_from_index", "proof_of_possession", "enrolment_document")
    KEY_ID_FIELD_NUMBER: _ClassVar[int]
    ALGORITHM_FIELD_NUMBER: _ClassVar[int]
    PUBLIC_KEY_FIELD_NUMBER: _ClassVar[int]
    NOT_BEFORE_FIELD_NUMBER: _ClassVar[int]
    NOT_AFTER_FIELD_NUMBER: _ClassVar[int]
    REVOKED_AT_FIELD_NUMBER: _ClassVar[int]
    REVOKED_FROM_INDEX_FIELD_NUMBER: _ClassVar[int]
    PROOF_OF_POSSESSION_FIELD_NUMBER: _ClassVar[int]
    ENROLMENT_DOCUMENT_FIELD_NUMBER: _ClassVar[int]
    key_id: str
    algorithm: _record_pb2.SignatureAlgorithm
    public_key: bytes
    not_before: _timestamp_pb2.Timestamp
    not_after: _timestamp_pb2.Timestamp
    revoked_at: _timestamp_pb2.Timestamp
    revoked_from_index: int
    proof_of_possession: bytes
    enrolment_document: str
    def __init__(self, key_id: _Optional[str] = ..., algorithm: _Optional[_Union[_record_pb2.SignatureAlgorithm, str]] = ..., public_key: _Optional[bytes] = ..., not_before: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., not_after: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., revoked_at: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., revoked_from_index: _Optional[int] = ..., proof_of_possession: _Optional[bytes] = ..., enrolment_document: _Optional[str] = ...) -> None: ...

class OrganDescriptor(_message.Message):
    __slots__ = ("uscc", "name", "domains", "keys", "node_signs")
    USCC_FIELD_NUMBER: _ClassVar[int]
    NAME_FIELD_NUMBER: _ClassVar[int]
    DOMAINS_FIELD_NUMBER: _ClassVar[int]
    KEYS_FIELD_NUMBER: _ClassVar[int]
    NODE_SIGNS_FIELD_NUMBER: _ClassVar[int]
    uscc: str
    name: str
    domains: _containers.RepeatedScalarFieldContainer[_subject_pb2.EnforcementDomain]
    keys: _containers.RepeatedCompositeFieldContainer[KeyEntry]
    node_signs: bool
    def __init__(self, uscc: _Optional[str] = ..., name: _Optional[str] = ..., domains: _Optional[_Iterable[_Union[_subject_pb2.EnforcementDomain, str]]] = ..., keys: _Optional[_Iterable[_Union[KeyEntry, _Mapping]]] = ..., node_signs: _Optional[bool] = ...) -> None: ...

class MemberDescriptor(_message.Message):
    __slots__ = ("code", "name", "endpoints", "tls_trust_anchors", "ledger_keys", "audit_keys", "witness_keys", "organs")
    CODE_FIELD_NUMBER: _ClassVar[int]
    NAME_FIELD_NUMBER: _ClassVar[int]
    ENDPOINTS_FIELD_NUMBER: _ClassVar[int]
    TLS_TRUST_ANCHORS_FIELD_NUMBER: _ClassVar[int]
    LEDGER_KEYS_FIELD_NUMBER: _ClassVar[int]
    AUDIT_KEYS_FIELD_NUMBER: _ClassVar[int]
    WITNESS_KEYS_FIELD_NUMBER: _ClassVar[int]
    ORGANS_FIELD_NUMBER: _ClassVar[int]
    code: str
    name: str
    endpoints: _containers.RepeatedScalarFieldContainer[str]
    tls_trust_anchors: _containers.RepeatedScalarFieldContainer[str]
    ledger_keys: _containers.RepeatedCompositeFieldContainer[KeyEntry]
    audit_keys: _containers.RepeatedCompositeFieldContainer[KeyEntry]
    witness_keys: _containers.RepeatedCompositeFieldContainer[KeyEntry]
    organs: _containers.RepeatedCompositeFieldContainer[OrganDescriptor]
    def __init__(self, code: _Optional[str] = ..., name: _Optional[str] = ..., endpoints: _Optional[_Iterable[str]] = ..., tls_trust_anchors: _Optional[_Iterable[str]] = ..., ledger_keys: _Optional[_Iterable[_Union[KeyEntry, _Mapping]]] = ..., audit_keys: _Optional[_Iterable[_Union[KeyEntry, _Mapping]]] = ..., witness_keys: _Optional[_Iterable[_Union[KeyEntry, _Mapping]]] = ..., organs: _Optional[_Iterable[_Union[OrganDescriptor, _Mapping]]] = ...) -> None: ...
