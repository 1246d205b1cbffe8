"""`exchange inspection`: registers, draws (双随机) and plans, from the modules beside it."""

from __future__ import annotations

import click

from exchange.cli.commands import (
    inspection_checklists,
    inspection_draws,
    inspection_planning,
    inspection_plans,
    inspection_registers,
    inspection_results,
)
from exchange.cli.lazy import Group
from exchange.texts.i18n import N_


@click.group(cls=Group, help=N_("Joint inspections: plans, and draws that nobody decides alone."))
def inspection() -> None:
    """Group of commands."""


for _module in (
    inspection_registers,
    inspection_draws,
    inspection_planning,
    inspection_plans,
    inspection_checklists,
    inspection_results,
):
    _module.add_to(inspection)
