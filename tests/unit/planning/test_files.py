"""Problems and plans as JSON: what is written is read as it was; what isn't known or right is named with its place."""

from __future__ import annotations

import json

import pytest

from exchange.planning.assign import make_plan
from exchange.planning.files import plan_of, problem_of, written
from exchange.planning.generate import Size, district_pair
from exchange.planning.model import PlanningError, Problem


@pytest.fixture(scope="module")
def problem() -> Problem:
    return district_pair(seed=3, size=Size(companies=20, officers=30, organs=4))


def test_a_problem_and_its_plan_come_back_as_they_were(problem: Problem) -> None:
    plan = make_plan(problem, seconds=10)

    assert problem_of(written(problem)) == problem
    assert plan_of(written(plan)) == plan
    assert written(problem_of(written(problem))) == written(problem)


@pytest.mark.parametrize(
    ("change", "named"),
    [
        (lambda one: one["targets"][0].update(risk="Z"), r"\$\.targets\[0\]\.risk"),
        (lambda one: one["targets"][1].update(colour="red"), r"\$\.targets\[1\]\.colour"),
        (lambda one: one["matters"][0].update(minutes="30"), r"\$\.matters\[0\]\.minutes"),
        (lambda one: one["period"].update(first="2026-13-01"), r"\$\.period\.first"),
        (lambda one: one.pop("officers"), "officers"),
    ],
)
def test_what_is_wrong_is_named_with_its_place(problem: Problem, change: object, named: str) -> None:
    document = json.loads(written(problem))
    change(document)  # type: ignore[operator]

    with pytest.raises(PlanningError, match=named):
        problem_of(json.dumps(document).encode())


@pytest.mark.parametrize("data", [b"", b"{", b"[]", b"null", b"\xff"])
def test_what_is_no_problem_is_refused(data: bytes) -> None:
    with pytest.raises(PlanningError):
        problem_of(data)
