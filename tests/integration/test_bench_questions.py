"""The benchmark of the officer's questions runs, on a small world: every series is there, and what is asked finds what was made."""

from __future__ import annotations

from pathlib import Path

from exchange.storage.engine import Database
from tests.benchmarks import bench_questions
from tests.benchmarks.bench_questions import Asked
from tests.benchmarks.questions_world import HEAVY, MEMBERS, ORGANS, OWN, World, cached_world, company, count_outcomes, matter
from tests.support.federation import channel_to

OUTCOMES = 2000


def test_benchmark_on_both_databases(tmp_path: Path) -> None:
    report = bench_questions.run(OUTCOMES, folder=tmp_path, rounds=2, calls=10)
    for store in ("sqlite", "postgresql"):
        assert report[store]["round_trip_ms"]["p50"] > 0
        assert report[store]["audit_commit_ms"]["p50"] > 0
        for question in report[store]["questions"].values():
            assert question["ms"]["p99"] >= question["ms"]["p50"] > question["select_ms"]["p50"]


def test_every_question_finds_what_was_made(tmp_path: Path) -> None:
    path, asked = cached_world(tmp_path, OUTCOMES), Asked(kind="heavy", company=company(0), matter=matter(OWN, 7))
    with (
        bench_questions.served(tmp_path / "node", f"sqlite:///{path}") as settings,
        channel_to(settings, f"organ-{ORGANS[OWN]}") as channel,
    ):
        answers = {name: ask(asked) for name, ask in bench_questions.requests(channel).items()}
    assert len(answers["priors"].findings) == HEAVY
    assert len(answers["leads"].threads) > 1
    assert {one.member for one in answers["standards"].standards} == set(MEMBERS)
    assert any(one.allowed for one in answers["recognition"].advice)


def test_world_is_what_it_says_and_is_made_once(tmp_path: Path) -> None:
    world = World.of(OUTCOMES)
    path = cached_world(tmp_path, OUTCOMES)
    made = path.stat().st_ino
    assert cached_world(tmp_path, OUTCOMES).stat().st_ino == made
    database = Database(f"sqlite:///{path}")
    numbers = world.appearances()
    assert count_outcomes(database) == len(numbers)
    assert abs(len(numbers) - OUTCOMES) < HEAVY
    assert [numbers.count(number) for number in range(world.heavy)] == [HEAVY] * world.heavy
    assert len({company(number) for number in range(2 * world.companies)}) == 2 * world.companies
    database.dispose()
