"""Forms: fields that fill a request, and what is said of a field that is wrong.

form = Form(fields=[Field(name="event.note", label=_("Note"), kind="long")], action="/leads/…/answer/ACCEPT", submit=_("Sign"))
message = form.filled(AnswerLeadRequest(…), await request.form(), organ=uscc)    # raises RefusedError, naming the fields

A field's name is its path in the request ("results[0].result": of the first result, which is there), so that a violation that a service
names (google.rpc.BadRequest) is shown where it was entered.
Each form carries a request id: sending it twice takes effect once.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from decimal import Decimal, InvalidOperation
from typing import Any, TypeVar
from uuid import uuid4

from google.protobuf.descriptor import FieldDescriptor
from google.protobuf.message import Message
from starlette.datastructures import FormData

from exchange.console.faults import fault_words
from exchange.texts.formats import FEN_PER_YUAN, LEGAL_TIME
from exchange.texts.i18n import _
from exchange.v1 import error_pb2, lead_pb2
from exchange.wire import FieldFault, RefusedError

REQUEST_ID = "request_id"
YES, NO = "1", "0"  # choices of a field that is true or false
MOMENT_FORMATS = ("%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S")  # what <input type=datetime-local> sends
FIRST_YEAR, LAST_YEAR = 1970, 9999
LARGEST = (1 << 63) - 1  # of an int64, in fen
_Message = TypeVar("_Message", bound=Message)


RECORDS = "zh-CN"
"""The language that records are written in."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Field:
    """One field.

    `kind`: "text", "long", "date", "moment", "number", "yuan", "check", "select", "lines" (one value a line), "officer" (the number of an
    enforcement certificate of the signing organ), "files" (uploaded attachments), "hidden" (what was shown; bytes in hexadecimal).
    `required`: the law asks for it. `also`: the path of what follows from it, of which a fault is this field's. `language` of a label
    that a record gave ("zh-CN"); else the label is in the visitor's.
    """

    name: str
    label: str
    kind: str = "text"
    required: bool = False
    hint: str = ""
    choices: Sequence[tuple[str, str]] = ()
    value: str = ""
    also: str = ""
    language: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Form:
    """A form as it is shown: empty, or with what was entered and what is wrong with it. `faults` by field; "" is the whole."""

    fields: Sequence[Field]
    action: str
    submit: str
    request_id: str = field(default_factory=lambda: str(uuid4()))
    values: Mapping[str, str] = field(default_factory=dict)
    faults: Mapping[str, str] = field(default_factory=dict)

    def value(self, one: Field) -> str:
        """What stands in a field."""
        return self.values[one.name] if self.values else one.value

    def entered(self, given: FormData) -> Form:
        """The form with what was entered."""
        values = {one.name: "\n".join(str(value) for value in given.getlist(one.name)) for one in self.fields}
        return replace(self, values=values, request_id=str(given.get(REQUEST_ID, "")) or self.request_id)

    def refused(self, error: RefusedError) -> Form:
        """The form with what a service said against it: at the fields it names, else above them."""
        faults: dict[str, str] = {}
        for fault in error.fields:
            name = self._field_of(fault.field)
            words = fault_words(fault.description)
            faults.setdefault(name, words if name or not fault.field else f"{fault.field}: {words}")
        return replace(self, faults=faults or {"": error.message})

    def _field_of(self, path: str) -> str:
        """The field that a path leads to: itself, or what lies above or below it."""
        for one in self.fields:
            if (path and path in {one.name, one.also}) or path.startswith((f"{one.name}.", f"{one.name}[")):
                return one.name
        return ""

    def filled(self, message: _Message, *, organ: str) -> _Message:
        """Puts what was entered into the message; what is empty stays unset.

        Raises:
            RefusedError: FIELD_INVALID, naming each field that can't be read.
        """
        faults = []
        for one in self.fields:
            text = self.value(one).strip()
            try:
                if text:
                    _PUT[one.kind](_Place.of(message, one.name, organ), text)
            except (ValueError, InvalidOperation, KeyError, TypeError):
                description = _("{value} can't be read; {right}").format(value=text, right=_right(one))
                faults.append(FieldFault(field=one.name, description=description))
        if faults:
            summary = "; ".join(f"{one.field}: {one.description}" for one in faults)
            raise RefusedError(error_pb2.ERROR_REASON_FIELD_INVALID, summary, fields=faults)
        return message


