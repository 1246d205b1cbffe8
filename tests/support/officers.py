"""Officers at the consoles of nodes that exchange leads, without a browser's eyes."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from exchange.settings import ConsoleSettings
from tests.support.console import Browser, console_of
from tests.support.federation import ORGANS, SINK, SOURCE
from tests.support.lead_nodes import LeadNodes, lead_nodes

_REQUEST_ID = re.compile(r'name="request_id" value="([0-9a-f-]{36})"')


@dataclass(frozen=True, kw_only=True, slots=True)
class Desks:
    """Nodes that exchange leads, with their consoles."""

    bench: LeadNodes
    addresses: dict[str, str]

    def officer(self, member: str, who: str = "") -> Browser:
        """Somebody at the member's console, logged in; its organ unless `who` says otherwise."""
        visitor = Browser(self.addresses[member], self.bench.settings[member], who=who or f"organ-{ORGANS[member]}")
        assert visitor.log_in().status == 303
        return visitor


@contextmanager
def desks_of(folder: Path, members: Sequence[str] = (SOURCE, SINK)) -> Iterator[Desks]:
    """Three members that exchange leads; `members` have consoles."""
    with lead_nodes(folder) as bench, ExitStack() as stack:
        addresses = {}
        for code in members:
            context = bench.nodes[code]
            settings = replace(context.settings, console=ConsoleSettings(listen="127.0.0.1:0"))
            addresses[code] = stack.enter_context(console_of(replace(context, settings=settings)))
        yield Desks(bench=bench, addresses=addresses)


def request_id(text: str) -> str:
    """The request id that a form on the page carries."""
    found = _REQUEST_ID.search(text)
    assert found
    return found[1]
