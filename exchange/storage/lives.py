"""Outcomes with their lives, gathered from the entries and folded.

A decision may have several versions, each a record that supersedes the one before; what was revised of one holds for those after it. So
a life is folded from the revisions of all versions, in the order of their ledger. A revision that precedes what it names is none.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, func, or_, select, true

from exchange.domain.outcomes import Life, Revised, content_of, fold
from exchange.storage.bulk import chunks
from exchange.storage.tables import INDEX_BITS, entries, ledgers, outcome_revisions, outcomes, position
from exchange.v1 import outcome_pb2, record_pb2

MAX_FOREIGN = 100  # revisions by members who may not revise it that are shown with an outcome


@dataclass(frozen=True, kw_only=True, slots=True)
class Decision:
    """One version of a decision: its row of table `outcomes`, its content as signed, its life, its revisions as far as they are shown."""

    row: Any
    outcome: outcome_pb2.Outcome
    life: Life
    revisions: tuple[Revised, ...] = ()

    @property
    def content(self) -> outcome_pb2.Outcome:
        """What it says as changed."""
        return content_of(self.outcome, self.life.applied)


def of_ledger(ledger: int) -> ColumnElement[bool]:
    """The condition on table `outcomes` that a row lies in a ledger."""
    return (outcomes.c.position >= position(ledger, 0)) & (outcomes.c.position < position(ledger + 1, 0))


def load(connection: Connection, record_id: str, *, seen: ColumnElement[bool] | None = None) -> Decision | None:
    """The decision that a record is a version of; the first that was stored, where hostile members reuse an id.

    `seen` is the condition on table `entries` that the asker may see an entry.
    """
    found = load_rows(connection, _rows(connection, outcomes.c.record_id == record_id), seen=seen)
    return min(found, key=lambda one: (one.row.stored_at, one.row.position), default=None)


def load_many(connection: Connection, record_ids: Iterable[str], *, within: ColumnElement[bool]) -> list[Decision]:
    """The decisions of some records, with every other version of each, as far as `within` (a condition on table `outcomes`) goes."""
    roots: set[str] = set()
    root = func.coalesce(outcomes.c.root, outcomes.c.record_id)
    for block in chunks(dict.fromkeys(record_ids)):
        roots.update(connection.execute(select(root).where(outcomes.c.record_id.in_(block), within)).scalars())
    rows: list[Any] = []
    for block in chunks(sorted(roots)):
        rows += _rows(connection, or_(outcomes.c.record_id.in_(block), outcomes.c.root.in_(block)) & within)
    return load_rows(connection, rows)


def _rows(connection: Connection, condition: ColumnElement[bool]) -> Sequence[Any]:
    statement = select(outcomes, entries.c.envelope, entries.c.body, entries.c.stored_at).join(
        entries, entries.c.position == outcomes.c.position
    )
    return connection.execute(statement.where(condition, entries.c.body.is_not(None))).all()


def load_rows(
    connection: Connection, rows: Sequence[Any], *, seen: ColumnElement[bool] | None = None, foreign: bool = False
) -> list[Decision]:
    """Rows of table `outcomes`, each with its entry's body, as decisions.

    All revisions count, for whoever asks; listed are those whose entries fulfil `seen`. With `foreign`, revisions by members who may not
    revise an outcome are listed with it as refused.
    """
    families = _families(connection, rows)
    names = {name for family in families.values() for name in family}
    revisions = _revisions(connection, names, true() if seen is None else seen)
    strange = _foreign_revisions(connection, names, true() if seen is None else seen) if foreign else {}
    found = []
    for row in rows:
        ledger = row.position >> INDEX_BITS
        family = families[ledger, row.root or row.record_id]
        placed = sorted(one for name, first in family.items() for one in revisions.get((ledger, name), ()) if one[0] > first)
        mine = tuple(revised for _position, revised, _shown in placed)
        shown = tuple(revised for _position, revised, may_see in placed if may_see)
        outcome = record_pb2.RecordBody.FromString(bytes(row.body)).outcome
        life = fold(outcome, (*mine, *strange.get(row.record_id, ())), origin=row.origin)
        found.append(Decision(row=row, outcome=outcome, life=life, revisions=shown))
    return found


_Families = dict[tuple[int, str], dict[str, int]]  # (ledger, first version's record id) -> positions of the versions by record id


def _families(connection: Connection, rows: Sequence[Any]) -> _Families:
    """All versions of the rows' decisions. Most have one, and cost no query."""
    families: _Families = {}
    several: set[str] = set()
    for row in rows:
        root = row.root or row.record_id
        families.setdefault((row.position >> INDEX_BITS, root), {})[row.record_id] = row.position
        if row.root or row.superseded_by:
            several.add(root)
    columns = (outcomes.c.position, outcomes.c.record_id, outcomes.c.root)
    for block in chunks(sorted(several)):
        versions = select(*columns).where(or_(outcomes.c.record_id.in_(block), outcomes.c.root.in_(block)))
        for row in connection.execute(versions):
            if (family := families.get((row.position >> INDEX_BITS, row.root or row.record_id))) is not None:
                family[row.record_id] = row.position
    return families


def _revisions(
    connection: Connection, names: Iterable[str], seen: ColumnElement[bool]
) -> dict[tuple[int, str], list[tuple[int, Revised, bool]]]:
    """Revisions with their positions, and whether they may be seen, by ledger and the record of the same ledger that they name."""
    found: dict[tuple[int, str], list[tuple[int, Revised, bool]]] = {}
    for block in chunks(names):
        for row in connection.execute(_revising(block, seen).where(_same_ledger())):
            key = (row.position >> INDEX_BITS, row.outcome_record_id)
            found.setdefault(key, []).append((row.position, _revised(row, row.origin), bool(row.seen)))
    return found


def _foreign_revisions(connection: Connection, names: Iterable[str], seen: ColumnElement[bool]) -> dict[str, list[Revised]]:
    """Revisions in ledgers other than the named record's, at most MAX_FOREIGN of a block."""
    found: dict[str, list[Revised]] = {}
    for block in chunks(names):
        statement = _revising(block, seen).where(~_same_ledger()).order_by(outcome_revisions.c.position).limit(MAX_FOREIGN)
        for row in connection.execute(statement):
            if not row.seen:
                continue
            member = connection.execute(select(ledgers.c.member).where(ledgers.c.ledger == row.position >> INDEX_BITS)).scalar_one()
            found.setdefault(row.outcome_record_id, []).append(_revised(row, member))
    return found


def _revising(names: Sequence[str], seen: ColumnElement[bool]) -> Select[Any]:
    return (
        select(
            outcome_revisions.c.position,
            outcome_revisions.c.outcome_record_id,
            entries.c.record_id,
            entries.c.body,
            outcomes.c.origin,
            seen.label("seen"),
        )
        .join(entries, entries.c.position == outcome_revisions.c.position)
        .join(outcomes, outcomes.c.record_id == outcome_revisions.c.outcome_record_id)
        .where(outcome_revisions.c.outcome_record_id.in_(names), entries.c.body.is_not(None))
    )


def _same_ledger() -> ColumnElement[bool]:
    return outcome_revisions.c.position // (1 << INDEX_BITS) == outcomes.c.position // (1 << INDEX_BITS)


def _revised(row: Any, member: str) -> Revised:
    revision = record_pb2.RecordBody.FromString(bytes(row.body)).outcome_revision
    return Revised(record_id=row.record_id, member=member, revision=revision)
