"""The routing search in child processes: as many seeds as processors, within a time that holds whatever happens.

Children are spawned, report each better solution as they find it, and are killed when the time is over: a search that hangs or dies costs
its share of the result, never the caller's time.
"""

from __future__ import annotations

import multiprocessing
import time
from collections.abc import Callable
from contextlib import suppress
from multiprocessing.connection import Connection, wait
from typing import Any

from exchange.planning.routing import Routes, RoutingError, RoutingProblem, check_problem, check_routes
from exchange.planning.search import Search

PROCESSES = 2
START_SECONDS = 30.0  # that a child may need, on a busy machine, before its search begins
BEGUN = "begun"
END_SECONDS = 3.0  # that it may need beyond the time it was given, to report its last


def best_routes(
    problem: RoutingProblem, *, seconds: float, seed: int = 0, processes: int = PROCESSES, target: Callable[..., None] | None = None
) -> Routes:
    """Return the best routes that the children found, each rule checked anew.

    Args:
        problem: what is searched.
        seconds: that each search takes; the call ends START_SECONDS + END_SECONDS later at most.
        seed: of the first child; the next ones count on.
        processes: number of children.
        target: what a child runs instead of the search (tests).

    Raises:
        RoutingError: a stop can't be reached, or no child found routes in the time.
    """
    check_problem(problem)
    context = multiprocessing.get_context("spawn")
    children: list[tuple[Any, Connection]] = []
    try:
        for number in range(processes):
            receiving, sending = context.Pipe(duplex=False)
            child = context.Process(target=target or search_and_report, args=(problem, seed + number, seconds, sending), daemon=True)
            child.start()
            sending.close()  # the child has its own copy: when it ends, reading ends
            children.append((child, receiving))
        found = _received([connection for _child, connection in children], seconds)
    finally:
        for child, connection in children:
            child.kill()
            child.join()
            connection.close()
    fitting = (one for one in found if not problem.vehicles or len(one.routes) <= problem.vehicles)
    best = min(fitting, key=lambda one: one.cost, default=None)
    if best is None:
        raise RoutingError(f"no routes were found within {seconds:g} s")
    check_routes(problem, best.routes)
    return best


def search_and_report(problem: RoutingProblem, seed: int, seconds: float, connection: Connection) -> None:
    """What a child does: says that it begins, then each better solution, then the best."""
    connection.send(BEGUN)
    with suppress(RoutingError):  # no routes fit the vehicles: the parent sees that by itself
        connection.send(Search(problem, seed=seed).run(seconds=seconds, progress=connection.send))


def _received(connections: list[Connection], seconds: float) -> list[Routes]:
    """The last solution of each child; one that ends, however it does, or is late is waited for no longer."""
    best: dict[Connection, Routes] = {}
    until = dict.fromkeys(connections, time.monotonic() + START_SECONDS)
    while until:
        for ready in wait(list(until), timeout=max(0.0, min(until.values()) - time.monotonic())):
            assert isinstance(ready, Connection)
            try:
                message = ready.recv()
            except (EOFError, OSError):
                del until[ready]
                continue
            if message == BEGUN:
                until[ready] = time.monotonic() + seconds + END_SECONDS
            else:
                best[ready] = message
        now = time.monotonic()
        until = {connection: end for connection, end in until.items() if end > now}
    return list(best.values())
