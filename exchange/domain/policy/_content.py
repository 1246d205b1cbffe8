"""What no record may contain, whoever it is for: identity numbers of natural persons, and what is marked as a secret.

Every text of a record is looked at, at any depth, in the header too.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from google.protobuf.descriptor import FieldDescriptor
from google.protobuf.message import Message

from exchange.domain.identifiers import find_identity_numbers
from exchange.domain.policy._decision import Refusal
from exchange.domain.policy._questions import Publication
from exchange.v1 import error_pb2

_DIGIT = rb"(?:[0-9]|\xef\xbc[\x90-\x99])"  # ASCII or full width, in UTF-8
_BETWEEN = rb"[\x09-\x0d \-._\xc2\xa0\xb7\xe2\x80-\x95\xe3\xef\xbb\xbf]{0,9}"  # up to three blanks, dots, dashes of any script
_LONG_NUMBER = re.compile(_DIGIT + rb"(?:" + _BETWEEN + _DIGIT + rb"){14}")  # shorter runs can't be identity numbers
_UUID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")  # RFC 9562 §4
SHORTEST = 15  # characters of the old form
_SECRET_WORD = "密".encode()
_LEVEL = r"(?<!商业)(?<!技术)(?<!个人)(?<!通信)(?:绝\s*密|机\s*密|秘\s*密|工\s*作\s*秘\s*密)"
_STAR = r"[★☆✩✪✭✮✯⭐*＊]"
_MARKING = re.compile(
    rf"{_LEVEL}\s*{_STAR}"  # 机密★1年, 秘密★长期, 绝密★启用前: GB/T 9704-2012 7.2.2
    rf"|密\s*级\s*(?:和保密期限)?\s*[:：]\s*{_LEVEL}"  # 密级：机密
    rf"|[【〔\[（(]\s*{_LEVEL}\s*[】〕\]）)]"  # 【秘密】
    rf"|^\s*{_LEVEL}\s*$",  # alone on a line, where a document is marked
    re.MULTILINE,
)


def holds_long_number(data: bytes) -> bool:
    """Whether bytes hold a run of digits long enough to be looked at; quick, and never wrong when it says no."""
    return _LONG_NUMBER.search(data) is not None


def identity_numbers(question: Publication) -> Refusal | None:
    """个保法 6, 34: necessary minimum. Between members a person is a keyed hash at most (`exchange.domain.pseudonyms`)."""
    messages = [message for message, data in _parts(question) if holds_long_number(data)]
    field = next((found for one in messages if (found := field_with_identity_number(one))), "")
    if not field:
        return None
    return Refusal(
        reason=error_pb2.ERROR_REASON_IDENTITY_NUMBER,
        field=field,
        message=f"{field} holds an identity number of a natural person; remove it (个保法 6, 34)",
    )


def field_with_identity_number(message: Message) -> str:
    """The path of the first text in a message that holds an identity number; empty where none does.

    Ids of records and requests are passed over: of a million random ones, one has digits that would do for a person.
    """
    return next((name for name, text in texts(message) if _may_hold_one(text) and find_identity_numbers(text)), "")


def _may_hold_one(text: str) -> bool:
    """Most texts are told by their length; an id by its shape."""
    return len(text) >= SHORTEST and holds_long_number(text.encode()) and not _UUID.fullmatch(text)


def secret_markings(question: Publication) -> Refusal | None:
    """行政处罚法 50, 政务数据共享条例 3. The marking decides, not the word: a decision about 商业秘密 is no secret."""
    for message, data in _parts(question):
        if _SECRET_WORD not in data:
            continue
        for name, text in texts(message):
            if _MARKING.search(text):
                return Refusal(
                    reason=error_pb2.ERROR_REASON_SECRET_MARKED,
                    field=name,
                    message=f"{name} bears the marking of a state or work secret; that never enters the exchange",
                )
    return None


def _parts(question: Publication) -> Iterable[tuple[Message, bytes]]:
    """The messages that are looked at, with their bytes. Of the header, what an organ writes freely; ids and codes have their shapes."""
    yield question.body, question.body_bytes
    yield question.header, question.header.basis_id.encode()


def texts(message: Message, prefix: str = "") -> Iterator[tuple[str, str]]:
    """Every text in a message, with its field's path."""
    for field, value in message.ListFields():
        name = f"{prefix}{field.name}"
        values: Iterable[object] = value if field.is_repeated else (value,)
        if field.type == FieldDescriptor.TYPE_STRING:
            yield from ((name, str(one)) for one in values)
        elif field.type == FieldDescriptor.TYPE_MESSAGE:
            for one in values:
                if isinstance(one, Message):
                    yield from texts(one, f"{name}.")
