"""Reading an organ's own decisions out of its table, page by page behind a cursor.

The cursor is the pair (change time, row key) of the last row looked at. A change time says when a transaction wrote,
not when it became visible, so rows younger than `settle_s` are left for the next call: otherwise a row of a long
transaction would appear behind the cursor and be lost.

Columns with personal information are in no statement, and for rows about natural persons the statement gives NULL for
every other column too: such data doesn't leave the database.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, Select, and_, case, false, func, null, or_, select
from sqlalchemy.sql.elements import ColumnElement

from adapters.faults import fault
from adapters.layout import UNREAD
from adapters.mapping import StoreMapping
from adapters.reading import Reading, RowReader
from adapters.schema import StoreTables
from exchange.domain.casestore import Change, Collected, RowFault

Cursor = tuple[Any, int]


class Collector:
    """Reads pages of changes from one database."""

    def __init__(
        self, mapping: StoreMapping, tables: StoreTables, *, reader: Callable[[list[str | None], date], RowReader], settle_s: float
    ) -> None:
        """Prepares the statement.

        Args:
            mapping: what is where.
            tables: the same as tables.
            reader: makes a reader for these columns and this legal day.
            settle_s: seconds that a row is left alone after its change time.
        """
        self._mapping, self._own, self._settle_s = mapping, tables.own, settle_s
        self._zone = ZoneInfo(mapping.own.timezone)
        self._make_reader = reader
        read = [one for one in mapping.layout.fields if one.to not in {"personal", "ignore"}]
        self._names: list[str | None] = [one.name for one in read]
        person = self._person()
        marks = {"subject.kind", "subject.code_type"} | (UNREAD - {"personal", "ignore"})
        own = mapping.own
        self._select = select(
            self._own.c[own.row_key].label("row_key_"),
            self._own.c[own.changed].label("changed_"),
            *(
                self._own.c[one.name] if one.to in marks else case((person, null()), else_=self._own.c[one.name]).label(f"c{index}")
                for index, one in enumerate(read)
            ),
        ).order_by(self._own.c[own.changed], self._own.c[own.row_key])

    def collect(self, connection: Connection, *, cursor: str, limit: int, now: datetime) -> Collected:
        """Returns one page.

        Args:
            connection: in a transaction.
            cursor: of the page before; empty at the beginning.
            limit: rows to look at, at least 1.
            now: aware time, for `settle_s` and for dates in the future.

        Raises:
            ValueError: limit or cursor is wrong.
        """
        if limit < 1:
            raise ValueError(f"limit: {limit}; 1 or more is needed")
        position = self._parse(cursor)
        rejected = self._without_change_time(connection) if position is None else []
        rows = connection.execute(self._page(position, now=now).limit(limit + 1)).fetchall()
        more, rows = len(rows) > limit, rows[:limit]
        reader = self._make_reader(self._names, now.astimezone(self._zone).date())
        changes: dict[str, Change] = {}
        for row in rows:
            line = int(row[0])
            reading = reader.read([_text(value) for value in row[2:]], line=line)
            if (change := _change(reading)) is not None:
                changes.pop(change.source_key, None)  # the newest row of a decision counts, at its place in the order
                changes[change.source_key] = change
            else:
                rejected.extend(reading.faults or (_no_key(line),))
        end = self._format(rows[-1][1], int(rows[-1][0])) if rows else cursor
        return Collected(changes=tuple(changes.values()), cursor=end, rejected=tuple(rejected), more=more)

    def _person(self) -> ColumnElement[bool]:
        layout = self._mapping.layout
        conditions: list[ColumnElement[bool]] = []
        for to, table, meaning in (
            ("subject.kind", layout.subject_kinds, "NATURAL_PERSON"),
            ("subject.code_type", layout.code_types, "identity"),
        ):
            column = layout.first(to)
            if column is not None:
                values = [text for text, name in table.items() if name == meaning]
                conditions.append(func.trim(self._own.c[column.name]).in_(values))
        return or_(*conditions) if conditions else false()

    def _page(self, position: Cursor | None, *, now: datetime) -> Select[Any]:
        own = self._mapping.own
        changed, key = self._own.c[own.changed], self._own.c[own.row_key]
        statement = self._select.where(changed.is_not(None))
        if position is not None:
            statement = statement.where(or_(changed > position[0], and_(changed == position[0], key > position[1])))
        if own.changed_type != "bigint" and self._settle_s:
            settled = now.astimezone(self._zone).replace(tzinfo=None) - timedelta(seconds=self._settle_s)
            statement = statement.where(changed <= (settled.isoformat(sep=" ") if own.changed_type == "text" else settled))
        return statement

    def _without_change_time(self, connection: Connection) -> list[RowFault]:
        own = self._mapping.own
        count = connection.execute(select(func.count()).select_from(self._own).where(self._own.c[own.changed].is_(None))).scalar_one()
        if not count:
            return []
        zh, en = f"{count} 行没有变更时间，无法采集", f"{count} rows have no change time and can't be collected: fill the column"
        return [fault(0, own.changed, "NO_CHANGE_TIME", "", zh=zh, en=en)]

    def _parse(self, cursor: str) -> Cursor | None:
        if not cursor:
            return None
        wrong = f"cursor {cursor[:64]!r} isn't one of this store's; an empty one starts from the beginning"
        try:
            kind, value, key = json.loads(cursor)
            position = datetime.fromisoformat(value) if kind == "timestamp" else value
        except (ValueError, TypeError) as error:
            raise ValueError(wrong) from error
        if kind != self._mapping.own.changed_type or not isinstance(key, int):
            raise ValueError(wrong)
        return position, key

    def _format(self, changed: Any, key: int) -> str:
        value = changed.isoformat() if isinstance(changed, datetime) else changed
        return json.dumps([self._mapping.own.changed_type, value, key])


def _change(reading: Reading) -> Change | None:
    if not reading.key:
        return None
    if reading.withdrawn is not None:
        return Change(source_key=reading.key, operation="withdraw", outcome=None, reason=reading.reason, withdrawal=reading.withdrawn.kind)
    if reading.outcome is None:
        return None
    return Change(source_key=reading.key, operation="upsert", outcome=reading.outcome)


def _no_key(line: int) -> RowFault:
    zh, en = "既无文号也无案件编号，不能识别", "neither document nor case number: the decision can't be told from others"
    return fault(line, "", "NO_KEY", "", zh=zh, en=en)


def _text(value: Any) -> str | None:
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, Decimal):
        return format(value, "f")
    if isinstance(value, datetime):
        return value.date().isoformat() if not (value.hour or value.minute or value.second) else value.isoformat(sep=" ")
    return value.isoformat() if isinstance(value, date) else str(value)


def utc_now() -> datetime:
    """The wall clock; passed in everywhere else."""
    return datetime.now(UTC)
