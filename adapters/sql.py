"""The "sql" adapter: a case store in an SQL database, described by a mapping (`adapters.mapping`).

Settings of a case store with ``adapter = "sql"``:

    options = { url = "sqlite:///cases.db", mapping = "shanghai_sgs2018", region_code = "310116" }

`url` and `mapping` (a name from ``adapters/mappings`` or the path of a .toml file) are needed. Also known: `domain`
(name of an EnforcementDomain for stores whose rows don't tell), `region_code` (likewise), `system` (what the outcomes
name as their source), `settle_s` (seconds, replaces the mapping's own), `source_kind` (CASE_STORE unless said).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from typing import Any, Literal

from adapters.applying import Applier
from adapters.collecting import Collector, utc_now
from adapters.database import StoreDatabase, parse_store_url
from adapters.mapping import StoreMapping, load_mapping
from adapters.reading import ReadOptions, RowReader
from adapters.schema import build_tables
from exchange.domain.casestore import Collected, Delivery, DeliveryResult, StoreConfigurationError, StoreRefusedError
from exchange.v1 import outcome_pb2, subject_pb2

OPTIONS = frozenset({"url", "mapping", "domain", "region_code", "system", "settle_s", "source_kind"})
_REGION = re.compile(r"[0-9]{6}")


class SqlCaseStore:
    """A case store in an SQL database; implements `exchange.domain.casestore.CaseStore`."""

    def __init__(
        self,
        *,
        name: str,
        mapping: StoreMapping,
        database: StoreDatabase,
        options: ReadOptions,
        settle_s: float,
        now: Callable[[], datetime],
    ) -> None:
        """Takes its parts; `open_store` makes them from settings."""
        self.name = name
        self.accepts = mapping.accepts
        self._database = database
        tables = build_tables(mapping)
        self._applier = Applier(mapping, tables)

        def reader(columns: list[str | None], today: date) -> RowReader:
            return RowReader(mapping.layout, columns=columns, options=replace(options, today=today))

        self._collector = Collector(mapping, tables, reader=reader, settle_s=settle_s)
        self._now = now

    def collect(self, cursor: str, limit: int) -> Collected:
        """See `CaseStore.collect`."""
        with self._database.reading() as connection:
            return self._collector.collect(connection, cursor=cursor, limit=limit, now=self._now())

    def apply(self, delivery: Delivery) -> Literal["applied", "already"]:
        """See `CaseStore.apply`."""
        result = self.apply_many([delivery])[0]
        if result.status == "refused":
            raise StoreRefusedError(result.reason, field=result.field, detail=result.detail)
        return result.status

    def apply_many(self, deliveries: Sequence[Delivery]) -> list[DeliveryResult]:
        """See `CaseStore.apply_many`."""
        if not deliveries:
            return []
        with self._database.writing() as connection:
            return self._applier.apply(connection, deliveries, now=self._now())

    def close(self) -> None:
        """Closes the connections."""
        self._database.close()


def open_store(*, name: str, options: Mapping[str, Any], now: Callable[[], datetime] = utc_now) -> SqlCaseStore:
    """Opens a case store from its settings; nothing is connected before the first use.

    Args:
        name: name from the settings.
        options: see the module's docstring.
        now: gives the time, aware.

    Raises:
        StoreConfigurationError: an option is missing, unknown or wrong; the message names it.
    """
    place = f"case store {name}"
    if unknown := sorted(set(options) - OPTIONS):
        raise StoreConfigurationError(f"{place}: unknown option {', '.join(unknown)}; known are {', '.join(sorted(OPTIONS))}")
    for needed in ("url", "mapping"):
        if not isinstance(options.get(needed), str) or not options[needed]:
            raise StoreConfigurationError(f"{place}: option {needed} is {options.get(needed)!r}; a text is needed")
    mapping = load_mapping(options["mapping"])
    settle_s = options.get("settle_s", mapping.own.settle_s)
    if isinstance(settle_s, bool) or not isinstance(settle_s, int | float) or settle_s < 0:
        raise StoreConfigurationError(f"{place}: option settle_s is {settle_s!r}; seconds, 0 or more")
    return SqlCaseStore(
        name=name,
        mapping=mapping,
        database=StoreDatabase(parse_store_url(options["url"], place=place)),
        options=_read_options(options, mapping=mapping, place=place),
        settle_s=float(settle_s),
        now=now,
    )


def _read_options(options: Mapping[str, Any], *, mapping: StoreMapping, place: str) -> ReadOptions:
    domain, kind, region = options.get("domain", ""), options.get("source_kind", "CASE_STORE"), options.get("region_code", "")
    domains = [one.removeprefix("ENFORCEMENT_DOMAIN_") for one in subject_pb2.EnforcementDomain.keys()[1:]]
    if domain and domain not in domains:
        raise StoreConfigurationError(f"{place}: option domain is {domain!r}; known are {', '.join(domains)}")
    kinds = [one.removeprefix("SOURCE_KIND_") for one in outcome_pb2.SourceKind.keys()[1:]]
    if kind not in kinds:
        raise StoreConfigurationError(f"{place}: option source_kind is {kind!r}; known are {', '.join(kinds)}")
    if region and (not isinstance(region, str) or _REGION.fullmatch(region) is None):
        raise StoreConfigurationError(f"{place}: option region_code is {region!r}; six digits (GB/T 2260) in quotes are needed")
    return ReadOptions(system=str(options.get("system", mapping.layout.system)), source_kind=kind, domain=domain, region_code=region)


def create_store(url: str, mapping: str) -> None:
    """Makes the tables of a mapping where they don't exist; for demonstrations, tests and new systems.

    Args:
        url: database URL; a SQLite file is made with its directory.
        mapping: name of a mapping or path of a .toml file.

    Raises:
        StoreConfigurationError: url or mapping is wrong.
        StoreUnreachableError: the database can't be used.
    """
    with writable(url) as database, database.writing() as connection:
        build_tables(load_mapping(mapping)).metadata.create_all(connection)


@contextmanager
def writable(url: str) -> Iterator[StoreDatabase]:
    """Gives a database that may be made; closes it behind the block.

    Raises:
        StoreConfigurationError: url is wrong.
    """
    parsed = parse_store_url(url, place="create_store")
    if parsed.get_backend_name() == "sqlite" and parsed.database and parsed.database != ":memory:":
        Path(parsed.database).parent.mkdir(parents=True, exist_ok=True)
    database = StoreDatabase(parsed, create=True)
    try:
        yield database
    finally:
        database.close()
