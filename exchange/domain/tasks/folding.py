"""The clocks of a thread: a fold over what happened in it, by the rows of task_rules.toml. Pure: it reads no clock."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime

from exchange.domain.calendar import end_of_day
from exchange.domain.clocks import Deadline, due, due_in
from exchange.domain.extensions import allowed_extension, extensions_of, stops
from exchange.domain.periods import Pause, Unit
from exchange.domain.tasks.matters import Agreed, Happening, Matter, Part
from exchange.domain.tasks.rules import Effect, TaskRule, task_rules


@dataclass(frozen=True, kw_only=True, slots=True)
class StartedClock:
    """A clock that began to run for somebody, and how far it came.

    Attributes:
        task_id: the record that began it, the rule, the matter's item, and a number where the record began the rule more than once.
        thread_id: first record of the thread.
        subject: the company's code, or its name.
        title: what the thread is about.
        row: why it runs.
        domain: of the thread (EnforcementDomain without prefix); extensions and suspensions depend on it.
        part: who must act.
        started_by: the record that began it, at ``started_at``.
        agreed: the agreement's clock, where it is one.
        fixed: the end that the starting step set itself.
        ended_by: the record that ended it, at ``ended_at``; both None while it runs.
        cancelled: whether it ended without the duty being fulfilled: it isn't needed any more.
        extended_by: approved extensions, in the unit of the clock.
        extensions: how many those were.
        pauses: times in which it stood still, as far as they are over.
        stopped_at: since when it stands still; None while it doesn't.
    """

    task_id: str
    thread_id: str
    subject: str
    title: str
    row: TaskRule
    domain: str
    part: Part
    started_by: str
    started_at: datetime
    agreed: Agreed | None = None
    fixed: datetime | None = None
    ended_by: str | None = None
    ended_at: datetime | None = None
    cancelled: bool = False
    extended_by: int = 0
    extensions: int = 0
    pauses: tuple[Pause, ...] = ()
    stopped_at: datetime | None = None

    @property
    def amount(self) -> int:
        """Length of the period as the law or the agreement sets it."""
        return self.agreed.amount if self.agreed else self.row.amount or (self.row.rule.amount if self.row.rule else 0)

    @property
    def unit(self) -> Unit:
        """Unit of ``amount`` and ``extended_by``."""
        if self.agreed:
            return Unit(self.agreed.unit)
        return self.row.unit or (self.row.rule.unit if self.row.rule else Unit.DAY)

    @property
    def basis(self) -> str:
        """Law and article, or the agreement."""
        return self.agreed.basis if self.agreed else (self.row.rule.basis if self.row.rule else self.row.basis)

    @property
    def running(self) -> bool:
        """Whether the duty is still to be done."""
        return self.ended_at is None

    def deadline(self, now: datetime | None = None) -> Deadline:
        """Return when it runs out; while it stands still, as though it ran again at ``now`` (None: at once)."""
        pauses = self.pauses
        if self.stopped_at is not None and now is not None:
            pauses = (*pauses, Pause(begin=self.stopped_at, end=now))
        if self.fixed is not None:
            return Deadline(rule_id=self.row.rule_id, at=self.fixed, provisional=False, basis=self.basis, confidence=self.row.confidence)
        if self.row.rule is not None and not self.row.amount:
            return due(self.row.rule_id, self.started_at, extended_by=self.extended_by, excluded=pauses)
        return due_in(self.unit, self.amount + self.extended_by, start=self.started_at, basis=self.basis, excluded=pauses)


def clocks_of(matter: Matter, *, for_information: bool = True) -> list[StartedClock]:
    """Return every clock that the thread's events started, in the order of the table and of the events.

    Args:
        matter: the thread.
        for_information: whether those are wanted too that are nobody's task.
    """
    rows = [row for row in task_rules() if row.fits(matter) and (for_information or row.effect is not Effect.INFORMATION)]
    return list(_numbered((clock for row in rows for clock in _clocks_of_row(row, matter)), matter.item))


def _clocks_of_row(row: TaskRule, matter: Matter) -> Iterator[StartedClock]:
    agreed = next((one for one in matter.agreed if one.name == row.agreed), None) if row.agreed else None
    running: list[StartedClock] = []
    ended: list[StartedClock] = []
    for happening in matter.happened:
        running = [_after(clock, happening) for clock in running]
        ended += [clock for clock in running if not clock.running]
        running = [clock for clock in running if clock.running]
        if happening.name in row.starts and not running:
            running = list(_started(row, matter, happening, agreed))
    for clock in (*ended, *running):
        if not row.only_done or (clock.ended_at is not None and not clock.cancelled):
            yield clock


def _started(row: TaskRule, matter: Matter, happening: Happening, agreed: Agreed | None) -> Iterator[StartedClock]:
    fixed = end_of_day(happening.reply_by) if row.reply_by and happening.reply_by else None
    if agreed is None and fixed is None and (row.agreed or row.step):
        return
    if row.agreed and agreed is None:  # the step itself sets the day
        agreed = Agreed(name=row.agreed, amount=0, unit=Unit.WORKING_DAY, basis="")
    for part in _responsible(row, matter, happening):
        clock = StartedClock(
            task_id="",
            thread_id=matter.thread_id,
            subject=matter.subject,
            title=matter.title,
            row=row,
            domain=matter.domain,
            part=part,
            started_by=happening.record_id,
            started_at=happening.clock_from or happening.at,
            agreed=agreed,
            fixed=fixed,
        )
        was_over = row.unless_over and happening.entered_at is not None and clock.deadline().is_over(happening.entered_at)
        if row.binds(part) and not was_over:
            yield clock


def _responsible(row: TaskRule, matter: Matter, happening: Happening) -> Iterable[Part]:
    if row.who == "actor":
        return (happening.actor,)
    names = ("sender", "receiver") if row.who == "both" else (row.who,)
    return tuple(matter.parts[name] for name in names if name in matter.parts)


def _after(clock: StartedClock, happening: Happening) -> StartedClock:
    """The clock after something happened in its thread."""
    if happening.name in clock.row.ends or happening.name in clock.row.cancels:
        return _ended(clock, happening)
    if not happening.actor.is_of(clock.part):
        return clock
    match happening.name:
        case "EXTEND":
            return _extended(clock, happening)
        case "SUSPEND" if clock.stopped_at is None and clock.row.rule and stops(clock.row.rule_id, happening.suspension, clock.domain):
            return replace(clock, stopped_at=happening.at)
        case "RESUME":
            return _resumed(clock, happening.at)
    return clock


def _ended(clock: StartedClock, happening: Happening) -> StartedClock:
    done = happening.name in clock.row.ends
    at = max(happening.at, clock.started_at)  # nothing is done before it began
    return replace(_resumed(clock, at), ended_by=happening.record_id, ended_at=at, cancelled=not done)


def _resumed(clock: StartedClock, at: datetime) -> StartedClock:
    if clock.stopped_at is None:
        return clock
    return replace(clock, pauses=(*clock.pauses, Pause(begin=clock.stopped_at, end=at)), stopped_at=None)


def _extended(clock: StartedClock, happening: Happening) -> StartedClock:
    """An extension that the law doesn't allow lengthens nothing (clock_extensions.csv)."""
    if clock.row.rule is None or clock.fixed is not None or clock.extensions >= len(extensions_of(clock.row.rule_id, clock.domain)):
        return clock
    more = allowed_extension(
        clock.row.rule_id,
        clock.extensions + 1,
        asked=happening.extension,
        collective=happening.collective,
        domain=clock.domain,
        expired=clock.deadline(happening.at).is_over(happening.at),
    )
    if not more:
        return clock
    return replace(clock, extended_by=clock.extended_by + more, extensions=clock.extensions + 1)


def _numbered(clocks: Iterable[StartedClock], item: str) -> Iterator[StartedClock]:
    counts: dict[str, int] = {}
    for clock in clocks:
        name = ":".join(filter(None, (clock.started_by, clock.row.rule_id, item)))
        counts[name] = counts.get(name, 0) + 1
        yield replace(clock, task_id=name if counts[name] == 1 else f"{name}:{counts[name]}")
