"""What every way in shares: the page that offers them, the first cookie, the audit log's word of who came, went, or was turned away."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response

from exchange.console.accounts import Accounts
from exchange.console.rendering import render, see_other
from exchange.console.visitors import COOKIE
from exchange.domain.audit import AuditTag
from exchange.sync.context import NodeContext
from exchange.trust.identity import Identity
from exchange.v1 import audit_pb2

UNAUTHORIZED = 401


def login_page(request: Request, *, identity: Identity | None = None, fault: str = "", status: int = 200, name: str = "") -> Response:
    """The ways in that this node has; `name` is what was typed before."""
    accounts: Accounts = request.app.state.accounts
    context: NodeContext = request.app.state.context
    values = {"identity": identity, "fault": fault, "accounts": accounts.any(), "name": name, "oidc": context.settings.console.oidc}
    return render(request, "login.html", status=status, **values)


def welcome(token: str) -> Response:
    """To the first page, with the session's cookie."""
    answer = see_other("/")
    keep_token(answer, token)
    return answer


def keep_token(answer: Response, token: str) -> None:
    """The session's cookie: for this host alone, never for scripts, never sent from other sites' pages."""
    answer.set_cookie(COOKIE, token, secure=True, httponly=True, samesite="strict", path="/")


def address(request: Request) -> str:
    """Where the visitor comes from."""
    return request.client.host if request.client else ""


async def log(request: Request, tag: AuditTag, *, how: str, identity: Identity | None = None, person: str = "", detail: str = "") -> None:
    """Writes it into the audit log, on disk before the answer goes."""
    context: NodeContext = request.app.state.context
    refused = tag == AuditTag.LOGIN_REFUSED
    event = audit_pb2.AuditEvent(
        tag=tag,
        actor=identity.acting(person) if identity else "",
        member=context.member,
        role=identity.role.value if identity else "",
        result=audit_pb2.AUDIT_RESULT_REFUSED if refused else audit_pb2.AUDIT_RESULT_ALLOWED,
        reason="LOGIN_REFUSED" if refused else "",
        peer=address(request),
        query=f"by {how}",
        detail=detail[:500].replace("\0", ""),
    )
    event.at.FromDatetime(context.now())
    await context.write_audit(event)
