"""Certificate and membership profiles, read from `certs/profiles/*.toml` (or from files of the same form)."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from importlib import resources
from pathlib import Path
from typing import Any

from exchange.trust.errors import ProfileError

EXTENDED_KEY_USAGES = ("serverAuth", "clientAuth")  # RFC 5280 §4.2.1.12
TUF_ROLES = ("root", "targets", "snapshot", "timestamp")  # TUF specification §2.1


@dataclass(frozen=True, kw_only=True, slots=True)
class CertificateProfile:
    """How one kind of certificate is issued. `backdate`: how far notBefore lies before the moment of issue."""

    lifetime: timedelta
    backdate: timedelta
    extended_key_usage: tuple[str, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class CertificateProfiles:
    """Profiles by kind (`ca` or a role's name), and the hosts that a development node's certificate adds."""

    kinds: Mapping[str, CertificateProfile]
    development_hosts: tuple[str, ...]

    @classmethod
    def load(cls, path: Path | None = None) -> CertificateProfiles:
        """Reads `path`, or the profiles that come with the package.

        Raises:
            ProfileError: missing, not TOML, or a field is missing or wrong.
        """
        document, place = _read(path, "certificates.toml")
        development = _table(document, "development", place=place)
        kinds = {
            name: _certificate(_table(document, name, place=place), f"{place}: [{name}]") for name in document if name != "development"
        }
        return cls(kinds=kinds, development_hosts=_texts(development, "hosts", place=f"{place}: [development]"))

    def kind(self, name: str) -> CertificateProfile:
        """The profile called `name`.

        Raises:
            ProfileError: there is none.
        """
        if name not in self.kinds:
            raise ProfileError(f"certificates.toml: table [{name}] is missing; there are {', '.join(sorted(self.kinds))}")
        return self.kinds[name]


@dataclass(frozen=True, kw_only=True, slots=True)
class RoleProfile:
    """How long a TUF role's metadata lasts, and how many of its keys must sign."""

    lifetime: timedelta
    threshold: int


@dataclass(frozen=True, kw_only=True, slots=True)
class MembershipProfile:
    """The four TUF roles' profiles."""

    roles: Mapping[str, RoleProfile]

    @classmethod
    def load(cls, path: Path | None = None) -> MembershipProfile:
        """Reads `path`, or the profile that comes with the package.

        Raises:
            ProfileError: missing, not TOML, or a field is missing or wrong.
        """
        document, place = _read(path, "membership.toml")
        return cls(roles={name: _role(_table(document, name, place=place), f"{place}: [{name}]") for name in TUF_ROLES})


def _read(path: Path | None, name: str) -> tuple[dict[str, Any], str]:
    source = resources.files("certs").joinpath("profiles", name) if path is None else path
    place = name if path is None else str(path)
    try:
        return tomllib.loads(source.read_text(encoding="utf-8")), place
    except OSError as error:
        raise ProfileError(f"{place}: can't be read ({error.strerror})") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ProfileError(f"{place}: not TOML: {error}") from error


def _certificate(table: dict[str, Any], place: str) -> CertificateProfile:
    usages = _texts(table, "extended_key_usage", place=place) if "extended_key_usage" in table else ()
    if unknown := sorted(set(usages) - set(EXTENDED_KEY_USAGES)):
        raise ProfileError(f"{place}: extended_key_usage has {', '.join(unknown)}; known are {', '.join(EXTENDED_KEY_USAGES)}")
    return CertificateProfile(
        lifetime=timedelta(days=_positive(table, "days", place=place)),
        backdate=timedelta(minutes=_positive(table, "backdate_minutes", place=place)),
        extended_key_usage=usages,
    )


def _role(table: dict[str, Any], place: str) -> RoleProfile:
    return RoleProfile(lifetime=timedelta(days=_positive(table, "days", place=place)), threshold=_positive(table, "threshold", place=place))


def _table(document: dict[str, Any], name: str, *, place: str) -> dict[str, Any]:
    table = document.get(name)
    if not isinstance(table, dict):
        raise ProfileError(f"{place}: table [{name}] is missing")
    return table


def _positive(table: dict[str, Any], name: str, *, place: str) -> int:
    value = table.get(name)
    if not isinstance(value, int) or isinstance(value, bool) or value < 1:
        raise ProfileError(f"{place}: {name} is {value!r}; it must be a whole number of at least 1")
    return value


def _texts(table: dict[str, Any], name: str, *, place: str) -> tuple[str, ...]:
    value = table.get(name)
    if not isinstance(value, list) or not value or not all(isinstance(one, str) and one for one in value):
        raise ProfileError(f"{place}: {name} is {value!r}; it must be a non-empty list of texts")
    return tuple(value)
