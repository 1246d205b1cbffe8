"""What the demonstration found: steps, each with its checks; the first that doesn't hold ends it."""

from __future__ import annotations

import time
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from exchange.cli.errors import FAILED, USAGE, CliError
from exchange.texts.i18n import _


class DemoFailedError(CliError):
    """A check that doesn't hold; the message names the step and what was found."""

    def __init__(self, step: str, statement: str, found: str) -> None:
        text = _("step “{step}”: it doesn't hold that {statement}; found: {found}")
        super().__init__(text.format(step=step, statement=statement, found=found), reason="DEMO_FAILED")


@dataclass(kw_only=True, slots=True)
class Step:
    """One step. `title` is in the chosen language; `checks` say in words what held."""

    name: str
    title: str
    seconds: float = 0.0
    checks: dict[str, bool] = field(default_factory=dict)
    statements: dict[str, str] = field(default_factory=dict)
    facts: dict[str, Any] = field(default_factory=dict)

    def check(self, name: str, statement: str, *, holds: bool, found: object = "") -> None:
        """Notes that `statement` holds.

        Raises:
            DemoFailedError: it doesn't.
        """
        self.checks[name] = holds
        self.statements[name] = statement
        if not holds:
            raise DemoFailedError(self.title, statement, str(found))


class Report:
    """All steps, in their order."""

    def __init__(self, *, on_start: Callable[[Step], None], on_end: Callable[[Step], None]) -> None:
        self.steps: list[Step] = []
        self._on_start = on_start
        self._on_end = on_end
        self._began = time.monotonic()

    @property
    def seconds(self) -> float:
        """Since it began."""
        return time.monotonic() - self._began

    @contextmanager
    def step(self, name: str, title: str) -> Iterator[Step]:
        """One step, timed; whatever goes wrong in it leaves it as a `CliError` that names it.

        Raises:
            CliError: it failed; exit code 1, or 2 where what was asked for can't be done.
        """
        step = Step(name=name, title=title)
        self.steps.append(step)
        self._on_start(step)
        began = time.monotonic()
        try:
            yield step
        except DemoFailedError:
            raise
        except CliError as error:
            message = _("step “{step}”: {message}").format(step=title, message=error.message)
            exit_code = USAGE if error.exit_code == USAGE else FAILED
            raise CliError(message, reason=error.reason, fields=error.fields, exit_code=exit_code) from error
        except Exception as error:
            traceback.print_exc()
            message = _("step “{step}”: {message}").format(step=title, message=f"{type(error).__name__}: {error}")
            raise CliError(message, reason="DEMO_FAILED") from error
        finally:
            step.seconds = time.monotonic() - began
        self._on_end(step)

    def as_object(self) -> dict[str, Any]:
        """For programs: every step with its checks and facts."""
        return {
            "seconds": round(self.seconds, 3),
            "steps": [{"name": one.name, "seconds": round(one.seconds, 3), "checks": one.checks, "facts": one.facts} for one in self.steps],
        }
