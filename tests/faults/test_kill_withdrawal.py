"""kill -9 before every commit of a pull that brings a withdrawal, and of its report: applied once, reported once, logged once."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import select

from exchange.settings import NodeSettings
from exchange.storage.tables import applied_withdrawals, recognitions, withdrawal_reports, withdrawals
from exchange.v1 import outcome_pb2, recognition_service_pb2, record_pb2
from tests.support.federation import SINK, SOURCE, NodeProcess, assert_verifies, audited, federate, opened, publish
from tests.support.recognition import BASIS, R1, R6, agreement, outcome_draft, recognition, revision_draft
from tests.support.victim import Victim

APPLIED, REPORTED = "recognition:peer:withdraw", "recognition:own:report"


@pytest.fixture
def sink(tmp_path: Path) -> Iterator[NodeSettings]:
    """A node that relies on an outcome which its origin has withdrawn meanwhile; SOURCE serves."""
    settings = federate(tmp_path)
    with opened(settings[SOURCE]) as source:
        signed = publish(source, [agreement(SOURCE, [SOURCE, SINK]), outcome_draft()])
    outcome = signed.appended[1].record_id
    with NodeProcess(settings[SOURCE]):
        with opened(settings[SINK]) as context:
            publish(context, [agreement(SINK, [SOURCE, SINK])])
        _work(settings[SINK])
        with opened(settings[SINK]) as context:
            publish(context, [_recognising(outcome, scope, number) for number, scope in enumerate((R1, R6))])
    with opened(settings[SOURCE]) as source:
        publish(source, [revision_draft(outcome, outcome_pb2.OUTCOME_REVISION_KIND_REVOKED)])
    with NodeProcess(settings[SOURCE]):
        yield settings[SINK]


def _recognising(outcome: str, scope: int, number: int) -> record_pb2.RecordDraft:
    made = revision_draft(outcome, 1)
    made.organ, made.basis_id = recognition(outcome, scope, SINK, number).decision.organ, BASIS
    made.audience.append(SOURCE)
    made.recognition.CopyFrom(recognition(outcome, scope, SINK, number))
    return made


def _work(settings: NodeSettings, *, kill_before: int = 0) -> int:
    """Pulls and reports; the number of commits, 0 where the process was killed."""
    finished = Victim(settings, SOURCE, kill_before=kill_before, then="withdrawals").finish()
    if finished is None:
        return 0
    assert finished[1] == ["", ""]
    return finished[0]


def test_kill_before_every_commit(sink: NodeSettings) -> None:
    fresh = sink.home / "fresh"
    shutil.copytree(sink.home / "data", fresh)
    commits = _work(sink)
    assert commits
    for number in range(1, commits + 1):
        shutil.rmtree(sink.home / "data")
        shutil.copytree(fresh, sink.home / "data")
        assert _work(sink, kill_before=number) == 0
        assert _work(sink)
        _work(sink)  # and once more, with nothing to do
        _check(sink)


def _check(settings: NodeSettings) -> None:
    with opened(settings) as context, context.database.reading() as connection:
        states = set(connection.execute(select(recognitions.c.state)).scalars())
        assert states == {recognition_service_pb2.RELIANCE_STATE_WITHDRAWN_TO_REVIEW}
        (withdrawal,) = connection.execute(select(withdrawals)).all()
        (report,) = connection.execute(select(withdrawal_reports)).all()
        (applied,) = connection.execute(select(applied_withdrawals)).all()
        assert withdrawal.reported
        assert (report.revision_record_id, report.recognitions) == (withdrawal.record_id, 2)
        assert (applied.record_id, applied.applied_at) == (withdrawal.record_id, report.applied_at)
        assert len(audited(context, APPLIED)) == len(audited(context, REPORTED)) == 1
    assert_verifies(settings, ledgers=3)
