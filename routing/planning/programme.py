"""A linear or integer programme, built row by row and solved by HiGHS.

The only file that imports highspy. Knows nothing of seats or callers.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

import highspy
import numpy as np

INFINITY = float("inf")


class NoSolutionError(RuntimeError):
    """The solver found no answer within its time; `status` is its own word for it."""

    def __init__(self, status: str) -> None:
        super().__init__(f"no solution: {status}")
        self.status = status


@dataclass(slots=True)
class Programme:
    """Maximise a linear objective under linear limits."""

    gains: list[float] = field(default_factory=list)
    uppers: list[float] = field(default_factory=list)
    whole: list[int] = field(default_factory=list)
    _rows: list[tuple[float, float, Mapping[int, float]]] = field(default_factory=list)

    def add_variable(self, gain: float, upper: float, is_whole: bool = False) -> int:
        """A variable from 0 to `upper`; returns its number."""
        self.gains.append(gain)
        self.uppers.append(upper)
        if is_whole:
            self.whole.append(len(self.gains) - 1)
        return len(self.gains) - 1

    def add_row(
        self, terms: Mapping[int, float], lower: float = -INFINITY, upper: float = INFINITY
    ) -> None:
        """lower ≤ Σ factor · variable ≤ upper."""
        self._rows.append((lower, upper, terms))

    def solve(self, limit_s: float = 60.0, gap: float = 1e-4) -> tuple[float, list[float]]:
        """The best objective found and the variables. Raises NoSolutionError."""
        solver = highspy.Highs()  # type: ignore[no-untyped-call]
        solver.setOptionValue("output_flag", False)
        solver.setOptionValue("time_limit", limit_s)
        solver.setOptionValue("mip_rel_gap", gap)
        solver.passModel(self._model())
        solver.run()
        info = solver.getInfo()
        status = solver.modelStatusToString(solver.getModelStatus())
        if info.primal_solution_status != highspy.SolutionStatus.kSolutionStatusFeasible:
            raise NoSolutionError(str(status))
        return -info.objective_function_value, list(solver.getSolution().col_value)

    def _model(self) -> highspy.HighsLp:
        model = highspy.HighsLp()
        count = len(self.gains)
        model.num_col_, model.num_row_ = count, len(self._rows)
        model.col_cost_ = -np.array(self.gains)
        model.col_lower_ = np.zeros(count)
        model.col_upper_ = np.array(self.uppers)
        model.row_lower_ = np.array([row[0] for row in self._rows])
        model.row_upper_ = np.array([row[1] for row in self._rows])
        starts = np.cumsum([0] + [len(row[2]) for row in self._rows])
        model.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
        model.a_matrix_.start_ = starts
        model.a_matrix_.index_ = np.array([i for row in self._rows for i in row[2]])
        model.a_matrix_.value_ = np.array([v for row in self._rows for v in row[2].values()])
        if self.whole:
            kinds = [highspy.HighsVarType.kContinuous] * count
            for index in self.whole:
                kinds[index] = highspy.HighsVarType.kInteger
            model.integrality_ = kinds
        return model
