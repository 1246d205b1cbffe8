"""Steps and checks of the demonstration: the first that doesn't hold ends it, and is named."""

from __future__ import annotations

import pytest

from exchange.cli.demo.report import DemoFailedError, Report, Step
from exchange.cli.errors import FAILED, USAGE, CliError, UnreachableError
from exchange.texts import i18n


@pytest.fixture
def ended() -> list[Step]:
    i18n.use("en")
    return []


@pytest.fixture
def report(ended: list[Step]) -> Report:
    return Report(on_start=lambda _step: None, on_end=ended.append)


def test_a_step_that_holds_is_reported(report: Report, ended: list[Step]) -> None:
    with report.step("first", "The first step") as step:
        step.check("one", "one is one", holds=True)
        step.facts["number"] = 1
    assert ended == report.steps == [step]
    assert report.as_object()["steps"][0] | {"seconds": 0} == {
        "name": "first",
        "seconds": 0,
        "checks": {"one": True},
        "facts": {"number": 1},
    }


def test_a_check_that_does_not_hold_names_step_statement_and_finding(report: Report, ended: list[Step]) -> None:
    with (
        pytest.raises(DemoFailedError, match=r"The first step.*one is two.*found: 1") as caught,
        report.step("first", "The first step") as step,
    ):
        step.check("one", "one is two", holds=False, found=1)
    assert caught.value.exit_code == FAILED
    assert (ended, step.checks) == ([], {"one": False})


@pytest.mark.parametrize(
    ("error", "reason", "code"),
    [
        (UnreachableError("no answer"), "NODE_UNREACHABLE", FAILED),
        (CliError("no answer", reason="FOLDER_IN_USE", exit_code=USAGE), "FOLDER_IN_USE", USAGE),
    ],
)
def test_an_error_in_a_step_names_it(report: Report, *, error: CliError, reason: str, code: int) -> None:
    with pytest.raises(CliError, match=r"The first step.*no answer") as caught, report.step("first", "The first step"):
        raise error
    assert (caught.value.reason, caught.value.exit_code) == (reason, code)


def test_an_unexpected_error_names_its_step_and_shows_where(report: Report, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(CliError, match=r"The first step.*ZeroDivisionError") as caught, report.step("first", "The first step"):
        1 / 0  # noqa: B018
    assert (caught.value.reason, caught.value.exit_code) == ("DEMO_FAILED", FAILED)
    assert "Traceback" in capsys.readouterr().err
