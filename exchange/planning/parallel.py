"""The routing search in child processes: as many seeds as processors, within a time that holds whatever happens.

Children are spawned, report each better solution as they find it, and are killed when the time is over: a search that hangs or dies costs
its share of the result, never the caller's time.
"""

from __future__ import annotations

import multiprocessing
import time
from collections.abc import Callable
from multiprocessing.connection import Connection, wait
from typing import Any

from exchange.planning.routing import Routes, RoutingError, RoutingProblem, Search, check_problem, check_routes

PROCESSES = 2
START_SECONDS = 5.0  # that a child may need, on a busy machine, before its search begins, and to report its last


def best_routes(
    problem: RoutingProblem, *, seconds: float, seed: int = 0, processes: int = PROCESSES, target: Callable[..., None] | None = None
) -> Routes:
    """Return the best routes that the children found, each rule checked anew.

    Args:
        problem: what is searched.
        seconds: that each search takes; the call ends START_SECONDS later at most.
        seed: of the first child; the next ones count on.
        processes: number of children.
        target: what a child runs instead of the search (tests).

    Raises:
        RoutingError: a stop can't be reached, or no child found routes in the time.
    """
    check_problem(problem)
    context = multiprocessing.get_context("spawn")
    ends = time.monotonic() + seconds + START_SECONDS
    children: list[tuple[Any, Connection]] = []
    try:
        for number in range(processes):
            receiving, sending = context.Pipe(duplex=False)
            child = context.Process(target=target or search_and_report, args=(problem, seed + number, seconds, sending), daemon=True)
            child.start()
            sending.close()  # the child has its own copy: when it ends, reading ends
            children.append((child, receiving))
        found = _received([connection for _child, connection in children], ends)
    finally:
        for child, connection in children:
            child.kill()
            child.join()
            connection.close()
    best = min(found, key=lambda one: one.cost, default=None)
    if best is None:
        raise RoutingError(f"no routes were found within {seconds:g} s")
    check_routes(problem, best.routes)
    return best


def search_and_report(problem: RoutingProblem, seed: int, seconds: float, connection: Connection) -> None:
    """What a child does."""
    connection.send(Search(problem, seed=seed).run(seconds=seconds, progress=connection.send))


def _received(connections: list[Connection], ends: float) -> list[Routes]:
    """The last solution of each child; a child that ends, however it does, is waited for no longer."""
    best: dict[Connection, Routes] = {}
    open_ones = list(connections)
    while open_ones and (left := ends - time.monotonic()) > 0:
        for ready in wait(open_ones, timeout=left):
            assert isinstance(ready, Connection)
            try:
                best[ready] = ready.recv()
            except (EOFError, OSError):
                open_ones.remove(ready)
    return list(best.values())
