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
[priors]                           # how "first violation" is counted where neither list nor request says; nothing: without limit
lookback_months = 24
territory = "province"             # or county, prefecture, delta
[warnings]                         # early warning: nothing is raised without an organ that signs it
organ = "11310116MB2F3040XF"
repeat_penalties = 3               # and the other thresholds of exchange/domain/data/warning_rules.csv
[console]                          # none without this table
listen = "127.0.0.1:8443"
[console.oidc]                     # single sign-on, beside certificates and accounts
issuer = "https://login.example"
client_id = "delta-exchange"
client_secret_file = "keys/oidc.secret"
redirect_uri = "https://exchange.example:8443/login/oidc/back"
roles = { "audit-office" = "auditor", "market-1" = "organ/11310116MB2F3040XF" }  # by the claim "groups"
[attachments]
max_size_bytes = 268435456         # of one file
max_total_bytes = 21474836480      # of all files
[[case_store]]
name = "sgs"
adapter = "sql"                    # entry point in delta_exchange.adapters
organ = "11310116MB2F3040XF"       # signs what is collected
options = { url = "sqlite:///data/cases.db", mapping = "shanghai_sgs2018" }
"""

from __future__ import annotations

import math
import tomllib
from collections.abc import Mapping
from dataclasses import MISSING, Field, asdict, dataclass, field, fields
from pathlib import Path
from typing import Any, TypeVar, get_args, get_origin, get_type_hints

from exchange.domain.warnings import Thresholds, default_thresholds

_T = TypeVar("_T")
_MAY_BE_ZERO = frozenset({"jitter_s", "witness_quorum", "due_soon_working_days"})
"""No spreading of the jobs; a federation of one has no witness; due soon on the last day only."""
_TABLES = {"node", "tls", "keys", "trust", "sync", "priors", "warnings", "console", "attachments", "case_store"}
_NODE_FIELDS = {"code", "name", "listen", "database"}
TERRITORIES = ("county", "prefecture", "province", "delta")  # as in AssessPriorsRequest.territory
MAX_LOOKBACK_MONTHS = 120  # as there
DEFAULT_BASIS = "law:优化营商环境条例:57"
PERSONS = ("organ", "planner", "auditor", "system-admin", "security-admin")  # roles of people
_KEY_FIELDS = {"ledger", "audit", "witness", "organs"}


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
    basis_id: str = DEFAULT_BASIS
    audience: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class SyncSettings:
    """Intervals in seconds, sizes in entries."""

    pull_interval_s: float = 30.0
    collect_interval_s: float = 10.0
    deliver_interval_s: float = 5.0
    witness_interval_s: float = 5.0
    trust_interval_s: float = 300.0
    deadlines_interval_s: float = 60.0
    warnings_interval_s: float = 300.0
    jitter_s: float = 2.0
    batch_size: int = 1024
    witness_quorum: int = 1
    rpc_timeout_s: float = 60.0
    max_delivery_attempts: int = 5
    due_soon_working_days: int = 3  # a task with no more than that left is due soon


@dataclass(frozen=True, kw_only=True, slots=True)
class PriorSettings:
    """How a first violation is counted by default; no law says so for the whole country (RULES.md §4.2 R4). 0, empty: without limit."""

    lookback_months: int = 0
    territory: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class WarningSettings:
    """Early warning. `organ` signs what is raised (empty: nothing is); the node must hold its key and its grant."""

    organ: str
    basis_id: str
    thresholds: Thresholds


@dataclass(frozen=True, kw_only=True, slots=True)
class OidcSettings:
    """Single sign-on by OpenID Connect.

    `roles` says which value of the claim `claim` (a text or a list) is which role here: "auditor", or "organ/<USCC>". `person_claim` names
    the person in the audit log; `name` is the button's. `ca`: the provider's authority, PEM, where no public one issued its certificate.
    """

    issuer: str
    client_id: str
    client_secret_file: Path
    redirect_uri: str
    roles: Mapping[str, str]
    claim: str = "groups"
    person_claim: str = "sub"
    scope: str = "openid profile"
    name: str = "OpenID Connect"
    ca: Path | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class ConsoleSettings:
    """The web console. `listen` empty: none. Certificate and key as browsers accept them; by default the node's. Seconds."""

    listen: str = ""
    certificate: Path | None = None
    key: Path | None = None
    session_s: float = 36_000.0
    idle_s: float = 1_800.0
    oidc: OidcSettings | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class AttachmentSettings:
    """What files may take, and how fetching them from a neighbour goes.

    Attributes:
        max_size_bytes: of one file; larger ones are neither taken nor fetched.
        max_total_bytes: of all files together, those that are still coming counted whole.
        keep_incomplete_days: a file that isn't complete and got no bytes for so long gives way when room is needed.
        max_attempts: how often a file is asked for before a person has to look; the pauses grow from seconds to an hour.
    """

    max_size_bytes: int = 256 << 20
    max_total_bytes: int = 20 << 30
    keep_incomplete_days: int = 7
    max_attempts: int = 100


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
    priors: PriorSettings
    console: ConsoleSettings
    warnings: WarningSettings
    case_stores: tuple[CaseStoreSettings, ...]
    attachments: AttachmentSettings = field(default_factory=AttachmentSettings)

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
        _refuse_unknown(document, _TABLES, f"{path}")
        node = _table(document, "node", path)
        keys = _table(document, "keys", path)
        tls = _table(document, "tls", path)
        trust = _table(document, "trust", path)
        tables = ((node, "node", _NODE_FIELDS), (tls, "tls", {"certificate", "key"}), (keys, "keys", _KEY_FIELDS))
        for table, name, known in (*tables, (trust, "trust", {"directory"})):
            _refuse_unknown(table, known, f"{path}: [{name}]")
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
            organ_keys=_organ_keys(keys, home=home, path=path),
            trust_directory=home / _text(trust, "trust.directory", path),
            sync=_sync(document.get("sync", {}), f"{path}: [sync]"),
            priors=_priors(document.get("priors", {}), f"{path}: [priors]"),
            console=_console(document.get("console", {}), home=home, place=f"{path}: [console]"),
            warnings=_warnings(document.get("warnings", {}), f"{path}: [warnings]"),
            case_stores=_case_stores(document.get("case_store", []), home=home, place=f"{path}: [[case_store]]"),
            attachments=_attachments(document.get("attachments", {}), f"{path}: [attachments]"),
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


