"""Words of jobs: each kind, and each thing that a kind counts."""

from __future__ import annotations

from dataclasses import fields

import pytest

from exchange.console.pages import jobs
from exchange.sync import attachments, batches, collect, deadlines, deliver, drawing, warning_job, withdrawing, witnessing
from exchange.sync.kinds import KINDS
from exchange.texts.i18n import CHINESE, speaking
from exchange.v1 import operations_service_pb2 as pb

COUNTS = [
    attachments.FetchCounts, batches.PullCounts, collect.CollectCounts, deadlines.DeadlineCounts, deliver.DeliverCounts, drawing.DrawCounts,
    warning_job.WarningCounts, withdrawing.WithdrawalCounts, witnessing.WitnessCounts,
]  # fmt: skip


@pytest.mark.parametrize("kind", [one.name for one in KINDS])
def test_every_kind_of_job_has_a_word(kind: str) -> None:
    with speaking(CHINESE):
        assert not jobs.job_words(f"{kind} 330482").isascii()


@pytest.mark.parametrize("counts", COUNTS, ids=lambda one: one.__name__)
def test_everything_that_is_counted_has_a_word(counts: type) -> None:
    with speaking(CHINESE):
        for one in fields(counts):
            assert not jobs.counts_words(pb.JobRun(counts={one.name: 1})).isascii(), one.name
