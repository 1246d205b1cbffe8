import datetime

from buf.validate import validate_pb2 as _validate_pb2
from google.protobuf import timestamp_pb2 as _timestamp_pb2
from google.protobuf.internal import containers as _containers
from google.protobuf.internal import enum_type_wrapper as _enum_type_wrapper
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from collections.abc import Iterable as _Iterable, Mapping as _Mapping
from typing import ClassVar as _ClassVar, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class DrawExclusion(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    DRAW_EXCLUSION_UNSPECIFIED: _ClassVar[DrawExclusion]
    DRAW_EXCLUSION_NO_DISTURB: _ClassVar[DrawExclusion]
    DRAW_EXCLUSION_CAPPED: _ClassVar[DrawExclusion]
    DRAW_EXCLUSION_RECOGNISED: _ClassVar[DrawExclusion]
DRAW_EXCLUSION_UNSPECIFIED: DrawExclusion
DRAW_EXCLUSION_NO_DISTURB: DrawExclusion
DRAW_EXCLUSION_CAPPED: DrawExclusion
DRAW_EXCLUSION_RECOGNISED: DrawExclusion

class DrawTask(_message.Message):
    __slots__ = ("title", "matter_codes", "register_version", "share_bp", "least", "risk_weights", "credit_weights", "parties", "witnesses", "candidates", "pools", "reveal_by", "round_hours")
    TITLE_FIELD_NUMBER: _ClassVar[int]
    MATTER_CODES_FIELD_NUMBER: _ClassVar[int]
    REGISTER_VERSION_FIELD_NUMBER: _ClassVar[int]
    SHARE_BP_FIELD_NUMBER: _ClassVar[int]
    LEAST_FIELD_NUMBER: _ClassVar[int]
    RISK_WEIGHTS_FIELD_NUMBER: _ClassVar[int]
    CREDIT_WEIGHTS_FIELD_NUMBER: _ClassVar[int]
    PARTIES_FIELD_NUMBER: _ClassVar[int]
    WITNESSES_FIELD_NUMBER: _ClassVar[int]
    CANDIDATES_FIELD_NUMBER: _ClassVar[int]
    POOLS_FIELD_NUMBER: _ClassVar[int]
    REVEAL_BY_FIELD_NUMBER: _ClassVar[int]
    ROUND_HOURS_FIELD_NUMBER: _ClassVar[int]
    title: str
    matter_codes: _containers.RepeatedScalarFieldContainer[str]
    register_version: str
    share_bp: int
    least: int
    risk_weights: _containers.RepeatedScalarFieldContainer[int]
    credit_weights: _containers.RepeatedScalarFieldContainer[int]
    parties: _containers.RepeatedCompositeFieldContainer[DrawParty]
    witnesses: _containers.RepeatedCompositeFieldContainer[DrawParty]
    candidates: _containers.RepeatedCompositeFieldContainer[DrawCandidate]
    pools: _containers.RepeatedCompositeFieldContainer[OfficerPool]
    reveal_by: _timestamp_pb2.Timestamp
    round_hours: int
    def __init__(self, title: _Optional[str] = ..., matter_codes: _Optional[_Iterable[str]] = ..., register_version: _Optional[str] = ..., share_bp: _Optional[int] = ..., least: _Optional[int] = ..., risk_weights: _Optional[_Iterable[int]] = ..., credit_weights: _Optional[_Iterable[int]] = ..., parties: _Optional[_Iterable[_Union[DrawParty, _Mapping]]] = ..., witnesses: _Optional[_Iterable[_Union[DrawParty, _Mapping]]] = ..., candidates: _Optional[_Iterable[_Union[DrawCandidate, _Mapping]]] = ..., pools: _Optional[_Iterable[_Union[OfficerPool, _Mapping]]] = ..., reveal_by: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., round_hours: _Optional[int] = ...) -> None: ...

class DrawParty(_message.Message):
    __slots__ = ("member", "organ")
    MEMBER_FIELD_NUMBER: _ClassVar[int]
    ORGAN_FIELD_NUMBER: _ClassVar[int]
    member: str
    organ: str
    def __init__(self, member: _Optional[str] = ..., organ: _Optional[str] = ...) -> None: ...

class DrawCandidate(_message.Message):
    __slots__ = ("uscc", "risk", "credit", "key_sector", "excluded")
    USCC_FIELD_NUMBER: _ClassVar[int]
    RISK_FIELD_NUMBER: _ClassVar[int]
    CREDIT_FIELD_NUMBER: _ClassVar[int]
    KEY_SECTOR_FIELD_NUMBER: _ClassVar[int]
    EXCLUDED_FIELD_NUMBER: _ClassVar[int]
    uscc: str
    risk: str
    credit: str
    key_sector: bool
    excluded: DrawExclusion
    def __init__(self, uscc: _Optional[str] = ..., risk: _Optional[str] = ..., credit: _Optional[str] = ..., key_sector: _Optional[bool] = ..., excluded: _Optional[_Union[DrawExclusion, str]] = ...) -> None: ...

class OfficerPool(_message.Message):
    __slots__ = ("organ", "officers", "count")
    ORGAN_FIELD_NUMBER: _ClassVar[int]
    OFFICERS_FIELD_NUMBER: _ClassVar[int]
    COUNT_FIELD_NUMBER: _ClassVar[int]
    organ: str
    officers: _containers.RepeatedScalarFieldContainer[str]
    count: int
    def __init__(self, organ: _Optional[str] = ..., officers: _Optional[_Iterable[str]] = ..., count: _Optional[int] = ...) -> None: ...

class DrawCommitment(_message.Message):
    __slots__ = ("number", "commitment")
    NUMBER_FIELD_NUMBER: _ClassVar[int]
    COMMITMENT_FIELD_NUMBER: _ClassVar[int]
    number: int
    commitment: bytes
    def __init__(self, number: _Optional[int] = ..., commitment: _Optional[bytes] = ...) -> None: ...

class DrawReveal(_message.Message):
    __slots__ = ("number", "nonce")
    NUMBER_FIELD_NUMBER: _ClassVar[int]
    NONCE_FIELD_NUMBER: _ClassVar[int]
    number: int
    nonce: bytes
    def __init__(self, number: _Optional[int] = ..., nonce: _Optional[bytes] = ...) -> None: ...

class DrawClosure(_message.Message):
    __slots__ = ("number", "sizes")
    NUMBER_FIELD_NUMBER: _ClassVar[int]
    SIZES_FIELD_NUMBER: _ClassVar[int]
    number: int
    sizes: _containers.RepeatedCompositeFieldContainer[LedgerSize]
    def __init__(self, number: _Optional[int] = ..., sizes: _Optional[_Iterable[_Union[LedgerSize, _Mapping]]] = ...) -> None: ...

class LedgerSize(_message.Message):
    __slots__ = ("member", "size")
    MEMBER_FIELD_NUMBER: _ClassVar[int]
    SIZE_FIELD_NUMBER: _ClassVar[int]
    member: str
    size: int
    def __init__(self, member: _Optional[str] = ..., size: _Optional[int] = ...) -> None: ...

class DrawResult(_message.Message):
    __slots__ = ("number", "register_version", "seed", "drawn", "full", "officers", "weights")
    class WeightsEntry(_message.Message):
        __slots__ = ("key", "value")
        KEY_FIELD_NUMBER: _ClassVar[int]
        VALUE_FIELD_NUMBER: _ClassVar[int]
        key: str
        value: int
        def __init__(self, key: _Optional[str] = ..., value: _Optional[int] = ...) -> None: ...
    NUMBER_FIELD_NUMBER: _ClassVar[int]
    REGISTER_VERSION_FIELD_NUMBER: _ClassVar[int]
    SEED_FIELD_NUMBER: _ClassVar[int]
    DRAWN_FIELD_NUMBER: _ClassVar[int]
    FULL_FIELD_NUMBER: _ClassVar[int]
    OFFICERS_FIELD_NUMBER: _ClassVar[int]
    WEIGHTS_FIELD_NUMBER: _ClassVar[int]
    number: int
    register_version: str
    seed: bytes
    drawn: _containers.RepeatedScalarFieldContainer[str]
    full: _containers.RepeatedScalarFieldContainer[str]
    officers: _containers.RepeatedCompositeFieldContainer[DrawnOfficers]
    weights: _containers.ScalarMap[str, int]
    def __init__(self, number: _Optional[int] = ..., register_version: _Optional[str] = ..., seed: _Optional[bytes] = ..., drawn: _Optional[_Iterable[str]] = ..., full: _Optional[_Iterable[str]] = ..., officers: _Optional[_Iterable[_Union[DrawnOfficers, _Mapping]]] = ..., weights: _Optional[_Mapping[str, int]] = ...) -> None: ...

class DrawnOfficers(_message.Message):
    __slots__ = ("organ", "officers")
    ORGAN_FIELD_NUMBER: _ClassVar[int]
    OFFICERS_FIELD_NUMBER: _ClassVar[int]
    organ: str
    officers: _containers.RepeatedScalarFieldContainer[str]
    def __init__(self, organ: _Optional[str] = ..., officers: _Optional[_Iterable[str]] = ...) -> None: ...
