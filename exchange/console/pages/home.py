"""The first page: who is here, and where to go."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from exchange.console.asking import visitor_of
from exchange.console.pages.base import page
from exchange.console.rendering import render
from exchange.console.visitors import PURPOSES, Visitors
from exchange.texts.i18n import LANGUAGES, N_
from exchange.trust.identity import Role

SEEN_BY = frozenset({Role.ORGAN, Role.PLANNER, Role.AUDITOR, Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN})


async def home(request: Request) -> Response:
    """The menu as tiles."""
    return render(request, "home.html")


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
    return RedirectResponse(back if back.startswith("/") and not back.startswith("//") else "/", status_code=303)


PAGE = page(
    path="/",
    title=N_("Start"),
    roles=SEEN_BY,
    handlers={"GET /": home, "POST /language": change_language, "POST /purpose": change_purpose},
)
