"""Files of records, read into messages: protobuf JSON of drafts, or records that an organ signed in its own system.

Forms: one JSON object, a JSON array, JSON lines; or a binary file with one serialized `SignedRecord`, or with many, each after its length
as a varint (protobuf's delimited form). A JSON object with `header` is a `SignedRecord`, any other a `RecordDraft`.
"""

from __future__ import annotations

import io
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, TypeVar

from google.protobuf import json_format, proto
from google.protobuf.message import DecodeError, Message

from exchange.cli.errors import CliError, FieldFault
from exchange.texts.i18n import _
from exchange.v1 import record_pb2

AUTO, JSON, SIGNED, SIGNED_DELIMITED = "auto", "json", "signed", "signed-delimited"
FORMS = (AUTO, JSON, SIGNED, SIGNED_DELIMITED)
_JSON_STARTS = (b"{", b"[")
_JSON_SUFFIXES = (".json", ".jsonl")  # who names a file so means JSON, and is told what is wrong with it as such
_ENUM_FAULT = re.compile(r"for enum type ([\w.]+)")
_WRAPPED = re.compile(r"\s*\n\s*")
_Message = TypeVar("_Message", bound=Message)

Publishable = record_pb2.RecordDraft | record_pb2.SignedRecord


def read_records(path: Path, *, form: str) -> Iterator[Publishable]:
    """The records of a file, in its order.

    Raises:
        CliError: the file can't be read or isn't of that form; the message names the entry and the field.
    """
    data = read_bytes(path)
    if form == AUTO:
        form = JSON if data.lstrip()[:1] in _JSON_STARTS or path.suffix.lower() in _JSON_SUFFIXES else SIGNED
    if form == JSON:
        for place, document in _documents(data, path):
            kind: type[Message] = record_pb2.SignedRecord if "header" in document else record_pb2.RecordDraft
            yield parse_object(document, kind, place=place)  # type: ignore[misc]  # one of the two
    else:
        yield from _signed(data, path, delimited=form == SIGNED_DELIMITED)


def read_bytes(path: Path) -> bytes:
    """A file's content.

    Raises:
        CliError: it can't be read.
    """
    try:
        return path.read_bytes()
    except OSError as error:
        message = _("{path} can't be read: {reason}").format(path=path, reason=error.strerror)
        raise CliError(message, reason="FILE_UNREADABLE", fields=[FieldFault(field=str(path), description=message)]) from error


def read_object(path: Path) -> dict[str, Any]:
    """The one JSON object of a file.

    Raises:
        CliError: it can't be read or isn't one.
    """
    documents = [document for _place, document in _documents(read_bytes(path), path)]
    if len(documents) != 1:
        raise _malformed(str(path), _("holds {count} objects; one is expected").format(count=len(documents)))
    return documents[0]


def parse_object(document: dict[str, Any], kind: type[_Message], *, place: str) -> _Message:
    """`document` as a message of `kind` (protobuf JSON).

    Raises:
        CliError: a field is unknown or of the wrong type; the message names it.
    """
    try:
        return json_format.ParseDict(document, kind())
    except json_format.ParseError as error:
        reason = f"{_WRAPPED.sub(' ', str(error))}{_right_values(str(error), kind)}"
        raise _malformed(place, _("no {kind}: {reason}").format(kind=kind.DESCRIPTOR.name, reason=reason)) from error


def _right_values(fault: str, kind: type[Message]) -> str:
    """What an enum's value may be, where that is what protobuf found wrong; it names the enum only."""
    found = _ENUM_FAULT.search(fault)
    if found is None:
        return ""
    values = kind.DESCRIPTOR.file.pool.FindEnumTypeByName(found[1]).values
    return _("; it may be {values}").format(values=", ".join(one.name for one in values if one.number))


def _documents(data: bytes, path: Path) -> list[tuple[str, dict[str, Any]]]:
    """Each object with the name of its place."""
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise _malformed(str(path), _("isn't UTF-8")) from error
    try:
        whole = json.loads(text)
    except json.JSONDecodeError as error:
        lines = [(number, line) for number, line in enumerate(text.splitlines(), 1) if line.strip()]
        if len(lines) < 2 or not all(line.lstrip().startswith("{") for _number, line in lines):  # noqa: PLR2004  # one line is no JSON lines
            raise _malformed(f"{path}:{error.lineno}", _("isn't JSON: {reason}").format(reason=error.msg)) from error
        return [_object(_line(line, f"{path}:{number}"), f"{path}:{number}") for number, line in lines]
    if isinstance(whole, list):
        return [_object(one, f"{path}[{number}]") for number, one in enumerate(whole)]
    return [_object(whole, str(path))]


def _line(line: str, place: str) -> Any:
    try:
        return json.loads(line)
    except json.JSONDecodeError as error:
        raise _malformed(place, _("isn't JSON: {reason}").format(reason=error.msg)) from error


def _object(value: Any, place: str) -> tuple[str, dict[str, Any]]:
    if not isinstance(value, dict):
        raise _malformed(place, _("isn't a JSON object"))
    return place, value


def _signed(data: bytes, path: Path, *, delimited: bool) -> Iterator[record_pb2.SignedRecord]:
    stream, count = io.BytesIO(data), 0
    try:
        if not delimited:
            yield record_pb2.SignedRecord.FromString(data)
            return
        while (record := proto.parse_length_prefixed(record_pb2.SignedRecord, stream)) is not None:
            count += 1
            yield record
    except (DecodeError, ValueError) as error:
        raise _malformed(f"{path}[{count}]", _("no serialized SignedRecord: {reason}").format(reason=error)) from error


def _malformed(place: str, description: str) -> CliError:
    return CliError(f"{place}: {description}", reason="FILE_MALFORMED", fields=[FieldFault(field=place, description=description)])
