"""Field rules of the protos (protovalidate), said in words: the field, the value's fault, what would be right."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import protovalidate
from google.protobuf.message import Message
from google.protobuf.timestamp_pb2 import Timestamp

from exchange.domain.errors import shown
from exchange.domain.policy import texts
from exchange.ledger.envelope import MAX_NANOS, MAX_TIME
from exchange.wire import FieldFault

_PATTERNS = {  # what the patterns of proto/exchange/v1 ask for
    "[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])": "a date, YYYY-MM-DD",
    "[0-9A-HJ-NPQRTUWXY]{18}|[0-9]{15}": "a USCC (18 characters) or a registration number (15 digits)",
    "[0-9A-HJ-NPQRTUWXY]{18}": "a USCC: 18 digits and capital letters without I, O, S, V, Z",
    "[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}": "a record_id: a UUID in lower case",
    "[0-9]{14}": "a matter code: 14 digits",
    "[0-9]{15}": "a registration number: 15 digits",
    "[0-9]{6}|[0-9]{9}": "a region or township code: 6 or 9 digits",
    "[0-9]{6}": "a member code: six digits (GB/T 2260)",
    "[0-9A-Z]{8}[0-9X]": "an organisation code: 9 characters (GB 11714)",
    "[0-9A-Za-z-]{1,20}": "a certificate number: 1 to 20 letters, digits and hyphens",
}


def faults_of(validator: protovalidate.Validator, message: Message, *, prefix: str = "") -> list[FieldFault]:
    """Every violation of a message's rules; `prefix` stands before each field's path."""
    return [_fault(one, prefix) for one in validator.collect_violations(message)] or list(_nul_faults(message, prefix))


def _nul_faults(message: Message, prefix: str) -> Iterator[FieldFault]:
    """Texts with a NUL character, which PostgreSQL doesn't take and no document has. Most messages are told by their bytes to have none."""
    if b"\x00" in message.SerializeToString():
        for name, text in texts(message, prefix):
            if "\x00" in text:
                yield FieldFault(field=name, description=f"{shown(text)!r} given; must be text without NUL characters")


def time_faults(message: Message, prefix: str = "") -> list[FieldFault]:
    """Every Timestamp in a message that is no time from 1970 to 9999: those before the exchange began help nobody to find anything."""
    found: list[FieldFault] = []
    for field, value in message.ListFields():
        if field.type != field.TYPE_MESSAGE:
            continue
        for one in value if field.is_repeated else (value,):
            name = f"{prefix}{field.name}"
            if not isinstance(one, Timestamp):
                found += time_faults(one, f"{name}.")
            elif not (0 <= one.seconds <= MAX_TIME and 0 <= one.nanos <= MAX_NANOS):
                found.append(FieldFault(field=name, description="must be a time from 1970 to 9999"))
    return found


def _fault(violation: Any, prefix: str) -> FieldFault:
    proto = violation.proto
    return FieldFault(field=f"{prefix}{_path(proto.field)}", description=_words(violation))


def _words(violation: Any) -> str:
    text = str(violation.proto.message)
    value = violation.field_value
    given = f"{shown(value)!r} given; " if isinstance(value, str) and value else ""
    if violation.proto.rule_id == "string.pattern":
        core = str(violation.rule_value).removeprefix("^").removesuffix("$").removeprefix("(").removesuffix(")?")
        for pattern in (core, core.removesuffix(")")):
            if pattern in _PATTERNS:
                return f"{given}must be {_PATTERNS[pattern]}"
    if violation.proto.rule_id.endswith("not_in"):
        return "must be set"
    return f"{given}{text}"


def _path(field: Any) -> str:
    """`draft.outcome.penalties[0].kind` from protovalidate's field path."""
    parts = []
    for element in field.elements if field else ():
        at = f"[{element.subscript.value}]" if element.subscript is not None else ""
        parts.append(f"{element.field_name}{at}")
    return ".".join(parts)
