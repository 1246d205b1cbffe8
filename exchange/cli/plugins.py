"""Readers and writers of files, found through entry points: exchange never imports adapters.

Group `delta_exchange.importers`, name "tabular": `read(path, layout, *, today) -> Iterator[Row]` (exchange.cli.importing.Row).
Group `delta_exchange.exporters`, name "tabular": `write(path, outcomes, layout, *, chinese_titles) -> int`, the number of rows.
"""

from __future__ import annotations

from importlib.metadata import entry_points
from typing import Any

from exchange.cli.errors import CliError
from exchange.cli.i18n import _

IMPORTERS = "delta_exchange.importers"
EXPORTERS = "delta_exchange.exporters"
NAME = "tabular"
LAYOUTS = {"shuanggongshi": "shuanggongshi_2018", "zhejiang": "zhejiang_feed", "published_pages": "published_pages"}
"""Short names of layouts for the command line; any other name or TOML file goes to the plugin as it is."""


def load_plugin(group: str) -> Any:
    """The callable that a package offers.

    Raises:
        CliError: none is installed.
    """
    for one in entry_points(group=group, name=NAME):
        return one.load()
    message = _("no package offers {name} in {group}; install the adapters (pip install -e .)").format(name=NAME, group=group)
    raise CliError(message, reason="PLUGIN_MISSING")
