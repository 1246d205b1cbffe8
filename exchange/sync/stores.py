"""Case stores of a node: found by name through the entry points `delta_exchange.adapters`, never imported from here."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from importlib.metadata import entry_points
from typing import cast

from exchange.domain.casestore import CaseStore, StoreConfigurationError
from exchange.settings import CaseStoreSettings

GROUP = "delta_exchange.adapters"


@contextmanager
def open_store(settings: CaseStoreSettings) -> Iterator[CaseStore]:
    """The store that a `[[case_store]]` table of node.toml describes.

    Raises:
        StoreConfigurationError: no such adapter, or it can't use its options.
    """
    found = {point.name: point for point in entry_points(group=GROUP)}
    if settings.adapter not in found:
        raise StoreConfigurationError(
            f"case store {settings.name}: adapter {settings.adapter!r} isn't installed; installed are {', '.join(sorted(found)) or 'none'}"
        )
    store = cast("CaseStore", found[settings.adapter].load()(name=settings.name, options=settings.options))
    try:
        yield store
    finally:
        store.close()
