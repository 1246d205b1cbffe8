"""Two ways to use a page: by mouse, and by keyboard alone. A task written once is done both ways."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from playwright.sync_api import Locator, Page

FAR = 250  # presses of Tab after which something counts as out of reach
OPTIONS = 60  # presses of an arrow key in a list


class Hand(Protocol):
    """What a person does; each takes a CSS selector, or one with text, of which the first match counts."""

    def press(self, page: Page, target: str) -> None:
        """Follows a link or presses a button that leads to another page."""

    def write(self, page: Page, target: str, text: str) -> None:
        """Writes a text into an empty field."""

    def choose(self, page: Page, target: str, value: str) -> None:
        """Chooses from a list."""


class Mouse:
    """Clicks."""

    def press(self, page: Page, target: str) -> None:
        """As in Hand."""
        with page.expect_navigation():
            page.locator(target).first.click()

    def write(self, page: Page, target: str, text: str) -> None:
        """As in Hand."""
        field = page.locator(target).first
        field.click()
        field.fill(text)

    def choose(self, page: Page, target: str, value: str) -> None:
        """As in Hand."""
        page.locator(target).first.select_option(value)


class Keyboard:
    """Tab, Enter, arrows and letters; nothing is focused by script."""

    def press(self, page: Page, target: str) -> None:
        """As in Hand."""
        _reach(page, target)
        with page.expect_navigation():
            page.keyboard.press("Enter")

    def write(self, page: Page, target: str, text: str) -> None:
        """As in Hand."""
        _reach(page, target)
        page.keyboard.insert_text(text)

    def choose(self, page: Page, target: str, value: str) -> None:
        """As in Hand."""
        found = _reach(page, target)
        _repeat(lambda: page.keyboard.press("ArrowDown"), lambda: found.input_value() == value, OPTIONS, f"{value} of {target}")


def _reach(page: Page, target: str) -> Locator:
    found = page.locator(target).first
    found.wait_for()
    _repeat(lambda: page.keyboard.press("Tab"), lambda: bool(found.evaluate("one => one === document.activeElement")), FAR, target)
    return found


def _repeat(act: Callable[[], None], done: Callable[[], bool], times: int, what: str) -> None:
    for _time in range(times):
        if done():
            return
        act()
    raise AssertionError(f"{what} can't be reached by keyboard")
