"""Every page of the console, as every role, in both languages: reached by links, whole, translated, accessible (see gallery.py)."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from exchange.trust.identity import Role
from tests.browser.gallery import LANGUAGES, ROLES, Gallery, walk
from tests.browser.staging import stage
from tests.support.demo import Demo, running_demo

RECORDS = 30  # generated decisions


@pytest.fixture(scope="module")
def staged(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Demo, str, list[str]]]:
    with running_demo(tmp_path_factory.mktemp("gallery") / "demo", count=RECORDS) as demo:
        member, starts = stage(demo)
        yield demo, member, starts


@pytest.mark.parametrize("language", list(LANGUAGES))
@pytest.mark.parametrize("role", ROLES, ids=str)
def test_every_page_of_a_role_is_reached_and_has_no_fault(
    browser: Browser, staged: tuple[Demo, str, list[str]], role: Role, language: str
) -> None:
    demo, member, starts = staged
    gallery = Gallery()

    unseen = walk(browser, demo, member, role=role, language=language, starts=starts, gallery=gallery)

    assert (gallery.faults, unseen) == ([], [])
