"""Help: every page that a menu shows says what it is for, and every clock its law."""

from __future__ import annotations

from exchange.console.pages import PAGES
from exchange.console.pages.help import HELP, SEEN_BY
from exchange.domain.clocks import rules
from exchange.trust.identity import Role


def test_every_page_of_a_menu_has_help_and_nothing_else_has() -> None:
    assert set(HELP) == {one.path for one in PAGES if one.in_menu}
    assert all(texts and all(len(text) > 40 for text in texts) for texts in HELP.values())  # a sentence


def test_everybody_who_logs_in_finds_it() -> None:
    assert SEEN_BY == {role for one in PAGES for role in one.roles} == set(Role) - {Role.NODE}


def test_every_clock_names_its_law() -> None:
    assert [one.rule_id for one in rules() if not one.basis.strip()] == []
