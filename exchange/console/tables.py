"""Tables: the same rows as a page and as CSV; filters and pages are in the address, so that a view can be shared.

table = Table(columns=[_("When"), _("Who")], rows=[[Cell("2026-11-20 10:00:00"), Cell("a-01", href="/people/a-01")]], next_token=token)
return shown(request, "audit.html", table, name="audit", filters=filters)  # exchange.console.rendering
"""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import Response

FORMAT, TABLE, TOKEN = "format", "table", "page"  # parameters of the address beside the filters
CSV = "csv"
CSV_TYPE = "text/csv; charset=utf-8"
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")  # what spreadsheets would run (OWASP, CSV injection)


@dataclass(frozen=True, kw_only=True, slots=True)
class Cell:
    """One value. `tone` is "good", "warn" or "bad"; `title` says more than fits."""

    text: str
    href: str = ""
    tone: str = ""
    title: str = ""
    code: bool = False


def cell(text: object, /, **more: Any) -> Cell:
    """`cell("A", href="/a")`."""
    return Cell(text=str(text), **more)


@dataclass(frozen=True, kw_only=True, slots=True)
class Filter:
    """One filter of a table: its name in the address, its label, and how it is entered ("text", "date", "select")."""

    name: str
    label: str
    kind: str = "text"
    choices: Sequence[tuple[str, str]] = ()
    hint: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Table:
    """What is shown. `next_token` continues it; `tones` colour whole rows."""

    columns: Sequence[str]
    rows: Sequence[Sequence[Cell]]
    next_token: str = ""
    tones: Sequence[str] = field(default_factory=tuple)


def given(request: Request, filters: Sequence[Filter]) -> dict[str, str]:
    """What the address says of each filter; blanks around it go."""
    return {one.name: request.query_params.get(one.name, "").strip() for one in filters}


def page_token(request: Request) -> str:
    """The page asked for; empty: the first."""
    return request.query_params.get(TOKEN, "")


def address(request: Request, **changes: str) -> str:
    """This page's address with other parameters; an empty value takes one out."""
    parameters = {**dict(request.query_params), **changes}
    query = urlencode({name: value for name, value in parameters.items() if value})
    return f"{request.url.path}?{query}" if query else request.url.path


def address_of(path: str, **parameters: str) -> str:
    """A page's address with parameters."""
    return f"{path}?{urlencode(parameters)}"


def csv_answer(table: Table, *, name: str) -> Response:
    """UTF-8 with a byte order mark, so that Excel shows Chinese; nothing that a spreadsheet would run."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow([harmless(one) for one in table.columns])
    writer.writerows([[harmless(one.text) for one in row] for row in table.rows])
    headers: Mapping[str, str] = {"Content-Disposition": f'attachment; filename="{name}.csv"'}
    return Response("\ufeff" + out.getvalue(), media_type=CSV_TYPE, headers=dict(headers))


def harmless(text: str) -> str:
    """A text that no spreadsheet takes for a formula."""
    return f"'{text}" if text.startswith(FORMULA_STARTS) else text
