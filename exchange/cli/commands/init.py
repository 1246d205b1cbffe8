"""`exchange init FOLDER`: a new node's folder, with settings, keys and database. Nothing that is there is ever overwritten.

FOLDER/node.toml              settings (exchange.settings)
FOLDER/keys/*.pem             Ed25519, PKCS #8, readable by the owner only: ledger, audit, witness, organ-<USCC>
FOLDER/profiles/*.toml        how client commands connect, for each organ and for the auditor
FOLDER/data/, certs/, trust/  database; certificates (`exchange certs dev`); membership
"""

from __future__ import annotations

import json
import os
import shlex
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import click

from exchange.cli.errors import CliError, FieldFault
from exchange.cli.lazy import Command, json_option, option
from exchange.cli.output import print_details, print_json
from exchange.cli.parameters import MEMBER, USCC
from exchange.texts.i18n import N_, _

if TYPE_CHECKING:
    from exchange.ledger.keys import Ed25519Signer

DEFAULT_LISTEN = "127.0.0.1:7443"
DEFAULT_DATABASE = "sqlite:///data/node.db"
NODE_KEYS = ("ledger", "audit", "witness")
PRIVATE_FOLDER = 0o700  # the owner only


@dataclass(frozen=True, kw_only=True, slots=True)
class Plan:
    """What is asked for; `organs` by USCC."""

    folder: Path
    code: str
    name: str
    listen: str
    database: str
    organs: dict[str, str]


def _organs(_context: click.Context, parameter: click.Parameter, value: tuple[str, ...]) -> dict[str, str]:
    found: dict[str, str] = {}
    for text in value:
        code, equals, name = text.partition("=")
        if not equals or not name.strip():
            raise click.BadParameter(_("{value}: must be USCC=NAME").format(value=repr(text)), param=parameter)
        found[USCC.convert(code, parameter, _context)] = name.strip()
    return found


def _member(context: click.Context, parameter: click.Parameter, value: str) -> str:
    """A six-digit code that some place in the Delta has, or had."""
    from exchange.domain.identifiers import RegionError, parse_region

    try:
        return parse_region(MEMBER.convert(value, parameter, context), None).code
    except RegionError as error:
        raise click.BadParameter(str(error), param=parameter) from error


def _address(_context: click.Context, parameter: click.Parameter, value: str) -> str:
    host, colon, port = value.rpartition(":")
    if not colon or not host or not port.isdecimal() or not 0 < int(port) < 1 << 16:
        raise click.BadParameter(_("{value}: must be HOST:PORT").format(value=repr(value)), param=parameter)
    return value


@click.command(
    cls=Command,
    help=N_(
        "Set up a node in FOLDER: settings, keys and database. Files that are there stay as they are; a node.toml that is there ends it."
    ),
)
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False))
@option("--code", required=True, callback=_member, help=N_("The member's code, GB/T 2260."))
@option("--name", required=True, help=N_("The member's name."))
@option("--listen", default=DEFAULT_LISTEN, callback=_address, help=N_("Address to serve at."))
@option("--database", default=DEFAULT_DATABASE, help=N_("sqlite:///file, relative to FOLDER, or postgresql+psycopg://…"))
@option("--organ", "organs", multiple=True, callback=_organs, metavar="USCC=NAME", help=N_("An organ that lets the node sign; repeat it."))
@json_option
def init(*, as_json: bool, **values: object) -> None:
    """A new node."""
    plan = Plan(**values)  # type: ignore[arg-type]  # the options' names are the fields'
    settings = plan.folder / "node.toml"
    if settings.exists():
        description = _("{path} is there already; nothing was changed").format(path=settings)
        raise CliError(description, reason="ALREADY_EXISTS", fields=[FieldFault(field="folder", description=description)])
    keys = _make_folders_and_keys(plan)
    _write(settings, _settings_text(plan))
    profiles = _write_profiles(plan)
    revision = _make_database(settings)
    if as_json:
        print_json(
            {
                "settings": str(settings),
                "keys": {name: signer.key_id for name, signer in keys.items()},
                "profiles": [str(path) for path in profiles],
                "schema": revision,
            }
        )
        return
    print_details(
        [
            (_("Settings"), str(settings)),
            *((_("Key {name}").format(name=name), signer.key_id) for name, signer in keys.items()),
            (_("Database"), _("schema {revision}").format(revision=revision)),
        ]
    )
    _show_next_steps(plan)


