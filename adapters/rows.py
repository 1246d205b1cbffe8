"""From a delivery to rows: what each record puts into which column. Pure.

A decision's row in the neighbours' table is known by its root: the record that first brought it. A record that
supersedes it replaces the row's content, a revision changes its state; only the origin that brought a row may change it,
and an older record never overwrites a newer one, in whatever order they arrive.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from operator import attrgetter
from typing import Any, cast
from zoneinfo import ZoneInfo

from google.protobuf.json_format import MessageToDict
from google.protobuf.message import Message

from adapters.faults import has_identity_number
from adapters.layout import Field
from adapters.mapping import MILESTONES, VALID, PayloadTable, StoreMapping
from adapters.schema import declared_type
from adapters.writing import RowWriter
from exchange.domain.casestore import Delivery, StoreRefusedError, content_digest
from exchange.domain.penalties import system_code
from exchange.v1 import outcome_pb2, record_pb2

Row = dict[str, Any]
Getter = Callable[[Any], Any]
_UTC = ZoneInfo("UTC")


@dataclass(kw_only=True, slots=True)
class Standing:
    """A row of the neighbours' table as far as it decides about the next record.

    Attributes:
        root: its key.
        record_id: decision that it shows now.
        origin: member that it came from.
        issued_at: naive local time of the last record about it.
        exists: whether it is in the database already.
        changes: what is to be written; all columns where it doesn't exist yet.
    """

    root: str
    record_id: str
    origin: str
    issued_at: datetime
    exists: bool
    changes: Row = field(default_factory=dict)


class RowMaker:
    """Makes rows of one mapping."""

    def __init__(self, mapping: StoreMapping) -> None:
        """Prepares for a mapping."""
        self._mapping = mapping
        self._writer = RowWriter(mapping.layout)
        self._zone = ZoneInfo(mapping.own.timezone)
        self._decimals = {one.name for one in mapping.layout.fields if declared_type(one) == "decimal"}
        self._limits = {one.column: _varchar_limit(one.type) for one in mapping.neighbour.columns}
        special: dict[str, Getter] = {"$digest": _digest, "$penalties": _penalties, "source_fields": _source_fields}
        self._getters = [
            (one.column, special.get(one.path) or _getter(outcome_pb2.Outcome.DESCRIPTOR, one.path, self._zone))
            for one in mapping.neighbour.columns
            if one.path in special or not one.path.startswith("$")
        ]
        self._payloads = {id(table): self._payload(table) for table in mapping.payloads}
        self._fields: dict[str, Field] = {one.name: one for one in mapping.layout.fields}

    def local(self, moment: datetime) -> datetime:
        """Returns an aware time as the store writes times."""
        return moment.astimezone(self._zone).replace(tzinfo=None)

    def roots_of(self, delivery: Delivery) -> tuple[str, ...]:
        """Returns record ids under which the delivery's row may stand."""
        if delivery.body.WhichOneof("payload") == "outcome":
            return tuple(filter(None, (delivery.record_id, delivery.supersedes, delivery.thread_id if delivery.supersedes else "")))
        return (delivery.thread_id,) if delivery.thread_id else ()

    def outcome(self, delivery: Delivery, standing: Standing | None, *, received_at: datetime) -> Standing | None:
        """Returns the row after a decision; None where it changes nothing (an older record).

        Raises:
            StoreRefusedError: NOT_THE_ORIGIN, IDENTITY_NUMBER, TOO_LONG, or a value the store has no place for.
        """
        issued_at = self.local(delivery.issued_at)
        if standing is None:
            root = (delivery.thread_id or delivery.supersedes) if delivery.supersedes else delivery.record_id
            standing = Standing(root=root, record_id="", origin=delivery.origin, issued_at=datetime.min, exists=False)  # noqa: DTZ901  # before every record
        elif not _may_change(standing, delivery, issued_at):
            return None
        content = self._content(delivery.body.outcome)
        standing.record_id, standing.issued_at = delivery.record_id, issued_at
        standing.changes.update(content, **self._state(delivery, standing, received_at=received_at, status=VALID, reason=""))
        return standing

    def revision(self, delivery: Delivery, standing: Standing | None, *, received_at: datetime) -> Standing | None:
        """Returns the row after a revision; None where it changes nothing (an older record).

        Raises:
            StoreRefusedError: THREAD_UNKNOWN where the decision isn't here; as `outcome` otherwise.
        """
        if standing is None:
            detail = f"记录 {delivery.thread_id} 不在本库，无法更改 / record {delivery.thread_id} isn't in this store: deliver it first"
            raise StoreRefusedError("THREAD_UNKNOWN", field="thread_id", detail=detail)
        issued_at = self.local(delivery.issued_at)
        if not _may_change(standing, delivery, issued_at):
            return None
        revision, neighbour = delivery.body.outcome_revision, self._mapping.neighbour
        kind = outcome_pb2.OutcomeRevisionKind.Name(revision.kind).removeprefix("OUTCOME_REVISION_KIND_")
        if kind in MILESTONES and kind not in neighbour.status:
            return None
        if kind not in neighbour.status:
            raise StoreRefusedError("REVISION_UNKNOWN", field="kind", detail=f"变更种类 {kind} 未知 / revision kind {kind} is unknown here")
        _refuse_identity(revision.reason, where="reason")
        if revision.HasField("replacement"):
            standing.changes.update(self._content(revision.replacement))
        elif kind in neighbour.erase:
            standing.changes.update(self._tombstone())
        standing.issued_at = issued_at  # record_id stays the decision's, which the next revision may name
        standing.changes.update(self._state(delivery, standing, received_at=received_at, status=kind, reason=revision.reason))
        return standing

    def payload_rows(self, delivery: Delivery, table: PayloadTable, *, received_at: datetime) -> list[Row]:
        """Returns the rows of another payload, one or one per element.

        Raises:
            StoreRefusedError: IDENTITY_NUMBER, TOO_LONG.
        """
        message = getattr(delivery.body, table.name)
        elements: Sequence[Message] = getattr(message, table.repeat) if table.repeat else (message,)
        special = {
            "$record_id": delivery.record_id,
            "$thread_id": delivery.thread_id,
            "$supersedes": delivery.supersedes,
            "$origin": delivery.origin,
            "$organ": delivery.organ,
            "$issued_at": self.local(delivery.issued_at),
            "$received_at": self.local(received_at),
        }
        getters, limits = self._payloads[id(table)]
        rows = []
        for index, element in enumerate(elements):
            special["$index"] = index
            row = {column: special[path] if get is None else get(element) for column, path, get in getters}
            _check_row(row, limits)
            rows.append(row)
        return rows

    def _payload(self, table: PayloadTable) -> tuple[list[tuple[str, str, Getter | None]], dict[str, int]]:
        described: Any = record_pb2.RecordBody.DESCRIPTOR.fields_by_name[table.name].message_type
        if table.repeat:
            described = described.fields_by_name[table.repeat].message_type
        getters = [
            (one.column, one.path, None if one.path.startswith("$") else _getter(described, one.path, self._zone)) for one in table.columns
        ]
        return getters, {one.column: _varchar_limit(one.type) for one in table.columns}

    def _content(self, outcome: outcome_pb2.Outcome) -> Row:
        row: Row = {
            name: (Decimal(text) if name in self._decimals else text) if text else None
            for name, text in self._writer.write(outcome).items()
        }
        for column, get in self._getters:
            row[column] = get(outcome)
        _check_row(row, self._limits)
        return row

    def _state(self, delivery: Delivery, standing: Standing, *, received_at: datetime, status: str, reason: str) -> Row:
        values = {
            "$root": standing.root,
            "$record_id": standing.record_id,
            "$origin": delivery.origin,
            "$organ": delivery.organ,
            "$issued_at": standing.issued_at,
            "$received_at": self.local(received_at),
            "$status": self._mapping.neighbour.status[status],
            "$reason": self._shortened(reason) or None,
        }
        return {one.column: values[one.path] for one in self._mapping.neighbour.columns if one.path in values}

    def _shortened(self, reason: str) -> str:
        """A reason is for reading: a long one is cut rather than a revocation refused."""
        column = self._mapping.neighbour.column("$reason")
        limit = self._limits.get(column) or (self._fields[column].max if column in self._fields else 0)
        return reason if not limit or len(reason) <= limit else reason[: limit - 1] + "…"

    def _tombstone(self) -> Row:
        """Every column but those kept, emptied, whatever the row had."""
        neighbour = self._mapping.neighbour
        kept = neighbour.keep | {one.column for one in neighbour.columns if one.path.startswith("$") and one.path != "$penalties"}
        names = [one.name for one in self._mapping.layout.fields if one.to != "personal"] + [one.column for one in neighbour.columns]
        return {name: None for name in names if name not in kept}


