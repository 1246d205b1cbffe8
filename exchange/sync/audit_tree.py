"""Inclusion proofs of many events of the audit ledger: tile by tile, at every level that the store keeps.

The leaves of a tile are a node of the tree, the last and partial tile's too: RFC 9162 splits at powers of two. So a leaf's proof is its
path within its tile, then the tile's within the tile above, and so on. A complete tile never changes, so its paths may be kept: one that
leads an event's bytes to a signed root proves them, wherever it was read.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Sequence
from threading import Lock

from exchange.ledger.merkle import HASH_SIZE, TILE_HEIGHT, inclusion_paths, root_of_hashes
from exchange.storage.ledgers import StoredNodes

TILE = 1 << TILE_HEIGHT  # hashes that are read together
TILES_KEPT = 512  # of 64 KiB each


class KeptTiles:
    """Paths within complete tiles of leaves, by tile; the least used go first. Shared by threads."""

    def __init__(self) -> None:
        self._tiles: OrderedDict[int, list[bytes]] = OrderedDict()
        self._lock = Lock()

    def get(self, tile: int) -> list[bytes] | None:
        """The paths of its leaves, if they are kept."""
        with self._lock:
            found = self._tiles.get(tile)
            if found is not None:
                self._tiles.move_to_end(tile)
            return found

    def keep(self, tile: int, paths: list[bytes]) -> None:
        """Only what has led to a signed root: a neighbour's hash that was tampered with must not be remembered."""
        with self._lock:
            self._tiles[tile] = paths
            while len(self._tiles) > TILES_KEPT:
                self._tiles.popitem(last=False)


class Tree:
    """The tree over the first `size` leaves."""

    def __init__(self, stored: StoredNodes, size: int, kept: KeptTiles) -> None:
        self._stored = stored
        self._size = size
        self._kept = kept
        self._paths: dict[tuple[int, int], list[bytes]] = {}

    def proof(self, index: int) -> list[bytes]:
        """Hashes of 32 bytes, leaf to root, of a leaf below `size`.

        Raises:
            LookupError: the store lacks a hash.
        """
        path, level, place = b"", 0, index
        while level == 0 or self._width(level) > 1:
            place, within = divmod(place, TILE)
            path += self._within(level, place)[within]
            level += TILE_HEIGHT
        return [path[at : at + HASH_SIZE] for at in range(0, len(path), HASH_SIZE)]

    def believe(self, index: int) -> None:
        """The leaf's proof has led to a signed root: its tile's paths may be kept."""
        tile = index // TILE
        if (tile + 1) * TILE <= self._size and (paths := self._paths.get((0, tile))) is not None:
            self._kept.keep(tile, paths)

    def _width(self, level: int) -> int:
        """Nodes at a level, the last perhaps over fewer leaves than the others."""
        return -(-self._size >> level)

    def _within(self, level: int, tile: int) -> list[bytes]:
        found = self._paths.get((level, tile))
        if found is None:
            found = self._kept.get(tile) if level == 0 and (tile + 1) * TILE <= self._size else None
            if found is None:
                found = inclusion_paths(self._children(level, tile))[1]
            self._paths[level, tile] = found
        return found

    def _children(self, level: int, tile: int) -> Sequence[bytes]:
        """The nodes of a level below one of the next."""
        first, end = tile * TILE, min((tile + 1) * TILE, self._width(level))
        complete = min(end, self._size >> level)
        nodes = list(self._stored.hashes(level=level, first=first, count=complete - first)) if complete > first else []
        if end > complete:
            nodes.append(root_of_hashes(self._children(level - TILE_HEIGHT, complete)))
        return nodes
