"""Batches of entries joined from the bytes they were stored as (protobuf wire format): nothing is parsed, nothing serialized again."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cache

from exchange.storage.ledgers import Fragment
from exchange.storage.tables import index_of

MAX_BATCH_BYTES = 12 << 20  # a message's size; receivers allow 32 MiB
_SHORT = 1 << 14  # lengths below it take one or two bytes; nearly all do

# Tags of length-delimited fields: number << 3 | 2.
_BATCH = b"\x12"  # ReadEntriesResponse.batch
_FIRST_INDEX = b"\x08"  # EntryBatch.first_index, a varint
_ENTRIES = b"\x12"  # EntryBatch.entries
_PROOF = b"\x1a"  # EntryBatch.consistency_proof
_RECORD = b"\x0a"  # Entry.record
_LEAF_HASH = b"\x12"  # Entry.leaf_hash
_BODY = b"\x12"  # SignedRecord.body


def varint(number: int) -> bytes:
    """A protobuf varint."""
    parts = bytearray()
    while number > 0x7F:  # noqa: PLR2004  # seven bits a byte
        parts.append(number & 0x7F | 0x80)
        number >>= 7
    parts.append(number)
    return bytes(parts)


@cache
def _short_varints() -> tuple[bytes, ...]:
    return tuple(varint(number) for number in range(_SHORT))


def join_entries(rows: Sequence[Fragment], *, reader: str, first: int) -> tuple[list[bytes], int]:
    """EntryBatch.entries for a reader, as wire fragments, up to MAX_BATCH_BYTES; and the index after the last.

    Raises:
        LookupError: a row is missing, so the ledger can't be served as a whole.
    """
    short = _short_varints()
    parts: list[bytes] = []
    total = 0
    for index, (key, leaf_hash, audience, envelope, body) in enumerate(rows, first):
        if index_of(key) != index:
            raise LookupError(f"entry {index} is missing from the database")
        if audience is not None and reader not in audience.split(","):
            parts += (_ENTRIES, short[len(leaf_hash) + 2], _LEAF_HASH, short[len(leaf_hash)], leaf_hash)
            total += len(leaf_hash)
            continue
        content = () if body is None else (_BODY, short[len(body)] if len(body) < _SHORT else varint(len(body)), body)
        size = len(envelope) + sum(map(len, content))
        length = short[size] if size < _SHORT else varint(size)
        inner = size + 1 + len(length)
        parts += (_ENTRIES, short[inner] if inner < _SHORT else varint(inner), _RECORD, length, envelope, *content)
        total += inner
        if total >= MAX_BATCH_BYTES:
            return parts, index + 1
    return parts, first + len(rows)


def join_batch(first: int, parts: Sequence[bytes], proof: Iterable[bytes]) -> bytes:
    """A ReadEntriesResponse with a batch, from fragments."""
    head = (_FIRST_INDEX, varint(first)) if first else ()
    tail = [fragment for one in proof for fragment in (_PROOF, varint(len(one)), one)]
    batch = b"".join((*head, *parts, *tail))
    return _BATCH + varint(len(batch)) + batch
