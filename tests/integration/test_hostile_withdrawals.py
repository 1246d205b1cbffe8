"""A member that gives its own revision the record id of a neighbour's: the neighbour's withdrawal is applied and reported all the same."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import select

from exchange.ledger.envelope import TYPES
from exchange.storage import projection
from exchange.storage.tables import withdrawal_reports, withdrawals
from exchange.sync.withdrawing import Withdrawing
from exchange.v1 import outcome_pb2
from tests.support.federation import SINK, SOURCE, THIRD, audited, draft, federate, opened
from tests.support.hostile import Hostile, plant

REVOKED = outcome_pb2.OutcomeRevision(kind=outcome_pb2.OUTCOME_REVISION_KIND_REVOKED, reason="复议撤销", effective_on="2026-06-01")


def test_copied_record_ids_keep_no_withdrawal_from_its_origin(tmp_path: Path) -> None:
    made = Hostile(1, [SOURCE, THIRD])
    settings = federate(tmp_path, [SOURCE, SINK, THIRD])
    with opened(settings[SINK]) as node:
        copied = ""
        for member in (SOURCE, THIRD):
            decision = made.entry(member, TYPES["outcome"], draft(1, member=member).outcome, thread_id="", supersedes="")
            ids = {"record_id": copied} if copied else {}
            revision = made.entry(
                member, TYPES["outcome_revision"], REVOKED, thread_id=decision.record_id, supersedes="", sharing_class=2, **ids
            )
            copied = revision.record_id or ""
            plant(node.database, member, [decision, revision])
        projection.catch_up(node.database)
        with node.database.reading() as connection:
            assert connection.execute(select(withdrawals.c.record_id)).scalars().all() == [copied, copied]

        counts = Withdrawing(node).run()
        projection.catch_up(node.database)

        assert (counts.applied, counts.reported, counts.outstanding) == (2, 2, 0)
        assert len(audited(node, "recognition:peer:withdraw")) == 2
        with node.database.reading() as connection:
            reported = connection.execute(select(withdrawal_reports.c.outcome_record_id)).scalars().all()
            assert len(set(reported)) == 2
            assert all(connection.execute(select(withdrawals.c.reported)).scalars())
        assert Withdrawing(node).run().reported == 0
