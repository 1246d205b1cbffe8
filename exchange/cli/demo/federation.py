"""Sets up a development federation below one folder.

Each node gets its own keys, certificates and database; three provinces' root keys (2 of 3) sign the membership that joins them.

Nothing is shared between nodes but what the membership publishes: each has its folder, its certificate authority and its keys.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from exchange.ledger.keys import Ed25519Signer
from exchange.settings import NodeSettings
from exchange.trust.client import TrustClient
from exchange.trust.development import make_development_certificates
from exchange.trust.enrolment import OrganGrant, describe_member
from exchange.trust.fetchers import FolderFetcher
from exchange.trust.repository import TrustRepository
from exchange.trust.tufkeys import load_role_key, load_signer, make_signer
from exchange.v1.subject_pb2 import EnforcementDomain
from exchange.v1.trust_pb2 import MemberDescriptor

PROVINCES = ("shanghai", "zhejiang", "jiangsu")
THRESHOLD = 2  # of the three provinces sign a root
GRANT_DOCUMENT = "DEV-2026-001"


@dataclass(frozen=True, kw_only=True, slots=True)
class NodePlan:
    """One node to set up.

    `console` is where its web console listens, empty for none; `sync` are settings of node.toml's [sync]; `case_stores` are whole
    [[case_store]] tables as TOML.
    """

    code: str
    name: str
    listen: str
    organs: Mapping[str, str]
    database: str = "sqlite:///data/node.db"
    console: str = ""
    sync: Mapping[str, float] = field(default_factory=dict)
    case_stores: str = ""


def make_federation(folder: Path, plans: Sequence[NodePlan], *, now: datetime) -> dict[str, NodeSettings]:
    """Makes every node's folder below `folder` and the membership that joins them; returns the settings by member code.

    Raises:
        FileExistsError: a node's folder is there already.
    """
    settings = {plan.code: _make_node(folder / plan.code, plan, now=now) for plan in plans}
    repository = _make_repository(folder / "membership", now=now)
    for plan in plans:
        repository.add_member(_descriptor(settings[plan.code], plan, now=now))
    repository.publish(now)
    for one in settings.values():
        (one.trust_directory / "root.json").write_bytes(repository.root_bytes())
        TrustClient(one.trust_directory, FolderFetcher(folder / "membership" / "published")).refresh(now)
    return settings


def _make_node(home: Path, plan: NodePlan, *, now: datetime) -> NodeSettings:
    for name in ("keys", "data", "trust"):
        (home / name).mkdir(parents=True, mode=0o700)
    for name in ("ledger", "audit", "witness", *(f"organ-{uscc}" for uscc in plan.organs)):
        path = home / "keys" / f"{name}.pem"
        path.touch(mode=0o600)
        path.write_bytes(Ed25519Signer.generate().to_pem())
    make_development_certificates(home / "certs", member=plan.code, now=now, organs=plan.organs)
    path = home / "node.toml"
    path.write_text(_settings_text(plan), encoding="utf-8")
    return NodeSettings.load(path)


def _settings_text(plan: NodePlan) -> str:
    organs = "".join(f'"{uscc}" = "keys/organ-{uscc}.pem"  # {name}\n' for uscc, name in plan.organs.items())
    console = f'[console]\nlisten = "{plan.console}"\n' if plan.console else ""
    sync = "".join(f"{name} = {value}\n" for name, value in plan.sync.items())
    text = f"""[node]
code = "{plan.code}"
name = "{plan.name}"
listen = "{plan.listen}"
database = "{plan.database}"

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
{sync}
{console}
{plan.case_stores}"""
    tomllib.loads(text)
    return text


def _make_repository(folder: Path, *, now: datetime) -> TrustRepository:
    """The membership's repository, its root signed by two of three provinces; each province's key in a folder of its own."""
    keys = {name: folder / "provinces" / name / "root.key" for name in PROVINCES}
    for path in keys.values():
        path.parent.mkdir(parents=True, mode=0o700)
        make_signer(path)
    repository = TrustRepository.init(
        folder / "published",
        workspace=folder / "workspace",
        root_keys=[load_role_key(path) for path in keys.values()],
        now=now,
        threshold=THRESHOLD,
    )
    for name in PROVINCES[:THRESHOLD]:
        repository.sign_root(load_signer(keys[name]))
    return repository


def _descriptor(settings: NodeSettings, plan: NodePlan, *, now: datetime) -> MemberDescriptor:
    grants = [
        OrganGrant(uscc=uscc, name=name, domains=(EnforcementDomain.ENFORCEMENT_DOMAIN_MARKET,), document=GRANT_DOCUMENT)
        for uscc, name in plan.organs.items()
    ]
    return describe_member(settings, grants=grants, anchors=settings.home / "certs" / "ca.pem", endpoints=[plan.listen], now=now)
