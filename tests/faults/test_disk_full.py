"""The disk is full (SQLite's page limit stands in): refused clearly, nothing half-applied, and the node goes on once there is room."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event
from sqlalchemy.exc import OperationalError

from exchange.ledger.checkpoints import audit_origin, ledger_origin
from exchange.node.refusals import to_refused
from exchange.storage import ledgers
from exchange.storage.engine import Database
from exchange.v1 import error_pb2
from tests.support.federation import SOURCE, assert_verifies, draft, federate, opened, publish, stored

MANY = 400  # drafts; more than fit into the pages that are there


class Disk:
    """The room a database may take."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._pages = 0
        event.listen(database._durable, "begin", self._limit)

    def _limit(self, connection: Any) -> None:
        now = connection.exec_driver_sql("PRAGMA page_count").scalar()
        connection.exec_driver_sql(f"PRAGMA max_page_count = {now if self._pages else 1 << 30}")

    def fill(self) -> None:
        """No page more."""
        self._pages = 1

    def free(self) -> None:
        """As many as one likes."""
        self._pages = 0


def test_publish_on_a_full_disk(tmp_path: Path) -> None:
    """A bulk publish doesn't fit: the caller is told so, no entry or audit event of it stays; later the same publish goes through."""
    settings = federate(tmp_path)[SOURCE]
    with opened(settings) as context:
        publish(context, [draft(1)])
        with context.database.reading() as connection:
            audit_size = ledgers.get(connection, audit_origin(SOURCE)).size
        disk = Disk(context.database)
        disk.fill()
        with pytest.raises(OperationalError) as caught:
            publish(context, [draft(number) for number in range(2, MANY)])
        refused = to_refused(caught.value)
        assert refused.reason == error_pb2.ERROR_REASON_OVERLOADED
        assert "request_id" in refused.message
        assert "sqlite" not in refused.message.lower()
        assert [index for index, _record, _refused in stored(context, 1)] == [0]
        with context.database.reading() as connection:
            assert ledgers.get(connection, ledger_origin(SOURCE)).checkpoint_size == 1
            assert ledgers.get(connection, audit_origin(SOURCE)).size == audit_size
        disk.free()
        receipt = publish(context, [draft(number) for number in range(2, MANY)])
        assert [one.index for one in receipt.appended] == list(range(1, MANY - 1))
    assert assert_verifies(settings, ledgers=2)[ledger_origin(SOURCE)] == MANY - 1
