"""A node's settings, read from one TOML file (`node.toml`); paths in it are relative to the file.

[node]
code = "310116"                    # GB/T 2260
name = "上海市金山区"
listen = "127.0.0.1:7443"
database = "sqlite:///data/node.db"  # or postgresql+psycopg://…
[tls]
certificate = "certs/node.pem"     # chain, leaf first
key = "certs/node.key"
[keys]
ledger = "keys/ledger.pem"
audit = "keys/audit.pem"
witness = "keys/witness.pem"
[keys.organs]                      # organs that let the node sign
"11310116MB2F3040XF" = "keys/organ-11310116MB2F3040XF.pem"
[trust]
directory = "trust"                # TUF client state; holds the bootstrap root.json
[sync]
pull_interval_s = 30
witness_quorum = 1
[[case_store]]
name = "sgs"
adapter = "sql"                    # entry point in delta_exchange.adapters
organ = "11310116MB2F3040XF"       # signs what is collected
options = { url = "sqlite:///data/cases.db", mapping = "shanghai_sgs2018" }
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any, TypeVar

_T = TypeVar("_T")


class SettingsError(ValueError):
    """A settings file that can't be used; the message names file, field and what would be right."""


@dataclass(frozen=True, kw_only=True, slots=True)
class CaseStoreSettings:
    """One local system that the node collects from and delivers to."""

    name: str
    adapter: str
    organ: str
    options: Mapping[str, Any] = field(default_factory=dict)
    collect: bool = True
    deliver: bool = True
    basis_id: str = "law:优化营商环境条例:57"
    audience: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class SyncSettings:
    """Intervals in seconds, sizes in entries."""

    pull_interval_s: float = 30.0
    collect_interval_s: float = 10.0
    deliver_interval_s: float = 5.0
    witness_interval_s: float = 5.0
    trust_interval_s: float = 300.0
    audit_seal_interval_s: float = 10.0
    jitter_s: float = 2.0
    batch_size: int = 1024
    witness_quorum: int = 1
    rpc_timeout_s: float = 60.0
    max_delivery_attempts: int = 5


@dataclass(frozen=True, kw_only=True, slots=True)
class NodeSettings:
    """Everything `exchange serve` needs to know, paths absolute."""

    home: Path
    code: str
    name: str
    listen: str
    database: str
    tls_certificate: Path
    tls_key: Path
    ledger_key: Path
    audit_key: Path
    witness_key: Path
    organ_keys: Mapping[str, Path]
    trust_directory: Path
    sync: SyncSettings
    case_stores: tuple[CaseStoreSettings, ...]

    @classmethod
    def load(cls, path: Path) -> NodeSettings:
        """Reads `path`.

        Raises:
            SettingsError: the file is missing, isn't TOML, or lacks or misspells a field.
        """
        try:
            document = tomllib.loads(path.read_text(encoding="utf-8"))
        except OSError as error:
            raise SettingsError(f"{path}: can't be read ({error.strerror}); run `exchange init` to make one") from error
        except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
            raise SettingsError(f"{path}: not TOML: {error}") from error
        return cls._from_document(document, path)

    @classmethod
    def _from_document(cls, document: dict[str, Any], path: Path) -> NodeSettings:
        home = path.resolve().parent
        _refuse_unknown(document, {"node", "tls", "keys", "trust", "sync", "case_store"}, f"{path}")
        node = _table(document, "node", path)
        keys = _table(document, "keys", path)
        tls = _table(document, "tls", path)
        return cls(
            home=home,
            code=_text(node, "node.code", path),
            name=_text(node, "node.name", path),
            listen=_text(node, "node.listen", path),
            database=_database(_text(node, "node.database", path), home),
            tls_certificate=home / _text(tls, "tls.certificate", path),
            tls_key=home / _text(tls, "tls.key", path),
            ledger_key=home / _text(keys, "keys.ledger", path),
            audit_key=home / _text(keys, "keys.audit", path),
            witness_key=home / _text(keys, "keys.witness", path),
            organ_keys={organ: home / name for organ, name in keys.get("organs", {}).items()},
            trust_directory=home / _text(_table(document, "trust", path), "trust.directory", path),
            sync=_dataclass(SyncSettings, document.get("sync", {}), f"{path}: [sync]"),
            case_stores=tuple(
                _case_store(entry, home=home, place=f"{path}: [[case_store]] {number}")
                for number, entry in enumerate(document.get("case_store", []), 1)
            ),
        )


def _table(document: dict[str, Any], name: str, path: Path) -> dict[str, Any]:
    table = document.get(name)
    if not isinstance(table, dict):
        raise SettingsError(f"{path}: table [{name}] is missing; see `exchange init`")
    return table


def _text(table: dict[str, Any], name: str, path: Path) -> str:
    value = table.get(name.rpartition(".")[2])
    if not isinstance(value, str) or not value:
        raise SettingsError(f"{path}: {name} is {value!r}; it must be a non-empty text")
    return value


def _database(url: str, home: Path) -> str:
    """A SQLite path in the URL is relative to the settings file; other URLs stay as they are."""
    prefix = "sqlite:///"
    return f"{prefix}{home / url.removeprefix(prefix)}" if url.startswith(prefix) else url


def _case_store(entry: dict[str, Any], *, home: Path, place: str) -> CaseStoreSettings:
    values = dict(entry)
    if isinstance(values.get("audience"), list):
        values["audience"] = tuple(values["audience"])
    options = dict(values.get("options", {}))
    if isinstance(options.get("url"), str):
        options["url"] = _database(options["url"], home)
    if isinstance(options.get("mapping"), str) and options["mapping"].endswith(".toml"):
        options["mapping"] = str(home / options["mapping"])
    return _dataclass(CaseStoreSettings, {**values, "options": options}, place)


def _refuse_unknown(table: Mapping[str, Any], known: set[str], place: str) -> None:
    if unknown := sorted(set(table) - known):
        raise SettingsError(f"{place}: unknown {', '.join(unknown)}; known are {', '.join(sorted(known))}")


def _dataclass(kind: type[_T], values: Mapping[str, Any], place: str) -> _T:
    _refuse_unknown(values, {one.name for one in fields(kind)}, place)  # type: ignore[arg-type]
    try:
        return kind(**values)
    except TypeError as error:
        raise SettingsError(f"{place}: {error}") from error