def _getter(described: Any, path: str, zone: ZoneInfo) -> Getter:
    """Returns what reads a dotted path from messages: texts and numbers as they are, empty ones as NULL.

    Enums come by name without prefix (NULL for UNSPECIFIED and for numbers unknown here), times as local ones, repeated
    fields as JSON.
    """
    name, _, rest = path.partition(".")
    field = described.fields_by_name[name]
    plain = attrgetter(name)
    if rest:
        inner = _getter(field.message_type, rest, zone)
        return lambda message: inner(plain(message))
    if field.is_repeated:
        return lambda message: _repeated(plain(message))
    if field.message_type is not None:
        return lambda message: _local_time(plain(message), zone) if message.HasField(name) else None
    if field.enum_type is not None:
        prefix = field.enum_type.values_by_number[0].name.removesuffix("UNSPECIFIED")
        names = {number: one.name.removeprefix(prefix) for number, one in field.enum_type.values_by_number.items() if number}
        return lambda message: names.get(plain(message))
    return lambda message: None if (value := plain(message)) == "" else value


def _local_time(moment: Any, zone: ZoneInfo) -> datetime:
    return cast("datetime", moment.ToDatetime(tzinfo=_UTC)).astimezone(zone).replace(tzinfo=None)


def _repeated(values: Sequence[Any]) -> str | None:
    return _json([MessageToDict(one) if isinstance(one, Message) else one for one in values]) if values else None


