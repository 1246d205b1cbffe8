"""`make screenshots`: every page of the console, as every role, in both languages, over a running demonstration; and what is wrong.

It follows the links that each role is offered until every page's address has been seen, writes `build/screenshots/` with an index.html,
and names what no link led to, what overflows the window, what isn't translated, what axe-core finds serious. Exit code 1 if anything is
wrong.
"""

from __future__ import annotations

import html
import re
import sys
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import parse_qsl, urlsplit

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Error, Page

from exchange.console.pages import PAGES
from exchange.trust.identity import Role
from tests.browser.staging import stage
from tests.support.browser import chromium, shoot, visit
from tests.support.demo import Demo, running_demo

ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT / "build" / "screenshots"
LANGUAGES = {"zh": "zh-CN", "en": "en-GB"}
ROLES = (Role.ORGAN, Role.PLANNER, Role.AUDITOR, Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN)
RECORDS = 60  # generated decisions of the demonstration
PER_ADDRESS = 2  # pages of one address that are looked at, where their parameters' names differ
SCRIPTS = {"/attachments/{digest}/status"}  # asked by scripts, linked from nowhere
OVERFLOWS = "() => document.documentElement.scrollWidth > window.innerWidth"
ENGLISH_TEXT = r"""() => {
  const found = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const node = walker.currentNode, parent = node.parentElement;
    if (!parent || parent.closest('code, pre, script, style, textarea, [lang="en"]') || !parent.checkVisibility()) continue;
    if (/[A-Za-z]{2,}[,;]?( [A-Za-z]{2,}[,;]?){2,}/.test(node.textContent)) found.push(node.textContent.trim().slice(0, 120));
  }
  return found;
}"""
CHINESE_LABELS = r"""() => [...document.querySelectorAll('h1, h2, h3, th, label, legend, button, nav a, summary')]
  .filter(one => one.checkVisibility() && !one.closest('[lang="zh-CN"]') && !one.querySelector('[lang="zh-CN"]'))
  .map(one => one.textContent.trim()).filter(text => /[一-鿿]/.test(text)).map(text => text.slice(0, 120))"""


@dataclass(kw_only=True, slots=True)
class Gallery:
    """What was seen: pictures (path, name) by role and language, faults, and by role the addresses that no link led to."""

    pictures: dict[str, list[tuple[str, str]]] = field(default_factory=dict)
    faults: list[str] = field(default_factory=list)
    unseen: dict[Role, list[str]] = field(default_factory=dict)

    def look(self, page: Page, path: str, *, who: str, language: str) -> None:
        """A picture of the page, and what is wrong with it."""
        group = f"{who}-{language}"
        pictures = self.pictures.setdefault(group, [])
        name = f"{group}-{len(pictures):02}-{_slug(path)}"
        shoot(page, FOLDER, name)
        pictures.append((path, name))
        for fault in _faults(page, language):
            self.faults.append(f"{group} {path}: {fault}")

    def write_index(self) -> None:
        """One page with all pictures."""
        parts = ["<!doctype html><meta charset=utf-8><title>Console</title><style>img{width:32%;border:1px solid #888;margin:2px}</style>"]
        for group, pictures in self.pictures.items():
            parts.append(f"<h2>{group}</h2>")
            parts += [f'<a href="{name}.png" title="{html.escape(path)}"><img src="{name}.png" alt=""></a>' for path, name in pictures]
        (FOLDER / "index.html").write_text("\n".join(parts), encoding="utf-8")


def main() -> int:
    """The command."""
    gallery = Gallery()
    with running_demo(ROOT / "build" / "gallery", count=RECORDS) as demo, chromium() as browser:
        member, starts = stage(demo)
        for language in LANGUAGES:
            with _visitor(browser, demo, member, None, language) as page:
                gallery.look(page, "/login", who="stranger", language=language)
            for role in ROLES:
                unseen = walk(browser, demo, member, role=role, language=language, starts=starts, gallery=gallery)
                if unseen:
                    gallery.unseen[role] = unseen
                print(f"{role.value} {language}: {len(gallery.pictures[f'{role.value}-{language}'])} pages", flush=True)
    gallery.write_index()
    lines = [*gallery.faults, *(f"{role.value}: no link leads to {', '.join(paths)}" for role, paths in gallery.unseen.items())]
    count = sum(map(len, gallery.pictures.values()))
    print(*lines, f"{count} pages in {FOLDER.relative_to(ROOT)}/index.html, {len(gallery.faults)} faults", sep="\n")
    return 1 if lines else 0


