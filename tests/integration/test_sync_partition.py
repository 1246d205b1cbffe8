"""The line between two nodes: it stalls, it is cut in the middle of a pull, it comes back; nothing is lost and nothing comes twice."""

from __future__ import annotations

import random
import threading
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from exchange.ledger.checkpoints import ledger_origin
from exchange.settings import NodeSettings
from exchange.storage import ledgers
from exchange.sync.context import NodeContext
from exchange.sync.peers import Peers
from exchange.sync.pull import Puller, PullError
from tests.support.federation import SINK, SOURCE, NodeProcess, assert_verifies, draft, federate, free_port, opened, publish, stored
from tests.support.proxy import Proxy

SEED = 330_482
RECORDS = 600
CUTS = 6
SILENCE_S = 1.0


@pytest.fixture
def line(tmp_path: Path) -> Iterator[tuple[NodeContext, Proxy, NodeSettings]]:
    """A sink, and the proxy through which alone it reaches the source."""
    members = federate(tmp_path, sync={"batch_size": 16, "rpc_timeout_s": SILENCE_S})
    source = members[SOURCE]
    with opened(source) as context:
        publish(context, [draft(number) for number in range(RECORDS)])
    inner = replace(source, listen=f"127.0.0.1:{free_port()}")
    text = (source.home / "node.toml").read_text(encoding="utf-8")
    (source.home / "node.toml").write_text(text.replace(source.listen, inner.listen), encoding="utf-8")
    with NodeProcess(inner), Proxy(inner.listen, listen=source.listen) as proxy, opened(members[SINK]) as sink:
        yield sink, proxy, members[SINK]


def _pull(sink: NodeContext) -> str:
    """What ended the pull; empty where it came to its end."""
    peers = Peers(sink)
    try:
        Puller(sink, peers).pull(SOURCE)
    except PullError as error:
        return str(error)
    finally:
        peers.close()
    return ""


def _size(sink: NodeContext) -> int:
    with sink.database.reading() as connection:
        head = ledgers.find(connection, ledger_origin(SOURCE))
    return head.size if head else 0


def test_line_that_stalls(line: tuple[NodeContext, Proxy, NodeSettings]) -> None:
    """Nothing passes any more, but no connection breaks: the pull gives up by itself, and the next one goes on once the line is back."""
    sink, proxy, _settings = line
    proxy.stall()
    began = time.monotonic()
    assert _pull(sink) != ""
    assert time.monotonic() - began < SILENCE_S * 20
    assert _size(sink) == 0
    proxy.resume()
    assert _pull(sink) == ""
    assert [index for index, _record, _refused in stored(sink, 3)] == list(range(RECORDS))


def test_line_that_is_cut(line: tuple[NodeContext, Proxy, NodeSettings]) -> None:
    """The line is cut again and again in the middle of a pull: what was verified stays, the rest follows."""
    sink, proxy, settings = line
    rng = random.Random(SEED)
    sizes = [0]
    for _ in range(CUTS):
        cutter = threading.Timer(rng.uniform(0.01, 0.2), proxy.cut)
        cutter.start()
        _pull(sink)
        cutter.join()
        sizes.append(_size(sink))
    assert sizes == sorted(sizes)
    assert _pull(sink) == ""
    found = stored(sink, 3)
    assert [index for index, _record, _refused in found] == list(range(RECORDS))
    assert len({record for _index, record, _refused in found}) == RECORDS
    assert assert_verifies(settings, ledgers=3)[ledger_origin(SOURCE)] == RECORDS
