"""Every table has its CSV beside it, with the same rows, and nothing in it that a spreadsheet would run."""

from __future__ import annotations

import csv
import html
import io
import re
from collections.abc import Iterator

import pytest

from exchange.console.pages import PAGES
from exchange.console.tables import FORMULA_STARTS
from exchange.trust.identity import Role
from tests.support.federation import SINK, SOURCE, SUBJECT, publish
from tests.support.leads import RECEIVER, SENDER, made_lead
from tests.support.officers import Desks, desks_of
from tests.support.recognition import outcome_draft

WHO = {
    Role.ORGAN: "",
    Role.PLANNER: "planner",
    Role.AUDITOR: "auditor",
    Role.SYSTEM_ADMIN: "system-admin",
    Role.SECURITY_ADMIN: "security-admin",
}
_TABLE = re.compile(r"<table>.*?</table>", re.DOTALL)
_CSV = re.compile(r'href="([^"]*format=csv[^"]*)" download')
MARK = "=HYPERLINK(1)"


@pytest.fixture(scope="module")
def desks(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desks]:
    with desks_of(tmp_path_factory.mktemp("csv")) as found:
        publish(found.bench.nodes[SOURCE], [outcome_draft(1)])
        thread = found.bench.send(SENDER, made_lead(title=MARK, subject={"name": "虚构公司1", "uscc": SUBJECT}))
        found.bench.sync(SOURCE, SINK)
        found.bench.answer(RECEIVER, thread, "RECEIVE")
        yield found


def places(desks: Desks, role: Role) -> list[str]:
    """Pages of a role: those of its menu, and one of each kind that they lead to."""
    visitor = desks.officer(SINK, WHO[role])
    found = [one.path for one in PAGES if one.in_menu and role in one.roles]
    kinds = {
        "leads": r'href="(/leads/[0-9a-f-]{36})"',
        "outcomes": r'href="(/outcomes/[0-9a-f-]{36})"',
        "federation": r'href="(/federation/\d+)"',
    }
    for name, pattern in kinds.items():
        if f"/{name}" in found:
            found += re.findall(pattern, visitor.get(f"/{name}").text)[:1]
    return [*found, f"/companies/{SUBJECT}"] if "/companies" in found else found


@pytest.mark.parametrize("role", list(WHO), ids=str)
def test_every_table_has_its_csv_with_the_same_rows(desks: Desks, role: Role) -> None:
    visitor = desks.officer(SINK, WHO[role])
    seen = 0
    for path in places(desks, role):
        if path == "/":
            continue
        page = visitor.get(path).text
        links = [html.unescape(one) for one in _CSV.findall(page)]
        tables = [one for one in _TABLE.findall(page) if "<td" in one]
        assert len(links) >= len(tables) > 0 or not tables, (path, links)
        for link in links:
            answer = visitor.get(link if link.startswith("/") else f"{path}{link}")
            assert answer.headers["content-type"].startswith("text/csv"), link
            rows = list(csv.reader(io.StringIO(answer.text.lstrip("\ufeff"))))
            assert len({len(row) for row in rows}) == 1, link
            assert not any(value.startswith(FORMULA_STARTS) for row in rows for value in row), link
            seen += 1
    assert seen > 0


def test_a_title_that_a_spreadsheet_would_run_is_written_as_text(desks: Desks) -> None:
    assert f"'{MARK}" in desks.officer(SINK).get("/leads?format=csv").text
