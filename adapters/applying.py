"""Writing neighbours' records into the store, exactly once.

Everything of a batch happens in one transaction: the marks in the inbox, the decisions' rows, the rows of other
payloads. A record that can't be mapped is refused before the database sees it. If the database itself refuses (a
constraint of its own, or another process that applies the same records), the batch is rolled back to its start and done
record by record, each behind a savepoint, so that one bad record costs the others time and nothing else.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from itertools import groupby
from typing import Any

from sqlalchemy import Connection, Table, bindparam, insert, or_, select, update
from sqlalchemy.exc import DataError, IntegrityError

from adapters.mapping import StoreMapping
from adapters.rows import Row, RowMaker, Standing
from adapters.schema import StoreTables
from exchange.domain.casestore import Delivery, DeliveryResult, StoreRefusedError

CHUNK = 500
"""Ids in one IN (…): below SQLite's oldest limit of 999 variables."""


class Applier:
    """Writes deliveries into one database."""

    def __init__(self, mapping: StoreMapping, tables: StoreTables) -> None:
        """Prepares for a mapping and its tables."""
        self._mapping, self._tables = mapping, tables
        self._rows = RowMaker(mapping)

    def apply(self, connection: Connection, deliveries: Sequence[Delivery], *, now: datetime) -> list[DeliveryResult]:
        """Writes deliveries in the order given; the caller commits.

        Args:
            connection: in a writing transaction.
            deliveries: any number.
            now: aware time of receipt.
        """
        results: dict[int, DeliveryResult] = {}
        fresh = self._fresh(connection, deliveries, results)
        try:
            with connection.begin_nested():
                results |= self._write(connection, fresh, now=now)
        except (IntegrityError, DataError):
            for position, delivery in fresh:
                results[position] = self._alone(connection, delivery, now=now)
        return [results[position] for position in range(len(deliveries))]

    def _fresh(
        self, connection: Connection, deliveries: Sequence[Delivery], results: dict[int, DeliveryResult]
    ) -> list[tuple[int, Delivery]]:
        """What isn't in the inbox yet; a record given twice in one batch counts once."""
        known = self._in_inbox(connection, [one.record_id for one in deliveries])
        fresh = []
        for position, delivery in enumerate(deliveries):
            if delivery.record_id in known:
                results[position] = DeliveryResult(record_id=delivery.record_id, status="already")
            else:
                known.add(delivery.record_id)
                fresh.append((position, delivery))
        return fresh

    def _in_inbox(self, connection: Connection, ids: Sequence[str]) -> set[str]:
        column = self._tables.inbox.c.record_id
        found: set[str] = set()
        for chunk in _chunks(ids):
            found.update(connection.execute(select(column).where(column.in_(chunk))).scalars())
        return found

    def _alone(self, connection: Connection, delivery: Delivery, *, now: datetime) -> DeliveryResult:
        if self._in_inbox(connection, [delivery.record_id]):
            return DeliveryResult(record_id=delivery.record_id, status="already")
        try:
            with connection.begin_nested():
                return self._write(connection, [(0, delivery)], now=now)[0]
        except (IntegrityError, DataError) as error:
            if self._in_inbox(connection, [delivery.record_id]):  # another process was quicker
                return DeliveryResult(record_id=delivery.record_id, status="already")
            reason = "STORE_CONSTRAINT" if isinstance(error, IntegrityError) else "STORE_TYPE"
            detail = f"数据库拒绝写入 / the database refused the row: {str(error.orig).strip()[:500]}"
            return DeliveryResult(record_id=delivery.record_id, status="refused", reason=reason, detail=detail)

    def _write(self, connection: Connection, fresh: Sequence[tuple[int, Delivery]], *, now: datetime) -> dict[int, DeliveryResult]:
        results: dict[int, DeliveryResult] = {}
        standing = self._standing(connection, [delivery for _, delivery in fresh])
        others: dict[int, list[Row]] = {index: [] for index in range(len(self._mapping.payloads))}
        marks: list[Row] = []
        for position, delivery in fresh:
            try:
                self._one(delivery, standing=standing, others=others, now=now)
            except StoreRefusedError as error:
                results[position] = _refused(delivery, error)
                continue
            except (ValueError, OverflowError) as error:  # a value of the sender's that no column can hold, e.g. a time in the year 9999
                detail = f"内容超出本库可存的范围 / a value is beyond what the store holds: {error}"
                refusal = StoreRefusedError("VALUE_OUT_OF_RANGE", field=getattr(error, "field", ""), detail=detail)
                results[position] = _refused(delivery, refusal)
                continue
            results[position] = DeliveryResult(record_id=delivery.record_id, status="applied")
            marks.append(
                {
                    "record_id": delivery.record_id,
                    "payload": delivery.body.WhichOneof("payload"),
                    "origin": delivery.origin,
                    "applied_at": self._rows.local(now),
                }
            )
        _insert(connection, self._tables.inbox, marks)  # first: a second process waits here, or fails here
        unique = {id(one): one for one in standing.values()}.values()
        _insert(connection, self._tables.neighbour, [one.changes for one in unique if one.changes and not one.exists])
        self._update(connection, [one for one in unique if one.changes and one.exists])
        for index, rows in others.items():
            _insert(connection, self._tables.payloads[index], rows)
        return results

    def _one(self, delivery: Delivery, *, standing: dict[str, Standing], others: Mapping[int, list[Row]], now: datetime) -> None:
        payload = delivery.body.WhichOneof("payload") or ""
        if payload not in self._mapping.accepts:
            detail = f"本库没有存放 {payload or '空记录'} 的表 / this store's mapping has no table for {payload or 'an empty record'}"
            raise StoreRefusedError("PAYLOAD_NOT_MAPPED", field="body", detail=detail)
        if payload in {"outcome", "outcome_revision"}:
            before = next((standing[root] for root in self._rows.roots_of(delivery) if root in standing), None)
            change = self._rows.outcome if payload == "outcome" else self._rows.revision
            after = change(delivery, before, received_at=now)
            if after is not None:
                standing[after.root] = standing[delivery.record_id] = after
            return
        made = [(index, self._rows.payload_rows(delivery, table, received_at=now)) for index, table in self._tables_for(payload)]
        for index, rows in made:
            others[index].extend(rows)

    def _tables_for(self, payload: str) -> Iterator[tuple[int, Any]]:
        return ((index, table) for index, table in enumerate(self._mapping.payloads) if table.name == payload)

    def _standing(self, connection: Connection, deliveries: Iterable[Delivery]) -> dict[str, Standing]:
        """The rows that the deliveries may be about, by root and by the record that they show."""
        table, neighbour = self._tables.neighbour, self._mapping.neighbour
        root, record = table.c[neighbour.column("$root")], table.c[neighbour.column("$record_id")]
        wanted = dict.fromkeys(
            one
            for delivery in deliveries
            if delivery.body.WhichOneof("payload") in {"outcome", "outcome_revision"}
            for one in self._rows.roots_of(delivery)
        )
        found: dict[str, Standing] = {}
        columns = (root, record, table.c[neighbour.column("$origin")], table.c[neighbour.column("$issued_at")])
        for chunk in _chunks(list(wanted)):
            for row in connection.execute(select(*columns).where(or_(root.in_(chunk), record.in_(chunk)))):
                one = Standing(root=row[0], record_id=row[1], origin=row[2], issued_at=row[3], exists=True)
                found[one.root] = found[one.record_id] = one
        return found

    def _update(self, connection: Connection, rows: Sequence[Standing]) -> None:
        table = self._tables.neighbour
        root = self._mapping.neighbour.column("$root")
        statement = update(table).where(table.c[root] == bindparam("root_"))
        for names, group in groupby(sorted(rows, key=_shape), key=_shape):
            values: dict[str, Any] = {name: bindparam(f"v{index}") for index, name in enumerate(names)}
            parameters = [{"root_": one.root, **{f"v{index}": one.changes[name] for index, name in enumerate(names)}} for one in group]
            connection.execute(statement.values(values), parameters)


def _refused(delivery: Delivery, error: StoreRefusedError) -> DeliveryResult:
    return DeliveryResult(record_id=delivery.record_id, status="refused", reason=error.reason, field=error.field, detail=error.detail)


def _shape(row: Standing) -> tuple[str, ...]:
    return tuple(sorted(row.changes))


def _insert(connection: Connection, table: Table, rows: Sequence[Row]) -> None:
    if rows:
        connection.execute(insert(table), rows)


def _chunks(ids: Sequence[str]) -> Iterator[Sequence[str]]:
    return (ids[start : start + CHUNK] for start in range(0, len(ids), CHUNK))
