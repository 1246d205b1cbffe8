"""Readers and writers of files, found through entry points: exchange never imports adapters.

Group `delta_exchange.importers`, name "tabular": `read(path, layout, *, today) -> Iterator[Row]` (exchange.cli.importing.Row).
Group `delta_exchange.exporters`, name "tabular": `write(path, outcomes, layout, *, chinese_titles) -> int`, the number of rows.
Group `delta_exchange.tables`, name "tabular": `read_rows(path) -> Iterator[RawRow]`, rows with `line`, `cells` (texts) and `fault`.
"""

from __future__ import annotations

from importlib.metadata import entry_points
from typing import Any

import click

from exchange.cli.errors import CliError
from exchange.texts.i18n import _

IMPORTERS = "delta_exchange.importers"
EXPORTERS = "delta_exchange.exporters"
TABLES = "delta_exchange.tables"
NAME = "tabular"
LAYOUTS = {"shuanggongshi": "shuanggongshi_2018", "zhejiang": "zhejiang_feed", "published_pages": "published_pages"}
"""Short names of layouts for the command line; the full names and TOML files go to the plugin as they are."""


def layout_name(given: str) -> str:
    """The plugin's name of a layout; a TOML file stays as it is.

    Raises:
        click.BadParameter: there is no such layout; the message lists the names that the help shows.
    """
    if given in LAYOUTS or given in LAYOUTS.values() or given.endswith(".toml"):
        return LAYOUTS.get(given, given)
    raise click.BadParameter(
        _("{value} is no layout; known are {names}, or give a TOML file").format(value=repr(given), names=", ".join(LAYOUTS)),
        param_hint="--layout",
    )


def load_plugin(group: str) -> Any:
    """The callable that a package offers.

    Raises:
        CliError: none is installed.
    """
    for one in entry_points(group=group, name=NAME):
        return one.load()
    message = _("no package offers {name} in {group}; install the adapters (pip install -e .)").format(name=NAME, group=group)
    raise CliError(message, reason="PLUGIN_MISSING")
