from buf.validate import validate_pb2 as _validate_pb2
from exchange.v1 import inspection_pb2 as _inspection_pb2
from google.protobuf.internal import containers as _containers
from google.protobuf.internal import enum_type_wrapper as _enum_type_wrapper
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from collections.abc import Iterable as _Iterable, Mapping as _Mapping
from typing import ClassVar as _ClassVar, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class InspectionPower(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    INSPECTION_POWER_UNSPECIFIED: _ClassVar[InspectionPower]
    INSPECTION_POWER_OWN: _ClassVar[InspectionPower]
    INSPECTION_POWER_AUTHORISED: _ClassVar[InspectionPower]
    INSPECTION_POWER_ENTRUSTED: _ClassVar[InspectionPower]
    INSPECTION_POWER_NONE: _ClassVar[InspectionPower]
INSPECTION_POWER_UNSPECIFIED: InspectionPower
INSPECTION_POWER_OWN: InspectionPower
INSPECTION_POWER_AUTHORISED: InspectionPower
INSPECTION_POWER_ENTRUSTED: InspectionPower
INSPECTION_POWER_NONE: InspectionPower

class InspectionRegister(_message.Message):
    __slots__ = ("name", "as_of", "organ", "matters", "companies", "officers", "visits")
    NAME_FIELD_NUMBER: _ClassVar[int]
    AS_OF_FIELD_NUMBER: _ClassVar[int]
    ORGAN_FIELD_NUMBER: _ClassVar[int]
    MATTERS_FIELD_NUMBER: _ClassVar[int]
    COMPANIES_FIELD_NUMBER: _ClassVar[int]
    OFFICERS_FIELD_NUMBER: _ClassVar[int]
    VISITS_FIELD_NUMBER: _ClassVar[int]
    name: str
    as_of: str
    organ: RegisteredOrgan
    matters: _containers.RepeatedCompositeFieldContainer[RegisteredMatter]
    companies: _containers.RepeatedCompositeFieldContainer[RegisteredCompany]
    officers: _containers.RepeatedCompositeFieldContainer[RegisteredOfficer]
    visits: _containers.RepeatedCompositeFieldContainer[RegisteredVisit]
    def __init__(self, name: _Optional[str] = ..., as_of: _Optional[str] = ..., organ: _Optional[_Union[RegisteredOrgan, _Mapping]] = ..., matters: _Optional[_Iterable[_Union[RegisteredMatter, _Mapping]]] = ..., companies: _Optional[_Iterable[_Union[RegisteredCompany, _Mapping]]] = ..., officers: _Optional[_Iterable[_Union[RegisteredOfficer, _Mapping]]] = ..., visits: _Optional[_Iterable[_Union[RegisteredVisit, _Mapping]]] = ...) -> None: ...

class RegisteredOrgan(_message.Message):
    __slots__ = ("power", "yard", "caps")
    class CapsEntry(_message.Message):
        __slots__ = ("key", "value")
        KEY_FIELD_NUMBER: _ClassVar[int]
        VALUE_FIELD_NUMBER: _ClassVar[int]
        key: str
        value: int
        def __init__(self, key: _Optional[str] = ..., value: _Optional[int] = ...) -> None: ...
    POWER_FIELD_NUMBER: _ClassVar[int]
    YARD_FIELD_NUMBER: _ClassVar[int]
    CAPS_FIELD_NUMBER: _ClassVar[int]
    power: InspectionPower
    yard: MapPlace
    caps: _containers.ScalarMap[str, int]
    def __init__(self, power: _Optional[_Union[InspectionPower, str]] = ..., yard: _Optional[_Union[MapPlace, _Mapping]] = ..., caps: _Optional[_Mapping[str, int]] = ...) -> None: ...

class MapPlace(_message.Message):
    __slots__ = ("x", "y")
    X_FIELD_NUMBER: _ClassVar[int]
    Y_FIELD_NUMBER: _ClassVar[int]
    x: int
    y: int
    def __init__(self, x: _Optional[int] = ..., y: _Optional[int] = ...) -> None: ...

class RegisteredMatter(_message.Message):
    __slots__ = ("matter_code", "title", "skills", "minutes", "remote", "cap_class", "published")
    MATTER_CODE_FIELD_NUMBER: _ClassVar[int]
    TITLE_FIELD_NUMBER: _ClassVar[int]
    SKILLS_FIELD_NUMBER: _ClassVar[int]
    MINUTES_FIELD_NUMBER: _ClassVar[int]
    REMOTE_FIELD_NUMBER: _ClassVar[int]
    CAP_CLASS_FIELD_NUMBER: _ClassVar[int]
    PUBLISHED_FIELD_NUMBER: _ClassVar[int]
    matter_code: str
    title: str
    skills: _containers.RepeatedScalarFieldContainer[str]
    minutes: int
    remote: bool
    cap_class: str
    published: bool
    def __init__(self, matter_code: _Optional[str] = ..., title: _Optional[str] = ..., skills: _Optional[_Iterable[str]] = ..., minutes: _Optional[int] = ..., remote: _Optional[bool] = ..., cap_class: _Optional[str] = ..., published: _Optional[bool] = ...) -> None: ...

class RegisteredCompany(_message.Message):
    __slots__ = ("uscc", "site", "place", "area", "industry", "risk", "credit", "key_sector", "no_disturb", "covered_on")
    USCC_FIELD_NUMBER: _ClassVar[int]
    SITE_FIELD_NUMBER: _ClassVar[int]
    PLACE_FIELD_NUMBER: _ClassVar[int]
    AREA_FIELD_NUMBER: _ClassVar[int]
    INDUSTRY_FIELD_NUMBER: _ClassVar[int]
    RISK_FIELD_NUMBER: _ClassVar[int]
    CREDIT_FIELD_NUMBER: _ClassVar[int]
    KEY_SECTOR_FIELD_NUMBER: _ClassVar[int]
    NO_DISTURB_FIELD_NUMBER: _ClassVar[int]
    COVERED_ON_FIELD_NUMBER: _ClassVar[int]
    uscc: str
    site: str
    place: MapPlace
    area: str
    industry: str
    risk: str
    credit: str
    key_sector: bool
    no_disturb: bool
    covered_on: str
    def __init__(self, uscc: _Optional[str] = ..., site: _Optional[str] = ..., place: _Optional[_Union[MapPlace, _Mapping]] = ..., area: _Optional[str] = ..., industry: _Optional[str] = ..., risk: _Optional[str] = ..., credit: _Optional[str] = ..., key_sector: _Optional[bool] = ..., no_disturb: _Optional[bool] = ..., covered_on: _Optional[str] = ...) -> None: ...

class RegisteredOfficer(_message.Message):
    __slots__ = ("officer", "skills", "station", "certificate_until", "avoids", "leave")
    OFFICER_FIELD_NUMBER: _ClassVar[int]
    SKILLS_FIELD_NUMBER: _ClassVar[int]
    STATION_FIELD_NUMBER: _ClassVar[int]
    CERTIFICATE_UNTIL_FIELD_NUMBER: _ClassVar[int]
    AVOIDS_FIELD_NUMBER: _ClassVar[int]
    LEAVE_FIELD_NUMBER: _ClassVar[int]
    officer: str
    skills: _containers.RepeatedScalarFieldContainer[str]
    station: MapPlace
    certificate_until: str
    avoids: _containers.RepeatedScalarFieldContainer[str]
    leave: _containers.RepeatedCompositeFieldContainer[Absence]
    def __init__(self, officer: _Optional[str] = ..., skills: _Optional[_Iterable[str]] = ..., station: _Optional[_Union[MapPlace, _Mapping]] = ..., certificate_until: _Optional[str] = ..., avoids: _Optional[_Iterable[str]] = ..., leave: _Optional[_Iterable[_Union[Absence, _Mapping]]] = ...) -> None: ...

class Absence(_message.Message):
    __slots__ = ("first_day", "last_day")
    FIRST_DAY_FIELD_NUMBER: _ClassVar[int]
    LAST_DAY_FIELD_NUMBER: _ClassVar[int]
    first_day: str
    last_day: str
    def __init__(self, first_day: _Optional[str] = ..., last_day: _Optional[str] = ...) -> None: ...

class RegisteredVisit(_message.Message):
    __slots__ = ("uscc", "matter_code", "trigger", "day")
    USCC_FIELD_NUMBER: _ClassVar[int]
    MATTER_CODE_FIELD_NUMBER: _ClassVar[int]
    TRIGGER_FIELD_NUMBER: _ClassVar[int]
    DAY_FIELD_NUMBER: _ClassVar[int]
    uscc: str
    matter_code: str
    trigger: _inspection_pb2.InspectionTrigger
    day: str
    def __init__(self, uscc: _Optional[str] = ..., matter_code: _Optional[str] = ..., trigger: _Optional[_Union[_inspection_pb2.InspectionTrigger, str]] = ..., day: _Optional[str] = ...) -> None: ...
