"""The pages, a module for each subject. What stands here is what the menu shows, to the roles that may see it."""

from __future__ import annotations

from collections.abc import Sequence

from starlette.requests import Request
from starlette.routing import Route

from exchange.console.asking import visitor_of
from exchange.console.pages import (
    accounts,
    attachments,
    audit,
    companies,
    corrections,
    deliveries,
    discretion,
    draws,
    federation,
    help,  # noqa: A004  # the page
    hints,
    home,
    jobs,
    lead_forms,
    leads,
    outcomes,
    plan_forms,
    plans,
    recognition,
    reliance,
    standards,
    tasks,
    why,
)
from exchange.console.pages.base import Page

PAGES: tuple[Page, ...] = (
    home.PAGE,
    leads.PAGE,
    lead_forms.PAGE,
    attachments.PAGE,
    tasks.PAGE,
    companies.PAGE,
    outcomes.PAGE,
    recognition.PAGE,
    reliance.PAGE,
    standards.PAGE,
    discretion.PAGE,
    draws.PAGE,
    plans.PAGE,
    plan_forms.PAGE,
    corrections.PAGE,
    corrections.SIGNING,
    hints.WARNINGS,
    hints.GUIDANCE,
    audit.PAGE,
    federation.PAGE,
    federation.TESTING,
    federation.LIFTING,
    accounts.PAGE,
    jobs.PAGE,
    jobs.RUNNING,
    deliveries.PAGE,
    deliveries.REPLAYING,
    why.PAGE,
    help.PAGE,
)


def routes() -> list[Route]:
    """Every page's routes."""
    return [route for page in PAGES for route in page.routes]


def menu(request: Request) -> Sequence[Page]:
    """What the visitor's role sees."""
    role = visitor_of(request).role
    return [page for page in PAGES if page.in_menu and role in page.roles]
