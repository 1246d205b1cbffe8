"""Looking into files from outside: the case stores by SQL, as their own users would, and a node's database, read only."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from decimal import Decimal
from importlib.metadata import entry_points
from pathlib import Path
from typing import Any

from exchange.cli.demo.plan import StoreView
from exchange.cli.errors import CliError
from exchange.domain.penalties import from_text_2018, from_zhejiang
from exchange.storage.tables import INDEX_BITS
from exchange.texts.i18n import _

GROUP = "delta_exchange.demo"
CASES = "data/cases.db"  # below a node's folder


def tool(name: str) -> Any:
    """What the adapters give to demonstrations, by name (entry points; adapters are never imported from here).

    Raises:
        CliError: it isn't installed.
    """
    for point in entry_points(group=GROUP, name=name):
        return point.load()
    raise CliError(
        _("{name} isn't among the entry points {group}; install the package again").format(name=name, group=GROUP), reason="NOT_INSTALLED"
    )


@contextmanager
def reading(path: Path) -> Iterator[sqlite3.Connection]:
    """A SQLite file, read only."""
    with closing(sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)) as connection:
        connection.row_factory = sqlite3.Row
        yield connection


def count(path: Path, table: str) -> int:
    """Rows of a table."""
    return int(rows(path, f'SELECT count(*) FROM "{table}"')[0][0])  # noqa: S608  # names of our own plan


def rows(path: Path, statement: str, values: Sequence[Any] = ()) -> list[sqlite3.Row]:
    """What a query gives."""
    with reading(path) as connection:
        return connection.execute(statement, tuple(values)).fetchall()


def ledger_sizes(node: Path) -> dict[str, int]:
    """Entries of every ledger in a node's database, by origin line."""
    return {row["origin"]: int(row["size"]) for row in rows(node, "SELECT origin, size FROM ledgers")}


def leaves(node: Path) -> dict[str, bytes]:
    """Leaf hash of every entry in a node's database, by `origin#index`."""
    found = rows(node, "SELECT origin, position, leaf_hash FROM entries JOIN ledgers ON ledgers.ledger = position >> ?", [INDEX_BITS])
    return {f"{row['origin']}#{row['position'] & (1 << INDEX_BITS) - 1}": bytes(row["leaf_hash"]) for row in found}


def delivered(cases: Path) -> dict[str, int]:
    """How often each neighbour's record stands in a case store, by record id: never more than once."""
    return {row[0]: int(row[1]) for row in rows(cases, "SELECT record_id, count(*) FROM exchange_inbox GROUP BY record_id")}


@dataclass(frozen=True, kw_only=True, slots=True)
class Decision:
    """A decision as a case store has it, in its own words: `kinds` text or codes, `fine` in its own unit of `yuan` yuan."""

    table: str
    columns: tuple[str, ...]
    number: str
    party: str
    kinds: str
    fine: str
    yuan: int

    @property
    def fen(self) -> int:
        """The fine in 分."""
        return int(Decimal(self.fine) * self.yuan * 100)


def own_decision(cases: Path, view: StoreView) -> Decision:
    """The first decision of the organ's own that has a fine."""
    number, _party, _kinds, fine = view.show
    found = rows(cases, f'SELECT * FROM "{view.own}" WHERE "{fine}" IS NOT NULL ORDER BY "{number}" LIMIT 1')  # noqa: S608  # our own plan
    return _decision(found[0], view, view.own)


def neighbours_decision(cases: Path, view: StoreView, number: str) -> Decision | None:
    """A neighbour's decision by its document number."""
    found = rows(cases, f'SELECT * FROM "{view.neighbours}" WHERE "{view.show[0]}" = ?', [number])  # noqa: S608  # our own plan
    return _decision(found[0], view, view.neighbours) if found else None


def _decision(row: sqlite3.Row, view: StoreView, table: str) -> Decision:
    number, party, kinds, fine = (str(row[name]) for name in view.show)
    return Decision(table=table, columns=tuple(view.show), number=number, party=party, kinds=kinds, fine=fine, yuan=view.yuan)


def same_kinds(text: str, codes: str) -> bool:
    """Whether 双公示 2018 words and Zhejiang codes name the same kinds of penalty (codes_penalty_type.csv)."""
    return {one.kind for one in from_text_2018(text)} == {from_zhejiang(code).kind for code in re.findall(r"[0-9]+", codes)}
