"""How good and how quick the planner is, every plan validated by the checker. Run by `make bench`; writes build/benchmarks-planning.json.

routing    Solomon's instances: gap to the best known distance, with as many vehicles as that has (comparable) and with any number
teams      120 companies, 60 officers: teams proven optimal
quarter    500 companies, 40 officers, 6 organs, 62 days: a plan, its proven bound; an officer falls ill
year       one district's year, about 44,000 checks: visits and kilometres against each organ going alone
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import os
import platform
import statistics
import time
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from operator import itemgetter
from pathlib import Path
from typing import Any

from exchange.planning.assign import make_plan, settle
from exchange.planning.checker import violations
from exchange.planning.construct import Placing
from exchange.planning.exact import ExactProgram
from exchange.planning.generate import Size, district_pair, district_year
from exchange.planning.lawful import Lawful
from exchange.planning.model import Period, Problem
from exchange.planning.outline import OutlineProgram
from exchange.planning.outputs.savings import savings_of
from exchange.planning.parallel import best_routes
from exchange.planning.plan import Plan
from exchange.planning.replan import replan
from exchange.planning.results import plan_of, visits_of
from exchange.planning.routing import RoutingError, check_routes
from exchange.planning.tours import tours_of
from tests.support.solomon import best_known, read_instance

FORTNIGHT = Period(first=date(2026, 4, 1), last=date(2026, 4, 15))
ILLNESS = Period(first=date(2026, 5, 6), last=date(2026, 5, 29))
TEAM_SECONDS, QUARTER_SECONDS = 60.0, 30.0
YEAR_PROCESSES = 2
REPORT = Path("build/benchmarks-planning.json")


def routing(seconds: float) -> dict[str, Any]:
    """Gap in percent per instance, and the median."""
    rows = {}
    for name, known in best_known().items():
        row: dict[str, Any] = {"best_known": known.cost, "best_known_vehicles": known.vehicles}
        for label, vehicles in (("same_vehicles", known.vehicles), ("any_vehicles", 0)):
            problem = read_instance(name, vehicles=vehicles)
            began = time.monotonic()
            try:
                found = best_routes(problem, seconds=seconds)
            except RoutingError as error:
                row[label] = {"failed": str(error)}
                continue
            cost = check_routes(problem, found.routes)
            row[label] = {
                "cost": round(cost, 2),
                "vehicles": len(found.routes),
                "seconds": round(time.monotonic() - began, 1),
                "gap_percent": round(100 * (cost / known.cost - 1), 2) + 0.0,
            }
        rows[name] = row
        print("routing", name, row, "load", round(os.getloadavg()[0], 1), flush=True)
    return {"seconds_each": seconds, "processes": 2, "instances": rows} | {
        f"median_gap_percent_{label}": _median_gap([row[label] for row in rows.values()]) for label in ("same_vehicles", "any_vehicles")
    }


def _median_gap(rows: list[dict[str, Any]]) -> dict[str, Any]:
    """Over the instances whose stops fitted into the vehicles, and how many those were."""
    gaps = [row["gap_percent"] for row in rows if "gap_percent" in row]
    return {"median": round(statistics.median(gaps), 2) if gaps else None, "fitted": len(gaps), "instances": len(rows)}


def teams(seeds: int) -> list[dict[str, Any]]:
    """Two weeks whose half-days are settled: who goes where, proven."""
    rows = []
    for seed in range(seeds):
        case = district_pair(seed=seed, size=Size(companies=120, officers=60, period=FORTNIGHT))
        lawful = Lawful(case)
        outline = OutlineProgram(lawful)
        solution = outline.program.solve(seconds=QUARTER_SECONDS, gap=0.01)
        assert solution is not None
        placing = Placing(lawful)
        unplaced = placing.place_all(outline.entries(solution))
        settled = settle(case, placing.chosen)
        began = time.monotonic()
        inner = Lawful(settled)
        exact = ExactProgram(inner)
        best = exact.program.solve(seconds=TEAM_SECONDS)
        took = time.monotonic() - began
        assert best is not None
        plan = plan_of(inner, visits_of(inner, exact.chosen(best)), bound=best.bound, proven=best.proven)
        rows.append(
            {
                "seed": seed,
                "companies": len(case.targets),
                "officers": len(case.officers),
                "visits": len(plan.visits),
                "left_over": len(unplaced),
                "seconds": round(took, 2),
                "proven_optimal": best.proven,
                "cost": plan.cost.total,
                "violations": len(violations(settled, plan)),
            }
        )
        print("teams", rows[-1], flush=True)
    return rows


def quarter(seeds: int) -> list[dict[str, Any]]:
    """The joint quarter of two districts, and its mending."""
    rows = []
    for seed in range(seeds):
        case = district_pair(seed=seed)
        began = time.monotonic()
        plan = make_plan(case, seconds=QUARTER_SECONDS)
        took = time.monotonic() - began
        fixed = Lawful(case).fixed_cost
        rows.append(
            {
                "seed": seed,
                "checks": len(case.checks),
                "visits": len(plan.visits),
                "seconds": round(took, 2),
                "cost": plan.cost.total,
                "bound": plan.bound,
                "gap_percent": round(100 * plan.gap, 2),
                "gap_percent_of_what_can_be_decided": round(100 * (plan.cost.total - plan.bound) / (plan.cost.total - fixed), 2),
                "violations": len(violations(case, plan)),
                "tour_km": sum(one.metres for one in tours_of(case, plan)) // 1000,
                "replanning": ill(case, plan),
            }
        )
        print("quarter", rows[-1], flush=True)
    return rows


def ill(case: Problem, plan: Plan) -> dict[str, Any]:
    """The busiest officer of the next weeks is away for them."""
    counts = {one.ref: sum(one.ref in visit.team and ILLNESS.holds(visit.slot.day) for visit in plan.visits) for one in case.officers}
    ref = max(counts, key=counts.__getitem__)
    crew = tuple(replace(one, leave=(*one.leave, ILLNESS)) if one.ref == ref else one for one in case.officers)
    now = replace(case, officers=crew)
    began = time.monotonic()
    result = replan(now, plan, today=ILLNESS.first - timedelta(days=1))
    return {
        "seconds": round(time.monotonic() - began, 2),
        "changed_visits": len(result.changed),
        "at_least": result.unavoidable,
        "violations": len(violations(now, result.plan)),
    }


def year(seeds: int, share: int, *, known: Sequence[dict[str, Any]] = ()) -> dict[str, Any]:
    """One district's year, seed by seed in two processes; `known` rows, of a run that was ended, aren't made anew."""
    rows = list(known)
    todo = [(seed, share) for seed in range(seeds) if seed not in {row["seed"] for row in rows}]
    with multiprocessing.get_context("spawn").Pool(YEAR_PROCESSES) as pool:
        for row in pool.imap_unordered(_years_row, todo):
            rows.append(row)
            print("year", row, flush=True)
            note("year", {"share": share, "seeds": sorted(rows, key=itemgetter("seed"))})
    return {"share": share, "seeds": sorted(rows, key=itemgetter("seed")), "spread": _spread(rows)}


def _years_row(job: tuple[int, int]) -> dict[str, Any]:
    """The joint plan beside the plans that each organ makes of the same checks, by itself, with the same planner and router.

    `km` and `km_each_organ_alone`: from the yard and back for each visit; `km_tours...`: as the cars drive (tours.py).
    """
    seed, share = job
    case = district_year(seed=seed, share=share)
    began = time.process_time()
    plan = make_plan(case, seconds=QUARTER_SECONDS)
    took = time.process_time() - began
    saved, alone = savings_of(case, plan), [_alone(case, one.uscc) for one in case.organs]
    return {
        "seed": seed,
        "cpu_seconds": round(took, 1),
        "load": round(os.getloadavg()[0], 1),
        "checks": len(case.checks),
        "companies": saved.companies,
        "visits": saved.visits,
        "joint_visits": saved.joint,
        "visits_each_organ_alone": sum(one["visits"] for one in alone),
        "visits_each_check_alone": sum(len(part.matters) for one in plan.visits for part in one.parts),
        "km": round(saved.metres / 1000),
        "km_each_organ_alone": round(saved.metres_alone / 1000),
        "km_tours": _tours_km(case, plan),
        "km_tours_each_organ_alone": sum(one["km"] for one in alone),
        "gap_percent": round(100 * plan.gap, 2),
        "violations": len(violations(case, plan)) + sum(one["violations"] for one in alone),
        "of_companies_with_several_organs": _several(plan, _ways(case)),
    }


def _alone(case: Problem, organ: str) -> dict[str, int]:
    """One organ's checks with the same windows, its own officers, its own tours."""
    own = replace(
        case,
        checks=tuple(one for one in case.checks if one.organ == organ),
        officers=tuple(one for one in case.officers if one.organ == organ),
    )
    plan = make_plan(own, seconds=QUARTER_SECONDS)
    return {"visits": len(plan.visits), "km": _tours_km(own, plan), "violations": len(violations(own, plan))}


