"""What is unusual in the log: each count with its definition, a plot, and the list of what it counts."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import Response

from exchange.console.asking import ask
from exchange.console.pages.audit_filters import set_times
from exchange.console.rendering import render
from exchange.console.tables import Table, cell, csv_answer
from exchange.texts.i18n import N_, _
from exchange.v1 import audit_pb2

PERIOD = timedelta(days=30)
EPOCH = date(1970, 1, 1)
HOURS = 24


@dataclass(frozen=True, kw_only=True, slots=True)
class Series:
    """One statistic: its title, what it counts, how its keys lead to the list (a filter of /audit), filters that narrow it."""

    name: str
    title: str
    definition: str
    key: str
    more: Mapping[str, str]


SERIES = (
    Series(
        name="night",
        title=N_("Look-ups at night"),
        definition=N_("Answered look-ups of companies, cases or leads between 22:00 and 06:00 (Asia/Shanghai), by caller; the 20 largest."),
        key="actor",
        more={"night": "1"},
    ),
    Series(
        name="lookups",
        title=N_("Most look-ups"),
        definition=N_("Answered look-ups of companies, cases or leads, by caller; the 20 largest."),
        key="actor",
        more={"result": str(audit_pb2.AUDIT_RESULT_ALLOWED)},
    ),
    Series(
        name="purpose",
        title=N_("Purpose missing or not allowed"),
        definition=N_("Calls refused because they named no purpose, or one that doesn't allow them (个保法 6), by caller."),
        key="actor",
        more={"result": str(audit_pb2.AUDIT_RESULT_REFUSED)},
    ),
    Series(
        name="refused",
        title=N_("Refused and failed calls"),
        definition=N_("Calls that were refused or failed, by reason."),
        key="reason",
        more={},
    ),
    Series(
        name="hour",
        title=N_("Look-ups by hour"),
        definition=N_("Answered look-ups of companies, cases or leads, by hour of the day (Asia/Shanghai)."),
        key="",
        more={},
    ),
    Series(name="day", title=N_("Events by day"), definition=N_("All events of the log, by day."), key="day", more={}),
)


async def show_statistics(request: Request) -> Response:
    """Of the last thirty days, unless the address says otherwise."""
    today = request.app.state.context.today
    first = request.query_params.get("from", "") or (today - PERIOD).isoformat()
    last = request.query_params.get("to", "") or today.isoformat()
    message = audit_pb2.SummariseAuditEventsRequest()
    set_times(message, first, last)
    answer = await ask(request, "AuditService/SummariseAuditEvents", message)
    wanted = request.query_params.get("series", "")
    parts = [_part(series, answer.counts, first, last) for series in SERIES]
    chosen = [part for part in parts if part["name"] == wanted]
    if chosen:
        return csv_answer(chosen[0]["table"], name=f"audit-{wanted}")
    return render(request, "audit_statistics.html", parts=parts, first=first, last=last)


def _part(series: Series, counts: Sequence[audit_pb2.AuditCount], first: str, last: str) -> dict[str, Any]:
    found = [(_key(series, one.key), one.count) for one in counts if one.series == series.name]
    if series.name == "hour":
        by_hour = dict(found)
        found = [(f"{hour:02d}", by_hour.get(f"{hour:02d}", 0)) for hour in range(HOURS)]
    elif series.name == "day":
        found.sort()
    table = Table(
        columns=[_("Counted by"), _("Count")],
        rows=[[cell(key or _("none"), href=_list(series, key, first, last)), cell(count)] for key, count in found],
    )
    plot = {"title": _(series.title), "keys": [key for key, _count in found], "counts": [count for _key_, count in found]}
    address = "/audit/statistics?" + urlencode({"from": first, "to": last, "series": series.name})
    return {
        "name": series.name,
        "title": _(series.title),
        "definition": _(series.definition),
        "table": table,
        "plot": json.dumps(plot, ensure_ascii=False),
        "csv": address,
        "empty": not any(count for _key_, count in found),
    }


def _key(series: Series, key: str) -> str:
    if series.name == "day":
        return (EPOCH + timedelta(days=int(key))).isoformat()
    return key.zfill(2) if series.name == "hour" else key


def _list(series: Series, key: str, first: str, last: str) -> str:
    """The events that a count is of, or the smallest list with them."""
    if not series.key or not key:
        return ""
    period = {"from": key, "to": key} if series.key == "day" else {"from": first, "to": last, series.key: key}
    return "/audit?" + urlencode({**period, **series.more})
