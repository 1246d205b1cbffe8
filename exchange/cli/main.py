"""The `exchange` command.

    exchange --lang en outcome prior 91310116607875428X --json

Exit codes: see `exchange.cli.errors`.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from importlib.metadata import version
from typing import Any

import click

from exchange.cli.errors import FAILED, show_error
from exchange.cli.lazy import LazyGroup, Option
from exchange.texts import i18n
from exchange.texts.i18n import N_, _

COMPLETION_VARIABLE = "_EXCHANGE_COMPLETE"
INTERRUPTED = 130  # 128 + SIGINT, as shells say it
_COMMANDS = "exchange.cli.commands"

SUBCOMMANDS = {
    "init": (f"{_COMMANDS}.init:init", N_("Set up a node's folder: settings, keys, database.")),
    "serve": (f"{_COMMANDS}.serve:serve", N_("Run the node's gRPC server.")),
    "console": (f"{_COMMANDS}.console:console", N_("Serve the node's web console.")),
    "sync": (f"{_COMMANDS}.sync:sync", N_("Pull, witness, collect and deliver, by schedule or once.")),
    "certs": (f"{_COMMANDS}.certs:certs", N_("Make and check certificates.")),
    "member": (f"{_COMMANDS}.member:member", N_("Keep the membership (TUF repository).")),
    "import": (f"{_COMMANDS}.import_:import_", N_("Import penalty decisions from a CSV or Excel file.")),
    "export": (f"{_COMMANDS}.export:export", N_("Write outcomes to a CSV or Excel file.")),
    "publish": (f"{_COMMANDS}.publish:publish", N_("Publish records from files.")),
    "record": (f"{_COMMANDS}.record:record", N_("Read records of any type.")),
    "lead": (f"{_COMMANDS}.lead:lead", N_("Send, follow and answer leads.")),
    "task": (f"{_COMMANDS}.task:task", N_("What is to be done by when, and who is late.")),
    "attachment": (f"{_COMMANDS}.attachment:attachment", N_("Files that go with leads: put, get, status, retry.")),
    "outcome": (f"{_COMMANDS}.outcome:outcome", N_("Look up outcomes: by company, organ, date.")),
    "subject": (f"{_COMMANDS}.subject:subject", N_("Find a company among the records, by code or by name.")),
    "recognition": (f"{_COMMANDS}.recognition:recognition", N_("Rely on neighbours' outcomes, and see what was withdrawn.")),
    "standard": (f"{_COMMANDS}.standard:standard", N_("Look up and publish supervision standards.")),
    "pseudonym": (f"{_COMMANDS}.pseudonym:pseudonym", N_("A natural person between two members, without the identity number.")),
    "correction": (f"{_COMMANDS}.correction:correction", N_("Have a neighbour's data corrected, and answer such requests.")),
    "intervention": (f"{_COMMANDS}.intervention:intervention", N_("The register of interventions in cases.")),
    "risk": (f"{_COMMANDS}.risk:risk", N_("Risk grades of companies.")),
    "warning": (f"{_COMMANDS}.warning:warning", N_("Early warnings: hints that transparent rules raised.")),
    "guidance": (f"{_COMMANDS}.guidance:guidance", N_("Publish and search guidance cases.")),
    "inspection": (f"{_COMMANDS}.inspection:inspection", N_("Joint inspections: draws announced, shown, computed anew.")),
    "ledger": (f"{_COMMANDS}.ledger:ledger", N_("The ledgers in the node's database: verify, rebuild what is made of them, forks.")),
    "audit": (f"{_COMMANDS}.audit:audit", N_("Who looked at what, when, for what purpose.")),
    "account": (f"{_COMMANDS}.account:account", N_("Accounts of the web console: add, lock, reset.")),
    "delivery": (f"{_COMMANDS}.delivery:delivery", N_("Records that a case store refused: list, replay.")),
    "proof": (f"{_COMMANDS}.proof:proof", N_("Take a record out with its proof, and verify one offline.")),
    "status": (f"{_COMMANDS}.status:status", N_("Whether the node answers, and its latest checkpoint.")),
    "demo": (f"{_COMMANDS}.demo:demo", N_("Three nodes on this machine, end to end.")),
    "completion": (f"{_COMMANDS}.completion:completion", N_("Print the completion script for a shell.")),
}


class Root(LazyGroup):
    """The top of the command line: chooses the language before anything is parsed, and ends with the right exit code."""

    def main(  # type: ignore[override]  # click declares two overloads; this serves both
        self, args: Sequence[str] | None = None, prog_name: str | None = None, complete_var: str | None = None, **extra: Any
    ) -> Any:
        """As click's, but errors are shown as `exchange.cli.errors` says."""
        arguments = list(sys.argv[1:] if args is None else args)
        _choose_language(arguments)
        if extra.pop("standalone_mode", True) is False:
            return super().main(arguments, prog_name, complete_var, standalone_mode=False, **extra)
        try:
            result = super().main(arguments, prog_name or "exchange", complete_var, standalone_mode=False, **extra)
        except click.ClickException as error:
            show_error(error, as_json="--json" in arguments)
            sys.exit(error.exit_code)
        except click.Abort:
            click.echo(_("Interrupted."), err=True)
            sys.exit(INTERRUPTED)
        except BrokenPipeError:  # the reader (`head`) has enough
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            sys.exit(FAILED)
        sys.exit(result if isinstance(result, int) else 0)


def _choose_language(arguments: Sequence[str]) -> None:
    asked = i18n.requested_language(arguments)
    i18n.use(asked if asked in i18n.LANGUAGES else i18n.default_language(os.environ))


def _show_version(context: click.Context, _parameter: click.Parameter, value: bool) -> None:
    if value:
        click.echo(f"exchange {version('delta-exchange')}")
        context.exit()


root = Root(
    name="exchange",
    help=N_("Exchange of enforcement records between neighbouring jurisdictions."),
    subcommands=SUBCOMMANDS,
    no_args_is_help=True,
    params=[
        Option(["--lang"], type=click.Choice(i18n.LANGUAGES), expose_value=False, help=N_("Language: Chinese or English.")),
        Option(
            ["--version"], is_flag=True, is_eager=True, expose_value=False, callback=_show_version, help=N_("Show the version and exit.")
        ),
    ],
)


def main() -> None:
    """The console script."""
    root.main(complete_var=COMPLETION_VARIABLE)