@dataclass(frozen=True, kw_only=True, slots=True)
class _Place:
    """Where a value goes: a field of a message."""

    parent: Any
    name: str
    organ: str

    @classmethod
    def of(cls, message: Message, path: str, organ: str) -> _Place:
        *above, name = path.split(".")
        parent: Any = message
        for step in above:
            held, _bracket, at = step.removesuffix("]").partition("[")
            parent = getattr(parent, held)[int(at)] if at else getattr(parent, held)
        return cls(parent=parent, name=name, organ=organ)

    def set(self, value: Any) -> None:
        setattr(self.parent, self.name, value)

    @property
    def held(self) -> Any:
        return getattr(self.parent, self.name)


def _put_moment(place: _Place, text: str) -> None:
    place.held.FromDatetime(read_moment(text))


def read_moment(text: str) -> datetime:
    """A time in Asia/Shanghai as a browser writes it.

    Raises:
        ValueError: it is none.
    """
    for form in MOMENT_FORMATS:
        try:
            made = datetime.strptime(text, form).replace(tzinfo=LEGAL_TIME)
        except ValueError:
            continue
        if FIRST_YEAR < made.year < LAST_YEAR:  # a Timestamp holds the years between, in any zone
            return made
    raise ValueError(text)


def _put_date(place: _Place, text: str) -> None:
    place.set(datetime.strptime(text, "%Y-%m-%d").replace(tzinfo=LEGAL_TIME).date().isoformat())


def _put_yuan(place: _Place, text: str) -> None:
    fen = Decimal(text.replace(",", "")) * FEN_PER_YUAN
    if not 0 <= fen <= LARGEST or fen != fen.to_integral_value():
        raise ValueError(text)
    place.set(int(fen))


def _put_choice(place: _Place, text: str) -> None:
    field_type = place.parent.DESCRIPTOR.fields_by_name[place.name]
    if field_type.type == FieldDescriptor.TYPE_BOOL:
        place.set({YES: True, NO: False}[text])
    else:
        place.set(int(text) if field_type.enum_type is not None else text)


def _put_hidden(place: _Place, text: str) -> None:
    is_bytes = place.parent.DESCRIPTOR.fields_by_name[place.name].type == FieldDescriptor.TYPE_BYTES
    place.set(bytes.fromhex(text) if is_bytes else text)


def _put_officers(place: _Place, text: str) -> None:
    numbers = [line.strip() for line in text.splitlines() if line.strip()]
    officers = [lead_pb2.OfficerReference(certificate_number=number, organ=place.organ) for number in numbers]
    if isinstance(place.held, Message):
        (one,) = officers
        place.held.CopyFrom(one)
    else:
        place.held.extend(officers)


def _put_files(place: _Place, text: str) -> None:
    for line in text.splitlines():
        said = json.loads(line)
        digest = bytes.fromhex(said["digest"])
        place.held.add(name=said["name"], media_type=said["media_type"], size=int(said["size"]), digest=digest)


_PUT: Mapping[str, Callable[[_Place, str], None]] = {
    "text": lambda place, text: place.set(text),
    "long": lambda place, text: place.set(text),
    "date": _put_date,
    "moment": _put_moment,
    "number": lambda place, text: place.set(int(text)),
    "yuan": _put_yuan,
    "check": lambda place, _text: place.set(True),
    "select": _put_choice,
    "lines": lambda place, text: place.held.extend(line.strip() for line in text.splitlines() if line.strip()),
    "officer": _put_officers,
    "officers": _put_officers,
    "files": _put_files,
    "hidden": _put_hidden,
}


def _right(one: Field) -> str:
    """What would be right."""
    wanted = {
        "date": _("a day is needed, YYYY-MM-DD"),
        "moment": _("a day and time are needed"),
        "number": _("a whole number is needed"),
        "yuan": _("an amount in yuan with at most two decimals is needed"),
        "officer": _("the number of one enforcement certificate is needed"),
        "files": _("upload the file again"),
    }
    return wanted.get(one.kind, _("one of the choices is needed"))
