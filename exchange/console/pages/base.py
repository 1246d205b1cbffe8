"""What a page is."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from functools import wraps

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from exchange.console.asking import visitor_of
from exchange.trust.identity import Role
from exchange.v1 import error_pb2
from exchange.wire import RefusedError

Handler = Callable[[Request], Awaitable[Response]]


@dataclass(frozen=True, kw_only=True, slots=True)
class Page:
    """One subject: its address and title in the menu (English; shown translated), the roles that see it, its routes."""

    path: str
    title: str
    roles: frozenset[Role]
    routes: tuple[Route, ...]
    in_menu: bool = True


def page(*, path: str, title: str, roles: frozenset[Role], handlers: dict[str, Handler], in_menu: bool = True) -> Page:
    """A page whose handlers ("GET /leads/{record_id}") only its roles reach."""
    routes = tuple(_route(address, _only(roles, handler)) for address, handler in handlers.items())
    return Page(path=path, title=title, roles=roles, routes=routes, in_menu=in_menu)


def _route(address: str, handler: Handler) -> Route:
    method, _space, path = address.partition(" ")
    return Route(path, handler, methods=[method], name=f"{method} {path}")


def _only(roles: frozenset[Role], handler: Handler) -> Handler:
    @wraps(handler)
    async def reached(request: Request) -> Response:
        role = visitor_of(request).role
        if role not in roles:
            raise RefusedError(error_pb2.ERROR_REASON_ROLE_NOT_ALLOWED, f"role {role.value} may not see {request.url.path}")
        return await handler(request)

    return reached
