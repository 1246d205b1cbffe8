"""What a register of joint inspections may say (一单两库)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator

from exchange.domain.errors import shown
from exchange.domain.identifiers import IdentifierError, parse_uscc
from exchange.domain.inspections._plans import Fault, day_in
from exchange.v1 import inspection_register_pb2 as pb

NO_DAY = "is no day of the calendar; give YYYY-MM-DD"


def register_faults(register: pb.InspectionRegister) -> list[Fault]:
    """Return what is wrong with a register, as (field, fault); the fault says what would be right."""
    return [*_frame(register), *_matters(register), *_companies(register), *_officers(register), *_visits(register)]


def _frame(register: pb.InspectionRegister) -> Iterator[Fault]:
    if not _is_day(register.as_of):
        yield "as_of", NO_DAY


def _matters(register: pb.InspectionRegister) -> Iterator[Fault]:
    yield from _twice("matters", (one.matter_code for one in register.matters), "name each matter once, with all its skills")


def _companies(register: pb.InspectionRegister) -> Iterator[Fault]:
    names = (f"{one.uscc} {one.site}".strip() for one in register.companies)
    yield from _twice("companies", names, "name each site of a company once")
    for at, one in enumerate(register.companies):
        yield from _company(f"companies[{at}].uscc", one.uscc)
        if one.covered_on and not _is_day(one.covered_on):
            yield f"companies[{at}].covered_on", NO_DAY


def _officers(register: pb.InspectionRegister) -> Iterator[Fault]:
    yield from _twice("officers", (one.officer for one in register.officers), "name each officer once")
    for at, one in enumerate(register.officers):
        place = f"officers[{at}]"
        if shown(one.officer) != one.officer:
            yield f"{place}.officer", "has the form of an identity number; take an opaque reference (个人信息保护法 6)"
        if one.certificate_until and not _is_day(one.certificate_until):
            yield f"{place}.certificate_until", NO_DAY
        for code in one.avoids:
            yield from _company(f"{place}.avoids", code)
        for away in one.leave:
            if not _is_day(away.first_day) or not _is_day(away.last_day):
                yield f"{place}.leave", NO_DAY
            elif away.last_day < away.first_day:
                yield f"{place}.leave", f"ends on {away.last_day}, before it begins; give its first and its last day"


def _visits(register: pb.InspectionRegister) -> Iterator[Fault]:
    for at, one in enumerate(register.visits):
        yield from _company(f"visits[{at}].uscc", one.uscc)
        if not _is_day(one.day):
            yield f"visits[{at}].day", NO_DAY
        elif _is_day(register.as_of) and one.day > register.as_of:
            yield f"visits[{at}].day", f"lies after {register.as_of}, as of which the register holds: only visits made stand in it"


def _twice(field: str, names: Iterable[str], right: str) -> Iterator[Fault]:
    for name, count in Counter(names).items():
        if count > 1:
            yield field, f"{name} stands there {count} times; {right}"


def _company(field: str, code: str) -> Iterator[Fault]:
    try:
        parse_uscc(code)
    except IdentifierError as error:
        yield field, str(error)


def _is_day(text: str) -> bool:
    return day_in(text) is not None