def walk(browser: Browser, demo: Demo, member: str, *, role: Role, language: str, starts: Sequence[str], gallery: Gallery) -> list[str]:
    """One role's way through a member's console, in one language; returns the addresses that no link led to."""
    with _visitor(browser, demo, member, role, language) as page:
        return Walk(page=page, listen=demo.settings[member].console.listen, role=role, language=language).through(starts, gallery)


def _visitor(browser: Browser, demo: Demo, member: str, role: Role | None, language: str) -> AbstractContextManager[Page]:
    """Somebody of a role at the member's console; without one a stranger."""
    who = f"organ-{demo.organs[member]}" if role is Role.ORGAN else role.value if role else ""
    settings = demo.settings[member]
    return visit(browser, settings.console.listen, settings, who=who, language=LANGUAGES[language])


@dataclass(frozen=True, kw_only=True, slots=True)
class Walk:
    """One role's way through the console."""

    page: Page
    listen: str
    role: Role
    language: str

    def through(self, starts: Sequence[str], gallery: Gallery) -> list[str]:
        """Follows links from `starts` and the first page, each address once for each set of parameters; returns what none led to."""
        routes = [route for one in PAGES if self.role in one.roles for route in one.routes if "GET" in (route.methods or ())]
        waiting, seen = [*starts, "/"], dict[str, set[frozenset[str]]]()
        asked = set(waiting)
        while waiting:
            path = waiting.pop(0)
            address = next((route.path for route in routes if route.path_regex.match(urlsplit(path).path)), "")
            names = frozenset(name for name, _value in parse_qsl(urlsplit(path).query))
            known = seen.setdefault(address, set())
            if not address or names in known or len(known) >= PER_ADDRESS:
                continue
            known.add(names)
            if self._open(path):
                gallery.look(self.page, path, who=self.role.value, language=self.language)
                fresh = [one for one in _links(self.page) if one not in asked]
                asked.update(fresh)
                waiting += fresh
        return sorted({route.path for route in routes} - set(seen) - SCRIPTS)

    def _open(self, path: str) -> bool:
        """Whether there is a page to look at; a download isn't one."""
        try:
            answer = self.page.goto(f"https://{self.listen}{path}")
        except Error as error:
            if "Download is starting" in error.message or "net::ERR_ABORTED" in error.message:
                return False
            raise
        return answer is not None and "html" in answer.headers.get("content-type", "")


def _links(page: Page) -> Iterator[str]:
    """Paths of the console's pages that this one links to, with their parameters."""
    here = urlsplit(page.url).path
    for href in page.eval_on_selector_all("a[href]", "all => all.map(one => one.getAttribute('href'))"):
        found = urlsplit(href)
        if not (found.scheme or found.netloc) and (found.path or found.query):
            yield (found.path or here) + (f"?{found.query}" if found.query else "")


def _faults(page: Page, language: str) -> Iterator[str]:
    """What is wrong with what is shown."""
    if page.locator("main .fault").count():
        yield f"an error: {page.locator('main').inner_text()[:200]!r}"
    if page.evaluate(OVERFLOWS):
        yield "wider than the window"
    for text in page.evaluate(ENGLISH_TEXT if language == "zh" else CHINESE_LABELS):
        yield f"not translated: {text!r}"
    if language != "zh":  # the same elements in another language
        return
    for one in Axe().run(page).response["violations"]:
        if one["impact"] in {"serious", "critical"}:
            yield f"{one['id']}: {one['nodes'][0]['html'][:200]}"


def _slug(path: str) -> str:
    """`/leads/01a2…/answer/RECEIVE` as a part of a file's name: the words, not the numbers."""
    words = [part for part in urlsplit(path).path.split("/") if part and not re.search(r"\d", part)]
    return "-".join(words).lower() or "home"


if __name__ == "__main__":
    sys.exit(main())
