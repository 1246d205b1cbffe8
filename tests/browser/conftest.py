"""One federation with consoles for all browser tests of a worker."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from exchange.settings import ConsoleSettings, NodeSettings
from tests.support.browser import chromium
from tests.support.console import console_of
from tests.support.federation import SINK, SOURCE, THIRD, draft, federate, opened, publish

ROOT = Path(__file__).resolve().parents[2]
SHOTS = ROOT / "build" / "screenshots"


@dataclass(frozen=True, kw_only=True, slots=True)
class Consoles:
    """Settings and console addresses by member code."""

    settings: dict[str, NodeSettings]
    addresses: dict[str, str]


@pytest.fixture(scope="session")
def consoles(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Consoles]:
    """Three nodes in this process, each with its console."""
    settings = federate(tmp_path_factory.mktemp("browser"), [SOURCE, SINK, THIRD])
    with ExitStack() as parts:
        addresses = {}
        for code, one in settings.items():
            context = parts.enter_context(opened(replace(one, console=ConsoleSettings(listen="127.0.0.1:0"))))
            if code == SOURCE:
                publish(context, [draft(number) for number in range(1, 4)])
            addresses[code] = parts.enter_context(console_of(context))
        yield Consoles(settings=settings, addresses=addresses)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Chromium, for one module: its event loop must not stand in the way of other tests of the worker."""
    with chromium() as found:
        yield found
