"""Solomon's instances in tests/benchmarks/data/solomon, as routing problems."""

import json
import math
from dataclasses import dataclass
from pathlib import Path

from exchange.planning.routing import RoutingProblem

FOLDER = Path(__file__).parent.parent / "benchmarks" / "data" / "solomon"


@dataclass(frozen=True, kw_only=True, slots=True)
class BestKnown:
    """The fewest vehicles on record, and the least distance with those (more vehicles may drive less)."""

    cost: float
    vehicles: int


def best_known() -> dict[str, BestKnown]:
    """By instance."""
    table = json.loads((FOLDER / "best_known.json").read_text(encoding="utf-8"))
    return {name: BestKnown(cost=row["best_known_cost"], vehicles=row["solved_with_vehicles"]) for name, row in table.items()}


def read_instance(name: str, *, vehicles: int = 0) -> RoutingProblem:
    """An instance, with real-valued Euclidean distances, as Solomon's are; 0 vehicles: any number."""
    lines = (FOLDER / f"{name}.txt").read_text(encoding="ascii").splitlines()
    rows = [[float(word) for word in line.split()] for line in lines[9:] if line.strip()]
    places = [(row[1], row[2]) for row in rows]
    return RoutingProblem(
        travel=[[math.dist(one, other) for other in places] for one in places],
        opens=[row[4] for row in rows],
        closes=[row[5] for row in rows],
        service=[row[6] for row in rows],
        demand=[row[3] for row in rows],
        capacity=float(lines[4].split()[1]),
        vehicles=vehicles,
    )
