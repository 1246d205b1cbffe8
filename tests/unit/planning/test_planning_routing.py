"""Routes: known optima, every rule of a route checked apart, children that hang, die or lie, and tours that save way."""

import itertools
import math
import time
from dataclasses import replace
from multiprocessing.connection import Connection

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from exchange.planning import parallel
from exchange.planning.assign import make_plan
from exchange.planning.generate import Size, district_pair
from exchange.planning.parallel import best_routes
from exchange.planning.routing import Routes, RoutingError, RoutingProblem, check_routes
from exchange.planning.search import Search
from exchange.planning.tours import tours_of
from tests.support.solomon import best_known, read_instance

SMALL = RoutingProblem(
    travel=[[0, 10, 20], [10, 0, 12], [20, 12, 0]],
    opens=[0, 0, 30],
    closes=[100, 50, 60],
    service=[0, 5, 5],
    demand=[0, 1, 1],
    capacity=2,
)


@st.composite
def routings(draw: st.DrawFn) -> RoutingProblem:
    """Up to five stops on a small map, some only open late."""
    places = draw(st.lists(st.tuples(st.integers(0, 30), st.integers(0, 30)), min_size=2, max_size=6))
    late = [0, *(draw(st.sampled_from([0, 0, 40])) for _ in places[1:])]
    return RoutingProblem(
        travel=[[math.dist(a, b) for b in places] for a in places],
        opens=late,
        closes=[400.0, *(one + 60.0 for one in late[1:])],
        service=[0, *(5 for _ in places[1:])],
        demand=[0, *(1 for _ in places[1:])],
        capacity=draw(st.integers(1, 4)),
    )


@settings(max_examples=30, deadline=None)
@given(routings())
def test_few_stops_are_routed_as_well_as_by_trying_everything(problem: RoutingProblem) -> None:
    found = Search(problem, seed=1).run(rounds=400)
    assert check_routes(problem, found.routes) == pytest.approx(found.cost)
    assert found.cost == pytest.approx(cheapest(problem))


@settings(max_examples=30, deadline=None)
@given(routings())
def test_few_stops_are_routed_as_well_with_the_fewest_vehicles_that_suffice(problem: RoutingProblem) -> None:
    fewest = next(count for count in range(1, problem.size) if cheapest(replace(problem, vehicles=count)) < math.inf)
    tight = replace(problem, vehicles=fewest)
    found = Search(tight, seed=1).run(rounds=600)
    assert check_routes(tight, found.routes) == pytest.approx(found.cost)
    assert found.cost == pytest.approx(cheapest(tight))


def cheapest(problem: RoutingProblem) -> float:
    """Every order of the stops, cut in every way."""
    best = math.inf
    for order in itertools.permutations(range(1, problem.size)):
        for cuts in itertools.product([False, True], repeat=len(order) - 1):
            routes = [[order[0]]]
            for stop, cut in zip(order[1:], cuts, strict=True):
                routes.append([stop]) if cut else routes[-1].append(stop)
            try:
                best = min(best, check_routes(problem, routes))
            except RoutingError:
                continue
    return best


def test_the_same_seed_gives_the_same_routes() -> None:
    problem = read_instance("C101")
    assert Search(problem, seed=7).run(rounds=60) == Search(problem, seed=7).run(rounds=60)


def test_a_solomon_instance_comes_near_its_best_known_cost() -> None:
    found = Search(read_instance("C101"), seed=1).run(rounds=1500)
    assert check_routes(read_instance("C101"), found.routes) <= 1.03 * best_known()["C101"].cost


@pytest.mark.parametrize("name", ["R105", "RC101", "R206"])
def test_stops_find_room_in_as_few_vehicles_as_are_known_to_suffice(name: str) -> None:
    """With any number of them the same search takes more."""
    known = best_known()[name]
    problem = read_instance(name, vehicles=known.vehicles)
    found = Search(problem, seed=1).run(rounds=8000)
    assert found == Search(problem, seed=1).run(rounds=8000)
    assert len(found.routes) == known.vehicles
    assert check_routes(problem, found.routes) <= 1.08 * known.cost
    assert len(Search(read_instance(name), seed=1).run(rounds=1000).routes) > known.vehicles


