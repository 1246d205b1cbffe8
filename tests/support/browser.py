"""Chromium (Debian's) at the consoles of real nodes: each visitor has a context of its own, with the client certificate of a role.

Playwright's own browser downloads aren't used. The sandbox is off because tests may run as root.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from exchange.settings import NodeSettings

CHROMIUM = "chromium"
ARGUMENTS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update",
    "--disable-sync",
]  # fmt: skip
SIZE = {"width": 1366, "height": 768}  # the screens of most offices
TIMEOUT_MS = 30_000


@contextmanager
def chromium() -> Iterator[Browser]:
    """The browser."""
    found = shutil.which(CHROMIUM)
    assert found, "chromium isn't installed; `make browser` installs it with the fonts"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=found, args=ARGUMENTS)
        yield browser
        browser.close()


@contextmanager
def visit(browser: Browser, address: str, settings: NodeSettings, *, who: str = "", language: str = "zh-CN") -> Iterator[Page]:
    """A visitor with a client certificate of the node's member ("auditor", "organ-…"), logged in; without one, before the log-in page."""
    certs = settings.home / "certs"
    shown = [{"origin": f"https://{address}", "certPath": str(certs / f"{who}.pem"), "keyPath": str(certs / f"{who}.key")}] if who else []
    context: BrowserContext = browser.new_context(
        ignore_https_errors=True,
        client_certificates=shown,
        locale=language,
        viewport=SIZE,  # type: ignore[arg-type]  # a list of such dicts
    )
    context.set_default_timeout(TIMEOUT_MS)
    page = context.new_page()
    page.goto(f"https://{address}/login")
    if who:
        page.locator("form[action='/login/certificate'] button").click()
        page.wait_for_url(f"https://{address}/")
    yield page
    context.close()


def shoot(page: Page, folder: Path, name: str) -> Path:
    """A screenshot of the whole page."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{name}.png"
    page.screenshot(path=path, full_page=True)
    return path
