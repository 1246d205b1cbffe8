"""What the demonstration sets up and says: `data/demo.toml`, read once."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib import resources
from importlib.resources.abc import Traversable
from typing import Any


@dataclass(frozen=True, kw_only=True, slots=True)
class MemberPlan:
    """One jurisdiction: its code (GB/T 2260), its organ, and the mapping of its case store."""

    code: str
    name: str
    organ: str
    serial: str
    document_prefix: str
    store: str


@dataclass(frozen=True, kw_only=True, slots=True)
class StoreView:
    """Tables and columns of a case store, for looking into it. `yuan` is how many yuan its unit of amounts is.

    `show` are the columns of document number, party, kinds of penalty and fine; `record` and `origin` those of a neighbour's row.
    """

    own: str
    neighbours: str
    leads: str
    show: Sequence[str]
    record: str
    origin: str
    yuan: int


@dataclass(frozen=True, kw_only=True, slots=True)
class DemoPlan:
    """The whole; messages are kept as protobuf JSON."""

    seed: int
    basis: str
    sample: Traversable
    sample_layout: str
    sample_basis: str
    members: Sequence[MemberPlan]
    sync: Mapping[str, float]
    stores: Mapping[str, StoreView]
    company: Mapping[str, str]
    lead: Mapping[str, Any]
    steps: Sequence[Mapping[str, Any]]
    decision: Mapping[str, Any]
    standards: Sequence[Mapping[str, Any]]
    in_force: Sequence[Mapping[str, Any]]
    inspection: Mapping[str, Any]

    def member(self, code: str) -> MemberPlan:
        """The jurisdiction with a code.

        Raises:
            KeyError: there is none.
        """
        return {one.code: one for one in self.members}[code]

    def store(self, code: str) -> StoreView:
        """How the case store of a jurisdiction looks."""
        return self.stores[self.member(code).store]


def load_plan() -> DemoPlan:
    """Reads the package's plan."""
    folder = resources.files("exchange.cli.demo") / "data"
    document = tomllib.loads((folder / "demo.toml").read_text(encoding="utf-8"))
    return DemoPlan(
        seed=document["seed"],
        basis=document["basis"],
        sample=folder / document["sample"],
        sample_layout=document["sample_layout"],
        sample_basis=document["sample_basis"],
        members=tuple(MemberPlan(**one) for one in document["member"]),
        sync=document["sync"],
        stores={name: StoreView(**one) for name, one in document["store"].items()},
        company=document["company"],
        lead=document["lead"],
        steps=document["step"],
        decision=document["decision"],
        standards=document["standard"],
        in_force=document["in_force"],
        inspection=document["inspection"],
    )
