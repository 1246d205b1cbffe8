"""The auditor's tasks by mouse and by keyboard: find, prove, complete, sign off, save, statistics, a record's life. Both languages, axe."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from exchange.ledger.checkpoints import audit_origin
from exchange.settings import ConsoleSettings
from exchange.storage import audit, ledgers
from exchange.sync.context import NodeContext
from exchange.v1 import audit_pb2
from tests.browser.conftest import SHOTS
from tests.support.browser import shoot, visit
from tests.support.console import console_of
from tests.support.federation import SOURCE, draft, federate, opened, publish

OFFICER = f"exchange://{SOURCE}/organ/11310116MB2F3040XF#zhang"
NIGHT_HOUR, DAY_HOUR = 18, 2  # UTC: 02:00 and 10:00 in Asia/Shanghai
PATHS = {
    "audit": "/audit",
    "audit-statistics": "/audit/statistics",
    "audit-completeness": "/audit/completeness",
    "audit-reviews": "/audit/reviews",
    "audit-life": "/audit/life?record={record}",
    "audit-event": "/audit/{event}",
    "audit-interventions": "/audit/interventions",
}
LANGUAGES = ("zh-CN", "en-GB")


class Bench:
    """One node with a log worth reviewing, and its console."""

    def __init__(self, context: NodeContext, address: str) -> None:
        self.context = context
        self.address = address
        self.record = publish(context, [draft(1)]).appended[0].record_id
        yesterday = context.now().replace(minute=0, second=0, microsecond=0) - timedelta(days=1)
        events = [_event(yesterday.replace(hour=NIGHT_HOUR if number % 3 else DAY_HOUR), number, self.record) for number in range(12)]
        with context.database.durable() as connection:
            self.first = ledgers.get(connection, audit_origin(SOURCE)).size
            audit.append(connection, SOURCE, events, now=context.microseconds())
            audit.seal(connection, SOURCE, context.audit_signer, now=context.microseconds())


def _event(at, number: int, record: str) -> audit_pb2.AuditEvent:
    refused = number % 4 == 3
    event = audit_pb2.AuditEvent(
        tag="call:any:refuse" if refused else "outcome:subject:list",
        actor=OFFICER,
        member=SOURCE,
        role="organ",
        purpose=0 if refused else 1,
        result=audit_pb2.AUDIT_RESULT_REFUSED if refused else audit_pb2.AUDIT_RESULT_ALLOWED,
        reason="PURPOSE_MISSING" if refused else "",
        subjects=["913101166078754287"],
        record_ids=[record],
        query="ListPriorOutcomes subject=宏达印刷有限公司",
        correlation_id=f"call-{number}",
    )
    event.at.FromDatetime(at)
    return event


@pytest.fixture(scope="module")
def bench(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bench]:
    settings = federate(tmp_path_factory.mktemp("audit"), [SOURCE])[SOURCE]
    with opened(replace(settings, console=ConsoleSettings(listen="127.0.0.1:0"))) as context, console_of(context) as address:
        yield Bench(context, address)


@pytest.fixture
def page(browser: Browser, bench: Bench) -> Iterator[Page]:
    with visit(browser, bench.address, bench.context.settings, who="auditor", language="en-GB") as found:
        yield found


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_page_is_accessible_fits_the_screen_and_says_nothing_to_the_browsers_log(
    browser: Browser, bench: Bench, language: str
) -> None:
    with visit(browser, bench.address, bench.context.settings, who="auditor", language=language) as page:
        faults: list[str] = []
        page.on("console", lambda message: faults.append(message.text) if message.type == "error" else None)
        for name, path in PATHS.items():
            page.goto(f"https://{bench.address}{path.format(record=bench.record, event=bench.first)}")
            shoot(page, SHOTS, f"{name}-{language[:2]}")
            found = [one for one in Axe().run(page).response["violations"] if one["impact"] in {"serious", "critical"}]
            assert [(name, one["id"], one["nodes"][0]["html"]) for one in found] == []
            assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth"), name
        assert faults == []


def test_who_looked_without_purpose_is_found_exported_and_signed_off_by_mouse(page: Page, bench: Bench, tmp_path: Path) -> None:
    page.get_by_role("link", name="Audit log").first.click()
    page.get_by_label("Reason", exact=True).fill("PURPOSE_MISSING")
    page.get_by_label("Words").fill("宏达")
    page.get_by_role("button", name="Filter").click()
    expect(page.locator("tbody tr")).to_have_count(3)
    with page.expect_download() as download:
        page.get_by_role("link", name="Signed bundle").click()
    assert download.value.suggested_filename == "audit.jsonl"

    page.get_by_role("link", name=re.compile("Prove this time complete")).click()
    expect(page.get_by_role("status")).to_contain_text("Faults: 0")
    page.get_by_label("Note").fill("三次无目的查询，已交机关说明")
    page.get_by_role("button", name="Sign off").click()

    expect(page.locator("tbody")).to_contain_text("三次无目的查询，已交机关说明")
    expect(page.locator("tbody")).to_contain_text("reason=PURPOSE_MISSING")


def test_a_filter_is_saved_and_used_by_keyboard_alone(page: Page, bench: Bench) -> None:
    page.goto(f"https://{bench.address}/audit")
    page.get_by_label("Night").focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("night=1"))
    page.get_by_label("Save this filter as").focus()
    page.keyboard.type("夜间查询")
    page.keyboard.press("Enter")

    chip = page.get_by_role("link", name="夜间查询")
    expect(chip).to_be_visible()
    chip.focus()
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("night=1"))
    expect(page.locator("tbody tr").nth(7)).to_be_visible()  # and what this test itself looks at, where it runs at night
    times = [re.search(r"\d{4}-\d\d-\d\d (\d\d):", text) for text in page.locator("tbody tr").all_inner_texts()]
    assert {int(one[1]) for one in times if one} <= {22, 23, 0, 1, 2, 3, 4, 5}
    assert all(times)


def test_a_statistic_leads_to_the_list_of_what_it_counts(page: Page, bench: Bench) -> None:
    page.goto(f"https://{bench.address}/audit/statistics")
    expect(page.locator("[data-plot] svg").first).to_be_visible()

    page.get_by_role("region", name="Refused and failed calls").get_by_role("link", name="PURPOSE_MISSING").click()

    expect(page.locator("tbody tr")).to_have_count(3)


def test_an_event_leads_to_its_records_life_and_back(page: Page, bench: Bench) -> None:
    page.goto(f"https://{bench.address}/audit/{bench.first}")
    page.get_by_role("link", name=bench.record).click()
    expect(page.locator("tbody")).to_contain_text("issued by its organ")

    page.locator("tbody").get_by_role("link", name=str(bench.first), exact=True).click()

    expect(page.get_by_role("heading", level=1)).to_have_text(f"Event {bench.first}")


def test_one_flipped_byte_in_the_database_is_red_on_the_page(page: Page, bench: Bench) -> None:
    index = bench.first + 5
    file = bench.context.database.url.database
    with sqlite3.connect(str(file)) as connection:
        number = connection.execute("SELECT ledger FROM ledgers WHERE origin = ?", [audit_origin(SOURCE)]).fetchone()[0]
        key = number << 40 | index
        before = bytes(connection.execute("SELECT envelope FROM entries WHERE position = ?", [key]).fetchone()[0])
        after = before.replace(b"zhang", b"zhanf")
        connection.execute("UPDATE entries SET envelope = ? WHERE position = ?", [after, key])
        connection.commit()

    page.goto(f"https://{bench.address}/audit?person=zhang")

    expect(page.locator("tr.broken")).to_have_count(1)
    expect(page.locator("tr.broken")).to_contain_text(str(index))
    expect(page.locator("p.fault").first).to_contain_text("the hash over the stored event is")
    assert page.locator("tr.broken td").first.evaluate("cell => getComputedStyle(cell).backgroundColor") == "rgb(253, 236, 236)"
    shoot(page, SHOTS, "audit-tampered-en")
    with sqlite3.connect(str(file)) as connection:
        connection.execute("UPDATE entries SET envelope = ? WHERE position = ?", [before, key])
        connection.commit()
