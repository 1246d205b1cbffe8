"""Logging in by certificate, the menu of a role, both languages, nothing from outside, no accessibility fault."""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, expect

from tests.browser.conftest import SHOTS, Consoles
from tests.support.browser import shoot, visit
from tests.support.federation import SOURCE


@pytest.mark.parametrize(("language", "word"), [("zh-CN", "审计日志"), ("en-GB", "Audit log")])
def test_an_auditor_logs_in_and_reads_the_audit_log(browser: Browser, consoles: Consoles, language: str, word: str) -> None:
    address = consoles.addresses[SOURCE]
    with visit(browser, address, consoles.settings[SOURCE], who="auditor", language=language) as page:
        asked: list[str] = []
        page.on("request", lambda request: asked.append(request.url))
        faults: list[str] = []
        page.on("console", lambda message: faults.append(message.text) if message.type == "error" else None)

        page.get_by_role("link", name=word).first.click()

        expect(page.get_by_role("heading", level=1)).to_have_text(word)
        page.reload()  # the first look is itself an entry
        expect(page.locator("tbody tr")).not_to_have_count(0)
        assert [url for url in asked if not url.startswith(f"https://{address}/")] == []
        assert faults == []
        shoot(page, SHOTS, f"audit-{language[:2]}")
        results = Axe().run(page)
        assert [one["id"] for one in results.response["violations"] if one["impact"] in {"serious", "critical"}] == []