def _organ_keys(keys: dict[str, Any], *, home: Path, path: Path) -> dict[str, Path]:
    organs = keys.get("organs", {})
    if not isinstance(organs, dict):
        raise SettingsError(f'{path}: keys.organs is {organs!r}; it must be a table [keys.organs] of "USCC" = "file"')
    for organ, name in organs.items():
        if not isinstance(name, str) or not name:
            raise SettingsError(f"{path}: keys.organs.{organ} is {name!r}; it must be the name of a key file")
    return {organ: home / name for organ, name in organs.items()}


def _sync(values: Any, place: str) -> SyncSettings:
    settings = _dataclass(SyncSettings, values, place)
    for one in fields(SyncSettings):
        value = getattr(settings, one.name)
        if not math.isfinite(value) or value < 0 or (value == 0 and one.name not in _MAY_BE_ZERO):
            bound = "0 or more" if one.name in _MAY_BE_ZERO else "more than 0"
            raise SettingsError(f"{place}: {one.name} is {value}; it must be {bound}")
    return settings


def _priors(values: Any, place: str) -> PriorSettings:
    settings = _dataclass(PriorSettings, values, place)
    if not 0 <= settings.lookback_months <= MAX_LOOKBACK_MONTHS:
        raise SettingsError(f"{place}: lookback_months is {settings.lookback_months}; it must be 0 to {MAX_LOOKBACK_MONTHS}")
    if settings.territory and settings.territory not in TERRITORIES:
        raise SettingsError(f"{place}: territory is {settings.territory!r}; it must be one of {', '.join(TERRITORIES)}")
    return settings


def _console(values: Any, *, home: Path, place: str) -> ConsoleSettings:
    if not isinstance(values, dict):
        raise SettingsError(f"{place}: is {values!r}; it must be a table")
    _refuse_unknown(values, {one.name for one in fields(ConsoleSettings)}, place)
    found = dict(values)
    for name in ("certificate", "key"):
        if name in found:
            found[name] = home / _text(found, f"console.{name}", home)
    for name in ("session_s", "idle_s"):
        if name in found and (wanted := _misfit(found[name], float)):
            raise SettingsError(f"{place}: {name} is {found[name]!r}; it must be {wanted}")
    if "oidc" in found:
        found["oidc"] = _oidc(found["oidc"], home=home, place=place.replace("[console]", "[console.oidc]"))
    return ConsoleSettings(**found)


def _oidc(values: Any, *, home: Path, place: str) -> OidcSettings:
    if not isinstance(values, dict):
        raise SettingsError(f"{place}: is {values!r}; it must be a table")
    found = dict(values)
    for name in ("client_secret_file", "ca"):
        if isinstance(found.get(name), str):
            found[name] = home / found[name]
    _refuse_unknown(found, {one.name for one in fields(OidcSettings)}, place)
    if missing := [one.name for one in fields(OidcSettings) if _is_needed(one) and one.name not in found]:
        raise SettingsError(f"{place}: {', '.join(missing)} missing")
    for name, value in found.items():
        if name not in {"client_secret_file", "ca", "roles"} and (not isinstance(value, str) or not value):
            raise SettingsError(f"{place}: {name} is {value!r}; it must be a non-empty text")
    for name in ("issuer", "redirect_uri"):
        if not found[name].startswith(("https://", "http://127.0.0.1:")):
            raise SettingsError(f"{place}: {name} is {found[name]!r}; it must begin with https:// (in trials http://127.0.0.1:)")
    roles = found["roles"]
    if not isinstance(roles, dict) or not roles:
        raise SettingsError(f'{place}: roles is {roles!r}; it must be a table of "group" = "role", such as "audit-office" = "auditor"')
    for group, role in roles.items():
        kind, slash, organ = str(role).partition("/")
        if kind not in PERSONS or (kind == "organ") != bool(slash and organ):
            known = ", ".join(one if one != "organ" else "organ/<USCC>" for one in PERSONS)
            raise SettingsError(f"{place}: roles.{group} is {role!r}; it must be one of {known}")
    return OidcSettings(**found)


