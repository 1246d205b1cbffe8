"""Prints microseconds per leaf of the tree's hot paths, and per record of its verification; best of seven rounds.

Run as `python -m tests.benchmarks.bench_merkle`.
"""

from __future__ import annotations

import random
import time
from collections.abc import Callable

from exchange.ledger.envelope import RecordVerifier, sign_batch, sign_record
from exchange.ledger.merkle import Frontier, hash_leaves, inclusion_paths, root_of_hashes
from exchange.v1 import record_pb2
from tests.support.envelope import KEYS, MEMBER, SIGNER, unsigned

HEADER_SIZE = 250  # bytes, a typical record header
FACTS_SIZE = 280  # characters of three bytes, which make a body of about 1 kB
RECORDS = 1024  # in the batch that is verified
ROUNDS = 7


def best(act: Callable[[], object], *, count: int) -> float:
    """Microseconds per leaf."""
    times = []
    for _ in range(ROUNDS):
        start = time.perf_counter()
        act()
        times.append(time.perf_counter() - start)
    return min(times) / count * 1e6


def verify(records: list[record_pb2.SignedRecord], leaves: list[bytes]) -> None:
    """What a puller does with each record of a message, before it stores it."""
    check = RecordVerifier(KEYS).check
    for index, (record, leaf) in enumerate(zip(records, leaves, strict=True)):
        check(record, leaf, member=MEMBER, index=index)


def bench_records() -> None:
    """Records of 1 kB, signed in one batch and signed alone."""
    parts = [unsigned(at, body=lambda one: setattr(one.lead, "facts", "案" * FACTS_SIZE)) for at in range(RECORDS)]
    headers = [one.header for one in parts]
    leaves = hash_leaves(headers)
    print(f"\n{RECORDS} records, header {len(headers[0])} and body {len(parts[0].body)} bytes   µs per record")
    for name, signatures in (("batch", sign_batch(headers, SIGNER)), ("alone", [sign_record(one, SIGNER) for one in headers])):
        records = [
            record_pb2.SignedRecord(header=one.header, body=one.body, signatures=[signature])
            for one, signature in zip(parts, signatures, strict=True)
        ]
        print(f"{name:>7} {best(lambda records=records: verify(records, leaves), count=RECORDS):7.2f}")


def bench_tree() -> None:
    """Every size."""
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
    bench_tree()
    bench_records()
