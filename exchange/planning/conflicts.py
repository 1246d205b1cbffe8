"""Why there is no plan: the smallest set of rules that are at odds, and the companies they are at odds over.

First the companies are narrowed down (one that can't be planned by itself; else as few as are needed), then the rules. A set of rules is
in conflict if no plan keeps them all; it is smallest if no set of fewer rules is. Found by hitting sets (R. Reiter, Artificial
Intelligence 32, 1987): each largest set of rules that does leave a plan lacks some; every conflict has one of those it lacks.
"""

from __future__ import annotations

import itertools
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from exchange.planning.exact import ExactProgram
from exchange.planning.lawful import Lawful
from exchange.planning.model import Problem
from exchange.planning.outline import OutlineProgram
from exchange.planning.rules import ALL_RULES, Rule, rule_text

LARGEST_EXACT = 400  # half-days that organs' parts may be in, whose program is solved as often as the search needs


@dataclass(frozen=True, kw_only=True, slots=True)
class Conflict:
    """Rules that can't all be kept for these companies; without any one of them they can."""

    targets: tuple[str, ...]
    rules: tuple[Rule, ...]

    @property
    def zh(self) -> str:
        """The conflict in Chinese, with the articles."""
        words = "；".join(f"{text.zh}（{text.article}）" for text in map(rule_text, self.rules))
        return f"{'、'.join(self.targets)}：以下规则不能同时满足：{words}。"

    @property
    def en(self) -> str:
        """The conflict in English, with the articles."""
        words = "; ".join(f"{text.en} ({text.article})" for text in map(rule_text, self.rules))
        return f"{', '.join(self.targets)}: these rules can't all be kept: {words}."


def smallest_conflict(problem: Problem) -> Conflict | None:
    """Return a smallest conflict of rules, None if there is a plan; of a large problem also if no sum shows it.

    Raises:
        PlanningError: the problem contradicts itself.
    """
    targets = _fewest_targets(problem)
    if targets is None:
        return None
    part = restricted(problem, targets)
    return Conflict(targets=tuple(targets), rules=tuple(_smallest_rules(lambda rules: is_feasible(part, rules))))


def restricted(problem: Problem, targets: Iterable[str]) -> Problem:
    """Return the problem of these companies alone."""
    kept = frozenset(targets)
    return replace(
        problem,
        targets=tuple(one for one in problem.targets if one.id in kept),
        checks=tuple(one for one in problem.checks if one.target in kept),
        locks=tuple(one for one in problem.locks if one.target in kept),
    )


def is_feasible(problem: Problem, rules: frozenset[Rule] = ALL_RULES) -> bool:
    """Return whether some plan keeps these rules."""
    program = ExactProgram(Lawful(problem, rules)).program
    program.forget_costs()
    return program.solve() is not None


def _fewest_targets(problem: Problem) -> list[str] | None:
    """Companies without a plan, none of which can be spared; a single one if any is hopeless by itself."""
    names = sorted({one.target for one in problem.checks})
    for name in names:
        if not is_feasible(restricted(problem, [name])):
            return [name]
    crowd = _crowd(Lawful(problem))
    if crowd:
        return _spared(crowd, lambda kept: not _is_hopeless(restricted(problem, kept)))
    if not _is_hopeless(problem):
        return None
    return _spared(names, lambda kept: not _is_hopeless(restricted(problem, kept)))


def _is_hopeless(problem: Problem) -> bool:
    """Whether there is provably no plan. Of a large problem sums are looked at (`_crowd`, outline.py): quick, and proving less."""
    lawful = Lawful(problem)
    if sum(max(len(lawful.slots_of(check)) for check in bundle.checks) for bundle in lawful.bundles) <= LARGEST_EXACT:
        return not is_feasible(problem)
    program = OutlineProgram(lawful).program
    program.forget_costs()
    return bool(_crowd(lawful)) or program.solve() is None


def _crowd(lawful: Lawful) -> list[str]:
    """The companies that an organ must visit within some days in which it has fewer pairs of officers than that (P. Hall's condition)."""
    windows: dict[str, list[tuple[date, date, str]]] = defaultdict(list)
    for bundle in lawful.bundles:
        required = [lawful.window(one) for one in bundle.checks if one.required]
        if required:
            windows[bundle.organ].append((max(one[0] for one in required), min(one[1] for one in required), bundle.target.id))
    for organ, spans in windows.items():
        pairs = {slot: lawful.pairs(organ, frozenset(), slot.day) for slot in lawful.slots}
        for first, last in itertools.product(sorted({one[0] for one in spans}), sorted({one[1] for one in spans})):
            inside = [name for opens, closes, name in spans if first <= opens and closes <= last]
            if len(inside) > sum(count for slot, count in pairs.items() if first <= slot.day <= last):
                return sorted(inside)
    return []


def _spared(names: list[str], feasible: Callable[[list[str]], bool]) -> list[str]:
    """Deletion in halves, then smaller: whatever may be taken out while the rest stays infeasible is."""
    step = max(1, len(names) // 2)
    while True:
        at = len(names)
        while at > 0:
            rest = names[: max(0, at - step)] + names[at:]
            if rest and not feasible(rest):
                names = rest
            at -= step
        if step == 1:
            return sorted(names)
        step = max(1, step // 2)


def _smallest_rules(feasible: Callable[[frozenset[Rule]], bool]) -> list[Rule]:
    """The smallest set of rules that isn't feasible. Each round either finds it or learns one more set that every conflict meets."""
    order = list(Rule)
    lacking: list[frozenset[Rule]] = []
    while True:
        guess = _smallest_hitting_set(lacking, order)
        if not feasible(guess):
            return [one for one in order if one in guess]
        kept = set(guess)
        for rule in order:
            if rule not in kept and feasible(frozenset(kept | {rule})):
                kept.add(rule)
        lacking.append(frozenset(order) - kept)


def _smallest_hitting_set(lacking: Sequence[frozenset[Rule]], order: Sequence[Rule]) -> frozenset[Rule]:
    """A smallest set of rules that has one of each."""
    concerned = [one for one in order if any(one in lacks for lacks in lacking)]
    sets = (frozenset(chosen) for size in range(len(concerned) + 1) for chosen in itertools.combinations(concerned, size))
    return next(chosen for chosen in sets if all(chosen & lacks for lacks in lacking))