def _attachments(values: Any, place: str) -> AttachmentSettings:
    settings = _dataclass(AttachmentSettings, values, place)
    for one in fields(AttachmentSettings):
        value = getattr(settings, one.name)
        if not math.isfinite(value) or value <= 0:
            raise SettingsError(f"{place}: {one.name} is {value}; it must be more than 0")
    return settings


def _warnings(values: Any, place: str) -> WarningSettings:
    if not isinstance(values, dict):
        raise SettingsError(f"{place}: is {values!r}; it must be a table")
    texts = {"organ": "", "basis_id": DEFAULT_BASIS}
    _refuse_unknown(values, {*texts, *(one.name for one in fields(Thresholds))}, place)
    for name in texts:
        if name in values and (wanted := _misfit(values[name], str)):
            raise SettingsError(f"{place}: {name} is {values[name]!r}; it must be {wanted}")
    given = {name: value for name, value in values.items() if name not in texts}
    thresholds = _dataclass(Thresholds, {**asdict(default_thresholds()), **given}, place)
    for name, fault in thresholds.faults().items():
        raise SettingsError(f"{place}: {name} {fault}")
    return WarningSettings(**{**texts, **{name: values[name] for name in texts if name in values}}, thresholds=thresholds)


def _case_stores(entries: Any, *, home: Path, place: str) -> tuple[CaseStoreSettings, ...]:
    if not isinstance(entries, list) or not all(isinstance(one, dict) for one in entries):
        raise SettingsError(f"{place}: must be written with double brackets, once for each case store")
    return tuple(_case_store(entry, home=home, place=f"{place} {number}") for number, entry in enumerate(entries, 1))


def _case_store(entry: dict[str, Any], *, home: Path, place: str) -> CaseStoreSettings:
    values = dict(entry)
    if isinstance(values.get("audience"), list):
        values["audience"] = tuple(values["audience"])
    options = values.get("options", {})
    if not isinstance(options, dict):
        raise SettingsError(f"{place}: options is {options!r}; it must be a table")
    options = dict(options)
    if isinstance(options.get("url"), str):
        options["url"] = _database(options["url"], home)
    if isinstance(options.get("mapping"), str) and options["mapping"].endswith(".toml"):
        options["mapping"] = str(home / options["mapping"])
    return _dataclass(CaseStoreSettings, {**values, "options": options}, place)


def _refuse_unknown(table: Mapping[str, Any], known: set[str], place: str) -> None:
    if unknown := sorted(set(table) - known):
        raise SettingsError(f"{place}: unknown {', '.join(unknown)}; known are {', '.join(sorted(known))}")


def _dataclass(kind: type[_T], values: Any, place: str) -> _T:
    if not isinstance(values, dict):
        raise SettingsError(f"{place}: is {values!r}; it must be a table")
    _refuse_unknown(values, {one.name for one in fields(kind)}, place)  # type: ignore[arg-type]
    hints = get_type_hints(kind)
    for name, value in values.items():
        if wanted := _misfit(value, hints[name]):
            raise SettingsError(f"{place}: {name} is {value!r}; it must be {wanted}")
    missing = [one.name for one in fields(kind) if _is_needed(one) and one.name not in values]  # type: ignore[arg-type]
    if missing:
        raise SettingsError(f"{place}: {', '.join(missing)} missing")
    return kind(**values)


def _is_needed(one: Field[Any]) -> bool:
    return one.default is MISSING and one.default_factory is MISSING


def _misfit(value: Any, kind: Any) -> str:
    """What would be right where `value` isn't of `kind`; empty if it is. TOML's booleans are no numbers, though Python's are."""
    if kind is bool:
        return "" if isinstance(value, bool) else "true or false"
    if kind is int:
        return "" if isinstance(value, int) and not isinstance(value, bool) else "a whole number, such as 1"
    if kind is float:
        return "" if isinstance(value, int | float) and not isinstance(value, bool) else "a number without a unit or quotes, such as 30"
    if kind is str:
        return "" if isinstance(value, str) and value else "a non-empty text"
    if get_origin(kind) is tuple:
        item = get_args(kind)[0]
        return "" if isinstance(value, tuple) and not any(_misfit(one, item) for one in value) else "a list of texts"
    return "" if isinstance(value, Mapping) else "a table"
