"""Where a client command connects and as whom: from options, else from a profile file, so that daily use needs neither.

A profile is TOML; paths in it are relative to the file:

    node = "127.0.0.1:7443"
    ca = "certs/ca.pem"              # the authority of the node's member
    cert = "certs/organ.pem"         # own certificate, then its key
    key = "certs/organ.key"
    server_name = "310116.node.delta-exchange"   # default: the own member's node
    organ = "11310116MB2F30405X"     # in whose name records are published
    purpose = "CASE_HANDLING"
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from pathlib import Path

import click

from exchange.cli.errors import USAGE, CliError, FieldFault
from exchange.texts.i18n import _

PROFILE_VARIABLE = "EXCHANGE_PROFILE"
_PATHS = ("ca", "cert", "key")
_TEXTS = ("node", "server_name", "organ", "purpose")


@dataclass(frozen=True, kw_only=True, slots=True)
class Connection:
    """What is needed to call a node; `timeout_s` is the deadline of one call in seconds."""

    node: str
    ca: Path
    cert: Path
    key: Path
    server_name: str
    purpose: str
    timeout_s: float
    organ: str = ""


def read_profile(path: Path) -> dict[str, str]:
    """The profile's values, paths made absolute.

    Raises:
        CliError: the file can't be read, isn't TOML, or has an unknown or empty field.
    """
    try:
        document = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise _fault(path, _("can't be read: {reason}").format(reason=error.strerror)) from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise _fault(path, _("isn't TOML: {reason}").format(reason=error)) from error
    known = (*_PATHS, *_TEXTS)
    for name, value in document.items():
        if name not in known:
            raise _fault(path, _("unknown field; known are {names}").format(names=", ".join(known)), field=name)
        if not isinstance(value, str) or not value:
            raise _fault(path, _("must be a text that isn't empty"), field=name)
    return {name: str(path.parent / value) if name in _PATHS else value for name, value in document.items()}


def _fault(path: Path, description: str, *, field: str = "profile") -> CliError:
    message = _("profile {path}: {description}").format(path=path, description=description)
    return CliError(message, reason="PROFILE_INVALID", fields=[FieldFault(field=field, description=description)], exit_code=USAGE)


def resolve(given: dict[str, str | None], *, profile: Path | None, purpose: str, timeout_s: float) -> Connection:
    """The connection: what was `given` on the command line before what the profile says before `purpose`, the command's default.

    Raises:
        CliError: the profile is faulty.
        click.UsageError: something needed is in neither.
    """
    values = read_profile(profile) if profile is not None else {}
    values.update({name: value for name, value in given.items() if value})
    if missing := [f"--{name}" for name in ("node", *_PATHS) if name not in values]:
        raise click.UsageError(
            _("{options} missing; give them, or --profile FILE, or set {variable}").format(
                options=", ".join(missing), variable=PROFILE_VARIABLE
            )
        )
    return Connection(
        node=values["node"],
        ca=Path(values["ca"]),
        cert=Path(values["cert"]),
        key=Path(values["key"]),
        server_name=values.get("server_name", ""),
        purpose=values.get("purpose", purpose).upper().removeprefix("PURPOSE_"),
        timeout_s=timeout_s,
        organ=values.get("organ", ""),
    )