@pytest.mark.parametrize(
    ("routes", "change", "said"),
    [
        ([[1]], {}, "missing or visited twice"),
        ([[1, 2], [2]], {}, "missing or visited twice"),
        ([[1], [2]], {"vehicles": 1}, "2 routes; there are 1 vehicles"),
        ([[1, 2]], {"capacity": 1}, "carries more than 1"),
        ([[2, 1]], {"closes": [100, 46, 60]}, "stop 1 is reached at 47.00, after 46"),
        ([[1], [2]], {"closes": [54, 50, 60]}, "stop 0 is reached at 55.00"),
    ],
)
def test_routes_that_break_a_rule_are_refused(routes: list[list[int]], change: dict, said: str) -> None:
    assert check_routes(SMALL, [[1, 2]]) == 42
    with pytest.raises(RoutingError, match=said):
        check_routes(replace(SMALL, **change), routes)


@pytest.mark.parametrize(
    ("change", "said"),
    [({"closes": [100, 9, 60]}, "stop 1 can't be reached"), ({"demand": [0, 1, 3]}, "stop 2 takes 3; a vehicle has 2")],
)
def test_a_stop_that_no_route_reaches_is_named(change: dict, said: str) -> None:
    with pytest.raises(RoutingError, match=said):
        Search(replace(SMALL, **change), seed=1)


def test_too_few_vehicles_are_said() -> None:
    with pytest.raises(RoutingError, match="don't fit into 1 vehicles"):
        Search(replace(SMALL, capacity=1, vehicles=1), seed=1).run(rounds=50)


def test_children_search_and_the_best_is_taken() -> None:
    found = best_routes(SMALL, seconds=0.2)
    assert (sorted(found.routes[0]), found.cost) == ([1, 2], 42)


def test_children_that_need_more_vehicles_than_there_are_find_nothing() -> None:
    with pytest.raises(RoutingError, match="no routes were found"):
        best_routes(replace(SMALL, capacity=1, vehicles=1), seconds=0.2, processes=1)


def hangs(problem: RoutingProblem, seed: int, seconds: float, connection: Connection) -> None:
    """Reports one solution, then never ends; the second child dies at once."""
    if seed:
        raise SystemExit(3)
    connection.send(parallel.BEGUN)
    connection.send(Routes(routes=((1,), (2,)), cost=60))
    time.sleep(600)


def lies(problem: RoutingProblem, seed: int, seconds: float, connection: Connection) -> None:
    connection.send(Routes(routes=((1,),), cost=1))


def says_nothing(problem: RoutingProblem, seed: int, seconds: float, connection: Connection) -> None:
    """As a child that the kernel killed."""


def test_a_child_that_hangs_is_killed_and_what_it_reported_serves(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parallel, "END_SECONDS", 0.5)
    assert best_routes(SMALL, seconds=0.1, target=hangs).cost == 60


def test_what_a_child_reports_is_checked() -> None:
    with pytest.raises(RoutingError, match="missing or visited twice"):
        best_routes(SMALL, seconds=0.1, processes=1, target=lies)


def test_children_that_die_leave_no_routes() -> None:
    with pytest.raises(RoutingError, match=r"no routes were found within 0\.1 s"):
        best_routes(SMALL, seconds=0.1, processes=1, target=says_nothing)


def test_tours_visit_everybody_once_and_are_no_longer_than_going_back_each_time() -> None:
    case = district_pair(seed=2, size=Size(companies=60, officers=36))
    plan = make_plan(case)
    tours = tours_of(case, plan)
    targets, yards = {one.id: one for one in case.targets}, {one.code: one.yard for one in case.members}
    alone = sum(2 * yards[targets[one.target].member].metres_to(targets[one.target].site) for one in plan.visits)
    assert sorted(name for tour in tours for name in tour.targets) == sorted(one.target for one in plan.visits)
    assert sum(tour.metres for tour in tours) <= alone
    assert max(len(tour.targets) for tour in tours) <= 2
    halves = {one.target: one.slot for one in plan.visits}
    assert all([halves[name] for name in tour.targets] == sorted(halves[name] for name in tour.targets) for tour in tours)
    assert len({tour.member for tour in tours}) == 2
