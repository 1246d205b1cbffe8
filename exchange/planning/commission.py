"""What is ordered on the registers: a draw's task, and a planning problem from draws and rectifications (RULES.md §5.2)."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from exchange.planning.demand import candidate_of, coverage_due
from exchange.planning.draw import Exclusion, register_version
from exchange.planning.ledger_draw import EXCLUSIONS, register_of
from exchange.planning.model import (
    Agreement,
    Check,
    CheckKey,
    Matter,
    Period,
    Problem,
    Selection,
    Target,
    Terms,
    Trigger,
    WorkPlan,
)
from exchange.planning.registers import RegisterError, Registers
from exchange.v1 import draw_pb2
from exchange.v1 import inspection_service_pb2 as service_pb2

_EXCLUDED: Mapping[Exclusion, Any] = {one: number for number, one in EXCLUSIONS.items()}


@dataclass(frozen=True, kw_only=True, slots=True)
class DrawOrder:
    """What a draw's task says beside the registers.

    Attributes:
        title: of the task.
        organ: who draws: its matters are checked, in its member's territory.
        matters: codes.
        share_bp, least: how many are drawn, in ten-thousandths of the companies; at least so many.
        risk_weights, credit_weights: of classes and grades A to D.
        officers: how many of each taking-part organ's officers are drawn, by organ.
        parties, witnesses: who commit, and who step in.
        reveal_by: until when the first round's nonces are awaited, POSIX seconds; each later one `round_hours`.
        on: legal day as of which companies are excluded.
    """

    title: str
    organ: str
    matters: Sequence[str]
    share_bp: int
    least: int
    risk_weights: Sequence[int]
    credit_weights: Sequence[int]
    officers: Mapping[str, int]
    parties: Sequence[draw_pb2.DrawParty]
    witnesses: Sequence[draw_pb2.DrawParty] = ()
    reveal_by: int
    round_hours: int
    on: date


@dataclass(frozen=True, kw_only=True, slots=True)
class Drawn:
    """A draw as published: the task's record id, the task, the result."""

    task_id: str
    task: draw_pb2.DrawTask
    result: draw_pb2.DrawResult


@dataclass(frozen=True, kw_only=True, slots=True)
class PlanOrder:
    """What a plan is made for, beside the registers.

    Attributes:
        id: of the work plan (工作方案).
        period: from its first day to its last.
        organs: who take part, the lead first.
        approved_on: day on which the organs' heads approved the checks (H5).
        published_on: of the yearly plan that they lie in (H10).
        invited: organs that are asked to assist, by the organ whose checks these are.
        agreements: joint inspection rights.
    """

    id: str
    period: Period
    organs: Sequence[str]
    approved_on: date | None
    published_on: date | None
    invited: Mapping[str, frozenset[str]]
    agreements: tuple[Agreement, ...] = ()


def draw_task_of(registers: Registers, order: DrawOrder, *, terms: Terms | None = None) -> draw_pb2.DrawTask:
    """Return a draw's task from the registers: companies of the organ's territory, with why one isn't drawn from, and pools of officers.

    A company is excluded if it is on the no-disturb list, or if each of the task's matters is capped or recognised there. Officers who hold
    a certificate on the day come into a pool.

    Raises:
        RegisterError: a matter or an organ isn't registered, or there is nobody to draw from.
    """
    organ = registers.organs.get(order.organ)
    if organ is None:
        raise RegisterError(f"organ {order.organ} isn't among {', '.join(registers.organs)}")
    matters = tuple(one for one in registers.matters_of(order.matters) if one.organ == order.organ)
    if missing := sorted(set(order.matters) - {one.code for one in matters}):
        raise RegisterError(f"{order.organ} hasn't registered matter {', '.join(missing)}; register it first")
    by_company: dict[str, Target] = {}
    for target in registers.targets.values():
        if target.member == organ.member:
            by_company.setdefault(target.uscc, target)
    candidates = []
    for target in by_company.values():
        views = [candidate_of(target, organ=organ, matter=one, terms=terms or Terms(), on=order.on) for one in matters]
        excluded = views[0].excluded if all(one.excluded for one in views) else None
        one = draw_pb2.DrawCandidate(uscc=target.uscc, risk=target.risk, credit=target.credit, key_sector=target.key_sector)
        one.excluded = _EXCLUDED[excluded] if excluded else draw_pb2.DRAW_EXCLUSION_UNSPECIFIED
        candidates.append(one)
    if not candidates:
        raise RegisterError(f"no company in the territory of {organ.member} is registered; register companies first")
    task = draw_pb2.DrawTask(
        title=order.title,
        matter_codes=sorted({one.code for one in matters}),
        share_bp=order.share_bp,
        least=order.least,
        risk_weights=order.risk_weights,
        credit_weights=order.credit_weights,
        parties=order.parties,
        witnesses=order.witnesses,
        candidates=candidates,
        pools=[_pool(registers, uscc, count, order) for uscc, count in sorted(order.officers.items())],
        round_hours=order.round_hours,
    )
    task.reveal_by.FromSeconds(order.reveal_by)
    task.register_version = register_version(*register_of(task))
    return task


