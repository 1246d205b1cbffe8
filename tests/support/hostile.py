"""Records that verify and say anything at all: what a member's own software, rewritten by it, could sign and publish.

Fields are filled by their descriptors, from values that suit them and from values that suit nobody: NUL characters, endless texts, days
that don't exist, numbers at their type's end, enum values without a name, times before the world began.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from random import Random
from typing import Any

from google.protobuf.descriptor import Descriptor, FieldDescriptor
from google.protobuf.message import Message

from exchange.ledger.checkpoints import ledger_origin
from exchange.ledger.envelope import PAYLOADS, body_digest, new_record_id
from exchange.storage import ledgers
from exchange.storage.engine import Database
from exchange.storage.ledgers import NewEntry
from exchange.v1 import record_pb2
from tests.support.federation import ORGANS, SUBJECT

ISSUED_MS = 1_790_000_000_000
MAX_DEPTH = 4  # messages within messages
TEXTS = (
    *(
        "",
        "a",
        "\x00",
        "a\x00b",
        "x" * 40,
        "字" * 3000,
        "\u202e\u200b\ufeff",
        "\U0001f600" * 7,
        "２０２６",
        "-1",
        " ",
        "\n",
        "%",
        "_",
        "'",
        "name:",
    ),
    *("2026-02-30", "0001-01-01", "9999-12-31", "0000-00-00", "2026-06-01", "2026-06-02", "2026-W01-1", "20260601"),
    *(SUBJECT, "310116", "330482", "330421", "31011600000001", "1" * 13, "1" * 14, "1" * 15, *ORGANS.values()),
    *("agreement:x", "law:优化营商环境条例:57", "application/pdf"),
)
NUMBERS = {
    FieldDescriptor.CPPTYPE_INT32: (-(2**31), -1, 0, 1, 2, 3, 4, 99, 2**31 - 1),
    FieldDescriptor.CPPTYPE_INT64: (-(2**63), -1, 0, 1, 2, 100, 1_790_000_000, 2**53, 2**62, 2**63 - 1),
    FieldDescriptor.CPPTYPE_UINT32: (0, 1, 2, 3, 32768, 2**31, 2**32 - 1),
    FieldDescriptor.CPPTYPE_UINT64: (0, 1, 2, 2**63, 2**64 - 1),
    FieldDescriptor.CPPTYPE_ENUM: (-(2**31), -1, 0, 1, 2, 3, 4, 5, 99, 40_000, 2**31 - 1),
}


class Hostile:
    """Makes records for the ledgers of some members, tied to one another as chance has it."""

    def __init__(self, seed: int, members: Sequence[str]) -> None:
        self.random = Random(seed)
        self.members = members
        self.ids: list[str] = []

    def entries(self, member: str, count: int) -> list[NewEntry]:
        """Records of any type."""
        return [self.entry(member, self.random.choice(sorted(PAYLOADS))) for _ in range(count)]

    def entry(self, member: str, kind: int, content: Message | None = None, **header: Any) -> NewEntry:
        """One record of a type, with a chance content unless one is given."""
        body = record_pb2.RecordBody(salt=bytes(16))
        payload = getattr(body, PAYLOADS[kind])
        payload.SetInParent()
        if content is None:
            self.fill(payload)
        else:
            payload.CopyFrom(content)
        return self.sealed(member, kind, body.SerializeToString(), **header)

    def sealed(self, member: str, kind: int, body: bytes, **given: Any) -> NewEntry:
        """An entry whose header is well formed (`parse_header`): more than that a verified header need not be."""
        chance = self.random
        record_id = new_record_id(at_ms=ISSUED_MS + len(self.ids), random=chance.randbytes(10))
        header = record_pb2.RecordHeader(
            record_id=record_id,
            origin=member,
            organ=ORGANS[member],
            type=kind,
            thread_id=self._other() if chance.random() < 0.6 else "",
            supersedes=self._other() if chance.random() < 0.3 else "",
            sharing_class=chance.choice([1, 2, 3]),
            basis_id=chance.choice([one for one in TEXTS if one]),
            purpose=1,
            body_digest=body_digest(body),
            hash_algorithm=record_pb2.HASH_ALGORITHM_SHA256,
        )
        header.issued_at.seconds = chance.choice([1, 1_780_000_000, 1_790_000_000, 253_402_300_799])
        for name, value in given.items():
            getattr(header, name).CopyFrom(value) if isinstance(value, Message) else setattr(header, name, value)
        self.ids.append(header.record_id)
        envelope = record_pb2.SignedRecord(header=header.SerializeToString()).SerializeToString()
        return NewEntry(chance.randbytes(32), header.record_id, kind, header.thread_id or None, None, envelope, body)

    def _other(self) -> str:
        return self.random.choice(self.ids) if self.ids else ""

    def fill(self, message: Message, depth: int = 0) -> None:
        """Sets some of a message's fields."""
        if message.DESCRIPTOR.full_name == "google.protobuf.Timestamp":
            chance = self.random
            moments = (-(2**63), -62135596801, 0, 1_790_000_000, 253_402_300_799, 253_402_300_800, 2**63 - 1)
            message.seconds, message.nanos = chance.choice(moments), chance.choice([-1, 0, 999_999_999, 2**31 - 1])  # type: ignore[attr-defined]
            return
        for field in _fields(message.DESCRIPTOR):
            if self.random.random() < 0.75:
                self._set(message, field, depth)

    def _set(self, message: Message, field: FieldDescriptor, depth: int) -> None:
        repeated = field.is_repeated
        if field.cpp_type == FieldDescriptor.CPPTYPE_MESSAGE:
            if depth >= MAX_DEPTH:
                return
            if not repeated:
                getattr(message, field.name).SetInParent()
                self.fill(getattr(message, field.name), depth + 1)
                return
            held = getattr(message, field.name)
            for _ in range(self.random.choice([0, 1, 1, 2, 3])):
                if field.message_type.GetOptions().map_entry:  # of texts and numbers
                    held[str(self.random.random())] = self.random.choice([-(2**31), -1, 0, 2**31 - 1])
                else:
                    self.fill(held.add(), depth + 1)
        elif repeated:
            getattr(message, field.name).extend(self._value(field) for _ in range(self.random.choice([0, 1, 2, 3])))
        else:
            setattr(message, field.name, self._value(field))

    def _value(self, field: FieldDescriptor) -> Any:
        chance = self.random
        if field.type == FieldDescriptor.TYPE_BYTES:
            return chance.choice([b"", bytes(32), chance.randbytes(32), b"\x00" * 5])
        if field.cpp_type == FieldDescriptor.CPPTYPE_STRING:
            return self._text(field.name)
        if field.cpp_type == FieldDescriptor.CPPTYPE_BOOL:
            return chance.random() < 0.5
        if field.cpp_type in NUMBERS:
            return chance.choice(NUMBERS[field.cpp_type])
        return chance.choice([0.0, float("nan"), float("inf"), -1.0])

    def _text(self, name: str) -> str:
        """Mostly what suits the field: what is turned away at the first look is no danger."""
        chance = self.random
        if chance.random() < 0.3:
            return chance.choice(TEXTS)
        if name.endswith(("record_id", "revised", "ended_by", "continues")) and self.ids:
            return chance.choice(self.ids)
        if name.endswith(("_on", "_from", "_to", "_until", "_by_day")):
            return chance.choice(["2026-06-01", "2026-06-02", "2026-11-20", "2025-01-01", "9999-12-31", "0001-01-01", "2026-02-30"])
        if name.endswith(("origin", "member", "members", "issuer")):
            return chance.choice(list(self.members))
        if name.endswith(("organ", "organs", "uscc")):
            return chance.choice([SUBJECT, *ORGANS.values()])
        if name.endswith("matter_code"):
            return chance.choice(["31011600000001", "1" * 14])
        return chance.choice(["虚构公司", "a", "agreement:x", "zh-2026-1", "x" * 200])


def _fields(descriptor: Descriptor) -> Iterable[FieldDescriptor]:
    return descriptor.fields


def plant(database: Database, member: str, entries: Sequence[NewEntry], *, own: bool = False, now: int = 0) -> None:
    """Stores entries in a member's ledger as though they had been pulled, or published, there."""
    with database.durable() as connection:
        ledgers.ensure(connection, origin=ledger_origin(member), own=own)
        head = ledgers.lock(connection, ledger_origin(member))
        ledgers.append(connection, head, list(entries), now=now)
