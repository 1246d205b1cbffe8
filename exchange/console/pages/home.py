"""The first page: what waits for the visitor, and where to go."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence

from starlette.requests import Request
from starlette.responses import Response

from exchange.console.asking import visitor_of
from exchange.console.pages.base import page
from exchange.console.pages.leads import waiting_leads
from exchange.console.pages.overview import Card
from exchange.console.pages.tasks import urgent_tasks
from exchange.console.rendering import render, see_other
from exchange.console.visitors import PURPOSES, Visitors
from exchange.texts.i18n import LANGUAGES, N_
from exchange.trust.identity import Role

SEEN_BY = frozenset({Role.ORGAN, Role.PLANNER, Role.AUDITOR, Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN})

CARDS: Mapping[Role, Sequence[Callable[[Request], Awaitable[Card]]]] = {Role.ORGAN: (waiting_leads, urgent_tasks)}
"""What a role finds here of each subject: the first few rows, and where the rest is."""


async def home(request: Request) -> Response:
    """What waits for the role, then the menu as tiles."""
    cards = [await one(request) for one in CARDS.get(visitor_of(request).role, ())]
    return render(request, "home.html", cards=cards)


async def change_language(request: Request) -> Response:
    """The other language, from now on."""
    return await _change(request, "language", LANGUAGES)


async def change_purpose(request: Request) -> Response:
    """Another reason for being here: it stands in the audit log from now on."""
    return await _change(request, "purpose", PURPOSES[visitor_of(request).role])


async def _change(request: Request, name: str, allowed: tuple[str, ...]) -> Response:
    form = await request.form()
    value = str(form.get(name, ""))
    visitors: Visitors = request.app.state.visitors
    if value in allowed:
        visitors.change(visitor_of(request), **{name: value})
    back = str(form.get("back", "/"))
    return see_other(back if back.startswith("/") and not back.startswith("//") else "/")


PAGE = page(
    path="/",
    title=N_("Start"),
    roles=SEEN_BY,
    handlers={"GET /": home, "POST /language": change_language, "POST /purpose": change_purpose},
)