def _pool(registers: Registers, organ: str, count: int, order: DrawOrder) -> draw_pb2.OfficerPool:
    if organ not in registers.organs:
        raise RegisterError(f"officers of {organ} are to be drawn, which isn't among {', '.join(registers.organs)}")
    able = sorted(
        one.ref
        for one in registers.officers
        if one.organ == organ and one.certificate_until is not None and one.certificate_until >= order.on
    )
    if len(able) < count:
        raise RegisterError(f"{organ} has {len(able)} officers with a certificate that holds on {order.on}; {count} can't be drawn")
    return draw_pb2.OfficerPool(organ=organ, officers=able, count=count)


def problem_of(
    registers: Registers,
    order: PlanOrder,
    *,
    draws: Sequence[Drawn],
    rectifications: Iterable[service_pb2.RectificationView] = (),
    carried_out: Collection[tuple[str, str]] = (),
) -> Problem:
    """Return the problem: the drawn companies' checks, re-checks of rectifications that are over, and who may do them.

    A drawn company is checked on each matter of the draw that an organ of its own territory has registered (H2). An officer may do random
    checks if some draw's list names them (H8).

    Where a plan is re-made, `carried_out` are (organ, USCC) of the visits that stay in it (`registers.carried_out`): their checks aren't
    asked for again. An organ comes to a company once in a plan, so nothing else is asked of it there: re-checks are another plan's.

    Raises:
        RegisterError: a draw names what the registers don't know, or nothing is to be checked.
    """
    checks: dict[CheckKey, Check] = {}
    for one in draws:
        for check in _drawn_checks(registers, order, one):
            checks.setdefault(check.key, check)
    for check in _rechecks(registers, order, rectifications):
        checks.setdefault(check.key, check)
    asked = bool(checks)
    checks = {key: one for key, one in checks.items() if (key.organ, registers.targets[key.target].uscc) not in carried_out}
    if asked and not checks:
        raise RegisterError("nothing is left to be checked: all visits of the plan were carried out")
    if not checks:
        raise RegisterError("nothing is to be checked: no draw named a company, and no rectification is over in the period")
    drawn = {(each.organ, ref) for one in draws for each in one.result.officers for ref in each.officers}
    wanted = {one.target for one in checks.values()}
    return Problem(
        period=order.period,
        members=registers.members,
        organs=tuple(registers.organs.values()),
        matters=registers.matters,
        targets=tuple(one for one in registers.targets.values() if one.id in wanted),
        officers=tuple(
            replace(one, drawn=(one.organ, one.ref) in drawn, leave=_within(one.leave, order.period)) for one in registers.officers
        ),
        checks=tuple(checks[key] for key in sorted(checks)),
        work_plan=WorkPlan(id=order.id, organs=tuple(order.organs)),
        plan_published_on=order.published_on,
        agreements=order.agreements,
    )


def _within(leave: Iterable[Period], period: Period) -> tuple[Period, ...]:
    """Absences that matter to it; where officers were before it is nobody's business."""
    return tuple(one for one in leave if one.first <= period.last and period.first <= one.last)


def _drawn_checks(registers: Registers, order: PlanOrder, drawn: Drawn) -> Iterable[Check]:
    matters = registers.matters_of(drawn.task.matter_codes)
    selected = {**dict.fromkeys(drawn.result.full, Selection.KEY_SECTOR), **dict.fromkeys(drawn.result.drawn, Selection.DRAWN)}
    sites: dict[str, list[Target]] = {}
    for target in registers.targets.values():
        sites.setdefault(target.uscc, []).append(target)
    if missing := sorted(set(selected) - set(sites)):
        raise RegisterError(
            f"draw {drawn.task_id} names {', '.join(missing[:5])}, which no register here knows; register them, or pull first"
        )
    for uscc, selection in selected.items():
        for target in sites[uscc]:
            for matter in matters:
                if registers.organs[matter.organ].member == target.member:
                    yield _check(order, target, matter, selection, due=_due(registers, target, selection, order.period))


def _due(registers: Registers, target: Target, selection: Selection, period: Period) -> date | None:
    """A key sector's site is covered again in time (食品办法 21); where that is over already, within the period."""
    covered = registers.covered.get(target.id)
    if covered is None or selection is not Selection.KEY_SECTOR:
        return None
    due = coverage_due(covered)
    return due if period.holds(due) else None


def _check(order: PlanOrder, target: Target, matter: Matter, selection: Selection, *, due: date | None) -> Check:
    invited = order.invited.get(matter.organ, frozenset())
    return Check(
        target=target.id,
        organ=matter.organ,
        matter=matter.code,
        selection=selection,
        approved_on=order.approved_on,
        due=due,
        invited=invited,
    )


def _rechecks(registers: Registers, order: PlanOrder, rectifications: Iterable[service_pb2.RectificationView]) -> Iterable[Check]:
    """Of the organs taking part, from the day after the rectification's last."""
    known = {(one.organ, one.code) for one in registers.matters}
    for one in rectifications:
        if (one.organ, one.matter_code) not in known or (ends := date.fromisoformat(one.rectify_by)) >= order.period.last:
            continue
        opens = ends + timedelta(days=1)
        for target in registers.targets.values():
            if target.uscc == one.uscc and target.member == registers.organs[one.organ].member:
                yield Check(
                    target=target.id,
                    organ=one.organ,
                    matter=one.matter_code,
                    trigger=Trigger.RECHECK,
                    selection=Selection.FOR_CAUSE,
                    approved_on=order.approved_on,
                    opens=opens,
                )
