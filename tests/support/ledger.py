"""Stand-ins for what a store does for the ledger's pure functions."""

from __future__ import annotations

from collections.abc import Sequence

from exchange.ledger.merkle import TILE_HEIGHT, Frontier


class MemoryNodes:
    """A `NodeReader` that keeps what a store keeps: leaf hashes, and the subtree hashes that `Frontier.extend` hands out."""

    def __init__(self, hashes: Sequence[bytes] = ()) -> None:
        self.frontier = Frontier.empty()
        self.levels: dict[int, list[bytes]] = {0: []}
        self.reads: list[tuple[int, int, int]] = []
        self.append(hashes)

    def append(self, hashes: Sequence[bytes]) -> None:
        extension = self.frontier.extend(hashes)
        self.levels[0] += hashes
        for one in extension.subtrees:
            kept = self.levels.setdefault(one.level, [])
            assert one.index == len(kept), "subtrees must come in order, each once"
            kept.append(one.hash)
        self.frontier = extension.frontier

    def hashes(self, *, level: int, first: int, count: int) -> Sequence[bytes]:
        assert level % TILE_HEIGHT == 0
        self.reads.append((level, first, count))
        return self.levels[level][first : first + count]


def flipped(data: bytes, bit: int) -> bytes:
    """`data` with one bit turned over."""
    changed = bytearray(data)
    changed[bit // 8] ^= 1 << bit % 8
    return bytes(changed)


def changed_proofs(proof: list[bytes]) -> list[list[bytes]]:
    """Every proof one step away: a bit flipped, a hash dropped, doubled, added, shortened, lengthened, two swapped."""
    found = [[*proof, bytes(32)], [bytes(32), *proof], [*proof, b""], [b"", *proof]]
    for at, one in enumerate(proof):
        rest = proof[at + 1 :]
        found += [[*proof[:at], flipped(one, bit), *rest] for bit in (0, 100, 255)]
        found += [[*proof[:at], *rest], [*proof[:at], one, *proof[at:]], [*proof[:at], one[:-1], *rest], [*proof[:at], one + b"\0", *rest]]
        if rest and rest[0] != one:
            found.append([*proof[:at], rest[0], one, *rest[1:]])
    return found