def _tours_km(case: Problem, plan: Plan) -> int:
    return round(sum(tour.metres for tour in tours_of(case, plan)) / 1000)


def _ways(case: Problem) -> dict[str, int]:
    yards = {one.code: one.yard for one in case.members}
    return {one.id: 2 * yards[one.member].metres_to(one.site) for one in case.targets}


def _several(plan: Plan, ways: dict[str, int]) -> dict[str, float]:
    """Those whom joint visits are for: companies that more than one organ must inspect."""
    parts: dict[str, int] = {}
    visits: dict[str, int] = {}
    for one in plan.visits:
        parts[one.target] = parts.get(one.target, 0) + len(one.parts)
        visits[one.target] = visits.get(one.target, 0) + 1
    several = [name for name, count in parts.items() if count > 1]
    return {
        "companies": len(several),
        "visits_per_company": round(sum(visits[name] for name in several) / len(several), 3),
        "visits_per_company_alone": round(sum(parts[name] for name in several) / len(several), 3),
        "km": round(sum(visits[name] * ways[name] for name in several) / 1000),
        "km_alone": round(sum(parts[name] * ways[name] for name in several) / 1000),
    }


def _spread(rows: list[dict[str, Any]]) -> dict[str, Any]:
    """Mean, standard deviation, least, median and most over the seeds."""
    figures = {
        "visits_saved_percent_to_organs_alone": [100 * (1 - row["visits"] / row["visits_each_organ_alone"]) for row in rows],
        "visits_saved_percent_to_checks_alone": [100 * (1 - row["visits"] / row["visits_each_check_alone"]) for row in rows],
        "tours_km_saved_percent_to_organs_alone": [100 * (1 - row["km_tours"] / row["km_tours_each_organ_alone"]) for row in rows],
        "km_saved_percent_to_organs_alone": [100 * (1 - row["km"] / row["km_each_organ_alone"]) for row in rows],
        "visits_per_company": [row["visits"] / row["companies"] for row in rows],
        "visits_per_company_each_organ_alone": [row["visits_each_organ_alone"] / row["companies"] for row in rows],
        "several_organs_visits_saved_percent": [
            100 * (1 - one["visits_per_company"] / one["visits_per_company_alone"])
            for one in (row["of_companies_with_several_organs"] for row in rows)
        ],
        "several_organs_km_saved_percent": [
            100 * (1 - one["km"] / one["km_alone"]) for one in (row["of_companies_with_several_organs"] for row in rows)
        ],
    }
    return {
        name: {
            "mean": round(statistics.mean(values), 3),
            "deviation": round(statistics.pstdev(values), 3),
            "least": round(min(values), 3),
            "median": round(statistics.median(values), 3),
            "most": round(max(values), 3),
        }
        for name, values in figures.items()
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument(
        "--only", nargs="+", choices=("routing", "teams", "quarter", "year"), default=("routing", "teams", "quarter", "year")
    )
    parser.add_argument("--seconds", type=float, default=60.0, help="for each routing instance")
    parser.add_argument("--seeds", type=int, default=3, help="of teams and quarter")
    parser.add_argument("--year-seeds", type=int, default=10)
    parser.add_argument("--year-share", type=int, default=100, help="percent of the year's 44,000 checks")
    parser.add_argument("--resume", action="store_true", help="keep the seeds of the year that the report holds")
    options = parser.parse_args()
    before = _report().get("year", {})
    known = before.get("seeds", []) if options.resume and before.get("share") == options.year_share else []
    runs = {
        "routing": lambda: routing(options.seconds),
        "teams": lambda: teams(options.seeds),
        "quarter": lambda: quarter(options.seeds),
        "year": lambda: year(options.year_seeds, options.year_share, known=known),
    }
    note("machine", {"cpus": os.cpu_count(), "python": platform.python_version(), "load_at_start": os.getloadavg()[0]})
    for name in options.only:
        note(name, runs[name]())


def note(name: str, found: object) -> None:
    """Write one benchmark's figures into the report, at once."""
    report = _report() | {name: found}
    REPORT.parent.mkdir(exist_ok=True)
    REPORT.write_text(json.dumps(report, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")


def _report() -> dict[str, Any]:
    found: dict[str, Any] = json.loads(REPORT.read_text(encoding="utf-8")) if REPORT.exists() else {}
    return found


if __name__ == "__main__":
    main()