def _may_change(standing: Standing, delivery: Delivery, issued_at: datetime) -> bool:
    if standing.origin != delivery.origin:
        detail = (
            f"该决定来自 {standing.origin}，{delivery.origin} 无权更改 / "
            f"the decision came from {standing.origin}: a record of {delivery.origin} can't change it"
        )
        raise StoreRefusedError("NOT_THE_ORIGIN", field="origin", detail=detail)
    return (issued_at, delivery.record_id) > (standing.issued_at, standing.record_id)


def _digest(outcome: outcome_pb2.Outcome) -> str:
    return content_digest(outcome).hex()


def _penalties(outcome: outcome_pb2.Outcome) -> str | None:
    """Kinds, amounts in fen and the source's own codes, which the columns alone would merge."""
    if not outcome.penalties:
        return None
    return _json(
        [
            {
                "kind": system_code(one.kind),
                "amount_fen": one.amount_fen,
                "source_code": one.source_code,
                "code_set": one.source_code_set,
                "note": one.note,
            }
            for one in outcome.penalties
        ]
    )


def _source_fields(outcome: outcome_pb2.Outcome) -> str | None:
    return _json({one.name: one.value for one in outcome.source_fields}) if outcome.source_fields else None


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def _varchar_limit(kind: str) -> int:
    name, _, rest = kind.partition("(")
    return int(rest.removesuffix(")")) if name in {"varchar", "char"} else 0


def _check_row(row: Mapping[str, Any], limits: Mapping[str, int]) -> None:
    texts = {name: value for name, value in row.items() if isinstance(value, str)}
    for name, text in texts.items():
        limit = limits.get(name, 0)
        if limit and len(text) > limit:
            detail = f"{len(text)} 个字符，本库最多 {limit} 个 / {len(text)} characters; the column holds {limit}"
            raise StoreRefusedError("TOO_LONG", field=name, detail=detail)
    joined = "\n".join(texts.values())
    if "\x00" in joined:
        name = next(name for name, text in texts.items() if "\x00" in text)
        raise StoreRefusedError(
            "CONTROL_CHARACTER", field=name, detail="含有 U+0000，数据库不能保存 / holds U+0000, which no database keeps"
        )
    if has_identity_number(joined):
        for name, text in texts.items():
            _refuse_identity(text, where=name)


def _refuse_identity(text: str, *, where: str) -> None:
    if has_identity_number(text):
        detail = "含有公民身份号码，不得写入 / holds an identity number of a natural person, which is never written"
        raise StoreRefusedError("IDENTITY_NUMBER", field=where, detail=detail)
