"""Prints microseconds per leaf of the tree's hot paths, best of seven rounds: `python tests/benchmarks/bench_merkle.py`."""

from __future__ import annotations

import random
import time
from collections.abc import Callable

from exchange.ledger.merkle import Frontier, hash_leaves, inclusion_paths, root_of_hashes

HEADER_SIZE = 250  # bytes, a typical record header
ROUNDS = 7


def best(act: Callable[[], object], *, count: int) -> float:
    """Microseconds per leaf."""
    times = []
    for _ in range(ROUNDS):
        start = time.perf_counter()
        act()
        times.append(time.perf_counter() - start)
    return min(times) / count * 1e6


def main() -> None:
    """Runs every size."""
    source = random.Random(7)  # test data
    print(f"{'leaves':>7} {'hash':>7} {'root':>7} {'extend':>7} {'paths':>7}   µs per leaf")
    for count in (256, 1024, 4096, 65536):
        datas = [source.randbytes(HEADER_SIZE) for _ in range(count)]
        hashes = hash_leaves(datas)
        frontier = Frontier.empty().extend(hash_leaves(source.randbytes(HEADER_SIZE) for _ in range(777))).frontier
        acts: list[Callable[[], object]] = [
            lambda datas=datas: hash_leaves(datas),
            lambda hashes=hashes: root_of_hashes(hashes),
            lambda hashes=hashes, frontier=frontier: frontier.extend(hashes),
            lambda hashes=hashes: inclusion_paths(hashes),
        ]
        print(f"{count:>7} " + " ".join(f"{best(act, count=count):7.2f}" for act in acts))


if __name__ == "__main__":
    main()