def _make_folders_and_keys(plan: Plan) -> dict[str, Ed25519Signer]:
    for name in ("keys", "certs", "trust", "data", "profiles"):
        (plan.folder / name).mkdir(parents=True, exist_ok=True, mode=PRIVATE_FOLDER if name == "keys" else 0o777)
    names = [*NODE_KEYS, *(f"organ-{uscc}" for uscc in plan.organs)]
    return {name: _key(plan.folder / "keys" / f"{name}.pem") for name in names}


def _key(path: Path) -> Ed25519Signer:
    """The key in `path`, made if there is none."""
    from exchange.ledger.errors import UnsoundKeyError
    from exchange.ledger.keys import Ed25519Signer

    if path.exists():
        try:
            return Ed25519Signer.from_pem(path.read_bytes())
        except UnsoundKeyError as error:
            description = f"{path}: {error}"
            raise CliError(description, reason="UNSOUND_KEY", fields=[FieldFault(field="keys", description=description)]) from error
    signer = Ed25519Signer.generate()
    _write(path, signer.to_pem().decode())
    return signer


def _write(path: Path, text: str) -> None:
    """A new file that only its owner may read."""
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write(text)


def _quote(text: str) -> str:
    """A TOML basic string: JSON's escapes are TOML's too."""
    return json.dumps(text, ensure_ascii=False)


def _settings_text(plan: Plan) -> str:
    organs = "".join(f"{_quote(uscc)} = {_quote(f'keys/organ-{uscc}.pem')}  # {name}\n" for uscc, name in plan.organs.items())
    return f"""[node]
code = {_quote(plan.code)}
name = {_quote(plan.name)}
listen = {_quote(plan.listen)}
database = {_quote(plan.database)}

[tls]
certificate = "certs/node.pem"
key = "certs/node.key"

[keys]
ledger = "keys/ledger.pem"
audit = "keys/audit.pem"
witness = "keys/witness.pem"

[keys.organs]
{organs}
[trust]
directory = "trust"

[sync]
pull_interval_s = 30
witness_quorum = 1

# [[case_store]]
# name = "cases"
# adapter = "sql"
# organ = {_quote(next(iter(plan.organs), "USCC"))}
# options = {{ url = "sqlite:///data/cases.db", mapping = "shanghai_sgs2018" }}
"""


def _write_profiles(plan: Plan) -> list[Path]:
    """Profiles for the certificates that `exchange certs dev` makes; those that are there stay."""
    stems = {f"organ-{uscc}": f"organ = {_quote(uscc)}\n" for uscc in plan.organs} | {"auditor": 'purpose = "SUPERVISION"\n'}
    paths = []
    for stem, more in stems.items():
        path = plan.folder / "profiles" / f"{stem}.toml"
        if not path.exists():
            text = f'node = {_quote(plan.listen)}\nca = "../certs/ca.pem"\ncert = "../certs/{stem}.pem"\nkey = "../certs/{stem}.key"\n'
            _write(path, text + more)
        paths.append(path)
    return paths


def _make_database(settings: Path) -> str:
    from exchange.cli.local import open_database
    from exchange.settings import NodeSettings

    with open_database(NodeSettings.load(settings)) as database:
        from exchange.storage.migrate import migrate

        return migrate(database)


def _show_next_steps(plan: Plan) -> None:
    settings, descriptor = str(plan.folder / "node.toml"), str(plan.folder / f"{plan.code}.json")
    names = [part for uscc, name in plan.organs.items() for part in ("--organ", f"{uscc}={name}")]
    click.echo(_("Next:"))
    for step in (
        ["certs", "dev", str(plan.folder / "certs"), "--member", plan.code, *names],
        ["member", "descriptor", settings, *names, "--output", descriptor],
        ["member", "refresh", settings, "--from", "FOLDER", "--root", "FILE"],
        ["serve", "--config", settings],
    ):
        click.echo("  " + shlex.join(["exchange", *step]))
    click.echo(_("The descriptor goes to those who keep the membership (exchange member add); refresh once they have published it."))
