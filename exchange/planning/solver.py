"""A linear program in whole numbers, built row by row and given to HiGHS. The only module that knows highspy."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

INFINITY = math.inf
PROVEN_GAP = 1e-9
TOLERANCE = 1e-6  # of HiGHS: how far from whole a whole number may be
ROUNDED_AT = 0.5


class SolverError(RuntimeError):
    """HiGHS ended in a way that a correct program doesn't cause; the message has its status."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Solution:
    """Values by column, what they cost, and what nothing can cost less than. `proven`: there is nothing cheaper."""

    values: Sequence[float]
    cost: float
    bound: float
    proven: bool

    def takes(self, column: int) -> bool:
        """Return whether a yes-or-no column is yes."""
        return self.values[column] > ROUNDED_AT


@dataclass(slots=True, eq=False)
class Program:
    """Minimise the columns' costs under the rows. Columns and rows are numbered from 0."""

    offset: float = 0.0
    _impossible: bool = False
    _costs: list[float] = field(default_factory=list)
    _lower: list[float] = field(default_factory=list)
    _upper: list[float] = field(default_factory=list)
    _whole: list[bool] = field(default_factory=list)
    _row_lower: list[float] = field(default_factory=list)
    _row_upper: list[float] = field(default_factory=list)
    _starts: list[int] = field(default_factory=lambda: [0])
    _columns: list[int] = field(default_factory=list)
    _factors: list[float] = field(default_factory=list)

    def choice(self, cost: float = 0.0, *, whole: bool = True) -> int:
        """Add a column of 0 or 1 (not whole: between them) and return its number."""
        return self.amount(cost, upper=1.0, whole=whole)

    def amount(self, cost: float = 0.0, *, upper: float = INFINITY, whole: bool = False) -> int:
        """Add a column from 0 up and return its number."""
        self._costs.append(cost)
        self._lower.append(0.0)
        self._upper.append(upper)
        self._whole.append(whole)
        return len(self._costs) - 1

    def fix(self, column: int, value: float) -> None:
        """Give a column its value."""
        self._lower[column] = self._upper[column] = value

    def row(self, terms: Sequence[tuple[int, float]], *, lower: float = -INFINITY, upper: float = INFINITY) -> None:
        """Add: lower ≤ sum of factor × column ≤ upper; a row without terms that asks for something makes the program impossible."""
        if not terms:
            self._impossible = self._impossible or lower > 0.0 or upper < 0.0
            return
        for column, factor in terms:
            self._columns.append(column)
            self._factors.append(factor)
        self._starts.append(len(self._columns))
        self._row_lower.append(lower)
        self._row_upper.append(upper)

    def forget_costs(self) -> None:
        """Make everything free: the question is only whether there is a solution."""
        self._costs = [0.0] * len(self._costs)

    @property
    def size(self) -> int:
        """Number of columns."""
        return len(self._costs)

    def solve(self, *, seconds: float = INFINITY, gap: float = PROVEN_GAP, seed: int = 0, relaxed: bool = False) -> Solution | None:
        """Return the cheapest values found, None if there are none at all; `relaxed` lets whole columns be anything between.

        Args:
            seconds: of wall-clock time at most.
            gap: (cost - bound) / cost at which a solution is good enough.
            seed: of HiGHS's own choices.
            relaxed: solve the linear relaxation; its cost is a bound.

        Raises:
            SolverError: HiGHS failed, or the time ended before anything was found.
        """
        if self._impossible:
            return None
        if not self._costs:
            return Solution(values=(), cost=self.offset, bound=self.offset, proven=True)
        import highspy
        import numpy as np

        highs = highspy._Highs()  # noqa: SLF001  # Highs prints a banner before it can be told not to
        for option, value in (
            ("output_flag", False),
            ("threads", 1),
            ("random_seed", seed),
            ("mip_rel_gap", gap),
            ("mip_abs_gap", TOLERANCE),
        ):
            highs.setOptionValue(option, value)
        if seconds < INFINITY:
            highs.setOptionValue("time_limit", seconds)
        lp = highspy.HighsLp()
        lp.num_col_, lp.num_row_ = len(self._costs), len(self._row_lower)
        lp.offset_ = self.offset
        lp.col_cost_ = np.array(self._costs)
        lp.col_lower_, lp.col_upper_ = np.array(self._lower), np.array(self._upper)
        lp.row_lower_, lp.row_upper_ = np.array(self._row_lower), np.array(self._row_upper)
        lp.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
        lp.a_matrix_.start_ = np.array(self._starts, dtype=np.int32)
        lp.a_matrix_.index_ = np.array(self._columns, dtype=np.int32)
        lp.a_matrix_.value_ = np.array(self._factors)
        if not relaxed:
            kinds = (highspy.HighsVarType.kContinuous, highspy.HighsVarType.kInteger)
            lp.integrality_ = [kinds[one] for one in self._whole]
        highs.passModel(lp)
        highs.run()
        return _solution(highs, relaxed=relaxed or not any(self._whole))


def _solution(highs: Any, *, relaxed: bool) -> Solution | None:
    import highspy

    status, info = highs.getModelStatus(), highs.getInfo()
    states = highspy.HighsModelStatus
    if status in {states.kInfeasible, states.kUnboundedOrInfeasible}:
        return None
    if status not in {states.kOptimal, states.kTimeLimit}:
        raise SolverError(f"HiGHS ended with {highs.modelStatusToString(status)}")
    if info.primal_solution_status != highspy.SolutionStatus.kSolutionStatusFeasible:
        raise SolverError("HiGHS found nothing within the time given")
    cost = info.objective_function_value
    bound = cost if relaxed else info.mip_dual_bound
    proven = status != states.kTimeLimit and cost - bound <= max(TOLERANCE, abs(cost) * PROVEN_GAP)
    return Solution(values=list(highs.getSolution().col_value), cost=cost, bound=bound, proven=proven)
